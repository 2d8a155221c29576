"""Design: something finished without a click, and controls that do what they say."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.elsewhere


def open_design(page: Page) -> str:
    """Go to the tab, wait for the first picture and for the finer one in its place, and return what it shows."""
    page.get_by_role("tab", name="Design").click()
    expect(page.locator("#design-stage img").first).to_be_visible()
    expect(page.locator("#design-stage img.after[data-fine=yes]")).to_be_visible()
    return shown(page)


def shown(page: Page) -> str:
    """The address of the picture on the stage; another picture has another."""
    return page.locator("#design-stage img").first.get_attribute("src") or ""


def wait_for_another(page: Page, before: str) -> str:
    page.wait_for_function(
        "was => document.querySelector('#design-stage img')?.getAttribute('src') !== was", arg=before
    )
    return shown(page)


def test_a_finished_garment_and_six_colourways_without_a_click(page: Page, watch):
    open_design(page)
    box = page.locator("#design-stage img").first.bounding_box()
    assert box is not None
    assert box["height"] >= 500
    expect(page.locator("#design-heading")).to_contain_text("T-Shirt")
    expect(page.locator("#design-strip img")).to_have_count(6)
    assert watch.errors == []


def test_a_surprise_is_another_garment(page: Page):
    first = open_design(page)
    heading = page.locator("#design-heading").inner_text()
    page.locator("#surprise button, button#surprise").first.click()
    wait_for_another(page, first)
    expect(page.locator("#design-heading")).not_to_have_text(heading)
