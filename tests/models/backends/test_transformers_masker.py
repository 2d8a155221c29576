"""The large masker on a tiny published model: its code runs only when allowed, and whatever is wrong is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from models.backends.transformers_masker import MEAN, SIDE_PX, SPREAD, TransformersMasker
from models.errors import BackendFailedError, BackendUnavailableError, InputError
from models.hub import BIREFNET_LITE, HubModel
from models.registry import Registry, choose_entries, is_commercial
from models.settings import Settings
from models.types import Job, MaskRequest, Stroke
from tests.products import blank, overlap, photo

CODE = "tiny_segmenter.py"


@pytest.fixture(scope="module")
def masker(tiny_model: Path) -> TransformersMasker:
    return load(tiny_model)


@pytest.fixture
def copy(tiny_model: Path, tmp_path: Path) -> Path:
    """A copy of the published model to spoil."""
    return shutil.copytree(tiny_model, tmp_path / "copy")


def load(folder: Path, device: str = "cpu", **known: str) -> TransformersMasker:
    return TransformersMasker(HubModel(id=str(folder), **known), device, allow_remote_code=True)


def refused(folder: Path, **known: str) -> BackendUnavailableError:
    with pytest.raises(BackendUnavailableError) as caught:
        load(folder, **known)
    assert caught.value.remedy
    return caught.value


def mark_when_run(folder: Path) -> Path:
    """Let the model's code leave a file when it runs."""
    mark = folder.parent / "ran"
    with (folder / CODE).open("a") as code:
        code.write(f"\nPath({str(mark)!r}).touch()\n")
    return mark


@pytest.mark.parametrize("size", [(192, 224), (1400, 1100), (2200, 300)])
def test_cuts_out_the_obvious_product(masker: TransformersMasker, size: tuple[int, int]) -> None:
    image, truth = photo(size)
    answer = masker.mask(MaskRequest(image=image), Job())
    assert answer.alpha.size == size
    assert overlap(answer.alpha, truth) > 0.98
    assert answer.confidence > 0.9


def test_a_doubtful_answer_is_less_certain(masker: TransformersMasker) -> None:
    sure = masker.mask(MaskRequest(image=photo()[0]), Job()).confidence
    doubtful = masker.mask(MaskRequest(image=photo(colour=(151, 151, 151))[0]), Job()).confidence
    assert doubtful < sure - 0.1


def test_strokes_bind(masker: TransformersMasker) -> None:
    keep = Stroke(kind="keep", points=((0.05, 0.92), (0.2, 0.92)), width=0.04)
    remove = Stroke(kind="remove", points=((0.5, 0.5),), width=0.08)
    alpha = np.asarray(masker.mask(MaskRequest(image=photo()[0], strokes=(keep, remove)), Job()).alpha)
    assert alpha[int(0.92 * 223), int(0.1 * 191)] == 255
    assert alpha[int(0.5 * 223), int(0.5 * 191)] == 0


def test_a_keep_stroke_is_enough_where_nothing_is_found(masker: TransformersMasker) -> None:
    with pytest.raises(InputError):
        masker.mask(MaskRequest(image=blank("plain")), Job())
    keep = Stroke(kind="keep", points=((0.5, 0.5), (0.6, 0.5)), width=0.2)
    answer = masker.mask(MaskRequest(image=blank("plain"), strokes=(keep,)), Job())
    assert np.asarray(answer.alpha)[80, 96] == 255


