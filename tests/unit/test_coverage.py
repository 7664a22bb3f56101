"""Who has handed in what was asked: every state, and the same answers as a slow implementation gives."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
import slow_coverage
from builders import SEARCH
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarking import coverage
from benchmarking.coverage import State
from benchmarking.model import (
    Indicator,
    KnownDate,
    Measured,
    MemberRole,
    Membership,
    Organisation,
    OrganisationKind,
    Precision,
    Request,
    Role,
    Shape,
    Text,
)

TODAY = date(2026, 11, 22)
PAST, AHEAD = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ROUND = "MK3"


def place(code: str, kind: OrganisationKind = OrganisationKind.MUNICIPALITY) -> Organisation:
    return Organisation(code, f"Plats {code}", kind)


def indicator(id_: str, shape: Shape = Shape.BY_SEX, *kinds: OrganisationKind) -> Indicator:
    return Indicator(
        id=id_,
        title=Text(id_, id_),
        short=Text(id_, id_),
        base=Text("procent", "per cent"),
        subgoal=1,
        shape=shape,
        unit="%",
        decimals=1,
        applies_to=frozenset(kinds or {OrganisationKind.MUNICIPALITY}),
        measured=Measured.YEARLY,
        family=id_,
        role=Role.GAP,
        pair_men=f"{id_}-men" if shape is Shape.PAIR else None,
    )


def member(code: str, team: str = "MK3-1", role: MemberRole = MemberRole.PARTICIPANT, **more) -> Membership:
    return Membership(team, ROUND, code, role, **more)


PLACES = (place("1"), place("2"), place("3"), place("9", OrganisationKind.REGION))
MEASURES = (
    indicator("A"),
    indicator("B", Shape.WOMENS_SHARE, OrganisationKind.MUNICIPALITY, OrganisationKind.REGION),
    indicator("C", Shape.PAIR),
)
MEMBERS = (
    member("1"),
    member("2", "MK3-2"),
    member("9", "MK3-2"),
    member("3", "MK3-2", MemberRole.MENTOR),
)


def request(indicator: str = "A", first: int = 2023, last: int = 2023, **more) -> Request:
    return Request(ROUND, indicator, first, last, **more)


def wanted(*requests: Request, members=MEMBERS) -> pd.DataFrame:
    return coverage.asked(requests, PLACES, MEASURES, members, TODAY)


def keys(frame: pd.DataFrame) -> list[tuple]:
    return list(frame[coverage.KEY].itertuples(index=False, name=None))


def delivered(*rows: tuple) -> pd.DataFrame:
    """organisation, indicator, year, sex, state, and then perhaps answered and the submission's number."""
    made = []
    for number, row in enumerate(rows, start=1):
        code, id_, year, sex, state, *more = row
        made.append(
            {
                "indicator": id_,
                "organisation": code,
                "year": year,
                "sex": sex,
                "submission": more[1] if len(more) > 1 else number,
                "state": state,
                "received": datetime(2026, 11, 1) + timedelta(hours=number),
                "answered": more[0] if more else True,
            }
        )
    columns = [
        "indicator",
        "organisation",
        "year",
        "sex",
        "submission",
        "state",
        "received",
        "answered",
    ]
    frame = pd.DataFrame(made, columns=columns)
    return frame.astype({"organisation": "str", "indicator": "str", "sex": "str", "year": "int64"})


def official(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["organisation", "indicator", "year", "sex"])
    return frame.astype({"organisation": "str", "indicator": "str", "sex": "str", "year": "int64"})


def cell(*files: tuple, due: date | None = AHEAD, already: tuple = ()) -> pd.Series:
    """The one cell of municipality 1 and indicator A in 2023."""
    found = coverage.cells(
        wanted(request(organisation="1", due=due)), delivered(*files), official(*already), TODAY
    )
    assert len(found) == 1
    return found.iloc[0]


WOMEN, MEN = ("1", "A", 2023, "K"), ("1", "A", 2023, "M")


# Who is asked for what


def test_a_round_asks_its_participants_and_no_mentor():
    assert keys(wanted(request())) == [
        ("1", "A", 2023, "K"),
        ("1", "A", 2023, "M"),
        ("2", "A", 2023, "K"),
        ("2", "A", 2023, "M"),
    ]


def test_a_group_asks_its_own_and_a_mentor_is_asked_where_named():
    assert {key[0] for key in keys(wanted(request(team="MK3-2")))} == {"2"}
    assert {key[0] for key in keys(wanted(request(organisation="3")))} == {"3"}


def test_an_indicator_is_asked_only_of_the_kinds_that_have_it():
    assert {key[0] for key in keys(wanted(request("B")))} == {"1", "2", "9"}
    assert {key[3] for key in keys(wanted(request("B")))} == {"T"}
    assert {key[3] for key in keys(wanted(request("C")))} == {"K", "M"}


