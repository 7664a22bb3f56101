"""The same figures written in every layout and kind of file that the intake reads. Figures are made up."""

from __future__ import annotations

import csv
import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

import xlsxwriter

from benchmarking.intake import bundle

Grid = list[list[str]]
WORDS = {"K": "Kvinnor", "M": "Män", "T": "Totalt"}
LOWER = {"K": "kvinnor", "M": "män", "T": "totalt"}


@dataclass(frozen=True)
class Figure:
    """One value as text with a decimal point, or a mark; `organisation` is the code of four digits."""

    organisation: str
    name: str
    indicator: str
    year: int
    sex: str
    text: str


def _key(figures: Iterable[Figure], *names: str) -> list[tuple]:
    return list(dict.fromkeys(tuple(getattr(one, name) for name in names) for one in figures))


def _at(figures: Iterable[Figure]) -> dict[tuple, str]:
    return {(f.organisation, f.year, f.sex): f.text for f in figures}


def template(figures: Sequence[Figure]) -> Grid:
    headings = ["kommunkod", "kommun", "nyckeltal", "år", "kön", "värde"]
    return [headings, *([f.organisation, f.name, f.indicator, str(f.year), f.sex, f.text] for f in figures)]


def long(figures: Sequence[Figure]) -> Grid:
    headings = ["Year", "Gender", "Municipality name", "Municipality id", "KPI", "Andel"]
    return [
        headings,
        *([str(f.year), WORDS[f.sex], f.name, f.organisation, f.indicator, f.text] for f in figures),
    ]


def years_as_columns(figures: Sequence[Figure]) -> Grid:
    years = sorted({f.year for f in figures})
    at = _at(figures)
    rows = [
        [code, name, WORDS[sex], *(at.get((code, year, sex), "") for year in years)]
        for code, name, sex in _key(figures, "organisation", "name", "sex")
    ]
    return [["Kod", "Kommun", "Kön", *map(str, years)], *rows]


def sexes_as_columns(figures: Sequence[Figure]) -> Grid:
    at = _at(figures)
    rows = [
        [f"{code} {name}", str(year), *(at.get((code, year, sex), "") for sex in "KMT")]
        for code, name, year in _key(figures, "organisation", "name", "year")
    ]
    return [["Kommun", "År", "Kvinnor", "Män", "Totalt"], *rows]


def years_and_sexes(figures: Sequence[Figure]) -> Grid:
    years = sorted({f.year for f in figures})
    at = _at(figures)
    above = ["", "", *(cell for year in years for cell in (str(year), "", ""))]
    below = ["Kommunkod", "Kommun", *(["Kvinnor", "Män", "Totalt"] * len(years))]
    rows = [
        [code, name, *(at.get((code, year, sex), "") for year in years for sex in "KMT")]
        for code, name in _key(figures, "organisation", "name")
    ]
    return [["Heltid enligt egen uppföljning"], [], above, below, *rows, [], ["Anm. Preliminära uppgifter"]]


def kolada_export(figures: Sequence[Figure]) -> Grid:
    """A group of three rows for each municipality, named on the first."""
    years = sorted({f.year for f in figures})
    at = _at(figures)
    rows = []
    for code, name in _key(figures, "organisation", "name"):
        for sex in "TKM":
            cells = [at.get((code, year, sex), "") for year in years]
            rows.append([name if sex == "T" else "", WORDS[sex], *cells])
    return [["Kommun", "Kön", *map(str, years)], *rows]


def groups_and_sexes(figures: Sequence[Figure]) -> Grid:
    """The municipality on a row of its own, its sexes below it in the same column."""
    years = sorted({f.year for f in figures})
    at = _at(figures)
    rows: Grid = []
    for code, name in _key(figures, "organisation", "name"):
        rows.append([name, *("" for _ in years)])
        rows += [[WORDS[sex], *(at.get((code, year, sex), "") for year in years)] for sex in "TKM"]
    return [["Kommun", *map(str, years)], *rows]


def scb_pxweb(figures: Sequence[Figure]) -> Grid:
    years = sorted({f.year for f in figures})
    at = _at(figures)
    rows = [
        [f"{code} {name}", LOWER[sex], *(at.get((code, year, sex), "") for year in years)]
        for code, name, sex in _key(figures, "organisation", "name", "sex")
    ]
    return [["region", "kön", *(f"Andel i procent {year}" for year in years)], *rows]


