"""Judge the shape sliders on held-out photos: do they move what they name, and nothing else?

Outlines, folds and blocks of held-out photos are coded as the studio codes them, a slider goes from one end of its
range to the other, and the new outline is measured afresh, landmarks and all.  Of each slider: `spearman` between its
setting and its measure; `talk`, how far the other measure that moves most does, relative to how far its own slider
moves it (medians; `talk_mean`: the mean, in which landmarks that were found elsewhere weigh); `lost`, how often
landmarks are not found again.  On pictures: whether the masker finds the outline again, and what becomes of the colour.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from models import reshape_cuts as cuts
from models.backends.compact_garment import CompactGarment
from models.backends.compact_masker import CompactMasker
from models.design import Cloth, DesignSpec, TweakRequest, write_code
from models.reshape import Range, list_sliders, plan, reshape
from models.reshape_landmarks import find_landmarks
from models.shape import decode, encode
from models.training.evaluators.desk import Desk
from models.training.evaluators.garment_controls import dominant_colour, find_outline
from models.training.garment.material import RELIEF_LEVELS
from models.training.metrics.ciede2000 import ciede2000
from models.training.metrics.masks import iou
from models.types import Job

GARMENTS, SETTINGS, SEEN = 40, 5, 4
RATIOS = frozenset({"flare", "leg_flare", "brim"})
INKS = ((176, 62, 44), (238, 226, 204))


@dataclass(frozen=True, kw_only=True)
class Held:
    """A held-out photo's shape code and category, and its sliders."""

    code: bytes
    category: str
    sliders: dict[str, Range]


def evaluate(desk: Desk) -> dict[str, Any]:
    """The figures of the sliders; see the module."""
    held = read_held(desk)
    chosen = choose(held, desk.count(GARMENTS))
    moves = {name: [move(garment, name) for garment in garments] for name, garments in chosen.items()}
    out: dict[str, Any] = {"n_held_out": len(held)} | relate(moves)
    return out | judge_pictures(desk, chosen)


def read_held(desk: Desk) -> list[Held]:
    """The held-out photos that have any slider, in a random order.  Raises FileNotFoundError without the file."""
    path = desk.work / "garments.npz"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. Make it: python -m models.training.garment.material --work DIR")
    with np.load(path) as file:
        rows = np.flatnonzero(file["split"] == "held_out")
        rows = np.random.default_rng(desk.seed).permutation(rows)
        alpha, relief, trim, label = (file[name][rows] for name in ("alpha", "relief", "trim", "label"))
    out = []
    for index, category in enumerate(label):
        planes = relief[index] / np.float32(RELIEF_LEVELS), trim[index] / np.float32(255)
        code = write_code(encode(alpha[index], *planes))
        sliders = list_sliders(code, str(category))
        if sliders:
            out.append(Held(code=code, category=str(category), sliders=sliders))
    return out


def choose(held: list[Held], most: int) -> dict[str, list[Held]]:
    """The garments that each slider is judged on."""
    out: dict[str, list[Held]] = defaultdict(list)
    for garment in held:
        for name in garment.sliders:
            if len(out[name]) < most:
                out[name].append(garment)
    return dict(out)


def move(garment: Held, name: str) -> list[tuple[float, dict[str, float]]]:
    """A slider's settings, low to high, with how far each measure of the outline then is from what it was: as a part of
    that, but the depth of a neckline, which may be 0, as a part of the width."""
    known, rows = garment.sliders[name], []
    start = find_landmarks(decode_code(garment.code) > 0, garment.category)
    if start is None:
        return []
    before, unit = cuts.measure(start, garment.category), max(start.chest, 1.0)
    for value in np.linspace(known.low, known.high, SETTINGS):
        setting = round(float(value), 2)
        code = reshape(garment.code, garment.category, {name: setting})
        cut = plan(garment.code, garment.category, {name: setting})
        found = find_landmarks(decode_code(code) > 0, garment.category)
        after = cuts.measure(found, garment.category) if found else {}
        zoom = cut.zoom if cut else 1.0
        real = {key: each if key in RATIOS else each / zoom for key, each in after.items()}
        scales = before | {"neck_depth": unit}
        gains = {key: (each - before[key]) / scales[key] for key, each in real.items() if key in before}
        rows.append((setting, gains))
    return rows


def decode_code(code: bytes) -> NDArray[np.float32]:
    """The distance to the outline of a code."""
    return decode(np.frombuffer(code, "<f2").astype(np.float32)).distance


