"""The gap, its verdict and the change once more, slowly: loops and plain floats, after `design.md` §3.

Shares nothing with `benchmarking.gaps` and `benchmarking.statistics` but the indicator itself and the
words for verdicts, so that an error in one is not in the other.
"""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import NormalDist

from benchmarking.model import Indicator

Z = NormalDist().inv_cdf(0.995)


def missing(value) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def sides(row: dict, indicator: Indicator) -> tuple[float | None, float | None]:
    """What stands for women and for men."""
    shape = indicator.shape.value
    if shape in ("by_sex", "pair"):
        women, men = row["women"], row["men"]
        return (None if missing(women) else women, None if missing(men) else men)
    value = row["total"]
    if missing(value):
        return None, None
    if shape == "womens_share":
        return value, 100 - value
    if shape == "mens_share":
        return 100 - value, value
    return value, indicator.equality_point


def gap(row: dict, indicator: Indicator) -> float | None:
    women, men = sides(row, indicator)
    return None if women is None or men is None else women - men


def wilson(numerator: float, denominator: float) -> tuple[float, float]:
    share = numerator / denominator
    root = Z * math.sqrt(share * (1 - share) / denominator + Z * Z / (4 * denominator * denominator))
    below = 1 + Z * Z / denominator
    return (share + Z * Z / (2 * denominator) - root) / below, (
        share + Z * Z / (2 * denominator) + root
    ) / below


def newcombe(x1: float, n1: float, x2: float, n2: float) -> tuple[float, float]:
    (l1, u1), (l2, u2) = wilson(x1, n1), wilson(x2, n2)
    p1, p2 = x1 / n1, x2 / n2
    return p1 - p2 - math.hypot(p1 - l1, u2 - p2), p1 - p2 + math.hypot(u1 - p1, p2 - l2)


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def limits(values: list[float]) -> tuple[float, float, float]:
    moving = mean([abs(b - a) for a, b in pairwise(values)])
    return mean(values) - 2.66 * moving, mean(values) + 2.66 * moving, moving


def kendall_p(values: list[float]) -> float:
    """Two-sided Mann–Kendall p: exact without ties, else normal with tie and continuity correction."""
    n = len(values)
    score = 0
    for i in range(n):
        for j in range(i + 1, n):
            score += (values[j] > values[i]) - (values[j] < values[i])
    groups = [values.count(value) for value in set(values)]
    if max(groups) == 1:
        ways = {0: 1}
        for size in range(2, n + 1):
            more: dict[int, int] = {}
            for inversions, count in ways.items():
                for extra in range(size):
                    more[inversions + extra] = more.get(inversions + extra, 0) + count
            ways = more
        greatest = n * (n - 1) // 2
        extreme = sum(
            count for inversions, count in ways.items() if abs(greatest - 2 * inversions) >= abs(score)
        )
        return extreme / math.factorial(n)
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in groups)) / 18
    if variance == 0:
        return 1.0
    return 2 * (1 - NormalDist().cdf(max(abs(score) - 1, 0) / math.sqrt(variance)))


def slope_sign(points: list[tuple[int, float]]) -> int:
    years, values = [t for t, _ in points], [x for _, x in points]
    top = sum((t - mean(years)) * (x - mean(values)) for t, x in points)
    return (top > 0) - (top < 0)


def assess(rows: list[dict], indicators: dict[str, Indicator]) -> dict[tuple[str, str], dict]:
    """For each (indicator, organisation): year, gap, verdict, basis, reason, number, low, high, typical, change."""
    lines: dict[tuple[str, str], list[dict]] = {}
    for row in rows:
        lines.setdefault((row["indicator"], row["organisation"]), []).append(row)
    for line in lines.values():
        line.sort(key=lambda row: row["year"])
    result = {}
    for key, line in lines.items():
        indicator = indicators[key[0]]
        found = verdict(line, indicator)
        others = [
            other
            for (name, _), other in lines.items()
            if name == key[0] and other[0]["kind"] == line[0]["kind"]
        ]
        found |= places(found, others, indicator)
        found["change_verdict"] = change(found, line, others, indicator)
        result[key] = found
    return result


def verdict(line: list[dict], indicator: Indicator) -> dict:
    newest = line[-1]
    two = indicator.shape.value in ("by_sex", "pair")
    marks = ("women_missing", "men_missing") if two else ("total_missing",)
    women, men = sides(newest, indicator)
    found = {"year": newest["year"], "gap": None, "verdict": "not_compared", "basis": None, "reason": None}
    found |= {"number": None, "low": None, "high": None, "comparable": [], "all": 0}
    with_gap = [row for row in line if gap(row, indicator) is not None]
    if any(newest[mark] == "suppressed" for mark in marks):
        found["reason"] = "suppressed"
    elif two and women is None and men is not None:
        found["reason"] = "missing_women"
    elif two and men is None and women is not None:
        found["reason"] = "missing_men"
    elif not with_gap:
        found["reason"] = "missing_value"
    blocked = found["reason"] is not None
    if not blocked:
        newest = with_gap[-1]
        found["year"], found["gap"] = newest["year"], gap(newest, indicator)
    starts = [year for year in indicator.breaks if year <= found["year"]]
    since = max(starts) if starts else -math.inf
    points = [(row["year"], gap(row, indicator)) for row in with_gap if since <= row["year"] <= found["year"]]
    found["comparable"] = points
    found["all"] = len([row for row in with_gap if row["year"] <= found["year"]])
    if indicator.role.value == "background":
        found["reason"] = "background"
        return found
    if blocked:
        return found
    return found | decide(newest, found["gap"], points, found["all"], max(starts, default=0), indicator)


