"""From a chosen audience and wishes to saved designs, one by one: pictures, words, and what can be expected of them.

    wishes → taste, steered → specs → those that fit the wishes → picture → vector → prospect → words → saved

The page, the API and the evaluation all make their designs here.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.design import CATEGORIES, DesignSpec, Rgb
from models.errors import InputError, SegmentDataError
from models.imagining import MOST_DESIGNS, Habits
from models.library import PRINTED_ON, WORN_AS
from models.studio import Studio
from models.types import Artefact, Job
from models.wording import DescribeResult, Example, Facts, read_text
from segments.choice import Chosen
from segments.edits import Edits
from segments.embeddings import Encoder
from segments.encoder import open_encoder
from segments.market import Market
from segments.modes import find_modes
from segments.steering import Wishes, read_wishes, steer
from segments.wants import Look, Prospect, assess

Floats = NDArray[np.float32]
PICTURE_PX = 512
STRAY, NEVER = 0.02, 0.01
"""The share of a kind that the shop sells and the audience hardly buys, where a price band leaves little else; and of
the largest share, what is too little to be tried."""
SPARE = 3
"""So many times as many designs are imagined when some will not fit the wishes."""
SUBTLE, STRONG = 0.2, 0.6
LEAST_INTEREST = 0.08
"""An interest with less of what a segment does gets no designs of its own."""
MODES = 4
"""Places at which the designs for one shopper aim, at most."""
APART = 104_729
"""Between the seeds of interests, so that neighbouring seeds share nothing."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for beside the audience.  `text` is in listed words (`segments.steering`), `low` and `high` are a
    price band in the shop's unit (0 = open), `start` a saved design to vary by `change` 0..1."""

    count: int = 12
    seed: int = 0
    closeness: float = 0.6
    diversity: float = 0.5
    text: str = ""
    category: str = ""
    colour: Rgb | None = None
    low: float = 0.0
    high: float = 0.0
    start: str = ""
    change: float = 1.0

    def __post_init__(self) -> None:
        """Raises InputError when the price band cannot be."""
        bounds = (self.low, self.high)
        if not all(np.isfinite(bound) and bound >= 0 for bound in bounds) or (self.high and self.low > self.high):
            raise InputError("This price band is none.", "Give the lower price first.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Idea:
    """One saved design, its words, and what can be expected of it."""

    artefact: Artefact
    facts: Facts
    words: DescribeResult
    prospect: Prospect


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A spec that was imagined, the wish that it answers, its place among the answers, and its look."""

    asked: dict[str, Any]
    index: int
    spec: DesignSpec
    look: Look


class Brainstorm:
    """Makes ideas for one audience in one market."""

    def __init__(self, studio: Studio, market: Market, chosen: Chosen, edits: Edits | None = None) -> None:
        """Raises SegmentDataError when the shop's vectors are another encoder's than the one in use."""
        self.studio, self.market, self.chosen = studio, market, chosen
        self.edits = edits or Edits()
        self.encoder = find_encoder(studio, market)

    def make(self, wish: Wish, job: Job | None = None) -> Iterator[Idea]:
        """As many ideas as are wished for, each saved before it is handed out; fewer where too few fit the price.

        The same wish gives the same designs.  Raises InputError for words that are not listed and wishes that cannot
        be, CapabilityError, CancelledError.
        """
        job = job or Job()
        said = self.read(wish)
        plans = self._plan(wish, said)
        job.report(0.0, "Looking for what they want")
        drafts = self._draft(plans, wish, said, job)
        with ThreadPoolExecutor(1, "drafts") as ahead:  # while one is saved and shown, the next is printed
            coming = ahead.submit(next, drafts, None)
            number = 0
            while (draft := coming.result()) is not None:
                coming, number = ahead.submit(next, drafts, None), number + 1
                job.report(number / (wish.count + 1), f"Design {number} of {wish.count}")
                yield self._save(draft, wish)

    def read(self, wish: Wish) -> Wishes:
        """The wish's text.  Raises InputError, naming the words that are not listed."""
        said = read_wishes(wish.text)
        if said.unknown:
            words = ", ".join(f"“{word[:30]}”" for word in said.unknown[:5])
            raise InputError(f"Not in the list of words: {words}.", "Choose from the words offered beside the field.")
        return said

    def recall(self, id: str) -> Idea:
        """A saved design, looked at again for this audience.  Raises InputError when it is no design."""
        artefact, spec = self.studio.workspace.get(id), self.studio.spec_of(id)
        look = self._look(spec, self.studio.workspace.picture(id))
        prospect = assess(self.market, self.chosen, [look], self.edits)[0]
        words = read_text(spec.text) or self._describe(look.facts, prospect, spec.seed)
        return Idea(artefact=artefact, facts=look.facts, words=words, prospect=prospect)

    def _plan(self, wish: Wish, said: Wishes) -> list[dict[str, Any]]:
        """The wish as `Studio.imagine` takes it, once for each thing that the audience is after.

        Who buys shoes and dresses wants some of both, not something between.
        """
        choosy = bool(wish.low or wish.high or said.pattern or said.surface)
        tastes = [(self.chosen.taste.vector, wish.count)] if wish.start else self._split(wish.count)
        plans = []
        for place, (taste, count) in enumerate(tastes):
            vector = steer(self.market.look_ahead(taste), said, self.market.audience.centre, self.encoder.encode_texts)
            plan = {
                "taste": tuple(float(value) for value in vector),
                "encoder": self.chosen.taste.encoder,
                "habits": self._find_habits(taste, said, wish),
                "count": min(MOST_DESIGNS, count * SPARE) if choosy else count,
                "seed": (wish.seed + place * APART) % 2**31,
                "closeness": wish.closeness,
                "diversity": wish.diversity,
                "category": wish.category or said.category,
                "colour": wish.colour or said.colour,
            }
            plans.append(plan | ({"start": wish.start, "change": wish.change} if wish.start else {}))
        return plans

    def _find_habits(self, taste: Floats, said: Wishes, wish: Wish) -> Habits:
        """What the audience buys of this kind; what the text asks for counts instead, and kinds as far as they cost
        what they may."""
        habits = self.market.habits(self.chosen, self.edits, taste)
        if (wish.low or wish.high) and (asking := self.market.asking) is not None:
            sold = {kind: STRAY for kind in asking.usual if kind in CATEGORIES} | dict(habits.categories)
            fit = {kind: part * asking.share_within(kind, wish.low, wish.high) for kind, part in sold.items()}
            kinds = tuple((kind, part) for kind, part in fit.items() if part > NEVER * max(fit.values()))
            habits = replace(habits, categories=kinds or habits.categories)
        if said.surface:
            suited = tuple(each for each in habits.categories if each[0] in WORN_AS[said.surface])
            every = tuple((category, said.surface, 1.0) for category in CATEGORIES)
            habits = replace(habits, surfaces=every, patterns=(("plain", 1.0),), categories=suited or habits.categories)
        if said.print:
            suited = tuple(each for each in habits.categories if each[0] in PRINTED_ON[said.print])
            habits = replace(habits, prints=((said.print, 1.0),), categories=suited or habits.categories)
        return replace(habits, patterns=((said.pattern, 1.0),)) if said.pattern else habits

    def _split(self, count: int) -> list[tuple[Floats, int]]:
        """The separate tastes of the audience, and how many of the designs each of them gets; the largest first."""
        found = sorted((each for each in self._interests() if each[1] >= LEAST_INTEREST), key=lambda each: -each[1])
        if not found or (len(found) < 2 and self.chosen.choice.shopper is None):
            return [(self.chosen.taste.vector, count)]
        exact = np.array([share for _, share in found[:count]])
        exact *= count / exact.sum()
        places = np.floor(exact).astype(int)
        places[np.argsort(places - exact, kind="stable")[: count - int(places.sum())]] += 1
        return [(vector, int(number)) for (vector, _), number in zip(found, places, strict=False) if number]

    def _interests(self) -> list[tuple[Floats, float]]:
        """What the audience is after, with its shares: of a shopper, where demand like theirs is densest."""
        chosen = self.chosen
        if chosen.choice.shopper is not None:
            own = np.zeros(len(self.market.vectors))
            own[chosen.liked] = chosen.weights
            modes = find_modes(own, self.market.bought.sum(axis=0), self.market.centred, MODES)
            total = sum(share for _, share in modes)
            return [(vector, share / total) for vector, share in modes]
        return [
            (interest.taste.vector, interest.share * share)
            for segment, share in zip(chosen.segments, chosen.shares, strict=True)
            for interest in segment.interests
        ]

    def _draft(self, plans: list[dict[str, Any]], wish: Wish, said: Wishes, job: Job) -> Iterator[Draft]:
        """Those of the answers that fit the wishes, of each plan in turn, looked at as soon as they are found."""
        given, spare = 0, []
        for plan, index, spec in self._answer(plans, job):
            if given == wish.count:
                return
            if job.cancelled():
                job.report(0.0, "")
            draft = Draft(asked=plan, index=index, spec=spec, look=self._look(spec))
            if not self._is_affordable(draft, wish):
                continue
            if not _has(draft.look.facts, said):
                spare.append(draft)
                continue
            given += 1
            yield draft
        yield from spare[: wish.count - given]  # a pattern or a cloth is a wish, a price band a bound

    def _answer(self, plans: list[dict[str, Any]], job: Job) -> Iterator[tuple[dict[str, Any], int, DesignSpec]]:
        """The answers to each plan, the larger plans more often, so that the first few are a fair sample of all."""
        quiet = Job(cancelled=job.cancelled)
        turns = [
            (index / plan["count"], place, index) for place, plan in enumerate(plans) for index in range(plan["count"])
        ]
        answers: dict[int, tuple[DesignSpec, ...]] = {}
        for _, place, index in sorted(turns):
            if place not in answers:
                answers[place] = self.studio.imagine(**plans[place], job=quiet)
            yield plans[place], index, answers[place][index]

    def _is_affordable(self, draft: Draft, wish: Wish) -> bool:
        if not (wish.low or wish.high):
            return True
        centred = self.market.audience.centre.centre(draft.look.vector[None])
        asked = self.market.predict_prices(centred, [draft.look.facts.category])
        if asked is None:
            raise InputError("This shop has too few prices to go by.", "Clear the price band.")
        return wish.low <= float(asked[0]) <= (wish.high or np.inf)

    def _look(self, spec: DesignSpec, picture: Image.Image | None = None) -> Look:
        picture = picture or self.studio.preview(spec, size_px=PICTURE_PX)
        return Look(
            facts=self.studio.facts_of(spec), rgb=spec.colour, vector=np.asarray(self.encoder.encode([picture])[0])
        )

    def _describe(self, facts: Facts, prospect: Prospect, seed: int) -> DescribeResult:
        """Words after the manner of the most similar product."""
        table = self.market.snapshot.products()
        row = prospect.nearest[0]
        title, price = table["title"][row], table["price"][row]
        described = [name for name in table.columns if "desc" in name.lower()]
        example = Example(
            title=str(title)[:300], description=str(table[described[0]][row])[:4000] if described else "",
            price=float(price or 0),
        )  # fmt: skip
        wordy = example.description.count(". ") > 0
        return self.studio.describe(facts, example=example, seed=seed, length="" if wordy else "medium")

    def _save(self, draft: Draft, wish: Wish) -> Idea:
        prospect = assess(self.market, self.chosen, [draft.look], self.edits)[0]
        words = self._describe(draft.look.facts, prospect, (draft.asked["seed"] * 64 + draft.index) % 2**31)
        artefact = self.studio.keep_imagined(
            draft.index, text=words.text, title=words.title, size_px=PICTURE_PX, **draft.asked
        )
        return Idea(artefact=artefact, facts=draft.look.facts, words=words, prospect=prospect)


def vary(wish: Wish, start: str, change: float, count: int, seed: int) -> Wish:
    """The wish for variations of a saved design; what it is called for stays, what it looks like may change so far."""
    return replace(wish, start=start, change=change, count=count, seed=seed, category="", colour=None, text="")


def find_encoder(studio: Studio, market: Market) -> Encoder:
    """The studio's encoder, if the shop was imported with it.  Raises SegmentDataError."""
    backend = studio.settings.encoder
    encoder = open_encoder(studio.runner.run, backend, studio.registry.weights_sha256(backend))
    wanted = market.snapshot.manifest.encoder
    if wanted.startswith("words"):
        raise SegmentDataError(
            "The products of this shop have no pictures, so new ones cannot be compared with them.",
            "Import the shop with its pictures.",
        )
    if wanted != encoder.id:
        raise SegmentDataError(
            "The shop was imported with another encoder than the one in use.", "Import the shop again."
        )
    return encoder


def _has(facts: Facts, said: Wishes) -> bool:
    """Whether a design has the pattern and the cloth that were asked for."""
    return (
        said.pattern in (None, facts.pattern)
        and said.print in (None, facts.print)
        and said.surface in (None, facts.material)
    )
