"""Prints by rule: exact lattices at every size, half-tones where cloth has them, along the sleeves; known by name."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from models.backends.compact_garment import lit_cloth
from models.backends.warhol_habits import Aim
from models.backends.warhol_rows import Draft
from models.backends.warhol_rules import SUCCESSORS, rule
from models.claims import find_untruths, is_true
from models.design import PATTERN_SIZE, Cloth, DesignSpec, write_code
from models.designing import change, has_two_inks, mix_cloths, read_spec, write_spec
from models.errors import InputError
from models.facts import read_facts
from models.imagining import Habits, ImagineRequest
from models.library import LAID_ON, MADE_OF, PRINTED_ON, WORN_AS, StarterShape, read_library, surprise
from models.print_names import KIND_OF, MOTIF_PX, PRINTS, PrintName
from models.ruled_prints import TABLE, draw_repeat, lay_print
from models.set_in_sleeves import find_sewn_sleeves

ASKEW = frozenset({"buffalo check", "tartan", "houndstooth", "glen check", "ditsy floral", "daisy"})
NAVY, CREAM = (32, 42, 78), (240, 234, 220)


def starter(name: str) -> StarterShape:
    return next(shape for shape in read_library().shapes if shape.name == name)


def dressed(cloth: Cloth, shape: str = "Crew T-shirt") -> DesignSpec:
    cut = starter(shape)
    return DesignSpec(shape=cut.code, cloth=cloth, colour=CREAM, accent=NAVY, category=cut.category)


def period(sheet: NDArray[np.float32], axis: int) -> float:
    """The period of a sheet along an axis, px: its strongest wave's, between the lines of the spectrum."""
    waves = np.abs(np.fft.rfft((sheet - sheet.mean()) * np.hanning(sheet.shape[axis]).reshape((-1, 1)[:: 1 - 2 * axis]),
                               n=16 * sheet.shape[axis], axis=axis)).sum(1 - axis)  # fmt: skip
    waves[:20] = 0
    return 16 * sheet.shape[axis] / float(np.argmax(waves))


def share_of(mix: NDArray[np.float32], tone: float) -> float:
    return float((np.abs(mix - tone) < 0.02).mean())


@pytest.mark.parametrize("name", PRINTS)
def test_a_print_is_inks_and_the_same_each_time(name: PrintName) -> None:
    first, again = lay_print(name, 1.0, 256), lay_print(name, 1.0, 256)
    assert np.array_equal(first, again)
    assert first.shape == (256, 256)
    assert float(first.min()) >= 0
    assert float(first.max()) <= 1
    assert 0.05 < float(first.mean()) < 0.6, "the main colour would not be the main one"
    assert not lay_print(name, 1.0, 256, 0.0).any()
    assert np.allclose(lay_print(name, 1.0, 256, 0.5), first / 2, atol=1e-6)
    assert np.array_equal(lay_print(name, 1.0, 256, 2.0), first), "there is no more ink than the ink itself"


@pytest.mark.parametrize("name", PRINTS)
@pytest.mark.parametrize("scale", [0.41, 1.0, 1.7])
def test_a_large_print_shrunk_is_the_small_print(name: PrintName, scale: float) -> None:
    large, small = lay_print(name, scale, 1024), lay_print(name, scale, 256)
    assert np.abs(large.reshape(256, 4, 256, 4).mean((1, 3)) - small).max() < 1e-3


@pytest.mark.parametrize(
    ("name", "axis", "px"),
    [
        ("breton stripe", 0, 9.0), ("awning stripe", 1, 16.8), ("pinstripe", 1, 5.4), ("gingham", 0, 6.4),
        ("gingham", 1, 6.4), ("chevron", 0, 8.0), ("houndstooth", 1, 7.2),
    ],
)  # fmt: skip
def test_the_repeat_is_the_same_at_every_size_and_follows_the_scale(name: PrintName, axis: int, px: float) -> None:
    for scale, side in ((1.0, 256), (1.0, 1024), (0.83, 1024), (1.63, 512)):
        assert period(lay_print(name, scale, side), axis) * 256 / side == pytest.approx(px * scale, rel=0.012)
    twice, large = lay_print(name, 2.0, 256), lay_print(name, 1.0, 512)
    assert np.allclose(twice, large[128:384, 128:384], atol=1e-4), "the scale grows from the middle"


