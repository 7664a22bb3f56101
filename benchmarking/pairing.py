"""Who should guide whom in the next round: the best assignment for stated weights, with its reasons.

Pure. `evidence` holds what speaks for each mentor and participant, `propose` solves the assignment (a
mixed-integer programme, solved to optimality by HiGHS through scipy), and `alternatives` tells what would
change if a pair were not allowed or an aspect did not count. Reasons are claims; `wording.rounds` says them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarking import peers
from benchmarking.gaps import Basis, GapVerdict
from benchmarking.model import Indicator, Organisation, Role
from benchmarking.network import Edge

__all__ = [
    "ASPECTS",
    "Aspect",
    "Changed",
    "Groups",
    "Likely",
    "Pair",
    "Proposal",
    "Weights",
    "evidence",
    "propose",
    "without_aspect",
    "without_pair",
]

Floats = NDArray[np.float64]
Likely = Mapping[str, str]
"""Who guides whom: participant → mentor."""

FAR_KM = 300.0
"""From here on two places count as far apart: half a day by train or car one way."""

UNLIKE = 3.0
"""Spreads of likeness (`peers.similar`) from where two places count as wholly unlike."""

MOST_WEIGHT = 3


class Aspect(StrEnum):
    """What can speak for a pair. The values name the fields of `Weights`."""

    CLOSENESS = "closeness"
    STRUCTURE = "structure"
    GAPS = "gaps"
    THEME = "theme"
    TURN = "turn"


ASPECTS = tuple(Aspect)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each aspect counts: whole numbers from 0 (not at all) to 3.

    Closeness counts double by default: the network itself pairs nearby places first (FAQ of 30 November
    2021). Raises ValueError outside 0–3, or where nothing counts.
    """

    closeness: int = 2
    structure: int = 1
    gaps: int = 2
    theme: int = 1
    turn: int = 1

    def __post_init__(self) -> None:
        weights = [getattr(self, item.name) for item in fields(self)]
        if any(weight not in range(MOST_WEIGHT + 1) for weight in weights):
            raise ValueError(f"a weight is a whole number from 0 to {MOST_WEIGHT}: {weights}")
        if not any(weights):
            raise ValueError("at least one aspect must count")

    def of(self, aspect: Aspect) -> int:
        return int(getattr(self, aspect.value))


@dataclass(frozen=True, slots=True)
class Groups:
    """How many participants a mentor's group may have: two or three by the concept."""

    least: int = 2
    most: int = 3

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise ValueError(f"no group has from {self.least} to {self.most} participants")


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentor and one of its participants. `score` is 0–1 for the weights, with `locked` pairs as they are.

    `reasons` is the row of `evidence`, for `wording.rounds.reasons`.
    """

    mentor: str
    mentee: str
    score: float
    locked: bool
    km: float
    distance: float
    behind: int
    better: tuple[str, ...]
    theme: str
    theme_known: bool
    times: int
    guided_before: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """The best assignment. `total` is the sum of the pairs' scores; `unplaced` found no mentor."""

    pairs: tuple[Pair, ...]
    unplaced: tuple[str, ...]
    total: float

    @property
    def assigned(self) -> dict[str, str]:
        return {pair.mentee: pair.mentor for pair in self.pairs}


@dataclass(frozen=True, slots=True)
class Changed:
    """What would be otherwise: who goes to whom instead, None where nobody can guide it; `cost` in total score."""

    moved: tuple[tuple[str, str | None], ...]
    cost: float


