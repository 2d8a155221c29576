"""What was shown and what came of it, in a database.  The ledger is the truth: policies are made again from it.

A row is written when something is shown, with all that judges and learners need (policy, propensity, context); outcomes
come later, twice, or never.  The same feedback again changes nothing, feedback for what was never shown is refused, and
what comes after `patience_s` is kept but no longer learned from.

Any database that SQLAlchemy speaks to will do: a SQLite file of the workspace, or a server's PostgreSQL or MySQL.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from sqlalchemy import (
    Column,
    Float,
    MetaData,
    String,
    Table,
    Text,
    func,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from models.bandits.contexts import encode
from models.bandits.policies import Choice, Policy, make_policy
from models.databases import Database
from models.errors import InputError

PATIENCE_S = 14 * 86_400.0
LONGEST = 120
"""Letters of a name."""
Answer = Literal["learned", "known", "late"]

_metadata = MetaData()
_shown = Table(
    "impressions",
    _metadata,
    Column("id", String(32), primary_key=True),
    Column("shown_at", Float(53), nullable=False, index=True),
    Column("policy", String(LONGEST), nullable=False),
    Column("category", String(LONGEST), nullable=False),
    Column("arm", String(LONGEST), nullable=False),
    Column("propensity", Float(53), nullable=False),
    Column("context", Text, nullable=False),
)
_outcomes = Table(
    "outcomes",
    _metadata,
    Column("impression", String(32), primary_key=True),
    Column("came_at", Float(53), nullable=False),
    Column("reward", Float(53), nullable=False),
    Column("learned", Float(53), nullable=False),
)


@dataclass(frozen=True, kw_only=True)
class Impression:
    """Something that was shown: its id goes out with the creative and comes back with the click."""

    id: str
    choice: Choice


class Ledger:
    """Shows and outcomes of one shop, and the policy that learns from them.  Safe for many threads.

    With several processes over one database each learns from its own traffic at once, and from the others' when it
    calls `catch_up`.
    """

    def __init__(
        self,
        url: str,
        policy: str = "linucb",
        *,
        seed: int = 0,
        patience_s: float = PATIENCE_S,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Open or make the tables at a SQLAlchemy `url`.  Raises StorageError when the database cannot be used."""
        self._clock, self._patience_s, self._name = clock, patience_s, policy
        self._rng, self._lock = np.random.default_rng(seed), threading.Lock()
        self._database = Database(url, _metadata, "The record of what was shown")
        self.policy: Policy = make_policy(policy)
        self.catch_up()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def choose(self, category: str, arms: Sequence[str], features: Mapping[str, str]) -> Impression:
        """Choose a theme and write down that it is shown.  Raises InputError on names or features that are none."""
        for name in (category, *arms):
            if not isinstance(name, str) or not 0 < len(name) <= LONGEST:
                raise InputError("Categories and themes have short names.", "Shorten them.")
        context = encode(features)
        with self._lock:
            choice = self.policy.choose(category, arms, context, self._rng)
            row = {
                "id": uuid.uuid4().hex,
                "shown_at": self._clock(),
                "policy": self.policy.name,
                "category": category,
                "arm": choice.arm,
                "propensity": choice.propensity,
                "context": json.dumps(dict(features), sort_keys=True),
            }
            with self._database.work() as connection:
                connection.execute(insert(_shown).values(**row))
            self.policy.show(category, choice.arm, context)
        return Impression(id=str(row["id"]), choice=choice)

    def reward(self, impression: str, value: float = 1.0) -> Answer:
        """Write down what came of something that was shown: 1 for a click, at most 1, at least 0.

        "learned"; "known" when feedback for it was there already; "late" when it came after the patience.  Raises
        InputError when it was never shown, or the value is none.
        """
        if not isinstance(impression, str) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise InputError("Feedback is the id of what was shown and a number from 0 to 1.")
        with self._lock:
            with self._database.work() as connection:
                row = connection.execute(select(_shown).where(_shown.c.id == impression[:64])).mappings().first()
                if row is None:
                    raise InputError("Nothing was shown under this id.", "Send the id that came with the creative.")
                now = self._clock()
                late = now - row["shown_at"] > self._patience_s
                outcome = {"impression": row["id"], "came_at": now, "reward": value, "learned": 0.0 if late else 1.0}
                try:
                    with connection.begin_nested():
                        connection.execute(insert(_outcomes).values(**outcome))
                except IntegrityError:  # the database keeps one for each, whoever asks at the same moment
                    return "known"
            if late:
                return "late"
            context = encode(json.loads(row["context"]))
            self.policy.reward(row["category"], row["arm"], context, float(value))
        return "learned"

    def catch_up(self) -> int:
        """Make the policy again from all that was written, by every process; returns how many shows there were."""
        fresh = make_policy(self._name)
        count = 0
        with self._lock:
            with self._database.work() as connection:
                joined = select(_shown, _outcomes.c.reward, _outcomes.c.learned).join_from(
                    _shown, _outcomes, _shown.c.id == _outcomes.c.impression, isouter=True
                )
                for row in connection.execute(joined.order_by(_shown.c.shown_at)).mappings():
                    context = encode(json.loads(row["context"]))
                    fresh.show(row["category"], row["arm"], context)
                    if row["reward"] is not None and row["learned"]:
                        fresh.reward(row["category"], row["arm"], context, row["reward"])
                    count += 1
            self.policy = fresh
        return count

    def summary(self) -> list[dict[str, Any]]:
        """Shows, clicks and click rate of each category and theme, most shown first."""
        clicks = func.coalesce(func.sum(_outcomes.c.reward), 0.0)
        shows = func.count(_shown.c.id)
        query = (
            select(_shown.c.category, _shown.c.arm, shows.label("shows"), clicks.label("clicks"))
            .join_from(_shown, _outcomes, _shown.c.id == _outcomes.c.impression, isouter=True)
            .group_by(_shown.c.category, _shown.c.arm)
            .order_by(shows.desc(), _shown.c.category, _shown.c.arm)
        )
        with self._database.work() as connection:
            rows = connection.execute(query).mappings().all()
        return [{**row, "clicks": float(row["clicks"]), "rate": float(row["clicks"]) / row["shows"]} for row in rows]
