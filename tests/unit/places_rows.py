"""Assessed rows of many places for tests of the figures that show them: real ones of `gaps.assess`, made small."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from gap_rows import SHARE, row

from benchmarking import gaps
from benchmarking.model import Direction, Indicator

LEVELLED = replace(SHARE, direction=Direction.HIGHER)


def counted(code: str, women: int, men: int, of: int = 200, **more) -> dict:
    """A row whose shares come from so many women and men of `of` each."""
    return row(
        organisation=code,
        women=100 * women / of,
        men=100 * men / of,
        total=100 * (women + men) / (2 * of),
        counts=(women, of, men, of),
        **more,
    )


def assessed(rows: list[dict], indicator: Indicator = SHARE) -> pd.DataFrame:
    return gaps.assess(pd.DataFrame(rows), [indicator])


def several() -> list[dict]:
    """Six places: two certain gaps, one each way, and four that are not certain."""
    return [
        counted("0001", 120, 180),
        counted("0002", 150, 152),
        counted("0003", 160, 155),
        counted("0004", 190, 140),
        counted("0005", 155, 160),
        counted("0006", 150, 160),
    ]


NAMES = {
    f"{number:04}": name
    for number, name in enumerate(["Ale", "Boden", "Eda", "Falun", "Gnosjö", "Åre"], start=1)
}
