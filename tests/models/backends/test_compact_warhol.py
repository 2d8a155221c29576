"""What nobody's designs have in common with what people wear; and wishes of older versions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from models.backends.compact_warhol import CompactWarhol
from models.design import DesignSpec
from models.imagining import ImagineRequest
from models.oklab import to_oklab
from models.print_names import KIND_OF
from models.types import Job

PRIOR = Path(__file__).parents[3] / "assets" / "weights" / "prior"
COUNT = 40
PHOTOS_LIGHTNESS = (0.33, 0.51, 0.71)
"""Quartiles of the main colours of 3,669 photos, in OKLab."""


@pytest.fixture(scope="module")
def imaginer() -> CompactWarhol:
    return CompactWarhol(PRIOR, "cpu")


@pytest.fixture(scope="module")
def nobody(imaginer: CompactWarhol) -> tuple[DesignSpec, ...]:
    """Designs for nobody's taste."""
    wishes = (ImagineRequest(count=COUNT, seed=seed, ruled=True) for seed in range(2))
    return tuple(spec for wish in wishes for spec in imaginer.imagine(wish, Job()).specs)


def quartiles(specs: tuple[DesignSpec, ...]) -> tuple[float, ...]:
    light = to_oklab(np.array([spec.colour for spec in specs], np.uint8))[:, 0]
    return tuple(float(part) for part in np.quantile(light, (0.25, 0.5, 0.75)))


def test_colours_are_as_light_as_photos_have_them_and_those_of_older_wishes_paler(
    imaginer: CompactWarhol, nobody: tuple[DesignSpec, ...]
) -> None:
    now = quartiles(nobody)
    assert now == pytest.approx(PHOTOS_LIGHTNESS, abs=0.15)
    before = quartiles(imaginer.imagine(ImagineRequest(count=COUNT, seed=1), Job()).specs)
    assert before[1] > now[1] + 0.08


def test_patterns_of_several_kinds_as_often_as_photos_have_them(nobody: tuple[DesignSpec, ...]) -> None:
    assert not any(spec.cloth.pattern for spec in nobody)
    kinds = Counter(KIND_OF[spec.cloth.print] for spec in nobody if spec.cloth.print)
    assert 0.12 < kinds.total() / len(nobody) < 0.38
    assert {"striped", "floral", "checked"} <= set(kinds)
    assert kinds["striped"] > kinds["dotted"]
