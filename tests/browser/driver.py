"""Starts and stops the app for the browser tests, and does what a user does more than once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Page

from models.registry import Registry

ROOT = Path(__file__).parent.parent.parent
PATIENCE_MS = 90_000
"""For whatever runs a model or a software canvas on a busy machine."""

START_S = 180
"""Until the page answers, on a machine that does a lot else."""


class App:
    """One `python app.py`; it can be stopped and started again over the same workspace."""

    def __init__(self, workspace: Path, module: str = "app", masker: str = "") -> None:
        self.workspace = workspace
        self.module = module
        self.masker = masker or ("compact_masker" if trained() else "grabcut_masker")
        self.log = workspace.with_suffix(".log")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = os.environ | {
            "WARHOL_WORKSPACE": str(self.workspace),
            "WARHOL_PORT": str(self.port),
            "WARHOL_DEVICE": "cpu",
            "WARHOL_MASKER": self.masker,
            "WARHOL_MIN_FREE_DISK_MIB": "0",
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        for _ in range(START_S * 4):
            assert self.process.poll() is None, self.log.read_text()
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
                return
            except OSError:
                time.sleep(0.25)
        self.stop()
        raise AssertionError(f"The app did not open: {self.log.read_text()}")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(20)


@dataclass
class Watch:
    """What a page did that it must not do."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def draw(path: Path, boxes: list[tuple[str, tuple[int, int, int, int]]], width_px: int = 960) -> Path:
    image = Image.new("RGB", (width_px, 960), "#e4dfd6")
    for colour, box in boxes:
        ImageDraw.Draw(image).rounded_rectangle(box, 40, fill=colour)
    image.save(path, quality=92)
    return path


def trained() -> bool:
    """Whether the compact masker's weights are there."""
    return bool(Registry().weights_sha256("compact_masker"))


def open_cutout(page: Page) -> None:
    """Go to the Cut-out tab, which cuts out a sample on the first visit."""
    page.get_by_role("tab", name="Cut-out").click()
    page.wait_for_selector('#stage .stage:not([data-state="busy"])')


def settle(page: Page) -> None:
    """Wait until a finished cut-out is on the stage and its picture is loaded."""
    page.wait_for_selector('#stage .stage[data-state="ready"] img.after')
    page.wait_for_function(
        "(() => { const i = document.querySelector('#stage img.after'); return i && i.naturalWidth > 0 })()"
    )


def picture(page: Page) -> str:
    """The address of the cut-out on the stage."""
    return str(page.get_attribute("#stage img.after", "src"))


def upload(page: Page, path: Path) -> None:
    """Choose a file, and wait until its cut-out is there."""
    shown = page.locator("#stage img.after")
    before = picture(page) if shown.count() else ""
    page.locator("#photo-upload").locator("xpath=..").locator("input[type=file]").set_input_files(path)
    page.wait_for_function(
        "(before) => { const s = document.querySelector('#stage .stage[data-state=ready] img.after');"
        " return s && s.getAttribute('src') !== before }",
        arg=before,
    )
    settle(page)
