"""What is worn where, and the record of a look."""

from __future__ import annotations

import pytest

from models.errors import InputError
from models.tryon.records import POINTS, Outfit, Piece, Pose, Wish, read_outfit, read_record, write_outfit, write_record
from models.tryon.slots import check_slot, check_together, slot_of, slots_for

TOP, BOTTOM = "design-" + "a" * 32, "cutout-" + "b" * 32
POSE = Pose(points=tuple((0.5, n / POINTS) for n in range(POINTS)))
OUTFIT = Outfit(pieces=(Piece(slot="top", product=TOP), Piece(slot="bottom", product=BOTTOM)), tuck="in", person=POSE)


def test_every_kind_has_its_usual_slot() -> None:
    assert slot_of("T-Shirt") == "top"
    assert slot_of("Dress") == "onepiece"
    assert slots_for("Shirt") == ("top", "outerwear")
    assert "shoes" not in slots_for("")
    with pytest.raises(InputError):
        slot_of("Chair")


@pytest.mark.parametrize(
    ("slot", "category"), [("bottom", "T-Shirt"), ("top", "Skirt"), ("nose", "Hat"), ("hat", "Shoes")]
)
def test_a_wrong_slot_is_refused_with_the_right_one(slot: str, category: str) -> None:
    with pytest.raises(InputError) as caught:
        check_slot(slot, category)
    assert caught.value.remedy


def test_a_dress_goes_without_trousers() -> None:
    check_together(("top", "bottom", "outerwear"))
    for slots in (("onepiece", "bottom"), ("top", "onepiece"), ("top", "top")):
        with pytest.raises(InputError):
            check_together(slots)  # type: ignore[arg-type]


def test_an_outfit_comes_back_from_its_record() -> None:
    wish = Wish(body="ada-stand", outfit=OUTFIT, body_sha256="0" * 64)
    assert read_record(write_record(wish)) == wish
    assert read_outfit(write_outfit(OUTFIT)) == OUTFIT


@pytest.mark.parametrize("change", [{"verb": "stage"}, {"more": 1}, {"wish": {"body": 3}}, {"wish": None}])
def test_a_strangers_record_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        read_record(write_record(Wish(body="x", outfit=OUTFIT)) | change)


@pytest.mark.parametrize(
    "value",
    [
        {"pieces": []},
        {"pieces": [{"slot": "top", "product": "../etc"}]},
        {"pieces": [{"slot": "x", "product": TOP}]},
        7,
        None,
    ],
)
def test_what_is_no_outfit_is_refused(value: object) -> None:
    with pytest.raises(InputError):
        read_outfit(value)


def test_a_pose_has_all_points_near_the_photo() -> None:
    with pytest.raises(InputError):
        Pose(points=((0.5, 0.5),) * 3)
    with pytest.raises(InputError):
        Pose(points=((9.0, 0.5),) * POINTS)
