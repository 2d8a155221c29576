"""The Stage tab's column, as HTML: product, sizes, set, hand, words, clip, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from models.staging.message import LENGTHS, Message
from models.staging.placements import PLACEMENTS
from ui.icons import icon

LABELS = {
    "studio": "Studio", "home": "Home", "wood": "Wood", "stone": "Stone", "summer": "Summer", "autumn": "Autumn",
    "festive": "Festive", "street": "Street", "paper": "Paper", "garden": "Garden", "colour": "Colour",
    "gradient": "Gradient", "clear": "Transparent", "own": "Own scene", "": "Best match",
}  # fmt: skip
"""What looks are called on screen."""
HINTS = {"headline": "Headline", "price": "Price", "button": "Button", "legal": "Legal line"}
WAYS = (("auto", "Any"), ("lie", "Lying"), ("hang", "Hanging"), ("stand", "Standing"))
LIGHTS = (("photo", "Photo’s light"), ("soft", "Soft light"))
PATHS = (("pan", "Pan"), ("dolly", "Push in"), ("orbit", "Orbit"))


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Everything that the column shows.  `sizes` are (key, words, chosen); `looks` the rows that there are."""

    thumb: str
    product: str
    support: str
    sizes: tuple[tuple[str, str, bool], ...]
    looks: tuple[str, ...]
    look: str
    scene: str
    colours: tuple[tuple[str, bool], ...]
    scale: float
    shadow: float
    reflection: float
    stands: bool
    light: str
    """Whose light an own scene has: "photo", "soft", or "" where its photo tells none."""
    message: Message
    accent: str
    logo: str
    words: str
    readable: bool
    path: str
    seconds: int
    clip: tuple[str, str]
    png: tuple[str, str]
    count: int


def draw_panel(panel: Panel) -> str:
    """The column."""
    parts = (_product, _sizes, _set, _hand, _words, _clip, _files)
    return f'<div class="panel st-panel">{"".join(part(panel) for part in parts)}</div>'


def _product(panel: Panel) -> str:
    return f"""<section><header><h3>Product</h3></header><div class="begin"><span class="thumb">
<img src="{escape(panel.thumb)}" alt="{escape(panel.product)}"></span>
<button class="ws-button small" data-act="design" title="The design that is on the easel now">From Design</button>
<button class="ws-button small" data-act="gallery" title="What you kept, and products of the shop">Choose</button>
<button class="ws-button small wide" data-act="upload" title="A product photo; it is cut out
 first">Upload a photo</button><button class="ws-button small wide" data-act="tryon" title="Worn by a
 mannequin">Try it on</button></div>
{_segments("support", WAYS, panel.support or "auto")}
</section>"""


def _segments(name: str, options: Sequence[tuple[str, str]], chosen: str) -> str:
    buttons = "".join(
        f'<button data-act="change" data-name="{name}" data-value="{id}"'
        f' aria-pressed="{_flag(id == chosen)}">{label}</button>'
        for id, label in options
    )
    return f'<div class="segments even" role="group">{buttons}</div>'


def _sizes(panel: Panel) -> str:
    chips = "".join(
        f'<span class="st-size" aria-pressed="{_flag(chosen)}"><button data-act="size"'
        f' data-id="{escape(key)}">{escape(words)}'
        f'</button><button class="st-x" data-act="unsize" data-id="{escape(key)}" aria-label="Take'
        f' {escape(words)} off the sheet">'
        f"{icon('close')}</button></span>"
        for key, words, chosen in panel.sizes
    )
    options = "".join(
        f'<optgroup label="{escape(group)}">'
        + "".join(
            f'<option value="{each.id}:{each.width_px}x{each.height_px}">{escape(each.title)} · {each.size}</option>'
            for each in places
        )
        + "</optgroup>"
        for group, places in groupby(PLACEMENTS, key=lambda each: each.group)
    )
    return f"""<section><header><h3>Sizes on the sheet</h3></header><div class="st-sizes">{chips}</div>
<div class="st-add"><select class="ws-select" data-act="size" aria-label="Add a size"><option
 value="">Add a size</option>{options}</select>
<input class="st-side" name="own-width" inputmode="numeric" maxlength="4" placeholder="W" aria-label="Own width
 in pixels">
<span>×</span><input class="st-side" name="own-height" inputmode="numeric" maxlength="4" placeholder="H"
 aria-label="Own height in pixels">
</div></section>"""


