"""What every backend that takes objects out of photos has to do.  A new one joins by being registered."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.errors import BackendUnavailableError, CancelledError, InputError
from models.protocols import Remover
from models.registry import Registry
from models.staging.removing import RemoveRequest
from models.types import Job
from models.wire import Call, pack_call, unpack_call


@pytest.fixture(scope="module", params=[info.id for info in Registry().backends("remove")])
def remover(request: pytest.FixtureRequest) -> Remover:
    """Each registered remover on the CPU."""
    try:
        return cast(Remover, Registry().load(request.param, "cpu"))
    except BackendUnavailableError as error:
        pytest.skip(f"{request.param} NOT TESTED: {error}")


def scene(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A floor that gets lighter to the right, with a red thing on it."""
    across = np.linspace(90, 190, size[0])
    rgb = np.repeat(np.broadcast_to(across, (size[1], size[0]))[..., None], 3, -1).astype(np.uint8)
    image = Image.fromarray(rgb)
    ImageDraw.Draw(image).rectangle((150, 90, 240, 200), fill=(200, 20, 20))
    return image


def gap(size: tuple[int, int] = (400, 300)) -> Image.Image:
    image = Image.new("L", size)
    ImageDraw.Draw(image).rectangle((140, 80, 250, 210), fill=255)
    return image


def test_is_what_the_registry_says(remover: Remover) -> None:
    assert isinstance(remover, Remover)
    assert remover.info == Registry().info(remover.info.id)
    assert remover.weights_sha256 == Registry().weights_sha256(remover.info.id)


def test_the_thing_is_gone_and_the_rest_is_the_photo(remover: Remover) -> None:
    photo = np.asarray(scene()).astype(int)
    made = np.asarray(remover.remove(RemoveRequest(image=scene(), gap=gap()), Job()).image).astype(int)
    hole = np.asarray(gap()) > 0
    assert np.array_equal(made[~hole], photo[~hole])
    redness = made[..., 0] - made[..., 1]
    assert redness[hole].max() < 60  # nothing red is left
    wanted = np.linspace(90, 190, 400)[None, :, None]
    assert np.abs(made - wanted)[hole].mean() < 12  # the floor goes on, about as light


def test_same_request_same_pixels(remover: Remover) -> None:
    first, again = (remover.remove(RemoveRequest(image=scene(), gap=gap()), Job()).image for _ in range(2))
    assert first.tobytes() == again.tobytes()


@pytest.mark.parametrize("size", [(200, 1200), (1600, 900), (233, 257)])
def test_any_shape_of_photo(remover: Remover, size: tuple[int, int]) -> None:
    hole = Image.new("L", size)
    ImageDraw.Draw(hole).ellipse((0, 40, 120, 180), fill=255)  # as far as the photo's edge
    made = remover.remove(RemoveRequest(image=Image.new("RGB", size, (120, 130, 140)), gap=hole), Job()).image
    assert made.size == size
    assert np.abs(np.asarray(made).astype(int) - [120, 130, 140]).max() < 30


def test_a_call_crosses_the_wire(remover: Remover) -> None:
    call = Call(verb="remove", backend=remover.info.id, request=RemoveRequest(image=scene(), gap=gap()))
    again = unpack_call(pack_call(call)).request
    assert isinstance(again, RemoveRequest)
    assert again.image.tobytes() == scene().tobytes()


def test_it_can_be_stopped(remover: Remover) -> None:
    with pytest.raises(CancelledError):
        remover.remove(RemoveRequest(image=scene(), gap=gap()), Job(cancelled=lambda: True))


@pytest.mark.parametrize(
    ("hole", "said"),
    [(Image.new("L", (400, 300)), "Nothing is marked"), (Image.new("L", (400, 300), 255), "Nearly the whole"),
     (Image.new("L", (40, 30)), "as large as")],
    ids=["nothing", "everything", "another size"],
)  # fmt: skip
def test_gaps_that_cannot_be_filled_are_refused(hole: Image.Image, said: str) -> None:
    with pytest.raises(InputError, match=said):
        RemoveRequest(image=scene(), gap=hole)


def test_a_tiny_photo_is_refused() -> None:
    with pytest.raises(InputError, match="only 90 × 60"):
        RemoveRequest(image=Image.new("RGB", (90, 60)), gap=Image.new("L", (90, 60), 255))
