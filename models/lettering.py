"""The studio's typeface, and text that fits where it is put.

Inter has Latin letters only here.  Other scripts are set in a font of this machine that has them; a letter that none
has is shown as a question mark, not as nothing.
"""

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


OTHERS = (
    "NotoSans-Regular.ttf", "DejaVuSans.ttf", "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf",
    "wqy-microhei.ttc", "DroidSansFallbackFull.ttf", "Arial Unicode.ttf", "arial.ttf", "msyh.ttc", "PingFang.ttc",
)  # fmt: skip
"""Fonts with many scripts, looked for by name where systems keep theirs."""


def letter(text: str, weight: str, size_px: int) -> tuple[Font, str]:
    """The font in which most of the text can be set, and the text with a ? for each letter that it lacks."""
    inter = font(weight, size_px)
    lacking = _lacking(inter, text)
    best, missing = inter, lacking
    for name in OTHERS if lacking else ():
        other = _other(name, size_px)
        if other is not None and len(found := _lacking(other, text)) < len(missing):
            best, missing = other, found
    return best, "".join("?" if each in missing else each for each in text)


def _lacking(font: Font, text: str) -> set[str]:
    """The letters that a font draws as what it has not."""
    return {each for each in set(text) if not each.isspace() and not _has(font, each)}


@lru_cache(maxsize=4096)
def _has(font: Font, char: str) -> bool:
    if char.isascii():
        return True
    return bytes(font.getmask(char)) != bytes(font.getmask("\U0010ffff"))


@lru_cache(maxsize=64)
def _other(name: str, size_px: int) -> Font | None:
    try:
        return ImageFont.truetype(name, size_px)
    except OSError:
        return None


def wrap(text: str, font: Font, wide: float) -> list[str]:
    """The words in as few rows as they fit in; a word that is wider than that, as in Chinese, is broken."""
    rows: list[str] = []
    for word in (part for each in text.split() for part in _break(each, font, wide)):
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and font.getlength(longer) <= wide:
            rows[-1] = longer
        elif not rows:
            rows = [word]
        else:
            rows.append(word)
    return rows


def _break(word: str, font: Font, wide: float) -> list[str]:
    parts = [""]
    for char in word if font.getlength(word) > wide else ():
        if parts[-1] and font.getlength(parts[-1] + char) > wide:
            parts.append("")
        parts[-1] += char
    return parts if parts != [""] else [word]


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
