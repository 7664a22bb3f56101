"""`Words`: everything the product says, in one language. Pages, figures and documents take one as `words`."""

from __future__ import annotations

from builtins import sorted as in_order
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from benchmarking.claims import Chance, Claim
from benchmarking.model import (
    Direction,
    Finding,
    Indicator,
    KnownDate,
    Level,
    MemberRole,
    Missing,
    Organisation,
    OrganisationKind,
    Precision,
    Sex,
    Shape,
    Text,
)
from benchmarking.wording import catalogue, findings, numbers, sentences, verdicts
from benchmarking.wording.catalogue import LANGUAGES, message, messages
from benchmarking.wording.glossary import GLOSSARY

Item = TypeVar("Item")

SWEDISH_TIME = ZoneInfo("Europe/Stockholm")

# The letters after z in their order, and those that count as another letter (Svenska Akademiens ordlista).
_AFTER_Z = str.maketrans(
    {"å": "z\ue001", "ä": "z\ue002", "æ": "z\ue002", "ö": "z\ue003", "ø": "z\ue003"}
    | {"é": "e", "è": "e", "ü": "y"}
)

UNITS = {
    "%": message("{number}\u00a0%"),
    "kr": message("{number} kronor"),
    "antal": message("{number}"),
    "poäng": message("{number} poäng"),
    "timmar": message("{number} timmar"),
    "dagar": message("{number} dagar"),
    "antal/100 000 inv": message("{number} per 100\u00a0000 invånare"),
    "antal/1000 inv": message("{number} per 1\u00a0000 invånare"),
    "år": message("{number} år"),
    "index": message("{number}"),
}
"""How a value is said with its unit, by `Indicator.unit`. The space before % does not break."""

GAP_UNITS = {
    "%": message("procentenheter"),
    "kr": message("kronor"),
    "antal": "",
    "poäng": message("poäng"),
    "timmar": message("timmar"),
    "dagar": message("dagar"),
    "antal/100 000 inv": message("per 100\u00a0000 invånare"),
    "antal/1000 inv": message("per 1\u00a0000 invånare"),
    "år": message("år"),
    "index": message("indexenheter"),
}
"""The unit of a gap, by `Indicator.unit`; a value relative to men's is in per cent of men's instead."""

MISSING = {
    Missing.NON_RESPONSE: message("bortfall"),
    Missing.NOT_APPLICABLE: message("finns inte här"),
    Missing.SUPPRESSED: message("dolt: gruppen är för liten"),
    Missing.NO_VALUE: message("inget värde, orsak okänd"),
}

SEXES = {Sex.WOMEN: message("kvinnor"), Sex.MEN: message("män"), Sex.TOTAL: message("totalt")}

KINDS = {
    OrganisationKind.MUNICIPALITY: messages("kommun", "kommuner"),
    OrganisationKind.REGION: messages("region", "regioner"),
    OrganisationKind.COUNTY: messages("län", "län"),
    OrganisationKind.COUNTRY: messages("riket", "riket"),
    OrganisationKind.ASSOCIATION: messages("förbund", "förbund"),
    OrganisationKind.DISTRICT: messages("stadsdel", "stadsdelar"),
    OrganisationKind.AGENCY: messages("myndighet", "myndigheter"),
    OrganisationKind.OTHER: messages("annan organisation", "andra organisationer"),
}

OWN_COLLECTION = message("Nätverkets egen insamling")
"""The source of an indicator that the network has made itself, as it is kept with the indicator."""

MEMBER_ROLES = {
    MemberRole.PARTICIPANT: messages("deltagare", "deltagare"),
    MemberRole.MENTOR: messages("mentor", "mentorer"),
    MemberRole.SUPPORT: messages("stöd", "stöd"),
    MemberRole.PARTNER: messages("partner", "partner"),
    MemberRole.COUNCIL: messages("råd", "råd"),
    MemberRole.IMPLEMENTATION: messages("genomförare", "genomförare"),
    MemberRole.ORGANISER: messages("arrangör", "arrangörer"),
}

