"""Make the library of starter shapes and cloths.

    python -m assets.recipes.library --work work --out assets/library --sheet /tmp/library.png

A shape is the blend of five garments of a kind whose outlines are alike, mirrored onto itself where its kind is
symmetric; its relief is mixed from two of them.  A cloth is drawn (`models.training.garment.patterns`) and takes the
mean grain of many garments of its kind.  Needs `work/garments.npz` and the garment weights.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from scipy.ndimage import distance_transform_edt

from models import shape as shapes
from models.backends.compact_garment import CompactGarment
from models.backends.garment_reading import encode_cloth
from models.design import Cloth, DesignSpec, TweakRequest, write_code
from models.texture import Swatch
from models.training.garment import patterns
from models.training.garment.material import RELIEF_LEVELS, Garments, read_garments
from models.types import Job

KINDS = {  # how many shapes of each kind, its name on screen
    "T-Shirt": (8, "T-shirt"), "Longsleeve": (6, "Long sleeve"), "Shirt": (5, "Shirt"), "Dress": (8, "Dress"),
    "Pants": (6, "Trousers"), "Shorts": (4, "Shorts"), "Skirt": (5, "Skirt"), "Hoodie": (3, "Hoodie"),
    "Outwear": (4, "Jacket"), "Blazer": (2, "Blazer"), "Polo": (3, "Polo"), "Top": (3, "Top"), "Hat": (4, "Hat"),
}  # fmt: skip
TWO_SIDED = frozenset(KINDS) - {"Hat"}
NEIGHBOURS = 5
CLOTHS = (  # name, kind, grain, drawn (kind, seed), scale
    ("Smooth", "plain", "smooth", None, 1.0),
    ("Jersey", "plain", "even", None, 1.0),
    ("Linen", "plain", "rough", None, 1.0),
    ("Denim", "denim", "denim", None, 1.0),
    ("Rib knit", "knit", "knit", None, 1.0),
    ("Leather", "leather", "leather", None, 1.0),
    ("Breton stripe", "striped", "even", ("stripes", 24), 1.0),
    ("Deck stripe", "striped", "even", ("stripes", 22), 1.0),
    ("Pinstripe", "striped", "smooth", ("stripes", 3), 1.0),
    ("Gingham", "checked", "even", ("checks", 14), 1.0),
    ("Window check", "checked", "even", ("checks", 17), 1.5),
    ("Tartan", "checked", "even", ("checks", 20), 1.5),
    ("Polka dot", "dotted", "smooth", ("dots", 3), 1.25),
    ("Pin dot", "dotted", "smooth", ("dots", 16), 1.0),
    ("Petals", "floral", "even", ("motifs", 7), 1.5),
    ("Meadow", "floral", "even", ("motifs", 25), 1.25),
    ("Twigs", "floral", "even", ("motifs", 22), 1.5),
    ("Chevron", "graphic", "even", ("zigzag", 14), 1.0),
)
REJECTED = frozenset(
    {"T-shirt 4", "T-shirt 6", "T-shirt 7", "Dress 8", "Jacket 1", "Jacket 2", "Polo 2", "Hat 1", "Hat 2"}
)
"""Blends that the eye does not want: a print or a mark shines through, or the outline is odd."""
BUSY = 0.012
"""Share of pixels far from the outline that stand out of the relief, above which a garment may carry a print."""


def distances(garments: Garments) -> np.ndarray:
    """The outlines of garments as signed distances, flat (N, 4096)."""
    blank = np.zeros((256, 256), np.float32)
    fine = shapes.FINE**2
    return np.stack([shapes.encode(alpha, blank, blank)[:fine] for alpha in garments.alpha])


def ragged(alpha: np.ndarray) -> float:
    """Perimeter over that of the smoothed outline: 1 is smooth."""
    length = []
    for plane in (alpha, cv2.GaussianBlur(alpha, (0, 0), 6)):
        found, _ = cv2.findContours((plane > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        length.append(sum(cv2.arcLength(each, True) for each in found))
    return length[0] / max(length[1], 1.0)


def busy(relief: np.ndarray, alpha: np.ndarray) -> float:
    """How much of the inside stands out sharply, as prints do and folds do not."""
    inner = cv2.erode((alpha > 200).astype(np.uint8), np.ones((25, 25), np.uint8)) > 0
    light = relief.astype(np.float32) / RELIEF_LEVELS
    detail = np.abs(light - cv2.GaussianBlur(light, (0, 0), 6))
    return float((detail[inner] > 0.09).mean()) if inner.any() else 1.0


def blend(garments: Garments, rows: np.ndarray, two_sided: bool) -> bytes:
    """One shape code from a garment and its neighbours, nearest first."""
    flat = distances(garments.take(rows)).reshape(-1, 64, 64)
    mean = flat.mean(0)
    mean = (mean + mean[:, ::-1]) / 2 if two_sided else mean
    grown = cv2.resize(mean, (256, 256), interpolation=cv2.INTER_CUBIC)
    alpha = np.clip(grown * shapes.REACH_PX * 255 + 127, 0, 255).astype(np.uint8)
    reliefs = garments.relief[rows[:2]].astype(np.float32) / RELIEF_LEVELS
    relief = 0.8 * reliefs[0] + 0.5 * reliefs[1][:, ::-1]
    inside = alpha > 127
    relief = relief - np.median(relief[inside])
    known = (garments.alpha[rows[0]] > 200) & inside
    rows_near, columns_near = distance_transform_edt(~known, return_distances=False, return_indices=True)
    relief = relief[rows_near, columns_near].clip(-0.6, 0.45) * inside
    code = shapes.encode(alpha, relief.astype(np.float32), np.zeros((256, 256), np.float32))
    code[:4096] = mean.ravel()
    return write_code(code)


def find_shapes(garments: Garments, label: str, count: int) -> list[bytes]:
    """`count` unlike shapes of a kind, the most typical and the smoothest first."""
    own = garments.take((garments.label == label) & ~garments.two)
    smooth = np.array([ragged(alpha) for alpha in own.alpha]) < 1.12
    noise = np.array([busy(relief, alpha) for relief, alpha in zip(own.relief, own.alpha, strict=True)])
    own, noise = own.take(smooth), noise[smooth]
    calm = noise < max(BUSY, float(np.quantile(noise, 0.3)))
    flat = distances(own)
    flipped = flat.reshape(-1, 64, 64)[:, :, ::-1].reshape(flat.shape)
    odd = np.linalg.norm(flat - flipped, axis=1) if label in TWO_SIDED else np.zeros(len(own))
    gaps = np.linalg.norm(flat[:, None] - flat[None], axis=2)
    crowd = np.sort(gaps, axis=1)[:, 1 : NEIGHBOURS + 1].mean(1)
    cost = crowd + 0.7 * odd
    chosen: list[int] = []
    for row in np.argsort(cost):
        if calm[row] and all(gaps[row, other] > 9.0 for other in chosen):
            chosen.append(int(row))
        if len(chosen) == count:
            break
    blends = []
    for row in chosen:
        near = np.argsort(gaps[row])
        second = next((other for other in near[1:] if calm[other]), row)
        rows = np.array([row, second, *(other for other in near[1:] if other != second)])[:NEIGHBOURS]
        blends.append(blend(own, rows, label in TWO_SIDED))
    return blends


def grain_kinds(garments: Garments) -> dict[str, np.ndarray]:
    """Mean grain spectra (8, 8): of the smooth, even and rough plain garments, and of some kinds."""
    plain = garments.take(~garments.two)
    power = plain.grain.mean((1, 2))
    order = np.argsort(power)
    n = len(order)
    across = np.abs(plain.grain[:, 0].mean(1) - plain.grain[:, 4].mean(1))
    knit = np.argsort(-(across + 0.3 * power))[:40]
    spectra = plain.grain[knit]
    turned = np.stack([each if each[0].mean() > each[4].mean() else np.roll(each, 4, 0) for each in spectra])
    jeans = (plain.label == "Pants") & (power > np.median(power))
    leather = np.isin(plain.label, ["Shoes"]) & (power < np.median(power))
    return {
        "smooth": plain.grain[order[: n // 5]].mean(0),
        "even": plain.grain[order[n // 3 : n // 2]].mean(0),
        "rough": plain.grain[order[-n // 6 :]].mean(0),
        "denim": plain.grain[jeans].mean(0),
        "knit": turned.mean(0) + 0.3,
        "leather": plain.grain[leather].mean(0) if leather.any() else plain.grain.mean(0),
    }


def draw(kind: str, seed: int) -> np.ndarray:
    """A drawn swatch (64, 64) of a kind, mostly the first ink."""
    rng = np.random.default_rng(seed)
    small = cv2.resize(getattr(patterns, kind)(rng), (64, 64), interpolation=cv2.INTER_AREA)
    return np.asarray(small if small.mean() < 0.5 else 1 - small, np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, default=Path("assets/library"))
    parser.add_argument("--sheet", type=Path)
    arguments = parser.parse_args()
    garments = read_garments(arguments.work / "garments.npz").side("train")
    model = CompactGarment(Path("assets/weights/garment"), "cpu")
    listed, codes = [], []
    for label, (count, name) in KINDS.items():
        for number, code in enumerate(find_shapes(garments, label, count), start=1):
            if f"{name} {number}" in REJECTED:
                continue
            seen = sum(entry["category"] == label for entry in listed)
            listed.append({"name": f"{name} {seen + 1}", "category": label})
            codes.append(np.frombuffer(code, "<f2"))
    grains, kinds = grain_kinds(garments), []
    pattern_codes, grain_codes = [], []
    for name, kind, grain, drawn, scale in CLOTHS:
        numbers = np.zeros(448, "<f2")
        if drawn is not None:
            swatch = Swatch(mix=draw(*drawn), scale=scale, grain=grains[grain])
            numbers = np.frombuffer(encode_cloth(model.patterns, swatch, "cpu").pattern, "<f2")
        kinds.append({"name": name, "kind": kind, "patterned": drawn is not None, "scale": scale})
        pattern_codes.append(numbers)
        grain_codes.append(grains[grain].astype("<f2").ravel())
    arguments.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"shapes": listed, "cloths": kinds}, indent=1)
    (arguments.out / "library.json").write_text(text + "\n", encoding="utf-8")
    arrays = {"shapes": np.stack(codes), "patterns": np.stack(pattern_codes), "grains": np.stack(grain_codes)}
    np.savez_compressed(arguments.out / "codes.npz", **arrays)
    if arguments.sheet:
        show(model, arrays, arguments.sheet)


def show(model: CompactGarment, arrays: dict[str, np.ndarray], path: Path) -> None:
    """All shapes in one cloth, then all cloths on one shape."""
    cells = []
    grain = arrays["grains"][1].tobytes()
    specs = [
        DesignSpec(shape=code.tobytes(), cloth=Cloth(grain=grain), colour=(150, 84, 72), accent=(240, 232, 220))
        for code in arrays["shapes"]
    ]
    for pattern, grain_code in zip(arrays["patterns"], arrays["grains"], strict=True):
        cloth = Cloth(pattern=pattern.tobytes() if pattern.any() else b"", grain=grain_code.tobytes())
        shape = arrays["shapes"][len(cells) % 8].tobytes()
        specs.append(DesignSpec(shape=shape, cloth=cloth, colour=(38, 62, 104), accent=(240, 232, 220)))
    for spec in specs:
        image = model.tweak(TweakRequest(spec=spec, size_px=256), Job()).image
        cells.append(np.asarray(Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")))
    while len(cells) % 10:
        cells.append(np.full_like(cells[0], 255))
    Image.fromarray(np.vstack([np.hstack(cells[i : i + 10]) for i in range(0, len(cells), 10)])).save(path)


if __name__ == "__main__":
    main()
