"""Checks against knowledge: what is published, how it changes from year to year, what the round asks for.

All of them ask or tell, none stops a file: a rare value may be true. They run on the rows that nothing
else stops, set-wise beside `checks`, and only where the caller's reference carries a `History`.
One row gets one answer to "can this value be right?": the most exact of those that apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import duckdb
import pandas as pd
import pyarrow as pa

from benchmarking import disclosure
from benchmarking.intake.catalogue import ALWAYS_TOGETHER, PLAUSIBILITY_CODES
from benchmarking.intake.cells import connection
from benchmarking.intake.layouts import Field
from benchmarking.model import Indicator, Measured, Membership, Organisation, Origin, Request, Shape

__all__ = ["SPREADS", "History", "Round", "run"]

SPREADS = 6.0
"""How many robust spreads from all organisations' median change a change is asked about. Tried on the
figures of 2010–2022: 0.6 % of the values are, the median file has none, and of values ten times too large
more than 99 % are (the limits of the place's own history call out 42 % of the files instead)."""

FEWEST_CHANGES = 30
"""Changes needed before their median and quartiles speak for all organisations."""

FEWEST_YEARS = 2
"""Years in which values moved, before a year that nobody has published of is judged by them."""

RARE = 0.002
"""A coincidence that fewer than this share of the published figures show is worth a question."""

YEARS_BACK = 3
"""A value older than this is no measure of what is likely now."""

_NORMAL = 1.349
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
        with connection() as database:
            _series(database, indicators)
            database.register("given", pa.Table.from_pandas(published[columns], preserve_index=False))
            database.execute(_FIGURES)
            database.unregister("given")
            database.execute(_MACROS)
            database.execute(_CHANGES)
            figures = database.execute("FROM history ORDER BY indicator, organisation, year").to_arrow_table()
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
        return cls(figures, MappingProxyType(ends), changes, usual)

    def of_indicators(self, indicators: Iterable[str]) -> pa.Table:
        """The rows of `figures` for some indicators (unknown ones have none)."""
        spans = [self.spans[one] for one in sorted(set(indicators)) if one in self.spans]
        return pa.concat_tables(
            [self.figures.slice(start, end - start) for start, end in spans] or [self.figures.slice(0, 0)]
        )


@dataclass(frozen=True, slots=True)
class Round:
    """The round a file is for, as far as it is known: its id, who takes part, what it asks for."""

    id: str
    memberships: tuple[Membership, ...] = ()
    requests: tuple[Request, ...] = ()


def run(
    database: duckdb.DuckDBPyConnection,
    organisations: Iterable[Organisation],
    indicators: Iterable[Indicator],
    history: History,
    round_: Round | None,
) -> None:
    """Adds to `finding` what is doubtful in the rows of `reading`; comes after `checks.run`.

    Where a doubt already says what the official value is, `differs_from_official` is taken back.
    `round_` is None where the file's round is not known; what it has no members or requests for is not asked.
    """
    indicators = tuple(indicators)
    organisations = tuple(organisations)
    _series(database, indicators)
    database.execute(_SOUND)
    asked = database.execute("SELECT DISTINCT f.indicator FROM sound JOIN folded AS f ON f.series = id").fetchall()
    lent = {
        "published_figures": history.of_indicators(id_ for (id_,) in asked),
        "known_changes": history.changes,
        "known_usual": history.usual,
        "named": pa.table({"code": [one.code for one in organisations], "name": [one.name for one in organisations]}),
    }
    for name, table in lent.items():
        database.register(name, table)
    for step in (_KNOWN.format(back=YEARS_BACK), _FIGURE, _MACROS, _COMPARED, _BESIDE, _CELLS, _SPOKEN):
        database.execute(step)
    database.execute(_DOUBTS, {"spreads": SPREADS})
    for field, question in _QUESTIONS:
        database.execute(
            f"""
            INSERT INTO finding
            SELECT q.code, false, q.row, '{field}', NULL, q.found, q.expected, q.suggestion FROM ({question}) AS q
            """
        )
    # What a doubt says of the official value need not be said twice.
    database.execute(
        "DELETE FROM finding WHERE code = 'differs_from_official' AND row IN (SELECT row FROM doubt)"
    )
    _population(database, organisations)
    _hidden(database, indicators)
    if round_ is not None:
        _asked_for(database, round_)
    for name in lent:
        database.unregister(name)


def _series(database: duckdb.DuckDBPyConnection, indicators: Iterable[Indicator]) -> None:
    """Fills `folded`, one row per series: what it is of, and how its numbers behave."""
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
    names = "series indicator half sexes whole decimals percent numbers yearly breaks".split()
    kinds = [pa.string()] * 3 + [pa.bool_()] * 2 + [pa.int32()] + [pa.bool_()] * 3 + [pa.list_(pa.int32())]
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    table = pa.table(
        {name: pa.array(list(values), kind) for name, values, kind in zip(names, columns, kinds, strict=True)}
    )
    database.register("incoming", table)
    database.execute("CREATE TEMP TABLE folded AS FROM incoming")
    database.unregister("incoming")


def _population(database: duckdb.DuckDBPyConnection, organisations: Iterable[Organisation]) -> None:
    """More people counted than live in the place; a fifth more is allowed, since years differ."""
    if not database.execute("SELECT count(*) FROM sound WHERE denominator IS NOT NULL").fetchone()[0]:
        return
    people = [
        (one.code, sex, number)
        for one in organisations
        for sex, number in (
            ("K", one.population_women),
            ("M", one.population_men),
            ("T", one.population),
        )
        if number
    ]
    columns = list(zip(*people, strict=True)) or [(), (), ()]
    table = pa.table(
        {"code": pa.array(columns[0], pa.string()), "whose": pa.array(columns[1], pa.string())}
        | {"people": pa.array(columns[2], pa.int64())}
    )
    database.register("incoming", table)
    database.execute(
        """
        INSERT INTO finding
        SELECT 'count_above_population', false, row, 'denominator', NULL, denominator_text, people::VARCHAR, NULL
        FROM sound
        JOIN organisation_list USING (organisation)
        JOIN incoming USING (code, whose)
        JOIN reading USING (row)
        WHERE sound.denominator > 1.2 * people
        """
    )
    database.unregister("incoming")


def _hidden(database: duckdb.DuckDBPyConnection, indicators: Iterable[Indicator]) -> None:
    """Rows that `disclosure` will withhold once they are published."""
    least = {one.id: one.suppress_below for one in indicators}
    few = database.execute(
        """
        WITH small AS (
            SELECT figure_key FROM sound
            WHERE denominator < $most OR (numerator > 0 AND numerator < $most)
               OR (denominator > numerator AND denominator - numerator < $most)
        )
        SELECT f.indicator, o.code AS organisation, s.year::INTEGER AS year, s.whose AS sex, s.value,
               s.numerator, s.denominator, s.missing, $origin AS origin, s.row
        FROM sound AS s
        SEMI JOIN small USING (figure_key)
        JOIN organisation_list AS o USING (organisation)
        JOIN folded AS f ON f.series = s.id
        ORDER BY s.row
        """,
        {"most": max(least.values(), default=0), "origin": Origin.NETWORK.value},
    ).df()
    if few.empty:
        return
    shown = disclosure.concealed_long(few, disclosure.too_few(few, least))
    rows = few["row"][few["value"].notna() & shown["value"].isna()]
    if rows.empty:
        return
    database.register("incoming", pa.table({"row": pa.array(rows.to_numpy(), pa.int32())}))
    database.execute(
        """
        INSERT INTO finding
        SELECT 'will_be_hidden', false, row, 'value', NULL, NULL, NULL, NULL FROM incoming
        """
    )
    database.unregister("incoming")


def _asked_for(database: duckdb.DuckDBPyConnection, round_: Round) -> None:
    """Organisations outside the round, and indicators and years that it does not ask for."""
    members: dict[str, set[str]] = {}
    for one in round_.memberships:
        if one.programme == round_.id:
            members.setdefault(one.organisation, set()).add(one.team)
    if members:
        database.execute(
            """
            INSERT INTO finding
            SELECT 'organisation_not_in_round', false, row, 'organisation', NULL, code || ' ' || name, $round, NULL
            FROM sound JOIN organisation_list USING (organisation) JOIN named USING (code)
            WHERE NOT list_contains($members, code)
            """,
            {"round": round_.id, "members": sorted(members)},
        )
    requests = [one for one in round_.requests if one.programme == round_.id]
    if not requests:
        return
    asked: dict[str, list[Request]] = {}
    for one in requests:
        asked.setdefault(one.indicator, []).append(one)
    rows = []
    for indicator, code, year in database.execute(
        """
        SELECT DISTINCT f.indicator, code, year
        FROM sound JOIN organisation_list USING (organisation) JOIN folded AS f ON f.series = sound.id
        """
    ).fetchall():
        of_indicator = asked.get(indicator, [])
        if not of_indicator:
            rows.append((indicator, code, year, "indicator_not_requested", "indicator", round_.id))
            continue
        own = [
            one
            for one in of_indicator
            if one.organisation in (None, code) and (one.team is None or one.team in members.get(code, ()))
        ]
        if own and not any(one.first_year <= year <= one.last_year for one in own):
            years = f"{min(one.first_year for one in own)}–{max(one.last_year for one in own)}"
            rows.append((indicator, code, year, "year_not_requested", "year", years))
    if not rows:
        return
    names = ("indicator", "organisation_code", "year", "code", "field", "expected")
    columns = dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True))
    database.register("incoming", pa.table(columns))
    database.execute(
        """
        INSERT INTO finding
        SELECT i.code, false, s.row, i.field, NULL,
               CASE WHEN i.field = 'year' THEN s.year::VARCHAR ELSE s.id END, i.expected, NULL
        FROM incoming AS i
        JOIN organisation_list AS o ON o.code = i.organisation_code
        JOIN folded AS f ON f.indicator = i.indicator
        JOIN sound AS s ON s.organisation = o.organisation AND s.id = f.series AND s.year = i.year
        """
    )
    database.unregister("incoming")


