"""The only home of the database. Everyone else asks questions and gives commands.

`Store.open` builds the file from `data/` the first time. Questions are in `questions.py`, what of the figures a
viewer may see in `visible.py`, commands in `commands.py`, both about drafts in `drafting.py`, official figures that
come later in `official.py`, who may come in in `accounts.py`, when figures open in `opening.py`, the first build in
`build.py`; the tables in `migrations/`, each file with a number, which `schema.py` reads. What is worked out once
for many questions is in `kept.py`. The chained trail is in `trail.py`, the proof that nothing was tampered with in
`verifying.py`, backups in `backups.py`; what all of it stands on, a file or a lake, in `engine.py`, and how it goes
from one to the other in `carrying.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarking.store.accounts import Accounts
from benchmarking.store.backups import Backups, restore
from benchmarking.store.build import build
from benchmarking.store.commands import Commands
from benchmarking.store.copies import Backup
from benchmarking.store.drafting import Drafting
from benchmarking.store.initiatives import Initiatives
from benchmarking.store.keeping import Keeping, PurgeRequest
from benchmarking.store.kept import Sight
from benchmarking.store.meetings import Meetings
from benchmarking.store.moving import begin, move
from benchmarking.store.official import Official
from benchmarking.store.opening import Opening
from benchmarking.store.own_indicators import UNITS, Fault, OwnIndicators, indicator_faults
from benchmarking.store.packs import Packs
from benchmarking.store.place import PROJECT, Lake, Place, database_place, own_folder, place_of
from benchmarking.store.questions import Questions
from benchmarking.store.requests import Requests
from benchmarking.store.rounds import Rounds
from benchmarking.store.verifying import Flaw, Verified, Verifying

__all__ = [
    "DATA",
    "UNITS",
    "Backup",
    "Fault",
    "Flaw",
    "Lake",
    "Place",
    "PurgeRequest",
    "Sight",
    "Store",
    "Verified",
    "database_place",
    "indicator_faults",
    "move",
    "own_folder",
    "place_of",
    "restore",
]

DATA = PROJECT / "data"


class Store(
    Accounts,
    Opening,
    Requests,
    Rounds,
    Packs,
    Initiatives,
    Meetings,
    Questions,
    Commands,
    Drafting,
    OwnIndicators,
    Official,
    Verifying,
    Backups,
    Keeping,
):
    """The network's memory: organisations, indicators, rounds, submissions and every value."""

    @classmethod
    def open(
        cls,
        place: Place | None = None,
        data: Path = DATA,
        progress: Callable[[str], None] = lambda message: None,
    ) -> Store:
        """The store at `place` (default: `database_place()`), built from `data` if it is not there yet.

        Raises DatabaseBusy, DatabaseTooNew, StoreError or, on a first build, DataFault.
        """
        place = place or database_place()
        if isinstance(place, Path) and not place.exists():
            progress(f"building {place.name} from {data.name}/")
            build(place, data, progress)
        elif isinstance(place, Lake):
            begin(place, data, progress)
        return cls(place)
