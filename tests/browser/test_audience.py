"""The first screen on a small simulated shop: from the wall to a segment, to two of them, to the chosen one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import BrowserContext, Page, expect

from segments.audience import Wishes
from segments.build import build
from segments.pipeline import make_segments
from tests.browser.driver import App, Watch
from tests.segments.shops import MEAN_COLOURS, NOW_S, colour_shop, write_picture

pytestmark = pytest.mark.elsewhere


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app over a workspace in which three crowds shop."""
    folder = tmp_path_factory.mktemp("audience")
    app = App(folder / "workspace", masker="grabcut_masker")
    finish = make_segments(Wishes(count=3, minimum=5))
    build(colour_shop(folder / "shop"), app.workspace, encoder=MEAN_COLOURS, finish=finish, now_s=NOW_S, simulated=True)
    app.start()
    yield app
    app.stop()


@pytest.fixture
def wall(shop: App, context: BrowserContext, watch: Watch) -> Iterator[Page]:
    page = context.new_page()
    page.goto(shop.url)
    expect(page.locator(".au-card h3")).to_have_count(3)
    yield page
    assert watch.outside == []
    assert watch.errors == []


def open_segment(page: Page, place: int) -> str:
    """Open a card of the wall; returns the segment's name."""
    name = page.locator(".au-card h3").nth(place).inner_text()
    page.locator(".au-card h3 button").nth(place).click()
    expect(page.locator(".au-side h2")).to_have_text(name)
    return name


def again(page: Page, watch: Watch) -> None:
    """Reload; what the page was still asking then is not an error of its."""
    page.reload()
    expect(page.locator(".au-card h3").first).to_be_visible()
    watch.errors.clear()


def test_the_first_screen_shows_segments_with_their_products(wall: Page):
    expect(wall.get_by_role("tab", name="Audience")).to_have_attribute("aria-selected", "true")
    expect(wall.locator(".au-badge").first).to_have_text("Simulated")
    expect(wall.locator(".au-title")).to_contain_text("3 segments · 60 shoppers · 60 products")
    expect(wall.locator(".au-card .au-collage img")).to_have_count(15)
    wall.wait_for_function("[...document.querySelectorAll('.au-collage img')].every((i) => i.naturalWidth > 0)")
    wall.click("[data-act=view][data-id=map]")
    expect(wall.locator(".au-circle")).to_have_count(3)
    wall.click("[data-act=view][data-id=table]")
    expect(wall.locator(".au-table tbody tr")).to_have_count(3)
    wall.click("[data-act=sort][data-id=label]")
    expect(wall.locator("th[data-column=label]")).to_have_attribute("aria-sort", "ascending")
    names = wall.locator(".au-table .au-name button").all_inner_texts()
    assert names == sorted(names, key=str.casefold)


def test_a_segment_is_looked_at_compared_and_named(wall: Page, watch: Watch):
    first = open_segment(wall, 0)
    expect(wall.locator(".au-main")).to_contain_text("Their colours")
    wall.locator(".au-side select[data-act=compare]").select_option(index=1)
    expect(wall.locator(".au-compare h2")).to_contain_text(f"{first} and ")
    wall.click(".au-back")
    open_segment(wall, 0)
    wall.click(".au-edit summary")
    wall.fill(".au-edit input[name=value]", "<b>Kind & calm</b>")
    wall.press(".au-edit input[name=value]", "Enter")
    expect(wall.locator(".au-side h2")).to_have_text("<b>Kind & calm</b>")
    again(wall, watch)
    expect(wall.locator(".au-card h3").first).to_have_text("<b>Kind & calm</b>")
    wall.click("[data-act=undo]")
    expect(wall.locator(".au-card h3").first).to_have_text(first)


def test_a_name_that_is_taken_is_refused(wall: Page):
    second = wall.locator(".au-card h3").nth(1).inner_text()
    first = open_segment(wall, 0)
    wall.click(".au-edit summary")
    wall.fill(".au-edit input[name=value]", second)
    wall.press(".au-edit input[name=value]", "Enter")
    expect(wall.locator(".toast-body")).to_contain_text("Another segment has this name")
    expect(wall.locator(".au-side h2")).to_have_text(first)


def test_two_segments_become_one_and_two_again(wall: Page):
    open_segment(wall, 0)
    wall.click(".au-edit summary")
    wall.locator(".au-edit select[data-act=merge]").select_option(index=1)
    expect(wall.locator(".au-side .au-figures")).to_contain_text("40")
    wall.click(".au-back")
    expect(wall.locator(".au-card h3")).to_have_count(2)
    wall.click("[data-act=undo]")
    expect(wall.locator(".au-card h3")).to_have_count(3)


def test_the_chosen_audience_stays_over_tabs_and_a_reload(wall: Page, watch: Watch):
    name = open_segment(wall, 1)
    wall.click(".au-side [data-act=design]")
    expect(wall.locator("#chosen")).to_contain_text(name)
    wall.get_by_role("tab", name="Kept").click()
    expect(wall.locator("#chosen")).to_contain_text(name)
    again(wall, watch)
    expect(wall.locator("#chosen")).to_contain_text(name)
    kept = "localStorage.getItem('warhol-studio-audience')"
    before = wall.evaluate(kept)
    assert before
    wall.click("#chosen [data-act=forget]")
    expect(wall.locator("#chosen .au-chosen")).to_have_count(0)
    wall.wait_for_function(f"(before) => {kept} !== before", arg=before)  # the browser writes it a moment later
    again(wall, watch)
    expect(wall.locator(".au-card h3")).to_have_count(3)
    expect(wall.locator("#chosen .au-chosen")).to_have_count(0)


