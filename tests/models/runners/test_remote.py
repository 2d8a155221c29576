"""Calls over a real HTTP line: the same pixels, errors and progress as here, and plain words for a bad line."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from pydantic import ValidationError

from models.errors import (
    BackendFailedError,
    BackendUnavailableError,
    CancelledError,
    CapabilityError,
    InputError,
    StudioError,
)
from models.registry import Entry, Registry
from models.runners import door
from models.runners.inprocess import InProcessRunner
from models.runners.remote import RemoteRunner
from models.settings import Settings
from models.types import Job, MaskRequest, MaskResult, Progress
from models.wire import pack_outcome
from tests.models.runners.test_inprocess import Fake, call, failing

Act = Callable[[], None]


class Known(Registry):
    """One backend, whose weights have a given hash."""

    def __init__(self, entry: Entry, weights: str) -> None:
        super().__init__([entry])
        self._weights = weights

    def weights_sha256(self, backend_id: str) -> str:
        return self._weights


def registry(act: Act = lambda: None, weights: str = "abc", kind: type[Fake] = Fake) -> Registry:
    return Known(Entry(info=Fake.info, make=lambda device: kind(act)), weights)


@contextmanager
def serving(theirs: Registry, ours: Registry | None = None, token: str = "", shown: str = "") -> Iterator[RemoteRunner]:
    """A model server with one registry, and a runner with another, on a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        settings = Settings(device="cpu", runner_token=token)
        config = uvicorn.Config(door.build_door(settings, theirs), log_level="error", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        runner = RemoteRunner(
            ours or theirs, Settings(device="cpu", runner="remote", runner_url=url, runner_token=shown)
        )
        while not server.started:
            time.sleep(0.01)
        try:
            yield runner
        finally:
            runner.close()
            server.should_exit = True
            thread.join(10)


class Unhurried(Fake):
    """As the fake, a moment after it told how far it is."""

    def mask(self, request: MaskRequest, job: Job) -> MaskResult:
        result = super().mask(request, job)
        time.sleep(0.2)
        return result


def test_the_outcome_is_what_it_is_here():
    seen: list[Progress] = []
    with serving(registry(kind=Unhurried)) as remote:
        there = remote.run(call(), Job(on_progress=seen.append))
    here = InProcessRunner(registry(), Settings(device="cpu")).run(call())
    results = [pack_outcome(each).split(b'"provenance"')[0] for each in (there, here)]
    assert results[0] == results[1]
    assert (there.provenance.backend, there.provenance.seed) == ("fake", 3)
    assert Progress(fraction=0.5, stage="Half") in seen
    assert seen[-1] == Progress(fraction=1.0, stage="Done")


@pytest.mark.parametrize(
    "error",
    [
        InputError("No product.", "Use another photo."),
        CapabilityError("Not this.", "Another."),
        BackendUnavailableError("Gone.", "Get it."),
        ValueError("a fault"),
    ],
)
def test_errors_are_raised_as_they_were_there(error: Exception):
    with serving(registry(failing(error))) as remote, pytest.raises(StudioError) as caught:
        remote.run(call())
    if isinstance(error, StudioError):
        assert type(caught.value) is type(error)
        assert str(caught.value) == str(error)
    else:
        assert type(caught.value) is BackendFailedError
        assert "a fault" not in str(caught.value)


class Endless(Fake):
    """Works until it is stopped."""

    def mask(self, request: MaskRequest, job: Job) -> MaskResult:
        self.act()
        while True:
            job.report(0.5, "Working")
            time.sleep(0.02)


def test_stopping_here_stops_the_work_there():
    began, ended, stopping = threading.Event(), threading.Event(), threading.Event()

    class Watched(Endless):
        def mask(self, request: MaskRequest, job: Job) -> MaskResult:
            began.set()
            try:
                return super().mask(request, job)
            finally:
                ended.set()

    with serving(registry(kind=Watched)) as remote:
        threading.Thread(target=lambda: began.wait(20) and stopping.set(), daemon=True).start()
        with pytest.raises(CancelledError):
            remote.run(call(), Job(cancelled=stopping.is_set))
        assert ended.wait(10)


def test_state_failure_and_warming():
    with serving(registry(failing(RuntimeError()))) as remote:
        assert (remote.state("fake"), remote.failure("fake")) == ("cold", None)
        remote.warm("fake").join()
        deadline = time.monotonic() + 20
        while remote.state("fake") != "ready" and time.monotonic() < deadline:
            time.sleep(0.05)
        assert remote.state("fake") == "ready"  # it loads; that it breaks at work is another matter
        with pytest.raises(InputError):
            remote.state("nobody")


def test_a_server_that_is_not_there_says_so():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    remote = RemoteRunner(registry(), Settings(device="cpu", runner="remote", runner_url=url))
    with pytest.raises(BackendUnavailableError) as caught:
        remote.run(call())
    assert "WARHOL_RUNNER_URL" in caught.value.remedy
    assert remote.state("fake") == "failed"
    assert isinstance(remote.failure("fake"), BackendUnavailableError)
    remote.warm("fake").join(10)
    remote.close()


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b'{"progress": {}}\n', b""])
def test_something_else_that_answers_is_no_model_server(body: bytes):
    class Stranger(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Stranger) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        remote = RemoteRunner(registry(), Settings(device="cpu", runner="remote", runner_url=url))
        with pytest.raises(BackendFailedError):
            remote.run(call())
        remote.close()
        server.shutdown()


def test_other_weights_are_refused():
    with serving(registry(), ours=registry(weights="other")) as remote, pytest.raises(BackendFailedError) as caught:
        remote.run(call())
    assert "other weights" in str(caught.value)


@pytest.mark.parametrize("shown", ["", "wrong"])
def test_who_does_not_know_the_token_stays_outside(shown: str):
    with serving(registry(), token="secret", shown=shown) as remote:
        with pytest.raises(InputError) as caught:
            remote.run(call())
        assert "WARHOL_RUNNER_TOKEN" in caught.value.remedy
        assert isinstance(remote.failure("fake"), InputError)
    with serving(registry(), token="secret", shown="secret") as remote:
        assert remote.run(call()).provenance.seed == 3


def test_strange_calls_are_refused_and_the_server_goes_on(monkeypatch: pytest.MonkeyPatch):
    with serving(registry()) as remote:
        url = remote._url
        answer = httpx.post(f"{url}/run", content=b"{not json", trust_env=False)
        assert '"InputError"' in answer.text
        assert httpx.get(f"{url}/state/nobody", trust_env=False).status_code == 404
        assert httpx.post(f"{url}/run", headers={"x-warhol-wire": "0"}, trust_env=False).status_code == 409
        monkeypatch.setattr(door, "MOST_BYTES", 10)
        with pytest.raises(InputError):
            remote.run(call())
        monkeypatch.undo()
        assert remote.run(call()).provenance.seed == 3


@pytest.mark.parametrize("url", ["ftp://x", "127.0.0.1:8000", "http://a b", "http://a?x=1"])
def test_addresses_are_checked(url: str):
    with pytest.raises(ValidationError):
        Settings(runner_url=url)
