"""Colours for designs: by name, by season, from a picture, and drawn by chance so that they go together.

Hue, chroma and lightness are those of OKLCH, the polar form of OKLab: hue in degrees, chroma 0 to about 0.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.colour_names import NAMED, NamedColour
from models.design import Rgb, check_colour
from models.errors import InputError
from models.oklab import Floats, distance, from_oklab, to_linear, to_oklab

HARMONIES = ("analogous", "complementary", "triad", "tonal")
COUNTS = (1, 12)
"""How many colours a palette may be asked for."""
LOOK_PX = 160
CLUSTERS = 14
SAME = 0.045
"""OKLab distance under which two colours of a picture are one colour of its palette."""


@dataclass(frozen=True, kw_only=True)
class Palette:
    """Colours that go together, the leading one first."""

    name: str
    colours: tuple[Rgb, ...]


_SEASONS: dict[str, tuple[Rgb, ...]] = {
    "Pop": ((240, 45, 134), (255, 222, 46), (20, 178, 184), (250, 120, 32), (32, 74, 196), (120, 190, 50)),
    "Kiln": ((196, 97, 66), (96, 30, 34), (204, 150, 58), (226, 174, 150), (120, 114, 108), (28, 66, 72)),
    "Harbour": ((30, 42, 76), (206, 212, 214), (204, 52, 44), (206, 182, 142), (134, 182, 172), (18, 92, 106)),
    "Orchard": ((98, 110, 52), (166, 186, 72), (98, 44, 78), (246, 176, 112), (92, 66, 50), (244, 206, 210)),
    "Night market": ((24, 24, 54), (206, 28, 120), (248, 166, 30), (0, 136, 104), (108, 66, 170), (228, 72, 42)),
    "Pressed flowers": (
        (190, 168, 214), (206, 146, 150), (156, 172, 138), (246, 226, 150), (142, 104, 130), (116, 146, 208),
    ),
    "First frost": ((214, 230, 238), (88, 104, 122), (36, 78, 68), (152, 28, 52), (150, 154, 160), (244, 236, 218)),
    "Salt flats": (
        (224, 206, 174), (242, 128, 106), (168, 216, 214), (246, 196, 186), (128, 182, 222), (164, 154, 140),
    ),
}  # fmt: skip
SEASONS = tuple(Palette(name=name, colours=colours) for name, colours in _SEASONS.items())
"""Our own season palettes, six colours each."""
HUE_COUNTS = np.array([1, 1.6, 1.6], np.float32)
"""How much more a difference of hue counts for a name than one of lightness: a greyish blue is no grey."""
_KNOWN = (*NAMED, NamedColour(name="Navy", rgb=(0, 0, 128)))
"""Navy twice: as cloth is dyed, and as screens have it."""
_NAMED_LAB = to_oklab(np.array([named.rgb for named in _KNOWN], np.uint8)) * HUE_COUNTS


def name_colour(rgb: Rgb) -> str:
    """The trade's name of the nearest named colour.  Raises InputError when this is no colour."""
    check_colour(rgb)
    return _KNOWN[int(distance(_NAMED_LAB, to_oklab(np.array(rgb, np.uint8)) * HUE_COUNTS).argmin())].name


def find_palette(name: str) -> Palette:
    """The season palette of that name, whatever the letters' case.  Raises InputError when there is none."""
    for palette in SEASONS:
        if palette.name.casefold() == str(name).strip().casefold():
            return palette
    raise InputError(
        f"There is no palette called {str(name)[:40]!r}.", f"Choose one of {', '.join(each.name for each in SEASONS)}."
    )


def read_palette(image: Image.Image, count: int = 6) -> Palette:
    """The colours of a picture, of its garment alone when it is a cut-out; fewer than `count` when it has fewer.

    Deterministic.  The largest comes first, then what is both large and different.  Raises InputError.

    Source: Arthur & Vassilvitskii, "k-means++", SODA 2007 (the start).
    """
    _check_count(count)
    rgba = image.convert("RGBA")
    rgba.thumbnail((LOOK_PX, LOOK_PX), Image.Resampling.BOX)
    pixels = np.asarray(rgba)
    seen = pixels[pixels[..., 3] > 200][:, :3]
    if len(seen) < 16:
        raise InputError("There is nothing to see in this picture.", "Choose one with colours in it.")
    centres, share = _cluster(to_oklab(np.ascontiguousarray(seen)))
    chosen = [int(share.argmax())]
    while len(chosen) < min(count, len(centres)):
        gap = np.stack([distance(centres, centres[index]) for index in chosen]).min(0)
        if gap.max() < SAME:
            break
        chosen.append(int((np.where(gap < SAME, 0, gap) * share**0.5).argmax()))
    return Palette(name="From the picture", colours=tuple(_rgb(centres[index]) for index in chosen))


