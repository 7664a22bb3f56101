"""What can go wrong on our side. In English, for the log; visitors never see these.

BenchmarkingError
├── StoreError              the database file cannot serve
│   ├── DatabaseBusy        another process holds the file
│   ├── DatabaseTooNew      a newer version of the product wrote it
│   └── DataFault           a file in data/ is wrong: file, row and cure are in the message
├── NotAllowed              the viewer lacks the right a question or command asks for
├── NotFound                an id nobody knows; the message names it
├── Conflict                the command no longer fits the state it met
│   ├── SameHands           who handed a file in may not publish it, and wants to
│   ├── rules.RuleBroken    a rule refuses the change; carries every breach
│   ├── rules.Stale         somebody else changed the group meanwhile
│   └── meetings.Edited     somebody else changed the line meanwhile; carries what stands there now
├── SourceFault             an outside source did not give what was asked; carries why
└── UnreadableFile          bytes hold no table at all; carries the finding to show

Faults in a file somebody handed in are `model.Finding`s, not exceptions.
"""

from __future__ import annotations

from benchmarking.model import Finding

__all__ = [
    "BenchmarkingError",
    "Conflict",
    "DataFault",
    "DatabaseBusy",
    "DatabaseTooNew",
    "NotAllowed",
    "NotFound",
    "SameHands",
    "SourceFault",
    "StoreError",
    "UnreadableFile",
]


class BenchmarkingError(Exception):
    """Anything this package raises on purpose."""


class StoreError(BenchmarkingError):
    """The database file cannot serve."""


class DatabaseBusy(StoreError):
    """Another process holds the database file."""


class DatabaseTooNew(StoreError):
    """A newer version of the product has migrated the database."""


class DataFault(StoreError):
    """A file in `data/` is wrong."""


class NotAllowed(BenchmarkingError):
    """The viewer lacks the right that a question or command asks for."""


class NotFound(BenchmarkingError):
    """Somebody named an id that nobody knows."""


class Conflict(BenchmarkingError):
    """The command no longer fits the state it met, such as publishing a withdrawn submission."""


class SameHands(Conflict):
    """Who handed in or mended a file wants to publish it, where the rule of four eyes asks for somebody else."""


class SourceFault(BenchmarkingError):
    """An outside source did not give what was asked for. Nothing has been changed.

    `why` is a stable code that the source's module makes words of; `details` are what the words name.
    """

    def __init__(self, why: str, **details: str | int) -> None:
        super().__init__(" ".join([why, *(f"{name}={value}" for name, value in details.items())]))
        self.why = why
        self.details = details


class UnreadableFile(BenchmarkingError):
    """The bytes hold no table. `finding` says why, in the sender's terms."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.code}: {finding.found or ''}")
        self.finding = finding
