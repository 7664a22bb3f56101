"""Rounds in the store: what `data/` tells of them, and what a coordinator changes."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date

import pytest
from builders import DATA, OWNER, VISITOR

from benchmarking.assessments import Assessment
from benchmarking.errors import Conflict, NotAllowed, NotFound
from benchmarking.model import KnownDate, MemberRole, Membership, Precision, Text, Track
from benchmarking.rounds import Placed, Stage
from benchmarking.rules import (
    Application,
    Decision,
    DecisionKind,
    Function,
    Lacking,
    Rule,
    RuleBroken,
    Stale,
)

TODAY = date(2026, 11, 22)
HEDEMORA, ASKERSUND, FAGERSTA, UMEA, STOCKHOLM, REGION = "2083", "1882", "1982", "2480", "0180", "0009"
PARTICIPANT, MENTOR, SUPPORT = MemberRole.PARTICIPANT, MemberRole.MENTOR, MemberRole.SUPPORT


def day(*parts: int) -> KnownDate:
    return KnownDate(date(*parts), Precision.DAY)


@pytest.fixture
def programme(store) -> str:
    """A municipal round, announced and with two who may take part."""
    name = Text("Omgång 2026", "Round 2026")
    made = store.create_round(OWNER, name, Track.MUNICIPALITY, "2024", date(2026, 9, 1), today=TODAY)
    for code in (ASKERSUND, FAGERSTA, UMEA):
        store.decide(
            OWNER, Decision(code, DecisionKind.MAINSTREAMING, date(2024, 1, 1), "fullmäktige", "§ 7")
        )
    return made


@pytest.fixture
def team(store, programme) -> str:
    return store.create_team(OWNER, programme, "skola")


def placed(team: str, code: str, role: MemberRole = PARTICIPANT, **dates) -> Placed:
    return Placed(None, Membership(team, team.partition("-")[0], code, role, **dates))


def members(store, team: str) -> list[Placed]:
    return [one for one in store.placed(OWNER, team.partition("-")[0]) if one.membership.team == team]


def save(store, team: str, *rows: Placed, why: str = "skäl"):
    revision, _ = store.revision(OWNER, team)
    return store.change_team(OWNER, team, rows, revision, why, today=TODAY)


# What data/ tells


def test_the_rounds_of_2019_and_2021_have_their_groups_from_data_alone(full_store):
    names = {one.code: one.name for one in full_store.organisations(VISITOR)}
    areas = {one.id: one.area for one in full_store.teams(VISITOR)}
    groups: dict[str, dict[str, set[str]]] = {}
    for one in full_store.memberships(VISITOR):
        groups.setdefault(one.team, {}).setdefault(one.role.value, set()).add(names[one.organisation])
    guides = {
        frozenset(groups[team]["mentor"]): groups[team].get("support", set())
        for team in groups
        if team.startswith("MK3")
    }
    assert guides == {
        frozenset({"Hedemora"}): set(),
        frozenset({"Uppsala"}): set(),
        frozenset({"Vännäs"}): {"Umeå"},
        frozenset({"Kristianstad"}): {"Malmö"},
        frozenset({"Norrtälje"}): set(),
        frozenset({"Boden", "Luleå"}): {"Piteå"},
    }
    assert groups["MK5-1"] == {
        "participant": {"Region Östergötland", "Region Kronoberg", "Lund"},
        "mentor": {"Region Värmland", "Region Västerbotten", "Region Norrbotten"},
    }
    regions = {areas[team]: groups[team]["participant"] for team in groups if team.startswith("MR1")}
    assert regions == {
        "Regionalt utvecklingsansvar": {"Region Gotland", "Region Värmland", "Region Västerbotten"},
        "Folkhälsa och social hållbarhet": {"Region Gävleborg", "Region Halland", "Region Norrbotten"},
    }


def test_kalmar_came_in_ostersunds_place_by_july_2019_and_nobody_says_which_day(full_store):
    by_place = {one.organisation: one for one in full_store.memberships(VISITOR) if one.team == "MK3-5"}
    july = date(2019, 7, 1)
    assert by_place["0880"].joined == KnownDate(july, Precision.BY)
    assert by_place["2380"].left == KnownDate(july, Precision.BEFORE)


def test_the_eight_rounds_stand_in_the_store_with_the_steps_that_sources_date(full_store):
    assert len(full_store.programmes(VISITOR)) == 8
    steps = full_store.steps_taken(VISITOR)
    assert [(one.stage, one.on.on) for one in steps["MR1"]][-1] == (Stage.CONFERENCE, date(2020, 12, 16))
    assert all(one.source.startswith("https://") for taken in steps.values() for one in taken)


def test_every_round_follows_a_version_of_the_concept_that_is_held(full_store):
    versions = {one.version for one in full_store.concepts(VISITOR)}
    assert {one.concept_version for one in full_store.programmes(VISITOR)} == versions


def test_concepts_and_checklists_are_data_with_their_sources():
    told = tomllib.loads((DATA / "concepts.toml").read_text(encoding="utf-8"))
    scales = {
        one["version"]: (len(one["point"]), one["scale_from"], one["scale_to"]) for one in told["checklist"]
    }
    assert scales == {"2017": (13, 1, 3), "2019": (10, 1, 3), "2024": (10, 1, 4)}
    for concept in told["concept"]:
        assert concept["source"].startswith("http")
        steps = concept.get("step", [])
        assert [one["number"] for one in steps] == list(range(1, len(steps) + 1))
        assert all(one["source"].startswith("http") for one in steps)
        if "meetings" in concept:
            assert sum(one["kind"] == "meeting" for one in steps) == concept["meetings"]


def test_the_themes_of_meetings_two_and_three_changed_between_versions(full_store):
    concepts = {one.version: one for one in full_store.concepts(VISITOR)}
    for number in (2, 3):
        assert concepts["2017"].meeting(number).title != concepts["2019"].meeting(number).title
    assert concepts["2017"].meeting(1).title == concepts["2019"].meeting(1).title


# Rights


def test_a_visitor_sees_rounds_and_changes_nothing(store, programme, team):
    assert programme in {one.id for one in store.programmes(VISITOR)}
    for attempt in (
        lambda: store.create_round(VISITOR, Text("x", "x"), Track.MIXED, "2024", TODAY),
        lambda: store.take_step(VISITOR, programme, Stage.APPLICATIONS, 1, TODAY),
        lambda: store.create_team(VISITOR, programme),
        lambda: store.change_team(VISITOR, team, [], 0, "x"),
        lambda: store.save_groups(VISITOR, programme, {}, "x"),
        lambda: store.decide(VISITOR, Decision(UMEA, DecisionKind.CEMR_SIGNED, TODAY, "b", "r")),
        lambda: store.apply(VISITOR, Application(programme, UMEA, PARTICIPANT)),
        lambda: store.admit(VISITOR, programme, UMEA, "x"),
        lambda: store.fill_functions(VISITOR, programme, UMEA, ()),
        lambda: store.assess(VISITOR, Assessment(UMEA, programme, "s", "2024", {1: 1}, TODAY)),
        lambda: store.applications(VISITOR, programme),
        lambda: store.admissions(VISITOR, programme),
        lambda: store.functions(VISITOR, programme),
        lambda: store.self_assessments(VISITOR),
        lambda: store.round_trail(VISITOR, programme),
    ):
        with pytest.raises(NotAllowed):
            attempt()


# Rounds and steps


def test_rounds_are_numbered_on_from_those_there_are(store, programme):
    regional = store.create_round(OWNER, Text("R", "R"), Track.REGION, "2024", TODAY, today=TODAY)
    assert (programme, regional) == ("MK4", "MR2")


def test_a_round_is_run_from_announcement_to_closing(store, programme, team):
    save(store, team, placed(team, HEDEMORA, MENTOR), placed(team, ASKERSUND), placed(team, FAGERSTA))
    steps = [(Stage.APPLICATIONS, 1), (Stage.GROUPS, 1), (Stage.KICK_OFF, 1), (Stage.MEETING, 1)]
    steps += [(Stage.MEETING, 2), (Stage.CONFERENCE, 1), (Stage.CLOSED, 1)]
    for at, (stage, number) in enumerate(steps, start=1):
        store.take_step(OWNER, programme, stage, number, date(2026, 10, at), today=TODAY)
    [known] = [one for one in store.programmes(OWNER) if one.id == programme]
    assert (known.starts, known.ends) == (day(2026, 10, 3), day(2026, 10, 6))
    assert len(store.steps_taken(OWNER, programme)[programme]) == 8


def test_a_step_out_of_turn_changes_nothing_and_names_its_rule(store, programme):
    with pytest.raises(RuleBroken) as broken:
        store.take_step(OWNER, programme, Stage.KICK_OFF, 1, TODAY, today=TODAY)
    assert [one.rule for one in broken.value.breaches] == [Rule.NEXT_STEP]
    assert len(store.steps_taken(OWNER, programme)[programme]) == 1


def test_the_last_step_can_be_taken_back_for_a_reason(store, programme):
    with pytest.raises(Conflict):
        store.take_back_step(OWNER, programme, " ")
    store.take_back_step(OWNER, programme, "fel dag")
    assert programme not in store.steps_taken(OWNER, programme)


def test_dates_that_stand_the_wrong_way_round_are_refused(store):
    with pytest.raises(RuleBroken):
        store.create_round(
            *(OWNER, Text("x", "x"), Track.MIXED, "2024", date(2026, 1, 1)),
            starts=day(2026, 5, 1),
            ends=day(2026, 4, 1),
            today=TODAY,
        )


def test_what_nobody_knows_is_not_found(store, programme):
    with pytest.raises(NotFound):
        store.take_step(OWNER, "MK99", Stage.APPLICATIONS, 1, TODAY)
    with pytest.raises(NotFound):
        store.create_round(OWNER, Text("x", "x"), Track.MIXED, "1999", TODAY, today=TODAY)
    with pytest.raises(NotFound):
        store.change_team(OWNER, "MK9-1", [], 0, "x")


# Members


def test_a_member_leaves_is_replaced_and_returns_and_every_change_is_kept(store, team):
    save(store, team, placed(team, ASKERSUND), placed(team, UMEA, SUPPORT), why="början")
    first, support = members(store, team)
    gone = Placed(first.id, replace(first.membership, left=day(2026, 10, 1)))
    save(store, team, gone, support, placed(team, FAGERSTA, joined=day(2026, 10, 1)), why="ersatt")
    back = placed(team, ASKERSUND, joined=day(2026, 11, 1))
    save(store, team, *members(store, team), back, why="tillbaka")
    stays = [(one.membership.organisation, one.membership.left is None) for one in members(store, team)]
    assert stays == [(ASKERSUND, False), (UMEA, True), (FAGERSTA, True), (ASKERSUND, True)]
    trail = store.round_trail(OWNER, team.partition("-")[0])
    told = [
        (row.what, row.who, json.loads(row.after)["why"])
        for row in trail.itertuples()
        if "member" in row.what
    ]
    assert told == [
        ("add_member", OWNER.name, "tillbaka"),
        ("add_member", OWNER.name, "ersatt"),
        ("change_member", OWNER.name, "ersatt"),
        ("add_member", OWNER.name, "början"),
        ("add_member", OWNER.name, "början"),
    ]
    assert trail["happened"].notna().all()


def test_two_people_editing_one_group_do_not_overwrite_each_other(store, team):
    before, revision = members(store, team), store.revision(OWNER, team)[0]
    save(store, team, placed(team, ASKERSUND))
    with pytest.raises(Stale) as stale:
        store.change_team(OWNER, team, [*before, placed(team, FAGERSTA)], revision, "min", today=TODAY)
    assert (stale.value.team, stale.value.revision, stale.value.who) == (team, 1, OWNER.name)
    assert [one.membership.organisation for one in members(store, team)] == [ASKERSUND]


def test_saving_what_is_there_already_is_no_change(store, team):
    save(store, team, placed(team, ASKERSUND))
    version = store.version
    save(store, team, *members(store, team))
    assert store.revision(OWNER, team)[0] == 1 and store.version == version


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([(STOCKHOLM, MENTOR, {})], Rule.MENTOR_FINISHED),
        ([(ASKERSUND, PARTICIPANT, {}), (ASKERSUND, SUPPORT, {})], Rule.ONCE),
        ([(ASKERSUND, PARTICIPANT, {"joined": day(2026, 5, 1), "left": day(2026, 4, 1)})], Rule.DATES),
        ([(REGION, PARTICIPANT, {})], Rule.TRACK),
        ([(STOCKHOLM, PARTICIPANT, {})], Rule.DECISION),
    ],
)
def test_a_wrong_member_is_refused_by_its_rule_and_nothing_is_saved(store, team, rows, rule):
    with pytest.raises(RuleBroken) as broken:
        save(store, team, *(placed(team, code, role, **dates) for code, role, dates in rows))
    assert rule in {one.rule for one in broken.value.breaches}
    assert members(store, team) == [] and store.revision(OWNER, team)[0] == 0


def test_a_round_of_the_past_is_not_asked_for_decisions(store):
    team = store.create_team(OWNER, "MK3")
    save(store, team, placed(team, STOCKHOLM))
    assert len(members(store, team)) == 1


def test_a_change_needs_a_reason(store, team):
    with pytest.raises(Conflict):
        save(store, team, placed(team, ASKERSUND), why=" ")


def test_groups_of_a_proposal_are_saved_all_or_not_at_all(store, programme):
    with pytest.raises(RuleBroken):
        store.save_groups(
            OWNER, programme, {HEDEMORA: [ASKERSUND], STOCKHOLM: [FAGERSTA]}, "förslag", today=TODAY
        )
    assert store.placed(OWNER, programme) == ()
    assert not [one for one in store.teams(OWNER) if one.programme == programme]
    warned = store.save_groups(OWNER, programme, {HEDEMORA: [ASKERSUND, FAGERSTA]}, "förslag", today=TODAY)
    assert {(one.rule, one.team) for one in warned} == {(Rule.FUNCTIONS, f"{programme}-1")}
    assert [one.id for one in store.teams(OWNER) if one.programme == programme] == [f"{programme}-1"]
    roles = {one.membership.organisation: one.membership.role for one in store.placed(OWNER, programme)}
    assert roles == {HEDEMORA: MENTOR, ASKERSUND: PARTICIPANT, FAGERSTA: PARTICIPANT}


def test_a_list_of_groups_makes_those_that_are_new(store, programme):
    rows = {f"{programme}-1": [placed(f"{programme}-1", ASKERSUND)], f"{programme}-2": []}
    store.change_teams(OWNER, programme, rows, {f"{programme}-1": 0, f"{programme}-2": 0}, "fil", today=TODAY)
    assert [one.id for one in store.teams(OWNER) if one.programme == programme] == list(rows)


# Joining


def test_who_has_no_decision_is_let_in_for_a_reason_that_is_kept(store, programme, team):
    admitted = store.admit(OWNER, programme, STOCKHOLM, "beslut väntas i mars", today=TODAY)
    assert admitted.lacking is Lacking.NONE_KNOWN
    save(store, team, placed(team, STOCKHOLM))
    assert store.admissions(OWNER, programme)[STOCKHOLM].reason == "beslut väntas i mars"
    for code, reason in ((STOCKHOLM, " "), (ASKERSUND, "behövs inte")):
        with pytest.raises(Conflict):
            store.admit(OWNER, programme, code, reason, today=TODAY)


def test_a_decision_has_date_body_and_document_and_can_end(store):
    signed = Decision(
        UMEA, DecisionKind.CEMR_SIGNED, date(2010, 2, 1), "fullmäktige", "§ 12", "https://umea.se"
    )
    number = store.decide(OWNER, signed)
    store.decide(OWNER, replace(signed, id=number, ended=date(2020, 1, 1)), "upphävt")
    [kept] = store.decisions(VISITOR, UMEA)
    assert kept == replace(signed, id=number, ended=date(2020, 1, 1))
    with pytest.raises(Conflict):
        store.decide(OWNER, replace(signed, body=""))
    with pytest.raises(RuleBroken):
        store.decide(OWNER, replace(signed, ended=date(2009, 1, 1)))


def test_applications_are_kept_and_can_be_withdrawn(store, programme):
    store.apply(OWNER, Application(programme, ASKERSUND, PARTICIPANT, TODAY, "skola"))
    store.apply(OWNER, Application(programme, HEDEMORA, MENTOR, TODAY, "skola", 2))
    assert [one.organisation for one in store.applications(OWNER, programme)] == [ASKERSUND, HEDEMORA]
    store.withdraw_application(OWNER, programme, ASKERSUND, "hinner inte")
    assert [one.organisation for one in store.applications(OWNER, programme)] == [HEDEMORA]
    for code, role, rule in ((STOCKHOLM, MENTOR, Rule.MENTOR_FINISHED), (REGION, PARTICIPANT, Rule.TRACK)):
        with pytest.raises(RuleBroken) as broken:
            store.apply(OWNER, Application(programme, code, role))
        assert [one.rule for one in broken.value.breaches] == [rule]


def test_functions_are_filled_or_vacant_and_no_name_is_kept(store, programme):
    store.fill_functions(OWNER, programme, ASKERSUND, [Function.MANAGER])
    assert store.functions(OWNER, programme) == {ASKERSUND: {Function.MANAGER}}
    store.fill_functions(OWNER, programme, ASKERSUND, [])
    assert store.functions(OWNER, programme) == {}


def test_self_assessments_are_kept_with_their_version_and_replaced_for_the_same_step(store, programme):
    first = Assessment(ASKERSUND, programme, "meeting-1", "2024", {1: 4, 2: 2}, date(2026, 10, 1))
    store.assess(OWNER, first)
    store.assess(OWNER, replace(first, scores={1: 3}))
    assert store.self_assessments(OWNER, programme) == (replace(first, scores={1: 3}),)
    for wrong in ({1: 5}, {11: 1}, {}):
        with pytest.raises(Conflict):
            store.assess(OWNER, replace(first, scores=wrong))


def test_running_a_round_leaves_the_figures_as_they_were(store, programme, team):
    figures, version = store.figures, store.version
    save(store, team, placed(team, ASKERSUND))
    assert store.figures == figures and store.version > version
