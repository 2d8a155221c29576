"""How long after `python app.py` the page can be used, and until the cut-out model is ready.

    python -m bench.startup

Peer: the smallest Gradio page there is, started in the same way.
"""

from __future__ import annotations

import sys
import time

from bench import report_time
from bench.servers import serve

EMPTY_PAGE = (
    "import gradio as gr\nwith gr.Blocks(analytics_enabled=False) as page:\n    gr.Markdown('x')\npage.launch()"
)
TIMES = 3


def start_ms(command: list[str]) -> float:
    """Milliseconds from starting a server until its page has come over whole, its configuration included."""
    began = time.monotonic()
    with serve(command):
        return 1000 * (time.monotonic() - began)


def main() -> None:
    ours = min(start_ms([sys.executable, "app.py"]) for _ in range(TIMES))
    peer = min(start_ms([sys.executable, "-c", EMPTY_PAGE]) for _ in range(TIMES))
    report_time("page_open", ours, "an empty Gradio page", peer)


if __name__ == "__main__":
    main()
