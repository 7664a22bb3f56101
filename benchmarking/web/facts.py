"""What this visitor's pages compare: `prepared`, for the one who looks.

Everything here is shared between visitors and must not be changed in place.
"""

from __future__ import annotations

from threading import Thread

from benchmarking import access, api, prepared
from benchmarking.prepared import Facts
from benchmarking.web.session import store, viewer

__all__ = ["Facts", "facts", "warm"]


def facts() -> Facts:
    """What this visitor may see, as of now."""
    return prepared.facts(store(), viewer())


def warm() -> None:
    """Prepare what every visitor needs before the first one comes, and let the API answer from the same."""
    held = store()
    prepared.warm(held, access.VISITOR)
    # Effects are asked for seldom and take seconds: nobody waits for them to open the door.
    Thread(target=prepared.effects, args=(held, access.VISITOR), name="effects", daemon=True).start()
    api.serve(held)
