"""Vectors of the catalogue's pictures, kept by content: what was encoded once is never encoded again.

A picture is known by the hash of its file, whatever it is called and wherever it lies.  Every batch is written to the
cache before the next begins, so an import that is killed loses one batch at most.  The encoder is a plain function;
no torch here.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np
import polars as pl
from numpy.typing import NDArray
from PIL import Image

from models.errors import BackendFailedError, InputError
from models.pictures import Limits, flatten, open_picture
from models.workspace.files import storage_errors
from segments.cache import Cache, Look
from segments.pace import Pace
from segments.readers.batches import LINE
from segments.rejects import Rejects
from segments.snapshot import COLOURS_FILE, SHARES_FILE
from segments.swatches import COLOURS, Swatch, read_swatch

Encode = Callable[[list[Image.Image]], NDArray[np.float32]]
"""RGB pictures, their longest side SIDE_PX at most → float32 (n, d), every row finite and not zero."""

BATCH = 32
SIDE_PX = 512
"""Pictures are shrunk to this before they are encoded: more than encoders look at, and a batch stays small."""
THUMBNAIL_PX = 320
LIMITS = Limits()
TABLE = "pictures"
NO_FILE = "there is no such picture"
LEAST_PX, SLIMMEST = 8, 16
"""A picture with a shorter side than this, or so many times as long as wide, shows no product."""
TEXT_LENGTH = 300
TEXTS = 256
"""Texts are encoded so many at a time."""


@dataclass(frozen=True, kw_only=True)
class Encoder:
    """Functions with the name under which their vectors are kept: another model, or other weights, another `id`."""

    id: str
    encode: Encode
    encode_texts: Callable[[list[str]], NDArray[np.float32]] | None = None
    """Texts, none of them empty → float32 (n, d) in the space of the pictures; None without a text tower."""


@dataclass
class _Batch:
    """Pictures that wait to be encoded."""

    hashes: list[str] = field(default_factory=list)
    pictures: list[Image.Image] = field(default_factory=list)


def embed_pictures(
    products: pl.DataFrame, images: Path | None, encoder: Encoder, cache: Cache, rejects: Rejects, pace: Pace
) -> list[str]:
    """The hash of each product's picture ("" when there is none that can be read); its vector is in the cache then.

    `products` has "image", LINE and "#file".  Raises BackendFailedError when the encoder returns something else than
    vectors, CancelledError, StorageError.
    """
    hashes: list[str] = []
    batch, seen, fresh = _Batch(), set[str](), 0
    rows = products.select("image", LINE, "#file").rows()
    for number, (name, line, file) in enumerate(rows):
        try:
            data = read_picture(images, name) if name and images else None
            sha256 = hashlib.sha256(data).hexdigest() if data is not None else ""
            if data is not None and sha256 not in seen and not cache.has(encoder.id, sha256):
                batch.pictures.append(_open(data))
                batch.hashes.append(sha256)
                fresh += 1
            hashes.append(sha256)
            seen.add(sha256)
        except InputError as error:
            rejects.add(TABLE, file, error.message, [line], [name], column="image", kept=True)
            hashes.append("")
        if len(batch.pictures) >= BATCH:
            _encode(batch, encoder, cache)
            batch = _Batch()
        if number % BATCH == BATCH - 1:
            pace.report((number + 1) / len(rows), fresh)
    if batch.pictures:
        _encode(batch, encoder, cache)
    pace.report(1.0, fresh)
    return hashes


def embed_texts(texts: Sequence[str], encoder: Encoder, cache: Cache, pace: Pace) -> NDArray[np.float32]:
    """The unit vectors of texts, (n, d), none of them empty; kept in the cache like those of pictures.

    Raises BackendFailedError, CancelledError, StorageError.
    """
    if encoder.encode_texts is None:
        raise ValueError("this encoder has no text tower")
    cut = [text[:TEXT_LENGTH] for text in texts]
    keys = {text: hashlib.sha256(f"text|{text}".encode()).hexdigest() for text in cut}
    missing = [text for text, key in keys.items() if not cache.has(encoder.id, key)]
    for start in range(0, len(missing), TEXTS):
        part = missing[start : start + TEXTS]
        cache.put(encoder.id, [keys[text] for text in part], _check(encoder.encode_texts(part), len(part)))
        pace.report((start + len(part)) / len(missing), start + len(part))
    found = cache.vectors(encoder.id, [keys[text] for text in cut])
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def write_vectors(hashes: Sequence[str], encoder: Encoder, cache: Cache, path: Path) -> bool:
    """The unit vectors of products with these hashes, (n, d), as an .npy file; zeros for "".  False when all are ""."""
    known = next((each for each in hashes if each), None)
    if known is None:
        return False
    size = len(cache.vectors(encoder.id, [known])[0])
    vectors = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(len(hashes), size))
    for start in range(0, len(hashes), 10_000):
        part = hashes[start : start + 10_000]
        rows = [n for n, each in enumerate(part, start) if each]
        if rows:
            found = cache.vectors(encoder.id, [hashes[n] for n in rows])
            vectors[rows] = found / np.linalg.norm(found, axis=1, keepdims=True)
    vectors.flush()
    del vectors  # closes the file
    return True


def write_colours(hashes: Sequence[str], cache: Cache, folder: Path) -> None:
    """The colours of products with these hashes: `colours.npy` (n, c, 3) uint8, `colour_shares.npy` (n, c) float32.

    All shares are 0 for a product without a picture.
    """
    rgb = np.zeros((len(hashes), COLOURS, 3), np.uint8)
    shares = np.zeros((len(hashes), COLOURS), np.float32)
    wanted = sorted(set(hashes) - {""})
    found = cache.swatches(wanted)
    if fresh := {each: _reread(data) for each in wanted if each not in found and (data := cache.thumbnail(each))}:
        cache.put_swatches(fresh)
    found |= fresh
    for row, sha256 in enumerate(hashes):
        if sha256 in found:
            rgb[row], shares[row] = found[sha256]
    with storage_errors():
        np.save(folder / COLOURS_FILE, rgb)
        np.save(folder / SHARES_FILE, shares)


def _reread(jpeg: bytes) -> Swatch:
    """The colours of a thumbnail, for pictures that were looked at when colours were read in another way."""
    with Image.open(io.BytesIO(jpeg)) as picture:
        return read_swatch(picture)


def read_picture(images: Path, name: str) -> bytes:
    """The bytes of a picture of the catalogue.

    The name comes from a table that anybody may have written: nothing outside of the folder is ever opened, be it by
    "..", by an absolute path or by a link.  Raises InputError, with what is wrong as its message.
    """
    if "://" in name:
        raise InputError("the picture is a web address", "Download the pictures into a folder first.")
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts:
        raise InputError(NO_FILE)
    if PureWindowsPath(name).drive or parts[0] == "/" or ".." in parts or "\0" in name:
        raise InputError("the picture's name leads out of its folder")
    try:
        path = images.joinpath(*parts).resolve()
        if not path.is_relative_to(images.resolve()):
            raise InputError("the picture's name leads out of its folder")
        if not path.is_file():
            raise InputError(NO_FILE)
        if path.stat().st_size > LIMITS.max_bytes:
            raise InputError("the picture's file is too large")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise InputError("the picture's file cannot be read") from error


def shrink(picture: Image.Image, side_px: int) -> Image.Image:
    """The picture on white, its longest side at most `side_px`."""
    small = flatten(picture)
    small.thumbnail((side_px, side_px), Image.Resampling.LANCZOS)
    return small


def _open(data: bytes) -> Image.Image:
    """A picture as encoders get it.  Raises InputError."""
    picture = shrink(open_picture(data, LIMITS), SIDE_PX)
    short, long = sorted(picture.size)
    if short < LEAST_PX or long > SLIMMEST * short:
        raise InputError("the picture is too small or too slim to show a product")
    return picture


def _encode(batch: _Batch, encoder: Encoder, cache: Cache) -> None:
    """Encode a batch and put it into the cache in one step."""
    vectors = _check(encoder.encode(batch.pictures), len(batch.pictures))
    cache.put(encoder.id, batch.hashes, vectors, [_look(picture) for picture in batch.pictures])


def _check(vectors: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """The vectors, when they are as many and as they should be.  Raises BackendFailedError."""
    vectors = np.asarray(vectors)
    whole = vectors.ndim == 2 and len(vectors) == count and vectors.shape[1] > 0
    if not whole or vectors.dtype != np.float32 or not np.isfinite(vectors).all() or not vectors.any(axis=1).all():
        raise BackendFailedError("The encoder returned something else than vectors.", "Choose another encoder.")
    return vectors


def _look(picture: Image.Image) -> Look:
    buffer = io.BytesIO()
    shrink(picture, THUMBNAIL_PX).save(buffer, format="JPEG", quality=85)
    return Look(buffer.getvalue(), read_swatch(picture))
