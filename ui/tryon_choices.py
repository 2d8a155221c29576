"""What the Try-on tab remembers beside the look itself: the view, the slot that is being filled, the words searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

from models.errors import InputError
from models.tryon.records import Outfit, Piece, Pose
from models.tryon.slots import BESIDE, SLOTS, Slot
from models.types import Stroke

View = Literal["look", "poses", "compare", "points", "clip"]
MOST_WORDS = 80
MOST_CLIPS = 12
TUCKS = (("auto", "As cut"), ("in", "Tucked in"), ("out", "Worn out"))
WHAT_STROKES_SAY: dict[str, Literal["keep", "remove"]] = {"front": "keep", "cover": "remove"}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """One visitor's choices.  `slot` is the one that the gallery fills, "" while it is closed; `consent` shows the
    note that comes before a person's photo, and `agreed` says that its box was ticked; `clips` are the addresses (MP4,
    WebP) of the looks that were turned."""

    view: View = "look"
    slot: Slot | Literal[""] = ""
    words: str = ""
    consent: bool = False
    agreed: bool = False
    clips: Mapping[str, tuple[str, str]] | None = None

    def showing(self, view: str) -> Choices:
        """With another view.  Raises InputError."""
        if view not in get_args(View):
            raise InputError("There is no such view.", "Reload the page.")
        return Choices(view=cast(View, view), clips=self.clips)

    def filling(self, slot: str, words: str = "") -> Choices:
        """With the gallery open for a slot.  Raises InputError."""
        return replace(self, slot=read_slot(slot), words=words.strip()[:MOST_WORDS], consent=False, view="look")

    def asking(self, agreed: bool = False) -> Choices:
        """With the note about a person's photo."""
        return Choices(consent=True, agreed=agreed, clips=self.clips)

    def clip_of(self, look: str) -> tuple[str, str]:
        """The addresses of a look's clip as MP4 and as WebP; empty where it was not made."""
        return (self.clips or {}).get(look, ("", ""))

    def with_clip(self, look: str, files: tuple[str, str]) -> Choices:
        """With a clip that was made; the last dozen are remembered."""
        kept = dict(list((self.clips or {}).items())[-MOST_CLIPS + 1 :])
        return replace(self, clips={**kept, look: files})

    def closed(self) -> Choices:
        """Back to the look."""
        return replace(self, slot="", words="", consent=False, agreed=False)


def read_slot(value: object) -> Slot:
    """A slot from the page.  Raises InputError."""
    if value not in SLOTS:
        raise InputError("There is no such place in an outfit.", "Choose one of those in the column.")
    return value


def put_on(outfit: Outfit, slot: Slot, product: str) -> Outfit:
    """The outfit with a product in a slot; what cannot be worn with it comes off."""
    kept = tuple(each for each in outfit.pieces if each.slot != slot and each.slot not in BESIDE.get(slot, ()))
    return replace(outfit, pieces=(*kept, Piece(slot=slot, product=product)))


def take_off(outfit: Outfit, slot: Slot) -> Outfit:
    """The outfit without a slot's product.  Raises InputError when nothing would be left."""
    kept = tuple(each for each in outfit.pieces if each.slot != slot)
    if not kept:
        raise InputError("A look wears one thing at least.", "Put another one on first, or exchange this one.")
    return replace(outfit, pieces=kept)


def tuck(outfit: Outfit, value: object) -> Outfit:
    """The outfit tucked in or worn out.  Raises InputError."""
    if value not in dict(TUCKS):
        raise InputError("There is no such way to wear it.", "Reload the page.")
    return replace(outfit, tuck=cast(Any, value))


def read_pose(sent: Mapping[str, Any], now: Pose) -> Pose:
    """The pose with the points and strokes that the page sent.  Raises InputError on anything that is neither."""
    points, visible, strokes = sent.get("points"), sent.get("visible"), sent.get("strokes")
    try:
        return Pose(
            points=now.points if points is None else tuple((_fraction(x), _fraction(y)) for x, y in points),
            visible=now.visible if visible is None else tuple(bool(each) for each in visible),
            strokes=now.strokes if strokes is None else tuple(_stroke(each) for each in strokes),
        )
    except (TypeError, ValueError, KeyError) as error:
        raise InputError("These points could not be read.", "Move one of them again.") from error


def write_strokes(strokes: Sequence[Stroke]) -> list[dict[str, Any]]:
    """Strokes as the page draws and sends them."""
    names = {kind: name for name, kind in WHAT_STROKES_SAY.items()}
    return [
        {"kind": names[each.kind], "points": [list(point) for point in each.points], "width": each.width}
        for each in strokes
    ]


def _stroke(sent: Any) -> Stroke:
    points = tuple((_fraction(x), _fraction(y)) for x, y in sent["points"])
    return Stroke(kind=WHAT_STROKES_SAY[sent["kind"]], points=points, width=float(sent["width"]))


def _fraction(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise ValueError(value)
    return round(min(max(float(value), 0.0), 1.0), 5)
