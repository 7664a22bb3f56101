"""What an answer of the API costs beside the bare query that it answers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import duckdb
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarking import api
from benchmarking.store import Store

# Real counts, survey answers, both kinds of organisation: no request asks for what the one before did.
INDICATORS = ("N00206", "N21826", "N00209", "N21701", "N20209")

MOST = 3.0
"""So many times a bare query may one indicator over all organisations take."""


@pytest.fixture(scope="module")
def client(full_store: Store) -> TestClient:
    api.serve(full_store)
    return TestClient(Starlette(routes=api.routes(), middleware=api.middleware()))


def test_one_indicator_over_all_organisations_costs_at_most_three_bare_queries(
    client: TestClient, full_store: Store
) -> None:
    first = _timed(lambda: _everything(client, "N05815"))
    bare, asked, small, rows = [], [], [], []
    for indicator in INDICATORS:
        bare.append(_timed(lambda code=indicator: rows.append(_bare(full_store._connection, code))))
        asked.append(_timed(lambda code=indicator: rows.append(_everything(client, code))))
        assert rows[-1] == rows[-2] > 0
        small.append(_timed(lambda code=indicator: _everything(client, code, "br")))
    ratio = statistics.median(asked) / statistics.median(bare)
    print(
        f"\nAPI, one indicator over all organisations: {1000 * statistics.median(asked):.0f} ms, "
        f"bare query {1000 * statistics.median(bare):.0f} ms, ratio {ratio:.2f} (at most {MOST}); "
        f"compressed and unpacked again {1000 * statistics.median(small):.0f} ms; "
        f"the very first answer after a change {1000 * first:.0f} ms"
    )
    assert ratio <= MOST


def _everything(client: TestClient, indicator: str, encoding: str = "identity") -> int:
    """How many rows there were, over as many pages as it takes; plain, as the bare query's are."""
    address, seen = f"/api/v1/observations?indicator={indicator}&limit=5000", 0
    while address:
        answer = client.get(address, headers={"accept-encoding": encoding})
        assert answer.status_code == 200
        # Counted without being read as JSON: that is the asker's time, not ours.
        seen += answer.content.count(b'"known_from"')
        following = answer.links.get("next")
        address = following["url"] if following else ""
    return seen


def _bare(connection: duckdb.DuckDBPyConnection, indicator: str) -> int:
    """The same rows and columns, as Python values and nothing more."""
    with connection.cursor() as cursor:
        found = cursor.execute(
            """
            SELECT organisation, indicator, year, sex, value, numerator, denominator, missing, origin,
                   programme, submission, row, known_from
            FROM current_observation WHERE indicator = $indicator
            ORDER BY indicator, organisation, year, sex, origin
            """,
            {"indicator": indicator},
        ).fetchall()
    return len(found)


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
