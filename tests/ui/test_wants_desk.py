"""After a wish that cannot be met, the column's fields hold what was typed, so that it can be mended."""

from __future__ import annotations

import pytest

from segments.brainstorm import Wish
from ui.wants_desk import Turn, _as_typed
from ui.wants_wishes import Board

BOARD = Board(audience="somebody", wish=Wish(count=7, seed=4, text="old words"))
FORM = {"text": "", "low": "90", "high": "120", "category": "", "colour": "", "closeness": "0.5", "diversity": "0.7"}


def turn(data: dict[str, object]) -> Turn:
    return Turn(session="0" * 32, audience="", chosen="", data=data)


def test_what_was_typed_is_shown() -> None:
    wish = _as_typed(BOARD, turn({"form": FORM})).wish
    assert (wish.text, wish.low, wish.high) == ("", 90, 120)
    assert (wish.count, wish.seed) == (7, 4)


@pytest.mark.parametrize("data", [{}, {"form": "nonsense"}, {"form": {**FORM, "low": "cheap"}}])
def test_what_cannot_be_read_leaves_the_board_as_it_is(data: dict[str, object]) -> None:
    assert _as_typed(BOARD, turn(data)) == BOARD
