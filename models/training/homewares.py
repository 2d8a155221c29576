"""Made-up homewares standing in a room, with their exact alpha: vases, lamps, mugs, stools, chairs, cushions.

The clothing photos show nothing that stands, so the masker learns lamps and furniture from these.  Turned things are
profiles with the light of a round body, furniture is boxes in perspective; parts differ in colour, as a lamp's shade
and foot do, and the shadow on the floor is not product.  Nothing here is a photo's but pieces of skins and grounds.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training.composites import Bytes, Floats, Rng, camera, light_field, photo_ground, procedural_ground, relight

SOFT_LIGHT = 0.35
"""Share of the light that comes from all sides."""


class Piece:
    """A product in the making: its colours (h, w, 3) in 0..1 and its opacity (h, w) in 0..1, part over part."""

    def __init__(self, size_px: int, rng: Rng, skins: list[Bytes]) -> None:
        self.size, self.rng, self.skins = size_px, rng, skins
        self.rgb: Floats = np.zeros((size_px, size_px, 3), np.float32)
        self.alpha: Floats = np.zeros((size_px, size_px), np.float32)
        self.side = float(rng.uniform(-0.9, 0.9))
        """Where the light comes from: −1 left, 1 right."""

    def lay(self, there: Floats, colour: Floats) -> None:
        """Paint a part (h, w) in 0..1 over what is there."""
        self.rgb = self.rgb * (1 - there[..., None]) + np.clip(colour, 0, 1) * there[..., None]
        self.alpha = np.maximum(self.alpha, there)

    def draw(self, paint: Callable[[Bytes, int], None]) -> Floats:
        """A part's opacity (h, w), antialiased: `paint` fills it with 255 on a canvas of twice the size."""
        canvas: Bytes = np.zeros((2 * self.size, 2 * self.size), np.uint8)
        paint(canvas, 2 * self.size)
        small = cv2.resize(canvas, (self.size, self.size), interpolation=cv2.INTER_AREA)
        return np.asarray(small, np.float32) / 255

    def polygon(self, points: NDArray[np.floating]) -> Floats:
        """The opacity of a polygon (n, 2) in 0..1."""
        return self.draw(lambda canvas, side: _fill(canvas, points * side))

    def skin(self) -> Floats:
        """What a part is covered with (h, w, 3): plain, wood, stripes, speckles of glaze or a piece of a photo."""
        rng, size = self.rng, self.size
        grey, tint = rng.uniform(0.04, 0.97), rng.normal(0, rng.choice([0.02, 0.05, 0.2]), 3)
        plain: Floats = np.broadcast_to(np.clip(grey + tint, 0, 1).astype(np.float32), (size, size, 3))
        kind = rng.integers(6)
        if kind == 0:
            lines = cv2.resize(rng.normal(0, 1, (4, size)).astype(np.float32), (size, size))
            plain = plain * (1 + 0.12 * (lines if rng.random() < 0.5 else lines.T)[..., None])
        elif kind == 1:
            plain = plain + (rng.random((size, size, 1)) < 0.02) * rng.normal(0, 0.2)
        elif kind == 2 and self.skins:
            texture = self.skins[int(rng.integers(len(self.skins)))]
            plain = cv2.resize(texture, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        elif kind == 3:
            wave = np.sin(np.linspace(0, rng.uniform(20, 120), size) + rng.uniform(0, 6))
            plain = plain * (1 + 0.1 * (wave[:, None, None] if rng.random() < 0.5 else wave[None, :, None]))
        return np.asarray(plain, np.float32)


def _fill(canvas: Bytes, points: NDArray[np.floating]) -> None:
    cv2.fillPoly(canvas, [np.round(points).astype(np.int32)], 255, cv2.LINE_AA)


def turn(piece: Piece, heights: Floats, radii: Floats, skin: Floats, middle: float = 0.5, tilt: float = 0.1) -> None:
    """A turned body: half widths `radii` (n,) at `heights` (n,), top first, all in 0..1; its ends are ellipses."""
    size, rng = piece.size, piece.rng
    left, right = np.stack([middle - radii, heights], 1), np.stack([middle + radii, heights], 1)[::-1]

    def paint(canvas: Bytes, side: int) -> None:
        _fill(canvas, np.concatenate([left, right]) * side)
        for end in (0, -1):
            centre = round(middle * side), round(float(heights[end]) * side)
            axes = max(1, round(float(radii[end]) * side)), max(1, round(float(radii[end]) * side * tilt))
            cv2.ellipse(canvas, centre, axes, 0, 0, 360, 255, -1, cv2.LINE_AA)

    rows = (np.arange(size, dtype=np.float32) + 0.5) / size
    reach = np.interp(rows, heights, radii).astype(np.float32)
    across = np.clip((rows[None] - middle) / np.maximum(reach[:, None], 1e-3), -1, 1)
    facing = np.sqrt(1 - across**2) * np.sqrt(1 - piece.side**2) + across * piece.side
    light = SOFT_LIGHT + (1 - SOFT_LIGHT) * np.clip(facing, 0, 1)
    gloss = rng.uniform(0, 0.7) * (rng.random() < 0.6)
    glint = gloss * np.exp(-(((across - 0.7 * piece.side) / rng.uniform(0.04, 0.25)) ** 2))
    piece.lay(piece.draw(paint), skin * light[..., None] + glint[..., None])
    if rng.random() < 0.6:
        _open(piece, float(heights[0]), float(radii[0]), skin, middle, tilt)


def _open(piece: Piece, height: float, radius: float, skin: Floats, middle: float, tilt: float) -> None:
    """The mouth of a vessel: one looks at its dark inside."""
    deep = float(piece.rng.uniform(0.15, 0.8))

    def paint(canvas: Bytes, side: int) -> None:
        axes = max(1, round(radius * 0.9 * side)), max(1, round(radius * tilt * 0.85 * side))
        cv2.ellipse(canvas, (round(middle * side), round(height * side)), axes, 0, 0, 360, 255, -1, cv2.LINE_AA)

    piece.lay(piece.draw(paint), skin * deep)


def make_vessel(piece: Piece) -> None:
    """A vase, bottle, bowl, jar or mug; often glazed in two colours."""
    rng = piece.rng
    top, bottom = rng.uniform(0.08, 0.5), rng.uniform(0.85, 0.95)
    corners = int(rng.integers(3, 7))
    t = np.linspace(0, 1, 48, dtype=np.float32)
    profile = np.interp(t, np.linspace(0, 1, corners), rng.uniform(0.08, 0.36, corners)).astype(np.float32)
    radii = cv2.GaussianBlur(profile[None], (0, 0), rng.uniform(1, 5)).ravel()
    heights = np.asarray(top + (bottom - top) * t, np.float32)
    skin = piece.skin()
    if rng.random() < 0.45:
        line = int(rng.uniform(top, bottom) * piece.size)
        skin = np.concatenate([skin[:line], piece.skin()[line:]])
    tilt = rng.uniform(0.04, 0.3)
    if rng.random() < 0.35:
        _add_handles(piece, heights, radii, skin)
    turn(piece, heights, radii, skin, tilt=tilt)
    if rng.random() < 0.25:
        _add_stems(piece, float(top), float(radii[0]))


def _add_handles(piece: Piece, heights: Floats, radii: Floats, skin: Floats) -> None:
    rng = piece.rng
    row = int(rng.integers(12, 36))
    axes = rng.uniform(0.05, 0.12), rng.uniform(0.07, 0.18)
    thick = rng.uniform(0.015, 0.045)
    for way in (-1, 1) if rng.random() < 0.3 else (int(rng.choice([-1, 1])),):
        at = 0.5 + way * float(radii[row]), float(heights[row])
        piece.lay(piece.draw(lambda canvas, side, at=at: _ring(canvas, side, at, axes, thick)), skin * 0.8)  # type: ignore[misc]


def _ring(canvas: Bytes, side: int, at: tuple[float, float], axes: tuple[float, float], thick: float) -> None:
    centre, size = (round(at[0] * side), round(at[1] * side)), (round(axes[0] * side), round(axes[1] * side))
    cv2.ellipse(canvas, centre, size, 0, 0, 360, 255, max(1, round(thick * side)), cv2.LINE_AA)


def _add_stems(piece: Piece, top: float, radius: float) -> None:
    """Dry branches or flowers in a vase: they are part of what is sold or shown."""
    rng, skin = piece.rng, piece.skin()
    for _ in range(int(rng.integers(2, 7))):
        foot = np.array([0.5 + rng.uniform(-0.5, 0.5) * radius, top])
        tip = np.array([0.5 + rng.uniform(-0.3, 0.3), max(0.03, top - rng.uniform(0.05, 0.4))])
        t = np.linspace(0, 1, 12)[:, None]
        path = foot + (tip - foot) * t + np.sin(t * 3) * rng.normal(0, 0.02, 2)
        width, bloom = rng.uniform(0.004, 0.012), rng.uniform(0, 0.05) * (rng.random() < 0.6)

        def paint(canvas: Bytes, side: int, path: Floats = path, width: float = width, bloom: float = bloom) -> None:
            cv2.polylines(canvas, [np.round(path * side).astype(np.int32)], False, 255, max(1, round(width * side)))
            cv2.circle(canvas, tuple(np.round(path[-1] * side).astype(int)), round(bloom * side), 255, -1, cv2.LINE_AA)

        piece.lay(piece.draw(paint), skin)


def make_lamp(piece: Piece) -> None:
    """A table or floor lamp: foot, thin stem, shade, each of its own kind."""
    rng = piece.rng
    floor, top = rng.uniform(0.88, 0.95), rng.uniform(0.05, 0.2)
    shade_end = top + rng.uniform(0.14, 0.34)
    wide, narrow = rng.uniform(0.12, 0.34), rng.uniform(0.3, 1.0)
    foot, stem = rng.uniform(0.07, 0.2), rng.uniform(0.006, 0.03)
    metal = piece.skin()
    if rng.random() < 0.4:  # a pot for a foot
        t = np.linspace(0, 1, 32, dtype=np.float32)
        belly = stem + foot * np.sin(np.pi * t ** rng.uniform(0.5, 1.5)).clip(0) ** rng.uniform(0.5, 1.2)
        high = rng.uniform(shade_end, floor - 0.12)
        turn(piece, np.asarray(high + (floor - high) * t, np.float32), np.asarray(belly, np.float32), metal)
    else:
        flat = np.array([floor - rng.uniform(0.01, 0.05), floor], np.float32)
        turn(piece, flat, np.array([foot * rng.uniform(0.5, 1), foot], np.float32), metal, tilt=rng.uniform(0.1, 0.3))
    turn(piece, np.array([top + 0.05, floor - 0.02], np.float32), np.array([stem, stem], np.float32), metal)
    cloth = piece.skin() * rng.uniform(0.9, 1.3) + rng.uniform(0, 0.35)  # a lit shade is bright
    ends = np.array([wide * narrow, wide], np.float32)
    turn(piece, np.array([top, shade_end], np.float32), ends, cloth, tilt=rng.uniform(0.05, 0.25))


def make_furniture(piece: Piece) -> None:
    """A stool, chair, table, shelf or box: boards and legs in perspective, three shades of one skin."""
    rng = piece.rng
    skin, second = piece.skin(), piece.skin()
    deep, turned = rng.uniform(0.04, 0.16), rng.uniform(-0.12, 0.12)
    left, right = 0.5 - rng.uniform(0.14, 0.38), 0.5 + rng.uniform(0.14, 0.38)
    seat, floor = rng.uniform(0.3, 0.62), rng.uniform(0.84, 0.93)
    thick, leg = rng.uniform(0.015, 0.1), rng.uniform(0.008, 0.035)
    back = np.array([turned, -deep])
    fronts = np.array([[left, seat], [right, seat]])
    if rng.random() < 0.2:  # a chest: closed down to the floor
        thick = floor - seat
    else:
        splay = rng.uniform(-0.03, 0.05)
        for shift, shade in ((back * 0.9, 0.6), (np.zeros(2), 0.9)):
            for corner, way in ((fronts[0], -1), (fronts[1], 1)):
                head, foot = corner + shift - [way * leg * 1.5, 0], np.array([corner[0] + way * splay, floor]) + shift
                wide, thin = np.array([leg, 0]), np.array([0.7 * leg, 0])
                ends = [head - wide, head + wide, foot + thin, foot - thin]
                piece.lay(piece.polygon(np.array(ends)), skin * shade)
        if rng.random() < 0.4:
            bar = floor - rng.uniform(0.05, 0.2)
            piece.lay(piece.polygon(np.array([[left, bar], [right, bar], [right, bar + leg], [left, bar + leg]])), skin)
    if rng.random() < 0.4:
        _add_back(piece, fronts + back, rng.uniform(0.06, 0.22), leg, second)
    top = np.concatenate([fronts, (fronts + back)[::-1]])
    front = np.concatenate([fronts, fronts[::-1] + np.array([0, thick])])
    piece.lay(piece.polygon(top), second * rng.uniform(0.95, 1.2))
    piece.lay(piece.polygon(front), second * rng.uniform(0.6, 0.95))


def _add_back(piece: Piece, rear: Floats, seat_top: float, leg: float, skin: Floats) -> None:
    """A chair's back: two posts, and boards or bars between them."""
    rng = piece.rng
    (x0, y0), (x1, _) = rear
    for x in (x0 + leg, x1 - leg):
        post = [[x - leg, seat_top], [x + leg, seat_top], [x + leg, y0], [x - leg, y0]]
        piece.lay(piece.polygon(np.array(post)), skin * 0.8)
    full = rng.random() < 0.5
    for row in [seat_top] if full else np.linspace(seat_top, y0 - 0.06, int(rng.integers(2, 5))):
        low = y0 - rng.uniform(0, 0.06) if full else row + rng.uniform(0.012, 0.03)
        piece.lay(piece.polygon(np.array([[x0, row], [x1, row], [x1, low], [x0, low]])), skin * rng.uniform(0.8, 1.05))


def make_soft(piece: Piece) -> None:
    """A cushion, pouf or bag: a rounded quadrangle with puckered corners."""
    rng = piece.rng
    angle = np.linspace(0, 2 * np.pi, 90)
    power = rng.uniform(0.45, 1.1)
    across, down = rng.uniform(0.2, 0.4), rng.uniform(0.16, 0.36)
    wobble = 1 + rng.normal(0, 0.03) * np.cos(3 * angle + rng.uniform(0, 6))
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** power * across * wobble
    y = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** power * down * wobble
    there = piece.polygon(np.stack([0.5 + x, 0.92 - down + y], 1))
    plump = cv2.GaussianBlur(there, (0, 0), piece.size * 0.08)
    slope = cv2.Sobel(plump, cv2.CV_32F, 1, 0) * piece.side - cv2.Sobel(plump, cv2.CV_32F, 0, 1) * 0.5
    folds = cv2.GaussianBlur(rng.normal(0, 1, there.shape).astype(np.float32), (0, 0), piece.size * 0.02)
    light = 0.55 + 0.5 * plump - slope * rng.uniform(3, 9) + folds * rng.uniform(0, 2)
    piece.lay(there, piece.skin() * light[..., None])
    if rng.random() < 0.3:  # handles of a bag
        axes, thick = (across * 0.4, rng.uniform(0.06, 0.2)), rng.uniform(0.008, 0.02)
        at = (0.5, 0.92 - 2 * down + 0.02)
        handle = piece.draw(lambda canvas, side: _ring(canvas, side, at, axes, thick))
        handle[int((at[1] + 0.02) * piece.size) :] = 0
        piece.lay(handle, piece.skin())


KINDS: tuple[Callable[[Piece], None], ...] = (
    make_vessel,
    make_vessel,
    make_lamp,
    make_furniture,
    make_furniture,
    make_soft,
)


def make_room(size_px: int, grounds: list[Bytes], rng: Rng) -> tuple[Floats, float]:
    """A wall over a floor or table (size, size, 3) in 0..1, and the height of the line between them in 0..1."""

    def surface() -> Floats:
        if grounds and rng.random() < 0.4:
            return photo_ground(grounds[int(rng.integers(len(grounds)))], size_px, rng)
        return procedural_ground(size_px, rng)

    wall, floor = surface(), surface()
    if rng.random() < 0.3:  # one sweep of paper, as in a studio
        return np.clip(wall * light_field(size_px, rng, 0.4), 0, 1), 0.75
    line = float(rng.uniform(0.4, 0.85))
    down = np.arange(size_px, dtype=np.float32)[:, None, None] / size_px
    sharp = rng.uniform(0.001, 0.02)
    mix = np.clip((down - line) / sharp + 0.5, 0, 1)
    room = wall * (1 - mix) + floor * mix
    if rng.random() < 0.3:  # a skirting board or the edge of a table
        board = (np.abs(down - line) < rng.uniform(0.01, 0.05)).astype(np.float32)
        room = room * (1 - board) + np.clip(rng.uniform(0, 1) + rng.normal(0, 0.05, 3), 0, 1) * board
    return np.clip(room * light_field(size_px, rng, 0.4), 0, 1), line


def cast_on_floor(room: Floats, alpha: Floats, foot: float, rng: Rng) -> Floats:
    """Shadows of a thing that stands at height `foot` (0..1): at its foot, across the floor, on the wall."""
    size = len(alpha)
    shear, squash = rng.uniform(-1.6, 1.6), rng.uniform(0.1, 0.5)
    base = foot * size
    matrix = np.array([[1, -shear * squash, shear * squash * base], [0, squash, base * (1 - squash)]], np.float64)
    across = cv2.GaussianBlur(cv2.warpAffine(alpha, matrix, (size, size)), (0, 0), rng.uniform(0.8, 9))
    low = np.clip((np.arange(size, dtype=np.float32)[:, None] / size - foot + 0.08) / 0.08, 0, 1)
    touch = cv2.GaussianBlur(alpha * low, (0, 0), rng.uniform(1.5, 5))
    touch = cv2.warpAffine(touch, np.array([[1, 0, rng.normal(0, 3)], [0, 1, 2.0]], np.float64), (size, size))
    move = np.array([[1, 0, rng.normal(0, 0.12) * size], [0, 1, rng.uniform(-0.05, 0.1) * size]], np.float64)
    behind = cv2.GaussianBlur(cv2.warpAffine(alpha, move, (size, size)), (0, 0), rng.uniform(3, 16))
    depths = rng.uniform(0, 0.65), rng.uniform(0.1, 0.7), rng.uniform(0, 0.4) * (rng.random() < 0.4)
    for shadow, depth in zip((across, touch, behind), depths, strict=True):
        room = room * (1 - depth * shadow[..., None])
    return room


def photograph(skins: list[Bytes], grounds: list[Bytes], rng: Rng, size_px: int = 256) -> tuple[Bytes, Floats]:
    """A photo (size, size, 3) uint8 of one made-up thing in a room, and its exact alpha (size, size) in 0..1."""
    piece = Piece(size_px, rng, skins)
    KINDS[int(rng.integers(len(KINDS)))](piece)
    room, _ = make_room(size_px, grounds, rng)
    scale, shift = rng.uniform(0.55, 1.05), (rng.uniform(-0.08, 0.08), rng.uniform(-0.12, 0.02))
    matrix = np.array(
        [
            [scale, 0, (0.5 - 0.5 * scale + shift[0]) * size_px],
            [0, scale, (0.9 - 0.9 * scale + shift[1]) * size_px],
        ]
    )
    alpha = cv2.warpAffine(piece.alpha, matrix, (size_px, size_px), flags=cv2.INTER_AREA)
    rgb = cv2.warpAffine(
        piece.rgb / np.maximum(piece.alpha, 1e-3)[..., None],
        matrix,
        (size_px, size_px),
        borderMode=cv2.BORDER_REPLICATE,
    )
    rows = np.flatnonzero(alpha.max(1) > 0.5)
    foot = float(rows[-1] / size_px) if len(rows) else 0.9
    product = relight(rgb, rng, 0.5) * light_field(size_px, rng, 0.15)
    room = cast_on_floor(np.asarray(room, np.float32), alpha, foot, rng)
    photo = room * (1 - alpha[..., None]) + np.clip(product, 0, 1) * alpha[..., None]
    return camera(photo, rng), np.asarray(alpha, np.float32)
