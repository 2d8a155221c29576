"""Real logs of a fashion shop: the small Open Bandit Dataset, with a uniform and a Thompson policy side by side.

Data: Saito, Aihara, Matsutani & Narita, "Open Bandit Dataset and Pipeline", arXiv 2008.07146 (ZOZOTOWN; CC BY 4.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.bandits.off_policy import Log
from models.errors import InputError

COLUMNS = ("item_id", "position", "click", "propensity_score")


@dataclass(frozen=True, kw_only=True)
class PlacedLog:
    """A log and the place on the page (N,) of each row."""

    log: Log
    position: NDArray[np.int64]


def read_log(path: Path) -> PlacedLog:
    """One file of the dataset.  Raises InputError when it is none."""
    try:
        table = pl.read_csv(path, columns=list(COLUMNS))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{path.name} is no log of the Open Bandit Dataset.", "Choose its folder.") from error
    columns = {name: table.get_column(name).to_numpy() for name in COLUMNS}
    log = Log(
        action=columns["item_id"].astype(np.int64),
        propensity=columns["propensity_score"].astype(np.float64),
        reward=columns["click"].astype(np.float64),
    )
    return PlacedLog(log=log, position=columns["position"].astype(np.int64))


def read_policy(logged: PlacedLog, actions: int, positions: NDArray[np.int64]) -> NDArray[np.float64]:
    """What a policy without contexts does, read off its own log: probabilities (n, actions) at `positions` (n,).

    The mean of the propensities that it wrote down for an action at a place; an action that it never showed there gets
    the smallest that it wrote.
    """
    out = np.zeros((len(positions), actions))
    for place in np.unique(positions):
        there = logged.position == place
        action, propensity = logged.log.action[there], logged.log.propensity[there]
        count = np.bincount(action, minlength=actions)
        mean = np.bincount(action, propensity, actions) / np.maximum(count, 1)
        table = np.where(count > 0, mean, propensity.min())
        out[positions == place] = table / table.sum()
    return out
