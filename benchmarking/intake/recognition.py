"""What is meant? Texts of a file → indicators, years, sexes, rounds, marks for missing values.

Each function is asked once for each different text of a file, never once a row. Nothing here guesses:
a near miss is a fault with a suggestion, and a mark that means different things to different producers
is asked about.
"""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from benchmarking.intake.layouts import SPACES, UNKNOWN, Field
from benchmarking.model import Indicator, Missing, Programme, Sex, Shape, Text

__all__ = [
    "EARLIEST_YEAR",
    "LOST_LETTER",
    "Fault",
    "Indicators",
    "Programmes",
    "bare",
    "folded",
    "lost_pattern",
    "missing_mark",
    "same_word",
    "sex_letter",
    "sex_of",
    "takes",
    "unread_value",
    "year_number",
]

EARLIEST_YEAR = 1990
"""Figures by sex in the sources begin in the 1990s; an earlier year is a slip of the finger."""

_MOST_SUGGESTIONS = 200
"""A search for the nearest name costs a thousand look-ups; a file with more unknown names is another file."""

LOST_LETTER = re.compile("[?\ufffd]+")
"""What programs write for a letter that they could not keep."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text was not read (or what to know of how it was): a finding that still lacks its row."""

    code: str
    field: Field
    found: str | None = None
    expected: str | None = None
    suggestion: str | None = None


def folded(text: str) -> str:
    """A text without case, surrounding space and the differences between kinds of space."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.strip(SPACES).casefold())


def bare(text: str) -> str:
    """Folded and without dots and rings, since half of the misspellings are lost ones."""
    return text.translate(_WITHOUT_DOTS)


_WITHOUT_DOTS = str.maketrans("åäöéü", "aaoeu")


@functools.lru_cache(maxsize=4096)
def lost_pattern(text: str) -> re.Pattern[str]:
    """A pattern of what a folded text with lost letters may have been.

    A lost letter is one outside the English alphabet; as UTF-8 it may have left two marks.
    """
    pattern, end = "", 0
    for lost in LOST_LETTER.finditer(text):
        pattern += re.escape(text[end : lost.start()])
        pattern += f"[^\x00-\x7f]{{{(len(lost.group()) + 1) // 2},{len(lost.group())}}}"
        end = lost.end()
    return re.compile(pattern + re.escape(text[end:]))


def same_word(text: str, words: Iterable[str]) -> str | None:
    """The one of some words that a folded text is, also where its å, ä or ö were lost; else None."""
    fitting = {word for word in words if word == text}
    if not fitting and LOST_LETTER.search(text) and len(text) > 1:
        pattern = lost_pattern(text)
        fitting = {word for word in words if pattern.fullmatch(word)}
    return next(iter(fitting)) if len(fitting) == 1 else None


class Indicators:
    """Finds indicators by the id of a series or by title. `number` counts series, pairs having two.

    `meant` are the sender's own answers: the id for each text that is neither an id nor a title.
    """

    def __init__(self, indicators: Iterable[Indicator], meant: Mapping[str, str] | None = None) -> None:
        self.series: list[tuple[str, Indicator]] = []
        self._numbers: dict[str, int] = {}
        for indicator in indicators:
            for id_ in indicator.series:
                self._numbers[folded(id_)] = len(self.series)
                self.series.append((id_, indicator))
        self._ids = [id_ for id_, _ in self.series]
        self._titles: dict[str, set[int]] = {}
        for number, (id_, indicator) in enumerate(self.series):
            if id_ != indicator.id:
                continue
            for title in (*_both(indicator.title), *_both(indicator.short)):
                self._titles.setdefault(folded(title), set()).add(number)
        self._meant = {folded(text): folded(id_) for text, id_ in (meant or {}).items()}
        self._searches = 0

    def anew(self, meant: Mapping[str, str]) -> Indicators:
        """The same indicators for another file and its sender's answers."""
        other = copy.copy(self)
        other._meant, other._searches = {folded(text): folded(id_) for text, id_ in meant.items()}, 0
        return other

    def exact(self, text: str) -> int | None:
        """The number of the series whose id or title the text is, also behind the other; else None."""
        text = folded(text)
        text = self._meant.get(text, text)
        if (number := self._numbers.get(text)) is not None:
            return number
        titled = self._titles.get(text, set())
        if len(titled) == 1:
            return next(iter(titled))
        # "N00206 Heltidsanställda", "Heltidsanställda (N00206)"
        ids = {
            self._numbers[word]
            for word in re.findall(r"(?<![a-z0-9])[nu][0-9]{5}(?![0-9])", text)
            if word in self._numbers
        }
        return next(iter(ids)) if len(ids) == 1 else None

    def read(self, text: str) -> tuple[int | None, Fault | None]:
        """The number of a series, or why there is none. A pair's title stands for its women's series."""
        if text == UNKNOWN:
            return None, None
        if not folded(text):
            return None, Fault("cell_empty", Field.INDICATOR, expected="indicator")
        number = self.exact(text)
        if number is not None:
            return number, None
        near = self.nearest(text)
        if near is None:
            return None, Fault("indicator_unknown", Field.INDICATOR, text)
        id_, indicator = self.series[near]
        return None, Fault("indicator_unknown", Field.INDICATOR, text, indicator.title.sv, id_)

    def nearest(self, text: str) -> int | None:
        """The one series whose id or title is nearest and near enough; None where two are equally near."""
        text = folded(text)
        self._searches += 1
        if self._searches > _MOST_SUGGESTIONS:
            return None
        ids = [id_.casefold() for id_ in self._ids]
        # Seven signs long: one wrong, lost or doubled sign is 80 of 100 or more.
        if best := process.extractOne(text, ids, scorer=fuzz.ratio, score_cutoff=80):
            tied = [id_ for id_ in ids if fuzz.ratio(text, id_) == best[1]]
            return best[2] if len(tied) == 1 else None
        titles = list(self._titles)
        best = process.extractOne(text, titles, scorer=fuzz.ratio, score_cutoff=75)
        found = self._titles[titles[best[2]]] if best else set()
        return next(iter(found)) if len(found) == 1 else None


