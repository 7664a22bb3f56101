"""Do mentees close the gaps that their own mentor had closed, more than those of any other mentor?

For every group and indicator two numbers: how much the mentor's gap had shrunk in the years before the round,
beside places that never took part, and how much more the group's gaps shrank than its comparators'. Within an
indicator both are counted from the mean of the round's groups, in spreads, so that what is common to all groups
says nothing. If a group closes what its mentor had closed, the two rise together. What is more than chance is
told by giving the groups each other's mentors, in every way or in 9 999.

SKR pairs near places when it can, and near places may change alike whoever mentors whom: a connection would not
by itself be the mentor's doing. Source of the test: Good (2005), Permutation, Parametric and Bootstrap Tests of
Hypotheses, 3rd ed., chapter 3; with the real arrangement counted as one, Phipson & Smyth (2010), Statistical
Applications in Genetics and Molecular Biology 9(1), article 39.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from benchmarking.effect.estimation import FEWEST_GROUPS, LEVEL_YEARS
from benchmarking.effect.rounds import Field, Panel, Result, panel_of
from benchmarking.model import MemberRole

Floats = NDArray[np.float64]

EVERY = 5_040
"""Arrangements up to which all are tried: seven groups'."""

DRAWN = 9_999
SEED = 20_150_528

CHANCE = 0.05
"""A p-value above this is told as chance."""


@dataclass(frozen=True, slots=True)
class Diffusion:
    """One round's answer. `correlation` between what mentors had closed and what their groups closed (−1 to 1), over
    `groups` groups and `indicators` indicators; `p` one-sided, of `arrangements` of mentors.

    Missing: NaN correlation and p with fewer than three groups that have a mentor with figures, or no indicator.
    """

    programme: str
    groups: int
    indicators: int
    correlation: float
    p: float
    arrangements: int

    @property
    def known(self) -> bool:
        return bool(np.isfinite(self.p))

    @property
    def more_than_chance(self) -> bool:
        return self.known and self.p <= CHANCE


def diffusion(programme: str, results: Mapping[tuple[str, str], Result], field: Field) -> Diffusion:
    """How a round's groups followed their mentors, over the indicators whose effect is estimated."""
    judged = [one for (round_, _), one in results.items() if round_ == programme and one.estimate is not None]
    mentors: dict[str, list[str]] = {}
    for member in field.memberships:
        if member.programme == programme and member.role is MemberRole.MENTOR:
            mentors.setdefault(member.team, []).append(member.organisation)
    teams = sorted({team for one in judged for team in one.groups} & mentors.keys())
    own, theirs = [], []
    for one in judged:
        if any(team not in one.groups for team in teams) or len(one.before) < 2 * LEVEL_YEARS:
            continue
        before = panel_of(field.indicators[one.indicator], one.kind, field)
        had_closed = [_mentors_closed(mentors[team], before, one, field) for team in teams]
        if not np.isfinite(had_closed).all():
            continue
        place = {team: at for at, team in enumerate(one.groups)}
        own.append(had_closed)
        theirs.append([one.estimate.groups[place[team]] for team in teams])
    if len(teams) < FEWEST_GROUPS or not own:
        return Diffusion(programme, len(teams), len(own), float("nan"), float("nan"), 0)
    correlation, p, tried = followed(np.array(own), np.array(theirs))
    return Diffusion(programme, len(teams), len(own), correlation, p, tried)


def followed(mentors: Floats, groups: Floats) -> tuple[float, float, int]:
    """Correlation, p-value and arrangements tried, from indicators × groups: what each group's mentor had closed and
    what the group closed. Columns of `mentors` are permuted whole, so a mentor keeps its indicators together."""
    a, b = _within(mentors), _within(groups)
    n = a.shape[1]
    # together[i, j]: mentor i's closing beside group j's, over all indicators.
    together = a.T @ b
    if factorial(n) <= EVERY:
        orders = np.array(list(permutations(range(n))))
    else:
        random = np.random.default_rng(SEED)
        orders = np.vstack([np.arange(n), [random.permutation(n) for _ in range(DRAWN)]])
    sums = together[orders, np.arange(n)].sum(axis=1)
    scale = np.sqrt(np.sum(a**2) * np.sum(b**2))
    if scale == 0:
        return 0.0, 1.0, len(orders)
    return float(sums[0] / scale), float(np.mean(sums >= sums[0] - 1e-12 * scale)), len(orders)


def _within(values: Floats) -> Floats:
    """Each indicator's values from their mean and in their own spreads; zero where they do not differ."""
    centred = values - values.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    return centred / np.where(spread > 0, spread, 1.0)


def _mentors_closed(codes: list[str], panel: Panel, result: Result, field: Field) -> float:
    """How much the gap of a group's mentors had shrunk, from the first three years before the round to the last
    three, more than the median of those that never took part: the mean over mentors with figures, else NaN."""
    columns = [panel.years.index(year) for year in result.before]
    gaps = panel.gaps[:, columns]
    change = gaps[:, -LEVEL_YEARS:].mean(axis=1) - gaps[:, :LEVEL_YEARS].mean(axis=1)
    direction = np.sign(gaps.mean(axis=1))
    never = np.array([code in field.never for code in panel.codes])
    row = {code: at for at, code in enumerate(panel.codes)}
    usual = np.nanmedian(change[never]) if np.isfinite(change[never]).any() else np.nan
    closed = [-direction[row[code]] * (change[row[code]] - usual) for code in codes if code in row]
    known = [one for one in closed if np.isfinite(one)]
    return float(np.mean(known)) if known else float("nan")