def test_who_has_left_is_asked_no_more():
    left = member("1", left=KnownDate(PAST, Precision.DAY))
    leaving = member("2", left=KnownDate(AHEAD, Precision.DAY))
    assert {key[0] for key in keys(wanted(request(), members=(left, leaving)))} == {"2"}


def test_the_request_nearest_the_place_decides_the_day():
    found = wanted(
        request(organisation="1", due=AHEAD + timedelta(days=30)),
        request(due=PAST),
        request(team="MK3-2", due=AHEAD),
    )
    days = {key[0]: due.date() for key, due in zip(keys(found), found["due"], strict=True)}
    assert days == {"1": AHEAD + timedelta(days=30), "2": AHEAD}


def test_of_equals_the_one_asked_last_decides():
    found = wanted(request(organisation="1", due=PAST), request(organisation="1", first=2022, due=AHEAD))
    assert set(found["due"].dt.date) == {AHEAD}
    assert len(found) == 4


def test_nothing_asked_is_an_empty_answer_all_the_way():
    found = coverage.cells(wanted(), delivered(), official(), TODAY)
    rows = coverage.by_organisation(found)
    assert not len(found) and not len(rows)
    assert coverage.tally(rows) == coverage.Tally(0, 0, 0, 0, 0)


# States of a cell


def test_something_missing_is_due_until_the_last_day_and_late_from_the_day_after():
    assert cell()["state"] == State.DUE
    assert cell(due=TODAY)["state"] == State.DUE
    assert cell(due=PAST)["state"] == State.LATE
    assert cell(due=None)["state"] == State.DUE


def test_both_sexes_published_is_complete_and_one_is_not():
    half = cell((*WOMEN, "published"))
    assert (half["state"], half["published"], half["asked"]) == (State.DUE, 1, 2)
    assert cell((*WOMEN, "published"), (*MEN, "superseded"))["state"] == State.COMPLETE


def test_a_row_without_value_or_reason_is_no_answer():
    assert cell((*WOMEN, "published"), (*MEN, "published", False))["state"] == State.DUE


def test_a_draft_with_the_rest_is_received_also_when_the_day_has_passed():
    files = ((*WOMEN, "published"), (*MEN, "draft"))
    assert cell(*files)["state"] == State.RECEIVED
    assert cell(*files, due=PAST)["state"] == State.RECEIVED


def test_a_returned_file_is_returned_until_the_day_and_then_late():
    files = ((*WOMEN, "returned"), (*MEN, "returned"))
    assert cell(*files)["state"] == State.RETURNED
    late = cell(*files, due=PAST)
    assert (late["state"], late["returned"], late["overdue"]) == (State.LATE, 2, 2)


def test_official_figures_need_not_be_handed_in():
    assert cell(already=(WOMEN, MEN), due=PAST)["state"] == State.OFFICIAL
    assert cell((*WOMEN, "published"), already=(MEN,))["state"] == State.COMPLETE
    mixed = cell(already=(WOMEN,))
    assert (mixed["state"], mixed["official"], mixed["open"]) == (State.DUE, 1, 1)


def test_a_key_that_is_published_and_official_counts_once():
    found = cell((*WOMEN, "published"), (*MEN, "published"), already=(WOMEN, MEN))
    assert (found["state"], found["published"], found["official"]) == (State.COMPLETE, 2, 0)


def test_a_cell_names_its_files_latest_first_and_when_the_latest_came():
    found = cell((*WOMEN, "published", True, 5), (*WOMEN, "draft", True, 8), (*MEN, "published", True, 5))
    assert found["submissions"] == (8, 5)
    assert found["received"] == datetime(2026, 11, 1, 3)
    assert cell()["submissions"] == ()


def test_the_years_left_are_neither_official_nor_published_nor_waiting():
    found = coverage.cells(
        wanted(request("B", first=2020, last=2024, organisation="1")),
        delivered(
            ("1", "B", 2021, "T", "published"),
            ("1", "B", 2022, "T", "draft"),
            ("1", "B", 2023, "T", "returned"),
        ),
        official(("1", "B", 2020, "T")),
        TODAY,
    )
    assert found["left"].tolist() == [(2023, 2024)]
    assert cell((*WOMEN, "published"), already=(MEN,))["left"] == ()


def test_a_year_that_lacks_one_sex_is_left_once():
    assert cell((*WOMEN, "published"))["left"] == (WOMEN[2],)


def test_who_needs_to_hand_in_nothing_has_not_handed_in():
    asked = wanted(request("B", organisation="1"), request("B", organisation="9"))
    found = coverage.cells(
        asked, delivered(("9", "B", 2023, "T", "published")), official(("1", "B", 2023, "T")), TODAY
    )
    counted = coverage.tally(coverage.by_organisation(found))
    assert counted == coverage.Tally(asked=2, done=1, official=1, late=0, waiting=0)


