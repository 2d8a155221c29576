"""The sample photos: each with an alpha that fits it, small enough to ship, described so that the app can list them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.staging.postures import name_kind

SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "samples"
ROWS: list[dict[str, Any]] = json.loads((SAMPLES / "samples.json").read_text())


WARES: list[dict[str, Any]] = json.loads((SAMPLES / "wares" / "samples.json").read_text())


def ident(row: dict[str, Any]) -> str:
    return str(row["id"])


def test_list_and_folder_agree() -> None:
    named = {row[key] for row in ROWS for key in ("file", "alpha")}
    assert named == {path.name for path in SAMPLES.glob("*.webp")}
    assert len({row["id"] for row in ROWS}) == len(ROWS) > 0


@pytest.mark.parametrize("row", ROWS, ids=ident)
def test_photo_is_small_and_described(row: dict[str, Any]) -> None:
    assert (SAMPLES / row["file"]).stat().st_size <= 120_000
    assert row["title"]
    assert row["category"]
    assert row["words"]
    with Image.open(SAMPLES / row["file"]) as photo:
        assert photo.mode == "RGB"
        assert min(photo.size) >= 700


@pytest.mark.parametrize("row", ROWS, ids=ident)
def test_alpha_fits_the_photo(row: dict[str, Any]) -> None:
    """Same size; one whole product in view; full inside, empty at the border, antialiased only on its outline."""
    with Image.open(SAMPLES / row["file"]) as photo, Image.open(SAMPLES / row["alpha"]) as picture:
        assert picture.size == photo.size
        alpha = np.asarray(picture.convert("L"))
    border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    assert border.max() == 0
    assert 0.08 < (alpha > 127).mean() < 0.75
    soft = ((alpha > 0) & (alpha < 255)).mean()
    assert 0 < soft < 0.03


@pytest.mark.parametrize("row", ROWS, ids=ident)
def test_alpha_edge_lies_on_an_edge_of_the_photo(row: dict[str, Any]) -> None:
    """A shifted alpha would be a false truth: on its outline the photo changes more than it does 12 px beside it."""
    with Image.open(SAMPLES / row["file"]) as photo, Image.open(SAMPLES / row["alpha"]) as picture:
        pixels = np.asarray(photo.convert("RGB"), np.float32)
        inside = np.asarray(picture.convert("L")) > 127
    outline = inside ^ np.roll(inside, 1, 1)
    change = np.abs(pixels - np.roll(pixels, 3, 1)).sum(2)
    here = change[np.roll(outline, 1, 1)].mean()
    beside = [change[np.roll(outline, shift, 1)].mean() for shift in (-12, 14)]
    assert here > 1.3 * max(beside)


def test_homewares_are_listed_and_there() -> None:
    assert len(WARES) >= 12
    assert {row["file"] for row in WARES} == {path.name for path in (SAMPLES / "wares").glob("*.webp")}
    assert len({row["title"] for row in WARES}) == len(WARES)


@pytest.mark.parametrize("row", WARES, ids=lambda row: str(row["file"]))
def test_a_homeware_is_cut_out_and_known_to_stand(row: dict[str, Any]) -> None:
    """Clear all round, one whole thing, a title that says what it is; the stager stands it up for that."""
    path = SAMPLES / "wares" / row["file"]
    assert path.stat().st_size <= 60_000
    with Image.open(path) as picture:
        assert picture.mode == "RGBA"
        assert max(picture.size) >= 600
        alpha = np.asarray(picture.getchannel("A"))
    assert np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]]).max() == 0
    assert 0.05 < (alpha > 127).mean() < 0.95
    assert name_kind(row["title"])
