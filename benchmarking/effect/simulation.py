"""Networks that never were, with an effect that is known, to prove the estimator on before it is believed.

A simulated network has the places of the country (their county, size, position and structure are the
real ones), gaps that move as one indicator's real gaps do, and as many groups of as many members as one
real round. Its members are chosen *because* their gap was large: what is large this year is partly bad
luck, and shrinks by itself whatever the members do (regression to the mean). That is the trap that an
estimator of effects has to survive, so it is laid here before there is an estimator.

The gap of place i in county c in year t is

    country(t) + level(i) + slope(i)·(t − middle) + size(i)·[√share·C(c, t) + √(1 − share)·E(i, t)]

where C and E are standard AR(1) processes with the same autocorrelation. `moments` estimates every part
from the real figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LONGEST_LAG = 6
"""Years apart up to which two values of a place are compared when autocorrelation is estimated."""

AUTOCORRELATIONS = np.linspace(0.0, 0.95, 39)

LARGEST_SHARE = 1 / 3
"""Members are drawn from the third of the places whose gap is largest."""


class Chosen(StrEnum):
    """What "because their gap was large" means: the one figure known last, a mean, or what lies behind.

    NEWEST is the hardest: the last figure before the round, which carries that year's luck whole. MEAN is
    of the three last. LASTING is the level that nobody sees; no luck is chosen, but a comparator with the
    same figures has a lower level, and it is the comparators that regress.
    """

    NEWEST = "newest"
    MEAN = "mean"
    LASTING = "lasting"


@dataclass(frozen=True, slots=True)
class Places:
    """The country's places, one row each: `county` (0, 1, …), `residents`, `position` (kilometres, n × 2),
    `structure` (n × traits, standardised, no missing) and `closed`: took part in some other round."""

    county: Ints
    residents: Floats
    position: Floats
    structure: Floats
    closed: Bools

    def __len__(self) -> int:
        return len(self.county)


@dataclass(frozen=True, slots=True)
class Moments:
    """How one indicator's gaps move, in its unit.

    `country`: its mean in each year; `levels`: what places lie above it over the years, without the luck;
    `slope`: standard deviation of places' own yearly drift; `autocorrelation` of the luck from year to
    year; `variance` of the luck that all have, and `variance_per_resident`, divided by residents: small
    places have more; `county_share`: how much of the luck (0–1) a county's places have in common.
    """

    country: Floats
    levels: Floats
    slope: float
    autocorrelation: float
    variance: float
    variance_per_resident: float
    county_share: float


@dataclass(frozen=True, slots=True)
class Shape:
    """A round as a simulation needs it: members in each group, and which columns of the years are before
    and after it. Columns between the two lie within the round."""

    groups: tuple[int, ...]
    before: Ints
    after: Ints


@dataclass(frozen=True, slots=True)
class Network:
    """One simulated network. `gaps` is places × years; `groups` are rows of it; `planted` is by how much
    the round made the gap of a group's members smaller, on average over groups, in the gap's unit."""

    gaps: Floats
    groups: tuple[Ints, ...]
    planted: float


def moments(gaps: Floats, residents: Floats, county: Ints) -> Moments:
    """What the real gaps (places × years, none missing, at least three years) say about how they move.

    Half the mean squared difference between values k years apart is σ²(1 − ρᵏ) + ½k²·s²: the luck and
    the drift tell themselves apart by how they grow with k, and no mean over few years is needed, which
    would bias ρ (Nickell 1981, Econometrica 49, 1417–1426). ρ is searched on a grid; σ² and s² are
    least squares that may not be negative. What a county has in common is the same with products of two
    places' differences. The part of σ² that falls with size is the same at one year's distance, regressed
    on 1 / residents. Real levels are shrunk to the variance that is left without luck and drift.
    Source: the variogram of longitudinal data, Diggle, Heagerty, Liang & Zeger (2002), Analysis of
    Longitudinal Data, 2nd ed., chapters 3 and 5.
    """
    country = gaps.mean(axis=0)
    apart = gaps - country
    years = apart.shape[1]
    lags = np.arange(1, min(LONGEST_LAG, years - 1) + 1)
    grown = np.array([np.mean((apart[:, lag:] - apart[:, :-lag]) ** 2) / 2 for lag in lags])
    fits = [nnls(np.column_stack([1 - rho**lags, lags**2 / 2]), grown) for rho in AUTOCORRELATIONS]
    rho, ((variance, drift), _) = min(zip(AUTOCORRELATIONS, fits, strict=True), key=lambda fit: fit[1][1])

    yearly = np.mean(np.diff(apart, axis=1) ** 2, axis=1) / 2
    sizes = np.column_stack([np.ones(len(apart)), 1 / residents])
    # A mean of squares is led by a few small places; weighted by size they do not decide alone.
    weight = np.sqrt(residents / residents.mean())
    (common, small), _ = nnls(sizes * weight[:, None], yearly * weight)
    in_all = common + small * np.mean(1 / residents)
    # Where the years do not vary at all there is no luck to share out.
    factor = variance / in_all if in_all > 0 else 0.0

    level = apart.mean(axis=1)
    spread = np.var(level)
    kept = np.sqrt(max(spread - variance * _mean_variance(rho, years), 0.0) / spread) if spread > 0 else 0.0
    return Moments(
        country=country,
        levels=level * kept,
        slope=float(np.sqrt(drift)),
        autocorrelation=float(rho),
        variance=float(common * factor),
        variance_per_resident=float(small * factor),
        county_share=_county_share(apart, county, lags),
    )


def networks(
    places: Places,
    moments: Moments,
    shape: Shape,
    count: int,
    random: np.random.Generator,
    effect: float = 0.0,
    chosen: Chosen = Chosen.NEWEST,
) -> list[Network]:
    """`count` networks in which a round made its members' gaps smaller by `effect` spreads.

    A spread is the standard deviation, over all places, of the mean gap before the round. A group's own
    effect is drawn round the planted one with half of it as standard deviation, and stands whole from the
    first year after. It makes the gap smaller in the direction that a member's gap had before the round.
    """
    gaps, levels = _gaps(places, moments, count, random)
    before = gaps[:, :, shape.before]
    lasting = before.mean(axis=2)
    large = {
        Chosen.NEWEST: before[:, :, -1],
        Chosen.MEAN: before[:, :, -3:].mean(axis=2),
        Chosen.LASTING: levels + moments.country[shape.before].mean(),
    }[chosen]
    planted = effect * float(lasting.std(axis=1).mean())
    result = []
    for network in range(count):
        groups = choose(places, np.abs(large[network]), shape.groups, random)
        own = gaps[network]
        for members in groups:
            closed = planted * (1 + 0.5 * random.standard_normal())
            own[np.ix_(members, shape.after)] -= closed * np.sign(lasting[network, members])[:, None]
        result.append(Network(own, groups, planted))
    return result


def _gaps(places: Places, moments: Moments, count: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Gaps, networks × places × years, and the levels behind them, networks × places."""
    n, years = len(places), len(moments.country)
    levels = random.choice(moments.levels, (count, n))
    slopes = moments.slope * random.standard_normal((count, n))
    size = np.sqrt(moments.variance + moments.variance_per_resident / places.residents)
    counties = int(places.county.max()) + 1
    common = _autoregressive(random.standard_normal((count, counties, years)), moments.autocorrelation)
    own = _autoregressive(random.standard_normal((count, n, years)), moments.autocorrelation)
    share = moments.county_share
    luck = np.sqrt(share) * common[:, places.county] + np.sqrt(1 - share) * own
    drift = slopes[:, :, None] * (np.arange(years) - (years - 1) / 2)
    return moments.country + levels[:, :, None] + drift + size[:, None] * luck, levels


