"""Stage: a finished creative and its sheet without a click; sets, sizes, words, dragging, undo, clip and files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.elsewhere

MADE = "#staging-stage .st-stage[data-state=ready] img.st-made"


def open_stage(page: Page) -> str:
    """Go to the tab and wait for the creative; returns its address."""
    page.get_by_role("tab", name="Stage", exact=True).click()
    page.wait_for_selector(MADE)
    return settled(page, "")


def settled(page: Page, before: str) -> str:
    """Wait until another creative than `before` is saved and shown, and nothing is being done."""
    page.wait_for_function(
        """before => { const i = document.querySelector('#staging-stage .st-stage[data-state=ready] img.st-made');
        return i && !i.getAttribute('src').startsWith('data:') && i.getAttribute('src') !== before
          && !document.documentElement.dataset.stagingBusy }""",
        arg=before,
    )
    return str(page.get_attribute(MADE, "src"))


def size(page: Page) -> tuple[int, int]:
    """Natural size of what is shown."""
    found = page.evaluate(
        """async () => { const i = document.querySelector('#staging-stage img.st-made'); await i.decode();
        return [i.naturalWidth, i.naturalHeight] }"""
    )
    return int(found[0]), int(found[1])


@pytest.fixture
def stage(page: Page) -> Page:
    """The tab with its first creative."""
    open_stage(page)
    return page


def test_a_finished_creative_and_its_sheet_without_a_click(stage: Page) -> None:
    assert size(stage) == (1080, 1080)
    expect(stage.locator("#staging-heading")).to_contain_text("Feed, square")
    expect(stage.locator("#staging-stage")).to_contain_text("Product unchanged")
    stage.wait_for_function("document.querySelectorAll('#staging-sheet .st-cell img').length >= 6")
    expect(stage.locator("#staging-sheet .st-cell[aria-pressed=true]")).to_have_count(1)


def test_another_set_another_size_and_back(stage: Page) -> None:
    first = settled(stage, "")
    stage.locator("#staging-panel [data-value=gradient]").click()
    second = settled(stage, first)
    expect(stage.locator("#staging-heading")).to_contain_text("Gradient")
    stage.locator("#staging-panel select[data-act=size]").select_option("leaderboard:728x90")
    third = settled(stage, second)
    assert size(stage) == (728, 90)
    for before, after in ((third, second), (second, first)):
        stage.locator("#staging-stage [data-act=undo]").click()
        assert settled(stage, before) == after


def test_the_product_is_dragged_and_put_back(stage: Page) -> None:
    on_a_set = settled(stage, "")
    stage.locator("#staging-panel [data-value=colour]").first.click()
    first = settled(stage, on_a_set)
    where = stage.locator(".st-grip").bounding_box()
    assert where
    middle = where["x"] + where["width"] / 2, where["y"] + where["height"] / 2
    stage.mouse.move(*middle)
    stage.mouse.down()
    stage.mouse.move(middle[0] - 40, middle[1], steps=4)
    assert stage.locator(".st-print").get_attribute("data-dragging") == "yes"
    stage.mouse.up()
    second = settled(stage, first)
    moved = stage.locator(".st-grip").bounding_box()
    assert moved
    assert abs(moved["x"] - where["x"] + 40) < 3
    stage.locator("#staging-panel [data-act=reset]").click()
    assert settled(stage, second) == first


def test_words_are_written_and_judged(stage: Page) -> None:
    first = settled(stage, "")
    for name, text in (("headline", "Made for long evenings"), ("price", "€ 29"), ("button", "Look")):
        stage.locator(f"#staging-panel [data-change={name}]").fill(text)
        stage.keyboard.press("Enter")
    settled(stage, first)
    expect(stage.locator("#staging-panel")).to_contain_text("Contrast")
    stage.locator("#staging-stage [data-id=context]").click()
    expect(stage.locator("#staging-stage .st-phone")).to_contain_text("Made for long evenings")


def test_a_photo_is_cut_out_and_staged(stage: Page, photo: Path) -> None:
    first = settled(stage, "")
    stage.locator("#staging-photo").locator("xpath=..").locator("input[type=file]").set_input_files(photo)
    settled(stage, first)
    expect(stage.locator("#staging-heading")).to_contain_text("Blue box")


def test_a_product_of_the_shop_is_staged(stage: Page) -> None:
    first = settled(stage, "")
    stage.locator("#staging-panel [data-act=gallery]").click()
    product = stage.locator("#staging-stage [data-act=shop]").nth(3)
    name = product.get_attribute("title") or ""
    product.click()
    settled(stage, first)
    expect(stage.locator("#staging-heading h2")).to_have_text(name)


def test_homewares_that_come_along_are_staged_standing(stage: Page) -> None:
    first = settled(stage, "")
    stage.locator("#staging-panel [data-act=gallery]").click()
    ware = stage.locator("#staging-stage [data-act=ware]").first
    name = ware.get_attribute("title") or ""
    ware.click()
    settled(stage, first)
    expect(stage.locator("#staging-heading h2")).to_have_text(name)


def test_a_file_that_is_no_picture_is_told_and_loses_nothing(stage: Page, tmp_path: Path) -> None:
    first = settled(stage, "")
    (tmp_path / "no.png").write_bytes(b"nothing")
    door = stage.locator("#staging-photo").locator("xpath=..").locator("input[type=file]")
    door.set_input_files(tmp_path / "no.png")
    expect(stage.locator(".toast-body").first).to_be_visible()
    assert stage.get_attribute(MADE, "src") == first


def test_keep_and_files(stage: Page) -> None:
    stage.locator("#staging-keep").click()
    expect(stage.locator("#staging-keep")).to_have_text("Kept")
    with stage.expect_download() as saved:
        stage.locator("#staging-panel [data-act=jpeg]").click()
    with Image.open(saved.value.path()) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1080, 1080))
    for left in (2, 1):
        stage.locator("#staging-panel [data-act=unsize]").nth(1).click()
        expect(stage.locator("#staging-panel .st-size")).to_have_count(left)
    with stage.expect_download() as sheet:
        stage.locator("#staging-panel [data-act=zip]").click()
    with zipfile.ZipFile(sheet.value.path()) as bundle:
        names = bundle.namelist()
        assert len(names) == len(set(names)) >= 3
        assert all(name.endswith("1080x1080.png") for name in names)
        with Image.open(io.BytesIO(bundle.read(names[0]))) as picture:
            assert picture.size == (1080, 1080)


def test_it_moves(stage: Page) -> None:
    stage.locator("#staging-panel select[data-act=size]").select_option("rectangle:300x250")
    settled(stage, "")
    stage.locator("#staging-panel select[data-act=seconds]").select_option("3")
    stage.locator("#staging-panel [data-act=clip]").click()
    video = stage.locator("#staging-stage video")
    expect(video).to_be_visible()
    address = video.get_attribute("src")
    assert address
    assert stage.request.get(f"{stage.url.rstrip('/')}/{address}").body()[4:8] == b"ftyp"


def test_themes_are_edited_and_tried_on_simulated_shoppers(stage: Page) -> None:
    stage.locator("#staging-stage [data-act=view][data-id=themes]").click()
    chips = stage.locator("#staging-stage .st-themes [data-act=theme]")
    listed = chips.and_(stage.locator("[aria-pressed=true]"))
    expect(listed).to_have_count(3)
    chips.and_(stage.locator("[aria-pressed=false]")).first.click()
    expect(listed).to_have_count(4)
    stage.locator("#staging-stage [data-act=trial]").click()
    expect(stage.locator("#staging-stage .st-themes .au-badge")).to_have_text("Simulated")
    expect(stage.locator("#staging-stage .st-trial tr")).to_have_count(4)


def test_one_click_stages_the_design_on_the_easel(page: Page) -> None:
    page.get_by_role("tab", name="Design").click()
    expect(page.locator("#design-stage img").first).to_be_visible()
    expect(page.locator("#design-keep")).to_be_enabled()
    title = page.locator("#design-heading h2").inner_text()
    page.locator("#design-stage-it").click()
    page.wait_for_selector(MADE)
    expect(page.locator("#staging-heading h2")).to_have_text(title)
