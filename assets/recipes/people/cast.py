"""The mannequins that ship: bodies, and which pose, finish and view each is shown in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .shapes import Shape

WAIST, HIPS, BUST = (f"torso/measure-{place}-circ-incr" for place in ("waist", "hips", "bust"))


def _woman(id: str, size: str, age: str, weight: float, **more: Any) -> Shape:
    return Shape(id=id, sex="woman", size=size, age=age, weight=weight, **more)


def _man(id: str, size: str, age: str, weight: float, **more: Any) -> Shape:
    return Shape(id=id, sex="man", size=size, age=age, weight=weight, **more)


BODIES = {
    shape.id: shape
    for shape in (
        _woman("ada", "S", "young", 0.36, height=0.6, ideal=0.85, cup=0.42),
        _woman("bea", "M", "young", 0.95, height=0.55, ideal=0.8, cup=0.5),
        _woman("cleo", "XS", "young", 0.22, height=0.53, muscle=0.45, ideal=0.8, cup=0.3),
        _woman("dora", "L", "middle", 1.35, height=0.55, years=0.35, ideal=0.7, cup=0.55, extra=((WAIST, 0.25),)),
        _woman("edda", "XL", "young", 1.8, height=0.57, ideal=0.7, cup=0.6, extra=((WAIST, 0.2),)),
        _woman(
            "fay",
            "3XL",
            "middle",
            2.5,
            height=0.55,
            years=0.25,
            ideal=0.6,
            cup=0.62,
            extra=((WAIST, 0.8), (HIPS, 0.1), (BUST, 0.8)),
        ),
        _woman("gerda", "M", "old", 0.95, height=0.52, years=0.8, ideal=0.6, cup=0.45, extra=((WAIST, 0.2),)),
        _man("hugo", "M", "young", 0.62, height=0.58, muscle=0.62, ideal=0.8),
        _man("ivo", "S", "young", 0.34, height=0.53, muscle=0.5, ideal=0.75),
        _man("jan", "L", "middle", 1.1, height=0.57, muscle=0.6, years=0.4, ideal=0.7),
        _man("karl", "2XL", "middle", 2.1, height=0.57, muscle=0.55, years=0.3, ideal=0.6, extra=((WAIST, 0.3),)),
        _man("leo", "M", "old", 0.56, height=0.54, muscle=0.48, years=0.85, ideal=0.6),
    )
}


@dataclass(frozen=True)
class Finish:
    """A lacquer: skin and base layer, how rough, how much of a clear coat; the ground that suits it."""

    words: str
    skin: str
    suit: str
    ground: str
    roughness: float = 0.45
    coat: float = 0.12


FINISHES = {
    "chalk": Finish("matt chalk white", "#cfc9bf", "#b8ae9f", "#b9b4ac"),
    "bone": Finish("bone, satin", "#c2b19a", "#aa957b", "#a9a299", 0.45, 0.12),
    "sand": Finish("sand skin tone", "#b8957b", "#cfc6ba", "#b7b0a6", 0.5, 0.05),
    "honey": Finish("honey skin tone", "#94704f", "#c9bdae", "#b3aca2", 0.5, 0.05),
    "umber": Finish("umber skin tone", "#6a4a38", "#b9a893", "#b5aea5", 0.48, 0.08),
    "ebony": Finish("ebony skin tone", "#3d2b23", "#97897a", "#b2aba2", 0.46, 0.1),
    "rose": Finish("rose skin tone", "#cda994", "#cfc6bc", "#b9b3ab", 0.5, 0.05),
    "graphite": Finish("graphite, satin", "#404144", "#2e2f32", "#a4a5a6", 0.55, 0.06),
    "sage": Finish("matt sage", "#8f9a86", "#7b8672", "#b5b7af", 0.55, 0.0),
    "terracotta": Finish("matt terracotta", "#a9644a", "#93523b", "#bdb2a8", 0.55, 0.0),
}


@dataclass(frozen=True)
class Role:
    """One mannequin."""

    body: str
    pose: str
    finish: str
    turn_deg: float = 0.0

    @property
    def id(self) -> str:
        """Body, pose and, when it is turned, the view."""
        view = "" if self.view in ("front", "three-quarter") else f"-{self.view}"
        return f"{self.body}-{self.pose}{view}"

    @property
    def view(self) -> str:
        """From where it is seen."""
        turned = abs((self.turn_deg + 180) % 360 - 180)
        return "front" if turned < 15 else "back" if turned > 165 else "three-quarter"


CAST = (
    Role("ada", "contrapposto", "chalk"),
    Role("ada", "stand", "chalk"),
    Role("ada", "walk", "chalk", -18),
    Role("ada", "hips", "chalk"),
    Role("ada", "crossed", "chalk"),
    Role("ada", "seated", "chalk", 32),
    Role("ada", "stand", "chalk", 180),
    Role("hugo", "stand", "bone"),
    Role("hugo", "contrapposto", "bone"),
    Role("hugo", "walk", "bone", 16),
    Role("hugo", "hips", "bone"),
    Role("hugo", "crossed", "bone"),
    Role("hugo", "seated", "bone", -30),
    Role("hugo", "stand", "bone", 180),
    Role("bea", "contrapposto", "honey"),
    Role("bea", "hips", "honey"),
    Role("cleo", "walk", "ebony", -14),
    Role("cleo", "stand", "ebony"),
    Role("dora", "contrapposto", "rose"),
    Role("edda", "hips", "umber"),
    Role("edda", "stand", "umber"),
    Role("fay", "contrapposto", "sand"),
    Role("gerda", "stand", "sage"),
    Role("ivo", "pocket", "umber"),
    Role("ivo", "walk", "umber", -14),
    Role("jan", "contrapposto", "sand"),
    Role("karl", "stand", "honey"),
    Role("leo", "pocket", "graphite"),
)
