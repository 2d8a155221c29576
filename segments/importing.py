"""The steps of an import, one after the other; `build.py` runs them within a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.errors import SegmentDataError
from models.types import Job
from models.workspace.files import storage_errors
from segments.cache import Cache
from segments.catalogue import clean_products
from segments.embeddings import Encoder, embed_pictures, embed_texts, write_colours, write_vectors
from segments.histories import Found, count_buckets, sort_events, spread_events, typical_prices
from segments.pace import Pace
from segments.readers.batches import LINE, Batch
from segments.readers.feed import Feed
from segments.rejects import Rejects
from segments.snapshot import COLOURS_FILE, FORMAT, PRODUCTS, SHARES_FILE, VECTORS, Manifest, Snapshot, SourceFile
from segments.store import Draft, Store
from segments.tables import EventArrays, to_arrays
from segments.words import WORDS_ENCODER, Speak, fill_by_words, speak_only, words_only

NO_TIMES = "The history has no times: there are no trends, and old events count as much as new ones."
NO_KINDS = "The events do not say their kind: every one counts as a purchase."
NO_PICTURES = "No picture of the catalogue was read: products count through their words only."


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What later steps get: the tables of the draft that is being made.

    `vectors` (n products, d) are unit vectors of the pictures, or guesses by words; zeros where there is neither, and
    None when no product has one.
    """

    draft: Draft
    products: pl.DataFrame
    events: EventArrays
    vectors: NDArray[np.float32] | None
    encoder: str
    """Whose space it is; `words.WORDS_ENCODER` when there are no pictures."""
    colours: tuple[NDArray[np.uint8], NDArray[np.float32]] | None
    """Each product's colours, see `Snapshot.colours`; None when no picture was read."""
    cache: Path
    """The file of `cache.Cache`."""
    previous: Snapshot | None
    """The snapshot that was active so far, so that segments keep their ids and names."""


Finish = Callable[[Imported, Job], None]
"""Makes segments out of an import: writes its files with `draft.write_json` or into `draft.folder`."""


