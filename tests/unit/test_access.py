"""The table of rights says who may what, and nothing else does."""

from __future__ import annotations

import pytest

from benchmarking import access
from benchmarking.access import Standing
from benchmarking.model import Right

MAY = {
    Standing.VISITOR: set(),
    Standing.REPORTER: {Right.SUBMIT},
    Standing.MENTOR: set(),
    Standing.COORDINATOR: {
        Right.SUBMIT,
        Right.PUBLISH,
        Right.SEE_DRAFTS,
        Right.SEE_UNOPENED,
        Right.COORDINATE,
    },
    Standing.ADMINISTRATOR: {Right.ADMINISTER},
}


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("right", Right)
def test_each_standing_holds_its_rights_and_no_others(standing: Standing, right: Right) -> None:
    assert access.viewer("somebody", standing).may(right) == (right in MAY[standing])


def test_several_standings_add_up() -> None:
    both = access.viewer("somebody", Standing.REPORTER, Standing.ADMINISTRATOR)
    assert both.rights == {Right.SUBMIT, Right.ADMINISTER}


def test_the_owner_of_the_machine_may_do_everything() -> None:
    assert access.owner("somebody").rights == set(Right)


def test_a_visitor_may_nothing_and_belongs_nowhere() -> None:
    assert (access.VISITOR.rights, access.VISITOR.programmes, access.VISITOR.organisations) == (
        set(),
        set(),
        set(),
    )


def test_somebody_without_a_standing_is_a_visitor_in_all_but_name() -> None:
    assert access.viewer("somebody").rights == access.VISITOR.rights
