"""The public endpoints for designs: estimate, tweak, colourways.  What they take is checked here or in the studio."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Annotated, Any, Literal

import gradio as gr
from pydantic import ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr, TypeAdapter
from pydantic.dataclasses import dataclass

from models.colourways import Colourway, choose_ways
from models.designing import parse_hex, write_cloth, write_hex
from models.errors import InputError
from models.palette import find_palette, make_harmony
from models.reshape_blend import Shares
from models.sheet import name_way
from ui.answers import check, describe, refusing
from ui.design_cut import list_rows
from ui.services import Services

_strict = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, kw_only=True, config=_strict)
class EstimateOptions:
    """`kind`: "garment" makes a design; "swatch" and "drawing" answer with changes for `tweak`."""

    kind: Literal["garment", "swatch", "drawing"] = "garment"
    category: StrictStr = ""
    size_px: StrictInt = 512


@dataclass(frozen=True, kw_only=True, config=_strict)
class TweakOptions:
    """Side of the picture, and what the design is called."""

    size_px: StrictInt = 512
    title: StrictStr | None = None


@dataclass(frozen=True, kw_only=True, config=_strict)
class BlendOptions:
    """How much of the second design there is, part by part; or how far on the way to a kind."""

    shape: StrictFloat | StrictInt = 0.5
    cloth: StrictFloat | StrictInt = 0.5
    colours: StrictFloat | StrictInt = 0.5
    size_px: StrictInt = 512
    title: StrictStr | None = None


@dataclass(frozen=True, kw_only=True, config=_strict)
class MorphOptions:
    """How far on the way to another kind, 0..1."""

    share: StrictFloat | StrictInt = 0.5
    size_px: StrictInt = 512
    title: StrictStr | None = None


@dataclass(frozen=True, kw_only=True, config=_strict)
class Harmony:
    """A palette drawn by chance; see `palette.make_harmony`."""

    harmony: StrictStr
    seed: StrictInt = 0


@dataclass(frozen=True, kw_only=True, config=_strict)
class SheetOptions:
    """How the sheet is printed; see `Studio.print_colourways`."""

    count: StrictInt = 6
    seed: Annotated[StrictInt, Field(ge=0, lt=2**31)] = 0
    style: StrictStr = "screen"
    width_px: StrictInt = 2400
    paper: StrictStr = "A4"
    gutter: StrictBool = True


_estimate: TypeAdapter[EstimateOptions] = TypeAdapter(EstimateOptions)
_tweak: TypeAdapter[TweakOptions] = TypeAdapter(TweakOptions)
_blend: TypeAdapter[BlendOptions] = TypeAdapter(BlendOptions)
_morph: TypeAdapter[MorphOptions] = TypeAdapter(MorphOptions)
_sheet: TypeAdapter[SheetOptions] = TypeAdapter(SheetOptions)
_changes: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])
_palette: TypeAdapter[str | Harmony | list[str]] = TypeAdapter(str | Harmony | list[str])


def publish(services: Services) -> None:
    """Add the endpoints to the page being built."""
    studio, prints = services.studio, services.prints

    @refusing
    def estimate(picture: str, id: str, options: Any) -> tuple[str | None, dict[str, Any]]:
        asked = check(_estimate, options or {}, "options")
        if bool(picture) == bool(id):
            raise InputError("Send either a `picture` or the `id` of one.", "Leave the other one out.")
        if asked.kind == "swatch":
            cloth = studio.read_swatch(id or Path(picture))
            spec = {"cloth": write_cloth(cloth.cloth)}
            return None, spec | {"colour": write_hex(cloth.colour), "accent": write_hex(cloth.accent)}
        if asked.kind == "drawing":
            return None, {"shape": base64.b64encode(studio.read_drawing(id or Path(picture))).decode()}
        source = id or studio.open_photo(Path(picture)).id
        design = studio.estimate(source, category=asked.category, size_px=asked.size_px)
        return str(prints.lend(studio.workspace.path(design.id))), describe(design)

    @refusing
    def tweak(id: str, changes: Any, options: Any) -> tuple[str, dict[str, Any]]:
        asked = check(_tweak, options or {}, "options")
        wanted = check(_changes, changes or {}, "changes")
        design = studio.tweak(id or "", wanted, size_px=asked.size_px, title=asked.title)
        return str(prints.lend(studio.workspace.path(design.id))), describe(design)

    @refusing
    def sliders(id: str) -> dict[str, dict[str, float]]:
        rows = list_rows(studio.spec_of(id or ""))
        return {row.name: {"value": row.value, "low": row.low, "high": row.high} for row in rows}

    @refusing
    def blend(id: str, other: str, options: Any) -> tuple[str, dict[str, Any]]:
        asked = check(_blend, options or {}, "options")
        shares = Shares(shape=float(asked.shape), cloth=float(asked.cloth), colours=float(asked.colours))
        design = studio.blend(id or "", other or "", shares, size_px=asked.size_px, title=asked.title)
        return str(prints.lend(studio.workspace.path(design.id))), describe(design)

    @refusing
    def morph(id: str, category: str, options: Any) -> tuple[str, dict[str, Any]]:
        asked = check(_morph, options or {}, "options")
        design = studio.morph(id or "", category or "", float(asked.share), size_px=asked.size_px, title=asked.title)
        return str(prints.lend(studio.workspace.path(design.id))), describe(design)

    @refusing
    def colourways(id: str, palette: Any, options: Any) -> tuple[str, str, list[dict[str, str]]]:
        asked = check(_sheet, options or {}, "options")
        spec = studio.spec_of(id or "")
        ways = choose_ways(spec, _read_palette(palette), asked.count, asked.seed)
        files = studio.print_colourways(
            spec, ways, width_px=asked.width_px, paper=asked.paper, gutter=asked.gutter, style=asked.style,
            seed=asked.seed, title=studio.workspace.get(id).title,
        )  # fmt: skip
        return str(prints.lend(files.png)), str(prints.lend(files.pdf)), [_describe_way(way) for way in ways]

    picture, artefact_id = gr.File(visible=False, label="picture"), gr.Textbox(visible=False, label="id")
    changes, palette, options = (gr.JSON(visible=False, label=label) for label in ("changes", "palette", "options"))
    image, facts = gr.File(visible=False, label="design"), gr.JSON(visible=False, label="facts")
    sheet, page = gr.File(visible=False, label="sheet"), gr.File(visible=False, label="page")
    ways = gr.JSON(visible=False, label="colourways")
    gpu: dict[str, Any] = {"concurrency_id": "gpu", "concurrency_limit": 1}
    gr.on(
        [], estimate, [picture, artefact_id, options], [image, facts],
        api_name="estimate", api_description=ESTIMATE, **gpu,
    )  # fmt: skip
    gr.on(
        [], tweak, [artefact_id, changes, options], [image, facts],
        api_name="tweak", api_description=TWEAK, **gpu,
    )  # fmt: skip
    other, kind = gr.Textbox(visible=False, label="other"), gr.Textbox(visible=False, label="category")
    settings = gr.JSON(visible=False, label="sliders")
    gr.on([], sliders, [artefact_id], settings, api_name="sliders", api_description=SLIDERS)
    gr.on(
        [], blend, [artefact_id, other, options], [image, facts],
        api_name="blend", api_description=BLEND, **gpu,
    )  # fmt: skip
    gr.on(
        [], morph, [artefact_id, kind, options], [image, facts],
        api_name="morph", api_description=MORPH, **gpu,
    )  # fmt: skip
    gr.on(
        [], colourways, [artefact_id, palette, options], [sheet, page, ways],
        api_name="colourways", api_description=COLOURWAYS, **gpu,
    )  # fmt: skip


ESTIMATE = """The design of a garment in a picture file, or in a photo or cut-out by its `id`: a transparent PNG and its
facts, the difference from the photo among them.  `options`: {"kind": "garment" | "swatch" | "drawing", "category",
"size_px"}.  A swatch or a drawing makes no design; the answer is `changes` for `tweak`."""
TWEAK = """A design with some of it changed: a transparent PNG and its facts.  `changes`: {"colour": "#rrggbb",
"accent", "scale": 0.25 to 4, "strength": 0 to 2, "cloth", "shape", "seams", "cloth_of": id, "shape_of": id, "category",
"text", "seed", "sliders": {name: setting}, "sew": true drafts the seams of its kind}; `options`: {"size_px": 128 to
1024, "title"}."""
SLIDERS = """The shape sliders of a design: for each its `value`, and how far it goes from `low` to `high`; 0 leaves the
garment as it is, 0.12 makes what it names 12 % longer, wider or deeper.  `tweak` moves them."""
BLEND = """A design between two, by their ids: a transparent PNG and its facts.  `options`: how much of the second there
is, {"shape": 0 to 1, "cloth": 0 to 1, "colours": 0 to 1, "size_px", "title"}."""
MORPH = """A design on its way to another kind of garment: a transparent PNG and its facts.  `options`:
{"share": 0 to 1, "size_px", "title"}."""
COLOURWAYS = """A design's colourways as a Warhol sheet: a PNG, a one-page PDF and the colours.  `palette` is a season's
name, a list of "#rrggbb", or {"harmony": "analogous" | "complementary" | "triad" | "tonal", "seed"}; `options`:
{"count": 4 to 9, "seed", "style": "screen" | "photo", "width_px": 600 to 3000, "paper": "A4" | "Letter", "gutter"}."""


def _read_palette(value: Any) -> tuple[tuple[int, int, int], ...]:
    """The colours of a palette as the API has it.  Raises InputError."""
    asked = check(_palette, value if value is not None else "Pop", "palette")
    if isinstance(asked, str):
        return find_palette(asked).colours
    if isinstance(asked, Harmony):
        return make_harmony(asked.seed, asked.harmony).colours
    return tuple(parse_hex(each) for each in asked)


def _describe_way(way: Colourway) -> dict[str, str]:
    colours = {"colour": write_hex(way.colour), "accent": write_hex(way.accent), "ground": write_hex(way.ground)}
    return colours | {"name": name_way(way, two_inks=True)}
