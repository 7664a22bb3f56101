"""One of two servers on a lake: it publishes and reads as long as it lives, and writes down what it saw.

Every publication writes one number into the same few values, so that what is current is a register that both
servers write. Who reads notes which number stood there; two at once would be half a publication.
"""

from __future__ import annotations

import json
import math
import os
import random
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking import access
from benchmarking.errors import StoreError
from benchmarking.store import Lake, Store

OWNER = access.owner("test")
INDICATOR = "N21826"
YEARS = range(1900, 1906)
ROUND = "MK3"


def values(number: int) -> pd.DataFrame:
    """What publication `number` says."""
    frame = pd.DataFrame({"organisation": "1882", "year": YEARS})
    return frame.assign(
        **{"indicator": INDICATOR, "sex": "K", "value": float(number)},
        **{"numerator": math.nan, "denominator": math.nan, "missing": None, "row": frame.index + 2},
    )


def standing(store: Store) -> set[int]:
    """The numbers that stand in the values now, by one question."""
    rows = store._rows(
        "SELECT value FROM current_observation WHERE indicator = $indicator AND year < 1910 AND programme = $round",
        indicator=INDICATOR,
        round=ROUND,
    )
    if len(rows) not in (0, len(YEARS)):
        raise AssertionError(f"{len(rows)} values are current")
    return {int(row["value"]) for row in rows}


class Notes:
    """What one server saw, a line each, written at once: a killed server has said all it knew."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(self, **said: Any) -> None:
        os.write(self._file, json.dumps(said).encode() + b"\n")


def publish(store: Store, notes: Notes, first: int, step: int) -> None:
    """Publish `first`, `first + step` and so on; what is refused is noted, and the next tried."""
    number = first
    while True:
        begun = time.monotonic()
        notes.write(kind="begins", number=number, at=begun)
        try:
            draft = store.receive(OWNER, f"{number}.csv", str(number).encode(), ROUND)
            store.publish(OWNER, draft, values(number))
        except StoreError as error:
            notes.write(kind="refused", number=number, why=str(error))
            # Two that are refused by each other would be so again, beginning at the same time.
            time.sleep(random.uniform(0, 3 * (time.monotonic() - begun)))
        else:
            notes.write(kind="published", number=number, submission=draft, at=time.monotonic())
        number += step


def read(store: Store, notes: Notes) -> None:
    while True:
        begun = time.monotonic()
        try:
            found = standing(store)
        except Exception as error:
            notes.write(kind="failed", why=repr(error))
            raise
        notes.write(kind="read", begun=begun, at=time.monotonic(), found=sorted(found), version=store.version)
        # Some ten reads for each publication; more would take the machine from those who publish.
        time.sleep(0.1)


def main(catalogue: str, files: str, work: str, notes: str, first: str, step: str, unlocked: str) -> None:
    if unlocked == "unlocked":
        from benchmarking.store.lake import DuckLake

        DuckLake._lock = lambda self: None  # type: ignore[method-assign]
    store = Store(Lake(catalogue, files, Path(work)))
    said = Notes(Path(notes))
    threading.Thread(target=read, args=(store, said), daemon=True).start()
    publish(store, said, int(first), int(step))


if __name__ == "__main__":
    main(*sys.argv[1:])
