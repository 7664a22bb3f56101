"""Bytes → what is in them: a text, a workbook, or an archive of such. Refuses what hides or may explode.

Nothing is unpacked before its size is known, and nothing is read of what is locked or holds programs.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from benchmarking.errors import UnreadableFile
from benchmarking.intake.catalogue import finding
from benchmarking.intake.old_excel import Compound

__all__ = ["DAMAGED_ARCHIVE", "LARGEST_FILE", "LARGEST_UNPACKED", "Opened", "bundle", "opened"]

LARGEST_FILE = 200 * 1024 * 1024
"""What the page takes; a year's figures of all municipalities in the template are a twentieth of it."""

LARGEST_UNPACKED = 400 * 1024 * 1024
"""A workbook of ordinary figures is five to fifteen times larger unpacked; more is no table of figures."""

DAMAGED_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, ValueError),
    *(NotImplementedError, RuntimeError),
)
"""All the ways in which zipfile tells of damage. A RuntimeError is a member that needs a password."""

_MOST_FILES = 24
"""Files in an archive that belong together: one for each sex, perhaps for some years."""

_TABLES = frozenset({".csv", ".tsv", ".txt", ".tab", ".skv", ".xlsx", ".xls", ".ods", ".json"})

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "gzip"),
    (b"Rar!\x1a\x07", "gzip"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"PAR1", "unknown"),
    (b"SQLite format 3", "unknown"),
)
_MARKUP = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|table|\?xml|!--)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Opened:
    """One file that may hold a table. `kind` is "text", "xlsx", "xls" or "ods"; `member` is its name in
    the archive it lay in, else None.
    """

    kind: str
    content: bytes
    member: str | None = None
    unread: tuple[str, ...] = ()


def opened(content: bytes, inside: bool = False) -> tuple[Opened, ...]:
    """The file, or the files of an archive that hold tables, in the order of their names.

    Raises UnreadableFile: empty_file, file_too_large, file_locked, file_has_macros, file_damaged,
    archive_empty, archive_too_many, binary_file.
    """
    if len(content) > LARGEST_FILE:
        raise _refused("file_too_large", str(-(-len(content) // 1024**2)), str(LARGEST_FILE // 1024**2))
    if not content.strip(b"\x00 \t\r\n\x1a\xef\xbb\xbf"):
        raise _refused("empty_file")
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            raise _refused("binary_file", kind, "csv")
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return (_old(content),)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(content, inside)
    if _MARKUP.match(content[:200]):
        kind = "xml" if b"<?xml" in content[:200] and b"<html" not in content[:2000].lower() else "html"
        raise _refused("binary_file", kind, "csv")
    return (Opened("text", content),)


def bundle(files: list[tuple[str, bytes]]) -> bytes:
    """Several files as one archive, always the same bytes for the same files: one submission to keep.

    `check` reads it as one, such as women's figures in one file and men's in another.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(sorted(files), start=1):
            name = PurePosixPath(name.replace("\\", "/")).name or f"{number}"
            taken = set(archive.namelist())
            archive.writestr(zipfile.ZipInfo(name if name not in taken else f"{number}-{name}"), content)
    return packed.getvalue()


def _refused(code: str, found: str | None = None, expected: str | None = None) -> UnreadableFile:
    return UnreadableFile(finding(code, found=found, expected=expected))


def _old(content: bytes) -> Opened:
    """A file in the container of older Office programs, which also wraps every locked workbook."""
    names = Compound.names_in(content)
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise _refused("file_locked")
    if names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"}:
        raise _refused("file_has_macros", "xls")
    if names & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        return Opened("xls", content)
    raise _refused("binary_file", "word" if "WordDocument" in names else "unknown", "csv")


def _archive(content: bytes, inside: bool) -> tuple[Opened, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _unpacked(archive, content, inside)
    except DAMAGED_ARCHIVE as cause:
        raise _refused("file_damaged", "zip") from cause


def _unpacked(archive: zipfile.ZipFile, content: bytes, inside: bool) -> tuple[Opened, ...]:
    members = archive.infolist()
    names = {member.filename for member in members}
    if sum(member.file_size for member in members) > LARGEST_UNPACKED or len(members) > 5000:
        unpacked = sum(member.file_size for member in members)
        raise _refused("file_too_large", str(-(-unpacked // 1024**2)), str(LARGEST_UNPACKED // 1024**2))
    if any(member.flag_bits & 1 for member in members):
        raise _refused("file_locked")
    if "" in names:
        # A name ends at its first NUL; zipfile itself does not expect one to end where it begins.
        raise _refused("file_damaged", "zip")
    kind = _office_kind(archive, names)
    if kind is not None:
        if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
            raise _refused("file_has_macros", kind)
        if kind not in ("xlsx", "ods"):
            raise _refused("binary_file", kind, "csv")
        # Reading every member also proves that it is as large as it says.
        if archive.testzip() is not None:
            raise _refused("file_damaged", kind)
        return (Opened(kind, content),)
    if inside:
        raise _refused("binary_file", "zip", "csv")
    kept = [member for member in members if not member.is_dir() and not _is_litter(member.filename)]
    tables = [member for member in kept if PurePosixPath(member.filename).suffix.lower() in _TABLES]
    if len(kept) == 1:
        tables = kept
    if not tables:
        raise _refused("archive_empty", ", ".join(member.filename for member in kept[:5]) or None)
    if len(tables) > _MOST_FILES:
        raise _refused("archive_too_many", str(len(tables)), str(_MOST_FILES))
    unread = tuple(member.filename for member in kept if member not in tables)
    files = []
    for member in sorted(tables, key=lambda member: member.filename):
        [file] = opened(archive.read(member), inside=True)
        files.append(Opened(file.kind, file.content, PurePosixPath(member.filename).name, unread))
    return tuple(files)


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    """Which office program's file an archive is, or None where it is an archive of files."""
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or (
        "[Content_Types].xml" in names and any(n.startswith("xl/") for n in names)
    ):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        return "word"
    if any(name.startswith("ppt/") for name in names):
        return "powerpoint"
    if "mimetype" in names and "content.xml" in names:
        with (
            archive.open("META-INF/manifest.xml")
            if "META-INF/manifest.xml" in names
            else io.BytesIO() as manifest
        ):
            if b"encryption-data" in manifest.read(1_000_000):
                raise _refused("file_locked")
        return "ods" if b"spreadsheet" in archive.read("mimetype")[:100] else "word"
    return None


def _is_litter(name: str) -> bool:
    """What systems put into archives unasked."""
    path = PurePosixPath(name)
    return (
        "__MACOSX" in path.parts
        or path.name.startswith(".")
        or path.name.lower() in ("thumbs.db", "desktop.ini")
    )
