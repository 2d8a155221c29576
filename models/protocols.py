"""What a backend of each verb looks like, and what a runner looks like.  Structural: nothing has to be inherited."""

from __future__ import annotations

import threading
from typing import Literal, Protocol, runtime_checkable

from models.design import EnlargeRequest, EnlargeResult, EstimateRequest, EstimateResult, TweakRequest, TweakResult
from models.encoding import EncodeRequest, EncodeResult
from models.errors import StudioError
from models.imagining import ImagineRequest, ImagineResult
from models.staging.fathoming import FathomRequest, FathomResult
from models.staging.removing import RemoveRequest, RemoveResult
from models.staging.requests import StageRequest, StageResult
from models.tryon.finding import PoseRequest, PoseResult
from models.tryon.requests import DressRequest, DressResult
from models.types import BackendInfo, Job, MaskRequest, MaskResult, Provenance
from models.wire import Call, Outcome
from models.wording import DescribeRequest, DescribeResult


class Backend(Protocol):
    """One adapter to a model.  Constructing it loads the weights; `info` must be readable on the class as well."""

    info: BackendInfo

    @property
    def weights_sha256(self) -> str:
        """The hash of the weights file, or "" for a method without weights."""

    @property
    def device(self) -> str:
        """Where it runs, e.g. "cpu" or "cuda:0"."""


@runtime_checkable
class Masker(Backend, Protocol):
    """Finds the product in a photo."""

    def mask(self, request: MaskRequest, job: Job) -> MaskResult:
        """The soft alpha of the product.

        Same request, same device: same pixels.  Strokes bind: a keep stroke's pixels end opaque, a remove stroke's
        transparent.  Raises InputError when no product is found.
        """


@runtime_checkable
class Designer(Backend, Protocol):
    """Makes the picture of a design's spec, and finds the spec of an existing garment."""

    def tweak(self, request: TweakRequest, job: Job) -> TweakResult:
        """The picture of a spec.  Same request, same device: same pixels; another colour moves nothing else."""

    def estimate(self, request: EstimateRequest, job: Job) -> EstimateResult:
        """The spec of a garment, a swatch or a drawing.  Raises InputError when there is none in the picture."""


@runtime_checkable
class Enlarger(Backend, Protocol):
    """Makes large pictures of designs."""

    def enlarge(self, request: EnlargeRequest, job: Job) -> EnlargeResult:
        """The picture of a spec, crisp at its size.  Same request, same device: same pixels.

        Made smaller again it is the designer's picture, but for a touch of sharpness.
        """


@runtime_checkable
class Encoder(Backend, Protocol):
    """Puts pictures and words into one space, in which what belongs together is near."""

    def encode(self, request: EncodeRequest, job: Job) -> EncodeResult:
        """A unit vector for each picture and each text, in their order.  Same request, same device: same vectors.

        What else is in a request does not matter to a vector.  Raises InputError for a cut-out without a garment.
        """


@runtime_checkable
class Imaginer(Backend, Protocol):
    """Makes up designs that nobody has made yet, for a taste."""

    def imagine(self, request: ImagineRequest, job: Job) -> ImagineResult:
        """As many specs as were asked for, the one that fits best first.

        Same request, same device: same specs.  What is locked or wished for (category, main colour) is held bit for
        bit.  Raises CapabilityError for a taste of another encoder than the one that it learned with.
        """


@runtime_checkable
class Writer(Backend, Protocol):
    """Finds words for a design."""

    def describe(self, request: DescribeRequest, job: Job) -> DescribeResult:
        """Title, description and keywords that claim nothing which the facts do not have.

        Same request, same device: same words.  Raises BackendFailedError when it finds none.
        """


@runtime_checkable
class Stager(Backend, Protocol):
    """Puts a product where an advertisement will show it."""

    def stage(self, request: StageRequest, job: Job) -> StageResult:
        """The creative.  Same request, same device: same pixels.

        The product is neither stretched nor cropped, and inside of its core its pixels are those of the placed product,
        byte for byte.  Raises InputError for what is no cut-out, CapabilityError for a ground that it cannot make.
        """


@runtime_checkable
class Remover(Backend, Protocol):
    """Takes an object out of a photo of a scene."""

    def remove(self, request: RemoveRequest, job: Job) -> RemoveResult:
        """The photo without it.  Same request, same device: same pixels.

        Outside of the gap every byte is the photo's.
        """


@runtime_checkable
class Fathomer(Backend, Protocol):
    """Tells how far everything in a photo is."""

    def fathom(self, request: FathomRequest, job: Job) -> FathomResult:
        """Distances over the photo.  Same request, same device: same pixels."""


@runtime_checkable
class PersonFinder(Backend, Protocol):
    """Finds the person in a photo."""

    def pose(self, request: PoseRequest, job: Job) -> PoseResult:
        """A first guess of 18 points and the parts of the body.  Same request, same device: same answer.

        Raises InputError where nobody is in the photo, or more than one.
        """


@runtime_checkable
class Dresser(Backend, Protocol):
    """Puts garments on a body."""

    def dress(self, request: DressRequest, job: Job) -> DressResult:
        """The look.  Same request, same device: same pixels, unless the backend says that it is not deterministic.

        On a photo, what is outside of the cloth stays byte for byte.  Raises InputError for a picture without a
        garment, CapabilityError for what it cannot put on.
        """


State = Literal["cold", "loading", "ready", "failed"]
"""Whether a backend is loaded."""


class Runner(Protocol):
    """WHERE a call runs.  Backends say what, runners say where."""

    def run(self, call: Call, job: Job | None = None) -> Outcome:
        """Run the call and stamp where the result comes from.  Raises StudioError only."""

    def state(self, backend_id: str) -> State:
        """Whether a backend is loaded.  Raises InputError when there is none of that id."""

    def failure(self, backend_id: str) -> StudioError | None:
        """Why a backend could not be loaded the last time; None when it could, or was never tried."""

    def warm(self, backend_id: str) -> threading.Thread:
        """Load a backend in the background; `state` and `failure` tell how it went."""


__all__ = [
    "Backend", "Designer", "Dresser", "Encoder", "Enlarger", "Imaginer", "Masker", "Outcome", "PersonFinder",
    "Provenance", "Runner", "Stager", "State", "Writer",
]  # fmt: skip
