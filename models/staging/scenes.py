"""The rendered sets of assets/scenes: read, held to their form (assets/scenes/FORMAT.md), and shown at a size."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator, model_validator

from models.errors import BackendUnavailableError
from models.staging.light import Lamp

FOLDER = Path(__file__).parent.parent.parent / "assets" / "scenes"
THEMES = ("studio", "home", "wood", "stone", "summer", "autumn", "festive", "street", "paper", "garden")
Theme = Literal["studio", "home", "wood", "stone", "summer", "autumn", "festive", "street", "paper", "garden"]
Part = Annotated[float, Field(ge=0, le=1)]
Hex = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")]
FileName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,63}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False)


class Light(_Strict):
    """One lamp of a set, see FORMAT.md."""

    towards: tuple[float, float, float] = Field(alias="from")
    size_deg: float = Field(ge=0.1, le=180)
    colour: Hex
    share: Part

    @field_validator("towards")
    @classmethod
    def _is_unit(cls, value: tuple[float, float, float]) -> tuple[float, float, float]:
        if abs(math.hypot(*value) - 1) > 0.02:
            raise ValueError("a light's direction is a unit vector")
        return value

    @property
    def lamp(self) -> Lamp:
        """The lamp as shadows want it."""
        digits = self.colour[1:]
        colour = int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
        return Lamp(towards=self.towards, size_deg=self.size_deg, colour=colour, share=self.share)


class Camera(_Strict):
    """What the set was taken with."""

    focal_mm: float = Field(gt=0, le=1000)
    sensor_mm: float = Field(gt=0, le=100)
    tilt_deg: float = Field(ge=-10, le=90)


class Scene(_Strict):
    """One set without its product; every field as FORMAT.md tells."""

    id: str = Field(pattern="^[a-z0-9-]{1,40}$")
    title: str = Field(min_length=1, max_length=80)
    support: Literal["lie", "hang", "stand"]
    theme: Theme
    words: tuple[str, ...] = Field(min_length=1, max_length=20)
    kinds: tuple[str, ...] = ()
    size_px: tuple[int, int]
    plate: FileName
    depth: str = ""
    depth_m: tuple[float, float] | None = None
    front: str = ""
    free: tuple[Part, Part, Part, Part]
    anchor: tuple[Part, Part]
    product_height: float = Field(gt=0.05, le=1)
    metre: float = Field(default=0.85, gt=0, le=20)
    grips: tuple[tuple[Part, Part], ...] = Field(default=(), max_length=2)
    wall_y: float | None = None
    wall_gap: float = Field(default=0.0, ge=0, le=0.5)
    lights: tuple[Light, ...] = Field(min_length=1, max_length=3)
    camera: Camera
    palette: tuple[Hex, ...] = Field(min_length=1, max_length=8)

    @model_validator(mode="after")
    def _fits(self) -> Scene:
        left, top, right, bottom = self.free
        if not (left < right and top < bottom):
            raise ValueError("the free area is empty")
        if sum(light.share for light in self.lights) > 1.001:
            raise ValueError("the lights give more than all the light")
        return self

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        return tuple(light.lamp for light in self.lights)


class _File(_Strict):
    format: Literal[1]
    scenes: tuple[Scene, ...]


_file: TypeAdapter[_File] = TypeAdapter(_File)


class Sets:
    """All sets of a folder.  Their pictures are opened when they are needed, and the last few are remembered."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read the list.  Raises BackendUnavailableError when it is damaged; a folder without one has no scenes."""
        self.folder = folder
        listed = folder / "scenes.json"
        try:
            read = _file.validate_json(listed.read_bytes()).scenes if listed.is_file() else ()
        except (ValidationError, OSError) as error:
            raise BackendUnavailableError(
                "The list of scenes is damaged.", "Get assets/scenes again, or stage on plain grounds."
            ) from error
        self.scenes = tuple(each for each in read if (folder / each.plate).is_file())
        """Those whose plate is there."""
        self._by_id = {each.id: each for each in self.scenes}

    def find(self, id: str) -> Scene | None:
        """The scene of that id, or None."""
        return self._by_id.get(id)

    def themes(self, supports: Sequence[str] = ()) -> tuple[str, ...]:
        """The themes that there are scenes of, in the house's order; of some supports when they are given."""
        there = {each.theme for each in self.scenes if not supports or each.support in supports}
        return tuple(theme for theme in THEMES if theme in there)

    def plate(self, scene: Scene) -> NDArray[np.uint8]:
        """The clean set (h, w, 3).  Raises BackendUnavailableError when its file is damaged."""
        return _open(self.folder / scene.plate, "RGB")

    def front(self, scene: Scene) -> NDArray[np.uint8] | None:
        """What goes over the product (h, w, 4), or None."""
        path = self.folder / scene.front
        return _open(path, "RGBA") if scene.front and path.is_file() else None

    def depth(self, scene: Scene) -> NDArray[np.uint8] | None:
        """How far everything is (h, w), 0 = nearest, 255; None where it was not rendered."""
        path = self.folder / scene.depth
        return _open(path, "L") if scene.depth and path.is_file() else None

    def sha256(self, scene: Scene) -> str:
        """What a scene is made of, as a hash: its entry and its pictures.  Another render is another scene."""
        stamp = tuple(
            (self.folder / name).stat().st_mtime_ns for name in _names(scene) if (self.folder / name).is_file()
        )
        return _digest(self.folder, scene, stamp)


def _names(scene: Scene) -> tuple[str, ...]:
    return tuple(name for name in (scene.plate, scene.front) if name)


@lru_cache(maxsize=256)
def _digest(folder: Path, scene: Scene, stamp: tuple[int, ...]) -> str:
    digest = hashlib.sha256(json.dumps(scene.model_dump(mode="json"), sort_keys=True).encode())
    for name in _names(scene):
        path = folder / name
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


@lru_cache(maxsize=24)
def _open(path: Path, mode: str) -> NDArray[np.uint8]:
    try:
        with Image.open(path) as picture:
            return _read(picture, mode)
    except (OSError, ValueError) as error:
        raise BackendUnavailableError(
            "The picture of this scene is damaged.", "Choose another scene, or get assets/scenes again."
        ) from error


def _read(picture: Any, mode: str) -> NDArray[np.uint8]:
    """The pixels; sixteen bits of depth as eight."""
    if mode == "L" and picture.mode.startswith("I"):
        return np.asarray(np.round(np.asarray(picture, np.float32) / 257), np.uint8)
    out = np.asarray(picture.convert(mode)).copy()
    out.setflags(write=False)  # it is shared by all who ask
    return out
