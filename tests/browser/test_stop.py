"""Stop means stop: what was finished is there, what lay on the desk lies there again."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.driver import App, Watch, draw, open_cutout, picture, settle, upload
from tests.browser.held_app import HELD_PX, INFO

BOX = [("#1f5f9f", (280, 200, 680, 760))]


@pytest.fixture(scope="module")
def held_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = App(tmp_path_factory.mktemp("held") / "workspace", "tests.browser.held_app", INFO.id)
    app.start()
    yield app
    app.stop()


@pytest.fixture
def page(held_app: App, context: BrowserContext, watch: Watch) -> Iterator[Page]:
    """The page with its first picture finished."""
    page = context.new_page()
    page.goto(held_app.url)
    open_cutout(page)
    settle(page)
    yield page
    assert watch.errors == []


def choose(page: Page, path: Path) -> None:
    page.locator("#photo-upload").locator("xpath=..").locator("input[type=file]").set_input_files(path)


def test_a_stopped_cut_out_brings_the_last_one_back(page: Page, tmp_path: Path):
    upload(page, draw(tmp_path / "First box.jpg", BOX))
    before = picture(page)
    choose(page, draw(tmp_path / "Held box.jpg", BOX, HELD_PX))
    expect(page.locator("#heading h2")).to_have_text("Held box")
    expect(page.locator("#stage .veil")).to_contain_text("Drawing the edge")
    expect(page.locator("#keep")).to_be_disabled()
    page.click('#stage [data-act="stop"]')
    settle(page)
    assert picture(page) == before
    expect(page.locator("#heading h2")).to_have_text("First box")
    expect(page.locator("#keep")).to_be_enabled()
    expect(page.locator("#strip .tile.open[title='Held box']")).to_have_count(0)
    upload(page, draw(tmp_path / "Next box.jpg", [("#a8321f", (200, 200, 700, 700))]))  # the model is free again
    expect(page.locator("#heading h2")).to_have_text("Next box")


def test_a_stopped_folder_gives_what_was_finished(page: Page, tmp_path: Path):
    folder = tmp_path / "shoot"
    folder.mkdir()
    draw(folder / "a.jpg", [("#a8321f", (200, 200, 700, 700))])
    draw(folder / "b.jpg", [("#2f6b45", (300, 100, 700, 800))])
    draw(folder / "c.jpg", BOX, HELD_PX)
    draw(folder / "d.jpg", [("#6b3f8a", (300, 260, 660, 700))])
    page.locator("#folder .label-wrap").click()
    page.locator("#folder input[type=file]").set_input_files(folder)
    report = page.locator("#folder-report .report")
    expect(report).to_contain_text("3 of 4: c")
    expect(page.locator("#folder-upload")).to_be_disabled()
    page.click("#folder-stop")
    expect(report).to_contain_text("Stopped. 2 photos cut out.")
    expect(page.locator("#folder-stop")).to_be_hidden()
    expect(page.locator("#folder-upload")).to_be_enabled()
    with page.expect_download() as waiting:
        report.locator("a").click()
    with zipfile.ZipFile(waiting.value.path()) as bundle:
        assert sorted(bundle.namelist()) == ["a.png", "b.png"]
        assert bundle.testzip() is None
