"""Does each control do what it says, and nothing else?  Colour, shape, and what one control moves in the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.design import DesignSpec
from models.oklab import from_oklab
from models.protocols import Masker
from models.training.evaluators.garment_material import Pictures, Rows, Studio, other_rows, recombine
from models.training.evaluators.masker import run_masker
from models.training.metrics.ciede2000 import ciede2000, to_cielab
from models.training.metrics.cloth import DIRECTIONS, FEWEST_PIXELS, SCALES, describe_visible
from models.training.metrics.intervals import bootstrap
from models.training.metrics.masks import iou
from models.training.metrics.pyramid import fabric

Floats = NDArray[np.float64]
CONTROLS = ("shape", "texture", "colour")
GREY = 128
SIZE = 2 * SCALES * DIRECTIONS
"""Statistics of a cloth."""
CLUSTERS = 5
MOST_PIXELS = 4000
SAME_COLOUR = 12.0
"""CIELAB distance, lightness counted half, under which two clusters are one colour in light and in shade."""
_LIGHT_COUNTS_HALF = np.array([0.5, 1, 1])
TEST_INKS = ((0.68, 0.11, 0.03), (0.68, -0.11, -0.03))
"""Red and teal in OKLab, as light as each other."""
TYPICAL = 0.7
"""Share of a typical change from which on a move of a control counts."""


def dominant_colour(rgba: NDArray[np.uint8]) -> Floats:
    """The colour that most of a garment's fabric has, in CIELAB (3,): the largest of five k-means clusters.

    Clusters that are one colour in light and in shade stand together when the largest is looked for, or a main colour
    on three fifths of the cloth, split by its folds, would lose to an accent on one; the colour is still that of the
    largest single cluster among them, so that nothing is averaged away.
    """
    mask = fabric(rgba[..., 3])
    if np.count_nonzero(mask) < 2 * CLUSTERS:
        mask = rgba[..., 3] > 127
    lab = to_cielab(rgba[..., :3][mask])
    lab = lab[:: max(1, len(lab) // MOST_PIXELS)].astype(np.float32)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.1)
    cv2.setRNGSeed(1)  # k-means starts by chance; the same picture must give the same colour
    start = np.zeros((len(lab), 1), np.int32)
    count = min(CLUSTERS, len(lab))
    _, labels, centres = cv2.kmeans(lab, count, start, criteria, 2, cv2.KMEANS_PP_CENTERS)
    areas = np.bincount(np.asarray(labels).ravel(), minlength=count)
    colours = np.asarray(centres, np.float64)
    groups = _stand_together(colours)
    members = groups == np.argmax(np.bincount(groups, areas))
    return np.asarray(colours[np.argmax(areas * members)])


def _stand_together(colours: Floats) -> NDArray[np.int_]:
    """The number of the group that each colour (k, 3) belongs to: neighbours of neighbours are one group."""
    gaps = np.linalg.norm((colours[:, None] - colours[None]) * _LIGHT_COUNTS_HALF, axis=2)
    groups = np.arange(len(colours))
    for a, b in np.argwhere(gaps < SAME_COLOUR):
        groups[groups == groups[b]] = groups[a]
    return groups


def judge_colour(studio: Studio, specs: list[DesignSpec], edits: int, seed: int) -> dict[str, Any]:
    """Random sRGB colours, evenly drawn, on real garments: what was asked for against what is seen."""
    rng = np.random.default_rng(seed)
    gaps = []
    for number in range(edits):
        (mr, mg, mb), (ar, ag, ab) = rng.integers(0, 256, (2, 3)).tolist()
        edited = replace(specs[number * len(specs) // edits], colour=(mr, mg, mb), accent=(ar, ag, ab))
        gaps.append(float(ciede2000(to_cielab(np.array([mr, mg, mb])), dominant_colour(studio.draw(edited)))))
    drawn = np.random.default_rng(seed).choice(gaps, (1000, len(gaps)))
    out: dict[str, Any] = {"colour_n": len(gaps)}
    for key, share in (("median", 0.5), ("p95", 0.95)):
        low, high = np.quantile(np.quantile(drawn, share, axis=1), [0.025, 0.975])
        found = {"": np.quantile(gaps, share), "_low": low, "_high": high}
        out |= {f"colour_de00_{key}{end}": round(float(value), 3) for end, value in found.items()}
    return out


def over_grey(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture on white (h, w, 4) as RGB (h, w, 3) on mid-grey instead."""
    clear = 1 - rgba[..., 3:].astype(np.float32) / 255
    return np.asarray(np.round(rgba[..., :3] - (255 - GREY) * clear).clip(0, 255), np.uint8)


