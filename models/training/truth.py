"""Ground truth made by eye: attributes of 300 and masks of 60 held-out photos, as ids, words and strokes only.

`truth/attributes.csv` holds one photo a line; `truth/masks.json` holds, per photo, the outline and strokes that were
drawn by hand.  A mask is *replayed*: the photo plus its record always gives the same pixels, so that no picture has
to be committed.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.graphcut import cut_trimap

FOLDER = Path(__file__).parent / "truth"
PATTERNS = ("plain", "striped", "checked", "dotted", "floral", "graphic", "other")
COLOURS = (
    "black", "white", "grey", "navy", "blue", "light blue", "teal", "green", "olive", "yellow", "mustard", "orange",
    "red", "burgundy", "pink", "purple", "brown", "beige", "cream", "gold", "silver",
)  # fmt: skip
SLEEVES = ("none", "short", "long", "na")
NECKLINES = ("round", "v", "collar", "hood", "turtle", "boat", "square", "strap", "na")
BAND_PX = 4
"""Half width of the band round a drawn outline inside which the graph cut finds the true edge."""


@dataclass(frozen=True, kw_only=True)
class Attributes:
    """What a person sees in one photo; `accent` is "none" where there is one colour only."""

    id: str
    pattern: str
    colour: str
    accent: str
    sleeve: str
    neckline: str

    def __post_init__(self) -> None:
        checks = [
            (self.pattern, PATTERNS),
            (self.colour, COLOURS),
            (self.accent, (*COLOURS, "none")),
            (self.sleeve, SLEEVES),
            (self.neckline, NECKLINES),
        ]
        for value, allowed in checks:
            if value not in allowed:
                raise ValueError(f"{self.id}: {value!r} is none of {', '.join(allowed)}")


def read_attributes(path: Path = FOLDER / "attributes.csv") -> dict[str, Attributes]:
    """The labelled photos by id.  Raises ValueError on a word that is not in the vocabulary."""
    with path.open(newline="", encoding="utf-8") as file:
        return {row["id"]: Attributes(**row) for row in csv.DictReader(file)}


def read_mask_records(path: Path = FOLDER / "masks.json") -> dict[str, dict[str, Any]]:
    """The drawn outlines and strokes by photo id; see `replay` for what a record holds."""
    records: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return records


def replay(rgb: NDArray[np.uint8], record: dict[str, Any]) -> NDArray[np.bool_]:
    """The hand-corrected mask (h, w) of a photo (h, w, 3) from its record.

    All coordinates are fractions of width and height.  A record holds

    - `outline`: polygons [[x, y], …] that go round the product, one for each part;
    - `holes`: polygons of background inside it (between sleeve and body, inside a handle);
    - `exact`: true takes the polygons as they are; otherwise the graph cut places the edge within 4 px of them;
    - `keep`, `remove`: strokes {"points": [[x, y], …], "width_px": n} painted on last, over everything.

    Without `outline` the plain GrabCut is the start and the strokes are its seeds.
    """
    h, w = rgb.shape[:2]
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.uint8)
    if record.get("outline"):
        inside = np.zeros((h, w), np.uint8)
        cv2.fillPoly(inside, [_pixels(p, w, h) for p in record["outline"]], 1)
        cv2.fillPoly(inside, [_pixels(p, w, h) for p in record.get("holes", [])], 0)
        mask = inside.astype(bool) if record.get("exact") else _snap(lab, inside)
    else:
        mask = cut_trimap(lab, _paint_seeds(record, w, h))
    painted = mask.astype(np.uint8)
    for stroke in record.get("keep", []):
        _paint(painted, stroke, 1)
    for stroke in record.get("remove", []):
        _paint(painted, stroke, 0)
    return painted.astype(bool)


def _snap(lab: NDArray[np.uint8], inside: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Move a drawn outline to the edge that the graph cut finds within BAND_PX of it."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * BAND_PX + 1, 2 * BAND_PX + 1))
    trimap = np.where(inside, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    trimap[cv2.erode(inside, kernel, borderValue=1) > 0] = cv2.GC_FGD
    trimap[cv2.dilate(inside, kernel) == 0] = cv2.GC_BGD
    mask = cut_trimap(lab, trimap).astype(np.uint8)
    return np.asarray(cv2.medianBlur(mask * 255, 3) > 127)


def _paint_seeds(record: dict[str, Any], w: int, h: int) -> NDArray[np.uint8]:
    trimap = np.full((h, w), cv2.GC_PR_FGD, np.uint8)
    ring = max(2, round(0.04 * min(h, w)))
    trimap[:ring] = trimap[-ring:] = trimap[:, :ring] = trimap[:, -ring:] = cv2.GC_BGD
    for stroke in record.get("keep", []):
        _paint(trimap, stroke, int(cv2.GC_FGD))
    for stroke in record.get("remove", []):
        _paint(trimap, stroke, int(cv2.GC_BGD))
    return trimap


def _paint(canvas: NDArray[np.uint8], stroke: dict[str, Any], value: int) -> None:
    points = _pixels(stroke["points"], canvas.shape[1], canvas.shape[0])
    cv2.polylines(canvas, [points], False, value, int(stroke.get("width_px", 5)))


def _pixels(polygon: list[list[float]], w: int, h: int) -> NDArray[np.int32]:
    return np.round(np.asarray(polygon, np.float64) * [w - 1, h - 1]).astype(np.int32)
