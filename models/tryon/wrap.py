"""A garment's panels wrapped round a body at rest, in its size, and carried to the body's pose.

A tailor's order: the garment is graded to the body (its chest, or its waist and hips, get the ease that its kind has),
hung from the shoulders or the waist, its body laid round the girths, its sleeves round the arms, its legs round the
legs.  A flat picture is half a girth wide, so the wrapped garment keeps its own looseness, length and flare.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.errors import InputError
from models.oklab import Floats
from models.reshape_landmarks import LOWERS, UPPERS
from models.tryon.body import Body
from models.tryon.cut import Panel
from models.tryon.figure import Figure
from models.tryon.sleeves import GAP_M, fit_sleeves, lay_leg, lay_sleeve, measure_arm, shorten_sleeves

Mask = NDArray[np.bool_]
EASE = {
    "T-Shirt": 0.10, "Longsleeve": 0.10, "Shirt": 0.15, "Blouse": 0.13, "Top": 0.05, "Undershirt": 0.03, "Polo": 0.10,
    "Hoodie": 0.22, "Blazer": 0.15, "Outwear": 0.26, "Dress": 0.07, "Body": 0.0, "Pants": 0.06, "Shorts": 0.09,
    "Skirt": 0.03,
}  # fmt: skip
"""How much wider than the body a garment of a kind is."""
BUST_M, ARMPIT_M = 0.15, 0.10
"""How far below the shoulder joint the bust and the armpits are, on a body whose shoulder is 1.3 m high."""
SHORT = frozenset({"T-Shirt", "Longsleeve", "Shirt", "Blouse", "Top", "Undershirt", "Polo", "Hoodie"})
"""Kinds that end at the hips."""
HOLD = 0.85
"""How firmly shoulders stay where they were put, 0..1."""
ARMHOLE = 0.34
"""How much of a quarter girth an armhole takes."""
FLOOR_M = 0.04
"""How far above the floor a hem ends at least."""
LONGEST = 2.4
"""How long sleeves can be, of the arm."""
STRAP = 0.72
"""How far out straps lie at most, of the way to the shoulder's end."""
BLEND_M = 0.025
"""Over which part of a sleeve or a leg it leaves the body's girth for the limb's."""
CHEST_SHARE = 0.7
"""How much the chest counts, against the shoulders, in a garment's size."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Cloth:
    """A garment as a mesh in metres: `points` (n, 3), `faces` (m, 3), anticlockwise seen from outside; `flat` (n, 2) in
    px of the canvas; `back` (m,) triangles of the back panel; `limb` (n,) as in `Panel`; `edges` (e, 2) with their
    `lengths`; `held` (n,) 0..1, how firmly a vertex stays where it is (waistbands, shoulders)."""

    points: Floats
    faces: NDArray[np.int32]
    flat: Floats
    back: Mask
    limb: NDArray[np.int32]
    metric: Floats
    """(n, 2) where points lie when flat, m."""
    edges: NDArray[np.int32]
    lengths: Floats
    held: Floats
    rim: NDArray[np.int32]
    """(n,) 1 on a free edge."""
    border: Mask
    """(e,) edges that only one triangle has."""
    anchor: Mask
    """(n,) what it hangs from: shoulders, waistband."""
    scale: float
    category: str


def wrap(panel: Panel, body: Body, figure: Figure, layer: int = 0) -> Cloth:
    """The garment round the body at rest; `layer` counts what is worn under it."""
    plan = _clear_floor(panel, _grade(panel, body, figure))
    _check_size(panel, body, plan)
    gap = GAP_M * (1 + layer)
    front, behind = (_lay(panel, body, figure, plan, sign, gap) for sign in (1.0, -1.0))
    count = len(panel.points)
    own = np.flatnonzero(~panel.sewn)
    twin = np.arange(count)
    twin[own] = count + np.arange(len(own))
    points = np.concatenate([front, behind[own]])
    seam = panel.sewn
    points[:count][seam] = (front[seam] + behind[seam]) / 2
    faces = np.concatenate([panel.faces, twin[panel.faces][:, ::-1]]).astype(np.int32)
    flat = np.concatenate([panel.points, panel.points[own]])
    metric = flat * np.array([plan.scale, plan.scale * plan.tall], np.float32)
    if panel.category in UPPERS:
        metric = fit_sleeves(panel, body, metric[:count], plan.scale)
        metric = np.concatenate([metric, metric[own]])
    edges = _edges(faces)
    lengths = np.linalg.norm(metric[edges[:, 0]] - metric[edges[:, 1]], axis=1)
    return Cloth(
        points=points.astype(np.float32), faces=faces, flat=flat.astype(np.float32),
        back=np.arange(len(faces)) >= len(panel.faces), limb=np.concatenate([panel.limb, panel.limb[own]]),
        metric=metric.astype(np.float32), edges=edges, lengths=lengths.astype(np.float32), held=_hold(panel, own),
        rim=np.concatenate([panel.open_, panel.open_[own]]).astype(np.int32), border=_border(faces, edges),
        anchor=_find_anchors(panel, own), scale=plan.scale, category=panel.category,
    )  # fmt: skip


def _clear_floor(panel: Panel, plan: _Plan) -> _Plan:
    """Dresses and skirts that would lie on the floor are drawn in, by two fifths at most."""
    drawn = (panel.build.bottom - plan.row) * plan.scale * plan.tall
    if panel.category not in ("Dress", "Skirt") or plan.height - drawn > FLOOR_M:
        return plan
    return replace(plan, tall=plan.tall * max((plan.height - FLOOR_M) / drawn, 0.6))


def _check_size(panel: Panel, body: Body, plan: _Plan) -> None:
    """Raises InputError when a garment would reach far below the floor, or its sleeves far beyond the hands: then what
    was taken for its parts are others, or the cut-out holds more than the garment."""
    build = panel.build
    lowest = plan.height - (build.bottom - plan.row) * plan.scale * plan.tall
    sleeves = [limb.length * plan.scale for limb in build.limbs] if panel.category in UPPERS else []
    if lowest < -0.5 * plan.height or max(sleeves, default=0.0) > LONGEST * measure_arm(body):
        raise InputError(
            "The parts of this garment cannot be made out.",
            "Check its cut-out: nothing but the garment, lying flat or hanging, sleeves beside the body.",
        )


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """Metres a px of the canvas, how much taller, and the height of the row `row`."""

    scale: float
    tall: float
    row: float
    height: float
    pit: float
    """Height of the armpits, or the crotch, m."""


def _grade(panel: Panel, body: Body, figure: Figure) -> _Plan:
    """The garment's size on this body, and where it hangs."""
    ease, build = 1 + EASE.get(panel.category, 0.1), panel.build
    size = float(body.rest_joints["neck"][1]) / 1.34
    if panel.category in UPPERS:
        shoulder = (body.rest_joints["l_shoulder"] + body.rest_joints["r_shoulder"]) / 2
        bust = max(figure.girth_at(float(shoulder[1]) - depth * size) for depth in np.linspace(0.10, 0.18, 5))
        scale = bust / 2 * ease / build.chest
        if build.limbs:
            wide = float(abs(body.rest_joints["l_shoulder"][0] - body.rest_joints["r_shoulder"][0])) + 0.055 * size
            drawn = abs(build.limbs[1].outer[0] - build.limbs[0].outer[0])
            scale = scale**CHEST_SHARE * (wide * ease**0.3 / max(drawn, 1.0)) ** (1 - CHEST_SHARE)
        at = float(figure.shoulder_at(np.array([max(build.neck * scale, 0.055 * size)]))[0][0])
        tall = 1.0
        if panel.category in SHORT:  # drawn tops are longer than worn ones: what hangs below the crotch is drawn in
            room = at - _crotch(body) + 0.02 * size
            drawn = (build.bottom - build.hps) * scale
            tall = float(np.clip((room + 0.35 * (drawn - room)) / drawn, 0.82, 1.0)) if drawn > room else 1.0
        return _Plan(scale=scale, tall=tall, row=build.hps, height=at + 0.004, pit=float(shoulder[1]) - ARMPIT_M * size)
    crotch = _crotch(body)
    waist_px = float(2 * np.median(panel.half[panel.points[:, 1] < build.landmarks.top + 8]))
    if panel.category in LOWERS:
        hips = max(figure.girth_at(crotch + up * size) for up in (0.03, 0.06, 0.09, 0.12))
        by_hips = hips / 2 * ease / build.chest
        row, height, tall = build.pit, crotch - 0.012 * size, 1.0
        rise = (build.pit - build.landmarks.top) * by_hips
        by_waist = figure.girth_at(height + rise) / 2 * 1.02 / waist_px
        scale = float(np.sqrt(by_hips * np.clip(by_waist, 0.85 * by_hips, 1.15 * by_hips)))
        waist = float(body.rest_joints["waist"][1]) + 0.03 * size
        if height + (build.pit - build.landmarks.top) * scale > waist:
            row, height = build.landmarks.top, waist
        inseam = height - float(body.rest_joints["l_ankle"][1]) + 0.01
        drawn = (build.bottom - row) * scale
        tall = float(np.clip(inseam / max(drawn, 1e-3), 0.72, 1.0)) if drawn > inseam else 1.0
        if 0.86 * inseam < drawn <= inseam and panel.category == "Pants":
            tall = inseam * 0.985 / drawn
        pit = height - (build.pit - row) * scale * tall
        return _Plan(scale=scale, tall=tall, row=row, height=height, pit=pit)
    waist = float(body.rest_joints["waist"][1]) + 0.01 * size
    scale = figure.girth_at(waist) / 2 * 1.02 / waist_px
    return _Plan(scale=scale, tall=1.0, row=build.landmarks.top, height=waist + 0.02 * size, pit=crotch)


