"""Every training garment as the numbers that the prior learns, seen several times: mirrored, longer, wider, turned.

    python -m models.training.prior.material --work work

Reads `work/garments.npz` and `work/cutouts.npz`, the shipped pattern coder and the shipped encoder; writes
`work/views.npz` (all that the shape coder needs; with `--views` nothing else) and `work/designs.npz`.  Seeing a garment
several ways keeps the prior from learning 4,000 outlines by heart.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from models.backends.compact_garment import CompactGarment
from models.backends.open_clip_encoder import CompactEncoder
from models.design import CATEGORIES
from models.encoding import EncodeRequest
from models.nets.prior import TASTE
from models.shape import COARSE, FINE, FINER, REACH_PX, SIDE_PX
from models.training.cutouts import read_cutouts
from models.training.garment.material import RELIEF_LEVELS, Garments, read_garments
from models.types import Job

VIEWS = 8
"""How many times each garment is seen; the first is as it is, every second one mirrored."""
LEVELS = 127.0
WEIGHTS = Path(__file__).parents[3] / "assets" / "weights"
Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Designs:
    """Garments as numbers.

    shape int8 (N, VIEWS, 9216), 127 = 1; pattern (N, 2, 7, 8, 8), as it is and mirrored, zeros for one ink; grain
    (N, 8, 8); scale (N,); patterned, two (N,) bool; inks (N, 2, 3) in OKLab; vector (N, 256) of the encoder; category
    (N,), a place in CATEGORIES; care (N, 2), how ragged the outline and how busy the relief is, as ranks in 0..1;
    sender and split (N,); encoder: its id as snapshots write it, (1,).
    """

    shape: NDArray[np.int8]
    pattern: Floats
    grain: Floats
    scale: Floats
    patterned: NDArray[np.bool_]
    two: NDArray[np.bool_]
    inks: Floats
    vector: Floats
    category: NDArray[np.int_]
    care: Floats
    sender: NDArray[np.str_]
    split: NDArray[np.str_]
    encoder: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.shape)

    def take(self, rows: NDArray[Any]) -> Designs:
        """The designs of these rows (indices or bools)."""
        names = [field.name for field in fields(self) if field.name != "encoder"]
        return Designs(**{name: getattr(self, name)[rows] for name in names}, encoder=self.encoder)

    def side(self, split: str) -> Designs:
        """Only the "train" or the "held_out" designs."""
        return self.take(self.split == split)


def see_shape(alpha: NDArray[np.uint8], relief: NDArray[np.int8], trim: NDArray[np.uint8], seed: int) -> dict[str, Any]:
    """One garment's shape codes, seen VIEWS ways, and how ragged and busy it is."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng(seed)
    inside = alpha > 127
    distance = measure_distance(alpha) / REACH_PX
    light = relief.astype(np.float32) / RELIEF_LEVELS
    weight = inside.astype(np.float32)
    near = cv2.blur(light * weight, (9, 9)) / np.maximum(cv2.blur(weight, (9, 9)), 1e-3)
    planes = np.dstack([distance, np.where(inside, light, near), trim / 255]).astype(np.float32)
    codes = []
    for view in range(VIEWS):
        moved = planes if view < 2 else _warp(planes, rng)
        moved = moved[:, ::-1] if view % 2 else moved
        fine = cv2.resize(np.ascontiguousarray(moved[..., :2]), (FINE, FINE), interpolation=cv2.INTER_AREA)
        coarse = cv2.resize(np.ascontiguousarray(moved[..., 2]), (COARSE, COARSE), interpolation=cv2.INTER_AREA)
        codes.append(np.concatenate([fine[..., 0].ravel(), fine[..., 1].ravel(), coarse.ravel()]))
    shape = np.round(np.stack(codes) * LEVELS).clip(-127, 127).astype(np.int8)
    return {"shape": shape, "ragged": measure_raggedness(alpha), "busy": measure_busyness(light, alpha)}


def measure_distance(alpha: NDArray[np.uint8]) -> Floats:
    """Signed distance (256, 256) in px to the outline, as `models.shape` measures it, before it is shrunk."""
    large = cv2.resize(alpha.astype(np.float32), None, fx=FINER, fy=FINER, interpolation=cv2.INTER_CUBIC)
    inside = (large > 127.5).astype(np.uint8)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, 5) - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    distance = np.clip((distance - 0.5 * np.sign(distance)) / FINER, -REACH_PX, REACH_PX)
    return np.asarray(cv2.resize(distance, alpha.shape[::-1], interpolation=cv2.INTER_AREA), np.float32)


def _warp(planes: Floats, rng: np.random.Generator) -> Floats:
    """A little longer or shorter, wider or slimmer, leaning, turned (256, 256, 3)."""
    sy, sx = np.exp(rng.normal(0, 0.06, 2))
    turn, lean = rng.normal(0, 0.03), rng.normal(0, 0.03)
    step = np.array([[sx * np.cos(turn), sx * (np.sin(turn) + lean)], [-sy * np.sin(turn), sy * np.cos(turn)]])
    middle = np.array([SIDE_PX / 2 - 0.5, SIDE_PX / 2 - 0.5])
    matrix = np.column_stack([step, middle - step @ middle])
    inverse = cv2.WARP_INVERSE_MAP
    out = cv2.warpAffine(
        planes, matrix, (SIDE_PX, SIDE_PX), flags=cv2.INTER_CUBIC | inverse, borderMode=cv2.BORDER_REPLICATE
    )
    out[..., 0] = np.clip(out[..., 0] / np.sqrt(sx * sy), -1, 1)
    return np.asarray(out, np.float32)


