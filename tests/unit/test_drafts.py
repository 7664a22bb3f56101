"""Drafts: read as their sender says, mended without touching the file, returned, resumed, and taken back exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from builders import ASKERSUND, FULL_TIME, HOURS, OWN_YEAR, OWNER, VISITOR, handed_in_file

from benchmarking import access, drafts
from benchmarking.drafts import Draft
from benchmarking.errors import Conflict, NotAllowed, UnreadableFile
from benchmarking.model import Correction, DraftState, Level, Right, SubmissionState, Viewer
from benchmarking.store import Place, Store

WRONG = handed_in_file(
    {"värde": "25,5"},
    {"värde": "30", "kommunkod": "180"},
    {"värde": "31", "kommunkod": "180", "kön": "M"},
    {"värde": "30", "år": "20222"},
    {"värde": "abc", "kön": "M"},
)
OPEN = b"Kommun;2021;2022\nAskersund;70,5;71,5\nFagersta;80,5;81,5\n"
OTHER_YEAR = b"Kommun;2022;2023\nAskersund;71,5;72,5\nFagersta;81,5;82,5\n"
FOREIGN_HEADINGS = b"Ort;Sak;Tid;Vem;Tal\nAskersund;N21826;2023;K;25,5\nAskersund;N21826;2023;M;24,5\n"


@pytest.fixture(scope="module")
def shared(
    copied_small: Callable[[Path], Place], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    opened = Store.open(copied_small(tmp_path_factory.mktemp("drafts")))
    yield opened
    opened.close()


@pytest.fixture
def store(shared: Store) -> Store:
    """A store in which every test hands in drafts of its own, and none publishes or remembers anything."""
    return shared


@pytest.fixture
def own(copied_small: Callable[[Path], Place], tmp_path: Path) -> Iterator[Store]:
    """A test's own store, to publish in and to learn from."""
    opened = Store.open(copied_small(tmp_path))
    yield opened
    opened.close()


def handed_in(store: Store, content: bytes, name: str = "uppgifter.csv") -> Draft:
    return drafts.hand_in(store, OWNER, name, content, "MK3")


def again(store: Store, draft: Draft) -> Draft:
    return drafts.reopen(store, OWNER, draft.submission.id)


def all_published(store: Store) -> pd.DataFrame:
    return store.observations(OWNER)


def test_a_name_that_no_file_system_would_take_is_kept_with_its_middle_left_out(store: Store) -> None:
    draft = handed_in(store, WRONG, f"heltid {'2' * 99_999} kommuner.csv")
    kept = draft.submission.file_name
    assert (
        len(kept) == drafts.LONGEST_NAME and kept.startswith("heltid 2") and kept.endswith("2 kommuner.csv")
    )
    assert draft.findings == handed_in(store, WRONG).findings


# Corrections


def test_certain_cures_say_what_they_write_in_which_cells(store: Store) -> None:
    draft = handed_in(store, WRONG)
    [cure] = drafts.cures(draft)
    assert (cure.column, cure.before, cure.text) == ("kommunkod", "180", "0180")
    assert [one.row for one in cure.corrections] == [3, 4]


def test_a_suggestion_that_is_not_certain_is_proposed_and_never_among_the_cures(store: Store) -> None:
    draft = handed_in(store, WRONG)
    year = [one for one in draft.findings if one.code == "year_unreadable"]
    [proposed] = drafts.proposals(draft, year)
    assert (proposed.before, proposed.text) == ("20222", "2022")
    assert drafts.cures(draft, year) == ()


def test_a_proposed_number_is_written_with_the_decimal_mark_of_the_file(store: Store) -> None:
    content = handed_in_file(
        {"nyckeltal": FULL_TIME, "värde": "0,961", "år": "2022", "kön": "M"},
        {"nyckeltal": FULL_TIME, "värde": "70,1", "år": "2022", "kön": "K"},
    )
    draft = handed_in(store, content)
    fraction = [one for one in draft.findings if one.code == "share_as_fraction"]
    assert [cure.text for cure in drafts.proposals(draft, fraction)] == ["96,1"]


def test_a_correction_mends_the_draft_and_leaves_the_file_as_it_came(store: Store) -> None:
    draft = handed_in(store, WRONG)
    before = draft.stopping
    [cure] = drafts.cures(draft)
    mended = drafts.correct(store, OWNER, draft, cure.corrections)
    assert mended.stopping == before - 2
    assert store.original(OWNER, draft.submission.id) == ("uppgifter.csv", WRONG)
    assert [(one.row, one.before, one.text) for one in mended.corrections] == [
        (3, "180", "0180"),
        (4, "180", "0180"),
    ]


