"""Which places are alike and why, and between which places in a ranking one certainly lies.

Pure. Likeness rests on six traits that a municipality cannot change in a term of office, weighted as the
visitor wants; each likeness is a claim with numbers, said by `wording.likeness`. A rank is always a range.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from benchmarking import statistics
from benchmarking.errors import NotFound
from benchmarking.lines import by_year
from benchmarking.model import Direction, Indicator, Measured, Organisation, OrganisationKind, Shape

Floats = NDArray[np.float64]

KINDS = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)
"""The kinds that have peers, each only among its own: Gotland's municipality and region never meet."""

RESIDENTS = "N01951"
HOME_CARE = "N21701"
"""Its denominator is the residents aged 65 and over on 31 December, as the source counted them."""
INCOME = "N00905"
EDUCATION = "N01982"

SOURCES = (RESIDENTS, HOME_CARE, INCOME, EDUCATION)
"""The indicators that `features` reads."""

NEAREST = 7
"""As many as Kolada's "liknande kommuner" always are (`domain.md` §3.5)."""

ABOUT = 0.25
"""Spreads within which two figures are "about" the same. For municipalities: a quarter in residents, one
percentage point aged 65 and over, some 4 000 kronor, two percentage points with higher education."""

MOST_WEIGHT = 3

EARTH_KM = 6371.0
"""The Earth's mean radius (IUGG)."""

SIMULATIONS = 2_000
SEED = 20_221_231


class Trait(StrEnum):
    """What two places may have in common. The values name the fields of `Weights` and stand in addresses."""

    POPULATION = "population"
    AGE = "age"
    INCOME = "income"
    EDUCATION = "education"
    GROUP = "group"
    DISTANCE = "distance"


MEASURES = (Trait.POPULATION, Trait.AGE, Trait.INCOME, Trait.EDUCATION)
"""The traits that are a figure of a year."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each trait counts: whole numbers from 0 (not at all) to 3.

    Residents count double by default: they decide what an organisation has the hands for, and so what can
    be learned from it. All else counts once. Tried on the newest gaps of 44 indicators: the median of seven
    such places lies 0.88 spreads from a municipality's own gap, that of seven drawn at random 0.95, that of
    all 290 0.87, and the best of 661 other weightings 0.86. So the weights are chosen for use, not for fit.
    Raises ValueError outside 0–3, or where nothing counts.
    """

    population: int = 2
    age: int = 1
    income: int = 1
    education: int = 1
    group: int = 1
    distance: int = 1

    def __post_init__(self) -> None:
        weights = [getattr(self, item.name) for item in fields(self)]
        if any(weight not in range(MOST_WEIGHT + 1) for weight in weights):
            raise ValueError(f"a weight is a whole number from 0 to {MOST_WEIGHT}: {weights}")
        if not any(weights):
            raise ValueError("at least one trait must count")

    def of(self, trait: Trait) -> int:
        return int(getattr(self, trait.value))


