"""The large creative of the Stage tab and its contact sheet, as HTML.

Pure functions from plain values to markup; `assets/js/staging.js` drags the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from models.staging.requests import Box
from models.types import Progress
from ui import stage
from ui.icons import icon
from ui.staging_context import draw_context


@dataclass(frozen=True, kw_only=True)
class Print:
    """The large creative: addresses of its picture, of the ground alone and of the product alone, and its box."""

    title: str = ""
    image: str = ""
    width_px: int = 1
    height_px: int = 1
    clean: str = ""
    product: str = ""
    front: str = ""
    box: Box = (0.0, 0.0, 1.0, 1.0)
    context: str = "feed"
    headline: str = ""
    view: str = "creative"
    undo: bool = False
    redo: bool = False
    clip: str = ""
    note: str = ""
    board: str = ""
    """The markup of what is shown in the creative's place: the themes."""


def draw(one: Print, progress: Progress | None = None) -> str:
    """The creative with its tools in the corners; with `progress`, under a veil that says what is being done."""
    state = "busy" if progress else "ready" if one.image else "empty"
    veil = stage.veil(progress) if progress else ""
    return f"""<div class="st-stage" data-state="{state}" data-view="{escape(one.view)}"><div class="st-wall">
{_picture(one)}{_corners(one)}<i class="working" aria-hidden="true"></i>{veil}</div></div>"""


def invite() -> str:
    """What to do where nothing could be staged."""
    return """<div class="st-stage" data-state="empty" data-view="creative"><div class="st-wall"><div class="invite">
<h2>There is nothing on the stage yet</h2><p>Take the design that is on the easel, or upload a product photo.</p>
<button class="ws-button filled" data-act="arrive">Begin with a design</button></div></div></div>"""


def _picture(one: Print) -> str:
    if not one.image:
        return ""
    if one.view == "themes":
        return one.board
    if one.view == "context":
        return draw_context(one.context, one.image, one.headline, one.width_px, one.height_px)
    if one.view == "clip":
        return _clip(one)
    left, top, right, bottom = one.box
    ratio = f"{one.width_px / max(1, one.height_px):.4f}"
    style = (
        f"left:{100 * left:.3f}%;top:{100 * top:.3f}%;width:{100 * (right - left):.3f}%;"
        f"height:{100 * (bottom - top):.3f}%"
    )
    layers = ""
    if one.clean:
        front = f'<img class="st-front" src="{escape(one.front)}" alt="" draggable="false">' if one.front else ""
        layers = (
            f'<img class="st-clean" src="{escape(one.clean)}" alt="" draggable="false">'
            f'<img class="st-sprite" src="{escape(one.product)}" alt="" draggable="false" style="{style}">{front}'
        )
    grip = ""
    if one.clean:
        grip = (
            f'<div class="st-grip" style="{style}" title="Drag the product; drag its corner to make it larger">'
            '<i class="st-corner"></i></div>'
        )
    return f"""<figure class="st-print" style="--ratio:{ratio};--most:{one.width_px}px">
<img class="st-made" src="{escape(one.image)}" alt="{escape(one.title)}" draggable="false">{layers}{grip}</figure>"""


def _clip(one: Print) -> str:
    ratio = f"{one.width_px / max(1, one.height_px):.4f}"
    if not one.clip:
        return f"""<figure class="st-print still" style="--ratio:{ratio};--most:{one.width_px}px">
<img class="st-made" src="{escape(one.image)}" alt="{escape(one.title)}"><figcaption>
<button class="ws-button filled" data-act="clip">Make it move</button></figcaption></figure>"""
    return f"""<figure class="st-print" style="--ratio:{ratio};--most:{one.width_px}px">
<video src="{escape(one.clip)}" poster="{escape(one.image)}" autoplay loop muted playsinline></video></figure>"""


def _corners(one: Print) -> str:
    note = f'<span class="match">{escape(one.note)}</span>' if one.note else ""
    views = "".join(
        f'<button data-act="view" data-id="{id}"'
        f' aria-pressed="{"true" if id == one.view else "false"}">{label}</button>'
        for id, label in (
            ("creative", "Creative"),
            ("sheet", "Sheet"),
            ("context", "In context"),
            ("clip", "Clip"),
            ("themes", "Themes"),
        )
    )
    return f"""<div class="corner top left">{_step("undo", "Undo", one.undo)}{_step("redo", "Redo", one.redo)}</div>
<div class="corner top right"><div class="segments" role="group" aria-label="View">{views}</div></div>
<div class="corner bottom left">{note}</div>"""


def _step(act: str, label: str, there: bool) -> str:
    off = "" if there else " disabled"
    return f'<button class="round" data-act="{act}" title="{label}" aria-label="{label}"{off}>{icon(act)}</button>'


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One creative of the sheet: what a click sends back, its picture ("" while it is made) and its shape."""

    id: str
    title: str
    image: str
    ratio: float
    chosen: bool = False
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One look of the sheet."""

    title: str
    cells: tuple[Cell, ...]


def draw_sheet(rows: Sequence[Row], view: str) -> str:
    """The contact sheet: a strip under the large creative, or the whole wall."""
    groups = "".join(
        f"<section><h3>{escape(row.title)}</h3><div"
        f' class="row">{"".join(_cell(cell) for cell in row.cells)}</div></section>'
        for row in rows
    )
    return f'<div class="st-sheet" data-view="{escape(view)}">{groups}</div>'


def _cell(cell: Cell) -> str:
    style = f"--ratio:{cell.ratio:.4f}"
    if cell.problem:
        return f'<span class="st-cell none" style="{style}" title="{escape(cell.problem)}">Not for this size</span>'
    picture = f'<img src="{escape(cell.image)}" alt="{escape(cell.title)}" draggable="false">' if cell.image else ""
    return (
        f'<button class="st-cell{"" if cell.image else " waiting"}" data-act="pick" data-id="{escape(cell.id)}" '
        f'style="{style}" title="{escape(cell.title)}"'
        f' aria-pressed="{"true" if cell.chosen else "false"}">{picture}</button>'
    )