_FIGURES = """
CREATE TEMP TABLE history AS
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

_CHANGES = f"""
CREATE TEMP TABLE step AS
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
WHERE before.year = now.year - 1;

CREATE TEMP TABLE part AS
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
           greatest((q[4] - q[2]) / {_NORMAL}, (q[5] - q[1]) / 2 / {SPREADS}) AS spread,
           CASE WHEN numbers THEN 0.001 ELSE pow(10, -decimals) END AS least
    FROM quartiles
)
SELECT *,
       median(spread) FILTER (spread > 0) OVER (PARTITION BY indicator, part) AS common,
       max(spread) OVER (PARTITION BY indicator, part) AS most,
       count(*) FILTER (spread >= least) OVER (PARTITION BY indicator, part) AS moved_years,
       median(centre) OVER (PARTITION BY indicator, part) AS common_centre,
       max(centre) OVER (PARTITION BY indicator, part) - min(centre) OVER (PARTITION BY indicator, part) AS drift
FROM spread;

CREATE TEMP TABLE change AS
SELECT indicator, year,
       max(centre) FILTER (part = 'k') AS centre_k, max(wide) FILTER (part = 'k') AS spread_k,
       max(centre) FILTER (part = 'm') AS centre_m, max(wide) FILTER (part = 'm') AS spread_m,
       max(centre) FILTER (part = 't') AS centre_t, max(wide) FILTER (part = 't') AS spread_t,
       max(centre) FILTER (part = 'g') AS centre_g, max(wide) FILTER (part = 'g') AS spread_g
