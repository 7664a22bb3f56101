"""Checks against knowledge: what is published, how it changes from year to year, what the round asks for.

All of them ask or tell, none stops a file: a rare value may be true. They run on the rows that nothing
else stops, set-wise beside `checks`, and only where the caller's reference carries a `History`.
One row gets one answer to "can this value be right?": the most exact of those that apply (`doubts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from benchmarking import disclosure
from benchmarking.intake.checks import INTO_FINDING
from benchmarking.intake.doubts import (
    COMPARED,
    DOUBT_COLUMNS,
    DOUBTS,
    FRESH,
    FRESH_COLUMNS,
    JUDGED,
    QUESTIONS,
    READ,
    YEARS_BACK,
)
from benchmarking.intake.history import FEWEST_CHANGES, History, folded
from benchmarking.intake.workbench import Workbench
from benchmarking.model import Indicator, Membership, Organisation, Origin, Request

__all__ = ["History", "Round", "lent", "run"]


@dataclass(frozen=True, slots=True)
class Round:
    """The round a file is for, as far as it is known: its id, who takes part, what it asks for."""

    id: str
    memberships: tuple[Membership, ...] = ()
    requests: tuple[Request, ...] = ()


def run(
    database: Workbench,
    indicators: Iterable[Indicator],
    history: History,
    round_: Round | None,
    stride: int = 1,
) -> None:
    """Adds to `finding` what is doubtful in the rows of `reading`; comes after `checks.run`, with what is `lent`.

    Where a doubt already says what the official value is, `differs_from_official` is taken back.
    `stride` is that of `checks.run`.
    `round_` is None where the file's round is not known; what it has no members or requests for is not asked.
    """
    for name, question in READ:
        database.make(name, question)
    database.fill("known", _KNOWN_COLUMNS, _known(database, history))
    for name, question in COMPARED:
        database.make(name, question)
    database.rows("fresh", FRESH_COLUMNS, [])
    most = database.execute(
        "SELECT max(places) FROM (SELECT count(*) AS places FROM compared GROUP BY figure, year)"
    ).fetchone()[0]
    if most is None:
        database.rows("doubt", DOUBT_COLUMNS, [])
    else:
        if most >= FEWEST_CHANGES:
            database.execute(FRESH)
        for name, question in JUDGED:
            database.make(name, question)
        database.make("doubt", DOUBTS)
    for field, question in QUESTIONS:
        database.execute(
            f"""
            {INTO_FINDING}
            SELECT q.code, false, q.row, '{field}', NULL, q.found, q.expected, q.suggestion FROM ({question}) AS q
            """
        )
    # What a doubt says of the official value need not be said twice.
    database.execute(
        "DELETE FROM finding WHERE code = 'differs_from_official' AND row IN (SELECT row FROM doubt)"
    )
    _population(database)
    _hidden(database, indicators)
    if round_ is not None:
        _asked_for(database, round_, stride)


def lent(
    organisations: Iterable[Organisation], indicators: Iterable[Indicator], history: History
) -> dict[str, pa.Table]:
    """What every check against a history needs, under the names that `doubts` uses."""
    organisations = tuple(organisations)
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
    kinds = {"code": pa.string(), "whose": pa.string(), "people": pa.int64()}
    return {
        "folded": folded(indicators),
        "published_figures": history.figures,
        "known_changes": history.changes,
        "known_usual": history.usual,
        "named": pa.table(
            {
                "code": pa.array([one.code for one in organisations], pa.string()),
                "name": pa.array([one.name for one in organisations], pa.string()),
            }
        ),
        "living": pa.table(
            {name: pa.array(column, kinds[name]) for name, column in zip(kinds, columns, strict=True)}
        ),
    }


_KNOWN_COLUMNS = "figure_key BIGINT, k DOUBLE, m DOUBLE, t DOUBLE, official BOOLEAN"


def _known(database: Workbench, history: History) -> pa.Table:
    """What `history` holds of the file's own figures and the years round them."""
    first, last = database.execute("SELECT min(year), max(year) FROM figure").fetchone()
    places = database.execute(
        """
        SELECT code, organisation FROM organisation_list
        WHERE organisation IN (SELECT figure_key // 1000000000 FROM figure)
        """
    ).fetchall()
    ids = database.execute(
        "SELECT id, indicator FROM series WHERE indicator IN (SELECT figure FROM figure)"
    ).fetchall()
    return history.near(dict(ids), dict(places), (first or 0) - YEARS_BACK, (last or 0) + 1)


