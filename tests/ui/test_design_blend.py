"""What the column shows of blending."""

from __future__ import annotations

from models.design import Cloth, DesignSpec
from models.library import read_library
from models.reshape_blend import Shares
from ui.design_blend_panel import BlendPanel, describe_blend, draw_blend
from ui.design_choices import Blending, Choices


def spec() -> DesignSpec:
    shape = next(each for each in read_library().shapes if each.category == "T-Shirt")
    return DesignSpec(shape=shape.code, cloth=Cloth(), colour=(1, 2, 3), accent=(1, 2, 3), category="T-Shirt")


def test_without_a_blend_there_are_no_dials() -> None:
    drawn = draw_blend(BlendPanel(kind="T-Shirt"))
    assert "data-change" not in drawn
    assert 'value="T-Shirt" selected' in drawn
    ways = drawn.split('data-act="way"')[1]
    assert 'value="Dress"' in ways
    assert 'value="T-Shirt"' not in ways


def test_a_kind_has_one_dial_and_a_design_three() -> None:
    kind = draw_blend(BlendPanel(kind="T-Shirt", blending=Blending(first="a", kind="Dress", shares=Shares(shape=0.25))))
    assert kind.count("data-change") == 1
    assert 'value="0.25"' in kind
    design = draw_blend(BlendPanel(kind="", blending=Blending(first="a", second="b"), picture="/x.png"))
    assert design.count("data-change") == 3
    assert '<img src="/x.png"' in design


def test_a_blend_is_remembered_by_the_design_that_came_of_it() -> None:
    blending = Blending(first="a", second="b")
    choices = Choices().blended("made", blending)
    assert describe_blend(choices, spec(), "made", lambda id: f"/{id}.png").picture == "/b.png"
    assert describe_blend(choices, spec(), "made", lambda id: "").blending == blending
    assert describe_blend(choices, spec(), "other", lambda id: "").blending is None


def test_what_is_written_cannot_break_out() -> None:
    drawn = draw_blend(BlendPanel(kind='"><script>', blending=Blending(first="a", second="b"), picture='"><b>'))
    assert "<script>" not in drawn
    assert "<b>" not in drawn
