"""Whose figure is it? Texts of a file → organisations, indicators, years, sexes, rounds, missing marks.

Each function is asked once for each different text of a file, never once a row. Nothing here guesses:
a near miss is a fault with a suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from benchmarking.intake.layouts import SPACES, Field
from benchmarking.model import Indicator, Missing, Organisation, OrganisationKind, Programme, Sex, Shape, Text

__all__ = [
    "EARLIEST_YEAR",
    "Fault",
    "Indicators",
    "Organisations",
    "Programmes",
    "missing_mark",
    "sex_letter",
    "takes",
    "year_number",
]

EARLIEST_YEAR = 1990
"""Figures by sex in the sources begin in the 1990s; an earlier year is a slip of the finger."""

_MOST_SUGGESTIONS = 200
"""A search for the nearest name costs a thousand look-ups; a file with more unknown names is another file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text was not read (or what to know of how it was): a finding that still lacks its row."""

    code: str
    field: Field
    found: str | None = None
    expected: str | None = None
    suggestion: str | None = None


def _folded(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.strip(SPACES).casefold())


def _bare(text: str) -> str:
    """Folded and without dots and rings, since half of the misspellings are lost ones."""
    return text.translate(str.maketrans("åäöéü", "aaoeu"))


class Indicators:
    """Finds indicators by the id of a series or by title. `number` counts series, pairs having two."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self.series: list[tuple[str, Indicator]] = []
        self._numbers: dict[str, int] = {}
        for indicator in indicators:
            for id_ in indicator.series:
                self._numbers[_folded(id_)] = len(self.series)
                self.series.append((id_, indicator))
        self._ids = [id_ for id_, _ in self.series]
        self._titles: dict[str, set[int]] = {}
        for number, (id_, indicator) in enumerate(self.series):
            if id_ != indicator.id:
                continue
            for title in (*_both(indicator.title), *_both(indicator.short)):
                self._titles.setdefault(_folded(title), set()).add(number)
        self._searches = 0

    def read(self, text: str) -> tuple[int | None, Fault | None]:
        """The number of a series, or why there is none. A pair's title stands for its women's series."""
        folded = _folded(text)
        if not folded:
            return None, Fault("cell_empty", Field.INDICATOR, expected="indicator")
        number = self._numbers.get(folded)
        if number is not None:
            return number, None
        titled = self._titles.get(folded, set())
        if len(titled) == 1:
            return next(iter(titled)), None
        near = self._nearest(folded)
        if near is None:
            return None, Fault("indicator_unknown", Field.INDICATOR, text)
        id_, indicator = self.series[near]
        return None, Fault("indicator_unknown", Field.INDICATOR, text, indicator.title.sv, id_)

    def _nearest(self, folded: str) -> int | None:
        self._searches += 1
        if self._searches > _MOST_SUGGESTIONS:
            return None
        ids = [id_.casefold() for id_ in self._ids]
        # Seven signs long: one wrong, lost or doubled sign is 80 of 100 or more.
        if best := process.extractOne(folded, ids, scorer=fuzz.ratio, score_cutoff=80):
            tied = [id_ for id_ in ids if fuzz.ratio(folded, id_) == best[1]]
            return best[2] if len(tied) == 1 else None
        titles = list(self._titles)
        best = process.extractOne(folded, titles, scorer=fuzz.ratio, score_cutoff=75)
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
    **dict.fromkeys(("k", "kvinnor", "kvinna", "women", "woman"), Sex.WOMEN),
    **dict.fromkeys(("m", "män", "man", "men"), Sex.MEN),
    **dict.fromkeys(
        (
            "t",
            "totalt",
            "total",
            "alla",
            "samtliga",
            "båda",
            "båda könen",
            "kvinnor och män",
            "women and men",
            "all",
            "both",
            "both sexes",
        ),
        Sex.TOTAL,
    ),
}
_SEX_WORDS_TOLD: dict[str, Sex] = {
    **dict.fromkeys(("flickor", "flicka", "girls", "girl", "female", "females"), Sex.WOMEN),
    **dict.fromkeys(("pojkar", "pojke", "boys", "boy", "male", "males"), Sex.MEN),
}


