"""Every finding a file can get: its stable code, its level and one English line. Sentences are `wording`'s."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from benchmarking.model import Finding, Level

__all__ = [
    "ALWAYS_TOGETHER",
    "CERTAIN_CURES",
    "FINDING_CODES",
    "ONE_FOR_ALL",
    "PLAUSIBILITY_CODES",
    "finding",
]

_E, _W, _I = Level.ERROR, Level.WARNING, Level.INFORMATION

PLAUSIBILITY_CODES: Mapping[str, tuple[Level, str]] = MappingProxyType(
    {
        # The rows of one figure beside each other.
        "sex_missing": (_W, "One sex has a row and the other has none."),
        "sexes_absent": (_I, "The figure has a total and neither women's nor men's value."),
        "sexes_all_equal": (_W, "Women's and men's values are the same in all figures of the file."),
        "suppressed_derivable": (_W, "The suppressed value follows from the total and the other sex."),
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
        "binary_file": (_E, "The file is neither text nor a workbook."),
        "file_too_large": (_E, "The file is larger than what is read."),
        "file_locked": (_E, "The file is locked with a password."),
        "file_has_macros": (_E, "The file holds programs (macros)."),
        "file_damaged": (_E, "The file is damaged and cannot be opened."),
        "archive_empty": (_E, "The archive holds no table."),
        "archive_too_many": (_E, "The archive holds too many files."),
        "no_header": (_E, "No row of headings was found in the first thirty rows."),
        "personal_data": (_E, "The file holds personal identity numbers or e-mail addresses and is refused."),
        # The file as a whole, and its headings.
        "encoding": (_I, "The text was decoded from another encoding than UTF-8."),
        "encoding_mixed": (_I, "Some lines were decoded from another encoding than the rest."),
        "ending_unfinished": (_I, "The last row does not end as the others do; the file may be cut off."),
        "comma_both": (_E, "Commas part both cells and decimals."),
        "mojibake": (_I, "Letters that were broken by a wrong encoding were put right."),
        "characters_lost": (_I, "Letters were replaced by the sign for a lost character."),
        "rows_above_header": (_I, "There are rows above the headings; they were not read."),
        "open_quote": (_E, "A quotation mark opens a cell and never closes it."),
        "column_missing": (_E, "A column that is needed is not there."),
        "column_repeated": (_E, "Two headings mean the same."),
        "column_extra": (_I, "A column that the template does not have was not read."),
        "column_by_content": (_I, "A column was known by what stands in it, not by its heading."),
        "no_rows": (_E, "There are headings and no rows."),
        "archive_unread": (_I, "Other files in the archive were not read."),
        "page_missing": (_W, "The answer is one page of several, and the next one is not there."),
        "sheet_disagrees": (_W, "The sheet is named for one sex and its rows are of the other."),
        "cell_note": (_W, "A note is written beside a cell."),
        "note_warns": (_W, "A note says that the figures are not final or not to be spread."),
        "free_text": (_W, "A column in which people write freely was not read and is kept with the file."),
        "sheet_unread": (_I, "Other sheets of the workbook were not read."),
        "rows_hidden": (_W, "Rows are hidden in the workbook; they were read."),
        "columns_hidden": (_W, "Columns are hidden in the workbook; they were read."),
        # What the file leaves open, asked once.
        "sheet_asked": (_E, "Several sheets hold tables."),
        "indicator_asked": (_E, "The file does not say which indicator its values are of."),
        "year_asked": (_E, "The file does not say which year its values are of."),
        "sex_asked": (_E, "The file does not say whose values they are."),
        "organisation_asked": (_E, "The file does not say which organisation its values are of."),
        "category_asked": (_E, "Values are split by something else than sex; one category must be picked."),
        # What was read from elsewhere than the rows.
        "year_from_name": (_W, "The year was read from a title or a name."),
        "sex_from_name": (_I, "The sex was read from a title or a name."),
        "indicator_from_name": (_I, "The indicator was read from a title or a name."),
        "organisation_from_name": (_I, "The organisation was read from a title or the name of a sheet."),
        "heading_disagrees": (_E, "The heading of the values and the row say different things."),
        "category_read": (_I, "Rows of other categories than the chosen one were not read."),
        "category_single": (_I, "All rows are of one category."),
        # Rows.
        "row_too_short": (_E, "The row has fewer cells than there are headings."),
        "row_too_long": (_E, "The row has more cells than there are headings."),
        "row_unfilled": (_I, "Rows of the template were left without year and value; they were not read."),
        "notes_below": (_I, "Notes below the table were not read."),
        "headings_repeated": (_I, "Headings that stand again among the rows were not read."),
        "cells_filled_down": (_I, "Blank cells were read as the text above them."),
        "summary_row": (_I, "Rows for many organisations together were not read."),
        "cell_empty": (_E, "A cell that is needed is empty."),
        # Round.
        "programme_unknown": (_E, "No round has that id or name."),
        "programme_differs": (_E, "The row names another round than the one chosen."),
        "programme_several": (_E, "The file names several rounds."),
        # Organisation.
        "organisation_unknown": (_E, "No organisation has that code or name."),
        "organisation_zero_lost": (_E, "The code has lost its leading zero."),
        "organisation_zero_restored": (_I, "Code and name agree once the lost zero is put back."),
        "organisation_letters": (_I, "The name is known once its lost letters are put back."),
        "organisations_foreign": (_E, "Most codes or names belong to no Swedish organisation."),
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
        "year_read": (_I, "A date or words around a year were read as the year."),
        "sex_digit": (_W, "A digit was read as a sex."),
        "sex_read_as_total": (_I, "The indicator has one value a year; its own sex was read as T."),
        "sex_opposite": (_E, "The indicator holds the other sex's value."),
        "sex_of_ratio": (_E, "The indicator relates women to men and has one value, T."),
        # Value, mark, counts.
        "value_unreadable": (_E, "The value is not a number."),
        "value_approximate": (_E, "The value is said to be about a number."),
        "value_is_date": (_E, "A program has turned the value into a date."),
        "value_is_time": (_E, "The value is a time in hours and minutes."),
        "cell_error": (_E, "The cell holds a spreadsheet's error."),
        "formula_without_value": (_E, "The cell holds a formula that nothing has computed."),
        "value_out_of_bounds": (_E, "The value is outside what the indicator can be."),
        "number_ambiguous": (_W, "The mark in the number may part thousands or decimals."),
        "percent_sign": (_I, "Percent signs were removed."),
        "percent_unexpected": (_W, "A percent sign stands on an indicator with another unit."),
        "mark_read": (_I, "A mark of another producer was read as a missing value."),
        "mark_uncertain": (_W, "A mark means different things to different producers."),
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
        # Lists with columns of their own, such as the steps of an initiative (`records`).
        "record_empty": (_E, "A cell that is needed is empty."),
        "record_twice": (_E, "The same record stands twice."),
        "choice_unknown": (_E, "The word is none of those that can stand there."),
        "date_unreadable": (_E, "The date cannot be read."),
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
        "summary_row",
        "organisation_zero_restored",
        "organisation_letters",
        "year_read",
        "sex_digit",
        "mark_read",
        "mark_uncertain",
        "sexes_absent",
        "sexes_all_equal",
        "will_be_hidden",
        "organisation_not_in_round",
        "indicator_not_requested",
    }
)
"""Codes that only tell something: one finding with a count for all rows that say the same."""


ONE_FOR_ALL = frozenset({"percent_sign", "duplicate_same", "organisation_zero_restored", "row_unfilled"})
"""Codes that say the same whatever stood in the cell: one finding for all rows, with the first one's texts."""


def _always(found: str, suggestion: str) -> bool:
    return True


def _same_number(found: str, suggestion: str) -> bool:
    """Whether a spreadsheet made the one of the other: 1280.0 of 1280."""
    return re.sub(r"[.,]0+$", "", found.strip()) == suggestion


CERTAIN_CURES: Mapping[str, Callable[[str, str], bool]] = MappingProxyType(
    {
        # A code without its zero is one code only.
        "organisation_zero_lost": _always,
        "organisation_unknown": _same_number,
        # An empty sex on an indicator that has one value a year.
        "cell_empty": _always,
    }
)
"""Codes whose suggestion is certain and is to be written in the cell that they name, with a test of the
texts found and suggested. All other suggestions are questions."""


def finding(
    code: str,
    row: int | None = None,
    column: str | None = None,
    found: str | None = None,
    expected: str | None = None,
    suggestion: str | None = None,
    count: int = 1,
    sheet: str | None = None,
) -> Finding:
    """A finding with the level that its code has. Raises KeyError for a code that is not catalogued."""
    level, _ = FINDING_CODES[code]
    return Finding(code, level, row, column, sheet, found, expected, suggestion, count)
