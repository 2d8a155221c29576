"""Models in open_clip's format: from a folder or the hub, checked, and every failure in words with a remedy."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

import pytest
from huggingface_hub import constants
from PIL import Image
from safetensors.torch import load_file, save_file

from models.backends.open_clip_encoder import CompactEncoder, OpenClipEncoder, put_on_white
from models.encoding import EncodeRequest
from models.errors import BackendUnavailableError
from models.hub import FASHION_SIGLIP, HubModel, choose_model, find_model, find_weights
from models.types import Job
from tests.tiny_encoder import build_encoder

NAMED = choose_model("acme/eye", "a" * 40, FASHION_SIGLIP)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_encoder(tmp_path_factory.mktemp("published") / "tiny")


@pytest.fixture
def copy(tiny: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model that a test may damage."""
    return Path(shutil.copytree(tiny, tmp_path / "copy"))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the hub's client, which may not go online."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    return tmp_path / "hub"


def open_folder(folder: Path, **known: str) -> OpenClipEncoder:
    return OpenClipEncoder(HubModel(id=str(folder), setting="WARHOL_LARGE_ENCODER", **known), "cpu")


def test_the_default_is_pinned_and_brings_no_code() -> None:
    assert len(FASHION_SIGLIP.commit) == 40
    assert not [name for name in FASHION_SIGLIP.files if name.endswith((".py", ".bin", ".pt"))]
    assert choose_model("hf-hub:" + FASHION_SIGLIP.id, "", FASHION_SIGLIP) == FASHION_SIGLIP


def test_a_downloaded_model_is_opened_without_the_net(cache: Path, tiny: Path) -> None:
    snapshot = cache / "models--acme--eye" / "snapshots" / NAMED.commit
    shutil.copytree(tiny, snapshot)
    assert find_model(NAMED) == snapshot
    request = EncodeRequest(texts=("a red dress",))
    encoder = OpenClipEncoder(NAMED, "cpu")
    assert encoder.encode(request, Job()) == open_folder(tiny).encode(request, Job())
    assert (encoder.info.source, encoder.info.licence) == ("acme/eye", "unknown")


def test_offline_and_not_here_says_what_to_do(cache: Path) -> None:
    with pytest.raises(BackendUnavailableError, match="switched off") as caught:
        OpenClipEncoder(FASHION_SIGLIP, "cpu")
    assert "WARHOL_LARGE_ENCODER" in caught.value.remedy


def test_only_a_full_commit_will_do(cache: Path) -> None:
    with pytest.raises(BackendUnavailableError) as caught:
        OpenClipEncoder(choose_model("acme/eye", "", FASHION_SIGLIP), "cpu")
    assert "WARHOL_LARGE_ENCODER_REVISION" in caught.value.remedy


def test_weights_with_another_hash_are_refused(tiny: Path) -> None:
    with pytest.raises(BackendUnavailableError, match="not the known ones"):
        open_folder(tiny, sha256="0" * 64)


def no_config(folder: Path) -> None:
    (folder / "open_clip_config.json").unlink()


def no_weights(folder: Path) -> None:
    (folder / "open_clip_model.safetensors").unlink()


def cut_weights(folder: Path) -> None:
    file = folder / "open_clip_model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])


def other_weights(folder: Path) -> None:
    file = folder / "open_clip_model.safetensors"
    tensors = load_file(file)
    del tensors["logit_scale"]
    save_file(tensors, file)


def broken_config(folder: Path) -> None:
    (folder / "open_clip_config.json").write_text('{"model_cfg": {"embed_dim": "wide"}}', encoding="utf-8")


def no_json(folder: Path) -> None:
    (folder / "open_clip_config.json").write_text("{", encoding="utf-8")


def foreign_tokenizer(folder: Path) -> None:
    """The config asks for a tokenizer that the folder does not hold."""
    file = folder / "open_clip_config.json"
    config = json.loads(file.read_text(encoding="utf-8"))
    config["model_cfg"]["text_cfg"]["hf_tokenizer_name"] = "acme/words"
    file.write_text(json.dumps(config), encoding="utf-8")


DAMAGES = [no_config, no_weights, cut_weights, other_weights, broken_config, no_json, foreign_tokenizer]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_folder_that_does_not_do(copy: Path, cache: Path, damage: object) -> None:
    damage(copy)  # type: ignore[operator]
    with pytest.raises(BackendUnavailableError) as caught:
        open_folder(copy)
    assert caught.value.remedy


def test_the_shipped_folder_is_checked_against_its_card(tmp_path: Path) -> None:
    folder = build_encoder(tmp_path / "shipped", file="model.safetensors")
    assert find_weights(folder) == folder / "model.safetensors"
    assert len(CompactEncoder(folder, "cpu").encode(EncodeRequest(texts=("a",)), Job()).text_vectors) == 1
    (folder / "meta.json").write_text('{"sha256": "0"}', encoding="utf-8")
    with pytest.raises(BackendUnavailableError, match="not the ones"):
        CompactEncoder(folder, "cpu")


def test_loading_is_silent_and_leaves_the_log_as_it_was(tiny: Path, caplog: pytest.LogCaptureFixture) -> None:
    root = logging.getLogger()
    before = list(root.handlers), list(root.filters)
    open_folder(tiny)
    assert (list(root.handlers), list(root.filters)) == before
    assert not caplog.records


def test_a_cutout_stands_on_white_and_a_photo_stays() -> None:
    cutout = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    cutout.paste((200, 30, 30, 255), (10, 10, 60, 110))
    seen = put_on_white(cutout)
    assert (seen.mode, seen.size) == ("RGB", (256, 256))
    assert seen.getpixel((128, 128)) == (200, 30, 30)
    assert seen.getpixel((2, 2)) == (255, 255, 255)
    image = Image.new("RGB", (300, 200), "navy")
    for same in (image, image.convert("RGBA")):
        assert put_on_white(same).tobytes() == image.tobytes()
    assert max(put_on_white(Image.new("RGBA", (3000, 1500), "navy")).size) == 1024
