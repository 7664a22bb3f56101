"""Files that carry more than figures: a workbook with its metadata, and a data package of everything."""

from __future__ import annotations

import io
import zipfile

import orjson
import pandas as pd
import pytest

from benchmarking import exports
from benchmarking.exports import Resource


def resource(name: str = "places", rows: int = 3) -> Resource:
    frame = pd.DataFrame(
        {"code": [f"{row:04}" for row in range(rows)], "value": [row / 2 for row in range(rows)]}
    )
    schema = {"fields": [{"name": "code", "type": "string"}, {"name": "value", "type": "number"}]}
    return Resource(name, frame, schema, "Places")


def read(package: bytes) -> tuple[dict, dict[str, pd.DataFrame]]:
    """The descriptor, and each resource as it is read by its path."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        told = orjson.loads(archive.read("datapackage.json"))
        tables = {
            each["name"]: pd.read_csv(io.BytesIO(archive.read(each["path"])), dtype={"code": str})
            for each in told["resources"]
        }
    return told, tables


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 7])
def test_a_package_holds_every_row_however_it_was_parted(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_A_TIME", 2)
    own = resource(rows=rows)
    _, tables = read(exports.data_package({"name": "all"}, [own]))
    pd.testing.assert_frame_equal(tables["places"], own.frame, check_dtype=False)


def test_a_package_says_what_it_holds() -> None:
    told, _ = read(exports.data_package({"name": "all", "caveats": ["one"]}, [resource(), resource("other")]))
    assert (told["name"], told["caveats"], told["profile"]) == ("all", ["one"], "tabular-data-package")
    assert [each["path"] for each in told["resources"]] == ["data/places.csv", "data/other.csv"]
    assert told["resources"][0]["schema"]["fields"][0] == {"name": "code", "type": "string"}


def test_the_same_figures_are_the_same_package() -> None:
    assert exports.data_package({}, [resource()]) == exports.data_package({}, [resource()])


def test_a_package_runs_nothing_either() -> None:
    frame = pd.DataFrame({"code": ["=1+1"]})
    content = exports.data_package({}, [Resource("places", frame, {}, "")])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("data/places.csv") == b"code\n'=1+1\n"


def test_metadata_stands_on_a_sheet_of_its_own_and_is_text() -> None:
    with zipfile.ZipFile(
        io.BytesIO(exports.xlsx_with_metadata(resource().frame, [("Source", "=1+1")]))
    ) as book:
        about = book.read("xl/worksheets/sheet2.xml").decode()
        assert 'name="metadata"' in book.read("xl/workbook.xml").decode()
    assert "Source" in about
    assert "=1+1" in about
    assert "<f>" not in about


def test_without_metadata_there_is_one_sheet() -> None:
    frame = resource().frame
    with zipfile.ZipFile(io.BytesIO(exports.xlsx_with_metadata(frame, ()))) as book:
        assert [name for name in book.namelist() if "worksheets/sheet" in name] == [
            "xl/worksheets/sheet1.xml"
        ]
