"""What is kept stays: over tabs, reloads and restarts, and out to a file and back."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from models.types import Provenance
from models.workspace import Workspace
from models.workspace.ids import made_id, photo_id
from tests.browser.driver import PATIENCE_MS, App, open_cutout, settle, upload


def open_kept(page: Page) -> None:
    page.get_by_role("tab", name="Kept").click()


def test_an_empty_wall_says_what_to_do(page: Page):
    open_kept(page)
    expect(page.locator("#kept-wall .invite")).to_contain_text("Nothing kept yet")
    page.click("#kept-wall .ws-button")
    expect(page.locator("#design-stage")).to_be_visible()


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
    open_cutout(page)
    settle(page)
    expect(page.locator("#heading h2")).to_have_text("Blue box")
    open_kept(page)
    expect(page.locator("#kept-wall .tile")).to_have_count(1)
    page.click("#kept-wall .tile")
    expect(page.locator("#kept-picture h2")).to_have_text("Blue box")


def test_ticked_pictures_are_compared_presented_and_saved(
    app: App, page: Page, photo: Path, pair: Path, tmp_path: Path
):
    for one in (photo, pair):
        upload(page, one)
        if page.locator("#keep").inner_text() == "Keep":
            page.click("#keep")
            expect(page.locator("#keep")).to_have_text("Kept")
    open_kept(page)
    ticks = page.locator("#kept-wall .tick")
    expect(ticks.nth(1)).to_be_visible()
    expect(page.locator("[data-board=compare]")).to_be_disabled()
    for number in (1, 0):
        ticks.nth(number).click()
    expect(ticks.nth(1)).to_have_text("1")
    expect(ticks.nth(0)).to_have_text("2")
    expect(page.locator("#board-bar .which")).to_have_text("2 chosen")

    page.click("[data-board=compare]")
    expect(page.locator(".board-compare thead img")).to_have_count(2)
    expect(page.locator(".board-compare tbody tr.differs")).not_to_have_count(0)
    page.locator(".board-compare [data-act=back]").click()
    expect(ticks.nth(1)).to_have_text("1")  # what was ticked still is

    page.click("[data-board=present]")
    first = page.locator(".board-show.open section:visible h2")
    expect(first).to_be_visible()
    title = first.inner_text()
    page.keyboard.press("ArrowRight")
    expect(first).not_to_have_text(title)
    page.keyboard.press("Home")
    expect(first).to_have_text(title)
    page.keyboard.press("Escape")
    expect(page.locator(".board-show")).to_be_hidden()

    page.get_by_label("Title of the deck").fill("Spring / capsule")
    for act, name, start in (("deck", "spring-capsule.pdf", b"%PDF"), ("bundle", "spring-capsule.zip", b"PK")):
        with page.expect_download(timeout=PATIENCE_MS) as waiting:
            page.click(f"[data-board={act}]")
        assert waiting.value.suggested_filename.lower() == name
        waiting.value.save_as(tmp_path / act)
        assert (tmp_path / act).read_bytes().startswith(start)

    again = page.context.new_page()
    again.goto(app.url)
    open_kept(again)
    expect(again.locator("#kept-wall .tick").nth(1)).to_have_text("1")  # the browser remembers
    again.locator("#board-bar [data-board=clear]").click()
    expect(again.locator("#kept-wall .tick[aria-pressed=true]")).to_have_count(0)


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
    open_file(page, file)
    expect(page.locator("#kept-wall .tile")).to_have_count(count)
    expect(page.locator("#kept-picture h2")).to_have_text("Blue box")
    page.click("#kept-open")
    settle(page)
    expect(page.locator("#heading h2")).to_have_text("Blue box")


def say(folder: Path, photo: Path, backend: str, image: Image.Image) -> Path:
    """A `.warhol` file that says of `image` that a backend made it from a photo; everything else in it is right."""
    workspace = Workspace(folder)
    pixels = Image.open(photo).convert("RGB")
    parent = workspace.save("photo", pixels, id=photo_id(pixels), title="Claimed box")
    recipe = {"spec": {"verb": "mask", "strokes": [], "focus": None}, "parents": (parent.id,)}
    made = Provenance(
        backend=backend, weights_sha256="", seed=0, params={}, parents=(parent.id,), device="cpu", seconds=0.1
    )
    cutout = workspace.save(
        "cutout",
        image,
        id=made_id("cutout", backend=backend, weights_sha256="", seed=0, **recipe),
        title="Claimed box",
        facts={"parts": [], "touches_border": False, "confidence": 1.0},
        provenance=made,
        **recipe,
    )
    return workspace.export(cutout.id)


def open_file(page: Page, file: Path) -> None:
    page.locator("#reopen").locator("xpath=..").locator("input[type=file]").set_input_files(file)


def test_a_right_recipe_with_other_pixels_is_refused(page: Page, photo: Path, tmp_path: Path):
    file = say(tmp_path / "forger", photo, "grabcut_masker", Image.new("RGBA", (960, 960), "#ff0000"))
    open_kept(page)
    open_file(page, file)
    expect(page.locator(".toast-body")).to_contain_text("not the one that its record makes")
    expect(page.locator("#kept-wall").get_by_alt_text("Claimed box")).to_have_count(0)
    expect(page.locator("#reopen")).to_be_enabled()


def test_what_cannot_be_made_again_here_is_marked(page: Page, photo: Path, tmp_path: Path):
    file = say(tmp_path / "elsewhere", photo, "their_masker", Image.new("RGBA", (960, 960), "#00ff00"))
    open_kept(page)
    open_file(page, file)
    expect(page.locator("#kept-picture h2")).to_have_text("Claimed box")
    expect(page.locator("#kept-picture .note")).to_contain_text("Not verified")
    page.click("#kept-open")
    expect(page.locator("#heading .note").first).to_contain_text("Not verified")


def test_a_forged_file_is_refused(page: Page, tmp_path: Path):
    open_kept(page)
    forged = tmp_path / "forged.warhol"
    forged.write_bytes(b"PK\x03\x04 not really")
    open_file(page, forged)
    expect(page.locator(".toast-body")).to_be_visible()
