"""Measure new designs: do they lead to what is bought next, are they their own segment's, are their words true?

All of it on simulated shoppers over products that have pictures (the demo shop's, or photos), with the studio's own
encoder, imaginer and designer.  `segments.evaluate` prints the figures:

`hr20_warhol`, `ndcg20_warhol`   one design a shopper, where demand like the past's is densest (`segments.modes`); the
                                 products nearest to its picture against what was bought next; beside it what libraries
                                 and the raw taste find
`personalised`                   designs that have more of what their own segment was planted to like than of any other
                                 of eight with an equal mix of categories; `_nearest` are products instead of designs
`text_agreement`                 what titles say of kind, main colour and pattern, found again in the picture by
                                 `segments.judging`; `_catalogue` is the same for the shop's own titles and pictures,
                                 `_swapped` for designs' titles held against another segment's pictures: chance
`diversity`, `novelty`           distances among twelve designs, and to the nearest product, over the catalogue's own
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.design import DesignSpec
from models.errors import SegmentDataError
from models.facts import read_facts as facts_of
from models.imagining import Habits
from models.outlook import Outlook, stay
from models.settings import load_settings
from models.studio import Studio, build_studio
from models.training.prior.adapt import fit
from segments.adapt import pair
from segments.demo import read_shipped
from segments.embeddings import Encoder
from segments.encoder import open_encoder
from segments.evaluate import Trial, average
from segments.eyesight import Glance, glance, read_glances
from segments.facets import Facets, read_facets
from segments.habits import Traits, find_habits
from segments.index import ProductIndex
from segments.judging import Judge, Sight, read_main
from segments.market import Market
from segments.measures import match, measure_agreement
from segments.modes import find_modes
from segments.novelty import measure_distances
from segments.print_lessons import draw_lessons
from segments.recommend import best_of, hit_rate, item_knn, ndcg, near, rank_svd, split_by_time, user_vector
from segments.simulate import Parameters, simulate_on
from segments.snapshot import Snapshot
from segments.store import Store
from segments.tables import EXTRA, PURCHASE, EventArrays, prices
from segments.tastes import Centre, gather, mean_tastes, unit, weigh

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Figures = dict[str, Any]
PICTURE_PX = 256
DESIGNS = 12
SHOPS, USERS = 3, 2000
"""Designs cost seconds: so many shops and shoppers are enough for them."""
FACETS = ("colour", "pattern")
PRICE = 30.0
"""Of products without one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Made:
    """Designs, the unit vectors (n, d) of their pictures in the encoder's space, and their main colours (n, 3)."""

    specs: tuple[DesignSpec, ...]
    vectors: Floats
    rgb: NDArray[np.uint8]
    pictures: tuple[Image.Image, ...]


class Bench:
    """The studio as a maker of designs in a trial's space; designs keep to habits as the app's do."""

    def __init__(
        self, studio: Studio, encoder: Encoder, trial: Trial, traits: Traits, titles: Sequence[str],
        adapting: bool = False, glances: Sequence[Glance] = (), lessons: Sequence[tuple[Glance, str]] = (),
    ) -> None:  # fmt: skip
        """`traits`, `titles` and `glances` (or ()) are those of the trial's products; `adapting` learns from its
        histories first, the judge learns `lessons` beside them.  Raises ValueError when its vectors are another
        encoder's."""
        if trial.encoder != encoder.id:
            raise ValueError("the trial's vectors are another encoder's")
        self.studio, self.encoder, self.trial = studio, encoder, trial
        self.traits, self.titles, self.adapting = traits, titles, adapting
        self.centre = Centre.of(trial.vectors)
        facets = trial.shop.catalogue.facets
        self.judge = Judge(
            centred=trial.centred, traits=traits, kinds=_column(facets, "category"),
            colours=_column(facets, "colour"), glances=glances, lessons=lessons,
        )  # fmt: skip

    def learn(self, events: EventArrays) -> Outlook:
        """Where next purchases lie, learned from histories as `segments.adapt` does; the identity when not adapting."""
        if not self.adapting:
            return stay(self.trial.vectors.shape[1], self.encoder.id)
        return fit(*pair(events, self.trial.centred), self.trial.centred, self.encoder.id).outlook

    def make(self, taste: Floats, count: int, seed: int, habits: Habits, outlook: Outlook) -> Made:
        """Designs for a taste (d,), a unit vector of the centred space, and the habits behind it."""
        vector = tuple(float(value) for value in outlook.look_ahead(taste[None])[0])
        specs = self.studio.imagine(vector, encoder=self.encoder.id, habits=habits, count=count, seed=seed)
        pictures = [self.studio.preview(spec, size_px=PICTURE_PX) for spec in specs]
        rgb = np.array([read_main(picture) for picture in pictures], np.uint8)
        return Made(specs=specs, vectors=unit(self.encoder.encode(pictures)), rgb=rgb, pictures=tuple(pictures))

    def look(self, made: Made) -> Sight:
        """What the judge sees in designs."""
        read = [glance(picture) for picture in made.pictures] if self.judge.glances else []
        return self.judge.look(self.centre.centre(made.vectors), made.rgb, glances=read)

    def find_habits(self, taste: Floats, bought: Doubles, usual: Doubles) -> Habits:
        """What the people behind a taste buy, as the app counts it from what they (n,) and everybody (n,) bought."""
        return find_habits(self.traits, self.trial.centred, taste, bought, usual)


