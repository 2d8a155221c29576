"""What a search brought, and the tray of what is chosen so far.  Pure functions to HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from segments.types import Segment
from ui import audience_cards as cards
from ui import audience_page
from ui import audience_words as words
from ui.audience_look import Found, Look
from ui.audience_prints import Card
from ui.icons import icon

Fit = tuple[Segment, float]
"""The segment that a product fits best, and the cosine."""


def draw_found(found: Found, pictures: Sequence[Card], fits: Sequence[Fit | None], basket: Sequence[str]) -> str:
    """Products of a style, nearest first, with their price and whose taste they are."""
    tiles = "".join(
        cards.product(card, n, fit[0] if fit else None, note=_fit(fit), taken=card.product.id in basket)
        for n, (card, fit) in enumerate(zip(pictures, fits, strict=True))
    )
    note = f'<p class="note">{escape(found.note)}</p>' if found.note else ""
    count = words.count(len(pictures), "product")
    return f"""<div class="au-found"><header>{audience_page.back()}<h2>{escape(found.title)}</h2>
<p>{count}, the most alike first. Choose some of them as the taste to design for.</p>{note}</header>
<div class="au-grid">{tiles}</div></div>"""


def _fit(fit: Fit | None) -> str:
    if fit is None:
        return ""
    segment, cosine = fit
    width = 100 * min(1.0, max(0.06, cosine))
    return (
        f'<button class="au-fit" data-act="open" data-id="{escape(segment.id)}" title="{escape(segment.label)}: '
        f'{words.affinity(cosine)}"><i><b style="width:{width:.0f}%"></b></i>{escape(segment.label)}</button>'
    )


def draw_tray(look: Look, segments: Sequence[Segment], pictures: Sequence[Card]) -> str:
    """What is chosen so far: segments with their weights, or products; nothing when nothing is."""
    if look.basket:
        thumbs = "".join(
            f'<button class="au-thumb" data-act="take" data-id="{card.product.row}" '
            f'style="--tint:{cards.tint(None, n)}" '
            f'title="Take out {escape(card.product.name)}">{cards.picture(card)}</button>'
            for n, card in enumerate(pictures)
        )
        return _tray(words.count(len(pictures), "product"), f'<div class="au-row">{thumbs}</div>')
    chosen = [(segment, weight) for id, weight in look.mix for segment in segments if segment.id == id]
    if not chosen:
        return ""
    total = sum(weight for _, weight in chosen)
    rows = "".join(_part(segment, weight, weight / total) for segment, weight in chosen)
    hint = "" if len(chosen) > 1 else '<span class="hint">Add another segment for a mix.</span>'
    return _tray("Mix", f'<div class="au-row">{rows}{hint}</div>')


def _part(segment: Segment, weight: float, share: float) -> str:
    id = escape(segment.id)
    label = escape(segment.label)
    return f"""<div class="au-part">{cards.dots(segment.palette[:3])}<b>{label}</b>
<input type="range" min="1" max="10" value="{weight:.0f}" data-act="weight" data-id="{id}"
 aria-label="Weight of {label}">
<em>{100 * share:.0f} %</em><button class="au-x" data-act="mix" data-id="{id}" title="Take out"
 aria-label="Take out {label}">{icon("close")}</button></div>"""


def _tray(title: str, inside: str) -> str:
    return f"""<div class="au-tray"><h3>{escape(title)}</h3>{inside}
{cards.button("clear", "Clear")}{cards.button("use", "Design for them", filled=True)}</div>"""
