"""The training set: honest split, clean cut-outs, work that resumes."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from models.training.dataset import (
    HELD_OUT_PERCENT,
    is_clean,
    make_cutout,
    read_photos,
    read_quality,
    split_of,
    write_cutouts,
    write_masks,
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A data folder of four photos: red shirts on grey, one of them unusable by its label."""
    (tmp_path / "images").mkdir()
    rows = [("a", "1", "Shirt"), ("b", "1", "Shirt"), ("c", "2", "Not sure"), ("d", "3", "Hat"), ("gone", "3", "Hat")]
    for number, (name, _, _) in enumerate(rows[:4]):
        photo = np.full((120, 100, 3), 150, np.uint8)
        cv2.rectangle(photo, (20 + number, 30), (79, 100), (190, 20, 20), -1)
        grain = np.random.default_rng(number).normal(0, 6, photo.shape)  # GrabCut's colour models want some spread
        photo = np.clip(photo + grain, 0, 255).astype(np.uint8)
        Image.fromarray(photo).save(tmp_path / "images" / f"{name}.jpg", quality=95)
    with (tmp_path / "images.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["image", "sender_id", "label", "kids"])
        writer.writerows([*row, "False"] for row in rows)
    return tmp_path


def test_photos_without_a_usable_label_or_file_are_left_out(shop: Path) -> None:
    photos = read_photos(shop)
    assert [p.id for p in photos] == ["a", "b", "d"]
    assert photos[0].split == photos[1].split  # one sender, one side


def test_missing_data_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="clothing-dataset"):
        read_photos(tmp_path)


def test_split_holds_out_about_a_quarter_of_the_senders() -> None:
    held = sum(split_of(str(sender)) == "held_out" for sender in range(2000))
    assert abs(held / 20 - HELD_OUT_PERCENT) < 3


def test_masks_are_found_and_not_made_twice(shop: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    photos = read_photos(shop)
    first = list(write_masks(photos[:2], work, workers=1))
    assert all(is_clean(quality) for quality in first)
    again = list(write_masks(photos, work, workers=1))
    assert [quality.id for quality in again] == ["d"]
    assert set(read_quality(work / "quality.csv")) == {"a", "b", "d"}
    table = np.load(write_cutouts(photos, work))
    assert table["rgba"].shape == (3, 256, 256, 4)
    assert list(table["label"]) == ["Shirt", "Shirt", "Hat"]


def test_a_half_written_row_is_forgotten(tmp_path: Path) -> None:
    table = tmp_path / "quality.csv"
    table.write_text("id,area,border,agreement,raggedness,second,contrast,solidity\na,.5,0,1,1,0,50,1\nb,.5,0\n")
    assert set(read_quality(table)) == {"a"}


@pytest.mark.parametrize("size", [(60, 40), (900, 700)])
def test_a_cutout_is_centred_on_white_with_its_own_colour(size: tuple[int, int]) -> None:
    h, w = size
    rgb, mask = np.full((h, w, 3), (0, 255, 0), np.uint8), np.zeros((h, w), bool)
    mask[h // 10 : h // 2, w // 10 : w // 2] = True
    rgb[mask] = (200, 10, 30)
    cutout = make_cutout(rgb, mask)
    alpha = cutout[..., 3]
    ys, xs = np.nonzero(alpha > 127)
    assert abs((ys.min() + ys.max()) / 2 - 127.5) < 3
    assert abs((xs.min() + xs.max()) / 2 - 127.5) < 3
    assert 0.8 < max(np.ptp(ys), np.ptp(xs)) / 256 < 0.9
    assert (cutout[alpha == 0][:, :3] == 255).all()
    assert np.abs(cutout[128, 128, :3].astype(int) - (200, 10, 30)).max() <= 2
    edge = cutout[(alpha > 60) & (alpha < 250)][:, :3].astype(int)
    assert (edge[:, 0] >= edge[:, 1]).all()  # no green rim
