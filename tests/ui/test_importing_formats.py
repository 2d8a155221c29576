"""H&M's files, MerRec's and a folder of labelled photos come in through the page's importer, each in one ZIP."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import polars as pl
import pytest

from models.errors import InputError
from segments.store import Store
from segments.uploads import Upload
from tests.segments.shops import MEAN_COLOURS, hm_shop, merrec_shop, photo_shop, write_picture
from tests.ui.test_importing import finish
from ui.importing_work import Importer
from ui.services import Services

CROWD = 60
"""Shoppers: a segment has fifty at least."""


def crowded_hm(folder: Path) -> None:
    hm_shop(folder)
    write_picture(folder / "images" / "011" / "0110065001.jpg", (180, 30, 30))
    with (folder / "transactions_train.csv").open("a", newline="") as file:
        for person in range(CROWD):
            article = ("0108775015", "0110065001")[person % 2]
            csv.writer(file).writerow((f"2018-10-0{1 + person % 9}", f"person {person}", article, "0.05", 2))


def crowded_merrec(folder: Path) -> None:
    merrec_shop(folder)
    one = pl.read_parquet(folder / "000000000000.parquet")
    more = [one.with_columns(pl.lit(100 + person).cast(pl.Int64).alias("user_id")) for person in range(CROWD)]
    pl.concat(more).write_parquet(folder / "000000000002.parquet")


def crowded_photos(folder: Path) -> None:
    photo_shop(folder)
    with (folder / "images.csv").open("a", newline="") as file:
        for person in range(CROWD):
            name = f"more-{person}"
            csv.writer(file).writerow((name, f"sender {person}", ("Dress", "Hat")[person % 2], "False"))
            write_picture(folder / "images" / f"{name}.jpg", ((200, 20, 20), (20, 30, 180))[person % 2])


def test_a_table_of_labels_and_a_zip_of_photos_are_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who owns a photo stands beside its label, so there are no histories to choose."""
    crowded_photos(tmp_path / "shop")
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        for path in sorted((tmp_path / "shop" / "images").iterdir()):
            archive.write(path, path.name)
    monkeypatch.setattr(Importer, "_encoder", lambda self: MEAN_COLOURS)
    importer = Importer(cast(Services, SimpleNamespace(store=Store(tmp_path / "workspace"), cutter=None)))
    upload = Upload(catalogue=tmp_path / "shop" / "images.csv", pictures=(tmp_path / "photos.zip",))
    with pytest.raises(InputError, match="histories are missing"):
        importer.start(upload, "plain")
    importer.start(upload)
    status = finish(importer)
    assert status.problem is None
    assert status.report is not None
    assert (status.report.products, status.report.pictures, status.report.users) == (3 + CROWD, 2 + CROWD, 2 + CROWD)


@pytest.mark.parametrize(
    ("make", "door", "format", "counts"),
    [
        (crowded_hm, "catalogue", "auto", (2, 2, 2 + CROWD)),
        (crowded_hm, "catalogue", "hm", (2, 2, 2 + CROWD)),
        (crowded_merrec, "events", "auto", (3, 0, 2 + CROWD)),
        (crowded_photos, "catalogue", "auto", (3 + CROWD, 2 + CROWD, 2 + CROWD)),
    ],
)
def test_formats_come_in_through_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], door: str, format: str,
    counts: tuple[int, int, int],
) -> None:  # fmt: skip
    make(tmp_path / "shop")
    with zipfile.ZipFile(tmp_path / "shop.zip", "w") as archive:
        for path in sorted((tmp_path / "shop").rglob("*.*")):
            archive.write(path, f"my shop/{path.relative_to(tmp_path / 'shop')}")
    monkeypatch.setattr(Importer, "_encoder", lambda self: MEAN_COLOURS)
    store = Store(tmp_path / "workspace")
    importer = Importer(cast(Services, SimpleNamespace(store=store, cutter=None)))
    importer.start(Upload(**{door: tmp_path / "shop.zip"}), format)  # type: ignore[arg-type]
    status = finish(importer)
    assert status.problem is None
    assert status.report is not None
    assert (status.report.products, status.report.pictures, status.report.users) == counts
    assert store.active_id() == status.report.id
