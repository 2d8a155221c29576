"""What every backend that finds people has to do.  A new one joins by being registered."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from PIL import Image

from models.errors import BackendUnavailableError, CancelledError, InputError
from models.people import Mannequin, people
from models.protocols import PersonFinder
from models.registry import Registry
from models.tryon.doubts import complete
from models.tryon.finding import L_HIP, NECK, PARTS, POINTS, R_HIP, PoseRequest
from models.types import Job, Progress, Provenance
from models.wire import Call, Outcome, pack_call, pack_outcome, unpack_call, unpack_outcome


@pytest.fixture(scope="module", params=[info.id for info in Registry().backends("pose")])
def finder(request: pytest.FixtureRequest) -> PersonFinder:
    """Each registered finder on the CPU."""
    try:
        return cast(PersonFinder, Registry().load(request.param, "cpu"))
    except BackendUnavailableError as error:
        pytest.skip(f"{request.param} NOT TESTED: {error}")


@pytest.fixture(scope="module")
def mannequins() -> list[Mannequin]:
    """Mannequins seen from the front: rendered with other shapes, lights and grounds than finders learn from."""
    found = [each for each in people() if each.view == "front" and each.pose != "seated"]
    if not found:
        pytest.skip("NOT TESTED: no mannequins are here")
    return found


def photo(one: Mannequin) -> Image.Image:
    return Image.fromarray(one.picture())


def test_the_points_of_a_mannequin(finder: PersonFinder, mannequins: list[Mannequin]) -> None:
    """The trunk is found on nearly all; knees, feet and hands of grey bodies on grey ground on about half."""
    errors = []
    for each in mannequins[:8]:
        found = finder.pose(PoseRequest(image=photo(each)), Job())
        truth = np.array([point[:2] for point in each.keypoints])
        points = np.array(complete(found.points, found.sure, 768 / 1152)) * [768, 1152]
        trunk = np.hypot(*(truth[NECK] - truth[[R_HIP, L_HIP]].mean(0)))
        errors.append(np.hypot(*(points - truth).T) / trunk)
        assert found.back < 0.5
        assert np.asarray(found.parts).max() < PARTS
        assert len(found.points) == len(found.sure) == POINTS
    error = np.array(errors)
    assert float((error[:, [1, 2, 5, 8, 11]] < 0.3).mean()) > 0.85
    assert float((error < 0.3).mean()) > 0.5


def test_it_is_the_same_twice_and_over_the_wire(finder: PersonFinder, mannequins: list[Mannequin]) -> None:
    request = PoseRequest(image=photo(mannequins[0]))
    call = unpack_call(pack_call(Call(verb="pose", backend=finder.info.id, request=request)))
    first, again = finder.pose(request, Job()), finder.pose(cast(PoseRequest, call.request), Job())
    assert (first.points, first.sure, first.back) == (again.points, again.sure, again.back)
    assert first.parts.tobytes() == again.parts.tobytes()
    made = Provenance(backend="x", weights_sha256="", seed=0, params={}, parents=(), device="cpu", seconds=0.1)
    carried = unpack_outcome(pack_outcome(Outcome(result=first, provenance=made)))
    assert carried.result.points == first.points  # type: ignore[union-attr]


@pytest.mark.parametrize("ground", ["plain", "noise", "stripes"])
def test_nobody_is_found_where_nobody_is(finder: PersonFinder, ground: str) -> None:
    grain = np.random.default_rng(1).integers(0, 255, (400, 300, 3), np.uint8)
    pictures = {
        "plain": np.full((400, 300, 3), 200, np.uint8), "noise": grain,
        "stripes": np.where((np.arange(400) // 20 % 2)[:, None, None] > 0, 230, 40) * np.ones((1, 300, 3), np.uint8),
    }  # fmt: skip
    with pytest.raises(InputError, match=r"No person|More than one"):
        finder.pose(PoseRequest(image=Image.fromarray(pictures[ground].astype(np.uint8))), Job())


def test_two_people_are_one_too_many(finder: PersonFinder, mannequins: list[Mannequin]) -> None:
    one = photo(mannequins[0])
    both = Image.new("RGB", (2 * one.width, one.height))
    both.paste(one, (0, 0))
    both.paste(one, (one.width, 0))
    with pytest.raises(InputError, match=r"More than one|No person"):
        finder.pose(PoseRequest(image=both), Job())


def test_it_tells_how_far_it_is_and_stops(finder: PersonFinder, mannequins: list[Mannequin]) -> None:
    steps: list[Progress] = []
    finder.pose(PoseRequest(image=photo(mannequins[0])), Job(on_progress=steps.append))
    assert [step.fraction for step in steps] == sorted(step.fraction for step in steps)
    assert len(steps) >= 2
    with pytest.raises(CancelledError):
        finder.pose(PoseRequest(image=photo(mannequins[0])), Job(cancelled=lambda: True))
