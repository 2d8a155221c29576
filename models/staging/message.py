"""Headline, price, button, legal line and logo over a creative, in the part of the placement that is kept for them.

The ink is chosen by what it is written on, and measured: a line that could not be read says so.

Source: W3C, WCAG 2.2, 1.4.3 (contrast ratio; 4.5 : 1 for text, 3 : 1 for large text).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageChops, ImageDraw
from pydantic import ConfigDict

from models import lettering
from models.design import Rgb, check_colour
from models.errors import InputError
from models.oklab import Floats
from models.staging.buttons import DARK, LIGHT, Fill, choose_fill, draw_button, luminance
from models.staging.light import WEIGHTS, to_linear
from models.staging.placements import Plan, plan
from models.staging.requests import Box

LENGTHS = {"headline": 80, "price": 24, "button": 24, "legal": 160}
READABLE = 4.5
LARGE = 3.0
"""Contrast that large letters need."""
SMALLEST_PX = 9
"""Smaller letters are left out rather than smeared."""
VEIL = 0.7
"""How strong the veil behind words is where the ground is too lively for any ink."""
_frozen = ConfigDict(extra="forbid")


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is written on a creative.  `ink` None: whichever can be read; `accent` is the button's colour."""

    __pydantic_config__ = _frozen
    headline: str = ""
    price: str = ""
    button: str = ""
    legal: str = ""
    ink: Rgb | None = None
    accent: Rgb = DARK

    def __post_init__(self) -> None:
        """Raises InputError for a text that is too long, or a colour that is none."""
        for name, most in LENGTHS.items():
            text = getattr(self, name)
            if not isinstance(text, str) or len(text) > most:
                raise InputError(f"The {name} is longer than {most} characters.", "Shorten it.")
            if any(ord(sign) < 32 for sign in text):
                raise InputError(f"The {name} holds signs that cannot be printed.", "Type it again.")
        for colour in (self.accent, *((self.ink,) if self.ink is not None else ())):
            check_colour(colour)

    @property
    def empty(self) -> bool:
        return not any(getattr(self, name).strip() for name in LENGTHS)


@dataclass(frozen=True, kw_only=True)
class Written:
    """What came of it: the contrast of the words with their ground, the ink, and what had to be left out."""

    contrast: float
    readable: bool
    ink: Rgb
    left_out: tuple[str, ...]
    veiled: bool = False


@dataclass(frozen=True)
class _Line:
    text: str
    weight: str
    size_px: int
    button: bool = False


def write(
    image: Image.Image,
    message: Message,
    logo: Image.Image | None,
    product: Image.Image | None = None,
    ground: Image.Image | None = None,
) -> tuple[Image.Image, Written]:
    """The creative with its words (RGB or RGBA, as it came), and how they can be read.

    A veil behind the words goes under the `product` (RGBA, of the creative's size).  `ground` is what the words will be
    seen on, where that is not the `image`.
    """
    division = plan(*image.size, True)
    area = _pixels(division.words, image.size)
    block, left_out = _lay(message, division, image.size)
    out = image.convert("RGBA")
    ink = message.ink or _pick_ink(out, area)
    contrast = _contrast(out, area, ink)
    veiled = block is not None and contrast < READABLE and message.ink is None
    if veiled:
        out = _veil(out, ink, product)
        contrast = _contrast(out, area, ink)
    draw = ImageDraw.Draw(out)
    if block:
        under = out if ground is None else ground.convert("RGBA")
        fill = choose_fill(message.accent, ink, _contrast(under, area, message.accent))
        _draw_block(draw, block, area, ink, fill)
    legal = _legal(message, division, image.size)
    if message.legal.strip() and legal is None:
        left_out += ("legal line",)
    if legal is not None:
        box = _pixels(division.legal, image.size)
        small = message.ink or _pick_ink(out, box)
        contrast = min(contrast, _contrast(out, box, small)) if block else _contrast(out, box, small)
        draw.text((area[0], box[1]), legal.text, small, lettering.font(legal.weight, legal.size_px))
    if logo is not None:
        _stamp(out, logo)
    written = Written(
        contrast=round(contrast, 2), readable=contrast >= LARGE, ink=ink, left_out=left_out, veiled=veiled
    )
    return (out if image.mode == "RGBA" else out.convert("RGB")), written


