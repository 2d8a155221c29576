"""Several copies of a model server behind one address: what one of them says is not taken for all."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from models.errors import BackendUnavailableError
from models.registry import Entry, Registry
from models.runners import copies as module
from models.runners.copies import Copies
from models.runners.door import build_door
from models.runners.remote import RemoteRunner
from models.settings import Settings
from tests.models.runners.test_inprocess import Fake

Make = Callable[[str], Fake]


def working(device: str) -> Fake:
    return Fake(lambda: None)


def registry(make: Make = working) -> Registry:
    return Registry([Entry(info=Fake.info, make=make)])


@contextmanager
def serving(*makes: Make) -> Iterator[tuple[RemoteRunner, list[int]]]:
    """So many copies behind one address, which they answer in turns; beside it, which of them has loaded its backend,
    in the order in which they did."""
    loaded: list[int] = []

    def watched(number: int, make: Make) -> Make:
        def load(device: str) -> Fake:
            fake = make(device)
            loaded.append(number)
            return fake

        return load

    settings = Settings(device="cpu")
    each = [watched(number, make) for number, make in enumerate(makes)]
    doors: list[ASGIApp] = [build_door(settings, registry(make), copies=len(makes)) for make in each]
    turns = itertools.cycle(doors)

    async def balance(scope: Scope, receive: Receive, send: Send) -> None:
        await next(turns)(scope, receive, send)

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(balance, log_level="error", lifespan="off", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        remote = RemoteRunner(registry(), Settings(device="cpu", runner="remote", runner_url=url))
        while not server.started:
            time.sleep(0.01)
        try:
            yield remote, loaded
        finally:
            remote.close()
            server.should_exit = True
            thread.join(10)


def wait_for(remote: RemoteRunner, wanted: str) -> None:
    deadline = time.monotonic() + 20
    while (state := remote.state("fake")) != wanted:
        assert time.monotonic() < deadline, state
        time.sleep(0.05)


def test_warming_loads_every_copy():
    with serving(working, working, working) as (remote, loaded):
        assert remote.state("fake") == "cold"
        remote.warm("fake").join(10)
        wait_for(remote, "ready")
        assert sorted(loaded) == [0, 1, 2]


def test_it_is_not_ready_while_one_copy_still_loads():
    go = threading.Event()

    def slow(device: str) -> Fake:
        go.wait(20)
        return working(device)

    with serving(working, slow) as (remote, loaded):
        remote.warm("fake").join(10)
        deadline = time.monotonic() + 20
        while loaded != [0]:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(1.1)  # what was heard before is old now
        assert [remote.state("fake") for _ in range(3)] == ["loading"] * 3
        go.set()
        wait_for(remote, "ready")


def test_a_copy_that_came_later_is_asked_to_load_as_well(monkeypatch: pytest.MonkeyPatch):
    """Only one copy was used so far; the page hears that another is cold and has it load."""
    with serving(working, working) as (remote, loaded):
        remote._client.post(f"{remote._url}/warm/fake")
        deadline = time.monotonic() + 20
        while not loaded:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        wait_for(remote, "ready")
        assert sorted(loaded) == [0, 1]


def test_the_reason_of_one_copy_that_cannot_load_is_told():
    def broken(device: str) -> Fake:
        raise BackendUnavailableError("No weights here.", "Get them.")

    with serving(working, broken) as (remote, _):
        remote.warm("fake").join(10)
        wait_for(remote, "failed")
        assert "No weights here." in str(remote.failure("fake"))


def test_answers_are_put_together_by_copy(monkeypatch: pytest.MonkeyPatch):
    some = Copies()
    some.hear({"state": "ready", "copy": "a", "copies": 2})
    assert some.sum_up()["state"] == "loading"  # nobody knows about the other one
    some.hear({"state": "ready", "copy": "b", "copies": 2})
    assert some.sum_up()["state"] == "ready"
    some.hear({"state": "cold", "copy": "c", "copies": 2})  # in the place of a
    assert (some.sum_up()["state"], some.is_lagging()) == ("loading", True)
    some.hear({"failure": {"message": "gone"}})
    assert some.sum_up() == {"failure": {"message": "gone"}}
    some.hear({"state": "cold", "copy": "d", "copies": 2})
    assert (some.sum_up()["state"], some.is_lagging()) == ("cold", False)
    some.hear({"state": "ready"})  # a server of before
    assert (some.sum_up()["state"], some.count) == ("ready", 1)
    monkeypatch.setattr(module, "FORGET_S", 0.0)
    some.hear({"state": "cold", "copy": "e", "copies": True})
    assert some.count == 1
