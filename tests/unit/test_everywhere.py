"""What is said first of an indicator: the counts of its verdicts over all places, and every count is true."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from gap_rows import DAYS, POSTS, SHARE
from hypothesis import given
from hypothesis import strategies as st
from places_rows import assessed, several

from benchmarking.gaps import Basis, GapVerdict, Reason
from benchmarking.model import OrganisationKind, Role
from benchmarking.wording import everywhere, words

SV, EN = words("sv"), words("en")
MUNICIPALITY = OrganisationKind.MUNICIPALITY


def rows(**counts):
    """So many rows of each verdict; women_higher and men_higher with the basis given as (n, basis)."""
    made = []
    for name, number in counts.items():
        number, basis = number if isinstance(number, tuple) else (number, None)
        reason = Reason.FEW_YEARS if name == "cannot_tell" else None
        made += [SimpleNamespace(verdict=GapVerdict(name), basis=basis, reason=reason)] * number
    return made


def said(indicator=SHARE, words=SV, kind=MUNICIPALITY, **counts):
    return everywhere.lede(words, rows(**counts), indicator, kind)


def test_certain_gaps_one_way_and_the_rest_unsure():
    assert said(men_higher=(147, Basis.CERTAIN), no_certain=143) == [
        "I 147 av 290 kommuner ligger kvinnor säkert lägre än män.",
        "I 143 går det inte att säga att det finns en skillnad.",
    ]


def test_both_ways_and_what_cannot_be_told():
    assert said(
        women_higher=(10, Basis.LASTING), men_higher=(3, Basis.LASTING), no_certain=5, cannot_tell=2
    ) == [
        "I 10 av 20 kommuner ligger kvinnor varaktigt högre än män.",
        "I 3 är det tvärtom.",
        "I 5 går det inte att säga att det finns en skillnad, och i 2 går det inte att avgöra.",
    ]


def test_counted_posts_and_days_are_said_in_their_own_words():
    assert said(POSTS, men_higher=(80, Basis.COUNTED), women_higher=(1, Basis.COUNTED), even=209) == [
        "I 80 av 290 kommuner är kvinnor färre än män.",
        "I 1 är det tvärtom, och i 209 är det jämnt.",
    ]
    assert said(DAYS, women_higher=(21, Basis.COUNTED), kind=OrganisationKind.REGION) == [
        "I 21 av 21 regioner har kvinnor fler dagar än män."
    ]


def test_nobody_certain_and_nobody_told():
    assert said(POSTS, even=12) == ["I 12 av 12 kommuner är det jämnt."]
    assert said(no_certain=12) == ["I ingen av 12 kommuner är skillnaden säker eller varaktig."]
    assert said(cannot_tell=12) == ["Skillnaden går inte att avgöra i någon av 12 kommuner."]
    survey = [SimpleNamespace(verdict=GapVerdict.CANNOT_TELL, basis=None, reason=Reason.SURVEY)] * 3
    assert everywhere.lede(SV, survey, SHARE, MUNICIPALITY) == [
        "Skillnaden går inte att avgöra i någon av 3 kommuner: enkäten anger ingen felmarginal."
    ]


def test_background_and_nothing_to_compare():
    assert said(replace(SHARE, role=Role.BACKGROUND), no_certain=3) == [
        "Det här är bakgrund. På det jämförs inte kvinnor och män."
    ]
    assert said(not_compared=4) == ["Det finns inga värden för både kvinnor och män att jämföra."]


@given(
    st.fixed_dictionaries(
        {
            "women_higher": st.tuples(st.integers(0, 5), st.sampled_from([Basis.CERTAIN, Basis.LASTING])),
            "men_higher": st.tuples(st.integers(0, 5), st.sampled_from([Basis.CERTAIN, Basis.LASTING])),
            "even": st.integers(0, 3),
            "no_certain": st.integers(0, 5),
            "cannot_tell": st.integers(0, 5),
            "not_compared": st.integers(0, 3),
        }
    ),
    st.sampled_from([SV, EN]),
)
def test_there_are_one_to_three_sentences_and_no_number_that_is_not_a_count(counts, say):
    sentences = said(words=say, **counts)
    assert 1 <= len(sentences) <= 3 and not any("  " in one for one in sentences)
    numbers = {name: one[0] if isinstance(one, tuple) else one for name, one in counts.items()}
    compared = sum(numbers.values()) - numbers["not_compared"]
    found = {int(number) for one in sentences for number in re.findall(r"\d+", one)}
    assert found <= {*numbers.values(), compared}
    if compared:
        assert compared in found


def test_real_rows_say_what_they_hold():
    made = assessed(several())
    assert everywhere.lede(SV, made.itertuples(index=False), SHARE, MUNICIPALITY)[-1] == (
        "I 4 går det inte att säga att det finns en skillnad."
    )


@pytest.mark.parametrize("say", [SV, EN])
def test_every_sentence_has_its_english(say):
    EN.untranslated.clear()
    said(
        words=say,
        women_higher=(2, Basis.CERTAIN),
        men_higher=(1, Basis.CERTAIN),
        even=1,
        no_certain=1,
        cannot_tell=1,
    )
    said(words=say, cannot_tell=1)
    said(words=say, no_certain=1)
    said(words=say, even=1)
    assert not EN.untranslated
