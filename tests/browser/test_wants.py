"""What they want, as a merchandiser uses it: twelve designs, lock, others, vary, open in Design, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Page, expect

from models.claims import find_claims
from tests.browser.driver import App, Watch

pytestmark = pytest.mark.slow
PATIENT_MS = 300_000


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app with a shop in its workspace."""
    app = App(tmp_path_factory.mktemp("wants") / "workspace", module="tests.browser.shop_app", masker="grabcut_masker")
    app.start()
    yield app
    app.stop()


@pytest.fixture
def wall(page: Page) -> Page:
    """The tab with its twelve designs."""
    page.set_default_timeout(PATIENT_MS)
    page.get_by_role("tab", name="What they want").click()
    settle(page)
    return page


def settle(page: Page) -> None:
    """Wait until nothing is being made and every act is answered."""
    page.wait_for_selector("#wants .want:not(.waiting) .want-picture img")
    page.wait_for_selector("#wants .want-bar:not(.busy)")
    page.wait_for_function("!document.documentElement.dataset.wantsBusy")


def ids(page: Page) -> list[str]:
    """The designs on the wall, in their order."""
    return [str(each.get_attribute("data-id")) for each in page.locator("#wants .want-picture").all()]


def press(page: Page, act: str, id: str = "") -> None:
    """Press a button of the wall, whether or not the pointer rests on its card."""
    page.locator(f'#wants [data-act="{act}"]' + (f'[data-id="{id}"]' if id else "")).first.dispatch_event("click")
    settle(page)


def test_choose_lock_reroll_vary_and_design(wall: Page):
    first = ids(wall)
    assert len(set(first)) == 12
    expect(wall.locator("#wants-panel .want-simulated")).to_be_visible()
    expect(wall.locator("#wants .want").first).to_contain_text("Because they bought")
    press(wall, "lock", first[3])
    press(wall, "reroll")
    second = ids(wall)
    assert first[3] in second
    assert len(set(second) & set(first)) == 1
    press(wall, "undo")
    assert set(ids(wall)) == set(first)
    press(wall, "redo")
    assert set(ids(wall)) == set(second)
    open_detail(wall, second[0])
    expect(wall.locator(".want-detail .want-text")).not_to_be_empty()
    wall.locator('.want-detail [data-act="subtle"]').click()
    settle(wall)
    varied = ids(wall)
    assert {second[0], first[3]} <= set(varied)
    assert len(varied) == 12
    open_detail(wall, varied[0])
    title = wall.locator(".want-detail h2").inner_text()
    wall.locator('.want-detail [data-act="design"]').click()
    expect(wall.locator("#design-heading h2")).to_have_text(title, timeout=PATIENT_MS)
    wall.get_by_role("tab", name="What they want").click()
    settle(wall)
    assert set(ids(wall)) == set(varied)


def open_detail(page: Page, id: str) -> None:
    page.locator(f'#wants .want-picture[data-id="{id}"]').dispatch_event("click")
    page.wait_for_selector(".want-detail")
    page.wait_for_function("!document.documentElement.dataset.wantsBusy")


def test_a_segment_that_is_chosen_gets_its_own_wall(wall: Page):
    before = ids(wall)
    wall.get_by_role("tab", name="Audience").click()
    wall.locator('.au-card [data-act="design"]').nth(1).dispatch_event("click")
    wall.wait_for_selector("#chosen .chip, #chosen [data-act]")
    wall.wait_for_selector("#wants-panel .heading h2")
    settle(wall)
    wall.wait_for_function(
        "(before) => document.querySelector('#wants .want-picture').dataset.id !== before", arg=before[0]
    )
    settle(wall)
    assert not set(ids(wall)) & set(before)
    press(wall, "undo")
    assert ids(wall) == before  # the other audience's designs are one step back


def test_the_wall_is_there_again_after_a_restart(wall: Page, app: App, watch: Watch):
    before, locked = ids(wall), ids(wall)[0]
    press(wall, "lock", locked)
    wall.goto("about:blank")
    app.stop()
    app.start()
    watch.errors.clear()
    wall.goto(app.url)
    wall.get_by_role("tab", name="What they want").click()
    settle(wall)
    assert ids(wall) == before
    expect(wall.locator('#wants .want[data-locked="true"]')).to_have_count(1)


def test_a_word_that_is_not_listed_is_named_and_nothing_is_lost(wall: Page):
    before = ids(wall)
    wall.fill('#wants-panel [name="text"]', "brutalist dress")
    press(wall, "reroll")
    expect(wall.locator("#wants-panel .want-note")).to_contain_text("brutalist")
    assert ids(wall) == before
    wall.fill('#wants-panel [name="text"]', "navy skirt")
    press(wall, "reroll")
    for title in wall.locator("#wants .want h3").all_inner_texts():
        assert re.search("skirt", title, re.IGNORECASE)
        assert re.search("navy", title, re.IGNORECASE)


def test_the_same_seed_gives_the_same_wall(wall: Page):
    wall.fill('#wants-panel [name="seed"]', "77")
    press(wall, "again")
    first = ids(wall)
    press(wall, "reroll")
    assert set(ids(wall)) != set(first)
    wall.fill('#wants-panel [name="seed"]', "77")
    press(wall, "again")
    assert ids(wall) == first


