"""The states of cells, found key by key in plain Python: slow, and written apart from `benchmarking.coverage`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from benchmarking.model import Indicator, MemberRole, Membership, Organisation, Request, Shape

Key = tuple[str, str, int, str]


def asked(
    requests: Iterable[Request],
    organisations: Iterable[Organisation],
    indicators: Iterable[Indicator],
    memberships: Iterable[Membership],
    today: date,
) -> dict[Key, date | None]:
    """When each key is due."""
    memberships = list(memberships)
    kinds = {one.code: one.kind for one in organisations}
    figures = {one.id: one for one in indicators}
    decided: dict[Key, tuple[int, date | None]] = {}
    for request in requests:
        indicator = figures.get(request.indicator)
        if indicator is None:
            continue
        if request.organisation:
            near, codes = 2, {request.organisation}
        else:
            near = 1 if request.team else 0
            codes = {
                m.organisation
                for m in memberships
                if m.programme == request.programme
                and m.role is MemberRole.PARTICIPANT
                and (not request.team or m.team == request.team)
                and not (m.left and m.left.latest <= today)
            }
        for code in codes:
            if kinds.get(code) not in indicator.applies_to:
                continue
            for year in range(request.first_year, request.last_year + 1):
                for sex in "KM" if indicator.shape in (Shape.BY_SEX, Shape.PAIR) else "T":
                    key = (code, indicator.id, year, sex)
                    if key not in decided or decided[key][0] <= near:
                        decided[key] = (near, request.due)
    return {key: due for key, (_, due) in decided.items()}


def states(
    wanted: dict[Key, date | None],
    delivered: Iterable[tuple[Key, str, bool]],
    official: Iterable[Key],
    today: date,
) -> dict[tuple[str, str], str]:
    """The state of each cell; `delivered`: key, state of the file, whether it answers."""
    by_key: dict[Key, set[str]] = {}
    for key, state, answered in delivered:
        if answered:
            by_key.setdefault(key, set()).add(state)
    official = set(official)
    cells: dict[tuple[str, str], list[str]] = {}
    for key, due in wanted.items():
        files = by_key.get(key, set())
        if files & {"published", "superseded"}:
            said = "published"
        elif key in official:
            said = "official"
        elif files & {"draft", "submitted"}:
            said = "waiting"
        elif due is not None and due < today:
            said = "overdue"
        else:
            said = "returned" if "returned" in files else "open"
        cells.setdefault(key[:2], []).append(said)
    order = {"overdue": "late", "returned": "returned", "open": "due", "waiting": "received"}
    found = {}
    for cell, said in cells.items():
        worst = next((state for one, state in order.items() if one in said), None)
        found[cell] = worst or ("complete" if "published" in said else "official")
    return found
