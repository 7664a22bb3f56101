"""The layouts in which the clean file and its faults are written, and where a cell stands in each.

A writer takes records and gives text cells; `Written.place` says in which row and under which heading the
file has a field of a record, as a finding is to name them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from clean import Record

TEMPLATE = {
    "programme": "omgång",
    "organisation": "kommunkod",
    "name": "kommun",
    "indicator": "nyckeltal",
    "year": "år",
    "sex": "kön",
    "value": "värde",
    "numerator": "antal",
    "denominator": "underlag",
    "missing": "saknas",
}
LONG = {
    "organisation": "code",
    "name": "name",
    "indicator": "indicator",
    "year": "year",
    "sex": "sex",
    "value": "value",
}


@dataclass(frozen=True)
class Written:
    """A table of text with its headings, and the place of each record's fields: (index, field) → (row, heading)."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    places: Mapping[tuple[int, str], tuple[int, str]]
    delimiter: str = ";"

    def place(self, record: int, name: str) -> tuple[int, str]:
        return self.places[record, name]

    def text(self) -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n").writerows(
            [self.headings, *self.rows]
        )
        return out.getvalue()


@dataclass(frozen=True)
class Layout:
    """A way to write records. `fields` are those it has a place for; `headings` those a fault may rename."""

    name: str
    write: Callable[[list[Record], Mapping[str, str]], Written]
    fields: frozenset[str] = field(default_factory=frozenset)
    headings: Mapping[str, str] = field(default_factory=dict)


def _rows(records: list[Record], headings: Mapping[str, str], delimiter: str, pointed: bool) -> Written:
    rows, places = [], {}
    for index, record in enumerate(records):
        cells = dict(record)
        if pointed:
            cells["value"] = cells["value"].replace(",", ".")
        rows.append(tuple(cells.get(name, "") for name in headings))
        places |= {(index, name): (index + 2, heading) for name, heading in headings.items()}
    return Written(tuple(headings.values()), tuple(rows), places, delimiter)


def _template(records: list[Record], headings: Mapping[str, str]) -> Written:
    return _rows(records, headings, ";", pointed=False)


def _long(records: list[Record], headings: Mapping[str, str]) -> Written:
    return _rows(records, headings, ",", pointed=True)


def _across(spread: str, delimiter: str = ";") -> Callable[[list[Record], Mapping[str, str]], Written]:
    """Rows of one figure, with a column for each value of the field `spread` (years, or sexes)."""

    def write(records: list[Record], headings: Mapping[str, str]) -> Written:
        across = list(dict.fromkeys(record[spread] for record in records))
        rows: list[dict[str, str]] = []
        numbers: dict[tuple[str, ...], list[int]] = {}
        places = {}
        for index, record in enumerate(records):
            key = tuple(record[name] for name in headings)
            # The same figure twice cannot stand in one cell: it takes a row more.
            number = next((n for n in numbers.get(key, ()) if record[spread] not in rows[n]), None)
            if number is None:
                number = len(rows)
                rows.append(dict(zip(headings, key, strict=True)))
                numbers.setdefault(key, []).append(number)
            rows[number][record[spread]] = record["value"]
            places |= {(index, name): (number + 2, heading) for name, heading in headings.items()}
            places[index, "value"] = (number + 2, record[spread])
        names = (*headings, *across)
        return Written(
            (*headings.values(), *across),
            tuple(tuple(row.get(name, "") for name in names) for row in rows),
            places,
            delimiter,
        )

    return write


_SIDE = ("organisation", "name", "indicator")

LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("template", _template, frozenset(TEMPLATE), TEMPLATE),
        Layout("long", _long, frozenset(LONG), LONG),
        Layout(
            "years",
            _across("year"),
            frozenset({*_SIDE, "sex", "value"}),
            {name: TEMPLATE[name] for name in (*_SIDE, "sex")},
        ),
        Layout(
            "sexes",
            _across("sex"),
            frozenset({*_SIDE, "year", "value"}),
            {name: TEMPLATE[name] for name in (*_SIDE, "year")},
        ),
    )
}
