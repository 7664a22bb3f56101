"""A pack holds only what was known on its day and only what is true, and its three formats say the same."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date

import docx
import pandas as pd
import pptx
import pytest
import slow_gaps
from pypdf import PdfReader
from slow_claims import Slow, checked

from benchmarking import access, packs, peers, prepared
from benchmarking.assessments import Assessment
from benchmarking.claims import Against, CannotTell, Change, Even, Level
from benchmarking.errors import NotFound
from benchmarking.gaps import Basis
from benchmarking.model import MemberRole, Text
from benchmarking.packs import writing
from benchmarking.packs.paper import Figure, Grid, Listed, Told
from benchmarking.preparing import (
    GROUP,
    Ask,
    Edits,
    News,
    Occasion,
    Promise,
    Theme,
    as_text,
    corrected,
    edited,
    from_text,
    item_keys,
    prepare,
    theme_of,
)
from benchmarking.preparing.content import readings_of
from benchmarking.rounds import Stage
from benchmarking.wording import words

AUTUMN = date(2019, 10, 15)
NORDMALING, ORNSKOLDSVIK, ROBERTSFORS, VANNAS = "2401", "2284", "2409", "2460"
SV, EN = words("sv"), words("en")


@pytest.fixture(scope="module")
def then(full_store):
    return prepared.facts(full_store, access.VISITOR, AUTUMN)


@pytest.fixture(scope="module")
def similar(then):
    traits = peers.features(then.organisations.values(), then.yearly, 2017)
    codes = (NORDMALING, ORNSKOLDSVIK, ROBERTSFORS)
    return {code: [one.code for one in peers.similar(code, traits)] for code in codes}


@pytest.fixture(scope="module")
def pack(then, similar):
    return prepare(then, "MK3-3", AUTUMN, Occasion("1", Stage.MEETING, 1), similar=similar)


def _raw(then, reading):
    rows = then.yearly[
        (then.yearly["organisation"] == reading.organisation)
        & (then.yearly["indicator"] == reading.indicator)
        & (then.yearly["year"] == reading.year)
    ]
    return rows.iloc[0].to_dict()


def test_the_group_is_who_was_in_it_that_autumn(pack):
    assert [one.code for one in pack.having(MemberRole.PARTICIPANT)] == [
        NORDMALING,
        ORNSKOLDSVIK,
        ROBERTSFORS,
    ]
    assert [one.name for one in pack.having(MemberRole.MENTOR)] == ["Vännäs"]
    assert [one.name for one in pack.having(MemberRole.SUPPORT)] == ["Umeå"]


def test_the_supporting_organisation_is_not_named_before_it_was_known(then):
    early = prepare(then, "MK3-3", date(2019, 3, 1))
    assert early.having(MemberRole.SUPPORT) == ()


def test_nothing_in_a_pack_is_later_than_its_day(pack, full_store):
    readings = list(readings_of(pack))
    assert len(readings) > 60 and max(one.year for one in readings) == pack.newest == 2017
    known = full_store.observations(access.VISITOR, organisations=[NORDMALING, VANNAS])
    late = known[known["known_from"].dt.date > AUTUMN]
    assert late["year"].min() == 2018
    claims = [claim for page in pack.pages for claim in page.headline]
    assert {claim.year for claim in claims if isinstance(claim, Level | Even)} <= set(range(2010, 2018))


def test_every_figure_of_a_pack_is_recomputed_from_the_values(pack, then):
    for one in readings_of(pack):
        raw = _raw(then, one)
        indicator = pack.indicator[one.indicator]
        women, men = slow_gaps.sides(raw, indicator)
        assert (one.women, one.men) == (pytest.approx(women), pytest.approx(men))
        gap = slow_gaps.gap(raw, indicator)
        assert one.gap == (None if gap is None else pytest.approx(gap))


def test_every_row_is_certain_lasting_or_counted_by_a_second_computation(pack, then):
    rows = [row for page in pack.pages for row in page.rows]
    assert len(rows) == 15
    for row in rows:
        raw, indicator = _raw(then, row.reading), pack.indicator[row.indicator]
        assert (row.reading.gap > 0) == (row.verdict.value == "women_higher")
        if row.basis is Basis.CERTAIN:
            counts = [
                raw[f"{sex}_{part}"] for sex in ("women", "men") for part in ("numerator", "denominator")
            ]
            low, high = slow_gaps.newcombe(*counts)
            assert low * high > 0
            assert (row.low, row.high) == (pytest.approx(100 * low), pytest.approx(100 * high))
        elif row.basis is Basis.LASTING:
            series = then.years_of([row.reading.organisation], [row.indicator]).sort_values("year")
            start = max((at for at in indicator.breaks if at <= row.reading.year), default=0)
            values = [
                gap
                for raw in series.to_dict("records")
                if raw["year"] >= start and (gap := slow_gaps.gap(raw, indicator)) is not None
            ]
            low, high, moving = slow_gaps.limits(values)
            assert len(values) == row.years >= 8
            assert low * high > 0 and abs(values[-1]) >= 2 * moving
        else:
            assert indicator.counted is not None


def test_the_evenest_of_similar_places_is_recomputed(pack, then, similar):
    for page in pack.pages:
        for row in page.rows:
            others = {}
            for code in similar[page.organisation]:
                found = then.years_of([code], [row.indicator])
                found = found[(found["year"] == row.reading.year) & found["gap"].notna()]
                if len(found):
                    others[code] = abs(float(found["gap"].iloc[0]))
            assert row.best_of == len(others)
            least = min(others.values(), default=None)
            if least is None or least >= abs(row.reading.gap):
                assert row.best is None
            else:
                assert abs(row.best.gap) == pytest.approx(least)


def test_how_many_cannot_be_told_is_counted_again(pack, then):
    for page in pack.pages:
        rows = then.assessed[then.assessed["organisation"] == page.organisation]
        compared = rows[rows["verdict"] != "not_compared"]
        [claim] = [one for one in page.headline if isinstance(one, CannotTell)]
        assert claim == CannotTell(int((compared["verdict"] == "cannot_tell").sum()), len(compared))


def test_every_sentence_of_every_pack_of_a_round_is_true_by_a_second_computation(then):
    slow = Slow(then.yearly.to_dict("records"), then.indicators)
    kinds = Counter()
    teams = [one.id for one in then.teams if one.programme == "MK3"]
    pages = [(made, page) for made in (prepare(then, team, AUTUMN) for team in teams) for page in made.pages]
    for made, page in pages:
        for claim in page.headline:
            kinds[type(claim)] += 1
            checked(claim, page.organisation, slow)
        for row in page.rows:
            found = slow.of_place[page.organisation][row.indicator]
            assert (row.verdict.value, row.basis.value) == (found["verdict"], found["basis"])
            typical = slow_gaps.places(found, slow.others(row.reading), made.indicator[row.indicator])[
                "typical"
            ]
            assert row.typical == pytest.approx(typical)
            against = slow.against(row.reading)
            assert row.against == (None if against is Against.SMALLER else against)
        own = slow.of_place[page.organisation].values()
        bases = ("certain", "lasting")
        tested = sum(one["basis"] in bases or one["verdict"] == "no_certain" for one in own)
        assert (page.tested, page.expected_chance) == (tested, pytest.approx(tested / 100))
    cells = [
        (line.indicator, cell)
        for made in {one.team: one for one, _ in pages}.values()
        for line in made.group.rows
        for cell in line.cells
        if cell.reading
    ]
    assert len(cells) > 50
    for indicator, cell in cells:
        found = slow.of_place[cell.organisation][indicator]
        assert (cell.reading.year, cell.verdict.value) == (found["year"], found["verdict"])
        assert (cell.basis and cell.basis.value) == found["basis"]
        assert (cell.low, cell.high) == pytest.approx((found["low"], found["high"]))
    assert kinds[Level] > 20 and kinds[Change] >= 1, kinds


def test_no_change_is_made_up_where_no_year_has_come(pack):
    for page in pack.pages:
        assert page.since.news is News.FIRST_MEETING and page.since.moved == ()
        assert page.since.start_year == 2018 and page.since.newest == 2017
    [path] = pack.group.paths
    assert (path.mentor, path.before, path.after) == (VANNAS, 2016, 2018)
    assert all(row.before.year == 2016 and row.after is None and row.now.year == 2017 for row in path.rows)


def test_what_is_new_since_the_last_meeting_is_told_and_else_the_change_since_the_start(full_store, then):
    later = prepared.facts(full_store, access.VISITOR, date(2020, 2, 1))
    newer = prepare(later, "MK3-3", date(2020, 2, 1), earlier=then, last_meeting=AUTUMN)
    since = newer.pages[0].since
    assert since.news is News.NEWER and since.moved
    assert all(one.last.year == 2018 and one.first.year <= 2017 for one in since.moved)
    still = prepare(later, "MK3-3", date(2020, 2, 1), earlier=later, last_meeting=date(2020, 1, 15))
    assert still.pages[0].since.news is News.NOTHING_NEW
    now = prepared.facts(full_store, access.VISITOR)
    much = prepare(now, "MK3-3", date(2026, 1, 1), earlier=now, last_meeting=date(2025, 1, 1))
    moved = much.pages[0].since.moved
    assert moved and all(one.first.year == 2018 < one.last.year for one in moved)


@pytest.mark.parametrize("stage", [Stage.KICK_OFF, Stage.MEETING, Stage.CONFERENCE])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_two_to_five_questions_are_asked_for_each_step(then, similar, stage, number):
    occasion = Occasion("x", stage, number)
    for page in prepare(then, "MK3-3", AUTUMN, occasion, similar=similar).pages:
        assert 2 <= len(page.questions) <= 5
        assert {one.theme for one in page.questions} == {theme_of(occasion)}
        assert any(one.reading or one.claim for one in page.questions)
    assert theme_of(Occasion("1", Stage.MEETING, 1), counted=False) is Theme.COMPARISON


@pytest.fixture(scope="module")
def half_filled(then, full_store):
    """A pack whose first organisation has answered four points of ten, and two of them before."""
    checklists = full_store.checklists(access.VISITOR)
    scores = {1: 3, 2: 1, 3: 2, 4: 2}
    half = Assessment(NORDMALING, "MK3", "meeting-1", "2019", scores, AUTUMN)
    early = Assessment(NORDMALING, "MK3", "kick_off-1", "2019", {1: 2, 2: 1}, date(2019, 2, 7))
    late = Assessment(NORDMALING, "MK3", "meeting-2", "2019", {1: 3}, date(2019, 12, 1))
    return prepare(then, "MK3-3", AUTUMN, assessments=[early, half, late], checklists=checklists)


def test_a_half_filled_checklist_says_how_much_of_it_is_answered(half_filled):
    found = half_filled.pages[0].assessed
    assert (found.answered, found.points, found.on) == (4, 10, AUTUMN)
    assert found.share == pytest.approx(8 / 12)
    assert found.shift.points == 2 and found.shift.change == pytest.approx(1 / 6)
    assert found.weakest_score == 1 and half_filled.pages[1].assessed is None


def _promise(**changes):
    given = {
        "id": 1,
        "organisation": NORDMALING,
        "indicator": "N00206",
        "expected": "smaller",
        "state": "open",
        "made": date(2019, 4, 1),
        "text": "Fler heltidstjänster",
        "baseline": -24.1,
        "baseline_year": 2016,
        "now": None,
    }
    return Promise(**given | changes)


def test_an_open_promise_is_followed_to_the_newest_figure_and_asked_about(then):
    later = _promise(id=2, made=date(2019, 12, 1))
    kept = _promise(id=3, state="kept")
    made = prepare(then, "MK3-3", AUTUMN, Occasion("2", Stage.MEETING, 2), promises=[_promise(), later, kept])
    page = made.pages[0]
    assert [one.id for one in page.promises] == [1]
    assert page.promises[0].now.year == 2017 and page.promises[0].now.gap == pytest.approx(-23.27876)
    assert page.questions[0].ask is Ask.PROMISED
    text = packs.pack_paper(made, SV)
    assert "−24,1 procentenheter 2016 och −23,3 procentenheter 2017" in _all_text(text)


def test_a_pack_is_kept_word_for_word(pack, full_store):
    assert from_text(as_text(pack)) == pack
    now = prepared.facts(full_store, access.VISITOR)
    moved = prepare(now, "MK3-3", date(2026, 1, 1))
    assert any(page.since.moved for page in moved.pages)
    assert from_text(as_text(moved)) == moved
    assert as_text(from_text(as_text(pack))) == as_text(pack)
    with pytest.raises((KeyError, ValueError)):
        from_text('{"is": "Nothing"}')


def test_later_corrections_are_found_and_nothing_else(pack, then):
    assert corrected(pack, then.yearly) == ()
    reading = pack.pages[0].rows[0].reading
    now = then.yearly.copy()
    here = (
        (now["organisation"] == reading.organisation)
        & (now["indicator"] == reading.indicator)
        & (now["year"] == reading.year)
    )
    now.loc[here, "women_shown"] = 54.1
    [found] = corrected(pack, now)
    assert (found.whose.value, found.now) == ("women", 54.1)
    told = _all_text(packs.pack_paper(pack, SV, [found]))
    assert "kvinnor: 53,4 när mötet hölls, nu 54,1" in told


def test_items_are_dropped_moved_and_noted(pack):
    page = pack.pages[0]
    keys = item_keys(page)
    assert len(keys) == len(set(keys)) and f"{GROUP}/trend" in item_keys(pack.group)
    last = f"{NORDMALING}/row/{page.rows[-1].indicator}"
    edits = Edits(
        dropped=frozenset({f"{NORDMALING}/sentence/1", f"{NORDMALING}/trend", "nothing"}),
        order=(last,),
        notes=((NORDMALING, "Fråga om deltid"), (GROUP, "Fika kl. 10")),
    )
    made = edited(pack, edits)
    assert made.pages[0].headline == page.headline[1:]
    assert made.pages[0].trend is None and made.pages[1] == pack.pages[1]
    assert made.pages[0].rows == (page.rows[-1], *page.rows[:-1])
    assert made.pages[0].notes == ("Fråga om deltid",) and made.group.notes == ("Fika kl. 10",)
    everything = edited(pack, Edits(dropped=frozenset(keys)))
    assert item_keys(everything.pages[0]) == ()
    assert edited(pack, Edits()) == pack


def test_an_unknown_group_is_not_found(then):
    with pytest.raises(NotFound, match="MK9-9"):
        prepare(then, "MK9-9", AUTUMN)


# The three formats


def _texts(paper) -> list[str]:
    """Everything a paper says, cell by cell and line by line."""
    found = [paper.title, paper.overline, *paper.closing]
    for sheet in paper.sheets:
        found += sheet.lede
        for section in sheet.sections:
            for block in section.blocks:
                match block:
                    case Told():
                        found += block.sentences
                    case Listed():
                        found += block.items
                    case Grid():
                        found += block.head
                        found += [line for row in block.rows for cell in row for line in cell.split("\n")]
                    case Figure():
                        found.append(block.title)
    return [one for one in found if one]


def _all_text(paper) -> str:
    return "\n".join(_texts(paper))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad]", "", text)


def _of_pdf(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _of_pptx(content: bytes) -> str:
    found = []
    for slide in pptx.Presentation(io.BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def _of_docx(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


READERS = {"pdf": _of_pdf, "pptx": _of_pptx, "docx": _of_docx}


def _same_in_all(paper) -> None:
    for form, (pen, _) in packs.FORMATS.items():
        read = _squeezed(READERS[form](pen(paper)))
        lacking = [one for one in _texts(paper) if _squeezed(one) not in read]
        assert lacking == [], form


@pytest.mark.parametrize("say", [SV, EN], ids=["sv", "en"])
def test_the_three_formats_say_what_the_content_says(pack, say):
    _same_in_all(packs.pack_paper(pack, say))
    assert not EN.untranslated


def test_the_charts_of_the_slides_hold_the_figures_of_the_content(pack):
    deck = pptx.Presentation(io.BytesIO(writing.to_pptx(packs.pack_paper(pack, SV))))
    charts = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 1 + 2 * 3
    assert all(shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in charts)
    trend = pack.pages[0].trend
    wanted = {one.year: one.women for one in trend.readings if one.organisation == NORDMALING}
    women = charts[1].chart.plots[0].series[0]
    years = [int(str(year)) for year in charts[1].chart.plots[0].categories]
    drawn = dict(zip(years, women.values, strict=True))
    assert women.name == "Kvinnor" and drawn == pytest.approx(wanted)


def test_the_documents_can_be_read_without_seeing(pack):
    paper = packs.pack_paper(pack, SV)
    pdf = PdfReader(io.BytesIO(writing.to_pdf(paper)))
    root = pdf.trailer["/Root"]
    assert root["/Lang"].startswith("sv") and b"pdfuaid" in root["/Metadata"].get_object().get_data()
    word = docx.Document(io.BytesIO(writing.to_docx(paper)))
    heads = [table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in word.tables]
    assert heads and all(heads)
    assert {one.get(f"{{{one.nsmap['w']}}}val") for one in word.styles.element.xpath("//w:lang")} == {"sv-SE"}
    assert (
        all(shape._inline.docPr.get("descr") for shape in word.inline_shapes) and len(word.inline_shapes) == 4
    )
    levels = [one.style.name for one in word.paragraphs if one.style.name.startswith("Heading")]
    assert levels.count("Heading 1") == 5 and "Heading 2" in levels
    slides = pptx.Presentation(io.BytesIO(writing.to_pptx(paper))).slides
    assert all(slide.shapes.title.text_frame.text for slide in slides)


def test_each_organisation_has_at_most_two_pages(pack, then):
    sizes = writing.pages_of(packs.pack_paper(pack, SV))
    assert len(sizes) == 4 and max(sizes) <= 2
    long = [
        replace(one, places=tuple((code, "Ö" * 10 + " " + "å" * 69) for code, _ in one.places))
        for one in [pack]
    ]
    assert max(writing.pages_of(packs.pack_paper(long[0], EN))) <= 2


def _without(known, code):
    return replace(
        known,
        yearly=known.yearly[known.yearly["organisation"] != code],
        assessed=known.assessed[known.assessed["organisation"] != code],
    )


def test_an_organisation_without_figures_has_a_page_that_says_so(then):
    made = prepare(_without(then, NORDMALING), "MK3-3", AUTUMN)
    page = made.pages[0]
    assert page.rows == () and page.trend is None and page.tested == 0
    assert {one.ask for one in page.questions} == {Ask.NO_FIGURES, Ask.OPEN}
    paper = packs.pack_paper(made, SV)
    assert "Vi har inga uppgifter för Nordmaling." in _all_text(paper)
    _same_in_all(paper)


def test_a_team_without_mentor_and_one_of_regions_and_a_municipality(full_store):
    now = prepared.facts(full_store, access.VISITOR)
    alone = prepare(now, "MR1-1", date(2026, 1, 1))
    assert alone.having(MemberRole.MENTOR) == () and alone.group.paths == ()
    paper = packs.pack_paper(alone, SV)
    assert "Gruppen har ingen mentor. Paketet görs ändå." in _all_text(paper)
    mixed = packs.pack_paper(prepare(now, "MK5-1", date(2026, 1, 1)), EN)
    assert "not measured here" in _all_text(mixed)
    for one in (paper, mixed):
        _same_in_all(one)
        assert max(writing.pages_of(one)) <= 2


@pytest.mark.parametrize(
    ("say", "answered"), [(SV, "4 av 10 punkter"), (EN, "4 of 10 points")], ids=["sv", "en"]
)
def test_a_half_filled_checklist_is_the_same_in_all_formats(half_filled, say, answered):
    paper = packs.pack_paper(half_filled, say)
    assert answered in _all_text(paper)
    _same_in_all(paper)
    assert max(writing.pages_of(paper)) <= 2


def test_a_very_long_title_and_a_name_with_a_ring_are_whole_in_all_formats(pack):
    title = Text("Träff om å, ä och ö: " + "styrning och ledning i praktiken " * 2, "")
    occasion = replace(pack.occasion, title=Text(title.sv[:80], title.sv[:80]))
    assert len(occasion.title.sv) == 80
    _same_in_all(packs.pack_paper(replace(pack, occasion=occasion), SV))


def test_the_same_pack_gives_the_same_pdf(pack):
    assert writing.to_pdf(packs.pack_paper(pack, SV)) == writing.to_pdf(packs.pack_paper(pack, SV))


def test_no_later_figure_is_missed_in_a_frame_without_the_place(pack):
    empty = pd.DataFrame(columns=["indicator", "organisation", "year", "women_shown", "men_shown"])
    assert {one.now for one in corrected(pack, empty)} == {None}
