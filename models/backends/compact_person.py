"""Finds a person in a photo with a small network that learned on renders only: a first guess, to be checked by hand.

How a photo goes through: the net looks at all of it, then again closer at the person that it found; each look is taken
straight and mirrored, and the mean counts.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from models.backends.weights import load_weights, pick_device
from models.errors import InputError
from models.nets.person import PersonNet
from models.tryon.finding import HAIR, HEAD, NECK, PARTS, POINTS, PoseRequest, PoseResult
from models.types import BackendInfo, Job

WIDTH_PX, HEIGHT_PX = 96, 128
PARTS_PX = 384
"""Longest side of the parts that come back."""
LEAST_AREA = 0.012
LEAST_SURE = 0.16
"""Below this mean sureness of the points of the trunk there is nobody."""
CLOSER = 2
"""How often the net looks closer: each time the box fits better."""
SURE = 0.3
"""Points surer than this belong into the box."""
SECOND = 0.6
"""How strong another head, far from the first, has to be to be a second person."""
FLIP = (0, 1, 5, 6, 7, 2, 3, 4, 11, 12, 13, 8, 9, 10, 15, 14, 17, 16)
FLIP_PARTS = (0, 1, 2, 3, 4, 8, 9, 10, 5, 6, 7, 14, 15, 16, 11, 12, 13)
TRUNK = (1, 2, 5, 8, 11)
Floats = NDArray[np.float32]
Box = tuple[float, float, float, float]


class CompactPerson:
    """Points and parts of the one person of a photo.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="compact_person", title="Compact person finder", verbs=("pose",), tier="compact",
        sizes_px=(WIDTH_PX, HEIGHT_PX), source="assets/weights/person",
    )  # fmt: skip

    def __init__(self, weights: Path, device: str = "auto") -> None:
        """Load the weights folder.  Raises BackendUnavailableError when it is missing or damaged."""
        tensors, self.weights_sha256 = load_weights(weights)
        self.device = pick_device(device)
        net = PersonNet()
        net.load_state_dict(tensors)
        self._net = net.eval().to(memory_format=torch.channels_last).to(self.device)

    def pose(self, request: PoseRequest, job: Job) -> PoseResult:
        """See `protocols.PersonFinder.pose`."""
        job.report(0.0, "Looking for the person")
        rgb = np.asarray(request.image.convert("RGB"))
        h, w = rgb.shape[:2]
        box = _shape_box((0.0, 0.0, float(w), float(h)))
        heat, parts, back = self._look(rgb, box)
        for closer in range(CLOSER):
            found = _person_box(parts, heat, box)
            if found is None:
                raise nobody()
            job.report(0.3 + 0.3 * closer, "Looking closer")
            box = _shape_box(found)
            heat, parts, back = self._look(rgb, box)
        points, sure = place_points(heat)
        if float(sure[list(TRUNK)].mean()) < LEAST_SURE:
            raise nobody()
        _check_alone(heat, parts)
        scale = (box[2] - box[0]) / (WIDTH_PX // 2)
        at = (points + 0.25) * scale + [box[0], box[1]]
        at = np.clip(at / [w, h], 0.0, 1.0)
        return PoseResult(
            points=tuple((round(float(x), 5), round(float(y), 5)) for x, y in at),
            sure=tuple(round(float(each), 4) for each in sure), parts=_paint(parts, box, w, h), back=round(back, 4),
        )  # fmt: skip

    def _look(self, rgb: NDArray[np.uint8], box: Box) -> tuple[Floats, Floats, float]:
        """Heat maps (18, h, w) and shares of the parts (17, h, w) of a box of the photo, and how likely a back is."""
        scale = WIDTH_PX / (box[2] - box[0])
        matrix = np.array([[scale, 0, -box[0] * scale], [0, scale, -box[1] * scale]])
        soft = cv2.GaussianBlur(rgb, (0, 0), 0.45 / scale) if scale < 0.7 else rgb
        small = cv2.warpAffine(
            soft, matrix, (WIDTH_PX, HEIGHT_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        both = np.stack([small, small[:, ::-1]])
        x = torch.from_numpy(both).to(self.device).permute(0, 3, 1, 2).float() / 127.5 - 1
        with torch.inference_mode():
            heat, parts, back = self._net(x.contiguous(memory_format=torch.channels_last))
        heats = torch.sigmoid(heat.float()).cpu().numpy()
        shares = torch.softmax(parts.float(), 1).cpu().numpy()
        heat_mean = 0.5 * (heats[0] + heats[1][list(FLIP)][:, :, ::-1])
        share_mean = 0.5 * (shares[0] + shares[1][list(FLIP_PARTS)][:, :, ::-1])
        return heat_mean, share_mean, float(torch.sigmoid(back.float()).mean())


def place_points(heat: Floats) -> tuple[Floats, Floats]:
    """Where each point is (18, 2), in px of the heat map, between its pixels, and how sure that is (18,)."""
    places, sure = np.zeros((POINTS, 2), np.float32), np.zeros(POINTS, np.float32)
    for number, spot in enumerate(heat):
        soft = cv2.GaussianBlur(spot, (0, 0), 0.8)
        y, x = np.unravel_index(int(soft.argmax()), soft.shape)
        top, left = max(0, int(y) - 2), max(0, int(x) - 2)
        piece = soft[top : int(y) + 3, left : int(x) + 3]
        weight = piece / max(float(piece.sum()), 1e-9)
        lines, columns = np.mgrid[top : top + piece.shape[0], left : left + piece.shape[1]]
        places[number] = float((columns * weight).sum()), float((lines * weight).sum())
        sure[number] = spot[int(y), int(x)]
    return places, sure


def nobody() -> InputError:
    """What is said of a photo without a person."""
    return InputError(
        "No person was found in this photo.",
        "Use a photo of one person, standing, from the front, on a calm ground, from the head to the knees or further.",
    )


def _check_alone(heat: Floats, parts: Floats) -> None:
    """Raises InputError when a second head with a second neck is there."""
    head = parts[HEAD] + parts[HAIR] > 0.5
    labels, count = ndimage.label(head)
    areas = ndimage.sum_labels(head, labels, range(1, count + 1)) if count else []
    necks = [float(heat[NECK][ndimage.binary_dilation(labels == n + 1, iterations=4)].max()) for n in range(count)]
    strong = [n for n in range(count) if areas[n] > 0.3 * max(areas) and necks[n] > SECOND * max(necks)]
    if len(strong) > 1:
        raise InputError(
            "More than one person is in this photo.", "Crop it to the one who tries it on, or use another photo."
        )


def _person_box(parts: Floats, heat: Floats, box: Box) -> Box | None:
    """The box of the person in px of the photo, points included, with a margin; None where there is nobody."""
    there = 1 - parts[0] > 0.35
    labels, count = ndimage.label(there)
    if not count:
        return None
    areas = ndimage.sum_labels(there, labels, range(1, count + 1))
    if areas.max() < LEAST_AREA * there.size:
        return None
    lines, columns = np.nonzero(np.isin(labels, np.flatnonzero(areas > 0.15 * areas.max()) + 1))
    scale = (box[2] - box[0]) / there.shape[1]
    left, right = columns.min() * scale + box[0], (columns.max() + 1) * scale + box[0]
    top, bottom = lines.min() * scale + box[1], (lines.max() + 1) * scale + box[1]
    points, sure = place_points(heat)
    at = points[sure > SURE] * scale + [box[0], box[1]]
    if len(at):
        left, right = min(left, at[:, 0].min()), max(right, at[:, 0].max())
        top, bottom = min(top, at[:, 1].min()), max(bottom, at[:, 1].max())
    margin = 0.12 * max(right - left, bottom - top)
    return float(left - margin), float(top - margin), float(right + margin), float(bottom + margin)


def _shape_box(box: Box) -> Box:
    """The box made as the net sees: three wide, four high, round the same middle."""
    left, top, right, bottom = box
    height = max(bottom - top, (right - left) * HEIGHT_PX / WIDTH_PX)
    x, y, width = (left + right) / 2, (top + bottom) / 2, height * WIDTH_PX / HEIGHT_PX
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _paint(parts: Floats, box: Box, w: int, h: int) -> Image.Image:
    """The parts in the photo's own frame, small."""
    factor = PARTS_PX / max(w, h)
    size = max(1, round(w * factor)), max(1, round(h * factor))
    scale = factor * (box[2] - box[0]) / parts.shape[2]
    matrix = np.array([[scale, 0, box[0] * factor + scale / 2 - 0.5], [0, scale, box[1] * factor + scale / 2 - 0.5]])
    shares = [
        cv2.warpAffine(each, matrix, size, flags=cv2.INTER_LINEAR, borderValue=1.0 if n == 0 else 0.0)
        for n, each in enumerate(parts)
    ]
    return Image.fromarray(np.argmax(np.stack(shares), 0).astype(np.uint8) % PARTS, "L")