def evidence(
    mentors: Iterable[str],
    mentees: Iterable[str],
    *,
    organisations: Mapping[str, Organisation],
    features: pd.DataFrame,
    assessed: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    themes: Mapping[str, str],
    times: Mapping[str, int],
    edges: Sequence[Edge] = (),
) -> pd.DataFrame:
    """What speaks for each pair: one row per (mentor, mentee), ordered by both codes.

    Columns: mentor, mentee; km (as the crow flies, NaN unknown); distance (`peers.similar`, spreads; NaN for
    different kinds); behind: in how many indicators with a gap worth talking about the mentee is known to
    have one and both are known; better: tuple of those where the mentor's gap is known too and is smaller by
    at least `notable`, the largest difference in spreads first; theme: the shared theme or "", theme_known;
    times: rounds as mentor before; guided_before: this very mentor has guided it.
    And each aspect as a score from 0 to 1, NaN where nothing is known: closeness 1 − km/300; structure
    1 − distance/3; gaps better/behind; theme 1 or 0; turn 1/(1 + times).
    `features` as `peers.features`, `assessed` as `gaps.assess`.
    """
    mentors, mentees = sorted(set(mentors)), sorted(set(mentees))
    known = set(features["organisation"])
    likeness = {
        mentee: {one.code: one.distance for one in peers.similar(mentee, features, n=len(features))}
        for mentee in mentees
        if mentee in known
    }
    of_place = _known_gaps(assessed, {*mentors, *mentees}, indicators)
    guided = {(edge.mentor, edge.mentee) for edge in edges}
    rows = []
    for mentor in mentors:
        for mentee in mentees:
            if mentor == mentee:
                continue
            km = _kilometres(organisations.get(mentor), organisations.get(mentee))
            distance = likeness.get(mentee, {}).get(mentor, np.nan)
            behind, better = _complementary(of_place.get(mentor, {}), of_place.get(mentee, {}), indicators)
            theme, theme_known = _theme(themes.get(mentor, ""), themes.get(mentee, ""))
            done = int(times.get(mentor, 0))
            rows.append(
                {
                    "mentor": mentor,
                    "mentee": mentee,
                    "km": km,
                    "distance": distance,
                    "behind": behind,
                    "better": better,
                    "theme_shared": theme,
                    "theme_known": theme_known,
                    "times": done,
                    "guided_before": (mentor, mentee) in guided,
                    Aspect.CLOSENESS.value: 1.0 - min(km, FAR_KM) / FAR_KM,
                    Aspect.STRUCTURE.value: 1.0 - min(distance, UNLIKE) / UNLIKE,
                    Aspect.GAPS.value: len(better) / behind if behind else np.nan,
                    Aspect.THEME.value: (1.0 if theme else 0.0) if theme_known else np.nan,
                    Aspect.TURN.value: 1.0 / (1 + done),
                }
            )
    columns = [
        *("mentor", "mentee", "km", "distance", "behind", "better", "theme_shared", "theme_known"),
        *("times", "guided_before", *(aspect.value for aspect in ASPECTS)),
    ]
    return pd.DataFrame(rows, columns=columns)


def scores(table: pd.DataFrame, weights: Weights) -> Floats:
    """The weighted mean of each row's known aspects, 0–1; 0 where nothing that counts is known."""
    values = table[[aspect.value for aspect in ASPECTS]].to_numpy(float)
    weight = np.array([weights.of(aspect) for aspect in ASPECTS], dtype=float)
    there = np.isfinite(values) & (weight > 0)
    total = (there * weight).sum(axis=1)
    summed = np.where(there, values * weight, 0.0).sum(axis=1)
    return np.divide(summed, total, out=np.zeros(len(table)), where=total > 0)


