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
from models.hub import (
    BIREFNET_LITE,
    DEPTH_ANYTHING,
    FASHION_SIGLIP,
    FLUX2_KLEIN,
    SDXL,
    SMOLLM2,
    HubModel,
    choose_model,
    find_model,
    find_weights,
    join_hashes,
)
from models.protocols import Backend
from models.settings import Settings
from models.types import BackendInfo, Verb

WEIGHTS = Path(__file__).parent.parent / "assets" / "weights"
COMMERCIAL_LICENCES = frozenset(
    {"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CC-BY-4.0", "CreativeML-OpenRAIL++-M"}
)
"""Whoever uses a backend under another licence is told so wherever its name is shown."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One backend: what it is, how to make it for a device ("auto", "cpu", "cuda"), and its weights folder if any.

    A folder that is only there after a download is given as the function that looks for it; a backend that stands on
    several has all of them.
    """

    info: BackendInfo
    make: Callable[[str], Backend]
    weights: Path | tuple[Path, ...] | Callable[[], Path | None] | None = None


def _compact_masker(device: str) -> Backend:
    from models.backends.compact_masker import CompactMasker

    return CompactMasker(WEIGHTS / "masker", device)


def _grabcut_masker(device: str) -> Backend:
    from models.backends.grabcut_masker import GrabcutMasker

    return GrabcutMasker()


def _compact_garment(device: str) -> Backend:
    from models.backends.compact_garment import CompactGarment

    return CompactGarment(WEIGHTS / "garment", device)


def _compact_enlarger(device: str) -> Backend:
    from models.backends.compact_enlarger import CompactEnlarger

    return CompactEnlarger(WEIGHTS / "garment", WEIGHTS / "enlarger", device)


def _compact_encoder(device: str) -> Backend:
    from models.backends.open_clip_encoder import CompactEncoder

    return CompactEncoder(WEIGHTS / "encoder", device)


def _compact_warhol(device: str) -> Backend:
    from models.backends.compact_warhol import CompactWarhol

    return CompactWarhol(WEIGHTS / "prior", device)


def _compact_scenes(device: str) -> Backend:
    from models.backends.compact_scenes import CompactScenes

    return CompactScenes()


def _compact_vanilla(device: str) -> Backend:
    from models.backends.compact_vanilla import CompactVanilla

    return CompactVanilla(WEIGHTS / "vanilla", device)


def _photo_scenes(device: str) -> Backend:
    from models.backends.photo_scenes import PhotoScenes

    return PhotoScenes()


def _compact_remover(device: str) -> Backend:
    from models.backends.compact_remover import CompactRemover

    return CompactRemover(WEIGHTS / "inpainter", device)


def _telea_remover(device: str) -> Backend:
    from models.backends.telea_remover import TeleaRemover

    return TeleaRemover()


def _plain_grounds(device: str) -> Backend:
    from models.backends.plain_grounds import PlainGrounds

    return PlainGrounds()


def _compact_person(device: str) -> Backend:
    from models.backends.compact_person import CompactPerson

    return CompactPerson(WEIGHTS / "person", device)


def _compact_warp(device: str) -> Backend:
    from models.backends.compact_warp import CompactWarp

    return CompactWarp()


def _cagan(device: str) -> Backend:
    from models.backends.cagan import Cagan

    return Cagan(WEIGHTS / "cagan", device)


def _large_encoder(model: HubModel) -> Entry:
    """The large encoder for one model of the hub."""

    def make(device: str) -> Backend:
        from models.backends.open_clip_encoder import OpenClipEncoder

        return OpenClipEncoder(model, device)

    info = BackendInfo(
        id="open_clip_encoder",
        title="Large encoder",
        verbs=("encode",),
        tier="large",
        vram_gib=2.0,
        licence=model.licence,
        source=model.id,
    )
    return Entry(info=info, make=make, weights=lambda: find_model(model))


def _compact_words(device: str) -> Backend:
    from models.backends.compact_words import CompactWords

    return CompactWords()


def _large_words(model: HubModel) -> Entry:
    """The large writer for one model of the hub."""

    def make(device: str) -> Backend:
        from models.backends.transformers_words import TransformersWords

        return TransformersWords(model, device)

    info = BackendInfo(
        id="transformers_words",
        title="Large words",
        verbs=("describe",),
        tier="large",
        vram_gib=2.0,
        licence=model.licence,
        source=model.id,
    )
    return Entry(info=info, make=make, weights=lambda: find_model(model))


