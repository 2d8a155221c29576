"""Drafted garments as people photograph them: sleeves bent, crossed, folded or hidden behind, cloth crumpled, colours
of photos, ragged cut-outs.  Made anew for each step from what `assets/recipes/landmark_drafts.py` took apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.canvas import MARGIN
from models.oklab import Floats
from models.tryon.spots import GROUPS, MIRROR, SPOTS, group_of

SIDE_PX, OUT_PX = 160, 128
LONG_PX = 40
"""Limbs from this length have an elbow or a knee."""
Rng = np.random.Generator


@dataclass(frozen=True, kw_only=True, eq=False)
class Example:
    """`rgba` (OUT_PX, OUT_PX, 4) uint8, `spots` (13, 2) px, `shown` (13,) whether each is there, and the group."""

    rgba: NDArray[np.uint8]
    spots: Floats
    shown: NDArray[np.bool_]
    group: int


class Dolls:
    """Drafts that are dressed up anew each time; `cloths` (n, s, s, 3) are patches of photographed cloth, or none."""

    def __init__(self, drafts: Path, cloths: NDArray[np.uint8] | None) -> None:
        with np.load(drafts) as file:
            self.planes: dict[str, NDArray[Any]] = {name: file[name] for name in file.files}
        self.cloths = cloths
        self.held_out = self.planes["number"] % 10 == 9
        self.groups = np.array([GROUPS.index(group_of(str(kind))) for kind in self.planes["category"]])

    def draw(self, index: int, rng: Rng) -> Example:
        """One example of a draft."""
        planes = {name: self.planes[name][index] for name in ("body", "limb_l", "limb_r", "seams", "spots", "pivots")}
        spots = planes["spots"].astype(np.float64)
        cloth = self._draw_cloth(planes["seams"], rng)
        layers = _lay(planes, cloth, spots, GROUPS[self.groups[index]], rng)
        rgb, alpha = _stack(layers, rng)
        rgb, alpha, spots = _crumple(rgb, alpha, spots, rng)
        rgb, alpha, spots = _throw(rgb, alpha, spots, rng)
        alpha = _tear(alpha, rng)
        shown = np.isfinite(spots[:, 0])
        rgba = np.dstack([np.clip(rgb, 0, 255), np.clip(alpha * 255, 0, 255)]).astype(np.uint8)
        rgba, spots = _centre(rgba, spots)
        if rng.random() < 0.5:
            rgba, spots = np.ascontiguousarray(rgba[:, ::-1]), spots[list(MIRROR)] * (-1, 1) + (OUT_PX - 1, 0)
            shown = shown[list(MIRROR)]
        return Example(
            rgba=rgba, spots=np.nan_to_num(spots).astype(np.float32), shown=shown, group=int(self.groups[index])
        )

    def _draw_cloth(self, seams: NDArray[np.uint8], rng: Rng) -> Floats:
        """The garment's cloth over the whole plane, with its seams (h, w, 3)."""
        if self.cloths is not None and rng.random() < 0.7:
            patch = self.cloths[rng.integers(len(self.cloths))]
            cloth = cv2.resize(patch, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR).astype(np.float32)
        else:
            cloth = np.empty((SIDE_PX, SIDE_PX, 3), np.float32)
            cloth[:] = rng.uniform(15, 245, 3) if rng.random() < 0.6 else rng.uniform(15, 245)
            if rng.random() < 0.4:
                lines, columns = np.mgrid[:SIDE_PX, :SIDE_PX]
                angle, period = rng.uniform(0, np.pi), rng.uniform(3, 22)
                wave = np.sin((lines * np.cos(angle) + columns * np.sin(angle)) * 2 * np.pi / period)
                cloth += (rng.uniform(-90, 90, 3) * (wave[..., None] > rng.uniform(-0.6, 0.6))).astype(np.float32)
        if rng.random() < 0.3:  # a print on the chest
            at = rng.uniform(0.35, 0.65, 2) * SIDE_PX
            size = rng.uniform(6, 26, 2)
            spot = np.zeros((SIDE_PX, SIDE_PX), np.float32)
            cv2.ellipse(spot, (int(at[0]), int(at[1])), (int(size[0]), int(size[1])), 0, 0, 360, 1.0, -1)
            cloth += spot[..., None] * rng.uniform(-110, 110, 3).astype(np.float32)
        light = (seams.astype(np.float32) - 128) / 128 * rng.uniform(0.2, 1.2)
        return np.asarray(cloth * (1 + light[..., None]), np.float32)


