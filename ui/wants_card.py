"""The designs of "What they want" as HTML: cards, cards to come, and one of them in detail.

Pure functions from plain values to markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from models.design import Rgb
from models.designing import write_hex
from models.palette import make_colour, to_lch
from ui.icons import icon

MOST_TAGS = 4


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A product of the shop: its picture ("" without one), what it is called, and whether it is a photo."""

    image: str
    title: str
    photo: bool = False


@dataclass(frozen=True, kw_only=True)
class Card:
    """One design as a card shows it, in words that are ready to be read."""

    id: str
    image: str
    title: str
    ground: Rgb
    because: Seen | None
    tags: tuple[tuple[str, bool], ...]
    """Words, and whether the audience is known to go for them."""
    price: str
    demand: str
    novelty: str
    locked: bool = False
    kept: bool = False
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Detail:
    """Everything about one design."""

    card: Card
    description: str
    keywords: tuple[str, ...]
    because: tuple[Seen, ...]
    nearest: tuple[Seen, ...]
    figures: tuple[tuple[str, str, str], ...]
    """A name, a value, and what it means."""


def draw_card(card: Card, place: int) -> str:
    """A card: the picture large on a flat ground, and under it why."""
    lock = _tool("lock", card.id, "locked" if card.locked else "open", card.locked, "Stays when you make others")
    keep = _tool("keep", card.id, "kept" if card.kept else "keep", card.kept, "Keep")
    because = (
        f"""<p class="want-because">{_thumb(card.because)}<span>Because they bought
<b>{escape(card.because.title)}</b></span></p>"""
        if card.because
        else ""
    )
    tags = "".join(
        f"<span{' data-liked' if liked else ''}>{escape(word)}</span>" for word, liked in card.tags[:MOST_TAGS]
    )
    return f"""<article class="want" style="{_ground(card.ground)};--place:{place}" data-locked="{_flag(card.locked)}">
<button class="want-picture" data-act="pick" data-id="{card.id}" aria-label="{escape(card.title)}, more about it">
<img src="{escape(card.image)}" alt="{escape(card.title)}" draggable="false"></button>
<div class="want-tools">{keep}{lock}</div><span class="want-new">{escape(card.novelty)}</span>
<h3>{escape(card.title)}</h3>{because}<p class="want-tags">{tags}</p>
<footer><b>{escape(card.price)}</b><span>{escape(card.demand)}</span></footer></article>"""


def draw_waiting(place: int) -> str:
    """A card to come."""
    return f"""<article class="want waiting" style="--place:{place}" aria-busy="true"><div class="want-picture"></div>
<h3><i></i></h3><p><i></i></p></article>"""


def draw_invite(title: str, text: str, button: str = "", act: str = "") -> str:
    """What to do where there is nothing to show."""
    action = f'<button class="ws-button filled" data-act="{act}">{escape(button)}</button>' if button else ""
    return f'<div class="invite"><h2>{escape(title)}</h2><p>{escape(text)}</p>{action}</div>'


def draw_detail(detail: Detail) -> str:
    """One design large, with its words, its reasons and its figures."""
    card = detail.card
    keywords = "".join(f"<span>{escape(word)}</span>" for word in detail.keywords)
    figures = "".join(
        f'<div title="{escape(meaning)}"><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>'
        for name, value, meaning in detail.figures
    )
    lock = "Unlock" if card.locked else "Lock"
    keep = "Take out of Kept" if card.kept else "Keep"
    return f"""<section class="want-detail" style="{_ground(card.ground)}" role="dialog"
 aria-label="{escape(card.title)}">
<div class="want-large"><img src="{escape(card.image)}" alt="{escape(card.title)}" draggable="false"></div>
<div class="want-about">
<button class="round" data-act="close" title="Back to all" aria-label="Back to all">{icon("close")}</button>
<h2>{escape(card.title)}</h2><p class="want-text">{escape(detail.description)}</p>
<p class="want-tags">{keywords}</p>
<dl class="want-figures">{figures}</dl>
{_shelf("Because they bought", detail.because)}{_shelf("Nearest in the shop", detail.nearest)}
<div class="want-acts"><button class="ws-button filled" data-act="design" data-id="{card.id}">Open in Design</button>
<button class="ws-button" data-act="stage" data-id="{card.id}">Stage it</button>
<button class="ws-button" data-act="tryon" data-id="{card.id}">Try it on</button>
<button class="ws-button" data-act="keep" data-id="{card.id}">{keep}</button>
<button class="ws-button" data-act="lock" data-id="{card.id}">{lock}</button>
<button class="ws-button" data-act="subtle" data-id="{card.id}">Vary subtly</button>
<button class="ws-button" data-act="strong" data-id="{card.id}">Vary strongly</button></div></div></section>"""


def _shelf(title: str, products: Sequence[Seen]) -> str:
    if not products:
        return ""
    shown = "".join(f'<li title="{escape(each.title)}">{_thumb(each)}</li>' for each in products)
    return f'<div class="want-shelf"><h3>{escape(title)}</h3><ul>{shown}</ul></div>'


def _thumb(product: Seen) -> str:
    if not product.image:
        return '<i class="want-thumb"></i>'
    kind = " photo" if product.photo else ""
    return (
        f'<img class="want-thumb{kind}" src="{escape(product.image)}" alt="{escape(product.title)}" draggable="false">'
    )


def _tool(act: str, id: str, sign: str, pressed: bool, label: str) -> str:
    return (
        f'<button class="round" data-act="{act}" data-id="{id}" aria-pressed="{_flag(pressed)}" title="{label}" '
        f'aria-label="{label}">{icon(sign)}</button>'
    )


def _ground(colour: Rgb) -> str:
    """A flat ground that sets a garment off: a breath of the opposite hue, light by day and dark by night."""
    _, chroma, hue = to_lch(colour)
    tint = min(chroma, 0.12) * 0.13
    day, night = (write_hex(make_colour(light, tint, hue + 180)) for light in (0.925, 0.3))
    return f"--day:{day};--night:{night}"


def _flag(value: bool) -> str:
    return "true" if value else "false"
