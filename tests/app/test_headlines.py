"""What is said first of every municipality and region, on the whole of `data/`; and how often which verdict is given."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from builders import size

from benchmarking import claims, gaps, wording
from benchmarking.access import VISITOR
from benchmarking.model import OrganisationKind

PLACES = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)
MOST_SENTENCES = 3


@pytest.fixture(scope="module")
def network(full_store):
    """All municipalities and regions, all indicators, and every assessed gap."""
    indicators = {indicator.id: indicator for indicator in full_store.indicators(VISITOR)}
    places = [one for one in full_store.organisations(VISITOR) if one.kind in PLACES]
    return places, indicators, gaps.assess(full_store.values(VISITOR), indicators)


@pytest.fixture(scope="module")
def headlines(network) -> dict[str, tuple[claims.Claim, ...]]:
    """The claims of each place by its code."""
    places, _, assessed = network
    rows = dict(tuple(assessed.groupby("organisation", sort=False)))
    none = assessed.iloc[:0]
    return {place.code: claims.headline(rows.get(place.code, none)) for place in places}


def test_there_are_290_municipalities_and_21_regions(network):
    places, indicators, _ = network
    counts = Counter(place.kind for place in places)
    assert counts == {OrganisationKind.MUNICIPALITY: 290, OrganisationKind.REGION: 21}
    assert len(indicators) == 64


@pytest.mark.long
@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_no_headline_is_empty_or_longer_than_three_sentences(network, headlines, language):
    places, indicators, _ = network
    words = wording.words(language)
    words.untranslated.clear()
    for place in places[:: size(6, 1)]:
        sentences = words.lede(headlines[place.code], place, indicators)
        assert 1 <= len(sentences) <= MOST_SENTENCES, place.name
        assert all(sentence.strip() and sentence.endswith(".") for sentence in sentences), (
            place.name,
            sentences,
        )
        assert not [one for one in sentences if "{" in one or "nan" in one.split()], (place.name, sentences)
    assert not words.untranslated


def test_every_municipality_has_a_figure_in_its_headline(network, headlines):
    places, indicators, _ = network
    words = wording.words("sv")
    for place in places:
        said = " ".join(words.lede(headlines[place.code], place, indicators))
        assert any(letter.isdigit() for letter in said), (place.name, said)


def test_a_background_or_no_headline_indicator_leads_nowhere(network, headlines):
    _, indicators, _ = network
    leading = {
        claim.indicator for said in headlines.values() for claim in said if hasattr(claim, "indicator")
    }
    assert {indicators[one].role.value for one in leading} == {"gap"}


def test_how_often_each_verdict_is_given(network, headlines, capsys):
    """Prints the organisations × indicators by verdict and basis, and what leads; asserts only that all are judged."""
    places, indicators, assessed = network
    here = assessed[assessed["organisation"].isin([place.code for place in places])]
    said = here.assign(
        verdict=here["verdict"].astype(str),
        basis=here["basis"].map(lambda one: str(one) if one else "–").fillna("–"),
    )
    table = pd.crosstab([said["kind"], said["verdict"]], said["basis"], margins=True, margins_name="all")
    change = pd.crosstab(said["kind"], said["change_verdict"].astype(str), margins=True, margins_name="all")
    leads = Counter(
        claims_[0].indicator for claims_ in headlines.values() if hasattr(claims_[0], "indicator")
    )
    with capsys.disabled():
        print(
            f"\n\n{len(places)} organisations × {len(indicators)} indicators: gaps by verdict and how they are known"
        )
        print(table.to_string())
        print("\nchange against the country")
        print(change.to_string())
        kinds = Counter(type(claims_[0]).__name__ for claims_ in headlines.values())
        print(f"\nfirst claims: {dict(kinds)}; {len(leads)} different leading indicators")
        print(", ".join(f"{indicators[one].short.sv} {n}" for one, n in leads.most_common()), "\n")
    assert len(said) == table.loc[("all", ""), "all"]
    assert said["verdict"].notna().all()
    # Else the order is not by what stands out in a place but by what stands out everywhere.
    assert max(leads.values()) < len(places) / 2
