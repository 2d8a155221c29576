"""Nothing ships without a licence, and no file differs from what the manifest says of it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ASSETS = Path(__file__).resolve().parents[2] / "assets"


@pytest.fixture(scope="module")
def manifest() -> ModuleType:
    """The recipe, loaded from its file: assets/ is no package."""
    spec = importlib.util.spec_from_file_location("manifest", ASSETS / "recipes" / "manifest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_manifest_agrees_with_the_files(manifest: ModuleType) -> None:
    recorded = json.loads((ASSETS / "MANIFEST.json").read_text())
    found = manifest.differences(recorded, manifest.build())
    assert not found, "run: python assets/recipes/manifest.py\n" + "\n".join(found)


def test_every_licence_may_be_shipped() -> None:
    recorded = json.loads((ASSETS / "MANIFEST.json").read_text())
    assert {entry["licence"] for entry in recorded} <= {"Apache-2.0", "CC0-1.0", "OFL-1.1", "CC-BY-4.0", "MIT"}
    assert all(entry["made"] for entry in recorded)


def test_changed_missing_and_new_files_are_reported(manifest: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    for name in ("a.css", "b.css"):
        (tmp_path / "css" / name).write_text("body {}")
    before = manifest.build(tmp_path)
    (tmp_path / "css" / "a.css").write_text("body { color: red }")
    (tmp_path / "css" / "b.css").unlink()
    (tmp_path / "css" / "c.css").write_text("")
    lines = manifest.differences(before, manifest.build(tmp_path))
    assert [line.split(":")[0] for line in lines] == ["css/b.css", "css/c.css", "css/a.css"]
    assert manifest.differences(before, before) == []


def test_a_file_of_unknown_origin_is_refused(manifest: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"who took this?")
    with pytest.raises(LookupError, match=r"photo\.jpg has no origin"):
        manifest.build(tmp_path)


def test_code_and_caches_are_no_assets(manifest: ModuleType, tmp_path: Path) -> None:
    for name in ("recipes/make.py", "css/__pycache__/x.pyc", "css/.hidden", "samples/README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert manifest.build(tmp_path) == []
