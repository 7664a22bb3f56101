"""The store keeps what it is given, shows each viewer what that viewer may see, and nothing by halves."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import json
import math
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from builders import (
    ASKERSUND,
    COUNCIL,
    DATA,
    FAGERSTA,
    FULL_TIME,
    GOTLAND,
    HOURS,
    INCOME,
    LIFE,
    LIFE_MEN,
    OWN_YEAR,
    OWNER,
    REGION_GOTLAND,
    SEARCH,
    SICK_CHILDREN,
    VISITOR,
    draft,
    handed_in_file,
    observations,
    opening,
    published,
    size,
    small_data,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_store import Key, SlowStore

from benchmarking import drafts
from benchmarking.errors import (
    Conflict,
    DatabaseBusy,
    DatabaseTooNew,
    DataFault,
    NotAllowed,
    NotFound,
    StoreError,
)
from benchmarking.model import (
    Finding,
    Grant,
    Level,
    MemberRole,
    OrganisationKind,
    Precision,
    Right,
    Shape,
    SubmissionState,
    Viewer,
)
from benchmarking.store import Store, commands
from benchmarking.store.commands import Commands
from benchmarking.store.questions import Questions

# `benchmarking.store.build` is the function by now.
building = importlib.import_module("benchmarking.store.build")

ROOT = Path(__file__).resolve().parents[2]

NEVER = "2999-01-01"
MEMBER = Viewer("member", grants=frozenset({Grant(Right.SEE_UNOPENED, programme="MK3")}))


# What is asked in these tests


def one(frame: pd.DataFrame) -> pd.Series:
    assert len(frame) == 1, frame
    return frame.iloc[0]


def hours(
    store: Store, viewer: Viewer = VISITOR, year: int = OWN_YEAR, organisation: str = ASKERSUND
) -> pd.DataFrame:
    """The rows of `values` for the granted hours of one municipality and year."""
    frame = store.values(viewer, [HOURS], [organisation])
    return frame[frame["year"] == year]


def current(store: Store, *, viewer: Viewer = OWNER, year: int = OWN_YEAR) -> dict[str, float]:
    """Women's, men's and total current network value of the hours in Askersund."""
    frame = store.observations(viewer, [HOURS], [ASKERSUND])
    frame = frame[(frame["year"] == year) & (frame["origin"] == "network")]
    return dict(zip(frame["sex"], frame["value"], strict=True))


def everything(store: Store) -> dict[str, tuple[int, int]]:
    """For every table how many rows it has and a sum over all that stands in them."""
    tables = store._rows("SELECT table_name AS name FROM duckdb_tables() WHERE NOT temporary")
    each = (
        f"SELECT '{table['name']}' AS name, count(*) AS rows, bit_xor(hash(t)) AS sum FROM {table['name']} AS t"
        for table in tables
    )
    return {row["name"]: (row["rows"], row["sum"]) for row in store._rows(" UNION ALL ".join(each))}


# First build


def test_the_whole_of_data_is_in_the_first_build(full_store: Store) -> None:
    kinds = [organisation.kind for organisation in full_store.organisations(VISITOR)]
    assert len(kinds) == 344
    assert kinds.count(OrganisationKind.MUNICIPALITY) == 290
    assert kinds.count(OrganisationKind.REGION) == 20 + 1
    assert kinds.count(OrganisationKind.COUNTY) == 21
    assert kinds.count(OrganisationKind.COUNTRY) == 1
    # Those of the other networks that are named as members, not all there are.
    assert kinds.count(OrganisationKind.AGENCY) == 7
    assert len(full_store.indicators(VISITOR)) == 64
    assert len(full_store.programmes(VISITOR)) == 8
    assert (
        len(full_store.memberships(VISITOR)) == len((DATA / "memberships.csv").read_text().splitlines()) - 2
    )


def test_each_figures_file_is_an_official_submission_by_kolada(full_store: Store) -> None:
    rows = full_store._rows("SELECT id FROM submission ORDER BY id")
    kept = [full_store.submission(VISITOR, row["id"]) for row in rows]
    assert {one.sender for one in kept} == {"Kolada"}
    assert {one.state for one in kept} == {SubmissionState.PUBLISHED}
    files = {f"figures/{file.name}": file.read_bytes() for file in (DATA / "figures").glob("*.csv")}
    assert {one.file_name: one.sha256 for one in kept} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    name, content = full_store.original(OWNER, kept[0].id)
    assert content == files[name]


def test_official_figures_are_known_from_the_last_day_of_the_year_after(store: Store) -> None:
    frame = store.observations(VISITOR, [HOURS])
    assert (frame["known_from"].dt.date == [date(year + 1, 12, 31) for year in frame["year"]]).all()


def test_a_fault_during_the_build_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, place = small_data(tmp_path / "data"), tmp_path / "place"
    original = building._figures

    def fail_at_the_pair(change: Any, file: Path, one_value: dict[str, bool]) -> None:
        if file.stem == LIFE:
            raise RuntimeError("the disk is full")
        original(change, file, one_value)

    monkeypatch.setattr(building, "_figures", fail_at_the_pair)
    with pytest.raises(RuntimeError, match="the disk is full"):
        Store.open(place / "network.duckdb", data)
    assert list(place.iterdir()) == []


def test_a_build_that_is_killed_leaves_nothing_that_opens_and_the_next_one_is_whole(
    tmp_path: Path, store: Store
) -> None:
    data, place = small_data(tmp_path / "data"), tmp_path / "place" / "network.duckdb"
    program = f"""
import importlib, os, signal
from pathlib import Path
from benchmarking.store import Store
building = importlib.import_module("benchmarking.store.build")
original = building._figures
def killed_at_the_pair(change, file, one_value):
    original(change, file, one_value)
    if file.stem == {LIFE!r}:
        os.kill(os.getpid(), signal.SIGKILL)
building._figures = killed_at_the_pair
Store.open(Path({str(place)!r}), Path({str(data)!r}))
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert not place.exists()
    whole = Store.open(place, data)
    assert len(whole.observations(VISITOR)) == len(store.observations(VISITOR))
    whole.close()


def test_a_build_overtaken_by_another_leaves_the_other_ones_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_database: Path
) -> None:
    data, place = small_data(tmp_path / "data"), tmp_path / "place" / "network.duckdb"
    original = building._rounds

    def meanwhile(*arguments: Any) -> None:
        original(*arguments)
        shutil.copy(small_database, place)

    monkeypatch.setattr(building, "_rounds", meanwhile)
    place.parent.mkdir()
    building.build(place, data, lambda message: None)
    assert place.read_bytes() == small_database.read_bytes()
    assert list(place.parent.iterdir()) == [place]


