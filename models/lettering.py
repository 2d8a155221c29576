"""The studio's typeface, and text that fits where it is put."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parent.parent / "assets" / "fonts"

Font = ImageFont.FreeTypeFont


@lru_cache(maxsize=64)
def font(weight: str, size_px: int) -> Font:
    """Inter at that size."""
    return ImageFont.truetype(FONTS / f"Inter-{weight}.woff2", size_px)


def wrap(text: str, font: Font, wide: float) -> list[str]:
    """The words in as few rows as they fit in; a word that is wider than that has a row of its own."""
    rows: list[str] = []
    for word in text.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and font.getlength(longer) <= wide:
            rows[-1] = longer
        elif not rows:
            rows = [word]
        else:
            rows.append(word)
    return rows


def shorten(text: str, font: Font, wide: float) -> str:
    """The text, cut short where it is too long."""
    if font.getlength(text) <= wide:
        return text
    while text and font.getlength(f"{text}…") > wide:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrap_lines(text: str, font: Font, wide: float, most: int) -> list[str]:
    """At most so many rows; the last is cut short where there is more."""
    rows = wrap(text, font, wide)
    if len(rows) > most:
        rows = [*rows[: most - 1], f"{rows[most - 1]} …"]
    return [shorten(row, font, wide) for row in rows]
