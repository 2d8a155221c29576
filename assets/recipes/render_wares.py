"""Render homewares and small furniture with exact alpha, to stage and to measure with: small pictures on nothing.

    bpyenv/bin/python assets/recipes/render_wares.py                        # all, small, into work/wares
    bpyenv/bin/python assets/recipes/render_wares.py --ship                 # what ships, into assets/samples/wares
    bpyenv/bin/python assets/recipes/render_wares.py --only chair-oak --size 512
    python assets/recipes/manifest.py

Each is one RGBA WebP of a few kilobytes, lit by a large window from the upper left, seen from a little above, as the
sets of `assets/scenes` are.  Blender (as the module bpy) is needed to make these pictures only.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).resolve().parent))

from photo import grounds, homewares, stage, wares  # noqa: E402

WARES: dict[str, Callable[[], list]] = {
    "moon-vase-cream": lambda: homewares.moon_vase("#e6ddcb"),
    "moon-vase-ink": lambda: homewares.moon_vase("#33405a"),
    "tall-vase-sage": lambda: homewares.tall_vase("#a3b096", dip="#8a6a4c"),
    "tall-vase-terracotta": lambda: homewares.tall_vase("#b5694a"),
    "ribbed-vase-blush": lambda: homewares.ribbed_vase("#dcb3a0"),
    "ribbed-vase-white": lambda: homewares.ribbed_vase("#ece7dc"),
    "bottle-vase": wares.vase,
    "jug-blue": lambda: homewares.jug("#5f7f9c"),
    "jug-ochre": lambda: homewares.jug("#c08a3c"),
    "mug-teal": wares.mug,
    "bowl-green": lambda: homewares.bowl("#7d8f72"),
    "bowl-charcoal": lambda: homewares.bowl("#43413f"),
    "planter-white": lambda: homewares.planter("#e9e4d9"),
    "planter-rust": lambda: homewares.planter("#a8573a"),
    "basket-natural": lambda: homewares.basket("#c8a266", "#8a6535"),
    "basket-dark": lambda: homewares.basket("#7a5a3c", "#46301d"),
    "lamp-linen": wares.lamp,
    "lamp-mushroom-red": lambda: homewares.mushroom_lamp("#9c3428", "#b8402f"),
    "lamp-mushroom-white": lambda: homewares.mushroom_lamp("#e9e4da", "#f5f0e6"),
    "lamp-arc-black": lambda: homewares.arc_lamp("#232221"),
    "lamp-arc-mustard": lambda: homewares.arc_lamp("#cf9a2e"),
    "chair-oak": lambda: homewares.chair("#c9a06a", "#8f6238", "#d9cdb6"),
    "chair-black": lambda: homewares.chair("#35302c", "#1c1917", "#b98a55"),
    "stool-oak": wares.stool,
    "side-table-walnut": lambda: homewares.side_table("#8a5f3e", "#4d3120", "#2a2826"),
    "side-table-ash": lambda: homewares.side_table("#dcc39a", "#b3925f", "#d9d4c8"),
    "pouf-olive": lambda: homewares.pouf("#7f8055"),
    "pouf-striped": lambda: homewares.pouf("#e6dcc8", "#b5694a"),
    "cushion-rust": lambda: homewares.cushion("#b0593a"),
    "cushion-striped": lambda: homewares.cushion("#ece4d4", "#4a5f7a"),
    "cushion-sage": lambda: homewares.cushion("#9aa88a"),
    "clock-green": lambda: homewares.clock("#4f6a58"),
    "clock-brass": lambda: homewares.clock("#c39a4e"),
    "mirror-brass": lambda: homewares.mirror("#c9a25c"),
    "candlestick-brass": lambda: homewares.candlestick("#c39a4e"),
    "candlestick-black": lambda: homewares.candlestick("#262423", "#c9705a"),
}


SHIPPED = {
    "chair-oak": "Oak chair",
    "moon-vase-cream": "Cream moon vase",
    "lamp-arc-black": "Black arc lamp",
    "jug-blue": "Blue jug",
    "basket-natural": "Cane basket",
    "side-table-walnut": "Walnut side table",
    "clock-green": "Green clock",
    "cushion-rust": "Rust cushion",
    "tall-vase-terracotta": "Terracotta bottle vase",
    "pouf-striped": "Striped pouf",
    "lamp-mushroom-red": "Red mushroom lamp",
    "bowl-green": "Green bowl",
    "moon-vase-ink": "Ink moon vase",
    "tall-vase-sage": "Sage bottle vase",
    "ribbed-vase-blush": "Blush ribbed vase",
    "ribbed-vase-white": "White ribbed vase",
    "bottle-vase": "Dipped bottle vase",
    "jug-ochre": "Ochre jug",
    "mug-teal": "Teal mug",
    "bowl-charcoal": "Charcoal bowl",
    "planter-white": "White planter",
    "planter-rust": "Rust planter",
    "basket-dark": "Dark cane basket",
    "lamp-linen": "Linen table lamp",
    "lamp-mushroom-white": "White mushroom lamp",
    "lamp-arc-mustard": "Mustard arc lamp",
    "chair-black": "Black chair",
    "stool-oak": "Oak stool",
    "side-table-ash": "Ash side table",
    "pouf-olive": "Olive pouf",
    "cushion-striped": "Striped cushion",
    "cushion-sage": "Sage cushion",
    "clock-brass": "Brass clock",
    "mirror-brass": "Brass mirror",
    "candlestick-brass": "Brass candlestick",
    "candlestick-black": "Black candlestick",
}
"""What the Stage tab offers to try it with, by its title."""
SHIPPED_PX, MOST_BYTES = 720, 60_000


def write_list(out: Path) -> None:
    """samples.json of the shipped ones that are there."""
    rows = [
        {"file": f"{name}.webp", "title": title} for name, title in SHIPPED.items() if (out / f"{name}.webp").exists()
    ]
    (out / "samples.json").write_text(json.dumps(rows, indent=1) + "\n")


def save(image: Image.Image, path: Path) -> None:
    """At the highest quality that stays within the size limit; the alpha is exact."""
    for quality in range(90, 40, -6):
        image.save(path, "WEBP", quality=quality, alpha_quality=100, method=6)
        if path.stat().st_size <= MOST_BYTES:
            return


def render(name: str, out: Path, size_px: int, threads: int) -> None:
    """One product, alone, as RGBA; what is clear has the colour of its edge, so that it can be enlarged."""
    scene = stage.empty_scene((size_px, size_px), 24, 7, threads)
    scene.cycles.max_bounces = 5
    product = WARES[name]()
    table = grounds.plane(4)
    table.data.materials.append(wares.plain("#cfc6b8", 0.9))
    table.visible_camera = False
    stage.ambient("#e6e9f0", 0.42)
    stage.window((-1.6, -1.3, 1.7), target=(0, 0, 0.2), size_m=(1.3, 1.6), watts=105)
    stage.camera((0, -3.6, 0.95), (0, 0, 0.2), lens_mm=70)
    stage.fit(product, 0.9)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ware.png"
        scene.render.film_transparent = True
        scene.render.image_settings.file_format, scene.render.image_settings.color_mode = "PNG", "RGBA"
        scene.render.filepath = str(path)
        stage.bpy.ops.render.render(write_still=True)
        pixels = np.array(Image.open(path).convert("RGBA"))
    out.mkdir(parents=True, exist_ok=True)
    rows, columns = (np.nonzero(pixels[..., 3].max(axis) > 0)[0] for axis in (1, 0))
    room = 6
    top, bottom = max(rows[0] - room, 0), min(rows[-1] + room + 1, size_px)
    start, end = max(columns[0] - room, 0), min(columns[-1] + room + 1, size_px)
    save(Image.fromarray(pixels[top:bottom, start:end]), out / f"{name}.webp")
    print(name, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", help="names; all of them when left out")
    parser.add_argument("--size", type=int, default=448, help="side of the frame in pixels")
    parser.add_argument("--ship", action="store_true", help="those that come with the app, and their list")
    parser.add_argument("--out", type=Path, help="another folder")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    out = arguments.out or ROOT / ("assets/samples/wares" if arguments.ship else "work/wares")
    for name in arguments.only or (SHIPPED if arguments.ship else WARES):
        if not (out / f"{name}.webp").exists() or arguments.only:
            render(name, out, SHIPPED_PX if arguments.ship else arguments.size, arguments.threads)
    if arguments.ship:
        write_list(out)


if __name__ == "__main__":
    main()
