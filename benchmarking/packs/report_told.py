"""A round's report for its result conference as a `Paper`: what was promised, taken over and reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarking.meetings import Practice
from benchmarking.model import Indicator, MemberRole
from benchmarking.packs.paper import Grid, Listed, Paper, Section, Sheet, Told
from benchmarking.preparing import Pack, Promise
from benchmarking.wording import Words
from benchmarking.wording import preparing as said

__all__ = ["GroupReport", "report_paper"]


@dataclass(frozen=True, slots=True)
class GroupReport:
    """A group's pack, all its commitments, what was taken over in it, and the indicators.

    `assessed`: the newest judgement (a row of `gaps.assess`) by indicator and organisation.
    """

    pack: Pack
    promises: tuple[Promise, ...]
    practices: tuple[Practice, ...]
    indicators: Mapping[str, Indicator]
    assessed: Mapping[tuple[str, str], Any]


def report_paper(groups: Sequence[GroupReport], words: Words, as_of: date) -> Paper:
    """One sheet for each group: its commitments then and now, and its practices. ValueError without groups.

    Nothing of what a group wrote at its meetings: a whole conference reads this, and the lines are the group's.

    A change between two years is told as it is, with how surely the gap now is known and how it has gone
    beside the country; no sentence says why it came.
    """
    if not groups:
        raise ValueError("a round without groups has no report")
    sheets = [_sheet(one, words) for one in groups]
    promised = sum(len(one.promises) for one in groups)
    title = words("Vad omgången lovade och nådde")
    return Paper(
        title=title,
        overline=f"{words.text(groups[0].pack.round)} · {title}",
        language=words.language,
        as_of=as_of,
        made=words("Uppgifter kända {date}", date=words.date(as_of)),
        sheets=tuple(sheets),
        closing=(
            words.plural("{n} åtagande i omgången.", "{n} åtaganden i omgången.", promised),
            words("Skillnaden är kvinnor minus män: plus betyder att kvinnor ligger högre eller är fler."),
            words("En skillnad mellan två år kan bero på slumpen."),
            words("Källa: Kolada (RKA). Skillnader och bedömningar: egen bearbetning av data från Kolada."),
        ),
        publisher=words("Jämställt i siffror"),
    )


def _sheet(group: GroupReport, words: Words) -> Sheet:
    pack = group.pack
    names = [one.name for one in pack.having(MemberRole.PARTICIPANT)]
    sections = []
    for member in pack.having(MemberRole.PARTICIPANT):
        own = [one for one in group.promises if one.organisation == member.code]
        if own:
            head = (words("Nyckeltal"), words("Åtagande"), words("Då och nu"), words("Läge"))
            rows = tuple(_row(one, group, words) for one in own)
            block = Grid(words("Åtaganden, då och nu"), head, rows)
        else:
            block = Told((words("Inga åtaganden är antecknade."),))
        sections.append(Section(member.name, (block,)))
    if group.practices:
        items = tuple(
            words(
                "{taker} tog efter {giver}: {text}",
                taker=pack.name(one.taken_by),
                giver=pack.name(one.taken_from),
                text=" ".join(part for part in (one.text, one.effect) if part),
            )
            for one in group.practices
        )
        sections.append(Section(words("Vad gruppen tog efter"), (Listed(items),)))
    return Sheet(pack.team, words.text(pack.round), words.joined(names) or pack.team, (), tuple(sections))


def _row(one: Promise, group: GroupReport, words: Words) -> tuple[str, ...]:
    indicator = group.indicators[one.indicator]
    what = said.expected(words, one) + (f"\n{one.text}" if one.text else "")
    path = said.promise_path(words, indicator, one)
    judged = group.assessed.get((one.indicator, one.organisation))
    if judged is not None and one.now is not None and judged.year == one.now.year:
        path += f"\n{_surely(judged, indicator, words)}"
    state = said.state(words, one) + (f"\n{one.why}" if one.why else "")
    return words.text(indicator.short), what, path, state


def _surely(judged: Any, indicator: Indicator, words: Words) -> str:
    """How surely the gap is known and how it goes beside the country, or why that cannot be told."""
    if why := words.explanation(judged):
        return why
    how = (words.verdict(judged, indicator), words.basis(judged, indicator), words.change(judged))
    return ". ".join(part for part in how if part) + "."
