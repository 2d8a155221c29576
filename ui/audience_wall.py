"""The overviews: a wall of segments, a map, a table; and what to do without a shop.  Pure functions to HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from segments.types import Segment
from ui import audience_cards as cards
from ui import audience_words as words
from ui.audience_look import SWITCH, Look
from ui.audience_prints import Card

Doubles = NDArray[np.float64]
Pictures = Mapping[str, Sequence[Card]]
"""The pictures of each segment by its id."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands over everything."""

    facts: str = ""
    simulated: bool = False
    hidden: int = 0
    undo: bool = False


def draw_head(head: Head | None, look: Look) -> str:
    """Title, search, switch and import; without a shop, the title and import alone."""
    if head is None:
        return '<div class="au-head"><div class="au-title"><h2>Audience</h2></div></div>'
    switch = "".join(
        f'<button data-act="view" data-id="{view}" aria-pressed="{cards.flag(look.view == view)}">{label}</button>'
        for view, label in SWITCH
    )
    more = cards.button("show", f"Show {head.hidden} hidden") if head.hidden else ""
    more += cards.button("undo", "Undo") if head.undo else ""
    return f"""<div class="au-head"><div class="au-title"><h2>Audience</h2>{cards.badge(head.simulated)}
<p>{escape(head.facts)}</p></div>
<form class="au-search" data-act="search" role="search"><input type="search" name="value" value="{escape(look.query)}"
 placeholder="Find products: words, or drop a picture" aria-label="Find products by words or a picture"
 autocomplete="off" maxlength="200"><button type="button" data-file="audience-picture"
 title="Find by a picture">Picture</button></form>
<div class="au-tools">{more}<div class="segments" role="group" aria-label="View">{switch}</div></div></div>"""


def draw_wall(segments: Sequence[Segment], pictures: Pictures, look: Look) -> str:
    """One card a segment."""
    return '<div class="au-wall">' + "".join(_card(each, pictures[each.id], look) for each in segments) + "</div>"


def _card(segment: Segment, pictures: Sequence[Card], look: Look) -> str:
    mixed = any(id == segment.id for id, _ in look.mix)
    id, lack = escape(segment.id), ""
    if segment.gap:
        gap = segment.gap[0]
        lack = f'<span class="au-gap" title="{escape(words.gap_story(gap))}">Missing: {escape(words.gap(gap))}</span>'
    return f"""<article class="au-card" data-act="open" data-id="{id}" data-mixed="{cards.flag(mixed)}">
{cards.collage(pictures, segment)}
<div class="au-over"><button class="ws-button filled small" data-act="design" data-id="{id}">Design for them</button>
{cards.mix(segment, mixed, "Mix")}</div>
<div class="au-body"><header><h3>{cards.name(segment)}</h3>{cards.trend(segment)}</header>
<p class="au-line">{escape(words.line(segment))}</p>{cards.figures(segment)}
<footer>{cards.dots(segment.palette)}{lack}</footer></div></article>"""


def draw_map(
    segments: Sequence[Segment], pictures: Pictures, centres: Doubles, radii: Doubles, width: float, height: float
) -> str:  # fmt: skip
    """Circles at centres (n, 2) with radii (n,) in a frame of (width, height); alike tastes are near each other."""
    circles = []
    for segment, (x, y), radius in zip(segments, centres, radii, strict=True):
        place = f"left:{100 * x / width:.2f}%;top:{100 * y / height:.2f}%;width:{200 * radius / width:.2f}%"
        title = f"{segment.label}: {words.percent(segment.sales_share)} of sales"
        circles.append(
            f'<button class="au-circle" data-act="open" data-id="{escape(segment.id)}" style="{place};'
            f'--tint:{cards.tint(segment, 0)}" title="{escape(title)}">'
            f"{cards.collage(pictures[segment.id][:4], segment)}<span><b>{escape(segment.label)}</b>"
            f"<small>{words.percent(segment.sales_share)} of sales</small></span></button>"
        )
    return f"""<div class="au-map"><div class="au-field" style="--ratio:{width / height:.3f}">{"".join(circles)}</div>
<p class="hint">Segments near each other like alike things. The larger the circle, the larger its sales.</p></div>"""


COLUMNS: tuple[tuple[str, str, Callable[[Segment], float | str]], ...] = (
    ("label", "Segment", lambda each: each.label.casefold()),
    ("size", "Shoppers", lambda each: each.size),
    ("traffic", "Visits", lambda each: each.traffic_share),
    ("sales", "Sales", lambda each: each.sales_share),
    ("trend", "Trend", lambda each: each.trend.rate if each.trend else float("-inf")),
    ("price", "Price paid", lambda each: each.price_band.middle if each.price_band else float("-inf")),
    ("cohesion", "Taste", lambda each: each.cohesion),
)


def sort_segments(segments: Sequence[Segment], look: Look) -> list[Segment]:
    """The segments in the order of the table."""
    key = next(key for name, _, key in COLUMNS if name == look.sort)
    return sorted(segments, key=key, reverse=look.down)


def draw_table(segments: Sequence[Segment], pictures: Pictures, look: Look) -> str:
    """All figures in rows; a click on a column sorts by it."""
    heads = []
    for name, label, _ in COLUMNS:
        order = ("descending" if look.down else "ascending") if name == look.sort else "none"
        heads.append(
            f'<th aria-sort="{order}" data-column="{name}">'
            f'<button data-act="sort" data-id="{name}">{label}</button></th>'
        )
    rows = "".join(_row(each, pictures[each.id]) for each in sort_segments(segments, look))
    return (
        f'<table class="au-table"><thead><tr>{"".join(heads)}<th>Palette</th><th>Missing</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _row(segment: Segment, pictures: Sequence[Card]) -> str:
    price = words.band(segment.price_band) if segment.price_band else "not known"
    lack = words.gap(segment.gap[0]) if segment.gap else ""
    thumb = cards.thumb(pictures[0] if pictures else None, segment)
    alike = f"{words.alike(segment.cohesion)} <small>{segment.cohesion:.2f}</small>"
    return f"""<tr data-act="open" data-id="{escape(segment.id)}"><td><div class="au-name">{thumb}
{cards.name(segment)}</div></td><td>{segment.size:,}</td>
<td>{words.percent(segment.traffic_share)}</td><td>{words.percent(segment.sales_share)}</td><td>{cards.trend(segment)}</td>
<td>{escape(price)}</td><td title="Cohesion, of 1">{alike}</td><td>{cards.dots(segment.palette)}</td>
<td>{escape(lack)}</td></tr>"""


def draw_empty(demo: bool) -> str:
    """What to do when there is no shop yet."""
    offer = cards.button("demo", "Open the demo shop", filled=True, small=False) if demo else ""
    return f"""<div class="invite"><h2>Whose taste is it for?</h2>
<p>Bring a catalogue and its purchases, and see the groups of people who shop alike, what they buy, and what they look
for in vain. Nothing leaves this computer.</p>{offer}</div>"""


def draw_opening(cards_: int = 8) -> str:
    """The wall before anything has come: it keeps its shape from the first moment."""
    return (
        '<div class="au-wall">'
        + '<article class="au-card waiting"><div class="au-collage"></div></article>' * cards_
        + "</div>"
    )
