"""What is bought next is learned from an import, kept beside it, used for designs, and forgotten when asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.design import DesignSpec
from models.errors import CancelledError, InputError, SegmentDataError
from models.settings import Settings
from models.training.prior.adapt import FEWEST, fit
from models.types import Job
from segments.adapt import FOLDER, Adapted, adapt, find_adapted, pair, remove_adapted
from segments.brainstorm import Brainstorm, Wish
from segments.choice import Choice, resolve
from segments.kept import load_segments
from segments.market import Market
from segments.snapshot import Snapshot
from segments.store import Store
from segments.tastes import unit
from tests.shopfront import open_shop, open_studio

WIDTH = 24


def draw(count: int, seed: int) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(count, WIDTH)))


def nearest(points: np.ndarray, catalogue: np.ndarray) -> np.ndarray:
    return np.asarray((points @ catalogue.T).argmax(1), np.int64)


@pytest.fixture(scope="module")
def catalogue() -> np.ndarray:
    return draw(800, 0)


def test_what_follows_what_is_learned(catalogue: np.ndarray) -> None:
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(WIDTH, WIDTH)))[0].astype(np.float32)
    pasts, shoppers = draw(1500, 2), np.arange(1500) // 3
    following = nearest(pasts @ turn, catalogue)
    found = fit(pasts, following, shoppers, catalogue, "eyes")
    assert found.found > 0.8 > 0.2 > found.found_before
    assert found.penalty > 0
    fresh = draw(200, 3)
    ahead = found.outlook.look_ahead(fresh)
    assert (ahead * (fresh @ turn)).sum(1).mean() > 0.9
    np.testing.assert_allclose(np.linalg.norm(ahead, axis=1), 1, atol=1e-5)
    again = fit(pasts, following, shoppers, catalogue, "eyes")
    np.testing.assert_array_equal(again.outlook.matrix, found.outlook.matrix)


def test_what_everybody_is_drawn_to_is_learned(catalogue: np.ndarray) -> None:
    pasts, loved = draw(1200, 4), catalogue[0]
    following = nearest(0.4 * pasts + 0.6 * loved, catalogue)
    found = fit(pasts, following, np.arange(1200), catalogue, "eyes")
    assert found.found > found.found_before
    assert float((found.outlook.look_ahead(draw(100, 5)) @ loved).mean()) > 0.3


def test_where_nothing_can_be_learned_nothing_changes(catalogue: np.ndarray) -> None:
    pasts = draw(900, 6)
    found = fit(pasts, nearest(pasts, catalogue), np.arange(900), catalogue, "eyes")
    assert found.penalty == 0
    assert found.found == found.found_before == 1
    np.testing.assert_allclose(found.outlook.look_ahead(pasts), pasts, atol=1e-6)


def test_a_taste_of_nothing_stays_nothing(catalogue: np.ndarray) -> None:
    pasts = draw(600, 7)
    outlook = fit(pasts, nearest(pasts[::-1], catalogue), np.arange(600), catalogue, "eyes").outlook
    assert not outlook.look_ahead(np.zeros((2, WIDTH), np.float32)).any()


def test_too_few_purchases_are_named(catalogue: np.ndarray) -> None:
    few = draw(FEWEST - 1, 8)
    with pytest.raises(InputError, match=str(FEWEST - 1)):
        fit(few, nearest(few, catalogue), np.arange(len(few)), catalogue, "eyes")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adapt")
    open_shop(open_studio(Settings(workspace=folder / "workspace", min_free_disk_mib=0)), folder / "shop")
    return folder / "workspace"


@pytest.fixture
def snapshot(workspace: Path) -> Snapshot:
    snapshot = Store(workspace).active()
    remove_adapted(snapshot)
    return snapshot


def learn(snapshot: Snapshot) -> Adapted:
    return adapt(snapshot)


def test_pasts_end_before_their_purchase(snapshot: Snapshot) -> None:
    events, centred = snapshot.events(), Market(snapshot).centred
    pasts, products, shoppers = pair(events, centred)
    assert len(pasts) == len(products) == len(shoppers) >= FEWEST
    assert set(zip(shoppers.tolist(), products.tolist(), strict=True)) <= set(
        zip(events.user.tolist(), events.product.tolist(), strict=True)
    )
    np.testing.assert_allclose(np.linalg.norm(pasts, axis=1), 1, atol=1e-5)


def test_what_was_learned_is_kept_with_where_it_is_from(snapshot: Snapshot) -> None:
    assert find_adapted(snapshot) is None
    learned = learn(snapshot)
    found = find_adapted(snapshot)
    assert found is not None
    np.testing.assert_array_equal(found.outlook.matrix, learned.outlook.matrix)
    assert found.facts["snapshot"] == snapshot.id
    assert found.facts["simulated"] is True
    assert found.facts["found20"] >= found.facts["found20_before"]
    first = found.outlook.matrix
    np.testing.assert_array_equal(learn(snapshot).outlook.matrix, first)


@pytest.mark.parametrize("harm", ["map", "note", "other import"])
def test_damage_and_other_imports_count_as_nothing_learned(snapshot: Snapshot, harm: str) -> None:
    learn(snapshot)
    folder = snapshot.folder.parent / FOLDER
    note = folder / f"{snapshot.id}.json"
    if harm == "map":
        arrays = folder / f"{snapshot.id}.npz"
        arrays.write_bytes(arrays.read_bytes()[:-20] + bytes(20))
    elif harm == "note":
        note.write_text("{")
    else:
        note.write_text(json.dumps(json.loads(note.read_text()) | {"fingerprint": "another"}))
    assert find_adapted(snapshot) is None
    taste = Market(snapshot).centred[0]
    np.testing.assert_array_equal(Market(snapshot).look_ahead(taste), taste)


def test_designs_aim_ahead_and_forget_again(
    snapshot: Snapshot, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = open_studio(Settings(workspace=workspace, min_free_disk_mib=0))
    choice = Choice(snapshot=snapshot.id, segments=((load_segments(snapshot)[0].id, 1.0),))
    asked: list[np.ndarray] = []
    honest = studio.imagine

    def listen(taste: Sequence[float] = (), **more: Any) -> tuple[DesignSpec, ...]:
        asked.append(np.array(taste))
        return honest(taste, **more)

    monkeypatch.setattr(studio, "imagine", listen)

    def ask() -> np.ndarray:
        asked.clear()
        next(iter(Brainstorm(studio, Market(snapshot), resolve(snapshot, choice)).make(Wish(count=1))))
        return asked[0]

    plain = ask()
    learned = learn(snapshot)
    ahead = ask()
    np.testing.assert_allclose(ahead, learned.outlook.look_ahead(plain[None].astype(np.float32))[0], atol=1e-5)
    assert remove_adapted(snapshot)
    assert not remove_adapted(snapshot)
    np.testing.assert_array_equal(ask(), plain)


def test_a_stopped_run_keeps_nothing(snapshot: Snapshot) -> None:
    with pytest.raises(CancelledError):
        adapt(snapshot, Job(cancelled=lambda: True))
    assert find_adapted(snapshot) is None


def test_without_an_import_the_command_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "segments.adapt", "--workspace", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "No shop was imported yet" in done.stderr
    with pytest.raises(SegmentDataError):
        Store(tmp_path).active()
