"""What a sender mends in a draft: cells as they were read, never the bytes."""

from __future__ import annotations

import pytest
from submission_writers import Figure, text_file, xlsx, years_and_sexes, years_as_columns
from test_intake import HEADINGS, REFERENCE, check, file, line

from benchmarking import intake
from benchmarking.errors import UnreadableFile
from benchmarking.intake import Edit, cure

FIGURES = [
    Figure(code, name, "N00206", year, sex, f"{value + step:.1f}")
    for code, name in (("0180", "Stockholm"), ("1280", "Malmö"), ("2083", "Hedemora"))
    for year, step in ((2021, 0), (2022, 2))
    for sex, value in (("K", 60.0), ("M", 80.0), ("T", 65.0))
]


def value(checked: intake.Checked, **where: object) -> float:
    rows = checked.observations
    for name, wanted in where.items():
        rows = rows[rows[name] == wanted]
    return float(rows["value"].item())


def test_an_edit_is_read_in_place_of_the_cell_and_the_bytes_stay():
    content = file(line(), line(kön="M", värde="hög"))
    kept = bytes(content)
    checked = check(content, edits=[Edit(3, "värde", "80,2")])
    assert checked.publishable
    assert value(checked, sex="M") == 80.2
    assert content == kept


def test_an_edit_may_break_what_was_right_and_is_told_of_like_any_cell():
    checked = check(file(line(), line(kön="M")), edits=[Edit(2, "kommunkod", "9999")])
    assert [(f.code, f.row, f.column) for f in checked.findings if f.level == "error"] == [
        ("organisation_unknown", 2, "kommunkod")
    ]


@pytest.mark.parametrize("kind", ["text", "workbook"])
def test_a_wide_table_is_edited_by_the_heading_that_its_findings_name(kind: str):
    grid = years_as_columns(FIGURES)
    grid[2][4] = "oklart"
    content = text_file(grid) if kind == "text" else xlsx({"Blad1": grid})
    name = "fil.csv" if kind == "text" else "fil.xlsx"
    wrong = intake.check(content, name, REFERENCE, indicator="N00206")
    [told] = [f for f in wrong.findings if f.code == "value_unreadable"]
    assert (told.row, told.column) == (3, "2022")
    mended = intake.check(
        content, name, REFERENCE, indicator="N00206", edits=[Edit(told.row, told.column, "81,5", told.sheet)]
    )
    assert mended.publishable
    assert value(mended, organisation="0180", year=2022, sex="M") == 81.5


def test_headings_of_two_rows_are_named_together():
    grid = years_and_sexes(FIGURES)
    content = text_file(grid)
    before = check(content, indicator="N00206")
    column = next(c.heading for c in before.tables[0].columns if (c.year, c.sex) == ("2022", "M"))
    after = check(content, indicator="N00206", edits=[Edit(5, column, "12,5")])
    assert value(after, organisation="0180", year=2022, sex="M") == 12.5
    assert len(after.observations) == len(before.observations)


def test_a_heading_may_be_renamed_and_then_edited_below_by_either_name():
    headings = tuple("mätetal" if one == "värde" else one for one in HEADINGS)
    content = file(line(), line(kön="M", värde="x1"), headings=headings)
    edits = [Edit(1, "mätetal", "värde"), Edit(3, "värde", "70,1"), Edit(2, "mätetal", "60,1")]
    checked = check(content, edits=edits)
    assert checked.publishable
    assert value(checked, sex="M") == 70.1
    assert value(checked, sex="K") == 60.1


def test_the_last_of_two_edits_of_a_cell_holds():
    checked = check(file(line()), edits=[Edit(2, "värde", "1,5"), Edit(2, "värde", "2,5")])
    assert value(checked, sex="K") == 2.5


def test_a_row_that_was_too_short_fits_once_its_last_cell_is_written():
    content = file(line(), line(kön="M")).replace(b";59,6;;;\r\n", b";59,6\r\n")
    assert any(f.code == "row_too_short" for f in check(content).findings)
    checked = check(content, edits=[Edit(2, "saknas", ""), Edit(3, "saknas", "")])
    assert checked.publishable
    assert checked.observations["row"].tolist() == [2, 3]


