"""How the compact enlarger doubles light: piece by piece without a seam, and remembered without filling the memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.backends import compact_enlarger
from models.backends.compact_enlarger import CompactEnlarger
from models.design import EnlargeRequest
from models.errors import BackendUnavailableError
from models.library import surprise
from models.types import Job, Progress

WEIGHTS = Path(__file__).parents[3] / "assets" / "weights"


@pytest.fixture(scope="module")
def enlarger() -> CompactEnlarger:
    return CompactEnlarger(WEIGHTS / "garment", WEIGHTS / "enlarger", "cpu")


def light(side: int) -> np.ndarray:
    """Soft folds (side, side)."""
    y, x = np.mgrid[:side, :side] / side
    return (0.3 * np.sin(9 * x + 4 * y) * np.cos(7 * y)).astype(np.float32)


def test_pieces_fit_together_without_a_seam(enlarger: CompactEnlarger, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = enlarger.double(light(96))
    monkeypatch.setattr(compact_enlarger, "TILE_PX", 40)
    assert np.abs(enlarger.double(light(96)) - whole).max() < 1e-5
    assert whole.shape == (192, 192)


def test_doubled_light_is_the_same_light(enlarger: CompactEnlarger) -> None:
    small = light(64)
    again = enlarger.double(small).reshape(64, 2, 64, 2).mean((1, 3))
    assert np.abs(again - small).mean() < 0.01
    flat = enlarger.double(np.full((64, 64), 0.2, np.float32))
    assert np.abs(flat - 0.2).max() < 0.02


def test_light_is_remembered_for_other_colours_only(enlarger: CompactEnlarger, monkeypatch: pytest.MonkeyPatch) -> None:
    def stages(**changes: object) -> int:
        told: list[Progress] = []
        enlarger.enlarge(
            EnlargeRequest(spec=replace(surprise(3), **changes), size_px=512), Job(on_progress=told.append)
        )
        return sum(each.stage == "Sharpening" for each in told)

    monkeypatch.setattr(compact_enlarger, "REMEMBERED_PIXELS", 3 * 512 * 512)
    assert stages() == 3
    assert stages(colour=(1, 2, 3)) == 0
    assert stages(seed=9) == 3
    for number in range(20, 26):
        enlarger.enlarge(EnlargeRequest(spec=surprise(number), size_px=512), Job())
    assert sum(each.size for each in enlarger._known.values()) <= 3 * 512 * 512
    assert stages() == 3


def test_missing_or_damaged_weights_are_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(BackendUnavailableError, match="missing"):
        CompactEnlarger(WEIGHTS / "garment", tmp_path, "cpu")
    for name in ("meta.json", "model.safetensors"):
        (tmp_path / name).write_bytes((WEIGHTS / "enlarger" / name).read_bytes()[:-9])
    with pytest.raises(BackendUnavailableError, match="damaged"):
        CompactEnlarger(WEIGHTS / "garment", tmp_path, "cpu")
