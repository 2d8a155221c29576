"""Cloth gives way: it keeps its lengths, bends with reluctance, hangs, and stays outside of the body.

Position-based dynamics with all constraints projected at once (Jacobi), damped until it rests: a look is a still.

Source: Müller et al., Position Based Dynamics, VRIPHYS 2006, §3 and §4.  Differs: Jacobi in place of Gauss-Seidel, so
that a step is a few sparse products; compression resists less than stretch, so that there are folds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from models.oklab import Floats
from models.reshape_landmarks import LOWERS
from models.tryon.body import NECK, Body
from models.tryon.wrap import Cloth

STEPS, PASSES = 44, 5
PULL_M = 0.0009
"""How far a vertex falls in a step at rest."""
DAMPING = 0.82
STRETCH, SQUEEZE, BEND = 1.0, 0.35, 0.06
"""How firmly lengths resist being longer, being shorter, and triangles resist bending."""
OVER = 1.35
"""How much further than the mean of its constraints a vertex goes."""
GRIP, SLACK = 0.5, 1.03
"""How much cloth sticks to the skin it lies on, and how much farther than its length it may hang."""
MARGIN_M, SHOULDER_M = 0.005, 0.11
LAYER_M = 0.006
SEATED = 0.6
"""Cosine of the thighs' turn from which a body sits."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Skin:
    """What cloth stays outside of: points (n, 3), outward normals, for vertices `mine` of the cloth."""

    points: Floats
    normals: Floats
    mine: NDArray[np.int64]
    tree: cKDTree


def pose(cloth: Cloth, body: Body) -> Floats:
    """The cloth's points carried along from rest to the body's pose (n, 3)."""
    trunk = body.group("trunk")
    legs = body.group("legs")
    out = np.zeros_like(cloth.points)
    lower = cloth.category in LOWERS
    for number in range(3):
        mine = cloth.limb == number
        if not mine.any():
            continue
        if number and not lower:
            side = "r" if number == 1 else "l"
            allowed = body.group(f"{side}_arm")
            near = body.carry(cloth.points[mine], allowed | trunk, 10)
            out[mine] = near
        elif number:
            side = "r" if number == 1 else "l"
            out[mine] = body.carry(cloth.points[mine], body.group(f"{side}_leg") | (trunk & (body.part != NECK)), 10)
        else:
            hips = float(body.rest_joints["l_hip"][1]) - 0.06
            deep = mine & (cloth.points[:, 1] < hips) & (not lower)
            high = mine & ~deep
            out[high] = body.carry(cloth.points[high], trunk | (legs if lower else np.zeros_like(legs)), 10)
            if deep.any():
                out[deep] = _carry_skirt(cloth.points[deep], body, hips)
    return _smooth_move(cloth, out)


def _carry_skirt(points: Floats, body: Body, hips: float) -> Floats:
    """Below the hips a skirt follows the pelvis, and the legs more the lower it is and the nearer they are."""
    pelvis = body.group("trunk") & (body.rest[:, 1] < hips + 0.16)
    if is_seated(body):  # the lap carries it
        allowed = body.group("legs") | pelvis
        return body.carry(points, allowed & (body.part != NECK), 40, 1.5)
    fixed = body.carry(points, pelvis, 160, 0.5)
    legs = body.carry(points, body.group("legs") | pelvis, 200, 1.0)
    share = np.clip((hips - points[:, 1]) / 0.35, 0, 0.8)[:, None]
    return np.asarray(fixed * (1 - share) + legs * share, np.float32)


def is_seated(body: Body) -> bool:
    """Whether both thighs are turned far from how they rest."""
    turned = []
    for side in "lr":
        ways = [joints[f"{side}_knee"] - joints[f"{side}_hip"] for joints in (body.rest_joints, body.posed_joints)]
        first, second = (way / max(float(np.linalg.norm(way)), 1e-6) for way in ways)
        turned.append(float(first @ second))
    return max(turned) < SEATED


