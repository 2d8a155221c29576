"""The colourways under the garment, as HTML: small prints on flat grounds, their palette and number, and the sheet.

Pure functions from plain values to markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from models.colourways import COUNTS
from ui.design_controls import Group, draw_palettes
from ui.icons import icon


@dataclass(frozen=True, kw_only=True)
class Print:
    """One colourway: its ground (`#rrggbb`), its name, and its picture ("" while it is being printed)."""

    ground: str
    name: str
    image: str = ""
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Strip:
    """Everything that the strip shows."""

    prints: tuple[Print, ...]
    palettes: list[Group]
    palette_key: str


def draw_strip(strip: Strip) -> str:
    """The strip: a line of controls, and the prints side by side like cells of a sheet."""
    count = len(strip.prints)
    cells = "".join(_cell(index, one) for index, one in enumerate(strip.prints))
    return f"""<div class="colourways"><header><h3>Colourways</h3>
{draw_palettes(strip.palettes, strip.palette_key, "Palette of the colourways")}
<button class="ws-button small" data-act="palette-picture" title="Take the colours of a picture">From a picture</button>
<div class="stepper" role="group" aria-label="Number of colourways">{_step("minus", count - 1, count > COUNTS[0])}
<output>{count}</output>{_step("plus", count + 1, count < COUNTS[1])}</div>
<button class="ws-button small" data-act="shuffle">Shuffle</button>
<button class="ws-button small last" data-act="sheet">Print sheet</button></header>
<div class="cells" style="--count:{count}">{cells}</div></div>"""


def _cell(index: int, one: Print) -> str:
    picture = f'<img src="{one.image}" alt="{escape(one.name)}" draggable="false">' if one.image else "<span></span>"
    pressed = "true" if one.chosen else "false"
    return (
        f'<button class="cell" data-act="take" data-id="{index}" style="--swatch:{one.ground}" '
        f'aria-pressed="{pressed}" title="{escape(one.name)}">{picture}</button>'
    )


def _step(sign: str, count: int, there: bool) -> str:
    off = "" if there else " disabled"
    word = "More" if sign == "plus" else "Fewer"
    return f'<button data-act="count" data-id="{count}" aria-label="{word} colourways"{off}>{icon(sign)}</button>'


def draw_sheet(image: str, names: Sequence[str]) -> str:
    """The printed sheet, large, with its caption."""
    picture = f'<img src="{image}" alt="Sheet of colourways">' if image else '<div class="waiting"></div>'
    return f"""<figure class="sheet">{picture}<figcaption>{escape(" · ".join(names))}</figcaption>
<button class="round" data-act="back" title="Back to the design" aria-label="Back">{icon("close")}</button>
</figure>"""
