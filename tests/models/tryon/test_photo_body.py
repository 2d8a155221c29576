"""The body on a photo: joints lie on the points, it leans where bones look short, it can be seen from behind."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from models.errors import InputError
from models.tryon.doubts import complete, list_doubts
from models.tryon.finding import L_HIP, L_KNEE, L_SHOULDER, L_WRIST, NECK, POINTS, R_ELBOW, R_SHOULDER, PoseRequest
from models.tryon.photo_body import LIMBS, fit_body
from models.tryon.photos import PhotoPerson, body_of_photo, find_front
from models.tryon.records import Pose
from models.types import Stroke

SIZE = (600, 900)
STANDING = (
    (0.5, 0.13), (0.5, 0.22), (0.41, 0.22), (0.37, 0.36), (0.35, 0.48), (0.59, 0.22), (0.63, 0.36), (0.65, 0.48),
    (0.45, 0.5), (0.45, 0.7), (0.44, 0.9), (0.55, 0.5), (0.55, 0.7), (0.56, 0.9), (0.48, 0.11), (0.52, 0.11),
    (0.46, 0.12), (0.54, 0.12),
)  # fmt: skip
"""Somebody who stands and looks at the camera; the person's left is the picture's right."""


def moved(**changes: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    names = {"l_wrist": L_WRIST, "r_elbow": R_ELBOW, "l_knee": L_KNEE, "l_hip": L_HIP}
    points = list(STANDING)
    for name, place in changes.items():
        points[names[name]] = place
    return tuple(points)


def seen(fitted, name: str) -> np.ndarray:
    u, v, w = fitted.camera @ np.append(fitted.joints[name], 1)
    return np.array([u / w, v / w])


@pytest.mark.parametrize(
    "points", [STANDING, moved(l_wrist=(0.52, 0.33)), moved(r_elbow=(0.3, 0.2)), moved(l_knee=(0.56, 0.53))]
)
def test_every_joint_lies_on_its_point(points):
    fitted = fit_body(points, SIZE)
    for side, limbs in LIMBS.items():
        names = ("shoulder", "elbow", "wrist"), ("hip", "knee", "ankle")
        for numbers, joints in zip(limbs, names, strict=True):
            for number, joint in zip(numbers, joints, strict=True):
                assert np.allclose(seen(fitted, f"{side}_{joint}"), np.array(points[number]) * SIZE, atol=0.05)
    assert np.isfinite(fitted.posed).all()


def test_a_hand_before_the_chest_is_nearer_than_the_chest():
    crossed = fit_body(moved(l_wrist=(0.52, 0.3)), SIZE)
    assert crossed.joints["l_wrist"][2] > crossed.joints["l_shoulder"][2] + 0.1
    assert abs(fit_body(STANDING, SIZE).joints["l_wrist"][2]) < 0.2


def test_a_knee_that_comes_forward_is_nearer():
    fitted = fit_body(moved(l_knee=(0.56, 0.53)), SIZE)
    assert fitted.joints["l_knee"][2] > fitted.joints["r_knee"][2] + 0.2


def test_a_back_is_turned_round():
    mirrored = tuple((1 - x, y) for x, y in STANDING)
    front, back = fit_body(STANDING, SIZE), fit_body(mirrored, SIZE)
    breast = int(np.argmax(front.rig.rest[:, 2] * (abs(front.rig.rest[:, 1] - 1.25) < 0.05)))
    assert back.posed[breast, 2] < 0 < front.posed[breast, 2]


def test_the_outline_is_about_the_persons():
    fitted = fit_body(STANDING, SIZE)
    uvw = np.c_[fitted.posed, np.ones(len(fitted.posed))] @ fitted.camera.T
    px = uvw[:, :2] / uvw[:, 2:]
    assert 0.0 < px[:, 1].min() / 900 < 0.11
    assert 0.9 < px[:, 1].max() / 900 < 1.0
    assert 0.3 < px[:, 0].min() / 600 < 0.37


def test_what_is_painted_stays_in_front_or_goes_behind():
    image, parts = Image.new("RGB", SIZE, "grey"), np.zeros((120, 80), np.uint8)
    parts[8:20, 36:44] = 2
    strokes = (
        Stroke(kind="keep", points=((0.5, 0.6),), width=0.05), Stroke(kind="remove", points=((0.5, 0.12),), width=0.02)
    )  # fmt: skip
    plain = np.asarray(find_front(image, Image.fromarray(parts), Pose(points=STANDING)))
    painted = np.asarray(find_front(image, Image.fromarray(parts), Pose(points=STANDING, strokes=strokes)))
    assert (plain[108, 300], painted[108, 300]) == (255, 0)
    assert (plain[540, 300], painted[540, 300]) == (0, 255)
    assert plain.shape == painted.shape == (900, 600)


def test_a_body_for_the_dresser_has_all_it_needs():
    person = PhotoPerson(image=Image.new("RGB", SIZE), pose=Pose(points=STANDING), front=Image.new("L", SIZE))
    body = body_of_photo(person)
    assert body.rest.shape == body.posed.shape
    assert body.faces.max() < len(body.rest) == len(body.part)
    assert set(body.rest_joints) == set(body.posed_joints)
    assert body.key != body_of_photo(
        PhotoPerson(image=person.image, pose=Pose(points=moved(l_wrist=(0.6, 0.4))), front=person.front)
    ).key  # fmt: skip
    with pytest.raises(InputError):
        PhotoPerson(image=person.image, pose=person.pose, front=Image.new("L", (9, 9)))


@pytest.mark.parametrize("size", [(150, 900), (199, 199), (250, 900), (2000, 400)])
def test_tiny_photos_and_strips_are_refused(size):
    with pytest.raises(InputError):
        PoseRequest(image=Image.new("RGB", size))


def test_points_that_were_not_found_hang_where_a_body_has_them():
    sure = [0.9] * POINTS
    for number in (L_KNEE, L_KNEE + 1, L_WRIST):
        sure[number] = 0.01
    found = complete([(0.1, 0.1) if sure[n] < 0.1 else point for n, point in enumerate(STANDING)], sure, 600 / 900)
    assert abs(found[L_KNEE][0] - 0.56) < 0.05
    assert 0.66 < found[L_KNEE][1] < 0.8
    assert found[L_KNEE + 1][1] > found[L_KNEE][1] + 0.15
    assert found[L_WRIST][1] > 0.42
    assert found[NECK] == STANDING[NECK]


@pytest.mark.parametrize(
    ("points", "size", "word"),
    [
        (STANDING, SIZE, ""),
        (STANDING, (300, 450), "small"),
        (tuple((1 - x, y) for x, y in STANDING), SIZE, "back"),
        (tuple((x, y * 2.05) for x, y in STANDING), SIZE, "hips"),
        (tuple((x, y * 1.5) for x, y in STANDING), SIZE, "knees"),
        (tuple((0.5 + (x - 0.5) * 0.2, y) for x, y in STANDING), SIZE, "side"),
        (
            tuple((x, 0.55 if n in (9, 12) else 0.75 if n in (10, 13) else y) for n, (x, y) in enumerate(STANDING)),
            SIZE,
            "sit",
        ),
    ],
)
def test_doubts_say_what_is_wrong(points, size, word):
    found = " ".join(list_doubts(points, [True] * POINTS, size))
    assert (word in found) if word else (found == ""), found


def test_hidden_points_are_doubted():
    assert "9 of 18" in " ".join(list_doubts(STANDING, [True] * 9 + [False] * 9, SIZE))
    assert R_SHOULDER < L_SHOULDER