def _smooth_move(cloth: Cloth, posed: Floats, times: int = 4) -> Floats:
    """The movement from rest to pose, evened out over neighbours, so that no edge is torn."""
    i, j = cloth.edges.T
    count = len(posed)
    link = csr_matrix((np.ones(2 * len(i)), (np.r_[i, j], np.r_[j, i])), shape=(count, count))
    degree = np.maximum(np.asarray(link.sum(1)).ravel(), 1)[:, None]
    moved = posed - cloth.points
    for _ in range(times):
        moved = 0.5 * moved + 0.5 * (link @ moved) / degree
    return np.asarray(cloth.points + moved, np.float32)


def relax(
    cloth: Cloth, start: Floats, body: Body, under: tuple[tuple[Floats, Floats], ...] = (), layer: int = 0,
    steps: int = STEPS,
) -> Floats:  # fmt: skip
    """Where the cloth comes to rest (n, 3), from `start`; `under` are points and normals of the cloth worn below."""
    count, bends = len(start), _bends(cloth)
    # lengths along edges and across them are projected alike, the latter softly
    i, j = (np.r_[edge, bend] for edge, bend in zip(cloth.edges.T, bends[:2], strict=True))
    lengths = np.r_[cloth.lengths, bends[2]].astype(np.float64)
    soft = np.arange(len(i)) >= len(cloth.edges)
    longer, shorter = np.where(soft, BEND, STRETCH) * -0.5, np.where(soft, BEND, SQUEEZE) * -0.5
    which = np.arange(len(i))
    spread = csr_matrix((np.repeat([-1.0, 1.0], len(i)), (np.r_[i, j], np.r_[which, which])), shape=(count, len(i)))
    touched = np.bincount(np.r_[i, j], np.tile(np.where(soft, BEND, 1.0), 2), count)
    loose = (1 - 0.97 * cloth.held)[:, None]
    weight = (OVER / np.maximum(touched, 1))[:, None] * loose
    skins = _skins(cloth, body, under)
    x, before = start.astype(np.float64), start.astype(np.float64)
    anchor, hang = _tethers(cloth)
    for step in range(steps):
        slow = DAMPING if step < steps * 0.6 else 0.6
        x, before = x + (x - before) * slow * loose, x
        x[:, 1] -= PULL_M * loose[:, 0]
        if step % 4 == 0:
            near = [skin.tree.query(x[skin.mine], k=3)[1] for skin in skins]
        for _ in range(PASSES):
            way = x.take(j, 0) - x.take(i, 0)
            now = np.sqrt(np.einsum("nk,nk->n", way, way)) + 1e-9
            over = (now - lengths) / now
            way *= (np.where(over > 0, longer, shorter) * over)[:, None]
            x = x + (spread @ way) * weight
        way = x - x[anchor]
        far = np.sqrt((way * way).sum(1))
        tight = np.minimum(1, hang * SLACK / np.maximum(far, 1e-9))
        x = x[anchor] + way * tight[:, None]
        for skin, which in zip(skins, near, strict=True):
            _stay_out(x, before, skin, which, MARGIN_M + LAYER_M * layer)
    return x.astype(np.float32)


