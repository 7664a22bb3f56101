"""The checks, each a small unit with its stable code, and the findings they make of a file.

A check is a question in SQL to the tables that `cells` fills; its answer is one row per fault: row,
found, expected, suggestion. A new check is a new entry here and in `catalogue`, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
from benchmarking.intake.workbench import Workbench
from benchmarking.model import Finding, Level, Origin

__all__ = ["CHECKS", "MACROS", "Check", "findings", "publish_table", "run"]

MOST_ALIKE = 200
"""More findings of one kind than anyone reads one by one are told as one with a count."""


@dataclass(frozen=True, slots=True)
class Check:
    """One fault to look for: its code, the field whose column it names, and the question."""

    code: str
    field: Field | None
    question: str


# The text of a number in a finding: at most a few decimals, and none when it is whole.
MACROS = r"""
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
        SELECT row, text AS found, (SELECT programme FROM said) AS expected, expected AS suggestion
        FROM cell JOIN programme_reading AS p ON p.word = cell.programme
        WHERE p.programme <> (SELECT programme FROM said)
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
        WHERE value_text = '' AND missing_text = '' AND (SELECT has_values FROM said)
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
               (first_row // {stride})::VARCHAR AS expected, NULL AS suggestion
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
               (first_row // {stride})::VARCHAR AS suggestion
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


@dataclass(frozen=True, slots=True)
class Published:
    """The current values as arrays, sorted by indicator. `spans`: the rows of each series."""

    spans: Mapping[str, tuple[int, int]]
    organisations: Sequence[str]
    organisation: np.ndarray
    year: np.ndarray
    sex: np.ndarray
    value: np.ndarray
    official: np.ndarray

    @classmethod
    def of(cls, published: pd.DataFrame) -> Published:
        """From one row per (indicator, organisation, year, sex, origin); rows without a value are left out."""
        named = published[published["value"].notna()]
        names, indicator = _coded(named["indicator"])
        order = np.argsort(indicator, kind="stable")
        ends = np.searchsorted(indicator[order], range(len(names) + 1))
        places, organisation = _coded(named["organisation"])
        letters, sex = _coded(named["sex"])
        origins, origin = _coded(named["origin"])
        return cls(
            {name: (int(ends[n]), int(ends[n + 1])) for n, name in enumerate(names)},
            places,
            organisation[order],
            named["year"].to_numpy(np.int64)[order],
            np.array(["KMT".index(letter) for letter in letters], dtype=np.int64)[sex[order]],
            named["value"].to_numpy(np.float64)[order],
            np.array([one == Origin.OFFICIAL.value for one in origins], dtype=bool)[origin[order]],
        )


def _coded(names: pd.Series) -> tuple[list[str], np.ndarray]:
    """The different names, and which of them stands in each row."""
    coded = pa.Table.from_pandas(names.to_frame("name"))["name"].combine_chunks().dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def publish_table(database: Workbench, published: Published | None) -> None:
    """Fills `published` (key, value, origin) with the current values of the file's own indicators and years."""
    pieces: dict[str, list[np.ndarray]] = {"key": [], "value": [], "origin": []}
    if published is not None:
        ids = database.execute(
            "SELECT id, indicator FROM series SEMI JOIN indicator_reading USING (indicator)"
        ).fetchall()
        years = [
            year
            for (year,) in database.execute(
                "SELECT DISTINCT year FROM year_reading WHERE year IS NOT NULL"
            ).fetchall()
        ]
        numbers = dict(database.execute("SELECT code, organisation FROM organisation_list").fetchall())
        # Names are numbered once each and the keys reckoned with: joining names costs five times more.
        places = np.array([numbers.get(code, -1) for code in published.organisations] or [-1], dtype=np.int64)
        for id_, indicator in ids:
            here = slice(*published.spans.get(id_, (0, 0)))
            organisation = places[published.organisation[here]]
            wanted = (organisation >= 0) & np.isin(published.year[here], years)
            place = (organisation * 100_000 + indicator) * 10_000 + published.year[here]
            pieces["key"].append((place * 3 + published.sex[here])[wanted])
            pieces["value"].append(published.value[here][wanted])
            pieces["origin"].append(np.where(published.official[here], "official", "network")[wanted])
    kinds = {"key": pa.int64(), "value": pa.float64(), "origin": pa.string()}
    columns = {
        name: pa.array(np.concatenate(arrays) if arrays else [], kinds[name])
        for name, arrays in pieces.items()
    }
    database.fill("published", "key BIGINT, value DOUBLE, origin VARCHAR", pa.table(columns))


def run(
    database: Workbench,
    programme: str | None,
    has_values: bool,
    found: Iterable[tuple[int, Finding]],
    stride: int = 1,
) -> None:
    """Fills `finding` (code, error, row, field, heading, found, expected, suggestion), one row per fault.

    `row` is the number of a cell: divided by `stride` it is the row that the spreadsheet shows, and what
    is left over tells which column of values. `found` are findings of single rows made while the rows were
    read, with those numbers. `has_values` is false where there is no column of values.
    """
    database.rows("said", "programme VARCHAR, has_values BOOLEAN", [(programme, has_values)])
    rows = [
        (f.code, f.level is Level.ERROR, number, None, f.column, f.found, f.expected, f.suggestion)
        for number, f in found
    ]
    columns = "code VARCHAR, error BOOLEAN, row BIGINT, field VARCHAR, heading VARCHAR"
    columns += ", found VARCHAR, expected VARCHAR, suggestion VARCHAR"
    database.rows("finding", columns, rows)
    database.execute(
        f"""
        INSERT INTO finding
        SELECT fault, fault IN ({_listed(_ERRORS)}), row, field, NULL, found, expected, suggestion FROM fault
        """
    )
    _twins(database)
    # One statement: the planning of many small ones costs more than a small file's rows.
    questions = "\nUNION ALL\n".join(
        f"""
        SELECT '{check.code}', {str(check.code in _ERRORS).lower()}, row,
               {f"'{check.field.value}'" if check.field else "NULL"}, NULL, found, expected, suggestion
        FROM ({check.question.replace("{stride}", str(stride))})
        """
        for check in CHECKS
    )
    database.execute(f"INSERT INTO finding {questions}")


_ERRORS = sorted(code for code, (level, _) in FINDING_CODES.items() if level is Level.ERROR)


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in sorted(codes))


def _twins(database: Workbench) -> None:
    """Fills `twin`, the rows whose figure stands more than once: their own and the first row's values."""
    database.make(
        "twin",
        """
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
        """,
    )


def findings(
    database: Workbench,
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
    columns = "part BIGINT, field VARCHAR, sheet VARCHAR, heading VARCHAR, row BIGINT"
    kinds = (pa.int64(), pa.string(), pa.string(), pa.string(), pa.int64())
    told = [pa.array([line[place] for line in headings], kind) for place, kind in enumerate(kinds)]
    names = [column.split()[0] for column in columns.split(", ")]
    database.fill("heading", columns, pa.table(told, names=names))
    # In a wide table a row's organisation stands beside many values and is at fault once.
    once = "DISTINCT" if stride > 1 else ""
    together, one = _listed(ALWAYS_TOGETHER), _listed(ONE_FOR_ALL)
    # What is likely is another number for every place; to say it a thousand times says nothing.
    doubts = _listed(set(PLAUSIBILITY_CODES) - ALWAYS_TOGETHER)
    rows = database.execute(
        f"""
        WITH placed AS (
            SELECT {once} f.code, f.field, h.sheet, coalesce(f.heading, h.heading) AS heading,
                   coalesce(h.row, (f.row // {int(stride)})::BIGINT) AS row, f.found, f.expected, f.suggestion
            FROM finding AS f
            LEFT JOIN heading AS h
                ON h.part = f.row % {int(stride)} AND h.field IS NOT DISTINCT FROM f.field
        ),
        kind AS (SELECT code, field, count(*) AS alike FROM placed GROUP BY code, field),
        alone AS (
            SELECT placed.*, 1 AS rows
            FROM placed JOIN kind ON kind.code = placed.code AND kind.field IS NOT DISTINCT FROM placed.field
            WHERE alike <= {MOST_ALIKE} AND NOT placed.code IN ({together})
        ),
        -- A percent sign is a percent sign, whatever number it stood beside.
        one_for_all AS (
            SELECT code, field, sheet, arg_min(heading, row) AS heading, min(row) AS row,
                   arg_min({{'text': found}}, row).text AS found, arg_min({{'text': expected}}, row).text AS expected,
                   arg_min({{'text': suggestion}}, row).text AS suggestion, count(*) AS rows
            FROM placed
            WHERE code IN ({one})
            GROUP BY code, field, sheet
        ),
        said AS (
            SELECT placed.code, placed.field, sheet, arg_min({{'text': heading}}, row).text AS heading,
                   min(row) AS row, found, expected, suggestion, count(*) AS rows
            FROM placed JOIN kind ON kind.code = placed.code AND kind.field IS NOT DISTINCT FROM placed.field
            WHERE (alike > {MOST_ALIKE} OR placed.code IN ({together})) AND NOT placed.code IN ({one})
            GROUP BY placed.code, placed.field, sheet, found, expected, suggestion
        ),
        many AS (SELECT code, field, count(*) AS kinds FROM said GROUP BY code, field),
        few AS (
            SELECT said.*
            FROM said JOIN many ON many.code = said.code AND many.field IS NOT DISTINCT FROM said.field
            WHERE kinds <= {MOST_ALIKE} AND NOT said.code IN ({doubts})
        ),
        gathered AS (
            SELECT said.code, said.field, arg_min({{'text': sheet}}, row).text AS sheet,
                   arg_min({{'text': heading}}, row).text AS heading, min(row) AS row,
                   arg_min({{'text': found}}, row).text AS found, arg_min({{'text': expected}}, row).text AS expected,
                   arg_min({{'text': suggestion}}, row).text AS suggestion, sum(rows)::BIGINT AS rows
            FROM said JOIN many ON many.code = said.code AND many.field IS NOT DISTINCT FROM said.field
            WHERE kinds > {MOST_ALIKE} OR said.code IN ({doubts})
            GROUP BY said.code, said.field
        )
        SELECT code, field, sheet, heading, row, found, expected, suggestion, rows
        FROM (FROM alone WHERE NOT code IN ({one})
              UNION ALL BY NAME FROM one_for_all
              UNION ALL BY NAME FROM few
              UNION ALL BY NAME FROM gathered)
        """
    ).fetchall()
    sheets = list(dict.fromkeys(line[2] for line in headings))
    places = {sheet: place for place, sheet in enumerate(sheets)}
    rows.sort(key=lambda line: (places.get(line[2], -1), line[4], order.get(line[1], -1), line[0]))
    return [
        finding(code, row, heading, found, expected, suggestion, count, sheet)
        for code, _, sheet, heading, row, found, expected, suggestion, count in rows
    ]
