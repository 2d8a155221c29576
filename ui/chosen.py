"""The chosen audience, as a chip in the header of every tab.

`audience` is a `gr.State` with a `segments.choice.Choice` as JSON text, "" for none; any tab may set it.  The browser
keeps it between visits: ids only, checked like any input when they come back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from models.errors import StudioError
from segments.choice import Chosen, read_choice, renew, resolve, write_choice
from ui import audience_cards as cards
from ui.feedback import tell
from ui.icons import icon
from ui.services import QUIET, Services
from ui.session import remember_audience
from ui.theme import read_js

NOBODY = "nobody"
"""What the browser keeps when the audience was taken away: it does not write an empty text over another one."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The chip, the audience of this page, and the browser's place for it."""

    chip: gr.HTML
    audience: gr.State
    kept: gr.BrowserState


def build() -> Parts:
    """The chip; call it inside of the header."""
    chip = gr.HTML("", js_on_load=read_js("acts"), elem_id="chosen", apply_default_css=False)
    return Parts(chip=chip, audience=gr.State(""), kept=remember_audience())


def wire(parts: Parts, services: Services, app: gr.Blocks, tabs: gr.Tabs) -> None:
    """What is set is shown and kept; the chip leads to the first tab, its cross takes the audience away."""

    def act(event: gr.EventData) -> Any:
        data = event._data if isinstance(event._data, dict) else {}
        if data.get("act") == "forget":
            return "", NOBODY, draw_chip(None), gr.skip()
        return gr.skip(), gr.skip(), gr.skip(), gr.update(selected="audience")

    app.load(_restore(services), parts.kept, parts.audience, **QUIET)
    parts.audience.change(_show(services), parts.audience, [parts.chip, parts.kept], **QUIET)
    parts.chip.click(act, None, [parts.audience, parts.kept, parts.chip, tabs], **QUIET)


def show_after(event: Any, parts: Parts, services: Services) -> None:
    """Draw the chip anew after a listener that may have given its segments other names."""
    event.then(_show(services), parts.audience, [parts.chip, parts.kept], **QUIET)


def _show(services: Services) -> Callable[[str], tuple[str, str]]:
    def show(audience: str) -> tuple[str, str]:
        try:
            return draw_chip(resolve(services.store, read_choice(audience)) if audience else None), audience or NOBODY
        except Exception as error:
            tell(error)
            return draw_chip(None), NOBODY

    return show


def renew_after(changed: gr.State, parts: Parts, services: Services) -> None:
    """When another shop is put into use, the audience goes along where it is in that shop as well."""
    changed.change(_restore(services), parts.audience, parts.audience, **QUIET)


def _restore(services: Services) -> Callable[[object], str]:
    def restore(kept: object) -> str:
        """What the browser kept, in the import of now; "" where it is not there any more."""
        if not kept or kept == NOBODY:
            return ""
        try:
            choice = renew(services.store, read_choice(kept))
            return write_choice(choice) if choice else ""
        except StudioError:
            return ""  # another workspace, or an older studio: there is nothing to tell about

    return restore


def draw_chip(chosen: Chosen | None) -> str:
    """For whom everything is made now; nothing when nobody is chosen."""
    if chosen is None:
        return ""
    dots = cards.dots(chosen.segments[0].palette[:3]) if chosen.segments else ""
    label = escape(chosen.label)
    return (
        f'<span class="au-chosen"><button class="open" data-act="open" title="{label}"><span>For</span>{dots}'
        f'<b>{label}</b></button><button class="au-x" data-act="forget" title="For nobody in particular" '
        f'aria-label="Take the audience away">{icon("close")}</button></span>'
    )
