"""Claims as sentences. A claim holds numbers; this module decides what is said of them and in which order.

Nothing is rounded before it is written. Signs are never read out: a sentence says who has more. No
sentence names a cause, and none says that there is no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from benchmarking.claims import (
    Against,
    CannotTell,
    Chance,
    Change,
    Claim,
    Even,
    Level,
    NoFigures,
    NoneCertain,
    NotCompared,
)
from benchmarking.gaps import ChangeVerdict
from benchmarking.model import Counted, Indicator, Organisation, Sex, Shape
from benchmarking.wording import numbers
from benchmarking.wording.catalogue import message, messages

if TYPE_CHECKING:
    import pandas as pd

    from benchmarking.wording.words import Words

__all__ = [
    "chance",
    "change",
    "clause",
    "lede",
    "lix",
    "missing",
    "own_figures",
    "people",
    "rank",
    "sentence",
]

AGAINST = {
    Against.LARGER: message("{sentence}, en större skillnad än på andra håll."),
    Against.SMALLER: message("{sentence}, en mindre skillnad än på andra håll."),
    Against.AS_EVERYWHERE: message("{sentence}, som i nästan hela landet."),
    None: message("{sentence}."),
}

AGAINST_ALONE = {
    Against.LARGER: message("Det är en större skillnad än på andra håll."),
    Against.SMALLER: message("Det är en mindre skillnad än på andra håll."),
    Against.AS_EVERYWHERE: message("Så är det i nästan hela landet."),
}
"""The same as a sentence of its own, after one that already has a comma clause."""

MOVED = {
    ("grew", "more"): message(
        "{subject} har ökat från {first} till {last} {unit} sedan {year}, mer än i landet."
    ),
    ("grew", "less"): message(
        "{subject} har ökat från {first} till {last} {unit} sedan {year}, men mindre än i landet."
    ),
    ("grew", "apart"): message(
        "{subject} har ökat från {first} till {last} {unit} sedan {year}, medan den har minskat i landet."
    ),
    ("shrank", "more"): message(
        "{subject} har minskat från {first} till {last} {unit} sedan {year}, mer än i landet."
    ),
    ("shrank", "less"): message(
        "{subject} har minskat från {first} till {last} {unit} sedan {year}, men mindre än i landet."
    ),
    ("shrank", "apart"): message(
        "{subject} har minskat från {first} till {last} {unit} sedan {year}, medan den har ökat i landet."
    ),
    ("stayed", "more"): message(
        "{subject} är {last} {unit}, lika stor som {year}, men har minskat i landet."
    ),
    ("stayed", "less"): message("{subject} är {last} {unit}, lika stor som {year}, men har ökat i landet."),
}
"""How the size of a gap went, and against the country: `more` and `less` the same way, `apart` the other way.

