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
from benchmarking.intake.layouts import SPACES, UNKNOWN, Field
from benchmarking.intake.organisations import Organisations
from benchmarking.intake.recognition import (
    Fault,
    Indicators,
    Programmes,
    missing_mark,
    sex_letter,
    sex_of,
    takes,
    unread_value,
    year_number,
)
from benchmarking.model import OrganisationKind, Sex

__all__ = ["Part", "Understood", "connection", "load", "understand"]

_NUMBERS = (Field.VALUE, Field.NUMERATOR, Field.DENOMINATOR)
_FAULT_COLUMNS = "fault VARCHAR, field VARCHAR, found VARCHAR, expected VARCHAR, suggestion VARCHAR"

_NOT_ASKED = "?"
"""Stands for the kinds of an indicator that the sender has not told yet."""
_HANGS_ON_INDICATOR = frozenset({"organisation_ambiguous", "organisation_by_name"})
_MANY_MUNICIPALITIES = 20
"""More municipalities than any group of the network has; with them and no region, a file is of municipalities."""

# A number that needs no thought: digits with at most a minus before and one mark inside, where the mark
# can only part decimals (numerals.written has the one case in which it could part thousands).
_PLAIN = "-?([0-9]+|0[0-9]*[.,][0-9]+|[0-9]+[.,]([0-9]{1,2}|[0-9]{4,})|[0-9]{4,}[.,][0-9]+)"


@dataclass(frozen=True, slots=True)
class Part:
    """One column of values with all that belongs to it: the number of each cell, and each field's text,
    one for each cell or one for all. `beside`: the column stands beside others in the same rows, or would
    with one year more, so that a blank cell says nothing.
    """

    numbers: pa.Array
    texts: Mapping[Field, pa.ChunkedArray | pa.Array | str]
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """What was learned on the way: decimal marks seen, and rounds named with the first cell of each.

    `sex_needed` is true where figures by sex stand in a file that does not say whose they are.
    `strangers` are how many of the different organisations (`organisations`) nobody knows.
    """

    decimal: str | None
    programmes: tuple[tuple[str, int], ...]
    sex_needed: bool
    strangers: int
    organisations: int


@functools.cache
def _workshop(threads: int | None) -> duckdb.DuckDBPyConnection:
    """An in-memory database of the process: opening one costs more than checking a small file.

    It reaches no file and no Python variable and never spills to disk, since nobody has yet said that
    the content may be kept.
    """
    config = {
        "python_enable_replacements": "false",
        "enable_external_access": "false",
        "temp_directory": "",
        # Every cell carries its number, so that threads need not wait for each other to keep an order.
        "preserve_insertion_order": "false",
    }
    if threads is not None:
        config["threads"] = str(threads)
    return duckdb.connect(":memory:", config=config)


def connection(small: bool = False) -> duckdb.DuckDBPyConnection:
    """A cursor for one check. All its tables are temporary: other checks cannot see them, closing drops them.

    For a small file one thread is quicker: handing work to others takes longer than the work.
    """
    return _workshop(1 if small else None).cursor()


