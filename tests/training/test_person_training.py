"""Renders to find people by: points where the body is, parts that are whole, mirrors that keep left and right apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.nets.person import PARTS, POINTS, PersonNet
from models.training.person.colours import FLIP, FLIP_PARTS, HEIGHT_PX, WIDTH_PX, Painter
from models.training.person.renders import HAIR
from models.training.person.train import to_picture, to_targets


@pytest.fixture
def renders(tmp_path: Path) -> Path:
    """Two upright dolls of blocks: a head with hair, a trunk in a top, legs in trousers, one arm of each side."""
    part, cover = np.zeros((2, 192, 144), np.uint8), np.zeros((2, 192, 144), np.uint8)
    for top, bottom, left, right, kind, cloth in (
        (20, 45, 60, 84, 2, 0), (15, 22, 60, 84, 1, HAIR), (45, 100, 52, 92, 4, 1), (100, 170, 54, 70, 14, 2),
        (100, 170, 74, 90, 11, 2), (48, 90, 42, 52, 8, 1), (48, 90, 92, 102, 5, 1),
    ):  # fmt: skip
        part[:, top:bottom, left:right], cover[:, top:bottom, left:right] = kind, cloth
    keys = np.zeros((2, 18, 3), np.float32)
    keys[..., :2], keys[..., 2] = [0.5, 0.5], 1
    keys[:, 0, :2], keys[:, 2, :2], keys[:, 5, :2] = [0.5, 0.17], [0.36, 0.26], [0.64, 0.26]
    rest = np.zeros((2, 192, 144, 3), np.int8)
    file = tmp_path / "renders.npz"
    shade = np.full((2, 192, 144), 200, np.uint8)
    np.savez(file, part=part, cover=cover, shade=shade, rest=rest, keys=keys, back=np.zeros(2, bool))
    return file


def test_left_stays_left_in_the_mirror(renders: Path) -> None:
    painter = Painter(renders, None, 3)
    for _ in range(12):
        picture, part, keys = painter.example(0)
        assert picture.shape == (HEIGHT_PX, WIDTH_PX, 3)
        assert picture.dtype == np.uint8
        assert set(np.unique(part)) <= {0, 1, 2, 4, 5, 8, 11, 14}
        columns = {kind: np.nonzero(part == kind)[1].mean() for kind in (5, 8)}
        assert columns[8] < columns[5], "the person's right arm is on the picture's left"
        assert keys[0, 2, 0] < keys[0, 5, 0]
        assert (keys[1, :, 2] == 0).all()
    assert sorted(FLIP) == list(range(POINTS))
    assert sorted(FLIP_PARTS) == list(range(PARTS))
    assert (FLIP_PARTS[FLIP_PARTS] == np.arange(PARTS)).all()


def test_some_pictures_are_of_nobody_and_some_of_two(renders: Path) -> None:
    painter = Painter(renders, None, 4)
    people = [int((painter.any_example(np.arange(2))[2][:, 0, 2] > 0).sum()) for _ in range(80)]
    assert {0, 1, 2} == set(people)
    assert people.count(1) > 50


def test_no_two_pictures_are_alike(renders: Path) -> None:
    painter = Painter(renders, None, 5)
    first, second = painter.example(0)[0], painter.example(0)[0]
    assert np.abs(first.astype(int) - second).mean() > 5


def test_a_heat_map_peaks_at_its_point_and_only_where_there_is_one() -> None:
    keys = np.zeros((1, 2, POINTS, 3), np.float32)
    keys[0, 1, 3] = 40.5, 60.5, 1
    heat, count, part = to_targets(keys, np.zeros((1, HEIGHT_PX, WIDTH_PX), np.uint8))
    assert heat.shape == (1, POINTS, HEIGHT_PX // 2, WIDTH_PX // 2)
    assert divmod(int(heat[0, 3].argmax()), WIDTH_PX // 2) == (30, 20)
    assert float(heat[0, [0, 1, 2, 4]].max()) == 0
    assert part.shape == (1, HEIGHT_PX // 2, WIDTH_PX // 2)
    assert float(count.min()) == 1


def test_the_net_answers_for_every_other_pixel() -> None:
    torch.manual_seed(1)
    heat, parts, back = PersonNet((8, 8, 8, 8, 8))(to_picture(np.zeros((2, 64, 32, 3), np.uint8)))
    assert (heat.shape, parts.shape, back.shape) == ((2, POINTS, 32, 16), (2, PARTS, 32, 16), (2,))
