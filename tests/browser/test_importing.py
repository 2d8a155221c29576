"""A shop comes in through the page, what was wrong with it is shown, and the demo shop is one click away."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from segments.store import Store
from tests.browser.driver import App, Watch
from tests.segments.shops import colour_shop

pytestmark = pytest.mark.elsewhere

LONG_MS = 400_000


@pytest.fixture
def page(app: App, context: BrowserContext, watch: Watch) -> Iterator[Page]:
    """The page with the demo shop's segments."""
    page = context.new_page()
    page.goto(app.url)
    page.wait_for_selector(".au-card", timeout=LONG_MS)
    yield page
    assert watch.outside == []
    assert watch.errors == []


def choose(page: Page, door: str, path: Path) -> None:
    page.locator(f"#{door}").locator("xpath=..").locator("input[type=file]").set_input_files(path)
    expect(page.locator("#importing .im-chosen", has_text=path.name)).to_be_visible(timeout=LONG_MS)


def test_a_dirty_shop_comes_in_and_the_demo_shop_is_still_there(app: App, page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    colour_shop(folder)
    with (folder / "products.csv").open("a") as file:
        file.write("900,Odd dress,Dress,cheap,,wool\n")
    with (folder / "events.csv").open("a") as file:
        file.write("someone,777,purchase,2024-05-05 10:00\n")
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as archive:
        for path in (folder / "images").iterdir():
            archive.write(path, path.name)
    store = Store(app.workspace)
    demo = store.active_id()

    page.click("#audience-import")
    drawer = page.locator("#importing")
    expect(drawer.locator(".im-shops li")).to_contain_text("Demo shop")
    expect(drawer.locator("[data-act=start]")).to_be_disabled()
    choose(page, "importing-catalogue", folder / "products.csv")
    choose(page, "importing-events", folder / "events.csv")
    choose(page, "importing-zip", tmp_path / "pictures.zip")
    drawer.locator("[data-act=start]").click()

    result = drawer.locator(".im-result")
    expect(result).to_be_visible(timeout=LONG_MS)
    expect(result).to_have_attribute("data-kind", "done")
    expect(result).to_contain_text("61 products, 60 with a picture")
    expect(result).to_contain_text("price")
    with page.expect_download() as waiting:
        result.locator("a").click()
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as rejects:
        assert "cheap" in {row["value"] for row in csv.DictReader(rejects)}
    assert store.active_id() != demo

    result.locator("[data-act=close]").click()
    expect(page.locator(".im-drawer")).to_have_count(0)
    expect(page.locator("#audience-head")).to_contain_text("61 products", timeout=LONG_MS)

    page.click("#audience-import")
    drawer.locator(".im-shops li", has_text="Demo shop").locator("button").click()
    expect(drawer.locator(".im-shops li", has_text="Demo shop")).to_contain_text("In use", timeout=LONG_MS)
    assert store.active_id() == demo
    page.keyboard.press("Escape")
    expect(page.locator("#audience-head")).to_contain_text("Simulated", timeout=LONG_MS)


def test_a_file_that_is_no_shop_says_so_and_changes_nothing(app: App, page: Page, tmp_path: Path) -> None:
    store = Store(app.workspace)
    before = store.active_id()
    (tmp_path / "notes.csv").write_text("colour,size\nred,L\n")
    (tmp_path / "more.csv").write_text("colour,size\nred,L\n")
    page.click("#audience-import")
    choose(page, "importing-catalogue", tmp_path / "notes.csv")
    choose(page, "importing-events", tmp_path / "more.csv")
    page.locator("#importing [data-act=start]").click()
    problem = page.locator("#importing .im-result[data-kind=problem]")
    expect(problem).to_contain_text("no column for id", timeout=LONG_MS)
    assert store.active_id() == before
