"""The shop that new designs would be sold in: its vectors, prices, what visits show, and what segments would pay.

One for each snapshot; everything is read on first use and kept.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.claims import find_claims
from models.errors import SegmentDataError
from models.imagining import Habits
from segments.adapt import find_adapted
from segments.asking_price import AskingPrices, fit_prices
from segments.audience import Audience
from segments.choice import Chosen
from segments.demand import Demand, Offer, expect_demand, lay_offer
from segments.edits import Edits
from segments.facets import Facets
from segments.habits import Traits, find_habits, read_traits
from segments.kept import load_audience
from segments.novelty import Distances, measure_distances
from segments.pipeline import read_product_facets
from segments.snapshot import Snapshot
from segments.tables import PURCHASE, VIEW, prices

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
USUAL_SEEN = 8.0
"""Products a visit shows where views are not on record."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """What visits show: how often each segment's people see each product, and how many products a visit has."""

    counts: NDArray[np.float64]
    """(segments, products)."""
    seen: float


class Market:
    """Reads one snapshot.  Every property may raise SegmentDataError when it is damaged, or from words alone."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._lock = threading.RLock()

    @cached_property
    def vectors(self) -> Floats:
        """Unit vectors of the catalogue (n, d)."""
        vectors = self.snapshot.vectors()
        if vectors is None:
            raise SegmentDataError("This import has no tastes.", "Import the shop with titles or pictures.")
        return np.asarray(vectors)

    @cached_property
    def audience(self) -> Audience:
        """The segments, and what places new products among them."""
        return load_audience(self.snapshot)

    @cached_property
    def centred(self) -> Floats:
        """The catalogue's vectors (n, d), centred."""
        return self.audience.centre.centre(self.vectors)

    @cached_property
    def prices(self) -> Floats:
        """List prices (n,), NaN where unknown."""
        return prices(self.snapshot.products())

    @cached_property
    def kinds(self) -> list[str]:
        """What kind of garment each product is: one of ours where its category or title says so, else its category."""
        table = self.snapshot.products().select("category", "title").rows()
        return [find_kind(category, title) for category, title in table]

    @cached_property
    def asking(self) -> AskingPrices | None:
        """What new products would cost; None where too few prices are known."""
        return fit_prices(self.centred, self.kinds, self.prices)

    @cached_property
    def distances(self) -> Distances:
        """The catalogue's own distances."""
        return measure_distances(self.centred)

    @cached_property
    def shown(self) -> Shown:
        """What visits show; reads the histories once."""
        seen = self.snapshot.scan_events().filter(pl.col("kind").is_in([VIEW, PURCHASE]))
        seen = seen.select("user", "product", "session").unique()
        visits = seen.select(pl.len(), pl.col("session").n_unique().alias("visits")).collect()
        rows, number = int(visits["len"][0]), int(visits["visits"][0])
        return Shown(counts=self._count(seen), seen=rows / number if number and rows > 1.5 * number else USUAL_SEEN)

    @cached_property
    def bought(self) -> NDArray[np.float64]:
        """How often each segment's people bought each product (segments, products); where no purchase is on record,
        how often they did anything with it."""
        events = self.snapshot.scan_events()
        sold = self._count(events.filter(pl.col("kind") == PURCHASE))
        return sold if sold.any() else self._count(events)

    def _count(self, events: pl.LazyFrame) -> NDArray[np.float64]:
        """Events by segment and product (segments, products)."""
        labels = pl.DataFrame({"label": self.audience.labels}).with_row_index("user")
        places = events.join(labels.lazy().with_columns(pl.col("user").cast(pl.Int32)), on="user")
        counted = places.filter(pl.col("label") >= 0).group_by("label", "product").len().collect()
        counts = np.zeros((len(self.audience.segments), len(self.vectors)))
        if counted.height:
            counts[counted["label"].to_numpy(), counted["product"].to_numpy()] = counted["len"].to_numpy()
        return counts

    @cached_property
    def traits(self) -> Traits:
        """The plain facts of the products."""
        colours, products = self.snapshot.colours(), self.snapshot.products()
        facets = read_product_facets(products, None)
        column = next((place for place, name in enumerate(facets.names) if "colo" in name.lower()), None)
        called = None if column is None else facets.codes[:, column]
        return read_traits(self.kinds, products["words"].to_list(), colours and colours[0][:, 0], called)

    def habits(self, chosen: Chosen, edits: Edits, taste: Floats) -> Habits:
        """What a chosen audience buys of what looks like a taste (d,)."""
        with self._lock:
            own = np.zeros(len(self.vectors))
            if chosen.choice.segments:
                for segment, share in zip(chosen.segments, chosen.shares, strict=True):
                    rows = self._rows_of(segment.id, edits)
                    counts = self.bought[rows].sum(axis=0)
                    own += share * counts / max(float(counts.sum()), 1.0)
            else:
                own[chosen.liked] = chosen.weights
            return find_habits(self.traits, self.centred, taste, own, self.bought.sum(axis=0))

    def look_ahead(self, taste: Floats) -> Floats:
        """Where the next purchases after a taste (d,) lie, where that was learned from this import; else the taste."""
        adapted = find_adapted(self.snapshot)
        if adapted is None or adapted.outlook.encoder != self.snapshot.manifest.encoder:
            return taste
        return np.asarray(adapted.outlook.look_ahead(np.asarray(taste)[None])[0])

    @cached_property
    def facets(self) -> Facets:
        """What the shop says of its products, as it was when the segments were found."""
        return read_product_facets(self.snapshot.products(), self.snapshot.colours())

    @cached_property
    def features(self) -> Floats:
        """What of each product counts for what it is worth, (n, f)."""
        return self.audience.features.read(self.centred, self.prices, self.facets)

    def predict_prices(self, centred: Floats, kinds: Sequence[str]) -> Floats | None:
        """The prices of new products (n,); None where the shop has none to learn from."""
        with self._lock:
            return None if self.asking is None else self.asking.predict(centred, kinds)

    def expect(
        self, chosen: Chosen, edits: Edits, centred: Floats, asked: Floats, said: Facets | None = None
    ) -> Demand | None:
        """The demand of the chosen audience for new products (n, d) at prices (n,).

        `said` is what the shop would say of them, in its own `facets`.  None where nobody knows what its people would
        pay.
        """
        with self._lock:
            total: Demand | None = None
            read = self.audience.features.read(centred, asked, said)
            for row, size in self._members(chosen, edits):
                model = self.audience.willingness[row]
                if model is not None:
                    part = expect_demand(self._offer(row, size), model.estimate(read), asked)
                    total = part if total is None else total + part
            return total

    def _members(self, chosen: Chosen, edits: Edits) -> list[tuple[int, float]]:
        """The segments as they were found behind a choice, and how many shoppers of each count."""
        members = []
        for segment in chosen.segments:
            rows = self._rows_of(segment.id, edits)
            sizes = [float(self.audience.segments[row].size) for row in rows]
            alone = chosen.choice.shopper is not None
            members += [(row, 1.0 / len(rows) if alone else size) for row, size in zip(rows, sizes, strict=True)]
        return members

    def _rows_of(self, id: str, edits: Edits) -> list[int]:
        """The segments as they were found that are behind one of now."""
        place = {each.id: row for row, each in enumerate(self.audience.segments)}
        return [place[each] for each in edits.group_of(id) if each in place]

    def _offer(self, row: int, size: float) -> Offer:
        model = self.audience.willingness[row]
        assert model is not None  # noqa: S101  for the type checker: the caller has looked
        worth = model.estimate(self.features)
        return lay_offer(worth, self.prices, self.shown.counts[row], model.tau, size, self.shown.seen)


class Markets:
    """The market of the snapshot that is looked at; the last one is kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._market: Market | None = None

    def of(self, snapshot: Snapshot) -> Market:
        """The market of a snapshot."""
        with self._lock:
            if self._market is None or self._market.snapshot.folder != snapshot.folder:
                self._market = Market(snapshot)
            return self._market


def find_kind(category: str, title: str = "") -> str:
    """The category of ours that a shop's category, or else a title, names; otherwise the shop's own."""
    for text in (category.rsplit(" > ", 1)[-1], title):
        found = [claim.value for claim in find_claims(text) if claim.kind == "category" and claim.value]
        if found:
            return found[-1]
    return category
