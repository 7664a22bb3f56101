"""Backups taken while people work, each opened and proved before it counts; and putting one back.

The write lock is held while the file and DuckDB's log are copied. Everything else, the proof above all, is
done on the copy, and keeps nobody waiting.
"""

from __future__ import annotations

import logging
import os
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from benchmarking.errors import NotFound, StoreError
from benchmarking.model import Right, Viewer
from benchmarking.store import copies, trail
from benchmarking.store.copies import Backup
from benchmarking.store.database import Database, demand, now
from benchmarking.store.engine import connect
from benchmarking.store.place import Lake, Place
from benchmarking.store.verifying import Verified, prove

log = logging.getLogger("benchmarking")

_taking = threading.Lock()
"""One backup at a time in this process: the next clears away what one cut short has left."""


class Backups(Database):
    """Taking backups and asking about them."""

    def back_up(self, viewer: Viewer, why: str = "asked") -> Backup:
        """Copy the database as it is now, open and prove the copy, and throw away the copies that are worn out.

        Raises NotAllowed; StoreError, with no copy kept, where the disk refuses or the copy is not whole.
        """
        demand(viewer, Right.ADMINISTER)
        with _taking:
            with self._write_lock:
                moment = now()
                unfinished = _begun(self.path, moment)
                try:
                    self._engine.copy(unfinished)
                except BaseException:
                    copies.discard(unfinished)
                    raise
            taken = _proved(unfinished, why, moment)
            gone = copies.worn_out(copies.kept(self.path))
            for one in gone:
                copies.throw_away(one)
        with self._change() as change:
            change.record(viewer.name, "backup", f"backup:{taken.file.name}", after=_told(taken))
        return taken

    def tidy(self, viewer: Viewer) -> None:
        """Do away with what no question will ask for again. Raises NotAllowed, StoreError."""
        demand(viewer, Right.ADMINISTER)
        self._engine.tidy()

    def backups(self, viewer: Viewer) -> tuple[Backup, ...]:
        """The copies there are, newest first."""
        demand(viewer, Right.ADMINISTER)
        return copies.kept(self.path)


def _begun(database: Path, moment: datetime) -> Path:
    try:
        return copies.begin(database, moment)
    except OSError as error:
        raise StoreError(f"cannot write to {copies.folder(database)}: {error}") from error


def _proved(unfinished: Path, why: str, moment: datetime) -> Backup:
    try:
        found, head = proved(unfinished)
        return copies.finish(unfinished, why, moment, head, found.content or "")
    except (OSError, duckdb.Error) as error:
        raise StoreError(f"the backup could not be finished: {error}") from error
    finally:
        copies.discard(unfinished)


def proved(file: Path) -> tuple[Verified, trail.Head]:
    """What a copy holds, and its head. Raises StoreError where it cannot be opened or is not whole."""
    connection = connect(file)
    try:
        found = prove(file.name, connection)
        head = trail.latest(connection)
        # A log that had to be copied as well becomes part of the file.
        connection.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise StoreError(f"{file.name} is not whole: {error}") from error
    finally:
        connection.close()
    return found, head


def restore(database: Place, file: Path, viewer: Viewer) -> Backup:
    """Put a backup in the place of the database, which is set aside and not removed; the backup that was put back.

    The copy is proved first: its SHA-256 is the one noted when it was taken, and it is whole. `file` is a path,
    or the name of one of the database's own backups. Nobody may hold the database. Raises NotAllowed; NotFound;
    DatabaseBusy; StoreError, with the database as it was.
    """
    demand(viewer, Right.ADMINISTER)
    if isinstance(database, Lake):
        refused = StoreError(f"{database} is not replaced by a file while other servers may work on it")
        refused.add_note(
            "Make an empty catalogue and folder, and run: benchmarking migrate-store FILE ducklake:…"
        )
        raise refused
    source = file if file.exists() else copies.folder(database) / file.name
    if not source.exists():
        raise NotFound(f"no backup {file}")
    noted = copies.unchanged(source)
    unfinished = database.with_suffix(f".restoring-{os.getpid()}")
    left: trail.Head | None = None
    if database.exists():
        left = _let_go(database)
    try:
        copies.copy_bytes(source, unfinished)
        if noted.content:
            proved(unfinished)
        copies.flush(unfinished)
        _set_aside(database)
        unfinished.replace(database)
        copies.flush(database.parent)
    except OSError as error:
        raise StoreError(f"{source.name} could not be put back: {error}") from error
    finally:
        for suffix in ("", ".wal"):
            unfinished.with_name(f"{unfinished.name}{suffix}").unlink(missing_ok=True)
    trail.HeadFile(database).remove()
    again = Database(database)
    try:
        with again._change() as change:
            change.record(
                viewer.name,
                "restore",
                f"backup:{source.name}",
                before={"count": left.count, "hash": left.hash} if left else None,
                after=_told(noted),
            )
    finally:
        again.close()
    return noted


def _let_go(database: Path) -> trail.Head | None:
    """The head of the database that is there, its log folded in; None where it cannot be opened.

    Raises DatabaseBusy: what somebody works in is not replaced under their hands.
    """
    try:
        connection = connect(database)
    except StoreError as error:
        if type(error) is not StoreError:
            raise
        log.warning("the database that is replaced cannot be opened: %s", error)
        return trail.HeadFile(database).readable()
    try:
        connection.execute("CHECKPOINT")
        return trail.latest(connection)
    except duckdb.Error:
        return trail.HeadFile(database).readable()
    finally:
        connection.close()


def _set_aside(database: Path) -> None:
    """Give the database that is there a second name, its log too; the log then leaves the first."""
    aside = database.with_suffix(f".before-restore-{now():%Y%m%dT%H%M%S%fZ}")
    for suffix in (".wal", ""):
        here, there = (path.with_name(f"{path.name}{suffix}") for path in (database, aside))
        if here.exists():
            os.link(here, there)
    database.with_name(f"{database.name}.wal").unlink(missing_ok=True)


def _told(one: Backup) -> dict[str, Any]:
    return {
        "why": one.why,
        "sha256": one.sha256,
        "bytes": one.bytes,
        "count": one.head.count,
        "hash": one.head.hash,
        "content": one.content,
    }
