"""What an installation can choose, read from `WARHOL_*` environment variables here and nowhere else.

    WARHOL_DEVICE=cuda WARHOL_PORT=8080 python app.py

A value that does not fit stops the start with the variable's name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors import InputError
from models.hub import BIREFNET_LITE, DEPTH_ANYTHING, FASHION_SIGLIP, FLUX2_KLEIN, SDXL, SMOLLM2
from models.pictures import Limits

MIB = 1024 * 1024


class Settings(BaseSettings):
    """One installation's choices; loaded once, in `app.py`, and handed down."""

    model_config = SettingsConfigDict(env_prefix="WARHOL_", frozen=True, extra="ignore")

    device: Literal["auto", "cpu", "cuda"] = "auto"
    """Where models run; "auto" takes CUDA when there is one."""
    workspace: Path = Path("workspace")
    """The folder of pictures, sidecars and index."""
    masker: str = "compact_masker"
    """The backend that cuts out unless a call names another."""
    designer: str = "compact_garment"
    """The backend that makes designs and reads them off garments, swatches and drawings."""
    enlarger: str = "compact_enlarger"
    """The backend that makes large pictures of designs."""
    imaginer: str = "compact_warhol"
    """The backend that makes up new designs."""
    writer: str = "compact_words"
    """The backend that finds words for designs."""
    stager: str = "compact_scenes"
    """The backend that stages products on scenes; plain grounds have their own."""
    remover: str = "compact_remover"
    """The backend that takes an old object out of a photo of a scene."""
    fathomer: Literal["", "transformers_depth"] = ""
    """The backend that tells how far everything in a photo of one's own is, so that clips of it have depth; "" for
    none: the photo then moves as one plane."""
    large_fathomer: str = DEPTH_ANYTHING.id
    """The model behind "transformers_depth": a hub id of the depth-estimation kind, or a folder of this machine."""
    large_fathomer_revision: str = Field(default="", pattern="^([0-9a-f]{40})?$")
    """As for the large masker; the default model needs it as well."""
    theme_policy: Literal["uniform", "thompson", "linucb"] = "linucb"
    """How a product's theme is chosen: by chance, by clicks, or by clicks in such a place and audience."""
    theme_database: str = ""
    """SQLAlchemy URL of the lists of themes and of what was clicked; a SQLite file of the workspace unless given."""
    dresser: str = "compact_warp"
    """The backend that puts garments on bodies."""
    large_dresser: str = FLUX2_KLEIN.id
    """The model behind "diffusers_tryon": a hub id of the FLUX.2-klein family, or a folder with a whole pipeline."""
    large_dresser_revision: str = Field(default="", pattern="^([0-9a-f]{40})?$")
    """As for the large masker; the default model needs it as well."""
    person_finder: str = "compact_person"
    """The backend that finds the points of a person in a photo."""
    large_stager: str = SDXL.id
    """The model behind "diffusers_bggen": a hub id of the SDXL family, or a folder with a whole pipeline."""
    large_stager_revision: str = Field(default="", pattern="^([0-9a-f]{40})?$")
    """As for the large masker."""
    large_writer: str = SMOLLM2.id
    """The model behind "transformers_words": a hub id of a causal language model, or a folder of this machine."""
    large_writer_revision: str = Field(default="", pattern="^([0-9a-f]{40})?$")
    """As for the large masker."""
    large_masker: str = BIREFNET_LITE.id
    """The model behind "transformers_masker": a hub id, or a folder of this machine."""
    large_masker_revision: str = Field(default="", pattern="^([0-9a-f]{40})?$")
    """The full commit id of that model on the hub; the default model has one already, a folder needs none."""
    encoder: str = "compact_encoder"
    """The backend that puts pictures and words into one space."""
    large_encoder: str = FASHION_SIGLIP.id
    """The model behind "open_clip_encoder": a hub id in open_clip's format, or a folder of this machine."""
    large_encoder_revision: str = Field(default="", pattern="^([0-9a-f]{40})?$")
    """As for the large masker."""
    allow_remote_code: bool = False
    """Whether the code that such a model brings with it may run here, with all rights of this process."""
    runner: Literal["inprocess", "remote"] = "inprocess"
    """Where models run: in this process, or on a model server, such as `python -m models.runners.ray_serve`."""
    runner_url: str = Field(default="http://127.0.0.1:8000", pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")
    """Where the model server is, for "remote"."""
    runner_token: str = Field(default="", pattern=r"^[!-~]{0,200}$", repr=False)
    """What page and model server show each other; needed where the server listens to other machines."""
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    max_upload_mib: int = Field(default=40, ge=1, le=1024)
    max_megapixels: int = Field(default=64, ge=1, le=89)
    """Larger pictures are refused; 89 is where Pillow starts to suspect a decompression bomb."""
    max_import_mib: int = Field(default=1024, ge=1, le=65_536)
    """Larger catalogues, histories and ZIPs of pictures are imported by `python -m segments.build`."""
    demo: bool = True
    """Whether a workspace without a shop begins with the demo shop."""
    threads: int = Field(default=0, ge=0, le=256)
    """CPU threads of a model; 0 leaves it to the libraries."""
    min_free_disk_mib: int = Field(default=200, ge=0)
    """Nothing is saved when less than this would be free afterwards."""

    @property
    def limits(self) -> Limits:
        """The size limits as the door for pictures wants them."""
        return Limits(max_bytes=self.max_upload_mib * MIB, max_pixels=self.max_megapixels * 1_000_000)


def load_settings() -> Settings:
    """The settings of this process.  Raises InputError, naming the variable, when one of them does not fit."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "WARHOL_" + "_".join(str(part) for part in first["loc"]).upper()
        raise InputError(f"The setting {name} does not fit: {first['msg']}.", "Correct it and start again.") from error
