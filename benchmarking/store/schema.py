"""The tables: the numbered files in `migrations/`, of which a database says how many have been applied to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from benchmarking.store.engine import CONFIGURATION

MIGRATIONS = Path(__file__).parent / "migrations"


def files() -> dict[int, Path]:
    """The numbered files, in order."""
    return {int(file.name[:3]): file for file in sorted(MIGRATIONS.glob("[0-9][0-9][0-9]_*.sql"))}


def applied_to(connection: duckdb.DuckDBPyConnection, readable: Callable[[str], str] = str) -> int:
    """The latest migration of a database, 0 for an empty one; whose table of migrations is then there."""
    connection.execute(
        readable(
            "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name VARCHAR, applied TIMESTAMP)"
        )
    )
    row = connection.execute("SELECT coalesce(max(number), 0) FROM migration").fetchone()
    return int(row[0]) if row else 0


def apply(
    cursor: duckdb.DuckDBPyConnection,
    number: int,
    file: Path,
    moment: datetime,
    readable: Callable[[str], str] = str,
) -> None:
    """Run a numbered file within a transaction, and record that it was applied at `moment` (UTC)."""
    cursor.execute(readable(file.read_text(encoding="utf-8")))
    cursor.execute(
        "INSERT INTO migration VALUES ($number, $name, $applied)",
        {"number": number, "name": file.stem, "applied": moment},
    )


@contextmanager
def blank(applied: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with the tables of so many migrations (default: all), as a file would have them."""
    with duckdb.connect(":memory:", config=CONFIGURATION) as connection:
        applied_to(connection)
        for number, file in files().items():
            if applied is None or number <= applied:
                apply(connection, number, file, datetime.min)
        yield connection