def test_corrections_are_there_after_a_restart(own: Store) -> None:
    draft = handed_in(own, WRONG)
    mended = drafts.correct(own, OWNER, draft, [Correction(6, "värde", "abc", "30,5")])
    own.close()
    reopened = Store.open(own.place)
    try:
        same = drafts.reopen(reopened, OWNER, draft.submission.id)
        assert same.corrections == mended.corrections
        assert same.findings == mended.findings
        pd.testing.assert_frame_equal(same.checked.observations, mended.checked.observations)
    finally:
        reopened.close()


def test_undoing_one_correction_leaves_the_others(store: Store) -> None:
    draft = handed_in(store, WRONG)
    [cure] = drafts.cures(draft)
    draft = drafts.correct(store, OWNER, draft, cure.corrections)
    store.undo(OWNER, draft.submission.id, [cure.corrections[0].cell])
    assert [one.row for one in again(store, draft).corrections] == [4]


def test_undoing_everything_gives_the_findings_of_the_file_itself(store: Store) -> None:
    draft = handed_in(store, WRONG)
    mended = drafts.correct(store, OWNER, draft, [Correction(6, "värde", "abc", "30,5")])
    assert mended.findings != draft.findings
    store.undo(OWNER, draft.submission.id, [one.cell for one in mended.corrections])
    assert again(store, draft).findings == draft.findings


def test_a_cell_mended_twice_remembers_what_the_file_says(store: Store) -> None:
    draft = handed_in(store, WRONG)
    draft = drafts.correct(store, OWNER, draft, [Correction(6, "värde", "abc", "30")])
    draft = drafts.correct(store, OWNER, draft, [Correction(6, "värde", "30", "31")])
    [kept] = draft.corrections
    assert (kept.before, kept.text) == ("abc", "31")
    assert not drafts.correct(store, OWNER, draft, [Correction(6, "värde", "31", "abc")]).corrections


def test_a_correction_with_personal_data_is_refused_and_not_kept(store: Store) -> None:
    draft = handed_in(store, WRONG)
    with pytest.raises(UnreadableFile) as refused:
        drafts.correct(store, OWNER, draft, [Correction(6, "kommun", "", "19121212-1212")])
    assert refused.value.finding.code == "personal_data"
    assert store.corrections(OWNER, draft.submission.id) == ()
    trail = store.events(OWNER)
    assert not trail["after"].fillna("").str.contains("19121212").any()


def test_a_correction_of_a_cell_that_is_not_there_is_refused(store: Store) -> None:
    draft = handed_in(store, WRONG)
    for cell in (Correction(99, "värde", "", "1"), Correction(3, "ingen", "", "1")):
        with pytest.raises(Conflict):
            drafts.correct(store, OWNER, draft, [cell])
    assert store.corrections(OWNER, draft.submission.id) == ()


def test_a_published_submission_can_no_longer_be_mended(own: Store) -> None:
    draft = handed_in(own, handed_in_file({"kön": "K", "värde": "25"}, {"kön": "M", "värde": "24"}))
    drafts.publish(own, OWNER, draft)
    with pytest.raises(Conflict):
        own.correct(OWNER, draft.submission.id, [Correction(2, "värde", "25", "26")])
    with pytest.raises(Conflict):
        own.answer(OWNER, draft.submission.id, DraftState("shape", {}))


