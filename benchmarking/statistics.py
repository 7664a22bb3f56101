"""Intervals, process limits and trend tests as vectorised formulas, each with its source.

Everything takes numpy arrays (or what becomes one) and gives arrays back; nothing here knows what
an indicator is. A `series` is 2-D: one row per series, one column per year (at least one) in rising
order, NaN where there is no value. What may be tested, and what the answer is called, `gaps` decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CONFIDENCE = 0.99
"""Of every interval in the product. 99 and not 95 %: a page shows some fifty gaps at once."""

FEWEST_YEARS = 8
"""Yearly values needed before limits are drawn (`design.md` §3): fewer make them loose or lucky."""

MOVING_RANGE_FACTOR = 2.66
"""3 / 1.128: three sigma, 1.128 being the mean range of two normal values (Shewhart 1931; Wheeler 1993)."""

# A gap that has drifted to equality keeps a mean far from it, and limits round the mean would call
# it lasting for years after it closed. So the newest value must itself lie this many mean moving
# ranges from equality: the smallest round number for which `false_alarms` stays below 2 % on drift.
NEWEST_RANGES = 2.0

# At the usual 0.01 the two change tests together raise 3.5 % false alarms on three-year means. 0.001
# gives 1.6 %, and keeps far more power than wider limits would (`false_alarms`; the method page).
CHANGE_LEVEL = 0.001

FALSE_ALARM_CEILING = 0.02
"""No test of ours may call out more often than this where there is nothing (`design.md` §3)."""

# The exact distribution of Kendall's S is used up to here; above it the normal one is as good.
_EXACT_UP_TO = 40


def wilson(
    numerator: ArrayLike, denominator: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[Floats, Floats]:
    """Low and high end of a share (0–1) by Wilson's score interval.

    Missing: NaN where the denominator is zero or missing, or the numerator lies outside 0–denominator.
    Source: Wilson (1927), JASA 22, 209–212; Newcombe (1998a), Statistics in Medicine 17, 857–872, method 3.
    """
    x, n = _counts(numerator, denominator)
    z = norm.isf((1 - confidence) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = x / n
        middle = share + z**2 / (2 * n)
        half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        low, high = (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)
    # At 0 and n the formula is exact but its rounding error is not; a share never leaves 0–1.
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)


def newcombe(
    numerator: ArrayLike,
    denominator: ArrayLike,
    other_numerator: ArrayLike,
    other_denominator: ArrayLike,
    confidence: float = CONFIDENCE,
) -> tuple[Floats, Floats]:
    """Low and high end of the difference between two shares (first − other, −1 to 1).

    Missing: NaN where `wilson` gives NaN for either share.
    Source: Newcombe (1998b), Statistics in Medicine 17, 873–890, method 10 (hybrid score).
    """
    x1, n1 = _counts(numerator, denominator)
    x2, n2 = _counts(other_numerator, other_denominator)
    low1, high1 = wilson(x1, n1, confidence)
    low2, high2 = wilson(x2, n2, confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        p1, p2 = x1 / n1, x2 / n2
        low = (p1 - p2) - np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
        high = (p1 - p2) + np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return low, high


def katz_log_ratio(
    numerator: ArrayLike,
    denominator: ArrayLike,
    other_numerator: ArrayLike,
    other_denominator: ArrayLike,
    confidence: float = CONFIDENCE,
) -> tuple[Floats, Floats]:
    """Low and high end of the ratio between two shares (first / other), symmetric on the log scale.

    Missing: NaN where a numerator or denominator is zero or missing: undefined, never infinite.
    Source: Katz, Baptista, Azen & Pike (1978), Biometrics 34, 469–474.
    """
    x1, n1 = _counts(numerator, denominator)
    x2, n2 = _counts(other_numerator, other_denominator)
    x1, x2 = np.where(x1 > 0, x1, np.nan), np.where(x2 > 0, x2, np.nan)
    z = norm.isf((1 - confidence) / 2)
    ratio = (x1 / n1) / (x2 / n2)
    error = np.sqrt(np.maximum(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2, 0.0))
    return ratio * np.exp(-z * error), ratio * np.exp(z * error)


def people_behind(
    women_numerator: ArrayLike,
    women_denominator: ArrayLike,
    men_numerator: ArrayLike,
    men_denominator: ArrayLike,
) -> Floats:
    """How many more women had been counted at men's rate: whole persons; negative: women's rate is higher.

    (men's share − women's share) × women's denominator, rounded half to even.
    Missing: NaN where a share is undefined.
    """
    x1, n1 = _counts(women_numerator, women_denominator)
    x2, n2 = _counts(men_numerator, men_denominator)
    # Adding zero turns the −0.0 of a rounded tiny negative into plain 0.
    return np.round((x2 / n2 - x1 / n1) * n1) + 0.0


def process_limits(series: ArrayLike) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Natural process limits of each series (XmR chart) and how many values they rest on.

    Mean ± 2.66 × mean moving range, the ranges taken between each value and the one before it that
    exists, so a missing year makes one range, not two holes.
    Missing: NaN limits where a series has fewer than two values.
    Source: Shewhart (1931); Wheeler, Understanding Variation (1993).
    """
    values, _ = _left_aligned(series)
    n = np.isfinite(values).sum(axis=1)
    enough = n >= 2
    ranges = np.abs(np.diff(values, axis=1))
    mean = _over(np.nansum(values, axis=1), np.where(enough, n, 0))
    half = MOVING_RANGE_FACTOR * _over(np.nansum(ranges, axis=1), np.where(enough, n - 1, 0))
    return mean - half, mean + half, n


