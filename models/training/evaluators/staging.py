"""Judge the in-painter: is what it puts behind a removed product like the clean set, which it never saw?

Sets and themes held out of training; garments held out as well.  A garment is staged on a set with its shadow, the
clean plate is hidden, and the garment and its shadow are removed.  Rivals: the same net without carrying boards and
tiles on (`painted`), the pix2pix-style baseline (told a second garment that is put there, and the theme), OpenCV's
Telea, and two twins with and without the boundary loss that learned from the same pictures in as many steps
(`models.training.staging.train --only twins`).

`gap_error_*`: mean absolute difference from the clean plate (0..255) in the gap that the second garment leaves open.
`boundary_swd_*`: sliced Wasserstein distance of 64-px patches along the gap's rim, in grey levels.  `rendered_*`: the
gap of products that Cycles rendered into the sets (`assets/recipes/render_scenes.py --pairs 1`), where there are some.
`kid_*`, `fid_*`: see `staging_judged`; `patterned_*`: see `staging_patterned`; `light_*`: see `staging_lights`.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.backends.compact_remover import CompactRemover
from models.backends.compact_scenes import CompactScenes
from models.backends.compact_vanilla import CompactVanilla
from models.backends.telea_remover import TeleaRemover
from models.protocols import Remover
from models.staging.removing import RemoveRequest
from models.staging.requests import Layers, StageRequest
from models.staging.scenes import Scene, Sets
from models.training.evaluators.desk import Desk
from models.training.evaluators.staging_judged import judge_likeness
from models.training.evaluators.staging_lights import judge_lights, judge_plates
from models.training.evaluators.staging_patterned import judge_patterned
from models.training.metrics.intervals import bootstrap
from models.training.staging.examples import is_held_out
from models.training.staging.train import FOLDERS, TWINS
from models.types import Job

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
A_SCENE, SIDE_PX = 4, 640
PATCH_PX, PATCHES, PROJECTIONS, ROUNDS = 64, 8, 128, 300
SHADOW = 3
"""From how many grey levels on a darker ground belongs to the gap."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One removal: the `photo`, its `clean` plate, the `gap` (h, w) and what of it the second product leaves `open`;
    the second `product` (h, w, 4) where it is placed; `other` is the clean plate as a third product has it."""

    scene: Scene
    photo: Bytes
    clean: Bytes
    gap: NDArray[np.bool_]
    open: NDArray[np.bool_]
    product: Bytes
    other: Bytes


def evaluate(desk: Desk) -> dict[str, Any]:
    """The figures of staging; see the module."""
    cases = build_cases(desk)
    removers: dict[str, Remover] = {
        "scenes": CompactRemover(desk.weights / "inpainter", "cpu"),
        "painted": CompactRemover(desk.weights / "inpainter", "cpu", continues=False),
        "telea": TeleaRemover(),
    }
    twins = {name: desk.work / "staged" / FOLDERS[name] for name in TWINS}
    if all(folder.is_dir() for folder in twins.values()):
        removers |= {name: CompactRemover(folder, "cpu", continues=False) for name, folder in twins.items()}
    vanilla = CompactVanilla(desk.weights / "vanilla", "cpu")
    made = {name: [remove(remover, case.photo, case.gap) for case in cases] for name, remover in removers.items()}
    made["vanilla"] = [dream(vanilla, case) for case in cases]
    groups = [case.scene.id for case in cases]
    out: dict[str, Any] = {"n": len(cases), "held_out_sets": len(set(groups))}
    errors = {
        name: np.array([_error(each, case.clean, case.open) for each, case in zip(pictures, cases, strict=True)])
        for name, pictures in made.items()
    }
    for name, found in errors.items():
        out |= _rounded(bootstrap(found, groups).named(f"gap_error_{name}"))
        if name != "scenes":
            out |= _rounded(bootstrap(errors["scenes"] - found, groups).named(f"gap_error_scenes_minus_{name}"))
    if set(TWINS) <= set(errors):
        lead = bootstrap(errors[TWINS[0]] - errors[TWINS[1]], groups)
        out |= _rounded(lead.named("gap_error_boundary_minus_no_boundary"))
    out |= judge_rims(cases, made) | judge_likeness(desk, cases, made, groups)
    show(desk, cases, made)
    return out | judge_rendered(desk, removers) | judge_patterned(desk, removers) | judge_lights(desk) | judge_plates()


def build_cases(desk: Desk) -> list[Case]:
    """Held-out garments on held-out sets.  Raises FileNotFoundError when there are no cut-outs."""
    stager = CompactScenes()
    garments = desk.cutouts().side("held_out").rgba
    cases = []
    for scene in stager.sets.scenes:
        if not is_held_out(scene.id, scene.theme):
            continue
        rng = np.random.default_rng((desk.seed + 11, zlib.crc32(scene.id.encode())))  # a new set moves no other's cases
        for _ in range(desk.count(A_SCENE)):
            chosen = [garments[row] for row in rng.choice(len(garments), 3, replace=False)]
            old, new, third = (_stage(stager, scene, each) for each in chosen)
            clean, shaded, product = (np.asarray(each) for each in (old.clean, old.shaded, old.product))
            share = product[..., 3:].astype(np.float32) / 255
            photo = np.asarray(np.round(product[..., :3] * share + shaded * (1 - share)), np.uint8)
            dark = np.abs(shaded.astype(np.int16) - clean).max(2) >= SHADOW
            gap = cv2.dilate(np.asarray((product[..., 3] > 12) | dark, np.uint8), np.ones((7, 7), np.uint8)) > 0
            placed = np.asarray(new.product)
            free = gap & (placed[..., 3] < 128)
            if free.sum() > 200 and gap.mean() < 0.8:
                other = np.asarray(third.clean)
                cases.append(
                    Case(scene=scene, photo=photo, clean=clean, gap=gap, open=free, product=placed, other=other)
                )
    return cases


def _stage(stager: CompactScenes, scene: Scene, rgba: Bytes) -> Layers:
    request = StageRequest(
        image=Image.fromarray(rgba), width_px=SIDE_PX, height_px=SIDE_PX, scene=scene.id, layers=True,
        kind="thing" if scene.support == "stand" else "T-Shirt",
    )  # fmt: skip
    layers = stager.stage(request, Job()).layers
    assert layers is not None  # noqa: S101  they were asked for
    return layers


def remove(remover: Remover, photo: Bytes, gap: NDArray[np.bool_]) -> Bytes:
    """The photo without what is in the gap."""
    request = RemoveRequest(image=Image.fromarray(photo), gap=Image.fromarray(np.asarray(gap * 255, np.uint8)))
    return np.asarray(remover.remove(request, Job()).image)


def dream(vanilla: CompactVanilla, case: Case) -> Bytes:
    """The baseline's whole ground, at the case's size."""
    small = vanilla.dream(case.product, case.scene.support, case.scene.theme)
    large = cv2.resize(small, case.clean.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.round(np.clip(large, 0, 1) * 255), np.uint8)


def _error(made: Bytes, clean: Bytes, where: NDArray[np.bool_]) -> float:
    return float(np.abs(made[where].astype(np.int16) - clean[where]).mean())


def judge_rims(cases: list[Case], made: dict[str, list[Bytes]]) -> dict[str, float]:
    """Sliced Wasserstein distances of patches along the rims, with intervals over pictures, also of the twins' lead."""
    rng = np.random.default_rng(5)
    ways = rng.normal(size=(PATCH_PX * PATCH_PX * 3, PROJECTIONS)).astype(np.float32)
    ways /= np.linalg.norm(ways, axis=0)
    places = [_rim(case.gap, rng) for case in cases]
    real = np.stack([_project(case.clean, at, ways) for case, at in zip(cases, places, strict=True)])
    everything, chance = np.arange(len(cases)), np.random.default_rng(6)
    samples = [chance.choice(everything, len(cases)) for _ in range(ROUNDS)]
    found: dict[str, NDArray[np.float64]] = {}
    for name, pictures in made.items():
        ours = np.stack([_project(each, at, ways) for each, at in zip(pictures, places, strict=True)])
        found[f"boundary_swd_{name}"] = np.array([_distance(ours, real, rows) for rows in (everything, *samples)])
    if {f"boundary_swd_{name}" for name in TWINS} <= set(found):
        lead = found["boundary_swd_boundary"] - found["boundary_swd_no_boundary"]
        found["boundary_swd_boundary_minus_no_boundary"] = lead
    out: dict[str, float] = {}
    for key, values in found.items():
        low, high = np.percentile(values[1:], [2.5, 97.5])
        out |= _rounded({key: values[0], f"{key}_low": low, f"{key}_high": high})
    return out