Layer = tuple[Floats, Floats, float]
"""Colours (h, w, 3), opacity (h, w), and how high it lies: below 0 it is behind the body."""


def _lay(planes: dict[str, Any], cloth: Floats, spots: NDArray[np.float64], group: str, rng: Rng) -> list[Layer]:
    """Body and limbs as they were laid down; `spots` move along, and are NaN where they are hidden."""
    near = cv2.dilate(planes["body"], np.ones((7, 7), np.uint8)) & (planes["limb_l"] | planes["limb_r"])
    layers: list[Layer] = [(cloth, (planes["body"] | near).astype(np.float32) / 255, 0.0)]
    mode = rng.choice(4, p=(0.4, 0.25, 0.25, 0.1)) if group == "upper" else 0
    alike = rng.random() < 0.6
    first = _draw_turns(mode, group, rng)
    for number, side in enumerate("lr"):
        mask = planes[f"limb_{side}"].astype(np.float32) / 255
        pivot, end = planes["pivots"][number].astype(np.float64)
        if not mask.any() or not np.isfinite(end).all():
            continue
        if not alike and group == "upper":
            mode = rng.choice(4, p=(0.4, 0.25, 0.25, 0.1))
        turn, bend = first if alike else _draw_turns(mode, group, rng)
        turn, bend = turn + rng.normal(0, 4), bend + rng.normal(0, 6)
        if np.hypot(*(end - pivot)) < LONG_PX:
            turn, bend = np.clip(turn, -40, 50) * 0.6, 0.0
        sign = 1.0 if side == "l" else -1.0
        tint = 1 + rng.normal(0, 0.05)
        pieces, moved = _bend(cloth * tint, mask, pivot, end, sign * turn, sign * bend)
        cuff = SPOTS.index(f"cuff_{side}")
        behind = mode == 3
        spots[cuff] = moved
        under = planes["body"][tuple(np.clip(moved[::-1].astype(int), 0, SIDE_PX - 1))] > 0
        if behind and under:
            spots[cuff] = np.nan
        height = -1.0 - number if behind else 1.0 + number if group == "upper" else 0.0
        layers += [(colour, opacity, height) for colour, opacity in pieces]
    return layers


def _draw_turns(mode: int, group: str, rng: Rng) -> tuple[float, float]:
    """How far a limb is turned at its root and bent in its middle, degrees; + is towards the body."""
    if group != "upper":
        return float(rng.normal(0, 4)), float(rng.normal(0, 6))
    if mode == 0:  # beside the body
        return float(rng.normal(0, 7)), float(rng.normal(0, 10))
    if mode == 1:  # spread
        return float(-rng.uniform(10, 75)), float(rng.uniform(-30, 60))
    turn = float(rng.uniform(-25, 40))  # over the body, or behind it
    return turn, float(rng.uniform(35, 150) if rng.random() < 0.8 else rng.uniform(0, 35))


