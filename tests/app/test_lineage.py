"""Who learned with whom, on the page and from `data/`: the line from Umeå to Kramfors and Vaxholm."""

from __future__ import annotations

import pytest
from visiting import Seen, opened

from benchmarking import figures, wording
from benchmarking.access import VISITOR

UMEA, VANNAS, ORNSKOLDSVIK = "Umeå", "Vännäs", "Örnsköldsvik"

# Mentor, mentee, round, role: as the network's pages tell of it.
EDGES = {
    (UMEA, VANNAS, "MK2", "mentor"),
    (VANNAS, "Nordmaling", "MK3", "mentor"),
    (VANNAS, ORNSKOLDSVIK, "MK3", "mentor"),
    (VANNAS, "Robertsfors", "MK3", "mentor"),
    (UMEA, "Nordmaling", "MK3", "stöd"),
    (UMEA, ORNSKOLDSVIK, "MK3", "stöd"),
    (UMEA, "Robertsfors", "MK3", "stöd"),
    (ORNSKOLDSVIK, "Kramfors", "MK4", "mentor"),
    (ORNSKOLDSVIK, "Vaxholm", "MK4", "mentor"),
}


@pytest.fixture(scope="module")
def drawn(full_store):
    """The lineage of `data/` with Örnsköldsvik's line in ink, and the name of each round."""
    programmes = full_store.programmes(VISITOR)
    laid_out = figures.layout(
        programmes,
        full_store.teams(VISITOR),
        full_store.memberships(VISITOR),
        full_store.organisations(VISITOR),
    )
    words = wording.words("sv")
    rounds = {words.text(programme.name): programme.id for programme in programmes}
    return figures.lineage(laid_out, words, lambda code: f"?linje={code}", own="2284"), rounds


def edges(drawn) -> set[tuple[str, str, str, str]]:
    """Every edge of the table: mentor, mentee, id of the round, role."""
    figure, rounds = drawn
    mentor, mentee, in_round, role = figure.table.columns[:4]

    def identity(said: str) -> str:
        # The longest name that fits: "Modellkommuner" may begin another.
        return rounds[max((name for name in rounds if said.startswith(name)), key=len)]

    return {
        (row[mentor], row[mentee], identity(row[in_round]), row[role]) for _, row in figure.table.iterrows()
    }


def test_the_line_from_umea_over_vannas_to_kramfors_and_vaxholm_has_round_and_role_on_every_edge(drawn):
    assert edges(drawn) >= EDGES


def test_nobody_else_guided_those_on_the_line(drawn):
    mentees = {mentee for _, mentee, _, _ in EDGES}
    assert {edge for edge in edges(drawn) if edge[1] in mentees} == EDGES


def test_every_edge_of_the_lineage_names_round_role_and_source(drawn):
    figure, _ = drawn
    mentor, mentee, in_round, role, _, source, certainty = figure.table.columns
    for name in (mentor, mentee, in_round, role, source, certainty):
        assert figure.table[name].str.strip().ne("").all(), name
    assert figure.table[source].str.startswith("https://").all()


def test_the_sentence_tells_the_line(drawn):
    figure, _ = drawn
    assert figure.sentence == (
        "Örnsköldsvik hade Vännäs som mentor, och Vännäs hade Umeå. "
        "Sedan blev Örnsköldsvik mentor för Kramfors och Vaxholm."
    )


def test_the_page_says_the_same_sentence_as_the_figure(drawn, full_copy):
    seen = Seen(opened("network", linje="2284"))
    assert not seen.faults
    figure, _ = drawn
    assert figure.sentence in " ".join(seen.html.text.split())


def test_the_page_shows_members_swapped_mentors_several_and_sources_that_disagree(full_copy):
    seen = Seen(opened("network"))
    text = " ".join(seen.html.text.split())
    assert "Östersund (lämnade" in text and "Kalmar (kom in" in text
    assert "Region Gävleborg (lämnade" in text and "Grums (lämnade" in text
    # The mixed group of 2021 has three mentors.
    assert "Region Värmland, Region Västerbotten och Region Norrbotten" in text
    # Sources tell the pilot's years in two ways, and both are kept.
    assert "2015–2016" in text and "2016–2017" in text
