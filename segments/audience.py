"""From a catalogue with vectors and its histories to segments: the whole chain, in arrays.

    histories → weights → axes of taste → a point for each shopper → clusters → descriptions

On two cores a million shoppers with twenty events each take minutes and stay under 8 GB (`python -m bench.segments`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.types import Job
from segments.axes import Axes, fit_axes, join
from segments.clusters import MINIMUM_SIZE, NOBODY, Clusters, fit_clusters, keep_ids, overlap
from segments.colours import find_palette
from segments.describe import Deeds, category_mix, cohesion, count_deeds, find_band, pick_exemplars, price_bands, shares
from segments.facets import Facets
from segments.features import Features
from segments.gap import find_gaps, find_shortage
from segments.interests import split_interests
from segments.keywords import count_words, find_keywords, find_pairs
from segments.labels import Called, Words, find_usual, name_segments
from segments.tables import EventArrays
from segments.tastes import Centre, Weighting, gather, mean_tastes, unit, weigh
from segments.trend import find_trend
from segments.types import Band, Gap, Interest, PaletteColour, Segment, Taste, Trend
from segments.willingness import Visits, Willingness, fit_willingness, read_visits, worth_to_buyers

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
TAGS = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Shop:
    """A shop in arrays; n products, all in the order of the products table."""

    vectors: Floats
    """(n, d): unit vectors of the encoder, zeros where a product has none."""
    encoder: str
    prices: Floats
    """(n,): list prices, NaN where unknown."""
    texts: Sequence[str]
    """(n,): the words of each product."""
    categories: Sequence[str]
    """(n,): levels joined by " > ", "" where unknown."""
    facets: Facets
    """May have no facets at all; then there are no gaps."""
    events: EventArrays
    colours: NDArray[np.uint8] | None = None
    """(n, c, 3): each product's colours, sRGB ..."""
    colour_shares: Floats | None = None
    """... and (n, c) how much of it they cover; None: no palettes."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Previous:
    """What of the last snapshot is needed for segments to keep their ids."""

    ids: tuple[str, ...]
    vectors: Floats
    """(old segments, d): the vectors of their tastes."""
    encoder: str
    labels: Ints | None = None
    """(users,): the old segment of the shoppers of now, −1 for new ones; what people are in says most about which
    segment is which, and needs no encoder."""

    def similarity(self, tastes: Floats, encoder: str, labels: Ints) -> NDArray[np.floating]:
        """How alike old and new segments are, (old, new); empty when nothing can be compared."""
        if self.labels is not None and np.any((self.labels >= 0) & (labels >= 0)):
            return overlap(self.labels, labels, len(self.ids), len(tastes))
        if encoder != self.encoder or not len(self.ids):
            return np.empty((0, 0))
        return np.asarray(self.vectors @ tastes.T)


@dataclass(frozen=True, kw_only=True, eq=False)
class Audience:
    """Segments, and all that is needed to place new shoppers and products among them."""

    segments: tuple[Segment, ...]
    """By sales, largest first; their order is that of `clusters`."""
    centre: Centre
    axes: Axes
    clusters: Clusters
    labels: Ints
    """(users,): the segment of each, −1 for nobody's.  Private: stays in the snapshot."""
    features: Features
    willingness: tuple[Willingness | None, ...]
    """One a segment."""

    def assign(
        self, events: EventArrays, vectors: Floats, weighting: Weighting | None = None, facets: Facets | None = None
    ) -> Ints:
        """The segment of new shoppers, (users,), from their events, the catalogue's vectors (n, d) and its facets."""
        points = self.axes.project(self.centre.centre(vectors), facets)
        return self.clusters.assign(mean_tastes(gather(events, weigh(events, weighting), len(vectors)), points))


@dataclass(frozen=True, kw_only=True, eq=False)
class Wishes:
    """What the user decides."""

    count: int | None = None
    """Number of segments; None lets the data decide."""
    minimum: int = MINIMUM_SIZE
    weighting: Weighting | None = None
    seed: int = 0