def test_a_mix_and_products_can_be_chosen(wall: Page):
    for place in (0, 1):
        wall.locator(".au-card").nth(place).hover()
        wall.locator(".au-card [data-act=mix]").nth(place).click()
        expect(wall.locator(".au-part")).to_have_count(place + 1)
    wall.locator(".au-part input").first.fill("3")
    expect(wall.locator(".au-part em").first).to_have_text("75 %")
    wall.click(".au-tray [data-act=use]")
    expect(wall.locator("#chosen")).to_contain_text("75 %")
    wall.get_by_role("tab", name="Audience").click()
    wall.click(".au-tray [data-act=clear]")
    expect(wall.locator(".au-tray")).to_have_count(0)
    open_segment(wall, 2)
    wall.locator(".au-product").first.hover()
    wall.locator(".au-product [data-act=take]").first.click()
    expect(wall.locator(".au-tray")).to_contain_text("1 product")
    wall.click(".au-tray [data-act=use]")
    expect(wall.locator("#chosen")).not_to_contain_text("%")


def test_one_shopper_is_met_without_a_name(wall: Page):
    open_segment(wall, 0)
    wall.click("[data-act=meet]")
    expect(wall.locator(".au-side h2")).to_have_text(re.compile(r"Shopper \d+"))
    met = wall.locator(".au-side h2").inner_text()
    wall.click("[data-act=meet]")
    expect(wall.locator(".au-side h2")).not_to_have_text(met)
    assert "@shop" not in wall.content()


def test_products_are_found_by_words_and_by_likeness(wall: Page, tmp_path: Path):
    wall.fill(".au-search input", "blue hat zebra")
    wall.press(".au-search input", "Enter")
    expect(wall.locator(".au-found h2")).to_contain_text("blue hat zebra")
    expect(wall.locator(".au-found .note")).to_contain_text("does not know “zebra”")
    expect(wall.locator(".au-found figcaption b").first).to_have_text("blue Hat")
    wall.locator(".au-product").first.hover()
    wall.locator("[data-act=alike]").first.click()
    expect(wall.locator(".au-found h2")).to_have_text("More like blue Hat")
    expect(wall.locator(".au-found figcaption b").first).to_contain_text("blue")
    wall.fill(".au-search input", "zebra")
    wall.press(".au-search input", "Enter")
    expect(wall.locator(".toast-body")).to_contain_text("zebra")
    # This shop was imported with an encoder that the studio does not have: no picture can be compared, and it says so.
    picture = write_picture(tmp_path / "red.png", (200, 30, 30))
    wall.locator("#audience-picture").locator("xpath=..").locator("input[type=file]").set_input_files(picture)
    expect(wall.locator(".toast-body").last).to_contain_text("another encoder")


def test_segments_are_told_to_scripts(shop: App, wall: Page):
    client = Client(shop.url, verbose=False)
    every = client.predict(api_name="/segments")
    assert [each["label"] for each in every] == wall.locator(".au-card h3").all_inner_texts()
    one = client.predict(every[0]["id"], api_name="/segment")
    assert one["simulated"] is True
    assert {product["title"].split()[0] for product in one["products"]} == {one["palette"][0]["name"]}
    assert "@shop" not in str(every) + str(one)
    with pytest.raises(AppError, match="not there any more"):
        client.predict("nobody", api_name="/segment")


def test_the_page_says_that_it_works_and_that_it_is_done(wall: Page):
    busy = "document.documentElement.dataset.audienceBusy"
    open_segment(wall, 0)
    wall.wait_for_function(f"{busy} === undefined")
    wall.fill(".au-search input", "nothing-that-anybody-sells")
    wall.press(".au-search input", "Enter")
    expect(wall.locator(".toast-body")).to_be_visible()
    wall.wait_for_function(f"{busy} === undefined")


def test_a_dropped_picture_is_searched_for(wall: Page):
    wall.evaluate(
        """async () => {
          const canvas = new OffscreenCanvas(40, 40);
          canvas.getContext('2d').fillRect(0, 0, 40, 40);
          const data = new DataTransfer();
          data.items.add(new File([await canvas.convertToBlob()], 'dropped.png', { type: 'image/png' }));
          const at = document.querySelector('.au-wall');
          at.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
        }"""
    )
    expect(wall.locator(".toast-body")).to_contain_text("another encoder")


def test_a_hidden_segment_is_gone_until_it_is_shown_again(wall: Page, watch: Watch):
    name = open_segment(wall, 2)
    wall.click(".au-edit summary")
    wall.click(".au-edit [data-act=hide]")
    expect(wall.locator(".au-card h3")).to_have_count(2)
    again(wall, watch)
    expect(wall.locator(".au-card h3")).to_have_count(2)
    assert name not in wall.locator(".au-card h3").all_inner_texts()
    wall.click("[data-act=undo]")
    expect(wall.locator(".au-card h3")).to_have_count(3)


def test_two_segments_are_compared_figure_by_figure(wall: Page):
    first = open_segment(wall, 0)
    other = wall.locator(".au-side select[data-act=compare] option").nth(1).inner_text()
    wall.locator(".au-side select[data-act=compare]").select_option(index=1)
    expect(wall.locator(".au-compare h2")).to_have_text(f"{first} and {other}")
    expect(wall.locator(".au-versus section h3")).to_have_text([first, other])
    expect(wall.locator(".au-mirror li").first).to_contain_text("Shoppers")
    expect(wall.locator(".au-mirror li").first.locator("em")).to_have_text(["20", "20"])
    wall.locator(".au-versus [data-act=design]").nth(1).click()
    expect(wall.locator("#chosen")).to_contain_text(other)