def forsakringskassan(figures: Sequence[Figure]) -> Grid:
    words = {"T": "Kvinnor och män", "K": "Kvinnor", "M": "Man"}
    headings = ["År", "Län", "Kommun", "Ålder", "Kön", "Andelen"]
    rows = [
        [str(f.year), "Något län", f"{f.organisation} {f.name}", "Samtliga 16-64 år", words[f.sex], f.text]
        for f in figures
    ]
    return [headings, *rows]


def brp(figures: Sequence[Figure]) -> Grid:
    """The delivery layout of BRP+: the year stands in the file's name only."""
    rows = [[f"{f.organisation} {f.name}", "Hälsa", WORDS[f.sex], f.text] for f in figures]
    return [["Region", "Del", "Kon", "Varde_stand"], *rows]


def of_sex(figures: Sequence[Figure], sex: str) -> Grid:
    """One sheet or file for a sex; its name says which."""
    years = sorted({f.year for f in figures})
    at = _at(figures)
    rows = [
        [code, name, *(at.get((code, year, sex), "") for year in years)]
        for code, name in _key([f for f in figures if f.sex == sex], "organisation", "name")
    ]
    return [["Kod", "Kommun", *map(str, years)], *rows]


GRIDS: dict[str, Callable[[Sequence[Figure]], Grid]] = {
    "template": template,
    "long": long,
    "years_as_columns": years_as_columns,
    "sexes_as_columns": sexes_as_columns,
    "years_and_sexes_as_columns": years_and_sexes,
    "kolada_export": kolada_export,
    "groups_and_sexes": groups_and_sexes,
    "scb_pxweb": scb_pxweb,
    "forsakringskassan": forsakringskassan,
}
"""Layouts that are one table; of one indicator each, except the first two, which name theirs in the rows."""


# Kinds of file


def text_file(
    grid: Grid, delimiter: str = ";", decimal: str = ",", encoding: str = "utf-8", ending: str = "\r\n"
) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending)
    width = max(map(len, grid))
    for row in grid:
        writer.writerow([_marked(cell, decimal) for cell in row] + [""] * (width - len(row)))
    return out.getvalue().encode(encoding)


def _marked(cell: str, decimal: str) -> str:
    return cell.replace(".", decimal) if is_number(cell) else cell


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return any(sign.isdigit() for sign in cell)


def _as_value(cell: str, row: int) -> str | float:
    """Numbers as numbers, codes with a leading zero as text, as a careful person does in a workbook."""
    return float(cell) if row and is_number(cell) and not (cell.startswith("0") and cell.isdigit()) else cell


def xlsx(sheets: dict[str, Grid]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, grid in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                value = _as_value(cell, row)
                if value != "":
                    sheet.write(row, column, value)
    book.close()
    return out.getvalue()


def ods(sheets: dict[str, Grid]) -> bytes:
    tables = []
    for name, grid in sheets.items():
        rows = []
        for number, cells in enumerate(grid):
            row = []
            for cell in cells:
                value = _as_value(cell, number)
                if isinstance(value, float):
                    row.append(f'<table:table-cell office:value-type="float" office:value="{value!r}"/>')
                elif cell:
                    row.append(
                        '<table:table-cell office:value-type="string">'
                        f"<text:p>{escape(cell)}</text:p></table:table-cell>"
                    )
                else:
                    row.append("<table:table-cell/>")
            rows.append(f"<table:table-row>{''.join(row)}</table:table-row>")
        tables.append(f'<table:table table:name="{escape(name)}">{"".join(rows)}</table:table>')
    return ods_of("".join(tables))


def ods_of(tables: str) -> bytes:
    """An .ods file with the given tables, written as XML."""
    spaces = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{spaces}:office:1.0" xmlns:table="{spaces}:table:1.0" '
        f'xmlns:text="{spaces}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


@dataclass(frozen=True)
class OldCell:
    """A number in an .xls file with a style: 0 plain, 1 as per cent, 2 padded to four digits."""

    value: float
    style: int = 0


def xls(sheets: dict[str, list[list[str | OldCell]]], hidden_rows: Iterable[int] = ()) -> bytes:
    """A workbook of Excel 97–2003. Source: MS-XLS and MS-CFB; only the records that a reader needs."""
    bodies = [_xls_sheet(grid, set(hidden_rows)) for grid in sheets.values()]
    formats = [(0, "General"), (9, "0%"), (164, "0000")]
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0xDBB, 0x7CC, 0, 0))
    head += _record(0x41E, struct.pack("<HHB", 164, 4, 0) + b"0000")
    for number, _ in formats:
        head += _record(0xE0, struct.pack("<HHHBBHHIIH", 0, number, 1, 0, 0, 0, 0, 0, 0, 0))
    bound = [struct.pack("<IBBBB", 0, 0, 0, len(name), 0) + name.encode("latin-1") for name in sheets]
    start = len(head) + sum(len(one) + 4 for one in bound) + 4
    for number, one in enumerate(bound):
        head += _record(0x85, struct.pack("<I", start) + one[4:])
        start += len(bodies[number])
    return _compound("Workbook", head + _record(0x0A, b"") + b"".join(bodies))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _xls_sheet(grid: list[list[str | OldCell]], hidden: set[int]) -> bytes:
    width = max((len(row) for row in grid), default=0)
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0xDBB, 0x7CC, 0, 0))
    body += _record(0x200, struct.pack("<IIHHH", 0, len(grid), 0, width, 0))
    for row in sorted(hidden):
        body += _record(0x208, struct.pack("<HHHHHHI", row, 0, width, 0xFF, 0, 0, 0x20 | 0x100))
    for number, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell and isinstance(_as_value(cell, number), float):
                cell = OldCell(float(cell))
            if isinstance(cell, OldCell):
                body += _record(0x203, struct.pack("<HHHd", number, column, cell.style, cell.value))
            elif cell:
                text = struct.pack("<HHHHB", number, column, 0, len(cell), 1) + cell.encode("utf-16-le")
                body += _record(0x204, text)
    return body + _record(0x0A, b"")


