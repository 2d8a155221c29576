"""One finished import: tables, vectors and what was made of them, in a folder that never changes again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from models.errors import SegmentDataError
from models.workspace.files import sha256_of
from segments.tables import EVENT_SCHEMA, USER_SCHEMA, EventArrays, check_products, to_arrays

FORMAT = 1
MANIFEST = "manifest.json"
PRODUCTS = "products.parquet"
VECTORS = "vectors.npy"
COLOURS_FILE, SHARES_FILE = "colours.npy", "colour_shares.npy"
REJECTS = "rejects.csv"


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file that was imported: its name without folders, and its size."""

    name: str
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a snapshot is; written last, so that a folder with it is whole.  Holds no user ids and no paths."""

    format: int
    version: int
    created: str
    """UTC, ISO 8601."""
    source: str
    """The format that was read: plain, hm, merrec, photos, or the name of a simulation."""
    files: tuple[SourceFile, ...]
    products: int
    pictures: int
    """Products with a picture that could be read."""
    events: int
    users: int
    sessions: int
    timed: bool
    """False when the history has no times at all: then there is no trend and no recency."""
    simulated: bool
    encoder: str
    """Which encoder made the vectors, with the hash of its weights; "words-1" when the catalogue has no pictures and
    they are made of words alone; "" when there are none."""
    by_words: int
    """Products whose vector was guessed from their words, since they have no picture."""
    words_score: float | None
    """How good such guesses are, see `words.Bridge.score`; None when there are none."""
    rejects: dict[str, int]
    """Why rows were left out, or kept without a value: reason → how many."""
    notes: tuple[str, ...]
    """What the user should know, in sentences."""
    sha256: dict[str, str]
    """Every other file of the folder → its hash."""


_manifests = TypeAdapter(Manifest)


class Snapshot:
    """Reads one snapshot.  All methods raise SegmentDataError when a file is missing or damaged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.manifest: Manifest = _manifests.validate_json((folder / MANIFEST).read_bytes())
        except (OSError, ValidationError) as error:
            raise _damaged() from error
        if self.manifest.format != FORMAT:
            raise SegmentDataError("This import is from another version of the studio.", "Import the data again.")

    @property
    def id(self) -> str:
        """Its name in the store, e.g. "000007"."""
        return self.folder.name

    def products(self) -> pl.DataFrame:
        """The products table, see `tables.PRODUCT_SCHEMA`."""
        return check_products(_read(lambda: pl.read_parquet(self._file(PRODUCTS), glob=False)))

    def scan_events(self) -> pl.LazyFrame:
        """The events table, see `tables.EVENT_SCHEMA`, for work that should not hold all of it in memory."""
        files = [self._file(name) for name in sorted(self.manifest.sha256) if name.startswith("events-")]
        return pl.scan_parquet(files, glob=False) if files else pl.LazyFrame(schema=EVENT_SCHEMA)

    def users(self) -> pl.DataFrame:
        """Which id each code stands for, see `tables.USER_SCHEMA`.  Private: for matching with the next import only."""
        files = [self._file(name) for name in sorted(self.manifest.sha256) if name.startswith("users-")]
        return _read(lambda: pl.read_parquet(files, glob=False)) if files else pl.DataFrame(schema=USER_SCHEMA)

    def events(self) -> EventArrays:
        """The events table as arrays: some 30 bytes an event."""
        return to_arrays(_read(self.scan_events().collect))

    def vectors(self) -> NDArray[np.float32] | None:
        """Unit vectors (n products, d), read from disk as needed; a row of zeros is a product without one.

        None when there was neither a picture nor a word to make them of.
        """
        if VECTORS not in self.manifest.sha256:
            return None
        try:
            vectors: NDArray[np.float32] = np.load(self._file(VECTORS), mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError) as error:
            raise _damaged() from error
        if vectors.ndim != 2 or len(vectors) != self.manifest.products or vectors.dtype != np.float32:
            raise _damaged()
        return vectors

    def colours(self) -> tuple[NDArray[np.uint8], NDArray[np.float32]] | None:
        """Each product's colours, sRGB (n, c, 3), and which part of it each covers, (n, c), 0 where there is none.

        None when no picture was read.
        """
        if COLOURS_FILE not in self.manifest.sha256:
            return None
        try:
            rgb, shares = (np.load(self._file(name), allow_pickle=False) for name in (COLOURS_FILE, SHARES_FILE))
        except (OSError, ValueError) as error:
            raise _damaged() from error
        if rgb.shape != (self.manifest.products, shares.shape[-1], 3) or shares.shape != rgb.shape[:2]:
            raise _damaged()
        return rgb, shares

    def rejects(self) -> Path:
        """The list of what could not be used, a CSV."""
        return self._file(REJECTS)

    def has(self, name: str) -> bool:
        """Whether the snapshot has a further file of this name."""
        return name in self.manifest.sha256

    def file(self, name: str) -> Path:
        """A further file that was put into the draft."""
        return self._file(name)

    def read_json(self, name: str) -> Any:
        """A further file as JSON."""
        try:
            return json.loads(self._file(name).read_bytes())
        except (OSError, ValueError) as error:
            raise _damaged() from error

    def verify(self) -> None:
        """Read every byte and compare it with what was written."""
        for name, expected in self.manifest.sha256.items():
            if sha256_of(self._file(name)) != expected:
                raise _damaged()

    def _file(self, name: str) -> Path:
        path = self.folder / name
        if name not in self.manifest.sha256 or not path.is_file():
            raise _damaged()
        return path


def write_manifest(manifest: Manifest) -> bytes:
    """The manifest as it stands on disk."""
    return _manifests.dump_json(manifest, indent=2)


def _read(work: Any) -> pl.DataFrame:
    try:
        frame = work()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise _damaged() from error
    assert isinstance(frame, pl.DataFrame)  # noqa: S101  for the type checker
    return frame


def _damaged() -> SegmentDataError:
    return SegmentDataError("The import is damaged or not there any more.", "Import the data again.")
