"""Prints for the ground truth: colours of any place on a panel, in metres.  Drawn here, not by the studio."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Print = Callable[[np.ndarray, np.ndarray], np.ndarray]  # x, y in metres → sRGB 0..1 (..., 3)
KINDS = ("plain", "stripes", "breton", "check", "dots", "florals", "blocks", "badge")


def hue(rng: np.random.Generator, light: tuple[float, float]) -> np.ndarray:
    """A colour that cloth is dyed in."""
    import colorsys

    return np.array(colorsys.hls_to_rgb(rng.random(), rng.uniform(*light), rng.uniform(0.15, 0.75)))


def drawn(kind: str, rng: np.random.Generator) -> Print:
    """A print of a kind, its colours and sizes drawn at random; deterministic for a generator's state."""
    ground, ink, third = hue(rng, (0.25, 0.85)), hue(rng, (0.15, 0.9)), hue(rng, (0.2, 0.8))
    if np.abs(ground - ink).sum() < 0.6:
        ink = 1 - ground
    period = rng.uniform(0.03, 0.09)
    duty = rng.uniform(0.25, 0.6)
    places = np.stack([rng.uniform(-0.5, 0.5, 160), rng.uniform(0, 1.7, 160)], 1)
    sizes, petals = rng.uniform(0.012, 0.03, 160), rng.integers(4, 7, 160)
    tall = rng.uniform(1.05, 1.25)

    def mixed(share: np.ndarray, over: np.ndarray, under: np.ndarray) -> np.ndarray:
        return under + share[..., None] * (over - under)

    def wave(value: np.ndarray, step: float) -> np.ndarray:
        off = np.abs((value / step) % 1 - 0.5) * 2
        return np.clip((duty - off) * step / 0.0015 + 0.5, 0, 1)

    def flowers(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        out = np.broadcast_to(ground, (*x.shape, 3)).copy()
        for (px, py), size, count in zip(places, sizes, petals, strict=True):
            near = (np.abs(x - px) < size) & (np.abs(y - py) < size)
            if near.any():
                r, a = np.hypot(x[near] - px, y[near] - py), np.arctan2(y[near] - py, x[near] - px)
                petal = np.clip((size * (0.65 + 0.35 * np.cos(count * a)) - r) / 0.0015, 0, 1)
                heart = np.clip((size * 0.28 - r) / 0.0015, 0, 1)
                out[near] = mixed(heart, third, mixed(petal, ink, out[near]))
        return out

    def dots(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        row = np.floor(y / period)
        u = ((x + (row % 2) * period / 2) / period) % 1 - 0.5
        r = np.hypot(u, (y / period) % 1 - 0.5) * period
        return mixed(np.clip((period * 0.28 - r) / 0.0015, 0, 1), ink, np.broadcast_to(ground, (*x.shape, 3)))

    def badge(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        inside = (np.abs(x) < 0.085) & (np.abs(y - tall) < 0.06)
        out = np.where(inside[..., None], ink, np.broadcast_to(ground, (*x.shape, 3)))
        disc = np.clip((0.042 - np.hypot(x + 0.03, y - tall)) / 0.0015, 0, 1)
        bar = (inside & (x > 0.02) & (wave(y, 0.03) > 0.5)).astype(float)
        return mixed(bar, third, mixed(disc, third, out))

    kinds: dict[str, Print] = {
        "plain": lambda x, y: np.broadcast_to(ground, (*x.shape, 3)).copy(),
        "stripes": lambda x, y: mixed(wave(x, period), ink, ground),
        "breton": lambda x, y: mixed(wave(y, period), ink, ground),
        "check": lambda x, y: mixed((wave(x, period) + wave(y, period)) / 2, ink, ground),
        "dots": dots,
        "florals": flowers,
        "blocks": lambda x, y: np.where(
            (y > tall)[..., None], ground, np.where((y > tall - 0.16)[..., None], ink, third)
        ),
        "badge": badge,
    }
    return kinds[kind]
