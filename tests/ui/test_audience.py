"""The Audience tab as markup: everything that comes from a shop is escaped, and figures are in plain words."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from models.errors import InputError
from segments.choice import Choice, Chosen
from segments.shelf import Product
from segments.types import Band, Gap, Interest, Keyword, PaletteColour, Part, Segment, Taste, Trend
from ui import audience_cards as cards
from ui import audience_compare, audience_found, audience_page, audience_wall, chosen
from ui import audience_words as words
from ui.audience_look import Found, Look
from ui.audience_prints import Card

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;"
TASTE = Taste(vector=np.array([1, 0, 0], np.float32), encoder="e", tags=("olive",))


def segment(name: str = "Olive linen dress", **other: object) -> Segment:
    made = Segment(
        id="a1", label=name, size=1240, traffic_share=0.125, sales_share=0.094,
        trend=Trend(rate=0.12, low=0.08, high=0.15), taste=TASTE,
        interests=(Interest(taste=TASTE, share=0.7), Interest(taste=replace(TASTE, tags=(name,)), share=0.3)),
        keywords=(Keyword(word=name, score=9.0, lift=3.1), Keyword(word="linen", score=4.0, lift=12.0)),
        pairs=(Keyword(word=name, score=3.0, lift=2.0),),
        palette=(PaletteColour(name=name, rgb=(104, 106, 58), share=0.4),),
        categories=(Part(name=f"Women > {name}", share=0.6, lift=2.0), Part(name="Shirt", share=0.2, lift=1.0)),
        price_band=Band(low=28.0, middle=40.0, high=64.4), willingness=Band(low=-5.0, middle=41.0, high=70.0),
        exemplars=(0, 1), cohesion=0.6,
        gap=(Gap(words=(name, "Dress"), also=("striped",), score=2.0, lift=2.3, expected=9.2, found=1,
                 vector=np.array([0, 1, 0], np.float32), near=(0, 1)),),
        snapshot="000001",
    )  # fmt: skip
    return replace(made, **other)  # type: ignore[arg-type]


def card(row: int = 0, name: str = "Olive dress", image: str = "gradio_api/file=/a.webp") -> Card:
    product = Product(
        row=row, id=f"id {name}", title=name, category=f"Women > {name}", price=39.5, picture="0", words=name
    )
    return Card(product=product, image=image)


class Reader(HTMLParser):
    """Collects the tags and every attribute that could run something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def page(one: Segment, cards: list[Card], **other: object) -> audience_page.Page:
    made = audience_page.Page(
        segment=one, bought=cards, gaps=[tuple(cards[:2])], interests=cards, others=[one], merged=2, simulated=True
    )
    return replace(made, **other)  # type: ignore[arg-type]


def every_markup(name: str) -> dict[str, str]:
    one, cards = segment(name), [card(0, name), card(1, name, image="")]
    pictures, look = {one.id: cards}, Look(mix=((one.id, 2.0),), query=name)
    found = Found(rows=(0, 1), title=name, note=name)
    picked = Chosen(
        choice=Choice(snapshot="000001", shopper=1), label=name, taste=TASTE, size=1, segments=(one,), shares=(1.0,),
        liked=np.array([0]), weights=np.array([1.0], np.float32),
    )  # fmt: skip
    return {
        "head": audience_wall.draw_head(audience_wall.Head(facts=name, simulated=True, hidden=2, undo=True), look),
        "wall": audience_wall.draw_wall([one], pictures, look),
        "map": audience_wall.draw_map([one], pictures, np.array([[0.5, 0.5]]), np.array([0.2]), 1.6, 1.0),
        "table": audience_wall.draw_table([one], pictures, look),
        "page": audience_page.draw_page(page(one, cards)),
        "passed": audience_page.draw_passed_over(cards, one),
        "shopper": audience_page.draw_shopper(3, name, one, cards, True),
        "compare": audience_compare.draw_compare(one, one, pictures, [one]),
        "found": audience_found.draw_found(found, cards, [(one, 0.4), None], ()),
        "tray": audience_found.draw_tray(look, [one], []),
        "basket": audience_found.draw_tray(Look(basket=("x",)), [one], cards),
        "chip": chosen.draw_chip(picked),
    }


