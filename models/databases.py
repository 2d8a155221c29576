"""One way to reach a database: a SQLite file of the workspace, or a server's PostgreSQL or MySQL, by SQLAlchemy URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

from models.errors import StorageError


class Database:
    """Tables behind a URL; `what` names them in errors ("The list of creatives").  Safe for many threads."""

    def __init__(self, url: str, tables: MetaData, what: str) -> None:
        """Open the database and make the tables that are missing.  Raises StorageError when it cannot be used."""
        self._what = what
        self._engine: Engine = create_engine(url, pool_pre_ping=True)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _prepare)
        with self.work() as connection:
            tables.create_all(connection)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def work(self) -> Iterator[Connection]:
        """A transaction.  Raises StorageError when the database is away or full; what breaks a rule of the tables is
        IntegrityError, for who expects it."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise StorageError(f"{self._what} cannot be reached.", "Try again in a moment.") from error


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """SQLite: readers and writers do not block each other, and a killed process leaves nothing half-written."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.close()
