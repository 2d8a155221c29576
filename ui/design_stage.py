"""The large garment of the Design tab, as HTML: the design, what it began with, and the photo that it was read off.

Pure functions from plain values to markup; `assets/js/design_stage.js` switches the views and slides the divider.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from models.types import Progress
from ui import stage
from ui.icons import icon


@dataclass(frozen=True, kw_only=True)
class Easel:
    """What stands on the easel: addresses of the picture, of the start and of the photo, and what may be done."""

    title: str = ""
    id: str = ""
    """The design whose picture this is, where it is to be made finer; "" while a control is moving."""
    image: str = ""
    start: str = ""
    photo: str = ""
    match: str = ""
    """How near the design came to the photo, e.g. "match 94 %"."""
    view: str = ""
    """The view to switch to: "design", "compare" or "beside"; "" leaves it to the user."""
    undo: bool = False
    redo: bool = False


def draw(easel: Easel, progress: Progress | None = None) -> str:
    """The easel with its tools in the corners; with `progress`, under a veil that says what is being done."""
    state = "busy" if progress else "ready" if easel.image else "empty"
    return f"""<div class="design-stage" data-state="{state}" data-wish="{escape(easel.view)}"
data-design-id="{escape(easel.id)}"><div class="easel">
<figure class="board photo"{"" if easel.photo else " hidden"}>{_image("photo", easel.photo, "The photo")}
<figcaption>The photo</figcaption></figure>
<figure class="board made">{_image("after", easel.image, easel.title)}
{_image("before", easel.start, "What it began with") if easel.start and not progress else ""}
{_split() if easel.start and not progress else ""}<figcaption>The design</figcaption></figure>
{_corners(easel)}<i class="working" aria-hidden="true"></i>{stage.veil(progress) if progress else ""}</div></div>"""


def invite() -> str:
    """What to do where no design could be made."""
    return """<div class="design-stage" data-state="empty" data-wish=""><div class="easel"><div class="invite">
<h2>There is no garment here yet</h2><p>The design room could not be opened. Once what the message says is put right,
begin again.</p><button class="ws-button filled" data-act="arrive">Begin again</button></div></div></div>"""


def _corners(easel: Easel) -> str:
    match = f'<span class="match" title="{_MATCH}">{escape(easel.match)}</span>' if easel.match else ""
    return f"""<div class="corner top left">{_step("undo", "Undo", easel.undo)}{_step("redo", "Redo", easel.redo)}</div>
<div class="corner top right">{_views(easel)}</div><div class="corner bottom left">{match}</div>
<div class="corner bottom right">{stage.backdrops()}</div>"""


_MATCH = "How near the design is to the photo: 100 % less the mean difference in colour, over the whole garment"


def _step(act: str, label: str, there: bool) -> str:
    off = "" if there else " disabled"
    return f'<button class="round" data-act="{act}" title="{label}" aria-label="{label}"{off}>{icon(act)}</button>'


def _views(easel: Easel) -> str:
    compare = "" if easel.start else " disabled"
    beside = '<button data-design-look="beside">Beside the photo</button>' if easel.photo else ""
    return f"""<div class="segments" role="group" aria-label="View"><button data-design-look="design">Design</button>
<button data-design-look="compare"{compare}>Before / after</button>{beside}</div>"""


def _split() -> str:
    return (
        '<div class="split" aria-hidden="true"><span></span></div>'
        '<input class="split-range" type="range" min="0" max="100" value="50" aria-label="Before and after">'
    )


def _image(role: str, address: str, text: str) -> str:
    return f'<img class="{role}" src="{escape(address)}" alt="{escape(text)}" draggable="false">' if address else ""
