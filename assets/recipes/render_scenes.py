"""Render the sets of `assets/scenes/`: plates, depth, front layers and scenes.json (its form: assets/scenes/FORMAT.md).

    python3 -m venv bpyenv && bpyenv/bin/pip install bpy==5.0.1 pillow numpy
    bpyenv/bin/python assets/recipes/render_scenes.py                         # what is missing, into assets/scenes
    bpyenv/bin/python assets/recipes/render_scenes.py --only oak-olive --anew # one scene again
    bpyenv/bin/python assets/recipes/render_scenes.py --preview               # small and quick, into work/scenes
    bpyenv/bin/python assets/recipes/render_scenes.py --pairs 2               # with and without a product, work/pairs

Blender (as the module bpy) is needed to make these pictures only; neither the app nor its tests import it.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
import traceback
import zlib
from pathlib import Path

import bpy
from PIL import Image, ImageFilter

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).resolve().parent))

from photo import stage  # noqa: E402
from scenes import (  # noqa: E402
    facts,
    hang,
    hang_rooms,
    hang_walls,
    heroes,
    lie,
    lie_hard,
    lie_seasons,
    lie_soft,
    stand,
    stand_home,
    stand_outdoors,
    stand_rooms,
    stand_seasons,
    stand_studio,
)
from scenes.sets import Scene  # noqa: E402

SCENES = (
    *lie.SCENES,
    *lie_hard.SCENES,
    *lie_seasons.SCENES,
    *lie_soft.SCENES,
    *hang.SCENES,
    *hang_walls.SCENES,
    *hang_rooms.SCENES,
    *stand.SCENES,
    *stand_rooms.SCENES,
    *stand_seasons.SCENES,
    *stand_studio.SCENES,
    *stand_home.SCENES,
    *stand_outdoors.SCENES,
)
SIZE_PX, TAKEN_PX, PREVIEW_PX, PAIR_PX = (
    1280,
    1024,
    288,
    384,
)  # Cycles sees the middle one: a third of the time, and hardly softer
MOST_BYTES = 150_000


def as_webp(image: Image.Image, most: int = MOST_BYTES) -> bytes:
    """At the highest quality that stays within the size limit; grass and the like are softened until they do."""
    for soft_px in (0.0, 0.7, 1.0, 1.4):
        picture = image.filter(ImageFilter.GaussianBlur(soft_px)) if soft_px else image
        for quality in range(92, 56, -4):
            buffer = io.BytesIO()
            picture.save(buffer, "WEBP", quality=quality, method=6)
            if buffer.tell() <= most:
                return buffer.getvalue()
    return buffer.getvalue()


def enlarged(image: Image.Image) -> Image.Image:
    """At the size that ships; the edges drawn a little crisper, as a scanner does."""
    return image.resize((SIZE_PX, SIZE_PX), Image.Resampling.LANCZOS).filter(ImageFilter.UnsharpMask(1.2, 45, 2))


def set_up(scene: Scene, size_px: int, samples: int, threads: int):
    """An empty studio with the set built in it."""
    world = stage.empty_scene((size_px, size_px), samples, scene.seed, threads)
    world.view_settings.exposure = scene.exposure
    world.cycles.adaptive_threshold = 0.04
    world.cycles.denoising_quality = "HIGH"
    world.cycles.max_bounces, world.cycles.diffuse_bounces = 4, 3
    return scene.build()


def render(scene: Scene, out: Path, samples: int, threads: int) -> None:
    """Build and photograph one set, measure it and list it."""
    start = time.process_time()
    shot = set_up(scene, TAKEN_PX, samples, threads)
    built = time.process_time() - start
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plate = enlarged(stage.photo(folder / "plate.png"))
        taken = time.process_time() - start
        entry = facts.describe(scene, shot, folder)
        plate = stage.develop(plate, scene.seed, scene.warmth, grain=1.9, vignette=0.08)
        front = enlarged(facts.front_layer(shot, folder / "front.png", samples)) if shot.front else None
        far, metres = facts.depth()
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{scene.id}.webp").write_bytes(as_webp(plate))
    far.save(out / f"{scene.id}.depth.png", optimize=True)
    if front is not None:
        front.save(out / f"{scene.id}.front.webp", "WEBP", quality=88, alpha_quality=90, method=6)
    entry |= {
        "size_px": [SIZE_PX, SIZE_PX],
        "plate": f"{scene.id}.webp",
        "depth": f"{scene.id}.depth.png",
        "depth_m": metres,
        "front": f"{scene.id}.front.webp" if front is not None else "",
        "palette": facts.palette(plate),
    }
    write_list(out, entry)
    print(
        f"{scene.id}: CPU seconds: built {built:.0f}, photo {taken - built:.0f}, "
        f"all {time.process_time() - start:.0f}; shares of the lamps "
        + " ".join(str(light["share"]) for light in entry["lights"]),
        flush=True,
    )


def preview(scene: Scene, out: Path, threads: int) -> None:
    """Only the plate, small."""
    set_up(scene, PREVIEW_PX, 6, threads)
    out.mkdir(parents=True, exist_ok=True)
    stage.develop(stage.photo(out / f"{scene.id}.png"), scene.seed, scene.warmth, grain=1.3).save(
        out / f"{scene.id}.png"
    )
    print(scene.id, flush=True)


def pair(scene: Scene, out: Path, number: int, threads: int) -> None:
    """The same set without and with a stand-in product, each set another, and the product's exact alpha: to train and
    judge with, not shipped."""
    shot = set_up(scene, PAIR_PX, 12, threads)
    out.mkdir(parents=True, exist_ok=True)
    stem = f"{scene.id}-{number}"
    stage.photo(out / f"{stem}.clean.png")
    product = heroes.hero(scene.support, shot, zlib.crc32(f"{scene.id}-{number}".encode()))
    stage.photo(out / f"{stem}.hero.png")
    stage.exact_alpha(product, out / f"{stem}.alpha.png", 64).save(out / f"{stem}.alpha.png")
    print(stem, flush=True)


def written(out: Path) -> dict[str, dict]:
    """The entries of scenes.json by id."""
    path = out / "scenes.json"
    return {e["id"]: e for e in json.loads(path.read_text())["scenes"]} if path.exists() else {}


def write_list(out: Path, entry: dict) -> None:
    """Put one entry into scenes.json, which keeps the order of the recipes."""
    entries = written(out) | {entry["id"]: entry}
    rows = [entries[s.id] for s in SCENES if s.id in entries]
    (out / "scenes.json").write_text(json.dumps({"format": 1, "scenes": rows}, indent=1, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", help="ids of scenes; all that are missing when left out")
    parser.add_argument("--anew", action="store_true", help="also those that are there")
    parser.add_argument("--preview", action="store_true", help="small and quick, into work/scenes")
    parser.add_argument("--pairs", type=int, default=0, help="so many pairs a scene instead, into work/pairs")
    parser.add_argument("--out", type=Path, help="another folder")
    parser.add_argument("--samples", type=int, default=8, help="most light paths a pixel, before denoising")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    out = arguments.out or ROOT / ("work/scenes" if arguments.preview else "assets/scenes")
    failed = []
    for scene in SCENES:
        known = not (arguments.anew or arguments.preview or arguments.pairs) and scene.id in written(out)
        if known or (arguments.only and scene.id not in arguments.only):
            continue
        try:
            if arguments.pairs:
                for number in range(arguments.pairs):
                    pair(scene, arguments.out or ROOT / "work/pairs", number, arguments.threads)
                continue
            if arguments.preview:
                preview(scene, out, arguments.threads)
                continue
            render(scene, out, arguments.samples, arguments.threads)
        except Exception:  # the others are still worth an hour's rendering
            traceback.print_exc()
            failed.append(scene.id)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    if failed:
        sys.exit(f"not rendered: {', '.join(failed)}")


if __name__ == "__main__":
    main()
