"""The studio's verbs for themes: which a kind of product may have, choosing one for a visitor, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scipy import stats

from models.bandits.book import ThemeBook
from models.bandits.ledger import Answer, Impression, Ledger
from models.stager import Stager
from models.staging.postures import list_ways

ANYTHING = "anything"
"""The kind of what has none."""


@dataclass(frozen=True, kw_only=True)
class ThemeResult:
    """How one theme of a kind did: times shown, clicks, the rate and its 95 % interval (Wilson's)."""

    category: str
    theme: str
    shows: int
    clicks: float
    rate: float
    low: float
    high: float


class Themer(Stager):
    """Mixed into `Studio`.  Lists and counts live in `themes.sqlite` of the workspace, or in `theme_database`."""

    @cached_property
    def _theme_url(self) -> str:
        return self.settings.theme_database or f"sqlite:///{self.settings.workspace / 'themes.sqlite'}"

    @cached_property
    def _theme_book(self) -> ThemeBook:
        self.settings.workspace.mkdir(parents=True, exist_ok=True)
        return ThemeBook(self._theme_url)

    @cached_property
    def _ledger(self) -> Ledger:
        self.settings.workspace.mkdir(parents=True, exist_ok=True)
        return Ledger(self._theme_url, self.settings.theme_policy)

    def close_themes(self) -> None:
        """Let go of the database, where it was opened."""
        for name in ("_theme_book", "_ledger"):
            if (opened := self.__dict__.pop(name, None)) is not None:
                opened.close()

    def themes_there(self, category: str) -> tuple[str, ...]:
        """The themes that there are sets of, for a kind of product."""
        return tuple(self.sets.themes(list_ways("" if category == ANYTHING else category, "")))

    def themes_of(self, category: str) -> tuple[str, ...]:
        """The themes in which a kind of product is shown: three, unless the list was edited."""
        return self._theme_book.read(category or ANYTHING, self.themes_there(category))

    def edit_themes(self, category: str, themes: Sequence[str]) -> tuple[str, ...]:
        """Change a kind's list; none brings the usual list back.  Raises InputError."""
        self._theme_book.write(category or ANYTHING, themes, self.themes_there(category))
        return self.themes_of(category)

    def choose_theme(self, product: str, features: Mapping[str, str]) -> Impression:
        """Choose a theme for a product and whoever looks at it, and write down that it is shown.

        `features` are short words: {"segment": …, "placement": …}.  Raises InputError.
        """
        category = self.kind_of(self.product_of(product)) or ANYTHING
        return self._ledger.choose(category, self.themes_of(category), features)

    def tell_outcome(self, impression: str, value: float = 1.0) -> Answer:
        """What came of it: 1 for a click, 0 for none.  See `Ledger.reward`.  Raises InputError."""
        return self._ledger.reward(impression, value)

    def theme_results(self) -> tuple[ThemeResult, ...]:
        """What was shown so far, and how often it was clicked; most shown first."""
        return tuple(_weigh(row) for row in self._ledger.summary())


def _weigh(row: Mapping[str, object]) -> ThemeResult:
    shows, clicks = int(str(row["shows"])), float(str(row["clicks"]))
    interval = stats.binomtest(min(shows, round(clicks)), shows).proportion_ci(method="wilson")
    return ThemeResult(
        category=str(row["category"]), theme=str(row["arm"]), shows=shows, clicks=clicks, rate=clicks / shows,
        low=float(interval.low), high=float(interval.high),
    )  # fmt: skip
