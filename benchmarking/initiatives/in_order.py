"""An initiative in the order of time, and what an organisation takes part in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from benchmarking.initiatives.progress import standing
from benchmarking.initiatives.records import Certainty, Dossier, Initiative, Milestone, Progress, State
from benchmarking.model import KnownDate, MemberRole, Precision, Text
from benchmarking.rules import Decision


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened: a step taken by some organisations, an occasion, work finished, or a sourced fact.

    `planned` where it is only known that it was planned.
    """

    on: KnownDate
    what: Text
    organisations: tuple[str, ...]
    source: str
    certainty: Certainty
    planned: bool = False


def timeline(dossier: Dossier, decisions: Iterable[Decision] = ()) -> tuple[Happening, ...]:
    """What is dated of an initiative, oldest first; organisations that took the same step the same day together."""
    titles = {one.code: one.title for one in dossier.milestones}
    together: dict[tuple[KnownDate, str, str, Certainty], list[str]] = {}
    for one in standing(dossier, decisions).values():
        if one.state is State.DONE and one.on is not None:
            together.setdefault((one.on, one.milestone, one.source, one.certainty), []).append(
                one.organisation
            )
    found = [
        Happening(on, titles[code], tuple(places), source, certainty)
        for (on, code, source, certainty), places in together.items()
    ]
    for occasion in dossier.occasions:
        when = occasion.held or (None if occasion.cancelled else occasion.planned)
        if when is not None:
            whose = (occasion.organisation,) if occasion.organisation else ()
            unheld = occasion.held is None
            found.append(
                Happening(when, occasion.title, whose, occasion.source, occasion.certainty, planned=unheld)
            )
    for work in dossier.work:
        if work.finished is not None:
            owner = (work.owner,) if work.owner else ()
            found.append(Happening(work.finished, work.title, owner, work.source, work.certainty))
    for fact in dossier.facts:
        if fact.year is not None:
            when = KnownDate(date(fact.year, 1, 1), Precision.YEAR)
            found.append(Happening(when, fact.said, (), fact.source, fact.certainty))
    return tuple(sorted(found, key=lambda one: (one.on.on, one.on.precision, one.what.sv)))


@dataclass(frozen=True, slots=True)
class TakingPart:
    """An organisation's place in an initiative: as what it takes part, and the steps it has taken."""

    initiative: Initiative
    roles: tuple[MemberRole, ...]
    steps: tuple[tuple[Milestone, Progress], ...]


def takes_part(
    code: str, dossiers: Iterable[Dossier], decisions: Iterable[Decision]
) -> tuple[TakingPart, ...]:
    """What an organisation takes part in, the oldest first; steps of which nothing is known are left out."""
    made = tuple(decisions)
    found = []
    for dossier in dossiers:
        roles = tuple(one.role for one in dossier.members if one.organisation == code)
        if not roles:
            continue
        rows = standing(dossier, made)
        steps = tuple(
            (milestone, rows[code, milestone.code])
            for milestone in sorted(dossier.milestones, key=lambda one: one.position)
            if (code, milestone.code) in rows
            and (rows[code, milestone.code].state is not State.UNKNOWN or rows[code, milestone.code].due)
        )
        found.append(TakingPart(dossier.initiative, roles, steps))
    return tuple(sorted(found, key=lambda one: (_start(one.initiative), one.initiative.id)))


def _start(initiative: Initiative) -> date:
    return initiative.starts.on if initiative.starts else date.max
