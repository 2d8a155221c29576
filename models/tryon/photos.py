"""A person's photo, ready to be dressed: its pose, and what of it stays before every garment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import ConfigDict

from models.errors import InputError
from models.matting import enlarge_alpha
from models.strokes import KEEP, REMOVE, paint
from models.tryon.body import Body, Shown
from models.tryon.finding import ARMS, HAIR, HEAD, L_HAND, NECK, NOSE, R_HAND
from models.tryon.photo_body import fit_body
from models.tryon.records import Pose
from models.types import Picture

_frozen = ConfigDict(arbitrary_types_allowed=True, extra="forbid")
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class PhotoPerson:
    """`image` (RGB), the `pose` on it, and `front` (L, as large): 255 where hair, face, hands and what was painted stay
    before the cloth.  `arms` (L, as large): 255 where arms and hands are seen, None where nobody looked."""

    __pydantic_config__ = _frozen
    image: Picture
    pose: Pose
    front: Picture
    arms: Picture | None = None

    def __post_init__(self) -> None:
        """Raises InputError when the pictures differ in size."""
        if self.image.size != self.front.size or (self.arms is not None and self.arms.size != self.image.size):
            raise InputError("What stays in front is not of this photo.", "Let it be found again.")


def find_front(image: Image.Image, parts: Image.Image, pose: Pose) -> Image.Image:
    """What stays before the cloth (L, the photo's size), from the parts (L, ids, small) and the painted strokes."""
    rgb, ids = np.asarray(image.convert("RGB")), np.asarray(parts)
    face = np.isin(ids, (HAIR, HEAD)) & _near_head(ids.shape, pose)
    small = (face | np.isin(ids, (L_HAND, R_HAND))).astype(np.float32)
    small = np.asarray(cv2.GaussianBlur(small, (0, 0), 0.8), np.float32)
    guide = np.asarray(cv2.resize(rgb, (ids.shape[1], ids.shape[0]), interpolation=cv2.INTER_AREA), np.uint8)
    front = (255 * enlarge_alpha(small, guide, rgb) + 0.5).astype(np.uint8)
    if pose.strokes:
        painted = paint(pose.strokes, rgb.shape[1], rgb.shape[0])
        front[painted == KEEP], front[painted == REMOVE] = 255, 0
    return Image.fromarray(front, "L")


def find_arms(image: Image.Image, parts: Image.Image) -> Image.Image:
    """Where arms and hands are seen (L, the photo's size), with a margin: a first guess is no outline."""
    there = np.isin(np.asarray(parts), ARMS).astype(np.uint8)
    reach = 2 * round(0.015 * max(there.shape)) + 1
    wide = cv2.dilate(there, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    return Image.fromarray(255 * wide, "L").resize(image.size, Image.Resampling.NEAREST)


def _near_head(shape: tuple[int, ...], pose: Pose) -> NDArray[np.bool_]:
    """Where hair and face can be: not far below the shoulders, whatever the finder says."""
    h, w = shape
    nose, neck = (np.array(pose.points[n]) * [w, h] for n in (NOSE, NECK))
    reach = max(2.0, float(np.hypot(*(neck - nose))))
    lines, columns = np.mgrid[:h, :w]
    return np.asarray(np.hypot(columns - nose[0], lines - nose[1]) < 3.2 * reach)


def body_of_photo(person: PhotoPerson) -> Body:
    """The body on a photo, as the dresser wants it."""
    fitted = fit_body(person.pose.points, person.image.size)
    picture = np.asarray(person.image.convert("RGB"))
    front = np.asarray(np.asarray(person.front) / 255, np.float32)
    painted = paint(person.pose.strokes, picture.shape[1], picture.shape[0]) if person.pose.strokes else None
    told = repr((person.pose.points, person.pose.visible, person.pose.strokes)).encode()
    name = hashlib.sha256(picture.tobytes() + told + front.tobytes()).hexdigest()
    return Body(
        key=f"photo {name[:24]}", picture=picture, rest=fitted.rig.rest, posed=fitted.posed, faces=fitted.rig.faces,
        part=fitted.rig.part, camera=fitted.camera, rest_joints=fitted.rig.joints, posed_joints=fitted.joints,
        view="front", front=front, arms=None if person.arms is None else np.asarray(person.arms) > 0,
        shown=Shown(
            points=(np.array(person.pose.points) * person.image.size).astype(np.float32),
            visible=np.array(person.pose.visible),
            kept=None if painted is None else np.asarray(painted == KEEP, np.float32),
        ),
    )  # fmt: skip
