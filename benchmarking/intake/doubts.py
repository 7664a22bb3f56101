"""The doubts about a file's values, as questions in SQL; `plausibility` asks them in this order.

Each step makes a temporary table of what the one before it made: `sound` (rows that nothing stops) and
`known` (what is published near them) → `figure` (women's, men's and total value together) → `compared`
(those that differ from what is published) → `beside` (how far from what is likely) → `single` (each value
alone) → `doubt` (one answer a row). k, m and t are women's, men's and
total value throughout, g is women − men.
"""

from __future__ import annotations

from benchmarking.intake.history import FEWEST_CHANGES, NORMAL, SPREADS

__all__ = [
    "COMPARED",
    "DOUBTS",
    "DOUBT_COLUMNS",
    "FRESH",
    "FRESH_COLUMNS",
    "JUDGED",
    "QUESTIONS",
    "READ",
    "YEARS_BACK",
]

RARE = 0.002
"""A coincidence that fewer than this share of the published figures show is worth a question."""

YEARS_BACK = 3
"""A value older than this is no measure of what is likely now."""


def _each(piece: str, parts: str = "kmt", between: str = ", ") -> str:
    """A piece of SQL for each part of a figure, `#` standing for the part."""
    return between.join(piece.replace("#", part) for part in parts)


# The rows that nothing stops. figure_key numbers (organisation, indicator, year); a pair is one indicator.
_SOUND = (
    (
        "sort",
        """
SELECT s.indicator, s.id, w.indicator AS figure, half, sexes, whole, f.decimals, percent, numbers, yearly, breaks
FROM series AS s JOIN folded AS f ON f.series = s.id JOIN series AS w ON w.id = f.indicator
""",
    ),
    (
        "sound",
        """
SELECT r.row, (r.organisation::BIGINT * 100000 + s.figure) * 10000 + r.year AS figure_key,
       r.indicator, coalesce(s.half, r.sex) AS whose,
       r.value, r.decimals, r.missing, r.numerator, r.denominator
FROM reading AS r
JOIN sort AS s USING (indicator)
ANTI JOIN (SELECT row FROM finding WHERE error OR code = 'duplicate_same') AS stopped USING (row)
WHERE key IS NOT NULL AND (value IS NOT NULL OR r.missing IS NOT NULL)
""",
    ),
)


# How much all have changed. `moves` and `common` are the changes and usual changes of `History`.
_MOVES = (
    (
        "moves",
        """
SELECT s.indicator AS figure, c.* EXCLUDE (indicator)
FROM known_changes AS c JOIN series AS s ON s.id = c.indicator
""",
    ),
    (
        "common",
        """
SELECT s.indicator AS figure, u.* EXCLUDE (indicator)
FROM known_usual AS u JOIN series AS s ON s.id = u.indicator
""",
    ),
)


# One row per figure of the file: its three values (k, m, t) and their rows.
_FIGURE = (
    (
        "figure",
        """
SELECT figure_key, (figure_key // 10000 % 100000)::INTEGER AS figure, (figure_key % 10000)::INTEGER AS year,
       max(value) FILTER (whose = 'K') AS k, max(row) FILTER (whose = 'K') AS k_row,
       max(value) FILTER (whose = 'M') AS m, max(row) FILTER (whose = 'M') AS m_row,
       max(value) FILTER (whose = 'T') AS t, max(row) FILTER (whose = 'T') AS t_row,
       coalesce(max(decimals), 0) AS places, coalesce(min(decimals), 0) AS fewest
FROM sound
GROUP BY figure_key
""",
    ),
)


_LAST = """
CASE WHEN b1.figure_key IS NOT NULL THEN b1.# WHEN b2.figure_key IS NOT NULL THEN b2.#
     WHEN b3.figure_key IS NOT NULL THEN b3.# ELSE f1.# END AS last_#"""

