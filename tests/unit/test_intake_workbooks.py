"""Workbooks and published tables as people make them: each oddity of the trade, with figures made up here."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter
from submission_writers import Grid, OldCell, locked_xlsx, ods, text_file, xls, xlsx
from test_intake import REFERENCE

from benchmarking import intake
from benchmarking.errors import UnreadableFile
from benchmarking.intake.opening import opened
from benchmarking.model import Finding, Level

HEAD = ["kommunkod", "kommun", "nyckeltal", "år", "kön", "värde"]
STOCKHOLM = ["0180", "Stockholm", "N00206", "2022"]


def check(content: bytes, name: str = "fil.xlsx", **options: object) -> intake.Checked:
    return intake.check(content, name, REFERENCE, **options)


def told(checked: intake.Checked, code: str) -> Finding:
    [found] = [one for one in checked.findings if one.code == code]
    return found


def values(checked: intake.Checked) -> dict[tuple[str, int, str], float]:
    return {(row.organisation, row.year, row.sex): row.value for row in checked.observations.itertuples()}


def refused(content: bytes, name: str = "fil.xlsx") -> Finding:
    with pytest.raises(UnreadableFile) as refusal:
        check(content, name)
    return refusal.value.finding


def book(write: object) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        write(made)
    return out.getvalue()


def test_two_sheets_that_could_each_be_the_one_are_asked_about():
    other = [HEAD, ["1280", "Malmö", "N00206", "2022", "K", "60.5"]]
    mine = [[*HEAD[:-1], "resultat"], [*STOCKHOLM, "K", "59.6"]]
    content = xlsx({"Underlag": other, "Till nätverket": mine})
    asked = check(content)
    assert told(asked, "sheet_asked").level is Level.ERROR
    assert asked.question and asked.question.options == ("Underlag", "Till nätverket")
    chosen = check(content, answers={"sheet": "Till nätverket"})
    assert values(chosen) == {("0180", 2022, "K"): 59.6}


def test_a_sheet_without_a_table_is_named_and_not_read():
    content = xlsx({"Figurer": [HEAD, [*STOCKHOLM, "K", "59.6"]], "Läs mig": [["Kontakta oss gärna."]]})
    checked = check(content)
    assert told(checked, "sheet_unread").found == "Läs mig"
    assert checked.publishable


def test_hidden_rows_and_columns_are_read_and_told():
    def write(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet("Blad1")
        for row, cells in enumerate([HEAD, [*STOCKHOLM, "K", 59.6], [*STOCKHOLM, "M", 80.5]]):
            sheet.write_row(row, 0, cells)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})

    checked = check(book(write))
    rows, columns = told(checked, "rows_hidden"), told(checked, "columns_hidden")
    assert (rows.row, rows.found, rows.count) == (3, "3", 1)
    assert columns.found == "nyckeltal"
    assert len(checked.observations) == 2


def test_a_hidden_sheet_is_not_what_is_read():
    def write(made: xlsxwriter.Workbook) -> None:
        for name, value in (("Blad1", 59.6), ("Gammalt", 11.1)):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, HEAD)
            sheet.write_row(1, 0, [*STOCKHOLM, "K", value])
            if name == "Gammalt":
                sheet.hide()

    checked = check(book(write))
    assert values(checked) == {("0180", 2022, "K"): 59.6}
    assert told(checked, "sheet_unread").found == "Gammalt"


def test_cells_are_read_as_people_see_them():
    def write(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet("Blad1")
        sheet.write_row(0, 0, HEAD)
        padded, percent = made.add_format({"num_format": "0000"}), made.add_format({"num_format": "0.0%"})
        for row, (sex, value) in enumerate((("K", 0.596), ("M", 0.805)), start=1):
            sheet.write(row, 0, 180, padded)
            sheet.write_row(row, 1, ["Stockholm", "N00206", 2022, sex])
            sheet.write(row, 5, value, percent)

    assert values(check(book(write))) == {("0180", 2022, "K"): 59.6, ("0180", 2022, "M"): 80.5}


def test_a_formula_gives_its_value_and_one_that_nobody_computed_is_named():
    def write(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet("Blad1")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, [*STOCKHOLM, "K"])
        sheet.write_formula(1, 5, "=298/5", None, 59.6)
        sheet.write_row(2, 0, [*STOCKHOLM, "M"])
        sheet.write_formula(2, 5, "=1/0", None, "#DIV/0!")

    checked = check(book(write))
    assert values(checked) == {("0180", 2022, "K"): 59.6}
    assert told(checked, "cell_error").row == 3


def test_merged_cells_and_headings_in_three_rows_are_read_below_a_title():
    def write(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet("2022")
        sheet.write(0, 0, "Tabell 10. Heltid i kommunerna")
        sheet.write_row(3, 0, ["Län", "Antal"])
        sheet.merge_range(3, 2, 3, 4, "därav i olika åldersgrupper, %")
        sheet.merge_range(3, 5, 3, 7, "Andel")
        sheet.write_row(5, 0, ["Kommun", "", -29, "30-39", "40-", "Totalt", "Kvinnor", "Män"])
        sheet.write(6, 0, "Stockholms län")
        rows = [("Stockholm ", 65.1, 60.2, 80.3), ("Malmö", 64.1, 59.2, 79.3), ("Hedemora", 63.1, 58.2, 78.3)]
        for row, (name, *three) in enumerate(rows, start=7):
            sheet.write_row(row, 0, [name, 12_345, 20.5, 40.5, 39.0, *three])
        sheet.write_row(10, 0, ["Alla kommuner", 99, 1, 1, 1, 64.0, 59.1, 79.2])
        sheet.write_row(11, 0, ["Landsbygdskommun", 99, 1, 1, 1, 64.0, 59.1, 79.2])
        sheet.write(13, 0, "* Anställda i bolag ingår inte")

    checked = check(book(write), indicator="N00206")
    assert checked.publishable, checked.findings
    assert values(checked)["0180", 2022, "M"] == 80.3
    assert len(checked.observations) == 9
    assert told(checked, "summary_row").found == "Alla kommuner, Landsbygdskommun"
    assert told(checked, "notes_below").row == 14


def test_old_and_open_workbooks_are_read_the_same():
    grid: Grid = [HEAD, [*STOCKHOLM, "K", "59.6"], [*STOCKHOLM, "M", ".."]]
    for content, name in ((xls({"Blad1": grid}), "fil.xls"), (ods({"Blad1": grid}), "fil.ods")):
        checked = check(content, name)
        assert checked.publishable, checked.findings
        assert checked.observations["missing"].tolist()[1] == "suppressed"
    padded = [HEAD, [OldCell(180, 2), "Stockholm", "N00206", OldCell(2022), "K", OldCell(0.596, 1)]]
    assert values(check(xls({"Blad1": padded}), "fil.xls")) == {("0180", 2022, "K"): 59.6}


def test_a_note_beside_a_cell_is_told_with_the_cell():
    def write(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet("Blad1")
        for number, row in enumerate([HEAD, [*STOCKHOLM, "K", "59.6"]]):
            sheet.write_row(number, 0, row)
        sheet.write_comment("F2", "Rätt värde är 61,2", {"author": "Avdelningen"})

    note = told(check(book(write)), "cell_note")
    assert (note.row, note.expected, note.found) == (2, "F2", "Rätt värde är 61,2")


def test_a_year_in_a_cell_that_shows_days_is_read_and_told():
    def write(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet("Blad1")
        for number, row in enumerate([HEAD, [*STOCKHOLM, "K", "59.6"]]):
            sheet.write_row(number, 0, row)
        sheet.write_number(1, HEAD.index("år"), 2022, made.add_format({"num_format": "yyyy-mm-dd"}))

    checked = check(book(write))
    assert values(checked) == {("0180", 2022, "K"): 59.6}
    read = told(checked, "year_read")
    assert (read.row, read.column, read.found, read.expected) == (2, "år", "1905-07-14", "2022")


def test_a_sheet_named_for_the_other_sex_than_its_rows_is_asked_about():
    rows = {"Kvinnor": [HEAD, [*STOCKHOLM, "M", "59.6"]], "Män": [HEAD, [*STOCKHOLM, "K", "59.6"]]}
    asked = [one for one in check(xlsx(rows)).findings if one.code == "sheet_disagrees"]
    assert [(one.sheet, one.found, one.expected) for one in asked] == [
        ("Kvinnor", "M", "Kvinnor"),
        ("Män", "K", "Män"),
    ]


def test_a_target_is_no_outcome_of_its_year():
    grid = [
        ["kommun", "kön", "2021", "Mål 2022"],
        ["Stockholm", "K", "59.6", "65"],
        ["Stockholm", "M", "70", "72"],
    ]
    checked = check(xlsx({"Blad1": grid}), indicator="N00206")
    assert values(checked) == {("0180", 2021, "K"): 59.6, ("0180", 2021, "M"): 70.0}
    assert told(checked, "column_extra").found == "Mål 2022"


def _locked_xls() -> bytes:
    """An old workbook whose first record after its beginning says that the rest is enciphered.

    Source: MS-XLS 2.4.117 (FilePass).
    """
    whole = xls({"Blad1": [HEAD, [*STOCKHOLM, "K", "59.6"]]})
    begin = whole.index(b"\x09\x08")
    length = int.from_bytes(whole[begin + 2 : begin + 4], "little")
    after = begin + 4 + length
    key = b"\x2f\x00\x06\x00\x00\x00\x12\x34\x56\x78"
    return whole[:after] + key + whole[after : -len(key)]


def _locked_ods() -> bytes:
    """An open workbook whose manifest says that its content is enciphered. Source: OpenDocument 1.3 part 2, 3.4."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", bytes(range(256)) * 4)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:size="1024">'
            '<manifest:encryption-data manifest:checksum-type="SHA256/1K" manifest:checksum="AA=="/>'
            "</manifest:file-entry></manifest:manifest>",
        )
    return out.getvalue()