def test_progress_is_told_while_building_and_not_when_the_file_is_there(tmp_path: Path) -> None:
    data, said = small_data(tmp_path / "data"), []
    Store.open(tmp_path / "network.duckdb", data, said.append).close()
    assert said[0] == "building network.duckdb from data/"
    assert said[-1] == "figures: 8 of 8 indicators"
    said.clear()
    Store.open(tmp_path / "network.duckdb", data, said.append).close()
    assert said == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "indicators.toml",
            'shape = "by_sex"\n',
            'shape = "by_sex"\nshoe = 1\n',
            "indicators.toml: indicator",
        ),
        (f"figures/{HOURS}.csv", "\n1882,", "\n1883,", "unknown organisation"),
        (f"figures/{HOURS}.csv", "\n1882,2015,", "\n1882,2014,", "the same key twice"),
    ],
)
def test_a_fault_in_data_is_named(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    data = small_data(tmp_path / "data")
    text = (data / file).read_text(encoding="utf-8")
    assert old in text
    (data / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFault, match=told) as caught:
        Store.open(tmp_path / "network.duckdb", data)
    assert file.removeprefix("figures/") in str(caught.value)


def test_figures_of_an_indicator_nobody_described_are_a_fault_in_data(tmp_path: Path) -> None:
    data = small_data(tmp_path / "data")
    shutil.copy(data / "figures" / f"{HOURS}.csv", data / "figures" / "N99999.csv")
    with pytest.raises(DataFault, match=r"N99999\.csv: no such indicator"):
        Store.open(tmp_path / "network.duckdb", data)


# Every figure


def test_every_figure_of_data_comes_out_again_exactly(full_store: Store) -> None:
    shapes = {
        series: indicator.shape for indicator in full_store.indicators(VISITOR) for series in indicator.series
    }
    exported = full_store.observations(VISITOR).set_index(["indicator", "organisation", "year", "sex"])
    assert (exported["origin"] == "official").all()
    counted, seen = 0, set()
    for file in sorted((DATA / "figures").glob("*.csv")):
        shape = shapes[file.stem]
        seen.add(shape)
        source = pd.read_csv(file, comment="#", dtype={"organisation": "str"})
        for sex, column in {"K": "women", "M": "men", "T": "total"}.items():
            if shape.one_value and sex != "T":
                assert source[column].isna().all(), f"{file.name} has {column} beside its one value"
                continue
            keys = pd.MultiIndex.from_arrays(
                [[file.stem] * len(source), source["organisation"], source["year"], [sex] * len(source)]
            )
            ours = exported.loc[keys]
            for name, theirs in (
                ("value", column),
                ("numerator", f"{column}_numerator"),
                ("denominator", f"{column}_denominator"),
            ):
                expected = source[theirs] if theirs in source else pd.Series(np.nan, index=source.index)
                np.testing.assert_array_equal(
                    ours[name].to_numpy(), expected.to_numpy(float), f"{file.name} {name}"
                )
            empty = source[column].isna().to_numpy()
            assert (ours["missing"].to_numpy()[empty] == "no_value").all()
            assert ours["missing"].isna().to_numpy()[~empty].all()
            assert (ours["row"].to_numpy() == np.arange(3, len(source) + 3)).all()
            counted += len(source)
    assert counted == len(exported), "the store holds a figure that data/ does not"
    assert seen == set(Shape)


def test_the_wide_values_are_the_long_ones_side_by_side(full_store: Store) -> None:
    halves = {
        series: (indicator.id, half)
        for indicator in full_store.indicators(VISITOR)
        if indicator.shape is Shape.PAIR
        for series, half in zip(indicator.series, "KM", strict=True)
    }
    long = full_store.observations(VISITOR)
    pair = long["indicator"].isin(halves)
    long.loc[pair, "sex"] = [halves[series][1] for series in long.loc[pair, "indicator"]]
    long.loc[pair, "indicator"] = [halves[series][0] for series in long.loc[pair, "indicator"]]
    wide = full_store.values(VISITOR)
    key = ["indicator", "organisation", "year"]
    assert not wide.duplicated(key).any()
    pd.testing.assert_frame_equal(wide[key], wide[key].sort_values(key, ignore_index=True))
    for letter, name in {"K": "women", "M": "men", "T": "total"}.items():
        joined = wide.merge(long[long["sex"] == letter], on=key, how="left", suffixes=("", "_long"))
        for column, suffix in (("value", ""), ("numerator", "_numerator"), ("denominator", "_denominator")):
            np.testing.assert_array_equal(wide[f"{name}{suffix}"].to_numpy(), joined[column].to_numpy())
        pd.testing.assert_series_equal(wide[f"{name}_missing"], joined["missing"], check_names=False)


@pytest.mark.parametrize(
    ("indicator", "women", "men"),
    [("N00090", 8.8, 5.7), ("N00206", 84.3, 89.8)],
)
def test_sweden_2022_has_the_figures_checked_by_hand(
    full_store: Store, indicator: str, women: float, men: float
) -> None:
    frame = full_store.values(VISITOR, [indicator], ["0000"])
    sweden = one(frame[frame["year"] == 2022])
    assert (round(sweden["women"], 1), round(sweden["men"], 1)) == (women, men)


def test_a_pair_is_one_indicator_with_womens_series_as_women_and_mens_as_men(store: Store) -> None:
    assert LIFE_MEN not in {indicator.id for indicator in store.indicators(VISITOR)}
    wide = store.values(VISITOR, [LIFE], [ASKERSUND])
    assert set(wide["indicator"]) == {LIFE}
    assert wide["total"].isna().all()
    newest = wide.iloc[-1]
    long = store.observations(VISITOR, [LIFE, LIFE_MEN], [ASKERSUND]).set_index(["indicator", "year"])
    assert newest["women"] == long.loc[(LIFE, newest["year"]), "value"]
    assert newest["men"] == long.loc[(LIFE_MEN, newest["year"]), "value"]
    assert newest["women"] > newest["men"]


@pytest.mark.parametrize("indicator", [COUNCIL, SICK_CHILDREN, INCOME])
def test_one_value_shapes_fill_the_total_alone(store: Store, indicator: str) -> None:
    frame = store.values(VISITOR, [indicator])
    assert frame["total"].notna().any()
    for name in ("women", "men"):
        assert frame[name].isna().all()
        assert frame[f"{name}_missing"].isna().all()


def test_gotland_as_municipality_and_as_region_are_never_mixed(full_store: Store) -> None:
    places = {place.code: place for place in full_store.organisations(VISITOR)}
    assert places[GOTLAND].kind is OrganisationKind.MUNICIPALITY
    assert places[REGION_GOTLAND].kind is OrganisationKind.REGION
    for code, kind in ((GOTLAND, "municipality"), (REGION_GOTLAND, "region")):
        frame = full_store.values(VISITOR, organisations=[code])
        assert set(frame["organisation"]) == {code}
        assert set(frame["kind"]) == {kind}
        allowed = {
            indicator.id for indicator in full_store.indicators(VISITOR) if kind in indicator.applies_to
        }
        assert set(frame["indicator"]) <= allowed


def test_the_regional_figures_of_gotland_leave_the_municipalitys_as_they_are(store: Store) -> None:
    before = store.values(VISITOR, organisations=[GOTLAND])
    published(
        store,
        {"indicator": INCOME, "organisation": REGION_GOTLAND, "sex": "T", "value": 80.0},
        programme="MR1",
    )
    pd.testing.assert_frame_equal(store.values(VISITOR, organisations=[GOTLAND]), before)
    region = store.values(VISITOR, [INCOME], [REGION_GOTLAND])
    assert one(region[region["year"] == OWN_YEAR])["total"] == 80.0


# Opening the file


def test_migrations_are_recorded_once_and_in_order(store: Store, database_path: Path) -> None:
    files = sorted((ROOT / "benchmarking" / "store" / "migrations").glob("*.sql"))
    recorded = store._ask("SELECT number, name, applied FROM migration ORDER BY number")
    assert list(recorded["name"]) == [file.stem for file in files]
    assert list(recorded["number"]) == list(range(1, len(files) + 1))
    store.close()
    again = Store(database_path)
    pd.testing.assert_frame_equal(
        again._ask("SELECT number, name, applied FROM migration ORDER BY number"), recorded
    )
    again.close()


def test_a_migration_that_fails_leaves_the_database_at_the_one_before(
    store: Store, database_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = len(store._rows("SELECT number FROM migration"))
    store.close()
    shutil.copytree(ROOT / "benchmarking" / "store" / "migrations", tmp_path / "migrations")
    newest = tmp_path / "migrations" / f"{known + 1:03}_more.sql"
    newest.write_text("CREATE TABLE more (id INTEGER); CREATE TABLE organisation (code VARCHAR);")
    monkeypatch.setattr("benchmarking.store.schema.MIGRATIONS", tmp_path / "migrations")
    with pytest.raises(duckdb.Error, match="already exists"):
        Store(database_path)
    newest.write_text("CREATE TABLE more (id INTEGER);")
    mended = Store(database_path)
    assert mended._rows("SELECT max(number) AS n FROM migration") == [{"n": known + 1}]
    assert mended._rows("SELECT count(*) AS n FROM more") == [{"n": 0}]
    mended.close()


@pytest.mark.one_file
def test_a_database_newer_than_the_code_is_refused_and_let_go_of(store: Store, database_path: Path) -> None:
    store.close()
    with duckdb.connect(str(database_path)) as connection:
        connection.execute("INSERT INTO migration VALUES (999, '999_from_tomorrow', now()::TIMESTAMP)")
    with pytest.raises(DatabaseTooNew, match="migration 999"):
        Store(database_path)
    # Nobody holds the file any longer: another configuration would otherwise be refused.
    with duckdb.connect(str(database_path), read_only=True) as connection:
        assert connection.execute("SELECT max(number) FROM migration").fetchone() == (999,)


@pytest.mark.one_file
def test_a_file_held_by_another_process_is_busy(store: Store, database_path: Path) -> None:
    program = """
from benchmarking.errors import DatabaseBusy
from benchmarking.store import Store
try:
    Store.open()
except DatabaseBusy as error:
    print("busy:", error, *error.__notes__)
"""
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert told.startswith(f"busy: another process holds {database_path}")
    assert "running dashboard" in told


@pytest.mark.parametrize("content", [b"not a database at all, only text" * 200, b""])
def test_a_file_that_is_no_database_is_a_store_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "network.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="cannot open"):
        Store.open(path)
    assert path.read_bytes() == content


def test_a_path_that_cannot_be_opened_is_not_called_busy(tmp_path: Path) -> None:
    folder = tmp_path / "locksmiths"
    folder.mkdir()
    with pytest.raises(StoreError) as caught:
        Store(folder)
    assert not isinstance(caught.value, DatabaseBusy)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{outside}/secret.csv')",
        "SELECT * FROM '{outside}/secret.csv'",
        "SELECT * FROM read_text('{outside}/secret.csv')",
        "SELECT * FROM glob('{outside}/*')",
        "COPY organisation TO '{outside}/stolen.csv'",
        "ATTACH '{outside}/other.duckdb'",
        "EXPORT DATABASE '{outside}/copy'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
    ],
)
def test_sql_reaches_nothing_outside_the_database(store: Store, tmp_path: Path, sql: str) -> None:
    (tmp_path / "secret.csv").write_text("secret\n1\n")
    before = sorted(entry.name for entry in tmp_path.iterdir())
    with pytest.raises(duckdb.Error):
        store._ask(sql.format(outside=tmp_path))
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before


