"""Operators on quad meshes: Catmull-Clark subdivision as one sparse matrix, smoothing, normals."""

from __future__ import annotations

import numpy as np
from scipy import sparse


def only(faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Faces renumbered to the vertices that they use, and those vertices' old numbers."""
    used, inverse = np.unique(faces, return_inverse=True)
    return inverse.reshape(faces.shape), used


def edges_of(faces: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Unique edges (m, 2), each face corner's edge (n, 4), and how many faces each edge has."""
    pairs = np.stack([faces, np.roll(faces, -1, 1)], -1).reshape(-1, 2)
    edges, inverse, count = np.unique(np.sort(pairs, 1), axis=0, return_inverse=True, return_counts=True)
    return edges, inverse.reshape(faces.shape), count


def catmull_clark(faces: np.ndarray, count: int) -> tuple[sparse.csr_matrix, np.ndarray]:
    """The matrix that takes any vertex attribute to the finer mesh, and the finer faces.

    Source: Catmull and Clark 1978, with the usual crease rule on open borders.
    """
    edges, face_edge, uses = edges_of(faces)
    n_faces, n_edges = len(faces), len(edges)
    ones = np.ones
    face_points = sparse.csr_matrix(
        (ones(faces.size) / 4, (np.repeat(np.arange(n_faces), 4), faces.ravel())), (n_faces, count)
    )
    middle = sparse.csr_matrix(
        (ones(edges.size) / 2, (np.repeat(np.arange(n_edges), 2), edges.ravel())), (n_edges, count)
    )
    around = sparse.csr_matrix(
        (ones(face_edge.size), (face_edge.ravel(), np.repeat(np.arange(n_faces), 4))), (n_edges, n_faces)
    )
    inner = sparse.diags((uses == 2).astype(float))
    outer = sparse.diags((uses != 2).astype(float))
    edge_points = inner @ (middle / 2 + around @ face_points / 4) + outer @ middle
    valence = np.bincount(edges.ravel(), minlength=count)
    border = np.zeros(count, bool)
    border[edges[uses != 2].ravel()] = True
    to_edge = sparse.csr_matrix((ones(edges.size), (edges.ravel(), np.repeat(np.arange(n_edges), 2))), (count, n_edges))
    to_face = sparse.csr_matrix((ones(faces.size), (faces.ravel(), np.repeat(np.arange(n_faces), 4))), (count, n_faces))
    safe = np.maximum(valence, 1).astype(float)
    n_around = np.maximum(np.asarray(to_face.sum(1)).ravel(), 1)
    smooth = (
        sparse.diags(1 / safe / n_around) @ to_face @ face_points
        + sparse.diags(2 / safe**2) @ to_edge @ middle
        + sparse.diags((safe - 3) / safe)
    )
    crease = sparse.eye(count) / 2 + to_edge @ outer @ middle / 4
    inside, on_border = sparse.diags((~border).astype(float)), sparse.diags(border.astype(float))
    operator = sparse.vstack([inside @ smooth + on_border @ crease, edge_points, face_points]).tocsr()
    edge_at, face_at = count + face_edge, (count + n_edges + np.arange(n_faces))[:, None]
    finer = np.stack([faces, edge_at, np.broadcast_to(face_at, faces.shape), np.roll(edge_at, 1, 1)], -1).reshape(-1, 4)
    return operator, finer


def smoother(faces: np.ndarray, count: int) -> sparse.csr_matrix:
    """Each vertex becomes the mean of itself (half) and its neighbours (half)."""
    edges, _, _ = edges_of(faces)
    both = np.concatenate([edges, edges[:, ::-1]])
    near = sparse.csr_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), (count, count))
    degree = np.maximum(np.asarray(near.sum(1)).ravel(), 1)
    return (sparse.eye(count) / 2 + sparse.diags(0.5 / degree) @ near).tocsr()


def normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Unit vertex normals of a quad mesh, outwards."""
    a, b, c, d = (vertices[faces[:, i]] for i in range(4))
    flat = np.cross(c - a, d - b)
    out = np.zeros_like(vertices)
    for corner in range(4):
        np.add.at(out, faces[:, corner], flat)
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)


def triangles(faces: np.ndarray) -> np.ndarray:
    """Two triangles a quad (2n, 3)."""
    return np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
