"""A lake: Parquet files on a shared disk or in a bucket, their catalogue in PostgreSQL, and several servers on it.

A change is one DuckLake transaction, and happens at one point: when PostgreSQL commits the row of the snapshot.
Two things see to it that changes come one after the other. A lock in PostgreSQL (advisory, of the session, so
that it goes with a server that dies) makes them wait for each other; and each change adds one to the one row of
`fence`, so that two that run beside each other all the same cannot both be committed: DuckLake refuses the
second. DuckLake knows no keys; what a change has touched is proved by a query before it is committed.
"""

from __future__ import annotations

import functools
import importlib.util
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import psycopg.conninfo

from benchmarking.errors import Conflict, StoreError
from benchmarking.store import dialect, schema
from benchmarking.store.carrying import write_file
from benchmarking.store.engine import CONFIGURATION, FOLDERS, Engine
from benchmarking.store.place import Lake

NAME = "network"
"""What the lake is called within a connection."""

WAITS = 120
"""Seconds that a change waits for those of other servers; the longest of ours take some ten, tidying a minute."""

LOOKS = 1.0
"""Seconds between two looks at whether another server has changed something."""

KEPT = "7 days"
"""How long earlier states stay in the files: also the bytes of what was purged."""

UNUSED = "1 day"
"""How long a file that no state needs stays: long enough for a copy of all files after the catalogue was dumped."""

INLINED = "data_inlining_row_limit"
"""DuckLake's name for how few rows go to the catalogue."""

LOCK = 0x6A616D73
"""The advisory lock's number; a PostgreSQL database holds one lake."""

EXTENSIONS = ("postgres_scanner", "ducklake")

log = logging.getLogger("benchmarking")


