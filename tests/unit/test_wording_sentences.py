"""Sentences from claims, words beside a row, and findings of a file: what they say and how easy they read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from benchmarking import intake, wording
from benchmarking.claims import (
    Against,
    CannotTell,
    Chance,
    Change,
    Even,
    Level,
    NoFigures,
    NoneCertain,
    NotCompared,
)
from benchmarking.gaps import Basis, ChangeVerdict, GapVerdict, Reason
from benchmarking.model import (
    Counted,
    Finding,
    Indicator,
    Measured,
    Organisation,
    OrganisationKind,
    Role,
    Sex,
    Shape,
    Text,
)
from benchmarking.model import Level as FindingLevel
from benchmarking.wording import lix, sentences, verdicts
from benchmarking.wording.finding_sentences import SAID

SWEDISH, ENGLISH = wording.words("sv"), wording.words("en")
ASKERSUND = Organisation("1882", "Askersund", OrganisationKind.MUNICIPALITY)
EASY = 40
"""LIX below which a text is easy to middling; the goal for every sentence of ours."""

EASY_TEXT = Text("dagar", "days")
EASY_CLAUSE = Text(
    "Här är det {women} för dem och {men} för dem", "It is {women} for them and {men} for them"
)


def indicator(id: str, short: Text, clause: Text | None, topic: Text | None, **fields: object) -> Indicator:
    chosen = {
        "title": short,
        "base": Text("procent", "per cent"),
        "subgoal": 2,
        "shape": Shape.BY_SEX,
        "unit": "%",
        "decimals": 1,
        "applies_to": frozenset({OrganisationKind.MUNICIPALITY}),
        "measured": Measured.YEARLY,
        "family": id,
        "role": Role.GAP,
    }
    return Indicator(id=id, short=short, clause=clause, topic=topic, **(chosen | fields))


CARE = indicator(
    "N20209",
    Text("Arbetar heltid i vård och omsorg", "Work full time in care"),
    Text(
        "I vård och omsorg arbetar {women} av kvinnorna och {men} av männen heltid",
        "In care, {women} of women and {men} of men work full time",
    ),
    Text("heltid", "full-time work"),
    family="fulltime",
)
SICKNESS = indicator(
    "N00957",
    Text("Ohälsotal", "Sickness measure"),
    Text(
        "Ohälsotalet är {women} för kvinnor och {men} för män",
        "The sickness measure is {women} for women and {men} for men",
    ),
    Text("ohälsotal", "the sickness measure"),
    unit="dagar",
)
INCOME = indicator(
    "N00905",
    Text("Medianinkomst efter skatt", "Median income after tax"),
    Text(
        "Medianinkomsten är {women} för kvinnor och {men} för män",
        "Median income is {women} for women and {men} for men",
    ),
    Text("inkomst", "income"),
    unit="kr",
    decimals=0,
)
SEATS = indicator(
    "N05815",
    Text("Kvinnor i fullmäktige", "Women in the council"),
    Text("Kvinnor har {women} av platserna i fullmäktige", "Women hold {women} of council seats"),
    Text("platser i fullmäktige", "council seats"),
    shape=Shape.WOMENS_SHARE,
    counted=Counted.POSTS,
    measured=Measured.ELECTION,
)
LEAVE = indicator(
    "N00942",
    Text("Föräldrapenningdagar", "Parental leave days"),
    Text("Kvinnor tar ut {women} av föräldrapenningdagarna", "Women take {women} of parental leave days"),
    Text("föräldrapenningdagar", "parental leave days"),
    shape=Shape.WOMENS_SHARE,
    counted=Counted.DAYS,
)
RELATIVE = indicator(
    "N00952",
    Text("Kvinnors inkomst i förhållande till mäns", "Women's income compared with men's"),
    Text("Kvinnors medianinkomst är {women} av mäns", "Women's median income is {women} of men's"),
    None,
    shape=Shape.WOMENS_RELATIVE,
    equality_point=100.0,
)
PAY = indicator(
    "N00951",
    Text("Skillnad i medianlön i kommunen", "Median pay difference, municipal staff"),
    Text(
        "Skillnaden i medianlön mellan kvinnor och män i kommunen är {women}",
        "The difference in median pay between women and men in the municipality is {women}",
    ),
    Text("medianlön i kommunen", "median pay in the municipality"),
    shape=Shape.WOMENS_RELATIVE,
    equality_point=0.0,
    unit="kr",
    decimals=0,
)
INDICATORS = {item.id: item for item in (CARE, SICKNESS, INCOME, SEATS, LEAVE, RELATIVE, PAY)}


def level(item: Indicator, women: float, men: float, **fields: object) -> Level:
    gap = women - men
    chosen = {
        "organisation": "1882",
        "year": 2022,
        "gap": gap,
        "verdict": GapVerdict.WOMEN_HIGHER if gap > 0 else GapVerdict.MEN_HIGHER,
        "basis": Basis.LASTING,
        "typical": -15.6,
        "against": None,
        "old": False,
    }
    return Level(indicator=item.id, women=women, men=men, **(chosen | fields))


def change(
    item: Indicator, first: float, last: float, national: float, verdict: ChangeVerdict, **fields: object
) -> Change:
    moved = abs(last) - abs(first)
    chosen = {"organisation": "1882", "first_year": 2010, "year": 2022, "old": False}
    return Change(
        indicator=item.id,
        first_gap=first,
        gap=last,
        change=moved,
        national_change=national,
        verdict=verdict,
        closing=moved < 0,
        **(chosen | fields),
    )


def row(**fields: object) -> SimpleNamespace:
    """A row of `gaps.assess` in which nothing is known, but for what a test states."""
    nothing = {
        "verdict": "cannot_tell", "basis": None, "reason": None, "reason_number": None, "years": 0,
        "low": float("nan"), "high": float("nan"), "change_verdict": "cannot_tell", "change_reason": None,
        "change_reason_number": None, "closing": None, "first_year": 2010, "first_gap": float("nan"),
        "gap": float("nan"), "national_change": float("nan"),
    }  # fmt: skip
    return SimpleNamespace(**(nothing | fields))


def even(item: Indicator, women: float, against: Against | None = None) -> Even:
    return Even(item.id, "1882", 2022, women, 100 - women, 2 * women - 100, against, False)


def plain(text: str) -> str:
    """With ordinary spaces, so that expected texts can be read and compared."""
    return text.replace("\u00a0", " ")


CLAIMS = [
    (
        level(CARE, 59.6, 96.1, against=Against.LARGER),
        "I vård och omsorg arbetar 59,6 % av kvinnorna och 96,1 % av männen heltid, "
        "en större skillnad än på andra håll.",
        "In care, 59.6% of women and 96.1% of men work full time, a larger gap than elsewhere.",
    ),
    (
        level(SICKNESS, 30.2, 19.0),
        "Ohälsotalet är 30,2 dagar för kvinnor och 19,0 för män.",
        "The sickness measure is 30.2 days for women and 19.0 for men.",
    ),
    (
        level(LEAVE, 70.8, 29.2, against=Against.AS_EVERYWHERE),
        "Kvinnor tar ut 70,8 % av föräldrapenningdagarna, som i nästan hela landet.",
        "Women take 70.8% of parental leave days, as in almost all of Sweden.",
    ),
    (
        level(RELATIVE, 73.5, 100.0, against=Against.SMALLER),
        "Kvinnors medianinkomst är 73,5 % av mäns, en mindre skillnad än på andra håll.",
        "Women's median income is 73.5% of men's, a smaller gap than elsewhere.",
    ),
    (
        level(PAY, -532, 0.0, against=Against.LARGER),
        "Skillnaden i medianlön mellan kvinnor och män i kommunen är 532 kronor, och män ligger högre. "
        "Det är en större skillnad än på andra håll.",
        "The difference in median pay between women and men in the municipality is 532 kronor, "
        "and men are higher. That is a larger gap than elsewhere.",
    ),
    (
        level(PAY, 612, 0.0),
        "Skillnaden i medianlön mellan kvinnor och män i kommunen är 612 kronor, och kvinnor ligger högre.",
        "The difference in median pay between women and men in the municipality is 612 kronor, "
        "and women are higher.",
    ),
    (
        level(INCOME, 226712, 308649, year=2015, old=True),
        "Medianinkomsten är 226 700 kronor för kvinnor och 308 600 för män. "
        "De senaste siffrorna är från 2015.",
        "Median income is 226,700 kronor for women and 308,600 for men. The latest figures are from 2015.",
    ),
    (
        even(SEATS, 52.0),
        "Kvinnor har 52,0 % av platserna i fullmäktige, en jämn fördelning.",
        "Women hold 52.0% of council seats, an even split.",
    ),
    (
        even(SEATS, 44.6, Against.AS_EVERYWHERE),
        "Kvinnor har 44,6 % av platserna i fullmäktige, en jämn fördelning som i nästan hela landet.",
        "Women hold 44.6% of council seats, an even split as in almost all of Sweden.",
    ),
    (
        even(LEAVE, 50.0),
        "Kvinnor tar ut 50,0 % av föräldrapenningdagarna, lika mycket som män.",
        "Women take 50.0% of parental leave days, as much as men.",
    ),
    (
        change(INCOME, -62900, -81937, 12000, ChangeVerdict.WIDER),
        "Skillnaden i inkomst har ökat från 62 900 till 81 900 kronor sedan 2010, mer än i landet.",
        "The gap in income has grown from 62,900 to 81,900 kronor since 2010, more than nationally.",
    ),
    (
        change(CARE, -29.2, -17.6, -15.4, ChangeVerdict.WIDER),
        "Skillnaden i heltid har minskat från 29,2 till 17,6 procentenheter sedan 2010, "
        "men mindre än i landet.",
        "The gap in full-time work has shrunk from 29.2 to 17.6 percentage points since 2010, "
        "but less than nationally.",
    ),
    (
        change(CARE, -29.2, -9.0, -15.4, ChangeVerdict.NARROWER),
        "Skillnaden i heltid har minskat från 29,2 till 9,0 procentenheter sedan 2010, mer än i landet.",
        "The gap in full-time work has shrunk from 29.2 to 9.0 percentage points since 2010, "
        "more than nationally.",
    ),
    (
        change(CARE, -9.0, -10.0, 5.0, ChangeVerdict.NARROWER),
        "Skillnaden i heltid har ökat från 9,0 till 10,0 procentenheter sedan 2010, men mindre än i landet.",
        "The gap in full-time work has grown from 9.0 to 10.0 percentage points since 2010, "
        "but less than nationally.",
    ),
    (
        change(CARE, -9.0, -14.0, -3.0, ChangeVerdict.WIDER),
        "Skillnaden i heltid har ökat från 9,0 till 14,0 procentenheter sedan 2010, "
        "medan den har minskat i landet.",
        "The gap in full-time work has grown from 9.0 to 14.0 percentage points since 2010, "
        "while it has shrunk nationally.",
    ),
    (
        change(CARE, -14.0, -9.0, 3.0, ChangeVerdict.NARROWER),
        "Skillnaden i heltid har minskat från 14,0 till 9,0 procentenheter sedan 2010, "
        "medan den har ökat i landet.",
        "The gap in full-time work has shrunk from 14.0 to 9.0 percentage points since 2010, "
        "while it has grown nationally.",
    ),
    (
        change(CARE, -14.01, -14.0, -6.0, ChangeVerdict.WIDER),
        "Skillnaden i heltid är 14,0 procentenheter, lika stor som 2010, men har minskat i landet.",
        "The gap in full-time work is 14.0 percentage points, the same as in 2010, but has shrunk nationally.",
    ),
    (
        change(CARE, -14.0, -14.0, 6.0, ChangeVerdict.NARROWER),
        "Skillnaden i heltid är 14,0 procentenheter, lika stor som 2010, men har ökat i landet.",
        "The gap in full-time work is 14.0 percentage points, the same as in 2010, but has grown nationally.",
    ),
    (
        change(CARE, -14.0, 4.0, 0.0, ChangeVerdict.NARROWER, year=2019, old=True),
        "Skillnaden i heltid har minskat från 14,0 till 4,0 procentenheter sedan 2010, mer än i landet. "
        "Förut låg män högre, nu ligger kvinnor högre. De senaste siffrorna är från 2019.",
        "The gap in full-time work has shrunk from 14.0 to 4.0 percentage points since 2010, "
        "more than nationally. Men used to be higher, now women are. The latest figures are from 2019.",
    ),
    (
        change(RELATIVE, 2.0, -4.0, 0.0, ChangeVerdict.WIDER),
        "Kvinnors inkomst i förhållande till mäns: skillnaden har ökat från 2,0 till 4,0 procent sedan 2010, "
        "mer än i landet. Förut låg kvinnor högre, nu ligger män högre.",
        "Women's income compared with men's: the gap has grown from 2.0 to 4.0 per cent since 2010, "
        "more than nationally. Women used to be higher, now men are.",
    ),
    (CannotTell(20, 45), "20 av 45 skillnader går inte att avgöra.", "20 of 45 gaps cannot be told."),
    (CannotTell(5, 5), "Ingen av 5 skillnader går att avgöra.", "None of 5 gaps can be told."),
    (CannotTell(1, 1), "Den enda skillnaden går inte att avgöra.", "The only gap cannot be told."),
    (CannotTell(0, 5), "Alla 5 skillnader går att bedöma.", "All 5 gaps can be told."),
    (
        NoneCertain(12),
        "Ingen av de 12 skillnader som kunde prövas är säker eller varaktig.",
        "None of the 12 gaps that could be tested is certain or lasting.",
    ),
    (
        NotCompared(3),
        "Inget av 3 nyckeltal går att jämföra mellan kvinnor och män.",
        "None of 3 indicators can be compared between women and men.",
    ),
    (NoFigures(), "Vi har inga uppgifter för Askersund.", "We have no figures for Askersund."),
]


@pytest.mark.parametrize(("claim", "swedish", "english"), CLAIMS)
def test_a_claim_is_one_plain_sentence(claim: object, swedish: str, english: str) -> None:
    assert plain(SWEDISH.sentence(claim, ASKERSUND, INDICATORS)) == swedish
    assert plain(ENGLISH.sentence(claim, ASKERSUND, INDICATORS)) == english


@pytest.mark.parametrize("claim", [claim for claim, _, _ in CLAIMS], ids=lambda claim: type(claim).__name__)
def test_a_sentence_is_easy_to_read(claim: object, record_property: Callable[[str, object], None]) -> None:
    easy = {"short": EASY_TEXT, "topic": EASY_TEXT, "clause": EASY_CLAUSE}
    # What is measured is our sentence: the indicator's own words, some of them long, give way to short ones.
    plain_words = {id: replace(item, **easy) for id, item in INDICATORS.items()}
    ours = SWEDISH.sentence(claim, ASKERSUND, plain_words)
    said = SWEDISH.sentence(claim, ASKERSUND, INDICATORS)
    record_property("lix", f"{lix(ours):.0f}, with the indicator's words {lix(said):.0f}: {said}")
    assert lix(ours) < EASY, ours


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ohälsotalet är 30,2 dagar för kvinnor och 19,0 för män.", 30),
        (
            "Skillnaden i inkomst har ökat från 62\u00a0900 till 81\u00a0900 kronor sedan 2010, mer än i landet.",
            28,
        ),
        (
            "Skillnaden i heltid har minskat från 29,2 till 17,6 procentenheter sedan 2010, "
            "men mindre än i landet.",
            35,
        ),
        ("Med mäns andel hade 142 fler kvinnor haft heltid.", 20),
        ("Det går inte att avgöra: måttet ändrades 2021, och bara två år går att jämföra.", 21),
        ("", 0),
    ],
)
def test_lix_is_counted_as_in_the_examples(text: str, expected: float) -> None:
    assert round(lix(text)) == expected


def test_a_lede_has_a_text_for_each_claim_in_their_order() -> None:
    claims = (CannotTell(20, 45), NoFigures())
    assert SWEDISH.lede(claims, None, {}) == [
        "20 av 45 skillnader går inte att avgöra.",
        "Vi har inga uppgifter här.",
    ]


def test_what_is_no_claim_is_refused() -> None:
    with pytest.raises(TypeError, match="not a claim"):
        SWEDISH.sentence("något", ASKERSUND, INDICATORS)


def test_a_sentence_without_the_indicators_own_clause_uses_its_title() -> None:
    bare = indicator("X", Text("Daglig rökning", "Daily smoking"), None, None)
    share = indicator(
        "Y", Text("Kvinnor i styrelser", "Women on boards"), None, None, shape=Shape.WOMENS_SHARE
    )
    assert plain(SWEDISH.clause(bare, 8.0, 7.0)) == "Daglig rökning: 8,0 % för kvinnor och 7,0 % för män"
    assert plain(SWEDISH.clause(share, 48.0, 52.0)) == "Kvinnor i styrelser: 48,0 %"


def test_no_sentence_denies_a_difference_or_names_a_cause() -> None:
    forbidden = re.compile(
        r"ingen skillnad (?!kunde)|tack vare|på grund av|leder till|cirka|signifikant|omotiverad|!",
        re.IGNORECASE,
    )
    for claim, _, _ in CLAIMS:
        assert not forbidden.search(SWEDISH.sentence(claim, ASKERSUND, INDICATORS))


# Other sentences


def test_the_change_of_a_row_is_told_as_of_a_claim() -> None:
    told = row(
        change_verdict="wider", first_gap=-29.2, gap=-17.6, closing=True, change=-11.6, national_change=-15.4
    )
    assert SWEDISH.change_sentence(told, CARE).endswith("sedan 2010, men mindre än i landet.")
    follows = row(change_verdict="no_certain")
    assert SWEDISH.change_sentence(follows, SICKNESS) == "Skillnaden i ohälsotal följer landet."
    assert SWEDISH.change_sentence(row(), CARE) == ""


def test_people_behind_a_gap_are_more_fewer_or_as_many() -> None:
    assert SWEDISH.people(CARE, 142.2) == "Med mäns andel hade 142 fler kvinnor haft heltid."
    assert ENGLISH.people(CARE, 142.2) == "At men’s rate, 142 more women would have been full time."
    assert SWEDISH.people(CARE, 1) == "Med mäns andel hade 1 kvinna till haft heltid."
    assert SWEDISH.people(CARE, -3) == "Med mäns andel hade 3 färre kvinnor haft heltid."
    assert SWEDISH.people(SICKNESS, -1) == "Med mäns andel hade det gällt 1 kvinna färre."
    assert SWEDISH.people(SICKNESS, 0.2) == "Med mäns andel hade det gällt lika många kvinnor."


def test_missing_rank_and_chance_are_sentences() -> None:
    assert SWEDISH.missing_sentence(Sex.WOMEN, 2022) == "Uppgift saknas för kvinnor 2022."
    assert ENGLISH.missing_sentence("K", 2022) == "There is no figure for women in 2022."
    assert SWEDISH.rank("Askersund", 217, 286, 290) == "Askersund ligger mellan plats 217 och 286 av 290."
    assert SWEDISH.rank("Askersund", 5, 5, 290) == "Askersund ligger på plats 5 av 290."
    assert SWEDISH.chance(Chance(12, 16, 0.16)) == "Av 16 bedömda kan färre än en bero på slumpen."
    assert SWEDISH.chance(Chance(50, 640, 6.4)) == "Av 640 bedömda kan i snitt högst 6,4 bero på slumpen."
    assert SWEDISH.chance(Chance(0, 0, 0.0)) == "Ingen skillnad kunde prövas mot slumpen."


# Words beside a row


@pytest.mark.parametrize(
    ("verdict", "item", "swedish", "english"),
    [
        ("women_higher", CARE, "Kvinnor högre", "Women higher"),
        ("men_higher", CARE, "Män högre", "Men higher"),
        ("women_higher", SEATS, "Kvinnor fler", "More women"),
        ("men_higher", SEATS, "Män fler", "More men"),
        ("women_higher", LEAVE, "Kvinnor mer", "Women more"),
        ("men_higher", LEAVE, "Män mer", "Men more"),
        ("even", SEATS, "Jämnt (40–60 %)", "Even (40–60%)"),
        ("even", LEAVE, "Lika", "Equal"),
        ("no_certain", CARE, "Ingen säker skillnad", "No certain difference"),
        ("cannot_tell", CARE, "Går inte att avgöra", "Cannot tell"),
        ("not_compared", CARE, "Jämförs inte", "Not compared"),
    ],
)
def test_a_verdict_says_who_has_more(verdict: str, item: Indicator, swedish: str, english: str) -> None:
    assert plain(SWEDISH.verdict(row(verdict=verdict), item)) == swedish
    assert plain(ENGLISH.verdict(row(verdict=verdict), item)) == english


def test_every_verdict_has_words_for_every_way_of_counting() -> None:
    for item in (CARE, SEATS, LEAVE):
        assert all(SWEDISH.verdict(row(verdict=verdict), item) for verdict in GapVerdict)


def test_a_basis_says_how_a_gap_is_known() -> None:
    certain = row(basis="certain", low=-22.24, high=-11.15)
    assert SWEDISH.basis(certain, CARE) == "Säker, \u221222,2 till \u221211,2"
    assert ENGLISH.basis(certain, CARE) == "Certain, \u221222.2 to \u221211.2"
    assert SWEDISH.basis(row(basis="lasting", years=13), CARE) == "Varaktig, 13 år"
    assert SWEDISH.basis(row(basis="counted"), SEATS) == "Räknat"
    assert SWEDISH.basis(row(basis=float("nan")), CARE) == ""


@pytest.mark.parametrize(
    ("reason", "number", "swedish"),
    [
        ("few_years", 2, "Bara 2 år"),
        ("few_years", 1, "Bara 1 år"),
        ("break", 2021, "Nytt mått 2021"),
        ("election", None, "Ändras bara vid val"),
        ("survey", None, "Enkät utan felmarginal"),
        ("moving_mean", None, "Medelvärde över flera år"),
        ("missing_women", None, "Bara ett kön har värde"),
        ("background", None, "Bakgrund"),
        ("different_kinds", None, "Olika slag av organisation"),
        (None, None, ""),
    ],
)
def test_a_reason_is_short_beside_a_row(reason: str | None, number: int | None, swedish: str) -> None:
    assert SWEDISH.reason(row(reason=reason, reason_number=number), CARE) == swedish
    assert SWEDISH.change_reason(row(change_reason=reason, change_reason_number=number)) == swedish


def test_every_reason_has_words_and_a_sentence() -> None:
    numbered = {Reason.FEW_YEARS, Reason.BREAK}
    assert set(verdicts.REASONS) == set(verdicts.EXPLAINED) == set(Reason) - numbered
    for words in (wording.Words("sv"), wording.Words("en")):
        for reason in Reason:
            told = row(reason=reason, reason_number=2021 if reason is Reason.BREAK else 2, years=2)
            assert words.reason(told, CARE)
            assert lix(words.explanation(told)) < EASY
        assert not words.untranslated


def test_what_cannot_be_told_is_explained_in_a_sentence() -> None:
    changed = row(reason="break", reason_number=2021, years=2)
    assert SWEDISH.explanation(changed) == (
        "Det går inte att avgöra: måttet ändrades 2021, och bara två år går att jämföra."
    )
    assert ENGLISH.explanation(changed) == (
        "Cannot tell: the measure changed in 2021, and only two years can be compared."
    )
    alone = row(verdict="not_compared", reason="missing_men")
    assert SWEDISH.explanation(alone) == "Skillnaden jämförs inte: uppgift saknas för män."
    assert SWEDISH.explanation(row(reason="few_years", reason_number=1)) == (
        "Det går inte att avgöra: bara ett år går att jämföra."
    )
    assert SWEDISH.explanation(row(verdict="women_higher")) == ""


@pytest.mark.parametrize(
    ("verdict", "closing", "swedish", "english"),
    [
        ("no_certain", None, "Följer landet", "Follows Sweden"),
        ("wider", False, "Ökar mer än i landet", "Widening more"),
        ("wider", True, "Minskar mindre än i landet", "Closing slower"),
        ("narrower", True, "Minskar mer än i landet", "Closing faster"),
        ("narrower", False, "Ökar mindre än i landet", "Widening less"),
        ("cannot_tell", None, "", ""),
        ("not_compared", None, "", ""),
    ],
)
def test_a_change_is_told_against_the_country(
    verdict: str, closing: bool | None, swedish: str, english: str
) -> None:
    told = row(change_verdict=verdict, closing=closing)
    assert SWEDISH.change(told) == swedish
    assert ENGLISH.change(told) == english


# Findings


SAMPLES = {
    "binary_file": ("xlsx", "csv", None),
    "no_header": ("Kommunens uppgifter", "omgång, kommunkod", None),
    "personal_data": ("3–9, 14", "personal_number, email", None),
    "encoding": ("windows-1252", "utf-8", None),
    "mojibake": ("Ã¥", "å", None),
    "rows_above_header": ("3", None, None),
    "open_quote": ('"Askersund;78', None, None),
    "column_missing": ("kommunkod, år", "kön", "kon"),
    "column_repeated": ("code", "kommunkod", None),
    "column_extra": ("telefon", None, None),
    "encoding_mixed": ("15\u201317", None, None),
    "ending_unfinished": ("N00206;2021;K;59,6", None, None),
    "value_is_time": ("22:30", None, "22.5"),
    "sheet_disagrees": ("M", "Kvinnor", None),
    "cell_note": ("Rätt värde är 31,2", "G5", None),
    "note_warns": ("UTKAST", None, None),
    "free_text": ("kommentar", None, None),
    "row_too_short": ("7", "10", None),
    "row_too_long": ("11", "10", None),
    "cell_empty": (None, "sex", "T"),
    "programme_unknown": ("MK99", None, "MK9"),
    "programme_differs": ("MK1", "MK3", "MK3"),
    "programme_several": ("MK1, MK2", "MK1", None),
    "organisation_unknown": ("Örnsköldvik", "2284", "Örnsköldsvik"),
    "organisation_zero_lost": ("127", "Botkyrka", "0127"),
    "organisation_disagrees": ("0180 Malmö", "Stockholm", "1280"),
    "organisation_spelling": ("Stokholm", "Stockholm", None),
    "organisation_ambiguous": ("Gotland", "0009 Region Gotland, 0980 Gotland", None),
    "organisation_by_name": ("Uppsala", "0380 Uppsala", "0003 Region Uppsala"),
    "organisation_kind": ("0009", "municipality", "0980"),
    "indicator_unknown": ("N0206", "Heltidsanställda", "N00206"),
    "year_unreadable": ("20222", "1990–2026", "2022"),
    "year_out_of_range": ("2202", "1990–2026", "2022"),
    "sex_unknown": ("Q", "K, M, T", None),
    "sex_word": ("flickor", "K", None),
    "sex_read_as_total": ("K", "T", None),
    "sex_opposite": ("M", "T", "N00923"),
    "sex_of_ratio": ("K", "T", "T"),
    "value_unreadable": ("abc", None, None),
    "value_out_of_bounds": ("140", "0–100", None),
    "number_ambiguous": ("1,234", "1.234", "1234"),
    "percent_sign": ("12,5 %", "12.5", None),
    "percent_unexpected": ("12 %", "kr", None),
    "missing_unknown": ("saknas", "-, ., ..", ".."),
    "value_and_mark": ("..", "12,5", None),
    "marks_disagree": ("-", "..", None),
    "mark_beside_counts": ("47/80", None, "58.75"),
    "count_unreadable": ("ca 40", None, None),
    "count_negative": ("-4", None, None),
    "count_not_whole": ("40,5", None, None),
    "numerator_above_denominator": ("90", "80", None),
    "denominator_zero": ("0", None, None),
    "value_not_ratio": ("59,6", "61.25", "61.25"),
    "duplicate_same": ("75,9", "12", None),
    "duplicate_differs": ("57.9", "75.9", "12"),
    "differs_from_official": ("59,5", "59.6", None),
    "replaces_network_value": ("59,5", "59.6", None),
    "archive_too_many": ("30", "24", None),
    "column_by_content": ("det vi mätte", "indicator", None),
    "archive_unread": ("las.md, bild.png", None, None),
    "sheet_unread": ("Läs mig", None, None),
    "rows_hidden": ("5\u20139, 14", None, None),
    "columns_hidden": ("kön", None, None),
    "sheet_asked": ("2021, 2022", None, "2022"),
    "indicator_asked": ("Folkmängd", None, "N01951"),
    "year_asked": (None, None, "2022"),
    "sex_asked": (None, None, "T"),
    "organisation_asked": (None, None, "Uppsala"),
    "category_asked": ("20-24, 25-29", None, "totalt"),
    "year_from_name": ("2022", "title", None),
    "sex_from_name": ("K", "sheet", None),
    "indicator_from_name": ("N00206", "file name", None),
    "organisation_from_name": ("Hedemora", "title", None),
    "heading_disagrees": ("män", "kvinnor 2022", None),
    "category_read": ("20-24", None, None),
    "category_single": ("20-24", None, None),
    "notes_below": ("Anm. preliminära uppgifter", None, None),
    "summary_row": ("Alla kommuner, Gävleborgs län", None, None),
    "organisation_zero_restored": ("180", "0180 Stockholm", None),
    "organisation_letters": ("Ostersund", "2380 Östersund", None),
    "organisations_foreign": ("6", "6", None),
    "year_read": ("2022-12-31", "2022", None),
    "sex_digit": ("2", "K", None),
    "value_approximate": ("ca 60", None, "60"),
    "value_is_date": ("12-maj", None, None),
    "cell_error": ("#DIV/0!", None, None),
    "mark_read": ("<5", "..", None),
    "mark_uncertain": ("x", "..", "0"),
    "sex_missing": ("K", "M", None),
    "sexes_equal": ("57.6", "59.6", "80.1"),
    "total_not_between": ("90,1", "59.6\u201380.1", None),
    "sum_differs": ("5120", "5102", None),
    "count_above_population": ("52000", "11407", None),
    "organisation_not_in_round": ("1882 Askersund", "MK9", None),
    "indicator_not_requested": ("N00206", "MK9", None),
    "year_not_requested": ("2015", "2020\u20132022", None),
    "sexes_swapped": ("96,1", "59.6", "15"),
    "share_of_other_sex": ("29,2", "70.8", "70.8"),
    "equals_official_total": ("63,4", "60", None),
    "equals_official_other_sex": ("96,1", "59.6", "M"),
    "equals_other_year": ("57,9", "59.6", "2021"),
    "equals_other_organisation": ("57,9", "59.6", "2083 Hedemora"),
    "record_twice": (None, "7", None),
    "choice_unknown": ("klart", "klar, pågår", "klar"),
    "date_unreadable": ("i våras", None, None),
    "share_as_fraction": ("0,96", "96.1", "96"),
    "thousands_for_ones": ("226,7", "226700", "226700"),
    "decimal_shifted": ("5,96", "59.6", "59.6"),
    "zero_unlikely": ("0", "59.6", None),
    "far_from_official": ("20,4", "59.6", None),
    "change_large": ("10,9", "20.4", "2020"),
    "far_from_others": ("3,1", "59.6\u201396.1", None),
}
"""found, expected and suggestion of each code as `intake` fills them; codes that carry nothing are left out."""

ENGLISH_WORDS = re.compile(
    r"\b(the|and|row|rows|column|value|file|missing|unknown|municipality|region s|sex of|year|write|is|of|not)\b",
    re.IGNORECASE,
)


def findings_of(code: str) -> list[Finding]:
    """A finding of the code with its suggestion, without it, and one that stands for many rows."""
    found, expected, suggestion = SAMPLES.get(code, (None, None, None))
    level = FindingLevel.ERROR
    return [
        Finding(code, level, 14, "värde", None, found, expected, suggestion),
        Finding(code, level, 14, "värde", "Blad1", found, expected, None),
        Finding(code, level, 5, "kommunkod", None, found, expected, suggestion, 3),
        Finding(code, level, None, None, None, found, expected, suggestion),
    ]


@pytest.mark.parametrize("code", sorted(SAID))
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_finding_says_what_where_and_what_to_do(code: str, language: str) -> None:
    words = wording.Words(language)
    for finding in findings_of(code):
        told = words.finding(finding)
        for text in (told.what, told.where, told.cure):
            assert text
            assert text[0] == text[0].upper()
            assert not re.search(r"[{}]|  |None|\(\)", text), text
        assert told.what.endswith(".")
        assert told.cure.endswith((".", "?"))
        if language == "sv":
            assert not ENGLISH_WORDS.search(f"{told.what} {told.cure} {told.where}")
    assert not words.untranslated


def test_every_code_of_intake_has_sentences_and_none_is_left_over() -> None:
    assert set(SAID) == set(intake.FINDING_CODES)


def told(code: str, **fields: object) -> tuple[str, str, str]:
    found, expected, suggestion = SAMPLES.get(code, (None, None, None))
    chosen = {"row": 5, "column": "kommunkod", "found": found, "expected": expected, "suggestion": suggestion}
    text = SWEDISH.finding(Finding(code=code, level=FindingLevel.ERROR, **(chosen | fields)))
    return plain(text.what), plain(text.where), plain(text.cure)


def test_findings_read_as_on_the_page() -> None:
    assert told("organisation_zero_lost", count=3) == (
        "127 är ingen kommunkod.",
        "Rad 5 och 2 rader till, kolumn kommunkod",
        "Nollan först har försvunnit. Menas 0127 Botkyrka?",
    )
    assert told("organisation_unknown", row=23, column="kommun") == (
        "”Örnsköldvik” finns inte bland kommunerna och regionerna.",
        "Rad 23, kolumn kommun",
        "Menas Örnsköldsvik (2284)?",
    )
    assert told("year_unreadable", row=31, column="år") == (
        "Året 20222 går inte att läsa.",
        "Rad 31, kolumn år",
        "Skriv året med fyra siffror. Menas 2022?",
    )
    assert told("duplicate_differs", row=40, column="värde") == (
        "Samma uppgift står två gånger med olika värden.",
        "Rad 12 och 40, kolumn värde",
        "På rad 12 står 75,9, på rad 40 står 57,9. Behåll den rad som gäller och ta bort den andra.",
    )
    assert told("percent_sign", row=44, column="värde", count=4) == (
        "Procenttecken togs bort på 4 rader.",
        "Rad 44 och 3 rader till, kolumn värde",
        "”12,5 %” lästes som 12,5. Du behöver inte göra något.",
    )
    assert told("personal_data", row=3, column="namn", found="3–9", expected="personal_number", count=7) == (
        "Filen innehåller personnummer. Vi har inte sparat den.",
        "Rad 3, kolumn namn",
        "Ta bort uppgifter om enskilda personer på rad 3–9. Lämna sedan filen igen.",
    )


@pytest.mark.parametrize(
    ("bounds", "swedish"), [("0–100", "mellan 0 och 100"), ("0–", "minst 0"), ("–100", "högst 100")]
)
def test_bounds_are_told_in_words(bounds: str, swedish: str) -> None:
    assert told("value_out_of_bounds", expected=bounds)[2] == f"Värdet ska vara {swedish}. Rätta det."


def test_a_value_that_is_no_number_is_told_as_it_stands() -> None:
    text = SWEDISH.finding(
        Finding("differs_from_official", FindingLevel.INFORMATION, 3, "värde", None, "..", "..")
    )
    assert text.what == "”..” skiljer sig från det officiella värdet ..."
    counts = told("duplicate_differs", found="57.9 (47/81)", expected="57.9")
    assert counts[2].startswith("På rad 12 står 57,9, på rad 5 står 57,9 (47/81).")


def test_a_finding_of_the_whole_file_says_so() -> None:
    assert SWEDISH.finding(Finding("empty_file", FindingLevel.ERROR)).where == "Hela filen"
    assert SWEDISH.finding(Finding("binary_file", FindingLevel.ERROR, found="docx")).what == (
        "Filen är av ett slag som vi inte känner igen, ingen tabell."
    )


def test_what_the_sender_wrote_is_never_read_as_a_placeholder() -> None:
    finding = Finding("value_unreadable", FindingLevel.ERROR, 3, "{n}", None, "{found} {0}")
    text = SWEDISH.finding(finding)
    assert text.what == "”{found} {0}” går inte att läsa som tal."
    assert text.where == "Rad 3, kolumn {n}"


def test_findings_have_a_heading_for_each_level() -> None:
    assert [SWEDISH.level(level) for level in FindingLevel] == ["Stoppar", "Behöver svar", "Upplyser"]
    assert ENGLISH.level("warning") == "Needs an answer"


def test_the_networks_own_figures_are_named_with_their_years():
    rows = pd.DataFrame(
        [
            ("1882", 2022, "official"),
            ("1882", 2023, "network"),
            ("1982", 2023, "network"),
            ("2083", 2021, "network"),
            ("2083", 2023, "network"),
            ("0180", 2023, "network"),
        ],
        columns=["organisation", "year", "origin"],
    )
    names = {"1882": "Askersund", "1982": "Fagersta", "2083": "Hedemora"}
    assert sentences.own_figures(SWEDISH, rows, names) == (
        "2021 och 2023: nätverkets egen uppgift för Hedemora. "
        "2023: nätverkets egen uppgift för Askersund och Fagersta."
    )
    assert sentences.own_figures(ENGLISH, rows.iloc[:2], names) == (
        "2023: the network’s own figure for Askersund."
    )
    assert sentences.own_figures(SWEDISH, rows.iloc[:1], names) == ""