def _both(text: Text) -> tuple[str, str]:
    return text.sv, text.en


def takes(id_: str, indicator: Indicator) -> str:
    """What sexes a series takes: "KMT", or "T" with the letter that may be read as T ("TK", "TM"), or "T".

    For a pair the id of the other sex's series follows ("TK N00923").
    """
    match indicator.shape:
        case Shape.BY_SEX:
            return "KMT"
        case Shape.WOMENS_SHARE:
            return "TK"
        case Shape.MENS_SHARE:
            return "TM"
        case Shape.PAIR:
            return f"TK {indicator.pair_men}" if id_ == indicator.id else f"TM {indicator.id}"
        case Shape.WOMENS_RELATIVE:
            return "T"


_SEX_WORDS: dict[str, Sex] = {
    **dict.fromkeys(("k", "kv", "kvinnor", "kvinna", "women", "woman"), Sex.WOMEN),
    **dict.fromkeys(("m", "män", "man", "men"), Sex.MEN),
    **dict.fromkeys(
        (
            *("t", "tot", "totalt", "total", "alla", "samtliga", "båda", "båda könen", "bägge könen"),
            *("kvinnor och män", "män och kvinnor", "kvinnor & män", "kvinnor + män", "k+m", "m+k", "k + m"),
            *("totalt kvinnor och män", "kvinnor och män totalt", "samtliga kön", "ej könsuppdelat"),
            *("women and men", "men and women", "all", "both", "both sexes"),
        ),
        Sex.TOTAL,
    ),
}
_SEX_WORDS_TOLD: dict[str, Sex] = {
    **dict.fromkeys(
        ("flickor", "flicka", "girls", "girl", "female", "females", "kvinnliga", "kvinnlig"), Sex.WOMEN
    ),
    **dict.fromkeys(("pojkar", "pojke", "boys", "boy", "male", "males", "manliga", "manlig"), Sex.MEN),
    **dict.fromkeys(
        ("flickor och pojkar", "pojkar och flickor", "girls and boys", "boys and girls"), Sex.TOTAL
    ),
}
_SEX_DIGITS: dict[str, Sex] = {"1": Sex.MEN, "2": Sex.WOMEN, "1.0": Sex.MEN, "2.0": Sex.WOMEN}
"""ISO 5218 and SCB's registers: 1 is a man, 2 a woman. Others count the other way, so it is asked about."""