FROM (SELECT *, greatest(spread, least, coalesce(common, 0)) AS wide FROM part)
GROUP BY ALL;

CREATE TEMP TABLE usual AS
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
"""

# The rows that nothing stops. figure_key numbers (organisation, indicator, year); a pair is one indicator.
_SOUND = """
CREATE TEMP TABLE sort AS
SELECT s.indicator, s.id, w.indicator AS figure, half, sexes, whole, f.decimals, percent, numbers, yearly, breaks
FROM series AS s JOIN folded AS f ON f.series = s.id JOIN series AS w ON w.id = f.indicator;

CREATE TEMP TABLE sound AS
SELECT r.row, (r.organisation::BIGINT * 100000 + s.figure) * 10000 + r.year AS figure_key,
       r.organisation, s.id, s.figure, r.year, coalesce(s.half, r.sex) AS whose,
       r.value, r.decimals, r.missing, r.numerator, r.denominator
FROM reading AS r
JOIN sort AS s USING (indicator)
ANTI JOIN (SELECT row FROM finding WHERE error OR code = 'duplicate_same') AS stopped USING (row)
WHERE key IS NOT NULL AND (value IS NOT NULL OR r.missing IS NOT NULL)
"""

_KNOWN = """
CREATE TEMP TABLE place AS
SELECT organisation, code FROM organisation_list WHERE organisation IN (SELECT organisation FROM sound);
CREATE TEMP TABLE near AS SELECT min(year) - {back} AS first, max(year) + 1 AS last FROM sound;
CREATE TEMP TABLE known AS
SELECT (o.organisation::BIGINT * 100000 + s.indicator) * 10000 + h.year AS figure_key, k, m, t, official
FROM published_figures AS h
JOIN series AS s ON s.id = h.indicator
JOIN place AS o ON o.code = h.organisation
WHERE h.year >= (SELECT first FROM near) AND h.year <= (SELECT last FROM near);

