"""A short list with headings of its own, such as the members of a round: bytes → rows by field, as text.

The same reading as for figures: any encoding and separator, a workbook's first sheet, and no personal data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarking.errors import UnreadableFile
from benchmarking.intake.catalogue import finding
from benchmarking.intake.documents import documents
from benchmarking.intake.rows import GridSource, Source, TextSource

__all__ = ["Listed", "listed"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A row: the number that the spreadsheet shows, and its cells by field; "" where there is none."""

    row: int
    cells: Mapping[str, str]


def listed(
    content: bytes, file_name: str, headings: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> tuple[Listed, ...]:
    """The rows below the headings, blank ones left out. `headings` gives what each field may be called.

    The first row that names every `needed` field is the heading; letters' case does not matter. Raises
    UnreadableFile: no_header where there is none, and as `documents`.
    """
    document = documents(content, file_name)[0]
    called = {name.casefold(): field for field, all_names in headings.items() for name in all_names}
    sources = document.sheets[0][2] if document.sheets else ()
    for source in sources:
        for number, cells in enumerate(source.top(), start=1):
            fields = [called.get(cell.strip().strip("\ufeff").casefold()) for cell in cells]
            if set(needed) <= set(fields):
                return _rows(source, number, fields)
    expected = ", ".join(all_names[0] for all_names in headings.values())
    raise UnreadableFile(finding("no_header", 1, expected=expected))


def _rows(source: Source, header: int, fields: Sequence[str | None]) -> tuple[Listed, ...]:
    found = []
    for number, cells in _records(source):
        if number <= header or not any(cell.strip() for cell in cells):
            continue
        known = {field: cell.strip() for field, cell in zip(fields, cells, strict=False) if field}
        found.append(Listed(number, {field: known.get(field, "") for field in fields if field}))
    return tuple(found)


def _records(source: Source):
    if isinstance(source, TextSource):
        return source.records()
    assert isinstance(source, GridSource)
    return enumerate(source.grid.rows, start=1)
