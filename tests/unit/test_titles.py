"""Titles and mentors, checked by hand against what the sources tell of each round."""

from __future__ import annotations

from datetime import date

import pytest
from real_rounds import known, model_round

from benchmarking.access import VISITOR
from benchmarking.model import MemberRole, Membership, Organisation, OrganisationKind, Precision, Track
from benchmarking.titles import Standing, mentorships, titles

TODAY = date(2026, 11, 22)

# Participant in, then mentor in; every organisation that has earned the title, and no other.
EARNED = {
    **dict.fromkeys(
        ("Piteå", "Umeå", "Örebro", "Jönköping", "Eskilstuna", "Malmö"), ("MK1", "MK2", "2020-01-14")
    ),
    **dict.fromkeys(
        ("Hedemora", "Uppsala", "Vännäs", "Kristianstad", "Norrtälje", "Boden", "Luleå"),
        ("MK2", "MK3", "2020-01-14"),
    ),
    "Örnsköldsvik": ("MK3", "MK4", "2020-11-03"),
    "Kalmar": ("MK3", "MK4", "2020-11-03"),
    "Region Värmland": ("MR1", "MK5", "2021-09-13"),
    "Region Västerbotten": ("MR1", "MK5", "2021-09-13"),
    "Region Norrbotten": ("MR1", "MK5", "2021-09-13"),
}

NOT_EARNED = {
    Standing.LEFT: {"Östersund", "Region Gävleborg", "Grums"},
    Standing.NO_SUCH_TITLE: {"Förbundet Norrbottens kommuner", "sdf Enskede-Årsta-Vantör"},
    Standing.NOT_MENTOR: {
        *("Linköping", "Norrköping", "Halmstad", "Skellefteå", "Lycksele", "Karlskoga", "Kristinehamn"),
        *("Askersund", "Fagersta", "Botkyrka", "Västerås", "Nordmaling", "Robertsfors", "Trelleborg"),
        *("Olofström", "Östra Göinge", "Södertälje", "Region Gotland", "Region Halland", "Kramfors"),
        *("Vaxholm", "Karlskrona", "Karlstad", "Region Östergötland", "Region Kronoberg", "Lund"),
        "Region Blekinge",
    },
}


@pytest.fixture(scope="module")
def network(full_store):
    """Rounds, memberships and organisations of `data/`, the latter by code."""
    organisations = {one.code: one for one in full_store.organisations(VISITOR)}
    return full_store.programmes(VISITOR), full_store.memberships(VISITOR), organisations


def test_every_title_has_the_rounds_that_earn_it(network):
    organisations = network[2]
    found = {
        organisations[code].name: (one.learned, one.guided, one.since.isoformat())
        for code, one in titles(*network, TODAY).items()
        if one.standing is Standing.EARNED
    }
    assert found == EARNED


def test_everybody_else_is_told_why_not(network):
    organisations = network[2]
    found: dict[Standing, set[str]] = {}
    for code, one in titles(*network, TODAY).items():
        if one.standing is not Standing.EARNED:
            found.setdefault(one.standing, set()).add(organisations[code].name)
    assert found == NOT_EARNED


def test_a_title_is_of_the_kind_that_has_it(network):
    found = titles(*network, TODAY)
    assert (
        found["0017"].kind is OrganisationKind.REGION and found["2460"].kind is OrganisationKind.MUNICIPALITY
    )


def test_before_the_rule_of_2020_nobodys_title_can_be_told(network):
    day_before = titles(*network, date(2020, 1, 13)).values()
    assert {one.standing for one in day_before} == {Standing.CANNOT_TELL, Standing.NO_SUCH_TITLE}
    on_the_day = titles(*network, date(2020, 1, 14))
    assert on_the_day["2460"].standing is Standing.EARNED


def test_who_mentored_before_2020_had_perhaps_the_title_by_the_rule_of_2018(network):
    found = titles(*network, TODAY)
    assert found["2460"].undecided_before == date(2020, 1, 14)
    assert found["2284"].undecided_before is None


def test_an_associations_members_are_not_there_at_all(network):
    found = titles(*network, TODAY)
    gallivare = next(code for code, one in network[2].items() if one.name == "Gällivare")
    assert gallivare not in found


MUNICIPALITY = {"a": Organisation("a", "A", OrganisationKind.MUNICIPALITY)}
FIRST = model_round("F", Track.MUNICIPALITY, known(2020, 1, 1), known(2020, 12, 31))
SECOND = model_round("S", Track.MUNICIPALITY, known(2021, 1, 1), known(2021, 12, 31))


def standing(*members: Membership, rounds=(FIRST, SECOND), on=TODAY) -> Standing:
    return titles(rounds, members, MUNICIPALITY, on)["a"].standing


def of(programme: str, role: MemberRole, **dates) -> Membership:
    return Membership(f"{programme}-1", programme, "a", role, **dates)


LEARNED = of("F", MemberRole.PARTICIPANT)


def test_support_alone_does_not_count():
    assert standing(LEARNED, of("S", MemberRole.SUPPORT)) is Standing.SUPPORT_ONLY


def test_a_mentors_round_must_have_started():
    guided = of("S", MemberRole.MENTOR)
    assert standing(LEARNED, guided, on=date(2020, 12, 31)) is Standing.MENTOR_NOT_STARTED
    assert standing(LEARNED, guided, on=date(2021, 1, 1)) is Standing.EARNED


def test_a_mentor_that_was_replaced_earns_nothing():
    replaced = of("S", MemberRole.MENTOR, left=known(2021, 3, 1))
    assert standing(LEARNED, replaced) is Standing.MENTOR_NOT_STARTED


def test_a_mentor_that_never_took_part_has_no_title():
    assert standing(of("S", MemberRole.MENTOR)) is Standing.NEVER_PARTICIPANT


def test_mentoring_before_the_own_round_ended_earns_nothing():
    assert standing(of("F", MemberRole.MENTOR), of("S", MemberRole.PARTICIPANT)) is Standing.MENTOR_TOO_EARLY


def test_rounds_whose_dates_may_overlap_cannot_be_told():
    vague = model_round("S", Track.MUNICIPALITY, known(2020, precision=Precision.YEAR), known(2022, 1, 1))
    assert standing(LEARNED, of("S", MemberRole.MENTOR), rounds=(FIRST, vague)) is Standing.CANNOT_TELL


# Mentors


def test_who_may_mentor_next_how_often_they_have_and_who_promised_to(network):
    organisations = network[2]
    found = mentorships(network[0], network[1], TODAY)
    by_name = {organisations[code].name: one for code, one in found.items()}
    assert by_name["Vännäs"].mentored == ("MK3",) and by_name["Vännäs"].times == 1
    assert by_name["Umeå"].mentored == ("MK2",) and by_name["Umeå"].supported == ("MK3",)
    assert not by_name["Östersund"].may and not by_name["Grums"].may and not by_name["Region Gävleborg"].may
    assert by_name["Linköping"].may and not by_name["Linköping"].promised
    assert by_name["Askersund"].owes and by_name["Lund"].owes and by_name["Kramfors"].owes
    assert by_name["Örnsköldsvik"].promised == ("MK3",) and not by_name["Örnsköldsvik"].owes
