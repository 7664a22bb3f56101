"""What tests need, with defaults for everything a test is not about.

The small network is a cut of `data/`: real places, real rounds, real figures, and few of each.
"""

from __future__ import annotations

import math
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import Phase

from benchmarking import access
from benchmarking.store import Store

DATA = Path(__file__).resolve().parents[1] / "data"

OWNER = access.owner("test")
VISITOR = access.VISITOR

MUNICIPALITIES = ("0180", "0980", "1882", "1982", "2083", "2480")
REGIONS = ("0001", "0009", "0018")
COUNTIES = ("01", "09", "18")
SMALL_PLACES = ("0000", *MUNICIPALITIES, *REGIONS, *COUNTIES)

HOURS = "N21826"  # by sex
FULL_TIME = "N00206"  # by sex, with counts
COUNCIL = "N05815"  # women's share
SICK_CHILDREN = "N00945"  # men's share
INCOME = "N00952"  # women relative to men
LIFE, LIFE_MEN = "N00925", "N00923"  # a pair
REGION_FULL_TIME = "N60077"  # by sex, regions only
SMALL_INDICATORS = (HOURS, FULL_TIME, COUNCIL, SICK_CHILDREN, INCOME, LIFE, REGION_FULL_TIME)
SMALL_ROUNDS = ("MK2", "MK3", "MR1")

ASKERSUND, FAGERSTA, HEDEMORA, GOTLAND, REGION_GOTLAND = "1882", "1982", "2083", "0980", "0009"

# Official figures end in 2022: in this year the network is alone with its values.
OWN_YEAR = 2023

Change = Mapping[str, Any]

LONG = os.environ.get("BENCHMARKING_LONG") == "1"


# A smaller example of a fault costs minutes where each try asks a database; `.ci/long` takes that time.
SEARCH = tuple(Phase) if LONG else (Phase.explicit, Phase.generate)


def size(sample: int, full: int) -> int:
    """How much a test marked `long` does: all of it under `.ci/long`, else a sample."""
    return full if LONG else sample


def small_data(folder: Path) -> Path:
    """A data folder with a few places, rounds and indicators of every shape, cut from the real one."""
    (folder / "figures").mkdir(parents=True)
    _cut_csv("organisations.csv", folder, lambda cells: cells[0] in SMALL_PLACES)
    _cut_csv(
        "memberships.csv",
        folder,
        lambda cells: cells[0].partition("-")[0] in SMALL_ROUNDS and cells[1] in SMALL_PLACES,
    )
    _cut_toml("indicators.toml", folder, "indicator", SMALL_INDICATORS)
    _cut_toml("rounds.toml", folder, "round", SMALL_ROUNDS)
    for name in ("concepts.toml", "initiative_templates.toml"):
        shutil.copy(DATA / name, folder / name)
    for series in (*SMALL_INDICATORS, LIFE_MEN):
        _cut_csv(f"figures/{series}.csv", folder, lambda cells: cells[0] in SMALL_PLACES)
    return folder


def _cut_csv(name: str, folder: Path, wanted: Any) -> None:
    # No cell that is looked at here is quoted.
    source, heading, *rows = (DATA / name).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if wanted(row.rstrip("\n").split(","))]
    (folder / name).write_text("".join([source, heading, *kept]), encoding="utf-8")


def _cut_toml(name: str, folder: Path, table: str, wanted: Iterable[str]) -> None:
    above, *entries = re.split(rf"(?m)^(?=\[\[{table}\]\])", (DATA / name).read_text(encoding="utf-8"))
    kept = [entry for entry in entries if re.search(r'(?m)^id = "([^"]+)"', entry)[1] in wanted]
    (folder / name).write_text("".join([above, *kept]), encoding="utf-8")


def observations(*changes: Change, **common: Any) -> pd.DataFrame:
    """Rows for `Store.publish`, one for each of `changes`: women's hours in Askersund, unless said otherwise."""
    rows = []
    for number, change in enumerate(changes or ({},), start=2):
        row = {
            "indicator": HOURS,
            "organisation": ASKERSUND,
            "year": OWN_YEAR,
            "sex": "K",
            "value": math.nan,
            "numerator": math.nan,
            "denominator": math.nan,
            "missing": None,
            "row": number,
        }
        row |= common | dict(change)
        if math.isnan(row["value"]) and row["missing"] is None:
            row["missing"] = "no_value"
        rows.append(row)
    return pd.DataFrame(rows)


def draft(
    store: Store, programme: str | None = "MK3", name: str = "figures.csv", content: bytes = b""
) -> int:
    """A file handed in to a round; returns its submission."""
    return store.receive(OWNER, name, content or name.encode(), programme)


def published(store: Store, *changes: Change, programme: str | None = "MK3", **common: Any) -> int:
    """A publication of the rows that `observations` makes; returns its submission."""
    submission = draft(store, programme)
    store.publish(OWNER, submission, observations(*changes, **common))
    return submission


def opening(store: Store, programme: str, day: str | None) -> None:
    """Let a round's figures be open to all from `day` (ISO date)."""
    with store._change() as change:
        change.run("UPDATE programme SET opens_on = CAST($day AS DATE) WHERE id = $id", day=day, id=programme)
        change.record("test", "open", f"programme:{programme}")


HEADINGS = "omgång;kommunkod;kommun;nyckeltal;år;kön;värde;antal;underlag;saknas"


def handed_in_file(*changes: Change, **common: Any) -> bytes:
    """A file as a municipality fills in the network's template, one row for each of `changes`."""
    lines = [HEADINGS]
    for change in changes or ({},):
        row = {
            "omgång": "MK3",
            "kommunkod": ASKERSUND,
            "kommun": "",
            "nyckeltal": HOURS,
            "år": str(OWN_YEAR),
            "kön": "K",
            "värde": "",
            "antal": "",
            "underlag": "",
            "saknas": "",
        }
        row |= common | dict(change)
        lines.append(";".join(row[heading] for heading in HEADINGS.split(";")))
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")
