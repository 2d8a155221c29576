"""Boards as HTML: the bar over the wall, pictures compared side by side, and the slides of a presentation.

Pure functions from plain values to markup, every text and address escaped.  What happens in the browser only (turning
slides, the whole screen) is in `assets/js/board_show.js`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from models.deck import MOST_SLIDES
from ui.icons import icon

TITLE = "Board"
COMPARED = (2, 4)
"""How many pictures fit side by side."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One picture of a board: where its print is, and what is told of it."""

    image: str
    clear: bool
    kind: str
    title: str
    words: str
    facts: tuple[tuple[str, str], ...]
    signature: str


def draw_busy(stage: str) -> str:
    """How far a deck is, and a way to stop it."""
    return f"""<div class="board-busy" role="status"><span>{escape(stage)}</span>
<button class="plain" data-act="stop">Stop</button></div>"""


def draw_bar(picked: int, kept: int) -> str:
    """What can be done with the chosen pictures, or with all; nothing where nothing is kept."""
    if not kept:
        return ""
    every = "all" if kept <= MOST_SLIDES else f"the latest {MOST_SLIDES}"
    which = f"{picked} chosen" if picked else f"Tick pictures to compare them, or take {every}"
    clear = '<button class="plain" data-board="clear">Clear</button>' if picked else ""
    few = "" if COMPARED[0] <= picked <= COMPARED[1] else " disabled"
    hint = f"Tick {COMPARED[0]} to {COMPARED[1]} pictures"
    return f"""<div class="board-bar"><span class="which">{which}</span>{clear}<i></i>
<button class="ws-button" data-board="compare" title="{hint}"{few}>Compare</button>
<button class="ws-button" data-board="present">Present</button>
<label><span>Title</span><input type="text" maxlength="80" aria-label="Title of the deck" placeholder="{TITLE}"></label>
<button class="ws-button" data-board="deck" title="A slide for each picture, with words, facts and what made it">
Save PDF</button>
<button class="ws-button" data-board="bundle" title="The PDF, every picture, and files that open here again">
Save all as ZIP</button></div>"""


def draw_compare(panels: Sequence[Panel]) -> str:
    """The pictures at one size, and under each what is told of it; what differs stands out."""
    labels = list(dict.fromkeys(label for panel in panels for label, _ in panel.facts))
    rows = [("What it is", [panel.kind for panel in panels]), ("Words", [panel.words for panel in panels])]
    rows += [(label, [dict(panel.facts).get(label, "") for panel in panels]) for label in labels]
    rows += [("Made by", [panel.signature for panel in panels])]
    shown = "".join(_row(label, texts) for label, texts in rows if any(texts))
    heads = "".join(f"<th scope='col'>{_picture(panel)}<h3>{escape(panel.title)}</h3></th>" for panel in panels)
    back = f'<button class="au-back" data-act="back">{icon("undo")}All kept</button>'
    return f"""<div class="board-compare"><header>{back}
<h2>Side by side</h2></header><table><thead><tr><td></td>{heads}</tr></thead><tbody>{shown}</tbody></table></div>"""


def _row(label: str, texts: Sequence[str]) -> str:
    differs = ' class="differs"' if len(set(texts)) > 1 else ""
    cells = "".join(f"<td>{escape(text) or '–'}</td>" for text in texts)
    return f"<tr{differs}><th scope='row'>{escape(label)}</th>{cells}</tr>"


def draw_slides(panels: Sequence[Panel], round: int) -> str:
    """A presentation; the script opens it whenever `round` is another one."""
    count = len(panels)
    slides = "".join(
        f"""<section{"" if number == 1 else " hidden"} aria-label="{number} of {count}">{_picture(panel)}
<div class="told"><p class="kind">{escape(panel.kind)}</p><h2>{escape(panel.title)}</h2>
<p>{escape(panel.words)}</p><dl>{_facts(panel)}</dl>
<footer>{escape(panel.signature)}<b>{number} / {count}</b></footer></div></section>"""
        for number, panel in enumerate(panels, 1)
    )
    return f"""<div class="board-show" data-round="{round}" role="dialog" aria-modal="true" aria-live="polite"
aria-label="Presentation" tabindex="-1">
{slides}
<nav><button data-turn="-1" aria-label="Back">{icon("undo")}</button>
<button data-turn="1" aria-label="On">{icon("redo")}</button>
<button data-turn="0" aria-label="End the presentation">{icon("close")}</button></nav></div>"""


def _facts(panel: Panel) -> str:
    return "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in panel.facts)


def _picture(panel: Panel) -> str:
    kind = "clear" if panel.clear else "whole"
    return f'<div class="board-wall {kind}"><img src="{escape(panel.image)}" alt="{escape(panel.title)}"></div>'


def draw_tick(id: str, title: str, place: int) -> str:
    """The box on a kept picture that puts it on the board; its place there, 0 for none."""
    on = "true" if place else "false"
    return (
        f'<button class="tick" data-id="{escape(id)}" aria-pressed="{on}" '
        f'aria-label="{escape(title)} on the board">{place or ""}</button>'
    )
