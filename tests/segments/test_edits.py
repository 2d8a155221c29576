"""What users decide about segments stays, can be taken back, and is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import InputError, StorageError
from segments.edits import NAME_LENGTH, STEPS, Edits, can_undo, check_name, read_edits, save_edits, undo_edits
from segments.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_decisions_are_kept_and_taken_back_one_by_one(store: Store) -> None:
    assert read_edits(store) == Edits()
    assert not can_undo(store)
    first = Edits().renamed("a", "Linen people")
    second = first.hiding("b").merging(["c", "d"])
    save_edits(store, first)
    save_edits(store, second)
    assert read_edits(Store(store.folder.parent)) == second
    assert undo_edits(store)
    assert read_edits(store) == first
    assert undo_edits(store)
    assert read_edits(store) == Edits()
    assert not undo_edits(store)


def test_what_changes_nothing_is_no_step(store: Store) -> None:
    save_edits(store, Edits().renamed("a", "One"))
    save_edits(store, Edits().renamed("a", "One"))
    undo_edits(store)
    assert read_edits(store) == Edits()


def test_only_so_many_steps_are_kept(store: Store) -> None:
    for number in range(STEPS + 5):
        save_edits(store, Edits().renamed("a", f"Name {number}"))
    steps = 0
    while undo_edits(store):
        steps += 1
    assert steps == STEPS
    assert read_edits(store).names == {"a": "Name 4"}


def test_a_name_of_nothing_brings_the_own_one_back() -> None:
    assert Edits().renamed("a", "One").renamed("a", "").names == {}


def test_merging_joins_whole_groups() -> None:
    edits = Edits().merging(["a", "b"]).merging(["c", "d"]).merging(["b", "c"])
    assert edits.merged == (("a", "b", "c", "d"),)
    assert edits.group_of("d")[0] == "a"
    assert edits.split("a").merged == ()


@pytest.mark.parametrize("ids", [["a"], ["a", "a"], []])
def test_one_segment_alone_cannot_be_merged(ids: list[str]) -> None:
    with pytest.raises(InputError):
        Edits().merging(ids)


def test_parts_of_one_segment_cannot_be_merged_again() -> None:
    with pytest.raises(InputError):
        Edits().merging(["a", "b"]).merging(["a", "b"])


@pytest.mark.parametrize("content", ['{"now": 7}', '{"now": {"names": {"a": 1}}}', "not json", '{"now": {"x": 1}}'])
def test_a_damaged_file_is_told_and_left_alone(store: Store, content: str) -> None:
    store.save_edits({})
    path = store.folder / "edits.json"
    path.write_text(content)
    with pytest.raises(StorageError, match=r"edits\.json"):
        read_edits(store)
    assert path.read_text() == content


def test_names_are_one_clean_line() -> None:
    assert check_name("  Linen \n\t people\u202e\x07 ", "a", ()) == "Linen people"
    assert check_name("<b>Größe</b> & été", "a", ()) == "<b>Größe</b> & été"


@pytest.mark.parametrize("name", ["", "   ", "\x00", "x" * (NAME_LENGTH + 1), None, 7])
def test_names_that_are_none_are_refused(name: object) -> None:
    with pytest.raises(InputError):
        check_name(name, "a", ())
