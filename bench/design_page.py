"""How soon the Design tab answers in the browser: from letting go of a control to the new picture, loaded.

    python -m bench.design_page

A real app, and headless Chromium at 1440×900.  Peer: the simplest Gradio page that answers a colour with a flat picture
of the same size, in the same browser.  Without Chromium it says so and measures nothing.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench import report_time
from bench.startup import PATIENCE_S, free_port

ROOT = Path(__file__).parent.parent
TIMES, WARM_UP = 21, 3
NEW_PICTURE = """([selector, was]) => { const i = document.querySelector(selector);
 return i && i.getAttribute('src') !== was && i.complete && i.naturalWidth > 0 }"""


@contextmanager
def serve(command: list[str]) -> Iterator[str]:
    """A running server's address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as workspace:
        known = {"WARHOL_PORT": str(port), "GRADIO_SERVER_PORT": str(port), "WARHOL_WORKSPACE": workspace}
        quiet, address = subprocess.DEVNULL, f"http://127.0.0.1:{port}/"
        with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **known}, stdout=quiet, stderr=quiet) as server:
            try:
                began = time.monotonic()
                while time.monotonic() - began < PATIENCE_S:
                    try:
                        urllib.request.urlopen(address, timeout=5).close()
                        break
                    except OSError:
                        time.sleep(0.2)
                yield address
            finally:
                server.terminate()
                server.wait(30)


def answer_ms(page: Page, field: str, picture: str) -> float:
    """The median milliseconds from a colour that is set to its picture on the screen."""
    spent: list[float] = []
    for number in range(TIMES + WARM_UP):
        colour = f"#{(37 * number + 40) % 200:02x}{(91 * number + 90) % 200:02x}{(53 * number + 20) % 200:02x}"
        was = page.locator(picture).get_attribute("src")
        page.locator(field).fill(colour)
        began = time.perf_counter()
        page.locator(field).blur()
        page.wait_for_function(NEW_PICTURE, arg=[picture, was], polling="raf")
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent[WARM_UP:])


def main() -> None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    browser_path = next((path for name in names if (path := shutil.which(name))), None)
    if browser_path is None:
        print("No Chromium is installed: the Design page was not measured.", file=sys.stderr)
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(1000 * PATIENCE_S)
        with serve([sys.executable, "app.py"]) as address:
            page.goto(address)
            page.get_by_role("tab", name="Design").click()
            page.wait_for_selector("#design-strip .cell img")
            ours = answer_ms(page, ".ink[data-id=colour] input.hex", "#design-stage img.after")
        with serve([sys.executable, "-m", "bench.stand_ins.plain_page"]) as address:
            page.goto(address)
            page.wait_for_selector("#picture img")
            peer = answer_ms(page, "#field textarea, #field input", "#picture img")
        browser.close()
    report_time("design_colour_in_browser", ours, "the simplest Gradio page that answers with a flat picture", peer)


if __name__ == "__main__":
    main()
