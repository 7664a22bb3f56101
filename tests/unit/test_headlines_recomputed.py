"""Every claim in every headline once more, slowly: a sentence that is not true stands on no page.

The slow implementation (`slow_gaps`, `slow_claims`) shares no code with the fast one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from builders import size
from slow_claims import Slow, checked, checked_change, checked_count, checked_level

from benchmarking import claims, gaps
from benchmarking.access import VISITOR
from benchmarking.claims import Against
from benchmarking.model import OrganisationKind

PLACES = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)


@pytest.fixture(scope="module")
def network(full_store):
    indicators = {indicator.id: indicator for indicator in full_store.indicators(VISITOR)}
    values = full_store.values(VISITOR)
    places = [one for one in full_store.organisations(VISITOR) if one.kind in PLACES]
    assessed = dict(tuple(gaps.assess(values, indicators).groupby("organisation", sort=False)))
    asked = places[:: size(6, 1)]
    said = {place.code: claims.headline(assessed[place.code]) for place in asked}
    return said, Slow(values.to_dict("records"), indicators)


@pytest.mark.long
def test_every_claim_in_every_headline_is_true(network, capsys):
    said, slow = network
    kinds: Counter[str] = Counter()
    for place, headline in said.items():
        for claim in headline:
            kinds[type(claim).__name__] += 1
            checked(claim, place, slow)
    with capsys.disabled():
        print(f"\n\n{sum(kinds.values())} claims in {len(said)} headlines recomputed: {dict(kinds)}")
    assert len(said) == size(52, 311)
    assert min(kinds["Level"], kinds["Change"], kinds["CannotTell"]) > size(10, 100)


def test_the_check_fails_on_a_claim_that_is_not_true(network):
    """Each number and word of a claim changed in turn: the check must notice every one."""
    said, slow = network
    everything = [claim for headline in said.values() for claim in headline]
    level = next(claim for claim in everything if isinstance(claim, claims.Level))
    wrong = [
        replace(level, women=level.women + 1),
        replace(level, gap=-level.gap),
        replace(level, typical=level.typical + 0.1),
        replace(level, old=not level.old),
        replace(level, against=Against.SMALLER if level.against is not Against.SMALLER else None),
    ]
    for claim in wrong:
        with pytest.raises(AssertionError):
            checked_level(claim, slow)
    change = next(claim for claim in everything if isinstance(claim, claims.Change))
    for claim in (
        replace(change, closing=not change.closing),
        replace(change, national_change=change.national_change + 1),
        replace(change, first_gap=change.first_gap + 1),
    ):
        with pytest.raises(AssertionError):
            checked_change(claim, slow)
    count = next(claim for claim in everything if isinstance(claim, claims.CannotTell))
    place = next(place for place, headline in said.items() if count in headline)
    with pytest.raises(AssertionError):
        checked_count(replace(count, count=count.count + 1), place, slow)
