"""Models that others publish on the Hugging Face hub: which one, at which commit, and how it gets onto this machine.

A model is always taken at one full commit id, so that neither its weights nor the code beside them can change under an
installation.  Nothing is downloaded before a backend of the large tier is used for the first time.  `HF_HUB_OFFLINE=1`
and `HF_HOME` work as everywhere; a model that was copied here by hand is named by its folder instead of its id.
"""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.errors import BackendUnavailableError

COMMIT = re.compile("[0-9a-f]{40}")
WEIGHTS_FILE = "model.safetensors"
CLIP_WEIGHTS_FILE = "open_clip_model.safetensors"
"""Where a model is published for open_clip and for transformers, open_clip's weights have this name."""
FILES = ("*.json", "*.py", WEIGHTS_FILE)
"""What is downloaded: no pickles, no other formats of the same weights."""
CLIP_FILES = ("*.json", "*.txt", "spiece.model", CLIP_WEIGHTS_FILE)
"""The same for an encoder: its tokenizer as well, and no code."""
UNKNOWN_LICENCE = "unknown"


@dataclass(frozen=True, kw_only=True)
class HubModel:
    """One published model.  `id` is a hub id such as "owner/name", or a folder of this machine, then without `commit`.

    `sha256` is its weights file's hash where it is known beforehand; "" where it is not.  `files` are the patterns of
    what is downloaded, `setting` the variable that names another model.
    """

    id: str
    commit: str = ""
    sha256: str = ""
    licence: str = UNKNOWN_LICENCE
    files: tuple[str, ...] = FILES
    setting: str = "WARHOL_LARGE_MASKER"

    @property
    def folder(self) -> Path | None:
        """Where it lies when it is a folder of this machine, else None."""
        return Path(self.id) if self.id and Path(self.id).is_dir() else None


BIREFNET_LITE = HubModel(
    id="ZhengPeng7/BiRefNet_lite",
    commit="aa62cd87eafb9cc43056d08ef3615a14628b831d",
    sha256="4417d89795250e698c3cb0ae8df15743810065f646f48a694fdfa7ca052d0815",
    licence="MIT",
)
"""Zheng et al., "Bilateral Reference for High-Resolution Dichotomous Image Segmentation", CAAI AIR 2024; 44 M weights.
The licence is the authors' for code and weights; the pictures that it was trained on have terms of their own."""

FASHION_SIGLIP = HubModel(
    id="Marqo/marqo-fashionSigLIP",
    commit="c56244cc94f92419e8369fa71efdaf403b124ce8",
    licence="Apache-2.0",
    files=CLIP_FILES,
    setting="WARHOL_LARGE_ENCODER",
)
"""Marqo-FashionSigLIP, a ViT-B-16-SigLIP made for fashion; 203 M weights.  As above for the licence."""

WRITER_FILES = ("*.json", "*.txt", "tokenizer.model", WEIGHTS_FILE)
"""The same for a language model."""
SMOLLM2 = HubModel(
    id="HuggingFaceTB/SmolLM2-360M-Instruct",
    commit="307a0b4f1c1f5aff86df3d98540e0578649f7f0a",
    licence="Apache-2.0",
    files=WRITER_FILES,
    setting="WARHOL_LARGE_WRITER",
)
"""A small language model that follows instructions; 362 M weights.  As above for the licence."""


PIPELINE_FILES = ("*/*.json", "*/*.txt", "*/*.fp16.safetensors", "model_index.json")
"""The same for a pipeline of diffusers: a folder for each part, half as large in float16."""
SDXL = HubModel(
    id="stabilityai/stable-diffusion-xl-base-1.0",
    commit="462165984030d82259a11f4367a4eed129e94a7b",
    licence="CreativeML-OpenRAIL++-M",
    files=PIPELINE_FILES,
    setting="WARHOL_LARGE_STAGER",
)
"""Podell et al., "SDXL", arXiv 2307.01952.  The licence allows selling what is made, and forbids some uses."""
SDXL_CANNY = HubModel(
    id="diffusers/controlnet-canny-sdxl-1.0",
    commit="eb115a19a10d14909256db740ed109532ab1483c",
    licence="CreativeML-OpenRAIL++-M",
    files=("diffusion_pytorch_model.fp16.safetensors", "config.json"),
    setting="WARHOL_LARGE_STAGER",
)
"""A ControlNet for edges (Zhang et al., arXiv 2302.05543) that goes with it."""


FLUX2_KLEIN = HubModel(
    id="black-forest-labs/FLUX.2-klein-4B",
    licence="Apache-2.0",
    files=("*/*.json", "*/*.txt", "*/*.jinja", "*/*.safetensors", "model_index.json"),
    setting="WARHOL_LARGE_DRESSER",
)
"""Edits pictures after several references; the size of 9B is not for commercial use.  Not tried here, so no commit of
it is recommended: set WARHOL_LARGE_DRESSER_REVISION."""


