"""A cut-out on a model server, against the same call in this process: what the line costs.

    python -m bench.remote

The server is `models.runners.door` with uvicorn on this machine's loopback, in a process of its own: without Ray, and
without a network in between.  Peer: `InProcessRunner` with the same photo.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from PIL import Image, ImageOps

from bench import median_ms, report_time
from bench.servers import PATIENCE_S, ROOT, free_port
from models.registry import Registry, choose_entries
from models.runners.inprocess import InProcessRunner
from models.runners.remote import RemoteRunner
from models.settings import Settings
from models.types import MaskRequest
from models.wire import Call

SERVER = """import sys, uvicorn
from models.runners.door import build_door
from models.settings import Settings
uvicorn.run(build_door(Settings(device="cpu")), port=int(sys.argv[1]), log_level="error")"""
SIDES_PX = (256, 1024)


@contextmanager
def door() -> Iterator[str]:
    """The address of a model server that answers."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-c", SERVER, str(port)], cwd=ROOT) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            runner, began = _runner(url), time.monotonic()
            while runner.failure("compact_masker") is not None:
                if time.monotonic() - began > PATIENCE_S:
                    raise RuntimeError(f"no model server at {url} in {PATIENCE_S} s")
                time.sleep(0.5)
            yield url
        finally:
            server.terminate()


def _runner(url: str) -> RemoteRunner:
    settings = Settings(device="cpu", runner="remote", runner_url=url)
    return RemoteRunner(Registry(choose_entries(settings)), settings)


def main() -> None:
    settings = Settings(device="cpu")
    here = InProcessRunner(Registry(choose_entries(settings)), settings)
    photo = Image.open(sorted((ROOT / "assets" / "samples").glob("*.webp"))[0]).convert("RGB")
    with door() as url:
        there = _runner(url)
        for side in SIDES_PX:
            picture = ImageOps.fit(photo, (side, side))
            call = Call(verb="mask", backend="compact_masker", request=MaskRequest(image=picture))
            mine, remote = median_ms(partial(here.run, call)), median_ms(partial(there.run, call))
            report_time(f"remote_mask_{side}", remote, "the same call in this process", mine)


if __name__ == "__main__":
    main()
