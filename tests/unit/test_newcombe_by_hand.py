"""Newcombe's interval for Fagersta and Malmö, worked out by hand from the counts in `data/`.

In full for Fagersta's full-time posts (N00206, 2022): 959 of 1 102 women and 236 of 268 men, at 99 %.

    z = 2.575829, z² = 6.634897
    women   p₁ = 959/1102 = 0.870236
            centre (p₁ + z²/2n) / (1 + z²/n) = (0.870236 + 0.003010) / 1.006021 = 0.868020
            half   z √(p₁(1−p₁)/n + z²/4n²) / (1 + z²/n) = 2.575829 × √(0.00010248 + 0.00000137) / 1.006021 = 0.026091
            Wilson 0.841929 to 0.894111
    men     p₂ = 236/268 = 0.880597
            centre (0.880597 + 0.012379) / 1.024757 = 0.871402
            half   2.575829 × √(0.00039233 + 0.00002310 × 6.634897) / 1.024757 = 0.051232
            Wilson 0.820170 to 0.922635
    gap     p₁ − p₂ = −0.010361
            low    −0.010361 − √((0.870236 − 0.841929)² + (0.922635 − 0.880597)²)
                 = −0.010361 − √(0.00080129 + 0.00176714) = −0.010361 − 0.050680 = −0.061041
            high   −0.010361 + √((0.894111 − 0.870236)² + (0.880597 − 0.820170)²)
                 = −0.010361 + √(0.00057002 + 0.00365144) = −0.010361 + 0.064973 = +0.054612

So −6.1 to +5.5 percentage points: no certain difference. The others went the same way, and then through
statsmodels' `confint_proportions_2indep(method="newcomb")`, which gave the same to the last digit shown.
"""

from __future__ import annotations

import csv
import math

import pytest
from builders import DATA, VISITOR
from statsmodels.stats.proportion import confint_proportions_2indep

from benchmarking import gaps, statistics

FAGERSTA, MALMO = "1982", "1280"

# Indicator, organisation, newest year with counts of both sexes; counted and all women, counted and all men;
# the gap and the ends of its interval, percentage points.
BY_HAND = [
    ("N00206", FAGERSTA, 2022, (959, 1102, 236, 268), (-1.0361, -6.1041, 5.4612)),
    ("N00206", MALMO, 2022, (19870, 21226, 6949, 7395), (-0.3573, -1.1659, 0.5046)),
    ("N00209", FAGERSTA, 2021, (724, 975, 218, 256), (-10.8998, -17.0239, -3.4523)),
    ("N00209", MALMO, 2022, (15645, 19285, 6154, 7016), (-6.5886, -7.8097, -5.3221)),
    ("N20209", MALMO, 2022, (4417, 5722, 1500, 1827), (-4.9085, -7.5427, -2.1100)),
    ("N21701", FAGERSTA, 2022, (119, 1711, 83, 1483), (1.3582, -0.8934, 3.5726)),
    ("N21701", MALMO, 2022, (3027, 29801, 1666, 24360), (3.3183, 2.7028, 3.9309)),
]


@pytest.mark.parametrize(
    ("indicator", "organisation", "year", "counts", "told"), BY_HAND, ids=lambda one: str(one)[:6]
)
def test_the_interval_of_real_counts_is_the_one_worked_out_by_hand(
    indicator, organisation, year, counts, told
):
    rows = _rows(indicator, organisation)
    newest = max((row for row in rows if row["women_denominator"]), key=lambda row: int(row["year"]))
    names = ("women_numerator", "women_denominator", "men_numerator", "men_denominator")
    assert int(newest["year"]) == year
    assert tuple(int(float(newest[name])) for name in names) == counts
    low, high = statistics.newcombe(*counts)
    gap = counts[0] / counts[1] - counts[2] / counts[3]
    assert (100 * gap, 100 * float(low), 100 * float(high)) == pytest.approx(told, abs=6e-5)
    theirs = confint_proportions_2indep(*counts, method="newcomb", compare="diff", alpha=0.01)
    assert (float(low), float(high)) == pytest.approx(theirs, abs=1e-12)


def test_the_arithmetic_written_out_above_gives_the_numbers_it_says():
    z = 2.575829
    ends = []
    for x, n in ((959, 1102), (236, 268)):
        share, below = x / n, 1 + z**2 / n
        centre = (share + z**2 / (2 * n)) / below
        half = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / below
        ends.append((share, centre - half, centre + half))
    (p1, l1, u1), (p2, l2, u2) = ends
    assert (l1, u1, l2, u2) == pytest.approx((0.841929, 0.894111, 0.820170, 0.922635), abs=1e-6)
    assert p1 - p2 - math.hypot(p1 - l1, u2 - p2) == pytest.approx(-0.061041, abs=1e-6)
    assert p1 - p2 + math.hypot(u1 - p1, p2 - l2) == pytest.approx(0.054612, abs=1e-6)


def test_the_pages_get_the_same_intervals(full_store):
    indicators = {indicator.id: indicator for indicator in full_store.indicators(VISITOR)}
    assessed = gaps.assess(full_store.values(VISITOR), indicators).set_index(["indicator", "organisation"])
    for indicator, organisation, year, _, (gap, low, high) in BY_HAND:
        row = assessed.loc[indicator, organisation]
        if row["year"] != year:
            # Fagersta's newest share of full-time posts in 2022 came without its counts.
            assert (indicator, organisation) == ("N00209", FAGERSTA) and row[["low", "high"]].isna().all()
            continue
        assert tuple(row[["gap", "low", "high"]]) == pytest.approx((gap, low, high), abs=6e-5)
        sure = low > 0 or high < 0
        assert (row["verdict"] in ("women_higher", "men_higher")) == sure


def test_fagersta_has_no_counts_by_sex_in_care_and_so_no_interval(full_store):
    assert not any(row["women_denominator"] or row["men_denominator"] for row in _rows("N20209", FAGERSTA))
    indicators = {indicator.id: indicator for indicator in full_store.indicators(VISITOR)}
    assessed = gaps.assess(full_store.values(VISITOR), indicators).set_index(["indicator", "organisation"])
    row = assessed.loc["N20209", FAGERSTA]
    assert row[["low", "high"]].isna().all() and row["basis"] != "certain"


def _rows(indicator: str, organisation: str) -> list[dict[str, str]]:
    lines = (DATA / "figures" / f"{indicator}.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [row for row in rows if row["organisation"] == organisation]