@dataclass(frozen=True, slots=True)
class Figures:
    """Both places' figures for a trait: residents, or per cent, or kronor. `about`: nearly the same."""

    trait: Trait
    own: float
    other: float
    year: int
    about: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Whether both places are in the same SKR municipality group."""

    same: bool
    trait: Trait = Trait.GROUP


@dataclass(frozen=True, slots=True)
class Apart:
    """How far the middles of the two areas lie from one another, as the crow flies."""

    km: float
    trait: Trait = Trait.DISTANCE


Likeness = Figures | Group | Apart


@dataclass(frozen=True, slots=True)
class Similar:
    """A place that is alike another. `distance` is in spreads: 0 is the same in all that counts.

    `likenesses` stand with what brings the two together first, and what sets them apart last. `left_out` are
    traits that should count and that one of the two has no figure for.
    """

    code: str
    distance: float
    likenesses: tuple[Likeness, ...]
    left_out: tuple[Trait, ...] = ()


def features(
    organisations: Iterable[Organisation], values: pd.DataFrame, as_of_year: int | None = None
) -> pd.DataFrame:
    """What likeness is judged by: one row per municipality and region, ordered by code.

    Columns: organisation, kind: str; population (residents, 31 December); age (% aged 65 and over; a region's
    is that of its county's municipalities together); income (median net income, kronor per resident aged
    20 and over); education (% of those aged 25–64 with post-secondary education); group (SKR's code or
    None; the grouping of 2023 whatever the year); latitude, longitude (WGS84, the middle of the area);
    population_year … education_year (Int64, the year each figure is of).

    A figure is of the newest year, no later than `as_of_year`, in which at least half of the kind have one:
    one year for all, since incomes rose by two thirds of a spread in 2022 alone. To freeze a choice when a
    round starts, give the last year that had figures then. Residents are the organisations' own where
    `values` has none.
    Missing: NaN (and no year) where that year has no figure, or a region's municipalities not all have one.
    """
    places = sorted((o for o in organisations if o.kind in KINDS), key=lambda place: place.code)
    frame = pd.DataFrame(
        {
            "organisation": [place.code for place in places],
            "kind": [place.kind.value for place in places],
            "county": [place.county for place in places],
            "group": pd.Series([place.skr_group for place in places], dtype=object),
            "latitude": np.array([place.latitude for place in places], dtype=float),
            "longitude": np.array([place.longitude for place in places], dtype=float),
        }
    )
    known = values[values["indicator"].isin(SOURCES)]
    if as_of_year is not None:
        known = known[known["year"] <= as_of_year]
    residents = _long(known, RESIDENTS, "total")
    sources = {
        Trait.POPULATION: _with_own(residents, places, as_of_year),
        Trait.AGE: _shares_of_elderly(frame, residents, _long(known, HOME_CARE, "total_denominator")),
        Trait.INCOME: _long(known, INCOME, "total"),
        Trait.EDUCATION: _long(known, EDUCATION, "total"),
    }
    for trait, source in sources.items():
        found = _of_one_year(frame[["organisation", "kind"]], source)
        frame[trait.value] = found["value"].to_numpy(float)
        frame[f"{trait.value}_year"] = pd.array(found["year"], dtype="Int64")
    return frame[
        [
            "organisation",
            "kind",
            *MEASURES,
            "group",
            "latitude",
            "longitude",
            *(f"{t}_year" for t in MEASURES),
        ]
    ]


def similar(
    code: str, features: pd.DataFrame, weights: Weights | None = None, n: int = NEAREST
) -> tuple[Similar, ...]:
    """The `n` places of the same kind most like `code`, nearest first, ties by code; fewer if there are few.

    The distance is the root of the weighted mean of squared differences. Residents (on the log scale: double
    is as far as half), age, income and education differ in spreads (IQR / 1.349 over the kind); another SKR
    group is one spread; kilometres are in the median distance between two places of the kind. What either
    place lacks is left out and the other weights count for more. The distance is the same both ways.
    Raises NotFound where `features` has no such place.
    """
    weights = weights or Weights()
    table = features.sort_values("organisation", ignore_index=True)
    found = np.flatnonzero(table["organisation"] == code)
    if not len(found):
        raise NotFound(f"no municipality or region has the code {code}")
    kind = table[table["kind"] == table["kind"].iloc[found[0]]].reset_index(drop=True)
    own = int(np.flatnonzero(kind["organisation"] == code)[0])
    counted = [trait for trait in Trait if weights.of(trait)]
    km = _kilometres(kind)
    apart = np.array([_differences(trait, kind, own, km) for trait in counted])
    weight = np.array([[weights.of(trait)] for trait in counted], dtype=float)
    there = np.isfinite(apart)
    total = np.where(there, weight, 0.0).sum(axis=0)
    squares = np.where(there, weight * apart**2, 0.0).sum(axis=0)
    distance = np.sqrt(squares / np.where(total > 0, total, np.nan))
    distance[own] = np.nan
    nearest = [place for place in np.argsort(distance, kind="stable") if np.isfinite(distance[place])][:n]
    # A trait brings two places together by how much less they differ in it than the typical other does.
    typical = statistics.median(np.delete(apart, own, axis=1).T ** 2)
    closer = weight * (typical[:, None] - apart**2)
    applies = [bool(kind[_COLUMN.get(trait, trait.value)].notna().any()) for trait in counted]
    result = []
    for place in nearest:
        ordered = [item for item in np.argsort(-closer[:, place], kind="stable") if there[item, place]]
        result.append(
            Similar(
                code=str(kind["organisation"].iloc[place]),
                distance=float(distance[place]),
                likenesses=tuple(
                    _likeness(counted[item], kind, own, place, apart[item, place], km) for item in ordered
                ),
                left_out=tuple(
                    trait
                    for trait, applied, is_there in zip(counted, applies, there[:, place], strict=True)
                    if applied and not is_there
                ),
            )
        )
    return tuple(result)


class Ranked(StrEnum):
    """What places are put in order by: the size of the gap, or a level."""

    GAP = "gap"
    WOMEN = "women"
    MEN = "men"
    TOTAL = "total"


class Unranked(StrEnum):
    """Why nobody can tell between which places in the order one lies."""

    NO_VALUE = "no_value"
    NO_COUNTS = "no_counts"
    SURVEY = "survey"


def rank_ranges(
    values: pd.DataFrame,
    indicator: Indicator,
    ranked: Ranked = Ranked.GAP,
    year: int | None = None,
    simulations: int = SIMULATIONS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Between which places in the order each organisation lies at 99 %: one row per organisation, by code.

    `values` are rows of the store's `values` (others than `indicator`'s are passed over). Columns:
    organisation, kind: str; year: int; low, high: Int64, 1 being first; of: int, how many of the kind
    are ranked; reason: Unranked or None.

    By GAP the first is nearest to equality: the smallest difference, whichever sex has more (so Askersund
    lies at about 217–286 of 290 in N00206, as in `pages.md`). By a level the first is the best where the
    indicator has a direction, else the highest. Ranked among its own kind, in `year` or else in the newest
    year that at least half of the kind have.

    Shares of people with counts: each sex's share is drawn `simulations` times from its Jeffreys posterior,
    Beta(numerator + ½, denominator − numerator + ½), and ranked each time; the range holds the middle 99 %
    of the ranks. Posts and days are all counted, so their places are facts and only ties make a range.
    Missing: NA where there is no value, no counts, or a survey (its counts are weighted; see `gaps`).
    Raises NotFound as `lines.by_year`.
    Source: Goldstein & Spiegelhalter (1996), JRSS A 159, 385–443; the prior: Brown, Cai & DasGupta
    (2001), Statistical Science 16, 101–133.
    """
    rows = by_year(values[values["indicator"] == indicator.id], [indicator])
    level = rows["gap" if ranked is Ranked.GAP else _LEVELS[ranked]].to_numpy(float)
    rows = rows.assign(level=level)[rows["kind"].isin(KINDS)]
    everyone = rows[["organisation", "kind"]].drop_duplicates().sort_values("organisation", ignore_index=True)
    years = _years_ranked(rows[rows["level"].notna()], everyone) if year is None else year
    table = everyone.assign(year=years).merge(rows, on=["organisation", "kind", "year"], how="left")
    results = [_ranked_kind(part, indicator, ranked, simulations, seed) for _, part in table.groupby("kind")]
    columns = ["organisation", "kind", "year", "low", "high", "of", "reason"]
    if not results:
        return pd.DataFrame(columns=columns)
    return pd.concat(results)[columns].sort_values("organisation", ignore_index=True)


