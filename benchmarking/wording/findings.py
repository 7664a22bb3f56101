"""Findings in a handed-in file in words: what is the case, where it stands, what one can do.

The data of a finding (`found`, `expected`, `suggestion`) fill the sentences of its code (`finding_sentences.py`).
Words the sender wrote are quoted and never changed; numbers the product made come with a decimal point and are
written in the language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarking.model import Finding, Level
from benchmarking.wording.catalogue import message
from benchmarking.wording.finding_sentences import SAID

if TYPE_CHECKING:
    from benchmarking.wording.words import Words

__all__ = ["FindingData", "FindingText", "data", "layout", "level", "text"]


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding in words. `what` is one sentence, `where` a place without a full stop, `cure` what to do."""

    what: str
    where: str
    cure: str


@dataclass(frozen=True, slots=True)
class FindingData:
    """What stood there, what was expected and what is suggested, each as its sentence writes it; or ""."""

    found: str
    expected: str
    suggestion: str


LEVELS = {
    Level.ERROR: message("Stoppar"),
    Level.WARNING: message("Behöver svar"),
    Level.INFORMATION: message("Upplyser"),
}

FILE_KINDS = {
    "xlsx": message("en Excel-fil"),
    "xls": message("en äldre Excel-fil"),
    "xlsb": message("en binär Excel-fil"),
    "word": message("ett Word-dokument"),
    "powerpoint": message("en PowerPoint-fil"),
    "html": message("en webbsida"),
    "xml": message("en XML-fil"),
    "zip": message("en zip-fil"),
    "gzip": message("en packad fil"),
    "pdf": message("en PDF-fil"),
    "image": message("en bild"),
    "lock": message("ett tillfälligt lås från Excel"),
    "unknown": message("av ett slag som vi inte känner igen"),
}

PERSONAL = {"personal_number": message("personnummer"), "email": message("e-postadresser")}

CELLS = {
    "organisation": message("kommun eller region saknas"),
    "indicator": message("nyckeltal saknas"),
    "year": message("år saknas"),
    "sex": message("kön saknas"),
}

FIELDS = {
    "programme": message("omgång"),
    "organisation": message("kod för kommun eller region"),
    "name": message("kommun eller region"),
    "indicator": message("nyckeltal"),
    "year": message("år"),
    "sex": message("kön"),
    "value": message("värde"),
}

NAME_PLACES = {
    "title": message("rubriken ovanför tabellen"),
    "sheet": message("bladets namn"),
    "file name": message("filens namn"),
}

MARKS = {
    "-": message("bortfall"),
    ".": message("ej tillämplig"),
    "..": message("sekretess"),
    "": message("inget värde"),
}

LAYOUTS = {
    "template": message("mallen"),
    "long": message("en rad för varje värde"),
    "years_as_columns": message("åren i kolumner"),
    "sexes_as_columns": message("kvinnor och män i kolumner"),
    "years_and_sexes_as_columns": message("år och kön i kolumner"),
    "organisations_as_columns": message("kommunerna i kolumner"),
    "measures_as_columns": message("flera mått i kolumner"),
    "sheet_per_sex": message("ett blad för varje kön"),
    "sheet_per_year": message("ett blad för varje år"),
    "file_per_sex": message("en fil för varje kön"),
    "file_per_year": message("en fil för varje år"),
    "kolada_export": message("år i kolumner och kön på rader"),
    "kolada_v3": message("svar från Koladas API"),
    "records": message("poster i JSON"),
    "scb_pxweb": message("tabell från SCB:s statistikdatabas"),
    "brp": message("leverans av BRP+"),
    "forsakringskassan": message("tabell från Försäkringskassan"),
}

ENCODINGS = {"windows-1252": "Windows-1252", "utf-16": "UTF-16", "mac-roman": "Mac Roman"}

UNIT_NAMES = {
    "%": message("procent"),
    "kr": message("kronor"),
    "antal": message("antal"),
    "poäng": message("poäng"),
    "timmar": message("timmar"),
    "dagar": message("dagar"),
    "antal/100 000 inv": message("antal per 100\u00a0000 invånare"),
    "antal/1000 inv": message("antal per 1\u00a0000 invånare"),
    "år": message("år"),
    "index": message("index"),
}


def text(words: Words, finding: Finding) -> FindingText:
    """A finding in words. KeyError for a code that nobody has written sentences for."""
    said = SAID[finding.code]
    values: dict[str, str | int] = {
        "found": _written(words, said.found, finding.found),
        "expected": _written(words, said.expected, finding.expected),
        "suggestion": _written(words, said.suggestion, finding.suggestion),
        "column": finding.column or "",
        "row": finding.row or "",
        "n": words.number(finding.count),
    }
    several = finding.count > 1 or (finding.code == "rows_above_header" and finding.found != "1")
    what = said.many if said.many and several else said.what
    suggests = (
        said.suggest and finding.suggestion and (finding.row is not None or "{row}" not in said.suggest)
    )
    cure = said.suggest if suggests else said.cure
    return FindingText(
        what=_sentence(words(what, **values)),
        where=where(words, finding),
        cure=_sentence(words(cure, **values)),
    )


