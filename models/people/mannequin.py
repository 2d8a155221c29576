"""One mannequin of assets/people: what it is like, its picture and its maps (form: assets/people/FORMAT.md)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from models.errors import BackendUnavailableError
from models.people.camera import Camera

KEYPOINTS = (
    "nose",
    "neck",
    "r_shoulder",
    "r_elbow",
    "r_wrist",
    "l_shoulder",
    "l_elbow",
    "l_wrist",
    "r_hip",
    "r_knee",
    "r_ankle",
    "l_hip",
    "l_knee",
    "l_ankle",
    "r_eye",
    "l_eye",
    "r_ear",
    "l_ear",
)
"""openpose's 18 points in its order; r and l are the person's own right and left."""
PICTURE_PX, MAP_PX = (768, 1152), (384, 576)
_UNIT_M, _ZERO, _FINE_M = 0.0005, 16384, 0.0001
Point = tuple[float, float, bool]
Place = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class Behind:
    """The body without arms and hands, where arms or hands are before it; elsewhere 0 and NaN."""

    parts: NDArray[np.uint8]
    rest: NDArray[np.float32]
    position: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Mesh:
    """The whole body as quads: vertices in metres resting and posed (n, 3), the part of each (n,)."""

    quads: NDArray[np.int64]
    rest: NDArray[np.float64]
    posed: NDArray[np.float64]
    parts: NDArray[np.uint8]

    @property
    def triangles(self) -> NDArray[np.int64]:
        """Two a quad (2m, 3)."""
        return np.concatenate([self.quads[:, [0, 1, 2]], self.quads[:, [0, 2, 3]]])


class Mannequin(BaseModel):
    """A body in a pose.  Pictures and maps are read when asked for; the last ones are remembered and read-only.

    Places are in metres: x to the picture's right (the person's left), y up from the floor, z towards the viewer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    id: str = Field(pattern="^[a-z0-9-]{1,40}$")
    title: str = Field(min_length=1, max_length=80)
    body: str = Field(pattern="^[a-z0-9]{1,20}$")
    """Mannequins with the same body are the same person in other poses."""
    sex: Literal["woman", "man"]
    size: Literal["XS", "S", "M", "L", "XL", "2XL", "3XL"]
    age: Literal["young", "middle", "old"]
    pose: str
    view: Literal["front", "three-quarter", "back"]
    turn_deg: float
    finish: str
    words: tuple[str, ...] = Field(min_length=1)
    height_m: float = Field(gt=0.5, lt=2.5)
    camera: Camera
    keypoints: tuple[Point, ...] = Field(min_length=18, max_length=18)
    """x and y in pixels of the picture, and whether no other part is before the point; in the order of KEYPOINTS."""
    rest_joints: dict[str, Place]
    posed_joints: dict[str, Place]
    _folder: Path = PrivateAttr()

    def at(self, folder: Path) -> Mannequin:
        """The same, told where its files are."""
        self._folder = folder / self.id
        return self

    @property
    def path(self) -> Path:
        """The picture's file."""
        return self._folder / "picture.webp"

    def picture(self) -> NDArray[np.uint8]:
        """The photo with its ground and the shadow on it (1152, 768, 3)."""
        return _picture(self._folder)[..., :3]

    def alpha(self) -> NDArray[np.uint8]:
        """How much of every pixel of the photo is body (1152, 768)."""
        return _picture(self._folder)[..., 3]

    def parts(self) -> NDArray[np.uint8]:
        """Part of every pixel (576, 384), see `models.people.parts`; 0 is ground, + BACK is the body's back."""
        return _grey(self._folder / "parts.png")

    def rest(self) -> NDArray[np.float32]:
        """Where each pixel's skin is on this same body in the canonical pose (576, 384, 3), metres, NaN on the ground.

        Canonical: straight arms 42° from the body, straight legs a little apart, feet on y = 0, facing +z.
        """
        return _lengths(self._folder / "rest.png", 3)

    def depth(self) -> NDArray[np.float32]:
        """Metres from the lens, along the view (576, 384), NaN on the ground."""
        return _lengths(self._folder / "depth.png", 1)[..., 0]

    def position(self) -> NDArray[np.float32]:
        """Where each pixel's skin is (576, 384, 3), metres, NaN on the ground."""
        return self.camera.place(self.depth())

    def normals(self) -> NDArray[np.float32]:
        """Unit normals (576, 384, 3): x right, y up, z to the viewer; 0 on the ground."""
        coded = _colours(self._folder / "normals.webp").astype(np.float32) / 127.5 - 1
        ground = self.parts() == 0
        coded /= np.maximum(np.linalg.norm(coded, axis=2, keepdims=True), 1e-6)
        coded[ground] = 0
        return coded

    def shading(self) -> NDArray[np.float32]:
        """Light on white clay under the same lamps, linear (576, 384); 1 is the brightest that is not burnt out.

        The ground's values are the ground's own; outside of what was rendered they are 0.
        """
        coded = _grey(self._folder / "shading.webp").astype(np.float32) / 255
        return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4).astype(np.float32)

    def behind(self) -> Behind:
        """What arms and hands hide of the body."""
        stack = _lengths(self._folder / "behind.png", 4)
        parts = _grey(self._folder / "behind.parts.png")
        return Behind(parts=parts, rest=stack[..., :3], position=self.camera.place(stack[..., 3]))

    def mesh(self) -> Mesh:
        """The whole body, hidden sides too.  Subdivide it or inflate it to make what is worn over it."""
        quads, parts = _topology(self._folder.parent)
        rest, posed = _vertices(self._folder)
        return Mesh(quads=quads, rest=rest, posed=posed, parts=parts)