def ranges_of(draws: Floats, confidence: float = statistics.CONFIDENCE) -> tuple[NDArray, NDArray]:
    """Lowest and highest rank of each column over the rows of `draws`, at `confidence`; 1 is the smallest.

    At most (1 − confidence) / 2 of the rows rank a column before its low, and as many after its high.
    Draws are continuous: what ties is put in column order.
    """
    simulations, size = draws.shape
    order = np.argsort(draws, axis=1, kind="stable")
    # How many rows put a column on each place, without ranking any row by itself.
    at = np.bincount((order * size + np.arange(size)).ravel(), minlength=size * size).reshape(size, size)
    until = at.cumsum(axis=1)
    tail = int(simulations * (1 - confidence) / 2 + 1e-9)
    return (until > tail).argmax(axis=1) + 1, (until >= simulations - tail).argmax(axis=1) + 1


_LEVELS = {Ranked.WOMEN: "women_shown", Ranked.MEN: "men_shown", Ranked.TOTAL: "total"}


def _ranked_kind(
    table: pd.DataFrame, indicator: Indicator, ranked: Ranked, simulations: int, seed: int
) -> pd.DataFrame:
    """`rank_ranges` for the organisations of one kind in one year, in the order of their codes."""
    level = table["level"].to_numpy(float)
    has_value = np.isfinite(level)
    share = indicator.shape is Shape.BY_SEX and indicator.unit == "%"
    reason = np.full(len(table), None, dtype=object)
    low, high = np.full(len(table), np.nan), np.full(len(table), np.nan)
    if indicator.counted is not None:
        usable = has_value
        # Shares that are equal on paper differ in their last binary digits.
        exact = np.round(_first_is_smallest(level[usable], indicator, ranked), 9)
        low[usable], high[usable] = rankdata(exact, "min"), rankdata(exact, "max")
    else:
        posteriors = _posteriors(table, ranked)
        usable = has_value & np.isfinite(posteriors).all(axis=(0, 1))
        usable &= share and indicator.measured is not Measured.SURVEY
        if usable.any():
            random = np.random.default_rng(seed)
            shares = [
                random.beta(a, b, (simulations, int(usable.sum()))) for a, b in posteriors[:, :, usable]
            ]
            drawn = shares[0] - shares[1] if ranked is Ranked.GAP else shares[0]
            low[usable], high[usable] = ranges_of(_first_is_smallest(drawn, indicator, ranked))
    reason[~usable] = Unranked.NO_COUNTS
    if indicator.measured is Measured.SURVEY:
        reason[~usable] = Unranked.SURVEY
    reason[~has_value] = Unranked.NO_VALUE
    return table.assign(
        low=pd.array(low, dtype="Int64"),
        high=pd.array(high, dtype="Int64"),
        of=int(usable.sum()),
        reason=pd.Series(reason, index=table.index, dtype=object),
    )


