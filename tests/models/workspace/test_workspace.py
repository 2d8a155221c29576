"""What is saved is there: after a restart, a lost index, a full disk, two savers at once."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import InputError, StorageError
from models.types import Artefact, Provenance
from models.workspace import Workspace
from models.workspace import files as files_module
from models.workspace.ids import made_id, photo_id


def noise(seed: int, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> Image.Image:
    channels = len(mode)
    return Image.fromarray(np.random.default_rng(seed).integers(0, 255, (size[1], size[0], channels), np.uint8))


def save_photo(workspace: Workspace, seed: int, title: str = "Shirt.jpg") -> Artefact:
    image = noise(seed)
    return workspace.save("photo", image, id=photo_id(image), title=title)


def save_cutout(workspace: Workspace, photo: Artefact, seed: int = 1) -> Artefact:
    spec = {"verb": "mask", "focus": (0.5, 0.25), "number": seed}
    made = Provenance(
        backend="b", weights_sha256="w", seed=0, params={}, parents=(photo.id,), device="cpu", seconds=0.1
    )
    id = made_id("cutout", spec=spec, parents=(photo.id,), backend="b", weights_sha256="w", seed=0)
    image = noise(seed + 100, mode="RGBA")
    return workspace.save(
        "cutout", image, id=id, title="Shirt", spec=spec, facts={"a": 1}, parents=(photo.id,), provenance=made
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "ws")


def test_saved_things_come_back_the_same(workspace: Workspace) -> None:
    photo = save_photo(workspace, 1)
    cutout = save_cutout(workspace, photo)
    again = Workspace(workspace.folder)
    assert again.get(photo.id) == photo
    assert again.get(cutout.id) == cutout
    assert again.picture(photo.id).tobytes() == noise(1).tobytes()
    assert again.picture(cutout.id).mode == "RGBA"
    assert photo.title == "Shirt"
    assert cutout.spec["focus"] == [0.5, 0.25]
    assert [each.id for each in again.recent()] == [cutout.id, photo.id]


def test_saving_again_changes_nothing(workspace: Workspace) -> None:
    photo = workspace.keep(save_photo(workspace, 1).id)
    assert save_photo(workspace, 1, "Another name") == photo
    assert workspace.recent() == [photo]


@pytest.mark.parametrize(
    "id",
    [
        *("", "photo", "../../etc/passwd", "photo-../../x", "photo-ABCDEF0123456789", "photo-0123", "\0", None, 7),
        *("photo-0123456789abcdef\n", "photo-0123456789abcdef.png", "photo-0123456789abcdef/..", "photo-" + "0" * 65),
    ],
)
def test_only_ids_are_ids(workspace: Workspace, id: str) -> None:
    for use in (workspace.get, workspace.picture, workspace.path, workspace.keep, workspace.delete, workspace.export):
        with pytest.raises(InputError) as caught:
            use(id)
        assert caught.value.remedy


def test_an_unknown_id_says_what_to_do(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="not in the workspace") as caught:
        workspace.get("photo-0123456789abcdef")
    assert caught.value.remedy


def test_wrong_kind_mode_or_parent(workspace: Workspace) -> None:
    for kind, image, parents in (
        ("cutout", noise(1), ()),
        ("photo", noise(1).convert("L"), ()),
        ("photo", noise(1), ("photo-0123456789abcdef",)),
    ):
        with pytest.raises(InputError):
            workspace.save(kind, image, id="photo-ffffffffffffffff", title="", parents=parents)  # type: ignore[arg-type]
    assert workspace.recent() == []


def test_kept_things_survive_a_restart_and_a_lost_index(workspace: Workspace) -> None:
    photos = [save_photo(workspace, seed) for seed in range(4)]
    for index in (2, 0, 3):
        workspace.keep(photos[index].id)
    workspace.unkeep(photos[0].id)
    expected = [photos[3].id, photos[2].id]
    assert [each.id for each in workspace.kept()] == expected
    workspace.close()
    for file in workspace.folder.glob("index.sqlite*"):
        file.unlink()
    again = Workspace(workspace.folder)
    assert [each.id for each in again.kept()] == expected
    assert all(each.kept for each in again.kept())
    assert [each.id for each in again.kept(limit=1, offset=1)] == expected[1:]
    assert len(again.recent()) == 4


@pytest.mark.parametrize("damage", ["garbage", "truncated", "foreign", "newer"])
def test_a_damaged_index_is_made_again(workspace: Workspace, damage: str) -> None:
    photos = [save_photo(workspace, seed) for seed in range(30)]
    workspace.keep(photos[5].id)
    workspace.close()
    path = workspace.folder / "index.sqlite"
    if damage == "garbage":
        path.write_bytes(b"this is no database" * 100)
    elif damage == "truncated":
        path.write_bytes(path.read_bytes()[:5000])
    elif damage == "foreign":
        path.unlink()
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE artefacts (x)")
        connection.close()
    else:
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
    again = Workspace(workspace.folder)
    assert len(again.recent(100)) == 30
    assert [each.id for each in again.kept()] == [photos[5].id]


def test_an_index_that_breaks_while_in_use_is_made_again(workspace: Workspace) -> None:
    photo = save_photo(workspace, 1)
    connection = sqlite3.connect(workspace.folder / "index.sqlite")
    connection.execute("DROP TABLE artefacts")
    connection.commit()
    connection.close()
    assert workspace.recent() == [photo]


def test_an_index_that_is_behind_catches_up(workspace: Workspace) -> None:
    first, second = save_photo(workspace, 1), save_photo(workspace, 2)
    workspace.close()
    before = (workspace.folder / "index.sqlite").read_bytes()
    later = Workspace(workspace.folder)
    later.keep(first.id)
    third = save_photo(later, 3)
    later.delete(second.id)
    later.close()
    for file in workspace.folder.glob("index.sqlite*"):
        file.unlink()
    (workspace.folder / "index.sqlite").write_bytes(before)
    again = Workspace(workspace.folder)
    assert [each.id for each in again.recent()] == [third.id, first.id]
    assert [each.id for each in again.kept()] == [first.id]


def test_rebuild_names_what_it_cannot_read(workspace: Workspace) -> None:
    good, bad = save_photo(workspace, 1), save_photo(workspace, 2)
    sidecar = workspace.path(bad.id).with_suffix(".json")
    sidecar.write_text('{"format": 1, "artefact": ')
    result = workspace.rebuild()
    assert (result.count, result.unreadable) == (1, (sidecar.name,))
    assert workspace.recent() == [good]
    with pytest.raises(StorageError):
        workspace.get(bad.id)
    assert workspace.path(bad.id).exists()  # a damaged record never costs the picture


def test_a_damaged_picture_is_an_error_not_a_crash(workspace: Workspace) -> None:
    photo = save_photo(workspace, 1)
    path = workspace.path(photo.id)
    path.write_bytes(path.read_bytes()[:200])
    for use in (workspace.picture, workspace.export):
        with pytest.raises(StorageError):
            use(photo.id)


def test_deleting_waits_for_what_was_made_from_it(workspace: Workspace) -> None:
    photo = save_photo(workspace, 1)
    cutout = save_cutout(workspace, photo)
    with pytest.raises(InputError, match="made from"):
        workspace.delete(photo.id)
    workspace.delete(cutout.id)
    workspace.delete(photo.id)
    assert workspace.recent() == []
    assert not list((workspace.folder / "pictures").iterdir())


def files_of(workspace: Workspace) -> set[str]:
    return {path.name for path in (workspace.folder / "pictures").iterdir()}


@pytest.mark.parametrize("fail_at", [0, 1])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_full_disk_leaves_nothing_half_written(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, fail_at: int, code: int
) -> None:
    save_photo(workspace, 1)
    before, calls = files_of(workspace), []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2 * fail_at + 1:  # each write syncs its file and then its folder
            raise OSError(code, os.strerror(code))

    monkeypatch.setattr(files_module.os, "fsync", full)
    with pytest.raises(StorageError) as caught:
        save_photo(workspace, 2)
    assert caught.value.remedy
    assert ("full" in caught.value.message) == (code != errno.EIO)
    monkeypatch.undo()
    assert files_of(workspace) == before
    assert len(workspace.recent()) == 1
    assert save_photo(workspace, 2).id in [each.id for each in workspace.recent()]


def test_a_full_database_takes_the_files_back(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_of(workspace)

    def full(rows: object) -> None:
        raise StorageError("The disk is full; nothing was saved.", "Free some space and try again.")

    monkeypatch.setattr(workspace._catalogue._index, "put", full)
    with pytest.raises(StorageError):
        save_photo(workspace, 2)
    assert files_of(workspace) == before


def test_a_full_disk_while_keeping_leaves_the_old_record(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = save_photo(workspace, 1)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(files_module.os, "fsync", full)
    with pytest.raises(StorageError):
        workspace.keep(photo.id)
    assert workspace.get(photo.id) == photo


def test_the_reserve_of_the_disk_is_left_free(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, min_free_bytes=1 << 60)
    with pytest.raises(StorageError, match="full"):
        save_photo(workspace, 1)
    assert files_of(workspace) == set()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="written"):
        Workspace(tmp_path / "ws")


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "ws").write_text("")
    with pytest.raises(StorageError):
        Workspace(tmp_path / "ws")


def test_many_threads_save_the_same_and_different_things(workspace: Workspace) -> None:
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            mine = Workspace(workspace.folder) if number % 2 else workspace
            for seed in range(6):
                artefact = save_photo(mine, seed if number < 3 else 10 * number + seed)
                mine.keep(artefact.id)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(workspace.kept()) == 6 + 3 * 6
    assert workspace.rebuild().count == 24


SAVER = """
import sys
import numpy as np
from pathlib import Path
from PIL import Image
from models.workspace import Workspace
from models.workspace.ids import photo_id
workspace = Workspace(Path(sys.argv[1]))
rng = np.random.default_rng(int(sys.argv[2]))
print("ready", flush=True)
for _ in range(int(sys.argv[3])):
    image = Image.fromarray(rng.integers(0, 255, (160, 160, 3), np.uint8))
    artefact = workspace.save("photo", image, id=photo_id(image), title="x")
    workspace.keep(artefact.id)
    workspace.push("session", artefact.id)
    print(artefact.id, flush=True)
