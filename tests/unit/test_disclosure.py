"""A figure of the network's own that rests on too few people leaves the store by no way, nor can it be worked out."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from builders import (
    ASKERSUND,
    COUNCIL,
    FULL_TIME,
    HOURS,
    LIFE,
    LIFE_MEN,
    OWN_YEAR,
    OWNER,
    SEARCH,
    VISITOR,
    draft,
    observations,
    opening,
    published,
    size,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarking import disclosure, exports
from benchmarking.store import Store

LEAST = {HOURS: 5, COUNCIL: 10}

ENOUGH = {"value": 50.0, "numerator": 50.0, "denominator": 100.0}
FEW = {"value": 50.0, "numerator": 2.0, "denominator": 4.0}
SHOWN, HIDDEN = False, True


def known(sexes: dict[str, dict[str, Any]], indicator: str = HOURS) -> pd.DataFrame:
    """What `too_few` judges: one row per sex."""
    return observations(*({"sex": sex} | cell for sex, cell in sexes.items()), indicator=indicator)


def wide(sexes: dict[str, dict[str, Any]], origin: str = "network") -> pd.DataFrame:
    """The same as one row of `values` before its origin is chosen."""
    row: dict[str, Any] = {"indicator": HOURS, "organisation": ASKERSUND, "year": OWN_YEAR, "origin": origin}
    for name, letter in disclosure.SEXES.items():
        cell = sexes.get(letter, {})
        row |= {name: cell.get("value", math.nan), f"{name}_missing": cell.get("missing")}
        row |= {f"{name}_{part}": cell.get(part, math.nan) for part in ("numerator", "denominator")}
    return pd.DataFrame([row])


def hidden(sexes: dict[str, dict[str, Any]]) -> tuple[bool, ...]:
    """Whether women's, men's and total value are taken out."""
    shown = disclosure.concealed(wide(sexes), disclosure.too_few(known(sexes), LEAST)).iloc[0]
    return tuple(shown[f"{name}_missing"] == "suppressed" for name in disclosure.SEXES)


@pytest.mark.parametrize(
    ("numerator", "denominator", "withheld"),
    [
        (50, 100, False),
        (5, 10, False),
        (2, 4, True),
        (0, 4, True),
        (0, 5, False),
        (4, 100, True),
        (1, 100, True),
        (0, 100, False),
        (5, 100, False),
        (96, 100, True),
        (99, 100, True),
        (100, 100, False),
        (95, 100, False),
        (math.nan, 4, True),
        (math.nan, 5, False),
        (4, math.nan, True),
        (math.nan, math.nan, False),
    ],
)
def test_base_counted_and_not_counted_each_hold_enough_people_or_none(
    numerator: float, denominator: float, withheld: bool
) -> None:
    frame = known({"T": {"value": 50.0, "numerator": numerator, "denominator": denominator}})
    assert len(disclosure.too_few(frame, LEAST)) == withheld


def test_each_indicator_has_its_own_threshold() -> None:
    cell = {"T": {"value": 50.0, "numerator": 9.0, "denominator": 100.0}}
    assert disclosure.too_few(known(cell, HOURS), LEAST).empty
    assert len(disclosure.too_few(known(cell, COUNCIL), LEAST)) == 1


@pytest.mark.parametrize(
    ("sexes", "taken_out"),
    [
        ({"K": ENOUGH, "M": ENOUGH, "T": ENOUGH}, (SHOWN, SHOWN, SHOWN)),
        ({"K": FEW, "M": ENOUGH, "T": ENOUGH}, (HIDDEN, HIDDEN, SHOWN)),
        ({"K": ENOUGH, "M": FEW, "T": ENOUGH}, (HIDDEN, HIDDEN, SHOWN)),
        ({"K": FEW, "M": FEW, "T": ENOUGH}, (HIDDEN, HIDDEN, SHOWN)),
        ({"K": FEW, "M": FEW, "T": FEW}, (HIDDEN, HIDDEN, HIDDEN)),
        ({"K": ENOUGH, "M": ENOUGH, "T": FEW}, (HIDDEN, HIDDEN, HIDDEN)),
        ({"K": FEW, "M": ENOUGH}, (HIDDEN, HIDDEN, SHOWN)),
        ({"T": FEW}, (SHOWN, SHOWN, HIDDEN)),
    ],
)
def test_what_could_be_worked_out_from_the_rest_goes_with_it(
    sexes: dict[str, dict[str, Any]], taken_out: tuple[bool, ...]
) -> None:
    assert hidden(sexes) == taken_out


def test_counts_go_with_the_value() -> None:
    sexes = {"K": FEW, "M": ENOUGH, "T": ENOUGH}
    shown = disclosure.concealed(wide(sexes), disclosure.too_few(known(sexes), LEAST)).iloc[0]
    for name in ("women", "men"):
        assert shown[[name, f"{name}_numerator", f"{name}_denominator"]].isna().all()
    assert list(shown[["total", "total_numerator", "total_denominator"]]) == [50.0, 50.0, 100.0]


def test_a_cell_that_held_nothing_keeps_the_reason_it_had() -> None:
    sexes = {"K": FEW, "M": {"missing": "non_response"}}
    shown = disclosure.concealed(wide(sexes), disclosure.too_few(known(sexes), LEAST)).iloc[0]
    assert (shown["women_missing"], shown["men_missing"]) == ("suppressed", "non_response")


def test_official_figures_are_shown_as_published() -> None:
    sexes = {"K": FEW, "M": FEW, "T": FEW}
    frame = wide(sexes, origin="official")
    pd.testing.assert_frame_equal(disclosure.concealed(frame, disclosure.too_few(known(sexes), LEAST)), frame)


def test_the_frames_given_are_left_as_they_are() -> None:
    sexes = {"K": FEW, "M": ENOUGH}
    before, evidence = wide(sexes), known(sexes)
    disclosure.concealed(before, disclosure.too_few(evidence, LEAST))
    pd.testing.assert_frame_equal(before, wide(sexes))
    pd.testing.assert_frame_equal(evidence, known(sexes))


# Through the store, by every way out


def shown_wide(store: Store, indicator: str = HOURS) -> dict[str, float]:
    frame = store.values(VISITOR, [indicator], [ASKERSUND])
    rows = frame[(frame["year"] == OWN_YEAR) & (frame["origin"] == "network")]
    return {} if rows.empty else {letter: rows.iloc[0][name] for name, letter in disclosure.SEXES.items()}


def visible(values: dict[str, float]) -> set[str]:
    return {sex for sex, value in values.items() if not math.isnan(value)}


def network(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[(frame["origin"] == "network") & (frame["year"] == OWN_YEAR)]


def seen_everywhere(store: Store, programme: str = "MK3") -> dict[str, set[str]]:
    """By each way out of the store, the sexes whose value of the hours in Askersund a visitor reads."""
    ways = {"wide": shown_wide(store)}
    for name, frame in (
        ("long", store.observations(VISITOR, [HOURS])),
        ("round", store.observations(VISITOR, programme=programme)),
    ):
        rows = network(frame)
        ways[name] = dict(zip(rows["sex"], rows["value"], strict=True))
    exported = exports.table(store.observations(OWNER))
    rows = exported[(exported["origin"] == "network") & (exported["year"] == OWN_YEAR)]
    ways["export"] = dict(zip(rows["sex"], rows["value"], strict=True))
    ways["trail"] = {
        sex: value
        for sex in "KMT"
        for value in store.trail(VISITOR, HOURS, ASKERSUND, OWN_YEAR, sex)["value"].dropna()
    }
    return {way: visible(values) for way, values in ways.items()}


cell = st.none() | st.tuples(st.integers(0, 12), st.integers(0, 12))


@pytest.mark.long
@settings(max_examples=size(3, 100), phases=SEARCH)
@given(cells=st.fixed_dictionaries(dict.fromkeys("KMT", cell)).filter(lambda cells: any(cells.values())))
def test_pages_exports_and_the_trail_of_a_number_hide_the_same(
    shared_store: Store, cells: dict[str, Any]
) -> None:
    rows = [
        {"sex": sex, "value": 1.0, "numerator": float(part), "denominator": float(part + rest)}
        for sex, (part, rest) in ((sex, pair) for sex, pair in cells.items() if pair)
    ]
    submission = published(shared_store, *rows)
    seen = seen_everywhere(shared_store)
    assert len({frozenset(sexes) for sexes in seen.values()}) == 1, seen
    few = {row["sex"] for row in rows if is_few(row["numerator"], row["denominator"])}
    few |= worked_out({sex: pair for sex, pair in cells.items() if pair})
    if few and cells["T"] and 0 in cells["T"]:
        # All or none of the total are counted, and so of each part.
        few |= {"T"}
    given_ = {row["sex"] for row in rows}
    assert seen["wide"] == (given_ if not few else given_ - {"K", "M"} - (few & {"T"}))
    shared_store.withdraw(OWNER, submission, "next")


def worked_out(cells: dict[str, tuple[int, int]]) -> set[str]:
    """The sex that nobody gave, if the other two tell it and it is small."""
    if len(cells) != 2:
        return set()
    [absent] = set("KMT") - cells.keys()
    if absent == "T":
        part, rest = (cells["K"][at] + cells["M"][at] for at in (0, 1))
    else:
        [other] = cells.keys() - {"T"}
        part, rest = (cells["T"][at] - cells[other][at] for at in (0, 1))
    return {absent} if part + rest > 0 and is_few(part, part + rest) else set()


def is_few(part: float, base: float) -> bool:
    return base < 5 or 0 < part < 5 or 0 < base - part < 5


@pytest.fixture(scope="module")
def shared_store(copied_small: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    store = Store(copied_small(tmp_path_factory.mktemp("shared")))
    yield store
    store.close()


NONE_OF_THE_PARTS = {"T"}


def test_a_later_file_with_one_sex_does_not_bring_out_the_other(store: Store) -> None:
    published(store, {"sex": "K"} | ENOUGH, {"sex": "M"} | FEW, {"sex": "T"} | ENOUGH)
    published(store, {"sex": "K"} | ENOUGH | {"value": 51.0})
    assert set(map(frozenset, seen_everywhere(store).values())) == {frozenset(NONE_OF_THE_PARTS)}


def test_sexes_from_two_rounds_are_judged_together(store: Store) -> None:
    published(store, {"sex": "M"} | FEW, {"sex": "T"} | ENOUGH, programme="MK2")
    published(store, {"sex": "K"} | ENOUGH, programme="MK3")
    seen = seen_everywhere(store)
    assert "K" not in set().union(*seen.values())
    assert "M" not in set().union(*seen.values())


def test_a_round_that_has_not_opened_still_protects_the_other_sex(store: Store) -> None:
    published(store, {"sex": "K"} | ENOUGH, {"sex": "T"} | ENOUGH, programme="MK2")
    opening(store, "MK3", "2999-01-01")
    published(store, {"sex": "M"} | FEW, programme="MK3")
    seen = seen_everywhere(store, "MK2")
    assert set().union(*seen.values()) <= NONE_OF_THE_PARTS


def test_the_trail_hides_an_earlier_version_that_tells_what_the_later_one_hides(store: Store) -> None:
    published(store, {"sex": "K"} | ENOUGH, {"sex": "M"} | ENOUGH, {"sex": "T"} | ENOUGH)
    published(store, {"sex": "M"} | FEW)
    for sex in "KM":
        assert store.trail(VISITOR, HOURS, ASKERSUND, OWN_YEAR, sex)["value"].isna().all()


def test_the_trail_keeps_an_earlier_version_hidden_after_a_larger_one_is_published(store: Store) -> None:
    published(store, {"sex": "K"} | ENOUGH, {"sex": "M"} | FEW, {"sex": "T"} | ENOUGH)
    published(store, *({"sex": sex} | ENOUGH for sex in "KMT"))
    assert shown_wide(store) == {"K": 50.0, "M": 50.0, "T": 50.0}
    trail = store.trail(VISITOR, HOURS, ASKERSUND, OWN_YEAR, "K").set_index("current")
    assert trail.loc[True, "value"] == 50.0
    assert trail.loc[False, "missing"] == "suppressed"


def test_a_withdrawn_small_group_hides_nothing_any_longer(store: Store) -> None:
    published(store, *({"sex": sex} | ENOUGH for sex in "KMT"))
    small = published(store, {"sex": "M"} | FEW)
    assert visible(shown_wide(store)) == NONE_OF_THE_PARTS
    store.withdraw(OWNER, small, "wrong count")
    assert visible(shown_wide(store)) == {"K", "M", "T"}


def test_both_halves_of_a_pair_are_hidden_together_also_one_by_one(store: Store) -> None:
    published(
        store,
        {"indicator": LIFE, "sex": "T"} | ENOUGH,
        {"indicator": LIFE_MEN, "sex": "T"} | FEW,
    )
    assert visible(shown_wide(store, LIFE)) == set()
    long = network(store.observations(VISITOR, [LIFE, LIFE_MEN]))
    assert list(long["missing"]) == ["suppressed", "suppressed"]
    for series in (LIFE, LIFE_MEN):
        assert store.trail(VISITOR, series, ASKERSUND, OWN_YEAR, "T")["value"].isna().all()


def test_what_the_network_hides_leaves_the_official_value_beside_it(store: Store) -> None:
    frame = store.values(VISITOR, [FULL_TIME], [ASKERSUND])
    official = frame[frame["year"] == 2022].reset_index(drop=True)
    submission = draft(store)
    rows = observations(
        {"sex": "K"} | FEW, {"sex": "M"} | FEW, {"sex": "T"} | FEW, indicator=FULL_TIME, year=2022
    )
    store.publish(OWNER, submission, rows)
    frame = store.values(VISITOR, [FULL_TIME], [ASKERSUND])
    after = frame[frame["year"] == 2022].reset_index(drop=True)
    pd.testing.assert_frame_equal(after, official)
    long = store.observations(VISITOR, [FULL_TIME], [ASKERSUND])
    long = long[(long["year"] == 2022) & (long["origin"] == "official")]
    assert long["value"].notna().all()


def test_the_owner_too_is_shown_no_figure_on_too_few(store: Store) -> None:
    published(store, {"sex": "K"} | FEW)
    assert network(store.observations(OWNER, [HOURS]))["value"].isna().all()
