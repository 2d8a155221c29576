"""Warhol Studio.  Compose it and open the page:

    python app.py

Settings come from WARHOL_* environment variables; see `models/settings.py`.
"""

from __future__ import annotations

import logging
import sys
import threading

from starlette.requests import ClientDisconnect

from models.errors import StudioError
from models.settings import Settings, load_settings
from models.studio import Studio, build_studio
from segments.demo import greet_with_demo
from segments.store import Store
from ui.shell import build_app, launch_options

log = logging.getLogger("warhol")
WARM_AFTER_S = 4.0
"""How long after the page opened the model is loaded; a first picture loads it earlier."""


def is_news(record: logging.LogRecord) -> bool:
    """Whether a line of the web server's log is worth reading: a browser that left during an upload is not."""
    return not (record.exc_info and isinstance(record.exc_info[1], ClientDisconnect))


def greet(settings: Settings) -> None:
    """Put the demo shop into a workspace that has no shop yet.  Without it the page opens all the same."""
    if not settings.demo:
        return
    try:
        greet_with_demo(Store(settings.workspace))
    except StudioError as error:
        log.warning("The demo shop was not opened: %s", error)


def warm(studio: Studio, settings: Settings) -> None:
    """Load what the first clicks need, one after the other: new designs for an audience, then cut-outs."""
    for backend in dict.fromkeys((settings.imaginer, settings.designer, settings.encoder, settings.masker)):
        studio.runner.warm(backend).join()


def main() -> int:
    """Open the page, then load the models behind it; returns the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(is_news)
    try:
        settings = load_settings()
        studio = build_studio(settings)
        greet(settings)
        page = build_app(studio, settings)
        _, address, _ = page.launch(prevent_thread_lock=True, **launch_options(settings))
    except StudioError as error:
        log.error("%s", error)
        return 1
    except OSError as error:
        log.error("The page could not be opened: %s  Choose another WARHOL_PORT.", error)
        return 1
    log.info("Warhol Studio is open at %s", address)
    # The browser loads the page first; importing torch at the same moment would hold both up.
    warming = threading.Timer(WARM_AFTER_S, warm, (studio, settings))
    warming.daemon = True
    warming.start()
    page.block_thread()
    return 0


if __name__ == "__main__":
    sys.exit(main())
