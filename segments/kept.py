"""An audience on disk: what places new shoppers among segments and tells what they would pay for new designs.

Reading segments and labels imports neither faiss nor scipy: the first page shows them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.errors import SegmentDataError
from segments.snapshot import Snapshot
from segments.types import Segment, read_segments

if TYPE_CHECKING:
    from segments.audience import Audience
    from segments.tastes import Centre

SEGMENTS, AUDIENCE, LABELS = "segments.json", "audience.npz", "labels.npy"


def save_audience(path: Path, audience: Audience) -> None:
    """Write everything but the segments and the labels, as plain arrays."""
    from segments.willingness import Willingness

    willing = audience.willingness
    width = audience.features.directions.shape[1] + 1
    none = Willingness(weights=np.zeros(width), base=0.0, tau=0.0)
    lines = [each or none for each in willing]
    np.savez(
        path,
        centre=audience.centre.mean,
        spread=np.array(audience.centre.spread),
        axes_origin=audience.axes.origin,
        axes_directions=audience.axes.directions,
        axes_signal=audience.axes.signal,
        cluster_ids=np.array(audience.clusters.ids),
        cluster_centres=audience.clusters.centres,
        silhouettes=np.array(sorted(audience.clusters.silhouettes.items()), float).reshape(-1, 2),
        feature_origin=audience.features.origin,
        feature_directions=audience.features.directions,
        feature_said=audience.features.said_mean,
        feature_said_scale=np.array(audience.features.said_scale),
        feature_price=np.array([audience.features.price_mean, audience.features.price_std]),
        worth_weights=np.stack([each.weights for each in lines]) if lines else np.zeros((0, width)),
        worth_base=np.array([each.base for each in lines]),
        worth_tau=np.array([each.tau for each in lines]),
        worth_known=np.array([each is not None for each in willing], bool),
    )


def load_audience(snapshot: Snapshot) -> Audience:
    """The audience of a snapshot.  Raises SegmentDataError when it has none, or it is damaged."""
    try:
        with np.load(snapshot.file(AUDIENCE), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        return _assemble(arrays, load_segments(snapshot), read_labels(snapshot))
    except (OSError, ValueError, KeyError) as error:
        raise SegmentDataError(
            "The segments are damaged, or from another version.", "Import the data again."
        ) from error


def load_centre(snapshot: Snapshot) -> Centre:
    """Where the middle of the catalogue is, which tastes are measured from.  Raises SegmentDataError."""
    from segments.tastes import Centre

    try:
        with np.load(snapshot.file(AUDIENCE), allow_pickle=False) as file:
            return Centre(mean=file["centre"], spread=float(file["spread"]))
    except (OSError, ValueError, KeyError) as error:
        raise SegmentDataError(
            "The segments are damaged, or from another version.", "Import the data again."
        ) from error


def load_segments(snapshot: Snapshot) -> tuple[Segment, ...]:
    """The segments of a snapshot.  Raises SegmentDataError."""
    return read_segments(snapshot.read_json(SEGMENTS))


def read_labels(snapshot: Snapshot) -> NDArray[np.int64]:
    """The segment of each user code, −1 for nobody's.  Private.  Raises SegmentDataError."""
    try:
        labels = np.load(snapshot.file(LABELS), allow_pickle=False).astype(np.int64)
    except (OSError, ValueError) as error:
        raise SegmentDataError("The segments are damaged.", "Import the data again.") from error
    if labels.shape != (snapshot.manifest.users,):
        raise SegmentDataError("The segments are damaged.", "Import the data again.")
    return np.asarray(labels)


def _assemble(
    arrays: dict[str, NDArray[np.generic]], segments: tuple[Segment, ...], labels: NDArray[np.int64]
) -> Audience:
    from segments.audience import Audience
    from segments.axes import Axes
    from segments.clusters import Clusters
    from segments.features import Features
    from segments.tastes import Centre
    from segments.willingness import Willingness

    a = {name: np.asarray(array) for name, array in arrays.items()}
    worth = zip(a["worth_known"], a["worth_weights"], a["worth_base"], a["worth_tau"], strict=True)
    return Audience(
        segments=segments,
        centre=Centre(mean=a["centre"], spread=float(a["spread"])),
        axes=Axes(origin=a["axes_origin"], directions=a["axes_directions"], signal=a["axes_signal"]),
        clusters=Clusters(
            ids=tuple(str(each) for each in a["cluster_ids"]),
            centres=a["cluster_centres"],
            silhouettes={int(count): float(value) for count, value in a["silhouettes"]},
        ),
        labels=labels,
        features=Features(
            origin=a["feature_origin"],
            directions=a["feature_directions"],
            price_mean=float(a["feature_price"][0]),
            price_std=float(a["feature_price"][1]),
            said_mean=a.get("feature_said", np.zeros(0, np.float32)),  # imports of before know looks only
            said_scale=float(a.get("feature_said_scale", 0.0)),
        ),
        willingness=tuple(
            Willingness(weights=weights, base=float(base), tau=float(tau)) if known else None
            for known, weights, base, tau in worth
        ),
    )
