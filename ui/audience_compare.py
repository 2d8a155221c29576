"""Two segments side by side.  Pure functions to HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from segments.types import Band, Segment
from ui import audience_cards as cards
from ui import audience_page, audience_wall
from ui import audience_words as words

CLOSE = (
    (0.6, "They like much the same."),
    (0.2, "Their tastes touch."),
    (-0.2, "Their tastes have little in common."),
)
APART = "They like the opposite of each other."
WORDS = 14


def draw_compare(first: Segment, second: Segment, pictures: audience_wall.Pictures, others: Sequence[Segment]) -> str:
    """What two segments share, and what each has for itself."""
    cosine = float(first.taste.vector @ second.taste.vector)
    close = next((text for least, text in CLOSE if cosine >= least), APART)
    title = f"{first.label} and {second.label}"
    return f"""<div class="au-compare"><header>{audience_page.back()}<h2>{escape(title)}</h2>
<p>{close} {escape(_shared(first, second))}</p>
{cards.choose("compare", "Compare with another", [(each.id, each.label) for each in others], first.id)}</header>
<div class="au-versus">{_column(first, pictures)}{_middle(first, second)}{_column(second, pictures)}</div></div>"""


def _column(segment: Segment, pictures: audience_wall.Pictures) -> str:
    tiles = "".join(cards.tile(card, segment, n) for n, card in enumerate(pictures[segment.id][:6]))
    gaps = words.join([words.gap(gap) for gap in segment.gap[:2]])
    lack = f"Missing: {gaps}" if gaps else "Nothing is missing."
    return f"""<section><div class="au-six">{tiles}</div>
<header><h3>{cards.name(segment)}</h3>{cards.trend(segment)}</header>
<p class="au-line">{escape(words.line(segment))}</p>
{cards.dots(segment.palette)}
<p class="hint">{escape(lack)}</p>
{cards.button("design", "Design for them", segment.id, filled=True)}</section>"""


def _middle(first: Segment, second: Segment) -> str:
    """Figures as bars that meet in the middle, then the words."""
    rows = [
        _mirror("Shoppers", first.size, second.size, f"{first.size:,}", f"{second.size:,}"),
        _share("Of visits", first.traffic_share, second.traffic_share),
        _share("Of sales", first.sales_share, second.sales_share),
        _mirror("Alike", first.cohesion, second.cohesion, f"{first.cohesion:.2f}", f"{second.cohesion:.2f}"),
    ]
    rows += _money("Usual price", first.price_band, second.price_band)
    rows += _money("Worth", first.willingness, second.willingness)
    shares = [{part.name: part.share for part in each.categories} for each in (first, second)]
    names = sorted({name for each in shares for name in each}, key=lambda name: -max(s.get(name, 0) for s in shares))
    rows += [_share(words.category(name), *(each.get(name, 0.0) for each in shares)) for name in names[:5]]
    return f'<section class="au-mirror"><ul>{"".join(rows)}</ul>{_words(first, second)}</section>'


def _money(name: str, first: Band | None, second: Band | None) -> list[str]:
    """The middles of two bands of money as a row; none where one is not known."""
    if first is None or second is None:
        return []
    texts = (words.rough(max(0.0, band.middle)) for band in (first, second))
    return [_mirror(name, first.middle, second.middle, *texts)]


def _share(label: str, left: float, right: float) -> str:
    return _mirror(label, left, right, words.percent(left), words.percent(right))


def _mirror(label: str, left: float, right: float, left_text: str, right_text: str) -> str:
    top = max(left, right, 1e-9)
    bars = [f'<i><b style="width:{100 * max(0.0, value) / top:.0f}%"></b></i>' for value in (left, right)]
    return f"<li><em>{left_text}</em>{bars[0]}<span>{escape(label)}</span>{bars[1]}<em>{right_text}</em></li>"


def split_words(first: Segment, second: Segment) -> tuple[list[str], list[str], list[str]]:
    """Words of the first alone, of both, of the second alone, the most telling first."""
    left, right = ([each.word for each in segment.keywords[:WORDS]] for segment in (first, second))
    return [w for w in left if w not in right], [w for w in left if w in right], [w for w in right if w not in left]


def _words(first: Segment, second: Segment) -> str:
    lists = zip(("Only here", "Both", "Only here"), split_words(first, second), strict=True)
    found = "".join(
        f"<div><h4>{title}</h4>{''.join(f'<p>{escape(w)}</p>' for w in some[:6]) or '<p>–</p>'}</div>"
        for title, some in lists
    )
    return f'<div class="au-words">{found}</div>'


def _shared(first: Segment, second: Segment) -> str:
    colours = [each.name for each in first.palette if each.name in {other.name for other in second.palette}]
    both = split_words(first, second)[1][:3]
    if not both and not colours:
        return "They share neither words nor colours."
    parts = [
        f"Both go for {words.join(both)}" if both else "",
        f"both wear {words.join(colours[:3])}" if colours else "",
    ]
    text = words.join([part for part in parts if part], ", and ")
    return f"{text[:1].upper()}{text[1:]}."
