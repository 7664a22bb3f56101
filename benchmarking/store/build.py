"""The first build: `data/` becomes a database, whole or not at all.

The figures enter as official submissions with Kolada as sender, one for each file, so that every
number has the same trail: file, row, sender, publisher.
"""

from __future__ import annotations

import csv
import io
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from benchmarking.errors import BenchmarkingError, DataFault
from benchmarking.model import Missing, Origin, Precision, ProgrammeKind, Sex, SubmissionState
from benchmarking.store.commands import OBSERVATION_COLUMNS, add_submission, publish_observations
from benchmarking.store.concepts import add_concepts, add_steps
from benchmarking.store.database import Change, Database, now
from benchmarking.store.initiative_files import add_decisions, add_initiatives, add_templates
from benchmarking.store.trail import HeadFile

SENDER = "Kolada"
PUBLISHER = "benchmarking"

# Every CSV in data/ begins with a line that names its source; the heading is row 2, figures follow.
FIRST_FIGURE_ROW = 3

SEX_COLUMNS = {Sex.WOMEN: "women", Sex.MEN: "men", Sex.TOTAL: "total"}


def build(path: Path, data: Path, progress: Callable[[str], None]) -> None:
    """Make the database file at `path` from the folder `data`.

    It is built beside its place and renamed when whole, so a build cut short leaves nothing that
    could be taken for a database. Raises DataFault with file and cure.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".building-{os.getpid()}")
    _clear(unfinished)
    database = Database(unfinished)
    try:
        with database._change() as change:
            progress("organisations, indicators, rounds")
            with _blaming(data / "organisations.csv"):
                _organisations(change, data / "organisations.csv")
            with _blaming(data / "indicators.toml"):
                one_value = _indicators(change, data / "indicators.toml")
            if (data / "concepts.toml").exists():
                with _blaming(data / "concepts.toml"):
                    add_concepts(change, data / "concepts.toml")
            with _blaming(data / "rounds.toml"):
                _rounds(change, data / "rounds.toml")
            with _blaming(data / "memberships.csv"):
                _memberships(change, data / "memberships.csv")
            _initiatives(change, data)
            files = sorted((data / "figures").glob("*.csv"))
            for number, file in enumerate(files, start=1):
                with _blaming(file):
                    _figures(change, file, one_value)
                if number % 13 == 0 or number == len(files):
                    progress(f"figures: {number} of {len(files)} indicators")
            # Sorted once and for all, so that DuckDB can skip what a question does not ask for.
            change.run(
                """
                INSERT INTO current_observation BY NAME
                SELECT o.*, s.origin, s.programme
                FROM observation AS o JOIN submission AS s ON s.id = o.submission
                ORDER BY indicator, organisation, year, sex
                """
            )
        database._connection.execute("CHECKPOINT")
    except BaseException:
        database.close()
        _clear(unfinished)
        raise
    database.close()
    if path.exists():
        # Another process was faster and may hold its file open: to rename ours over it would part that
        # process from what it writes.
        _clear(unfinished)
    else:
        # Whoever opens the database first keeps its head.
        HeadFile(unfinished).remove()
        unfinished.replace(path)


def _clear(unfinished: Path) -> None:
    """Remove what a build cut short has left: the file and DuckDB's log beside it."""
    for file in (unfinished, unfinished.with_name(f"{unfinished.name}.wal")):
        file.unlink(missing_ok=True)
    HeadFile(unfinished).remove()


@contextmanager
def _blaming(file: Path) -> Iterator[None]:
    """Let whatever is wrong with a file in data/ be a DataFault that names the file."""
    try:
        yield
    except (BenchmarkingError, duckdb.Error, LookupError, ValueError, OSError) as error:
        raise DataFault(f"{file.name}: {error}") from error


def _organisations(change: Change, file: Path) -> None:
    texts = ("code", "name", "name_official", "kind", "county", "skr_group", "skr_group_name")
    frame = pd.read_csv(file, comment="#", dtype=dict.fromkeys(texts, "str"))
    change.lend("organisations", frame)
    change.run("INSERT INTO organisation BY NAME SELECT * FROM organisations")


def _indicators(change: Change, file: Path) -> dict[str, bool]:
    """Load the indicators; return for each series whether a year holds one value or one per sex."""
    one_value: dict[str, bool] = {}
    for position, entry in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["indicator"]):
        row: dict[str, Any] = {
            "position": position,
            "direction": "none",
            "breaks": [],
            "suppress_below": 5,
            "source": "Kolada",
        }
        for key, value in entry.items():
            if isinstance(value, dict):
                row |= {f"{key}_{language}": words for language, words in value.items()}
            else:
                row[key] = value
        columns = ", ".join(row)
        values = ", ".join(f"${key}" for key in row)
        try:
            change.run(f"INSERT INTO indicator ({columns}) VALUES ({values})", **row)
        except Exception as error:
            raise DataFault(f"indicator {entry.get('id')!r}: {error}") from error
        one_value[entry["id"]] = entry["shape"] != "by_sex"
        if "pair_men" in entry:
            one_value[entry["pair_men"]] = True
    return one_value


