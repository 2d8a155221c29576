"""What the Audience tab does: everything that is clicked or typed comes as an act with an id and a value.

A problem is told, and the tab stays as it was, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from models.errors import InputError, SegmentDataError
from models.pictures import open_picture
from segments.choice import Choice, shuffle_shoppers, write_choice
from segments.edits import Edits, check_name, read_edits, save_edits, undo_edits
from segments.embeddings import SIDE_PX, shrink
from segments.search import Answer
from segments.shelf import Shelf
from ui.audience_look import LIKED, Found, Look
from ui.audience_view import AudienceView, Updates, answer, skip
from ui.feedback import note, tell

CATALOGUE_ONLY = (
    "This shop was imported with another encoder, so only the words of its catalogue were compared. Import it again to "
    "search by style."
)


class AudienceDesk:
    """The handlers of the Audience tab.  `acts` maps what the browser calls an act to its handler."""

    next_tab = ""
    """Where a choice leads: the shell sets it."""

    def __init__(self, view: AudienceView, audience: gr.State, tabs: gr.Tabs) -> None:
        self.view, self.services = view, view.services
        self.audience, self.tabs = audience, tabs
        self.acts: dict[str, Callable[[Shelf, Look, str, str], Look]] = {
            "view": self._switch, "open": self._open, "back": self._back, "sort": self._sort, "mix": self._mix,
            "weight": self._weight, "take": self._take, "clear": self._clear, "compare": self._compare,
            "meet": self._meet, "alike": self._alike, "search": self._search, "rename": self._rename,
            "merge": self._merge, "split": self._split, "hide": self._hide, "show": self._show_hidden,
            "undo": self._undo,
        }  # fmt: skip
        self.choices: dict[str, Callable[[Shelf, Look, str], Choice]] = {
            "design": lambda shelf, look, id: Choice(snapshot=shelf.snapshot.id, segments=((id, 1.0),)),
            "design-shopper": lambda shelf, look, id: Choice(snapshot=shelf.snapshot.id, shopper=look.shopper),
            "use": lambda shelf, look, id: look.choice(shelf.snapshot.id),
        }

    @property
    def outputs(self) -> list[Any]:
        """Everything that a handler may change."""
        return [*self.view.outputs, self.audience, self.tabs]

    def arrive(self, look: Look) -> Iterator[Updates]:
        """The first look at the tab, and every later one: a new import may have come."""
        yield skip(self.view.parts)
        try:
            shelf = self._shelf()
            yield self._settled(shelf, look)
        except Exception as error:
            tell(error)
            yield self.view.show(None, look)

    def act(self, event: gr.EventData, look: Look) -> Iterator[Updates]:
        """Whatever is clicked or typed.  What the browser sends is checked here or by the segments' own modules."""
        data = event._data if isinstance(event._data, dict) else {}
        act, id, value = (str(data.get(name, ""))[:1000] for name in ("act", "id", "value"))
        parts = self.view.parts
        yield skip(parts)
        try:
            if act == "demo":
                yield from self._open_demo(look)
            else:
                yield from self._act(self.services.shelves.open(), look, act, id, value)
        except Exception as error:
            tell(error)
        yield answer(parts)

    def _act(self, shelf: Shelf, look: Look, act: str, id: str, value: str) -> Iterator[Updates]:
        if act in self.choices:
            yield self._choose(self._check(shelf, self.choices[act](shelf, look, id)))
        elif act in self.acts:
            look = self.acts[act](shelf, look, id, value)
            yield self._settled(self._shelf(), look)

    def fill(self, look: Look) -> Updates:
        """What comes a moment after a segment's page: it needs the histories."""
        try:
            shelf = self._shelf()
            if look.view == "segment" and shelf is not None:
                return self.view.show_passed(shelf, look)
        except Exception as error:
            tell(error)
        return {self.view.parts.passed: gr.skip()}

    def open_picture(self, path: str | None, look: Look) -> Iterator[Updates]:
        """A picture that was dropped or chosen: products that look like it, together with the words of the field."""
        yield skip(self.view.parts)
        try:
            if path:
                shelf = self.services.shelves.open()
                yield self._settled(shelf, self._find(shelf, look, look.query, Path(path)))
        except Exception as error:
            tell(error)
        yield answer(self.view.parts)

    # ── where one looks ──────────────────────────────────────────────────────────────────────────────────────────

    def _switch(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        return look.at(id) if id in ("wall", "map", "table") else look  # type: ignore[arg-type]

    def _open(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        return replace(look.at("segment"), segment=shelf.segment(id).id)

    def _back(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        return replace(look.at(look.home), query="")

    def _sort(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        return look.sorted_by(id)

    def _compare(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        if not value:
            return look
        return replace(look.at("compare"), segment=shelf.segment(id).id, other=shelf.segment(value).id)

    def _meet(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        """The next shopper of a segment after the one that was met last, by number."""
        labels, ids = shelf.labels
        place = ids.index(shelf.segment(id).id)
        numbers = np.flatnonzero(labels[shuffle_shoppers(labels)] == place)
        if not len(numbers):
            raise InputError("Nobody is in this segment.", "Choose another one.")
        later = numbers[numbers > look.shopper] if look.view == "shopper" else numbers
        return replace(look.at("shopper"), shopper=int(later[0] if len(later) else numbers[0]), segment=id)

    # ── what is chosen ───────────────────────────────────────────────────────────────────────────────────────────

    def _mix(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        return look.mixing(shelf.segment(id).id)

    def _weight(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        try:
            return look.weighing(id, float(value))
        except ValueError as error:
            raise InputError("This is no weight.", "Move the control again.") from error

    def _take(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        found = shelf.products([_row(id)])
        return look.taking(found[0].id) if found else look

    def _clear(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        return replace(look, mix=(), basket=())

    def _choose(self, choice: Choice) -> Updates:
        if self.next_tab:
            return {self.audience: write_choice(choice), self.tabs: gr.update(selected=self.next_tab)}
        note("Chosen", "Everything is designed for them from now on.")
        return {self.audience: write_choice(choice)}

    def _check(self, shelf: Shelf, choice: Choice) -> Choice:
        for id, _ in choice.segments:
            shelf.segment(id)
        return choice

    # ── what is searched ─────────────────────────────────────────────────────────────────────────────────────────

    def _search(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        words = " ".join(value.split())[:200]
        if not words:
            return replace(look.at(look.home), query="")
        return self._find(shelf, look, words, None)

    def _alike(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        row = _row(id)
        product = next(iter(shelf.products([row])), None)
        found = self.view.finder(shelf).like(row, LIKED)
        return _with(look, found, f"More like {product.name}" if product else "More like this", "")

    def _find(self, shelf: Shelf, look: Look, words: str, path: Path | None) -> Look:
        encoder, vector = self.services.encoder(shelf.manifest.encoder), None
        if path is not None:
            if encoder is None:
                raise SegmentDataError(
                    "This shop was imported with another encoder, which cannot be asked about a picture.",
                    "Import it again, or search by words.",
                )
            picture = shrink(open_picture(path, self.services.studio.settings.limits), SIDE_PX)
            vector = encoder.encode([picture])[0]
        found = self.view.finder(shelf).find(words, vector, encoder, LIKED)
        title = f"Products like “{words}”" if words else "Products like your picture"
        if words and path is not None:
            title = f"Products like your picture and “{words}”"
        return _with(look, found, title, words)

    # ── what users decide about segments ─────────────────────────────────────────────────────────────────────────

    def _rename(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        name = check_name(value, shelf.segment(id).id, shelf.every)
        self._decide(lambda edits: edits.renamed(id, name))
        return look

    def _merge(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        if not value:
            return look
        pair = [shelf.segment(each).id for each in (id, value)]
        self._decide(lambda edits: edits.merging(pair))
        note("Merged", "They are one segment now, described anew. Undo takes it back.")
        return replace(look, mix=tuple(part for part in look.mix if part[0] not in pair), segment=pair[0])

    def _split(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        self._decide(lambda edits: edits.split(id))
        return look.at(look.home)

    def _hide(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        if len(shelf.segments) < 2:
            raise InputError("This is the last segment in sight.", "Show the others first.")
        self._decide(lambda edits: edits.hiding(shelf.segment(id).id))
        return look.at(look.home)

    def _show_hidden(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        self._decide(lambda edits: edits.showing())
        return look

    def _undo(self, shelf: Shelf, look: Look, id: str, value: str) -> Look:
        undo_edits(self.services.store)
        return look

    def _decide(self, change: Callable[[Edits], Edits]) -> None:
        """Keep a decision; where its segments cannot be described, it is taken back."""
        store = self.services.store
        save_edits(store, change(read_edits(store)))
        try:
            self.services.shelves.open()
        except Exception:
            undo_edits(store)
            raise

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _shelf(self) -> Shelf | None:
        return self.services.shelves.now()

    def _open_demo(self, look: Look) -> Iterator[Updates]:
        if self.services.opens_demo:
            self.services.opens_demo(self.services.store)
        yield self._settled(self._shelf(), Look())

    def _settled(self, shelf: Shelf | None, look: Look) -> Updates:
        """The tab at a place, or at the overview where what it showed is not there any more."""
        if shelf is not None:
            look = look.within(shelf.snapshot.id, {each.id for each in shelf.every})
        return self.view.show(shelf, look)


def _with(look: Look, found: Answer, title: str, query: str) -> Look:
    """A look at what was found."""
    notes = []
    if found.unknown:
        one = len(found.unknown) == 1
        named = ", ".join(f"“{word}”" for word in found.unknown)
        notes.append(f"The studio does not know {named}; {'it was' if one else 'they were'} left out.")
    if found.by_words:
        notes.append(CATALOGUE_ONLY)
    shown = Found(rows=found.rows, scores=found.scores, title=title, note=" ".join(notes))
    return replace(look.at("found"), found=shown, query=query)


def _row(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise InputError("This product is not in the catalogue.", "Choose another one.")
    return int(text)
