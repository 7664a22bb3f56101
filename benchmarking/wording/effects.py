"""What is said of a round's effect. The only sentences of the house in which a round may be the cause of anything,
and only as far as the result goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from benchmarking.effect import Absence, Diffusion, Interval, Reason, Result
from benchmarking.model import Indicator
from benchmarking.wording.catalogue import message

if TYPE_CHECKING:
    from benchmarking.wording.words import Words

REASONS = {
    Reason.NO_START: message("Omgångens start är inte känd: kan inte avgöras."),
    Reason.NO_MEMBERS: message("Ingen deltagare har värden alla år: kan inte avgöras."),
    Reason.FEW_GROUPS: message("Färre än tre grupper: kan inte avgöras."),
    Reason.FEW_BEFORE: message("Färre än tre jämförbara år före omgången: kan inte avgöras."),
    Reason.NONE_AFTER: message("Inga siffror för åren efter: kan inte avgöras."),
    Reason.BREAK: message(
        "Måttet ändrades {year}, så åren före och efter går inte att jämföra: kan inte avgöras."
    ),
    Reason.FEW_PLACES: message("För få platser att jämföra med: kan inte avgöras."),
}

ABSENCES = {
    Absence.LEFT: message("lämnade omgången"),
    Absence.NO_FIGURES: message("har inga egna siffror"),
    Absence.OTHER_KIND: message("är ett annat slag av organisation"),
    Absence.MISSING: message("saknar värde för något av åren"),
}

_MOVED = {
    (1, 1): message(
        "Hos deltagarna minskade skillnaden från {own_from} till {own_to} {unit}, {span}. Hos jämförda {kinds} minskade den från {other_from} till {other_to}."
    ),
    (-1, -1): message(
        "Hos deltagarna ökade skillnaden från {own_from} till {own_to} {unit}, {span}. Hos jämförda {kinds} ökade den från {other_from} till {other_to}."
    ),
    (0, 0): message(
        "Hos deltagarna gick skillnaden från {own_from} till {own_to} {unit}, {span}. Hos jämförda {kinds} gick den från {other_from} till {other_to}."
    ),
}
"""By which way it went for both; the last where the two went different ways or stood still."""

_CLOSED = message(
    "Den minskade {size} {unit} mer hos deltagarna (mellan {low} och {high} mer), vilket talar för en effekt av omgången."
)
_LAGGED = message(
    "Den minskade {size} {unit} mindre hos deltagarna (mellan {low} och {high} mindre), vilket talar för en effekt åt andra hållet."
)
_NONE = message("Ingen effekt av omgången kan visas.")


def answer(words: Words, result: Result, indicator: Indicator) -> list[str]:
    """What became of one gap in one round: how it went for both, and whether the round shows.

    Sizes are in the direction the gap had before; a negative one has turned. Without an estimate the reason alone.
    """
    if result.estimate is None:
        return [reason(words, result)]
    sizes = [
        words.bare(indicator, result.level(path, years), rounded=True)
        for path in (result.participants, result.compared)
        for years in (result.level_years, result.after)
    ]
    ways = [
        (result.level(path, result.level_years) > result.level(path, result.after)) * 2 - 1
        if sizes[2 * at] != sizes[2 * at + 1]
        else 0
        for at, path in enumerate((result.participants, result.compared))
    ]
    key = (ways[0], ways[1]) if (ways[0], ways[1]) in _MOVED else (0, 0)
    moved = words(
        _MOVED[key],
        own_from=sizes[0],
        own_to=sizes[1],
        other_from=sizes[2],
        other_to=sizes[3],
        unit=words.gap_unit(indicator),
        kinds=words.organisation_kind(result.kind, 2),
        span=words(
            "från {before} till {after}",
            before=words.year_range(result.level_years[0], result.level_years[-1]),
            after=words.year_range(result.after[0], result.after[-1]),
        ),
    )
    said = [moved, verdict(words, result, indicator)]
    if result.estimate.closed.excludes_zero and not result.effect:
        said.insert(1, words("Intervallet utesluter noll, men av så många prövade kan det vara en slump."))
    return said


def verdict(words: Words, result: Result, indicator: Indicator) -> str:
    """Whether an effect of the round can be shown, and how large."""
    if result.estimate is None:
        return reason(words, result)
    if not result.effect:
        return words(_NONE)
    closed = result.estimate.closed
    ends = sorted((abs(closed.low), abs(closed.high)))
    return words(
        _CLOSED if closed.middle > 0 else _LAGGED,
        size=words.bare(indicator, abs(closed.middle)),
        unit=words.gap_unit(indicator),
        low=words.bare(indicator, ends[0]),
        high=words.bare(indicator, ends[1]),
    )


def reason(words: Words, result: Result) -> str:
    """Why no effect can be judged; empty where one can."""
    if result.reason is None:
        return ""
    return words(REASONS[result.reason], year=result.reason_number or 0)


def absence(words: Words, why: Absence) -> str:
    """Why a participant is not among the compared, after its name."""
    return words(ABSENCES[why])


def counted(words: Words, results: Iterable[Result]) -> list[str]:
    """How many indicators were tested, how many would stand out by chance, and how many may be called an effect."""
    tested = [one for one in results if one.estimate is not None]
    if not tested:
        return []
    apart = sum(one.estimate.closed.excludes_zero for one in tested)
    effects = sum(one.effect for one in tested)
    said = [
        words(
            "{n} nyckeltal är prövade. I {apart} av dem når intervallet inte noll. Slumpen ensam ger i snitt {chance} sådana.",
            n=len(tested),
            apart=apart,
            chance=words.number(0.05 * len(tested), 1),
        )
    ]
    said.append(
        words("När hänsyn tas till hur många som prövats kan ingen effekt av omgången visas.")
        if not effects
        else words.plural(
            "När hänsyn tas till hur många som prövats står {n} effekt kvar.",
            "När hänsyn tas till hur många som prövats står {n} effekter kvar.",
            effects,
        )
    )
    return said


def around(words: Words, interval: Interval, indicator: Indicator) -> str:
    """An estimate with its ends: "+3,8 (+1,3 till +6,3)". Without ends the middle alone."""
    middle = words.gap(indicator, interval.middle)
    if interval.low != interval.low:
        return middle
    return words(
        "{middle} ({low} till {high})",
        middle=middle,
        low=words.gap(indicator, interval.low),
        high=words.gap(indicator, interval.high),
    )


def checks(words: Words, result: Result, indicator: Indicator) -> list[tuple[str, str]]:
    """What speaks for and against the estimate: heading and sentence each."""
    estimate = result.estimate
    if estimate is None:
        return []
    unit = words.gap_unit(indicator)
    said = [
        (
            words("Minskade mer hos deltagarna"),
            words(
                "{around} {unit}, efter hänsyn till det som skilde före omgången. Plus betyder att skillnaden minskade mer.",
                around=around(words, estimate.closed, indicator),
                unit=unit,
            ),
        ),
        (
            words("Lottning"),
            words(
                "Vi låter varje deltagare byta plats med en av de jämförda, efter lottning. Då blir utslaget minst lika stort i {share} av fallen.",
                share=words.percent(100 * estimate.p_random, 1),
            ),
        ),
        (
            words("Åren före"),
            words(
                "Redan före omgången minskade skillnaden {around} {unit} mer om året hos dem som deltog.",
                around=around(words, estimate.trend, indicator),
                unit=unit,
            ),
        ),
        (
            words("Utan matchning"),
            words(
                "Mot alla som aldrig deltagit: {around} {unit}. Där räknas även slumpen i det år deltagarna valdes.",
                around=around(words, estimate.plain, indicator),
                unit=unit,
            ),
        ),
    ]
    placebo = (
        words("För få år före omgången för att pröva en påhittad omgång.")
        if result.placebo is None
        else words(
            "En omgång som aldrig funnits, tre år tidigare, ger {around} {unit}. {told}",
            around=around(words, result.placebo.closed, indicator),
            unit=unit,
            told=words("Intervallet når inte noll. Jämförelsen haltar alltså redan före omgången.")
            if result.placebo.closed.excludes_zero
            else words("Intervallet rymmer noll, som det ska."),
        )
    )
    said.insert(3, (words("Påhittad omgång"), placebo))
    return said


def diffusion(words: Words, found: Diffusion) -> str:
    """Whether groups closed what their own mentor had closed, more than chance would have it."""
    if not found.known:
        return words(
            "Färre än tre grupper har en mentor med siffror: om de följt sin mentor kan inte avgöras."
        )
    told = {
        "groups": words.spelled(found.groups),
        "indicators": found.indicators,
        "p": words.number(found.p, 2),
        "correlation": words.signed(found.correlation, 2),
    }
    if found.more_than_chance:
        return words(
            "Grupperna minskade de skillnader som deras egen mentor hade minskat. De gjorde det mer än slumpen ger ({groups} grupper, {indicators} nyckeltal, samband {correlation}, p = {p}). En mentor ligger ofta nära sin grupp, så det kan också bero på annat som de delar.",
            **told,
        )
    return words(
        "Minskade en grupp just de skillnader som dess mentor hade minskat? Det går inte att visa ({groups} grupper, {indicators} nyckeltal, samband {correlation}, p = {p}).",
        **told,
    )
