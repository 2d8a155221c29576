"""Which kind of pattern a code holds: stripes, checks, dots, flowers or zigzags; plain numpy, no network is loaded.

A pattern that is moved is the same pattern, so what is looked at are the sizes of the code's waves (an FFT of each of
its seven 8 × 8 planes, without the phases), through one small layer.  `models.training.pattern_kinds` trains it on
drawn patterns and measures it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.design import PATTERN_SIZE, read_code
from models.errors import BackendUnavailableError
from models.wording import PatternKind

FOLDER = Path(__file__).parent.parent / "assets" / "weights" / "pattern_kinds"
KINDS: tuple[PatternKind, ...] = ("striped", "checked", "dotted", "floral", "zigzag")
SURE = 0.95
"""Below this chance the kind is not said: a pattern is then just "patterned"."""
TRUSTED = frozenset({"striped"})
"""Kinds that are said of a code which is no library's.  On 25 held-out photos of patterned cloth all six stripes that
were named were stripes, of eight other names one was right: what was learned from drawings does not carry over."""
Floats = NDArray[np.float32]


@cache
def read_weights(folder: Path = FOLDER) -> dict[str, Floats]:
    """The layer's numbers.  Raises BackendUnavailableError when they are not there."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        tensors = load_file(folder / "model.safetensors")
    except (OSError, SafetensorError) as error:
        raise BackendUnavailableError(
            "The weights in pattern_kinds are missing or damaged.", "Get the complete repository."
        ) from error
    return {name: tensor.astype(np.float32) for name, tensor in tensors.items()}


def read_waves(codes_NK: Floats) -> Floats:
    """What is looked at of codes (N, 448): sizes of waves, means and spreads, (N, 294)."""
    planes = codes_NK.reshape(-1, 7, 8, 8)
    waves = np.log1p(np.abs(np.fft.rfft2(planes))).reshape(len(planes), -1)
    mean, spread = planes.mean(axis=(2, 3)), planes.std(axis=(2, 3))
    return np.asarray(np.concatenate([waves, mean, spread], axis=1), np.float32)


def score(codes_NK: Floats, weights: dict[str, Floats] | None = None) -> Floats:
    """The chance of each of KINDS for codes (N, 448), (N, 5)."""
    w = weights or read_weights()
    x = (read_waves(codes_NK) - w["mean"]) / w["deviation"]
    hidden = np.maximum(x @ w["hidden"] + w["hidden_bias"], 0)
    logits = hidden @ w["out"] + w["out_bias"]
    strength = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(strength / strength.sum(axis=1, keepdims=True), np.float32)


@lru_cache(maxsize=4096)
def name_pattern(code: bytes) -> PatternKind:
    """The kind of a pattern's code; "patterned" where it is not sure.  Raises InputError when this is no code."""
    chances = score(read_code(code, PATTERN_SIZE, "pattern")[None])[0]
    best = int(chances.argmax())
    return KINDS[best] if chances[best] >= SURE and KINDS[best] in TRUSTED else "patterned"
