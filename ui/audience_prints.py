"""Pictures of a shop's products for the page: without their ground, put where the page may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segments.shelf import Product, Shelf
from ui.prints import Prints

FOLDER = "products"
SIGNS = ((b"\xff\xd8", ".jpg"), (b"\x89PNG", ".png"), (b"RIFF", ".webp"))


@dataclass(frozen=True, kw_only=True)
class Card:
    """A product with the address of its picture, "" without one; a `photo` has a ground of its own, a cut-out none."""

    product: Product
    image: str = ""
    photo: bool = False


class ProductPrints:
    """Finds and lends thumbnails; each is written once."""

    def __init__(self, prints: Prints) -> None:
        self.prints = prints
        self._known: dict[str, tuple[str, bool]] = {}

    def cards(self, shelf: Shelf, rows: Sequence[int]) -> list[Card]:
        """Products by row with their pictures.  Raises StorageError."""
        products = shelf.products(rows)
        missing = {each.picture for each in products if each.picture and each.picture not in self._known}
        photos: dict[str, tuple[str, bool]] = {}  # asked for again next time: they may be cut out by then
        for sha256, data in shelf.pictures(sorted(missing)).items():
            suffix = next((suffix for sign, suffix in SIGNS if data.startswith(sign)), "")
            if suffix:
                path = self.prints.write(FOLDER, f"{sha256[:32]}{suffix}", data)
                photo = suffix == ".jpg"
                (photos if photo else self._known)[sha256] = (self.prints.address(path), photo)
        return [self._card(each, photos) for each in products]

    def _card(self, product: Product, photos: dict[str, tuple[str, bool]]) -> Card:
        image, photo = self._known.get(product.picture) or photos.get(product.picture, ("", False))
        return Card(product=product, image=image, photo=photo)