@pytest.mark.parametrize("place", list(every_markup("x")))
def test_hostile_names_stay_text(place: str) -> None:
    reader = Reader()
    reader.feed(every_markup(HOSTILE)[place])
    assert "script" not in reader.tags
    assert reader.handlers == []
    assert "alert" in every_markup(HOSTILE)[place] or place in ("map",)


@pytest.mark.parametrize("place", list(every_markup("x")))
def test_every_act_is_one_that_the_desk_knows(place: str) -> None:
    from ui.audience_desk import AudienceDesk

    desk = AudienceDesk.__new__(AudienceDesk)
    view = type("View", (), {"services": None})()
    desk.__init__(view, None, None)  # type: ignore[misc,arg-type]
    known = {*desk.acts, *desk.choices, "demo", "search", "forget"}
    assert set(re.findall(r'data-act="([^"]*)"', every_markup("x")[place])) <= known


def test_interests_of_one_kind_are_told_apart_by_their_products() -> None:
    cards = [card(0, "Blush jersey T-shirt"), card(1, "Navy jersey T-shirt")]
    shirts, hats = (replace(TASTE, tags=(tag,)) for tag in ("T-Shirt", "Hat"))
    same = segment(interests=(Interest(taste=shirts, share=0.7), Interest(taste=shirts, share=0.3)))
    markup = audience_page.draw_page(page(same, cards))
    assert "Blush jersey T-shirt<small>and other T-shirts</small>" in markup
    assert "Navy jersey T-shirt<small>and other T-shirts</small>" in markup
    other = segment(interests=(Interest(taste=shirts, share=0.7), Interest(taste=hats, share=0.3)))
    markup = audience_page.draw_page(page(other, cards))
    assert "T-shirts<small>such as Blush jersey T-shirt</small>" in markup
    assert "hats<small>such as Navy jersey T-shirt</small>" in markup


def test_a_product_without_a_picture_is_a_card_of_words() -> None:
    markup = audience_wall.draw_wall([segment()], {"a1": [card(image="")]}, Look())
    assert "<img" not in markup
    assert "au-type" in markup


def test_simulated_shops_say_so_and_real_ones_do_not() -> None:
    head = audience_wall.Head(facts="", simulated=True)
    assert "Simulated" in audience_wall.draw_head(head, Look())
    assert "Simulated" not in audience_wall.draw_head(replace(head, simulated=False), Look())


def test_the_empty_state_offers_the_demo_shop_only_where_it_is() -> None:
    assert 'data-act="demo"' in audience_wall.draw_empty(True)
    assert "data-act" not in audience_wall.draw_empty(False)


@pytest.mark.parametrize(
    ("trend", "text"),
    [
        (None, "No trend known"),
        (Trend(rate=0.12, low=0.08, high=0.15), "Up 12 % a month"),
        (Trend(rate=-0.05, low=-0.08, high=-0.01), "Down 5 % a month"),
        (Trend(rate=0.004, low=0.001, high=0.006), "Up 0.4 % a month"),
        (Trend(rate=0.3, low=-0.1, high=0.8), "Steady"),
    ],
)
def test_a_trend_is_told_only_when_it_is_sure(trend: Trend | None, text: str) -> None:
    assert words.trend(trend) == text


@pytest.mark.parametrize(
    ("band", "text"),
    [
        (Band(low=28.4, middle=40.0, high=64.4), "28 to 64"),
        (Band(low=-7.3, middle=3.0, high=16.31), "0 to 16.31"),
        (Band(low=0.0254, middle=0.03, high=0.0508), "0.0254 to 0.0508"),
        (Band(low=1500.0, middle=1600.0, high=2200.0), "1,500 to 2,200"),
        (Band(low=16.49, middle=20.0, high=24.0), "16 to 24"),
        (Band(low=30.0, middle=30.0, high=30.0), "30"),
    ],
)
def test_prices_are_told_as_one_speaks(band: Band, text: str) -> None:
    assert words.band(band) == text


