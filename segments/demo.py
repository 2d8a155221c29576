"""The demo shop: a synthetic shop that ships with the studio, so that the first page shows something real at once.

Its products are designs of our own and its shoppers are simulated (`assets/recipes/shop.py`); its import says so.

    assets/shop/
        products.csv    the catalogue as a shop would hand it over
        images/         one picture a product, clear around the garment
        specs.npz       the design behind each product, so that every one can be opened and changed
        snapshot/       the finished import, ready to be copied into a workspace
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.design import Cloth, DesignSpec, Rgb
from models.errors import InputError, SegmentDataError, StudioError
from models.seams import MARK_SIZE
from models.workspace.files import storage_errors
from segments.cache import Cache, Look
from segments.kept import SEGMENTS
from segments.snapshot import Snapshot
from segments.store import Draft, Store
from segments.swatches import Swatch

FOLDER = Path(__file__).parent.parent / "assets" / "shop"
SOURCE = "demo shop"
"""The `source` in the manifest of its import."""


@dataclass(frozen=True, kw_only=True)
class Wardrobe:
    """The designs behind the products: arrays of n products, and the codes that they share."""

    rows: dict[str, int]
    """A product's id → its place in the arrays."""
    arrays: dict[str, NDArray[Any]]

    def spec(self, id: str) -> DesignSpec:
        """The design of a product.  Raises InputError when there is no such product."""
        if id not in self.rows:
            raise InputError("This product has no design.", "Choose a product of the demo shop.")
        row, a = self.rows[id], self.arrays
        pattern, grain = int(a["pattern_of"][row]), int(a["grain_of"][row])
        cloth = Cloth(
            pattern=a["patterns"][pattern].tobytes() if pattern >= 0 else b"",
            grain=a["grains"][grain].tobytes() if grain >= 0 else b"",
            scale=float(a["scale"][row]),
            strength=float(a["strength"][row]),
        )
        return DesignSpec(
            shape=a["shapes"][int(a["shape_of"][row])].tobytes(),
            cloth=cloth,
            colour=_rgb(a["colour"][row]),
            accent=_rgb(a["accent"][row]),
            category=str(a["category"][row]),
            text=str(a["text"][row]),
            seed=int(a["seed"][row]),
            seams=_read_seams(a, row),
        )


def write_wardrobe(path: Path, ids: Sequence[str], specs: Sequence[DesignSpec]) -> None:
    """Put the designs of products into one file; codes that several share are written once."""
    shapes, shape_of = _once([spec.shape for spec in specs])
    patterns, pattern_of = _once([spec.cloth.pattern for spec in specs])
    grains, grain_of = _once([spec.cloth.grain for spec in specs])
    marks, seams, seams_of = _lay_end_to_end([spec.seams for spec in specs])
    np.savez_compressed(
        path,
        id=np.array(ids),
        shapes=shapes,
        shape_of=shape_of,
        patterns=patterns,
        pattern_of=pattern_of,
        grains=grains,
        grain_of=grain_of,
        marks=marks,
        seams=seams,
        seams_of=seams_of,
        scale=np.array([spec.cloth.scale for spec in specs]),
        strength=np.array([spec.cloth.strength for spec in specs]),
        colour=np.array([spec.colour for spec in specs], np.uint8),
        accent=np.array([spec.accent for spec in specs], np.uint8),
        category=np.array([spec.category for spec in specs]),
        text=np.array([spec.text for spec in specs]),
        seed=np.array([spec.seed for spec in specs], np.int64),
    )