def test_sql_reads_no_variable_of_the_program(store: Store) -> None:
    a_local_frame = pd.DataFrame({"secret": [1]})
    with store._engine.cursor() as cursor, pytest.raises(duckdb.CatalogException, match="a_local_frame"):
        cursor.execute("SELECT * FROM a_local_frame")
    assert len(a_local_frame) == 1


def test_sql_may_write_to_the_export_folder_beside_the_database(store: Store) -> None:
    (store.path.parent / "export").mkdir()
    store._ask(f"COPY (SELECT 1 AS one) TO '{store.path.parent}/export/one.csv'")
    assert (store.path.parent / "export" / "one.csv").read_text() == "one\n1\n"


# Rights


PUBLIC = {
    name: function
    for home in (Questions, Commands)
    for name, function in vars(home).items()
    if not name.startswith("_")
}


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_question_and_command_takes_a_viewer_first(name: str) -> None:
    _, first, *_ = inspect.signature(PUBLIC[name]).parameters.values()
    assert (first.name, first.annotation, first.default) == ("viewer", "Viewer", inspect.Parameter.empty)


def asked_with(right: Right | None) -> Viewer:
    """Somebody with every right but this one."""
    return Viewer("somebody", rights=frozenset(Right) - {right})


NEEDED: dict[str, tuple[Right, Callable[[Store, Viewer, int], object]]] = {
    "receive": (Right.SUBMIT, lambda store, viewer, id_: store.receive(viewer, "a.csv", b"a", "MK3")),
    "assign": (Right.SUBMIT, lambda store, viewer, id_: store.assign(viewer, id_, "MK2")),
    "record_findings": (Right.SUBMIT, lambda store, viewer, id_: store.record_findings(viewer, id_, [])),
    "publish": (
        Right.PUBLISH,
        lambda store, viewer, id_: store.publish(viewer, id_, observations({"value": 1.0})),
    ),
    "withdraw": (Right.PUBLISH, lambda store, viewer, id_: store.withdraw(viewer, id_, "wrong year")),
    "submit": (
        Right.SUBMIT,
        lambda store, viewer, id_: store.submit(viewer, id_, observations({"value": 1.0})),
    ),
    "recall": (Right.SUBMIT, lambda store, viewer, id_: store.recall(viewer, id_)),
    "discard": (Right.SUBMIT, lambda store, viewer, id_: store.discard(viewer, id_)),
    "findings": (Right.SEE_DRAFTS, lambda store, viewer, id_: store.findings(viewer, id_)),
    "original": (Right.SEE_DRAFTS, lambda store, viewer, id_: store.original(viewer, id_)),
    "events": (Right.ADMINISTER, lambda store, viewer, id_: store.events(viewer)),
}


