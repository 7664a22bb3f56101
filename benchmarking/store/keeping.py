"""What administrators ask of the trail, and what is removed from it and what never is.

Nothing is removed by itself. After the months of `RETENTION` an original may be purged: its bytes go, for a
reason that one person gives and another agrees to. Its hash, every event and every figure stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from benchmarking.errors import Conflict, NotAllowed, NotFound
from benchmarking.model import Right, Viewer
from benchmarking.store.database import Change, Database, demand, now

RETENTION = {"published": 120, "unpublished": 24}
"""For how many months originals are kept at least, by default: of what was published, and of what never was."""

PURGEABLE = ("published", "superseded", "withdrawn", "returned")


@dataclass(frozen=True, slots=True)
class PurgeRequest:
    """Bytes that somebody wants removed. `asked` in UTC."""

    submission: int
    file_name: str
    reason: str
    asked_by: str
    asked: datetime


class Keeping(Database):
    """Searching the trail; keeping, and removing the bytes of originals."""

    def trail_kinds(self, viewer: Viewer) -> tuple[str, ...]:
        """The kinds of events that there are."""
        demand(viewer, Right.ADMINISTER)
        return tuple(row["what"] for row in self._rows("SELECT DISTINCT what FROM event ORDER BY what"))

    def search_trail(
        self,
        viewer: Viewer,
        *,
        who: str = "",
        what: str = "",
        subject: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        skip: int = 0,
        rows: int = 50,
    ) -> tuple[int, pd.DataFrame]:
        """How many events fit, and `rows` of them after `skip`, newest first.

        `who` and `subject` fit where they stand within, in upper or lower case; `what` is a kind; `since` and
        `until` are UTC, the latter not included. Columns: id, happened (UTC), clock (UTC; where it lay before
        the event before), who, what, subject, before, after (JSON), hash.
        """
        demand(viewer, Right.ADMINISTER)
        fitting = """
            FROM event
            WHERE ($who = '' OR contains(lower(who), lower($who)))
              AND ($what = '' OR what = $what)
              AND ($subject = '' OR contains(lower(subject), lower($subject)))
              AND ($since IS NULL OR happened >= $since) AND ($until IS NULL OR happened < $until)
        """
        asked: dict[str, Any] = {
            **{"who": who.strip(), "what": what, "subject": subject.strip()},
            **{"since": since, "until": until},
        }
        [found] = self._rows(f"SELECT count(*) AS n {fitting}", **asked)
        page = self._ask(
            f"SELECT id, happened, clock, who, what, subject, before, after, hash {fitting} "
            "ORDER BY id DESC LIMIT $rows OFFSET $skip",
            **asked,
            rows=rows,
            skip=skip,
        )
        return int(found["n"]), page

    # For how long

    def retention(self, viewer: Viewer) -> dict[str, int]:
        """For how many months originals are kept at least, by kind (RETENTION). Open to all: the method page says it."""
        return RETENTION | {row["what"]: row["months"] for row in self._rows("SELECT * FROM retention")}

    def set_retention(self, viewer: Viewer, what: str, months: int, why: str) -> None:
        """Change for how long originals of a kind are kept. Raises NotAllowed; NotFound; Conflict without a reason."""
        demand(viewer, Right.ADMINISTER)
        if what not in RETENTION:
            raise NotFound(f"nothing is kept under {what!r}")
        if not why.strip() or months < 1:
            raise Conflict("a change of retention has a reason, and a month at least")
        with self._change() as change:
            before = self.retention(viewer)[what]
            change.run("INSERT OR REPLACE INTO retention VALUES ($what, $months)", what=what, months=months)
            change.record(
                viewer.name,
                "set_retention",
                f"retention:{what}",
                before={"months": before},
                after={"months": months, "why": why.strip()},
            )

    # Removing bytes

    def purge_requests(self, viewer: Viewer) -> tuple[PurgeRequest, ...]:
        """The bytes that somebody wants removed and nobody has agreed to yet, oldest first."""
        demand(viewer, Right.ADMINISTER)
        rows = self._rows(
            """
            SELECT p.submission, f.name AS file_name, p.reason, p.asked_by, p.asked
            FROM purge_request AS p JOIN submission_file AS f ON f.submission = p.submission AND f.part = 1
            ORDER BY p.asked
            """
        )
        return tuple(PurgeRequest(**row) for row in rows)

    def ask_purge(self, viewer: Viewer, submission: int, reason: str) -> None:
        """Ask that the bytes of a submission be removed; a second person must agree (`purge`).

        Raises NotAllowed; NotFound; Conflict without a reason, for a draft, and for bytes that are gone or asked for.
        """
        demand(viewer, Right.ADMINISTER)
        if not reason.strip():
            raise Conflict("bytes are removed for a reason")
        with self._change() as change:
            _expect_bytes(change, submission)
            if change.rows("SELECT 1 FROM purge_request WHERE submission = $id", id=submission):
                raise Conflict(f"somebody has asked to purge submission {submission} already")
            change.run(
                "INSERT INTO purge_request VALUES ($id, $reason, $who, $moment)",
                id=submission,
                reason=reason.strip(),
                who=viewer.name,
                moment=now(),
            )
            change.record(
                viewer.name, "ask_purge", f"submission:{submission}", after={"reason": reason.strip()}
            )

    def refuse_purge(self, viewer: Viewer, submission: int) -> None:
        """Let the bytes stay. Raises NotAllowed; NotFound where nobody asked."""
        demand(viewer, Right.ADMINISTER)
        with self._change() as change:
            reason, asked_by = _asked(change, submission)
            change.run("DELETE FROM purge_request WHERE submission = $id", id=submission)
            change.record(
                viewer.name,
                "refuse_purge",
                f"submission:{submission}",
                before={"reason": reason, "asked_by": asked_by},
            )

    def purge(self, viewer: Viewer, submission: int) -> None:
        """Agree that the bytes of a submission be removed, and remove them. Hash, events and figures stay.

        Raises NotAllowed, also for who asked for it; NotFound where nobody asked; Conflict for a draft.
        """
        demand(viewer, Right.ADMINISTER)
        with self._change() as change:
            reason, asked_by = _asked(change, submission)
            if asked_by == viewer.name:
                raise NotAllowed(
                    f"{viewer.name} asked to purge submission {submission}: somebody else must agree"
                )
            files = _expect_bytes(change, submission)
            change.run("UPDATE submission_file SET content = NULL WHERE submission = $id", id=submission)
            change.run("DELETE FROM purge_request WHERE submission = $id", id=submission)
            change.record(
                viewer.name,
                "purge",
                f"submission:{submission}",
                before={"asked_by": asked_by},
                after={"reason": reason, "sha256": files},
            )


def _asked(change: Change, submission: int) -> tuple[str, str]:
    rows = change.rows("SELECT reason, asked_by FROM purge_request WHERE submission = $id", id=submission)
    if not rows:
        raise NotFound(f"nobody has asked to purge submission {submission}")
    [(reason, asked_by)] = rows
    return str(reason), str(asked_by)


def _expect_bytes(change: Change, submission: int) -> list[str]:
    """The SHA-256 of each of its files, if they may be purged."""
    rows = change.rows("SELECT state FROM submission WHERE id = $id", id=submission)
    if not rows:
        raise NotFound(f"no submission {submission}")
    if rows[0][0] not in PURGEABLE:
        raise Conflict(f"submission {submission} is {rows[0][0]}: somebody still works on it")
    files = change.rows(
        "SELECT sha256 FROM submission_file WHERE submission = $id AND content IS NOT NULL ORDER BY part",
        id=submission,
    )
    if not files:
        raise Conflict(f"the bytes of submission {submission} are purged already")
    return [sha256 for (sha256,) in files]
