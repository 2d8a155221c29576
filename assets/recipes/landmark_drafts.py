"""Drafted garments taken apart for the network that finds landmarks, into work/landmark_drafts.npz.

    python -m assets.recipes.landmark_drafts --count 130 --out work/landmark_drafts.npz

For n drafts, SIDE_PX wide: `body` (n, h, w) the garment without its limbs, `limb_l` and `limb_r` sleeves or legs, 0 or
255; `seams` (n, h, w) its construction as light, 128 is none; `spots` (n, 13, 2) px, NaN where there is none;
`pivots` (n, 2, 2, 2) where each limb turns and where it ends; `category` as text; `number` of the seed, every tenth of
which is held out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from assets.recipes.drafts.book import KINDS, draft
from assets.recipes.drafts.garment import Draft, fill
from models.tryon.spots import SPOTS, group_of

SIDE_PX = 160
LIGHT = {"seam": -46, "edge": -60, "stitch": -26, "gather": -18, "rib": -14, "button": 40, "cord": 34, "opening": -70,
         "panel": 26}  # fmt: skip
"""How much darker or lighter each kind of mark is drawn."""


def take_apart(each: Draft) -> dict[str, np.ndarray]:
    """One draft's planes and places."""
    marks = {name: (line + 0.5) * SIDE_PX - 0.5 for name, line in each.landmarks.items()}
    whole = fill(each.outlines, SIDE_PX)
    body, limbs = whole.copy(), []
    for side in "lr":
        limb = np.zeros_like(whole)
        if f"limb_{side}" in marks:
            cv2.fillPoly(limb, [np.round(_sleeve(marks, side) * 8).astype(np.int32)], 1, cv2.LINE_8, 3)
            limb &= whole
        body &= 1 - limb
        limbs.append(limb)
    for side in "lr":  # what of the body lies under a sleeve
        if f"trunk_{side}" in marks:
            cv2.fillPoly(body, [np.round(marks[f"trunk_{side}"] * 8).astype(np.int32)], 1, cv2.LINE_8, 3)
    spots = np.full((len(SPOTS), 2), np.nan, np.float32)
    for number, name in enumerate(SPOTS):
        if name in marks:
            spots[number] = marks[name][0]
    pivots = np.full((2, 2, 2), np.nan, np.float32)
    for number, side in enumerate("lr"):
        if f"cuff_{side}" not in marks:
            continue
        if f"pit_{side}" in marks:
            start = 0.5 * (marks[f"pit_{side}"][0] + marks[f"shoulder_{side}"][0])
        else:
            start = 0.5 * (marks["crotch"][0] + (marks[f"waist_{side}"][0][0], marks["crotch"][0][1]))
        pivots[number] = start, marks[f"cuff_{side}"][0]
    seams = np.full((SIDE_PX, SIDE_PX), 128, np.uint8)
    for mark in each.marks:
        line = np.round(((mark.points + 0.5) * SIDE_PX - 0.5) * 8).astype(np.int32)
        light = int(128 + LIGHT.get(mark.kind, -20))
        if mark.closed and len(line) > 2:
            cv2.fillPoly(seams, [line], light, cv2.LINE_AA, 3)
        elif len(line) > 1:
            cv2.polylines(seams, [line], mark.closed, light, max(1, round(mark.width * SIDE_PX / 256)), cv2.LINE_AA, 3)
    seams[whole == 0] = 128
    return {
        "body": body * 255, "limb_l": limbs[0] * 255, "limb_r": limbs[1] * 255, "seams": seams, "spots": spots,
        "pivots": pivots,
    }  # fmt: skip


def _sleeve(marks: dict[str, np.ndarray], side: str) -> np.ndarray:
    """A limb's outline; a sleeve's begins at the armhole, not in the body."""
    line = marks[f"limb_{side}"]
    if f"pit_{side}" not in marks:
        return line
    pit, cuff = marks[f"pit_{side}"][0], marks[f"cuff_{side}"][0]
    away = np.hypot(*(line - pit).T)
    start = int(np.hypot(*(line - cuff).T).argmin())
    after = np.arange(len(line)) > start
    meet = int(np.where(after, away, np.inf).argmin())
    return np.vstack([line[: meet + 1], pit[None]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=130, help="drafts of each kind")
    parser.add_argument("--first", type=int, default=1000, help="the first seed: none of the library's")
    parser.add_argument("--out", type=Path, default=Path("work/landmark_drafts.npz"))
    arguments = parser.parse_args()
    rows, kinds, numbers = list[dict[str, np.ndarray]](), list[str](), list[int]()
    for kind in KINDS:
        if not group_of(kind):
            continue
        for seed in range(arguments.first, arguments.first + arguments.count):
            rows.append(take_apart(draft(kind, seed)))
            kinds.append(kind)
            numbers.append(seed)
        print(kind, len(rows), flush=True)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    stacks = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    np.savez_compressed(arguments.out, **stacks, category=np.array(kinds), number=np.array(numbers))


if __name__ == "__main__":
    main()
