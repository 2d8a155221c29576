"""Stage: a scene of one's own, its old object painted over, the product put in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.browser.test_stage_tab import open_stage, settled

pytestmark = pytest.mark.elsewhere


def scene(folder: Path, size: tuple[int, int] = (800, 600)) -> Path:
    """A wall with a red box in the middle."""
    image = Image.new("RGB", size, (182, 174, 160))
    width, height = size
    ImageDraw.Draw(image).rectangle((0.4 * width, 0.35 * height, 0.6 * width, 0.65 * height), fill=(200, 30, 30))
    image.save(folder / f"scene-{width}.png")
    return folder / f"scene-{width}.png"


def open_drawer(page: Page) -> None:
    page.locator("#staging-own > button").click()
    page.wait_for_selector("#staging-own-place")


def upload(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#staging-own-photo").click()
    chooser.value.set_files(path)


def test_the_product_takes_the_old_objects_place(page: Page, tmp_path: Path) -> None:
    first = open_stage(page)
    open_drawer(page)
    page.locator("#staging-own-place").click()
    expect(page.locator(".toast-body").first).to_contain_text("There is no scene yet")
    upload(page, scene(tmp_path))
    canvas = page.locator("#staging-own-editor canvas").first
    page.wait_for_function("window.editor?.background_image")
    canvas.scroll_into_view_if_needed()
    page.locator("#staging-own-place").click()
    expect(page.locator(".toast-body").filter(has_text="Nothing is marked")).to_be_visible()
    box = canvas.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(middle[0] - 80, middle[1] - 60)
    page.mouse.down()
    for row in range(-60, 61, 20):
        for x in (-80, 80) if (row // 20) % 2 else (80, -80):
            page.mouse.move(middle[0] + x, middle[1] + row, steps=4)
    page.mouse.up()
    page.wait_for_timeout(500)  # the editor sends its paint a moment after the brush is lifted
    page.locator("#staging-own-place").click()
    second = settled(page, first)
    assert second != first
    expect(page.locator("#staging-heading")).to_contain_text("Own scene")
    expect(page.locator("#staging-stage")).to_contain_text("Product unchanged")
    page.locator("#staging-panel [data-value=gradient]").click()
    settled(page, second)
    expect(page.locator("#staging-heading")).to_contain_text("Gradient")
    own = page.locator("#staging-panel [data-value=own]")  # the scene stays at hand
    expect(own).to_be_visible()
    own.click()
    expect(page.locator("#staging-heading")).to_contain_text("Own scene")


def test_a_tiny_photo_is_refused(page: Page, tmp_path: Path) -> None:
    open_stage(page)
    open_drawer(page)
    upload(page, scene(tmp_path, (120, 90)))
    expect(page.locator(".toast-body").first).to_contain_text("only 120 × 90")
