"""Meetings as a thing of their own: which there are, what is prepared, and where each stands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from benchmarking.assessments import Assessment, Checklist, Point
from benchmarking.coverage import State
from benchmarking.meetings import (
    Arranged,
    Cause,
    Document,
    Handed,
    Judgement,
    Meeting,
    Prepared,
    Preparing,
    Standing,
    before,
    figures_prepared,
    following,
    meetings_of,
    preparation,
    standing,
    unjustified,
)
from benchmarking.model import KnownDate, Precision, Text
from benchmarking.rounds import Concept, ConceptStep, Stage, StepKind, Taken

KICK_OFF = Taken(Stage.KICK_OFF, KnownDate(date(2019, 2, 7), Precision.DAY))
CONFERENCE = Taken(Stage.CONFERENCE, KnownDate(date(2020, 2, 1), Precision.MONTH))


def step(number: int, kind: StepKind) -> ConceptStep:
    words = Text(f"{kind} {number}", f"{kind} {number}")
    return ConceptStep(number, kind, words, words, source="")


EIGHT_STEPS = Concept(
    "2019",
    Text("k", "k"),
    "",
    steps=(
        step(1, StepKind.KICK_OFF),
        *(step(n, StepKind.MEETING if n % 2 == 0 else StepKind.HOME) for n in range(2, 8)),
        step(8, StepKind.CONFERENCE),
    ),
    meetings=3,
)


def meeting(day: date | None = None, **changes: object) -> Meeting:
    held = KnownDate(day, Precision.DAY) if day else None
    return Meeting(**{"team": "MK3-3", "stage": Stage.MEETING, "number": 1, "held": held} | changes)


# Which meetings there are


def test_a_group_has_the_meetings_of_its_concept_and_no_day_is_made_up():
    found = meetings_of("MK3-3", EIGHT_STEPS, [KICK_OFF, CONFERENCE], {})
    assert [one.step for one in found] == [
        *("kick_off-1", "meeting-1", "meeting-2", "meeting-3", "conference-1")
    ]
    assert [one.code for one in found] == ["uppstart", "1", "2", "3", "avslut"]
    assert [one.told.number for one in found] == [1, 2, 4, 6, 8]
    assert [one.held for one in found] == [KICK_OFF.on, None, None, None, CONFERENCE.on]


def test_what_somebody_arranged_goes_before_the_day_of_the_round():
    plan = Arranged(date(2019, 10, 3), "Umeå", date(2019, 9, 12), revision=4)
    found = meetings_of("MK3-3", EIGHT_STEPS, [KICK_OFF], {"meeting-1": plan, "kick_off-1": plan})
    first, second = found[0], found[1]
    assert (first.day, second.day) == (date(2019, 10, 3), date(2019, 10, 3))
    assert (second.place, second.invited, second.revision) == ("Umeå", date(2019, 9, 12), 4)


def test_a_concept_that_does_not_say_how_many_has_one_more_than_those_arranged():
    unsaid = Concept("2024", Text("k", "k"), "", steps=(step(1, StepKind.MEETING),))
    assert [one.code for one in meetings_of("X-1", unsaid, [], {})] == ["uppstart", "1", "avslut"]
    arranged = {"meeting-1": Arranged(date(2025, 1, 1)), "meeting-2": Arranged()}
    found = meetings_of("X-1", unsaid, [], arranged)
    assert [one.code for one in found] == ["uppstart", "1", "2", "3", "avslut"]


def test_deadlines_are_a_week_and_two_before_a_day_that_is_known():
    dated = meeting(date(2019, 10, 17))
    assert (dated.presentation_due, dated.invitation_due) == (date(2019, 10, 10), date(2019, 10, 3))
    month = meeting(held=KnownDate(date(2020, 2, 1), Precision.MONTH))
    assert (month.day, month.presentation_due, month.invitation_due) == (None, None, None)


def test_the_meeting_to_prepare_is_the_next_dated_one_else_the_first_undated_of_its_own():
    found = meetings_of("MK3-3", EIGHT_STEPS, [KICK_OFF, CONFERENCE], {})
    assert following(found, date(2019, 1, 1)).code == "uppstart"
    assert following(found, date(2020, 2, 29)).code == "avslut"
    assert following(found, date(2020, 3, 1)).code == "1"
    assert following((), date(2020, 3, 1)) is None
    assert before(found, found[0]) is None
    assert before(found, found[2]) == found[1]


# How far the preparation has come


CHECKLIST = Checklist("2019", 1, 4, tuple(Point(n, Text("p", "p"), "") for n in (1, 2, 3)))
DOCUMENT = Document(1, "2401", "presentation.pptx", 10, "ab", datetime(2019, 10, 1, tzinfo=UTC))


def assessed(scores: dict[int, int], version: str = "2019") -> Assessment:
    return Assessment("2401", "MK3", "meeting-1", version, scores, date(2019, 10, 1))


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], Prepared.NOT_ASKED),
        ([State.COMPLETE, State.OFFICIAL, State.RECEIVED], Prepared.DONE),
        ([State.COMPLETE, State.LATE], Prepared.PARTLY),
        ([State.DUE, State.RETURNED], Prepared.MISSING),
    ],
)
def test_figures_are_in_when_every_cell_is(states, expected):
    assert figures_prepared(states) is expected


def test_a_half_filled_checklist_is_partly_in_and_says_how_many_points():
    found = preparation(meeting(), "2401", (), assessed({1: 2, 3: 4}), CHECKLIST, Handed(), date(2019, 9, 1))
    assert found.states[Preparing.SELF_ASSESSMENT] is Prepared.PARTLY
    assert (found.answered, found.points) == (2, 3)
    assert not found.ready


def test_a_checklist_of_another_version_is_not_this_ones():
    other = assessed({1: 2, 2: 2, 3: 2}, version="2017")
    found = preparation(meeting(), "2401", (), other, CHECKLIST, Handed(), date(2019, 9, 1))
    assert found.states[Preparing.SELF_ASSESSMENT] is Prepared.MISSING


def test_all_done_is_ready_and_what_nobody_asks_for_is_not_in_the_way():
    full = assessed({1: 2, 2: 2, 3: 2})
    handed = Handed(DOCUMENT, datetime(2019, 10, 2, tzinfo=UTC))
    found = preparation(meeting(), "2401", (), full, CHECKLIST, handed, date(2019, 9, 1))
    assert found.ready
    assert found.states[Preparing.FIGURES] is Prepared.NOT_ASKED


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2019, 10, 10), Prepared.MISSING),
        (date(2019, 10, 11), Prepared.LATE),
        (date(2019, 10, 17), Prepared.LATE),
        (date(2019, 10, 18), Prepared.MISSING),
    ],
)
def test_what_is_missing_is_late_from_the_deadline_until_the_meeting(today, state):
    found = preparation(meeting(date(2019, 10, 17)), "2401", (), None, CHECKLIST, Handed(), today)
    assert found.states[Preparing.PRESENTATION] is state


def test_where_a_meeting_stands():
    dated = meeting(date(2019, 10, 17))
    invited = meeting(date(2019, 10, 17), invited=date(2019, 10, 1))
    ready = preparation(
        invited,
        "2401",
        (),
        assessed({1: 2, 2: 2, 3: 2}),
        CHECKLIST,
        Handed(DOCUMENT, datetime(2019, 10, 2, tzinfo=UTC)),
        date(2019, 10, 2),
    )
    missing = preparation(invited, "2401", (), None, CHECKLIST, Handed(), date(2019, 10, 2))
    assert standing(meeting(), [], date(2019, 10, 1)) is Standing.UNDATED
    assert standing(dated, [], date(2019, 10, 18)) is Standing.HELD
    assert standing(dated, [], date(2019, 10, 3)) is Standing.DUE
    assert standing(dated, [], date(2019, 10, 4)) is Standing.LATE
    assert standing(invited, [ready], date(2019, 10, 4)) is Standing.READY
    assert standing(invited, [ready, missing], date(2019, 10, 4)) is Standing.DUE


# What lets a gap be called unjustified


def cause(number: int, judgement: Judgement, year: int = 2022, organisation: str = "2401") -> Cause:
    return Cause(
        number,
        organisation,
        "N00206",
        year,
        "",
        "",
        "",
        judgement,
        "m",
        "t",
        datetime(2023, 1, number, tzinfo=UTC),
    )


def test_only_the_latest_analysis_of_the_very_gap_lets_it_be_called_unjustified():
    assert unjustified([cause(1, Judgement.UNJUSTIFIED)]) == {("2401", "N00206", 2022)}
    assert unjustified([cause(2, Judgement.JUSTIFIED), cause(1, Judgement.UNJUSTIFIED)]) == set()
    assert unjustified([cause(1, Judgement.CANNOT_SAY), cause(2, Judgement.JUSTIFIED, 2021)]) == set()
    assert unjustified([cause(1, Judgement.UNJUSTIFIED), cause(2, Judgement.JUSTIFIED, 2021)]) == {
        ("2401", "N00206", 2022)
    }
