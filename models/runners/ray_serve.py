"""The model server on Ray Serve: as many copies as there are GPUs, on as many machines as the Ray cluster has.

    pip install -e '.[serve]'
    python -m models.runners.ray_serve --replicas 4 --gpus 1       # on the GPU machine, or any node of the cluster
    WARHOL_RUNNER=remote WARHOL_RUNNER_URL=http://gpu-machine:8000 WARHOL_RUNNER_TOKEN=… python app.py

Ray spreads the calls, restarts what dies and gives each copy its GPU; the copies are `door.py`.  Settings (WARHOL_*) of
this command are those of every copy.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from typing import Any

from models.errors import BackendUnavailableError, InputError
from models.settings import load_settings

NAME = "warhol"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
USUAL = {
    "RAY_SERVE_PROXY_READY_CHECK_TIMEOUT_S": "60",
    "RAY_SERVE_PROXY_HEALTH_CHECK_TIMEOUT_S": "60",
    "RAY_USAGE_STATS_ENABLED": "0",
}
"""A machine busy with models answers Serve's own checks late and is not sick; nothing is told to Ray's makers."""
ONGOING = 100
"""Calls that a copy holds at once; one has its device, the others wait there, where they can be stopped."""


def door_of(copies: int) -> Callable[[], Any]:
    """What makes the server of one copy, inside of it."""

    def open_door() -> Any:
        from models.runners.door import build_door

        return build_door(load_settings(), copies=copies)

    return open_door


def build(replicas: int, gpus: float, cpus: float) -> Any:
    """The Serve application.  Raises BackendUnavailableError without Ray."""
    try:
        from ray import serve
    except ImportError as error:
        raise BackendUnavailableError("Ray Serve is not installed.", "pip install -e '.[serve]'") from error
    variables = {name: value for name, value in os.environ.items() if name.startswith("WARHOL_")}
    actor = {"num_gpus": gpus, "num_cpus": cpus, "runtime_env": {"env_vars": variables}}
    copies: Any = serve.deployment(
        serve.ingress(door_of(replicas))(), name="models", num_replicas=replicas, ray_actor_options=actor,
        max_ongoing_requests=ONGOING, health_check_timeout_s=120,
    )  # fmt: skip
    return copies.bind()


def main() -> None:
    """Serve until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--replicas", type=int, default=1, help="copies of the models")
    parser.add_argument("--gpus", type=float, default=0, help="GPUs for each copy; a part of one shares it")
    parser.add_argument("--cpus", type=float, default=1, help="CPU cores for each copy")
    parser.add_argument(
        "--cluster",
        default="",
        help="address of a Ray cluster that runs, whose Serve may listen elsewhere; else one is started here",
    )
    wanted = parser.parse_args()
    settings = load_settings()
    if (wanted.cluster or wanted.host not in LOOPBACK) and not settings.runner_token:
        raise SystemExit(
            str(InputError("Other machines could run models here.", "Set WARHOL_RUNNER_TOKEN on both sides."))
        )
    for name, value in USUAL.items():
        os.environ.setdefault(name, value)
    application = build(wanted.replicas, wanted.gpus, wanted.cpus)
    import ray
    from ray import serve as _serve

    serve: Any = _serve
    ray.init(address=wanted.cluster or None, include_dashboard=False, log_to_driver=False, configure_logging=False)
    serve.start(http_options={"host": wanted.host, "port": wanted.port})
    serve.run(application, name=NAME, route_prefix="/")
    print(f"Models are served at http://{wanted.host}:{wanted.port}", flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        serve.delete(NAME)  # a cluster may serve others as well
        if not wanted.cluster:
            serve.shutdown()


if __name__ == "__main__":
    main()
