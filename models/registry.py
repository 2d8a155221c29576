"""Which backends there are: an explicit list, readable without loading any of them.

To add one, write its description and a function that makes it here; CONTRIBUTING.md has the whole recipe.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from models.errors import BackendUnavailableError, InputError
from models.protocols import Backend
from models.types import BackendInfo, Verb

WEIGHTS = Path(__file__).parent.parent / "assets" / "weights"
COMMERCIAL_LICENCES = frozenset({"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CC-BY-4.0"})
"""Whoever uses a backend under another licence is told so wherever its name is shown."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One backend: what it is, how to make it for a device ("auto", "cpu", "cuda"), and its weights folder if any."""

    info: BackendInfo
    make: Callable[[str], Backend]
    weights: Path | None = None


def _compact_masker(device: str) -> Backend:
    from models.backends.compact_masker import CompactMasker

    return CompactMasker(WEIGHTS / "masker", device)


def _grabcut_masker(device: str) -> Backend:
    from models.backends.grabcut_masker import GrabcutMasker

    return GrabcutMasker()


ENTRIES = (
    Entry(
        info=BackendInfo(
            id="compact_masker",
            title="Compact cut-out",
            verbs=("mask",),
            tier="compact",
            sizes_px=(256, 1024),
            source="assets/weights/masker",
        ),
        make=_compact_masker,
        weights=WEIGHTS / "masker",
    ),
    Entry(
        info=BackendInfo(
            id="grabcut_masker",
            title="GrabCut",
            verbs=("mask",),
            tier="compact",
            device="cpu",
            sizes_px=(288,),
            source="Rother et al., GrabCut, SIGGRAPH 2004 (OpenCV)",
        ),
        make=_grabcut_masker,
    ),
)


class Registry:
    """Backends by id."""

    def __init__(self, entries: Iterable[Entry] = ENTRIES) -> None:
        self._entries = {entry.info.id: entry for entry in entries}

    def backends(self, verb: Verb | None = None) -> tuple[BackendInfo, ...]:
        """The descriptions of all backends, or of those that do `verb`."""
        infos = (entry.info for entry in self._entries.values())
        return tuple(info for info in infos if verb is None or verb in info.verbs)

    def info(self, id: str) -> BackendInfo:
        """The description of one backend.  Raises InputError when there is none of that id."""
        return self._entry(id).info

    def weights_sha256(self, id: str) -> str:
        """The hash of a backend's weights file without loading it; "" without weights or when they are missing."""
        folder = self._entry(id).weights
        file = folder / "model.safetensors" if folder else None
        if file is None or not file.is_file():
            return ""
        return _hash(file, file.stat().st_mtime_ns)

    def load(self, id: str, device: str) -> Backend:
        """Make a backend, weights and all.  Raises BackendUnavailableError when that cannot be done here."""
        entry = self._entry(id)
        try:
            return entry.make(device)
        except ImportError as error:
            raise BackendUnavailableError(
                f"{entry.info.title} is not installed completely.", "Run `make setup` again, or choose another backend."
            ) from error

    def _entry(self, id: str) -> Entry:
        if id not in self._entries:
            raise InputError(f"There is no backend called {id!r}.", f"Choose one of {', '.join(self._entries)}.")
        return self._entries[id]


def is_commercial(info: BackendInfo) -> bool:
    """Whether what the backend makes may be sold; otherwise the ui shows its licence."""
    return info.licence in COMMERCIAL_LICENCES


@lru_cache(maxsize=32)
def _hash(file: Path, changed_ns: int) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
