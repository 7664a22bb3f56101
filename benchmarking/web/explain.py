"""Explain this number: where one figure comes from, how its gap is judged, and what stood there before."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from benchmarking import figures, gaps
from benchmarking.figures.dumbbell import is_number
from benchmarking.gaps import Basis
from benchmarking.model import Indicator, Measured, Organisation, Origin, Sex, Shape
from benchmarking.web.facts import Facts
from benchmarking.web.session import address, asked, harmless, store, viewer, words
from benchmarking.web.show import link, put, section, source_of
from benchmarking.wording.people import who

EXPLAIN = "forklara"
"""The address parameter: `?forklara=N00206,1882,2022`, indicator, organisation and year."""

ANCHOR = "forklara"

_COLUMNS = {Sex.WOMEN: "women", Sex.MEN: "men", Sex.TOTAL: "total"}


@dataclass(frozen=True)
class Explained:
    """All that is known of one figure: `row` of `gaps.by_year`, its `judged` row of `gaps.assess` as of that
    year (None where there is none), and for each sex every published version, newest first."""

    indicator: Indicator
    place: Organisation
    year: int
    row: Any
    judged: Any
    trails: dict[Sex, pd.DataFrame]


def explain_address(indicator: str, organisation: str, year: int | str) -> str:
    """The address of a figure's card: `/nyckeltal?nyckeltal=N00206&forklara=N00206,1882,2022#forklara`."""
    figure = f"{indicator},{organisation},{year}"
    return address("indicator", nyckeltal=indicator, forklara=figure) + f"#{ANCHOR}"


def asked_figure(known: Facts) -> tuple[Indicator, Organisation, int] | None:
    """The figure that the address asks to have explained; None, said on the page where it was asked for, if none."""
    parts = asked(EXPLAIN)
    if not parts:
        return None
    code, organisation, year = (*parts, "", "", "")[:3]
    # A pair is one indicator, whichever of its two series is named.
    indicator = next((one for one in known.indicators.values() if code in one.series), None)
    place = known.organisations.get(organisation)
    if indicator is None or place is None or not (year.isascii() and year.isdigit()):
        say = words()
        st.warning(say("Vi känner inte igen siffran som ska förklaras."))
        return None
    return indicator, place, int(year)


def explain(indicator: Indicator, place: Organisation, year: int, known: Facts) -> None:
    """The card of one figure: value, gap, verdict and method, definition, source, and earlier values."""
    say = words()
    section(
        say("Förklara siffran"),
        say("{title}, {name} {year}", title=say.text(indicator.short), name=place.name, year=year),
        anchor=ANCHOR,
    )
    found = known.drawn(
        ("explained", indicator.id, place.code, year), lambda: _explained(indicator, place, year, known)
    )
    if found.row is None:
        st.info(harmless(say("Vi har ingen uppgift för {name} {year}.", name=place.name, year=year)))
        return
    entries = [*_numbers(found), *_judgement(found), *_meaning(indicator), *_origin(found)]
    listed = "".join(f"<dt>{escape(term)}</dt><dd>{said}</dd>" for term, said in entries)
    close = link(say("Stäng förklaringen"), address("indicator", nyckeltal=indicator.id, kod=asked("kod")))
    put(f'<div class="bm"><dl class="bm-facts">{listed}</dl></div>')
    _earlier(found)
    put(f'<p class="page-links">{close}</p>')


def _explained(indicator: Indicator, place: Organisation, year: int, known: Facts) -> Explained:
    rows = known.years_on(indicator.id)
    rows = rows[rows["year"] <= year]
    own = rows[(rows["organisation"] == place.code) & (rows["year"] == year)]
    judged = None
    if len(own):
        # As it would have been judged that year: with the years before it, and none after.
        same_kind = rows[rows["kind"] == place.kind.value]
        assessed = gaps.assess(same_kind, {indicator.id: indicator})
        assessed = assessed[(assessed["organisation"] == place.code) & (assessed["year"] == year)]
        judged = next(assessed.itertuples(index=False), None)
    return Explained(
        indicator,
        place,
        year,
        next(own.itertuples(index=False), None),
        judged,
        {
            sex: store().trail(viewer(), series, place.code, year, stored.value)
            for sex, series, stored in _stored(indicator)
        },
    )


