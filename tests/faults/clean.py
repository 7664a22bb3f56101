"""A file without fault, as records of text, and what it is checked against: real places and real figures.

The records are of 2022, as published, and of 2023, which nobody has published and which are made up from
the year before. A fault is seeded into a copy of them (`seeding`) and written in every layout (`layouts`).
"""

from __future__ import annotations

import tomllib
from dataclasses import fields
from datetime import date
from functools import cache

import pandas as pd
from builders import DATA

from benchmarking import intake
from benchmarking.model import (
    Counted,
    Direction,
    Indicator,
    Measured,
    MemberRole,
    Membership,
    Organisation,
    OrganisationKind,
    Programme,
    ProgrammeKind,
    Request,
    Role,
    Shape,
    Text,
)

Record = dict[str, str]
"""One figure as a sender writes it: programme, organisation, name, indicator, year, sex, value and so on."""

ROUND, OTHER_ROUND = "MK3", "MK4"
PLACES = {"1882": "Askersund", "1982": "Fagersta", "2083": "Hedemora", "0018": "Region Örebro län"}
INDICATORS = (
    *("N00206", "N60077", "N00905", "N01951", "N05815", "N00945", "N00952", "N00925", "N03926", "N31816"),
    *("N02267", "N21826"),
)
NOT_ASKED_FOR = "N21826"
ASKED_YEARS = (2021, 2023)

_LATER = {"%": 0.3, "kr": 900, "antal": 12, "år": 0.05}
"""How much larger 2023 is made than 2022, by unit: as little as most years' changes."""


@cache
def indicators() -> tuple[Indicator, ...]:
    """The product's own indicators, read as its data folder has them."""
    enums = {
        "shape": Shape,
        "measured": Measured,
        "role": Role,
        "direction": Direction,
        "counted": Counted,
    }
    made = []
    for entry in tomllib.loads((DATA / "indicators.toml").read_text(encoding="utf-8"))["indicator"]:
        given = {field.name: entry[field.name] for field in fields(Indicator) if field.name in entry}
        for name, value in given.items():
            if isinstance(value, dict):
                given[name] = Text(value["sv"], value["en"])
            elif name in enums:
                given[name] = enums[name](value)
        given["applies_to"] = frozenset(OrganisationKind(kind) for kind in given["applies_to"])
        given["breaks"] = tuple(given.get("breaks", ()))
        made.append(Indicator(**({"subgoal": None} | given)))
    return tuple(made)


@cache
def organisations() -> tuple[Organisation, ...]:
    frame = pd.read_csv(DATA / "organisations.csv", comment="#", dtype="str")
    return tuple(
        Organisation(
            row.code,
            row.name,
            OrganisationKind(row.kind),
            row.name_official,
            None if pd.isna(row.county) else row.county,
            population_women=None if pd.isna(row.population_women) else int(row.population_women),
            population_men=None if pd.isna(row.population_men) else int(row.population_men),
        )
        for row in frame.drop(columns="name").assign(name=frame["name"]).itertuples(index=False)
    )


def figures(ids: tuple[str, ...]) -> pd.DataFrame:
    """Published values as `Reference.published` holds them, for some indicators (a pair as two series)."""
    wide = []
    for one in indicators():
        if one.id in ids:
            for series in one.series:
                frame = pd.read_csv(
                    DATA / "figures" / f"{series}.csv", comment="#", dtype={"organisation": "str"}
                )
                wide.append(frame.assign(indicator=series))
    frame = pd.concat(wide, ignore_index=True)
    long = []
    for letter, name in (("K", "women"), ("M", "men"), ("T", "total")):
        part = frame[["indicator", "organisation", "year", name]].rename(columns={name: "value"})
        for count in ("numerator", "denominator"):
            part[count] = frame.get(f"{name}_{count}")
        long.append(part.assign(sex=letter))
    return pd.concat(long, ignore_index=True).dropna(subset="value").assign(origin="official")


@cache
def reference() -> intake.Reference:
    """Everything the clean file and its faults are checked against."""
    known = tuple(one for one in indicators() if one.id in INDICATORS)
    published = figures(INDICATORS)
    return intake.Reference(
        organisations=organisations(),
        indicators=known,
        programmes=tuple(
            Programme(id_, Text(f"Omgång {id_}", f"Round {id_}"), ProgrammeKind.MODEL_ROUND)
            for id_ in (ROUND, OTHER_ROUND)
        ),
        # What is published of other places is only learned from.
        published=published[published["organisation"].isin(PLACES)].reset_index(drop=True),
        today=date(2026, 11, 22),
        history=intake.History.of(published, known),
        memberships=tuple(Membership(f"{ROUND}-1", ROUND, code, MemberRole.PARTICIPANT) for code in PLACES),
        requests=tuple(Request(ROUND, one.id, *ASKED_YEARS) for one in known if one.id != NOT_ASKED_FOR),
    )


def _text(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}".replace(".", ",")


@cache
def _records() -> tuple[Record, ...]:
    published = reference().published.set_index(["indicator", "organisation", "year", "sex"])
    records = []
    for code, name in PLACES.items():
        ids = (
            ("N60077",)
            if code == "0018"
            else tuple(i for i in INDICATORS if i not in ("N60077", NOT_ASKED_FOR))
        )
        for one in reference().indicators:
            if one.id not in ids:
                continue
            for year in (2022, 2023):
                for series in one.series:
                    for sex in "KMT" if one.shape is Shape.BY_SEX else "T":
                        key = (series, code, 2022, sex)
                        if key not in published.index:
                            continue
                        row = published.loc[key]
                        step = _LATER.get(one.unit, 0) * (2 if one.unit == "antal" and sex == "T" else 1)
                        if one.measured is Measured.ELECTION:
                            step = 0
                        record = {
                            "programme": ROUND,
                            "organisation": code,
                            "name": name,
                            "indicator": series,
                            "year": str(year),
                            "sex": sex,
                            "value": _text(row.value + (step if year == 2023 else 0), one.decimals),
                            "numerator": "",
                            "denominator": "",
                            "missing": "",
                        }
                        if year == 2022 and row.denominator == row.denominator:
                            record["numerator"] = str(int(row.numerator))
                            record["denominator"] = str(int(row.denominator))
                        records.append(record)
    return tuple(records)


def records() -> list[Record]:
    """The clean file: a copy of every record, for a fault to be seeded into."""
    return [dict(record) for record in _records()]
