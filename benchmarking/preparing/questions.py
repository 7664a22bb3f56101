"""Which two to five questions a mentor may ask an organisation at a step, each tied to its own figures.

Which questions suit which theme is a table; the words are `wording.preparing`'s. They are open and lay no blame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarking.claims import CannotTell, Change, Claim
from benchmarking.preparing.content import Ask, Assessed, Promise, Question, Row, Theme

MOST_QUESTIONS, FEWEST_QUESTIONS = 5, 2

SUITING = {
    Theme.START: (Ask.LARGEST, Ask.UNTOLD, Ask.EVENER),
    Theme.STEERING: (Ask.LARGEST, Ask.POINT, Ask.PROMISED, Ask.UNTOLD, Ask.EVENER),
    Theme.IMPROVEMENT: (Ask.PROMISED, Ask.LARGEST, Ask.EVENER, Ask.MOVED, Ask.POINT),
    Theme.FOLLOW_UP: (Ask.PROMISED, Ask.MOVED, Ask.UNTOLD, Ask.LARGEST, Ask.POINT),
    Theme.RESULTS: (Ask.PROMISED, Ask.MOVED, Ask.LARGEST, Ask.EVENER),
    Theme.COMPARISON: (Ask.LARGEST, Ask.EVENER, Ask.PROMISED, Ask.MOVED, Ask.UNTOLD),
}
"""By theme, what to ask about, the most useful first."""


def questions_for(
    theme: Theme,
    rows: Sequence[Row],
    headline: Sequence[Claim],
    assessed: Assessed | None,
    promises: Sequence[Promise],
) -> tuple[Question, ...]:
    """Two to five questions. What an organisation has no figures for is not asked about; it is asked for figures."""
    makers: dict[Ask, Callable[[], Question | None]] = {
        Ask.LARGEST: lambda: Question(Ask.LARGEST, theme, reading=rows[0].reading) if rows else None,
        Ask.EVENER: lambda: _evener(theme, rows),
        Ask.MOVED: lambda: _claimed(Ask.MOVED, theme, headline, Change),
        Ask.UNTOLD: lambda: _claimed(Ask.UNTOLD, theme, headline, CannotTell),
        Ask.POINT: lambda: (
            Question(
                Ask.POINT,
                theme,
                point=assessed.weakest,
                score=assessed.weakest_score,
                highest=assessed.highest,
            )
            if assessed and assessed.weakest
            else None
        ),
        Ask.PROMISED: lambda: Question(Ask.PROMISED, theme, promise=promises[0]) if promises else None,
    }
    found = [made for ask in SUITING[theme] if (made := makers[ask]()) is not None]
    if not rows and not any(one.claim for one in found):
        found.append(Question(Ask.NO_FIGURES, theme))
    if len(found) < FEWEST_QUESTIONS:
        found.append(Question(Ask.OPEN, theme))
    return tuple(found[:MOST_QUESTIONS])


def _evener(theme: Theme, rows: Sequence[Row]) -> Question | None:
    """Of the first gap on which the mentor lies evener, else a similar place, that other place's figure."""
    for row in rows:
        evener = [one for one in row.mentors if _smaller(one.gap, row.reading.gap)]
        other = evener[0] if evener else row.best
        if other is not None:
            return Question(Ask.EVENER, theme, reading=row.reading, other=other)
    return None


def _smaller(one: float | None, than: float | None) -> bool:
    return one is not None and than is not None and abs(one) < abs(than)


def _claimed(ask: Ask, theme: Theme, headline: Sequence[Claim], kind: type[Claim]) -> Question | None:
    claim = next((one for one in headline if isinstance(one, kind)), None)
    if isinstance(claim, CannotTell) and not claim.count:
        return None
    return Question(ask, theme, claim=claim) if claim else None
