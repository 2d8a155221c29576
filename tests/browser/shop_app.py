"""The app over a studio without trained weights, with a small shop in its workspace: for the tests of new designs."""

from __future__ import annotations

from pathlib import Path

from models.settings import load_settings
from segments.store import Store
from tests.shopfront import open_shop, open_studio


def main() -> None:
    """Import the shop where there is none yet, open the page, and stay until the process is ended."""
    from ui.shell import build_app, launch_options

    settings = load_settings()
    studio = open_studio(settings)
    if Store(Path(settings.workspace)).active_id() is None:
        open_shop(studio, Path(settings.workspace).with_name("source"))
    build_app(studio, studio.settings).launch(**launch_options(studio.settings))


if __name__ == "__main__":
    main()
