"""The Stage tab's pictures for the screen: the layers of the large creative, and the small ones of the sheet.

All of it is remembered by what it shows, so that going back costs nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from PIL import Image

from models.stager import Staged
from models.staging.records import Shot, write_record
from models.studio import Studio
from ui.prints import Prints, inline

LAYERS_PX = 720
"""Longest side of what is shown while a creative is made or dragged."""
CELL_PX = 320
REMEMBERED = 400


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """A creative as it is shown before it is saved, and its layers for dragging; addresses."""

    image: str
    clean: str
    product: str
    front: str
    box: tuple[float, float, float, float]


class StagePrints:
    """Makes and remembers the tab's pictures, as addresses."""

    def __init__(self, studio: Studio, prints: Prints) -> None:
        self._studio = studio
        self._prints = prints
        self._sketches: OrderedDict[str, Sketch] = OrderedDict()
        self._cells: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def large(self, creative_id: str) -> str:
        """The picture of a saved creative."""
        return self._prints.large(creative_id)

    def sketch(self, product: str, shot: Shot, logo: str) -> Sketch:
        """A creative and its layers.  Raises what the studio raises."""
        key = name_shot(product, shot, logo)
        with self._lock:
            known = self._sketches.get(key)
        if known is None:
            staged = self._studio.preview_stage(product, shot, logo=logo, longest_px=LAYERS_PX, layers=True)
            known = _sketch(staged)
            with self._lock:
                self._sketches[key] = known
                while len(self._sketches) > REMEMBERED // 10:
                    self._sketches.popitem(last=False)
        return known

    def cell(self, product: str, shot: Shot, logo: str, wait: bool = False) -> str:
        """A small creative for the sheet; "" where it is not made yet and nobody waits."""
        key = name_shot(product, shot, logo)
        with self._lock:
            found = self._cells.get(key, "")
        if not found and wait:
            staged = self._studio.preview_stage(product, shot, logo=logo, longest_px=CELL_PX)
            found = inline(staged.image, 82)
            with self._lock:
                self._cells[key] = found
                while len(self._cells) > REMEMBERED:
                    self._cells.popitem(last=False)
        return found


def name_shot(product: str, shot: Shot, logo: str) -> str:
    """A short name of a product in a shot."""
    text = json.dumps([product, logo, write_record(shot)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _sketch(staged: Staged) -> Sketch:
    layers, box = staged.result.layers, staged.result.box
    if layers is None:
        return Sketch(image=inline(staged.image, 86), clean="", product="", front="", box=box)
    width, height = layers.product.size
    edges = round(box[0] * width), round(box[1] * height), round(box[2] * width), round(box[3] * height)
    sprite = layers.product.crop((edges[0], edges[1], max(edges[0] + 1, edges[2]), max(edges[1] + 1, edges[3])))
    clean = layers.clean if layers.clean.mode == "RGB" else Image.new("RGBA", layers.clean.size)
    return Sketch(
        image=inline(staged.image, 86),
        clean=inline(clean, 78),
        product=inline(sprite, 80),
        front=inline(layers.front, 80) if layers.front else "",
        box=box,
    )
