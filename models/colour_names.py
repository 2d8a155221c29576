"""The names that the trade has for colours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NamedColour:
    """A name and the sRGB (0..255) that it stands for."""

    name: str
    rgb: tuple[int, int, int]


_ROWS: dict[str, tuple[int, int, int]] = {
    "Black": (22, 22, 24), "Charcoal": (62, 64, 68), "Slate": (92, 104, 118), "Grey": (134, 135, 138),
    "Smoke": (150, 142, 152), "Silver": (188, 190, 194), "Pearl": (224, 223, 220),
    "White": (250, 250, 249), "Ivory": (250, 244, 226),
    "Cream": (242, 230, 202), "Ecru": (222, 210, 182), "Sand": (212, 190, 154), "Stone": (172, 162, 146),
    "Taupe": (134, 118, 106), "Khaki": (164, 148, 106), "Camel": (190, 146, 92), "Tan": (206, 160, 116),
    "Cognac": (158, 88, 44), "Mocha": (118, 86, 66), "Chocolate": (74, 46, 34), "Rust": (174, 74, 36),
    "Terracotta": (204, 104, 74), "Brick": (152, 58, 48), "Oxblood": (90, 20, 26), "Burgundy": (116, 24, 50),
    "Red": (202, 30, 42), "Scarlet": (236, 54, 38), "Coral": (250, 124, 100), "Salmon": (244, 158, 138),
    "Peach": (252, 200, 164), "Apricot": (248, 172, 104), "Orange": (240, 122, 30), "Amber": (250, 172, 24),
    "Mustard": (204, 154, 34), "Ochre": (182, 124, 40), "Yellow": (252, 216, 38), "Lemon": (252, 240, 110),
    "Butter": (250, 234, 168), "Lime": (180, 218, 58), "Chartreuse": (206, 212, 40), "Olive": (112, 110, 38),
    "Moss": (100, 118, 72), "Sage": (160, 174, 142), "Mint": (174, 226, 196), "Apple green": (122, 186, 62),
    "Kelly green": (30, 150, 66), "Emerald": (0, 134, 98), "Forest": (34, 74, 46), "Bottle green": (16, 66, 60),
    "Teal": (14, 120, 122), "Petrol": (18, 84, 104), "Turquoise": (34, 188, 190), "Aqua": (154, 222, 222),
    "Ice blue": (208, 230, 240), "Powder blue": (166, 200, 226), "Sky": (104, 176, 230), "Cornflower": (110, 144, 216),
    "Dusty blue": (134, 158, 176), "Steel blue": (66, 96, 140), "Royal blue": (40, 76, 190), "Cobalt": (14, 60, 160),
    "Navy": (28, 40, 78), "Midnight": (18, 24, 46), "Indigo": (58, 50, 114), "Lavender": (200, 192, 230),
    "Lilac": (192, 162, 212),
    "Violet": (124, 80, 184), "Purple": (98, 42, 128), "Aubergine": (62, 26, 54), "Plum": (124, 50, 98),
    "Mauve": (160, 122, 146), "Magenta": (198, 22, 130), "Fuchsia": (236, 54, 156), "Hot pink": (252, 98, 158),
    "Pink": (248, 174, 196), "Rose": (222, 102, 128), "Dusty rose": (204, 152, 152), "Blush": (244, 214, 206),
}  # fmt: skip
NAMED = tuple(NamedColour(name=name, rgb=rgb) for name, rgb in _ROWS.items())
