"""Grounds that go on, judged: held-out garments are taken off boards, tiles, bricks, checks, stripes and slats.

`patterned_gap_error_*`: mean absolute difference from the clean ground (0..255) in the gap, with intervals over the
grounds; `patterned_edges_*`: the same of how strong its edges are, which a blurred gap fails; `patterned_continued`:
the share of gaps for which the ground was carried on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.staging.removing import RemoveRequest
from models.training.evaluators.desk import Desk
from models.training.metrics.intervals import bootstrap
from models.training.staging.patterned import KINDS, draw
from models.types import Job

if TYPE_CHECKING:
    from models.protocols import Remover

Bytes = NDArray[np.uint8]
SIDE_PX, A_KIND = 560, 4
RIVALS = ("scenes", "painted", "telea")


def judge_patterned(desk: Desk, removers: dict[str, Remover]) -> dict[str, Any]:
    """The figures; see the module."""
    alphas = desk.cutouts().side("held_out").rgba[..., 3]
    rng = np.random.default_rng(desk.seed + 13)
    errors: dict[str, list[float]] = {name: [] for name in RIVALS}
    edges: dict[str, list[float]] = {name: [] for name in RIVALS}
    groups, pictures, continued = [], [], 0
    for kind in KINDS:
        for seed in range(desk.count(A_KIND)):
            clean = draw(kind, SIDE_PX, 100 + seed)
            gap = place_gap(alphas[int(rng.integers(len(alphas)))], rng)
            photo = clean.copy()
            photo[gap] = 90
            request = RemoveRequest(image=Image.fromarray(photo), gap=Image.fromarray(np.asarray(gap * 255, np.uint8)))
            groups.append(f"{kind}-{seed}")
            pictures.append(photo)
            for name in RIVALS:
                result = removers[name].remove(request, Job())
                made = np.asarray(result.image)
                continued += name == "scenes" and result.way == "continued"
                errors[name].append(float(np.abs(made[gap].astype(np.int16) - clean[gap]).mean()))
                edges[name].append(float(np.abs(_edges(made) - _edges(clean))[gap].mean()))
                pictures.append(made)
            pictures.append(clean)
    desk.sheet("staging_patterned", pictures, len(RIVALS) + 2, 256)
    out: dict[str, Any] = {"patterned_n": len(groups), "patterned_continued": round(continued / len(groups), 3)}
    for title, found in (("gap_error", errors), ("edges", edges)):
        arrays = {name: np.array(values) for name, values in found.items()}
        for name, values in arrays.items():
            named = bootstrap(values, groups).named(f"patterned_{title}_{name}")
            if name != "scenes":
                named |= bootstrap(arrays["scenes"] - values, groups).named(f"patterned_{title}_scenes_minus_{name}")
            out |= {key: round(float(value), 3) for key, value in named.items()}
    return out


def place_gap(alpha: Bytes, rng: np.random.Generator) -> NDArray[np.bool_]:
    """A garment's outline (256, 256) with some ground round it, somewhere on the ground (side, side)."""
    side = SIDE_PX * rng.uniform(0.4, 0.65)
    small = cv2.resize(alpha, (round(side), round(side)), interpolation=cv2.INTER_AREA)
    y, x = rng.integers(0, SIDE_PX - len(small) + 1, 2)
    gap = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    gap[y : y + len(small), x : x + len(small)] = small > 60
    return np.asarray(cv2.dilate(gap, np.ones((9, 9), np.uint8)) > 0)


def _edges(rgb: Bytes) -> NDArray[np.float32]:
    """How strong edges are (h, w), a little blurred: where exactly they lie counts less than that they are there."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    strong = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)) / 4
    return np.asarray(cv2.GaussianBlur(strong, (0, 0), 6), np.float32)
