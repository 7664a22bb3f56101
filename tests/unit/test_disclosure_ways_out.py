"""Who tries to work a hidden figure out, by every way out of the house at once, is left with more than one answer.

The reader here is patient: it tries every pair of counts that women and men could have, keeps those that
fit all that is shown anywhere and that we would have hidden in just this way, and looks at what is left.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from builders import (
    ASKERSUND,
    FAGERSTA,
    FULL_TIME,
    OWN_YEAR,
    OWNER,
    SEARCH,
    VISITOR,
    opening,
    published,
    size,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarking import api, disclosure, exports, packs, prepared, wording
from benchmarking.store import Store

LEAST = 5
LARGEST = 30
"""The reader knows that no group has more people than this."""

COUNTY, REGION = "18", "0018"

Pair = tuple[int, int]
"""Counted, and the base they are counted among."""


def is_few(pair: Pair) -> bool:
    counted, base = pair
    return base > 0 and (base < LEAST or 0 < counted < LEAST or 0 < base - counted < LEAST)


@dataclass(frozen=True)
class Told:
    """What the sender says of one sex: `counts`, the `value` alone, `hidden` by the sender, or nothing."""

    how: str
    pair: Pair

    def row(self, sex: str) -> dict[str, Any] | None:
        counted, base = self.pair
        value = 100 * counted / base if base else math.nan
        if self.how == "nothing":
            return None
        if self.how == "hidden":
            return {"sex": sex, "missing": "suppressed"}
        if not base:
            return {"sex": sex, "missing": "not_applicable"}
        counts = {"numerator": float(counted), "denominator": float(base)}
        return {"sex": sex, "value": value} | (counts if self.how == "counts" else {})


def file(women: Told, men: Told, total: str) -> list[dict[str, Any]]:
    """The rows of a figure, whose total is that of both sexes."""
    both = Told(total, (women.pair[0] + men.pair[0], women.pair[1] + men.pair[1]))
    rows = [told.row(sex) for sex, told in (("K", women), ("M", men), ("T", both))]
    return [row for row in rows if row is not None]


# What is shown, anywhere


def shown(
    store: Store, place: str = ASKERSUND, programme: str = "MK3", *, pages: bool = True
) -> dict[str, dict[str, float]]:
    """Value, numerator and denominator of each sex, as far as any way out of the house gives them."""
    found: dict[str, dict[str, float]] = {sex: {} for sex in "KMT"}

    def see(sex: str, numbers: Mapping[str, float]) -> None:
        for name, number in numbers.items():
            if not math.isnan(number):
                assert found[sex].setdefault(name, number) == pytest.approx(number), (sex, name)

    names = ("value", "numerator", "denominator")
    frames = [store.values(VISITOR, [FULL_TIME], [place])]
    if pages:
        facts = prepared.facts(store, VISITOR)
        frames += [facts.yearly, facts.assessed]
    for wide in frames:
        here = wide["organisation"].eq(place) & wide["indicator"].eq(FULL_TIME) & wide["year"].eq(OWN_YEAR)
        for row in wide[here].to_dict("records"):
            for column, sex in disclosure.SEXES.items():
                columns = (column, f"{column}_numerator", f"{column}_denominator")
                held = {name: row[at] for name, at in zip(names, columns, strict=True) if at in row}
                see(sex, held)
    long = [
        store.observations(VISITOR, [FULL_TIME], [place]),
        store.observations(VISITOR, [FULL_TIME], [place], programme=programme),
        exports.table(store.observations(VISITOR, [FULL_TIME], [place])),
        *(
            store.trail(VISITOR, FULL_TIME, place, OWN_YEAR, sex).assign(sex=sex, year=OWN_YEAR)
            for sex in "KMT"
        ),
    ]
    for frame in long:
        for row in frame[frame["year"] == OWN_YEAR].to_dict("records"):
            see(row["sex"], {name: row[name] for name in names})
    return found


# The reader


PAIRS = np.array([(counted, base) for base in range(LARGEST + 1) for counted in range(base + 1)])
KIND_OF_PAIR = np.array([is_few((int(counted), int(base))) for counted, base in PAIRS])


def fits(counted: np.ndarray, base: np.ndarray, seen: Mapping[str, float]) -> np.ndarray:
    """Which counts agree with what is shown of a sex."""
    right = np.ones(counted.shape, dtype=bool)
    if "numerator" in seen:
        right &= counted == seen["numerator"]
    if "denominator" in seen:
        right &= base == seen["denominator"]
    if "value" in seen:
        with np.errstate(divide="ignore", invalid="ignore"):
            right &= np.abs(100 * counted / base - seen["value"]) < 1e-6
    return right


def possible(seen: Mapping[str, Mapping[str, float]], hidden: bool) -> dict[str, set[Pair]]:
    """The counts women and men may have, for all that the reader has seen.

    `hidden`: that figures are marked as taken out, which tells the reader that some group is small.
    """
    women = np.flatnonzero(fits(PAIRS[:, 0], PAIRS[:, 1], seen["K"]))
    men = np.flatnonzero(fits(PAIRS[:, 0], PAIRS[:, 1], seen["M"]))
    k, m = (at.ravel() for at in np.meshgrid(women, men))
    right = fits(PAIRS[k, 0] + PAIRS[m, 0], PAIRS[k, 1] + PAIRS[m, 1], seen["T"])
    if hidden:
        right &= KIND_OF_PAIR[k] | KIND_OF_PAIR[m]
    return {
        sex: {(int(counted), int(base)) for counted, base in PAIRS[np.unique(at[right])]}
        for sex, at in (("K", k), ("M", m))
    }


def says_that_something_is_hidden(store: Store, place: str) -> bool:
    """Whether the reader is told that a group is small. What nobody sent is merely not there."""
    rows = store.values(VISITOR, [FULL_TIME], [place])
    marks = rows.loc[rows["year"] == OWN_YEAR, [f"{sex}_missing" for sex in disclosure.SEXES]]
    return bool((marks == "suppressed").any(axis=None))


def assert_not_given_away(store: Store, truth: Mapping[str, Pair], place: str = ASKERSUND) -> None:
    """That no small group can be told, neither its counts nor its share."""
    # What pages compare is made of `values` alone, and takes longer than the rest together.
    seen = shown(store, place, pages=False)
    marked = says_that_something_is_hidden(store, place)
    left = possible(seen, hidden=marked)
    for sex in "KM":
        if not is_few(truth[sex]):
            continue
        assert truth[sex] in left[sex], "the reader has made a mistake"
        assert len(left[sex]) > 1, (sex, truth, seen)
        # Of a sex that its sender said nothing of, a total of none is what the sender has told everybody.
        if marked and "value" not in seen[sex]:
            shares = {round(counted / base, 9) for counted, base in left[sex] if base}
            assert len(shares) > 1, (sex, truth, seen)


@pytest.fixture(scope="module")
def network(copied_small: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(copied_small(tmp_path_factory.mktemp("ways")))
    yield store
    store.close()


pair = st.integers(0, 14).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))
how = st.sampled_from(["counts", "counts", "value", "hidden", "nothing"])
told = st.builds(Told, how, pair)


@pytest.mark.long
@settings(max_examples=size(1, 30), phases=SEARCH, deadline=None)
@given(women=told, men=told, total=st.sampled_from(["counts", "value", "nothing"]))
@example(Told("counts", (50 // 5, 12)), Told("nothing", (2, 3)), "counts")
@example(Told("counts", (10, 12)), Told("hidden", (2, 3)), "counts")
@example(Told("value", (2, 6)), Told("value", (4, 6)), "counts")
@example(Told("counts", (6, 12)), Told("value", (2, 3)), "value")
@example(Told("counts", (0, 3)), Told("counts", (0, 9)), "counts")
@example(Told("counts", (3, 3)), Told("counts", (9, 9)), "counts")
def test_what_one_sex_and_the_total_tell_of_the_other(
    network: Store, women: Told, men: Told, total: str
) -> None:
    rows = file(women, men, total)
    if not rows:
        return
    submission = published(network, *rows, indicator=FULL_TIME)
    try:
        assert_not_given_away(network, {"K": women.pair, "M": men.pair})
    finally:
        network.withdraw(OWNER, submission, "next")


BIG = Told("counts", (12, 20))
SMALL = Told("counts", (2, 7))


def test_a_group_whose_every_member_is_counted_does_not_tell_of_its_parts(store: Store) -> None:
    published(store, *file(Told("counts", (0, 3)), Told("counts", (0, 20)), "counts"), indicator=FULL_TIME)
    assert shown(store) == {"K": {}, "M": {}, "T": {}}


def test_what_is_large_enough_is_shown_whole(store: Store) -> None:
    published(store, *file(BIG, Told("counts", (6, 15)), "counts"), indicator=FULL_TIME)
    assert {sex: len(numbers) for sex, numbers in shown(store).items()} == {"K": 3, "M": 3, "T": 3}


@pytest.mark.parametrize("later", ["MK3", "MK2"])
def test_an_earlier_version_is_not_told_by_a_later_one(store: Store, later: str) -> None:
    """Women's count grows; men's stays. The earlier total less men's count would be women's earlier count."""
    published(store, *file(SMALL, BIG, "counts"), indicator=FULL_TIME)
    published(store, *file(Told("counts", (9, 20)), BIG, "counts"), indicator=FULL_TIME, programme=later)
    old_total = SMALL.pair[0] + BIG.pair[0]
    for frame in (
        store.trail(VISITOR, FULL_TIME, ASKERSUND, OWN_YEAR, "T"),
        store.observations(VISITOR, [FULL_TIME], [ASKERSUND], programme="MK3"),
    ):
        assert old_total not in set(frame["numerator"])
    # What is current is large enough, and shown.
    assert shown(store, programme=later)["K"]["numerator"] == 9


def test_versions_from_several_files_are_judged_together_in_the_trail(store: Store) -> None:
    women, men, total = file(BIG, SMALL, "counts")
    published(store, women, total, indicator=FULL_TIME, programme="MK2")
    published(store, men, indicator=FULL_TIME, programme="MK3")
    published(store, *file(BIG, Told("counts", (9, 20)), "counts"), indicator=FULL_TIME, programme="MR1")
    for sex in "KMT":
        trail = store.trail(VISITOR, FULL_TIME, ASKERSUND, OWN_YEAR, sex)
        assert trail.loc[~trail["current"], ["value", "numerator", "denominator"]].isna().all(axis=None)
    for programme in ("MK2", "MK3"):
        rows = store.observations(VISITOR, [FULL_TIME], [ASKERSUND], programme=programme)
        assert rows.loc[rows["year"] == OWN_YEAR, "numerator"].isna().all(), programme


def test_two_versions_compared_hide_the_total_of_the_small_one(store: Store) -> None:
    first = published(store, *file(SMALL, BIG, "counts"), indicator=FULL_TIME)
    second = published(store, *file(Told("counts", (9, 20)), BIG, "counts"), indicator=FULL_TIME)
    difference = store.difference(VISITOR, first, second)
    assert difference["before"].isna().all()
    assert difference["after"].isna().all()


@pytest.mark.parametrize("above", [COUNTY, REGION, "0000"])
def test_a_county_does_not_tell_of_its_only_hidden_municipality(store: Store, above: str) -> None:
    published(store, *file(SMALL, BIG, "counts"), indicator=FULL_TIME)
    county = file(Told("counts", (60, 90)), Told("counts", (50, 80)), "counts")
    published(store, *county, indicator=FULL_TIME, organisation=above)
    seen = shown(store, above)
    assert (seen["K"], seen["M"]) == ({}, {})
    assert seen["T"]["numerator"] == 110


def test_a_county_is_shown_where_none_of_its_municipalities_is_hidden(store: Store) -> None:
    published(store, *file(SMALL, BIG, "counts"), indicator=FULL_TIME, organisation=FAGERSTA)
    county = file(Told("counts", (60, 90)), Told("counts", (50, 80)), "counts")
    published(store, *county, indicator=FULL_TIME, organisation=COUNTY)
    assert shown(store, COUNTY)["K"]["numerator"] == 60


def test_the_people_behind_a_gap_and_the_gap_itself_go_with_the_sexes(store: Store) -> None:
    published(store, *file(SMALL, BIG, "counts"), indicator=FULL_TIME)
    facts = prepared.facts(store, VISITOR)
    here = facts.yearly["organisation"].eq(ASKERSUND) & facts.yearly["indicator"].eq(FULL_TIME)
    [row] = facts.yearly[here & facts.yearly["year"].eq(OWN_YEAR)].to_dict("records")
    numbers = {name: row[name] for name in row if name not in ("year",) and isinstance(row[name], float)}
    told = {name for name, number in numbers.items() if not math.isnan(number)}
    assert {name for name in told if not name.startswith("total")} == set()


def test_a_round_that_has_not_opened_tells_a_visitor_nothing_by_difference(store: Store) -> None:
    published(store, *file(BIG, Told("counts", (9, 20)), "counts"), indicator=FULL_TIME, programme="MK2")
    published(store, *file(BIG, SMALL, "counts"), indicator=FULL_TIME, programme="MK3")
    opening(store, "MK3", "2999-01-01")
    seen = shown(store, programme="MK2")
    assert (seen["K"], seen["M"]) == ({}, {})


# As it is read: the API's answers, the data package, the paper


# Women's share, men's, and their gap: numbers that stand nowhere else.
TELLTALE = Told("counts", (3, 13)), Told("counts", (111, 117))
SECRETS = (
    "23.07",
    "23,07",
    "94.87",
    "94,87",
    "71.79",
    "71,79",
    "23.1",
    "23,1",
    "94.9",
    "94,9",
    "71.8",
    "71,8",
)


@pytest.fixture
def telltale(store: Store) -> Store:
    published(store, *file(*TELLTALE, "counts"), indicator=FULL_TIME)
    return store


def test_no_answer_of_the_api_holds_a_hidden_number(telltale: Store) -> None:
    api.serve(telltale)
    which = f"organisation={ASKERSUND}&indicator={FULL_TIME}&year_from={OWN_YEAR}&year_to={OWN_YEAR}"
    with TestClient(Starlette(routes=api.routes(), middleware=api.middleware())) as client:
        for table in ("observations", "gaps"):
            for form in ("json", "csv"):
                answer = client.get(f"/api/v1/{table}?{which}&format={form}")
                assert answer.status_code == 200, answer.text
                assert str(OWN_YEAR) in answer.text
                assert [secret for secret in SECRETS if secret in answer.text] == []
        package = client.get("/api/v1/package.zip")
        with zipfile.ZipFile(io.BytesIO(package.content)) as files:
            for name in files.namelist():
                for line in files.read(name).decode("utf-8", errors="ignore").splitlines():
                    if ASKERSUND in line and FULL_TIME in line and str(OWN_YEAR) in line:
                        assert [secret for secret in SECRETS if secret in line] == [], name


def test_the_figure_for_embedding_and_the_paper_hold_no_hidden_number(telltale: Store) -> None:
    say = wording.words("sv")
    facts = prepared.facts(telltale, VISITOR)
    paper = PdfReader(io.BytesIO(packs.one_pager(facts, ASKERSUND, say, "https://jamstallt.example")))
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in paper.pages))
    api.serve(telltale)
    with TestClient(Starlette(routes=api.routes(), middleware=api.middleware())) as client:
        drawn = client.get(f"/figur/{FULL_TIME}.svg?kod={ASKERSUND}")
        assert drawn.status_code == 200
    for said in (text, drawn.text):
        assert [secret for secret in SECRETS if "," in secret and secret in said] == []


def test_the_same_is_hidden_from_the_owner_in_every_export(telltale: Store) -> None:
    table = exports.table(telltale.observations(OWNER))
    own = table[(table["origin"] == "network") & (table["sex"] != "T")]
    assert len(own) == 2
    assert own["value"].isna().all()
    assert set(own["missing"]) == {"suppressed"}


def test_counts_are_worked_out_only_where_they_follow() -> None:
    frame = pd.DataFrame(
        {
            "indicator": FULL_TIME,
            "organisation": ASKERSUND,
            "year": OWN_YEAR,
            "sex": ["K", "M", "T"],
            "value": [31.0, 29.0, 30.2],
            "missing": None,
            "numerator": math.nan,
            "denominator": math.nan,
        }
    )
    assert disclosure.too_few(frame, {FULL_TIME: LEAST}).empty
    one_base = frame.assign(denominator=[math.nan, math.nan, 10.0])
    assert len(disclosure.too_few(one_base, {FULL_TIME: LEAST})) == 1
    enough = frame.assign(denominator=[math.nan, math.nan, 100.0])
    assert disclosure.too_few(enough, {FULL_TIME: LEAST}).empty