def _stored(indicator: Indicator) -> list[tuple[Sex, str, Sex]]:
    """Whose values an indicator has, in which series, and under which sex they stand there."""
    if indicator.shape is Shape.BY_SEX:
        return [(sex, indicator.id, sex) for sex in (Sex.WOMEN, Sex.MEN, Sex.TOTAL)]
    if indicator.pair_men is not None:
        return [
            (Sex.WOMEN, indicator.id, Sex.TOTAL),
            (Sex.MEN, indicator.pair_men, Sex.TOTAL),
        ]
    return [(Sex.TOTAL, indicator.id, Sex.TOTAL)]


def _numbers(found: Explained) -> list[tuple[str, str]]:
    """The value of each sex with its counts, or why there is none."""
    say = words()
    indicator, row = found.indicator, found.row
    entries = []
    for sex, _, _ in _stored(indicator):
        column = _COLUMNS[sex]
        value, missing = getattr(row, column), getattr(row, f"{column}_missing")
        label = _label(sex, indicator)
        if not is_number(value):
            # Where a source gives women and men and no total, nothing is missing.
            if sex is Sex.TOTAL and not isinstance(missing, str):
                continue
            why = say.missing(missing) if isinstance(missing, str) else say("uppgift saknas")
            entries.append((label, escape(f"{why[0].upper()}{why[1:]}.")))
            continue
        said = say.value(indicator, value)
        counted, base = (getattr(row, f"{column}_{part}") for part in ("numerator", "denominator"))
        if is_number(counted) and is_number(base):
            said = say(
                "{value} ({counted} av {base})",
                value=said,
                counted=say.number(counted),
                base=say.number(base),
            )
        entries.append((label, escape(said)))
    if row.also_network:
        entries.append(
            (
                say("Nätverkets siffra"),
                escape(say("Nätverket har också en egen siffra, och den är en annan.")),
            )
        )
    return entries


def _label(sex: Sex, indicator: Indicator) -> str:
    """Whose value it is; a single value is one sex's share, or women's against men's."""
    say = words()
    whose = {Shape.WOMENS_SHARE: Sex.WOMEN, Shape.MENS_SHARE: Sex.MEN}.get(indicator.shape, sex)
    if whose is Sex.TOTAL and indicator.shape is Shape.WOMENS_RELATIVE:
        return say("Kvinnor jämfört med män")
    name = say.sex(whose)
    return f"{name[0].upper()}{name[1:]}"


def _judgement(found: Explained) -> list[tuple[str, str]]:
    say = words()
    indicator, judged = found.indicator, found.judged
    if judged is None or not is_number(judged.gap):
        told = say.explanation(judged) if judged is not None else ""
        return [(say("Skillnad"), escape(told))] if told else []
    unit = say.gap_unit(indicator)
    gap = f"{say.gap(indicator, judged.gap)} {unit}".strip()
    entries = [(say("Skillnad, kvinnor − män"), escape(gap))]
    told = [say.verdict(judged, indicator)]
    if say.basis(judged, indicator):
        told.append(say.basis(judged, indicator))
    entries.append((say("Bedömning"), escape(". ".join(told) + ".")))
    entries.append((say("Så bedöms den"), f"{escape(_how(judged, indicator))} {_method_link()}"))
    if is_number(judged.people):
        entries.append((say("Människor bakom"), escape(say.people(indicator, judged.people))))
    if is_number(judged.typical):
        typical = say(
            "{typical}, medianen bland {kinds} samma år",
            typical=say.gap(indicator, judged.typical),
            kinds=say.organisation_kind(found.place.kind, 2),
        )
        entries.append((say("Typisk skillnad"), escape(typical)))
    return entries


