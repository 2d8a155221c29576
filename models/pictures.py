"""The one door for pictures from outside: whatever comes in, an upright 8-bit sRGB picture goes on, or a clear error.

Every file is hostile until it is through here: the size is checked before anything is decoded, only the formats that
people photograph and export in are tried, and what the file says about itself (camera, place, comments) stays behind.
"""

from __future__ import annotations

import io
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from models.errors import InputError

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "GIF", "BMP")
READABLE = "Use a JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF or BMP file."
TITLE_LENGTH = 80
MIB = 1024 * 1024
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

pillow_heif.register_heif_opener()


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The largest file and picture, and the smallest side, that are let in."""

    max_bytes: int = 40 * MIB
    max_pixels: int = 64_000_000
    min_side_px: int = 16


def open_picture(source: Path | bytes, limits: Limits | None = None) -> Image.Image:
    """The picture upright and at full resolution: RGB, or RGBA when any of it is transparent.

    Of an animation, the first frame.  Raises InputError for everything that cannot become such a picture.
    """
    limits = limits or Limits()
    data = _read(source, limits.max_bytes) if isinstance(source, Path) else source
    if len(data) > limits.max_bytes:
        raise _too_heavy(limits)
    image = _decode(data, limits)
    return _normalise(image)


def flatten(image: Image.Image, colour: str = "#ffffff") -> Image.Image:
    """The picture on a ground of one colour (`#rrggbb`), RGB.  Raises InputError when that is no such colour."""
    if not COLOUR.fullmatch(colour):
        raise InputError("This is not a colour.", "Choose one of the backdrops.")
    if image.mode != "RGBA":
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, colour)
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def clean_title(name: str, fallback: str = "Untitled") -> str:
    """A title from a file's name or a user's words: no folders, no ending, nothing that does not print."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    base = re.sub(r"\.[A-Za-z0-9]{1,6}$", "", base)
    # Control, format (such as right-to-left marks) and unassigned characters are dropped, breaks become spaces.
    printable = "".join(" " if c.isspace() else c for c in base if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(printable.split()).strip(". ")[:TITLE_LENGTH].rstrip() or fallback


def _read(path: Path, max_bytes: int) -> bytes:
    """The file's bytes, one more than allowed at most, so that a growing or endless file cannot fill the memory."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError("This is not a file with a picture in it.", READABLE)
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise InputError("The file could not be read.", "Choose it again, or copy it to another folder.") from error


def _too_heavy(limits: Limits) -> InputError:
    return InputError(
        f"The file is larger than {limits.max_bytes / MIB:.0f} MB.",
        "Save it as JPEG, or export it smaller.",
    )


def _check_size(width: int, height: int, limits: Limits) -> None:
    if width * height > limits.max_pixels:
        raise InputError(
            f"The picture has {width:,} × {height:,} pixels; up to {limits.max_pixels // 1_000_000} megapixels work.",
            "Export it smaller: 4,000 pixels on the long side are plenty.",
        )
    if min(width, height) < limits.min_side_px:
        raise InputError(
            f"The picture has only {width} × {height} pixels.",
            "Use one in which the product is at least some hundred pixels large.",
        )


def _decode(data: bytes, limits: Limits) -> Image.Image:
    """The first frame, decoded, after its size has been checked from the header."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InputError(
            f"The picture has far more than {limits.max_pixels // 1_000_000} megapixels.",
            "Export it smaller: 4,000 pixels on the long side are plenty.",
        ) from error
    except UnidentifiedImageError as error:
        raise InputError("This file is not a picture that can be read here.", READABLE) from error
    except Exception as error:  # decoders raise whatever a damaged header leads them to
        raise _damaged() from error
    _check_size(*image.size, limits)
    try:
        image.load()
    except MemoryError as error:
        raise InputError("The picture is too large for this computer's memory.", "Export it smaller.") from error
    except Exception as error:
        raise _damaged() from error
    _check_size(*image.size, limits)  # a few formats know their true size only after decoding
    return image


def _damaged() -> InputError:
    return InputError("The picture is damaged or incomplete.", "Copy or download it again, or export it anew.")


def _normalise(image: Image.Image) -> Image.Image:
    """Upright, 8-bit, sRGB, and without what the file said about itself."""
    try:
        image = ImageOps.exif_transpose(image)
    except Exception:  # noqa: S110  a broken EXIF block says nothing about the pixels, which are good
        pass
    grey = _to_eight_bit(image)
    colours = _to_srgb(grey if grey.mode in ("RGB", "CMYK") else grey.convert("RGB"), image.info.get("icc_profile"))
    if grey.has_transparency_data:
        alpha = grey.convert("RGBA").getchannel("A")
        if alpha.getextrema() != (255, 255):
            colours.putalpha(alpha)
    clean = Image.new(colours.mode, colours.size)
    clean.paste(colours)
    return clean


def _to_eight_bit(image: Image.Image) -> Image.Image:
    """Sixteen-bit, integer and float greys as L; every other mode as it is."""
    if not image.mode.startswith(("I", "F")):
        return image
    grey = np.nan_to_num(np.asarray(image, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    top = float(grey.max(initial=0.0))
    if image.mode == "F":
        white = 1.0 if top <= 1.0 else 255.0 if top <= 255.0 else top
    else:
        white = 65535.0 if top <= 65535.0 else top
    return Image.fromarray((grey.clip(0, white) * (255.0 / white)).round().astype(np.uint8))


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB in the web's colours from RGB or CMYK; without a usable profile the numbers are taken as they are."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            pass  # a damaged profile, or one for another mode
    return image.convert("RGB")
