"""What every backend that imagines designs has to do.  A new one joins by being registered."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any, cast

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.design import SHAPE_SIZE, DesignSpec, TweakRequest, read_code
from models.encoding import EncodeRequest
from models.errors import BackendUnavailableError, CancelledError, CapabilityError, InputError
from models.imagining import ImagineRequest, ImagineResult
from models.library import surprise
from models.oklab import distance, to_oklab
from models.protocols import Designer, Encoder, Imaginer
from models.registry import Registry
from models.shape import decode
from models.types import Job, Progress, Provenance
from models.wire import Call, Outcome, pack_call, pack_outcome, unpack_call, unpack_outcome

OLIVE = (104, 104, 62)


@pytest.fixture(scope="module", params=[info.id for info in Registry().backends("imagine")])
def imaginer(request: pytest.FixtureRequest) -> Imaginer:
    """Each registered imaginer on the CPU."""
    try:
        return cast(Imaginer, Registry().load(request.param, "cpu"))
    except BackendUnavailableError as error:
        pytest.skip(f"{request.param} NOT TESTED: {error}")


@pytest.fixture(scope="module")
def start() -> DesignSpec:
    """A design of the library to vary."""
    return surprise(5, "T-Shirt")


@pytest.fixture(scope="module")
def anybody(imaginer: Imaginer) -> tuple[DesignSpec, ...]:
    """Eight designs for nobody's taste."""
    return imaginer.imagine(ImagineRequest(count=8, seed=3), Job()).specs


def imagine(imaginer: Imaginer, **wish: Any) -> tuple[DesignSpec, ...]:
    return imaginer.imagine(ImagineRequest(**wish), Job()).specs


def distance_of(spec: DesignSpec) -> NDArray[np.float32]:
    return decode(read_code(spec.shape, SHAPE_SIZE, "shape")).distance


def overlap(a: DesignSpec, b: DesignSpec) -> float:
    first, second = (distance_of(each) > 0 for each in (a, b))
    return float((first & second).sum() / (first | second).sum())


def test_is_what_the_registry_says(imaginer: Imaginer) -> None:
    registry = Registry()
    assert isinstance(imaginer, Imaginer)
    assert imaginer.info == type(imaginer).info == registry.info(imaginer.info.id)
    assert imaginer.weights_sha256 == registry.weights_sha256(imaginer.info.id)
    assert imaginer.device == "cpu"


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_as_were_asked_for(imaginer: Imaginer, count: int) -> None:
    specs = imagine(imaginer, count=count)
    assert len(specs) == count
    assert not any(spec.text for spec in specs)
    assert all(spec.category for spec in specs)


def test_all_are_different_and_whole(anybody: tuple[DesignSpec, ...]) -> None:
    assert len({spec.shape for spec in anybody}) == len({spec.cloth.grain for spec in anybody}) == len(anybody)
    for spec in anybody:
        inside = (distance_of(spec) > 0).astype(np.uint8)
        assert 0.04 < inside.mean() < 0.85
        assert not any(edge.any() for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))
        areas = np.sort(cv2.connectedComponentsWithStats(inside)[2][1:, cv2.CC_STAT_AREA])[::-1]
        assert areas[1:].sum() < (1.05 if spec.category == "Shoes" else 0.1) * areas[0]


def test_the_same_seed_gives_the_same_designs(imaginer: Imaginer, anybody: tuple[DesignSpec, ...]) -> None:
    assert imagine(imaginer, count=8, seed=3) == anybody
    assert not set(imagine(imaginer, count=8, seed=4)) & set(anybody)


def test_the_category_is_held(imaginer: Imaginer) -> None:
    for category in ("Dress", "Shoes"):
        assert {spec.category for spec in imagine(imaginer, count=4, category=category)} == {category}


def test_kinds_look_like_their_kind(imaginer: Imaginer) -> None:
    """Trousers are longer than wide, shorts less so."""
    ratios = []
    for category in ("Pants", "Shorts"):
        boxes = [np.nonzero(distance_of(spec) > 0) for spec in imagine(imaginer, count=6, category=category)]
        ratios.append(np.median([np.ptp(ys) / np.ptp(xs) for ys, xs in boxes]))
    assert ratios[0] > 1.3
    assert ratios[0] > 1.3 * ratios[1]


