"""A real browser on the real app.  Without Chromium these tests are skipped, and say so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.driver import PATIENCE_MS, App, Watch, draw, open_cutout, settle, upload

expect.set_options(timeout=PATIENCE_MS)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test of the page is tried twice: it shares two cores with a browser that draws without a GPU.

    Each second try is counted in the summary ("rerun") and printed with its reason: it is a race to be looked into.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"NO BROWSER TESTS: none of {', '.join(NAMES)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = App(tmp_path_factory.mktemp("studio") / "workspace")
    app.start()
    yield app
    app.stop()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True, color_scheme="light")
    context.set_default_timeout(PATIENCE_MS)
    local = ("http://127.0.0.1:", "data:", "blob:", "ws://127.0.0.1:")
    context.on("request", lambda request: None if request.url.startswith(local) else watch.outside.append(request.url))
    context.on("console", lambda line: watch.errors.append(line.text) if line.type == "error" else None)
    context.on("weberror", lambda error: watch.errors.append(str(error.error)))
    yield context
    context.close()


@pytest.fixture
def page(
    app: App, context: BrowserContext, watch: Watch, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """The page, with its first cut-out finished unless the test is of another tab (`elsewhere`); afterwards: no request
    went out and nothing failed in the browser."""
    page = context.new_page()
    page.goto(app.url)
    if request.node.get_closest_marker("elsewhere"):
        page.get_by_role("tab", name="Cut-out").wait_for()
    else:
        open_cutout(page)
        if not page.locator("#stage img.after").count():  # GrabCut finds nothing in the sample
            upload(page, draw(tmp_path / "First box.jpg", [("#2f6b45", (240, 240, 720, 720))]))
        settle(page)
    yield page
    assert watch.outside == []
    assert watch.errors == []


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """One product on a plain ground."""
    return draw(tmp_path / "Blue box.jpg", [("#1f5f9f", (280, 200, 680, 760))])


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """Two products."""
    return draw(tmp_path / "Two boxes.jpg", [("#1f5f9f", (100, 300, 340, 700)), ("#a8321f", (640, 340, 860, 660))])
