"""The Try-on tab's memory and markup: what the page sends is checked, what it shows is escaped."""

from __future__ import annotations

import pytest

from models.errors import InputError
from models.tryon.records import Outfit, Piece, Pose
from models.tryon.slots import SLOTS
from models.types import Stroke
from ui import stage, tryon_gallery, tryon_points, tryon_stage
from ui.tryon_basics import BASICS, find_basic, list_basics
from ui.tryon_choices import Choices, put_on, read_pose, read_slot, take_off, tuck, write_strokes
from ui.tryon_figures import list_figures
from ui.tryon_gallery import Offer
from ui.tryon_panel import Option, Panel, Worn, draw_panel
from ui.tryon_points import Marks
from ui.tryon_prints import find_close
from ui.tryon_stage import Cell, Close, Print, Row
from ui.tryon_wardrobe import find_slots

SHIRT, TROUSERS, DRESS = (f"design-{n}" + "0" * 31 for n in "123")
OUTFIT = Outfit(pieces=(Piece(slot="top", product=SHIRT), Piece(slot="bottom", product=TROUSERS)))
POSE = Pose(points=((0.5, 0.5),) * 18)


def test_a_newer_garment_takes_the_place_of_what_it_cannot_be_worn_with():
    dressed = put_on(OUTFIT, "onepiece", DRESS)
    assert [(each.slot, each.product) for each in dressed.pieces] == [("onepiece", DRESS)]
    assert [each.slot for each in put_on(dressed, "bottom", TROUSERS).pieces] == ["bottom"]
    other = put_on(OUTFIT, "top", DRESS)
    assert {each.slot: each.product for each in other.pieces} == {"top": DRESS, "bottom": TROUSERS}
    assert len(put_on(OUTFIT, "shoes", DRESS).pieces) == 3


def test_the_last_garment_stays_on():
    assert [each.slot for each in take_off(OUTFIT, "bottom").pieces] == ["top"]
    with pytest.raises(InputError, match="one thing at least"):
        take_off(take_off(OUTFIT, "bottom"), "top")


def test_only_what_there_is_can_be_chosen():
    assert tuck(OUTFIT, "in").tuck == "in"
    assert read_slot("hat") == "hat"
    for call in (
        lambda: tuck(OUTFIT, "half"), lambda: read_slot("sock"), lambda: Choices().showing("secret"),
        lambda: Choices().filling("sock"), lambda: find_basic("top 99"), lambda: find_basic("sock 1"),
    ):  # fmt: skip
        with pytest.raises(InputError):
            call()


def test_points_and_strokes_go_to_the_page_and_back():
    sent = {
        "points": [[0.25, 0.75]] * 18, "visible": [True, False] * 9,
        "strokes": [{"kind": "front", "points": [[0.1, 0.2], [0.3, 0.4]], "width": 0.03}],
    }  # fmt: skip
    pose = read_pose(sent, POSE)
    assert pose.points[3] == (0.25, 0.75)
    assert pose.visible == (True, False) * 9
    assert pose.strokes == (Stroke(kind="keep", points=((0.1, 0.2), (0.3, 0.4)), width=0.03),)
    assert read_pose({"strokes": write_strokes(pose.strokes)}, POSE).strokes == pose.strokes
    assert read_pose({}, pose) == pose


@pytest.mark.parametrize(
    "sent",
    [
        {"points": "everywhere"}, {"points": [[0.5, 0.5]]}, {"points": [[0.5]] * 18}, {"points": [["x", 1]] * 18},
        {"points": [[float("nan"), 1]] * 18}, {"points": [[True, 1]] * 18}, {"visible": [1]}, {"strokes": [1]},
        {"strokes": [{"kind": "paint", "points": [[0.5, 0.5]], "width": 0.1}]},
        {"strokes": [{"kind": "front", "points": [], "width": 0.1}]},
        {"strokes": [{"kind": "front", "points": [[0.5, 0.5]], "width": 9}]},
    ],
)  # fmt: skip
def test_what_is_no_pose_is_refused(sent):
    with pytest.raises(InputError):
        read_pose(sent, POSE)


