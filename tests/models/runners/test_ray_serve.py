"""The model server on a real Ray Serve: the shipped masker there gives the same pixels as here."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import StudioError
from models.registry import Registry, choose_entries
from models.runners.inprocess import InProcessRunner
from models.runners.ray_serve import main
from models.runners.remote import RemoteRunner
from models.settings import Settings
from models.types import MaskRequest
from models.wire import Call
from tests.products import photo

START_S = 150


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if importlib.util.find_spec("ray") is None:
        pytest.skip("NO RAY SERVE: pip install -e '.[serve]'")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("ray") / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "models.runners.ray_serve", "--port", str(port), "--replicas", "2", "--cpus", "0.5"],
            env=os.environ | {"WARHOL_DEVICE": "cpu", "WARHOL_RUNNER_TOKEN": "secret"}, stdout=out, stderr=out,
            cwd=Path(__file__).parents[3], start_new_session=True,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + START_S
        while b"Models are served" not in log.read_bytes():
            assert server.poll() is None, log.read_text(errors="replace")[-2000:]
            assert time.monotonic() < deadline, log.read_text(errors="replace")[-2000:]
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(10)


@pytest.mark.slow
def test_the_shipped_masker_gives_the_same_pixels_there(url: str):
    settings = Settings(device="cpu", runner="remote", runner_url=url, runner_token="secret")
    registry = Registry(choose_entries(settings))
    image, _ = photo((320, 360))
    call = Call(verb="mask", backend="compact_masker", request=MaskRequest(image=image))
    remote = RemoteRunner(registry, settings)
    there = remote.run(call)
    remote.close()
    here = InProcessRunner(registry, settings).run(call)
    assert there.result.alpha.tobytes() == here.result.alpha.tobytes()
    assert there.provenance.weights_sha256 == here.provenance.weights_sha256
    stranger = RemoteRunner(registry, Settings(device="cpu", runner="remote", runner_url=url))
    with pytest.raises(StudioError):
        stranger.run(call)
    stranger.close()


@pytest.mark.slow
def test_both_copies_are_warmed_and_then_it_is_ready(url: str):
    settings = Settings(device="cpu", runner="remote", runner_url=url, runner_token="secret")
    remote = RemoteRunner(Registry(choose_entries(settings)), settings)
    remote.warm("grabcut_masker").join(60)
    deadline = time.monotonic() + START_S
    while (state := remote.state("grabcut_masker")) != "ready":
        assert time.monotonic() < deadline, state
        time.sleep(1)
    told = [remote._ask("grabcut_masker") for _ in range(40)]
    assert {each["copies"] for each in told} == {2}
    assert len({each["copy"] for each in told}) == 2
    assert {each["state"] for each in told} == {"ready"}
    remote.close()


def test_models_are_not_opened_to_other_machines_without_a_token(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("WARHOL_RUNNER_TOKEN", raising=False)
    monkeypatch.setattr(sys, "argv", ["ray_serve", "--host", "0.0.0.0"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert "WARHOL_RUNNER_TOKEN" in str(caught.value)
