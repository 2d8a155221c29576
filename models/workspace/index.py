"""The index: which pictures there are, newest first, without opening a thousand sidecars.

It holds nothing of its own.  When it is missing, damaged or of another version it is made again from the sidecars, so
that there is nothing to migrate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    select,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from models.errors import StorageError

VERSION = 1
_metadata = MetaData()
_rows = Table(
    "artefacts",
    _metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("created", String, nullable=False, index=True),
    Column("kept", Boolean, nullable=False),
    Column("kept_at", String, nullable=False, index=True),
    Column("parents", String, nullable=False),
    Column("stamp", Integer, nullable=False),
)


class DamagedIndexError(Exception):
    """The database file is no usable index; it has to be made again."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """What is known of a picture without its sidecar; `stamp` is the sidecar's time of change in ns."""

    id: str
    kind: str
    created: str
    kept: bool
    kept_at: str
    parents: str
    stamp: int


class Index:
    """Rows in SQLite, in write-ahead mode, safe for many threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        event.listen(self._engine, "connect", _prepare)

    def open(self) -> None:
        """Make the tables where they are missing.  Raises DamagedIndexError when the file is not ours or damaged."""
        with self._work() as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar()
            if version not in (0, VERSION):
                raise DamagedIndexError("another version")
            if connection.exec_driver_sql("PRAGMA quick_check").scalar() != "ok":
                raise DamagedIndexError("damaged")
            _metadata.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
            connection.execute(select(_rows).limit(1))

    def discard(self) -> None:
        """Delete the database, to make it again."""
        self.close()
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def put(self, rows: Iterable[Row]) -> None:
        """Insert or replace rows, all or none."""
        values = [asdict(row) for row in rows]
        if not values:
            return
        statement = insert(_rows)
        updates = {name: statement.excluded[name] for name in values[0] if name != "id"}
        with self._work() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=updates), values)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget rows, all or none."""
        with self._work() as connection:
            for each in ids:
                connection.execute(delete(_rows).where(_rows.c.id == each))

    def stamps(self) -> dict[str, int]:
        """Every id with the stamp of the sidecar that it was read from."""
        with self._work() as connection:
            return {row.id: row.stamp for row in connection.execute(select(_rows.c.id, _rows.c.stamp))}

    def recent(self, limit: int) -> list[str]:
        """The latest ids, newest first."""
        return self._ids(select(_rows.c.id).order_by(_rows.c.created.desc(), _rows.c.id).limit(limit))

    def kept(self, limit: int, offset: int) -> list[str]:
        """The kept ids, last kept first."""
        order = (_rows.c.kept_at.desc(), _rows.c.id)
        return self._ids(select(_rows.c.id).where(_rows.c.kept).order_by(*order).limit(limit).offset(offset))

    def children(self, parent: str) -> list[str]:
        """The ids of what was made from a picture."""
        return self._ids(select(_rows.c.id).where(_rows.c.parents.contains(f" {parent} ", autoescape=True)))

    def _ids(self, query: object) -> list[str]:
        with self._work() as connection:
            return [str(value) for value in connection.scalars(query)]  # type: ignore[call-overload]

    @contextmanager
    def _work(self) -> Iterator[Connection]:
        """One transaction.  Raises DamagedIndexError or StorageError."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise _explain(error) from error


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _explain(error: DBAPIError) -> Exception:
    text = str(error.orig).lower()
    if "full" in text:
        return StorageError("The disk is full; nothing was saved.", "Free some space and try again.")
    if any(sign in text for sign in ("malformed", "not a database", "no such", "corrupt", "disk i/o")):
        return DamagedIndexError(text)
    return StorageError("The list of pictures could not be read or written.", "Try again in a moment.")
