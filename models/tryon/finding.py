"""What is asked of a photo of a person, and what comes back: 18 points, parts of the body, and what to look at twice.

Points are in OpenPose's order (nose, neck, right shoulder, elbow, wrist, left …, right hip, knee, ankle, left …, eyes,
ears; left and right are the person's), as fractions of the photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict

from models.errors import InputError
from models.types import Picture

POINTS = 18
(NOSE, NECK, R_SHOULDER, R_ELBOW, R_WRIST, L_SHOULDER, L_ELBOW, L_WRIST, R_HIP, R_KNEE, R_ANKLE, L_HIP, L_KNEE, L_ANKLE,
 R_EYE, L_EYE, R_EAR, L_EAR) = range(POINTS)  # fmt: skip
GROUND, HAIR, HEAD, NECK_PART, TORSO = range(5)
L_HAND, R_HAND = 7, 10
ARMS = (5, 6, L_HAND, 8, 9, R_HAND)
"""Parts of the finder: 0 ground, hair, head, neck, torso, then left upper arm, lower arm, hand, the right ones, left
thigh, calf, foot, the right ones."""
PARTS = 17
LEAST_PX = 200
"""A photo's shortest side."""
MOST_LONG = 3.0
"""How many times longer than wide a photo may be, and the other way round."""
_frozen = ConfigDict(arbitrary_types_allowed=True, extra="forbid")


@dataclass(frozen=True, kw_only=True)
class PoseRequest:
    """Find the one person in `image` (RGB): `points` says how many places of the body, OpenPose's."""

    __pydantic_config__ = _frozen
    image: Picture
    points: Literal[18] = 18

    def __post_init__(self) -> None:
        """Raises InputError for photos in which nobody could be found: tiny ones, strips."""
        width, height = self.image.size
        if min(width, height) < LEAST_PX:
            raise InputError(
                f"This photo is too small: {width} × {height} pixels.", f"Use one of {LEAST_PX} pixels a side or more."
            )
        if max(width, height) > MOST_LONG * min(width, height):
            raise InputError(
                "This photo is a strip, far longer than wide.", "Crop it to the person, with a little ground around."
            )


@dataclass(frozen=True, kw_only=True)
class PoseResult:
    """`points` (x, y) and how `sure` each is, 0..1; `parts` (L, ids, a small copy of the photo's shape); `back` is how
    likely the person is seen from behind, 0..1."""

    __pydantic_config__ = _frozen
    points: tuple[tuple[float, float], ...]
    sure: tuple[float, ...]
    parts: Picture
    back: float