def measure_warhol(bench: Bench, users: int = 200, seed: int = 0) -> Figures:
    """The next purchase among the twenty products nearest to a design, for shoppers drawn at random, with rivals."""
    trial = bench.trial
    split, products = split_by_time(trial.shop.events), len(trial.vectors)
    some = np.random.default_rng(seed).permutation(len(split.users))[:users]
    who, wanted = split.users[some], split.next[some]
    histories = gather(split.past, weigh(split.past), products)
    bought = np.bincount(split.past.product[split.past.kind == PURCHASE], minlength=products).astype(float)
    tastes, outlook = mean_tastes(histories[who], trial.centred), bench.learn(split.past)
    made = []
    for row, mean in enumerate(tastes):
        own = np.asarray(histories[who[row]].todense(), float).ravel()
        modes = find_modes(own, bought, trial.centred)
        taste = modes[0][0] if modes else mean
        made.append(bench.make(taste, 1, seed + row, bench.find_habits(taste, own, bought), outlook).vectors)
    lists = {
        "warhol": near(bench.centre.centre(np.concatenate(made))[:, None], trial.centred),
        "best_of": best_of(bought, who),
        "rsvd": rank_svd(histories, who),
        "item_knn": item_knn(histories, who),
        "user_vector": user_vector(histories, trial.centred, who),
    }
    figures: Figures = {"users": len(who)}
    for name, rows in lists.items():
        figures |= {f"hr20_{name}": hit_rate(rows, wanted), f"ndcg20_{name}": ndcg(rows, wanted)}
    return figures


def measure_personal(bench: Bench, seed: int = 0) -> Figures:
    """Whose designs are whose, how different they are, how new, and how true their words."""
    trial, pairs = bench.trial, match(bench.trial.shop, bench.trial.audience)
    facets, utility = trial.shop.catalogue.facets, trial.shop.tastes.utility
    own: list[bool] = []
    nearest: list[bool] = []
    said: list[list[str]] = []
    sights: list[Sight] = []
    spread: list[float] = []
    gaps: list[Floats] = []
    index = ProductIndex.build(trial.centred)
    sold = trial.shop.events.kind == PURCHASE
    buyer, piece = trial.audience.labels[trial.shop.events.user[sold]], trial.shop.events.product[sold]
    everybody = np.bincount(piece, minlength=len(trial.vectors)).astype(float)
    outlook = bench.learn(trial.shop.events)
    for planted, found in pairs.items():
        taste = trial.audience.segments[found].taste.vector
        bought = np.bincount(piece[buyer == found], minlength=len(trial.vectors)).astype(float)
        made = bench.make(taste, DESIGNS, seed + planted, bench.find_habits(taste, bought, everybody), outlook)
        centred = bench.centre.centre(made.vectors)
        sight = bench.look(made)
        words = [_words_of(spec, named) for spec, named in zip(made.specs, sight.named, strict=True)]
        own += [_whose(facets, utility, each) == planted for each in words]
        rows = index.search(taste[None], DESIGNS)[0][0]
        nearest += [_whose(facets, utility, _words_of_product(facets, int(row))) == planted for row in rows]
        spread.append(_mean_distance(centred))
        gaps.append(1 - index.search(centred, 1)[1][:, 0])
        said.append([bench.studio.describe(spec).title for spec in made.specs])
        sights.append(sight)
    some = np.random.default_rng(seed).permutation(len(trial.centred))[:400]
    agreement = measure_agreement(trial.shop, trial.audience.labels)
    return {
        "personalised": float(np.mean(own)),
        "personalised_nearest": float(np.mean(nearest)),
        "personalised_random": 1 / trial.shop.parameters.segments,
        "ari": agreement.found,
        "ari_oracle": agreement.oracle,
        "designs": len(own),
        "text_agreement": _agree(bench.judge, said, sights),
        "text_agreement_swapped": _agree(bench.judge, said, [*sights[1:], sights[0]]),
        "text_agreement_catalogue": _judge_the_judge(bench),
        "diversity": float(np.mean(spread)) / _mean_distance(trial.centred[some]),
        "novelty": float(measure_distances(trial.centred).compare(np.concatenate(gaps)).mean()),
    }


def _agree(judge: Judge, said: Sequence[Sequence[str]], sights: Sequence[Sight]) -> float:
    """The part of what titles claim that is seen; a list of titles for each sight."""
    held = [
        each
        for titles, sight in zip(said, sights, strict=True)
        for row, title in enumerate(titles)
        for each in judge.agrees(title, sight, row)
    ]
    return float(np.mean(held)) if held else float("nan")


