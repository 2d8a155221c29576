"""What is kept stays: over tabs, reloads and restarts, and out to a file and back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driver import App, settle, upload


def open_kept(page: Page) -> None:
    page.get_by_role("tab", name="Kept").click()


def test_an_empty_wall_says_what_to_do(page: Page):
    open_kept(page)
    expect(page.locator("#kept-wall .invite")).to_contain_text("Nothing kept yet")
    page.click("#kept-wall .ws-button")
    expect(page.locator("#stage")).to_be_visible()


def test_kept_things_survive_a_restart(app: App, page: Page, photo: Path, watch):
    upload(page, photo)
    page.click("#keep")
    expect(page.locator("#keep")).to_have_text("Kept")
    open_kept(page)
    expect(page.locator("#kept-wall .tile")).to_have_count(1)
    page.goto("about:blank")
    app.stop()
    app.start()
    watch.errors.clear()
    page.goto(app.url)
    settle(page)
    expect(page.locator("#heading h2")).to_have_text("Blue box")
    open_kept(page)
    expect(page.locator("#kept-wall .tile")).to_have_count(1)
    page.click("#kept-wall .tile")
    expect(page.locator("#kept-picture h2")).to_have_text("Blue box")


def test_a_warhol_file_brings_a_picture_back(page: Page, photo: Path, tmp_path: Path):
    upload(page, photo)
    if page.locator("#keep").inner_text() == "Keep":
        page.click("#keep")
        expect(page.locator("#keep")).to_have_text("Kept")
    open_kept(page)
    page.wait_for_selector("#kept-wall .tile")
    count = page.locator("#kept-wall .tile").count()
    page.locator("#kept-wall .tile", has=page.get_by_alt_text("Blue box")).first.click()
    page.locator("#kept-details .label-wrap").click()
    details = page.locator("#kept-details .details")
    for term in ("Made by", "Weights", "Seed", "Size", "Took"):
        expect(details).to_contain_text(term)
    with page.expect_download() as waiting:
        page.click("#kept-details-export")
    assert waiting.value.suggested_filename == "blue-box.warhol"
    file = tmp_path / "blue-box.warhol"
    waiting.value.save_as(file)
    page.click("#kept-remove")
    expect(page.locator("#kept-wall .tile")).to_have_count(count - 1)
    page.locator("#reopen").locator("xpath=..").locator("input[type=file]").set_input_files(file)
    expect(page.locator("#kept-wall .tile")).to_have_count(count)
    expect(page.locator("#kept-picture h2")).to_have_text("Blue box")
    page.click("#kept-open")
    settle(page)
    expect(page.locator("#heading h2")).to_have_text("Blue box")


def test_a_forged_file_is_refused(page: Page, tmp_path: Path):
    open_kept(page)
    forged = tmp_path / "forged.warhol"
    forged.write_bytes(b"PK\x03\x04 not really")
    page.locator("#reopen").locator("xpath=..").locator("input[type=file]").set_input_files(forged)
    expect(page.locator(".toast-body")).to_be_visible()