def subject_of(name: str, store: Store) -> int:
    """A submission in the state that the question or command is for."""
    if name == "withdraw":
        return published(store, {"value": 1.0})
    submission = draft(store)
    if name == "recall":
        store.submit(OWNER, submission, observations({"value": 1.0}))
    return submission


@pytest.mark.parametrize("name", sorted(NEEDED))
@pytest.mark.parametrize("who", ["visitor", "everything but the right"])
def test_a_question_or_command_is_refused_without_its_right(store: Store, name: str, who: str) -> None:
    right, ask = NEEDED[name]
    submission = subject_of(name, store)
    before = everything(store)
    with pytest.raises(NotAllowed, match=right.value):
        ask(store, VISITOR if who == "visitor" else asked_with(right), submission)
    assert everything(store) == before


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_the_right_alone_is_enough(store: Store, name: str) -> None:
    right, ask = NEEDED[name]
    submission = subject_of(name, store)
    ask(store, Viewer("somebody", rights=frozenset({right})), submission)


def test_every_command_is_among_those_that_need_a_right() -> None:
    commands_ = {name for name in vars(Commands) if not name.startswith("_")}
    assert commands_ <= NEEDED.keys()


def test_a_visitor_sees_no_drafts_and_nothing_of_those_set_aside(store: Store) -> None:
    kept, dropped = draft(store), draft(store)
    store.discard(OWNER, dropped)
    assert [one.id for one in store.submissions(OWNER)] == [dropped, kept]
    assert store.submissions(VISITOR) == ()
    for submission in (kept, dropped):
        with pytest.raises(NotFound):
            store.submission(VISITOR, submission)


# Figures of a round that has not opened


def closed_round(store: Store) -> int:
    """A publication in MK3, whose figures open to all in a distant year."""
    opening(store, "MK3", NEVER)
    return published(
        store, {"sex": "K", "value": 31.0}, {"sex": "M", "value": 32.0}, {"sex": "T", "value": 31.5}
    )


def test_a_rounds_figures_are_its_members_until_it_opens(store: Store) -> None:
    submission = closed_round(store)
    for viewer, seen in (
        (VISITOR, 0),
        (Viewer("m"), 0),
        (MEMBER, 1),
        (OWNER, 1),
    ):
        assert len(hours(store, viewer)) == seen
        assert len(current(store, viewer=viewer)) == 3 * seen
        assert len(store.observations(viewer, programme="MK3")) == 3 * seen
        assert len(store.trail(viewer, HOURS, ASKERSUND, OWN_YEAR, "K")) == seen
        assert [one.id for one in store.submissions(viewer)] == [submission] * seen
    opening(store, "MK3", "2020-01-01")
    assert one(hours(store, VISITOR))["women"] == 31.0
    assert len(store.trail(VISITOR, HOURS, ASKERSUND, OWN_YEAR, "K")) == 1


def test_a_mentor_sees_an_unopened_rounds_figures_of_the_own_group_only(store: Store) -> None:
    opening(store, "MK3", NEVER)
    published(store, {"value": 31.0}, {"value": 41.0, "organisation": "0180"})
    own = Grant(Right.SEE_UNOPENED, programme="MK3", organisation=ASKERSUND)
    mentor = Viewer("mentor", grants=frozenset({own}))
    for seen in (
        store.values(mentor).query("year == @OWN_YEAR"),
        store.observations(mentor).query("year == @OWN_YEAR"),
        store.observations(mentor, programme="MK3"),
    ):
        assert set(seen["organisation"]) == {ASKERSUND}
    assert len(store.trail(mentor, HOURS, ASKERSUND, OWN_YEAR, "K")) == 1
    assert not len(store.trail(mentor, HOURS, "0180", OWN_YEAR, "K"))


def test_a_round_opens_on_its_opening_day(store: Store) -> None:
    closed_round(store)
    [today] = store._rows("SELECT current_date AS today")
    opening(store, "MK3", str(today["today"]))
    assert len(hours(store, VISITOR)) == 1


def test_an_unopened_rounds_figure_does_not_take_the_open_one_from_the_visitor(store: Store) -> None:
    published(store, {"sex": "K", "value": 1.0}, {"sex": "M", "value": 2.0}, programme="MK2")
    closed_round(store)
    assert current(store, viewer=MEMBER) == {"K": 31.0, "M": 32.0, "T": 31.5}
    assert current(store, viewer=VISITOR) == {"K": 1.0, "M": 2.0}
    assert one(hours(store, VISITOR))["women"] == 1.0
    trail = store.trail(VISITOR, HOURS, ASKERSUND, OWN_YEAR, "K")
    assert list(trail["value"]) == [1.0]
    assert list(trail["current"]) == [True]


def test_an_unopened_rounds_figure_does_not_hide_the_official_one(store: Store) -> None:
    before = hours(store, VISITOR, 2022)
    opening(store, "MK3", NEVER)
    published(store, {"value": 1.0, "year": 2022})
    pd.testing.assert_frame_equal(hours(store, VISITOR, 2022), before)


# The life of a submission


def test_a_received_file_is_a_draft_whose_bytes_never_change(store: Store) -> None:
    content = bytes(range(256)) * 40
    submission = store.receive(OWNER, "åäö.csv", content, "MK3")
    kept = store.submission(OWNER, submission)
    assert (kept.state, kept.file_name, kept.bytes) == (SubmissionState.DRAFT, "åäö.csv", len(content))
    assert (kept.programme, kept.sender, kept.published) == ("MK3", "test", None)
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    store.publish(OWNER, submission, observations({"value": 1.0}))
    store.withdraw(OWNER, submission, "wrong year")
    assert store.original(OWNER, submission) == ("åäö.csv", content)


def test_a_draft_changes_no_figure(store: Store) -> None:
    before = store.values(OWNER)
    draft(store)
    pd.testing.assert_frame_equal(store.values(OWNER), before)


