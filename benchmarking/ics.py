"""Days as a calendar file (iCalendar, RFC 5545), which Outlook, Google and every phone read. Pure.

Events are whole days, since nobody has said at what hour; deadlines are to-dos with the day they are due.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

__all__ = ["Entry", "calendar"]

OCTETS = 75
"""The longest line, its line break not counted (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A day to remember. `id` stays the same when the day is moved; `sequence` then grows.

    `due` makes it a to-do, due that day, instead of something that takes place.
    """

    id: str
    day: date
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    due: bool = False
    sequence: int = 0


def calendar(entries: Iterable[Entry], name: str, stamp: datetime) -> bytes:
    """The entries as a file. `stamp` (with its zone) is when it is made, `name` what a calendar calls it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Jamstallt i siffror//benchmarking//SV",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for entry in entries:
        lines += _component(entry, stamp.astimezone(UTC))
    lines.append("END:VCALENDAR")
    return "".join(folded + "\r\n" for line in lines for folded in _folded(line)).encode()


def _component(entry: Entry, stamp: datetime) -> Iterator[str]:
    kind = "VTODO" if entry.due else "VEVENT"
    yield f"BEGIN:{kind}"
    yield f"UID:{entry.id}@jamstallt-i-siffror"
    yield f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{entry.sequence}"
    if entry.due:
        yield f"DUE;VALUE=DATE:{entry.day:%Y%m%d}"
    else:
        yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
        # The end of a whole day is the day after (3.6.1).
        yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(entry.summary)}"
    for name, text in (("DESCRIPTION", entry.description), ("LOCATION", entry.location)):
        if text:
            yield f"{name}:{_text(text)}"
    if entry.url:
        yield f"URL:{entry.url}"
    yield f"END:{kind}"


def _text(text: str) -> str:
    """A text value (3.3.11): its signs of its own escaped, its lines kept, other control characters away."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = escaped.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(sign for sign in escaped if sign >= " " and sign != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most OCTETS, each but the first beginning with a space, no character cut in two."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > OCTETS:
            yield part
            part, size = " ", 1
        part += sign
        size += octets
    yield part
