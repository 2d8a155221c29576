"""Which set suits a product, and which part of it: copy-paste staging begins with a look into the archive.

Source: Yahoo, "Staging e-commerce products", arXiv 2307.15326 (retrieve a staged picture, paste the product into it).
Differs: the archive is rendered, so the clean set and its light are known and nothing has to be painted in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import InputError
from models.oklab import Floats, to_oklab
from models.staging.placing import fit
from models.staging.postures import FURNITURE, HEIGHTS_M, STANDING, find_far_foot, find_foot, is_steady, list_ways
from models.staging.requests import Box, StageRequest
from models.staging.scenes import Scene, Sets

Bytes = NDArray[np.uint8]
WAISTS = frozenset({"Pants", "Shorts", "Skirt"})
"""Garments that hang by their waistband, from clips or pegs: a hanger's arms would stick out behind it."""
ARM_M, ARM_DROP_M = 0.185, 0.052
"""Half the width of a hanger, and how far its arms are below its neck at their ends."""
LIFT_M = 0.055
"""How far a collar may stand over a hanger's neck."""
RISE_M = 0.1
"""How far a garment may stand over the clips that hold it: a collar does, straps fall down."""
CLIP_M = 0.03
"""How far apart in height the two clipped points of a garment may be."""
AIR = 0.24
"""How much of its room a standing product leaves free."""
STEPS = 14
CLOSEST = 0.22
"""The smallest part of a set's natural scale that a placement may zoom into."""
EDGE = 0.008
"""What a placement leaves out at each edge of a plate: a joint that ends there would look like a frame."""
FOOT = 0.02
"""How far from the anchor a standing product may be put, up and down, of the plate's height."""
ALIKE, APART = 0.07, 0.22
"""OKLab distances between product and ground: under the first it drowns, from the second on more is no better."""
WALLED = 0.8
"""What it costs a set that a product's far legs would end in its wall."""
TABLE, ROOM_METRE = 1.2, 0.8
"""What it costs a set that furniture would stand on its table; a metre is at most so much of a room's picture."""
LOOSE = 0.85
"""The least share of natural scale at which a hanger still fits the garment on it."""


@dataclass(frozen=True, kw_only=True)
class Cut:
    """The part of a plate that a placement shows: its corner and `scale` (plate pixels a placement pixel), where the
    product's middle goes in the placement and how large it is (px), and how natural its size is (1 = as in life)."""

    left: float
    top: float
    scale: float
    middle: tuple[float, float]
    size: tuple[int, int]
    natural: float
    held: bool = True
    """Whether a hanging garment covers its hanger, or reaches its clips."""


def choose_scene(sets: Sets, request: StageRequest, product: Bytes) -> tuple[Scene, Cut]:
    """The scene that a request names, or the one that suits best.  Raises InputError when there is none."""
    if request.scene:
        scene = sets.find(request.scene)
        if scene is None:
            raise InputError("This scene is not here.", "Choose another one.")
        return scene, cut(scene, request, product)
    ranked = rank(sets, request, product)
    return ranked[request.variety % len(ranked)]


def rank(sets: Sets, request: StageRequest, product: Bytes) -> list[tuple[Scene, Cut]]:
    """All scenes that a request allows, the one that suits best first.  The same request, the same order.

    Raises InputError when none is left: there are no scenes at all, none of the theme, or none of that support.
    """
    if not sets.scenes:
        raise InputError("No scenes were shipped with this studio.", "Stage on a plain ground.")
    ways = list_ways(request.kind, request.support)
    allowed = [each for each in sets.scenes if request.theme in ("", each.theme) and each.support in ways]
    if not allowed:
        there = ", ".join(sets.themes(ways)) or "plain grounds"
        raise InputError(f"There is no scene of the theme {request.theme!r} for this.", f"Choose one of: {there}.")
    if not is_steady(request.kind, product):
        allowed = [each for each in allowed if each.support != "stand"]
        if not allowed:
            raise InputError(f"What this shows ({request.kind.lower()}) would stand on its edge.", "Let it lie.")
    chance = np.random.default_rng(request.seed)
    colour, far = _mean(product), find_far_foot(product)
    found = []
    for each in sorted(allowed, key=lambda scene: scene.id):
        how = cut(each, request, product)
        if each.support == "hang" and not (how.held and how.natural >= LOOSE):
            continue
        noise = 0.12 * float(chance.random()) if request.seed else 0.0
        score = _score(sets, each, how, request, colour) - _misfit(each, how, far, request.kind)
        found.append((score + noise, each.id, each, how))
    if not found:
        raise InputError(
            "This cannot hang here: the hanger or the placement does not suit it.",
            "Let it lie, or choose another size.",
        )
    return [(scene, how) for _, _, scene, how in sorted(found, key=lambda row: (-row[0], row[1]))]