def test_a_file_for_an_unknown_round_is_not_kept(store: Store) -> None:
    before = everything(store)
    with pytest.raises(NotFound, match="MK99"):
        store.receive(OWNER, "a.csv", b"a", "MK99")
    assert everything(store) == before


def test_the_findings_of_the_latest_check_come_back_in_order(store: Store) -> None:
    submission = draft(store)
    store.record_findings(OWNER, submission, [Finding("old", Level.ERROR)])
    found = (
        Finding("value_unreadable", Level.ERROR, 3, "värde", "Blad1", "abc", None, None),
        Finding("percent_sign", Level.INFORMATION, 2, "värde", None, "12 %", "12", None, 7),
    )
    store.record_findings(OWNER, submission, found)
    assert store.findings(OWNER, submission) == found
    store.record_findings(OWNER, submission, ())
    assert store.findings(OWNER, submission) == ()


def test_a_publication_counts_at_once_and_names_its_file_and_row(store: Store) -> None:
    submission = published(store, {"sex": "K", "value": 31.0, "row": 7}, {"sex": "M", "value": 32.0})
    shown = one(hours(store))
    assert (shown["women"], shown["men"], shown["origin"]) == (31.0, 32.0, "network")
    kept = store.submission(VISITOR, submission)
    assert (kept.state, kept.publisher, kept.rows) == (SubmissionState.PUBLISHED, "test", 2)
    trail = one(store.trail(VISITOR, HOURS, ASKERSUND, OWN_YEAR, "K"))
    assert (trail["file_name"], trail["row"], trail["sender"], trail["publisher"]) == (
        "figures.csv",
        7,
        "test",
        "test",
    )
    assert (trail["sha256"], trail["programme"]) == (kept.sha256, "MK3")
    assert trail["known_from"].date() == kept.published.date()
    assert trail["current"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([], "no value"),
        ([{"value": 1.0}, {"value": 2.0}], "the same key twice"),
        ([{"value": 1.0}, {"organisation": "180", "value": 1.0}], "unknown organisation"),
        ([{"value": 1.0}, {"indicator": "N99999", "value": 1.0}], "unknown indicator"),
        ([{"value": 1.0}, {"sex": "Q", "value": 1.0}], "unknown sex"),
        (
            [{"value": 1.0}, {"sex": "M", "value": 1.0, "missing": "no_value"}],
            "neither a value nor a reason, or both",
        ),
        ([{"value": 1.0}, {"sex": "M", "missing": "lost"}], "unknown missing mark"),
        ([{"value": 1.0}, {"value": 2.0, "year": None}], "a row without year"),
        ([{"value": 1.0}, {"value": 2.0, "organisation": None}], "a row without organisation"),
    ],
)
def test_what_breaks_the_stores_promises_is_not_published(
    store: Store, changes: list[dict], told: str
) -> None:
    submission = draft(store)
    before = everything(store)
    frame = observations(*changes) if changes else observations({}).iloc[:0]
    with pytest.raises(Conflict, match=told):
        store.publish(OWNER, submission, frame)
    assert everything(store) == before


def test_a_value_without_a_number_and_without_a_reason_is_not_published(store: Store) -> None:
    with pytest.raises(Conflict, match="neither a value nor a reason"):
        store.publish(OWNER, draft(store), observations({}).assign(missing=None))


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NA])
def test_absent_numbers_are_stored_as_absent_however_pandas_writes_them(store: Store, nothing: Any) -> None:
    frame = observations({"sex": "K", "value": 1.0}, {"sex": "M", "missing": "no_value"})
    frame["missing"] = [nothing, "no_value"]
    frame["numerator"] = nothing
    store.publish(OWNER, draft(store), frame.convert_dtypes())
    rows = store._rows("SELECT value, numerator, missing FROM observation WHERE submission > 8 ORDER BY sex")
    assert rows == [
        {"value": 1.0, "numerator": None, "missing": None},
        {"value": None, "numerator": None, "missing": "no_value"},
    ]


def test_only_what_fits_the_state_is_done(store: Store) -> None:
    submission = draft(store)
    with pytest.raises(Conflict, match="is draft"):
        store.withdraw(OWNER, submission, "wrong year")
    store.publish(OWNER, submission, observations({"value": 1.0}))
    for again in (
        lambda: store.publish(OWNER, submission, observations({"value": 2.0})),
        lambda: store.discard(OWNER, submission),
        lambda: store.record_findings(OWNER, submission, []),
    ):
        with pytest.raises(Conflict, match="is published"):
            again()
    with pytest.raises(Conflict, match="reason"):
        store.withdraw(OWNER, submission, "  ")
    store.withdraw(OWNER, submission, "wrong year")
    with pytest.raises(Conflict, match="is withdrawn"):
        store.withdraw(OWNER, submission, "again")


@pytest.mark.parametrize("name", sorted(NEEDED.keys() - {"receive", "events", "findings"}))
def test_a_submission_nobody_knows_is_not_found(store: Store, name: str) -> None:
    with pytest.raises(NotFound, match="999"):
        NEEDED[name][1](store, OWNER, 999)


def test_a_draft_can_be_assigned_to_a_round_until_it_is_published(store: Store) -> None:
    submission = draft(store, None)
    store.assign(OWNER, submission, "MK2")
    assert store.submission(OWNER, submission).programme == "MK2"
    with pytest.raises(NotFound, match="MK99"):
        store.assign(OWNER, submission, "MK99")
    store.publish(OWNER, submission, observations({"value": 1.0}))
    with pytest.raises(Conflict, match="is published"):
        store.assign(OWNER, submission, "MK3")
    assert one(store.observations(VISITOR, programme="MK2"))["submission"] == submission


def test_a_file_that_names_its_round_is_handed_in_to_that_round(store: Store) -> None:
    made = drafts.hand_in(
        store, OWNER, "figures.csv", handed_in_file({"omgång": "MK2", "värde": "1,5"}), None
    )
    assert (made.submission.programme, made.publishable) == ("MK2", True)
    drafts.publish(store, OWNER, drafts.confirm(store, OWNER, made))
    assert one(store.observations(VISITOR, programme="MK2"))["value"] == 1.5


def test_a_file_without_a_round_is_kept_and_cannot_be_published_yet(store: Store) -> None:
    made = drafts.hand_in(store, OWNER, "figures.csv", handed_in_file({"omgång": "", "värde": "1,5"}), None)
    assert (made.submission.programme, made.publishable) == (None, False)
    with pytest.raises(Conflict, match="stop it"):
        drafts.publish(store, OWNER, made)


def test_a_discarded_draft_keeps_its_bytes(store: Store) -> None:
    submission = draft(store, content=b"kept")
    store.discard(OWNER, submission)
    kept = store.submission(OWNER, submission)
    assert (kept.state, kept.published) == (SubmissionState.WITHDRAWN, None)
    assert store.original(OWNER, submission) == ("figures.csv", b"kept")
    with pytest.raises(Conflict, match="is withdrawn"):
        store.publish(OWNER, submission, observations({"value": 1.0}))


