"""A folder of sets drawn here, one of each support, so that tests of staging need no rendered picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

SIDE = 640
BASE: dict[str, Any] = {
    "kinds": [], "size_px": [SIDE, SIDE], "depth": "", "depth_m": None, "front": "", "wall_y": None, "wall_gap": 0.0,
    "camera": {"focal_mm": 60, "sensor_mm": 36, "tilt_deg": 90}, "palette": ["#d8cfc0"],
    "lights": [{"from": [-0.48, 0.36, 0.8], "size_deg": 8, "colour": "#fff1dc", "share": 0.6}],
}  # fmt: skip


def scenes() -> list[dict[str, Any]]:
    """The entries of scenes.json: linen to lie on, a wall with a peg, a table by a wall, and dark wood."""
    stand = {"lights": [{"from": [-0.6, 0.72, 0.35], "size_deg": 12, "colour": "#fff4e4", "share": 0.6}]}
    return [
        BASE | {
            "id": "linen", "title": "Linen", "support": "lie", "theme": "home", "words": ["linen", "soft"],
            "plate": "linen.webp", "free": [0.12, 0.1, 0.88, 0.9], "anchor": [0.5, 0.5], "product_height": 0.6,
            "depth": "linen.depth.png", "depth_m": [1.0, 1.4],
        },
        BASE | {
            "id": "peg", "title": "A peg", "support": "hang", "theme": "home", "words": ["peg", "wall"],
            "plate": "peg.webp", "front": "peg.front.webp", "free": [0.2, 0.2, 0.8, 0.9], "anchor": [0.5, 0.24],
            "product_height": 0.5, "wall_gap": 0.03,
        },
        BASE | stand | {
            "id": "table", "title": "A table", "support": "stand", "theme": "studio", "words": ["table", "plain"],
            "plate": "table.webp", "free": [0.2, 0.25, 0.8, 0.82], "anchor": [0.5, 0.78], "product_height": 0.42,
            "wall_y": 0.62, "camera": {"focal_mm": 60, "sensor_mm": 36, "tilt_deg": 12}, "palette": ["#b8b2a8"],
        },
        BASE | {
            "id": "oak", "title": "Dark oak", "support": "lie", "theme": "wood", "words": ["oak", "dark"],
            "plate": "oak.webp", "free": [0.1, 0.1, 0.9, 0.9], "anchor": [0.5, 0.5], "product_height": 0.6,
            "palette": ["#4a3526"],
        },
    ]  # fmt: skip


def draw_sets(folder: Path) -> Path:
    """Draw the plates and write the list; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    colours = {"linen": (216, 207, 192), "peg": (203, 208, 204), "table": (190, 184, 174), "oak": (74, 53, 38)}
    light = np.linspace(1.06, 0.86, SIDE, dtype=np.float32)
    noise = np.random.default_rng(3).normal(0, 3, (SIDE, SIDE, 1))
    for name, colour in colours.items():
        field = np.array(colour, np.float32) * (0.5 * light[None, :, None] + 0.5 * light[:, None, None]) + noise
        if name == "table":
            field[int(0.62 * SIDE) :] *= 0.86
        picture = Image.fromarray(field.clip(0, 255).astype(np.uint8))
        picture.save(folder / f"{name}.webp", quality=90)
    front = Image.new("RGBA", (SIDE, SIDE))
    ImageDraw.Draw(front).ellipse((310, 130, 330, 160), fill=(90, 70, 50, 255))
    front.save(folder / "peg.front.webp", lossless=True)
    ramp = np.repeat(np.linspace(40, 220, SIDE // 2).astype(np.uint8)[:, None], SIDE // 2, 1)
    Image.fromarray(ramp).save(folder / "linen.depth.png")
    (folder / "scenes.json").write_text(json.dumps({"format": 1, "scenes": scenes()}))
    return folder
