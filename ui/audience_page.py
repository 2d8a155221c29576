"""One segment, seen closely, and one shopper.  Pure functions to HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from models.palette import name_colour
from segments.types import Band, Keyword, Segment
from ui import audience_cards as cards
from ui import audience_words as words
from ui.audience_prints import Card
from ui.icons import icon

WORDS = 8


@dataclass(frozen=True, kw_only=True)
class Page:
    """A segment with the pictures that its page shows."""

    segment: Segment
    bought: Sequence[Card]
    gaps: Sequence[tuple[Card, ...]]
    """The two pictures of each gap."""
    interests: Sequence[Card]
    """The product that stands for each interest."""
    others: Sequence[Segment]
    mixed: bool = False
    hidden: bool = False
    merged: int = 1
    """Of so many segments it was made."""
    basket: tuple[str, ...] = ()
    simulated: bool = False
    shoppers: bool = True


def draw_page(page: Page) -> str:
    """Everything about a segment: its people's choices large, who they are and what to do beside them."""
    segment = page.segment
    tiles = "".join(
        cards.product(card, n, segment, taken=card.product.id in page.basket) for n, card in enumerate(page.bought)
    )
    return f"""<div class="au-page"><div class="au-main">
<section><h3>What they buy</h3><div class="au-grid twelve">{tiles}</div></section>
{_gaps(page)}
<div class="au-three">{_keywords(segment)}{_palette(segment)}{_categories(segment)}
<div class="au-stack">{_prices(segment)}{_interests(page)}</div></div>
</div><aside class="au-side">{_side(page)}</aside></div>"""


def draw_passed_over(pictures: Sequence[Card], segment: Segment) -> str:
    """What they saw and did not buy; comes a moment after the page."""
    if not pictures:
        return ""
    tiles = "".join(cards.product(card, n, None) for n, card in enumerate(pictures))
    return f"""<section class="au-passed"><h3>Saw, but did not buy</h3>
<p class="hint">Often looked at, and bought far less than other things that they look at.</p>
<div class="au-grid small">{tiles}</div></section>"""


def _side(page: Page) -> str:
    segment, id = page.segment, escape(page.segment.id)
    others = [(each.id, each.label) for each in page.others]
    meet = cards.button("meet", "Meet a shopper", segment.id) if page.shoppers else ""
    return f"""{back()}
<div class="heading"><h2>{escape(segment.label)}</h2>{cards.badge(page.simulated)}
<p>{escape(words.sentence(segment))}</p></div>
{cards.button("design", "Design for them", segment.id, filled=True, small=False)}
<div class="au-pair">{cards.mix(segment, page.mixed, "Add to a mix")}{meet}</div>
{cards.choose("compare", "Compare with", others, segment.id)}
{cards.figures(segment)}
<div class="au-facts"><p>{cards.trend(segment)}<span>{escape(words.interval(segment.trend))}</span></p>
<p><b>{words.alike(segment.cohesion)} in taste</b><span>Cohesion {segment.cohesion:.2f} of 1</span></p></div>
<details class="au-edit"><summary>Rename, merge, hide</summary>
<form data-act="rename" data-id="{id}"><input name="value" value="{escape(segment.label)}" maxlength="60"
 aria-label="Name of the segment">
<button class="ws-button small">Rename</button></form>
{cards.choose("merge", "Merge with", others, segment.id)}
<div class="au-pair">{cards.button("split", f"Split into {page.merged} again", segment.id) if page.merged > 1 else ""}
{cards.button("show", "Show all again") if page.hidden else cards.button("hide", "Hide", segment.id)}</div></details>"""


def back(label: str = "All segments") -> str:
    """The way back to the overview."""
    return f'<button class="au-back" data-act="back">{icon("undo")}{label}</button>'


def _gaps(page: Page) -> str:
    if not page.segment.gap:
        return ""
    found = []
    for gap, pair in zip(page.segment.gap[:2], page.gaps[:2], strict=False):
        name = words.gap(gap)
        pictures = "<i>+</i>".join(cards.tile(card, page.segment, n) for n, card in enumerate(pair))
        found.append(
            f'<article><div class="au-two">{pictures}</div><div><h4>{escape(name[:1].upper() + name[1:])}</h4>'
            f"<p>{escape(words.gap_story(gap))}</p></div></article>"
        )
    rest = words.join([words.gap(gap) for gap in page.segment.gap[2:6]])
    more = f'<p class="hint">Also missing: {escape(rest)}.</p>' if rest else ""
    return f"""<section class="au-gaps"><h3>What they would buy, if there were any</h3>
<div>{"".join(found)}</div>{more}</section>"""


