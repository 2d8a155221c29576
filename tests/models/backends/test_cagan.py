"""What the analogy net refuses, and what it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.backends.cagan import NOTE, Cagan
from models.errors import BackendUnavailableError, CapabilityError
from models.people import mannequin
from models.registry import WEIGHTS
from models.tryon.requests import DressRequest, DressResult, Garment
from models.tryon.slots import Slot
from models.types import Job


@pytest.fixture(scope="module")
def dresser() -> Cagan:
    try:
        return Cagan(WEIGHTS / "cagan", "cpu")
    except BackendUnavailableError as error:
        pytest.skip(f"cagan NOT TESTED: {error}")


def wear(slot: Slot, category: str, colour: tuple[int, int, int]) -> Garment:
    image = Image.new("RGBA", (300, 300))
    ImageDraw.Draw(image).rectangle((70, 50, 230, 250), fill=(*colour, 255))
    return Garment(slot=slot, category=category, image=image)


def ask(dresser: Cagan, body: str, *garments: Garment) -> DressResult:
    return dresser.dress(DressRequest(mannequin=body, garments=garments), Job())


@pytest.mark.parametrize("body", ["ada-stand-back", "ada-seated"])
def test_backs_and_bodies_that_sit_are_refused(dresser: Cagan, body: str) -> None:
    with pytest.raises(CapabilityError) as caught:
        ask(dresser, body, wear("top", "Top", (200, 30, 30)))
    assert caught.value.remedy


def test_what_it_never_saw_worn_is_refused(dresser: Cagan) -> None:
    with pytest.raises(CapabilityError):
        ask(dresser, "ada-stand", wear("shoes", "Shoes", (200, 30, 30)))


def test_a_top_leaves_face_feet_and_ground_as_they_are_and_says_how_it_was_made(dresser: Cagan) -> None:
    made = ask(dresser, "ada-stand", wear("top", "Top", (200, 30, 30)))
    before, after = mannequin("ada-stand").picture(), np.asarray(made.image)
    same = (before == after).all(2)
    assert same[np.asarray(made.alpha) == 0].all()
    assert same[:100].all()
    assert same[900:].all()
    assert not same.all()
    assert NOTE in made.notes


def test_an_outer_garment_takes_the_place_of_the_top(dresser: Cagan) -> None:
    top, coat = wear("top", "Top", (200, 30, 30)), wear("outerwear", "Outwear", (20, 40, 120))
    alone, both = ask(dresser, "ada-stand", top), ask(dresser, "ada-stand", top, coat)
    chest = np.s_[330:430, 350:420]
    red_alone, red_both = (np.asarray(each.image)[chest].astype(int) for each in (alone, both))
    assert (red_alone[..., 0] - red_alone[..., 2]).mean() > 20
    assert (red_both[..., 0] - red_both[..., 2]).mean() < 0
