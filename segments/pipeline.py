"""What turns an import into segments: the last step of `build`, and the way to read the segments of a snapshot again.

segments.json      the segments, free of anything personal
audience.npz       what places new shoppers and prices new designs
labels.npy         the segment of each user code; like the table of users, it stays in the snapshot
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.claims import find_claims
from models.errors import SegmentDataError
from models.types import Job
from models.workspace.files import storage_errors
from segments.audience import Previous, Shop, Wishes, find_audience
from segments.build import scaled
from segments.colours import colour_names, name_colours
from segments.cutouts import Cutter, find_pictures
from segments.facets import Facets, read_facets
from segments.importing import Imported
from segments.kept import AUDIENCE, LABELS, SEGMENTS, read_labels, save_audience
from segments.snapshot import Snapshot
from segments.tables import EXTRA, EventArrays, prices
from segments.types import read_segments, write_segments

Colours = tuple[NDArray[np.uint8], NDArray[np.float32]]

CUTTING = 0.8
"""From here on the pictures are cut out that the first pages show."""


def make_segments(wishes: Wishes | None = None, cutter: Cutter | None = None) -> Callable[[Imported, Job], None]:
    """The last step of an import, see `importing.Finish`.

    A `cutter` takes the ground away from the photos that the first pages show, so that they open at once.  Raises
    SegmentDataError when there are too few shoppers, or products have neither pictures nor words.
    """
    return partial(_make_segments, wishes, cutter)


def _make_segments(wishes: Wishes | None, cutter: Cutter | None, imported: Imported, job: Job) -> None:
    shop, users = read_shop(imported), imported.draft.read_users()
    previous = None if imported.previous is None else read_previous(imported.previous, users)
    audience = find_audience(shop, f"{imported.draft.version:06d}", wishes, previous, scaled(job, 0.0, CUTTING))
    imported.draft.write_json(SEGMENTS, write_segments(audience.segments))
    with storage_errors():
        save_audience(imported.draft.folder / AUDIENCE, audience)
        np.save(imported.draft.folder / LABELS, audience.labels.astype(np.int32))
    if cutter is not None:
        rows = {row for each in audience.segments for row in each.exemplars}
        rows |= {row for each in audience.segments for gap in each.gap for row in gap.near}
        hashes = imported.products["picture_sha256"].gather(sorted(rows)).to_list()
        find_pictures(imported.cache, hashes, cutter, scaled(job, CUTTING, 1.0))


def read_shop(imported: Imported) -> Shop:
    """An import as arrays.  Raises SegmentDataError when its products have no vectors."""
    if imported.vectors is None:
        raise SegmentDataError(
            "The products have neither pictures nor words to tell them apart.", "Add a title or a folder of pictures."
        )
    vectors = np.asarray(imported.vectors)
    return _open(imported.products, vectors, imported.encoder, imported.events, imported.colours)


def reopen_shop(snapshot: Snapshot) -> Shop:
    """A snapshot as arrays, as it was when it was imported.  Raises SegmentDataError."""
    vectors = snapshot.vectors()
    if vectors is None:
        raise SegmentDataError("This import has no tastes.", "Import the shop with titles or pictures.")
    encoder, events = snapshot.manifest.encoder, snapshot.events()
    return _open(snapshot.products(), np.asarray(vectors), encoder, events, snapshot.colours())


def _open(
    products: pl.DataFrame, vectors: NDArray[np.float32], encoder: str, events: EventArrays, colours: Colours | None
) -> Shop:
    return Shop(
        vectors=vectors,
        encoder=encoder,
        prices=prices(products),
        texts=read_texts(products, colours),
        categories=products["category"].to_list(),
        facets=read_product_facets(products, colours),
        events=events,
        colours=None if colours is None else colours[0],
        colour_shares=None if colours is None else colours[1],
    )


def read_texts(products: pl.DataFrame, colours: Colours | None) -> list[str]:
    """The words of each product; with its colour by sight in front where neither they nor a column name one."""
    texts: list[str] = products["words"].to_list()
    if colours is None or any("colo" in name.lower() for name in products.columns):
        return texts
    seen = _name_main_colours(colours)
    return [
        text if any(claim.kind == "colour" for claim in find_claims(text)) else f"{colour} {text}".strip()
        for text, colour in zip(texts, seen, strict=True)
    ]


def read_product_facets(products: pl.DataFrame, colours: Colours | None) -> Facets:
    """Category, the catalogue's columns with few different words, and the colour by sight where it names none."""
    table = {"category": products["category"].to_list()}
    for name in products.columns:
        if name.startswith(EXTRA) and not _is_code(name) and not _is_yes_or_no(products[name]):
            table[name.removeprefix(EXTRA)] = products[name].to_list()
    if colours is not None and not any("colo" in name.lower() for name in table):
        table["colour"] = _name_main_colours(colours)
    return read_facets(table)


def read_previous(snapshot: Snapshot, users: pl.DataFrame) -> Previous | None:
    """What of a snapshot keeps its segments' ids alive, for the users of now (see USER_SCHEMA).  None without any."""
    try:
        segments = read_segments(snapshot.read_json(SEGMENTS))
        old = snapshot.users().with_columns(pl.Series("label", read_labels(snapshot), pl.Int64))
    except SegmentDataError:
        return None  # an import without segments, or damaged: the new ones get new names
    if not segments:
        return None
    labels = users.join(old.select("id", "label"), on="id", how="left", maintain_order="left")["label"]
    return Previous(
        ids=tuple(each.id for each in segments),
        vectors=np.stack([each.taste.vector for each in segments]),
        encoder=segments[0].taste.encoder,
        labels=labels.fill_null(-1).to_numpy(),
    )


def _name_main_colours(colours: Colours) -> list[str]:
    """The name that covers most of each product; "" without a picture."""
    rgb, shares = colours
    covered = np.zeros((len(rgb), len(colour_names())), np.float32)
    np.add.at(covered, (np.arange(len(rgb))[:, None], name_colours(rgb)), shares)
    names = np.array([*colour_names(), ""])
    return [str(name) for name in names[np.where(covered.any(axis=1), covered.argmax(axis=1), -1)]]


def _is_yes_or_no(column: pl.Series) -> bool:
    """Whether a column says yes or no: nobody looks for a "true dress"."""
    return set(column.str.to_lowercase().unique().head(9)) <= {"", "true", "false", "yes", "no", "y", "n", "0", "1"}


def _is_code(name: str) -> bool:
    """H&M and others give every name a number as well; one of the two is enough."""
    return name.lower().endswith(("_id", "_no", "_code"))
