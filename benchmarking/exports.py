"""Figures as files for others: CSV, Excel, Parquet and a data package, with the same values in each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
from xlsxwriter import Workbook

from benchmarking.errors import BenchmarkingError

COLUMNS = [
    *("organisation", "indicator", "year", "sex", "value", "numerator", "denominator"),
    *("missing", "origin", "round"),
]

# Excel's own limit; a larger sheet would be cut without a word.
EXCEL_ROWS = 1_048_575

# Some tens of MB as text.
ROWS_AT_A_TIME = 50_000

# A text cell that begins with one of these, or with space and then one, is run as a formula by some
# spreadsheet.
FORMULA_SIGNS = ("=", "+", "-", "@")


def table(observations: pd.DataFrame) -> pd.DataFrame:
    """Observations (as `Store.observations`) as they leave the house: COLUMNS, one row per value.

    `missing` holds non_response, not_applicable, suppressed or no_value where `value` is empty.
    """
    return observations.rename(columns={"programme": "round"}).loc[:, COLUMNS]


def joined(read: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """What was read from several files as one table, columns as COLUMNS up to `missing`."""
    frames = [frame.loc[:, COLUMNS[:8]] for frame in read]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS[:8])


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write `frame` as the kind of file its name says. Raises BenchmarkingError for any other name."""
    writers: dict[str, Callable[[pd.DataFrame], bytes]] = {".csv": csv, ".xlsx": xlsx, ".parquet": parquet}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise BenchmarkingError(f"{path.name}: name the file .csv, .xlsx or .parquet")
    path.write_bytes(writer(frame))


def csv(frame: pd.DataFrame) -> bytes:
    """Plain CSV: comma, decimal point, UTF-8."""
    return harmless(frame).to_csv(index=False, lineterminator="\n").encode("utf-8")


def csv_for_excel(frame: pd.DataFrame) -> bytes:
    """CSV that a Swedish Excel opens rightly: semicolon, decimal comma, and the mark that says UTF-8."""
    return (
        harmless(frame).to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n").encode("utf-8-sig")
    )


def parquet(frame: pd.DataFrame) -> bytes:
    return frame.to_parquet(index=False)


def xlsx(frame: pd.DataFrame) -> bytes:
    """One sheet; text stays text, whatever it begins with. Raises BenchmarkingError beyond Excel's rows."""
    return xlsx_with_metadata(frame, ())


def xlsx_with_metadata(frame: pd.DataFrame, metadata: Sequence[tuple[str, str]]) -> bytes:
    """As `xlsx`, with a second sheet that goes wherever the figures go: heading and text, one pair a row.

    Source, use, date, definitions, caveats: see `tables.about`.
    """
    if len(frame) > EXCEL_ROWS:
        raise BenchmarkingError(f"{len(frame)} rows do not fit in an Excel sheet: choose .csv or .parquet")
    filled = frame.astype("object").where(frame.notna(), None)
    buffer = io.BytesIO()
    # Cell by cell in the order of the sheet: pandas writes column by column, of which a workbook that
    # keeps only one row in memory drops all but the last.
    with Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("figures")
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(frame.columns):
            sheet.write_string(0, column, str(heading))
        for row, cells in enumerate(filled.itertuples(index=False, name=None), start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(row, column, cell)
                elif cell is not None:
                    sheet.write_string(row, column, str(cell))
        if metadata:
            wrapped = book.add_format({"text_wrap": True, "valign": "top"})
            about = book.add_worksheet("metadata")
            about.set_column(0, 0, 28)
            about.set_column(1, 1, 100)
            for row, texts in enumerate(metadata):
                for column, text in enumerate(texts):
                    about.write_string(row, column, text, wrapped)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """A table of a data package: its rows, and its schema as Frictionless says it."""

    name: str
    frame: pd.DataFrame
    schema: Mapping[str, Any]
    title: str


def data_package(descriptor: Mapping[str, Any], resources: Iterable[Resource]) -> bytes:
    """A zip with `datapackage.json` and one plain CSV for each resource, after Frictionless Data Package v1.

    `descriptor` is the package's own part (name, sources, licences, caveats). The same input gives the
    same bytes. Rows are written some at a time, so that memory never holds all of them as text.
    """
    buffer = io.BytesIO()
    listed = []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for resource in resources:
            path = f"data/{resource.name}.csv"
            with archive.open(_member(path), "w") as member:
                for first in range(0, max(len(resource.frame), 1), ROWS_AT_A_TIME):
                    part = csv(resource.frame.iloc[first : first + ROWS_AT_A_TIME])
                    member.write(part if first == 0 else part.partition(b"\n")[2])
            listed.append(
                {
                    "name": resource.name,
                    "title": resource.title,
                    "path": path,
                    "profile": "tabular-data-resource",
                    "format": "csv",
                    "mediatype": "text/csv",
                    "encoding": "utf-8",
                    "schema": resource.schema,
                }
            )
        whole = {**descriptor, "profile": "tabular-data-package", "resources": listed}
        archive.writestr(_member("datapackage.json"), orjson.dumps(whole, option=orjson.OPT_INDENT_2))
    return buffer.getvalue()


def _member(path: str) -> zipfile.ZipInfo:
    # A fixed date, the earliest that a zip can hold: the same figures are the same file.
    member = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet would take for a formula.

    Line breaks within a text become spaces, since many a reader takes them for the end of the row, and
    what stands behind them for the beginning of another cell. Source: OWASP, CSV injection.
    """
    return frame.assign(**{name: _harmless(frame[name]) for name in frame.select_dtypes(["object", "str"])})


def _harmless(cells: pd.Series) -> pd.Series:
    texts = cells.astype("str").str.replace(r"[\r\n]+", " ", regex=True)
    dangerous = texts.str.lstrip().str.startswith(FORMULA_SIGNS)
    changed = texts.ne(cells.astype("str")) & cells.notna()
    return cells.where(~changed, texts).where(~dangerous, "'" + texts)
