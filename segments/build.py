"""Import a shop: its catalogue and its histories become the active snapshot of a workspace.

    python -m segments.build --catalogue products.csv --events events.csv --images photos --workspace workspace
    python -m segments.build --catalogue hm/ --workspace workspace
    python -m segments.build --catalogue ../shared/data/clothing --workspace workspace

`--format` is found out by itself.  Nothing changes until the very end: an import that fails, is stopped or is killed
leaves the active snapshot as it was, and starting it again goes on with the pictures that were not encoded yet.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.errors import SegmentDataError, StudioError
from models.types import Job, Progress
from models.workspace.files import storage_errors
from segments.cache import Cache
from segments.catalogue import clean_products
from segments.embeddings import Encoder, embed_pictures, write_vectors
from segments.histories import Found, count_buckets, sort_events, spread_events, typical_prices
from segments.pace import Pace
from segments.readers.batches import LINE, Batch
from segments.readers.detect import READERS, Format, open_feed
from segments.readers.feed import Feed, Sources
from segments.rejects import Rejects
from segments.snapshot import FORMAT, PRODUCTS, REJECTS, VECTORS, Manifest, Snapshot, SourceFile
from segments.store import Draft, Store
from segments.tables import EventArrays, to_arrays

NO_TIMES = "The history has no times: there are no trends, and old events count as much as new ones."
NO_KINDS = "The events do not say their kind: every one counts as a purchase."
NO_PICTURES = "No picture of the catalogue could be read: products count through their words only."


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What later steps get: the tables of the draft that is being made.

    `vectors` (n products, d) are unit vectors of the pictures, zeros where there is none; None without an encoder.
    They are writable: whoever finds vectors for the zero rows, by words, puts them there.
    """

    draft: Draft
    products: pl.DataFrame
    events: EventArrays
    vectors: NDArray[np.float32] | None
    encoder: str
    previous: Snapshot | None
    """The snapshot that was active so far, so that segments keep their ids and names."""


Finish = Callable[[Imported, Job], None]
"""Makes segments out of an import: writes its files with `draft.write_json` or into `draft.folder`."""


def build(
    sources: Sources,
    workspace: Path,
    *,
    format: Format = "auto",
    encoder: Encoder | None = None,
    finish: Finish | None = None,
    job: Job | None = None,
    now_s: float | None = None,
    simulated: bool = False,
) -> Snapshot:
    """Import `sources` and make them the active snapshot.

    Without an `encoder` there are no vectors; `finish` makes the segments.  `now_s` (seconds since 1970) says what
    the future is.  Raises SegmentDataError when the data does not fit, StorageError, BackendFailedError,
    CancelledError; whatever is raised, the snapshot that was active stays so.
    """
    job = job or Job()
    job.report(0.0, "Looking at the files")
    store = Store(workspace)
    with store.draft() as draft, closing(Rejects(draft.folder / REJECTS)) as rejects:
        work = _Import(open_feed(sources, format), draft, rejects, job)
        products = work.read_products()
        products, found = work.read_events(products, now_s or time.time())
        if encoder is not None:
            products = work.read_pictures(products, encoder, store.cache)
        with storage_errors():
            products.drop(LINE, "#file").write_parquet(draft.folder / PRODUCTS)
        if finish is not None:
            id = encoder.id if encoder else ""
            finish(work.result(products, id, store), scaled(job, 0.85, 0.99))
        rejects.close()
        job.report(0.99, "Keeping the import")
        draft.finish(work.manifest(products, found, encoder, simulated))
    job.on_progress(Progress(fraction=1.0, stage="Done"))  # too late to be stopped
    return store.snapshot(f"{draft.version:06d}")


def scaled(job: Job, begin: float, end: float) -> Job:
    """A job whose 0..1 is a part of another one's."""

    def report(progress: Progress) -> None:
        job.on_progress(Progress(fraction=begin + progress.fraction * (end - begin), stage=progress.stage))

    return Job(on_progress=report, cancelled=job.cancelled)


class _Import:
    """The steps of one import, in the order in which they are called."""

    def __init__(self, feed: Feed, draft: Draft, rejects: Rejects, job: Job) -> None:
        self._feed, self._draft, self._rejects, self._job = feed, draft, rejects, job
        self._notes: dict[str, None] = {}

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
        pace = Pace(self._job, "Looking at the pictures", 0.40, 0.85, "pictures")
        with closing(Cache(path)) as cache:
            hashes = embed_pictures(products, self._feed.images, encoder, cache, self._rejects, pace)
            if not write_vectors(hashes, encoder, cache, self._draft.folder / VECTORS):
                self._notes[NO_PICTURES] = None
        sha256 = pl.Series("picture_sha256", hashes, pl.String)
        image = pl.when(sha256 != "").then(pl.col("image")).otherwise(pl.lit(""))
        return products.with_columns(sha256, image.alias("image"))

    def result(self, products: pl.DataFrame, encoder: str, store: Store) -> Imported:
        """What the step after the import works with."""
        vectors = self._draft.folder / VECTORS
        events = pl.read_parquet(self._draft.folder / "events-*.parquet")
        return Imported(
            draft=self._draft,
            products=products.drop(LINE, "#file"),
            events=to_arrays(events),
            vectors=np.load(vectors, mmap_mode="r+") if vectors.exists() else None,
            encoder=encoder,
            previous=_active(store),
        )

    def manifest(self, products: pl.DataFrame, found: Found, encoder: Encoder | None, simulated: bool) -> Manifest:
        """What there is to say about the import."""
        has_vectors = (self._draft.folder / VECTORS).exists()
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
            encoder=encoder.id if encoder and has_vectors else "",
            rejects={f"{each.table}: {each.reason}": each.count for each in self._rejects.reasons()},
            notes=tuple(self._notes),
            sha256={},
        )


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", type=Path, help="file of products, or a folder with all of it")
    parser.add_argument("--events", type=Path, help="file or folder of events")
    parser.add_argument("--images", type=Path, help="folder of pictures; found by itself when it is called images")
    parser.add_argument("--format", choices=["auto", *READERS], default="auto")
    parser.add_argument("--workspace", type=Path, default=Path("workspace"))
    arguments = parser.parse_args()
    sources = Sources(catalogue=arguments.catalogue, events=arguments.events, images=arguments.images)
    try:
        snapshot = build(sources, arguments.workspace, format=arguments.format, job=Job(on_progress=_show))
    except StudioError as error:
        kept = Store(arguments.workspace).failed_rejects()
        hint = f" What was wrong with the rows: {kept}" if kept else ""
        sys.exit(f"\n{error}{hint}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. Nothing was changed; pictures that were encoded are kept.")
    _tell(snapshot)


def _show(progress: Progress) -> None:
    """A line that is written over."""
    sys.stderr.write(f"\r\x1b[K{progress.fraction:4.0%}  {progress.stage}")
    sys.stderr.flush()


def _tell(snapshot: Snapshot) -> None:
    """What was imported, for people on the command line."""
    made = snapshot.manifest
    print(f"\nImport {snapshot.id}: {made.products:,} products ({made.pictures:,} pictures), ", end="")
    print(f"{made.events:,} events of {made.users:,} users")
    for note in made.notes:
        print(note)
    for reason, count in made.rejects.items():
        print(f"{count:>10,} × {reason}")
    if made.rejects:
        print(f"Row by row: {snapshot.rejects()}")


if __name__ == "__main__":
    main()
