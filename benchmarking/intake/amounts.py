"""Values and counts, read a word at a time: plain numbers set-wise, the rest as people write them."""

from __future__ import annotations

from benchmarking.intake import numerals
from benchmarking.intake.layouts import Field
from benchmarking.intake.recognition import Indicators, unread_value
from benchmarking.intake.workbench import Workbench

__all__ = ["read_counts", "read_values"]

# A number that needs no thought: digits with at most a minus before and one mark inside, where the mark
# can only part decimals (numerals.written has the one case in which it could part thousands).
_PLAIN = "-?([0-9]+|0[0-9]*[.,][0-9]+|[0-9]+[.,]([0-9]{1,2}|[0-9]{4,})|[0-9]{4,}[.,][0-9]+)"


def _plain(database: Workbench, field: Field, into: str) -> None:
    """Fills `into` with every word of a field of numbers: word, text, value and decimals (null unless plain)."""
    database.make(
        into,
        f"""
        SELECT word, text,
               -- Adding zero turns -0.0 into 0.0.
               TRY_CAST(pointed AS DOUBLE) + 0.0 AS value,
               CASE WHEN contains(pointed, '.') THEN strlen(pointed) - strpos(pointed, '.')
                    WHEN pointed IS NOT NULL THEN 0 END::INTEGER AS decimals
        FROM (SELECT word, text,
                     CASE WHEN regexp_full_match(text, '{_PLAIN}') THEN replace(text, ',', '.') END AS pointed
              FROM {field}_word)
        """,
    )


def read_values(
    database: Workbench, indicators: Indicators, decimal: str | None, zero_dash: bool
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
    database.rows("value_reading", columns, readings)
    columns = "word INTEGER, indicator INTEGER, fault VARCHAR, expected VARCHAR, suggestion VARCHAR"
    database.rows("value_fault", columns, faults)
    return "".join(mark for mark in ",." if mark in marks) or None


def read_counts(database: Workbench, field: Field) -> None:
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
    database.rows(f"{field}_odd", columns, rows)
    database.make(
        f"{field}_reading",
        f"""
        SELECT p.word, p.text, coalesce(p.value, o.value) AS value, o.fault, o.expected, o.suggestion
        FROM {field}_plain AS p LEFT JOIN {field}_odd AS o USING (word)
        """,
    )
