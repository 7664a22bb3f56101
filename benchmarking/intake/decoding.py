"""Bytes → text. Knows the encodings, their marks and what broken text looks like; nothing of tables."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from benchmarking.errors import UnreadableFile
from benchmarking.intake.catalogue import finding

__all__ = ["LOST", "MOJIBAKE", "Decoded", "decode", "repaired"]

_CONTROL = bytes({*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)})

LOST = re.compile("\ufffd")
"""The sign a program writes where it could not keep a character."""

_BROKEN: dict[str, str] = {
    letter.encode("utf-8").decode(wrong): letter
    for letter in "åäöÅÄÖéÉüÜ"
    for wrong in ("latin-1", "cp1252")
    # A few second bytes have no character in Windows-1252.
    if wrong == "latin-1" or letter.encode("utf-8")[1] not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
MOJIBAKE = re.compile("|".join(re.escape(broken) for broken in sorted(_BROKEN)))
"""Swedish letters in UTF-8 that somebody read as Windows-1252 or ISO-8859-1 and saved again."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file with `\\n` as its only line ending, and the encoding it had.

    `strange`: the lines (from 1) that were written in Windows-1252 in a file that else is UTF-8.
    """

    text: str
    encoding: str
    strange: tuple[int, ...] = ()


def decode(content: bytes) -> Decoded:
    """The text of a file: UTF-8 and UTF-16 with or without mark, else Windows-1252 or Mac Roman.

    Without a mark, UTF-8 is taken wherever the bytes allow it, since text in another encoding with
    Swedish letters almost never does. Raises UnreadableFile (empty_file, binary_file).
    """
    text, encoding, strange = _text(content)
    if not text.strip("\ufeff \t\r\n\x1a"):
        raise UnreadableFile(finding("empty_file"))
    plain = (content if encoding == "utf-8" else text.encode()).rstrip(b"\x1a")
    # Deleting bytes is some fifty times faster than searching for one of them.
    if len(plain.translate(None, _CONTROL)) != len(plain):
        raise UnreadableFile(finding("binary_file", found="unknown", expected="csv"))
    # Old programs end a file with the sign 0x1A.
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\u0308" in text or "\u030a" in text:
        # A Mac writes å as a and a ring; nobody sees the difference, and no heading would be known.
        text = unicodedata.normalize("NFC", text)
    return Decoded(text, encoding, strange)


def _text(content: bytes) -> tuple[str, str, tuple[int, ...]]:
    unknown = UnreadableFile(finding("binary_file", found="unknown", expected="csv"))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16"), "utf-16", ()
        except UnicodeDecodeError as cause:
            raise unknown from cause
    head = content[:2000]
    if len(content) % 2 == 0 and b"\x00" in head:
        # Latin text in UTF-16 has a zero in every other byte: after each letter in the little-endian form.
        encoding = "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
        if max(head[0::2].count(0), head[1::2].count(0)) * 2 >= len(head) * 0.7:
            try:
                return content.decode(encoding), "utf-16", ()
            except UnicodeDecodeError as cause:
                raise unknown from cause
    try:
        return content.decode("utf-8-sig"), "utf-8", ()
    except UnicodeDecodeError:
        pass
    if mixed := _line_by_line(content):
        return mixed
    # The same letters å ä ö in the two eight-bit encodings that Swedish files still come in.
    windows = sum(content.count(letter) for letter in "åäöÅÄÖ".encode("cp1252"))
    mac = sum(content.count(letter) for letter in "åäö".encode("mac-roman"))
    if mac > windows:
        return content.decode("mac-roman"), "mac-roman", ()
    try:
        return content.decode("cp1252"), "windows-1252", ()
    except UnicodeDecodeError as cause:
        raise unknown from cause


def _line_by_line(content: bytes) -> tuple[str, str, tuple[int, ...]] | None:
    """The text of a UTF-8 file in which some lines are of another program; None where it is no such file.

    Swedish letters in Windows-1252 are never UTF-8, so a file that has lines of both kinds was put together.
    """
    lines = content.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)
    texts, strange, letters = [], [], 0
    for number, line in enumerate(lines, start=1):
        try:
            texts.append(line.decode("utf-8"))
            letters += not line.isascii()
        except UnicodeDecodeError:
            texts.append(line.decode("cp1252", "replace"))
            strange.append(number)
    if letters < len(strange) and not content.startswith(codecs.BOM_UTF8):
        return None
    return "".join(texts), "utf-8", tuple(strange)


def repaired(text: str) -> str:
    """The text with mojibake mended, so that what it says can be checked although it is refused."""
    return MOJIBAKE.sub(lambda match: _BROKEN[match.group()], text)
