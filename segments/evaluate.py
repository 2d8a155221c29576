"""Measure how well audiences are found: JSON lines, each with `"model": "segments"` and some of the figures.

    python -m segments.evaluate
    python -m segments.evaluate --data ../shared/data/clothing --work work

On simulated shops, where everything is known: `ari`, `keywords_top10`, `wtp_spearman`, `gap_recall10`, and next-product
recommendation (`hr20_…`, `ndcg20_…`).  With `--data`, a folder of photos with their owners, real wardrobes as well.
Figures are means over simulated shops, with a 95 % interval of that mean.  What cannot be measured yet is a line with
`missing` and the reason.  Takes minutes.

A simulated catalogue has no pictures; its vectors come from the stand-in of `segments.simulation.catalogue`, which
knows the attributes with noise.  With photos and an encoder the same is measured over them, too: shoppers choose by the
photos' category and colour, segments are found from the encoder's vectors.  Each line says what its figures hang on.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from models.errors import SegmentDataError
from models.settings import load_settings
from segments.audience import Audience, Shop, find_audience
from segments.colours import colour_names, name_colours
from segments.embeddings import Encoder
from segments.evaluate_people import measure_people, open_photos
from segments.facets import read_facets
from segments.measures import measure_agreement, measure_gaps, measure_keywords, measure_willingness
from segments.recommend import (
    best_of,
    hit_rate,
    item_knn,
    ndcg,
    rank_svd,
    split_by_time,
    user_interests,
    user_vector,
)  # fmt: skip
from segments.simulate import Parameters, SimulatedShop, Strength, simulate, simulate_on
from segments.simulation.catalogue import stand_in_vectors
from segments.tables import PURCHASE
from segments.tastes import Centre, gather, weigh

Figures = dict[str, Any]

SHOPS = 10
FIRST_SEED = 1000
"""Shops that no estimator was tuned on: work on estimators uses seeds below."""
STAND_IN = "stand-in: attributes with noise"
PHOTO_PRICE = 30.0
"""The photos have no prices; their categories count as alike."""
PHOTO_NO_BUY = 5.2
"""Two facets add up to less utility than seven: with this as many visits end with a purchase as elsewhere, a third."""
DESIGN_KEYS = ("hr20_warhol", "ndcg20_warhol", "personalised", "text_agreement", "diversity", "novelty")
NO_DESIGNS = "needs the weights of an imaginer, and the demo shop or --shop with its encoder"
NO_ENCODER = "needs an encoder of pictures"
NO_DATA = "needs --data, a folder of photos with their owners"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One simulated shop, and what was found in it."""

    shop: SimulatedShop
    vectors: NDArray[np.float32]
    encoder: str = STAND_IN

    @cached_property
    def audience(self) -> Audience:
        """Its segments."""
        return find_audience(to_shop(self.shop, self.vectors, self.encoder), "evaluation")

    @cached_property
    def centred(self) -> NDArray[np.float32]:
        """The catalogue's vectors, centred."""
        return Centre.of(self.vectors).centre(self.vectors)


def to_shop(shop: SimulatedShop, vectors: NDArray[np.float32], encoder: str) -> Shop:
    """What the owner of a simulated shop knows of it: attributes with mistakes, titles, prices and histories."""
    catalogue = shop.catalogue
    named = catalogue.facets.values[0]
    return Shop(
        vectors=vectors,
        encoder=encoder,
        prices=catalogue.prices,
        texts=catalogue.titles,
        categories=[named[code] for code in catalogue.facets.codes[:, 0]],
        facets=catalogue.known,
        events=shop.events,
    )


def open_trial(strength: Strength, seed: int, users: int) -> Trial:
    """A simulated shop with vectors of the stand-in encoder."""
    shop = simulate(Parameters(strength=strength, users=users), seed)
    return Trial(shop=shop, vectors=stand_in_vectors(shop.catalogue.facets, shop.parameters, seed, 256))


def measure_segments(trial: Trial) -> Figures:
    """Planted segments, words, willingness and holes."""
    agreement = measure_agreement(trial.shop, trial.audience.labels)
    worth = measure_willingness(trial.shop, trial.audience, trial.centred)
    return {
        "ari": agreement.found,
        "ari_oracle": agreement.oracle,
        "ari_random": agreement.random,
        "segments_found": len(trial.audience.segments),
        "keywords_top10": measure_keywords(trial.shop, trial.audience),
        "wtp_spearman": worth.relative,
        "wtp_spearman_absolute": worth.absolute,
        "wtp_spearman_list_price": worth.list_price,
        "gap_recall10": measure_gaps(trial.shop, trial.audience),
    }


def measure_recommenders(trial: Trial) -> Figures:
    """How often the next purchase is among the first twenty, on a time split of the same shop."""
    split = split_by_time(trial.shop.events)
    products = len(trial.vectors)
    histories = gather(split.past, weigh(split.past), products)
    bought = np.bincount(split.past.product[split.past.kind == PURCHASE], minlength=products).astype(float)
    lists = {
        "best_of": best_of(bought, split.users),
        "rsvd": rank_svd(histories, split.users),
        "item_knn": item_knn(histories, split.users),
        "user_vector": user_vector(histories, trial.centred, split.users),
        "user_interests": user_interests(histories, trial.centred, split.users),
    }
    figures: Figures = {"users": len(split.users)}
    for name, rows in lists.items():
        figures[f"hr20_{name}"] = hit_rate(rows, split.next)
        figures[f"ndcg20_{name}"] = ndcg(rows, split.next)
    return figures


