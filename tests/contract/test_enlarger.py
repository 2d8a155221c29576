"""What every backend that makes large pictures of designs has to do.  A new one joins by being registered."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import cast

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.design import DesignSpec, EnlargeRequest, EnlargeResult, TweakRequest, write_code
from models.errors import BackendUnavailableError, CancelledError, InputError
from models.library import read_library, surprise
from models.oklab import distance, to_oklab
from models.protocols import Designer, Enlarger
from models.registry import Registry
from models.seams import Mark, write_marks
from models.types import Job, Progress, Provenance
from models.wire import Call, Outcome, pack_call, pack_outcome, unpack_call, unpack_outcome

YOKE = Mark(kind="seam", points=np.array([[-0.2, -0.2], [0.2, -0.2]], np.float32), width=2.0, depth=0.8)
HEM = Mark(kind="stitch", points=np.array([[-0.2, 0.3], [0.2, 0.3]], np.float32), width=3.0, depth=0.8, count=2)


@pytest.fixture(scope="module", params=[info.id for info in Registry().backends("enlarge")])
def enlarger(request: pytest.FixtureRequest) -> Enlarger:
    """Each registered enlarger on the CPU."""
    try:
        return cast(Enlarger, Registry().load(request.param, "cpu"))
    except BackendUnavailableError as error:
        pytest.skip(f"{request.param} NOT TESTED: {error}")


@pytest.fixture(scope="module")
def designer() -> Designer:
    """The designer whose small pictures the large ones have to agree with."""
    try:
        return cast(Designer, Registry().load("compact_garment", "cpu"))
    except BackendUnavailableError as error:
        pytest.skip(f"compact_garment NOT TESTED: {error}")


@pytest.fixture(scope="module")
def spec() -> DesignSpec:
    """A patterned shirt with a hem that is sewn."""
    library = read_library()
    shape = next(each for each in library.shapes if each.category == "Shirt")
    cloth = next(each.cloth for each in library.cloths if each.kind == "striped")
    colours = {"colour": (196, 190, 178), "accent": (40, 52, 84)}
    return DesignSpec(
        shape=shape.code, cloth=cloth, category="Shirt", seams=write_marks([YOKE, HEM]), seed=3, **colours
    )


def make(enlarger: Enlarger, spec: DesignSpec, size_px: int = 512) -> NDArray[np.uint8]:
    """The large picture (size, size, 4)."""
    return np.asarray(enlarger.enlarge(EnlargeRequest(spec=spec, size_px=size_px), Job()).image)


def on_grey(rgba: NDArray[np.uint8]) -> NDArray[np.float32]:
    share = rgba[..., 3:].astype(np.float32) / 255
    return np.asarray(rgba[..., :3] * share + 128 * (1 - share), np.float32)


def shrink(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A large picture on grey, made as small as the designer's (256, 256, 3)."""
    return np.asarray(np.round(cv2.resize(on_grey(rgba), (256, 256), interpolation=cv2.INTER_AREA)), np.uint8)


def test_is_what_the_registry_says(enlarger: Enlarger) -> None:
    registry = Registry()
    assert isinstance(enlarger, Enlarger)
    assert enlarger.info == type(enlarger).info == registry.info(enlarger.info.id)
    assert enlarger.weights_sha256 == registry.weights_sha256(enlarger.info.id)
    assert enlarger.device == "cpu"


@pytest.mark.parametrize("size_px", [256, 700, 1024, 2048])
def test_a_large_picture_is_the_small_one_seen_nearer(
    enlarger: Enlarger, designer: Designer, spec: DesignSpec, size_px: int
) -> None:
    large = make(enlarger, spec, size_px)
    assert large.shape == (size_px, size_px, 4)
    small = np.asarray(designer.tweak(TweakRequest(spec=spec), Job()).image)
    gap = distance(to_oklab(shrink(large)), to_oklab(np.round(on_grey(small)).astype(np.uint8)))
    assert gap[small[..., 3] > 0].mean() < 0.03  # 0.02 can just be seen; stripes of a pixel or two add to it


def test_edges_are_sharper_than_a_resized_picture_has_them(
    enlarger: Enlarger, designer: Designer, spec: DesignSpec
) -> None:
    large = on_grey(make(enlarger, spec, 1024)).mean(-1)
    small = on_grey(np.asarray(designer.tweak(TweakRequest(spec=spec), Job()).image)).mean(-1)
    resized = cv2.resize(small, (1024, 1024), interpolation=cv2.INTER_LANCZOS4)
    sharp, soft = (float(np.quantile(np.abs(np.diff(each, axis=0)), 0.995)) for each in (large, resized))
    assert sharp > 1.5 * soft


def test_same_request_same_pixels(enlarger: Enlarger, spec: DesignSpec) -> None:
    assert np.array_equal(make(enlarger, spec), make(enlarger, replace(spec)))


