"""What a draft would change of what is published: pure functions over frames of observations."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import pandas as pd

from benchmarking.model import Indicator, Origin

__all__ = ["Change", "difference", "largest"]

KEY = ["indicator", "organisation", "year", "sex"]


class Change(StrEnum):
    """What publishing a draft does to a figure."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ONLY_BEFORE = "only_before"


def difference(draft: pd.DataFrame, published: pd.DataFrame, programme: str | None) -> pd.DataFrame:
    """The draft against what is published: one row per figure, (indicator, organisation, year, sex).

    `draft` is as `intake.Checked.observations`, `published` as `Store.observations` (both origins).
    Columns: the key; value, missing of the draft; before, missing_before, before_origin of what is
    published (the network's own where there is one, else the official); official, the official value;
    change (a Change). Numbers in the indicator's unit, NaN where there is none. ONLY_BEFORE are values
    that the same round published for an indicator and year of the draft, and that the draft lacks: they
    stay. Sorted: changed, new, only before, same, each by key.
    """
    ours = draft[[*KEY, "value", "missing"]]
    theirs = published[published["indicator"].isin(set(ours["indicator"]))]
    official = theirs[theirs["origin"] == Origin.OFFICIAL.value]
    network = theirs[theirs["origin"] == Origin.NETWORK.value]
    joined = ours.merge(_named(network, "network"), how="left", on=KEY)
    joined = joined.merge(_named(official, "official"), how="left", on=KEY)
    by_network = joined["there_network"].eq(True)
    by_official = joined["there_official"].eq(True)
    found = joined.assign(
        before=joined["value_network"].where(by_network, joined["value_official"]),
        missing_before=joined["missing_network"].where(by_network, joined["missing_official"]),
        before_origin=np.select(
            [by_network, by_official], [Origin.NETWORK.value, Origin.OFFICIAL.value], default=""
        ),
        official=joined["value_official"],
    )
    equal = np.isclose(found["value"], found["before"], rtol=1e-9, atol=1e-9) | (
        found["value"].isna() & found["before"].isna() & (found["missing"] == found["missing_before"])
    )
    found["change"] = np.select(
        [~(by_network | by_official), equal], [Change.NEW.value, Change.SAME.value], Change.CHANGED.value
    )
    left = _left_alone(ours, network[network["programme"] == programme] if programme else network[:0])
    columns = [
        *KEY,
        *("value", "missing", "before", "missing_before", "before_origin", "official", "change"),
    ]
    both = pd.concat([found[columns], left[columns]], ignore_index=True) if len(left) else found[columns]
    order = [Change.CHANGED, Change.NEW, Change.ONLY_BEFORE, Change.SAME]
    rank = both["change"].map({change.value: place for place, change in enumerate(order)})
    return both.assign(_rank=rank).sort_values(["_rank", *KEY]).drop(columns="_rank").reset_index(drop=True)


def largest(
    found: pd.DataFrame,
    published: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    most: int = 5,
) -> pd.DataFrame:
    """The figures that a draft moves most: one row per (indicator, organisation), largest first.

    `found` is from `difference`, `indicators` by series id. Compared are the draft's newest year with
    what is published for that year, or for the latest year before it. Columns: indicator, organisation,
    year, before_year (NaN where nothing is published), women, men, total, women_before, men_before,
    total_before, size. `size` is the largest move of the three in the indicator's smallest gap worth
    talking about (`notable`; where it has none, a tenth of the value), NaN where nothing moves. One
    indicator has at most `most` rows, and there are at most `most` indicators.
    """
    drafted = found[(found["change"] != Change.ONLY_BEFORE.value) & found["value"].notna()]
    if drafted.empty:
        return pd.DataFrame(columns=LARGEST)
    newest = drafted.groupby(["indicator", "organisation"])["year"].transform("max")
    now = _wide(drafted[drafted["year"] == newest])
    before = published[published["value"].notna() & published["indicator"].isin(set(now["indicator"]))]
    # The network's own value is the one that a publication of the network's replaces.
    before = before.sort_values("origin").drop_duplicates(KEY, keep="first")
    place = now[["indicator", "organisation", "year"]].rename(columns={"year": "_newest"})
    before = before.merge(place, on=["indicator", "organisation"])
    before = before[before["year"] <= before["_newest"]]
    last = before.groupby(["indicator", "organisation"])["year"].transform("max")
    then = _wide(before[before["year"] == last]).rename(
        columns={"year": "before_year", **{name: f"{name}_before" for name in ("women", "men", "total")}}
    )
    both = now.merge(then, how="left", on=["indicator", "organisation"])
    moves = pd.DataFrame({name: (both[name] - both[f"{name}_before"]).abs() for name in SEXES.values()})
    unit = both["indicator"].map(
        {code: one.notable for code, one in indicators.items() if one.notable is not None}
    )
    level = both[list(SEXES.values())].abs().max(axis=1) / 10
    both["size"] = moves.max(axis=1) / unit.astype(float).where(lambda one: one > 0, level)
    both = both[both["size"] > 0].sort_values("size", ascending=False)
    both = both[both.groupby("indicator").cumcount() < most]
    chosen = list(dict.fromkeys(both["indicator"]))[:most]
    both = both[both["indicator"].isin(chosen)]
    first = both["indicator"].map({code: place for place, code in enumerate(chosen)})
    ordered = both.assign(_first=first).sort_values(["_first", "size"], ascending=[True, False])
    return ordered[LARGEST].reset_index(drop=True)


SEXES = {"K": "women", "M": "men", "T": "total"}

LARGEST = [
    *("indicator", "organisation", "year", "before_year"),
    *("women", "men", "total", "women_before", "men_before", "total_before", "size"),
]


def _named(published: pd.DataFrame, origin: str) -> pd.DataFrame:
    return published.assign(there=True)[[*KEY, "value", "missing", "there"]].rename(
        columns={name: f"{name}_{origin}" for name in ("value", "missing", "there")}
    )


def _left_alone(ours: pd.DataFrame, network: pd.DataFrame) -> pd.DataFrame:
    """What the round has published for the draft's indicators and years, and the draft does not name."""
    asked = ours[["indicator", "year"]].drop_duplicates()
    theirs = network.merge(asked, on=["indicator", "year"])
    theirs = theirs.merge(ours[KEY], how="left", on=KEY, indicator="_in")
    theirs = theirs[theirs["_in"] == "left_only"]
    return theirs.assign(
        before=theirs["value"],
        missing_before=theirs["missing"],
        before_origin=Origin.NETWORK.value,
        official=np.nan,
        value=np.nan,
        missing=None,
        change=Change.ONLY_BEFORE.value,
    )


def _wide(long: pd.DataFrame) -> pd.DataFrame:
    wide = long.pivot_table(
        index=["indicator", "organisation", "year"], columns="sex", values="value", aggfunc="first"
    )
    wide = wide.reindex(columns=list(SEXES)).rename(columns=SEXES)
    wide.columns.name = None
    return wide.reset_index()
