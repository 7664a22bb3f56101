"""What was published on a day in the past: the SQL that `Questions.values(…, as_of=…)` asks with.

A value counts from its `known_from`, to the end of that day and after. Of several versions the one
published last of those known then is the one that stood, also where a later one has superseded it.
"""

from __future__ import annotations

# A publication taken back after that day stood then. What was taken back is told to those who may see
# drafts, as in the trail; to all others it is as if it had never been there. Rights are today's.
STOOD_THEN = """
    taken_back AS (
        SELECT subject, max(happened) AS happened FROM event WHERE what = 'withdraw' GROUP BY subject
    ),
    stood_then AS (
        SELECT o.*, s.origin, s.programme
        FROM observation AS o
        JOIN submission AS s ON s.id = o.submission
        LEFT JOIN taken_back AS t ON t.subject = 'submission:' || s.id
        WHERE o.known_from <= $as_of
          AND (
              s.state IN ('published', 'superseded')
              OR ($drafts AND s.state = 'withdrawn' AND s.published IS NOT NULL
                  AND CAST(t.happened AS DATE) > $as_of)
          )
          AND NOT EXISTS (
              FROM closed AS c WHERE (c.programme, c.organisation) = (s.programme, o.organisation)
          )
        QUALIFY row_number() OVER (
            PARTITION BY o.indicator, o.organisation, o.year, o.sex, s.origin
            ORDER BY s.published DESC, s.id DESC
        ) = 1
    )"""