def test_withdrawing_the_only_value_leaves_none(store: Store) -> None:
    before = store.observations(OWNER)
    submission = published(store, {"value": 31.0})
    store.withdraw(OWNER, submission, "wrong year")
    pd.testing.assert_frame_equal(store.observations(OWNER), before)
    kept = store.submission(VISITOR, submission)
    assert (kept.state, kept.reason) == (SubmissionState.WITHDRAWN, "wrong year")
    trail = one(store.trail(OWNER, HOURS, ASKERSUND, OWN_YEAR, "K"))
    assert (trail["state"], trail["current"], trail["value"]) == ("withdrawn", False, 31.0)
    assert store.trail(VISITOR, HOURS, ASKERSUND, OWN_YEAR, "K").empty


def test_withdrawing_brings_the_earlier_network_values_back_exactly(store: Store) -> None:
    published(
        store,
        {"sex": "K", "value": 0.1 + 0.2, "numerator": 30, "denominator": 100, "row": 9},
        {"sex": "M", "missing": "non_response", "row": 4},
        programme="MK2",
    )
    before, wide = store.observations(OWNER), store.values(OWNER)
    later = published(
        store, {"sex": "K", "value": 1.0}, {"sex": "M", "value": 2.0}, {"sex": "T", "value": 3.0}
    )
    assert current(store) == {"K": 1.0, "M": 2.0, "T": 3.0}
    store.withdraw(OWNER, later, "wrong year")
    pd.testing.assert_frame_equal(store.observations(OWNER), before, check_exact=True)
    pd.testing.assert_frame_equal(store.values(OWNER), wide, check_exact=True)


def test_withdrawing_a_superseded_publication_changes_no_figure(store: Store) -> None:
    first = published(store, {"value": 1.0})
    published(store, {"value": 2.0})
    before = store.observations(OWNER)
    store.withdraw(OWNER, first, "wrong year")
    pd.testing.assert_frame_equal(store.observations(OWNER), before)


def test_a_publication_is_superseded_when_none_of_its_values_is_current_and_back_when_one_is(
    store: Store,
) -> None:
    first = published(store, {"sex": "K", "value": 1.0}, {"sex": "M", "value": 1.0})
    second = published(store, {"sex": "K", "value": 2.0})
    assert store.submission(OWNER, first).state is SubmissionState.PUBLISHED
    third = published(store, {"sex": "M", "value": 3.0})
    assert store.submission(OWNER, first).state is SubmissionState.SUPERSEDED
    assert store.submission(OWNER, second).state is SubmissionState.PUBLISHED
    store.withdraw(OWNER, third, "wrong year")
    assert store.submission(OWNER, first).state is SubmissionState.PUBLISHED
    assert current(store) == {"K": 2.0, "M": 1.0}


def test_what_a_round_handed_in_is_found_by_round_after_a_later_rounds_is_current(store: Store) -> None:
    published(store, {"value": 2.0}, programme="MK2")
    published(store, {"value": 3.0}, programme="MK3")
    for programme, value in (("MK2", 2.0), ("MK3", 3.0)):
        handed_in = one(store.observations(VISITOR, programme=programme))
        assert (handed_in["value"], handed_in["programme"]) == (value, programme)
    assert current(store) == {"K": 3.0}
    assert store.observations(VISITOR, programme="MR1").empty


