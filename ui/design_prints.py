"""The Design tab's pictures for the screen: the large one, colourways, swatches of cloth, plaster casts of shapes.

Everything is remembered by what it shows, so that going back to a colour, a cloth or a shape costs nothing.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from threading import Lock

import numpy as np
from PIL import Image

from models.colourways import Colourway
from models.design import SHAPE_SIZE, Cloth, DesignSpec, Rgb, read_code, write_code
from models.garment_print import HIDDEN, cut_out, sew
from models.growing import grow
from models.inks import compose, parse_colour
from models.ruled_prints import lay_print
from models.shape import SIDE_PX, decode, encode
from models.studio import Studio
from models.surfaces import lay_surface
from ui.prints import Prints, inline

DESIGN_PX = 768
"""Side at which designs are made and saved."""
FINE_PX = 1024
"""Side of the enlarged picture that takes the first one's place a moment later."""
DRAG_PX = 512
"""Side of the picture while a control is still moving."""
WAY_PX = 256
CAST_PX = 256
SWATCH_PX = 96
NEAR_PX = 640
"""Side of the cloth that a swatch is cut from where it has a surface or a print by rule: these are seen from near."""
REMEMBERED = 600
PLASTER: Rgb = (226, 220, 210)
TINTS: dict[str, tuple[Rgb, Rgb]] = {
    "denim": ((74, 98, 136), (226, 232, 240)),
    "leather": ((112, 70, 46), (60, 36, 24)),
    "knit": ((206, 194, 172), (120, 96, 70)),
    "corduroy": ((150, 104, 62), (60, 36, 24)),
    "satin": ((150, 66, 84), (60, 36, 24)),
    "tweed": ((122, 116, 106), (60, 56, 50)),
    "quilted": ((66, 82, 74), (40, 44, 42)),
    "lace": ((42, 40, 44), (214, 178, 152)),
    "floral": ((236, 226, 212), (156, 66, 74)),
    "checked": ((232, 224, 210), (44, 66, 96)),
    "striped": ((238, 234, 226), (34, 44, 72)),
    "dotted": ((40, 56, 66), (240, 234, 222)),
    "zigzag": ((232, 224, 210), (122, 84, 62)),
    "patterned": ((126, 44, 52), (228, 214, 190)),
}
"""The inks in which a kind of cloth is shown."""
TINT: tuple[Rgb, Rgb] = ((214, 206, 194), (66, 58, 50))


class DesignPrints:
    """Makes and remembers the tab's pictures, as addresses."""

    def __init__(self, studio: Studio, prints: Prints) -> None:
        self._studio = studio
        self._prints = prints
        self._known: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def large(self, design_id: str) -> str:
        """The picture of a saved design."""
        return self._known.get(f"large {design_id}") or self._prints.large(design_id)

    def fine(self, design_id: str) -> str:
        """The enlarged picture of a saved design, which is then its picture here.  Raises StudioError."""
        address = self._find(f"fine {design_id}", True, lambda: self._enlarge(design_id))
        self._put(f"large {design_id}", address)
        return address

    def _enlarge(self, design_id: str) -> str:
        return inline(self._studio.preview_large(design_id, size_px=FINE_PX))

    def remember(self, design_id: str, address: str) -> None:
        """The picture of a design that was on the screen before it was saved; a finer one stays."""
        if f"fine {design_id}" not in self._known:
            self._put(f"large {design_id}", address)

    def way(self, spec: DesignSpec, way: Colourway, wait: bool = False) -> str:
        """A design in one of its colourways; "" where it is not printed yet and nobody waits."""
        dressed = replace(spec, colour=way.colour, accent=way.accent)
        return self._find(f"way {hash(dressed)}", wait, lambda: inline(self._small(dressed), 84))

    def cloth(self, cloth: Cloth, kind: str = "", wait: bool = False) -> str:
        """A swatch of a cloth in the inks of its kind."""
        return self._find(f"cloth {name_cloth(cloth)}", wait, lambda: self._weave(cloth, kind))

    def shape(self, code: bytes, seams: bytes = b"") -> str:
        """A shape as a plaster cast; made without any model, in milliseconds."""
        return self._find(f"shape {hash((code, seams))}", True, lambda: inline(cast(code, seams)))

    def _small(self, spec: DesignSpec) -> Image.Image:
        """A design as small as a colourway is: made larger first, so that its pattern is the large one's."""
        picture = self._studio.preview(spec, size_px=DRAG_PX)
        return picture.resize((WAY_PX, WAY_PX), Image.Resampling.BOX)

    def _weave(self, cloth: Cloth, kind: str) -> str:
        main, accent = TINTS.get(kind, TINT)
        if (cloth.surface or cloth.print) and not cloth.pattern:
            return inline(weave_swatch(cloth, main, accent))
        spec = DesignSpec(shape=SQUARE, cloth=cloth, colour=main, accent=accent)
        picture = self._studio.preview(spec, size_px=SIDE_PX).convert("RGB")
        corner = (SIDE_PX - SWATCH_PX) // 2
        return inline(picture.crop((corner, corner, corner + SWATCH_PX, corner + SWATCH_PX)))

    def _find(self, key: str, wait: bool, make: Callable[[], str]) -> str:
        with self._lock:
            found = self._known.get(key, "")
            if found:
                self._known.move_to_end(key)
        if not found and wait:
            found = make()
            self._put(key, found)
        return found

    def _put(self, key: str, address: str) -> None:
        with self._lock:
            self._known[key] = address
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)


