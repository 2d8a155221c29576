"""What the Stage tab remembers beside the creative itself: the sizes on its sheet, the view, the logo, the clip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from models.design import Rgb
from models.designing import parse_hex
from models.errors import InputError
from models.staging.message import LENGTHS
from models.staging.placements import FREE, PLACEMENTS, find_placement
from models.staging.records import SPOT, Shot
from models.staging.requests import Box, Ground, Support

Size = tuple[str, int, int]
"""A placement's id, width and height."""
VIEWS = ("creative", "sheet", "context", "clip", "themes")
FIRST: tuple[Size, ...] = tuple(
    (each.id, each.width_px, each.height_px) for each in PLACEMENTS if each.id in ("square", "story", "link")
)
MOST_SIZES = 8
SUPPORTS: dict[str, Support] = {"auto": "", "lie": "lie", "hang": "hang", "stand": "stand"}
GROUNDS: dict[str, Ground] = {"colour": "colour", "gradient": "gradient", "clear": "clear"}
SLIDERS = {"scale": (0.2, 3.0), "shadow": (0.0, 2.0), "reflection": (0.0, 1.0)}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """One visitor's choices.  `sizes` are the columns of the sheet; `clip` is the address of a finished clip."""

    sizes: tuple[Size, ...] = FIRST
    view: str = "creative"
    logo: str = ""
    path: str = "pan"
    seconds: int = 4
    clips: Mapping[str, tuple[str, str]] | None = None
    gallery: bool = False
    tried: bool = False
    """Whether the simulated test of themes was asked for."""
    own: str = ""
    spot: Box = SPOT
    """The scene of one's own that was staged on last, and where its old object was: it stays on the sheet."""

    def showing(self, view: str) -> Choices:
        """With another view.  Raises InputError."""
        if view not in VIEWS:
            raise InputError("There is no such view.", "Reload the page.")
        return replace(self, view=view, gallery=False)

    def with_size(self, size: Size) -> Choices:
        """With a size on the sheet.  Raises InputError when it is full."""
        if size in self.sizes:
            return self
        if len(self.sizes) >= MOST_SIZES:
            raise InputError(f"A sheet has {MOST_SIZES} sizes at most.", "Take one off it first.")
        return replace(self, sizes=(*self.sizes, size))

    def without_size(self, size: Size) -> Choices:
        """Without a size; the last one stays."""
        left = tuple(each for each in self.sizes if each != size)
        return replace(self, sizes=left) if left else self

    def after(self, shot: Shot) -> Choices:
        """With the scene of one's own that a shot was taken on, if it was."""
        return replace(self, own=shot.own, spot=shot.spot) if shot.own else self

    def on_own(self, shot: Shot) -> Shot:
        """A shot on the scene of one's own.  Raises InputError when there is none."""
        if not self.own:
            raise InputError("There is no scene of your own yet.", "Upload one.")
        return replace(in_look(shot, "colour"), ground="own", colours=(), own=self.own, spot=self.spot)

    def clip_of(self, key: str) -> tuple[str, str]:
        """The addresses of a clip as MP4 and as WebP; empty where it was not made."""
        return (self.clips or {}).get(key, ("", ""))

    def with_clip(self, key: str, files: tuple[str, str]) -> Choices:
        return replace(self, clips={**(self.clips or {}), key: files})


def write_size(size: Size) -> str:
    """A size as the page sends it back: "square:1080x1080"."""
    return f"{size[0]}:{size[1]}x{size[2]}"


def read_size(text: object) -> Size:
    """The size that the page sent.  Raises InputError."""
    id, _, sides = str(text).partition(":")
    width, _, height = sides.partition("x")
    if id != FREE:
        found = find_placement(id)
    elif width.isdecimal() and height.isdecimal() and len(width) < 6 and len(height) < 6:
        found = find_placement(FREE, int(width), int(height))
    else:
        raise InputError("A size is two whole numbers.", "For example 600 × 400.")
    return found.id, found.width_px, found.height_px


def look_of(shot: Shot) -> str:
    """The row of the sheet that a shot belongs to: its theme, or its plain ground."""
    return shot.theme if shot.ground == "scene" else shot.ground


def in_look(shot: Shot, look: str) -> Shot:
    """The shot in another row of the sheet."""
    plain = GROUNDS.get(look)
    if plain is None and (look == "own" or (shot.ground == "scene" and shot.theme == look)):
        return shot  # nobody comes to an own scene but by its photo
    return replace(
        shot,
        ground=plain or "scene",
        theme="" if plain else look,
        colours=shot.colours if plain and shot.ground != "scene" else (),
        scene="",
        scene_sha256="",
        variety=0,
        own="",
        spot=SPOT,
        light="photo",
        lamp=None,
    )


def change_shot(shot: Shot, changes: Mapping[str, Any], choices: Choices | None = None) -> Shot:
    """The shot with what the page's controls sent.  Raises InputError on anything that is none of them."""
    for name, value in changes.items():
        if name in SLIDERS:
            shot = replace(shot, **{name: read_number(value)})  # type: ignore[arg-type]
        elif name in LENGTHS:
            shot = replace(shot, message=replace(shot.message, **{name: str(value)}))  # type: ignore[arg-type]
        elif name == "accent":
            shot = replace(shot, message=replace(shot.message, accent=parse_hex(str(value))))
        elif name == "support" and str(value) in SUPPORTS:
            shot = fresh_scene(replace(shot, support=SUPPORTS[str(value)], theme=shot.theme))
        elif name == "colour":
            ground: Ground = shot.ground if shot.ground in ("colour", "gradient") else "colour"
            shot = replace(in_look(shot, ground), colours=(parse_hex(str(value)),))
        elif name == "look":
            back = value == "own" and shot.ground != "own" and choices is not None
            shot = choices.on_own(shot) if back and choices else in_look(shot, str(value))
        elif name == "light" and value in ("photo", "soft"):
            shot = replace(shot, light="soft" if value == "soft" else "photo")
        elif name == "seed":
            shot = fresh_scene(replace(shot, seed=_read_seed(value)))
        else:
            raise InputError("This cannot be changed.", "Reload the page.")
    return shot


def fresh_scene(shot: Shot) -> Shot:
    """The same wish, its scene looked for anew; what was moved by hand goes back."""
    return replace(shot, scene="", scene_sha256="", variety=0, shift=(0.0, 0.0), scale=1.0)


def read_number(value: object) -> float:
    """A number from the page.  Raises InputError when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise InputError("This number could not be read.", "Move the slider again.")
    return round(float(value), 4)


def _read_seed(value: object) -> int:
    text = str(value).strip()
    if not text.isdecimal() or len(text) > 10 or int(text) >= 2**31:
        raise InputError("A seed is a whole number from 0 to 2147483647.", "Type one.")
    return int(text)


def write_colour(colour: Rgb) -> str:
    """A colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
