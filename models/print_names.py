"""What can be printed or yarn-dyed on a cloth by rule; `models/ruled_prints.py` draws it."""

from __future__ import annotations

from typing import Literal, get_args

PrintName = Literal[
    "breton stripe", "awning stripe", "bengal stripe", "pinstripe", "gingham", "buffalo check", "windowpane", "tartan",
    "houndstooth", "glen check", "argyle", "polka dot", "pin dot", "chevron",
    "ditsy floral", "daisy",
]  # fmt: skip
PRINTS: tuple[PrintName, ...] = get_args(PrintName)
PrintKind = Literal["striped", "checked", "dotted", "zigzag", "patterned", "floral"]
KIND_OF: dict[str, PrintKind] = {
    "breton stripe": "striped", "awning stripe": "striped", "bengal stripe": "striped", "pinstripe": "striped",
    "gingham": "checked", "buffalo check": "checked", "windowpane": "checked", "tartan": "checked",
    "houndstooth": "checked", "glen check": "checked", "argyle": "patterned", "polka dot": "dotted",
    "pin dot": "dotted", "chevron": "zigzag", "ditsy floral": "floral", "daisy": "floral",
}  # fmt: skip
"""The kind of pattern that each is; diamonds are of no kind that has a name here."""
MOTIF_PX: dict[str, float] = {
    "breton stripe": 3.0, "awning stripe": 9.0, "bengal stripe": 2.2, "pinstripe": 0.6, "gingham": 3.2,
    "buffalo check": 12.0, "windowpane": 14.0, "tartan": 12.0, "houndstooth": 3.6, "glen check": 14.0, "argyle": 14.0,
    "polka dot": 4.4, "pin dot": 1.2, "chevron": 4.0, "ditsy floral": 4.0, "daisy": 7.0,
}  # fmt: skip
"""About how large a motif is, px of a garment of 256 (3 mm each on a T-shirt)."""
