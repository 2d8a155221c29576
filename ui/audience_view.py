"""What the Audience tab shows of a shop: values for its components, and nothing done."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import gradio as gr

from segments.choice import Choice, resolve
from segments.layout import lay_out
from segments.search import Finder
from segments.shelf import Shelf
from segments.types import Segment
from ui import audience_compare, audience_found, audience_page, audience_wall
from ui import audience_words as words
from ui.audience_look import Look
from ui.audience_prints import Card, ProductPrints
from ui.services import Services

if TYPE_CHECKING:
    from ui.audience import Parts

Updates = dict[Any, Any]
COLLAGE = 6
NEAR = 30
"""Products among which one of an interest's kind is looked for."""
WIDTH, HEIGHT = 1.9, 1.0
"""The frame of the map."""


class AudienceView:
    """From the shelf to the tab's components."""

    def __init__(self, parts: Parts, services: Services) -> None:
        self.parts, self.services = parts, services
        self.prints = ProductPrints(services.prints)
        self._finder: Finder | None = None

    @property
    def outputs(self) -> list[Any]:
        """Everything that a handler may change."""
        p = self.parts
        return [p.look, p.head, p.stage, p.passed, p.tray, p.answer]

    def finder(self, shelf: Shelf) -> Finder:
        """The search in a shelf; its vectors are read once."""
        if self._finder is None or self._finder.shelf is not shelf:
            self._finder = Finder(shelf)
        return self._finder

    def show(self, shelf: Shelf | None, look: Look) -> Updates:
        """Everything, at a place."""
        p = self.parts
        if shelf is None or not shelf.every:
            nothing = {p.passed: "", p.tray: ""}
            empty = audience_wall.draw_empty(bool(self.services.opens_demo))
            return {p.look: Look(), p.head: audience_wall.draw_head(None, look), p.stage: empty, **nothing}
        return {
            p.look: look,
            p.head: audience_wall.draw_head(self._head(shelf), look),
            p.stage: self._stage(shelf, look),
            p.passed: "",
            p.tray: self.tray(shelf, look),
        }

    def show_passed(self, shelf: Shelf, look: Look) -> Updates:
        """What a segment saw and did not buy: comes when the histories are read."""
        segment = shelf.segment(look.segment)
        pictures = self.prints.cards(shelf, shelf.passed_over(segment.id))
        return {self.parts.passed: audience_page.draw_passed_over(pictures, segment)}

    def tray(self, shelf: Shelf, look: Look) -> str:
        """What is chosen so far."""
        rows = [shelf.row_of(id) for id in look.basket]
        return audience_found.draw_tray(look, shelf.every, self.prints.cards(shelf, rows))

    def pictures(self, shelf: Shelf, segments: tuple[Segment, ...]) -> dict[str, list[Card]]:
        """What stands for each segment, products with a picture first."""
        found = {}
        for each in segments:
            every = self.prints.cards(shelf, each.exemplars)
            found[each.id] = sorted(every, key=lambda card: not card.image)[:COLLAGE]
        return found

    def _head(self, shelf: Shelf) -> audience_wall.Head:
        shown, made = shelf.segments, shelf.manifest
        facts = [
            words.count(len(shown), "segment"),
            words.count(sum(each.size for each in shown), "shopper"),
            words.count(made.products, "product"),
        ]
        return audience_wall.Head(
            facts=" · ".join(facts),
            simulated=made.simulated,
            hidden=len(shelf.every) - len(shown),
            undo=self.services.store.edits().get("before", []) != [],
        )

    def _stage(self, shelf: Shelf, look: Look) -> str:
        if look.view == "segment":
            return self._page(shelf, look)
        if look.view == "compare":
            pair = shelf.segment(look.segment), shelf.segment(look.other)
            others = [each for each in shelf.segments if each not in pair]
            return audience_compare.draw_compare(*pair, self.pictures(shelf, pair), others)
        if look.view == "shopper":
            return self._shopper(shelf, look)
        if look.view == "found":
            return self._found(shelf, look)
        shown = shelf.segments
        pictures = self.pictures(shelf, shown)
        if look.view == "map":
            centres, radii = lay_out(shown, WIDTH, HEIGHT)
            return audience_wall.draw_map(shown, pictures, centres, radii, WIDTH, HEIGHT)
        if look.view == "table":
            return audience_wall.draw_table(shown, pictures, look)
        return audience_wall.draw_wall(shown, pictures, look)

    def _page(self, shelf: Shelf, look: Look) -> str:
        segment = shelf.segment(look.segment)
        return audience_page.draw_page(
            audience_page.Page(
                segment=segment,
                bought=self.prints.cards(shelf, segment.exemplars),
                gaps=[tuple(self.prints.cards(shelf, gap.near)) for gap in segment.gap[:2]],
                interests=self._interests(shelf, segment),
                others=[each for each in shelf.segments if each is not segment],
                mixed=any(id == segment.id for id, _ in look.mix),
                hidden=segment.id in shelf.edits.hidden,
                merged=len(shelf.edits.group_of(segment.id)),
                basket=look.basket,
                simulated=shelf.manifest.simulated,
            )
        )

    def _interests(self, shelf: Shelf, segment: Segment) -> list[Card]:
        """The product nearest to each interest, of the kind that the interest goes by."""
        if len(segment.interests) < 2:
            return []
        found = []
        for each in segment.interests:
            near = shelf.products(self.finder(shelf).near(each.taste.vector, NEAR).rows)
            kind = [one for one in near if words.category(one.category) in each.taste.tags] or near
            found += self.prints.cards(shelf, [one.row for one in kind[:1]])
        return found

    def _shopper(self, shelf: Shelf, look: Look) -> str:
        chosen = resolve(self.services.store, Choice(snapshot=shelf.snapshot.id, shopper=look.shopper))
        segment = chosen.segments[0]
        pictures = self.prints.cards(shelf, chosen.liked[:24].tolist())
        return audience_page.draw_shopper(look.shopper, chosen.label, segment, pictures, shelf.manifest.simulated)

    def _found(self, shelf: Shelf, look: Look) -> str:
        cards = self.prints.cards(shelf, look.found.rows)
        fits = [
            None if fit is None else (shelf.segment(fit[0]), fit[1]) for fit in self.finder(shelf).fits(look.found.rows)
        ]
        return audience_found.draw_found(look.found, cards, fits, look.basket)


def answer(parts: Parts) -> Updates:
    """Tell the browser that what it asked is done; each answer is another one."""
    return {parts.answer: f'<i data-answer="{time.monotonic_ns()}"></i>'}


def skip(parts: Parts) -> Updates:
    """Change nothing.  A generator that yields nothing at all would empty every output."""
    return {parts.look: gr.skip()}
