"""A creative that moves: product and set are layers at their own distances, and the camera goes round in a loop.

A point at distance z moves by z₀ / z of what the product at z₀ does, as in a real camera that is shifted.  What comes
out from behind the product is there: the ground layer is the clean set with the product's shadow on it.  The path is a
sine, so the last frame runs into the first.

Source: Yahoo, arXiv 2307.15326, §6 (product layer and background layer move differently).  Differs: the set's depth is
the rendered one.
"""

from __future__ import annotations

import io
import math
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.errors import CapabilityError, InputError
from models.oklab import Floats
from models.staging.requests import Layers
from models.types import Job

Bytes = NDArray[np.uint8]
PATHS = ("pan", "dolly", "orbit")
SECONDS = (3, 6)
FPS = 30
BT709, STUDIO_RANGE = 1, 1
"""Numbers of H.264 for the colours of HD video."""
WEBP_FPS = 15
WEBP_PX = 560
LONGEST_PX = 1280
MOST_PIXELS = 1280 * 720
REACH = 0.022
"""How far the product moves to each side, of the picture's width."""
PUSH = 0.055
"""How much larger the product gets when the camera comes nearer."""
FLAT = 0.62
"""How far a ground without depth moves, of what the product does."""


@dataclass(frozen=True, kw_only=True)
class Clip:
    """A finished clip: MP4 (H.264) and animated WebP, as bytes."""

    mp4: bytes
    webp: bytes


def check_motion(path: str, seconds: int) -> None:
    """Raises InputError for a camera path or a length that there is none of."""
    if path not in PATHS:
        raise InputError(f"There is no camera path called {str(path)[:20]!r}.", f"Choose one of {', '.join(PATHS)}.")
    low, high = SECONDS
    if type(seconds) is not int or not low <= seconds <= high:
        raise InputError(f"A clip is {low} to {high} seconds long.", "Choose a length from the list.")


def find_size(width_px: int, height_px: int) -> tuple[int, int]:
    """The size of a clip of a placement: 720p's number of pixels at most, sides even as H.264 wants them."""
    factor = min(1.0, LONGEST_PX / max(width_px, height_px), math.sqrt(MOST_PIXELS / (width_px * height_px)))
    return max(2, 2 * round(width_px * factor / 2)), max(2, 2 * round(height_px * factor / 2))


def measure_distance(depth: Bytes | None, range_m: tuple[float, float] | None, product: Bytes) -> Floats | float:
    """How far the ground moves when the product moves by 1: of each pixel (h, w), or of all of them alike."""
    if depth is None or range_m is None:
        return FLAT
    near, far = range_m
    metres = near + depth.astype(np.float32) / 255 * (far - near)
    rows, columns = np.nonzero(product[..., 3] > 127)
    if not rows.size:
        return FLAT
    foot = rows >= rows.max() - max(2, 0.02 * depth.shape[0])
    own = float(np.median(metres[rows[foot], columns[foot]]))
    moves = np.clip(own / np.maximum(metres, 0.05), 0.15, 1.6).astype(np.float32)
    # depth has steps where a thing ends; softened, the set bends there instead of tearing
    soft = cv2.GaussianBlur(moves, (0, 0), sigmaX=max(1.0, 0.006 * depth.shape[1]))
    return np.asarray(np.minimum(soft, 1.25), np.float32)


def render(
    layers: Layers,
    moves: Floats | float,
    path: str,
    count: int,
    words: Image.Image | None = None,
    veil: Image.Image | None = None,
) -> Iterator[Bytes]:
    """The frames (h, w, 3) of one loop.  `words` (RGBA) stand still over everything, their `veil` under the product."""
    shaded = np.asarray(layers.shaded.convert("RGB"))
    height, width = shaded.shape[:2]
    product = _premultiply(np.asarray(layers.product))
    front = None if layers.front is None else _premultiply(np.asarray(layers.front))
    haze = None if veil is None else _premultiply(np.asarray(veil))
    still = None if words is None else _premultiply(np.asarray(words.convert("RGBA")))
    field = np.full((height, width), moves, np.float32) if isinstance(moves, float) else moves
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    middle = (width - 1) / 2, (height - 1) / 2
    # everything a little larger, so that no edge of the set shows; the product then still fits
    base = 1 + 2.2 * REACH
    for number in range(count):
        shift_x, shift_y, push = _move(path, number / count, width)
        zoom = base * (1 + push * field)
        ground = cv2.remap(
            shaded,
            (x - middle[0] - shift_x * field) / zoom + middle[0],
            (y - middle[1] - shift_y * field) / zoom + middle[1],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT_101,
        )
        frame: Bytes = np.asarray(ground, np.uint8)
        if haze is not None:
            frame = _lay(frame, haze)
        for layer, nearer in ((product, 1.0), (front, 1.04)):
            if layer is not None:
                scale = base * (1 + push * nearer)
                matrix = np.array([
                    [scale, 0, middle[0] * (1 - scale) + shift_x * nearer],
                    [0, scale, middle[1] * (1 - scale) + shift_y * nearer],
                ])  # fmt: skip
                moved = cv2.warpAffine(layer, matrix, (width, height), flags=cv2.INTER_LINEAR)
                frame = _lay(frame, np.asarray(moved, np.uint8))
        yield frame if still is None else _lay(frame, still)


