"""Files for download go a day after they were last read, also while the app runs; younger ones stay."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from models.workspace import Workspace
from models.workspace import exports as module
from models.workspace.files import EXPORT_AGE_S


def age(file: Path, made_s: float, read_s: float) -> None:
    """Make a download look as if it was made and last read so many seconds ago."""
    now = time.time()
    os.utime(file, (now - read_s, now - made_s))
    os.utime(file.parent, (now, now - made_s))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "ws")


def test_old_downloads_go_while_the_app_runs(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    old, read, young = (workspace.write_export(f"{name}.zip", b"zip") for name in ("old", "read", "young"))
    age(old, 2 * EXPORT_AGE_S, 2 * EXPORT_AGE_S)
    age(read, 2 * EXPORT_AGE_S, 60)  # a long download, or one that was taken again
    workspace.write_export("next.zip", b"zip")
    assert old.exists()  # swept an hour ago at most
    monkeypatch.setattr(module, "SWEEP_EVERY_S", -1.0)
    last = workspace.write_export("last.zip", b"zip")
    assert [each.exists() for each in (old, old.parent, read, young, last)] == [False, False, True, True, True]


@pytest.mark.skipif(os.name == "nt", reason="Windows does not delete what is open")
def test_a_file_that_is_being_sent_is_sent_to_its_end(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "SWEEP_EVERY_S", -1.0)
    data = bytes(range(256)) * 4096
    sent = workspace.write_export("clip.mp4", data)
    with sent.open("rb") as file:
        first = file.read(1000)
        age(sent, 2 * EXPORT_AGE_S, 2 * EXPORT_AGE_S)  # a file system that does not note when files are read
        workspace.write_export("next.zip", b"zip")
        assert first + file.read() == data


def test_old_downloads_go_at_the_start(workspace: Workspace):
    old, read = (workspace.write_export(f"{name}.zip", b"zip") for name in ("old", "read"))
    age(old, 2 * EXPORT_AGE_S, 2 * EXPORT_AGE_S)
    age(read, 2 * EXPORT_AGE_S, 60)
    Workspace(workspace.folder)
    assert [old.exists(), read.exists()] == [False, True]