def test_another_colour_moves_nothing_else(enlarger: Enlarger, spec: DesignSpec) -> None:
    other = make(enlarger, replace(spec, colour=(168, 92, 60)))
    first = make(enlarger, spec)
    assert np.array_equal(first[..., 3], other[..., 3])
    assert (first[..., :3] != other[..., :3]).any()


def test_what_was_made_before_changes_nothing(enlarger: Enlarger, spec: DesignSpec) -> None:
    first = make(enlarger, spec, 512)
    for number in range(3):
        make(enlarger, surprise(number), 1024)
    assert np.array_equal(first, make(enlarger, spec, 512))


def test_seams_are_drawn_at_the_large_size(enlarger: Enlarger, spec: DesignSpec) -> None:
    without = replace(spec, seams=write_marks([YOKE]))
    sewn, plain = (on_grey(make(enlarger, each, 1024)) for each in (spec, without))
    gap = np.abs(sewn - plain).max(-1)
    rows = np.flatnonzero(gap.max(1) > 4)
    assert 0.74 * 1024 < rows.min() <= rows.max() < 0.86 * 1024  # round y = 0.3 from the middle


def test_a_smooth_light_shows_no_grid(enlarger: Enlarger, spec: DesignSpec) -> None:
    plain = replace(spec, cloth=replace(spec.cloth, pattern=b"", grain=b""), seams=b"")
    large = on_grey(make(enlarger, plain, 1024)).mean(-1)[480:608, 448:576]
    step = np.abs(np.diff(large, n=2, axis=1)).mean(0)
    by_phase = [step[phase::4].mean() for phase in range(4)]
    assert max(by_phase) < 1.35 * min(by_phase)


def test_lines_come_when_asked_for(enlarger: Enlarger, spec: DesignSpec) -> None:
    assert enlarger.enlarge(EnlargeRequest(spec=spec, size_px=512), Job()).lines is None
    made = enlarger.enlarge(EnlargeRequest(spec=spec, size_px=512, lines=True), Job())
    assert (made.lines.mode, made.lines.size) == ("L", (512, 512))
    assert 0.001 < (np.asarray(made.lines) < 110).mean() < 0.3


@pytest.mark.parametrize("size_px", [0, 255, 2049, 10**9, -5, float("nan"), 1024.0, "1024", None, True])
def test_sizes_that_it_cannot_make(spec: DesignSpec, size_px: int) -> None:
    with pytest.raises(InputError) as caught:
        EnlargeRequest(spec=spec, size_px=size_px)
    assert caught.value.message


def test_wild_codes_still_make_a_picture(enlarger: Enlarger, spec: DesignSpec) -> None:
    chance = np.random.default_rng(0)
    for spread in (1, 90):
        shape = write_code(chance.uniform(-spread, spread, len(spec.shape) // 2))
        assert make(enlarger, replace(spec, shape=shape)).shape == (512, 512, 4)
    nothing = write_code(np.full(len(spec.shape) // 2, -1.0))
    assert make(enlarger, replace(spec, shape=nothing))[..., 3].max() == 0


def test_the_wire_changes_nothing(enlarger: Enlarger, spec: DesignSpec) -> None:
    request = EnlargeRequest(spec=spec, size_px=300, lines=True)
    call = Call(verb="enlarge", backend=enlarger.info.id, request=request)
    back = unpack_call(pack_call(call))
    assert back == call
    made = enlarger.enlarge(request, Job())
    by = Provenance(backend="b", weights_sha256="", seed=0, params={}, parents=(), device="cpu", seconds=0.1)
    through = unpack_outcome(pack_outcome(Outcome(result=made, provenance=by))).result
    assert type(through) is EnlargeResult
    assert (through.image.mode, through.image.tobytes()) == ("RGBA", made.image.tobytes())
    assert (through.lines.mode, through.lines.tobytes()) == ("L", made.lines.tobytes())


@pytest.mark.parametrize(("name", "value"), [("size_px", 4096), ("size_px", "large"), ("evil", 1), ("spec", {})])
def test_hostile_calls_on_the_wire(spec: DesignSpec, name: str, value: object) -> None:
    call = json.loads(pack_call(Call(verb="enlarge", backend="b", request=EnlargeRequest(spec=spec))))
    call["request"][name] = value
    with pytest.raises(InputError):
        unpack_call(json.dumps(call).encode())


def test_progress_only_grows_and_it_stops_when_told_to(enlarger: Enlarger, spec: DesignSpec) -> None:
    told: list[Progress] = []
    fresh = replace(spec, seed=77)
    enlarger.enlarge(EnlargeRequest(spec=fresh, size_px=512), Job(on_progress=told.append))
    fractions = [each.fraction for each in told]
    assert len(told) >= 2
    assert fractions == sorted(fractions)
    assert all(0 <= each <= 1 for each in fractions)
    with pytest.raises(CancelledError):
        enlarger.enlarge(EnlargeRequest(spec=fresh), Job(cancelled=lambda: True))
