"""The demo shop in a workspace: there at once, never in the way, and never half."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import app
from models.errors import SegmentDataError, StorageError
from models.settings import Settings
from segments import demo
from segments.build import build
from segments.cache import Cache
from segments.demo import find_picture, find_spec, greet_with_demo, is_demo, open_demo
from segments.kept import load_audience, load_segments
from segments.store import Store
from tests.segments.shops import NOW_S, plain_shop

ROOT = Path(__file__).parents[2]
FRESH = """
import sys
from pathlib import Path
from segments.demo import greet_with_demo
from segments.store import Store
assert greet_with_demo(Store(Path(sys.argv[1]))) is not None
heavy = {"torch", "faiss", "open_clip", "transformers"} & set(sys.modules)
sys.exit(f"imported: {heavy}" if heavy else 0)
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "workspace")


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """The shipped files, one of which has lost its end."""
    folder = tmp_path / "shop"
    shutil.copytree(demo.FOLDER / "snapshot", folder / "snapshot")
    shutil.copytree(demo.FOLDER / "images", folder / "images")
    victim = folder / "snapshot" / "segments.json"
    victim.write_bytes(victim.read_bytes()[:-1])
    return folder


def test_an_empty_workspace_begins_with_it(store: Store) -> None:
    snapshot = greet_with_demo(store)
    assert snapshot is not None
    assert store.active_id() == snapshot.id == "000001"
    snapshot.verify()
    assert is_demo(snapshot)
    assert snapshot.manifest.simulated
    assert {segment.snapshot for segment in load_segments(snapshot)} == {snapshot.id}
    assert len(load_audience(snapshot).labels) == snapshot.manifest.users
    with closing(Cache(store.cache)) as cache:
        for sha256 in snapshot.products()["picture_sha256"].to_list()[::20]:
            assert (cache.thumbnail(sha256) or b"")[:4] == b"RIFF"
    assert not list((store.folder / ".drafts").iterdir())


def test_a_second_start_changes_nothing(store: Store) -> None:
    greet_with_demo(store)
    assert greet_with_demo(store) is None
    assert store.snapshots() == ["000001"]


def test_it_never_takes_the_place_of_a_shop(store: Store, tmp_path: Path) -> None:
    own = build(plain_shop(tmp_path / "own"), store.folder.parent, now_s=NOW_S)
    assert greet_with_demo(store) is None
    assert store.active_id() == own.id
    (store.folder / "active").unlink()
    assert greet_with_demo(store) is None  # an import is there, even if none is in use


def test_there_and_back_again_keeps_one_copy(store: Store, tmp_path: Path) -> None:
    first = greet_with_demo(store)
    own = build(plain_shop(tmp_path / "own"), store.folder.parent, now_s=NOW_S)
    again = open_demo(store)
    assert first is not None
    assert again.id == first.id == store.active_id()
    store.activate(own.id)
    assert not is_demo(store.active())
    assert len(store.snapshots()) == 2


def test_opened_beside_a_shop_its_segments_belong_to_the_new_import(store: Store, tmp_path: Path) -> None:
    build(plain_shop(tmp_path / "own"), store.folder.parent, now_s=NOW_S)
    snapshot = open_demo(store)
    assert snapshot.id == "000002"
    assert {segment.snapshot for segment in load_segments(snapshot)} == {"000002"}


def test_damaged_files_are_not_installed(store: Store, damaged: Path) -> None:
    with pytest.raises(SegmentDataError, match="missing or damaged"):
        greet_with_demo(store, damaged)
    assert store.snapshots() == []
    assert store.active_id() is None


def test_a_missing_picture_leaves_no_half_a_shop(store: Store, damaged: Path) -> None:
    shutil.rmtree(damaged / "snapshot")
    shutil.copytree(demo.FOLDER / "snapshot", damaged / "snapshot")
    next((damaged / "images").iterdir()).unlink()
    with pytest.raises(SegmentDataError, match="missing or damaged"):
        greet_with_demo(store, damaged)
    assert store.snapshots() == []
    assert not list((store.folder / ".drafts").iterdir())


def test_a_workspace_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "segments").write_text("in the way")
    with pytest.raises(StorageError):
        greet_with_demo(Store(tmp_path))


def test_the_app_opens_without_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "greet_with_demo", lambda store: greet_with_demo(store, tmp_path / "nothing"))
    with caplog.at_level(logging.WARNING):
        app.greet(Settings(workspace=tmp_path))
    assert "demo shop" in caplog.text
    assert Store(tmp_path).active_id() is None


def test_it_can_be_turned_off(tmp_path: Path) -> None:
    app.greet(Settings(workspace=tmp_path, demo=False))
    assert Store(tmp_path).active_id() is None


def test_nothing_heavy_is_loaded_for_it(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FRESH, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def test_every_product_opens_as_a_design(store: Store, tmp_path: Path) -> None:
    snapshot = open_demo(store)
    products = snapshot.products()
    for id, category, image in products.select("id", "category", "image").rows():
        spec = find_spec(snapshot, id)
        assert spec is not None
        assert spec.category == category
        assert find_picture(snapshot, image) is not None
    assert find_spec(snapshot, "nobody") is None
    assert find_picture(snapshot, "../products.csv") is None
    own = build(plain_shop(tmp_path / "own"), store.folder.parent, now_s=NOW_S)
    assert find_spec(own, products["id"][0]) is None
    assert find_picture(own, products["image"][0]) is None