def _bend(
    cloth: Floats, mask: Floats, pivot: NDArray[np.float64], end: NDArray[np.float64], turn: float, bend: float
) -> tuple[list[tuple[Floats, Floats]], NDArray[np.float64]]:
    """A limb in three stiff pieces, turned at its root and bent at its elbow; and where its end goes."""
    way = end - pivot
    long = float(np.hypot(*way))
    along = way / max(long, 1e-6)
    lines, columns = np.mgrid[:SIDE_PX, :SIDE_PX]
    reach = (columns - pivot[0]) * along[0] + (lines - pivot[1]) * along[1]
    elbow_at = 0.52 * long
    elbow = pivot + along * elbow_at
    root = _rotation(pivot, turn)
    found = []
    if abs(bend) < 3:
        cuts = [(np.ones_like(reach), root)]
    else:
        joint, lower = _rotation(elbow, bend / 2), _rotation(elbow, bend)
        width = 0.10 * long
        cuts = [
            (reach < elbow_at + 1, root), (np.abs(reach - elbow_at) < width, root @ joint),
            (reach > elbow_at - 1, root @ lower),
        ]  # fmt: skip
    for part, matrix in cuts:
        piece = mask * part.astype(np.float32)
        size = (SIDE_PX, SIDE_PX)
        flat = np.asarray(matrix[:2], np.float64)
        found.append((
            np.asarray(cv2.warpAffine(cloth, flat, size, borderMode=cv2.BORDER_REFLECT), np.float32),
            np.asarray(cv2.warpAffine(piece, flat, size, flags=cv2.INTER_LINEAR), np.float32),
        ))  # fmt: skip
    return found, (cuts[-1][1] @ np.array([*end, 1.0]))[:2]


def _rotation(at: NDArray[np.float64], degrees: float) -> NDArray[np.float64]:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, s, at[0] - c * at[0] - s * at[1]], [-s, c, at[1] + s * at[0] - c * at[1]], [0, 0, 1]])


def _stack(layers: list[Layer], rng: Rng) -> tuple[Floats, Floats]:
    """The layers over each other, each a little dark along its edge and with its shadow on what is below."""
    rgb, alpha = np.full((SIDE_PX, SIDE_PX, 3), 128, np.float32), np.zeros((SIDE_PX, SIDE_PX), np.float32)
    dark, shadow = rng.uniform(0, 0.35), rng.uniform(0, 0.5)
    for colour, opacity, height in sorted(layers, key=lambda layer: layer[2]):
        if height > 0:
            blur = cv2.GaussianBlur(opacity, (0, 0), rng.uniform(1.0, 3.5))
            rgb = rgb * (1 - shadow * blur)[..., None]
            inner = cv2.GaussianBlur(opacity, (0, 0), 1.5)
            colour = colour * (1 - dark * np.clip(2 - 2 * inner, 0, 1))[..., None]
        rgb = rgb * (1 - opacity)[..., None] + colour * opacity[..., None]
        alpha = np.maximum(alpha, opacity)
    return np.asarray(rgb, np.float32), alpha


def _noise(sigma: float, rng: Rng) -> Floats:
    """A smooth random plane of variance one."""
    small = max(2, round(SIDE_PX / sigma))
    coarse = rng.standard_normal((small + 3, small + 3)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC), np.float32)


