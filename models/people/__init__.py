"""Shop mannequins that we rendered: their pictures, and what a dresser has to know at every pixel."""

from models.people.camera import Camera
from models.people.mannequin import KEYPOINTS, Behind, Mannequin, Mesh
from models.people.parts import ARMS, BACK, PARTS, Part
from models.people.shelf import Shelf, mannequin, people

__all__ = [
    "ARMS",
    "BACK",
    "KEYPOINTS",
    "PARTS",
    "Behind",
    "Camera",
    "Mannequin",
    "Mesh",
    "Part",
    "Shelf",
    "mannequin",
    "people",
]
