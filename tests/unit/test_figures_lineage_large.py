"""The lineage at eight rounds after one another and sixty organisations: nothing overlaps, nobody is left out."""

from __future__ import annotations

from itertools import pairwise

from drawn_html import Page
from real_rounds import known, model_round

from benchmarking import figures
from benchmarking.figures import placing
from benchmarking.model import MemberRole, Membership, Organisation, OrganisationKind, Team, Track
from benchmarking.wording import words

ROUNDS = tuple(
    model_round(f"MK{n}", Track.MUNICIPALITY, known(2014 + n), known(2014 + n, 12, 1)) for n in range(1, 9)
)
# Six in the first round, nine in each of the six after it, each group of three guided by one of the round
# before; the eighth has no participant yet.
GROUPS = {"MK1-1": [f"{n:04}" for n in range(6)]} | {
    f"MK{n}-{group}": [f"{6 + (n - 2) * 9 + (group - 1) * 3 + at:04}" for at in range(3)]
    for n in range(2, 8)
    for group in (1, 2, 3)
}
MENTORS = {
    team: f"{int(codes[0]) - 6 - 3 * (int(codes[0]) % 2):04}"
    for team, codes in GROUPS.items()
    if team != "MK1-1"
}
TEAMS = tuple(Team(team, team.partition("-")[0], int(team.partition("-")[2])) for team in GROUPS)
MEMBERSHIPS = tuple(
    Membership(team, team.partition("-")[0], code, role)
    for team, codes in GROUPS.items()
    for role, members in (
        (MemberRole.PARTICIPANT, codes),
        (MemberRole.MENTOR, [MENTORS[team]] if team in MENTORS else []),
    )
    for code in members
)
PLACES = [Organisation(f"{n:04}", f"Upplands Väsby {n}", OrganisationKind.MUNICIPALITY) for n in range(60)]
LAID_OUT = figures.layout(ROUNDS, TEAMS, MEMBERSHIPS, PLACES)


def test_sixty_organisations_in_eight_columns_stand_apart():
    assert len({one.organisation for one in MEMBERSHIPS}) == 60
    assert len(LAID_OUT.columns) == 8
    for at in range(8):
        cards = sorted((card for card in LAID_OUT.cards if card.column == at), key=lambda card: card.top)
        assert all(below.top >= above.bottom + placing.BETWEEN - 0.2 for above, below in pairwise(cards))
    for one, other in pairwise(LAID_OUT.columns):
        assert other.x >= one.x + placing.CARD


def test_every_name_and_the_empty_round_are_in_the_wide_picture_and_in_the_folds():
    html = figures.lineage(LAID_OUT, words("sv"), lambda code: f"?linje={code}", own="0050").html
    page = Page(html)
    picture = next(one["text"] for one in page.of("bm-picture"))
    folds = next(one["text"] for one in page.of("bm-folds"))
    for place in PLACES:
        assert place.code in MENTORS.values() or place.name.replace(" ", "") in picture.replace(" ", "")
        assert place.name in folds
    assert "Deltagarna är inte kända" in picture and "Deltagarna är inte kända" in folds


def test_what_is_wider_than_the_page_scrolls_in_a_region_of_its_own():
    html = figures.lineage(LAID_OUT, words("sv"), lambda code: f"?linje={code}").html
    [scroll] = Page(html).of("bm-line-scroll")
    assert LAID_OUT.width > 1120 and scroll["tabindex"] == "0" and scroll["role"] == "region"