def lasting(series: ArrayLike) -> NDArray[np.int64]:
    """Whether each yearly series lies lastingly on one side of zero: 1 above, −1 below, 0 not shown.

    On at least eight values: the process limits exclude zero, and the newest value lies on the same
    side at least `NEWEST_RANGES` mean moving ranges from it.
    Source: `design.md` §3, point 4; the demand on the newest value is ours, see `NEWEST_RANGES`.
    """
    values, _ = _left_aligned(series)
    low, high, n = process_limits(values)
    reach = (high - low) / 2 / MOVING_RANGE_FACTOR * NEWEST_RANGES
    newest = _last(values, n)
    with np.errstate(invalid="ignore"):
        above = (n >= FEWEST_YEARS) & (low > 0) & (newest > reach)
        below = (n >= FEWEST_YEARS) & (high < 0) & (newest < -reach)
    return above.astype(np.int64) - below.astype(np.int64)


def changed(series: ArrayLike) -> NDArray[np.int64]:
    """Whether each series has moved beyond what it usually varies: 1 upwards, −1 downwards, 0 not shown.

    Give it series with the common development taken away (`common_path`). Three demands, on at
    least eight values: the newest lies outside the process limits of the years before it; the
    Mann–Kendall test of all years has p < `CHANGE_LEVEL`; the slope keeps its sign whichever year is
    left out. Limits alone call out 12 % of stationary three-year means, the trend test alone 10 %.
    """
    values, _ = _left_aligned(series)
    n = np.isfinite(values).sum(axis=1)
    before = values.copy()
    rows = np.arange(len(values))
    has_any = n > 0
    before[rows[has_any], n[has_any] - 1] = np.nan
    low, high, _ = process_limits(before)
    newest = _last(values, n)
    with np.errstate(invalid="ignore"):
        up, down = newest > high, newest < low
    candidate = (n >= FEWEST_YEARS) & (up | down)
    answer = np.zeros(len(values), dtype=np.int64)
    if candidate.any():
        # The trend test is the dear one, so only series outside their limits meet it.
        picked = np.asarray(series, dtype=float)[candidate]
        slope = ols_slope(picked)
        trend = (mann_kendall(picked) < CHANGE_LEVEL) & slope_keeps_sign_when_any_left_out(picked)
        side = up[candidate].astype(np.int64) - down[candidate].astype(np.int64)
        answer[candidate] = np.where(trend & (np.sign(slope) == side), side, 0)
    return answer


def common_path(series: ArrayLike, regime: ArrayLike | None = None, fewest: int = 1) -> Floats:
    """What all series have in common: their cumulated median change from year to year, one value per column.

    The change between two columns is the median over the series with a value in both, taken between
    neighbouring columns that at least `fewest` series reach. `regime` (one number per column) says
    where a new measure begins: no change is counted from one regime to the next.
    Missing: NaN in columns that fewer than `fewest` series reach, or where too few bridge the step.
    """
    values = np.asarray(series, dtype=float)
    years = values.shape[1]
    regimes = np.zeros(years) if regime is None else np.asarray(regime)
    path = np.full(years, np.nan)
    previous: int | None = None
    for year in np.flatnonzero(np.isfinite(values).sum(axis=0) >= fewest):
        if previous is None or regimes[previous] != regimes[year]:
            path[year] = 0.0
        else:
            steps = values[:, year] - values[:, previous]
            steps = steps[np.isfinite(steps)]
            path[year] = path[previous] + np.median(steps) if len(steps) >= fewest else np.nan
        previous = int(year)
    return path


