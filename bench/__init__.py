"""What `make bench` runs: each module prints JSON lines, each a figure as a ratio against a named peer in the same run.

A line holds name, value, unit, peer, peer_value, ratio and machine; ratio is peer over value for times, so that more
than 1 means faster than the peer.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable


def machine() -> str:
    """The machine in words: processor architecture, cores, and the GPU when there is one."""
    import torch

    words = [platform.machine(), f"{os.cpu_count()} cores", f"Python {platform.python_version()}"]
    words.append(f"torch {torch.__version__}")
    if torch.cuda.is_available():
        words.append(torch.cuda.get_device_name())
    return ", ".join(words)


def median_ms(work: Callable[[], object], times: int = 9, warm_up: int = 2) -> float:
    """The median wall-clock time of `work` in milliseconds, after warm-up runs."""
    for _ in range(warm_up):
        work()
    spent: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent)


def report(name: str, value: float, unit: str, peer: str, peer_value: float, ratio: float, digits: int = 1) -> None:
    """Print one line; `ratio` above 1 means better than the peer."""
    line = {
        "name": name,
        "value": round(value, digits),
        "unit": unit,
        "peer": peer,
        "peer_value": round(peer_value, digits),
        "ratio": round(ratio, 2),
        "machine": machine(),
    }
    print(json.dumps(line), flush=True)


def report_time(name: str, value_ms: float, peer: str, peer_ms: float) -> None:
    """Print one line for a time and its peer's, both in milliseconds."""
    report(name, value_ms, "ms", peer, peer_ms, peer_ms / value_ms)
