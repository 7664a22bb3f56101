"""One person of each kind before the small network, for the tests of who may what."""

from __future__ import annotations

from builders import ASKERSUND, FAGERSTA, REGION_GOTLAND, VISITOR

from benchmarking import access
from benchmarking.access import Assignment, Standing
from benchmarking.model import Viewer
from benchmarking.store import Store

ROUND, TEAM = "MK3", "MK3-1"
"""The round that has not opened, and Askersund's group in it; Fagersta is in it too."""

ASSIGNED = {
    "visitor": (),
    "reporter": (Assignment(Standing.REPORTER, organisation=ASKERSUND),),
    "fellow": (Assignment(Standing.REPORTER, organisation=FAGERSTA),),
    "outsider": (Assignment(Standing.REPORTER, organisation=REGION_GOTLAND),),
    "mentor": (Assignment(Standing.MENTOR, team=TEAM),),
    "other mentor": (Assignment(Standing.MENTOR, team="MK2-1"),),
    "round's coordinator": (Assignment(Standing.COORDINATOR, programme=ROUND),),
    "other round's coordinator": (Assignment(Standing.COORDINATOR, programme="MK2"),),
    "coordinator": (Assignment(Standing.COORDINATOR),),
    "administrator": (Assignment(Standing.ADMINISTRATOR),),
}
"""What each is given. The fellow is another member of the group, the outsider one of another round."""

EVERYBODY = frozenset({*ASSIGNED, "owner"})
MEMBERS = frozenset({"reporter", "fellow", "mentor", "round's coordinator", "coordinator", "owner"})
"""Who sees Askersund's figures of the round before it opens, and who may meet in its group."""

ADMINISTERS = frozenset({"administrator", "owner"})
MEETS_SOMEWHERE = EVERYBODY - {"visitor", "administrator"}
HANDS_IN_SOMEWHERE = MEETS_SOMEWHERE - {"mentor", "other mentor"}


def people(store: Store) -> dict[str, Viewer]:
    """Everybody, by what they are. The reporter's account is number 1, where there is one."""
    known = {"teams": store.teams(VISITOR), "memberships": store.memberships(VISITOR)}
    found = {
        kind: access.viewer(f"{access.ACCOUNT}{number}", *given, **known) if given else VISITOR
        for number, (kind, given) in enumerate(ASSIGNED.items())
    }
    return found | {"owner": access.owner("owner")}
