"""What shapes and poses the mannequins, where it needs neither Blender nor the body's data."""

from __future__ import annotations

import numpy as np
import pytest

from assets.recipes.people import mesh, rig

CUBE = np.array([[x, y, z] for x in (-1.0, 1) for y in (-1.0, 1) for z in (-1.0, 1)])
QUADS = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])


def test_subdividing_a_cube_rounds_it_and_keeps_it_closed() -> None:
    operator, faces = mesh.catmull_clark(QUADS, 8)
    assert operator.shape == (26, 8)
    assert len(faces) == 24
    assert np.allclose(operator.sum(1), 1)  # any attribute that is the same everywhere stays so
    _, _, uses = mesh.edges_of(faces)
    assert (uses == 2).all()
    rounded = operator @ CUBE
    assert np.allclose(rounded[:8], CUBE * 5 / 9)  # Catmull and Clark's rule at a corner of three faces
    assert ((mesh.normals(rounded, faces) * rounded).sum(1) > 0).all()


def test_an_open_border_stays_where_it_is() -> None:
    operator, _ = mesh.catmull_clark(np.array([[0, 1, 2, 3]]), 4)
    square = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    finer = operator @ square
    middles = sorted(tuple(place) for place in finer[4:8].round(6).tolist())
    assert middles == [(0.0, 0.5, 0.0), (0.5, 0.0, 0.0), (0.5, 1.0, 0.0), (1.0, 0.5, 0.0)]


@pytest.mark.parametrize("target", [(1, 0, 0), (0, -1, 0.2), (-0.3, 0.4, 0.8)])
def test_the_shortest_turn_points_where_it_should_and_keeps_lengths(target: tuple[float, float, float]) -> None:
    start = np.array([0.2, 0.9, -0.1])
    matrix = rig.shortest(start, np.array(target))
    assert np.allclose(rig.unit(matrix @ start), rig.unit(target))
    assert np.allclose(matrix @ matrix.T, np.eye(3))


def test_partway_begins_and_ends_at_its_ends_and_turns_evenly() -> None:
    first, last = rig.turn((10, 20, -5)), rig.turn((60, -70, 40))
    assert np.allclose(rig.partway(first, last, 0), first)
    assert np.allclose(rig.partway(first, last, 1), last)
    half = rig.partway(first, last, 0.5)
    assert np.isclose(np.trace(half @ first.T), np.trace(last @ half.T))


def test_delta_mush_leaves_a_body_that_only_turned_as_it_is() -> None:
    operator, faces = mesh.catmull_clark(QUADS, 8)
    rest = operator @ CUBE + np.random.default_rng(0).normal(0, 0.02, (26, 3))
    posed = rest @ rig.turn((30, 40, 10)).T + [1.0, 2, 3]
    assert np.allclose(rig.delta_mush(rest, posed, faces, mesh.smoother(faces, 26)), posed, atol=1e-9)
