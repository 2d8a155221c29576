"""Try on: an outfit on a mannequin without a click; bodies, slots, search, views, undo, files, and a person's photo."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from models.people import people
from tests.browser.driver import Watch, draw

pytestmark = [
    pytest.mark.elsewhere,
    pytest.mark.skipif(not people(), reason="NOT TESTED: no mannequins are here"),
]
MADE = "#tryon-stage .ty-stage[data-state=ready] img.ty-made"


def settled(page: Page, before: str = "") -> str:
    """Wait until another look than `before` is shown, and nothing is being done; returns its address."""
    page.wait_for_function(
        """before => { const i = document.querySelector('#tryon-stage .ty-stage[data-state=ready] img.ty-made');
        return i && i.getAttribute('src') !== before && !document.documentElement.dataset.tryonBusy }""",
        arg=before,
    )
    return str(page.get_attribute(MADE, "src"))


def idle(page: Page) -> None:
    page.wait_for_function("!document.documentElement.dataset.tryonBusy")


@pytest.fixture
def look(page: Page) -> Page:
    """The tab with its first look."""
    page.get_by_role("tab", name="Try on", exact=True).click()
    settled(page)
    return page


@pytest.fixture
def person(tmp_path: Path) -> Path:
    """A photo with somebody in it: a mannequin, as if photographed."""
    one = next(each for each in people() if each.view == "front")
    path = tmp_path / "Somebody.jpg"
    Image.fromarray(one.picture()).save(path, quality=92)
    return path


def upload_person(page: Page, path: Path) -> None:
    page.locator("#tryon-panel [data-act=consent]").click()
    expect(page.locator("#tryon-stage [data-act=photo]")).to_be_disabled()
    page.locator("#tryon-stage [name=agreed]").check()
    expect(page.locator("#tryon-stage [data-act=photo]")).to_be_enabled()
    idle(page)
    page.wait_for_timeout(400)
    page.locator("#tryon-person").locator("xpath=..").locator("input[type=file]").set_input_files(path)


def test_an_outfit_is_worn_without_a_click(look: Page) -> None:
    size = look.evaluate(
        f"async () => {{ const i = document.querySelector('{MADE}'); await i.decode(); "
        "return [i.naturalWidth, i.naturalHeight] }"
    )
    assert size == [768, 1152]
    assert look.locator("#tryon-panel .ty-piece").count() >= 1
    expect(look.locator("#tryon-stage .ty-close img").first).to_be_visible()
    expect(look.locator("#tryon-panel")).to_contain_text("True to the product")
    expect(look.locator("#tryon-panel")).to_contain_text("Colour")


def test_a_slot_is_filled_by_search_and_undone(look: Page) -> None:
    first = settled(look)
    look.locator("#tryon-panel [data-act=slot][data-id=bottom]").click()
    look.locator("#tryon-stage [data-find]").fill("black trousers")
    product = look.locator("#tryon-stage [data-act=shop][title*=lack]").first
    expect(product).to_be_visible()
    name = product.get_attribute("title") or ""
    product.click()
    second = settled(look, first)
    expect(look.locator("#tryon-panel .ty-worn")).to_contain_text(name)
    look.locator("#tryon-stage [data-act=undo]").click()
    assert settled(look, second) == first
    look.locator("#tryon-stage [data-act=redo]").click()
    assert settled(look, first) == second


def test_words_that_nobody_knows_are_named(look: Page) -> None:
    look.locator("#tryon-panel [data-act=slot][data-id=bottom]").click()
    look.locator("#tryon-stage [data-find]").fill("zzyzx")
    expect(look.locator("#tryon-stage .want-note")).to_contain_text("zzyzx")
    look.locator("#tryon-stage .gallery [data-act=back]").click()
    settled(look)


def test_a_basic_and_a_tuck(look: Page) -> None:
    first = settled(look)
    look.locator("#tryon-panel [data-act=slot][data-id=top]").click()
    look.locator("#tryon-stage [data-act=basic]").nth(3).click()
    second = settled(look, first)
    look.locator("#tryon-panel [data-act=tuck][data-id=in]").click()
    expect(look.locator("#tryon-panel [data-act=tuck][data-id=in]")).to_have_attribute("aria-pressed", "true")
    settled(look, second)


def test_the_last_garment_cannot_come_off(look: Page) -> None:
    while look.locator("#tryon-panel [data-act=off]").count() > 1:
        before = settled(look)
        look.locator("#tryon-panel [data-act=off]").last.click()
        settled(look, before)
    before = settled(look)
    look.locator("#tryon-panel [data-act=off]").click()
    expect(look.locator(".toast-body").first).to_contain_text("one thing at least")
    assert settled(look) == before


def test_another_pose_and_the_whole_sheet(look: Page) -> None:
    first = settled(look)
    look.wait_for_function(
        "document.querySelectorAll('#tryon-sheet section:first-child .ty-cell.bare').length === 0"
        " && document.querySelectorAll('#tryon-sheet .ty-cell').length > 0"
    )
    other = look.locator("#tryon-sheet button.ty-cell[aria-pressed=false]")
    if not other.count():
        pytest.skip("NOT TESTED: there is one mannequin only")
    other.first.click()
    settled(look, first)
    look.locator("#tryon-stage [data-act=view][data-id=poses]").click()
    expect(look.locator("#tryon-sheet .ty-sheet")).to_have_attribute("data-view", "poses")
    expect(look.locator(MADE)).to_be_hidden()


def test_before_and_after(look: Page) -> None:
    look.locator("#tryon-stage [data-act=view][data-id=compare]").click()
    expect(look.locator("#tryon-stage .ty-before")).to_be_visible()
    look.locator("#tryon-stage .ty-range").fill("20")
    assert look.locator("#tryon-stage .ty-print").evaluate("e => e.style.getPropertyValue('--split')") == "20%"


def test_nothing_is_lost_on_a_refresh(look: Page, watch: Watch) -> None:
    title = look.locator("#tryon-heading h2").inner_text()
    before = settled(look)
    look.reload()
    look.get_by_role("tab", name="Try on", exact=True).click()
    assert settled(look) == before
    watch.errors.clear()  # what the page was still asking when it was loaded again
    expect(look.locator("#tryon-heading h2")).to_have_text(title)


def test_keep_and_files(look: Page) -> None:
    look.locator("#tryon-keep").click()
    expect(look.locator("#tryon-keep")).to_have_text("Kept")
    with look.expect_download() as saved:
        look.locator("#tryon-panel [data-act=jpeg]").click()
    with Image.open(saved.value.path()) as picture:
        assert (picture.format, picture.size) == ("JPEG", (768, 1152))
    sheet = look.locator("#tryon-panel [data-act=zip]")
    if sheet.count():
        with look.expect_download() as saved:
            sheet.click()
        with zipfile.ZipFile(saved.value.path()) as bundle:
            assert len(bundle.namelist()) == len(set(bundle.namelist())) >= 2
            with Image.open(io.BytesIO(bundle.read(bundle.namelist()[0]))) as picture:
                assert picture.size == (768, 1152)


def test_one_click_tries_on_the_design_on_the_easel(page: Page) -> None:
    page.get_by_role("tab", name="Design").click()
    expect(page.locator("#design-stage img").first).to_be_visible()
    expect(page.locator("#design-keep")).to_be_enabled()
    title = page.locator("#design-heading h2").inner_text()
    page.locator("#design-try-it").click()
    settled(page)
    expect(page.locator("#tryon-panel .ty-worn")).to_contain_text(title)


def test_a_persons_photo_needs_consent_and_is_labelled(look: Page, person: Path) -> None:
    first = settled(look)
    upload_person(look, person)
    expect(look.locator("#tryon-stage .ty-marks circle")).to_have_count(18)
    idle(look)
    look.locator("#tryon-stage [data-act=view][data-id=look]").click()
    worn = settled(look, first)
    expect(look.locator("#tryon-stage .ty-label")).to_contain_text("Generated")
    look.locator("#tryon-stage [data-act=view][data-id=points]").click()
    point = look.locator("#tryon-stage .ty-marks circle").nth(4).bounding_box()
    assert point
    x, y = point["x"] + point["width"] / 2, point["y"] + point["height"] / 2
    look.mouse.move(x, y)
    look.mouse.down()
    look.mouse.move(x - 30, y - 10, steps=4)
    look.mouse.up()
    look.wait_for_timeout(300)
    idle(look)
    moved = look.locator("#tryon-stage .ty-marks circle").nth(4).bounding_box()
    assert moved
    assert abs(moved["x"] + moved["width"] / 2 - x + 30) < 4
    look.locator("#tryon-stage [data-tool=front]").click()
    box = look.locator("#tryon-stage .ty-marks").bounding_box()
    assert box
    look.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    look.mouse.down()
    look.mouse.move(box["x"] + box["width"] / 2 + 30, box["y"] + box["height"] / 2, steps=3)
    look.mouse.up()
    look.wait_for_timeout(300)
    idle(look)
    expect(look.locator("#tryon-stage .painted polyline")).to_have_count(1)
    look.locator("#tryon-stage [data-act=view][data-id=look]").click()
    settled(look, worn)


def test_a_photo_of_nobody_is_told_and_loses_nothing(look: Page, tmp_path: Path) -> None:
    before = settled(look)
    upload_person(look, draw(tmp_path / "Nobody.jpg", []))
    expect(look.locator(".toast-body").first).to_contain_text("person")
    look.locator("#tryon-stage .gallery [data-act=back]").click()
    assert settled(look) == before


@pytest.mark.slow
def test_shoes_and_a_hat_go_on_and_the_look_turns(look: Page) -> None:
    """Down to the clip's file: a film that plays in the page and can be taken away."""
    first = settled(look)
    look.locator("#tryon-panel [data-act=slot][data-id=shoes]").click()
    look.locator("#tryon-stage [data-act=basic]").first.click()
    second = settled(look, first)
    look.locator("#tryon-panel [data-act=slot][data-id=hat]").click()
    look.locator("#tryon-stage [data-act=basic]").nth(1).click()
    settled(look, second)
    expect(look.locator("#tryon-panel .ty-worn")).to_contain_text("Sneakers")
    expect(look.locator("#tryon-panel .ty-worn")).to_contain_text("Beanie")
    look.locator("#tryon-stage [data-act=view][data-id=clip]").click()
    look.locator("#tryon-stage .ty-turn [data-act=clip]").click()
    film = look.locator("#tryon-stage .ty-turn video")
    expect(film).to_be_visible(timeout=180_000)
    look.wait_for_function("document.querySelector('#tryon-stage video').readyState >= 1")
    assert film.evaluate("film => [film.videoHeight, film.duration]") == [720, 3]
    assert look.locator("#tryon-panel .save a[download]", has_text="MP4").count() == 1
    look.locator("#tryon-stage [data-act=view][data-id=look]").click()
    settled(look)
    expect(film).to_have_count(0)