def test_a_visitor_mends_answers_and_returns_nothing(store: Store) -> None:
    number = handed_in(store, WRONG).submission.id
    for refused in (
        lambda: store.correct(VISITOR, number, []),
        lambda: store.undo(VISITOR, number, []),
        lambda: store.answer(VISITOR, number, DraftState("shape", {})),
        lambda: store.learn(VISITOR, "shape", {"year": "2022"}),
        lambda: store.return_to_sender(VISITOR, number, "Fel"),
        lambda: store.resume(VISITOR, number),
        lambda: store.corrections(VISITOR, number),
        lambda: store.draft_state(VISITOR, number),
        lambda: store.reading(VISITOR, number),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_one_of_two_rows_for_a_figure_can_be_taken_out_of_the_draft(store: Store) -> None:
    draft = handed_in(store, handed_in_file({"värde": "31"}, {"värde": "32"}, {"kön": "M", "värde": "30"}))
    assert any(one.code == "duplicate_differs" for one in draft.findings)
    kept = drafts.correct(store, OWNER, draft, drafts.without_row(draft, 3, None))
    assert kept.stopping == 0
    assert sorted(kept.checked.observations["value"]) == [30.0, 31.0]


def test_a_row_with_values_of_several_years_is_not_taken_out_whole(store: Store) -> None:
    assert drafts.without_row(handed_in(store, OPEN), 2, None) == ()


def test_what_was_typed_into_a_table_becomes_corrections_of_just_those_cells() -> None:
    shown = pd.DataFrame({"kommun": ["A", "B"], "värde": ["1", ""]}, index=[4, 7], dtype="str")
    changed = shown.copy()
    changed.loc[7, "värde"] = "2,5"
    changed.loc[4, "kommun"] = None
    assert drafts.edited(shown, changed, "Blad1") == (
        Correction(4, "kommun", "A", "", "Blad1"),
        Correction(7, "värde", "", "2,5", "Blad1"),
    )
    assert drafts.edited(shown, shown.copy(), None) == ()


# Answers


def test_answers_are_kept_on_the_draft_and_read_the_file_so(own: Store) -> None:
    draft = handed_in(own, OPEN)
    assert {question.kind for question in draft.checked.questions} == {"indicator", "sex"}
    drafts.answer(own, OWNER, draft, {"indicator": FULL_TIME, "sex": "K"})
    read = again(own, draft)
    assert read.checked.questions == () and read.state.answers == {"indicator": FULL_TIME, "sex": "K"}
    assert set(read.checked.observations["indicator"]) == {FULL_TIME}
    assert set(read.checked.observations["sex"]) == {"K"}


def test_answers_about_columns_are_added_to_those_before(own: Store) -> None:
    draft = handed_in(own, FOREIGN_HEADINGS)
    drafts.answer(own, OWNER, draft, {"columns": {"Sak": "indicator"}})
    drafts.answer(own, OWNER, again(own, draft), {"columns": {"Vem": "sex"}})
    assert again(own, draft).state.answers == {"columns": {"Sak": "indicator", "Vem": "sex"}}


def test_how_a_file_is_built_is_remembered_for_the_next_of_its_shape(own: Store) -> None:
    columns = {"Ort": "name", "Sak": "indicator", "Tid": "year", "Vem": "sex", "Tal": "value"}
    first = handed_in(own, FOREIGN_HEADINGS)
    drafts.answer(own, OWNER, first, {"columns": columns})
    second = handed_in(own, FOREIGN_HEADINGS.replace(b"25,5", b"26,5"))
    assert second.state.remembered and second.state.answers == {"columns": columns}
    assert sorted(second.checked.observations["value"]) == [24.5, 26.5]
    assert second.checked.questions == ()


def test_what_one_file_is_about_is_proposed_for_the_next_and_never_taken_for_granted(own: Store) -> None:
    first = handed_in(own, OPEN)
    drafts.answer(own, OWNER, first, {"indicator": FULL_TIME, "sex": "K"})
    second = handed_in(own, OTHER_YEAR)
    assert second.state.shape == first.state.shape
    assert second.state.answers == {} and not second.state.remembered
    assert {question.kind for question in second.checked.questions} == {"indicator", "sex"}
    assert dict(second.proposed) == {"indicator": FULL_TIME, "sex": "K"}
    assert second.checked.observations.empty


def test_one_senders_answers_are_not_anothers(own: Store) -> None:
    drafts.answer(own, OWNER, handed_in(own, OPEN), {"indicator": FULL_TIME, "sex": "K"})
    other = access.owner("somebody else")
    assert not drafts.hand_in(own, other, "uppgifter.csv", OPEN, "MK3").proposed


def test_reading_afresh_forgets_the_answers_here_and_for_the_next_file(own: Store) -> None:
    columns = {"Ort": "name", "Sak": "indicator", "Tid": "year", "Vem": "sex", "Tal": ""}
    draft = handed_in(own, FOREIGN_HEADINGS)
    untouched = draft.findings
    drafts.answer(own, OWNER, draft, {"columns": columns})
    drafts.read_afresh(own, OWNER, again(own, draft))
    assert again(own, draft).findings == untouched
    assert handed_in(own, FOREIGN_HEADINGS).state.answers == {}


def test_remembered_answers_that_do_not_fit_are_left_out(own: Store) -> None:
    draft = handed_in(own, OPEN)
    own.learn(OWNER, draft.state.shape, {"columns": {"2021": {"meaning": "nonsense"}}})
    second = handed_in(own, OTHER_YEAR)
    assert second.checked is not None


def test_corrections_of_a_sheet_that_is_not_read_any_longer_stay_and_are_said(store: Store) -> None:
    draft = handed_in(store, WRONG)
    store.correct(OWNER, draft.submission.id, [Correction(99, "värde", "1", "2")])
    unfitting = again(store, draft)
    assert [one.row for one in unfitting.unused] == [99]
    assert unfitting.findings == draft.findings


# Several files


def test_a_file_for_each_sex_is_one_submission_that_keeps_both(store: Store) -> None:
    heading = "Kommun;Nyckeltal;År;Värde\n"
    files = [
        ("kvinnor.csv", f"{heading}Askersund;{FULL_TIME};{OWN_YEAR};79,1\n".encode()),
        ("män.csv", f"{heading}Askersund;{FULL_TIME};{OWN_YEAR};95,1\n".encode()),
    ]
    draft = drafts.hand_in_together(store, OWNER, files, "MK3")
    assert draft.submission.file_name == "kvinnor.csv, män.csv"
    read = draft.checked.observations
    assert dict(zip(read["sex"], read["value"], strict=True)) == {"K": 79.1, "M": 95.1}
    assert drafts.how_read(draft)["sheets"] == ["kvinnor.csv", "män.csv"]


def test_one_file_alone_is_kept_as_it_is(store: Store) -> None:
    draft = drafts.hand_in_together(store, OWNER, [("a.csv", WRONG)], "MK3")
    assert store.original(OWNER, draft.submission.id) == ("a.csv", WRONG)


# Return and resume


def test_a_return_needs_a_reason_and_a_draft(store: Store) -> None:
    draft = handed_in(store, WRONG)
    with pytest.raises(Conflict):
        store.return_to_sender(OWNER, draft.submission.id, "  ")
    store.return_to_sender(OWNER, draft.submission.id, "Fel år på rad 5")
    returned = store.submission(OWNER, draft.submission.id)
    assert (returned.state, returned.reason) == (SubmissionState.RETURNED, "Fel år på rad 5")
    with pytest.raises(Conflict):
        store.return_to_sender(OWNER, draft.submission.id, "Igen")
    with pytest.raises(Conflict):
        store.publish(OWNER, draft.submission.id, draft.checked.observations)


def test_a_reporter_may_not_return(store: Store) -> None:
    draft = handed_in(store, WRONG)
    reporter = Viewer("reporter", frozenset({Right.SUBMIT}))
    with pytest.raises(NotAllowed):
        store.return_to_sender(reporter, draft.submission.id, "Fel")


def test_a_returned_draft_goes_on_as_a_new_one_with_its_corrections_and_answers(store: Store) -> None:
    draft = handed_in(store, WRONG)
    draft = drafts.correct(store, OWNER, draft, [Correction(6, "värde", "abc", "30,5")])
    store.return_to_sender(OWNER, draft.submission.id, "Fel år")
    number = store.resume(OWNER, draft.submission.id)
    resumed = drafts.reopen(store, OWNER, number)
    assert resumed.submission.follows == draft.submission.id
    assert resumed.submission.state is SubmissionState.DRAFT
    assert [replace(one, made=None) for one in resumed.corrections] == [
        replace(one, made=None) for one in draft.corrections
    ]
    assert resumed.findings == draft.findings
    assert store.original(OWNER, number)[1] == WRONG
    assert store.submission(OWNER, draft.submission.id).state is SubmissionState.RETURNED


def test_a_new_file_is_linked_to_the_returned_one(store: Store) -> None:
    draft = handed_in(store, WRONG)
    with pytest.raises(Conflict):
        drafts.hand_in(store, OWNER, "ny.csv", WRONG, "MK3", follows=draft.submission.id)
    store.return_to_sender(OWNER, draft.submission.id, "Fel år")
    new = drafts.hand_in(store, OWNER, "ny.csv", WRONG, "MK3", follows=draft.submission.id)
    assert new.submission.follows == draft.submission.id


def test_work_on_a_draft_leaves_every_visitors_figures_prepared(own: Store) -> None:
    version = own.version
    draft = handed_in(own, WRONG)
    drafts.correct(own, OWNER, draft, drafts.cures(draft)[0].corrections)
    drafts.answer(own, OWNER, draft, {"decimal": ","})
    own.return_to_sender(OWNER, draft.submission.id, "Fel")
    own.resume(OWNER, draft.submission.id)
    assert own.version == version


# Publication


def test_a_mended_draft_publishes_what_it_says_and_its_trail_leads_to_the_row(own: Store) -> None:
    draft = handed_in(own, handed_in_file({"värde": "abc"}, {"kön": "M", "värde": "24,5"}))
    draft = drafts.correct(own, OWNER, draft, [Correction(2, "värde", "abc", "25,5")])
    published = drafts.publish(own, OWNER, draft)
    trail = own.trail(OWNER, HOURS, ASKERSUND, OWN_YEAR, "K")
    assert trail["value"].tolist() == [25.5] and trail["row"].tolist() == [2]
    reading = own.reading(OWNER, published.id)
    assert reading["layout"] == "template"
    assert reading["counts"] == {
        "values": 2,
        "missing": 0,
        "organisations": 1,
        "indicators": 1,
        "years": [OWN_YEAR, OWN_YEAR],
    }
    assert [one.text for one in own.corrections(OWNER, published.id)] == ["25,5"]


def test_what_is_asked_must_be_answered_before_a_draft_is_published(own: Store) -> None:
    draft = handed_in(own, handed_in_file({"kön": "2", "värde": "25,5"}, {"kön": "M", "värde": "24,5"}))
    assert "sex_digit" in {one.code for one in draft.questions}
    assert draft.publishable and not draft.ready
    with pytest.raises(Conflict):
        drafts.publish(own, OWNER, draft)
    drafts.confirm(own, OWNER, draft)
    kept = again(own, draft)
    assert kept.ready and not kept.asked
    assert {one for same in kept.answered for one in same.findings} == set(draft.questions)
    assert {one.who for one in kept.confirmations} == {OWNER.name}
    told = (
        own.events(OWNER).iloc[-1]
        if own.events(OWNER)["id"].is_monotonic_increasing
        else own.events(OWNER).iloc[0]
    )
    assert told["what"] == "confirm" and "sex_digit" in told["after"]
    own.retract(OWNER, draft.submission.id, map(drafts.about, kept.answered[0].findings))
    assert again(own, draft).questions == kept.answered[0].findings
    published = drafts.publish(own, OWNER, drafts.confirm(own, OWNER, again(own, draft)))
    with pytest.raises(Conflict):
        own.confirm(OWNER, published.id, ["again"])
    own.withdraw(OWNER, published.id, "Fel fil")
    resumed = own.resume(OWNER, published.id)
    assert own.confirmations(OWNER, resumed) == own.confirmations(OWNER, published.id)


def test_a_changed_cell_is_asked_about_anew(own: Store) -> None:
    draft = handed_in(own, handed_in_file({"kön": "2", "värde": "25,5"}, {"kön": "M", "värde": "24,5"}))
    drafts.confirm(own, OWNER, draft)
    assert again(own, draft).ready
    changed = drafts.correct(own, OWNER, again(own, draft), [Correction(3, "kön", "M", "1")])
    assert [one.found for one in changed.questions] == ["1"]


def test_taking_back_a_publication_brings_back_every_figure_exactly(own: Store) -> None:
    earlier = handed_in_file(
        {"kön": "K", "värde": "20,1"},
        {"kön": "M", "värde": "19,2"},
        {"kön": "K", "värde": "..", "år": "2022"},
    )
    drafts.publish(own, OWNER, drafts.confirm(own, OWNER, handed_in(own, earlier)))
    before, values = all_published(own), own.values(VISITOR)
    later = handed_in_file(
        {"kön": "K", "värde": "33,3"},
        {"kön": "M", "värde": "-"},
        {"kön": "K", "värde": "12", "år": "2022"},
        {"kön": "K", "värde": "14", "år": "2021"},
    )
    published = drafts.publish(own, OWNER, drafts.confirm(own, OWNER, handed_in(own, later)))
    assert not all_published(own).equals(before)
    own.withdraw(OWNER, published.id, "Fel fil")
    pd.testing.assert_frame_equal(all_published(own), before, check_exact=True)
    pd.testing.assert_frame_equal(own.values(VISITOR), values, check_exact=True)


def test_a_file_that_holds_no_table_is_kept_and_can_be_neither_answered_nor_mended(store: Store) -> None:
    draft = handed_in(store, b"Hej!\n")
    assert draft.checked is None and draft.findings[0].level is Level.ERROR
    for command in (
        lambda: drafts.answer(store, OWNER, draft, {"year": "2022"}),
        lambda: drafts.correct(store, OWNER, draft, [Correction(1, "a", "b", "c")]),
        lambda: drafts.publish(store, OWNER, draft),
    ):
        with pytest.raises(Conflict):
            command()
    assert drafts.cures(draft) == () and drafts.how_read(draft) == {}
    assert not math.isnan(draft.stopping)