def propose(
    table: pd.DataFrame,
    weights: Weights | None = None,
    groups: Groups | None = None,
    *,
    capacity: Mapping[str, int] | None = None,
    locked: Likely | None = None,
    barred: Iterable[tuple[str, str]] = (),
) -> Proposal:
    """The assignment that places most participants and, of those, has the largest sum of scores.

    Every participant has one mentor; a mentor has no participant, or from `groups.least` to the smaller
    of `groups.most` and its `capacity` of them (locked ones are never too many or too few). `locked`
    pairs stand, whatever they score; `barred` ones never come. The same whatever the order of the rows.
    Raises ValueError for a locked pair that is not in `table` or is barred.
    """
    weights, groups = weights or Weights(), groups or Groups()
    locked, barred = dict(locked or {}), set(barred)
    ordered = table.sort_values(["mentor", "mentee"], ignore_index=True)
    score = scores(ordered, weights)
    mentors, mentees = sorted(set(ordered["mentor"])), sorted(set(ordered["mentee"]))
    pairs = list(zip(ordered["mentor"], ordered["mentee"], strict=True))
    for mentee, mentor in locked.items():
        if (mentor, mentee) not in pairs or (mentor, mentee) in barred:
            raise ValueError(f"{mentor} and {mentee} cannot be locked to each other")
    if not pairs:
        return Proposal((), tuple(mentees), 0.0)
    chosen = _solved(pairs, score, mentors, mentees, groups, capacity or {}, locked, barred)
    found = tuple(_pair(ordered.iloc[at], score[at], locked) for at in range(len(pairs)) if chosen[at])
    placed = {pair.mentee for pair in found}
    return Proposal(
        pairs=tuple(sorted(found, key=lambda pair: (pair.mentor, pair.mentee))),
        unplaced=tuple(mentee for mentee in mentees if mentee not in placed),
        total=float(sum(pair.score for pair in found)),
    )


def without_pair(proposal: Proposal, pair: Pair, table: pd.DataFrame, **given) -> Changed:
    """What would change if this pair were not allowed: `given` as in `propose`."""
    locked = dict(given.pop("locked", None) or {})
    if locked.get(pair.mentee) == pair.mentor:
        del locked[pair.mentee]
    barred = {*given.pop("barred", ()), (pair.mentor, pair.mentee)}
    other = propose(table, locked=locked, barred=barred, **given)
    return _changed(proposal, other)


def without_aspect(
    proposal: Proposal, aspect: Aspect, table: pd.DataFrame, weights: Weights, **given
) -> Changed:
    """What would change if this aspect did not count. Nothing does where no other aspect counts.

    The cost is 0: totals under different weights are not compared.
    """
    try:
        fewer = replace(weights, **{aspect.value: 0})
    except ValueError:
        return Changed((), 0.0)
    other = propose(table, fewer, **given)
    return replace(_changed(proposal, other), cost=0.0)


def _changed(proposal: Proposal, other: Proposal) -> Changed:
    before, after = proposal.assigned, other.assigned
    everyone = sorted({*before, *after})
    moved = tuple(
        (mentee, after.get(mentee)) for mentee in everyone if before.get(mentee) != after.get(mentee)
    )
    return Changed(moved, proposal.total - other.total)


def _solved(
    pairs: Sequence[tuple[str, str]],
    score: Floats,
    mentors: Sequence[str],
    mentees: Sequence[str],
    groups: Groups,
    capacity: Mapping[str, int],
    locked: Likely,
    barred: Iterable[tuple[str, str]],
) -> NDArray[np.bool_]:
    """Which pairs are chosen. Unknowns: one for each pair, then one for each mentor, whether it has a group."""
    barred = set(barred)
    count, leading = len(pairs), len(mentors)
    # More than any assignment can score together, so that nobody is left out for a better sum.
    placed = float(len(mentees)) + 1.0
    cost = -np.concatenate([score + placed, np.zeros(leading)])
    by_mentee = np.zeros((len(mentees), count + leading))
    by_mentor = np.zeros((leading, count + leading))
    for at, (mentor, mentee) in enumerate(pairs):
        by_mentee[mentees.index(mentee), at] = 1
        by_mentor[mentors.index(mentor), at] = 1
    most, least = by_mentor.copy(), by_mentor.copy()
    for at, mentor in enumerate(mentors):
        own = sum(guide == mentor for guide in locked.values())
        room = max(min(groups.most, capacity.get(mentor, groups.most)), own)
        most[at, count + at] = -room
        # A mentor with room for fewer than the least group may have that; so may a group that is locked.
        least[at, count + at] = -(min(groups.least, room) if not own else min(groups.least, own))
    upper = np.ones(count + leading)
    lower = np.zeros(count + leading)
    for at, (mentor, mentee) in enumerate(pairs):
        if locked.get(mentee) == mentor:
            lower[at] = 1
        elif (mentor, mentee) in barred or mentee in locked:
            upper[at] = 0
    for at, mentor in enumerate(mentors):
        if capacity.get(mentor, groups.most) <= 0 and mentor not in locked.values():
            upper[count + at] = 0
    solution = milp(
        cost,
        integrality=np.ones(count + leading),
        bounds=Bounds(lower, upper),
        constraints=[
            LinearConstraint(by_mentee, -np.inf, 1),
            LinearConstraint(most, -np.inf, 0),
            LinearConstraint(least, 0, np.inf),
        ],
        options={"mip_rel_gap": 0.0},
    )
    if solution.x is None:
        raise ValueError(f"no assignment holds: {solution.message}")
    return np.round(solution.x[:count]).astype(bool)