class DuckLake(Engine):
    """A lake as one server has it open."""

    def __init__(self, lake: Lake) -> None:
        _refuse_password(lake.catalogue)
        self.place = lake
        self.path = lake.path
        self.write_lock = threading.RLock()
        self._depth = 0
        self._guard: psycopg.Connection[Any] | None = None
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._closed = threading.Event()
        lake.work.mkdir(parents=True, exist_ok=True)
        if "://" not in lake.files:
            Path(lake.files).mkdir(parents=True, exist_ok=True)
        with self.alone():
            self.connection = _attached(lake)
            try:
                self.connection.execute("CREATE TABLE IF NOT EXISTS fence (number BIGINT NOT NULL)")
                if not self.connection.execute("SELECT number FROM fence").fetchall():
                    self.connection.execute("INSERT INTO fence VALUES (0)")
            except BaseException:
                self.connection.close()
                raise

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        # To enter the lake asks PostgreSQL (some milliseconds), so a cursor is used again.
        cursor = self._idle.pop() if self._idle else self._entered()
        try:
            yield cursor
        except BaseException:
            cursor.close()
            raise
        if self._closed.is_set():
            cursor.close()
        else:
            self._idle.append(cursor)

    def _entered(self) -> duckdb.DuckDBPyConnection:
        cursor = self.connection.cursor()
        cursor.execute(f"USE {NAME}")
        return cursor

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self.write_lock:
            if not self._depth:
                self._lock()
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    self._unlock()

    def _lock(self) -> None:
        for again in (True, False):
            try:
                if self._guard is None:
                    self._guard = _catalogue(self.place)
                    self._guard.execute(f"SET lock_timeout = '{WAITS}s'")
                self._guard.execute("SELECT pg_advisory_lock(%s)", [LOCK])
                return
            except psycopg.errors.LockNotAvailable as error:
                raise StoreError(
                    f"another server has been changing {self.place} for {WAITS} seconds: nothing was changed, try again"
                ) from error
            except psycopg.Error as error:
                # PostgreSQL may have been started anew since the last change.
                self._let_go()
                if not again:
                    raise StoreError(f"the catalogue of {self.place} does not answer: {error}") from error

    def _unlock(self) -> None:
        try:
            if self._guard is not None:
                self._guard.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        except psycopg.Error:
            self._let_go()

    def _let_go(self) -> None:
        """Close the connection that holds the lock, and with it the lock."""
        if self._guard is not None:
            with suppress(psycopg.Error):
                self._guard.close()
        self._guard = None

    @contextmanager
    def changing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self.alone(), self._entered() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("UPDATE fence SET number = number + 1")
            yield _Writing(cursor)  # type: ignore[misc]

    def prove(self, cursor: duckdb.DuckDBPyConnection) -> None:
        query = dialect.proof(promises()[0], cursor.changed)  # type: ignore[attr-defined]
        if query and (broken := cursor.execute(query).fetchone()):
            raise duckdb.ConstraintException(f"Constraint Error: {broken[0]}")

    def outage(self, error: BaseException) -> bool:
        # DuckLake tells of a catalogue that hangs up by an error of no kind (tried).
        return type(error) is duckdb.Error or isinstance(
            error, duckdb.IOException | duckdb.HTTPException | duckdb.TransactionException
        )

    def committed(self, event: int, hash_: str) -> bool:
        unknown = StoreError(
            f"the catalogue of {self.place} went away at the end of a change, which has happened or has not: "
            "look before you do it again"
        )
        if not event:
            raise unknown
        # PostgreSQL may still be at it when the connection breaks.
        for wait in (0.0, LOOKS):
            self._closed.wait(wait)
            try:
                with self.cursor() as cursor:
                    row = cursor.execute("SELECT hash FROM event WHERE id = $id", {"id": event}).fetchone()
            except duckdb.Error as error:
                raise unknown from error
            if row is not None:
                return bool(row[0] == hash_)
        return False

    def readable(self, migration: str) -> str:
        return dialect.without_keys(migration)

    def lock_down(self) -> None:
        self._reach_originals()
        folders = [f"{self.place.files.rstrip('/')}/", *(str(self.place.work / name) for name in FOLDERS)]
        self.connection.execute("SET allowed_directories = $folders", {"folders": folders})
        self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")

    def _reach_originals(self) -> None:
        """Have originals in files and not in the catalogue, where few rows go, and purged ones gone from them.

        DuckLake writes a file anew without what was deleted only when nearly all of it was.
        """
        holding = self.connection.execute(
            "SELECT DISTINCT table_name FROM duckdb_columns() WHERE database_name = $lake AND data_type = 'BLOB'",
            {"lake": NAME},
        ).fetchall()
        for option in (INLINED, "rewrite_delete_threshold"):
            kept = self.connection.execute(
                f"SELECT scope_entry FROM ducklake_options('{NAME}') WHERE option_name = $option",
                {"option": option},
            ).fetchall()
            for (table,) in holding:
                if (f"main.{table}",) not in kept:
                    self.connection.execute(
                        f"CALL {NAME}.set_option('{option}', '0', table_name => '{table}')"
                    )

    @contextmanager
    def filling(self) -> Iterator[None]:
        """For as long as the block lasts all rows go to files: a table that is made in it has no setting of its own."""
        self.connection.execute(f"CALL {NAME}.set_option('{INLINED}', '0')")
        try:
            yield
        finally:
            self.connection.execute(
                f"CALL {NAME}.set_option('{INLINED}', current_setting('ducklake_default_{INLINED}')::VARCHAR)"
            )

    def refuse_used(self) -> None:
        """Raise Conflict where there are files already: another lake's, which tidying this one would delete."""
        row = self.connection.execute(
            "SELECT count(*) FROM glob($files)", {"files": f"{self.place.files.rstrip('/')}/**"}
        ).fetchone()
        if row and row[0]:
            used = Conflict(f"{self.place} has no store in its catalogue, but {row[0]} files")
            used.add_note(
                "A lake needs a folder of its own: name another in BENCHMARKING_LAKE, or empty this one"
            )
            raise used

    def copy(self, target: Path) -> None:
        write_file(self, target)

    def size(self) -> int:
        with _catalogue(self.place) as catalogue:
            row = catalogue.execute(
                "SELECT (SELECT coalesce(sum(file_size_bytes), 0) FROM ducklake_data_file) "
                "+ pg_database_size(current_database())"
            ).fetchone()
        return int(row[0]) if row else 0

    def watch(self, changed: Callable[[], None]) -> None:
        threading.Thread(target=self._look, args=(changed,), name="other servers", daemon=True).start()

    def _look(self, changed: Callable[[], None]) -> None:
        seen, quiet = None, False
        while not self._closed.is_set():
            try:
                with _catalogue(self.place) as catalogue:
                    while not self._closed.wait(LOOKS):
                        found = catalogue.execute("SELECT max(snapshot_id) FROM ducklake_snapshot").fetchone()
                        if found != seen:
                            changed()
                        seen, quiet = found, False
            except (psycopg.Error, duckdb.Error) as error:
                if not self._closed.is_set() and not quiet:
                    log.warning("what other servers change cannot be seen now: %s", error)
                quiet = True
                self._closed.wait(LOOKS)

    def tidy(self) -> None:
        """Fold small files together, and do away with states older than KEPT and the files that only they need."""
        try:
            with self.alone(), self._entered() as cursor:
                cursor.execute(f"CALL {NAME}.set_option('expire_older_than', '{KEPT}')")
                cursor.execute(f"CALL {NAME}.set_option('delete_older_than', '{UNUSED}')")
                cursor.execute(f"CHECKPOINT {NAME}")
        except duckdb.Error as error:
            raise StoreError(f"{self.place} could not be tidied: {error}") from error

    def close(self) -> None:
        self._closed.set()
        while self._idle:
            self._idle.pop().close()
        self.connection.close()
        self._let_go()


