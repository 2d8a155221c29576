"""Product photos with exactly known alpha: clean cut-outs over other grounds, with shadow, light, blur and noise.

The alpha is exact by construction: it is what the picture was blended with.  Used to train the masker (train split)
and to judge it (held-out split, fixed seed).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]  # OpenCV does not say which
Bytes = NDArray[Any]
Rng = np.random.Generator
COMPOSITE_PX = 320


def ground_of(rgb: Bytes, mask: NDArray[np.bool_], least_px: int = 64) -> Bytes | None:
    """The largest strip of a photo beside, above or below the product, or None when all are under `least_px`."""
    ys, xs = np.nonzero(cv2.dilate(mask.astype(np.uint8), np.ones((15, 15), np.uint8)))
    if ys.size == 0:
        return rgb
    strips = [rgb[: ys.min()], rgb[ys.max() + 1 :], rgb[:, : xs.min()], rgb[:, xs.max() + 1 :]]
    best = max(strips, key=lambda s: min(s.shape[:2]))
    return best.copy() if min(best.shape[:2]) >= least_px else None


def place(size_px: int, shape: tuple[int, int], rng: Rng, scale: tuple[float, float], shift: float) -> Floats:
    """A random 2×3 affine that puts an (h, w) picture on a square canvas; `scale` is of the canvas' side."""
    h, w = shape
    angle = float(rng.normal(0, 8)) + float(rng.choice([0, 0, 0, 0, 0, 90, 180, 270]))
    factor = size_px * float(rng.uniform(*scale)) / max(h, w)
    matrix: Floats = cv2.getRotationMatrix2D((w / 2, h / 2), angle, factor)
    matrix[:, 2] = matrix[:, 2] + size_px / 2 - np.array([w / 2, h / 2]) + rng.uniform(-shift, shift, 2) * size_px
    if rng.random() < 0.5:
        matrix = np.asarray(matrix @ np.array([[-1, 0, w], [0, 1, 0], [0, 0, 1]], np.float64))
    return matrix


def relight(rgb01: Floats, rng: Rng, strength: float = 1.0) -> Floats:
    """Change gamma, exposure, contrast, white balance and saturation of a picture in 0..1."""
    out = np.clip(rgb01, 0, 1) ** float(np.exp(rng.normal(0, 0.25 * strength)))
    out = out * np.exp(rng.normal(0, 0.12 * strength)) * np.exp(rng.normal(0, 0.07 * strength, 3))
    grey = out.mean(2, keepdims=True)
    out = grey + (out - grey) * np.exp(rng.normal(0, 0.25 * strength))
    mean = out.mean()
    return np.asarray(np.clip(mean + (out - mean) * np.exp(rng.normal(0, 0.15 * strength)), 0, 1))


def light_field(size_px: int, rng: Rng, depth: float = 0.35) -> Floats:
    """A smooth multiplicative light over the picture (size, size, 1), as from a lamp or a window at one side."""
    coarse = rng.normal(1, depth / 2, (3, 3)).astype(np.float32)
    return np.clip(cv2.resize(coarse, (size_px, size_px), interpolation=cv2.INTER_CUBIC), 0.3, 1.7)[..., None]


def procedural_ground(size_px: int, rng: Rng) -> Floats:
    """A made-up ground in 0..1: plain, gradient, boards, tiles, weave or clouds."""
    a, b = rng.uniform(0, 1, 3), rng.uniform(0, 1, 3)
    if rng.random() < 0.6:  # rooms are mostly dull
        a = a.mean() + (a - a.mean()) * 0.3
    b = a + rng.normal(0, 0.15, 3)
    yy, xx = np.mgrid[0:size_px, 0:size_px] / size_px
    turn = rng.uniform(0, np.pi)
    u, v = xx * np.cos(turn) + yy * np.sin(turn), yy * np.cos(turn) - xx * np.sin(turn)
    kind = rng.integers(6)
    if kind == 0:
        t = np.zeros_like(u)
    elif kind == 1:
        t = u
    elif kind == 2:
        boards = np.floor(u * rng.integers(3, 14))
        t = (np.sin(boards * 91.7) * 0.5 + 0.5) * 0.6 + _clouds(size_px, rng, (2, 40)) * 0.4
    elif kind == 3:
        n = rng.integers(3, 16)
        t = ((np.floor(u * n) + np.floor(v * n)) % 2) * rng.uniform(0.3, 1)
    elif kind == 4:
        n = rng.integers(20, 90)
        t = 0.5 + 0.25 * np.sin(u * n * 2 * np.pi) + 0.25 * np.sin(v * n * 2 * np.pi)
    else:
        t = _clouds(size_px, rng, (3, 3)) * 0.6 + _clouds(size_px, rng, (24, 24)) * 0.4
    speckle = rng.normal(0, 0.02, (size_px, size_px, 1))
    return np.asarray(np.clip(a + (b - a) * t[..., None] + speckle, 0, 1), np.float32)


