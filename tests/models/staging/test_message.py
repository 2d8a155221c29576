"""Words on a creative: where they may be, in an ink that can be read."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from models.errors import InputError
from models.staging.message import DARK, LIGHT, Message, write
from models.staging.placements import PLACEMENTS, plan

FULL = Message(headline="The green that goes with everything", price="€ 29.90", button="Shop now", legal="Ends soon.")


def changed(before: Image.Image, after: Image.Image) -> np.ndarray:
    return np.asarray(after.convert("RGB"), np.int16) != np.asarray(before.convert("RGB"), np.int16)


@pytest.mark.parametrize("place", PLACEMENTS, ids=lambda place: place.id)
def test_words_stay_in_their_area(place) -> None:
    ground = Image.new("RGB", (place.width_px, place.height_px), (226, 220, 210))
    picture, written = write(ground, FULL, None)
    assert picture.size == ground.size
    rows, columns = np.nonzero(changed(ground, picture).any(-1))
    division = plan(*ground.size, True)
    low = min(division.words[1], division.legal[1]) * ground.height
    high = max(division.words[3], division.legal[3]) * ground.height
    assert columns.min() >= division.words[0] * ground.width - 2
    assert columns.max() <= division.words[2] * ground.width + 2
    assert rows.min() >= low - 2
    assert rows.max() <= high + 2
    assert "headline" not in written.left_out
    assert written.readable


def test_the_ink_is_the_one_that_can_be_read() -> None:
    for colour, ink in (((240, 238, 230), DARK), ((20, 24, 40), LIGHT)):
        _, written = write(Image.new("RGB", (600, 600), colour), FULL, None)
        assert written.ink == ink
        assert written.contrast > 10


@pytest.mark.parametrize("accent", [DARK, (40, 36, 52), (60, 20, 24)], ids=["usual", "brand", "brand's red"])
def test_a_button_can_be_told_from_its_ground(accent: tuple[int, int, int]) -> None:
    ground = Image.new("RGB", (600, 600), (30, 26, 30))
    message = Message(headline="New", button="Shop now", accent=accent)
    picture = np.asarray(write(ground, message, None)[0])
    seen = (picture == LIGHT).all(-1)
    alone = np.asarray(write(ground, Message(headline="New"), None)[0])
    button = np.argwhere((picture != alone).any(-1) & seen)
    assert len(button) > 300  # a light button, or a line round a dark one, and not its letters alone
    assert np.ptp(button[:, 1]) > 60
    if accent != DARK:
        assert (picture == accent).all(-1).sum() > 300


def test_words_alone_are_those_of_the_ground_they_will_be_seen_on() -> None:
    ground = Image.new("RGB", (600, 600), (30, 26, 30))
    message = Message(headline="New", button="Shop now", ink=LIGHT)
    whole = write(ground, message, None)[0]
    alone = write(Image.new("RGBA", ground.size), message, None, ground=ground)[0]
    together = ground.convert("RGBA")
    together.alpha_composite(alone)
    apart = np.abs(np.asarray(together.convert("RGB"), np.int16) - np.asarray(whole))
    assert (apart.max(-1) > 40).mean() < 0.001


def test_a_button_that_can_be_seen_keeps_its_colour() -> None:
    ground = Image.new("RGB", (600, 600), (226, 220, 210))
    picture = np.asarray(write(ground, Message(headline="New", button="Shop now", accent=(180, 30, 60)), None)[0])
    assert (picture == (180, 30, 60)).all(-1).sum() > 1000


def test_a_lively_ground_gets_a_veil_but_not_the_product() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (600, 600, 3)).astype(np.uint8)
    blocks = Image.fromarray(noise).resize((24, 24)).resize((600, 600), Image.Resampling.NEAREST)
    product = Image.new("RGBA", (600, 600))
    product.paste((200, 30, 30, 255), (100, 60, 500, 470))
    ground = blocks.copy()
    ground.paste(product, mask=product)
    picture, written = write(ground, Message(headline="Now"), None, product)
    assert written.readable
    assert not changed(ground, picture)[70:430, 110:490].any()
    assert changed(ground, picture)[540:, :].mean() > 0.5


def test_an_ink_of_the_users_own_that_cannot_be_read_is_told() -> None:
    message = Message(headline="Hello", ink=(228, 222, 212))
    _, written = write(Image.new("RGB", (600, 600), (226, 220, 210)), message, None)
    assert not written.readable
    assert written.contrast < 1.2


def test_what_has_no_place_is_told() -> None:
    long = Message(
        headline="A headline that is far too long for so small a banner", price="€ 1,299.00", button="Discover"
    )
    _, written = write(Image.new("RGB", (320, 50), (255, 255, 255)), long, None)
    assert "button" in written.left_out


def test_a_logo_is_put_in_the_corner_in_its_proportion() -> None:
    ground, logo = Image.new("RGB", (1080, 1080), (250, 250, 250)), Image.new("RGBA", (300, 60), (10, 10, 10, 255))
    picture, _ = write(ground, Message(), logo)
    rows, columns = np.nonzero(changed(ground, picture).any(-1))
    assert abs(np.ptp(columns) / np.ptp(rows) - 5) < 0.2
    assert columns.max() < 540
    assert rows.max() < 240


def test_a_transparent_creative_stays_transparent() -> None:
    picture, _ = write(Image.new("RGBA", (400, 400)), FULL, None)
    assert picture.mode == "RGBA"
    assert picture.getpixel((200, 20))[3] == 0


@pytest.mark.parametrize(
    "wish", [{"headline": "x" * 81}, {"price": "a\nb"}, {"legal": 4}, {"ink": (1, 2)}, {"accent": (0, 0, 300)}], ids=str
)
def test_impossible_messages_are_refused(wish: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Message(**wish)  # type: ignore[arg-type]
