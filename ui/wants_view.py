"""What "What they want" shows: from ideas to cards, from a board to its column.  Nothing is made here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from models.design import CATEGORIES
from models.designing import write_hex
from models.palette import name_colour
from segments.brainstorm import Brainstorm, Idea
from segments.colours import NAMED
from segments.describe import find_band
from segments.shelf import Shelf
from segments.steering import MOODS, PATTERNS, list_words
from segments.types import Band
from segments.wants import Prospect, rank
from ui.audience_prints import ProductPrints
from ui.audience_words import band, count, money
from ui.services import Services
from ui.wants_card import Card, Detail, Seen, draw_card, draw_detail, draw_invite, draw_waiting
from ui.wants_panel import COLOURS, Panel, draw_bar, draw_panel
from ui.wants_wishes import COUNT, Board, write_colour, write_price

if TYPE_CHECKING:
    from ui.wants import Parts

Updates = dict[Any, Any]
MOST_CHIPS = 12
CLOTHS = ("denim", "cable knit")
"""Cloths that are offered beside the field."""


class WantsView:
    """From the workspace and the shop to the tab's components."""

    def __init__(self, parts: Parts, services: Services) -> None:
        self.parts = parts
        self.services = services
        self.products = ProductPrints(services.prints)

    @property
    def outputs(self) -> list[Any]:
        """Everything that a handler may change."""
        p = self.parts
        return [p.door, p.chosen, p.bar, p.panel, p.detail, p.empty, *p.slots]

    def as_it_is(self) -> Updates:
        """Change nothing.  A generator that yields nothing at all would empty every output."""
        return {self.parts.door: gr.skip()}

    def answer(self, ticket: object) -> Updates:
        """Tell the browser that an act is done."""
        number = ticket if isinstance(ticket, int) and not isinstance(ticket, bool) else 0
        return {self.parts.door: f'<i data-answer="{number}"></i>'}

    def show_nothing(self, title: str, text: str, button: str = "", act: str = "") -> Updates:
        """No designs, and what to do about it."""
        p = self.parts
        cleared: Updates = dict.fromkeys(p.slots, "")
        return cleared | {p.empty: draw_invite(title, text, button, act), p.bar: "", p.panel: "", p.detail: ""}

    def show_waiting(self, ideas: Sequence[Idea | None]) -> Updates:
        """The places whose designs are still to come."""
        waiting = {
            slot: draw_waiting(place)
            for place, (slot, idea) in enumerate(zip(self.parts.slots, ideas, strict=False))
            if idea is None
        }
        return waiting | {self.parts.empty: "", self.parts.detail: "", self.parts.chosen: ""}

    def show_card(self, place: int, idea: Idea, board: Board, shelf: Shelf, chosen: str = "") -> Updates:
        """One design in its place."""
        return {self.parts.slots[place]: draw_card(self.card(idea, board, shelf, chosen), place)}

    def show_set(self, ideas: Sequence[Idea], board: Board, shelf: Shelf, chosen: str = "") -> Updates:
        """A whole set in its order; the places that it does not fill are empty."""
        cards: Updates = dict.fromkeys(self.parts.slots, "")
        for place, row in enumerate(rank([idea.prospect for idea in ideas], board.order)[:COUNT]):
            cards |= self.show_card(place, ideas[row], board, shelf, chosen)
        return cards | {self.parts.empty: "", self.parts.chosen: chosen}

    def show_bar(self, ideas: Sequence[Idea], board: Board, room: tuple[bool, bool], note: str = "") -> Updates:
        """The line above the designs."""
        known = any(math.isfinite(idea.prospect.money) for idea in ideas)
        label = note or count(len(ideas), "design that does not exist yet", "designs that do not exist yet")
        return {self.parts.bar: draw_bar(board.order, *room, label, known)}

    def show_panel(self, maker: Brainstorm, board: Board, shelf: Shelf, note: str = "") -> Updates:
        """The column."""
        return {self.parts.panel: draw_panel(self.panel(maker, board, shelf, note))}

    def show_detail(self, idea: Idea, board: Board, shelf: Shelf, maker: Brainstorm) -> Updates:
        """One design large."""
        p = idea.prospect
        detail = Detail(
            card=self.card(idea, board, shelf, idea.artefact.id),
            description=idea.words.description,
            keywords=idea.words.keywords,
            because=self.seen(shelf, p.because),
            nearest=self.seen(shelf, p.nearest),
            figures=_figures(idea, maker),
        )
        return {self.parts.detail: draw_detail(detail), self.parts.chosen: idea.artefact.id}

    def card(self, idea: Idea, board: Board, shelf: Shelf, chosen: str = "") -> Card:
        """A design as a card."""
        p, id = idea.prospect, idea.artefact.id
        spec = self.services.studio.spec_of(id)
        because = self.seen(shelf, p.because[:1])
        return Card(
            id=id,
            image=self.services.prints.large(id),
            title=idea.words.title,
            ground=spec.colour,
            because=because[0] if because else None,
            tags=tuple((tag.word, tag.liked) for tag in p.tags),
            price=_price(p),
            demand=_demand(p.pieces, p.chance),
            novelty=_novelty(p.novelty),
            locked=id in board.locked,
            kept=self.services.studio.workspace.get(id).kept,
            chosen=id == chosen,
        )

    def seen(self, shelf: Shelf, rows: Sequence[int]) -> tuple[Seen, ...]:
        """Products of the shop as thumbnails."""
        cards = self.products.cards(shelf, rows)
        return tuple(Seen(image=each.image, title=each.product.name, photo=each.photo) for each in cards)

    def panel(self, maker: Brainstorm, board: Board, shelf: Shelf, note: str) -> Panel:
        """The column's values."""
        chosen, wish, asking = maker.chosen, board.wish, maker.market.asking
        palette = [(each.rgb, each.name) for segment in chosen.segments for each in segment.palette][:6]
        own = {name for _, name in palette}
        swatches = [(write_hex(rgb), name.capitalize()) for rgb, name in palette]
        swatches += [(write_hex(NAMED[name]), name.capitalize()) for name in COLOURS if name not in own]
        wished = write_colour(wish)
        if wished and wished not in {value for value, _ in swatches} and wish.colour:
            swatches.insert(0, (wished, name_colour(wish.colour)))
        prices = maker.market.prices
        band = find_band(prices, (prices > 0).astype(float))
        size = count(chosen.size, "shopper") if chosen.size > 1 else "One shopper" if chosen.size else "Chosen products"
        return Panel(
            label=chosen.label, facts=size, simulated=shelf.manifest.simulated, text=wish.text,
            chips=_chips(maker), note=note, category=wish.category, categories=CATEGORIES, colour=wished,
            swatches=tuple(swatches[:17]), low=write_price(wish.low), high=write_price(wish.high),
            band=(money(band.low), money(band.high)) if band else ("", ""), priced=asking is not None,
            closeness=wish.closeness, diversity=wish.diversity, seed=wish.seed, words=list_words(),
        )  # fmt: skip


