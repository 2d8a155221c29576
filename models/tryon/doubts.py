"""What is doubtful about a person's photo, in words that say what to do; and points that could not be found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.tryon.finding import (
    L_ANKLE,
    L_ELBOW,
    L_HIP,
    L_KNEE,
    L_SHOULDER,
    L_WRIST,
    NECK,
    NOSE,
    POINTS,
    R_ANKLE,
    R_ELBOW,
    R_HIP,
    R_KNEE,
    R_SHOULDER,
    R_WRIST,
)

SURE = 0.12
"""A point less sure than this was not found: it goes where it is on a body that stands."""
SEEN = 0.3
"""A point less sure than this is hidden."""
SMALL_PX = 480
HANGING = {
    R_ELBOW: (R_SHOULDER, -0.1, 0.58), R_WRIST: (R_ELBOW, -0.03, 0.5), L_ELBOW: (L_SHOULDER, 0.1, 0.58),
    L_WRIST: (L_ELBOW, 0.03, 0.5), R_KNEE: (R_HIP, -0.02, 0.86), R_ANKLE: (R_KNEE, 0.0, 0.86),
    L_KNEE: (L_HIP, 0.02, 0.86), L_ANKLE: (L_KNEE, 0.0, 0.86),
}  # fmt: skip
"""Where a point hangs that was not found: from which one, how far across and down, in lengths of the trunk."""


def complete(points: Sequence[tuple[float, float]], sure: Sequence[float], ratio: float) -> list[tuple[float, float]]:
    """The points with those that were not found where they hang on a body that stands, also outside of the photo.

    `ratio` is the photo's width by its height.
    """
    at = np.array(points, np.float64) * [ratio, 1.0]
    lost = [number for number in range(POINTS) if sure[number] < SURE]
    neck = at[NECK]
    shoulder = max(abs(at[L_SHOULDER, 0] - at[R_SHOULDER, 0]), 0.05)
    side = 1.0 if at[L_SHOULDER, 0] >= at[R_SHOULDER, 0] else -1.0
    if R_HIP in lost or L_HIP in lost:
        for hip, way in ((R_HIP, -side), (L_HIP, side)):
            if hip in lost:
                at[hip] = neck + np.array([way * 0.3 * shoulder, 1.45 * shoulder])
    trunk = max(float(np.hypot(*(at[[R_HIP, L_HIP]].mean(0) - neck))), 0.05)
    for number, (start, across, down) in HANGING.items():
        if number in lost:
            at[number] = at[start] + np.array([side * across * trunk, down * trunk])
    found = np.clip(at / [ratio, 1.0], -1.0, 2.0)
    return [(round(float(x), 5), round(float(y), 5)) for x, y in found]


def list_doubts(
    points: Sequence[tuple[float, float]], visible: Sequence[bool], size_px: tuple[int, int], back: float = 0.0
) -> tuple[str, ...]:
    """What to look at twice before a look is shown to anybody."""
    at = np.array(points, np.float64) * size_px
    found = []
    if min(size_px) < SMALL_PX:
        found.append(f"The photo is small ({size_px[0]} × {size_px[1]}): the result will not be larger.")
    if back > 0.5 or at[R_SHOULDER, 0] > at[L_SHOULDER, 0]:
        found.append("This looks like a back. Garments are shown from their front: use a photo from the front.")
    found += _cropped(at, size_px)
    if all(visible[n] for n in (R_HIP, R_KNEE, L_HIP, L_KNEE)) and _sits(at, size_px[1]):
        found.append("This person seems to sit or crouch. Lower garments may fall wrongly: use a standing photo.")
    if abs(at[L_SHOULDER, 0] - at[R_SHOULDER, 0]) < 0.35 * _trunk(at):
        found.append("The shoulders are seen from the side. A photo from the front fits better.")
    hidden = POINTS - sum(bool(each) for each in visible)
    if hidden > 7:
        found.append(f"{hidden} of {POINTS} points are guesses of what cannot be seen. Check them.")
    return tuple(found)


def _cropped(at: NDArray[np.float64], size_px: tuple[int, int]) -> list[str]:
    """What of the body is outside of the photo."""
    width, height = size_px

    def outside(*numbers: int) -> bool:
        there = at[list(numbers)]
        return bool(((there[:, 1] > 0.985 * height) | (there[:, 0] < 0) | (there[:, 0] > width)).all())

    if outside(R_HIP, L_HIP):
        return ["The photo ends above the hips. Tops can be tried on, the rest cannot be seen."]
    if outside(R_KNEE, L_KNEE):
        return ["The photo ends above the knees. Trousers, skirts and dresses are cut off there."]
    if at[NOSE, 1] < 0:
        return ["The head is outside of the photo. Check the points of neck and shoulders."]
    return []


def _sits(at: NDArray[np.float64], height_px: int) -> bool:
    """Whether both thighs are foreshortened, and not for want of photo below them."""
    down = at[[R_KNEE, L_KNEE], 1] - at[[R_HIP, L_HIP], 1]
    whole = float(at[[R_HIP, L_HIP], 1].mean()) + 0.8 * _trunk(at) < height_px
    return whole and bool((down < 0.42 * _trunk(at)).all())


def _trunk(at: NDArray[np.float64]) -> float:
    return max(1.0, float(np.hypot(*(at[[R_HIP, L_HIP]].mean(0) - at[NECK]))))
