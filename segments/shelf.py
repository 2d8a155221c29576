"""What a page shows of a shop: its segments as users want them, and its products by row.

Opening one reads a few small files; faiss, scipy and the histories are left alone.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.errors import InputError, SegmentDataError
from models.types import Job
from segments.cache import Cache
from segments.cutouts import Cutter, find_pictures
from segments.edits import Edits, read_edits
from segments.kept import load_segments, read_labels
from segments.merging import merge_labels, read_merged
from segments.snapshot import Manifest, Snapshot
from segments.store import Store
from segments.types import Segment

PATIENCE_S = 4.0
"""So long a page waits for photos to be cut out; a hundred take that on two idle cores."""
COLUMNS = ("row", "id", "title", "category", "price", "picture_sha256", "words")


@dataclass(frozen=True, kw_only=True)
class Product:
    """One product as the shop has it; `picture` is the hash of its picture, "" without one."""

    row: int
    id: str
    title: str
    category: str
    price: float | None
    picture: str
    words: str

    @property
    def name(self) -> str:
        """What it is called on screen."""
        return self.title or self.category.rsplit(" > ", 1)[-1] or self.id


class Shelf:
    """One snapshot under one state of the users' decisions."""

    def __init__(
        self, store: Store, snapshot: Snapshot, edits: Edits, job: Job | None = None, cutter: Cutter | None = None
    ) -> None:
        """Merged segments are described first where that was never done.  Raises SegmentDataError, StorageError."""
        self.store, self.snapshot, self.edits, self.cutter = store, snapshot, edits, cutter
        self.every: tuple[Segment, ...] = read_merged(store, snapshot, edits, job)
        self._lock = threading.Lock()

    @property
    def manifest(self) -> Manifest:
        return self.snapshot.manifest

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Those that are not hidden, by sales."""
        return tuple(each for each in self.every if each.id not in self.edits.hidden)

    def segment(self, id: str) -> Segment:
        """A segment by its id, hidden or not.  Raises InputError when it is not there."""
        for each in self.every:
            if each.id == id:
                return each
        raise InputError("This segment is not there any more.", "Choose another one.")

    def products(self, rows: Sequence[int]) -> list[Product]:
        """Products by row, in the order asked for; rows that are not there are left out."""
        there = [int(row) for row in rows if 0 <= row < self._table.height]
        return [_product(values) for values in self._table[there].iter_rows()] if there else []

    def row_of(self, id: str) -> int:
        """The row of a product by the shop's id.  Raises InputError."""
        found = self._table.filter(pl.col("id") == id)["row"]
        if found.is_empty():
            raise InputError("This product is not in the catalogue.", "Choose another one.")
        return int(found[0])

    def texts(self) -> list[str]:
        """The words of every product, by row."""
        return [str(text) for text in self._table["words"].to_list()]

    def thumbnails(self, hashes: Sequence[str]) -> dict[str, bytes]:
        """The small pictures of products, by their hash, as far as they are there.  Raises StorageError."""
        if not hashes or not self.store.cache.is_file():
            return {}
        with closing(Cache(self.store.cache)) as cache:
            found = {each: cache.thumbnail(each) for each in dict.fromkeys(hashes)}
        return {each: data for each, data in found.items() if data}

    def pictures(self, hashes: Sequence[str]) -> dict[str, bytes]:
        """The same without their ground, see `cutouts.find_pictures`; some may come as photos yet, so that a page on a
        busy machine is not kept waiting.  Raises StorageError."""
        return find_pictures(self.store.cache, hashes, self.cutter, patience_s=PATIENCE_S)

    def passed_over(self, id: str) -> tuple[int, ...]:
        """Products (rows) that a segment saw and did not buy.  Reads the histories, once."""
        from segments.passed_over import find_passed_over

        with self._lock:
            if not hasattr(self, "_passed"):
                labels, ids = self.labels
                self._passed = dict(zip(ids, find_passed_over(self.snapshot, labels, len(ids)), strict=True))
        return self._passed.get(id, ())

    @cached_property
    def labels(self) -> tuple[NDArray[np.int64], tuple[str, ...]]:
        """The segment of each user code as a position in the ids beside it, −1 for nobody's.  Private."""
        ids = [each.id for each in load_segments(self.snapshot)]
        groups = [[id for id in group if id in ids] for group in self.edits.merged]
        return merge_labels(read_labels(self.snapshot), ids, [group for group in groups if len(group) > 1])

    @cached_property
    def _table(self) -> pl.DataFrame:
        return self.snapshot.products().select(COLUMNS)


class Shelves:
    """The shelf of now.  Looks for a new import and new decisions each time, and opens only what has changed."""

    def __init__(self, store: Store, cutter: Cutter | None = None) -> None:
        """A `cutter` takes the ground away from the shop's photos."""
        self.store, self.cutter = store, cutter
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None

    def now(self, job: Job | None = None) -> Shelf | None:
        """The active shop as users want it; None when nothing was imported yet, or it has no segments.

        Raises SegmentDataError when it is damaged, StorageError.
        """
        with self._lock:
            id = self.store.active_id()
            if id is None:
                return None
            edits, shelf = read_edits(self.store), self._shelf
            if shelf is None or shelf.snapshot.id != id or shelf.edits != edits:
                snapshot = self.store.active()
                if not snapshot.has("segments.json"):
                    return None
                shelf = self._shelf = Shelf(self.store, snapshot, edits, job, self.cutter)
            return shelf

    def open(self) -> Shelf:
        """The same, where there has to be one.  Raises SegmentDataError, also when nothing was imported yet."""
        shelf = self.now()
        if shelf is None:
            raise SegmentDataError("No shop was imported yet.", "Import a catalogue and its histories.")
        return shelf


def _product(values: tuple[object, ...]) -> Product:
    row, id, title, category, price, picture, words = values
    return Product(
        row=int(str(row)), id=str(id), title=str(title), category=str(category), picture=str(picture),
        words=str(words), price=None if price is None else float(str(price)),
    )  # fmt: skip
