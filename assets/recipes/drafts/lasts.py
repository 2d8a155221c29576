"""Lasts: the measures of shoes, and which of them a shop might have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Shoe:
    """A shoe's measures in centimetres."""

    style: str
    """sneaker, high-top, boot, chelsea, pump, loafer, ballerina, slipper."""
    long: float = 28.0
    high: float = 10.0
    """Height of the back's upper edge, or of the shaft."""
    sole: float = 3.0
    heel: float = 0.0
    toe: float = 0.5
    """How round the toe is: 0 pointed, 1 round."""
    contrast: bool = True
    laces: int = 5
    trim: str = ""
    """bow, strap, tassel or penny, for shoes seen from above."""
    seed: int = 0


def draw_shoe(rng: np.random.Generator) -> Shoe:
    """Measures of a shoe that a shop might have."""
    style = str(
        rng.choice(
            [
                "sneaker",
                "sneaker",
                "sneaker",
                "high-top",
                "boot",
                "chelsea",
                "pump",
                "pump",
                "loafer",
                "loafer",
                "ballerina",
                "ballerina",
            ]
        )
    )
    high = {"sneaker": (9.2, 11.2), "high-top": (14, 16.5), "boot": (17, 21), "chelsea": (15.5, 18), "pump": (7, 9)}
    sole = {
        "sneaker": (2.4, 3.8),
        "high-top": (2.4, 3.2),
        "boot": (2.4, 3.6),
        "chelsea": (1.6, 3.0),
        "pump": (0.5, 0.9),
    }
    heel = {"boot": (1.0, 2.6), "chelsea": (0.8, 2.4), "pump": (4.5, 9.5)}
    trims = {"loafer": ["penny", "tassel", ""], "ballerina": ["bow", "bow", "strap", ""]}
    return Shoe(
        style=style, long=rng.uniform(26.5, 30), high=rng.uniform(*high.get(style, (7, 8))),
        sole=rng.uniform(*sole.get(style, (0.6, 0.9))), heel=rng.uniform(*heel.get(style, (0, 0))),
        toe=rng.uniform(0.55, 1.0) if style in ("ballerina", "loafer") else rng.uniform(0.2, 0.9),
        contrast=bool(style in ("sneaker", "high-top") or rng.random() < 0.3), laces=int(rng.integers(4, 7)),
        trim=str(rng.choice(trims.get(style, [""]))), seed=int(rng.integers(2**31)),
    )  # fmt: skip
