"""The large picture in the middle, the strip under it and the row of products, as HTML.

Pure functions from plain values to markup: no Gradio, no studio, every text and address escaped.  What happens in
the browser only (backdrop, before and after) is in `assets/js/stage.js`; clicks come back as `data-act` events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from models.types import Progress

BACKDROPS = (
    ("checker", "", "Transparent"),
    ("white", "#ffffff", "White"),
    ("paper", "#efe9df", "Paper"),
    ("stone", "#c9c3b8", "Stone"),
    ("sage", "#b9c4ad", "Sage"),
    ("blush", "#e7c4b5", "Blush"),
    ("ink", "#1d1a17", "Ink"),
)
"""Grounds to judge a cut-out on: name, colour, what the tooltip says."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the stage shows: addresses of the photo and of its cut-out, and the photo's size in px."""

    title: str
    width_px: int
    height_px: int
    photo: str = ""
    cutout: str = ""
    parts: int = 1


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One picture in a strip: what it is, where its print is, and what a click sends back."""

    act: str
    id: str
    image: str
    title: str
    chosen: bool = False
    kept: bool = False


def stage(scene: Scene, progress: Progress | None = None) -> str:
    """The picture with its tools.  With `progress`, the photo under a veil that says what is being done."""
    state = "busy" if progress else "ready" if scene.cutout else "photo"
    picture = frame(scene, progress)
    return f'<div class="stage" data-state="{state}"><div class="wall">{picture}</div>{_tools(scene, progress)}</div>'


def frame(scene: Scene, progress: Progress | None = None) -> str:
    """The picture alone, on the chosen backdrop; with both its sides it can be compared."""
    ratio = f"{scene.width_px / max(1, scene.height_px):.4f}"
    pick = " pickable" if scene.parts > 1 and not progress else ""
    return f"""
<figure class="print{pick}" style="--ratio:{ratio}">
  {_image("after", scene.cutout, f"{scene.title}, cut out")}
  {_image("before", scene.photo, f"{scene.title}, the photo")}
  {_split() if scene.photo and scene.cutout and not progress else ""}
  {veil(progress) if progress else ""}
</figure>"""


def opening() -> str:
    """The bare wall, before anything has come from the studio: the page keeps its shape from the first moment."""
    nothing = Scene(title="", width_px=1, height_px=1)
    return f'<div class="stage" data-state="busy"><div class="wall"></div>{_tools(nothing, None)}</div>'


def empty_stage(samples: Sequence[Tile]) -> str:
    """What to do when there is no picture yet."""
    button = ""
    if samples:
        first = escape(samples[0].id)
        button = f'<button class="ws-button filled" data-act="sample" data-id="{first}">Use a sample photo</button>'
    return f"""<div class="stage" data-state="empty"><div class="wall"><div class="invite">
<h2>Drop a product photo here</h2>
<p>Or paste one, or use the buttons beside. It comes back cut out, with soft edges and no shadow.</p>
{button}</div></div></div>"""


def strip(latest: Sequence[Tile], samples: Sequence[Tile]) -> str:
    """The filmstrip: the latest cut-outs, then the sample photos."""
    rows = []
    if latest:
        rows.append(f'<section><h3>Latest</h3><div class="row">{"".join(map(tile, latest))}</div></section>')
    if samples:
        rows.append(f'<section><h3>Sample photos</h3><div class="row">{"".join(map(tile, samples))}</div></section>')
    return f'<div class="strip">{"".join(rows)}</div>'


def tile(one: Tile) -> str:
    """One picture of a strip or wall, as a button."""
    mark = '<i class="kept-mark" title="Kept"></i>' if one.kept else ""
    return (
        f'<button class="tile {escape(one.act)}" data-act="{escape(one.act)}" data-id="{escape(one.id)}" '
        f'title="{escape(one.title)}" aria-pressed="{_flag(one.chosen)}">'
        f'<img src="{escape(one.image)}" alt="{escape(one.title)}" loading="lazy" draggable="false">{mark}</button>'
    )


def products(image: str, boxes: Sequence[tuple[float, float, float, float]], chosen: int | None) -> str:
    """Thumbnails of the separate products of a photo, and one for all of them; empty for a single product."""
    if len(boxes) < 2:
        return ""
    tiles = [_product(image, box, index, index == chosen) for index, box in enumerate(boxes)]
    everything = f'<button data-act="product" data-id="all" aria-pressed="{_flag(chosen is None)}">All</button>'
    return f"""<div class="products"><h3>{len(boxes)} products found. Which one?</h3>
