"""Vectors of pictures: every picture once, every batch kept, nothing outside of the folder opened."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.errors import BackendFailedError, CancelledError, InputError
from models.types import Job, Progress
from segments import embeddings
from segments.cache import Cache, Look
from segments.embeddings import (
    Encoder,
    embed_pictures,
    embed_texts,
    read_picture,
    write_colours,
    write_vectors,
)
from segments.pace import Pace
from segments.readers.batches import LINE
from segments.rejects import Rejects
from segments.swatches import read_swatch
from tests.segments.shops import MEAN_COLOURS, mean_colours, write_picture

LOOK = Look(b"jpeg", read_swatch(Image.new("RGB", (20, 20), "red")))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with closing(Cache(tmp_path / "cache.sqlite")) as cache:
        yield cache


@pytest.fixture
def rejects(tmp_path: Path) -> Iterator[Rejects]:
    with closing(Rejects(tmp_path / "rejects.csv")) as rejects:
        yield rejects


class Counting:
    """The mean colours, and how many pictures were encoded."""

    def __init__(self) -> None:
        self.count = 0
        self.sizes: set[tuple[int, int]] = set()

    def __call__(self, pictures: list[Image.Image]) -> NDArray[np.float32]:
        self.count += len(pictures)
        self.sizes |= {each.size for each in pictures}
        return mean_colours(pictures)


def embed(
    names: list[str], images: Path, encoder: Encoder, cache: Cache, rejects: Rejects, job: Job | None = None
) -> list[str]:
    products = pl.DataFrame({"image": names, LINE: range(2, 2 + len(names)), "#file": "p.csv"})
    return embed_pictures(products, images, encoder, cache, rejects, Pace(job or Job(), "Looking", 0, 1))


def test_every_picture_is_encoded_once_whatever_it_is_called(tmp_path: Path, cache: Cache, rejects: Rejects) -> None:
    for n in range(6):
        write_picture(tmp_path / f"{n}.png", (80 * (n % 3), 0, 0))
    counting = Counting()
    encoder = Encoder(id="c", encode=counting)
    names = [f"{n}.png" for n in range(6)] + ["", "./2.png"]
    hashes = embed(names, tmp_path, encoder, cache, rejects)
    assert hashes[:3] == hashes[3:6]
    assert (hashes[6], hashes[7]) == ("", hashes[2])
    assert counting.count == 3
    embed(names, tmp_path, encoder, cache, rejects)
    assert counting.count == 3
    embed(names, tmp_path, Encoder(id="d", encode=counting), cache, rejects)
    assert counting.count == 6


def test_vectors_are_unit_rows_and_zeros_without_a_picture(tmp_path: Path, cache: Cache, rejects: Rejects) -> None:
    write_picture(tmp_path / "a.png", (255, 0, 0))
    hashes = embed(["a.png", ""], tmp_path, MEAN_COLOURS, cache, rejects)
    assert write_vectors(hashes, MEAN_COLOURS, cache, tmp_path / "v.npy")
    vectors = np.load(tmp_path / "v.npy")
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [[0.5**0.5, 0, 0, 0.5**0.5], [0, 0, 0, 0]], atol=1e-6)
    assert not write_vectors(["", ""], MEAN_COLOURS, cache, tmp_path / "none.npy")
    assert not (tmp_path / "none.npy").exists()


def test_colours_go_along_with_the_products(tmp_path: Path, cache: Cache, rejects: Rejects) -> None:
    write_picture(tmp_path / "a.png", (200, 20, 20))
    hashes = embed(["", "a.png"], tmp_path, MEAN_COLOURS, cache, rejects)
    write_colours(hashes, cache, tmp_path)
    rgb, shares = np.load(tmp_path / "colours.npy"), np.load(tmp_path / "colour_shares.npy")
    assert shares[:, 0].tolist() == [0, 1]
    assert np.abs(rgb[1, 0].astype(int) - (200, 20, 20)).max() <= 3


def test_stopping_keeps_what_is_done(
    tmp_path: Path, cache: Cache, rejects: Rejects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeddings, "BATCH", 2)
    for n in range(8):
        write_picture(tmp_path / f"{n}.png", (n * 30, 0, 0))
    names, counting = [f"{n}.png" for n in range(8)], Counting()
    encoder = Encoder(id="c", encode=counting)
    told: list[Progress] = []
    stopped = Job(on_progress=told.append, cancelled=lambda: len(told) >= 2)
    with pytest.raises(CancelledError):
        embed(names, tmp_path, encoder, cache, rejects, stopped)
    assert cache.count("c") == 6
    embed(names, tmp_path, encoder, cache, rejects)
    assert counting.count == 8


def test_broken_missing_and_misnamed_pictures_are_noted(tmp_path: Path, cache: Cache, rejects: Rejects) -> None:
    whole = write_picture(tmp_path / "whole.png", (1, 2, 3), (300, 300)).read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.jpg").write_text("not a picture")
    (tmp_path / "empty.jpg").touch()
    names = ["whole.png", "half.png", "text.jpg", "empty.jpg", "no.jpg", "https://x/y.jpg", "../a.png"]
    hashes = embed(names, tmp_path, MEAN_COLOURS, cache, rejects)
    assert [bool(each) for each in hashes] == [True] + [False] * 6
    assert sum(each.count for each in rejects.reasons("pictures")) == 6
    assert all(each.kept for each in rejects.reasons())
    assert cache.count(MEAN_COLOURS.id) == 1


@pytest.mark.parametrize(
    "name",
    ["../secret.png", "a/../../secret.png", "/etc/hostname", "..\\secret.png", "C:\\x.png", "C:x.png", "link.png",
     "folder/secret.png", "a\0b", "\\\\server\\share\\x.png"],
)  # fmt: skip
def test_nothing_outside_of_the_folder_is_opened(tmp_path: Path, name: str) -> None:
    images = tmp_path / "images"
    images.mkdir()
    write_picture(tmp_path / "secret.png", (1, 1, 1))
    os.symlink(tmp_path / "secret.png", images / "link.png")
    os.symlink(tmp_path, images / "folder")
    with pytest.raises(InputError, match="leads out of its folder"):
        read_picture(images, name)


def test_windows_names_and_folders_are_found(tmp_path: Path) -> None:
    data = write_picture(tmp_path / "a" / "b.png", (1, 1, 1)).read_bytes()
    assert read_picture(tmp_path, "a\\b.png") == data
    for name in ("a", "", "."):
        with pytest.raises(InputError, match="no such picture"):
            read_picture(tmp_path, name)


@pytest.mark.parametrize(
    "vectors",
    [np.ones((1, 3)), np.ones((2, 3), np.float32), np.ones(3, np.float32), np.zeros((1, 3), np.float32),
     np.full((1, 3), np.nan, np.float32), np.ones((1, 0), np.float32)],
)  # fmt: skip
def test_an_encoder_that_returns_nonsense_is_stopped(
    tmp_path: Path, cache: Cache, rejects: Rejects, vectors: NDArray[np.float32]
) -> None:
    write_picture(tmp_path / "a.png", (1, 2, 3))
    with pytest.raises(BackendFailedError):
        embed(["a.png"], tmp_path, Encoder(id="bad", encode=lambda pictures: vectors), cache, rejects)
    assert cache.count("bad") == 0


@pytest.mark.parametrize("size", [(7, 200), (200, 10), (2000, 60)])
def test_slivers_show_no_product(tmp_path: Path, cache: Cache, rejects: Rejects, size: tuple[int, int]) -> None:
    write_picture(tmp_path / "a.png", (1, 2, 3), size)
    assert embed(["a.png"], tmp_path, MEAN_COLOURS, cache, rejects) == [""]
    assert sum(each.count for each in rejects.reasons("pictures")) == 1


def test_texts_are_encoded_once_too(cache: Cache) -> None:
    asked: list[list[str]] = []

    def speak(texts: list[str]) -> NDArray[np.float32]:
        asked.append(texts)
        return np.array([[len(text), 1] for text in texts], np.float32)

    encoder = Encoder(id="c", encode=mean_colours, encode_texts=speak)
    pace = Pace(Job(), "Reading", 0, 1)
    vectors = embed_texts(["red", "blue", "red", "x" * 1000], encoder, cache, pace)
    np.testing.assert_allclose(vectors[0], np.array([3, 1]) / 10**0.5, rtol=1e-6)
    assert asked == [["red", "blue", "x" * embeddings.TEXT_LENGTH]]
    embed_texts(["blue", "green"], encoder, cache, pace)
    assert asked[1:] == [["green"]]


def test_large_pictures_are_shrunk_and_thumbnails_kept(tmp_path: Path, cache: Cache, rejects: Rejects) -> None:
    write_picture(tmp_path / "a.png", (1, 2, 3), (2000, 1000))
    counting = Counting()
    (sha256,) = embed(["a.png"], tmp_path, Encoder(id="c", encode=counting), cache, rejects)
    assert counting.sizes == {(512, 256)}
    thumbnail = cache.thumbnail(sha256)
    assert thumbnail is not None
    assert thumbnail.startswith(b"\xff\xd8")
    assert cache.thumbnail("0" * 64) is None


def test_a_damaged_cache_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(b"this is no database, " * 100)
    with closing(Cache(path)) as cache:
        cache.put("c", ["h"], np.ones((1, 2), np.float32), [LOOK])
        assert cache.count("c") == 1
    assert path.with_suffix(".damaged").exists()


def test_a_batch_is_kept_whole_or_not_at_all(cache: Cache) -> None:
    with pytest.raises(ValueError, match="argument"):
        cache.put("c", ["a", "b"], np.ones((2, 2), np.float32), [LOOK])
    assert cache.count("c") == 0
    assert not cache.has("c", "a")
    with closing(sqlite3.connect(cache.path)) as database:
        assert database.execute("SELECT count(*) FROM looks").fetchone() == (0,)


def test_colours_that_were_read_in_another_way_are_read_again(
    tmp_path: Path, cache: Cache, rejects: Rejects, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_picture(tmp_path / "a.png", (200, 20, 20))
    counting = Counting()
    encoder = Encoder(id="c", encode=counting)
    with monkeypatch.context() as before:
        before.setattr("segments.swatches.READING", 1)
        hashes = embed(["a.png"], tmp_path, encoder, cache, rejects)
        wrong = cache.swatches(hashes)[hashes[0]]._replace(rgb=np.zeros((5, 3), np.uint8))
        cache.put_swatches({hashes[0]: wrong})
    assert cache.swatches(hashes) == {}
    assert embed(["a.png"], tmp_path, encoder, cache, rejects) == hashes
    write_colours(hashes, cache, tmp_path)
    assert np.abs(np.load(tmp_path / "colours.npy")[0, 0].astype(int) - (200, 20, 20)).max() <= 3
    assert list(cache.swatches(hashes)) == hashes
    assert counting.count == 1  # its vector is as good as it was
