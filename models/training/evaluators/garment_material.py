"""What the garment evaluator works on: held-out photos, their specs, and designs recombined from several photos."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.backends.compact_garment import CompactGarment
from models.design import Cloth, DesignSpec, EstimateRequest, Rgb, TweakRequest
from models.errors import InputError
from models.oklab import from_oklab, to_oklab
from models.training.cutouts import Cutouts
from models.training.evaluators.desk import Desk
from models.training.truth import read_attributes
from models.types import Job

Pictures = NDArray[np.uint8]
Rows = NDArray[np.int_]
TEXTURED = ("striped", "checked", "dotted", "floral", "other")
"""Hand labels of cloth with a pattern; "graphic" is a lone print, which is no cloth."""
UNCLEAR = "unlabelled"
UNLIKE = 0.15
"""OKLab distance under which two inks are no pattern to the eye, as where a cloth is tone in tone."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The columns of `Garments` that an evaluator needs, without its planes; see there."""

    alpha: NDArray[np.uint8]
    grain: NDArray[np.float32]
    inks: NDArray[np.float32]
    two: NDArray[np.bool_]
    patterned: NDArray[np.bool_]
    row: NDArray[np.int_]
    id: NDArray[np.str_]
    sender: NDArray[np.str_]
    split: NDArray[np.str_]


def read_listed(path: Path) -> Listed:
    """The columns.  Raises FileNotFoundError, saying how to make the file."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. Make it: python -m models.training.garment.material --work DIR")
    with np.load(path) as file:
        return Listed(**{field.name: file[field.name] for field in fields(Listed)})


@dataclass(frozen=True, kw_only=True)
class Held:
    """Held-out garments in a random order: `photos` (N, 256, 256, 4), senders, hand label of the pattern (UNCLEAR
    without one), and whether `material` found two inks, or a pattern that runs over the garment, in them."""

    photos: Pictures
    sender: NDArray[np.str_]
    pattern: NDArray[np.str_]
    two: NDArray[np.bool_]
    patterned: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.photos)

    def plain(self) -> Rows:
        """Garments that a person calls plain and in which one ink was found."""
        return np.flatnonzero((self.pattern == "plain") & ~self.two)

    def printed(self) -> Rows:
        """Garments that a person calls anything but plain; then those in which a second ink was found."""
        labelled = np.flatnonzero(~np.isin(self.pattern, ("plain", UNCLEAR)))
        return np.concatenate([labelled, np.flatnonzero((self.pattern == UNCLEAR) & self.two)])

    def textured(self) -> Rows:
        """Garments of patterned cloth by hand label, whatever the model makes of them; then those found patterned."""
        labelled = np.flatnonzero(np.isin(self.pattern, TEXTURED))
        return np.concatenate([labelled, np.flatnonzero((self.pattern == UNCLEAR) & self.patterned)])


def read_held(desk: Desk, cutouts: Cutouts, garments: Listed) -> Held:
    """The held-out garments from which a swatch could be cut."""
    rows = np.flatnonzero(garments.split == "held_out")
    rows = np.random.default_rng(desk.seed).permutation(rows)
    labels = read_attributes()
    pattern = [labels[str(id)].pattern if str(id) in labels else UNCLEAR for id in garments.id[rows]]
    return Held(
        photos=cutouts.rgba[garments.row[rows]],
        sender=garments.sender[rows],
        pattern=np.asarray(pattern),
        two=garments.two[rows],
        patterned=garments.patterned[rows],
    )


class Studio:
    """The model at work: specs of photos, made once, and pictures of specs."""

    def __init__(self, model: CompactGarment, held: Held) -> None:
        self.model, self.held = model, held
        self._specs: dict[int, DesignSpec | None] = {}
        self._remade: dict[int, NDArray[np.uint8]] = {}

    def spec(self, row: int) -> DesignSpec | None:
        """The spec of a held-out photo; None where the model says that it cannot be estimated."""
        if row not in self._specs:
            request = EstimateRequest(image=Image.fromarray(self.held.photos[row]), kind="garment")
            try:
                found = self.model.estimate(request, Job()).spec
            except InputError:
                self._specs[row] = None
            else:  # drawn at once, while the model still remembers the shade
                self._specs[row], self._remade[row] = found, self.draw(found)
        return self._specs[row]

    def usable(self, rows: Rows, most: int) -> Rows:
        """The first `most` of these rows that can be estimated."""
        found: list[int] = []
        for row in rows:
            if len(found) == most:
                break
            if self.spec(int(row)) is not None:
                found.append(int(row))
        return np.asarray(found, np.int_)

    def specs(self, rows: Rows) -> list[DesignSpec]:
        """The specs of usable rows."""
        return [spec for row in rows if (spec := self.spec(int(row))) is not None]

    def estimated(self) -> Rows:
        """All rows that have been estimated so far, in order."""
        return np.asarray(sorted(row for row, spec in self._specs.items() if spec is not None), np.int_)

    def remade(self, rows: Rows) -> Pictures:
        """The pictures (N, 256, 256, 4) that usable rows' own specs give."""
        return np.stack([self._remade[int(row)] for row in rows])

    def draw(self, spec: DesignSpec) -> Pictures:
        """The picture (256, 256, 4) of a spec, white where it is clear, as the photos are."""
        rgba = np.asarray(self.model.tweak(TweakRequest(spec=spec), Job()).image)
        alpha = rgba[..., 3:].astype(np.float32) / 255
        rgb = np.round(rgba[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
        return np.concatenate([rgb, rgba[..., 3:]], axis=-1)

    def draw_all(self, specs: list[DesignSpec]) -> Pictures:
        """The pictures (N, 256, 256, 4) of specs."""
        return np.stack([self.draw(spec) for spec in specs])


def other_rows(count: int, of: int, rng: np.random.Generator) -> Rows:
    """For each of the first `count` of `of` things another one, never itself."""
    return (np.arange(count) + rng.integers(1, of, count)) % of


def recombine(shape: DesignSpec, cloth: DesignSpec, colours: DesignSpec) -> DesignSpec:
    """A design of one garment's cut, another one's cloth and a third one's colours.

    An accent that the colours' garment does not have, or that can hardly be told from its main colour, is its main
    colour, lighter or darker: no pattern may vanish.
    """
    main, accent = colours.colour, colours.accent
    lab = to_oklab(np.asarray([main, accent], np.uint8))
    if cloth.cloth.patterned and float(np.linalg.norm(lab[0] - lab[1])) < UNLIKE:
        accent = contrast(main)
    return replace(shape, cloth=cloth.cloth, colour=main, accent=accent)


def contrast(colour: Rgb) -> Rgb:
    """The same hue, clearly lighter when the colour is dark, clearly darker when it is light."""
    lab = to_oklab(np.asarray(colour, np.uint8))
    lab[0] += 0.35 if lab[0] < 0.6 else -0.35
    red, green, blue = (int(value) for value in from_oklab(lab))
    return red, green, blue


def plain_cloth(spec: DesignSpec) -> Cloth:
    """A garment's cloth without its pattern."""
    return replace(spec.cloth, pattern=b"")
