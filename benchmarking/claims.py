"""What a page says first about one organisation: at most three claims, as numbers for `wording` to say.

Pure. A claim never holds a sentence, and nothing here looks at more than the rows of `gaps.assess`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from benchmarking.gaps import Basis, ChangeVerdict, GapVerdict, order
from benchmarking.model import Role
from benchmarking.statistics import CONFIDENCE

OLD_AFTER = 2
"""Years behind the organisation's newest figure after which a year is said in words (`pages.md` §5)."""

MOST_CLAIMS = 3
"""Sentences above the rows (`pages.md` §1)."""


class Against(StrEnum):
    """How a known gap lies against other places, where there is something to say of it."""

    LARGER = "larger"
    SMALLER = "smaller"
    AS_EVERYWHERE = "as_everywhere"


@dataclass(frozen=True, slots=True)
class Level:
    """A known gap: women's and men's values, who has more, and how it lies against other places.

    Values are in the indicator's unit, `gap` and `typical` in the gap's (plus: women more); `typical` is NaN
    where too few places have the figure. `against` is None where there is nothing to say. `old`: more than
    two years behind the organisation's newest figure.
    """

    indicator: str
    organisation: str
    year: int
    women: float
    men: float
    gap: float
    verdict: GapVerdict
    basis: Basis
    typical: float
    against: Against | None
    old: bool


@dataclass(frozen=True, slots=True)
class Even:
    """Posts or days that are evenly split. Fields as in `Level`."""

    indicator: str
    organisation: str
    year: int
    women: float
    men: float
    gap: float
    against: Against | None
    old: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A gap that moved otherwise than the country's.

    `first_gap` and `gap` are signed, and of the same sign. `verdict` (WIDER, NARROWER) is against the country; `closing` says whether the gap itself shrank, so WIDER
    and closing is "has shrunk, but less than nationally". `change` and `national_change` are changes in size.
    """

    indicator: str
    organisation: str
    first_year: int
    year: int
    first_gap: float
    gap: float
    change: float
    national_change: float
    verdict: ChangeVerdict
    closing: bool
    old: bool


@dataclass(frozen=True, slots=True)
class CannotTell:
    """`count` of `of` gaps cannot be told; those not compared at all are outside `of`."""

    count: int
    of: int


@dataclass(frozen=True, slots=True)
class NoneCertain:
    """`tested` gaps could be tested and none of them is certain, lasting or counted as uneven."""

    tested: int


@dataclass(frozen=True, slots=True)
class NotCompared:
    """There are figures, but none of the `count` can be compared between women and men."""

    count: int


@dataclass(frozen=True, slots=True)
class NoFigures:
    """There is not a single figure."""


Claim = Level | Even | Change | CannotTell | NoneCertain | NotCompared | NoFigures


@dataclass(frozen=True, slots=True)
class Chance:
    """How many of the gaps shown as known may be chance.

    `known`: women or men higher, on any basis. `tested`: gaps an interval or limits were tried on (a count of
    posts or days is a fact and is never chance). `expected`: tested × 1 %, at most so many on average.
    """

    known: int
    tested: int
    expected: float


def headline(assessed: pd.DataFrame) -> tuple[Claim, ...]:
    """At most three claims about one organisation, from its rows of `gaps.assess`; never empty.

    First the gap that lies furthest from other places' (known, notable, role gap; else posts that are
    even; else that none is certain). Then the change that differs most from the country's, in spreads,
    or else the next gap. Last how many cannot be told. One indicator for each family, and new figures
    before old ones.
    """
    if assessed.empty:
        return (NoFigures(),)
    rows = order(assessed)
    latest = int(rows["year"].max())
    rows = rows.assign(old=rows["year"] < latest - OLD_AFTER)
    compared = rows[rows["verdict"] != GapVerdict.NOT_COMPARED]
    if compared.empty:
        return (NotCompared(len(rows)),)
    usable = compared[compared["role"] == Role.GAP]
    uneven = usable["verdict"].isin([GapVerdict.WOMEN_HIGHER, GapVerdict.MEN_HIGHER])
    # `order` has put them by distance, and the sorts below are stable.
    gaps = usable[uneven & usable["notable_size"]]
    gaps = gaps.sort_values(["old", "larger_than_elsewhere"], ascending=[True, False], kind="stable")
    evens = usable[usable["verdict"] == GapVerdict.EVEN].sort_values("old", kind="stable")
    changes = _changes(usable)

    claims: list[Claim] = []
    families: set[str] = set()
    for row in _first_of(gaps, families) or _first_of(evens, families):
        claims.append(_level(row) if row.verdict != GapVerdict.EVEN else _even(row))
    if not claims:
        tested = int((usable["verdict"] == GapVerdict.NO_CERTAIN).sum())
        claims += [NoneCertain(tested)] if tested else []
    second = _first_of(changes, families)
    claims += [_change(row) for row in second]
    if not second:
        claims += [_level(row) for row in _first_of(gaps, families)]
    untold = int((compared["verdict"] == GapVerdict.CANNOT_TELL).sum())
    if untold or not claims:
        claims.append(CannotTell(untold, len(compared)))
    return tuple(claims[:MOST_CLAIMS])


def chance(assessed: pd.DataFrame) -> Chance:
    """How many of an organisation's known gaps may be chance, from its rows of `gaps.assess`."""
    verdict = assessed["verdict"]
    known = verdict.isin([GapVerdict.WOMEN_HIGHER, GapVerdict.MEN_HIGHER])
    by_test = assessed["basis"].isin([Basis.CERTAIN, Basis.LASTING]) | (verdict == GapVerdict.NO_CERTAIN)
    tested = int(by_test.sum())
    return Chance(known=int(known.sum()), tested=tested, expected=round(tested * (1 - CONFIDENCE), 9))


