"""The 18 points over a person's photo, and the strokes that say what stays in front, as SVG.

What is dragged and painted happens in `assets/js/tryon_points.js`, which sends all of it when it is let go.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ui.icons import icon

NAMES = (
    "Nose", "Neck", "Right shoulder", "Right elbow", "Right wrist", "Left shoulder", "Left elbow", "Left wrist",
    "Right hip", "Right knee", "Right ankle", "Left hip", "Left knee", "Left ankle", "Right eye", "Left eye",
    "Right ear", "Left ear",
)  # fmt: skip
"""The points in OpenPose's order; left and right are the person's."""
BONES = (
    (1, 2), (2, 3), (3, 4), (1, 5), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13), (1, 0),
    (0, 14), (14, 16), (0, 15), (15, 17),
)  # fmt: skip
GRID = 1000
"""The photo's height in units of the drawing."""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """A person's photo with its points (x, y) in 0..1, whether each is seen, the strokes, and what to look at twice."""

    photo: str
    ratio: float
    points: tuple[tuple[float, float], ...]
    visible: tuple[bool, ...]
    strokes: tuple[dict[str, Any], ...] = ()
    warnings: tuple[str, ...] = ()


def draw_points(marks: Marks) -> str:
    """The photo with the skeleton over it, and the tools for it."""
    wide = GRID * marks.ratio
    place = [(x * wide, y * GRID) for x, y in marks.points]
    bones = "".join(
        f'<line data-bone="{a} {b}" x1="{place[a][0]:.1f}" y1="{place[a][1]:.1f}" x2="{place[b][0]:.1f}" '
        f'y2="{place[b][1]:.1f}" data-seen="{_flag(marks.visible[a] and marks.visible[b])}"/>'
        for a, b in BONES
    )
    dots = "".join(
        f'<circle data-point="{n}" cx="{x:.1f}" cy="{y:.1f}" r="11" data-seen="{_flag(seen)}" tabindex="0" '
        f'role="slider" aria-label="{NAMES[n]}"><title>{NAMES[n]}</title></circle>'
        for n, ((x, y), seen) in enumerate(zip(place, marks.visible, strict=True))
    )
    painted = "".join(_stroke(each, wide) for each in marks.strokes)
    strokes = escape(json.dumps(list(marks.strokes)), quote=True)
    return f"""<div class="ty-marking"><figure class="ty-marks" style="--ratio:{marks.ratio:.4f}" data-tool="move">
<img src="{escape(marks.photo)}" alt="The photo" draggable="false">
<svg viewBox="0 0 {wide:.1f} {GRID}" data-strokes="{strokes}"><g class="painted">{painted}</g><g>{bones}</g>
<g>{dots}</g></svg></figure>
<aside class="ty-tools"><h3>Check the points</h3>
<p>They are a first guess. Drag each to its place on the body, also under clothes. Double-click one that cannot be
 seen.</p>{_warnings(marks.warnings)}
<div class="segments even" role="group" aria-label="What the pointer does">
<button data-tool="move" aria-pressed="true">Move</button>
<button data-tool="front" aria-pressed="false" title="Paint hair, hands or a bag that stay in front of the garment">Keep
 in front</button>
<button data-tool="cover" aria-pressed="false" title="Paint what the garment may cover">May be covered</button></div>
<label class="dial">Brush<input type="range" name="brush" min="0.008" max="0.08" step="0.002" value="0.024"></label>
<button class="ws-button small" data-mark="unstroke">{icon("undo")} Last stroke</button>
<button class="ws-button small" data-act="guess" title="Look for the points again">{icon("reset")} Guess again</button>
</aside></div>"""


def _stroke(stroke: dict[str, Any], wide: float) -> str:
    points = " ".join(f"{x * wide:.1f},{y * GRID:.1f}" for x, y in stroke["points"])
    width = stroke["width"] * max(wide, GRID)
    return f'<polyline data-kind="{escape(str(stroke["kind"]))}" points="{points}" stroke-width="{width:.1f}"/>'


def _warnings(warnings: Sequence[str]) -> str:
    return "".join(f'<p class="ty-warning">{escape(each)}</p>' for each in warnings)


def _flag(value: bool) -> str:
    return "true" if value else "false"
