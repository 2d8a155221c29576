"""Nearest neighbours and k-means by faiss: the only module of this package that imports it.

Vectors are float32 rows of unit length, similarity is their cosine (inner product).  Up to `EXACT_ROWS` products are
searched exactly; above, an inverted file with vectors of one byte a dimension finds ninety-five of a hundred true
neighbours or more, in milliseconds.

Source: Jégou et al. 2011 (inverted files), Douze et al., "The Faiss library", arXiv 2401.08281.
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from models.errors import SegmentDataError

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

EXACT_ROWS = 50_000
"""Below this an exact search takes a few milliseconds and needs no building."""
POINTS_A_LIST = 39
"""Training points for each list of the inverted file: what faiss asks for at least."""
PROBES = 128
"""Lists that are looked into; more finds more and takes longer."""
SAMPLE_A_CLUSTER = 256
"""k-means learns from so many points a cluster, drawn at random: more changes the centres hardly."""

FEW = 256
"""Up to so many clusters k-means++ chooses the starts; beyond, it would take longer than it saves."""


class ProductIndex:
    """Products near a vector.  Building is deterministic for the same vectors; searching changes nothing."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Floats, *, exact: bool | None = None, seed: int = 0) -> ProductIndex:
        """Index unit vectors (n, d).  `exact` None decides by how many there are."""
        rows, dimensions = vectors.shape
        if exact or (exact is None and rows <= EXACT_ROWS):
            index: faiss.Index = faiss.IndexFlatIP(dimensions)
        else:
            index = _inverted_file(vectors, seed)
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def nbytes(self) -> int:
        """What the vectors and their numbers take in memory."""
        rows, code = len(self), int(getattr(self._index, "code_size", 4 * self._index.d))
        return rows * (code + (8 if hasattr(self._index, "invlists") else 0))

    def search(self, queries: Floats, count: int) -> tuple[Ints, Floats]:
        """The nearest products of each query (q, d): rows and cosines, (q, count), nearest first.

        When there are fewer products than asked for, the answer is as narrow as the catalogue is long.  An approximate
        search that runs out of candidates fills up with row −1 and cosine −inf.
        """
        count = min(count, len(self))
        queries = np.ascontiguousarray(np.atleast_2d(queries), np.float32)
        if count == 0:
            return np.empty((len(queries), 0), np.int64), np.empty((len(queries), 0), np.float32)
        cosines, rows = self._index.search(queries, count)
        return rows, np.where(rows < 0, -np.inf, cosines).astype(np.float32)

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> ProductIndex:
        """Read what `save` wrote.  Raises SegmentDataError when it is damaged; the index can always be built again."""
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise SegmentDataError("The search index is damaged.", "Import the catalogue again.") from error


def _inverted_file(vectors: Floats, seed: int) -> faiss.Index:
    """A trained, still empty inverted file of about √n lists."""
    rows, dimensions = vectors.shape
    lists = max(1, min(int(2 * rows**0.5), rows // POINTS_A_LIST))
    centres = kmeans(vectors, lists, seed=seed, sample=2 * POINTS_A_LIST, iterations=8, restarts=1)
    quantizer = faiss.IndexFlatIP(dimensions)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dimensions, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    quantizer.add(centres)
    index.train(vectors[_sample(rows, 100_000, seed)])
    index.nprobe = min(PROBES, lists)
    return index


def kmeans(
    points: Floats,
    count: int,
    *,
    seed: int = 0,
    sample: int = SAMPLE_A_CLUSTER,
    iterations: int = 20,
    restarts: int = 3,
    start: Floats | None = None,
) -> Floats:
    """Centres (count, d) of Euclidean clusters of `points` (n, d), n ≥ count.  The same seed gives the same centres.

    Learns from at most `sample` points a cluster; the best of `restarts` random starts counts, or the given one.
    """
    points = np.ascontiguousarray(points[_sample(len(points), sample * count, seed)], np.float32)
    means = faiss.Kmeans(
        points.shape[1], count, niter=iterations, nredo=restarts if start is None else 1, seed=seed, verbose=False,
        min_points_per_centroid=1, max_points_per_centroid=max(1, sample),
        init_method=faiss.ClusteringInitMethod_KMEANS_PLUS_PLUS if count <= FEW else faiss.ClusteringInitMethod_RANDOM,
    )  # fmt: skip
    means.train(points, init_centroids=start)
    return np.asarray(means.centroids, np.float32).copy()


def nearest(points: Floats, centres: Floats, count: int = 1) -> tuple[Ints, Floats]:
    """The nearest centres of each point, by Euclidean distance: numbers and squared distances, (n, count)."""
    distances, numbers = faiss.knn(
        np.ascontiguousarray(points, np.float32), np.ascontiguousarray(centres, np.float32), min(count, len(centres))
    )
    return np.asarray(numbers, np.int64), np.asarray(distances, np.float32)


def _sample(rows: int, most: int, seed: int) -> Ints | slice:
    """Which rows to learn from: all, or `most` at random."""
    if rows <= most:
        return slice(None)
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))
