"""The tables of a store carried to an empty database of either engine, and proved to be the same.

What arrives is read back and compared by a SHA-256 of each table before it counts. To carry writes no event, so
that the trail is the same too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarking.errors import StoreError
from benchmarking.store import schema
from benchmarking.store.engine import Engine, connect
from benchmarking.store.fingerprint import FINGERPRINTED, fingerprint

BYTES_AT_ONCE = 64 * 2**20
"""Originals are carried until so many bytes are on the way."""

SORTED = {
    "observation": "submission, row, indicator, organisation, year, sex",
    # As the first build sorts it, so that DuckDB can skip what a question does not ask for.
    "current_observation": "indicator, organisation, year, sex, origin",
}


@dataclass(frozen=True, slots=True)
class Carried:
    """What was carried: the rows of each table, and one SHA-256 of them all."""

    rows: dict[str, int]
    sha256: str


def write_file(source: Engine, target: Path, tell: Callable[[str], None] = lambda line: None) -> Carried:
    """Write what a store holds now to a new database file. Raises StoreError."""
    writer = connect(target)
    try:
        with one_state(source) as reader:
            writer.execute("BEGIN")
            carried = carry(reader, writer, str, tell)
            writer.execute("COMMIT")
        writer.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise StoreError(f"{target.name} could not be written: {error}") from error
    finally:
        writer.close()
    return carried


@contextmanager
def one_state(source: Engine) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor that sees one state of the store, whatever others write meanwhile."""
    with source.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            yield cursor
        finally:
            cursor.execute("ROLLBACK")


def carry(
    reader: duckdb.DuckDBPyConnection,
    writer: duckdb.DuckDBPyConnection,
    readable: Callable[[str], str],
    tell: Callable[[str], None],
) -> Carried:
    """Make the tables and fill them, within the writer's transaction. Raises StoreError where they are not the same."""
    applied = schema.applied_to(reader)
    schema.applied_to(writer, readable)
    for number, file in schema.files().items():
        if number <= applied:
            schema.apply(writer, number, file, datetime.min, readable)
    # The rows of the source say when each was applied.
    writer.execute("DELETE FROM migration")
    rows, digests = {}, []
    for table, blobs in tables(applied):
        for part in _parts(reader, table, blobs):
            writer.register("carried", part)
            writer.execute(f"INSERT INTO {table} SELECT * FROM carried")
            writer.unregister("carried")
        rows[table], digest = table_digest(reader, table, blobs)
        arrived = table_digest(writer, table, blobs)
        if arrived != (rows[table], digest):
            raise StoreError(f"{table} did not arrive as it was: {arrived[0]} rows of {rows[table]}")
        digests.append([table, digest])
        if rows[table]:
            tell(f"{table}: {rows[table]} rows, the same")
    return Carried(rows, hashlib.sha256(json.dumps(digests).encode()).hexdigest())


def tables(applied: int) -> list[tuple[str, bool]]:
    """The tables there are after so many migrations, those before which others refer to; and which hold bytes."""
    with schema.blank(applied) as connection:
        return connection.execute(
            """
            SELECT table_name, bool_or(data_type = 'BLOB')
            FROM duckdb_tables() AS t JOIN duckdb_columns() AS c USING (table_oid, table_name)
            GROUP BY table_oid, table_name ORDER BY table_oid
            """
        ).fetchall()


def _parts(cursor: duckdb.DuckDBPyConnection, table: str, blobs: bool) -> Iterator[pa.Table]:
    """The rows of a table, in parts that fit the memory."""
    if not blobs:
        order = f" ORDER BY {SORTED[table]}" if table in SORTED else ""
        answer = cursor.execute(f"SELECT * FROM {table}{order}").to_arrow_table()
        if answer.num_rows:
            yield answer
        return
    waiting: list[pa.Table] = []
    for one in _one_by_one(cursor, table):
        waiting.append(one)
        if sum(part.nbytes for part in waiting) > BYTES_AT_ONCE:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


def _one_by_one(cursor: duckdb.DuckDBPyConnection, table: str) -> Iterator[pa.Table]:
    """The rows of a table that holds bytes, a few at a time: those with the same value in its first column."""
    cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    [first, *_] = [column[0] for column in cursor.description or ()]
    keys = cursor.execute(f"SELECT DISTINCT {first} FROM {table} ORDER BY ALL").fetchall()
    for (key,) in keys:
        yield cursor.execute(
            f"SELECT * FROM {table} WHERE {first} IS NOT DISTINCT FROM $key ORDER BY ALL", {"key": key}
        ).to_arrow_table()


def table_digest(cursor: duckdb.DuckDBPyConnection, table: str, blobs: bool) -> tuple[int, str]:
    """How many rows a table has, and a SHA-256 (hex) of them that their order does not change.

    Of observations absent numbers and texts are hashed as `fingerprint` does: NaN as null, "" as null.
    """
    if table in SORTED:
        also = ("submission",) if table == "observation" else ("submission", "origin", "programme")
        rows = cursor.execute(f"SELECT {', '.join((*FINGERPRINTED, *also))} FROM {table}").to_arrow_table()
        return rows.num_rows, fingerprint(rows, also=also)
    hashes = []
    parts = _one_by_one(cursor, table) if blobs else _parts(cursor, table, blobs)
    for part in parts:
        for row in part.to_pylist():
            said = json.dumps(row, ensure_ascii=False, sort_keys=True, default=_said)
            hashes.append(hashlib.sha256(said.encode()).digest())
    return len(hashes), hashlib.sha256(b"".join(sorted(hashes))).hexdigest()


def _said(value: object) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)