def test_the_order_is_the_one_that_is_asked_for(wall: Page):
    by_demand = ids(wall)
    wall.locator('#wants [data-act="order"][data-id="novelty"]').click()
    settle(wall)
    assert sorted(ids(wall)) == sorted(by_demand)
    expect(wall.locator('#wants [data-id="novelty"]')).to_have_attribute("aria-pressed", "true")


def test_a_price_band_holds_for_every_design_and_nonsense_is_told(wall: Page):
    before = ids(wall)
    wall.fill('#wants-panel [name="low"]', "25")
    wall.fill('#wants-panel [name="high"]', "45")
    press(wall, "reroll")
    assert set(ids(wall)) != set(before)
    made = ids(wall)
    shown = wall.locator("#wants .want footer b").all_inner_texts()
    assert len(shown) == len(made)
    for text in shown:
        ends = [float(each) for each in re.findall(r"\d+(?:\.\d+)?", text)]
        assert ends, text
        assert max(ends) >= 24, text
        assert min(ends) <= 46, text
    wall.fill('#wants-panel [name="low"]', "90")
    press(wall, "reroll")
    expect(wall.locator("#wants-panel .want-note, .toast-body").first).to_be_visible()
    assert ids(wall) == made
    expect(wall.locator('#wants-panel [name="low"]')).to_have_value("90")  # what was typed can be mended
    expect(wall.locator('#wants-panel [name="high"]')).to_have_value("45")


def test_kind_and_colour_steer_every_design_and_strong_variations_keep_the_kind(wall: Page):
    wall.locator('#wants-panel [name="text"]').fill("")
    wall.locator('#wants-panel [name="low"]').fill("")
    wall.locator('#wants-panel [name="high"]').fill("")
    wall.locator('#wants-panel select[name="category"]').select_option("Skirt")
    wall.locator('#wants-panel [name="colour"]').nth(1).dispatch_event("click")
    press(wall, "reroll")
    made = ids(wall)
    assert len(made) == 12
    titles = wall.locator("#wants .want h3").all_inner_texts()
    assert all("skirt" in title.lower() for title in titles), titles
    main = [next(each.value for each in find_claims(title) if each.kind == "colour") for title in titles]
    assert len(set(main)) == 1, titles
    open_detail(wall, made[0])
    wall.locator('.want-detail [data-act="strong"]').click()
    settle(wall)
    varied = ids(wall)
    assert made[0] in varied
    assert len(set(varied) - set(made)) >= 6
    assert all("skirt" in title.lower() for title in wall.locator("#wants .want h3").all_inner_texts())


def test_one_shopper_gets_designs_of_their_own(wall: Page):
    before = ids(wall)
    wall.get_by_role("tab", name="Audience").click()
    wall.locator(".au-card h3 button").first.click()
    wall.click("[data-act=meet]")
    expect(wall.locator(".au-side h2")).to_have_text(re.compile(r"Shopper \d+"))
    wall.click("[data-act=design-shopper]")
    expect(wall.locator("#chosen")).to_contain_text("Shopper")
    wall.wait_for_function(
        "(before) => document.querySelector('#wants .want-picture')?.dataset.id !== before", arg=before[0]
    )
    settle(wall)
    made = ids(wall)
    assert len(set(made)) == 12
    assert not set(made) & set(before)
    assert "@shop" not in wall.content()


def test_coming_back_shows_the_same_wall(wall: Page, app: App, watch: Watch):
    before = ids(wall)
    for name in ("Design", "Kept", "Audience"):
        wall.get_by_role("tab", name=name).click()
        wall.wait_for_timeout(300)
        wall.get_by_role("tab", name="What they want").click()
        settle(wall)
        assert ids(wall) == before
    wall.reload()
    wall.get_by_role("tab", name="What they want").click()
    settle(wall)
    watch.errors.clear()  # what the page was still asking when it was loaded again
    assert ids(wall) == before


def test_designs_for_a_script(app: App):
    client = Client(app.url, verbose=False)
    segment = client.predict(api_name="/segments")[0]
    asked = {"count": 3, "seed": 5, "text": "red dress"}
    pictures, facts = client.predict(segment["id"], asked, api_name="/imagine")
    assert len(pictures) == len(facts) == 3
    for each in facts:
        assert each["design"]["category"] == "Dress"
        assert each["expected"]["price"] > 0
        assert "dress" in each["title"].lower()
        assert each["because"]
    again = client.predict(segment["id"], asked, api_name="/imagine")[1]
    assert [each["id"] for each in again] == [each["id"] for each in facts]
    for arguments in (
        ("nobody", {}), ("", {}), (segment["id"], {"products": ["000"]}), (segment["id"], {"text": "brutalist"}),
        (segment["id"], {"count": 999}), (segment["id"], {"evil": 1}), (segment["id"], {"colour": "red"}),
        ("", {"products": ["nothing"]}), (segment["id"], {"low": 50.0, "high": 10.0}),
    ):  # fmt: skip
        with pytest.raises(AppError):
            client.predict(*arguments, api_name="/imagine")