def measure_raggedness(alpha: NDArray[np.uint8]) -> float:
    """Length of the outline over that of a smoothed one: 1 is smooth."""
    length = []
    for plane in (alpha, cv2.GaussianBlur(alpha, (0, 0), 6)):
        found, _ = cv2.findContours((plane > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        length.append(sum(cv2.arcLength(each, True) for each in found))
    return float(length[0] / max(length[1], 1.0))


def measure_busyness(light: Floats, alpha: NDArray[np.uint8]) -> float:
    """How much of the inside stands out sharply, as prints do and folds do not."""
    inner = cv2.erode((alpha > 200).astype(np.uint8), np.ones((25, 25), np.uint8)) > 0
    detail = np.abs(light - cv2.GaussianBlur(light, (0, 0), 6))
    return float((detail[inner] > 0.09).mean()) if inner.any() else 1.0


def see_all(garments: Garments, workers: int) -> Iterator[dict[str, Any]]:
    """`see_shape` of all garments, in order, over processes."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        columns = (garments.alpha, garments.relief, garments.trim, range(len(garments)))
        yield from pool.map(see_shape, *columns, chunksize=32)


def rank(values: Floats) -> Floats:
    """Each value's place among all, 0..1."""
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray(order / max(1, len(values) - 1), np.float32)


@torch.inference_mode()
def code_patterns(garments: Garments, model: CompactGarment) -> Floats:
    """Pattern codes (N, 2, 7, 8, 8): as it is and mirrored; zeros for garments of one ink."""
    out = np.zeros((len(garments), 2, 7, 8, 8), np.float32)
    for row in np.flatnonzero(garments.patterned):
        mix = torch.from_numpy(garments.swatch[row].astype(np.float32) / 255)
        out[row] = model.patterns.encode(torch.stack([mix, mix.flip(1)])[:, None]).numpy()
    return out


def look_at(pictures: NDArray[np.uint8], encoder: CompactEncoder) -> Floats:
    """Cut-outs (N, 256, 256, 4) as the encoder's unit vectors (N, D)."""
    found: list[tuple[float, ...]] = []
    for start in range(0, len(pictures), 64):
        images = tuple(Image.fromarray(picture) for picture in pictures[start : start + 64])
        found += encoder.encode(EncodeRequest(images=images), Job()).image_vectors
    return np.asarray(found, np.float32)


def read_designs(path: Path) -> Designs:
    """The designs of a file.  Raises FileNotFoundError, saying how to make it."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. Make it: python -m models.training.prior.material --work DIR")
    with np.load(path) as file:
        return Designs(**{field.name: file[field.name] for field in fields(Designs)})


def write_designs(designs: Designs, path: Path) -> None:
    """Write a file that `read_designs` reads, atomically."""
    with path.with_suffix(".part").open("wb") as stream:
        np.savez(stream, **{field.name: getattr(designs, field.name) for field in fields(Designs)})
    os.replace(path.with_suffix(".part"), path)


def make_views(work: Path, garments: Garments, workers: int) -> dict[str, NDArray[Any]]:
    """Shape codes and care of all garments, from `work/views.npz` when it is newer than the garments."""
    path = work / "views.npz"
    if not path.is_file() or path.stat().st_mtime < (work / "garments.npz").stat().st_mtime:
        seen = list(see_all(garments, workers))
        care = [rank(np.array([each[name] for each in seen], np.float32)) for name in ("ragged", "busy")]
        with path.with_suffix(".part").open("wb") as stream:
            shape = np.stack([each["shape"] for each in seen])
            np.savez(stream, shape=shape, care=np.stack(care, 1), split=garments.split)
        os.replace(path.with_suffix(".part"), path)
    return read_views(path)


def read_views(path: Path) -> dict[str, NDArray[Any]]:
    """shape int8 (N, VIEWS, 9216), care (N, 2) and split (N,).  Raises FileNotFoundError, saying how to make it."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. Make it: python -m models.training.prior.material --work DIR")
    with np.load(path) as file:
        return {name: file[name] for name in ("shape", "care", "split")}


def gather(work: Path, weights: Path, workers: int, blind: bool = False) -> Designs:
    """The designs of all garments of a work folder; `blind`, without the encoder's vectors."""
    garments = read_garments(work / "garments.npz")
    views = make_views(work, garments, workers)
    encoder, model = CompactEncoder(weights / "encoder", "cpu"), CompactGarment(weights / "garment", "cpu")
    if blind:
        vector = np.zeros((len(garments), TASTE), np.float32)
    else:
        vector = look_at(read_cutouts(work / "cutouts.npz").rgba[garments.row], encoder)
    return Designs(
        shape=views["shape"],
        pattern=code_patterns(garments, model),
        grain=garments.grain,
        scale=garments.scale,
        patterned=garments.patterned,
        two=garments.two,
        inks=garments.inks,
        vector=vector,
        category=np.array([CATEGORIES.index(str(label)) for label in garments.label]),
        care=views["care"],
        sender=garments.sender,
        split=garments.split,
        encoder=np.array([f"{encoder.info.id}@{encoder.weights_sha256[:16]}"]),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--views", action="store_true", help="only what the shape coder needs")
    parser.add_argument("--blind", action="store_true", help="without the encoder, while it is still being trained")
    arguments = parser.parse_args()
    if arguments.views:
        views = make_views(arguments.work, read_garments(arguments.work / "garments.npz"), arguments.workers)
        print(f"{len(views['shape'])} garments, {VIEWS} views of each")
        return
    designs = gather(arguments.work, arguments.weights, arguments.workers, arguments.blind)
    write_designs(designs, arguments.work / "designs.npz")
    print(f"{len(designs)} designs, {int(designs.patterned.sum())} patterned, for {designs.encoder[0]}")


if __name__ == "__main__":
    main()
