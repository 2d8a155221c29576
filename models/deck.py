"""A deck: chosen pictures as slides with their words and facts, each signed with what made it, and a PDF of them.

Slides are 16 : 9.  A product without a ground lies on paper; what has a ground of its own is shown whole.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from models.errors import InputError
from models.lettering import font, letter, shorten, wrap_lines
from models.sheet import FAINT, INK, WHITE

SIZE_PX = (1920, 1080)
DPI = 144
PAPER = (244, 240, 234)
ACCENT = (200, 62, 32)
WALL = 0.62
"""The picture's part of a slide's width."""
MARGIN_PX = 72
MOST_SLIDES = 60
MOST_LETTERS = 80
"""Of a deck's title."""
COVER_PICTURES = 6


@dataclass(frozen=True, kw_only=True)
class Slide:
    """One picture (RGB or RGBA) and what is told of it; `signature` says what made it."""

    picture: Image.Image
    kind: str
    title: str
    words: str
    facts: tuple[tuple[str, str], ...]
    signature: str


def check_title(title: object) -> str:
    """A deck's title, on one line.  Raises InputError."""
    text = " ".join(title.split()) if isinstance(title, str) else ""
    if not text or not text.isprintable():
        raise InputError("A deck needs a title.", "Write one: a word is enough.")
    if len(text) > MOST_LETTERS:
        raise InputError(f"A deck's title has at most {MOST_LETTERS} letters.", "Shorten it.")
    return text


def lay_cover(title: str, slides: Sequence[Slide], note: str) -> Image.Image:
    """The first page (RGB): the title over the first pictures."""
    page = Image.new("RGB", SIZE_PX, WHITE)
    draw = ImageDraw.Draw(page)
    shown = slides[:COVER_PICTURES]
    gap, wide = 16, SIZE_PX[0] - 2 * MARGIN_PX
    side = min(560, (wide - gap * (len(shown) - 1)) // len(shown))
    for number, slide in enumerate(shown):
        lay_picture(page, slide.picture, (MARGIN_PX + number * (side + gap), MARGIN_PX, side, side))
    y = MARGIN_PX + max(side, 360) + 120
    draw.rectangle((MARGIN_PX, y - 36, MARGIN_PX + 56, y - 28), fill=ACCENT)
    _write(draw, title, ("SemiBold", 76), (MARGIN_PX, y, wide), 92, 2)
    draw.text((MARGIN_PX, SIZE_PX[1] - MARGIN_PX), note, FAINT, font("Regular", 24), anchor="ls")
    return page


def lay_slide(slide: Slide, number: int, count: int, deck: str) -> Image.Image:
    """One page (RGB): the picture, and beside it title, words, facts and signature."""
    page = Image.new("RGB", SIZE_PX, WHITE)
    draw = ImageDraw.Draw(page)
    wall = round(WALL * SIZE_PX[0])
    lay_picture(page, slide.picture, (0, 0, wall, SIZE_PX[1]))
    left, wide = wall + MARGIN_PX, SIZE_PX[0] - wall - 2 * MARGIN_PX
    draw.text((left, MARGIN_PX), slide.kind, ACCENT, font("Medium", 24))
    y = MARGIN_PX + 48
    y = _write(draw, slide.title, ("SemiBold", 48), (left, y, wide), 58, 3) + 20
    y = _write(draw, slide.words, ("Regular", 26), (left, y, wide), 38, 7) + 28
    for label, text in slide.facts:
        if not text or y > SIZE_PX[1] - 300:
            continue
        draw.line((left, y, left + wide, y), fill=(226, 220, 211), width=2)
        draw.text((left, y + 14), shorten(label, font("Regular", 22), 136), FAINT, font("Regular", 22))
        y = _write(draw, text, ("Regular", 24), (left + 148, y + 12, wide - 148), 34, 3) + 16
    face, signature = letter(slide.signature, "Regular", 20)
    rows = wrap_lines(signature, face, wide, 3)
    for number_up, row in enumerate(reversed(rows)):
        draw.text((left, SIZE_PX[1] - MARGIN_PX - 34 - 28 * number_up), row, FAINT, face, anchor="ls")
    face, foot = letter(deck, "Regular", 20)
    draw.text((left, SIZE_PX[1] - MARGIN_PX + 12), shorten(foot, face, wide - 120), FAINT, face, anchor="ls")
    corner = SIZE_PX[0] - MARGIN_PX, SIZE_PX[1] - MARGIN_PX + 12
    draw.text(corner, f"{number}/{count}", FAINT, font("Regular", 20), anchor="rs")
    return page


def _write(
    draw: ImageDraw.ImageDraw, text: str, face: tuple[str, int], place: tuple[int, int, int], step: int, most: int
) -> int:
    """Text in rows from a place (left, top, width) on; where the next would begin."""
    chosen, told = letter(text, *face)
    left, y, wide = place
    for row in wrap_lines(told, chosen, wide, most):
        draw.text((left, y), row, INK, chosen)
        y += step
    return y


def lay_picture(page: Image.Image, picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    """Put a picture into a box (left, top, width, height) of a page: whole, on paper, at most twice its size."""
    left, top, wide, high = box
    page.paste(PAPER, (left, top, left + wide, top + high))
    clear = picture.mode == "RGBA"
    if clear and (bounds := picture.getchannel("A").getbbox()):
        picture = picture.crop(bounds)
    room = 0.8 if clear else 1.0 if wide == high else 0.9
    scale = min(room * wide / picture.width, room * high / picture.height, 2.0)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    small = picture.resize(size, Image.Resampling.LANCZOS)
    corner = left + (wide - size[0]) // 2, top + (high - size[1]) // 2
    page.paste(small, corner, small if small.mode == "RGBA" else None)


def write_deck(pages: Sequence[Image.Image]) -> bytes:
    """A PDF of the pages, without any date, so that the same pages give the same bytes."""
    buffer = io.BytesIO()
    pages[0].save(
        buffer, format="PDF", save_all=True, append_images=list(pages[1:]), resolution=DPI, quality=92, subsampling=0,
        creationDate=None, modDate=None,
    )  # fmt: skip
    return buffer.getvalue()
