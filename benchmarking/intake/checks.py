"""The checks, each a small unit with its stable code, and the findings they make of a file.

A check is a question in SQL to the tables that `cells` fills; its answer is one row per fault: row,
found, expected, suggestion. A new check is a new entry here and in `catalogue`, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd
import pyarrow as pa

from benchmarking.intake.catalogue import ALWAYS_TOGETHER, FINDING_CODES, finding
from benchmarking.intake.layouts import Field
from benchmarking.model import Finding, Level

__all__ = ["CHECKS", "Check", "findings", "publish_table", "run"]

MOST_ALIKE = 200
"""More findings of one kind than anyone reads one by one are told as one with a count."""


@dataclass(frozen=True, slots=True)
class Check:
    """One fault to look for: its code, the field whose column it names, and the question."""

    code: str
    field: Field | None
    question: str


# The text of a number in a finding: at most a few decimals, and none when it is whole.
_MACROS = r"""
CREATE TEMP MACRO shown(x) AS
    coalesce(regexp_replace(TRY_CAST(x AS DECIMAL(30, 6))::VARCHAR, '\.?0+$', ''), x::VARCHAR);
CREATE TEMP MACRO rounded(x, places) AS shown(round(x, places::INTEGER));
CREATE TEMP MACRO share(r) AS 100 * r.numerator / r.denominator;
CREATE TEMP MACRO half_unit(decimals) AS 0.5 * pow(10, -decimals) + 1e-9;
CREATE TEMP MACRO range_text(low, high) AS coalesce(shown(low), '') || '–' || coalesce(shown(high), '');
"""

CHECKS: tuple[Check, ...] = (
    Check(
        "row_unfilled",
        None,
        "SELECT row, NULL AS found, NULL AS expected, NULL AS suggestion FROM unfilled",
    ),
    Check(
        "programme_differs",
        Field.PROGRAMME,
        """
        SELECT row, text AS found, $programme AS expected, $programme AS suggestion
        FROM cell JOIN programme_reading AS p ON p.word = cell.programme
        WHERE p.programme <> $programme
        """,
    ),
    Check(
        "value_out_of_bounds",
        Field.VALUE,
        """
        SELECT row, value_text AS found, range_text(lower, upper) AS expected, NULL AS suggestion
        FROM reading JOIN series USING (indicator)
        WHERE value < lower OR value > upper
        """,
    ),
    Check(
        "value_and_mark",
        Field.MISSING,
        """
        SELECT row, missing_text AS found, value_text AS expected, NULL AS suggestion
        FROM reading
        WHERE value IS NOT NULL AND column_mark IS NOT NULL
        """,
    ),
    Check(
        "marks_disagree",
        Field.MISSING,
        """
        SELECT row, missing_text AS found, value_text AS expected, NULL AS suggestion
        FROM reading
        WHERE column_mark <> value_mark
        """,
    ),
    Check(
        "value_absent",
        Field.VALUE,
        """
        SELECT row, NULL AS found, NULL AS expected, NULL AS suggestion
        FROM reading
        WHERE value_text = '' AND missing_text = '' AND $has_values
        """,
    ),
    Check(
        "mark_beside_counts",
        Field.NUMERATOR,
        """
        SELECT row,
               numerator_text || '/' || denominator_text AS found,
               nullif(coalesce(nullif(value_text, ''), missing_text), '') AS expected,
               CASE WHEN share AND denominator > 0 THEN rounded(share(reading), decimals_of) END AS suggestion
        FROM (SELECT reading.*, series.share, greatest(series.decimals, 2) AS decimals_of
              FROM reading LEFT JOIN series USING (indicator)) AS reading
        WHERE missing IS NOT NULL AND numerator IS NOT NULL
        """,
    ),
    Check(
        "count_negative",
        Field.NUMERATOR,
        "SELECT row, numerator_text AS found, NULL AS expected, NULL AS suggestion FROM reading WHERE numerator < 0",
    ),
    Check(
        "count_negative",
        Field.DENOMINATOR,
        "SELECT row, denominator_text AS found, NULL AS expected, NULL AS suggestion FROM reading WHERE denominator < 0",
    ),
    Check(
        "count_not_whole",
        Field.NUMERATOR,
        """
        SELECT row, numerator_text AS found, NULL AS expected, NULL AS suggestion
        FROM reading
        WHERE numerator <> trunc(numerator)
        """,
    ),
    Check(
        "count_not_whole",
        Field.DENOMINATOR,
        """
        SELECT row, denominator_text AS found, NULL AS expected, NULL AS suggestion
        FROM reading
        WHERE denominator <> trunc(denominator)
        """,
    ),
    Check(
        "numerator_above_denominator",
        Field.NUMERATOR,
        """
        SELECT row, numerator_text AS found, shown(denominator) AS expected, NULL AS suggestion
        FROM reading JOIN series USING (indicator)
        WHERE share AND numerator > denominator
        """,
    ),
    Check(
        "denominator_zero",
        Field.DENOMINATOR,
        """
        SELECT row, denominator_text AS found, NULL AS expected, NULL AS suggestion
        FROM reading JOIN series USING (indicator)
        WHERE share AND denominator = 0 AND value IS NOT NULL
        """,
    ),
    Check(
        "value_not_ratio",
        Field.VALUE,
        """
        SELECT row, value_text AS found, rounded(exact, places) AS expected, expected AS suggestion
        FROM (SELECT row, value, value_text, reading.decimals, share(reading) AS exact,
                     greatest(reading.decimals, series.decimals) AS places
              FROM reading JOIN series USING (indicator)
              WHERE share AND value IS NOT NULL AND numerator <= denominator AND denominator > 0)
        WHERE abs(value - exact) > half_unit(decimals)
        """,
    ),
    Check(
        "duplicate_same",
        None,
        """
        SELECT row, coalesce(nullif(value_text, ''), missing_text) AS found,
               first_row::VARCHAR AS expected, NULL AS suggestion
        FROM twin
        WHERE row <> first_row AND same
        """,
    ),
    Check(
        "duplicate_differs",
        Field.VALUE,
        """
        SELECT row,
               CASE WHEN value = first_value THEN with_counts ELSE value_shown END AS found,
               CASE WHEN value = first_value THEN first_with_counts ELSE first_value_shown END AS expected,
               first_row::VARCHAR AS suggestion
        FROM twin
        WHERE row <> first_row AND NOT same
        """,
    ),
    Check(
        "differs_from_official",
        Field.VALUE,
        """
        SELECT row, value_text AS found,
               rounded(published.value, greatest(reading.decimals, series.decimals)) AS expected,
               NULL AS suggestion
        FROM reading JOIN published USING (key) JOIN series USING (indicator)
        WHERE published.origin = 'official' AND abs(reading.value - published.value) > half_unit(reading.decimals)
        """,
    ),
    Check(
        "replaces_network_value",
        Field.VALUE,
        """
        SELECT row, value_text AS found,
               rounded(published.value, greatest(reading.decimals, series.decimals)) AS expected,
               NULL AS suggestion
        FROM reading JOIN published USING (key) JOIN series USING (indicator)
        WHERE published.origin = 'network' AND abs(reading.value - published.value) > half_unit(reading.decimals)
        """,
    ),
)
"""Everything that is asked of the rows, besides what recognition itself tells (`cells.understand`)."""


def publish_table(database: duckdb.DuckDBPyConnection, published: pd.DataFrame | None) -> None:
    """Fills `published` (key, value, origin) with the current values of the file's own indicators and years."""
    database.execute("CREATE TEMP TABLE published (key BIGINT, value DOUBLE, origin VARCHAR)")
    if published is None or published.empty:
        return
    ids = database.execute("SELECT id FROM series SEMI JOIN indicator_reading USING (indicator)").fetchall()
    years = database.execute("SELECT DISTINCT year FROM year_reading WHERE year IS NOT NULL").fetchall()
    near = published[
        published["indicator"].isin({id_ for (id_,) in ids})
        & published["year"].isin({year for (year,) in years})
    ]
    columns = ["indicator", "organisation", "year", "sex", "value", "origin"]
    database.register("current", pa.Table.from_pandas(near[columns], preserve_index=False))
    database.execute(
        """
        INSERT INTO published
        SELECT ((o.organisation::BIGINT * 100000 + s.indicator) * 10000 + current.year) * 3
               + strpos('KMT', current.sex) - 1,
               current.value, current.origin
        FROM current
        JOIN series AS s ON s.id = current.indicator
        JOIN organisation_list AS o ON o.code = current.organisation
        WHERE NOT isnan(current.value)
        """
    )
    database.unregister("current")


