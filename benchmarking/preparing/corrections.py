"""Which figures of a kept pack have been changed since the meeting saw them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from benchmarking.model import Indicator
from benchmarking.preparing.content import Pack, Reading, readings_of


class Whose(StrEnum):
    """What of a figure changed: a sex's value, or the gap where only a relative value is given."""

    WOMEN = "women"
    MEN = "men"


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that is another now than the one a meeting saw; None where there was none, or is none now."""

    reading: Reading
    whose: Whose
    then: float | None
    now: float | None


def corrected(pack: Pack, now: pd.DataFrame) -> tuple[Correction, ...]:
    """Where a pack's figures differ from `now` (rows of `gaps.by_year`), as written with their decimals.

    Only the figures of the same year are compared: a newer year is no correction. By organisation,
    indicator and year, women first.
    """
    current = {
        (row.indicator, row.organisation, int(row.year)): row
        for row in now[["indicator", "organisation", "year", "women_shown", "men_shown"]].itertuples(
            index=False
        )
    }
    found = []
    for reading in sorted(
        readings_of(pack), key=lambda one: (pack.name(one.organisation), one.indicator, one.year)
    ):
        indicator = pack.indicator[reading.indicator]
        row = current.get((reading.indicator, reading.organisation, reading.year))
        for whose, then in ((Whose.WOMEN, reading.women), (Whose.MEN, reading.men)):
            value = _number(getattr(row, f"{whose.value}_shown", None))
            if _shown(then, indicator) != _shown(value, indicator):
                found.append(Correction(reading, whose, then, value))
    return tuple(found)


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _shown(value: float | None, indicator: Indicator) -> float | None:
    return None if value is None else round(value, indicator.decimals)
