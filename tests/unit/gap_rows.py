"""Indicators and rows of `values` for tests of gaps and claims, small by hand or drawn by Hypothesis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from benchmarking.model import Counted, Indicator, Measured, OrganisationKind, Role, Shape, Text

NAN = np.nan
ANY = Text("Ett nyckeltal", "An indicator")
SHARE = Indicator(
    id="N1",
    title=ANY,
    short=ANY,
    base=ANY,
    subgoal=2,
    shape=Shape.BY_SEX,
    unit="%",
    decimals=1,
    applies_to=frozenset({OrganisationKind.MUNICIPALITY}),
    measured=Measured.YEARLY,
    family="N1",
    role=Role.GAP,
    notable=2,
)
POSTS = replace(
    SHARE, shape=Shape.WOMENS_SHARE, counted=Counted.POSTS, measured=Measured.ELECTION, equality_point=50
)
DAYS = replace(SHARE, shape=Shape.MENS_SHARE, counted=Counted.DAYS, equality_point=50)
RELATIVE = replace(SHARE, shape=Shape.WOMENS_RELATIVE, equality_point=100)
KRONOR = replace(RELATIVE, unit="kr", decimals=0, equality_point=0)
PAIR = replace(SHARE, shape=Shape.PAIR, unit="år", measured=Measured.MOVING_MEAN, pair_men="N2")

STEADY = [-20.0, -21, -19, -20, -22, -20, -19, -21]
"""Eight yearly gaps whose process limits lie well below zero (mean −20.25, mean moving range 1.57)."""


def row(indicator="N1", organisation="0114", year=2022, women=NAN, men=NAN, total=NAN, counts=(), **marks):
    """One row of `values`; `counts` are women's numerator, denominator, men's, and the total's."""
    parts = [f"{sex}_{part}" for sex in ("women", "men", "total") for part in ("numerator", "denominator")]
    numbers = dict(zip(parts, [*counts, *[NAN] * (6 - len(counts))], strict=True))
    given_marks = {f"{sex}_missing": marks.get(f"{sex}_missing") for sex in ("women", "men", "total")}
    return {
        "indicator": indicator,
        "organisation": organisation,
        "kind": marks.get("kind", "municipality"),
        "year": year,
        "women": women,
        "men": men,
        "total": total,
        **given_marks,
        **numbers,
        "origin": "official",
        "also_network": False,
    }


def frame(rows: Iterable[dict]) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def yearly(gap_values, organisation="0114", until=2022, base=70.0, **more) -> list[dict]:
    """By-sex rows ending in `until` whose gaps are the given ones."""
    first = until - len(gap_values) + 1
    return [
        row(organisation=organisation, year=first + i, women=base + gap, men=base, **more)
        for i, gap in enumerate(gap_values)
    ]


def places(newest: list[float], spread_years: Iterable[float] = STEADY) -> list[dict]:
    """Organisations 0001, 0002 … with eight steady years each and these newest gaps."""
    offsets = [value - STEADY[-1] for value in spread_years]
    return [
        item
        for number, gap in enumerate(newest, start=1)
        for item in yearly([gap + offset for offset in offsets], organisation=f"{number:04}")
    ]


WOBBLE = np.array([0.3, -0.2, 0.1, -0.3, 0.2, 0.0, -0.1, 0.3, -0.2, 0.1, 0.0, -0.1, 0.2])


def municipalities(own: np.ndarray, national: np.ndarray) -> list[dict]:
    """0001 with its own path, and six others on the national one."""
    rows = yearly(list(own), organisation="0001")
    for number in range(2, 8):
        rows += yearly(list(national - number + np.roll(WOBBLE, number)), organisation=f"{number:04}")
    return rows


@st.composite
def worlds(draw) -> tuple[pd.DataFrame, dict[str, Indicator]]:
    """A frame of values for a few organisations and one indicator of any shape and manner."""
    shape = draw(st.sampled_from(list(Shape)))
    share = shape in (Shape.WOMENS_SHARE, Shape.MENS_SHARE)
    indicator = replace(
        SHARE,
        shape=shape,
        unit=draw(st.sampled_from(["%", "dagar"])),
        measured=draw(st.sampled_from([Measured.YEARLY] * 4 + list(Measured))),
        counted=draw(st.sampled_from([None, *Counted])) if share else None,
        role=draw(st.sampled_from([Role.GAP] * 5 + [Role.BACKGROUND, Role.NO_HEADLINE])),
        breaks=tuple(draw(st.sets(st.integers(2009, 2023), max_size=1))),
        equality_point={Shape.WOMENS_RELATIVE: 100.0}.get(shape, 50.0 if share else None),
    )
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    noise = draw(st.sampled_from([0.2, 1.0, 4.0]))
    holes = draw(st.sampled_from([0.0, 0.05, 0.3]))
    with_counts = draw(st.booleans())
    rows = []
    for number in range(draw(st.integers(1, 8))):
        start, drift = random.normal(scale=10), random.normal(scale=1)
        kind = "region" if number == 7 else "municipality"
        for year in range(2010, 2023):
            gap = start + drift * (year - 2010) + random.normal(scale=noise)
            hide = random.random(3) < holes
            marks = np.where(random.random(3) < 0.05, "suppressed", "no_value")
            if shape in (Shape.BY_SEX, Shape.PAIR):
                values = {"women": 50 + gap / 2, "men": 50 - gap / 2}
            else:
                values = {"total": (indicator.equality_point or 0) + gap}
            item = row(organisation=f"{number:04}", kind=kind, year=year, **values)
            for name, gone, mark in zip(("women", "men", "total"), hide, marks, strict=True):
                if gone and not np.isnan(item[name]):
                    item |= {name: NAN, f"{name}_missing": str(mark)}
            if with_counts and random.random() < 0.7:
                for sex in ("women", "men", "total"):
                    denominator = int(random.integers(0, 60))
                    numerator = int(random.integers(0, denominator + 2))
                    item |= {f"{sex}_numerator": float(numerator), f"{sex}_denominator": float(denominator)}
            if random.random() > holes / 2:
                rows.append(item)
    return frame(rows or [row()]), {"N1": indicator}
