"""Snapshots: whole or not there, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from models.errors import SegmentDataError, StorageError
from segments.snapshot import PRODUCTS, REJECTS, Manifest
from segments.store import KEPT, Draft, Store
from segments.tables import EVENT_SCHEMA, PRODUCT_SCHEMA

MANIFEST = Manifest(
    format=1,
    version=1,
    created="2024-06-01T00:00:00+00:00",
    source="plain",
    files=(),
    products=1,
    pictures=0,
    events=0,
    users=0,
    sessions=0,
    timed=False,
    simulated=False,
    encoder="",
    by_words=0,
    words_score=None,
    rejects={},
    notes=(),
    sha256={},
)
PRODUCT = (0, "007", "Dress", "Dress", 9.5, "", "", "Dress")


def fill(draft: Draft, title: str = "Dress") -> None:
    row = dict(zip(PRODUCT_SCHEMA, PRODUCT, strict=True)) | {"title": title}
    pl.DataFrame([row], schema=PRODUCT_SCHEMA).write_parquet(draft.folder / PRODUCTS)
    pl.DataFrame(schema=EVENT_SCHEMA).write_parquet(draft.folder / "events-00000.parquet")
    (draft.folder / REJECTS).write_text("nothing")
    draft.finish(MANIFEST)


def publish(store: Store, title: str = "Dress", further: str = "") -> str:
    with store.draft() as draft:
        fill(draft, title)
        if further:
            (draft.folder / further).write_text("x")
    return store.active().id


def fail(store: Store, name: str) -> None:
    with store.draft() as draft:
        fill(draft, "Never")
        (draft.folder / name).write_text("line 3")
        raise RuntimeError


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_a_finished_draft_becomes_the_active_snapshot(store: Store) -> None:
    assert publish(store) == "000001"
    snapshot = store.active()
    snapshot.verify()
    assert snapshot.products()["title"].to_list() == ["Dress"]
    assert snapshot.events().users == 0
    assert snapshot.vectors() is None
    assert (snapshot.manifest.version, snapshot.manifest.products) == (1, 1)
    assert not list((store.folder / ".drafts").iterdir())


def test_further_files_travel_with_it(store: Store) -> None:
    with store.draft() as draft:
        fill(draft)
        draft.write_json("segments.json", {"a": [1, 2]})
    assert store.active().read_json("segments.json") == {"a": [1, 2]}
    assert store.active().has("segments.json")
    with pytest.raises(SegmentDataError):
        store.active().read_json("../active")


def test_nothing_imported_yet_is_said_so(store: Store) -> None:
    assert store.active_id() is None
    assert store.snapshots() == []
    with pytest.raises(SegmentDataError, match="No shop was imported yet"):
        store.active()


def test_a_draft_that_fails_or_is_not_finished_changes_nothing(store: Store) -> None:
    publish(store)
    with pytest.raises(RuntimeError):
        fail(store, PRODUCTS)
    with store.draft() as draft:
        (draft.folder / PRODUCTS).write_text("half")
    assert store.active().products()["title"].to_list() == ["Dress"]
    assert store.snapshots() == ["000001"]
    assert not list((store.folder / ".drafts").iterdir())


def test_the_rejects_of_a_failed_import_can_be_read(store: Store) -> None:
    with pytest.raises(RuntimeError):
        fail(store, REJECTS)
    rejects = store.failed_rejects()
    assert rejects is not None
    assert rejects.read_text() == "line 3"
    publish(store)
    assert store.failed_rejects() is None


def test_only_one_import_at_a_time(store: Store) -> None:
    with store.draft(), pytest.raises(StorageError, match="Another import"), Store(store.folder.parent).draft():
        pass


def test_what_a_killed_import_left_is_swept_away(store: Store) -> None:
    dead = store.folder / ".drafts" / "dead" / "snapshot"
    dead.mkdir(parents=True)
    (store.folder / ".active.123.part").write_text("0000")
    publish(store)
    assert not dead.exists()
    assert not list(store.folder.glob(".*.part"))


def test_the_last_few_snapshots_stay_and_one_can_go_back(store: Store) -> None:
    for n in range(KEPT + 2):
        publish(store, f"Dress {n}")
    assert store.snapshots() == ["000005", "000004", "000003"]
    store.activate("000003")
    assert store.active().products()["title"].to_list() == ["Dress 2"]
    assert publish(store) == "000006"


@pytest.mark.parametrize("id", ["../..", "000009", "1", ""])
def test_only_names_of_snapshots_are_opened(store: Store, id: str) -> None:
    publish(store)
    with pytest.raises(SegmentDataError):
        store.activate(id)


def test_damage_is_found(store: Store) -> None:
    publish(store)
    folder = store.folder / "000001"
    (folder / REJECTS).write_text("changed")
    with pytest.raises(SegmentDataError):
        store.active().verify()
    (folder / PRODUCTS).write_bytes((folder / PRODUCTS).read_bytes()[:-9])
    with pytest.raises(SegmentDataError):
        store.active().products()
    (folder / "manifest.json").write_text("{")
    with pytest.raises(SegmentDataError):
        store.active()
    (store.folder / "active").write_text("nonsense")
    with pytest.raises(SegmentDataError):
        store.active()
    publish(store, "Anew")  # the way out is always open
    assert store.active().products()["title"].to_list() == ["Anew"]


def test_another_format_is_refused(store: Store) -> None:
    publish(store)
    path = store.folder / "000001" / "manifest.json"
    path.write_text(path.read_text().replace('"format": 1', '"format": 99'))
    with pytest.raises(SegmentDataError, match="another version"):
        store.active()


@pytest.mark.parametrize("step", ["rename", "replace", "fsync"])
def test_a_full_disk_at_any_step_leaves_the_active_one(
    store: Store, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    publish(store)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, full)
        with pytest.raises(StorageError, match="disk is full"):
            publish(store, "Never")
    store.active().verify()
    assert store.active().products()["title"].to_list() == ["Dress"]
    publish(store, "Later")
    assert store.active().products()["title"].to_list() == ["Later"]


def test_a_draft_with_folders_or_odd_names_is_refused(store: Store) -> None:
    for name in ("Upper.JSON", "a b"):
        with pytest.raises(SegmentDataError):
            publish(store, further=name)
    assert store.snapshots() == []


def test_decisions_of_users_are_kept_over_imports(store: Store) -> None:
    assert store.edits() == {}
    store.save_edits({"s1": {"name": "Rote Röcke"}})
    publish(store)
    assert Store(store.folder.parent).edits() == {"s1": {"name": "Rote Röcke"}}


def test_the_manifest_of_a_draft_gets_the_true_version(store: Store) -> None:
    with store.draft() as draft:
        fill(draft)
        draft.finish(replace(MANIFEST, version=77, format=77, sha256={"x": "y"}))
    assert store.active().manifest.version == 1
    store.active().verify()
