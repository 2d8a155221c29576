"""A simulated catalogue: attributes, prices with sales, titles, and vectors as an encoder might give them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from segments.facets import UNKNOWN, Facets
from segments.simulation.parameters import Parameters

Floats = NDArray[np.float32]

FACETS: dict[str, tuple[str, ...]] = {
    "category": ("t-shirt", "dress", "shirt", "trousers", "shoes", "hoodie", "skirt", "jacket", "shorts", "hat",
                 "polo", "blazer"),
    "colour": ("black", "white", "navy", "grey", "blue", "beige", "green", "red", "pink", "olive", "burgundy",
               "yellow", "purple", "orange"),
    "pattern": ("plain", "striped", "checked", "floral", "dotted", "graphic"),
    "material": ("cotton", "denim", "linen", "wool", "jersey", "silk", "leather", "corduroy"),
    "fit": ("regular", "slim", "loose", "cropped", "oversized"),
    "sleeve": ("short-sleeved", "long-sleeved", "sleeveless"),
    "mood": ("casual", "sporty", "classic", "bohemian", "vintage", "minimal"),
}  # fmt: skip
REFERENCE = (18, 45, 32, 40, 60, 38, 34, 70, 24, 16, 26, 68)
"""What a category usually costs, in the order of FACETS."""
WITH_SLEEVES = ("t-shirt", "dress", "shirt", "hoodie", "jacket", "polo", "blazer")
SEEN_BY_ENCODER = {"category": 1.0, "colour": 0.6, "pattern": 0.5, "sleeve": 0.35, "material": 0.35, "fit": 0.25,
                   "mood": 0.25}  # fmt: skip
"""Length of what a value adds to a vector: encoders see the category first, the colour next, the cloth hardly."""
UNSEEN = 0.3
"""The same for facets that are not in the list."""
BRANDS = ("arden", "bellow", "corvi", "dune", "elmo", "fjell", "galet", "hilde", "isar", "juno", "kestrel", "lumen")
FILLERS = ("new", "season", "collection", "essential", "men", "women", "basic", "everyday", "soft", "premium", "set")


@dataclass(frozen=True, kw_only=True, eq=False)
class SimulatedCatalogue:
    """What is true of each product (rows), and what the shop says about it."""

    facets: Facets
    """The truth, by which shoppers choose."""
    known: Facets
    """What the shop has on file: some of it wrong or missing."""
    titles: tuple[str, ...]
    prices: Floats
    """List price, (products,)."""
    worth: Floats
    """What somebody with level 1 and no taste would pay, (products,): reference price and a part of the quality."""
    reference: Floats
    """The usual price of its category, (products,)."""
    popularity: Floats
    """How often it is shown, (products,), sums to 1."""
    sales: NDArray[np.float32]
    """Days on which its sales begin, (products, sales)."""

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> SimulatedCatalogue:
        """The catalogue with some of its products only."""
        numbers = np.arange(len(self.prices))[rows]
        popularity = self.popularity[rows]
        return replace(
            self,
            facets=self.facets.take(rows),
            known=self.known.take(rows),
            titles=tuple(self.titles[index] for index in numbers),
            prices=self.prices[rows],
            worth=self.worth[rows],
            reference=self.reference[rows],
            popularity=popularity / popularity.sum(),
            sales=self.sales[rows],
        )

    def price_on(self, rows: NDArray[np.int64], day: NDArray[np.float64], parameters: Parameters) -> Floats:
        """The price of products (n, c) on days (n,), sales counted."""
        since = day[:, None, None] - self.sales[rows]
        on_sale = ((since >= 0) & (since < parameters.sale_days)).any(axis=-1)
        return np.asarray(self.prices[rows] * np.where(on_sale, 1 - parameters.sale_depth, 1), np.float32)


def draw_catalogue(parameters: Parameters, rng: np.random.Generator) -> SimulatedCatalogue:
    """A catalogue as shops have them: some categories and colours are common, others rare, and not independently."""
    category = rng.choice(len(REFERENCE), parameters.products, p=_shares(len(REFERENCE)))
    codes = np.empty((parameters.products, len(FACETS)), np.int16)
    codes[:, 0] = category
    for position, (name, values) in enumerate(list(FACETS.items())[1:], start=1):
        shares = rng.dirichlet(30 * _shares(len(values)), len(REFERENCE))  # each category has its own
        draw = rng.random((parameters.products, 1))
        codes[:, position] = np.minimum((draw > shares.cumsum(axis=1)[category]).sum(axis=1), len(values) - 1)
        if name == "sleeve":
            codes[~np.isin(np.asarray(FACETS["category"])[category], WITH_SLEEVES), position] = UNKNOWN
    facets = Facets(names=tuple(FACETS), values=tuple(FACETS.values()), codes=codes)
    return furnish(facets, np.asarray(REFERENCE, np.float32)[category], parameters, rng)


def furnish(facets: Facets, reference: Floats, parameters: Parameters, rng: np.random.Generator) -> SimulatedCatalogue:
    """Prices, popularity, titles and mistakes for products (n) whose facets and usual prices (n,) are known."""
    count = len(reference)
    quality = rng.normal(0, parameters.quality, count)
    prices = reference * np.exp(quality + rng.normal(0, parameters.price_noise, count))
    popularity = rng.gamma(1.0, size=count) + 0.2
    known = _misread(facets, parameters, rng)
    return SimulatedCatalogue(
        facets=facets,
        known=known,
        titles=_titles(facets, parameters, rng),
        prices=np.round(prices, 2).astype(np.float32),
        worth=(reference * np.exp(parameters.quality_worth * quality)).astype(np.float32),
        reference=reference.astype(np.float32),
        popularity=(popularity / popularity.sum()).astype(np.float32),
        sales=rng.uniform(0, parameters.days, (count, parameters.sales_per_year)).astype(np.float32),
    )


def stand_in_vectors(facets: Facets, parameters: Parameters, seed: int, dimensions: int = 128) -> Floats:
    """Unit vectors (products, dimensions) that know the true facets about as well as an encoder of pictures would.

    A shared cone, a direction for each value (longest for the category), and noise.  Price and quality are not in it.
    """
    rng = np.random.default_rng((seed, 17))
    directions = rng.normal(size=(int(facets.offsets[-1]), dimensions)) / np.sqrt(dimensions)
    lengths = np.array([SEEN_BY_ENCODER.get(name, UNSEEN) for name in facets.names])
    cone = rng.normal(size=dimensions) / np.sqrt(dimensions)
    noise = rng.normal(size=(len(facets.codes), dimensions)) / np.sqrt(dimensions)
    vectors = parameters.cone * cone + parameters.encoder_noise * noise
    vectors += facets.matrix @ (directions * lengths[facets.facet_of][:, None])
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def _shares(count: int) -> NDArray[np.float64]:
    """Falling shares that sum to 1; the first is several times the last."""
    shares = 1 / (np.arange(count) + 4)
    return np.asarray(shares / shares.sum())


def _misread(facets: Facets, parameters: Parameters, rng: np.random.Generator) -> Facets:
    """The facets as a shop has them on file."""
    codes = facets.codes.copy()
    for position, values in enumerate(facets.values):
        chance = rng.random(len(codes))
        there = codes[:, position] != UNKNOWN
        wrong = there & (chance < parameters.mislabelled)
        codes[wrong, position] = rng.integers(0, len(values), np.count_nonzero(wrong))
        codes[there & (chance > 1 - parameters.unlabelled), position] = UNKNOWN
    return replace(facets, codes=codes)


def _titles(facets: Facets, parameters: Parameters, rng: np.random.Generator) -> tuple[str, ...]:
    """A brand, a filler or two, and most but not all of what the product is, the category last."""
    count, order = len(facets.codes), [*range(1, len(facets.names)), 0]
    said = rng.random(facets.codes.shape) < parameters.word_said
    brands, fillers = rng.integers(0, len(BRANDS), count), rng.integers(0, len(FILLERS), (count, 2))
    titles = []
    for row in range(count):
        codes = facets.codes[row]
        words = [BRANDS[brands[row]], *(FILLERS[index] for index in fillers[row])]
        words += [facets.values[f][codes[f]] for f in order if codes[f] != UNKNOWN and said[row, f]]
        titles.append(" ".join(words))
    return tuple(titles)
