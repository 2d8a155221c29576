"""Dressed bodies for the analogy net: our mannequins in the demo shop's garments, each with the flat picture it wears.

    python -m models.training.tryon.examples --work work --files 8

Goes on where it was: one file of looks at a time in `work/tryon_examples`.  The bodies and poses are those of
`assets/people`, none of which the judge's pairs have.  Garments are draped by `compact_warp` in a small picture, once a
cut and in several colours; a look of two garments is seen through two windows.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.canvas import CANVAS_PX, centre
from models.errors import StudioError
from models.library import draw_inks
from models.oklab import from_oklab, to_oklab
from models.people import Mannequin, people
from models.reshape_landmarks import UPPERS
from models.tryon.analogy import GROUPS, Group, draw_suit, find_window, lay_flat, look_through
from models.tryon.backs import find_opening, plain_back
from models.tryon.body import Body, body_of_mannequin
from models.tryon.cut import WORN, cut
from models.tryon.dressing import Fitting
from models.tryon.requests import Garment
from models.tryon.slots import slots_for
from models.types import Job

SHOP = Path(__file__).parents[3] / "assets" / "shop"
Bytes = NDArray[np.uint8]
Rng = np.random.Generator
SMALLER = 3
"""By how much the pictures are smaller than the mannequins' own."""
CUTS, COLOURS = 6, 10
"""Cuts in a file of looks, and colours of each."""
TWO = 0.35
"""How many looks are of two garments."""
NAMES: tuple[Group, ...] = ("upper", "lower", "whole")


@dataclass(frozen=True, kw_only=True)
class Looks:
    """`seen` (n, 128, 96, 3) through a window, `flat` (n, 128, 96, 3) what is worn there, `group` (n,) a number in
    NAMES, `base` (n,) whether it is nothing but the base layer."""

    seen: Bytes
    flat: Bytes
    group: Bytes
    base: NDArray[np.bool_]


def read_looks(work: Path) -> Looks:
    """All looks that are there, and the mannequins' base layers.  Raises FileNotFoundError when there are none."""
    files = sorted((work / "tryon_examples").glob("*.npz"))
    if not files:
        raise FileNotFoundError("no looks to learn from; make them with models.training.tryon.examples")
    parts: dict[str, list[NDArray[np.generic]]] = {"seen": [], "flat": [], "group": [], "base": []}
    for file in files:
        with np.load(file) as found:
            for key, rows in parts.items():
                rows.append(found[key])
    cast = models_for_looks()
    for number in sorted(set(range(len(cast))) - {int(file.stem) % len(cast) for file in files}):
        bare = undressed(shrink(cast[number]))
        for key, column in zip(("seen", "flat", "group"), zip(*bare, strict=True), strict=True):
            parts[key].append(np.stack(column))
        parts["base"].append(np.ones(len(bare), bool))
    seen, flat, group, base = (np.concatenate(rows) for rows in parts.values())
    return Looks(seen=seen, flat=flat, group=group, base=base.astype(bool))


def models_for_looks() -> tuple[Mannequin, ...]:
    """The mannequins that stand and are seen from in front."""
    return tuple(each for each in people() if each.view != "back" and each.pose != "seated")