def _large_stager(model: HubModel) -> Entry:
    """The large stager for one model of the hub."""

    def make(device: str) -> Backend:
        from models.backends.diffusers_bggen import DiffusersBggen

        return DiffusersBggen(model, device=device)

    info = BackendInfo(
        id="diffusers_bggen",
        title="Generated backgrounds",
        verbs=("stage",),
        tier="large",
        vram_gib=12.0,
        sizes_px=(1024,),
        licence=model.licence,
        source=model.id,
        deterministic=False,
    )
    return Entry(info=info, make=make)


def _large_fathomer(model: HubModel) -> Entry:
    """The large depth model for one model of the hub."""

    def make(device: str) -> Backend:
        from models.backends.transformers_depth import TransformersDepth

        return TransformersDepth(model, device)

    info = BackendInfo(
        id="transformers_depth",
        title="Large depth",
        verbs=("fathom",),
        tier="large",
        vram_gib=1.0,
        sizes_px=(518,),
        licence=model.licence,
        source=model.id,
    )
    return Entry(info=info, make=make, weights=lambda: find_model(model))


def _large_dresser(model: HubModel) -> Entry:
    """The large dresser for one model of the hub."""

    def make(device: str) -> Backend:
        from models.backends.diffusers_tryon import DiffusersTryon

        return DiffusersTryon(model, device=device)

    info = BackendInfo(
        id="diffusers_tryon",
        title="Generated looks",
        verbs=("dress",),
        tier="large",
        vram_gib=20.0,
        sizes_px=(1024,),
        licence=model.licence,
        source=model.id,
        deterministic=False,
    )
    return Entry(info=info, make=make)


def _large_masker(model: HubModel, allow_remote_code: bool) -> Entry:
    """The large masker for one model of the hub."""

    def make(device: str) -> Backend:
        from models.backends.transformers_masker import TransformersMasker

        return TransformersMasker(model, device, allow_remote_code=allow_remote_code)

    info = BackendInfo(
        id="transformers_masker",
        title="Large cut-out",
        verbs=("mask",),
        tier="large",
        vram_gib=4.0,
        sizes_px=(1024,),
        licence=model.licence,
        source=model.id,
    )
    return Entry(info=info, make=make, weights=lambda: find_model(model))


