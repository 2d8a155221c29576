"""Ground truth of try-on, into work/tryon: flat pictures, and the same garments draped on persons and photographed.

    bpyenv/bin/python assets/recipes/render_tryon_pairs.py --data ../shared/data/mpfb --persons 30  # goes on
    bpyenv/bin/python assets/recipes/render_tryon_pairs.py --data ... --pack  # work/tryon_pairs.npz

Nothing of it ships.  Patterns are cut to each body's measures, both panels sewn, draped by Blender's cloth solver on
the resting body, which then takes its pose.  No code of the dresser is used, and no body or pose of assets/people.
`work/tryon/people` has the form of assets/people: `models.people.Shelf` reads it.  Packed, for n pairs: `flat`
(n, 512, 512, 4), `worn` (n, 576, 384, 3), `body` (n, 576, 384, 3) the same window without the garment, `mask`
(n, 576, 384) how much is garment, `person`, `category`, `print`, `cloth` and `id` as text.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

import bpy
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).resolve().parent))

from drape import flat, measures, panels, patterns, persons, prints, solve, worn  # noqa: E402
from people import files, maps, poses  # noqa: E402
from people.base import Base  # noqa: E402
from people.cast import BODIES  # noqa: E402
from people.figure import Body, Figure, Finer, path, prepare, put  # noqa: E402
from people.mesh import only  # noqa: E402
from people.rig import turn  # noqa: E402
from render_people import Window  # noqa: E402

GARMENTS = 4  # a person
HALF = (maps.WIDTH_PX // 2, maps.HEIGHT_PX // 2)
HEAVY = {"Pants": ("denim", "poplin"), "Shorts": ("denim", "poplin"), "Skirt": ("poplin", "denim", "silk")}


class Sitter:
    """One person ready for fittings: body, pose, the way into it, and the window."""

    def __init__(self, base: Base, finer: Finer, number: int) -> None:
        self.base, self.finer = base, finer
        self.person = persons.person(number)
        self.role = self.person.role
        self.body: Body = prepare(base, BODIES[self.role.body])
        self.figure: Figure = put(base, self.body, self.role.pose, self.role.turn_deg)
        self.skin = finer.operator @ self.figure.posed
        self.lens = maps.lens_for(self.skin)
        self.keys = path(base, self.body, poses.POSES[self.role.pose].set, 5)
        around = turn((0, self.role.turn_deg, 0))
        shift = (self.keys[-1] @ around.T - self.figure.posed).mean(0)
        self.place = lambda cloth: cloth @ around.T - shift

    def window(self, scratch: Path) -> Window:
        """Where it is photographed."""
        return Window(self.role, self.finer, self.body, self.figure, self.lens, scratch)

    def photograph(self, out: Path, scratch: Path, samples: int) -> None:
        """The person without garments, in the form of assets/people."""
        folder = out / self.role.id
        folder.mkdir(parents=True, exist_ok=True)
        window = self.window(scratch)
        photo = window.picture(samples, 0.5)
        photo.save(folder / "half.png")
        large = photo.resize((maps.WIDTH_PX, maps.HEIGHT_PX), Image.Resampling.BICUBIC)
        large.putalpha(maps.coverage(self.finer, self.skin, self.lens, large.size))
        large.save(folder / "picture.webp", "WEBP", quality=92, alpha_quality=100, exact=True)
        window.clay(3).save(folder / "shading.webp", "WEBP", quality=92)
        drawn = maps.draw(self.finer, self.figure, self.lens)
        files.write_maps(folder, drawn, maps.draw(self.finer, self.figure, self.lens, without_arms=True))
        files.write_topology(out, self.finer)
        points = maps.keypoints(self.figure, self.lens, drawn)
        entry = files.entry(self.role, self.body, self.figure, self.lens, points)
        files.write_list(out, [*_listed(out), self.role.id], entry)
        files.write_mesh(folder, self.figure)

    def collider(self) -> tuple[list[np.ndarray], np.ndarray]:
        """Positions and faces of what cloth can touch: all but head, hands and feet."""
        parts = self.finer.part_weights[: len(self.body.used)].argmax(1)
        faces, used = only(self.body.faces[~np.isin(parts, (1, 2, 8, 11, 14, 17))[self.body.faces].all(1)])
        return [key[used] for key in (self.keys[0], *self.keys)], faces

    def drape(self, sewn: panels.Sewn, cloth: str) -> np.ndarray:
        """Where the garment's vertices are once the pose is taken."""
        solve.empty()
        keys, faces = self.collider()
        moves = [solve.SETTLE + round(solve.MOVE * k / (len(keys) - 2)) for k in range(1, len(keys) - 1)]
        solve.moving_body(keys, faces, [1, solve.SETTLE, *moves])
        last = solve.SETTLE + solve.MOVE + solve.REST
        return self.place(solve.run(solve.garment(sewn, cloth, last), [last])[0])


def _listed(folder: Path) -> list[str]:
    listed = folder / "people.json"
    return [e["id"] for e in json.loads(listed.read_text())["people"]] if listed.exists() else []