def run(
    database: duckdb.DuckDBPyConnection, programme: str | None, has_values: bool, found: Iterable[Finding]
) -> None:
    """Fills `finding` (code, error, row, field, heading, found, expected, suggestion), one row per fault.

    `found` are findings of single rows made while the rows were read. `has_values` is false where
    there is no column of values.
    """
    database.execute(_MACROS)
    database.execute(
        """
        CREATE TEMP TABLE finding (code VARCHAR, error BOOLEAN, row INTEGER, field VARCHAR, heading VARCHAR,
                              found VARCHAR, expected VARCHAR, suggestion VARCHAR)
        """
    )
    errors = [code for code, (level, _) in FINDING_CODES.items() if level is Level.ERROR]
    rows = [
        (f.code, f.level is Level.ERROR, f.row, None, f.column, f.found, f.expected, f.suggestion)
        for f in found
    ]
    if rows:
        database.executemany("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    database.execute(
        """
        INSERT INTO finding
        SELECT fault, list_contains($errors, fault), row, field, NULL, found, expected, suggestion FROM fault
        """,
        {"errors": errors},
    )
    _twins(database)
    codes = pa.table(
        {
            "number": range(len(CHECKS)),
            "code": [check.code for check in CHECKS],
            "error": [check.code in errors for check in CHECKS],
            "field": [check.field.value if check.field else None for check in CHECKS],
        }
    )
    database.register("checks", codes)
    # One statement: the planning of many small ones costs more than a small file's rows.
    questions = "\nUNION ALL\n".join(
        f"SELECT {number} AS number, row, found, expected, suggestion FROM ({check.question})"
        for number, check in enumerate(CHECKS)
    )
    database.execute(
        f"""
        INSERT INTO finding
        SELECT code, error, row, field, NULL, found, expected, suggestion
        FROM ({questions}) JOIN checks USING (number)
        """,
        {"programme": programme, "has_values": has_values},
    )
    database.unregister("checks")