A gap that is the same after rounding "stayed"; `more` then means that it has become wider than the country's.
"""

PEOPLE = {
    "fulltime": (
        messages(
            "Med mäns andel hade {n} kvinna till haft heltid.",
            "Med mäns andel hade {n} fler kvinnor haft heltid.",
        ),
        messages(
            "Med mäns andel hade {n} kvinna färre haft heltid.",
            "Med mäns andel hade {n} färre kvinnor haft heltid.",
        ),
        message("Med mäns andel hade lika många kvinnor haft heltid."),
    ),
    None: (
        messages(
            "Med mäns andel hade det gällt {n} kvinna till.",
            "Med mäns andel hade det gällt {n} fler kvinnor.",
        ),
        messages(
            "Med mäns andel hade det gällt {n} kvinna färre.",
            "Med mäns andel hade det gällt {n} färre kvinnor.",
        ),
        message("Med mäns andel hade det gällt lika många kvinnor."),
    ),
}
"""How many more, fewer or as many women it had been at men's rate, by the indicator's family."""


def lede(
    words: Words,
    claims: Iterable[Claim],
    organisation: Organisation | None,
    indicators: Mapping[str, Indicator],
) -> list[str]:
    """One text for each claim, in their order: one sentence, or two where the figures are old."""
    return [sentence(words, claim, organisation, indicators) for claim in claims]


def sentence(
    words: Words, claim: Claim, organisation: Organisation | None, indicators: Mapping[str, Indicator]
) -> str:
    """A claim in words. KeyError where its indicator is not in `indicators`, TypeError for no claim."""
    text = _said(words, claim, organisation, indicators)
    if isinstance(claim, Level | Even | Change) and claim.old:
        return words("{sentence} De senaste siffrorna är från {year}.", sentence=text, year=claim.year)
    return text


def _said(
    words: Words, claim: Claim, organisation: Organisation | None, indicators: Mapping[str, Indicator]
) -> str:
    match claim:
        case Level():
            return _level(words, claim, indicators[claim.indicator])
        case Even():
            return _even(words, claim, indicators[claim.indicator])
        case Change():
            return change(words, indicators[claim.indicator], claim)
        case CannotTell():
            return _cannot_tell(words, claim)
        case NoneCertain():
            return words.plural(
                "Den enda skillnad som kunde prövas är inte säker.",
                "Ingen av de {n} skillnader som kunde prövas är säker eller varaktig.",
                claim.tested,
            )
        case NotCompared():
            return words.plural(
                "Det enda nyckeltalet går inte att jämföra mellan kvinnor och män.",
                "Inget av {n} nyckeltal går att jämföra mellan kvinnor och män.",
                claim.count,
            )
        case NoFigures() if organisation is None:
            return words("Vi har inga uppgifter här.")
        case NoFigures():
            return words("Vi har inga uppgifter för {name}.", name=organisation.name)
    raise TypeError(f"{claim!r} is not a claim")


def _level(words: Words, claim: Level, indicator: Indicator) -> str:
    if not _is_difference(indicator):
        return words(AGAINST[claim.against], sentence=clause(words, indicator, claim.women, claim.men))
    # A difference is one amount, so the sentence must add who has more.
    text = clause(words, indicator, abs(claim.gap), claim.men)
    told = (
        words("{sentence}, och kvinnor ligger högre.", sentence=text)
        if claim.gap > 0
        else words("{sentence}, och män ligger högre.", sentence=text)
    )
    return f"{told} {words(AGAINST_ALONE[claim.against])}" if claim.against else told


def _even(words: Words, claim: Even, indicator: Indicator) -> str:
    text = clause(words, indicator, claim.women, claim.men)
    if indicator.counted is Counted.DAYS:
        return words("{sentence}, lika mycket som män.", sentence=text)
    if claim.against is Against.AS_EVERYWHERE:
        return words("{sentence}, en jämn fördelning som i nästan hela landet.", sentence=text)
    return words("{sentence}, en jämn fördelning.", sentence=text)


def _cannot_tell(words: Words, claim: CannotTell) -> str:
    if claim.count == 0:
        return words.plural(
            "Den enda skillnaden går att bedöma.", "Alla {n} skillnader går att bedöma.", claim.of
        )
    if claim.count == claim.of:
        return words.plural(
            "Den enda skillnaden går inte att avgöra.", "Ingen av {n} skillnader går att avgöra.", claim.of
        )
    return words(
        "{count} av {of} skillnader går inte att avgöra.",
        count=words.number(claim.count),
        of=words.number(claim.of),
    )


def clause(words: Words, indicator: Indicator, women: float, men: float) -> str:
    """The level of both sexes as a sentence without its full stop, from the indicator's own clause.

    "I vård och omsorg arbetar 59,6 % av kvinnorna och 96,1 % av männen heltid". The unit is said once,
    except for per cent. Without a clause: "Kort titel: 30,2 dagar för kvinnor och 19,0 för män".
    """
    said_women = words.value(indicator, women, rounded=True)
    said_men = (
        words.value(indicator, men, rounded=True)
        if indicator.unit == "%"
        else words.bare(indicator, men, rounded=True)
    )
    if indicator.clause is not None:
        return words.text(indicator.clause).format(women=said_women, men=said_men)
    if indicator.shape in (Shape.BY_SEX, Shape.PAIR):
        return words(
            "{title}: {women} för kvinnor och {men} för män",
            title=words.text(indicator.short),
            women=said_women,
            men=said_men,
        )
    return f"{words.text(indicator.short)}: {said_women}"


def change(words: Words, indicator: Indicator, row: Any) -> str:
    """How a gap changed, from a `claims.Change` or a row of `gaps.assess`; "" where it cannot be told.

    "Skillnaden i medianinkomst efter skatt har ökat från 62 900 till 81 900 kronor sedan 2010, mer än i
    landet." "Skillnaden i ohälsotal följer landet." The country's opposite way is said as such. A second
    sentence follows where the other sex now has more.
    """
    verdict = ChangeVerdict(row.verdict if isinstance(row, Change) else row.change_verdict)
    subject = _subject(words, indicator)
    if verdict is ChangeVerdict.NO_CERTAIN:
        return words("{subject} följer landet.", subject=subject)
    if verdict in (ChangeVerdict.CANNOT_TELL, ChangeVerdict.NOT_COMPARED):
        return ""
    first, last = _size(words, indicator, row.first_gap), _size(words, indicator, row.gap)
    way, against = _moved(row, verdict, stayed=first == last, decimals=indicator.decimals)
    text = words(
        MOVED[way, against],
        subject=subject,
        first=first,
        last=last,
        unit=words.gap_unit(indicator),
        year=int(row.first_year),
    )
    if row.first_gap * row.gap >= 0:
        return text
    turned = (
        words("Förut låg män högre, nu ligger kvinnor högre.")
        if row.gap > 0
        else words("Förut låg kvinnor högre, nu ligger män högre.")
    )
    return f"{text} {turned}"


def _moved(row: Any, verdict: ChangeVerdict, *, stayed: bool, decimals: int) -> tuple[str, str]:
    """The key of `MOVED`: WIDER and closing shrank, but less; NARROWER and not closing grew, but less."""
    wider = verdict is ChangeVerdict.WIDER
    if stayed:
        return "stayed", "more" if wider else "less"
    way = "shrank" if row.closing else "grew"
    if wider == bool(row.closing):
        return way, "less"
    national = numbers.rounded(row.national_change, decimals)
    return way, "apart" if (national > 0) == bool(row.closing) and national != 0 else "more"


def _subject(words: Words, indicator: Indicator) -> str:
    if indicator.topic is not None:
        return words("Skillnaden i {topic}", topic=words.text(indicator.topic))
    return words("{title}: skillnaden", title=words.text(indicator.short))


def _size(words: Words, indicator: Indicator, gap: float) -> str:
    return words.bare(indicator, abs(gap), rounded=True)


def _is_difference(indicator: Indicator) -> bool:
    """Whether the value itself is a difference, as of median pay in kronor: a sentence must add who has more."""
    return indicator.shape is Shape.WOMENS_RELATIVE and not indicator.equality_point


def people(words: Words, indicator: Indicator, more: float) -> str:
    """How many more women it had been at men's rate: "… 142 fler kvinnor haft heltid."; negative: fewer."""
    gained, lost, same = PEOPLE.get(indicator.family, PEOPLE[None])
    count = round(abs(more))
    if count == 0:
        return words(same)
    return words.plural(*(gained if more > 0 else lost), count)


