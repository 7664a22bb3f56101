"""What an import says: how far it has come, what it changed, and why it came to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from benchmarking.errors import SourceFault
from benchmarking.kolada.client import Step, Why
from benchmarking.kolada.importing import Outcome
from benchmarking.model import Indicator, Organisation
from benchmarking.wording import Words


def fault(say: Words, found: SourceFault) -> str:
    """Why it came to nothing, what to do, and that nothing has been changed."""
    why = Why(found.why)
    said = [_what(say, why, found.details), _cure(say, why)]
    if "seconds" in found.details:
        minutes = max(1, round(int(found.details["seconds"]) / 60))
        said.insert(1, say.plural("Vänta {n} minut.", "Vänta {n} minuter.", minutes))
    return " ".join([*said, say("Inga värden är ändrade.")])


def progress(say: Words, step: Step) -> str:
    """How far it has come, in a line."""
    said = say("Sida {done} av {planned}", done=step.done, planned=step.planned)
    if step.waiting:
        seconds = say("Kolada ber oss vänta: {n} s kvar", n=max(1, round(step.waiting)))
        return f"{said} · {seconds}"
    if step.resumed and step.done == step.resumed:
        return f"{said} · {say('sparad sedan förra gången')}"
    return said


def summary(say: Words, outcome: Outcome) -> list[str]:
    """What came and what it changed, in sentences."""
    first, last = min(outcome.wanted.years), max(outcome.wanted.years)
    years = str(first) if first == last else say.year_range(first, last)
    if not outcome.values:
        return [say("Kolada har inga värden för {years} än. Inget är ändrat.", years=years)]
    said = [
        say(
            "Hämtat från Kolada: {values} värden i {indicators} nyckeltal för {places} kommuner, regioner och riket, {years}.",
            values=say.number(outcome.values),
            indicators=say.number(outcome.indicators),
            places=say.number(outcome.organisations),
            years=years,
        )
    ]
    if outcome.unknown:
        said.append(say("Kolada har inte {ids}. Resten är hämtat.", ids=say.joined(outcome.unknown)))
    if outcome.submission is None:
        return [*said, say("Allt var som förut. Inget är ändrat.")]
    new, revised, removed = (outcome.count(kind) for kind in ("new", "revised", "removed"))
    said.append(
        say(
            "Nya: {new}. Ändrade: {revised}. Borttagna: {removed}. Resten var som förut.",
            new=say.number(new),
            revised=say.number(revised),
            removed=say.number(removed),
        )
    )
    if counts := outcome.count("counts"):
        said.append(
            say.plural(
                "{n} värde fick nya antal personer bakom sig.",
                "{n} värden fick nya antal personer bakom sig.",
                counts,
            )
        )
    said.append(say("Publicerat som inlämning {id}.", id=outcome.submission))
    return said


def change_table(
    say: Words,
    changes: pd.DataFrame,
    indicators: Iterable[Indicator],
    organisations: Iterable[Organisation],
) -> pd.DataFrame:
    """The changes with a visitor's headings, those of values that were there before first."""
    figures = {series: one for one in indicators for series in one.series}
    names = {place.code: place.name for place in organisations}
    order = changes.assign(place=changes["kind"].map({"removed": 0, "revised": 1, "counts": 2, "new": 3}))
    order = order.sort_values(["place", "indicator", "organisation", "year", "sex"], kind="stable")
    rows = [
        (
            f"{say.text(figures[row.indicator].short)} ({row.indicator})",
            f"{names.get(row.organisation, '')} ({row.organisation})".strip(),
            str(row.year),
            say.sex(row.sex),
            _number(say, figures[row.indicator], row.old),
            _number(say, figures[row.indicator], row.new),
            _kind(say, row.kind),
        )
        for row in order.itertuples()
    ]
    headings = [
        say("Nyckeltal"),
        say("Kommun eller region"),
        say("År"),
        say("Kön"),
        say("Förut"),
        say("Nu"),
        say("Vad"),
    ]
    return pd.DataFrame(rows, columns=headings)


