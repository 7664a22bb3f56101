"""What python-calamine does not tell of .xlsx and .ods files, read from their XML in one pass.

Streams: memory does not grow with the file. A document type is refused, since entities can explode.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from typing import Any, BinaryIO
from xml.parsers import expat

from benchmarking.errors import UnreadableFile
from benchmarking.intake.catalogue import finding
from benchmarking.intake.cell_marks import Formats, SheetMarks, Shown
from benchmarking.intake.opening import DAMAGED_ARCHIVE

__all__ = ["comments_of", "marks_of_ods", "marks_of_xlsx", "notes_of"]

Start = Callable[[str, dict[str, str]], None]
_CHUNK = 1 << 20
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_REPEATS = 1 << 20
"""Rows that a sheet can have; a file that repeats a cell more often than that is no sheet."""


class _Refused(Exception):
    """A document type in the XML, or nothing that is XML."""


def _parse(source: BinaryIO, start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> None:
    """Runs through a document; names come without prefix and namespace."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: Any) -> None:
        raise _Refused("document type")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(" ")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = text
    while chunk := source.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _ignored(_: str) -> None:
    """For what a reader does not look at."""


def _elements(archive: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    """All elements of a small part, in order, attributes without their namespaces."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        found.append((element, {key.rpartition(" ")[2]: value for key, value in attributes.items()}))

    with archive.open(name) as source:
        _parse(source, start, _ignored, _ignored)
    return found


def _reading(
    kind: str, content: bytes, read: Callable[[zipfile.ZipFile], dict[str, SheetMarks]]
) -> dict[str, SheetMarks]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return read(archive)
    except (*_NOT_READ, KeyError) as cause:
        raise UnreadableFile(finding("file_damaged", found=kind)) from cause


def marks_of_xlsx(content: bytes) -> dict[str, SheetMarks]:
    """The marks of each sheet, by its name. Raises UnreadableFile (file_damaged).

    Source: ECMA-376 part 1, 18.3 (worksheets) and 18.8 (styles).
    """
    return _reading("xlsx", content, _xlsx)


def _xlsx(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
    names = {name.lower(): name for name in archive.namelist()}
    workbook = names.get("xl/workbook.xml", "xl/workbook.xml")
    targets = {}
    for element, given in _elements(
        archive, names.get("xl/_rels/workbook.xml.rels", "xl/_rels/workbook.xml.rels")
    ):
        if element == "Relationship" and "Id" in given:
            target = given.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            targets[given["Id"]] = names.get(path.lower(), path)
    styles = names.get("xl/styles.xml")
    formats = _xlsx_formats(archive, styles) if styles else Formats()
    marks = {}
    for element, given in _elements(archive, workbook):
        if element == "sheet" and (path := targets.get(given.get("id", ""))):
            with archive.open(path) as source:
                marks[given.get("name", "")] = _xlsx_sheet(source, formats)
    return marks


def _xlsx_formats(archive: zipfile.ZipFile, path: str) -> Formats:
    formats, codes, inside, number = Formats(), {}, False, 0
    for element, given in _elements(archive, path):
        if element == "numFmt" and given.get("numFmtId", "").isdigit():
            codes[int(given["numFmtId"])] = given.get("formatCode", "")
        elif element in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside = element == "cellXfs"
        elif element == "xf" and inside:
            style = int(given.get("numFmtId", "0") or 0)
            formats.add(number, style, codes.get(style))
            number += 1
    return formats


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


class _XlsxSheet:
    """The state of one run through a sheet."""

    def __init__(self, formats: Formats) -> None:
        self.marks = SheetMarks()
        self._formats = formats
        self._row = self._place = -1
        self._style: Shown | None = None
        self._kind = ""
        self._formula: list[str] | None = None
        self._value: list[str] | None = None
        self._has_value = False
        self._in: list[str] | None = None

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            match = _REFERENCE.fullmatch(given.get("r", ""))
            self._place = _column(match[1]) if match else self._place + 1
            if match:
                self._row = int(match[2]) - 1
            style = given.get("s", "0")
            self._style = self._formats.of(int(style)) if style.isdigit() else None
            self._kind = given.get("t", "n")
            self._formula = self._value = None
            self._has_value = False
        elif name == "v":
            self._in = self._value = []
        elif name == "f":
            self._in = self._formula = []
        elif name == "is":
            self._has_value = True
        elif name == "row":
            number = given.get("r", "")
            self._row = int(number) - 1 if number.isdigit() else self._row + 1
            self._place = -1
            if given.get("hidden") in ("1", "true"):
                self.marks.hidden_rows.add(self._row)
        elif name == "col" and given.get("hidden") in ("1", "true"):
            first, last = int(given.get("min", "1")), int(given.get("max", "1"))
            self.marks.hidden_columns.update(range(first - 1, min(last, 16384)))

    def text(self, data: str) -> None:
        if self._in is not None:
            self._in.append(data)

    def end(self, name: str) -> None:
        if name in ("v", "f"):
            self._in = None
        elif name == "c":
            value = "".join(self._value) if self._value is not None else ""
            if not value and not self._has_value and self._formula is None:
                return
            at = self._row, self._place
            self.marks.cell(*at)
            if self._kind == "e":
                self.marks.errors[at] = value or "#REF!"
            elif self._formula is not None and not value and not self._has_value and self._kind != "str":
                # Excel writes the value that it computed; a program that does not compute writes none.
                self.marks.uncomputed[at] = "=" + "".join(self._formula)[:40]
            elif self._kind == "n":
                self.marks.styled(*at, self._style)


def _xlsx_sheet(source: BinaryIO, formats: Formats) -> SheetMarks:
    sheet = _XlsxSheet(formats)
    _parse(source, sheet.start, sheet.end, sheet.text)
    return sheet.marks


def marks_of_ods(content: bytes) -> dict[str, SheetMarks]:
    """The marks of each sheet, by its name. Raises UnreadableFile (file_damaged).

    Source: OpenDocument 1.3 part 3, 9 (tables) and 19.385 (office:value-type).
    """

    def read(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
        marks: dict[str, SheetMarks] = {}
        run = _OdsRun(marks)
        with archive.open("content.xml") as source:
            _parse(source, run.start, run.end, run.text)
        return marks

    return _reading("ods", content, read)


class _OdsRun:
    """The state of one run through the content of an .ods file."""

    def __init__(self, marks: dict[str, SheetMarks]) -> None:
        self._all = marks
        self._marks = SheetMarks()
        self._row = self._column = 0
        self._rows_alike = self._cells_alike = 1
        self._hidden = False
        self._given: dict[str, str] | None = None
        self._text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name not in ("table", "table-row", "table-cell", "covered-table-cell", "table-column", "p"):
            return
        given = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name == "table":
            self._marks = self._all.setdefault(given.get("name", ""), SheetMarks())
            self._row = self._column = 0
        elif name == "table-column":
            alike = _repeats(given, "number-columns-repeated")
            if given.get("visibility") in ("collapse", "filter"):
                self._marks.hidden_columns.update(range(self._column, min(self._column + alike, 16384)))
            self._column += alike
        elif name == "table-row":
            self._column = 0
            self._rows_alike = _repeats(given, "number-rows-repeated")
            self._hidden = given.get("visibility") in ("collapse", "filter")
        elif name == "p":
            self._text = True
        else:
            self._cells_alike = _repeats(given, "number-columns-repeated")
            self._given, self._text = given, False

    def text(self, data: str) -> None:
        """The text of a cell is calamine's to read."""

    def end(self, name: str) -> None:
        if name in ("table-cell", "covered-table-cell") and self._given is not None:
            given, self._given = self._given, None
            if given.get("value-type") or self._text:
                self._filled(given)
            self._column += self._cells_alike
        elif name == "table-row":
            if self._hidden and self._rows_alike < _MOST_REPEATS:
                self._marks.hidden_rows.update(range(self._row, self._row + self._rows_alike))
            self._row += self._rows_alike

    def _filled(self, given: dict[str, str]) -> None:
        rows, columns = self._rows_alike, self._cells_alike
        if rows * columns > _MOST_REPEATS:
            raise _Refused("a cell repeated beyond the sheet")
        self._marks.cell(self._row + rows - 1, self._column + columns - 1)
        self._marks.filled_rows.update(range(self._row, self._row + rows))
        if given.get("value-type") == "percentage":
            for row in range(self._row, self._row + rows):
                for column in range(self._column, self._column + columns):
                    self._marks.shown[row, column] = Shown(percent=True)


def _repeats(given: dict[str, str], name: str) -> int:
    text = given.get(name, "1")
    return max(1, int(text)) if text.isdigit() and len(text) < 10 else 1


def notes_of(content: bytes) -> tuple[tuple[str, str], ...]:
    """The cell and the text of each note of an .xlsx file, without its writer's name."""
    told: dict[str, list[str]] = {}
    cell: list[str] = []
    inside: list[bool] = []

    def start(name: str, given: dict[str, str]) -> None:
        if "ref" in given and name in ("comment", "threadedComment"):
            cell[:] = [given["ref"]]
        elif name in ("t", "text"):
            inside.append(True)

    def end(name: str) -> None:
        if name in ("t", "text") and inside:
            inside.pop()

    def text(data: str) -> None:
        if inside and cell:
            told.setdefault(cell[0], []).append(data)

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if _NOTES.search(name):
                    with archive.open(name) as source:
                        _parse(source, start, end, text)
    except _NOT_READ:
        # What of a damaged note can be read is told; the sheets' own damage is told of elsewhere.
        return tuple((at, " ".join("".join(words).split())) for at, words in told.items())
    return tuple((at, " ".join("".join(words).split())) for at, words in told.items())


_NOTES = re.compile(r"(?i)xl/(threaded)?comments.*\.xml$|xl/comments/.*\.xml$")
_NOT_READ = (_Refused, expat.ExpatError, *DAMAGED_ARCHIVE)


def comments_of(content: bytes) -> list[str]:
    """The texts of all comments of an .xlsx file: they must hold no personal data either."""
    texts: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if _NOTES.search(name):
                    words: list[str] = []
                    with archive.open(name) as source:
                        _parse(source, lambda *_: None, _ignored, words.append)
                    texts.append(" ".join(words))
    except _NOT_READ:
        # A damaged comment is not read by anybody; the sheets' own damage is told of elsewhere.
        return texts
    return texts