def open_photo_trial(data: Path, work: Path, encoder: Encoder, seed: int, users: int) -> Trial:
    """Simulated shoppers of middle strength for real photos, who choose by category and colour."""
    snapshot, vectors = open_photos(data, work, encoder)
    colours = snapshot.colours()
    if colours is None:
        raise SegmentDataError("The import has no colours.", "Import the photos again.")
    names = np.array(colour_names())[name_colours(colours[0][:, 0])]
    table = {"category": snapshot.products().get_column("category").to_list(), "colour": names.tolist()}
    parameters = Parameters(users=users, likes_colour=3, likes_other=0, no_buy=PHOTO_NO_BUY)
    shop = simulate_on(read_facets(table), np.full(len(names), PHOTO_PRICE, np.float32), parameters, seed)
    return Trial(shop=shop, vectors=vectors[shop.rows], encoder=encoder.id)


def average(trials: list[Figures]) -> Figures:
    """The mean of each figure over trials, and half its 95 % interval under `…_pm`."""
    figures: Figures = {}
    for key in trials[0]:
        values = np.array([trial[key] for trial in trials], float)
        figures[key] = round(float(values.mean()), 4)
        if len(values) > 1:
            error = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5
            figures[f"{key}_pm"] = round(float(error), 4)
    return figures


def evaluate(
    *, shops: int = SHOPS, users: int = 4000, data: Path | None = None, work: Path = Path("work"),
    encoder: Encoder | None = None, designs: Iterable[Figures] | None = None,
) -> Iterator[Figures]:  # fmt: skip
    """The lines, one after the other.  `encoder` is the real one; without it, what needs one is missing.

    `designs` are the lines of `segments.evaluate_designs`, where designs can be made here.
    """
    strengths: tuple[Strength, ...] = ("middle", "weak", "strong")
    for strength in strengths:
        about = {"model": "segments", "catalogue": "simulated", "strength": strength, "encoder": STAND_IN}
        number = shops if strength == "middle" else max(1, shops // 2)
        began, found, next_ = time.monotonic(), [], []
        for seed in range(FIRST_SEED, FIRST_SEED + number):
            trial = open_trial(strength, seed, users)
            found.append(measure_segments(trial))
            if strength == "middle":
                next_.append(measure_recommenders(trial))
        seconds = {"shops": number, "seconds": round(time.monotonic() - began, 1)}
        yield {**about, **average(found), **seconds}
        if next_:
            yield {**about, **average(next_), **seconds}
    yield from designs if designs is not None else _missing(DESIGN_KEYS, NO_DESIGNS)
    if data is None or encoder is None:
        yield from _missing(("wardrobe_hr20",), NO_ENCODER if encoder is None else NO_DATA)
    else:
        seeds = range(FIRST_SEED, FIRST_SEED + shops)
        on_photos = [measure_segments(open_photo_trial(data, work, encoder, seed, users)) for seed in seeds]
        about = {"model": "segments", "catalogue": data.name, "strength": "middle", "encoder": encoder.id}
        yield {**about, **average(on_photos), "shops": shops}
        people = {key: round(value, 4) for key, value in measure_people(data, work, encoder).items()}
        yield {"model": "segments", "catalogue": data.name, "encoder": encoder.id, **people}


def _missing(keys: tuple[str, ...], reason: str) -> Iterator[Figures]:
    yield {"model": "segments", "keys": list(keys), "missing": reason}


def main(encoder: Encoder | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of photos with a table of labels and owners")
    parser.add_argument("--work", type=Path, default=Path("work"), help="where encoded photos are kept")
    parser.add_argument("--shops", type=int, default=SHOPS, help="simulated shops of middle strength")
    parser.add_argument("--users", type=int, default=4000, help="shoppers of each; fewer for a quick look")
    parser.add_argument(
        "--shop", type=Path, help="workspace with an import to make designs for; the demo shop unless given"
    )
    parser.add_argument("--only-designs", action="store_true", help="only what hangs on new designs")
    parser.add_argument("--adapt", action="store_true", help="learn from each shop's histories before designing for it")
    parser.add_argument("--design-seed", type=int, default=FIRST_SEED, help="the first shop that designs are made for")
    arguments = parser.parse_args()
    from segments.encoder import find_encoder
    from segments.evaluate_designs import open_designs

    if encoder is None and arguments.data is not None:
        encoder = find_encoder(load_settings())
    designs = open_designs(arguments.shop, arguments.shops, arguments.users, arguments.design_seed, arguments.adapt)
    if arguments.only_designs:
        for line in designs or _missing(DESIGN_KEYS, NO_DESIGNS):
            print(json.dumps(line), flush=True)
        return
    for line in evaluate(
        shops=arguments.shops, users=arguments.users, data=arguments.data, work=arguments.work, encoder=encoder,
        designs=designs,
    ):  # fmt: skip
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
