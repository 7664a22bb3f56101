"""Whose page is made next. Python works at one page at a time whatever we do; here they are made one after the other.

Twenty pages that are made beside each other are all ready when the last one is, and their visitors ask again
together; in turns the first is ready at once and the crowd comes apart. With 20 visitors who pause for a second the
p95 of the page that compares municipalities went from 617 to 37 ms (`tests/performance/measure.py --what calm`).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2
"""Pages that are made at once: while one waits for the database, another can use the processor."""

SHORT = 0.15
"""Seconds after which a page that is still being made no longer keeps others waiting."""


class Turns:
    """Lets in whoever has waited longest while fewer than AT_ONCE have been in for less than SHORT."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()
        self._begun: dict[object, float] = {}

    @contextmanager
    def taken(self) -> Iterator[None]:
        """A turn, as soon as there is one."""
        me = object()
        with self._changed:
            self._waiting.append(me)
            while (left := self._seconds_left(me)) > 0:
                self._changed.wait(left)
            self._waiting.popleft()
            self._begun[me] = time.monotonic()
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                del self._begun[me]
                self._changed.notify_all()

    def _seconds_left(self, me: object) -> float:
        """How long `me` has to wait if nobody leaves before; 0: no longer."""
        if self._waiting[0] is not me:
            return SHORT
        now = time.monotonic()
        left = sorted(begun + SHORT - now for begun in self._begun.values() if begun + SHORT > now)
        return left[-AT_ONCE] if len(left) >= AT_ONCE else 0.0
