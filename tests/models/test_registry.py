"""The list of backends: readable without loading anything, and honest about licences and missing weights."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import BackendUnavailableError, InputError
from models.protocols import Backend
from models.registry import COMMERCIAL_LICENCES, ENTRIES, Entry, Registry, is_commercial
from models.settings import Settings
from models.types import BackendInfo


def info(id: str = "x", licence: str = "MIT") -> BackendInfo:
    return BackendInfo(id=id, title="X", verbs=("mask",), tier="compact", licence=licence)


def test_ids_are_unique_and_the_default_masker_is_there() -> None:
    ids = [entry.info.id for entry in ENTRIES]
    assert len(set(ids)) == len(ids)
    assert Settings.model_fields["masker"].default in [each.id for each in Registry().backends("mask")]
    assert Settings.model_fields["encoder"].default in [each.id for each in Registry().backends("encode")]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.info.id)
def test_every_licence_is_on_the_list_or_marked_as_not_commercial(entry: Entry) -> None:
    assert entry.info.licence
    assert is_commercial(entry.info) or "NC" in entry.info.licence or "non-commercial" in entry.info.licence.lower()
    assert entry.info.source


@pytest.mark.parametrize("licence", ["CC-BY-NC-4.0", "GPL-3.0", "", "proprietary", "apache"])
def test_other_licences_are_not_commercial(licence: str) -> None:
    assert licence not in COMMERCIAL_LICENCES
    assert not is_commercial(info(licence=licence))


def test_listing_loads_no_heavy_library() -> None:
    code = (
        "import sys; from models.registry import Registry; from models import studio; Registry().backends('mask');"
        "print([m for m in ('torch', 'diffusers', 'open_clip', 'faiss', 'transformers', 'gradio') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_an_unknown_id_names_the_known_ones() -> None:
    for use in (Registry().info, Registry().weights_sha256, lambda id: Registry().load(id, "cpu")):
        with pytest.raises(InputError, match="no backend") as caught:
            use("../compact_masker")
        assert "grabcut_masker" in caught.value.remedy


def test_a_missing_module_is_unavailable_not_a_crash() -> None:
    def make(device: str) -> Backend:
        raise ModuleNotFoundError("no module named foo")

    with pytest.raises(BackendUnavailableError) as caught:
        Registry([Entry(info=info(), make=make)]).load("x", "cpu")
    assert caught.value.remedy


def test_a_backend_that_stands_on_several_weights_has_one_hash_of_all(tmp_path: Path) -> None:
    folders = (tmp_path / "a", tmp_path / "b")
    registry = Registry([Entry(info=info(), make=lambda device: None, weights=folders)])  # type: ignore[arg-type, return-value]
    for folder in folders:
        assert registry.weights_sha256("x") == ""
        folder.mkdir()
        (folder / "model.safetensors").write_bytes(folder.name.encode())
    both = registry.weights_sha256("x")
    assert len(both) == 64
    (folders[1] / "model.safetensors").write_bytes(b"another")
    assert registry.weights_sha256("x") not in ("", both)


def test_the_hash_follows_the_weights_file(tmp_path: Path) -> None:
    registry = Registry([Entry(info=info(), make=lambda device: None, weights=tmp_path)])  # type: ignore[arg-type, return-value]
    assert registry.weights_sha256("x") == ""
    (tmp_path / "model.safetensors").write_bytes(b"one")
    first = registry.weights_sha256("x")
    (tmp_path / "model.safetensors").write_bytes(b"two, longer")
    import os

    os.utime(tmp_path / "model.safetensors", ns=(1, 1))
    assert len(first) == 64
    assert registry.weights_sha256("x") != first


def test_the_compact_enlarger_builds_on_the_compact_designer_and_on_nothing_else():
    registry = Registry()
    assert registry.builds_on("compact_enlarger", "compact_garment")
    assert not registry.builds_on("compact_enlarger", "compact_masker")
    assert not registry.builds_on("compact_garment", "compact_enlarger")
    with pytest.raises(InputError):
        registry.builds_on("compact_enlarger", "nobody")
