"""Values laid out for judging: one line per (indicator, organisation), one column per year.

Keeps the shapes of indicators to itself: what the gap of each shape is, which year a line is judged by,
and which of its years may be compared. `gaps` builds its verdicts on this; others use `gaps`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarking.errors import NotFound
from benchmarking.model import Indicator, Missing, Shape

Floats = NDArray[np.float64]
Indicators = Iterable[Indicator] | Mapping[str, Indicator]

FEWEST_PLACES = 5
"""Places with a gap the same year that are needed to speak of a typical one, a spread or a common change."""

# Stands for "no reason", "no basis" and "no mark" while arrays are compared element by element, where
# None cannot; `assess` hands out None.
NONE = ""


class Reason(StrEnum):
    """Why a verdict is CANNOT_TELL (the first seven) or NOT_COMPARED (the rest).

    FEW_YEARS carries how many comparable years there are, BREAK the year of the new measure.
    DIFFERENT_KINDS is for comparisons between organisations; `assess` never gives it.
    """

    FEW_YEARS = "few_years"
    BREAK = "break"
    ELECTION = "election"
    SURVEY = "survey"
    MOVING_MEAN = "moving_mean"
    NO_COUNTS = "no_counts"
    FEW_PLACES = "few_places"
    MISSING_WOMEN = "missing_women"
    MISSING_MEN = "missing_men"
    MISSING_VALUE = "missing_value"
    SUPPRESSED = "suppressed"
    BACKGROUND = "background"
    DIFFERENT_KINDS = "different_kinds"


def by_year(values: pd.DataFrame, indicators: Indicators) -> pd.DataFrame:
    """`values` with four columns more, row for row, index kept.

    women_shown, men_shown: what the two marks show, in the indicator's unit. A share of the whole gives
    both shares (v and 100 − v), a relative value women's value against the equality point.
    gap: women − men in the unit of the gap: procentenheter for shares, else the indicator's unit.
    ratio: women / men; for relative values against 100, v / 100.
    Missing: NaN gap where either side is missing; NaN ratio also where either side is zero or below
    (a ratio with a zero is missing, never infinite) and for differences (equality point 0).
    Raises NotFound for an indicator in `values` that is not in `indicators`.
    Source: `design.md` §3.
    """
    codes, facts = facts_of(values["indicator"], indicators)
    shape, equality = facts["shape"][codes], facts["equality"][codes]
    women, men, total = (values[name].to_numpy(float) for name in ("women", "men", "total"))
    whole = 100.0
    shown_women = np.select(
        [shape == Shape.WOMENS_SHARE, shape == Shape.MENS_SHARE, shape == Shape.WOMENS_RELATIVE],
        [total, whole - total, total],
        women,
    )
    shown_men = np.select(
        [shape == Shape.WOMENS_SHARE, shape == Shape.MENS_SHARE, shape == Shape.WOMENS_RELATIVE],
        [whole - total, total, np.where(np.isnan(total), np.nan, equality)],
        men,
    )
    has_ratio = (shown_women > 0) & (shown_men > 0)
    result = values.copy()
    result["women_shown"] = shown_women
    result["men_shown"] = shown_men
    result["gap"] = shown_women - shown_men
    result["ratio"] = np.where(has_ratio, shown_women / np.where(has_ratio, shown_men, 1.0), np.nan)
    return result


def facts_of(column: pd.Series, indicators: Indicators) -> tuple[NDArray[np.int64], dict[str, NDArray]]:
    """For each row the place of its indicator, and one array per fact over the indicators in those places."""
    known = {
        item.id: item for item in (indicators.values() if isinstance(indicators, Mapping) else indicators)
    }
    codes, ids = pd.factorize(column, sort=True)
    unknown = [item for item in ids if item not in known]
    if unknown:
        raise NotFound(f"no indicator is called {', '.join(map(str, unknown))}")
    chosen = [known[item] for item in ids]

    def column_of(function: Callable[[Indicator], object], dtype: type | str = object) -> NDArray:
        return np.array([function(item) for item in chosen], dtype=dtype)

    facts = {
        "indicator": column_of(lambda item: item.id),
        "family": column_of(lambda item: item.family),
        "role": column_of(lambda item: item.role.value),
        "measured": column_of(lambda item: item.measured.value),
        "shape": column_of(lambda item: item.shape.value),
        "counted": column_of(lambda item: None if item.counted is None else item.counted.value),
        "percent": column_of(lambda item: item.unit == "%", bool),
        "decimals": column_of(lambda item: item.decimals, int),
        "equality": column_of(
            lambda item: 0.0 if item.equality_point is None else item.equality_point, float
        ),
        "notable": column_of(lambda item: np.nan if item.notable is None else item.notable, float),
    }
    breaks = np.empty(len(chosen), dtype=object)
    breaks[:] = [tuple(sorted(item.breaks)) for item in chosen]
    facts["breaks"] = breaks
    return codes, facts


@dataclass(frozen=True, slots=True)
class Lines:
    """`values` as a line per (indicator, organisation) and a column per year.

    `row_at` and `gap` are lines × calendar: the row of `rows` there (−1: none) and its gap. For each line:
    `group`, its indicator and kind together; `chosen`, the column of the year it is judged by; `blocked`,
    why its newest row cannot be compared (NONE: it can); `break_year`, the last new measure (0: none).
    """

    rows: pd.DataFrame
    row_at: NDArray[np.int64]
    calendar: NDArray[np.int64]
    gap: Floats
    facts: dict[str, NDArray]
    group: NDArray[np.int64]
    chosen: NDArray[np.int64]
    blocked: NDArray
    break_year: NDArray[np.int64]

    @classmethod
    def of(cls, values: pd.DataFrame, indicators: Indicators) -> Lines:
        """Laid out from `values`, each line judged by its newest gap, or its newest row if that is blocked."""
        rows = by_year(values, indicators)
        codes, facts = facts_of(rows["indicator"], indicators)
        places, names = pd.factorize(rows["organisation"], sort=True)
        kinds, kind_names = pd.factorize(rows["kind"], sort=True)
        keys, line = np.unique(codes.astype(np.int64) * max(len(names), 1) + places, return_inverse=True)
        calendar, column = np.unique(rows["year"].to_numpy(np.int64), return_inverse=True)
        if not len(calendar):
            # No rows are no lines, but a calendar without a year would make every "last year" an error.
            calendar = np.zeros(1, dtype=np.int64)
        row_at = np.full((len(keys), len(calendar)), -1, dtype=np.int64)
        row_at[line, column] = np.arange(len(rows))
        gap = np.full(row_at.shape, np.nan)
        gap[line, column] = rows["gap"].to_numpy(float)
        indicator = keys // max(len(names), 1)
        newest_row = _last_true(row_at >= 0)
        newest_gap = _last_true(np.isfinite(gap))
        at_newest = row_at[np.arange(len(keys)), newest_row]
        facts = {name: array[indicator] for name, array in facts.items()}
        blocked = _missing_reasons(rows, at_newest, facts["shape"])
        blocked[(blocked == NONE) & (newest_gap < 0)] = Reason.MISSING_VALUE.value
        chosen = np.where(blocked == NONE, newest_gap, newest_row)
        year = calendar[chosen]
        return cls(
            rows=rows,
            row_at=row_at,
            calendar=calendar,
            gap=gap,
            facts=facts,
            group=indicator * max(len(kind_names), 1) + kinds[at_newest],
            chosen=chosen,
            blocked=blocked,
            break_year=np.array(
                [
                    max((b for b in breaks if b <= y), default=0)
                    for breaks, y in zip(facts["breaks"], year, strict=True)
                ],
                dtype=np.int64,
            ),
        )

    def __len__(self) -> int:
        return len(self.row_at)

    def column(self, name: str) -> NDArray:
        """A column of `rows` in the year each line is judged by."""
        values = self.rows[name]
        if pd.api.types.is_numeric_dtype(values.dtype):
            array = values.to_numpy(float)
        else:
            array = np.where(values.isna(), NONE, values.to_numpy(object))
        return array[self.row_at[np.arange(len(self)), self.chosen]]

    def groups(self) -> Iterable[NDArray[np.int64]]:
        """The lines of each indicator and kind."""
        by_group = np.argsort(self.group, kind="stable")
        ends = np.flatnonzero(np.diff(self.group[by_group])) + 1
        return (part for part in np.split(by_group, ends) if len(part))

    def comparable(self) -> Floats:
        """The gaps of each line from its last break up to the year it is judged by."""
        columns = np.arange(len(self.calendar))
        since = self.calendar[None, :] >= self.break_year[:, None]
        return np.where(since & (columns[None, :] <= self.chosen[:, None]), self.gap, np.nan)

    def too_short(self, years: NDArray[np.int64]) -> tuple[NDArray, Floats]:
        """Why a line is short of comparable years, and the number to say: the break's year, or how many."""
        columns = np.arange(len(self.calendar))
        up_to = np.isfinite(self.gap) & (columns[None, :] <= self.chosen[:, None])
        cut = up_to.sum(axis=1) > years
        reason = np.where(cut, Reason.BREAK.value, Reason.FEW_YEARS.value).astype(object)
        return reason, np.where(cut, self.break_year, years).astype(float)

    def identity(self) -> dict[str, NDArray]:
        """The columns that say whose gap it is, of what year, and what the marks show (`gaps.assess`)."""
        newest = np.zeros(len(self), dtype=np.int64)
        for lines in self.groups():
            places = np.isfinite(self.gap[lines]).sum(axis=0)
            enough = places >= FEWEST_PLACES
            years = self.calendar[enough if enough.any() else places > 0]
            newest[lines] = years[-1] if len(years) else 0
        return {
            "indicator": self.facts["indicator"],
            "organisation": self.column("organisation"),
            "kind": self.column("kind"),
            "family": self.facts["family"],
            "role": self.facts["role"],
            "measured": self.facts["measured"],
            "year": self.calendar[self.chosen],
            "newest_year": newest,
            "women": self.column("women_shown"),
            "men": self.column("men_shown"),
            **{name: self.column(name) for name in ("women_missing", "men_missing", "total_missing")},
            "gap": self.column("gap"),
            "ratio": self.column("ratio"),
        }


def _missing_reasons(rows: pd.DataFrame, at: NDArray[np.int64], shape: NDArray) -> NDArray:
    """Why the newest row of each line cannot be compared: hidden, or only one sex has a value."""
    two = (shape == Shape.BY_SEX) | (shape == Shape.PAIR)
    women, men = (np.isnan(rows[name].to_numpy(float)[at]) for name in ("women", "men"))
    hidden = {
        name: (rows[f"{name}_missing"].to_numpy(object) == Missing.SUPPRESSED.value)[at]
        for name in ("women", "men", "total")
    }
    reason = np.full(len(at), NONE, dtype=object)
    reason[two & women & ~men] = Reason.MISSING_WOMEN.value
    reason[two & men & ~women] = Reason.MISSING_MEN.value
    reason[np.where(two, hidden["women"] | hidden["men"], hidden["total"])] = Reason.SUPPRESSED.value
    return reason


def _last_true(flags: NDArray) -> NDArray[np.int64]:
    """The last column that is true in each row; −1 where none is."""
    return np.where(flags.any(axis=1), flags.shape[1] - 1 - flags[:, ::-1].argmax(axis=1), -1)
