"""The shape sliders of the Design tab: their words, their rows in the column, and what the browser sends of them.

A slider is called `slider-<name>` on the page, `<name>` in `models.reshape`; its lock and its way back carry that name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from models.design import DesignSpec
from models.reshape import list_sliders, read_settings, uncut
from models.reshape_cuts import SLIDERS
from ui.design_choices import read_dial

PREFIX = "slider-"
WORDS: dict[str, tuple[str, str, str]] = {
    "length": ("Length", "shorter", "longer"),
    "fit": ("Fit", "slimmer", "looser"),
    "sleeve": ("Sleeves", "shorter", "longer"),
    "flare": ("Flare", "tapered", "flared"),
    "neck_depth": ("Neck depth", "higher", "deeper"),
    "neck_width": ("Neck width", "narrower", "wider"),
    "rise": ("Rise", "lower", "higher"),
    "leg_length": ("Legs", "shorter", "longer"),
    "leg_width": ("Leg width", "slimmer", "wider"),
    "leg_flare": ("Leg flare", "tapered", "flared"),
    "crown": ("Crown", "lower", "higher"),
    "brim": ("Brim", "narrower", "wider"),
    "heel": ("Heel", "lower", "higher"),
}
"""What each slider is called, and what it does to the left and to the right."""
CONTROLS = frozenset(PREFIX + name for names in SLIDERS.values() for name in names)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One slider: where it stands and how far it goes, as parts of what it measures."""

    name: str
    value: float
    low: float
    high: float


def list_rows(spec: DesignSpec) -> tuple[Row, ...]:
    """The sliders of a design, in the order of its kind."""
    settings = read_settings(spec)
    return tuple(
        Row(name=name, value=settings.get(name, 0.0), low=known.low, high=known.high)
        for name, known in list_sliders(uncut(spec), spec.category).items()
    )


def draw_rows(rows: tuple[Row, ...], tools: Callable[[str, str], str]) -> str:
    """The sliders as rows of the column; `tools` draws the lock and the way back of a control with a label."""
    return f'<div class="cuts">{"".join(_draw(row, tools) for row in rows)}</div>' if rows else ""


def _draw(row: Row, tools: Callable[[str, str], str]) -> str:
    label, less, more = WORDS[row.name]
    control = PREFIX + row.name
    share = 100 * (0 - row.low) / max(row.high - row.low, 1e-6)
    return f"""<div class="dial cut" style="--nought:{share:.1f}%"><label for="{control}">{label}</label>
<input id="{control}" type="range" min="{row.low:g}" max="{row.high:g}" step="0.01" value="{row.value:.2f}"
 data-change="{control}" data-less="{less}" data-more="{more}" title="{escape(less)} – {escape(more)}, as far as real
 ones go"><output>{write_percent(row.value)}</output>{tools(control, label)}</div>"""


def write_percent(value: float) -> str:
    """A setting as it is read: "+12 %"; "" where nothing was moved."""
    percent = round(100 * value)
    return f"{'+' if percent > 0 else '−'}{abs(percent)} %" if percent else "as is"


def read_sliders(changes: dict[str, Any]) -> dict[str, Any]:
    """The browser's changes with its sliders gathered under one name.  Raises InputError on one that is no number."""
    rest = {name: value for name, value in changes.items() if not name.startswith(PREFIX)}
    sliders = {
        name.removeprefix(PREFIX): round(read_dial(value, "The slider"), 2)
        for name, value in changes.items()
        if name.startswith(PREFIX)
    }
    return {**rest, "sliders": sliders} if sliders else rest


def find_changed(spec: DesignSpec, start: DesignSpec) -> frozenset[str]:
    """The sliders that are not where they began."""
    now, then = read_settings(spec), read_settings(start)
    return frozenset(PREFIX + name for name in {*now, *then} if now.get(name, 0.0) != then.get(name, 0.0))


def put_back(control: str, start: DesignSpec) -> dict[str, Any]:
    """The change that puts one slider back to where the design began."""
    name = control.removeprefix(PREFIX)
    return {"sliders": {name: read_settings(start).get(name, 0.0)}}


def put_shape_back(start: DesignSpec) -> dict[str, Any]:
    """The change that gives a design the shape back that it began with, its sliders included."""
    seams = start.cutting.seams if start.cutting else start.seams
    back: dict[str, Any] = {"shape": uncut(start), "seams": seams, "category": start.category}
    settings = read_settings(start)
    return back | ({"sliders": settings} if settings else {})


def carry_over(locks: frozenset[str], worn: DesignSpec, shape: bytes, category: str) -> dict[str, Any]:
    """The change that takes locked sliders along to another shape, as far as they go there."""
    known, settings = list_sliders(shape, category), read_settings(worn)
    kept: Mapping[str, float] = {
        name: min(max(value, known[name].low), known[name].high)
        for name, value in settings.items()
        if PREFIX + name in locks and name in known
    }
    return {"sliders": dict(kept)} if kept else {}