def find_outline(masker: Masker, rgba: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """The outline that the masker finds, by looks alone (h, w)."""
    return np.asarray(run_masker(masker, over_grey(rgba)) > 127)


def judge_shape(masker: Masker, made: Pictures, wanted: Pictures, senders: NDArray[np.str_]) -> dict[str, Any]:
    """IoU of the outline found in a picture with that of the photo whose shape was asked for; and of the photo itself,
    which is what the masker can reach."""
    truth = wanted[..., 3] > 127
    ours = [iou(find_outline(masker, picture), mask) for picture, mask in zip(made, truth, strict=True)]
    real = [iou(find_outline(masker, photo), mask) for photo, mask in zip(wanted, truth, strict=True)]
    given = [iou(picture[..., 3] > 127, mask) for picture, mask in zip(made, truth, strict=True)]
    return {
        "shape_n": len(ours),
        **{key: round(value, 4) for key, value in bootstrap(ours, senders).named("shape_iou").items()},
        "shape_iou_median": round(float(np.median(ours)), 4),
        "shape_iou_real": round(float(np.mean(real)), 4),
        "shape_iou_alpha": round(float(np.mean(given)), 4),
    }


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What an observer sees of designs: their pictures (N, 256, 256, 4) in their own colours and in the test inks,
    outlines (N, h, w) and dominant colours in CIELAB (N, 3)."""

    pictures: Pictures
    charts: Pictures
    shape: NDArray[np.bool_]
    colour: Floats

    def gap(self, other: Seen, control: str) -> Floats:
        """How far each picture of one set is from its partner in the other (N,)."""
        if control == "shape":
            return np.array([1 - iou(a, b) for a, b in zip(self.shape, other.shape, strict=True)])
        return ciede2000(self.colour, other.colour)


def gap_of_cloth(first: Pictures, second: Pictures, third: Pictures) -> Floats:
    """How far apart the cloths of pictures and of their partners are (N,), read over the fabric that both share with a
    third set; NaN where that is too little."""
    gaps = []
    for a, b, c in zip(first, second, third, strict=True):
        mask = fabric(a[..., 3]) & fabric(b[..., 3]) & fabric(c[..., 3])
        both = [describe_visible(picture, mask) for picture in (a, b)] if mask.sum() >= FEWEST_PIXELS else None
        gaps.append(np.nan if both is None else float(np.linalg.norm(both[0] - both[1])))
    return np.array(gaps, np.float64)


def gap_of_halves(photos: Pictures, others: Rows) -> tuple[Floats, Floats]:
    """What real cloth differs by: the left half of each photo (N, 256, 256, 4) from its right half, and from the left
    half of another photo (N,) each; NaN where a half is too little."""
    left: list[NDArray[np.float32]] = []
    right: list[NDArray[np.float32]] = []
    for photo in photos:
        mask = fabric(photo[..., 3])
        middle = int(np.median(np.nonzero(mask.any(axis=0))[0])) if mask.any() else 128
        columns = np.arange(mask.shape[1]) < middle
        for half, found in ((mask & columns, left), (mask & ~columns, right)):
            enough = half.sum() >= FEWEST_PIXELS
            found.append(describe_visible(photo, half) if enough else np.full(SIZE, np.nan, np.float32))
    a, b = np.stack(left), np.stack(right)
    return np.linalg.norm(a - b, axis=1).astype(np.float64), np.linalg.norm(a - a[others], axis=1).astype(np.float64)


def judge_cloth_leak(studio: Studio, cloths: list[DesignSpec], photos: Pictures, seed: int) -> dict[str, Any]:
    """Shape against cloth where there is a cloth to be seen, and what real garments give by the same measure.

    `leak` asks it of any garments; most are plain, and two plain cloths differ by less than the folds of any two
    garments do.  `leak_shape_to_texture_patterned` asks it of patterned cloths, exchanged for each other;
    `leak_shape_to_texture_real` is what the halves of photos of any garments give.
    """
    others = other_rows(len(cloths), len(cloths), np.random.default_rng(seed))
    charts = [
        np.stack([studio.draw(in_test_inks(recombine(cut, cloth, cut))) for cut, cloth in pairs])
        for pairs in (
            [(one, one) for one in cloths],
            [(cloths[other], one) for one, other in zip(cloths, others, strict=True)],
            [(one, cloths[other]) for one, other in zip(cloths, others, strict=True)],
        )
    ]
    moved = gap_of_cloth(charts[0], charts[1], charts[1])
    typical = gap_of_cloth(charts[0], charts[2], charts[1])
    strangers = other_rows(len(photos), len(photos), np.random.default_rng(seed))
    found = {"patterned": (moved, typical), "real": gap_of_halves(photos, strangers)}
    return {f"leak_shape_to_texture_{name}": _share(*gaps) for name, gaps in found.items()}


def _share(moved: Floats, typical: Floats) -> float:
    known = moved[~np.isnan(moved)]
    return round(float(np.mean(np.clip(known / max(float(np.nanmedian(typical)), 1e-6), 0, 5))), 4)


def look(studio: Studio, masker: Masker, designs: list[DesignSpec]) -> Seen:
    """Draw designs and look at them."""
    both = [(studio.draw(design), studio.draw(in_test_inks(design))) for design in designs]  # while it is remembered
    pictures, charts = (np.stack(part) for part in zip(*both, strict=True))
    return Seen(
        pictures=pictures,
        charts=charts,
        shape=np.stack([find_outline(masker, picture) for picture in pictures]),
        colour=np.stack([dominant_colour(picture) for picture in pictures]),
    )


def in_test_inks(design: DesignSpec) -> DesignSpec:
    """The same design in two inks of one lightness: its pattern is hue, which no fold touches, and light is light."""
    (mr, mg, mb), (ar, ag, ab) = from_oklab(np.array(TEST_INKS, np.float32)).tolist()
    return replace(design, colour=(mr, mg, mb), accent=(ar, ag, ab))


def judge_leak(studio: Studio, masker: Masker, specs: list[DesignSpec], seed: int) -> tuple[dict[str, Any], Pictures]:
    """Exchange one control for another garment's and see how the others move, relative to a typical move of theirs.

    Cloth is read with `cloth.describe_visible` over the pixels that are fabric before and after: another outline shows
    another part of the sheet and other folds, and both belong to the shape.  For shape against cloth, both are printed
    in the test inks and the move is held against that of the cloths exchanged, read over the very same pixels in the
    very same inks; for colour against cloth, the colours are of course those asked for, and the outline is the same.
    (Until this was so, whole garments were compared, contrast stretched to 1: of two cuts of one plain cloth, that is
    a comparison of folds, and it gave 2.3 for shape against cloth.)
    """
    others = [specs[row] for row in other_rows(len(specs), len(specs), np.random.default_rng(seed))]
    before = look(studio, masker, [recombine(a, a, a) for a in specs])
    pairs = list(zip(specs, others, strict=True))
    after = {
        "shape": look(studio, masker, [recombine(b, a, a) for a, b in pairs]),
        "texture": look(studio, masker, [recombine(a, b, a) for a, b in pairs]),
        "colour": look(studio, masker, [recombine(a, a, b) for a, b in pairs]),
    }
    moves = {(c, d): before.gap(after[c], d) for c in CONTROLS for d in CONTROLS if d != "texture"}
    typical = {(c, d): moves[d, d] for c in CONTROLS for d in CONTROLS if d != "texture"}
    charts = {control: seen.charts for control, seen in after.items()}
    moves["shape", "texture"] = gap_of_cloth(before.charts, charts["shape"], charts["shape"])
    typical["shape", "texture"] = gap_of_cloth(before.charts, charts["texture"], charts["shape"])
    for control in ("colour", "texture"):
        pictures = after[control].pictures
        moves[control, "texture"] = gap_of_cloth(before.pictures, pictures, pictures)
        typical[control, "texture"] = gap_of_cloth(before.pictures, after["texture"].pictures, pictures)
    sheet = np.stack([before.pictures, *(after[control].pictures for control in CONTROLS)], axis=1)
    return relate_moves(moves, typical, seed), sheet.reshape(-1, *before.pictures.shape[1:])


def relate_moves(
    moves: dict[tuple[str, str], Floats], typical: dict[tuple[str, str], Floats], seed: int
) -> dict[str, Any]:
    """`leak` and every pair's share, from moves by (control, what was seen) and the moves that those are held against;
    NaN counts as not seen."""
    out: dict[str, Any] = {}
    for control in CONTROLS:
        counts = moves[control, control] >= TYPICAL * np.nanmedian(moves[control, control])
        for seen in CONTROLS:
            if seen != control:
                found = moves[control, seen][counts]
                share = found[~np.isnan(found)] / max(float(np.nanmedian(typical[control, seen])), 1e-6)
                interval = bootstrap(np.clip(share, 0, 5), seed=seed)
                out[f"leak_{control}_to_{seen}"] = round(interval.value, 4)
                out[f"leak_{control}_to_{seen}_high"] = round(interval.high, 4)
    pairs = [key for key in out if not key.endswith("_high")]
    worst = max(pairs, key=lambda key: float(out[key]))
    return {
        "leak_n": len(moves["shape", "shape"]),
        "leak": out[worst],
        "leak_high": out[f"{worst}_high"],
        "leak_worst": worst.removeprefix("leak_"),
        **out,
    }