def _autoregressive(shocks: Floats, rho: float) -> Floats:
    """Standard AR(1) along the last axis, stationary from its first value."""
    values = shocks.copy()
    for year in range(1, shocks.shape[-1]):
        values[..., year] = rho * values[..., year - 1] + np.sqrt(1 - rho**2) * shocks[..., year]
    return values


def choose(
    places: Places, large: Floats, sizes: tuple[int, ...], random: np.random.Generator
) -> tuple[Ints, ...]:
    """Groups of neighbours among the places whose gap is largest and that no other round has taken."""
    may = ~places.closed
    limit = np.quantile(large[may], 1 - LARGEST_SHARE)
    left = may & (large >= limit)
    groups = []
    for size in sizes:
        first = random.choice(np.flatnonzero(left))
        away = np.linalg.norm(places.position - places.position[first], axis=1)
        members = np.argsort(np.where(left, away, np.inf), kind="stable")[:size]
        left[members] = False
        groups.append(np.sort(members))
    return tuple(groups)


def _mean_variance(rho: float, years: int) -> float:
    """The variance of the mean of `years` values of a standard AR(1) process."""
    lags = np.abs(np.subtract.outer(np.arange(years), np.arange(years)))
    return float(np.mean(rho**lags))


def _county_share(apart: Floats, county: Ints, lags: Ints) -> float:
    """How much of the change over some years two places of a county share: covariance over variance."""
    together, alone = 0.0, 0.0
    for lag in lags:
        change = apart[:, lag:] - apart[:, :-lag]
        inside = [change[county == one] for one in np.unique(county)]
        products = sum(np.sum(one.sum(axis=0) ** 2 - np.sum(one**2, axis=0)) for one in inside)
        pairs = sum(one.shape[1] * len(one) * (len(one) - 1) for one in inside)
        together += products / max(pairs, 1)
        alone += np.mean(change**2)
    return float(np.clip(together / alone, 0.0, 0.9)) if alone > 0 else 0.0
