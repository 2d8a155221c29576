"""The evaluation takes a real encoder as a function: photos of owners in, figures out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.errors import SegmentDataError
from segments.embeddings import Encoder
from segments.evaluate_people import measure_people

OWNERS, PHOTOS = 8, 12


def mean_colour(pictures: list[Image.Image]) -> NDArray[np.float32]:
    """An encoder that sees the mean colour of the middle, and a constant."""
    boxes = [picture.resize((9, 9), Image.Resampling.BOX).crop((3, 3, 6, 6)) for picture in pictures]
    means = np.stack([np.asarray(box, np.float32).mean(axis=(0, 1)) / 255 for box in boxes])
    return np.column_stack([means, np.ones(len(means))]).astype(np.float32)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Photos of shirts: every owner has a colour of their own; all floors are alike."""
    rng = np.random.default_rng(0)
    (tmp_path / "images").mkdir()
    lines = ["image,sender_id,label,kids"]
    (tmp_path / "work" / "masks2").mkdir(parents=True)
    product = np.zeros((48, 48), np.uint8)
    product[8:40, 8:40] = 255
    ids, rgba = [], []
    for owner in range(OWNERS):
        loved = rng.integers(30, 225, 3)
        for number in range(PHOTOS):
            rgb = np.full((48, 48, 3), 128, np.uint8)
            rgb[8:40, 8:40] = np.clip(loved + rng.normal(0, 12, 3), 0, 255)
            Image.fromarray(rgb).save(tmp_path / "images" / f"{owner}-{number}.jpg", quality=95)
            Image.fromarray(product).save(tmp_path / "work" / "masks2" / f"{owner}-{number}.png")
            rgba.append(np.dstack([rgb, product]))
            ids.append(f"{owner}-{number}")
            lines.append(f"{owner}-{number},{owner},{'Shirt' if number % 2 else 'Dress'},False")
    sender = [id.split("-")[0] for id in ids]
    label = ["Shirt" if int(id.split("-")[1]) % 2 else "Dress" for id in ids]
    np.savez(tmp_path / "work" / "cutouts.npz", rgba=np.stack(rgba), id=ids, sender=sender, label=label)
    (tmp_path / "images.csv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_wardrobes_of_a_folder_of_photos(data: Path, tmp_path: Path) -> None:
    figures = measure_people(data, tmp_path / "work", Encoder(id="mean-colour", encode=mean_colour))
    assert figures["owners"] == OWNERS
    assert figures["wardrobe_hr20"] > 0.9
    assert figures["wardrobe_hr20"] > figures["wardrobe_hr20_camera_only"]
    assert figures["wardrobe_hr20_over_camera_low"] > 0
    assert figures["wardrobe_hr20_low"] > figures["wardrobe_hr20_random"]
    key = "wardrobe_hr20_product_only"
    assert figures["owners_product_only"] == OWNERS
    assert figures[key] > 0.9  # the floors are alike, so neither they nor the light tell anything
    assert figures[f"{key}_over_edges_low"] > 0
    assert figures[f"{key}_over_light_low"] > 0
    assert figures[f"{key}_unlit_low"] > figures[f"{key}_same_light_high"]


def test_a_folder_without_photos(tmp_path: Path) -> None:
    with pytest.raises(SegmentDataError):
        measure_people(tmp_path, tmp_path / "work", Encoder(id="mean-colour", encode=mean_colour))
