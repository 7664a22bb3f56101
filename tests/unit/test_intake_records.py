"""Lists with columns of their own: what is read, and what each fault says of its cell."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarking.errors import UnreadableFile
from benchmarking.intake import Cell, RecordColumn, records
from benchmarking.model import KnownDate, Organisation, OrganisationKind, Precision

PLACES = (
    Organisation("2580", "Luleå", OrganisationKind.MUNICIPALITY, "0025"),
    Organisation("2505", "Arvidsjaur", OrganisationKind.MUNICIPALITY, "0025"),
)
COLUMNS = (
    RecordColumn("organisation", ("kommun",), Cell.ORGANISATION, needed=True),
    RecordColumn(
        "state", ("läge",), Cell.CHOICE, True, {"klar": "done", "pågår": "under_way"}, ("klar", "pågår")
    ),
    RecordColumn("on", ("datum",), Cell.KNOWN),
    RecordColumn("trained", ("antal",), Cell.WHOLE),
    RecordColumn("held", ("hållet",), Cell.FLAG),
    RecordColumn("source", ("källa",)),
)
HEAD = "kommun;läge;datum;antal;hållet;källa\n"


def read(*rows: str, encoding: str = "utf-8"):
    return records(
        (HEAD + "\n".join(rows) + "\n").encode(encoding), "lista.csv", COLUMNS, PLACES, ("organisation",)
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_list_is_read_in_any_encoding_with_names_for_codes_and_empty_cells_as_none(encoding):
    found = read("Luleå;Klar;senast 2013-12-19;1 200;ja;'=SUMMA", "2505;pågår;;;;", encoding=encoding)
    assert not found.stopped
    assert [values for _, values in found.rows] == [
        {
            "organisation": "2580",
            "state": "done",
            "on": KnownDate(date(2013, 12, 19), Precision.BY),
            "trained": 1200,
            "held": True,
            "source": "=SUMMA",
        },
        {
            "organisation": "2505",
            "state": "under_way",
            "on": None,
            "trained": None,
            "held": False,
            "source": "",
        },
    ]


@pytest.mark.parametrize(
    ("row", "code", "column", "suggestion"),
    [
        ("Luleå;;;;;", "record_empty", "läge", None),
        ("Luleå;klart;;;;", "choice_unknown", "läge", "klar"),
        ("Luleå;klar;i våras;;;", "date_unreadable", "datum", None),
        ("Luleå;klar;2013-02-30;;;", "date_unreadable", "datum", None),
        ("Luleå;klar;;-3;;", "count_negative", "antal", None),
        ("Luleå;klar;;tre;;", "count_unreadable", "antal", None),
    ],
)
def test_a_fault_names_its_row_and_column_and_stops_the_list(row, code, column, suggestion):
    found = read("2505;klar;;;;", row)
    [fault] = found.findings
    assert (fault.code, fault.row, fault.column, fault.suggestion) == (code, 3, column, suggestion)
    assert found.stopped


def test_a_record_that_stands_twice_is_told_of_with_the_row_it_repeats():
    [fault] = read("Luleå;klar;;;;", "2580;pågår;;;;").findings
    assert (fault.code, fault.row, fault.expected) == ("record_twice", 3, "2")


def test_a_list_without_rows_or_without_a_needed_column_is_refused():
    with pytest.raises(UnreadableFile) as empty:
        read()
    assert empty.value.finding.code == "no_rows"
    with pytest.raises(UnreadableFile) as headless:
        records(b"kommun;datum\n2580;2013\n", "lista.csv", COLUMNS, PLACES)
    assert headless.value.finding.code == "no_header"
