"""A whole catalogue staged for every placement: what has to be made, making it, and serving what is there at once.

One picture is made for each product, theme and bucket (`buckets.py`): the set with the product's shadow on it, but
without the product.  A request is a crop of it with the product put in afresh at the request's own size, so that its
pixels are exact at any size.  Until a picture is there, the product is served in its place on a plain ground.

Source: Taboola's BGGEN, arXiv 2408.12392, §"Service".
Differs: the product is put in when a creative is served, not cropped and resized with the ground.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.errors import CancelledError, InputError, StorageError, StudioError
from models.staging.buckets import RATIO, Frame, find_bucket, find_crop
from models.staging.compositing import over
from models.staging.placements import Placement, plan
from models.staging.placing import cut_free, fit, resample
from models.staging.requests import StageRequest, StageResult
from models.staging.tasks import Task, TaskStack
from models.types import Job

Bytes = NDArray[np.uint8]
LONGEST_PX = 1280
"""Of a bucket's picture: as large as the sets are rendered."""
QUALITY = 92
OTHER_SETS = 6
"""How many sets are tried for a bucket before it is given up."""
ASTRAY = 0.012
"""How far from its place (of the picture) a product may land on a set."""
PAPER = (238, 236, 231)
"""The plain ground on which a product waits for its set."""
BYTES_EACH = 180_000
"""About what a bucket's picture takes on disk."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A creative (RGB), and whether it is the staged one."""

    image: Image.Image
    ready: bool


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a catalogue needs: `requests` creatives are served from `tasks` pictures."""

    requests: int
    tasks: tuple[Task, ...]

    @property
    def megabytes(self) -> float:
        """About how much disk it takes."""
        return len(self.tasks) * BYTES_EACH / 1e6


class Catalogue:
    """The staged catalogue of one shop in a folder.  `product` gives a product's cut-out (RGBA) by its id, `stage` runs
    a stager."""

    def __init__(
        self,
        folder: Path,
        tasks: TaskStack,
        product: Callable[[str], Image.Image],
        stage: Callable[[StageRequest], StageResult],
        ratio: float = RATIO,
    ) -> None:
        self.folder, self.tasks, self.ratio = folder, tasks, ratio
        self._stage = stage
        self._product: Callable[[str], Bytes] = lru_cache(128)(lambda id: cut_free(product(id)))
        self._ground = lru_cache(32)(self._read_ground)

    def frame(self, product: str, placement: Placement) -> Frame:
        """Where the product goes in a placement: as large as its room allows, in the room's middle."""
        rgba = self._product(product)
        width, height = placement.width_px, placement.height_px
        room = plan(width, height, with_words=False).room
        wide, high = fit((rgba.shape[1], rgba.shape[0]), (width, height), room)
        left = (room[0] + room[2]) / 2 * width - wide / 2
        top = (room[1] + room[3]) / 2 * height - high / 2
        return Frame(width_px=width, height_px=height, left=left, top=top, right=left + wide, bottom=top + high)

    def task(self, product: str, theme: str, placement: Placement) -> Task:
        """The picture from which a creative is served."""
        return Task(product=product, theme=theme, bucket=find_bucket(self.frame(product, placement), self.ratio))

    def plan(self, products: Iterable[str], themes: Sequence[str], placements: Sequence[Placement]) -> Plan:
        """What these products need in these themes and placements."""
        tasks: dict[str, Task] = {}
        requests = 0
        for product in products:
            for placement in placements:
                for theme in themes:
                    requests += 1
                    task = self.task(product, theme, placement)
                    tasks[task.key] = task
        return Plan(requests=requests, tasks=tuple(tasks.values()))

    def serve(self, product: str, theme: str, placement: Placement) -> Served:
        """A creative, at once: staged where that is made, else the product in its place, and the set is asked for."""
        frame = self.frame(product, placement)
        task = self.task(product, theme, placement)
        size = placement.width_px, placement.height_px
        if self.tasks.want(task) == "ready":
            made = self._ground(task.key)
            if made is None:
                self._ground.cache_clear()  # or it would be remembered as lost when it is made again
                self.tasks.make_again(task)
            else:
                ground, front, own = made
                crop = find_crop(frame, own)
                under = _cut(ground, crop, size)
                over = None if front is None else _cut(front, crop, size)
                return Served(image=self._put(under, product, frame, over), ready=True)
        paper = np.full((size[1], size[0], 3), PAPER, np.uint8)
        return Served(image=self._put(paper, product, frame, None), ready=False)

    def has(self, task: Task) -> bool:
        """Whether the files of a picture are there."""
        return all((self.folder / f"{task.key}.{kind}").is_file() for kind in ("json", "jpg"))

    def work(self, worker: str, job: Job, most: int | None = None) -> int:
        """Make what waits, newest first, until nothing waits, the job is stopped, or `most` are made; how many."""
        made = 0
        while most is None or made < most:
            task = self.tasks.take(worker)
            if task is None:
                break
            began = time.monotonic()
            try:
                counts = self.tasks.counts()
                total = counts["ready"] + counts["failed"] + counts["waiting"] + counts["working"]
                job.report((counts["ready"] + counts["failed"]) / max(1, total), "Staging the catalogue")
                self._make(task)
                self.tasks.finish(task, worker, time.monotonic() - began)
                made += 1
            except (CancelledError, KeyboardInterrupt):
                self.tasks.give_back(task, worker)
                raise
            except StorageError:
                self.tasks.give_back(task, worker)
                raise
            except StudioError as error:
                self.tasks.fail(task, worker, error.message, for_good=isinstance(error, InputError))
        return made

    def _make(self, task: Task) -> None:
        """Stage a bucket and write what is needed to serve from it; whole or not at all."""
        rgba = self._product(task.product)
        frame = task.bucket.frame(rgba.shape[1], rgba.shape[0], LONGEST_PX)
        result = self._find_set(task, rgba, frame)
        assert result.layers is not None  # noqa: S101  they were asked for
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            if result.layers.front is not None:
                self._write(result.layers.front, f"{task.key}.front.webp", lossless=False, quality=90)
            self._write(result.layers.shaded.convert("RGB"), f"{task.key}.jpg", quality=QUALITY)
            facts = {"width_px": frame.width_px, "height_px": frame.height_px, "box": _in_px(result.box, frame)}
            part = self.folder / f"{task.key}.json.{os.getpid()}.part"
            part.write_text(json.dumps({**facts, "scene": result.scene}), encoding="utf-8")
            os.replace(part, self.folder / f"{task.key}.json")  # last: with it, the picture is there
        except OSError as error:
            raise StorageError("The staged picture could not be written.", "Make room on the disk.") from error
        self._ground.cache_clear()

    def _find_set(self, task: Task, rgba: Bytes, frame: Frame) -> StageResult:
        """The product on the first set of the theme on which it lands in its place."""
        room = (
            frame.left / frame.width_px, frame.top / frame.height_px,
            frame.right / frame.width_px, frame.bottom / frame.height_px,
        )  # fmt: skip
        for variety in range(OTHER_SETS):
            request = StageRequest(
                image=Image.fromarray(rgba), width_px=frame.width_px, height_px=frame.height_px, room=room,
                theme=task.theme, variety=variety, layers=True,
            )  # fmt: skip
            result = self._stage(request)
            if max(abs(here - wanted) for here, wanted in zip(result.box, room, strict=True)) <= ASTRAY:
                return result
        raise InputError("No set of this theme has room for this placement.", "Choose another theme.")

    def _write(self, image: Image.Image, name: str, **options: object) -> None:
        part = self.folder / f"{name}.{os.getpid()}.part"
        image.save(part, "WEBP" if name.endswith("webp") else "JPEG", **options)
        os.replace(part, self.folder / name)

    def _read_ground(self, key: str) -> tuple[Bytes, Bytes | None, Frame] | None:
        """A bucket's picture, what is before the product, and where the product goes; None when it is not whole."""
        try:
            facts = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
            left, top, right, bottom = facts["box"]
            frame = Frame(
                width_px=facts["width_px"], height_px=facts["height_px"], left=left, top=top, right=right, bottom=bottom
            )
            ground = np.asarray(Image.open(self.folder / f"{key}.jpg").convert("RGB"))
            front = self.folder / f"{key}.front.webp"
            return ground, np.asarray(Image.open(front).convert("RGBA")) if front.is_file() else None, frame
        except (OSError, ValueError, KeyError, TypeError, InputError):
            return None

    def _put(self, ground: Bytes, product: str, frame: Frame, front: Bytes | None) -> Image.Image:
        """The product in its place on a ground, then what is before it."""
        left, top = round(frame.left), round(frame.top)
        width, height = max(1, round(frame.right) - left), max(1, round(frame.bottom) - top)
        placed = resample(self._product(product), width, height)
        out = ground.copy()
        square = np.s_[top : top + height, left : left + width]
        out[square] = over(out[square], placed[: out[square].shape[0], : out[square].shape[1]])
        if front is not None:
            out = over(out, front)
        return Image.fromarray(out)


def _in_px(box: tuple[float, float, float, float], frame: Frame) -> list[float]:
    width, height = frame.width_px, frame.height_px
    return [box[0] * width, box[1] * height, box[2] * width, box[3] * height]


def _cut(picture: Bytes, crop: tuple[float, float, float, float], size: tuple[int, int]) -> Bytes:
    """A part of a picture at another size; parts of pixels count."""
    left, top, right, bottom = crop
    across, down = (right - left) / size[0], (bottom - top) / size[1]
    if max(across, down) > 1.5:
        whole = picture[int(top) : max(int(top) + 1, round(bottom)), int(left) : max(int(left) + 1, round(right))]
        return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.uint8)
    matrix = np.array([[across, 0, left + across / 2 - 0.5], [0, down, top + down / 2 - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(picture, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)