def _crumple(
    rgb: Floats, alpha: Floats, spots: NDArray[np.float64], rng: Rng
) -> tuple[Floats, Floats, NDArray[np.float64]]:
    """Cloth shifted and shaded by folds."""
    shift = np.zeros((SIDE_PX, SIDE_PX, 2), np.float32)
    for sigma, most in ((45.0, 5.0), (22.0, 2.5), (10.0, 1.0)):
        size = most * rng.beta(1.2, 1.8)
        shift += np.float32(size) * np.stack([_noise(sigma, rng), _noise(sigma, rng)], 2)
    lines, columns = np.mgrid[:SIDE_PX, :SIDE_PX].astype(np.float32)
    at_x, at_y = columns + shift[..., 0], lines + shift[..., 1]
    rgb = np.asarray(cv2.remap(rgb, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)
    alpha = np.asarray(cv2.remap(alpha, at_x, at_y, cv2.INTER_LINEAR), np.float32)
    place = np.clip(np.nan_to_num(spots).round().astype(int), 0, SIDE_PX - 1)
    spots = spots - shift[place[:, 1], place[:, 0]]
    light = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    for sigma in (50.0, 18.0, 7.0, 3.5):
        plane = _noise(sigma, rng)
        if rng.random() < 0.5 and sigma < 40:  # ridges, not hills
            plane = np.asarray(0.8 - 1.6 * np.abs(plane), np.float32)
        light += rng.beta(1.0, 2.6) * (0.3 if sigma > 8 else 0.12) * plane
    return np.asarray(rgb * np.exp(light)[..., None] + rng.normal(0, 5, rgb.shape), np.float32), alpha, spots


def _throw(
    rgb: Floats, alpha: Floats, spots: NDArray[np.float64], rng: Rng
) -> tuple[Floats, Floats, NDArray[np.float64]]:
    """All of it turned, stretched, leaned and seen aslant."""
    degrees = rng.normal(0, 7) if rng.random() < 0.8 else rng.uniform(-32, 32)
    wide, tall = np.exp(rng.normal(0, 0.09, 2))
    half = SIDE_PX / 2
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])
    lean = np.array([[wide, rng.normal(0, 0.05), 0], [0, tall, 0], [*rng.normal(0, 0.0006, 2), 1.0]])
    to, back = (
        np.array([[1, 0, -half], [0, 1, -half], [0, 0, 1.0]]),
        np.array([[1, 0, half], [0, 1, half], [0, 0, 1.0]]),
    )
    matrix = back @ np.diag([0.72, 0.72, 1]) @ turn @ lean @ to
    size = (SIDE_PX, SIDE_PX)
    rgb = np.asarray(cv2.warpPerspective(rgb, matrix, size, flags=cv2.INTER_LINEAR), np.float32)
    alpha = np.asarray(cv2.warpPerspective(alpha, matrix, size, flags=cv2.INTER_LINEAR), np.float32)
    at = np.c_[spots, np.ones(len(spots))] @ matrix.T
    return rgb, alpha, at[:, :2] / at[:, 2:]


def _tear(alpha: Floats, rng: Rng) -> Floats:
    """A cut-out's edge: ragged, bitten, with something left beside it."""
    if rng.random() < 0.6:
        noise = np.clip(_noise(rng.uniform(2.5, 8), rng), -1.4, 1.4) * rng.uniform(0, 0.3)  # moves the edge only
        soft = cv2.GaussianBlur(alpha, (0, 0), rng.uniform(1.0, 2.2))
        torn = np.clip((soft + noise - 0.5) * 3 + 0.5, 0, 1) * (soft > 0.06)
        alpha = np.asarray(np.maximum(torn, soft > 0.97), np.float32)
    contours, _ = cv2.findContours((alpha > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return alpha
    line = max(contours, key=len)[:, 0]
    alpha = alpha.copy()
    for value, chance in ((0.0, 0.2), (1.0, 0.2)):
        for _ in range(int(rng.integers(1, 4)) if rng.random() < chance else 0):
            x, y = line[rng.integers(len(line))]
            size = rng.uniform(2, 6, 2)
            cv2.ellipse(alpha, (int(x), int(y)), (int(size[0]), int(size[1])), rng.uniform(0, 180), 0, 360, value, -1)
    if rng.random() < 0.08:  # the hook of a hanger
        top = line[line[:, 1].argmin()]
        cv2.line(alpha, (int(top[0]), int(top[1])), (int(top[0] + rng.normal(0, 4)), max(0, int(top[1]) - 14)), 1.0, 2)
    return np.asarray(alpha * rng.uniform(0.97, 1.0), np.float32)


def _centre(rgba: NDArray[np.uint8], spots: NDArray[np.float64]) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """As `models.canvas.centre` lays a cut-out, small."""
    rows, columns = np.nonzero(rgba[..., 3] > 127)
    low = np.array([columns.min(), rows.min()], float)
    size = np.array([np.ptp(columns), np.ptp(rows)]) + 1.0
    scale = OUT_PX * (1 - 2 * MARGIN) / size.max()
    shift = OUT_PX / 2 - scale * (low + size / 2)
    matrix = np.array([[scale, 0, shift[0] + scale / 2 - 0.5], [0, scale, shift[1] + scale / 2 - 0.5]])
    out = cv2.warpAffine(rgba, matrix, (OUT_PX, OUT_PX), flags=cv2.INTER_LINEAR)
    return np.asarray(out, np.uint8), spots * scale + matrix[:, 2]
