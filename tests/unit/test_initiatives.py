"""How far an initiative has come: what is known, what is only counted, and what a year's report says."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarking import initiatives
from benchmarking.initiatives import (
    Attendance,
    Attender,
    Dossier,
    Initiative,
    Meetings,
    Member,
    Milestone,
    Occasion,
    OccasionKind,
    People,
    Progress,
    SourcedFact,
    State,
    Work,
    WorkKind,
)
from benchmarking.model import (
    KnownDate,
    MemberRole,
    Organisation,
    OrganisationKind,
    Precision,
    ProgrammeKind,
    Text,
)
from benchmarking.rules import Decision, DecisionKind
from benchmarking.seats import SeatOffer, SeatRequest

TODAY = date(2026, 11, 28)
PLACES = {
    **{code: Organisation(code, code, OrganisationKind.MUNICIPALITY) for code in ("a", "b", "c")},
    "r": Organisation("r", "r", OrganisationKind.REGION),
}


def text(words: str) -> Text:
    return Text(words, words)


def day(*parts: int, precision: Precision = Precision.DAY) -> KnownDate:
    return KnownDate(date(*parts), precision)


def dossier(kind: ProgrammeKind = ProgrammeKind.COUNTY_TRAINING, **rows: object) -> Dossier:
    members = tuple(Member(code, MemberRole.PARTICIPANT) for code in PLACES)
    return Dossier(Initiative("i", kind, text("Insats"), meetings_a_year=2), **({"members": members} | rows))


TRAINED = Milestone("trained", 1, text("Utbildad"), OrganisationKind.MUNICIPALITY)
SIGNED = Milestone("signed", 1, text("Undertecknad"), decision=DecisionKind.CEMR_SIGNED)
PLAN = Milestone("plan", 2, text("Plan"), decision=DecisionKind.ACTION_PLAN)


# Coverage


def test_a_sourced_count_stands_beside_rows_that_nobody_knows_and_is_never_shared_out_on_them():
    half = SourcedFact("half", 1, text("Hälften"), 5, 10, 2010, "trained")
    [found] = initiatives.coverage(dossier(milestones=(TRAINED,), facts=(half,)), PLACES)
    assert (found.done, found.under_way, found.not_started, found.unknown) == (0, 0, 0, 3)
    assert (found.least, found.most, found.among) == (0, 3, 3)
    assert found.told == (half,)


def test_coverage_counts_the_members_that_a_step_is_for():
    progress = (
        Progress("a", "trained", State.DONE, day(2026, 3, 1)),
        Progress("b", "trained", State.UNDER_WAY),
        Progress("r", "trained", State.DONE),
    )
    whole = dossier(milestones=(TRAINED,), progress=progress)
    [found] = initiatives.coverage(whole, PLACES)
    assert (found.done, found.under_way, found.not_started, found.unknown) == (1, 1, 0, 1)
    # What was done later had not been done then, and what stood instead nobody knows.
    [before] = initiatives.coverage(whole, PLACES, until=date(2026, 2, 1))
    assert (before.done, before.unknown) == (0, 2)


def test_a_step_that_a_decision_takes_is_read_from_the_record_of_decisions():
    decisions = [
        Decision("a", DecisionKind.CEMR_SIGNED, date(2013, 1, 1), source="C4", precision=Precision.YEAR),
        Decision("a", DecisionKind.CEMR_SIGNED, date(2015, 1, 1)),
    ]
    whole = dossier(ProgrammeKind.DECLARATION, milestones=(SIGNED, PLAN))
    found = initiatives.standing(whole, decisions)["a", "signed"]
    assert (found.state, found.on, found.source) == (
        State.DONE,
        day(2013, 1, 1, precision=Precision.YEAR),
        "C4",
    )
    assert initiatives.standing(whole, decisions)["b", "signed"].state is State.UNKNOWN


# The declaration


def test_a_plan_is_due_two_years_after_the_last_day_the_signature_can_have_been():
    whole = dossier(
        ProgrammeKind.DECLARATION,
        milestones=(SIGNED, PLAN),
        progress=(Progress("c", "plan", State.UNKNOWN, due=day(2015, 2, 1, precision=Precision.MONTH)),),
    )
    decisions = [
        Decision("a", DecisionKind.CEMR_SIGNED, date(2013, 1, 1), precision=Precision.YEAR),
        Decision("b", DecisionKind.CEMR_SIGNED, date(2012, 2, 29)),
        Decision("b", DecisionKind.ACTION_PLAN, date(2014, 1, 7)),
        Decision("c", DecisionKind.CEMR_SIGNED, date(2013, 1, 1), precision=Precision.YEAR),
    ]
    found = {one.organisation: one for one in initiatives.signings(whole, decisions)}
    assert found["a"].due == day(2015, 12, 31, precision=Precision.BY)
    assert found["b"].due == day(2014, 2, 28, precision=Precision.BY)
    assert (found["c"].due, found["c"].due_by_source) == (day(2015, 2, 1, precision=Precision.MONTH), True)
    assert (found["r"].due, found["r"].signed) == (None, None)

    due = initiatives.deadlines(whole, decisions, TODAY)
    assert [one.organisation for one in due] == ["b", "c", "a"]
    # That nobody has recorded a plan does not make it late.
    assert [(one.late, one.unknown, one.met is not None) for one in due] == [
        (False, False, True),
        (False, True, False),
        (False, True, False),
    ]


# Deadlines


def test_work_is_late_where_it_is_known_to_be_undone_and_only_there():
    work = (
        Work(1, WorkKind.CONSULTATION, text("Remiss"), due=day(2026, 5, 1), state=State.UNDER_WAY),
        Work(2, WorkKind.ACTIVITY, text("Okänd"), due=day(2026, 5, 2)),
        Work(3, WorkKind.ACTIVITY, text("Senare"), due=day(2026, 12, 24), state=State.NOT_STARTED),
        Work(
            *(4, WorkKind.ACTIVITY, text("Gjord"), None, day(2026, 5, 3), State.DONE),
            finished=day(2026, 6, 1),
        ),
    )
    found = initiatives.deadlines(dossier(work=work), (), TODAY)
    assert [(one.what.sv, one.late, one.unknown) for one in found if one.what] == [
        ("Remiss", True, False),
        ("Okänd", False, True),
        ("Gjord", False, False),
        ("Senare", False, False),
    ]


# Meetings and people


def occasion(number: int, when: KnownDate | None, kind: OccasionKind = OccasionKind.NETWORK_MEETING, **more):
    return Occasion(number, kind, text(f"Träff {number}"), planned=when, **more)


def test_meetings_of_a_year_stand_beside_the_aim():
    occasions = (
        occasion(1, day(2026, 3, 1), held=day(2026, 3, 2)),
        occasion(2, day(2026, 12, 1)),
        occasion(3, day(2026, 9, 1), cancelled=True),
        occasion(4, day(2025, 9, 1), held=day(2025, 9, 1)),
    )
    whole = dossier(ProgrammeKind.AGENCY_NETWORK, occasions=occasions)
    network = OccasionKind.NETWORK_MEETING
    found = initiatives.meetings(whole, 2026, TODAY)
    assert found == (Meetings(network, 2, planned=1, held=1, cancelled=1),)
    # Once the day has passed, nobody knows whether it was held.
    [later] = initiatives.meetings(whole, 2026, date(2027, 1, 1))
    assert (later.planned, later.unknown) == (0, 1)
    assert initiatives.meetings(whole, 2024, TODAY) == (Meetings(network, 2, 0, 0, 0),)


HELD = occasion(1, day(2026, 3, 1), held=day(2026, 3, 2))


def test_people_are_counted_by_role_and_sex_at_what_was_held_in_the_year():
    attendance = (
        Attendance(1, "a", Attender.POLITICIAN, 6, 7),
        Attendance(1, "b", Attender.POLITICIAN, 5, 0, 2),
        Attendance(1, "b", Attender.OFFICIAL, unsplit=9),
        Attendance(2, "b", Attender.OFFICIAL, 100, 100),
    )
    whole = dossier(occasions=(HELD, occasion(2, day(2026, 12, 1))), attendance=attendance)
    assert initiatives.people(whole, 2026) == (
        People(Attender.POLITICIAN, 11, 7, 20),
        People(Attender.OFFICIAL, None, None, 9),
    )
    assert initiatives.people(whole, 2025) == ()


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([(Attender.POLITICIAN, 6, 7)], [(Attender.POLITICIAN, 6, 7, 13)]),
        ([(Attender.POLITICIAN, 6, 0)], [(Attender.POLITICIAN, 6, 0, 6)]),
        # One small role: sexes over all roles.
        ([(Attender.POLITICIAN, 6, 7), (Attender.OFFICIAL, 3, 8)], [(None, 9, 15, 24)]),
        # One sex is small: one number.
        ([(Attender.POLITICIAN, 6, 1)], [(None, None, None, 7)]),
        ([(Attender.POLITICIAN, 2, 1)], []),
        ([], []),
    ],
)
def test_small_counts_are_told_at_the_finest_level_that_gives_nobody_away(rows, told):
    found = initiatives.counted(Attendance(1, "a", role, women, men) for role, women, men in rows)
    public = initiatives.publicly(found)
    assert [(one.role, one.women, one.men, one.people) for one in public] == told


@given(
    st.dictionaries(
        st.sampled_from(list(Attender)),
        st.tuples(*[st.integers(0, 12)] * 3),
    )
)
def test_no_count_between_one_and_four_is_ever_told_to_all(counts):
    rows = [Attendance(1, "", role, *numbers) for role, numbers in counts.items()]
    public = initiatives.publicly(initiatives.counted(rows))
    for one in public:
        parts = [one.people]
        if one.women is not None:
            parts += [one.women, one.men, one.people - one.women - one.men]
        assert not any(0 < part < initiatives.FEWEST_PEOPLE for part in parts)
    if public:
        assert sum(one.people for one in public) == sum(one.people for one in rows)


# A year


def test_a_years_report_holds_that_year_and_nothing_of_another():
    whole = dossier(
        ProgrammeKind.COUNTY_TRAINING,
        milestones=(TRAINED,),
        progress=(
            Progress("a", "trained", State.DONE, day(2025, 3, 1)),
            Progress("b", "trained", State.DONE, day(2026, 3, 1)),
            Progress("c", "trained", State.DONE, day(2027, 3, 1)),
        ),
        occasions=(HELD, occasion(2, day(2025, 1, 1))),
        attendance=(Attendance(1, "a", Attender.POLITICIAN, 6, 7),),
        work=(
            Work(
                *(1, WorkKind.CONSULTATION, text("I tid"), None, day(2026, 5, 1), State.DONE),
                finished=day(2026, 5, 1),
            ),
            Work(
                *(2, WorkKind.CONSULTATION, text("För sent"), None, day(2026, 5, 1), State.DONE),
                finished=day(2026, 5, 2),
            ),
            Work(3, WorkKind.CONSULTATION, text("I fjol"), None, day(2025, 5, 1)),
        ),
        offers=(SeatOffer(1, "Kurs", 3, 1, date(2026, 2, 1)), SeatOffer(2, "Förr", 9, 1, date(2025, 2, 1))),
        requests=(SeatRequest(1, "a", datetime(2026, 1, 1), 5, 5),),
    )
    found = initiatives.year_report(whole, PLACES, (), 2026, TODAY)
    [covered] = found.coverage
    assert (covered.done, covered.unknown) == (2, 1)
    assert [one.organisation for one in found.steps] == ["b"]
    assert [one.number for one in found.occasions] == [1]
    assert found.people == (People(Attender.POLITICIAN, 6, 7, 13),)
    assert (found.consultations, found.consultations_in_time) == (2, 1)
    [(offer, counted)] = found.seats
    assert (offer.title, counted.allotted, counted.waiting) == ("Kurs", 3, 2)
    assert found.members == 4
    assert initiatives.years(whole) == (2025, 2026, 2027)


def test_who_has_left_takes_part_no_more():
    gone = Member("a", MemberRole.PARTICIPANT, left=day(2026, 6, 1))
    organiser = Member("r", MemberRole.ORGANISER)
    whole = dossier(members=(gone, organiser))
    assert whole.taking_part(date(2026, 5, 1)) == ("a",)
    assert whole.taking_part(date(2026, 6, 1)) == ()


# In the order of time, and one place's view


def test_those_who_took_a_step_the_same_day_stand_together_in_the_timeline():
    decisions = [
        Decision(code, DecisionKind.CEMR_SIGNED, date(2013, 12, 19), precision=Precision.BY)
        for code in ("a", "b")
    ]
    whole = dossier(
        ProgrammeKind.DECLARATION,
        milestones=(SIGNED,),
        occasions=(HELD, occasion(2, None), occasion(3, day(2012, 1, 1), cancelled=True)),
        facts=(SourcedFact("f", 1, text("Sagt"), year=2012),),
    )
    found = [(one.what.sv, one.organisations) for one in initiatives.timeline(whole, decisions)]
    assert found == [("Sagt", ()), ("Undertecknad", ("a", "b")), ("Träff 1", ())]


def test_a_place_sees_what_it_takes_part_in_and_the_steps_it_has_taken():
    decisions = [Decision("a", DecisionKind.CEMR_SIGNED, date(2013, 12, 19))]
    whole = dossier(ProgrammeKind.DECLARATION, milestones=(SIGNED, PLAN))
    [found] = initiatives.takes_part("a", [whole], decisions)
    assert [(step.code, progress.state) for step, progress in found.steps] == [("signed", State.DONE)]
    assert found.roles == (MemberRole.PARTICIPANT,)
    assert initiatives.takes_part("nobody", [whole], decisions) == ()
