"""Blind pairs: one product staged in two ways, side by side, names hidden; and the score of what viewers preferred.

    python -m models.training.blind_pairs --out DIR --key KEY.json --photos DATA --pairs 100 --seed 1
    python -m models.training.blind_pairs --key KEY.json --score ANSWERS.json

The first command writes `pairs/pair-001.jpg`…, contact sheets of ten as `sheets/sheet-01.png`…, and apart from them the
key.  Both sides show the same cut-out in the same placement; rendered sets are taken of the themes that the dreamt
grounds were taught, so that both know what is asked.  The second command reads {"1": "left", "2": "right", "3":
"neither", …} and prints one JSON object: how often each way was preferred over its rival, with Wilson's intervals.

Source: the form of Yahoo's user study, arXiv 2307.15326, section 5.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from scipy.stats import binomtest

from models import lettering
from models.errors import InputError
from models.settings import Settings
from models.staging.dreaming import UNSEEN_THEMES
from models.staging.records import Shot
from models.staging.requests import Ground
from models.studio import Studio, build_studio
from models.training.blind_products import Product, choose_products

SCENES, VANILLA, PLAIN = "compact_scenes", "compact_vanilla", "plain_grounds"
CONTESTS = (((SCENES, VANILLA), 0.44), ((SCENES, PLAIN), 0.44), ((VANILLA, PLAIN), 0.12))
"""Who meets whom, and in which share of the pairs; the last keeps viewers from knowing that one is always there."""
PLACEMENTS = ("square", "square", "portrait", "link", "rectangle", "story")
BEST_SETS = 4
"""A set is drawn from so many that suit best."""
SIDE_PX, HEAD_PX, GAP_PX, SHEET = 420, 30, 16, 10
PAPER, INK = (244, 241, 236), (40, 36, 32)
SIDES = ("left", "right")


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One line of the key: the pair's number, who is on which side, and what of."""

    number: int
    left: str
    right: str
    product: str
    placement: str
    scene: str


