"""What every backend that masks has to do.  A new one joins by being registered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from PIL import Image

from models.errors import BackendUnavailableError, CancelledError, InputError
from models.protocols import Masker
from models.registry import Registry, choose_entries
from models.settings import Settings
from models.types import Job, MaskRequest, MaskResult, Progress, Stroke
from models.wire import Call, pack_call, unpack_call
from tests.products import blank, overlap, photo, two_products


@pytest.fixture(scope="module")
def registry(tiny_model: Path) -> Registry:
    """The registered backends, the large one with a tiny model in place of the one that it would download."""
    return Registry(choose_entries(Settings(large_masker=str(tiny_model), allow_remote_code=True)))


@pytest.fixture(scope="module", params=[info.id for info in Registry().backends("mask")])
def masker(request: pytest.FixtureRequest, registry: Registry) -> Masker:
    """Each registered masker on the CPU."""
    try:
        return cast(Masker, registry.load(request.param, "cpu"))
    except BackendUnavailableError as error:
        pytest.skip(f"{request.param} NOT TESTED: {error}")


@pytest.fixture(scope="module")
def answer(masker: Masker) -> MaskResult:
    """The masker's answer to the plain photo."""
    return masker.mask(MaskRequest(image=photo()[0]), Job())


def test_is_what_the_registry_says(masker: Masker, registry: Registry) -> None:
    assert isinstance(masker, Masker)
    assert masker.info == registry.info(masker.info.id)
    assert type(masker).info == Registry().info(masker.info.id)
    assert masker.weights_sha256 == registry.weights_sha256(masker.info.id)
    assert masker.device == "cpu"


def test_finds_the_obvious_product(answer: MaskResult) -> None:
    image, truth = photo()
    assert (answer.alpha.mode, answer.alpha.size) == ("L", image.size)
    assert (answer.colour.mode, answer.colour.size) == ("RGB", image.size)
    assert overlap(answer.alpha, truth) > 0.9
    assert not answer.touches_border
    assert 0 <= answer.confidence <= 1


def test_describes_the_product(answer: MaskResult) -> None:
    _, truth = photo()
    assert len(answer.parts) == 1
    ys, xs = np.nonzero(truth)
    expected = (xs.min() / 192, ys.min() / 224, (xs.max() + 1) / 192, (ys.max() + 1) / 224)
    assert answer.parts[0].box == pytest.approx(expected, abs=0.04)
    assert answer.parts[0].area == pytest.approx(truth.mean(), abs=0.03)


def test_the_products_own_pixels_keep_their_colour(answer: MaskResult) -> None:
    opaque = np.asarray(answer.alpha) == 255
    assert opaque.any()
    assert np.array_equal(np.asarray(answer.colour)[opaque], np.asarray(photo()[0])[opaque])


def test_same_request_same_pixels(masker: Masker, answer: MaskResult) -> None:
    image = photo()[0]
    before = image.tobytes()
    again = masker.mask(MaskRequest(image=image), Job())
    assert again.alpha.tobytes() == answer.alpha.tobytes()
    assert again.colour.tobytes() == answer.colour.tobytes()
    assert (again.parts, again.confidence) == (answer.parts, answer.confidence)
    assert image.tobytes() == before


def test_the_wire_changes_nothing(masker: Masker, answer: MaskResult) -> None:
    call = Call(verb="mask", backend=masker.info.id, request=MaskRequest(image=photo()[0]))
    again = masker.mask(unpack_call(pack_call(call)).request, Job())
    assert again.alpha.tobytes() == answer.alpha.tobytes()


def test_strokes_bind(masker: Masker) -> None:
    keep = Stroke(kind="keep", points=((0.05, 0.92), (0.2, 0.92)), width=0.04)
    remove = Stroke(kind="remove", points=((0.5, 0.5), (0.5, 0.5)), width=0.08)
    answer = masker.mask(MaskRequest(image=photo()[0], strokes=(keep, remove)), Job())
    alpha = np.asarray(answer.alpha)
    assert alpha[int(0.92 * 223), int(0.1 * 191)] == 255
    assert alpha[int(0.5 * 223), int(0.5 * 191)] == 0
    assert alpha[int(0.7 * 223), int(0.4 * 191)] > 200  # the rest of the product stays


