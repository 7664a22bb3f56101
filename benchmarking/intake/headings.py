"""What one heading says: a field, or the year, sex, indicator and organisation of the values below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarking.intake.layouts import TEMPLATE, Field, plain_heading
from benchmarking.intake.numerals import written
from benchmarking.intake.organisations import Organisations
from benchmarking.intake.recognition import LOST_LETTER, Indicators, folded, lost_pattern, same_word, sex_of

__all__ = [
    "Knowledge",
    "Said",
    "field_of",
    "is_dimension",
    "is_no_measure",
    "own_field_of",
    "said",
    "said_of_all",
    "years_in",
]

_WORDS = TEMPLATE.words()
_OWN_WORDS = TEMPLATE.words(wider=False)

_SPAN = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}\s*[-–/]\s*(?:(?:19|20)?[0-9]{2})(?![0-9-])"
    r"|(?<![0-9])(?:19|20)[0-9]{2}[MKQ][0-9]{1,2}(?![0-9])|(?<![a-zåäö])[hv]t\s?(?:19|20)?[0-9]{2}(?![0-9])",
    re.IGNORECASE,
)
"""School years, spans of years, quarters and months: none of them is one year."""
_DATE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]+)?(?![0-9])")
_YEAR = re.compile(r"(?<![0-9])((?:19[5-9]|20[0-9])[0-9])(?:[.,]0)?(?![0-9])")

_SEX_PHRASES = re.compile(
    r"(?<!\w)(?:(?P<both>kvinnor\s*(?:och|&|\+|/)\s*män|män\s*(?:och|&|\+|/)\s*kvinnor|women and men|men and women"
    r"|flickor och pojkar|pojkar och flickor|båda könen|both sexes|könen totalt)"
    r"|(?P<women>kvinnor|kvinna|kvinnliga|women|woman|females?|flickor|flicka|girls?)"
    r"|(?P<men>män|man|manliga|men|males?|pojkar|pojke|boys?|m[?\ufffd]{1,2}n))(?!\w)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?<!\w)(?:totalt|total|samtliga|alla|tot|t)(?!\w)", re.IGNORECASE)
_LETTER = re.compile(r"(?<!\w)(?P<letter>[kmt])(?!\w)", re.IGNORECASE)

_DIMENSIONS = frozenset(
    (
        *("ålder", "åldersgrupp", "åldersklass", "åldersintervall", "age", "age group", "månad", "month"),
        *("kvartal", "quarter", "skola", "skolenhet", "skolform", "school", "diagnos", "diagnosgrupp"),
        *("utbildning", "utbildningsnivå", "education", "födelseland", "födelseregion", "bakgrund"),
        *("utländsk svensk bakgrund", "inrikes utrikes född", "sektor", "sector", "bransch", "näringsgren"),
        *("yrke", "yrkesgrupp", "yrkesområde", "regi", "driftsform", "huvudman", "civilstånd", "årskurs"),
        *("klass", "ämne", "program", "parti", "enhet", "del", "delindex", "dimension", "kategori"),
        *("category", "grupp", "verksamhet", "förvaltning", "nämnd", "boendeform", "insats", "hushållstyp"),
        *("inkomstklass", "vecka", "week", "kohort", "population", "urval", "delgrupp"),
    )
)
_NO_MEASURES = re.compile(
    r"^(rang|rank|ranking|plats|placering|nr|nummer|löpnr|löpnummer|id|index|förändring|förändr|change|diff"
    r"|differens|skillnad|trend|konfidens|osäkerhet|felmarginal|lat|latitud|latitude|lon|long|longitud|longitude"
    r"|mål|målvärde|målnivå|måltal|målsättning|budget|prognos|plan|target|goal|forecast"
    r"|kommentar|anmärkning|not|fotnot|comment|lower|upper|ki|standardavvikelse|std)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What texts are held against while a table is being understood."""

    organisations: Organisations
    indicators: Indicators


@dataclass(frozen=True, slots=True)
class Said:
    """What a heading says of the values below it. `label` is what is left: the name of a measure."""

    label: str
    indicator: str | None = None
    year: str | None = None
    sex: str | None = None
    organisation: str | None = None

    @property
    def splits(self) -> bool:
        """Whether it tells values of one measure apart."""
        return self.year is not None or self.sex is not None or self.organisation is not None


