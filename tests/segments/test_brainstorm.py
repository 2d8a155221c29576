"""From a chosen audience to saved designs, in a small shop of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.claims import find_untruths
from models.errors import CancelledError, InputError, SegmentDataError
from models.settings import Settings
from models.studio import Studio
from models.types import Job
from models.wording import read_text
from segments.brainstorm import SUBTLE, Brainstorm, Wish, vary
from segments.choice import Choice, resolve
from segments.kept import load_segments
from segments.market import Market, find_kind
from segments.snapshot import Snapshot
from segments.steering import Wishes
from segments.store import Store
from segments.types import Interest
from segments.wants import ORDERS, rank
from tests.shopfront import open_shop, open_studio


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    folder = tmp_path_factory.mktemp("brainstorm")
    studio = open_studio(Settings(workspace=folder / "workspace", min_free_disk_mib=0))
    open_shop(studio, folder / "shop")
    return studio


@pytest.fixture(scope="module")
def snapshot(studio: Studio) -> Snapshot:
    return Store(studio.settings.workspace).active()


@pytest.fixture(scope="module")
def market(snapshot: Snapshot) -> Market:
    return Market(snapshot)


@pytest.fixture(scope="module")
def maker(studio: Studio, market: Market, snapshot: Snapshot) -> Brainstorm:
    segment = load_segments(snapshot)[0]
    choice = Choice(snapshot=snapshot.id, segments=((segment.id, 1.0),))
    return Brainstorm(studio, market, resolve(snapshot, choice))


def test_ideas_are_saved_designs_with_true_words(studio: Studio, maker: Brainstorm, market: Market) -> None:
    ideas = list(maker.make(Wish(count=6, seed=3)))
    assert len({idea.artefact.id for idea in ideas}) == 6
    for idea in ideas:
        spec = studio.spec_of(idea.artefact.id)
        assert studio.workspace.has(idea.artefact.id)
        assert read_text(spec.text) == replace(idea.words, dropped=0)
        assert idea.artefact.title == idea.words.title
        assert find_untruths(f"{idea.words.title}. {idea.words.description}", studio.facts_of(spec)) == []
        assert " in " in idea.words.title  # as the shop writes: "Dress in Red"
        p = idea.prospect
        assert set(p.because) <= set(maker.chosen.liked.tolist())
        assert len(set(p.nearest)) == len(p.nearest)
        assert max(p.nearest) < len(market.vectors)
        assert -1 <= p.closeness <= 1
        assert p.novelty >= 0
        assert {tag.word for tag in p.tags}


def test_the_same_wish_is_answered_the_same(maker: Brainstorm) -> None:
    wish = Wish(count=3, seed=9)
    first, second = ([idea.artefact.id for idea in maker.make(wish)] for _ in range(2))
    assert first == second
    assert first != [idea.artefact.id for idea in maker.make(replace(wish, seed=10))]


def test_demand_and_prices_are_told_and_within_reason(maker: Brainstorm, market: Market) -> None:
    ideas = list(maker.make(Wish(count=8, seed=1)))
    assert market.asking is not None
    low, high = market.asking.bounds
    for idea in ideas:
        p = idea.prospect
        assert low <= p.price <= high
        assert 0 < p.chance < 1
        assert p.pieces == pytest.approx(p.chance * maker.chosen.size)
        assert p.money == pytest.approx(p.pieces * p.price)


def test_what_is_remembered_is_what_was_made(maker: Brainstorm) -> None:
    idea = next(maker.make(Wish(count=1, seed=5)))
    again = maker.recall(idea.artefact.id)
    assert again.words.title == idea.words.title
    assert again.prospect.price == pytest.approx(idea.prospect.price, rel=0.02)
    assert again.prospect.nearest == idea.prospect.nearest


def test_ranking_puts_the_best_first(maker: Brainstorm) -> None:
    prospects = [idea.prospect for idea in maker.make(Wish(count=6, seed=2))]
    for by, key in zip(ORDERS, ("money", "closeness", "novelty"), strict=True):
        values = [getattr(prospects[row], key) for row in rank(prospects, by)]
        assert values == sorted(values, reverse=True)
    unknown = [replace(each, money=float("nan")) for each in prospects]
    assert rank(unknown, "demand") == rank(prospects, "closeness")


def test_wishes_are_kept(studio: Studio, maker: Brainstorm) -> None:
    for idea in maker.make(Wish(count=4, text="navy skirt")):
        spec = studio.spec_of(idea.artefact.id)
        assert (spec.category, spec.colour) == ("Skirt", (28, 40, 78))
    for idea in maker.make(Wish(count=4, text="dress", category="Pants", colour=(200, 10, 10))):
        spec = studio.spec_of(idea.artefact.id)
        assert (spec.category, spec.colour) == ("Pants", (200, 10, 10))  # the list and the swatches count more


def test_separate_interests_get_designs_of_their_own(studio: Studio, market: Market, snapshot: Snapshot) -> None:
    """Two thirds of one taste and a third of its opposite: neither is averaged away, and no design is lost."""
    segment = load_segments(snapshot)[0]
    taste = segment.taste
    both = tuple(
        Interest(taste=replace(taste, vector=vector), share=share)
        for vector, share in ((taste.vector, 0.65), (-taste.vector, 0.3), (taste.vector[::-1].copy(), 0.05))
    )
    chosen = resolve(snapshot, Choice(snapshot=snapshot.id, segments=((segment.id, 1.0),)))
    maker = Brainstorm(studio, market, replace(chosen, segments=(replace(segment, interests=both),)))
    plans = maker._plan(Wish(count=12, seed=3), Wishes())
    assert [plan["count"] for plan in plans] == [8, 4]
    assert np.dot(plans[0]["taste"], plans[1]["taste"]) < -0.9
    assert plans[0]["seed"] != plans[1]["seed"]
    ideas = [idea.artefact.id for idea in maker.make(Wish(count=5, seed=3))]
    assert len(set(ideas)) == 5
    assert ideas == [idea.artefact.id for idea in maker.make(Wish(count=5, seed=3))]
    assert len(maker._plan(Wish(count=12, start=ideas[0]), Wishes())) == 1  # a variation has its own start


def test_a_price_band_is_kept(maker: Brainstorm, market: Market) -> None:
    assert market.asking is not None
    middle = float(np.nanmedian(market.prices))
    cheap = list(maker.make(Wish(count=6, seed=1, high=middle)))
    assert cheap
    assert all(idea.prospect.price <= middle for idea in cheap)
    assert list(maker.make(Wish(count=3, low=1e6, high=2e6))) == []
    kinds = dict(maker._find_habits(maker.chosen.taste.vector, Wishes(), Wish(high=25)).categories)
    assert max(kinds, key=kinds.__getitem__) == "T-Shirt"  # of what this shop sells, only T-shirts cost so little
    assert kinds["T-Shirt"] > 0.8 * sum(kinds.values())
    with pytest.raises(InputError):
        Wish(low=30, high=20)


def test_a_pattern_comes_first(maker: Brainstorm) -> None:
    kinds = [idea.facts.pattern for idea in maker.make(Wish(count=6, seed=1, text="striped"))]
    assert kinds.count("striped") >= 1
    assert kinds == sorted(kinds, key=lambda kind: kind != "striped")


def test_a_word_that_is_not_listed_is_named_and_nothing_is_made(maker: Brainstorm) -> None:
    with pytest.raises(InputError, match="brutalist"):
        next(maker.make(Wish(text="brutalist dress")))


def test_variations_start_from_a_design(studio: Studio, maker: Brainstorm) -> None:
    wish = Wish(count=1, seed=4, text="red")
    first = next(maker.make(wish)).artefact.id
    shape = studio.spec_of(first).shape
    varied = list(maker.make(vary(wish, first, SUBTLE, 3, 77)))
    assert len(varied) == 3
    assert all(studio.spec_of(idea.artefact.id).shape == shape for idea in varied)


def test_stopping_keeps_what_was_made(studio: Studio, maker: Brainstorm) -> None:
    made: list[str] = []

    def make() -> None:
        for idea in maker.make(Wish(count=6, seed=31), Job(cancelled=lambda: len(made) >= 2)):
            made.append(idea.artefact.id)

    with pytest.raises(CancelledError):
        make()
    assert len(made) == 2
    assert all(studio.workspace.has(id) for id in made)


def test_products_picked_by_hand_have_no_demand_but_everything_else(
    studio: Studio, market: Market, snapshot: Snapshot
) -> None:
    chosen = resolve(snapshot, Choice(snapshot=snapshot.id, products=("000", "003")))
    idea = next(Brainstorm(studio, market, chosen).make(Wish(count=1)))
    assert np.isnan(idea.prospect.money)
    assert np.isfinite(idea.prospect.price)
    assert set(idea.prospect.because) <= {0, 3}


def test_one_shopper_has_a_small_demand(studio: Studio, market: Market, snapshot: Snapshot) -> None:
    chosen = resolve(snapshot, Choice(snapshot=snapshot.id, shopper=1))
    idea = next(Brainstorm(studio, market, chosen).make(Wish(count=1)))
    assert 0 < idea.prospect.pieces < 1


def test_a_shop_of_another_encoder_is_told(studio: Studio, snapshot: Snapshot) -> None:
    other = Snapshot(snapshot.folder)
    other.manifest = replace(snapshot.manifest, encoder="other@123")
    with pytest.raises(SegmentDataError, match="another encoder"):
        Brainstorm(studio, Market(other), resolve(snapshot, Choice(snapshot=snapshot.id, shopper=0)))
    other.manifest = replace(snapshot.manifest, encoder="words-1")
    with pytest.raises(SegmentDataError, match="no pictures"):
        Brainstorm(studio, Market(other), resolve(snapshot, Choice(snapshot=snapshot.id, shopper=0)))


def test_a_shop_without_prices_still_gets_designs(tmp_path: Path) -> None:
    studio = open_studio(Settings(workspace=tmp_path / "workspace", min_free_disk_mib=0))
    open_shop(studio, tmp_path / "shop", priced=False)
    snapshot = Store(studio.settings.workspace).active()
    segment = load_segments(snapshot)[0]
    chosen = resolve(snapshot, Choice(snapshot=snapshot.id, segments=((segment.id, 1.0),)))
    maker = Brainstorm(studio, Market(snapshot), chosen)
    idea = next(maker.make(Wish(count=1)))
    assert np.isnan(idea.prospect.price)
    assert np.isnan(idea.prospect.money)
    with pytest.raises(InputError, match="too few prices"):
        next(maker.make(Wish(high=30)))


@pytest.mark.parametrize(
    ("category", "title", "kind"),
    [
        ("Women > Dresses", "", "Dress"), ("T-shirts", "", "T-Shirt"), ("Trousers", "", "Pants"),
        ("Divided", "Striped skirt", "Skirt"), ("Garden > Hoses", "Green hose", "Garden > Hoses"),
    ],
)  # fmt: skip
def test_kinds_are_found_in_a_shop_s_own_words(category: str, title: str, kind: str) -> None:
    assert find_kind(category, title) == kind
