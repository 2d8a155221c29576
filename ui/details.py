"""The details panel of a picture: how it was made, in words, and a file that brings it back exactly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from ui.feedback import tell
from ui.prints import file_name
from ui.saving import SAVE_JS
from ui.services import QUIET, Services


@dataclass(frozen=True)
class Parts:
    """The panel's components; `ticket` carries the address of a file that is ready to be saved."""

    panel: gr.HTML
    export: gr.Button
    ticket: gr.HTML


def build(elem_id: str) -> Parts:
    """The panel, closed until somebody wants to know."""
    with gr.Accordion("How this was made", open=False, elem_id=elem_id, elem_classes="ws-accordion"):
        panel = gr.HTML("")
        export = gr.Button("Save as .warhol file", size="md", elem_id=f"{elem_id}-export")
        gr.HTML('<p class="hint">Opens here again with everything above, on any machine.</p>')
    return Parts(panel, export, gr.HTML("", visible="hidden", elem_classes="ticket", apply_default_css=False))


def wire(parts: Parts, services: Services, current: gr.State) -> None:
    """Save the `.warhol` file of the picture whose id `current` holds."""

    def prepare(artefact_id: str) -> str:
        if not artefact_id:
            return ""
        try:
            title = services.studio.workspace.get(artefact_id).title
            return services.prints.ticket(services.studio.export(artefact_id), file_name(title, ".warhol"))
        except Exception as error:
            tell(error)
            return ""

    parts.export.click(prepare, current, parts.ticket, **QUIET).then(None, parts.ticket, None, js=SAVE_JS)


def describe(details: Mapping[str, Any]) -> str:
    """The details as a list of terms; a mapping or list (the raw record) goes under a fold."""
    rows, folds = [], []
    for label, value in details.items():
        if isinstance(value, (Mapping, list, tuple)):
            text = escape(json.dumps(value, indent=2, ensure_ascii=False, default=str))
            folds.append(f"<details><summary>{escape(_label(label))}</summary><pre>{text}</pre></details>")
        elif value not in ("", None):
            code = ' class="code"' if label == "Id" else ""
            rows.append(f"<dt>{escape(_label(label))}</dt><dd{code}>{escape(str(value))}</dd>")
    return f'<div class="details"><dl>{"".join(rows)}</dl>{"".join(folds)}</div>'


def _label(label: str) -> str:
    return label[:1].upper() + label[1:].replace("_", " ")
