"""The frames themselves: made from what is compared, and flattened for files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from benchmarking import exports
from benchmarking.effect import Result
from benchmarking.model import Indicator, KnownDate
from benchmarking.prepared import Facts
from benchmarking.tables.columns import COLUMNS, INDICATOR, ORGANISATION, TEXTS, TYPES, type_of

LIST_SEPARATOR = " | "


def table(name: str, facts: Facts, observations: pd.DataFrame | None = None) -> pd.DataFrame:
    """A table as it leaves the house: columns as `columns`, in the house's own order of rows.

    `observations` (as `Store.observations`) is needed for that table alone. Dates are text (ISO 8601); a
    missing value is None or NaN. Raises KeyError for a name that is not among NAMES.
    """
    if name == "observations":
        assert observations is not None
        return _observations(observations)
    return _MAKERS[name](facts)


def _organisations(facts: Facts) -> pd.DataFrame:
    return _frame("organisations", (_cells(each, ORGANISATION) for each in facts.organisations.values()))


def _indicators(facts: Facts) -> pd.DataFrame:
    rows = []
    for each in facts.indicators.values():
        cells = _cells(each, INDICATOR)
        for name in TEXTS:
            text = getattr(each, name)
            cells |= {f"{name}_sv": text.sv if text else None, f"{name}_en": text.en if text else None}
        cells["applies_to"] = sorted(kind.value for kind in each.applies_to)
        cells["breaks"] = sorted(each.breaks)
        rows.append(cells)
    return _frame("indicators", rows)


def _observations(observations: pd.DataFrame) -> pd.DataFrame:
    return exports.table(observations).assign(
        submission=observations["submission"],
        row=observations["row"],
        known_from=observations["known_from"].dt.strftime("%Y-%m-%d"),
    )


def _gaps(facts: Facts) -> pd.DataFrame:
    key = ["indicator", "organisation", "year"]
    origins = facts.yearly[[*key, "origin", "also_network"]]
    return facts.assessed.merge(origins, on=key, how="left", validate="one_to_one").loc[:, COLUMNS["gaps"]]


def _programmes(facts: Facts) -> pd.DataFrame:
    rows = []
    for each in facts.programmes.values():
        rows.append(
            _cells(each, ("id", "kind", "track", "concept_version", "opens_on"))
            | {"name_sv": each.name.sv, "name_en": each.name.en}
            | {"note_sv": each.note.sv if each.note else None, "note_en": each.note.en if each.note else None}
            | _dated("starts", each.starts)
            | _dated("ends", each.ends)
            | {"claims": [f"{claim.what}: {claim.said} ({claim.source})" for claim in each.claims]}
        )
    return _frame("programmes", rows)


def _teams(facts: Facts) -> pd.DataFrame:
    return _frame(
        "teams", (_cells(each, ("id", "number", "area")) | {"round": each.programme} for each in facts.teams)
    )


def _memberships(facts: Facts) -> pd.DataFrame:
    return _frame(
        "memberships",
        (
            _cells(each, ("team", "organisation", "role", "source", "certainty"))
            | {"round": each.programme}
            | _dated("joined", each.joined)
            | _dated("left", each.left)
            for each in facts.memberships
        ),
    )


_MAKERS = {
    "organisations": _organisations,
    "indicators": _indicators,
    "gaps": _gaps,
    "programmes": _programmes,
    "teams": _teams,
    "memberships": _memberships,
}


def _cells(thing: object, names: Iterable[str]) -> dict[str, object]:
    """Some fields of a noun, with enums and dates as text."""
    return {name: _plain(getattr(thing, name)) for name in names}


def _plain(value: object) -> object:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return getattr(value, "value", value)


def _dated(name: str, known: KnownDate | None) -> dict[str, object]:
    return {
        name: known.on.isoformat() if known else None,
        f"{name}_precision": known.precision.value if known else None,
    }


def _frame(name: str, rows: Iterable[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS[name]), dtype=object)
    kinds = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}
    wanted = {column: kinds[type_of(name, column)] for column in frame if type_of(name, column) in kinds}
    return frame.astype(wanted)


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its lists as text, for files that have no lists."""
    joined = {
        name: frame[name].map(lambda cell: LIST_SEPARATOR.join(map(str, cell)))
        for name in TYPES["array"]
        if name in frame
    }
    return frame.assign(**joined)


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows as JSON has them. A float that is missing stays NaN, which orjson writes as null."""
    columns = []
    for name in frame:
        column = frame[name]
        if pd.api.types.is_extension_array_dtype(column.dtype):
            columns.append(column.to_numpy(dtype=object, na_value=None).tolist())
        else:
            columns.append(column.tolist())
    names = list(frame)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def effects(results: Iterable[Result], indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """What came of rounds, as it leaves the house: one row per round and indicator, gaps in the indicator's unit.

    Columns: round, indicator, title, unit, groups, members, comparators (codes, separated by space); years_before,
    years_after; participants_before … comparators_after (mean gap in the direction it had before); closed_more with
    low and high (95 %), p, p_randomised, p_adjusted, effect; trend_before (each year), placebo, unmatched; reason.
    Empty where there is none.
    """
    return pd.DataFrame([_effect(one, indicators[one.indicator]) for one in results])


def _effect(one: Result, indicator: Indicator) -> dict[str, Any]:
    estimate, placebo = one.estimate, one.placebo
    before, after = (
        [one.level(path, years) if one.years and years else None for path in (one.participants, one.compared)]
        for years in (one.level_years, one.after)
    )
    compared = [code for codes in one.comparators.values() for code in codes]
    return {
        "round": one.programme,
        "indicator": one.indicator,
        "title": indicator.title.sv,
        "unit": indicator.unit,
        "groups": len(one.groups),
        "members": " ".join(one.members),
        "comparators": " ".join(compared),
        "years_before": " ".join(map(str, one.level_years)),
        "years_after": " ".join(map(str, one.after)),
        "participants_before": before[0],
        "participants_after": after[0],
        "comparators_before": before[1],
        "comparators_after": after[1],
        "closed_more": estimate.closed.middle if estimate else None,
        "low": estimate.closed.low if estimate else None,
        "high": estimate.closed.high if estimate else None,
        "p": estimate.closed.p if estimate else None,
        "p_randomised": estimate.p_random if estimate else None,
        "p_adjusted": one.adjusted if estimate else None,
        "effect": one.effect,
        "trend_before": estimate.trend.middle if estimate else None,
        "placebo": placebo.closed.middle if placebo else None,
        "unmatched": estimate.plain.middle if estimate else None,
        "reason": one.reason.value if one.reason else None,
    }