def fitting(sitter: Sitter, number: int, out: Path, samples: int) -> None:
    """One garment: cut, sewn, laid flat, draped, photographed."""
    start = time.process_time()
    rng = np.random.default_rng(77000 + sitter.person.seed * 10 + number)
    at = sitter.person.seed * GARMENTS + number
    category = patterns.CATEGORIES[at % len(patterns.CATEGORIES)]
    if category in ("Dress", "Skirt") and BODIES[sitter.role.body].sex == "man":
        category = {"Dress": "T-Shirt", "Skirt": "Shorts"}[category]
    kind = prints.KINDS[(at * 3 + sitter.person.seed) % len(prints.KINDS)]
    cloth = str(rng.choice(HEAVY.get(category, ("jersey", "poplin", "silk"))))
    pattern = patterns.cut(category, measures.measure(sitter.finer, sitter.body), rng)
    sewn = panels.sew(pattern, measures.measure(sitter.finer, sitter.body), 0.023)
    print_ = prints.drawn(kind, rng)
    places = sitter.drape(sewn, cloth)
    if not sound(places, sewn, sitter):
        raise ValueError(f"{category} of {cloth} fell off")
    solved = time.process_time() - start
    id = f"{sitter.role.id}-{number}"
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        textures = [flat.texture(sewn, pattern, print_, side) for side in (True, False)]
        paths = [scratch / f"{side}.png" for side in ("front", "back")]
        for picture, to in zip(textures, paths, strict=True):
            Image.fromarray(np.round(picture * 255).astype(np.uint8)).save(to, compress_level=1)
        flat.laid(sewn, pattern, *textures, rng).save(out / f"{id}.flat.png")
        cloth_places, faces, on_table, front = worn.finer_cloth(places, sewn)
        window = sitter.window(scratch)
        window.posed = worn.drawn_in(sitter.skin, sitter.finer, cloth_places)
        window.more = lambda: worn.cloth_object(cloth_places, faces, on_table, front, sewn, paths)
        window.box = window.box_with(cloth_places)
        window.picture(samples, 0.5).save(out / f"{id}.worn.png")
        worn.mask(window.posed, sitter.finer, cloth_places, faces, sitter.lens).save(out / f"{id}.mask.png")
    facts = {"id": id, "person": sitter.role.id, "category": category, "print": kind, "cloth": cloth}
    (out / f"{id}.json").write_text(json.dumps(facts))
    print(
        f"{id}: {category}, {kind}, {cloth}; drape {solved:.0f}, all {time.process_time() - start:.0f} CPU s",
        flush=True,
    )


def sound(places: np.ndarray, sewn: panels.Sewn, sitter: Sitter) -> bool:
    """Whether the garment is still on the body, and an elastic waist still at the waist."""
    if sewn.tight.any() and places[sewn.tight][:, 1].mean() < sitter.figure.joints["pelvis"][1] + 0.03:
        return False
    skin = sitter.figure.posed
    middle = places.mean(0)
    inside = (places > skin.min(0) - 0.35).all() and (places < skin.max(0) + 0.35).all()
    return bool(
        np.isfinite(places).all() and inside and places[:, 1].max() > skin[:, 1].max() * 0.5 and middle[1] > 0.25
    )


def pack(folder: Path, to: Path) -> int:
    """All pairs that are there, in one file."""
    rows = [json.loads(each.read_text()) for each in sorted((folder / "pairs").glob("*.json"))]
    stacks: dict[str, list] = {"flat": [], "worn": [], "mask": [], "body": []}
    for row in rows:
        for kind in ("flat", "worn", "mask"):
            stacks[kind].append(np.asarray(Image.open(folder / "pairs" / f"{row['id']}.{kind}.png")))
        stacks["body"].append(np.asarray(Image.open(folder / "people" / row["person"] / "half.png").convert("RGB")))
    texts = {key: np.array([row[key] for row in rows]) for key in ("id", "person", "category", "print", "cloth")}
    part = to.with_suffix(".part.npz")
    np.savez_compressed(part, **{key: np.stack(value) for key, value in stacks.items()}, **texts)
    os.replace(part, to)
    return len(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder mpfb")
    parser.add_argument("--work", type=Path, default=ROOT / "work")
    parser.add_argument("--persons", type=int, default=30)
    parser.add_argument("--first", type=int, default=0, help="number of the first person")
    parser.add_argument("--garments", type=int, default=GARMENTS, help="at most so many a person")
    parser.add_argument("--samples", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=600, help="stop before the next garment after so long")
    parser.add_argument("--pack", action="store_true", help="only write work/tryon_pairs.npz")
    arguments = parser.parse_args()
    folder = arguments.work / "tryon"
    (folder / "pairs").mkdir(parents=True, exist_ok=True)
    if not arguments.pack:
        dress_all(arguments, folder)
        bpy.ops.wm.read_factory_settings(use_empty=True)
    print(pack(folder, arguments.work / "tryon_pairs.npz"), "pairs in work/tryon_pairs.npz")


def dress_all(arguments: argparse.Namespace, folder: Path) -> None:
    """Everything that is missing, person by person."""
    base = Base(arguments.data)
    finer, begun = Finer(base), time.monotonic()
    for number in range(arguments.first, arguments.first + arguments.persons):
        id = persons.person(number).role.id
        missing = [k for k in range(arguments.garments) if not (folder / "pairs" / f"{id}-{k}.json").exists()]
        missing = [k for k in missing if not (folder / "pairs" / f"{id}-{k}.failed").exists()]
        if not missing:
            continue
        sitter = Sitter(base, finer, number)
        if id not in _listed(folder / "people"):
            with tempfile.TemporaryDirectory() as name:
                sitter.photograph(folder / "people", Path(name), arguments.samples)
        for garment in missing:
            if time.monotonic() - begun > arguments.minutes * 60:
                return
            try:
                fitting(sitter, garment, folder / "pairs", arguments.samples)
            except Exception:  # the others are still worth the hour
                traceback.print_exc()
                (folder / "pairs" / f"{id}-{garment}.failed").touch()


if __name__ == "__main__":
    main()
