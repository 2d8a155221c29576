"""Who sees what where, as a vector of fixed length: words hashed to places, so that new words need no new table.

Source: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", arXiv 0902.2206 (signed hashing).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.errors import InputError

SIZE = 32
MOST_FEATURES, MOST_LETTERS = 32, 120
Vector = NDArray[np.float64]


def encode(features: Mapping[str, str]) -> Vector:
    """A context such as {"segment": "navy-florals", "colour": "olive", "placement": "300x250"} as (SIZE,) of length 1.

    The first number is the same for everybody.  Raises InputError when names or values are no short words.
    """
    if len(features) > MOST_FEATURES:
        raise InputError(f"A context has at most {MOST_FEATURES} features.", "Leave the least important out.")
    vector = np.zeros(SIZE)
    vector[0] = 1.0
    for name, value in features.items():
        if not isinstance(name, str) or not isinstance(value, str) or len(name) + len(value) > MOST_LETTERS:
            raise InputError("A context's features are short words.", "Shorten them.")
        digest = hashlib.blake2b(f"{name}={value}".encode(), digest_size=8).digest()
        number = int.from_bytes(digest, "little")
        vector[1 + (number >> 1) % (SIZE - 1)] += 1.0 if number & 1 else -1.0
    return np.asarray(vector / np.linalg.norm(vector))