def _crotch(body: Body) -> float:
    """The height of the crotch."""
    if "crotch" in body.rest_joints:
        return float(body.rest_joints["crotch"][1])
    trunk = body.rest[body.group("trunk") | body.group("legs")]
    middle = trunk[np.abs(trunk[:, 0]) < 0.012]
    below = middle[middle[:, 1] < float(body.rest_joints["l_hip"][1]) + 0.02]
    return float(below[:, 1].min()) if len(below) else float(body.rest_joints["l_hip"][1]) - 0.08


def _lay(panel: Panel, body: Body, figure: Figure, plan: _Plan, sign: float, gap: float) -> Floats:
    """The front (sign 1) or the back (−1) on the body at rest (n, 3)."""
    out = _lay_trunk(panel, figure, plan, sign, gap)
    legs = panel.category in LOWERS
    shorter = shorten_sleeves(panel, body, plan.scale)
    for number in range(1, len(panel.build.limbs) + 1):
        mine = panel.limb == number
        side = "r" if number == 1 else "l"  # the picture's left is the person's right
        reach = panel.reach[mine] * np.float32(plan.scale * (plan.tall if legs else shorter))
        if legs:  # both legs begin at the crotch, wherever their chords end
            limb = panel.build.limbs[number - 1]
            start = (np.array(limb.middle) - np.array(limb.pit)) @ np.array(limb.along)
            reach = reach + np.float32(start * plan.scale * plan.tall)
        if legs:
            spots = lay_leg(body, side, reach, panel.side[mine], panel.half[mine] * plan.scale, plan.pit, sign, gap)
        else:
            spots = lay_sleeve(body, side, reach, panel.side[mine], panel.half[mine] * plan.scale, sign, gap)
        share = np.clip(reach / BLEND_M, 0, 1)
        share = share * share * (3 - 2 * share)
        out[mine] = out[mine] * (1 - share)[:, None] + spots * share[:, None]
    return out


