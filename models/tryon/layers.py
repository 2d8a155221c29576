"""Garments on a body, one over the other: what of each can be seen at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.oklab import Floats
from models.reshape_landmarks import UPPERS
from models.tryon.cut import WAISTED
from models.tryon.wrap import Cloth

TUCKED_M = 0.05
"""How far below a waistband what is tucked into it ends."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Worn:
    """A garment on the body as it came to rest: its mesh, where its points are (n, 3), and where one looks through its
    front, `hole` (S, S) 0..1 on the canvas, None nowhere; `note` says what is doubtful about it."""

    cloth: Cloth
    points: Floats
    hole: Floats | None = None
    note: str = ""

    @property
    def sleeve_m(self) -> float:
        """How long its longest sleeve or leg is, m; 0 where it has none."""
        metric = self.cloth.metric
        limbs = [metric[self.cloth.limb == number] for number in (1, 2)]
        return max((float(np.hypot(*np.ptp(limb, axis=0))) for limb in limbs if len(limb)), default=0.0)


def choose_faces(worn: Worn, over: tuple[Worn, ...]) -> NDArray[np.int64]:
    """The triangles of a garment that can be seen: no sleeves under longer ones, no tail in what it is tucked
    into."""
    cloth = worn.cloth
    # short sleeves stand off the arm, and would stick out of long ones
    covered = cloth.category in UPPERS and any(
        each.cloth.category in UPPERS and each.sleeve_m > worn.sleeve_m > 0 for each in over
    )
    trunk = cloth.limb[cloth.faces] == 0
    keep = trunk.any(1) if covered else np.ones(len(cloth.faces), bool)
    for each in over:
        if each.cloth.category in WAISTED and cloth.category in UPPERS:
            waist = float(each.points[each.cloth.anchor, 1].min()) - TUCKED_M  # bellies push it down in front
            keep &= ~trunk.all(1) | (worn.points[cloth.faces, 1].max(1) > waist)
    return np.flatnonzero(keep)
