"""The runner loads late, runs one call at a time on a device, and turns every failure into words."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from models.errors import (
    BackendFailedError,
    BackendUnavailableError,
    CancelledError,
    CapabilityError,
    InputError,
    StudioError,
)
from models.protocols import Backend
from models.registry import Entry, Registry
from models.runners.inprocess import InProcessRunner
from models.settings import Settings
from models.types import BackendInfo, Job, MaskRequest, MaskResult, Stroke, Verb
from models.wire import Call, pack_call, pack_outcome, unpack_call, unpack_outcome


class Fake:
    """A masker that answers with its picture's grey, or does what it is told to."""

    info = BackendInfo(id="fake", title="Fake", verbs=("mask",), tier="compact")
    weights_sha256 = "abc"
    device = "cpu"

    def __init__(self, act: Callable[[], None] = lambda: None) -> None:
        self.act = act

    def mask(self, request: MaskRequest, job: Job) -> MaskResult:
        self.act()
        job.report(0.5, "Half")
        grey = request.image.convert("L")
        return MaskResult(alpha=grey, colour=request.image, parts=(), touches_border=False, confidence=0.5)


def runner_of(make: Callable[[str], Backend], verbs: tuple[Verb, ...] = ("mask",)) -> InProcessRunner:
    info = BackendInfo(id="fake", title="Fake", verbs=verbs, tier="compact")
    return InProcessRunner(Registry([Entry(info=info, make=make)]), Settings(device="cpu"))


def call(size: tuple[int, int] = (8, 6)) -> Call:
    pixels = np.random.default_rng(0).integers(0, 255, (size[1], size[0], 3), np.uint8)
    stroke = Stroke(kind="keep", points=((0.5, 0.5),))
    return Call(
        verb="mask", backend="fake", request=MaskRequest(image=Image.fromarray(pixels), strokes=(stroke,)), seed=3
    )


def failing(error: BaseException) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


def test_loads_on_first_use_and_only_once() -> None:
    made: list[str] = []

    def make(device: str) -> Backend:
        made.append(device)
        return Fake()

    runner = runner_of(make)
    assert (runner.state("fake"), made) == ("cold", [])
    for _ in range(3):
        runner.run(call(), Job())
    assert (runner.state("fake"), made) == ("ready", ["cpu"])


def test_stamps_where_it_comes_from() -> None:
    made = runner_of(lambda device: Fake()).run(call(), Job()).provenance
    assert (made.backend, made.weights_sha256, made.seed, made.device) == ("fake", "abc", 3, "cpu")
    assert made.params == {"strokes": [{"kind": "keep", "points": [[0.5, 0.5]], "width": 0.02}], "focus": None}
    assert made.seconds >= 0


def test_running_here_and_over_the_wire_is_the_same() -> None:
    runner = runner_of(lambda device: Fake())
    here = runner.run(call(), Job())
    remote = unpack_outcome(pack_outcome(runner.run(unpack_call(pack_call(call())), Job())))
    assert remote.result.alpha.tobytes() == here.result.alpha.tobytes()
    assert remote.result.colour.tobytes() == here.result.colour.tobytes()
    assert remote.provenance.params == here.provenance.params


def test_what_a_backend_cannot_do() -> None:
    with pytest.raises(CapabilityError):
        runner_of(lambda device: Fake(), verbs=()).run(call(), Job())


def test_an_unknown_backend() -> None:
    runner = runner_of(lambda device: Fake())
    unknown = Call(verb="mask", backend="other", request=call().request)
    for use in (lambda: runner.run(unknown, Job()), lambda: runner.state("other"), lambda: runner.warm("other")):
        with pytest.raises(InputError):
            use()