def is_held(scene: Scene, request: StageRequest, product: Bytes) -> bool:
    """Whether a hanging set's hanger or clips hold the product in this placement."""
    how = cut(scene, request, product)
    return how.held and how.natural >= LOOSE


def _misfit(scene: Scene, how: Cut, far: float, kind: str) -> float:
    """What it costs a set that furniture would stand on its table, or with its far legs in its wall."""
    table = TABLE if scene.metre > ROOM_METRE else 0.0
    if scene.support != "stand" or far >= 1:
        return table if scene.support == "stand" and kind == FURNITURE else 0.0
    foot = (how.top + (how.middle[1] + (far - 0.5) * how.size[1]) * how.scale) / scene.size_px[1]
    walled = scene.wall_y is not None and foot < scene.wall_y
    return (WALLED if walled else 0.0) + table


def _score(sets: Sets, scene: Scene, how: Cut, request: StageRequest, colour: Floats) -> float:
    """How well a scene suits: its support, kind and words, its colours, and whether the product has its size in it."""
    ways = list_ways(request.kind, request.support)
    score = 0.5 if scene.support == ways[0] and request.kind in STANDING else 0.05 if scene.support == "hang" else 0.0
    if scene.kinds:
        score += 0.6 if request.kind in scene.kinds else -0.6
    asked = {word.strip(".,;").casefold() for word in request.words.split()}
    score += min(1.2, 0.5 * len(asked & {word.casefold() for word in (*scene.words, *scene.title.split())}))
    ground = _free_colour(sets, scene)
    apart = float(np.linalg.norm(colour - ground))
    score += 3.0 * min(apart, APART) - (1.5 if apart < ALIKE else 0)
    score += 0.3 * _harmony(colour, ground)
    score -= 0.35 * abs(math.log2(max(how.natural, 0.05)))
    return score


def _harmony(one: Floats, other: Floats) -> float:
    """1 for hues that are alike or opposite, −1 for those at odds; 0 where either is grey."""
    if min(np.hypot(one[1], one[2]), np.hypot(other[1], other[2])) < 0.025:
        return 0.0
    turn = math.atan2(one[2], one[1]) - math.atan2(other[2], other[1])
    return float(math.cos(2 * turn))


def _mean(product: Bytes) -> Floats:
    """The product's colour, all in all, in OKLab."""
    small = np.asarray(cv2.resize(product, (48, 48), interpolation=cv2.INTER_AREA), np.uint8)
    seen = small[small[..., 3] > 127][:, :3]
    return np.asarray(to_oklab(seen).mean(0) if len(seen) else np.array([0.5, 0, 0]), np.float32)


def _free_colour(sets: Sets, scene: Scene) -> Floats:
    return _ground_colour(sets, scene.id)


