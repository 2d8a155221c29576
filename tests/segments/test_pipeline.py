"""From files on disk to segments on disk, and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models.errors import SegmentDataError
from segments.audience import Wishes
from segments.build import build
from segments.importing import Imported
from segments.kept import LABELS, load_audience, load_segments
from segments.pipeline import make_segments, read_texts, reopen_shop
from segments.readers.feed import Sources
from segments.snapshot import Snapshot
from segments.store import Store
from segments.tables import EXTRA
from tests.segments.shops import COLOURS, MEAN_COLOURS, NOW_S, colour_shop, write_csv

WISHES = Wishes(count=3, minimum=5)


def run(sources: Sources, workspace: Path, wishes: Wishes = WISHES) -> Snapshot:
    return build(sources, workspace, encoder=MEAN_COLOURS, finish=make_segments(wishes), now_s=NOW_S)


def test_crowds_become_segments_with_their_colours(tmp_path: Path) -> None:
    snapshot = run(colour_shop(tmp_path / "shop"), tmp_path / "workspace")
    segments = load_segments(snapshot)
    assert [each.size for each in segments] == [20, 20, 20]
    assert {each.palette[0].name for each in segments} == set(COLOURS)
    titles = snapshot.products()["title"].to_list()
    for each in segments:
        assert {titles[row].split()[0] for row in each.exemplars} == {each.palette[0].name}
        assert each.snapshot == snapshot.id


def test_an_audience_comes_back_as_it_was(tmp_path: Path) -> None:
    snapshot = run(colour_shop(tmp_path / "shop"), tmp_path / "workspace")
    audience, vectors = load_audience(snapshot), snapshot.vectors()
    assert vectors is not None
    facets = reopen_shop(snapshot).facets
    np.testing.assert_array_equal(audience.assign(snapshot.events(), vectors, facets=facets), audience.labels)
    assert len(audience.willingness) == 3
    features = audience.features.read(audience.centre.centre(vectors), snapshot.products()["price"].to_numpy())
    for each in audience.willingness:
        assert each is None or np.isfinite(each.estimate(features)).all()


def test_segments_keep_their_ids_over_imports(tmp_path: Path) -> None:
    first = run(colour_shop(tmp_path / "shop"), tmp_path / "workspace")
    second = run(colour_shop(tmp_path / "more", people=75), tmp_path / "workspace")
    before = {each.id: each.palette[0].name for each in load_segments(first)}
    after = {each.id: each.palette[0].name for each in load_segments(second)}
    assert before == after


def test_too_few_shoppers_change_nothing(tmp_path: Path) -> None:
    sources = colour_shop(tmp_path / "shop")
    before = run(sources, tmp_path / "workspace")
    with pytest.raises(SegmentDataError, match="shoppers"):
        run(sources, tmp_path / "workspace", Wishes(minimum=1000))
    assert Store(tmp_path / "workspace").active().id == before.id


def test_a_shop_without_pictures_has_segments_by_words(tmp_path: Path) -> None:
    snapshot = build(colour_shop(tmp_path / "shop"), tmp_path / "w", finish=make_segments(WISHES), now_s=NOW_S)
    segments = load_segments(snapshot)
    assert segments
    assert all(each.palette == () for each in segments)


def test_products_that_nothing_tells_apart_are_refused(tmp_path: Path) -> None:
    catalogue = write_csv(tmp_path / "p.csv", [("id",), ("1",), ("2",)])
    log = write_csv(tmp_path / "e.csv", [("user", "product"), ("u", "1"), ("v", "2")])
    with pytest.raises(SegmentDataError, match="neither pictures nor words"):
        build(Sources(catalogue=catalogue, events=log), tmp_path / "w", finish=make_segments(Wishes(minimum=1)))


def test_segments_say_nothing_about_single_shoppers(tmp_path: Path) -> None:
    snapshot = run(colour_shop(tmp_path / "shop"), tmp_path / "workspace")
    for path in snapshot.folder.iterdir():
        if not path.name.startswith("users-"):
            assert b"@shop" not in path.read_bytes(), path.name


def test_damaged_labels_do_not_stop_the_next_import(tmp_path: Path) -> None:
    sources = colour_shop(tmp_path / "shop")
    first = run(sources, tmp_path / "workspace")
    (first.folder / LABELS).write_bytes(b"nonsense")
    second = run(sources, tmp_path / "workspace")
    assert len(load_segments(second)) == 3


def test_the_last_step_sees_what_the_snapshot_will_hold(tmp_path: Path) -> None:
    seen: list[Imported] = []
    sources = colour_shop(tmp_path / "shop")
    snapshot = build(sources, tmp_path / "w", encoder=MEAN_COLOURS, finish=lambda i, job: seen.append(i), now_s=NOW_S)
    colours = snapshot.colours()
    assert colours is not None
    assert seen[0].colours is not None
    np.testing.assert_array_equal(seen[0].colours[0], colours[0])
    np.testing.assert_array_equal(seen[0].events.user, snapshot.events().user)
    assert seen[0].draft.version == snapshot.manifest.version


def test_where_no_words_name_a_colour_the_eye_does() -> None:
    """A folder of photos says what a thing is, not which colour it has; keywords and names may say so all the same."""
    colours = (
        np.array([[(196, 40, 44)], [(32, 42, 78)], [(246, 246, 244)], [(0, 0, 0)]], np.uint8),
        np.array([[1.0], [1.0], [0.6], [0.0]], np.float32),  # the last has no picture
    )
    products = pl.DataFrame({"words": ["T-Shirt", "Olive dress", "Shirt", "Hat"]})
    assert read_texts(products, colours) == ["red T-Shirt", "Olive dress", "white Shirt", "Hat"]
    assert read_texts(products, None) == products["words"].to_list()
    named = products.with_columns(pl.Series(f"{EXTRA}colour_group_name", ["Dark Red", "", "", ""]))
    assert read_texts(named, colours) == products["words"].to_list()


def test_what_is_worth_hangs_on_what_the_shop_says_too(tmp_path: Path) -> None:
    snapshot = run(colour_shop(tmp_path / "shop"), tmp_path / "workspace")
    features = load_audience(snapshot).features
    assert len(features.said_mean) == len(reopen_shop(snapshot).facets.words) > 0
    assert features.said_scale > 0
