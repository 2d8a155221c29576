"""Specs as records, changes to them, and cloths between two."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.canvas import centre
from models.design import GRAIN_SIZE, PATTERN_SIZE, SHAPE_SIZE, Cloth, DesignSpec, read_code, write_code
from models.designing import (
    Record,
    change,
    check_facts,
    has_two_inks,
    measure_estimate,
    mix_cloths,
    parse_hex,
    read_record,
    read_spec,
    write_cloth,
    write_hex,
    write_record,
    write_spec,
)
from models.errors import InputError
from models.seams import Mark, write_marks
from tests.garments import garment

CHANCE = np.random.default_rng(0)
SHAPE = write_code(np.concatenate([CHANCE.uniform(-1, 1, SHAPE_SIZE - 1024), np.zeros(1024)]))
STRIPED = Cloth(
    pattern=write_code(CHANCE.normal(0, 1, PATTERN_SIZE)), grain=write_code(np.full(GRAIN_SIZE, -2.0)), scale=2.0
)
DOTTED = Cloth(
    pattern=write_code(CHANCE.normal(0, 1, PATTERN_SIZE)), grain=write_code(np.full(GRAIN_SIZE, -4.0)), scale=0.5
)
PLAIN = Cloth(grain=write_code(np.full(GRAIN_SIZE, -3.0)))
SPEC = DesignSpec(
    shape=SHAPE, cloth=STRIPED, colour=(10, 20, 30), accent=(200, 210, 220), category="Dress",
    text='Für "Anna" — 100 % ✓', seed=12,
)  # fmt: skip


def test_a_spec_comes_back_from_json() -> None:
    through = json.loads(json.dumps(write_spec(SPEC)))
    assert read_spec(through) == SPEC


SEAMS = write_marks([Mark(kind="seam", points=np.array([[-0.2, 0.0], [0.2, 0.1]], np.float32))])


def test_designs_without_seams_are_written_as_they_always_were() -> None:
    """Their ids are hashes of what is written."""
    assert "seams" not in write_spec(SPEC)
    assert "seams" not in write_record(Record(verb="tweak", design=SPEC, size_px=512))["design"]
    old = {**write_record(Record(verb="tweak", design=SPEC, size_px=512))}
    assert read_record(old).design.seams == b""
    with pytest.raises(InputError):  # nobody wrote it like this
        read_record({**old, "design": {**old["design"], "seams": ""}})


def test_seams_come_back_from_json_and_hostile_ones_do_not() -> None:
    sewn = replace(SPEC, seams=SEAMS)
    record = json.loads(json.dumps(write_record(Record(verb="tweak", design=sewn, size_px=512))))
    assert read_record(record).design == sewn
    assert read_spec(write_spec(sewn)) == sewn
    for bad in ("AAAA", "????", 7):
        with pytest.raises(InputError):
            read_record({**record, "design": {**record["design"], "seams": bad}})
    with pytest.raises(InputError):
        replace(SPEC, seams=np.full(len(SEAMS) // 2, np.nan, "<f2").tobytes())


def test_another_shape_comes_without_the_old_ones_seams() -> None:
    sewn, other = replace(SPEC, seams=SEAMS), write_code(np.zeros(SHAPE_SIZE))
    assert change(sewn, {"colour": "#102030"}).seams == SEAMS
    assert change(sewn, {"shape": sewn.shape}).seams == SEAMS
    assert change(sewn, {"shape": other}).seams == b""
    assert change(sewn, {"shape": other, "seams": SEAMS}).seams == SEAMS
    assert change(sewn, {"seams": b""}).seams == b""
    with pytest.raises(InputError):
        change(sewn, {"seams": "AAAA"})


def test_whole_and_broken_dials_are_one_spec() -> None:
    """1 and 1.0 name the same cloth, so they must name the same design."""
    whole = Record(verb="tweak", design=replace(SPEC, cloth=replace(STRIPED, scale=1)), size_px=512)
    broken = Record(verb="tweak", design=replace(SPEC, cloth=replace(STRIPED, scale=1.0)), size_px=512)
    assert json.dumps(write_record(whole)) == json.dumps(write_record(broken))


@pytest.mark.parametrize("verb", ["tweak", "estimate"])
def test_a_record_comes_back_from_json(verb: Any) -> None:
    record = Record(verb=verb, design=SPEC, size_px=640)
    assert read_record(json.loads(json.dumps(write_record(record)))) == record


def damaged(place: tuple[str, ...], value: object) -> dict[str, Any]:
    record = json.loads(json.dumps(write_record(Record(verb="tweak", design=SPEC, size_px=512))))
    target = record
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    return dict(record)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("verb",), "mask"), (("evil",), 1), (("size_px",), 64), (("size_px",), 512.0), (("size_px",), "512"),
        (("design",), None), (("design", "shape"), "AAAA"), (("design", "shape"), ""), (("design", "seed"), "12"),
        (("design", "colour"), [1, 2]), (("design", "colour"), [1, 2, "3"]), (("design", "category"), "Spaceship"),
        (("design", "cloth", "scale"), 9), (("design", "cloth", "scale"), math.nan), (("design", "cloth", "evil"), 1),
        (("design", "cloth", "grain"), "????"), (("design", "text"), 7),
    ],
)  # fmt: skip
def test_records_that_the_studio_would_not_write(place: tuple[str, ...], value: object) -> None:
    with pytest.raises(InputError) as caught:
        read_record(damaged(place, value))
    assert caught.value.message


@pytest.mark.parametrize("value", [None, [], "x", 7, {}, {"shape": 1}, math.nan, object()])
def test_specs_that_are_none(value: object) -> None:
    with pytest.raises(InputError):
        read_spec(value)


def test_facts_are_an_estimates_difference_and_nothing_else() -> None:
    tweaked, estimated = (Record(verb=verb, design=SPEC, size_px=512) for verb in ("tweak", "estimate"))
    check_facts(tweaked, {})
    check_facts(estimated, {"difference": 0.02})
    for record, facts in (
        (tweaked, {"difference": 0.02}), (estimated, {"difference": math.nan}), (estimated, {"difference": -1}),
        (estimated, {"difference": "0"}), (estimated, {"evil": 1}),
    ):  # fmt: skip
        with pytest.raises(InputError):
            check_facts(record, facts)


def test_changes_change_what_they_name() -> None:
    new = change(SPEC, {"colour": "#C04000", "accent": [1, 2, 3], "category": "Skirt", "seed": 5, "text": ""})
    assert (new.colour, new.accent, new.category, new.seed, new.text) == ((192, 64, 0), (1, 2, 3), "Skirt", 5, "")
    assert (new.shape, new.cloth) == (SPEC.shape, SPEC.cloth)
    dialled = change(SPEC, {"scale": 3, "strength": 0.5})
    assert dialled.cloth == replace(STRIPED, scale=3.0, strength=0.5)
    assert change(SPEC, {"cloth": PLAIN, "strength": 2.0}).cloth == replace(PLAIN, strength=2.0)
    assert change(SPEC, {"cloth": json.loads(json.dumps(write_cloth(DOTTED)))}).cloth == DOTTED
    assert change(SPEC, {}) == SPEC


@pytest.mark.parametrize(
    "changes",
    [
        {"evil": 1}, {"colour": None, "evil": 1}, {"colour": "red"}, {"colour": "#fff"}, {"colour": (0, 0, 256)},
        {"colour": (0, 0, 0.5)}, {"colour": (math.nan, 0, 0)}, {"colour": {"r": 1}}, {"colour": 7},
        {"accent": "#12345g"},
        {"scale": 0.2}, {"scale": 4.1}, {"scale": math.nan}, {"scale": math.inf}, {"scale": "2"}, {"scale": True},
        {"strength": -0.1}, {"strength": 2.1}, {"strength": None, "scale": 99}, {"category": "Spaceship"},
        {"category": 3}, {"seed": -1}, {"seed": 2**31}, {"seed": 1.5}, {"seed": "1"}, {"text": "x" * 2001},
        {"text": 5}, {"shape": b""}, {"shape": b"123"}, {"shape": "%%%"}, {"shape": [1.0] * SHAPE_SIZE},
        {"shape": np.full(SHAPE_SIZE, np.nan, "<f2").tobytes()}, {"cloth": "striped"}, {"cloth": {"scale": 99}},
        {"cloth": {"pattern": "AAAA"}}, {"cloth": {"evil": 1}}, {1: 2},
    ],
    ids=lambda changes: str(changes)[:50],
)  # fmt: skip
def test_changes_that_no_design_can_have(changes: dict[str, Any]) -> None:
    before = write_spec(SPEC)
    with pytest.raises(InputError) as caught:
        change(SPEC, changes)
    assert len(str(caught.value)) < 500
    assert write_spec(SPEC) == before


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "123456", "#1234567", None, 5])
def test_hex_that_is_none(text: str) -> None:
    with pytest.raises(InputError):
        parse_hex(text)


def test_hex_there_and_back() -> None:
    assert write_hex(parse_hex("#0a1bFF")) == "#0a1bff"


def test_the_ends_of_a_mix_are_the_cloths_themselves() -> None:
    for first, second in ((STRIPED, DOTTED), (PLAIN, STRIPED), (STRIPED, PLAIN), (Cloth(), STRIPED)):
        assert mix_cloths(first, second, 0.0) == first
        assert mix_cloths(first, second, 1) == second


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan, math.inf])
def test_shares_that_there_are_not(share: float) -> None:
    with pytest.raises(InputError):
        mix_cloths(STRIPED, DOTTED, share)


def numbers(code: bytes, size: int) -> np.ndarray:
    return read_code(code, size, "x").astype(np.float64)


def test_codes_meet_in_the_middle() -> None:
    middle = mix_cloths(STRIPED, DOTTED, 0.5)
    expected = (numbers(STRIPED.pattern, PATTERN_SIZE) + numbers(DOTTED.pattern, PATTERN_SIZE)) / 2
    assert numbers(middle.pattern, PATTERN_SIZE) == pytest.approx(expected, abs=2e-3)
    assert (middle.scale, middle.strength) == (pytest.approx(1.0), pytest.approx(1.0))
    loud = 10 ** (numbers(middle.grain, GRAIN_SIZE) / 2)  # amplitudes
    assert loud == pytest.approx((10**-1 + 10**-2) / 2, rel=0.01)


def test_a_mix_does_not_care_which_comes_first() -> None:
    for first, second in ((STRIPED, DOTTED), (PLAIN, STRIPED)):
        here, there = mix_cloths(first, second, 0.3), mix_cloths(second, first, 0.7)
        assert numbers(here.grain, GRAIN_SIZE) == pytest.approx(numbers(there.grain, GRAIN_SIZE), abs=3e-3)
        assert numbers(here.pattern, PATTERN_SIZE) == pytest.approx(numbers(there.pattern, PATTERN_SIZE), abs=3e-3)
        assert (here.scale, here.strength) == (pytest.approx(there.scale), pytest.approx(there.strength))


def test_a_pattern_fades_into_plain_cloth_and_the_grain_does_not() -> None:
    faint, strong = mix_cloths(PLAIN, STRIPED, 0.2), mix_cloths(PLAIN, STRIPED, 0.8)
    assert faint.pattern == strong.pattern == STRIPED.pattern
    assert faint.strength == pytest.approx(0.2)
    assert strong.strength == pytest.approx(0.8)
    for cloth, share in ((faint, 0.2), (strong, 0.8)):
        seen = numbers(cloth.grain, GRAIN_SIZE) + 2 * math.log10(cloth.strength)  # as the printer draws it
        wanted = 2 * math.log10((1 - share) * 10**-1.5 + share * 10**-1.0)
        assert seen == pytest.approx(wanted, abs=0.01)


def test_plain_with_plain_stays_plain() -> None:
    assert mix_cloths(Cloth(), Cloth(scale=2.0), 0.5).pattern == b""
    assert mix_cloths(Cloth(), Cloth(), 0.5) == Cloth()


def test_two_inks_are_a_pattern_or_a_block() -> None:
    assert has_two_inks(SPEC)
    assert not has_two_inks(replace(SPEC, cloth=PLAIN))
    block = np.concatenate([np.zeros(SHAPE_SIZE - 1024), np.ones(1024)])
    assert has_two_inks(replace(SPEC, cloth=PLAIN, shape=write_code(block)))


def test_an_estimate_is_compared_with_its_cut_out() -> None:
    shirt = garment(side_px=300)
    again = Image.fromarray(centre(np.asarray(shirt)))
    assert measure_estimate(shirt, again) == 0
    assert measure_estimate(shirt, Image.fromarray(centre(np.asarray(garment((200, 30, 30)))))) > 0.1