def _changes(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose gap moved otherwise than the country's, the largest difference in spreads first."""
    moved = rows[rows["change_verdict"].isin([ChangeVerdict.WIDER, ChangeVerdict.NARROWER])]
    # A change of a gap that itself may be nothing is no headline.
    moved = moved[moved["basis"].notna()]
    # Nor is "from … to …" right where women had more then and men have more now.
    moved = moved[np.sign(moved["gap"]) == np.sign(moved["first_gap"])]
    apart = (moved["change"] - moved["national_change"]).abs() / moved["spread"].where(moved["spread"] > 0)
    return moved.assign(apart=apart.fillna(0.0)).sort_values(
        ["old", "apart", "indicator"], ascending=[True, False, True], kind="stable"
    )


def _first_of(rows: pd.DataFrame, families: set[str]) -> list:
    """The first row of a family not yet spoken of, as a list of one or none; its family is taken."""
    for row in rows.itertuples(index=False):
        if row.family not in families:
            families.add(row.family)
            return [row]
    return []


def _against(row) -> Against | None:
    if row.larger_than_elsewhere:
        return Against.LARGER
    if row.as_everywhere:
        return Against.AS_EVERYWHERE
    same_side = np.sign(row.gap) == np.sign(row.typical)
    if same_side and abs(row.distance) >= 1 and abs(row.gap) < abs(row.typical):
        return Against.SMALLER
    return None


def _level(row) -> Level:
    return Level(
        indicator=row.indicator,
        organisation=row.organisation,
        year=int(row.year),
        women=float(row.women),
        men=float(row.men),
        gap=float(row.gap),
        verdict=GapVerdict(row.verdict),
        basis=Basis(row.basis),
        typical=float(row.typical),
        against=_against(row),
        old=bool(row.old),
    )


def _even(row) -> Even:
    return Even(
        indicator=row.indicator,
        organisation=row.organisation,
        year=int(row.year),
        women=float(row.women),
        men=float(row.men),
        gap=float(row.gap),
        against=_against(row),
        old=bool(row.old),
    )


def _change(row) -> Change:
    return Change(
        indicator=row.indicator,
        organisation=row.organisation,
        first_year=int(row.first_year),
        year=int(row.year),
        first_gap=float(row.first_gap),
        gap=float(row.gap),
        change=float(row.change),
        national_change=float(row.national_change),
        verdict=ChangeVerdict(row.change_verdict),
        closing=bool(row.closing),
        old=bool(row.old),
    )
