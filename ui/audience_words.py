"""Segments in a merchandiser's words: pure functions from values to plain text, nothing escaped."""

from __future__ import annotations

from collections.abc import Sequence

from models.phrases import NOUNS, PLURAL
from segments.types import Band, Gap, Keyword, Segment, Trend

ALIKE = ((0.92, "Very much alike"), (0.8, "Alike"), (0.6, "Fairly mixed"), (-1.0, "Mixed"))


def count(number: int, one: str, many: str = "") -> str:
    """ "1 shopper", "1,240 shoppers"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share in 0..1: "12 %", small ones with a decimal."""
    value = 100 * share
    return f"{value:.0f} %" if value >= 9.95 or value == 0 else f"{value:.1f} %"


def money(amount: float) -> str:
    """An amount in the shop's own unit, with as many digits as tell something."""
    if amount >= 100 or abs(amount - round(amount)) < 0.005:
        return f"{amount:,.0f}"
    return f"{amount:.2f}" if amount >= 0.1 else f"{amount:.3g}"


def rough(amount: float) -> str:
    """An amount as one speaks of it: nobody pays 23.75 to 43.39."""
    return f"{amount:,.0f}" if amount >= 20 else money(amount)


def _ends(value: Band) -> tuple[float, float]:
    """No price is below nothing, whatever an estimate says."""
    return max(0.0, value.low), max(0.0, value.high)


def band(value: Band) -> str:
    """ "28 to 64"."""
    write = rough if value.high >= 20 else money
    low, high = (f"{each:,.0f}" if each >= 10 and write is rough else write(each) for each in _ends(value))
    return low if low == high else f"{low} to {high}"


def trend(value: Trend | None) -> str:
    """What happens to a segment's share of visits, in a word or two."""
    if value is None:
        return "No trend known"
    if value.direction == 0:
        return "Steady"
    rate = f"{abs(100 * value.rate):.0f}" if abs(value.rate) >= 0.0095 else f"{abs(100 * value.rate):.1f}"
    return f"{'Up' if value.direction > 0 else 'Down'} {rate} % a month"


def interval(value: Trend | None) -> str:
    """How sure a trend is."""
    if value is None:
        return "The history is too short to tell a trend."
    low, high = (
        f"{100 * each:+.0f} %" if abs(each) >= 0.0095 else f"{100 * each:+.1f} %" for each in (value.low, value.high)
    )
    return f"Share of visits: {low} to {high} a month, in 95 of 100 cases.".replace("-", "−")


def join(words: Sequence[str], last: str = " and ") -> str:
    """ "a, b and c"."""
    words = [word for word in words if word]
    return last.join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def category(name: str) -> str:
    """The last level of a category."""
    return name.rsplit(" > ", 1)[-1].strip()


def one(name: str) -> str:
    """A category as one speaks of a product of it: "Women > Outwear" → "jacket"."""
    last = category(name)
    return NOUNS.get(last, (last.lower(),))[0]


def many(name: str) -> str:
    """A category as one speaks of many: "Dress" → "dresses".  Words that are not ours are left as they are."""
    last, noun = category(name), one(name)
    if last not in NOUNS or last in PLURAL:
        return noun
    return f"{noun}es" if noun.endswith("ss") else f"{noun}s"


def telling(segment: Segment, most: int) -> list[str]:
    """Its words, those that only repeat its categories left out."""
    parts = " ".join(f"{part.name} {one(part.name)}" for part in segment.categories).casefold()
    return [each.word for each in segment.keywords if each.word.casefold() not in parts][:most]


def line(segment: Segment) -> str:
    """Who they are in one line."""
    words = join(telling(segment, 3))
    kinds = join([many(part.name) for part in segment.categories[:2]])
    if words and kinds:
        return f"{words[:1].upper()}{words[1:]}; mostly {kinds}"
    if kinds:
        more = [kind for kind in _favoured(segment) if kind not in kinds]
        return f"Mostly {kinds}; more {join(more)} than others" if more else f"Mostly {kinds}"
    return f"{words[:1].upper()}{words[1:]}" if words else "No words are known about them"


def _favoured(segment: Segment, most: int = 2) -> list[str]:
    """Categories among its words, as one speaks of many: what it buys more of than others do."""
    names = {name.casefold(): name for name in NOUNS}
    found = [names[each.word.casefold()] for each in segment.keywords if each.word.casefold() in names]
    return [many(name) for name in found[:most]]


def sentence(segment: Segment) -> str:
    """Who they are, in two or three sentences."""
    words = join(telling(segment, 4))
    kinds = join([f"{many(part.name)} ({percent(part.share)})" for part in segment.categories[:3]])
    first = f"{count(segment.size, 'shopper')} who go for {words}." if words else f"{count(segment.size, 'shopper')}."
    second = f" They buy above all {kinds}" if kinds else ""
    if second and segment.price_band:
        second += f", at {band(segment.price_band)} a piece"
    third = f" {alike(segment.cohesion)} in taste." if segment.size > 1 else ""
    return first + (second + "." if second else "") + third


def alike(cohesion: float) -> str:
    """How much a segment's people are of one taste."""
    return next(text for least, text in ALIKE if cohesion >= least)


def gap(value: Gap) -> str:
    """What is missing, in a few words: the category last."""
    return " ".join([*(word.lower() for word in value.words[:-1]), *(one(word) for word in value.words[-1:])])


def gap_story(value: Gap) -> str:
    """Why something is missed, in a sentence."""
    expected = max(1, round(value.expected))
    wanted = f"{value.lift:.1f} times" if value.lift < 10 else "more than ten times"
    there = "none" if value.found == 0 else f"only {value.found}"
    also = f" Best in {join(value.also[:3])}." if value.also else ""
    return (
        f"They would buy it {wanted} as readily as a typical shopper. A shop of this kind would have about "
        f"{expected} of them; this one has {there}.{also}"
    )


def times(keyword: Keyword) -> str:
    """How much more a segment buys of a word than it sees of it."""
    return f"× {keyword.lift:.1f}" if keyword.lift < 9.95 else f"× {keyword.lift:.0f}"


def affinity(cosine: float) -> str:
    """How well a product fits a taste."""
    if cosine >= 0.5:
        return "made for"
    return "fits" if cosine >= 0.2 else "near"
