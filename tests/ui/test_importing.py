"""Importing from the page: one at a time, in the background, and what is in use changes only when all is well."""

from __future__ import annotations

import threading
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.errors import InputError, StorageError
from segments.build import build
from segments.embeddings import Encoder
from segments.store import Store
from segments.uploads import Upload
from tests.segments.shops import MEAN_COLOURS, colour_shop, mean_colours, plain_shop
from ui import importing_view as view
from ui.importing_view import Drawer, Files, Shop, Templates
from ui.importing_work import UPLOADS, Importer, Status, _notes
from ui.services import Services

PATIENCE_S = 240


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A workspace with a shop in use."""
    store = Store(tmp_path / "workspace")
    build(plain_shop(tmp_path / "old", products=4), store.folder.parent)
    return store


@pytest.fixture
def importer(store: Store, monkeypatch: pytest.MonkeyPatch) -> Importer:
    monkeypatch.setattr(Importer, "_encoder", lambda self: MEAN_COLOURS)
    return Importer(cast(Services, SimpleNamespace(store=store, cutter=None)))


@pytest.fixture
def upload(tmp_path: Path) -> Upload:
    """A shop that is dirty in three places, its pictures in a ZIP."""
    folder = tmp_path / "new"
    colour_shop(folder)
    with (folder / "products.csv").open("a") as file:
        file.write("900,Odd dress,Dress,cheap,,wool\n901,Lost dress,Dress,20,nowhere.png,silk\n")
    with (folder / "events.csv").open("a") as file:
        file.write("someone,777,purchase,2024-05-05 10:00\n")
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as archive:
        for path in (folder / "images").iterdir():
            archive.write(path, f"images/{path.name}")
    return Upload(
        catalogue=folder / "products.csv", events=folder / "events.csv", pictures=(tmp_path / "pictures.zip",)
    )


def finish(importer: Importer) -> Status:
    end = time.monotonic() + PATIENCE_S
    while importer.status.busy and time.monotonic() < end:
        time.sleep(0.05)
    return importer.status


def test_a_dirty_shop_is_imported_and_what_was_wrong_is_said(importer: Importer, store: Store, upload: Upload) -> None:
    before = store.active_id()
    importer.start(upload)
    status = finish(importer)
    assert status.problem is None
    report = status.report
    assert report is not None
    assert (report.products, report.pictures) == (62, 60)
    assert report.segments >= 1
    reasons = " ".join(reason for reason, _ in report.rejects)
    for word in ("price", "picture", "product"):
        assert word in reasons
    assert report.rejects_file is not None
    assert "cheap" in report.rejects_file.read_text(encoding="utf-8-sig")
    assert store.active_id() == report.id != before
    assert not list((store.folder / UPLOADS).iterdir())


def test_as_many_segments_as_were_asked_for(importer: Importer, store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "asked"
    colour_shop(folder, people=160)  # three crowds of fifty and more
    importer.start(Upload(catalogue=folder / "products.csv", events=folder / "events.csv"), "auto", 2)
    report = finish(importer).report
    assert report is not None
    assert report.segments == 2


def test_how_well_words_stand_in_for_pictures_is_said() -> None:
    assert _notes(("No times.",), 0, None) == ("No times.",)
    assert "0.62 of 1" in _notes((), 1200, 0.618)[0]
    assert _notes((), 1200, None) == ("1,200 products without a picture are placed by their words.",)


def test_what_cannot_be_imported_changes_nothing(importer: Importer, store: Store, tmp_path: Path) -> None:
    before = store.active_id()
    (tmp_path / "a.csv").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "b.csv").write_text("colour,size\nred,L\n")
    importer.start(Upload(catalogue=tmp_path / "a.csv", events=tmp_path / "b.csv"))
    status = finish(importer)
    assert status.problem is not None
    assert status.problem[0] == "That did not work"
    assert "no column" in status.problem[1] or "csv" in status.problem[1]
    assert store.active_id() == before


def test_stop_changes_nothing_and_another_has_to_wait(
    importer: Importer, store: Store, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, reached = store.active_id(), threading.Event()

    def encode(pictures: list[Image.Image]) -> NDArray[np.float32]:
        reached.set()
        importer._stop.wait(PATIENCE_S)
        return mean_colours(pictures)

    monkeypatch.setattr(Importer, "_encoder", lambda self: Encoder(id="slow", encode=encode))
    importer.start(upload)
    assert reached.wait(PATIENCE_S)
    with pytest.raises(StorageError, match="Another import"):
        importer.start(upload)
    importer.stop()
    status = finish(importer)
    assert status.problem is not None
    assert status.problem[0] == "Stopped"
    assert store.active_id() == before
    importer.clear()
    assert importer.status == Status()


def test_what_is_missing_or_empty_is_said_at_once(importer: Importer, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("id\n1\n")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(InputError, match="Nothing is chosen"):
        importer.start(Upload())
    with pytest.raises(InputError, match="histories are missing"):
        importer.start(Upload(catalogue=tmp_path / "products.csv"))
    with pytest.raises(InputError, match=r"empty\.csv is empty"):
        importer.start(Upload(catalogue=tmp_path / "products.csv", events=tmp_path / "empty.csv"))
    with pytest.raises(InputError, match="not here any more"):
        importer.start(Upload(catalogue=tmp_path / "products.csv", events=tmp_path / "gone.csv"))
    assert not importer.status.busy


def drawer(**changes: Any) -> str:
    plain: dict[str, Any] = {
        "shops": [], "demo": False, "files": Files(), "templates": Templates(products="p", events="e"), "below": "",
        "busy": False, "fresh": False,
    }  # fmt: skip
    return view.draw_drawer(Drawer(**(plain | changes)))


def test_names_of_files_and_shops_stay_text() -> None:
    evil = '"><img src=x onerror=alert(1)>'
    shop = Shop(id=evil, name=evil, facts=evil, active=False, simulated=False)
    html = drawer(shops=[shop], files=Files(catalogue=f"/tmp/{evil}", events=evil, pictures=(evil,)))
    html += view.draw_problem(evil, evil, evil) + view.draw_result(evil, [(evil, 3)], [evil], evil)
    assert "<img" not in html


def test_the_number_of_segments_can_be_chosen() -> None:
    html = drawer(files=Files(catalogue="a.csv", segments="8"))
    assert '<option value="8" selected>8 at most</option>' in html
    assert '<option value="auto">As many as the data has</option>' in html


def test_nothing_can_be_pressed_that_would_not_work() -> None:
    shops = [Shop(id="000001", name="a.csv", facts="", active=False, simulated=False)]
    assert 'data-act="start" disabled' in drawer()
    assert 'data-act="start" disabled' not in drawer(files=Files(catalogue="a.csv"))
    busy = drawer(shops=shops, demo=True, busy=True)
    assert 'data-act="start"' not in busy
    assert busy.count("disabled") == 2  # the other shop, and the demo shop
    assert 'data-act="use"' not in drawer(shops=[Shop(id="000001", name="a", facts="", active=True, simulated=False)])
