"""What a page shows of a shop: segments as users want them, products by row, search, and what was passed over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import InputError, SegmentDataError
from models.training.encoder import captions
from segments.audience import Wishes
from segments.build import build
from segments.choice import Choice, resolve
from segments.edits import Edits, check_name, save_edits, undo_edits
from segments.embeddings import Encoder
from segments.kept import load_segments
from segments.passed_over import find_passed_over
from segments.pipeline import make_segments
from segments.search import SPOKEN, Finder, read_words
from segments.shelf import Shelf, Shelves
from segments.store import Store
from tests.segments.shops import COLOURS, MEAN_COLOURS, NOW_S, colour_shop, mean_colours, write_csv

WISHES = Wishes(count=3, minimum=5)
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    build(colour_shop(folder / "shop"), folder, encoder=MEAN_COLOURS, finish=make_segments(WISHES), now_s=NOW_S)
    return folder


@pytest.fixture
def store(workspace: Path):
    store = Store(workspace)
    yield store
    while undo_edits(store):
        pass


def opened(store: Store) -> Shelf:
    return Shelves(store).open()


def test_products_come_by_row_with_their_pictures(store: Store) -> None:
    shelf = opened(store)
    first, second = shelf.products([4, 0, 999])
    assert (first.row, first.id, first.title) == (4, "004", "green Shirt")
    assert (second.name, second.price) == ("red Dress", 20.0)
    data = shelf.thumbnails([first.picture])[first.picture]
    assert data.startswith(b"\xff\xd8")
    assert shelf.thumbnails(["0" * 64, ""]) == {}
    assert shelf.row_of("004") == 4
    with pytest.raises(InputError):
        shelf.row_of("nowhere")


def test_a_workspace_without_a_shop_has_no_shelf(tmp_path: Path) -> None:
    shelves = Shelves(Store(tmp_path))
    assert shelves.now() is None
    with pytest.raises(SegmentDataError, match="Import"):
        shelves.open()


def test_an_import_without_segments_is_no_shelf(tmp_path: Path) -> None:
    build(colour_shop(tmp_path / "shop"), tmp_path, now_s=NOW_S)
    assert Shelves(Store(tmp_path)).now() is None


def test_a_shelf_is_opened_again_only_when_something_changed(store: Store) -> None:
    shelves = Shelves(store)
    shelf = shelves.open()
    assert shelves.open() is shelf
    save_edits(store, Edits().renamed(shelf.segments[0].id, "Own name"))
    assert shelves.open() is not shelf
    assert shelves.open().segments[0].label == "Own name"


def test_hidden_segments_are_out_of_sight_and_still_there(store: Store) -> None:
    shelf = opened(store)
    last = shelf.segments[-1]
    save_edits(store, Edits().hiding(last.id))
    after = opened(store)
    assert last.id not in {each.id for each in after.segments}
    assert after.segment(last.id).id == last.id
    undo_edits(store)
    assert len(opened(store).segments) == 3


def test_two_names_cannot_be_the_same(store: Store) -> None:
    first, second, _ = opened(store).every
    with pytest.raises(InputError, match="Another segment"):
        check_name(second.label.upper(), first.id, opened(store).every)
    assert check_name(first.label, first.id, opened(store).every) == first.label


def test_merged_segments_are_described_as_one(store: Store) -> None:
    first, second, third = load_segments(store.active())
    save_edits(store, Edits().merging([first.id, second.id]).renamed(first.id, "Both"))
    shelf = opened(store)
    both = shelf.segment(first.id)
    assert {each.id for each in shelf.segments} == {first.id, third.id}
    assert both.label == "Both"
    assert both.size == first.size + second.size
    assert both.sales_share == pytest.approx(first.sales_share + second.sales_share)
    assert both.traffic_share == pytest.approx(first.traffic_share + second.traffic_share)
    assert {each.name for each in both.palette} >= {first.palette[0].name, second.palette[0].name}
    assert min(float(both.taste.vector @ each.taste.vector) for each in (first, second)) > 0
    with pytest.raises(InputError):
        shelf.segment(second.id)
    chosen = resolve(store, Choice(snapshot=both.snapshot, segments=((first.id, 1.0),)))
    assert (chosen.label, chosen.size) == ("Both", both.size)


def test_a_merged_segment_is_described_once_and_a_damaged_note_of_it_anew(store: Store) -> None:
    first, second, _ = load_segments(store.active())
    save_edits(store, Edits().merging([first.id, second.id]))
    size = opened(store).segment(first.id).size
    kept = next((store.folder / "merged").glob("*.json"))
    kept.write_text("damaged")
    assert opened(store).segment(first.id).size == size
    assert kept.read_text().startswith("[")


def test_merging_and_names_survive_another_import(tmp_path: Path) -> None:
    sources = colour_shop(tmp_path / "shop")
    for people in (60, 75):
        sources = colour_shop(tmp_path / str(people), people=people)
        build(sources, tmp_path, encoder=MEAN_COLOURS, finish=make_segments(WISHES), now_s=NOW_S)
        store = Store(tmp_path)
        if people == 60:
            first, second, third = load_segments(store.active())
            save_edits(store, Edits().merging([first.id, second.id]).renamed(third.id, "Third"))
    shelf = opened(store)
    assert len(shelf.segments) == 2
    assert shelf.segment(third.id).label == "Third"
    assert shelf.segment(first.id).size == 50


def test_what_is_looked_at_and_not_bought_is_found(tmp_path: Path) -> None:
    products = [("id", "title"), *((f"{n}", f"Thing {n}") for n in range(6))]
    events: list[tuple[object, ...]] = [("user", "product", "kind", "time")]
    for person in range(30):
        for n in range(6):
            events.append((f"p{person}", n, "view", f"2024-05-{1 + n:02d} 10:{person:02d}"))
            if n != 3:  # everybody looks at number 3 and nobody buys it
                events.append((f"p{person}", n, "purchase", f"2024-05-{1 + n:02d} 11:{person:02d}"))
    write_csv(tmp_path / "products.csv", products)
    write_csv(tmp_path / "events.csv", events)
    from segments.readers.feed import Sources

    snapshot = build(
        Sources(catalogue=tmp_path / "products.csv", events=tmp_path / "events.csv"), tmp_path, now_s=NOW_S
    )
    labels = np.array([0] * 20 + [1] * 9 + [-1])
    found = find_passed_over(snapshot, labels, 3)
    assert found[0] == (3,)
    assert found[1] == (3,)
    assert found[2] == ()


# ── search ───────────────────────────────────────────────────────────────────────────────────────────────────────────

SPEAKS = {name: np.append(np.array(rgb) / 255, 1.0) for name, rgb in COLOURS.items()}


def say(texts: list[str]) -> np.ndarray:
    """A text tower that knows three colours."""
    rows = [sum((SPEAKS[word] for word in text.split() if word in SPEAKS), np.full(4, 1e-3)) for text in texts]
    return np.asarray(rows, np.float32)


SPEAKING = Encoder(id=MEAN_COLOURS.id, encode=mean_colours, encode_texts=say)


def test_words_find_products_that_look_like_them(store: Store) -> None:
    answer = Finder(opened(store)).find("RED hat", None, SPEAKING, 5)
    titles = [each.title for each in opened(store).products(answer.rows)]
    assert titles == ["red Hat"] * 5
    assert (answer.unknown, answer.by_words) == ((), False)


def test_a_word_that_nobody_knows_is_named(store: Store) -> None:
    small = Encoder(id="compact_encoder@0", encode=mean_colours, encode_texts=say)
    answer = Finder(opened(store)).find("flibbertigibbet green shirt", None, small, 5)
    assert answer.unknown == ("flibbertigibbet",)
    assert {each.title for each in opened(store).products(answer.rows)} == {"green Shirt"}
    with pytest.raises(InputError, match="zebra"):
        Finder(opened(store)).find("zebra", None, small, 5)


def test_without_the_encoder_the_catalogue_is_read(store: Store) -> None:
    answer = Finder(opened(store)).find("silk dress", None, None, 50)
    assert answer.by_words
    words = [each.words.casefold() for each in opened(store).products(answer.rows)]
    assert all("silk" in each and "dress" in each for each in words[:8])
    assert all("silk" in each or "dress" in each for each in words)


def test_a_picture_finds_its_like_and_words_narrow_it(store: Store) -> None:
    blue = mean_colours([Image.new("RGB", (20, 20), COLOURS["blue"])])[0]
    finder = Finder(opened(store))
    assert set(np.array(finder.find("", blue, SPEAKING, 10).rows) % 3) == {2}
    both = opened(store).products(finder.find("hat", blue, SPEAKING, 5).rows)
    assert {each.title for each in both} == {"blue Hat"}


def test_more_like_this_leaves_itself_out(store: Store) -> None:
    answer = Finder(opened(store)).like(7, 12)
    assert 7 not in answer.rows
    assert set(np.array(answer.rows) % 3) == {1}
    assert list(answer.scores) == sorted(answer.scores, reverse=True)
    for row in (-1, 60, 10**9):
        with pytest.raises(InputError):
            Finder(opened(store)).like(row, 3)


def test_products_fit_the_segment_that_buys_their_colour(store: Store) -> None:
    shelf = opened(store)
    for row, fit in enumerate(Finder(shelf).fits(range(3))):
        assert fit is not None
        assert shelf.segment(fit[0]).palette[0].name == list(COLOURS)[row]


def test_opening_a_shelf_loads_nothing_heavy(workspace: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from segments.search import Finder
from segments.shelf import Shelves
from segments.store import Store
shelf = Shelves(Store(Path({str(workspace)!r}))).open()
assert shelf.segments and shelf.products(shelf.segments[0].exemplars)
Finder(shelf).like(3, 5)
heavy = {{"torch", "faiss", "scipy", "sklearn", "open_clip"}} & set(sys.modules)
sys.exit(f"imported: {{heavy}}" if heavy else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_words_that_the_small_encoder_knows_are_those_of_its_captions():
    kinds = (text for texts in captions.KINDS.values() for text in texts)
    said = [*kinds, *captions.COLOURS, *captions.PATTERNS]
    assert {word for text in said for word in read_words(text)} == SPOKEN
