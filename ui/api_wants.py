"""The public endpoint for new designs: `imagine`, for a segment or for products of the shop."""

from __future__ import annotations

import math
from typing import Any

import gradio as gr
from pydantic import ConfigDict, StrictFloat, StrictInt, StrictStr, TypeAdapter
from pydantic.dataclasses import dataclass

from models.designing import parse_hex
from models.errors import InputError
from segments.brainstorm import Brainstorm, Idea, Wish
from segments.choice import Choice, resolve
from segments.market import Markets
from ui.answers import check, describe, refusing
from ui.services import Services

MOST = 24
_strict = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, kw_only=True, config=_strict)
class Options:
    """What is wished for beside the audience; see `segments.brainstorm.Wish`.  `colour` is `#rrggbb`."""

    products: list[StrictStr] | None = None
    count: StrictInt = 12
    seed: StrictInt = 0
    closeness: StrictFloat = 0.6
    diversity: StrictFloat = 0.5
    text: StrictStr = ""
    category: StrictStr = ""
    colour: StrictStr = ""
    low: StrictFloat = 0.0
    high: StrictFloat = 0.0


_options: TypeAdapter[Options] = TypeAdapter(Options)


def publish(services: Services) -> None:
    """Add the endpoint to the page being built."""
    studio, prints, markets = services.studio, services.prints, Markets()

    @refusing
    def imagine(segment: str, options: Any) -> tuple[list[str], list[dict[str, Any]]]:
        asked = check(_options, options or {}, "options")
        if bool(segment) == bool(asked.products):
            raise InputError("Send either a `segment` or `products`.", "See `segments` for their ids.")
        if not 1 <= asked.count <= MOST:
            raise InputError(f"Between 1 and {MOST} designs can be made in one call.")
        shelf = services.shelves.open()
        of = {"segments": ((segment, 1.0),)} if segment else {"products": tuple(asked.products or ())}
        chosen = resolve(shelf.store, Choice(snapshot=shelf.snapshot.id, **of))
        wish = Wish(
            count=asked.count, seed=asked.seed, closeness=asked.closeness, diversity=asked.diversity, text=asked.text,
            category=asked.category, colour=parse_hex(asked.colour) if asked.colour else None, low=asked.low,
            high=asked.high,
        )  # fmt: skip
        maker = Brainstorm(studio, markets.of(shelf.snapshot), chosen, shelf.edits)
        ideas = list(maker.make(wish))
        titles = [product.id for product in shelf.products(range(shelf.manifest.products))]
        pictures = [str(prints.lend(studio.workspace.path(idea.artefact.id))) for idea in ideas]
        return pictures, [_describe(idea, titles) for idea in ideas]

    segment, options = gr.Textbox(visible=False, label="segment"), gr.JSON(visible=False, label="options")
    pictures, facts = gr.File(visible=False, file_count="multiple", label="pictures"), gr.JSON(visible=False)
    gr.on(
        [], imagine, [segment, options], [pictures, facts],
        api_name="imagine", api_description=IMAGINE, concurrency_id="gpu", concurrency_limit=1,
    )  # fmt: skip


def _describe(idea: Idea, ids: list[str]) -> dict[str, Any]:
    p = idea.prospect
    figures = {
        "price": p.price, "price_low": p.price_low, "price_high": p.price_high,
        "chance": p.chance, "pieces": p.pieces, "money": p.money, "welfare": p.welfare,
        "closeness": p.closeness, "novelty": p.novelty,
    }  # fmt: skip
    return describe(idea.artefact) | {
        "description": idea.words.description,
        "keywords": list(idea.words.keywords),
        "expected": {name: round(value, 4) if math.isfinite(value) else None for name, value in figures.items()},
        "because": [ids[row] for row in p.because],
        "nearest": [ids[row] for row in p.nearest],
        "tags": [{"word": tag.word, "liked": tag.liked} for tag in p.tags],
    }


IMAGINE = """New designs for a segment (its id from `segments`), or for `products` of the shop (their ids): pictures,
and with each its words, price, what can be expected of it (null where nobody knows) and why.  `options`: {"count",
"seed", "closeness", "diversity", "text" in listed words, "category", "colour", "low", "high", "products"}.  The same
call gives the same designs; each is saved, and `tweak` takes its id."""