CREATE TEMP TABLE moves AS
SELECT s.indicator AS figure, c.* EXCLUDE (indicator)
FROM known_changes AS c JOIN series AS s ON s.id = c.indicator;

CREATE TEMP TABLE common AS
SELECT s.indicator AS figure, u.* EXCLUDE (indicator)
FROM known_usual AS u JOIN series AS s ON s.id = u.indicator
"""

# One row per figure of the file: its three values (k, m, t) and their rows.
_FIGURE = """
CREATE TEMP TABLE figure AS
SELECT figure_key, any_value(organisation) AS organisation, any_value(figure) AS figure, any_value(year) AS year,
       max(value) FILTER (whose = 'K') AS k, max(row) FILTER (whose = 'K') AS k_row,
       max(value) FILTER (whose = 'M') AS m, max(row) FILTER (whose = 'M') AS m_row,
       max(value) FILTER (whose = 'T') AS t, max(row) FILTER (whose = 'T') AS t_row,
       coalesce(max(decimals), 0) AS places, coalesce(min(decimals), 0) AS fewest
FROM sound
GROUP BY figure_key
"""


def _each(piece: str, parts: str = "kmt", between: str = ", ") -> str:
    """A piece of SQL for each part of a figure, `#` standing for the part."""
    return between.join(piece.replace("#", part) for part in parts)


# Plain numbers grow with the place, so their changes are compared as shares of it.
_MACROS = """
CREATE OR REPLACE TEMP MACRO apart(a, b, places) AS abs(a - b) > 0.5 * pow(10, -places) + 1e-9;
CREATE OR REPLACE TEMP MACRO scaled(x, numbers) AS CASE WHEN numbers THEN ln(greatest(x, 1)) ELSE x END;
CREATE OR REPLACE TEMP MACRO unscaled(x, numbers) AS CASE WHEN numbers THEN exp(x) ELSE x END
"""

_LAST = """
CASE WHEN b1.figure_key IS NOT NULL THEN b1.# WHEN f1.figure_key IS NOT NULL THEN f1.#
     WHEN b2.figure_key IS NOT NULL THEN b2.# ELSE b3.# END AS last_#"""