def test_the_later_stroke_wins(masker: Masker) -> None:
    line = ((0.4, 0.5), (0.6, 0.5))
    remove, keep = Stroke(kind="remove", points=line, width=0.05), Stroke(kind="keep", points=line, width=0.05)
    for strokes, value in (((remove, keep), 255), ((keep, remove), 0)):
        answer = masker.mask(MaskRequest(image=photo()[0], strokes=strokes), Job())
        assert np.asarray(answer.alpha)[int(0.5 * 223), int(0.5 * 191)] == value


def test_removing_everything_says_so(masker: Masker) -> None:
    everything = Stroke(kind="remove", points=((0.0, 0.5), (1.0, 0.5)), width=1.0)
    with pytest.raises(InputError) as caught:
        masker.mask(MaskRequest(image=photo()[0], strokes=(everything,)), Job())
    assert caught.value.remedy


def test_two_products_and_the_choice_between_them(masker: Masker) -> None:
    image, truth = two_products()
    both = masker.mask(MaskRequest(image=image), Job())
    assert overlap(both.alpha, truth) > 0.85
    assert len(both.parts) == 2
    assert both.parts[0].area >= both.parts[1].area
    half = image.width // 2
    for x, side in ((0.25, slice(0, half)), (0.75, slice(half, None))):
        one = masker.mask(MaskRequest(image=image, focus=(x, 0.45)), Job())
        chosen = np.zeros_like(truth)
        chosen[:, side] = truth[:, side]
        assert overlap(one.alpha, chosen) > 0.85


def test_a_product_at_the_border_is_told(masker: Masker) -> None:
    image, truth = photo(places=((0.0, 0.35, 1.0),))
    answer = masker.mask(MaskRequest(image=image), Job())
    alpha = np.asarray(answer.alpha) > 127
    outline = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    assert answer.touches_border == (outline.mean() > 0.01)
    assert overlap(answer.alpha, truth) > 0.7


@pytest.mark.parametrize("kind", ["plain", "grain", "light"])
def test_no_product_in_view(masker: Masker, kind: str) -> None:
    with pytest.raises(InputError, match="No product") as caught:
        masker.mask(MaskRequest(image=blank(kind)), Job())
    assert caught.value.remedy


@pytest.mark.parametrize("size", [(16, 16), (17, 300), (300, 17), (255, 257), (1201, 801)])
def test_any_size_works_or_says_why_not(masker: Masker, size: tuple[int, int]) -> None:
    try:
        answer = masker.mask(MaskRequest(image=photo(size)[0]), Job())
    except InputError as error:
        assert error.remedy
        assert min(size) < 20
    else:
        assert answer.alpha.size == answer.colour.size == size


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image.convert("L"),
        lambda image: image.convert("RGBA"),
        lambda image: image.convert("P"),
    ],
)
def test_other_modes_are_read_as_rgb(masker: Masker, change: Callable[[Image.Image], Image.Image]) -> None:
    answer = masker.mask(MaskRequest(image=change(photo()[0])), Job())
    assert overlap(answer.alpha, photo()[1]) > 0.85


def test_progress_only_grows(masker: Masker) -> None:
    told: list[Progress] = []
    masker.mask(MaskRequest(image=photo()[0]), Job(on_progress=told.append))
    fractions = [each.fraction for each in told]
    assert len(told) >= 2
    assert fractions == sorted(fractions)
    assert all(0 <= each <= 1 for each in fractions)
    assert all(each.stage for each in told)


def test_stops_when_told_to(masker: Masker) -> None:
    with pytest.raises(CancelledError):
        masker.mask(MaskRequest(image=photo()[0]), Job(cancelled=lambda: True))
