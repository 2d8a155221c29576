"""The record of a design as JSON, and back from a stranger's file; changes to a spec; two cloths mixed into one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

import numpy as np
from PIL import Image
from pydantic import (
    BeforeValidator,
    ConfigDict,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    TypeAdapter,
    ValidationError,
)
from pydantic.dataclasses import dataclass

from models.canvas import CANVAS_PX, centre, measure_difference
from models.design import (
    FAINTEST,
    GRAIN_SIZE,
    PATTERN_SIZE,
    SHAPE_SIZE,
    Cloth,
    Code,
    DesignSpec,
    Rgb,
    check_colour,
    check_large,
    check_range,
    check_size,
    read_code,
    write_code,
)
from models.errors import InputError
from models.imagining import ImagineRequest
from models.oklab import Floats, from_oklab, to_oklab
from models.print_names import PrintName
from models.reshape import move_sliders
from models.reshape_blend import Form, Shares, blend_forms, find_nearest
from models.seams import read_marks
from models.sewing import sew
from models.shape import FINE
from models.surface_names import LINED, SurfaceName

HEX = re.compile(r"#[0-9a-fA-F]{6}")
SILENT = float(np.log10(FAINTEST))
"""log10 of the power of a grain that cannot be seen."""


def parse_hex(text: str) -> Rgb:
    """The colour of `#rrggbb`.  Raises InputError on anything else."""
    if not isinstance(text, str) or not HEX.fullmatch(text):
        raise InputError("A colour is written as #rrggbb.", "Choose it from the picker.")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def write_hex(rgb: Rgb) -> str:
    """A colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _read_colour(value: object) -> Rgb:
    if isinstance(value, str):
        return parse_hex(value)
    if not isinstance(value, (tuple, list)):
        raise InputError("A colour is three whole numbers from 0 to 255.", "Choose it from the picker.")
    colour = tuple(value)
    check_colour(colour)
    return colour


_Colour = Annotated[Rgb, BeforeValidator(_read_colour)]
_strict = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, kw_only=True, config=_strict)
class _Changes:
    colour: _Colour | None = None
    accent: _Colour | None = None
    shape: Code | None = None
    seams: Code | None = None
    cloth: Cloth | None = None
    sliders: dict[StrictStr, StrictFloat | StrictInt] | None = None
    scale: StrictFloat | None = None
    strength: StrictFloat | None = None
    category: StrictStr | None = None
    text: StrictStr | None = None
    seed: StrictInt | None = None
    sew: StrictBool | None = None


@dataclass(frozen=True, kw_only=True, config=_strict)
class Origin:
    """How an imagined spec came to be: answer number `index` to a wish, by a backend with those weights."""

    request: ImagineRequest
    index: StrictInt
    backend: StrictStr
    weights_sha256: StrictStr

    def __post_init__(self) -> None:
        """Raises InputError when the wish has no such answer."""
        if not 0 <= self.index < self.request.count:
            raise InputError("This wish has no such answer.")


@dataclass(frozen=True, kw_only=True, config=_strict)
class Record:
    """What a design's record asks for: its spec and its side in px.

    "estimate": the spec was read off the parent.  "imagine": it was made up, as `origin` says, but for its words.
    "enlarge": its picture was made large, by another backend than the design's own.  "blend": it lies between its two
    parents, as `shares` say.
    """

    verb: Literal["tweak", "estimate", "imagine", "enlarge", "blend"]
    design: DesignSpec
    size_px: StrictInt
    origin: Origin | None = None
    shares: Shares | None = None

    def __post_init__(self) -> None:
        """Raises InputError when the size is out of range, or the origin or the shares do not go with the verb."""
        if (self.verb == "blend") != (self.shares is not None):
            raise InputError("Blended designs, and no others, say how much of each there is.")
        (check_large if self.verb == "enlarge" else check_size)(self.size_px)
        if (self.verb == "imagine") != (self.origin is not None):
            raise InputError("Imagined designs, and no others, say how they were imagined.")


_changes: TypeAdapter[_Changes] = TypeAdapter(_Changes)
_record: TypeAdapter[Record] = TypeAdapter(Record)
_cloth: TypeAdapter[Cloth] = TypeAdapter(Cloth)
_design: TypeAdapter[DesignSpec] = TypeAdapter(DesignSpec)


def write_record(record: Record) -> dict[str, Any]:
    """The record as JSON has it; with the parents, the backend and its weights it names the design."""
    written: dict[str, Any] = _record.dump_python(record, mode="json", exclude_none=True)
    return written


def read_record(spec: Mapping[str, Any]) -> Record:
    """The record back.  Raises InputError on what `write_record` would not write."""
    try:
        record = _record.validate_json(json.dumps(spec, allow_nan=False))
    except (ValidationError, ValueError, TypeError, RecursionError) as error:
        raise misfit() from error
    if write_record(record) != spec:
        raise misfit()
    return record