# Figures that differ from what is published of them, with what is known of the place: own_ (the official
# value), last_ (the year before, or up to three years back; where nothing is published of the year
# before, the file itself speaks), next_ (the year after). `broken`: a new measure came in between.
_COMPARED = f"""
CREATE TEMP TABLE compared AS
SELECT f.*, s.sexes, s.whole, s.decimals, s.percent, s.numbers, s.yearly,
       coalesce(o.official, false) AS official,
       {_each("CASE WHEN o.official THEN o.# END AS own_#")},
       CASE WHEN b1.figure_key IS NOT NULL OR f1.figure_key IS NOT NULL THEN 1
            WHEN b2.figure_key IS NOT NULL THEN 2
            WHEN b3.figure_key IS NOT NULL THEN 3 END AS gap,
       b1.figure_key IS NOT NULL AS published_before,
       {_each(_LAST)},
       n.k AS next_k, n.m AS next_m,
       len(list_filter(s.breaks, lambda y: y <= f.year AND y > f.year - coalesce(gap, 0))) > 0 AS broken
FROM figure AS f
JOIN sort AS s ON s.indicator = f.figure
LEFT JOIN known AS o ON o.figure_key = f.figure_key
LEFT JOIN known AS b1 ON b1.figure_key = f.figure_key - 1
LEFT JOIN figure AS f1 ON f1.figure_key = f.figure_key - 1
LEFT JOIN known AS b2 ON b2.figure_key = f.figure_key - 2
LEFT JOIN known AS b3 ON b3.figure_key = f.figure_key - 3
LEFT JOIN known AS n ON n.figure_key = f.figure_key + 1
WHERE {_each("coalesce(apart(f.#, o.#, f.fewest), f.# IS NOT NULL)", between=" OR ")}
"""

# How far a value lies from what is likely: reference + centre, in spreads. The likely value is the official
# one, else the last one moved as all others have moved; in a year of which nobody has published, as the
# file's own organisations have, where they are many, else as they usually do.
_BESIDE = f"""
CREATE TEMP TABLE fresh AS
WITH long AS (
    UNPIVOT (
        SELECT figure, year, CASE WHEN numbers THEN 0.001 ELSE pow(10, -decimals) END AS least,
               {_each("scaled(#, numbers) - scaled(last_#, numbers) AS #")},
               scaled(k, numbers) - scaled(m, numbers) - scaled(last_k, numbers) + scaled(last_m, numbers) AS g
        FROM compared ANTI JOIN moves USING (figure, year)
        WHERE gap = 1
    ) ON k, m, t, g INTO NAME part VALUE moved
),
quartiles AS (
    SELECT figure, year, part, least, quantile_cont(moved, [0.01, 0.25, 0.5, 0.75, 0.99]) AS q
    FROM long GROUP BY ALL HAVING count(*) >= {FEWEST_CHANGES}
)
SELECT figure, year,
       {_each("max(centre) FILTER (part = '#') AS centre_#", "kmtg")},
       {_each("max(spread) FILTER (part = '#') AS spread_#", "kmtg")}
FROM (SELECT figure, year, part, q[3] AS centre,
             greatest(least, (q[4] - q[2]) / {_NORMAL}, (q[5] - q[1]) / 2 / {SPREADS}) AS spread
      FROM quartiles)
GROUP BY ALL;

CREATE TEMP TABLE beside AS
WITH judged AS (
    SELECT c.*, low, high, zeros, still,
           gap = 1 AND (v.year IS NOT NULL OR f.year IS NOT NULL) OR NOT broken AS usable,
           {_each("coalesce(own_#, CASE WHEN usable THEN last_# END) AS ref_#")},
           scaled(ref_k, numbers) - scaled(ref_m, numbers) AS ref_g,
           own_k IS NOT NULL AND own_m IS NOT NULL AS own_g,
           {_each("coalesce(v.centre_#, f.centre_#, u.centre_#) AS year_centre_#", "kmtg")},
           {_each("coalesce(v.spread_#, greatest(f.spread_#, u.spread_#), u.spread_#) AS year_spread_#", "kmtg")},
           {_each("u.centre_#, u.spread_#", "kmtg")}
    FROM compared AS c
    LEFT JOIN moves AS v USING (figure, year)
    LEFT JOIN fresh AS f USING (figure, year)
    LEFT JOIN common AS u USING (figure)
),
spread AS (
    SELECT * REPLACE (
        {_each("CASE WHEN own_# THEN 0 WHEN gap = 1 THEN year_centre_# ELSE gap * centre_# END AS centre_#", "g")},
        {_each("CASE WHEN own_# OR gap = 1 THEN year_spread_# ELSE sqrt(gap) * spread_# END AS spread_#", "g")},
        {_each("CASE WHEN own_# IS NOT NULL THEN 0 WHEN gap = 1 THEN year_centre_# ELSE gap * centre_# END AS centre_#")},
        {_each("CASE WHEN own_# IS NOT NULL OR gap = 1 THEN year_spread_# ELSE sqrt(gap) * spread_# END AS spread_#")}
    )
    FROM judged
)
SELECT *,
       scaled(k, numbers) - scaled(m, numbers) AS g,
       {_each("abs(scaled(#, numbers) - scaled(ref_#, numbers) - centre_#) / spread_# AS z_#")},
       abs(g - ref_g - centre_g) / spread_g AS z_g
FROM spread
"""

