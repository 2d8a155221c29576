"""An import that kills itself without warning (SIGKILL) at a chosen moment; run as a program by test_killed.py.

    python tests/segments/killed_import.py SHOP WORKSPACE MOMENT

MOMENT is a line of our own code ("store.py:120", when it is first run) or counts those that are run; 0 is never, and
then the program prints, as JSON, how many there were, at which of them each line was first met, and at which of them
each picture was encoded.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segments import embeddings
from segments.build import build
from segments.embeddings import Encoder
from segments.readers.feed import Sources
from tests.segments.shops import MEAN_COLOURS, NOW_S, mean_colours

embeddings.BATCH = 2  # so that there are many batches to be killed between


class Countdown:
    """Counts the lines of `segments` and `models.workspace`, and kills the process at one of them."""

    def __init__(self, moment: str) -> None:
        self.place, self.moment = ("", int(moment)) if moment.isdecimal() else (moment, 0)
        self.count = 0
        self.first: dict[str, int] = {}

    def __call__(self, frame: FrameType, event: str, argument: object) -> Any:
        name = frame.f_code.co_filename
        if "/segments/" not in name.replace("\\", "/") or "tests" in name:
            return None
        if event == "line":
            self.count += 1
            place = f"{Path(name).name}:{frame.f_lineno}"
            self.first.setdefault(place, self.count)
            if self.count == self.moment or place == self.place:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def main() -> None:
    shop, workspace, moment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    countdown = Countdown(moment)
    encoded: list[int] = []

    def encode(pictures: list[Image.Image]) -> NDArray[np.float32]:
        encoded.extend([countdown.count] * len(pictures))
        return mean_colours(pictures)

    sys.settrace(countdown)
    build(Sources(catalogue=shop), workspace, encoder=Encoder(id=MEAN_COLOURS.id, encode=encode), now_s=NOW_S)
    sys.settrace(None)
    print(json.dumps({"count": countdown.count, "first": countdown.first, "encoded": encoded}))


if __name__ == "__main__":
    main()
