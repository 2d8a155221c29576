"""The board of the Kept tab: what comes from a browser is checked, and nothing in a text becomes markup."""

from __future__ import annotations

import pytest

from models.deck import MOST_SLIDES
from ui.board import read_picked
from ui.board_view import Panel, draw_bar, draw_busy, draw_compare, draw_slides, draw_tick

EVIL = "<script>\"alert('1')&"
A, B, C = (f"design-{letter * 16}" for letter in "abc")


@pytest.mark.parametrize(
    ("value", "picked"),
    [
        (f"{B},{A}", [B, A]),
        (f"{A},{A},{C}", [A]),  # twice, and one that is not kept
        ("", []),
        (None, []),
        (7, []),
        (f"../../etc/passwd,{A},<b>", [A]),
        ("a" * 20_000, []),
    ],
)
def test_ticks_from_the_browser_are_checked(value: object, picked: list[str]):
    assert read_picked(value, [A, B]) == picked


def test_a_board_has_an_end():
    ids = [f"design-{number:016x}" for number in range(MOST_SLIDES + 5)]
    assert read_picked(",".join(ids), ids) == ids[:MOST_SLIDES]


def test_the_bar_offers_what_is_possible():
    assert draw_bar(0, 0) == ""
    for picked, works in ((0, False), (1, False), (2, True), (4, True), (5, False)):
        button = draw_bar(picked, 9).split('data-board="compare"')[1].split(">")[0]
        assert ("disabled" not in button) == works
    assert "all" in draw_bar(0, MOST_SLIDES)
    assert f"the latest {MOST_SLIDES}" in draw_bar(0, MOST_SLIDES + 1)
    assert "Drawing &lt;slide&gt;" in draw_busy("Drawing <slide>")


def panel(title: str = "Shirt", kind: str = "Design", **facts: str) -> Panel:
    return Panel(
        image="gradio_api/file=a.webp", clear=True, kind=kind, title=title, words=title, facts=tuple(facts.items()),
        signature=title,
    )  # fmt: skip


def test_side_by_side_what_differs_stands_out():
    markup = draw_compare([panel(Colour="Red", Kind="Shirt"), panel(Colour="Blue", Kind="Shirt")])
    rows = {row.split("<th scope='row'>")[1].split("<")[0]: row for row in markup.split("<tr")[2:]}
    assert 'class="differs"' in rows["Colour"]
    assert 'class="differs"' not in rows["Kind"]
    assert "–" in draw_compare([panel(Colour="Red"), panel()])


def test_texts_stay_texts():
    evil = panel(EVIL, EVIL, **{EVIL: EVIL})
    for markup in (draw_compare([evil, evil]), draw_slides([evil], 1), draw_tick(EVIL, EVIL, 1)):
        assert "<script" not in markup
        assert "alert('" not in markup


def test_the_first_slide_is_open_and_each_round_is_another():
    markup = draw_slides([panel("One"), panel("Two")], 5)
    assert markup.count("<section") == 2
    assert markup.count("<section hidden") == 1
    assert 'data-round="5"' in markup
    assert "2 / 2" in markup
