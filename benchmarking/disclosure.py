"""What may be shown. Pure; the one step that every answer of the store passes.

Figures an official producer has published are shown as published. The network's own figures are
withheld where they rest on fewer people than the indicator's `suppress_below` — in the base, among
those counted, or among those not counted (Kolada's own rule for school subjects protects small
remainders too; `domain.md` §6). Hiding one sex is undone by the total and the other sex, so both
sexes go together.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from benchmarking.model import Missing, Origin

SEXES = {"women": "K", "men": "M", "total": "T"}


def concealed(wide: pd.DataFrame, suppress_below: Mapping[str, int]) -> pd.DataFrame:
    """The frame with what may not be shown taken out and marked as suppressed.

    `wide`: one row per (indicator, organisation, year, origin) as `Questions.values` makes it. In a
    concealed cell value, numerator and denominator are NaN and the missing mark is `suppressed`.
    """
    network = wide["origin"] == Origin.NETWORK.value
    if not network.any():
        return wide
    least = wide["indicator"].map(suppress_below).fillna(0)
    small = {sex: network & _small(wide, sex, least) for sex in SEXES}
    either_sex = small["women"] | small["men"]
    hidden = {
        # The total of a group with a small part stays only where both parts are hidden.
        "women": either_sex | small["total"],
        "men": either_sex | small["total"],
        "total": small["total"],
    }
    shown = wide.copy()
    for sex, cells in hidden.items():
        known = shown[sex].notna() | shown[f"{sex}_numerator"].notna() | shown[f"{sex}_denominator"].notna()
        cells = cells & known
        for column in (sex, f"{sex}_numerator", f"{sex}_denominator"):
            shown[column] = shown[column].mask(cells)
        shown[f"{sex}_missing"] = shown[f"{sex}_missing"].mask(cells, Missing.SUPPRESSED.value)
    return shown


def concealed_long(long: pd.DataFrame, suppress_below: Mapping[str, int]) -> pd.DataFrame:
    """The same for one row per value (indicator, organisation, year, sex, origin and, in a trail, submission)."""
    network = long["origin"] == Origin.NETWORK.value
    if not network.any():
        return long
    own = long[network]
    key = ["indicator", "organisation", "year", "origin", "submission"]
    wide = own[key].drop_duplicates()
    for name, letter in SEXES.items():
        cells = own[own["sex"] == letter].set_index(key)[["value", "numerator", "denominator", "missing"]]
        cells.columns = [name, f"{name}_numerator", f"{name}_denominator", f"{name}_missing"]
        wide = wide.join(cells, on=key)
    wide = concealed(wide, suppress_below).set_index(key)
    shown = long.copy()
    for name, letter in SEXES.items():
        rows = network & (long["sex"] == letter)
        cells = wide.loc[pd.MultiIndex.from_frame(long.loc[rows, key])]
        shown.loc[rows, "value"] = cells[name].to_numpy()
        shown.loc[rows, "numerator"] = cells[f"{name}_numerator"].to_numpy()
        shown.loc[rows, "denominator"] = cells[f"{name}_denominator"].to_numpy()
        shown.loc[rows, "missing"] = cells[f"{name}_missing"].to_numpy()
    return shown


def _small(wide: pd.DataFrame, sex: str, least: pd.Series) -> pd.Series:
    base, counted = wide[f"{sex}_denominator"], wide[f"{sex}_numerator"]
    rest = base - counted
    few_counted = (counted > 0) & (counted < least)
    few_others = (rest > 0) & (rest < least)
    return (base < least) | few_counted | few_others
