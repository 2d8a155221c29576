"""The large look of the Try-on tab, what lies beside it, and the strip of poses, as HTML.

Pure functions from plain values to markup; `assets/js/tryon.js` moves what is moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from models.types import Progress
from ui import stage
from ui.icons import icon
from ui.tryon_points import Marks, draw_points

MOST_CLOSE = 4
"""Close-ups beside a look: two, and two more where there is room."""


@dataclass(frozen=True, kw_only=True)
class Close:
    """A close-up of one garment as it is worn, and the garment itself, for comparison; addresses."""

    title: str
    worn: str
    flat: str


@dataclass(frozen=True, kw_only=True)
class Print:
    """The large look: addresses of its picture and of the body before; `label` is written on it on screen."""

    title: str = ""
    image: str = ""
    before: str = ""
    width_px: int = 2
    height_px: int = 3
    close: tuple[Close, ...] = ()
    view: str = "look"
    undo: bool = False
    redo: bool = False
    note: str = ""
    label: str = ""
    marks: Marks | None = None
    clip: str = ""


def draw(one: Print, progress: Progress | None = None) -> str:
    """The look with its tools in the corners; with `progress`, under a veil that says what is being done."""
    state = "busy" if progress else "ready" if one.image else "empty"
    veil = stage.veil(progress) if progress else ""
    return f"""<div class="ty-stage" data-state="{state}" data-view="{escape(one.view)}"><div class="ty-wall">
{_spread(one)}{_corners(one)}<i class="working" aria-hidden="true"></i>{veil}</div></div>"""


def invite() -> str:
    """What to do where nothing is worn."""
    return """<div class="ty-stage" data-state="empty" data-view="look"><div class="ty-wall"><div class="invite">
<h2>Nobody wears anything yet</h2><p>Take the design that is on the easel, a kept one, or a product of the shop.</p>
<button class="ws-button filled" data-act="arrive">Begin with a design</button></div></div></div>"""


def consent() -> str:
    """The note that comes before somebody's photo."""
    return f"""<div class="ty-stage" data-state="gallery" data-view="look"><div class="gallery"><header>
<h2>A person’s photo</h2><p>One person, standing, from the front, from the head to the knees or further.</p>
<button class="round" data-act="back" title="Back to the look" aria-label="Back to the look">{icon("close")}</button>
</header><div class="ty-consent"><ul>
<li>The photo stays on this machine, in your workspace. Nothing is sent anywhere.</li>
<li>Face, hair, hands and everything outside of the garment stay the photo’s own.</li>
<li>The result shows somebody in clothes that they never wore. It is labelled as generated; keep the label when you
 publish it.</li></ul>
<label><input type="checkbox" name="agreed"> The person in the photo has agreed to this use, or it is me.</label>
<button class="ws-button filled" data-act="photo" disabled>Choose the photo</button></div></div></div>"""


def _spread(one: Print) -> str:
    """The whole figure, and the close-ups beside it."""
    if not one.image:
        return ""
    if one.view == "points" and one.marks is not None:
        return draw_points(one.marks)
    label = f'<span class="ty-label">{escape(one.label)}</span>' if one.label else ""
    before = ""
    if one.view == "compare" and one.before:
        before = f"""<img class="ty-before" src="{escape(one.before)}" alt="Before" draggable="false">
<div class="ty-split" aria-hidden="true"><span></span></div>
<input class="ty-range" type="range" min="0" max="100" value="50" aria-label="Before and after">"""
    ratio = f"{one.width_px / max(1, one.height_px):.4f}"
    if one.view == "clip":
        return _clip(one, ratio)
    tiles = [] if one.view == "compare" else [_close(each) for each in one.close[:MOST_CLOSE]]
    beside = "".join(
        f'<div class="ty-beside{more}">{"".join(some)}</div>'
        for some, more in ((tiles[:2], ""), (tiles[2:], " more"))
        if some
    )
    return f"""<div class="ty-spread" style="--ratio:{ratio}"><figure class="ty-print">
<img class="ty-made" src="{escape(one.image)}" alt="{escape(one.title)}" draggable="false">{before}{label}</figure>
{beside}</div>"""


def _clip(one: Print, ratio: str) -> str:
    """The look as it turns, or the button that makes it."""
    made = f'<img class="ty-made" src="{escape(one.image)}" alt="{escape(one.title)}" draggable="false">'
    moving = (
        f'<video src="{escape(one.clip)}" autoplay loop muted playsinline aria-label="The look turns"></video>'
        if one.clip
        else '<figcaption><button class="ws-button filled" data-act="clip">Turn it</button></figcaption>'
    )
    return f"""<div class="ty-spread" style="--ratio:{ratio}"><figure class="ty-print ty-turn">{made}{moving}</figure>
</div>"""


def _close(close: Close) -> str:
    flat = (
        f'<span class="ty-flat"><img src="{escape(close.flat)}" alt="{escape(close.title)}, laid flat"></span>'
        if close.flat
        else ""
    )
    return f"""<figure class="ty-close"><img src="{escape(close.worn)}" alt="{escape(close.title)}, close up"
 draggable="false">{flat}<figcaption>{escape(close.title)}</figcaption></figure>"""


def _corners(one: Print) -> str:
    note = f'<span class="match">{escape(one.note)}</span>' if one.note and one.view == "look" else ""
    views = [("look", "Look"), ("poses", "All poses"), ("compare", "Compare"), ("clip", "Turn")]
    if one.marks is not None:
        views = [("look", "Look"), ("points", "Points"), ("compare", "Compare")]
    pressed = {True: "true", False: "false"}
    buttons = "".join(
        f'<button data-act="view" data-id="{id}" aria-pressed="{pressed[id == one.view]}">{label}</button>'
        for id, label in views
    )
    return f"""<div class="corner top left">{_step("undo", "Undo", one.undo)}{_step("redo", "Redo", one.redo)}</div>
<div class="corner top right"><div class="segments" role="group" aria-label="View">{buttons}</div></div>
<div class="corner bottom left">{note}</div>"""


def _step(act: str, label: str, there: bool) -> str:
    off = "" if there else " disabled"
    return f'<button class="round" data-act="{act}" title="{label}" aria-label="{label}"{off}>{icon(act)}</button>'


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One small look: the body it is on, and its picture; `bare` while it is not dressed yet."""

    id: str
    title: str
    image: str
    chosen: bool = False
    bare: bool = False
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """Small looks under one heading."""

    title: str
    cells: tuple[Cell, ...]


def draw_sheet(rows: Sequence[Row], view: str) -> str:
    """The same outfit over poses and bodies: a strip under the look, or the whole wall."""
    groups = "".join(
        f'<section><h3>{escape(row.title)}</h3><div class="row">{"".join(map(_cell, row.cells))}</div></section>'
        for row in rows
        if row.cells
    )
    return f'<div class="ty-sheet" data-view="{escape(view)}">{groups}</div>'


def _cell(cell: Cell) -> str:
    if cell.problem:
        return f'<span class="ty-cell none" title="{escape(cell.problem)}">Not in this pose</span>'
    picture = f'<img src="{escape(cell.image)}" alt="{escape(cell.title)}" draggable="false">' if cell.image else ""
    return (
        f'<button class="ty-cell{" bare" if cell.bare else ""}" data-act="body" data-id="{escape(cell.id)}" '
        f'title="{escape(cell.title)}" aria-pressed="{"true" if cell.chosen else "false"}">{picture}</button>'
    )