def locked_xlsx() -> bytes:
    """A workbook with a password: the old container round an enciphered package. Source: MS-OFFCRYPTO 2.3.4.10."""
    return _compound("EncryptedPackage", bytes(range(256)) * 20, beside="EncryptionInfo")


def _compound(name: str, stream: bytes, beside: str | None = None) -> bytes:
    """A file in the old container with one stream, in sectors of 512 bytes, and perhaps an empty one beside it."""
    stream += bytes(max(4096 - len(stream), 0))
    stream += bytes(-len(stream) % 512)
    count = len(stream) // 512
    fats = 1
    while (count + 1 + fats) > fats * 128:
        fats += 1
    end, free, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    fat = [table] * fats + [end] + [*range(fats + 2, fats + 1 + count), end]
    fat += [free] * (fats * 128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fats, fats, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", *range(fats), *([free] * (109 - fats)))

    def entry(title: str, kind: int, child: int, start: int, size: int, right: int = free) -> bytes:
        text = title.encode("utf-16-le") + b"\x00\x00"
        data = text + bytes(64 - len(text)) + struct.pack("<HBB", len(text), kind, 1)
        data += struct.pack("<III", free, right, child) + bytes(36)
        return data + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry(
        name, 2, free, fats + 1, len(stream), 2 if beside else free
    )
    if beside:
        directory += entry(beside, 2, free, end, 0)
    directory += bytes(512 - len(directory))
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + stream


def kolada_v3(figures: Sequence[Figure]) -> bytes:
    """An answer of Kolada's API, version 3."""
    values = []
    for indicator, organisation, year in _key(figures, "indicator", "organisation", "year"):
        here = [
            f for f in figures if (f.indicator, f.organisation, f.year) == (indicator, organisation, year)
        ]
        each = [
            {
                "gender": f.sex,
                "count": 1,
                "status": "" if is_number(f.text) else f.text,
                "value": float(f.text) if is_number(f.text) else None,
                "isdeleted": False,
            }
            for f in here
        ]
        values.append({"kpi": indicator, "municipality": organisation, "period": year, "values": each})
    return json.dumps({"values": values, "count": len(values), "next_url": None}).encode()


def files_of_sexes(figures: Sequence[Figure], **dialect: str) -> bytes:
    """One text file for each sex that has figures, joined in one submission."""
    sexes = [sex for sex in "KMT" if any(f.sex == sex for f in figures)]
    names = {"K": "andel kvinnor.csv", "M": "andel män.csv", "T": "totalt.csv"}
    return bundle([(names[sex], text_file(of_sex(figures, sex), **dialect)) for sex in sexes])


def with_text(figure: Figure, text: str) -> Figure:
    return replace(figure, text=text)
