"""The Try-on tab's pictures for the screen: small looks, close-ups, basics.  Remembered by what they show."""

from __future__ import annotations

import hashlib
import io
import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

from PIL import Image

from models.people import Mannequin
from models.studio import Studio
from models.tryon.records import Outfit, write_outfit
from ui.prints import Prints, inline
from ui.tryon_basics import Basic

CELL_PX = 384
CLOSE_PX = 560
BASIC_PX = 160
THUMB_PX = 240
REMEMBERED = 400
LEAST_CLOSE = 0.14
"""A close-up shows that much of a look's height at least: what is smaller than it would be blurred."""
CLOSE_SHARE = 0.46
"""Side of a close-up, of the worn garment's larger side."""
Box = Sequence[float]


class TryonPrints:
    """Makes and remembers the tab's pictures, as addresses."""

    def __init__(self, studio: Studio, prints: Prints) -> None:
        self._studio = studio
        self._prints = prints
        self._known: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def large(self, look_id: str) -> str:
        """The picture of a saved look, or of a person's photo."""
        return self._prints.large(look_id)

    def body(self, person: Mannequin) -> str:
        """A mannequin as it stands there before it is dressed."""
        return self._lend(person, person.picture().shape[0])

    def body_thumb(self, person: Mannequin) -> str:
        """A mannequin, small."""
        return self._lend(person, THUMB_PX)

    def _lend(self, person: Mannequin, height_px: int) -> str:
        def write() -> str:
            picture = Image.fromarray(person.picture())
            picture.thumbnail((height_px, height_px), Image.Resampling.LANCZOS)
            buffer = io.BytesIO()
            picture.save(buffer, format="WEBP", quality=88, method=2)
            path = self._prints.write("people", f"{person.id}-{height_px}.webp", buffer.getvalue())
            return self._prints.address(path)

        return self._find(f"body {person.id} {height_px}", True, write)

    def cell(self, body: str, outfit: Outfit, wait: bool = False) -> str:
        """A small look for the sheet; "" where it is not made yet and nobody waits."""
        return self._find(
            name_look(body, outfit), wait,
            lambda: inline(self._studio.preview_dress(body, outfit, longest_px=CELL_PX).image, 84),
        )  # fmt: skip

    def take(self, look_id: str, body: str, outfit: Outfit) -> None:
        """A saved look is its own small look."""

        def shrink() -> str:
            picture = self._studio.workspace.picture(look_id).convert("RGB")
            picture.thumbnail((CELL_PX, CELL_PX), Image.Resampling.LANCZOS)
            return inline(picture, 84)

        self._find(name_look(body, outfit), True, shrink)

    def close(self, look_id: str, box: Box) -> str:
        """The cloth of a worn garment near to; `box` is where it is worn, in 0..1."""
        return self._find(f"close {look_id} {list(box)}", True, lambda: inline(self._crop(look_id, box), 88))

    def basic(self, basic: Basic) -> str:
        """One of the basics, small."""
        return self._find(
            f"basic {basic.id}", True, lambda: inline(self._studio.preview(basic.spec, size_px=BASIC_PX), 84)
        )

    def _crop(self, look_id: str, box: Box) -> Image.Image:
        picture = self._studio.workspace.picture(look_id).convert("RGB")
        left, top, right, bottom = find_close(box, picture.size)
        piece = picture.crop((left, top, right, bottom))
        return piece.resize((CLOSE_PX, CLOSE_PX), Image.Resampling.LANCZOS)

    def _find(self, key: str, wait: bool, make: Callable[[], str]) -> str:
        with self._lock:
            found = self._known.get(key, "")
            if found:
                self._known.move_to_end(key)
        if not found and wait:
            found = make()
            with self._lock:
                self._known[key] = found
                while len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
        return found


def find_close(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """A square of the look, in px, in the upper middle of a garment, inside of the picture."""
    left, top, right, bottom = (value * size[n % 2] for n, value in enumerate(box))
    side = max(LEAST_CLOSE * size[1], CLOSE_SHARE * max(right - left, bottom - top))
    side = min(side, *size)
    x = min(max(0.5 * (left + right) - side / 2, 0), size[0] - side)
    y = min(max(top + 0.4 * (bottom - top) - side / 2, 0), size[1] - side)
    return round(x), round(y), round(x + side), round(y + side)


def name_look(body: str, outfit: Outfit) -> str:
    """A short name of an outfit on a body."""
    text = json.dumps([body, write_outfit(outfit)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