class _Writing:
    """A cursor to which our SQL is said, and which says it as a lake knows it; `changed` are the tables written to."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self.changed: set[str] = set()

    def execute(self, sql: str, parameters: dict[str, Any] | None = None) -> duckdb.DuckDBPyConnection:
        self.changed |= dialect.written(sql)
        _, keys, columns = promises()
        said = dialect.statements(sql, keys, columns)
        if len(said) == 1:
            return self._cursor.execute(sql, parameters)
        for one in said:
            answer = self._cursor.execute(one, dialect.of_statement(one, parameters or {}) or None)
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


Promises = tuple[tuple[dialect.Rule, ...], dict[str, list[str]], dict[str, list[str]]]


@functools.lru_cache(maxsize=1)
def promises() -> Promises:
    """What the migrations promise of every table: the rules, the primary keys and the columns of each."""
    with schema.blank() as connection:
        constraints = connection.execute(
            """
            SELECT table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names,
                   expression
            FROM duckdb_constraints() WHERE constraint_type <> 'NOT NULL' ORDER BY ALL
            """
        ).fetchall()
        columns = connection.execute(
            """
            SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()
            WHERE NOT internal GROUP BY table_name
            """
        ).fetchall()
    keys = {table: own for table, kind, own, *_ in constraints if kind == "PRIMARY KEY"}
    return dialect.rules(constraints), keys, dict(columns)


def _refuse_password(catalogue: str) -> None:
    """Raise StoreError for a connection string with a password, which DuckDB tells in its errors (tried) and to SQL."""
    try:
        said = psycopg.conninfo.conninfo_to_dict(catalogue)
    except psycopg.Error:
        # libpq's own message may hold a piece of the string.
        raise StoreError(
            "what follows ducklake:postgres: is not a connection string of PostgreSQL's"
        ) from None
    if said.get("password"):
        refused = StoreError("a lake's name holds a password, which would be in error messages")
        refused.add_note("Keep it in ~/.pgpass, or in the variable PGPASSWORD")
        raise refused


def _catalogue(lake: Lake) -> psycopg.Connection[Any]:
    """A connection to PostgreSQL that notices within half a minute that the other side is gone."""
    return psycopg.connect(
        lake.catalogue,
        autocommit=True,
        application_name="benchmarking",
        connect_timeout=10,
        keepalives=1,
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
    )


def _attached(lake: Lake) -> duckdb.DuckDBPyConnection:
    """A connection within which the lake is the database that SQL speaks of. Raises StoreError."""
    connection = duckdb.connect(
        ":memory:", config=CONFIGURATION | {"temp_directory": str(lake.work / "sorting")}
    )
    try:
        in_bucket = "://" in lake.files
        for name in (*EXTENSIONS, *(("httpfs",) if in_bucket else ())):
            connection.execute(f"LOAD {dialect.literal(str(extension(name)))}")
        if in_bucket:
            connection.execute(_secret(os.environ))
        connection.execute(
            f"ATTACH {dialect.literal(f'ducklake:postgres:{lake.catalogue}')} AS {NAME} "
            f"(DATA_PATH {dialect.literal(lake.files)}, OVERRIDE_DATA_PATH true)"
        )
        connection.execute(f"USE {NAME}")
    except duckdb.Error as error:
        connection.close()
        raise StoreError(f"cannot open {lake}: {error}") from error
    return connection


def extension(name: str) -> Path:
    """Where a wheel of DuckDB's has put an extension. Raises StoreError."""
    found = importlib.util.find_spec(f"duckdb_extension_{name}")
    for folder in (found.submodule_search_locations or ()) if found else ():
        for file in Path(folder).glob(f"extensions/v{duckdb.__version__}/*.duckdb_extension"):
            return file
    missing = StoreError(f"DuckDB {duckdb.__version__} has no extension {name} here")
    missing.add_note("Install the extra: pip install -c constraints.txt -e '.[cluster]'")
    raise missing


def _secret(environment: os._Environ[str] | dict[str, str]) -> str:
    """How DuckDB reaches a bucket, from the variables that S3's own tools read."""
    said = {
        "KEY_ID": environment.get("AWS_ACCESS_KEY_ID", ""),
        "SECRET": environment.get("AWS_SECRET_ACCESS_KEY", ""),
        "REGION": environment.get("AWS_REGION", "us-east-1"),
    }
    scheme, _, host = environment.get("AWS_ENDPOINT_URL", "").rpartition("://")
    if host:
        # Others than Amazon (MinIO, Ceph) name the bucket in the path.
        said |= {"ENDPOINT": host.rstrip("/"), "URL_STYLE": "path"}
    options = ", ".join(f"{name} {dialect.literal(value)}" for name, value in said.items())
    return f"CREATE SECRET (TYPE s3, {options}, USE_SSL {'false' if scheme == 'http' else 'true'})"
