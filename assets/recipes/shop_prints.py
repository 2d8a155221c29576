"""The pictures of the demo shop: printed by the shipped garment model, checked by rule, laid out for the eye."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from models.design import DesignSpec, TweakRequest
from models.designing import has_two_inks, write_spec
from models.oklab import distance, to_oklab
from models.registry import WEIGHTS
from models.types import Job

MODELS = WEIGHTS.parent.parent / "models"
CODE = ("shape.py", "texture.py", "inks.py", "growing.py", "seam_print.py", "seam_path.py", "seam_profiles.py",
        "garment_print.py", "nets/garment.py", "backends/compact_garment.py")  # fmt: skip
"""What a print hangs on besides the weights."""
SIDE_PX = 512
QUALITY = 82
AREA = (0.05, 0.80)
"""Share of the picture that a garment covers."""
ONE_PIECE = 0.97
HOLE = 0.004
BLOTCHY = 0.085
"""Standard deviation of the lightness of a plain garment, seen from afar, above which it looks stained."""
FAINT = 0.11
"""OKLab distance between two inks below which a pattern is not worth its name."""


def name_print(spec: DesignSpec) -> str:
    """A picture's name in the cache of prints: the same spec, weights and code, the same picture."""
    text = repr(sorted(write_spec(replace(spec, text="")).items()))
    return hashlib.sha256(f"{text}|{SIDE_PX}|{QUALITY}|{_maker()}".encode()).hexdigest()[:24] + ".webp"


@cache
def _maker() -> str:
    """The hash of the weights, and of the code that prints with them."""
    weights = json.loads((WEIGHTS / "garment" / "meta.json").read_text(encoding="utf-8"))["sha256"]
    code = b"".join((MODELS / name).read_bytes() for name in CODE)
    return f"{weights}|{hashlib.sha256(code).hexdigest()}"


def print_all(specs: Sequence[DesignSpec], folder: Path, workers: int) -> None:
    """Print what is not in the folder yet; neighbours that share their shape and cloth cost little."""
    folder.mkdir(parents=True, exist_ok=True)
    todo = [spec for spec in specs if not (folder / name_print(spec)).exists()]
    size = -(-len(todo) // max(1, workers))
    parts = [todo[i : i + size] for i in range(0, len(todo), size)] if todo else []
    if len(parts) < 2:
        for part in parts:
            _print(part, folder)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        list(pool.map(_print, parts, [folder] * len(parts)))


def _print(specs: Sequence[DesignSpec], folder: Path) -> None:
    from models.backends.compact_garment import CompactGarment

    model = CompactGarment(WEIGHTS / "garment", "cpu")
    for number, spec in enumerate(specs, start=1):
        image = model.tweak(TweakRequest(spec=spec, size_px=SIDE_PX), Job()).image
        target = folder / name_print(spec)
        part = target.with_suffix(".part")
        part.write_bytes(write_webp(image))
        os.replace(part, target)
        if number % 50 == 0:
            print(f"{number} of {len(specs)}", flush=True)


def write_webp(image: Image.Image) -> bytes:
    """A product's picture as it is shipped: clear around the garment, no colour hidden under the clear part."""
    rgba = np.asarray(image).copy()
    rgba[rgba[..., 3] == 0] = 0
    buffer = io.BytesIO()
    Image.fromarray(rgba).save(buffer, format="WEBP", quality=QUALITY, alpha_quality=70, method=4)
    return buffer.getvalue()


def find_fault(image: Image.Image, spec: DesignSpec) -> str:
    """What is wrong with a print, "" when nothing is."""
    rgba = np.asarray(image.convert("RGBA").resize((256, 256), Image.Resampling.BOX))
    inside = (rgba[..., 3] > 127).astype(np.uint8)
    if not AREA[0] < inside.mean() < AREA[1]:
        return "outline"
    _, _, stats, _ = cv2.connectedComponentsWithStats(inside)
    sizes = np.sort(stats[1:, cv2.CC_STAT_AREA])[::-1]
    whole = sizes[: 2 if spec.category == "Shoes" else 1].sum() / inside.sum()
    if whole < ONE_PIECE:
        return "pieces"
    _, _, holes, _ = cv2.connectedComponentsWithStats(1 - inside)
    if spec.category not in ("Shoes", "Longsleeve", "Body") and np.sort(holes[1:, cv2.CC_STAT_AREA])[:-1].sum() > (
        HOLE * inside.sum()
    ):
        return "hole"
    two = has_two_inks(spec)
    if two and float(distance(*to_oklab(np.array([[spec.colour], [spec.accent]], np.uint8)))[0]) < FAINT:
        return "faint pattern"
    lab = to_oklab(np.ascontiguousarray(rgba[..., :3]))
    core = cv2.erode(inside, np.ones((17, 17), np.uint8)) > 0
    if not two and spec.category != "Shoes" and core.any():
        weight = cv2.GaussianBlur(core.astype(np.float32), (0, 0), 6)
        far = cv2.GaussianBlur(lab[..., 0] * core, (0, 0), 6) / np.maximum(weight, 1e-3)
        if float(far[core].std()) > BLOTCHY:
            return "blotches"
    return ""


def draw_sheets(
    paths: Sequence[Path], captions: Sequence[str], folder: Path, cell_px: int = 150, columns: int = 12, rows: int = 8
) -> list[Path]:
    """Contact sheets with captions, as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets = []
    for start in range(0, len(paths), columns * rows):
        sheet = Image.new("RGB", (columns * cell_px, rows * (cell_px + 12)), "white")
        draw = ImageDraw.Draw(sheet)
        for place, (path, caption) in enumerate(
            zip(paths[start : start + columns * rows], captions[start : start + columns * rows], strict=True)
        ):
            x, y = place % columns * cell_px, place // columns * (cell_px + 12)
            with Image.open(path) as picture:
                small = picture.convert("RGBA").resize((cell_px - 8, cell_px - 8), Image.Resampling.LANCZOS)
            sheet.paste(small, (x + 4, y + 2), small)
            draw.text((x + 2, y + cell_px - 6), caption[:26], fill=(90, 90, 90))
        target = folder / f"sheet-{len(sheets):02d}.png"
        sheet.quantize(160).save(target)
        sheets.append(target)
    return sheets
