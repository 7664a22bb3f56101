"""The database: opening it safely, migrating it, and the two ways to touch it — ask and change.

Only `store/` may import this. One connection per process, a cursor per question; changes go
through `Database._change`, which holds the one write lock. What it stands on is in `engine.py`.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import pyarrow as pa

from benchmarking.errors import Conflict, DatabaseTooNew, NotAllowed, NotFound, StoreError
from benchmarking.model import Right, SubmissionState, Viewer
from benchmarking.store import copies, schema, trail
from benchmarking.store.engine import DatabaseFile, Engine, connect
from benchmarking.store.fingerprint import fingerprint, observations_of
from benchmarking.store.place import Lake, Place

if TYPE_CHECKING:
    from benchmarking.store.lake import DuckLake

# What happens to a draft before anyone but its sender and the coordinator can see it.
DRAFTING = frozenset(
    {
        *("receive", "assign", "check", "discard", "answer", "correct", "undo", "return", "resume", "learn"),
        *("submit", "recall", "confirm", "retract"),
    }
)

# What is kept of a round: who is in it and how far it has come. No figure is another for it.
RUNNING = frozenset(
    {
        *("create_round", "change_round", "take_step", "take_back_step", "create_team", "add_member"),
        *("change_member", "remove_member", "decide", "apply", "withdraw_application", "admit"),
        *("fill_functions", "assess", "commit", "follow_up", "analyse", "adopt", "see_effect"),
        *("create_initiative", "change_initiative", "keep_rows"),
    }
)

# What a group writes and prepares for itself. It is asked for anew by each page that shows it.
MEETING = frozenset(
    {"arrange", "hand_over", "read_questions", "write", "rewrite", "strike", "edit_pack", "keep_pack"}
)

# How the network's memory is kept: copies of it, what is removed from it and when. No answer is another for it.
KEEPING = frozenset({"chain", "backup", "restore", "ask_purge", "refuse_purge", "purge", "set_retention"})

# Who may come in, and what the network decides for itself. No answer but those about accounts holds it.
ADMITTING = frozenset(
    {
        *("invite", "appoint", "block", "unblock", "sign_out", "erase", "first_sign_in"),
        "decide_four_eyes",
    }
)

APART = DRAFTING | MEETING | KEEPING | ADMITTING
"""What leaves the version as it is."""

log = logging.getLogger("benchmarking")


def now() -> datetime:
    """The present moment in UTC, without zone, as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


