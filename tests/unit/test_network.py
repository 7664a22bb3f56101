"""Who learned with whom: edges, lines, journeys. The rounds are the network's own, as sources tell them."""

from __future__ import annotations

import pytest
from real_rounds import MEMBERSHIPS, ROUNDS, TEAMS, known, model_round

from benchmarking.model import MemberRole, Membership, Programme, ProgrammeKind, Team, Text, Track
from benchmarking.network import columns, edges, journey, left_early, line

EDGES = edges(ROUNDS, TEAMS, MEMBERSHIPS)


def _pairs(found) -> set[tuple[str, str]]:
    return {(edge.mentor, edge.mentee) for edge in found}


def test_every_guide_has_an_edge_to_every_participant_of_its_group():
    guided = [edge for edge in EDGES if edge.team == "MK3-3"]
    assert [(edge.mentor, edge.mentee, edge.role.value) for edge in guided] == [
        ("2460", "2401", "mentor"),
        ("2460", "2284", "mentor"),
        ("2460", "2409", "mentor"),
        ("2480", "2401", "support"),
        ("2480", "2284", "support"),
        ("2480", "2409", "support"),
    ]
    assert all(edge.source == "s:MK3-3" and edge.programme == "MK3" for edge in guided)


def test_a_group_without_mentor_has_no_edges():
    assert not [edge for edge in EDGES if edge.team in ("MR1-1", "MR1-2", "MK1-1", "MK6-1")]


def test_three_regions_are_mentors_of_the_mixed_group_together():
    mixed = [edge for edge in EDGES if edge.team == "MK5-1"]
    assert {edge.mentor for edge in mixed} == {"0017", "0024", "0025"}
    assert {edge.mentee for edge in mixed} == {"0005", "0007", "1281"}
    assert len(mixed) == 9


def test_a_member_that_left_keeps_its_edge_and_is_marked():
    marked = {
        (edge.mentor, edge.mentee): edge.mentee_left for edge in EDGES if edge.team in ("MK3-5", "MK4-2")
    }
    assert marked[("0188", "2380")] and marked[("0880", "1764")]
    assert not marked[("0188", "0880")] and not marked[("0188", "0181")]


def test_leaving_at_the_end_of_the_round_is_not_leaving_early():
    pilot = next(one for one in MEMBERSHIPS if one.team == "MK1-1" and one.organisation == "0880")
    assert pilot.left is not None
    assert not left_early(pilot, ROUNDS[0])


def test_a_round_without_known_end_was_left_early_by_whoever_left():
    gone = Membership("X-1", "X", "2380", MemberRole.PARTICIPANT, left=known(2019))
    assert left_early(gone, model_round("X", Track.MUNICIPALITY, None, None))
    assert not left_early(Membership("X-1", "X", "2380", MemberRole.PARTICIPANT), None)


def test_ornskoldsviks_line_goes_up_to_umea_and_down_to_kramfors_and_vaxholm():
    own = line(EDGES, "2284")
    assert _pairs(own.up) == {("2480", "2460"), ("2460", "2284"), ("2480", "2284")}
    assert _pairs(own.down) == {("2284", "2282"), ("2284", "0187")}
    assert own.organisations == {"2284", "2460", "2480", "2282", "0187"}


def test_umeas_line_reaches_its_mentees_mentees():
    assert _pairs(line(EDGES, "2480").down) >= {
        ("2480", "2460"),
        ("2460", "2401"),
        ("2460", "2284"),
        ("2460", "2409"),
        ("2284", "2282"),
        ("2284", "0187"),
    }
    assert line(EDGES, "2480").up == ()


def test_a_mentor_hands_on_only_what_it_had_learned_before():
    late = (*EDGES, *_later_mentor_of_vannas())
    assert ("9999", "2460") not in _pairs(line(late, "2284").up)
    assert ("9999", "2460") in _pairs(line(late, "2460").up)


def _later_mentor_of_vannas():
    team = Team("MK7-1", "MK7", 1)
    members = (
        Membership("MK7-1", "MK7", "9999", MemberRole.MENTOR),
        Membership("MK7-1", "MK7", "2460", MemberRole.PARTICIPANT),
    )
    return edges(ROUNDS, (team,), members)


def test_karlstads_line_passes_kalmars_second_stay():
    assert _pairs(line(EDGES, "1780").up) == {("0880", "1780"), ("0188", "0880"), ("0484", "0188")}


def test_the_line_of_a_stranger_is_empty():
    assert line(EDGES, "0428").edges == ()
    assert line(EDGES, "0428").organisations == {"0428"}


def test_two_that_mentor_each_other_in_turn_do_not_go_round_forever():
    teams = (Team("MK2-9", "MK2", 9), Team("MK4-9", "MK4", 9))
    members = (
        Membership("MK2-9", "MK2", "a", MemberRole.MENTOR),
        Membership("MK2-9", "MK2", "b", MemberRole.PARTICIPANT),
        Membership("MK4-9", "MK4", "b", MemberRole.MENTOR),
        Membership("MK4-9", "MK4", "a", MemberRole.PARTICIPANT),
    )
    found = edges(ROUNDS, teams, members)
    assert _pairs(line(found, "a").edges) == {("a", "b"), ("b", "a")}


def test_kalmars_journey_has_three_stays_and_the_second_in_place_of_ostersund():
    stays = journey(ROUNDS, TEAMS, MEMBERSHIPS, "0880")
    assert [(stay.programme, stay.role.value) for stay in stays] == [
        ("MK1", "participant"),
        ("MK3", "participant"),
        ("MK4", "mentor"),
    ]
    second = stays[1]
    assert second.replaces == ("2380",)
    assert second.fellows == ("0181",)
    assert second.mentors == ("0188",)
    assert stays[2].fellows == ("1080", "1780", "1764")


def test_ostersund_was_replaced_by_kalmar():
    (stay,) = journey(ROUNDS, TEAMS, MEMBERSHIPS, "2380")
    assert stay.left_early
    assert stay.replaced_by == ("0880",)


def test_grums_left_and_nobody_took_its_place():
    (stay,) = journey(ROUNDS, TEAMS, MEMBERSHIPS, "1764")
    assert stay.left_early and stay.replaced_by == ()


def test_ornskoldsviks_first_stay_has_mentor_support_and_fellows():
    first = journey(ROUNDS, TEAMS, MEMBERSHIPS, "2284")[0]
    assert (first.mentors, first.supports, first.fellows) == (("2460",), ("2480",), ("2401", "2409"))


def test_nobody_has_a_journey_without_a_stay():
    assert journey(ROUNDS, TEAMS, MEMBERSHIPS, "0428") == ()


def test_the_region_round_stands_beside_the_municipal_one_of_the_same_year():
    assert [[one.id for one in column] for column in columns(ROUNDS)] == [
        ["MK1"],
        ["MK2"],
        ["MK3", "MR1"],
        ["MK4"],
        ["MK5"],
        ["MK6"],
        ["MK7"],
    ]


def test_a_round_without_start_comes_last_and_other_programmes_are_left_out():
    unknown = model_round("A", Track.MIXED, None, None)
    training = Programme("T", Text("T", "T"), ProgrammeKind.COUNTY_TRAINING, None, known(2012), None)
    found = columns((unknown, training, *ROUNDS))
    assert [one.id for one in found[-1]] == ["A"]
    assert all(one.id != "T" for column in found for one in column)


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_facts_does_not_matter(order):
    again = edges(ROUNDS[::order], TEAMS[::order], MEMBERSHIPS)
    assert set(again) == set(EDGES)
    assert line(again, "2284").organisations == line(EDGES, "2284").organisations
