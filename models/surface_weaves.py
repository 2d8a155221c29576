"""How surfaces are woven, knitted, tanned and sewn: tiles of heights that fit their own other side.

Each takes the side of the tile in pixels (m).  What is by chance is drawn with a fixed seed: a surface is a material,
not a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class Woven:
    """Planes (m, m): `heights` in px of 256; `tone`, threads lighter or darker than the ink (log); `holes` 0..1."""

    heights: Plane
    tone: Plane | None = None
    holes: Plane | None = None


def _places(m: int, width: float) -> tuple[Plane, Plane]:
    """Where each pixel is, in px of 256, down and across."""
    at = (np.arange(m, dtype=np.float32) + 0.5) * (width / m)
    return at[:, None] * np.ones((1, m), np.float32), at[None] * np.ones((m, 1), np.float32)


def _noise(m: int, width: float, down: float, across: float, seed: int) -> Plane:
    """Smooth noise (m, m) of mean 0 and deviation 1, about `down` × `across` px of 256 coarse; it wraps round.

    What is coarse is drawn small and enlarged.
    """
    rows, columns = (_least_side(m, width, coarse) for coarse in (down, across))
    white = np.random.default_rng(seed).standard_normal((rows, columns), np.float32)
    sigma = across * columns / width, down * rows / width
    pad = [min(int(4 * each) + 4, side) for each, side in zip(reversed(sigma), (rows, columns), strict=True)]
    wrapped = np.pad(white, [(each, each) for each in pad], mode="wrap")
    soft = cv2.GaussianBlur(wrapped, (0, 0), sigma[0], sigmaY=sigma[1])
    down_px, across_px = m // rows, m // columns
    large = cv2.resize(soft, None, fx=across_px, fy=down_px, interpolation=cv2.INTER_CUBIC)
    top, left = pad[0] * down_px, pad[1] * across_px
    plane = large[top : top + m, left : left + m]
    return np.asarray((plane - plane.mean()) / max(float(plane.std()), 1e-9), np.float32)


def _least_side(m: int, width: float, coarse: float) -> int:
    """The smallest side, m halved some times, on which noise so coarse is at least 2 px wide."""
    side = m
    while side % 2 == 0 and coarse * side / width >= 4:
        side //= 2
    return side


def _ridge(phase: Plane) -> Plane:
    """A round thread across a phase of period 1, 0..1, highest at a half."""
    across = 2 * (phase % 1) - 1
    return np.asarray(np.sqrt(np.clip(1 - across**2, 0, 1)), np.float32)


def denim(m: int) -> Woven:
    """A right-hand twill: diagonal lines, uneven warp threads, pale weft between them."""
    width, pitch = 128.0, 128 / 80
    y, x = _places(m, width)
    line = _ridge((x + y) / pitch + 0.08 * _noise(m, width, 2.0, 1.0, 1))
    slub = _noise(m, width, 9.0, 0.30, 2)
    patch = _noise(m, width, 16.0, 6.0, 3)
    weft = (1 - line) ** 2 * (1 + 0.5 * _noise(m, width, 0.25, 0.5, 4))
    return Woven(heights=0.26 * line + 0.015 * slub, tone=0.038 * slub + 0.028 * patch + 0.34 * weft)


def rib(m: int) -> Woven:
    """Two plain, two purl: ribs of V stitches with a valley between."""
    width, pitch = 32.0, 4.0
    y, x = _places(m, width)
    phase = (x / pitch) % 1
    body = np.sqrt(np.clip(1 - ((phase - 0.5) / 0.40) ** 2, 0, 1))
    beside = np.abs(2 * ((2 * phase) % 1) - 1)  # two wales a rib
    stitch = _ridge(y / 1.6 + 0.45 * beside)
    return Woven(heights=0.95 * body + 0.16 * stitch * body + 0.05 * stitch)


def _stitches(y: Plane, x: Plane, wale: float, course: float) -> Plane:
    """Plain stitches, 0..1: two threads that lean towards each other in each wale."""
    beside = np.abs(2 * ((x / wale) % 1) - 1)  # 0 in the middle of the V
    thread = _ridge(y / course - 0.75 * beside)
    leg = np.sqrt(np.clip(1 - (2 * beside - 1.0) ** 2, 0, 1))
    return thread * (0.35 + 0.65 * leg)


def chunky(m: int) -> Woven:
    """A coarse plain knit: rows of V."""
    width = 32.0
    y, x = _places(m, width)
    return Woven(heights=0.95 * _stitches(y, x, 4.0, 3.2) + 0.03 * _noise(m, width, 0.25, 0.25, 5))


def cable(m: int) -> Woven:
    """Cables of two strands that cross, on a ground of purl."""
    width, turn, reach, strand = 48.0, 24.0, 3.4, 3.6
    y, x = _places(m, width)
    from_middle = (x % 24) - 12  # one cable in 24 px
    angle = 2 * np.pi * y / turn
    height = np.zeros_like(x)
    for sign in (1.0, -1.0):
        centre = sign * reach * np.sin(angle)
        across = (from_middle - centre) / strand
        lift = 0.55 * sign * np.cos(angle)  # which strand lies in front
        body = np.sqrt(np.clip(1 - across**2, 0, 1))
        lean = y - sign * 0.5 * np.cos(angle) * (from_middle - centre)
        threads = _stitches(lean, from_middle - centre, strand, 2.4)
        height = np.maximum(height, (1.5 * body + lift + 0.40 * threads) * (body > 0.05))
    purl = 0.30 * _ridge(y / 2.0) * _ridge(x / 2.4 + 0.25 * np.sign(np.sin(np.pi * y / 2.0)))
    edge = np.clip(1 - np.abs(np.abs(from_middle) - 9.6) / 1.1, 0, 1)
    return Woven(heights=np.maximum(height, purl + 0.7 * np.sqrt(edge)))


def corduroy(m: int) -> Woven:
    """Wales of cut pile."""
    width = 64.0
    _, x = _places(m, width)
    wander = 0.05 * _noise(m, width, 8.0, 2.0, 6)
    pile = _noise(m, width, 0.35, 0.22, 7)
    wale = _ridge(x / (64 / 28) + wander)
    return Woven(heights=0.95 * wale**1.3 * (1 + 0.06 * pile) + 0.03 * pile, tone=0.04 * pile)


def leather(m: int) -> Woven:
    """Grain leather: pebbles of many sizes with creases between them, and some longer creases."""
    width = 128.0
    fine, coarse = _pebbles(m, width, 76, 8), _pebbles(m, width, 22, 9)
    where = np.clip(0.75 + 0.3 * _noise(m, width, 10, 10, 10), 0.3, 1)
    creases = 1 - np.exp(-((_noise(m, width, 5.0, 9.0, 11) / 0.05) ** 2))
    return Woven(heights=0.50 * where * fine + 0.22 * coarse + 0.14 * creases + 0.12 * _noise(m, width, 3, 3, 12))


def _pebbles(m: int, width: float, side: int, seed: int) -> Plane:
    """About side² cells round random points, 0 at their borders, 1 inside; as Worley's "A Cellular Texture Basis
    Function" (1996), by distance transforms."""
    rng = np.random.default_rng(seed)
    grid = np.argwhere(np.ones((side, side), bool)) + rng.uniform(0.08, 0.92, (side * side, 2))
    margin = 2 * m // side
    points = np.ones((m, m), np.uint8)
    at = np.minimum((grid * (m / side)).astype(int), m - 1)
    points[at[:, 0], at[:, 1]] = 0
    points = np.pad(points, margin, mode="wrap")
    _, cells = cv2.distanceTransformWithLabels(points, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    inner = np.ones_like(points)
    inner[:, 1:][cells[:, 1:] != cells[:, :-1]] = 0
    inner[1:][cells[1:] != cells[:-1]] = 0
    far = cv2.distanceTransform(inner, cv2.DIST_L2, 5)[margin : margin + m, margin : margin + m]
    return np.asarray(1 - np.exp(-far * (width / m) * 6.0 * side / width), np.float32)


def satin(m: int) -> Woven:
    """Long floats: nearly smooth, faint lines along the warp."""
    width = 64.0
    return Woven(heights=0.012 * _noise(m, width, 12.0, 0.2, 13) + 0.03 * _noise(m, width, 6.0, 4.0, 14))


def linen(m: int) -> Woven:
    """A plain weave of uneven threads, thick places in both."""
    width, pitch = 128.0, 128 / 110
    y, x = _places(m, width)
    warp, weft = _noise(m, width, 11.0, 0.4, 15), _noise(m, width, 0.4, 11.0, 16)
    over = np.sin(np.pi * x / pitch) * np.sin(np.pi * y / pitch)
    threads = np.where(over > 0, _ridge(x / pitch), _ridge(y / pitch))
    return Woven(heights=0.18 * threads + 0.02 * warp + 0.02 * weft, tone=0.026 * (warp + weft))


def tweed(m: int) -> Woven:
    """Herringbone of woollen threads, dark and pale in turn, with flecks."""
    width, column, pitch = 128.0, 8.0, 128 / 56
    y, x = _places(m, width)
    zigzag = np.abs((x % (2 * column)) - column)
    phase = (y + zigzag) / pitch + 0.05 * _noise(m, width, 1.0, 1.0, 17)
    wool, fleck = _noise(m, width, 0.22, 0.22, 18), np.clip(_noise(m, width, 0.4, 0.4, 19) - 1.8, 0, None)
    tone = 0.16 * np.cos(2 * np.pi * phase) + 0.06 * wool + 0.22 * np.minimum(fleck, 1.2)
    return Woven(heights=0.25 * _ridge(phase) + 0.04 * wool, tone=tone)


def fleece(m: int) -> Woven:
    """Teddy: curls of pile in tufts."""
    width = 128.0
    tufts = np.abs(_noise(m, width, 0.9, 0.9, 20))
    curls = _noise(m, width, 0.35, 0.35, 21)
    return Woven(heights=0.8 * np.sqrt(tufts) + 0.16 * curls + 0.35 * _noise(m, width, 3.0, 3.0, 22))


def quilted(m: int) -> Woven:
    """Padded diamonds between two sets of slanting seams, puckered along the stitches."""
    width, pitch = 44.0, 22.0
    y, x = _places(m, width)
    first, second = ((x + y) / pitch) % 1, ((x - y) / pitch) % 1
    puff = (np.sin(np.pi * first) * np.sin(np.pi * second)) ** 0.45
    near = np.minimum(np.minimum(first, 1 - first), np.minimum(second, 1 - second))
    pucker = np.exp(-((near / 0.09) ** 2)) * _noise(m, width, 0.8, 0.8, 23)
    stitch = np.exp(-((near / 0.016) ** 2))
    return Woven(heights=3.6 * puff + 0.22 * pucker - 0.5 * stitch)


def lace(m: int) -> Woven:
    """Flowers and leaves on a net of hexagons; the net's holes show the lining."""
    width = 40.0
    y, x = _places(m, width)
    net = _net(y, x, width)
    motif, veins = np.zeros_like(x), np.zeros_like(x)
    for row, column, petals, size, turn in (
        (10.0, 10.0, 6, 6.6, 0.2), (30.0, 30.0, 6, 6.6, 0.5), (10.0, 30.0, 5, 4.0, 0.9), (30.0, 10.0, 5, 4.0, 0.1),
    ):  # fmt: skip
        down, across = (y - row + 20) % 40 - 20, (x - column + 20) % 40 - 20
        far, angle = np.hypot(down, across), np.arctan2(down, across) + turn
        wave = np.abs(np.cos(petals * angle / 2))
        edge = size * (0.42 + 0.58 * wave**0.8)
        flower = np.clip((edge - far) / 0.5, 0, 1)
        eye = np.clip((0.9 - np.abs(far - 0.22 * size)) / 0.5, 0, 1) * (far < 0.34 * size)
        rim = np.exp(-(((edge - far) / 0.45) ** 2))
        motif = np.maximum(motif, flower * (1 - 0.9 * eye))
        veins = np.maximum(veins, rim + 0.5 * np.exp(-((np.sin(petals * angle / 2) * far / 0.5) ** 2)) * flower)
    trail = np.abs(((x - y + 3.0 * np.sin(2 * np.pi * (x + y) / 40)) % 20) - 10)
    vine = np.clip((0.75 - trail) / 0.4, 0, 1)
    cloth = np.maximum.reduce([net, motif, vine])
    heights = 0.30 * net + 0.45 * np.maximum(motif, vine) + 0.35 * veins
    return Woven(heights=heights, holes=1 - cloth)


def _net(y: Plane, x: Plane, width: float) -> Plane:
    """A fine net of hexagons, 1 on its threads."""
    across, down = width / 20, width / 12
    best, second = np.full_like(x, 9e9), np.full_like(x, 9e9)
    for shift in (0.0, 0.5):
        for i in (-1, 0, 1):
            for j in (-1, 0, 1):
                cy = (np.floor(y / down) + i + shift) * down
                cx = (np.floor(x / across) + j + shift) * across
                far = np.hypot((y - cy) * (across * np.sqrt(3) / down), x - cx)
                second = np.minimum(second, np.maximum(best, far))
                best = np.minimum(best, far)
    return np.clip((0.36 - (second - best)) / 0.16 + 0.5, 0, 1)
