"""The public endpoints for creatives: stage and animate.  What they take is checked here or in the studio."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import gradio as gr
from pydantic import ConfigDict, StrictInt, TypeAdapter
from pydantic.dataclasses import dataclass

from models.errors import InputError
from models.staging.placements import find_placement
from models.staging.records import Shot, read_shot
from models.theming import ANYTHING
from models.types import Stroke
from ui.answers import check, describe, refusing
from ui.services import Services

_strict = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, kw_only=True, config=_strict)
class ClipOptions:
    """The camera's path, and the length of the loop."""

    path: Literal["pan", "dolly", "orbit"] = "pan"
    seconds: StrictInt = 4


_clip: TypeAdapter[ClipOptions] = TypeAdapter(ClipOptions)
_names: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])
_strokes: TypeAdapter[tuple[Stroke, ...]] = TypeAdapter(tuple[Stroke, ...])
_words: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])
MOST_LETTERS = 120


def publish(services: Services) -> None:
    """Add the endpoints to the page being built."""
    studio, prints = services.studio, services.prints

    @refusing
    def stage(picture: str, id: str, shot: Any, logo: str) -> tuple[str, dict[str, Any]]:
        if bool(picture) == bool(id):
            raise InputError("Send either a `picture` or the `id` of one.", "Leave the other one out.")
        wanted = _read(shot)
        source = id or studio.open_product(Path(picture)).id
        mark = studio.open_logo(Path(logo)).id if logo else ""
        creative = studio.stage(source, wanted, logo=mark)
        return str(prints.lend(studio.workspace.path(creative.id))), describe(creative)

    @refusing
    def remove(picture: str, strokes: Any) -> tuple[str, dict[str, Any]]:
        marks = check(_strokes, strokes, "strokes")
        emptied = studio.remove(studio.open_photo(Path(picture)).id, marks)
        return str(prints.lend(studio.workspace.path(emptied.photo.id))), {
            "own": emptied.photo.id,
            "spot": emptied.spot,
        }

    @refusing
    def animate(id: str, options: Any) -> tuple[str, str]:
        asked = check(_clip, options or {}, "options")
        files = studio.animate(id or "", path=asked.path, seconds=asked.seconds)
        return str(prints.lend(files.mp4)), str(prints.lend(files.webp))

    @refusing
    def themes(category: str, change: Any) -> dict[str, Any]:
        kind = str(category or ANYTHING)[:MOST_LETTERS]
        if change is not None:
            listed = check(_names, change, "change")
            studio.edit_themes(kind, listed)
        results = [asdict(each) for each in studio.theme_results() if each.category == kind]
        return {"themes": studio.themes_of(kind), "there": studio.themes_there(kind), "results": results}

    @refusing
    def choose_theme(id: str, context: Any) -> dict[str, Any]:
        words = check(_words, context or {}, "context")
        shown = studio.choose_theme(id or "", words)
        return {"impression": shown.id, "theme": shown.choice.arm, "propensity": shown.choice.propensity}

    @refusing
    def tell_outcome(impression: str, value: float) -> str:
        return studio.tell_outcome(impression or "", value)

    picture, logo = gr.File(visible=False, label="picture"), gr.File(visible=False, label="logo")
    artefact_id = gr.Textbox(visible=False, label="id")
    shot, options = gr.JSON(visible=False, label="shot"), gr.JSON(visible=False, label="options")
    image, facts = gr.File(visible=False, label="creative"), gr.JSON(visible=False, label="facts")
    mp4, webp = gr.File(visible=False, label="mp4"), gr.File(visible=False, label="webp")
    gpu: dict[str, Any] = {"concurrency_id": "gpu", "concurrency_limit": 1}
    gr.on(
        [], stage, [picture, artefact_id, shot, logo], [image, facts],
        api_name="stage", api_description=STAGE, **gpu,
    )  # fmt: skip
    gr.on(
        [], remove, [picture, gr.JSON(visible=False, label="strokes")], [image, facts],
        api_name="remove", api_description=REMOVE, **gpu,
    )  # fmt: skip
    gr.on([], animate, [artefact_id, options], [mp4, webp], api_name="animate", api_description=ANIMATE, **gpu)
    category, impression = gr.Textbox(visible=False, label="category"), gr.Textbox(visible=False, label="impression")
    change, context = gr.JSON(visible=False, label="change"), gr.JSON(visible=False, label="context")
    value, told = gr.Number(visible=False, label="value"), gr.Textbox(visible=False, label="answer")
    answer = gr.JSON(visible=False, label="answer")
    here: dict[str, Any] = {"concurrency_limit": None}
    gr.on([], themes, [category, change], answer, api_name="themes", api_description=THEMES, **here)
    gr.on([], choose_theme, [artefact_id, context], answer, api_name="choose_theme", api_description=CHOOSE, **here)
    gr.on([], tell_outcome, [impression, value], told, api_name="tell_outcome", api_description=TELL, **here)


def _read(value: Any) -> Shot:
    """The shot of a call; a placement brings its size along.  Raises InputError."""
    if not isinstance(value, dict) and value is not None:
        raise InputError("A `shot` is an object.", "See the API page for its form.")
    asked = dict(value or {})
    place = asked.get("placement")
    if isinstance(place, str) and place != "free":
        found = find_placement(place)
        asked |= {"width_px": found.width_px, "height_px": found.height_px}
    return read_shot(asked)


STAGE = """A product staged: a design or cut-out by its `id`, or a `picture` file, which is cut out first.
`shot`: {"placement": "square" | "portrait" | "story" | "link" | "rectangle" | "leaderboard" | "billboard" |
"skyscraper" | "mobile" | "market" | "market-small" | "free" (then "width_px", "height_px"), "ground": "scene" |
"colour" | "gradient" | "clear", "theme", "scene", "support": "lie" | "hang" | "stand", "kind", "words",
"colours": [[r, g, b]], "shift": [x, y], "scale", "shadow", "reflection", "seed", "light": "photo" | "soft",
"message": {"headline", "price", "button", "legal", "accent": [r, g, b]}}."""
REMOVE = """An old object taken out of the photo of a scene (`picture`), to stage on it.  `strokes` cover the object and
its shadow, or go round them: [{"kind": "keep", "points": [[x, y], ...], "width": 0.05}], in fractions of the photo.
Answers the photo without it and {"own", "spot"}: send both in a `shot` with "ground": "own"; with "light": "photo" it
is lit as the old object was, as far
as its shadow tells, with "soft" from the upper left."""
ANIMATE = """A saved creative as a clip that loops: MP4 (H.264) and WebP.  `options`:
{"path": "pan" | "dolly" | "orbit", "seconds": 3 to 6}."""
THEMES = """The themes in which a `category` is shown ("T-shirt"; "" for products of no known kind), those that there
are, and how often each was clicked.  `change`: a new list, such as ["home", "wood"]; [] brings the usual one back."""
CHOOSE = """A theme for a product, by the `id` of a design, cut-out or photo, and for whoever looks at it.  `context`:
short words such as {"segment": "navy florals", "placement": "300x250"}.  Send the `impression` back with the click."""
TELL = """What came of an `impression`: a `value` of 1 for a click, 0 for none.  Answers "learned"; "known" when it was
told before; "late" when it came too late to learn from."""
