"""The whole chain on a simulated shop, and the evaluation that measures it."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from models.errors import CancelledError, SegmentDataError
from models.types import Job
from segments.audience import Audience, Previous, Shop, Wishes, find_audience
from segments.evaluate import Trial, average, evaluate, measure_recommenders, measure_segments, to_shop
from segments.measures import match, measure_keywords
from segments.simulate import Parameters, simulate
from segments.simulation.catalogue import stand_in_vectors
from segments.types import Keyword, read_segments, write_segments

PARAMETERS = Parameters(users=1000, products=1200, segments=4, strength="strong")


@pytest.fixture(scope="module")
def trial() -> Trial:
    shop = simulate(PARAMETERS, 5)
    return Trial(shop=shop, vectors=stand_in_vectors(shop.catalogue.facets, PARAMETERS, 5, 64))


@pytest.fixture(scope="module")
def shop(trial: Trial) -> Shop:
    return to_shop(trial.shop, trial.vectors, "stand-in")


@pytest.fixture(scope="module")
def audience(trial: Trial) -> Audience:
    return trial.audience


def test_planted_segments_are_found(trial: Trial, audience: Audience) -> None:
    assert adjusted_rand_score(trial.shop.segment, audience.labels) > 0.8
    assert len(match(trial.shop, audience)) == 4


def test_everything_is_described(audience: Audience) -> None:
    assert sum(segment.size for segment in audience.segments) == np.count_nonzero(audience.labels >= 0)
    for share in ("traffic_share", "sales_share"):
        assert sum(getattr(segment, share) for segment in audience.segments) == pytest.approx(1)
    sales = [segment.sales_share for segment in audience.segments]
    assert sales == sorted(sales, reverse=True)
    for segment in audience.segments:
        assert segment.size >= 50
        assert segment.keywords
        assert segment.taste.tags == tuple(word.word for word in segment.keywords[:5])
        assert np.linalg.norm(segment.taste.vector) == pytest.approx(1, abs=1e-5)
        assert sum(interest.share for interest in segment.interests) == pytest.approx(1, abs=1e-5)
        assert segment.price_band is not None
        assert segment.price_band.low <= segment.price_band.middle <= segment.price_band.high
        assert len(segment.exemplars) == 12
    assert len({segment.label for segment in audience.segments}) == len(audience.segments)
    assert len({segment.id for segment in audience.segments}) == len(audience.segments)


def test_trends_have_the_planted_direction(trial: Trial, audience: Audience) -> None:
    growth = trial.shop.tastes.growth
    for planted, found in match(trial.shop, audience).items():
        trend = audience.segments[found].trend
        assert trend is not None
        if abs(growth[planted]) == np.abs(growth).max():
            assert trend.direction == np.sign(growth[planted])


def test_to_json_and_back(audience: Audience) -> None:
    back = read_segments(json.loads(json.dumps(write_segments(audience.segments))))
    for before, after in zip(audience.segments, back, strict=True):
        assert np.array_equal(before.taste.vector, after.taste.vector)
        assert before.palette == after.palette
        assert [gap.words for gap in before.gap] == [gap.words for gap in after.gap]
        assert dataclasses.replace(before, taste=after.taste, interests=(), gap=()).keywords == after.keywords
    with pytest.raises(SegmentDataError):
        read_segments([{"id": "x"}])
    with pytest.raises(SegmentDataError):
        read_segments("nonsense")


def test_new_shoppers_are_assigned_alike(shop: Shop, audience: Audience) -> None:
    assert np.array_equal(audience.assign(shop.events, shop.vectors, facets=shop.facets), audience.labels)


def test_the_same_twice_and_ids_survive(shop: Shop, audience: Audience) -> None:
    tastes = np.stack([segment.taste.vector for segment in audience.segments])
    ids = tuple(f"old{number}" for number in range(len(tastes)))
    previous = Previous(ids=ids, vectors=tastes, encoder=shop.encoder)
    again = find_audience(shop, "again", previous=previous)
    assert np.array_equal(again.labels, audience.labels)
    assert tuple(segment.id for segment in again.segments) == ids
    other = dataclasses.replace(previous, encoder="another", labels=audience.labels)
    assert find_audience(shop, "again", previous=other).clusters.ids == ids
    unknown = dataclasses.replace(previous, encoder="another")
    assert not set(find_audience(shop, "again", previous=unknown).clusters.ids) & set(ids)


def test_the_users_number(shop: Shop) -> None:
    assert len(find_audience(shop, "two", Wishes(count=2)).segments) == 2


def test_a_shop_that_knows_little(shop: Shop) -> None:
    """Purchases only, no prices, no words, no categories, no times: segments all the same."""
    events, products = shop.events, len(shop.vectors)
    bare = dataclasses.replace(
        events,
        kind=np.full_like(events.kind, 5),
        time_s=np.zeros_like(events.time_s),
        price=np.full_like(events.price, np.nan),
    )
    poor = dataclasses.replace(
        shop, events=bare, prices=np.full_like(shop.prices, np.nan), texts=[""] * products,
        categories=[""] * products, facets=shop.facets.take(np.arange(products)),
    )  # fmt: skip
    for segment in find_audience(poor, "poor").segments:
        assert segment.trend is None
        assert segment.price_band is None
        assert segment.willingness is None
        assert segment.keywords == ()
        assert segment.label.startswith("Audience")


def test_stopping(shop: Shop) -> None:
    with pytest.raises(CancelledError):
        find_audience(shop, "stopped", job=Job(cancelled=lambda: True))


def test_measures_see_the_difference_between_good_and_random(trial: Trial) -> None:
    figures = measure_segments(trial)
    assert figures["ari"] > 0.8
    assert abs(figures["ari_random"]) < 0.05
    assert figures["ari_oracle"] > 0.8
    assert figures["keywords_top10"] > 0.6
    assert figures["wtp_spearman"] > 0.45  # few shoppers, and a poor stand-in of 64 dimensions
    shuffled = dataclasses.replace(trial.audience, labels=np.random.default_rng(0).permutation(trial.audience.labels))
    broken = Trial(shop=trial.shop, vectors=trial.vectors)
    broken.__dict__["audience"] = shuffled
    assert measure_segments(broken)["ari"] < 0.05


def test_planted_words_are_compared_as_keywords_are_written(trial: Trial) -> None:
    """A shop may write "T-Shirt" and "Light Blue"; keywords are small, and single words or pairs."""
    facets = trial.shop.catalogue.facets
    shouting = dataclasses.replace(facets, values=tuple(tuple(v.upper() for v in each) for each in facets.values))
    shop = dataclasses.replace(
        trial.shop, catalogue=dataclasses.replace(trial.shop.catalogue, facets=shouting)
    )  # fmt: skip
    assert measure_keywords(shop, trial.audience) == measure_keywords(trial.shop, trial.audience)
    found = trial.audience.segments[match(trial.shop, trial.audience)[0]]
    both = Keyword(word="light blue", score=9.0, lift=2.0)
    planted = tuple(("Light Blue",) if row == 0 else ("nowhere",) for row in range(4))

    class Told:
        """The same shop with other planted words."""

        segment, parameters, planted_words = trial.shop.segment, trial.shop.parameters, planted

    for change in (
        {"pairs": (both,)},
        {"keywords": tuple(Keyword(word=w, score=1, lift=2) for w in both.word.split())},
    ):
        one = tuple(dataclasses.replace(s, **change) if s is found else s for s in trial.audience.segments)
        told = dataclasses.replace(trial.audience, segments=one)
        assert measure_keywords(Told(), told) == pytest.approx(0.25)  # type: ignore[arg-type]
    assert measure_keywords(Told(), trial.audience) == 0  # type: ignore[arg-type]


def test_recommenders_beat_nothing_at_all(trial: Trial) -> None:
    figures = measure_recommenders(trial)
    chance = 20 / len(trial.vectors)
    for model in ("best_of", "rsvd", "item_knn", "user_vector", "user_interests"):
        assert figures[f"hr20_{model}"] > 2 * chance
        assert 0 < figures[f"ndcg20_{model}"] < figures[f"hr20_{model}"]


def test_averages_have_intervals() -> None:
    assert average([{"ari": 0.8}, {"ari": 0.9}])["ari"] == 0.85
    assert average([{"ari": 0.8}, {"ari": 0.9}])["ari_pm"] == pytest.approx(0.6353, abs=1e-3)
    assert average([{"ari": 0.8}]) == {"ari": 0.8}


def test_what_cannot_be_measured_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segments.evaluate.measure_segments", lambda trial: {"ari": 1.0})
    monkeypatch.setattr("segments.evaluate.measure_recommenders", lambda trial: {"hr20_best_of": 1.0})
    monkeypatch.setattr("segments.evaluate.open_trial", lambda strength, seed, users: None)
    lines = [json.loads(json.dumps(line)) for line in evaluate(shops=2)]
    assert all(line["model"] == "segments" for line in lines)
    missing = {key: line["missing"] for line in lines for key in line.get("keys", [])}
    assert {"hr20_warhol", "personalised", "text_agreement", "wardrobe_hr20", "diversity"} <= set(missing)
    assert all(missing.values())
