"""Databases of every kind that is there, for tests; a server that is not there is skipped, and says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

SERVERS = {
    "postgresql": "postgresql+psycopg://postgres@127.0.0.1:5432/test",
    "mariadb": "mysql+pymysql://root@127.0.0.1:3306/test",
}
KINDS = ("sqlite", *SERVERS)


def lend(kind: str, folder: Path, tables: Sequence[str]) -> Iterator[str]:
    """The URL of a database of that kind, without `tables` before and afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'lent.sqlite'}"
        return
    engine = create_engine(SERVERS[kind])

    def clear() -> None:
        with engine.begin() as connection:
            for table in tables:
                connection.execute(text(f"DROP TABLE IF EXISTS {table}"))

    try:
        clear()
    except DBAPIError:
        pytest.skip(f"NO {kind.upper()}: nothing answers at its usual port")
    yield SERVERS[kind]
    clear()
    engine.dispose()
