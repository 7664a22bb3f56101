"""What changes the store. Each command is one transaction under the write lock and leaves an event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa

from benchmarking import access
from benchmarking.access import FourEyes
from benchmarking.errors import Conflict, NotFound, SameHands
from benchmarking.model import Finding, Missing, Origin, Right, Sex, SubmissionState, Viewer
from benchmarking.store.database import Change, Database, as_json, demand, expect_state, now
from benchmarking.store.fingerprint import fingerprint

OBSERVATION_COLUMNS = (
    "indicator",
    "organisation",
    "year",
    "sex",
    "value",
    "numerator",
    "denominator",
    "missing",
    "row",
)

FOUR_EYES = "four_eyes"
"""The setting that says what the network has decided about it (`access.FourEyes`)."""

FINDING_COLUMNS = (
    *("code", "level", "sheet", "row", "column"),
    *("found", "expected", "suggestion", "count"),
)


class Commands(Database):
    """Receiving, publishing and withdrawing what organisations hand in."""

    def receive(
        self,
        viewer: Viewer,
        file_name: str,
        content: bytes,
        programme: str | None,
        *,
        follows: int | None = None,
        organisation: str | None = None,
    ) -> int:
        """Keep a handed-in file as a draft and return the submission's id.

        The bytes are stored before the first check and never changed. (A file with personal
        identity numbers must be refused by the caller before it comes here.) `follows` is the returned
        submission that it is handed in for instead. `organisation` is whom it is handed in for: who may do
        so for one organisation only need not say which.
        Raises NotAllowed; NotFound for an unknown programme or submission; Conflict where nobody gave it back,
        or where it must be said which of several organisations it is for.
        """
        organisation = _handing_in_for(viewer, organisation, programme)
        if follows is not None:
            self._demand_of(viewer, Right.SUBMIT, follows)
        with self._change() as change:
            if programme is not None and not change.rows(
                "SELECT 1 FROM programme WHERE id = $programme AND kind = 'model_round'", programme=programme
            ):
                raise NotFound(f"no programme {programme!r}")
            if follows is not None:
                expect_state(change, follows, SubmissionState.RETURNED, SubmissionState.WITHDRAWN)
            return add_submission(
                *(change, viewer.name, Origin.NETWORK, programme, {file_name: content}),
                SubmissionState.DRAFT,
                follows=follows,
                organisation=organisation,
            )

    def assign(self, viewer: Viewer, submission: int, programme: str) -> None:
        """Say which programme a draft was handed in to. Raises Conflict for other states; NotFound.

        Whoever says so must be allowed to hand in to that programme too.
        """
        self._demand_of(viewer, Right.SUBMIT, submission)
        with self._change() as change:
            expect_state(change, submission, SubmissionState.DRAFT)
            if not change.rows(
                "SELECT 1 FROM programme WHERE id = $programme AND kind = 'model_round'", programme=programme
            ):
                raise NotFound(f"no programme {programme!r}")
            [(organisation,)] = change.rows(
                "SELECT handed_in_for FROM submission WHERE id = $id", id=submission
            )
            demand(viewer, Right.SUBMIT, organisation=organisation, programme=programme)
            change.run(
                "UPDATE submission SET programme = $programme WHERE id = $submission",
                programme=programme,
                submission=submission,
            )
            change.record(viewer.name, "assign", f"submission:{submission}", after={"programme": programme})

    def record_findings(self, viewer: Viewer, submission: int, findings: Iterable[Finding]) -> None:
        """Keep what the latest check of a draft found, in place of what an earlier check found."""
        self._demand_of(viewer, Right.SUBMIT, submission)
        with self._change() as change:
            expect_state(change, submission, SubmissionState.DRAFT, SubmissionState.SUBMITTED)
            change.run("DELETE FROM finding WHERE submission = $submission", submission=submission)
            found = pd.DataFrame(
                [
                    (submission, position, *(getattr(finding, name) for name in FINDING_COLUMNS))
                    for position, finding in enumerate(findings)
                ],
                columns=["submission", "position", *FINDING_COLUMNS],
            )
            if len(found):
                change.lend("found", found)
                change.run("INSERT INTO finding BY NAME SELECT * FROM found")
            change.record(viewer.name, "check", f"submission:{submission}", after={"findings": len(found)})

    def submit(self, viewer: Viewer, submission: int, observations: pd.DataFrame) -> None:
        """Hand a draft over to be approved: from now on it is locked, until it is published or given back.

        `observations` as `publish` takes them: what will be published. Raises Conflict for other states,
        where there is nothing to publish, and for values of an organisation that the viewer does not hand
        in for.
        """
        self._demand_of(viewer, Right.SUBMIT, submission)
        with self._change() as change:
            expect_state(change, submission, SubmissionState.DRAFT)
            if not len(observations):
                raise Conflict(f"submission {submission} holds no value to publish")
            [(programme,)] = change.rows("SELECT programme FROM submission WHERE id = $id", id=submission)
            for code in sorted(set(observations["organisation"])):
                if not viewer.may(Right.SUBMIT, organisation=code, programme=programme):
                    raise Conflict(f"submission {submission} holds values of {code}, which is another's")
            change.run("UPDATE submission SET state = 'submitted' WHERE id = $id", id=submission)
            change.record(
                viewer.name,
                "submit",
                f"submission:{submission}",
                before={"state": "draft"},
                after={"state": "submitted", "rows": len(observations)},
            )

    def recall(self, viewer: Viewer, submission: int) -> None:
        """Take back what was handed over and nobody has published, to mend it. Raises Conflict for other states."""
        self._demand_of(viewer, Right.SUBMIT, submission)
        with self._change() as change:
            expect_state(change, submission, SubmissionState.SUBMITTED)
            change.run("UPDATE submission SET state = 'draft' WHERE id = $id", id=submission)
            change.record(
                viewer.name,
                "recall",
                f"submission:{submission}",
                before={"state": "submitted"},
                after={"state": "draft"},
            )

    def publish(
        self,
        viewer: Viewer,
        submission: int,
        observations: pd.DataFrame,
        reading: Mapping[str, Any] | None = None,
    ) -> None:
        """Publish a draft, or what was handed over: from now on its values count in every comparison.

        `observations`: one row per (indicator, organisation, year, sex), columns as
        OBSERVATION_COLUMNS; `missing` holds a Missing value exactly where `value` is empty.
        `reading` is how the file was read (what JSON can hold), for its receipt.
        Raises Conflict when the submission is no draft, has nothing to publish, holds a key twice
        or an unknown organisation or indicator; SameHands where the viewer handed it in or mended it and the
        rule of four eyes asks for somebody else. Nothing is changed then.
        """
        self._demand_of(viewer, Right.PUBLISH, submission)
        with self._change() as change:
            expect_state(change, submission, SubmissionState.DRAFT, SubmissionState.SUBMITTED)
            _expect_other_hands(change, viewer, submission)
            if not len(observations):
                raise Conflict(f"submission {submission} holds no value to publish")
            moment = _later_than_all(change)
            incoming = observations.loc[:, list(OBSERVATION_COLUMNS)].assign(
                known_from=pd.Timestamp(moment.date())
            )
            publish_now(change, viewer, submission, incoming, reading, moment)

    def withdraw(self, viewer: Viewer, submission: int, reason: str) -> None:
        """Take a publication back: the values it replaced are current again, exactly as they were.

        Raises Conflict unless the submission is published or superseded, or without a reason.
        """
        self._demand_of(viewer, Right.PUBLISH, submission)
        if not reason.strip():
            raise Conflict("a withdrawal needs a reason")
        with self._change() as change:
            before = expect_state(change, submission, SubmissionState.PUBLISHED, SubmissionState.SUPERSEDED)
            change.run(
                "UPDATE submission SET state = 'withdrawn', reason = $reason WHERE id = $submission",
                reason=reason.strip(),
                submission=submission,
            )
            make_latest_current(change, submission)
            change.record(
                viewer.name,
                "withdraw",
                f"submission:{submission}",
                before={"state": before},
                after={"state": "withdrawn", "reason": reason.strip()},
            )

    def discard(self, viewer: Viewer, submission: int) -> None:
        """Set a draft aside. Its bytes and findings stay, as everything handed in does."""
        self._demand_of(viewer, Right.SUBMIT, submission)
        with self._change() as change:
            expect_state(change, submission, SubmissionState.DRAFT)
            change.run("UPDATE submission SET state = 'withdrawn' WHERE id = $id", id=submission)
            change.record(viewer.name, "discard", f"submission:{submission}")


def _handing_in_for(viewer: Viewer, organisation: str | None, programme: str | None) -> str | None:
    """The organisation a file is handed in for; None where a coordinator does it for whomever it is about."""
    if organisation is None and not viewer.may(Right.SUBMIT, programme=programme):
        own = sorted(
            grant.organisation
            for grant in viewer.grants
            if grant.right is Right.SUBMIT and grant.organisation is not None
        )
        if len(own) > 1:
            raise Conflict(f"the file is handed in for one of {', '.join(own)}: say which")
        organisation = own[0] if own else None
    demand(viewer, Right.SUBMIT, organisation=organisation, programme=programme)
    return organisation


def _expect_other_hands(change: Change, viewer: Viewer, submission: int) -> None:
    """Raise SameHands where the rule of four eyes keeps the viewer from publishing a submission."""
    decided = change.rows("SELECT value FROM setting WHERE name = $name", name=FOUR_EYES)
    rule = FourEyes(decided[0][0]) if decided else FourEyes.ACCOUNTS
    if rule is FourEyes.NEVER or (rule is FourEyes.ACCOUNTS and not viewer.name.startswith(access.ACCOUNT)):
        return
    if change.rows(
        """
        SELECT 1 FROM submission WHERE id = $id AND sender = $who
        UNION ALL
        SELECT 1 FROM correction WHERE submission = $id AND who = $who
        """,
        id=submission,
        who=viewer.name,
    ):
        raise SameHands(f"{viewer.name} handed in or mended submission {submission}")


def add_submission(
    change: Change,
    sender: str,
    origin: Origin,
    programme: str | None,
    files: Mapping[str, bytes],
    state: SubmissionState,
    published: Mapping[str, Any] | None = None,
    follows: int | None = None,
    organisation: str | None = None,
) -> int:
    """Insert a submission with its files and return its id."""
    submission = change.next_id("submission")
    fields = {"publisher": None, "published": None, "rows": None} | dict(published or {})
    change.run(
        """
        INSERT INTO submission
            (id, origin, programme, sender, received, state, follows, handed_in_for, publisher, published, rows)
        VALUES
            ($id, $origin, $programme, $sender, $received, $state, $follows, $organisation, $publisher,
             $published, $rows)
        """,
        organisation=organisation,
        follows=follows,
        id=submission,
        origin=origin.value,
        programme=programme,
        sender=sender,
        received=now(),
        state=state.value,
        **fields,
    )
    for part, (name, content) in enumerate(files.items(), start=1):
        change.run(
            "INSERT INTO submission_file VALUES ($submission, $part, $name, $content, $sha256, $bytes)",
            submission=submission,
            part=part,
            name=name,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            bytes=len(content),
        )
    change.record(
        sender,
        "receive",
        f"submission:{submission}",
        after={
            "files": list(files),
            "sha256": [hashlib.sha256(content).hexdigest() for content in files.values()],
        },
    )
    return submission


def publish_observations(change: Change, submission: int, incoming: pd.DataFrame) -> str:
    """Insert the observations of a submission, prove that they fit the store's promises, return their fingerprint.

    `handed_in` is then what was inserted, for what comes after in the same change. Raises Conflict, upon which the
    change is undone.
    """
    empty = incoming[["indicator", "organisation", "year", "sex"]].isna().any()
    if empty.any():
        raise Conflict(f"submission {submission}: a row without {', '.join(empty[empty].index)}")
    # Texts of an Arrow table are read as they stand, those of a frame one Python object at a time.
    rows = pa.Table.from_pandas(incoming, preserve_index=False)
    change.lend("incoming", rows)
    change.run(
        """
        INSERT INTO observation BY NAME
        SELECT
            CAST($submission AS BIGINT) AS submission, indicator, organisation,
            CAST(year AS SMALLINT) AS year, sex,
            -- pandas writes an absent number as NaN; in the store absent is NULL, always.
            CASE WHEN isnan(value) THEN NULL ELSE value END AS value,
            CASE WHEN isnan(numerator) THEN NULL ELSE numerator END AS numerator,
            CASE WHEN isnan(denominator) THEN NULL ELSE denominator END AS denominator,
            missing, CAST(row AS INTEGER) AS row, CAST(known_from AS DATE) AS known_from
        FROM incoming
        """,
        submission=submission,
    )
    # What follows asks the database's own rows: each scan of a frame reads all its texts anew.
    change.run(
        f"CREATE OR REPLACE TEMP VIEW handed_in AS FROM observation WHERE submission = {int(submission)}"
    )
    faults = {
        # One number a key is counted five times faster than four texts; what counts twice is looked at.
        "the same key twice": """
            WITH twice AS (
                SELECT hash(indicator, organisation, year, sex) AS key FROM handed_in
                GROUP BY key HAVING count(*) > 1
            )
            SELECT indicator, organisation, year, sex FROM handed_in
            WHERE hash(indicator, organisation, year, sex) IN (FROM twice)
            GROUP BY ALL HAVING count(*) > 1""",
        "unknown organisation": "SELECT organisation FROM handed_in ANTI JOIN organisation ON code = organisation",
        "unknown indicator": """
            SELECT indicator FROM handed_in
            WHERE indicator NOT IN (SELECT id FROM indicator)
              AND indicator NOT IN (SELECT pair_men FROM indicator WHERE pair_men IS NOT NULL)""",
        "unknown sex": f"SELECT sex FROM handed_in WHERE sex NOT IN {tuple(sex.value for sex in Sex)}",
        "neither a value nor a reason, or both": """
            SELECT indicator, organisation, year, sex FROM handed_in
            WHERE (value IS NULL) <> (missing IS NOT NULL)""",
        "unknown missing mark": "SELECT missing FROM handed_in WHERE missing NOT IN "
        + repr(tuple(mark.value for mark in Missing)),
    }
    for fault, query in faults.items():
        if example := change.rows(f"{query} LIMIT 1"):
            raise Conflict(f"submission {submission}: {fault}: {example[0]}")
    return fingerprint(rows)


def publish_now(
    change: Change,
    viewer: Viewer,
    submission: int,
    incoming: pd.DataFrame,
    reading: Mapping[str, Any] | None = None,
    moment: datetime | None = None,
) -> None:
    """Let the values of a submission that is not published yet count from this moment.

    `incoming` has OBSERVATION_COLUMNS and `known_from` (date); `moment` is later than all publications.
    Raises Conflict, see `publish_observations`.
    """
    values = publish_observations(change, submission, incoming)
    change.run(
        """
        UPDATE submission
        SET state = 'published', publisher = $publisher, published = $moment, rows = $rows,
            reading = $reading
        WHERE id = $submission
        """,
        reading=None if reading is None else as_json(reading),
        publisher=viewer.name,
        moment=moment or _later_than_all(change),
        rows=len(incoming),
        submission=submission,
    )
    make_current(change, submission)
    change.record(
        viewer.name,
        "publish",
        f"submission:{submission}",
        after={"rows": len(incoming), "fingerprint": values},
    )


def _later_than_all(change: Change) -> datetime:
    """The present moment, or just after the latest publication where the machine's clock stands behind it.

    What was published last is current, so no two publications may bear the same moment.
    """
    [(latest,)] = change.rows("SELECT max(published) FROM submission")
    return max(now(), latest + timedelta(microseconds=1)) if latest else now()


def make_current(change: Change, submission: int) -> None:
    """Let the values `handed_in` be the current ones: of all that is published, theirs is the latest."""
    [(origin, programme)] = change.rows(
        "SELECT origin, programme FROM submission WHERE id = $submission", submission=submission
    )
    replaced = change.rows(
        """
        DELETE FROM current_observation AS c USING handed_in AS h
        WHERE c.origin = $origin
          AND (c.indicator, c.organisation, c.year, c.sex) = (h.indicator, h.organisation, h.year, h.sex)
        RETURNING c.submission
        """,
        origin=origin,
    )
    change.run(
        """
        INSERT INTO current_observation BY NAME
        SELECT *, $origin AS origin, $programme AS programme FROM handed_in
        """,
        origin=origin,
        programme=programme,
    )
    change.run(
        """
        UPDATE submission SET state = 'superseded'
        WHERE state = 'published' AND published IS NOT NULL AND id IN (SELECT unnest($replaced))
          AND id NOT IN (SELECT DISTINCT submission FROM current_observation)
        """,
        replaced=sorted({id_ for (id_,) in replaced}),
    )


def make_latest_current(change: Change, submission: int) -> None:
    """Let the latest published value of each key the submission touches be the current one."""
    parameters = {"submission": submission}
    change.run(
        """
        CREATE OR REPLACE TEMP TABLE touched AS
        SELECT indicator, organisation, year, sex, s.origin
        FROM observation AS o JOIN submission AS s ON s.id = o.submission
        WHERE o.submission = $submission
        """,
        **parameters,
    )
    change.run(
        """
        DELETE FROM current_observation AS c USING touched AS t
        WHERE (c.indicator, c.organisation, c.year, c.sex, c.origin)
            = (t.indicator, t.organisation, t.year, t.sex, t.origin)
        """
    )
    change.run(
        """
        INSERT INTO current_observation BY NAME
        WITH published AS (
            SELECT
                o.*, s.origin, s.programme,
                row_number() OVER (
                    PARTITION BY o.indicator, o.organisation, o.year, o.sex, s.origin
                    ORDER BY s.published DESC, s.id DESC
                ) AS age
            FROM observation AS o
            JOIN submission AS s ON s.id = o.submission
            SEMI JOIN touched AS t
                ON (o.indicator, o.organisation, o.year, o.sex, s.origin)
                 = (t.indicator, t.organisation, t.year, t.sex, t.origin)
            WHERE s.state IN ('published', 'superseded')
        )
        SELECT * EXCLUDE (age) FROM published WHERE age = 1
        ORDER BY indicator, organisation, year, sex
        """
    )
    doubles = change.rows(
        """
        SELECT indicator, organisation, year, sex, origin
        FROM current_observation SEMI JOIN touched USING (indicator, organisation, year, sex, origin)
        GROUP BY ALL HAVING count(*) > 1
        LIMIT 1
        """
    )
    if doubles:
        raise Conflict(f"two current values for {doubles[0]}")
    # A publication none of whose values is current any longer has been superseded, and is not
    # once a withdrawal brings one of them back.
    change.run(
        """
        UPDATE submission
        SET state = CASE
            WHEN id IN (SELECT DISTINCT submission FROM current_observation) THEN 'published'
            ELSE 'superseded'
        END
        WHERE state IN ('published', 'superseded') AND published IS NOT NULL
          AND id IN (
              SELECT o.submission FROM observation AS o
              SEMI JOIN touched USING (indicator, organisation, year, sex)
          )
        """
    )