def mann_kendall(series: ArrayLike) -> Floats:
    """Two-sided p of no monotone trend, for each series.

    Exact where a series has no ties and at most 40 values; else normal, with the variance corrected for
    ties and S for continuity.
    Missing: NaN with fewer than three values, or where all values are equal.
    Source: Mann (1945), Econometrica 13, 245–259; Kendall, Rank Correlation Methods (1975).
    """
    values = np.asarray(series, dtype=float)
    n = np.isfinite(values).sum(axis=1)
    score = np.zeros(len(values))
    tied = np.zeros(len(values), dtype=bool)
    for first in range(values.shape[1] - 1):
        signs = np.sign(values[:, first + 1 :] - values[:, [first]])
        score += np.nansum(signs, axis=1)
        tied |= (signs == 0).any(axis=1)
    p = np.full(len(values), np.nan)
    exact = ~tied & (n >= 3) & (n <= _EXACT_UP_TO)
    for size in np.unique(n[exact]):
        chosen = exact & (n == size)
        p[chosen] = _kendall_tail(int(size))[np.abs(score[chosen]).astype(int)]
    normal = ~exact & (n >= 3)
    if normal.any():
        variance = (n * (n - 1) * (2 * n + 5))[normal] / 18 - _tie_term(values[normal]) / 18
        with np.errstate(invalid="ignore", divide="ignore"):
            z = np.maximum(np.abs(score[normal]) - 1, 0) / np.sqrt(variance)
        p[normal] = np.where(variance > 0, 2 * norm.sf(z), np.nan)
    return p


def ols_slope(series: ArrayLike) -> Floats:
    """Least-squares slope of each series, in its unit per column (year). NaN with fewer than two values."""
    return _slope(*_moments(_from_zero(series)))


def slope_keeps_sign_when_any_left_out(series: ArrayLike) -> Bools:
    """True where the least-squares slope is not zero and keeps its sign whichever single year is left out.

    False with fewer than three values.
    """
    values = _from_zero(series)
    sums = _moments(values)
    sign = np.sign(_slope(*sums))
    there = np.isfinite(values)
    keeps = (there.sum(axis=1) >= 3) & (np.abs(sign) == 1)
    for year in range(values.shape[1]):
        x = np.where(there[:, year], values[:, year], 0.0)
        one = there[:, year].astype(float)
        less = tuple(
            total - part
            for total, part in zip(sums, (one, one * year, one * year**2, x, x * year), strict=True)
        )
        keeps &= np.sign(_slope(*less)) == sign
    return keeps


def mean(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """The mean of what is not missing, weighted where `weights` are given (a missing weight drops its value).

    NaN where nothing is left or the weights sum to zero.
    """
    x = np.asarray(values, dtype=float)
    w = np.ones_like(x) if weights is None else np.asarray(weights, dtype=float)
    there = np.isfinite(x) & np.isfinite(w)
    total = w[there].sum()
    return float((x[there] * w[there]).sum() / total) if total > 0 else float("nan")


def quantile(values: ArrayLike, share: float) -> Floats:
    """The quantile (0–1) along the first axis, leaving missing values out; NaN where nothing is left.

    Linear between neighbours (Hyndman & Fan 1996, type 7: numpy's and Excel's default).
    """
    x = np.sort(np.asarray(values, dtype=float), axis=0)
    if len(x) == 0:
        return np.full(x.shape[1:], np.nan)
    n = np.isfinite(x).sum(axis=0)
    place = share * np.maximum(n - 1, 0)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, np.maximum(n - 1, 0))
    low = np.take_along_axis(x, below[None, ...], axis=0)[0]
    high = np.take_along_axis(x, above[None, ...], axis=0)[0]
    return low + (place - below) * (high - low)


def median(values: ArrayLike) -> Floats:
    """The median along the first axis, leaving missing values out; NaN where nothing is left."""
    return quantile(values, 0.5)


def spread(values: ArrayLike) -> Floats:
    """The spread along the first axis: interquartile range / 1.349, which is σ for a normal distribution.

    A few odd municipalities do not move it. NaN where nothing is left; zero where the middle half is equal.
    """
    return (quantile(values, 0.75) - quantile(values, 0.25)) / 1.349


def mad(values: ArrayLike) -> Floats:
    """Median absolute deviation from the median along the first axis × 1.4826: σ of a normal distribution."""
    x = np.asarray(values, dtype=float)
    return 1.4826 * median(np.abs(x - median(x)))


