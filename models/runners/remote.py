"""Run calls on a model server (`door.py`), the same way as in this process: same pixels, same errors, same progress."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from models import errors
from models.errors import BackendFailedError, BackendUnavailableError, CapabilityError, InputError, StudioError
from models.protocols import State
from models.registry import Registry
from models.runners.copies import MOST_ASKED, Copies
from models.runners.door import WIRE
from models.settings import Settings
from models.types import Job, Progress
from models.wire import Call, Outcome, pack_call, unpack_outcome

OUTCOME = b'{"outcome":'
CONNECT_S = 5.0
SILENCE_S = 60.0
"""A server that says nothing for so long is gone: a working one has a line every half second."""
GLANCE_S = 1.0
"""How long an answer about a backend's state is good for."""
_RAISED = {
    kind.__name__: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, StudioError)
}  # fmt: skip


class RemoteRunner:
    """Sends calls to one address; who shares the work behind it is the server's own affair."""

    def __init__(self, registry: Registry, settings: Settings) -> None:
        self._registry = registry
        self._url = settings.runner_url.rstrip("/")
        headers = {"x-warhol-wire": WIRE, "content-type": "application/json"}
        if settings.runner_token:
            headers["authorization"] = f"Bearer {settings.runner_token}"
        self._client = httpx.Client(
            headers=headers, timeout=httpx.Timeout(SILENCE_S, connect=CONNECT_S), trust_env=False,
            limits=httpx.Limits(max_connections=None),
        )  # fmt: skip
        self._seen: dict[str, tuple[float, dict[str, Any]]] = {}
        self._copies: dict[str, Copies] = {}

    def run(self, call: Call, job: Job | None = None) -> Outcome:
        """Run the call there.  Raises StudioError only: the server's own, or BackendUnavailableError without one."""
        job = job or Job()
        info = self._registry.info(call.backend)
        if call.verb not in info.verbs:
            raise CapabilityError(f"{info.title} cannot do this.", "Choose another backend.")
        job.report(0.0, "Waiting for the model")
        with self._reached(), self._client.stream("POST", f"{self._url}/run", content=pack_call(call)) as answer:
            if answer.status_code != 200:
                answer.read()
                raise _read_error(_parse(answer.content))
            for line in _lines(answer):
                if line.startswith(OUTCOME):
                    outcome = _read_outcome(line)
                    job.on_progress(Progress(fraction=1.0, stage="Done"))
                    return self._check(outcome)
                said = _parse(line)
                if "error" in said:
                    raise _read_error(said)
                job.report(*_read_progress(said))
        raise BackendFailedError("The model server stopped in the middle.", "Try again.")

    def _check(self, outcome: Outcome) -> Outcome:
        """Pictures are known by the weights that made them, so both sides must have the same."""
        made = outcome.provenance
        if made.weights_sha256 != self._registry.weights_sha256(made.backend):
            raise BackendFailedError(
                "The model server has other weights than this studio.", "Install the same version on both."
            )
        return outcome

    def state(self, backend_id: str) -> State:
        """Whether a backend is loaded there, in every copy; "failed" as well when the server cannot be reached."""
        self._registry.info(backend_id)
        state = self._look(backend_id).get("state")
        return state if state in ("cold", "loading", "ready") else "failed"

    def failure(self, backend_id: str) -> StudioError | None:
        """Why it could not be loaded, or the server not be reached."""
        self._registry.info(backend_id)
        told = self._look(backend_id)
        return _read_error({"error": told["failure"]}) if "failure" in told else None

    def warm(self, backend_id: str) -> threading.Thread:
        """Have a backend loaded there, in every copy; `state` and `failure` tell how it went."""
        self._registry.info(backend_id)

        def ask() -> None:
            copies, asked, times = Copies(), set[str](), 0
            try:
                with self._reached():
                    while len(asked) < copies.count and times < MOST_ASKED * copies.count:
                        answer = self._client.post(f"{self._url}/warm/{backend_id}")
                        asked.add(copies.hear(_parse(answer.content) if answer.status_code < 300 else {}))
                        times += 1
            except StudioError:
                pass  # `failure` says so

        thread = threading.Thread(target=ask, name=f"warm-{backend_id}", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _look(self, backend_id: str) -> dict[str, Any]:
        """What the server says of a backend, at most a second old."""
        when, told = self._seen.get(backend_id, (0.0, {}))
        if time.monotonic() - when < GLANCE_S:
            return told
        copies = self._copies.setdefault(backend_id, Copies())
        heard = set[str]()
        for _ in range(MOST_ASKED):
            heard.add(copies.hear(self._ask(backend_id)))
            if len(heard) >= copies.count:
                break
        told = copies.sum_up()
        if copies.is_lagging():
            self.warm(backend_id)
        self._seen[backend_id] = time.monotonic(), told
        return told

    def _ask(self, backend_id: str) -> dict[str, Any]:
        """What one copy says of a backend, or why none answers."""
        try:
            with self._reached():
                answer = self._client.get(f"{self._url}/state/{backend_id}", timeout=CONNECT_S)
            told = _parse(answer.content)
            if answer.status_code != 200:
                raise _read_error(told)
        except StudioError as error:
            told = {"failure": {"type": type(error).__name__, "message": error.message, "remedy": error.remedy}}
        return told

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Trouble with the line, in words."""
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise BackendUnavailableError(
                "The model server cannot be reached.", "Start it, or see what WARHOL_RUNNER_URL says."
            ) from error
        except httpx.HTTPError as error:
            raise BackendFailedError("The line to the model server broke.", "Try again.") from error


def _lines(answer: httpx.Response) -> Iterator[bytes]:
    """The lines of an answer, which end with a line feed and nothing else."""
    rest = bytearray()
    for chunk in answer.iter_bytes():
        rest += chunk
        *lines, last = rest.split(b"\n") if b"\n" in chunk else [rest]
        yield from (bytes(line) for line in lines)
        rest = bytearray(last)
    if rest:
        yield bytes(rest)


def _read_outcome(line: bytes) -> Outcome:
    try:
        return unpack_outcome(line[len(OUTCOME) : -1])
    except InputError as error:
        raise BackendFailedError("The model server's answer cannot be read.", "Install the same on both.") from error


def _read_progress(said: dict[str, Any]) -> tuple[float, str]:
    told = said.get("progress")
    fraction = told.get("fraction") if isinstance(told, dict) else None
    if not isinstance(told, dict) or isinstance(fraction, bool) or not isinstance(fraction, int | float):
        raise _stranger()
    return float(fraction), str(told.get("stage", ""))[:120]


def _stranger() -> BackendFailedError:
    return BackendFailedError("What answered is no model server of this studio.", "See what WARHOL_RUNNER_URL says.")


def _parse(line: str | bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise _stranger()
    return said


def _read_error(said: dict[str, Any]) -> StudioError:
    """The problem that a server told; of a kind that is not known here, a failed backend."""
    error = said.get("error")
    error = error if isinstance(error, dict) else {}
    kind = _RAISED.get(str(error.get("type")), BackendFailedError)
    return kind(str(error.get("message") or "The model server refused this.")[:500], str(error.get("remedy", ""))[:500])
