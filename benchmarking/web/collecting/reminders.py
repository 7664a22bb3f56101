"""What is sent to a place that has not handed in: a text to copy, and the texts of its template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from benchmarking import intake, wording
from benchmarking.coverage import State
from benchmarking.model import Indicator, Programme
from benchmarking.wording import Words

MOST_LISTED = 20
"""A longer list of what is missing is not read in a letter; the template has all of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Something a place has not handed in: the indicator, the years it lacks, and the last day, if one is set."""

    indicator: Indicator
    years: tuple[int, ...]
    due: date | None


def lacking(cells: pd.DataFrame, indicators: Mapping[str, Indicator]) -> list[Asked]:
    """What is asked and not in, in the order of `cells`; each indicator once, with the years that anybody lacks.

    Years that the official figures or a published file have are not among them. `cells` as `coverage.cells`.
    """
    left = cells[cells["state"].isin([State.LATE, State.RETURNED, State.DUE])]
    found: dict[str, Asked] = {}
    for row in left.itertuples():
        due = None if pd.isna(row.due) else pd.Timestamp(row.due).date()
        before = found.get(row.indicator, Asked(indicators[row.indicator], (), due))
        years = tuple(sorted({*before.years, *row.left}))
        found[row.indicator] = replace(before, years=years)
    return list(found.values())


def _years(years: Sequence[int], say: Words) -> str:
    """Years in few words, those in a row as a range: "2019, 2021–2023"."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(say.year_range(*run) for run in runs)


def reminder(
    programme: Programme, place: str | None, missing: Sequence[Asked], today: date, say: Words
) -> str:
    """The text to send. `place` is its name, None for a text to several; `missing` as `lacking` gives it."""
    days = [one.due for one in missing if one.due is not None]
    name = say.text(programme.name)
    lines = [say("Hej,"), ""]
    if place is None:
        lines.append(say("I {round} saknar vi ännu uppgifter från er.", round=name))
    else:
        lines.append(say("I {round} saknar vi ännu uppgifter från {place}.", round=name, place=place))
    if days:
        first = min(days)
        lines.append(
            say("Sista dagen var {date}. Lämna så snart ni kan.", date=say.date(first))
            if first < today
            else say("Lämna dem senast {date}.", date=say.date(first))
        )
    lines += ["", say("Det gäller:") if place else say("Omgången har frågat efter:")]
    for one in missing[:MOST_LISTED]:
        line = f"– {say.text(one.indicator.short)} ({one.indicator.id}), {_years(one.years, say)}"
        if one.due is not None and len(set(days)) > 1:
            line += ", " + say("senast {date}", date=say.date(one.due))
        lines.append(line)
    if len(missing) > MOST_LISTED:
        lines.append("– " + say("och {n} nyckeltal till, se mallen", n=len(missing) - MOST_LISTED))
    lines += [
        "",
        # Who hands in has no sign-in: an address would lead to a page that is closed to them.
        say("Skriv i mallen eller ta er egen fil som den är, och skicka filen till samordnaren."),
        say("Svara på det här meddelandet och bifoga filen. Samordnaren lägger in den."),
        "",
        say("Går det inte att ta fram ett värde? Skriv varför i kolumnen ”saknas”, så frågar vi inte igen."),
        say("Behöver ni mer tid? Svara på det här meddelandet."),
    ]
    return "\n".join(lines)


def template_texts(language: str) -> intake.TemplateTexts:
    """What the workbook says beside its headings, in a language."""
    say = wording.words(language)
    return intake.TemplateTexts(
        language=language,
        sheet=say("Uppgifter"),
        about=say("Så fyller du i"),
        title=say("Så fyller du i"),
        instructions=(
            say(
                "Fyll i de gula cellerna på första bladet. En rad är ett värde: en kommun eller region, ett nyckeltal, ett år, ett kön."
            ),
            say("värde: talet i nyckeltalets enhet. Noll skrivs 0."),
            say(
                "antal och underlag: hur många personer det gäller, och av hur många. Lämna tomt om ni inte vet. Då går det inte att säga om en skillnad är säker."
            ),
            say(
                "saknas: välj varför värdet saknas. ”-” betyder bortfall, ”.” att det inte finns hos er, ”..” att gruppen är för liten för att visas."
            ),
            say("kön: K är kvinnor, M är män, T är totalt."),
            say("De grå kolumnerna är till för dig. De läses inte när filen lämnas."),
            say("Flytta inte om rubrikerna. Rader du inte kan fylla i kan du ta bort."),
            say("Skriv aldrig namn, personnummer eller annat om enskilda personer i filen."),
        ),
        measures=say("Nyckeltalen i den här filen"),
        name=say("vad det gäller (läses inte)"),
        last=say("senast känt (läses inte)"),
    )