def _rounds(change: Change, file: Path) -> None:
    for entry in tomllib.loads(file.read_text(encoding="utf-8"))["round"]:
        starts, starts_precision = _known(entry, "starts")
        ends, ends_precision = _known(entry, "ends")
        note = entry.get("note", {})
        change.run(
            """
            INSERT INTO programme VALUES (
                $id, $kind, $name_sv, $name_en, $track, $starts, $starts_precision, $ends, $ends_precision,
                $concept_version, NULL, $note_sv, $note_en
            )
            """,
            id=entry["id"],
            kind=ProgrammeKind.MODEL_ROUND.value,
            name_sv=entry["name"]["sv"],
            name_en=entry["name"]["en"],
            track=entry["track"],
            starts=starts,
            starts_precision=starts_precision,
            ends=ends,
            ends_precision=ends_precision,
            concept_version=entry.get("concept_version"),
            note_sv=note.get("sv"),
            note_en=note.get("en"),
        )
        for claim in entry.get("claim", ()):
            change.run(
                "INSERT INTO programme_date_claim VALUES ($programme, $what, $said, $source)",
                programme=entry["id"],
                **{key: claim[key] for key in ("what", "said", "source")},
            )
        add_steps(change, entry)


def _memberships(change: Change, file: Path) -> None:
    seen: set[str] = set()
    for number, row in enumerate(_csv_rows(file), start=1):
        if row["team"] not in seen:
            seen.add(row["team"])
            programme, _, group = row["team"].rpartition("-")
            change.run(
                "INSERT INTO team VALUES ($id, $programme, $number, $area)",
                id=row["team"],
                programme=programme,
                number=int(group),
                area=row["area"] or None,
            )
        change.run(
            """
            INSERT INTO membership VALUES (
                $id, $team, $organisation, $role, $joined, $joined_precision, $left, $left_precision,
                $source, $certainty
            )
            """,
            id=number,
            team=row["team"],
            organisation=row["organisation"],
            role=row["role"],
            joined=row["joined"] or None,
            joined_precision=row["joined_precision"] or None,
            left=row["left"] or None,
            left_precision=row["left_precision"] or None,
            source=row["source"],
            certainty=row["certainty"],
        )


def _initiatives(change: Change, data: Path) -> None:
    """The other networks and political decisions, of which a data folder may have none."""
    for name, add in (("initiative_templates.toml", add_templates), ("decisions.csv", add_decisions)):
        if (data / name).exists():
            with _blaming(data / name):
                add(change, data / name)
    if (data / "initiatives.toml").exists():
        with _blaming(data / "initiatives.toml"):
            add_initiatives(change, data / "initiatives.toml", data / "initiative_members.csv")


def _figures(change: Change, file: Path, one_value: dict[str, bool]) -> None:
    content = file.read_bytes()
    long = read_figures(file.stem, content, one_value)
    submission = add_submission(
        change,
        SENDER,
        Origin.OFFICIAL,
        None,
        {f"figures/{file.name}": content},
        SubmissionState.PUBLISHED,
        {"publisher": PUBLISHER, "published": now(), "rows": len(long)},
    )
    values = publish_observations(change, submission, long)
    change.record(
        PUBLISHER, "publish", f"submission:{submission}", after={"rows": len(long), "fingerprint": values}
    )


def read_figures(indicator: str, content: bytes, one_value: Mapping[str, bool]) -> pd.DataFrame:
    """The observations of a file of `data/figures`. Raises DataFault for an indicator nobody described."""
    if indicator not in one_value:
        raise DataFault("no such indicator in indicators.toml")
    wide = pd.read_csv(io.BytesIO(content), comment="#", dtype={"organisation": "str"})
    sexes = (Sex.TOTAL,) if one_value[indicator] else tuple(Sex)
    long = pd.concat([_one_sex(wide, sex) for sex in sexes], ignore_index=True)
    return long.assign(indicator=indicator).loc[:, [*OBSERVATION_COLUMNS, "known_from"]]


def _one_sex(wide: pd.DataFrame, sex: Sex) -> pd.DataFrame:
    column = SEX_COLUMNS[sex]
    empty = pd.Series(float("nan"), index=wide.index)
    value = wide[column].astype("float64")
    return pd.DataFrame(
        {
            "organisation": wide["organisation"],
            "year": wide["year"],
            "sex": sex.value,
            "value": value,
            "numerator": wide.get(f"{column}_numerator", empty).astype("float64"),
            "denominator": wide.get(f"{column}_denominator", empty).astype("float64"),
            # Kolada's file gives no reason for an empty cell, so neither do we.
            "missing": value.isna().map({True: Missing.NO_VALUE.value, False: None}),
            "row": wide.index + FIRST_FIGURE_ROW,
            # No publication dates are held for these years: the last day of the year after (method page).
            "known_from": [date(year + 1, 12, 31) for year in wide["year"]],
        }
    )


def _known(entry: dict[str, Any], what: str) -> tuple[date | None, str | None]:
    """A date of rounds.toml, written as well as it is known: 2017, 2018-05 or 2019-02-07."""
    if what not in entry:
        return None, None
    year, *rest = (int(part) for part in str(entry[what]).split("-"))
    month, day = (*rest, 1, 1)[:2]
    return date(year, month, day), Precision(entry[f"{what}_precision"]).value


def _csv_rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))
