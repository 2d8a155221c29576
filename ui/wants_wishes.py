"""What the tab's column holds, read from the browser and written into the workspace with each set of designs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from models.design import CATEGORIES
from models.designing import parse_hex, write_hex
from models.errors import InputError
from segments.brainstorm import Wish
from segments.wants import ORDERS, Order

COUNT = 12
LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Board:
    """One set of designs beside its pictures: for whom, with which wishes, which are locked, in which order."""

    audience: str
    """The choice as JSON."""
    wish: Wish
    locked: tuple[str, ...] = ()
    order: Order = "demand"

    def toggled(self, id: str) -> Board:
        """With a lock set or taken off."""
        kept = tuple(each for each in self.locked if each != id)
        return replace(self, locked=kept if id in self.locked else (*kept, id))


def write_board(board: Board) -> dict[str, Any]:
    """A board as JSON has it."""
    wish = {name: getattr(board.wish, name) for name in Wish.__dataclass_fields__}
    wish["colour"] = list(board.wish.colour) if board.wish.colour else None
    return {"audience": board.audience, "wish": wish, "locked": list(board.locked), "order": board.order}


def read_board(value: Mapping[str, Any]) -> Board | None:
    """What `write_board` wrote; None when it is something else."""
    try:
        wish = dict(value["wish"])
        if wish["colour"] is not None:
            red, green, blue = (int(each) for each in wish["colour"])
            wish["colour"] = (red, green, blue)
        order: Order = next((each for each in ORDERS if each == value["order"]), "demand")
        locked = tuple(str(id) for id in value["locked"])
        return Board(audience=str(value["audience"]), wish=Wish(**wish), locked=locked, order=order)
    except (KeyError, TypeError, ValueError, InputError):
        return None


def read_form(form: object, before: Wish) -> Wish:
    """The column's fields as the browser sent them.  Raises InputError, naming the field."""
    if not isinstance(form, Mapping):
        return before
    colour = str(form.get("colour", ""))
    category = str(form.get("category", ""))
    return Wish(
        count=COUNT,
        seed=before.seed,
        closeness=_read_part(form.get("closeness", before.closeness)),
        diversity=_read_part(form.get("diversity", before.diversity)),
        text=" ".join(str(form.get("text", "")).split())[:300],
        category=category if category in CATEGORIES else "",
        colour=parse_hex(colour) if colour else None,
        low=_read_price(form.get("low", "")),
        high=_read_price(form.get("high", "")),
    )


def read_seed(form: object) -> int:
    """The seed that was typed.  Raises InputError."""
    text = str(form.get("seed", "")).strip() if isinstance(form, Mapping) else ""
    if not text.isdecimal() or int(text) > LARGEST_SEED:
        raise InputError("A seed is a whole number from 0 to 2147483647.")
    return int(text)


def write_price(value: float) -> str:
    """A bound of the price band for its field, "" when it is open."""
    return f"{value:g}" if value else ""


def write_colour(wish: Wish) -> str:
    """The wished colour as `#rrggbb`, "" without one."""
    return write_hex(wish.colour) if wish.colour else ""


def _read_part(value: object) -> float:
    try:
        number = float(str(value))
    except ValueError as error:
        raise InputError("A slider sent something else than a number.", "Reload the page.") from error
    return min(max(number, 0.0), 1.0) if math.isfinite(number) else 0.5


def _read_price(value: object) -> float:
    text = str(value).strip().replace(",", ".")
    if not text:
        return 0.0
    try:
        number = float(text)
    except ValueError as error:
        raise InputError(f"“{text[:20]}” is no price.", "Give a number, or leave the field empty.") from error
    if not math.isfinite(number) or number < 0:
        raise InputError("A price is not below zero.", "Give a number, or leave the field empty.")
    return number