def load(
    database: duckdb.DuckDBPyConnection, parts: Sequence[Part], unfilled: Sequence[pa.Array]
) -> tuple[list[int], dict[Field, list[str]]]:
    """Fills `cell`; returns how many cells of each part are not blank, and the words that people read.

    `cell`: row (the number of the cell, which `checks` turns into a place), and for each field the number
    of its word. Words are trimmed and never null; those of the fields of numbers go to the tables
    `<field>_word` (word, text) instead. Template rows without year and value go to `unfilled` (row) and
    not to `cell`, and so do those of the argument; blank cells beside others go to `unsaid` (row,
    indicator, sex).
    """
    rows = pa.chunked_array([part.numbers for part in parts]).combine_chunks()
    count = len(rows)
    words: dict[Field, np.ndarray] = {}
    read: dict[Field, list[str]] = {}
    blank: dict[Field, np.ndarray] = {}
    encoded: dict[int, pa.DictionaryArray] = {}
    for field in Field:
        coded = _encoded(
            [part.texts[field] for part in parts], [len(part.numbers) for part in parts], encoded
        )
        words[field] = coded.indices.to_numpy(zero_copy_only=False)
        text = arrow.utf8_trim(coded.dictionary, characters=SPACES)
        blank[field] = arrow.equal(text, "").to_numpy(zero_copy_only=False)[words[field]]
        if field in _NUMBERS:
            numbered = pa.table({"word": pa.array(np.arange(len(text), dtype=np.int32)), "text": text})
            _fill(database, f"{field}_word", "word INTEGER, text VARCHAR", numbered)
        else:
            read[field] = text.to_pylist()
    filled = np.zeros(count, dtype=bool)
    left = np.zeros(count, dtype=bool)
    unsaid = np.zeros(count, dtype=bool)
    figures = (Field.YEAR, Field.VALUE, Field.NUMERATOR, Field.DENOMINATOR, Field.MISSING)
    start = 0
    counts = []
    for part in parts:
        here = slice(start, start + len(part.numbers))
        start = here.stop
        columns = [field for field, column in part.texts.items() if not isinstance(column, str)]
        filled[here] = ~np.logical_and.reduce([blank[field][here] for field in columns])
        if Field.YEAR in columns:
            left[here] = filled[here] & np.logical_and.reduce([blank[field][here] for field in figures])
        if part.beside:
            unsaid[here] = filled[here] & blank[Field.VALUE][here]
        counts.append(int(filled[here].sum()))
    unfilled = pa.concat_arrays([rows.filter(pa.array(left)), *unfilled])
    _fill(database, "unfilled", "row BIGINT", pa.table({"row": unfilled}))
    silent = pa.table(
        {"row": rows.filter(pa.array(unsaid))}
        | {str(field): pa.array(words[field][unsaid]) for field in (Field.INDICATOR, Field.SEX)}
    )
    _fill(database, "unsaid", "row BIGINT, indicator INTEGER, sex INTEGER", silent)
    kept = filled & ~left & ~unsaid
    everything = bool(kept.all())
    numbers = {"row": rows if everything else rows.filter(pa.array(kept))}
    numbers |= {str(f): pa.array(words[f] if everything else words[f][kept]) for f in Field}
    # Copied, not lent: the database plans joins well only where it has counted the rows itself.
    columns = ", ".join(f"{name} {'BIGINT' if name == 'row' else 'INTEGER'}" for name in numbers)
    _fill(database, "cell", columns, pa.table(numbers))
    return counts, read


def _encoded(
    columns: Sequence[pa.ChunkedArray | pa.Array | str],
    lengths: Sequence[int],
    encoded: dict[int, pa.DictionaryArray],
) -> pa.DictionaryArray:
    """The texts of all parts below each other, as numbers of different texts. A column that several
    parts share is taken apart once: `encoded` remembers it.
    """
    chunks = []
    for column, length in zip(columns, lengths, strict=True):
        if isinstance(column, str):
            zeros = pa.array(np.zeros(length, dtype=np.int32))
            chunks.append(pa.DictionaryArray.from_arrays(zeros, pa.array([column], pa.string())))
            continue
        if id(column) not in encoded:
            whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
            encoded[id(column)] = whole.dictionary_encode()
        chunks.append(encoded[id(column)])
    if len(chunks) == 1:
        return chunks[0]
    return pa.chunked_array(chunks).unify_dictionaries().combine_chunks()


