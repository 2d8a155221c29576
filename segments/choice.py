"""The chosen audience: for whom something new is made.

A choice is plain ids and numbers, so it can travel through a browser and back: one segment or a mix of several, some
products picked by hand, or one shopper.  A shopper is a number into a seeded shuffle of all shoppers who have a
taste; who that is, nobody can tell without the snapshot.  `resolve` makes a taste of a choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from models.errors import InputError, SegmentDataError
from segments.edits import Edits, read_edits
from segments.kept import load_centre, load_segments, read_labels
from segments.merging import read_merged
from segments.snapshot import Snapshot
from segments.store import Store
from segments.tables import to_arrays
from segments.tastes import unit, weigh
from segments.types import Segment, Taste

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

MOST_SEGMENTS, MOST_PRODUCTS = 12, 100
MOST_LETTERS = 40_000
"""A choice as text is shorter than this."""
SHUFFLE_SEED = 20_220_613
MOST_LIKED = 48
"""Of a long history so many products stand for a shopper."""

Id = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=300)]
Weight = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Exactly one of the three: segments with weights, products by the shop's ids, or one anonymous shopper."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    snapshot: Annotated[str, StringConstraints(strict=True, pattern=r"^\d{6}$")]
    """The import that it was chosen in."""
    segments: Annotated[tuple[tuple[Id, Weight], ...], Field(max_length=MOST_SEGMENTS)] = ()
    products: Annotated[tuple[Id, ...], Field(max_length=MOST_PRODUCTS)] = ()
    shopper: Annotated[int | None, Field(strict=True, ge=0, lt=2**31)] = None

    def __post_init__(self) -> None:
        """Raises InputError when nothing is chosen, or several kinds at once, or one thing twice."""
        kinds = bool(self.segments) + bool(self.products) + (self.shopper is not None)
        if kinds == 0:
            raise InputError("Nothing is chosen.", "Choose a segment, a product or a shopper.")
        if kinds > 1:
            raise InputError("Segments, products and a shopper cannot be chosen together.", "Choose one kind of them.")
        names = [id for id, _ in self.segments] or list(self.products)
        if len(set(names)) != len(names):
            raise InputError("The same is chosen twice.", "Choose it once.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Chosen:
    """A choice with all that a generator of designs asks about it."""

    choice: Choice
    label: str
    """What it is called on screen."""
    taste: Taste
    """In the centred space of the encoder; mixes are the weighted mean of their segments' tastes."""
    size: int
    """Shoppers behind it: all of the segments', 1 for a shopper, 0 for products picked by hand."""
    segments: tuple[Segment, ...]
    """Those that were chosen, or the one that the shopper is in; () for products."""
    shares: tuple[float, ...]
    """How much each of them counts; sums to 1."""
    liked: Ints
    """(n,): products (rows) that stand for it, the most telling first."""
    weights: Floats
    """(n,): how much each of them counts; sums to 1."""


_choices = TypeAdapter(Choice)


def write_choice(choice: Choice) -> str:
    """A choice as JSON text."""
    return _choices.dump_json(choice, exclude_defaults=True).decode()


def read_choice(text: object) -> Choice:
    """What `write_choice` wrote, also where it comes back from a browser.  Raises InputError when it is not that."""
    try:
        if not isinstance(text, str) or len(text) > MOST_LETTERS:
            raise ValueError("no text")
        return _choices.validate_json(text)
    except (ValidationError, ValueError) as error:
        raise InputError("This is no chosen audience.", "Choose an audience again.") from error


def resolve(source: Store | Snapshot, choice: Choice) -> Chosen:
    """The taste of a choice, and the products that stand for it.

    Of a store, the active snapshot with what users decided about its segments: their names, and which are one.
    Raises SegmentDataError when the choice is from another import, or the snapshot is damaged, InputError when what
    was chosen is not there or has no taste.
    """
    snapshot = source.active() if isinstance(source, Store) else source
    if choice.snapshot != snapshot.id:
        raise SegmentDataError(
            "This audience was chosen in an earlier import of the shop.", "Choose it again in the Audience tab."
        )
    if choice.products:
        return _products(choice, snapshot)
    edits = read_edits(source) if isinstance(source, Store) else Edits()
    segments = read_merged(source, snapshot, edits) if isinstance(source, Store) else load_segments(snapshot)
    if choice.segments:
        return _segments(choice, segments)
    return _shopper(choice, snapshot, segments, edits)


def renew(source: Store | Snapshot, choice: Choice) -> Choice | None:
    """The same choice in the import of now, where all that it names is still there; otherwise None.

    Segments keep their ids for as long as they are the same, products their shop's ids; a shopper cannot be found
    again.
    """
    snapshot = source.active() if isinstance(source, Store) else source
    if choice.snapshot == snapshot.id:
        return choice
    if choice.shopper is not None:
        return None
    wanted = {id for id, _ in choice.segments} or set(choice.products)
    there = {each.id for each in load_segments(snapshot)} if choice.segments else set(snapshot.products()["id"])
    if not wanted <= there:
        return None
    return Choice(snapshot=snapshot.id, segments=choice.segments, products=choice.products)


def count_shoppers(snapshot: Snapshot) -> int:
    """How many shoppers there are to choose from: numbers below this are known."""
    return int(np.count_nonzero(read_labels(snapshot) >= 0))