def _twins(database: duckdb.DuckDBPyConnection) -> None:
    """Fills `twin`, the rows whose figure stands more than once: their own and the first row's values."""
    database.execute(
        """
        CREATE TEMP TABLE twin AS
        WITH readable AS (
            SELECT * FROM reading WHERE key IS NOT NULL AND (value IS NOT NULL OR missing IS NOT NULL)
        ),
        twice AS (SELECT key FROM readable GROUP BY key HAVING count(*) > 1),
        pairs AS (
            SELECT row, key, value, value_text, missing, missing_text, numerator, denominator,
                   coalesce(nullif(value_text, ''), missing_text) AS value_shown,
                   concat(value_shown, ' (', numerator_text, '/', denominator_text, ')') AS with_counts
            FROM readable SEMI JOIN twice USING (key)
        )
        SELECT *,
               first_value(row) OVER first AS first_row,
               first_value(value) OVER first AS first_value,
               first_value(value_shown) OVER first AS first_value_shown,
               first_value(with_counts) OVER first AS first_with_counts,
               value IS NOT DISTINCT FROM first_value(value) OVER first
               AND missing IS NOT DISTINCT FROM first_value(missing) OVER first
               AND numerator IS NOT DISTINCT FROM first_value(numerator) OVER first
               AND denominator IS NOT DISTINCT FROM first_value(denominator) OVER first AS same
        FROM pairs
        WINDOW first AS (PARTITION BY key ORDER BY row)
        """
    )


def findings(database: duckdb.DuckDBPyConnection, headings: Mapping[str, str]) -> list[Finding]:
    """The findings of rows in file order, those of one kind together where they are many.

    `headings` gives the heading of each field that has a column. Of one code and column, up to 200
    findings stand alone; more are one for each different text, and where even those are more, one in all.
    """
    order = {field.value: place for place, field in enumerate(Field)}
    rows = database.execute(
        """
        WITH counted AS (
            SELECT *, count(*) OVER (PARTITION BY code, field) AS alike,
                   -- A percent sign is a percent sign, whatever number it stood beside.
                   CASE WHEN code NOT IN ('percent_sign', 'duplicate_same')
                        THEN (found, expected, suggestion) END AS says,
                   {'found': found, 'expected': expected, 'suggestion': suggestion, 'heading': heading} AS texts
            FROM finding
        ),
        grouped AS (
            SELECT code, field, min(row) AS row, count(*) AS rows, arg_min(texts, row) AS texts
            FROM counted
            GROUP BY code, field, says,
                     CASE WHEN alike <= $most AND NOT list_contains($together, code) THEN row END
        ),
        many AS (
            SELECT *, count(*) OVER (PARTITION BY code, field) AS kinds FROM grouped
        )
        SELECT code, field, min(row), sum(rows)::BIGINT, arg_min(texts, row)
        FROM many
        GROUP BY code, field, CASE WHEN kinds <= $most THEN (row, texts) END
        """,
        {"most": MOST_ALIKE, "together": sorted(ALWAYS_TOGETHER)},
    ).fetchall()
    rows.sort(key=lambda line: (line[2], order.get(line[1], -1), line[0]))
    made = []
    for code, field, row, count, texts in rows:
        heading = texts.pop("heading") or headings.get(field)
        if heading is None and field == Field.ORGANISATION:
            heading = headings.get(Field.NAME)
        made.append(finding(code, row, heading, count=count, **texts))
    return made
