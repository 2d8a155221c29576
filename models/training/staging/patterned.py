"""Grounds that go on: boards, tiles, bricks, checks and stripes as a phone would photograph them, for the judge only.

Drawn by formulas, every one other than the sets': a step and an angle by chance, each board or tile in a tone of its
own, grain or mottle, a lens that is never quite overhead, light from one side, blur and noise.

Shapes: pictures are (side, side, 3) uint8.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats

Bytes = NDArray[np.uint8]
Rng = np.random.Generator
KINDS = ("boards", "tiles", "bricks", "checks", "stripes", "slats")
OVER = 2
"""How much larger a ground is drawn than it is seen."""
TONES = (
    (0.72, 0.56, 0.40), (0.48, 0.34, 0.24), (0.86, 0.84, 0.80), (0.62, 0.62, 0.60), (0.36, 0.40, 0.42),
    (0.76, 0.66, 0.52), (0.70, 0.42, 0.32), (0.52, 0.60, 0.56),
)  # fmt: skip


def draw(kind: str, side_px: int, seed: int) -> Bytes:
    """One ground of a kind.  The same seed, the same pixels."""
    rng = np.random.default_rng((KINDS.index(kind), seed))
    whole = side_px * OVER
    y, x = np.mgrid[0:whole, 0:whole].astype(np.float32)
    plane = _MAKERS[kind](x, y, side_px * rng.uniform(0.06, 0.16), rng)
    return _photograph(plane, side_px, rng)


def _boards(x: Floats, y: Floats, step: float, rng: Rng) -> Floats:
    """Floor boards with grain, their ends by chance."""
    row = np.floor(y / step).astype(int)
    starts = rng.uniform(0, 1, row.max() + 1) * 9 * step
    length = step * rng.uniform(5, 11)
    column = np.floor((x + starts[row]) / length).astype(int)
    tone = rng.normal(0, 0.05, (row.max() + 1, column.max() + 2))[row, column]
    grain = _noise(x.shape, (1.2, 40), rng) * 0.05 + _noise(x.shape, (5, 160), rng) * 0.05
    joint = _line(y, step, 2.2) + _line(x + starts[row], length, 2.0)
    return _tint(tone + grain, joint, rng)


def _slats(x: Floats, y: Floats, step: float, rng: Rng) -> Floats:
    """Narrow slats with dark gaps, rounded."""
    row = np.floor(y / (0.6 * step)).astype(int)
    tone = rng.normal(0, 0.03, row.max() + 1)[row]
    round_ = 0.06 * np.sin(np.pi * ((y / (0.6 * step)) % 1))
    return _tint(tone + round_ + _noise(x.shape, (1.5, 50), rng) * 0.03, 1.6 * _line(y, 0.6 * step, 4), rng)


def _tiles(x: Floats, y: Floats, step: float, rng: Rng) -> Floats:
    """Square or oblong tiles with grout, mottled."""
    wide = step * rng.choice([1.0, 1.0, 2.0])
    row, column = np.floor(y / step).astype(int), np.floor(x / wide).astype(int)
    tone = rng.normal(0, 0.025, (row.max() + 1, column.max() + 1))[row, column]
    mottle = _noise(x.shape, (12, 12), rng) * 0.03 + _noise(x.shape, (2, 2), rng) * 0.015
    joint = _line(y, step, 3.5) + _line(x, wide, 3.5)
    return _tint(tone + mottle, joint * rng.choice([-0.8, 0.9]), rng)


def _bricks(x: Floats, y: Floats, step: float, rng: Rng) -> Floats:
    """Rows set off by half."""
    high = 0.5 * step + 6
    row = np.floor(y / high).astype(int)
    moved = x + (row % 2) * step * 0.75
    column = np.floor(moved / (1.5 * step)).astype(int)
    tone = rng.normal(0, 0.04, (row.max() + 1, column.max() + 1))[row, column]
    return _tint(tone + _noise(x.shape, (3, 3), rng) * 0.03, -(_line(y, high, 4) + _line(moved, 1.5 * step, 4)), rng)


def _checks(x: Floats, y: Floats, step: float, rng: Rng) -> Floats:
    """Two colours of tiles."""
    odd = (np.floor(y / step) + np.floor(x / step)) % 2
    deep = rng.uniform(0.12, 0.4)
    return _tint(
        deep * (odd - 0.5) + _noise(x.shape, (6, 6), rng) * 0.02, 0.5 * (_line(y, step, 2) + _line(x, step, 2)), rng
    )


def _stripes(x: Floats, y: Floats, step: float, rng: Rng) -> Floats:
    """A woven cloth or rug with stripes."""
    wide = rng.uniform(0.25, 0.6)
    band = 1 / (1 + np.exp(-(np.abs((y / step) % 1 - 0.5) - wide / 2) * step / 1.5))
    thread = 0.02 * np.sin(x * 2 * np.pi / 7) * np.sin(y * 2 * np.pi / 7)
    return _tint(rng.uniform(0.15, 0.45) * (band - 0.5) + thread + _noise(x.shape, (2, 2), rng) * 0.025, 0 * x, rng)


_MAKERS = {
    "boards": _boards, "tiles": _tiles, "bricks": _bricks, "checks": _checks, "stripes": _stripes, "slats": _slats,
}  # fmt: skip


def _line(at: Floats, step: float, wide_px: float) -> Floats:
    """1 on the joints that come every `step`, 0 off them."""
    away = np.abs((at / step + 0.5) % 1 - 0.5) * step
    return np.asarray(np.clip(1.2 - away / (wide_px / 2), 0, 1), np.float32)


def _noise(shape: tuple[int, ...], size_px: tuple[float, float], rng: Rng) -> Floats:
    """Soft noise of about unit strength, its specks so high and so wide."""
    small = max(2, int(shape[0] / size_px[0])), max(2, int(shape[1] / size_px[1]))
    grains = rng.normal(0, 1, small).astype(np.float32)
    return np.asarray(cv2.resize(grains, shape[1::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def _tint(light: Floats, dark: Floats, rng: Rng) -> Floats:
    """A tone of some material, lighter by `light`, and by `dark` times a third darker."""
    tone = np.array(TONES[int(rng.integers(len(TONES)))], np.float32)
    return np.asarray(tone * (1 + light[..., None] * 1.6) * (1 - 0.35 * dark[..., None]), np.float32)


def _photograph(plane: Floats, side: int, rng: Rng) -> Bytes:
    """Seen from not quite overhead, turned, lit from one side, a little soft and noisy."""
    whole = plane.shape[0]
    turn = np.deg2rad(rng.choice([0, 90]) + rng.normal(0, 12))
    ahead = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    bent = (corners - side / 2) @ ahead.T * rng.uniform(0.95, 1.15) + whole / 2
    bent += rng.normal(0, 0.025 * side, bent.shape)
    matrix = cv2.getPerspectiveTransform(bent.astype(np.float32), corners)
    seen = cv2.warpPerspective(plane, matrix, (side, side), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side - 0.5
    way = rng.uniform(0, 2 * np.pi)
    lit = 1 + rng.uniform(0.1, 0.45) * (x * np.cos(way) + y * np.sin(way)) - 0.25 * (x**2 + y**2)
    soft = cv2.GaussianBlur(seen * lit[..., None], (0, 0), rng.uniform(0.5, 1.1))
    noisy = soft + rng.normal(0, 0.008, soft.shape)
    return np.asarray(np.clip(np.round(noisy * 255), 0, 255), np.uint8)


__all__ = ["KINDS", "draw"]