# Every value of those figures by itself; `likely` is what it is judged by.
_CELLS = """
CREATE TEMP TABLE single AS
WITH long AS (
    {each}
)
SELECT *, unscaled(scaled(ref, numbers) + coalesce(centre, 0), numbers) AS likely,
       CASE WHEN numbers THEN spread * likely ELSE spread END AS width,
       -- The power of ten that would make it likely, where it is far from that as it stands.
       CASE WHEN (z > {half} OR value < low OR value > high) AND value <> 0 THEN list_filter(
           [100, 1000, 0.001, 10, 0.1, 0.01],
           lambda f: abs(value * f - likely) <= least(2 * width, 0.25 * abs(likely))
       )[1] END AS factor
FROM long
""".replace("{half}", str(SPREADS / 2)).replace(
    "{each}",
    "\nUNION ALL\n".join(
        _each(
            f"""SELECT #_row AS row, '{part.upper()}' AS whose, figure_key, # AS value, ref_# AS ref, own_# AS own,
            centre_# AS centre, spread_# AS spread, z_# AS z, year - gap AS ref_year,
            low, high, zeros, percent, numbers, places, greatest(places, decimals) AS shown_places
            FROM beside WHERE # IS NOT NULL AND coalesce(apart(#, own_#, fewest), true)""",
            part,
        )
        for part in "kmt"
    ),
)

# Whole enough to be one value and no other: equality of a rounded number says nothing.
_EXACT = "(fewest >= 1 OR abs(coalesce(k, t)) >= 1000)"

_OTHER_SEX = "\nUNION ALL\n".join(
    f"""
    SELECT 2, {mine}_row, '{code}', rounded(own_{mine}, greatest(places, decimals)), '{its.upper()}'
    FROM beside
    WHERE sexes AND apart({mine}, own_{mine}, fewest) AND NOT apart({mine}, own_{its}, places)
      AND apart(own_{mine}, own_{its}, places) AND {_EXACT}
    """
    for mine, its, code in (
        ("k", "t", "equals_official_total"),
        ("m", "t", "equals_official_total"),
        ("k", "m", "equals_official_other_sex"),
        ("m", "k", "equals_official_other_sex"),
        ("t", "k", "equals_official_other_sex"),
        ("t", "m", "equals_official_other_sex"),
    )
)

_OTHER_YEAR = "\nUNION ALL\n".join(
    f"""
    SELECT 3, {part}_row, 'equals_other_year', rounded(own_{part}, greatest(places, decimals)), ({year})::VARCHAR
    FROM beside
    WHERE sexes AND yearly AND still < {RARE} AND {_EXACT} AND {known}
      AND NOT apart(k, {other}_k, places) AND NOT apart(m, {other}_m, places)
    """
    for part in "km"
    for other, year, known in (("last", "year - 1", "published_before"), ("next", "year + 1", "true"))
)

