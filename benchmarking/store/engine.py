"""What a store stands on, and the one seam between the two: a database file of our own, or a lake that servers share.

Whatever differs between them is here and in `lake.py`; the store's questions and commands are the same SQL on
both. `database.open_engine` opens whichever a place names.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from benchmarking.errors import DatabaseBusy, StoreError
from benchmarking.store import copies
from benchmarking.store.place import Place

# Enough for the full figures with room to sort; without a limit DuckDB takes 80 % of the machine.
MEMORY_LIMIT = "1GB"
THREADS = 2

CONFIGURATION: dict[str, Any] = {
    # Replacement scans must be off in the connection's config: set later, it does not reach cursors.
    "python_enable_replacements": False,
    "memory_limit": MEMORY_LIMIT,
    "threads": THREADS,
    # Both would have a query fetch something from outside.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

FOLDERS = ("inbox", "backup", "export", "lake")
"""Beside the database; SQL may touch no other file."""


class Engine(ABC):
    """An open database, not migrated yet."""

    place: Place
    path: Path
    """Where the database lies or, for a lake, a name that this server's own files stand beside (head, backups)."""

    connection: duckdb.DuckDBPyConnection
    write_lock: threading.RLock

    @property
    def begun(self) -> bool:
        """Whether there is a store in it."""
        with self.cursor() as cursor:
            return bool(
                cursor.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'migration'").fetchall()
            )

    @abstractmethod
    def cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A cursor for one question."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[object]:
        """Nobody else writes for as long as the block lasts. Raises StoreError where others do so for too long."""

    @abstractmethod
    def changing(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A cursor within a transaction that nobody else writes beside; whoever uses it commits or rolls back.

        Raises StoreError where somebody else writes for too long.
        """

    @abstractmethod
    def prove(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Raise duckdb.ConstraintException where the transaction breaks a key that the engine does not hold itself."""

    def outage(self, error: BaseException) -> bool:
        """Whether an error tells that what the database stands on does not answer, and not that a statement is wrong."""
        return isinstance(error, duckdb.IOException)

    @abstractmethod
    def committed(self, event: int, hash_: str) -> bool:
        """Whether a commit whose answer was an error has happened all the same, its last event being this."""

    @abstractmethod
    def readable(self, migration: str) -> str:
        """A numbered migration as this engine can read it."""

    @abstractmethod
    def lock_down(self) -> None:
        """Let SQL reach no file but those of FOLDERS and the database's own, from now on."""

    @abstractmethod
    def copy(self, target: Path) -> None:
        """Write the database as it is now to a file of its own. Raises StoreError."""

    @abstractmethod
    def size(self) -> int:
        """How many bytes the database takes."""

    @abstractmethod
    def watch(self, changed: Callable[[], None]) -> None:
        """Call `changed` soon after somebody else has changed the database."""

    @abstractmethod
    def tidy(self) -> None:
        """Do away with what no question will ask for again. Raises StoreError."""

    def close(self) -> None:
        self.connection.close()


class DatabaseFile(Engine):
    """One DuckDB file. DuckDB lets one process open it, so the write lock is this process's own."""

    def __init__(self, path: Path) -> None:
        self.place = self.path = path
        self.write_lock = threading.RLock()
        self.connection = connect(path)

    def cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        return self.connection.cursor()

    def alone(self) -> AbstractContextManager[object]:
        return self.write_lock

    @contextmanager
    def changing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self.write_lock, self.connection.cursor() as cursor:
            cursor.execute("BEGIN")
            yield cursor

    def prove(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """DuckDB holds them itself."""

    def committed(self, event: int, hash_: str) -> bool:
        return False

    def readable(self, migration: str) -> str:
        return migration

    def lock_down(self) -> None:
        # The folders cannot be named once external access is off, so the order matters.
        folders = [str(self.path.parent / name) for name in FOLDERS]
        self.connection.execute("SET allowed_directories = $folders", {"folders": folders})
        self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")

    def copy(self, target: Path) -> None:
        with self.write_lock:
            # With its log, which is folded in there and not here: a checkpoint that meets a full disk
            # leaves the running database unusable until it is opened anew (tried).
            copies.copy_bytes(self.path, target)

    def size(self) -> int:
        return self.path.stat().st_size

    def watch(self, changed: Callable[[], None]) -> None:
        """Nobody else can have it open."""

    def tidy(self) -> None:
        """DuckDB uses freed space again by itself."""


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a database file as we do, neither migrated nor locked down. Raises DatabaseBusy, StoreError."""
    try:
        return duckdb.connect(str(path), config=CONFIGURATION)
    except duckdb.IOException as error:
        if "Could not set lock" in str(error):
            busy = DatabaseBusy(f"another process holds {path}")
            busy.add_note("Close the other program, or let the running dashboard answer: `benchmarking …`")
            raise busy from error
        raise StoreError(f"cannot open {path}: {error}") from error
    except duckdb.Error as error:
        raise StoreError(f"cannot open {path}: {error}") from error
