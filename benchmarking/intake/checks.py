"""The checks, each a small unit with its stable code, and the findings they make of a file.

A check is a question in SQL to the tables that `cells` fills; its answer is one row per fault: row,
found, expected, suggestion. A new check is a new entry here and in `catalogue`, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarking.intake.catalogue import (
    ALWAYS_TOGETHER,
    FINDING_CODES,
    ONE_FOR_ALL,
    PLAUSIBILITY_CODES,
    finding,
)
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
CREATE TEMP MACRO sheet_row(cell) AS (cell // getvariable('stride'))::BIGINT;
CREATE TEMP MACRO shown(x) AS
    coalesce(regexp_replace(TRY_CAST(x AS DECIMAL(30, 6))::VARCHAR, '\.?0+$', ''), x::VARCHAR);
CREATE TEMP MACRO rounded(x, places) AS shown(round(x, places::INTEGER));
CREATE TEMP MACRO share(r) AS 100 * r.numerator / r.denominator;
CREATE TEMP MACRO half_unit(decimals) AS 0.5 * pow(10, -decimals) + 1e-9;
CREATE TEMP MACRO range_text(low, high) AS coalesce(shown(low), '') || '–' || coalesce(shown(high), '');
"""

CHECKS: tuple[Check, ...] = (
    Check(
        "summary_row",
        Field.NAME,
        "SELECT row, text AS found, NULL AS expected, NULL AS suggestion FROM summary",
    ),
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
        UNION ALL
        SELECT row, NULL, NULL, NULL FROM unsaid
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
               sheet_row(first_row)::VARCHAR AS expected, NULL AS suggestion
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
               sheet_row(first_row)::VARCHAR AS suggestion
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
    ids = database.execute("SELECT id, indicator FROM series SEMI JOIN indicator_reading USING (indicator)")
    series = dict(ids.fetchall())
    years = database.execute("SELECT DISTINCT year FROM year_reading WHERE year IS NOT NULL").fetchall()
    places = dict(database.execute("SELECT code, organisation FROM organisation_list").fetchall())
    current = published[["indicator", "organisation", "year", "sex", "value", "origin"]]
    # Names are numbered once each and the keys reckoned with: joining names costs five times more.
    indicator = _numbered(current["indicator"], series)
    organisation = _numbered(current["organisation"], places)
    sex = _numbered(current["sex"], {letter: place for place, letter in enumerate("KMT")})
    year = current["year"].to_numpy(np.int64)
    value = current["value"].to_numpy(np.float64)
    wanted = (indicator >= 0) & (organisation >= 0) & ~np.isnan(value) & np.isin(year, [y for (y,) in years])
    keys = ((organisation * 100_000 + indicator) * 10_000 + year) * 3 + sex
    near = {"key": keys[wanted], "value": value[wanted], "origin": current["origin"][wanted]}
    database.register("current", pa.table({name: pa.array(column) for name, column in near.items()}))
    database.execute("INSERT INTO published SELECT key, value, origin FROM current")
    database.unregister("current")


def _numbered(names: pd.Series, numbers: Mapping[str, int]) -> np.ndarray:
    """The number of each name; -1 where it has none."""
    coded = pa.Table.from_pandas(names.to_frame("name"))["name"].combine_chunks().dictionary_encode()
    found = np.array([numbers.get(name, -1) for name in coded.dictionary.to_pylist()] or [-1], dtype=np.int64)
    return found[coded.indices.to_numpy(zero_copy_only=False)]


def run(
    database: duckdb.DuckDBPyConnection,
    programme: str | None,
    has_values: bool,
    found: Iterable[tuple[int, Finding]],
    stride: int = 1,
) -> None:
    """Fills `finding` (code, error, row, field, heading, found, expected, suggestion), one row per fault.

    `row` is the number of a cell: `sheet_row(row)` is the row that the spreadsheet shows, and what is
    left over tells which column of values. `found` are findings of single rows made while the rows were
    read, with those numbers. `has_values` is false where there is no column of values.
    """
    database.execute(f"SET VARIABLE stride = {int(stride)}")
    database.execute(_MACROS)
    database.execute(
        """
        CREATE TEMP TABLE finding (code VARCHAR, error BOOLEAN, row BIGINT, field VARCHAR, heading VARCHAR,
                              found VARCHAR, expected VARCHAR, suggestion VARCHAR)
        """
    )
    errors = [code for code, (level, _) in FINDING_CODES.items() if level is Level.ERROR]
    rows = [
        (f.code, f.level is Level.ERROR, number, None, f.column, f.found, f.expected, f.suggestion)
        for number, f in found
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


def findings(
    database: duckdb.DuckDBPyConnection,
    headings: Iterable[tuple[int, str | None, str | None, str | None, int | None]],
    stride: int = 1,
) -> list[Finding]:
    """The findings of rows in file order, those of one kind together where they are many.

    `headings` gives, for each column of values (its number below `stride`) and each field, the sheet, the
    heading, and the heading's own row where the field stands there and not in the rows: such a fault is
    told once and not for every cell below. Of one code and column, up to 200 findings stand alone; more
    are one for each different text, and where even those are more, one in all.
    """
    order = {field.value: place for place, field in enumerate(Field)}
    headings = list(headings)
    database.execute(
        "CREATE TEMP TABLE heading (part BIGINT, field VARCHAR, sheet VARCHAR, heading VARCHAR, row BIGINT)"
    )
    database.register(
        "told",
        pa.table(
            {
                name: pa.array([line[place] for line in headings], kind)
                for place, (name, kind) in enumerate(
                    (
                        ("part", pa.int64()),
                        ("field", pa.string()),
                        ("sheet", pa.string()),
                        ("heading", pa.string()),
                        ("row", pa.int64()),
                    )
                )
            }
        ),
    )
    database.execute("INSERT INTO heading FROM told")
    database.unregister("told")
    # In a wide table a row's organisation stands beside many values and is at fault once.
    once = "DISTINCT" if stride > 1 else ""
    rows = database.execute(
        f"""
        WITH placed AS (
            SELECT {once} f.code, f.field, h.sheet, coalesce(f.heading, h.heading) AS heading,
                   coalesce(h.row, sheet_row(f.row)) AS row, f.found, f.expected, f.suggestion
            FROM finding AS f
            LEFT JOIN heading AS h
                ON h.part = f.row % getvariable('stride') AND h.field IS NOT DISTINCT FROM f.field
        ),
        kind AS (SELECT code, field, count(*) AS alike FROM placed GROUP BY code, field),
        alone AS (
            SELECT placed.*, 1 AS rows
            FROM placed JOIN kind ON kind.code = placed.code AND kind.field IS NOT DISTINCT FROM placed.field
            WHERE alike <= $most AND NOT list_contains($together, placed.code)
        ),
        -- A percent sign is a percent sign, whatever number it stood beside.
        one_for_all AS (
            SELECT code, field, sheet, arg_min(heading, row) AS heading, min(row) AS row,
                   arg_min({{'text': found}}, row).text AS found, arg_min({{'text': expected}}, row).text AS expected,
                   arg_min({{'text': suggestion}}, row).text AS suggestion, count(*) AS rows
            FROM placed
            WHERE list_contains($one, code)
            GROUP BY code, field, sheet
        ),
        said AS (
            SELECT placed.code, placed.field, sheet, arg_min({{'text': heading}}, row).text AS heading,
                   min(row) AS row, found, expected, suggestion, count(*) AS rows
            FROM placed JOIN kind ON kind.code = placed.code AND kind.field IS NOT DISTINCT FROM placed.field
            WHERE (alike > $most OR list_contains($together, placed.code)) AND NOT list_contains($one, placed.code)
            GROUP BY placed.code, placed.field, sheet, found, expected, suggestion
        ),
        many AS (SELECT code, field, count(*) AS kinds FROM said GROUP BY code, field),
        few AS (
            SELECT said.*
            FROM said JOIN many ON many.code = said.code AND many.field IS NOT DISTINCT FROM said.field
            WHERE kinds <= $most AND NOT list_contains($doubts, said.code)
        ),
        gathered AS (
            SELECT said.code, said.field, arg_min({{'text': sheet}}, row).text AS sheet,
                   arg_min({{'text': heading}}, row).text AS heading, min(row) AS row,
                   arg_min({{'text': found}}, row).text AS found, arg_min({{'text': expected}}, row).text AS expected,
                   arg_min({{'text': suggestion}}, row).text AS suggestion, sum(rows)::BIGINT AS rows
            FROM said JOIN many ON many.code = said.code AND many.field IS NOT DISTINCT FROM said.field
            WHERE kinds > $most OR list_contains($doubts, said.code)
            GROUP BY said.code, said.field
        )
        SELECT code, field, sheet, heading, row, found, expected, suggestion, rows
        FROM (FROM alone WHERE NOT list_contains($one, code)
              UNION ALL BY NAME FROM one_for_all
              UNION ALL BY NAME FROM few
              UNION ALL BY NAME FROM gathered)
        """,
        {
            "most": MOST_ALIKE,
            "together": sorted(ALWAYS_TOGETHER),
            "one": sorted(ONE_FOR_ALL),
            # What is likely is another number for every place; to say it a thousand times says nothing.
            "doubts": sorted(set(PLAUSIBILITY_CODES) - ALWAYS_TOGETHER),
        },
    ).fetchall()
    sheets = list(dict.fromkeys(line[2] for line in headings))
    places = {sheet: place for place, sheet in enumerate(sheets)}
    rows.sort(key=lambda line: (places.get(line[2], -1), line[4], order.get(line[1], -1), line[0]))
    return [
        finding(code, row, heading, found, expected, suggestion, count, sheet)
        for code, _, sheet, heading, row, found, expected, suggestion, count in rows
    ]
