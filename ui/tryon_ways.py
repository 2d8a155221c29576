"""How other tabs lead to the Try-on tab: from the easel, from a new design, from the stage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from ui import design, staging, tryon, wants
from ui.feedback import tell
from ui.services import MODEL
from ui.tryon_choices import Choices
from ui.tryon_desk import TryonDesk


def wire(
    parts: tryon.Parts,
    desk: TryonDesk,
    design_parts: design.Parts,
    wants_parts: wants.Parts,
    stage_parts: staging.Parts,
    tabs: gr.Tabs,
    session: gr.BrowserState,
) -> None:
    """One click tries on what is on the easel, a design that was made up, or the product that is staged."""

    def place(session_id: str, id: str, choices: Choices) -> Iterator[dict[Any, Any]]:
        if not id:
            yield {tabs: gr.skip()}
            return
        yield {tabs: gr.update(selected="tryon")}
        try:
            yield from desk.place(session_id, id, choices)
        except Exception as error:
            tell(error)
            yield {tabs: gr.skip()}

    outputs = [tabs, *desk.view.outputs]
    worn = design_parts.try_it.click(place, [session, design_parts.current, parts.choices], outputs, **MODEL)
    tryon.fill_after(worn, parts, desk, session)
    staged = stage_parts.door.submit(place, [session, stage_parts.current, parts.choices], outputs, **MODEL)
    tryon.fill_after(staged, parts, desk, session)

    def try_wanted(design_id: str, session_id: str, choices: Choices) -> dict[Any, Any]:
        *_, shown = desk.place(session_id, design_id, choices)
        return {**shown, tabs: gr.update(selected="tryon")}

    wanted = wants.lead_on(wants_parts, try_wanted, [session, parts.choices], outputs, "tryon")
    tryon.fill_after(wanted, parts, desk, session)