def understand(
    database: duckdb.DuckDBPyConnection,
    words: Mapping[Field, list[str]],
    organisations: Organisations,
    indicators: Indicators,
    programmes: Programmes,
    today: date,
    decimal: str | None = None,
    zero_dash: bool = False,
) -> Understood:
    """Fills `reading`, one row per row of `cell`, and `fault`, what recognition has to say of each.

    `reading`: row; organisation, indicator (places in the lists); year; sex (letter); key (the four as
    one number, null unless all are known); value, decimals (digits after the mark); value_mark and
    column_mark (missing marks as they stand); missing (a Missing value); numerator, denominator;
    programme; and the texts of value, missing mark, numerator and denominator.
    `fault`: row, fault (code), field, found, expected, suggestion. `summary`: row and text of rows that
    stand for many organisations; they are taken out of `cell`.
    `decimal` is the mark that the sender says parts decimals; `zero_dash` see `recognition.unread_value`.
    """
    _lists(database, organisations, indicators)
    sex_needed = _read_indicators(database, words, indicators)
    strangers, places = _read_organisations(database, words, organisations, indicators)
    _read_words(database, words, programmes, today)
    seen = _read_values(database, indicators, decimal, zero_dash)
    for field in (Field.NUMERATOR, Field.DENOMINATOR):
        _read_counts(database, field)
    # Most files have plain numbers only, and the widest join of all can be left out.
    odd = database.execute("SELECT count(*) FROM value_reading").fetchone()[0]
    odd_values = (
        "LEFT JOIN value_reading AS v ON v.word = cell.value AND v.indicator = coalesce(i.indicator, -1)"
        if odd
        else "CROSS JOIN (SELECT NULL::DOUBLE AS value, NULL::INTEGER AS decimals, NULL::VARCHAR AS missing) AS v"
    )
    database.execute(
        f"""
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
        {odd_values}
        """
    )
    _gather_faults(database)
    named = database.execute(
        "SELECT programme, min(row) FROM reading WHERE programme IS NOT NULL GROUP BY ALL ORDER BY 2"
    ).fetchall()
    return Understood(seen, tuple(named), sex_needed, strangers, places)


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
    database: duckdb.DuckDBPyConnection, words: Mapping[Field, list[str]], indicators: Indicators
) -> bool:
    """Indicators, and sexes as the indicators take them; returns whether a sex is missing and needed."""
    rows = []
    for word, text in enumerate(words[Field.INDICATOR]):
        number, fault = indicators.read(text)
        taken, applies = "", ""
        if number is not None:
            id_, one = indicators.series[number]
            taken, applies = takes(id_, one), ",".join(sorted(kind.value for kind in one.applies_to))
        elif text == UNKNOWN:
            applies = _NOT_ASKED
        rows.append((word, number, taken, applies, *_told(fault)))
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
    needed = False
    # Where an indicator has one value a year, nothing is missing under women and men.
    of_one = [(word,) for word, text in enumerate(words[Field.SEX]) if sex_of(text) in (Sex.WOMEN, Sex.MEN)]
    _table(database, "one_sex", "word INTEGER", of_one)
    database.execute(
        """
        DELETE FROM unsaid
        WHERE sex IN (FROM one_sex)
          AND indicator IN (SELECT word FROM indicator_reading WHERE takes LIKE 'T%')
        """
    )
    for word, taken in pairs:
        text = words[Field.SEX][word]
        sex, fault = sex_letter(text, taken)
        needed = needed or (text == UNKNOWN and sex is None)
        place = list(Sex).index(sex) if sex else None
        rows.append((word, taken, sex.value if sex else None, place, *_told(fault)))
    columns = f"word INTEGER, takes VARCHAR, sex VARCHAR, place INTEGER, {_FAULT_COLUMNS}"
    _table(database, "sex_reading", columns, rows)
    return needed


