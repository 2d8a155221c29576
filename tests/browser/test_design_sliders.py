"""The Design tab's shape sliders and blends driven in Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import PATIENCE_MS
from tests.browser.test_design_basics import open_design, shown, wait_for_another

pytestmark = pytest.mark.elsewhere

SLIDER = "#design-panel .cut input[id^=slider-]"


def put(page: Page, selector: str, part: float, event: str = "change") -> float:
    """Move a slider to a part of its way; returns where it stands then."""
    return float(
        page.locator(selector).first.evaluate(
            """(control, [part, event]) => {
                control.value = Number(control.min) + part * (Number(control.max) - Number(control.min));
                control.dispatchEvent(new Event(event, { bubbles: true }));
                return control.value;
            }""",
            [part, event],
        )
    )


def test_a_slider_cuts_the_garment_anew_and_goes_back(page: Page):
    first = open_design(page)
    expect(page.locator(SLIDER).first).to_have_value("0", timeout=PATIENCE_MS)
    name = page.locator(SLIDER).first.get_attribute("id")
    put(page, SLIDER, 0.0, "input")
    dragged = wait_for_another(page, first)
    value = put(page, SLIDER, 0.0)
    wait_for_another(page, dragged)
    row = page.locator(f".cut:has(#{name})")
    expect(row.locator("output")).to_have_text(re.compile(r"[−+]\d+ %"), timeout=PATIENCE_MS)
    expect(page.locator(f"#{name}")).to_have_value(f"{value:g}")
    expect(row.locator("[data-act=reset]")).to_be_visible(timeout=PATIENCE_MS)  # the column has been drawn anew

    row.locator(".lock").click()
    expect(row.locator(".lock")).to_have_attribute("aria-pressed", "true")
    page.locator("#design-stage [data-act=undo]").click()
    expect(page.locator(f"#{name}")).to_have_value("0")
    page.locator("#design-stage [data-act=redo]").click()
    expect(page.locator(f"#{name}")).to_have_value(f"{value:g}")
    row.locator("[data-act=reset]").click()
    expect(page.locator(f"#{name}")).to_have_value("0", timeout=PATIENCE_MS)
    expect(row.locator("output")).to_have_text("as is")


def test_a_garment_becomes_another_kind_step_by_step(page: Page):
    first = open_design(page)
    expect(page.locator("#design-panel [data-act=way]")).to_be_visible(timeout=PATIENCE_MS)
    page.locator("#design-panel [data-act=way]").select_option("Dress")
    half = wait_for_another(page, first)
    expect(page.locator("#blend-shape")).to_have_value("0.5", timeout=PATIENCE_MS)
    put(page, "#blend-shape", 1.0)
    wait_for_another(page, half)
    expect(page.locator("#design-heading")).to_contain_text("Dress", timeout=PATIENCE_MS)
    expect(page.locator("#blend-shape")).to_have_value("1")
    assert shown(page)
