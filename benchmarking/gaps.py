"""The gap between women and men: how large, how well it is known, and how it lies against other places.

Pure: frames in, frames out. A gap is always women − men, so plus means women more, whichever shape
the indicator has. Two verdicts that are never mixed: *gap* (who has more, and how that is known) and
*change* (against what the country did meanwhile). What is said of them is for `wording`;
what makes a headline is for `claims`.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarking import statistics
from benchmarking.lines import FEWEST_PLACES, NONE, Indicators, Lines, Reason, by_year
from benchmarking.model import Counted, Measured, Role, Shape

__all__ = [
    "Basis",
    "ChangeVerdict",
    "GapVerdict",
    "Reason",
    "Section",
    "assess",
    "by_year",
    "order",
]

Floats = NDArray[np.float64]

EVEN_FROM, EVEN_TO = 40.0, 60.0
"""Posts are even from 40 to 60 %, both included: the usual Swedish convention (`design.md` §3)."""

LARGER_FROM = 1.0
"""Spreads from the typical gap, away from equality, at which a gap is larger than elsewhere (`pages.md`)."""

NEARLY_ALL = 0.8
"""The share of places with the gap in the same direction that makes it one of "nearly the whole country"."""

# Shares such as 60.00000000000001 come out of divisions that are exact on paper.
_ROUNDING = 1e-9


class GapVerdict(StrEnum):
    """Who has more. Words say it; no value here is good or bad."""

    WOMEN_HIGHER = "women_higher"
    MEN_HIGHER = "men_higher"
    EVEN = "even"
    NO_CERTAIN = "no_certain"
    CANNOT_TELL = "cannot_tell"
    NOT_COMPARED = "not_compared"


class Basis(StrEnum):
    """How a gap is known: every post or day counted, an interval from counts, or limits over the years."""

    COUNTED = "counted"
    CERTAIN = "certain"
    LASTING = "lasting"


class ChangeVerdict(StrEnum):
    """Which way the size of a gap went *compared with the country*: WIDER may be closing, but less."""

    WIDER = "wider"
    NARROWER = "narrower"
    NO_CERTAIN = "no_certain"
    CANNOT_TELL = "cannot_tell"
    NOT_COMPARED = "not_compared"


class Section(StrEnum):
    """Under which heading of a page about one organisation a gap stands, in the order shown."""

    KNOWN = "known"
    AS_EVERYWHERE = "as_everywhere"
    NO_CERTAIN = "no_certain"
    CANNOT_TELL = "cannot_tell"
    NOT_COMPARED = "not_compared"


_NULLABLE = ("women_missing", "men_missing", "total_missing", "basis", "reason", "change_reason")

_NOT_YEARLY = {
    Measured.ELECTION: Reason.ELECTION,
    Measured.SURVEY: Reason.SURVEY,
    Measured.MOVING_MEAN: Reason.MOVING_MEAN,
}


def assess(values: pd.DataFrame, indicators: Indicators) -> pd.DataFrame:
    """Both verdicts for every (indicator, organisation) with any row, ordered by indicator and organisation.

    Give it the values of *all* organisations: what is typical is found among those of the same kind.
    The year is the newest with a gap; but where the newest row lacks one sex or is suppressed, that
    year stands and the gap is NOT_COMPARED. Columns:

    - indicator, organisation, kind, family, role, measured: str; year: int; newest_year: int, the
      newest year in which at least five of the kind have a gap, or any where five never had (0: none has);
    - women, men: what the marks show (`by_year`), NaN where missing; women_missing, men_missing,
      total_missing: the marks of that row or None;
    - gap, and ratio of that year; low, high: 99 % interval of the gap (Newcombe), NaN where there are
      no counts; limit_low, limit_high: process limits of the yearly gap, NaN unless they were tested;
      people: how many more women had been counted at men's rate (persons; NaN without counts);
    - verdict: GapVerdict; basis: Basis or None; reason: Reason or None; reason_number: Int64 (years or
      the break's year);
    - years: int, comparable yearly values of the gap up to that year; notable_size: |gap| reaches the
      indicator's smallest gap worth talking about (False where none is set);
    - typical: median gap of the same kind and year; spread: IQR / 1.349 of them; distance: (gap −
      typical) / spread, signed; share_same_direction: 0–1, places of the kind whose gap has the same sign.
      NaN with fewer than five places; distance also where the spread is zero;
    - as_everywhere: the gap is known (or counted as even), at least 80 % have it in the same direction, and
      it lies less than one spread from the typical. A gap that is a spread or more *smaller* than the
      typical is not as everywhere: it stands with the known, where there is something to learn from it;
    - larger_than_elsewhere: known, notable, larger than the typical gap and at least one spread from it,
      away from equality;
    - first_year (Int64), first_gap: the first comparable gap since the last break; change: |gap| −
      |first_gap|; national_change: the median of the same change, over the kind and those two years;
      closing: boolean, |gap| shrank (NA where nothing can be said);
    - change_verdict: ChangeVerdict, against the country; change_reason, change_reason_number as above.

    Raises NotFound as `by_year`. Source: `design.md` §3; formulas in `statistics`.
    """
    table = Lines.of(values, indicators)
    known = _gap_verdicts(table)
    against = _against_places(table, known)
    change = _changes(table, known)
    columns = {**table.identity(), **known, **against, **change}
    # pandas would turn None into NaN on its own; here None is the answer "no reason", "no mark".
    for name in _NULLABLE:
        nothing = pd.isna(columns[name]) | (columns[name] == NONE)
        columns[name] = pd.Series(np.where(nothing, None, columns[name]), dtype=object)
    return pd.DataFrame(columns)


def order(assessed: pd.DataFrame) -> pd.DataFrame:
    """The rows of one organisation in the order a page shows them, with two columns more.

    section: Section. Known gaps (certain, lasting, counted) first, those of notable size by how far they
    lie from the typical gap in spreads, away from equality; then smaller ones and even posts; then
    those that nearly the whole country shares; then no certain difference, cannot tell, not compared.
    Ties stand by indicator id.
    leads: True for gaps larger than elsewhere that may stand at the top: one for each family, and
    only indicators whose role is a gap.
    Source: `design.md` §3 "Order across units".
    """
    verdict = assessed["verdict"].to_numpy(object)
    uneven = np.isin(verdict, [GapVerdict.WOMEN_HIGHER, GapVerdict.MEN_HIGHER])
    shared = assessed["as_everywhere"].to_numpy(bool)
    conditions = [shared, uneven | (verdict == GapVerdict.EVEN)]
    conditions += [verdict == GapVerdict.NO_CERTAIN, verdict == GapVerdict.CANNOT_TELL]
    sections = [Section.AS_EVERYWHERE, Section.KNOWN, Section.NO_CERTAIN, Section.CANNOT_TELL]
    section = np.select(conditions, [item.value for item in sections], Section.NOT_COMPARED.value)
    rank = {item.value: place for place, item in enumerate(Section)}
    outward = np.sign(assessed["gap"].to_numpy(float)) * assessed["distance"].to_numpy(float)
    keys = pd.DataFrame(
        {
            "section": [rank[item] for item in section],
            "small": ~(uneven & assessed["notable_size"].to_numpy(bool)),
            "outward": -np.nan_to_num(outward, nan=-np.inf),
            "indicator": assessed["indicator"].to_numpy(object),
        }
    )
    places = keys.sort_values(["section", "small", "outward", "indicator"], kind="stable").index
    result = assessed.assign(section=section).iloc[places].reset_index(drop=True)
    may_lead = (result["larger_than_elsewhere"] & (result["role"] == Role.GAP.value)).to_numpy(bool)
    leaders = result[may_lead].drop_duplicates("family").index
    return result.assign(leads=result.index.isin(leaders))


def apart(assessed: pd.DataFrame) -> dict[str, float]:
    """How far apart the organisations of `assessed` certainly lie on each indicator, in spreads.

    The distance between the nearest ends of the two intervals that lie furthest apart: a count is its own
    interval, a share has Newcombe's, a yearly series its process limits. So noise never leads. Negative
    where all intervals overlap. Indicators are left out where fewer than two gaps have an interval.
    Source: `design.md` §3 "Order across units", `pages.md` "Jämför".
    """
    counted = (assessed["basis"] == Basis.COUNTED.value).to_numpy(bool)
    gap = assessed["gap"].to_numpy(float)
    low = np.where(counted, gap, assessed["low"].fillna(assessed["limit_low"]).to_numpy(float))
    high = np.where(counted, gap, assessed["high"].fillna(assessed["limit_high"]).to_numpy(float))
    ends = pd.DataFrame(
        {
            "indicator": assessed["indicator"].to_numpy(),
            "low": low,
            "high": high,
            "spread": assessed["spread"].to_numpy(),
        }
    ).dropna()
    ends = ends[ends["spread"] > 0]
    by_indicator = ends.groupby("indicator").agg(
        highest=("low", "max"), lowest=("high", "min"), spread=("spread", "median"), n=("low", "size")
    )
    by_indicator = by_indicator[by_indicator["n"] >= 2]
    return ((by_indicator["highest"] - by_indicator["lowest"]) / by_indicator["spread"]).to_dict()


def _gap_verdicts(table: Lines) -> dict[str, NDArray]:
    """The gap verdict of each line, how it is known and why not. The first rule that applies decides."""
    facts, size = table.facts, len(table)
    gap, women = table.column("gap"), table.column("women_shown")
    counts = [
        table.column(f"{sex}_{part}") for sex in ("women", "men") for part in ("numerator", "denominator")
    ]
    comparable = table.comparable()
    years = np.isfinite(comparable).sum(axis=1)

    share = (facts["shape"] == Shape.WOMENS_SHARE) | (facts["shape"] == Shape.MENS_SHARE)
    posts = share & (facts["counted"] == Counted.POSTS)
    days = share & (facts["counted"] == Counted.DAYS)
    # Answers to a survey are weighted, and not a count of people: its counts give no interval of ours.
    survey = facts["measured"] == Measured.SURVEY
    background = facts["role"] == Role.BACKGROUND
    seen = (table.blocked == NONE) & ~background
    countable = seen & (facts["shape"] == Shape.BY_SEX) & facts["percent"] & ~survey
    counts = [np.where(countable, part, np.nan) for part in counts]
    nobody = np.isfinite(np.array(counts)).all(axis=0) & ((counts[1] <= 0) | (counts[3] <= 0))
    low, high = (100 * end for end in statistics.newcombe(*counts))
    # Counts that cannot be a share (more counted than there are) give none, and the years decide instead.
    has_interval = np.isfinite(low)
    yearly = facts["measured"] == Measured.YEARLY
    tested = yearly & (years >= statistics.FEWEST_YEARS) & ~has_interval & ~nobody & ~posts & ~days
    stays = statistics.lasting(np.where(tested[:, None], comparable, np.nan))
    limit_low, limit_high, _ = statistics.process_limits(np.where(tested[:, None], comparable, np.nan))
    even = np.where(posts, _even_posts(table, women), np.round(gap * 10.0 ** facts["decimals"]) == 0)
    too_few = table.too_short(years)

    verdict = np.full(size, GapVerdict.CANNOT_TELL.value, dtype=object)
    basis = np.full(size, NONE, dtype=object)
    reason = np.full(size, NONE, dtype=object)
    number = np.full(size, np.nan)
    open_ = np.ones(size, dtype=bool)

    def decide(
        where: NDArray, result: NDArray | str, known: Basis | None = None, why: NDArray | str = NONE
    ) -> None:
        here = open_ & where
        verdict[here] = result[here] if isinstance(result, np.ndarray) else result
        reason[here] = why[here] if isinstance(why, np.ndarray) else why
        if known is not None:
            uneven = here & np.isin(verdict, [GapVerdict.WOMEN_HIGHER, GapVerdict.MEN_HIGHER])
            basis[uneven | (here & (verdict == GapVerdict.EVEN))] = known.value
        open_[here] = False

    decide(background, GapVerdict.NOT_COMPARED.value, why=Reason.BACKGROUND.value)
    decide(table.blocked != NONE, GapVerdict.NOT_COMPARED.value, why=table.blocked)
    decide(posts | days, np.where(even, GapVerdict.EVEN.value, _side(gap)), Basis.COUNTED)
    decide(has_interval, _side((low > 0) * 1.0 - (high < 0) * 1.0), Basis.CERTAIN)
    decide(nobody, GapVerdict.CANNOT_TELL.value, why=Reason.NO_COUNTS.value)
    for measured, why in _NOT_YEARLY.items():
        decide(facts["measured"] == measured, GapVerdict.CANNOT_TELL.value, why=why.value)
    number[open_ & ~tested] = too_few[1][open_ & ~tested]
    decide(~tested, GapVerdict.CANNOT_TELL.value, why=too_few[0])
    decide(tested, _side(stays.astype(float)), Basis.LASTING)

    return {
        "low": low,
        "high": high,
        "limit_low": np.where(seen, limit_low, np.nan),
        "limit_high": np.where(seen, limit_high, np.nan),
        "people": statistics.people_behind(*counts),
        "verdict": verdict,
        "basis": basis,
        "reason": reason,
        "reason_number": _whole(number),
        "years": years,
        "notable_size": np.abs(gap) >= facts["notable"] - _ROUNDING,
    }


def _against_places(table: Lines, known: dict[str, NDArray]) -> dict[str, NDArray]:
    """Where each gap lies among those of the same indicator, kind and year."""
    typical, spread, same = (np.full(len(table), np.nan) for _ in range(3))
    gap = table.column("gap")
    for lines in table.groups():
        gaps = table.gap[lines]
        enough = np.isfinite(gaps).sum(axis=0) >= FEWEST_PLACES
        if not enough.any():
            continue
        middle = np.where(enough, statistics.median(gaps), np.nan)
        width = np.where(enough, statistics.spread(gaps), np.nan)
        column = table.chosen[lines]
        typical[lines], spread[lines] = middle[column], width[column]
        with np.errstate(invalid="ignore", divide="ignore"):
            above = np.where(enough, (gaps > 0).sum(axis=0) / np.isfinite(gaps).sum(axis=0), np.nan)
            below = np.where(enough, (gaps < 0).sum(axis=0) / np.isfinite(gaps).sum(axis=0), np.nan)
            neither = 1 - above - below
        side = np.sign(gap[lines])
        same[lines] = np.select(
            [side > 0, side < 0, side == 0], [above[column], below[column], neither[column]], np.nan
        )
    distance = (gap - typical) / np.where(spread > 0, spread, np.nan)
    # Where half the places have the very same gap there is no spread; one that has it is as everywhere.
    near = (np.abs(distance) < LARGER_FROM) | (np.isnan(distance) & (gap == typical))
    is_known = known["basis"] != NONE
    uneven = is_known & (known["verdict"] != GapVerdict.EVEN)
    outward = np.sign(gap) * distance >= LARGER_FROM
    return {
        "typical": typical,
        "spread": spread,
        "distance": distance,
        "share_same_direction": same,
        "as_everywhere": is_known & near & (same >= NEARLY_ALL),
        "larger_than_elsewhere": uneven & known["notable_size"] & outward & (np.abs(gap) > np.abs(typical)),
    }


def _changes(table: Lines, known: dict[str, NDArray]) -> dict[str, NDArray]:
    """How the size of each gap went since the first comparable year, against the others of its kind."""
    size, facts = len(table), table.facts
    comparable = np.abs(table.comparable())
    gap = table.column("gap")
    there = np.isfinite(comparable)
    first = np.where(there.any(axis=1), there.argmax(axis=1), table.chosen)
    has_two = there.sum(axis=1) >= 2
    first_gap = np.where(there.any(axis=1), table.gap[np.arange(len(table)), first], np.nan)
    change = np.where(has_two, np.abs(gap) - np.abs(first_gap), np.nan)
    national = np.full(size, np.nan)
    residual = np.full(comparable.shape, np.nan)
    for lines in table.groups():
        sizes = np.abs(table.gap[lines])
        breaks = np.array(facts["breaks"][lines[0]], dtype=np.int64)
        path = statistics.common_path(
            sizes, np.searchsorted(breaks, table.calendar, side="right"), FEWEST_PLACES
        )
        residual[lines] = comparable[lines] - path
        pairs, which = np.unique(
            np.stack([first[lines], table.chosen[lines]], axis=1), axis=0, return_inverse=True
        )
        for place, (start, end) in enumerate(pairs):
            steps = sizes[:, end] - sizes[:, start]
            if np.isfinite(steps).sum() >= FEWEST_PLACES:
                national[lines[which.ravel() == place]] = statistics.median(steps)
    national = np.where(has_two, national, np.nan)
    years = known["years"]
    tested = (
        (facts["measured"] == Measured.YEARLY)
        & (known["verdict"] != GapVerdict.NOT_COMPARED)
        & (years >= statistics.FEWEST_YEARS)
    )
    enough_places = tested & (np.isfinite(residual).sum(axis=1) >= statistics.FEWEST_YEARS)
    moved = statistics.changed(np.where(enough_places[:, None], residual, np.nan))
    # The test looks at every year, the sentence at two of them: both must say the same.
    moved = np.where(np.sign(change - national) == moved, moved, 0)

    not_compared = known["verdict"] == GapVerdict.NOT_COMPARED
    too_few = table.too_short(years)
    conditions = [
        not_compared,
        *(facts["measured"] == measured for measured in _NOT_YEARLY),
        ~tested,
        ~enough_places,
    ]
    whys = [
        known["reason"],
        *(why.value for why in _NOT_YEARLY.values()),
        too_few[0],
        Reason.FEW_PLACES.value,
    ]
    reason = np.full(size, NONE, dtype=object)
    for condition, why in reversed(list(zip(conditions, whys, strict=True))):
        reason[condition] = why[condition] if isinstance(why, np.ndarray) else why
    shown_number = np.isin(reason.astype(str), [Reason.FEW_YEARS.value, Reason.BREAK.value])
    verdict = np.select(
        [not_compared, reason != NONE, moved > 0, moved < 0],
        [
            ChangeVerdict.NOT_COMPARED.value,
            ChangeVerdict.CANNOT_TELL.value,
            ChangeVerdict.WIDER.value,
            ChangeVerdict.NARROWER.value,
        ],
        ChangeVerdict.NO_CERTAIN.value,
    )
    return {
        "first_year": _whole(np.where(there.any(axis=1), table.calendar[first], np.nan)),
        "first_gap": first_gap,
        "change": change,
        "national_change": national,
        "closing": pd.array(np.where(np.isnan(change), None, change < 0), dtype="boolean"),
        "change_verdict": verdict.astype(object),
        "change_reason": reason,
        "change_reason_number": _whole(np.where(shown_number, too_few[1], np.nan)),
    }


def _even_posts(table: Lines, womens_share: Floats) -> NDArray:
    """Whether posts are even: 40–60 %, or at one seat from half with each sex holding at least one."""
    held, seats = table.column("total_numerator"), table.column("total_denominator")
    with np.errstate(invalid="ignore"):
        within = (womens_share >= EVEN_FROM - _ROUNDING) & (womens_share <= EVEN_TO + _ROUNDING)
        # In a body of two, one seat from half would also be none at all; that is nobody's even split.
        one_seat = (np.abs(held - seats / 2) <= 1) & (held >= 1) & (seats - held >= 1)
    return within | one_seat


def _side(signed: Floats) -> NDArray:
    """The verdict that goes with a sign; zero and missing are no certain difference."""
    return np.select(
        [signed > 0, signed < 0],
        [GapVerdict.WOMEN_HIGHER.value, GapVerdict.MEN_HIGHER.value],
        GapVerdict.NO_CERTAIN.value,
    ).astype(object)


def _whole(numbers: Floats) -> pd.arrays.IntegerArray:
    return pd.array(pd.Series(numbers).astype("Int64"))
