"""Which offset each place of a gap is copied with, so that the seams between two of them are seen least.

A Markov random field: a label a place costs what its copy differs by from what is known beside it; two labels side by
side cost what their copies differ by there.  Solved by belief propagation in sweeps, which is fast with few labels.

Source: He & Sun, ECCV 2012, §3.3 (the energy, as in Pritch et al.'s shift map); Felzenszwalb & Huttenlocher, "Efficient
Belief Propagation for Early Vision", IJCV 2006.  Differs: they cut graphs.

Shapes: L labels, h, w of the gap's box in small pixels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats

SWEEPS = 5
NEVER = 1e4
"""What it costs to copy from where nothing is known."""


def label(copies: Floats, unary: Floats, link: float) -> tuple[NDArray[np.int_], Floats]:
    """The best label (h, w) of every place, for copies (L, h, w, 3) and what each costs by itself (L, h, w), where
    any seam costs `link`, so that few are made; and what is seen of the seam at each place (h, w), 0 off the seams."""
    costs = np.ascontiguousarray(unary.transpose(1, 2, 0))
    across, along = _link(copies.transpose(1, 2, 0, 3), link), _link(copies.transpose(2, 1, 0, 3), link)
    down, up, right, left = (np.zeros_like(costs) for _ in range(4))
    for _ in range(SWEEPS):
        _sweep(costs + down + up, right, left, along, turned=True)
        _sweep(costs + right + left, down, up, across, turned=False)
    chosen = np.asarray((costs + down + up + left + right).argmin(-1), np.int_)
    return chosen, _strain(chosen, across, along, link)


def _strain(chosen: NDArray[np.int_], across: Floats, along: Floats, link: float) -> Floats:
    """What is seen of the seams below and to the right of each place (h, w)."""
    out = np.zeros(chosen.shape, np.float32)
    rows, columns = np.mgrid[: chosen.shape[0], : chosen.shape[1]]
    out[:-1] += np.maximum(across[rows[:-1], columns[:-1], chosen[:-1], chosen[1:]] - link, 0)
    out[:, :-1] += np.maximum(along[columns[:, :-1], rows[:, :-1], chosen[:, :-1], chosen[:, 1:]] - link, 0)
    return out


def _sweep(costs: Floats, ahead: Floats, back: Floats, link: Floats, turned: bool) -> None:
    """Pass messages (h, w, L) there and back along the rows' order, or the columns' when turned; in place."""
    if turned:
        costs, ahead, back = (each.transpose(1, 0, 2) for each in (costs, ahead, back))
    count = len(costs)
    for row in range(1, count):
        ahead[row] = _pass(costs[row - 1] + ahead[row - 1], link[row - 1])
    for row in range(count - 2, -1, -1):
        back[row] = _pass(costs[row + 1] + back[row + 1], link[row])


def _link(copies: Floats, link: float) -> Floats:
    """What labels a and b cost (h − 1, w, L, L) at a place and the next one below it, for copies (h, w, L, 3).

    It is the same the other way round, since both copies are compared at both places.
    """
    squares = np.einsum("hwlc,hwlc->hwl", copies, copies)
    apart = squares[..., :, None] + squares[..., None, :] - 2 * copies @ copies.transpose(0, 1, 3, 2)
    out = np.maximum(apart[:-1], 0) + np.maximum(apart[1:], 0) + link
    diagonal = np.arange(copies.shape[2])
    out[..., diagonal, diagonal] = 0
    return np.asarray(out, np.float32)


def _pass(inner: Floats, link: Floats) -> Floats:
    """The message (n, L) of places whose beliefs are `inner` (n, L) over symmetric links (n, L, L)."""
    best = (inner[:, None, :] + link).min(-1)
    return np.asarray(best - best.min(-1, keepdims=True), np.float32)


__all__ = ["NEVER", "label"]