class Database:
    """A migrated, locked-down DuckDB database.

    `version` grows by each change to what answers can hold, and keys every cache. Work on a draft, and
    what a group writes at its meeting, leave it as it is: neither must have every visitor's page computed anew. `figures` is the
    same without what is kept of rounds, which leaves every figure as it was. `latest` grows by each change of all.
    """

    def __init__(self, place: Place) -> None:
        self._engine = open_engine(place)
        self.place = self._engine.place
        self.path = self._engine.path
        self._write_lock = self._engine.write_lock
        self._connection = self._engine.connection
        self._noting = threading.Lock()
        try:
            _migrate(self._engine)
            self._engine.lock_down()
            self.version, self.figures, self.latest = self._latest_events()
            self._head_file = trail.HeadFile(self.path)
            self._head_kept = self._head_file.opened(self._connection)
            self._engine.watch(self._learn)
        except BaseException:
            # An open connection would hold the file against whoever comes to mend it.
            self._engine.close()
            raise

    def _learn(self) -> None:
        """See what others have changed: what is kept apart from the version is forgotten, the version is theirs."""
        self._forget_kept()
        self._note(*self._latest_events())

    def _forget_kept(self) -> None:
        """Forget what is kept of the database until this process itself changes it."""

    def _note(self, version: int, figures: int, latest: int) -> None:
        with self._noting:
            self.latest = max(self.latest, latest)
            self.figures = max(self.figures, figures)
            self.version = max(self.version, version)

    def answers(self) -> bool:
        """Whether the database still answers. One that met a full disk while it folded its log in does not."""
        try:
            with self._engine.cursor() as cursor:
                return cursor.execute("SELECT count(*) FROM programme").fetchone() is not None
        except duckdb.Error:
            return False

    def size(self) -> int:
        """How many bytes the database takes."""
        return self._engine.size()

    def close(self) -> None:
        with self._write_lock:
            self._engine.close()

    def _latest_events(self) -> tuple[int, int, int]:
        """The `version`, the `figures` and the `latest` event of the database as it is now."""
        with self._engine.cursor() as cursor:
            version, figures = latest_event(cursor, APART), latest_event(cursor, APART | RUNNING)
            return version, figures, trail.latest(cursor).count

    def _ask(self, sql: str, **parameters: Any) -> pd.DataFrame:
        with self._engine.cursor() as cursor:
            return cursor.execute(sql, parameters or None).df()

    def _rows(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """The answer as plain Python values (None, date, list), for the nouns rather than for frames."""
        with self._engine.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @contextmanager
    def _snapshot(self) -> Iterator[Snapshot]:
        """One state of the database for all that is asked of it in here, whatever is committed meanwhile."""
        with self._engine.cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            try:
                row = cursor.execute("SELECT coalesce(max(id), 0), current_date FROM event").fetchone()
                assert row is not None
                yield Snapshot(cursor, (int(row[0]), row[1]))
            finally:
                with suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")

    def _demand_in_team(self, viewer: Viewer, right: Right, team: str) -> str:
        """The programme of a team in which the viewer holds the right. Raises NotFound, NotAllowed."""
        rows = self._rows("SELECT programme FROM team WHERE id = $team", team=team)
        if not rows:
            raise NotFound(f"no team {team!r}")
        programme = str(rows[0]["programme"])
        demand(viewer, right, team=team, programme=programme)
        return programme

    def _demand_of(self, viewer: Viewer, right: Right, submission: int) -> None:
        """Raise NotAllowed unless the viewer holds the right for a submission: its organisation or its programme.

        One that is not there is nobody's, so that a number tells nothing to who may not ask.
        """
        if viewer.may(right):
            return
        rows = self._rows(
            "SELECT handed_in_for AS organisation, programme FROM submission WHERE id = $id", id=submission
        )
        demand(viewer, right, **(rows[0] if rows else {}))

    @contextmanager
    def _change(self) -> Iterator[Change]:
        """One transaction under the write lock: all of it is committed, or nothing.

        Without the lock two publications of the same new figure both committed and left two
        current rows, or failed with a write conflict (tried on DuckDB 1.5.5).
        """
        with self._engine.changing() as cursor:
            change = Change(cursor)
            try:
                yield change
                self._engine.prove(cursor)
            except BaseException as error:
                with suppress(duckdb.Error):
                    # What a full disk has ended already cannot be rolled back once more.
                    cursor.execute("ROLLBACK")
                if self._engine.outage(error):
                    raise _not_written(self.place, error) from error
                raise
            try:
                cursor.execute("COMMIT")
            except duckdb.Error as error:
                if not self._engine.committed(change.head.count, change.head.hash):
                    raise _not_written(self.place, error) from error
            self._note(change.last_event, change.last_figures, change.head.count)
            if self._head_kept and change.head.count:
                self._head_file.write(change.head)


def _not_written(place: Place, error: BaseException) -> StoreError:
    refused = StoreError(f"the change could not be written to {place} and was not made: {error}")
    needed = "PostgreSQL answers and " if isinstance(place, Lake) else ""
    refused.add_note(f"See that {needed}the disk has room and may be written to; nothing else is lost.")
    return refused


State = tuple[int, date]
"""The latest event, and the day by the database's own clock: what an answer depends on beside question and rights."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a question may do in one state of the database."""

    cursor: duckdb.DuckDBPyConnection
    state: State

    def frame(self, sql: str, **parameters: Any) -> pd.DataFrame:
        return self.cursor.execute(sql, parameters or None).df()

    def table(self, sql: str, **parameters: Any) -> pa.Table:
        """The answer as columns that numpy can work on, without an object for each cell."""
        return self.cursor.execute(sql, parameters or None).to_arrow_table()

    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        return self.cursor.execute(sql, parameters or None).fetchall()


class Change:
    """What a command may do inside its transaction."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self.last_event = 0
        self.last_figures = 0
        self.head = trail.Head()

    def run(self, sql: str, **parameters: Any) -> duckdb.DuckDBPyConnection:
        return self._cursor.execute(sql, parameters or None)

    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        return self.run(sql, **parameters).fetchall()

    def lend(self, name: str, frame: pd.DataFrame | pa.Table) -> None:
        """Let the transaction's SQL read `frame` under `name`; other cursors cannot see it."""
        self._cursor.register(name, frame)

    def next_id(self, table: str) -> int:
        """One more than the largest id. Safe because every change holds the write lock."""
        [(largest,)] = self.rows(f"SELECT coalesce(max(id), 0) FROM {table}")
        return int(largest) + 1

    def record(self, who: str, what: str, subject: str, before: object = None, after: object = None) -> None:
        """Append to the trail who changed what, from what to what."""
        before, after = as_json(before), as_json(after)
        head, happened, clock = self._next_moment()
        event = head.count + 1
        if what not in APART:
            self.last_event = event
            if what not in RUNNING:
                self.last_figures = event
        said = (event, happened, clock, who, what, subject, before, after)
        self.head = trail.Head(event, trail.event_hash(head.hash, *said))
        self.run(
            f"INSERT INTO event ({', '.join(trail.EVENT_COLUMNS)}) "
            f"VALUES ({', '.join(f'${name}' for name in trail.EVENT_COLUMNS)})",
            **dict(zip(trail.EVENT_COLUMNS, (*said, self.head.hash), strict=True)),
        )

    def _next_moment(self) -> tuple[trail.Head, datetime, datetime | None]:
        """The head of the trail, when the next event happens, and the clock where it lies before the head."""
        moment = now()
        rows = self.rows("SELECT id, hash, happened FROM event ORDER BY id DESC LIMIT 1")
        if not rows:
            return trail.Head(), moment, None
        [(count, hash_, latest)] = rows
        if moment >= latest:
            return trail.Head(count, hash_), moment, None
        log.warning("the clock says %s, before the latest event at %s", moment, latest)
        return trail.Head(count, hash_), latest, moment


def latest_event(cursor: duckdb.DuckDBPyConnection, apart_from: frozenset[str]) -> int:
    """The latest event but of these kinds; 0 before there is one."""
    row = cursor.execute(
        "SELECT coalesce(max(id), 0) FROM event WHERE what NOT IN (SELECT unnest($apart_from))",
        {"apart_from": sorted(apart_from)},
    ).fetchone()
    return int(row[0]) if row else 0


def demand(
    viewer: Viewer,
    right: Right,
    *,
    organisation: str | None = None,
    team: str | None = None,
    programme: str | None = None,
) -> None:
    """Raise NotAllowed unless the viewer holds the right for what is named, or everywhere (`Viewer.may`)."""
    if not viewer.may(right, organisation=organisation, team=team, programme=programme):
        where = ", ".join(one for one in (organisation, team, programme) if one)
        raise NotAllowed(f"{viewer.name} lacks the right to {right.value}{where and ' for ' + where}")


def demand_somewhere(viewer: Viewer, right: Right) -> None:
    """Raise NotAllowed unless the viewer holds the right for something."""
    if not viewer.may_somewhere(right):
        raise NotAllowed(f"{viewer.name} lacks the right to {right.value}")


def expect_state(change: Change, submission: int, *states: SubmissionState) -> str:
    """The submission's state, or NotFound, or Conflict where it is none of `states`."""
    rows = change.rows("SELECT state FROM submission WHERE id = $submission", submission=submission)
    if not rows:
        raise NotFound(f"no submission {submission}")
    [(state,)] = rows
    if state not in states:
        raise Conflict(f"submission {submission} is {state}, not {' or '.join(states)}")
    return str(state)


def as_json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)


