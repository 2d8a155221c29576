"""Does cloth travel?  Patterns onto other cuts in other colours, and plain cloth onto garments that had a print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.design import GRAIN_SIZE, DesignSpec, read_code
from models.oklab import to_oklab
from models.training.cutouts import Cutouts
from models.training.evaluators.garment_material import UNCLEAR, Pictures, Rows, Studio, plain_cloth, recombine
from models.training.evaluators.garment_rivals import Shelf, recolour, see_cloth, see_colours, see_silhouette, warp
from models.training.metrics.cloth import ClothSpace
from models.training.metrics.intervals import bootstrap
from models.training.metrics.pyramid import fabric

Points = NDArray[np.float32]
Names = NDArray[np.str_]
MAKERS = ("ours", "recolour", "warp")
FINE_PX, COARSE_PX = 1.0, 6.0
"""Gaussian σ between which the energy of prints lies."""


@dataclass(frozen=True, kw_only=True)
class Rivals:
    """The two that need no training; see `garment_rivals`."""

    shelf: Shelf
    cutouts: Cutouts

    def pictures(self, spec: DesignSpec, photo: NDArray[np.uint8]) -> dict[str, NDArray[np.uint8]]:
        """A design as they make it, from the photo whose cut it has."""
        grain = read_code(spec.cloth.grain, GRAIN_SIZE, "grain")
        row = self.shelf.nearest(
            see_silhouette(photo[..., 3]),
            see_cloth(grain, bool(spec.cloth.pattern)),
            see_colours(spec.colour, spec.accent),
        )
        return {"recolour": recolour(photo, spec.colour), "warp": warp(self.cutouts.rgba[row], photo[..., 3])}


def make_all(studio: Studio, rivals: Rivals, designs: list[DesignSpec], cuts: Rows) -> dict[str, Pictures]:
    """Designs (N,), each with the held-out photo of its cut, as every maker makes them (N, 256, 256, 4)."""
    made: dict[str, list[NDArray[np.uint8]]] = {maker: [] for maker in MAKERS}
    for design, cut in zip(designs, cuts, strict=True):
        made["ours"].append(studio.draw(design))
        for maker, picture in rivals.pictures(design, studio.held.photos[cut]).items():
            made[maker].append(picture)
    return {maker: np.stack(pictures) for maker, pictures in made.items()}


def judge_texture(
    studio: Studio, rivals: Rivals, space: ClothSpace, sources: Rows, seed: int
) -> tuple[dict[str, Any], Pictures]:
    """Each source's cloth on another garment's cut in a third one's colours: is the source found among all sources?"""
    held, rng = studio.held, np.random.default_rng(seed)
    cuts, colours = _others(studio, sources, rng), rng.permutation(sources)
    specs, cut_specs, colour_specs = studio.specs(sources), studio.specs(cuts), studio.specs(colours)
    designs = [recombine(*parts) for parts in zip(cut_specs, specs, colour_specs, strict=True)]
    made = make_all(studio, rivals, designs, cuts)
    gallery = space.place(held.photos[sources])
    out: dict[str, Any] = {"texture_n": len(sources)}
    for maker, pictures in made.items():
        end = "" if maker == "ours" else f"_{maker}"
        out |= score_texture(space.place(pictures), gallery, held.pattern[sources], held.sender[sources], end)
    left, right = (space.place(halve(held.photos[sources], side)) for side in (0, 1))
    out |= score_texture(left, right, held.pattern[sources], held.sender[sources], "_real_halves")
    out["texture_kept_pattern"] = round(float(np.mean([bool(spec.cloth.pattern) for spec in specs])), 4)
    shown = np.stack([held.photos[sources], held.photos[cuts], *made.values()], axis=1)
    return out, shown.reshape(-1, *shown.shape[2:])


