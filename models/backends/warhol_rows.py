"""Designs as the prior's rows of numbers, and rows as designs; and which shapes no garment has.

Shape legend: N designs, SIZE numbers a row; planes are 64×64.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.backends.warhol_habits import Aim, dye
from models.backends.warhol_tailor import Piece, Tailor
from models.design import (
    CATEGORIES,
    FAINTEST,
    GRAIN_SIZE,
    PATTERN_SIZE,
    SCALE_RANGE,
    SHAPE_SIZE,
    Cloth,
    DesignSpec,
    Rgb,
    read_code,
    write_code,
)
from models.facts import library_kinds
from models.nets.prior import (
    ACCENT,
    MAIN,
    PATTERN,
    SHAPE_NUMBERS,
    WEAVE,
    Scales,
    ShapeCoder,
    fold_pattern,
    unfold_pattern,
)
from models.oklab import from_oklab, to_oklab
from models.seams import read_marks, write_marks
from models.shape import FINE

Floats = NDArray[np.float32]
PLANE = FINE * FINE
INSIDE = 1 / 48
"""A distance (of 24 px) from which on a point of the small plane counts as garment."""
LARGEST_SHARE, LEAST_SHARE = 0.8, 0.05
"""Of the picture that a garment covers."""
ISLAND = 0.06
"""Separate pieces up to this share of the largest are dropped as specks; larger ones make two garments of it."""
HOLE = 0.03
TRIM_SHARE = 0.015
"""Share of the garment from which on blocks of the second ink count."""
UNLIKE = 0.12
"""OKLab distance from which on two inks are told apart."""
VISIBLE = 0.26
"""… and from which on a print is seen from across a room; shops sell hardly any that are fainter."""
DARKEST, LIGHTEST = 0.15, 0.99
"""OKLab lightness of inks."""
PATTERNED, FORMER_PATTERNED = 0.8, 0.35
"""The flow's word for "has a pattern" from which on it is believed; one design in six then has one, photos have more.
For variations, and for wishes of older versions, the lower one."""
SET_SIZES = (0.6, 0.8, 1.0, 1.25, 1.6)
"""Scales that a print comes in: one that was laid before is at hand."""
LARGER = 1.25
"""Times what photos have: on a small picture in a list of many, their finer prints cannot be made out."""
PALE_PANELS, DARK_PANELS = np.array([0.93, 0.0, 0.012], np.float32), np.array([0.5, 0.02, 0.05], np.float32)
LIGHT_MAIN = 0.8
"""Panels on a plain garment are off-white; on a garment lighter than LIGHT_MAIN they are tan (OKLab)."""
PATTERNED_AT = WEAVE.slice.stop - 1
PAIRS = ("Shoes",)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A design as the flow has it: its spec, its row, and what is wrong with its shape ("" when it is whole)."""

    spec: DesignSpec
    row: Floats
    fault: str


