"""A database whose figures are made anew, in the order in which they were published and taken back.

It begins as a copy of another, from which every figure is removed; organisations, indicators, rounds and the
trail stay. `benchmarking.rebuilding` reads the originals and gives each its turn here. No event is written:
the trail already tells of it all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from benchmarking.errors import Conflict
from benchmarking.model import Origin
from benchmarking.store import Store, copies
from benchmarking.store.build import read_figures
from benchmarking.store.commands import (
    OBSERVATION_COLUMNS,
    make_current,
    make_latest_current,
    publish_observations,
)
from benchmarking.store.database import Change
from benchmarking.store.fingerprint import observations_of
from benchmarking.store.official import what_changed
from benchmarking.store.trail import HeadFile
from benchmarking.store.verifying import COUNTING


@dataclass(frozen=True, slots=True)
class Turn:
    """A publication or (`withdraws`) its being taken back. `name` and `content` are the original's; None if purged."""

    submission: int
    withdraws: bool
    origin: Origin
    programme: str | None
    published: datetime
    name: str
    content: bytes | None


class Rebuilding(Store):
    """A copy in the making."""

    def turns(self) -> Iterator[Turn]:
        """What was published and taken back, in the order of the trail."""
        rows = self._rows(
            f"""
            WITH {COUNTING},
            turns AS (
                SELECT submission, turn, false AS withdraws FROM told WHERE submission IN (SELECT id FROM once)
                UNION ALL
                SELECT CAST(substr(subject, 12) AS BIGINT), id, true FROM event
                WHERE what = 'withdraw' AND starts_with(subject, 'submission:')
            )
            SELECT t.submission, t.withdraws, s.origin, s.programme, once.published
            FROM turns AS t JOIN submission AS s ON s.id = t.submission JOIN once ON once.id = t.submission
            ORDER BY t.turn
            """
        )
        for row in rows:
            [file] = self._rows(
                "SELECT name, content FROM submission_file WHERE submission = $id AND part = 1",
                id=row["submission"],
            )
            content = None if file["content"] is None else bytes(file["content"])
            yield Turn(**row | {"origin": Origin(row["origin"])}, name=file["name"], content=content)

    def let_count(self, turn: Turn, observations: pd.DataFrame | pa.Table) -> str:
        """Publish again what was published, with the moment it was; its fingerprint. Raises Conflict."""
        frame = observations.to_pandas() if isinstance(observations, pa.Table) else observations
        if not len(frame):
            raise Conflict(f"submission {turn.submission}: {turn.name} holds no value")
        with self._change() as change:
            values = publish_observations(change, turn.submission, frame)
            change.run(
                "UPDATE submission SET state = 'published', published = $moment WHERE id = $id",
                moment=turn.published,
                id=turn.submission,
            )
            make_current(change, turn.submission)
        return values

    def take_back(self, turn: Turn) -> None:
        """Withdraw again what was withdrawn."""
        with self._change() as change:
            change.run("UPDATE submission SET state = 'withdrawn' WHERE id = $id", id=turn.submission)
            make_latest_current(change, turn.submission)

    def figures_of(self, turn: Turn, content: bytes) -> pd.DataFrame:
        """The observations of a file that the first build began with. Raises DataFault."""
        one_value = {
            row["series"]: row["one"]
            for row in self._rows(
                """
                SELECT id AS series, shape <> 'by_sex' AS one FROM indicator
                UNION SELECT pair_men, true FROM indicator WHERE pair_men IS NOT NULL
                """
            )
        }
        return read_figures(Path(turn.name).stem, content, one_value)

    def official_changes(self, observations: pd.DataFrame, fetched_on: date) -> pd.DataFrame:
        """What an import changes of the official figures that are current here."""
        with self._change() as change:
            changed = what_changed(change, observations, fetched_on)
        return changed[[*OBSERVATION_COLUMNS, "known_from"]]


@contextmanager
def emptied(store: Store, out: Path) -> Iterator[Rebuilding]:
    """A copy of the store without figures, which becomes the file `out` when the block ends well.

    Raises Conflict where `out` is there already; StoreError.
    """
    if out.exists():
        raise Conflict(f"{out} is there already")
    unfinished = out.with_suffix(f".rebuilding-{os.getpid()}")
    try:
        store._engine.copy(unfinished)
        rebuilding = Rebuilding(unfinished)
        try:
            with rebuilding._change() as change:
                _empty(change)
            yield rebuilding
            with rebuilding._change() as change:
                change.run("DROP TABLE once")
            rebuilding._connection.execute("CHECKPOINT")
        finally:
            rebuilding.close()
        copies.flush(unfinished)
        unfinished.replace(out)
    finally:
        HeadFile(unfinished).remove()
        for suffix in ("", ".wal"):
            unfinished.with_name(f"{unfinished.name}{suffix}").unlink(missing_ok=True)


def _empty(change: Change) -> None:
    """Forget every figure and that anything was published, but in which order it was."""
    change.run("CREATE TABLE once AS SELECT id, published FROM submission WHERE published IS NOT NULL")
    change.run(
        """
        UPDATE submission SET published = NULL, state = 'draft'
        WHERE published IS NOT NULL
        """
    )
    for table in ("observation", "current_observation"):
        change.run(f"DELETE FROM {table}")


def figures_held(store: Store, submission: int) -> pa.Table:
    """What a submission published, as the store has it."""
    with store._engine.cursor() as cursor:
        return observations_of(cursor, submission)
