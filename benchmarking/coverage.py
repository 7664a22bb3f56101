"""Who has handed in what was asked. Pure: requests × what has come in → the state of every cell.

A cell is an organisation and an indicator that a round asks it for; it holds keys (year, sex), each due
by a day. A key is in when the round has published a value of it, or a reason why there is none; it need
not be handed in where the official figures have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

from benchmarking.model import (
    Indicator,
    MemberRole,
    Membership,
    Organisation,
    Request,
    Sex,
    Shape,
    SubmissionState,
)

KEY = ["organisation", "indicator", "year", "sex"]
CELL = ["organisation", "indicator"]


class State(StrEnum):
    """How far a cell has come, what needs somebody's hand first."""

    LATE = "late"
    RETURNED = "returned"
    DUE = "due"
    RECEIVED = "received"
    COMPLETE = "complete"
    OFFICIAL = "official"

    @property
    def done(self) -> bool:
        """True where nothing is left to hand in."""
        return self in (State.COMPLETE, State.OFFICIAL)


ORDER = tuple(State)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many organisations are asked, and how many of them have come how far.

    `done` have handed in everything that was left to hand in; `official` had nothing to hand in, since the
    official figures have all of it; `late` are late; `waiting` wait for somebody to publish.
    """

    asked: int
    done: int
    official: int
    late: int
    waiting: int


def sexes_of(indicator: Indicator) -> tuple[str, ...]:
    """Whose values an indicator needs to be complete; the total of one split by sex is welcome and not asked."""
    if indicator.shape in (Shape.BY_SEX, Shape.PAIR):
        return Sex.WOMEN.value, Sex.MEN.value
    return (Sex.TOTAL.value,)


def members_asked(request: Request, memberships: Iterable[Membership], today: date) -> tuple[str, ...]:
    """Whom a request reaches: the place it names, else all who take part in its team or round.

    Mentors and supports are asked where they are named. Who has left is asked no more.
    """
    if request.organisation is not None:
        return (request.organisation,)
    return tuple(
        dict.fromkeys(
            one.organisation
            for one in memberships
            if one.programme == request.programme
            and one.role is MemberRole.PARTICIPANT
            and (request.team is None or one.team == request.team)
            and (one.left is None or one.left.latest > today)
        )
    )


def asked(
    requests: Sequence[Request],
    organisations: Iterable[Organisation],
    indicators: Iterable[Indicator],
    memberships: Sequence[Membership],
    today: date,
) -> pd.DataFrame:
    """Every key that is asked for: one row per (organisation, indicator, year, sex), ordered as the arguments are.

    Columns: KEY (sex K and M, or T where a year has one value) and due, a timestamp at midnight, NaT where
    no day is set. Where several requests ask for the same, the one nearest the place decides the day: its
    own before its group's before the round's; of equals the one asked last. An indicator is asked only of
    the kinds of organisation that it applies to, and nothing is asked that nobody knows.
    """
    places = {one.code: (at, one.kind) for at, one in enumerate(organisations)}
    figures = {one.id: (at, one) for at, one in enumerate(indicators)}
    reached: dict[tuple[str | None, str | None, str], tuple[str, ...]] = {}
    cells, heads = [], []
    for number, request in enumerate(requests):
        if request.indicator not in figures:
            continue
        scope = (request.team, request.organisation, request.programme)
        if scope not in reached:
            reached[scope] = members_asked(request, memberships, today)
        at, indicator = figures[request.indicator]
        nearness = 2 if request.organisation is not None else 1 if request.team is not None else 0
        heads.append((number, nearness, pd.Timestamp(request.due) if request.due else pd.NaT))
        years = range(request.first_year, request.last_year + 1)
        keys = [(year, sex) for year in years for sex in sexes_of(indicator)]
        codes = [
            code for code in reached[scope] if code in places and places[code][1] in indicator.applies_to
        ]
        block = pd.DataFrame(
            {
                "place": np.repeat([places[code][0] for code in codes], len(keys)),
                "organisation": np.repeat(np.array(codes, dtype="object"), len(keys)),
                "year": np.tile([year for year, _ in keys], len(codes)),
                "sex": np.tile(np.array([sex for _, sex in keys], dtype="object"), len(codes)),
            }
        )
        cells.append(block.assign(at=at, indicator=request.indicator, request=number))
    if not cells:
        return pd.DataFrame(
            {
                "organisation": pd.Series(dtype="str"),
                "indicator": pd.Series(dtype="str"),
                "year": pd.Series(dtype="int64"),
                "sex": pd.Series(dtype="str"),
                "due": pd.Series(dtype="datetime64[ns]"),
            }
        )
    told = pd.DataFrame(heads, columns=["request", "nearness", "due"])
    every = pd.concat(cells, ignore_index=True).merge(told, on="request")
    every = every.sort_values(["place", "at", "year", "sex", "nearness", "request"], kind="stable")
    nearest = every.drop_duplicates(KEY, keep="last").reset_index(drop=True)
    return nearest[[*KEY, "due"]].astype(
        {"organisation": "str", "indicator": "str", "sex": "str", "year": "int64"}
    )


def left_out(
    requests: Iterable[Request], wanted: pd.DataFrame, memberships: Sequence[Membership], today: date
) -> tuple[str, ...]:
    """The codes of those whom requests reach and who have none of what they ask for, each once.

    `wanted` as `asked` gives it.
    """
    reached = (code for one in requests for code in members_asked(one, memberships, today))
    having = set(wanted["organisation"])
    return tuple(dict.fromkeys(code for code in reached if code not in having))


def cells(wanted: pd.DataFrame, delivered: pd.DataFrame, official: pd.DataFrame, today: date) -> pd.DataFrame:
    """How far each cell has come: one row per (organisation, indicator), in the order of `wanted`.

    `wanted` as `asked` gives it; `delivered` and `official` as the store's `delivered` and
    `already_official`. Columns: CELL; state (a State); asked, published, waiting, returned, official, open:
    numbers of keys, the last four of those that are not published, each key once; overdue: how many of the
    returned and open ones should have come by now; first_year, last_year; left: the years of the returned and
    open ones (a tuple), which are what is still to hand in; due: the earliest day of what is
    not in yet, else the latest; submissions: the ids of the files that hold some of it, latest first (a tuple), and
    received: when the latest of them came (UTC), NaT without one.

    State: LATE where something is overdue; RETURNED where a file was given back and nothing is overdue; DUE
    where something is still to come; RECEIVED where a file nobody has published has all the rest; COMPLETE
    where everything asked is published by the round or official, and OFFICIAL where all of it is official.
    A return that is overdue is LATE as well; `returned` tells them apart.
    """
    answered = delivered[delivered["answered"].astype("bool")]
    keys = wanted.assign(
        published=_among(wanted, answered[answered["state"].isin(_PUBLISHED)]),
        waiting=_among(wanted, answered[answered["state"].isin(_WAITING)]),
        returned=_among(wanted, answered[answered["state"] == SubmissionState.RETURNED.value]),
        official=_among(wanted, official),
    )
    keys["official"] &= ~keys["published"]
    in_ = keys["published"] | keys["official"]
    keys["waiting"] &= ~in_
    keys["returned"] &= ~in_ & ~keys["waiting"]
    keys["open"] = ~in_ & ~keys["waiting"] & ~keys["returned"]
    keys["overdue"] = (keys["open"] | keys["returned"]) & (keys["due"] < pd.Timestamp(today))
    keys["pending"] = keys["due"].where(~in_)
    counted = ("published", "waiting", "returned", "official", "open", "overdue")
    found = (
        keys.groupby(CELL, sort=False)
        .agg(
            asked=("year", "size"),
            **{name: (name, "sum") for name in counted},
            first_year=("year", "min"),
            last_year=("year", "max"),
            pending=("pending", "min"),
            latest=("due", "max"),
        )
        .reset_index()
    )
    state = np.select(
        [
            found["overdue"] > 0,
            found["returned"] > 0,
            found["open"] > 0,
            found["waiting"] > 0,
            found["published"] > 0,
        ],
        [State.LATE, State.RETURNED, State.DUE, State.RECEIVED, State.COMPLETE],
        State.OFFICIAL,
    )
    found = found.assign(state=state, due=found["pending"].fillna(found["latest"]))
    found = found.drop(columns=["pending", "latest"])
    found = found.merge(_files(wanted, delivered), on=CELL, how="left")
    found = found.merge(_years(keys[keys["open"] | keys["returned"]]), on=CELL, how="left")
    return found.assign(submissions=_tuples(found["submissions"]), left=_tuples(found["left"]))


_PUBLISHED = (SubmissionState.PUBLISHED.value, SubmissionState.SUPERSEDED.value)
_WAITING = (SubmissionState.DRAFT.value, SubmissionState.SUBMITTED.value)


def _among(wanted: pd.DataFrame, held: pd.DataFrame) -> np.ndarray:
    """For each key that is asked for: whether it is among those held."""
    found = wanted[KEY].merge(held[KEY].drop_duplicates(), on=KEY, how="left", indicator=True)
    return found["_merge"].eq("both").to_numpy()


def _tuples(column: pd.Series) -> pd.Series:
    """A column of tuples, where a merge left nothing an empty one."""
    held = [one if isinstance(one, tuple) else () for one in column]
    return pd.Series(held, index=column.index, dtype="object")


def _years(keys: pd.DataFrame) -> pd.DataFrame:
    """By cell: the years of some keys, each once, earliest first."""
    once = keys[[*CELL, "year"]].drop_duplicates().sort_values("year", kind="stable")
    return once.groupby(CELL, as_index=False).agg(left=("year", tuple))


def _files(wanted: pd.DataFrame, delivered: pd.DataFrame) -> pd.DataFrame:
    """By cell: the submissions that hold something asked for, latest first, and when the latest came."""
    held = delivered.merge(wanted[KEY], on=KEY)[[*CELL, "submission", "received"]]
    held = held.sort_values(["submission", "received"], ascending=False)
    held = held.drop_duplicates([*CELL, "submission"])
    return held.groupby(CELL, as_index=False).agg(
        submissions=("submission", tuple), received=("received", "max")
    )


def by_organisation(found: pd.DataFrame) -> pd.DataFrame:
    """How far each organisation has come: one row each, who needs to act first, first.

    `found` as `cells` gives it. Columns: organisation; state: the worst of its cells; a column for each State
    with how many of its cells are there; cells: how many; by: the earliest day that something
    not yet in is due, NaT where all is in or no day is set. Within a state the earliest day stands first, then the order of `found`.
    """
    if not len(found):
        return pd.DataFrame(columns=["organisation", "state", *ORDER, "cells", "by"])
    counts = pd.crosstab(found["organisation"], found["state"]).reindex(columns=list(ORDER), fill_value=0)
    order = found["organisation"].drop_duplicates()
    counts = counts.reindex(order)
    worst = np.select([counts[state] > 0 for state in ORDER], ORDER, State.OFFICIAL)
    left = found[~found["state"].isin([State.COMPLETE, State.OFFICIAL])]
    due = left.groupby("organisation")["due"].min().reindex(order)
    table = counts.assign(state=worst, cells=counts.sum(axis=1), by=due).reset_index()
    rank = table["state"].map({state: at for at, state in enumerate(ORDER)})
    # What is complete and what is official are both nothing to do: they stand together, by name.
    rank = rank.where(rank < ORDER.index(State.COMPLETE), ORDER.index(State.COMPLETE))
    table = table.assign(rank=rank).sort_values(["rank", "by"], kind="stable")
    return table.drop(columns="rank").reset_index(drop=True)[["organisation", "state", *ORDER, "cells", "by"]]


def tally(rows: pd.DataFrame) -> Tally:
    """How many organisations have come how far; `rows` as `by_organisation` gives them."""
    states = rows["state"]
    return Tally(
        asked=len(rows),
        done=int((states == State.COMPLETE).sum()),
        official=int((states == State.OFFICIAL).sum()),
        late=int((states == State.LATE).sum()),
        waiting=int((states == State.RECEIVED).sum()),
    )
