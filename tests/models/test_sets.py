"""Sets of designs: one after the other, back and forth, over restarts and over files that somebody damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from models.errors import InputError
from models.workspace import Workspace
from models.workspace.ids import photo_id
from models.workspace.sets import MAX_SETS

SESSION = "a" * 32


def fill(workspace: Workspace, count: int = 6) -> list[str]:
    ids = []
    for number in range(count):
        image = Image.new("RGB", (8, 8), (number, 0, 0))
        ids.append(workspace.save("photo", image, id=photo_id(image), title=f"{number}").id)
    return ids


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def test_sets_go_back_and_forth_and_survive_a_restart(workspace: Workspace, tmp_path: Path) -> None:
    ids = fill(workspace)
    assert workspace.sets.current(SESSION) is None
    for step in range(3):
        workspace.sets.push(SESSION, ids[step : step + 2], {"seed": step})
    workspace.close()
    again = Workspace(tmp_path).sets
    assert again.current(SESSION).wishes == {"seed": 2}  # type: ignore[union-attr]
    assert again.room(SESSION) == (True, False)
    assert again.move(SESSION, -1).ids == tuple(ids[1:3])  # type: ignore[union-attr]
    assert again.move(SESSION, -1).wishes == {"seed": 0}  # type: ignore[union-attr]
    assert again.move(SESSION, -1) is None
    assert again.move(SESSION, 1).wishes == {"seed": 1}  # type: ignore[union-attr]
    again.push(SESSION, ids[:1], {"seed": 9})
    assert again.room(SESSION) == (True, False)  # what had been undone is forgotten


def test_other_wishes_are_no_step(workspace: Workspace) -> None:
    ids = fill(workspace)
    workspace.sets.push(SESSION, ids, {"locked": []})
    workspace.sets.replace(SESSION, {"locked": [ids[0]]})
    assert workspace.sets.current(SESSION).wishes == {"locked": [ids[0]]}  # type: ignore[union-attr]
    assert workspace.sets.room(SESSION) == (False, False)


def test_deleted_pictures_are_skipped(workspace: Workspace) -> None:
    ids = fill(workspace)
    workspace.sets.push(SESSION, ids[:1], {"seed": 0})
    workspace.sets.push(SESSION, ids[1:4], {"seed": 1})
    workspace.delete(ids[0])
    workspace.delete(ids[2])
    assert workspace.sets.current(SESSION).ids == (ids[1], ids[3])  # type: ignore[union-attr]
    assert workspace.sets.room(SESSION) == (False, False)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"sets": 7, "position": 0}', b'{"sets": [{}], "position": "x"}'])
def test_a_damaged_file_is_an_empty_one(workspace: Workspace, tmp_path: Path, data: bytes) -> None:
    ids = fill(workspace)
    workspace.sets.push(SESSION, ids, {})
    (tmp_path / "sessions" / f"{SESSION}-sets.json").write_bytes(data)
    assert workspace.sets.current(SESSION) is None
    workspace.sets.push(SESSION, ids[:2], {})
    assert workspace.sets.current(SESSION).ids == tuple(ids[:2])  # type: ignore[union-attr]


def test_what_cannot_be_is_refused(workspace: Workspace) -> None:
    ids = fill(workspace)
    for session, some, wishes in (
        ("../x", ids, {}), (SESSION, [], {}), (SESSION, ["../../etc"], {}), (SESSION, ids * 9, {}),
        (SESSION, ids, {"text": "x" * 300_000}),
    ):  # fmt: skip
        with pytest.raises(InputError):
            workspace.sets.push(session, some, wishes)
    assert workspace.sets.current(SESSION) is None


def test_old_sets_are_forgotten(workspace: Workspace) -> None:
    ids = fill(workspace, 1)
    for seed in range(MAX_SETS + 5):
        workspace.sets.push(SESSION, ids, {"seed": seed})
    steps = 0
    while workspace.sets.move(SESSION, -1):
        steps += 1
    assert steps == MAX_SETS - 1
