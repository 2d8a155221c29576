"""A model server: calls come in over HTTP, run here, and their progress and outcome go back line by line.

    POST /run          a call as `models.wire` packs it → NDJSON: {"progress": …}, then {"outcome": …} or {"error": …}
    GET  /state/{id}   whether this copy has a backend loaded
    POST /warm/{id}    load it in the background

Any ASGI engine can serve it; `ray_serve.py` has it on Ray Serve.  The caller closes the connection to stop a call.
Where several copies share an address, each answers for itself: it says which one it is and how many there are, and
`models.runners.remote` puts the answers together.
"""

from __future__ import annotations

import hmac
import json
import logging
import threading
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from models.errors import InputError, StudioError
from models.following import Done, follow
from models.registry import Registry, choose_entries
from models.runners.inprocess import InProcessRunner
from models.settings import Settings
from models.wire import Call, pack_outcome, unpack_call

log = logging.getLogger("warhol.door")
MOST_BYTES = 512 * 1024 * 1024
"""Of a call: a picture of 89 megapixels as PNG in base64 fits."""
BEAT_S = 0.5
"""How often a waiting caller hears that the call is still alive."""
WIRE = "1"
"""Changes when calls or lines do."""


def build_door(settings: Settings, registry: Registry | None = None, copies: int = 1) -> Starlette:
    """One copy of the server as an ASGI app, of `copies` behind the same address; models are loaded by the first call
    that needs them, or by /warm."""
    door = Door(settings, registry or Registry(choose_entries(settings)), copies)
    return Starlette(
        routes=[
            Route("/run", door.run, methods=["POST"]),
            Route("/state/{backend}", door.state, methods=["GET"]),
            Route("/warm/{backend}", door.warm, methods=["POST"]),
        ]
    )


class Door:
    """The handlers."""

    def __init__(self, settings: Settings, registry: Registry, copies: int = 1) -> None:
        self._registry = registry
        self._self = {"copy": uuid.uuid4().hex[:12], "copies": copies}
        self._runner = InProcessRunner(registry, settings)
        self._token = settings.runner_token

    async def run(self, request: Request) -> Response:
        """One call."""
        if (refused := self._refuse(request)) is not None:
            return refused
        try:
            body = await _read(request)
        except ClientDisconnect:
            return Response(status_code=499)
        if body is None:
            return _tell(InputError("This call is too large for the model server.", "Use a smaller picture."), 413)
        try:
            call = await run_in_threadpool(unpack_call, body)
        except InputError as error:
            return _tell(error, 400)
        return StreamingResponse(self._answer(call), media_type="application/x-ndjson")

    async def state(self, request: Request) -> Response:
        """How a backend is in this copy."""
        if (refused := self._refuse(request)) is not None:
            return refused
        id = request.path_params["backend"]
        try:
            failure = self._runner.failure(id)
            told: dict[str, Any] = {"state": self._runner.state(id), **self._self}
        except StudioError as error:
            return _tell(error, 404)
        return JSONResponse(told | ({"failure": write_error(failure)} if failure else {}))

    async def warm(self, request: Request) -> Response:
        """Load a backend in this copy, in the background."""
        if (refused := self._refuse(request)) is not None:
            return refused
        try:
            await run_in_threadpool(self._runner.warm, request.path_params["backend"])
        except StudioError as error:
            return _tell(error, 404)
        return JSONResponse(self._self, 202)

    def _refuse(self, request: Request) -> Response | None:
        """An answer to who may not come in."""
        shown = request.headers.get("authorization", "")
        if self._token and not hmac.compare_digest(shown.encode(), f"Bearer {self._token}".encode()):
            error = InputError("The model server does not know this caller.", "Set WARHOL_RUNNER_TOKEN on both sides.")
            return _tell(error, 401)
        if request.headers.get("x-warhol-wire", WIRE) != WIRE:
            error = InputError("Page and model server are of different versions.", "Install the same on both.")
            return _tell(error, 409)
        return None

    async def _answer(self, call: Call) -> AsyncIterator[bytes]:
        """The lines; the work is told to stop when nobody listens any more."""
        stop = threading.Event()
        try:
            async for line in iterate_in_threadpool(self._lines(call, stop)):
                yield line
        finally:
            stop.set()

    def _lines(self, call: Call, stop: threading.Event) -> Iterator[bytes]:
        try:
            for step in follow(lambda job: self._runner.run(call, job), stop, BEAT_S):
                if isinstance(step, Done):
                    yield b'{"outcome":' + pack_outcome(step.value) + b"}\n"
                else:
                    yield _line({"progress": {"fraction": step.fraction, "stage": step.stage}})
        except StudioError as error:
            yield _line({"error": write_error(error)})
        except Exception:
            log.exception("a call broke")
            yield _line({"error": {"type": "BackendFailedError", "message": "The model server broke.", "remedy": ""}})


async def _read(request: Request) -> bytes | None:
    """The body, or None where it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def write_error(error: StudioError) -> dict[str, str]:
    """A problem as JSON; `models.runners.remote` raises it again."""
    return {"type": type(error).__name__, "message": error.message, "remedy": error.remedy}


def _tell(error: StudioError, status: int) -> Response:
    return JSONResponse({"error": write_error(error)}, status)


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
