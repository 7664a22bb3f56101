"""What a sender says of a draft: answers, corrections, and what becomes of it short of publication.

The bytes of a draft never change. How they are to be read and which cells are mended stands beside
them, so that it survives a reload, a lost socket and a restart, and can be undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

import pandas as pd

from benchmarking.errors import Conflict, NotFound
from benchmarking.model import Confirmation, Correction, DraftState, Origin, Right, SubmissionState, Viewer
from benchmarking.store.commands import add_submission
from benchmarking.store.database import Change, Database, as_json, demand_somewhere, expect_state, now

COLUMNS = ("submission", "sheet", "row", "column", "before", "text", "who", "made")

MOST_TOLD = 50
"""Cells named in one event; the corrections themselves are in their table."""

Cell = tuple[str | None, int, str]
"""Sheet, the spreadsheet's row, and heading (`Correction.cell`)."""


class Drafting(Database):
    """Commands and questions about drafts. Each command is one transaction and leaves an event."""

    def draft_state(self, viewer: Viewer, submission: int) -> DraftState | None:
        """What the sender has said of a draft; None before its first check."""
        self._demand_of(viewer, Right.SEE_DRAFTS, submission)
        rows = self._rows(
            "SELECT shape, answers, remembered FROM draft WHERE submission = $id", id=submission
        )
        if not rows:
            return None
        [row] = rows
        return DraftState(row["shape"], json.loads(row["answers"]), row["remembered"])

    def answer(self, viewer: Viewer, submission: int, state: DraftState) -> None:
        """Keep how a draft is to be read, in place of what was kept before. Conflict for other states."""
        self._demand_of(viewer, Right.SUBMIT, submission)
        with self._change() as change:
            expect_state(change, submission, SubmissionState.DRAFT)
            _keep_state(change, submission, state)
            change.record(viewer.name, "answer", f"submission:{submission}", after=dict(state.answers))

    def habit(self, viewer: Viewer, shape: str) -> Mapping[str, Any] | None:
        """How this sender's last file of that shape was read; None where there was none."""
        rows = self._rows(
            "SELECT answers FROM reading_habit WHERE sender = $sender AND shape = $shape",
            sender=viewer.name,
            shape=shape,
        )
        return json.loads(rows[0]["answers"]) if rows else None

    def learn(self, viewer: Viewer, shape: str, answers: Mapping[str, Any]) -> None:
        """Remember for this sender how files of that shape are read; no answers forget it."""
        demand_somewhere(viewer, Right.SUBMIT)
        with self._change() as change:
            if answers:
                change.run(
                    "INSERT OR REPLACE INTO reading_habit VALUES ($sender, $shape, $answers, $learned)",
                    sender=viewer.name,
                    shape=shape,
                    answers=as_json(dict(answers)),
                    learned=now(),
                )
            else:
                change.run(
                    "DELETE FROM reading_habit WHERE sender = $sender AND shape = $shape",
                    sender=viewer.name,
                    shape=shape,
                )
            change.record(viewer.name, "learn", f"shape:{shape}", after=dict(answers))

    def corrections(self, viewer: Viewer, submission: int) -> tuple[Correction, ...]:
        """The mended cells of a submission, in the order in which they were mended."""
        self._demand_of(viewer, Right.SEE_DRAFTS, submission)
        rows = self._rows(
            """
            SELECT row, "column", before, text, sheet, who, made
            FROM correction WHERE submission = $submission ORDER BY made, sheet, row, "column"
            """,
            submission=submission,
        )
        return tuple(Correction(**row | {"made": row["made"].replace(tzinfo=UTC)}) for row in rows)

    def correct(self, viewer: Viewer, submission: int, corrections: Iterable[Correction]) -> None:
        """Mend cells of a draft, all of them or none.

        A cell mended before keeps what the file had in it; one that gets this back is mended no longer.
        Raises Conflict unless the submission is a draft.
        """
        self._demand_of(viewer, Right.SUBMIT, submission)
        with self._change() as change:
            expect_state(change, submission, SubmissionState.DRAFT)
            first = {
                (sheet, row, column): before
                for sheet, row, column, before in change.rows(
                    'SELECT sheet, row, "column", before FROM correction WHERE submission = $id',
                    id=submission,
                )
            }
            moment = now()
            latest = {one.cell: one for one in corrections}
            _forget(change, submission, latest)
            rows = [
                (submission, *cell, first.get(cell, one.before), one.text, viewer.name, moment)
                for cell, one in latest.items()
                if first.get(cell, one.before) != one.text
            ]
            if rows:
                change.lend("mended", pd.DataFrame(rows, columns=list(COLUMNS)))
                change.run("INSERT INTO correction BY NAME SELECT * FROM mended")
            told = [[*cell, one.text] for cell, one in list(latest.items())[:MOST_TOLD]]
            change.record(
                viewer.name,
                "correct",
                f"submission:{submission}",
                after={"cells": told, "count": len(latest)},
            )

    def undo(self, viewer: Viewer, submission: int, cells: Iterable[Cell]) -> None:
        """Let cells of a draft say again what the file says. Raises Conflict unless it is a draft."""
        self._demand_of(viewer, Right.SUBMIT, submission)
        with self._change() as change:
            expect_state(change, submission, SubmissionState.DRAFT)
            wanted = list(cells)
            _forget(change, submission, wanted)
            change.record(
                viewer.name,
                "undo",
                f"submission:{submission}",
                after={"cells": wanted[:MOST_TOLD], "count": len(wanted)},
            )

    def confirmations(self, viewer: Viewer, submission: int) -> tuple[Confirmation, ...]:
        """The questions about a submission that were answered with yes, in the order in which they were."""
        self._demand_of(viewer, Right.SEE_DRAFTS, submission)
        rows = self._rows(
            "SELECT about, who, made FROM confirmation WHERE submission = $id ORDER BY made, about",
            id=submission,
        )
        return tuple(Confirmation(**row | {"made": row["made"].replace(tzinfo=UTC)}) for row in rows)

    def confirm(self, viewer: Viewer, submission: int, about: Iterable[str]) -> None:
        """Answer questions about a draft, or what was handed over, with yes; who answered first stays.

        Raises Conflict for other states.
        """
        self._demand_of(viewer, Right.SUBMIT, submission)
        with self._change() as change:
            expect_state(change, submission, SubmissionState.DRAFT, SubmissionState.SUBMITTED)
            asked = list(dict.fromkeys(about))
            change.run(
                """
                INSERT INTO confirmation
                SELECT $submission, asked, $who, $made FROM (SELECT unnest($asked::VARCHAR[]) AS asked)
                WHERE asked NOT IN (SELECT about FROM confirmation WHERE submission = $submission)
                """,
                submission=submission,
                asked=asked,
                who=viewer.name,
                made=now(),
            )
            change.record(
                viewer.name,
                "confirm",
                f"submission:{submission}",
                after={"about": asked[:MOST_TOLD], "count": len(asked)},
            )

    def retract(self, viewer: Viewer, submission: int, about: Iterable[str]) -> None:
        """Take back answers to questions about a draft, or what was handed over. Raises Conflict for other states."""
        self._demand_of(viewer, Right.SUBMIT, submission)
        with self._change() as change:
            expect_state(change, submission, SubmissionState.DRAFT, SubmissionState.SUBMITTED)
            asked = list(about)
            change.run(
                "DELETE FROM confirmation WHERE submission = $submission AND about IN (SELECT unnest($asked::VARCHAR[]))",
                submission=submission,
                asked=asked,
            )
            change.record(
                viewer.name,
                "retract",
                f"submission:{submission}",
                after={"about": asked[:MOST_TOLD], "count": len(asked)},
            )

    def return_to_sender(self, viewer: Viewer, submission: int, reason: str) -> None:
        """Give a draft back to who sent it. Raises Conflict for other states, or without a reason."""
        self._demand_of(viewer, Right.COORDINATE, submission)
        if not reason.strip():
            raise Conflict("a return needs a reason")
        with self._change() as change:
            before = expect_state(change, submission, SubmissionState.DRAFT, SubmissionState.SUBMITTED)
            change.run(
                "UPDATE submission SET state = 'returned', reason = $reason WHERE id = $id",
                reason=reason.strip(),
                id=submission,
            )
            change.record(
                viewer.name,
                "return",
                f"submission:{submission}",
                before={"state": before},
                after={"state": "returned", "reason": reason.strip()},
            )

    def resume(self, viewer: Viewer, submission: int) -> int:
        """A new draft with the same file, answers, corrections and confirmations as one returned or withdrawn; its id.

        The old one stays as it is, with its reason, and is what the new one `follows`.
        Raises NotFound; Conflict for other states.
        """
        self._demand_of(viewer, Right.SUBMIT, submission)
        with self._change() as change:
            expect_state(change, submission, SubmissionState.RETURNED, SubmissionState.WITHDRAWN)
            [(programme, organisation)] = change.rows(
                "SELECT programme, handed_in_for FROM submission WHERE id = $id", id=submission
            )
            files = change.rows(
                "SELECT name, content FROM submission_file WHERE submission = $id ORDER BY part",
                id=submission,
            )
            if any(content is None for _, content in files):
                raise Conflict(f"the bytes of submission {submission} are purged")
            again = add_submission(
                *(change, viewer.name, Origin.NETWORK, programme),
                {name: bytes(content) for name, content in files},
                SubmissionState.DRAFT,
                follows=submission,
                organisation=organisation,
            )
            for table in ("draft", "correction", "confirmation"):
                change.run(
                    f"INSERT INTO {table} SELECT * REPLACE ($again AS submission) FROM {table} "
                    "WHERE submission = $old",
                    again=again,
                    old=submission,
                )
            change.record(viewer.name, "resume", f"submission:{again}", before={"submission": submission})
        return again

    def reading(self, viewer: Viewer, submission: int) -> Mapping[str, Any] | None:
        """How a published file was read, as `publish` was told; None where it was not."""
        self._demand_of(viewer, Right.SEE_DRAFTS, submission)
        rows = self._rows("SELECT reading FROM submission WHERE id = $id", id=submission)
        if not rows:
            raise NotFound(f"no submission {submission}")
        return json.loads(rows[0]["reading"]) if rows[0]["reading"] else None


def _keep_state(change: Change, submission: int, state: DraftState) -> None:
    # One statement, since DuckDB refuses to insert a key again that the same transaction deleted.
    change.run(
        "INSERT OR REPLACE INTO draft VALUES ($submission, $shape, $answers, $remembered)",
        submission=submission,
        shape=state.shape,
        answers=as_json(dict(state.answers)),
        remembered=state.remembered,
    )


def _forget(change: Change, submission: int, cells: Iterable[Cell]) -> None:
    gone = pd.DataFrame([*cells], columns=["sheet", "row", "column"])
    if len(gone):
        change.lend("gone", gone)
        change.run(
            """
            DELETE FROM correction AS c USING gone AS g
            WHERE c.submission = $submission AND c.sheet IS NOT DISTINCT FROM CAST(g.sheet AS VARCHAR)
              AND c.row = g.row AND c."column" = g."column"
            """,
            submission=submission,
        )