def shuffle_shoppers(labels: Ints) -> Ints:
    """The user code behind each shopper's number, (shoppers,), of those who are in a segment.  Private."""
    placed = np.flatnonzero(labels >= 0)
    return placed[np.random.default_rng(SHUFFLE_SEED).permutation(len(placed))]


def _segments(choice: Choice, known: tuple[Segment, ...]) -> Chosen:
    by_id = {each.id: each for each in known}
    missing = [id for id, _ in choice.segments if id not in by_id]
    if missing:
        raise InputError("This segment is not there any more.", "Choose it again in the Audience tab.")
    segments = tuple(by_id[id] for id, _ in choice.segments)
    shares = np.array([weight for _, weight in choice.segments])
    shares /= shares.sum()
    vectors = np.stack([each.taste.vector for each in segments])
    tags = dict.fromkeys(tag for each in segments for tag in each.taste.tags)
    liked: dict[int, float] = {}
    for segment, share in zip(segments, shares, strict=True):
        for row in segment.exemplars:
            liked[row] = liked.get(row, 0.0) + float(share) / len(segment.exemplars)
    rows = np.array(list(liked), np.int64)
    weights = np.array(list(liked.values()), np.float32)
    if len(segments) > 1:  # the most telling first, of all of them in turn
        rows, weights = _interleave(segments, rows, weights)
    return Chosen(
        choice=choice,
        label=_name_mix(segments, shares.tolist()),
        taste=Taste(vector=_mean(vectors, shares), encoder=segments[0].taste.encoder, tags=tuple(tags)),
        size=sum(each.size for each in segments),
        segments=segments,
        shares=tuple(shares.tolist()),
        liked=rows,
        weights=weights,
    )


def _products(choice: Choice, snapshot: Snapshot) -> Chosen:
    table = snapshot.products().select("row", "id", "title", "category")
    rows_of = dict(zip(table["id"].to_list(), table["row"].to_list(), strict=True))
    missing = [id for id in choice.products if id not in rows_of]
    if missing:
        raise InputError("A chosen product is not in the catalogue any more.", "Choose the products again.")
    rows = np.array([rows_of[id] for id in choice.products], np.int64)
    weights = np.full(len(rows), 1 / len(rows), np.float32)
    title = str(table["title"][int(rows[0])]) or "A product"
    categories = dict.fromkeys(name for name in table["category"][rows.tolist()].to_list() if name)
    return Chosen(
        choice=choice,
        label=title if len(rows) == 1 else f"{len(rows)} chosen products",
        taste=_taste(snapshot, rows, weights, tuple(name.rsplit(" > ", 1)[-1] for name in categories)[:5]),
        size=0,
        segments=(),
        shares=(),
        liked=rows,
        weights=weights,
    )


def _shopper(choice: Choice, snapshot: Snapshot, segments: tuple[Segment, ...], edits: Edits) -> Chosen:
    labels = read_labels(snapshot)
    codes, number = shuffle_shoppers(labels), choice.shopper or 0
    if number >= len(codes):
        raise InputError("There is no such shopper.", "Choose another one.")
    code = int(codes[number])
    events = to_arrays(snapshot.scan_events().filter(pl.col("user") == code).collect())
    rows, place = np.unique(events.product.astype(np.int64), return_inverse=True)
    weights = np.bincount(place, weigh(events), len(rows))
    order = np.argsort(-weights, kind="stable")[:MOST_LIKED]
    rows, weights = rows[order], (weights[order] / weights[order].sum()).astype(np.float32)
    found = load_segments(snapshot)[int(labels[code])].id
    segment = next(each for each in segments if each.id in edits.group_of(found))
    return Chosen(
        choice=choice,
        label=f"Shopper {number + 1}",
        taste=_taste(snapshot, rows, weights, segment.taste.tags),
        size=1,
        segments=(segment,),
        shares=(1.0,),
        liked=rows,
        weights=weights,
    )


def _taste(snapshot: Snapshot, rows: Ints, weights: Floats, tags: tuple[str, ...]) -> Taste:
    """The mean of products, as the tastes of segments are made.  Raises InputError when none of them has a vector."""
    vectors = snapshot.vectors()
    if vectors is None:
        raise SegmentDataError("This import has no tastes.", "Import the shop with titles or pictures.")
    return Taste(
        vector=_mean(load_centre(snapshot).centre(np.asarray(vectors[rows])), weights),
        encoder=snapshot.manifest.encoder,
        tags=tags,
    )


def _mean(vectors: Floats, weights: NDArray[np.floating]) -> Floats:
    mean: Floats = unit((np.asarray(weights, np.float32) @ vectors)[None])[0]
    if not mean.any():
        raise InputError("What was chosen cancels out, or has neither picture nor words.", "Choose something else.")
    return mean


def _interleave(segments: tuple[Segment, ...], rows: Ints, weights: Floats) -> tuple[Ints, Floats]:
    place: dict[int, tuple[int, int]] = {}
    for number, segment in enumerate(segments):
        for rank, row in enumerate(segment.exemplars):
            place.setdefault(row, (rank, number))
    order = sorted(range(len(rows)), key=lambda at: place[int(rows[at])])
    return rows[order], weights[order]


def _name_mix(segments: tuple[Segment, ...], shares: list[float]) -> str:
    if len(segments) == 1:
        return segments[0].label
    if len(segments) > 3:
        return f"A mix of {len(segments)} segments"
    parts = (f"{round(100 * share)} % {each.label}" for each, share in zip(segments, shares, strict=True))
    return " + ".join(parts)