def find_audience(
    shop: Shop, snapshot: str, wishes: Wishes | None = None, previous: Previous | None = None, job: Job | None = None
) -> Audience:
    """Find and describe the segments of a shop.  Deterministic for the same shop, wishes and machine.

    Raises SegmentDataError when there are too few shoppers, InputError for a wish that cannot be, CancelledError.
    """
    wishes, job = wishes or Wishes(), job or Job()
    job.report(0.0, "Gathering tastes")
    weights = weigh(shop.events, wishes.weighting)
    histories = gather(shop.events, weights, len(shop.vectors))
    centre = Centre.of(shop.vectors)
    centred = centre.centre(shop.vectors)
    axes = fit_axes(histories, join(centred, shop.facets), wishes.seed)
    points = mean_tastes(histories, axes.project(centred, shop.facets))
    job.report(0.3, "Finding segments")
    clusters = fit_clusters(points, count=wishes.count, minimum=wishes.minimum, seed=wishes.seed)
    labels = clusters.assign(points)
    deeds = count_deeds(shop.events, weights, labels, shop.prices, len(clusters.ids))
    clusters, labels, deeds = _by_sales(clusters, labels, deeds)
    tastes = unit(deeds.weight.astype(np.float32) @ centred)
    if previous is not None:
        clusters = keep_ids(clusters, previous.ids, previous.similarity(tastes, shop.encoder, labels))
    job.report(0.5, "Learning what they would pay")
    features = Features.of(centred, shop.prices, shop.facets)
    read = features.read(centred, shop.prices, shop.facets)
    visits = read_visits(shop.events)
    willing = fit_willingness(visits, read, labels, len(clusters.ids), wishes.seed)
    job.report(0.7, "Describing the segments")
    desk = _Desk(shop, snapshot, centred, tastes, points, labels, deeds, clusters)
    segments = desk.describe(worth_bands(visits, willing, read, labels), job)
    return Audience(
        segments=segments, centre=centre, axes=axes, clusters=clusters, labels=labels, features=features,
        willingness=tuple(willing),
    )  # fmt: skip


def describe_segments(
    shop: Shop, snapshot: str, audience: Audience, labels: Ints, ids: Sequence[str], job: Job | None = None,
    wishes: Wishes | None = None,
) -> tuple[Segment, ...]:  # fmt: skip
    """Describe other segments of the same shoppers, such as two as one: `labels` (users,) are positions in `ids`.

    In the space, and by the axes, of the audience that was found.  Raises CancelledError.
    """
    wishes, job = wishes or Wishes(), job or Job()
    job.report(0.0, "Gathering tastes")
    weights = weigh(shop.events, wishes.weighting)
    histories = gather(shop.events, weights, len(shop.vectors))
    centred = audience.centre.centre(shop.vectors)
    points = mean_tastes(histories, audience.axes.project(centred, shop.facets))
    deeds = count_deeds(shop.events, weights, labels, shop.prices, len(ids))
    tastes = unit(deeds.weight.astype(np.float32) @ centred)
    job.report(0.3, "Learning what they would pay")
    read = audience.features.read(centred, shop.prices, shop.facets)
    visits = read_visits(shop.events)
    willing = fit_willingness(visits, read, labels, len(ids), wishes.seed)
    clusters = Clusters(ids=tuple(ids), centres=tastes, silhouettes={})
    desk = _Desk(shop, snapshot, centred, tastes, points, labels, deeds, clusters)
    return desk.describe(worth_bands(visits, willing, read, labels), job)


def worth_bands(visits: Visits, willing: Sequence[Willingness | None], read: Floats, labels: Ints) -> list[Band | None]:
    """What their purchases were worth to each segment's buyers."""
    of, bands = labels[visits.user], list[Band | None]()
    spread = float(visits.price.std()) if len(visits.price) else 0.0
    for segment, one in enumerate(willing):
        mine = visits.take(of == segment)
        told = one is not None and one.tau <= spread  # else chance weighs more than prices, and money measures nothing
        values = worth_to_buyers(mine, one, one.estimate(read)) if one is not None and told else np.empty(0)
        bands.append(find_band(values, np.ones(len(values))))
    return bands


def _by_sales(clusters: Clusters, labels: Ints, deeds: Deeds) -> tuple[Clusters, Ints, Deeds]:
    """The same, with the segments in the order of their sales."""
    order = np.argsort(-deeds.money, kind="stable")
    place = np.append(np.argsort(order), NOBODY)  # the last is for −1
    clusters = Clusters(
        ids=tuple(clusters.ids[i] for i in order), centres=clusters.centres[order], silhouettes=clusters.silhouettes
    )
    deeds = Deeds(
        weight=deeds.weight[order], bought=deeds.bought[order], viewed=deeds.viewed[order], shown=deeds.shown,
        money=deeds.money[order], visits=deeds.visits[order],
    )  # fmt: skip
    return clusters, place[labels], deeds