@pytest.mark.parametrize(
    "edit",
    [
        Edit(9, "värde", "1"),
        Edit(2, "finns inte", "1"),
        Edit(0, "värde", "1"),
        Edit(2, "värde", "1", "Blad2"),
    ],
)
def test_an_edit_of_a_cell_that_is_not_there_is_refused(edit: Edit):
    with pytest.raises(ValueError, match="no "):
        check(file(line()), edits=[edit])


def test_personal_data_cannot_be_written_into_a_draft():
    with pytest.raises(UnreadableFile) as refusal:
        check(file(line()), edits=[Edit(2, "kommun", "19121212-1212")])
    assert refusal.value.finding.code == "personal_data"
    assert "1212" not in str(refusal.value.finding)


def test_sheets_are_edited_by_their_names():
    wide = years_as_columns([f for f in FIGURES if f.sex == "K"])
    sheets = {
        name: [[cell for n, cell in enumerate(row) if n != 2] for row in wide] for name in ("Kvinnor", "Män")
    }
    content = xlsx(sheets)
    checked = intake.check(
        content, "fil.xlsx", REFERENCE, indicator="N00206", edits=[Edit(2, "2021", "11,5", "Män")]
    )
    assert value(checked, organisation="0180", year=2021, sex="M") == 11.5
    assert value(checked, organisation="0180", year=2021, sex="K") == 60.0
    assert checked.texts([2], "Män").loc[2, "2021"] == "11,5"


def test_rows_are_shown_as_they_stand_after_edits():
    content = file(line(), line(kön="M", värde="hög"), line(år="2021"))
    shown = check(content, edits=[Edit(3, "värde", "80,2")]).texts([3, 2, 17])
    assert shown.index.tolist() == [2, 3]
    assert list(shown.columns) == list(HEADINGS)
    assert shown["värde"].tolist() == ["59,6", "80,2"]


def test_rows_that_do_not_fit_are_shown_too():
    content = file(line(), line(kön="M")).replace(b";59,6;;;\r\n", b";59,6\r\n", 1)
    shown = check(content).texts([2])
    assert shown.loc[2, "värde"] == "59,6"
    assert shown.loc[2, "saknas"] == ""


def test_headings_that_are_alike_or_blank_are_told_apart_by_their_letters():
    headings = (*HEADINGS, "kommentar", "kommentar", "")
    content = file((*line(), "a", "b", "c"), headings=headings)
    shown = check(content).texts([2])
    assert list(shown.columns)[-3:] == ["kommentar", "kommentar (L)", "M"]
    edited = check(content, edits=[Edit(2, "kommentar (L)", "d")]).texts([2])
    assert edited.iloc[0, -3:].tolist() == ["a", "d", "c"]


def test_a_certain_cure_mends_what_it_was_made_for():
    content = file(line(kommunkod="180", kommun=""), line(kommunkod="180", kommun="", kön="M"))
    findings = [f for f in check(content).findings if f.code == "organisation_zero_lost"]
    cures = [cure(one) for one in findings]
    assert cures == [Edit(2, "kommunkod", "0180"), Edit(3, "kommunkod", "0180")]
    assert check(content, edits=[one for one in cures if one]).publishable


def test_one_cure_mends_all_rows_that_a_finding_stands_for():
    years = [str(1990 + n % 30) for n in range(600)]
    rows = [
        line(
            kommunkod=("180", "380")[n // 300], kommun="", år=year, kön="KMT"[n // 30 % 3], nyckeltal=f"N0{n}"
        )
        for n, year in enumerate(years)
    ]
    findings = [f for f in check(file(*rows)).findings if f.code == "organisation_zero_lost"]
    assert [f.count for f in findings] == [300, 300]
    edits = [edit for one in findings if (edit := cure(one))]
    assert [edit.every for edit in edits] == [True, True]
    left = {f.code for f in check(file(*rows), edits=edits).findings}
    assert "organisation_zero_lost" not in left


@pytest.mark.parametrize(
    "cells",
    [
        {"nyckeltal": "N0O206"},
        {"kommunkod": "", "kommun": "Stokholm"},
        {"kön": "F"},
        {"år": "20222"},
        {"kommunkod": "0180", "kommun": "Hedemora"},
    ],
)
def test_what_is_only_likely_has_no_cure(cells: dict[str, str]):
    findings = [f for f in check(file(line(**cells))).findings if f.suggestion]
    assert findings
    assert [cure(one) for one in findings] == [None] * len(findings)