DEPTH_ANYTHING = HubModel(
    id="depth-anything/Depth-Anything-V2-Small-hf",
    licence="Apache-2.0",
    files=("*.json", WEIGHTS_FILE),
    setting="WARHOL_LARGE_FATHOMER",
)
"""Yang et al., "Depth Anything V2", arXiv 2406.09414; 25 M weights, and the only size whose licence allows selling what
is made.  Not tried here, so no commit of it is recommended: set WARHOL_LARGE_FATHOMER_REVISION."""


def choose_model(id: str, commit: str, default: HubModel) -> HubModel:
    """The model that the settings name; whatever is not the default has a licence that nobody here has read."""
    id = id.removeprefix("hf-hub:").removeprefix("local-dir:")  # as open_clip writes names
    if id == default.id and commit in ("", default.commit):
        return default
    return replace(default, id=id, commit=commit, sha256="", licence=UNKNOWN_LICENCE)


def find_weights(folder: Path) -> Path | None:
    """The weights file in a model's folder; None without one."""
    names = (CLIP_WEIGHTS_FILE, WEIGHTS_FILE)
    return next((folder / name for name in names if (folder / name).is_file()), None)


def check_weights(folder: Path, model: HubModel, advice: str) -> str:
    """The sha256 of a model's weights file in its folder.

    Raises BackendUnavailableError when it is missing, with `advice` about what to do, or not the known one.
    """
    try:
        with (folder / WEIGHTS_FILE).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise BackendUnavailableError(
            f"The model {model.id} has no weights in one safetensors file.", advice
        ) from error
    if model.sha256 and digest != model.sha256:
        raise BackendUnavailableError(
            f"The weights of {model.id} are not the ones that this was built for.",
            "Delete them from the folder of downloaded models, so that they are fetched again.",
        )
    return digest


def join_hashes(hashes: Sequence[str]) -> str:
    """One hash for a backend that stands on several weights files; "" when one of them is missing."""
    if not all(hashes):
        return ""
    return hashlib.sha256("|".join(hashes).encode()).hexdigest()


def find_model(model: HubModel) -> Path | None:
    """The folder of a model that is already on this machine, without asking the hub; None when it is not here."""
    if model.folder is not None or not COMMIT.fullmatch(model.commit):
        return model.folder
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        file = try_to_load_from_cache(model.id, model.files[-1], revision=model.commit)
    except HFValidationError:
        return None
    return Path(file).parent if isinstance(file, str) else None


def fetch_model(model: HubModel) -> Path:
    """The folder of a model, downloaded on first use.

    Raises BackendUnavailableError, with what to do about it, when the model cannot be had.
    """
    if model.folder is not None:
        return model.folder
    if not COMMIT.fullmatch(model.commit):
        raise BackendUnavailableError(
            f"No commit is chosen for the model {model.id}.",
            f"Set {model.setting}_REVISION to the full commit id on its page, or name an existing folder.",
        )
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model.id, revision=model.commit, allow_patterns=list(model.files)))
    except Exception as error:  # beside its own errors the hub's client lets those of three transports through
        raise _explain(error, model) from error


def _explain(error: Exception, model: HubModel) -> BackendUnavailableError:
    """What went wrong with a download, and what a user can do about it."""
    from huggingface_hub import errors, is_offline_mode

    page = f"huggingface.co/{model.id}"
    if _is_disk_full(error):
        return BackendUnavailableError(
            f"The disk is full: the model {model.id} does not fit.", "Free some space, or move the cache with HF_HOME."
        )
    if isinstance(error, errors.GatedRepoError):
        return BackendUnavailableError(
            f"The model {model.id} is only for those who accept its terms.",
            f"Accept them on {page}, then run `hf auth login` on this machine.",
        )
    if isinstance(error, errors.RepositoryNotFoundError | errors.HFValidationError):
        return BackendUnavailableError(
            f"There is no model called {model.id}.", f"Set {model.setting} to a hub id or to an existing folder."
        )
    if isinstance(error, errors.RevisionNotFoundError):
        return BackendUnavailableError(
            f"The model {model.id} has no commit {model.commit[:12]}.",
            f"Set {model.setting}_REVISION to one that {page} lists.",
        )
    if isinstance(error, PermissionError):
        return BackendUnavailableError(
            "The folder for downloaded models cannot be written.", "Set HF_HOME to a folder that can."
        )
    if is_offline_mode():
        return BackendUnavailableError(
            f"The model {model.id} is not on this machine, and downloads are switched off.",
            f"Start once without HF_HUB_OFFLINE, or set {model.setting} to a folder that holds the model.",
        )
    return BackendUnavailableError(
        f"The model {model.id} could not be downloaded.",
        f"Check the connection to huggingface.co and try again, or set {model.setting} to a folder that holds it.",
    )


def _is_disk_full(error: BaseException | None) -> bool:
    """Whether an error, or one that led to it, says so; the hub's fast transport says it in words only."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if "no space left" in str(error).lower():
            return True
        error = error.__cause__ or error.__context__
    return False