class Scribe:
    """Reads and writes rows with the shape coder."""

    def __init__(self, coder: ShapeCoder, scales: Scales, tailor: Tailor, device: str) -> None:
        self._coder, self._scales, self._tailor, self._device = coder, scales, tailor, device
        kinds = np.array([library_kinds().get(write_code(each), "") for each in tailor.prints])
        self._prints_of = {str(kind): np.flatnonzero(kinds == kind) for kind in set(kinds) - {""}}

    def write(self, spec: DesignSpec) -> Tensor:
        """The row (SIZE,) of a design; what it does not say (no grain, one ink) is as is usual, or nothing."""
        row = self._scales.mean.clone()
        code = torch.from_numpy(read_code(spec.shape, SHAPE_SIZE, "shape")).to(self._device)
        row[:SHAPE_NUMBERS] = self._coder.encode(code[None])[0]
        cloth = spec.cloth
        if cloth.pattern:
            pattern = torch.from_numpy(read_code(cloth.pattern, PATTERN_SIZE, "pattern")).view(1, 7, 8, 8)
            row[PATTERN.slice] = fold_pattern(pattern)[0].to(self._device)
        at = WEAVE.start
        if cloth.grain:
            grain = read_code(cloth.grain, GRAIN_SIZE, "grain") + 2 * np.log10(max(cloth.strength, 1e-2))
            row[at : at + GRAIN_SIZE] = torch.from_numpy(grain.clip(np.log10(FAINTEST), 1)).float().to(self._device)
        row[at + GRAIN_SIZE], row[at + GRAIN_SIZE + 1] = float(np.log2(cloth.scale)), float(cloth.patterned)
        main, accent = to_oklab(np.array([spec.colour, spec.accent], np.uint8))
        row[MAIN.slice] = torch.from_numpy(main).to(self._device)
        panels = any(mark.kind == "panel" for mark in read_marks(spec.seams))
        two = has_trim(code.cpu().numpy()) or cloth.patterned or panels
        row[ACCENT.slice] = torch.tensor([*(accent - main if two else np.zeros(3)), float(two)]).float()
        row = (row - self._scales.mean) / self._scales.spread
        return row.clamp(-6, 6)

    def write_colour(self, colour: Rgb) -> Tensor:
        """The main colour's numbers (3,) of a row."""
        lab = torch.from_numpy(to_oklab(np.array(colour, np.uint8))).to(self._device)
        return (lab - self._scales.mean[MAIN.slice]) / self._scales.spread[MAIN.slice]

    def read(
        self, rows: Tensor, aims: list[Aim], seeds: list[int], start: DesignSpec | None = None, change: float = 1,
        ruled: bool = False,
    ) -> list[Draft]:  # fmt: skip
        """The designs of rows (N, SIZE), cut by the tailor; as variations of `start` when it is given."""
        believed = PATTERNED if ruled and start is None else FORMER_PATTERNED
        categories = [CATEGORIES[each.kind] for each in aims]
        numbers = rows * self._scales.spread + self._scales.mean
        dreamt = self._coder.decode(numbers[:, :SHAPE_NUMBERS]).cpu().numpy()
        own = None
        if start is not None:
            own = Piece(read_code(start.shape, SHAPE_SIZE, "shape"), read_marks(start.seams))
        cut = [
            self._tailor.cut(shape, kind, own, change, seed)
            for shape, kind, seed in zip(dreamt, categories, seeds, strict=True)
        ]
        shapes = np.stack([piece.code for piece in cut])
        numbers[:, :SHAPE_NUMBERS] = self._coder.encode(torch.from_numpy(shapes).to(self._device))
        patterns = self._weave(unfold_pattern(numbers[:, PATTERN.slice]).flatten(1).cpu().numpy(), aims, start)
        woven = fold_pattern(torch.from_numpy(patterns).view(-1, 7, 8, 8)).to(self._device)
        flags: list[bool] = []
        for row, each in enumerate(aims):
            if each.pattern is not None:
                numbers[row, PATTERNED_AT] = float(each.pattern != "plain")
            patterned = bool(numbers[row, PATTERNED_AT] > believed)
            flags.append(patterned)
            numbers[row, PATTERN.slice] = woven[row] if patterned else self._scales.mean[PATTERN.slice]
            if start is None:
                main = numbers[row, MAIN.slice].cpu().numpy()
                numbers[row, MAIN.slice] = torch.from_numpy(dye(main)).to(self._device)
        rows = ((numbers - self._scales.mean) / self._scales.spread).clamp(-6, 6)
        known = [pattern if flag else None for pattern, flag in zip(patterns, flags, strict=True)]
        parts = zip(cut, known, numbers.cpu().numpy(), rows.cpu().numpy(), categories, seeds, strict=True)
        drafts = [
            _draft(piece, pattern, number, row, kind, seed, start is None)
            for piece, pattern, number, row, kind, seed in parts
        ]
        return [_finish(draft, each) for draft, each in zip(drafts, aims, strict=True)]

    def _weave(self, dreamt: Floats, aims: list[Aim], start: DesignSpec | None) -> Floats:
        """Prints that are known for dreamt ones (N, 448), of the kinds that are wished for; that of `start` counts as
        known."""
        code = start.cloth.pattern if start is not None else b""
        own = read_code(code, PATTERN_SIZE, "pattern") if code else None
        return np.stack([
            self._tailor.weave(each, own, self._prints_of.get(wished.pattern or wished.usual or ""))
            for each, wished in zip(dreamt, aims, strict=True)
        ])  # fmt: skip