def sex_of(text: str, digits: bool = False) -> Sex | None:
    """The sex that a text alone names, or None."""
    text = folded(text)
    word = same_word(text, (*_SEX_WORDS, *_SEX_WORDS_TOLD))
    if word is None:
        return _SEX_DIGITS.get(text) if digits else None
    return _SEX_WORDS.get(word) or _SEX_WORDS_TOLD.get(word)


def sex_letter(text: str, taken: str) -> tuple[Sex | None, Fault | None]:
    """The sex of a row on a series that takes `taken` (see `takes`; empty where the series is unknown).

    The second part is what to tell, or why the first is None. `F` is female to some and a misprint
    for men in one of Kolada's own documents, so it is asked about, never read.
    """
    one_value = taken.startswith("T")
    if text == UNKNOWN:
        return (Sex.TOTAL if one_value else None), None
    word = folded(text)
    if not word:
        return None, Fault("cell_empty", Field.SEX, expected="sex", suggestion="T" if one_value else None)
    sex = sex_of(text, digits=True)
    if sex is None:
        expected = "T" if one_value else "K, M, T"
        if one_value:
            suggestion = "T" if word in ("f", "w") and taken[:2] == "TK" else None
        else:
            suggestion = "K" if word in ("f", "w") else _near_sex(word)
        return None, Fault("sex_unknown", Field.SEX, text, expected, suggestion)
    if one_value and sex is not Sex.TOTAL:
        if taken == "T":
            cure = "T" if sex is Sex.WOMEN else None
            return None, Fault("sex_of_ratio", Field.SEX, text, "T", cure)
        if sex != taken[1]:
            return None, Fault("sex_opposite", Field.SEX, text, "T", taken[3:] or None)
        return Sex.TOTAL, Fault("sex_read_as_total", Field.SEX, text, "T")
    if word in _SEX_DIGITS:
        return sex, Fault("sex_digit", Field.SEX, text, sex.value)
    if word in _SEX_WORDS_TOLD:
        return sex, Fault("sex_word", Field.SEX, text, sex.value)
    return sex, None


def _near_sex(word: str) -> str | None:
    words = [known for known in (*_SEX_WORDS, *_SEX_WORDS_TOLD) if len(known) > 2]
    near = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=80)
    if near is None:
        return None
    return (_SEX_WORDS.get(near[0]) or _SEX_WORDS_TOLD[near[0]]).value


