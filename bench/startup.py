"""How long after `python app.py` the page can be used, and until the cut-out model is ready.

    python -m bench.startup

Peer: the smallest Gradio page there is, started in the same way.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from bench import report_time

ROOT = Path(__file__).parent.parent
EMPTY_PAGE = (
    "import gradio as gr\nwith gr.Blocks(analytics_enabled=False) as page:\n    gr.Markdown('x')\npage.launch()"
)
PATIENCE_S = 120
TIMES = 3


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_ms(command: list[str]) -> float:
    """Milliseconds from starting a server until its page has come over whole, its configuration included."""
    port = free_port()
    with tempfile.TemporaryDirectory() as workspace:
        known = {"WARHOL_PORT": str(port), "GRADIO_SERVER_PORT": str(port), "WARHOL_WORKSPACE": workspace}
        environment = {**os.environ, **known, "GRADIO_ANALYTICS_ENABLED": "False"}
        began = time.monotonic()
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet) as server:
            try:
                while time.monotonic() - began < PATIENCE_S:
                    try:
                        for path in ("/", "/config"):
                            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).read()
                        return 1000 * (time.monotonic() - began)
                    except OSError:
                        time.sleep(0.05)
                raise RuntimeError(f"{command} did not open a page in {PATIENCE_S} s")
            finally:
                server.terminate()
                server.wait(30)


def main() -> None:
    ours = min(start_ms([sys.executable, "app.py"]) for _ in range(TIMES))
    peer = min(start_ms([sys.executable, "-c", EMPTY_PAGE]) for _ in range(TIMES))
    report_time("page_open", ours, "an empty Gradio page", peer)


if __name__ == "__main__":
    main()
