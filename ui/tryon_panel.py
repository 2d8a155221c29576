"""The Try-on tab's column, as HTML: body, outfit, how true the look is, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ui.icons import icon
from ui.tryon_choices import TUCKS


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing to choose: what a click sends back, its words, its picture if it has one."""

    id: str
    words: str
    image: str = ""
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Worn:
    """A slot of the outfit; `product` is "" while it is empty."""

    slot: str
    title: str
    product: str = ""
    image: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """How near a worn garment is to the garment itself: a verdict in words, the number, and what it means."""

    name: str
    verdict: str
    number: str
    meaning: str
    good: bool = True


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Everything that the column shows.  `photo` is the person's photo, "" on a mannequin."""

    bodies: tuple[Option, ...] = ()
    poses: tuple[Option, ...] = ()
    finishes: tuple[Option, ...] = ()
    photo: str = ""
    worn: tuple[Worn, ...] = ()
    tuck: str = "auto"
    can_tuck: bool = False
    figures: tuple[tuple[str, tuple[Figure, ...]], ...] = ()
    png: tuple[str, str] = ("", "")
    count: int = 0
    clip: tuple[str, str] = ("", "")
    can_turn: bool = False


def draw_panel(panel: Panel) -> str:
    """The column."""
    parts = (_outfit, _body, _figures, _clip, _files)
    return f'<div class="panel ty-panel">{"".join(part(panel) for part in parts)}</div>'


def _outfit(panel: Panel) -> str:
    rows = "".join(_worn(each) for each in panel.worn if each.product)
    empty = "".join(
        f'<button class="want-chip" data-act="slot" data-id="{escape(each.slot)}">+ {escape(each.title)}</button>'
        for each in panel.worn
        if not each.product
    )
    ways = ""
    if panel.can_tuck:
        buttons = "".join(
            f'<button data-act="tuck" data-id="{id}" aria-pressed="{_flag(id == panel.tuck)}">{label}</button>'
            for id, label in TUCKS
        )
        ways = f'<div class="segments even" role="group" aria-label="How the top is worn">{buttons}</div>'
    return f"""<section><header><h3>Outfit</h3></header><div class="ty-worn">{rows}</div>
<div class="want-chips">{empty}</div>{ways}</section>"""


def _worn(worn: Worn) -> str:
    slot, title, product = escape(worn.slot), escape(worn.title), escape(worn.product)
    picture = f'<img src="{escape(worn.image)}" alt="">' if worn.image else ""
    return f"""<div class="ty-piece"><button class="ty-swap" data-act="slot" data-id="{slot}" title="Exchange the
 {title.lower()}"><span class="ty-thumb">{picture}</span><span class="ty-name"><small>{title}</small>{product}</span>
</button><button class="tool" data-act="off" data-id="{slot}" title="Take off" aria-label="Take off the
 {title.lower()}">{icon("close")}</button></div>"""


def _body(panel: Panel) -> str:
    photo = (
        f"""<div class="ty-photo"><span class="ty-thumb"><img src="{escape(panel.photo)}" alt="The photo"></span>
<button class="ws-button small" data-act="view" data-id="points">Check the points</button></div>"""
        if panel.photo
        else ""
    )
    poses = f'<h4>Pose</h4><div class="ty-bodies">{_options(panel.poses, "body")}</div>' if len(panel.poses) > 1 else ""
    finish = f'<div class="want-chips">{_chips(panel.finishes, "body")}</div>' if len(panel.finishes) > 1 else ""
    bodies = f'<div class="ty-bodies">{_options(panel.bodies, "body")}</div>'
    return f"""<section><header><h3>Body</h3></header>{photo}{bodies}
{poses}{finish}<button class="ws-button small" data-act="consent" title="Try it on somebody; they have to agree">A
 person’s photo</button></section>"""


def _options(options: Sequence[Option], act: str) -> str:
    return "".join(
        f'<button class="ty-body" data-act="{act}" data-id="{escape(each.id)}" title="{escape(each.words)}" '
        f'aria-pressed="{_flag(each.chosen)}" aria-label="{escape(each.words)}"><img src="{escape(each.image)}" alt="" '
        f'loading="lazy" draggable="false"></button>'
        for each in options
    )


def _chips(options: Sequence[Option], act: str) -> str:
    return "".join(
        f'<button class="want-chip" data-act="{act}" data-id="{escape(each.id)}" aria-pressed="{_flag(each.chosen)}">'
        f"{escape(each.words)}</button>"
        for each in options
    )


def _figures(panel: Panel) -> str:
    if not panel.figures:
        return ""
    groups = "".join(
        f'<div class="ty-true"><h4>{escape(title)}</h4><dl>{"".join(map(_figure, figures))}</dl></div>'
        for title, figures in panel.figures
    )
    return f"<section><header><h3>True to the product</h3></header>{groups}</section>"


def _figure(figure: Figure) -> str:
    return (
        f'<div title="{escape(figure.meaning)}" data-good="{_flag(figure.good)}"><dt>{escape(figure.name)}</dt>'
        f"<dd>{escape(figure.verdict)} <small>{escape(figure.number)}</small></dd></div>"
    )


def _clip(panel: Panel) -> str:
    if not panel.can_turn:
        return ""
    mp4, webp = panel.clip
    links = ""
    if mp4:
        links = (
            f'<div class="save"><a class="ws-button small" href="{escape(mp4)}" download>MP4</a>'
            f'<a class="ws-button small" href="{escape(webp)}" download>WebP</a></div>'
        )
    return f"""<section><header><h3>Clip</h3></header>
<button class="ws-button small" data-act="clip" title="The look turns to both sides, three seconds in a loop">Turn the
 look</button>{links}</section>"""


def _files(panel: Panel) -> str:
    address, name = panel.png
    sheet = (
        f'<button class="ws-button small" data-act="zip" title="This outfit in every pose of this body">Poses, '
        f"{panel.count}</button>"
        if panel.count > 1
        else ""
    )
    return f"""<section><header><h3>Files</h3></header><div class="save">
<a class="ws-button small" href="{escape(address)}" download="{escape(name)}">PNG</a>
<button class="ws-button small" data-act="jpeg"{"" if address else " disabled"}>JPEG</button>{sheet}</div></section>"""


def _flag(value: bool) -> str:
    return "true" if value else "false"
