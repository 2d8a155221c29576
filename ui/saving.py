"""Saving a picture to the user's disk: transparent as a PNG, or on the chosen backdrop as a JPEG.

A design is made large when it is saved: its PNG for screens or for print, its JPEG as large as there is.
"""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from models.design import LARGE_PX
from models.types import Artefact
from ui import stage
from ui.feedback import tell
from ui.prints import file_name
from ui.services import MODEL, Services
from ui.theme import read_js

PNG = "Save PNG"
WHITE = "#ffffff"
"""The ground of a JPEG while no backdrop was chosen; the button says so."""
SIZES_PX = (1024, 2048)
"""Sides at which a design's PNG is offered."""
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
    """The buttons; `ticket` carries the address of a file that is ready to be saved."""

    buttons: gr.HTML
    ticket: gr.HTML


def build(elem_id: str) -> Parts:
    """The buttons side by side, waiting for a picture."""
    buttons = gr.HTML(draw("", ""), js_on_load=read_js("save"), elem_id=elem_id, apply_default_css=False)
    return Parts(buttons, gr.HTML("", visible="hidden", elem_classes="ticket", apply_default_css=False))


def wire(parts: Parts, services: Services, current: gr.State) -> None:
    """Make what is asked for of the picture whose id `current` holds; a cut-out's PNG is a link."""

    def prepare(event: gr.EventData, artefact_id: str) -> str:
        data = event._data if isinstance(event._data, dict) else {}
        clear = data.get("act") == "png"
        colour = None if clear else str(data.get("colour") or WHITE)
        ending = ".png" if colour is None else f"-{ground_name(colour)}.jpg"
        try:
            picture = services.studio.workspace.get(artefact_id)
            if picture.kind == "design":
                side = read_size(data.get("id")) if clear else LARGE_PX[1]
                picture = services.studio.enlarge(picture.id, size_px=side)
                ending = f"-{side}{ending}"
            name = file_name(picture.title, ending)
            return services.prints.ticket(services.studio.download(picture.id, colour), name)
        except Exception as error:
            tell(error)
            return ""

    parts.buttons.click(prepare, current, parts.ticket, **MODEL).then(None, parts.ticket, None, js=SAVE_JS)


def read_size(value: object) -> int:
    """The side that a button names; the smallest that is offered for anything else."""
    sizes = {str(side): side for side in SIZES_PX}
    return sizes.get(str(value), SIZES_PX[0])


def offer(services: Services, picture: Artefact, ending: str = "-cutout.png") -> str:
    """The buttons for a cut-out or a design."""
    if picture.kind == "design":
        return draw_sizes()
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


def draw_sizes() -> str:
    """The buttons for a design, which is made large when one of them is pressed."""
    sizes = "".join(
        f'<button data-act="png" data-id="{side}" title="Made anew at this size: crisp, on clear ground">'
        f"{side:,} px</button>"
        for side in SIZES_PX
    )
    return (
        f'<div class="save large"><div class="segments" role="group" aria-label="{PNG}"><span>{PNG}</span>{sizes}</div>'
        f'<button class="ws-button" data-act="ground" title="{LARGE_PX[1]:,} px, on the backdrop that is chosen under '
        'the picture"><i class="ground-dot"></i>JPEG on&nbsp;<span class="ground-name"></span></button></div>'
    )


def ground_name(colour: str) -> str:
    """What a file's name says of its ground: "sage", or the digits of a colour of the user's own."""
    names = {value: name for name, value, _ in stage.BACKDROPS if value}
    return names.get(colour.lower(), colour.lower().lstrip("#"))