def _cluster(lab: Floats) -> tuple[Floats, NDArray[np.float64]]:
    """Centres (k, 3) of some colours (n, 3), and the share of each."""
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 1e-3)
    count = min(CLUSTERS, len(lab))
    cv2.setRNGSeed(1)  # k-means starts by chance; the same picture must give the same palette
    start = np.zeros((len(lab), 1), np.int32)
    _, labels, centres = cv2.kmeans(lab, count, start, criteria, 2, cv2.KMEANS_PP_CENTERS)
    share = np.bincount(np.asarray(labels).ravel(), minlength=count) / len(lab)
    return np.asarray(centres, np.float32), share


def make_harmony(seed: int, kind: str, count: int = 6) -> Palette:
    """Colours drawn by chance that go together: HARMONIES.  The same seed gives the same ones.

    "analogous" keeps within 35° of one hue, "complementary" has two opposite hues, "triad" three, "tonal" one in steps
    of lightness.  Raises InputError.
    """
    _check_count(count)
    if kind not in HARMONIES:
        raise InputError(f"There is no harmony called {str(kind)[:40]!r}.", f"Choose one of {', '.join(HARMONIES)}.")
    if type(seed) is not int or not 0 <= seed < 2**31:
        raise InputError("A seed is a whole number from 0 to 2147483647.")
    chance = np.random.default_rng([seed, HARMONIES.index(kind)])
    draw = _draw_tones if kind == "tonal" else _draw_hues
    colours = tuple(make_colour(*each) for each in draw(kind, count, float(chance.uniform(0, 360)), chance))
    return Palette(name=f"{kind.capitalize()} {seed}", colours=colours)


def _draw_tones(kind: str, count: int, base_deg: float, chance: np.random.Generator) -> list[tuple[float, ...]]:
    """Lightness, chroma and hue of one hue's tones, from light to dark."""
    light = np.linspace(0.9, 0.28, count) if count > 1 else np.array([0.6])
    chroma = np.interp(light, [0.28, 0.55, 0.9], [0.07, 0.15, 0.05]) * chance.uniform(0.7, 1.1)
    hue = base_deg + chance.uniform(-5, 5, count)
    return list(zip(light.tolist(), chroma.tolist(), hue.tolist(), strict=True))


def _draw_hues(kind: str, count: int, base_deg: float, chance: np.random.Generator) -> list[tuple[float, ...]]:
    """Lightness, chroma and hue of the other harmonies; every lightness comes once, so that nothing looks alike."""
    steps = np.arange(count)
    turns = {"analogous": np.linspace(-35, 35, count), "complementary": steps % 2 * 180.0, "triad": steps % 3 * 120.0}
    jitter = 0 if kind == "analogous" else 8
    hue = base_deg + turns[kind] + chance.uniform(-jitter, jitter, count)
    light = chance.permutation(np.linspace(0.36, 0.86, count)) + chance.uniform(-0.03, 0.03, count)
    chroma = chance.uniform(0.08, 0.2, count)
    return list(zip(light.tolist(), chroma.tolist(), hue.tolist(), strict=True))


def to_lch(rgb: Rgb) -> tuple[float, float, float]:
    """Lightness 0..1, chroma and hue in degrees of a colour."""
    light, a, b = (float(value) for value in to_oklab(np.array(rgb, np.uint8)))
    return light, float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)


def make_colour(light: float, chroma: float, hue_deg: float) -> Rgb:
    """The colour of that lightness and hue, with as much of the chroma as sRGB can show."""
    turn = np.radians(hue_deg)
    way = np.array([0, np.cos(turn), np.sin(turn)])
    grey = np.array([np.clip(light, 0, 1), 0, 0])
    low, high = 0.0, float(max(chroma, 0))
    if not _shows(grey + high * way):
        for _ in range(18):
            middle = (low + high) / 2
            low, high = (middle, high) if _shows(grey + middle * way) else (low, middle)
        high = low
    return _rgb(grey + high * way)


def _shows(lab: NDArray[np.float64]) -> bool:
    """Whether sRGB has this colour."""
    linear = to_linear(lab)
    return bool(linear.min() >= -1e-4 and linear.max() <= 1 + 1e-4)


def _check_count(count: int) -> None:
    low, high = COUNTS
    if type(count) is not int or not low <= count <= high:
        raise InputError(f"A palette has {low} to {high} colours.", "Ask for fewer.")


def _rgb(lab: NDArray[np.floating]) -> Rgb:
    red, green, blue = (int(value) for value in from_oklab(lab))
    return red, green, blue


__all__ = [
    "HARMONIES", "NAMED", "SEASONS", "NamedColour", "Palette", "find_palette", "make_colour", "make_harmony",
    "name_colour", "read_palette", "to_lch",
]  # fmt: skip
