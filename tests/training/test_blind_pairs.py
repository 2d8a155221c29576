"""Pairs for blind viewers: sides by chance, names nowhere in sight, and a score that counts right."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import InputError
from models.training.blind_pairs import (
    CONTESTS,
    GAP_PX,
    HEAD_PX,
    PLAIN,
    SCENES,
    SIDE_PX,
    VANILLA,
    Pair,
    draw_contests,
    draw_pair,
    make_pairs,
    read_key,
    score,
)
from models.training.blind_products import read_samples, read_shop


def pair(number: int, left: str, right: str) -> Pair:
    return Pair(number=number, left=left, right=right, product="x", placement="square", scene="")


def test_every_contest_has_its_share_and_sides_are_by_chance() -> None:
    drawn = draw_contests(100, np.random.default_rng(1))
    met = Counter(frozenset(each) for each in drawn)
    assert [met[frozenset(pair)] for pair, _ in CONTESTS] == [44, 44, 12]
    assert 30 < sum(left == SCENES for left, _ in drawn) < 58
    assert len(draw_contests(7, np.random.default_rng(1))) == 7


def test_the_score_counts_sides_not_places() -> None:
    pairs = [pair(n, *((SCENES, VANILLA) if n % 2 else (VANILLA, SCENES))) for n in range(1, 21)]
    pairs += [pair(21, PLAIN, SCENES), pair(22, PLAIN, VANILLA)]
    liked = {str(n): "left" if n % 2 else "right" for n in range(1, 16)} | {str(n): "neither" for n in range(16, 19)}
    found = score(pairs, liked | {"19": "right", "20": "left", "21": "left"})
    name = f"{SCENES}_over_{VANILLA}"
    assert (found[f"{name}_n"], found[f"{name}_neither"], found["answered"]) == (17, 3, 21)
    assert found[name] == round(15 / 17, 3)
    assert found[f"{name}_low"] == pytest.approx(0.657, abs=0.002)  # Wilson's interval of 15 of 17
    assert found[f"{name}_high"] == pytest.approx(0.967, abs=0.002)
    assert found[f"{SCENES}_over_{PLAIN}"] == 0
    assert found[f"{VANILLA}_over_{PLAIN}_n"] == 0
    assert f"{VANILLA}_over_{PLAIN}" not in found


@pytest.mark.parametrize("answers", [{"9": "left"}, {"1": "middle"}, {"1": SCENES}], ids=["no pair", "no side", "name"])
def test_answers_that_are_none_are_refused(answers: dict[str, str]) -> None:
    with pytest.raises(InputError, match="none that was asked"):
        score([pair(1, SCENES, PLAIN)], answers)


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text('{"pairs": [{"number": 1}]}')
    with pytest.raises(InputError, match="not a key"):
        read_key(tmp_path / "key.json")


def test_both_sides_are_shown_alike() -> None:
    wide = draw_pair(1, Image.new("RGB", (1200, 628), (200, 0, 0)), Image.new("RGB", (1200, 628), (0, 0, 200)))
    pixels = np.asarray(wide)
    middle = HEAD_PX + SIDE_PX * 628 // 1200 // 2
    assert tuple(pixels[middle, GAP_PX + SIDE_PX // 2]) == (200, 0, 0)
    assert tuple(pixels[middle, 2 * GAP_PX + SIDE_PX + SIDE_PX // 2]) == (0, 0, 200)
    red, blue = ((pixels[..., channel] == 200) & (pixels[..., 1] == 0) for channel in (0, 2))
    assert red.sum() == blue.sum()


def test_products_are_of_many_kinds_and_clear_around() -> None:
    shop = read_shop(34, np.random.default_rng(3))
    assert len({each.kind for each in shop}) == 17
    for each in [*shop[:3], *read_samples(3, np.random.default_rng(3))]:
        alpha = np.asarray(each.image.getchannel("A"))
        assert alpha[0].max() == 0
        assert alpha.max() == 255


def test_pairs_are_made_and_their_key_lies_apart(tmp_path: Path) -> None:
    out, key = tmp_path / "out", tmp_path / "key.json"
    with pytest.raises(InputError, match="among the pairs"):
        make_pairs(out, out / "pairs" / "key.json", None, 2, 1)
    assert make_pairs(out, key, None, 2, 1) == 2
    files = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.*"))
    assert files == ["pairs/pair-001.jpg", "pairs/pair-002.jpg", "sheets/sheet-01.png"]
    pictures = {path.name: path.read_bytes() for path in (out / "pairs").iterdir()}
    assert not any(name.encode() in each for each in pictures.values() for name in (SCENES, VANILLA, PLAIN))
    assert {each.number for each in read_key(key)} == {1, 2}
    assert json.loads(key.read_text())["seed"] == 1
    make_pairs(out, key, None, 2, 1)
    assert {path.name: path.read_bytes() for path in (out / "pairs").iterdir()} == pictures
