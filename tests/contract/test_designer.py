"""What every backend that makes and reads designs has to do.  A new one joins by being registered."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.design import (
    PATTERN_SIZE,
    SHAPE_SIZE,
    DesignSpec,
    EstimateRequest,
    EstimateResult,
    TweakRequest,
    write_code,
)
from models.errors import BackendUnavailableError, CancelledError, InputError
from models.oklab import distance, to_oklab
from models.protocols import Designer
from models.registry import Registry
from models.two_tone import BLACK
from models.types import Job, Progress, Provenance
from models.wire import Call, Outcome, pack_call, pack_outcome, unpack_call, unpack_outcome
from tests.garments import CREAM, NAVY, SAGE, drawing, garment, outline, overlap, stripes, swatch

GREY, RUST = (128, 128, 128), (168, 92, 60)


@pytest.fixture(scope="module", params=[info.id for info in Registry().backends("tweak")])
def designer(request: pytest.FixtureRequest) -> Designer:
    """Each registered designer on the CPU."""
    try:
        return cast(Designer, Registry().load(request.param, "cpu"))
    except BackendUnavailableError as error:
        pytest.skip(f"{request.param} NOT TESTED: {error}")


@pytest.fixture(scope="module")
def plain(designer: Designer) -> EstimateResult:
    """What the designer reads off a plain shirt."""
    return designer.estimate(EstimateRequest(image=garment(), kind="garment"), Job())


@pytest.fixture(scope="module")
def striped(designer: Designer) -> DesignSpec:
    """What the designer reads off a striped swatch."""
    return designer.estimate(EstimateRequest(image=swatch(stripes(192)), kind="swatch"), Job()).spec


def make(designer: Designer, spec: DesignSpec, size_px: int = 256, **changes: object) -> NDArray[np.uint8]:
    """The picture of a spec, some of it changed (size, size, 4)."""
    request = TweakRequest(spec=replace(spec, **changes), size_px=size_px)  # type: ignore[arg-type]
    return np.asarray(designer.tweak(request, Job()).image)


def near(colour: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    return float(distance(*(to_oklab(np.array(each, np.uint8)) for each in (colour, other))))


def test_is_what_the_registry_says(designer: Designer) -> None:
    registry = Registry()
    assert isinstance(designer, Designer)
    assert designer.info == type(designer).info == registry.info(designer.info.id)
    assert designer.weights_sha256 == registry.weights_sha256(designer.info.id)
    assert designer.device == "cpu"


def test_reads_a_plain_garment(plain: EstimateResult) -> None:
    assert near(plain.spec.colour, SAGE) < 0.05
    assert not plain.spec.cloth.pattern
    assert (plain.spec.category, plain.spec.text) == ("", "")
    assert 0 < plain.difference < 0.08


def test_makes_the_garment_that_it_read(designer: Designer, plain: EstimateResult) -> None:
    rgba = make(designer, plain.spec)
    assert rgba.shape == (256, 256, 4)
    assert overlap(rgba[..., 3] > 127, outline(256, 0.88)) > 0.96
    middle = rgba[rgba[..., 3] == 255][:, :3]
    assert near(tuple(int(value) for value in np.median(middle, 0)), SAGE) < 0.06


def test_same_request_same_pixels(designer: Designer, plain: EstimateResult) -> None:
    first, again = make(designer, plain.spec), make(designer, replace(plain.spec))
    assert np.array_equal(first, again)
    read = designer.estimate(EstimateRequest(image=garment(), kind="garment"), Job())
    assert (read.spec, read.difference) == (plain.spec, plain.difference)


def test_another_colour_moves_nothing_else(designer: Designer, plain: EstimateResult) -> None:
    shades = []
    for colour in (GREY, RUST):
        rgba = make(designer, plain.spec, colour=colour, accent=colour)
        light = to_oklab(np.array(colour, np.uint8))[0]
        shades.append((to_oklab(rgba[..., :3])[..., 0] + BLACK) / (light + BLACK))
        alpha = rgba[..., 3]
    assert np.array_equal(alpha, make(designer, plain.spec)[..., 3])
    inside = (alpha == 255) & (shades[0] > 0.5) & (shades[0] < 1.4)  # beyond, a colour runs out of sRGB
    assert inside.sum() > 0.8 * (alpha == 255).sum()
    assert shades[0][inside].std() > 0.02  # there is light to compare
    assert np.abs(shades[0] - shades[1])[inside].mean() < 0.01


def test_the_colour_asked_for_is_the_colour_seen(designer: Designer, plain: EstimateResult) -> None:
    for colour in (NAVY, RUST, (240, 238, 232), (20, 20, 22), (250, 80, 160)):
        rgba = make(designer, plain.spec, colour=colour, accent=colour)
        seen = np.median(rgba[rgba[..., 3] == 255][:, :3], 0)
        assert near(tuple(int(value) for value in seen), colour) < 0.04, colour


@pytest.mark.parametrize("size_px", [128, 200, 512, 1024])
def test_the_size_is_honoured(designer: Designer, plain: EstimateResult, size_px: int) -> None:
    rgba = make(designer, plain.spec, size_px)
    assert rgba.shape == (size_px, size_px, 4)
    small = np.asarray(Image.fromarray(rgba[..., 3]).resize((256, 256), Image.Resampling.BOX))
    assert overlap(small > 127, make(designer, plain.spec)[..., 3] > 127) > 0.98


@pytest.mark.parametrize("size_px", [0, 127, 1025, -5, float("nan"), 256.5, "256", None])
def test_sizes_that_it_cannot_make(plain: EstimateResult, size_px: int) -> None:
    with pytest.raises(InputError):
        TweakRequest(spec=plain.spec, size_px=size_px)


BAD = {
    "empty": b"",
    "short": write_code(np.zeros(SHAPE_SIZE - 1)),
    "long": write_code(np.zeros(SHAPE_SIZE + 1)),
    "not a number": np.full(SHAPE_SIZE, np.nan, "<f2").tobytes(),
    "infinite": np.full(SHAPE_SIZE, np.inf, "<f2").tobytes(),
    "too large": np.full(SHAPE_SIZE, 101, "<f2").tobytes(),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_codes_are_refused(plain: EstimateResult, name: str) -> None:
    with pytest.raises(InputError) as caught:
        replace(plain.spec, shape=BAD[name])
    assert caught.value.remedy
    if name != "empty":  # cloth without a pattern has an empty code
        with pytest.raises(InputError):
            replace(plain.spec.cloth, pattern=BAD[name])


def test_wild_codes_still_make_a_picture(designer: Designer, plain: EstimateResult) -> None:
    chance = np.random.default_rng(0)
    for spread in (1, 90):
        shape = write_code(chance.uniform(-spread, spread, SHAPE_SIZE))
        pattern = write_code(chance.uniform(-spread, spread, PATTERN_SIZE))
        cloth = replace(plain.spec.cloth, pattern=pattern, grain=write_code(chance.uniform(-spread, spread, 64)))
        rgba = make(designer, plain.spec, shape=shape, cloth=cloth)
        assert rgba.shape == (256, 256, 4)


def test_the_wire_changes_nothing(designer: Designer, plain: EstimateResult, striped: DesignSpec) -> None:
    spec = replace(plain.spec, cloth=striped.cloth, accent=NAVY, text="Über — ✓", seed=7)
    call = Call(verb="tweak", backend=designer.info.id, request=TweakRequest(spec=spec, size_px=300, lines=True))
    back = unpack_call(pack_call(call))
    assert back == call
    made = designer.tweak(call.request, Job())
    assert designer.tweak(back.request, Job()).image.tobytes() == made.image.tobytes()
    by = Provenance(backend="b", weights_sha256="", seed=0, params={}, parents=(), device="cpu", seconds=0.1)
    through = unpack_outcome(pack_outcome(Outcome(result=made, provenance=by))).result
    assert (through.image.mode, through.image.tobytes()) == ("RGBA", made.image.tobytes())
    assert (through.lines.mode, through.lines.tobytes()) == ("L", made.lines.tobytes())


def test_an_estimate_comes_through_the_wire(designer: Designer, plain: EstimateResult) -> None:
    call = Call(verb="estimate", backend=designer.info.id, request=EstimateRequest(image=garment(), kind="garment"))
    assert designer.estimate(unpack_call(pack_call(call)).request, Job()).spec == plain.spec
    by = Provenance(backend="b", weights_sha256="", seed=0, params={}, parents=(), device="cpu", seconds=0.1)
    assert unpack_outcome(pack_outcome(Outcome(result=plain, provenance=by))).result == plain


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("shape",), "%%%"),
        (("shape",), 7),
        (("cloth", "scale"), 0.2),
        (("cloth", "strength"), 2.1),
        (("cloth", "evil"), 1),
        (("colour",), [0, 0, 256]),
        (("colour",), [0, 0]),
        (("category",), "Spaceship"),
        (("seed",), -1),
        (("text",), "x" * 2001),
    ],
)
def test_hostile_specs_on_the_wire(plain: EstimateResult, place: tuple[str, ...], value: object) -> None:
    call = json.loads(pack_call(Call(verb="tweak", backend="b", request=TweakRequest(spec=plain.spec))))
    target = call["request"]["spec"]
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    with pytest.raises(InputError):
        unpack_call(json.dumps(call).encode())


def test_lines_come_when_asked_for(designer: Designer, plain: EstimateResult) -> None:
    assert designer.tweak(TweakRequest(spec=plain.spec), Job()).lines is None
    made = designer.tweak(TweakRequest(spec=plain.spec, size_px=320, lines=True), Job())
    assert (made.lines.mode, made.lines.size) == ("L", (320, 320))
    grey = np.asarray(made.lines)
    assert np.median(grey) == 255  # dark on white
    assert 0.005 < (grey < 110).mean() < 0.3


def test_another_seed_is_another_grain_only(designer: Designer, plain: EstimateResult) -> None:
    first, other = make(designer, plain.spec, seed=1), make(designer, plain.spec, seed=2)
    assert np.array_equal(first[..., 3], other[..., 3])
    gap = np.abs(first[..., :3].astype(int) - other[..., :3].astype(int))
    assert 0 < gap.mean() < 12


def test_a_swatch_gives_its_cloth_and_colours(designer: Designer, striped: DesignSpec) -> None:
    assert striped.cloth.pattern
    found = sorted((striped.colour, striped.accent), key=sum)
    assert near(found[0], NAVY) < 0.06
    assert near(found[1], CREAM) < 0.06


def test_a_pattern_moves_to_another_shape(designer: Designer, plain: EstimateResult, striped: DesignSpec) -> None:
    rgba = make(designer, plain.spec, cloth=striped.cloth, colour=CREAM, accent=NAVY)
    dark = to_oklab(rgba[..., :3])[..., 0] < 0.6
    inside = rgba[..., 3] == 255
    assert 0.3 < dark[inside].mean() < 0.7
    assert np.array_equal(rgba[..., 3], make(designer, plain.spec)[..., 3])


def test_strength_and_scale_do_what_they_say(designer: Designer, plain: EstimateResult, striped: DesignSpec) -> None:
    def bands(**dials: float) -> int:
        """How many times the second ink begins and ends down the middle of the shirt."""
        rgba = make(designer, plain.spec, cloth=replace(striped.cloth, **dials), colour=CREAM, accent=NAVY)
        column = to_oklab(rgba[..., :3])[:, 128, 0][rgba[:, 128, 3] == 255]
        return int(np.abs(np.diff(column < 0.6)).sum())

    assert bands(strength=0.0) == 0
    scale = striped.cloth.scale
    once, twice = bands(scale=scale), bands(scale=2 * scale)
    assert once >= 8
    assert 0.3 * once < twice < 0.75 * once


def test_a_filled_drawing_gives_its_shape(designer: Designer, plain: EstimateResult) -> None:
    spec = designer.estimate(EstimateRequest(image=drawing(), kind="drawing"), Job()).spec
    alpha = make(designer, plain.spec, shape=spec.shape)[..., 3]
    assert overlap(alpha > 127, outline(256, 0.88)) > 0.96


def test_line_art_gives_its_shape_and_its_lines(designer: Designer, plain: EstimateResult) -> None:
    art = designer.estimate(EstimateRequest(image=drawing(filled=False), kind="drawing"), Job()).spec
    blank = designer.estimate(EstimateRequest(image=drawing(), kind="drawing"), Job()).spec
    drawn, empty = (make(designer, plain.spec, shape=spec.shape).astype(int) for spec in (art, blank))
    assert overlap(drawn[..., 3] > 127, outline(256, 0.88)) > 0.95
    line, beside = np.s_[126:134, 110:146], np.s_[150:158, 110:146]
    darker = [(empty[place][..., :3] - drawn[place][..., :3]).mean() for place in (line, beside)]
    assert darker[0] > darker[1] + 4


NOTHING = {
    "clear": (Image.new("RGBA", (300, 300)), "garment"),
    "specks": (Image.fromarray(np.pad(np.full((4, 4, 4), 255, np.uint8), ((90, 200), (90, 200), (0, 0)))), "garment"),
    "a thread": (Image.fromarray(np.pad(np.full((200, 2, 4), 255, np.uint8), ((9, 9), (90, 90), (0, 0)))), "garment"),
    "small swatch": (Image.new("RGB", (31, 200), "red"), "swatch"),
    "clear swatch": (Image.new("RGBA", (200, 200)), "swatch"),
    "white paper": (Image.new("RGB", (300, 300), "white"), "drawing"),
    "clear paper": (Image.new("RGBA", (300, 300)), "drawing"),
    "a dot": (Image.fromarray(np.pad(np.zeros((6, 6), np.uint8), 150, constant_values=255)), "drawing"),
    "an open line": (Image.fromarray(np.pad(np.zeros((3, 200), np.uint8), 50, constant_values=255)), "drawing"),
}


@pytest.mark.parametrize("name", NOTHING)
def test_where_there_is_nothing_it_says_so(designer: Designer, name: str) -> None:
    image, kind = NOTHING[name]
    with pytest.raises(InputError) as caught:
        designer.estimate(EstimateRequest(image=image, kind=kind), Job())  # type: ignore[arg-type]
    assert caught.value.remedy


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA"])
def test_swatches_of_every_mode(designer: Designer, mode: str) -> None:
    image = swatch(stripes(128)).convert(mode)
    before = image.tobytes()
    assert designer.estimate(EstimateRequest(image=image, kind="swatch"), Job()).spec.cloth.pattern
    assert image.tobytes() == before


def test_progress_only_grows(designer: Designer, plain: EstimateResult) -> None:
    told: list[Progress] = []
    designer.tweak(TweakRequest(spec=plain.spec), Job(on_progress=told.append))
    fractions = [each.fraction for each in told]
    assert len(told) >= 2
    assert fractions == sorted(fractions)
    assert all(0 <= each <= 1 for each in fractions)
    assert all(each.stage for each in told)


def test_stops_when_told_to(designer: Designer, plain: EstimateResult) -> None:
    stopped = Job(cancelled=lambda: True)
    with pytest.raises(CancelledError):
        designer.tweak(TweakRequest(spec=plain.spec), stopped)
    with pytest.raises(CancelledError):
        designer.estimate(EstimateRequest(image=garment(), kind="garment"), stopped)
