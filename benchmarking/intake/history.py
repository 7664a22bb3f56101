"""What the published figures teach about the next ones: how much is likely to change in a year.

Built once for each state of the data and handed to every check (`Reference.history`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarking.intake.workbench import Lent, workbench
from benchmarking.model import Indicator, Measured, Shape

__all__ = ["FEWEST_CHANGES", "MACROS", "NORMAL", "SPREADS", "History", "folded"]

SPREADS = 6.0
"""How many robust spreads from all organisations' median change a change is asked about. Tried on the
figures of 2010–2022: 0.6 % of the values are, the median file has none, and of values ten times too large
more than 99 % are (the limits of the place's own history call out 42 % of the files instead)."""

FEWEST_CHANGES = 30
"""Changes needed before their median and quartiles speak for all organisations."""

FEWEST_YEARS = 2
"""Years in which values moved, before a year that nobody has published of is judged by them."""

NORMAL = 1.349
"""Quartile distance of a normal distribution in standard deviations: makes it a spread."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """What the published figures teach about the next ones. Built once for each state of the data.

    `figures`: one row per (indicator, organisation, year), sorted by indicator, a pair under its women's
    id: k, m, t (women's, men's, total; null where there is none), official (bool: whose values they
    are; the official where there are both). `spans`: the rows of each indicator there.
    `changes`: one row per (indicator, year): for k, m, t and g (women − men) the median change since the
    year before over all organisations (`centre_k` …) and its robust spread (`spread_k` …), never
    smaller than the indicator's usual one nor than its last decimal; null where too few have changed.
    `usual`: one row per indicator: the same for a year that is not known yet, and the lowest and highest
    value of all (`low`, `high`). Changes of plain numbers (unit "antal") are of their logarithms.
    """

    figures: pa.Table
    spans: Mapping[str, tuple[int, int]]
    changes: pa.Table
    usual: pa.Table

    @classmethod
    def of(cls, published: pd.DataFrame | None, indicators: Iterable[Indicator]) -> History:
        """The history in `published`: one row per (indicator, organisation, year, sex, origin), value
        NaN where there is none (as `Reference.published`); None or no row where nothing is published.
        """
        columns = ["indicator", "organisation", "year", "sex", "value", "origin"]
        if published is None:
            published = pd.DataFrame(columns=columns)
        # A frame without rows does not know what its columns hold.
        kinds = (pa.string(), pa.string(), pa.int64(), pa.string(), pa.float64(), pa.string())
        given = pa.Table.from_pandas(published[columns], preserve_index=False)
        given = given.cast(pa.schema(zip(columns, kinds, strict=True)))
        lent = Lent({"folded": folded(indicators), "given": given}, macros=MACROS)
        with workbench(lent) as database:
            for name, question in (("history", _FIGURES), *_CHANGES):
                database.make(name, question)
            figures = database.execute("FROM history ORDER BY indicator, organisation, year").to_arrow_table()
            # The same few names again and again: numbered once, so that `near` can reckon with them.
            for place, name in enumerate(("indicator", "organisation")):
                figures = figures.set_column(
                    place, name, figures[name].dictionary_encode().unify_dictionaries()
                )
            spans = database.execute(
                "SELECT indicator, count(*) FROM history GROUP BY indicator ORDER BY indicator"
            ).fetchall()
            changes = database.execute("FROM change ORDER BY indicator, year").to_arrow_table()
            usual = database.execute("FROM usual ORDER BY indicator").to_arrow_table()
        ends: dict[str, tuple[int, int]] = {}
        start = 0
        for indicator, rows in spans:
            ends[indicator] = (start, start + rows)
            start += rows
        return cls(figures, ends, changes, usual)

    def of_indicators(self, indicators: Iterable[str]) -> pa.Table:
        """The rows of `figures` for some indicators (unknown ones have none)."""
        spans = [self.spans[one] for one in sorted(set(indicators)) if one in self.spans]
        return pa.concat_tables(
            [self.figures.slice(start, end - start) for start, end in spans] or [self.figures.slice(0, 0)]
        )

    def near(
        self, indicators: Mapping[str, int], organisations: Mapping[str, int], first: int, last: int
    ) -> pa.Table:
        """What is published of some indicators in some organisations, from `first` to `last` year.

        Columns: figure_key, which numbers (organisation, indicator, year) by the caller's own numbers for
        the first two; k, m, t, official. Arithmetic on whole columns: joining the names costs ten times more.
        """
        rows = self.of_indicators(indicators)
        places = rows["organisation"].combine_chunks()
        number = np.array([organisations.get(code, -1) for code in places.dictionary.to_pylist()] or [-1])
        names = rows["indicator"].combine_chunks()
        figure = np.array([indicators.get(id_, -1) for id_ in names.dictionary.to_pylist()] or [-1])
        year = rows["year"].to_numpy()
        organisation = number[places.indices.to_numpy()]
        wanted = (organisation >= 0) & (year >= first) & (year <= last)
        key = (organisation.astype(np.int64) * 100_000 + figure[names.indices.to_numpy()]) * 10_000 + year
        return (
            rows.select(["k", "m", "t", "official"]).add_column(0, "figure_key", pa.array(key)).filter(wanted)
        )


def folded(indicators: Iterable[Indicator]) -> pa.Table:
    """One row per series: what it is of, and how its numbers behave."""
    rows = [
        (
            series,
            one.id,
            None if one.shape is not Shape.PAIR else "K" if series == one.id else "M",
            not one.shape.one_value or one.shape is Shape.PAIR,
            one.shape in (Shape.WOMENS_SHARE, Shape.MENS_SHARE),
            one.decimals,
            one.unit == "%",
            one.unit == "antal",
            one.measured is Measured.YEARLY,
            list(one.breaks),
        )
        for one in indicators
        for series in one.series
    ]
    kinds = {
        "series": pa.string(),
        "indicator": pa.string(),
        "half": pa.string(),
        "sexes": pa.bool_(),
        "whole": pa.bool_(),
        "decimals": pa.int32(),
        "percent": pa.bool_(),
        "numbers": pa.bool_(),
        "yearly": pa.bool_(),
        "breaks": pa.list_(pa.int32()),
    }
    columns = zip(*rows, strict=True) if rows else ([] for _ in kinds)
    return pa.table(
        {
            name: pa.array(list(values), kind)
            for (name, kind), values in zip(kinds.items(), columns, strict=True)
        }
    )


# Plain numbers grow with the place, so their changes are compared as shares of it.
MACROS = """
CREATE TEMP MACRO apart(a, b, places) AS abs(a - b) > 0.5 * pow(10, -places) + 1e-9;
CREATE TEMP MACRO scaled(x, numbers) AS CASE WHEN numbers THEN ln(greatest(x, 1)) ELSE x END;
CREATE TEMP MACRO unscaled(x, numbers) AS CASE WHEN numbers THEN exp(x) ELSE x END
"""


_FIGURES = """
SELECT f.indicator, g.organisation, g.year::INTEGER AS year,
       max(value) FILTER (coalesce(half, sex) = 'K') AS k,
       max(value) FILTER (coalesce(half, sex) = 'M') AS m,
       max(value) FILTER (coalesce(half, sex) = 'T') AS t,
       g.origin = 'official' AS official
FROM given AS g JOIN folded AS f ON f.series = g.indicator
WHERE value IS NOT NULL AND NOT isnan(value)
GROUP BY f.indicator, g.organisation, g.year, official
QUALIFY row_number() OVER (PARTITION BY f.indicator, g.organisation, g.year ORDER BY official DESC) = 1
"""

_CHANGES = (
    (
        "step",
        """
SELECT indicator, now.year, numbers, decimals,
       scaled(now.k, numbers) - scaled(before.k, numbers) AS k,
       scaled(now.m, numbers) - scaled(before.m, numbers) AS m,
       scaled(now.t, numbers) - scaled(before.t, numbers) AS t,
       (scaled(now.k, numbers) - scaled(now.m, numbers))
       - (scaled(before.k, numbers) - scaled(before.m, numbers)) AS g,
       round(now.k, decimals) = round(before.k, decimals) AND round(now.m, decimals) = round(before.m, decimals) AS same
FROM history AS now
JOIN history AS before USING (indicator, organisation)
JOIN (SELECT DISTINCT indicator, numbers, decimals FROM folded) USING (indicator)
WHERE before.year = now.year - 1
""",
    ),
    (
        "part",
        f"""
WITH long AS (
    UNPIVOT (SELECT indicator, year, numbers, decimals, k, m, t, g FROM step)
    ON k, m, t, g INTO NAME part VALUE moved
),
quartiles AS (
    SELECT indicator, part, year, numbers, decimals, quantile_cont(moved, [0.01, 0.25, 0.5, 0.75, 0.99]) AS q
    FROM long GROUP BY ALL HAVING count(*) >= {FEWEST_CHANGES}
),
spread AS (
    -- Where many stand still and a few leap, quartiles lie together: 98 of 100 are always within the limits.
    SELECT indicator, part, year, q[3] AS centre,
           greatest((q[4] - q[2]) / {NORMAL}, (q[5] - q[1]) / 2 / {SPREADS}) AS spread,
           CASE WHEN numbers THEN 0.001 ELSE pow(10, -decimals) END AS least
    FROM quartiles
)
SELECT *,
       median(spread) FILTER (spread > 0) OVER (PARTITION BY indicator, part) AS common,
       max(spread) OVER (PARTITION BY indicator, part) AS most,
       count(*) FILTER (spread >= least) OVER (PARTITION BY indicator, part) AS moved_years,
       median(centre) OVER (PARTITION BY indicator, part) AS common_centre,
       max(centre) OVER (PARTITION BY indicator, part) - min(centre) OVER (PARTITION BY indicator, part) AS drift
FROM spread
""",
    ),
    (
        "change",
        """
SELECT indicator, year,
       max(centre) FILTER (part = 'k') AS centre_k, max(wide) FILTER (part = 'k') AS spread_k,
       max(centre) FILTER (part = 'm') AS centre_m, max(wide) FILTER (part = 'm') AS spread_m,
       max(centre) FILTER (part = 't') AS centre_t, max(wide) FILTER (part = 't') AS spread_t,
       max(centre) FILTER (part = 'g') AS centre_g, max(wide) FILTER (part = 'g') AS spread_g
FROM (SELECT *, greatest(spread, least, coalesce(common, 0)) AS wide FROM part)
GROUP BY ALL
""",
    ),
    (
        "usual",
        f"""
WITH ends AS (
    SELECT indicator, min(least(k, m, t)) AS low, max(greatest(k, m, t)) AS high,
           avg((least(k, m, t) = 0)::INTEGER) AS zeros
    FROM history GROUP BY ALL HAVING count(*) >= {FEWEST_CHANGES}
),
still AS (SELECT indicator, avg(same::INTEGER) AS still FROM step GROUP BY ALL),
moves AS (
    SELECT indicator,
           max(common_centre) FILTER (part = 'k') AS centre_k, max(wide) FILTER (part = 'k') AS spread_k,
           max(common_centre) FILTER (part = 'm') AS centre_m, max(wide) FILTER (part = 'm') AS spread_m,
           max(common_centre) FILTER (part = 't') AS centre_t, max(wide) FILTER (part = 't') AS spread_t,
           max(common_centre) FILTER (part = 'g') AS centre_g, max(wide) FILTER (part = 'g') AS spread_g
    -- How all have moved in a year that nobody has published is not known: the widest they have is taken.
    -- Not so for the gap: what moves everybody moves women and men.
    FROM (SELECT *, CASE WHEN part = 'g' THEN greatest(least, common)
                         ELSE sqrt(pow(greatest(least, most), 2) + pow(drift, 2)) END AS wide
          FROM part
          WHERE moved_years >= {FEWEST_YEARS})
    GROUP BY ALL
)
SELECT * FROM ends LEFT JOIN still USING (indicator) LEFT JOIN moves USING (indicator)
""",
    ),
)
