"""The Design tab's column of controls as HTML: shape, inks, cloth, each with its lock and its way back.

Pure functions from plain values to markup.  `assets/js/design_controls.js` sends what is clicked, dragged and typed;
what a control is called there (`data-change`) is what `models.designing.change` calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from math import log2

from ui.design_blend_panel import BlendPanel, draw_blend
from ui.design_cut import Row, draw_rows
from ui.icons import icon

Group = tuple[str, list[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Ink:
    """One of the two colours: its key ("colour", "accent"), label, `#rrggbb`, the trade's name."""

    key: str
    label: str
    hex: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Swatch:
    """A cloth as a tile.  Its picture is a rule of the stylesheet that grows as cloths are woven, `.c-<id>`."""

    id: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Everything that the column shows.  `locks` and `changed` hold the controls that are locked, or that are not what
    the design began with.  `bare`: nothing is sewn on the shape yet, and something could be."""

    shape: str
    bare: bool
    cuts: tuple[Row, ...]
    blend: BlendPanel
    inks: tuple[Ink, ...]
    ink: str
    palettes: list[Group]
    palette_key: str
    chips: tuple[tuple[str, str], ...]
    cloths: tuple[Swatch, ...]
    slots: tuple[Swatch, Swatch | None]
    slot: str
    share: float | None
    scale: float
    strength: float
    seed: int
    locks: frozenset[str]
    changed: frozenset[str]


SEW = """<button class="ws-button small wide" data-act="sew"
 title="Draw neckline, armholes and hems, or waistband and fly, where they lie on this shape">Sew the seams</button>"""


def draw_panel(panel: Panel) -> str:
    """The column."""
    return f'<div class="panel">{_shape(panel)}{_colours(panel)}{_cloth(panel)}{_seed(panel)}</div>'


def draw_palettes(groups: Sequence[Group], key: str, label: str) -> str:
    """The list of palettes to choose from."""
    rows = []
    for name, entries in groups:
        options = "".join(
            f'<option value="{escape(each)}"{" selected" if each == key else ""}>{escape(text)}</option>'
            for each, text in entries
        )
        rows.append(f'<optgroup label="{escape(name)}">{options}</optgroup>')
    return (
        f'<select class="ws-select" data-act="palette" data-value="{escape(key)}" aria-label="{escape(label)}">'
        f"{''.join(rows)}</select>"
    )


def _shape(panel: Panel) -> str:
    return f"""<section>{_head("Shape", "shape", panel)}<div class="begin">
<button class="thumb" data-act="gallery" title="Choose another shape"><img src="{escape(panel.shape)}" alt=""></button>
<button class="ws-button small" data-act="gallery" title="The library's shapes, and what you kept">Gallery</button>
<button class="ws-button small" data-act="photo" title="Make a design of a garment's photo">Photo</button>
<button class="ws-button small" data-act="draw" title="Draw an outline, or open a drawing">Draw</button>
<button class="ws-button small" data-act="redraw" title="Lengthen, shorten, cut away, add a seam">Redraw</button>
{SEW if panel.bare else ""}</div>{draw_blend(panel.blend)}
{draw_rows(panel.cuts, partial(_tools, panel=panel))}</section>"""


def _seed(panel: Panel) -> str:
    return f"""<div class="seed"><label for="seed">Seed</label><input id="seed" type="text" inputmode="numeric"
 value="{panel.seed}" maxlength="10" data-act="surprise" spellcheck="false"><span>Same seed, same surprise</span>
</div>"""


def _colours(panel: Panel) -> str:
    chips = "".join(
        f'<button class="chip-colour" data-act="chip" data-id="{colour}" style="--swatch:{colour}" '
        f'title="{escape(name)} as {_ink_label(panel)}" aria-label="{escape(name)}"></button>'
        for colour, name in panel.chips
    )
    inks = "".join(_ink(ink, panel) for ink in panel.inks)
    return f"""<section><header><h3>Colours</h3></header>{inks}
<div class="row palette">{draw_palettes(panel.palettes, panel.palette_key, "Palette")}
<div class="chips" role="group" aria-label="Colours of the palette">{chips}</div></div></section>"""


def _ink(ink: Ink, panel: Panel) -> str:
    chosen = ink.key == panel.ink
    return f"""<div class="ink" data-chosen="{_flag(chosen)}" data-act="ink" data-id="{ink.key}">
