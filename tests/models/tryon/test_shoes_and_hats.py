"""Shoes and hats on mannequins: where they are, what they leave alone, and what is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.errors import InputError
from models.people import mannequin, people
from models.tryon.barefoot import take_shoes
from models.tryon.body import Body, body_of_mannequin
from models.tryon.dressing import Fitting, prepare
from models.tryon.foot import bend_foot, find_foot
from models.tryon.hats import put_on_hat, read_hat
from models.tryon.requests import Garment
from models.tryon.shoe_picture import read_shoes
from models.tryon.shoes import put_on_shoes
from models.types import Job

RED = (190, 30, 40)
STANDING = [each.id for each in people() if each.pose != "seated"]
if not STANDING:
    pytest.skip("assets/people NOT TESTED: no mannequins are here", allow_module_level=True)


def draw(*outlines: list[tuple[int, int]], colour: tuple[int, int, int] = RED) -> Image.Image:
    image = Image.new("RGBA", (400, 400))
    for outline in outlines:
        ImageDraw.Draw(image).polygon(outline, fill=(*colour, 255))
    return image


def sneaker(toe_left: bool = True, colour: tuple[int, int, int] = RED) -> Image.Image:
    outline = [(20, 240), (30, 200), (90, 190), (200, 130), (230, 150), (330, 150), (370, 120), (380, 250), (24, 262)]
    image = draw(outline, colour=colour)
    return image if toe_left else image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def pump() -> Image.Image:
    return draw(
        [(20, 290), (90, 262), (150, 250), (370, 150), (380, 160), (380, 300), (365, 300), (330, 220), (150, 296)]
    )


def flats() -> Image.Image:
    shoes = Image.new("RGBA", (400, 400))
    for x in (80, 220):
        ImageDraw.Draw(shoes).rounded_rectangle((x, 30, x + 100, 370), 50, fill=(*RED, 255))
    return shoes


def beanie() -> Image.Image:
    image = Image.new("RGBA", (400, 400))
    ImageDraw.Draw(image).pieslice((60, 40, 340, 500), 180, 360, fill=(*RED, 255))
    return image


def brimmed() -> Image.Image:
    return draw([(140, 90), (260, 90), (280, 200), (390, 230), (380, 260), (20, 260), (10, 230), (120, 200)])


def wear(slot: str, image: Image.Image) -> Garment:
    return Garment(slot=slot, category="Shoes" if slot == "shoes" else "Hat", image=image)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def body() -> Body:
    return body_of_mannequin(mannequin("ada-stand" if "ada-stand" in STANDING else STANDING[0]))


def seen(image: np.ndarray) -> np.ndarray:
    """Where a look is red."""
    rgb = image.astype(float)
    return np.asarray((rgb[..., 0] > 1.8 * rgb[..., 1]) & (rgb[..., 0] > 1.8 * rgb[..., 2]))


def ankles(body: Body) -> np.ndarray:
    return body.project(np.stack([body.posed_joints["l_ankle"], body.posed_joints["r_ankle"]]))[0]


def is_read(image: Image.Image) -> object:
    flat = prepare(wear("shoes", image))
    return read_shoes(flat.front, flat.alpha, flat.hollow)


@pytest.mark.parametrize("toe_left", [True, False])
def test_a_shoe_from_the_side_is_on_both_feet_whichever_way_it_looks(body: Body, toe_left: bool) -> None:
    made = Fitting().dress(body, [wear("shoes", sneaker(toe_left))], "auto", Job())
    red = seen(made.image)
    for x, y in ankles(body):
        near = red[round(y) : round(y) + 60, round(x) - 40 : round(x) + 40]
        assert near.sum() > 600
    high = round(float(ankles(body)[:, 1].min())) - 60
    assert np.array_equal(made.image[:high], body.picture[:high])
    assert made.alpha[:high].max() == 0


def test_both_ways_of_one_shoe_have_one_form(body: Body) -> None:
    one, other = (put_on_shoes(body, is_read(sneaker(way))) for way in (True, False))  # type: ignore[arg-type]
    assert np.abs(one.points - other.points).max() < 0.004


def test_no_bare_toes_look_out_of_a_shoe(body: Body) -> None:
    """Where the toes were, there is shoe or ground, nothing of the skin's colour in the shoe's shade."""
    made = Fitting().dress(body, [wear("shoes", sneaker())], "auto", Job())
    shod = take_shoes(body, put_on_shoes(body, is_read(sneaker())))  # type: ignore[arg-type]
    feet = np.isin(body.part, (14, 17))
    px = np.round(body.project(body.posed[feet & (body.posed[:, 1] < 0.03)])[0]).astype(int)
    changed = (made.image[px[:, 1], px[:, 0]] != body.picture[px[:, 1], px[:, 0]]).any(1)
    assert changed.mean() > 0.97
    assert shod.picture.shape == body.picture.shape


def test_a_heel_lifts_the_foot_and_lowers_the_floor(body: Body) -> None:
    low, high = (put_on_shoes(body, is_read(image)) for image in (flats(), pump()))  # type: ignore[arg-type]
    assert high.lift > low.lift + 0.02
    assert high.shod[0].angle > 0.15 > low.shod[0].angle
    assert np.allclose(high.shod[0].stand(high.shod[0].ankle[None])[0], body.posed_joints["l_ankle"], atol=0.02)


def test_bending_keeps_the_ball_on_its_sole(body: Body) -> None:
    foot = find_foot(body, "l")
    shod = bend_foot(foot, 0.07, 0.01)
    front = foot.points[:, 2] > 0.76 * foot.long
    assert np.allclose(shod.points[front, 1], foot.points[front, 1] + 0.01, atol=1e-4)
    heel = foot.points[:, 2] < 0.1 * foot.long
    assert shod.points[heel, 1].min() > 0.05


def test_a_pair_from_above_opens_over_the_instep(body: Body) -> None:
    made = Fitting().dress(body, [wear("shoes", flats())], "auto", Job())
    red = seen(made.image)
    for x, y in ankles(body):
        assert not red[round(y) + 2, round(x)]
        assert red[round(y) + 4 : round(y) + 60, round(x) - 30 : round(x) + 30].sum() > 400


@pytest.mark.parametrize("id", STANDING)
def test_shoes_fit_every_standing_mannequin(id: str) -> None:
    body = body_of_mannequin(mannequin(id))
    pair = put_on_shoes(body, is_read(sneaker()))  # type: ignore[arg-type]
    assert np.isfinite(pair.points).all()
    for shod, half in zip(pair.shod, np.split(pair.points, 2), strict=True):
        foot = body.posed[shod.foot.mine]
        around = half[:, [0, 2]].min(0) + half[:, [0, 2]].max(0), foot[:, [0, 2]].min(0) + foot[:, [0, 2]].max(0)
        assert np.linalg.norm(around[0] - around[1]) / 2 < 0.03
        assert half[:, 1].min() < foot[:, 1].min() + 0.002


def test_a_hat_covers_the_crown_and_leaves_the_chin(body: Body) -> None:
    made = Fitting().dress(body, [wear("hat", beanie())], "auto", Job())
    head = body.project(body.posed[body.group("head")])[0]
    x = round(float(head[:, 0].mean()))
    top, chin = float(head[:, 1].min()), float(head[:, 1].max())
    red = seen(made.image)
    assert red[round(top + 0.1 * (chin - top)), x]
    assert not red[round(top + 0.8 * (chin - top)) :, x].any()
    assert np.array_equal(made.image[round(chin) + 10 :], body.picture[round(chin) + 10 :])


def test_a_brim_is_told_from_a_cap_of_cloth_and_shades_the_face(body: Body) -> None:
    brim, plain = (read_hat(prepare(wear("hat", image)).alpha) for image in (brimmed(), beanie()))
    assert brim.brim
    assert not plain.brim
    wide, narrow = put_on_hat(body, brim).points, put_on_hat(body, plain).points
    assert np.ptp(wide[:, 0]) > 1.5 * np.ptp(narrow[:, 0])
    made = Fitting().dress(body, [wear("hat", brimmed())], "auto", Job())
    head = body.project(body.posed[body.group("head")])[0]
    x, y = round(float(head[:, 0].mean())), round(float(head[:, 1].min() * 0.4 + head[:, 1].max() * 0.6))
    assert made.image[y, x].mean() < body.picture[y, x].mean() - 3


def test_a_hat_goes_with_the_head() -> None:
    """Turned bodies carry it at their heads, in front and behind."""
    for id in [each.id for each in people()][::5]:
        body = body_of_mannequin(mannequin(id))
        hat = put_on_hat(body, read_hat(prepare(wear("hat", beanie())).alpha))
        head = body.posed[body.group("head")]
        assert hat.points[:, 1].max() > head[:, 1].max()
        assert np.abs(hat.points[:, [0, 2]].mean(0) - head[:, [0, 2]].mean(0)).max() < 0.03


def test_another_colour_keeps_every_edge(body: Body) -> None:
    fitting = Fitting()
    one = fitting.dress(body, [wear("shoes", sneaker())], "auto", Job())
    other = fitting.dress(body, [wear("shoes", sneaker(colour=(30, 90, 60)))], "auto", Job())
    assert np.array_equal(one.alpha, other.alpha)
    assert not np.array_equal(one.image, other.image)


@pytest.mark.parametrize("slot", ["shoes", "hat"])
def test_a_speck_is_refused_in_words(body: Body, slot: str) -> None:
    image = Image.new("RGBA", (400, 400))
    for x in range(0, 400, 40):
        ImageDraw.Draw(image).rectangle((x, x, x + 12, x + 12), fill=(*RED, 255))
    with pytest.raises(InputError) as caught:
        Fitting().dress(body, [wear(slot, image)], "auto", Job())
    assert caught.value.remedy


def blazer() -> Image.Image:
    """A coat with long sleeves, green."""
    outline = [(150, 30), (250, 30), (300, 50), (380, 300), (330, 320), (270, 140), (280, 380), (120, 380), (130, 140)]
    return draw([*outline, (70, 320), (20, 300), (100, 50)], colour=(30, 110, 60))


def tee() -> Image.Image:
    outline = [(150, 40), (250, 40), (370, 120), (335, 190), (280, 150), (280, 370), (120, 370), (120, 150), (65, 190)]
    return draw([*outline, (30, 120)])


def test_what_is_worn_under_an_open_garment_shows_through_its_opening_and_nowhere_beside_its_sleeves(
    body: Body,
) -> None:
    inside = Image.new("L", (400, 400))
    ImageDraw.Draw(inside).polygon([(160, 30), (240, 30), (200, 220)], fill=255)
    over = Garment(slot="outerwear", category="Blazer", image=blazer(), inside=inside)
    under = Garment(slot="top", category="T-Shirt", image=tee())
    red = seen(Fitting().dress(body, [over, under], "auto", Job()).image)
    alone = seen(Fitting().dress(body, [over], "auto", Job()).image)
    neck = body.project(body.posed_joints["neck"][None])[0][0]
    x, y = round(float(neck[0])), round(float(neck[1]))
    assert red[y + 60 : y + 120, x - 10 : x + 10].mean() > 0.7
    assert not alone[y + 60 : y + 120, x - 10 : x + 10].any()
    elbows = body.project(np.stack([body.posed_joints["l_elbow"], body.posed_joints["r_elbow"]]))[0]
    for elbow in elbows:
        near = red[round(elbow[1]) - 60 : round(elbow[1]) + 20, round(elbow[0]) - 30 : round(elbow[0]) + 30]
        assert near.mean() < 0.01


def test_a_pair_with_its_toes_down_is_the_same_pair(body: Body) -> None:
    """Feet are wider in front: what is wider below lies the other way round."""
    lasts = [[(x, 370), (x - 12, 60), (x + 15, 30), (x + 65, 30), (x + 92, 60), (x + 80, 370)] for x in (80, 230)]
    pair = draw(*lasts)
    one, other = (put_on_shoes(body, is_read(image)) for image in (pair, pair.rotate(180)))  # type: ignore[arg-type]
    assert np.abs(one.points - other.points).max() < 0.004
    assert np.abs(one.cloth.flat - (256 - other.cloth.flat)).max() < 2


def test_shoes_from_other_sides_are_refused() -> None:
    slanted = sneaker().rotate(-25)
    tall = draw([(120, 20), (260, 20), (280, 300), (380, 340), (380, 385), (120, 385)])
    single = draw([(150, 30), (250, 30), (260, 370), (140, 370)])
    for image in (slanted, tall, single):
        with pytest.raises(InputError) as caught:
            is_read(image)
        assert "from its side" in caught.value.remedy


def test_a_wide_cap_of_cloth_is_no_brim_and_a_leaning_hat_is_refused() -> None:
    bell = draw([(150, 60), (250, 60), (370, 330), (30, 330)])
    assert not read_hat(prepare(wear("hat", bell)).alpha).brim
    leaning = draw([(40, 60), (140, 60), (380, 330), (240, 330)])
    with pytest.raises(InputError, match="leans"):
        read_hat(prepare(wear("hat", leaning)).alpha)


SHOP = Path("assets/shop")


@pytest.mark.skipif(not (SHOP / "products.csv").is_file(), reason="assets/shop NOT TESTED: it is not here")
@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
def test_shoes_and_hats_of_the_demo_shop_can_be_put_on(body: Body, step: int) -> None:
    with (SHOP / "products.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["category"] in ("Shoes", "Hat")]
    assert rows
    for row in rows[::step]:
        with Image.open(SHOP / "images" / row["image"]) as image:
            flat = prepare(wear("shoes" if row["category"] == "Shoes" else "hat", image.convert("RGBA")))
        if row["category"] == "Hat":
            assert read_hat(flat.alpha).brim == ("brimmed" in row["title"] or "bucket" in row["title"]), row["title"]
        else:
            read = read_shoes(flat.front, flat.alpha, flat.hollow)
            flats = "flats" in row["title"] or "loafers" in row["title"]
            assert read.view == ("above" if flats else "side"), row["title"]
            angle = put_on_shoes(body, read).shod[0].angle
            assert (angle > 0.2) == ("pumps" in row["title"]), (row["title"], angle)