def damaged(cause: Exception) -> BackendUnavailableError:
    """The error for a file of a mannequin that cannot be read."""
    error = BackendUnavailableError(
        "The files of this mannequin are damaged.", "Choose another one, or get assets/people again."
    )
    error.__cause__ = cause
    return error


@lru_cache(maxsize=40)
def _picture(folder: Path) -> NDArray[np.uint8]:
    return _open(folder / "picture.webp", "RGBA", PICTURE_PX)


@lru_cache(maxsize=80)
def _grey(path: Path) -> NDArray[np.uint8]:
    return _open(path, "L", MAP_PX)


@lru_cache(maxsize=24)
def _colours(path: Path) -> NDArray[np.uint8]:
    return _open(path, "RGB", MAP_PX)


def _open(path: Path, mode: str, size_px: tuple[int, int]) -> NDArray[np.uint8]:
    try:
        with Image.open(path) as image:
            out = np.asarray(image.convert(mode)).copy()
    except (OSError, ValueError) as error:
        raise damaged(error) from error
    if out.shape[:2] != size_px[::-1]:
        raise damaged(ValueError(f"{path.name} is {out.shape[1]} × {out.shape[0]} px"))
    out.setflags(write=False)
    return out


@lru_cache(maxsize=24)
def _lengths(path: Path, planes: int) -> NDArray[np.float32]:
    """Sixteen-bit planes that lie one under the other, as metres (h, w, planes)."""
    try:
        with Image.open(path) as image:
            coded = np.asarray(image).astype(np.float32)
        coded = coded.reshape(planes, MAP_PX[1], MAP_PX[0]).transpose(1, 2, 0)
    except (OSError, ValueError) as error:
        raise damaged(error) from error
    out = np.where(coded > 0, (coded - _ZERO) * _UNIT_M, np.nan).astype(np.float32)
    out.setflags(write=False)
    return out


@lru_cache(maxsize=4)
def _topology(folder: Path) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    try:
        with np.load(folder / "topology.npz", allow_pickle=False) as file:
            return file["quads"].astype(np.int64), file["parts"]
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise damaged(error) from error


@lru_cache(maxsize=24)
def _vertices(folder: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    try:
        with np.load(folder / "mesh.npz", allow_pickle=False) as file:
            return file["rest"].T * _FINE_M, file["posed"].T * _FINE_M
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise damaged(error) from error