def _draft(
    piece: Piece, pattern: Floats | None, numbers: Floats, row: Floats, category: str, seed: int, fresh: bool = True
) -> Draft:
    shape, fault = mend(piece.code, category)
    weave = numbers[WEAVE.slice]
    trimmed = has_trim(shape)
    if not trimmed:
        shape[2 * PLANE :] = 0
    panels = any(mark.kind == "panel" for mark in piece.marks)
    grain = np.clip(weave[:GRAIN_SIZE], np.log10(FAINTEST), 0)
    scale = float(np.clip(2.0 ** float(weave[GRAIN_SIZE]), *SCALE_RANGE))
    if fresh:
        scale = min(SET_SIZES, key=lambda size: abs(size - LARGER * scale))
    cloth = Cloth(
        pattern=b"" if pattern is None else write_code(pattern), grain=write_code(grain), scale=round(scale, 2)
    )
    main = numbers[MAIN.slice]
    seen = pattern is not None or trimmed or (panels and not fresh)
    accent = tell_apart(main, main + numbers[ACCENT.slice][:3], UNLIKE) if seen else main
    if pattern is not None and fresh:
        accent = tell_apart(main, dye(accent), VISIBLE)
    if panels and not seen:  # soles and contrast collars
        accent = PALE_PANELS if main[0] < LIGHT_MAIN else DARK_PANELS
    accent = dye(accent) if fresh else accent
    spec = DesignSpec(
        shape=write_code(shape), seams=write_marks(piece.marks), cloth=cloth, colour=_rgb(main), accent=_rgb(accent),
        category=category, seed=seed,
    )  # fmt: skip
    return Draft(spec=spec, row=row, fault=fault)


def _finish(draft: Draft, wished: Aim) -> Draft:
    """The draft with the surface that is wished for, where its cloth is of one ink."""
    cloth = draft.spec.cloth
    if not wished.surface or cloth.pattern:
        return draft
    return replace(draft, spec=replace(draft.spec, cloth=replace(cloth, surface=wished.surface, scale=1.0)))


def _rgb(lab: Floats) -> Rgb:
    red, green, blue = (int(value) for value in from_oklab(np.asarray(lab, np.float32)))
    return red, green, blue


def tell_apart(main: Floats, accent: Floats, least: float = UNLIKE) -> Floats:
    """The accent, lighter or darker where it is nearer to the main colour than `least`."""
    step = np.asarray(accent - main, np.float32)
    gap = float(np.linalg.norm(step))
    if gap >= least:
        return accent
    if gap < UNLIKE / 4:
        step = np.array([1.0 if main[0] < 0.6 else -1.0, 0, 0], np.float32)
    moved = main + step * (least / max(float(np.linalg.norm(step)), 1e-6))
    if not DARKEST < moved[0] < LIGHTEST:  # no room on this side
        side = 1.0 if main[0] < 0.6 else -1.0
        moved = np.array([main[0] + side * least, *accent[1:]])
    return np.asarray(moved, np.float32)


def has_trim(shape: Floats) -> bool:
    """Whether a shape code (9216,) has blocks of the second ink worth a colour of their own."""
    trim = shape[2 * PLANE :].reshape(32, 32)
    inside = cv2.resize(shape[:PLANE].reshape(FINE, FINE), (32, 32), interpolation=cv2.INTER_AREA) > 0
    return bool(((trim > 0.5) & inside).sum() > TRIM_SHARE * max(int(inside.sum()), 1))


def mend(shape: Floats, category: str) -> tuple[Floats, str]:
    """A shape code (9216,) without specks and within bounds, and what is wrong with it that cannot be mended."""
    shape = shape.copy()
    shape[:PLANE] = shape[:PLANE].clip(-1, 1)
    shape[PLANE : 2 * PLANE] = shape[PLANE : 2 * PLANE].clip(-1.1, 0.75)
    shape[2 * PLANE :] = shape[2 * PLANE :].clip(0, 1)
    distance = shape[:PLANE].reshape(FINE, FINE)
    inside = (distance > INSIDE).astype(np.uint8)
    share = float(inside.mean())
    if not LEAST_SHARE < share < LARGEST_SHARE:
        return shape, "size"
    if inside[0].any() or inside[-1].any() or inside[:, 0].any() or inside[:, -1].any():
        return shape, "border"
    _, parts, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=4)
    areas = stats[1:, cv2.CC_STAT_AREA]
    order = np.argsort(-areas)
    allowed = 2 if category in PAIRS else 1
    for rank, index in enumerate(order):
        if rank < allowed and (rank == 0 or areas[index] > 0.4 * areas[order[0]]):
            continue
        if areas[index] > ISLAND * areas[order[0]]:
            return shape, "pieces"
        speck = cv2.dilate((parts == index + 1).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        distance[speck] = np.minimum(distance[speck], -0.1)
    outside, _, holes, _ = cv2.connectedComponentsWithStats(1 - np.pad((distance > 0).astype(np.uint8), 1))
    ground = int(np.argmax(holes[1:, cv2.CC_STAT_AREA])) + 1 if outside > 1 else 0
    for index in range(1, outside):
        if index != ground and holes[index, cv2.CC_STAT_AREA] > HOLE * areas[order[0]]:
            return shape, "hole"
    return shape, ""
