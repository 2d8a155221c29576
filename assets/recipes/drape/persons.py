"""Who wears the ground truth: bodies and poses that are not among the shipped mannequins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from people import cast, poses
from people.rig import Skeleton
from people.shapes import Shape

SIZES = ((0.3, "XS"), (0.42, "S"), (0.58, "M"), (0.75, "L"), (0.95, "XL"), (1.15, "2XL"), (9.0, "3XL"))
STYLES = ("stand", "contrapposto", "walk", "hips")


@dataclass(frozen=True)
class Person:
    """One body in one pose; `role` is how people.json lists it."""

    role: cast.Role
    seed: int


def person(number: int) -> Person:
    """The person of a number, always the same; its body and pose are entered beside the shipped ones."""
    rng = np.random.default_rng(9000 + number)
    sex = "woman" if rng.random() < 0.55 else "man"
    weight, years = float(rng.uniform(0.2, 1.1)), float(rng.choice([0.0, 0.2, 0.6]))
    size = next(name for most, name in SIZES if weight < most)
    id = f"t{number:03d}"
    cast.BODIES[id] = Shape(
        id=id, sex=sex, size=size, age="old" if years > 0.5 else "middle" if years else "young", weight=weight,
        muscle=float(rng.uniform(0.35, 0.7)), height=float(rng.uniform(0.46, 0.62)), years=years,
        ideal=float(rng.uniform(0.4, 1.0)), cup=float(rng.uniform(0.25, 0.7)),
    )  # fmt: skip
    style = STYLES[number % len(STYLES)]
    poses.POSES[f"{style}{number}"] = poses.Named(loosened(style, rng.integers(1 << 30)), "a pose of its own")
    finish = str(rng.choice(list(cast.FINISHES)))
    return Person(cast.Role(id, f"{style}{number}", finish, float(rng.uniform(-14, 14))), number)


def loosened(style: str, seed: int) -> poses.Pose:
    """A shipped pose with limbs and back moved, the same for the same seed."""

    def put(s: Skeleton) -> None:
        rng = np.random.default_rng(seed)
        poses.POSES[style].set(s)
        lean = rng.normal(0, 2.2, 6)
        s.local("spine_02", (lean[0], lean[1] * 2, lean[2]))
        s.local("head", (lean[3], lean[4] * 3, lean[5]))
        if style == "hips":
            poses.hand_to_hip(s, "l", float(rng.uniform(0.025, 0.05)))
            poses.hand_to_hip(s, "r", float(rng.uniform(0.025, 0.05)))
            return
        for side in ("l", "r"):
            out, fore = rng.uniform(0.24, 0.62), rng.uniform(-0.22, 0.3)
            poses.arm(s, side, (out, -0.93, fore), (out * rng.uniform(0.3, 1.0), -0.95, fore + rng.uniform(0.05, 0.4)))

    return put