def test_the_network_sees_a_normalised_square(masker: TransformersMasker, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[torch.Tensor] = []

    def net(image_NCHW: torch.Tensor) -> list[torch.Tensor]:
        seen.append(image_NCHW)
        return [torch.ones(1, 1, 4, 4)]

    monkeypatch.setattr(masker, "net", net)
    masker.mask(MaskRequest(image=Image.new("RGB", (300, 200), (255, 0, 51))), Job())
    assert seen[0].shape == (1, 3, SIDE_PX, SIDE_PX)
    assert seen[0].dtype == torch.float32
    expected = [(value - mean) / spread for value, mean, spread in zip((1.0, 0.0, 0.2), MEAN, SPREAD, strict=True)]
    assert seen[0][0, :, 500, 20].tolist() == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        "mask",
        [torch.zeros(1, 2, 8, 8)],
        torch.zeros(8, 8),
        [torch.full((1, 1, 8, 8), torch.nan)],
    ],
    ids=["empty", "text", "two classes", "flat", "NaN"],
)
def test_an_answer_that_is_no_mask_is_a_failure(
    masker: TransformersMasker, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    monkeypatch.setattr(masker, "net", lambda image: answer)
    with pytest.raises(BackendFailedError) as caught:
        masker.mask(MaskRequest(image=photo()[0]), Job())
    assert caught.value.remedy


def test_foreign_code_runs_only_when_it_is_allowed(copy: Path) -> None:
    mark = mark_when_run(copy)
    with pytest.raises(BackendUnavailableError, match="code of its own") as caught:
        TransformersMasker(HubModel(id=str(copy)), "cpu")
    assert "WARHOL_ALLOW_REMOTE_CODE" in caught.value.remedy
    assert not mark.exists()
    load(copy)
    assert mark.exists()


def test_nothing_is_fetched_before_it_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.backends.transformers_masker.fetch_model", lambda model: pytest.fail("downloaded"))
    with pytest.raises(BackendUnavailableError, match="does not allow"):
        TransformersMasker(device="cpu")


def test_code_beside_other_weights_than_the_known_ones_does_not_run(copy: Path) -> None:
    mark = mark_when_run(copy)
    assert "not the ones" in refused(copy, sha256="0" * 64).message
    assert not mark.exists()
    known = load(copy).weights_sha256
    assert load(copy, sha256=known).weights_sha256 == known


def test_pickles_are_not_read(copy: Path) -> None:
    torch.save(load_file(copy / "model.safetensors"), copy / "pytorch_model.bin")
    (copy / "model.safetensors").unlink()
    assert "safetensors" in refused(copy).message


def lose_a_tensor(folder: Path) -> None:
    tensors = load_file(folder / "model.safetensors")
    del tensors["darkness.bias"]
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def cut_the_weights(folder: Path) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:60])


def break_the_code(folder: Path) -> None:
    (folder / CODE).write_text("raise SystemError('boom')\n")


def forget_the_config(folder: Path) -> None:
    (folder / "config.json").unlink()


@pytest.mark.parametrize("spoil", [lose_a_tensor, cut_the_weights, break_the_code, forget_the_config])
def test_a_spoilt_model_is_unavailable_not_a_crash(copy: Path, spoil: Callable[[Path], None]) -> None:
    spoil(copy)
    assert str(copy) in refused(copy).message


def test_a_missing_library_is_named(copy: Path) -> None:
    (copy / CODE).write_text("import warhol_no_such_library\n" + (copy / CODE).read_text())
    assert "pip install warhol_no_such_library" in refused(copy).remedy


def test_the_settings_choose_the_model(tiny_model: Path) -> None:
    settings = Settings(large_masker=str(tiny_model), allow_remote_code=True)
    registry = Registry(choose_entries(settings))
    made = registry.load("transformers_masker", "cpu")
    assert made.info == registry.info("transformers_masker")
    assert made.weights_sha256 == registry.weights_sha256("transformers_masker") != ""
    assert not is_commercial(made.info)


def test_the_default_model_is_for_sale_but_its_code_is_not_allowed() -> None:
    registry = Registry(choose_entries(Settings()))
    info = registry.info("transformers_masker")
    assert (info.tier, info.source, info.licence) == ("large", BIREFNET_LITE.id, "MIT")
    assert is_commercial(info)
    assert info == TransformersMasker.info
    with pytest.raises(BackendUnavailableError, match="does not allow"):
        registry.load("transformers_masker", "cpu")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs CUDA")
def test_half_precision_on_cuda_says_the_same(tiny_model: Path, masker: TransformersMasker) -> None:
    image, _ = photo()
    ours, theirs = (
        load(tiny_model, "cuda").mask(MaskRequest(image=image), Job()),
        masker.mask(MaskRequest(image=image), Job()),
    )
    difference = np.abs(np.asarray(ours.alpha, np.int16) - np.asarray(theirs.alpha, np.int16))
    assert difference.mean() < 1
