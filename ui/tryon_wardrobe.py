"""Where the Try-on tab finds what can be worn: the easel, kept things, the shop's shelves, the basics."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.design import CATEGORIES
from models.errors import InputError, StudioError
from models.tryon.covering import SET_ON
from models.tryon.cut import WORN
from models.tryon.slots import SLOTS, TITLES, Slot, slots_for
from models.types import Artefact
from segments.search import Finder
from segments.shelf import Shelf
from ui import stage
from ui.audience_prints import ProductPrints
from ui.design_view import design_session
from ui.services import Services
from ui.tryon_basics import list_basics
from ui.tryon_choices import Choices
from ui.tryon_gallery import Offer
from ui.tryon_prints import TryonPrints

SHOP_TILES = 36
WEARABLE = ("design", "cutout")


class Wardrobe:
    """Offers for a slot, and products by what a tile sends back."""

    def __init__(self, services: Services, pictures: TryonPrints) -> None:
        self.services = services
        self.studio = services.studio
        self.pictures = pictures
        self._products = ProductPrints(services.prints)
        self._finder: Finder | None = None

    def offer(self, session: str, choices: Choices) -> Offer:
        """Everything that the open slot can be filled with."""
        slot = choices.slot
        assert slot  # noqa: S101  it is open
        shop, note = self._shop(slot, choices.words)
        return Offer(
            slot=slot, title=TITLES[slot], easel=self._easel(session, slot), kept=self._kept(slot), shop=shop,
            basics=tuple(
                stage.Tile(act="basic", id=each.id, image=self.pictures.basic(each), title=each.title)
                for each in list_basics(slot)
            ),
            words=choices.words, note=note, has_shop=bool(shop or note or choices.words),
        )  # fmt: skip

    def slots(self) -> tuple[Slot, ...]:
        """The slots that the dresser of this installation can fill."""
        if self.studio.settings.dresser != "compact_warp":
            return SLOTS
        kinds = (*WORN, *SET_ON)
        return tuple(slot for slot in SLOTS if any(slot in slots_for(kind) for kind in kinds))

    def slots_of(self, product: Artefact) -> tuple[Slot, ...]:
        """Where a product can be worn; empty when its kind is not known, or it is nothing to wear."""
        kind = self.studio.kind_of(product)
        return slots_for(kind) if kind in CATEGORIES else ()

    def easel(self, session: str) -> Artefact | None:
        """The design that is on the easel."""
        design = self.studio.current(design_session(session))
        return design if design is not None and design.kind == "design" else None

    def shop_product(self, row: str) -> Artefact:
        """A product of the shop, cut out.  Raises InputError, SegmentDataError."""
        shelf = self.services.shelves.open()
        products = shelf.products([int(row)]) if row.isdecimal() and len(row) < 9 else []
        picture = shelf.thumbnails([each.picture for each in products if each.picture])
        if not products or not picture:
            raise InputError("This product has no picture here.", "Choose another one.")
        opened = self.studio.open_product(picture[products[0].picture], products[0].name)
        return self.studio.product_of(opened.id)

    def _easel(self, session: str, slot: Slot) -> tuple[stage.Tile, ...]:
        design = self.easel(session)
        if design is None or slot not in self.slots_of(design):
            return ()
        return (self._tile("worn", design),)

    def _kept(self, slot: Slot) -> tuple[stage.Tile, ...]:
        return tuple(
            self._tile("worn", each)
            for each in self.studio.kept()
            if each.kind in WEARABLE and slot in (self.slots_of(each) or (slot,))
        )

    def _tile(self, act: str, artefact: Artefact) -> stage.Tile:
        image = self.services.prints.thumb(artefact.id)
        return stage.Tile(act=act, id=artefact.id, image=image, title=artefact.title)

    def _shop(self, slot: Slot, words: str) -> tuple[tuple[stage.Tile, ...], str]:
        """Products of the shop that go into a slot; those that fit the words, where some were searched."""
        try:
            shelf = self.services.shelves.now()
            if shelf is None:
                return (), ""
            note = ""
            rows: Sequence[int] = range(len(shelf.texts()))
            if words:
                rows, note = self._find(shelf, words)
            fitting = [row for row in rows if slot in read_slots(shelf, row)]
            if not words:
                fitting = fitting[:: max(1, len(fitting) // SHOP_TILES)]
            if words and not fitting:
                note = note or f"Nothing in the shop for “{words}” that is worn here."
            cards = self._products.cards(shelf, fitting[:SHOP_TILES])
        except StudioError as error:
            return (), str(error)
        tiles = (
            stage.Tile(act="shop", id=str(card.product.row), image=card.image, title=card.product.name)
            for card in cards
            if card.image
        )
        return tuple(tiles), note

    def _find(self, shelf: Shelf, words: str) -> tuple[Sequence[int], str]:
        if self._finder is None or self._finder.shelf is not shelf:
            self._finder = Finder(shelf)
        try:
            found = self._finder.find(words, None, self.services.encoder(shelf.manifest.encoder), 8 * SHOP_TILES)
        except InputError as error:
            return (), str(error)
        unknown = f"Not known here: {', '.join(found.unknown)}." if found.unknown else ""
        return found.rows, unknown


def read_slots(shelf: Shelf, row: int) -> tuple[Slot, ...]:
    """Where a product of a shop is worn, by its category and name; empty where neither says."""
    product = next(iter(shelf.products([row])), None)
    return find_slots(f"{product.category} {product.title}") if product else ()


def find_slots(text: str) -> tuple[Slot, ...]:
    """Where something of these words is worn; the last kind that is named counts."""
    kind = ""
    for word in re.findall(r"[a-z]+(?:-[a-z]+)?", text.casefold()):
        kind = KINDS.get(word, KINDS.get(word.removesuffix("s"), kind))
    return slots_for(kind) if kind else ()


KINDS = {each.casefold(): each for each in CATEGORIES} | {
    "tee": "T-Shirt", "tshirt": "T-Shirt", "jumper": "Longsleeve", "sweater": "Longsleeve", "cardigan": "Longsleeve",
    "sweatshirt": "Longsleeve", "trouser": "Pants", "jean": "Pants", "chino": "Pants", "legging": "Pants",
    "pant": "Pants", "jogger": "Pants", "short": "Shorts", "jacket": "Outwear", "coat": "Outwear", "parka": "Outwear",
    "outerwear": "Outwear", "sneaker": "Shoes", "boot": "Shoes", "loafer": "Shoes", "shoe": "Shoes", "pump": "Shoes",
    "cap": "Hat", "beanie": "Hat", "gown": "Dress", "dresse": "Dress", "camisole": "Top", "vest": "Undershirt",
}  # fmt: skip
"""Words of a shop for the kinds that the studio knows."""
