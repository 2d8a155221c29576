"""Saving a picture to the user's disk: transparent as a PNG, or on the chosen backdrop as a JPEG."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from models.types import Artefact
from ui import stage
from ui.feedback import tell
from ui.prints import file_name
from ui.services import QUIET, Services
from ui.theme import read_js

PNG = "Save PNG"
SAVE_JS = """(ticket) => {
  document.querySelectorAll('[data-busy]').forEach((button) => delete button.dataset.busy);
  if (!ticket) return;
  const link = document.createElement('a');
  [link.href, link.download] = ticket.split('\\n');
  document.body.append(link);
  link.click();
  link.remove();
}"""
"""Saves the file whose address and name, a line each, the handler before has returned."""


@dataclass(frozen=True)
class Parts:
    """The two buttons; `ticket` carries the address of a file that is ready to be saved."""

    buttons: gr.HTML
    ticket: gr.HTML


def build(elem_id: str) -> Parts:
    """The buttons side by side, waiting for a picture."""
    buttons = gr.HTML(draw("", ""), js_on_load=read_js("save"), elem_id=elem_id, apply_default_css=False)
    return Parts(buttons, gr.HTML("", visible="hidden", elem_classes="ticket", apply_default_css=False))


def wire(parts: Parts, services: Services, current: gr.State) -> None:
    """Make the JPEG of the picture whose id `current` holds when it is asked for; the PNG is a link."""

    def prepare(event: gr.EventData, artefact_id: str) -> str:
        data = event._data if isinstance(event._data, dict) else {}
        colour = str(data.get("colour", ""))
        try:
            name = file_name(services.studio.workspace.get(artefact_id).title, f"-{ground_name(colour)}.jpg")
            path = services.prints.lend(services.studio.download(artefact_id, colour), name=name)
        except Exception as error:
            tell(error)
            return ""
        return f"{services.prints.address(path)}\n{name}"

    parts.buttons.click(prepare, current, parts.ticket, **QUIET).then(None, parts.ticket, None, js=SAVE_JS)


def offer(services: Services, picture: Artefact, ending: str = "-cutout.png") -> str:
    """The buttons for a cut-out or a design."""
    name = file_name(picture.title, ending)
    return draw(services.prints.full(picture.id, name), name)


def draw(address: str, name: str) -> str:
    """The link to the PNG and the button for the JPEG; without an address both wait for one."""
    off = "" if address else " disabled"
    return (
        f'<div class="save">{stage.download(address, name, PNG)}<button class="ws-button" data-act="ground"{off} '
        'title="At full size, on the backdrop that is chosen under the picture">'
        '<i class="ground-dot"></i>JPEG on&nbsp;<span class="ground-name"></span></button></div>'
    )


def ground_name(colour: str) -> str:
    """What a file's name says of its ground: "sage", or the digits of a colour of the user's own."""
    names = {value: name for name, value, _ in stage.BACKDROPS if value}
    return names.get(colour.lower(), colour.lower().lstrip("#"))
