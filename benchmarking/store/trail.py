"""The trail: events chained by their hashes, so that a change to what was written shows.

Each event's hash covers what it says, in canonical JSON, and the hash of the event before. Somebody who
changes or removes an event in the middle breaks the chain there. Somebody who cuts off the newest events
leaves a shorter chain that is whole; so the head (number and hash of the latest event) is kept beside
the database as well, and in every backup.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

EVENT_COLUMNS = ("id", "happened", "clock", "who", "what", "subject", "before", "after", "hash")

MOST_AT_ONCE = 10_000
"""Events read at a time, so that a long trail does not fill the memory."""

log = logging.getLogger("benchmarking")


@dataclass(frozen=True, slots=True)
class Head:
    """The latest event: its number, which is also how many there are, and its hash. 0 and "" before the first."""

    count: int = 0
    hash: str = ""


def event_hash(
    previous: str,
    id: int,
    happened: datetime,
    clock: datetime | None,
    who: str,
    what: str,
    subject: str,
    before: str | None,
    after: str | None,
) -> str:
    """SHA-256 (hex) of an event and of the hash of the one before it."""
    said = [
        *(previous, id, _moment(happened), _moment(clock) if clock else None),
        *(who, what, subject, before, after),
    ]
    return hashlib.sha256(
        json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    ).hexdigest()


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def events(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """Every event, oldest first, as EVENT_COLUMNS."""
    cursor.execute(f"SELECT {', '.join(EVENT_COLUMNS)} FROM event ORDER BY id")
    while rows := cursor.fetchmany(MOST_AT_ONCE):
        yield from rows


def first_broken(cursor: duckdb.DuckDBPyConnection) -> int | None:
    """The number of the first event that is not what was written there, or None."""
    previous = ""
    for expected, (id, *said, kept) in enumerate(events(cursor), start=1):
        if id != expected:
            return expected
        if kept != event_hash(previous, id, *said):
            return int(id)
        previous = kept
    return None


def chain(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every event its hash: what migration `chained_trail` does with the events of before it."""
    previous, hashes = "", []
    for id, *said, _ in events(connection):
        previous = event_hash(previous, id, *said)
        hashes.append((id, previous))
    if hashes:
        connection.register("hashes", pd.DataFrame(hashes, columns=["id", "hash"]))
        connection.execute("UPDATE event SET hash = h.hash FROM hashes AS h WHERE h.id = event.id")
        connection.unregister("hashes")


def latest(cursor: duckdb.DuckDBPyConnection) -> Head:
    """The head of the trail as the database has it."""
    row = cursor.execute("SELECT id, hash FROM event ORDER BY id DESC LIMIT 1").fetchone()
    return Head(*row) if row else Head()


def holds(cursor: duckdb.DuckDBPyConnection, head: Head) -> bool:
    """Whether the trail has passed this head: the event of that number has that hash."""
    if not head.count:
        return True
    row = cursor.execute("SELECT hash FROM event WHERE id = $id", {"id": head.count}).fetchone()
    return row is not None and row[0] == head.hash


class HeadFile:
    """The head kept beside the database file, in `network.head`.

    It is written after each commit, so it may lag behind a process that was killed, and never runs ahead
    of the database. One line of fixed length, overwritten in place: old or new, never half.
    """

    def __init__(self, database: Path) -> None:
        self.path = database.with_suffix(".head")

    def read(self) -> Head | None:
        """The head kept, None where there is no file. Raises ValueError for one that cannot be read."""
        try:
            count, hash_ = self.path.read_text(encoding="ascii").split()
        except FileNotFoundError:
            return None
        return Head(int(count), hash_)

    def readable(self) -> Head | None:
        """The head kept, None also where it cannot be read."""
        with suppress(ValueError, OSError):
            return self.read()
        return None

    def write(self, head: Head) -> None:
        """Keep the head. A disk that refuses is told of in the log: what was committed stays committed."""
        line = f"{head.count:020} {head.hash:64}\n".encode("ascii")
        try:
            if not self.path.exists():
                self._make(line)
                return
            file = os.open(self.path, os.O_WRONLY)
            try:
                os.pwrite(file, line, 0)
            finally:
                os.close(file)
        except OSError as error:
            log.warning("the head of the trail could not be kept in %s: %s", self.path, error)

    def _make(self, line: bytes) -> None:
        unfinished = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with unfinished.open("wb") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.path)

    def remove(self) -> None:
        with suppress(FileNotFoundError):
            self.path.unlink()

    def opened(self, cursor: duckdb.DuckDBPyConnection) -> bool:
        """Bring the file up to the database that was just opened; whether it may be kept from now on.

        False where the trail does not hold the head that was kept: the file is evidence then, and stays as
        it is until a restore.
        """
        try:
            kept = self.read()
        except (ValueError, OSError) as error:
            log.warning("the head of the trail in %s cannot be read: %s", self.path, error)
            return False
        if kept is not None and not holds(cursor, kept):
            log.warning(
                "the trail lacks event %d as %s has it: run `benchmarking verify`", kept.count, self.path
            )
            return False
        head = latest(cursor)
        if head.count and head != kept:
            self.write(head)
        return True