# Figures that differ from what is published of them, with what is known of the place: own_ (the official
# value), last_ (the latest published of the three years before; where there is none, the file's own of the
# year before), next_ (the year after), before_ (the file's own of the year before). `broken`: a new measure came in between.
_COMPARED = (
    (
        "compared",
        f"""
WITH changed AS (
    SELECT f.*, coalesce(o.official, false) AS official,
           {_each("CASE WHEN o.official THEN o.# END AS own_#")}
    FROM figure AS f LEFT JOIN known AS o USING (figure_key)
    WHERE {_each("coalesce(apart(f.#, o.#, f.fewest), f.# IS NOT NULL)", between=" OR ")}
)
SELECT f.*, s.sexes, s.whole, s.decimals, s.percent, s.numbers, s.yearly,
       CASE WHEN b1.figure_key IS NOT NULL THEN 1
            WHEN b2.figure_key IS NOT NULL THEN 2
            WHEN b3.figure_key IS NOT NULL THEN 3
            WHEN f1.figure_key IS NOT NULL THEN 1 END AS gap,
       b1.figure_key IS NOT NULL AS published_before,
       {_each(_LAST)},
       n.k AS next_k, n.m AS next_m, f1.k AS before_k, f1.m AS before_m,
       len(list_filter(s.breaks, lambda y: y <= f.year AND y > f.year - coalesce(gap, 0))) > 0 AS broken
FROM changed AS f
JOIN sort AS s ON s.indicator = f.figure
LEFT JOIN known AS b1 ON b1.figure_key = f.figure_key - 1
LEFT JOIN figure AS f1 ON f1.figure_key = f.figure_key - 1
LEFT JOIN known AS b2 ON b2.figure_key = f.figure_key - 2
LEFT JOIN known AS b3 ON b3.figure_key = f.figure_key - 3
LEFT JOIN known AS n ON n.figure_key = f.figure_key + 1
""",
    ),
)


FRESH_COLUMNS = ", ".join(
    ("figure INTEGER", "year INTEGER", _each("centre_# DOUBLE", "kmtg"), _each("spread_# DOUBLE", "kmtg"))
)

FRESH = f"""
INSERT INTO fresh
-- All values a tenth of what they were is no change in the country but another unit.
WITH alike AS (
    SELECT figure, year FROM compared ANTI JOIN moves USING (figure, year)
    GROUP BY ALL HAVING median(coalesce(t / last_t, k / last_k, m / last_m)) BETWEEN 0.2 AND 5
),
long AS (
    UNPIVOT (
        SELECT figure, year, CASE WHEN numbers THEN 0.001 ELSE pow(10, -decimals) END AS least,
               {_each("scaled(#, numbers) - scaled(last_#, numbers) AS #")},
               scaled(k, numbers) - scaled(m, numbers) - scaled(last_k, numbers) + scaled(last_m, numbers) AS g
        FROM compared SEMI JOIN alike USING (figure, year)
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
             greatest(least, (q[4] - q[2]) / {NORMAL}, (q[5] - q[1]) / 2 / {SPREADS}) AS spread
      FROM quartiles)
GROUP BY ALL
"""
"""How the file's own organisations have moved in years that nobody has published: filled only where one
indicator and year has `FEWEST_CHANGES` of them, since most files have few and planning it costs."""

# How far a value lies from what is likely: reference + centre, in spreads. The likely value is the official
# one, else the last one moved as all others have moved; in a year of which nobody has published, as the
# file's own organisations have, where they are many, else as they usually do.
_BESIDE = (
    (
        "beside",
        f"""
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
),
placed AS (
    SELECT *,
           scaled(k, numbers) - scaled(m, numbers) AS g,
           {_each("abs(scaled(#, numbers) - scaled(ref_#, numbers) - centre_#) / spread_# AS z_#")},
           abs(g - ref_g - centre_g) / spread_g AS z_g
    FROM spread
)
FROM placed
-- Any doubt needs one of these, and writing down what is beyond doubt takes longer than judging it.
WHERE greatest({_each("z_#", "kmtg")}) > {SPREADS / 2}
   OR {_each("own_# IS NOT NULL OR # = 0 OR # < low OR # > high", between=" OR ")}
   OR {" OR ".join(f"NOT apart(k, {year}_k, places) AND NOT apart(m, {year}_m, places)" for year in ("last", "next", "before"))}
""",
    ),
)


