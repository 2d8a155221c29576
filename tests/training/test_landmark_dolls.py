"""Drafts taken apart and thrown down: landmarks go with the cloth, what is hidden is not asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.recipes.drafts.book import KINDS, draft
from assets.recipes.landmark_drafts import SIDE_PX, take_apart
from models.training.landmarks.dolls import OUT_PX, Dolls
from models.tryon.spots import SPOTS, group_of, spots_of

WORN = [kind for kind in KINDS if group_of(kind)]


@pytest.fixture(scope="module")
def dolls(tmp_path_factory: pytest.TempPathFactory) -> Dolls:
    path = tmp_path_factory.mktemp("drafts") / "drafts.npz"
    rows = [take_apart(draft(kind, 2)) for kind in WORN]
    stacks = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    np.savez(path, **stacks, category=np.array(WORN), number=np.arange(len(WORN)))
    return Dolls(Path(path), None)


@pytest.mark.parametrize("kind", WORN)
def test_drafts_say_their_landmarks_and_are_whole_again_from_their_parts(kind: str) -> None:
    parts = take_apart(draft(kind, 2))
    whole = (parts["body"] | parts["limb_l"] | parts["limb_r"]) > 0
    there = [SPOTS[n] for n in range(len(SPOTS)) if np.isfinite(parts["spots"][n, 0])]
    assert set(there) <= {SPOTS[n] for n in spots_of(kind)}
    for spot in parts["spots"][np.isfinite(parts["spots"][:, 0])]:
        x, y = np.round(spot).astype(int)
        assert whole[max(0, y - 4) : y + 5, max(0, x - 4) : x + 5].any(), (
            "a landmark lies on the garment or at its edge"
        )
    for left in (name for name in there if name.endswith("_l")):
        places = {name: parts["spots"][SPOTS.index(name)] for name in (left, left[:-1] + "r")}
        assert places[left][0] < places[left[:-1] + "r"][0] < SIDE_PX


def test_examples_are_centred_and_their_landmarks_lie_on_them(dolls: Dolls) -> None:
    near = []
    for number in range(60):
        each = dolls.draw(number % len(WORN), np.random.default_rng(number))
        assert each.rgba.shape == (OUT_PX, OUT_PX, 4)
        inside = each.rgba[..., 3] > 127
        rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == pytest.approx(OUT_PX * 0.88, abs=3)
        for x, y in each.spots[each.shown].round().astype(int):
            box = inside[max(0, y - 4) : y + 5, max(0, x - 4) : x + 5]
            near.append(bool(box.size and box.any()))
    assert np.mean(near) > 0.97


def test_the_same_seed_throws_the_same_and_some_cuffs_are_hidden(dolls: Dolls) -> None:
    at = WORN.index("Longsleeve")
    one, other = (dolls.draw(at, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(one.rgba, other.rgba)
    cuffs = [dolls.draw(at, np.random.default_rng(n)).shown[6:8].all() for n in range(60)]
    assert 0.5 < np.mean(cuffs) < 1
