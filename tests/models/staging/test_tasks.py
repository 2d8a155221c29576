"""Tasks: the newest first, each made once, also when workers are killed, come back late, or ask at the same moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.errors import StorageError
from models.staging.buckets import Bucket
from models.staging.tasks import Task, TaskStack

ROOT = Path(__file__).parents[3]


def task(name: str, steps: int = 2) -> Task:
    return Task(product=name, theme="home", bucket=Bucket(top=steps, right=1, bottom=1, left=1))


@pytest.fixture
def open_stack(url: str) -> Iterator[Callable[..., TaskStack]]:
    opened: list[TaskStack] = []

    def make(**options: object) -> TaskStack:
        opened.append(TaskStack(url, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield make
    for stack in opened:
        stack.close()


@pytest.fixture
def now() -> list[float]:
    return [1000.0]


def test_the_newest_request_comes_first_and_asking_again_brings_it_up(
    open_stack: Callable[..., TaskStack], now: list[float]
) -> None:
    stack = open_stack(clock=lambda: now[0])
    for name in ("a", "b", "c"):
        now[0] += 1
        assert stack.want(task(name)) == "waiting"
    now[0] += 1
    assert stack.want(task("a")) == "waiting"
    assert [found.product for found in iter(lambda: stack.take("me"), None) if found] == ["a", "c", "b"]


def test_what_is_taken_comes_back_as_it_was_asked_for(open_stack: Callable[..., TaskStack]) -> None:
    stack = open_stack()
    wanted = Task(product="x" * 64, theme="home", bucket=Bucket(top=3, right=0, bottom=12, left=7, ratio=1.1))
    stack.want(wanted)
    assert stack.take("me") == wanted


def test_a_task_whose_worker_is_lost_is_made_again_once(open_stack: Callable[..., TaskStack], now: list[float]) -> None:
    stack = open_stack(clock=lambda: now[0], lease_s=60)
    stack.want(task("a"))
    lost = stack.take("lost")
    assert lost is not None
    assert stack.take("other") is None
    now[0] += 61
    again = stack.take("other")
    assert again == lost
    assert stack.finish(again, "other", 1.5)
    assert not stack.finish(lost, "lost", 99.0)  # it comes back late; nobody waits for it
    assert stack.want(task("a")) == "ready"
    assert stack.pace_s() == pytest.approx(1.5)
    assert stack.counts() == {"waiting": 0, "working": 0, "ready": 1, "failed": 0}


def test_what_kills_every_worker_is_given_up(open_stack: Callable[..., TaskStack], now: list[float]) -> None:
    stack = open_stack(clock=lambda: now[0], lease_s=60, most_tries=3)
    stack.want(task("a"))
    for _ in range(3):
        assert stack.take("victim") is not None
        now[0] += 61
    assert stack.take("victim") is None
    assert stack.faults() == [("a", "Every worker that began it was lost.")]
    assert stack.retry() == 1
    assert stack.take("braver") is not None


def test_a_failure_is_tried_again_but_not_for_ever_and_not_where_it_is_vain(
    open_stack: Callable[..., TaskStack],
) -> None:
    stack = open_stack(most_tries=2)
    stack.want(task("a"))
    for expected in ("waiting", "failed"):
        found = stack.take("me")
        assert found is not None
        assert stack.fail(found, "me", "no room")
        assert stack.want(task("a")) == expected
    stack.want(task("b"))
    vain = stack.take("me")
    assert vain is not None
    stack.fail(vain, "me", "never", for_good=True)
    assert stack.want(task("b")) == "failed"


def test_a_worker_that_stops_gives_its_task_back_untried(open_stack: Callable[..., TaskStack]) -> None:
    stack = open_stack(most_tries=1)
    stack.want(task("a"))
    for _ in range(3):
        found = stack.take("me")
        assert found is not None
        assert stack.give_back(found, "me")


def test_many_workers_never_take_the_same(open_stack: Callable[..., TaskStack]) -> None:
    stack = open_stack()
    for number in range(24):
        stack.want(task(f"p{number}"))
    taken: list[str] = []

    def work(name: str) -> None:
        while (found := stack.take(name)) is not None:
            taken.append(found.product)
            stack.finish(found, name, 0.1)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(f"p{number}" for number in range(24))
    assert stack.counts()["ready"] == 24


def test_a_worker_killed_in_the_middle_leaves_its_task_to_others(tmp_path: Path) -> None:
    """A real process, really killed."""
    url = f"sqlite:///{tmp_path / 'tasks.sqlite'}"
    stack = TaskStack(url, lease_s=0.5)
    stack.want(task("a"))
    code = (
        "import sys, time\nfrom models.staging.tasks import TaskStack\n"
        f"print(TaskStack({url!r}).take('killed').product, flush=True)\ntime.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "a"
        os.kill(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while (found := stack.take("next")) is None and time.monotonic() < deadline:
        time.sleep(0.1)
    assert found == task("a")
    assert stack.finish(found, "next", 1.0)
    stack.close()


def test_a_list_that_cannot_be_reached_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        TaskStack(f"sqlite:///{tmp_path / 'nowhere' / 'tasks.sqlite'}")


def test_the_tasks_of_a_worker_that_is_lost_are_freed_before_their_lease_is_over(
    open_stack: Callable[..., TaskStack],
) -> None:
    stack = open_stack()
    stack.want(task("a"))
    stack.want(task("b"))
    lost, mine = stack.take("lost"), stack.take("me")
    assert lost
    assert mine
    assert stack.workers() == ["lost", "me"]
    assert stack.free("lost") == 1
    assert stack.take("me") == lost
    assert not stack.finish(lost, "lost", 1.0)
    assert stack.finish(lost, "me", 1.0)


def test_what_was_made_and_lost_waits_again(open_stack: Callable[..., TaskStack]) -> None:
    stack = open_stack()
    stack.want(task("a"))
    assert not stack.make_again(task("a"))
    taken = stack.take("me")
    assert taken
    stack.finish(taken, "me", 1.0)
    assert stack.make_again(taken)
    assert stack.take("other") == taken
