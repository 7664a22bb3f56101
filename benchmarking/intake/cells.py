"""The cells of a file, understood: texts → numbers of organisations and series, years, sexes, values.

Set-wise in an in-memory database of intake's own. Every column is split into its different texts (words)
and the number of the word in each row; people's writing is read once a word and joined back by number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as arrow

from benchmarking.intake.amounts import read_counts, read_values
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
    year_number,
)
from benchmarking.intake.workbench import Workbench
from benchmarking.model import OrganisationKind, Sex

__all__ = ["Part", "Understood", "lists", "load", "told", "understand"]

_NUMBERS = (Field.VALUE, Field.NUMERATOR, Field.DENOMINATOR)
_FAULT_COLUMNS = "fault VARCHAR, field VARCHAR, found VARCHAR, expected VARCHAR, suggestion VARCHAR"

_NOT_ASKED = "?"
"""Stands for the kinds of an indicator that the sender has not told yet."""
_HANGS_ON_INDICATOR = frozenset({"organisation_ambiguous", "organisation_by_name"})
_MANY_TEXTS = 200_000
"""Fewer are taken apart sooner than threads are begun."""
_MANY_MUNICIPALITIES = 20
"""More municipalities than any group of the network has; with them and no region, a file is of municipalities."""


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


def load(
    database: Workbench, parts: Sequence[Part], unfilled: Sequence[pa.Array]
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
    encoded = _taken_apart(parts)
    for field in Field:
        coded = _encoded(
            [part.texts[field] for part in parts], [len(part.numbers) for part in parts], encoded
        )
        words[field] = coded.indices.to_numpy(zero_copy_only=False)
        text = arrow.utf8_trim(coded.dictionary, characters=SPACES)
        blank[field] = arrow.equal(text, "").to_numpy(zero_copy_only=False)[words[field]]
        if field in _NUMBERS:
            numbered = pa.table({"word": pa.array(np.arange(len(text), dtype=np.int32)), "text": text})
            database.fill(f"{field}_word", "word INTEGER, text VARCHAR", numbered)
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
    database.fill("unfilled", "row BIGINT", pa.table({"row": unfilled}))
    silent = pa.table(
        {"row": rows.filter(pa.array(unsaid))}
        | {str(field): pa.array(words[field][unsaid]) for field in (Field.INDICATOR, Field.SEX)}
    )
    database.fill("unsaid", "row BIGINT, indicator INTEGER, sex INTEGER", silent)
    kept = filled & ~left & ~unsaid
    everything = bool(kept.all())
    numbers = {"row": rows if everything else rows.filter(pa.array(kept))}
    numbers |= {str(f): pa.array(words[f] if everything else words[f][kept]) for f in Field}
    # Copied, not lent: the database plans joins well only where it has counted the rows itself.
    columns = ", ".join(f"{name} {'BIGINT' if name == 'row' else 'INTEGER'}" for name in numbers)
    database.fill("cell", columns, pa.table(numbers))
    return counts, read


def _taken_apart(parts: Sequence[Part]) -> dict[int, pa.DictionaryArray]:
    """Every column of texts as numbers of different texts, by its identity: several parts may share one."""
    columns = {id(c): c for part in parts for c in part.texts.values() if not isinstance(c, str)}

    def coded(column: pa.ChunkedArray | pa.Array) -> pa.DictionaryArray:
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        return whole.dictionary_encode()

    if sum(len(column) for column in columns.values()) < _MANY_TEXTS:
        return {identity: coded(column) for identity, column in columns.items()}
    with ThreadPoolExecutor() as threads:
        return dict(zip(columns, threads.map(coded, columns.values()), strict=True))


def _encoded(
    columns: Sequence[pa.ChunkedArray | pa.Array | str],
    lengths: Sequence[int],
    encoded: Mapping[int, pa.DictionaryArray],
) -> pa.DictionaryArray:
    """The texts of all parts below each other, as numbers of different texts."""
    chunks = []
    for column, length in zip(columns, lengths, strict=True):
        if isinstance(column, str):
            zeros = pa.array(np.zeros(length, dtype=np.int32))
            chunks.append(pa.DictionaryArray.from_arrays(zeros, pa.array([column], pa.string())))
            continue
        chunks.append(encoded[id(column)])
    if len(chunks) == 1:
        return chunks[0]
    return pa.chunked_array(chunks).unify_dictionaries().combine_chunks()


def understand(
    database: Workbench,
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
    one number, null unless all are known); value, decimals (digits after the mark); missing (a Missing
    value); numerator, denominator; programme; blank (neither value nor mark is written), value_and_mark
    and marks_disagree (both are); and the words of value, mark, numerator and denominator (see `told`).
    `fault`: row, fault (code), field, found, expected, suggestion. `summary`: row and text of rows that
    stand for many organisations; they are taken out of `cell`.
    `decimal` is the mark that the sender says parts decimals; `zero_dash` see `recognition.unread_value`.
    """
    sex_needed = _read_indicators(database, words, indicators)
    strangers, places = _read_organisations(database, words, organisations, indicators)
    _read_words(database, words, programmes, today)
    seen = read_values(database, indicators, decimal, zero_dash)
    for field in (Field.NUMERATOR, Field.DENOMINATOR):
        read_counts(database, field)
    # Most files have plain numbers only, and the widest join of all can be left out.
    odd = database.execute("SELECT count(*) FROM value_reading").fetchone()[0]
    odd_values = (
        "LEFT JOIN value_reading AS v ON v.word = cell.value AND v.indicator = coalesce(i.indicator, -1)"
        if odd
        else "CROSS JOIN (SELECT NULL::DOUBLE AS value, NULL::INTEGER AS decimals, NULL::VARCHAR AS missing) AS v"
    )
    database.make(
        "reading",
        f"""
        SELECT cell.row, o.organisation, i.indicator, y.year, s.sex,
               ((o.organisation::BIGINT * 100000 + i.indicator) * 10000 + y.year) * 3 + s.place AS key,
               coalesce(w.value, v.value) AS value,
               coalesce(v.decimals, w.decimals) AS decimals,
               CASE WHEN coalesce(w.value, v.value) IS NOT NULL THEN NULL
                    WHEN w.text = '' AND m.text = '' THEN 'no_value'
                    ELSE coalesce(m.missing, v.missing) END AS missing,
               n.value AS numerator,
               d.value AS denominator,
               p.programme,
               w.text = '' AND m.text = '' AS blank,
               m.missing IS NOT NULL AND coalesce(w.value, v.value) IS NOT NULL AS value_and_mark,
               coalesce(m.missing <> v.missing, false) AS marks_disagree,
               {_each_number("cell.# AS #_word")}
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
        """,
    )
    _gather_faults(database)
    named = database.execute(
        "SELECT programme, min(row) FROM reading WHERE programme IS NOT NULL GROUP BY ALL ORDER BY 2"
    ).fetchall()
    return Understood(seen, tuple(named), sex_needed, strangers, places)


