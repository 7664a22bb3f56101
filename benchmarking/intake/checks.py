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
from benchmarking.intake.cells import told
from benchmarking.intake.layouts import Field
from benchmarking.intake.workbench import Workbench
from benchmarking.model import Finding, Level, Origin

__all__ = ["CHECKS", "MACROS", "Check", "findings", "publish_table", "run"]

MOST_ALIKE = 200
"""More findings of one kind than anyone reads one by one are told as one with a count."""


@dataclass(frozen=True, slots=True)
class Check:
    """One fault to look for: its code, the field whose column it names, and where it is.

    `where` holds for the rows of `source` that have the fault. Without a source it is asked of `reading`
    with the bounds of its series (null where the indicator is not known); `{reading}` in a source stands
    for it. What the finding tells (found, expected, suggestion) are expressions of the same rows, which
    also have the texts as they stand (`cells.told`).
    """

    code: str
    field: Field | None
    where: str
    found: str = "NULL"
    expected: str = "NULL"
    suggestion: str = "NULL"
    source: str | None = None

    @property
    def holds(self) -> str:
        """Whether there is any such row, as an expression over all of `judged`."""
        if self.source is None:
            return f"bool_or({self.where})"
        return f"EXISTS (FROM {self.source.format(reading='reading')} WHERE {self.where})"


# The text of a number in a finding: at most a few decimals, and none when it is whole.
MACROS = r"""
CREATE TEMP MACRO shown(x) AS
    coalesce(regexp_replace(TRY_CAST(x AS DECIMAL(30, 6))::VARCHAR, '\.?0+$', ''), x::VARCHAR);
CREATE TEMP MACRO rounded(x, places) AS shown(round(x, places::INTEGER));
CREATE TEMP MACRO half_unit(decimals) AS 0.5 * pow(10, -decimals) + 1e-9;
CREATE TEMP MACRO range_text(low, high) AS coalesce(shown(low), '') || '–' || coalesce(shown(high), '');
"""

_OF_PUBLISHED = "{reading} AS reading JOIN published USING (key) JOIN unit USING (indicator)"

