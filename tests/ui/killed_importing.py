"""An import through the page's importer that kills itself (SIGKILL) at a chosen moment; see test_importing_killed.py.

    python tests/ui/killed_importing.py SHOP WORKSPACE MOMENT

MOMENT counts the lines of our own code that the import runs; 0 is never, and then their number is printed.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from segments import embeddings
from segments.store import Store
from segments.uploads import Upload
from tests.segments.killed_import import Countdown
from tests.segments.shops import MEAN_COLOURS
from ui import importing_mark
from ui.importing_work import Importer
from ui.services import Services

embeddings.BATCH = 4
importing_mark.EVERY_S = 0.0


def main() -> None:
    shop, workspace, moment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    Importer._encoder = lambda self: MEAN_COLOURS  # type: ignore[method-assign]
    importer = Importer(cast(Services, SimpleNamespace(store=Store(workspace), cutter=None)))
    countdown = Countdown(moment)
    threading.settrace(countdown)
    pictures = tuple(sorted((shop / "images").iterdir()))
    importer.start(Upload(catalogue=shop / "products.csv", events=shop / "events.csv", pictures=pictures))
    while importer.status.busy:
        time.sleep(0.02)
    print(countdown.count)


if __name__ == "__main__":
    main()
