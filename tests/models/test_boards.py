"""Boards: what is told of pictures is theirs, decks and ZIPs are whole, and nothing strange gets in."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.boards import Boards
from models.deck import MOST_SLIDES, PAPER, SIZE_PX, Slide, check_title, lay_cover, lay_slide
from models.errors import CancelledError, InputError
from models.lettering import font, letter, wrap
from models.library import surprise
from models.studio import Studio
from models.types import Job, Progress
from models.wording import DescribeResult
from models.workspace.files import sha256_of
from tests.models.test_atelier import build

WORDS = DescribeResult(title="Red shirt", description="A shirt in red.", keywords=("shirt", "red"))


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return build(tmp_path)


@pytest.fixture
def ids(studio: Studio) -> list[str]:
    """Two designs, the first of them with words."""
    spec = surprise(3, "Shirt")
    first = studio.tweak(spec, {"text": WORDS.text, "colour": (190, 40, 44)}, title="=Red shirt")
    second = studio.tweak(spec, {"colour": (20, 30, 90)}, title="Navy shirt")
    return [first.id, second.id]


def test_what_is_told_is_the_picture_s_own(studio: Studio, ids: list[str]):
    first, second = Boards(studio).tell([*ids, ids[0]])
    assert (first.kind, first.words) == ("Design", "A shirt in red.")
    facts = dict(first.facts)
    assert facts["Kind"] == "Shirt"
    assert "#be282c" in facts.get("Colours", facts.get("Colour", ""))
    assert facts["Keywords"] == "shirt, red"
    assert second.words == ""
    assert "Keywords" not in dict(second.facts)
    assert f"id {ids[0]}" in first.signature
    assert "seed" in first.signature
    assert "verified" not in first.signature


def test_a_deck_has_a_page_for_each_picture_and_a_cover(studio: Studio, ids: list[str]):
    deck = Boards(studio).deck(ids, "Autumn")
    assert deck.name == "autumn.pdf"
    data = deck.read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") == 3
    assert Boards(studio).deck(ids, "Autumn").read_bytes() == data
    assert Boards(studio).deck(ids[::-1], "Autumn").read_bytes() != data


def test_a_bundle_holds_everything_and_its_hashes_are_right(studio: Studio, ids: list[str], tmp_path: Path):
    seen: list[Progress] = []
    with zipfile.ZipFile(Boards(studio).bundle(ids, "Zwölf / über", Job(on_progress=seen.append))) as file:
        assert file.testzip() is None
        assert all(".." not in name and not name.startswith("/") for name in file.namelist())
        file.extractall(tmp_path / "out")
        told = json.loads(file.read("board.json"))
        rows = list(csv.reader(io.StringIO(file.read("board.csv").decode("utf-8-sig"))))
    assert told["title"] == "Zwölf / über"
    assert [each["id"] for each in told["pictures"]] == ids
    for each in told["pictures"]:
        for name, sha256 in each["sha256"].items():
            assert sha256_of(tmp_path / "out" / name) == sha256
    assert rows[1][1] == "'=Red shirt"  # no spreadsheet reads it as a formula
    picture, bundle = told["pictures"][1]["sha256"]
    with Image.open(tmp_path / "out" / picture) as saved:
        assert saved.mode == "RGBA"
    assert studio.reopen(tmp_path / "out" / bundle).id == ids[1]
    assert [each.fraction for each in seen] == sorted(each.fraction for each in seen)


@pytest.mark.parametrize(
    "ids", [[], ["design-0000000000000000"], ["../../etc/passwd"], [f"design-{n:016x}" for n in range(MOST_SLIDES + 1)]]
)
def test_boards_of_nothing_or_of_strangers_are_refused(studio: Studio, ids: list[str]):
    before = sorted(studio.workspace.folder.rglob("*"))
    with pytest.raises(InputError) as caught:
        Boards(studio).bundle(ids, "Board")
    assert caught.value.remedy
    assert sorted(studio.workspace.folder.rglob("*")) == before


@pytest.mark.parametrize("title", ["", "   ", None, 3, "x" * 81, "a\x00b"])
def test_titles_are_checked(title: object):
    with pytest.raises(InputError):
        check_title(title)


def test_a_stopped_board_leaves_nothing(studio: Studio, ids: list[str]):
    before = sorted(studio.workspace.folder.rglob("*"))
    for make in (Boards(studio).deck, Boards(studio).bundle):
        with pytest.raises(CancelledError):
            make(ids, "Autumn", Job(cancelled=lambda: True))
    assert sorted(studio.workspace.folder.rglob("*")) == before


def slide(picture: Image.Image, **told: str) -> Slide:
    texts = {"kind": "Design", "title": "Red shirt", "words": "", "signature": "Made here", **told}
    return Slide(picture=picture, facts=(("Kind", "Shirt"),) * 30, **texts)


def test_a_slide_shows_the_whole_picture_and_keeps_long_words_inside():
    tall = Image.new("RGB", (400, 1600), (200, 10, 10))
    page = np.asarray(lay_slide(slide(tall, title="word " * 90, words="long " * 900), 1, 1, "deck " * 40))
    assert page.shape == (*SIZE_PX[::-1], 3)
    red = (page[..., 0] > 180) & (page[..., 1] < 40)
    high, wide = red.any(1).sum(), red.any(0).sum()
    assert high == pytest.approx(4 * wide, abs=4)
    assert not (page[-20:] < 128).any()  # nothing runs over the foot
    right = page[:, -30:]
    assert (right > 200).all()


def test_letters_of_other_scripts_do_not_vanish():
    face, told = letter("Zoë’s coat", "Regular", 24)
    assert (face, told) == (font("Regular", 24), "Zoë’s coat")
    for text in ("пальто", "春のコート", "a\U0010abcdb"):
        face, told = letter(text, "Regular", 24)
        assert len(told) == len(text)
        for each, meant in zip(told, text, strict=True):
            assert each in (meant, "?")
            assert face.getmask(each).getbbox()
    rows = wrap("春" * 60, font("Regular", 24), 100)
    assert "".join(rows) == "春" * 60
    assert len(wrap("x" * 100, font("Regular", 24), 200)) > 1


def test_a_clear_picture_lies_on_paper():
    clear = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
    clear.paste((10, 10, 200, 255), (100, 100, 156, 156))
    page = lay_slide(slide(clear), 1, 1, "Deck")
    assert page.getpixel((4, 4)) == PAPER
    cover = np.asarray(lay_cover("Deck", [slide(clear)] * 9, "9 pictures"))
    assert (np.abs(cover.astype(int) - (10, 10, 200)).max(-1) < 8).any()


def test_an_empty_picture_does_not_break_a_deck():
    lay_slide(slide(Image.new("RGBA", (64, 64), (0, 0, 0, 0))), 1, 1, "Deck")