<label class="well" style="--swatch:{ink.hex}" title="Choose the {ink.label.lower()} colour">
<input type="color" value="{ink.hex}" data-change="{ink.key}" aria-label="{ink.label} colour"></label>
<div class="names"><b>{escape(ink.name)}</b><span>{ink.label}</span></div>
<input class="hex" type="text" value="{ink.hex}" data-change="{ink.key}" maxlength="7" spellcheck="false"
 aria-label="{ink.label} colour as hexadecimal">{_tools(ink.key, ink.label, panel)}</div>"""


def _cloth(panel: Panel) -> str:
    tiles = "".join(_tile(swatch) for swatch in panel.cloths)
    return f"""<section>{_head("Cloth", "cloth", panel)}<div class="cloths">{tiles}
<button class="cloth own" data-act="own-cloth" title="Cloth from a photo of yours" aria-label="Cloth from a photo">
{icon("plus")}</button></div>{_mix(panel)}
{_dial("scale", "Scale", log2(panel.scale), (-2, 2, 0.05), f"× {panel.scale:.2f}", panel)}
{_dial("strength", "Strength", panel.strength, (0, 2, 0.02), f"{100 * panel.strength:.0f} %", panel)}</section>"""


def _mix(panel: Panel) -> str:
    first, second = panel.slots
    share = 50 if panel.share is None else round(100 * panel.share)
    off = " disabled" if second is None else ""
    return f"""<div class="mix">{_slot("first", first, panel)}
<input type="range" min="0" max="100" step="1" value="{share}" data-change="share"{off} aria-label="Mix of two cloths">
{_slot("second", second, panel)}</div>"""


def _slot(key: str, swatch: Swatch | None, panel: Panel) -> str:
    name = swatch.name if swatch else "Mix with another cloth"
    picture = _picture(swatch) if swatch else icon("plus")
    return (
        f'<button class="cloth slot{"" if swatch else " own"}" data-act="slot" data-id="{key}" title="{escape(name)}" '
        f'aria-pressed="{_flag(panel.slot == key)}" aria-label="{escape(name)}">{picture}</button>'
    )


def _tile(swatch: Swatch) -> str:
    return (
        f'<button class="cloth" data-act="cloth" data-id="{escape(swatch.id)}" title="{escape(swatch.name)}" '
        f'aria-label="{escape(swatch.name)}" aria-pressed="{_flag(swatch.chosen)}">{_picture(swatch)}</button>'
    )


def _picture(swatch: Swatch) -> str:
    return f'<span class="c-{escape(swatch.id)}"></span>'


def _dial(key: str, label: str, value: float, bounds: tuple[float, float, float], text: str, panel: Panel) -> str:
    low, high, step = bounds
    return f"""<div class="dial"><label for="dial-{key}">{label}</label>
<input id="dial-{key}" type="range" min="{low:g}" max="{high:g}" step="{step:g}" value="{value:.4g}"
 data-change="{key}"><output>{text}</output>{_tools(key, label, panel)}</div>"""


def _head(title: str, control: str, panel: Panel) -> str:
    return f"<header><h3>{title}</h3>{_tools(control, title, panel)}</header>"


def _tools(control: str, label: str, panel: Panel) -> str:
    """Reset and lock of one control."""
    locked = control in panel.locks
    hidden = "" if control in panel.changed else " hidden"
    word = "Unlock" if locked else "Lock"
    return f"""<span class="tools-of"><button class="tool" data-act="reset" data-id="{control}"{hidden}
 title="Back to what it began with" aria-label="Reset {label.lower()}">{icon("reset")}</button>
<button class="tool lock" data-act="lock" data-id="{control}" aria-pressed="{_flag(locked)}"
 title="{word}: {"free again" if locked else "Surprise me and colourways leave it as it is"}"
 aria-label="{word} {label.lower()}">{icon("locked" if locked else "open")}</button></span>"""


def _ink_label(panel: Panel) -> str:
    return next((ink.label.lower() for ink in panel.inks if ink.key == panel.ink), "main")


def _flag(value: bool) -> str:
    return "true" if value else "false"
