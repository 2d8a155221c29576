"""Two segments as one: described anew from the histories, as if they had been found together.

Nothing is estimated from the parts' descriptions.  That takes as long as describing the segments at the import does,
so it is done once for each group and kept beside the snapshots.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import SegmentDataError
from models.types import Job
from models.workspace.files import storage_errors
from segments.edits import Edits, name_all
from segments.kept import load_segments, read_labels
from segments.snapshot import Snapshot
from segments.store import Store
from segments.types import Segment, read_segments, write_segments

FOLDER = "merged"


def read_merged(store: Store, snapshot: Snapshot, edits: Edits, job: Job | None = None) -> tuple[Segment, ...]:
    """The segments of a snapshot as users want them, the hidden ones among them, by sales.

    Describes merged segments where that was not done yet.  Raises SegmentDataError, StorageError, CancelledError.
    """
    segments = load_segments(snapshot)
    known = [each.id for each in segments]
    groups = [[id for id in group if id in known] for group in edits.merged]
    groups = [group for group in groups if len(group) > 1]
    if groups:
        segments = _merge(store, snapshot, segments, groups, job or Job())
    return name_all(segments, edits)


def merge_labels(labels: NDArray[np.int64], ids: Sequence[str], groups: Sequence[Sequence[str]]) -> tuple[
    NDArray[np.int64], tuple[str, ...]
]:  # fmt: skip
    """Labels (users,) and ids of segments once groups of them are one, which goes by the group's first id."""
    first = {id: group[0] for group in groups for id in group}
    kept = tuple(id for id in ids if first.get(id, id) == id)
    place = np.array([kept.index(first.get(id, id)) for id in ids] + [-1], np.int64)  # the last is for −1
    return place[labels], kept


def _merge(
    store: Store, snapshot: Snapshot, segments: tuple[Segment, ...], groups: list[list[str]], job: Job
) -> tuple[Segment, ...]:
    path = _place(store, snapshot, groups)
    try:
        found = read_segments(json.loads(path.read_bytes()))
    except (OSError, ValueError, SegmentDataError):  # not there yet, or damaged: described anew
        found = _describe(snapshot, segments, groups, job)
        with storage_errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_text(json.dumps(write_segments(found), ensure_ascii=False), encoding="utf-8")
            part.replace(path)
    inside = {id for group in groups for id in group}
    every = [*(each for each in segments if each.id not in inside), *found]
    return tuple(sorted(every, key=lambda each: -each.sales_share))


def _describe(
    snapshot: Snapshot, segments: tuple[Segment, ...], groups: list[list[str]], job: Job
) -> tuple[Segment, ...]:
    from segments.audience import describe_segments
    from segments.kept import load_audience
    from segments.pipeline import reopen_shop

    labels, ids = merge_labels(read_labels(snapshot), [each.id for each in segments], groups)
    wanted = {group[0] for group in groups}
    described = describe_segments(reopen_shop(snapshot), snapshot.id, load_audience(snapshot), labels, ids, job)
    return tuple(each for each in described if each.id in wanted)


def _place(store: Store, snapshot: Snapshot, groups: list[list[str]]) -> Path:
    key = hashlib.sha256(json.dumps([snapshot.manifest.sha256, groups]).encode()).hexdigest()[:24]
    return store.folder / FOLDER / f"{snapshot.id}-{key}.json"
