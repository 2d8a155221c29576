"""What every backend that dresses bodies has to do.  A new one joins by being registered."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.backends.diffusers_tryon import DiffusersTryon
from models.errors import BackendUnavailableError, CancelledError, CapabilityError, InputError
from models.people import mannequin, people
from models.protocols import Dresser
from models.registry import Registry, choose_entries
from models.settings import Settings
from models.tryon.photos import PhotoPerson
from models.tryon.records import POINTS, Pose
from models.tryon.requests import DressRequest, DressResult, Garment
from models.tryon.slots import Slot
from models.types import Job, Progress, Provenance
from models.wire import Call, Outcome, pack_call, pack_outcome, unpack_call, unpack_outcome
from tests.tiny_dresser import build_dresser

REPAINTS = frozenset({"cagan"})
"""Dressers that paint a look anew as a whole, small and from memory: outline, colour and detail are near, not kept, and
only the bodies that they learned with are dressed."""
RED, GREEN, NAVY = (196, 40, 44), (30, 130, 60), (24, 34, 84)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The registered backends; the large one has a tiny pipeline in place of the one that it would download."""
    folder = build_dresser(tmp_path_factory.mktemp("dressers") / "tiny")
    return Registry(choose_entries(Settings(large_dresser=str(folder))))


@pytest.fixture(scope="module", params=[info.id for info in Registry().backends("dress")])
def dresser(request: pytest.FixtureRequest, registry: Registry) -> Dresser:
    """Each registered dresser on the CPU."""
    try:
        found = registry.load(request.param, "cpu")
        if isinstance(found, DiffusersTryon):
            found.steps, found.side_px = 2, 128  # random weights paint nothing better in more
        return cast(Dresser, found)
    except BackendUnavailableError as error:
        pytest.skip(f"{request.param} NOT TESTED: {error}")


@pytest.fixture(scope="module")
def body() -> str:
    found = [each for each in people() if each.view == "front" and each.pose != "seated"]
    if not found:
        pytest.skip("assets/people NOT TESTED: no mannequins are here")
    return found[0].id


def tee(colour: tuple[int, int, int] = RED) -> Image.Image:
    """A T-shirt of one colour."""
    image = Image.new("RGBA", (320, 320))
    outline = [
        (120, 40),
        (200, 40),
        (290, 100),
        (262, 150),
        (230, 128),
        (230, 290),
        (90, 290),
        (90, 128),
        (58, 150),
        (30, 100),
    ]
    ImageDraw.Draw(image).polygon(outline, fill=(*colour, 255))
    return image


def trousers(colour: tuple[int, int, int] = NAVY) -> Image.Image:
    image = Image.new("RGBA", (320, 320))
    outline = [(110, 20), (210, 20), (226, 120), (222, 304), (176, 304), (160, 140), (144, 304), (98, 304), (94, 120)]
    ImageDraw.Draw(image).polygon(outline, fill=(*colour, 255))
    return image


def wear(slot: Slot, category: str, image: Image.Image) -> Garment:
    return Garment(slot=slot, category=category, image=image)


def ask(dresser: Dresser, body: str, *garments: Garment, **wish: object) -> DressResult:
    return dresser.dress(DressRequest(mannequin=body, garments=garments, **wish), Job())  # type: ignore[arg-type]


def seen(result: DressResult, colour: tuple[int, int, int], reach: int = 60) -> np.ndarray:
    """Where a look is near a colour, in hue rather than light."""
    image = np.asarray(result.image).astype(float)
    image /= np.maximum(image.max(axis=2, keepdims=True), 1)
    wanted = np.array(colour, float) / max(colour)
    return np.asarray(np.abs(image - wanted).sum(2) * 255 < reach)


@pytest.fixture(scope="module")
def look(dresser: Dresser, body: str) -> DressResult:
    return ask(dresser, body, wear("top", "T-Shirt", tee()), wear("bottom", "Pants", trousers()))


def test_is_what_the_registry_says(dresser: Dresser, registry: Registry) -> None:
    assert isinstance(dresser, Dresser)
    assert dresser.info == registry.info(dresser.info.id)
    assert type(dresser).info == Registry().info(dresser.info.id)
    assert dresser.weights_sha256 == registry.weights_sha256(dresser.info.id)


