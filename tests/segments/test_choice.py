"""The chosen audience: plain ids there and back, and what is made of them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest

from models.errors import InputError, SegmentDataError
from segments.audience import Wishes
from segments.build import build
from segments.choice import Choice, count_shoppers, read_choice, renew, resolve, write_choice
from segments.kept import load_centre, load_segments
from segments.pipeline import make_segments
from segments.snapshot import Snapshot
from segments.store import Store
from tests.segments.shops import MEAN_COLOURS, NOW_S, USERS, colour_shop

WISHES = Wishes(count=3, minimum=5)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("choice")
    build(colour_shop(folder / "shop"), folder, encoder=MEAN_COLOURS, finish=make_segments(WISHES), now_s=NOW_S)
    return folder


@pytest.fixture
def snapshot(workspace: Path) -> Snapshot:
    return Store(workspace).active()


@pytest.mark.parametrize(
    "choice",
    [
        Choice(snapshot="000001", segments=(("a", 1.0),)),
        Choice(snapshot="000001", segments=(("a", 0.25), ("b", 2.0))),
        Choice(snapshot="000012", products=("007", 'a "quoted" <id>', "ü")),
        Choice(snapshot="000001", shopper=0),
    ],
)
def test_a_choice_comes_back_from_text(choice: Choice) -> None:
    assert read_choice(write_choice(choice)) == choice
    with pytest.raises(FrozenInstanceError):
        choice.snapshot = "000002"  # type: ignore[misc]


@pytest.mark.parametrize(
    "text",
    [
        None,
        7,
        "",
        "[]",
        "{}",
        '{"snapshot": "000001"}',
        '{"snapshot": "../../x", "shopper": 1}',
        '{"snapshot": "000001", "shopper": -1}',
        '{"snapshot": "000001", "shopper": 1.5}',
        '{"snapshot": "000001", "shopper": "anna@shop"}',
        '{"snapshot": "000001", "segments": [["a", 0]]}',
        '{"snapshot": "000001", "segments": [["a", "NaN"]]}',
        '{"snapshot": "000001", "segments": [["a", 1], ["a", 2]]}',
        '{"snapshot": "000001", "segments": [["a", 1]], "shopper": 1}',
        '{"snapshot": "000001", "products": [""]}',
        '{"snapshot": "000001", "products": ["1"], "user": "anna"}',
        '{"snapshot": "000001", "products": ["' + "x" * 50_000 + '"]}',
    ],
)
def test_what_is_no_choice_is_refused(text: object) -> None:
    with pytest.raises(InputError):
        read_choice(text)


def test_a_segment_is_its_own_taste(snapshot: Snapshot) -> None:
    segment = load_segments(snapshot)[1]
    chosen = resolve(snapshot, Choice(snapshot=snapshot.id, segments=((segment.id, 3.0),)))
    np.testing.assert_allclose(chosen.taste.vector, segment.taste.vector, atol=1e-6)
    assert (chosen.label, chosen.size, chosen.shares) == (segment.label, segment.size, (1.0,))
    assert tuple(chosen.liked) == segment.exemplars
    assert chosen.weights.sum() == pytest.approx(1)


def test_a_mix_lies_between_its_segments(workspace: Path, snapshot: Snapshot) -> None:
    first, second, _ = load_segments(snapshot)
    mix = ((first.id, 3.0), (second.id, 1.0))
    chosen = resolve(Store(workspace), Choice(snapshot=snapshot.id, segments=mix))
    near, far = (float(chosen.taste.vector @ each.taste.vector) for each in (first, second))
    assert near > far > float(first.taste.vector @ second.taste.vector)
    assert np.linalg.norm(chosen.taste.vector) == pytest.approx(1, abs=1e-5)
    assert chosen.shares == (0.75, 0.25)
    assert chosen.size == first.size + second.size
    assert {*first.exemplars[:1], *second.exemplars[:1]} == set(chosen.liked[:2].tolist())
    assert chosen.weights[np.isin(chosen.liked, first.exemplars)].sum() == pytest.approx(0.75, abs=1e-5)
    assert chosen.label == f"75 % {first.label} + 25 % {second.label}"


def test_products_make_a_taste_of_what_they_look_like(snapshot: Snapshot) -> None:
    vectors = snapshot.vectors()
    assert vectors is not None
    chosen = resolve(snapshot, Choice(snapshot=snapshot.id, products=("000", "003")))  # both red
    cosines = load_centre(snapshot).centre(np.asarray(vectors)) @ chosen.taste.vector
    assert set(np.argsort(-cosines)[:15] % 3) == {0}
    assert chosen.liked.tolist() == [0, 3]
    assert (chosen.size, chosen.segments) == (0, ())
    assert chosen.taste.encoder == snapshot.manifest.encoder


def test_a_shopper_is_a_number_and_stays_the_same(snapshot: Snapshot) -> None:
    assert count_shoppers(snapshot) == 60
    one, again, other = (resolve(snapshot, Choice(snapshot=snapshot.id, shopper=n)) for n in (4, 4, 5))
    np.testing.assert_array_equal(one.taste.vector, again.taste.vector)
    assert not np.array_equal(one.taste.vector, other.taste.vector)
    assert (one.label, one.size) == ("Shopper 5", 1)
    assert float(one.taste.vector @ one.segments[0].taste.vector) > 0
    assert one.weights.sum() == pytest.approx(1)
    assert len(set(one.liked.tolist())) == len(one.liked)
    assert not any(user in repr(one) for user in USERS)


def test_different_numbers_are_different_shoppers(snapshot: Snapshot) -> None:
    seen = {tuple(resolve(snapshot, Choice(snapshot=snapshot.id, shopper=n)).liked.tolist()) for n in range(60)}
    assert len(seen) > 50


@pytest.mark.parametrize(
    "wish", [{"segments": (("zz", 1.0),)}, {"products": ("000", "nowhere")}, {"shopper": 60}, {"shopper": 2**30}]
)
def test_what_is_not_there_is_refused(snapshot: Snapshot, wish: dict) -> None:
    with pytest.raises(InputError):
        resolve(snapshot, Choice(snapshot=snapshot.id, **wish))


def test_another_import_makes_a_choice_stale(tmp_path: Path) -> None:
    sources = colour_shop(tmp_path / "shop")
    for _ in range(2):
        build(sources, tmp_path, encoder=MEAN_COLOURS, finish=make_segments(WISHES), now_s=NOW_S)
    store = Store(tmp_path)
    segment = load_segments(store.active())[0]
    old = Choice(snapshot="000001", segments=((segment.id, 1.0),))
    with pytest.raises(SegmentDataError, match="Choose it again"):
        resolve(store, old)
    again = renew(store, old)
    assert again is not None
    assert resolve(store, again).segments[0].id == segment.id
    assert renew(store, Choice(snapshot="000001", products=("000",))) is not None
    assert renew(store, Choice(snapshot="000001", products=("nowhere",))) is None
    assert renew(store, Choice(snapshot="000001", shopper=1)) is None


def test_a_workspace_without_a_shop_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SegmentDataError, match="Import"):
        resolve(Store(tmp_path), Choice(snapshot="000001", shopper=0))
