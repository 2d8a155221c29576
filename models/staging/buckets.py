"""Buckets: one generated picture serves every placement that needs about as much room round the product.

Advertisements come in thousands of sizes; a generation for each would cost more than it earns.  A placement asks for
so much ground above, right, below and left of the product's box.  Rounded up to steps of `ratio` these four numbers are
the bucket: its picture is generated once, and every request of the bucket is a crop of it, resized.

Source: Taboola's BGGEN, arXiv 2408.12392, §"Buckets": B_D = log_r((P_D + D) / D), D the box's side in that direction.
Differs: steps are rounded up, so that the crop always fits; how much more than asked was made stays under `ratio`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.errors import InputError

RATIO = 1.2
MOST_PADDING = 1000.0
"""Ground at one side, in sides of the product's box: beyond it the product is a speck."""
_SAME = 1e-9
"""What floating point may add to a number of steps that is whole."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A placement (width, height) px and where the product's box lies in it, fractions of pixels allowed."""

    width_px: int
    height_px: int
    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        """Raises InputError when the box is empty, or not inside of the placement."""
        inside = 0 <= self.left < self.right <= self.width_px and 0 <= self.top < self.bottom <= self.height_px
        if not inside:
            raise InputError("The product does not lie inside of the placement.", "Make it smaller or move it.")

    @property
    def paddings(self) -> tuple[float, float, float, float]:
        """Ground above, right, below and left of the box, each in box sides of its direction."""
        wide, high = self.right - self.left, self.bottom - self.top
        return (
            self.top / high,
            (self.width_px - self.right) / wide,
            (self.height_px - self.bottom) / high,
            self.left / wide,
        )


@dataclass(frozen=True, kw_only=True, order=True)
class Bucket:
    """Steps of ground above, right, below and left of the product's box; `ratio` is the size of a step."""

    top: int
    right: int
    bottom: int
    left: int
    ratio: float = RATIO

    @property
    def key(self) -> str:
        """Names the bucket in stores; the same on every machine."""
        return f"{self.top}-{self.right}-{self.bottom}-{self.left}@{self.ratio:g}"

    @property
    def paddings(self) -> tuple[float, float, float, float]:
        """Ground above, right, below and left, in box sides."""
        above, right, below, left = (self.ratio**steps - 1 for steps in (self.top, self.right, self.bottom, self.left))
        return above, right, below, left

    def frame(self, box_width: float, box_height: float, longest_px: int) -> Frame:
        """The picture to generate for a product's box of this shape: its longer side has `longest_px`."""
        above, right, below, left = self.paddings
        wide, high = box_width * (1 + left + right), box_height * (1 + above + below)
        scale = longest_px / max(wide, high)
        width, height = max(1, round(wide * scale)), max(1, round(high * scale))
        # whole pixels first, then the box in the same proportions: the paddings stay exact
        across, down = width / (1 + left + right), height / (1 + above + below)
        return Frame(
            width_px=width,
            height_px=height,
            left=left * across,
            top=above * down,
            right=min((1 + left) * across, width),
            bottom=min((1 + above) * down, height),
        )


def find_bucket(frame: Frame, ratio: float = RATIO) -> Bucket:
    """The bucket of a placement.  Raises InputError when the product is a speck in it."""
    if not ratio > 1:
        raise InputError("A step of buckets is larger than 1.")
    if max(frame.paddings) > MOST_PADDING:
        raise InputError("The product is far too small for this placement.", "Make it larger.")
    steps = [max(0, math.ceil(math.log1p(padding) / math.log(ratio) - _SAME)) for padding in frame.paddings]
    top, right, bottom, left = steps
    return Bucket(top=top, right=right, bottom=bottom, left=left, ratio=ratio)


def find_crop(frame: Frame, made: Frame) -> tuple[float, float, float, float]:
    """What to cut from a bucket's picture (left, top, right, bottom) in its pixels; resized, it is the placement.

    It fits: raises InputError only when `made` is not the picture of this placement's bucket.
    """
    above, right, below, left = frame.paddings
    wide, high = made.right - made.left, made.bottom - made.top
    crop = (
        made.left - left * wide,
        made.top - above * high,
        made.right + right * wide,
        made.bottom + below * high,
    )
    slack = 1e-6 * max(made.width_px, made.height_px)
    if min(crop[0], crop[1]) < -slack or crop[2] > made.width_px + slack or crop[3] > made.height_px + slack:
        raise InputError("This picture was made for another bucket.", "Make the picture of its own bucket.")
    return max(0.0, crop[0]), max(0.0, crop[1]), min(crop[2], made.width_px), min(crop[3], made.height_px)


def surplus(frame: Frame, bucket: Bucket) -> float:
    """How much more ground than asked the bucket has, at its worst side: (bucket + box) / (asked + box), ≥ 1."""
    return max((1 + made) / (1 + asked) for made, asked in zip(bucket.paddings, frame.paddings, strict=True))