def test_the_colour_is_held(imaginer: Imaginer) -> None:
    specs = imagine(imaginer, count=4, colour=OLIVE)
    assert {spec.colour for spec in specs} == {OLIVE}
    assert len({spec.shape for spec in specs}) == 4


@pytest.mark.parametrize(
    "locked", [("shape",), ("cloth",), ("colour",), ("shape", "cloth"), ("shape", "cloth", "colour")]
)
def test_what_is_locked_stays_bit_for_bit(imaginer: Imaginer, start: DesignSpec, locked: tuple[Any, ...]) -> None:
    for spec in imagine(imaginer, count=3, start=start, locked=locked, change=0.8):
        kept = {
            "shape": spec.shape == start.shape,
            "cloth": spec.cloth == start.cloth and spec.seed == start.seed,
            "colour": (spec.colour, spec.accent) == (start.colour, start.accent),
        }
        assert kept == {part: part in locked for part in kept}
        assert spec.category == start.category


def test_a_subtle_change_stays_nearer_than_a_strong_one(imaginer: Imaginer, start: DesignSpec) -> None:
    shapes, colours = [], []
    for change in (0.15, 0.7):
        specs = imagine(imaginer, count=6, start=start, change=change, seed=2)
        shapes.append(np.mean([overlap(start, spec) for spec in specs]))
        labs = to_oklab(np.array([spec.colour for spec in specs], np.uint8))
        colours.append(float(distance(labs, to_oklab(np.array(start.colour, np.uint8))).mean()))
    assert shapes[0] > 0.9
    assert shapes[0] > shapes[1]
    assert colours[0] < colours[1]


def test_diversity_spreads_the_designs(imaginer: Imaginer) -> None:
    """As the encoder sees them."""
    taste, alike = taste_of(imaginer, (150, 30, 30)), []
    for diversity in (0.0, 1.0):
        vectors = look(imaginer, imagine(imaginer, count=6, seed=9, diversity=diversity, closeness=0.8, **taste))
        alike.append(float((vectors @ vectors.T).mean()))
    assert alike[1] < alike[0]


def encoder_of(imaginer: Imaginer) -> Encoder:
    """The encoder that the imaginer learned with; the test is skipped where it is not here."""
    id, _, weights = imaginer.encoder.partition("@")  # type: ignore[attr-defined]
    registry = Registry()
    if not registry.weights_sha256(id).startswith(weights):
        pytest.skip(f"{imaginer.info.id} NOT TESTED: it learned with another {id} than the one that is here")
    return cast(Encoder, registry.load(id, "cpu"))


def look(imaginer: Imaginer, specs: tuple[DesignSpec, ...]) -> NDArray[np.float64]:
    """The encoder's vectors of the pictures of specs (n, d)."""
    designer = cast(Designer, Registry().load("compact_garment", "cpu"))
    pictures = tuple(designer.tweak(TweakRequest(spec=spec), Job()).image for spec in specs)
    return np.asarray(encoder_of(imaginer).encode(EncodeRequest(images=pictures), Job()).image_vectors)


def taste_of(imaginer: Imaginer, colour: tuple[int, int, int]) -> dict[str, Any]:
    """The taste of somebody who wears one colour: how its shirts differ from shirts of all colours."""
    shirts = [replace(surprise(seed, "T-Shirt"), colour=colour, accent=colour) for seed in range(3)]
    others = [surprise(seed) for seed in range(10, 22)]
    vectors = look(imaginer, (*shirts, *others))
    away = vectors[:3].mean(0) - vectors[3:].mean(0)
    unit = away / np.linalg.norm(away)
    return {"taste": tuple(float(value) for value in unit), "encoder": imaginer.encoder}  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_taste_is_followed_the_more_the_closer(imaginer: Imaginer) -> None:
    near: dict[float, list[float]] = {0.0: [], 1.0: []}
    for colour in ((170, 30, 36), (30, 60, 150)):
        taste = taste_of(imaginer, colour)
        for closeness, found in near.items():
            vectors = look(imaginer, imagine(imaginer, count=6, seed=1, closeness=closeness, **taste))
            found.append(float((vectors @ np.asarray(taste["taste"])).mean()))
    assert np.mean(near[1.0]) > np.mean(near[0.0]) + 0.05