def _set(panel: Panel) -> str:
    chips = "".join(
        f'<button class="want-chip" data-act="change" data-name="look" data-value="{each}" '
        f'aria-pressed="{_flag(each == panel.look)}">{LABELS.get(each, each.capitalize())}</button>'
        for each in panel.looks
    )
    swatches = "".join(
        f'<button class="chip-colour" data-act="change" data-name="colour" data-value="{colour}"'
        f' style="--swatch:{colour}" '
        f'aria-pressed="{_flag(chosen)}" aria-label="Ground {colour}"></button>'
        for colour, chosen in panel.colours
    )
    another = (
        f"""<div class="st-scene"><span title="The set that is in use">{escape(panel.scene)}</span>
<button class="ws-button small" data-act="another">Another scene</button></div>"""
        if panel.scene
        else ""
    )
    return f"""<section><header><h3>Set</h3></header><div class="want-chips">{chips}</div>{another}
<div class="st-grounds"><span>Plain</span><div class="chips">{swatches}
<label class="st-any" title="Any colour"><input type="color" data-change="colour" value="#c8b8a0"
 aria-label="Any colour"></label>
</div></div></section>"""


def _hand(panel: Panel) -> str:
    shine = _dial("reflection", "Shine", panel.reflection, 0, 1, "The ground's reflection") if panel.stands else ""
    light = _segments("light", LIGHTS, panel.light) if panel.light else ""
    return f"""<section><header><h3>By hand</h3><button class="tool" data-act="reset" title="Back to where the
 set has it"
 aria-label="Back to where the set has it">{icon("reset")}</button></header>
{_dial("scale", "Size", panel.scale, 0.3, 2, "The product's size")}
{_dial("shadow", "Shadow", panel.shadow, 0, 2, "How strong its shadow is")}{shine}{light}</section>"""


def _dial(name: str, label: str, value: float, low: float, high: float, title: str) -> str:
    return f"""<label class="dial" title="{title}">{label}<input type="range" data-change="{name}" min="{low}"
 max="{high}"
 step="0.01" value="{value:g}"><output>{round(100 * value)} %</output></label>"""


def _words(panel: Panel) -> str:
    fields = "".join(
        f'<input class="want-field" data-change="{name}" maxlength="{most}" placeholder="{HINTS[name]}" '
        f'value="{escape(getattr(panel.message, name))}" aria-label="{HINTS[name]}">'
        for name, most in LENGTHS.items()
    )
    note = f'<p class="want-note">{escape(panel.words)}</p>' if panel.words else ""
    mark = (
        f'<img src="{escape(panel.logo)}" alt="The logo"><button class="tool" data-act="unlogo"'
        f' aria-label="Without logo">{icon("close")}</button>'
        if panel.logo
        else '<button class="ws-button small" data-act="logo">Logo</button>'
    )
    return f"""<section><header><h3>Words on it</h3></header>{fields}<div class="st-brand"><span
 class="st-logo">{mark}</span>
<label class="st-accent" title="The button's colour">Button<span class="well" style="--swatch:{panel.accent}">
<input type="color" data-change="accent" value="{panel.accent}" aria-label="The button's
 colour"></span></label></div>{note}</section>"""


def _clip(panel: Panel) -> str:
    mp4, webp = panel.clip
    paths = "".join(
        f'<button data-act="path" data-id="{id}" aria-pressed="{_flag(id == panel.path)}">{label}</button>'
        for id, label in PATHS
    )
    seconds = "".join(
        f'<option value="{each}"{" selected" if each == panel.seconds else ""}>{each} s</option>'
        for each in (3, 4, 5, 6)
    )
    links = ""
    if mp4:
        links = (
            f'<div class="save"><a class="ws-button small" href="{escape(mp4)}" download>MP4</a>'
            f'<a class="ws-button small" href="{escape(webp)}" download>WebP</a></div>'
        )
    return f"""<section><header><h3>Clip</h3></header><div class="st-moves"><div class="segments even"
 role="group">{paths}</div>
<select class="ws-select" data-act="seconds" aria-label="Length">{seconds}</select></div>
<button class="ws-button small" data-act="clip">Make the clip</button>{links}</section>"""


def _files(panel: Panel) -> str:
    address, name = panel.png
    off = "" if address else " disabled"
    return f"""<section><header><h3>Files</h3></header><div class="save">
<a class="ws-button small" href="{escape(address)}" download="{escape(name)}">PNG</a>
<button class="ws-button small" data-act="jpeg"{off}>JPEG</button>
<button class="ws-button small" data-act="zip" title="Every creative of the sheet, named by its
 size">Sheet, {panel.count}</button>
</div></section>"""


def _flag(value: bool) -> str:
    return "true" if value else "false"
