"""A large file in the template: checked and published, beside a bare typed insert of the same file.

Beside them the same rows under Frictionless and pandera, which check types and bounds and no more.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import frictionless
import frictionless.formats
import pandas as pd
import pandera.pandas as pandera
import pytest
from builders import LONG, OWNER, draft, size

from benchmarking import drafts, intake
from benchmarking.store import Store

ROWS = size(30_000, 900_000)
RUNS = size(1, 5)
COMPARED_ROWS = size(2_000, 20_000)
"""As many of them as Frictionless and pandera are given: a time for each row is what is told."""

CHECK, PUBLISH = 4, 3
"""Times the bare insert that the two may take at full size. A small file is mostly the cost of asking."""

HEADINGS = ["omgång", "kommunkod", "kommun", "nyckeltal", "år", "kön", "värde", "antal", "underlag", "saknas"]


@pytest.fixture(scope="module")
def database(full_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(full_database, tmp_path_factory.mktemp("intake") / "network.duckdb"))


@pytest.fixture(scope="module")
def reference(database: Path) -> intake.Reference:
    """The whole network's, made once as the page does."""
    store = Store(database)
    try:
        return drafts.reference(store, OWNER)
    finally:
        store.close()


@pytest.fixture(scope="module")
def table(reference: intake.Reference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published figures of 2010–2022, and again as if they were of the 13 years before, and of those before."""
    known = reference.published.dropna(subset="value")
    decimals = {series: one.decimals for one in reference.indicators for series in one.series}
    names = {one.code: one.name for one in reference.organisations}
    earlier = [known, known.assign(year=known["year"] - 13), known.assign(year=known["year"] - 26)]
    rows = pd.concat(earlier, ignore_index=True)
    rows = rows[rows["year"] >= 1990].head(ROWS) if LONG else rows.iloc[:: len(known) // ROWS].head(ROWS)
    lines = [";".join(HEADINGS)]
    for row in rows.itertuples(index=False):
        value = f"{row.value:.{decimals[row.indicator]}f}".replace(".", ",")
        counts = ";" if pd.isna(row.denominator) else f"{row.numerator:.0f};{row.denominator:.0f}"
        lines.append(
            f"MK3;{row.organisation};{names[row.organisation]};{row.indicator};{row.year};{row.sex};{value};{counts};"
        )
    path = tmp_path_factory.mktemp("file") / "figures.csv"
    path.write_text("\r\n".join([*lines, ""]), encoding="utf-8")
    return path


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def bare_insert(file: Path, folder: Path, number: int) -> float:
    """Seconds for `INSERT … FROM read_csv` into typed columns of a database file, and nothing else."""
    database = duckdb.connect(folder / f"bare{number}.duckdb")
    kinds = ["VARCHAR"] * 4 + ["SMALLINT", "VARCHAR"] + ["DOUBLE"] * 3 + ["VARCHAR"]
    columns = dict(zip(HEADINGS, kinds, strict=True))
    database.execute(f"CREATE TABLE bare ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    try:
        return seconds(
            lambda: database.execute(
                "INSERT INTO bare SELECT * FROM read_csv($file, delim=';', header=true, decimal_separator=',', "
                f"columns={columns!r})",
                {"file": str(file)},
            )
        )
    finally:
        database.close()


def published(database: Path, folder: Path, number: int, observations: pd.DataFrame) -> float:
    """Seconds to publish in a network of its own."""
    copy = Path(shutil.copy(database, folder / f"network{number}.duckdb"))
    store = Store(copy)
    try:
        submission = draft(store)
        return seconds(lambda: store.publish(OWNER, submission, observations))
    finally:
        store.close()


@pytest.mark.long
def test_a_large_file_is_checked_and_published_in_a_few_times_a_bare_insert(
    table: Path, reference: intake.Reference, database: Path, tmp_path: Path, tell
):
    content = table.read_bytes()
    bare, checks, publications = [], [], []
    for number in range(RUNS):
        bare.append(bare_insert(table, tmp_path, number))
        started = time.perf_counter()
        checked = intake.check(content, table.name, reference, programme="MK3")
        checks.append(time.perf_counter() - started)
        publications.append(published(database, tmp_path, number, checked.observations))
    assert checked.rows == len(checked.observations) == content.count(b"\n") - 1
    floor = statistics.median(bare)
    check, publish = statistics.median(checks), statistics.median(publications)
    tell(
        f"{checked.rows} rows in the template, median of {RUNS}",
        ("", "seconds", "times a bare insert", "µs a row"),
        [
            (name, f"{took:.2f}", f"{took / floor:.1f}", f"{1e6 * took / checked.rows:.2f}")
            for name, took in (("bare insert", floor), ("check", check), ("publish", publish))
        ],
    )
    if LONG:
        assert check <= CHECK * floor
        assert publish <= PUBLISH * floor


@pytest.mark.long
def test_beside_frictionless_and_pandera(table: Path, reference: intake.Reference, tmp_path: Path, tell):
    """Both are given a schema with the template's types and bounds; ours does all it does."""
    lines = table.read_text(encoding="utf-8").splitlines()[: COMPARED_ROWS + 1]
    part = tmp_path / "part.csv"
    part.write_text("\r\n".join([*lines, ""]), encoding="utf-8")
    taken = {
        "check": seconds(lambda: intake.check(part.read_bytes(), part.name, reference, programme="MK3")),
        "Frictionless": seconds(lambda: _frictionless(part)),
        "pandera": seconds(lambda: _pandera(part)),
    }
    tell(
        f"{len(lines) - 1} rows",
        ("", "seconds", "µs a row"),
        [(name, f"{took:.3f}", f"{1e6 * took / (len(lines) - 1):.1f}") for name, took in taken.items()],
    )
    assert all(took > 0 for took in taken.values())


def _frictionless(file: Path) -> None:
    schema = {
        "fields": [
            {"name": "omgång", "type": "string"},
            {"name": "kommunkod", "type": "string", "constraints": {"pattern": "[0-9]{4}"}},
            {"name": "kommun", "type": "string"},
            {"name": "nyckeltal", "type": "string", "constraints": {"pattern": "[NU][0-9]{5}"}},
            {"name": "år", "type": "integer", "constraints": {"minimum": 1990, "maximum": 2026}},
            {"name": "kön", "type": "string", "constraints": {"enum": ["K", "M", "T"]}},
            *(
                {"name": name, "type": "number", "decimalChar": ",", "constraints": {"minimum": 0}}
                for name in ("värde", "antal", "underlag")
            ),
            {"name": "saknas", "type": "string"},
        ]
    }
    resource = frictionless.Resource(
        path=file.name,
        basepath=str(file.parent),
        encoding="utf-8",
        dialect=frictionless.Dialect(controls=[frictionless.formats.CsvControl(delimiter=";")]),
        schema=frictionless.Schema.from_descriptor(schema),
    )
    assert resource.validate().valid


def _pandera(file: Path) -> None:
    frame = pd.read_csv(file, sep=";", decimal=",", dtype={"kommunkod": "str"}, keep_default_na=True)
    known = pandera.Check.ge(0)
    schema = pandera.DataFrameSchema(
        {
            "kommunkod": pandera.Column("str", pandera.Check.str_matches("[0-9]{4}")),
            "nyckeltal": pandera.Column("str", pandera.Check.str_matches("[NU][0-9]{5}")),
            "år": pandera.Column(int, pandera.Check.in_range(1990, 2026)),
            "kön": pandera.Column("str", pandera.Check.isin(["K", "M", "T"])),
            "värde": pandera.Column(float, known),
            "antal": pandera.Column(float, known, nullable=True),
            "underlag": pandera.Column(float, known, nullable=True),
        }
    )
    schema.validate(frame, lazy=True)
