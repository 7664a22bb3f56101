"""What this visitor's pages compare: `prepared`, for the one who looks.

Everything here is shared between visitors and must not be changed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Thread
from typing import TypeVar

from benchmarking import access, api, prepared
from benchmarking.prepared import Facts
from benchmarking.web.session import store, viewer

__all__ = ["Facts", "answer", "facts", "warm"]

Answer = TypeVar("Answer")


def facts() -> Facts:
    """What this visitor may see, as of now."""
    return prepared.facts(store(), viewer())


def answer(known: Facts, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """What the store answers to whoever sees these facts, asked once for each state of all that it keeps.

    For what changes without the facts: accounts, meetings, how the memory is kept. `question` names all that
    the answer depends on beside the visitor's rights; one that depends on a name may not be kept.
    """
    # Read before the question is asked: what is kept under it may be newer, and never older.
    return known.answered(question, store().latest, ask)


def warm() -> None:
    """Prepare what every visitor needs before the first one comes, and let the API answer from the same."""
    held = store()
    prepared.warm(held, access.VISITOR)
    # Effects are asked for seldom and take seconds: nobody waits for them to open the door.
    Thread(target=prepared.effects, args=(held, access.VISITOR), name="effects", daemon=True).start()
    api.serve(held)
