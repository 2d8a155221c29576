"""The body that is fitted to people's photos: a mesh at rest with bones (recipe: assets/recipes/rig.py).

Axes as in `models.tryon.body`: x to the person's left, which is the picture's right, y up, z to the viewer; metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import BackendUnavailableError
from models.oklab import Floats

FILE = Path(__file__).parents[2] / "assets" / "rig" / "body.npz"


@dataclass(frozen=True, kw_only=True, eq=False)
class Rig:
    """`rest` (V, 3), `faces` (F, 3), `part` (V,); `bones` by name, `bone` (V, 4) and `weight` (V, 4) which of them move
    a vertex; `joints` by name."""

    rest: Floats
    faces: NDArray[np.int32]
    part: NDArray[np.uint8]
    bones: tuple[str, ...]
    bone: NDArray[np.int64]
    weight: Floats
    joints: dict[str, Floats]


@dataclass(frozen=True, kw_only=True, eq=False)
class Move:
    """What a bone does: `turn` (3, 3) about the place `start`, which goes to `end`.  It may stretch as well."""

    turn: Floats
    start: Floats
    end: Floats

    def apply(self, points: Floats) -> Floats:
        return np.asarray((points - self.start) @ self.turn.T + self.end)


@cache
def read_rig(file: Path = FILE) -> Rig:
    """The rig of an installation.  Raises BackendUnavailableError when it is not there."""
    try:
        with np.load(file, allow_pickle=False) as data:
            return Rig(
                rest=data["rest"].astype(np.float32) / 1e4, faces=data["faces"].astype(np.int32), part=data["part"],
                bones=tuple(str(each) for each in data["bones"]), bone=data["bone"].astype(np.int64),
                weight=data["weight"].astype(np.float32) / 255,
                joints={str(name): place for name, place in zip(data["joint_names"], data["joints"], strict=True)},
            )  # fmt: skip
    except (OSError, ValueError, KeyError) as error:
        raise BackendUnavailableError("The body for photos is missing.", "Get the complete repository.") from error


def bend(rig: Rig, moves: dict[str, Move]) -> Floats:
    """The vertices (V, 3) when each bone has moved: linear-blend skinning."""
    placed = np.stack([moves[name].apply(rig.rest) for name in rig.bones])
    rows = np.arange(len(rig.rest))
    return np.asarray(sum(rig.weight[:, k, None] * placed[rig.bone[:, k], rows] for k in range(4)), np.float32)
