"""Nothing is above its limit, nor more than twice as slow, to what it is measured against, as when it was last looked at."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import measure
import pytest
from builders import LONG

IN_SHORT = ("alone",)
"""What is measured of a few pages where the long run is not asked for."""


def test_every_ratio_keeps_within_its_limit_and_within_twice_its_budget(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """Everything in the long run; else two pages, alone."""
    budget = measure.kept_budget()
    with ExitStack() as open_:
        at = measure.Measuring(tmp_path, open_)
        asked = (
            measure.measured(at)
            if LONG
            else measure.measured(at, IN_SHORT, ("organisation", "compare"), each=4)
        )
        rows = list(asked)
    with capsys.disabled():
        print("\n\n" + measure.printed(rows, budget))
    assert rows
    above = {
        f"{row.kind}: {row.name}": (row.ratio, row.limit)
        for row in rows
        if row.limit is not None and row.ratio > row.limit
    }
    assert not above, above
    grown = {
        f"{row.kind}: {row.name}": row.ratio
        for row in rows
        if row.ratio > measure.FAILS * budget.get(row.kind, {}).get(row.name, row.ratio)
    }
    assert not grown, grown


def test_what_has_grown_is_marked_before_it_fails() -> None:
    row = measure.Row("1 visitor", "start", [0.1, 0.2, 0.3], "the floor's p50", 1.3, limit=1.25)
    assert row.mark({"1 visitor": {"start": 1.2}}) == "over its limit"
    assert row.mark({"1 visitor": {"start": 1.0}}) == "over its limit, 1.3 × its budget"
    assert row.mark({}) == "over its limit, no budget"
    heading, told = measure.printed([row], {}).splitlines()
    assert "p95 ms" in heading
    assert "300" in told
