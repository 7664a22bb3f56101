"""The few words that stand beside a gap in a row: who has more, how it is known, why not, how it changed.

A row is one of `gaps.assess`: a named tuple, a Series or anything with those columns as attributes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from benchmarking.gaps import Basis, ChangeVerdict, GapVerdict, Reason
from benchmarking.model import Counted, Indicator
from benchmarking.wording.catalogue import message

if TYPE_CHECKING:
    from benchmarking.wording.words import Words

HIGHER = {
    None: {
        GapVerdict.WOMEN_HIGHER: message("Kvinnor högre"),
        GapVerdict.MEN_HIGHER: message("Män högre"),
        GapVerdict.EVEN: message("Lika"),
    },
    Counted.POSTS: {
        GapVerdict.WOMEN_HIGHER: message("Kvinnor fler"),
        GapVerdict.MEN_HIGHER: message("Män fler"),
        GapVerdict.EVEN: message("Jämnt (40\u201360\u00a0%)"),
    },
    Counted.DAYS: {
        GapVerdict.WOMEN_HIGHER: message("Kvinnor mer"),
        GapVerdict.MEN_HIGHER: message("Män mer"),
        GapVerdict.EVEN: message("Lika"),
    },
}
"""Who has more, by what is counted: posts are more or fewer, days more or less, all else higher or lower."""

UNTOLD = {
    GapVerdict.NO_CERTAIN: message("Ingen säker skillnad"),
    GapVerdict.CANNOT_TELL: message("Går inte att avgöra"),
    GapVerdict.NOT_COMPARED: message("Jämförs inte"),
}

REASONS = {
    Reason.ELECTION: message("Ändras bara vid val"),
    Reason.SURVEY: message("Enkät utan felmarginal"),
    Reason.MOVING_MEAN: message("Medelvärde över flera år"),
    Reason.NO_COUNTS: message("Ingen i underlaget"),
    Reason.FEW_PLACES: message("För få att jämföra med"),
    Reason.MISSING_WOMEN: message("Bara ett kön har värde"),
    Reason.MISSING_MEN: message("Bara ett kön har värde"),
    Reason.MISSING_VALUE: message("Inget värde"),
    Reason.SUPPRESSED: message("Dolt: gruppen är för liten"),
    Reason.BACKGROUND: message("Bakgrund"),
    Reason.DIFFERENT_KINDS: message("Olika slag av organisation"),
}
"""Why a verdict could not be given, beside a row; `_reason` says FEW_YEARS and BREAK, which carry a number."""

EXPLAINED = {
    Reason.ELECTION: message("värdet ändras bara vid val"),
    Reason.SURVEY: message("enkäten anger ingen felmarginal"),
    Reason.MOVING_MEAN: message("värdet är ett medelvärde över flera år"),
    Reason.NO_COUNTS: message("ingen finns i underlaget"),
    Reason.FEW_PLACES: message("för få har värden att jämföra med"),
    Reason.MISSING_WOMEN: message("uppgift saknas för kvinnor"),
    Reason.MISSING_MEN: message("uppgift saknas för män"),
    Reason.MISSING_VALUE: message("värde saknas"),
    Reason.SUPPRESSED: message("värdet är dolt, eftersom gruppen är för liten"),
    Reason.BACKGROUND: message("nyckeltalet är bakgrund"),
    Reason.DIFFERENT_KINDS: message("organisationerna är av olika slag"),
}
"""The same inside a sentence."""

CHANGES = {
    (ChangeVerdict.WIDER, True): message("Minskar mindre än i landet"),
    (ChangeVerdict.WIDER, False): message("Ökar mer än i landet"),
    (ChangeVerdict.NARROWER, True): message("Minskar mer än i landet"),
    (ChangeVerdict.NARROWER, False): message("Ökar mindre än i landet"),
}
"""The change against the country, by verdict and by whether the gap itself closes."""


def verdict(words: Words, row: Any, indicator: Indicator) -> str:
    """Who has more, or that it cannot be said: "Kvinnor högre", "Män fler", "Ingen säker skillnad" …"""
    found = GapVerdict(row.verdict)
    return words(UNTOLD[found] if found in UNTOLD else HIGHER[indicator.counted][found])


def basis(words: Words, row: Any, indicator: Indicator) -> str:
    """How a gap is known: "Säker, −22,2 till −11,2", "Varaktig, 13 år", "Räknat"; "" where it is not.

    Where the row says that a recorded analysis has found the gap `unjustified` (`prepared.Facts.assessed`), it
    is called so, "Räknat, omotiverad skillnad"; nothing else lets that word be used, and never of an even gap.
    """
    if _absent(row.basis):
        return ""
    if getattr(row, "unjustified", False) and GapVerdict(row.verdict) is not GapVerdict.EVEN:
        return words("{basis}, omotiverad skillnad", basis=_basis(words, row, indicator))
    return _basis(words, row, indicator)


def _basis(words: Words, row: Any, indicator: Indicator) -> str:
    found = Basis(row.basis)
    if found is Basis.COUNTED:
        return words("Räknat")
    if found is Basis.LASTING:
        return words.plural("Varaktig, {n} år", "Varaktig, {n} år", int(row.years))
    low, high = words.gap(indicator, row.low), words.gap(indicator, row.high)
    return words("Säker, {low} till {high}", low=low, high=high)


def reason(words: Words, row: Any) -> str:
    """Why the gap cannot be told or is not compared: "Bara 2 år", "Nytt mått 2021"; "" where it is told."""
    return _reason(words, row.reason, row.reason_number)


def change(words: Words, row: Any) -> str:
    """How the gap changes: "Följer landet", "Minskar mer än i landet" …; "" where untold."""
    found = ChangeVerdict(row.change_verdict)
    if found is ChangeVerdict.NO_CERTAIN:
        return words("Följer landet")
    if found in (ChangeVerdict.CANNOT_TELL, ChangeVerdict.NOT_COMPARED):
        return ""
    return words(CHANGES[found, bool(row.closing)])


def change_reason(words: Words, row: Any) -> str:
    """Why the change cannot be told or is not compared, as `reason`; "" where it is told."""
    return _reason(words, row.change_reason, row.change_reason_number)


def explanation(words: Words, row: Any) -> str:
    """A whole sentence for a gap that was not told; "" where it was told.

    "Det går inte att avgöra: måttet ändrades 2021, och bara två år går att jämföra."
    """
    if _absent(row.reason):
        return ""
    found = Reason(row.reason)
    if found is Reason.FEW_YEARS:
        why = _comparable(words, int(row.reason_number))
    elif found is Reason.BREAK:
        years = _comparable(words, int(row.years))
        why = words("måttet ändrades {year}, och {years}", year=int(row.reason_number), years=years)
    else:
        why = words(EXPLAINED[found])
    if GapVerdict(row.verdict) is GapVerdict.NOT_COMPARED:
        return words("Skillnaden jämförs inte: {reason}.", reason=why)
    return words("Det går inte att avgöra: {reason}.", reason=why)


def _comparable(words: Words, years: int) -> str:
    return words.plural(
        "bara {spelled} år går att jämföra",
        "bara {spelled} år går att jämföra",
        years,
        spelled=words.spelled(years, neuter=True),
    )


def _reason(words: Words, found: str | None, number: float | None) -> str:
    if _absent(found):
        return ""
    told = Reason(found)
    if told is Reason.FEW_YEARS:
        return words.plural("Bara {n} år", "Bara {n} år", int(number))
    if told is Reason.BREAK:
        return words("Nytt mått {year}", year=int(number))
    return words(REASONS[told])


def _absent(value: object) -> bool:
    """None, NaN or NA: a frame may hold any of them for "no reason"."""
    return value is None or bool(pd.isna(value))