ENTRIES = (
    Entry(
        info=BackendInfo(
            id="compact_masker",
            title="Compact cut-out",
            verbs=("mask",),
            tier="compact",
            sizes_px=(320, 1024),
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
    _large_masker(BIREFNET_LITE, allow_remote_code=False),
    Entry(
        info=BackendInfo(
            id="compact_garment",
            title="Compact garments",
            verbs=("tweak", "estimate"),
            tier="compact",
            sizes_px=(256, 512, 768, 1024),
            source="assets/weights/garment",
        ),
        make=_compact_garment,
        weights=WEIGHTS / "garment",
    ),
    Entry(
        info=BackendInfo(
            id="compact_enlarger",
            title="Compact enlarger",
            verbs=("enlarge",),
            tier="compact",
            sizes_px=(512, 1024, 2048),
            source="assets/weights/enlarger",
        ),
        make=_compact_enlarger,
        weights=(WEIGHTS / "garment", WEIGHTS / "enlarger"),
    ),
    Entry(
        info=BackendInfo(
            id="compact_encoder",
            title="Compact encoder",
            verbs=("encode",),
            tier="compact",
            sizes_px=(128,),
            source="assets/weights/encoder",
        ),
        make=_compact_encoder,
        weights=WEIGHTS / "encoder",
    ),
    _large_encoder(FASHION_SIGLIP),
    Entry(
        info=BackendInfo(
            id="compact_words",
            title="Compact words",
            verbs=("describe",),
            tier="compact",
            device="cpu",
            source="models/phrases.py: a grammar of our own",
        ),
        make=_compact_words,
    ),
    _large_words(SMOLLM2),
    Entry(
        info=BackendInfo(
            id="compact_warhol",
            title="Compact Warhol",
            verbs=("imagine",),
            tier="compact",
            source="assets/weights/prior",
        ),
        make=_compact_warhol,
        weights=(WEIGHTS / "prior", WEIGHTS / "patterns"),
    ),
    Entry(
        info=BackendInfo(
            id="compact_scenes",
            title="Rendered scenes",
            verbs=("stage",),
            tier="compact",
            device="cpu",
            source="assets/scenes",
        ),
        make=_compact_scenes,
    ),
    Entry(
        info=BackendInfo(
            id="plain_grounds",
            title="Plain grounds",
            verbs=("stage",),
            tier="compact",
            device="cpu",
            source="models/staging/grounds.py: colours from the product's own",
        ),
        make=_plain_grounds,
    ),
    Entry(
        info=BackendInfo(
            id="compact_vanilla",
            title="Dreamt grounds",
            verbs=("stage",),
            tier="compact",
            sizes_px=(128,),
            source="assets/weights/vanilla",
        ),
        make=_compact_vanilla,
        weights=WEIGHTS / "vanilla",
    ),
    Entry(
        info=BackendInfo(
            id="photo_scenes",
            title="Own scene",
            verbs=("stage",),
            tier="compact",
            device="cpu",
            source="a photo of the user's own",
        ),
        make=_photo_scenes,
    ),
    Entry(
        info=BackendInfo(
            id="compact_remover",
            title="Compact in-painter",
            verbs=("remove",),
            tier="compact",
            sizes_px=(192,),
            source="assets/weights/inpainter",
        ),
        make=_compact_remover,
        weights=WEIGHTS / "inpainter",
    ),
    Entry(
        info=BackendInfo(
            id="telea_remover",
            title="Telea",
            verbs=("remove",),
            tier="compact",
            device="cpu",
            source="Telea, Fast Marching in-painting, 2004 (OpenCV)",
        ),
        make=_telea_remover,
    ),
    Entry(
        info=BackendInfo(
            id="compact_person",
            title="Compact person finder",
            verbs=("pose",),
            tier="compact",
            sizes_px=(96, 128),
            source="assets/weights/person",
        ),
        make=_compact_person,
        weights=WEIGHTS / "person",
    ),
    Entry(
        info=BackendInfo(
            id="compact_warp",
            title="Draped cloth",
            verbs=("dress",),
            tier="compact",
            device="cpu",
            source="models/tryon: position-based cloth on a body's mesh",
        ),
        make=_compact_warp,
        weights=WEIGHTS / "landmarks",
    ),
    Entry(
        info=BackendInfo(
            id="cagan",
            title="Analogy network",
            verbs=("dress",),
            tier="compact",
            sizes_px=(128,),
            source="assets/weights/cagan",
        ),
        make=_cagan,
        weights=WEIGHTS / "cagan",
    ),
    _large_stager(SDXL),
    _large_dresser(FLUX2_KLEIN),
    _large_fathomer(DEPTH_ANYTHING),
)


def choose_entries(settings: Settings) -> tuple[Entry, ...]:
    """The backends of one installation: those of the list, with the large models that its settings name and allow."""
    masker = choose_model(settings.large_masker, settings.large_masker_revision, BIREFNET_LITE)
    encoder = choose_model(settings.large_encoder, settings.large_encoder_revision, FASHION_SIGLIP)
    writer = choose_model(settings.large_writer, settings.large_writer_revision, SMOLLM2)
    stager = choose_model(settings.large_stager, settings.large_stager_revision, SDXL)
    dresser = choose_model(settings.large_dresser, settings.large_dresser_revision, FLUX2_KLEIN)
    fathomer = choose_model(settings.large_fathomer, settings.large_fathomer_revision, DEPTH_ANYTHING)
    chosen = (
        _large_masker(masker, settings.allow_remote_code),
        _large_encoder(encoder),
        _large_words(writer),
        _large_stager(stager),
        _large_dresser(dresser),
        _large_fathomer(fathomer),
    )
    large = {each.info.id: each for each in chosen}
    return tuple(large.get(entry.info.id, entry) for entry in ENTRIES)


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
        weights = self._entry(id).weights
        if isinstance(weights, tuple):
            return join_hashes([_hash_folder(folder) for folder in weights])
        return _hash_folder(weights() if callable(weights) else weights)

    def builds_on(self, id: str, other: str) -> bool:
        """Whether a backend has the other's weights among its own, so that its pictures show the same thing."""
        weights, base = self._entry(id).weights, self._entry(other).weights
        return isinstance(weights, tuple) and base in weights

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


def _hash_folder(folder: Path | None) -> str:
    file = find_weights(folder) if folder else None
    return _hash(file, file.stat().st_mtime_ns) if file else ""


@lru_cache(maxsize=32)
def _hash(file: Path, changed_ns: int) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
