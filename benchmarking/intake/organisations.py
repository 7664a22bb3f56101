"""Whose figure is it? Codes and names as people write them → organisations of the list.

Asked once for each different text of a file. A near miss is a fault with a suggestion; what is certain
although it was written differently is taken and told.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from benchmarking.intake.layouts import SPACES, Field
from benchmarking.intake.recognition import LOST_LETTER, Fault, bare, folded, lost_pattern
from benchmarking.model import Organisation, OrganisationKind

__all__ = ["Organisations"]

_MOST_SUGGESTIONS = 200
"""A search for the nearest name costs a thousand look-ups; a file with more unknown names is another file."""

_NEAR = 75
"""Keeps one or two wrong letters in names of six and more, and refuses Mora for Borås."""

_KIND_WORDS = {
    "kommun": OrganisationKind.MUNICIPALITY,
    "kommuns": OrganisationKind.MUNICIPALITY,
    "stad": OrganisationKind.MUNICIPALITY,
    "stads": OrganisationKind.MUNICIPALITY,
    "municipality": OrganisationKind.MUNICIPALITY,
    "region": OrganisationKind.REGION,
    "regionen": OrganisationKind.REGION,
    "landstinget": OrganisationKind.REGION,
}
_KIND_OF_MUNICIPALITY = re.compile(
    r"^(kommunen|staden|city of|municipality of)\s|\s?\b(kommuns?|kn|stads?|municipality|city)\b"
)
_CODE_THEN_NAME = re.compile(r"(?P<code>[0-9]{1,4})(?:\s+|\s*[-–:,]\s*)(?P<name>\D.*)")
_NAME_THEN_CODE = re.compile(
    r"(?P<name>\D.*?)\s*[(\[]\s*(?P<code>[0-9]{1,4})\s*[)\]]|(?P<name2>\D.*?),?\s+(?P<code2>[0-9]{4})"
)
LONGEST_NAME = 200
"""More characters than any name has. What is longer is not parted, which takes time by its square."""

_FOOTNOTE = re.compile(r"\s*(?:\*+|†|[¹²³]|\(?[0-9]\))$")
_SUMMARY_WORDS = frozenset(
    (
        *("totalt", "total", "summa", "samtliga", "alla", "genomsnitt", "medel", "medelvärde", "median"),
        *("alla kommuner", "samtliga kommuner", "kommuner totalt", "kommunerna", "alla regioner"),
        *("samtliga regioner", "alla län", "samtliga län", "länet", "hela länet", "kommunalförbund"),
        *("all municipalities", "all regions", "all counties", "mean", "average", "sum"),
    )
)
_SUMMARY = re.compile(
    r"kommungrupp|ovägt medel|(?<!\w)läns? kommuner|läns kommuner|liknande (kommuner|regioner)"
    r"|^(summa|totalt|genomsnitt|medelvärde|median|samtliga|alla)\b"
    # SKR's groups of municipalities of 2017 and 2023, also where the list of organisations has other names.
    r"|^(storstäder|(låg)?pendlingskommun|landsbygdskommun|mindre stad/tätort|större stad)"
)


class Organisations:
    """Finds organisations by code, by code and name, or by name alone. `number` is the place in the list."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self.all = list(organisations)
        self._codes = {folded(one.code): number for number, one in enumerate(self.all)}
        if "0000" in self._codes:
            # SCB numbers the counties 01 to 25 and the country 00.
            self._codes.setdefault("00", self._codes["0000"])
        self._names: dict[str, set[int]] = {}
        self._searches = 0
        groups: set[str] = set()
        for number, one in enumerate(self.all):
            for name in _names(one):
                self._names.setdefault(name, set()).add(number)
            groups |= {_key(text) for text in (one.skr_group, one.skr_group_name) if text}
        self._groups = groups
        self._bare: dict[str, set[str]] = {}
        for name in self._names:
            self._bare.setdefault(bare(name), set()).add(name)
        self._known: dict[str, bool] = {}
        self.letters_lost = False
        """Whether the file's names have lost their å, ä and ö. Then Habo may be Håbo, and is asked about."""

    def anew(self) -> Organisations:
        """The same organisations for another file, of which nothing is known yet."""
        other = copy.copy(self)
        other._searches, other._known, other.letters_lost = 0, {}, False
        return other

    def knows(self, text: str) -> bool:
        """Whether a text alone names an organisation: by code of four digits, code and name, or name."""
        if text not in self._known:
            if len(self._known) > 10_000:
                self._known.clear()
            number, fault = self.read(text, "", frozenset(), Field.ORGANISATION, search=False)
            ambiguous = fault is not None and fault.code in (
                "organisation_ambiguous",
                "organisation_zero_lost",
            )
            self._known[text] = (number is not None or ambiguous) and not re.fullmatch("[0-9]{1,2}", text)
        return self._known[text]

    def is_summary(self, text: str) -> bool:
        """Whether a text names many organisations at once: a total, a mean, a group of municipalities."""
        key = _key(text)
        return (
            key in _SUMMARY_WORDS
            or key in self._groups
            or (_SUMMARY.search(key) is not None and not self._named(text))
        )

    def lost_letters_in(self, names: Iterable[str]) -> bool:
        """Whether some of the names are known only without their dots and rings, and none has any."""
        some = False
        for name in names:
            if any(letter in "åäöé" for letter in name.casefold()):
                return False
            some = some or (bool(name) and not self._named(name) and bool(self._mended(name)))
        return some

    def read(
        self,
        code_text: str,
        name_text: str,
        applies: frozenset[OrganisationKind],
        field_of_code: Field,
        search: bool = True,
    ) -> tuple[int | None, Fault | None]:
        """The organisation of a row, or why there is none.

        `applies` are the kinds the row's indicator is measured for (empty where it is unknown).
        `field_of_code` is where an organisation is to be written when both texts are empty. A code
        wins over a name, and a name beside it must be the same organisation's. Without `search` no
        suggestion is looked for.
        """
        code, name = _code(code_text), name_text
        if not code and not name:
            return None, Fault("cell_empty", field_of_code, expected="organisation")
        field = Field.ORGANISATION if code_text else Field.NAME
        whole = code_text or name_text
        if not code or not name:
            one_text = code or name
            code, name = (one_text, "") if folded(one_text) in self._codes else _parted(one_text)
        elif (parted := _CODE_THEN_NAME.fullmatch(name)) and _same_code(parted["code"], code):
            # 0114 in one column and 0114 Upplands Väsby in the next.
            name = parted["name"]
        if not code:
            return self._by_name(name, applies, field, search)
        number = self._codes.get(folded(code))
        if number is not None and len(code) <= 2 and name and code_text.strip(SPACES) != code:
            # Håbo (03): two digits behind a name are the county it lies in.
            county = self.all[number].code
            inside = {n for n in self._named(name) if self.all[n].county == county}
            if number not in inside and len(inside) == 1:
                return self._kind_checked(next(iter(inside)), whole, applies, field)
        if number is None:
            if not re.search(r"[0-9]", code):
                return self._by_name(code, applies, field, search)
            return self._unknown_code(whole, code, name, applies, field)
        told = None
        if name and number not in self._named(name):
            if number in self._mended(name):
                told = Fault(
                    "organisation_letters", Field.NAME if name_text else field, name, self._shown(number)
                )
            else:
                told = self._disagreement(number, code, name, search)
                if told.code != "organisation_spelling":
                    return None, told
        taken, wrong_kind = self._kind_checked(number, whole, applies, field)
        return taken, wrong_kind or told

    def _shown(self, number: int) -> str:
        return f"{self.all[number].code} {self.all[number].name}"

    def _kind_checked(
        self, number: int, text: str, applies: frozenset[OrganisationKind], field: Field
    ) -> tuple[int | None, Fault | None]:
        wrong_kind = self._wrong_kind(self.all[number], text, applies, field)
        return (None, wrong_kind) if wrong_kind else (number, None)

    def _named(self, name: str) -> set[int]:
        """Organisations that a name fits exactly, with or without its kind and the genitive's s.

        A name that says what kind it is ("Gotlands kommun") fits none of another kind.
        """
        key = _key(name)
        fitting = next((self._names[form] for form in _forms(key) if form in self._names), set())
        counties = {n for n in fitting if self.all[n].kind is OrganisationKind.COUNTY}
        if counties and any(_key(self.all[n].name) == key for n in counties):
            # "Jönköpings län" is the county although its region is called Region Jönköpings län.
            fitting = {n for n in fitting if n in counties or _key(self.all[n].name) == key}
        kinds = {kind for word, kind in _KIND_WORDS.items() if word in key.split()}
        return {number for number in fitting if not kinds or self.all[number].kind in kinds}

    def as_municipality(self, name: str) -> tuple[int, Fault] | None:
        """The municipality among several organisations of a name, told; None where there is none."""
        fitting = sorted(self._named(name), key=lambda number: self.all[number].code)
        mine = [n for n in fitting if self.all[n].kind is OrganisationKind.MUNICIPALITY]
        if len(mine) != 1:
            return None
        others = ", ".join(self._shown(n) for n in fitting if n != mine[0])
        return mine[0], Fault("organisation_by_name", Field.NAME, name, self._shown(mine[0]), others)

    def _mended(self, name: str) -> set[int]:
        """Organisations whose name it is once lost letters are put back: `V?sterås`, `Ostersund`."""
        key = _key(name)
        fitting: set[int] = set()
        for form in _forms(key):
            if LOST_LETTER.search(form):
                pattern = lost_pattern(form)
                for known, numbers in self._names.items():
                    if pattern.fullmatch(known):
                        fitting |= numbers
            elif form.isascii():
                for known in self._bare.get(form, ()):
                    fitting |= self._names[known]
            if fitting:
                break
        kinds = {kind for word, kind in _KIND_WORDS.items() if word in key.split()}
        return {number for number in fitting if not kinds or self.all[number].kind in kinds}

    def _by_name(
        self, name: str, applies: frozenset[OrganisationKind], field: Field, search: bool
    ) -> tuple[int | None, Fault | None]:
        fitting = self._named(name)
        mended = not fitting or (self.letters_lost and _key(name).isascii())
        if mended:
            fitting = fitting | self._mended(name)
        if not fitting:
            return None, self._unknown_name(name, field, search)
        measured = {number for number in fitting if not applies or _measured(self.all[number].kind, applies)}
        if not measured:
            first = self.all[min(fitting)]
            return None, self._wrong_kind(first, name, applies, field)
        if len(measured) == 1:
            number = next(iter(measured))
            told = mended and number not in self._named(name)
            return number, Fault("organisation_letters", field, name, self._shown(number)) if told else None
        ordered = sorted(measured, key=lambda number: self.all[number].code)
        full = [n for n in ordered if _key(self.all[n].name) == _key(name)]
        listed = ", ".join(self._shown(n) for n in ordered)
        # Gotland's municipality and region are one and the same, so a name in full decides nothing there.
        region_is_municipality = any(self.all[n].code == "0980" for n in ordered)
        alike = len({bare(_key(self.all[n].name)) for n in ordered}) < len(ordered)
        if len(full) != 1 or region_is_municipality or alike:
            return None, Fault("organisation_ambiguous", field, name, listed)
        others = ", ".join(self._shown(n) for n in ordered if n != full[0])
        return full[0], Fault("organisation_by_name", field, name, self._shown(full[0]), others)

    def _unknown_code(
        self, text: str, code: str, name: str, applies: frozenset[OrganisationKind], field: Field
    ) -> tuple[int | None, Fault]:
        digits = re.sub(r"[.,]0+$", "", code)
        named = (self._named(name) or self._mended(name)) if name else set()
        padded = [self._codes[digits.zfill(n)] for n in (2, 4) if digits.zfill(n) in self._codes]
        agreeing = [number for number in padded if number in named]
        if applies and len(agreeing) > 1:
            agreeing = [n for n in agreeing if _measured(self.all[n].kind, applies)]
        if len(agreeing) == 1:
            # Code and name say the same; only the zero that a spreadsheet took is missing.
            number, wrong_kind = self._kind_checked(agreeing[0], text, applies, field)
            told = Fault("organisation_zero_restored", field, text, self._shown(agreeing[0]))
            return number, wrong_kind or told
        if digits.zfill(4) in self._codes and not (name and named):
            one = self.all[self._codes[digits.zfill(4)]]
            if name and not named:
                near = self._nearest(name)
                if near is None or self.all[near] != one:
                    return None, Fault("organisation_unknown", field, f"{code} {name}")
            # 1280.0 has lost no zero; it still stands for one code only.
            lost = "organisation_zero_lost" if one.code[0] == "0" else "organisation_unknown"
            return None, Fault(lost, field, text, one.name, one.code)
        if len(named) == 1:
            one = self.all[next(iter(named))]
            return None, Fault("organisation_unknown", field, text, one.name, one.code)
        return None, Fault("organisation_unknown", field, text)

    def _unknown_name(self, name: str, field: Field, search: bool) -> Fault:
        near = self._nearest(name) if search else None
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
        names = list(self._bare)
        for form in _forms(_key(name)):
            for near, score, _ in process.extract(
                bare(form), names, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=5
            ):
                numbers = set().union(*(self._names[known] for known in self._bare[near]))
                if score > best[0]:
                    best = score, numbers
                elif score == best[0]:
                    best[1].update(numbers)
        municipalities = {n for n in best[1] if self.all[n].kind is OrganisationKind.MUNICIPALITY}
        chosen = municipalities or best[1]
        return next(iter(chosen)) if len(chosen) == 1 else None

    def _disagreement(self, number: int, code: str, name: str, search: bool) -> Fault:
        one = self.all[number]
        named = self._named(name)
        if not named:
            # A name of dashes alone has no form at all.
            score = max(
                (fuzz.ratio(bare(form), bare(own)) for form in _forms(_key(name)) for own in _names(one)),
                default=0.0,
            )
            near = self._nearest(name) if search else None
            if score >= _NEAR and near in (number, None):
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


