"""Tiles of cloths with a surface: made without any model, each its own."""

from __future__ import annotations

import numpy as np
import pytest

from models.design import Cloth
from models.print_names import PRINTS
from models.surface_names import SURFACES
from ui.design_prints import SWATCH_PX, TINT, name_cloth, weave_swatch


def test_every_surface_has_a_tile_and_a_name_of_its_own() -> None:
    tiles = {name: np.asarray(weave_swatch(Cloth(surface=name), *TINT)) for name in SURFACES}
    assert {tile.shape for tile in tiles.values()} == {(SWATCH_PX, SWATCH_PX, 3)}
    assert len({tile.tobytes() for tile in tiles.values()}) == len(SURFACES)
    assert all(float(tile.std()) > 0.5 for tile in tiles.values())
    assert len({name_cloth(Cloth(surface=name)) for name in SURFACES}) == len(SURFACES)


def test_every_print_has_a_tile_and_a_name_of_its_own() -> None:
    tiles = {name: np.asarray(weave_swatch(Cloth(print=name), *TINT)) for name in PRINTS}
    assert {tile.shape for tile in tiles.values()} == {(SWATCH_PX, SWATCH_PX, 3)}
    assert len({tile.tobytes() for tile in tiles.values()}) == len(PRINTS)
    assert all(float(tile.std()) > 5 for tile in tiles.values())
    assert len({name_cloth(Cloth(print=name)) for name in PRINTS}) == len(PRINTS)
    knitted = np.asarray(weave_swatch(Cloth(print="argyle", surface="rib knit"), *TINT))
    assert float(np.abs(knitted.astype(int) - tiles["argyle"]).mean()) > 1


def test_a_smooth_cloth_is_printed_by_the_model_instead() -> None:
    with pytest.raises(ValueError, match="smooth"):
        weave_swatch(Cloth(), *TINT)
