"""Paints a picture from a render: skins, hair, cloths and grounds at random, never the same twice.

Shape suffixes: N batch, C channels, H height, W width.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.training.person.renders import HAIR, SHOES

WIDTH_PX, HEIGHT_PX = 96, 128
NOBODY, COUPLES = 0.08, 0.12
"""How many pictures are of nobody, and of two people."""
FLIP = (0, 1, 5, 6, 7, 2, 3, 4, 11, 12, 13, 8, 9, 10, 15, 14, 17, 16)
"""The order of the points in the mirror."""
FLIP_PARTS = np.array([0, 1, 2, 3, 4, 8, 9, 10, 5, 6, 7, 14, 15, 16, 11, 12, 13], np.uint8)
SKINS = np.array(
    [(241, 205, 178), (224, 172, 137), (198, 134, 96), (141, 85, 52), (92, 56, 38), (255, 220, 196)], float
)
HAIRS = np.array([(24, 20, 18), (60, 40, 28), (110, 74, 44), (190, 150, 96), (150, 150, 150), (120, 50, 28)], float)
Array = NDArray[Any]
Bytes = NDArray[np.uint8]
Example = tuple[Bytes, Bytes, Array]


class Painter:
    """Makes examples from renders: a picture (H, W, 3), its parts (H, W), and the 18 points of up to two people, in px,
    with what is seen (2, 18, 3)."""

    def __init__(self, renders: Path, grounds: Path | None, seed: int) -> None:
        """`grounds` is a folder of photos whose pieces lie behind people."""
        with np.load(renders) as data:
            self.data = {name: data[name] for name in data.files}
        self.count = len(self.data["part"])
        self.random = np.random.default_rng(seed)
        files = sorted(grounds.glob("*.jpg"))[::12] if grounds else []
        self.grounds = [_small(path) for path in files[:400]]

    def example(self, index: int) -> Example:
        """A picture of a render."""
        return self._show((index,))

    def any_example(self, indices: Array) -> Example:
        """A picture of a render; now and then of nobody, or of two people."""
        kind, first, second = self.random.random(), *(int(each) for each in self.random.choice(indices, 2))
        return self._show(() if kind < NOBODY else (first, second) if kind < NOBODY + COUPLES else (first,))

    def _show(self, people: tuple[int, ...]) -> Example:
        random, of = self.random, self.data
        shape = of["part"].shape[1:]
        part, keys = np.zeros(shape, np.uint8), np.zeros((2, 18, 3), np.float32)
        picture: Array = self._ground(shape) * float(random.uniform(0.6, 1.15))
        for number, index in enumerate(people):
            one = self._person(index), of["part"][index], of["keys"][index]
            colour, mine, keys[number] = one if len(people) == 1 else self._aside(*one, number)
            there = mine > 0
            picture, part = np.where(there[..., None], colour, picture), np.where(there, mine, part)
        picture, part, keys = self._frame(picture.astype(np.float32), part, keys)
        return self._film(picture), part, keys

    def _aside(self, colour: Array, part: Array, keys: Array, number: int) -> tuple[Array, Array, Array]:
        """One of two people: smaller, on their own side."""
        h, w = part.shape
        scale, side = float(self.random.uniform(0.5, 0.85)), (-1, 1)[number] * float(self.random.uniform(0.14, 0.24))
        x, y = w * (0.5 + side) - scale * w / 2, h * float(self.random.uniform(0, 1 - scale))
        matrix = np.array([[scale, 0, x], [0, scale, y]])
        small = cv2.warpAffine(colour, matrix, (w, h), flags=cv2.INTER_AREA)
        mine = cv2.warpAffine(part, matrix, (w, h), flags=cv2.INTER_NEAREST)
        moved = keys.copy()
        moved[:, :2] = keys[:, :2] * scale + [x / w, y / h]
        return small, mine, moved

    def _person(self, index: int) -> Array:
        random, of = self.random, self.data
        cover, shade = of["cover"][index], of["shade"][index].astype(np.float32) / 255
        rest = of["rest"][index].astype(np.float32) / 12
        skin = SKINS[random.integers(len(SKINS))] * random.uniform(0.85, 1.1) + random.normal(0, 6, 3)
        colour = np.broadcast_to(skin.astype(np.float32), (*cover.shape, 3)).copy()
        soles = random.uniform(0, 255, 3) if random.random() < 0.5 else random.uniform(0, 60, 3)
        for kind in range(1, 7):
            there = cover == kind
            if not there.any():
                continue
            if kind == HAIR:
                paint = np.broadcast_to(HAIRS[random.integers(len(HAIRS))] + random.normal(0, 12, 3), rest[there].shape)
                paint = paint * (1 + 0.18 * np.sin(rest[there][:, :1] * random.uniform(4, 14)))
            elif kind == SHOES:
                paint = np.broadcast_to(soles, rest[there].shape)
            else:
                paint = self._cloth(rest[there])
            colour[there] = paint
        face = of["part"][index] == 2
        colour = np.where((face & (cover == 0))[..., None], colour * self._face(index), colour)
        folds = cv2.GaussianBlur(
            random.normal(0, 1, cover.shape).astype(np.float32), (0, 0), float(random.uniform(1.5, 4))
        )
        folds *= float(random.uniform(0, 0.7)) * ((cover > 0) & (cover < 5))
        flat = float(random.uniform(0, 0.5))
        return np.asarray(colour * ((shade * (1 - flat) + flat) * (1 + folds))[..., None], np.float32)

    def _face(self, index: int) -> Array:
        """Dark eyes and a mouth, which a bare render lacks."""
        keys, dark = self.data["keys"][index], np.ones(self.data["part"][index].shape, np.float32)
        h, w = dark.shape
        eyes = [(k[0] * w, k[1] * h) for k in keys[14:16] if k[2] == 1]
        span = max(1.0, float(np.hypot(*(keys[14, :2] - keys[15, :2]) * [w, h])) if len(eyes) == 2 else 2.0)
        lines, columns = np.mgrid[:h, :w]
        spots = [(x, y, 0.22 * span, 0.6) for x, y in eyes]
        if keys[0, 2] == 1 and len(eyes) == 2:
            middle = np.mean(eyes, 0)
            x, y = middle + 1.75 * (keys[0, :2] * [w, h] - middle)
            spots.append((x, y, 0.35 * span, 0.3))
        for x, y, radius, depth in spots:
            dark *= 1 - depth * np.exp(-(((columns - x) ** 2 + (1.7 * (lines - y)) ** 2) / (2 * radius**2 + 0.3)))
        return dark[..., None]

    def _cloth(self, rest: Array) -> Array:
        """Plain, striped, checked, spotted, printed."""
        random = self.random
        base, other = random.uniform(8, 250, 3), random.uniform(8, 250, 3)
        if random.random() < 0.3:
            base = np.full(3, random.choice([15, 35, 70, 200, 245])) + random.normal(0, 5, 3)
        kind = random.choice(["plain", "stripe", "check", "spots", "print"], p=[0.52, 0.14, 0.12, 0.08, 0.14])
        x, y = rest[:, 0], rest[:, 1]
        step = float(random.uniform(0.25, 1.2))
        if kind == "stripe":
            much = (np.sin((y if random.random() < 0.6 else x) * 6.28 / step) > random.uniform(-0.6, 0.6)).astype(float)
        elif kind == "check":
            much = 0.5 * (np.sin(x * 6.28 / step) > 0) + 0.5 * (np.sin(y * 6.28 / step) > 0)
        elif kind == "spots":
            much = (np.sin(x * 6.28 / step) * np.sin(y * 6.28 / step) > 0.55).astype(float)
        elif kind == "print":
            at = random.uniform(-0.6, 0.6), random.uniform(2.0, 4.5)
            much = (
                (np.abs(x - at[0]) < random.uniform(0.3, 1.0)) & (np.abs(y - at[1]) < random.uniform(0.3, 0.9))
            ).astype(float)
        else:
            much = np.zeros(len(x))
        return np.asarray(base + much[:, None] * (other - base), np.float32)

    def _ground(self, shape: tuple[int, ...]) -> Array:
        random, (h, w) = self.random, shape
        if self.grounds and random.random() < 0.72:
            photo = self.grounds[random.integers(len(self.grounds))]
            side = float(random.uniform(0.5, 1.0))
            ch, cw = int(photo.shape[0] * side), int(photo.shape[1] * side)
            top, left = random.integers(photo.shape[0] - ch + 1), random.integers(photo.shape[1] - cw + 1)
            piece = photo[top : top + ch, left : left + cw]
            return np.asarray(cv2.resize(np.ascontiguousarray(piece[:, :: random.choice([-1, 1])]), (w, h)), np.float32)
        wall, floor = random.uniform(40, 255, 3), random.uniform(30, 240, 3)
        if random.random() < 0.5:
            wall = np.full(3, wall.mean()) + random.normal(0, 8, 3)
        line = int(h * random.uniform(0.6, 1.1))
        ground = np.where(np.arange(h)[:, None, None] < line, wall, floor) * np.ones((h, w, 1))
        ground += cv2.GaussianBlur(random.normal(0, 1, (h, w)).astype(np.float32), (0, 0), 12)[..., None] * 300
        for _ in range(random.integers(0, 5)):
            a, b = (tuple(int(v) for v in random.uniform([0, 0], [w, h])) for _ in range(2))
            cv2.rectangle(ground, a, b, random.uniform(0, 255, 3).tolist(), int(random.choice([-1, 2, 4])))
        return np.asarray(ground, np.float32)

    def _frame(self, picture: Array, part: Array, keys: Array) -> tuple[Array, Array, Array]:
        """Moved, turned a little, scaled, perhaps mirrored, and made as small as the net wants it."""
        random, (h, w) = self.random, part.shape
        scale = WIDTH_PX / w * float(random.uniform(0.85, 1.15))
        angle = np.deg2rad(random.normal(0, 4))
        turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        middle = np.array([WIDTH_PX, HEIGHT_PX]) * (0.5 + random.uniform(-0.05, 0.05, 2))
        matrix = np.hstack([turn, (middle - turn @ [w / 2, h / 2])[:, None]])
        size = (WIDTH_PX, HEIGHT_PX)
        soft = cv2.GaussianBlur(picture, (0, 0), 0.6)
        picture = cv2.warpAffine(soft, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        part = cv2.warpAffine(part, matrix, size, flags=cv2.INTER_NEAREST)
        keys = keys.copy()
        keys[..., :2] = keys[..., :2] * [w, h] @ turn.T + matrix[:, 2]
        x, y = keys[..., 0], keys[..., 1]
        keys[(x < 0) | (x >= WIDTH_PX) | (y < 0) | (y >= HEIGHT_PX), 2] = 0
        if random.random() < 0.5:
            picture, part = picture[:, ::-1], FLIP_PARTS[part[:, ::-1]]
            keys = keys[:, list(FLIP)]
            keys[..., 0] = WIDTH_PX - keys[..., 0]
        return picture, np.ascontiguousarray(part), keys

    def _film(self, picture: Array) -> Bytes:
        """Light, colour, blur and grain."""
        random = self.random
        picture = picture * random.uniform(0.75, 1.2) * random.uniform(0.92, 1.08, 3) + random.normal(0, 8)
        if random.random() < 0.35:
            picture = cv2.GaussianBlur(np.ascontiguousarray(picture), (0, 0), float(random.uniform(0.4, 1.1)))
        picture = picture + random.normal(0, random.uniform(0, 9), picture.shape)
        if random.random() < 0.15:
            picture = np.repeat(picture.mean(2, keepdims=True), 3, 2)
        if random.random() < 0.15:  # something stands before it
            x, y = random.integers(0, WIDTH_PX), random.integers(0, HEIGHT_PX)
            picture[y : y + random.integers(4, 24), x : x + random.integers(4, 18)] = random.uniform(0, 255, 3)
        return np.clip(picture, 0, 255).astype(np.uint8)


def _small(path: Path) -> Bytes:
    with Image.open(path) as photo:
        photo.draft("RGB", (200, 200))
        small = photo.convert("RGB")
    small.thumbnail((200, 200))
    return np.asarray(small)