# Every value of those figures by itself that something may be said of; `likely` is what it is judged by.
_SINGLE = """
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
WHERE z > {half} OR value < low OR value > high OR value = 0
""".replace("{half}", str(SPREADS / 2)).replace(
    "{each}",
    "\nUNION ALL\n".join(
        _each(
            f"""SELECT #_row AS row, '{part.upper()}' AS whose, figure_key, # AS value, ref_# AS ref, own_# AS own,
            centre_# AS centre, spread_# AS spread, z_# AS z, year - gap AS ref_year,
            low, high, zeros, broken, percent, numbers, places, greatest(places, decimals) AS shown_places
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
    SELECT {rank}, {part}_row, 'equals_other_year', rounded(own_{part}, greatest(places, decimals)), ({year})::VARCHAR
    FROM beside
    WHERE sexes AND yearly AND still < {RARE} AND {_EXACT} AND {known}
      AND NOT apart(k, {other}_k, places) AND NOT apart(m, {other}_m, places)
    """
    for part in "km"
    for rank, other, year, known in (
        (3, "last", "year - 1", "published_before"),
        (3, "next", "year + 1", "true"),
        (7, "before", "year - 1", "NOT published_before"),
    )
)

DOUBTS = f"""
WITH swapped AS (
    SELECT figure_key, k_row, m_row, m, places FROM beside
    WHERE sexes AND (
        z_g > {SPREADS} * 2 / 3 AND abs(-g - ref_g - centre_g) / spread_g < {SPREADS} / 4
        AND abs(scaled(k, numbers) - scaled(ref_m, numbers) - centre_m) / spread_m
            + abs(scaled(m, numbers) - scaled(ref_k, numbers) - centre_k) / spread_k < (z_k + z_m) / 2
        OR NOT apart(k, own_m, places) AND NOT apart(m, own_k, places) AND apart(k, own_k, fewest) AND {_EXACT}
    )
),
others AS (
    SELECT b.figure_key, any_value(n.organisation || ' ' || o.name) AS suggestion
    FROM (SELECT figure_key, id, year, k, m, fewest FROM beside JOIN series ON series.indicator = figure
          WHERE greatest(z_k, z_m) > {SPREADS} / 2 AND sexes AND {_EXACT}) AS b
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
        z_t > {SPREADS} AND abs(100 - t - ref_t - centre_t) / spread_t < {SPREADS} / 3
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
    SELECT 5, row, 'share_as_fraction', rounded(ref, shown_places), shown(value * 100)
    FROM single WHERE factor IS NULL AND percent AND value > 0 AND value <= 1 AND low > 1.5
    UNION ALL
    SELECT 6, row, 'zero_unlikely', rounded(ref, shown_places), NULL
    FROM single WHERE value = 0 AND zeros < {RARE} AND (z > {SPREADS} / 2 OR z IS NULL)
    UNION ALL
    SELECT 7, m_row, 'sexes_equal', rounded(ref_k, greatest(places, decimals)), rounded(ref_m, greatest(places, decimals))
    FROM beside WHERE sexes AND k = m AND z_g > {SPREADS} AND {_EXACT}
    UNION ALL
    SELECT 8, row,
           CASE WHEN own IS NULL THEN 'change_large' ELSE 'far_from_official' END,
           rounded(ref, shown_places), CASE WHEN own IS NULL THEN ref_year::VARCHAR END
    FROM single WHERE z > {SPREADS}
    UNION ALL
    SELECT 9, row, 'far_from_others', range_text(low, high), NULL
    FROM single WHERE ref IS NULL AND NOT broken AND (value < low - (high - low) / 2 OR value > high + (high - low) / 2)
)
SELECT row, code, expected, suggestion
FROM said
WHERE row IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY row ORDER BY rank, code NULLS LAST) = 1
"""

DOUBT_COLUMNS = "row BIGINT, code VARCHAR, expected VARCHAR, suggestion VARCHAR"
"""`doubt` where every figure is what is published."""

# Figures of women and men of which a part is not in the file; not where a row that could not be read or
# placed may be that part: what it does say of place, indicator and year is the figure's.
_SPOKEN = (
    (
        "spoken",
        """
WITH partial AS (
    SELECT f.* FROM figure AS f JOIN sort AS s ON s.indicator = f.figure
    WHERE s.sexes AND (k_row IS NULL OR m_row IS NULL)
),
stopped AS (
    SELECT (r.organisation::BIGINT * 100000 + s.figure) * 10000 + r.year AS figure_key
    FROM reading AS r JOIN sort AS s USING (indicator)
    SEMI JOIN (SELECT row FROM finding WHERE error) AS wrong USING (row)
),
unread AS (
    SELECT DISTINCT r.organisation, s.figure, r.year
    FROM reading AS r LEFT JOIN sort AS s USING (indicator) WHERE key IS NULL
),
-- Which of the three such rows lack: joined by these, each figure meets them by equality however many they are.
lacks AS (
    SELECT DISTINCT organisation IS NULL AS place, figure IS NULL AS measure, year IS NULL AS time FROM unread
),
possible AS (
    SELECT f.figure_key FROM partial AS f CROSS JOIN lacks AS l
    JOIN unread AS u
      ON u.organisation IS NOT DISTINCT FROM CASE WHEN NOT l.place THEN f.figure_key // 1000000000 END
     AND u.figure IS NOT DISTINCT FROM CASE WHEN NOT l.measure THEN f.figure END
     AND u.year IS NOT DISTINCT FROM CASE WHEN NOT l.time THEN f.year END
)
FROM partial ANTI JOIN stopped USING (figure_key) ANTI JOIN possible USING (figure_key)
WHERE NOT EXISTS (SELECT 1 FROM finding WHERE code IN ('row_too_short', 'row_too_long', 'open_quote'))
""",
    ),
)


_VALUES = "(SELECT row, text AS value_text FROM reading JOIN value_plain ON word = value_word)"

# Which field a question's findings name, and the question: code, row, found, expected, suggestion.
QUESTIONS = (
    (
        "missing",
        """
        SELECT 'suppressed_derivable' AS code, s.row, s.whose AS found, NULL AS expected, NULL AS suggestion
        FROM sound AS s
        JOIN sort USING (indicator)
        JOIN sound AS o ON o.figure_key = s.figure_key AND o.whose = CASE s.whose WHEN 'K' THEN 'M' ELSE 'K' END
        JOIN sound AS t ON t.figure_key = s.figure_key AND t.whose = 'T'
        WHERE s.missing = 'suppressed' AND s.whose IN ('K', 'M') AND o.value IS NOT NULL AND t.value IS NOT NULL
          AND (numbers OR (o.denominator IS NOT NULL AND t.denominator IS NOT NULL))
        """,
    ),
    (
        "value",
        f"""
        SELECT d.code, row, value_text AS found, d.expected, d.suggestion
        FROM doubt AS d JOIN {_VALUES} USING (row) WHERE d.code IS NOT NULL
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
        UNION ALL
        SELECT 'sexes_all_equal', min(m_row), count(*)::VARCHAR, NULL, NULL
        FROM figure AS f JOIN sort AS s ON s.indicator = f.figure
        WHERE sexes AND k IS NOT NULL AND m IS NOT NULL
        HAVING bool_and(k = m) AND count(DISTINCT k) >= 3
        """,
    ),
    (
        "value",
        f"""
        SELECT 'total_not_between' AS code, row, value_text AS found,
               range_text(least(k, m), greatest(k, m)) AS expected, NULL AS suggestion
        FROM compared JOIN {_VALUES} ON row = t_row
        -- The least of two is the other one where one is missing.
        WHERE sexes AND NOT numbers AND k IS NOT NULL AND m IS NOT NULL
          AND (t < least(k, m) - pow(10, -fewest) - 1e-9 OR t > greatest(k, m) + pow(10, -fewest) + 1e-9)
        UNION ALL
        SELECT 'sum_differs', row, value_text, shown(k + m), NULL
        FROM compared JOIN {_VALUES} ON row = t_row
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
                  FROM sound JOIN sort USING (indicator)
                  WHERE sort.sexes AND {field} IS NOT NULL GROUP BY figure_key)
            WHERE abs(k + m - t) > greatest(3, 0.001 * t)
            """,
        )
        for field in ("numerator", "denominator")
    ),
)

READ = (*_SOUND, *_FIGURE)
"""What the file says."""

COMPARED = (*_MOVES, *_COMPARED, *_SPOKEN)
"""The file beside `known` (as `History.near`), `known_changes` and `known_usual` (as `History` has them)."""

JUDGED = (*_BESIDE, ("single", _SINGLE))
"""What `DOUBTS` rests on; it is made where `compared` has rows."""
