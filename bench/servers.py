"""Starts a server for a measurement and takes it down again."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE_S = 120


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(command: list[str]) -> Iterator[str]:
    """The address of a server with a workspace of its own, once its page and its configuration come over whole.

    Raises RuntimeError when that takes longer than PATIENCE_S.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as workspace:
        known = {"WARHOL_PORT": str(port), "GRADIO_SERVER_PORT": str(port), "WARHOL_WORKSPACE": workspace}
        environment = {**os.environ, **known, "GRADIO_ANALYTICS_ENABLED": "False"}
        quiet, address = subprocess.DEVNULL, f"http://127.0.0.1:{port}/"
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet) as server:
            try:
                _wait(address, command)
                yield address
            finally:
                server.terminate()
                server.wait(30)


def _wait(address: str, command: list[str]) -> None:
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE_S:
        try:
            for path in ("", "config"):
                urllib.request.urlopen(address + path, timeout=5).read()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{command} did not open a page in {PATIENCE_S} s")