"""


def saver(folder: Path, seed: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SAVER, str(folder), str(seed), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_save_at_once(tmp_path: Path) -> None:
    Workspace(tmp_path).close()
    processes = [saver(tmp_path, seed, 8) for seed in (1, 2)]
    told = [line for process in processes for line in process.communicate(timeout=120)[0].split() if "-" in line]
    assert [process.returncode for process in processes] == [0, 0]
    assert {each.id for each in Workspace(tmp_path).kept()} == set(told)
    assert len(told) == 16


def test_killed_in_the_middle_of_a_save_loses_nothing_else(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    told: set[str] = set()
    for round_ in range(4):
        process = saver(tmp_path, 100 + round_, 100_000)
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        told.add(process.stdout.readline().strip())  # it is in the middle of its work from here on
        time.sleep(float(rng.uniform(0.0, 0.4)))
        process.kill()
        out, _ = process.communicate()
        told |= {line for line in out.split("\n") if len(line) == len("photo-") + 32}

        workspace = Workspace(tmp_path)
        there = {each.id for each in workspace.recent(100_000)}
        assert told <= there
        assert len(there - told) <= round_ + 1  # the one that was saved but not told, each time
        assert there == {path.stem for path in (tmp_path / "pictures").glob("*.json")}
        assert {path.stem for path in (tmp_path / "pictures").glob("*.png")} == there
        assert not list((tmp_path / "pictures").glob(".*"))
        assert told <= {each.id for each in workspace.kept(100_000)}
        for each in there:
            assert photo_id(workspace.picture(each)) == each
        assert workspace.current("session") is not None
        workspace.close()


def test_undo_and_redo_survive_a_restart(workspace: Workspace) -> None:
    a, b, c, d = (save_photo(workspace, seed).id for seed in range(4))
    assert workspace.current("s") is None
    assert workspace.undo("s") is None
    for each in (a, b, b, c):
        workspace.push("s", each)
    assert (workspace.can_undo("s"), workspace.can_redo("s")) == (True, False)
    undone = workspace.undo("s")
    assert undone is not None
    assert undone.id == b

    again = Workspace(workspace.folder)
    assert [each.id for each in (again.current("s"), again.undo("s")) if each] == [b, a]
    assert again.undo("s") is None
    assert (again.can_undo("s"), again.can_redo("s")) == (False, True)
    again.redo("s")
    again.push("s", d)  # what had been undone is forgotten
    assert again.redo("s") is None
    assert again.undo("s") == again.get(b)
    assert again.current("other") is None


def test_undo_skips_what_was_deleted(workspace: Workspace) -> None:
    a, b, c = (save_photo(workspace, seed).id for seed in range(3))
    for each in (a, b, c):
        workspace.push("s", each)
    workspace.delete(b)
    undone = workspace.undo("s")
    assert undone is not None
    assert undone.id == a
    workspace.delete(a)
    current = workspace.current("s")
    assert current is not None
    assert current.id == c
    workspace.delete(c)
    assert workspace.current("s") is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"ids": 3}', '{"ids": ["../../x"], "position": 0}', "[" * 100_000])
def test_a_damaged_history_starts_anew(workspace: Workspace, text: str) -> None:
    photo = save_photo(workspace, 1)
    (workspace.folder / "sessions" / "s.json").write_text(text)
    assert workspace.current("s") is None
    workspace.push("s", photo.id)
    assert workspace.current("s") == photo


@pytest.mark.parametrize("session", ["", "../x", "a/b", "a" * 65, "a\0", "."])
def test_only_sessions_are_sessions(workspace: Workspace, session: str) -> None:
    with pytest.raises(InputError):
        workspace.current(session)


def test_the_sidecar_says_how_it_was_made(workspace: Workspace) -> None:
    cutout = save_cutout(workspace, save_photo(workspace, 1))
    record = json.loads(workspace.path(cutout.id).with_suffix(".json").read_text())
    assert record["artefact"]["provenance"]["backend"] == "b"
    assert record["artefact"]["spec"]["verb"] == "mask"
    assert len(record["picture_sha256"]) == 64
