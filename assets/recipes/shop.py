"""Make the demo shop: a synthetic catalogue, simulated shoppers, and the import of both.

    python -m assets.recipes.shop_shapes --work work              # the cuts, from the pattern book
    python -m assets.recipes.shop --work work --stage products    # draw, print, check: work/shop/, and contact sheets
    python -m assets.recipes.shop --work work --stage catalogue   # shoppers, prices, words: assets/shop/
    python -m assets.recipes.shop --work work --stage snapshot    # encode and import: assets/shop/snapshot/

    python -m assets.recipes.shop --stage describe                # the same segments, described anew

`--stage snapshot` alone is enough when the encoder has learned anew: it needs nothing but what ships and
the histories in work/shop, which `--stage catalogue` writes.  The same seed gives the same shop.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from PIL import Image

from assets.recipes.shop_prints import draw_sheets, find_fault, name_print, print_all
from assets.recipes.shop_shapes import read_cuts
from assets.recipes.shop_styles import Product, draw_range
from assets.recipes.shop_words import describe, name_title, write_words
from models.backends.compact_words import CompactWords
from models.library import read_library
from segments.demo import FOLDER, SOURCE, write_wardrobe
from segments.facets import Facets, read_facets
from segments.simulate import Parameters, simulate_on
from segments.simulation.shoppers import DAY_S
from segments.tables import KINDS

SEED = 20_221_122
SHOPPERS = 5_000
SHOPPERS_SEED = 958
"""Of the first 1,500 it draws tastes that belong together, such as shorts with summer."""
TASTES = ("category", "colour", "pattern", "season")
"""What the simulated shoppers look at, besides the price."""
NOW_S = 1_704_067_200 + 366 * DAY_S
REJECTED = frozenset({522, 523, 524, 525, 530, 556, 576, 584})
"""Numbers of drawn products that the eye did not want: a barrel of a skirt, shoes white on white."""


def draw(work: Path) -> list[Product]:
    """All products that are drawn, good and bad."""
    return list(draw_range(read_library(), read_cuts(work / "shop_shapes.npz"), SEED))


def make_products(work: Path, workers: int) -> None:
    """Print everything, look for faults, and lay out contact sheets of what is left."""
    products, prints = draw(work), work / "shop" / "prints"
    print_all([product.spec for product in products], prints, workers)
    (work / "shop" / "faults.json").write_text(json.dumps(find_faults(products, prints)), encoding="utf-8")
    kept = keep_good(products, work)
    paths = [prints / name_print(products[number].spec) for number in kept]
    captions = [f"{number} {products[number].shade} {products[number].material}" for number in kept]
    for sheet in draw_sheets(paths, captions, work / "shop" / "sheets"):
        print(sheet)


def find_faults(products: list[Product], prints: Path) -> dict[int, str]:
    """What the rules say against products, by number."""
    faults = {}
    for number, product in enumerate(products):
        with Image.open(prints / name_print(product.spec)) as image:
            fault = find_fault(image, product.spec)
        if fault:
            faults[number] = fault
            print(f"{number} {product.spec.category} {product.shade}: {fault}")
    return faults


def keep_good(products: list[Product], work: Path) -> list[int]:
    """The numbers of the products that neither the rules nor the eye rejected."""
    faults = json.loads((work / "shop" / "faults.json").read_text(encoding="utf-8"))
    return [number for number in range(len(products)) if str(number) not in faults and number not in REJECTED]


def tabulate(products: list[Product]) -> Facets:
    """What the shoppers look at."""
    columns = {
        "category": [each.spec.category for each in products],
        "colour": [each.colour for each in products],
        "pattern": [each.pattern for each in products],
        "season": [each.season for each in products],
    }
    return read_facets({name: columns[name] for name in TASTES})


def make_catalogue(work: Path, out: Path) -> None:
    """Let simulated shoppers into the shop; what they leave of it, with prices and words, is the catalogue."""
    products, prints = draw(work), work / "shop" / "prints"
    kept = [products[number] for number in keep_good(products, work)]
    reference = np.array([each.reference for each in kept], np.float32)
    shop = simulate_on(tabulate(kept), reference, Parameters(users=SHOPPERS), SHOPPERS_SEED)
    sold = [kept[row] for row in shop.rows]
    prices = np.maximum(np.round(shop.catalogue.prices), 5) - 0.05
    ids = [f"WS-{number:04d}" for number in range(1, len(sold) + 1)]
    titles = [name_title(each) for each in sold]
    texts = [describe(each) for each in sold]
    shutil.rmtree(out / "images", ignore_errors=True)
    (out / "images").mkdir(parents=True)
    with (out / "products.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("id", "title", "category", "price", "image", "colour", "pattern", "material", "sleeve", "cut",
                         "season", "description"))  # fmt: skip
        for id, title, text, price, each in zip(ids, titles, texts, prices, sold, strict=True):
            shutil.copyfile(prints / name_print(each.spec), out / "images" / f"{id}.webp")
            writer.writerow((id, title, each.spec.category, f"{price:.2f}", f"{id}.webp", each.colour, each.pattern,
                             each.material, each.sleeve, each.cut, each.season, text))  # fmt: skip
    writer = CompactWords()
    specs = [
        replace(each.spec, text=write_words(each, title, number, writer))
        for number, (each, title) in enumerate(zip(sold, titles, strict=True))
    ]
    write_wardrobe(out / "specs.npz", ids, specs)
    events = shop.events
    ratio = events.price / shop.catalogue.prices[events.product]
    frame = pl.DataFrame(
        {
            "user": [f"S{code:05d}" for code in events.user],
            "product": np.array(ids)[events.product],
            "kind": np.array(KINDS)[events.kind],
            "time": events.time_s,
            "quantity": events.quantity,
            "price": np.round(prices[events.product] * np.round(ratio, 4), 2),
        }
    )
    frame.write_parquet(work / "shop" / "events.parquet")
    print(f"{len(kept)} products, {len(sold)} without the holes, {frame.height:,} events of {events.users:,} shoppers")
    for hole in shop.holes:
        print("hole", hole.segment, [shop.catalogue.facets.words[column] for column in hole.columns])
    for number, words in enumerate(shop.planted_words):
        print("segment", number, words)


def make_snapshot(work: Path, out: Path) -> None:
    """Import the shop as any other one, and ship the import."""
    from models.settings import load_settings
    from segments.build import build
    from segments.encoder import find_encoder
    from segments.pipeline import make_segments
    from segments.readers.feed import Sources
    from segments.snapshot import MANIFEST, write_manifest
    from segments.store import Store

    sources = Sources(catalogue=out / "products.csv", events=work / "shop" / "events.parquet", images=out / "images")
    with tempfile.TemporaryDirectory() as folder:
        store, cache = Store(Path(folder)), work / "shop" / "cache.sqlite"
        store.folder.mkdir()
        if cache.exists():  # pictures that were encoded before need not be again
            shutil.copyfile(cache, store.cache)
        snapshot = build(
            sources, Path(folder), encoder=find_encoder(load_settings()), finish=make_segments(), now_s=NOW_S,
            simulated=True,
        )  # fmt: skip
        with closing(sqlite3.connect(store.cache)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(store.cache, cache)
        shutil.rmtree(out / "snapshot", ignore_errors=True)
        shutil.copytree(snapshot.folder, out / "snapshot")
    manifest = replace(snapshot.manifest, source=SOURCE, created="2022-11-22T00:00:00+00:00")
    (out / "snapshot" / MANIFEST).write_bytes(write_manifest(manifest))
    print(f"{manifest.products} products, {manifest.pictures} pictures, encoder {manifest.encoder}")


def describe_anew(out: Path) -> None:
    """Names, keywords, exemplars and so on of the segments that were found; who is in them stays."""
    from models.workspace.files import sha256_of
    from segments.audience import describe_segments
    from segments.kept import SEGMENTS, load_audience, load_segments, read_labels
    from segments.pipeline import reopen_shop
    from segments.snapshot import MANIFEST, Snapshot, write_manifest
    from segments.types import write_segments

    snapshot = Snapshot(out / "snapshot")
    before, shop = load_segments(snapshot), reopen_shop(snapshot)
    ids = [each.id for each in before]
    told = describe_segments(shop, before[0].snapshot, load_audience(snapshot), read_labels(snapshot), ids)
    path = snapshot.folder / SEGMENTS
    path.write_text(json.dumps(write_segments(told), ensure_ascii=False), encoding="utf-8")
    hashes = snapshot.manifest.sha256 | {SEGMENTS: sha256_of(path)}
    (snapshot.folder / MANIFEST).write_bytes(write_manifest(replace(snapshot.manifest, sha256=hashes)))
    for each in told:
        print(each.label)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--stage", choices=("products", "catalogue", "snapshot", "describe", "all"), default="all")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.stage in ("products", "all"):
        make_products(arguments.work, arguments.workers)
    if arguments.stage in ("catalogue", "all"):
        make_catalogue(arguments.work, arguments.out)
    if arguments.stage in ("snapshot", "all"):
        make_snapshot(arguments.work, arguments.out)
    if arguments.stage == "describe":
        describe_anew(arguments.out)


if __name__ == "__main__":
    main()
