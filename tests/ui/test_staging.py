"""The Stage tab's memory and markup: what the page sends is checked, what it shows is escaped."""

from __future__ import annotations

import pytest

from models.errors import InputError
from models.staging.placements import PLACEMENTS
from models.staging.records import Shot
from ui import staging_stage
from ui.staging_choices import FIRST, MOST_SIZES, Choices, change_shot, in_look, look_of, read_size, write_size
from ui.staging_context import draw_context
from ui.staging_stage import Cell, Print, Row, draw_sheet


def test_sizes_go_to_the_page_and_back() -> None:
    for size in (*FIRST, ("free", 640, 480)):
        assert read_size(write_size(size)) == size
    for text in ("", "square:5x5x", "free:0x0", "free:99999x10", "free:axb", "nowhere:1x1", None, 5):
        if str(text).startswith("square"):
            assert read_size(text) == FIRST[0]  # a known placement brings its own size
            continue
        with pytest.raises(InputError):
            read_size(text)


def test_a_sheet_has_one_size_at_least_and_not_too_many() -> None:
    choices = Choices()
    for size in FIRST:
        choices = choices.without_size(size)
    assert len(choices.sizes) == 1
    for number in range(MOST_SIZES - 1):
        choices = choices.with_size(("free", 300 + number, 200))
    assert choices.with_size(choices.sizes[0]) == choices
    with pytest.raises(InputError, match="sizes at most"):
        choices.with_size(("free", 999, 200))


def test_a_look_is_a_theme_or_a_plain_ground() -> None:
    shot = Shot(theme="wood", scene="oak", scene_sha256="x", variety=3)
    assert look_of(shot) == "wood"
    assert in_look(shot, "wood") == shot
    plain = in_look(shot, "gradient")
    assert (plain.ground, plain.scene, plain.theme) == ("gradient", "", "")
    back = in_look(plain, "home")
    assert (back.ground, back.theme, back.scene, back.variety) == ("scene", "home", "", 0)


def test_an_own_scene_stays_when_a_plain_ground_is_chosen() -> None:
    shot = Shot(ground="own", own="scene-1", spot=(0.1, 0.2, 0.6, 0.8))
    choices = Choices().after(shot)
    plain = change_shot(shot, {"look": "gradient"}, choices)
    assert (plain.ground, plain.own) == ("gradient", "")
    assert choices.after(plain) == choices
    back = change_shot(plain, {"look": "own"}, choices)
    assert (back.ground, back.own, back.spot) == ("own", "scene-1", shot.spot)
    assert change_shot(shot, {"look": "own"}, choices) == shot
    with pytest.raises(InputError, match="no scene of your own"):
        change_shot(plain, {"look": "own"}, Choices())


def test_the_light_of_an_own_scene_can_be_changed() -> None:
    shot = Shot(ground="own", own="scene-1")
    assert change_shot(shot, {"light": "soft"}).light == "soft"
    assert change_shot(shot, {"light": "photo"}).light == "photo"
    with pytest.raises(InputError):
        change_shot(shot, {"light": "candle"})


def test_what_a_control_sends_changes_that_and_nothing_else() -> None:
    shot = change_shot(Shot(), {"shadow": 0.5, "headline": "Hello", "accent": "#ff0000"})
    assert (shot.shadow, shot.message.headline, shot.message.accent) == (0.5, "Hello", (255, 0, 0))
    assert change_shot(shot, {"colour": "#112233"}).colours == ((17, 34, 51),)
    assert change_shot(shot, {"support": "hang"}).support == "hang"
    wrong: list[dict[str, object]] = [
        {"shadow": "dark"}, {"shadow": float("nan")}, {"shadow": 99}, {"colour": "red"}, {"support": "fly"}, {"x": 1},
        {"headline": "x" * 99}, {"seed": "-1"}, {"look": "No Such"},
    ]  # fmt: skip
    for changes in wrong:
        with pytest.raises(InputError):
            change_shot(shot, changes)


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(InputError):
        Choices().showing("secret")


def test_markup_escapes_what_it_is_given() -> None:
    evil = '"><script>alert(1)</script>'
    drawn = staging_stage.draw(Print(title=evil, image=evil, clean=evil, product=evil, note=evil, headline=evil))
    drawn += draw_sheet([Row(title=evil, cells=(Cell(id=evil, title=evil, image=evil, ratio=1.0),))], evil)
    for context in ("feed", "story", "grid", "banner", "article"):
        drawn += draw_context(context, evil, evil, 300, 250)
    assert "<script>" not in drawn


def test_every_placement_is_shown_where_people_meet_it() -> None:
    where = {
        "feed": 'class="st-post"', "story": "st-story-foot", "grid": "st-goods", "banner": "st-banner",
        "article": "st-columns",
    }  # fmt: skip
    for each in PLACEMENTS:
        drawn = draw_context(each.context, "address.webp", "", each.width_px, each.height_px)
        assert where[each.context] in drawn, each.id
        assert drawn.count('src="address.webp"') == 1, each.id


def test_the_product_can_be_taken_hold_of_only_where_its_layers_are() -> None:
    assert "st-grip" in staging_stage.draw(Print(image="a", clean="b", product="c"))
    assert "st-grip" not in staging_stage.draw(Print(image="a"))
    assert 'data-state="empty"' in staging_stage.draw(Print())
