"""What is uploaded is a stranger's: ZIPs stay in their folder and within bounds, and say what is wrong with them."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from models.errors import CancelledError, SegmentDataError, StorageError
from models.types import Job
from segments import uploads
from segments.build import build
from segments.uploads import Upload, is_zip, read_upload, unpack
from tests.segments.shops import MEAN_COLOURS, NOW_S, plain_shop


def pack(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def pack_folder(path: Path, folder: Path, top: str = "") -> Path:
    return pack(
        path,
        {
            f"{top}{each.relative_to(folder).as_posix()}": each.read_bytes()
            for each in folder.rglob("*")
            if each.is_file()
        },
    )


def test_a_whole_shop_in_one_zip_is_imported(tmp_path: Path) -> None:
    plain_shop(tmp_path / "shop")
    path = pack_folder(tmp_path / "shop.zip", tmp_path / "shop", "My shop/")
    sources = read_upload(Upload(catalogue=path), tmp_path / "scratch")
    made = build(sources, tmp_path / "workspace", encoder=MEAN_COLOURS, now_s=NOW_S).manifest
    assert (made.products, made.pictures, made.events) == (12, 12, 60)


@pytest.mark.parametrize("top", ["", "photos/"])
def test_tables_with_a_zip_of_pictures(tmp_path: Path, top: str) -> None:
    sources = plain_shop(tmp_path / "shop")
    path = pack_folder(tmp_path / "pictures.zip", tmp_path / "shop" / "images", top)
    upload = Upload(catalogue=sources.catalogue, events=sources.events, pictures=(path,))
    read = read_upload(upload, tmp_path / "scratch")
    assert read.images is not None
    assert sorted(each.name for each in read.images.iterdir()) == sorted(f"{n}.png" for n in range(12))


def test_pictures_of_a_folder_come_one_by_one(tmp_path: Path) -> None:
    sources = plain_shop(tmp_path / "shop", products=3)
    chosen = tuple(sorted((tmp_path / "shop" / "images").iterdir()))
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    upload = Upload(catalogue=sources.catalogue, events=sources.events, pictures=(*chosen, tmp_path / "Thumbs.db"))
    read = read_upload(upload, tmp_path / "scratch")
    assert read.images is not None
    assert len(list(read.images.iterdir())) == 3


def test_what_is_neither_table_nor_picture_is_passed_over(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {"a.csv": b"id\n1\n", "run.sh": b"rm", "__MACOSX/a.csv": b"x", ".hidden.csv": b"x"})
    assert unpack(path, tmp_path / "out", (".csv",)) == 1
    assert [each.name for each in (tmp_path / "out").rglob("*") if each.is_file()] == ["a.csv"]


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "..\\evil.csv", "C:\\evil.csv"])
def test_names_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    path = pack(tmp_path / "x.zip", {"good.csv": b"id\n", name: b"id\n"})
    with pytest.raises(SegmentDataError, match="outside"):
        unpack(path, tmp_path / "in" / "out", (".csv",))
    assert not list(tmp_path.rglob("evil*"))


def test_links_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        link = zipfile.ZipInfo("passwd.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(SegmentDataError, match="link"):
        unpack(tmp_path / "x.zip", tmp_path / "out", (".csv",))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = pack(tmp_path / "bomb.zip", {"products.csv": b"0" * (16 * uploads.MIB)})
    with pytest.raises(SegmentDataError, match="more than"):
        unpack(path, tmp_path / "out", (".csv",))
    assert not (tmp_path / "out").exists()


def test_a_bomb_that_lies_about_its_size_is_stopped_on_the_way(tmp_path: Path) -> None:
    data = bytearray(pack(tmp_path / "x.zip", {"products.csv": b"0" * 200_000}).read_bytes())
    real, said = (200_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    place = data.index(real)
    while place >= 0:
        data[place : place + 4] = said
        place = data.find(real)
    (tmp_path / "x.zip").write_bytes(bytes(data))
    with pytest.raises(SegmentDataError):
        unpack(tmp_path / "x.zip", tmp_path / "out", (".csv",))
    assert sum(each.stat().st_size for each in (tmp_path / "out").rglob("*") if each.is_file()) <= 1_000


def test_a_full_disk_is_said_beforehand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(tmp_path / "x.zip", {"products.csv": b"id\n"})
    monkeypatch.setattr(uploads, "SPARE", 2**62)
    with pytest.raises(StorageError, match="no room"):
        unpack(path, tmp_path / "out", (".csv",))


@pytest.mark.parametrize("cut", [30, 200])
def test_damaged_zips_say_so(tmp_path: Path, cut: int) -> None:
    plain_shop(tmp_path / "shop", products=3)
    whole = pack_folder(tmp_path / "x.zip", tmp_path / "shop").read_bytes()
    (tmp_path / "x.zip").write_bytes(whole[:-cut])
    with pytest.raises(SegmentDataError, match="damaged"):
        read_upload(Upload(catalogue=tmp_path / "x.zip"), tmp_path / "scratch")


def test_an_empty_zip_says_so(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    (tmp_path / "x.zip").write_bytes(buffer.getvalue())
    assert is_zip(tmp_path / "x.zip")
    with pytest.raises(SegmentDataError, match="holds no"):
        unpack(tmp_path / "x.zip", tmp_path / "out", (".csv",))


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    sources = plain_shop(tmp_path / "shop", products=2)
    (tmp_path / "notes.txt").write_text("hello")
    upload = Upload(catalogue=sources.catalogue, events=sources.events, pictures=(tmp_path / "notes.txt",))
    with pytest.raises(SegmentDataError, match=r"notes\.txt is neither"):
        read_upload(upload, tmp_path / "scratch")


def test_unpacking_can_be_stopped(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {"products.csv": b"id\n"})
    with pytest.raises(CancelledError):
        unpack(path, tmp_path / "out", (".csv",), Job(cancelled=lambda: True))


def test_nothing_chosen_says_what_to_choose(tmp_path: Path) -> None:
    with pytest.raises(SegmentDataError, match="No catalogue"):
        read_upload(Upload(), tmp_path)
