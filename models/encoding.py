"""Pictures and words in one space: what is asked of an encoder, and the unit vectors that it answers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pydantic import ConfigDict

from models.errors import InputError
from models.types import Picture

MOST_IMAGES = 1024
MOST_TEXTS = 4096
MOST_LETTERS = 1000
LEAST_PX = 8
SLIMMEST = 20
"""A picture may be this many times as long as it is wide."""
_NORM_ERROR = 1e-3

Vector = tuple[float, ...]
_frozen = ConfigDict(arbitrary_types_allowed=True, extra="forbid")


@dataclass(frozen=True, kw_only=True)
class EncodeRequest:
    """Pictures (RGB photos, or RGBA cut-outs, which stand on white for the encoder) and texts in plain words."""

    __pydantic_config__ = _frozen
    images: tuple[Picture, ...] = ()
    texts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises InputError when there is nothing to encode or too much, for empty texts and slivers of pictures."""
        if not self.images and not self.texts:
            raise InputError("There is nothing to encode.", "Give a picture or a text.")
        if len(self.images) > MOST_IMAGES or len(self.texts) > MOST_TEXTS:
            raise InputError(f"More than {MOST_IMAGES} pictures or {MOST_TEXTS} texts at once.", "Split them up.")
        for image in self.images:
            short, long = sorted(image.size)
            if short < LEAST_PX or long > SLIMMEST * short:
                raise InputError("A picture is too small or too slim.", "Use a picture that shows the garment.")
        for text in self.texts:
            _check_text(text)


@dataclass(frozen=True, kw_only=True)
class EncodeResult:
    """One unit vector for each picture and for each text, in the order of the request; all of one length."""

    __pydantic_config__ = _frozen
    image_vectors: tuple[Vector, ...] = ()
    text_vectors: tuple[Vector, ...] = ()

    def __post_init__(self) -> None:
        """Raises InputError for vectors of several lengths, or that are not of length 1."""
        vectors = (*self.image_vectors, *self.text_vectors)
        if len({len(vector) for vector in vectors}) > 1:
            raise InputError("These vectors are not of one space.")
        for vector in vectors:
            if not abs(math.hypot(*vector) - 1) < _NORM_ERROR:  # so written, NaN does not pass
                raise InputError("This is not a unit vector.")


def _check_text(text: str) -> None:
    if not isinstance(text, str) or not text.strip():
        raise InputError("A text is empty.", "Say what the garment is like.")
    if len(text) > MOST_LETTERS:
        raise InputError(f"A text is longer than {MOST_LETTERS} letters.", "Say it in fewer words.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError("A text holds letters that are none.", "Type it again.") from error