@lru_cache(maxsize=256)
def _ground_colour(sets: Sets, id: str) -> Floats:
    """The colour of a set's free area, in OKLab."""
    scene = sets.find(id)
    assert scene is not None  # noqa: S101  it was listed a moment ago
    plate = sets.plate(scene)
    height, width = plate.shape[:2]
    left, top, right, bottom = scene.free
    part = plate[int(top * height) : max(1, int(bottom * height)), int(left * width) : max(1, int(right * width))]
    small = np.asarray(cv2.resize(part, (32, 32), interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(to_oklab(small).mean((0, 1)), np.float32)


def cut(scene: Scene, request: StageRequest, product: Bytes) -> Cut:
    """The part of a scene for a placement: the product at its natural size if possible, inside of the free area.

    The scale begins at the natural one and goes closer until the product's place in the placement and the scene's own
    agree.  Where they never do, the product moves to where the scene has it.
    """
    width, height = request.width_px, request.height_px
    size = fit((product.shape[1], product.shape[0]), (width, height), _room(scene, request.room))
    middle = _middle(scene, request, size)
    plate_w, plate_h = scene.size_px
    natural = _natural_px(scene, request.kind, product) / size[1]
    point, held = find_foot(product), True
    if scene.support == "hang":
        point, held = _hang_point(scene, product, natural * size[1])
        held = held and not (len(scene.grips) == 1 and request.kind in WAISTS)
    start = min(natural, (1 - 2 * EDGE) * plate_w / width, (1 - 2 * EDGE) * plate_h / height)
    last = None
    for step in range(STEPS):
        scale = start * CLOSEST ** (step / (STEPS - 1))
        across = _range(scene, 0, size[0], middle[0], scale, width, point)
        down = _range(scene, 1, size[1], middle[1], scale, height, point)
        if last is None:
            last = scale
        if across and down:
            left, top = (min(max(want, low), high) for (low, high, want) in (across, down))
            return Cut(left=left, top=top, scale=scale, middle=middle, size=size, natural=scale / natural, held=held)
    return _settle(scene, request, size, middle, last or start, natural, point)


def _room(scene: Scene, room: Box) -> Box:
    """The room of a placement as a set leaves it: what stands has air round it and over it."""
    if scene.support != "stand" or (room[2] - room[0]) * 2 < room[3] - room[1]:
        return room
    left, top, right, bottom = room
    slim, low = AIR * (right - left) / 2, AIR * (bottom - top)
    return left + slim, top + low, right - slim, bottom


def _middle(scene: Scene, request: StageRequest, size: tuple[int, int]) -> tuple[float, float]:
    """Where the product's middle is in the placement: lying and hanging in the room's, standing on its lower third."""
    left, top, right, bottom = request.room
    x, y = (left + right) / 2 * request.width_px, (top + bottom) / 2 * request.height_px
    if scene.support == "stand":
        spare = (bottom - top) * request.height_px - size[1]
        y += 0.3 * spare
    return x, y


def _anchor(scene: Scene, axis: int) -> float:
    """The anchor in plate pixels."""
    if axis == 1 and len(scene.grips) == 1:
        return scene.grips[0][1] * scene.size_px[1]
    return scene.anchor[axis] * scene.size_px[axis]


def _offset(scene: Scene, axis: int, length: int, point: float) -> float:
    """From the product's middle to the point of it that goes to the anchor, in placement pixels."""
    if axis == 0 or scene.support == "lie":
        return 0.0
    return (point - 0.5) * length


def _natural_px(scene: Scene, kind: str, product: Bytes) -> float:
    """How high a product is on the plate in life, in plate pixels."""
    plate_h = scene.size_px[1]
    if kind in HEIGHTS_M:
        return HEIGHTS_M[kind] * scene.metre * plate_h
    usual = scene.product_height * plate_h
    return usual * product.shape[0] / max(product.shape[:2]) if scene.support == "lie" else usual


def _hang_point(scene: Scene, product: Bytes, height_px: float) -> tuple[float, bool]:
    """Which height of a garment (0 = top) goes to the anchor, and whether the set's hanger or clips hold it.

    A hanger's arms have to be behind the shoulders, clips on the upper edge.
    """
    rows, columns = product.shape[:2]
    solid = product[..., 3] > 127
    top = np.where(solid.any(0), solid.argmax(0), rows) / rows  # upper outline of each column, of the height
    scale = height_px / rows  # plate pixels a product pixel
    plate_w, plate_h = scene.size_px
    metre = scene.metre * plate_h
    if len(scene.grips) == 2:
        xs = [round(columns / 2 + (x - scene.anchor[0]) * plate_w / scale) for x, _ in scene.grips]
        if not all(0 <= x < columns for x in xs):
            return 0.0, False
        edges = [
            float(top[x]) - (y - scene.anchor[1]) * plate_h / height_px
            for x, (_, y) in zip(xs, scene.grips, strict=True)
        ]
        held = max(edges) * height_px < RISE_M * metre and abs(edges[0] - edges[1]) * height_px < CLIP_M * metre
        return max(edges) + 0.004, held
    neck = float(top[int(0.45 * columns) : max(int(0.45 * columns) + 1, int(0.55 * columns))].min())
    if not scene.grips:
        return neck, True
    arms = [round(columns / 2 + side * ARM_M * metre / scale) for side in (-1, 1)]
    if not all(0 <= x < columns for x in arms):
        return neck, False
    lifted = max(float(top[x]) for x in arms) - ARM_DROP_M * metre / height_px
    point = max(neck + 0.01 * metre / height_px, lifted)
    return point, (point - neck) * height_px < LIFT_M * metre


def _range(
    scene: Scene, axis: int, length: int, middle: float, scale: float, whole: int, hung: float
) -> tuple[float, float, float] | None:
    """Least, greatest and wanted corner of the cut along an axis (plate pixels); None when nothing fits."""
    plate = scene.size_px[axis]
    point = middle + _offset(scene, axis, length, hung)
    low, high = _slack(scene, axis, length * scale)
    edge = EDGE * plate
    least, greatest = max(edge, low - point * scale), min(plate - edge - whole * scale, high - point * scale)
    if least > greatest + 0.5:
        return None
    return least, max(least, greatest), _anchor(scene, axis) - point * scale


def _slack(scene: Scene, axis: int, length: float) -> tuple[float, float]:
    """Between which plate pixels the product's anchor point may be."""
    plate, anchor = scene.size_px[axis], _anchor(scene, axis)
    if scene.support == "hang":
        return anchor, anchor
    if scene.support == "stand" and axis == 1:
        return anchor - FOOT * plate, anchor + FOOT * plate
    low, high = scene.free[axis] * plate + length / 2, scene.free[axis + 2] * plate - length / 2
    return (low, high) if low <= high else ((low + high) / 2,) * 2


def _settle(
    scene: Scene,
    request: StageRequest,
    size: tuple[int, int],
    middle: tuple[float, float],
    scale: float,
    natural: float,
    hung: float,
) -> Cut:
    """The scene as wide as it is, and the product where it has its place in it."""
    corner, moved = [], []
    for axis, whole in ((0, request.width_px), (1, request.height_px)):
        point = middle[axis] + _offset(scene, axis, size[axis], hung)
        plate = scene.size_px[axis]
        edge = EDGE * plate
        start = min(max(_anchor(scene, axis) - point * scale, edge), max(edge, plate - edge - whole * scale))
        here = (_anchor(scene, axis) - start) / scale - _offset(scene, axis, size[axis], hung)
        corner.append(start)
        moved.append(min(max(here, size[axis] / 2), whole - size[axis] / 2))
    return Cut(
        left=corner[0], top=corner[1], scale=scale, middle=(moved[0], moved[1]), size=size, natural=scale / natural
    )


def crop(plate: Bytes, how: Cut, width: int, height: int) -> Bytes:
    """The part of a plate at a placement's size; reduced by area, enlarged smoothly."""
    matrix = np.array(
        [[how.scale, 0, how.left + 0.5 * how.scale - 0.5], [0, how.scale, how.top + 0.5 * how.scale - 0.5]]
    )
    if how.scale > 1.2:
        left, top = int(how.left), int(how.top)
        right, bottom = math.ceil(how.left + width * how.scale), math.ceil(how.top + height * how.scale)
        part = plate[max(0, top) : bottom, max(0, left) : right]
        return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(plate, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REFLECT_101), np.uint8
    )
