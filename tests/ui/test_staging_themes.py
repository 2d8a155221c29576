"""The board of themes: what is chosen, what was clicked, and a test that says it is simulated."""

from __future__ import annotations

from dataclasses import replace

from models.bandits.trial import simulate
from models.theming import ThemeResult
from ui.staging_themes import Board, draw_board, draw_plot

BOARD = Board(category="T-Shirt", there=("home", "wood"), chosen=("wood",), policy="linucb", results=())


def test_an_empty_board_says_where_clicks_come_from() -> None:
    markup = draw_board(BOARD)
    assert 'data-id="wood" aria-pressed="true"' in markup
    assert 'data-id="home" aria-pressed="false"' in markup
    assert "/tell_outcome" in markup
    assert "107,616 visits" in markup
    assert "Simulated</span>" not in markup


def test_results_are_of_this_kind_only_and_escaped() -> None:
    one = ThemeResult(category="T-Shirt", theme="<b>", shows=1200, clicks=60, rate=0.05, low=0.04, high=0.064)
    markup = draw_board(replace(BOARD, results=(one, replace(one, category="Hat", theme="moon"))))
    assert "5.0 % of 1,200, 4.0 to 6.4 %" in markup
    assert "moon" not in markup.casefold()
    assert "<b><b>" not in markup.casefold()


def test_a_finished_test_wears_its_badge() -> None:
    arms = simulate(["home", "wood"], visits=300, seed=1)
    markup = draw_board(replace(BOARD, trial=arms))
    assert "Simulated</span>" in markup
    assert "control" in markup
    assert draw_plot(arms).count("<polyline") == 4