def test_gingham_has_three_tones_and_its_half_tone_is_half_of_it() -> None:
    mix = lay_print("gingham", 1.0, 2048)
    assert share_of(mix, 0.0) == pytest.approx(0.25, abs=0.03)
    assert share_of(mix, 0.5) == pytest.approx(0.5, abs=0.05)
    assert share_of(mix, 1.0) == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize("name", ["tartan", "buffalo check"])
def test_a_twill_mixes_its_inks_from_afar_and_shows_them_from_near(name: PrintName) -> None:
    far, near = lay_print(name, 1.0, 128), lay_print(name, 1.0, 2048)
    between = (np.abs(far - 0.5) < 0.2).mean()
    assert between > 0.3
    assert (np.abs(near - 0.5) < 0.2).mean() < between / 2


@pytest.mark.parametrize("name", [name for name in PRINTS if name not in ASKEW])
def test_both_halves_of_a_garment_match(name: PrintName) -> None:
    mix = lay_print(name, 1.0, 512)
    assert np.abs(mix - mix[:, ::-1]).max() < 0.02


def test_prints_are_told_apart() -> None:
    def look(name: PrintName) -> NDArray[np.float64]:
        power = np.abs(np.fft.fft2(lay_print(name, 1.0, 512) - 0.5)) ** 2
        y, x = np.meshgrid(*(np.fft.fftfreq(n) for n in power.shape), indexing="ij")
        band = np.clip(np.floor(np.log2(np.maximum(np.hypot(y, x), 1e-9) / 0.004)), 0, 5).astype(int)
        way = (np.floor((np.arctan2(y, x) % np.pi) / np.pi * 6 + 0.5) % 6).astype(int)
        found = np.log(np.bincount((band * 6 + way).ravel(), power.ravel(), 36) + 1)
        return np.asarray(found - found.mean())

    looks = {name: look(name) for name in PRINTS}
    for one, other in itertools.combinations(PRINTS, 2):
        assert np.abs(looks[one] - looks[other]).mean() > 0.3, (one, other)


def test_a_print_turns_in_the_sleeves_and_nowhere_else() -> None:
    tee = starter("Crew T-shirt")
    sleeves = find_sewn_sleeves(tee.code, tee.category, tee.seams)
    assert len(sleeves) == 2
    assert sleeves[0].along[0] == pytest.approx(-sleeves[1].along[0])
    straight, turned = (lay_print("breton stripe", 1.0, 512, 1.0, each) for each in ((), sleeves))
    area = np.kron(np.maximum(sleeves[0].area, sleeves[1].area), np.ones((2, 2)))
    far = area == 0
    far &= np.roll(far, 2, 1) & np.roll(far, -2, 1) & np.roll(far, 2, 0) & np.roll(far, -2, 0)
    assert np.array_equal(straight[far], turned[far])
    assert np.abs(straight - turned)[area > 0.9].mean() > 0.2
    across, down = sleeves[1].along
    y, x = (each[area > 0.99] for each in np.gradient(turned))
    right = np.argwhere(area > 0.99)[:, 1] > 256
    along = np.abs(x[right] * across + y[right] * down).mean()
    aside = np.abs(x[right] * down - y[right] * across).mean()
    assert along > 5 * aside, "stripes go round the arm"


@pytest.mark.parametrize("name", ["Long-sleeved T-shirt", "Shirt", "Crew jumper", "Polo shirt", "Blazer", "Parka"])
def test_sleeves_are_parted_along_their_armholes(name: str) -> None:
    shape = starter(name)
    sleeves = find_sewn_sleeves(shape.code, shape.category, shape.seams)
    assert len(sleeves) == 2
    left, right = (each.area for each in sleeves)
    assert float(np.minimum(left, right).max()) == 0
    assert abs(float(left.sum() - right.sum())) < 0.15 * float(left.sum())
    assert float(np.maximum(left, right)[:, 118:138].max()) == 0, "the middle of the front is no sleeve"
    assert find_sewn_sleeves(shape.code, shape.category, b"") == (), "where no armhole is drawn none is known"