@pytest.mark.parametrize("error", [BackendUnavailableError("No weights.", "Get them."), RuntimeError("size mismatch")])
def test_a_failed_load_is_told_and_tried_again(error: Exception) -> None:
    broken = [True]

    def make(device: str) -> Backend:
        if broken:
            raise error
        return Fake()

    runner = runner_of(make)
    with pytest.raises(BackendUnavailableError):
        runner.run(call(), Job())
    assert runner.state("fake") == "failed"
    assert runner.failure("fake") is not None
    broken.clear()
    runner.run(call(), Job())
    assert runner.state("fake") == "ready"
    assert runner.failure("fake") is None


def test_warming_loads_in_the_background() -> None:
    go = threading.Event()

    def make(device: str) -> Backend:
        go.wait(30)
        return Fake()

    runner = runner_of(make)
    thread = runner.warm("fake")
    while runner.state("fake") == "cold":
        pass
    assert runner.state("fake") == "loading"
    go.set()
    thread.join(30)
    assert runner.state("fake") == "ready"


def test_warming_fails_quietly_and_keeps_the_reason() -> None:
    def make(device: str) -> Backend:
        raise BackendUnavailableError("No weights.", "Get them.")

    runner = runner_of(make)
    runner.warm("fake").join(30)
    assert runner.state("fake") == "failed"
    assert str(runner.failure("fake")) == "No weights. Get them."


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate memory"),
        RuntimeError("CUDA out of memory. Tried to allocate 20.00 GiB"),
        Exception("OpenCV(5.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 12 bytes"),
    ],
)
def test_out_of_memory_says_what_would_fit(error: Exception) -> None:
    with pytest.raises(BackendFailedError, match="6,000 × 40") as caught:
        runner_of(lambda device: Fake(failing(error))).run(call((6000, 40)), Job())
    assert "3,000 × 20" in caught.value.remedy
    assert caught.value.__cause__ is error


def test_out_of_memory_of_cuda_is_known_by_its_class() -> None:
    import torch

    with pytest.raises(BackendFailedError, match="memory"):
        runner_of(lambda device: Fake(failing(torch.OutOfMemoryError("x")))).run(call(), Job())


def test_out_of_memory_while_loading() -> None:
    def make(device: str) -> Backend:
        raise MemoryError

    with pytest.raises(BackendFailedError, match="memory to load"):
        runner_of(make).run(call(), Job())


def test_a_backend_that_breaks_keeps_the_cause_and_can_be_used_again() -> None:
    fake = Fake(failing(ZeroDivisionError("x")))
    runner = runner_of(lambda device: fake)
    with pytest.raises(BackendFailedError) as caught:
        runner.run(call(), Job())
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert caught.value.remedy
    fake.act = lambda: None
    runner.run(call(), Job())


def test_errors_in_words_pass_through() -> None:
    error = InputError("No product.", "Use another photo.")
    with pytest.raises(InputError) as caught:
        runner_of(lambda device: Fake(failing(error))).run(call(), Job())
    assert caught.value is error


def test_one_call_at_a_time_on_a_device() -> None:
    inside, most = [0], [0]
    guard = threading.Lock()

    def act() -> None:
        with guard:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        threading.Event().wait(0.02)
        with guard:
            inside[0] -= 1

    runner = runner_of(lambda device: Fake(act))
    threads = [threading.Thread(target=runner.run, args=(call(), Job())) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1


def test_a_waiting_call_can_be_stopped() -> None:
    started, go, errors = threading.Event(), threading.Event(), list[StudioError]()

    def act() -> None:
        started.set()
        go.wait(30)

    runner = runner_of(lambda device: Fake(act))
    first = threading.Thread(target=runner.run, args=(call(), Job()))
    first.start()
    started.wait(30)
    stop = threading.Event()

    def second() -> None:
        try:
            runner.run(call(), Job(cancelled=stop.is_set))
        except StudioError as error:
            errors.append(error)

    waiting = threading.Thread(target=second)
    waiting.start()
    stop.set()
    waiting.join(30)
    assert isinstance(errors[0], CancelledError)
    assert first.is_alive()
    go.set()
    first.join(30)
