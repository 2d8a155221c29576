"""What every design can start from: shapes and cloths that ship with the studio.

Nothing in it is a photo's: each shape is drafted with its construction lines, each cloth is drawn or the mean of many
(`assets/recipes/library.py`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from models.design import Cloth, DesignSpec, Rgb
from models.errors import BackendUnavailableError, InputError
from models.oklab import from_oklab
from models.surface_names import SurfaceName

FOLDER = Path(__file__).parent.parent / "assets" / "library"
PLAIN_SHARE = 0.45
"""How many surprises are of one ink."""
SOBER = frozenset({"Shoes", "Outwear"})
"""Kinds that a pattern rarely suits."""
WORN_AS: dict[str, frozenset[str]] = {
    "denim": frozenset({"Pants", "Shorts", "Skirt", "Outwear", "Shirt", "Dress"}),
    "rib knit": frozenset({"Longsleeve", "Top", "Dress", "Undershirt", "Body", "Skirt", "Hat"}),
    "chunky knit": frozenset({"Longsleeve", "Hoodie", "Hat"}),
    "cable knit": frozenset({"Longsleeve", "Hat"}),
    "corduroy": frozenset({"Pants", "Skirt", "Shirt", "Blazer", "Outwear", "Hat"}),
    "leather": frozenset({"Outwear", "Skirt", "Pants", "Shoes", "Blazer"}),
    "satin": frozenset({"Blouse", "Dress", "Skirt", "Top"}),
    "linen": frozenset({"Shirt", "Dress", "Blouse", "Pants", "Shorts", "Skirt", "Blazer"}),
    "tweed": frozenset({"Blazer", "Skirt", "Outwear", "Hat"}),
    "fleece": frozenset({"Hoodie", "Outwear"}),
    "quilted": frozenset({"Outwear"}),
    "lace": frozenset({"Blouse", "Dress", "Top", "Body", "Skirt"}),
}
"""The kinds of garments that a surprise makes of a surface; whoever designs may do otherwise."""
_SHIRTS = frozenset({"Shirt", "Blouse", "Dress", "Top", "Skirt", "Shorts"})
_KNITS = frozenset({"T-Shirt", "Longsleeve", "Polo", "Dress", "Body", "Undershirt", "Top"})
_SUITS = frozenset({"Blazer", "Pants", "Skirt", "Outwear"})
PRINTED_ON: dict[str, frozenset[str]] = {
    "breton stripe": _KNITS,
    "awning stripe": _SHIRTS,
    "bengal stripe": _SHIRTS | {"Pants"},
    "pinstripe": _SUITS | {"Shirt", "Dress", "Shorts"},
    "gingham": _SHIRTS,
    "buffalo check": frozenset({"Shirt", "Outwear", "Skirt", "Hat"}),
    "windowpane": _SUITS | {"Shirt", "Dress"},
    "tartan": _SUITS | {"Shirt", "Dress"},
    "houndstooth": _SUITS | {"Dress"},
    "glen check": _SUITS,
    "argyle": frozenset({"Longsleeve"}),
    "polka dot": _SHIRTS | {"Body", "T-Shirt"},
    "pin dot": _SHIRTS | {"Body", "T-Shirt", "Polo"},
    "chevron": _KNITS | {"Skirt"},
    "ditsy floral": _SHIRTS | {"Body", "Pants"},
    "daisy": _SHIRTS | {"T-Shirt", "Body"},
}
"""The kinds of garments that a surprise prints so."""
MADE_OF: dict[str, frozenset[str]] = {
    "Puffer jacket": frozenset({"", "leather"}),
    "Padded gilet": frozenset({"", "leather"}),
    "Raincoat": frozenset({""}),
    "Bomber jacket": frozenset({"", "leather", "quilted"}),
    "Trucker jacket": frozenset({"denim", "corduroy", "leather"}),
    "Coat": frozenset({"", "tweed", "corduroy", "quilted", "leather"}),
    "Slim jeans": frozenset({"denim"}),
    "Flared jeans": frozenset({"denim", "corduroy"}),
    "Denim shorts": frozenset({"denim"}),
    "Denim skirt": frozenset({"denim", "corduroy", "leather"}),
    "Leggings": frozenset({"", "leather"}),
    "Joggers": frozenset({""}),
    "Cap": frozenset({"", "corduroy", "tweed"}),
    "Cap, contrast peak": frozenset({"", "corduroy"}),
    "Brimmed hat": frozenset({"", "tweed", "corduroy"}),
    "Beanie": frozenset({"", "rib knit", "chunky knit", "cable knit"}),
    "Bobble hat": frozenset({"", "rib knit", "chunky knit", "cable knit"}),
}
"""The surfaces, "" for none, in which a surprise makes some shapes of the library; they have no print then."""
LAID_ON: dict[str, tuple[SurfaceName, ...]] = {
    "breton stripe": ("rib knit",),
    "awning stripe": ("linen",),
    "bengal stripe": ("linen", "denim"),
    "pinstripe": ("tweed",),
    "polka dot": ("satin",),
    "daisy": ("satin",),
    "houndstooth": ("tweed",),
    "glen check": ("tweed",),
    "argyle": ("rib knit", "chunky knit"),
    "chevron": ("rib knit",),
}
"""Surfaces on which a surprise lays some prints as well, half of the time."""


@dataclass(frozen=True, kw_only=True)
class StarterShape:
    """A shape to begin with: a name for the screen, one of `models.design.CATEGORIES`, the shape code and what is sewn
    on it."""

    name: str
    category: str
    code: bytes
    seams: bytes = b""


@dataclass(frozen=True, kw_only=True)
class StarterCloth:
    """A cloth to begin with: its name, its kind (plain, striped, checked, dotted, zigzag, patterned, floral, denim,
    knit, lace…)."""

    name: str
    kind: str
    cloth: Cloth


@dataclass(frozen=True, kw_only=True)
class Library:
    """Shapes and cloths in the order in which they are shown; `former` cloths are not offered any more, but designs
    that wear them are still known by them."""

    shapes: tuple[StarterShape, ...]
    cloths: tuple[StarterCloth, ...]
    former: tuple[StarterCloth, ...] = ()


@cache
def read_library(folder: Path = FOLDER) -> Library:
    """The shapes and cloths of an installation.  Raises BackendUnavailableError when they are not there."""
    try:
        listed = json.loads((folder / "library.json").read_text(encoding="utf-8"))
        codes = np.load(folder / "codes.npz")
    except (OSError, ValueError) as error:
        raise BackendUnavailableError("The library of shapes and cloths is missing.", "Install it again.") from error
    shapes = [
        StarterShape(
            name=entry["name"],
            category=entry["category"],
            code=codes["shapes"][row].tobytes(),
            seams=codes["marks"][entry["seams"][0] : entry["seams"][1]].tobytes() if "seams" in entry else b"",
        )
        for row, entry in enumerate(listed["shapes"])
    ]
    cloths, former = (
        tuple(
            StarterCloth(
                name=entry["name"],
                kind=entry["kind"],
                cloth=Cloth(
                    pattern=codes["patterns"][entry["row"]].tobytes() if entry["patterned"] else b"",
                    grain=codes["grains"][entry["row"]].tobytes(),
                    scale=entry["scale"],
                    surface=entry.get("surface", ""),
                    print=entry.get("print", ""),
                ),
            )
            for entry in listed.get(part, ())
        )
        for part in ("cloths", "former")
    )
    return Library(shapes=tuple(shapes), cloths=cloths, former=former)


def surprise(seed: int, category: str = "") -> DesignSpec:
    """A design nobody asked for; the same seed gives the same.  Raises InputError on a category without shapes."""
    library, rng = read_library(), np.random.default_rng((seed, 7))
    shapes = [shape for shape in library.shapes if category in ("", shape.category)]
    if not shapes:
        raise InputError(f"There is no shape of category {category[:40]!r}.", "Choose another category.")
    shape = shapes[int(rng.integers(len(shapes)))]
    suited = [cloth.cloth for cloth in library.cloths if _suits(cloth.cloth, shape)]
    plain = [cloth for cloth in suited if not cloth.patterned]
    patterned = [cloth for cloth in suited if cloth.patterned]
    cloths = plain if rng.random() < PLAIN_SHARE or shape.category in SOBER or not patterned else patterned
    cloth = cloths[int(rng.integers(len(cloths)))]
    under = [each for each in LAID_ON.get(cloth.print, ()) if shape.category in WORN_AS[each]]
    if under and rng.random() < 0.5:
        cloth = replace(cloth, surface=under[int(rng.integers(len(under)))])
    colour, accent = draw_inks(rng)
    return DesignSpec(
        shape=shape.code,
        seams=shape.seams,
        cloth=cloth,
        colour=colour,
        accent=accent,
        category=shape.category,
        seed=seed % 2**31,
    )


def _suits(cloth: Cloth, shape: StarterShape) -> bool:
    if shape.name in MADE_OF:
        return not cloth.print and cloth.surface in MADE_OF[shape.name]
    if cloth.print:
        return shape.category in PRINTED_ON[cloth.print]
    return not cloth.surface or shape.category in WORN_AS[cloth.surface]


def draw_inks(rng: np.random.Generator) -> tuple[Rgb, Rgb]:
    """Two colours that are worn together: one strong or deep, one light, in either order."""
    hue = float(rng.uniform(0, 2 * np.pi))
    deep = _lch(float(rng.uniform(0.28, 0.62)), float(rng.uniform(0.03, 0.15)), hue)
    turn = float(rng.choice([0.0, np.pi / 6, np.pi, 2 * np.pi / 3]))
    light = _lch(float(rng.uniform(0.82, 0.96)), float(rng.uniform(0.0, 0.06)), hue + turn)
    return (deep, light) if rng.random() < 0.65 else (light, deep)


def _lch(lightness: float, chroma: float, hue: float) -> Rgb:
    lab = np.array([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], np.float32)
    red, green, blue = (int(value) for value in from_oklab(lab))
    return red, green, blue
