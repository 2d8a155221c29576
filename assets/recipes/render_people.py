"""Render the mannequins of `assets/people/` with their maps and people.json (its form: assets/people/FORMAT.md).

    python3 -m venv bpyenv && bpyenv/bin/pip install bpy==5.0.1 pillow numpy scipy
    bpyenv/bin/python assets/recipes/render_people.py --data ../shared/data/mpfb         # what is missing
    bpyenv/bin/python assets/recipes/render_people.py --data ... --only ada-walk --anew  # one again
    bpyenv/bin/python assets/recipes/render_people.py --data ... --preview               # small, maps left out

The body is makehumancommunity/mpfb2's mesh, morph targets, rig and weights (CC0 1.0), read as data; Blender (the module
bpy) is needed to make these pictures only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import bpy
import numpy as np
from PIL import Image, ImageFilter

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).resolve().parent))

from people import files, maps, studio, suit  # noqa: E402
from people.base import Base  # noqa: E402
from people.cast import BODIES, CAST, FINISHES, Role  # noqa: E402
from people.figure import Body, Figure, Finer, prepare, put  # noqa: E402

SIZE_PX = (maps.WIDTH_PX, maps.HEIGHT_PX)
SEED = 7
TAKEN = 0.8  # Cycles takes the picture at this size: smooth figures lose hardly anything


def box_of(points_px: np.ndarray) -> tuple[float, float, float, float]:
    """The part of the frame that the figure and its near shadow take up, as fractions."""
    low, high = points_px.min(0) / SIZE_PX, points_px.max(0) / SIZE_PX
    return max(low[0] - 0.22, 0), max(low[1] - 0.03, 0), min(high[0] + 0.24, 1), min(high[1] + 0.05, 1)


def laid_over(plate: Image.Image, photo: Image.Image, box: tuple[float, float, float, float]) -> Image.Image:
    """The rendered part over the empty window, its border feathered."""
    width, height = plate.size
    x, y = np.arange(width)[None, :] / width, np.arange(height)[:, None] / height
    inside = np.minimum(np.minimum((x - box[0]) * width, (box[2] - x) * width), (y - box[1]) * height)
    inside = np.minimum(inside, (box[3] - y) * height)
    share = np.clip((inside - 1) / (0.08 * width), 0, 1)
    share = (share * share * (3 - 2 * share))[..., None]
    mixed = np.asarray(plate, np.float32) * (1 - share) + np.asarray(photo, np.float32) * share
    return Image.fromarray(np.round(mixed).astype(np.uint8))


class Window:
    """Takes the pictures of one role."""

    def __init__(self, role: Role, finer: Finer, body: Body, figure: Figure, lens: maps.Lens, scratch: Path) -> None:
        self.role, self.finer, self.figure, self.lens, self.scratch = role, finer, figure, lens, scratch
        self.posed = finer.operator @ figure.posed
        self.suit = suit.suit_of(finer, body)
        self.box = box_of(lens.project(self.posed)[0])
        self.more: Callable[[], object] | None = None  # what else is built into the window

    def build(self, size_px: tuple[int, int], samples: int, with_body: bool = True):
        """The window; returns the figure's object."""
        finish = FINISHES[self.role.finish]
        studio.set_up(self.lens, size_px, samples, SEED, finish.ground)
        if not with_body:
            return None
        thing = studio.mesh_object("body", self.posed, self.finer.faces, {"suit": self.suit})
        thing.data.materials.append(studio.finish(finish.skin, finish.suit, finish.roughness, finish.coat))
        if self.figure.seat_y:
            studio.plinth(self.figure.seat_y, finish.ground, self.figure.seat_at)
        if self.more:
            self.more()
        studio.within(self.box)
        return thing

    def box_with(self, points: np.ndarray) -> tuple[float, float, float, float]:
        """The part of the frame that figure and some other places take up."""
        return box_of(self.lens.project(np.concatenate([self.posed, points]))[0])

    def plate(self) -> Image.Image:
        """The empty window through the same lens, small: it has nothing but gradients."""
        self.build((SIZE_PX[0] // 4, SIZE_PX[1] // 4), 16, with_body=False)
        return studio.photo(self.scratch / "plate.png").filter(ImageFilter.GaussianBlur(3))

    def picture(self, samples: int, scale: float = 1.0) -> Image.Image:
        """The photo."""
        size = (round(SIZE_PX[0] * scale), round(SIZE_PX[1] * scale))
        plate = self.plate().resize(size, Image.Resampling.BICUBIC)
        self.build(size, samples)
        return laid_over(plate, studio.photo(self.scratch / "photo.png"), self.box)

    def clay(self, samples: int) -> Image.Image:
        """The same light on white clay, at half size: how bright, sRGB-coded, 255 = the brightest."""
        body = self.build((SIZE_PX[0] // 2, SIZE_PX[1] // 2), samples)
        body.data.materials.clear()
        body.data.materials.append(studio.material("clay", "#ffffff", 1.0))
        bpy.context.scene.view_settings.view_transform = "Standard"
        bpy.context.scene.view_settings.look = "None"
        bpy.context.scene.view_settings.exposure = studio.CLAY_STOPS
        return studio.photo(self.scratch / "clay.png").convert("L")


def render(role: Role, base: Base, finer: Finer, body: Body, out: Path, samples: int) -> None:
    """Pose, photograph and measure one mannequin, and list it."""
    start = time.process_time()
    figure = put(base, body, role.pose, role.turn_deg)
    lens = maps.lens_for(finer.operator @ figure.posed)
    with tempfile.TemporaryDirectory() as name:
        window = Window(role, finer, body, figure, lens, Path(name))
        photo = window.picture(samples, TAKEN).resize(SIZE_PX, Image.Resampling.LANCZOS)
        photo = photo.filter(ImageFilter.UnsharpMask(1.0, 40, 2))
        taken = time.process_time() - start
        clay = window.clay(3)
    drawn = maps.draw(finer, figure, lens)
    folder = out / role.id
    folder.mkdir(parents=True, exist_ok=True)
    photo.putalpha(maps.coverage(finer, window.posed, lens, SIZE_PX))
    photo.save(folder / "picture.webp", "WEBP", quality=90, alpha_quality=100, exact=True, method=6)
    clay.save(folder / "shading.webp", "WEBP", quality=92, method=6)
    files.write_maps(folder, drawn, maps.draw(finer, figure, lens, without_arms=True))
    files.write_mesh(folder, figure)
    files.write_topology(out, finer)
    order = [each.id for each in CAST]
    files.write_list(out, order, files.entry(role, body, figure, lens, maps.keypoints(figure, lens, drawn)))
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(
        f"{role.id}: photo {taken:.0f}, all {time.process_time() - start:.0f} CPU s, {size / 1000:.0f} kB", flush=True
    )


def preview(role: Role, base: Base, finer: Finer, body: Body, out: Path) -> None:
    """A small picture only."""
    figure = put(base, body, role.pose, role.turn_deg)
    lens = maps.lens_for(finer.operator @ figure.posed)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        photo = Window(role, finer, body, figure, lens, Path(name)).picture(6, 0.5)
    photo.save(out / f"{role.id}.png")
    print(role.id, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder mpfb")
    parser.add_argument("--only", nargs="*", help="ids; all that are missing when left out")
    parser.add_argument("--anew", action="store_true", help="also those that are there")
    parser.add_argument("--preview", action="store_true", help="small and quick, into work/people")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--samples", type=int, default=5, help="most light paths a pixel, before denoising")
    arguments = parser.parse_args()
    out = arguments.out or ROOT / ("work/people" if arguments.preview else "assets/people")
    base = Base(arguments.data)
    finer = Finer(base)
    bodies: dict[str, Body] = {}
    for role in CAST:
        there = (out / role.id / "mesh.npz").exists() and not (arguments.anew or arguments.preview)
        if there or (arguments.only and role.id not in arguments.only):
            continue
        if role.body not in bodies:
            bodies[role.body] = prepare(base, BODIES[role.body])
        if arguments.preview:
            preview(role, base, finer, bodies[role.body], out)
        else:
            render(role, base, finer, bodies[role.body], out, arguments.samples)
    bpy.ops.wm.read_factory_settings(use_empty=True)


if __name__ == "__main__":
    main()
