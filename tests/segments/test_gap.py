"""Gaps: wanted and missing, not merely missing, not merely wanted."""

from __future__ import annotations

import numpy as np

from segments.facets import Facets, read_facets
from segments.gap import distance_to_catalogue, find_gaps, find_shortage
from segments.tastes import Centre, unit

RNG = np.random.default_rng(0)
CATEGORY = np.array(["dress", "shirt", "shoes"])
COLOUR = np.array(["black", "red", "olive", "blue"])


def catalogue(without: list[tuple[str, str]], products: int = 1200) -> tuple[Facets, np.ndarray]:
    """A catalogue that lacks some pairs; shoes have no sleeves.  Vectors add up from category and colour."""
    category, colour = RNG.integers(0, 3, products), RNG.integers(0, 4, products)
    keep = np.ones(products, bool)
    for kind, shade in without:
        keep &= ~((CATEGORY[category] == kind) & (COLOUR[colour] == shade))
    category, colour = category[keep], colour[keep]
    sleeve = np.where(category == 2, "", np.array(["long", "short"])[RNG.integers(0, 2, len(category))])
    facets = read_facets(
        {"category": CATEGORY[category].tolist(), "colour": COLOUR[colour].tolist(), "sleeve": sleeve.tolist()}
    )
    places = np.linalg.qr(np.random.default_rng(1).normal(size=(24, 24)))[0]
    vectors = unit(2 * places[20] + places[category] + places[3 + colour] + 0.1 * RNG.normal(size=(len(category), 24)))
    return facets, Centre.of(vectors).centre(vectors)


def deeds(facets: Facets, likes: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Purchases that grow fourfold with every liked value."""
    liked = np.isin(np.array(facets.words), likes).astype(float)
    return 4.0 ** (facets.matrix @ liked), np.full(len(facets.codes), 50.0)


def test_finds_what_is_wanted_and_missing() -> None:
    facets, centred = catalogue([("dress", "olive"), ("shoes", "red")])
    bought, shown = deeds(facets, ["dress", "olive"])
    gaps = find_gaps(facets, find_shortage(facets), centred, bought, bought, shown)
    assert gaps[0].words == ("olive", "dress")
    assert gaps[0].found == 0
    assert gaps[0].expected > 30
    assert gaps[0].lift > 2
    assert ("red", "shoes") not in [gap.words for gap in gaps]  # missing, but not wanted
    assert ("olive", "shirt") not in [gap.words for gap in gaps]  # wanted, but there


def test_the_pictures_of_a_gap_have_what_else_is_liked() -> None:
    """Where olive dresses are missing and plain things are loved, no striped dress stands for them."""
    facets, centred = catalogue([("dress", "olive")])
    plain = RNG.random(len(facets.codes)) < 0.5
    facets = read_facets(
        {
            name: [facets.values[place][code] for code in facets.codes[:, place]]
            for place, name in enumerate(facets.names)
        }
        | {"pattern": np.where(plain, "plain", "striped").tolist()}
    )
    bought, shown = deeds(facets, ["dress", "olive", "plain"])
    for gap in find_gaps(facets, find_shortage(facets), centred, bought, bought, shown)[:1]:
        assert gap.words == ("olive", "dress")
        assert "plain" in gap.also
        assert plain[list(gap.near)].all()


def test_loving_dresses_only_does_not_hide_that_blue_is_loved() -> None:
    facets, centred = catalogue([("dress", "blue")])
    bought, shown = deeds(facets, ["blue"])
    bought *= np.where(facets.having([facets.words.index("dress")]), 40, 1)
    gaps = find_gaps(facets, find_shortage(facets), centred, bought, bought, shown)
    assert gaps
    assert gaps[0].words == ("blue", "dress")


def test_who_looks_for_shoes_and_buys_none_wants_shoes() -> None:
    facets, centred = catalogue([("shoes", "red")])
    bought, shown = deeds(facets, ["red"])
    shoes = facets.having([facets.words.index("shoes")])
    bought[shoes] /= 10
    viewed = np.where(shoes, 30.0, 3.0)
    shortage = find_shortage(facets)
    without = find_gaps(facets, shortage, centred, bought, bought, shown)
    gaps = find_gaps(facets, shortage, centred, bought, viewed, shown)
    assert ("red", "shoes") not in [gap.words for gap in without]
    assert gaps[0].words == ("red", "shoes")


def test_what_does_not_apply_is_no_gap() -> None:
    facets, _ = catalogue([])
    shortage = find_shortage(facets)
    words = np.array(facets.words)
    shoes = int(np.flatnonzero(words[shortage.anchors] == "shoes")[0])
    sleeves = np.isin(words[shortage.others], ["long", "short"])
    assert not shortage.lack[shoes, sleeves].any()


def test_a_full_catalogue_has_hardly_any_shortage() -> None:
    shortage = find_shortage(catalogue([])[0])
    assert not shortage.lack.any()


def test_the_vector_looks_like_both_parts() -> None:
    facets, centred = catalogue([("dress", "olive")])
    bought, shown = deeds(facets, ["dress", "olive"])
    gap = find_gaps(facets, find_shortage(facets), centred, bought, bought, shown)[0]
    assert abs(np.linalg.norm(gap.vector) - 1) < 1e-5
    cosine = centred @ gap.vector
    dress, olive = (facets.having([facets.words.index(word)]) for word in ("dress", "olive"))
    assert cosine[dress].mean() > cosine[~dress].mean()
    assert cosine[olive].mean() > cosine[~olive].mean()
    assert dress[gap.near[0]]
    assert olive[gap.near[1]]
    assert distance_to_catalogue(centred, gap.vector[None])[0] > distance_to_catalogue(centred, centred[:50]).max()


def test_no_facets_nothing_bought() -> None:
    facets, centred = catalogue([("dress", "olive")])
    nothing = np.zeros(len(centred))
    assert find_gaps(facets, find_shortage(facets), centred, nothing, nothing, nothing + 1) == ()
    none = read_facets({})
    assert find_gaps(none, find_shortage(none), centred[:0], nothing[:0], nothing[:0], nothing[:0]) == ()
    assert distance_to_catalogue(centred[:0], centred[:2]).tolist() == [2, 2]