def _same_code(one: str, other: str) -> bool:
    return one.lstrip("0") == re.sub(r"[.,]0+$", "", other).lstrip("0")


def _parted(text: str) -> tuple[str, str]:
    """Code and name of a text that may hold both: 0114 Upplands Väsby, Ale (1440), Håbo (03)."""
    if len(text) > LONGEST_NAME:
        return "", text
    if match := _CODE_THEN_NAME.fullmatch(text):
        return match["code"], match["name"]
    if match := _NAME_THEN_CODE.fullmatch(text):
        return match["code"] or match["code2"], match["name"] or match["name2"]
    if re.search(r"[0-9]", text) and not re.search(r"\s", text):
        return text, ""
    return "", text


def _key(text: str) -> str:
    """A name for looking up: folded, hyphens as spaces, without marks of footnotes."""
    plain = folded(text)
    if len(plain) <= LONGEST_NAME:
        plain = _FOOTNOTE.sub("", plain)
    return re.sub(r"[-‐–\s]+", " ", plain).strip()


def _forms(key: str) -> list[str]:
    """A name, then without its kind, then also without the genitive's s."""
    plain = re.sub(r"\s+", " ", _KIND_OF_MUNICIPALITY.sub(" ", key)).strip()
    forms = [key, plain]
    if plain != key and plain.endswith("s"):
        forms.append(plain[:-1])
    if key.startswith("region ") and key.endswith("s län"):
        forms.append(key.removesuffix("s län"))
    return [form for form in dict.fromkeys(forms) if form]


def _names(one: Organisation) -> set[str]:
    """All names an organisation goes by, as `_key` writes them."""
    names = {_key(one.name)}
    if one.name_official:
        names.add(_key(one.name_official))
    if one.kind is OrganisationKind.REGION:
        for name in list(names):
            plain = name.removeprefix("region ").removesuffix("regionen").strip()
            plain = plain.removesuffix("s") if name.endswith("sregionen") else plain
            county = plain.removesuffix(" län").strip()
            names |= {plain, f"region {plain}", county, f"region {county}"}
            names |= {f"landstinget {county}", f"{plain} landsting", f"{county}s läns landsting"}
    if one.code == "0000":
        names |= {"riket", "sverige", "sweden", "hela riket", "hela landet", "riket totalt"}
    return names
