"""Design driven as a merchandiser does: colours, cloth, photo, drawing, sheet, undo, and a restart in between."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.driver import PATIENCE_MS, App
from tests.browser.test_design_basics import open_design, shown, wait_for_another
from tests.garments import garment, stripes, swatch

pytestmark = pytest.mark.elsewhere

HEX = ".ink[data-id=colour] input.hex"


def recolour(page: Page, colour: str, now: str) -> str:
    """Type a main colour; returns the address of the picture in it."""
    field = page.locator(HEX)
    field.fill(colour)
    field.blur()
    return wait_for_another(page, now)


def choose_file(page: Page, id: str, path: Path) -> None:
    page.locator(f"#{id}").locator("xpath=..").locator("input[type=file]").first.set_input_files(path)


def read_picture(page: Page) -> np.ndarray:
    """The picture on the stage (h, w, 4) as the browser holds it."""
    address = str(page.evaluate("document.querySelector('#design-stage img.after').src"))
    inline = address.startswith("data:")
    body = base64.b64decode(address.partition(",")[2]) if inline else page.request.get(address).body()
    return np.asarray(Image.open(io.BytesIO(body)).convert("RGBA"))


def test_a_colour_undo_redo_reset_and_lock(page: Page):
    first = open_design(page)
    before = page.locator(HEX).input_value()
    recolour(page, "#1f4fa0", first)
    expect(page.locator(".ink[data-id=colour] .names b")).to_contain_text(re.compile("blue|cobalt", re.IGNORECASE))
    inside = read_picture(page)
    rgb = np.median(inside[inside[..., 3] > 200][:, :3], axis=0)
    assert rgb[2] > rgb[0] + 40

    page.locator("#design-stage [data-act=undo]").click()
    expect(page.locator(HEX)).to_have_value(before)
    page.locator("#design-stage [data-act=redo]").click()
    expect(page.locator(HEX)).to_have_value("#1f4fa0")
    blue = shown(page)

    page.locator(".ink[data-id=colour] .lock").click()
    expect(page.locator(".ink[data-id=colour] .lock")).to_have_attribute("aria-pressed", "true")
    page.locator("#surprise").first.click()
    wait_for_another(page, blue)
    expect(page.locator(HEX)).to_have_value("#1f4fa0")


def test_one_colour_right_after_another_ends_with_the_last(page: Page):
    open_design(page)
    field = page.locator(HEX)
    for colour in ("#c0392b", "#2e8b57", "#d4a017", "#f4f1ea", "#4b2e83", "#1f4fa0"):
        field.fill(colour)
        field.blur()
        page.wait_for_timeout(250)
    page.wait_for_function("!document.documentElement.dataset.designBusy", timeout=30_000)
    expect(field).to_have_value("#1f4fa0")
    inside = read_picture(page)
    rgb = np.median(inside[inside[..., 3] > 200][:, :3], axis=0)
    assert rgb[2] > rgb[0] + 40


def test_an_impossible_colour_is_explained_and_changes_nothing(page: Page):
    open_design(page)
    before = page.locator(HEX).input_value()
    page.locator(HEX).fill("blurple")
    page.locator(HEX).blur()
    expect(page.locator(".toast-wrap")).to_contain_text("colour")
    expect(page.locator(HEX)).to_have_value(before)
    expect(page.locator("#design-stage [data-act=undo]")).to_be_disabled()


def test_cloth_from_a_photo_is_worn_and_listed(page: Page, tmp_path: Path):
    first = open_design(page)
    swatch(stripes(400, 40)).save(tmp_path / "deck_chair.png")
    choose_file(page, "design-cloth", tmp_path / "deck_chair.png")
    wait_for_another(page, first)
    expect(page.locator(".cloths .cloth[aria-pressed=true]")).to_have_attribute("title", "Deck chair")


def test_a_surface_is_worn_and_named_and_undone(page: Page):
    first = open_design(page)
    smooth = read_picture(page)
    page.locator(".cloths .cloth[title='Cable knit']").click()
    wait_for_another(page, first)
    expect(page.locator(".cloths .cloth[aria-pressed=true]")).to_have_attribute("title", "Cable knit")
    expect(page.locator("#tab-design h2, .panel-heading h2, h2").filter(has_text="cable knit").first).to_be_visible()
    knit = read_picture(page)
    there = (knit[..., 3] > 200)[: len(smooth), : len(smooth)]
    assert knit[there][:, 1].std() > 1.2 * smooth[smooth[..., 3] > 200][:, 1].std()
    page.locator("#design-stage [data-act=undo]").click()
    expect(page.locator(".cloths .cloth[title='Cable knit']")).to_have_attribute("aria-pressed", "false")


def test_a_print_is_worn_and_named(page: Page):
    first = open_design(page)
    page.locator(".cloths .cloth[title='Gingham']").click()
    wait_for_another(page, first)
    expect(page.locator(".cloths .cloth[aria-pressed=true]")).to_have_attribute("title", "Gingham")
    expect(page.locator("#tab-design h2, .panel-heading h2, h2").filter(has_text="gingham").first).to_be_visible()


def test_a_garment_s_photo_becomes_a_design_beside_it(page: Page, tmp_path: Path):
    first = open_design(page)
    cutout = garment(side_px=640)
    photo = Image.new("RGB", (800, 800), "#e4dfd6")
    photo.paste(cutout, (80, 80), cutout)
    photo.save(tmp_path / "shirt.png")
    choose_file(page, "design-photo", tmp_path / "shirt.png")
    wait_for_another(page, first)
    expect(page.locator("#design-stage .match")).to_contain_text("match")
    expect(page.locator("#design-stage .board.photo img")).to_be_visible()


def test_a_photo_without_a_garment_loses_nothing(page: Page, tmp_path: Path):
    open_design(page)
    (tmp_path / "letter.png").write_bytes(b"not a picture")
    choose_file(page, "design-photo", tmp_path / "letter.png")
    expect(page.locator(".toast-wrap")).to_be_visible()
    expect(page.locator("#design-stage .design-stage")).to_have_attribute("data-state", "ready")
    expect(page.locator("#design-stage [data-act=undo]")).to_be_disabled()


def test_a_drawn_outline_becomes_a_garment_and_an_empty_board_does_not(page: Page):
    first = open_design(page)
    page.locator("#design-panel [data-act=draw]").click()
    canvas = page.locator("#board canvas").first
    expect(canvas).to_be_visible()
    page.locator("#board-done").click()
    expect(page.locator(".toast-wrap")).to_be_visible()

    box = canvas.bounding_box()
    assert box is not None
    corners = [(0.3, 0.2), (0.7, 0.2), (0.75, 0.8), (0.25, 0.8), (0.3, 0.2)]
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*points[0])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    expect(page.locator("#board-result img")).to_be_visible()
    page.locator("#board-done").click()
    wait_for_another(page, first)
    alpha = read_picture(page)[..., 3]
    assert 0.1 < (alpha > 127).mean() < 0.7
    now = shown(page)
    page.get_by_label("Kind of garment").select_option("Dress")
    page.locator("#design-panel [data-act=sew]").click()
    wait_for_another(page, now)
    expect(page.locator("#design-panel [data-act=sew]")).to_have_count(0)  # sewn, and undo takes it back
    page.locator("#design-stage [data-act=undo]").click()
    expect(page.locator("#design-panel [data-act=sew]")).to_be_visible()


def test_the_sheet_is_shown_and_saved_as_png_and_pdf(page: Page, tmp_path: Path):
    open_design(page)
    expect(page.locator("#design-strip .cell")).to_have_count(6)
    page.locator("#design-strip [data-act=sheet]").click()
    expect(page.locator("#design-sheet img")).to_be_visible()
    for act, start in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        with page.expect_download(timeout=PATIENCE_MS) as waiting:
            page.locator(f"#sheet-save [data-act={act}]").first.click()
        waiting.value.save_as(tmp_path / act)
        assert (tmp_path / act).read_bytes().startswith(start)
    with page.expect_download(timeout=PATIENCE_MS) as waiting:
        page.locator("#sheet-save [data-id=Letter]").click()
    waiting.value.save_as(tmp_path / "letter.pdf")
    a4, letter = (re.findall(rb"MediaBox ?\[([^]]+)", (tmp_path / name).read_bytes()) for name in ("pdf", "letter.pdf"))
    assert len(a4) == len(letter) == 1
    assert a4 != letter


@pytest.mark.parametrize(("button", "side", "start"), [("png", 1024, b"\x89PNG"), ("ground", 2048, b"\xff\xd8")])
def test_a_design_is_made_large_when_it_is_saved(page: Page, tmp_path: Path, button: str, side: int, start: bytes):
    open_design(page)
    assert read_picture(page).shape == (1024, 1024, 4)
    with page.expect_download(timeout=PATIENCE_MS) as waiting:
        page.locator(f"#design-save [data-act={button}]").first.click()
    assert f"-{side}" in waiting.value.suggested_filename
    waiting.value.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes().startswith(start)
    with Image.open(tmp_path / "saved") as saved:
        assert saved.size == (side, side)


def test_the_design_is_there_after_a_restart(browser: Browser, tmp_path: Path):
    app = App(tmp_path / "workspace")
    app.start()
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    try:
        page = context.new_page()
        page.goto(app.url)
        recolour(page, "#7a1f2b", open_design(page))
        expect(page.locator("#design-stage [data-act=undo]")).to_be_enabled()  # now it is saved
        page.goto("about:blank")  # or the page comes back on its own when the server does, in the middle of goto
        app.stop()
        app.start()
        page.goto(app.url)
        open_design(page)
        expect(page.locator(HEX)).to_have_value("#7a1f2b")
    finally:
        context.close()
        app.stop()
