"""One indicator's figures from pandas, twice: by a plain filter, and from a frame indexed for the question.

Fixed on 28 November 2026, before any work on speed: not to be changed after.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def filtered(figures: pd.DataFrame, indicator: str, organisations: Sequence[str]) -> pd.DataFrame:
    """Women, men and total side by side, one row per (organisation, year), by a filter over all rows."""
    rows = figures[(figures["indicator"] == indicator) & figures["organisation"].isin(list(organisations))]
    return rows.pivot(index=["organisation", "year"], columns="sex", values="value")


def indexed(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures ordered and indexed by indicator and year: what `looked_up` asks."""
    return figures.set_index(["indicator", "year"]).sort_index()


def looked_up(ready: pd.DataFrame, indicator: str, organisations: Sequence[str]) -> pd.DataFrame:
    """The same as `filtered`, from what `indexed` made."""
    rows = ready.loc[indicator].reset_index()
    rows = rows[rows["organisation"].isin(list(organisations))]
    return rows.pivot(index=["organisation", "year"], columns="sex", values="value")