@pytest.mark.parametrize("name", ["Padded gilet", "Slip dress", "Chinos", "Tank top"])
def test_what_has_no_sleeves_has_none(name: str) -> None:
    shape = starter(name)
    assert find_sewn_sleeves(shape.code, shape.category, shape.seams) == ()


def test_a_cloth_without_a_print_is_written_as_it_always_was() -> None:
    spec = surprise(3)
    plain = replace(spec, cloth=replace(spec.cloth, print=""))
    assert "print" not in write_spec(plain)["cloth"]
    printed = replace(spec, cloth=Cloth(print="tartan", surface="denim", scale=1.3))
    assert write_spec(printed)["cloth"]["print"] == "tartan"
    assert read_spec(write_spec(printed)) == printed


@pytest.mark.parametrize("name", ["paisley", "GINGHAM", "gingham ", 7, ["gingham"]])
def test_there_are_no_other_prints(name: object) -> None:
    with pytest.raises(InputError):
        change(surprise(3), {"cloth": {"print": name}})
    if isinstance(name, str):
        with pytest.raises(InputError, match="no print"):
            Cloth(print=cast(PrintName, name))


def test_a_cloth_has_one_pattern() -> None:
    coded = read_library().former[0].cloth
    with pytest.raises(InputError, match="one pattern"):
        replace(coded, print="gingham")
    assert coded.patterned
    assert Cloth(print="gingham").patterned
    assert not Cloth(surface="denim").patterned


def test_a_print_is_worn_by_the_nearer_cloth_and_fades_into_plain_cloth() -> None:
    library = {each.name: each.cloth for each in read_library().cloths}
    coded = read_library().former[0].cloth
    gingham, tartan, denim = library["Gingham"], library["Tartan"], library["Denim"]
    assert [mix_cloths(gingham, tartan, share).print for share in (0.0, 0.4, 0.5, 0.6, 1.0)] == [
        "gingham", "gingham", "gingham", "tartan", "tartan",
    ]  # fmt: skip
    assert (mix_cloths(gingham, coded, 0.7).print, mix_cloths(gingham, coded, 0.7).pattern) == ("", coded.pattern)
    faded = mix_cloths(gingham, library["Smooth"], 0.6)
    assert (faded.print, faded.strength) == ("gingham", pytest.approx(0.4))
    both = mix_cloths(gingham, denim, 0.6)
    assert (both.print, both.surface, both.strength) == ("gingham", "denim", 1.0)


def test_light_does_not_hang_on_a_print() -> None:
    grain = read_library().cloths[1].cloth.grain
    assert lit_cloth(Cloth(grain=grain, print="tartan", scale=2.0)) == Cloth(grain=grain)
    plain = Cloth(grain=grain, scale=2.0)
    assert lit_cloth(plain) is plain


@pytest.mark.parametrize("name", PRINTS)
def test_words_know_a_print_by_its_name(name: PrintName) -> None:
    facts = read_facts(dressed(Cloth(print=name)))
    assert (facts.print, facts.pattern) == (name, KIND_OF[name])
    assert has_two_inks(dressed(Cloth(print=name)))
    assert not find_untruths(name, facts)
    others = [other for other in PRINTS if other != name]
    assert all(find_untruths(other, facts) for other in others)
    faded = read_facts(dressed(Cloth(print=name, strength=0.1)))
    assert (faded.print, faded.pattern) == ("", "plain")


def test_a_coded_check_may_still_be_any_check() -> None:
    coded = next(each.cloth for each in read_library().former if each.name == "Gingham")
    facts = read_facts(dressed(coded))
    assert (facts.print, facts.pattern) == ("", "checked")
    assert find_untruths("gingham and tartan", facts) == []
    assert [claim.words for claim in find_untruths("an argyle", facts)] == ["argyle"]
    assert all(is_true(claim, facts) for claim in find_untruths("stripes", replace(facts, pattern="striped")))