def score_texture(
    asked: NDArray[np.float32],
    gallery: NDArray[np.float32],
    pattern: NDArray[np.str_],
    senders: NDArray[np.str_],
    end: str,
) -> dict[str, Any]:
    """Top-1 of source i among the gallery (N, d), and whether the nearest hand-labelled one is of the same class.

    `texture_class_others` leaves the source itself out, so it counts nothing but likeness to others of the class.
    """
    gaps = np.linalg.norm(asked[:, None] - gallery[None], axis=2)
    found = np.argmin(gaps, axis=1) == np.arange(len(asked))
    out = {key: round(v, 4) for key, v in bootstrap(found, senders).named(f"texture_top1{end}").items()}
    labelled = np.flatnonzero(pattern != UNCLEAR)
    if len(labelled) > 1:
        among = gaps[np.ix_(labelled, labelled)]
        kinds = pattern[labelled]
        same = kinds[np.argmin(among, axis=1)] == kinds
        np.fill_diagonal(among, np.inf)
        others = kinds[np.argmin(among, axis=1)] == kinds
        interval = bootstrap(same, senders[labelled]).named(f"texture_class{end}")
        out |= {key: round(v, 4) for key, v in interval.items()}
        out |= {f"texture_class{end}_n": len(labelled), f"texture_class_others{end}": round(float(others.mean()), 4)}
    return out


def judge_print_leak(
    studio: Studio, rivals: Rivals, printed: Rows, plain: Rows, seed: int
) -> tuple[dict[str, Any], Pictures]:
    """Plain cloth, in the colours that it has, on the cuts of printed garments: as even as real plain garments?"""
    held, rng = studio.held, np.random.default_rng(seed)
    donors = plain[np.resize(rng.permutation(len(plain)), len(printed))]
    pairs = zip(studio.specs(printed), studio.specs(donors), strict=True)
    designs = [replace(a, cloth=plain_cloth(b), colour=b.colour, accent=b.colour) for a, b in pairs]
    made = make_all(studio, rivals, designs, printed)
    real = [measure_print(photo) for photo in held.photos[donors]]
    out: dict[str, Any] = {"print_leak_n": len(printed), "print_leak_n_plain": len(plain)}
    for maker, pictures in made.items():
        end = "" if maker == "ours" else f"_{maker}"
        out |= relate_energy([measure_print(picture) for picture in pictures], real, f"print_leak{end}", seed)
    out |= relate_energy([measure_print(photo) for photo in held.photos[printed]], real, "print_leak_of_photos", seed)
    shown = np.stack([held.photos[printed], held.photos[donors], *made.values()], axis=1)
    return out, shown.reshape(-1, *shown.shape[2:])


def measure_print(rgba: NDArray[np.uint8]) -> float:
    """Energy of light, dark and hue between σ 1 and 6 px inside the fabric, in OKLab squared, relative to lightness."""
    mask = fabric(rgba[..., 3])
    if not mask.any():
        mask = rgba[..., 3] > 127
    weight = mask.astype(np.float32)
    lab = to_oklab(rgba[..., :3]) * weight[..., None]
    bands = []
    for sigma in (FINE_PX, COARSE_PX):
        under = np.maximum(cv2.GaussianBlur(weight, (0, 0), sigma), 1e-4)
        bands.append(cv2.GaussianBlur(lab, (0, 0), sigma) / under[..., None])
    level = max(float(np.median(lab[..., 0][mask])), 0.2)
    return float(((bands[0] - bands[1])[mask] ** 2).sum(axis=1).mean()) / level**2


def relate_energy(made: list[float], real: list[float], key: str, seed: int) -> dict[str, Any]:
    """The ratio of mean energies with its interval, and the ratio of medians."""
    a, b = np.asarray(made), np.asarray(real)
    drawn = np.random.default_rng(seed).integers(0, len(a), (2000, len(a)))
    low, high = np.quantile(a[drawn].mean(1) / b[drawn].mean(1), [0.025, 0.975])
    found = {"": a.mean() / b.mean(), "_low": low, "_high": high, "_median": np.median(a) / np.median(b)}
    return {key + end: round(float(value), 3) for end, value in found.items()}


def halve(photos: Pictures, side: int) -> Pictures:
    """The left (0) or right (1) half of each garment: what the same real cloth differs by."""
    out = photos.copy()
    for picture in out:
        columns = np.flatnonzero((picture[..., 3] > 127).any(axis=0))
        middle = int(columns.mean())
        picture[:, middle:, 3] *= side
        picture[:, :middle, 3] *= 1 - side
    return out


def _others(studio: Studio, sources: Rows, rng: np.random.Generator) -> Rows:
    """For each source a usable garment to put its cloth on, never itself."""
    pool = rng.permutation(studio.estimated())
    return np.array([next(row for row in np.roll(pool, -at) if row != own) for at, own in enumerate(sources)])
