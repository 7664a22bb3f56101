"""A group's pack from the store to a file: for whom, as of when, edited, kept and replayed."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from html import escape

import hostile
import pytest
from builders import ASKERSUND, HOURS, OWN_YEAR, OWNER, VISITOR, opening, published
from pypdf import PdfReader

from benchmarking import packs, team_packs
from benchmarking.errors import Conflict, NotAllowed, NotFound
from benchmarking.meetings import Edited, Expected, NoteKind
from benchmarking.model import Grant, Request, Right, Role, Viewer
from benchmarking.packs.paper import Figure, Grid
from benchmarking.packs.writing import to_pdf
from benchmarking.preparing import GROUP, Edits, as_text
from benchmarking.wording import words

SV = words("sv")
AUTUMN = date(2019, 10, 15)


@pytest.fixture
def team(store):
    """The group that Askersund is in."""
    return next(
        one.team
        for one in store.memberships(OWNER)
        if one.organisation == ASKERSUND and one.programme == "MK3" and one.role == "participant"
    )


def _mentor(team: str) -> Viewer:
    return Viewer("a mentor", grants=frozenset({Grant(Right.MEET, team=team)}))


def test_a_pack_is_for_who_may_meet_in_the_group(store, team):
    what = team_packs.wanted(store, OWNER, team, "1", AUTUMN)
    mentors = team_packs.pack_of(store, _mentor(team), what)
    assert as_text(mentors) == as_text(team_packs.pack_of(store, OWNER, what))
    for stranger in (VISITOR, _mentor("MK2-1")):
        with pytest.raises(NotAllowed):
            team_packs.pack_of(store, stranger, what)
        with pytest.raises(NotAllowed):
            store.edit_pack(stranger, team, what.meeting.step, Edits())
        with pytest.raises(NotAllowed):
            store.pack_kept(stranger, team, what.meeting.step)


def test_a_mentor_sees_the_groups_unopened_figures_and_nobody_elses(store, team):
    # Fagersta is in the group too; Stockholm is not.
    mates = {one.organisation for one in store.memberships(OWNER) if one.team == team}
    published(store, organisation=ASKERSUND, value=40.0)
    opening(store, "MK3", "2999-01-01")
    what = team_packs.wanted(store, OWNER, team, "1")
    reader = team_packs._reader(store, OWNER, team)
    seen = store.values(reader, [HOURS])
    assert set(seen.loc[seen["year"] == OWN_YEAR, "organisation"]) == {ASKERSUND} <= mates
    other = Viewer("x", grants=frozenset({Grant(Right.MEET, team="MK2-1")}))
    assert store.values(other, [HOURS])["year"].max() < OWN_YEAR
    assert team_packs.pack_of(store, _mentor(team), what).team == team


def test_an_unknown_meeting_is_told_with_those_there_are(store, team):
    with pytest.raises(NotFound, match="uppstart"):
        team_packs.wanted(store, OWNER, team, "9")
    with pytest.raises(NotFound):
        team_packs.wanted(store, OWNER, "MK9-9")


def test_edits_are_kept_and_a_second_person_is_told_of_the_first(store, team):
    what = team_packs.wanted(store, OWNER, team, "1", AUTUMN)
    step = what.meeting.step
    first = store.edit_pack(OWNER, team, step, Edits(dropped=frozenset({f"{ASKERSUND}/trend"})))
    assert first.revision == 1 and store.pack_edits(OWNER, team, step) == first
    with pytest.raises(Edited) as found:
        store.edit_pack(_mentor(team), team, step, Edits(notes=((GROUP, "Fika"),)))
    assert (found.value.revision, found.value.who) == (1, OWNER.name)
    second = store.edit_pack(OWNER, team, step, replace(first, notes=((ASKERSUND, "Fråga om deltid"),)))
    pack, _, edits, kept = team_packs.shown(store, OWNER, what)
    assert not kept and edits == second
    [page] = [one for one in pack.pages if one.organisation == ASKERSUND]
    assert page.trend is None and page.notes == ("Fråga om deltid",)
    with pytest.raises(Conflict):
        store.edit_pack(OWNER, team, step, replace(second, notes=((GROUP, "x" * 501),)))


def test_what_a_meeting_saw_is_replayed_exactly_and_later_corrections_are_marked(store, team):
    store.ask_for(OWNER, [Request("MK3", HOURS, OWN_YEAR, OWN_YEAR)])
    published(store, {"sex": "K", "value": 40.0}, {"sex": "M", "value": 50.0})
    what = team_packs.wanted(store, OWNER, team, "1")
    team_packs.keep(store, OWNER, what)
    before, none, _, kept = team_packs.shown(store, _mentor(team), what)
    assert kept and none == ()
    published(store, {"sex": "K", "value": 41.0}, {"sex": "M", "value": 50.0})
    after, corrections, _, _ = team_packs.shown(store, OWNER, what)
    assert as_text(after) == as_text(before)
    assert {(one.whose.value, one.then, one.now) for one in corrections} == {("women", 40.0, 41.0)}
    assert {one.reading.year for one in corrections} == {OWN_YEAR}
    with pytest.raises(Conflict):
        team_packs.keep(store, OWNER, what)
    with pytest.raises(Conflict):
        store.edit_pack(OWNER, team, what.meeting.step, Edits())


def test_the_packs_of_a_round_come_as_one_file_with_progress(store):
    told = []
    content = team_packs.round_packs(
        store, OWNER, "MK3", "pdf", SV, AUTUMN, lambda done, of, team: told.append((done, of, team))
    )
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert len(names) == len(told) == told[0][1] and [one[0] for one in told] == list(range(1, len(told) + 1))
    with pytest.raises(NotFound):
        team_packs.round_packs(store, OWNER, "MK99", "pdf", SV)


def test_the_round_report_says_what_was_promised_and_where_it_stands(store, team):
    store.commit(
        OWNER, team, "meeting-1", ASKERSUND, HOURS, Expected.SMALLER, made=AUTUMN, text="Fler timmar"
    )
    store.write(OWNER, team, "meeting-1", NoteKind.PLUS, "Bra samtal")
    paper = team_packs.report_of(store, OWNER, "MK3", date.today(), SV)
    [sheet] = [one for one in paper.sheets if one.code == team]
    [section] = [one for one in sheet.sections if one.heading == "Askersund"]
    [row] = section.blocks[0].rows
    assert row[1] == "Skillnaden ska minska\nFler timmar" and row[3] == "pågår"
    path, how = row[2].split("\n")
    assert " 2017 och " in path and "2021" in path
    assert how == "Det går inte att avgöra: måttet ändrades 2021, och bara två år går att jämföra."
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(paper))).pages)
    assert "Fler timmar" in text
    # What a group writes at its meetings is not for a whole conference.
    assert "Bra samtal" not in text


def test_the_page_shows_what_the_files_say_and_nothing_of_a_name_as_markup(store, team):
    what = team_packs.wanted(store, OWNER, team, "1", AUTUMN)
    store.edit_pack(OWNER, team, what.meeting.step, Edits(notes=((GROUP, "<b>Fika</b>"),)))
    pack, corrections, _, _ = team_packs.shown(store, OWNER, what)
    paper = packs.pack_paper(pack, SV, corrections)
    drawn = packs.paper_html(paper, SV)
    assert drawn.count("<details") == len(paper.sheets) == len(pack.pages) + 1
    blocks = [block for sheet in paper.sheets for part in sheet.sections for block in part.blocks]
    for one in blocks:
        if isinstance(one, Grid):
            cells = [*one.head, *(cell for row in one.rows for cell in row)]
            assert all(escape(line) in drawn for cell in cells for line in cell.split("\n"))
        if isinstance(one, Figure):
            assert drawn.count(f'alt="{escape(one.alt)}"') == 2
    assert "&lt;b&gt;Fika&lt;/b&gt;" in drawn and "<b>" not in drawn


def test_a_round_asks_for_more_than_six_indicators_and_each_stands_in_the_groups_table(store, team):
    asked = [one.id for one in store.indicators(VISITOR) if one.role is Role.GAP][:9]
    store.ask_for(OWNER, [Request("MK3", one, OWN_YEAR, OWN_YEAR) for one in asked])
    pack = team_packs.pack_of(store, OWNER, team_packs.wanted(store, OWNER, team, "1"))
    assert {row.indicator for row in pack.group.rows} == set(asked) and len(asked) > 6


@pytest.mark.parametrize("form", packs.FORMATS)
def test_whatever_people_write_a_pack_can_be_set(store, team, form):
    """Signs that no typeface has, that no XML may hold, that turn the line round."""
    written = [one for one in hostile.TEXTS if one.strip() and len(one) <= 500]
    store.commit(
        OWNER, team, "meeting-1", ASKERSUND, HOURS, Expected.SMALLER, made=AUTUMN, text="😀 \x07 ﷺ\ufeff"
    )
    what = team_packs.wanted(store, OWNER, team, "1", AUTUMN)
    store.edit_pack(OWNER, team, what.meeting.step, Edits(notes=tuple((GROUP, one) for one in written)))
    assert team_packs.set_pack(store, OWNER, what, form, SV)
