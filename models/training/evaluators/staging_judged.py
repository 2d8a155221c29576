"""What a judge that was taught our sets sees in filled plates: KID and FID to clean parts of the same held-out sets.

Every way fills the same gaps; what is compared are two parts of each picture, the whole gap made 256 px and the 256 px
in its middle, in the components of `assets/weights/set_judge`.  The clean side is as many parts of the same sets, each
cut a little beside, as they are for another product: `*_clean` is what untouched plates score against it, the zero of
the scale.  `*_blurred` and `*_smooth` are planted: the gap blurred by 4 px, and filled with its rim's mean colour.

Intervals come from random halves of the sets, not of the pictures: pictures of one set resemble each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from models.nets.judge import SetJudgeNet
from models.training.evaluators.desk import Desk
from models.training.metrics.intervals import Interval
from models.training.metrics.kid import fid, kid_paired
from models.training.staging.judge import VIEW_PX, load_set_judge, read_features

if TYPE_CHECKING:
    from models.training.evaluators.staging import Case

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
BESIDE = 0.12
"""How far the clean side's parts lie beside the gap at most, of their own side."""
AIR = 1.25
"""Side of a part over that of its gap."""
ROUNDS = 200


def judge_likeness(desk: Desk, cases: list[Case], made: dict[str, list[Bytes]], groups: list[str]) -> dict[str, float]:
    """`kid_*` and `fid_*` of every way (equal N), and `kid_scenes_minus_*`.

    Raises BackendUnavailableError when the judge's weights are not there.
    """
    net = load_set_judge(desk.weights / "set_judge")
    rng = np.random.default_rng(desk.seed + 12)
    clean = [case.clean for case in cases]
    shown = {**made, "clean": clean}
    shown |= {"blurred": [_blurred(case) for case in cases], "smooth": [_smooth(case) for case in cases]}
    wholes = (True, False)
    windows = [_window(case.gap, np.zeros(2), whole) for whole in wholes for case in cases]
    beside = [_window(case.gap, rng.uniform(-BESIDE, BESIDE, 2), whole) for whole in wholes for case in cases]
    groups = groups * len(wholes)
    real = _read(net, [case.other for case in cases] * len(wholes), beside)
    found = {name: _read(net, pictures * len(wholes), windows) for name, pictures in shown.items()}
    out: dict[str, float] = {}
    for name, other in found.items():
        out |= by_sets(lambda rows, x=other: kid_paired(real[rows], x[rows]), groups).named(f"kid_{name}")  # type: ignore[misc]
        out[f"fid_{name}"] = fid(real, other)
        if name != "scenes":
            out |= by_sets(_lead(real, found["scenes"], other), groups).named(f"kid_scenes_minus_{name}")
    out |= by_sets(_lead(real, found["blurred"], found["clean"]), groups).named("kid_blurred_minus_clean")
    if {"boundary", "no_boundary"} <= set(found):
        lead = by_sets(_lead(real, found["boundary"], found["no_boundary"]), groups)
        out |= lead.named("kid_boundary_minus_no_boundary")
    return {"kid_n": len(groups)} | {key: round(float(value), 4) for key, value in out.items()}


def by_sets(statistic: Callable[[NDArray[np.int_]], float], groups: list[str]) -> Interval:
    """A statistic of pictures' rows, with the delete-half jackknife interval over whole groups.

    Source: Shao and Wu, "A general theory for jackknife variance estimation", 1989.  Raises ValueError for fewer than
    four groups.
    """
    keys = np.unique(np.asarray(groups), return_inverse=True)[1]
    count = int(keys.max()) + 1
    if count < 4:
        raise ValueError("half of the sets have to be two at least")
    rng = np.random.default_rng(0)
    value = statistic(np.arange(len(keys)))
    chosen = [rng.permutation(count)[: count // 2] for _ in range(ROUNDS)]
    halves = np.array([statistic(np.flatnonzero(np.isin(keys, each))) for each in chosen])
    low, high = np.quantile(halves - halves.mean(), [0.025, 0.975])
    return Interval(value=value, low=float(value + low), high=float(value + high))


def _lead(real: Floats, ours: Floats, theirs: Floats) -> Callable[[NDArray[np.int_]], float]:
    return lambda rows: kid_paired(real[rows], ours[rows]) - kid_paired(real[rows], theirs[rows])


def _window(gap: NDArray[np.bool_], beside: Floats, whole: bool = True) -> tuple[slice, slice]:
    """A square round a `whole` gap (h, w), or as large as the judge's view, `beside` it by so much of its side."""
    rows, columns = np.nonzero(gap.any(1))[0], np.nonzero(gap.any(0))[0]
    wanted = round(AIR * (max(np.ptp(rows), np.ptp(columns)) + 1)) if whole else VIEW_PX
    side = min(max(VIEW_PX, wanted), *gap.shape)
    found = []
    for places, length, off in zip((rows, columns), gap.shape, beside, strict=True):
        start = round((places[0] + places[-1] + 1 - side) / 2 + off * side)
        start = min(max(0, start), length - side)
        found.append(slice(start, start + side))
    return found[0], found[1]


def _read(net: SetJudgeNet, pictures: list[Bytes], windows: list[tuple[slice, slice]]) -> Floats:
    """The components (N, 64) of the windows of pictures, made 256 px."""
    size = (VIEW_PX, VIEW_PX)
    views = [cv2.resize(p[at], size, interpolation=cv2.INTER_AREA) for p, at in zip(pictures, windows, strict=True)]
    return np.asarray(net.components(read_features(net, np.stack(views))).numpy(), np.float64)


def _blurred(case: Case) -> Bytes:
    out = case.clean.copy()
    out[case.gap] = cv2.GaussianBlur(case.clean, (0, 0), 4)[case.gap]
    return out


def _smooth(case: Case) -> Bytes:
    out = case.clean.copy()
    rim = cv2.dilate(np.asarray(case.gap, np.uint8), np.ones((15, 15), np.uint8)) > case.gap
    out[case.gap] = case.clean[rim].mean(0)
    return out
