"""The parts of a body, as part maps number them."""

from __future__ import annotations

from enum import IntEnum


class Part(IntEnum):
    """What a pixel shows.  Left and right are the person's own; a part map adds BACK where the skin looks backwards."""

    GROUND = 0
    HEAD = 1
    HAIR = 2
    NECK = 3
    TORSO = 4
    HIPS = 5
    UPPER_ARM_LEFT = 6
    LOWER_ARM_LEFT = 7
    HAND_LEFT = 8
    UPPER_ARM_RIGHT = 9
    LOWER_ARM_RIGHT = 10
    HAND_RIGHT = 11
    UPPER_LEG_LEFT = 12
    LOWER_LEG_LEFT = 13
    FOOT_LEFT = 14
    UPPER_LEG_RIGHT = 15
    LOWER_LEG_RIGHT = 16
    FOOT_RIGHT = 17


BACK = 32
"""Added to a part where the surface belongs to the body's back; `value % 32` is the part."""
PARTS: dict[str, int] = {part.name.lower(): int(part) for part in Part}
ARMS = frozenset(range(Part.UPPER_ARM_LEFT, Part.HAND_RIGHT + 1))
"""Arms and hands: what may be before the torso."""