_MARKS: dict[str, Missing] = {
    **dict.fromkeys(
        ("-", "\u2013", "\u2212", "bortfall", "non-response", "non response", "nonresponse", "non_response"),
        Missing.NON_RESPONSE,
    ),
    **dict.fromkeys(
        (".", "ej tillämplig", "ej tillämpligt", "inte tillämplig", "not applicable", "not_applicable"),
        Missing.NOT_APPLICABLE,
    ),
    **dict.fromkeys(("..", "\u2025", "sekretess", "suppressed", "secret", "dolt"), Missing.SUPPRESSED),
    **dict.fromkeys(("inget värde", "no value", "no_value"), Missing.NO_VALUE),
}
_TOLD_MARKS: dict[str, Missing] = {
    **dict.fromkeys(("ej svar", "ej svarat", "inget svar", "svar saknas", "\u2014"), Missing.NON_RESPONSE),
    **dict.fromkeys(("ej aktuellt", "ej aktuell", "ej relevant"), Missing.NOT_APPLICABLE),
    **dict.fromkeys(("sekretessbelagd", "sekretessbelagt", "skyddad", "skyddat", "dold"), Missing.SUPPRESSED),
    **dict.fromkeys(
        (
            "null",
            "none",
            "nan",
            "(null)",
            "saknas",
            "uppgift saknas",
            "data saknas",
            "ingen uppgift",
            "missing",
        ),
        Missing.NO_VALUE,
    ),
}
_ASKED_MARKS: dict[str, Missing] = {
    # Secrecy to Socialstyrelsen and others, not available to some.
    **dict.fromkeys(("x", "xx", "xxx", "*", "**", "***", "...", "\u2026"), Missing.SUPPRESSED),
    # Not available, or not applicable.
    **dict.fromkeys(("n/a", "n.a.", "na", "#n/a", "#saknas!", ":", "?"), Missing.NO_VALUE),
    **dict.fromkeys(("--", "---"), Missing.NON_RESPONSE),
}
_HIGHEST_THRESHOLD = 30
"""The largest group that any producer in Kolada hides."""
_FEWER_THAN = re.compile(r"(?:[<≤]|färre än|mindre än|under|fewer than|less than)\s*([0-9]+)")
"""Fewer than five, written as a bound: the number is known and hidden."""
_ALMOST_ALL = re.compile(r"~\s*100\s*%?")
"""Skolverket writes ~100 where one to four pupils are outside the share, which hides them."""
_ABOUT = re.compile(
    r"(?:ca\.?|c:a|cirka|circa|omkring|drygt|knappt|ungefär|about|~|≈)\s*(?P<number>[-−]?[0-9][0-9 \u00a0.,]*)%?"
)
_RANGE = re.compile(r"[0-4]\s*[-–]\s*[1-9]|[<>≤≥]\s*[0-9]+(?:[.,][0-9]+)?\s*%?")
_WITH_UNIT = re.compile(
    r"(?P<number>[-−]?[0-9][0-9 \u00a0\u202f.,]*?)\s*(kr|kronor|sek|st|dagar|timmar|tim|år|poäng|personer)\.?"
)
_CELL_ERROR = re.compile(
    r"#(?:div/0|ref|referens|värde|value|name|namn|null|num|ogiltigt|division/0|spill|calc|beräkna|####*)[!?]?|#+"
)
_TIME = re.compile(r"(?P<hours>[0-9]{1,4}):(?P<minutes>[0-5][0-9])(?::[0-5][0-9](?:\.0+)?)?")

_DAY = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]+)?|[0-9]{1,2}[-/ ](?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*"
    r"|(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*[-/ ][0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}"
)


def missing_mark(text: str) -> tuple[Missing | None, Fault | None]:
    """Why a value is missing, or why the mark was not read."""
    word = folded(text)
    if mark := _MARKS.get(word):
        return mark, None
    mark, told = unread_value(text, Field.MISSING)
    if mark:
        return mark, told
    words = [known for known in _MARKS if len(known) > 2]
    near = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=75)
    suggestion = _MARKS[near[0]].mark if near else None
    return None, Fault("missing_unknown", Field.MISSING, text, "-, ., ..", suggestion or None)