def sex_letter(text: str, taken: str) -> tuple[Sex | None, Fault | None]:
    """The sex of a row on a series that takes `taken` (see `takes`; empty where the series is unknown).

    The second part is what to tell, or why the first is None. `F` is female to some and a misprint
    for men in one of Kolada's own documents, so it is asked about, never read.
    """
    folded = _folded(text)
    one_value = taken.startswith("T")
    if not folded:
        return None, Fault("cell_empty", Field.SEX, expected="sex", suggestion="T" if one_value else None)
    sex = _SEX_WORDS.get(folded) or _SEX_WORDS_TOLD.get(folded)
    if sex is None:
        expected = "T" if one_value else "K, M, T"
        if one_value:
            suggestion = "T" if folded in ("f", "w") and taken[:2] == "TK" else None
        else:
            suggestion = "K" if folded in ("f", "w") else _near_sex(folded)
        return None, Fault("sex_unknown", Field.SEX, text, expected, suggestion)
    if one_value and sex is not Sex.TOTAL:
        if taken == "T":
            cure = "T" if sex is Sex.WOMEN else None
            return None, Fault("sex_of_ratio", Field.SEX, text, "T", cure)
        if sex != taken[1]:
            return None, Fault("sex_opposite", Field.SEX, text, "T", taken[3:] or None)
        return Sex.TOTAL, Fault("sex_read_as_total", Field.SEX, text, "T")
    if folded in _SEX_WORDS_TOLD:
        return sex, Fault("sex_word", Field.SEX, text, sex.value)
    return sex, None


def _near_sex(folded: str) -> str | None:
    words = [word for word in (*_SEX_WORDS, *_SEX_WORDS_TOLD) if len(word) > 2]
    near = process.extractOne(folded, words, scorer=fuzz.ratio, score_cutoff=80)
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


def missing_mark(text: str) -> tuple[Missing | None, Fault | None]:
    """Why a value is missing, or why the mark was not read."""
    folded = _folded(text)
    if mark := _MARKS.get(folded):
        return mark, None
    words = [word for word in _MARKS if len(word) > 2]
    near = process.extractOne(folded, words, scorer=fuzz.ratio, score_cutoff=75)
    suggestion = _MARKS[near[0]].mark if near else None
    return None, Fault("missing_unknown", Field.MISSING, text, "-, ., ..", suggestion or None)


def year_number(text: str, today: date) -> tuple[int | None, Fault | None]:
    """The year, from 1990 to the present one; `2022.0`, as programs write it, is 2022."""
    expected = f"{EARLIEST_YEAR}–{today.year}"
    if not text:
        return None, Fault("cell_empty", Field.YEAR, expected="year")
    body = re.sub(r"[.,]0+$", "", text)
    if re.fullmatch(r"[0-9]{4}", body):
        year = int(body)
        if EARLIEST_YEAR <= year <= today.year:
            return year, None
        swapped = {
            int(body[:place] + body[place + 1] + body[place] + body[place + 2 :]) for place in range(3)
        }
        return None, Fault("year_out_of_range", Field.YEAR, text, expected, _only(swapped, today))
    if re.fullmatch(r"[0-9]{5}", body):
        near = {int(body[:place] + body[place + 1 :]) for place in range(5)}
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
                self._ids.setdefault(_folded(word), programme.id)

    def read(self, text: str) -> tuple[str | None, Fault | None]:
        """The id of a round, or why there is none."""
        folded = _folded(text)
        if id_ := self._ids.get(folded):
            return id_, None
        near = process.extractOne(folded, list(self._ids), scorer=fuzz.ratio, score_cutoff=75)
        suggestion = self._ids[near[0]] if near else None
        return None, Fault("programme_unknown", Field.PROGRAMME, text, None, suggestion)


_KIND_WORDS = {
    "kommun": OrganisationKind.MUNICIPALITY,
    "kommuns": OrganisationKind.MUNICIPALITY,
    "stad": OrganisationKind.MUNICIPALITY,
    "stads": OrganisationKind.MUNICIPALITY,
    "municipality": OrganisationKind.MUNICIPALITY,
    "region": OrganisationKind.REGION,
    "regionen": OrganisationKind.REGION,
}


