"""What python-calamine does not tell of .xls files: percent formats, hidden rows, errors, locks.

Reads only the records it needs of the old container (MS-CFB) and workbook stream (MS-XLS). Damage ends the
reading, never with an exception other than UnreadableFile.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from benchmarking.errors import UnreadableFile
from benchmarking.intake.catalogue import finding
from benchmarking.intake.cell_marks import Formats, SheetMarks

__all__ = ["Compound", "marks_of_xls"]

_END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class Compound:
    """The files inside an old Office file. Source: MS-CFB, Compound File Binary File Format."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 512:
            raise UnreadableFile(finding("file_damaged", found="xls"))
        self._content = content
        sector_shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if sector_shift not in (9, 12) or mini_shift != 6:
            raise UnreadableFile(finding("file_damaged", found="xls"))
        self._size = 1 << sector_shift
        directory, _, self._cutoff, mini_fat, _, difat, _ = struct.unpack_from("<IIIIIII", content, 48)
        self._fat = self._table(difat)
        entries = self._chained(directory)
        self._entries: dict[str, tuple[int, int]] = {}
        self._root = (0, 0)
        for place in range(0, len(entries) - 127, 128):
            length = struct.unpack_from("<H", entries, place + 64)[0]
            name = entries[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", entries, place + 116)
            if entries[place + 66] == 5:
                self._root = (start, size)
            elif entries[place + 66] in (1, 2):
                self._entries[name] = (start, size)
        self._mini_fat = _numbers(self._chained(mini_fat))

    @property
    def names(self) -> set[str]:
        return set(self._entries)

    @classmethod
    def names_in(cls, content: bytes) -> set[str]:
        """The names of streams and folders. Raises UnreadableFile (file_damaged)."""
        return cls(content).names

    def stream(self, *names: str) -> bytes:
        """The first of the named streams that is there; empty where none is."""
        for name in names:
            if name in self._entries:
                start, size = self._entries[name]
                if size >= self._cutoff:
                    return self._chained(start)[:size]
                root = self._chained(self._root[0])
                data = bytearray()
                for place in _chain(self._mini_fat, start):
                    data += root[place * 64 : place * 64 + 64]
                return bytes(data[:size])
        return b""

    def _sector(self, number: int) -> bytes:
        return self._content[(number + 1) * self._size : (number + 2) * self._size]

    def _table(self, difat: int) -> list[int]:
        places = [place for place in struct.unpack_from("<109I", self._content, 76) if place < _END]
        most = len(self._content) // self._size + 1
        for _ in range(most):
            if difat >= _END:
                break
            sector = _numbers(self._sector(difat))
            if not sector:
                break
            places += [place for place in sector[:-1] if place < _END]
            difat = sector[-1]
        return [number for place in places[:most] for number in _numbers(self._sector(place))]

    def _chained(self, start: int) -> bytes:
        return b"".join(self._sector(place) for place in _chain(self._fat, start))


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _chain(table: list[int], start: int) -> Iterator[int]:
    # A damaged chain may run in a circle: no chain is longer than its table.
    for _ in range(len(table)):
        if start >= len(table):
            return
        yield start
        start = table[start]


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        yield kind, stream[start + 4 : start + 4 + length]
        start += 4 + length


def marks_of_xls(content: bytes) -> dict[str, SheetMarks]:
    """The marks of each sheet, by its name. Raises UnreadableFile (file_locked, file_damaged).

    Source: MS-XLS, records FORMAT, XF, BOUNDSHEET8, ROW, COLINFO, NUMBER, RK, MULRK, FORMULA, BOOLERR.
    """
    stream = Compound(content).stream("Workbook", "Book", "WORKBOOK", "BOOK")
    formats = Formats()
    codes: dict[int, str] = {}
    styles: list[int] = []
    sheets: list[tuple[str, int]] = []
    try:
        for kind, data in _records(stream, 0):
            if kind == 0x2F:
                raise UnreadableFile(finding("file_locked"))
            if kind == 0x041E and len(data) >= 5:
                codes[struct.unpack_from("<H", data)[0]] = _text(data, 2, wide=2)
            elif kind == 0xE0 and len(data) >= 4:
                styles.append(struct.unpack_from("<H", data, 2)[0])
            elif kind == 0x85 and len(data) >= 8:
                sheets.append((_text(data, 6, wide=1), struct.unpack_from("<I", data)[0]))
            elif kind == 0x0A:
                break
        for number, style in enumerate(styles):
            formats.add(number, style, codes.get(style))
        return {name: _sheet_marks(stream, start, formats) for name, start in sheets}
    except struct.error as cause:
        raise UnreadableFile(finding("file_damaged", found="xls")) from cause


def _text(data: bytes, start: int, wide: int) -> str:
    """A string with its length in one or two bytes before it, and a flag for two-byte letters."""
    length = data[start] if wide == 1 else struct.unpack_from("<H", data, start)[0]
    flag, body = data[start + wide], data[start + wide + 1 :]
    if flag & 1:
        return body[: length * 2].decode("utf-16-le", "replace")
    return body[:length].decode("latin-1")


def _sheet_marks(stream: bytes, start: int, formats: Formats) -> SheetMarks:
    marks = SheetMarks()
    depth = 0
    for kind, data in _records(stream, start):
        if kind == 0x0809:
            depth += 1
        elif kind == 0x0A:
            depth -= 1
            if depth <= 0:
                break
        elif depth != 1:
            # A chart inside the sheet has records of its own.
            continue
        elif kind == 0x0208 and len(data) >= 16:
            row, options = struct.unpack_from("<H", data)[0], struct.unpack_from("<I", data, 12)[0]
            if options & 0x20:
                marks.hidden_rows.add(row)
        elif kind == 0x7D and len(data) >= 10:
            first, last, _, _, options = struct.unpack_from("<HHHHH", data)
            if options & 1:
                marks.hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind in (0x0203, 0x027E, 0x0006, 0x0205, 0x00FD, 0x0204) and len(data) >= 6:
            row, column, style = struct.unpack_from("<HHH", data)
            marks.cell(row, column)
            if kind == 0x0205 and len(data) >= 8 and data[7]:
                marks.errors[row, column] = _ERRORS.get(data[6], "#REF!")
            elif kind == 0x0006 and len(data) >= 14 and data[12:14] == b"\xff\xff":
                if data[6] == 2:
                    marks.errors[row, column] = _ERRORS.get(data[8], "#REF!")
            elif kind in (0x0203, 0x027E, 0x0006):
                marks.styled(row, column, formats.of(style))
        elif kind == 0xBD and len(data) >= 12:
            row, first = struct.unpack_from("<HH", data)
            for place in range((len(data) - 6) // 6):
                style = struct.unpack_from("<H", data, 4 + place * 6)[0]
                marks.cell(row, first + place)
                marks.styled(row, first + place, formats.of(style))
    return marks