def test_consent_is_asked_for_each_photo():
    asked = Choices().asking()
    assert (asked.consent, asked.agreed) == (True, False)
    assert Choices().asking(True).agreed
    assert Choices().asking(True).closed() == Choices()


def test_basics_are_there_for_whatever_is_worn():
    for slot in BASICS:
        basics = list_basics(slot)
        assert len(basics) == len(BASICS[slot]), slot
        assert find_basic(basics[0].id) == basics[0]
    assert list_basics("bag") == ()


def test_a_shops_words_say_where_a_product_is_worn():
    assert find_slots("Women > Trousers Navy tapered linen trousers") == ("bottom",)
    assert find_slots("Denim jackets") == ("outerwear",)
    assert find_slots("Floral wrap dresses") == ("onepiece",)
    assert find_slots("Shirt dress")[0] == "onepiece"
    assert find_slots("White tee")[0] == "top"
    assert find_slots("Oak table") == ()


def test_figures_are_said_in_words():
    facts = {"pieces": [{"colour_de00": 1.2, "texture": 0.95, "structure": 0.6}, {"slot": "hat"}]}
    ((title, figures),) = list_figures(facts, ["Shirt", "Hat"])
    assert title == "Shirt"
    assert [(each.name, each.verdict, each.good) for each in figures] == [
        ("Colour", "Same to the eye", True), ("Cloth", "Same", True), ("Print and seams", "Softened", False)
    ]  # fmt: skip
    assert list_figures({}, []) == ()


@pytest.mark.parametrize("box", [(0.3, 0.2, 0.7, 0.6), (0.0, 0.0, 0.05, 0.05), (0.9, 0.9, 1.0, 1.0), (0, 0, 1, 1)])
def test_a_close_up_is_a_square_inside_of_the_picture(box):
    left, top, right, bottom = find_close(box, (768, 1152))
    assert 0 <= left < right <= 768
    assert 0 <= top < bottom <= 1152
    assert abs((right - left) - (bottom - top)) <= 1


def test_markup_escapes_what_it_is_given():
    evil = '"><script>alert(1)</script>'
    marks = Marks(photo=evil, ratio=0.7, points=POSE.points, visible=POSE.visible, warnings=(evil,))
    tile = stage.Tile(act=evil, id=evil, image=evil, title=evil)
    close = Close(title=evil, worn=evil, flat=evil)
    cell = Cell(id=evil, title=evil, image=evil, problem=evil)
    offer = Offer(slot=evil, title=evil, kept=(tile,), shop=(tile,), words=evil, note=evil, has_shop=True)
    worn = Worn(slot=evil, title=evil, product=evil, image=evil)
    panel = Panel(bodies=(Option(id=evil, words=evil, image=evil),), worn=(worn,), photo=evil, png=(evil, evil))
    drawn = tryon_stage.draw(Print(title=evil, image=evil, note=evil, label=evil, close=(close,)))
    drawn += tryon_stage.draw(Print(image=evil, before=evil, view="compare"))
    drawn += tryon_stage.draw(Print(image=evil, view="points", marks=marks))
    drawn += tryon_stage.draw_sheet([Row(title=evil, cells=(cell,))], evil)
    drawn += tryon_gallery.draw_gallery(offer) + draw_panel(panel)
    assert "<script>" not in drawn


def test_every_slot_is_offered_and_every_point_has_a_name():
    panel = draw_panel(Panel(worn=tuple(Worn(slot=slot, title=slot) for slot in SLOTS)))
    assert all(f'data-act="slot" data-id="{slot}"' in panel for slot in SLOTS)
    assert len(tryon_points.NAMES) == 18
    assert {n for bone in tryon_points.BONES for n in bone} == set(range(18))