def check_facts(record: Record, facts: Mapping[str, Any]) -> None:
    """Raises InputError on facts that no such design has: an estimate's difference, otherwise nothing."""
    difference = facts.get("difference", 0.0)
    known = {"difference"} if record.verb == "estimate" else set()
    if set(facts) - known or not isinstance(difference, (int, float)) or not 0 <= difference <= 2:
        raise misfit()


def write_spec(spec: DesignSpec) -> dict[str, Any]:
    """A spec as JSON has it, codes in base64."""
    written: dict[str, Any] = _design.dump_python(spec, mode="json")
    return written


def write_cloth(cloth: Cloth) -> dict[str, Any]:
    """A cloth as JSON has it; `change` takes it as it is."""
    written: dict[str, Any] = _cloth.dump_python(cloth, mode="json")
    return written


def read_spec(value: object) -> DesignSpec:
    """A spec from what `write_spec` wrote.  Raises InputError on anything else."""
    try:
        return _design.validate_json(json.dumps(value, allow_nan=False))
    except (ValidationError, ValueError, TypeError, RecursionError) as error:
        raise InputError("This is not a design's spec.", "See the API page for its form.") from error


def change(spec: DesignSpec, changes: Mapping[str, Any]) -> DesignSpec:
    """The spec with some of it changed; `scale` and `strength` are the cloth's.

    Colours are (r, g, b) or `#rrggbb`.  Another shape comes without the old one's seams, unless `seams` says otherwise;
    `sew` drafts those of its category (`models/sewing.py`).
    `sliders` are settings of shape sliders by name; the others stay as they are, 0 puts one back (`models/reshape.py`).
    Raises InputError on unknown names and on values that no design can have.
    """
    try:
        wanted = _changes.validate_python(dict(changes))
    except (ValidationError, ValueError, TypeError) as error:
        reason = error.errors()[0] if isinstance(error, ValidationError) else None
        name = ".".join(str(part) for part in reason["loc"]) if reason else "a change"
        raise InputError(
            f"This change does not fit: {name[:60]}.", f"What can be changed: {', '.join(_changes_names())}."
        ) from error
    given = {name: getattr(wanted, name) for name in changes if getattr(wanted, name) is not None}
    dials = {name: given.pop(name) for name in ("scale", "strength") if name in given}
    cloth = given.pop("cloth", spec.cloth)
    if given.get("shape", spec.shape) != spec.shape:
        given.setdefault("seams", b"")
    if given.pop("sew", False):
        given["seams"] = _sew(given.get("shape", spec.shape), given.get("category", spec.category))
    if any(name in given and given[name] != getattr(spec, name) for name in ("shape", "seams", "category")):
        given["cutting"] = None  # what is on the table now is where sliders begin
    sliders = given.pop("sliders", {})
    changed = replace(spec, cloth=replace(cloth, **dials), **given)
    return move_sliders(changed, sliders) if sliders else changed


def _sew(shape: bytes, category: str) -> bytes:
    """The seams of a shape.  Raises InputError where none can be drafted."""
    seams = sew(shape, category)
    if not seams:
        raise InputError("Nothing can be sewn on this shape.", "Choose its kind first, or draw the seams with Redraw.")
    return seams


def blend(first: DesignSpec, second: DesignSpec, shares: Shares) -> DesignSpec:
    """A design between two, part by part: at 0 the first's, at 1 the second's, bit for bit.  Its kind is that of the
    shape that it is nearer to; its seed and words are the first's.  Deterministic.  Raises InputError."""
    changes: dict[str, Any] = {"cloth": mix_cloths(first.cloth, second.cloth, shares.cloth)}
    for name in ("colour", "accent"):
        changes[name] = mix_colours(getattr(first, name), getattr(second, name), shares.colours)
    if shares.shape:
        one, other = (Form(code=each.shape, category=each.category, seams=each.seams) for each in (first, second))
        form = blend_forms(one, other, shares.shape)
        cutting = second.cutting if shares.shape == 1.0 else None
        changes |= {"shape": form.code, "seams": form.seams, "category": form.category, "cutting": cutting}
    return replace(first, **changes)


def morph(spec: DesignSpec, category: str, share: float) -> DesignSpec:
    """A design on its way to another kind of garment: to the library's shape of that kind that is most like it.

    Raises InputError on a kind without shapes, or a share outside of 0..1.
    """
    nearest = find_nearest(spec.shape, category)
    goal = replace(spec, shape=nearest.code, seams=nearest.seams, category=category, cutting=None)
    return blend(spec, goal, Shares(shape=share, cloth=0.0, colours=0.0))


