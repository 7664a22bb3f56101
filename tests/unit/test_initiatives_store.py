"""Initiatives in the store: the founding documents' facts, setting one up from a template, and changing rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from builders import ASKERSUND, FAGERSTA, OWNER, VISITOR

from benchmarking import access
from benchmarking.access import Assignment, Standing
from benchmarking.errors import Conflict, NotAllowed, NotFound
from benchmarking.initiatives import (
    Attendance,
    Attender,
    Certainty,
    Grade,
    Member,
    Occasion,
    OccasionKind,
    People,
    Progress,
    State,
    WorkKind,
    coverage,
    signings,
)
from benchmarking.model import KnownDate, MemberRole, Precision, ProgrammeKind, Text
from benchmarking.rules import DecisionKind
from benchmarking.seats import SeatOffer, SeatRequest

LULEA = "2580"
BY_DECEMBER = KnownDate(date(2013, 12, 19), Precision.BY)


# The founding documents' facts, from data


def test_half_of_gavleborgs_ten_municipalities_are_counted_and_none_of_them_is_named(full_store):
    found = full_store.dossier(VISITOR, "ledarutbildning-gavleborg")
    organisations = {one.code: one for one in full_store.organisations(VISITOR)}
    [trained] = coverage(found, organisations, full_store.decisions(VISITOR))
    assert (trained.among, trained.unknown) == (10, 10)
    [told] = trained.told
    assert (told.counted, told.among, told.certainty) == (5, 10, Certainty.UNCERTAIN)
    [assessed] = found.assessments
    assert (assessed.organisation, assessed.year, assessed.grade) == ("21", 2010, Grade.DISTINCTION)


def test_forty_one_agencies_eighteen_pilots_two_meetings_a_year_and_only_the_named_as_rows(full_store):
    found = full_store.dossier(VISITOR, "jim-skane")
    facts = {one.code: one for one in found.facts}
    assert (facts["agencies"].counted, facts["agencies"].among) == (18, 41)
    assert found.initiative.meetings_a_year == 2
    assert found.taking_part() == ("skatteverket-syd", "kriminalvarden-syd", "tillvaxtverket-programkontor")
    factors = [one.title.sv for one in found.work if one.kind is WorkKind.SUCCESS_FACTOR]
    assert len(factors) == 5
    assert found.offers == ()


def test_norrbotten_has_signed_thirteen_of_fourteen_had_begun_and_151_leaders_trained(full_store):
    found = full_store.dossier(VISITOR, "cemr-norrbotten")
    decisions = full_store.decisions(VISITOR)
    facts = {one.code: (one.counted, one.among, one.year) for one in found.facts}
    assert facts["started"] == (13, 14, 2013)
    assert facts["leaders"] == (151, None, 2013)
    assert facts["national"] == (114, 290, 2022)
    signed = {one.organisation: one for one in signings(found, decisions)}
    assert len(signed) == 15
    assert {one.signed.known for code, one in signed.items() if code != LULEA} == {BY_DECEMBER}
    own = signed[LULEA]
    assert own.signed.known == KnownDate(date(2013, 1, 1), Precision.YEAR)
    assert "lulea.se" in own.signed.source
    assert (own.due, own.due_by_source) == (KnownDate(date(2015, 2, 1), Precision.MONTH), True)


def test_the_partnership_has_its_partners_its_council_and_its_aims(full_store):
    found = full_store.dossier(VISITOR, "partnerskap-gavleborg")
    by_role: dict[MemberRole, set[str]] = {}
    for one in found.members:
        by_role.setdefault(one.role, set()).add(one.organisation)
    assert by_role[MemberRole.PARTNER] == by_role[MemberRole.COUNCIL]
    assert {"0021", "arbetsformedlingen", "lansstyrelsen-gavleborg", "winnet", "2180"} <= by_role[
        MemberRole.PARTNER
    ]
    # Who sits in the implementation group the source does not say.
    assert MemberRole.IMPLEMENTATION not in by_role
    assert [one.title.sv for one in found.work if one.kind is WorkKind.AIM] == [
        "Kompetensförsörjning är prioriterad"
    ]


def test_every_row_of_the_first_content_has_a_source(full_store):
    for dossier in full_store.dossiers(VISITOR):
        rows = [*dossier.members, *dossier.facts, *dossier.assessments, *dossier.work, *dossier.occasions]
        assert [row for row in rows if not row.source] == []
        for fact in dossier.facts:
            assert fact.year is not None and fact.said.en != fact.said.sv
            numbers = [number for number in (fact.counted, fact.among) if number is not None]
            spelled = {5: "Hälften", 10: "tio", 3: "Tre", 2: "två", 290: "hela landet"}
            for number in numbers:
                told = str(number) in fact.said.sv or spelled.get(number, "?") in fact.said.sv
                assert told or fact.code in {"steering", "project"}, (fact.code, number)


def test_no_initiative_is_taken_for_a_round(full_store):
    ours = {one.id for one in full_store.initiatives(VISITOR)}
    assert len(ours) == 4
    assert {one.kind for one in full_store.programmes(VISITOR)} == {ProgrammeKind.MODEL_ROUND}
    assert not ours & {one.programme for one in full_store.teams(VISITOR)}
    assert not ours & {one.programme for one in full_store.memberships(VISITOR)}
    for one in ours:
        with pytest.raises(NotFound):
            full_store.receive(OWNER, "x.csv", b"x", one)
        with pytest.raises(NotFound):
            full_store.create_team(OWNER, one)


# Set up and changed by a coordinator


@pytest.fixture
def network(store):
    """A network of two municipalities that a coordinator has just set up."""
    return store.create_initiative(
        OWNER,
        ProgrammeKind.AGENCY_NETWORK,
        Text("Nätverk på Öland", "A network on Öland"),
        county="18",
        starts=KnownDate(date(2026, 1, 1), Precision.DAY),
        members=[ASKERSUND, FAGERSTA],
    )


def new(store, programme, *rows):
    return store.keep(OWNER, programme, [(None, row) for row in rows])


def test_a_new_initiative_begins_with_what_its_template_holds(store, network):
    assert network == "natverk-pa-oland"
    found = store.dossier(VISITOR, network)
    template = store.templates(VISITOR)[ProgrammeKind.AGENCY_NETWORK]
    assert found.milestones == template.milestones
    assert found.work == template.work
    assert found.initiative.meetings_a_year == 2
    assert found.taking_part() == (ASKERSUND, FAGERSTA)
    again = store.create_initiative(OWNER, ProgrammeKind.PARTNERSHIP, Text("Nätverk på Öland", ""))
    assert again == "natverk-pa-oland-2"


def test_only_coordinators_change_initiatives(store, network):
    found = store.dossier(VISITOR, network).initiative
    for change in (
        lambda: store.create_initiative(VISITOR, ProgrammeKind.PARTNERSHIP, Text("X", "X")),
        lambda: store.change_initiative(VISITOR, found, found, "för att"),
        lambda: store.keep(VISITOR, network, []),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_the_coordinator_of_one_initiative_changes_it_and_no_other(store, network):
    other = store.create_initiative(OWNER, ProgrammeKind.PARTNERSHIP, Text("Partnerskap på Öland", ""))
    coordinator = access.viewer("oland", Assignment(Standing.COORDINATOR, programme=network))
    step = store.dossier(VISITOR, network).milestones[0].code
    done = Progress(ASKERSUND, step, State.DONE)
    store.keep(coordinator, network, [(None, done)])
    assert store.dossier(VISITOR, network).progress == (done,)
    before = store.dossier(VISITOR, network).initiative
    store.change_initiative(coordinator, before, replace(before, meetings_a_year=3), "fler träffar")
    assert store.dossier(VISITOR, network).initiative.meetings_a_year == 3
    strange = store.dossier(VISITOR, other).initiative
    for change in (
        lambda: store.create_initiative(coordinator, ProgrammeKind.PARTNERSHIP, Text("X", "X")),
        lambda: store.change_initiative(coordinator, strange, replace(strange, meetings_a_year=3), "för att"),
        lambda: store.keep(coordinator, other, []),
    ):
        with pytest.raises(NotAllowed):
            change()
    assert store.dossier(VISITOR, other).initiative == strange


def test_each_kind_of_row_comes_back_as_it_was_kept(store, network):
    day = KnownDate(date(2026, 3, 1), Precision.MONTH)
    rows = (
        Member("18", MemberRole.ORGANISER, joined=day, source="s", certainty=Certainty.INFERRED),
        Progress(ASKERSUND, "plan", State.DONE, on=day, note="n", source="s"),
        Occasion(
            1, OccasionKind.NETWORK_MEETING, Text("Träff", "Meeting"), planned=day, held=day, place="Visby"
        ),
        Attendance(1, ASKERSUND, Attender.POLITICIAN, 6, 7, 0),
        SeatOffer(1, "Kurs", 120, 2, date(2026, 8, 31)),
        SeatRequest(1, FAGERSTA, datetime(2026, 8, 1, 9, 30), 4, 3, 2),
    )
    assert new(store, network, *rows) == len(rows)
    found = store.dossier(OWNER, network)
    kept = [
        *(one for one in found.members if one.role is MemberRole.ORGANISER),
        *(*found.progress, *found.occasions, *found.attendance, *found.offers, *found.requests),
    ]
    assert kept == list(rows)
    assert store.dossier(VISITOR, network).attendance == ()
    assert store.people(OWNER, network) == {2026: (People(Attender.POLITICIAN, 6, 7, 13),)}


def test_small_numbers_of_people_never_leave_the_store_for_everybody(store, network):
    held = KnownDate(date(2026, 3, 1), Precision.DAY)
    new(
        *(store, network, Occasion(1, OccasionKind.TRAINING, Text("Kurs", "Course"), held=held)),
        Attendance(1, ASKERSUND, Attender.POLITICIAN, 1, 6),
    )
    assert store.people(VISITOR, network) == {2026: (People(None, None, None, 7),)}
    assert store.year_report(VISITOR, network, 2026).people == (People(None, None, None, 7),)
    assert store.year_report(OWNER, network, 2026).people == (People(Attender.POLITICIAN, 1, 6, 7),)
    assert store.came(VISITOR, network) == {1: 7}


def test_who_saves_on_an_older_state_is_refused_and_nothing_is_changed(store, network):
    first = Progress(ASKERSUND, "plan", State.UNDER_WAY)
    new(store, network, first)
    store.keep(OWNER, network, [(first, replace(first, state=State.DONE))])
    other = Progress(FAGERSTA, "plan", State.DONE)
    with pytest.raises(Conflict, match="somebody else"):
        store.keep(OWNER, network, [(None, other), (first, replace(first, note="min"))])
    assert store.dossier(OWNER, network).progress == (replace(first, state=State.DONE),)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (Progress("9999", "plan", State.DONE), NotFound),
        (Progress(ASKERSUND, "nothing", State.DONE), NotFound),
        (Attendance(7, ASKERSUND, Attender.OTHER, 1), NotFound),
        (SeatRequest(7, ASKERSUND, datetime(2026, 1, 1), 1, 1), NotFound),
        (SeatOffer(1, "Kurs", -1, 0, date(2026, 1, 1)), Conflict),
        (Member(ASKERSUND, MemberRole.PARTICIPANT), Conflict),
    ],
)
def test_a_row_that_cannot_stand_is_refused_and_nothing_is_kept(store, network, row, error):
    sound = Progress(FAGERSTA, "plan", State.DONE)
    with pytest.raises(error):
        new(store, network, sound, row)
    assert store.dossier(OWNER, network).progress == ()


def test_seats_are_for_members_and_given_back_up_to_what_was_asked(store, network):
    new(store, network, SeatOffer(1, "Kurs", 3, 1, date(2026, 8, 31)))
    for wrong in (
        SeatRequest(1, "2480", datetime(2026, 1, 1), 1, 1),
        SeatRequest(1, ASKERSUND, datetime(2026, 1, 1), 1, 2),
    ):
        with pytest.raises(Conflict):
            new(store, network, wrong)


def test_what_others_refer_to_is_not_taken_away(store, network):
    occasion = Occasion(1, OccasionKind.TRAINING, Text("Kurs", "Course"))
    new(store, network, occasion, Attendance(1, ASKERSUND, Attender.OTHER, 5))
    with pytest.raises(NotFound):
        store.keep(OWNER, network, [(occasion, None)])
    assert store.dossier(OWNER, network).occasions == (occasion,)


def test_an_initiative_is_changed_for_a_reason_and_its_kind_and_id_stay(store, network):
    before = store.dossier(OWNER, network).initiative
    after = replace(before, name=Text("Nytt", "New"), meetings_a_year=3, kind=ProgrammeKind.PARTNERSHIP)
    with pytest.raises(Conflict):
        store.change_initiative(OWNER, before, after, " ")
    store.change_initiative(OWNER, before, after, "fler träffar")
    found = store.dossier(OWNER, network).initiative
    assert (found.id, found.kind, found.name.sv, found.meetings_a_year) == (
        *(network, ProgrammeKind.AGENCY_NETWORK, "Nytt"),
        3,
    )
    with pytest.raises(Conflict, match="somebody else"):
        store.change_initiative(OWNER, before, after, "igen")
    turned = replace(found, ends=KnownDate(date(2020, 1, 1), Precision.DAY))
    with pytest.raises(Conflict, match="order"):
        store.change_initiative(OWNER, found, turned, "fel")


def test_running_an_initiative_leaves_the_figures_as_they_were_and_a_trail(store, network):
    figures, version = store.figures, store.version
    new(store, network, Progress(ASKERSUND, "plan", State.DONE))
    assert store.figures == figures and store.version > version
    trail = store.round_trail(OWNER, network)
    assert trail["what"].tolist() == ["keep_rows", "keep_rows", "create_initiative"]


def test_a_decision_of_some_day_in_a_year_entitles_from_the_end_of_it(full_store):
    [signed] = full_store.decisions(VISITOR, LULEA)
    assert (signed.kind, signed.on) == (DecisionKind.CEMR_SIGNED, date(2013, 1, 1))
    assert not signed.in_force(date(2013, 6, 1))
    assert signed.in_force(date(2013, 12, 31))
