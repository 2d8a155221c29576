"""kill -9 while the page imports: the shop in use stays, what was done is kept, and the page says what happened."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from models.types import Progress
from segments.build import build
from segments.cache import Cache
from segments.store import Store
from segments.uploads import Upload
from tests.segments.shops import MEAN_COLOURS, colour_shop, plain_shop
from tests.ui.test_importing import finish
from ui.importing_mark import Mark
from ui.importing_work import UPLOADS, Importer
from ui.services import Services

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")


def run(shop: Path, workspace: Path, moment: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tests" / "ui" / "killed_importing.py"), str(shop), str(workspace)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}
    return subprocess.run(
        [*command, str(moment)], capture_output=True, text=True, env=environment, cwd=ROOT, timeout=300
    )


def open_workspace(folder: Path) -> Store:
    build(plain_shop(folder / "old", products=4), folder / "workspace")
    return Store(folder / "workspace")


def importer_of(store: Store, monkeypatch: pytest.MonkeyPatch) -> Importer:
    monkeypatch.setattr(Importer, "_encoder", lambda self: MEAN_COLOURS)
    return Importer(cast(Services, SimpleNamespace(store=store, cutter=None)))


@pytest.mark.parametrize(
    "points", [(0.5,), pytest.param((0.1, 0.9), marks=pytest.mark.slow)], ids=["half-way", "early and late"]
)
def test_killed_at_random_points(points: tuple[float, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = tmp_path / "shop"
    colour_shop(shop)
    whole = run(shop, open_workspace(tmp_path / "whole").folder.parent, 0)
    assert whole.returncode == 0, whole.stderr
    lines = int(whole.stdout)
    chance, kept = random.Random(5), []
    for number, part in enumerate(points):
        store = open_workspace(tmp_path / f"killed-{number}")
        before = store.active_id()
        done = run(shop, store.folder.parent, int(lines * part + chance.randrange(lines // 20)))
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert store.active_id() == before
        store.active().verify()

        importer = importer_of(store, monkeypatch)
        assert importer.look_back()
        assert importer.status.problem is not None
        title, text = importer.status.problem
        assert title == "An import was cut short"
        assert "“products.csv”" in text
        assert "as it was" in text
        assert not list((store.folder / UPLOADS).iterdir())
        assert not importer.look_back()  # told once

        with closing(Cache(store.cache)) as cache:
            kept.append(cache.count(MEAN_COLOURS.id))
        importer.start(
            Upload(
                catalogue=shop / "products.csv", events=shop / "events.csv", pictures=tuple((shop / "images").iterdir())
            )
        )
        assert finish(importer).report is not None
        assert store.active_id() != before
    assert kept == sorted(kept)
    assert len(kept) == 1 or kept[-1] > kept[0]  # pictures that were looked at are not looked at again


def test_an_import_that_ended_is_not_said_to_be_cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_workspace(tmp_path)
    importer = importer_of(store, monkeypatch)
    assert not importer.look_back()
    with Mark(store.folder).begin("other.csv", store.active_id() or "") as mark:
        mark.show(Progress(fraction=0.5, stage="Looking at the pictures"))
        assert not importer.look_back()  # it is going on, in another studio
    assert not importer.look_back()
    (store.folder / "importing.json").write_text('{"name": "a.csv", "stage": "", "fraction": 1, "active": "000000"}')
    assert not importer.look_back()  # it was killed when the new shop was in use already


@pytest.mark.parametrize("text", ["", "[]", "{", '{"name": 1}', "null", '{"name": "", "stage": "", "fraction": "x"}'])
def test_a_damaged_note_is_no_reason_to_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    store = open_workspace(tmp_path)
    (store.folder / "importing.json").write_text(text)
    assert not importer_of(store, monkeypatch).look_back()
