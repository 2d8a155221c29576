"""The large depth model on a tiny published one: any photo gets a map of distances, and whatever is wrong is said."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from models.backends.transformers_depth import TransformersDepth
from models.errors import BackendFailedError, BackendUnavailableError, CancelledError, InputError
from models.hub import DEPTH_ANYTHING, HubModel
from models.protocols import Fathomer
from models.registry import Registry, choose_entries
from models.settings import Settings
from models.staging.fathoming import FARTHEST, FathomRequest, from_nearness, write_distances
from models.types import Job
from models.wire import Call, pack_call, unpack_call
from tests.tiny_depth import build_tiny_depth


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_depth(tmp_path_factory.mktemp("depth"))


@pytest.fixture(scope="module")
def fathomer(folder: Path) -> TransformersDepth:
    return TransformersDepth(HubModel(id=str(folder)), "cpu")


def photo(size: tuple[int, int] = (300, 220)) -> Image.Image:
    rng = np.random.default_rng(1)
    return Image.fromarray(rng.integers(0, 255, (size[1], size[0], 3)).astype(np.uint8))


@pytest.mark.parametrize("size", [(300, 220), (90, 400), (640, 64)])
def test_any_photo_gets_a_map_of_its_size(fathomer: TransformersDepth, size: tuple[int, int]) -> None:
    made = fathomer.fathom(FathomRequest(scene=photo(size)), Job())
    assert made.depth.mode == "L"
    assert made.depth.size == size
    values = np.asarray(made.depth)
    assert values.min() <= 10
    assert values.max() >= 245
    assert made.near == pytest.approx(1.0)
    assert made.far == pytest.approx(FARTHEST)


def test_same_request_same_pixels(fathomer: TransformersDepth) -> None:
    first, again = (fathomer.fathom(FathomRequest(scene=photo()), Job()).depth for _ in range(2))
    assert first.tobytes() == again.tobytes()


def test_it_can_be_stopped(fathomer: TransformersDepth) -> None:
    with pytest.raises(CancelledError):
        fathomer.fathom(FathomRequest(scene=photo()), Job(cancelled=lambda: True))


def test_what_is_nearer_has_the_smaller_number() -> None:
    nearness = np.tile(np.linspace(3, 9, 40, dtype=np.float32), (30, 1))  # nearer to the right
    made = write_distances(from_nearness(nearness), (80, 60))
    depth = np.asarray(made.depth)
    assert depth[30, 2] > 225
    assert depth[30, 77] < 15
    assert (np.diff(depth[30].astype(int)) <= 0).all()


@pytest.mark.parametrize("told", [np.full((4, 4), np.nan, np.float32), np.zeros((4,), np.float32)])
def test_numbers_that_are_no_map_are_refused(told: np.ndarray) -> None:
    for check in (from_nearness, lambda told: write_distances(told, (8, 8))):
        with pytest.raises(BackendFailedError):
            check(told)
    with pytest.raises(BackendFailedError):
        write_distances(np.array([[-1.0, 2.0]], np.float32), (8, 8))


def test_another_answer_than_a_map_is_refused(fathomer: TransformersDepth) -> None:
    for answer in (SimpleNamespace(), SimpleNamespace(predicted_depth=torch.zeros(3))):
        with pytest.raises(BackendFailedError, match="not a map"):
            fathomer._read(answer)


def test_a_metric_model_is_taken_at_its_word(tmp_path: Path) -> None:
    backend = TransformersDepth(HubModel(id=str(build_tiny_depth(tmp_path, "metric"))), "cpu")
    assert backend.metric
    made = backend.fathom(FathomRequest(scene=photo()), Job())
    assert 0 < made.near < made.far <= 20


def test_what_is_wrong_with_a_model_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "model.safetensors").write_bytes(b"no weights")
    for wrong in (tmp_path / "empty", copy):
        with pytest.raises(BackendUnavailableError) as caught:
            TransformersDepth(HubModel(id=str(wrong)), "cpu")
        assert caught.value.remedy
    with pytest.raises(BackendUnavailableError, match="No commit is chosen"):
        TransformersDepth(DEPTH_ANYTHING, "cpu")


def test_is_what_the_registry_says(folder: Path) -> None:
    registry = Registry(choose_entries(Settings(large_fathomer=str(folder))))
    backend = registry.load("transformers_depth", "cpu")
    assert isinstance(backend, Fathomer)
    assert backend.info == registry.info("transformers_depth")
    assert backend.weights_sha256 == registry.weights_sha256("transformers_depth")
    usual = Registry().info("transformers_depth")
    assert (usual.licence, usual.tier) == ("Apache-2.0", "large")


def test_a_call_crosses_the_wire_and_bad_ones_are_refused() -> None:
    call = Call(verb="fathom", backend="transformers_depth", request=FathomRequest(scene=photo()))
    again = unpack_call(pack_call(call)).request
    assert isinstance(again, FathomRequest)
    assert again.scene.tobytes() == photo().tobytes()
    for wrong in (Image.new("L", (50, 50)), Image.new("RGB", (5, 50)), Image.new("RGB", (50, 5000))):
        with pytest.raises(InputError):
            FathomRequest(scene=wrong)