def _pixels(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    return (round(box[0] * size[0]), round(box[1] * size[1]), round(box[2] * size[0]), round(box[3] * size[1]))


@dataclass(frozen=True)
class _Block:
    """The rows of the headline, and price and button (either may be missing).

    "stack": one under the other.  "below": price and button beside each other under the headline.  "row": beside it.
    """

    form: str
    headline: tuple[_Line, ...]
    price: _Line | None
    button: _Line | None

    @property
    def head(self) -> float:
        return sum(1.14 * line.size_px for line in self.headline)

    @property
    def foot(self) -> float:
        """The height of price and button, the air above them included."""
        price = 1.55 * self.price.size_px if self.price else 0.0
        button = 2.5 * self.button.size_px if self.button else 0.0
        return price + button if self.form == "stack" else max(price, button)

    @property
    def size(self) -> tuple[float, float]:
        head = max((_length(line) for line in self.headline), default=0.0)
        price, button = (_length(line) if line else 0.0 for line in (self.price, self.button))
        if self.form == "row":
            air = 1.1 * max((line.size_px for line in self.headline), default=12)
            gaps = air * (sum(part > 0 for part in (head, price, button)) - 1)
            return head + price + button + gaps, max(self.head, self.foot)
        both = price + button + (0.9 * self.price.size_px if self.price and self.button else 0.0)
        wide = max(head, both) if self.form == "below" else max(head, price, button)
        return wide, self.head + self.foot


def _lay(message: Message, division: Plan, size: tuple[int, int]) -> tuple[_Block | None, tuple[str, ...]]:
    """The words as large as their area allows; where they do not fit, first the button goes, then the price."""
    left, top, right, bottom = _pixels(division.words, size)
    wide, high = right - left, bottom - top
    ratio = size[0] / size[1]
    form = "row" if ratio > 4.4 else "stack" if division.side == "left" or ratio < 0.4 else "below"
    wanted = [name for name in ("headline", "price", "button") if getattr(message, name).strip()]
    if not wanted:
        return None, ()
    unit = {"row": high * 0.5, "stack": min(high / 3.4, wide / 6.5), "below": min(high / 2.2, wide / 9.5)}[form]
    for step in range(14):
        block = _compose(message, wanted, unit * 0.9**step, wide, form)
        if block and block.size[0] <= wide and block.size[1] <= high:
            return block, ()
    for gone in ("button", "price", "headline"):
        if gone in wanted and len(wanted) > 1:
            smaller, left_out = _lay(replace(message, **{gone: ""}), division, size)  # type: ignore[arg-type]
            return smaller, (gone, *left_out)
    return None, tuple(wanted)


def _compose(message: Message, wanted: list[str], unit: float, wide: int, form: str) -> _Block | None:
    """The words at one size; None when letters would be too small, or the headline too long."""
    big, small = round(unit), round(unit * 0.68)
    if (big if wanted == ["headline"] else small) < SMALLEST_PX:
        return None
    rows: list[str] = []
    if "headline" in wanted:
        rows = lettering.wrap(
            message.headline.strip(), lettering.font("SemiBold", big), wide * (0.55 if form == "row" else 1)
        )
        if len(rows) > {"row": 2, "stack": 4, "below": 2}[form]:
            return None
    price = _Line(message.price.strip(), "Medium", small) if "price" in wanted else None
    button = _Line(message.button.strip(), "SemiBold", max(SMALLEST_PX, round(small * 0.8)), True)
    return _Block(
        form=form, headline=tuple(_Line(row, "SemiBold", big) for row in rows), price=price,
        button=button if "button" in wanted else None,
    )  # fmt: skip


def _length(line: _Line) -> float:
    return lettering.font(line.weight, line.size_px).getlength(line.text) + (2.2 * line.size_px if line.button else 0)


def _draw_block(
    draw: ImageDraw.ImageDraw, block: _Block, area: tuple[int, int, int, int], ink: Rgb, fill: Fill
) -> None:
    """Write it: beside the product in the middle of the area's height, below the product from the top."""
    left, top, _, bottom = area
    high = block.size[1]
    y = float(top) if block.form == "below" else top + max(0.0, (bottom - top - high) / 2)
    if block.form == "row":
        _draw_row(draw, block, (left, top, bottom), ink, fill)
        return
    for line in block.headline:
        draw.text((left, y), line.text, ink, lettering.font(line.weight, line.size_px))
        y += 1.14 * line.size_px
    x = float(left)
    if block.form == "below" and block.price and block.button:
        middle = y + 0.5 * (2.5 * block.button.size_px) + 0.18 * block.button.size_px
        draw.text((x, middle), block.price.text, ink, lettering.font("Medium", block.price.size_px), anchor="lm")
        x += _length(block.price) + 0.9 * block.price.size_px
        _draw_button(draw, block.button, x, middle, fill)
        return
    if block.price:
        draw.text(
            (x, y + 0.3 * block.price.size_px), block.price.text, ink, lettering.font("Medium", block.price.size_px)
        )
        y += 1.55 * block.price.size_px
    if block.button:
        _draw_button(draw, block.button, x, y + 1.45 * block.button.size_px, fill)


def _draw_row(draw: ImageDraw.ImageDraw, block: _Block, span: tuple[int, int, int], ink: Rgb, fill: Fill) -> None:
    """Headline, price and button beside each other, all on the middle of the height."""
    left, top, bottom = span
    x, middle = float(left), (top + bottom) / 2
    air = 1.1 * max((line.size_px for line in block.headline), default=12)
    y = middle - block.head / 2
    for line in block.headline:
        draw.text((x, y + 0.57 * line.size_px), line.text, ink, lettering.font(line.weight, line.size_px), anchor="lm")
        y += 1.14 * line.size_px
    if block.headline:
        x += max(_length(line) for line in block.headline) + air
    if block.price:
        draw.text((x, middle), block.price.text, ink, lettering.font("Medium", block.price.size_px), anchor="lm")
        x += _length(block.price) + air
    if block.button:
        _draw_button(draw, block.button, x, middle, fill)


def _draw_button(draw: ImageDraw.ImageDraw, line: _Line, left: float, middle: float, fill: Fill) -> None:
    high = 2.0 * line.size_px
    font = lettering.font(line.weight, line.size_px)
    draw_button(draw, line.text, font, (left, middle, _length(line), high), fill)


def _legal(message: Message, division: Plan, size: tuple[int, int]) -> _Line | None:
    """The small line, cut to its width; None where it would be too small to read."""
    text = message.legal.strip()
    left, top, right, bottom = _pixels(division.legal, size)
    size_px = round(min((bottom - top) * 0.6, size[1] * 0.022, 26))
    if size[1] >= 250:
        size_px = max(size_px, SMALLEST_PX)
    if not text or size_px < SMALLEST_PX:
        return None
    font = lettering.font("Regular", size_px)
    if font.getlength(text) > right - left:
        size_px = max(SMALLEST_PX, int(size_px * (right - left) / font.getlength(text)))
        font = lettering.font("Regular", size_px)
    return _Line(text, "Regular", size_px) if font.getlength(text) <= right - left else None


def _stamp(out: Image.Image, logo: Image.Image) -> None:
    """The logo, small, in the upper left corner; in a story under what its app draws there."""
    width, height = out.size
    most = min(0.24 * width, 420), min(0.24 * height, max(0.075 * height, 0.06 * width), 110)
    mark = logo.convert("RGBA")
    factor = min(most[0] / mark.width, most[1] / mark.height)
    size = max(1, round(mark.width * factor)), max(1, round(mark.height * factor))
    edge = max(2, round(0.055 * min(width, height)))
    top = round(0.135 * height) if height / width > 1.66 and width >= 400 else edge
    out.alpha_composite(mark.resize(size, Image.Resampling.LANCZOS), (edge, min(top, height - size[1])))


def _pick_ink(image: Image.Image, area: tuple[int, int, int, int]) -> Rgb:
    """Dark or light, whichever can be read better on the least favourable part of its ground."""
    return max((DARK, LIGHT), key=lambda ink: _contrast(image, area, ink))


def _contrast(image: Image.Image, area: tuple[int, int, int, int], ink: Rgb) -> float:
    """The contrast ratio that nine tenths of the ground reach at least.  A clear ground counts as white."""
    ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
    ground.alpha_composite(image)
    left, top, right, bottom = area
    part = ground.crop((left, top, max(left + 1, right), max(top + 1, bottom))).convert("RGB")
    part.thumbnail((96, 96), Image.Resampling.BOX)
    light = to_linear(np.asarray(part)) @ WEIGHTS
    ratios = _ratios(light, luminance(ink))
    return float(np.percentile(ratios, 10))


def _ratios(light: Floats, ink: float) -> Floats:
    return np.asarray((np.maximum(light, ink) + 0.05) / (np.minimum(light, ink) + 0.05))


def _veil(image: Image.Image, ink: Rgb, product: Image.Image | None) -> Image.Image:
    """The picture with a veil behind its words, and under the product."""
    veil = draw_veil(image.size, ink)
    if product is not None:
        veil.putalpha(ImageChops.multiply(veil.getchannel("A"), ImageChops.invert(product.getchannel("A"))))
    out = image.copy()
    out.alpha_composite(veil)
    return out


def draw_veil(size: tuple[int, int], ink: Rgb) -> Image.Image:
    """A soft veil (RGBA) of the ink's opposite where a placement has its words, running out towards the product."""
    width, height = size
    division = plan(width, height, True)
    _, top, right, _ = _pixels(division.words, size)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    if division.side == "left":
        strength = np.clip((right + 0.12 * width - x) / (0.3 * width), 0, 1)
    else:
        strength = np.clip((y - top + 0.1 * height) / (0.14 * height), 0, 1)
    veil = np.zeros((height, width, 4), np.uint8)
    veil[..., :3] = LIGHT if luminance(ink) < 0.2 else DARK
    veil[..., 3] = np.round(255 * VEIL * strength)
    return Image.fromarray(veil)
