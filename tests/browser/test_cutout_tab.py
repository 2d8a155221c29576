"""The Cut-out tab, as a merchandiser uses it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.driver import Watch, draw, open_cutout, picture, settle, trained, upload
from tests.browser.test_stage_tab import settled


def changed(page: Page, before: str) -> None:
    page.wait_for_function(
        "(before) => { const s = document.querySelector('#stage .stage[data-state=ready] img.after,"
        " #touch-result .stage[data-state=ready] img.after'); return s && s.getAttribute('src') !== before }",
        arg=before,
    )


def paint(page: Page) -> None:
    """One stroke down the middle of the photo in the editor."""
    box = page.locator("#editor .pixi-target canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y - 80)
    page.mouse.down()
    page.mouse.move(x, y + 80, steps=4)
    page.mouse.up()


@pytest.mark.skipif(not trained(), reason="the sample photos need the trained masker's weights")
def test_the_first_screen_shows_a_finished_cut_out_of_a_sample(page: Page):
    size = page.evaluate("(() => { const i = document.querySelector('#stage img.after'); return i.naturalWidth })()")
    assert size > 200
    expect(page.locator("#strip .tile.open")).not_to_have_count(0)
    expect(page.locator("#strip .tile.sample")).not_to_have_count(0)
    expect(page.locator("#heading h2")).not_to_be_empty()
    expect(page.locator("#chip .chip")).to_have_attribute("data-state", "ready")
    expect(page.locator("footer", has_text="Gradio")).to_be_hidden()


def test_an_uploaded_photo_is_cut_out_under_its_name(page: Page, photo: Path):
    upload(page, photo)
    expect(page.locator("#heading h2")).to_have_text("Blue box")
    expect(page.locator("#heading p").first).to_contain_text("960 × 960 px")
    expect(page.locator("#strip .tile[aria-pressed=true]")).to_have_count(1)


def test_the_saved_png_is_transparent_and_full_size(page: Page, photo: Path, tmp_path: Path):
    upload(page, photo)
    with page.expect_download() as waiting:
        page.click("#save a")
    assert waiting.value.suggested_filename == "blue-box-cutout.png"
    waiting.value.save_as(tmp_path / "out.png")
    with Image.open(tmp_path / "out.png") as image:
        assert image.size == (960, 960)
        assert image.mode == "RGBA"
        assert image.getpixel((480, 480))[3] == 255
        assert image.getpixel((20, 20))[3] == 0


def test_backdrop_and_before_after_switch_at_once(page: Page, photo: Path):
    upload(page, photo)
    colour = "getComputedStyle(document.querySelector('#stage .print')).backgroundColor"
    page.click('[data-ground="sage"]')
    assert page.evaluate(colour) == "rgb(185, 196, 173)"
    page.click('[data-ground="white"]')
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    page.fill('.swatch.custom input[type="color"]', "#336699")
    assert page.evaluate(colour) == "rgb(51, 102, 153)"
    expect(page.locator("#stage .split")).to_be_hidden()
    page.click('[data-look="compare"]')
    expect(page.locator("#stage .split")).to_be_visible()
    page.locator("#stage .split-range").fill("20")
    clip = page.evaluate("getComputedStyle(document.querySelector('#stage img.before')).clipPath")
    assert "80%" in clip
    page.reload()
    open_cutout(page)
    settle(page)
    assert page.evaluate(colour) == "rgb(51, 102, 153)", "the backdrop is remembered"


def test_strokes_change_the_mask_and_undo_brings_it_back(page: Page, photo: Path):
    upload(page, photo)
    first = picture(page)
    page.click("#touch-up")
    page.wait_for_selector("html[data-paint=keep]")
    page.click('[data-brush="remove"]')
    page.wait_for_selector("html[data-paint=remove]")
    page.wait_for_function("window.editor?.background_image")  # the editor has the photo
    page.wait_for_timeout(500)
    paint(page)
    page.wait_for_function(
        "(first) => { const i = document.querySelector('#touch-result .stage[data-state=ready] img.after');"
        " return i && i.getAttribute('src') !== first }",
        arg=first,
    )
    page.click("#touch-done")
    settle(page)
    second = picture(page)
    assert second != first
    alpha = page.evaluate(
        """() => { const image = document.querySelector('#stage img.after'), canvas = document.createElement('canvas');
        canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
        const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
        const at = (u, v) => context.getImageData(u * canvas.width, v * canvas.height, 1, 1).data[3];
        return [at(0.5, 0.5), at(0.36, 0.3)] }"""
    )
    assert alpha[0] < 40, "painted red, so gone"
    assert alpha[1] > 200, "not painted, so still there"
    page.click("#undo")
    page.wait_for_function("(s) => document.querySelector('#stage img.after').getAttribute('src') === s", arg=first)
    page.click("#redo")
    page.wait_for_function("(s) => document.querySelector('#stage img.after').getAttribute('src') === s", arg=second)


def test_clearing_the_paint_brings_the_cut_out_back(page: Page, photo: Path):
    upload(page, photo)
    first = picture(page)
    result = "document.querySelector('#touch-result .stage[data-state=ready] img.after')?.getAttribute('src')"
    page.click("#touch-up")
    expect(page.locator("#stage-column")).to_be_hidden()
    page.wait_for_selector("html[data-paint=keep]")
    page.click('[data-brush="remove"]')
    page.wait_for_selector("html[data-paint=remove]")
    page.wait_for_function("window.editor?.background_image")
    page.wait_for_timeout(500)
    paint(page)
    page.wait_for_function(f"(first) => {result} && {result} !== first", arg=first)
    page.click("#touch-again")
    page.wait_for_function(f"(first) => {result} === first", arg=first)
    page.click("#touch-done")
    expect(page.locator("#touch-column")).to_be_hidden()
    expect(page.locator("#stage-column")).to_be_visible()
    assert picture(page) == first


def test_one_of_several_products_can_be_picked(page: Page, pair: Path):
    upload(page, pair)
    products = page.locator("#products button")
    expect(products).to_have_count(3)
    both = picture(page)
    products.nth(2).click()
    changed(page, both)
    expect(page.locator("#products button[aria-pressed=true]")).to_have_attribute("aria-label", "Product 2")
    one = picture(page)
    box = page.locator("#stage .print").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.22, box["y"] + box["height"] * 0.5)
    changed(page, one)
    expect(page.locator("#products button[aria-pressed=true]")).to_have_attribute("aria-label", "Product 1")
    products.first.click()
    page.wait_for_function("(s) => document.querySelector('#stage img.after')?.getAttribute('src') === s", arg=both)


def test_a_bad_file_is_explained_and_nothing_is_lost(page: Page, photo: Path, tmp_path: Path):
    upload(page, photo)
    before = picture(page)
    bad = tmp_path / "broken <b>name.jpg"
    bad.write_bytes(b"\xff\xd8\xff\xe0 this is no picture")
    page.locator("#photo-upload").locator("xpath=..").locator("input[type=file]").set_input_files(bad)
    toast = page.locator(".toast-body")
    expect(toast).to_contain_text("damaged or incomplete")
    expect(toast).to_contain_text("Copy or download it again")
    settle(page)
    assert picture(page) == before
    expect(page.locator("#heading h2")).to_have_text("Blue box")
    expect(page.locator("#keep")).to_be_enabled()


def test_a_dropped_file_takes_the_same_way(page: Page, tmp_path: Path):
    photo = draw(tmp_path / "x.jpg", [("#6b3f8a", (300, 260, 660, 700))])
    before = picture(page)
    page.evaluate(
        """(bytes) => { const file = new File([new Uint8Array(bytes)], 'Dropped thing.jpg', { type: 'image/jpeg' });
        const transfer = new DataTransfer(); transfer.items.add(file);
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })) }""",
        list(photo.read_bytes()),
    )
    changed(page, before)
    expect(page.locator("#heading h2")).to_have_text("Dropped thing")


COPY = """async () => {
  const canvas = document.createElement('canvas'), context = canvas.getContext('2d');
  canvas.width = canvas.height = 960;
  context.fillStyle = '#e4dfd6';
  context.fillRect(0, 0, 960, 960);
  context.fillStyle = '#8a6b3f';
  context.fillRect(300, 260, 360, 440);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
}"""
"""Puts a picture of a box on the clipboard, as a picture editor does."""


def test_a_picture_is_pasted_from_the_clipboard(page: Page, context: BrowserContext):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(COPY)
    before = picture(page)
    page.keyboard.press("Control+V")
    changed(page, before)
    expect(page.locator("#heading h2")).to_have_text("Pasted picture")
    expect(page.locator("#heading p").first).to_contain_text("960 × 960 px")


def test_on_the_chosen_backdrop_it_is_saved_as_a_jpeg(page: Page, photo: Path, tmp_path: Path):
    upload(page, photo)
    for ground, name, colour in (
        ("sage", "blue-box-sage.jpg", (185, 196, 173)),
        ("checker", "blue-box-white.jpg", (255, 255, 255)),
    ):
        page.click(f'[data-ground="{ground}"]')
        with page.expect_download() as waiting:
            page.click('#save [data-act="ground"]')
        assert waiting.value.suggested_filename == name
        waiting.value.save_as(tmp_path / name)
        with Image.open(tmp_path / name) as image:
            assert (image.format, image.size) == ("JPEG", (960, 960))
            assert all(abs(a - b) <= 3 for a, b in zip(image.getpixel((20, 20)), colour, strict=True))
            assert image.getpixel((480, 480))[2] > 120  # the box is blue
        expect(page.locator('#save [data-act="ground"]')).not_to_have_attribute("data-busy", "yes")


def test_a_folder_comes_back_as_a_zip_with_a_report(page: Page, tmp_path: Path):
    folder = tmp_path / "shoot"
    folder.mkdir()
    draw(folder / "red.jpg", [("#a8321f", (200, 200, 700, 700))])
    draw(folder / "green.jpg", [("#2f6b45", (300, 100, 700, 800))])
    (folder / "notes.jpg").write_text("not a picture")
    page.locator("#folder .label-wrap").click()
    page.locator("#folder input[type=file]").set_input_files(folder)
    report = page.locator("#folder-report .report")
    expect(report).to_contain_text("2 photos cut out.")
    expect(report).to_contain_text("1 could not be done")
    expect(report).to_contain_text("notes.jpg")
    with page.expect_download() as waiting:
        report.locator("a").click()
    with zipfile.ZipFile(waiting.value.path()) as bundle:
        assert sorted(bundle.namelist()) == ["green.png", "red.png"]


def test_dark_mode_is_dark_and_remembered(page: Page):
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.click(".theme-switch")
    page.wait_for_function(f"(light) => {ground} !== light", arg=light)
    dark = page.evaluate(ground)
    assert light != dark
    assert sum(int(part) for part in dark[4:-1].split(",")) < 120
    page.reload()
    open_cutout(page)
    settle(page)
    assert page.evaluate(ground) == dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_system_s_colour_scheme_is_followed(app, context: BrowserContext, watch: Watch, scheme: str):
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto(app.url)
    open_cutout(page)
    assert page.evaluate("document.body.classList.contains('dark')") is (scheme == "dark")
    assert watch.outside == []


def test_the_page_fits_a_tablet(page: Page):
    page.set_viewport_size({"width": 1024, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.locator("#keep")).to_be_in_viewport()
    expect(page.locator("#strip .tile").first).to_be_in_viewport()


def test_the_camera_takes_a_photo_and_closes(page: Page):
    page.click("#camera-button")
    page.wait_for_function("document.querySelector('#camera video').videoWidth > 0")
    page.click("#camera .shoot")
    expect(page.locator("#heading h2")).to_have_text("Camera photo")
    expect(page.locator("#camera .camera")).to_be_hidden()


def test_a_finished_cut_out_is_staged_with_one_click(page: Page, photo: Path):
    upload(page, photo)
    page.click("#cutout-stage-it")
    expect(page.get_by_role("tab", name="Stage", exact=True)).to_have_attribute("aria-selected", "true")
    expect(page.locator("#staging-heading")).to_contain_text("Blue box")
    first = settled(page, "")
    expect(page.locator("#staging-stage")).to_contain_text("Product unchanged")
    middle = page.evaluate(
        """async () => { const i = document.querySelector('#staging-stage img.st-made');
        const c = document.createElement('canvas');
        await i.decode(); c.width = i.naturalWidth; c.height = i.naturalHeight;
        const box = document.querySelector('.st-grip').getBoundingClientRect(), all = i.getBoundingClientRect();
        const x = (box.x + box.width / 2 - all.x) / all.width, y = (box.y + box.height / 2 - all.y) / all.height;
        c.getContext('2d').drawImage(i, 0, 0);
        return [...c.getContext('2d').getImageData(x * c.width, y * c.height, 1, 1).data] }"""
    )
    assert middle[2] > middle[0] + 40, "the blue box stands in the middle of its grip"
    page.get_by_role("tab", name="Cut-out").click()
    expect(page.locator("#heading h2")).to_have_text("Blue box")
    page.get_by_role("tab", name="Stage", exact=True).click()
    assert settled(page, "") == first