def test_who_has_none_of_what_is_asked_is_left_out_and_named_once():
    requests = [request("A"), request("C")]
    assert coverage.left_out(requests, wanted(*requests), MEMBERS, TODAY) == ("9",)
    requests.append(request("B"))
    assert coverage.left_out(requests, wanted(*requests), MEMBERS, TODAY) == ()


def test_what_was_not_asked_for_changes_nothing():
    assert cell(("1", "A", 2019, "K", "published"), ("2", "A", 2023, "K", "published"))["published"] == 0


# Organisations


def test_who_is_late_stands_first_then_by_the_day():
    found = coverage.cells(
        wanted(
            request("A", due=AHEAD + timedelta(days=9), organisation="1"),
            request("A", due=AHEAD, organisation="2"),
            request("A", due=PAST, organisation="3"),
            request("B", due=PAST, organisation="9"),
        ),
        delivered(("9", "B", 2023, "T", "published")),
        official(),
        TODAY,
    )
    rows = coverage.by_organisation(found)
    assert rows["organisation"].tolist() == ["3", "2", "1", "9"]
    assert rows["state"].tolist() == [State.LATE, State.DUE, State.DUE, State.COMPLETE]
    assert coverage.tally(rows) == coverage.Tally(asked=4, done=1, official=0, late=1, waiting=0)


def test_an_organisation_is_as_late_as_its_worst_cell():
    found = coverage.cells(
        wanted(request("A", due=PAST), request("B", due=AHEAD)),
        delivered(("1", "B", 2023, "T", "published"), ("2", "B", 2023, "T", "draft")),
        official(),
        TODAY,
    )
    rows = coverage.by_organisation(found).set_index("organisation")
    assert rows.loc["1", "state"] == State.LATE
    assert (rows.loc["1", State.LATE], rows.loc["1", State.COMPLETE], rows.loc["1", "cells"]) == (1, 1, 2)
    assert rows.loc["2", State.RECEIVED] == 1
    assert rows.loc["9", "state"] == State.DUE


# Against the slow implementation

CODES = ("1", "2", "3", "9")
DAYS = st.sampled_from([None, PAST, TODAY, AHEAD])
REQUESTS = st.builds(
    lambda id_, first, more, whom, due: Request(ROUND, id_, first, first + more, due=due, **whom),
    st.sampled_from(["A", "B", "C", "unknown"]),
    st.integers(2021, 2023),
    st.integers(0, 2),
    st.sampled_from([{}, {"team": "MK3-1"}, {"team": "MK3-2"}, *({"organisation": one} for one in CODES)]),
    DAYS,
)
KEYS = st.tuples(
    st.sampled_from(CODES), st.sampled_from(["A", "B", "C"]), st.integers(2021, 2025), st.sampled_from("KMT")
)
FILES = st.tuples(
    KEYS,
    st.sampled_from(["draft", "submitted", "returned", "published", "superseded"]),
    st.booleans(),
)
MEMBERSHIPS = st.builds(
    member,
    st.sampled_from(CODES),
    st.sampled_from(["MK3-1", "MK3-2"]),
    st.sampled_from([MemberRole.PARTICIPANT, MemberRole.MENTOR]),
    left=st.sampled_from([None, KnownDate(PAST, Precision.DAY), KnownDate(AHEAD, Precision.DAY)]),
)


@settings(phases=SEARCH)
@given(
    st.lists(REQUESTS, max_size=6),
    st.lists(MEMBERSHIPS, max_size=5),
    st.lists(FILES, max_size=40),
    st.lists(KEYS, max_size=20),
)
def test_states_and_days_are_those_of_the_slow_implementation(requests, members, files, published):
    due = slow_coverage.asked(requests, PLACES, MEASURES, members, TODAY)
    asked = coverage.asked(requests, PLACES, MEASURES, members, TODAY)
    days = [None if pd.isna(day) else day.date() for day in asked["due"]]
    assert dict(zip(keys(asked), days, strict=True)) == due
    found = coverage.cells(
        asked, delivered(*((*key, *rest) for key, *rest in files)), official(*published), TODAY
    )
    states = {(row.organisation, row.indicator): row.state for row in found.itertuples()}
    assert states == slow_coverage.states(due, files, published, TODAY)
    counted = found[["published", "waiting", "returned", "official", "open"]].sum(axis=1)
    assert (counted == found["asked"]).all()
    assert (found["overdue"] <= found["open"] + found["returned"]).all()
    rows = coverage.by_organisation(found)
    assert rows["cells"].sum() == len(found)
    assert set(rows["organisation"]) == set(found["organisation"])
