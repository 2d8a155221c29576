"""Measure new designs: do they lead to what is bought next, are they their own segment's, are their words true?

All of it on simulated shoppers over products that have pictures (the demo shop's, or photos), with the studio's own
encoder, imaginer and designer.  `segments.evaluate` prints the figures:

`hr20_warhol`, `ndcg20_warhol`   one design a shopper, from the taste of the past; the products nearest to its picture
                                 against what was bought next; beside it what libraries and the raw taste find
`personalised`                   designs that have more of what their own segment was planted to like than of any other
                                 of eight with an equal mix of categories; `_nearest` are products instead of designs
`text_agreement`                 what words say of category and colour, found again in the picture: the colour by sight,
                                 the category by the nearest products
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

from models.claims import find_claims
from models.colour_names import NAMED
from models.design import DesignSpec
from models.errors import SegmentDataError
from models.facts import read_facts as facts_of
from models.pictures import flatten
from models.settings import load_settings
from models.studio import Studio, build_studio
from segments.colours import colour_names, name_colours
from segments.demo import read_shipped
from segments.embeddings import Encoder
from segments.encoder import open_encoder
from segments.evaluate import Trial, average
from segments.facets import Facets, read_facets
from segments.index import ProductIndex
from segments.measures import match
from segments.novelty import measure_distances
from segments.recommend import best_of, hit_rate, item_knn, ndcg, near, rank_svd, split_by_time, user_vector
from segments.simulate import Parameters, simulate_on
from segments.snapshot import Snapshot
from segments.store import Store
from segments.swatches import read_swatch
from segments.tables import EXTRA, PURCHASE, prices
from segments.tastes import Centre, gather, mean_tastes, unit, weigh

Floats = NDArray[np.float32]
Figures = dict[str, Any]
PICTURE_PX = 256
DESIGNS = 12
NEIGHBOURS = 9
SHOPS, USERS = 3, 2000
"""Designs cost seconds: so many shops and shoppers are enough for them."""
FACETS = ("colour", "pattern")
PRICE = 30.0
"""Of products without one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Made:
    """Designs with the unit vectors (n, d) of their pictures, in the encoder's space."""

    specs: tuple[DesignSpec, ...]
    vectors: Floats
    colours: tuple[str, ...]
    """What colour each looks like, by the same eyes that look at products."""


class Bench:
    """The studio as a maker of designs in a trial's space."""

    def __init__(self, studio: Studio, encoder: Encoder, trial: Trial) -> None:
        """Raises ValueError when the trial's vectors are another encoder's."""
        if trial.encoder != encoder.id:
            raise ValueError("the trial's vectors are another encoder's")
        self.studio, self.encoder, self.trial = studio, encoder, trial
        self.centre = Centre.of(trial.vectors)

    def make(self, taste: Floats, count: int, seed: int) -> Made:
        """Designs for a taste (d,), a unit vector of the centred space."""
        vector = tuple(float(value) for value in taste)
        specs = self.studio.imagine(vector, encoder=self.encoder.id, count=count, seed=seed)
        pictures = [self.studio.preview(spec, size_px=PICTURE_PX) for spec in specs]
        swatches = [read_swatch(flatten(picture)) for picture in pictures]
        main = name_colours(np.stack([swatch.rgb[int(swatch.shares.argmax())] for swatch in swatches]))
        names = tuple(colour_names()[int(row)] for row in main)
        return Made(specs=specs, vectors=unit(self.encoder.encode(pictures)), colours=names)


