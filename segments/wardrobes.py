"""Real people's taste: does half a wardrobe tell what is in the other half?

Each owner's photos are dealt into two halves.  For every item of the second half, all items of the same category that
other owners have are ranked together with it, by the cosine to the taste of the first half; it counts when it is among
the first twenty.  Vectors are centred on their category, so that only taste is left, not what people wear at all.

Owners photograph in their own rooms, so the same is measured on the photos' edges alone (`blank_middle`): what a floor
gives away is no taste.  And on products cut out, on white (`read_cutouts`): what is left then is no floor, and
`segments.backgrounds` says how much of it may be light.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segments.tastes import unit

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

FEWEST = 10
"""Photos that an owner has at least."""
AT = 20
DEALS = 10
"""The halves are dealt so many times; an owner's figure is the mean."""
MIDDLE = 0.76
"""Part of width and height that `blank_middle` takes away."""
RESAMPLES = 2000
AT_ONCE = 64
"""Pictures that are encoded at once."""


@dataclass(frozen=True, kw_only=True)
class WardrobeHits:
    """The hit rate over owners with its 95 % bootstrap interval, and what blind chance would give."""

    rate: float
    low: float
    high: float
    random: float
    owners: int
    each: tuple[float, ...]
    """Each owner's hit rate, in the order of the owners' codes."""


def measure_wardrobes(vectors: Floats, owners: Ints, categories: Sequence[str], seed: int = 0) -> WardrobeHits:
    """Measure on photos (n): vectors (n, d), owner codes (n,), categories (n,).

    Items of a category that has no more than twenty in all others' wardrobes are left out: chance would find them.
    Raises ValueError when no owner has enough photos.
    """
    rng = np.random.default_rng(seed)
    kinds = np.unique(np.asarray(categories, str), return_inverse=True)[1]
    centred = _centre_within(vectors, kinds)
    each, chances = [], []
    for owner in np.unique(owners):
        mine = np.flatnonzero(owners == owner)
        if len(mine) < FEWEST:
            continue
        hits = [hit for _ in range(DEALS) for hit in _deal(centred, owners, kinds, mine, rng)]
        if hits:
            found, chance = np.array(hits).T
            each.append(float(found.mean()))
            chances.append(float(chance.mean()))
    if not each:
        raise ValueError("no owner has enough photos")
    low, high = interval(np.array(each), rng)
    return WardrobeHits(
        rate=float(np.mean(each)), low=low, high=high, random=float(np.mean(chances)), owners=len(each),
        each=tuple(each),
    )  # fmt: skip


def interval(each: NDArray[np.floating], rng: np.random.Generator) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean of (n,)."""
    means = rng.choice(each, (RESAMPLES, len(each))).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def blank_middle(picture: Image.Image) -> Image.Image:
    """The photo with its middle, where the product is, in one colour: the mean of what is left."""
    rgb = np.asarray(picture.convert("RGB")).copy()
    height, width = rgb.shape[:2]
    rows, columns = (slice(round(side * (1 - MIDDLE) / 2), round(side * (1 + MIDDLE) / 2)) for side in (height, width))
    edge = np.ones((height, width), bool)
    edge[rows, columns] = False
    rgb[rows, columns] = rgb[edge].mean(axis=0) if edge.any() else 0
    return Image.fromarray(rgb)


def read_cutouts(path: Path, encode: Callable[[list[Image.Image]], Floats]) -> tuple[Floats, Ints, list[str]]:
    """Vectors (n, d) of products alone on white, their owners' codes (n,) and categories (n,).

    `path` is the `cutouts.npz` of `models.training.relabel`: `rgba`, `sender`, `label`.  Raises OSError, KeyError.
    """
    with np.load(path, allow_pickle=False) as file:
        rgba, senders, labels = file["rgba"], file["sender"], file["label"]
    vectors = []
    for start in range(0, len(rgba), AT_ONCE):
        part = rgba[start : start + AT_ONCE].astype(np.float32)
        alpha = part[..., 3:] / 255
        flat = (part[..., :3] * alpha + 255 * (1 - alpha)).round().astype(np.uint8)
        vectors.append(encode([Image.fromarray(each) for each in flat]))
    owners = np.unique(senders, return_inverse=True)[1].astype(np.int64)
    return np.concatenate(vectors), owners, [str(label) for label in labels]


def read_ids(path: Path) -> list[str]:
    """The photos' names behind `read_cutouts`, in its order.  Raises OSError, KeyError."""
    with np.load(path, allow_pickle=False) as file:
        return [str(id) for id in file["id"]]


def _deal(centred: Floats, owners: Ints, kinds: Ints, mine: Ints, rng: np.random.Generator) -> list[tuple[bool, float]]:
    """Deal one wardrobe into halves: whether each item of the second half was found, and the chance that it were."""
    dealt = rng.permutation(mine)
    first, second = dealt[: len(dealt) // 2], dealt[len(dealt) // 2 :]
    taste = unit(centred[first].mean(axis=0)[None])[0]
    hits = []
    for item in second:
        others = np.flatnonzero((kinds == kinds[item]) & (owners != owners[item]))
        if len(others) > AT:
            cosine = centred[others] @ taste
            mine_cosine = centred[item] @ taste
            better = np.count_nonzero(cosine > mine_cosine) + 0.5 * np.count_nonzero(cosine == mine_cosine)
            hits.append((bool(better < AT), AT / (len(others) + 1)))
    return hits


def _centre_within(vectors: Floats, kinds: Ints) -> Floats:
    """Unit vectors away from the mean of their category."""
    sums = np.zeros((int(kinds.max()) + 1, vectors.shape[1]))
    np.add.at(sums, kinds, vectors)
    means = sums / np.maximum(np.bincount(kinds), 1)[:, None]
    return unit(vectors - means[kinds])