def decide(
    row: dict, size: float, points: list[tuple[int, float]], total: int, since: int, indicator: Indicator
) -> dict:
    direction = "women_higher" if size > 0 else "men_higher" if size < 0 else "no_certain"
    if indicator.counted is not None and indicator.shape.value in ("womens_share", "mens_share"):
        if indicator.counted.value == "posts":
            share, held, seats = row["total"], row["total_numerator"], row["total_denominator"]
            even = 40 - 1e-9 <= share <= 60 + 1e-9
            if not missing(held) and not missing(seats):
                even = even or (abs(held - seats / 2) <= 1 and 1 <= held <= seats - 1)
        else:
            even = round(size * 10**indicator.decimals) == 0
        return {"verdict": "even" if even else direction, "basis": "counted"}
    measured = indicator.measured.value
    counts = [row[f"{sex}_{part}"] for sex in ("women", "men") for part in ("numerator", "denominator")]
    countable = indicator.shape.value == "by_sex" and indicator.unit == "%" and measured != "survey"
    if countable and not any(missing(part) for part in counts):
        x1, n1, x2, n2 = counts
        if n1 <= 0 or n2 <= 0:
            return {"verdict": "cannot_tell", "reason": "no_counts"}
        if 0 <= x1 <= n1 and 0 <= x2 <= n2:
            low, high = (100 * end for end in newcombe(x1, n1, x2, n2))
            found = {"low": low, "high": high}
            if low > 0:
                return found | {"verdict": "women_higher", "basis": "certain"}
            if high < 0:
                return found | {"verdict": "men_higher", "basis": "certain"}
            return found | {"verdict": "no_certain"}
    if measured != "yearly":
        return {"verdict": "cannot_tell", "reason": measured}
    if len(points) < 8:
        if total > len(points):
            return {"verdict": "cannot_tell", "reason": "break", "number": since}
        return {"verdict": "cannot_tell", "reason": "few_years", "number": len(points)}
    low, high, moving = limits([value for _, value in points])
    if low > 0 and points[-1][1] > 2 * moving:
        return {"verdict": "women_higher", "basis": "lasting"}
    if high < 0 and points[-1][1] < -2 * moving:
        return {"verdict": "men_higher", "basis": "lasting"}
    return {"verdict": "no_certain"}


def places(found: dict, others: list[list[dict]], indicator: Indicator) -> dict:
    nothing = {"typical": None, "distance": None}
    gaps = [
        gap(row, indicator)
        for other in others
        for row in other
        if row["year"] == found["year"] and gap(row, indicator) is not None
    ]
    if len(gaps) < 5:
        return nothing
    typical = quantile(gaps, 0.5)
    spread = (quantile(gaps, 0.75) - quantile(gaps, 0.25)) / 1.349
    if found["gap"] is None or spread == 0:
        return nothing | {"typical": typical}
    return {"typical": typical, "distance": (found["gap"] - typical) / spread}


def change(found: dict, line: list[dict], others: list[list[dict]], indicator: Indicator) -> str:
    if found["verdict"] == "not_compared":
        return "not_compared"
    points = [(year, abs(value)) for year, value in found["comparable"]]
    if indicator.measured.value != "yearly" or len(points) < 8:
        return "cannot_tell"
    sizes = [
        {row["year"]: abs(gap(row, indicator)) for row in other if gap(row, indicator) is not None}
        for other in others
    ]
    calendar = sorted({year for other in sizes for year in other})
    path: dict[int, float | None] = {}
    previous = None
    for year in calendar:
        if sum(year in other for other in sizes) < 5:
            continue
        if previous is None or any(previous < at <= year for at in indicator.breaks):
            path[year] = 0.0
        else:
            steps = [other[year] - other[previous] for other in sizes if year in other and previous in other]
            known = path[previous] is not None and len(steps) >= 5
            path[year] = path[previous] + quantile(steps, 0.5) if known else None
        previous = year
    left = [(year, value - path[year]) for year, value in points if path.get(year) is not None]
    if len(left) < 8:
        return "cannot_tell"
    values = [value for _, value in left]
    low, high, _ = limits(values[:-1])
    side = (values[-1] > high) - (values[-1] < low)
    signs = {slope_sign(left)} | {slope_sign(left[:i] + left[i + 1 :]) for i in range(len(left))}
    if side == 0 or signs != {side} or kendall_p(values) >= 0.001:
        return "no_certain"
    first, last = points[0][0], points[-1][0]
    national = [other[last] - other[first] for other in sizes if first in other and last in other]
    if len(national) < 5:
        return "no_certain"
    against = (points[-1][1] - points[0][1]) - quantile(national, 0.5)
    if (against > 0) - (against < 0) != side:
        return "no_certain"
    return "wider" if side > 0 else "narrower"
