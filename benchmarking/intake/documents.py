"""Bytes → documents: what a file holds as texts and sheets, refused where it must not be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from benchmarking.errors import UnreadableFile
from benchmarking.intake import heads, json_tables, personal, workbooks
from benchmarking.intake.catalogue import finding
from benchmarking.intake.decoding import LOST, MOJIBAKE, decode, repaired
from benchmarking.intake.headings import Knowledge
from benchmarking.intake.layouts import TEMPLATE
from benchmarking.intake.opening import Opened, opened
from benchmarking.intake.organisations import Organisations
from benchmarking.intake.recognition import Indicators
from benchmarking.intake.rows import GridSource, Source, TextSource, text_sources
from benchmarking.intake.workbooks import Sheet
from benchmarking.model import Finding

__all__ = ["Document", "broken_letters", "documents", "refuse_personal_data", "unheaded"]


@dataclass(frozen=True, slots=True)
class Document:
    """One file with its tables-to-be. `sheets` are (name, visible, sources): a text has one, without name,
    whose sources are the same text under different separators. `text` is as it was decoded, `layout`
    what is known of JSON before its headings are read. `strange` are lines in another encoding
    (`decoding`), `notes` what people have written beside cells (cell, text); `unfinished` is true for one
    page of an answer that has more.
    """

    name: str
    kind: str
    encoding: str
    sheets: tuple[tuple[str | None, bool, tuple[Source, ...]], ...]
    grids: tuple[Sheet, ...] = ()
    text: str = ""
    layout: str | None = None
    unread: tuple[str, ...] = ()
    strange: tuple[int, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    unfinished: bool = False


def documents(content: bytes, file_name: str) -> list[Document]:
    """The documents of a file: one, or several where it is an archive. Raises UnreadableFile."""
    personal.refuse_name(file_name)
    if PurePath(file_name).name.startswith("~$"):
        # Excel keeps such a file beside every open workbook, with the name of who has opened it.
        raise UnreadableFile(finding("binary_file", found="lock", expected="xlsx"))
    files = opened(content)
    found = []
    for file in files:
        if file.member:
            personal.refuse_name(file.member)
        document = _document(file, file.member or file_name)
        _refuse(file, document)
        found.append(document)
    return found


def refuse_personal_data(content: bytes, file_name: str) -> None:
    """Returns where neither the file nor its name holds identity numbers or e-mail addresses.

    For a caller who stores originals: ask before storing. `check` asks it too. A file that cannot be
    opened passes, since nothing in it can be read here. Raises UnreadableFile (personal_data).
    """
    try:
        documents(content, file_name)
    except UnreadableFile as refusal:
        if refusal.finding.code == "personal_data":
            raise


def _document(file: Opened, name: str) -> Document:
    if file.kind != "text":
        grids = workbooks.sheets(file.kind, file.content)
        sheets = tuple((one.name, one.visible, (GridSource(one, one.name),)) for one in grids if one.rows)
        notes = workbooks.notes(file.kind, file.content)
        return Document(name, file.kind, file.kind, sheets, tuple(grids), unread=file.unread, notes=notes)
    decoded = decode(file.content)
    if json_tables.is_json(decoded.text):
        grid, layout, unfinished = json_tables.table(decoded.text)
        return Document(
            *(name, "json", decoded.encoding, ((None, True, (GridSource(grid),)),), (grid,)),
            layout=layout,
            unread=file.unread,
            unfinished=unfinished,
        )
    text = repaired(decoded.text) if MOJIBAKE.search(decoded.text) else decoded.text
    sources = tuple(text_sources(text))
    return Document(
        *(name, "text", decoded.encoding, ((None, True, sources),)),
        text=decoded.text,
        unread=file.unread,
        strange=decoded.strange,
    )


_NOBODY = Knowledge(Organisations(()), Indicators(()))


def _refuse(file: Opened, document: Document) -> None:
    """Raises UnreadableFile where a document holds personal data."""
    if document.kind == "text":
        sources = document.sheets[0][2]
        found = [(heads.found(source.top(), _NOBODY), source) for source in sources]
        head, source = max(found, key=lambda one: one[0].score if one[0] else 0)
        content = file.content if document.encoding == "utf-8" else document.text.encode()
        personal.refuse_text(source, head, content)
        return
    beside = workbooks.comments(file.kind, file.content)
    for number, grid in enumerate(document.grids or (Sheet("", True, []),)):
        head = heads.found(grid.rows[:60], _NOBODY)
        personal.refuse_sheet(grid, head, beside if number == 0 else ())


def unheaded(document: Document, several: bool) -> UnreadableFile:
    """The refusal of a document without headings: its first words, and the headings that were looked for."""
    if document.kind == "text":
        lines = document.text.split("\n", 1000)
        row = next((number for number, line in enumerate(lines, start=1) if line.strip()), 1)
        first = lines[row - 1].strip()
    else:
        # Rows there may be, and nothing in any of them.
        filled = (
            (number, cells)
            for grid in document.grids
            for number, cells in enumerate(grid.rows, start=1)
            if any(cells)
        )
        row, cells = next(filled, (0, ()))
        if not row:
            return UnreadableFile(finding("empty_file"))
        first = " ".join(cell for cell in cells if cell)
    expected = ", ".join(words[0] for words in TEMPLATE.headings.values())
    sheet = document.name if several else None
    return UnreadableFile(finding("no_header", row, found=first[:80], expected=expected, sheet=sheet))


def broken_letters(document: Document, source: Source, headings: Sequence[str]) -> list[Finding]:
    """One finding for each kind of broken letter, with its first place and how many rows have it."""
    if document.kind != "text" or ("Ã" not in document.text and "\ufffd" not in document.text):
        return []
    first: dict[str, tuple[int, str | None]] = {}
    counts: dict[str, int] = {}
    for row, record in TextSource(document.text, source.delimiter).records():
        seen: dict[str, str | None] = {}
        for place, cell in enumerate(record):
            column = headings[place] if place < len(headings) else None
            for pattern in (MOJIBAKE, LOST):
                for match in pattern.finditer(cell):
                    seen.setdefault(match.group(), column or None)
        for broken, column in seen.items():
            first.setdefault(broken, (row, column))
            counts[broken] = counts.get(broken, 0) + 1
    findings = []
    for broken, (row, column) in first.items():
        if LOST.fullmatch(broken):
            findings.append(finding("characters_lost", row, column, broken, count=counts[broken]))
        else:
            findings.append(finding("mojibake", row, column, broken, repaired(broken), count=counts[broken]))
    return findings
