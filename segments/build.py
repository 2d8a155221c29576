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
from contextlib import closing
from pathlib import Path

from models.errors import StudioError
from models.settings import load_settings
from models.types import Job, Progress
from segments.embeddings import Encoder
from segments.importing import Finish, Import
from segments.readers.detect import READERS, Format, open_feed
from segments.readers.feed import Sources
from segments.rejects import Rejects
from segments.snapshot import REJECTS, Snapshot
from segments.store import Store

NO_ENCODER = "none"


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

    Without an `encoder` products are known by their words alone; `finish` makes the segments.  `now_s` (seconds
    since 1970) says what the future is.  Raises SegmentDataError when the data does not fit, StorageError,
    BackendFailedError, CancelledError; whatever is raised, the snapshot that was active stays so.
    """
    job = job or Job()
    job.report(0.0, "Looking at the files")
    store = Store(workspace)
    with store.draft() as draft, closing(Rejects(draft.folder / REJECTS)) as rejects:
        work = Import(open_feed(sources, format), draft, rejects, job)
        products = work.read_products()
        products, found = work.read_events(products, now_s or time.time())
        if encoder is not None:
            products = work.read_pictures(products, encoder, store.cache)
        work.read_words(products, encoder, store.cache)
        work.write_products(products)
        if finish is not None:
            finish(work.result(products, store), scaled(job, 0.88, 0.99))
        rejects.close()
        job.report(0.99, "Keeping the import")
        draft.finish(work.manifest(products, found, simulated))
    job.on_progress(Progress(fraction=1.0, stage="Done"))  # too late to be stopped
    return store.snapshot(f"{draft.version:06d}")


def scaled(job: Job, begin: float, end: float) -> Job:
    """A job whose 0..1 is a part of another one's."""

    def report(progress: Progress) -> None:
        job.on_progress(Progress(fraction=begin + progress.fraction * (end - begin), stage=progress.stage))

    return Job(on_progress=report, cancelled=job.cancelled)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", type=Path, help="file of products, or a folder with all of it")
    parser.add_argument("--events", type=Path, help="file or folder of events")
    parser.add_argument("--images", type=Path, help="folder of pictures; found by itself when it is called images")
    parser.add_argument("--format", choices=["auto", *READERS], default="auto")
    parser.add_argument("--workspace", type=Path, default=Path("workspace"))
    parser.add_argument("--encoder", help=f"another encoder's id; {NO_ENCODER} knows products by their words alone")
    parser.add_argument("--segments", type=int, help="how many; the data decides unless given")
    parser.add_argument("--minimum-size", type=int, default=50, help="no segment has fewer shoppers than this")
    arguments = parser.parse_args()
    try:
        snapshot = _build(arguments)
    except StudioError as error:
        kept = Store(arguments.workspace).failed_rejects()
        hint = f" What was wrong with the rows: {kept}" if kept else ""
        sys.exit(f"\n{error}{hint}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. Nothing was changed; pictures that were encoded are kept.")
    _tell(snapshot)


def _build(arguments: argparse.Namespace) -> Snapshot:
    from segments.audience import Wishes
    from segments.cutouts import find_cutter
    from segments.pipeline import make_segments

    encoder, cutter, settings = None, None, load_settings()
    if arguments.encoder != NO_ENCODER:
        from segments.encoder import find_encoder

        encoder, cutter = find_encoder(settings, arguments.encoder), find_cutter(settings)
    return build(
        Sources(catalogue=arguments.catalogue, events=arguments.events, images=arguments.images),
        arguments.workspace,
        format=arguments.format,
        encoder=encoder,
        finish=make_segments(Wishes(count=arguments.segments, minimum=arguments.minimum_size), cutter),
        job=Job(on_progress=_show),
    )


def _show(progress: Progress) -> None:
    """A line that is written over."""
    sys.stderr.write(f"\r\x1b[K{progress.fraction:4.0%}  {progress.stage}")
    sys.stderr.flush()


def _tell(snapshot: Snapshot) -> None:
    """What was imported, for people on the command line."""
    from segments.kept import load_segments

    made = snapshot.manifest
    print(f"\nImport {snapshot.id}: {made.products:,} products ({made.pictures:,} pictures), ", end="")
    print(f"{made.events:,} events of {made.users:,} users")
    for segment in load_segments(snapshot):
        print(f"{segment.size:>10,}  {segment.label}")
    for note in made.notes:
        print(note)
    if made.words_score is not None:
        print(f"{made.by_words:,} products without a picture are placed by their words ({made.words_score:.2f} of 1)")
    for reason, count in made.rejects.items():
        print(f"{count:>10,} × {reason}")
    if made.rejects:
        print(f"Row by row: {snapshot.rejects()}")


if __name__ == "__main__":
    main()