def draw_contests(count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Who is on the left and on the right in each of `count` pairs: every contest in its share, sides by chance."""
    drawn: list[tuple[str, str]] = []
    for (one, other), share in CONTESTS[1:]:
        drawn += [(one, other)] * round(share * count)
    drawn = [CONTESTS[0][0]] * (count - len(drawn)) + drawn
    mixed = [drawn[row] for row in rng.permutation(len(drawn))]
    return [(b, a) if rng.random() < 0.5 else (a, b) for a, b in mixed]


class Rivals:
    """The three ways to stage, on workspaces of their own below `work`."""

    def __init__(self, work: Path) -> None:
        self.studios = {
            name: build_studio(Settings(workspace=work / name, device="cpu", stager=name)) for name in (SCENES, VANILLA)
        }

    @property
    def studio(self) -> Studio:
        """The one that cuts out."""
        return self.studios[SCENES]

    def shoot(self, product: Product, shot: Shot, rng: np.random.Generator) -> Shot:
        """The shot on one of the sets that suit best, of a theme that every way was taught.  Raises InputError."""
        known = self._bring(self.studio, product)
        sets = [self.studio.sets.find(each) for each in self.studio.scenes_for(known, shot)]
        fair = [each for each in sets if each and each.theme not in UNSEEN_THEMES][:BEST_SETS]
        if not fair:
            raise InputError("No set of a theme that is taught suits this product.")
        chosen = fair[int(rng.integers(len(fair)))]
        return replace(shot, scene=chosen.id, theme=chosen.theme, support=chosen.support)

    def stage(self, name: str, product: Product, shot: Shot, plain: Ground) -> Image.Image:
        """The creative of one way (RGB), at the placement's size; `plain` is "colour" or "gradient"."""
        studio = self.studios.get(name, self.studio)
        if name == VANILLA:
            shot = replace(shot, scene="")
        if name == PLAIN:
            shot = replace(shot, scene="", theme="", ground=plain)
        return studio.preview_stage(self._bring(studio, product), shot).image.convert("RGB")

    def _bring(self, studio: Studio, product: Product) -> str:
        path = studio.settings.workspace.parent / f"{product.name}.png"
        if not path.is_file():
            product.image.save(path)
        return studio.open_product(path).id


def draw_pair(number: int, left: Image.Image, right: Image.Image) -> Image.Image:
    """Two creatives side by side on paper, each at most 420 px, under the pair's number and "left" and "right"."""
    sides = []
    for image in (left, right):
        small = image.copy()
        small.thumbnail((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
        sides.append(small)
    height = max(each.height for each in sides)
    out = Image.new("RGB", (2 * SIDE_PX + 3 * GAP_PX, HEAD_PX + height + GAP_PX), PAPER)
    draw, font = ImageDraw.Draw(out), lettering.font("SemiBold", 15)
    draw.text((out.width / 2, HEAD_PX / 2), str(number), INK, font, anchor="mm")
    for place, (label, each) in enumerate(zip(SIDES, sides, strict=True)):
        middle = GAP_PX + SIDE_PX // 2 + place * (SIDE_PX + GAP_PX)
        draw.text((middle, HEAD_PX / 2), label, INK, font, anchor="mm")
        out.paste(each, (middle - each.width // 2, HEAD_PX + (height - each.height) // 2))
    return out


def draw_sheet(pictures: Sequence[Image.Image]) -> Image.Image:
    """Pairs below each other, in two columns."""
    columns = [pictures[0::2], pictures[1::2]]
    high = max(sum(each.height for each in column) for column in columns)
    out = Image.new("RGB", (sum(max((e.width for e in column), default=0) for column in columns), high), PAPER)
    for place, column in enumerate(columns):
        y = 0
        for each in column:
            out.paste(each, (place * pictures[0].width, y))
            y += each.height
    return out


def make_pairs(out: Path, key: Path, photos: Path | None, count: int, seed: int) -> int:
    """Write pairs and sheets into `out` and the key beside it; returns how many pairs there are.

    The same seed gives the same pictures.  Raises InputError when the key would lie among the pictures.
    """
    if out.resolve() in key.resolve().parents:
        raise InputError("The key would lie among the pairs.", "Write it into another folder.")
    rng = np.random.default_rng(seed)
    for folder in ("pairs", "sheets"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    lines: list[Pair] = []
    drawn: list[Image.Image] = []
    with tempfile.TemporaryDirectory() as work:
        rivals = Rivals(Path(work))
        for product, (left, right) in zip(
            choose_products(count, photos, rivals.studio, rng), draw_contests(count, rng), strict=True
        ):
            place = PLACEMENTS[int(rng.integers(len(PLACEMENTS)))]
            plain: Ground = "colour" if rng.random() < 0.5 else "gradient"
            shot = rivals.shoot(product, Shot(kind=product.kind).placed_in(place), rng)
            sides = [rivals.stage(name, product, shot, plain) for name in (left, right)]
            lines.append(
                Pair(
                    number=len(lines) + 1, left=left, right=right, product=product.name, placement=place,
                    scene=shot.scene,
                )
            )  # fmt: skip
            drawn.append(draw_pair(len(lines), *sides))
            drawn[-1].save(out / "pairs" / f"pair-{len(lines):03d}.jpg", quality=92)
    for start in range(0, len(drawn), SHEET):
        draw_sheet(drawn[start : start + SHEET]).save(out / "sheets" / f"sheet-{start // SHEET + 1:02d}.png")
    key.write_text(json.dumps({"seed": seed, "pairs": [asdict(each) for each in lines]}, indent=1), encoding="utf-8")
    return len(lines)


def score(pairs: Sequence[Pair], answers: Mapping[str, str]) -> dict[str, Any]:
    """How often each way was preferred over its rival, with Wilson's 95 % interval, and how many pairs were decided.

    Raises InputError for an answer that is none, or that belongs to no pair.
    """
    known = {str(each.number) for each in pairs}
    for number, said in answers.items():
        if number not in known or said not in (*SIDES, "neither"):
            raise InputError(f"Pair {str(number)[:8]!r} with the answer {str(said)[:20]!r} is none that was asked.")
    out: dict[str, Any] = {"answered": len(answers), "pairs": len(pairs)}
    for (ours, theirs), _ in CONTESTS:
        met = [each for each in pairs if {each.left, each.right} == {ours, theirs} and str(each.number) in answers]
        sides = [answers[str(each.number)] for each in met]
        won = sum(side != "neither" and getattr(each, side) == ours for each, side in zip(met, sides, strict=True))
        decided = sum(side != "neither" for side in sides)
        name = f"{ours}_over_{theirs}"
        out |= {f"{name}_n": decided, f"{name}_neither": len(met) - decided}
        if decided:
            test = binomtest(won, decided)
            low, high = test.proportion_ci(method="wilson")
            shown = {name: won / decided, f"{name}_low": float(low), f"{name}_high": float(high)}
            out |= {key: round(value, 3) for key, value in shown.items()}
    return out


def read_key(path: Path) -> list[Pair]:
    """The pairs of a key.  Raises InputError when it is damaged."""
    try:
        return [Pair(**each) for each in json.loads(path.read_text(encoding="utf-8"))["pairs"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("This is not a key of blind pairs.", "Make the pairs again.") from error


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key", type=Path, required=True, help="who is on which side; kept from those who judge")
    parser.add_argument("--out", type=Path, help="write the pairs here")
    parser.add_argument("--photos", type=Path, help="folder with images.csv and images/: people's own garments as well")
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--score", type=Path, help="read these answers instead")
    arguments = parser.parse_args()
    if arguments.score:
        answers = json.loads(arguments.score.read_text(encoding="utf-8"))
        print(json.dumps({"model": "blind_pairs", **score(read_key(arguments.key), answers)}))
    elif arguments.out:
        print(make_pairs(arguments.out, arguments.key, arguments.photos, arguments.pairs, arguments.seed), "pairs")
    else:
        parser.error("give --out to make pairs, or --score to count answers")


if __name__ == "__main__":
    main()