def _lay_trunk(panel: Panel, figure: Figure, plan: _Plan, sign: float, gap: float) -> Floats:
    """Round the girths, and over the shoulders."""
    x_px, y_px = panel.points.T
    height = plan.height - (y_px - plan.row) * plan.scale * plan.tall
    half = panel.half * plan.scale
    side = panel.side
    if panel.limb.any():  # vertices of limbs near the chord, seen as the body's
        middle = panel.build.throat
        side = np.where(panel.limb > 0, np.sign(x_px - middle), side).astype(np.float32)
    girth = np.interp(height, figure.levels, figure.girth).astype(np.float32)
    round_ = np.maximum(4 * half, girth)
    arc = np.where(4 * half >= girth, side * 0.25, (x_px - panel.build.throat) * plan.scale / girth)
    arc = np.where(panel.category in UPPERS and panel.category != "Body", side * 0.25, arc)
    if panel.limb.any():  # between armpit and shoulder the front ends before the side: there the sleeve begins
        arc = arc * (1.0 - ARMHOLE * np.clip((panel.build.pit - y_px) / 14, 0, 1))
    share = np.asarray(np.clip(arc, -0.25, 0.25), np.float32)
    share = share if sign > 0 else np.asarray(0.5 - share, np.float32)
    ring_x, ring_z, middle_x, middle_z = figure.on_ring(height, share)
    grow = round_ / girth
    if panel.category not in UPPERS:  # a waistband lies close, whatever is gathered into it
        close = np.clip(1.6 - (y_px - panel.build.landmarks.top) / 7, 0, 1)
        grow = grow + (1 - grow) * close
    x = middle_x + (ring_x - middle_x) * grow
    z = middle_z + (ring_z - middle_z) * grow
    away = np.maximum(np.hypot(x - middle_x, z - middle_z), 1e-6)
    x, z = x + (x - middle_x) / away * gap, z + (z - middle_z) / away * gap
    y = height.copy()
    if panel.category in UPPERS:
        x, y, z = _over_shoulders(panel, figure, plan, sign, gap, x, y, z)
    return np.stack([x, y, z], 1).astype(np.float32)