def _rim(gap: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.int_]:
    """Corners of patches whose middles are on the gap's rim."""
    inner = cv2.erode(np.asarray(gap, np.uint8), np.ones((3, 3), np.uint8))
    points = np.argwhere(gap & (inner == 0))
    chosen = points[rng.choice(len(points), PATCHES)] - PATCH_PX // 2
    return np.clip(chosen, 0, np.array(gap.shape) - PATCH_PX)


def _project(picture: Bytes, places: NDArray[np.int_], ways: NDArray[np.float32]) -> NDArray[np.float32]:
    patches = np.stack([picture[y : y + PATCH_PX, x : x + PATCH_PX].ravel() for y, x in places])
    return np.asarray(patches.astype(np.float32) @ ways, np.float32)


def _distance(ours: NDArray[np.float32], real: NDArray[np.float32], rows: NDArray[np.int_]) -> float:
    one, other = (np.sort(each[rows].reshape(-1, PROJECTIONS), axis=0) for each in (ours, real))
    return float(np.abs(one - other).mean())


def judge_rendered(desk: Desk, removers: dict[str, Remover]) -> dict[str, Any]:
    """Products that Cycles rendered into held-out sets, removed again."""
    found: dict[str, list[float]] = {name: [] for name in removers}
    pictures: list[Bytes] = []
    sets = Sets()
    for path in sorted((desk.work / "pairs").glob("*-0.hero.png")):
        hero, clean = (np.asarray(Image.open(path.with_name(path.name.replace("hero", each))).convert("RGB"))
                       for each in ("hero", "clean"))  # fmt: skip
        changed = np.abs(hero.astype(np.float32) - clean).max(2)
        scene = sets.find(path.name.removesuffix("-0.hero.png"))
        if scene is None or not is_held_out(scene.id, scene.theme):
            continue
        soft = cv2.GaussianBlur(changed, (0, 0), 2) > 10
        gap = cv2.dilate(np.asarray(soft, np.uint8), np.ones((7, 7), np.uint8)) > 0
        if not 0.001 < gap.mean() < 0.8:
            continue
        pictures.append(np.asarray(hero))
        for name, remover in removers.items():
            made = remove(remover, np.asarray(hero), gap)
            found[name].append(_error(made, np.asarray(clean), gap))
            pictures.append(made)
        pictures.append(np.asarray(clean))
    if not pictures:
        return {}
    desk.sheet("staging_rendered", pictures, len(removers) + 2, 256)
    out: dict[str, Any] = {"rendered_n": len(found["scenes"])}
    return out | {f"rendered_gap_error_{name}": round(float(np.mean(each)), 2) for name, each in found.items()}


def show(desk: Desk, cases: list[Case], made: dict[str, list[Bytes]]) -> None:
    """A contact sheet: photo, every answer, the clean plate."""
    rows = range(0, len(cases), max(1, len(cases) // 9))
    cells = [each for row in rows for each in (cases[row].photo, *(made[name][row] for name in made), cases[row].clean)]
    desk.sheet("staging", cells, len(made) + 2, 256)


def _rounded(named: dict[str, float]) -> dict[str, float]:
    return {key: round(float(value), 3) for key, value in named.items()}