_DOUBTS = f"""
CREATE TEMP TABLE doubt AS
WITH swapped AS (
    SELECT figure_key, k_row, m_row, m, places FROM beside
    WHERE sexes AND (
        z_g > $spreads * 2 / 3 AND abs(-g - ref_g - centre_g) / spread_g < $spreads / 4
        AND abs(scaled(k, numbers) - scaled(ref_m, numbers) - centre_m) / spread_m
            + abs(scaled(m, numbers) - scaled(ref_k, numbers) - centre_k) / spread_k < (z_k + z_m) / 2
        OR NOT apart(k, own_m, places) AND NOT apart(m, own_k, places) AND apart(k, own_k, fewest) AND {_EXACT}
    )
),
others AS (
    SELECT b.figure_key, any_value(n.organisation || ' ' || o.name) AS suggestion
    FROM (SELECT figure_key, id, year, k, m, fewest FROM beside JOIN series ON series.indicator = figure
          WHERE greatest(z_k, z_m) > $spreads / 2 AND sexes AND {_EXACT}) AS b
    JOIN published_figures AS n
      ON n.indicator = b.id AND n.year = b.year
     AND round(n.k, b.fewest) = round(b.k, b.fewest) AND round(n.m, b.fewest) = round(b.m, b.fewest)
    JOIN named AS o ON o.code = n.organisation
    GROUP BY b.figure_key HAVING count(*) = 1
),
said AS (
    SELECT 1 AS rank, k_row AS row, 'sexes_swapped' AS code, rounded(m, places) AS expected, m_row::VARCHAR AS suggestion
    FROM swapped
    UNION ALL
    SELECT 1, m_row, NULL, NULL, NULL FROM swapped
    UNION ALL
    SELECT 1, t_row, 'share_of_other_sex', rounded(ref_t, greatest(places, decimals)), rounded(100 - t, places)
    FROM beside
    WHERE whole AND (
        z_t > $spreads AND abs(100 - t - ref_t - centre_t) / spread_t < $spreads / 3
        OR NOT apart(100 - t, own_t, places) AND apart(t, own_t, places) AND {_EXACT}
    )
    UNION ALL
    {_OTHER_SEX}
    UNION ALL
    {_OTHER_YEAR}
    UNION ALL
    SELECT 4, k_row, 'equals_other_organisation', rounded(ref_k, greatest(places, decimals)), suggestion
    FROM others JOIN beside USING (figure_key)
    UNION ALL
    SELECT 4, m_row, 'equals_other_organisation', rounded(ref_m, greatest(places, decimals)), suggestion
    FROM others JOIN beside USING (figure_key)
    UNION ALL
    SELECT 5, row,
           CASE WHEN percent AND factor = 100 AND abs(value) <= 1 THEN 'share_as_fraction'
                WHEN factor IN (1000, 0.001) THEN 'thousands_for_ones'
                ELSE 'decimal_shifted' END,
           rounded(ref, shown_places), shown(value * factor)
    FROM single WHERE factor IS NOT NULL
    UNION ALL
    SELECT 5, row, 'share_as_fraction', NULL, shown(value * 100)
    FROM single WHERE ref IS NULL AND percent AND value > 0 AND value <= 1 AND low > 1.5
    UNION ALL
    SELECT 6, row, 'zero_unlikely', rounded(ref, shown_places), NULL
    FROM single WHERE value = 0 AND zeros < {RARE} AND (z > $spreads / 2 OR z IS NULL)
    UNION ALL
    SELECT 7, m_row, 'sexes_equal', rounded(ref_k, greatest(places, decimals)), rounded(ref_m, greatest(places, decimals))
    FROM beside WHERE sexes AND k = m AND z_g > $spreads AND {_EXACT}
    UNION ALL
    SELECT 8, row,
           CASE WHEN own IS NULL THEN 'change_large' ELSE 'far_from_official' END,
           rounded(ref, shown_places), CASE WHEN own IS NULL THEN ref_year::VARCHAR END
    FROM single WHERE z > $spreads
    UNION ALL
    SELECT 9, row, 'far_from_others', range_text(low, high), NULL
    FROM single WHERE ref IS NULL AND (value < low - (high - low) / 2 OR value > high + (high - low) / 2)
)
SELECT row, code, expected, suggestion
FROM said
WHERE row IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY row ORDER BY rank, code NULLS LAST) = 1
"""

