"""How often the interval is right: on simulated networks whose effect is known, and on rounds that never were.

`data/effect_proof.csv` holds what `proof` gives at full size; the method page shows it, and a test makes it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarking.effect.estimation import FEWEST_BEFORE, FEWEST_GROUPS, Ints, estimate
from benchmarking.effect.rounds import Field, kind_of, panel_of, span, structure_of, testable, window
from benchmarking.effect.simulation import (
    Chosen,
    Floats,
    Moments,
    Places,
    Shape,
    choose,
    moments,
    networks,
)
from benchmarking.model import MemberRole
from benchmarking.network import left_early

NETWORKS = 1_000
SEED = 20_190_207

EFFECTS = {"zero": 0.0, "small": 0.2, "large": 1.0}
"""Planted effects, in spreads of all places' gaps before the round."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One indicator as a round meets it: who there is, how its gaps move, and its real gaps (places × years,
    complete, with the real round's own members among the closed)."""

    indicator: str
    places: Places
    moments: Moments
    shape: Shape
    gaps: Floats


def cases(programme: str, field: Field) -> list[Case]:
    """Every indicator of a real round that has three groups and years enough, with groups as large as the round's."""
    round_ = field.programmes[programme]
    kind, years = kind_of(round_, field), span(round_)
    if kind is None or years is None:
        return []
    sizes: dict[str, int] = {}
    for member in field.memberships:
        place = field.organisations.get(member.organisation)
        if member.programme == programme and member.role is MemberRole.PARTICIPANT:
            counts = place is not None and place.kind is kind and not left_early(member, round_)
            sizes[member.team] = sizes.get(member.team, 0) + counts
    groups = tuple(size for _, size in sorted(sizes.items()) if size)
    if len(groups) < FEWEST_GROUPS:
        return []
    structure = structure_of(round_, kind, field)
    found = []
    for indicator in field.indicators.values():
        if not testable(indicator) or kind not in indicator.applies_to:
            continue
        panel = panel_of(indicator, kind, field)
        before, drawn, after = window(indicator, panel.years, *years)
        if len(before) < FEWEST_BEFORE or not after:
            continue
        columns = [panel.years.index(year) for year in drawn]
        whole = np.isfinite(panel.gaps[:, columns]).all(axis=1)
        codes = [code for code, kept in zip(panel.codes, whole, strict=True) if kept]
        places = _places(codes, structure, field)
        gaps = panel.gaps[whole][:, columns]
        shape = Shape(groups, _columns(drawn, before), _columns(drawn, after))
        found.append(Case(indicator.id, places, moments(gaps, places.residents, places.county), shape, gaps))
    return found


def coverage(
    cases: Sequence[Case],
    effect: float,
    count: int = NETWORKS,
    chosen: Chosen = Chosen.NEWEST,
    seed: int = SEED,
) -> tuple[int, int]:
    """In how many of `count` simulated networks the interval covers the planted effect, and in how many it excludes
    zero. The indicators take turns."""
    random = np.random.default_rng(seed)
    covered, flagged = 0, 0
    for case, share in zip(cases, _shares(count, len(cases)), strict=True):
        for made in networks(case.places, case.moments, case.shape, share, random, effect, chosen):
            closed = _estimated(case, made.gaps, made.groups)
            covered += closed.low <= made.planted <= closed.high
            flagged += closed.excludes_zero
    return covered, flagged


def placebos(cases: Sequence[Case], count: int = NETWORKS, seed: int = SEED) -> int:
    """How many of `count` rounds that never were have an interval that excludes zero, on the real figures.

    Their members are places that never took part, chosen as in `simulation.networks` because their gap was large
    the last year before the round.
    """
    random = np.random.default_rng(seed)
    flagged = 0
    for case, share in zip(cases, _shares(count, len(cases)), strict=True):
        large = np.abs(case.gaps[:, case.shape.before[-1]])
        for _ in range(share):
            groups = choose(case.places, large, case.shape.groups, random)
            flagged += _estimated(case, case.gaps, groups).excludes_zero
    return flagged


def proof(field: Field, programmes: Sequence[str], count: int = NETWORKS) -> pd.DataFrame:
    """One row for each round, choice of members and planted effect. Columns: round, chosen (`Chosen`), effect
    (zero, small, large, or placebo: real figures, no effect), networks, covered, flagged (int, of the networks)."""
    rows = []
    for programme in programmes:
        known = cases(programme, field)
        for chosen in Chosen:
            for name, effect in EFFECTS.items():
                # Each cell has networks of its own, so that twelve answers are not one answer twelve times.
                seed = SEED + len(rows)
                rows.append(
                    (programme, chosen.value, name, count, *coverage(known, effect, count, chosen, seed))
                )
        flagged = placebos(known, count)
        rows.append((programme, Chosen.NEWEST.value, "placebo", count, count - flagged, flagged))
    return pd.DataFrame(rows, columns=["round", "chosen", "effect", "networks", "covered", "flagged"])


def _estimated(case: Case, gaps: Floats, groups: Sequence[Ints]):
    places, shape = case.places, case.shape
    return estimate(gaps, groups, ~places.closed, places.structure, shape.before, shape.after).closed


def _shares(count: int, cases: int) -> list[int]:
    """`count` dealt out among the cases, the first ones taking what is over."""
    return [count // cases + (at < count % cases) for at in range(cases)]


def _columns(drawn: tuple[int, ...], years: tuple[int, ...]) -> Ints:
    return np.array([drawn.index(year) for year in years], dtype=np.int64)


def _places(codes: list[str], structure: pd.DataFrame, field: Field) -> Places:
    at = [field.organisations[code] for code in codes]
    counties = sorted({place.county or "" for place in at})
    latitude = np.array([place.latitude for place in at], dtype=float)
    longitude = np.array([place.longitude for place in at], dtype=float)
    # Kilometres as on a map of the middle of the country: only who is near whom matters.
    across = 111.2 * np.cos(np.radians(62.0))
    traits = structure.loc[codes]
    return Places(
        county=np.array([counties.index(place.county or "") for place in at]),
        residents=traits["residents"].to_numpy(float),
        position=np.column_stack([111.2 * latitude, across * longitude]),
        structure=traits.drop(columns="residents").to_numpy(float),
        closed=np.array([code not in field.never for code in codes]),
    )
