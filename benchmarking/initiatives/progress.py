"""How far the members have come: each step, the signings and what follows them, and what is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from benchmarking.initiatives.records import Dossier, Milestone, Progress, SourcedFact, State
from benchmarking.model import KnownDate, Organisation, Precision, Text
from benchmarking.rules import Decision, DecisionKind, plan_due


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many members have taken a step. `told` are sourced counts of the same step.

    The share of all is certain only where nothing is unknown; else it lies from `least` to `most`.
    """

    milestone: Milestone
    done: int
    under_way: int
    not_started: int
    unknown: int
    told: tuple[SourcedFact, ...] = ()

    @property
    def among(self) -> int:
        return self.done + self.under_way + self.not_started + self.unknown

    @property
    def least(self) -> int:
        return self.done

    @property
    def most(self) -> int:
        return self.done + self.unknown


@dataclass(frozen=True, slots=True)
class Signing:
    """An organisation's signature and what follows from it; `due` is when its action plan is due.

    `due_by_source` is true where a source gives the day, else it follows from the two-year rule.
    """

    organisation: str
    signed: Decision | None
    articles: Decision | None
    plan: Decision | None
    due: KnownDate | None
    due_by_source: bool


class DeadlineKind(StrEnum):
    PLAN = "plan"
    OCCASION = "occasion"
    WORK = "work"
    SEATS = "seats"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something with a last day. `met` is when it was done, None while it is not or nobody knows.

    `late` is said only of what is known to be undone: a plan that nobody has recorded may exist.
    """

    kind: DeadlineKind
    what: Text | None
    organisation: str | None
    due: KnownDate
    met: KnownDate | None
    late: bool
    unknown: bool = False


def standing(
    dossier: Dossier, decisions: Iterable[Decision] = (), until: date | None = None
) -> dict[tuple[str, str], Progress]:
    """How far each member has come with each step, by (organisation, step's code); UNKNOWN where nobody knows.

    A step that a political decision takes is read from `decisions`, and a row here only adds its deadline.
    `until` is the last day that counts: what was done later had not been done then.
    """
    kept = {one.key: one for one in dossier.progress}
    found: dict[tuple[str, str], Progress] = {}
    made = _decided(decisions)
    for milestone in dossier.milestones:
        for code in dossier.taking_part():
            row = kept.get((code, milestone.code), Progress(code, milestone.code, State.UNKNOWN))
            decision = made.get((code, milestone.decision)) if milestone.decision else None
            if decision is not None:
                row = Progress(
                    code, milestone.code, State.DONE, decision.known, row.due, row.note, decision.source
                )
            if until is not None and row.state is State.DONE and row.on is not None and row.on.on > until:
                row = Progress(code, milestone.code, State.UNKNOWN, due=row.due)
            found[code, milestone.code] = row
    return found


def coverage(
    dossier: Dossier,
    organisations: Mapping[str, Organisation],
    decisions: Iterable[Decision] = (),
    until: date | None = None,
) -> tuple[Coverage, ...]:
    """Each step in order with how many of the members it is for have taken it, and what sources count."""
    rows = standing(dossier, decisions, until)
    found = []
    for milestone in sorted(dossier.milestones, key=lambda one: (one.position, one.code)):
        states = [
            rows[code, milestone.code].state
            for code in dossier.taking_part()
            if milestone.whom is None
            or (code in organisations and organisations[code].kind is milestone.whom)
        ]
        told = tuple(one for one in dossier.facts if one.milestone == milestone.code)
        counts = {state: states.count(state) for state in State}
        found.append(
            Coverage(
                milestone,
                counts[State.DONE],
                counts[State.UNDER_WAY],
                counts[State.NOT_STARTED],
                counts[State.UNKNOWN],
                told,
            )
        )
    return tuple(found)


def signings(dossier: Dossier, decisions: Iterable[Decision]) -> tuple[Signing, ...]:
    """Each member's signature, acceptance of the articles of 2022 and action plan, in the members' order.

    A plan is due two years after signing at the latest (the charter); where only the year of signing is known,
    two years after its last day.
    """
    made = _decided(decisions)
    kept = {one.organisation: one.due for one in dossier.progress if one.due is not None}
    found = []
    for code in dossier.taking_part():
        signed = made.get((code, DecisionKind.CEMR_SIGNED))
        due = kept.get(code)
        by_source = due is not None
        if due is None and signed is not None and (last := plan_due(signed)) is not None:
            due = KnownDate(last, Precision.BY)
        found.append(
            Signing(
                code,
                signed,
                made.get((code, DecisionKind.CEMR_2022)),
                made.get((code, DecisionKind.ACTION_PLAN)),
                due,
                by_source,
            )
        )
    return tuple(found)


def _decided(decisions: Iterable[Decision]) -> dict[tuple[str, DecisionKind], Decision]:
    """The first decision of each kind that each organisation has made, those without a date last."""
    found: dict[tuple[str, DecisionKind], Decision] = {}
    for one in sorted(decisions, key=lambda one: one.on or date.max):
        found.setdefault((one.organisation, one.kind), one)
    return found


def deadlines(dossier: Dossier, decisions: Iterable[Decision], today: date) -> tuple[Deadline, ...]:
    """Everything with a last day, the earliest first: plans, meetings, work and consultations, and seats to ask for."""
    found = []
    if any(one.decision is DecisionKind.ACTION_PLAN for one in dossier.milestones):
        for one in signings(dossier, decisions):
            if one.due is not None:
                met = one.plan.known if one.plan else None
                found.append(
                    Deadline(
                        DeadlineKind.PLAN,
                        None,
                        one.organisation,
                        one.due,
                        met,
                        late=False,
                        unknown=one.plan is None,
                    )
                )
    for occasion in dossier.occasions:
        if occasion.planned is not None and not occasion.cancelled:
            undone = occasion.held is None and occasion.planned.latest < today
            found.append(
                Deadline(
                    DeadlineKind.OCCASION,
                    occasion.title,
                    occasion.organisation,
                    occasion.planned,
                    occasion.held,
                    late=False,
                    unknown=undone,
                )
            )
    for work in dossier.work:
        if work.due is not None:
            open_still = work.state in (State.NOT_STARTED, State.UNDER_WAY)
            found.append(
                Deadline(
                    DeadlineKind.WORK,
                    work.title,
                    work.owner,
                    work.due,
                    work.finished,
                    late=open_still and work.due.latest < today,
                    unknown=work.state is State.UNKNOWN,
                )
            )
    found += [
        Deadline(
            DeadlineKind.SEATS,
            Text(offer.title, offer.title),
            None,
            KnownDate(offer.closes, Precision.DAY),
            None,
            late=False,
        )
        for offer in dossier.offers
    ]
    return tuple(sorted(found, key=lambda one: (one.due.latest, one.kind, one.organisation or "")))
