"""The network that finds landmarks: on drafts that it never saw, mirrored, and where there is nothing to find."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.recipes.drafts.book import draft
from assets.recipes.drafts.garment import fill
from models.backends.garment_landmarks import WEIGHTS, GarmentLandmarks, shipped
from models.errors import BackendUnavailableError
from models.tryon.spots import MIRROR, SPOTS, spots_of

if not (WEIGHTS / "model.safetensors").is_file():
    pytest.skip("assets/weights/landmarks NOT TESTED: no weights are here", allow_module_level=True)
KINDS = ("T-Shirt", "Longsleeve", "Shirt", "Hoodie", "Outwear", "Blazer", "Dress", "Pants", "Shorts", "Skirt")
SIDE = 256


def lay(kind: str, seed: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """A draft in plain grey, and where its landmarks are, px."""
    each = draft(kind, seed)
    alpha = fill(each.outlines, SIDE) * 255
    rgba = np.dstack([np.full((SIDE, SIDE, 3), 120, np.uint8), alpha.astype(np.uint8)])
    return rgba, {name: (line[0] + 0.5) * SIDE for name, line in each.landmarks.items() if name in SPOTS}


def test_landmarks_of_drafts_that_it_never_saw_are_found() -> None:
    found, every = 0, 0
    for kind in KINDS:
        for seed in (3, 4, 5):  # training begins at a thousand
            rgba, truth = lay(kind, seed)
            places, sure = shipped().find(rgba, kind)
            for number in spots_of(kind):
                if SPOTS[number] in truth:
                    near = np.hypot(*(places[number] - truth[SPOTS[number]])) < 0.06 * 0.88 * SIDE
                    found, every = found + bool(near and sure[number] > 0.3), every + 1
    assert every > 200
    assert found > 0.8 * every


def test_a_mirrored_garment_has_mirrored_landmarks() -> None:
    rgba, _ = lay("Shirt", 7)
    one, sure = shipped().find(rgba, "Shirt")
    other, again = shipped().find(np.ascontiguousarray(rgba[:, ::-1]), "Shirt")
    numbers = list(spots_of("Shirt"))
    assert np.allclose(sure[numbers], again[list(MIRROR)][numbers], atol=0.02)
    assert np.allclose(SIDE - one[numbers, 0], other[list(MIRROR)][numbers, 0], atol=2.5)


def test_what_has_no_landmarks_gets_none() -> None:
    rgba, _ = lay("T-Shirt", 1)
    assert not shipped().find(rgba, "Hat")[1].any()
    sure = shipped().find(rgba, "Pants")[1]
    assert not sure[[n for n, name in enumerate(SPOTS) if n not in spots_of("Pants") and name]].any()
    assert np.isfinite(shipped().find(np.zeros((SIDE, SIDE, 4), np.uint8), "Shirt")[0]).all()


def test_missing_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(BackendUnavailableError):
        GarmentLandmarks(tmp_path)
