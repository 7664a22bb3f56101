"""What rounds ask for, what has come in, and how two versions of it differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from benchmarking import disclosure
from benchmarking.errors import Conflict, NotFound
from benchmarking.model import Missing, Request, Right, SubmissionState, Viewer
from benchmarking.store import visible
from benchmarking.store.commands import OBSERVATION_COLUMNS
from benchmarking.store.database import Change, demand, demand_somewhere, now
from benchmarking.store.questions import Questions
from benchmarking.store.visible import SEES_DRAFT, SERIES, VISIBLE

EARLIEST_YEAR = 1990
"""Figures by sex in the sources begin in the 1990s (as `intake` holds)."""

READ_ANEW = ("receive", "assign", "answer", "correct", "undo", "resume")
"""The events after which a file is read differently than before."""

DIFFERENCE = (
    *("organisation", "indicator", "year", "sex"),
    *("before", "after", "before_missing", "after_missing"),
)


class Requests(Questions):
    """Commands and questions about requests. Each command is one transaction and leaves an event."""

    def requests(self, viewer: Viewer, programme: str | None = None) -> tuple[Request, ...]:
        """What rounds ask for, in the order in which it was asked. Open to all, as the template is."""
        rows = self._rows(
            """
            SELECT programme, indicator, first_year, last_year, team, organisation, due, id
            FROM request
            WHERE withdrawn IS NULL AND ($programme IS NULL OR programme = $programme)
            ORDER BY id
            """,
            programme=programme,
        )
        return tuple(Request(**row) for row in rows)

    def ask_for(self, viewer: Viewer, requests: Iterable[Request]) -> tuple[int, ...]:
        """Ask for figures, all of them or none; the ids of the requests, in their order.

        Asking again for the same of the same moves the due date. Raises NotAllowed; NotFound for an
        unknown programme, team, organisation or indicator; Conflict for years that cannot be, a team of
        another programme, and an organisation that takes no part in it.
        """
        wanted = list(requests)
        for programme in {one.programme for one in wanted} or {None}:
            demand(viewer, Right.COORDINATE, programme=programme)
        with self._change() as change:
            for one in dict.fromkeys(wanted):
                _check(change, one)
            return tuple(_ask(change, viewer, one) for one in wanted)

    def withdraw_request(self, viewer: Viewer, requests: Iterable[int]) -> None:
        """Ask no longer. What has been handed in stays. Raises NotAllowed, NotFound."""
        demand_somewhere(viewer, Right.COORDINATE)
        with self._change() as change:
            for request in requests:
                asked = change.rows(
                    "SELECT programme FROM request WHERE id = $id AND withdrawn IS NULL", id=request
                )
                if not asked:
                    raise NotFound(f"no request {request}")
                demand(viewer, Right.COORDINATE, programme=asked[0][0])
                change.run("UPDATE request SET withdrawn = $now WHERE id = $id", now=now(), id=request)
                change.record(viewer.name, "withdraw_request", f"request:{request}")

    def latest_change(self, viewer: Viewer) -> int:
        """A number that grows by whatever anybody changes, work on drafts included."""
        [row] = self._rows("SELECT coalesce(max(id), 0) AS latest FROM event")
        return int(row["latest"])

    def unread(self, viewer: Viewer, programme: str) -> tuple[int, ...]:
        """The files short of publication of a round whose contents are not kept as they are now; see `keep_contents`."""
        demand(viewer, Right.SEE_DRAFTS, programme=programme)
        rows = self._rows(
            """
            SELECT s.id
            FROM submission AS s LEFT JOIN draft_reading AS r ON r.submission = s.id
            WHERE s.origin = 'network' AND s.programme = $programme AND s.state IN ('draft', 'submitted', 'returned')
              AND coalesce(r.event, -1) < (
                  SELECT coalesce(max(e.id), 0) FROM event AS e
                  WHERE e.subject = 'submission:' || s.id AND e.what IN (SELECT unnest($anew))
              )
            ORDER BY s.id
            """,
            programme=programme,
            anew=list(READ_ANEW),
        )
        return tuple(int(row["id"]) for row in rows)

    def keep_contents(self, viewer: Viewer, submission: int, observations: pd.DataFrame) -> None:
        """Keep what the latest check of a draft read (columns as OBSERVATION_COLUMNS), in place of an earlier one's.

        Derived from what is kept already, so it leaves no event. Raises NotFound.
        """
        self._demand_of(viewer, Right.SUBMIT, submission)
        with self._change() as change:
            if not change.rows("SELECT 1 FROM submission WHERE id = $id", id=submission):
                raise NotFound(f"no submission {submission}")
            change.run("DELETE FROM draft_value WHERE submission = $id", id=submission)
            if len(observations):
                change.lend("contents", observations.loc[:, list(OBSERVATION_COLUMNS)])
                change.run(
                    """
                    INSERT INTO draft_value BY NAME
                    SELECT
                        CAST($submission AS BIGINT) AS submission, indicator, organisation,
                        CAST(year AS SMALLINT) AS year, sex,
                        CASE WHEN isnan(value) THEN NULL ELSE value END AS value,
                        CASE WHEN isnan(numerator) THEN NULL ELSE numerator END AS numerator,
                        CASE WHEN isnan(denominator) THEN NULL ELSE denominator END AS denominator,
                        missing, CAST(row AS INTEGER) AS row
                    FROM contents
                    """,
                    submission=submission,
                )
            change.run(
                """
                INSERT OR REPLACE INTO draft_reading
                SELECT $submission, coalesce(max(id), 0) FROM event WHERE subject = $subject
                """,
                submission=submission,
                subject=f"submission:{submission}",
            )

    def delivered(self, viewer: Viewer, programme: str) -> pd.DataFrame:
        """What a round has been given: one row per (indicator, organisation, year, sex, submission).

        Columns: indicator (a pair under women's id, its halves as K and M), organisation, year, sex,
        submission, state (a SubmissionState), received (UTC), answered: whether a value stands there or a
        reason why there is none, and nothing published later by the round says otherwise. Files short of publication (as last read) only for who may see drafts; one
        given back only until it is handed in anew. What was withdrawn is not there.
        """
        return self._ask(
            f"""
            WITH {SERIES}, {VISIBLE},
            given AS (
                SELECT p.submission, p.indicator, p.organisation, p.year, p.sex, p.value, p.missing,
                       row_number() OVER (
                           PARTITION BY p.indicator, p.organisation, p.year, p.sex
                           ORDER BY p.published DESC, p.submission DESC
                       ) = 1 AS latest
                FROM published AS p WHERE p.programme = $programme
                UNION ALL BY NAME
                SELECT d.submission, d.indicator, d.organisation, d.year, d.sex, d.value, d.missing,
                       true AS latest
                FROM draft_value AS d JOIN submission AS s ON s.id = d.submission
                WHERE {SEES_DRAFT} AND s.programme = $programme AND s.state IN ('draft', 'submitted', 'returned')
                  AND NOT (s.state = 'returned' AND EXISTS (
                      SELECT 1 FROM submission AS later
                      WHERE later.follows = s.id AND later.state <> 'withdrawn'
                  ))
            )
            SELECT figure AS indicator, organisation, CAST(year AS INTEGER) AS year,
                   coalesce(half, sex) AS sex, g.submission, s.state, s.received,
                   latest AND (value IS NOT NULL OR coalesce(missing, $no_value) <> $no_value) AS answered
            FROM given AS g
            JOIN series ON series = g.indicator
            JOIN submission AS s ON s.id = g.submission
            ORDER BY indicator, organisation, year, sex, g.submission
            """,
            **visible.rights(viewer),
            programme=programme,
            **visible.drafts(viewer),
            no_value=Missing.NO_VALUE.value,
        )

    def already_official(self, viewer: Viewer, programme: str) -> pd.DataFrame:
        """Official values of what a round asks for: one row per (indicator, organisation, year, sex).

        Columns: those, a pair under women's id with its halves as K and M. A year without a value is not there.
        """
        return self._ask(
            f"""
            WITH {SERIES},
            wanted AS (
                SELECT indicator, min(first_year) AS first_year, max(last_year) AS last_year
                FROM request WHERE programme = $programme AND withdrawn IS NULL GROUP BY indicator
            )
            SELECT figure AS indicator, organisation, CAST(year AS INTEGER) AS year, coalesce(half, sex) AS sex
            FROM current_observation AS c
            JOIN series ON series = c.indicator
            JOIN wanted AS w ON w.indicator = figure AND c.year BETWEEN w.first_year AND w.last_year
            WHERE c.origin = 'official' AND c.value IS NOT NULL
              AND c.organisation IN (
                  SELECT organisation FROM membership JOIN team ON team.id = team WHERE programme = $programme
              )
            ORDER BY ALL
            """,
            programme=programme,
        )

    def difference(self, viewer: Viewer, before: int, after: int) -> pd.DataFrame:
        """How two submissions differ: one row per (organisation, indicator, year, sex) that is not the same.

        Columns as DIFFERENCE: `before` and `after` are values in the indicator's unit, NaN where there is
        none; `before_missing` and `after_missing` a Missing value there, None where the submission says
        nothing at all. A figure that rests on too few people in either is hidden in both. Raises NotFound
        for what this viewer may not see, and NotAllowed for a file short of publication without the right
        to see drafts.
        """
        one, other = (self._contents(viewer, submission) for submission in (before, after))
        key = ["organisation", "indicator", "year", "sex"]
        both = pd.concat([one, other], ignore_index=True)
        small = disclosure.too_few(visible.as_figures(both), self._catalogue().thresholds)
        now = self._withheld(viewer)
        withheld = pd.concat([disclosure.with_totals(small, now), now], ignore_index=True)
        withheld = withheld.groupby(disclosure.FIGURE, as_index=False)["total"].any()
        sides = [
            visible.shown(side, withheld)[[*key, "value", "missing"]].rename(
                columns={"value": name, "missing": mark}
            )
            for side, name, mark in (
                (one, "before", "before_missing"),
                (other, "after", "after_missing"),
            )
        ]
        found = sides[0].merge(sides[1], on=key, how="outer")
        same_value = found["before"].eq(found["after"]) | (found["before"].isna() & found["after"].isna())
        marks = [found[name].astype("object").where(found[name].notna(), None) for name in DIFFERENCE[-2:]]
        same_mark = marks[0].fillna("").eq(marks[1].fillna(""))
        found = found.assign(before_missing=marks[0], after_missing=marks[1])
        changed = found[~(same_value & same_mark)]
        return changed.sort_values(key).reset_index(drop=True).loc[:, list(DIFFERENCE)]

    def _contents(self, viewer: Viewer, submission: int) -> pd.DataFrame:
        """Every value of a submission, with what `disclosure` needs to know of it."""
        kept = self.submission(viewer, submission)
        if kept.published is None or kept.state is SubmissionState.WITHDRAWN:
            self._demand_of(viewer, Right.SEE_DRAFTS, submission)
        table = "draft_value" if kept.published is None else "observation"
        return self._ask(
            f"""
            WITH {SERIES}
            SELECT o.indicator, organisation, CAST(year AS INTEGER) AS year, sex, value, numerator,
                   denominator, missing, $origin AS origin, figure, coalesce(half, sex) AS whose
            FROM {table} AS o JOIN series ON series = o.indicator
            WHERE submission = $submission
            """,
            submission=submission,
            origin=kept.origin.value,
        )


def _check(change: Change, request: Request) -> None:
    """Raise NotFound or Conflict where nobody could answer the request."""
    known = {
        "programme": ("SELECT 1 FROM programme WHERE id = $one AND kind = 'model_round'", request.programme),
        "indicator": ("SELECT 1 FROM indicator WHERE id = $one", request.indicator),
        "organisation": ("SELECT 1 FROM organisation WHERE code = $one", request.organisation),
        "team": ("SELECT 1 FROM team WHERE id = $one", request.team),
    }
    for what, (query, id_) in known.items():
        if id_ is not None and not change.rows(query, one=id_):
            raise NotFound(f"no {what} {id_!r}")
    if not EARLIEST_YEAR <= request.first_year <= request.last_year <= date.today().year + 1:
        raise Conflict(f"the years {request.first_year}–{request.last_year} cannot be asked for")
    if request.team and not change.rows(
        "SELECT 1 FROM team WHERE id = $team AND programme = $programme",
        team=request.team,
        programme=request.programme,
    ):
        raise Conflict(f"{request.team} is no team of {request.programme}")
    if request.organisation and not change.rows(
        """
        SELECT 1 FROM membership AS m JOIN team AS t ON t.id = m.team
        WHERE t.programme = $programme AND m.organisation = $organisation
        """,
        programme=request.programme,
        organisation=request.organisation,
    ):
        raise Conflict(f"{request.organisation} takes no part in {request.programme}")


def _ask(change: Change, viewer: Viewer, request: Request) -> int:
    fields: dict[str, Any] = {
        "programme": request.programme,
        "team": request.team,
        "organisation": request.organisation,
        "indicator": request.indicator,
        "first_year": request.first_year,
        "last_year": request.last_year,
    }
    same: Sequence[tuple[Any, ...]] = change.rows(
        "SELECT id, due FROM request WHERE withdrawn IS NULL AND "
        + " AND ".join(f"{name} IS NOT DISTINCT FROM ${name}" for name in fields),
        **fields,
    )
    if same:
        [(kept, due)] = same
        change.run("UPDATE request SET due = $due WHERE id = $id", due=request.due, id=kept)
        change.record(viewer.name, "request", f"request:{kept}", {"due": due}, {"due": request.due})
        return int(kept)
    new = change.next_id("request")
    change.run(
        """
        INSERT INTO request (id, programme, team, organisation, indicator, first_year, last_year, due)
        VALUES ($id, $programme, $team, $organisation, $indicator, $first_year, $last_year, $due)
        """,
        id=new,
        due=request.due,
        **fields,
    )
    change.record(viewer.name, "request", f"request:{new}", after={**fields, "due": request.due})
    return new