def false_alarms(
    series: int = 10_000, years: Iterable[int] = range(8, 14), seed: int = 20_221_231
) -> pd.DataFrame:
    """How often our two tests call out where there is nothing, by simulation.

    One row per (process, years). Columns: process, years, gap, change (shares 0–1 of `series` simulated
    series that `lasting` and `changed` call). Processes, all with nothing to find:
    white: independent normal years round zero;
    autoregressive: AR(1) with 0.5;
    drift: white, and a common linear drift of half a standard deviation a year. For the gap it ends at
    equality in the newest year (near the slope that is hardest for the test); for the change it is taken
    away as `common_path`;
    moving_mean: means of three independent years.
    """
    random = np.random.default_rng(seed)
    rows = []
    for count in years:
        noise = random.standard_normal((series, count + 50))
        white = noise[:, -count:]
        drift = 0.5 * (np.arange(count) - (count - 1))
        cases = {
            "white": (white, white),
            "autoregressive": (_autoregressive(noise)[:, -count:],) * 2,
            "drift": (white + drift, white + drift - common_path(white + drift)),
            "moving_mean": ((noise[:, -count:] + noise[:, -count - 1 : -1] + noise[:, -count - 2 : -2]) / 3,)
            * 2,
        }
        for process, (gap, change) in cases.items():
            rows.append(
                {
                    "process": process,
                    "years": count,
                    "gap": float((lasting(gap) != 0).mean()),
                    "change": float((changed(change) != 0).mean()),
                }
            )
    return pd.DataFrame(rows).sort_values(["process", "years"], ignore_index=True)


def _autoregressive(noise: Floats, coefficient: float = 0.5) -> Floats:
    """AR(1) driven by `noise`, begun at zero; the caller drops the first columns."""
    result = noise.copy()
    for year in range(1, noise.shape[1]):
        result[:, year] += coefficient * result[:, year - 1]
    return result


def _counts(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Floats, Floats]:
    """Both as floats, NaN together where they cannot be a share."""
    x, n = np.broadcast_arrays(np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float))
    with np.errstate(invalid="ignore"):
        usable = (n > 0) & (x >= 0) & (x <= n)
    return np.where(usable, x, np.nan), np.where(usable, n, np.nan)


def _left_aligned(series: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    """Each row's values first, in order, then NaN; and the column each came from."""
    values = np.asarray(series, dtype=float)
    order = np.argsort(~np.isfinite(values), axis=1, kind="stable")
    return np.take_along_axis(values, order, axis=1), order


def _last(left_aligned: Floats, n: NDArray[np.int64]) -> Floats:
    """The newest value of each row; NaN for an empty row."""
    return left_aligned[np.arange(len(left_aligned)), np.maximum(n - 1, 0)]


def _over(numerator: Floats, denominator: ArrayLike) -> Floats:
    """A quotient that is NaN, without a warning, where the denominator is zero."""
    divisor = np.asarray(denominator, dtype=float)
    return numerator / np.where(divisor > 0, divisor, np.nan)


def _from_zero(series: ArrayLike) -> Floats:
    """Each row less its first value, so that sums of products keep their digits for large levels."""
    values = np.asarray(series, dtype=float)
    first = np.isfinite(values).argmax(axis=1)
    return values - values[np.arange(len(values)), first][:, None]


def _moments(values: Floats) -> tuple[Floats, ...]:
    """n, Σt, Σt², Σx and Σtx of each row, t being the column number."""
    there = np.isfinite(values)
    x = np.where(there, values, 0.0)
    t = np.arange(values.shape[1], dtype=float)
    one = there.astype(float)
    return one.sum(axis=1), one @ t, one @ t**2, x.sum(axis=1), x @ t


def _slope(n: Floats, t: Floats, tt: Floats, x: Floats, tx: Floats) -> Floats:
    """Least-squares slope from the sums; NaN where the years do not vary."""
    return _over(n * tx - t * x, n * tt - t**2)


@lru_cache(maxsize=64)
def _kendall_tail(n: int) -> Floats:
    """P(|S| ≥ s) at index s, for n untied values without a trend."""
    # The number of inversions in a random order of n is a sum of independent uniform 0..i−1, i = 1..n.
    inversions = np.array([1.0])
    for size in range(2, n + 1):
        inversions = np.convolve(inversions, np.full(size, 1 / size))
    greatest = n * (n - 1) // 2
    scores = np.abs(greatest - 2 * np.arange(greatest + 1))
    mass = np.bincount(scores, weights=inversions, minlength=greatest + 1)
    return np.minimum(np.cumsum(mass[::-1])[::-1], 1.0)


def _tie_term(values: Floats) -> Floats:
    """Σ t(t−1)(2t+5) over each row's groups of t equal values."""
    # Each member of a group adds its part, so the groups need not be found.
    size = (values[:, :, None] == values[:, None, :]).sum(axis=2)
    return np.where(size > 0, (size - 1) * (2 * size + 5), 0).sum(axis=1).astype(float)
