"""What a picture of shoes says of their shape: profiles of one from the side, outlines of a pair from above.

Pixels are those of the canvas (256), as everywhere in cloth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter1d, label

from models.canvas import CANVAS_PX
from models.errors import InputError
from models.oklab import Floats, to_oklab

DARKER = 0.02
"""How much darker (OKLab) the inside of a shoe is than its upper, at least."""
COLUMNS = 97
"""Along a shoe, from the heel (0) to the toe (1)."""
SECOND = 0.45
"""A second thing in a picture is the other shoe when it has this share of the first one's pixels."""
TALL = 1.25
"""A thing that is so much higher than wide is a shoe from above, toe up."""
INSET = 0.014
"""How far inside of its outline a picture is read, of the shoe's length."""
PAIR_LONG = (1.9, 4.2)
"""How much longer than wide each shoe of a pair from above is."""
HIGHEST, LOW_TOE, STANDS = 1.15, 0.36, (0.12, 0.06)
"""Of a shoe from its side, in its lengths: how high it is at most, how high its toe, and how far over the ground heel
and ball are; otherwise it is seen from another side, or there are two."""
TOE_DOWN = 0.93
"""A shoe from above that is so much narrower above than below lies with its toe down."""
THROAT = 0.60
"""Where a low shoe opens, from the heel, when its picture does not say."""
OPEN_FROM, OPEN_TO, WALL = 0.07, 0.64, 0.15
"""Where a low shoe from above opens when its picture does not say: along it, and how thick its rim is."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Side:
    """A shoe from the side: `top` and `bottom` (COLUMNS,) heights over the ground in lengths of the shoe, `column`
    (COLUMNS,) and `rows` (COLUMNS, 2) where on the canvas that is (bottom, top), px; `throat` 0..1 where it opens."""

    top: Floats
    bottom: Floats
    column: Floats
    rows: Floats
    throat: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Above:
    """A shoe from above: `edges` (COLUMNS, 2) and `hole` (COLUMNS, 2), in lengths of the shoe to the right of its
    middle line, the outline's and the opening's left and right ends (both 0 where it is closed); `row` (COLUMNS,) and
    `middle` px; `px` of a length; `throat` where it opens."""

    edges: Floats
    hole: Floats
    row: Floats
    middle: float
    px: float
    throat: float


@dataclass(frozen=True, kw_only=True, eq=False)
class ShoePicture:
    """What the picture shows: from the "side" one shoe for both feet, from "above" the person's left and right one."""

    view: Literal["side", "above"]
    side: Side | None = None
    left: Above | None = None
    right: Above | None = None


def read_shoes(rgba: NDArray[np.uint8], alpha: NDArray[np.uint8], inside: Floats) -> ShoePicture:
    """The shoes of a picture (S, S, 4) and its opacity (S, S); `inside` (S, S) 0..1 is where one looks into them, where
    that is known.  Raises InputError."""
    scale = alpha.shape[0] / CANVAS_PX
    solid = np.maximum(alpha, np.round(inside * 255).astype(np.uint8)) > 127
    found, count = label(solid)
    sizes = np.bincount(found.ravel(), minlength=count + 1)[1:]
    if not len(sizes) or sizes.max() < 0.02 * solid.size:
        raise _unreadable("There are hardly any shoes in this picture.")
    order = np.argsort(-sizes, kind="stable")
    things = [found == order[0] + 1]
    if len(order) > 1 and sizes[order[1]] > SECOND * sizes[order[0]]:
        things.append(found == order[1] + 1)
    tall = [_tallness(each) for each in things]
    if min(tall) > TALL:
        if len(things) < 2:
            raise _unreadable("One shoe from above, or two that touch, do not say how both look.")
        if not all(PAIR_LONG[0] < each < PAIR_LONG[1] for each in tall):
            raise _unreadable("These shoes stand upright, or are seen at an angle.")
        light = np.asarray(cv2.GaussianBlur(to_oklab(rgba[..., :3])[..., 0], (0, 0), 2 * scale), np.float32)
        turned = all(_lies_toe_down(each) for each in things)
        shoes = [_read_above(each, light, inside, scale, turned) for each in things]
        shoes.sort(key=lambda shoe: -shoe.middle if turned else shoe.middle)
        return ShoePicture(view="above", left=shoes[0], right=shoes[1])
    side = _read_side(things[0], inside, scale)
    if not _is_side(side, tall[0]):
        raise _unreadable("These shoes are seen at an angle, or one stands before the other.")
    return ShoePicture(view="side", side=side)


def _unreadable(why: str) -> InputError:
    return InputError(
        why,
        "Photograph one shoe exactly from its side, standing; or both from straight above, side by side, not touching.",
    )


def _is_side(side: Side, tall: float) -> bool:
    """Whether this is one shoe from its side: it stands on the ground with heel and ball, its toe is low."""
    even = np.linspace(0, 1, COLUMNS)
    toe, tip = (float(np.interp(at, even, side.top)) for at in (0.82, 0.95))
    heel, ball = (float(np.interp(at, even, side.bottom)) for at in (0.05, 0.75))
    return tall < HIGHEST and toe < LOW_TOE and tip < LOW_TOE and heel < STANDS[0] and ball < STANDS[1]


def _tallness(thing: NDArray[np.bool_]) -> float:
    rows, columns = np.flatnonzero(thing.any(1)), np.flatnonzero(thing.any(0))
    return float((rows[-1] - rows[0] + 1) / (columns[-1] - columns[0] + 1))


