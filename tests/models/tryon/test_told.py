"""Garments that are cut where landmarks were said to be: sleeves beside the body, doubts, and hostile landmarks."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.tryon.cut import cut
from models.tryon.limbs import find_build
from models.tryon.spots import GROUPS, MIRROR, SPOTS, group_of, spots_of
from models.tryon.told import find_told_build, is_folded, keep_sure

HANGING = {
    "neck_l": (108.0, 34.0), "neck_r": (148.0, 34.0), "shoulder_l": (84.0, 42.0), "shoulder_r": (172.0, 42.0),
    "pit_l": (84.0, 90.0), "pit_r": (172.0, 90.0), "cuff_l": (72.0, 200.0), "cuff_r": (184.0, 200.0),
    "hem_l": (84.0, 216.0), "hem_r": (172.0, 216.0),
}  # fmt: skip


def hanging() -> np.ndarray:
    """A shirt on a hanger, its sleeves against its body from armpit to cuff: no gap shows."""
    image = Image.new("L", (256, 256))
    draw = ImageDraw.Draw(image)
    draw.polygon([(108, 34), (148, 34), (172, 42), (196, 60), (197, 200), (60, 200), (60, 60), (84, 42)], fill=255)
    draw.rectangle((84, 100, 172, 216), fill=255)
    return np.asarray(image)


def test_sleeves_that_lie_against_the_body_are_parted_where_they_were_said_to_be() -> None:
    build = find_told_build(hanging() > 127, "Shirt", HANGING)
    assert build is not None
    left, right = build.limbs
    for limb, low, high in ((left, 60, 86), (right, 170, 198)):
        columns = np.flatnonzero(limb.area.any(0))
        assert low - 4 <= columns[0]
        assert columns[-1] <= high + 4
        assert limb.length > 100
    assert build.chest == pytest.approx(88, abs=2)
    assert (build.throat, build.neck, build.hps) == pytest.approx((128, 20, 34), abs=8)


def test_the_outer_side_of_a_hanging_sleeve_is_its_outer_side() -> None:
    panel = cut(hanging(), "Shirt", HANGING)
    for number, sign in ((1, -1), (2, 1)):
        mine = (panel.limb == number) & (panel.points[:, 1] > 110)
        assert mine.sum() > 20
        assert np.corrcoef(sign * panel.points[mine, 0], panel.side[mine])[0, 1] > 0.9
    body = panel.limb == 0
    assert np.ptp(panel.points[body & (panel.points[:, 1] > 110), 0]) < 100


def test_without_landmarks_the_outline_alone_says_where_parts_are() -> None:
    alone, told = find_build(hanging() > 127, "Shirt"), find_told_build(hanging() > 127, "Shirt", {})
    assert alone is not None
    assert told is not None
    assert (alone.pit, alone.chest, len(alone.limbs)) == (told.pit, told.chest, len(told.limbs))


@pytest.mark.parametrize("kind", ["Shirt", "Pants", "Skirt", "Dress"])
def test_landmarks_that_make_no_sense_are_no_harm(kind: str) -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        spots = {name: tuple(map(float, rng.uniform(-40, 300, 2))) for name in SPOTS if rng.random() < 0.8}
        assert find_told_build(hanging() > 127, kind, spots) is not None  # type: ignore[arg-type]


def test_a_crotch_is_taken_where_legs_lie_together() -> None:
    image = Image.new("L", (256, 256))
    ImageDraw.Draw(image).polygon([(80, 20), (176, 20), (190, 236), (66, 236)], fill=255)
    build = find_told_build(np.asarray(image) > 127, "Pants", {"crotch": (128.0, 110.0)})
    assert build is not None
    assert build.pit == 110
    assert build.limbs[0].area.sum() == pytest.approx(build.limbs[1].area.sum(), rel=0.1)


def test_a_sleeve_over_the_front_is_noticed() -> None:
    assert not is_folded(HANGING)
    assert is_folded(HANGING | {"cuff_l": (120.0, 150.0)})
    assert not is_folded({})


def test_only_what_is_sure_is_told() -> None:
    places, sure = np.arange(26, dtype=np.float32).reshape(13, 2), np.zeros(13, np.float32)
    sure[3] = 0.9
    assert keep_sure(places, sure) == {"shoulder_r": (6.0, 7.0)}


def test_every_kind_has_its_own_landmarks() -> None:
    assert [group_of(kind) for kind in ("Dress", "Shorts", "Skirt", "Hat")] == [*GROUPS, ""]
    assert spots_of("Shoes") == ()
    assert [SPOTS[MIRROR[n]].replace("_l", "_?").replace("_r", "_l").replace("_?", "_r") for n in range(13)] == [*SPOTS]