class Import:
    """The steps of one import, in the order in which they are called."""

    def __init__(self, feed: Feed, draft: Draft, rejects: Rejects, job: Job) -> None:
        self._feed, self._draft, self._rejects, self._job = feed, draft, rejects, job
        self._notes: dict[str, None] = {}
        self._encoder = ""
        self._by_words = 0
        self._words_score: float | None = None

    def read_products(self) -> pl.DataFrame:
        """The catalogue, as `clean_products` makes it."""
        pace = Pace(self._job, "Reading the catalogue", 0.0, 0.05, "products")
        count = 0

        def watched() -> Iterator[Batch]:
            nonlocal count
            for batch in self._feed.products(partial(self._rejects.add, "products")):
                count += batch.frame.height
                pace.report(batch.done, count)
                yield batch

        return clean_products(watched(), self._rejects)

    def read_events(self, products: pl.DataFrame, now_s: float) -> tuple[pl.DataFrame, Found]:
        """The histories into the draft; the products with the prices that they were bought at, where they had none."""
        pace = Pace(self._job, "Reading the histories", 0.05, 0.30, "events")
        count = 0

        def watch(batch: Batch) -> None:
            nonlocal count
            count += batch.frame.height
            if self._feed.format == "plain" and "kind" not in batch.frame.columns:
                self._notes[NO_KINDS] = None
            pace.report(batch.done, count)

        files = spread_events(
            self._feed.events(partial(self._rejects.add, "events")),
            products["id"],
            self._draft.scratch,
            count_buckets(self._feed.files),
            self._rejects,
            now_s=int(now_s),
            on_batch=watch,
        )
        products = _priced(products, typical_prices(self._draft.scratch))
        sorting = Pace(self._job, "Sorting the histories", 0.30, 0.40)
        found = sort_events(
            self._draft.scratch,
            self._draft.folder,
            products["price"],
            self._rejects,
            files,
            repeats_are_pieces=self._feed.repeats_are_pieces,
            on_bucket=sorting.report,
        )
        if not found.timed:
            self._notes[NO_TIMES] = None
        return products, found

    def read_pictures(self, products: pl.DataFrame, encoder: Encoder, path: Path) -> pl.DataFrame:
        """The pictures' vectors into the draft; the products with the hashes of pictures that can be read."""
        pace = Pace(self._job, "Looking at the pictures", 0.40, 0.84, "pictures")
        with closing(Cache(path)) as cache:
            hashes = embed_pictures(products, self._feed.images, encoder, cache, self._rejects, pace)
            if write_vectors(hashes, encoder, cache, self._draft.folder / VECTORS):
                self._encoder = encoder.id
                write_colours(hashes, cache, self._draft.folder)
        sha256 = pl.Series("picture_sha256", hashes, pl.String)
        image = pl.when(sha256 != "").then(pl.col("image")).otherwise(pl.lit(""))
        return products.with_columns(sha256, image.alias("image"))

    def read_words(self, products: pl.DataFrame, encoder: Encoder | None, path: Path) -> None:
        """Vectors by words for products without a picture; for all of them when there is no picture at all."""
        pace = Pace(self._job, "Reading the words", 0.84, 0.88, "texts")
        pace.report(0.0)
        with closing(Cache(path)) as cache:
            has_tower = encoder is not None and encoder.encode_texts is not None
            speak = (lambda texts: embed_texts(texts, encoder, cache, pace)) if encoder and has_tower else None
            self._place_by_words(products["words"].to_list(), encoder, speak)

    def _place_by_words(self, words: list[str], encoder: Encoder | None, speak: Speak | None) -> None:
        target = self._draft.folder / VECTORS
        if self._encoder:
            vectors = np.load(target, mmap_mode="r+")
            self._by_words, self._words_score = fill_by_words(words, vectors, speak)
            vectors.flush()
            return
        self._notes[NO_PICTURES] = None
        made = words_only(words) if speak is None else speak_only(words, speak)
        if made is not None:
            with storage_errors():
                np.save(target, made)
            self._encoder = encoder.id if encoder and speak else WORDS_ENCODER
            self._by_words = int(made.any(axis=1).sum())

    def write_products(self, products: pl.DataFrame) -> None:
        """The products table into the draft."""
        with storage_errors():
            products.drop(LINE, "#file").write_parquet(self._draft.folder / PRODUCTS)

    def result(self, products: pl.DataFrame, store: Store) -> Imported:
        """What the step after the import works with."""
        vectors = self._draft.folder / VECTORS
        events = pl.read_parquet(self._draft.folder / "events-*.parquet")
        return Imported(
            draft=self._draft,
            products=products.drop(LINE, "#file"),
            events=to_arrays(events),
            vectors=np.load(vectors, mmap_mode="r") if vectors.exists() else None,
            encoder=self._encoder,
            colours=_colours(self._draft.folder),
            cache=store.cache,
            previous=_active(store),
        )

    def manifest(self, products: pl.DataFrame, found: Found, simulated: bool) -> Manifest:
        """What there is to say about the import."""
        return Manifest(
            format=FORMAT,
            version=self._draft.version,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            source=self._feed.format,
            files=tuple(SourceFile(name=path.name, bytes=path.stat().st_size) for path in self._feed.files),
            products=products.height,
            pictures=int((products["picture_sha256"] != "").sum()),
            events=found.events,
            users=found.users,
            sessions=found.sessions,
            timed=found.timed,
            simulated=simulated,
            encoder=self._encoder,
            by_words=self._by_words,
            words_score=self._words_score,
            rejects={f"{each.table}: {each.reason}": each.count for each in self._rejects.reasons()},
            notes=tuple(self._notes),
            sha256={},
        )


def _colours(folder: Path) -> tuple[NDArray[np.uint8], NDArray[np.float32]] | None:
    if not (folder / COLOURS_FILE).exists():
        return None
    return np.load(folder / COLOURS_FILE), np.load(folder / SHARES_FILE)


def _active(store: Store) -> Snapshot | None:
    """The snapshot that is active so far; None when there is none, or none that can be read."""
    try:
        return store.active()
    except SegmentDataError:
        return None


def _priced(products: pl.DataFrame, typical: pl.DataFrame) -> pl.DataFrame:
    """The products with a typical price where the catalogue has none."""
    prices = products.select("row").join(typical, left_on="row", right_on="product", how="left", maintain_order="left")
    return products.with_columns(pl.col("price").fill_null(prices["price"]))