def _stay_out(
    x: NDArray[np.float64], before: NDArray[np.float64], skin: _Skin, which: NDArray[np.int64], margin: float
) -> None:
    """Vertices that are inside of the skin, or too near, come out, and stick a little."""
    spot = x[skin.mine]
    points, normals = skin.points[which], skin.normals[which]
    away = ((spot[:, None] - points) * normals).sum(2).mean(1)
    normal = normals.mean(1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    deep = margin - away
    hit = (deep > 0) & (deep < 0.12)
    ids = skin.mine[hit]
    x[ids] += normal[hit] * deep[hit, None]
    slid = x[ids] - before[ids]
    slid -= (slid * normal[hit]).sum(1, keepdims=True) * normal[hit]
    x[ids] -= GRIP * slid


def _skins(cloth: Cloth, body: Body, under: tuple[tuple[Floats, Floats], ...]) -> list[_Skin]:
    """For each part of the garment what it lies on: the trunk for the body, an arm for its sleeve."""
    found = []
    lower = cloth.category in LOWERS
    for number in range(3):
        mine = np.flatnonzero(cloth.limb == number)
        if not len(mine):
            continue
        side = "r" if number == 1 else "l"
        if number and not lower:
            allowed = body.group(f"{side}_arm") | (body.group("trunk") & (body.part != NECK))
        elif number:
            allowed = body.group(f"{side}_leg") | (body.group("trunk") & (body.part != NECK))
        else:
            allowed = body.group("trunk") | (body.group("legs") & ~_is_inner(body))
            if (cloth.limb > 0).any():
                allowed = allowed | shoulders(body)
        points, normals = body.posed[allowed], body.normals_posed[allowed]
        for each in under:
            points, normals = np.concatenate([points, each[0]]), np.concatenate([normals, each[1]])
        found.append(_Skin(points=points, normals=normals, mine=mine, tree=cKDTree(points)))
    return found


def _is_inner(body: Body) -> NDArray[np.bool_]:
    """The legs' inner sides (V,): what hangs before both legs does not fall between them."""
    return np.asarray(body.normals_rest[:, 0] * np.sign(body.rest[:, 0]) < -0.25, bool)


def smooth(cloth: Cloth, points: Floats, times: int = 4) -> Floats:
    """The points (n, 3) without the mesh's own unevenness; folds wider than a few triangles stay.

    Source: Taubin, A Signal Processing Approach to Fair Surface Design, SIGGRAPH 1995.
    """
    i, j = cloth.edges.T
    count = len(points)
    link = csr_matrix((np.ones(2 * len(i)), (np.r_[i, j], np.r_[j, i])), shape=(count, count))
    degree = np.maximum(np.asarray(link.sum(1)).ravel(), 1)[:, None]
    inner = (cloth.rim == 0)[:, None]
    out = points.astype(np.float64)
    for _ in range(times):
        for amount in (0.5, -0.52):
            out = out + amount * ((link @ out) / degree - out) * np.where(inner, 1.0, 0.0)
    # a free edge is evened out along itself, or it would creep inwards
    edge = cloth.rim > 0
    pair = edge[i] & edge[j] & cloth.border
    i, j = i[pair], j[pair]
    link = csr_matrix((np.ones(2 * len(i)), (np.r_[i, j], np.r_[j, i])), shape=(count, count))
    degree = np.asarray(link.sum(1)).ravel()[:, None]
    for _ in range(times):
        for amount in (0.5, -0.52):
            out = out + np.where(degree == 2, amount * ((link @ out) / np.maximum(degree, 1) - out), 0)
    return out.astype(np.float32)


def shoulders(body: Body) -> NDArray[np.bool_]:
    """The arms' ends that a garment's body lies on (V,)."""
    found = np.zeros(len(body.rest), bool)
    for side in "lr":
        near = np.linalg.norm(body.rest - body.rest_joints[f"{side}_shoulder"], axis=1) < SHOULDER_M
        found |= near & body.group(f"{side}_arm")
    return found


def _tethers(cloth: Cloth) -> tuple[NDArray[np.int64], Floats]:
    """For each vertex the nearest one that the garment hangs from, and how far that is when flat, m.

    Source: Kim, Chentanez, Müller, Long Range Attachments, SCA 2012: no vertex hangs farther than its cloth is long.
    """
    flat = cloth.metric
    anchors = np.flatnonzero(cloth.anchor)
    away, which = cKDTree(flat[anchors]).query(flat)
    return anchors[which], away.astype(np.float32)


def _bends(cloth: Cloth) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """The corners across each edge, and how far apart they are when flat, m."""
    faces = cloth.faces
    count = len(cloth.points)
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).astype(np.int64)
    opposite = np.concatenate([faces[:, 2], faces[:, 0], faces[:, 1]])
    keys = np.sort(edges, axis=1) @ np.array([count, 1])
    order = np.argsort(keys, kind="stable")
    same = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    a, b = opposite[order][same], opposite[order][same + 1]
    flat = cloth.metric
    rest = np.linalg.norm(flat[a] - flat[b], axis=1)
    seam = edges[order][same]
    middle = (flat[seam[:, 0]] + flat[seam[:, 1]]) / 2
    unfolded = np.linalg.norm(flat[a] - middle, axis=1) + np.linalg.norm(flat[b] - middle, axis=1)
    across = cloth.back[order[same] % len(faces)] != cloth.back[order[same + 1] % len(faces)]
    rest = np.where(across, unfolded, rest)  # a seam lies flat as well as the cloth beside it
    keep = rest > 1e-4
    return a[keep], b[keep], rest[keep].astype(np.float32)