def test_a_segment_is_told_in_sentences() -> None:
    one = segment("olive", keywords=(Keyword(word="olive", score=9, lift=3), Keyword(word="wrap", score=5, lift=2)))
    one = replace(
        one, categories=(Part(name="Women > Dress", share=0.6, lift=2), Part(name="Shirt", share=0.2, lift=1))
    )
    assert words.line(one) == "Olive and wrap; mostly dresses and shirts"
    assert words.sentence(one) == (
        "1,240 shoppers who go for olive and wrap. They buy above all dresses (60 %) and shirts (20 %), at 28 to 64 "
        "a piece. Fairly mixed in taste."
    )
    gap = replace(one.gap[0], words=("olive", "Women > Dress"), found=0, also=())
    assert words.gap(gap) == "olive dress"
    assert words.gap_story(gap) == (
        "They would buy it 2.3 times as readily as a typical shopper. A shop of this kind would have about 9 of them; "
        "this one has none."
    )
    assert [words.many(name) for name in ("Outwear", "Women > Shoes", "T-Shirt", "Kleider")] == [
        "jackets", "shoes", "T-shirts", "kleider",
    ]  # fmt: skip


def test_words_that_say_the_category_again_are_left_out() -> None:
    one = segment(keywords=(Keyword(word="dress", score=9, lift=3), Keyword(word="wrap", score=5, lift=2)))
    one = replace(one, categories=(Part(name="Women > Dress", share=0.6, lift=2),))
    assert words.telling(one, 3) == ["wrap"]
    hat = Keyword(word="hat", score=4, lift=2)
    one = replace(one, keywords=(one.keywords[0], hat), categories=tuple(
        Part(name=name, share=0.3, lift=1) for name in ("T-Shirt", "Dress", "Hat")
    ))  # fmt: skip
    assert words.line(one) == "Mostly T-shirts and dresses; more hats than others"
    assert words.line(replace(one, keywords=())) == "Mostly T-shirts and dresses"


def test_the_ground_behind_a_product_is_light_however_dark_a_palette_is() -> None:
    dark = replace(segment(), palette=(PaletteColour(name="black", rgb=(12, 12, 14), share=0.9),))
    assert min(bytes.fromhex(cards.tint(dark, 0).removeprefix("#"))) > 150


def test_two_segments_share_their_common_words() -> None:
    first, second = (
        segment(keywords=tuple(Keyword(word=word, score=1, lift=1) for word in some)) for some in ("abc", "bcd")
    )
    assert audience_compare.split_words(first, second) == (["a"], ["b", "c"], ["d"])


def test_the_table_sorts_by_any_column_both_ways() -> None:
    some = [segment("B", id="b", size=5), segment("a", id="a", size=9, price_band=None), segment("C", id="c", size=7)]
    names = lambda look: [each.label for each in audience_wall.sort_segments(some, look)]  # noqa: E731
    assert names(Look().sorted_by("size")) == ["a", "C", "B"]
    assert names(Look().sorted_by("size").sorted_by("size")) == ["B", "C", "a"]
    assert names(Look().sorted_by("label")) == ["a", "B", "C"]
    assert names(Look().sorted_by("price"))[-1] == "a"
    with pytest.raises(InputError):
        Look().sorted_by("password")


def test_the_tray_holds_segments_or_products() -> None:
    look = Look().mixing("a").mixing("b").weighing("b", 3.0)
    assert look.choice("000001").segments == (("a", 1.0), ("b", 3.0))
    assert look.weighing("b", 1e9).mix[1][1] == 10.0
    products = look.taking("007")
    assert (products.mix, products.choice("000001").products) == ((), ("007",))
    assert products.taking("007").basket == ()
    assert look.mixing("a").mix == (("b", 3.0),)
    with pytest.raises(InputError):
        Look().choice("000001")


def test_back_leads_to_the_overview_that_one_came_from() -> None:
    look = Look().at("table").at("segment")
    assert look.at(look.home).view == "table"


def test_another_import_leads_back_to_the_overview_with_what_is_still_there() -> None:
    look = Look(found=Found(rows=(7, 9)), basket=("007",)).at("map").at("found").within("000001", {"a", "b"})
    assert (look.view, look.basket) == ("found", ("007",))
    after = look.within("000002", {"a"})
    assert (after.view, after.found.rows, after.basket) == ("map", (), ())
    mixed = Look().mixing("a").mixing("b").within("000001", {"a", "b"}).within("000002", {"a"})
    assert mixed.mix == (("a", 1.0),)


def test_a_segment_that_is_gone_leads_back_to_the_overview() -> None:
    look = Look(segment="a", other="b").at("compare")
    assert look.within("000001", {"a", "b"}).view == "compare"
    assert look.within("000001", {"a"}).view == "wall"