def test_a_clock_set_back_does_not_bring_an_old_value_forward(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(store, {"value": 1.0})
    monkeypatch.setattr(commands, "now", lambda: datetime(2001, 1, 1))
    published(store, {"value": 2.0})
    assert current(store) == {"K": 2.0}
    earlier = draft(store)
    published(store, {"value": 3.0})
    store.publish(OWNER, earlier, observations({"value": 4.0}))
    assert current(store) == {"K": 4.0}


# Events and version


def test_every_command_leaves_one_event_and_what_changes_a_figure_raises_the_version(store: Store) -> None:
    told: list[tuple[str, str, str]] = []
    events, version = len(store.events(OWNER)), store.version

    def happened(raises: bool) -> None:
        nonlocal events, version
        left = store.events(OWNER)
        assert len(left) == events + 1
        assert (store.version > version) == raises
        events, version = len(left), store.version
        told.append(tuple(left.iloc[0][["who", "what", "subject"]]))

    submission = draft(store, None)
    happened(raises=False)
    store.assign(OWNER, submission, "MK3")
    happened(raises=False)
    store.record_findings(OWNER, submission, [])
    happened(raises=False)
    store.publish(OWNER, submission, observations({"value": 1.0}))
    happened(raises=True)
    store.withdraw(OWNER, submission, "wrong year")
    happened(raises=True)
    other = draft(store)
    happened(raises=False)
    store.discard(OWNER, other)
    happened(raises=False)
    subject, another = f"submission:{submission}", f"submission:{other}"
    assert told == [
        ("test", "receive", subject),
        ("test", "assign", subject),
        ("test", "check", subject),
        ("test", "publish", subject),
        ("test", "withdraw", subject),
        ("test", "receive", another),
        ("test", "discard", another),
    ]


def test_a_withdrawal_is_recorded_with_what_was_and_what_is(store: Store) -> None:
    submission = published(store, {"value": 1.0})
    store.withdraw(OWNER, submission, "fel år")
    newest = store.events(OWNER).iloc[0]
    assert json.loads(newest["before"]) == {"state": "published"}
    assert json.loads(newest["after"]) == {"state": "withdrawn", "reason": "fel år"}


def test_the_version_outlives_the_process(store: Store, database_path: Path) -> None:
    published(store, {"value": 1.0})
    draft(store)
    version, latest = store.version, store.latest
    assert version < latest
    store.close()
    again = Store(database_path)
    assert (again.version, again.latest) == (version, latest)
    again.close()


def test_a_command_that_fails_leaves_no_event_and_no_new_version(store: Store) -> None:
    version, events = store.version, len(store.events(OWNER))
    with pytest.raises(NotFound):
        store.receive(OWNER, "a.csv", b"a", "MK99")
    assert (store.version, len(store.events(OWNER))) == (version, events)


# One transaction


@pytest.mark.parametrize("at", ["publish_observations", "make_current", "record"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_fault_during_publication_leaves_nothing_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch, at: str, when: str
) -> None:
    published(store, {"value": 1.0})
    submission = draft(store)
    before, version = everything(store), store.version
    home = commands.Change if at == "record" else commands
    original = getattr(home, at)

    def fault(*arguments: Any, **named: Any) -> None:
        if when == "after":
            original(*arguments, **named)
        raise OSError("the disk is full")

    monkeypatch.setattr(home, at, fault)
    with pytest.raises(OSError, match="the disk is full"):
        store.publish(OWNER, submission, observations({"value": 2.0}))
    monkeypatch.undo()
    assert everything(store) == before
    assert store.version == version
    store.publish(OWNER, submission, observations({"value": 2.0}))
    assert current(store) == {"K": 2.0}


def test_a_fault_during_withdrawal_leaves_the_publication(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = published(store, {"value": 1.0})
    before = everything(store)
    monkeypatch.setattr(commands, "make_latest_current", lambda *arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.withdraw(OWNER, submission, "wrong year")
    assert everything(store) == before


@contextmanager
def together(*actions: Callable[[], object]) -> Iterator[list[BaseException]]:
    """Run the actions at the same moment, each in its thread; gives what went wrong in them."""
    gate, wrong = threading.Barrier(len(actions)), []

    def run(action: Callable[[], object]) -> None:
        gate.wait()
        try:
            action()
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    yield wrong


@pytest.mark.long
def test_the_same_new_figures_published_from_two_threads_leave_one_current_value_each(store: Store) -> None:
    for repeat in range(size(20, 200)):
        first, second = draft(store), draft(store)
        year = 1990 + repeat % 400

        def publish(submission: int, year: int = year) -> None:
            rows = [{"sex": sex, "value": float(submission)} for sex in "KMT"]
            store.publish(OWNER, submission, observations(*rows, year=year))

        with together(lambda one=first: publish(one), lambda one=second: publish(one)) as wrong:
            assert wrong == []
        rows = store._rows(
            "SELECT sex, submission FROM current_observation WHERE year = $year AND origin = 'network'",
            year=year,
        )
        assert sorted(row["sex"] for row in rows) == ["K", "M", "T"]
        assert len({row["submission"] for row in rows}) == 1, (
            "women's value from one file and men's from another"
        )
        states = sorted(store.submission(OWNER, one).state for one in (first, second))
        assert states == ["published", "superseded"]


def test_a_draft_published_from_two_threads_is_published_once(store: Store) -> None:
    submission = draft(store)
    publish = lambda: store.publish(OWNER, submission, observations({"value": 1.0}))  # noqa: E731
    with together(publish, publish) as wrong:
        assert [type(error) for error in wrong] == [Conflict]
    assert len(store.trail(OWNER, HOURS, ASKERSUND, OWN_YEAR, "K")) == 1


def test_questions_are_answered_whole_while_others_publish(store: Store) -> None:
    published(store, *[{"sex": sex, "value": 0.0} for sex in "KMT"])
    seen: list[dict[str, float]] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            seen.append(current(store))

    asking = threading.Thread(target=ask)
    asking.start()
    for value in range(1, 11):
        published(store, *[{"sex": sex, "value": float(value)} for sex in "KMT"])
    done.set()
    asking.join()
    assert all(answer.keys() == {"K", "M", "T"} and len(set(answer.values())) == 1 for answer in seen)


# The slow store


PLACES, YEARS = (ASKERSUND, FAGERSTA), (2022, OWN_YEAR)
KEYS: list[Key] = [(HOURS, place, year, sex) for place in PLACES for year in YEARS for sex in "KMT"]

values_ = st.dictionaries(
    st.sampled_from(KEYS), st.none() | st.floats(0, 100, allow_nan=False), min_size=1, max_size=5
)
step = st.one_of(
    st.tuples(st.just("publish"), values_, st.sampled_from(["MK2", "MK3", None])),
    st.tuples(st.just("withdraw"), st.integers(0, 9), st.none()),
)


@pytest.mark.long
@settings(max_examples=size(12, 100), phases=SEARCH)
@given(steps=st.lists(step, min_size=1, max_size=8))
def test_after_any_publications_and_withdrawals_the_store_agrees_with_the_slow_one(
    small_database: Path, steps: list[tuple[str, Any, str | None]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(shutil.copy(small_database, folder)))
        opening(store, "MK3", NEVER)
        slow = SlowStore()
        official = store.observations(OWNER, [HOURS], list(PLACES))
        for submission, rows in official[official["year"].isin(YEARS)].groupby("submission"):
            values = {key: value for key, (value, _) in keyed(rows)}
            slow.publish(submission, values, origin="official", programme=None)
        made: list[int] = []
        for what, argument, programme in steps:
            if what == "publish":
                submission = draft(store, programme)
                store.publish(OWNER, submission, frame_of(argument))
                slow.publish(submission, argument, origin="network", programme=programme)
                made.append(submission)
            elif made:
                submission = made[argument % len(made)]
                if slow.state(submission) != "withdrawn":
                    store.withdraw(OWNER, submission, "wrong")
                    slow.withdraw(submission)
            assert_current(store, slow, OWNER)
        assert_current(store, slow, MEMBER)
        assert_current(store, slow, VISITOR, "MK3")
        for programme in ("MK2", "MK3"):
            answer = store.observations(OWNER, programme=programme)
            assert dict(keyed(answer)) == slow.handed_in(programme)
        for submission in made:
            assert store.submission(OWNER, submission).state == slow.state(submission)
        store.close()


def frame_of(published_values: dict[Key, float | None]) -> pd.DataFrame:
    return observations(
        *(
            {"organisation": place, "year": year, "sex": sex, "value": math.nan if value is None else value}
            for (_, place, year, sex), value in published_values.items()
        )
    )


def keyed(frame: pd.DataFrame) -> list[tuple[Key, tuple[float | None, int]]]:
    """What the store answered, row by row, as the slow store says it: key, (value, submission)."""
    columns = (frame[name] for name in ("indicator", "organisation", "year", "sex", "value", "submission"))
    return [
        ((indicator, place, year, sex), (None if math.isnan(value) else value, submission))
        for indicator, place, year, sex, value, submission in zip(*columns, strict=True)
    ]


def assert_current(store: Store, slow: SlowStore, viewer: Viewer, *closed: str) -> None:
    answer = store.observations(viewer, [HOURS], list(PLACES))
    answer = answer[answer["year"].isin(YEARS)]
    assert not answer.duplicated(["indicator", "organisation", "year", "sex", "origin"]).any()
    got = {(key, origin): found for (key, found), origin in zip(keyed(answer), answer["origin"], strict=True)}
    assert got == slow.current(closed)


# Official beside network


def test_the_official_value_is_shown_and_the_networks_own_is_said_to_differ(store: Store) -> None:
    official = one(hours(store, year=2022))
    assert not official["also_network"]
    published(store, {"sex": "K", "value": 1.0}, {"sex": "M", "value": 2.0}, year=2022)
    shown = one(hours(store, year=2022))
    assert (shown["origin"], shown["women"], shown["men"]) == ("official", official["women"], official["men"])
    assert shown["also_network"]
    both = store.observations(VISITOR, [HOURS], [ASKERSUND])
    both = both[(both["year"] == 2022) & (both["sex"] == "K")]
    assert sorted(both["origin"]) == ["network", "official"]


def test_a_network_value_equal_to_the_official_one_is_not_said_to_differ(store: Store) -> None:
    official = one(hours(store, year=2022))
    published(
        store, {"sex": "K", "value": official["women"]}, {"sex": "M", "value": official["men"]}, year=2022
    )
    assert not one(hours(store, year=2022))["also_network"]


def test_an_incomplete_network_value_never_stands_in_for_a_complete_official_one(store: Store) -> None:
    published(store, {"sex": "K", "value": 1.0}, year=2022)
    shown = one(hours(store, year=2022))
    assert (shown["origin"], shown["also_network"]) == ("official", True)


def without_official(store: Store) -> int:
    """A year of the hours in Askersund for which Kolada has a row and no complete values."""
    with store._change() as change:
        change.run(
            """
            UPDATE current_observation SET value = NULL, missing = 'no_value'
            WHERE indicator = $indicator AND organisation = $place AND year = 2022 AND sex = 'M'
            """,
            indicator=HOURS,
            place=ASKERSUND,
        )
    return 2022


def test_a_complete_network_value_is_shown_whole_where_the_official_one_is_not_complete(store: Store) -> None:
    year = without_official(store)
    published(store, {"sex": "K", "value": 1.0}, {"sex": "M", "value": 2.0}, year=year)
    shown = one(hours(store, year=year))
    assert (shown["origin"], shown["women"], shown["men"]) == ("network", 1.0, 2.0)
    assert math.isnan(shown["total"]), "women and men of one origin and total of another"
    assert not shown["also_network"]


def test_between_two_incomplete_values_the_official_one_is_shown(store: Store) -> None:
    year = without_official(store)
    published(store, {"sex": "M", "value": 2.0}, year=year)
    shown = one(hours(store, year=year))
    assert (shown["origin"], shown["also_network"]) == ("official", True)
    assert math.isnan(shown["men"])


def test_a_single_value_is_complete_for_a_shape_with_one_value(store: Store) -> None:
    published(store, {"indicator": COUNCIL, "sex": "T", "value": 44.4})
    frame = store.values(VISITOR, [COUNCIL], [ASKERSUND])
    shown = one(frame[frame["year"] == OWN_YEAR])
    assert (shown["origin"], shown["total"], shown["also_network"]) == ("network", 44.4, False)


# Missing


def test_missing_has_five_faces_from_file_to_values(store: Store) -> None:
    marks = {"0180": "-", "0980": ".", "1882": "..", "1982": "", "2083": "0"}
    rows = [{"kommunkod": code, "värde": mark, "kön": sex} for code, mark in marks.items() for sex in "KM"]
    made = drafts.hand_in(store, OWNER, "figures.csv", handed_in_file(*rows), "MK3")
    assert made.publishable, made.findings
    drafts.publish(store, OWNER, drafts.confirm(store, OWNER, made))
    frame = store.values(VISITOR, [HOURS])
    frame = frame[frame["year"] == OWN_YEAR].set_index("organisation")
    missing = {code: frame.loc[code, "women_missing"] for code in marks}
    assert missing["0180"] == "non_response"
    assert missing["0980"] == "not_applicable"
    assert missing["1882"] == "suppressed"
    assert missing["1982"] == "no_value"
    assert pd.isna(missing["2083"])
    assert frame.loc["2083", "women"] == 0.0
    assert frame.loc[["0180", "0980", "1882", "1982"], "women"].isna().all()


def test_a_value_is_empty_exactly_where_a_reason_stands(full_store: Store) -> None:
    long = full_store.observations(VISITOR)
    assert (long["value"].isna() == long["missing"].notna()).all()


# The nouns


def test_rounds_keep_their_dates_as_well_as_they_are_known_and_what_each_source_says(
    full_store: Store,
) -> None:
    rounds = {programme.id: programme for programme in full_store.programmes(VISITOR)}
    assert rounds["MK1"].starts.on == date(2015, 5, 28)
    assert rounds["MK1"].starts.precision is Precision.DAY
    assert rounds["MK2"].starts.precision is Precision.YEAR
    assert len(rounds["MK1"].claims) >= 2
    starts = [programme.starts.on for programme in full_store.programmes(VISITOR)]
    assert starts == sorted(starts)


def test_organisations_come_by_kind_and_swedish_order(full_store: Store) -> None:
    places = full_store.organisations(VISITOR)
    municipalities = [place.name for place in places if place.kind is OrganisationKind.MUNICIPALITY]
    assert municipalities[:2] == ["Ale", "Alingsås"]
    assert municipalities[-1].startswith("Ö")
    assert municipalities.index("Åmål") < municipalities.index("Älmhult") < municipalities.index("Öckerö")
    assert places[0].kind is OrganisationKind.MUNICIPALITY
    assert {place.code for place in places if not place.code.isdecimal()}.isdisjoint({"180"})


def test_mentors_and_participants_of_a_round_are_its_members(full_store: Store) -> None:
    members = [member for member in full_store.memberships(VISITOR) if member.team == "MK3-1"]
    roles = {member.organisation: member.role for member in members}
    assert roles["2083"] is MemberRole.MENTOR
    assert roles[ASKERSUND] is roles[FAGERSTA] is MemberRole.PARTICIPANT
    assert {member.programme for member in members} == {"MK3"}


def test_an_indicators_later_version_is_the_one_asked_about_and_counts_no_figure_twice(store: Store) -> None:
    before = store.values(VISITOR, [FULL_TIME])
    with store._change() as change:
        change.run(
            """
            INSERT INTO indicator
            SELECT * REPLACE (DATE '2024-01-01' AS valid_from, 'Ny titel' AS title_sv)
            FROM indicator WHERE id = $id
            """,
            id=FULL_TIME,
        )
    [found] = [indicator for indicator in store.indicators(VISITOR) if indicator.id == FULL_TIME]
    assert found.title.sv == "Ny titel"
    assert len(store.indicators(VISITOR)) == 7
    pd.testing.assert_frame_equal(store.values(VISITOR, [FULL_TIME]), before)
    rows = store.observations(VISITOR, [FULL_TIME])
    assert not rows.duplicated(["organisation", "year", "sex"]).any()


@pytest.mark.one_file
def test_the_database_lies_where_the_environment_says(
    database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarking import store

    assert store.database_place() == database_path == Path(os.environ["BENCHMARKING_DATABASE"])
    monkeypatch.delenv("BENCHMARKING_DATABASE")
    assert store.database_place() == ROOT / ".network" / "network.duckdb"