# Figures of women and men of which a part is not in the file, unless some row could not be placed.
_SPOKEN = """
CREATE TEMP TABLE spoken AS
WITH placed AS (
    SELECT (r.organisation::BIGINT * 100000 + s.figure) * 10000 + r.year AS figure_key,
           max(row) FILTER (coalesce(s.half, r.sex) = 'K') AS k_row,
           max(row) FILTER (coalesce(s.half, r.sex) = 'M') AS m_row,
           max(row) FILTER (coalesce(s.half, r.sex) = 'T') AS t_row
    FROM reading AS r JOIN sort AS s USING (indicator)
    WHERE key IS NOT NULL AND s.sexes
    GROUP BY ALL
    HAVING k_row IS NULL OR m_row IS NULL
)
SELECT * FROM placed
WHERE NOT EXISTS (SELECT 1 FROM reading WHERE key IS NULL)
  AND NOT EXISTS (SELECT 1 FROM finding WHERE code IN ('row_too_short', 'row_too_long', 'open_quote'))
"""

# Which field a question's findings name, and the question: code, row, found, expected, suggestion.
_QUESTIONS = (
    (
        "value",
        """
        SELECT d.code, row, value_text AS found, d.expected, d.suggestion
        FROM doubt AS d JOIN reading USING (row) WHERE d.code IS NOT NULL
        """,
    ),
    (
        "sex",
        """
        SELECT 'sex_missing' AS code, coalesce(k_row, m_row) AS row,
               CASE WHEN m_row IS NULL THEN 'K' ELSE 'M' END AS found,
               CASE WHEN m_row IS NULL THEN 'M' ELSE 'K' END AS expected, NULL AS suggestion
        FROM spoken WHERE (k_row IS NULL) <> (m_row IS NULL)
        UNION ALL
        SELECT 'sexes_absent', t_row, NULL, NULL, NULL
        FROM spoken WHERE k_row IS NULL AND m_row IS NULL
        """,
    ),
    (
        "value",
        """
        SELECT 'total_not_between' AS code, row, value_text AS found,
               range_text(least(k, m), greatest(k, m)) AS expected, NULL AS suggestion
        FROM compared JOIN reading ON row = t_row
        WHERE sexes AND NOT numbers
          AND (t < least(k, m) - pow(10, -fewest) - 1e-9 OR t > greatest(k, m) + pow(10, -fewest) + 1e-9)
        UNION ALL
        SELECT 'sum_differs', row, value_text, shown(k + m), NULL
        FROM compared JOIN reading ON row = t_row
        WHERE sexes AND numbers AND abs(k + m - t) > greatest(3, 0.001 * abs(t))
        """,
    ),
    *(
        (
            field,
            f"""
            SELECT 'sum_differs' AS code, t_row AS row, shown(t) AS found, shown(k + m) AS expected,
                   NULL AS suggestion
            FROM (SELECT figure_key,
                         max({field}) FILTER (whose = 'K') AS k, max({field}) FILTER (whose = 'M') AS m,
                         max({field}) FILTER (whose = 'T') AS t, max(row) FILTER (whose = 'T') AS t_row
                  FROM sound JOIN sort ON sort.id = sound.id
                  WHERE sort.sexes AND {field} IS NOT NULL GROUP BY figure_key)
            WHERE abs(k + m - t) > greatest(3, 0.001 * t)
            """,
        )
        for field in ("numerator", "denominator")
    ),
)