CHECKS: tuple[Check, ...] = (
    Check("summary_row", Field.NAME, "true", "text", source="summary"),
    Check("row_unfilled", None, "true", source="unfilled"),
    Check(
        "programme_differs",
        Field.PROGRAMME,
        "p.programme <> (SELECT programme FROM said)",
        found="text",
        expected="(SELECT programme FROM said)",
        suggestion="(SELECT programme FROM said)",
        source="cell JOIN programme_reading AS p ON p.word = cell.programme",
    ),
    Check(
        "value_out_of_bounds",
        Field.VALUE,
        "value < lower OR value > upper",
        found="value_text",
        expected="range_text(lower, upper)",
    ),
    Check(
        "value_and_mark",
        Field.MISSING,
        "value_and_mark",
        found="missing_text",
        expected="value_text",
    ),
    Check(
        "marks_disagree",
        Field.MISSING,
        "marks_disagree",
        found="missing_text",
        expected="value_text",
    ),
    Check(
        "value_absent",
        Field.VALUE,
        "blank AND (SELECT has_values FROM said)",
    ),
    Check("value_absent", Field.VALUE, "true", source="unsaid"),
    Check(
        "mark_beside_counts",
        Field.NUMERATOR,
        "missing IS NOT NULL AND numerator IS NOT NULL",
        found="numerator_text || '/' || denominator_text",
        expected="nullif(coalesce(nullif(value_text, ''), missing_text), '')",
        suggestion="CASE WHEN share AND denominator > 0 THEN rounded(ratio, greatest(unit_decimals, 2)) END",
    ),
    Check("count_negative", Field.NUMERATOR, "numerator < 0", found="numerator_text"),
    Check("count_negative", Field.DENOMINATOR, "denominator < 0", found="denominator_text"),
    Check("count_not_whole", Field.NUMERATOR, "numerator <> trunc(numerator)", found="numerator_text"),
    Check(
        "count_not_whole", Field.DENOMINATOR, "denominator <> trunc(denominator)", found="denominator_text"
    ),
    Check(
        "numerator_above_denominator",
        Field.NUMERATOR,
        "share AND numerator > denominator",
        found="numerator_text",
        expected="shown(denominator)",
    ),
    Check(
        "denominator_zero",
        Field.DENOMINATOR,
        "share AND denominator = 0 AND value IS NOT NULL",
        found="denominator_text",
    ),
    Check(
        "value_not_ratio",
        Field.VALUE,
        "share AND numerator <= denominator AND denominator > 0 AND abs(value - ratio) > half_unit(decimals)",
        found="value_text",
        expected="rounded(ratio, greatest(decimals, unit_decimals))",
        suggestion="rounded(ratio, greatest(decimals, unit_decimals))",
    ),
    Check(
        "duplicate_same",
        None,
        "row <> first_row AND same",
        found="coalesce(nullif(value_text, ''), missing_text)",
        expected="(first_row // {stride})::VARCHAR",
        source="twin",
    ),
    Check(
        "duplicate_differs",
        Field.VALUE,
        "row <> first_row AND NOT same",
        found="CASE WHEN value = first_value THEN with_counts ELSE value_shown END",
        expected="CASE WHEN value = first_value THEN first_with_counts ELSE first_value_shown END",
        suggestion="(first_row // {stride})::VARCHAR",
        source="twin",
    ),
    *(
        Check(
            code,
            Field.VALUE,
            f"{whose} AND abs(reading.value - published.value) > half_unit(reading.decimals)",
            found="value_text",
            expected="rounded(published.value, greatest(reading.decimals, unit_decimals))",
            source=_OF_PUBLISHED,
        )
        for code, whose in (
            ("differs_from_official", "official"),
            ("replaces_network_value", "NOT official"),
        )
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
    """Fills `published` (key, value, official) with the current values of the file's own indicators and years."""
    pieces: dict[str, list[np.ndarray]] = {"key": [], "value": [], "official": []}
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
            pieces["official"].append(published.official[here][wanted])
    kinds = {"key": pa.int64(), "value": pa.float64(), "official": pa.bool_()}
    columns = {
        name: pa.array(np.concatenate(arrays) if arrays else [], kinds[name])
        for name, arrays in pieces.items()
    }
    database.fill("published", "key BIGINT, value DOUBLE, official BOOLEAN", pa.table(columns))


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
        (f.code, f.level is Level.ERROR, number, None, f.column, f.found, f.expected, f.suggestion, 1)
        for number, f in found
    ]
    columns = "code VARCHAR, error BOOLEAN, row BIGINT, field VARCHAR, heading VARCHAR"
    columns += ", found VARCHAR, expected VARCHAR, suggestion VARCHAR, alike BIGINT"
    database.rows("finding", columns, rows)
    database.execute(
        f"""
        {INTO_FINDING}
        SELECT fault, fault IN ({_listed(_ERRORS)}), row, field, NULL, found, expected, suggestion FROM fault
        """
    )
    _twins(database)
    # Each question costs more to plan than a small file's rows, and nearly none finds anything: one reading
    # of all rows tells which are worth asking.
    for check in _holding(database):
        found_, expected, suggestion = (
            text.replace("{stride}", str(stride)) for text in (check.found, check.expected, check.suggestion)
        )
        database.execute(
            f"""
            {INTO_FINDING}
            SELECT '{check.code}', {str(check.code in _ERRORS).lower()}, row,
                   {f"'{check.field.value}'" if check.field else "NULL"}, NULL, {found_}, {expected}, {suggestion}
            FROM {(check.source or _JUDGED).format(reading=told())} WHERE {check.where}
            """
        )


INTO_FINDING = "INSERT INTO finding (code, error, row, field, heading, found, expected, suggestion)"

_JUDGED = """(
    SELECT reading.*, lower, upper, share, unit_decimals, 100 * numerator / denominator AS ratio
    FROM {reading} AS reading LEFT JOIN unit USING (indicator)
)"""


def _holding(database: Workbench) -> list[Check]:
    """The checks that have something to tell."""
    holds = ", ".join(check.holds for check in CHECKS)
    answer = database.execute(f"SELECT {holds} FROM {_JUDGED.format(reading='reading')}").fetchone()
    return [check for check, any_ in zip(CHECKS, answer, strict=True) if any_]


_ERRORS = sorted(code for code, (level, _) in FINDING_CODES.items() if level is Level.ERROR)


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in sorted(codes))


_TWIN_COLUMNS = (
    "row BIGINT, key BIGINT, value DOUBLE, value_text VARCHAR, missing VARCHAR, missing_text VARCHAR, "
    "numerator DOUBLE, denominator DOUBLE, value_shown VARCHAR, with_counts VARCHAR, first_row BIGINT, "
    "first_value DOUBLE, first_value_shown VARCHAR, first_with_counts VARCHAR, same BOOLEAN"
)


