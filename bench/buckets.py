"""What buckets save: generations for a catalogue and a day's requests, against one generation a request or a size.

    python -m bench.buckets

Both are simulated, with fixed seeds: products' boxes over all the shapes that garments and homewares have, and requests
as an advertising server sees them: a few standard sizes often, and native slots that are as wide as the visitor's
screen leaves them.  Peers: every request generated, and every (product, size) generated once and kept.
"""

from __future__ import annotations

import numpy as np

from bench import report
from models.staging.buckets import RATIO, Bucket, Frame, find_bucket

PRODUCTS, REQUESTS = 200, 400_000
STANDARD = ((300, 250), (728, 90), (160, 600), (320, 50), (970, 250), (1080, 1080), (1080, 1920), (1200, 628))
NATIVE_ASPECTS = (1.0, 1.91, 4 / 3, 16 / 9, 4 / 5, 2.0)
SHARE_STANDARD = 0.35


def place(width_px: int, height_px: int, aspect: float) -> Frame:
    """A product's box, four fifths of what fits, a little below the middle."""
    high = 0.8 * min(height_px, width_px / aspect)
    left, top = (width_px - high * aspect) / 2, 0.55 * (height_px - high)
    return Frame(
        width_px=width_px, height_px=height_px, left=left, top=top, right=left + high * aspect, bottom=top + high
    )


def main() -> None:
    rng = np.random.default_rng(0)
    aspects = np.exp(rng.normal(-0.1, 0.5, PRODUCTS)).clip(0.25, 4)
    popular = 1 / np.arange(1, PRODUCTS + 1)
    which = rng.choice(PRODUCTS, REQUESTS, p=popular / popular.sum())
    standard = rng.random(REQUESTS) < SHARE_STANDARD
    widths = rng.integers(240, 1280, REQUESTS)
    shapes = rng.choice(NATIVE_ASPECTS, REQUESTS)
    usual = rng.choice(len(STANDARD), REQUESTS)
    sizes: set[tuple[int, int, int]] = set()
    for number in range(REQUESTS):
        size = STANDARD[usual[number]] if standard[number] else (int(widths[number]), _height(widths, shapes, number))
        sizes.add((int(which[number]), *size))
    buckets: set[tuple[int, Bucket]] = {
        (product, find_bucket(place(width, height, float(aspects[product])))) for product, width, height in sizes
    }
    made = len(buckets)
    for name, peer, number in (
        ("buckets_for_requests", "generations, one a request", REQUESTS),
        ("buckets_for_sizes", "generations, one a product and size", len(sizes)),
    ):
        report(name, made, f"generations, ratio {RATIO}", peer, number, number / made, 0)


def _height(widths: np.ndarray, shapes: np.ndarray, number: int) -> int:
    return max(1, round(float(widths[number]) / float(shapes[number])))


if __name__ == "__main__":
    main()