def _read_organisations(
    database: duckdb.DuckDBPyConnection,
    words: Mapping[Field, list[str]],
    organisations: Organisations,
    indicators: Indicators,
) -> tuple[int, int]:
    """Organisations; returns how many different ones nobody knows, and how many there are."""
    kinds = {
        ",".join(sorted(kind.value for kind in one.applies_to)): one.applies_to
        for _, one in indicators.series
    }
    organisations.letters_lost = organisations.lost_letters_in(
        (*words[Field.NAME], *words[Field.ORGANISATION])
    )
    coded = any(text not in ("", UNKNOWN) for text in words[Field.ORGANISATION])
    field_of_code = Field.ORGANISATION if coded else Field.NAME
    pairs = database.execute(
        """
        SELECT DISTINCT organisation, name, i.applies
        FROM (SELECT DISTINCT organisation, name, indicator FROM cell) AS cell
        JOIN indicator_reading AS i ON i.word = cell.indicator
        """
    ).fetchall()
    read: dict[tuple[str, str, str], tuple[int | None, Fault | None]] = {}
    for code_word, name_word, applies in pairs:
        code, name = words[Field.ORGANISATION][code_word], words[Field.NAME][name_word]
        if code == UNKNOWN:
            read[code, name, applies] = None, None
        elif (code, name, applies) not in read:
            read[code, name, applies] = organisations.read(
                code, name, kinds.get(applies, frozenset()), field_of_code
            )
    kinds_read = [organisations.all[number].kind for number, _ in read.values() if number is not None]
    municipal = kinds_read.count(OrganisationKind.MUNICIPALITY)
    if municipal >= _MANY_MUNICIPALITIES and OrganisationKind.REGION not in kinds_read:
        # In a list of municipalities Gotland is one of them.
        for (code, name, applies), (_, fault) in read.items():
            if fault is not None and fault.code == "organisation_ambiguous":
                read[code, name, applies] = organisations.as_municipality(name or code) or (None, fault)
    rows, summaries = [], []
    unknown: dict[tuple[str, str], bool] = {}
    for code_word, name_word, applies in pairs:
        code, name = words[Field.ORGANISATION][code_word], words[Field.NAME][name_word]
        number, fault = read[code, name, applies]
        if (
            fault is not None
            and number is None
            and _stands_for_many(code, name, fault, organisations, municipal)
        ):
            summaries.append((code_word, name_word, name or code))
            fault = None
        elif code != UNKNOWN and (code or name):
            strange = fault is not None and fault.code in ("organisation_unknown", "organisation_disagrees")
            unknown[code, name] = strange
        if applies == _NOT_ASKED and fault is not None and fault.code in _HANGS_ON_INDICATOR:
            fault = None
        rows.append((code_word, name_word, applies, number, *_told(fault)))
    columns = "organisation_word INTEGER, name_word INTEGER, applies VARCHAR, organisation INTEGER"
    _table(database, "organisation_reading", f"{columns}, {_FAULT_COLUMNS}", rows)
    _table(database, "many", "organisation INTEGER, name INTEGER, text VARCHAR", dict.fromkeys(summaries))
    database.execute(
        "CREATE TEMP TABLE summary AS SELECT row, text FROM cell JOIN many USING (organisation, name)"
    )
    if summaries:
        database.execute("DELETE FROM cell WHERE row IN (SELECT row FROM summary)")
    return sum(unknown.values()), len(unknown)


def _stands_for_many(
    code: str, name: str, fault: Fault, organisations: Organisations, municipal: int
) -> bool:
    """Whether a row is a total or a mean: it says so, or it is a county among its municipalities."""
    if fault.code == "organisation_unknown":
        return organisations.is_summary(name or code)
    if fault.code != "organisation_kind" or not municipal:
        return False
    number, _ = organisations.read(code, name, frozenset({OrganisationKind.COUNTY}), Field.NAME)
    return number is not None and organisations.all[number].kind is OrganisationKind.COUNTY


def _read_words(
    database: duckdb.DuckDBPyConnection,
    words: Mapping[Field, list[str]],
    programmes: Programmes,
    today: date,
) -> None:
    """Years, missing marks and rounds: fields whose words mean the same in every row."""
    rows = []
    for word, text in enumerate(words[Field.YEAR]):
        year, fault = year_number(text, today)
        rows.append((word, year, *_told(fault)))
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


def _read_values(
    database: duckdb.DuckDBPyConnection, indicators: Indicators, decimal: str | None, zero_dash: bool
) -> str | None:
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
        number = written[text]
        if number is None:
            mark, fault = unread_value(text, zero_dash=zero_dash)
            readings.append((word, indicator, None, None, mark.value if mark else None))
            if fault is not None:
                faults.append((word, indicator, fault.code, fault.expected, fault.suggestion))
            continue
        bounds = (one.decimals, one.lower, one.upper) if one else (1, None, None)
        taken, other = numerals.chosen(number, seen, *bounds, said=decimal)
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
    texts = dict(odd)
    written = {word: numerals.written(text) for word, text in odd}
    seen = numerals.evidence(one for one in written.values() if one)
    rows: list[tuple[object, ...]] = []
    for word, number in written.items():
        if number is None or number.percent:
            mark, fault = unread_value(texts[word])
            code = "count_unreadable" if mark is None else fault.code if fault else None
            rows.append((word, None, code, mark.mark if code and mark else None, None))
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
