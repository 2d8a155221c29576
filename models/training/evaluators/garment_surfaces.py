"""Are surfaces told apart on garments, whatever the cut and the colour; and is the colour still the one asked for?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.backends.compact_garment import CompactGarment
from models.design import Cloth, DesignSpec, TweakRequest
from models.library import StarterShape, draw_inks, read_library
from models.surface_names import LINED, SURFACES
from models.training.evaluators.garment_controls import dominant_colour
from models.training.metrics.ciede2000 import ciede2000, to_cielab
from models.training.metrics.cloth import ClothSpace
from models.types import Job

Pictures = NDArray[np.uint8]
SHAPES = 12
NEAR_PX, SIDE_PX = 768, 256
SMOOTH = "smooth"


def judge_surfaces(model: CompactGarment, space: ClothSpace, seed: int) -> tuple[dict[str, Any], Pictures]:
    """Each surface and smooth cloth on `SHAPES` starters in random inks.

    `surface_top1_near` and `_whole`: the nearest garment of *another* shape and colour has the same surface; seen as a
    square of 256 px of a print of 768, and as a whole print of 256.  `surface_colour_de00_*`: dominant colour against
    the main ink, of the whole prints.
    """
    rng = np.random.default_rng((seed, 9))
    picked = pick_shapes(rng)
    names = np.array([SMOOTH, *SURFACES])
    whole, near, gaps = [], [], []
    for shape in picked:
        for name in names:
            spec = _dress(shape, str(name), rng)
            small, large = (draw(model, spec, side) for side in (SIDE_PX, NEAR_PX))
            whole.append(small)
            near.append(cut_middle(large))
            if name not in LINED:  # most of lace is lining
                gaps.append(float(ciede2000(to_cielab(np.array(spec.colour)), dominant_colour(small))))
    kinds = np.tile(names, SHAPES)
    out: dict[str, Any] = {"surface_n": len(kinds), "surface_chance": round(1 / len(names), 4)}
    for key, pictures in (("near", near), ("whole", whole)):
        out |= {f"surface_top1_{key}{end}": value for end, value in score_kinds(space, pictures, kinds, seed).items()}
    for key, share in (("median", 0.5), ("p95", 0.95)):
        out[f"surface_colour_de00_{key}"] = round(float(np.quantile(gaps, share)), 3)
    return out, np.stack([picture for pair in zip(whole, near, strict=True) for picture in pair])


def pick_shapes(rng: np.random.Generator) -> list[StarterShape]:
    """`SHAPES` garments of the library."""
    shapes = [shape for shape in read_library().shapes if shape.category not in ("Shoes", "Hat")]
    return [shapes[row] for row in rng.permutation(len(shapes))[:SHAPES]]


def score_kinds(space: ClothSpace, pictures: list[Pictures], kinds: NDArray[np.str_], seed: int) -> dict[str, float]:
    """How often the nearest picture of another shape is of the same kind, with its interval over the shapes ("_low",
    "_high"); `pictures` are SHAPES runs of all kinds."""
    points = space.place(np.stack(pictures))
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    own = np.repeat(np.arange(SHAPES), len(kinds) // SHAPES)
    apart[own[:, None] == own[None]] = np.inf
    found = kinds[np.argmin(apart, axis=1)] == kinds
    drawn = np.random.default_rng(seed).integers(0, SHAPES, (2000, SHAPES))
    by_shape = found.reshape(SHAPES, -1).mean(1)
    low, high = np.quantile(by_shape[drawn].mean(1), [0.025, 0.975])
    return {end: round(float(value), 4) for end, value in (("", found.mean()), ("_low", low), ("_high", high))}


def _dress(shape: StarterShape, name: str, rng: np.random.Generator) -> DesignSpec:
    colour, accent = draw_inks(rng)
    library = {each.cloth.surface or each.name: each.cloth for each in read_library().cloths}
    cloth: Cloth = library["Smooth"] if name == SMOOTH else library[name]
    seed = int(rng.integers(1 << 30))
    return DesignSpec(
        shape=shape.code, seams=shape.seams, cloth=cloth, colour=colour, accent=accent, category=shape.category,
        seed=seed,
    )  # fmt: skip


def draw(model: CompactGarment, spec: DesignSpec, side: int) -> Pictures:
    """A print (side, side, 4), white where it is clear."""
    image = model.tweak(TweakRequest(spec=spec, size_px=side), Job()).image
    white = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    white.putalpha(image.getchannel("A"))
    return np.asarray(white)


def cut_middle(large: Pictures) -> Pictures:
    """The square (256, 256, 4) with most garment in it, near the middle of a print."""
    alpha = large[..., 3] > 127
    rows, columns = (np.flatnonzero(alpha.any(axis=axis)) for axis in (1, 0))
    row, column = round(float(rows.mean())), round(float(columns.mean()))
    best = max(
        ((row + dy, column + dx) for dy in range(-128, 129, 64) for dx in range(-128, 129, 64)),
        key=lambda at: int(alpha[max(at[0] - 128, 0) : at[0] + 128, max(at[1] - 128, 0) : at[1] + 128].sum()),
    )
    top, left = (int(np.clip(at - 128, 0, NEAR_PX - SIDE_PX)) for at in best)
    return np.ascontiguousarray(large[top : top + SIDE_PX, left : left + SIDE_PX])
