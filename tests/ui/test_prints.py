"""Names for downloads, trimmed thumbs, sessions and samples."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from models.settings import Settings
from tests.shopfront import open_studio
from ui.prints import Prints, file_name, trim
from ui.samples import read_samples
from ui.scene import _nearest
from ui.session import check_session


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Linen shirt", "linen-shirt.png"),
        ("../../etc/passwd", "etc-passwd.png"),
        ("Größe 40 / été", "größe-40-été.png"),
        ("***", "picture.png"),
        ("x" * 500, "x" * 60 + ".png"),
    ],
)
def test_downloads_have_names_that_every_system_takes(title: str, name: str):
    assert file_name(title, ".png") == name


def test_a_thumb_has_no_empty_margins():
    cutout = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    cutout.paste((200, 0, 0, 255), (100, 50, 180, 250))
    assert trim(cutout).size == (80, 200)
    empty = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    assert trim(empty).size == (40, 30)


@pytest.mark.parametrize("value", [None, "", 7, "A" * 32, "../../x", "0" * 31, "0" * 33, ["0" * 32]])
def test_a_malformed_session_id_is_replaced(value: object):
    fresh = check_session(value)
    assert fresh != value
    assert check_session(fresh) == fresh


def test_samples_come_in_the_list_s_order_with_its_titles(tmp_path: Path):
    for name in ("a.webp", "b.webp", "b.alpha.webp", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "samples.json").write_text(json.dumps([{"file": "b.webp", "title": "Bowl"}, {"file": "gone.webp"}]))
    assert [(sample.id, sample.title) for sample in read_samples(tmp_path)] == [("b", "Bowl"), ("a", "A")]
    (tmp_path / "samples.json").write_text(json.dumps([{"file": "b.webp", "offered": False}]))
    assert [sample.id for sample in read_samples(tmp_path)] == ["a"]


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '{"samples": null}', "[[]]"])
def test_a_broken_list_costs_the_titles_only(tmp_path: Path, text: str):
    (tmp_path / "red-shirt.webp").write_bytes(b"")
    (tmp_path / "samples.json").write_text(text)
    assert [sample.title for sample in read_samples(tmp_path)] == ["Red shirt"]


def test_a_point_means_the_smallest_box_round_it_or_the_nearest():
    boxes = [(0.0, 0.0, 1.0, 1.0), (0.4, 0.4, 0.6, 0.6)]
    assert _nearest(boxes, (0.5, 0.5)) == 1
    assert _nearest(boxes, (0.1, 0.1)) == 0
    assert _nearest([(0.0, 0.0, 0.2, 0.2), (0.8, 0.8, 1.0, 1.0)], (0.7, 0.7)) == 1
    assert _nearest([], (0.5, 0.5)) is None


def test_a_served_download_goes_with_the_workspaces_own(tmp_path: Path):
    studio = open_studio(Settings(workspace=tmp_path / "ws"))
    prints = Prints(studio, tmp_path / "prints")
    files = [studio.workspace.write_export(f"{name}.zip", b"zip") for name in ("old", "young")]
    served = [prints.lend(file) for file in files]
    shutil.rmtree(files[0].parent)  # as the workspace's sweep does
    last = studio.workspace.write_export("last.zip", b"zip")
    assert prints.ticket(last, "creatives.zip").endswith("\ncreatives.zip")
    assert [each.exists() for each in served] == [False, True]
    assert [each.parent.exists() for each in served] == [False, True]
