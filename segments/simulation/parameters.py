"""Every number of the simulation, in one frozen place.

Frozen before any estimator was tuned: the defaults were set by looking only at how many shoppers buy, at what a
classifier that is *told* the planted segments of half the shoppers gets right for the other half (about 0.9 adjusted
Rand at middle strength, far less at weak), and at plausibility.  Changing one to please an estimator is cheating; a
change of a default is a decision, written down, and every figure that hangs on it is measured again.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Strength = Literal["weak", "middle", "strong"]

STRENGTHS = MappingProxyType({"weak": 0.6, "middle": 1.0, "strong": 1.5})
"""What planted segment tastes are multiplied by; personal tastes and chance stay as they are."""


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """A simulated shop and its shoppers.  Utilities are in units of the choice's own noise (Gumbel, scale 1)."""

    strength: Strength = "middle"
    segments: int = 8
    users: int = 4000
    products: int = 3000
    days: int = 365

    # Tastes: utilities over values of facets.
    likes_category: int = 2
    likes_colour: int = 2
    likes_other: int = 3
    """How many of the other facets a segment cares about, one value each."""
    like: float = 2.0
    """Utility of a liked value."""
    background: float = 0.25
    """Standard deviation of a segment's utility for every value."""
    personal: float = 0.35
    """Standard deviation of a shopper's own utility for every value, on top of the segment's."""
    drift: float = 0.4
    """Standard deviation of how far a shopper's utility for a value moves over the whole time."""
    season: float = 0.5
    """Amplitude of the yearly wave of a category's utility."""
    second_taste: float = 0.1
    """Share of shoppers who also shop for somebody of another segment."""
    second_sessions: float = 0.3
    """Share of their visits that are for the other one."""

    # Money.
    tau: float = 10.0
    """What one unit of utility is worth in money."""
    level_low: float = 0.95
    level_high: float = 1.3
    """Segments are willing to pay between so many times a category's reference price for a product they are lukewarm
    about."""
    level_personal: float = 0.08
    quality: float = 0.25
    """Standard deviation of a product's log quality, which raises its price ..."""
    quality_worth: float = 0.6
    """... and, by this part of it, what everybody is willing to pay.  Estimators do not see it."""
    price_noise: float = 0.15
    sales_per_year: int = 3
    sale_days: int = 14
    sale_depth: float = 0.25
    budget: float = 90.0
    """Median money for one month."""
    budget_spread: float = 0.6
    no_buy: float = 7.6
    """Utility of leaving without anything."""

    # Visits.
    sessions: float = 20.0
    sessions_spread: float = 2.0
    """Shape of the gamma distribution of visits: small is a few loyal and many rare shoppers."""
    seen_low: int = 4
    seen_high: int = 12
    candidates: int = 24
    """So many products could be shown at a visit; the best for this shopper by a noisy ranking are."""
    ranking: float = 0.35
    """How well that ranking knows the shopper: 0 not at all, 1 as well as a choice does."""
    on_topic: float = 0.7
    """Share of candidates from the category that the visit is for."""
    growth: float = 1.0
    """Segments' visits grow or shrink by up to exp(±growth) over the time."""
    like_rate: float = 0.05
    abandoned: float = 0.06
    """Share of seen products that are liked, and that go to the cart and no further; both follow taste."""

    # The catalogue.
    holes: int = 2
    """Wanted combinations a segment that the catalogue lacks; as many that nobody wants are missing as well."""
    hole_share: float = 0.015
    """A hole takes at most this share of the catalogue away: no shop lacks a tenth of what there is."""
    mislabelled: float = 0.04
    unlabelled: float = 0.06
    """Share of values that the shop has wrong, and that it does not have."""
    word_said: float = 0.75
    """Chance that a title names a value that the product has."""

    # The stand-in for an encoder, where there are no pictures.
    cone: float = 1.6
    """Length of the part that all products share, as in CLIP spaces."""
    encoder_noise: float = 0.8
    """Length of the part that says nothing."""