def test_another_encoders_taste_is_refused(imaginer: Imaginer) -> None:
    taste = (1.0, *(0.0 for _ in range(255)))
    for encoder in ("", "compact_encoder@0000000000000000"):
        with pytest.raises(CapabilityError) as caught:
            imagine(imaginer, taste=taste, encoder=encoder, count=1)
        assert caught.value.remedy
    with pytest.raises(CapabilityError):
        imagine(imaginer, taste=(1.0,), encoder=imaginer.encoder, count=1)  # type: ignore[attr-defined]


HOSTILE: dict[str, dict[str, Any]] = {
    "no design": {"count": 0},
    "too many": {"count": 10_000},
    "half a design": {"count": 2.5},
    "seed": {"seed": -1},
    "a long taste": {"taste": (1.0, 1.0)},
    "NaN": {"taste": (math.nan, 1.0)},
    "words": {"taste": ("red",)},
    "closeness": {"closeness": 1.5},
    "closeness of NaN": {"closeness": math.nan},
    "closeness in words": {"closeness": "very"},
    "diversity": {"diversity": -0.1},
    "category": {"category": "Spaceship"},
    "colour": {"colour": (1, 2, 300)},
    "a colour's name": {"colour": "red"},
    "nothing to vary": {"locked": ("shape",)},
    "no such part": {"locked": ("sleeve",)},
    "no design to vary": {"start": "abc"},
}


@pytest.mark.parametrize("wish", HOSTILE.values(), ids=HOSTILE)
def test_wishes_that_cannot_be(wish: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        ImagineRequest(**wish)


def test_wishes_against_locks(start: DesignSpec) -> None:
    with pytest.raises(InputError):
        ImagineRequest(start=start, locked=("colour",), colour=OLIVE)
    with pytest.raises(InputError):
        ImagineRequest(start=start, locked=("shape",), category="Pants")


def test_odd_designs_can_be_varied(imaginer: Imaginer, start: DesignSpec) -> None:
    """Designs from outside may have any shape at all: noise, nothing, everything."""
    numbers = np.random.default_rng(1).normal(0, 30, SHAPE_SIZE).clip(-100, 100)
    for code in (numbers, np.zeros(SHAPE_SIZE), np.full(SHAPE_SIZE, 100.0)):
        odd = replace(start, shape=code.astype("<f2").tobytes(), category="")
        specs = imagine(imaginer, count=2, start=odd, change=0.6, locked=("cloth",))
        assert len(specs) == 2
        assert all(spec.category for spec in specs)


def test_reports_progress_and_can_be_stopped(imaginer: Imaginer) -> None:
    seen: list[Progress] = []
    imaginer.imagine(ImagineRequest(count=1), Job(on_progress=seen.append))
    fractions = [each.fraction for each in seen]
    assert len(seen) > 2
    assert all(0 <= fraction <= 1 for fraction in fractions)
    assert fractions == sorted(fractions)
    with pytest.raises(CancelledError):
        imaginer.imagine(ImagineRequest(count=1), Job(cancelled=lambda: True))


def test_crosses_the_wire(imaginer: Imaginer, start: DesignSpec, anybody: tuple[DesignSpec, ...]) -> None:
    request = ImagineRequest(count=2, start=start, locked=("shape",), colour=OLIVE, change=0.5, closeness=0.25)
    call = Call(verb="imagine", backend=imaginer.info.id, request=request, seed=request.seed)
    assert unpack_call(pack_call(call)) == call
    assert json.loads(pack_call(call))["request"]["locked"] == ["shape"]
    made = Provenance(backend="b", weights_sha256="w", seed=3, params={}, parents=(), device="cpu", seconds=0.1)
    outcome = Outcome(result=ImagineResult(specs=anybody), provenance=made)
    assert unpack_outcome(pack_outcome(outcome)) == outcome
