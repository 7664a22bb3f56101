"""Official figures that come in after the first build, from the producer's own service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from benchmarking.model import Origin, Right, SubmissionState, Viewer
from benchmarking.store.commands import OBSERVATION_COLUMNS, add_submission, publish_now
from benchmarking.store.database import Change, Database, demand

SENDER = "Kolada"

# Figures are kept with six decimals at most, and a producer's own service may give more.
ROUNDING = 1e-6
RELATIVE_ROUNDING = 1e-7

# What differs from the current official values, and how. A figure (indicator, organisation, year) of
# which nothing is known, neither before nor now, is no observation.
COMPARED = """
    WITH held AS (
        SELECT * FROM current_observation WHERE origin = 'official'
    ),
    compared AS (
        SELECT
            i.*, h.submission IS NOT NULL AS held, h.value AS old, h.missing AS old_missing,
            h.numerator AS old_numerator, h.denominator AS old_denominator, h.known_from AS old_known_from
        FROM fetched AS i
        LEFT JOIN held AS h USING (indicator, organisation, year, sex)
    ),
    judged AS (
        SELECT
            *,
            CASE
                WHEN value IS NOT NULL AND old IS NULL THEN 'new'
                WHEN value IS NULL AND old IS NOT NULL THEN 'removed'
                WHEN value IS NULL AND NOT held THEN 'new'
                WHEN value IS NULL AND missing IS DISTINCT FROM old_missing THEN 'revised'
                WHEN abs(value - old) > greatest($rounding, $relative * abs(old)) THEN 'revised'
                WHEN coalesce(numerator, old_numerator) IS DISTINCT FROM old_numerator
                  OR coalesce(denominator, old_denominator) IS DISTINCT FROM old_denominator THEN 'counts'
            END AS kind,
            bool_or(value IS NOT NULL OR held) OVER (PARTITION BY indicator, organisation, year) AS known
        FROM compared
    )
    SELECT
        indicator, organisation, year, sex, value, numerator, denominator, missing, row, kind, old,
        -- A revision was not known before what it replaces.
        CASE WHEN known_from <= old_known_from THEN CAST($fetched_on AS DATE) ELSE known_from END AS known_from
    FROM judged
    WHERE kind IS NOT NULL AND known
    ORDER BY indicator, organisation, year, sex
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed.

    `submission` is None where nothing had changed. `changes`: one row per new observation, with
    indicator (Kolada's series), organisation, year, sex, kind (`new`, `revised`, `removed`, or `counts`
    where the value is as before and the persons behind it are not), old and new value (NaN: none).
    """

    submission: int | None
    changes: pd.DataFrame


class Official(Database):
    """Bringing in what the official producer has published since."""

    def import_official(
        self, viewer: Viewer, name: str, content: bytes, observations: pd.DataFrame, fetched_on: date
    ) -> Imported:
        """Publish what differs from the official values that are current, as one submission.

        `content` are the bytes as they were fetched. `observations`: one row per (indicator,
        organisation, year, sex), columns as OBSERVATION_COLUMNS and `known_from` (date). What is as
        before makes no new observation; what is revised supersedes, and the earlier value stays in the
        trail. All in one transaction. Raises NotAllowed; Conflict, with nothing changed, where a key
        stands twice or an organisation or indicator is unknown.
        """
        demand(viewer, Right.COORDINATE)
        demand(viewer, Right.PUBLISH)
        with self._change() as change:
            changed = what_changed(change, observations, fetched_on)
            changes = changed[["indicator", "organisation", "year", "sex", "kind", "old"]].assign(
                new=changed["value"]
            )
            if not len(changed):
                return Imported(None, changes)
            submission = add_submission(
                change, SENDER, Origin.OFFICIAL, None, {name: content}, SubmissionState.DRAFT
            )
            incoming = changed[[*OBSERVATION_COLUMNS, "known_from"]]
            publish_now(change, viewer, submission, incoming)
            return Imported(submission, changes)

    def official_years(self, viewer: Viewer) -> dict[str, int]:
        """For each of Kolada's series the newest year with an official value."""
        rows = self._rows(
            """
            SELECT indicator, CAST(max(year) AS INTEGER) AS newest FROM current_observation
            WHERE origin = 'official' AND value IS NOT NULL
            GROUP BY indicator
            """
        )
        return {row["indicator"]: row["newest"] for row in rows}

    def official_example(self, viewer: Viewer, series: list[str]) -> tuple[str, str, int] | None:
        """A value that the producer is known to have published: series, organisation, year.

        Of one of `series` where there is one, else of any; None where there is no official value at all.
        """
        rows = self._rows(
            """
            SELECT indicator, organisation, CAST(year AS INTEGER) AS year FROM current_observation
            WHERE origin = 'official' AND value IS NOT NULL
            ORDER BY indicator IN (SELECT unnest($series)) DESC, year DESC, indicator, organisation
            LIMIT 1
            """,
            series=series,
        )
        return (rows[0]["indicator"], rows[0]["organisation"], rows[0]["year"]) if rows else None


def what_changed(change: Change, observations: pd.DataFrame, fetched_on: date) -> pd.DataFrame:
    """The rows that are to become observations, with `kind` and `old`; absent numbers are NULL, not NaN."""
    change.lend("handed_over", observations.loc[:, [*OBSERVATION_COLUMNS, "known_from"]])
    change.run(
        """
        CREATE OR REPLACE TEMP TABLE fetched AS
        SELECT * REPLACE (
            CASE WHEN isnan(value) THEN NULL ELSE value END AS value,
            CASE WHEN isnan(numerator) THEN NULL ELSE numerator END AS numerator,
            CASE WHEN isnan(denominator) THEN NULL ELSE denominator END AS denominator,
            -- A column without a single text would be read as numbers.
            CAST(missing AS VARCHAR) AS missing,
            CAST(year AS SMALLINT) AS year, CAST(known_from AS DATE) AS known_from
        )
        FROM handed_over
        """
    )
    changed = change.run(COMPARED, rounding=ROUNDING, relative=RELATIVE_ROUNDING, fetched_on=fetched_on).df()
    return changed.astype({"missing": "str"})
