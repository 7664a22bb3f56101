"""What a mentor has made of a pack before it is exported: what is left out, in which order, with which notes.

Nothing a mentor does changes a figure. Items are named by keys that stay the same when newer figures come, so
that an edit made in the evening still holds in the morning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from benchmarking.preparing.content import (
    GroupPage,
    GroupRow,
    OrganisationPage,
    Pack,
    Promise,
    Question,
    Row,
)

Item = TypeVar("Item")

GROUP = "grupp"
"""The group's page in keys and notes; an organisation's page is named by its code."""


@dataclass(frozen=True, slots=True)
class Edits:
    """`dropped` and `order` hold keys of items; `notes` (page, text) in the order they stand.

    An item of `order` stands before those of its list that are not in it. `revision` counts the saves.
    """

    dropped: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    revision: int = 0
    by: str = ""

    @property
    def empty(self) -> bool:
        return not (self.dropped or self.order or self.notes)


def item_keys(page: OrganisationPage | GroupPage) -> tuple[str, ...]:
    """The keys of all that can be left out of a page, in the order it stands there."""
    return tuple(key for key, _ in _items(page))


def edited(pack: Pack, edits: Edits) -> Pack:
    """The pack as it is to be exported. Keys that it does not have are passed over."""
    group = pack.group
    rows = _list(group.rows, edits, group_row_key)
    notes = tuple(text for page, text in edits.notes if page == GROUP)
    group = replace(
        group,
        rows=rows,
        trend=None if f"{GROUP}/trend" in edits.dropped else group.trend,
        paths=tuple(one for one in group.paths if f"{GROUP}/path/{one.mentor}" not in edits.dropped),
        notes=notes,
    )
    return replace(pack, group=group, pages=tuple(_page(page, edits) for page in pack.pages))


def _page(page: OrganisationPage, edits: Edits) -> OrganisationPage:
    code = page.organisation

    def kept(name: str) -> bool:
        return f"{code}/{name}" not in edits.dropped

    return replace(
        page,
        headline=tuple(one for at, one in enumerate(page.headline) if kept(f"sentence/{at + 1}")),
        rows=_list(page.rows, edits, lambda one: row_key(code, one)),
        trend=page.trend if kept("trend") else None,
        since=page.since if kept("since") else None,
        assessed=page.assessed if kept("assessed") else None,
        promises=_list(page.promises, edits, lambda one: promise_key(code, one)),
        questions=_list(page.questions, edits, lambda one: question_key(code, one)),
        notes=tuple(text for where, text in edits.notes if where == code),
    )


def _list(items: Sequence[Item], edits: Edits, key: Callable[[Item], str]) -> tuple[Item, ...]:
    place = {one: at for at, one in enumerate(edits.order)}
    left = [one for one in items if key(one) not in edits.dropped]
    return tuple(sorted(left, key=lambda one: place.get(key(one), len(place))))


def _items(page: OrganisationPage | GroupPage) -> Iterable[tuple[str, object]]:
    if isinstance(page, GroupPage):
        yield from ((group_row_key(one), one) for one in page.rows)
        if page.trend:
            yield f"{GROUP}/trend", page.trend
        yield from ((f"{GROUP}/path/{one.mentor}", one) for one in page.paths)
        return
    code = page.organisation
    yield from ((f"{code}/sentence/{at}", one) for at, one in enumerate(page.headline, start=1))
    yield from ((row_key(code, one), one) for one in page.rows)
    if page.trend:
        yield f"{code}/trend", page.trend
    if page.since:
        yield f"{code}/since", page.since
    if page.assessed:
        yield f"{code}/assessed", page.assessed
    yield from ((promise_key(code, one), one) for one in page.promises)
    yield from ((question_key(code, one), one) for one in page.questions)


def row_key(page: str, row: Row) -> str:
    return f"{page}/row/{row.indicator}"


def promise_key(page: str, promise: Promise) -> str:
    return f"{page}/promise/{promise.id}"


def question_key(page: str, question: Question) -> str:
    about = (
        question.reading.indicator if question.reading else question.promise.id if question.promise else ""
    )
    return f"{page}/question/{question.ask.value}/{about}".rstrip("/")


def group_row_key(row: GroupRow) -> str:
    return f"{GROUP}/row/{row.indicator}"
