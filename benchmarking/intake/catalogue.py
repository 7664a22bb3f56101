"""Every finding a file can get: its stable code, its level and one English line. Sentences are `wording`'s."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from benchmarking.model import Finding, Level

__all__ = ["ALWAYS_TOGETHER", "FINDING_CODES", "PLAUSIBILITY_CODES", "finding"]

_E, _W, _I = Level.ERROR, Level.WARNING, Level.INFORMATION

PLAUSIBILITY_CODES: Mapping[str, tuple[Level, str]] = MappingProxyType(
    {
        # The rows of one figure beside each other.
        "sex_missing": (_W, "One sex has a row and the other has none."),
        "sexes_absent": (_I, "The figure has a total and neither women's nor men's value."),
        "sexes_equal": (_W, "Women's and men's values are the same, and never were before."),
        "total_not_between": (_W, "The total is not between women's and men's values."),
        "sum_differs": (_W, "Women and men do not add up to the total."),
        "count_above_population": (_W, "The count is larger than the place's population."),
        "will_be_hidden": (_I, "The figure rests on too few people and will not be shown."),
        # What the round asks for.
        "organisation_not_in_round": (_W, "The organisation does not take part in the round."),
        "indicator_not_requested": (_I, "The round does not ask for the indicator."),
        "year_not_requested": (_W, "The round asks for other years of the indicator."),
        # Against what is published.
        "sexes_swapped": (_W, "Women's and men's values seem to have changed places."),
        "share_of_other_sex": (_W, "The share seems to be the other sex's."),
        "equals_official_total": (_W, "The value is the official total, not the sex's own."),
        "equals_official_other_sex": (_W, "The value is the official one of another sex."),
        "equals_other_year": (_W, "Women's and men's values are exactly another year's."),
        "equals_other_organisation": (_W, "Women's and men's values are exactly another organisation's."),
        "share_as_fraction": (_W, "The value seems to be a fraction; the indicator is in per cent."),
        "thousands_for_ones": (_W, "The value seems to be in thousands, or in ones for thousands."),
        "decimal_shifted": (_W, "The decimal mark seems to have moved."),
        "zero_unlikely": (_W, "The value is zero and never was near it; it may be missing."),
        "far_from_official": (_W, "The value is far from the official one."),
        "change_large": (_W, "The value has changed far more than others' since it was last published."),
        "far_from_others": (_W, "The value is far outside all published ones of the indicator."),
    }
)
"""Those that ask whether what was read can be right (`plausibility`). None of them stops a file."""

FINDING_CODES: Mapping[str, tuple[Level, str]] = MappingProxyType(
    {
        # No table at all: these are raised with `errors.UnreadableFile`.
        "empty_file": (_E, "The file holds nothing."),
        "binary_file": (_E, "The file is not text."),
        "no_header": (_E, "No row of headings was found in the first twenty rows."),
        "personal_data": (_E, "The file holds personal identity numbers or e-mail addresses and is refused."),
        # The file as a whole, and its headings.
        "encoding": (_I, "The text was decoded from another encoding than UTF-8."),
        "mojibake": (_E, "Letters were broken when the file was saved with the wrong encoding."),
        "characters_lost": (_E, "Letters were replaced by the sign for a lost character."),
        "rows_above_header": (_I, "There are rows above the headings; they were not read."),
        "open_quote": (_E, "A quotation mark opens a cell and never closes it."),
        "column_missing": (_E, "A column that is needed is not there."),
        "column_repeated": (_E, "Two headings mean the same."),
        "column_extra": (_I, "A column that the template does not have was not read."),
        "no_rows": (_E, "There are headings and no rows."),
        # Rows.
        "row_too_short": (_E, "The row has fewer cells than there are headings."),
        "row_too_long": (_E, "The row has more cells than there are headings."),
        "row_unfilled": (_I, "Rows of the template were left without year and value; they were not read."),
        "cell_empty": (_E, "A cell that is needed is empty."),
        # Round.
        "programme_unknown": (_E, "No round has that id or name."),
        "programme_differs": (_E, "The row names another round than the one chosen."),
        "programme_several": (_E, "The file names several rounds."),
        # Organisation.
        "organisation_unknown": (_E, "No organisation has that code or name."),
        "organisation_zero_lost": (_E, "The code has lost its leading zero."),
        "organisation_disagrees": (_E, "Code and name are of different organisations."),
        "organisation_spelling": (
            _I,
            "The name beside the code is spelled differently; the code was followed.",
        ),
        "organisation_ambiguous": (_E, "The name alone fits several organisations."),
        "organisation_by_name": (_I, "The name alone was read as one organisation and resembles another's."),
        "organisation_kind": (_E, "The indicator is not measured for that kind of organisation."),
        # Indicator, year, sex.
        "indicator_unknown": (_E, "No indicator has that id or title."),
        "year_unreadable": (_E, "The year cannot be read."),
        "year_out_of_range": (_E, "The year is before 1990 or in the future."),
        "sex_unknown": (_E, "The sex cannot be read."),
        "sex_word": (_I, "A word for girls, boys or female, male was read as women or men."),
        "sex_read_as_total": (_I, "The indicator has one value a year; its own sex was read as T."),
        "sex_opposite": (_E, "The indicator holds the other sex's value."),
        "sex_of_ratio": (_E, "The indicator relates women to men and has one value, T."),
        # Value, mark, counts.
        "value_unreadable": (_E, "The value is not a number."),
        "value_out_of_bounds": (_E, "The value is outside what the indicator can be."),
        "number_ambiguous": (_W, "The mark in the number may part thousands or decimals."),
        "percent_sign": (_I, "Percent signs were removed."),
        "percent_unexpected": (_W, "A percent sign stands on an indicator with another unit."),
        "missing_unknown": (_E, "The mark for a missing value cannot be read."),
        "value_and_mark": (_E, "A value and a mark for a missing value stand in the same row."),
        "marks_disagree": (_E, "Two marks in the row give different reasons for the missing value."),
        "value_absent": (_I, "Values are empty and no reason is given."),
        "mark_beside_counts": (_W, "The value is missing but its numerator is given."),
        "count_unreadable": (_E, "The count is not a number."),
        "count_negative": (_E, "The count is below zero."),
        "count_not_whole": (_W, "The count is not a whole number."),
        "numerator_above_denominator": (_E, "The part is larger than the whole."),
        "denominator_zero": (_E, "The value is a share of none."),
        "value_not_ratio": (_W, "The value is not the share that the counts give."),
        # Against other rows and what is published.
        "duplicate_same": (_I, "The same figure stands twice with the same value; it was counted once."),
        "duplicate_differs": (_E, "The same figure stands twice with different values."),
        "differs_from_official": (_I, "The official value is another."),
        "replaces_network_value": (_I, "The network's own published value is another and will be replaced."),
        **PLAUSIBILITY_CODES,
    }
)

ALWAYS_TOGETHER = frozenset(
    {
        "row_unfilled",
        "organisation_spelling",
        "organisation_by_name",
        "sex_word",
        "sex_read_as_total",
        "percent_sign",
        "value_absent",
        "duplicate_same",
        "sexes_absent",
        "will_be_hidden",
        "organisation_not_in_round",
        "indicator_not_requested",
    }
)
"""Codes that only tell something: one finding with a count for all rows that say the same."""


def finding(
    code: str,
    row: int | None = None,
    column: str | None = None,
    found: str | None = None,
    expected: str | None = None,
    suggestion: str | None = None,
    count: int = 1,
) -> Finding:
    """A finding with the level that its code has. Raises KeyError for a code that is not catalogued."""
    level, _ = FINDING_CODES[code]
    return Finding(code, level, row, column, None, found, expected, suggestion, count)