def field_of(heading: str) -> Field | None:
    """The field that a heading names, also where its å, ä or ö were lost; None where it names none."""
    return _looked_up(heading, _WORDS)


def own_field_of(heading: str) -> Field | None:
    """The same by the template's own words alone."""
    return _looked_up(heading, _OWN_WORDS)


def _looked_up(heading: str, words: dict[str, Field]) -> Field | None:
    plain = plain_heading(heading)
    if field := words.get(plain):
        return field
    if LOST_LETTER.search(plain) and len(plain) > 1:
        pattern = lost_pattern(plain)
        fitting = {field for word, field in words.items() if pattern.fullmatch(word)}
        return next(iter(fitting)) if len(fitting) == 1 else None
    return None


def is_dimension(heading: str) -> bool:
    """Whether a heading is known to split values into groups other than women and men."""
    return same_word(plain_heading(heading), _DIMENSIONS) is not None


def is_no_measure(label: str) -> bool:
    """Whether a column of numbers is about the table rather than the organisations: ranks, changes."""
    return _NO_MEASURES.match(label.strip()) is not None


def years_in(text: str) -> list[str]:
    """The different years a text names, spans and school years left out."""
    text = _SPAN.sub(" ", _DATE.sub(r" \1 ", text))
    return list(dict.fromkeys(_YEAR.findall(text)))


def said(parts: Sequence[str], known: Knowledge) -> Said:
    """What a heading of one or more rows says, before it is seen beside the others (`said_of_all`)."""
    parts = [part for part in parts if part]
    indicator = year = sex = organisation = None
    rest: list[str] = []
    for part in parts:
        number = known.indicators.exact(part)
        if number is not None and indicator is None:
            indicator = known.indicators.series[number][0]
        elif (whole := sex_of(part)) is not None:
            sex = sex or whole.value
        elif organisation is None and not written(part) and known.organisations.knows(part):
            organisation = part
        else:
            rest.append(part)
    text = " ".join(rest)
    if span := _SPAN.search(_DATE.sub(" ", text)):
        year, text = span.group(), text.replace(span.group(), " ")
    else:
        dated = _DATE.sub(r" \1 ", text)
        found = list(dict.fromkeys(_YEAR.findall(dated)))
        if len(found) == 1:
            year, text = found[0], _YEAR.sub(" ", dated)
        elif found:
            year = " ".join(found)
    if sex is None and indicator is None:
        phrases = list(_SEX_PHRASES.finditer(text))
        kinds = {match.lastgroup for match in phrases}
        if len(kinds) == 1:
            sex = {"both": "T", "women": "K", "men": "M"}[kinds.pop() or "both"]
            text = _SEX_PHRASES.sub(" ", text)
        elif (
            not kinds
            and (letters := {m["letter"].upper() for m in _LETTER.finditer(text)})
            and len(letters) == 1
            and (year is not None or organisation is not None)
        ):
            sex = letters.pop()
            text = _LETTER.sub(" ", text)
    label = re.sub(r"\s+", " ", text.strip(" \t\n,;:.-–_/()|")).strip()
    if indicator is None and label:
        number = known.indicators.exact(label)
        if number is not None:
            indicator, label = known.indicators.series[number][0], ""
    if (
        organisation is None
        and indicator is None
        and label
        and not written(label)
        and known.organisations.knows(label)
    ):
        organisation, label = label, ""
    return Said(label, indicator, year, sex, organisation)


def said_of_all(headings: Sequence[Sequence[str]], known: Knowledge) -> list[Said]:
    """What the headings of a table say, seen beside each other.

    "Totalt" alone is the total of both sexes only where the same measure stands by for women or men;
    elsewhere it may be a total of anything.
    """
    each = [said(parts, known) for parts in headings]
    by_sex = {folded(one.label) for one in each if one.sex in ("K", "M")}
    finished = []
    for one in each:
        without = re.sub(r"\s+", " ", _TOTAL.sub(" ", one.label)).strip(" ,;:.-–_/()|")
        if one.sex is None and one.indicator is None and without != one.label and folded(without) in by_sex:
            one = replace(one, sex="T", label=without)
        finished.append(one)
    return finished
