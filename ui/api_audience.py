"""The public endpoints for the audience: the segments of the shop in use, and one of them with all that is known."""

from __future__ import annotations

from typing import Any

from gradio.events import api

from models.errors import InputError
from segments.shelf import Product, Shelf
from segments.types import Band, Gap, Segment, Trend
from ui import audience_words as words
from ui.answers import refusing
from ui.audience_cards import hex_of
from ui.services import Services


def publish(services: Services) -> None:
    """Add the endpoints to the page being built."""

    @refusing
    def segments() -> list[dict[str, Any]]:
        """The segments of the shop in use as users named and merged them, by sales; hidden ones are left out."""
        shelf = services.shelves.open()
        return [_describe(each, shelf) for each in shelf.segments]

    @refusing
    def segment(id: str) -> dict[str, Any]:
        """One segment by its id, with its words, prices, products and what the shop lacks for it."""
        if not isinstance(id, str):
            raise InputError("This is no id of a segment.", "See `segments`.")
        shelf = services.shelves.open()
        return _describe_fully(shelf.segment(id), shelf)

    for endpoint in (segments, segment):
        api(endpoint, api_name=endpoint.__name__, concurrency_limit=None)


def _describe(segment: Segment, shelf: Shelf) -> dict[str, Any]:
    return {
        "id": segment.id,
        "label": segment.label,
        "line": words.line(segment),
        "size": segment.size,
        "traffic_share": segment.traffic_share,
        "sales_share": segment.sales_share,
        "trend": _trend(segment.trend),
        "palette": [
            {"name": each.name, "colour": hex_of(each.rgb), "share": each.share} for each in segment.palette
        ],
        "snapshot": shelf.snapshot.id,
        "simulated": shelf.manifest.simulated,
    }  # fmt: skip


def _describe_fully(segment: Segment, shelf: Shelf) -> dict[str, Any]:
    return _describe(segment, shelf) | {
        "sentence": words.sentence(segment),
        "keywords": [{"word": each.word, "score": each.score, "lift": each.lift} for each in segment.keywords],
        "pairs": [each.word for each in segment.pairs],
        "categories": [{"name": each.name, "share": each.share, "lift": each.lift} for each in segment.categories],
        "interests": [{"tags": list(each.taste.tags), "share": each.share} for each in segment.interests],
        "price_band": _band(segment.price_band),
        "willingness": _band(segment.willingness),
        "cohesion": segment.cohesion,
        "products": [_product(each) for each in shelf.products(segment.exemplars)],
        "gap": [_gap(each, shelf) for each in segment.gap],
    }


def _trend(trend: Trend | None) -> dict[str, float] | None:
    return None if trend is None else {"rate": trend.rate, "low": trend.low, "high": trend.high}


def _band(band: Band | None) -> dict[str, float] | None:
    return None if band is None else {"low": band.low, "middle": band.middle, "high": band.high}


def _gap(gap: Gap, shelf: Shelf) -> dict[str, Any]:
    return {
        "words": list(gap.words),
        "also": list(gap.also),
        "story": words.gap_story(gap),
        "lift": gap.lift,
        "expected": gap.expected,
        "found": gap.found,
        "near": [_product(each) for each in shelf.products(gap.near)],
    }


def _product(product: Product) -> dict[str, Any]:
    return {"id": product.id, "title": product.title, "category": product.category, "price": product.price}
