"""How a handed-in file was read, in words: for the page that asks whether it is right, and for the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from benchmarking.wording.catalogue import message
from benchmarking.wording.findings import layout

if TYPE_CHECKING:
    from benchmarking.wording.words import Words

__all__ = ["MEANINGS", "meaning", "told"]

MEANINGS = {
    "organisation": message("kommun eller region, kod"),
    "name": message("kommun eller region, namn"),
    "indicator": message("nyckeltal"),
    "year": message("år"),
    "sex": message("kvinnor, män eller totalt"),
    "value": message("värde"),
    "numerator": message("antal personer"),
    "denominator": message("underlag, personer"),
    "missing": message("varför värdet saknas"),
    "programme": message("omgång"),
    "category": message("grupp, en vald"),
    "": message("läses inte"),
}

_KINDS = {
    "text": message("textfil"),
    "json": message("JSON-fil"),
    "xlsx": message("Excel-fil"),
    "xls": message("äldre Excel-fil"),
    "ods": message("ODS-fil"),
}

_SEPARATORS = {
    ";": message("semikolon"),
    ",": message("komma"),
    "\t": message("tabb"),
    "|": message("lodstreck"),
}

_DECIMALS = {",": message("komma"), ".": message("punkt"), ",.": message("komma och punkt")}

_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "windows-1252": "Windows-1252",
    "iso-8859-1": "ISO 8859-1",
    "mac-roman": "Mac Roman",
}


def told(words: Words, reading: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was understood of a file as a whole, heading and text; `reading` is from `drafts.how_read`."""
    if not reading:
        return []
    kind, delimiter, decimal = reading["kind"], reading["delimiter"], reading["decimal"]
    lines = [
        (words("Slag"), words(_KINDS[kind]) if kind in _KINDS else kind),
        (words("Uppställning"), layout(words, reading["layout"])),
        (words("Rader"), words.number(reading["rows"])),
    ]
    if reading["sheets"]:
        parts = words("Delar") if any("." in name[-6:] for name in reading["sheets"]) else words("Blad")
        lines.append((parts, ", ".join(reading["sheets"])))
    if kind == "text":
        encoding = reading["encoding"]
        lines.append((words("Teckenkodning"), _ENCODINGS.get(encoding, encoding)))
        if delimiter:
            name = words(_SEPARATORS[delimiter]) if delimiter in _SEPARATORS else words.quoted(delimiter)
            lines.append((words("Mellan kolumnerna"), name))
    if decimal in _DECIMALS:
        lines.append((words("Decimaltecken"), words(_DECIMALS[decimal])))
    return lines


def meaning(words: Words, column: Mapping[str, Any]) -> str:
    """What a column was read as: "värde", "värde: 2021, kvinnor", "läses inte". `column` as in `how_read`."""
    field = column["meaning"] or ""
    said = words(MEANINGS[field]) if field in MEANINGS else field
    if field != "value":
        return said
    sex = column["sex"]
    about = [column["indicator"], column["year"], words.sex(sex) if sex in ("K", "M", "T") else sex]
    told_of = ", ".join(str(one) for one in about if one)
    return words("{field}: {about}", field=said, about=told_of) if told_of else said
