"""A shop's pictures without their ground: photos of people's floors and walls become products that stand free.

Cut from the thumbnails that an import keeps, when they are first wanted, and kept by the hash of the picture and the
masker's name: what was cut out once is never cut out again.  A photo in which no product is found stays as it is.
"""

from __future__ import annotations

import io
import logging
import math
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.errors import BackendFailedError, BackendUnavailableError, InputError, StudioError
from models.masking import cut_out
from models.settings import Settings
from models.types import Job, MaskRequest, MaskResult, Part
from segments.cache import Cache

if TYPE_CHECKING:
    from models.registry import Registry
    from models.wire import Call, Outcome

log = logging.getLogger(__name__)

MASKER = "compact_masker"
"""Small and quick, whichever masker cuts out single photos: a page asks for sixty at once."""
TIDIED = 2
"""Goes up when `_tidy` changes: what was kept before is then made again."""
LEAST_SURE = 0.6
"""A cut-out of a lower confidence is worse than its photo."""
LEAST_AREA = 0.03
"""So much of the picture is a product at least."""
FAINT = 24
"""Alpha, of 255, below which a pixel does not count as product when the empty margins are taken off."""
CRUMB = 0.12
"""What stands apart and is smaller than this part of the largest piece is no product of its own."""
EDGE = 0.01
"""So near to the picture's edge, in parts of it, something reaches in from outside."""
JPEG = b"\xff\xd8"


@dataclass(frozen=True, kw_only=True)
class Cutter:
    """A function with the name under which its cut-outs are kept: another model, or other weights, another `id`."""

    id: str
    cut: Callable[[Image.Image], Image.Image | None]
    """An RGB picture → its product, RGBA, or None where there is none.  Raises StudioError when it cannot work."""


def open_cutter(run: Callable[[Call, Job], Outcome], registry: Registry) -> Cutter | None:
    """The cut-outs of the compact masker, by a runner's `run`; None where its weights were not shipped."""
    from models.wire import Call  # here: opening a shop needs none of it

    try:
        weights = registry.weights_sha256(MASKER)
    except StudioError:
        return None

    def cut(picture: Image.Image) -> Image.Image | None:
        try:
            result = run(Call(verb="mask", backend=MASKER, request=MaskRequest(image=picture)), Job()).result
        except InputError:
            return None  # no product was found
        if not isinstance(result, MaskResult):
            raise BackendFailedError("The masker returned something else than a mask.", "Choose another one.")
        if result.confidence < LEAST_SURE or sum(part.area for part in result.parts) < LEAST_AREA:
            return None
        return cut_out(result)

    return Cutter(id=f"{MASKER}@{weights[:16]}/{TIDIED}", cut=cut) if weights else None


def find_cutter(settings: Settings) -> Cutter | None:
    """The same, running here."""
    from models.registry import Registry, choose_entries
    from models.runners.inprocess import InProcessRunner

    registry = Registry(choose_entries(settings))
    return open_cutter(InProcessRunner(registry, settings).run, registry)


def find_pictures(
    path: Path, hashes: Sequence[str], cutter: Cutter | None, job: Job | None = None, patience_s: float = math.inf
) -> dict[str, bytes]:
    """The small pictures of products by their hash, cut out where they are photos, as far as they are in the cache.

    Files as bytes: WebP or PNG with alpha for what stands free, JPEG for a photo that has no product or, for now,
    cannot be cut out or would take longer than `patience_s`.  Raises StorageError, CancelledError.
    """
    until = time.monotonic() + patience_s
    hashes = list(dict.fromkeys(each for each in hashes if each))
    if not hashes or not path.is_file():
        return {}
    with closing(Cache(path)) as cache:
        found = {each: data for each in hashes if (data := cache.thumbnail(each))}
        photos = [each for each, data in found.items() if data.startswith(JPEG)]
        if cutter is None or not photos:
            return found
        known = cache.cutouts(cutter.id, photos)
        try:
            for number, each in enumerate(fresh := [each for each in photos if each not in known]):
                if job is not None:
                    job.report(number / len(fresh), f"Cutting out the pictures · {number} of {len(fresh)}")
                if time.monotonic() > until:
                    break
                known[each] = _cut(found[each], cutter)
                cache.put_cutout(cutter.id, each, known[each])
        except (BackendUnavailableError, BackendFailedError) as error:
            log.warning("the shop's photos stay as they are: %s", error)
    return found | {each: data for each, data in known.items() if data}


def _cut(jpeg: bytes, cutter: Cutter) -> bytes:
    """A thumbnail's product without empty margins as WebP, b"" where there is none."""
    with Image.open(io.BytesIO(jpeg)) as picture:
        product = cutter.cut(picture.convert("RGB"))
    if product is None:
        return b""
    product.putalpha(Image.fromarray(_tidy(np.asarray(product.getchannel("A")))))
    box = product.getchannel("A").point(lambda alpha: 255 * (alpha > FAINT)).getbbox()
    if box is None:
        return b""
    buffer = io.BytesIO()
    product.crop(box).save(buffer, format="WEBP", quality=88, method=2)
    return buffer.getvalue()


def _tidy(alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """An alpha (h, w) without crumbs, and without things that reach in from outside beside a product that does not."""
    import cv2

    from models.matting import find_parts

    parts, labels = find_parts(alpha / 255)
    keep = np.zeros(alpha.shape, np.uint8)
    for number, part in enumerate(parts, 1):
        strays = _reaches_in(part) and not _reaches_in(parts[0])
        if not strays and part.area >= CRUMB * parts[0].area:
            keep[labels == number] = 1
    near = cv2.dilate(keep, np.ones((5, 5), np.uint8)) > 0
    return np.where(near, alpha, 0).astype(np.uint8)


def _reaches_in(part: Part) -> bool:
    left, top, right, bottom = part.box
    return min(left, top) < EDGE or max(right, bottom) > 1 - EDGE
