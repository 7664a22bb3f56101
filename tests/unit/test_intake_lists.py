"""A short list with headings of its own: read as any file is, whatever separator and encoding it has."""

from __future__ import annotations

import pytest

from benchmarking.errors import UnreadableFile
from benchmarking.intake.lists import listed

HEADINGS = {"team": ("grupp",), "code": ("kod", "kommunkod"), "role": ("roll",), "source": ("källa",)}
NEEDED = ("team", "code", "role")


def read(text: str, encoding: str = "utf-8") -> list[tuple[int, dict[str, str]]]:
    found = listed(text.encode(encoding), "grupper.csv", HEADINGS, NEEDED)
    return [(one.row, dict(one.cells)) for one in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_separator_and_encoding_gives_the_same_rows(encoding, separator):
    rows = (("Grupp", "Kommunkod", "roll", "Källa"), ("MK8-1", "0180", "stöd", "åäö"))
    text = "\n".join(separator.join(row) for row in rows)
    expected = {"team": "MK8-1", "code": "0180", "role": "stöd", "source": "åäö"}
    assert read(text, encoding) == [(2, expected)]


def test_rows_bear_the_number_that_the_spreadsheet_shows_and_blank_ones_are_left_out():
    text = "Grupper i MK8\n\ngrupp;kod;roll;annat\nMK8-1;1882;deltagare;x\n;;;\nMK8-1;1982;deltagare\n"
    assert [row for row, _ in read(text)] == [4, 6]
    assert all("annat" not in cells for _, cells in read(text))


def test_a_list_without_what_is_needed_is_refused_with_the_headings_looked_for():
    with pytest.raises(UnreadableFile) as refused:
        read("grupp;roll\nMK8-1;deltagare\n")
    assert refused.value.finding.code == "no_header"
    assert "kod" in refused.value.finding.expected


def test_a_list_of_people_is_refused():
    with pytest.raises(UnreadableFile) as refused:
        read("grupp;kod;roll;källa\nMK8-1;1882;deltagare;namn@kommun.se\n")
    assert refused.value.finding.code == "personal_data"