def _twins(database: Workbench) -> None:
    """Fills `twin`, the rows whose figure stands more than once: their own and the first row's values."""
    keys = np.sort(database.table("SELECT key FROM reading WHERE key IS NOT NULL")["key"].to_numpy())
    if not (keys[1:] == keys[:-1]).any():
        # In nearly every file each figure stands once, and sorting numbers is the quickest way to know it.
        database.rows("twin", _TWIN_COLUMNS, [])
        return
    database.make(
        "twin",
        f"""
        WITH readable AS (
            SELECT * FROM {told()} WHERE key IS NOT NULL AND (value IS NOT NULL OR missing IS NOT NULL)
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
    counted = dict(database.execute("SELECT code, count(*) FROM finding GROUP BY code").fetchall())
    if not counted:
        return []
    rows = database.execute(_gathering(counted, stride)).fetchall()
    sheets = list(dict.fromkeys(line[2] for line in headings))
    places = {sheet: place for place, sheet in enumerate(sheets)}
    rows.sort(key=lambda line: (places.get(line[2], -1), line[4], order.get(line[1], -1), line[0]))
    return [
        finding(code, row, heading, found, expected, suggestion, count, sheet)
        for code, _, sheet, heading, row, found, expected, suggestion, count in rows
    ]


def _gathering(counted: Mapping[str, int], stride: int) -> str:
    """The question for the findings as they are told, given how many rows there are of each code.

    Only what the codes call for is asked: most files have a few findings that all stand alone.
    """
    # In a wide table a row's organisation stands beside many values and is at fault once.
    once = "DISTINCT" if stride > 1 else ""
    together, one = _listed(ALWAYS_TOGETHER), _listed(ONE_FOR_ALL)
    # What is likely is another number for every place; to say it a thousand times says nothing.
    doubts = _listed(set(PLAUSIBILITY_CODES) - ALWAYS_TOGETHER)
    placed = f"""
        placed AS (
            SELECT {once} f.code, f.field, h.sheet, coalesce(f.heading, h.heading) AS heading,
                   coalesce(h.row, (f.row // {int(stride)})::BIGINT) AS row, f.found, f.expected, f.suggestion,
                   coalesce(f.alike, 1) AS alike
            FROM finding AS f
            LEFT JOIN heading AS h
                ON h.part = f.row % {int(stride)} AND h.field IS NOT DISTINCT FROM f.field
        )"""
    told = "code, field, sheet, heading, row, found, expected, suggestion"
    if max(counted.values()) <= MOST_ALIKE and not counted.keys() & ALWAYS_TOGETHER:
        return f"WITH {placed} SELECT {told}, 1 FROM placed"
    return f"""
        WITH {placed},
        kind AS (SELECT code, field, sum(alike) AS alike FROM placed GROUP BY code, field),
        sized AS (
            SELECT placed.* EXCLUDE (alike), placed.alike AS rows, kind.alike
            FROM placed JOIN kind ON kind.code = placed.code AND kind.field IS NOT DISTINCT FROM placed.field
        ),
        alone AS (SELECT * FROM sized WHERE alike <= {MOST_ALIKE} AND NOT code IN ({together})),
        -- A percent sign is a percent sign, whatever number it stood beside.
        one_for_all AS (
            SELECT code, field, sheet, arg_min(heading, row) AS heading, min(row) AS row,
                   arg_min({{'text': found}}, row).text AS found, arg_min({{'text': expected}}, row).text AS expected,
                   arg_min({{'text': suggestion}}, row).text AS suggestion, sum(alike)::BIGINT AS rows
            FROM placed
            WHERE code IN ({one})
            GROUP BY code, field, sheet
        ),
        said AS (
            SELECT code, field, sheet, arg_min({{'text': heading}}, row).text AS heading,
                   min(row) AS row, found, expected, suggestion, sum(rows)::BIGINT AS rows
            FROM sized
            WHERE (alike > {MOST_ALIKE} OR code IN ({together})) AND NOT code IN ({one})
            GROUP BY code, field, sheet, found, expected, suggestion
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
        SELECT {told}, rows
        FROM (SELECT {told}, rows FROM alone WHERE NOT code IN ({one})
              UNION ALL BY NAME FROM one_for_all
              UNION ALL BY NAME FROM few
              UNION ALL BY NAME FROM gathered)
        """
