"""Every kind of file that people upload comes out as an upright 8-bit picture, or as an error with a remedy."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from models.errors import InputError
from models.pictures import Limits, clean_title, flatten, open_picture

SIZE = (64, 48)


def scene(mode: str = "RGB") -> Image.Image:
    """Red above, blue below, so that turning and colours show."""
    image = Image.new("RGB", SIZE, (200, 30, 40))
    image.paste((30, 60, 190), (0, 24, 64, 48))
    return image.convert(mode)


def as_bytes(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format=kind, **options)
    return buffer.getvalue()


def near(image: Image.Image, xy: tuple[int, int], rgb: tuple[int, int, int], by: int = 12) -> bool:
    pixel = image.convert("RGB").getpixel(xy)
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= by for a, b in zip(pixel, rgb, strict=True))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP", "HEIF", "AVIF"])
def test_reads_what_people_export(kind: str) -> None:
    image = open_picture(as_bytes(scene(), kind))
    assert (image.mode, image.size) == ("RGB", SIZE)
    assert near(image, (30, 8), (200, 30, 40), 25)
    assert near(image, (30, 40), (30, 60, 190), 25)


def in_lab() -> Image.Image:
    turn = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    turned = ImageCms.applyTransform(scene(), turn)
    assert turned is not None
    return turned


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LAB"])
def test_every_colour_mode_becomes_rgb(mode: str) -> None:
    source = in_lab() if mode == "LAB" else scene(mode)
    image = open_picture(as_bytes(source, "TIFF" if mode in ("CMYK", "LAB") else "PNG"))
    assert (image.mode, image.size) == ("RGB", SIZE)
    top, bottom = np.asarray(image)[8].mean(axis=0), np.asarray(image)[40].mean(axis=0)
    assert np.abs(top - bottom).max() > 5


def test_cmyk_jpeg_keeps_its_colours() -> None:
    image = open_picture(as_bytes(scene("CMYK"), "JPEG", quality=95))
    assert near(image, (30, 8), (200, 30, 40), 20)


def test_sixteen_bit_grey_keeps_its_range() -> None:
    ramp = np.linspace(0, 65535, 64 * 48).reshape(48, 64).astype(np.uint16)
    image = np.asarray(open_picture(as_bytes(Image.fromarray(ramp))))
    assert image[0, 0].tolist() == [0, 0, 0]
    assert image[-1, -1].tolist() == [255, 255, 255]
    assert abs(int(image[24, 0, 0]) - 128) <= 2


@pytest.mark.parametrize(("top", "white"), [(1.0, 255), (255.0, 255), (9000.0, 255)])
def test_float_tiff_is_scaled_and_survives_nan(top: float, white: int) -> None:
    grey = np.full((48, 64), top, np.float32)
    grey[0, 0], grey[1, 1] = np.nan, -5
    image = np.asarray(open_picture(as_bytes(Image.fromarray(grey), "TIFF")))
    assert image[10, 10, 0] == white
    assert image[0, 0, 0] == image[1, 1, 0] == 0


def test_transparency_is_kept_and_flattened_on_white() -> None:
    image = scene("RGBA")
    image.putalpha(Image.new("L", SIZE, 0))
    opened = open_picture(as_bytes(image))
    assert opened.mode == "RGBA"
    assert near(flatten(opened), (30, 8), (255, 255, 255), 0)


@pytest.mark.parametrize("mode", ["P", "LA"])
def test_transparent_palette_and_grey(mode: str) -> None:
    if mode == "P":
        data = as_bytes(scene().quantize(4), transparency=scene().quantize(4).getpixel((5, 5)))
    else:
        grey = scene("LA")
        grey.putalpha(Image.new("L", SIZE, 90))
        data = as_bytes(grey)
    assert open_picture(data).mode == "RGBA"


def test_opaque_alpha_is_dropped() -> None:
    assert open_picture(as_bytes(scene("RGBA"))).mode == "RGB"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation_is_applied(orientation: int) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = scene().transpose(turns[orientation]) if orientation in turns else scene()
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = open_picture(as_bytes(stored, "PNG", exif=exif))
    assert image.tobytes() == scene().tobytes()


def test_camera_and_place_stay_behind() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    image = open_picture(as_bytes(scene(), "JPEG", exif=exif))
    assert not image.info
    assert b"Secret" not in as_bytes(image, "JPEG")


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")  # Pillow says so and reads on
def test_broken_exif_does_not_spoil_a_good_picture() -> None:
    image = open_picture(as_bytes(scene(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff"))
    assert image.size == SIZE


def test_broken_colour_profile_does_not_spoil_a_good_picture() -> None:
    assert near(open_picture(as_bytes(scene(), icc_profile=b"not a profile")), (30, 8), (200, 30, 40), 1)


def test_animation_gives_its_first_frame() -> None:
    frames = [Image.new("RGB", SIZE, colour) for colour in ("blue", "green", "red")]
    data = as_bytes(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert near(open_picture(data), (5, 5), (0, 0, 255), 2)


def test_full_resolution_is_kept() -> None:
    assert open_picture(as_bytes(Image.new("RGB", (3000, 2000)), "JPEG")).size == (3000, 2000)


NOT_PICTURES = {
    "empty": b"",
    "text": b"hello, this is no picture at all",
    "html": b"<html><img src=x></html>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' width='99999999' height='99999999'/>",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n",
    "pdf": b"%PDF-1.7\n",
    "zip": b"PK\x03\x04" + bytes(40),
    "magic only": b"\x89PNG\r\n\x1a\n",
    "jpeg magic only": b"\xff\xd8\xff\xe0" + bytes(20),
}


@pytest.mark.parametrize("name", NOT_PICTURES)
def test_not_a_picture(name: str) -> None:
    with pytest.raises(InputError) as caught:
        open_picture(NOT_PICTURES[name])
    assert caught.value.remedy


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "HEIF", "AVIF"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_truncated(kind: str, share: float) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8))
    data = as_bytes(noise, kind)
    try:
        image = open_picture(data[: int(len(data) * share)])
    except InputError as error:
        assert error.remedy
    else:  # a format that shows what there is, at its size
        assert kind in ("GIF", "HEIF", "AVIF", "TIFF")
        assert image.size == (200, 200)


def test_flipped_bytes_never_end_in_another_error() -> None:
    rng = np.random.default_rng(7)
    for kind in ("PNG", "JPEG", "TIFF", "GIF", "WEBP", "BMP"):
        for _ in range(40):
            data = bytearray(as_bytes(scene(), kind))
            for place in rng.integers(0, len(data), 6):
                data[place] = int(rng.integers(256))
            try:
                open_picture(bytes(data))
            except InputError as error:
                assert error.remedy


@pytest.mark.parametrize("size", [(30_000, 30_000), (9_500, 9_500), (2**31 - 1, 2**31 - 1), (65_000_000, 1)])
def test_decompression_bombs_are_refused_before_decoding(size: tuple[int, int]) -> None:
    with pytest.raises(InputError, match=r"megapixels|damaged") as caught:
        open_picture(bomb(*size))
    assert caught.value.remedy


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (15, 400)])
def test_too_small(size: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="only"):
        open_picture(as_bytes(Image.new("RGB", size)))


def test_too_heavy(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(as_bytes(scene()) + bytes(2000))
    with pytest.raises(InputError, match="larger than"):
        open_picture(path, Limits(max_bytes=1000))
    with pytest.raises(InputError, match="larger than"):
        open_picture(path.read_bytes(), Limits(max_bytes=1000))


def test_reads_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(as_bytes(scene()))  # a wrong ending does not matter
    assert open_picture(path).size == SIZE


@pytest.mark.parametrize("make", ["missing", "folder", "pipe", "null byte"])
def test_what_is_no_file(tmp_path: Path, make: str) -> None:
    path = tmp_path / "thing"
    if make == "folder":
        path.mkdir()
    elif make == "pipe":
        os.mkfifo(path)
    elif make == "null byte":
        path = Path("a\0b")
    with pytest.raises(InputError):
        open_picture(path)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\shirt.png", "shirt"),
        ("/abs/olute/Red dress.JPEG", "Red dress"),
        ("a\x00b\x1b[31m\u202eevil.png", "ab[31mevil"),
        ("  spaced \n out .jpg", "spaced out"),
        (".png", "Untitled"),
        ("..", "Untitled"),
        ("", "Untitled"),
        ("x" * 500 + ".png", "x" * 80),
        ("Größe 38 – Mütze.heic", "Größe 38 – Mütze"),
        ("Version 2. final", "Version 2. final"),
    ],
)
def test_titles_hold_no_paths_and_nothing_invisible(name: str, title: str) -> None:
    assert clean_title(name) == title
