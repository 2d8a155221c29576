"""How well landmarks are found: by the outline's geometry, by the network, and as the dresser uses them, told by both.

    python -m models.training.evaluate --data DIR --work work --only landmarks

On held-out drafts (`work/landmark_drafts.npz`), thrown down messily, and on held-out photos of people's own garments
whose landmarks were marked by eye (`truth/landmarks.json`), cut out by our masker.  A landmark is found when it is no
farther off than REACH of the garment's longest side; one that is not given is not found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.backends.compact_masker import CompactMasker
from models.backends.garment_landmarks import GarmentLandmarks
from models.canvas import CANVAS_PX, MARGIN, centre
from models.training.dataset import read_photos, read_rgb
from models.training.evaluators.desk import Desk
from models.training.landmarks.dolls import Dolls
from models.training.metrics.intervals import bootstrap, paired_difference
from models.training.truth import FOLDER
from models.tryon.limbs import Build, find_build
from models.tryon.spots import SPOTS
from models.tryon.told import find_told_build, keep_sure
from models.types import Job, MaskRequest

Bytes = NDArray[np.uint8]
Spots = dict[str, tuple[float, float]]
Case = tuple[Bytes, str, Spots, str]
"""A cut-out (256, 256, 4), its kind, where its landmarks are, and whom it belongs to."""
CUT = ("neck", "shoulder", "pit", "cuff", "crotch")
"""What garments are cut by; hems and waists are figures of their own."""
REACH = 0.06
DRAFTS = 300
LONGEST_PX = CANVAS_PX * (1 - 2 * MARGIN)
TRUTH = FOLDER / "landmarks.json"


def evaluate(desk: Desk) -> dict[str, Any]:
    """Shares of landmarks found, of garments whose armholes are right, and by how much both beat geometry.

    Raises FileNotFoundError without drafts or photos.
    """
    net = GarmentLandmarks(desk.weights / "landmarks")
    methods: dict[str, Callable[[Bytes, str], Spots]] = {
        "geometry": lambda rgba, kind: spots_of(find_build(rgba[..., 3] > 127, kind), rgba, kind),
        "network": lambda rgba, kind: dict(keep_sure(*net.find(rgba, kind))),
        "dresser": lambda rgba, kind: spots_of(
            find_told_build(rgba[..., 3] > 127, kind, keep_sure(*net.find(rgba, kind))), rgba, kind
        ),
    }
    out: dict[str, Any] = {}
    for name, cases in (("photos", _photos(desk)), ("drafts", _drafts(desk))):
        scores: dict[str, list[dict[str, float]]] = {method: [] for method in methods}
        owners, shown = list[str](), list[Bytes]()
        for rgba, kind, truth, owner in cases:
            owners.append(owner)
            found = {method: find(rgba, kind) for method, find in methods.items()}
            for method in methods:
                scores[method].append(score(found[method], truth))
            shown.append(_draw(rgba, truth, found["geometry"], found["dresser"]))
        desk.sheet(f"landmarks-{name}", shown, 10, 256)
        out[f"{name}"] = len(owners)
        for method in methods:
            every = [each["found"] for each in scores[method]]
            out |= {k: round(v, 4) for k, v in bootstrap(every, owners).named(f"{name}_found_{method}").items()}
            edges = [each["edges"] for each in scores[method] if np.isfinite(each["edges"])]
            if method != "dresser":  # it takes hems and waists from the outline
                out[f"{name}_edges_{method}"] = round(float(np.mean(edges)), 4)
            pits = [each["pits"] for each in scores[method] if np.isfinite(each["pits"])]
            out[f"{name}_armholes_{method}"] = round(float(np.mean(pits)), 4)
            out[f"{name}_error_{method}"] = round(float(np.nanmedian([each["error"] for each in scores[method]])), 4)
        ours, theirs = ([each["found"] for each in scores[method]] for method in ("dresser", "geometry"))
        lead = paired_difference(ours, theirs, owners).named(f"{name}_dresser_minus_geometry")
        out |= {key: round(value, 4) for key, value in lead.items()}
    return out


def score(found: Spots, truth: Spots) -> dict[str, float]:
    """The share of landmarks found, of hems and waists, whether both armholes are, and the median error of those
    given."""
    off = {
        name: float(np.hypot(*(np.array(found[name]) - at))) / LONGEST_PX if name in found else np.inf
        for name, at in truth.items()
    }
    pits = [off[name] for name in ("pit_l", "pit_r") if name in off]
    cut = [each for name, each in off.items() if name.partition("_")[0] in CUT]
    edges = [each for name, each in off.items() if name.partition("_")[0] not in CUT]
    given = [each for each in cut if np.isfinite(each)]
    return {
        "found": float(np.mean([each <= REACH for each in cut])) if cut else 1.0,
        "edges": float(np.mean([each <= REACH for each in edges])) if edges else np.nan,
        "pits": float(max(pits) <= REACH) if pits else np.nan, "error": float(np.median(given)) if given else np.nan,
    }  # fmt: skip


def spots_of(build: Build | None, rgba: Bytes, kind: str) -> Spots:
    """The landmarks that a build says, as `models.tryon.spots` names them."""
    if build is None:
        return {}
    marks, found = build.landmarks, dict[str, tuple[float, float]]()
    inside = rgba[..., 3] > 127
    sides = list(zip("lr", (-1, 1), strict=True))
    lower = bool(build.limbs) and build.limbs[0].pit == build.limbs[1].pit
    for (side, _), limb in zip(sides, build.limbs, strict=False):
        if not lower:
            found[f"shoulder_{side}"], found[f"pit_{side}"] = limb.outer, limb.pit
        reach = np.array(limb.middle) + np.array(limb.along) * limb.length
        found[f"cuff_{side}"] = float(reach[0]), float(reach[1])
    if lower:
        found["crotch"] = build.limbs[0].pit
    for side, sign in sides:
        if build.neck:
            found[f"neck_{side}"] = build.throat + sign * build.neck, build.hps
        if not build.limbs and kind not in ("Skirt", "Pants", "Shorts"):
            found[f"pit_{side}"] = marks.axis + sign * build.chest / 2, build.pit
        for name, row in (("hem", build.bottom), ("waist", marks.top)):
            there = np.flatnonzero(inside[int(np.clip(row + (4 if name == "waist" else -5), 0, CANVAS_PX - 1))])
            near = there[np.abs(there - marks.axis) < 0.75 * max(build.chest, marks.hem)]
            if len(near):
                found[f"{name}_{side}"] = float(near[0] if sign < 0 else near[-1]), row
    return found


def _photos(desk: Desk) -> Iterator[Case]:
    masker = CompactMasker(desk.weights / "masker", "cpu")
    photos = {photo.id: photo for photo in read_photos(desk.data)}
    records = json.loads(Path(TRUTH).read_text(encoding="utf-8"))
    for id, record in list(records.items())[: desk.most]:
        photo = photos[id]
        made = masker.mask(MaskRequest(image=Image.fromarray(read_rgb(photo.path))), Job())
        rgba = np.dstack([np.asarray(made.colour.convert("RGB")), np.asarray(made.alpha)])
        ys, xs = np.nonzero(rgba[..., 3] > 127)
        height, width = rgba.shape[:2]
        low, size = np.array([xs.min(), ys.min()]), np.array([np.ptp(xs), np.ptp(ys)]) + 1
        scale = LONGEST_PX / size.max()
        start = (CANVAS_PX - np.round(size * scale)) // 2
        spots = {
            name: tuple(float(v) for v in (np.array(at) * [width, height] - low) * scale + start)
            for name, at in record["spots"].items()
        }
        yield centre(rgba), record["kind"], spots, photo.sender  # type: ignore[misc]


def _drafts(desk: Desk) -> Iterator[Case]:
    path = desk.work / "landmark_drafts.npz"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. Make it with: python -m assets.recipes.landmark_drafts")
    dolls = Dolls(path, None)
    chosen = np.flatnonzero(dolls.held_out)
    for number in range(desk.count(DRAFTS)):
        index = int(chosen[number * 37 % len(chosen)])
        each = dolls.draw(index, np.random.default_rng((desk.seed, 7, number)))
        rgba = np.asarray(cv2.resize(each.rgba, (CANVAS_PX, CANVAS_PX), interpolation=cv2.INTER_LINEAR), np.uint8)
        kind = str(dolls.planes["category"][index])
        sleeved = bool(each.shown[SPOTS.index("cuff_l")] or each.shown[SPOTS.index("cuff_r")])
        spots = {
            name: (float(x * 2 + 1), float(y * 2 + 1))
            for name, (x, y), there in zip(SPOTS, each.spots, each.shown, strict=True)
            if there and (sleeved or not name.startswith("shoulder"))
        }
        yield rgba, kind, spots, str(index)


def _draw(rgba: Bytes, truth: Spots, geometry: Spots, dresser: Spots) -> Bytes:
    """The cut-out with the truth as circles, geometry as red and the dresser's as green dots."""
    alpha = rgba[..., 3:].astype(np.float32) / 255
    out = np.ascontiguousarray((rgba[..., :3] * alpha + 235 * (1 - alpha)).astype(np.uint8))
    for spots, colour, size, line in (
        (truth, (0, 0, 255), 6, 1),
        (geometry, (255, 0, 0), 3, -1),
        (dresser, (0, 170, 0), 3, -1),
    ):
        for name, (x, y) in spots.items():
            if name in truth:
                cv2.circle(out, (round(x), round(y)), size, colour, line, cv2.LINE_AA)
    return out
