"""The cells of a file, understood: texts → numbers of organisations and series, years, sexes, values.

Set-wise in an in-memory database of intake's own. Every column is split into its different texts (words)
and the number of the word in each row; people's writing is read once a word and joined back by number.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as arrow

from benchmarking.intake import numerals
from benchmarking.intake.layouts import SPACES, Field
from benchmarking.intake.recognition import (
    Fault,
    Indicators,
    Organisations,
    Programmes,
    missing_mark,
    sex_letter,
    takes,
    year_number,
)
from benchmarking.model import Sex

__all__ = ["Understood", "connection", "load", "understand"]

_NUMBERS = (Field.VALUE, Field.NUMERATOR, Field.DENOMINATOR)
_FAULT_COLUMNS = "fault VARCHAR, field VARCHAR, found VARCHAR, expected VARCHAR, suggestion VARCHAR"

# A number that needs no thought: digits with at most a minus before and one mark inside, where the mark
# can only part decimals (numerals.written has the one case in which it could part thousands).
_PLAIN = "-?([0-9]+|0[0-9]*[.,][0-9]+|[0-9]+[.,]([0-9]{1,2}|[0-9]{4,})|[0-9]{4,}[.,][0-9]+)"


@dataclass(frozen=True, slots=True)
class Understood:
    """What was learned on the way: decimal marks seen, and rounds named with the first row of each."""

    decimal: str | None
    programmes: tuple[tuple[str, int], ...]


@functools.cache
def _workshop() -> duckdb.DuckDBPyConnection:
    """The one in-memory database of the process: opening one costs more than checking a small file.

    It reaches no file and no Python variable and never spills to disk, since nobody has yet said that
    the content may be kept.
    """
    config = {"python_enable_replacements": "false", "enable_external_access": "false", "temp_directory": ""}
    return duckdb.connect(":memory:", config=config)


def connection() -> duckdb.DuckDBPyConnection:
    """A cursor for one check. All its tables are temporary: other checks cannot see them, closing drops them."""
    return _workshop().cursor()


def load(
    database: duckdb.DuckDBPyConnection, rows: pa.Array, texts: Mapping[Field, pa.ChunkedArray | str]
) -> tuple[int, dict[Field, list[str]]]:
    """Fills `cell`; returns how many rows are not blank, and the words of each field that people read.

    `cell`: row, and for each field the number of its word, one row per data row. Words are trimmed and
    never null; those of the fields of numbers go to the tables `<field>_word` (word, text) instead.
    Template rows without year and value go to `unfilled` (row) and not to `cell`.
    """
    count = len(rows)
    words: dict[Field, np.ndarray] = {}
    read: dict[Field, list[str]] = {}
    blank: dict[Field, np.ndarray] = {}
    for field, column in texts.items():
        if isinstance(column, str):
            text = pa.array([column], pa.string())
            words[field] = np.zeros(count, dtype=np.int32)
        else:
            coded = column.combine_chunks().dictionary_encode()
            text = coded.dictionary
            words[field] = coded.indices.to_numpy(zero_copy_only=False)
        text = arrow.utf8_trim(text, characters=SPACES)
        blank[field] = arrow.equal(text, "").to_numpy(zero_copy_only=False)[words[field]]
        if field in _NUMBERS:
            numbered = pa.table({"word": pa.array(np.arange(len(text), dtype=np.int32)), "text": text})
            _fill(database, f"{field}_word", "word INTEGER, text VARCHAR", numbered)
        else:
            read[field] = text.to_pylist()
    columns = [field for field, column in texts.items() if not isinstance(column, str)]
    filled = ~np.logical_and.reduce([blank[field] for field in columns])
    unfilled = np.zeros(count, dtype=bool)
    if Field.YEAR in columns:
        figures = (Field.YEAR, Field.VALUE, Field.NUMERATOR, Field.DENOMINATOR, Field.MISSING)
        unfilled = filled & np.logical_and.reduce([blank[field] for field in figures])
    _fill(database, "unfilled", "row INTEGER", pa.table({"row": rows.filter(pa.array(unfilled))}))
    kept = np.flatnonzero(filled & ~unfilled)
    numbers = {"row": rows.take(pa.array(kept))} | {str(f): pa.array(words[f][kept]) for f in Field}
    _fill(database, "cell", ", ".join(f"{name} INTEGER" for name in numbers), pa.table(numbers))
    return int(filled.sum()), read


def understand(
    database: duckdb.DuckDBPyConnection,
    words: Mapping[Field, list[str]],
    present: frozenset[Field],
    organisations: Organisations,
    indicators: Indicators,
    programmes: Programmes,
    today: date,
) -> Understood:
    """Fills `reading`, one row per row of `cell`, and `fault`, what recognition has to say of each.

    `reading`: row; organisation, indicator (places in the lists); year; sex (letter); key (the four as
    one number, null unless all are known); value, decimals (digits after the mark); value_mark and
    column_mark (missing marks as they stand); missing (a Missing value); numerator, denominator;
    programme; and the texts of value, missing mark, numerator and denominator.
    `fault`: row, fault (code), field, found, expected, suggestion.
    `present` are the fields with a column: an empty text is only a fault where there is one.
    """
    _lists(database, organisations, indicators)
    _read_indicators(database, words, present, indicators)
    _read_organisations(database, words, present, organisations, indicators)
    _read_words(database, words, present, programmes, today)
    decimal = _read_values(database, indicators)
    for field in (Field.NUMERATOR, Field.DENOMINATOR):
        _read_counts(database, field)
    database.execute(
        """
        CREATE TEMP TABLE reading AS
        SELECT cell.row, o.organisation, i.indicator, y.year, s.sex,
               ((o.organisation::BIGINT * 100000 + i.indicator) * 10000 + y.year) * 3 + s.place AS key,
               coalesce(w.value, v.value) AS value,
               coalesce(v.decimals, w.decimals) AS decimals,
               v.missing AS value_mark,
               m.missing AS column_mark,
               CASE WHEN coalesce(w.value, v.value) IS NOT NULL THEN NULL
                    WHEN w.text = '' AND m.text = '' THEN 'no_value'
                    ELSE coalesce(m.missing, v.missing) END AS missing,
               n.value AS numerator,
               d.value AS denominator,
               p.programme,
               w.text AS value_text, m.text AS missing_text,
               n.text AS numerator_text, d.text AS denominator_text
        FROM cell
        JOIN indicator_reading AS i ON i.word = cell.indicator
        JOIN organisation_reading AS o
            ON o.organisation_word = cell.organisation AND o.name_word = cell.name AND o.applies = i.applies
        JOIN year_reading AS y ON y.word = cell.year
        JOIN sex_reading AS s ON s.word = cell.sex AND s.takes = i.takes
        JOIN missing_reading AS m ON m.word = cell.missing
        JOIN programme_reading AS p ON p.word = cell.programme
        JOIN value_plain AS w ON w.word = cell.value
        JOIN numerator_reading AS n ON n.word = cell.numerator
        JOIN denominator_reading AS d ON d.word = cell.denominator
        LEFT JOIN value_reading AS v ON v.word = cell.value AND v.indicator = coalesce(i.indicator, -1)
        """
    )
    _gather_faults(database)
    named = database.execute(
        "SELECT programme, min(row) FROM reading WHERE programme IS NOT NULL GROUP BY ALL ORDER BY 2"
    ).fetchall()
    return Understood(decimal, tuple(named))


def _fill(database: duckdb.DuckDBPyConnection, name: str, columns: str, data: pa.Table) -> None:
    """A new table with the columns of `data` in their order, typed as `columns` says."""
    typed = [column.split() for column in columns.split(", ")]
    casts = ", ".join(
        f'"{given}"::{kind} AS {wanted}'
        for given, (wanted, kind) in zip(data.column_names, typed, strict=True)
    )
    database.register("incoming", data)
    database.execute(f"CREATE TEMP TABLE {name} AS SELECT {casts} FROM incoming")
    database.unregister("incoming")


def _table(
    database: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Iterable[Sequence[object]]
) -> None:
    """A new table from Python rows, typed as `columns` says."""
    rows = list(rows)
    names = [column.split()[0] for column in columns.split(", ")]
    lists = zip(*rows, strict=True) if rows else ([] for _ in names)
    _fill(database, name, columns, pa.table({n: list(v) for n, v in zip(names, lists, strict=True)}))


def _told(fault: Fault | None) -> tuple[str | None, ...]:
    if fault is None:
        return (None,) * 5
    return fault.code, fault.field.value, fault.found, fault.expected, fault.suggestion


def _lists(database: duckdb.DuckDBPyConnection, organisations: Organisations, indicators: Indicators) -> None:
    _table(
        database,
        "organisation_list",
        "organisation INTEGER, code VARCHAR",
        [(number, one.code) for number, one in enumerate(organisations.all)],
    )
    _table(
        database,
        "series",
        "indicator INTEGER, id VARCHAR, decimals INTEGER, lower DOUBLE, upper DOUBLE, share BOOLEAN",
        [
            # Only a part of a whole can be checked against its counts.
            (n, id_, one.decimals, one.lower, one.upper, one.unit == "%" and takes(id_, one) != "T")
            for n, (id_, one) in enumerate(indicators.series)
        ],
    )


def _read_indicators(
    database: duckdb.DuckDBPyConnection,
    words: Mapping[Field, list[str]],
    present: frozenset[Field],
    indicators: Indicators,
) -> None:
    rows = []
    for word, text in enumerate(words[Field.INDICATOR]):
        number, fault = indicators.read(text)
        taken, applies = "", ""
        if number is not None:
            id_, one = indicators.series[number]
            taken, applies = takes(id_, one), ",".join(sorted(kind.value for kind in one.applies_to))
        rows.append((word, number, taken, applies, *_told(fault if Field.INDICATOR in present else None)))
    columns = f"word INTEGER, indicator INTEGER, takes VARCHAR, applies VARCHAR, {_FAULT_COLUMNS}"
    _table(database, "indicator_reading", columns, rows)
    pairs = database.execute(
        """
        SELECT DISTINCT cell.sex, i.takes
        FROM (SELECT DISTINCT sex, indicator FROM cell) AS cell
        JOIN indicator_reading AS i ON i.word = cell.indicator
        """
    ).fetchall()
    rows = []
    for word, taken in pairs:
        sex, fault = sex_letter(words[Field.SEX][word], taken)
        place = list(Sex).index(sex) if sex else None
        told = _told(fault if Field.SEX in present else None)
        rows.append((word, taken, sex.value if sex else None, place, *told))
    columns = f"word INTEGER, takes VARCHAR, sex VARCHAR, place INTEGER, {_FAULT_COLUMNS}"
    _table(database, "sex_reading", columns, rows)


def _read_organisations(
    database: duckdb.DuckDBPyConnection,
    words: Mapping[Field, list[str]],
    present: frozenset[Field],
    organisations: Organisations,
    indicators: Indicators,
) -> None:
    kinds = {
        ",".join(sorted(kind.value for kind in one.applies_to)): one.applies_to
        for _, one in indicators.series
    }
    asked = present & {Field.ORGANISATION, Field.NAME}
    field_of_code = Field.ORGANISATION if Field.ORGANISATION in present else Field.NAME
    rows = []
    for code_word, name_word, applies in database.execute(
        """
        SELECT DISTINCT organisation, name, i.applies
        FROM (SELECT DISTINCT organisation, name, indicator FROM cell) AS cell
        JOIN indicator_reading AS i ON i.word = cell.indicator
        """
    ).fetchall():
        code, name = words[Field.ORGANISATION][code_word], words[Field.NAME][name_word]
        number, fault = organisations.read(code, name, kinds.get(applies, frozenset()), field_of_code)
        rows.append((code_word, name_word, applies, number, *_told(fault if asked else None)))
    columns = "organisation_word INTEGER, name_word INTEGER, applies VARCHAR, organisation INTEGER"
    _table(database, "organisation_reading", f"{columns}, {_FAULT_COLUMNS}", rows)


def _read_words(
    database: duckdb.DuckDBPyConnection,
    words: Mapping[Field, list[str]],
    present: frozenset[Field],
    programmes: Programmes,
    today: date,
) -> None:
    """Years, missing marks and rounds: fields whose words mean the same in every row."""
    rows = []
    for word, text in enumerate(words[Field.YEAR]):
        year, fault = year_number(text, today)
        rows.append((word, year, *_told(fault if Field.YEAR in present else None)))
    _table(database, "year_reading", f"word INTEGER, year INTEGER, {_FAULT_COLUMNS}", rows)
    rows = []
    for word, text in enumerate(words[Field.MISSING]):
        mark, fault = missing_mark(text) if text else (None, None)
        rows.append((word, text, mark.value if mark else None, *_told(fault)))
    columns = f"word INTEGER, text VARCHAR, missing VARCHAR, {_FAULT_COLUMNS}"
    _table(database, "missing_reading", columns, rows)
    rows = []
    for word, text in enumerate(words[Field.PROGRAMME]):
        id_, fault = programmes.read(text) if text else (None, None)
        rows.append((word, text, id_, *_told(fault)))
    columns = f"word INTEGER, text VARCHAR, programme VARCHAR, {_FAULT_COLUMNS}"
    _table(database, "programme_reading", columns, rows)


def _plain(database: duckdb.DuckDBPyConnection, field: Field, into: str) -> None:
    """Fills `into` with every word of a field of numbers: word, text, value and decimals (null unless plain)."""
    database.execute(
        f"""
        CREATE TEMP TABLE {into} AS
        SELECT word, text,
               -- Adding zero turns -0.0 into 0.0.
               TRY_CAST(pointed AS DOUBLE) + 0.0 AS value,
               CASE WHEN contains(pointed, '.') THEN strlen(pointed) - strpos(pointed, '.')
                    WHEN pointed IS NOT NULL THEN 0 END::INTEGER AS decimals
        FROM (SELECT word, text,
                     CASE WHEN regexp_full_match(text, $plain) THEN replace(text, ',', '.') END AS pointed
              FROM {field}_word)
        """,
        {"plain": _PLAIN},
    )


def _read_values(database: duckdb.DuckDBPyConnection, indicators: Indicators) -> str | None:
    """Reads all words of the value column; returns the decimal marks seen.

    `value_plain`: word, text, value and decimals, the last two null unless the word is a plain number.
    `value_reading` and `value_fault`: one row per odd word and series (-1 where that is unknown), since
    what an odd word means may hang on the indicator.
    """
    _plain(database, Field.VALUE, "value_plain")
    comma, point = database.execute(
        """
        SELECT coalesce(bool_or(contains(text, ',')), false), coalesce(bool_or(contains(text, '.')), false)
        FROM value_plain
        WHERE value IS NOT NULL
        """
    ).fetchone()
    odd = database.execute(
        """
        SELECT DISTINCT v.word, v.text, coalesce(i.indicator, -1)
        FROM cell
        JOIN (FROM value_plain WHERE value IS NULL AND text <> '') AS v ON v.word = cell.value
        JOIN indicator_reading AS i ON i.word = cell.indicator
        """
    ).fetchall()
    written = {text: numerals.written(text) for _, text, _ in odd}
    plain_marks = [mark for mark, seen in ((",", comma), (".", point)) if seen]
    seen = numerals.evidence((one for one in written.values() if one), plain_marks)
    readings: list[tuple[object, ...]] = []
    faults: list[tuple[object, ...]] = []
    marks = set(seen.decimal)
    for word, text, indicator in odd:
        one = indicators.series[indicator][1] if indicator >= 0 else None
        mark, _ = missing_mark(text)
        number = written[text]
        if mark or number is None:
            readings.append((word, indicator, None, None, mark.value if mark else None))
            if not mark:
                cure = ".." if text.startswith("<") else None
                faults.append((word, indicator, "value_unreadable", None, cure))
            continue
        bounds = (one.decimals, one.lower, one.upper) if one else (1, None, None)
        taken, other = numerals.chosen(number, seen, *bounds)
        marks |= {taken.mark} if taken.mark else set()
        readings.append((word, indicator, taken.value, taken.decimals, None))
        as_read = numerals.plain(taken.value)
        if other is not None:
            faults.append((word, indicator, "number_ambiguous", as_read, numerals.plain(other.value)))
        if number.percent and one and one.unit != "%":
            faults.append((word, indicator, "percent_unexpected", one.unit, None))
        elif number.percent:
            faults.append((word, indicator, "percent_sign", as_read, None))
    columns = "word INTEGER, indicator INTEGER, value DOUBLE, decimals INTEGER, missing VARCHAR"
    _table(database, "value_reading", columns, readings)
    columns = "word INTEGER, indicator INTEGER, fault VARCHAR, expected VARCHAR, suggestion VARCHAR"
    _table(database, "value_fault", columns, faults)
    return "".join(mark for mark in ",." if mark in marks) or None


def _read_counts(database: duckdb.DuckDBPyConnection, field: Field) -> None:
    """Fills `<field>_reading` with every word of a column of counts: word, text, value and its fault."""
    _plain(database, field, f"{field}_plain")
    odd = database.execute(
        f"SELECT word, text FROM {field}_plain WHERE value IS NULL AND text <> ''"
    ).fetchall()
    written = {word: numerals.written(text) for word, text in odd}
    seen = numerals.evidence(one for one in written.values() if one)
    rows: list[tuple[object, ...]] = []
    for word, number in written.items():
        if number is None or number.percent:
            rows.append((word, None, "count_unreadable", None, None))
            continue
        # People are counted in whole numbers: 1,234 of them are 1234, and that is asked about.
        taken, other = numerals.chosen(number, numerals.Evidence(thousands=seen.thousands), 0)
        asked = (None, None, None)
        if other is not None:
            asked = "number_ambiguous", numerals.plain(taken.value), numerals.plain(other.value)
        rows.append((word, taken.value, *asked))
    columns = "word INTEGER, value DOUBLE, fault VARCHAR, expected VARCHAR, suggestion VARCHAR"
    _table(database, f"{field}_odd", columns, rows)
    database.execute(
        f"""
        CREATE TEMP TABLE {field}_reading AS
        SELECT p.word, p.text, coalesce(p.value, o.value) AS value, o.fault, o.expected, o.suggestion
        FROM {field}_plain AS p LEFT JOIN {field}_odd AS o USING (word)
        """
    )


def _gather_faults(database: duckdb.DuckDBPyConnection) -> None:
    database.execute(
        """
        CREATE TEMP TABLE fault AS
        SELECT row, fault, field, found, expected, suggestion
        FROM cell JOIN indicator_reading AS r ON r.word = cell.indicator WHERE fault IS NOT NULL
        UNION ALL
        SELECT row, o.fault, o.field, o.found, o.expected, o.suggestion
        FROM cell
        JOIN indicator_reading AS i ON i.word = cell.indicator
        JOIN organisation_reading AS o
            ON o.organisation_word = cell.organisation AND o.name_word = cell.name AND o.applies = i.applies
        WHERE o.fault IS NOT NULL
        UNION ALL
        SELECT row, fault, field, found, expected, suggestion
        FROM cell JOIN year_reading AS r ON r.word = cell.year WHERE fault IS NOT NULL
        UNION ALL
        SELECT row, s.fault, s.field, s.found, s.expected, s.suggestion
        FROM cell
        JOIN indicator_reading AS i ON i.word = cell.indicator
        JOIN sex_reading AS s ON s.word = cell.sex AND s.takes = i.takes
        WHERE s.fault IS NOT NULL
        UNION ALL
        SELECT row, fault, field, found, expected, suggestion
        FROM cell JOIN missing_reading AS r ON r.word = cell.missing WHERE fault IS NOT NULL
        UNION ALL
        SELECT row, fault, field, found, expected, suggestion
        FROM cell JOIN programme_reading AS r ON r.word = cell.programme WHERE fault IS NOT NULL
        UNION ALL
        SELECT row, v.fault, 'value', w.text, v.expected, v.suggestion
        FROM cell
        JOIN indicator_reading AS i ON i.word = cell.indicator
        JOIN value_fault AS v ON v.word = cell.value AND v.indicator = coalesce(i.indicator, -1)
        JOIN value_word AS w ON w.word = cell.value
        UNION ALL
        SELECT row, fault, 'numerator', text, expected, suggestion
        FROM cell JOIN numerator_reading AS r ON r.word = cell.numerator WHERE fault IS NOT NULL
        UNION ALL
        SELECT row, fault, 'denominator', text, expected, suggestion
        FROM cell JOIN denominator_reading AS r ON r.word = cell.denominator WHERE fault IS NOT NULL
        """
    )
