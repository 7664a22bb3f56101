"""What a group keeps of its meetings, who may see it, and what two people at once do to each other's lines."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from builders import ASKERSUND, FAGERSTA, FULL_TIME, HEDEMORA, OWN_YEAR, OWNER, VISITOR, opening, published

from benchmarking import prepared
from benchmarking.access import Assignment, Standing, viewer
from benchmarking.assessments import Assessment
from benchmarking.errors import Conflict, NotAllowed, NotFound
from benchmarking.meetings import (
    Arranged,
    CommitmentState,
    Edited,
    Expected,
    Judgement,
    NoteKind,
    Prepared,
    Preparing,
)
from benchmarking.model import Text, Track
from benchmarking.store import Store
from benchmarking.wording import words

GROUP, STEP = "MK3-1", "meeting-1"
"""Askersund and Fagersta, with Hedemora as mentor."""


def mentor_of(store: Store, team: str):
    return viewer(
        "mentor",
        Assignment(Standing.MENTOR, team=team),
        teams=store.teams(OWNER),
        memberships=store.memberships(OWNER),
    )


def reporter_of(store: Store, organisation: str):
    return viewer(
        "reporter",
        Assignment(Standing.REPORTER, organisation=organisation),
        teams=store.teams(OWNER),
        memberships=store.memberships(OWNER),
        today=date(2019, 6, 1),
    )


def events(store: Store, what: str) -> list[dict]:
    found = store.events(OWNER)
    return [json.loads(after) for after in found.loc[found["what"] == what, "after"]]


# Meetings


def test_day_and_place_are_kept_and_only_the_day_is_for_everybody(store):
    store.arrange(OWNER, GROUP, STEP, Arranged(date(2019, 10, 17), " Hedemora ", date(2019, 10, 1)))
    [own] = [one for one in store.meetings(OWNER, GROUP) if one.step == STEP]
    [seen] = [one for one in store.meetings(VISITOR, GROUP) if one.step == STEP]
    assert (own.day, own.place, own.invited, own.revision) == (
        *(date(2019, 10, 17), "Hedemora", date(2019, 10, 1), 1),
    )
    assert (seen.day, seen.place, seen.invited) == (date(2019, 10, 17), "", None)
    assert events(store, "arrange") == [
        {"held_on": "2019-10-17", "place": "Hedemora", "invited": "2019-10-01"}
    ]


def test_two_who_arrange_at_once_do_not_overwrite_each_other(store):
    store.arrange(OWNER, GROUP, STEP, Arranged(date(2019, 10, 17)))
    with pytest.raises(Edited) as refused:
        store.arrange(OWNER, GROUP, STEP, Arranged(date(2019, 11, 1)))
    assert (refused.value.theirs, refused.value.revision, refused.value.who) == ("2019-10-17", 1, "test")
    with pytest.raises(Conflict):
        store.arrange(OWNER, GROUP, STEP, Arranged(date(2019, 10, 1), "", date(2019, 10, 2), 1))


GUARDED = (
    lambda store, who: store.preparations(who, GROUP, STEP),
    lambda store, who: store.notes(who, GROUP, STEP),
    lambda store, who: store.line_typed(who, GROUP, STEP, NoteKind.NOTE),
    lambda store, who: store.write(who, GROUP, STEP, NoteKind.NOTE, "x"),
    lambda store, who: store.keep_typed(who, GROUP, STEP, NoteKind.NOTE, "x"),
    lambda store, who: store.arrange(who, GROUP, "meeting-2" if who.name == "mentor" else STEP, Arranged()),
    lambda store, who: store.hand_over(who, GROUP, STEP, ASKERSUND, "a.pdf", b"x"),
    lambda store, who: store.read_questions(who, GROUP, STEP, ASKERSUND, read=True),
    lambda store, who: store.commit(who, GROUP, STEP, ASKERSUND, FULL_TIME, Expected.SMALLER),
    lambda store, who: store.analyse(
        who, GROUP, ASKERSUND, FULL_TIME, 2022, Judgement.JUSTIFIED, "m", examined="e"
    ),
    lambda store, who: store.adopt(who, GROUP, ASKERSUND, HEDEMORA, "p", "t"),
)


def test_only_who_may_meet_in_the_group_sees_and_writes(store):
    strangers = (VISITOR, mentor_of(store, "MK2-1"), reporter_of(store, "2480"))
    members = (mentor_of(store, GROUP), reporter_of(store, FAGERSTA))
    for ask in GUARDED:
        for stranger in strangers:
            with pytest.raises(NotAllowed):
                ask(store, stranger)
        for member in members:
            ask(store, member)


def test_what_hangs_on_a_line_or_a_promise_is_guarded_by_its_group(store):
    stranger = mentor_of(store, "MK2-1")
    note = store.write(OWNER, GROUP, STEP, NoteKind.NOTE, "x")
    document = store.hand_over(OWNER, GROUP, STEP, ASKERSUND, "a.pdf", b"x")
    commitment = store.commit(OWNER, GROUP, STEP, ASKERSUND, FULL_TIME, Expected.SMALLER)
    practice = store.adopt(OWNER, GROUP, ASKERSUND, HEDEMORA, "p", "t")
    for ask in (
        lambda: store.rewrite(stranger, note, "y", 1),
        lambda: store.strike(stranger, note, 1),
        lambda: store.presentation(stranger, document),
        lambda: store.follow_up(stranger, commitment, CommitmentState.KEPT, "w"),
        lambda: store.see_effect(stranger, practice, "e"),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_who_and_what_nobody_knows_is_said(store):
    for ask in (
        lambda: store.meetings(OWNER, "MK99-1"),
        lambda: store.preparations(OWNER, GROUP, "meeting-9"),
        lambda: store.write(OWNER, GROUP, "meeting-9", NoteKind.NOTE, "x"),
        lambda: store.rewrite(OWNER, 99, "x", 1),
        lambda: store.presentation(OWNER, 99),
        lambda: store.hand_over(OWNER, GROUP, STEP, "0180", "a.pdf", b"x"),
        lambda: store.commit(OWNER, GROUP, STEP, "0180", FULL_TIME, Expected.SMALLER),
        lambda: store.commit(OWNER, GROUP, STEP, ASKERSUND, "N99999", Expected.SMALLER),
        lambda: store.follow_up(OWNER, 99, CommitmentState.KEPT, "w"),
        lambda: store.analyse(
            OWNER, GROUP, ASKERSUND, FULL_TIME, 1999, Judgement.JUSTIFIED, "m", examined="e"
        ),
        lambda: store.adopt(OWNER, GROUP, ASKERSUND, "9999", "p", "t"),
    ):
        with pytest.raises(NotFound):
            ask()


# Preparation


def test_what_is_handed_over_is_kept_byte_for_byte_and_a_new_one_takes_its_place(store):
    first = store.hand_over(OWNER, GROUP, STEP, ASKERSUND, "ett.pptx", b"\x00first")
    second = store.hand_over(OWNER, GROUP, STEP, ASKERSUND, "två.pdf", b"\xffsecond")
    assert store.presentation(OWNER, second) == ("två.pdf", b"\xffsecond")
    with pytest.raises(NotFound):
        store.presentation(OWNER, first)
    [askersund, fagersta] = store.preparations(OWNER, GROUP, STEP)
    assert (askersund.organisation, askersund.presentation.name) == (ASKERSUND, "två.pdf")
    assert askersund.states[Preparing.PRESENTATION] is Prepared.DONE
    assert fagersta.states[Preparing.PRESENTATION] is Prepared.MISSING
    with pytest.raises(Conflict):
        store.hand_over(OWNER, GROUP, STEP, ASKERSUND, "tom.pdf", b"")


def test_self_assessment_and_questions_are_found_where_they_are_kept(store):
    made = Assessment(ASKERSUND, "MK3", STEP, "2019", {1: 2, 2: 3}, date(2019, 10, 1))
    store.assess(OWNER, made)
    store.read_questions(OWNER, GROUP, STEP, FAGERSTA, read=True)
    [askersund, fagersta] = store.preparations(OWNER, GROUP, STEP)
    assert askersund.states[Preparing.SELF_ASSESSMENT] is Prepared.PARTLY
    assert (askersund.answered, askersund.points) == (2, len(store.checklists(OWNER)["2019"].points))
    assert fagersta.states[Preparing.QUESTIONS] is Prepared.DONE
    store.read_questions(OWNER, GROUP, STEP, FAGERSTA, read=False)
    assert store.preparations(OWNER, GROUP, STEP)[1].states[Preparing.QUESTIONS] is Prepared.MISSING
    # The second meeting is prepared anew.
    assert store.preparations(OWNER, GROUP, "meeting-2")[0].states[Preparing.SELF_ASSESSMENT] is (
        Prepared.MISSING
    )


# Notes


def test_lines_stand_in_the_order_written_and_what_was_typed_is_kept_until_saved(store):
    store.keep_typed(OWNER, GROUP, STEP, NoteKind.NOTE, "Heltid är sv")
    assert store.line_typed(OWNER, GROUP, STEP, NoteKind.NOTE) == "Heltid är sv"
    assert store.line_typed(OWNER, GROUP, STEP, NoteKind.PLUS) == ""
    assert store.line_typed(mentor_of(store, GROUP), GROUP, STEP, NoteKind.NOTE) == ""
    store.write(OWNER, GROUP, STEP, NoteKind.NOTE, "  Heltid är\n svårast ")
    store.write(mentor_of(store, GROUP), GROUP, STEP, NoteKind.NOTE, "två")
    assert store.line_typed(OWNER, GROUP, STEP, NoteKind.NOTE) == ""
    assert [(one.text, one.by) for one in store.notes(OWNER, GROUP, STEP)] == [
        *(("Heltid är svårast", "test"), ("två", "mentor")),
    ]
    with pytest.raises(Conflict):
        store.write(OWNER, GROUP, STEP, NoteKind.NOTE, " \n ")


def test_the_second_to_change_a_line_is_told_of_the_first_and_nothing_is_lost(store):
    note = store.write(OWNER, GROUP, STEP, NoteKind.NOTE, "ett")
    store.rewrite(OWNER, note, "två", 1)
    for late in (lambda: store.rewrite(OWNER, note, "tre", 1), lambda: store.strike(OWNER, note, 1)):
        with pytest.raises(Edited) as refused:
            late()
        assert (refused.value.theirs, refused.value.revision) == ("två", 2)
    assert [one.text for one in store.notes(OWNER, GROUP, STEP)] == ["två"]
    store.strike(OWNER, note, 2)
    with pytest.raises(Edited) as refused:
        store.rewrite(OWNER, note, "tre", 2)
    assert (refused.value.theirs, refused.value.revision) == ("", 3)
    store.rewrite(OWNER, note, "tre", 3)
    assert [one.text for one in store.notes(OWNER, GROUP, STEP)] == ["tre"]


def test_what_a_group_writes_stands_in_no_event_and_leaves_every_cache_as_it_is(store):
    before, latest = (store.version, store.figures), store.latest
    note = store.write(OWNER, GROUP, STEP, NoteKind.NOTE, "hemligt för gruppen")
    store.rewrite(OWNER, note, "fortfarande hemligt", 1)
    store.strike(OWNER, note, 2)
    assert (store.version, store.figures) == before and store.latest == latest + 3
    trail = store.events(OWNER)
    assert set(trail["what"].head(3)) == {"write", "rewrite", "strike"}
    assert not trail.to_csv().count("hemligt")


# Commitments


def test_the_baseline_is_the_newest_gap_that_was_known_on_the_day(store):
    store.commit(OWNER, GROUP, STEP, ASKERSUND, FULL_TIME, Expected.SMALLER, made=date(2019, 10, 17))
    [one] = store.commitments(OWNER, team=GROUP)
    values = store.values(OWNER, [FULL_TIME], [ASKERSUND])
    row = values[values["year"] == 2017].iloc[0]
    # Values of 2018 are known from the last day of 2019.
    assert one.baseline_year == 2017
    assert one.baseline == pytest.approx(row["women"] - row["men"])
    assert one.state is CommitmentState.OPEN and one.history[0].on == date(2019, 10, 17)


def test_an_organisation_without_figures_promises_without_a_baseline(store):
    store.commit(OWNER, GROUP, STEP, ASKERSUND, "N60077", Expected.NOT_LARGER)
    [one] = store.commitments(OWNER, team=GROUP)
    assert (one.baseline, one.baseline_year) == (None, None)


def test_what_became_of_a_commitment_is_added_to_its_history(store):
    number = store.commit(
        OWNER, GROUP, STEP, ASKERSUND, FULL_TIME, Expected.SMALLER, made=date(2019, 10, 17), due="meeting-2"
    )
    store.arrange(OWNER, GROUP, "meeting-2", Arranged(date(2020, 1, 20)))
    store.follow_up(OWNER, number, CommitmentState.NOT_KEPT, "ingen ny siffra", date(2020, 1, 20))
    store.follow_up(OWNER, number, CommitmentState.OPEN, "omprövas", date(2020, 1, 21))
    [one] = store.commitments(OWNER, organisation=ASKERSUND)
    assert (one.due, one.due_on, one.state) == ("meeting-2", date(2020, 1, 20), CommitmentState.OPEN)
    assert [(change.state.value, change.why) for change in one.history] == [
        *(("open", ""), ("not_kept", "ingen ny siffra"), ("open", "omprövas")),
    ]
    for wrong in (
        lambda: store.follow_up(OWNER, number, CommitmentState.OPEN, "igen"),
        lambda: store.follow_up(OWNER, number, CommitmentState.KEPT, " "),
        lambda: store.follow_up(OWNER, number, CommitmentState.KEPT, "förr", date(2019, 1, 1)),
        lambda: store.commit(OWNER, GROUP, "meeting-2", ASKERSUND, FULL_TIME, Expected.SMALLER, due=STEP),
        lambda: store.commit(
            OWNER, GROUP, STEP, ASKERSUND, FULL_TIME, Expected.SMALLER, made=date.today() + timedelta(days=1)
        ),
    ):
        with pytest.raises(Conflict):
            wrong()


def test_a_round_that_has_not_opened_keeps_its_promises_causes_and_practices_to_its_groups(store):
    store.commit(OWNER, GROUP, STEP, ASKERSUND, FULL_TIME, Expected.SMALLER)
    store.analyse(OWNER, GROUP, ASKERSUND, FULL_TIME, 2022, Judgement.UNJUSTIFIED, "m", examined="e")
    store.adopt(OWNER, GROUP, ASKERSUND, HEDEMORA, "p", "t")

    def seen(who) -> tuple[int, ...]:
        return len(store.commitments(who)), len(store.causes(who)), len(store.practices(who))

    assert seen(VISITOR) == (1, 1, 1)
    opening(store, "MK3", "2999-01-01")
    assert seen(VISITOR) == seen(mentor_of(store, "MK2-1")) == (0, 0, 0)
    assert seen(OWNER) == seen(mentor_of(store, GROUP)) == (1, 1, 1)
    opening(store, "MK3", "2019-01-01")
    assert seen(VISITOR) == (1, 1, 1)


def test_a_baseline_of_another_rounds_unopened_figure_or_a_hidden_one_is_not_told(store):
    published(
        store,
        {"sex": "K", "value": 80.0, "numerator": 80, "denominator": 100},
        {"sex": "M", "value": 90.0, "numerator": 90, "denominator": 100},
        indicator=FULL_TIME,
        programme="MK2",
        year=OWN_YEAR,
    )
    store.commit(OWNER, GROUP, STEP, ASKERSUND, FULL_TIME, Expected.SMALLER)
    [one] = store.commitments(VISITOR)
    assert (one.baseline, one.baseline_year) == (-10.0, OWN_YEAR)
    opening(store, "MK2", "2999-01-01")
    assert store.commitments(VISITOR)[0].baseline is None
    assert store.commitments(OWNER)[0].baseline == -10.0
    opening(store, "MK2", None)
    # The same figure corrected to one that rests on three people: hidden for everybody.
    published(
        store,
        {"sex": "K", "value": 80.0, "numerator": 80, "denominator": 100},
        {"sex": "M", "value": 66.7, "numerator": 2, "denominator": 3},
        indicator=FULL_TIME,
        programme="MK2",
        year=OWN_YEAR,
    )
    assert store.commitments(OWNER)[0].baseline is None


# What lets a gap be called unjustified


def test_only_a_recorded_unjustified_lets_the_word_be_used_and_only_of_that_gap_and_year(store):
    say = words("sv")

    def told(organisation: str, indicator: str = FULL_TIME) -> str:
        known = prepared.facts(store, VISITOR)
        rows = known.assessed_of([organisation])
        [row] = rows[rows["indicator"] == indicator].itertuples(index=False)
        assert row.year == 2022 or indicator != FULL_TIME
        return say.basis(row, known.indicators[indicator])

    def analyse(judgement: Judgement, year: int = 2022) -> None:
        store.analyse(OWNER, GROUP, ASKERSUND, FULL_TIME, year, judgement, "m", examined="turordning")

    before = told(ASKERSUND)
    assert before.startswith("Säker") and "omotiverad" not in before
    for judgement in (Judgement.CANNOT_SAY, Judgement.JUSTIFIED):
        analyse(judgement)
        assert told(ASKERSUND) == before
    analyse(Judgement.UNJUSTIFIED, year=2021)
    assert told(ASKERSUND) == before
    analyse(Judgement.UNJUSTIFIED)
    assert told(ASKERSUND) == f"{before}, omotiverad skillnad"
    assert "omotiverad" not in told(FAGERSTA)
    assert "omotiverad" not in told(ASKERSUND, "N00945")
    analyse(Judgement.JUSTIFIED)
    assert told(ASKERSUND) == before
    with pytest.raises(Conflict):
        store.analyse(OWNER, GROUP, ASKERSUND, FULL_TIME, 2022, Judgement.UNJUSTIFIED, " ", examined="e")


# Practices


def test_who_took_what_from_whom_and_what_has_been_seen_since(store):
    number = store.adopt(OWNER, GROUP, ASKERSUND, HEDEMORA, "deltid", "heltid som norm", indicator=FULL_TIME)
    store.see_effect(OWNER, number, "fler ansökningar")
    [one] = store.practices(VISITOR)
    assert (one.taken_by, one.taken_from, one.problem, one.indicator) == (
        *(ASKERSUND, HEDEMORA, "deltid", FULL_TIME),
    )
    assert (one.effect, one.adopted) == ("fler ansökningar", None)
    for wrong in (
        lambda: store.adopt(OWNER, GROUP, ASKERSUND, ASKERSUND, "p", "t"),
        lambda: store.adopt(OWNER, GROUP, ASKERSUND, HEDEMORA, " ", "t"),
    ):
        with pytest.raises(Conflict):
            wrong()


def test_a_group_of_regions_and_a_municipality_without_mentor_meets_as_others_do(store):
    programme = store.create_round(OWNER, Text("Å" * 80, "Å" * 80), Track.MIXED, "2019", date(2024, 1, 1))
    team = store.create_team(OWNER, programme)
    assert [one.code for one in store.meetings(OWNER, team)] == ["uppstart", "1", "2", "3", "avslut"]
    assert store.preparations(OWNER, team, STEP) == ()