def test_the_body_keeps_its_size_and_everything_away_from_the_cloth(
    dresser: Dresser, look: DressResult, body: str
) -> None:
    before, after = mannequin(body).picture(), np.asarray(look.image)
    assert after.shape == before.shape
    rows, columns = np.nonzero(np.asarray(look.alpha) > 0)
    if dresser.info.deterministic:
        bare = np.asarray(look.alpha) == 0
        assert np.array_equal(after[bare], before[bare])
    top, left, right = rows.min(), columns.min(), columns.max()
    assert np.array_equal(after[: top - 60], before[: top - 60])
    assert np.array_equal(after[:, : left - 60], before[:, : left - 60])
    assert np.array_equal(after[:, right + 60 :], before[:, right + 60 :])


def test_a_top_covers_the_chest_and_trousers_the_knees(dresser: Dresser, look: DressResult, body: str) -> None:
    points = {
        name: mannequin(body).keypoints[n][:2] for name, n in (("neck", 1), ("r_hip", 8), ("r_knee", 9), ("nose", 0))
    }
    chest = (points["neck"][0] + points["r_hip"][0]) / 2, points["neck"][1] * 0.7 + points["r_hip"][1] * 0.3
    if not dresser.info.deterministic:
        pytest.skip("random weights paint no colours")
    red, navy = seen(look, RED), seen(look, NAVY, reach=110)  # the camera lifts dark cloth towards grey
    assert red[round(chest[1]), round(chest[0])]
    assert navy[round(points["r_knee"][1]), round(points["r_knee"][0])]
    assert not np.asarray(look.alpha)[round(points["nose"][1]), round(points["nose"][0])]


def test_pieces_are_told_in_their_order_and_are_still_themselves(dresser: Dresser, look: DressResult) -> None:
    assert [piece.slot for piece in look.pieces] == ["top", "bottom"]
    for piece in look.pieces:
        left, top, right, bottom = piece.box
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
        if dresser.info.id not in REPAINTS:
            assert piece.colour_de00 < 4
            assert piece.texture > 0.5
            assert piece.seen > 0.3


def test_the_order_in_which_pieces_are_named_does_not_matter(dresser: Dresser, body: str, look: DressResult) -> None:
    again = ask(dresser, body, wear("bottom", "Pants", trousers()), wear("top", "T-Shirt", tee()))
    assert dresser.info.deterministic is False or np.array_equal(np.asarray(again.image), np.asarray(look.image))
    assert [piece.slot for piece in again.pieces] == ["bottom", "top"]


def test_another_colour_moves_nothing(dresser: Dresser, body: str, look: DressResult) -> None:
    green = ask(dresser, body, wear("top", "T-Shirt", tee(GREEN)), wear("bottom", "Pants", trousers()))
    if dresser.info.id in REPAINTS:
        one, other = (np.asarray(each.alpha) > 127 for each in (green, look))
        assert (one & other).sum() > 0.8 * (one | other).sum()
        return
    assert np.array_equal(np.asarray(green.alpha), np.asarray(look.alpha))
    if not dresser.info.deterministic:
        return
    assert seen(green, GREEN).sum() > 20_000
    assert seen(green, RED).sum() < 2_000


def test_a_tucked_top_shows_less_of_itself(dresser: Dresser, body: str) -> None:
    pieces = wear("top", "T-Shirt", tee()), wear("bottom", "Pants", trousers())
    if not dresser.info.deterministic:
        pytest.skip("random weights paint no colours")
    if dresser.info.id in REPAINTS:
        with pytest.raises(CapabilityError):
            ask(dresser, body, *pieces, tuck="in")
        return
    out, inside = (ask(dresser, body, *pieces, tuck=tuck) for tuck in ("out", "in"))
    assert seen(inside, RED).sum() < 0.9 * seen(out, RED).sum()


def test_the_same_request_gives_the_same_pixels(dresser: Dresser, body: str) -> None:
    one, other = (ask(dresser, body, wear("top", "T-Shirt", tee(GREEN))) for _ in range(2))
    if dresser.info.deterministic:
        assert np.array_equal(np.asarray(one.image), np.asarray(other.image))