def data(words: Words, finding: Finding) -> FindingData:
    """The data of a finding one by one, for a table. KeyError for an unknown code."""
    said = SAID[finding.code]
    return FindingData(
        found=finding.found or "",
        expected=_written(words, said.expected, finding.expected),
        suggestion=_written(words, said.suggestion, finding.suggestion),
    )


def layout(words: Words, name: str) -> str:
    """What kind of table a file was read as, in words for the middle of a sentence."""
    return words(LAYOUTS[name])


def level(words: Words, level: Level) -> str:
    """The heading of the findings of a level: "Stoppar", "Behöver svar", "Upplyser"."""
    return words(LEVELS[level])


def where(words: Words, finding: Finding) -> str:
    """ "Rad 14, kolumn värde"; "Rad 5 och 2 rader till, kolumn kommunkod"; "Hela filen" without a row."""
    places = []
    if finding.sheet:
        is_file = "." in finding.sheet[-6:]
        places.append(
            words("fil {file}", file=finding.sheet) if is_file else words("blad {sheet}", sheet=finding.sheet)
        )
    if finding.row is not None:
        places.append(_rows(words, finding.row, finding))
    if finding.column is not None:
        places.append(words("kolumn {column}", column=finding.column))
    place = ", ".join(places) or words("hela filen")
    return place[0].upper() + place[1:]


def _rows(words: Words, row: int, finding: Finding) -> str:
    other = {
        "duplicate_differs": finding.suggestion,
        "duplicate_same": finding.expected,
        "sexes_swapped": finding.suggestion,
    }.get(finding.code)
    if other and finding.count == 1:
        return words("rad {first} och {second}", first=other, second=row)
    if finding.count > 1 and finding.code != "personal_data":
        return words.plural(
            "rad {row} och {n} rad till", "rad {row} och {n} rader till", finding.count - 1, row=row
        )
    return words("rad {row}", row=row)


def _sentence(text: str) -> str:
    """With a capital first, and without the holes an absent value leaves."""
    text = text.replace(" ()", "").replace(" ?", "?")
    return text[:1].upper() + text[1:]


def _written(words: Words, manner: str, value: str | None) -> str:
    if value is None:
        return ""
    return _MANNERS[manner](words, value)


def _quoted(words: Words, value: str) -> str:
    """Numbers as they stand, other text in quotation marks."""
    return value if value.replace(" ", "").isdigit() or _is_figure(value) else words.quoted(value)


def _is_figure(value: str) -> bool:
    plain = value.replace(",", ".").replace("\u2212", "-")
    try:
        float(plain)
    except ValueError:
        return False
    return plain[-1].isdigit()


def _number(words: Words, value: str) -> str:
    """A plain number in the language's writing; anything else as it stands, such as "57.9 (47/81)"."""
    first, _, rest = value.partition(" ")
    try:
        figure = float(first)
    except ValueError:
        return value
    written = words.number(figure, len(first.partition(".")[2]))
    return f"{written} {rest}" if rest else written


def _figure(words: Words, value: str) -> str:
    """A number in the language's writing, other text in quotation marks."""
    return _number(words, value) if _is_figure(value) else words.quoted(value)


def _file_kind(words: Words, value: str) -> str:
    return words(FILE_KINDS.get(value, FILE_KINDS["unknown"]))


def _found_rows(words: Words, value: str) -> str:
    if value == "comments":
        return words("kommentarer i arbetsboken")
    return words("filens namn") if value == "file name" else words("rad {rows}", rows=value)


def _personal(words: Words, value: str) -> str:
    return words.joined(words(PERSONAL[kind]) for kind in value.split(", "))


def _organisations(words: Words, value: str) -> str:
    return words.joined(words.organisation_kind(kind, 2) for kind in value.split(", "))


def _bounds(words: Words, value: str) -> str:
    low, _, high = value.partition("\u2013")
    if low and high:
        return words("mellan {low} och {high}", low=_number(words, low), high=_number(words, high))
    if low:
        return words("minst {low}", low=_number(words, low))
    return words("högst {high}", high=_number(words, high))


_MANNERS: dict[str, Callable[[Words, str], str]] = {
    "plain": lambda words, value: value,
    "quoted": _quoted,
    "maybe quoted": lambda words, value: words.quoted(value),
    "number": _number,
    "figure": _figure,
    "file kind": _file_kind,
    "rows": _found_rows,
    "personal": _personal,
    "encoding": lambda words, value: ENCODINGS.get(value, value),
    "cell": lambda words, value: words(CELLS[value]),
    "field": lambda words, value: words(FIELDS[value]),
    "name place": lambda words, value: words(NAME_PLACES[value]),
    "mark": lambda words, value: words(MARKS[value]),
    "sex": lambda words, value: words.sex(value),
    "organisations": _organisations,
    "bounds": _bounds,
    "unit": lambda words, value: words(UNIT_NAMES[value]),
}
