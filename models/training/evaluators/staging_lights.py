"""The lamp that is read off a photo, judged on products that Cycles rendered into sets whose lamps are known.

Read as the app reads it: the product and its shadow are painted over, the remover empties the picture, the masker
finds the product.  `light_angle_read`: the angle (degrees) between the lamp that is used and the set's strongest lamp,
median; `light_angle_default`: the same of the fixed lamp; `light_side_*`: the share of lamps on the right side;
`light_told`: the share of pictures that tell a lamp at all, the others are lit as by default.  Pictures:
`assets/recipes/render_scenes.py --pairs 1`; without them these are not reported.

`light_plates_*`: the same on every shipped set, with a homeware whose shadow our own stager threw, its outline and the
clean plate given: what can be told at best.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.backends.compact_masker import CompactMasker
from models.backends.compact_remover import CompactRemover
from models.backends.compact_scenes import CompactScenes
from models.backends.photo_scenes import LAMPS
from models.errors import InputError
from models.staging.lamplight import Found, find_lamp
from models.staging.removing import RemoveRequest, find_window
from models.staging.requests import StageRequest, Support
from models.staging.scenes import Sets
from models.training.evaluators.desk import Desk
from models.training.metrics.intervals import bootstrap
from models.types import Job, MaskRequest

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
ASSETS = Path(__file__).parents[3] / "assets"
WARES, PLATE_PX, SHADOW = 12, 400, 3
"""Homewares that throw shadows, the side of a staged plate, and from how many grey levels on a shadow is seen."""


def judge_lights(desk: Desk) -> dict[str, Any]:
    """The figures; see the module."""
    remover = CompactRemover(desk.weights / "inpainter", "cpu")
    masker = CompactMasker(desk.weights / "masker", "cpu")
    sets = Sets()
    read, default, sides, told, groups = [], [], [], 0, []
    for path in sorted((desk.work / "pairs").glob("*-0.hero.png")):
        scene = sets.find(path.name.removesuffix("-0.hero.png"))
        if scene is None:
            continue
        hero, clean = (
            np.asarray(Image.open(path.with_name(path.name.replace("hero", each))).convert("RGB"))
            for each in ("hero", "clean")
        )
        gap = mark(hero, clean)
        if not 0.001 < gap.mean() < 0.8:
            continue
        empty = remover.remove(
            RemoveRequest(image=Image.fromarray(hero), gap=Image.fromarray(np.asarray(gap * 255, np.uint8))), Job()
        ).image
        found = read_lamp(masker, hero, np.asarray(empty), gap, scene.support)
        truth = max(scene.lamps, key=lambda lamp: lamp.share).towards
        usual = LAMPS[cast(Support, scene.support)].towards
        used = found.lamp.towards if found else usual
        told += found is not None
        read.append(_angle(used, truth))
        default.append(_angle(usual, truth))
        sides.append((used[0] * truth[0] > 0, usual[0] * truth[0] > 0))
        groups.append(scene.id)
    if not groups:
        return {}
    one, other = np.array(read), np.array(default)
    out = {
        "light_n": len(groups), "light_told": told / len(groups), "light_angle_read": float(np.median(one)),
        "light_angle_default": float(np.median(other)), "light_side_read": float(np.mean([a for a, _ in sides])),
        "light_side_default": float(np.mean([b for _, b in sides])),
    }  # fmt: skip
    named = bootstrap(one - other, groups).named("light_angle_read_minus_default")
    return {key: round(float(value), 3) for key, value in (out | named).items()}


def read_lamp(masker: CompactMasker, hero: Bytes, empty: Bytes, gap: Mask, support: Support) -> Found | None:
    """The lamp as `models.emptier` reads it: the masker looks at the marked part, with some ground round it."""
    window = find_window(gap, 0.35)
    part, without = (np.ascontiguousarray(each[window]) for each in (hero, empty))
    hole = np.ascontiguousarray(gap[window])
    try:
        result = masker.mask(MaskRequest(image=Image.fromarray(part)), Job())
    except InputError:
        return None
    alpha = np.asarray(result.alpha, np.float32) / 255
    return find_lamp(part, without, np.asarray(alpha * hole, np.float32), hole, support)


def judge_plates() -> dict[str, Any]:
    """The figures on shipped sets with shadows of our own; see the module."""
    stager, wares = CompactScenes(), sorted((ASSETS / "samples" / "wares").glob("*.webp"))[:WARES]
    read, default, sides, told = [], [], [], 0
    for number, scene in enumerate(stager.sets.scenes):
        request = StageRequest(
            image=Image.open(wares[5 * number % len(wares)]).convert("RGBA"), width_px=PLATE_PX, height_px=PLATE_PX,
            scene=scene.id, layers=True, kind="thing" if scene.support == "stand" else "T-Shirt",
        )  # fmt: skip
        layers = stager.stage(request, Job()).layers
        assert layers is not None  # noqa: S101  they were asked for
        clean, shaded, product = (np.asarray(each) for each in (layers.clean, layers.shaded, layers.product))
        alpha = product[..., 3:] / np.float32(255)
        photo = np.asarray(np.round(product[..., :3] * alpha + shaded * (1 - alpha)), np.uint8)
        dark = np.abs(shaded.astype(np.int16) - clean).max(2) >= SHADOW
        covered = np.asarray((product[..., 3] > 12) | dark, np.uint8)
        gap = np.asarray(cv2.dilate(covered, np.ones((7, 7), np.uint8)) > 0)
        found = find_lamp(photo, clean, np.asarray(alpha[..., 0], np.float32), gap, scene.support)
        truth, usual = max(scene.lamps, key=lambda lamp: lamp.share).towards, LAMPS[scene.support].towards
        used = found.lamp.towards if found else usual
        told += found is not None
        read.append(_angle(used, truth))
        default.append(_angle(usual, truth))
        sides.append((used[0] * truth[0] > 0, usual[0] * truth[0] > 0))
    figures = {
        "n": len(read), "told": told / len(read), "angle_read": float(np.median(read)),
        "angle_default": float(np.median(default)), "side_read": float(np.mean([a for a, _ in sides])),
        "side_default": float(np.mean([b for _, b in sides])),
    }  # fmt: skip
    return {f"light_plates_{key}": round(value, 3) for key, value in figures.items()}


def mark(hero: Bytes, clean: Bytes) -> NDArray[np.bool_]:
    """What somebody would paint over: the product, and all of its shadow that can be seen."""
    changed = np.abs(hero.astype(np.float32) - clean).max(2)
    soft = cv2.GaussianBlur(changed, (0, 0), 2) > 8
    return np.asarray(cv2.dilate(np.asarray(soft, np.uint8), np.ones((9, 9), np.uint8)) > 0)


def _angle(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    cosine = float(np.dot(one, other) / (np.linalg.norm(one) * np.linalg.norm(other)))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
