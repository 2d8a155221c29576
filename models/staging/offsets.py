"""How far a ground has to be shifted to look like itself: the few offsets that continue boards, tiles and stripes.

The mean square difference between a picture and its shifted self is known for every shift at once (correlation by
FFT), over what is known only, and again with what lies along the gap's rim counted alone.  Its lowest dips are the
periods and directions of the ground.

Source: He & Sun, "Statistics of Patch Offsets for Image Completion", ECCV 2012 (a few dominant offsets complete a
picture).  Differs: their histogram of nearest patches is replaced by the masked correlation, which needs no search.

Shapes: h, w of the small picture; offsets are (n, 2) rows of (down, right) in its pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats

Mask = NDArray[np.bool_]
Offsets = NDArray[np.int_]
COUNT = 26
"""Offsets that a gap is filled from at most."""
APART_PX = 3
"""Two of them are so far apart at least."""
SHORTEST = 0.035
"""The shortest one, of the picture's longer side: a ground always looks like itself a pixel further."""
OVERLAP = 0.12
"""The least share of the rim that a shift has to be seen over."""
LIGHT = 0.11
"""σ of what counts as light and not as ground, of the longer side."""


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """For every shift (2h, 2w; the middle is none) how much a ground differs from itself, 0 = not at all, 1 = as much
    as two unrelated places; inf where it is not seen."""

    cost: Floats

    def at(self, offset: tuple[int, int]) -> float:
        """The cost of one shift (down, right)."""
        height, width = self.cost.shape
        return float(self.cost[height // 2 + offset[0], width // 2 + offset[1]])


def even_out(rgb: Floats, known: Mask) -> Floats:
    """A picture (h, w, 3) without its broad light: what is left is the ground's own pattern."""
    weight = known.astype(np.float32)
    size = max(1, rgb.shape[1] // 4), max(1, rgb.shape[0] // 4)
    sums = [cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (rgb * weight[..., None], weight)]
    total, share = (_blur(np.asarray(each, np.float32), LIGHT * max(size)) for each in sums)
    light = cv2.resize(total / np.maximum(share, 1e-3)[..., None], rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.where(known[..., None], rgb - light, 0), np.float32)


def measure(even: Floats, known: Mask, rim: Mask) -> Likeness:
    """How much a ground differs from itself shifted, half of it asked of the rim alone."""
    everywhere, along = _differ(even, known, known), _differ(even, rim, known)
    power = float((even[known] ** 2).sum(-1).mean()) + 1e-6
    return Likeness(cost=np.asarray((everywhere + along) / (4 * power), np.float32))


def _differ(even: Floats, here: Mask, there: Mask) -> Floats:
    """Mean of |I(x) − I(x + s)|² over x in `here` with x + s in `there`, for every s."""
    height, width = here.shape
    size = 2 * height, 2 * width

    def turn(plane: Floats) -> NDArray[np.complex128]:
        return np.asarray(np.fft.rfft2(plane, size))

    def back(spectrum: NDArray[np.complex128]) -> Floats:
        return np.asarray(np.fft.fftshift(np.fft.irfft2(spectrum, size)), np.float32)

    one, other = here.astype(np.float32), there.astype(np.float32)
    ours, theirs = turn(one), turn(other)
    squares = (even**2).sum(-1)
    count = back(np.conj(ours) * theirs)
    total = back(np.conj(turn(squares * one)) * theirs + np.conj(ours) * turn(squares * other))
    for channel in range(even.shape[2]):
        plane = even[..., channel]
        total -= 2 * back(np.conj(turn(plane * one)) * turn(plane * other))
    seen = count > OVERLAP * one.sum()
    return np.asarray(np.where(seen, np.maximum(total, 0) / np.maximum(count, 1), np.inf), np.float32)


def choose(likeness: Likeness, gap: Mask, count: int = COUNT) -> Offsets:
    """The shifts that look most alike, no two of them near each other, so many that every pixel of the gap has one
    from outside of it if there is any."""
    height, width = gap.shape
    cost = likeness.cost.copy()
    cost[np.hypot(*np.ogrid[-height:height, -width:width]) < SHORTEST * max(height, width)] = np.inf
    found: list[tuple[int, int]] = []
    missing, first = gap.copy(), cost.copy()
    for _ in range(2 * count // 3):
        if not _take(first, found):
            break
    for dy, dx in found:
        missing &= ~_covered(gap, (dy, dx))
    # what is still missing is covered by the best of those that cover much of it
    while missing.any() and len(found) < count:
        covers = _count_covered(missing, gap)
        usable = np.where(np.isfinite(cost) & (covers >= 0.5 * covers[np.isfinite(cost)].max(initial=0)), cost, np.inf)
        if not np.isfinite(usable).any() or covers[np.isfinite(cost)].max(initial=0) < 1:
            break
        before = len(found)
        if not _take(usable, found) or len(found) == before:
            break
        missing &= ~_covered(gap, found[-1])
        _forbid(cost, found[-1])
    for _ in range(count - len(found)):
        if not _take(first, found):
            break
    return np.array(found, np.int_).reshape(-1, 2)


def _take(cost: Floats, found: list[tuple[int, int]]) -> bool:
    """Move the best shift of `cost` to `found`, and forbid its neighbours; False when there is none."""
    place = int(cost.argmin())
    y, x = divmod(place, cost.shape[1])
    if not np.isfinite(cost[y, x]):
        return False
    found.append((y - cost.shape[0] // 2, x - cost.shape[1] // 2))
    _forbid(cost, found[-1])
    return True


def _forbid(cost: Floats, offset: tuple[int, int]) -> None:
    y, x = offset[0] + cost.shape[0] // 2, offset[1] + cost.shape[1] // 2
    cost[max(0, y - APART_PX) : y + APART_PX + 1, max(0, x - APART_PX) : x + APART_PX + 1] = np.inf


def _covered(gap: Mask, offset: tuple[int, int]) -> Mask:
    """Which pixels of a gap (h, w) have something known so far away."""
    return np.asarray(gap & shifted(~gap, offset, False))


def _count_covered(missing: Mask, gap: Mask) -> Floats:
    """For every shift, how many of the missing pixels it covers."""
    size = 2 * gap.shape[0], 2 * gap.shape[1]
    both = np.conj(np.fft.rfft2(missing.astype(np.float32), size)) * np.fft.rfft2((~gap).astype(np.float32), size)
    return np.asarray(np.round(np.fft.fftshift(np.fft.irfft2(both, size))), np.float32)


def shifted(plane: NDArray[Any], offset: tuple[int, int], outside: float | bool) -> NDArray[Any]:
    """At every place what lies `offset` (down, right) further in a picture (h, w, …); `outside` of it."""
    height, width = plane.shape[:2]
    dy, dx = int(offset[0]), int(offset[1])
    out = np.full_like(plane, outside)
    rows, columns = slice(max(0, -dy), min(height, height - dy)), slice(max(0, -dx), min(width, width - dx))
    if rows.start < rows.stop and columns.start < columns.stop:
        out[rows, columns] = plane[rows.start + dy : rows.stop + dy, columns.start + dx : columns.stop + dx]
    return out


def _blur(plane: Floats, sigma: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma, borderType=cv2.BORDER_REFLECT_101), np.float32)


__all__ = ["Likeness", "Offsets", "choose", "even_out", "measure", "shifted"]
