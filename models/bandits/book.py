"""Which themes each kind of product may be shown in: a shop's own list, in the database beside the ledger.

Source: Taboola's BGGEN, arXiv 2408.12392, §"Themes" (at most three predefined for each category of items).
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Column, MetaData, String, Table, Text, delete, insert, select

from models.bandits.ledger import LONGEST
from models.databases import Database
from models.errors import InputError

USUAL = 3
"""Themes of a kind that nobody has edited."""

_metadata = MetaData()
_lists = Table(
    "theme_lists",
    _metadata,
    Column("category", String(LONGEST), primary_key=True),
    Column("themes", Text, nullable=False),
)


class ThemeBook:
    """The edited lists of one shop.  Safe for many threads and processes."""

    def __init__(self, url: str) -> None:
        """Open or make the table at a SQLAlchemy `url`.  Raises StorageError when the database cannot be used."""
        self._database = Database(url, _metadata, "The list of themes")

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def read(self, category: str, there: Sequence[str]) -> tuple[str, ...]:
        """The themes of a kind, of those that are `there`: the edited list, else the first three."""
        with self._database.work() as connection:
            row = connection.execute(select(_lists.c.themes).where(_lists.c.category == category)).scalar()
        kept = tuple(theme for theme in json.loads(row) if theme in there) if row else ()
        return kept or tuple(there[:USUAL])

    def write(self, category: str, themes: Sequence[str], there: Sequence[str]) -> None:
        """Put a kind's list in the place of the last one; an empty one brings the usual list back.

        Raises InputError when a theme is not among those that are `there`, is named twice, or the kind has no name.
        """
        if not isinstance(category, str) or not 0 < len(category) <= LONGEST:
            raise InputError("A kind of product has a short name.", "Give one, for example T-shirt.")
        for theme in themes:
            if theme not in there:
                raise InputError(
                    f"There is no set of the theme {str(theme)[:40]!r}.", f"Choose among {', '.join(there)}."
                )
        if len(set(themes)) != len(themes):
            raise InputError("A theme is named twice.", "Name each once.")
        with self._database.work() as connection:
            connection.execute(delete(_lists).where(_lists.c.category == category))
            if themes:
                connection.execute(insert(_lists).values(category=category, themes=json.dumps(list(themes))))
