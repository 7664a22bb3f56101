"""Garbage is collected when nobody asks anything, and not while somebody waits."""

from __future__ import annotations

import gc
import time
import weakref

from benchmarking import upkeep


class Knot:
    """Refers to itself, so that only a collection does away with it."""

    def __init__(self) -> None:
        self.itself = self


def busy(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_garbage_stays_while_the_process_works_and_goes_when_it_rests():
    before = gc.get_threshold()
    with upkeep.collecting(every=0.1):
        knot = weakref.ref(Knot())
        busy(upkeep.WORTH + 0.5)
        assert knot() is not None
        limit = time.monotonic() + 20
        while knot() is not None and time.monotonic() < limit:
            time.sleep(0.05)
        assert knot() is None
    assert gc.get_threshold() == before


def test_a_process_that_has_done_nothing_collects_nothing():
    with upkeep.collecting(every=0.05):
        knot = weakref.ref(Knot())
        time.sleep(0.5)
        assert knot() is not None