def _judge_the_judge(bench: Bench) -> float:
    """The same agreement for the shop's own titles and pictures: what a perfect writer would get."""
    sight = bench.judge.look(bench.trial.centred, bench.traits.rgb, itself=True)
    return _agree(bench.judge, [bench.titles], [sight])


def open_shop_trial(snapshot: Snapshot, seed: int, parameters: Parameters) -> Trial:
    """Simulated shoppers for the products of an import, who choose by its category, colour and pattern, and by price.

    Raises SegmentDataError when the import has no vectors.
    """
    vectors, products = snapshot.vectors(), snapshot.products()
    if vectors is None:
        raise SegmentDataError("This import has no vectors.", "Import the shop with its pictures.")
    table = {"category": products["category"].to_list()}
    table |= {name: products[EXTRA + name].to_list() for name in FACETS if EXTRA + name in products.columns}
    listed = np.nan_to_num(prices(products), nan=PRICE)
    names, kind = np.unique(np.array(table["category"]), return_inverse=True)
    usual = np.array([np.median(listed[kind == row]) for row in range(len(names))], np.float32)
    shop = simulate_on(read_facets(table), usual[kind], parameters, seed)
    return Trial(shop=shop, vectors=np.asarray(vectors)[shop.rows], encoder=snapshot.manifest.encoder)


def evaluate_designs(
    studio: Studio, snapshot: Snapshot, shops: int = 3, users: int = 2000, seed: int = 1000, adapting: bool = False
) -> Iterator[Figures]:
    """The lines of an import: recommendation with the usual tastes, the rest with equal categories.

    With `adapting`, what is bought next is learned from each shop's histories before designs are made for it.
    """
    backend = studio.settings.encoder
    encoder = open_encoder(studio.runner.run, backend, studio.registry.weights_sha256(backend))
    about = {"model": "segments", "catalogue": snapshot.manifest.source, "encoder": encoder.id, "shops": shops}
    about |= {"adapted": adapting}
    tastes = Parameters(users=users, likes_other=1, holes=0)
    equal = replace(tastes, segments=8, likes_category=0)
    traits, titles = Market(snapshot).traits, snapshot.products()["title"].to_list()
    read = read_glances(snapshot)
    lessons = draw_lessons(studio, seed) if read else []
    for parameters, measure in ((tastes, measure_warhol), (equal, measure_personal)):
        began, found = time.monotonic(), []
        for number in range(seed, seed + shops):
            trial = open_shop_trial(snapshot, number, parameters)
            rows = trial.shop.rows
            own, looks = [titles[row] for row in rows], [read[row] for row in rows] if read else []
            found.append(measure(Bench(studio, encoder, trial, traits.take(rows), own, adapting, looks, lessons)))
        yield {**about, **average(found), "seconds": round(time.monotonic() - began, 1)}


def open_designs(
    workspace: Path | None, shops: int, users: int, seed: int = 1000, adapting: bool = False
) -> Iterator[Figures] | None:
    """The lines about designs, for an import of a workspace or the demo shop; None where none can be made here."""
    settings = load_settings()
    try:
        snapshot = Store(workspace).active() if workspace else read_shipped()
    except SegmentDataError:
        return None
    studio = build_studio(settings.model_copy(update={"workspace": Path(tempfile.mkdtemp(prefix="warhol-"))}))
    encoder = f"{settings.encoder}@{studio.registry.weights_sha256(settings.encoder)[:16]}"
    if not studio.registry.weights_sha256(settings.imaginer) or snapshot.manifest.encoder != encoder:
        return None
    return evaluate_designs(studio, snapshot, min(shops, SHOPS), min(users, USERS), seed, adapting)


def _words_of(spec: DesignSpec, named: str) -> set[str]:
    """What a design is, in words that facets may use: kind and pattern by its codes, the colour as it looks."""
    return {spec.category.lower(), named.lower(), facts_of(spec).pattern}


def _column(facets: Facets, name: str) -> list[str]:
    """A facet's value for each product, "" where it is unknown or there is no such facet."""
    if name not in facets.names:
        return [""] * len(facets.codes)
    place = facets.facet(name)
    return [facets.values[place][code] if code >= 0 else "" for code in facets.codes[:, place]]


def _words_of_product(facets: Facets, row: int) -> set[str]:
    codes = facets.codes[row]
    return {facets.values[facet][code].lower() for facet, code in enumerate(codes) if code >= 0}


def _whose(facets: Facets, utility: Floats, words: set[str]) -> int:
    """The planted segment that likes these words best."""
    columns = [column for column, word in enumerate(facets.words) if word.lower() in words]
    return int(utility[:, columns].sum(axis=1).argmax()) if columns else -1


def _mean_distance(centred: Floats) -> float:
    """The mean of 1 − cosine over all pairs."""
    cosines = centred @ centred.T
    return float((1 - cosines)[np.triu_indices(len(centred), 1)].mean())