def change_lines(
    say: Words,
    changes: pd.DataFrame,
    indicators: Iterable[Indicator],
    organisations: Iterable[Organisation],
) -> list[str]:
    """The changes for a terminal: each earlier value's, and how many new ones by indicator and year.

    "Heltid (N00206), Askersund (1882), 2022, kvinnor: 80,10 → 81,00 (ändrat)", "Heltid (N00206), 2023: 870 nya värden".
    """
    indicators = tuple(indicators)
    new = changes["kind"] == "new"
    earlier = change_table(say, changes[~new], indicators, organisations)
    lines = [
        f"{', '.join(row[:4])}: {row[4] or '–'} → {row[5] or '–'} ({row[6]})"
        for row in earlier.itertuples(index=False, name=None)
    ]
    titles = {series: say.text(one.short) for one in indicators for series in one.series}
    for (series, year), n in changes[new].groupby(["indicator", "year"]).size().items():
        said = say.plural("{n} nytt värde", "{n} nya värden", n)
        lines.append(f"{titles[series]} ({series}), {year}: {said}")
    return lines


def _number(say: Words, indicator: Indicator, value: float) -> str:
    """The value with as many decimals as tell a small revision apart; nothing where there is none."""
    if pd.isna(value):
        return ""
    return say.number(value, max(indicator.decimals, 2) if value != round(value) else 0)


def _what(say: Words, why: Why, given: Mapping[str, str | int]) -> str:
    match why:
        case Why.UNREACHABLE:
            return say("Det går inte att nå Kolada.")
        case Why.SLOW:
            return say("Kolada svarar inte i tid.")
        case Why.BROKEN:
            return say("Svaret från Kolada bröts gång på gång.")
        case Why.BUSY:
            return say("Kolada är överbelastat och ber oss vänta.")
        case Why.FAILING:
            return say("Kolada har ett fel hos sig (kod {status}).", status=given["status"])
        case Why.REFUSED:
            return say("Kolada tar inte emot frågan (kod {status}).", status=given["status"])
        case Why.NOT_JSON:
            return say("Kolada svarar med något annat än siffror.")
        case Why.SHAPE:
            return say("Svaret från Kolada har en form som vi inte känner igen.")
        case Why.ELSEWHERE:
            return say(
                "Svaret från Kolada pekar vidare till en annan server: {host}. Vi följer det inte.",
                host=given["host"],
            )
        case Why.LOOP:
            return say("Svaret från Kolada tar aldrig slut: samma sida kommer igen.")
        case Why.CONTRADICTION:
            return say("Kolada ger två olika värden för samma sak: {what}.", what=given["what"])
        case Why.CHANGED:
            return say("Kolada svarar tomt också på det som vi vet finns där.")
        case Why.UNKNOWN_THERE:
            return say("Kolada har inget nyckeltal {ids}.", ids=given["ids"])
        case Why.UNKNOWN_HERE:
            return say("Nyckeltalet {ids} hämtas inte från Kolada här.", ids=given["ids"])
        case Why.UNKNOWN_PLACE:
            return say("Koden {ids} är ingen kommun eller region som nyckeltalet gäller.", ids=given["ids"])
        case Why.RUNNING:
            return say("En hämtning pågår redan.")


def _cure(say: Words, why: Why) -> str:
    match why:
        case Why.UNREACHABLE:
            return say("Se efter att servern når internet, och försök igen.")
        case Why.CONTRADICTION:
            return say("Fråga Kolada vilket värde som gäller.")
        case Why.UNKNOWN_THERE:
            return say("Nyckeltalet kan ha lagts ned eller bytt nummer. Hämta de andra utan det.")
        case Why.UNKNOWN_HERE:
            return say("Kontrollera numret.")
        case Why.UNKNOWN_PLACE:
            return say("Skriv koden med fyra siffror: 0180 för Stockholm, 0018 för Region Örebro län.")
        case Why.RUNNING:
            return say("Vänta tills den är klar.")
    if why.passing:
        return say(
            "Försök igen om en stund. Det som hann komma är sparat, så hämtningen går vidare där den var."
        )
    return say("Kontrollera adressen till Kolada (BENCHMARKING_KOLADA). Kolada kan ha ändrat sin tjänst.")


def _kind(say: Words, kind: str) -> str:
    return {
        "new": say("nytt"),
        "revised": say("ändrat"),
        "removed": say("borttaget"),
        "counts": say("nya antal"),
    }[kind]
