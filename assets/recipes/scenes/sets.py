"""What a scene is, and the photographer's standpoints: from above, before a wall, before a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from photo import stage

from .light import Lamp

Point = tuple[float, float, float]


@dataclass(kw_only=True)
class Shot:
    """A built set: where the product goes, and the lamps that matter to its shadow, strongest first. World metres."""

    lamps: list[Lamp]
    anchor: Point = (0.0, 0.0, 0.0)
    wall_m: float | None = None  # y of the wall behind (stand), at the height of the anchor
    gap_m: float = 0.0  # from garment to wall (hang)
    grips: list[Point] = field(default_factory=list)
    front: list = field(default_factory=list)  # objects that go over the product


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One scene: its words, its free area (fractions from the top left) and how it is built."""

    id: str
    title: str
    support: str
    theme: str
    words: tuple[str, ...]
    build: Callable[[], Shot]
    free: tuple[float, float, float, float]
    product_height: float
    kinds: tuple[str, ...] = ()
    seed: int = 1
    warmth: float = 0.0
    exposure: float = 0.45  # stops


def from_above(width_m: float = 1.25, *, tilt_m: float = 0.0, lens_mm: float = 62, roll_deg: float = 0.0) -> None:
    """A camera on a boom arm, looking down on to a frame of some width."""
    stage.camera((0, -tilt_m, width_m * lens_mm / 36), (0, 0, 0), lens_mm=lens_mm, roll_deg=roll_deg)


def before_wall(
    width_m: float = 1.3, *, middle_m: float = -0.42, lens_mm: float = 58, aside_m: float = 0.0, gap_m: float = 0.0
) -> None:
    """A level camera; `middle_m` is the height of the picture's middle over the hang point."""
    away = width_m * lens_mm / 36
    stage.camera((aside_m, -away, middle_m), (aside_m, gap_m, middle_m), lens_mm=lens_mm)


def before_table(
    width_m: float = 0.95,
    *,
    rise_m: float = 0.3,
    middle_m: float = 0.2,
    lens_mm: float = 60,
    f_stop: float | None = 5.6,
    aside_m: float = 0.0,
) -> None:
    """A camera before a table or podium, `rise_m` above its top, looking at `middle_m` above the anchor."""
    away = width_m * lens_mm / 36
    stage.camera((aside_m, -away, rise_m), (aside_m, 0, middle_m), lens_mm=lens_mm, f_stop=f_stop)