def _chain_what_is_there(connection: duckdb.DuckDBPyConnection) -> None:
    """Chain the events of before the trail was chained, and vouch for the files and figures that had come by then."""
    trail.chain(connection)
    change = Change(connection)
    files = change.rows("SELECT submission, part, sha256 FROM submission_file ORDER BY ALL")
    figures = change.rows("SELECT DISTINCT submission FROM observation ORDER BY ALL")
    if files:
        change.record(
            "benchmarking",
            "chain",
            f"event:{trail.latest(connection).count}",
            after={
                "sha256": {f"{submission}/{part}": sha256 for submission, part, sha256 in files},
                "fingerprint": {str(id): fingerprint(observations_of(connection, id)) for (id,) in figures},
            },
        )


# What a numbered file leaves to be done in Python, within the same transaction.
FINISHED_BY = {"chained_trail": _chain_what_is_there}


def open_engine(place: Place) -> Engine:
    """The database of a place. Raises DatabaseBusy, StoreError."""
    return open_lake(place) if isinstance(place, Lake) else DatabaseFile(place)


def open_lake(lake: Lake) -> DuckLake:
    """The database of a lake. Raises StoreError, also where the extra `cluster` is not installed."""
    try:
        # Imported here because it needs the extra, and a file does not.
        from benchmarking.store.lake import DuckLake
    except ModuleNotFoundError as error:
        missing = StoreError(f"a lake needs {error.name}")
        missing.add_note("Install the extra: pip install -c constraints.txt -e '.[cluster]'")
        raise missing from error
    return DuckLake(lake)


def _copied_before_migrating(engine: Engine, applied: int) -> None:
    """Copy a database of an older version as it is; by this version's rules it cannot be proved."""
    moment = now()
    try:
        unfinished = copies.begin(engine.path, moment)
        try:
            engine.copy(unfinished)
            # Its log becomes part of it, and it is seen to open.
            with connect(unfinished) as copy:
                copy.execute("CHECKPOINT")
            copies.finish(unfinished, f"before migration {applied + 1}", moment, trail.Head(), "")
        finally:
            copies.discard(unfinished)
    except (OSError, StoreError, duckdb.Error) as error:
        raise StoreError(
            f"{engine.path.name} must be copied before it is migrated, and was not: {error}"
        ) from error


def _migrate(engine: Engine) -> None:
    """Apply each numbered file once, in order, each in a transaction of its own.

    A database that holds something is copied first; where that fails it is not migrated.
    """
    with engine.alone():
        _migrate_alone(engine, schema.files())


def _migrate_alone(engine: Engine, files: dict[int, Path]) -> None:
    applied = schema.applied_to(engine.connection, engine.readable)
    if applied > max(files):
        raise DatabaseTooNew(
            f"the database is at migration {applied}, this version knows {max(files)}: install a newer one"
        )
    if 0 < applied < max(files):
        _copied_before_migrating(engine, applied)
    for number, file in files.items():
        if number <= applied:
            continue
        with engine.changing() as cursor:
            try:
                schema.apply(cursor, number, file, now(), engine.readable)
                if finish := FINISHED_BY.get(file.stem[4:]):
                    finish(cursor)
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")
