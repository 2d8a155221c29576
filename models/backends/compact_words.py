"""The compact writer: words for a design out of its facts, by a small grammar, after the manner of the shop's own.

Nothing is learned and nothing can be invented: every phrase (`models/phrases.py`) is filled with facts.  The title
follows the example's order of words and its letters' case (`models/titles.py`), the description its length.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Sequence

from models import phrases, titles
from models.claims import CATEGORY_WORDS
from models.types import BackendInfo, Job
from models.wording import DescribeRequest, DescribeResult, Facts

REQUIRED = frozenset({"made", "a_line", "accent"})
"""A phrase with one of these fields is of no use without that fact; the others may stay empty."""
ONLY = "nothing but"
"""So begins what is true of one colour alone."""
_ARTICLE = re.compile(r"\b([Aa])§ (\w+)")


class CompactWords:
    """Writes by a grammar.  Deterministic: the same request, the same words."""

    info = BackendInfo(
        id="compact_words",
        title="Compact words",
        verbs=("describe",),
        tier="compact",
        device="cpu",
        source="models/phrases.py: a grammar of our own",
    )
    weights_sha256 = ""
    device = "cpu"

    def describe(self, request: DescribeRequest, job: Job) -> DescribeResult:
        """See `protocols.Writer.describe`."""
        job.report(0.0, "Finding words")
        chance = random.Random(f"words {request.seed}")
        noun = chance.choice(phrases.NOUNS[request.facts.category])
        return DescribeResult(
            title=write_title(request, noun, chance),
            description=write_description(request, noun, chance),
            keywords=list_keywords(request.facts),
        )


def write_title(request: DescribeRequest, noun: str, chance: random.Random) -> str:
    """A title after the example's; after one of our own patterns without an example, or where it names no garment."""
    facts = request.facts
    example = request.example.title if request.example else ""
    pattern = titles.read_pattern(example)
    if pattern:
        words = {
            "colour": _colours(facts), "pattern": _pattern(facts), "material": facts.material,
            "sleeve": _sleeved(facts), "category": noun,
        }  # fmt: skip
        return titles.write_case(titles.fill(pattern, words), titles.find_case(example))
    plain = _fill(chance.choice(phrases.TITLES), facts, noun)
    return titles.write_case(plain, titles.find_case(example) if example else "sentence")


def write_description(request: DescribeRequest, noun: str, chance: random.Random) -> str:
    """Sentences about the facts, the garment first, none of them twice."""
    facts = request.facts
    opening = _pick(phrases.OPENINGS, facts, chance)
    second = phrases.BLOCKS if facts.blocks and facts.pattern == "plain" else _patterns(facts)
    rest = [
        phrases.CONTRAST[facts.contrast],
        () if "{tone}" in opening else phrases.TONE[facts.tone],
        () if "{made}" in opening.lower() else phrases.MATERIAL[facts.material],
        () if "{sleeved}" in opening or facts.category == "Longsleeve" else phrases.SLEEVE[facts.sleeve],
        () if "{a_line}" in opening else phrases.LINE[facts.line],
        phrases.BLOCKS if facts.blocks and facts.pattern != "plain" else (),
    ]
    chance.shuffle(rest)
    if facts.pattern == "plain" and not facts.blocks and (ONLY in opening or chance.random() < 0.4):
        rest.append(second)
    else:
        rest.insert(0, second)
    chosen = [opening, *(_pick(choice, facts, chance) for choice in rest if choice)]
    return " ".join(_fill(phrase, facts, noun) for phrase in chosen[: request.sentences])


def list_keywords(facts: Facts) -> tuple[str, ...]:
    """The facts as single words, the garment first."""
    noun = CATEGORY_WORDS[facts.category][0] if facts.category else ""
    found = (
        "T-shirt" if noun == "t-shirt" else "trousers" if noun == "trouser" else "shoes" if noun == "shoe" else noun,
        facts.colour.lower(), facts.accent.lower(), phrases.KINDS[facts.pattern][0], facts.print, facts.material,
        _sleeved(facts),
        facts.line,
    )  # fmt: skip
    return tuple(dict.fromkeys(word for word in found if word))


def _pick(choices: Sequence[str], facts: Facts, chance: random.Random) -> str:
    """One of the phrases that the facts can fill."""
    missing = {name for name in REQUIRED if not _fields(facts, "")[name]}

    def fits(phrase: str) -> bool:
        names = {name.lower() for _, name, _, _ in string.Formatter().parse(phrase) if name}
        return not names & missing and not (ONLY in phrase and facts.accent)

    return chance.choice([phrase for phrase in choices if fits(phrase)])


def _fields(facts: Facts, noun: str) -> dict[str, str]:
    many = facts.category in phrases.PLURAL
    return {
        "a": "" if many else "a§", "noun": noun, "colour": facts.colour.lower(), "accent": facts.accent.lower(),
        "colours": _colours(facts), "made": " ".join(_made(facts)), "tone": facts.tone, "sleeved": _sleeved(facts),
        "size": phrases.SIZES[facts.size], "a_line": phrases.LINES[facts.line], "these": "these" if many else "this",
        "come": "come" if many else "comes",
    }  # fmt: skip


def _fill(phrase: str, facts: Facts, noun: str) -> str:
    """A phrase with its facts, its spaces and its articles as they should be."""
    fields = _fields(facts, noun)
    capitals = {name.capitalize(): text[:1].upper() + text[1:] for name, text in fields.items()}
    text = " ".join(phrase.format(**fields, **capitals).split())
    text = _ARTICLE.sub(lambda match: f"{match[1]}{'n' if _is_spoken_open(match[2].lower()) else ''} {match[2]}", text)
    return text[:1].upper() + text[1:]


def _is_spoken_open(word: str) -> bool:
    """Whether a word takes "an": words of ours with u are spoken with a y, but undershirts."""
    return word[0] in "aeio" or word.startswith("under")


def _made(facts: Facts) -> list[str]:
    return [word for word in (_pattern(facts), facts.material) if word]


def _pattern(facts: Facts) -> str:
    """The pattern as an adjective."""
    return phrases.PRINTS[facts.print] if facts.print else phrases.KINDS[facts.pattern][0]


def _patterns(facts: Facts) -> tuple[str, ...]:
    """What can be said of the pattern; of one that has a name mostly that."""
    of_kind = phrases.PATTERN[facts.pattern]
    return (*phrases.PRINT[facts.print], of_kind[0]) if facts.print else of_kind


def _colours(facts: Facts) -> str:
    return f"{facts.colour} and {facts.accent}".lower() if facts.accent else facts.colour.lower()


def _sleeved(facts: Facts) -> str:
    return "" if facts.category == "Longsleeve" else phrases.SLEEVED[facts.sleeve]
