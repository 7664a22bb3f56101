"""What rounds ask for, what has come in, two versions side by side, and the network's own indicators."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from builders import (
    ASKERSUND,
    COUNCIL,
    FAGERSTA,
    FULL_TIME,
    HEDEMORA,
    HOURS,
    LIFE,
    LIFE_MEN,
    OWN_YEAR,
    OWNER,
    REGION_GOTLAND,
    VISITOR,
    draft,
    handed_in_file,
    observations,
    opening,
    published,
)

from benchmarking import drafts, gaps, intake, prepared
from benchmarking.errors import Conflict, NotAllowed, NotFound
from benchmarking.model import (
    Direction,
    Grant,
    Indicator,
    Measured,
    OrganisationKind,
    Request,
    Right,
    Role,
    Shape,
    Text,
    Viewer,
)
from benchmarking.store import UNITS, Fault, Store, indicator_faults
from benchmarking.wording.words import UNITS as SAID_UNITS

REPORTER = Viewer("reporter", frozenset({Right.SUBMIT}))
DUE = date(2027, 3, 1)
TODAY = date.today()


def request(indicator: str = HOURS, **more) -> Request:
    fields = {"programme": "MK3", "indicator": indicator, "first_year": 2022, "last_year": OWN_YEAR}
    return Request(**fields | more)


def asked(store: Store, *requests: Request) -> tuple[Request, ...]:
    store.ask_for(OWNER, requests)
    return tuple(replace(one, id=None) for one in store.requests(VISITOR, "MK3"))


# Requests


def test_what_is_asked_for_is_kept_in_order_and_open_to_all(store):
    wanted = (request(due=DUE), request(FULL_TIME, team="MK3-1"), request(COUNCIL, organisation=ASKERSUND))
    teams = {team.id for team in store.teams(VISITOR) if team.programme == "MK3"}
    wanted = (wanted[0], replace(wanted[1], team=min(teams)), wanted[2])
    assert asked(store, *wanted) == wanted
    assert store.requests(VISITOR, "MK2") == ()
    assert len(store.requests(VISITOR)) == 3


def test_asking_again_for_the_same_moves_the_day(store):
    first = store.ask_for(OWNER, [request(due=DUE), request(FULL_TIME)])
    again = store.ask_for(OWNER, [request(due=DUE + timedelta(days=30))])
    assert again == first[:1]
    assert [one.due for one in store.requests(OWNER, "MK3")] == [DUE + timedelta(days=30), None]


IMPOSSIBLE = (
    ({"programme": "MK99"}, NotFound),
    ({"indicator": "N99999"}, NotFound),
    ({"indicator": LIFE_MEN}, NotFound),
    ({"organisation": "9999"}, NotFound),
    ({"team": "MK3-99"}, NotFound),
    ({"first_year": 2023, "last_year": 2022}, Conflict),
    ({"first_year": 1989}, Conflict),
    ({"last_year": TODAY.year + 2}, Conflict),
    ({"organisation": REGION_GOTLAND}, Conflict),
)


def test_what_nobody_could_answer_is_refused_and_nothing_is_kept(store):
    for fields, error in IMPOSSIBLE:
        with pytest.raises(error):
            store.ask_for(OWNER, [request(FULL_TIME), request(**fields)])
    assert store.requests(OWNER) == ()


def test_a_team_of_another_round_is_refused(store):
    other = next(team.id for team in store.teams(OWNER) if team.programme != "MK3")
    with pytest.raises(Conflict):
        store.ask_for(OWNER, [request(team=other)])


def test_a_request_can_be_taken_back_once_and_its_number_is_not_used_again(store):
    first, second = store.ask_for(OWNER, [request(), request(FULL_TIME)])
    store.withdraw_request(OWNER, [second])
    assert [one.id for one in store.requests(OWNER)] == [first]
    with pytest.raises(NotFound):
        store.withdraw_request(OWNER, [second])
    [third] = store.ask_for(OWNER, [request(FULL_TIME)])
    assert third > second


def test_taking_back_several_takes_all_or_none(store):
    [only] = store.ask_for(OWNER, [request()])
    with pytest.raises(NotFound):
        store.withdraw_request(OWNER, [only, 99])
    assert len(store.requests(OWNER)) == 1


@pytest.mark.parametrize("viewer", [VISITOR, REPORTER])
def test_only_coordinators_ask_and_take_back(store, viewer):
    [kept] = store.ask_for(OWNER, [request()])
    for command in (
        lambda: store.ask_for(viewer, [request(FULL_TIME)]),
        lambda: store.withdraw_request(viewer, [kept]),
        lambda: store.add_indicator(viewer, own()),
        lambda: store.new_version(viewer, own(), TODAY),
    ):
        with pytest.raises(NotAllowed):
            command()
    assert len(store.requests(OWNER)) == 1


def test_every_change_leaves_an_event_and_a_new_state_of_the_data(store):
    versions = [store.version]
    [kept] = store.ask_for(OWNER, [request(due=DUE)])
    versions.append(store.version)
    store.ask_for(OWNER, [request()])
    versions.append(store.version)
    store.withdraw_request(OWNER, [kept])
    versions.append(store.version)
    events = store.events(OWNER).head(3)
    assert events["what"].tolist() == ["withdraw_request", "request", "request"]
    assert set(events["subject"]) == {f"request:{kept}"}
    assert versions == sorted(set(versions))


def test_requests_outlive_a_restart(store, database_path):
    store.ask_for(OWNER, [request(due=DUE)])
    store.close()
    again = Store(database_path)
    assert [one.due for one in again.requests(VISITOR)] == [DUE]
    again.close()


def test_a_file_is_checked_against_what_the_round_asks_for(store):
    store.ask_for(OWNER, [request(first_year=2022, last_year=2022)])
    content = handed_in_file(
        {"värde": "30", "kön": "K"},
        {"värde": "29", "kön": "M"},
        {"nyckeltal": COUNCIL, "kön": "T", "värde": "50"},
    )
    draft = drafts.hand_in(store, OWNER, "uppgifter.csv", content, "MK3")
    codes = {finding.code for finding in draft.findings}
    assert {"year_not_requested", "indicator_not_requested"} <= codes


# What has come in


def rows(frame: pd.DataFrame) -> set[tuple]:
    names = ["indicator", "organisation", "year", "sex", "state", "answered"]
    return set(frame[names].itertuples(index=False, name=None))


def read(store: Store, submission: int, *changes, **common) -> None:
    """Keep what a check read in a draft."""
    store.keep_contents(OWNER, submission, observations(*changes, **common))


def test_published_values_and_reasons_are_delivered_and_an_empty_row_is_no_answer(store):
    published(store, {"sex": "K", "value": 30.0}, {"sex": "M", "missing": "suppressed"}, {"sex": "T"})
    key = (HOURS, ASKERSUND, OWN_YEAR)
    assert rows(store.delivered(OWNER, "MK3")) == {
        (*key, "K", "published", True),
        (*key, "M", "published", True),
        (*key, "T", "published", False),
    }
    assert not len(store.delivered(OWNER, "MK2"))


def test_a_later_publication_that_empties_a_value_leaves_it_unanswered(store):
    published(store, {"value": 30.0})
    later = published(store, {})
    assert not store.delivered(OWNER, "MK3")["answered"].any()
    store.withdraw(OWNER, later, "Tom rad.")
    assert store.delivered(OWNER, "MK3")["answered"].tolist() == [True]


def test_a_pair_is_delivered_as_one_indicator_with_two_sexes(store):
    published(
        store,
        {"indicator": LIFE, "sex": "T", "value": 84.0},
        {"indicator": LIFE_MEN, "sex": "T", "value": 81.0},
    )
    found = store.delivered(OWNER, "MK3")
    assert set(zip(found["indicator"], found["sex"], strict=True)) == {(LIFE, "K"), (LIFE, "M")}


def test_drafts_are_delivered_as_last_read_and_only_to_who_may_see_them(store):
    submission = draft(store)
    assert store.unread(OWNER, "MK3") == (submission,)
    read(store, submission, {"value": 30.0})
    assert store.unread(OWNER, "MK3") == ()
    assert rows(store.delivered(OWNER, "MK3")) == {(HOURS, ASKERSUND, OWN_YEAR, "K", "draft", True)}
    assert not len(store.delivered(REPORTER, "MK3"))
    read(store, submission, {"sex": "M", "value": 30.0})
    assert rows(store.delivered(OWNER, "MK3")) == {(HOURS, ASKERSUND, OWN_YEAR, "M", "draft", True)}
    read(store, submission, {"value": 30.0})
    store.assign(OWNER, submission, "MK2")
    assert store.unread(OWNER, "MK2") == (submission,)


def test_a_draft_that_holds_nothing_counts_as_read(store):
    submission = draft(store)
    store.keep_contents(OWNER, submission, observations({}).head(0))
    assert store.unread(OWNER, "MK3") == ()
    assert not len(store.delivered(OWNER, "MK3"))


def test_keeping_what_a_draft_holds_is_no_change_that_anybody_made(store):
    submission = draft(store)
    before = store.version, store.latest_change(OWNER)
    read(store, submission, {"value": 30.0})
    assert (store.version, store.latest_change(OWNER)) == before
    with pytest.raises(NotFound):
        read(store, 999)


def test_work_on_a_draft_is_a_change_that_the_coverage_sees(store):
    before = store.version, store.latest_change(OWNER)
    draft(store)
    assert store.version == before[0]
    assert store.latest_change(OWNER) > before[1]


def test_a_returned_file_is_there_until_it_is_handed_in_anew(store):
    submission = draft(store)
    read(store, submission, {"value": 30.0})
    store.return_to_sender(OWNER, submission, "Fel år.")
    assert {row[4] for row in rows(store.delivered(OWNER, "MK3"))} == {"returned"}
    again = store.resume(OWNER, submission)
    assert not len(store.delivered(OWNER, "MK3"))
    store.discard(OWNER, again)
    assert {row[4] for row in rows(store.delivered(OWNER, "MK3"))} == {"returned"}


def test_a_file_is_read_as_its_sender_said_also_when_it_was_returned_unread(store):
    content = handed_in_file({"värde": "30"}, {"kön": "M", "värde": "29"})
    submission = drafts.hand_in(store, OWNER, "uppgifter.csv", content, "MK3").submission.id
    store.return_to_sender(OWNER, submission, "Fel år.")
    assert store.unread(OWNER, "MK3") == (submission,)
    found = drafts.contents(store, OWNER, submission)
    assert found["value"].tolist() == [30.0, 29.0]
    store.keep_contents(OWNER, submission, found)
    assert {row[4] for row in rows(store.delivered(OWNER, "MK3"))} == {"returned"}
    broken = store.receive(OWNER, "trasig.xlsx", b"PK\x03\x04", "MK3")
    assert drafts.contents(store, OWNER, broken) is None


def test_what_is_withdrawn_has_not_come_in(store):
    submission = published(store, {"value": 30.0})
    store.withdraw(OWNER, submission, "Fel fil.")
    assert not len(store.delivered(OWNER, "MK3"))


def test_a_round_that_has_not_opened_tells_strangers_nothing(store):
    published(store, {"value": 30.0})
    opening(store, "MK3", "2999-01-01")
    assert not len(store.delivered(VISITOR, "MK3"))
    assert (
        len(
            store.delivered(
                Viewer("member", grants=frozenset({Grant(Right.SEE_UNOPENED, programme="MK3")})), "MK3"
            )
        )
        == 1
    )


def test_official_figures_are_there_where_they_have_a_value_and_are_asked_for(store):
    store.ask_for(OWNER, [request(first_year=2021, last_year=OWN_YEAR), request(LIFE, last_year=2022)])
    found = store.already_official(VISITOR, "MK3")
    members = {one.organisation for one in store.memberships(OWNER) if one.programme == "MK3"}
    values = store.observations(VISITOR)
    values = values[
        values["value"].notna() & (values["origin"] == "official") & values["organisation"].isin(members)
    ]
    hours = values[(values["indicator"] == HOURS) & values["year"].between(2021, OWN_YEAR)]
    life = values[values["indicator"].isin([LIFE, LIFE_MEN]) & (values["year"] == 2022)]
    assert len(hours) and len(life)
    told = found[found["indicator"] == HOURS]
    assert sorted(zip(told["organisation"], told["year"], told["sex"], strict=True)) == sorted(
        zip(hours["organisation"], hours["year"], hours["sex"], strict=True)
    )
    assert set(found["indicator"]) == {HOURS, LIFE}
    assert set(found.loc[found["indicator"] == LIFE, "sex"]) == {"K", "M"}
    assert (found["indicator"] == LIFE).sum() == len(life)


# Two versions


def test_only_what_differs_is_told_with_both_values_and_marks(store):
    first = published(
        store,
        {"sex": "K", "value": 30.0},
        {"sex": "M", "value": 20.0},
        {"sex": "T", "value": 25.0},
        {"sex": "K", "year": 2022, "value": 31.0},
    )
    second = published(
        store,
        {"sex": "K", "value": 30.5},
        {"sex": "M", "value": 20.0},
        {"sex": "T", "missing": "non_response"},
        {"organisation": FAGERSTA, "value": 40.0},
    )
    found = store.difference(VISITOR, first, second)
    told = found.astype("object").where(found.notna(), None).itertuples(index=False, name=None)
    assert list(told) == [
        (ASKERSUND, HOURS, 2022, "K", 31.0, None, None, None),
        (ASKERSUND, HOURS, OWN_YEAR, "K", 30.0, 30.5, None, None),
        (ASKERSUND, HOURS, OWN_YEAR, "T", 25.0, None, None, "non_response"),
        (FAGERSTA, HOURS, OWN_YEAR, "K", None, 40.0, None, None),
    ]


def test_the_other_way_round_is_the_same_difference_mirrored(store):
    first = published(store, {"value": 30.0})
    second = published(store, {"value": 31.0}, {"sex": "M", "value": 2.0})
    there, back = store.difference(OWNER, first, second), store.difference(OWNER, second, first)
    assert there["before"].tolist()[0] == back["after"].tolist()[0] == 30.0
    assert len(there) == len(back) == 2
    assert not len(store.difference(OWNER, first, first))


def test_a_draft_is_compared_as_it_was_last_read(store):
    first = published(store, {"value": 30.0})
    second = draft(store)
    read(store, second, {"value": 33.0})
    found = store.difference(OWNER, first, second)
    assert found[["before", "after"]].to_numpy().tolist() == [[30.0, 33.0]]
    for viewer in (VISITOR, REPORTER):
        with pytest.raises((NotFound, NotAllowed)):
            store.difference(viewer, first, second)


def test_a_withdrawn_version_is_compared_for_who_may_see_drafts_and_nobody_else(store):
    first, second = published(store, {"value": 30.0}), published(store, {"value": 31.0})
    store.withdraw(OWNER, second, "Fel fil.")
    assert len(store.difference(OWNER, first, second)) == 1
    with pytest.raises((NotFound, NotAllowed)):
        store.difference(VISITOR, first, second)


def test_an_unopened_version_is_not_found(store):
    first, second = published(store, {"value": 30.0}), published(store, {"value": 31.0})
    opening(store, "MK3", "2999-01-01")
    with pytest.raises(NotFound):
        store.difference(VISITOR, first, second)
    with pytest.raises(NotFound):
        store.difference(OWNER, first, 999)


def test_a_figure_that_rests_on_too_few_is_hidden_in_both_versions(store):
    small = {"indicator": FULL_TIME, "numerator": 2.0, "denominator": 4.0}
    large = {"indicator": FULL_TIME, "numerator": 20.0, "denominator": 40.0}
    first = published(store, {**large, "value": 50.0}, {**large, "sex": "M", "value": 50.0})
    second = published(store, {**small, "value": 75.0}, {**large, "sex": "M", "value": 55.0})
    found = store.difference(OWNER, first, second)
    assert found["before"].isna().all() and found["after"].isna().all()
    assert "75" not in found.to_string() and "55" not in found.to_string()


# The network's own indicators


def own(**more) -> Indicator:
    fields = {
        "id": "egen-heltid-norm",
        "title": Text("Heltid som norm", "Full time as the norm"),
        "short": Text("Heltid som norm", "Full time norm"),
        "base": Text("procent av de anställda", "per cent of employees"),
        "definition": Text("Hur stor del som …", "The part who …"),
        "subgoal": 2,
        "shape": Shape.BY_SEX,
        "unit": "%",
        "decimals": 1,
        "applies_to": frozenset({OrganisationKind.MUNICIPALITY}),
        "measured": Measured.YEARLY,
        "family": "egen-heltid-norm",
        "role": Role.GAP,
        "lower": 0.0,
        "upper": 100.0,
        "notable": 2.0,
        "source": "Nätverket",
    }
    return Indicator(**fields | more)


def kept(store: Store, id_: str = "egen-heltid-norm") -> Indicator | None:
    return next((one for one in store.indicators(VISITOR) if one.id == id_), None)


def test_an_own_indicator_is_kept_whole_and_stands_last(store):
    one = own(direction=Direction.HIGHER, breaks=(2020,), break_note=Text("Nytt mått.", "New measure."))
    store.add_indicator(OWNER, one)
    assert replace(kept(store), valid_from=None) == one
    assert store.indicators(VISITOR)[-1].id == one.id
    assert [found.id for found in store.own_indicators(VISITOR)] == [one.id]


def test_an_own_indicator_is_asked_for_handed_in_published_and_compared(store):
    store.add_indicator(OWNER, own())
    store.ask_for(OWNER, [request("egen-heltid-norm", first_year=OWN_YEAR)])
    before = prepared.facts(store, VISITOR)
    assert "egen-heltid-norm" in before.indicators
    content = handed_in_file(
        {"kön": "K", "värde": "40", "antal": "40", "underlag": "100"},
        {"kön": "M", "värde": "60", "antal": "60", "underlag": "100"},
        nyckeltal="egen-heltid-norm",
    )
    made = drafts.hand_in(store, OWNER, "uppgifter.csv", content, "MK3")
    assert made.publishable, made.findings
    drafts.publish(store, OWNER, made)
    facts = prepared.facts(store, VISITOR)
    row = facts.assessed[facts.assessed["indicator"] == "egen-heltid-norm"]
    assert row["organisation"].tolist() == [ASKERSUND]
    assert row["gap"].iloc[0] == pytest.approx(-20.0)
    assert gaps.assess(store.values(VISITOR, ["egen-heltid-norm"]), facts.indicators)["gap"].iloc[0] == -20.0


def test_a_new_version_never_rewrites_the_old_one(store):
    store.add_indicator(OWNER, own())
    later = own(
        definition=Text("Nu räknas även vikarier.", "Temporary staff are counted too."), suppress_below=10
    )
    store.new_version(OWNER, later, TODAY)
    first, second = store.indicator_versions(VISITOR, "egen-heltid-norm")
    assert replace(first, valid_from=None) == own()
    assert second.definition == later.definition and second.valid_from == TODAY
    assert second.breaks == (TODAY.year,) and second.break_note is not None
    assert kept(store) == second
    assert sum(one.id == "egen-heltid-norm" for one in store.indicators(VISITOR)) == 1


def test_a_new_title_alone_breaks_no_series(store):
    store.add_indicator(OWNER, own())
    store.new_version(OWNER, own(title=Text("Nytt namn", "New name")), TODAY)
    assert kept(store).title.sv == "Nytt namn"
    assert kept(store).breaks == ()


def test_a_version_of_a_day_to_come_waits_for_it(store):
    store.add_indicator(OWNER, own())
    store.new_version(OWNER, own(title=Text("Nytt namn", "New name")), TODAY + timedelta(days=40))
    assert kept(store).title.sv == "Heltid som norm"
    assert len(store.indicator_versions(VISITOR, "egen-heltid-norm")) == 2


def test_a_version_must_come_after_the_one_before(store):
    store.add_indicator(OWNER, own())
    store.new_version(OWNER, own(decimals=0), TODAY)
    for day in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(Conflict, match="valid_from"):
            store.new_version(OWNER, own(decimals=2), day)


def test_kolada_indicators_cannot_be_changed_here(store):
    one = next(found for found in store.indicators(OWNER) if found.id == HOURS)
    with pytest.raises(Conflict, match="id"):
        store.new_version(OWNER, replace(one, decimals=0), TODAY)
    with pytest.raises(NotFound):
        store.new_version(OWNER, own(), TODAY)
    with pytest.raises(NotFound):
        store.indicator_versions(OWNER, "egen-finns-inte")


def test_an_id_is_taken_only_once(store):
    store.add_indicator(OWNER, own())
    with pytest.raises(Conflict, match="id_taken"):
        store.add_indicator(OWNER, own(title=Text("Annat", "Other")))
    assert kept(store).title.sv == "Heltid som norm"


RELATIVE = {"shape": Shape.WOMENS_RELATIVE, "equality_point": 100.0, "upper": None}


@pytest.mark.parametrize(
    ("fields", "field", "fault"),
    [
        ({"id": "N00206"}, "id", Fault.ID_FORM),
        ({"id": "egen-"}, "id", Fault.ID_FORM),
        ({"id": "egen-Å"}, "id", Fault.ID_FORM),
        ({"id": "egen-x y"}, "id", Fault.ID_FORM),
        ({"id": "egen-x;DROP"}, "id", Fault.ID_FORM),
        ({"id": "egen-" + "a" * 40}, "id", Fault.ID_FORM),
        ({"definition": None}, "definition", Fault.NEEDED),
        ({"title": Text(" ", "x")}, "title", Fault.NEEDED),
        ({"short": Text("x" * 41, "x")}, "short", Fault.TOO_LONG),
        ({"applies_to": frozenset()}, "applies_to", Fault.NEEDED),
        ({"shape": Shape.PAIR}, "shape", Fault.SHAPE_PAIR),
        ({"unit": "procent"}, "unit", Fault.UNIT_UNKNOWN),
        ({"shape": Shape.WOMENS_SHARE, "unit": "kr"}, "unit", Fault.UNIT_OF_SHARE),
        ({"shape": Shape.MENS_SHARE, "upper": 50.0}, "upper", Fault.BOUNDS_OF_SHARE),
        (
            {"shape": Shape.WOMENS_SHARE, "direction": Direction.HIGHER},
            "direction",
            Fault.DIRECTION_OF_SHARE,
        ),
        ({"lower": 10.0, "upper": 10.0}, "upper", Fault.BOUNDS_REVERSED),
        ({"shape": Shape.WOMENS_RELATIVE, "upper": None}, "equality_point", Fault.NEEDED),
        ({**RELATIVE, "lower": 101.0}, "equality_point", Fault.OUTSIDE_BOUNDS),
        ({"notable": 0.0}, "notable", Fault.NOT_POSITIVE),
        ({"notable": None}, "notable", Fault.NEEDED),
        ({"subgoal": None}, "subgoal", Fault.NEEDED),
        ({"suppress_below": 4}, "suppress_below", Fault.TOO_FEW_PEOPLE),
        ({"breaks": (0,), "break_note": Text("x", "x")}, "breaks", Fault.YEAR),
        ({"breaks": (2020,)}, "break_note", Fault.NEEDED),
    ],
)
def test_each_fault_is_named_at_its_field(fields, field, fault):
    assert indicator_faults(own(**fields)) == {field: fault}


def test_an_indicator_with_faults_is_refused_with_their_names_and_not_kept(store):
    with pytest.raises(Conflict, match="notable: needed, suppress_below: too_few_people"):
        store.add_indicator(OWNER, own(suppress_below=4, notable=None))
    assert not store.own_indicators(OWNER)


@pytest.mark.parametrize(
    ("fields", "field", "fault"),
    [
        ({"unit": "kr"}, "unit", Fault.FIXED),
        (RELATIVE, "shape", Fault.FIXED),
        ({"applies_to": frozenset({OrganisationKind.REGION})}, "applies_to", Fault.FIXED),
        ({"suppress_below": 9}, "suppress_below", Fault.FEWER_THAN_BEFORE),
        ({"breaks": ()}, "breaks", Fault.FIXED),
    ],
)
def test_what_would_rewrite_old_years_is_a_fault(fields, field, fault):
    before = own(suppress_below=10, breaks=(2020,), break_note=Text("x", "x"))
    assert indicator_faults(replace(before, **fields), before)[field] is fault


def test_a_version_that_would_rewrite_old_years_is_refused_and_not_kept(store):
    store.add_indicator(OWNER, own())
    with pytest.raises(Conflict, match="unit: fixed"):
        store.new_version(OWNER, own(unit="kr"), TODAY)
    assert len(store.indicator_versions(OWNER, own().id)) == 1


def test_an_own_indicator_without_fault_has_none():
    assert indicator_faults(own()) == {}
    assert indicator_faults(own(**RELATIVE)) == {}
    assert indicator_faults(own(shape=Shape.WOMENS_SHARE, equality_point=50.0)) == {}


def test_every_unit_that_can_be_chosen_can_be_said():
    assert set(UNITS) == set(SAID_UNITS)


def test_a_template_says_nothing_that_its_round_would_question(store):
    store.ask_for(OWNER, [request(organisation=HEDEMORA)])
    reference = drafts.reference(store, OWNER)
    assert [one.organisation for one in reference.requests] == [HEDEMORA]
    assert isinstance(reference, intake.Reference)