def test_calls_and_answers_cross_the_wire(dresser: Dresser, body: str, look: DressResult) -> None:
    request = DressRequest(mannequin=body, garments=(wear("top", "T-Shirt", tee()),))
    call = Call(verb="dress", backend=dresser.info.id, request=request)
    assert pack_call(unpack_call(pack_call(call))) == pack_call(call)
    made = Provenance(backend="x", weights_sha256="", seed=0, params={}, parents=(), device="cpu", seconds=1.0)
    outcome = Outcome(result=look, provenance=made)
    assert pack_outcome(unpack_outcome(pack_outcome(outcome))) == pack_outcome(outcome)


def test_progress_is_told_and_stopping_works(dresser: Dresser, body: str) -> None:
    told: list[Progress] = []
    request = DressRequest(mannequin=body, garments=(wear("top", "T-Shirt", tee(NAVY)),))
    dresser.dress(request, Job(on_progress=told.append))
    assert [step.fraction for step in told] == sorted(step.fraction for step in told)
    with pytest.raises(CancelledError):
        dresser.dress(request, Job(cancelled=lambda: True))


def test_a_photo_stays_itself_outside_of_the_cloth(dresser: Dresser) -> None:
    rng = np.random.default_rng(0)
    photo = Image.fromarray(rng.integers(0, 255, (640, 440, 3)).astype(np.uint8))
    half = {"shoulder": (0.1, 0.2), "elbow": (0.15, 0.34), "wrist": (0.17, 0.46), "hip": (0.06, 0.47)}
    half["knee"] = (0.07, 0.7)
    half["ankle"] = (0.07, 0.93)
    arms = [(0.5 + sign * half[name][0], half[name][1]) for sign in (-1, 1) for name in ("shoulder", "elbow", "wrist")]
    legs = [(0.5 + sign * half[name][0], half[name][1]) for sign in (-1, 1) for name in ("hip", "knee", "ankle")]
    at = [(0.5, 0.1), (0.5, 0.19), *arms, *legs, (0.48, 0.09), (0.52, 0.09), (0.46, 0.1), (0.54, 0.1)]
    person = PhotoPerson(image=photo, pose=Pose(points=tuple(at)), front=Image.new("L", photo.size))
    request = DressRequest(photo=person, garments=(wear("top", "T-Shirt", tee()),))
    if dresser.info.id in REPAINTS:
        with pytest.raises(CapabilityError):
            dresser.dress(request, Job())
        return
    result = dresser.dress(request, Job())
    alpha = np.asarray(result.alpha)
    assert (alpha > 200).sum() > 5_000
    outside = alpha == 0
    assert np.array_equal(np.asarray(result.image)[outside], np.asarray(photo)[outside])


@pytest.mark.parametrize("size", [(40, 40), (900, 40)])
def test_what_is_no_garment_is_refused_in_words(dresser: Dresser, body: str, size: tuple[int, int]) -> None:
    with pytest.raises((InputError, CapabilityError)) as caught:
        ask(dresser, body, wear("top", "T-Shirt", Image.new("RGBA", size)))
    assert caught.value.remedy


def test_a_nameless_body_is_refused(dresser: Dresser) -> None:
    with pytest.raises(InputError):
        ask(dresser, "nobody-here", wear("top", "T-Shirt", tee()))


def test_requests_are_checked() -> None:
    top = wear("top", "T-Shirt", tee())
    with pytest.raises(InputError):
        wear("shoes", "T-Shirt", tee())
    with pytest.raises(InputError):
        DressRequest(garments=(top,))
    with pytest.raises(InputError):
        DressRequest(mannequin="x", garments=())
    with pytest.raises(InputError):
        DressRequest(mannequin="x", garments=(top, top))
    with pytest.raises(InputError):
        DressRequest(mannequin="x", garments=(top, wear("onepiece", "Dress", tee())))
    with pytest.raises(InputError):
        Pose(points=((0.5, 0.5),) * (POINTS - 1))
