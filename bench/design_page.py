"""How soon the Design tab answers in the browser: from letting go of a control to the new picture, loaded.

    python -m bench.design_page

A real app, and headless Chromium at 1440×900.  Once with a pause before each change, in which the colourways are
printed as well, and once without, so that the new picture may wait for prints of the last one.  Peer: the simplest
Gradio page that answers a colour with a flat picture of the same size, in the same browser.  Without Chromium it says
so and measures nothing.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time

from playwright.sync_api import Page, sync_playwright

from bench import report_time
from bench.servers import PATIENCE_S, serve

TIMES, WARM_UP, PAUSE_S = 11, 2, 3.0
SETTLED = "[data-fine=yes]"
"""The mark of a picture that lies still: made finer a moment after the last change."""
NEW_PICTURE = """([selector, was]) => { const i = document.querySelector(selector);
 return i && i.getAttribute('src') !== was && i.complete && i.naturalWidth > 0 }"""


def answer_ms(page: Page, field: str, picture: str, settled: str = "", pause_s: float = 0.0) -> float:
    """The median milliseconds from a colour that is set to its picture on the screen, each after the last one lies
    still, and after a pause."""
    spent: list[float] = []
    for number in range(TIMES + WARM_UP):
        colour = f"#{(37 * number + 40) % 200:02x}{(91 * number + 90) % 200:02x}{(53 * number + 20) % 200:02x}"
        page.wait_for_selector(picture + settled)
        page.wait_for_timeout(1000 * pause_s)
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
            place = ".ink[data-id=colour] input.hex", "#design-stage img.after", SETTLED
            ours, hasty = answer_ms(page, *place, PAUSE_S), answer_ms(page, *place)
        with serve([sys.executable, "-m", "bench.stand_ins.plain_page"]) as address:
            page.goto(address)
            page.wait_for_selector("#picture img")
            peer = answer_ms(page, "#field textarea, #field input", "#picture img")
        browser.close()
    plain = "the simplest Gradio page that answers with a flat picture"
    report_time("design_colour_in_browser", ours, plain, peer)
    report_time("design_colour_in_browser_at_once", hasty, plain, peer)


if __name__ == "__main__":
    main()