def _pair(row: pd.Series, score: float, locked: Likely) -> Pair:
    return Pair(
        mentor=row["mentor"],
        mentee=row["mentee"],
        score=float(score),
        locked=locked.get(row["mentee"]) == row["mentor"],
        km=float(row["km"]),
        distance=float(row["distance"]),
        behind=int(row["behind"]),
        better=tuple(row["better"]),
        theme=row["theme_shared"],
        theme_known=bool(row["theme_known"]),
        times=int(row["times"]),
        guided_before=bool(row["guided_before"]),
    )


def _kilometres(one: Organisation | None, other: Organisation | None) -> float:
    if one is None or other is None:
        return float("nan")
    places = [one.latitude, one.longitude, other.latitude, other.longitude]
    if any(place is None for place in places):
        return float("nan")
    lat1, lon1, lat2, lon2 = np.radians(np.array(places, dtype=float))
    # The haversine formula.
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return float(2 * peers.EARTH_KM * np.arcsin(np.sqrt(half)))


def _theme(one: str, other: str) -> tuple[str, bool]:
    """The theme both have named, as the participant wrote it; whether both have named any."""
    known = bool(one.strip() and other.strip())
    same = known and one.strip().casefold() == other.strip().casefold()
    return (other.strip() if same else ""), known


Gap = tuple[float, int, bool, bool, float]
"""Gap in the indicator's unit, its year, whether it is uneven and worth talking about, even, and the spread."""


def _known_gaps(
    assessed: pd.DataFrame, codes: set[str], indicators: Mapping[str, Indicator]
) -> dict[str, dict[str, Gap]]:
    """Each place's gaps that are known (counted, certain or lasting), by place and indicator."""
    known = assessed[
        assessed["organisation"].isin(sorted(codes))
        & assessed["basis"].isin([basis.value for basis in Basis])
        & (assessed["role"] == Role.GAP.value)
    ]
    found: dict[str, dict[str, Gap]] = {}
    for row in known.itertuples(index=False):
        uneven = row.verdict in (GapVerdict.WOMEN_HIGHER, GapVerdict.MEN_HIGHER)
        found.setdefault(row.organisation, {})[row.indicator] = (
            float(row.gap),
            int(row.year),
            bool(uneven and row.notable_size),
            row.verdict == GapVerdict.EVEN,
            float(row.spread) if row.spread and row.spread > 0 else float("nan"),
        )
    return found


def _complementary(
    mentor: Mapping[str, Gap], mentee: Mapping[str, Gap], indicators: Mapping[str, Indicator]
) -> tuple[int, tuple[str, ...]]:
    """In how many indicators the mentee is behind and both are known, and those where the mentor is better."""
    behind = [one for one, gap in mentee.items() if gap[2] and one in mentor and mentor[one][1] == gap[1]]
    better: dict[str, float] = {}
    for one in behind:
        smaller = abs(mentee[one][0]) - abs(mentor[one][0])
        notable = indicators[one].notable or 0.0
        if smaller > 0 and smaller >= notable:
            better[one] = smaller / mentee[one][4] if np.isfinite(mentee[one][4]) else 0.0
    return len(behind), tuple(sorted(better, key=lambda one: (-better[one], one)))
