"""Shoes and hats on people's photos (our renders, as if photographed): set on, old shoes gone, or refused in words."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from models.errors import CapabilityError
from models.people import Mannequin, mannequin, people
from models.tryon.dressing import Dressed, Fitting
from models.tryon.finding import L_ANKLE, NOSE, R_ANKLE
from models.tryon.photos import PhotoPerson, body_of_photo
from models.tryon.records import Pose
from models.types import Job, Stroke
from tests.models.tryon.test_shoes_and_hats import beanie, seen, sneaker, wear

SOMEBODY = next((each for each in people() if each.pose == "stand" and each.view == "front"), None)
if SOMEBODY is None:
    pytest.skip("assets/people NOT TESTED: no mannequins are here", allow_module_level=True)
WHO: Mannequin = SOMEBODY


def photo(cut: tuple[int, int] = (0, 0), strokes: tuple[Stroke, ...] = (), **moved: tuple[float, float]) -> PhotoPerson:
    """A render as a photo, `cut` px taken off its top and its bottom; points that were `moved`, px, by number."""
    picture = mannequin(WHO.id).picture()
    picture = picture[cut[0] : len(picture) - cut[1]]
    height, width = picture.shape[:2]
    points = [(x, y - cut[0]) for x, y, *_ in WHO.keypoints]
    for number, at in moved.items():
        points[int(number[1:])] = at
    pose = Pose(
        points=tuple((x / width, y / height) for x, y in points),
        visible=tuple(0 <= y < height for _, y in points), strokes=strokes,
    )  # fmt: skip
    return PhotoPerson(image=Image.fromarray(picture), pose=pose, front=Image.new("L", (width, height)))


def dress(person: PhotoPerson, *what: str) -> Dressed:
    garments = {"shoes": wear("shoes", sneaker()), "hat": wear("hat", beanie())}
    return Fitting().dress(body_of_photo(person), [garments[each] for each in what], "auto", Job())


@pytest.fixture(scope="module")
def look() -> Dressed:
    return dress(photo(), "shoes", "hat")


def test_everything_beside_shoes_and_hat_keeps_its_bytes(look: Dressed) -> None:
    before = mannequin(WHO.id).picture()
    same = (look.image == before).all(2)
    assert same[look.alpha == 0].all()
    knee, nose = round(WHO.keypoints[9][1]), round(WHO.keypoints[NOSE][1])
    assert same[nose + 4 : knee].all(), "from the nose to the knees nothing was touched"


def test_both_shoes_are_on_the_feet_and_the_hat_on_the_head(look: Dressed) -> None:
    red = seen(look.image)
    for number in (L_ANKLE, R_ANKLE):
        x, y = (round(each) for each in WHO.keypoints[number][:2])
        assert red[y : y + 90, x - 45 : x + 45].sum() > 600
    x, nose = round(WHO.keypoints[NOSE][0]), round(WHO.keypoints[NOSE][1])
    assert red[: nose - 12, x - 60 : x + 60].sum() > 1500
    assert not red[nose:, :][: round(WHO.keypoints[9][1]) - nose].any()


def test_old_feet_beside_new_shoes_are_gone(look: Dressed) -> None:
    before = mannequin(WHO.id).picture()
    row = round(max(WHO.keypoints[L_ANKLE][1], WHO.keypoints[R_ANKLE][1])) + 25
    changed = (look.image[row:] != before[row:]).any(2)
    assert changed.sum() > seen(look.image)[row:].sum()


def test_what_is_painted_to_stay_stays_before_the_hat() -> None:
    x, y = WHO.keypoints[NOSE][0] / 768, (WHO.keypoints[NOSE][1] - 60) / 1152
    kept = Stroke(kind="keep", points=((x - 0.02, y), (x + 0.02, y)), width=0.02)
    person = photo(strokes=(kept,))
    made = dress(person, "hat")
    at = round(y * 1152), round(x * 768)
    assert np.array_equal(made.image[at], mannequin(WHO.id).picture()[at])
    assert made.alpha[at] == 0


@pytest.mark.parametrize(
    ("person", "what", "says"),
    [
        (photo(cut=(0, 130)), "shoes", "outside|ankles"),
        (photo(_10=(360.0, 800.0)), "shoes", "lifted"),
        (photo(cut=(110, 0)), "hat", "cut off|cannot be made out"),
        (photo(_0=(450.0, 150.0)), "hat", "aside"),
    ],
)
def test_what_the_photo_does_not_show_is_refused(person: PhotoPerson, what: str, says: str) -> None:
    with pytest.raises(CapabilityError, match=says) as caught:
        dress(person, what)
    assert caught.value.remedy