def name_cloth(cloth: Cloth) -> str:
    """A short name of what a cloth is made of, whatever its scale and strength."""
    made_of = cloth.pattern + b"|" + cloth.grain + cloth.surface.encode()
    made_of += f"|{cloth.print}".encode() if cloth.print else b""
    return hashlib.sha256(made_of).hexdigest()[:12]


def weave_swatch(cloth: Cloth, main: Rgb, accent: Rgb) -> Image.Image:
    """A square of a surface or a print by rule, seen from near; made without any model, in milliseconds."""
    if not (cloth.surface or cloth.print):
        raise ValueError("a smooth cloth without a print has to be painted")
    start = (NEAR_PX - SWATCH_PX) // 2 if cloth.print else 0
    part = np.s_[start : start + SWATCH_PX, start : start + SWATCH_PX]
    mix, light = np.zeros((2, SWATCH_PX, SWATCH_PX), np.float32)
    if cloth.print:
        mix = lay_print(cloth.print, cloth.scale, NEAR_PX, cloth.strength)[part]
    if cloth.surface:
        woven = lay_surface(cloth.surface, cloth.scale, NEAR_PX, cloth.strength)
        light = woven.light[part]
        mix = mix if woven.holes is None else np.maximum(mix, woven.holes[part])
    return Image.fromarray(compose(parse_colour(main), parse_colour(accent), mix, np.exp(light)))


def cast(code: bytes, seams: bytes = b"") -> Image.Image:
    """A shape code, with its construction lines, as an unpainted plaster cast, RGBA."""
    shape = decode(read_code(code, SHAPE_SIZE, "shape"))
    alpha, relief = cut_out(shape, CAST_PX), grow(shape.relief, CAST_PX)
    sewn = sew(shape, seams, CAST_PX, 0)
    relief = (relief - float(np.median(relief[alpha > 0.5]))) * (1 - HIDDEN * sewn.inside)
    shade = np.exp(np.clip(1.2 * relief + sewn.light, -0.9, 0.35)).astype(np.float32)
    plaster = parse_colour(PLASTER)
    rgb = compose(plaster, plaster, np.zeros_like(shade), shade)
    return Image.fromarray(np.dstack([rgb, np.round(alpha * 255).astype(np.uint8)]))


def _square() -> bytes:
    blank = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    return write_code(encode(np.full((SIDE_PX, SIDE_PX), 255, np.uint8), blank, blank))


SQUARE = _square()
"""A piece of cloth that fills the picture."""
