"""The shapes and cloths that every installation has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from models.design import CATEGORIES, DesignSpec
from models.errors import BackendUnavailableError, InputError
from models.library import read_library, surprise
from models.seams import read_marks


def test_the_library_holds_shapes_of_many_kinds_and_cloths_of_every_kind() -> None:
    library = read_library()
    assert len(library.shapes) >= 48
    assert {shape.category for shape in library.shapes} == set(CATEGORIES)
    kinds = {cloth.kind for cloth in library.cloths}
    assert kinds >= {"plain", "striped", "checked", "dotted", "floral", "denim", "knit", "leather"}
    names = [entry.name for entry in (*library.shapes, *library.cloths)]
    assert len(names) == len(set(names))


def test_every_shape_and_cloth_makes_a_valid_spec() -> None:
    library = read_library()
    base = surprise(1)
    for shape in library.shapes:
        spec = replace(base, shape=shape.code, seams=shape.seams, category=shape.category)
        assert len(read_marks(spec.seams)) >= 3
    for cloth in library.cloths:
        assert replace(base, cloth=cloth.cloth).cloth == cloth.cloth


def test_the_same_seed_is_the_same_surprise_and_others_differ() -> None:
    assert surprise(5) == surprise(5)
    assert len({surprise(seed) for seed in range(20)}) == 20
    assert all(isinstance(surprise(seed), DesignSpec) for seed in range(20))


def test_a_surprise_can_be_asked_for_in_a_category() -> None:
    assert {surprise(seed, "Dress").category for seed in range(5)} == {"Dress"}
    with pytest.raises(InputError, match="no shape of category"):
        surprise(1, "Spaceship")


def test_a_missing_library_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BackendUnavailableError):
        read_library(tmp_path)
