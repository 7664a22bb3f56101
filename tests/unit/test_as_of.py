"""What was known on a day: the versions that stood then, for those who may see them, and nothing later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from builders import (
    ASKERSUND,
    FULL_TIME,
    HOURS,
    MUNICIPALITIES,
    OWN_YEAR,
    OWNER,
    SEARCH,
    VISITOR,
    opening,
    published,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarking import prepared
from benchmarking.store import Store

AUTUMN = date(2019, 10, 15)
FIRST = date(2024, 1, 1)


def _dated(store: Store, submission: int, day: date) -> None:
    """Let a publication have been made on another day."""
    moment = datetime(day.year, day.month, day.day, 9, submission % 60)
    with store._change() as change:
        change.run("UPDATE submission SET published = $moment WHERE id = $id", moment=moment, id=submission)
        change.run("UPDATE observation SET known_from = $day WHERE submission = $id", day=day, id=submission)
        change.run(
            "UPDATE current_observation SET known_from = $day WHERE submission = $id", day=day, id=submission
        )


def _withdrawn(store: Store, submission: int, day: date) -> None:
    """Take a publication back, on another day than today."""
    store.withdraw(OWNER, submission, "a test")
    with store._change() as change:
        change.run(
            "UPDATE event SET happened = $moment WHERE what = 'withdraw' AND subject = $subject",
            moment=datetime(day.year, day.month, day.day, 12),
            subject=f"submission:{submission}",
        )


def _womens_hours(store: Store, viewer, as_of: date | None) -> float | None:
    found = store.values(viewer, [HOURS], [ASKERSUND], as_of=as_of)
    row = found[found["year"] == OWN_YEAR]
    return float(row["women"].iloc[0]) if len(row) and pd.notna(row["women"].iloc[0]) else None


def test_an_official_figure_is_known_from_the_last_day_of_the_year_after(store):
    for day, newest in ((AUTUMN, 2017), (date(2019, 12, 30), 2017), (date(2019, 12, 31), 2018)):
        assert store.values(VISITOR, as_of=day)["year"].max() == newest
    known = store.observations(VISITOR)
    then = store.values(VISITOR, as_of=AUTUMN)
    later = known[known["known_from"].dt.date > AUTUMN]
    assert len(later) and set(then["year"]).isdisjoint(later["year"])
    assert store.values(VISITOR, as_of=date(2009, 1, 1)).empty


def test_as_of_today_is_what_is_current(store):
    published(store, value=12.5)
    today = datetime.now(UTC).date() + timedelta(days=1)
    now, then = store.values(OWNER), store.values(OWNER, as_of=today)
    pd.testing.assert_frame_equal(now, then)


def test_a_version_stands_from_its_day_until_the_next_one(store):
    for day, value in ((FIRST, 10.0), (FIRST + timedelta(days=30), 20.0)):
        _dated(store, published(store, value=value), day)
    said = [_womens_hours(store, VISITOR, FIRST + timedelta(days=days)) for days in (-1, 0, 29, 30, 400)]
    assert said == [None, 10.0, 10.0, 20.0, 20.0]


def test_what_was_taken_back_later_stood_then_for_those_who_may_see_it(store):
    first, second = published(store, value=10.0), published(store, value=20.0)
    _dated(store, first, FIRST)
    _dated(store, second, FIRST + timedelta(days=10))
    _withdrawn(store, second, FIRST + timedelta(days=20))
    during, after = FIRST + timedelta(days=15), FIRST + timedelta(days=20)
    assert _womens_hours(store, OWNER, during) == 20.0
    assert _womens_hours(store, VISITOR, during) == 10.0
    assert _womens_hours(store, OWNER, after) == 10.0


def test_a_round_that_has_not_opened_is_its_members_also_of_the_past(store):
    _dated(store, published(store, value=10.0), FIRST)
    opening(store, "MK3", "2999-01-01")
    assert _womens_hours(store, VISITOR, FIRST) is None
    assert _womens_hours(store, OWNER, FIRST) == 10.0


def test_an_earlier_version_gives_no_small_group_away(store):
    small = [{"sex": sex, "value": 50.0, "numerator": 2.0, "denominator": 4.0} for sex in "KM"]
    large = [{"sex": sex, "value": 50.0, "numerator": 200.0, "denominator": 400.0} for sex in "KM"]
    first = published(store, *small, indicator=FULL_TIME)
    _dated(store, first, FIRST)
    _dated(store, published(store, *large, indicator=FULL_TIME), FIRST + timedelta(days=10))
    then = store.values(OWNER, [FULL_TIME], [ASKERSUND], as_of=FIRST)
    row = then[then["year"] == OWN_YEAR].iloc[0]
    assert pd.isna(row["women"]) and row["women_missing"] == "suppressed"
    now = store.values(OWNER, [FULL_TIME], [ASKERSUND])
    assert now[now["year"] == OWN_YEAR]["women"].iloc[0] == 50.0


def test_gaps_of_the_past_are_judged_by_the_figures_of_the_past(store):
    then = prepared.facts(store, VISITOR, AUTUMN)
    assert then.yearly["year"].max() == then.assessed["year"].max() == 2017
    assert prepared.facts(store, VISITOR, AUTUMN) is then
    now = prepared.facts(store, VISITOR)
    assert prepared.facts(store, VISITOR, date(2999, 1, 1)) is now
    hours = then.assessed[
        (then.assessed["indicator"] == HOURS) & (then.assessed["organisation"] == ASKERSUND)
    ]
    assert int(hours["years"].iloc[0]) < int(now.years_of([ASKERSUND], [HOURS])["gap"].notna().sum())


steps = st.lists(
    st.tuples(
        st.sampled_from(["publish", "publish", "withdraw"]),
        st.integers(0, 2),
        st.integers(0, 3),
        st.sampled_from(["MK2", "MK3"]),
    ),
    min_size=1,
    max_size=6,
)


@given(steps=steps, sees_drafts=st.booleans(), closed=st.booleans())
@settings(
    max_examples=8, phases=SEARCH, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_the_answer_is_what_a_slow_store_remembers(
    small_database, tmp_path_factory, steps, sees_drafts, closed
):
    path = tmp_path_factory.mktemp("as_of") / "network.duckdb"
    path.write_bytes(small_database.read_bytes())
    store = Store(path)
    try:
        kept = []
        for at, (what, place, days, programme) in enumerate(steps):
            # The store publishes in the order of time, so each step is a day or more after the last.
            day = FIRST + timedelta(days=at * 4 + days)
            standing = [one for one in kept if one["until"] is None]
            if what == "publish" or not standing:
                code, value = MUNICIPALITIES[place], float(at + 1)
                number = published(store, value=value, organisation=code, programme=programme)
                _dated(store, number, day)
                kept.append(
                    {"id": number, "code": code, "value": value, "day": day, "until": None, "of": programme}
                )
            else:
                gone = standing[place % len(standing)]
                _withdrawn(store, gone["id"], day)
                gone["until"] = day
        if closed:
            opening(store, "MK2", "2999-01-01")
        viewer = OWNER if sees_drafts else VISITOR
        for days in range(0, 4 * len(steps) + 4, 3):
            as_of = FIRST + timedelta(days=days)
            expected = {}
            for one in kept:
                seen = sees_drafts or not (closed and one["of"] == "MK2")
                stood = one["until"] is None or (sees_drafts and one["until"] > as_of)
                if seen and stood and one["day"] <= as_of:
                    expected[one["code"]] = one["value"]
            found = store.values(viewer, [HOURS], as_of=as_of)
            found = found[(found["year"] == OWN_YEAR) & found["women"].notna()]
            assert dict(zip(found["organisation"], found["women"], strict=True)) == expected
    finally:
        store.close()


@pytest.mark.parametrize("viewer", [OWNER, VISITOR], ids=["owner", "visitor"])
def test_no_later_value_is_in_an_answer_of_the_past(store, viewer):
    _dated(store, published(store, value=99.0), FIRST)
    then = store.values(viewer, as_of=FIRST - timedelta(days=1))
    known = store.observations(viewer)
    known = known[known["known_from"].dt.date < FIRST]
    keys = set(zip(known["organisation"], known["year"], strict=True))
    assert set(zip(then["organisation"], then["year"], strict=True)) <= keys