def _clouds(size_px: int, rng: Rng, cells: tuple[int, int]) -> Floats:
    return cv2.resize(rng.uniform(0, 1, cells).astype(np.float32), (size_px, size_px), interpolation=cv2.INTER_CUBIC)


def photo_ground(strip: Bytes, size_px: int, rng: Rng) -> Floats:
    """A ground in 0..1 from a strip of a real photo, mirrored until it fills the square."""
    factor = float(rng.uniform(0.8, 1.6)) * size_px / 320
    small = cv2.resize(strip, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    pad_y, pad_x = max(0, size_px - small.shape[0]), max(0, size_px - small.shape[1])
    filled = cv2.copyMakeBorder(
        small, pad_y // 2, pad_y - pad_y // 2, pad_x // 2, pad_x - pad_x // 2, cv2.BORDER_REFLECT
    )
    y, x = rng.integers(filled.shape[0] - size_px + 1), rng.integers(filled.shape[1] - size_px + 1)
    out = np.rot90(filled[y : y + size_px, x : x + size_px], int(rng.integers(4)))
    return np.ascontiguousarray(out, dtype=np.float32) / 255


def blob(rng: Rng, texture: Bytes, size_px: int = 256) -> tuple[Bytes, Floats]:
    """A made-up product, so that the masker does not know garments only: one to three smooth bodies, boxes, legs and
    handles, each with a skin of its own (a piece of a picture or a plain colour), shaded.  Returns RGB and alpha 0..1.
    """
    side = 2 * size_px
    alpha: Bytes = np.zeros((side, side), np.uint8)
    skin: Floats = np.zeros((size_px, size_px, 3), np.float32)
    for _ in range(int(rng.choice([1, 2, 3], p=[0.5, 0.3, 0.2]))):
        part = np.zeros_like(alpha)
        for outline in _outlines(rng):
            cv2.fillPoly(part, [np.round(outline * side).astype(np.int32)], 255, cv2.LINE_AA)
        _add_handle(part, rng)
        there = cv2.resize(part, (size_px, size_px), interpolation=cv2.INTER_AREA)[..., None] / 255
        skin, alpha = skin * (1 - there) + _skin(rng, texture, size_px) * there, np.maximum(alpha, part)
    soft: Floats = cv2.resize(alpha, (size_px, size_px), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    skin = skin / np.maximum(soft, 1e-3)[..., None]
    round_light = cv2.GaussianBlur(soft, (0, 0), size_px / 12)
    shade = 0.55 + 0.6 * round_light + light_field(size_px, rng)[..., 0] * 0.2 - 0.2
    return (np.clip(skin * shade[..., None], 0, 1) * 255).astype(np.uint8), soft


def _outlines(rng: Rng) -> list[Floats]:
    """One body as polygons (n, 2) in 0..1: a vessel, a box, a free form, or a top on legs."""
    t = np.linspace(0, 1, 60)
    kind = rng.integers(4)
    if kind == 0:  # vase, bottle, lamp: a profile mirrored
        corners = int(rng.integers(2, 8))
        radius = np.interp(t, np.linspace(0, 1, corners), rng.uniform(0.05, 0.42, corners))
        height = 0.5 + (t - 0.5) * rng.uniform(0.3, 0.96) + rng.uniform(-0.15, 0.15)
        return [np.concatenate([np.stack([0.5 - radius, height], 1), np.stack([0.5 + radius, height], 1)[::-1]])]
    if kind == 1:  # box, bag, book: a quadrangle
        return [np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]) + rng.uniform(-0.1, 0.1, (4, 2))]
    if kind == 2:
        angle = t * 2 * np.pi
        waves = [rng.normal(0, 0.07) * np.cos(k * angle + rng.uniform(0, 6.3)) for k in range(1, 6)]
        radius = np.clip(0.32 + np.sum(waves, 0), 0.1, 0.48)
        return [0.5 + np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None]]
    top, thick = rng.uniform(0.15, 0.6), rng.uniform(0.012, 0.06)  # table, stool, rack
    shapes = [np.array([[0.1, top - 0.06], [0.9, top - 0.06], [0.9, top + 0.03], [0.1, top + 0.03]])]
    for foot in np.linspace(0.08, 0.92, int(rng.integers(2, 5))) + rng.normal(0, 0.03):
        head = 0.5 + (foot - 0.5) * rng.uniform(0.6, 1)
        ends = [[head - thick, top], [head + thick, top], [foot + thick, 0.95], [foot - thick, 0.95]]
        shapes.append(np.array(ends))
    return shapes


def _add_handle(part: Bytes, rng: Rng) -> None:
    """Some of the time a ring at the side, or a hole, so that not everything inside an outline is product."""
    side = part.shape[0]
    if rng.random() < 0.3:
        centre = int(rng.choice([0.15, 0.85]) * side), int(rng.uniform(0.3, 0.7) * side)
        axes = int(rng.uniform(0.06, 0.14) * side), int(rng.uniform(0.08, 0.2) * side)
        cv2.ellipse(part, centre, axes, 0, 0, 360, 255, int(rng.uniform(0.02, 0.06) * side), cv2.LINE_AA)
    elif rng.random() < 0.2:
        centre = int(rng.uniform(0.3, 0.7) * side), int(rng.uniform(0.3, 0.7) * side)
        cv2.circle(part, centre, int(rng.uniform(0.05, 0.15) * side), 0, -1, cv2.LINE_AA)