def unread_value(
    text: str, field: Field = Field.VALUE, zero_dash: bool = False
) -> tuple[Missing | None, Fault | None]:
    """What a text in a column of values is that is no number: why the value is missing, and what to tell.

    Where the first part is None the value cannot be read and the second says why. `zero_dash` is true
    for SCB's tables, in which a dash says that there is nothing to report.
    """
    word = folded(text)
    if mark := _MARKS.get(word):
        if zero_dash and mark is Missing.NON_RESPONSE:
            return mark, Fault("mark_uncertain", field, text, mark.mark, "0")
        return mark, None
    mark = _TOLD_MARKS.get(word)
    fewer = _FEWER_THAN.fullmatch(word)
    if (fewer and 1 < int(fewer[1]) <= _HIGHEST_THRESHOLD) or _ALMOST_ALL.fullmatch(word):
        mark = Missing.SUPPRESSED
    if mark:
        return mark, Fault("mark_read", field, text, mark.mark)
    mark = _ASKED_MARKS.get(word)
    if mark is None and _RANGE.fullmatch(word):
        mark = Missing.SUPPRESSED
    if mark:
        return mark, Fault("mark_uncertain", field, text, mark.mark)
    if _CELL_ERROR.fullmatch(word):
        return None, Fault("cell_error", field, text)
    if word.startswith("="):
        return None, Fault("formula_without_value", field, text)
    if about := _ABOUT.fullmatch(word):
        return None, Fault("value_approximate", field, text, None, about["number"].strip() or None)
    if _DAY.fullmatch(word):
        return None, Fault("value_is_date", field, text)
    if time := _TIME.fullmatch(word):
        hours = int(time["hours"]) + int(time["minutes"]) / 60
        return None, Fault("value_is_time", field, text, None, f"{hours:.2f}".rstrip("0").rstrip("."))
    with_unit = _WITH_UNIT.fullmatch(word)
    return None, Fault("value_unreadable", field, text, None, with_unit["number"] if with_unit else None)


_DATE = re.compile(r"((?:19|20)[0-9]{2})-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]+)?")
_DRESSED_YEAR = re.compile(
    r"(?:år|year|kalenderår|helår)?\s*([0-9]{4})\s*(?:\*|\(?prel\.?\)?|\(?preliminär[at]?\)?|\(p\))?"
)


def year_number(text: str, today: date) -> tuple[int | None, Fault | None]:
    """The year, from 1990 to the present one; `2022.0`, as programs write it, is 2022.

    A date stands for its year, and so do words around a year; both are told. A month, a school year or
    a span of years is none.
    """
    if text == UNKNOWN:
        return None, None
    expected = f"{EARLIEST_YEAR}–{today.year}"
    if not text:
        return None, Fault("cell_empty", Field.YEAR, expected="year")
    body = re.sub(r"(?<=[0-9]{4})[.,]0+$", "", text)
    told = None
    dressed = _DATE.fullmatch(body) or _DRESSED_YEAR.fullmatch(folded(body))
    if dressed and dressed[1] != body:
        told = Fault("year_read", Field.YEAR, text, dressed[1])
        body = dressed[1]
    if re.fullmatch(r"[0-9]{4}", body):
        year = int(body)
        if EARLIEST_YEAR <= year <= today.year:
            return year, told
        swapped = {
            int(body[:place] + body[place + 1] + body[place] + body[place + 2 :]) for place in range(3)
        }
        return None, Fault("year_out_of_range", Field.YEAR, text, expected, _only(swapped, today))
    if re.fullmatch(r"[0-9]{5}", body):
        near = {int(body[:place] + body[place + 1 :]) for place in range(5)}
    elif re.search(r"[0-9]{4}\s*[-/–MKQmkq]\s*[0-9]", body):
        near = set()
    else:
        near = {int(word) for word in re.findall(r"(?<![0-9])[0-9]{4}(?![0-9])", body)}
    return None, Fault("year_unreadable", Field.YEAR, text, expected, _only(near, today))


def _only(years: set[int], today: date) -> str | None:
    possible = [year for year in years if EARLIEST_YEAR <= year <= today.year]
    return str(possible[0]) if len(possible) == 1 else None


class Programmes:
    """Finds rounds by id or by name in either language."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._ids: dict[str, str] = {}
        for programme in programmes:
            for word in (programme.id, *_both(programme.name)):
                self._ids.setdefault(folded(word), programme.id)

    def read(self, text: str) -> tuple[str | None, Fault | None]:
        """The id of a round, or why there is none."""
        word = folded(text)
        if id_ := self._ids.get(word):
            return id_, None
        near = process.extractOne(word, list(self._ids), scorer=fuzz.ratio, score_cutoff=75)
        suggestion = self._ids[near[0]] if near else None
        return None, Fault("programme_unknown", Field.PROGRAMME, text, None, suggestion)