class Organisations:
    """Finds organisations by code, by code and name, or by name alone. `number` is the place in the list."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self.all = list(organisations)
        self._codes = {_folded(one.code): number for number, one in enumerate(self.all)}
        self._names: dict[str, set[int]] = {}
        self._searches = 0
        for number, one in enumerate(self.all):
            for name in _names(one):
                self._names.setdefault(name, set()).add(number)
        self._bare = [(_bare(name), name) for name in self._names]

    def read(
        self, code_text: str, name_text: str, applies: frozenset[OrganisationKind], field_of_code: Field
    ) -> tuple[int | None, Fault | None]:
        """The organisation of a row, or why there is none.

        `applies` are the kinds the row's indicator is measured for (empty where it is unknown).
        `field_of_code` is where an organisation is to be written when both texts are empty. A code
        wins over a name, and a name beside it must be the same organisation's.
        """
        code = _code(code_text)
        name = name_text
        joined = re.fullmatch(r"([0-9]{1,4})\s+(\D.*)", code or name)
        if joined and (not code or not name):
            code, name = joined[1], joined[2]
        if not code and not name:
            return None, Fault("cell_empty", field_of_code, expected="organisation")
        field = Field.ORGANISATION if code_text else Field.NAME
        if not code:
            return self._by_name(name, applies, Field.NAME)
        number = self._codes.get(_folded(code))
        if number is None:
            if not re.search(r"[0-9]", code):
                return self._by_name(code, applies, field)
            return None, self._unknown_code(code_text or code, code, name, field)
        one = self.all[number]
        told = None
        if name and number not in self._named(name):
            told = self._disagreement(number, code, name)
            if told.code != "organisation_spelling":
                return None, told
        wrong_kind = self._wrong_kind(one, code_text or code, applies, field)
        return (None, wrong_kind) if wrong_kind else (number, told)

    def _named(self, name: str) -> set[int]:
        """Organisations that a name fits exactly, with or without its kind and the genitive's s.

        A name that says what kind it is ("Gotlands kommun") fits none of another kind.
        """
        folded = _folded(name)
        fitting = next((self._names[form] for form in _forms(folded) if form in self._names), set())
        kinds = {kind for word, kind in _KIND_WORDS.items() if word in folded.split()}
        return {number for number in fitting if not kinds or self.all[number].kind in kinds}

    def _by_name(
        self, name: str, applies: frozenset[OrganisationKind], field: Field
    ) -> tuple[int | None, Fault | None]:
        fitting = self._named(name)
        if not fitting:
            return None, self._unknown_name(name, field)
        measured = {number for number in fitting if not applies or _measured(self.all[number].kind, applies)}
        if not measured:
            first = self.all[min(fitting)]
            return None, self._wrong_kind(first, name, applies, field)
        if len(measured) == 1:
            return next(iter(measured)), None
        ordered = sorted(measured, key=lambda number: self.all[number].code)
        full = [n for n in ordered if _folded(self.all[n].name) == _folded(name)]
        listed = ", ".join(f"{self.all[n].code} {self.all[n].name}" for n in ordered)
        # Gotland's municipality and region are one and the same, so a name in full decides nothing there.
        region_is_municipality = any(self.all[n].code == "0980" for n in ordered)
        if len(full) != 1 or region_is_municipality:
            return None, Fault("organisation_ambiguous", field, name, listed)
        one = self.all[full[0]]
        others = ", ".join(f"{self.all[n].code} {self.all[n].name}" for n in ordered if n != full[0])
        return full[0], Fault("organisation_by_name", field, name, f"{one.code} {one.name}", others)

    def _unknown_code(self, text: str, code: str, name: str, field: Field) -> Fault:
        padded = re.sub(r"[.,]0+$", "", code).zfill(4)
        if padded in self._codes and len(padded) == 4:
            one = self.all[self._codes[padded]]
            # 1280.0 has lost no zero; it still stands for one code only.
            lost = "organisation_zero_lost" if padded[0] == "0" else "organisation_unknown"
            return Fault(lost, field, text, one.name, one.code)
        named = self._named(name) if name else set()
        if len(named) == 1:
            one = self.all[next(iter(named))]
            return Fault("organisation_unknown", field, text, one.name, one.code)
        return Fault("organisation_unknown", field, text)

    def _unknown_name(self, name: str, field: Field) -> Fault:
        near = self._nearest(name)
        if near is None:
            return Fault("organisation_unknown", field, name)
        one = self.all[near]
        if field is Field.NAME:
            return Fault("organisation_unknown", field, name, one.code, one.name)
        return Fault("organisation_unknown", field, name, one.name, one.code)

    def _nearest(self, name: str) -> int | None:
        """The one organisation whose name is nearest and near enough; None where two are equally near."""
        self._searches += 1
        if self._searches > _MOST_SUGGESTIONS:
            return None
        best: tuple[float, set[int]] = (0.0, set())
        for form in _forms(_folded(name)):
            bare = _bare(form)
            # 75 keeps one or two wrong letters in names of six and more, and refuses Mora for Borås.
            for _, score, place in process.extract(
                bare, [b for b, _ in self._bare], scorer=fuzz.ratio, score_cutoff=75, limit=5
            ):
                numbers = self._names[self._bare[place][1]]
                if score > best[0]:
                    best = score, set(numbers)
                elif score == best[0]:
                    best[1].update(numbers)
        municipalities = {n for n in best[1] if self.all[n].kind is OrganisationKind.MUNICIPALITY}
        chosen = municipalities or best[1]
        return next(iter(chosen)) if len(chosen) == 1 else None

    def _disagreement(self, number: int, code: str, name: str) -> Fault:
        one = self.all[number]
        named = self._named(name)
        if not named:
            score = max(
                fuzz.ratio(_bare(form), _bare(own)) for form in _forms(_folded(name)) for own in _names(one)
            )
            near = self._nearest(name)
            if score >= 75 and near in (number, None):
                return Fault("organisation_spelling", Field.NAME, name, one.name)
        other = self.all[next(iter(named))].code if len(named) == 1 else None
        return Fault("organisation_disagrees", Field.ORGANISATION, f"{code} {name}", one.name, other)

    def _wrong_kind(
        self, one: Organisation, text: str, applies: frozenset[OrganisationKind], field: Field
    ) -> Fault | None:
        if not applies or _measured(one.kind, applies):
            return None
        meant = [
            other.code
            for other in self.all
            if _measured(other.kind, applies) and (other.code, one.code) in self._same_place(one)
        ]
        expected = ", ".join(kind.value for kind in OrganisationKind if kind in applies)
        return Fault("organisation_kind", field, text, expected, meant[0] if len(meant) == 1 else None)

    def _same_place(self, one: Organisation) -> set[tuple[str, str]]:
        """Pairs (other code, own code) of organisations that govern the very same place."""
        if one.code in ("0980", "0009"):
            return {("0980", "0009"), ("0009", "0980")}
        if one.kind is not OrganisationKind.COUNTY:
            return set()
        return {
            (other.code, one.code)
            for other in self.all
            if other.kind is OrganisationKind.REGION and other.county == one.county
        }


def _measured(kind: OrganisationKind, applies: frozenset[OrganisationKind]) -> bool:
    """Whether an indicator is measured for a kind: the country always, a city district as a municipality."""
    if kind is OrganisationKind.COUNTRY:
        return True
    if kind is OrganisationKind.DISTRICT:
        kind = OrganisationKind.MUNICIPALITY
    return kind in applies


def _code(text: str) -> str:
    """A code without the dress that keeps its zeros in a spreadsheet: ="0180" and '0180."""
    match = re.fullmatch(r"=\"(.*)\"", text)
    return (match[1] if match else text.removeprefix("'")).strip(SPACES)


def _forms(folded: str) -> list[str]:
    """A folded name, then without its kind, then also without the genitive's s."""
    bare = re.sub(r"\b(kommuns?|stads?|municipality|city of|municipality of)\b", "", folded).strip()
    forms = [folded, bare]
    if bare != folded and bare.endswith("s"):
        forms.append(bare[:-1])
    return [form for form in dict.fromkeys(forms) if form]


def _names(one: Organisation) -> set[str]:
    """All folded names an organisation goes by."""
    names = {_folded(one.name)}
    if one.name_official:
        names.add(_folded(one.name_official))
    if one.kind is OrganisationKind.REGION:
        for name in list(names):
            bare = name.removeprefix("region ").removesuffix("regionen").strip()
            bare = bare.removesuffix("s") if name.endswith("sregionen") else bare
            county = bare.removesuffix(" län").strip()
            names |= {bare, f"region {bare}", county, f"region {county}"}
    if one.code == "0000":
        names |= {"riket", "sverige", "sweden"}
    return names
