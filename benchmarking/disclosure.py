"""What may be shown. Pure; the one step that every answer of the store passes.

Figures an official producer has published are shown as published. The network's own figures are
withheld where they rest on fewer people than the indicator's `suppress_below` — in the base, among
those counted, or among those not counted (Kolada's own rule for school subjects protects small
remainders too; `domain.md` §6). Hiding one sex is undone by the total and the other sex, so both
sexes go together.

It has two halves. `too_few` decides once, from every version of a figure that somebody may come to
see, which figures are withheld; `concealed` and `concealed_long` take them out of an answer. So a
filter on an answer (one sex, one round, what a visitor may see) never changes what is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from benchmarking.model import Missing, Origin, Sex

SEXES = {"women": Sex.WOMEN.value, "men": Sex.MEN.value, "total": Sex.TOTAL.value}

FIGURE = ["indicator", "organisation", "year"]
"""What a figure is here: all sexes of one year, and both halves of a pair."""


def too_few(
    known: pd.DataFrame, suppress_below: Mapping[str, int], *, each: tuple[str, ...] = ()
) -> pd.DataFrame:
    """The figures of the network's own that rest on too few people, one row each.

    `known`: one row per value of the network's own, all versions beside each other, with indicator
    (a pair under its own id), organisation, year, sex (a pair's halves as K and M), numerator and
    denominator in persons. Comes back: FIGURE, and `total`, true where the total is withheld too; the
    total of a group with a small part stays where only the parts are. `each` names further columns,
    such as the submission, that part one version of a figure from another.
    """
    # An empty answer maps to text otherwise.
    least = known["indicator"].map(suppress_below).astype("float64").fillna(0)
    base, counted = known["denominator"], known["numerator"]
    rest = base - counted
    few_counted = (counted > 0) & (counted < least)
    few_others = (rest > 0) & (rest < least)
    small = known[(base < least) | few_counted | few_others]
    totals = small.assign(total=small["sex"] == Sex.TOTAL.value)
    return totals.groupby([*FIGURE, *each], as_index=False)["total"].any()


def concealed(wide: pd.DataFrame, withheld: pd.DataFrame) -> pd.DataFrame:
    """The frame with what may not be shown taken out and marked as suppressed.

    `wide`: one row per (indicator, organisation, year, origin) as `Questions.values` makes it;
    `withheld`: as from `too_few`. In a concealed cell value, numerator and denominator are NaN and the
    missing mark is `suppressed`; a cell that held nothing keeps the reason it had.
    """
    if not len(withheld):
        return wide
    parts, total = _concerned(wide, withheld)
    shown = wide.copy()
    for sex in SEXES:
        numbers = [sex, f"{sex}_numerator", f"{sex}_denominator"]
        cells = (total if sex == "total" else parts) & wide[numbers].notna().any(axis=1)
        shown[numbers] = wide[numbers].mask(cells)
        shown[f"{sex}_missing"] = wide[f"{sex}_missing"].mask(cells, Missing.SUPPRESSED.value)
    return shown


def concealed_long(long: pd.DataFrame, withheld: pd.DataFrame) -> pd.DataFrame:
    """The same for one row per value: `long` has FIGURE and sex named as in `too_few`, beside its values."""
    if not len(withheld):
        return long
    parts, total = _concerned(long, withheld)
    numbers = ["value", "numerator", "denominator"]
    cells = parts.where(long["sex"] != Sex.TOTAL.value, total) & long[numbers].notna().any(axis=1)
    shown = long.copy()
    shown[numbers] = long[numbers].mask(cells)
    shown["missing"] = long["missing"].mask(cells, Missing.SUPPRESSED.value)
    return shown


def _concerned(frame: pd.DataFrame, withheld: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """For each row: whether women's and men's values are withheld, and whether the total is."""
    key = [column for column in withheld if column != "total"]
    found = frame[key].merge(withheld, on=key, how="left", indicator=True)
    network = frame["origin"].eq(Origin.NETWORK.value)
    parts = network & found["_merge"].eq("both").to_numpy()
    return parts, parts & found["total"].eq(True).to_numpy()