def missing(words: Words, sex: Sex | str, year: int) -> str:
    """ "Uppgift saknas för kvinnor 2022." """
    return words("Uppgift saknas för {who} {year}.", who=words.sex(sex), year=year)


def own_figures(words: Words, rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Which of some values are the network's own: "2023: nätverkets egen uppgift för Fagersta."; "" for none.

    `rows` has organisation, year and origin; organisations that are not in `names` are passed over.
    """
    if "origin" not in rows:
        return ""
    own = rows[rows["origin"] == "network"]
    own = own[own["organisation"].isin(list(names))]
    years_of: dict[str, set[int]] = {}
    for code, year in zip(own["organisation"], own["year"], strict=True):
        years_of.setdefault(code, set()).add(int(year))
    places: dict[tuple[int, ...], list[str]] = {}
    for code in (code for code in names if code in years_of):
        places.setdefault(tuple(sorted(years_of[code])), []).append(names[code])
    return " ".join(
        words(
            "{years}: nätverkets egen uppgift för {names}.",
            years=words.joined([str(year) for year in years]),
            names=words.joined(named),
        )
        for years, named in sorted(places.items())
    )


def rank(words: Words, name: str, low: int, high: int, of: int) -> str:
    """ "Askersund ligger mellan plats 217 och 286 av 290."; one place where low and high are the same."""
    if low == high:
        return words("{name} ligger på plats {place} av {of}.", name=name, place=low, of=of)
    return words("{name} ligger mellan plats {low} och {high} av {of}.", name=name, low=low, high=high, of=of)


def chance(words: Words, chance: Chance) -> str:
    """How many of the tested gaps may be chance: "Av 16 bedömda kan färre än en bero på slumpen."."""
    if chance.tested == 0:
        return words("Ingen skillnad kunde prövas mot slumpen.")
    if chance.expected < 1:
        return words("Av {n} bedömda kan färre än en bero på slumpen.", n=words.number(chance.tested))
    return words(
        "Av {n} bedömda kan i snitt högst {expected} bero på slumpen.",
        n=words.number(chance.tested),
        expected=words.number(chance.expected, 1),
    )


def lix(text: str) -> float:
    """How hard a text is to read: words per sentence plus the percentage of words longer than six letters.

    Below 40 is easy to middling. A sentence ends with . : ! or ? before a space or the end; a number with
    its thousands and its per cent sign is one word of no letters. 0.0 for a text without words.
    Source: Björnsson, C.-H. (1968), Läsbarhet.
    """
    tokens = [token for token in re.split("[ \t\n]+", text) if any(map(str.isalnum, token))]
    if not tokens:
        return 0.0
    sentences = max(1, len(re.findall(r"[.:!?](?=[ \t\n]|$)", text)))
    long = sum(sum(map(str.isalpha, token)) > 6 for token in tokens)
    return len(tokens) / sentences + 100 * long / len(tokens)