def _posteriors(table: pd.DataFrame, ranked: Ranked) -> Floats:
    """The parameters of the Beta posteriors: sexes needed × 2 × organisations; NaN without usable counts."""
    sexes = ("women", "men") if ranked is Ranked.GAP else (ranked.value,)
    counts = np.array([[table[f"{sex}_{part}"] for part in ("numerator", "denominator")] for sex in sexes])
    x, n = counts[:, 0].astype(float), counts[:, 1].astype(float)
    with np.errstate(invalid="ignore"):
        fits = (n > 0) & (x >= 0) & (x <= n)
    return np.where(fits[:, None], np.stack([x + 0.5, n - x + 0.5], axis=1), np.nan)


def _first_is_smallest(level: Floats, indicator: Indicator, ranked: Ranked) -> Floats:
    """Turned so that the smallest is the first in the order."""
    if ranked is Ranked.GAP:
        return np.abs(level)
    return level if indicator.direction is Direction.LOWER else -level


def _years_ranked(rows: pd.DataFrame, everyone: pd.DataFrame) -> pd.Series:
    """For each organisation the newest year that at least half of its kind have a row of; 0 without any."""
    sizes = everyone.groupby("kind").size()
    years = {kind: _newest_common(of_kind, sizes[kind]) for kind, of_kind in rows.groupby("kind")}
    return everyone["kind"].map(years).fillna(0).astype(int)


def _newest_common(rows: pd.DataFrame, size: int) -> int | None:
    """The newest year in which at least half of `size` organisations have a row; None without any."""
    counts = rows.groupby("year")["organisation"].nunique()
    years = counts.index[counts >= size / 2]
    return int(years.max()) if len(years) else None


def _long(known: pd.DataFrame, indicator: str, column: str) -> pd.DataFrame:
    """One indicator as organisation, year, value, without what is missing."""
    rows = known[(known["indicator"] == indicator) & known[column].notna()]
    return rows[["organisation", "year", column]].rename(columns={column: "value"})


def _with_own(residents: pd.DataFrame, places: list[Organisation], as_of_year: int | None) -> pd.DataFrame:
    """Residents by year, with the organisations' own numbers where there are no others."""
    have = set(residents["organisation"])
    own = [
        {"organisation": place.code, "year": place.population_year, "value": float(place.population)}
        for place in places
        if place.code not in have
        and place.population is not None
        and place.population_year is not None
        and (as_of_year is None or place.population_year <= as_of_year)
    ]
    return pd.concat([residents, pd.DataFrame(own)]) if own else residents


