"""What the Design tab's column shows of blending: the kind, where it is on its way to, and how much of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from models.design import CATEGORIES, DesignSpec
from models.library import read_library
from ui.design_choices import Blending, Choices

PREFIX = "blend-"
DIALS = (("shape", "Shape"), ("cloth", "Cloth"), ("colours", "Colours"))
OTHER = "design"
"""The choice of the list that opens the wall of designs."""


@dataclass(frozen=True, kw_only=True)
class BlendPanel:
    """What the column shows of blending: the design's `kind`, and the blend on the easel with the other end's picture
    (or its kind), None where there is none."""

    kind: str
    blending: Blending | None = None
    picture: str = ""


def describe_blend(choices: Choices, spec: DesignSpec, design_id: str, thumb: Callable[[str], str]) -> BlendPanel:
    """What the column shows of blending; `thumb` finds the picture of a design."""
    blending = choices.blends.get(design_id)
    picture = thumb(blending.second) if blending and blending.second else ""
    return BlendPanel(kind=spec.category, blending=blending, picture=picture)


def draw_blend(panel: BlendPanel) -> str:
    """The part of the column that blends."""
    kinds = _options([("", "Kind…"), *((each, each) for each in CATEGORIES)], panel.kind)
    way = panel.blending.kind or OTHER if panel.blending else ""
    known = {shape.category for shape in read_library().shapes} | ({way} - {"", OTHER})
    there = sorted(known - (set() if panel.blending else {panel.kind}))
    goals = [("", "On its way to…"), (OTHER, "another design"), *((each, each) for each in there)]
    return f"""<div class="row ways"><select class="ws-select" data-act="kind" data-value="{escape(panel.kind)}"
 aria-label="Kind of garment" title="What it is; decides which sliders it has">{kinds}</select>
<select class="ws-select" data-act="way" data-value="{escape(way)}" aria-label="Blend"
 title="Blend it with another design, or let it become another kind">{_options(goals, way)}</select></div>
{_draw_shares(panel)}"""


def _draw_shares(panel: BlendPanel) -> str:
    """How much of each there is, while a blend lies on the easel."""
    if panel.blending is None:
        return ""
    dials = "".join(_dial(panel.blending, part, label) for part, label in DIALS)
    picture = f'<img src="{escape(panel.picture)}" alt="The other design">' if panel.picture else ""
    mark = ' data-picture="yes"' if picture else ""
    return f'<div class="blend"{mark}>{picture}<div class="cuts">{dials}</div></div>'


def _dial(blending: Blending, part: str, label: str) -> str:
    if blending.kind and part != "shape":
        return ""
    value = float(getattr(blending.shares, part))
    control = PREFIX + part
    return f"""<div class="dial cut"><label for="{control}">{label}</label>
<input id="{control}" type="range" min="0" max="1" step="0.01" value="{value:.2f}" data-change="{control}">
<output>{100 * value:.0f} %</output></div>"""


def _options(entries: list[tuple[str, str]], chosen: str) -> str:
    return "".join(
        f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>{escape(text)}</option>'
        for key, text in entries
    )
