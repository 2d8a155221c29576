"""kill -9 at random points of an import loses nothing: the active snapshot and finished work stay, a re-run goes on."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from segments.build import build
from segments.cache import Cache
from segments.store import Store
from tests.segments.shops import MEAN_COLOURS, NOW_S, plain_shop

PRODUCTS = 16
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")


def start(shop: Path, workspace: Path, moment: int | str) -> subprocess.Popen[str]:
    command = [sys.executable, str(ROOT / "tests" / "segments" / "killed_import.py"), str(shop), str(workspace)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}
    return subprocess.Popen([*command, str(moment)], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)


def finish(child: subprocess.Popen[str]) -> dict[str, Any]:
    """What a child that is left to run says."""
    with child:
        output = child.communicate()[0]
    assert child.returncode == 0
    answer: dict[str, Any] = json.loads(output)
    return answer


def watch(child: subprocess.Popen[str], store: Store, allowed: set[str]) -> int:
    """Read the active snapshot again and again while the child runs; its exit code."""
    with child:
        while child.poll() is None:
            assert store.active().id in allowed
            store.active().verify()
            time.sleep(0.05)  # leave the child some of the processor
    return child.returncode


def vectors_kept(store: Store) -> int:
    if not store.cache.exists():
        return 0
    with closing(Cache(store.cache)) as cache:
        return cache.count(MEAN_COLOURS.id)


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """An import that nobody killed: its shop, what came out, which lines of code it ran when, and when it encoded."""

    shop: Path
    sha256: dict[str, str]
    first: dict[str, int]
    encoded: list[int]
    seconds: float
    """From the start of the process to its end."""


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    folder = tmp_path_factory.mktemp("rehearsal")
    plain_shop(folder / "shop", products=PRODUCTS)
    began = time.monotonic()
    answer = finish(start(folder / "shop", folder / "workspace", 0))
    seconds = time.monotonic() - began
    sha256 = Store(folder / "workspace").active().manifest.sha256
    return Rehearsal(
        shop=folder / "shop", sha256=sha256, first=answer["first"], encoded=answer["encoded"], seconds=seconds
    )


class Trial:
    """A workspace with an import in it, and a second, different shop to be imported over it."""

    def __init__(self, folder: Path, rehearsal: Rehearsal) -> None:
        self.shop, self.workspace, self.rehearsal = rehearsal.shop, folder / "workspace", rehearsal
        build(plain_shop(folder / "old", products=5), self.workspace, now_s=NOW_S)
        self.store = Store(self.workspace)

    def kill_at(self, moment: int | str) -> bool:
        """Kill an import of the new shop there; afterwards everything is as whole as before.  Whether it was killed."""
        before, kept = self.store.active().id, vectors_kept(self.store)
        new = f"{int(max(self.store.snapshots())) + 1:06d}"
        code = watch(start(self.shop, self.workspace, moment), self.store, {before, new})
        assert code in (-signal.SIGKILL, 0)  # 0: found vectors in the cache, and so ran fewer lines
        active = self.store.active()
        active.verify()
        if code != 0 and active.id == before:
            assert vectors_kept(self.store) >= kept
        for id in self.store.snapshots():
            self.store.snapshot(id).verify()
        return code != 0

    def run_to_the_end(self) -> int:
        """Import once more: the result is what it would have been without any of the killing.  Pictures encoded."""
        encoded = len(finish(start(self.shop, self.workspace, 0))["encoded"])
        assert self.store.active().manifest.sha256 == self.rehearsal.sha256
        assert vectors_kept(self.store) == PRODUCTS
        assert not list((self.store.folder / ".drafts").iterdir())
        return encoded


@pytest.fixture
def trial(tmp_path: Path, rehearsal: Rehearsal) -> Trial:
    return Trial(tmp_path, rehearsal)


def moments(trial: Trial, number: int, file: str = "") -> list[str]:
    """Lines of our code (of one file) at random, all over the import, in the order in which they are first run.

    Reproducible.  Lines and not counts: vectors that are there already make an import shorter, and a count that lies
    beyond its end would kill nothing.
    """
    first = trial.rehearsal.first
    some = sorted(place for place in first if place.startswith(file))
    return sorted(random.Random(5).sample(some, min(number, len(some))), key=lambda place: first[place])


def test_killed_here_and_there(trial: Trial) -> None:
    some = moments(trial, 1, "cache.py") + moments(trial, 1) + moments(trial, 1, "store.py")
    assert sum(trial.kill_at(moment) for moment in some) >= 2
    trial.run_to_the_end()


@pytest.mark.slow
def test_killed_all_over_the_import(trial: Trial) -> None:
    assert sum(trial.kill_at(moment) for moment in moments(trial, 20)) >= 15
    trial.run_to_the_end()


def test_finished_vectors_are_never_made_again(trial: Trial) -> None:
    tenth = trial.rehearsal.encoded[10]  # by then, five batches of two are kept
    trial.kill_at(tenth)
    assert vectors_kept(trial.store) == 10
    assert trial.run_to_the_end() == PRODUCTS - 10


@pytest.mark.slow
def test_killed_at_every_line_that_publishes(trial: Trial) -> None:
    for moment in moments(trial, 1000, "store.py"):
        trial.kill_at(moment)
    trial.run_to_the_end()


@pytest.mark.slow
def test_killed_at_any_time_from_outside(trial: Trial) -> None:
    """At moments that no line of ours chooses: within Polars, SQLite or the system."""
    chance, killed = random.Random(7), 0
    for _ in range(12):
        child = start(trial.shop, trial.workspace, 0)
        try:
            child.wait(timeout=trial.rehearsal.seconds * chance.uniform(0.2, 1.0))
        except subprocess.TimeoutExpired:
            child.kill()
            killed += 1
        with child:
            child.communicate()
        trial.store.active().verify()
    assert killed >= 6
    trial.run_to_the_end()


def test_a_killed_first_import_leaves_an_empty_workspace_that_works(trial: Trial) -> None:
    shutil.rmtree(trial.workspace)
    (moment,) = moments(trial, 1, "histories.py")
    with start(trial.shop, trial.workspace, moment) as child:
        child.communicate()
    assert child.returncode == -signal.SIGKILL
    assert trial.store.active_id() is None
    trial.run_to_the_end()
