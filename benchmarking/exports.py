"""Figures as files for others: CSV, Excel and Parquet with the same columns and the same values."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook

from benchmarking.errors import BenchmarkingError

COLUMNS = [
    *("organisation", "indicator", "year", "sex", "value", "numerator", "denominator"),
    *("missing", "origin", "round"),
]

# Excel's own limit; a larger sheet would be cut without a word.
EXCEL_ROWS = 1_048_575

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
    return buffer.getvalue()


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
