"""What the question behind a comparison costs on millions of figures, beside the bare query and pandas."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import frames
import pandas as pd
import sized
from builders import LONG, VISITOR, size

from benchmarking.store import Store

PLACES = ("1882", "1982", "2083")
TURNS = size(5, 40)

MOST = 2.0
"""So many times the bare query's p95 may the question's be."""


def test_a_comparison_costs_at_most_two_bare_queries(full_database: Path, tmp_path: Path, tell) -> None:
    """On 4.67 million rows in the long run, else on the product's own."""
    path = sized.grown(full_database, tmp_path) if LONG else full_database
    plain = tmp_path / "figures.parquet"
    rows = sized.as_parquet(path, plain)
    figures = pd.read_parquet(plain)
    ready = frames.indexed(figures)
    common = figures.loc[figures["organisation"] == PLACES[0], "indicator"].value_counts()
    store = Store.open(path)
    asked = [one.id for one in store.indicators(VISITOR) if one.id in common.index][:TURNS]
    took: dict[str, list[float]] = {
        "bare query": [],
        "ours": [],
        "pandas, filtered": [],
        "pandas, indexed": [],
    }
    try:
        for indicator in asked:
            # In turn, so that what else the machine does falls on all alike.
            ways: dict[str, Callable[[], object]] = {
                "bare query": lambda code=indicator: _bare(store._connection, code, PLACES),
                "ours": lambda code=indicator: store.values(VISITOR, [code], PLACES),
                "pandas, filtered": lambda code=indicator: frames.filtered(figures, code, PLACES),
                "pandas, indexed": lambda code=indicator: frames.looked_up(ready, code, PLACES),
            }
            for name, way in ways.items():
                begun = time.perf_counter()
                found = way()
                took[name].append(time.perf_counter() - begun)
                assert len(found) > 0
    finally:
        store.close()
    base = _p95(took["bare query"])
    tell(
        f"one indicator, {len(PLACES)} places, of {rows} values (at most {MOST} × the bare query's p95)",
        ("way", "p50 ms", "p95 ms", "× bare"),
        [
            (
                name,
                f"{statistics.median(times) * 1000:.1f}",
                f"{_p95(times) * 1000:.1f}",
                f"{_p95(times) / base:.1f}",
            )
            for name, times in took.items()
        ],
    )
    assert _p95(took["ours"]) <= MOST * base


def _bare(connection: duckdb.DuckDBPyConnection, indicator: str, places: Sequence[str]) -> pd.DataFrame:
    with connection.cursor() as cursor:
        return cursor.execute(
            """
            SELECT organisation, year, sex, value, numerator, denominator, missing, origin
            FROM current_observation WHERE indicator = $indicator AND organisation IN (SELECT unnest($places))
            ORDER BY organisation, year, sex
            """,
            {"indicator": indicator, "places": list(places)},
        ).df()


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]
