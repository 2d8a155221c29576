"""What cloth can be woven, knitted, sewn or tanned as; `models/surfaces.py` makes it."""

from __future__ import annotations

from typing import Literal, get_args

SurfaceName = Literal[
    "denim", "rib knit", "chunky knit", "cable knit", "corduroy", "leather", "satin", "linen", "tweed", "fleece",
    "quilted", "lace",
]  # fmt: skip
SURFACES: tuple[SurfaceName, ...] = get_args(SurfaceName)
LINED: frozenset[str] = frozenset({"lace"})
"""Surfaces with holes: the second colour lies behind them, as a lining."""
