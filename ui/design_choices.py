"""What the Design tab remembers beside the design itself: locks, palette, colourways, and which control is in hand.

One frozen value in a `gr.State`; nothing of it is needed to make the design again.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from models.colourways import COUNTS, Colourway, choose_ways
from models.design import Cloth, DesignSpec
from models.designing import mix_cloths
from models.errors import InputError
from models.palette import HARMONIES, SEASONS, Palette, find_palette, make_harmony
from models.reshape_blend import Shares
from models.reshape_cuts import SLIDERS

LOCKS = ("shape", "colour", "accent", "cloth", "scale", "strength")
"""Controls that can be locked, and reset to what the design began with; shape sliders besides, by their names."""
SLIDER_NAMES = frozenset(name for names in SLIDERS.values() for name in names)
SEEDS = 1_000_000
"""Seeds that are drawn for the user are short enough to be read out."""
PICTURE = "picture"
"""The key of the palette that came from a picture."""


@dataclass(frozen=True, kw_only=True)
class Mix:
    """Two cloths woven into one; `share` of the second, 0..1."""

    first: Cloth
    second: Cloth
    share: float = 0.5

    @property
    def cloth(self) -> Cloth:
        return mix_cloths(self.first, self.second, self.share)


@dataclass(frozen=True, kw_only=True)
class Blending:
    """A design between two saved ones, or, with a `kind`, on its way to another kind of garment."""

    first: str
    second: str = ""
    kind: str = ""
    shares: Shares = field(default_factory=Shares)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """One visitor's choices.

    `ink` and `slot` say where the next colour and the next cloth go; `ways` are the colourways on the strip, the
    first of them the design as it is; `starts` maps a design to the one that it began with, `blends` to its two ends.
    """

    locks: frozenset[str] = frozenset()
    ink: str = "colour"
    slot: str = "first"
    palette_key: str = SEASONS[0].name
    palette: Palette = SEASONS[0]
    pictured: Palette | None = None
    count: int = 6
    shuffle: int = 0
    ways: tuple[Colourway, ...] = ()
    mix: Mix | None = None
    own_cloths: tuple[tuple[str, Cloth], ...] = ()
    starts: Mapping[str, str] = field(default_factory=dict)
    blends: Mapping[str, Blending] = field(default_factory=dict)

    def locked(self, control: str) -> bool:
        """Whether a control keeps its value; a locked cloth keeps its scale and strength too."""
        return control in self.locks or (control in ("scale", "strength") and "cloth" in self.locks)

    def toggled(self, control: str) -> Choices:
        """With a control locked, or free again.  Raises InputError on an unknown one."""
        if control not in LOCKS and control.removeprefix("slider-") not in SLIDER_NAMES:
            raise InputError("This control cannot be locked.", "Reload the page.")
        return replace(self, locks=self.locks ^ {control})

    def in_palette(self, key: str) -> Choices:
        """With another palette: a season's name, "harmony:<kind>" (drawn anew each time) or "picture"."""
        if key == PICTURE:
            if self.pictured is None:
                raise InputError("No picture has given its colours yet.", "Choose one with “From a picture”.")
            palette = self.pictured
        elif key.startswith("harmony:"):
            kind = key.partition(":")[2]
            palette = make_harmony(draw_seed(), kind)
        else:
            palette = find_palette(key)
        return replace(self, palette=palette, palette_key=key, ways=())

    def shuffled(self) -> Choices:
        """With other colourways; a harmony is drawn anew."""
        again = replace(self, shuffle=self.shuffle + 1, ways=())
        return again.in_palette(self.palette_key) if self.palette_key.startswith("harmony:") else again

    def counting(self, count: int) -> Choices:
        """With another number of colourways, held in 4..9."""
        return replace(self, count=min(max(count, COUNTS[0]), COUNTS[1]), ways=())

    def started(self, design_id: str, start: str = "") -> Choices:
        """With a design that began with `start`, or is a beginning itself."""
        return replace(self, starts={**self.starts, design_id: start or design_id})

    def blended(self, design_id: str, blending: Blending) -> Choices:
        """With a design that is a blend."""
        return replace(self, blends={**self.blends, design_id: blending})

    def laid_out(self, spec: DesignSpec) -> Choices:
        """With colourways for a design.  They stay where they are while the design's colours are among them; a colour
        of the user's own takes the first place.  Locked inks are the same in all."""
        ways = self.ways
        if len(ways) != self.count:
            ways = tuple(
                replace(
                    way,
                    colour=spec.colour if self.locked("colour") else way.colour,
                    accent=spec.accent if self.locked("accent") else way.accent,
                )
                for way in choose_ways(spec, self.palette.colours, self.count, self.shuffle)
            )
        elif chosen_way(ways, spec) is None:
            ways = (replace(ways[0], colour=spec.colour, accent=spec.accent), *ways[1:])
        return replace(self, ways=ways)


def chosen_way(ways: tuple[Colourway, ...], spec: DesignSpec) -> int | None:
    """Which colourway a design is in, or None."""
    inks = (spec.colour, spec.accent)
    return next((index for index, way in enumerate(ways) if (way.colour, way.accent) == inks), None)


def palette_groups(choices: Choices) -> list[tuple[str, list[tuple[str, str]]]]:
    """All palettes to choose from, as (group, [(key, name)])."""
    groups = [
        ("Seasons", [(palette.name, palette.name) for palette in SEASONS]),
        ("By chance", [(f"harmony:{kind}", kind.capitalize()) for kind in HARMONIES]),
    ]
    if choices.pictured is not None:
        groups.insert(0, ("From a picture", [(PICTURE, choices.pictured.name)]))
    return groups


def draw_seed() -> int:
    """A seed that nobody chose."""
    return secrets.randbelow(SEEDS)


def read_seed(value: object) -> int:
    """The seed that somebody typed, or a fresh one where nothing was.  Raises InputError on anything else."""
    text = str(value if value is not None else "").strip()
    if not text:
        return draw_seed()
    if not text.isdecimal() or len(text) > 10 or int(text) >= 2**31:
        raise InputError("A seed is a whole number from 0 to 2147483647.", "Type one, or press Surprise me.")
    return int(text)


def read_dial(value: object, name: str) -> float:
    """A number from a slider.  Raises InputError when it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        raise InputError(f"{name} could not be read.", "Move the slider again.")
    return float(value)


__all__ = [
    "LOCKS", "PICTURE", "Blending", "Choices", "Mix", "chosen_way", "draw_seed", "palette_groups", "read_dial",
    "read_seed",
]  # fmt: skip
