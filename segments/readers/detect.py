"""Which format a source has, and the reader for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from models.errors import SegmentDataError
from segments.readers.feed import Feed, Sources
from segments.readers.hm import is_hm, open_hm
from segments.readers.merrec import is_merrec, open_merrec
from segments.readers.photos import is_photos, open_photos
from segments.readers.plain import open_plain

Format = Literal["auto", "plain", "hm", "merrec", "photos"]

READERS: dict[str, Callable[[Sources], Feed]] = {
    "plain": open_plain,
    "hm": open_hm,
    "merrec": open_merrec,
    "photos": open_photos,
}
SIGNS: dict[str, Callable[[Sources], bool]] = {"hm": is_hm, "merrec": is_merrec, "photos": is_photos}
"""Formats that are known by their columns; everything else is plain.  A new format joins by a line in each table."""


def open_feed(sources: Sources, format: Format = "auto") -> Feed:
    """Open the sources in the given format, or in the one that they look like.  Raises SegmentDataError."""
    chosen = detect(sources) if format == "auto" else format
    if chosen not in READERS:
        raise SegmentDataError(f"{chosen} is not a format.", f"Choose one of {', '.join(['auto', *READERS])}.")
    return READERS[chosen](sources)


def detect(sources: Sources) -> str:
    """The name of the format.  Raises SegmentDataError when a file is not there, damaged, or no table."""
    return next((name for name, matches in SIGNS.items() if matches(sources)), "plain")
