"""What is expected of new products, against shoppers whose wishes are planted."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from models.wording import Facts
from segments.audience import Audience
from segments.choice import Choice, Chosen
from segments.edits import Edits
from segments.evaluate import Trial
from segments.market import Market, Shown
from segments.measures import match
from segments.novelty import measure_distances
from segments.simulate import Parameters, simulate
from segments.simulation.catalogue import stand_in_vectors
from segments.tables import VIEW
from segments.wants import Look, assess, find_tags

PARAMETERS = Parameters(strength="middle", users=2000, products=700)


class Planted(Market):
    """A market whose arrays are given, without an import on disk."""

    def __init__(self, trial: Trial) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        shop, audience = trial.shop, trial.audience
        counts = np.zeros((len(audience.segments), len(trial.vectors)))
        label, seen = audience.labels[shop.events.user], shop.events.kind == VIEW
        there = seen & (label >= 0)
        np.add.at(counts, (label[there], shop.events.product[there]), 1)
        named = shop.catalogue.facets.values[0]
        self.__dict__ |= {
            "vectors": trial.vectors, "audience": audience, "prices": shop.catalogue.prices,
            "kinds": [named[code] for code in shop.catalogue.facets.codes[:, 0]],
            "shown": Shown(counts=counts, seen=8.0), "facets": shop.catalogue.known,
        }  # fmt: skip


@pytest.fixture(scope="module")
def trial() -> Trial:
    shop = simulate(PARAMETERS, 5)
    return Trial(shop=shop, vectors=stand_in_vectors(shop.catalogue.facets, PARAMETERS, 5, 64))


@pytest.fixture(scope="module")
def market(trial: Trial) -> Planted:
    return Planted(trial)


def choose(audience: Audience, row: int) -> Chosen:
    segment = audience.segments[row]
    return Chosen(
        choice=Choice(snapshot="000001", segments=((segment.id, 1.0),)), label=segment.label, taste=segment.taste,
        size=segment.size, segments=(segment,), shares=(1.0,), liked=np.array(segment.exemplars, np.int64),
        weights=np.full(len(segment.exemplars), 1 / len(segment.exemplars), np.float32),
    )  # fmt: skip


def looks(trial: Trial, rows: np.ndarray) -> list[Look]:
    named = trial.shop.catalogue.facets.values[0]
    kinds = trial.shop.catalogue.facets.codes[:, 0]
    plain = Facts(colour="Red")
    found = [Look(facts=plain, rgb=(200, 30, 30), vector=trial.vectors[row]) for row in rows]
    assert len(named) > kinds.max()
    return found


def test_expected_demand_follows_the_planted_wishes(trial: Trial, market: Planted) -> None:
    """Who would truly buy most is also expected to, within each segment."""
    rows = np.random.default_rng(0).choice(len(trial.vectors), 120, replace=False)
    agreement = []
    for planted, found in match(trial.shop, trial.audience).items():
        prospects = assess(market, choose(trial.audience, found), looks(trial, rows))
        price = np.array([each.price for each in prospects])
        truth = (trial.shop.willingness[planted, rows] - price) / PARAMETERS.tau
        chance = np.array([each.chance for each in prospects])
        agreement.append(stats.spearmanr(truth, chance)[0])
    assert np.mean(agreement) > 0.5
    assert min(agreement) > 0.2


def test_each_segment_is_expected_to_buy_what_it_likes_more_than_others_do(trial: Trial, market: Planted) -> None:
    pairs = match(trial.shop, trial.audience)
    own, other = [], []
    for planted, found in pairs.items():
        worth = trial.shop.willingness[planted] - trial.shop.willingness.mean(axis=0)
        rows = np.argsort(-worth)[:10]
        for each in pairs.values():
            chance = [p.chance for p in assess(market, choose(trial.audience, each), looks(trial, rows))]
            (own if each == found else other).append(np.mean(chance))
    assert np.mean(own) > 1.5 * np.mean(other)


def test_products_that_are_there_are_not_new(trial: Trial, market: Planted) -> None:
    rows = np.arange(20)
    for each in assess(market, choose(trial.audience, 0), looks(trial, rows)):
        assert each.novelty == pytest.approx(0, abs=1e-3)
        assert each.novelty_rank <= 0.05
    strange = [Look(facts=Facts(colour="Red"), rgb=(0, 0, 0), vector=-trial.vectors[row]) for row in rows]
    assert min(each.novelty for each in assess(market, choose(trial.audience, 0), strange)) > 1.5


def test_a_typical_product_is_as_new_as_a_typical_product(market: Planted) -> None:
    found = measure_distances(market.centred)
    assert np.median(found.compare(found.own)) == pytest.approx(1, abs=0.01)
    assert found.rank(np.array([0.0, 2.0], np.float32)).tolist() == [0.0, 1.0]


def test_tags_say_what_the_audience_goes_for(trial: Trial) -> None:
    segment = trial.audience.segments[0]
    word = segment.keywords[0].word
    facts = Facts(category="Dress", colour="Olive", sleeve="short")
    tags = find_tags(Look(facts=facts, rgb=(104, 106, 58), vector=np.zeros(4, np.float32)), [segment])
    assert {tag.word for tag in tags} == {"olive", "short-sleeved", "dress"}
    liked = {tag.word for tag in tags if tag.liked}
    known = {each.word for each in segment.keywords} | {part.name.lower() for part in segment.categories}
    assert liked <= known | {"olive"}
    assert word


def test_nothing_is_asked_about_nothing(trial: Trial, market: Planted) -> None:
    assert assess(market, choose(trial.audience, 0), [], Edits()) == []
