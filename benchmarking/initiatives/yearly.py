"""A year of an initiative: its meetings, who came, and all that its report tells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarking.initiatives.progress import Coverage, Deadline, coverage, deadlines, standing
from benchmarking.initiatives.records import (
    Attendance,
    Attender,
    CountyAssessment,
    Dossier,
    Initiative,
    Occasion,
    OccasionKind,
    Progress,
    SourcedFact,
    State,
    Work,
    WorkKind,
)
from benchmarking.model import KnownDate, Organisation, ProgrammeKind
from benchmarking.rules import Decision
from benchmarking.seats import SeatOffer, Tally, allot, tally

FEWEST_PEOPLE = 5
"""A count of women or of men below it is told to coordinators only."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """How many meetings of a kind a year had; `target` is the initiative's aim.

    `planned` are still to come; of `unknown` the day has passed and nobody knows whether they were held.
    """

    kind: OccasionKind
    target: int | None
    planned: int
    held: int
    cancelled: int
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class People:
    """How many came, by role and sex; `role` is None for all roles together.

    `women` and `men` are None where they are not told apart: too few, or nobody noted the sex of any.
    """

    role: Attender | None
    women: int | None
    men: int | None
    people: int


@dataclass(frozen=True, slots=True)
class YearReport:
    """What an initiative did in a year, for its coordinator to hand on. Lists are in the order of time."""

    initiative: Initiative
    year: int
    members: int
    coverage: tuple[Coverage, ...]
    steps: tuple[Progress, ...]
    meetings: tuple[Meetings, ...]
    occasions: tuple[Occasion, ...]
    people: tuple[People, ...]
    seats: tuple[tuple[SeatOffer, Tally], ...]
    work: tuple[Work, ...]
    consultations_in_time: int
    consultations: int
    assessments: tuple[CountyAssessment, ...]
    facts: tuple[SourcedFact, ...]
    deadlines: tuple[Deadline, ...]


MEETING_KINDS = (
    OccasionKind.NETWORK_MEETING,
    OccasionKind.COUNCIL_MEETING,
    OccasionKind.GROUP_MEETING,
)


def years(dossier: Dossier, decisions: Iterable[Decision] = ()) -> tuple[int, ...]:
    """The years that something is known of, oldest first."""
    members = set(dossier.taking_part())
    found = {one.year for one in (*dossier.occasions, *dossier.facts, *dossier.assessments)}
    found |= {one.on.on.year for one in dossier.progress if one.on}
    found |= {known.on.year for one in dossier.work for known in (one.due, one.finished) if known}
    found |= {one.closes.year for one in dossier.offers}
    if dossier.initiative.kind is ProgrammeKind.DECLARATION:
        found |= {one.on.year for one in decisions if one.on and one.organisation in members}
    return tuple(sorted(year for year in found if year is not None))


def meetings(dossier: Dossier, year: int, today: date) -> tuple[Meetings, ...]:
    """Meetings of a year by kind: those that the initiative aims at, and those that it planned or held."""
    target = dossier.initiative.meetings_a_year
    found = []
    for kind in OccasionKind:
        own = [one for one in dossier.occasions if one.kind is kind and one.year == year]
        aimed = target if kind is OccasionKind.NETWORK_MEETING else None
        if own or aimed is not None:
            waiting = [one.planned for one in own if one.held is None and not one.cancelled]
            past = sum(when is not None and when.latest < today for when in waiting)
            found.append(
                Meetings(
                    kind,
                    aimed,
                    planned=len(waiting) - past,
                    held=sum(one.held is not None for one in own),
                    cancelled=sum(one.cancelled and one.held is None for one in own),
                    unknown=past,
                )
            )
    return tuple(found)


def people(
    dossier: Dossier, year: int, kinds: Collection[OccasionKind] = tuple(OccasionKind)
) -> tuple[People, ...]:
    """How many came to the held occasions of a year, by role: with every number, for coordinators."""
    numbers = {
        one.number
        for one in dossier.occasions
        if one.held is not None and one.held.on.year == year and one.kind in kinds
    }
    return counted(one for one in dossier.attendance if one.occasion in numbers)


def counted(attendance: Iterable[Attendance]) -> tuple[People, ...]:
    """Attendance added up by role."""
    rows = list(attendance)
    found = []
    for role in Attender:
        own = [one for one in rows if one.role is role]
        if own:
            women, men = sum(one.women for one in own), sum(one.men for one in own)
            everyone = sum(one.people for one in own)
            split = women + men > 0 or everyone == 0
            found.append(People(role, women if split else None, men if split else None, everyone))
    return tuple(found)


def publicly(found: Sequence[People]) -> tuple[People, ...]:
    """The same counts as anybody may see them: the finest level at which no count lies between 1 and 4.

    By role and sex, else by sex over all roles, else one number; nothing where even that is too small. One
    level is told and no other, so that nothing can be subtracted.
    """
    if not found:
        return ()
    split = [one for one in found if one.women is not None]
    together = People(
        None,
        sum(one.women or 0 for one in split) if split else None,
        sum(one.men or 0 for one in split) if split else None,
        sum(one.people for one in found),
    )
    levels = [tuple(found), (together,), (People(None, None, None, together.people),)]
    return next((level for level in levels if not any(map(_small, level))), ())


def _small(one: People) -> bool:
    parts = [one.people]
    if one.women is not None and one.men is not None:
        parts += [one.women, one.men, one.people - one.women - one.men]
    return any(0 < count < FEWEST_PEOPLE for count in parts)


def year_report(
    dossier: Dossier,
    organisations: Mapping[str, Organisation],
    decisions: Sequence[Decision],
    year: int,
    today: date,
    *,
    public: bool = True,
) -> YearReport:
    """A year of an initiative: coverage at its end, what was done in it, and what was due."""
    last = min(date(year, 12, 31), max(today, date(year, 1, 1)))
    rows = standing(dossier, decisions, last)
    attended = people(dossier, year)
    consultations = [
        one
        for one in dossier.work
        if one.kind is WorkKind.CONSULTATION and _in_year(one.due, year) and one.due is not None
    ]
    return YearReport(
        initiative=dossier.initiative,
        year=year,
        members=len(dossier.taking_part(last)),
        coverage=coverage(dossier, organisations, decisions, last),
        steps=tuple(
            sorted(
                (one for one in rows.values() if one.state is State.DONE and _in_year(one.on, year)),
                key=lambda one: (one.on.on if one.on else date.max, one.milestone, one.organisation),
            )
        ),
        meetings=meetings(dossier, year, today),
        occasions=tuple(one for one in dossier.occasions if one.year == year),
        people=publicly(attended) if public else attended,
        seats=tuple(
            (offer, tally(offer, allot(offer, dossier.requests)))
            for offer in dossier.offers
            if offer.closes.year == year
        ),
        work=tuple(
            one
            for one in dossier.work
            if _in_year(one.due, year) or _in_year(one.finished, year) or one.state is State.UNDER_WAY
        ),
        consultations_in_time=sum(
            one.finished is not None and one.due is not None and one.finished.latest <= one.due.latest
            for one in consultations
        ),
        consultations=len(consultations),
        assessments=tuple(one for one in dossier.assessments if one.year == year),
        facts=tuple(one for one in dossier.facts if one.year == year),
        deadlines=tuple(one for one in deadlines(dossier, decisions, today) if _in_year(one.due, year)),
    )


def _in_year(known: KnownDate | None, year: int) -> bool:
    return known is not None and known.on.year == year