def _read_side(thing: NDArray[np.bool_], inside: Floats, scale: float) -> Side:
    """The profiles; the toe is where the shoe is lower."""
    columns = np.flatnonzero(thing.any(0))
    left, right = int(columns[0]), int(columns[-1])
    long = right - left + 1
    there = thing[:, left : right + 1]
    first = np.asarray(there.argmax(0), np.int64)
    last = thing.shape[0] - 1 - np.asarray(there[::-1].argmax(0), np.int64)
    near = there & (inside[:, left : right + 1] < 0.5)
    rim = np.asarray(np.where(near.any(0), near.argmax(0), first), np.int64)
    ground = float(np.quantile(last, 0.98))
    third = max(1, long // 3)
    toe_left = first[:third].mean() > first[-third:].mean()
    at = np.linspace(0.004, 0.996, COLUMNS) * (long - 1)
    at = at[::-1] if toe_left else at

    def read(line: ArrayLike) -> Floats:
        return np.asarray(np.interp(at, np.arange(long), np.asarray(line, float)), np.float32)

    top, low, whole = read(rim), read(last), read(first)
    looked = read(((inside[:, left : right + 1] > 0.5) & there).any(0)) > 0.5
    throat = _find_throat(np.asarray((ground - whole) / long, np.float32), looked)
    inset = INSET * long  # the very rim of a picture is half ground
    return Side(
        top=np.asarray((ground - top) / long, np.float32),
        bottom=np.asarray(np.maximum((ground - low) / long, 0), np.float32),
        column=np.asarray((np.clip(at, inset, long - 1 - inset) + left + 0.5) / scale, np.float32),
        rows=np.asarray(np.stack([low - inset / 2, top + inset / 2], 1) / scale, np.float32), throat=throat,
    )  # fmt: skip


def _find_throat(top: Floats, looked: NDArray[np.bool_]) -> float:
    """Where a shoe opens: at the tongue's peak where it has one, else where its inside begins."""
    along = np.linspace(0, 1, COLUMNS)
    inner = (along > 0.25) & (along < 0.8)
    peak = int(np.flatnonzero(inner)[top[inner].argmax()])
    behind = top[: peak + 1]
    if peak > np.flatnonzero(inner)[0] and top[peak] > float(behind[along[: peak + 1] > 0.08].min()) + 0.012:
        return float(along[peak])
    if looked[along > 0.2].any():
        return float(np.clip(along[looked].max(), 0.35, 0.8))
    return THROAT


def _lies_toe_down(thing: NDArray[np.bool_]) -> bool:
    """Whether a shoe from above is wider below: feet are wider in front."""
    wide = thing.sum(1)[thing.any(1)]
    third = max(1, len(wide) // 3)
    return bool(wide[:third].mean() < TOE_DOWN * wide[-third:].mean())


def _read_above(thing: NDArray[np.bool_], light: Floats, inside: Floats, scale: float, turned: bool) -> Above:
    """The outline and the opening; the toe is up, or down where the picture is `turned`."""
    rows = np.flatnonzero(thing.any(1))
    top, bottom = int(rows[0]), int(rows[-1])
    long = bottom - top + 1
    away = np.linspace(0.004, 0.996, COLUMNS) * (long - 1)
    at = top + away if turned else bottom - away
    line = np.round(at).astype(int)
    there = thing[line]
    left, right = there.argmax(1), there.shape[1] - 1 - there[:, ::-1].argmax(1)
    middle = float((left + right)[10:-10].mean() / 2)
    hole = (inside[line] > 0.5) & there
    along = np.linspace(0, 1, COLUMNS)
    opened = hole.any(1) & (along < 0.85)
    if opened.mean() > 0.15:
        start, end = hole.argmax(1), hole.shape[1] - 1 - hole[:, ::-1].argmax(1)
        wide = opened & (end - start > 0.25 * (right - left))
        throat = float(along[wide].max())
        opened = wide
    else:
        throat = _find_edge(light[line], left, right)
        opened = (along > OPEN_FROM) & (along < throat)
        bow = np.sqrt(np.clip(1 - ((along - (OPEN_FROM + throat) / 2) / ((throat - OPEN_FROM) / 2)) ** 2, 0, 1)) ** 0.6
        half = (right - left) / 2 * (1 - 2 * WALL) * bow
        start, end = (left + right) / 2 - half, (left + right) / 2 + half
    gaps = np.where(opened[:, None], np.stack([start, end], 1) - middle, 0) / long
    edges = gaussian_filter1d((np.stack([left - 0.5, right + 0.5], 1) - middle) / long, 1.0, axis=0)
    read = Above(
        edges=edges.astype(np.float32), hole=gaps.astype(np.float32), row=np.asarray((at + 0.5) / scale, np.float32),
        middle=(middle + 0.5) / scale, px=long / scale, throat=throat,
    )  # fmt: skip
    return _turn(read) if turned else read


def _find_edge(light: Floats, left: NDArray[np.int64], right: NDArray[np.int64]) -> float:
    """Where a shoe from above opens: where its middle gets darker most, from the toe; OPEN_TO where nothing does."""
    middle, reach = (left + right) // 2, np.maximum((right - left) // 16, 1)
    band = np.array(
        [row[m - r : m + r + 1].mean() for row, m, r in zip(light, middle, reach, strict=True)], np.float32
    )  # fmt: skip
    along = np.linspace(0, 1, COLUMNS)
    fall = np.zeros(COLUMNS)
    fall[3:-3] = band[6:] - band[:-6]
    fall[(along < 0.45) | (along > 0.80)] = 0
    return float(along[fall.argmax()]) if fall.max() > DARKER else OPEN_TO


def _turn(shoe: Above) -> Above:
    """The shoe turned round; `px` below zero says that its picture is read the other way."""
    return Above(
        edges=-shoe.edges[:, ::-1], hole=-shoe.hole[:, ::-1], row=shoe.row, middle=shoe.middle, px=-shoe.px,
        throat=shoe.throat,
    )  # fmt: skip
