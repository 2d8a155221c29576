"""The column of "What they want" as HTML: for whom, what else is wished for, and the button that makes others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ui.icons import icon

COLOURS = ("black", "white", "grey", "navy", "blue", "teal", "green", "olive", "yellow", "orange", "red", "burgundy",
           "pink", "purple", "brown", "beige")  # fmt: skip
"""Offered beside the audience's own."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """What the column shows; values are those of the set that is looked at."""

    label: str
    facts: str
    simulated: bool
    text: str
    chips: tuple[str, ...]
    note: str
    """What was not understood, or "" ."""
    category: str
    categories: tuple[str, ...]
    colour: str
    """`#rrggbb` or ""."""
    swatches: tuple[tuple[str, str], ...]
    """(hex, name)."""
    low: str
    high: str
    band: tuple[str, str]
    """What the shop's prices are, as a hint."""
    priced: bool
    closeness: float
    diversity: float
    seed: int
    words: dict[str, tuple[str, ...]]
    """The whole vocabulary, by group."""


def draw_panel(panel: Panel) -> str:
    """The column."""
    simulated = '<span class="want-simulated" title="These shoppers are simulated.">Simulated</span>'
    chips = "".join(
        f'<button class="want-chip" data-word="{escape(word)}">{escape(word)}</button>' for word in panel.chips
    )
    options = "".join(
        f'<option value="{escape(name)}"{" selected" if name == panel.category else ""}>'
        f"{escape(name or 'Any kind')}</option>"
        for name in ("", *panel.categories)
    )
    note = f'<p class="want-note" role="alert">{escape(panel.note)}</p>' if panel.note else ""
    listed = "".join(f"<p><b>{escape(name)}</b> {escape(', '.join(words))}</p>" for name, words in panel.words.items())
    return f"""<div class="panel want-panel"><div class="heading"><h2>{escape(panel.label)}</h2>
<p>{escape(panel.facts)}{simulated if panel.simulated else ""}</p></div>
<button class="ws-button filled wide" data-act="reroll">Make 12 others</button>
<section><header><h3>Steer</h3></header>
<input class="want-field" name="text" type="text" value="{escape(panel.text)}" maxlength="300"
 placeholder="striped, navy, sporty…" aria-label="Steer by words" autocomplete="off">{note}
<div class="want-chips">{chips}</div>
<details class="want-words"><summary>All words</summary>{listed}</details></section>
<section><header><h3>Kind and colour</h3></header>
<select class="ws-select" name="category" aria-label="Kind of garment">{options}</select>
<div class="want-swatches" role="group" aria-label="Main colour">{_swatches(panel.swatches, panel.colour)}</div>
</section>
{_prices(panel) if panel.priced else ""}
<section><header><h3>How far to go</h3></header>
{_slider("closeness", panel.closeness, "Surprise us", "Just their taste", "How closely they follow the taste")}
{_slider("diversity", panel.diversity, "A family", "All different", "How different they are from one another")}
</section>
<div class="seed"><label for="want-seed">Seed</label>
<input id="want-seed" name="seed" type="text" inputmode="numeric" value="{panel.seed}" maxlength="10">
<button class="ws-button small" data-act="again" title="The same seed and wishes give the same designs"
>Use it</button></div></div>"""  # noqa: S608  markup, no SQL


def draw_bar(by: str, undo: bool, redo: bool, label: str, demand: bool) -> str:
    """The line above the designs: their order, and steps back."""
    orders = (("demand", "Demand"), ("closeness", "Closeness"), ("novelty", "Novelty"))
    buttons = "".join(
        f'<button data-act="order" data-id="{key}" aria-pressed="{"true" if key == by else "false"}"'
        f"{'' if demand or key != 'demand' else ' disabled'}>{name}</button>"
        for key, name in orders
    )
    steps = "".join(
        f'<button class="round" data-act="{act}" title="{title}" aria-label="{title}"{"" if there else " disabled"}>'
        f"{icon(act)}</button>"
        for act, title, there in (("undo", "The set before", undo), ("redo", "The next set", redo))
    )
    return f"""<div class="want-bar"><p>{escape(label)}</p><span class="want-steps">{steps}</span>
<span class="want-sort">Sort by</span><div class="segments" role="group" aria-label="Sort by">{buttons}</div></div>"""


def draw_progress(stage: str, fraction: float) -> str:
    """The same line while designs are made."""
    percent = round(100 * min(1.0, max(0.02, fraction)))
    return f"""<div class="want-bar busy" role="status"><p>{escape(stage)}</p>
<div class="bar"><i style="width:{percent}%"></i></div>
<button class="ws-button small" data-act="stop">Stop</button></div>"""


def _prices(panel: Panel) -> str:
    low, high = panel.band
    return f"""<section><header><h3>Price</h3></header><div class="want-prices">
<input class="want-field" name="low" type="text" inputmode="decimal" value="{escape(panel.low)}"
 placeholder="{escape(low)}" aria-label="Lowest price"><span>to</span>
<input class="want-field" name="high" type="text" inputmode="decimal" value="{escape(panel.high)}"
 placeholder="{escape(high)}" aria-label="Highest price"></div></section>"""


def _slider(name: str, value: float, low: str, high: str, label: str) -> str:
    return f"""<div class="want-slider"><input type="range" name="{name}" min="0" max="1" step="0.05" value="{value:g}"
 aria-label="{label}"><span>{low}</span><span>{high}</span></div>"""


def _swatches(swatches: Sequence[tuple[str, str]], chosen: str) -> str:
    every = (("", "Any colour"), *swatches)
    return "".join(
        f'<label class="want-swatch{"" if value else " any"}" style="--swatch:{value or "none"}" '
        f'title="{escape(name)}">'
        f'<input type="radio" name="colour" value="{value}"{" checked" if value == chosen else ""} '
        f'aria-label="{escape(name)}"></label>'
        for value, name in every
    )
