"""The command that stages a catalogue: estimate first, make what is missing once, say what was left out."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from models.stage_catalogue import main
from models.staging.scenes import Sets


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WARHOL_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("WARHOL_DEVICE", "cpu")
    folder = tmp_path / "pictures"
    folder.mkdir()
    image = Image.new("RGBA", (320, 320))
    ImageDraw.Draw(image).rounded_rectangle((60, 40, 260, 290), 20, fill=(30, 90, 160, 255))
    image.save(folder / "tee.png")
    (folder / "broken.png").write_bytes(b"no picture")
    return folder


@pytest.fixture
def theme() -> str:
    lying = Sets().themes("lie")
    if not lying:
        pytest.skip("no scenes are shipped yet")
    return lying[0]


def test_estimate_first_then_made_once(
    pictures: Path, tmp_path: Path, theme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    usual = ["--pictures", str(pictures), "--themes", theme, "--placements", "square,300x250,story"]
    usual += ["--out", str(tmp_path / "out")]
    assert main([*usual, "--estimate"]) == 0
    told = capsys.readouterr().out
    assert "1 products, 3 creatives from 2 pictures" in told
    assert "left out: broken.png" in told
    assert not list((tmp_path / "out").glob("*.jpg"))
    assert main(usual) == 1  # one picture was left out
    assert "2 pictures are there, 2 of them new, 0 failed" in capsys.readouterr().out
    assert len(list((tmp_path / "out").glob("*.jpg"))) == 2
    main(usual)
    assert "2 pictures are there, 0 of them new, 0 failed" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--themes", "moon"], ["--placements", "poster"], ["--placements", "5x5"]])
def test_wishes_that_cannot_be_are_refused(
    pictures: Path, tmp_path: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--pictures", str(pictures), "--out", str(tmp_path / "out"), *wrong]) == 2
    assert capsys.readouterr().err


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, pictures: Path) -> None:
    assert main(["--pictures", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 2


def test_what_a_killed_worker_had_in_hand_is_made_once_more(
    pictures: Path, tmp_path: Path, theme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    usual = ["--pictures", str(pictures), "--themes", theme, "--placements", "square,story", "--out", str(out)]
    main(usual)
    names = {path.name for path in out.glob("*.jpg")}
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    with sqlite3.connect(out / "tasks.sqlite") as tasks:  # as kill -9 leaves it: taken a moment ago, and never finished
        key = tasks.execute("SELECT key FROM creative_tasks LIMIT 1").fetchone()[0]
        lost = (f"{socket.gethostname()}-{gone.pid}", time.time(), key)
        tasks.execute("UPDATE creative_tasks SET state = 'working', worker = ?, taken_at = ? WHERE key = ?", lost)
    tasks.close()
    (out / f"{key}.json").unlink()
    capsys.readouterr()
    main(usual)
    assert f"{len(names)} pictures are there, 1 of them new, 0 failed" in capsys.readouterr().out
    assert {path.name for path in out.glob("*.jpg")} == names
    assert (out / f"{key}.json").is_file()


def test_a_picture_that_was_deleted_is_made_again(
    pictures: Path, tmp_path: Path, theme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    usual = ["--pictures", str(pictures), "--themes", theme, "--placements", "square", "--out", str(tmp_path / "out")]
    main(usual)
    next((tmp_path / "out").glob("*.jpg")).unlink()
    capsys.readouterr()
    main(usual)
    assert "1 pictures are there, 1 of them new, 0 failed" in capsys.readouterr().out