MUNICIPALITY_GROUPS = {
    "A1": message("Storstäder"),
    "A2": message("Pendlingskommun nära storstad"),
    "B3": message("Större stad"),
    "B4": message("Pendlingskommun nära större stad"),
    "B5": message("Lågpendlingskommun nära större stad"),
    "C6": message("Mindre stad/tätort"),
    "C7": message("Pendlingskommun nära mindre stad/tätort"),
    "C8": message("Landsbygdskommun"),
    "C9": message("Landsbygdskommun med besöksnäring"),
}
"""SKR's groups of 2023 by code. Their English is SKR's own, of one municipality."""

DIRECTIONS = {
    Direction.HIGHER: message("högre är bättre"),
    Direction.LOWER: message("lägre är bättre"),
    Direction.NONE: message("varken högre eller lägre är bättre"),
}

SUBGOALS = {
    1: message("Makt och inflytande"),
    2: message("Ekonomi och arbete"),
    3: message("Utbildning"),
    4: message("Obetalt hem- och omsorgsarbete"),
    5: message("Hälsa, vård och omsorg"),
    6: message("Mäns våld mot kvinnor"),
}
"""Short names of the six national sub-goals of gender equality policy, by number."""

SPELLED = [
    message("noll"),
    message("en"),
    message("två"),
    message("tre"),
    message("fyra"),
    message("fem"),
    message("sex"),
    message("sju"),
    message("åtta"),
    message("nio"),
    message("tio"),
    message("elva"),
    message("tolv"),
]

KNOWN_DATES = {
    Precision.BY: message("senast {date}"),
    Precision.BEFORE: message("före {date}"),
}


@cache
def words(language: str) -> Words:
    """The words of a language, "sv" or "en"; the same object every time. ValueError for any other."""
    return Words(language)


def swedish_order(text: str) -> tuple[str, str]:
    """A key that sorts text as Swedish does: å, ä, ö after z, é as e, ü as y, capitals not apart."""
    return text.casefold().translate(_AFTER_Z), text