def _skin(rng: Rng, texture: Bytes, size_px: int) -> Floats:
    """What a body is covered with (size, size, 3) in 0..1: a picture's piece or a colour, and often a second one below
    or above, as a glaze or a sole."""

    def one() -> Floats:
        if rng.random() < 0.4:
            piece = cv2.resize(texture, (size_px, size_px), interpolation=cv2.INTER_AREA)
            return np.asarray(piece, np.float32) / 255
        grey, tint = rng.uniform(0.02, 0.98), rng.normal(0, rng.choice([0.04, 0.25]), 3)
        colour = np.clip(grey + tint, 0, 1).astype(np.float32)
        return np.broadcast_to(colour, (size_px, size_px, 3)) + rng.normal(0, 0.015, (size_px, size_px, 1))

    if rng.random() < 0.5:
        return one()
    line = int(rng.uniform(0.15, 0.85) * size_px)
    return np.concatenate([one()[:line], one()[line:]])


def cast_shadow(ground: Floats, alpha: Floats, rng: Rng) -> Floats:
    """Darken the ground where the product would shade it: a contact shadow and a cast one; neither is product."""
    size = alpha.shape[0]
    for reach, depth in ((0.012, rng.uniform(0, 0.5)), (0.05, rng.uniform(0, 0.6))):
        angle, far = rng.uniform(0, 2 * np.pi), abs(rng.normal(0, reach)) * size
        move = np.array([[1, 0, np.cos(angle) * far], [0, 1, np.sin(angle) * far]], np.float64)
        shadow = cv2.warpAffine(alpha, move, (size, size))
        shadow = cv2.GaussianBlur(shadow, (0, 0), max(0.6, rng.uniform(0.2, 1) * reach * size))
        ground = ground * (1 - depth * shadow[..., None])
    return ground


def camera(rgb01: Floats, rng: Rng) -> Bytes:
    """What a phone adds: blur, noise and JPEG, each some of the time.  Returns uint8."""
    out: Floats = rgb01.astype(np.float32)
    if rng.random() < 0.35:
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.4, 1.4))
    if rng.random() < 0.5:
        out = out + rng.normal(0, rng.uniform(0.003, 0.03), out.shape).astype(np.float32)
    image = (np.clip(out, 0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.5:
        _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 95))])
        decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
        return image if decoded is None else decoded
    return image


def compose(
    products: Sequence[tuple[Bytes, Floats]], ground: Floats, rng: Rng, size_px: int
) -> tuple[Bytes, list[Floats]]:
    """Put each product (RGB, alpha) on a ground (size, size, 3) in 0..1.  Returns the photo and each exact alpha."""
    canvas = np.clip(ground * light_field(size_px, rng), 0, 1)
    alphas: list[Floats] = []
    many = len(products) > 1
    light = light_field(size_px, rng, 0.2)
    for number, (rgb, alpha) in enumerate(products):
        matrix = place(size_px, alpha.shape, rng, (0.35, 0.5) if many else (0.45, 1.02), 0.06)
        if many:
            matrix[0, 2] += (-0.24 if number == 0 else 0.24) * size_px
        a = cv2.warpAffine(alpha, matrix, (size_px, size_px), flags=cv2.INTER_AREA)
        colour = cv2.warpAffine(
            rgb, matrix, (size_px, size_px), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        product = relight(colour.astype(np.float32) / 255, rng) * light
        canvas = cast_shadow(canvas, a, rng)
        canvas = canvas * (1 - a[..., None]) + np.clip(product, 0, 1) * a[..., None]
        alphas = [old * (1 - a) for old in alphas] + [a]
    return camera(canvas, rng), alphas


def held_out_composites(
    cutouts: Sequence[tuple[Bytes, Floats]], grounds: Sequence[Bytes], n: int = 500, seed: int = 7
) -> Iterator[tuple[Bytes, Floats]]:
    """`n` photos (320, 320, 3) with their exact alpha in 0..1, always the same for a seed.

    `cutouts` are clean products (RGB, alpha) and `grounds` strips of photos, both of the held-out split; every fourth
    ground is made up.
    """
    for number in range(n):
        rng = np.random.default_rng((seed, number))
        if number % 4 == 3 or not grounds:
            ground = procedural_ground(COMPOSITE_PX, rng)
        else:
            ground = photo_ground(grounds[int(rng.integers(len(grounds)))], COMPOSITE_PX, rng)
        product = cutouts[number % len(cutouts)]
        photo, (alpha,) = compose([product], ground, rng, COMPOSITE_PX)
        yield photo, alpha
