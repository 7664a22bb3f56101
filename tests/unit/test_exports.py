"""A file that leaves the house holds what the store holds, in every format, and runs nothing."""

from __future__ import annotations

import io
import math
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pandas as pd
import pytest
from builders import ASKERSUND, HOURS, OWN_YEAR, VISITOR, published

from benchmarking import exports
from benchmarking.errors import BenchmarkingError
from benchmarking.store import Store

DANGEROUS = ["=1+1", "+46", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://a.example")']

NUMBERS = ["value", "numerator", "denominator"]
TEXTS = ["organisation", "indicator", "sex", "missing", "origin", "round"]


@pytest.fixture
def frame(store: Store) -> pd.DataFrame:
    """Every value of the small network, the network's own and missing ones among them."""
    published(
        store,
        {"sex": "K", "value": 0.1 + 0.2, "numerator": 30.0, "denominator": 100.0},
        {"sex": "M", "missing": "non_response"},
        {"sex": "T", "value": 0.0},
    )
    return exports.table(store.observations(VISITOR))


def as_written(text: pd.DataFrame) -> pd.DataFrame:
    """A table read as text, with numbers as numbers and empty cells as missing."""
    read = text.replace("", pd.NA)
    for name in NUMBERS:
        read[name] = read[name].astype("float64")
    read["year"] = read["year"].astype("int32")
    return read


def assert_same_table(read: pd.DataFrame, frame: pd.DataFrame) -> None:
    assert list(read.columns) == list(frame.columns) == exports.COLUMNS
    for name in exports.COLUMNS:
        expected = frame[name].reset_index(drop=True)
        pd.testing.assert_series_equal(
            read[name].astype("object").where(read[name].notna(), None),
            expected.astype("object").where(expected.notna(), None),
            check_exact=True,
        )


def read_xlsx(content: bytes) -> list[list[tuple[str, str]]]:
    """Each cell of the first sheet as (type, text), type `s`, `str`, `inlineStr`, `n` or `f` for a formula."""
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        shared: list[str] = []
        if "xl/sharedStrings.xml" in book.namelist():
            strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
            shared = ["".join(item.itertext()) for item in strings.findall("x:si", space)]
    rows = []
    for row in sheet.iterfind(".//x:row", space):
        cells = []
        for cell in row.findall("x:c", space):
            kind, value = cell.get("t", "n"), cell.findtext("x:v", "", space)
            if cell.find("x:f", space) is not None:
                cells.append(("f", cell.findtext("x:f", "", space)))
            elif kind == "s":
                cells.append((kind, shared[int(value)]))
            elif kind == "inlineStr":
                cells.append((kind, "".join(cell.find("x:is", space).itertext())))
            else:
                cells.append((kind, value))
        rows.append(cells)
    return rows


def test_an_export_has_the_columns_the_readme_names(frame: pd.DataFrame) -> None:
    assert list(frame.columns) == [
        *("organisation", "indicator", "year", "sex", "value", "numerator", "denominator"),
        *("missing", "origin", "round"),
    ]


def test_csv_brings_every_value_back_exactly(frame: pd.DataFrame) -> None:
    read = pd.read_csv(io.BytesIO(exports.csv(frame)), dtype="str", keep_default_na=False)
    assert_same_table(as_written(read), frame)


def test_csv_for_excel_brings_every_value_back_exactly(frame: pd.DataFrame) -> None:
    content = exports.csv_for_excel(frame)
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    text = pd.read_csv(io.BytesIO(content), sep=";", dtype="str", keep_default_na=False, encoding="utf-8-sig")
    for name in NUMBERS:
        text[name] = text[name].str.replace(",", ".")
    assert_same_table(as_written(text), frame)


def test_parquet_brings_every_value_back_exactly(frame: pd.DataFrame) -> None:
    assert_same_table(pd.read_parquet(io.BytesIO(exports.parquet(frame))), frame)


def test_excel_brings_codes_back_as_text_and_values_as_numbers(frame: pd.DataFrame) -> None:
    part = frame[frame["organisation"] == "0180"].head(50).reset_index(drop=True)
    heading, *rows = read_xlsx(exports.xlsx(part))
    assert [text for _, text in heading] == exports.COLUMNS
    assert len(rows) == 50
    for (_, expected), cells in zip(part.iterrows(), rows, strict=True):
        assert cells[0][1] == "0180"
        assert cells[0][0] != "n"
        if not math.isnan(expected["value"]):
            assert cells[4][0] == "n"
            assert float(cells[4][1]) == pytest.approx(expected["value"], rel=1e-15)


def test_the_networks_own_rows_carry_their_round_and_the_reason_for_a_missing_value(
    frame: pd.DataFrame,
) -> None:
    own = frame[frame["origin"] == "network"].set_index("sex")
    assert set(own["round"]) == {"MK3"}
    assert (own.loc["K", "value"], own.loc["K", "numerator"], own.loc["T", "value"]) == (0.1 + 0.2, 30.0, 0.0)
    assert own.loc["M", "missing"] == "non_response"
    assert pd.isna(own.loc["T", "missing"])
    assert frame.loc[frame["origin"] == "official", "round"].isna().all()


@pytest.mark.parametrize("text", DANGEROUS)
@pytest.mark.parametrize("write", [exports.csv, exports.csv_for_excel])
def test_no_csv_cell_begins_as_a_formula(write: object, text: str) -> None:
    content = write(pd.DataFrame({"name": [text, "Åmål", None], "value": [-1.5, 2.0, math.nan]}))
    separator = ";" if write is exports.csv_for_excel else ","
    read = pd.read_csv(
        io.BytesIO(content), sep=separator, dtype="str", keep_default_na=False, encoding="utf-8-sig"
    )
    assert list(read["name"]) == ["'" + text.replace("\r", " ").replace("\n", " "), "Åmål", ""]
    assert read["value"][0] in ("-1.5", "-1,5"), "a negative number is no formula"


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_excel_cell_is_a_formula_or_a_link(text: str) -> None:
    content = exports.xlsx(pd.DataFrame({"name": [text], "value": [-1.5]}))
    kinds = [kind for row in read_xlsx(content) for kind, _ in row]
    assert "f" not in kinds
    with ZipFile(io.BytesIO(content)) as book:
        assert not [name for name in book.namelist() if "hyperlink" in name or "sheet1.xml.rels" in name]


def test_harmless_leaves_a_frame_without_formulas_as_it_is(frame: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(exports.harmless(frame), frame)


@pytest.mark.parametrize("name", ["figures.csv", "figures.xlsx", "figures.parquet", "FIGURES.CSV"])
def test_the_name_of_the_file_chooses_the_format(tmp_path: Path, name: str) -> None:
    frame = pd.DataFrame({"organisation": [ASKERSUND], "indicator": [HOURS], "year": [OWN_YEAR]})
    exports.write(frame, tmp_path / name)
    begins = {".csv": b"organisation", ".xlsx": b"PK", ".parquet": b"PAR1"}[Path(name).suffix.lower()]
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_another_name_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkingError, match=r"figures\.pdf: name the file"):
        exports.write(pd.DataFrame({"a": [1]}), tmp_path / "figures.pdf")
    assert list(tmp_path.glob("figures*")) == []


def test_more_rows_than_excel_has_are_refused_rather_than_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "EXCEL_ROWS", 2)
    with pytest.raises(BenchmarkingError, match="3 rows do not fit"):
        exports.xlsx(pd.DataFrame({"a": [1, 2, 3]}))


def test_joining_what_was_read_from_no_file_gives_an_empty_table() -> None:
    joined = exports.joined([])
    assert list(joined.columns) == exports.COLUMNS[:8]
    assert joined.empty


def test_a_line_break_within_a_text_starts_no_new_row() -> None:
    content = exports.csv(pd.DataFrame({"name": ["Mora\r=1", "Orsa\n\n=2"], "value": [1.0, 2.0]}))
    assert content.decode().split("\n") == ["name,value", "Mora =1,1.0", "Orsa =2,2.0", ""]


def test_every_column_of_every_row_is_in_the_sheet() -> None:
    frame = pd.DataFrame(
        {"a": ["x", None, "z"], "b": [1, 2, 3], "c": [0.5, math.nan, -0.25], "d": ["p", "q", "r"]}
    )
    rows = [[text for _, text in row] for row in read_xlsx(exports.xlsx(frame))]
    assert rows == [["a", "b", "c", "d"], ["x", "1", "0.5", "p"], ["2", "q"], ["z", "3", "-0.25", "r"]]
