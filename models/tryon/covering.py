"""What of a body a garment covers, whatever its mesh does: which skin is its own, gaps in long sleeves, specks."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.people.parts import Part
from models.reshape_landmarks import LOWERS
from models.tryon.wrap import Cloth

Bytes = NDArray[np.uint8]
SET_ON: dict[str, tuple[int, ...]] = {
    "Shoes": (Part.FOOT_LEFT, Part.FOOT_RIGHT, Part.LOWER_LEG_LEFT, Part.LOWER_LEG_RIGHT), "Hat": (Part.HEAD, Part.HAIR)
}  # fmt: skip
"""What is set on the body, and on which parts."""
UPPER_ARMS = (Part.UPPER_ARM_LEFT, Part.UPPER_ARM_RIGHT)
ARMS = (*UPPER_ARMS, Part.LOWER_ARM_LEFT, Part.LOWER_ARM_RIGHT)
HANDS = (Part.HAND_LEFT, Part.HAND_RIGHT)
TRUNK = (Part.NECK, Part.TORSO, Part.HIPS)
LONG_M = 0.38
"""From this length sleeves are long."""
SPECK_PX = 160
"""Fewer fine pixels of a garment, apart from the rest of it, are a speck."""
AROUND_PX = 120
"""From how far, in fine pixels, a gap is filled."""


def is_own(cloth: Cloth, parts: Bytes, shoulder: NDArray[np.bool_], limb: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether the skin behind each pixel is what that part of the garment is worn on."""
    if cloth.category in SET_ON:
        return np.asarray(np.isin(parts, SET_ON[cloth.category]), bool)
    trunk = np.isin(parts, (4, 5))
    legs = np.isin(parts, (12, 13, 15, 16))
    if cloth.category in LOWERS:
        return np.asarray(trunk | legs, bool)
    arm = np.where(limb == 1, np.isin(parts, (9, 10)), np.where(limb == 2, np.isin(parts, (6, 7)), False))
    upper = np.isin(parts, (6, 9)) if (cloth.limb > 0).any() else shoulder
    body = (limb == 0) & (trunk | legs | upper)
    return np.asarray(body | arm | ((limb > 0) & shoulder), bool)


def drop_specks(piece: NDArray[np.int8]) -> None:
    """Garments are of one piece: what is seen of them as specks is what pokes through others."""
    small = piece[::2, ::2]
    for number in range(int(piece.max()) + 1):
        count, labels, found, _ = cv2.connectedComponentsWithStats((small == number).astype(np.uint8), connectivity=8)
        specks = np.flatnonzero(found[:count, cv2.CC_STAT_AREA] < SPECK_PX / 4)
        if len(specks):
            gone = np.isin(labels, specks) & (small == number)
            large = gone.repeat(2, 0).repeat(2, 1)[: piece.shape[0], : piece.shape[1]]
            near = cv2.dilate(large.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            piece[near & (piece == number)] = -1


def close_sleeves(
    parts: Bytes, number: int, piece: NDArray[np.int8], planes: tuple[NDArray[np.generic], ...], depth: Floats,
    skin_depth: Floats,
) -> None:  # fmt: skip
    """A long sleeve leaves no arm bare but at the hand: gaps in it take what lies next to them, in each of `planes`
    (h, w, …)."""
    bare = np.isin(parts, ARMS) & (piece < 0)
    if not bare.any():
        return
    hands = cv2.dilate(np.isin(parts, HANDS).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    _, labels = cv2.connectedComponents(bare.astype(np.uint8))
    gaps = bare & ~np.isin(labels, np.unique(labels[bare & hands]))
    gaps |= bare & np.isin(parts, UPPER_ARMS)
    if not gaps.any():
        return
    rows, columns = np.flatnonzero(gaps.any(1)), np.flatnonzero(gaps.any(0))
    top, left = max(0, rows[0] - AROUND_PX), max(0, columns[0] - AROUND_PX)
    box = slice(top, rows[-1] + AROUND_PX), slice(left, columns[-1] + AROUND_PX)
    mine = piece[box] == number
    if not mine.any():
        return
    away, nearest = cv2.distanceTransformWithLabels(
        (~mine).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    hole = gaps[box] & (away < AROUND_PX)
    source = np.zeros(int(nearest.max()) + 1, np.int64)
    source[nearest[mine]] = np.flatnonzero(mine.ravel())
    taken = source[nearest[hole]]
    for plane in planes:
        view = plane[box]
        view[hole] = view[np.unravel_index(taken, mine.shape)]
    piece[box][hole] = number
    depth[box][hole] = skin_depth[box][hole] - 0.004
