"""Every kind of upload through the whole studio, for every backend that masks: a cut-out, or an error with a remedy."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import BackendUnavailableError, InputError
from models.registry import Registry, choose_entries
from models.settings import Settings
from models.studio import Studio, build_studio
from tests.products import blank, overlap, photo

Write = Callable[[Path], None]


@pytest.fixture(scope="module", params=[info.id for info in Registry().backends("mask")])
def studio(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Studio:
    """A studio whose masker is the backend under test; the large one has a tiny model."""
    settings = Settings(
        device="cpu",
        masker=request.param,
        workspace=tmp_path_factory.mktemp(request.param),
        large_masker=str(tiny_model),
        allow_remote_code=True,
    )
    try:
        Registry(choose_entries(settings)).load(request.param, "cpu")
    except BackendUnavailableError as error:
        pytest.skip(f"{request.param} NOT TESTED: {error}")
    return build_studio(settings)


def save(kind: str, mode: str = "RGB", **options: object) -> Write:
    return lambda path: photo()[0].convert(mode).save(path, kind, **options)


def rotated(path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    photo()[0].transpose(Image.Transpose.ROTATE_90).save(path, "JPEG", quality=95, exif=exif)


def sixteen_bit(path: Path) -> None:
    grey = np.asarray(photo()[0].convert("L")).astype(np.uint16) * 257
    Image.fromarray(grey).save(path, "PNG")


def animated(path: Path) -> None:
    photo()[0].save(path, "GIF", save_all=True, append_images=[blank("plain", (192, 224))])


def transparent(path: Path) -> None:
    image, mask = photo()
    image.putalpha(Image.fromarray((mask * 255).astype(np.uint8)))
    image.save(path, "PNG")


GOOD: dict[str, Write] = {
    "shirt.jpg": save("JPEG", quality=92),
    "shirt.png": save("PNG"),
    "shirt.webp": save("WEBP", quality=92),
    "shirt.heic": save("HEIF", quality=92),
    "cmyk.jpg": save("JPEG", "CMYK", quality=95),
    "grey.png": save("PNG", "L"),
    "palette.png": save("PNG", "P"),
    "sixteen.png": sixteen_bit,
    "animated.gif": animated,
    "transparent.png": transparent,
    "rotated.jpg": rotated,
    "wrong ending.txt": save("JPEG", quality=92),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_people_upload_is_cut_out(studio: Studio, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    GOOD[name](path)
    cutout = studio.mask(studio.open_photo(path).id)
    image = studio.workspace.picture(cutout.id)
    assert (cutout.kind, image.mode, image.size) == ("cutout", "RGBA", photo()[0].size)
    assert overlap(image, photo()[1]) > 0.8
    assert cutout.provenance is not None
    assert cutout.provenance.backend == studio.settings.masker


def bomb(path: Path) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))


def truncated(path: Path) -> None:
    photo()[0].save(path, "PNG")
    path.write_bytes(path.read_bytes()[:900])


BAD: dict[str, Write] = {
    "text.jpg": lambda path: path.write_text("hello") and None,
    "empty.png": lambda path: path.write_bytes(b"") and None,
    "truncated.png": truncated,
    "one pixel.png": lambda path: Image.new("RGB", (1, 1)).save(path),
    "bomb.png": bomb,
    "nothing to see.png": lambda path: blank("plain").save(path),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_cut_out_says_what_to_do(studio: Studio, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    BAD[name](path)
    before = {each.id for each in studio.recent()}
    with pytest.raises(InputError) as caught:
        studio.mask(studio.open_photo(path).id)
    assert caught.value.message
    assert caught.value.remedy
    assert all(each.kind == "photo" for each in studio.recent() if each.id not in before)


@pytest.mark.parametrize("id", ["photo-0123456789abcdef", "../../etc/passwd", "", "cutout-" + "0" * 32])
def test_ids_that_are_not_there(studio: Studio, id: str) -> None:
    with pytest.raises(InputError) as caught:
        studio.mask(id)
    assert caught.value.remedy
