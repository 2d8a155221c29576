"""The sets that ship: every file is there, small enough, and says of itself what is true."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

ASSETS = Path(__file__).resolve().parents[2] / "assets"
FOLDER = ASSETS / "scenes"
SCENES: list[dict[str, Any]] = json.loads((FOLDER / "scenes.json").read_text())["scenes"]
IDS = [scene["id"] for scene in SCENES]
MOST_BYTES, MOST_BYTES_ALL = 150_000, 9_000_000
LEAST = {"lie": 20, "hang": 15, "stand": 25}

every_scene = pytest.mark.parametrize("scene", SCENES, ids=IDS)


def files(scene: dict[str, Any]) -> list[str]:
    return [name for name in (scene["plate"], scene["depth"], scene["front"]) if name]


def test_there_are_sets_for_every_support_and_theme() -> None:
    assert len(set(IDS)) == len(IDS)
    for support, least in LEAST.items():
        assert sum(scene["support"] == support for scene in SCENES) >= least, support
    assert len({scene["theme"] for scene in SCENES}) >= 8


def test_no_file_is_missing_and_none_is_left_over() -> None:
    listed = {name for scene in SCENES for name in files(scene)}
    there = {path.name for path in FOLDER.iterdir()} - {"scenes.json", "CARD.md", "FORMAT.md"}
    assert there == listed


def test_all_of_it_stays_small() -> None:
    sizes = {name: (FOLDER / name).stat().st_size for scene in SCENES for name in files(scene)}
    assert not {name: size for name, size in sizes.items() if size > MOST_BYTES}
    assert sum(sizes.values()) <= MOST_BYTES_ALL


@every_scene
def test_the_plate_is_a_picture_of_its_size_and_palette(scene: dict[str, Any]) -> None:
    with Image.open(FOLDER / scene["plate"]) as plate:
        assert (plate.format, plate.mode, list(plate.size)) == ("WEBP", "RGB", scene["size_px"])
        assert max(plate.size) == 1280
        pixels = np.asarray(plate.resize((64, 64), Image.Resampling.BOX), np.float32).reshape(-1, 3)
    assert pixels.std() > 3  # something is to be seen
    assert 25 < pixels.mean() < 240  # neither a black nor a burnt-out picture
    colours = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in scene["palette"]])
    gaps = np.linalg.norm(pixels[:, None] - colours[None], axis=2).min(1)
    assert np.median(gaps) < 30  # the palette is this plate's


@every_scene
def test_depth_is_relative_to_two_distances(scene: dict[str, Any]) -> None:
    with Image.open(FOLDER / scene["depth"]) as depth:
        assert depth.mode == "L"
        assert max(depth.size) <= 640
        values = np.asarray(depth)
    near, far = scene["depth_m"]
    assert 0.2 < near < far < 60
    assert scene["support"] != "stand" or int(values.max()) - int(values.min()) > 100
    column, row = (round(part * (side - 1)) for part, side in zip(scene["anchor"], values.shape[::-1], strict=True))
    metres = near + values[row, column] / 255 * (far - near)
    # what is behind the anchor is as far as the camera's own measure says: a metre is so large at that distance
    at_anchor = scene["camera"]["focal_mm"] / scene["camera"]["sensor_mm"] / scene["metre"]
    assert metres > at_anchor * 0.9
    if scene["support"] == "lie":
        assert metres == pytest.approx(at_anchor, rel=0.05)


@every_scene
def test_the_product_has_a_place(scene: dict[str, Any]) -> None:
    left, top, right, bottom = scene["free"]
    x, y = scene["anchor"]
    assert left >= 0.1
    assert top >= 0.08
    assert right <= 0.9
    assert bottom <= 0.95
    assert left < x < right
    assert right - left >= 0.38
    assert bottom - top >= 0.4
    if scene["support"] == "lie":
        assert top < y < bottom
        assert scene["product_height"] <= 0.75
    elif scene["support"] == "hang":
        assert y < 0.3
        assert scene["wall_gap"] > 0.02
    else:
        assert bottom - 0.16 < y <= bottom + 0.04
        assert scene["wall_y"] is None or scene["wall_y"] < y


@every_scene
def test_its_light_can_throw_shadows(scene: dict[str, Any]) -> None:
    shares = [light["share"] for light in scene["lights"]]
    assert shares == sorted(shares, reverse=True)
    assert 0.2 < sum(shares) <= 1.0
    for light in scene["lights"]:
        x, y, z = light["from"]
        assert math.hypot(x, y, z) == pytest.approx(1, abs=1e-3)
        assert (y if scene["support"] == "stand" else z) > 0.1  # above the floor, in front of the wall
        assert 0.4 <= light["size_deg"] <= 90


@every_scene
def test_clips_are_drawn_where_they_hold(scene: dict[str, Any]) -> None:
    assert (len(scene["grips"]) > 0) == (scene["support"] == "hang")
    assert bool(scene["front"]) == (len(scene["grips"]) == 2)
    if not scene["front"]:
        return
    with Image.open(FOLDER / scene["front"]) as front:
        assert (front.mode, list(front.size)) == ("RGBA", scene["size_px"])
        alpha = np.asarray(front)[..., 3]
    assert 0.0005 < (alpha > 128).mean() < 0.05
    for x, y in scene["grips"]:
        row, column = round(y * 1280), round(x * 1280)
        assert alpha[row - 12 : row + 12, column - 12 : column + 12].max() > 200


@every_scene
def test_the_manifest_knows_its_files_and_licence(scene: dict[str, Any]) -> None:
    recorded = {entry["path"]: entry for entry in json.loads((ASSETS / "MANIFEST.json").read_text())}
    for name in files(scene):
        entry = recorded[f"scenes/{name}"]
        assert entry["licence"] == "CC0-1.0"
        assert entry["sha256"] == hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