def _move(path: str, time: float, width: int) -> tuple[float, float, float]:
    """Shift to the right and down (px) and push of the product at a time 0..1 of the loop."""
    turn = 2 * math.pi * time
    if path == "dolly":
        return 0.0, 0.0, PUSH * (1 - math.cos(turn)) / 2
    if path == "orbit":
        return REACH * width * math.sin(turn), 0.4 * REACH * width * math.cos(turn), 0.25 * PUSH * math.cos(turn)
    return REACH * width * math.sin(turn), 0.0, 0.0


def _premultiply(rgba: Bytes) -> Bytes:
    out = rgba.copy()
    out[..., :3] = (rgba[..., :3].astype(np.uint16) * rgba[..., 3:] + 127) // 255
    return out


def _lay(under: Bytes, above: Bytes) -> Bytes:
    """A premultiplied layer over a picture, only where it has something."""
    rows, columns = np.nonzero(above[..., 3].any(1))[0], np.nonzero(above[..., 3].any(0))[0]
    if not rows.size:
        return under
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    clear = (255 - above[part][..., 3:]).astype(np.uint16)
    mixed = above[part][..., :3] + ((under[part] * clear + 127) // 255).astype(np.uint8)
    out = np.ascontiguousarray(under).copy()
    out[part] = mixed
    return out


def encode(
    frames: Iterator[Bytes],
    size: tuple[int, int],
    count: int,
    job: Job,
    about: Mapping[str, str] | None = None,
    fps: int = FPS,
) -> Clip:
    """The frames as MP4 and as WebP; `about` is written into the MP4 (title, comment).

    Raises CapabilityError where there is no encoder, CancelledError when stopped.
    """
    try:
        import av
    except ImportError as error:
        raise CapabilityError("Clips need the library av.", "Run `make setup` again.") from error
    small: list[Image.Image] = []
    factor, every = min(1.0, WEBP_PX / max(size)), max(1, fps // WEBP_FPS)
    thumb = max(2, round(size[0] * factor)), max(2, round(size[1] * factor))
    with tempfile.TemporaryDirectory() as folder:  # a film that starts at once is written twice, so it needs a file
        path = Path(folder) / "clip.mp4"
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
            container.metadata.update(about or {})
            stream = container.add_stream(
                "libx264", rate=fps, options={"crf": "19", "preset": "veryfast", "threads": "1"}
            )
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            # without these, players guess by the picture's size, and colours shift
            stream.codec_context.colorspace = BT709
            stream.codec_context.color_primaries = BT709
            stream.codec_context.color_trc = BT709
            stream.codec_context.color_range = STUDIO_RANGE
            for number, frame in enumerate(frames):
                job.report(0.1 + 0.75 * number / count, "Moving the camera")
                for packet in stream.encode(_to_yuv(av.VideoFrame.from_ndarray(frame, format="rgb24"))):
                    container.mux(packet)
                if number % every == 0:
                    small.append(Image.fromarray(cv2.resize(frame, thumb, interpolation=cv2.INTER_AREA)))
            for packet in stream.encode():
                container.mux(packet)
        mp4 = path.read_bytes()
    job.report(0.88, "Writing the clip")
    webp = io.BytesIO()
    small[0].save(
        webp, format="WEBP", save_all=True, append_images=small[1:], duration=round(1000 * every / fps), loop=0,
        quality=72, method=0,
    )  # fmt: skip
    return Clip(mp4=mp4, webp=webp.getvalue())


def _to_yuv(frame: Any) -> Any:
    """A frame in the colours of HD video."""
    return frame.reformat(format="yuv420p", dst_colorspace="itu709", src_color_range="JPEG", dst_color_range="MPEG")