def shrink(mannequin: Mannequin) -> Body:
    """A mannequin as a body in a picture a third as large."""
    body = body_of_mannequin(mannequin)
    size = body.size_px[0] // SMALLER, body.size_px[1] // SMALLER
    camera = body.camera.copy()
    camera[:2] /= SMALLER
    small = np.asarray(cv2.resize(body.picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return replace(body, picture=small, camera=camera)


def read_shop(folder: Path = SHOP) -> tuple[dict[str, str], ...]:
    """The products that can be draped: rows of products.csv."""
    with (folder / "products.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row for row in csv.DictReader(file) if row["category"] in WORN and _slot_group(row["category"]))


def _slot_group(category: str) -> Group | None:
    slots = slots_for(category)
    return GROUPS.get(slots[0]) if slots else None


def draw_garments(rows: Sequence[dict[str, str]], rng: Rng) -> list[Garment]:
    """What is worn together: one garment of each window as often as the others, or a top with a bottom."""
    wanted = ["upper", "lower"] if rng.random() < TWO else [str(rng.choice(NAMES, p=(0.4, 0.3, 0.3)))]
    out = []
    for group in wanted:
        choice = [row for row in rows if _slot_group(row["category"]) == group]
        row = choice[int(rng.integers(len(choice)))]
        with Image.open(SHOP / "images" / row["image"]) as image:
            rgba = centre(np.asarray(image.convert("RGBA")), CANVAS_PX)
        category = row["category"]
        inside = np.zeros(rgba.shape[:2], np.float32)
        if category in UPPERS:
            inside = find_opening(rgba, cut(rgba[..., 3], category).build)
        plane = Image.fromarray(np.round(inside * 255).astype(np.uint8))
        front, back = (Image.fromarray(side, "RGBA") for side in (rgba, plain_back(rgba)))
        out.append(Garment(slot=slots_for(category)[0], category=category, image=front, inside=plane, back=back))
    return out


def redress(garment: Garment, rng: Rng) -> Garment:
    """The same garment in other colours, and the plain back that belongs to it."""
    rgba = redye(np.asarray(garment.image), rng)
    front, back = (Image.fromarray(side, "RGBA") for side in (rgba, plain_back(rgba)))
    return replace(garment, image=front, back=back)


def redye(rgba: Bytes, rng: Rng) -> Bytes:
    """The same garment in other colours: its main colour becomes another one, prints turn with it."""
    lab = to_oklab(rgba[..., :3])
    there = rgba[..., 3] > 200
    main = np.median(lab[there], axis=0)
    ink = to_oklab(np.array(draw_inks(rng)[0], np.uint8))
    turn = rng.uniform(0, 2 * np.pi)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]], np.float32)
    off = lab - main
    flip = -1.0 if rng.random() < 0.3 else 1.0
    out = np.concatenate([ink[:1] + flip * off[..., :1], ink[1:] + off[..., 1:] @ spin.T], -1)
    out[..., 0] = np.clip(out[..., 0], 0.08, 0.99)
    return np.dstack([from_oklab(out), rgba[..., 3]])


def dress(body: Body, garments: Sequence[Garment], fitting: Fitting, rng: Rng) -> list[tuple[Bytes, Bytes, int]]:
    """Looks in several colours: what is seen through each garment's window, its flat picture, its group's number."""
    found = []
    for colour in range(COLOURS):
        worn = tuple(redress(each, rng) if colour else each for each in garments)
        look = fitting.dress(body, worn, "auto", Job()).image
        for each in worn:
            group = GROUPS[each.slot]
            flat = lay_flat(np.asarray(each.image))
            found.append((look_through(look, find_window(body, group)), flat, NAMES.index(group)))
    return found


def undressed(body: Body) -> list[tuple[Bytes, Bytes, int]]:
    """A body in its base layer through each window, the flat picture of that, the group's number."""
    return [
        (look_through(body.picture, find_window(body, group)), draw_suit(body, group), number)
        for number, group in enumerate(NAMES)
    ]


def make_file(number: int, cast: Sequence[Mannequin], rows: Sequence[dict[str, str]], to: Path) -> int:
    """One file of looks on one body, always the same for its number; returns how many."""
    rng = np.random.default_rng((31, number))
    body, fitting = shrink(cast[number % len(cast)]), Fitting()
    looks: list[tuple[Bytes, Bytes, int]] = []
    for _ in range(CUTS):
        try:
            looks += dress(body, draw_garments(rows, rng), fitting, rng)
        except StudioError as error:  # a cut that cannot be draped: the others are still worth it
            print(f"file {number}: {error}", flush=True)
    base = [False] * len(looks) + [True] * len(NAMES)
    looks += undressed(body)
    seen, flat, groups = zip(*looks, strict=True)
    part = to.with_suffix(".part")
    with part.open("wb") as stream:
        np.savez_compressed(
            stream, seen=np.stack(seen), flat=np.stack(flat), group=np.array(groups, np.uint8), base=np.array(base)
        )
    os.replace(part, to)
    return len(looks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--minutes", type=float, default=60, help="stop before the next file after so long")
    parser.add_argument("--files", type=int, default=24, help="as many files; the shipped net learned from 8")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    folder = arguments.work / "tryon_examples"
    folder.mkdir(parents=True, exist_ok=True)
    cast, rows = models_for_looks(), read_shop()
    began, count = time.monotonic(), 0
    for number in range(arguments.files):
        to = folder / f"{number:04d}.npz"
        if to.exists():
            continue
        if time.monotonic() - began > arguments.minutes * 60:
            break
        count += make_file(number, cast, rows, to)
        print(f"file {number}: {count} looks in {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
