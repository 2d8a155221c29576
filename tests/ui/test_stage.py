"""The markup of the stage: what it shows in each state, and that nothing from outside becomes markup."""

from __future__ import annotations

import re

import pytest

from models.types import Progress
from ui import stage
from ui.details import describe
from ui.folder import draw_progress, draw_report
from ui.kept import draw_wall
from ui.shell import draw_chip

EVIL = "<img src=x onerror=alert(1)>\"'"
SCENE = stage.Scene(title="Shirt", width_px=300, height_px=400, photo="p.webp", cutout="c.webp")


def tile(**changes: object) -> stage.Tile:
    return stage.Tile(**({"act": "open", "id": "1", "image": "a.webp", "title": "Shirt"} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "markup",
    [
        stage.stage(stage.Scene(title=EVIL, width_px=3, height_px=4, photo=EVIL, cutout=EVIL)),
        stage.stage(SCENE, Progress(fraction=0.2, stage=EVIL)),
        stage.strip([tile(title=EVIL, id=EVIL, image=EVIL)], []),
        stage.heading(EVIL, EVIL, [EVIL]),
        stage.download(EVIL, EVIL, EVIL),
        stage.products(EVIL, [(0, 0, 0.5, 1), (0.5, 0, 1, 1)], None),
        stage.empty_stage([tile(id=EVIL)]),
        draw_wall([(tile(title=EVIL), 2)]),
        draw_report(1, [(EVIL, EVIL)], EVIL),
        draw_progress(Progress(fraction=0.5, stage=EVIL)),
        draw_chip("failed", EVIL),
        describe({"Title": EVIL, EVIL: "x", "Record": {"title": EVIL}}),
    ],
)
def test_nothing_from_outside_becomes_markup(markup: str):
    assert "<img src=x" not in markup
    for value in re.findall(r'="([^"]*)"', markup):
        assert "<" not in value
        assert "onerror=alert(1)>&quot;" not in markup or "&lt;img" in markup


def test_a_finished_picture_can_be_compared_and_a_waiting_one_cannot():
    assert 'class="split-range"' in stage.stage(SCENE)
    assert 'data-state="ready"' in stage.stage(SCENE)
    waiting = stage.stage(SCENE, Progress(fraction=0.4, stage="Drawing the edge"))
    assert 'class="split-range"' not in waiting
    assert 'data-state="busy"' in waiting
    assert "Drawing the edge" in waiting
    assert "width:40%" in waiting


def test_a_photo_without_a_cut_out_says_so_by_its_state():
    alone = stage.Scene(title="Shirt", width_px=300, height_px=400, photo="p.webp")
    assert 'data-state="photo"' in stage.stage(alone)
    assert 'data-look="compare" disabled' in stage.stage(alone)


@pytest.mark.parametrize(("fraction", "percent"), [(-1.0, 0), (0.5, 50), (7.0, 100)])
def test_progress_stays_in_its_bar(fraction: float, percent: int):
    assert f"width:{percent}%" in draw_progress(Progress(fraction=fraction, stage="x"))


def test_one_product_needs_no_choice_and_two_do():
    assert stage.products("a.webp", [(0, 0, 1, 1)], None) == ""
    two = stage.products("a.webp", [(0, 0, 0.5, 1), (0.5, 0.25, 1, 0.75)], 1)
    assert two.count('data-act="product"') == 3
    assert re.findall(r'data-id="(\w+)" aria-pressed="true"', two) == ["1"]
    assert "background-size:200.00% 200.00%;background-position:100.00% 50.00%" in two


def test_without_an_address_there_is_nothing_to_save():
    assert "disabled" in stage.download("", "", "Save PNG")
    assert 'download="a.png"' in stage.download("x", "a.png", "Save PNG")


def test_an_empty_wall_offers_a_way_out():
    assert 'data-act="go"' in draw_wall([])


@pytest.mark.parametrize(
    ("done", "failures", "stopped", "words"),
    [
        (1, [], False, ["1 photo cut out", "Save the ZIP"]),
        (3, [("a.txt", "Not a picture.")], False, ["3 photos cut out", "1 could not be done", "a.txt"]),
        (2, [], True, ["Stopped. 2 photos", "Save the ZIP"]),
    ],
)
def test_the_folder_s_report_says_what_came_of_it(done, failures, stopped, words):
    report = draw_report(done, failures, "zip", stopped)
    assert all(word in report for word in words)


def test_nothing_done_offers_no_zip():
    assert "Save the ZIP" not in draw_report(0, [("a", "b")], "")


def test_details_are_terms_and_the_record_is_folded_away():
    text = describe({"Made by": "GrabCut", "Seed": "0", "Empty": "", "Record": {"id": "x"}})
    assert "<dt>Made by</dt><dd>GrabCut</dd>" in text
    assert "Empty" not in text
    assert text.index("<details>") > text.index("Seed")