def relate(moves: dict[str, list[list[tuple[float, dict[str, float]]]]]) -> dict[str, Any]:
    """Of each slider how well it is followed and what else moves; `talk` is the worst pair's."""
    typical = {name: float(np.median([_reach(rows, name) for rows in all_rows])) for name, all_rows in moves.items()}
    out: dict[str, Any] = {}
    worst = ("", 0.0)
    for name, all_rows in moves.items():
        own = [[(s, found[name]) for s, found in rows if name in found] for rows in all_rows]
        ranks = [float(spearmanr(*zip(*pairs, strict=True)).statistic) for pairs in own if _varies(pairs)]
        points = [pair for pairs in own for pair in pairs]
        reach = [_reach(rows, name) for rows in all_rows]
        out[f"{name}_n"] = len(all_rows)
        out[f"{name}_spearman"] = round(float(np.sum(ranks) / max(len(all_rows), 1)), 4)
        out[f"{name}_spearman_pooled"] = round(float(spearmanr(*zip(*points, strict=True)).statistic), 4)
        out[f"{name}_reach"] = round(float(np.median(reach)), 3)
        out[f"{name}_lost"] = round(1 - len(points) / max(sum(len(rows) for rows in all_rows), 1), 4)
        talks, means = {}, {}
        for other in moves:
            found = [_reach(rows, other) for rows in all_rows if sum(other in f for _, f in rows) == len(rows)]
            if other != name and len(found) >= min(8, len(all_rows)):
                parts = np.array(found) / max(typical[other], 1e-6)
                talks[other], means[other] = float(np.median(parts)), float(np.mean(np.clip(parts, 0, 3)))
        if talks:
            other = max(talks, key=lambda key: talks[key])
            out[f"{name}_talk"], out[f"{name}_talk_with"] = round(talks[other], 4), other
            out[f"{name}_talk_mean"] = round(max(means.values()), 4)
            worst = max(worst, (f"{name}_to_{other}", talks[other]), key=lambda pair: pair[1])
    judged = [name for name in moves if len(moves[name]) >= 8]
    return {
        "spearman_least": min(out[f"{name}_spearman"] for name in judged),
        "talk": round(worst[1], 4),
        "talk_worst": worst[0],
        **out,
    }


def _reach(rows: list[tuple[float, dict[str, float]]], name: str) -> float:
    """How far a measure moves from a slider's one end to the other."""
    values = [found[name] for _, found in rows if name in found]
    return abs(values[-1] - values[0]) if len(values) > 1 else 0.0


def _varies(pairs: list[tuple[float, float]]) -> bool:
    return len(pairs) > 2 and len({value for _, value in pairs}) > 1


def judge_pictures(desk: Desk, chosen: dict[str, list[Held]]) -> dict[str, Any]:
    """Both ends of each slider as pictures: IoU of the outline that the masker finds with the design's own, against the
    same before the slider moved; CIEDE2000 of the main colour before and after."""
    model = CompactGarment(desk.weights / "garment", "cpu")
    masker = CompactMasker(desk.weights / "masker", "cpu")
    before_iou, after_iou, colours, shown = [], [], [], []
    for name, garments in chosen.items():
        for garment in garments[: desk.count(SEEN)]:
            known = garment.sliders[name]
            row = []
            for value in (0.0, known.low, known.high):
                code = reshape(garment.code, garment.category, {name: value})
                spec = DesignSpec(shape=code, cloth=Cloth(), colour=INKS[0], accent=INKS[1], category=garment.category)
                row.append(draw(model, spec))
            found = [iou(find_outline(masker, picture), picture[..., 3] > 127) for picture in row]
            before_iou.append(found[0])
            after_iou += found[1:]
            colours += [float(ciede2000(dominant_colour(row[0]), dominant_colour(each))) for each in row[1:]]
            shown += row
    desk.sheet("sliders", [picture[..., :3] for picture in shown], columns=3 * SEEN, cell_px=112)
    return {
        "pictures": len(after_iou),
        "outline_iou": round(float(np.mean(after_iou)), 4),
        "outline_iou_before": round(float(np.mean(before_iou)), 4),
        "colour_de00_median": round(float(np.median(colours)), 3),
        "colour_de00_p95": round(float(np.quantile(colours, 0.95)), 3),
    }


def draw(model: CompactGarment, spec: DesignSpec) -> NDArray[np.uint8]:
    """The picture (256, 256, 4) of a spec, white where it is clear."""
    rgba = np.asarray(model.tweak(TweakRequest(spec=spec), Job()).image)
    alpha = rgba[..., 3:].astype(np.float32) / 255
    rgb = np.round(rgba[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    return np.concatenate([rgb, rgba[..., 3:]], axis=-1)
