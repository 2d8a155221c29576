"""The places of a garment that a tailor goes by, their names, and which of them a kind has.

`_l` and `_r` are the picture's left and right.  A cuff is the middle of a sleeve's or a leg's end.
"""

from __future__ import annotations

from models.reshape_landmarks import LOWERS, UPPERS

SPOTS = (
    "neck_l", "neck_r", "shoulder_l", "shoulder_r", "pit_l", "pit_r", "cuff_l", "cuff_r", "hem_l", "hem_r", "waist_l",
    "waist_r", "crotch",
)  # fmt: skip
MIRROR = (1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 12)
"""The number of each spot in a mirrored picture."""
GROUPS = ("upper", "lower", "skirt")
_HAS = {"upper": range(10), "lower": (6, 7, 10, 11, 12), "skirt": range(8, 12)}


def group_of(category: str) -> str:
    """How a kind of garment is built: one of GROUPS, "" for what has no such places."""
    if category in UPPERS:
        return "upper"
    return "lower" if category in LOWERS else "skirt" if category == "Skirt" else ""


def spots_of(category: str) -> tuple[int, ...]:
    """The numbers of the spots that a kind can have."""
    group = group_of(category)
    return tuple(_HAS[group]) if group else ()