class _Desk:
    """Everything that descriptions are read off."""

    def __init__(
        self, shop: Shop, snapshot: str, centred: Floats, tastes: Floats, points: Floats, labels: Ints, deeds: Deeds,
        clusters: Clusters,
    ) -> None:  # fmt: skip
        self.shop, self.snapshot, self.centred, self.tastes = shop, snapshot, centred, tastes
        self.points, self.labels, self.deeds, self.clusters = points, labels, deeds, clusters
        self.count = len(clusters.ids)
        self.words = count_words(shop.texts)
        self.shortage = find_shortage(shop.facets)

    def describe(self, worth: Sequence[Band | None], job: Job) -> tuple[Segment, ...]:
        """All segments; `worth` is what their purchases were worth to them."""
        deeds, count = self.deeds, self.count
        keywords = [find_keywords(self.words, row, deeds.shown) for row in deeds.bought]
        mixes = category_mix(self.shop.categories, deeds.bought)
        usual = find_usual(self.words, self.shop.categories)
        palettes = [self._palette(row) for row in range(count)]
        called = Called(self.words, self.shop.categories)
        named = [
            Words(
                keywords=k, categories=m, colours=_telling(palette, palettes),
                bears_out=partial(called.share, bought),
            )
            for k, m, palette, bought in zip(keywords, mixes, palettes, deeds.bought, strict=True)
        ]  # fmt: skip
        labels = name_segments(named, usual=usual)
        bands = price_bands(self.shop.events, self.labels, count)
        sizes = np.bincount(self.labels[self.labels >= 0], minlength=count)
        traffic, sales = shares(deeds.visits), shares(deeds.money)
        close = cohesion(self.points, self.labels, count)
        trends = self._trends()
        segments = []
        for i in range(count):
            job.report(0.7 + 0.3 * i / count, "Describing the segments")
            tags = tuple(keyword.word for keyword in keywords[i][:TAGS])
            bought = deeds.bought[i]
            segments.append(
                Segment(
                    id=self.clusters.ids[i],
                    label=labels[i].text,
                    size=int(sizes[i]),
                    traffic_share=float(traffic[i]),
                    sales_share=float(sales[i]),
                    trend=trends[i],
                    taste=Taste(vector=self.tastes[i], encoder=self.shop.encoder, tags=tags),
                    interests=self._interests(i),
                    keywords=keywords[i],
                    pairs=find_pairs(self.words, bought, deeds.shown),
                    palette=palettes[i],
                    categories=mixes[i],
                    price_band=bands[i],
                    willingness=worth[i],
                    exemplars=self._exemplars(i, called(labels[i].words, labels[i].category)),
                    cohesion=float(close[i]),
                    gap=self._gaps(i),
                    snapshot=self.snapshot,
                )
            )
        return tuple(segments)

    def _exemplars(self, segment: int, named: NDArray[np.bool_]) -> tuple[int, ...]:
        """Rows of what stands for a segment; the first is one that its name (products,) speaks of."""
        deeds, taste = self.deeds, self.tastes[segment]
        return tuple(pick_exemplars(self.centred, taste, deeds.bought[segment], deeds.shown, named).tolist())

    def _trends(self) -> list[Trend | None]:
        events = self.shop.events
        first = np.ones(len(events.session), bool)
        first[1:] = np.diff(events.session) != 0
        of, time_s = self.labels[events.user[first]], events.time_s[first]
        return [find_trend(time_s, of == segment) for segment in range(self.count)]

    def _interests(self, segment: int) -> tuple[Interest, ...]:
        """The separate things that a segment buys; tags are the categories of the products nearest to each."""
        bought = sparse.csr_matrix(self.deeds.bought[segment][None])
        found = split_interests(bought, self.centred)
        interests = []
        for share, vector in zip(found.share, found.vector, strict=True):
            likeness = np.where(self.deeds.bought[segment] > 0, self.centred @ vector, -np.inf)
            near = [row for row in np.argsort(-likeness, kind="stable")[:20] if np.isfinite(likeness[row])]
            names, counts = np.unique([self.shop.categories[row] for row in near], return_counts=True)
            name = str(names[counts.argmax()]).rsplit(" > ", 1)[-1]
            taste = Taste(vector=vector, encoder=self.shop.encoder, tags=(name,) if name else ())
            interests.append(Interest(taste=taste, share=float(share)))
        return tuple(interests)

    def _gaps(self, segment: int) -> tuple[Gap, ...]:
        deeds = self.deeds
        return find_gaps(
            self.shop.facets, self.shortage, self.centred, deeds.bought[segment], deeds.viewed[segment], deeds.shown
        )

    def _palette(self, segment: int) -> tuple[PaletteColour, ...]:
        if self.shop.colours is None or self.shop.colour_shares is None:
            return ()
        return find_palette(self.shop.colours, self.shop.colour_shares, self.deeds.bought[segment])


def _telling(palette: tuple[PaletteColour, ...], every: Sequence[tuple[PaletteColour, ...]]) -> tuple[str, ...]:
    """The names of a palette's colours, those first that it has more of than the others do."""
    usual: dict[str, float] = {}
    for colour in (each for one in every for each in one):
        usual[colour.name] = usual.get(colour.name, 0.0) + colour.share / len(every)
    return tuple(each.name for each in sorted(palette, key=lambda each: usual[each.name] - each.share))
