"""Calendar files: what RFC 5545 asks for, held against a reader of our own."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from benchmarking.ics import OCTETS, Entry, calendar

STAMP = datetime(2019, 9, 1, 8, 30, tzinfo=UTC)


def read(content: bytes) -> list[tuple[str, str]]:
    """Every property with its value, unfolded and unescaped."""
    text = content.decode().replace("\r\n ", "")
    found = []
    for line in text.removesuffix("\r\n").split("\r\n"):
        name, _, value = line.partition(":")
        plain, signs = "", iter(value)
        for sign in signs:
            if sign == "\\":
                escaped = next(signs)
                plain += "\n" if escaped == "n" else escaped
            else:
                plain += sign
        found.append((name, plain))
    return found


def test_a_meeting_is_a_whole_day_and_a_deadline_a_task():
    entries = [
        Entry("MK3-3-meeting-1", date(2019, 10, 31), "Träff 1", location="Umeå; rådhuset, sal 2", sequence=3),
        Entry("MK3-3-meeting-1-presentation", date(2019, 10, 24), "Presentationer", due=True),
    ]
    found = read(calendar(entries, "Vännäs grupp", STAMP))
    assert found[0] == ("BEGIN", "VCALENDAR") and found[-1] == ("END", "VCALENDAR")
    assert ("X-WR-CALNAME", "Vännäs grupp") in found
    event = found[found.index(("BEGIN", "VEVENT")) : found.index(("END", "VEVENT"))]
    assert event[1:] == [
        ("UID", "MK3-3-meeting-1@jamstallt-i-siffror"),
        ("DTSTAMP", "20190901T083000Z"),
        ("SEQUENCE", "3"),
        ("DTSTART;VALUE=DATE", "20191031"),
        ("DTEND;VALUE=DATE", "20191101"),
        ("SUMMARY", "Träff 1"),
        ("LOCATION", "Umeå; rådhuset, sal 2"),
    ]
    task = found[found.index(("BEGIN", "VTODO")) : found.index(("END", "VTODO"))]
    assert ("DUE;VALUE=DATE", "20191024") in task
    assert not [name for name, _ in task if name.startswith("DTSTART")]


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=200),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=50),
)
def test_any_text_comes_back_and_no_line_is_too_long(summary: str, location: str):
    content = calendar([Entry("a", date(2020, 2, 29), summary, location=location)], "n", STAMP)
    lines = content.split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= OCTETS for line in lines)
    assert b"\n" not in content.replace(b"\r\n", b"") and b"\r" not in content.replace(b"\r\n", b"")
    found = read(content)
    assert ("SUMMARY", summary) in found
    kept = "".join(
        sign for sign in location.replace("\r\n", "\n") if sign == "\n" or (sign >= " " and sign != "\x7f")
    )
    assert dict(found).get("LOCATION", "") == kept