@cache
def read_wardrobe(folder: Path = FOLDER) -> Wardrobe:
    """The designs of the demo shop.  Raises SegmentDataError when they are not there or damaged."""
    try:
        with np.load(folder / "specs.npz", allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        rows = {str(id): row for row, id in enumerate(arrays["id"])}
    except (OSError, ValueError, KeyError) as error:
        raise _missing() from error
    return Wardrobe(rows=rows, arrays=arrays)


def is_demo(snapshot: Snapshot) -> bool:
    """Whether a snapshot is the demo shop."""
    return snapshot.manifest.source == SOURCE


def find_spec(snapshot: Snapshot, id: str, folder: Path = FOLDER) -> DesignSpec | None:
    """The design behind a product, by the shop's id; None for products that are known by a photo only."""
    if not is_demo(snapshot):
        return None
    wardrobe = read_wardrobe(folder)
    return wardrobe.spec(id) if id in wardrobe.rows else None


def find_picture(snapshot: Snapshot, name: str, folder: Path = FOLDER) -> Path | None:
    """The file of a demo product's picture (512 px, RGBA), by its `image` in the products table; None elsewhere."""
    path = folder / "images" / Path(name).name
    return path if is_demo(snapshot) and name and path.is_file() else None


def open_demo(store: Store, folder: Path = FOLDER) -> Snapshot:
    """Make the demo shop the active import; what was imported stays and can be chosen again.

    Nothing heavy is loaded.  Raises SegmentDataError when the shipped files are missing or damaged, StorageError.
    """
    shipped = read_shipped(folder)
    for id in store.snapshots():
        if _is_same(store, id, shipped):
            store.activate(id)
            return store.snapshot(id)
    with store.draft() as draft:
        _copy(shipped, draft)
        _fill_cache(shipped, folder / "images", store.cache)
        draft.finish(shipped.manifest)
    return store.snapshot(f"{draft.version:06d}")


def greet_with_demo(store: Store, folder: Path = FOLDER) -> Snapshot | None:
    """The demo shop, when nothing was ever imported; None when something was.  Raises what `open_demo` raises."""
    if store.active_id() is not None or store.snapshots():
        return None
    return open_demo(store, folder)


def read_shipped(folder: Path = FOLDER) -> Snapshot:
    """The import that ships with the studio, every byte checked.  Raises SegmentDataError."""
    try:
        shipped = Snapshot(folder / "snapshot")
        shipped.verify()
    except StudioError as error:
        raise _missing() from error
    return shipped


def _copy(shipped: Snapshot, draft: Draft) -> None:
    """The files into the draft; what they say about their import is about the new one from now on."""
    with storage_errors():
        for name in shipped.manifest.sha256:
            shutil.copyfile(shipped.file(name), draft.folder / name)
    segments = shipped.read_json(SEGMENTS)
    draft.write_json(SEGMENTS, [{**segment, "snapshot": f"{draft.version:06d}"} for segment in segments])


def _fill_cache(shipped: Snapshot, images: Path, path: Path) -> None:
    """Pictures, colours and vectors into the cache, as an import would have left them."""
    products, vectors, colours = shipped.products(), shipped.vectors(), shipped.colours()
    if vectors is None or colours is None:
        raise _missing()
    hashes = products["picture_sha256"].to_list()
    rgb, shares = colours
    with closing(Cache(path)) as cache:
        if cache.count(shipped.manifest.encoder) >= len(hashes) and cache.thumbnail(hashes[-1]):
            return
        try:
            pictures = [(images / name).read_bytes() for name in products["image"].to_list()]
        except OSError as error:
            raise _missing() from error
        looks = [Look(data, Swatch(rgb[row], shares[row].astype(np.float32))) for row, data in enumerate(pictures)]
        cache.put(shipped.manifest.encoder, hashes, np.asarray(vectors), looks)


def _is_same(store: Store, id: str, shipped: Snapshot) -> bool:
    """Whether an import is this very demo shop, not one of an older studio."""
    try:
        manifest = store.snapshot(id).manifest
    except SegmentDataError:
        return False
    same = {name: sha256 for name, sha256 in shipped.manifest.sha256.items() if name != SEGMENTS}
    return manifest.source == SOURCE and same.items() <= manifest.sha256.items()


def _once(codes: Sequence[bytes]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Different codes as rows of float16, and which of them each product has, −1 for none."""
    unique = list(dict.fromkeys(code for code in codes if code))
    place = {code: row for row, code in enumerate(unique)} | {b"": -1}
    rows = [np.frombuffer(code, "<f2") for code in unique]
    return np.stack(rows) if rows else np.zeros((0, 0), "<f2"), np.array([place[code] for code in codes], np.int64)


def _lay_end_to_end(codes: Sequence[bytes]) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64]]:
    """Construction lines of all products: rows of float16 (marks, MARK_SIZE), where each different set of them begins
    and ends, and which of the sets each product has."""
    unique = list(dict.fromkeys(codes))
    rows = [np.frombuffer(code, "<f2").reshape(-1, MARK_SIZE) for code in unique]
    ends = np.cumsum([len(marks) for marks in rows])
    spans = np.stack([ends - [len(marks) for marks in rows], ends], 1)
    place = {code: row for row, code in enumerate(unique)}
    return np.concatenate(rows), spans.astype(np.int64), np.array([place[code] for code in codes], np.int64)


def _read_seams(arrays: dict[str, NDArray[Any]], row: int) -> bytes:
    """The construction lines of a product; none in a wardrobe from before garments had any."""
    if "marks" not in arrays:
        return b""
    start, end = arrays["seams"][int(arrays["seams_of"][row])]
    return arrays["marks"][int(start) : int(end)].tobytes()


def _rgb(values: NDArray[Any]) -> Rgb:
    red, green, blue = (int(value) for value in values)
    return red, green, blue


def _missing() -> SegmentDataError:
    return SegmentDataError("The demo shop is missing or damaged.", "Install the studio again.")
