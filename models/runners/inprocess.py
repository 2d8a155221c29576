"""Run calls in this process: each backend is loaded on first use, and one call at a time has the device."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import TypeAdapter

from models.design import EnlargeRequest, TweakRequest
from models.encoding import EncodeRequest
from models.errors import BackendFailedError, BackendUnavailableError, CapabilityError, StudioError
from models.imagining import ImagineRequest
from models.protocols import Backend, State
from models.registry import Registry
from models.runners.turnstile import Turnstile
from models.settings import Settings
from models.staging.fathoming import FathomRequest
from models.tryon.requests import DressRequest
from models.types import BackendInfo, Job, Progress, Provenance
from models.wire import Call, Outcome, Request, Result
from models.wording import DescribeRequest

WAIT_S = 0.1
"""How often a waiting call looks whether its user has stopped it."""


@dataclass
class _Slot:
    """One backend of this process, loaded or not."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    state: State = "cold"
    backend: Backend | None = None
    failure: StudioError | None = None


class InProcessRunner:
    """Runs calls here.  Safe to use from many threads; Gradio's queues are not relied on, since scripts bypass them."""

    def __init__(self, registry: Registry, settings: Settings) -> None:
        self._registry = registry
        self._settings = settings
        self._slots = {info.id: _Slot() for info in registry.backends()}
        self._devices: dict[str, Turnstile] = {}
        self._guard = threading.Lock()

    def run(self, call: Call, job: Job | None = None) -> Outcome:
        """Run the call and stamp where the result comes from.  Raises StudioError only."""
        job = job or Job()
        info = self._registry.info(call.backend)
        if call.verb not in info.verbs:
            raise CapabilityError(f"{info.title} cannot do this.", "Choose another backend.")
        job.report(0.0, "Waiting for the model")
        backend = self._load(info, job)
        turnstile = self._turnstile(backend.device)
        turnstile.enter(WAIT_S, lambda: job.report(0.0, "Waiting for the model"))
        try:
            start = time.perf_counter()
            result = self._work(info, backend, call, job)
            seconds = time.perf_counter() - start
        finally:
            turnstile.leave()
        provenance = Provenance(
            backend=info.id,
            weights_sha256=backend.weights_sha256,
            seed=call.seed,
            params=_params(call.request),
            parents=(),
            device=backend.device,
            seconds=round(seconds, 3),
        )
        job.on_progress(Progress(fraction=1.0, stage="Done"))
        return Outcome(result=result, provenance=provenance)

    def state(self, backend_id: str) -> State:
        """Whether a backend is loaded.  Raises InputError when there is none of that id."""
        self._registry.info(backend_id)
        return self._slots[backend_id].state

    def failure(self, backend_id: str) -> StudioError | None:
        """Why a backend could not be loaded the last time; None when it could, or was never tried."""
        self._registry.info(backend_id)
        return self._slots[backend_id].failure

    def warm(self, backend_id: str) -> threading.Thread:
        """Load a backend in the background; `state` and `failure` tell how it went."""
        info = self._registry.info(backend_id)

        def load() -> None:
            try:
                self._load(info, Job())
            except StudioError:
                pass  # kept in `failure`, and raised again to whoever calls

        thread = threading.Thread(target=load, name=f"warm-{backend_id}", daemon=True)
        thread.start()
        return thread

    def _load(self, info: BackendInfo, job: Job) -> Backend:
        """The backend, loaded now if it was not; a failed one is tried again."""
        slot = self._slots[info.id]
        if slot.backend is not None:
            return slot.backend
        _acquire(slot.lock, job)
        try:
            if slot.backend is None:
                job.report(0.0, "Loading the model")
                slot.state, slot.failure = "loading", None
                slot.backend = self._make(info)
                slot.state = "ready"
            return slot.backend
        except StudioError as error:
            slot.state, slot.failure = "failed", error
            raise
        finally:
            slot.lock.release()

    def _make(self, info: BackendInfo) -> Backend:
        try:
            backend = self._registry.load(info.id, self._settings.device)
        except StudioError:
            raise
        except Exception as error:
            if _is_out_of_memory(error):
                raise _explain_memory(info, None) from error
            raise BackendUnavailableError(
                f"{info.title} could not be loaded.", "Choose another backend, or get its weights again."
            ) from error
        if self._settings.threads and "torch" in sys.modules:
            sys.modules["torch"].set_num_threads(self._settings.threads)
        return backend

    def _work(self, info: BackendInfo, backend: Backend, call: Call, job: Job) -> Result:
        try:
            return cast(Result, getattr(backend, call.verb)(call.request, job))
        except StudioError:
            raise
        except Exception as error:
            if _is_out_of_memory(error):
                _free_memory()
                raise _explain_memory(info, call.request) from error
            raise BackendFailedError(
                f"{info.title} broke while it worked.", "Try another picture; the log says what happened."
            ) from error

    def _turnstile(self, device: str) -> Turnstile:
        with self._guard:
            return self._devices.setdefault(device, Turnstile())


def _acquire(lock: threading.Lock, job: Job) -> None:
    """Wait for the lock, unless the user stops.  Raises CancelledError."""
    while not lock.acquire(timeout=WAIT_S):
        job.report(0.0, "Waiting for the model")


def _is_out_of_memory(error: Exception) -> bool:
    """Whether CUDA, the CPU's allocator, OpenCV or Python itself ran out of memory."""
    torch: Any = sys.modules.get("torch")
    if isinstance(error, MemoryError) or (torch is not None and isinstance(error, torch.OutOfMemoryError)):
        return True
    text = str(error).lower()
    signs = ("out of memory", "can't allocate memory", "not enough memory", "insufficient memory", "failed to allocate")
    return any(sign in text for sign in signs)


def _explain_memory(info: BackendInfo, request: Request | None) -> BackendFailedError:
    """What did not fit, and what would: half the sides need a quarter of the memory."""
    if isinstance(request, EnlargeRequest):
        return BackendFailedError(
            f"There is not enough memory for a picture of {request.size_px:,} × {request.size_px:,} pixels.",
            f"One of {request.size_px // 2:,} × {request.size_px // 2:,} should fit; or close other programs.",
        )
    without = TweakRequest | EncodeRequest | ImagineRequest | DescribeRequest | DressRequest
    if request is None or isinstance(request, without):
        need = f" It wants {info.vram_gib:.0f} GB." if info.vram_gib else ""
        return BackendFailedError(
            f"There is not enough memory to load {info.title}.{need}", "Close other programs, or set WARHOL_DEVICE=cpu."
        )
    width, height = request.scene.size if isinstance(request, FathomRequest) else request.image.size
    return BackendFailedError(
        f"There is not enough memory for a picture of {width:,} × {height:,} pixels.",
        f"One of {max(1, width // 2):,} × {max(1, height // 2):,} should fit; or close other programs.",
    )


def _free_memory() -> None:
    torch: Any = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()


def _params(request: Request) -> dict[str, Any]:
    """The request without its pictures, as JSON has it: what else is needed to ask again."""
    adapter: TypeAdapter[Request] = TypeAdapter(type(request))
    return cast(dict[str, Any], adapter.dump_python(request, mode="json", exclude={"image", "images"}))
