"""Whole imports: every format, dirty data, failures, and what never leaves a snapshot."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.errors import BackendFailedError, CancelledError, SegmentDataError
from models.types import Job, Progress
from segments.build import build, scaled
from segments.embeddings import Encoder
from segments.importing import NO_KINDS, NO_PICTURES, NO_TIMES, Imported
from segments.kept import load_segments
from segments.readers.feed import Sources
from segments.store import Store
from segments.tables import CART, OFFER, PURCHASE, VIEW, extras, prices
from segments.words import WORDS_ENCODER
from tests.segments.shops import (
    MEAN_COLOURS,
    NOW_S,
    USERS,
    colour_shop,
    hm_shop,
    merrec_shop,
    photo_shop,
    plain_shop,
    write_csv,
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


def test_a_plain_shop_from_files_to_arrays(tmp_path: Path, workspace: Path) -> None:
    snapshot = build(plain_shop(tmp_path / "shop"), workspace, encoder=MEAN_COLOURS, now_s=NOW_S)
    snapshot.verify()
    products, events, vectors = snapshot.products(), snapshot.events(), snapshot.vectors()
    assert products["id"].to_list() == [f"{n:04d}" for n in range(12)]
    assert extras(products) == ["colour"]
    assert products["words"][1] == "Dress 1; Dress; dark red"
    assert prices(products)[3] == 13.0
    assert vectors is not None
    assert vectors.shape == (12, 4)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert events.users == 3
    assert len(events.user) == snapshot.manifest.events == 60
    assert (np.diff(events.user) >= 0).all()
    assert (np.diff(events.time_s)[np.diff(events.user) == 0] >= 0).all()
    assert np.isfinite(events.price).all()  # the catalogue's price where the event has none
    assert snapshot.manifest.rejects == {}
    assert snapshot.manifest.notes == ()


def test_hm_as_it_is(tmp_path: Path, workspace: Path) -> None:
    snapshot = build(hm_shop(tmp_path / "hm"), workspace, encoder=MEAN_COLOURS)
    products, events = snapshot.products(), snapshot.events()
    assert products["id"].to_list() == ["0108775015", "0110065001"]
    assert products["category"].to_list() == ["Vest top", "Bra"]
    assert products["x:detail_desc"].to_list() == ['Jersey top with "narrow" straps.', ""]
    assert products["image"].to_list() == ["010/0108775015.jpg", ""]
    np.testing.assert_allclose(prices(products), [0.0508305, 0.04], rtol=1e-5)
    assert events.kind.tolist() == [PURCHASE] * 3
    assert events.quantity.tolist() == [2.0, 1.0, 1.0]
    assert snapshot.manifest.source == "hm"
    assert snapshot.manifest.rejects == {
        "events: the product is not in the catalogue": 1,
        "pictures: there is no such picture": 1,
    }


def test_merrec_as_it_is(tmp_path: Path, workspace: Path) -> None:
    snapshot = build(merrec_shop(tmp_path / "merrec"), workspace, encoder=MEAN_COLOURS)
    events = snapshot.events()
    assert snapshot.products()["id"].to_list() == ["501", "502", "503"]
    assert events.kind.tolist() == [VIEW, PURCHASE, CART, OFFER]
    assert events.session.tolist() == [0, 1, 2, 3]
    vectors = snapshot.vectors()
    assert vectors is not None  # of words alone
    assert vectors.any(axis=1).all()
    assert snapshot.manifest.encoder == WORDS_ENCODER
    assert snapshot.manifest.notes == (NO_PICTURES,)


def test_a_folder_of_photos(tmp_path: Path, workspace: Path) -> None:
    snapshot = build(photo_shop(tmp_path / "photos"), workspace, encoder=MEAN_COLOURS)
    vectors = snapshot.vectors()
    assert vectors is not None
    assert snapshot.products()["title"].to_list() == ["T-Shirt", "Dress", "Hat"]
    assert vectors.any(axis=1).tolist() == [True, True, False]
    assert snapshot.events().users == 2
    assert not snapshot.manifest.timed
    assert NO_TIMES in snapshot.manifest.notes
    assert snapshot.manifest.rejects == {
        "products: the label says nothing about the product": 1,
        "events: there is no user": 1,
        "pictures: there is no such picture": 1,
    }


def test_dirty_data_is_counted_and_explained_and_the_rest_used(tmp_path: Path, workspace: Path) -> None:
    catalogue = tmp_path / "products.csv"
    catalogue.write_bytes(
        ",id,title,price,image\n0, 007 ,Röckchen,12,../../etc/passwd\n".encode()
        + "1,a b,Café,nan,x.png\n".encode("cp1252")
        + b"2,007,Again,3,\n3,,Nameless,3,\n4,short\n5,c,Free,-4,\n"
    )
    log = [("user", "product", "kind", "time"), ("u", "007", "view", "2024-05-01"), ("u", "a b", "buy", "2024-05-02")]
    log += [("u", "7", "view", "2024-05-01"), ("u", "c", "view", "2035-01-01"), ("u", "007", "view", "2024-05-01")]
    sources = Sources(catalogue=catalogue, events=write_csv(tmp_path / "events.csv", log))
    snapshot = build(sources, workspace, encoder=MEAN_COLOURS, now_s=NOW_S)
    assert snapshot.products()["title"].to_list() == ["Röckchen", "Café", "Free"]
    assert snapshot.manifest.events == 2
    assert snapshot.manifest.rejects == {
        "products: the id is there already": 1,
        "products: there is no id": 1,
        "products: 2 fields where the header has 5": 1,
        "products: the price is not a number above zero": 1,
        "events: the product is not in the catalogue": 1,
        "events: the time is in the future": 1,
        "events: the same row is there already": 1,
        "pictures: the picture's name leads out of its folder": 1,
        "pictures: there is no such picture": 1,
    }
    listed = snapshot.rejects().read_text(encoding="utf-8-sig").splitlines()
    assert "products,products.csv,6,,2 fields where the header has 5,,left out" in listed
    assert "events,events.csv,5,time,the time is in the future,2035-01-01,left out" in listed


def test_events_without_kinds_are_purchases_and_that_is_said(tmp_path: Path, workspace: Path) -> None:
    catalogue = write_csv(tmp_path / "p.csv", [("id",), ("1",)])
    log = write_csv(tmp_path / "e.csv", [("user", "product"), ("u", "1")])
    snapshot = build(Sources(catalogue=catalogue, events=log), workspace)
    assert snapshot.manifest.notes == (NO_KINDS, NO_TIMES, NO_PICTURES)
    assert snapshot.vectors() is None


@pytest.mark.parametrize(
    ("products", "events"),
    [
        (b"", b"user,product\nu,1\n"),
        (b"id\n1\n", b""),
        (b"id,title\n", b"user,product\nu,1\n"),
        (b"id\n1\n", b"user,product\n"),
        (b"id\n1\n", b"user,product\nu;1\nv;1\n"),
        (b"id\n1\n", b"user;product\nu,1\n"),
        (b"id\n1\n", b"user,product\nu,2\n"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0", b"user,product\nu,1\n"),
        (b"PAR1 and no more", b"user,product\nu,1\n"),
    ],
)
def test_unusable_data_is_refused_in_words_and_changes_nothing(
    tmp_path: Path, workspace: Path, products: bytes, events: bytes
) -> None:
    before = build(plain_shop(tmp_path / "shop"), workspace, now_s=NOW_S)
    (tmp_path / "p.csv").write_bytes(products)
    (tmp_path / "e.csv").write_bytes(events)
    with pytest.raises(SegmentDataError) as caught:
        build(Sources(catalogue=tmp_path / "p.csv", events=tmp_path / "e.csv"), workspace)
    assert caught.value.message
    assert caught.value.remedy
    assert Store(workspace).active().id == before.id
    before.verify()


def _broken(pictures: list[Image.Image]) -> NDArray[np.float32]:
    return np.zeros((0, 3), np.float32)


def test_a_failing_encoder_or_last_step_changes_nothing(tmp_path: Path, workspace: Path) -> None:
    sources = plain_shop(tmp_path / "shop")
    before = build(sources, workspace, now_s=NOW_S)
    with pytest.raises(BackendFailedError):
        build(sources, workspace, encoder=Encoder(id="b", encode=_broken), now_s=NOW_S)

    def fail(imported: Imported, job: Job) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        build(sources, workspace, encoder=MEAN_COLOURS, finish=fail, now_s=NOW_S)
    assert Store(workspace).active().id == before.id
    before.verify()


def test_stopping_at_any_report_changes_nothing_and_progress_only_grows(tmp_path: Path, workspace: Path) -> None:
    sources = plain_shop(tmp_path / "shop")
    heard: list[Progress] = []
    before = build(sources, workspace, encoder=MEAN_COLOURS, now_s=NOW_S, job=Job(on_progress=heard.append))
    fractions = [each.fraction for each in heard]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    for stop in range(len(heard) - 1):
        told: list[Progress] = []
        job = Job(on_progress=told.append, cancelled=lambda told=told, stop=stop: len(told) >= stop)  # type: ignore[misc]
        with pytest.raises(CancelledError):
            build(sources, workspace, encoder=MEAN_COLOURS, now_s=NOW_S, job=job)
        assert Store(workspace).active().id == before.id
    before.verify()


def test_the_last_step_gets_the_tables_and_its_files_stay(tmp_path: Path, workspace: Path) -> None:
    seen: list[Imported] = []

    def finish(imported: Imported, job: Job) -> None:
        seen.append(imported)
        job.report(0.5, "Half")
        assert imported.vectors is not None
        assert (imported.encoder, imported.vectors.shape) == (MEAN_COLOURS.id, (12, 4))
        imported.draft.write_json("segments.json", {"n": len(imported.products)})

    sources = plain_shop(tmp_path / "shop")
    first = build(sources, workspace, encoder=MEAN_COLOURS, finish=finish, now_s=NOW_S)
    second = build(sources, workspace, encoder=MEAN_COLOURS, finish=finish, now_s=NOW_S)
    assert first.read_json("segments.json") == {"n": 12}
    assert seen[0].previous is None
    assert seen[1].previous is not None
    assert seen[1].previous.id == first.id
    second.verify()


def test_products_without_a_picture_count_through_their_words(tmp_path: Path, workspace: Path) -> None:
    sources = plain_shop(tmp_path / "shop", products=80)
    for n in range(0, 80, 8):
        (tmp_path / "shop" / "images" / f"{n}.png").unlink()
    snapshot = build(sources, workspace, encoder=MEAN_COLOURS, now_s=NOW_S)
    vectors = snapshot.vectors()
    assert vectors is not None
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (snapshot.manifest.pictures, snapshot.manifest.by_words) == (70, 10)
    assert snapshot.manifest.words_score is not None
    snapshot.verify()


def test_importing_twice_gives_the_same_tables(tmp_path: Path, workspace: Path) -> None:
    sources = plain_shop(tmp_path / "shop")
    first = build(sources, workspace, encoder=MEAN_COLOURS, now_s=NOW_S)
    second = build(sources, workspace, encoder=MEAN_COLOURS, now_s=NOW_S)
    assert first.manifest.sha256 == second.manifest.sha256


@pytest.mark.parametrize("make", [plain_shop, hm_shop])
def test_user_ids_are_in_the_table_of_users_and_nowhere_else(
    tmp_path: Path, workspace: Path, make: Callable[[Path], Sources]
) -> None:
    heard: list[Progress] = []
    job = Job(on_progress=heard.append)
    snapshot = build(make(tmp_path / "shop"), workspace, encoder=MEAN_COLOURS, now_s=NOW_S, job=job)
    users = pl.read_parquet(snapshot.folder / "users-*.parquet")
    assert set(users["id"]) <= set(USERS)
    for path in workspace.rglob("*"):
        if path.is_file() and not path.name.startswith("users-"):
            assert b"@shop" not in path.read_bytes(), path.name
    assert "@shop" not in json.dumps([each.stage for each in heard])


def test_the_command_imports_and_says_what_it_did(tmp_path: Path, workspace: Path) -> None:
    colour_shop(tmp_path / "shop")
    command = [sys.executable, "-m", "segments.build", "--workspace", str(workspace), "--minimum-size", "5"]
    command += ["--encoder", "none", "--catalogue", str(tmp_path / "shop")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "60 products" in done.stdout
    assert "720 events of 60 users" in done.stdout
    assert "Reading the histories" in done.stderr
    assert sum(each.size for each in load_segments(Store(workspace).active())) == 60
    (tmp_path / "shop" / "events.csv").write_text("user,product\nu,9\n")
    failed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert "not in the catalogue" in failed.stderr
    assert "failed-rejects.csv" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_part_of_a_job_reports_its_part() -> None:
    heard: list[Progress] = []
    scaled(Job(on_progress=heard.append), 0.5, 0.9).report(0.5, "x")
    assert heard[0].fraction == pytest.approx(0.7)