def _keywords(segment: Segment) -> str:
    if not segment.keywords:
        return ""
    top = max(each.score for each in segment.keywords)
    pairs = words.join([each.word for each in segment.pairs[:3]], ", ")
    also = f'<p class="hint">Often together: {escape(pairs)}</p>' if pairs else ""
    bars = "".join(_bar(each, top) for each in segment.keywords[:WORDS])
    return f"""<section><h3>Words they go for</h3><ul class="au-bars">{bars}</ul>
<p class="hint">How much more they buy of it than they see of it.</p>{also}</section>"""


def _bar(keyword: Keyword, top: float) -> str:
    width = 100 * max(0.04, keyword.score / top)
    return _line(keyword.word, width, words.times(keyword))


def _line(label: str, width: float, figure: str) -> str:
    name = f'<span title="{escape(label)}">{escape(label)}</span>'
    return f'<li>{name}<i><b style="width:{width:.0f}%"></b></i><em>{figure}</em></li>'


def _palette(segment: Segment) -> str:
    if not segment.palette:
        return ""
    bars = "".join(
        f'<i style="--c:{cards.hex_of(each.rgb)};flex-grow:{100 * max(0.02, each.share):.1f}"></i>'
        for each in segment.palette
    )
    names = "".join(
        f'<li><i style="--c:{cards.hex_of(each.rgb)}"></i><span>{escape(name_colour(each.rgb))}</span>'
        f"<em>{words.percent(each.share)}</em></li>"
        for each in segment.palette
    )
    return f"""<section><h3>Their colours</h3><div class="au-palette">{bars}</div>
<ul class="au-names">{names}</ul></section>"""


def _categories(segment: Segment) -> str:
    rows = "".join(
        _line(words.category(part.name), 100 * part.share / segment.categories[0].share, words.percent(part.share))
        for part in segment.categories[:7]
    )
    return f'<section><h3>What kinds</h3><ul class="au-bars plain">{rows}</ul></section>' if rows else ""


def _prices(segment: Segment) -> str:
    bands = [("They pay", segment.price_band), ("Worth to buyers", segment.willingness)]
    known = [(label, each) for label, each in bands if each]
    if not known:
        return ""
    top = 1.1 * max(each.high for _, each in known)
    rows = "".join(range_bar(label, each, top) for label, each in known)
    note = "Of ten purchases, six are within the bar."
    if segment.willingness:
        note += " Worth: the most that who bought it would have paid, by what was seen and left at each price."
    note = f'<p class="hint">{note}</p>'
    return f"<section><h3>Price of a piece</h3>{rows}{note}</section>"


def range_bar(label: str, band: Band, top: float) -> str:
    """A band of money on a line that begins at 0."""
    low, high, middle = (100 * min(1.0, max(0.0, value / top)) for value in (band.low, band.high, band.middle))
    return (
        f'<div class="au-range"><span>{label}<em>{words.band(band)}</em></span>'
        f'<div><i style="left:{low:.1f}%;width:{max(1.0, high - low):.1f}%"></i>'
        f'<b style="left:{middle:.1f}%" title="Half of them up to {words.rough(band.middle)}"></b></div></div>'
    )


def _interests(page: Page) -> str:
    interests = page.segment.interests
    if len(interests) < 2:
        return ""
    kinds = [words.join([words.many(tag) for tag in each.taste.tags], ", ") or "things" for each in interests]
    rows = "".join(
        f"<li>{cards.thumb(card, page.segment, n)}<span>{_interest(kind, card.product.name, kinds.count(kind) == 1)}"
        f"</span><em>{words.percent(each.share)}</em></li>"
        for n, (each, kind, card) in enumerate(zip(interests, kinds, page.interests, strict=False))
    )
    return f'<section><h3>{len(interests)} separate interests</h3><ul class="au-interests">{rows}</ul></section>'


def _interest(kind: str, product: str, alone: bool) -> str:
    """What an interest is called: its kind; where another one is of the same kind, a product tells them apart."""
    name, small = (kind, f"such as {product}") if alone else (product, f"and other {kind}")
    return f"{escape(name)}<small>{escape(small)}</small>"


def draw_shopper(number: int, label: str, segment: Segment, pictures: Sequence[Card], simulated: bool) -> str:
    """One anonymous shopper: what they chose."""
    tiles = "".join(cards.product(card, n, segment) for n, card in enumerate(pictures))
    return f"""<div class="au-page"><div class="au-main"><section><h3>What this shopper looks at and buys</h3>
<div class="au-grid">{tiles}</div></section></div><aside class="au-side">{back()}
<div class="heading"><h2>{escape(label)}</h2>{cards.badge(simulated)}
<p>One of {segment.size:,} in {escape(segment.label)}. Who it is stays in the import: the number is drawn by
chance.</p></div>
{cards.button("design-shopper", "Design for this shopper", str(number), filled=True, small=False)}
<div class="au-pair">{cards.button("meet", "Another shopper", segment.id)}
{cards.button("open", "Their segment", segment.id)}</div>
</aside></div>"""