def told(rows: str = "reading") -> str:
    """SQL of `reading` (or rows of it) with the texts of value, missing mark, numerator and denominator.

    Joined where a finding is told, since few rows have any and writing texts beside all takes longest.
    """
    texts = " ".join(
        f"JOIN {table} AS {field}_told ON {field}_told.word = {field}_word"
        for field, table in (
            ("value", "value_plain"),
            ("missing", "missing_reading"),
            ("numerator", "numerator_reading"),
            ("denominator", "denominator_reading"),
        )
    )
    return f"(SELECT {rows}.*, {_each_number('#_told.text AS #_text')} FROM {rows} {texts})"


def _each_number(piece: str) -> str:
    """A piece of SQL for each field that a value may be told with, `#` standing for the field."""
    return ", ".join(piece.replace("#", field) for field in ("value", "missing", "numerator", "denominator"))


def _told(fault: Fault | None) -> tuple[str | None, ...]:
    if fault is None:
        return (None,) * 5
    return fault.code, fault.field.value, fault.found, fault.expected, fault.suggestion


def lists(organisations: Organisations, indicators: Indicators) -> dict[str, pa.Table]:
    """What every check of a reference needs: `organisation_list` and `series`, with their numbers."""
    places = {
        "organisation": pa.array(range(len(organisations.all)), pa.int32()),
        "code": pa.array([one.code for one in organisations.all], pa.string()),
    }
    series = indicators.series
    columns = {
        "indicator": pa.array(range(len(series)), pa.int32()),
        "id": pa.array([id_ for id_, _ in series], pa.string()),
        "decimals": pa.array([one.decimals for _, one in series], pa.int32()),
        "lower": pa.array([one.lower for _, one in series], pa.float64()),
        "upper": pa.array([one.upper for _, one in series], pa.float64()),
        # Only a part of a whole can be checked against its counts.
        "share": pa.array([one.unit == "%" and takes(id_, one) != "T" for id_, one in series], pa.bool_()),
    }
    named = pa.table(columns)
    bounds = named.drop_columns(["id"]).rename_columns({"decimals": "unit_decimals"})
    return {"organisation_list": pa.table(places), "series": named, "unit": bounds}


def _read_indicators(database: Workbench, words: Mapping[Field, list[str]], indicators: Indicators) -> bool:
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
    database.rows("indicator_reading", columns, rows)
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
    database.rows("one_sex", "word INTEGER", of_one)
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
    database.rows("sex_reading", columns, rows)
    return needed


def _read_organisations(
    database: Workbench,
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
    database.rows("organisation_reading", f"{columns}, {_FAULT_COLUMNS}", rows)
    database.rows("many", "organisation INTEGER, name INTEGER, text VARCHAR", dict.fromkeys(summaries))
    database.make("summary", "SELECT row, text FROM cell JOIN many USING (organisation, name)")
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
    database: Workbench,
    words: Mapping[Field, list[str]],
    programmes: Programmes,
    today: date,
) -> None:
    """Years, missing marks and rounds: fields whose words mean the same in every row."""
    rows = []
    for word, text in enumerate(words[Field.YEAR]):
        year, fault = year_number(text, today)
        rows.append((word, year, *_told(fault)))
    database.rows("year_reading", f"word INTEGER, year INTEGER, {_FAULT_COLUMNS}", rows)
    rows = []
    for word, text in enumerate(words[Field.MISSING]):
        mark, fault = missing_mark(text) if text else (None, None)
        rows.append((word, text, mark.value if mark else None, *_told(fault)))
    columns = f"word INTEGER, text VARCHAR, missing VARCHAR, {_FAULT_COLUMNS}"
    database.rows("missing_reading", columns, rows)
    rows = []
    for word, text in enumerate(words[Field.PROGRAMME]):
        id_, fault = programmes.read(text) if text else (None, None)
        rows.append((word, text, id_, *_told(fault)))
    columns = f"word INTEGER, text VARCHAR, programme VARCHAR, {_FAULT_COLUMNS}"
    database.rows("programme_reading", columns, rows)


def _gather_faults(database: Workbench) -> None:
    database.make(
        "fault",
        """
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
        """,
    )