def _how(judged: Any, indicator: Indicator) -> str:
    """The method in one or two sentences, with its own numbers."""
    say = words()
    told = say.explanation(judged)
    if told:
        return told
    if judged.basis == Basis.COUNTED.value:
        return say("Alla poster eller dagar är räknade. Då finns ingen osäkerhet.")
    if is_number(judged.low):
        return say(
            "Intervallet är Newcombes (1998) med 99 procents säkerhet, räknat på antalen. Det går från {low} till {high}.",
            low=say.gap(indicator, judged.low),
            high=say.gap(indicator, judged.high),
        )
    if is_number(judged.limit_low):
        return say(
            "{n} jämförbara år ger gränser (XmR) för vad skillnaden brukar vara: {low} till {high}.",
            n=int(judged.years),
            low=say.gap(indicator, judged.limit_low),
            high=say.gap(indicator, judged.limit_high),
        )
    return say("Det har prövats, och lika går inte att utesluta.")


def _method_link() -> str:
    return link(words()("Så har vi räknat"), address("method") + "#sakert")


def _meaning(indicator: Indicator) -> list[tuple[str, str]]:
    say = words()
    entries = [(say("Nyckeltal"), escape(f"{say.text(indicator.title)} ({', '.join(indicator.series)})"))]
    if indicator.definition:
        entries.append((say("Definition"), escape(say.text(indicator.definition))))
    if indicator.caution:
        entries.append((say("Att tänka på"), escape(say.text(indicator.caution))))
    return entries


def _origin(found: Explained) -> list[tuple[str, str]]:
    """Producer, file and row, sender, and since when the figure is known."""
    say = words()
    indicator = found.indicator
    entries = [(say("Källa"), source_of(indicator))]
    files, known_from = [], []
    for trail in found.trails.values():
        current = trail[trail["current"]]
        # The official value is the one shown where there is one.
        current = current[current["origin"] == found.row.origin]
        for version in current.itertuples(index=False):
            file = say("{file}, rad {row}", file=version.file_name, row=int(version.row))
            if file not in files:
                files.append(file)
            if not pd.isna(version.known_from):
                known_from.append(version.known_from)
            sender = say(
                "{who}, {day}",
                who=who(say, version.sender),
                day=say.moment(version.published.tz_localize("UTC")),
            )
    if not files:
        return entries
    entries.append((say("Fil och rad"), escape(say.joined(files))))
    entries.append((say("Lämnad av, inläst"), escape(sender)))
    if known_from:
        entries.append((say("Känd från"), escape(_known_from(max(known_from), found))))
    return entries


def _known_from(day: pd.Timestamp, found: Explained) -> str:
    say = words()
    told = say.date(day.date())
    if found.row.origin == Origin.OFFICIAL.value and (day.month, day.day) == (12, 31):
        return say("{day}. Koladas egen dag är inte känd, så vi räknar från årets slut.", day=told)
    return told


def _earlier(found: Explained) -> None:
    """Every other version of the figure, if there has been any."""
    say = words()
    headings = [say("Vem"), say("Värde"), say("Saknas"), say("Källa"), say("Fil"), say("Rad"), say("Inläst")]
    cells = []
    for sex, trail in found.trails.items():
        shown = trail["current"] & (trail["origin"] == found.row.origin)
        for version in trail[~shown].itertuples(index=False):
            official = version.origin == Origin.OFFICIAL.value
            cells.append(
                (
                    _label(sex, found.indicator),
                    say.value(found.indicator, version.value) if is_number(version.value) else "",
                    say.missing(version.missing) if isinstance(version.missing, str) else "",
                    say("officiell") if official else say("nätverket"),
                    version.file_name,
                    str(int(version.row)),
                    "" if pd.isna(version.published) else say.moment(version.published.tz_localize("UTC")),
                )
            )
    if not cells:
        put(f'<p class="page-source">{escape(say("Inga andra värden har funnits för den här siffran."))}</p>')
        return
    put(figures.table(pd.DataFrame(cells, columns=headings), say("Andra värden för samma siffra"), say))


def measured(indicator: Indicator) -> str:
    """How values of different years hang together, in a sentence."""
    say = words()
    return {
        Measured.YEARLY: say("Mäts varje år."),
        Measured.ELECTION: say("Ändras bara vid val och upprepas däremellan."),
        Measured.SURVEY: say("Kommer från en enkät, inte varje år överallt."),
        Measured.MOVING_MEAN: say("Är ett medelvärde över flera år."),
    }[indicator.measured]
