"""KID, the distance that we judge by, and FID, which is only reported: at a thousand pictures it is biased.

Both compare features (N, d) of the judge network, already reduced to its 64 principal components.
"""

from __future__ import annotations

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from models.training.metrics.intervals import Interval, half_samples

Floats = NDArray[np.float64]


def kid(real: Floats, other: Floats) -> float:
    """Unbiased squared MMD with the kernel (x·y/d + 1)³: 0 on average for two samples of the same pictures.

    It may come out slightly below 0.  Raises ValueError with fewer than 2 pictures on a side.
    Source: Bińkowski et al., "Demystifying MMD GANs", arXiv 1801.01401.
    """
    n, m = len(real), len(other)
    if min(n, m) < 2:
        raise ValueError("KID needs at least two pictures on each side")
    within_real, within_other = _kernel(real, real), _kernel(other, other)
    return float(
        (within_real.sum() - np.trace(within_real)) / (n * (n - 1))
        + (within_other.sum() - np.trace(within_other)) / (m * (m - 1))
        - 2 * _kernel(real, other).mean()
    )


def kid_paired(real: Floats, other: Floats) -> float:
    """The same of two samples of which the n-th of each belong together, such as a picture and what became of it.

    A picture is never compared with its own partner: two equal samples score 0, where `kid` falls far below it.
    Raises ValueError unless there are as many on both sides, two at least.
    Source: Gretton et al., "A Kernel Two-Sample Test", JMLR 2012, Lemma 6 (the simpler form for equal n).
    """
    n = len(real)
    if n != len(other) or n < 2:
        raise ValueError("paired KID needs as many pictures on both sides, two at least")
    between = _kernel(real, other)
    score = _kernel(real, real) + _kernel(other, other) - between - between.T
    return float((score.sum() - np.trace(score)) / (n * (n - 1)))


def kid_interval(real: Floats, other: Floats, rounds: int = 100, seed: int = 0) -> Interval:
    """KID of all pictures with the interval that random halves give."""
    return half_samples(kid, np.asarray(real, np.float64), np.asarray(other, np.float64), rounds, seed=seed)


def fid(real: Floats, other: Floats) -> float:
    """Fréchet distance of the two Gaussians.  Never compare it between different N.

    Source: Heusel et al., arXiv 1706.08500.
    """
    mean_step = real.mean(axis=0) - other.mean(axis=0)
    a, b = np.cov(real, rowvar=False), np.cov(other, rowvar=False)
    # tr((ab)^½) from the eigenvalues of the symmetric a^½ b a^½: no complex rounding
    values, vectors = scipy.linalg.eigh(np.atleast_2d(a))
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    cross = np.sqrt(np.maximum(scipy.linalg.eigvalsh(root @ np.atleast_2d(b) @ root), 0)).sum()
    return float(mean_step @ mean_step + np.trace(np.atleast_2d(a)) + np.trace(np.atleast_2d(b)) - 2 * cross)


def _kernel(a: Floats, b: Floats) -> Floats:
    return np.asarray((a @ b.T / a.shape[1] + 1.0) ** 3)