def measure_warhol(bench: Bench, users: int = 200, seed: int = 0) -> Figures:
    """The next purchase among the twenty products nearest to a design, for shoppers drawn at random, with rivals."""
    trial = bench.trial
    split, products = split_by_time(trial.shop.events), len(trial.vectors)
    some = np.random.default_rng(seed).permutation(len(split.users))[:users]
    who, wanted = split.users[some], split.next[some]
    histories = gather(split.past, weigh(split.past), products)
    bought = np.bincount(split.past.product[split.past.kind == PURCHASE], minlength=products).astype(float)
    tastes = mean_tastes(histories[who], trial.centred)
    made = [bench.make(taste, 1, seed + row).vectors for row, taste in enumerate(tastes)]
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
    spread: list[float] = []
    gaps: list[Floats] = []
    agreed: list[float] = []
    index = ProductIndex.build(trial.centred)
    categories = [facets.values[0][code].lower() for code in facets.codes[:, 0]]
    for planted, found in pairs.items():
        taste = trial.audience.segments[found].taste.vector
        made = bench.make(taste, DESIGNS, seed + planted)
        centred = bench.centre.centre(made.vectors)
        own += [_whose(facets, utility, _words_of(spec)) == planted for spec in made.specs]
        rows = index.search(taste[None], DESIGNS)[0][0]
        nearest += [_whose(facets, utility, _words_of_product(facets, int(row))) == planted for row in rows]
        spread.append(_mean_distance(centred))
        rows, cosines = index.search(centred, NEIGHBOURS)
        gaps.append(1 - cosines[:, 0])
        agreed += [
            _agrees(bench.studio, spec, colour, [categories[row] for row in near_rows])
            for spec, colour, near_rows in zip(made.specs, made.colours, rows, strict=True)
        ]
    some = np.random.default_rng(seed).permutation(len(trial.centred))[:400]
    return {
        "personalised": float(np.mean(own)),
        "personalised_nearest": float(np.mean(nearest)),
        "personalised_random": 1 / trial.shop.parameters.segments,
        "designs": len(own),
        "text_agreement": float(np.mean(agreed)),
        "diversity": float(np.mean(spread)) / _mean_distance(trial.centred[some]),
        "novelty": float(measure_distances(trial.centred).compare(np.concatenate(gaps)).mean()),
    }


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
    studio: Studio, snapshot: Snapshot, shops: int = 3, users: int = 2000, seed: int = 1000
) -> Iterator[Figures]:
    """The lines of an import: recommendation with the usual tastes, the rest with equal categories."""
    backend = studio.settings.encoder
    encoder = open_encoder(studio.runner.run, backend, studio.registry.weights_sha256(backend))
    about = {"model": "segments", "catalogue": snapshot.manifest.source, "encoder": encoder.id, "shops": shops}
    tastes = Parameters(users=users, likes_other=1, holes=0)
    equal = replace(tastes, segments=8, likes_category=0)
    for parameters, measure in ((tastes, measure_warhol), (equal, measure_personal)):
        began, found = time.monotonic(), []
        for number in range(seed, seed + shops):
            found.append(measure(Bench(studio, encoder, open_shop_trial(snapshot, number, parameters))))
        yield {**about, **average(found), "seconds": round(time.monotonic() - began, 1)}


def open_designs(workspace: Path | None, shops: int, users: int) -> Iterator[Figures] | None:
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
    return evaluate_designs(studio, snapshot, min(shops, SHOPS), min(users, USERS))


def _words_of(spec: DesignSpec) -> set[str]:
    """What a spec has, in words that facets may use; by its codes, not by its text."""
    facts = facts_of(spec)
    plain = colour_names()[int(name_colours(np.array([spec.colour], np.uint8))[0])]
    return {spec.category.lower(), facts.colour.lower(), plain, facts.pattern}


def _words_of_product(facets: Facets, row: int) -> set[str]:
    codes = facets.codes[row]
    return {facets.values[facet][code].lower() for facet, code in enumerate(codes) if code >= 0}


def _whose(facets: Facets, utility: Floats, words: set[str]) -> int:
    """The planted segment that likes these words best."""
    columns = [column for column, word in enumerate(facets.words) if word.lower() in words]
    return int(utility[:, columns].sum(axis=1).argmax()) if columns else -1


def _agrees(studio: Studio, spec: DesignSpec, colour: str, near_categories: Sequence[str]) -> float:
    """The part of what a title says (category, main colour) that the picture shows."""
    words = studio.describe(spec)
    claims = find_claims(words.title)
    said = [claim for claim in claims if claim.kind == "category"][:1]
    held = [claim.value.lower() in near_categories for claim in said]
    first = next((claim for claim in claims if claim.kind == "colour"), None)
    if first is not None:
        rgb = next(named.rgb for named in NAMED if named.name == first.value)
        alike = name_colours(np.array([rgb], np.uint8))
        held.append(colour == colour_names()[int(alike[0])])
    return float(np.mean(held)) if held else 0.0


def _mean_distance(centred: Floats) -> float:
    """The mean of 1 − cosine over all pairs."""
    cosines = centred @ centred.T
    return float((1 - cosines)[np.triu_indices(len(centred), 1)].mean())
