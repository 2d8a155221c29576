"""Measure real wardrobes: does half of what somebody owns tell what is in the other half?  See `segments.wardrobes`.

`wardrobe_hr20`                 whole photos; beside it `_camera_only`, their edges, and `_random`
`wardrobe_hr20_product_only`    products cut out on white, and of the *same* photos, owners, halves and candidates:
    `_same_random`, `_same_edges`   chance, and edges without product (what the floors are worth)
    `_same_light`                   the light as 14 numbers (what exposure, white balance and sharpness are worth)
    `_unlit`                        the cut-outs once all that the light tells of them is taken out
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.errors import SegmentDataError
from segments.backgrounds import bare_edges, read_light, read_photos, standardise, take_light_out
from segments.build import build
from segments.embeddings import Encoder
from segments.readers.feed import Sources
from segments.snapshot import Snapshot
from segments.wardrobes import AT_ONCE, WardrobeHits, blank_middle, measure_wardrobes, read_cutouts, read_ids

Floats = NDArray[np.float32]
Figures = dict[str, Any]


def measure_people(data: Path, work: Path, encoder: Encoder) -> Figures:
    """Real wardrobes in the photos of `data`, with the photos' edges alone and products alone beside them."""
    edges = Encoder(id=f"{encoder.id}+edges", encode=lambda some: encoder.encode([blank_middle(one) for one in some]))
    whole, camera = (_wardrobes(data, work, one) for one in (encoder, edges))
    low, high = _difference(whole, camera)
    return {
        "wardrobe_hr20": whole.rate,
        "wardrobe_hr20_low": whole.low,
        "wardrobe_hr20_high": whole.high,
        "wardrobe_hr20_random": whole.random,
        "wardrobe_hr20_camera_only": camera.rate,
        "wardrobe_hr20_over_camera_low": low,
        "wardrobe_hr20_over_camera_high": high,
        "owners": whole.owners,
    } | _products_alone(data, work, encoder)


def _products_alone(data: Path, work: Path, encoder: Encoder) -> Figures:
    """The same for products cut out on white, where the training set's cut-outs are at hand."""
    path = work / "cutouts.npz"
    if not path.is_file():
        return {}
    vectors, owners, labels = read_cutouts(path, encoder.encode)
    found = measure_wardrobes(vectors, owners, labels)
    key = "wardrobe_hr20_product_only"
    figures = {
        key: found.rate, f"{key}_low": found.low, f"{key}_high": found.high, f"{key}_same_random": found.random,
        "owners_product_only": found.owners,
    }  # fmt: skip
    edges, light = _grounds(data, work, read_ids(path), encoder)
    rivals = {"edges": edges, "light": standardise(light), "unlit": take_light_out(vectors, light)}
    for name, rival in rivals.items():
        other = measure_wardrobes(rival, owners, labels)
        mine = f"{key}_unlit" if name == "unlit" else f"{key}_same_{name}"
        figures |= {mine: other.rate, f"{mine}_low": other.low, f"{mine}_high": other.high}
        if name != "unlit":
            low, high = _difference(found, other)
            figures |= {f"{key}_over_{name}_low": low, f"{key}_over_{name}_high": high}
    return figures


def _grounds(data: Path, work: Path, ids: list[str], encoder: Encoder) -> tuple[Floats, Floats]:
    """Vectors (n, d) of the photos' edges without product, and their light (n, f)."""
    vectors, light, waiting = [], [], list[Image.Image]()
    for rgb, ground in read_photos(data, work, ids):
        waiting.append(bare_edges(rgb, ground))
        light.append(read_light(rgb, ground))
        if len(waiting) == AT_ONCE or len(light) == len(ids):
            vectors.append(encoder.encode(waiting))
            waiting = []
    return np.concatenate(vectors), np.stack(light)


def _difference(one: WardrobeHits, other: WardrobeHits) -> tuple[float, float]:
    """The 95 % interval of the mean difference over the owners that both have."""
    difference = np.array(one.each) - np.array(other.each)
    mean, error = float(difference.mean()), 1.96 * float(difference.std(ddof=1)) / len(difference) ** 0.5
    return mean - error, mean + error


def open_photos(data: Path, work: Path, encoder: Encoder) -> tuple[Snapshot, Floats]:
    """Import the photos and their vectors; what was encoded before is kept.  Raises SegmentDataError."""
    snapshot = build(Sources(catalogue=data), work / "evaluate-segments", encoder=encoder)
    vectors = snapshot.vectors()
    if vectors is None:
        raise SegmentDataError("None of the photos could be read.", "Choose another folder.")
    return snapshot, np.asarray(vectors)


def _wardrobes(data: Path, work: Path, encoder: Encoder) -> WardrobeHits:
    snapshot, vectors = open_photos(data, work, encoder)
    events = snapshot.events()
    owner = np.full(len(vectors), -1, np.int64)
    owner[events.product] = events.user
    there = np.flatnonzero((owner >= 0) & (np.linalg.norm(vectors, axis=1) > 0))
    categories = snapshot.products().get_column("category").gather(there).to_list()
    return measure_wardrobes(vectors[there], owner[there], categories)