def _population(database: Workbench) -> None:
    """More people counted than live in the place; a fifth more is allowed, since years differ."""
    if not database.execute("SELECT count(*) FROM sound WHERE denominator IS NOT NULL").fetchone()[0]:
        return
    database.execute(
        f"""
        {INTO_FINDING}
        SELECT 'count_above_population', false, row, 'denominator', NULL, text, people::VARCHAR, NULL
        FROM sound
        JOIN organisation_list ON organisation = figure_key // 1000000000
        JOIN living USING (code, whose)
        JOIN reading USING (row)
        JOIN denominator_reading ON word = denominator_word
        WHERE sound.denominator > 1.2 * people
        """
    )


def _hidden(database: Workbench, indicators: Iterable[Indicator]) -> None:
    """Rows that `disclosure` will withhold once they are published."""
    least = {one.id: one.suppress_below for one in indicators}
    most = max(least.values(), default=0)
    few = database.execute(
        f"""
        WITH small AS (
            SELECT figure_key FROM sound
            WHERE denominator < {most} OR (numerator > 0 AND numerator < {most})
               OR (denominator > numerator AND denominator - numerator < {most})
        )
        SELECT f.id AS indicator, o.code AS organisation, (figure_key % 10000)::INTEGER AS year, s.whose AS sex, s.value,
               s.numerator, s.denominator, s.missing, '{Origin.NETWORK.value}' AS origin, s.row
        FROM sound AS s
        SEMI JOIN small USING (figure_key)
        JOIN organisation_list AS o ON o.organisation = figure_key // 1000000000
        JOIN series AS f ON f.indicator = figure_key // 10000 % 100000
        ORDER BY s.row
        """
    ).df()
    if few.empty:
        return
    shown = disclosure.concealed_long(few, disclosure.too_few(few, least))
    rows = few["row"][few["value"].notna() & shown["value"].isna()]
    if rows.empty:
        return
    database.fill("few", "row BIGINT", pa.table({"row": pa.array(rows.to_numpy(), pa.int64())}))
    database.execute(
        f"""
        {INTO_FINDING}
        SELECT 'will_be_hidden', false, row, 'value', NULL, NULL, NULL, NULL FROM few
        """
    )


def _asked_for(database: Workbench, round_: Round, stride: int) -> None:
    """Organisations outside the round, and indicators and years that it does not ask for."""
    members: dict[str, set[str]] = {}
    for one in round_.memberships:
        if one.programme == round_.id:
            members.setdefault(one.organisation, set()).add(one.team)
    if members:
        # In a long table a row is one cell: the same words for every row of a place are one line with a count.
        each, alike = ("min(row)", "count(*)") if stride == 1 else ("row", "1")
        database.execute(
            f"""
            INSERT INTO finding (code, error, row, field, found, expected, alike)
            SELECT 'organisation_not_in_round', false, {each}, 'organisation', told, $round, {alike}
            FROM sound
            JOIN (SELECT organisation, code || ' ' || name AS told
                  FROM organisation_list JOIN named USING (code)
                  WHERE NOT list_contains($members, code)) AS outside
                ON organisation = figure_key // 1000000000
            {"GROUP BY told" if stride == 1 else ""}
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
        SELECT id, code, year
        FROM figure
        JOIN organisation_list ON organisation = figure_key // 1000000000
        JOIN series ON series.indicator = figure
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
            first, last = min(one.first_year for one in own), max(one.last_year for one in own)
            years = str(first) if first == last else f"{first}–{last}"
            rows.append((indicator, code, year, "year_not_requested", "year", years))
    if not rows:
        return
    columns = "indicator VARCHAR, organisation_code VARCHAR, year INTEGER"
    database.rows("beyond", f"{columns}, code VARCHAR, field VARCHAR, expected VARCHAR", rows)
    database.execute(
        f"""
        {INTO_FINDING}
        SELECT i.code, false, s.row, i.field, NULL,
               CASE WHEN i.field = 'year' THEN i.year::VARCHAR ELSE f.id END, i.expected, NULL
        FROM beyond AS i
        JOIN organisation_list AS o ON o.code = i.organisation_code
        JOIN series AS w ON w.id = i.indicator
        JOIN sound AS s ON s.figure_key = (o.organisation::BIGINT * 100000 + w.indicator) * 10000 + i.year
        JOIN series AS f ON f.indicator = s.indicator
        """
    )
