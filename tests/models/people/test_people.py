"""The shipped mannequins hold to their form, and their pictures, maps and meshes agree with one another."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from models.errors import BackendUnavailableError, InputError
from models.people import ARMS, BACK, KEYPOINTS, Mannequin, Part, Shelf, mannequin, people
from models.people.raster import rasterise
from models.people.shelf import FOLDER

ALL = people()
SOME = [each for each in ALL if each.id in {"ada-crossed", "ada-stand-back", "hugo-seated", "fay-contrapposto"}]


def ids(each: Mannequin) -> str:
    return each.id


def read_all(each: Mannequin) -> None:
    """Every file of a mannequin, once."""
    for read in (each.picture, each.rest, each.mesh, each.normals, each.parts, each.depth, each.shading, each.behind):
        read()


def test_there_are_women_and_men_of_every_size_age_and_pose() -> None:
    assert len(ALL) >= 24
    assert {each.sex for each in ALL} == {"woman", "man"}
    assert {each.size for each in ALL} >= {"XS", "S", "M", "L", "XL", "2XL", "3XL"}
    assert {each.age for each in ALL} == {"young", "middle", "old"}
    assert {each.pose for each in ALL} >= {"stand", "contrapposto", "walk", "hips", "crossed", "seated"}
    assert {each.view for each in ALL} >= {"front", "back"}
    assert len({each.finish for each in ALL}) >= 6
    assert len({each.id for each in ALL}) == len(ALL)


@pytest.mark.parametrize("each", ALL, ids=ids)
def test_keypoints_and_figure_are_in_the_picture(each: Mannequin) -> None:
    alpha = each.alpha()
    points = np.array([point[:2] for point in each.keypoints])
    assert (points > 0).all()
    assert (points < [768, 1152]).all()
    body = [
        KEYPOINTS.index(name) for name in ("neck", "r_shoulder", "l_shoulder", "r_hip", "l_hip", "r_knee", "l_knee")
    ]
    assert all(alpha[round(points[i, 1]), round(points[i, 0])] > 200 for i in body)
    assert not alpha[:, :4].any()
    assert not alpha[:, -4:].any()
    assert 0.08 < (alpha > 127).mean() < 0.5


@pytest.mark.parametrize("each", SOME, ids=ids)
def test_left_and_right_are_the_persons_own(each: Mannequin) -> None:
    left, right = (each.keypoints[KEYPOINTS.index(f"{side}_shoulder")][0] for side in ("l", "r"))
    assert (left > right) == (each.view != "back")


@pytest.mark.parametrize("each", SOME, ids=ids)
def test_the_mesh_lies_on_the_picture(each: Mannequin) -> None:
    mesh = each.mesh()
    points, away = each.camera.project(mesh.posed, 0.5)
    owner, shares = rasterise(points, away, mesh.triangles, (384, 576))
    seen, drawn = owner >= 0, each.alpha()[::2, ::2] > 127
    assert (seen & drawn).sum() / (seen | drawn).sum() > 0.97
    both = seen & (each.parts() > 0)
    place = (mesh.posed[mesh.triangles[owner[both]]] * shares[both][..., None]).sum(1)
    assert np.median(np.linalg.norm(place - each.position()[both], axis=1)) < 0.002
    rest = (mesh.rest[mesh.triangles[owner[both]]] * shares[both][..., None]).sum(1)
    assert np.median(np.linalg.norm(rest - each.rest()[both], axis=1)) < 0.002


@pytest.mark.parametrize("each", SOME, ids=ids)
def test_maps_cover_the_same_body(each: Mannequin) -> None:
    body = each.parts() > 0
    assert (np.isfinite(each.rest()).all(2) == body).all()
    assert (np.isfinite(each.depth()) == body).all()
    assert np.allclose(np.linalg.norm(each.normals()[body], axis=1), 1, atol=1e-3)
    assert np.median(each.normals()[body][:, 2]) > 0.5
    assert 0.15 < np.median(each.shading()[body]) <= 1
    assert set(np.unique(each.parts()[body] % BACK)) <= {int(part) for part in Part}
    back = (each.parts()[body] >= BACK).mean()
    assert back > 0.85 if each.view == "back" else back < 0.4


def test_crossed_arms_hide_a_torso_that_is_known_all_the_same() -> None:
    each = mannequin("ada-crossed")
    behind = each.behind()
    hidden = behind.parts > 0
    assert hidden.sum() > 1000
    assert np.isin(each.parts()[hidden] % BACK, list(ARMS)).all()
    assert (behind.position[hidden][:, 2] < each.position()[hidden][:, 2] + 0.002).mean() > 0.98
    assert (behind.parts[hidden] % BACK == Part.TORSO).mean() > 0.5


def test_one_body_rests_the_same_in_all_its_poses() -> None:
    first, second = mannequin("ada-stand").mesh(), mannequin("ada-walk").mesh()
    assert np.abs(first.rest - second.rest).max() < 0.001
    assert np.abs(first.posed - second.posed).max() > 0.1


def test_projecting_a_depth_map_gives_its_own_pixels() -> None:
    each = mannequin("ada-stand")
    body = each.parts() > 0
    points, away = each.camera.project(each.position()[body].astype(np.float64), 0.5)
    rows, columns = np.nonzero(body)
    assert np.abs(points - np.stack([columns + 0.5, rows + 0.5], 1)).max() < 0.01
    assert np.abs(away - each.depth()[body]).max() < 1e-3


def test_an_unknown_mannequin_is_said_so() -> None:
    with pytest.raises(InputError) as caught:
        mannequin("nobody")
    assert caught.value.remedy


def test_a_folder_without_a_list_is_empty_and_a_damaged_list_is_said(tmp_path: Path) -> None:
    assert Shelf(tmp_path).people == ()
    (tmp_path / "people.json").write_text('{"format": 1, "people": [{}]}')
    with pytest.raises(BackendUnavailableError):
        Shelf(tmp_path)


@pytest.mark.parametrize("name", ["picture.webp", "rest.png", "mesh.npz", "normals.webp", "parts.png", "depth.png"])
def test_damaged_files_are_said_and_not_shown(tmp_path: Path, name: str) -> None:
    listed = json.loads((FOLDER / "people.json").read_text())
    id = listed["people"][0]["id"]
    shutil.copytree(FOLDER / id, tmp_path / id)
    shutil.copy(FOLDER / "topology.npz", tmp_path)
    (tmp_path / "people.json").write_text(json.dumps(listed))
    (tmp_path / id / name).write_bytes(b"not what it was")
    each = Shelf(tmp_path).find(id)
    with pytest.raises(BackendUnavailableError) as caught:
        read_all(each)
    assert caught.value.remedy
