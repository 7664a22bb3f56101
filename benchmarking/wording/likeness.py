"""Why two places are alike, and why a place has no rank, in words.

A claim is one of `peers.Similar.likenesses`; the place asked about is always the first of the two figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarking.peers import Apart, Figures, Group, Likeness, Trait, Unranked
from benchmarking.wording.catalogue import message

if TYPE_CHECKING:
    from benchmarking.wording.words import Words

ABOUT = {
    Trait.POPULATION: message("ungefär lika många invånare ({own} och {other})"),
    Trait.AGE: message("ungefär lika stor andel 65 år och äldre ({own} och {other})"),
    Trait.INCOME: message("ungefär samma medianinkomst ({own} och {other} kronor)"),
    Trait.EDUCATION: message("ungefär lika stor andel har studerat efter gymnasiet ({own} och {other})"),
}

MORE = {
    Trait.POPULATION: message("fler invånare ({own} och {other})"),
    Trait.AGE: message("större andel 65 år och äldre ({own} och {other})"),
    Trait.INCOME: message("högre medianinkomst ({own} och {other} kronor)"),
    Trait.EDUCATION: message("större andel har studerat efter gymnasiet ({own} och {other})"),
}
"""Where the other place has more."""

LESS = {
    Trait.POPULATION: message("färre invånare ({own} och {other})"),
    Trait.AGE: message("mindre andel 65 år och äldre ({own} och {other})"),
    Trait.INCOME: message("lägre medianinkomst ({own} och {other} kronor)"),
    Trait.EDUCATION: message("mindre andel har studerat efter gymnasiet ({own} och {other})"),
}

TRAITS = {
    Trait.POPULATION: message("Invånare"),
    Trait.AGE: message("65 år och äldre"),
    Trait.INCOME: message("Medianinkomst"),
    Trait.EDUCATION: message("Utbildning"),
    Trait.GROUP: message("Kommungrupp"),
    Trait.DISTANCE: message("Avstånd"),
}
"""What a trait is called where its weight is set."""

LEFT_OUT = {
    Trait.POPULATION: message("invånare räknas inte, uppgift saknas"),
    Trait.AGE: message("andelen 65 år och äldre räknas inte, uppgift saknas"),
    Trait.INCOME: message("medianinkomst räknas inte, uppgift saknas"),
    Trait.EDUCATION: message("utbildning räknas inte, uppgift saknas"),
    Trait.GROUP: message("kommungrupp räknas inte, uppgift saknas"),
    Trait.DISTANCE: message("avstånd räknas inte, uppgift saknas"),
}

UNRANKED = {
    Unranked.NO_VALUE: message("värde saknas"),
    Unranked.NO_COUNTS: message("källan anger inte hur många som ingår"),
    Unranked.SURVEY: message("enkäten anger ingen felmarginal"),
}


def trait(words: Words, found: Trait | str) -> str:
    """The name of a trait: "Invånare", "65 år och äldre" …"""
    return words(TRAITS[Trait(found)])


def reason(words: Words, claim: Likeness) -> str:
    """A likeness, or what sets two places apart, within a list.

    "ungefär lika många invånare (11 407 och 10 980)", "samma kommungrupp", "45 km bort", "högre
    medianinkomst (265 700 och 281 900 kronor)".
    """
    if isinstance(claim, Apart):
        return words("{km}\u00a0km bort", km=words.number(claim.km))
    if isinstance(claim, Group):
        return words("samma kommungrupp") if claim.same else words("annan kommungrupp")
    own, other = _figure(words, claim, claim.own), _figure(words, claim, claim.other)
    # Two figures that read the same are never said to differ, however few places the spread rests on.
    if claim.about or own == other:
        return words(ABOUT[claim.trait], own=own, other=other)
    compared = MORE if claim.other > claim.own else LESS
    return words(compared[claim.trait], own=own, other=other)


def left_out(words: Words, lacking: Trait | str) -> str:
    """That a trait does not count, within a list: "medianinkomst räknas inte, uppgift saknas"."""
    return words(LEFT_OUT[Trait(lacking)])


def unranked(words: Words, why: Unranked | str) -> str:
    """Why there is no rank: "Det går inte att avgöra: källan anger inte hur många som ingår." """
    return words("Det går inte att avgöra: {reason}.", reason=words(UNRANKED[Unranked(why)]))


def _figure(words: Words, claim: Figures, value: float) -> str:
    if claim.trait in (Trait.AGE, Trait.EDUCATION):
        return words.percent(value, 1)
    return words.number(value)
