"""The table of rights. Pure: it says who may what; the store enforces it."""

from __future__ import annotations

from enum import StrEnum

from benchmarking.model import Right, Viewer


class Standing(StrEnum):
    """What somebody is to the network."""

    VISITOR = "visitor"
    REPORTER = "reporter"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


RIGHTS: dict[Standing, frozenset[Right]] = {
    Standing.VISITOR: frozenset(),
    Standing.REPORTER: frozenset({Right.SUBMIT}),
    Standing.MENTOR: frozenset(),
    Standing.COORDINATOR: frozenset(
        {Right.SUBMIT, Right.PUBLISH, Right.SEE_DRAFTS, Right.SEE_UNOPENED, Right.COORDINATE}
    ),
    Standing.ADMINISTRATOR: frozenset({Right.ADMINISTER}),
}

VISITOR = Viewer(name="visitor")
"""Anyone who opens a link: official figures, and rounds' figures that have opened."""


def viewer(name: str, *standings: Standing) -> Viewer:
    """Somebody with all the rights of the standings named."""
    return Viewer(name=name, rights=frozenset().union(*(RIGHTS[standing] for standing in standings)))


def owner(name: str) -> Viewer:
    """The person at whose own machine the product runs: coordinator and administrator."""
    return viewer(name, Standing.COORDINATOR, Standing.ADMINISTRATOR)