def test_the_size_of_motifs_is_that_of_the_print() -> None:
    assert read_facts(dressed(Cloth(print="pin dot"))).size == "fine"
    assert read_facts(dressed(Cloth(print="polka dot"))).size == ""
    assert read_facts(dressed(Cloth(print="buffalo check"))).size == "bold"
    assert read_facts(dressed(Cloth(print="buffalo check", scale=0.5))).size == ""


def test_tables_know_every_print() -> None:
    assert set(TABLE) == set(KIND_OF) == set(MOTIF_PX) == set(PRINTED_ON) == set(PRINTS)
    assert {each.cloth.print for each in read_library().cloths} >= set(PRINTS)
    assert {draw_repeat(name).mix.dtype for name in PRINTS} == {np.dtype(np.float32)}


def test_what_is_offered_has_no_coded_pattern_any_more_but_old_ones_are_known() -> None:
    library = read_library()
    assert not any(each.cloth.pattern for each in library.cloths)
    assert set(SUCCESSORS) == {each.name for each in library.former}
    assert all(each.cloth.pattern for each in library.former)


def test_a_surprise_wears_prints_that_suit_it() -> None:
    seen = set()
    of_one_cloth = [starter(name) for name in MADE_OF]
    for shape in of_one_cloth:
        assert all(each == "" or shape.category in WORN_AS[each] for each in MADE_OF[shape.name])
    for seed in range(400):
        spec = surprise(seed)
        if spec.cloth.print:
            assert spec.category in PRINTED_ON[spec.cloth.print]
            seen.add(spec.cloth.print)
            assert not any(shape.code == spec.shape for shape in of_one_cloth), "a puffer jacket has no print"
            if spec.cloth.surface:
                assert spec.cloth.surface in LAID_ON[spec.cloth.print]
                assert spec.category in WORN_AS[spec.cloth.surface]
    assert len(seen) >= 11


def test_new_designs_wear_the_successors_of_what_was_learned() -> None:
    former = {each.name: each.cloth for each in read_library().former}
    other = Cloth(pattern=write_code(np.ones(PATTERN_SIZE, np.float32)))

    def made(cloth: Cloth, aim: Aim = Aim(kind=0), ruled: bool = True, own: Cloth | None = None) -> Cloth:  # noqa: B008
        spec = replace(dressed(cloth, "Shirt"), seed=4)
        return rule(Draft(spec=spec, row=np.zeros(1, np.float32), fault=""), aim, ruled, own).spec.cloth

    for name, names in SUCCESSORS.items():
        assert made(former[name]).print in names
        assert made(former[name], ruled=False) == former[name]
        assert made(former[name], own=former[name]) == former[name]
    assert made(other) == other
    assert made(Cloth()) == Cloth()
    wished = made(other, Aim(kind=0, print="argyle", surface="rib knit"), ruled=False)
    assert (wished.print, wished.surface, wished.pattern) == ("argyle", "rib knit", b"")
    assert made(replace(other, scale=1.07)).scale == 1.07
    assert made(replace(other, scale=1.07), Aim(kind=0, print="argyle")).scale == 0.8
    varied = made(replace(other, scale=1.07), Aim(kind=0, print="argyle"), own=Cloth(print="argyle"))
    assert varied.scale == 1.07, "a variation's print is as large as its own"


def test_older_wishes_are_written_as_they_were() -> None:
    from models.wire import Call, pack_call, unpack_call

    old = pack_call(Call(verb="imagine", backend="b", request=ImagineRequest(), seed=0))
    assert b"ruled" not in old
    assert b"prints" not in old
    new = Call(
        verb="imagine", backend="b", request=ImagineRequest(ruled=True, habits=Habits(prints=(("argyle", 1.0),)))
    )
    assert unpack_call(pack_call(new)) == new
    with pytest.raises(InputError):
        Habits(prints=(("paisley", 1.0),))  # type: ignore[arg-type]
