"""What a viewer may see of the figures: what stands above a query, its parameters, and what its answer is without.

The names that the SQL here gives (`series`, `closed`, `visible`, `published`) are what questions ask of.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmarking import disclosure
from benchmarking.model import Right, Viewer

# The latest version of each indicator that is valid by now. The two ids of a pair are one indicator:
# women's series fills K, men's fills M.
SERIES = """
    latest AS (
        SELECT * FROM indicator WHERE valid_from <= current_date
        QUALIFY row_number() OVER (PARTITION BY id ORDER BY valid_from DESC) = 1
    ),
    series AS (
        SELECT id AS series, id AS figure, CASE WHEN shape = 'pair' THEN 'K' END AS half, shape FROM latest
        UNION ALL
        SELECT pair_men, id, 'M', shape FROM latest WHERE pair_men IS NOT NULL
    )"""

# When a programme's figures open to all. One that would open during the pause before an election opens after it.
# `closed`: figures of a programme that has not opened are its members' only (design: open to all from that date), and
# a mentor sees those of the own groups: `closed` holds the organisations whose figures are kept from the viewer.
# Whoever may not see the current value sees the latest one that has opened, as if the other were not there.
OPENING = """
    opening AS (
        SELECT p.* REPLACE (
            CASE WHEN p.opens_on BETWEEN q.first_day AND q.last_day THEN q.last_day + 1 ELSE p.opens_on END
            AS opens_on
        )
        FROM programme AS p LEFT JOIN (
            SELECT CAST(split_part(value, '/', 1) AS DATE) AS first_day,
                   CAST(split_part(value, '/', 2) AS DATE) AS last_day
            FROM setting WHERE name = 'pause'
        ) AS q ON true
    )"""

VISIBLE = f"""{OPENING},
    closed AS (
        SELECT p.id AS programme, o.code AS organisation
        FROM opening AS p CROSS JOIN organisation AS o
        WHERE p.opens_on > current_date AND NOT $sees_unopened
          AND p.id NOT IN (SELECT unnest($programmes))
          AND p.id || '/' || o.code NOT IN (SELECT unnest($members))
    ),
    published AS (
        SELECT o.*, s.origin, s.programme, s.published
        FROM observation AS o JOIN submission AS s ON s.id = o.submission
        ANTI JOIN closed AS c ON (c.programme, c.organisation) = (s.programme, o.organisation)
        WHERE s.state IN ('published', 'superseded')
    ),
    kept_back AS (SELECT * FROM current_observation SEMI JOIN closed USING (programme, organisation)),
    visible AS (
        SELECT * FROM current_observation ANTI JOIN closed USING (programme, organisation)
        UNION ALL BY NAME
        SELECT * EXCLUDE (published)
        FROM published SEMI JOIN kept_back USING (indicator, organisation, year, sex, origin)
        QUALIFY row_number() OVER (
            PARTITION BY indicator, organisation, year, sex, origin ORDER BY published DESC, submission DESC
        ) = 1
    )"""


HANDED_IN = """
    handed_in AS (
        SELECT * EXCLUDE (published) FROM published WHERE programme = $programme
        QUALIFY row_number() OVER (
            PARTITION BY indicator, organisation, year, sex ORDER BY published DESC, submission DESC
        ) = 1
    )"""

# Whose drafts a viewer may see: all, or those handed in for an organisation or to a programme.
SEES_DRAFT = """(
    $drafts
    OR coalesce(s.handed_in_for IN (SELECT unnest($draft_organisations)), false)
    OR coalesce(s.programme IN (SELECT unnest($draft_programmes)), false)
)"""


NUMBERS = ("value", "numerator", "denominator", "missing")
"""What disclosure takes out of a row."""


def rights(viewer: Viewer) -> dict[str, Any]:
    """The parameters of `VISIBLE`."""
    seen = [grant for grant in viewer.grants if grant.right is Right.SEE_UNOPENED and grant.programme]
    return {
        "sees_unopened": viewer.may(Right.SEE_UNOPENED),
        "programmes": sorted(str(one.programme) for one in seen if one.organisation is None),
        "members": sorted(f"{one.programme}/{one.organisation}" for one in seen if one.organisation),
    }


def drafts(viewer: Viewer) -> dict[str, Any]:
    """The parameters of `SEES_DRAFT`."""
    seen = [grant for grant in viewer.grants if grant.right is Right.SEE_DRAFTS]
    return {
        "drafts": viewer.may(Right.SEE_DRAFTS),
        "draft_organisations": sorted(one.organisation for one in seen if one.organisation),
        "draft_programmes": sorted(one.programme for one in seen if one.programme),
    }


def as_figures(long: pd.DataFrame) -> pd.DataFrame:
    """Long rows named as `disclosure` names them: each half of a pair as a sex of the pair's figure."""
    return long.drop(columns=["indicator", "sex"]).rename(columns={"figure": "indicator", "whose": "sex"})


def shown(long: pd.DataFrame, withheld: pd.DataFrame, *, keep: bool = False) -> pd.DataFrame:
    """Long rows without what is withheld; `keep` leaves the columns `figure` and `whose` for another step."""
    if len(withheld):
        concealed = disclosure.concealed_long(as_figures(long), withheld)
        long = long.assign(**{name: concealed[name] for name in NUMBERS})
    return long if keep else long.drop(columns=["figure", "whose"])