def _locked_zip() -> bytes:
    """An archive whose member is marked as enciphered: bit 0 of its flags. Source: APPNOTE 4.4.4."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("fil.csv", text_file([HEAD, [*STOCKHOLM, "K", "59.6"]]))
    locked = bytearray(out.getvalue())
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    return bytes(locked)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("fil.xlsx", locked_xlsx()),
        ("fil.xls", _locked_xls()),
        ("fil.ods", _locked_ods()),
        ("fil.zip", _locked_zip()),
    ],
)
def test_a_locked_file_is_refused_as_locked(name: str, content: bytes):
    assert refused(content, name).code == "file_locked"


def test_a_lock_that_excel_leaves_beside_an_open_workbook_is_told_from_the_workbook():
    lock = refused(b"\x0dAvdelningen" + b" " * 43 + bytes(110), "~$uppgifter.xlsx")
    assert (lock.code, lock.found) == ("binary_file", "lock")


def test_what_cannot_be_read_is_refused_with_its_own_reason():
    grid: Grid = [HEAD, [*STOCKHOLM, "K", "59.6"]]
    whole = xlsx({"Blad1": grid})
    assert refused(b"").code == "empty_file"
    assert refused(b"%PDF-1.7 ...").code == "binary_file"
    assert refused(whole[: len(whole) // 2]).code == "file_damaged"
    with_macros = io.BytesIO(whole)
    with zipfile.ZipFile(with_macros, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\x00")
    assert refused(with_macros.getvalue(), "fil.xlsm").code == "file_has_macros"
    assert refused(b"a;b\n" * (200 * 1024 * 1024 // 4 + 1), "fil.csv").code == "file_too_large"
    assert told(check(xlsx({"Blad1": [HEAD]})), "no_rows").level is Level.ERROR


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_an_archive_whose_bytes_are_damaged_is_refused_whatever_zipfile_makes_of_it(method: int):
    inside = text_file([HEAD, [*STOCKHOLM, "K", "59.6"]])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("fil.csv", inside)
    whole = out.getvalue()

    def read(content: bytes) -> bytes | str:
        try:
            [file] = opened(content)
        except UnreadableFile as refusal:
            return refusal.finding.code
        return file.content

    assert read(whole) == inside
    first = whole.index(b"fil.csv") + len("fil.csv")
    last = whole.index(b"PK\x01\x02")
    answers = [
        read(whole[:at] + bytes([byte]) + whole[at + 1 :])
        for at in range(first, last)
        for byte in (0x00, 0xFF, whole[at] ^ 0x10)
        if byte != whole[at]
    ]
    # A bit that no method looks at may be another one.
    assert set(answers) <= {"file_damaged", inside}
    assert answers.count("file_damaged") > 0.9 * len(answers)
    assert read(whole.replace(b"fil.csv", b"\x00il.csv")) == "file_damaged"


def test_an_archive_with_one_table_is_that_table():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("leverans/fil.csv", text_file([HEAD, [*STOCKHOLM, "K", "59.6"]]))
        archive.writestr("__MACOSX/._fil.csv", b"\x00\x05")
    assert values(check(out.getvalue(), "fil.zip")) == {("0180", 2022, "K"): 59.6}


# Tables as agencies and municipalities publish them.


def test_a_delivery_names_its_year_in_the_file_and_one_part_of_an_index_is_picked():
    rows = [
        [place, part, sex, value]
        for place, step in (("00 Riket", 0), ("0180 Stockholm", 2), ("1280 Malmö", 4))
        for part, more in (("Hållbarhet", 10), ("Livskvalitet", 0))
        for sex, value in (
            ("Kvinnor", f"{41.5748681563744 + step + more:.13f}"),
            ("Män", f"{48.1 + step + more:.13f}"),
            ("Totalt", f"{45.2 + step + more:.13f}"),
        )
    ]
    content = text_file([["Region", "Del", "Kon", "Varde_stand"], *rows], ending="\n")
    asked = check(content, "1.leverans_index_kommun2022.csv", indicator="N02267")
    assert asked.layout == "brp"
    assert not asked.publishable
    assert told(asked, "category_asked").found == "Hållbarhet, Livskvalitet"
    picked = check(
        content,
        "1.leverans_index_kommun2022.csv",
        indicator="N02267",
        answers={"category": {"Del": "Livskvalitet"}},
    )
    assert picked.publishable
    assert values(picked)["0000", 2022, "K"] == pytest.approx(41.5748681563744, abs=1e-12)
    assert told(picked, "category_read").count == 9


def test_months_are_never_added_and_men_may_be_man():
    rows = [
        ["2022", month, "Riket", "Riket", "Samtliga 16-64 år", sex, value]
        for month in ("09", "08")
        for sex, value in (("Kvinnor och män", "22.5"), ("Kvinnor", "26.5"), ("Man", "18.5"))
    ]
    content = xlsx({"Data": [["År", "Månad", "Län", "Kommun", "Ålder", "Kön", "Ohälsotalet"], *rows]})
    assert told(check(content, indicator="N02267"), "category_asked").column == "Månad"
    read = check(content, indicator="N02267", answers={"category": {"Månad": "08"}})
    assert values(read) == {("0000", 2022, "T"): 22.5, ("0000", 2022, "K"): 26.5, ("0000", 2022, "M"): 18.5}


def test_lost_zeros_beside_names_are_put_back_and_told_once():
    rows = [["180", "Stockholm", "41"], ["380", "Uppsala", "42"], ["1280", "Malmö", "43"]]
    grid = [["municipality_code", "municipality_name", "pop2022"], *rows]
    content = text_file(grid, encoding="utf-8-sig")
    checked = check(content, "fil.csv", indicator="N02267", answers={"sex": "T"})
    assert checked.publishable
    assert told(checked, "organisation_zero_restored").count == 2
    assert set(values(checked)) == {("0180", 2022, "T"), ("0380", 2022, "T"), ("1280", 2022, "T")}


def test_destroyed_letters_are_known_where_only_one_name_fits():
    grid = [
        ["Region", "V\ufffdrde 2021", "V\ufffdrde 2022", "\ufffdvrigt 2021", "\ufffdvrigt 2022"],
        ["Malm\ufffd", "41", "42", "1", "2"],
        ["\ufffdrnsk\ufffdldsvik", "43", "..", "1", "2"],
        ["Hedemora", "44", "45", "1", "2"],
    ]
    answers = {"sex": "T", "indicators": {"V\ufffdrde": "N02267", "\ufffdvrigt": ""}}
    checked = check(text_file(grid), "fil.csv", answers=answers)
    assert checked.publishable
    assert values(checked)["1280", 2021, "T"] == 41
    assert {f.expected for f in checked.findings if f.code == "organisation_letters"} == {
        "1280 Malmö",
        "2284 Örnsköldsvik",
    }
    assert checked.observations["missing"].notna().sum() == 1


def test_one_file_for_each_sex_is_joined_although_their_headings_differ():
    women = [
        ["Rang 2022", "Kommun", "Antal kvinnor 2022", "Antal kvinnor 2021", "Förändring (%)", "Kön"],
        ["1", "Malmö", "41", "40.0", "2.5", "Kvinna"],
        ["2", "Hedemora", "31", "30.0", "3.33333333333333", "Kvinna"],
    ]
    men = [
        ["Rang 2022", "Kommun", "Antal Män 2022", "Antal Män 2021", "Förändring", "Kön"],
        ["1", "Malmö", "51", "50.0", "2", "Man"],
        ["2", "Hedemora", "61", "60.0", "1.66666666666667", "Man"],
    ]
    files = [("kvinnor.csv", text_file(women, ",", ".")), ("man.csv", text_file(men, ",", "."))]
    checked, packed = intake.check_many(files, REFERENCE, indicator="N02267")
    assert checked.layout == "file_per_sex"
    assert checked.publishable, checked.findings
    assert values(checked)["1280", 2022, "M"] == 51
    assert len(checked.observations) == 8
    assert check(packed, "två.zip", indicator="N02267").observations.equals(checked.observations)


def test_figures_of_counties_are_refused_for_an_indicator_that_has_none_with_the_region_to_use():
    rows = [["21 Gävleborgs län", "totalt ålder", sex, "2022", "51"] for sex in ("män", "kvinnor")]
    content = text_file([["region", "ålder", "kön", "år", "Folkmängd"], *rows])
    checked = check(content, "fil.csv", indicator="N02267")
    wrong = [f for f in checked.findings if f.level is Level.ERROR]
    assert {(f.code, f.suggestion) for f in wrong} == {("organisation_kind", "0021")}
    assert told(checked, "category_single").found == "totalt ålder"
