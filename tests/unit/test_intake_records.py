"""Lists with columns of their own: the same reading as for figures, and each fault with row, column and cure."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from builders import VISITOR
from hypothesis import given
from hypothesis import strategies as st

from benchmarking import exports, wording
from benchmarking.errors import UnreadableFile
from benchmarking.initiatives import Dossier, Initiative, Member, Milestone
from benchmarking.intake import Cell, RecordColumn, records
from benchmarking.intake.records import known_written
from benchmarking.model import (
    KnownDate,
    MemberRole,
    Organisation,
    OrganisationKind,
    Precision,
    ProgrammeKind,
    Text,
)
from benchmarking.web.initiatives import initiative_lists
from benchmarking.web.initiatives.initiative_lists import LISTS

PLACES = [
    Organisation(code, name, OrganisationKind.MUNICIPALITY)
    for code, name in (("0180", "Stockholm"), ("1882", "Askersund"), ("2284", "Örnsköldsvik"))
]
WINNET = Organisation("winnet", "Winnet", OrganisationKind.OTHER)
COLUMNS = [
    RecordColumn("organisation", ("organisation", "kommun"), Cell.ORGANISATION, needed=True),
    RecordColumn(
        "state", ("läge",), Cell.CHOICE, True, {"gjort": "done", "pågår": "under_way"}, ("gjort", "pågår")
    ),
    RecordColumn("on", ("dag",), Cell.KNOWN),
    RecordColumn("people", ("antal",), Cell.WHOLE),
    RecordColumn("asked", ("bad",), Cell.MOMENT),
    RecordColumn("held", ("hållet",), Cell.FLAG),
    RecordColumn("source", ("källa",)),
]


def read(*lines: str, encoding: str = "utf-8"):
    text = "\n".join(["organisation;läge;dag;antal;bad;hållet;källa", *lines])
    return records(text.encode(encoding), "lista.csv", COLUMNS, [*PLACES, WINNET], ("organisation",))


def faults(*lines: str):
    return [
        (one.code, one.row, one.column, one.suggestion)
        for one in read(*lines).findings
        if one.level == "error"
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_list_is_read_whatever_its_encoding_and_organisations_by_code_or_name(encoding):
    found = read(
        "Örnsköldsvik;Pågår;2026-03;1 200;;ja;'=SUMMA",
        "winnet;gjort;senast 2013-12-19;;2026-08-01 09:30;;",
        encoding=encoding,
    )
    assert [(row, values["organisation"], values["state"]) for row, values in found.rows] == [
        (2, "2284", "under_way"),
        (3, "winnet", "done"),
    ]
    assert found.rows[0][1]["on"] == KnownDate(date(2026, 3, 1), Precision.MONTH)
    assert found.rows[0][1]["people"] == 1200
    assert found.rows[1][1]["asked"] == datetime(2026, 8, 1, 9, 30)
    # What our own files write before a text that a spreadsheet would take for a formula is taken away.
    told = [(values["held"], values["source"]) for _, values in found.rows]
    assert told == [(True, "=SUMMA"), (False, "")]
    assert not found.stopped


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("180;gjort;;;;;", ("organisation_zero_lost", 2, "organisation", "0180")),
        ("Örnsköldvik;gjort;;;;;", ("organisation_unknown", 2, "organisation", "2284")),
        ("0180;gjord;;;;;", ("choice_unknown", 2, "läge", "gjort")),
        ("0180;gjort;i våras;;;;", ("date_unreadable", 2, "dag", None)),
        ("0180;gjort;2026-02-30;;;;", ("date_unreadable", 2, "dag", None)),
        ("0180;gjort;;;snart;;", ("date_unreadable", 2, "bad", None)),
        ("0180;gjort;;-3;;;", ("count_negative", 2, "antal", None)),
        ("0180;gjort;;tio;;;", ("count_unreadable", 2, "antal", None)),
        ("0180;;;;;;", ("record_empty", 2, "läge", None)),
    ],
)
def test_each_fault_says_row_column_and_what_may_be_meant(line, fault):
    assert faults(line) == [fault]
    [told] = [one for one in read(line).findings if one.level == "error"]
    for language in ("sv", "en"):
        said = wording.words(language).finding(told)
        assert said.what and said.cure


def test_the_same_record_twice_is_a_fault_that_names_the_first_row():
    found = read("0180;gjort;;;;;", "1882;gjort;;;;;", "Stockholm;pågår;;;;;")
    assert [(one.code, one.row, one.expected) for one in found.findings] == [("record_twice", 4, "2")]


def test_a_list_without_rows_or_needed_headings_or_with_people_is_refused():
    for content, code in (
        ("organisation;läge\n", "no_rows"),
        ("organisation;dag\n0180;2026\n", "no_header"),
        ("organisation;läge\n0180;namn@kommun.se\n", "personal_data"),
    ):
        with pytest.raises(UnreadableFile) as refused:
            records(content.encode(), "lista.csv", COLUMNS, PLACES)
        assert refused.value.finding.code == code


@given(st.dates(date(1990, 1, 1), date(2035, 12, 31)), st.sampled_from(list(Precision)))
def test_a_date_is_read_back_as_well_as_it_is_known(day, precision):
    first = {Precision.YEAR: day.replace(month=1, day=1), Precision.MONTH: day.replace(day=1)}
    known = KnownDate(first.get(precision, day), precision)
    for language in ("sv", "en"):
        written = initiative_lists._known(known, wording.words(language))
        assert known_written(written) == known


# Out and in again


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_list_of_the_first_content_comes_back_as_it_was(full_store, language):
    words = wording.words(language)
    organisations = full_store.organisations(VISITOR)
    for dossier in full_store.dossiers(VISITOR):
        for one in LISTS.values():
            kept = getattr(dossier, one.held)
            if not kept:
                continue
            heads = initiative_lists.columns(one, dossier, words)
            content = exports.csv_for_excel(initiative_lists.frame(one, dossier, words))
            found = records(content, "lista.csv", heads, organisations, one.key)
            assert not found.stopped, (dossier.initiative.id, found.findings)
            assert initiative_lists.rows(one, found.rows, dossier) == list(kept)


def test_what_nobody_writes_gets_the_next_number_and_a_code_of_its_title():
    dossier = Dossier(
        Initiative("i", ProgrammeKind.DECLARATION, Text("I", "I")),
        members=(Member("0180", MemberRole.PARTICIPANT),),
        milestones=(Milestone("a", 4, Text("Första", "First")),),
    )
    values = {"title": "Könsuppdelad uppföljning", "title_en": "", "source": ""}
    [row] = initiative_lists.rows(LISTS["steg"], [(2, values)], dossier)
    assert (row.code, row.position, row.title.en) == (
        "konsuppdelad_uppfoljning",
        5,
        "Könsuppdelad uppföljning",
    )
