"""What may be shown. Pure; the one step that every answer of the store passes.

Figures an official producer has published are shown as published. The network's own figures are
withheld where they rest on fewer people than the indicator's `suppress_below` — in the base, among
those counted, or among those not counted (Kolada's own rule for school subjects protects small
remainders too; `domain.md` §6). Hiding one sex is undone by the total and the other sex, so both
sexes go together. What a reader can work out counts as if it stood there: one sex from the total and
the other, counts from shares and one base, a municipality from its county and the other municipalities,
a part from a total of which all or none are counted, an earlier value from a total that has not changed
much (`tests/unit/test_disclosure_ways_out.py` tries them).

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

# A value that its counts give to this many percentage points is a share of them.
SHARE_ROUNDING = 0.06


def too_few(
    known: pd.DataFrame, suppress_below: Mapping[str, int], *, each: tuple[str, ...] = ()
) -> pd.DataFrame:
    """The figures of the network's own that rest on too few people, one row each.

    `known`: one row per value of the network's own, all versions beside each other, with indicator
    (a pair under its own id), organisation, year, sex (a pair's halves as K and M), value, missing,
    numerator and denominator in persons. Comes back: FIGURE, and `total`, true where the total is withheld
    too; the total of a group with a small part stays where only the parts are. `each` names further
    columns, such as the submission, that part one version of a figure from another.

    What can be worked out is judged as if it stood there (`_implied`), and a sex that its sender has hidden
    is not given away by the total and the other sex.
    """
    key = [*FIGURE, *each]
    judged = pd.concat([known[[*key, "sex", "numerator", "denominator"]], _implied(known, key)])
    # An empty answer maps to text otherwise.
    least = judged["indicator"].map(suppress_below).astype("float64").fillna(0)
    base, counted = judged["denominator"], judged["numerator"]
    rest = base - counted
    few_counted = (counted > 0) & (counted < least)
    few_others = (rest > 0) & (rest < least)
    small = judged[(base < least) | few_counted | few_others]
    total = known["sex"] == Sex.TOTAL.value
    spoken = known.loc[total & known["value"].notna(), key]
    hidden = known.loc[~total & (known["missing"] == Missing.SUPPRESSED.value), key].merge(spoken, on=key)
    found = pd.concat(
        [
            small[key].assign(total=small["sex"] == Sex.TOTAL.value),
            hidden.drop_duplicates().assign(total=False),
        ]
    )
    # Where all or none of a group are counted, the same is true of each part.
    remaining = known["denominator"] - known["numerator"]
    uniform = total & ((known["value"] == 0) | (known["numerator"] == 0) | (remaining == 0))
    telling = known.loc[uniform, key].merge(found[key], on=key).drop_duplicates().assign(total=True)
    return pd.concat([found, telling]).groupby(key, as_index=False)["total"].any()


def with_aggregates(withheld: pd.DataFrame, within: pd.DataFrame) -> pd.DataFrame:
    """`withheld`, and the same figures of the places that the ones withheld are part of.

    A county's figure less those of its other municipalities is the hidden municipality's. `within`: one row
    per `member` and `aggregate` (codes).
    """
    above = withheld.merge(within, left_on="organisation", right_on="member").assign(
        organisation=lambda rows: rows["aggregate"]
    )
    return pd.concat([withheld, above[withheld.columns]]).groupby(FIGURE, as_index=False)["total"].any()


def with_totals(withheld: pd.DataFrame, current: pd.DataFrame) -> pd.DataFrame:
    """`withheld` for versions that are not current, whose total goes too where the current parts are shown.

    Seldom do both sexes change: an earlier total less the current value of one sex would give the other's
    earlier value. `current` are the figures withheld among current values.
    """
    standing = withheld[FIGURE].merge(current[FIGURE].drop_duplicates(), how="left", indicator=True)
    return withheld.assign(total=withheld["total"] | standing["_merge"].eq("left_only").to_numpy())


def _implied(known: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The counts that a reader can work out for a sex whose counts are not given: key, sex and both counts.

    A total less one sex is the other. Where all three values are given, they tell how the base is divided
    (the total is the mean of both sexes, weighted by their bases), so that one base gives the others.
    """
    names = {Sex.WOMEN: "k", Sex.MEN: "m", Sex.TOTAL: "t"}
    trio = pd.DataFrame(columns=key)
    for sex, name in names.items():
        rows = known.loc[known["sex"] == sex.value, [*key, "value", "numerator", "denominator"]]
        renamed = {"value": f"v{name}", "numerator": f"c{name}", "denominator": f"n{name}"}
        rows = rows.rename(columns=renamed).astype(dict.fromkeys(renamed.values(), "float64"))
        trio = rows if name == "k" else trio.merge(rows, on=key, how="outer")
    value, counted, base = (
        {name: trio[f"{what}{name}"].copy() for name in names.values()} for what in ("v", "c", "n")
    )
    lacked = {name: base[name].isna() | counted[name].isna() for name in names.values()}
    shares = pd.Series(False, index=trio.index)
    for name in names.values():
        shares |= (
            100 * counted[name] / base[name].where(base[name] > 0) - value[name]
        ).abs() < SHARE_ROUNDING
    women = (value["t"] - value["m"]) / (value["k"] - value["m"]).where(value["k"] != value["m"])
    women = women.where((women > 0) & (women < 1))
    part = {"k": women, "m": 1 - women, "t": pd.Series(1.0, index=trio.index)}
    for _ in names:
        for name in names.values():
            for other in names.values():
                base[name] = base[name].fillna((base[other] * part[name] / part[other]).round())
        for held in (base, counted):
            held["k"] = held["k"].fillna(held["t"] - held["m"])
            held["m"] = held["m"].fillna(held["t"] - held["k"])
            held["t"] = held["t"].fillna(held["k"] + held["m"])
        for name in names.values():
            counted[name] = counted[name].fillna((value[name] * base[name] / 100).round().where(shares))
    found = [
        trio.loc[lacked[name], key].assign(
            sex=sex.value, numerator=counted[name][lacked[name]], denominator=base[name][lacked[name]]
        )
        for sex, name in names.items()
    ]
    # Of nobody nothing can be told, and less than nobody is a sign that the counts do not belong together.
    rows = pd.concat(found)
    return rows[rows["denominator"] > 0]


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
