"""Triangles to pixels."""

from __future__ import annotations

import numpy as np

from models.people.raster import rasterise


def test_each_pixel_centre_belongs_to_the_triangle_round_it() -> None:
    points = np.array([[0.0, 0.0], [8.0, 0.0], [0.0, 8.0]])
    owner, shares = rasterise(points, np.ones(3), np.array([[0, 1, 2]]), (8, 8))
    y, x = np.mgrid[0:8, 0:8] + 0.5
    assert ((owner == 0) == (x + y <= 8)).all()
    seen = owner == 0
    assert np.allclose(shares[seen].sum(1), 1)
    assert np.allclose((shares[seen] @ points)[:, 0], x[seen])


def test_the_nearer_triangle_is_seen_whatever_their_order() -> None:
    points = np.tile([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]], (2, 1))
    depth = np.array([2.0, 2, 2, 1, 1, 1])
    faces = np.array([[0, 1, 2], [3, 4, 5]])
    for order in (faces, faces[::-1]):
        owner, _ = rasterise(points, depth, order, (6, 6))
        assert (order[owner[owner >= 0]] == [3, 4, 5]).all()


def test_shares_are_perspective_correct() -> None:
    """Half-way in the picture between a near and a far corner is nearer than half-way in space."""
    points, depth = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]]), np.array([1.0, 3.0, 1.0])
    _, shares = rasterise(points, depth, np.array([[0, 1, 2]]), (10, 10))
    far = shares[0, 4, 1]  # at x = 4.5: 1/z is linear, so the far corner's share is (0.45/3) / (0.55 + 0.45/3)
    assert abs(far - (0.45 / 3) / (0.55 + 0.45 / 3)) < 1e-6


def test_what_is_outside_or_behind_the_lens_is_left_out() -> None:
    points = np.array([[-5.0, -5.0], [-1.0, -5.0], [-1.0, -1.0], [0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])
    depth = np.array([1.0, 1, 1, 1, -1, 1])
    owner, _ = rasterise(points, depth, np.array([[0, 1, 2], [3, 4, 5]]), (4, 4))
    assert (owner == -1).all()