def mix_colours(first: Rgb, second: Rgb, share: float) -> Rgb:
    """The colour between two, evenly for the eye (OKLab)."""
    if share in (0.0, 1.0):
        return second if share else first
    a, b = (to_oklab(np.array(each, np.uint8)) for each in (first, second))
    red, green, blue = (int(value) for value in from_oklab((1 - share) * a + share * b))
    return red, green, blue


def _changes_names() -> list[str]:
    return list(_Changes.__dataclass_fields__)


def has_two_inks(spec: DesignSpec) -> bool:
    """Whether the accent shows anywhere: in the cloth's pattern, behind its holes, or in blocks and panels of it."""
    trim = read_code(spec.shape, SHAPE_SIZE, "shape")[2 * FINE * FINE :]
    panels = any(mark.kind == "panel" for mark in read_marks(spec.seams))
    return spec.cloth.patterned or spec.cloth.surface in LINED or panels or bool((trim > 0.5).any())


def mix_cloths(first: Cloth, second: Cloth, share: float) -> Cloth:
    """A cloth between two: at 0 the first, at 1 the second.  Raises InputError when `share` is not in 0..1.

    Patterns meet in the middle of their codes; a pattern that meets plain cloth fades.  A print by rule does not meet
    another pattern: the cloth of which there is more has its own, the first at a half.  A surface is one or the other:
    that of the cloth of which there is more, the first's at a half unless it is smooth.
    """
    check_range(share, (0.0, 1.0), "The share of the second cloth")
    if share in (0.0, 1.0):
        return second if share else first
    weights = (1 - share, share)
    pattern, name, fade = _mix_patterns((first, second), weights)
    grain = _mix_grains((first, second), weights)
    scale = float(np.exp(np.dot(weights, np.log([first.scale, second.scale]))))
    strength = float(np.dot(weights, [first.strength, second.strength]))
    if fade < 1 and grain:  # `strength` holds the grain too, which is not to fade with the pattern
        grain = write_code(read_code(grain, GRAIN_SIZE, "grain") - 2 * np.log10(fade))
    if fade < 1 and first.surface != second.surface and not (first.surface and second.surface):
        fade = 1.0  # a print on denim: the print is the one's, the surface the other's, and neither fades
    surface = _mix_surfaces(first, second, share)
    return Cloth(pattern=pattern, grain=grain, scale=scale, strength=strength * fade, surface=surface, print=name)


def _mix_surfaces(first: Cloth, second: Cloth, share: float) -> SurfaceName | Literal[""]:
    near, far = (first, second) if share <= 0.5 else (second, first)
    return near.surface or (far.surface if near.patterned else "")


def _mix_patterns(
    cloths: tuple[Cloth, Cloth], weights: tuple[float, float]
) -> tuple[bytes, PrintName | Literal[""], float]:
    """The pattern's code or name, and how much of it is left: less than 1 where one of the cloths is plain."""
    there = [(cloth, weight) for cloth, weight in zip(cloths, weights, strict=True) if cloth.patterned]
    if len(there) < 2:
        return (there[0][0].pattern, there[0][0].print, there[0][1]) if there else (b"", "", 1.0)
    if any(cloth.print for cloth in cloths):
        nearer = cloths[0] if weights[0] >= weights[1] else cloths[1]
        return nearer.pattern, nearer.print, 1.0
    codes = [read_code(cloth.pattern, PATTERN_SIZE, "pattern") * weight for cloth, weight in there]
    return write_code(codes[0] + codes[1]), "", 1.0


def _mix_grains(cloths: tuple[Cloth, Cloth], weights: tuple[float, float]) -> bytes:
    """The grain whose amplitudes lie between both, each as strong as its cloth has it."""
    if not any(cloth.grain for cloth in cloths):
        return b""
    amplitudes = [10 ** (_spectrum(cloth) / 2) * weight for cloth, weight in zip(cloths, weights, strict=True)]
    return write_code(2 * np.log10(amplitudes[0] + amplitudes[1]))


def _spectrum(cloth: Cloth) -> Floats:
    if not cloth.grain:
        return np.full(GRAIN_SIZE, SILENT, np.float32)
    return read_code(cloth.grain, GRAIN_SIZE, "grain")


def measure_estimate(cutout: Image.Image, again: Image.Image) -> float:
    """How far a garment, made again 256 px square, is from its cut-out: mean OKLab distance, 0 = alike."""
    if again.size != (CANVAS_PX, CANVAS_PX):
        raise ValueError("compared at 256 px")
    return round(measure_difference(centre(np.asarray(cutout.convert("RGBA"))), np.asarray(again)), 4)


def misfit() -> InputError:
    """What is said of a record that the studio would not have written."""
    return InputError("The record of this design does not fit.", "Export it again from the studio that made it.")