def _chips(maker: Brainstorm) -> tuple[str, ...]:
    """Words that are worth a try for this audience: what it goes for first."""
    listed = {word for words in list_words().values() for word in words}
    liked = [each.word for segment in maker.chosen.segments for each in segment.keywords if each.word in listed]
    return tuple(dict.fromkeys([*liked[:4], *PATTERNS[1:4], *CLOTHS, *MOODS]))[:MOST_CHIPS]


def _price(p: Prospect) -> str:
    """What it would cost, as a range: nobody knows it to the penny."""
    known = math.isfinite(p.price)
    return band(Band(low=p.price_low, middle=p.price, high=p.price_high)) if known else ""


def _demand(pieces: float, chance: float) -> str:
    """How many would buy it, in words; "" where nobody knows."""
    if not math.isfinite(pieces):
        return ""
    if pieces >= 10:
        return f"{count(round(pieces), 'buyer')} expected"
    return f"{100 * chance:.1f} % would buy" if chance >= 0.0005 else "Hardly a buyer"


def _novelty(value: float) -> str:
    """How new it is, in two words."""
    return "Close to yours" if value < 0.7 else "New" if value < 1.8 else "Very new"


def _figures(idea: Idea, maker: Brainstorm) -> tuple[tuple[str, str, str], ...]:
    p, asking, found = idea.prospect, maker.market.asking, []
    if math.isfinite(p.price):
        hardly = asking is not None and asking.error.ours > 0.9 * asking.error.usual
        by = "Hardly more is known than what its kind costs here: " if hardly else "By the shop's own prices: "
        found.append(("Price", _price(p), f"{by}half of the products like it lie in between."))
    if math.isfinite(p.money):
        found += [
            ("Would buy it", f"{100 * p.chance:.1f} %", "Of those who see it once, beside what they see anyway."),
            ("Expected sales", money(p.money), "When everybody of this audience sees it once."),
            ("Worth to all", money(p.welfare), "What it adds for buyers and the shop together, at one visit each."),
        ]
    new = f"{100 * p.novelty_rank:.0f} %"
    found.append(("Newer than", new, "Of the catalogue: products that are closer to their neighbours than this one."))
    return tuple(found)
