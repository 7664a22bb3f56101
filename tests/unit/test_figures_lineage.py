"""The lineage picture: where things stand, whose line is in ink, and that colours and styles hold."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from drawn_html import HOSTILE, Page, assert_harmless
from real_rounds import MEMBERSHIPS, ROUNDS, TEAMS

from benchmarking import figures
from benchmarking.figures import placing
from benchmarking.figures.tokens import DARK, LIGHT
from benchmarking.model import Organisation, OrganisationKind
from benchmarking.wording import words

SV, EN = words("sv"), words("en")

PLACES = [
    Organisation(one.organisation, f"Plats {one.organisation}", OrganisationKind.MUNICIPALITY)
    for one in MEMBERSHIPS
]
LAID_OUT = figures.layout(ROUNDS, TEAMS, MEMBERSHIPS, PLACES)


def _line_of(code: str) -> str:
    return f"?linje={code}"


def test_cards_of_a_column_never_overlap_and_the_lower_lane_is_below():
    for at in range(len(LAID_OUT.columns)):
        cards = sorted((card for card in LAID_OUT.cards if card.column == at), key=lambda card: card.top)
        assert all(below.top >= above.bottom + placing.BETWEEN - 0.2 for above, below in pairwise(cards))
    lowest = max(card.bottom for card in LAID_OUT.cards if not card.lower)
    assert min(card.top for card in LAID_OUT.cards if card.lower) > lowest


def test_the_picture_fits_the_page():
    assert LAID_OUT.width <= 1120
    assert max(card.bottom for card in LAID_OUT.cards) <= LAID_OUT.height


def test_an_edge_that_skips_a_round_runs_through_a_gutter():
    skipping = [route for route in LAID_OUT.routes if len(route.points) > 2]
    assert {route.mentor for route in skipping} == {"2480", "1280", "2581", "0017", "0024", "0025"}
    for route in skipping:
        for x, y in route.points[1:-1]:
            column = [card for card in LAID_OUT.cards if card.x <= x <= card.x + placing.CARD]
            assert not [card for card in column if card.top < y < card.bottom]


def test_a_supports_edge_passes_under_the_card_of_the_groups_mentor():
    umea = next(route for route in LAID_OUT.routes if route.mentor == "2480" and route.team == "MK3-3")
    vannas = next(card for card in LAID_OUT.cards if card.team == "MK2-5")
    assert 0 < umea.points[1][1] - vannas.bottom < placing.BETWEEN


def test_an_edge_starts_in_the_mentors_latest_earlier_round():
    kalmar = next(route for route in LAID_OUT.routes if route.mentor == "0880")
    card = next(card for card in LAID_OUT.cards if card.team == "MK3-5")
    entry = next(entry for entry in card.entries if entry.organisation == "0880")
    assert kalmar.points[0] == (card.x + placing.CARD, entry.middle)


def test_edges_between_neighbouring_rounds_do_not_cross_needlessly():
    first = [
        route for route in LAID_OUT.routes if route.points[0][0] == placing.CARD and len(route.points) == 2
    ]
    ends = [route.points[1][1] for route in sorted(first, key=lambda route: route.points[0][1])]
    assert ends == sorted(ends)


def test_a_guide_from_no_earlier_round_is_named_in_the_card():
    alone = [one for one in MEMBERSHIPS if one.programme == "MK3"]
    laid_out = figures.layout(ROUNDS, TEAMS, alone, PLACES)
    assert laid_out.routes == ()
    html = figures.lineage(laid_out, SV, _line_of).html
    assert "Plats 2460, mentor" in [one["text"] for one in Page(html).of("bm-guide")]


def test_every_member_is_named_and_those_who_left_are_struck_through():
    page = Page(figures.lineage(LAID_OUT, SV, _line_of).html)
    cards = page.of("bm-card")
    assert len(cards) == 20
    for membership in MEMBERSHIPS:
        assert any(f"Plats {membership.organisation}" in re.sub(r"\s+", " ", card["text"]) for card in cards)
    struck = {one["text"] for one in page.of("bm-left") if one["tag"] == "li"}
    assert {re.search(r"Plats \d+", text)[0] for text in struck} == {"Plats 2380", "Plats 0021", "Plats 1764"}


def test_a_round_with_unknown_members_is_a_dashed_card():
    page = Page(figures.lineage(LAID_OUT, SV, _line_of).html)
    assert [one["text"] for one in page.of("bm-unknown")] == ["Deltagarna är inte kända"]


def test_the_own_line_is_ink_and_said_in_words():
    result = figures.lineage(LAID_OUT, SV, _line_of, own="2284")
    page = Page(result.html)
    assert result.sentence == (
        "Plats 2284 hade Plats 2460 som mentor, och Plats 2460 hade Plats 2480. "
        "Sedan blev Plats 2284 mentor för Plats 2282 och Plats 0187."
    )
    assert [one["text"].strip() for one in page.of("bm-dark")] == ["Plats 2284"]
    on_line = {one["text"].strip() for one in page.of("bm-on-line") if one["tag"] == "li"}
    assert on_line == {"Plats 2284", "Plats 2460", "Plats 2480", "Plats 2282", "Plats 0187"}
    assert len(page.of("bm-own")) == 1 and len(page.of("bm-others")) == 1


def test_without_an_own_line_everything_is_grey_and_rounds_are_counted():
    result = figures.lineage(LAID_OUT, SV, _line_of)
    page = Page(result.html)
    assert page.of("bm-own") == [] and page.of("bm-dark") == [] and page.of("bm-tree") == []
    assert result.sentence == "8 omgångar och 19 grupper sedan 2015."


def test_one_that_never_took_part_has_a_line_that_says_so():
    places = [*PLACES, Organisation("0428", "Salem", OrganisationKind.MUNICIPALITY)]
    result = figures.lineage(figures.layout(ROUNDS, TEAMS, MEMBERSHIPS, places), SV, _line_of, own="0428")
    assert result.sentence == "Salem har inte deltagit."


def test_one_without_mentor_is_told_as_such():
    assert figures.lineage(LAID_OUT, SV, _line_of, own="0010").sentence == (
        "Plats 0010 har deltagit, men ingen mentor är känd."
    )


def test_the_lineages_table_has_every_edge_with_round_role_and_source():
    table = figures.lineage(LAID_OUT, SV, _line_of).table
    assert len(table) == len(LAID_OUT.edges)
    umea = table[(table["Mentor"] == "Plats 2480") & (table["Deltagare"] == "Plats 2284")].iloc[0]
    assert (umea["Roll"], umea["Källa"]) == ("stöd", "s:MK3-3")
    left = table[table["Deltagare"] == "Plats 2380"].iloc[0]
    assert left["Anmärkning"] == "deltagaren lämnade under omgången"


def test_every_edge_tells_what_it_is_when_pointed_at():
    titles = [one["title"] for one in Page(figures.lineage(LAID_OUT, SV, _line_of).html).of("bm-hint")]
    assert len(titles) == len(LAID_OUT.routes)
    assert (
        "Plats 0188, mentor för Plats 0181, Plats 2380 och Plats 0880, MK3 (2019–2020). Källa: s:MK3-5"
        in titles
    )


def test_the_phone_has_a_tree_of_the_own_line_and_rounds_in_folds():
    page = Page(figures.lineage(LAID_OUT, SV, _line_of, own="2284").html)
    (tree,) = page.of("bm-tree")
    order = [tree["text"].index(f"Plats {code}") for code in ("2460", "2284", "2282", "0187")]
    assert order == sorted(order) and tree["text"].startswith("Plats 2480")
    assert "med stöd av Plats 2480" in tree["text"]
    assert len([one for one in page.elements if one["tag"] == "details"]) == len(ROUNDS)


def test_a_hostile_name_in_the_lineage_stays_a_name():
    places = [replace(one, name=HOSTILE) for one in PLACES]
    hostile = figures.layout(ROUNDS, TEAMS, [replace(one, source=HOSTILE) for one in MEMBERSHIPS], places)
    result = figures.lineage(hostile, SV, lambda code: HOSTILE, own="2284")
    assert_harmless(Page(result.html + figures.table(result.table, result.sentence, SV)))


def test_no_rounds_give_an_empty_picture():
    empty = figures.layout((), (), (), ())
    assert empty.cards == () and empty.width == 0
    assert figures.lineage(empty, SV, _line_of).table.empty


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Umeå", ("Umeå",)),
        ("Region Östergötland", ("Region Östergötland",)),
        ("Stockholm, sdf Enskede-Årsta-Vantör", ("Stockholm, sdf", "Enskede-Årsta-", "Vantör")),
        ("Ettmycketlångtnamnutanmellanslag", ("Ettmycketlångtnamnutanmellanslag",)),
    ],
)
def test_names_break_after_spaces_and_hyphens(name, lines):
    assert placing.wrapped(name) == lines


# Colours, style, sources


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    a, b = sorted((light(one), light(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["ink", "muted", "women_text", "men_text", "link", "stop", "ask"])
def test_text_colours_reach_wcag_aa_on_page_and_panel(theme, name):
    assert _contrast(getattr(theme, name), theme.bg) >= 4.5
    assert _contrast(getattr(theme, name), theme.panel) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["women", "men", "other", "uncertain"])
def test_marks_reach_three_to_one_on_page_and_panel(theme, name):
    assert _contrast(getattr(theme, name), theme.bg) >= 3
    assert _contrast(getattr(theme, name), theme.panel) >= 3


def test_every_class_in_the_figures_is_our_own_and_every_colour_a_token():
    html = figures.lineage(LAID_OUT, SV, _line_of, own="2284").html + figures.legend(SV, "x")
    classes = {name for one in Page(html).elements for name in (one.get("class") or "").split()}
    assert all(name == "bm" or name.startswith("bm-") for name in classes)
    assert not re.search(r"#[0-9a-fA-F]{6}", html)


def test_the_stylesheet_closes_what_it_opens_and_names_only_known_tokens():
    css = figures.stylesheet()
    assert css.count("{") == css.count("}")
    used = set(re.findall(r"var\(--bm-([a-z-]+)\)", css)) - {"n"}
    defined = set(re.findall(r"--bm-([a-z-]+):light-dark", css))
    assert used <= defined
    assert "forced-color-adjust:none" in css and "print-color-adjust:exact" in css and "focus-visible" in css


def test_figures_are_drawn_by_graph_objects_only():
    folder = Path(figures.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            )
            module = getattr(node, "module", "") or ""
            for name in (module, *names):
                assert "plotly" not in name or name == "plotly.graph_objects", (file.name, name)


def test_everything_the_lineage_says_has_its_english():
    figures.lineage(LAID_OUT, EN, _line_of, own="2284")
    figures.lineage(LAID_OUT, EN, _line_of)
    assert not EN.untranslated - {one.id for one in ROUNDS}
