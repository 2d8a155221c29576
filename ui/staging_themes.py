"""The themes of a kind of product, as HTML: which it may have, what shoppers clicked, and a simulated test.

Pure functions from plain values to markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from models.bandits.experiments import plan
from models.bandits.trial import Arm
from models.theming import ANYTHING, ThemeResult
from ui.staging_panel import LABELS

WIDE, HIGH, FOOT, SIDE = 640, 104, 24, 44
"""Of the plot, in its own units; below and left of it the axes' words."""
PLANNED = ((0.02, 0.1), (0.02, 0.2))
"""Click rates and uplifts for which the visits of a test are told."""


BADGE = ' <span class="au-badge" title="Made-up shoppers, to the measure of published tests.">Simulated</span>'


@dataclass(frozen=True, kw_only=True)
class Board:
    """What is shown: the kind, every theme there is, those of its list, the policy, results and a finished test."""

    category: str
    there: tuple[str, ...]
    chosen: tuple[str, ...]
    policy: str
    results: tuple[ThemeResult, ...]
    trial: tuple[Arm, ...] = ()


HOW = {
    "uniform": "by chance",
    "thompson": "by what was clicked",
    "linucb": "by what similar shoppers clicked",
}


def draw_board(board: Board) -> str:
    """The whole board."""
    kind = "products of no known kind" if board.category == ANYTHING else f"{board.category}"
    chips = "".join(
        f'<button class="want-chip" data-act="theme" data-id="{escape(theme)}" '
        f'aria-pressed="{"true" if theme in board.chosen else "false"}">{escape(_label(theme))}</button>'
        for theme in board.there
    )
    return f"""<div class="st-themes"><header><h2>Themes for {escape(kind)}</h2>
<p>Each shopper meets the product in one of them, chosen {HOW.get(board.policy, "by the shop")}.</p></header>
<div class="want-chips">{chips}</div>
<section><h3>What shoppers clicked</h3>{_results(board)}</section>
<section><h3>Would it pay?{BADGE if board.trial else ""}</h3>{_trial(board)}</section></div>"""


def _results(board: Board) -> str:
    rows = [each for each in board.results if each.category == board.category]
    if not rows:
        return (
            '<p class="want-note">Nothing was shown yet. A shop asks for a theme with <code>/choose_theme</code> and '
            "tells of a click with <code>/tell_outcome</code>; both are on the API page.</p>"
        )
    most = max(each.high for each in rows)
    return "".join(_result(each, most) for each in rows)


def _result(one: ThemeResult, most: float) -> str:
    left, right = 100 * one.low / most, 100 * one.high / most
    return (
        f'<div class="st-rate"><b>{escape(_label(one.theme))}</b><i style="--left:{left:.1f}%;--right:{right:.1f}%;'
        f'--at:{100 * one.rate / most:.1f}%"></i><span>{100 * one.rate:.1f} % of {one.shows:,}, '
        f"{100 * one.low:.1f} to {100 * one.high:.1f} %</span></div>"
    )


def _trial(board: Board) -> str:
    needs = " and ".join(
        f"{plan(rate, uplift, variants=3):,} visits for +{100 * uplift:.0f} %" for rate, uplift in PLANNED
    )
    note = (
        f'<p class="want-note">At a click rate of {100 * PLANNED[0][0]:.0f} % a real test needs, each way, {needs}.</p>'
    )
    if not board.trial:
        return (
            '<p class="want-note">Four ways to show a product, tried on simulated shoppers: its picture, placed well, '
            "staged, and staged in the theme that each shopper likes.</p>"
            f'<button class="ws-button small" data-act="trial">Run a simulated test</button>{note}'
        )
    rows = "".join(_arm(number, arm) for number, arm in enumerate(board.trial))
    return f'<div class="st-trial">{draw_plot(board.trial)}<table>{rows}</table></div>{note}'


def _arm(number: int, arm: Arm) -> str:
    said = "control"
    if arm.uplift is not None:
        said = f"{100 * arm.uplift.value:+.0f} %, {100 * arm.uplift.low:+.0f} to {100 * arm.uplift.high:+.0f} %"
    return (
        f'<tr><td><i class="key k{number}"></i>{escape(arm.name.capitalize())}</td>'
        f"<td>{100 * arm.rate:.2f} %</td><td>{said}</td></tr>"
    )


def draw_plot(arms: Sequence[Arm]) -> str:
    """The click rates so far, over the visits, as SVG."""
    skipped = len(arms[0].curve) // 10  # the first visits jump about and would set the scale
    top = 1.08 * max(max(arm.curve[skipped:]) for arm in arms)
    low = 0.9 * min(min(arm.curve[skipped:]) for arm in arms)
    lines = "".join(
        f'<polyline class="k{number}" points="{_points(arm, low, top)}"/>' for number, arm in enumerate(arms)
    )
    marks = "".join(
        f'<line x1="{SIDE}" x2="{WIDE}" y1="{y:.0f}" y2="{y:.0f}"/><text x="{SIDE - 6}" y="{y + 4:.0f}" '
        f'text-anchor="end">{100 * value:.1f} %</text>'
        for value, y in ((value, _y(value, low, top)) for value in (low, (low + top) / 2, top))
    )
    shows = arms[0].shows
    foot = (
        f'<text x="{SIDE}" y="{HIGH + FOOT - 6}">0</text><text x="{WIDE}" y="{HIGH + FOOT - 6}" text-anchor="end">'
        f"{shows:,} visits each</text>"
    )
    return (
        f'<svg class="st-plot" viewBox="0 -8 {WIDE} {HIGH + FOOT + 8}" role="img" '
        f'aria-label="Click rates of the four ways over the visits">{marks}{lines}{foot}</svg>'
    )


def _points(arm: Arm, low: float, top: float) -> str:
    count = len(arm.curve)
    return " ".join(
        f"{SIDE + (WIDE - SIDE) * (place + 1) / count:.1f},{_y(value, low, top):.1f}"
        for place, value in enumerate(arm.curve)
    )


def _y(value: float, low: float, top: float) -> float:
    return HIGH * (1 - min(max((value - low) / (top - low), 0.0), 1.0))


def _label(theme: str) -> str:
    return LABELS.get(theme, theme.capitalize())