<div class="row">{everything}{"".join(tiles)}</div></div>"""


def heading(title: str, facts: str, notes: Sequence[str] = ()) -> str:
    """Name and figures of the picture, and what to look at twice."""
    extra = "".join(f'<p class="note">{escape(note)}</p>' for note in notes)
    return f'<div class="heading"><h2>{escape(title)}</h2><p>{escape(facts)}</p>{extra}</div>'


def download(address: str, name: str, label: str) -> str:
    """A link that saves a file; without an address, a button that waits for one."""
    if not address:
        return f'<button class="ws-button" disabled>{escape(label)}</button>'
    return f'<a class="ws-button" href="{escape(address)}" download="{escape(name)}">{escape(label)}</a>'


def _image(role: str, address: str, text: str) -> str:
    return f'<img class="{role}" src="{escape(address)}" alt="{escape(text)}" draggable="false">' if address else ""


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _split() -> str:
    return (
        '<div class="split" aria-hidden="true"><span></span></div>'
        '<input class="split-range" type="range" min="0" max="100" value="50" aria-label="Before and after">'
    )


def veil(progress: Progress) -> str:
    """What is being done, how far it is, and a way to stop it, over the lower edge of a picture."""
    percent = round(100 * min(1.0, max(0.0, progress.fraction)))
    return f"""<div class="veil" role="status"><p>{escape(progress.stage)}<button data-act="stop">Stop</button></p>
<div class="bar" data-known="{_flag(percent > 0)}"><i style="width:{percent}%"></i></div></div>"""


def _tools(scene: Scene, progress: Progress | None) -> str:
    off = " disabled" if progress or not (scene.photo and scene.cutout) else ""
    return f"""<div class="tools">
<div class="segments" role="group" aria-label="View">
<button data-look="result">Cut-out</button><button data-look="compare"{off}>Before / after</button></div>
{backdrops()}</div>"""


def backdrops() -> str:
    """The grounds to judge a picture on."""
    swatches = "".join(
        f'<button class="swatch{"" if colour else " checker"}" data-ground="{name}" data-colour="{colour}" '
        f'title="{text}" aria-label="Backdrop: {text}" style="--swatch:{colour or "none"}"></button>'
        for name, colour, text in BACKDROPS
    )
    return f"""<div class="swatches" role="group" aria-label="Backdrop"><span>Backdrop</span>{swatches}
<label class="swatch custom" title="Any colour">
<input type="color" value="#9fb4c7" aria-label="Backdrop: any colour"></label>
</div>"""


def _product(image: str, box: tuple[float, float, float, float], index: int, chosen: bool) -> str:
    left, top, right, bottom = (min(1.0, max(0.0, side)) for side in box)
    width, height = max(0.01, right - left), max(0.01, bottom - top)
    style = (
        f"background-image:url('{escape(image)}');background-size:{100 / width:.2f}% {100 / height:.2f}%;"
        f"background-position:{_offset(left, width):.2f}% {_offset(top, height):.2f}%"
    )
    return (
        f'<button data-act="product" data-id="{index}" aria-pressed="{_flag(chosen)}" '
        f'aria-label="Product {index + 1}"><span style="{style}"></span></button>'
    )


def _offset(start: float, size: float) -> float:
    """CSS background-position in percent that shows the part from `start` of length `size`."""
    return 0.0 if size >= 1 else 100 * start / (1 - size)
