"""What flows between the rooms: small frozen values, keyword-only, that cross every runner as JSON and PNG.

Pictures are PIL images (RGB, RGBA or L, uint8).  Positions are fractions of width and height in 0..1, from the top
left, so that they hold at every size of the same picture.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from PIL import Image
from pydantic import ConfigDict, PlainSerializer, PlainValidator

from models.errors import CancelledError, InputError

Verb = Literal[
    "mask",
    "tweak",
    "estimate",
    "encode",
    "imagine",
    "describe",
    "stage",
    "remove",
    "fathom",
    "enlarge",
    "pose",
    "dress",
]
"""What a backend can do.  A new verb starts here, in `protocols.py` and in `studio.py`."""


def _to_png(image: Image.Image) -> str:
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", compress_level=1)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def _from_png(value: object) -> Image.Image:
    if isinstance(value, Image.Image):
        return value
    if not isinstance(value, str):
        raise ValueError("a picture crosses the wire as base64 PNG")
    try:
        with Image.open(io.BytesIO(base64.b64decode(value, validate=True)), formats=["PNG"]) as image:
            image.load()
            return image
    except Exception as error:  # decoders raise whatever a damaged file leads them to; pydantic wants a ValueError
        raise ValueError("this is not a whole PNG") from error


Picture = Annotated[Image.Image, PlainValidator(_from_png), PlainSerializer(_to_png, when_used="json")]
"""A PIL image that pydantic writes as base64 PNG and reads back bit for bit."""

MAX_STROKES = 1_000
MAX_STROKE_POINTS = 10_000


def _inside(point: tuple[float, float]) -> bool:
    """Whether a position is two numbers in 0..1; false for NaN."""
    return len(point) == 2 and all(0 <= value <= 1 for value in point)


_frozen = ConfigDict(arbitrary_types_allowed=True, extra="forbid")


@dataclass(frozen=True, kw_only=True)
class BackendInfo:
    """What a backend is, known without loading it."""

    id: str
    title: str
    """The name that users see."""
    verbs: tuple[Verb, ...]
    tier: Literal["compact", "large"]
    device: Literal["any", "cpu", "cuda"] = "any"
    vram_gib: float = 0.0
    sizes_px: tuple[int, ...] = ()
    licence: str = "Apache-2.0"
    source: str = ""
    """Where its weights come from: a folder of assets/weights, a hub id, or the paper of a method without weights."""
    deterministic: bool = True


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a long job is: `fraction` in 0..1 and the stage in a merchandiser's words."""

    fraction: float
    stage: str


@dataclass(frozen=True, kw_only=True)
class Job:
    """The caller's side of a running call: where to report progress, and whether to stop."""

    on_progress: Callable[[Progress], None] = field(default=lambda _: None)
    cancelled: Callable[[], bool] = field(default=lambda: False)

    def report(self, fraction: float, stage: str) -> None:
        """Tell how far the work is.  Raises CancelledError when the user has stopped it."""
        if self.cancelled():
            raise CancelledError("Stopped.", "What was finished before is kept.")
        self.on_progress(Progress(fraction=fraction, stage=stage))


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Enough to make the same picture again."""

    __pydantic_config__ = _frozen
    backend: str
    weights_sha256: str
    seed: int
    params: dict[str, Any]
    parents: tuple[str, ...]
    device: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Stroke:
    """A line painted by hand over a picture: "keep" says product, "remove" says background.

    `points` are (x, y) in 0..1; `width` is a fraction of the picture's longest side.
    """

    __pydantic_config__ = _frozen
    kind: Literal["keep", "remove"]
    points: tuple[tuple[float, float], ...]
    width: float = 0.02

    def __post_init__(self) -> None:
        """Raises InputError when a stroke has no points, too many, or any outside of the picture."""
        if self.kind not in ("keep", "remove"):
            raise InputError("A stroke either keeps or removes.")
        if not 0 < len(self.points) <= MAX_STROKE_POINTS or not all(_inside(point) for point in self.points):
            raise InputError("A stroke leaves the picture.", "Undo it and paint again.")
        if not 0 < self.width <= 1:
            raise InputError("A stroke's width is a fraction of the picture.", "Choose another brush.")


@dataclass(frozen=True, kw_only=True)
class MaskRequest:
    """Find the product in `image` (RGB).  `focus` (x, y) picks one of several products; None takes all of them."""

    __pydantic_config__ = _frozen
    image: Picture
    strokes: tuple[Stroke, ...] = ()
    focus: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        """Raises InputError when the focus is outside of the picture or there are far too many strokes."""
        if self.focus is not None and not _inside(self.focus):
            raise InputError("The chosen point is outside of the picture.", "Click on the product.")
        if len(self.strokes) > MAX_STROKES:
            raise InputError(f"More than {MAX_STROKES} strokes are painted.", "Clear them and start again.")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One separate product in a photo: its box (left, top, right, bottom) in 0..1 and its share of the picture."""

    __pydantic_config__ = _frozen
    box: tuple[float, float, float, float]
    area: float


@dataclass(frozen=True, kw_only=True)
class MaskResult:
    """`alpha` (L, the photo's size, 255 = product), `colour` (RGB, same size) with the ground's spill taken out of the
    soft edge, the separate `parts`, largest first, whether the product `touches_border` and a `confidence` in 0..1."""

    __pydantic_config__ = _frozen
    alpha: Picture
    colour: Picture
    parts: tuple[Part, ...]
    touches_border: bool
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Artefact:
    """Something the workspace holds: a picture on disk and how it came to be.

    `id` is a hash of what made it, `kind` says what it is, `spec` what was asked for (enough, with the parents, to
    ask again), `facts` what was found (parts, confidence…).  `provenance` is None for what a user brought.
    """

    __pydantic_config__ = _frozen
    id: str
    kind: Literal["photo", "cutout", "design", "scene", "creative", "look"]
    title: str
    width_px: int
    height_px: int
    mode: Literal["RGB", "RGBA"]
    spec: dict[str, Any]
    facts: dict[str, Any]
    parents: tuple[str, ...]
    provenance: Provenance | None
    created: str
    """UTC, ISO 8601."""
    kept: bool = False
    verified: bool = True
    """False for what came in a file and could not be made again here: `spec`, `facts` and `provenance` are claims."""