def _over_shoulders(
    panel: Panel, figure: Figure, plan: _Plan, sign: float, gap: float, x: Floats, y: Floats, z: Floats
) -> tuple[Floats, Floats, Floats]:
    """Above the armpits cloth lies flat on chest and back up to the shoulders; above those it stands round the neck."""
    lift = np.clip((y - plan.pit) / max(plan.height - plan.pit - 0.02, 0.02), 0, 1)
    lift = lift * lift * (3 - 2 * lift)
    flat_x = (panel.points[:, 0] - panel.build.throat) * plan.scale
    ends = panel.sewn & (panel.points[:, 1] < panel.build.hps + 0.3 * (panel.build.pit - panel.build.hps))
    if not panel.build.limbs and ends.any():  # straps stay on the shoulders
        flat_x = flat_x * min(1.0, STRAP * float(figure.ridge_end) / float(np.abs(flat_x[ends]).max()))
    x = (1 - lift) * x + lift * flat_x
    ridge_y, ridge_z = figure.shoulder_at(x)
    deep = figure.depth_at(x, np.minimum(y, ridge_y - 0.01), sign > 0)
    near = np.clip((ridge_y - y) / 0.05, 0, 1)  # 0 on the ridge
    skin = ridge_z + (deep - ridge_z) * np.sqrt(near) + sign * gap
    above = y > plan.pit - 0.02
    z = np.where(above, (1 - lift) * z + lift * skin, z)
    collar = y > plan.height + 0.012
    # a collar or a hood stands where it was drawn: its back behind the neck, its front beside it
    neck_z = float(figure.ridge_z[0])
    widest = max(float(np.abs(flat_x[collar]).max()) if collar.any() else 0.0, 0.06) + 0.01
    reach = np.sqrt(np.clip(1 - (flat_x / widest) ** 2, 0.02, 1))
    z = np.where(collar, neck_z + (0.06 if sign > 0 else -0.09) * reach, z)
    y = np.where(collar, y, np.minimum(y, ridge_y + gap))
    return x.astype(np.float32), y.astype(np.float32), z.astype(np.float32)


def _hold(panel: Panel, own: NDArray[np.int64]) -> Floats:
    """Waistbands of trousers and skirts are held, shoulders a little less."""
    held = HOLD * _find_anchors(panel, own)[: len(panel.points)].astype(np.float32)
    if panel.category not in UPPERS:
        top = panel.build.landmarks.top
        held = np.clip(1 - (panel.points[:, 1] - top - 3) / 5, 0, 1).astype(np.float32) * (panel.limb == 0)
    return np.asarray(np.concatenate([held, held[own]]), np.float32)


def _find_anchors(panel: Panel, own: NDArray[np.int64]) -> Mask:
    """The shoulders' seams, or the waistband."""
    build, (x, y) = panel.build, panel.points.T
    if panel.category in UPPERS:
        found = (
            panel.sewn
            & (y < build.hps + 0.6 * (build.pit - build.hps))
            & (np.abs(x - build.throat) < 0.5 * build.chest)
        )
    else:
        found = (y < build.landmarks.top + 5) & (panel.limb == 0)
    if not found.any():
        found = y < np.quantile(y, 0.03)
    return np.concatenate([found, found[own]])


def _border(faces: NDArray[np.int32], edges: NDArray[np.int32]) -> Mask:
    """Which edges (e, 2) only one triangle has (e,)."""
    every = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1).astype(np.int64)
    keys, count = np.unique(every[:, 0] << 32 | every[:, 1], return_counts=True)
    own = edges[:, 0].astype(np.int64) << 32 | edges[:, 1]
    return np.asarray(count[np.searchsorted(keys, own)] == 1, bool)


def _edges(faces: NDArray[np.int32]) -> NDArray[np.int32]:
    """The edges (e, 2) of triangles, each once."""
    every = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    return np.unique(every, axis=0).astype(np.int32)
