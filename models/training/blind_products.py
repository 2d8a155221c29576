"""What blind pairs show: designs of the demo shop, rendered samples, and people's own garments out of their photos."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from models.design import CATEGORIES
from models.errors import StudioError
from models.matting import clean_colour
from models.staging.postures import THING
from models.studio import Studio
from models.training.dataset import read_photos

ASSETS = Path(__file__).parents[2] / "assets"
SHARES = {"shop": 0.5, "photos": 0.35, "samples": 0.15}
"""Of the products, by where they come from; without photos, the shop's take their place."""
SURE = 0.9
"""The masker's confidence under which a photo is passed over."""


@dataclass(frozen=True, kw_only=True)
class Product:
    """A cut-out (RGBA), its name and its kind ("T-Shirt", or "thing")."""

    name: str
    kind: str
    image: Image.Image


def choose_products(count: int, photos: Path | None, studio: Studio, rng: np.random.Generator) -> list[Product]:
    """`count` products in a random order; `studio` cuts the photos out.

    Raises FileNotFoundError when the photos are not there.
    """
    shares = SHARES if photos else {**SHARES, "photos": 0.0}
    found = read_samples(round(shares["samples"] * count), rng)
    if photos:
        found += cut_photos(photos, round(shares["photos"] * count), studio, rng)
    found += read_shop(count - len(found), rng)
    return [found[row] for row in rng.permutation(len(found))]


def read_shop(count: int, rng: np.random.Generator) -> list[Product]:
    """Designs of the demo shop, kinds in turn so that T-shirts are no more than others."""
    with (ASSETS / "shop" / "products.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    by_kind: dict[str, list[dict[str, str]]] = {}
    for number in rng.permutation(len(rows)):
        by_kind.setdefault(rows[number]["category"], []).append(rows[number])
    chosen: list[dict[str, str]] = []
    while len(chosen) < min(count, len(rows)):
        for kind in sorted(by_kind):
            chosen += [by_kind[kind].pop()] if by_kind[kind] else []
    pictures = ASSETS / "shop" / "images"
    return [
        Product(name=row["id"], kind=row["category"], image=Image.open(pictures / row["image"]).convert("RGBA"))
        for row in chosen[:count]
    ]


def read_samples(count: int, rng: np.random.Generator) -> list[Product]:
    """The rendered samples with their exact alpha, in turn."""
    rows = json.loads((ASSETS / "samples" / "samples.json").read_text(encoding="utf-8"))
    found = []
    for row in rows:
        if "alpha" in row:
            rgb = np.asarray(Image.open(ASSETS / "samples" / row["file"]).convert("RGB"))
            alpha = np.asarray(Image.open(ASSETS / "samples" / row["alpha"]).convert("L"), np.float32) / 255
            rgba = np.dstack([clean_colour(rgb, alpha), alpha * 255]).round().clip(0, 255).astype(np.uint8)
            kind = row["category"] if row["category"] in CATEGORIES else THING
            found.append(Product(name=row["id"], kind=kind, image=Image.fromarray(rgba)))
    order = [found[row] for row in rng.permutation(len(found))]
    return [order[number % len(order)] for number in range(count)] if order else []


def cut_photos(data: Path, count: int, studio: Studio, rng: np.random.Generator) -> list[Product]:
    """Held-out photos of people's own garments, cut out by the masker; those that it is not sure of are passed over.

    Raises FileNotFoundError when the photos are not there.
    """
    photos = [each for each in read_photos(data) if each.split == "held_out"]
    found: list[Product] = []
    for number in rng.permutation(len(photos)):
        if len(found) >= count:
            break
        photo = photos[number]
        try:
            cutout = studio.mask(studio.open_photo(photo.path, photo.label).id)
        except StudioError:
            continue
        image = studio.workspace.picture(cutout.id)
        if cutout.facts["confidence"] >= SURE and not _cut_off(image):
            found.append(Product(name=photo.id, kind=photo.label, image=image))
    return found


def _cut_off(image: Image.Image) -> bool:
    """Whether the product goes on outside of its photo."""
    alpha = np.asarray(image.getchannel("A")) > 127
    return bool(np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]]).mean() > 0.01)