def _shares_of_elderly(frame: pd.DataFrame, residents: pd.DataFrame, elderly: pd.DataFrame) -> pd.DataFrame:
    """Per cent aged 65 and over by year: of municipalities, and of regions that lack none of theirs."""
    both = elderly.merge(residents, on=["organisation", "year"], suffixes=("_elderly", "_all"))
    municipalities = frame[frame["kind"] == OrganisationKind.MUNICIPALITY.value][["organisation", "county"]]
    both = both[both["value_all"] > 0].merge(municipalities, on="organisation")
    counties = both.groupby(["county", "year"], as_index=False).agg(
        value_elderly=("value_elderly", "sum"), value_all=("value_all", "sum"), n=("organisation", "size")
    )
    members = municipalities.groupby("county").size()
    counties = counties[counties["n"] == counties["county"].map(members)]
    regions = frame.loc[frame["kind"] == OrganisationKind.REGION.value, ["organisation", "county"]]
    shares = pd.concat([both, counties.merge(regions, on="county")])
    shares["value"] = 100 * shares["value_elderly"] / shares["value_all"]
    return shares[["organisation", "year", "value"]]


def _of_one_year(places: pd.DataFrame, source: pd.DataFrame) -> pd.DataFrame:
    """`value` and `year` of each place, row for row, from the newest year that half of its kind have."""
    rows = source.merge(places, on="organisation")
    years = {
        kind: _newest_common(rows[rows["kind"] == kind], len(of_kind))
        for kind, of_kind in places.groupby("kind")
    }
    chosen = rows[rows["year"] == rows["kind"].map(years)]
    return places[["organisation"]].merge(chosen[["organisation", "year", "value"]], how="left")


_COLUMN = {Trait.DISTANCE: "latitude"}
"""The column that says whether a place has a trait, where it is not named as the trait."""


def _differences(trait: Trait, kind: pd.DataFrame, own: int, km: Floats) -> Floats:
    """How far each place of the kind lies from one of them in a trait, in spreads; NaN where one lacks it."""
    if trait is Trait.DISTANCE:
        between = km[np.triu_indices(len(km), 1)]
        return _over(km[own], float(statistics.median(between)))
    if trait is Trait.GROUP:
        group = kind["group"]
        return np.where(group.notna() & pd.notna(group[own]), (group != group[own]) * 1.0, np.nan)
    level = kind[trait.value].to_numpy(float)
    if trait is Trait.POPULATION:
        level = np.log(np.where(level > 0, level, np.nan))
    # Where half the places are equal the quartiles meet, but the rest still differ.
    width = float(statistics.spread(level)) or float(np.nanmax(level) - np.nanmin(level))
    return _over(np.abs(level - level[own]), width)


def _over(differences: Floats, scale: float) -> Floats:
    """In units of `scale`; where all are equal, and the scale is zero, no two differ."""
    return differences / scale if scale else differences


def _kilometres(kind: pd.DataFrame) -> Floats:
    """Great-circle distance between each two places, by the haversine formula (Sinnott 1984)."""
    latitude, longitude = (np.radians(kind[name].to_numpy(float)) for name in ("latitude", "longitude"))
    half_north = np.sin((latitude[:, None] - latitude[None, :]) / 2) ** 2
    half_east = np.sin((longitude[:, None] - longitude[None, :]) / 2) ** 2
    across = half_north + np.cos(latitude)[:, None] * np.cos(latitude)[None, :] * half_east
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(across, 0.0, 1.0)))


def _likeness(trait: Trait, kind: pd.DataFrame, own: int, other: int, apart: float, km: Floats) -> Likeness:
    if trait is Trait.DISTANCE:
        return Apart(float(km[own, other]))
    if trait is Trait.GROUP:
        return Group(bool(apart == 0))
    return Figures(
        trait,
        own=float(kind[trait.value].iloc[own]),
        other=float(kind[trait.value].iloc[other]),
        year=int(kind[f"{trait.value}_year"].iloc[own]),
        about=bool(apart <= ABOUT),
    )
