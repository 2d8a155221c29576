"""What a design's spec truly tells, in the trade's words: the facts that texts are held against."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple, cast

import numpy as np

from models.design import GRAIN_SIZE, SHAPE_SIZE, Cloth, DesignSpec, Rgb, read_code
from models.garment_print import cut_out
from models.library import read_library
from models.oklab import distance, to_oklab
from models.palette import name_colour, to_lch
from models.pattern_kinds import name_pattern
from models.print_names import KIND_OF, MOTIF_PX
from models.seam_path import fill
from models.seams import read_marks
from models.shape import decode
from models.silhouette import Measures, find_line, find_sleeve, measure
from models.wording import Contrast, Facts, Material, PatternKind, Size, Tone

ALIKE = 0.055
"""OKLab distance under which the eye takes two inks for one."""
STRONG, SOFT = 0.42, 0.16
FAINTEST_STRENGTH = 0.25
"""A pattern that is turned down below this is not seen."""
FINE_SCALE, BOLD_SCALE = 0.7, 1.6
FINE_PX, BOLD_PX = 1.3, 9.0
"""Motifs of prints by rule that are so small and so large, px of a garment of 256."""
LEAST_BLOCKS, MOST_BLOCKS = 0.03, 0.6
"""Share of the garment under blocks of the accent: with less nobody would mention them, with more they are the main."""
SAME_GRAIN = 0.02
"""Mean difference of log10 power below which a grain is the library's."""
PANELS_PX = 128
MATERIALS: dict[str, Material] = {
    "Denim": "denim", "Rib knit": "rib knit", "Leather": "leather", "Linen": "linen",
}  # fmt: skip


class Outline(NamedTuple):
    """What is read off a shape: its measures, and the share under blocks of the accent."""

    measures: Measures | None
    blocks: float


def read_facts(spec: DesignSpec) -> Facts:
    """The facts of a design.  Deterministic; costs some milliseconds for a shape that was not seen before.

    Raises BackendUnavailableError when the installation lacks what names patterns.
    """
    outline = read_outline(spec.shape)
    panels = read_panels(spec.shape, spec.seams)
    main, accent = spec.colour, spec.accent
    shown = outline.blocks + panels
    if shown > MOST_BLOCKS and not spec.cloth.patterned:
        main, accent = accent, main
    gap = float(distance(to_oklab(np.array(main, np.uint8)), to_oklab(np.array(accent, np.uint8))))
    patterned = spec.cloth.patterned and spec.cloth.strength >= FAINTEST_STRENGTH
    second = name_colour(accent)
    seen = gap >= ALIKE and second != name_colour(main)
    blocks = seen and shown >= LEAST_BLOCKS
    pattern: PatternKind = _find_kind(spec.cloth) if patterned and seen else "plain"
    two = blocks or pattern != "plain"
    return Facts(
        category=spec.category,
        colour=name_colour(main),
        accent=second if two else "",
        pattern=pattern,
        blocks=blocks,
        size=_find_size(spec.cloth) if pattern != "plain" else "",
        contrast=_find_contrast(gap) if two else "",
        tone=_find_tone(main),
        material=_find_material(spec.cloth),
        sleeve=find_sleeve(spec.category, outline.measures),
        line=find_line(spec.category, outline.measures),
        print=spec.cloth.print if pattern != "plain" else "",
    )


@lru_cache(maxsize=512)
def read_outline(code: bytes) -> Outline:
    """What is read off a shape's code.  Raises InputError when it is none."""
    shape = decode(read_code(code, SHAPE_SIZE, "shape"))
    inside = shape.alpha > 0.5
    share = float((shape.trim[inside] > 0.5).mean()) if inside.any() else 0.0
    return Outline(measure(shape.alpha), share)


@lru_cache(maxsize=512)
def read_panels(code: bytes, seams: bytes) -> float:
    """The share of a garment under panels of the accent.  Raises InputError when one of the codes is none."""
    panels = [mark for mark in read_marks(seams) if mark.kind == "panel"]
    if not panels:
        return 0.0
    cover = np.maximum.reduce([fill(mark.points, PANELS_PX) for mark in panels])
    alpha = cut_out(decode(read_code(code, SHAPE_SIZE, "shape")), PANELS_PX)
    return float((cover * alpha).sum() / max(float(alpha.sum()), 1.0))


def _find_kind(cloth: Cloth) -> PatternKind:
    """The kind of a pattern: a print's and a library's by its name, any other by its code."""
    if cloth.print:
        return KIND_OF[cloth.print]
    return library_kinds().get(cloth.pattern) or name_pattern(cloth.pattern)


@cache
def library_kinds() -> dict[bytes, PatternKind]:
    """The kind of each pattern of the library, by its code."""
    kinds = {"graphic": "zigzag"}  # the library's one graphic cloth is a chevron
    library = read_library()
    found = {each.cloth.pattern: kinds.get(each.kind, each.kind) for each in (*library.cloths, *library.former)}
    return {code: cast(PatternKind, kind) for code, kind in found.items() if code}


def _find_size(cloth: Cloth) -> Size:
    if cloth.print:
        motif_px = MOTIF_PX[cloth.print] * cloth.scale
        return "fine" if motif_px <= FINE_PX else "bold" if motif_px >= BOLD_PX else ""
    if cloth.scale <= FINE_SCALE:
        return "fine"
    return "bold" if cloth.scale >= BOLD_SCALE else ""


def _find_contrast(gap: float) -> Contrast:
    if gap >= STRONG:
        return "strong"
    return "soft" if gap <= SOFT else ""


def _find_tone(rgb: Rgb) -> Tone:
    light, chroma, _ = to_lch(rgb)
    if light < 0.4:
        return "deep"
    if light > 0.84:
        return "pale"
    if chroma > 0.14:
        return "bright"
    return "muted" if 0.015 < chroma < 0.07 else ""


@lru_cache(maxsize=512)
def _find_material(cloth: Cloth) -> Material:
    """The cloth's surface; else the library's material with this very grain.  A pattern hides most of a grain, so that
    it says nothing then."""
    if cloth.surface:
        return cloth.surface
    if not cloth.grain or cloth.patterned:
        return ""
    grain = read_code(cloth.grain, GRAIN_SIZE, "grain")
    for each in read_library().cloths:
        if each.name in MATERIALS:
            apart = np.abs(read_code(each.cloth.grain, GRAIN_SIZE, "grain") - grain).mean()
            if float(apart) < SAME_GRAIN:
                return MATERIALS[each.name]
    return ""
