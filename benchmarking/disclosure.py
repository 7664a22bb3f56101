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

import numpy as np
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
    if not len(known):
        return known[key].assign(total=pd.Series(dtype="bool"))
    # What stands twice, as the current value and as its round's, is one version.
    known = known.drop_duplicates([*key, "sex", "value", "missing", "numerator", "denominator"])
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
    uniform = total & (known["value"].isin([0, 100]) | (known["numerator"] == 0) | (remaining == 0))
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
    # What one version says of a sex does not keep a reader from working it out of another version's.
    several = known.loc[known.duplicated([*key, "sex"]), key].drop_duplicates()
    counted = known.loc[known["numerator"].notna() & known["denominator"].notna(), key]
    whole = counted.groupby(key, as_index=False).size()
    asked = known[key].merge(whole, on=key, how="left")["size"].ne(3).to_numpy()
    known = known[asked]
    if not (known["sex"] == Sex.TOTAL.value).any():
        return known.loc[:, [*key, "sex", "numerator", "denominator"]].iloc[:0]
    trio = pd.DataFrame(columns=key)
    for sex in Sex:
        names = {name: f"{name}_{sex}" for name in ("value", "numerator", "denominator")}
        rows = known.loc[known["sex"] == sex.value, [*key, *names]].rename(columns=names)
        rows = pd.concat([rows, several]).astype(dict.fromkeys(names.values(), "float64"))
        trio = rows if sex is Sex.WOMEN else trio.merge(rows, on=key, how="outer")
    counts = _completed(
        *(
            {sex: trio[f"{name}_{sex}"].to_numpy() for sex in Sex}
            for name in ("value", "numerator", "denominator")
        )
    )
    found = []
    for sex, (numerator, denominator) in counts.items():
        lacked = trio[[f"numerator_{sex}", f"denominator_{sex}"]].isna().any(axis=1)
        rows = trio[key].assign(sex=sex.value, numerator=numerator, denominator=denominator)
        # Of nobody nothing can be told; less than nobody is a sign that the counts do not belong together.
        found.append(rows[lacked & (rows["denominator"] > 0)])
    return pd.concat(found)


Numbers = dict[Sex, np.ndarray]


def _completed(value: Numbers, counted: Numbers, base: Numbers) -> dict[Sex, tuple[np.ndarray, np.ndarray]]:
    """Counts and bases of each sex with those filled in that follow from the rest; NaN where none do."""
    women, men, total = Sex.WOMEN, Sex.MEN, Sex.TOTAL
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.any(
            [np.abs(100 * counted[sex] / base[sex] - value[sex]) < SHARE_ROUNDING for sex in Sex], axis=0
        )
        split = (value[total] - value[men]) / (value[women] - value[men])
        split = np.where((split > 0) & (split < 1), split, np.nan)
        part = {women: split, men: 1 - split, total: np.ones_like(split)}
        for sex in Sex:
            for other in Sex:
                base = base | {sex: _filled(base[sex], np.round(base[other] * part[sex] / part[other]))}
        base, counted = _summed(base), _summed(counted)
        for sex in Sex:
            follows = np.where(shares, np.round(value[sex] * base[sex] / 100), np.nan)
            counted = counted | {sex: _filled(counted[sex], follows)}
        counted = _summed(counted)
    return {sex: (counted[sex], base[sex]) for sex in Sex}


def _summed(held: Numbers) -> Numbers:
    """Women and men are the total: the third of them, where two are known."""
    women, men, total = (held[sex] for sex in (Sex.WOMEN, Sex.MEN, Sex.TOTAL))
    return {
        Sex.WOMEN: _filled(women, total - men),
        Sex.MEN: _filled(men, total - women),
        Sex.TOTAL: _filled(total, women + men),
    }


def _filled(numbers: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(numbers), otherwise, numbers)


def concealed(wide: pd.DataFrame, withheld: pd.DataFrame) -> pd.DataFrame:
    """The frame with what may not be shown taken out and marked as suppressed.

    `wide`: one row per (indicator, organisation, year, origin) as `Questions.values` makes it;
    `withheld`: as from `too_few`. In a concealed cell value, numerator and denominator are NaN and the
    missing mark is `suppressed`; a cell that held nothing keeps the reason it had.
    """
    if not _any_own(wide, withheld):
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
    if not _any_own(long, withheld):
        return long
    parts, total = _concerned(long, withheld)
    numbers = ["value", "numerator", "denominator"]
    cells = parts.where(long["sex"] != Sex.TOTAL.value, total) & long[numbers].notna().any(axis=1)
    shown = long.copy()
    shown[numbers] = long[numbers].mask(cells)
    shown["missing"] = long["missing"].mask(cells, Missing.SUPPRESSED.value)
    return shown


def _any_own(frame: pd.DataFrame, withheld: pd.DataFrame) -> bool:
    return len(withheld) > 0 and bool(frame["origin"].eq(Origin.NETWORK.value).any())


def _concerned(frame: pd.DataFrame, withheld: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """For each row: whether women's and men's values are withheld, and whether the total is."""
    key = [column for column in withheld if column != "total"]
    found = frame[key].merge(withheld, on=key, how="left", indicator=True)
    network = frame["origin"].eq(Origin.NETWORK.value)
    parts = network & found["_merge"].eq("both").to_numpy()
    return parts, parts & found["total"].eq(True).to_numpy()
