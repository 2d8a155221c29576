"""A taste, a segment, and the plain values that describe one: what the first screen shows and the next tab is given.

Products are meant by their row in the products table of the snapshot.  Nothing here says who the shoppers are, so all
of it may be shown, kept and sent.  `write_segments` and `read_segments` are the way to JSON and back.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, PlainSerializer, PlainValidator, TypeAdapter, ValidationError

from models.errors import SegmentDataError
from models.oklab import Colour


def _to_text(vector: NDArray[np.float32]) -> str:
    return base64.b64encode(np.asarray(vector, "<f4").tobytes()).decode("ascii")


def _from_text(value: object) -> NDArray[np.float32]:
    if isinstance(value, np.ndarray):
        return np.asarray(value, np.float32)
    if not isinstance(value, str):
        raise ValueError("a vector is written as base64 of float32")
    vector = np.frombuffer(base64.b64decode(value, validate=True), "<f4").astype(np.float32)
    if not np.isfinite(vector).all():
        raise ValueError("a vector holds a value that is no number")
    return vector


Vector = Annotated[NDArray[np.float32], PlainValidator(_from_text), PlainSerializer(_to_text, when_used="json")]
"""A float32 vector that pydantic writes as base64 and reads back bit for bit."""

_strict = ConfigDict(arbitrary_types_allowed=True, extra="forbid")


@dataclass(frozen=True, kw_only=True, eq=False)
class Taste:
    """What somebody likes: a unit vector in the *centred* space of an encoder (see `tastes.Centre`), and words."""

    __pydantic_config__ = _strict
    vector: Vector
    encoder: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Interest:
    """One of the separate things that a segment is after; `share` of what it does, 0..1."""

    __pydantic_config__ = _strict
    taste: Taste
    share: float


@dataclass(frozen=True, kw_only=True)
class Keyword:
    """A word that a segment goes for: `score` in standard errors, `lift` as the ratio of the odds (2 = twice)."""

    word: str
    score: float
    lift: float


@dataclass(frozen=True, kw_only=True)
class PaletteColour:
    """One colour of a palette: its name, the mean colour that goes by it (sRGB), and its share in 0..1."""

    name: str
    rgb: Colour
    share: float


@dataclass(frozen=True, kw_only=True)
class Part:
    """A category and its share of what a segment bought, 0..1; `lift` against everybody's share."""

    name: str
    share: float
    lift: float


@dataclass(frozen=True, kw_only=True)
class Band:
    """An amount of money and the range around it: the 20th, 50th and 80th of a hundred."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Trend:
    """Growth of a share for 30 days, relative (0.05 = five per cent more), with its 95 % interval."""

    rate: float
    low: float
    high: float

    @property
    def direction(self) -> int:
        """1 grows, −1 shrinks, 0 when the interval holds no change."""
        return int(self.low > 0) - int(self.high < 0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Gap:
    """One product that a segment would like and the catalogue lacks."""

    __pydantic_config__ = _strict
    words: tuple[str, ...]
    """What it is, e.g. ("olive", "dress"): the category last."""
    also: tuple[str, ...]
    """Further values that the segment likes and that go with the category, the best liked first."""
    score: float
    """Lift times shortage, by which gaps are ranked."""
    lift: float
    """How many times as much as a typical shopper the segment would buy of it."""
    expected: float
    """How many such products a catalogue of this kind would have ..."""
    found: int
    """... and how many it has."""
    vector: Vector
    """What it would look like, a unit vector in the centred space of the encoder."""
    near: tuple[int, ...]
    """Two products (rows) that together show it: the nearest of the category, and the nearest that has the value."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Segment:
    """A taste with people behind it.  Shares are of all shoppers who have a taste, 0..1."""

    __pydantic_config__ = _strict
    id: str
    """Stays the same over re-runs for as long as the segment is the same."""
    label: str
    """A short readable name, made from words; the user may give another."""
    size: int
    """Shoppers."""
    traffic_share: float
    """Of visits."""
    sales_share: float
    """Of money; of pieces where no prices are known."""
    trend: Trend | None
    """Of its share of visits; None where the history is too short to say."""
    taste: Taste
    interests: tuple[Interest, ...]
    keywords: tuple[Keyword, ...]
    pairs: tuple[Keyword, ...]
    palette: tuple[PaletteColour, ...]
    categories: tuple[Part, ...]
    price_band: Band | None
    """What it paid for a piece."""
    willingness: Band | None
    """What it would have paid at most for what it bought."""
    exemplars: tuple[int, ...]
    """Products (rows) that stand for it, the most typical first."""
    cohesion: float
    """Mean cosine of its people to their common taste, along the axes of taste: 1 when all are alike."""
    gap: tuple[Gap, ...]
    """What it wants and the catalogue lacks, the most wanted first."""
    snapshot: str
    """The import that it was found in."""


_segments: TypeAdapter[tuple[Segment, ...]] = TypeAdapter(tuple[Segment, ...])


def write_segments(segments: Sequence[Segment]) -> Any:
    """Segments as plain JSON values."""
    return _segments.dump_python(tuple(segments), mode="json")


def read_segments(value: Any) -> tuple[Segment, ...]:
    """What `write_segments` wrote.  Raises SegmentDataError when it is something else."""
    try:
        return _segments.validate_python(value)
    except ValidationError as error:
        raise SegmentDataError(
            "The segments are damaged, or from another version.", "Import the data again."
        ) from error
