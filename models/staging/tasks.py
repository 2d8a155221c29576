"""Creatives that wait to be made, newest request first, in a database; each is made once, whoever dies meanwhile.

A task is taken with a lease: a worker that is killed in the middle leaves it behind, and it is taken again when the
lease is over.  A worker that comes back late finds that its result is not wanted any more.

Source: Taboola's BGGEN, arXiv 2408.12392, §"Service" (a last-in-first-out stack of tasks, so that what is looked at now
is made first).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import (
    Column,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from models.databases import Database
from models.staging.buckets import Bucket

State = Literal["waiting", "working", "ready", "failed"]
LEASE_S = 120.0
MOST_TRIES = 3

_metadata = MetaData()
_tasks = Table(
    "creative_tasks",
    _metadata,
    Column("key", String(64), primary_key=True),
    Column("product", String(64), nullable=False),
    Column("theme", String(40), nullable=False),
    Column("top", Integer, nullable=False),
    Column("right", Integer, nullable=False),
    Column("bottom", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    Column("ratio", Float(53), nullable=False),
    Column("state", String(8), nullable=False, index=True),
    Column("wanted_at", Float(53), nullable=False, index=True),
    Column("taken_at", Float(53), nullable=False),
    Column("worker", String(64), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("seconds", Float(53), nullable=False),
    Column("fault", String(240), nullable=False),
)


@dataclass(frozen=True, kw_only=True)
class Task:
    """A product on a set of a theme, with as much ground round it as a bucket says."""

    product: str
    theme: str
    bucket: Bucket

    @property
    def key(self) -> str:
        """Names the task and its files; the same on every machine."""
        return hashlib.sha256(f"{self.product}|{self.theme}|{self.bucket.key}".encode()).hexdigest()


class TaskStack:
    """The tasks of one installation.  Safe for many threads, processes and machines over one database."""

    def __init__(
        self, url: str, *, lease_s: float = LEASE_S, most_tries: int = MOST_TRIES,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        """Open or make the table at a SQLAlchemy `url`.  Raises StorageError when the database cannot be used."""
        self._clock, self._lease_s, self._most_tries = clock, lease_s, most_tries
        self._database = Database(url, _metadata, "The list of creatives")

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def want(self, task: Task) -> State:
        """Ask for a creative: it comes to the top of the stack.  Its state; what failed stays failed until `retry`."""
        bucket, now = task.bucket, self._clock()
        row = {
            "key": task.key, "product": task.product, "theme": task.theme, "top": bucket.top, "right": bucket.right,
            "bottom": bucket.bottom, "left": bucket.left, "ratio": bucket.ratio, "state": "waiting", "wanted_at": now,
            "taken_at": 0.0, "worker": "", "tries": 0, "seconds": 0.0, "fault": "",
        }  # fmt: skip
        with self._database.work() as connection:
            known = connection.execute(select(_tasks.c.state).where(_tasks.c.key == task.key)).scalar()
            if known is None:
                try:
                    with connection.begin_nested():
                        connection.execute(insert(_tasks).values(**row))
                    return "waiting"
                except IntegrityError:  # somebody asked for it at the same moment
                    known = "waiting"
            if known == "waiting":
                connection.execute(update(_tasks).where(_tasks.c.key == task.key).values(wanted_at=now))
        return cast(State, known)

    def take(self, worker: str) -> Task | None:
        """The newest task that nobody is at, now this worker's; None when there is none."""
        while True:
            with self._database.work() as connection:
                now = self._clock()
                free = or_(
                    _tasks.c.state == "waiting",
                    and_(_tasks.c.state == "working", _tasks.c.taken_at < now - self._lease_s),
                )
                newest = select(_tasks).where(free).order_by(_tasks.c.wanted_at.desc(), _tasks.c.key).limit(1)
                row = connection.execute(newest).mappings().first()
                if row is None:
                    return None
                mine = update(_tasks).where(_tasks.c.key == row["key"], free)
                if row["tries"] >= self._most_tries:  # it took its workers with it
                    fault = "Every worker that began it was lost."
                    connection.execute(mine.values(state="failed", fault=fault))
                    continue
                taken = {"state": "working", "taken_at": now, "worker": worker, "tries": row["tries"] + 1}
                if connection.execute(mine.values(**taken)).rowcount == 1:
                    return _read(row)

    def finish(self, task: Task, worker: str, seconds: float) -> bool:
        """It is made.  False when the task is another worker's by now, or done."""
        return self._leave(task, worker, {"state": "ready", "seconds": seconds, "fault": ""})

    def fail(self, task: Task, worker: str, fault: str, *, for_good: bool = False) -> bool:
        """It could not be made: it is tried again, but not for ever, and not at all where that is known to be vain."""
        with self._database.work() as connection:
            tries = connection.execute(select(_tasks.c.tries).where(_tasks.c.key == task.key)).scalar() or 0
        over = for_good or tries >= self._most_tries
        return self._leave(task, worker, {"state": "failed" if over else "waiting", "fault": fault[:240]})

    def give_back(self, task: Task, worker: str) -> bool:
        """A worker that stops of its own accord: the task waits again, and that was no try."""
        return self._leave(task, worker, {"state": "waiting", "tries": _tasks.c.tries - 1})

    def make_again(self, task: Task) -> bool:
        """What was made is lost, or not whole: the task waits again.  False when it was not made."""
        mine = and_(_tasks.c.key == task.key, _tasks.c.state == "ready")
        values = {"state": "waiting", "tries": 0, "wanted_at": self._clock()}
        with self._database.work() as connection:
            return connection.execute(update(_tasks).where(mine).values(**values)).rowcount == 1

    def workers(self) -> list[str]:
        """Who has tasks in hand at the moment, the lost ones among them."""
        with self._database.work() as connection:
            rows = connection.execute(select(_tasks.c.worker).where(_tasks.c.state == "working").distinct())
            return sorted(str(row[0]) for row in rows)

    def free(self, worker: str) -> int:
        """Let the tasks of a worker that is known to be lost wait again, before their lease is over; how many."""
        mine = and_(_tasks.c.state == "working", _tasks.c.worker == worker)
        with self._database.work() as connection:
            done = connection.execute(update(_tasks).where(mine).values(state="waiting", worker=""))
        return int(done.rowcount)

    def retry(self) -> int:
        """Let what failed wait again; how many."""
        with self._database.work() as connection:
            done = connection.execute(
                update(_tasks).where(_tasks.c.state == "failed").values(state="waiting", tries=0, fault="")
            )
        return int(done.rowcount)

    def counts(self) -> dict[State, int]:
        """How many tasks there are in each state."""
        counts: dict[State, int] = {"waiting": 0, "working": 0, "ready": 0, "failed": 0}
        with self._database.work() as connection:
            for state, count in connection.execute(select(_tasks.c.state, func.count()).group_by(_tasks.c.state)):
                counts[state] = int(count)
        return counts

    def faults(self) -> list[tuple[str, str]]:
        """(product, what was wrong) of what failed."""
        with self._database.work() as connection:
            rows = connection.execute(
                select(_tasks.c.product, _tasks.c.fault).where(_tasks.c.state == "failed").order_by(_tasks.c.key)
            )
            return [(str(product), str(fault)) for product, fault in rows]

    def pace_s(self) -> float | None:
        """How long one took, on average; None before the first."""
        with self._database.work() as connection:
            mean = connection.execute(select(func.avg(_tasks.c.seconds)).where(_tasks.c.state == "ready")).scalar()
        return None if mean is None else float(mean)

    def _leave(self, task: Task, worker: str, values: dict[str, Any]) -> bool:
        mine = and_(_tasks.c.key == task.key, _tasks.c.state == "working", _tasks.c.worker == worker)
        with self._database.work() as connection:
            return connection.execute(update(_tasks).where(mine).values(worker="", **values)).rowcount == 1


def _read(row: Any) -> Task:
    bucket = Bucket(
        top=row["top"], right=row["right"], bottom=row["bottom"], left=row["left"], ratio=float(row["ratio"])
    )
    return Task(product=row["product"], theme=row["theme"], bucket=bucket)
