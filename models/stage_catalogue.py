"""Stage a whole catalogue ahead of time: every product, on sets of every theme, for every placement.

    python -m models.stage_catalogue --pictures FOLDER --estimate
    python -m models.stage_catalogue --pictures FOLDER --themes home,stone --placements square,story,rectangle

Photos are cut out first; cut-outs (PNG, WebP with a clear ground) are taken as they are.  Pictures go to `--out`, one
for each product, theme and bucket of placements, and are served from there (`models/staging/catalogue.py`).  It can be
stopped at any time and started again: what is made stays, and nothing is made twice.  Several may run at once.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
from PIL import Image

from models.errors import CancelledError, InputError, StudioError
from models.pictures import clean_title, open_picture
from models.settings import load_settings
from models.staging.catalogue import Catalogue, Plan
from models.staging.placements import PLACEMENTS, Placement, find_placement
from models.staging.requests import StageRequest, StageResult
from models.staging.tasks import TaskStack
from models.studio import Studio, build_studio
from models.types import Job
from models.wire import Call
from models.workspace.ids import photo_id

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".avif", ".tif", ".tiff"})
WAIT_S = 0.5
"""Between two looks at what other workers have in hand."""
USUAL_S = 1.0
"""A picture's time on two CPU cores, before any was made here."""


def read_products(studio: Studio, folder: Path) -> tuple[list[str], list[str]]:
    """The ids of a folder's products, cut out; and a line for each that could not be."""
    products, faults = [], []
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in PICTURES):
        try:
            image = open_picture(path, studio.settings.limits)
            if image.mode == "RGBA" and int(np.asarray(image)[..., 3].min()) < 128:
                title = clean_title(path.name, "Cut-out")
                products.append(studio.workspace.save("photo", image, id=photo_id(image), title=title).id)
            else:
                products.append(studio.mask(studio.open_photo(path).id).id)
        except StudioError as error:
            faults.append(f"{path.name}: {error}")
    return products, faults


def open_catalogue(studio: Studio, out: Path, database: str) -> Catalogue:
    """The staged catalogue in a folder, made by the studio's stager."""

    def stage(request: StageRequest) -> StageResult:
        call = Call(verb="stage", backend=studio.settings.stager, request=request, seed=request.seed)
        return cast(StageResult, studio.runner.run(call, Job()).result)

    def product(id: str) -> Image.Image:
        return studio.workspace.picture(id).convert("RGBA")

    out.mkdir(parents=True, exist_ok=True)
    tasks = TaskStack(database or f"sqlite:///{out / 'tasks.sqlite'}")
    return Catalogue(out, tasks, product, stage)


def describe(plan: Plan, products: int, pace_s: float | None, workers: int = 1) -> str:
    """What it will take, in a line or two."""
    seconds = len(plan.tasks) * (pace_s or USUAL_S) / workers
    how = "measured here" if pace_s else "as on two cores elsewhere"
    return (
        f"{products} products, {plan.requests:,} creatives from {len(plan.tasks):,} pictures "
        f"({plan.requests / max(1, len(plan.tasks)):.1f} creatives a picture); "
        f"about {seconds / 60:.1f} minutes ({how}) and {plan.megabytes:,.0f} MB"
    )


def read_placements(text: str) -> list[Placement]:
    """Placements by id or as WxH, separated by commas; all of them for "".  Raises InputError."""
    if not text:
        return list(PLACEMENTS)
    found = []
    for word in text.split(","):
        width, cross, height = word.strip().lower().partition("x")
        own = bool(cross) and width.isdigit() and height.isdigit()
        found.append(find_placement("free", int(width), int(height)) if own else find_placement(word.strip()))
    return found


def read_themes(studio: Studio, text: str) -> list[str]:
    """Themes that there are sets of, separated by commas; three of them for "".  Raises InputError."""
    there = studio.sets.themes("")
    wanted = [word.strip() for word in text.split(",") if word.strip()] or list(there)[:3]
    for theme in wanted:
        if theme not in there:
            raise InputError(f"There is no set of the theme {theme[:40]!r}.", f"Choose among {', '.join(there)}.")
    return wanted


def run(catalogue: Catalogue, plan: Plan) -> int:
    """Make all that is missing, with a line every few seconds; the number of pictures that failed.

    What a killed worker of this machine had in hand is made at once, another machine's when its lease is over.
    """
    for task in reversed(plan.tasks):
        if catalogue.tasks.want(task) == "ready" and not catalogue.has(task):
            catalogue.tasks.make_again(task)
    worker = f"{socket.gethostname()}-{os.getpid()}"
    catalogue.tasks.free(worker)  # of a life before this one: in a container the number of the process is the same
    told = began = time.monotonic()
    made = 0
    while True:
        step = catalogue.work(worker, Job(), most=1)
        made += step
        counts = catalogue.tasks.counts()
        if not step and not counts["waiting"]:
            if not counts["working"]:
                break
            if not free_the_lost(catalogue.tasks):
                time.sleep(WAIT_S)
        if time.monotonic() - told > 3:
            told = time.monotonic()
            rate = made / (told - began)
            left = counts["waiting"] / rate if rate else 0
            done = f"{counts['ready']} made, {counts['waiting']} to go, {counts['working']} in hand"
            print(f"{done}, {rate:.2f} a second, {left:.0f} s left", flush=True)
    counts = catalogue.tasks.counts()
    print(f"{counts['ready']} pictures are there, {made} of them new, {counts['failed']} failed")
    for product, fault in catalogue.tasks.faults()[:20]:
        print(f"  {product}: {fault}")
    return counts["failed"]


def free_the_lost(tasks: TaskStack) -> int:
    """Let what workers of this machine had in hand wait again, where their processes are gone; how many tasks."""
    freed = 0
    for worker in tasks.workers():
        host, _, process = worker.rpartition("-")
        if host == socket.gethostname() and process.isdigit() and not _is_running(int(process)):
            freed += tasks.free(worker)
    return freed


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):  # another user's; no number of a process
        return True
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status: 1 when something failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, required=True, help="folder of product photos or cut-outs")
    parser.add_argument("--themes", default="", help="as home,stone; the first three that there are unless given")
    parser.add_argument("--placements", default="", help="as square,story,640x480; all unless given")
    parser.add_argument("--out", type=Path, default=Path("workspace/catalogue"), help="where staged pictures go")
    parser.add_argument(
        "--database", default="", help="SQLAlchemy URL of the list; a SQLite file in --out unless given"
    )
    parser.add_argument("--estimate", action="store_true", help="only say what it would take")
    parser.add_argument("--retry", action="store_true", help="try again what failed before")
    options = parser.parse_args(arguments)
    try:
        studio = build_studio(load_settings())
        themes, placements = read_themes(studio, options.themes), read_placements(options.placements)
        if not options.pictures.is_dir():
            raise InputError(f"There is no folder {options.pictures.name!r}.", "Give the folder of the pictures.")
        products, faults = read_products(studio, options.pictures)
        print("\n".join(f"left out: {fault}" for fault in faults), end="\n" if faults else "")
        catalogue = open_catalogue(studio, options.out, options.database)
        if options.retry:
            catalogue.tasks.retry()
        plan = catalogue.plan(products, themes, placements)
        print(describe(plan, len(products), catalogue.tasks.pace_s()), flush=True)
        if options.estimate:
            return 0
        return 1 if run(catalogue, plan) or faults else 0
    except (KeyboardInterrupt, CancelledError):
        print("Stopped; what was made is kept.")
        return 130
    except StudioError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
