"""Fit new designs to one import: `python -m segments.adapt --workspace workspace`, `--remove` to undo it.

Learns from the histories where a shopper's next purchase lies, seen from the past (`models.training.prior.adapt`), and
keeps it beside the snapshot:

    segments/adapted/000007.npz     the map
    segments/adapted/000007.json    what it was made from, its hash and its figures

From then on the designs of *What they want* aim there.  An import that has changed, or a damaged file, counts as not
adapted.  Seconds for a demo shop; a million purchases take minutes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import InputError, SegmentDataError, StudioError
from models.outlook import Outlook
from models.types import Job
from models.workspace.files import sha256_of, storage_errors
from segments.kept import load_centre
from segments.snapshot import Snapshot
from segments.store import Store
from segments.tables import PURCHASE, EventArrays
from segments.tastes import gather, mean_tastes, weigh

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
FOLDER = "adapted"
MOMENTS = (0.3, 0.5, 0.7)
"""Parts of all purchases after which pasts are looked at; what was bought until the next moment came next."""
MOST_PAIRS = 200_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Adapted:
    """What was learned from an import, and what is said about it."""

    outlook: Outlook
    facts: dict[str, Any]


def pair(events: EventArrays, centred: Floats, seed: int = 0) -> tuple[Floats, Ints, Ints]:
    """Purchases with a past: the taste (m, d) before each, the product (m,), and the shopper (m,).

    `centred` (n, d) are the catalogue's vectors.
    """
    sold = events.kind == PURCHASE
    there = np.einsum("nd,nd->n", centred, centred) > 1e-12
    if not sold.any():
        return centred[:0], np.zeros(0, np.int64), np.zeros(0, np.int64)
    ends = np.quantile(events.time_s[sold], [*MOMENTS, 1.0])
    pasts, products, shoppers = [], [], []
    for begin, end in zip(ends[:-1], ends[1:], strict=True):
        tastes = mean_tastes(gather(*_until(events, begin), len(centred)), centred)
        rows = np.flatnonzero(sold & (events.time_s > begin) & (events.time_s <= end) & there[events.product])
        rows = rows[np.abs(tastes[events.user[rows]]).max(axis=1) > 0] if len(rows) else rows
        if len(rows) > MOST_PAIRS // len(MOMENTS):
            rows = np.sort(np.random.default_rng(seed).permutation(rows)[: MOST_PAIRS // len(MOMENTS)])
        pasts.append(tastes[events.user[rows]])
        products.append(events.product[rows].astype(np.int64))
        shoppers.append(events.user[rows].astype(np.int64))
    return np.concatenate(pasts), np.concatenate(products), np.concatenate(shoppers)


def _until(events: EventArrays, moment: float) -> tuple[EventArrays, Floats]:
    """The events until a moment, and what each counts."""
    early = events.time_s <= moment
    columns = {each.name: getattr(events, each.name)[early] for each in fields(events) if each.name != "users"}
    past = EventArrays(**columns, users=events.users)
    return past, weigh(past)


def adapt(snapshot: Snapshot, job: Job | None = None) -> Adapted:
    """Learn from an import and keep what was learned beside it; what was kept before is replaced.

    Raises SegmentDataError when it has no vectors or no times, or too few purchases; StorageError, CancelledError.
    """
    from models.training.prior.adapt import fit

    job, began = job or Job(), time.monotonic()
    job.report(0.0, "Reading the histories")
    vectors = snapshot.vectors()
    if vectors is None or not snapshot.manifest.timed:
        raise SegmentDataError(
            "Nothing can be learned from this import: it lacks the products' looks, or the times of purchases.",
            "Import the shop with pictures and times.",
        )
    centred = load_centre(snapshot).centre(np.asarray(vectors))
    pasts, products, shoppers = pair(snapshot.events(), centred)
    job.report(0.4, "Learning what is bought next")
    try:
        found = fit(pasts, products, shoppers, centred, snapshot.manifest.encoder)
    except InputError as error:
        raise SegmentDataError(error.message, error.remedy) from error
    job.report(0.9, "Keeping what was learned")
    facts = {
        "snapshot": snapshot.id,
        "fingerprint": _fingerprint(snapshot),
        "encoder": snapshot.manifest.encoder,
        "simulated": snapshot.manifest.simulated,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "purchases": found.purchases,
        "penalty": found.penalty,
        "found20": round(found.found, 4),
        "found20_before": round(found.found_before, 4),
        "seconds": round(time.monotonic() - began, 1),
    }
    return _keep(snapshot, Adapted(outlook=found.outlook, facts=facts))


def find_adapted(snapshot: Snapshot) -> Adapted | None:
    """What was learned from this very import; None where nothing was, or it is damaged or of another import."""
    arrays, note = _places(snapshot)
    try:
        facts = json.loads(note.read_bytes())
        if facts["fingerprint"] != _fingerprint(snapshot) or facts["sha256"] != sha256_of(arrays):
            return None
        with np.load(arrays, allow_pickle=False) as file:
            outlook = Outlook(encoder=str(facts["encoder"]), matrix=file["matrix"], offset=file["offset"])
    except (OSError, ValueError, KeyError, TypeError, StudioError):
        return None
    return Adapted(outlook=outlook, facts=facts)


def remove_adapted(snapshot: Snapshot) -> bool:
    """Forget what was learned from an import; whether there was anything.  Raises StorageError."""
    there = False
    with storage_errors():
        for path in _places(snapshot):
            there |= path.exists()
            path.unlink(missing_ok=True)
    return there


def _keep(snapshot: Snapshot, adapted: Adapted) -> Adapted:
    """The note is written last, and holds the hash: a half-written map counts as none."""
    arrays, note = _places(snapshot)
    with storage_errors():
        arrays.parent.mkdir(exist_ok=True)
        for old in arrays.parent.iterdir():  # of imports that are gone
            if not (snapshot.folder.parent / old.stem).is_dir():
                old.unlink(missing_ok=True)
        note.unlink(missing_ok=True)
        np.savez(arrays, matrix=adapted.outlook.matrix, offset=adapted.outlook.offset)
        facts = adapted.facts | {"sha256": sha256_of(arrays)}
        draft = note.with_suffix(".draft")
        draft.write_text(json.dumps(facts, indent=2), encoding="utf-8")
        draft.replace(note)
    return Adapted(outlook=adapted.outlook, facts=facts)


def _places(snapshot: Snapshot) -> tuple[Path, Path]:
    folder = snapshot.folder.parent / FOLDER
    return folder / f"{snapshot.folder.name}.npz", folder / f"{snapshot.folder.name}.json"


def _fingerprint(snapshot: Snapshot) -> str:
    """A hash over the hashes of the import's files."""
    text = json.dumps(sorted(snapshot.manifest.sha256.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspace", type=Path, default=Path("workspace"))
    parser.add_argument("--remove", action="store_true", help="forget what was learned")
    arguments = parser.parse_args()
    try:
        snapshot = Store(arguments.workspace).active()
        if arguments.remove:
            print("Forgotten." if remove_adapted(snapshot) else "Nothing had been learned from this import.")
            return
        facts = adapt(snapshot).facts
    except StudioError as error:
        sys.exit(str(error))
    print(json.dumps(facts))
    if not facts["penalty"]:
        print("Pasts alone find as many next products: nothing was changed.", file=sys.stderr)


if __name__ == "__main__":
    main()