class Words:
    """What the product says, in one language.

    Calling it with a Swedish message gives the text in the language: `words("Lämna uppgifter")`,
    `words("{n} rader är klara", n=47)`. Values are named, and are text or whole numbers: a figure
    with decimals is written by `number` or `value` first, so that it gets its comma.

    `untranslated` holds the messages that had no English and were said in Swedish.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no words in {language!r}; the languages are {', '.join(LANGUAGES)}")
        self.language = language
        self.locale = Locale.parse({"sv": "sv_SE", "en": "en_GB"}[language])
        self.untranslated: set[str] = set()

    def __repr__(self) -> str:
        return f"words({self.language!r})"

    def __call__(self, text: str, /, **values: str | int) -> str:
        """A message in the language, its {names} filled. TypeError for a float, KeyError for a lacking name."""
        return self._filled(self._translated(text), values)

    def plural(self, one: str, many: str, n: int, /, **values: str | int) -> str:
        """One of two messages by a count: `plural("{n} rad", "{n} rader", 3)`. {n} is filled, thousands apart."""
        return self._filled(self._translated(one, many, n), {"n": self.number(n), **values})

    def _translated(self, one: str, many: str | None = None, n: int = 1) -> str:
        single = many is None or n == 1
        if self.language == "sv":
            return one if single else str(many)
        entry = catalogue.english().get(one)
        strings = entry.string if entry else ""
        if isinstance(strings, str):
            strings = (strings,) if many is None else ()
        place = 0 if single else 1
        if place < len(strings) and strings[place]:
            return strings[place]
        self.untranslated.add(one)
        return one if single else str(many)

    @staticmethod
    def _filled(text: str, values: dict[str, str | int]) -> str:
        if not values:
            return text
        for name, value in values.items():
            if isinstance(value, float):
                raise TypeError(f"{name}={value!r}: write a number with decimals by number() first")
        return text.format(**values)

    def text(self, text: Text) -> str:
        """The language's side of a `Text`; Swedish, and recorded, where it has no English."""
        if self.language == "sv":
            return text.sv
        if not text.en:
            self.untranslated.add(text.sv)
            return text.sv
        return text.en

    # Numbers

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number with so many decimals: "226 700", "59,6", "−0,5". "uppgift saknas" for None or NaN.

        Halves are rounded away from zero; −0,0 does not exist; the space between thousands does not break.
        """
        if not numbers.is_number(value):
            return self("uppgift saknas")
        return numbers.written(value, decimals, self.language)

    def signed(self, value: float | None, decimals: int = 0) -> str:
        """As `number`, with a plus before what is above zero: "+4,6", "−36,5", "0,0"."""
        if not numbers.is_number(value):
            return self("uppgift saknas")
        return numbers.written(value, decimals, self.language, sign=True)

    def percent(self, value: float | None, decimals: int = 0) -> str:
        """A share in per cent with its sign: "59,6 %" (the space does not break), "59.6%"."""
        if not numbers.is_number(value):
            return self("uppgift saknas")
        return self("{number}\u00a0%", number=self.number(value, decimals))

    def value(
        self,
        indicator: Indicator,
        value: float | None,
        *,
        rounded: bool = False,
        beside: Sequence[float | None] | None = None,
    ) -> str:
        """A value with its unit: "59,6 %", "30,2 dagar", "6 812 per 100 000 invånare", "226 700 kronor".

        `rounded` says kronor as a sentence does, `beside` a value to be judged (see `bare`). "uppgift saknas"
        for None or NaN.
        """
        if not numbers.is_number(value):
            return self("uppgift saknas")
        return self(UNITS[indicator.unit], number=self.bare(indicator, value, rounded=rounded, beside=beside))

    def bare(
        self,
        indicator: Indicator,
        value: float | None,
        *,
        rounded: bool = False,
        beside: Sequence[float | None] | None = None,
    ) -> str:
        """A value as a number only, with the indicator's decimals.

        `rounded` gives kronor to the nearest hundred, from `numbers.ROUNDED_FROM` kronor up; it
        changes nothing for other units. `beside` are the values that this one is judged against, none
        for one that stands alone: it then has as many decimals as tell them apart (`numbers.telling`).
        "uppgift saknas" for None or NaN.
        """
        if rounded and indicator.unit == "kr" and numbers.is_number(value):
            value = numbers.to_hundreds(value)
        decimals = indicator.decimals
        if beside is not None:
            decimals = numbers.telling((value, *beside), decimals)
        return self.number(value, decimals)

    def gap(self, indicator: Indicator, gap: float | None, *, rounded: bool = False) -> str:
        """A gap as a signed number in `gap_unit`: "−36,5", "+50,0", "0,0". Plus: women have more."""
        if rounded and indicator.unit == "kr" and numbers.is_number(gap):
            gap = numbers.to_hundreds(gap)
        return self.signed(gap, indicator.decimals)

    def gap_unit(self, indicator: Indicator) -> str:
        """The unit of a gap: "procentenheter", "kronor", "dagar" …; "procent" for a value relative to men's.

        "" for plain numbers of people, which are background and have no gap.
        """
        if indicator.shape is Shape.WOMENS_RELATIVE and indicator.unit == "%":
            return self("procent")
        unit = GAP_UNITS[indicator.unit]
        return self(unit) if unit else ""

    def spelled(self, n: int, *, neuter: bool = False) -> str:
        """A count as a word from zero to twelve, else in digits: "en" (`neuter`: "ett"), "fyra", "13"."""
        if n == 1 and neuter:
            return self("ett")
        return self(SPELLED[n]) if 0 <= n < len(SPELLED) else self.number(n)

    # Dates

    def year_range(self, first: int, last: int) -> str:
        """Years with an en dash, "2010–2022"; one year alone where they are the same."""
        return str(first) if first == last else f"{first}{numbers.EN_DASH}{last}"

    def date(self, day: date) -> str:
        """A day in words: "22 november 2026"."""
        return format_date(day, "d MMMM y", locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """Day and time: "22 november 2026 kl. 09.31". A time with a zone is told in Swedish time."""
        local = moment.astimezone(SWEDISH_TIME) if moment.tzinfo else moment
        clock = f"{local:%H.%M}" if self.language == "sv" else f"{local:%H:%M}"
        return self("{date} kl. {time}", date=self.date(local), time=clock)

    def known_date(self, known: KnownDate) -> str:
        """A date as well as it is known: "1 juli 2019", "maj 2018", "2017", "senast 1 juli 2019", "före …"."""
        if known.precision is Precision.YEAR:
            return str(known.on.year)
        if known.precision is Precision.MONTH:
            return format_date(known.on, "MMMM y", locale=self.locale)
        if known.precision in KNOWN_DATES:
            return self(KNOWN_DATES[known.precision], date=self.date(known.on))
        return self.date(known.on)

    # Lists and order

    def joined(self, items: Iterable[str]) -> str:
        """A list in a sentence: "A", "A och B", "A, B och C"; "" for none."""
        *first, last = [*items] or [""]
        return self("{first} och {last}", first=", ".join(first), last=last) if first else last

    def sorted(self, items: Iterable[Item], key: Callable[[Item], str] = str) -> list[Item]:
        """Items in Swedish order by their text: Ale, Arboga, Åre, Älmhult, Örebro. The same in English, since
        the names are Swedish."""
        return in_order(items, key=lambda item: swedish_order(key(item)))

    def quoted(self, text: object) -> str:
        """Text in the language's quotation marks: ”Örnsköldvik”."""
        return f"”{text}”" if self.language == "sv" else f"“{text}”"

    # Names of things

    def missing(self, missing: Missing | str | None) -> str:
        """Why there is no value: "bortfall", "finns inte här", "dolt: gruppen är för liten", "inget värde,
        orsak okänd". None (no reason known of) reads as the last."""
        return self(MISSING[Missing(missing) if missing else Missing.NO_VALUE])

    def sex(self, sex: Sex | str) -> str:
        """ "kvinnor", "män" or "totalt"."""
        return self(SEXES[Sex(sex)])

    def organisation_kind(self, kind: OrganisationKind | str, n: int = 1) -> str:
        """ "kommun", "region", "län" …; in the plural where `n` is not 1: "kommuner"."""
        return self.plural(*KINDS[OrganisationKind(kind)], n)

    def member_role(self, role: MemberRole | str, n: int = 1) -> str:
        """ "deltagare", "mentor", "stöd", "partner" …; in the plural where `n` is not 1: "mentorer"."""
        return self.plural(*MEMBER_ROLES[MemberRole(role)], n)

    def municipality_group(self, place: Organisation) -> str | None:
        """SKR's group of a municipality: "Landsbygdskommun"; as the register has it where the code is not known
        here, None where the place is in none."""
        known = MUNICIPALITY_GROUPS.get(place.skr_group or "")
        return self(known) if known else place.skr_group_name

    def term(self, key: str) -> str:
        """A word of the glossary as it stands in a sentence: "varaktig skillnad". KeyError for another key."""
        return self(GLOSSARY[key][0])

    def meaning(self, key: str) -> str:
        """What a word of the glossary means, in a sentence or two. KeyError for another key."""
        return self(GLOSSARY[key][1])

    def source(self, indicator: Indicator) -> str:
        """Where an indicator's figures come from: "SCB via Kolada", "Nätverkets egen insamling"."""
        if indicator.source == OWN_COLLECTION:
            return self(OWN_COLLECTION)
        producer = indicator.producer or self("uppgift saknas")
        return self("{producer} via {source}", producer=producer, source=indicator.source)

    def subgoal(self, number: int) -> str:
        """The short name of a national sub-goal, 1 to 6: "Makt och inflytande". KeyError for another."""
        return self(SUBGOALS[number])

    def direction(self, direction: Direction | str) -> str:
        """Which way the level is better: "högre är bättre"."""
        return self(DIRECTIONS[Direction(direction)])

    # A row of `gaps.assess`

    def verdict(self, row: Any, indicator: Indicator) -> str:
        """Who has more, or that it cannot be said: "Kvinnor högre", "Män fler", "Kvinnor mer", "Lika",
        "Jämnt (40–60 %)", "Ingen säker skillnad", "Går inte att avgöra", "Jämförs inte"."""
        return verdicts.verdict(self, row, indicator)

    def basis(self, row: Any, indicator: Indicator) -> str:
        """How the gap is known: "Säker, −22,2 till −11,2", "Varaktig, 13 år", "Räknat"; "" where it is not."""
        return verdicts.basis(self, row, indicator)

    def reason(self, row: Any, indicator: Indicator | None = None) -> str:
        """Why the gap cannot be told or is not compared: "Bara 2 år", "Nytt mått 2021"; "" where told."""
        return verdicts.reason(self, row)

    def change(self, row: Any) -> str:
        """How the gap changes: "Följer landet", "Minskar mer än i landet" …; "" where untold."""
        return verdicts.change(self, row)

    def change_reason(self, row: Any) -> str:
        """Why the change cannot be told or is not compared; "" where it is told."""
        return verdicts.change_reason(self, row)

    def explanation(self, row: Any) -> str:
        """A sentence for a gap that was not told: "Det går inte att avgöra: måttet ändrades 2021, och bara
        två år går att jämföra."; "" where it was told."""
        return verdicts.explanation(self, row)

    # Sentences

    def sentence(
        self, claim: Claim, organisation: Organisation | None, indicators: Mapping[str, Indicator]
    ) -> str:
        """A claim of `claims.headline` in words; a second sentence names the year of old figures."""
        return sentences.sentence(self, claim, organisation, indicators)

    def lede(
        self, claims: Iterable[Claim], organisation: Organisation | None, indicators: Mapping[str, Indicator]
    ) -> list[str]:
        """What stands above the rows: one text for each claim, in their order."""
        return sentences.lede(self, claims, organisation, indicators)

    def clause(self, indicator: Indicator, women: float, men: float) -> str:
        """Both levels, without a full stop: "Ohälsotalet är 30,2 dagar för kvinnor och 19,0 för män"."""
        return sentences.clause(self, indicator, women, men)

    def change_sentence(self, row: Any, indicator: Indicator) -> str:
        """A row's change as a sentence; "" where it cannot be told (`change_reason` says why)."""
        return sentences.change(self, indicator, row)

    def people(self, indicator: Indicator, more: float) -> str:
        """ "Med mäns andel hade 142 fler kvinnor haft heltid."; fewer where `more` is negative."""
        return sentences.people(self, indicator, more)

    def missing_sentence(self, sex: Sex | str, year: int) -> str:
        """ "Uppgift saknas för kvinnor 2022." """
        return sentences.missing(self, sex, year)

    def rank(self, name: str, low: int, high: int, of: int) -> str:
        """ "Askersund ligger mellan plats 217 och 286 av 290." """
        return sentences.rank(self, name, low, high, of)

    def chance(self, chance: Chance) -> str:
        """ "Av 16 bedömda kan färre än en bero på slumpen." """
        return sentences.chance(self, chance)

    # Findings

    def finding(self, finding: Finding) -> findings.FindingText:
        """A finding of a handed-in file as `what`, `where` and `cure`. KeyError for an unknown code."""
        return findings.text(self, finding)

    def level(self, level: Level | str) -> str:
        """The heading over findings of a level: "Stoppar", "Behöver svar", "Upplyser"."""
        return findings.level(self, Level(level))
