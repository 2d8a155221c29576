"""Tiny shops in every format, written to disk, and an encoder without a model."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from PIL import Image

from segments.embeddings import Encoder
from segments.readers.feed import Sources

USERS = ("anna@shop", "bert@shop", "carla@shop")
"""User ids that must never be seen outside of a snapshot's own table of users."""

COLOURS = {"red": (200, 30, 30), "green": (30, 160, 40), "blue": (30, 40, 180)}

NOW_S = datetime.fromisoformat("2024-06-01T00:00:00+00:00").timestamp()

HM_ARTICLES = (
    "article_id,product_code,prod_name,product_type_no,product_type_name,product_group_name,graphical_appearance_no,"
    "graphical_appearance_name,colour_group_code,colour_group_name,perceived_colour_value_id,"
    "perceived_colour_value_name,perceived_colour_master_id,perceived_colour_master_name,department_no,"
    "department_name,index_code,index_name,index_group_no,index_group_name,section_no,section_name,"
    "garment_group_no,garment_group_name,detail_desc"
)


def write_csv(path: Path, rows: Iterable[Sequence[object]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A CSV file; the first row is the header."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_picture(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (40, 30)) -> Path:
    """A picture of one colour; lossless, so that equal colours are equal files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path, format="PNG")
    return path


def plain_shop(folder: Path, products: int = 12, events: int = 60) -> Sources:
    """A clean plain shop with a picture for every product; deterministic."""
    rng = np.random.default_rng(0)
    rows: list[Sequence[object]] = [("id", "title", "category", "price", "image", "colour")]
    for n in range(products):
        rows.append((f"{n:04d}", f"Dress {n}", "Dress" if n % 2 else "Shirt", 10 + n, f"{n}.png", "dark red"))
        write_picture(folder / "images" / f"{n}.png", (20 * n % 255, 255 - 10 * n, 7 * n))
    write_csv(folder / "products.csv", rows)
    log: list[Sequence[object]] = [("user", "product", "kind", "time", "quantity", "price")]
    for n in range(events):
        user, product = USERS[int(rng.integers(len(USERS)))], f"{int(rng.integers(products)):04d}"
        log.append(
            (user, product, ("view", "like", "purchase")[n % 3], f"2024-05-{1 + n % 28:02d} 12:{n % 60:02d}", 1, "")
        )
    write_csv(folder / "events.csv", log)
    return Sources(catalogue=folder / "products.csv", events=folder / "events.csv")


def colour_shop(folder: Path, people: int = 60) -> Sources:
    """Three crowds, each of which buys one colour of everything and looks at the others."""
    rng = np.random.default_rng(0)
    products: list[Sequence[object]] = [("id", "title", "category", "price", "image", "fabric")]
    for n in range(60):
        colour, thing = list(COLOURS)[n % 3], ("Dress", "Shirt", "Hat")[n // 3 % 3]
        shade = np.clip(np.array(COLOURS[colour]) + rng.integers(-15, 16, 3), 0, 255)
        write_picture(folder / "images" / f"{n}.png", (int(shade[0]), int(shade[1]), int(shade[2])))
        products.append((f"{n:03d}", f"{colour} {thing}", thing, 20 + n % 7, f"{n}.png", ("wool", "silk")[n % 2]))
    events: list[Sequence[object]] = [("user", "product", "kind", "time")]
    for person in range(people):
        for step in range(12):
            kind = "purchase" if step % 3 == 0 else "view"
            crowd = person % 3 if kind == "purchase" or step % 2 else int(rng.integers(3))
            product = 3 * int(rng.integers(20)) + crowd
            time = f"2024-05-{1 + step * 2:02d} {step:02d}:{person % 60:02d}"
            events.append((f"{person}@shop", f"{product:03d}", kind, time))
    write_csv(folder / "products.csv", products)
    write_csv(folder / "events.csv", events)
    return Sources(catalogue=folder)


def hm_shop(folder: Path) -> Sources:
    """H&M's files as they are: two articles, one of them with a picture."""
    filler = ["x"] * 20
    articles = [HM_ARTICLES.split(",")]
    articles += [
        ["0108775015", "0108775", "Strap top", "253", "Vest top", *filler[:-1], 'Jersey top with "narrow" straps.'],
        ["0110065001", "0110065", "OP T-shirt", "306", "Bra", *filler[:-1], ""],
    ]
    articles = [row[: len(articles[0])] for row in articles]
    write_csv(folder / "articles.csv", articles)
    write_csv(folder / "customers.csv", [("customer_id", "age", "postal_code"), (USERS[0], 49, "52043ee2162cf5aa")])
    write_csv(
        folder / "transactions_train.csv",
        [
            ("t_dat", "customer_id", "article_id", "price", "sales_channel_id"),
            ("2018-09-20", USERS[0], "0108775015", "0.0508305084745762", 2),
            ("2018-09-20", USERS[0], "0108775015", "0.0508305084745762", 2),
            ("2018-09-21", USERS[0], "0110065001", "0.03", 1),
            ("2018-09-20", USERS[1], "110065001", "0.05", 2),
            ("2018-09-20", USERS[1], "0999999999", "0.05", 2),
        ],
    )
    write_picture(folder / "images" / "010" / "0108775015.jpg", (10, 20, 30))
    return Sources(catalogue=folder)


def merrec_shop(folder: Path) -> Sources:
    """Two files in MerRec's shape."""
    rows = {
        "user_id": [11, 11, 12, 12],
        "sequence_id": [1, 1, 1, 2],
        "session_id": [1, 2, 1, 1],
        "item_id": [501, 502, 501, 503],
        "event_id": ["item_view", "buy_comp", "item_add_to_cart_tap", "offer_make"],
        "stime": [datetime(2023, 5, 1, 10, n) for n in range(4)],
        "price": [20.0, 15.0, 20.0, 8.0],
        "name": ["Red dress", "Blue shoes", "Red dress", "Hat"],
        "c0_name": ["Women", "Women", "Women", "Men"],
        "c1_name": ["Dresses", "Shoes", "Dresses", "Hats"],
        "c2_name": ["Midi", None, "Midi", "Caps"],
        "brand_name": ["A", "B", "A", None],
    }
    folder.mkdir(parents=True, exist_ok=True)
    frame = pl.DataFrame(rows)
    frame.head(2).write_parquet(folder / "000000000000.parquet")
    frame.tail(2).write_parquet(folder / "000000000001.parquet")
    return Sources(events=folder)


def photo_shop(folder: Path) -> Sources:
    """A labels file and photos, one of them missing."""
    rows = [
        ("image", "sender_id", "label", "kids"),
        ("aa", "124", "T-Shirt", "False"),
        ("bb", "124", "Not sure", "False"),
        ("cc", "007", "Dress", "True"),
        ("dd", "", "Hat", "False"),
    ]
    write_csv(folder / "images.csv", rows)
    write_picture(folder / "images" / "aa.jpg", (200, 10, 10))
    write_picture(folder / "images" / "cc.jpg", (10, 200, 10))
    return Sources(catalogue=folder)


def mean_colours(pictures: list[Image.Image]) -> NDArray[np.float32]:
    """An encoder without a model: mean colour and a constant, so that no vector is zero."""
    means = [np.asarray(each, np.float32).mean(axis=(0, 1)) / 255 for each in pictures]
    return np.column_stack([np.stack(means), np.ones(len(means))]).astype(np.float32)


MEAN_COLOURS = Encoder(id="mean-colours-1", encode=mean_colours)
