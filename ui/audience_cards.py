"""Small parts of which the Audience tab is drawn: products, collages, palettes, figures.  Pure functions to HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from models.oklab import Colour
from models.palette import make_colour, to_lch
from segments.types import PaletteColour, Segment
from ui import audience_words as words
from ui.audience_prints import Card

GROUND: Colour = (206, 198, 184)
"""Behind a product where no palette is known."""
LIGHTEST_OF_DARK = 0.72
"""A palette's colours that are darker (lightness 0..1 of OKLCH) become this light: nothing shows on black."""
ARROWS = {1: "m4 11 7-7M5.5 4H11v5.5", 0: "M3 8h10M9.5 4.5 13 8l-3.5 3.5", -1: "m4 5 7 7M11 6.5V12H5.5"}


def hex_of(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def tint(segment: Segment | None, place: int) -> str:
    """The ground of the n-th picture of a segment: its own colours in turn."""
    palette = segment.palette if segment else ()
    light, chroma, hue_deg = to_lch(palette[place % len(palette)].rgb if palette else GROUND)
    return hex_of(make_colour(max(light, LIGHTEST_OF_DARK), chroma, hue_deg))


def picture(card: Card) -> str:
    """A product's picture; without one, its name as a calm card."""
    if card.image:
        kind = "photo" if card.photo else "cut"
        return (
            f'<img class="{kind}" src="{escape(card.image)}" alt="{escape(card.product.name)}" loading="lazy" '
            f'draggable="false">'
        )
    kind = words.category(card.product.category)
    return f'<span class="au-type"><small>{escape(kind)}</small>{escape(card.product.name)}</span>'


def collage(cards: Sequence[Card], segment: Segment | None) -> str:
    """Up to five pictures as one: a large one and four small, each on a colour of the segment."""
    cells = "".join(
        f'<span style="--tint:{tint(segment, n)}">{picture(card)}</span>' for n, card in enumerate(cards[:5])
    )
    return f'<div class="au-collage" data-count="{min(5, len(cards))}">{cells}</div>'


def tile(card: Card, segment: Segment | None, place: int) -> str:
    """A picture alone, that says its name."""
    return f'<span style="--tint:{tint(segment, place)}" title="{escape(card.product.name)}">{picture(card)}</span>'


def name(segment: Segment) -> str:
    """A segment's name, which opens it."""
    return f'<button data-act="open" data-id="{escape(segment.id)}">{escape(segment.label)}</button>'


def thumb(card: Card | None, segment: Segment | None, place: int = 0) -> str:
    """A small picture in a row."""
    return f'<span class="au-thumb" style="--tint:{tint(segment, place)}">{picture(card) if card else ""}</span>'


def mix(segment: Segment, mixed: bool, label: str) -> str:
    """Into the mix, or out of it."""
    return (
        f'<button class="ws-button small" data-act="mix" data-id="{escape(segment.id)}" aria-pressed="{flag(mixed)}">'
        f"{'In the mix' if mixed else label}</button>"
    )


def product(card: Card, place: int, segment: Segment | None = None, *, note: str = "", taken: bool = False) -> str:
    """A product in a grid: picture, name, price, and what can be done with it."""
    one = card.product
    price = "" if one.price is None else f"<span>{escape(words.money(one.price))}</span>"
    sign = "Take out" if taken else "Choose"
    return f"""<figure class="au-product" data-taken="{flag(taken)}" style="--tint:{tint(segment, place)}">
<div class="au-pic" title="{escape(one.name)}">{picture(card)}
<div class="au-acts"><button data-act="alike" data-id="{one.row}">More like this</button>
<button data-act="take" data-id="{one.row}" aria-pressed="{flag(taken)}">{sign}</button></div></div>
<figcaption><b>{escape(one.name)}</b>{price}</figcaption>{f"<p>{note}</p>" if note else ""}</figure>"""


def dots(palette: Sequence[PaletteColour]) -> str:
    """A palette as dots that say their names."""
    found = "".join(
        f'<i style="--c:{hex_of(each.rgb)}" title="{escape(each.name.capitalize())}, {words.percent(each.share)}"></i>'
        for each in palette
    )
    return f'<span class="au-dots">{found}</span>'


def trend(segment: Segment) -> str:
    """The trend as an arrow with words; how sure it is shows when the pointer rests on it."""
    direction = 0 if segment.trend is None else segment.trend.direction
    state = {1: "up", 0: "flat", -1: "down"}[direction] if segment.trend else "none"
    arrow = (
        f'<svg viewBox="0 0 16 16" aria-hidden="true"><path d="{ARROWS[direction]}"/></svg>' if segment.trend else ""
    )
    return (
        f'<span class="au-trend" data-trend="{state}" title="{escape(words.interval(segment.trend))}">'
        f"{arrow}{escape(words.trend(segment.trend))}</span>"
    )


def figures(segment: Segment) -> str:
    """Size, visits and sales."""
    rows = (
        (f"{segment.size:,}", "shoppers"),
        (words.percent(segment.traffic_share), "of visits"),
        (words.percent(segment.sales_share), "of sales"),
    )
    return '<dl class="au-figures">' + "".join(f"<div><dd>{n}</dd><dt>{t}</dt></div>" for n, t in rows) + "</dl>"


def badge(simulated: bool) -> str:
    """What everything wears that simulated shoppers made."""
    why = "The shoppers of this shop are simulated. Its products, prices and pictures are made for the demo."
    return f'<span class="au-badge" title="{why}">Simulated</span>' if simulated else ""


def button(act: str, label: str, id: str = "", *, filled: bool = False, small: bool = True) -> str:
    """One of our buttons that sends an act."""
    kind = "ws-button" + (" filled" if filled else "") + (" small" if small else "")
    return f'<button class="{kind}" data-act="{act}" data-id="{escape(id)}">{escape(label)}</button>'


def choose(act: str, label: str, options: Sequence[tuple[str, str]], id: str = "") -> str:
    """A list to choose from that sends an act with what was chosen as its value."""
    items = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options)
    return (
        f'<select class="ws-select" data-act="{act}" data-id="{escape(id)}" aria-label="{escape(label)}">'
        f'<option value="">{escape(label)}</option>{items}</select>'
    )


def flag(value: bool) -> str:
    """A truth as an attribute has it."""
    return "true" if value else "false"
