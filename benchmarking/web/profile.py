"""The rows of one organisation: those that stand out first, then every indicator by national sub-goal."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from benchmarking import claims, figures, gaps
from benchmarking.model import Organisation
from benchmarking.web.facts import Facts
from benchmarking.web.pickers import pick_one
from benchmarking.web.places import Reference
from benchmarking.web.session import address, words
from benchmarking.web.show import section, show

SUBGOALS = range(1, 7)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visitor wants to see: sure ones only or all, one sub-goal or all, and how large a gap at least."""

    certainty: str
    subgoal: int | None
    least: str


def pick_choice() -> Choice:
    """Ask in three popovers whose labels state the choice."""
    say = words()
    certainty = pick_one(
        {"saker": say("säkra och varaktiga"), "alla": say("alla")}, "visa", label=say("Visa"), default="saker"
    )
    subgoals = {"": say("alla")} | {str(number): say.subgoal(number) for number in SUBGOALS}
    subgoal = pick_one(subgoals, "delmal", label=say("Delmål"), default="")
    least = pick_one(
        {
            "": say("alla"),
            "vard": say("värda att tala om"),
            "storre": say("större än på andra håll"),
        },
        "minst",
        label=say("Skillnader"),
        default="",
    )
    return Choice(certainty, int(subgoal) if subgoal else None, least)


def profile(
    found: pd.DataFrame, place: Organisation, known: Facts, reference: Reference, choice: Choice
) -> None:
    """All rows of one organisation (`Facts.gaps_of`) that the visitor's choice lets through."""
    say = words()
    shown = found[_let_through(found, known, choice)]
    leading = shown[shown["leads"]]
    if len(leading):
        note = say(
            "{known} av {n} skillnader är säkra, varaktiga eller räknade",
            known=int(found["basis"].notna().sum()),
            n=int((found["verdict"] != gaps.GapVerdict.NOT_COMPARED).sum()),
        )
        section(say("Större skillnad än på andra håll"), note)
        _rows(leading, place, known, reference, choice, "largest", headings=True)
    of_subgoal = pd.Series([known.indicators[code].subgoal for code in shown["indicator"]], index=shown.index)
    for number in SUBGOALS:
        here = shown[of_subgoal == number]
        if len(here):
            _subgoal(number, here, place, known, reference, choice)
    population = shown[of_subgoal.isna()]
    if len(population):
        section(say("Bakgrund"))
        _rows(population, place, known, reference, choice, "background")
    if shown.empty:
        st.info(say("Inga skillnader passar valet. Visa alla i stället."))
    st.html(f'<p class="page-source">{escape(say.chance(claims.chance(found)))}</p>')


def _let_through(found: pd.DataFrame, known: Facts, choice: Choice) -> pd.Series:
    of_subgoal = pd.Series([known.indicators[code].subgoal for code in found["indicator"]], index=found.index)
    through = pd.Series(True, index=found.index)
    if choice.subgoal is not None:
        through &= of_subgoal == choice.subgoal
    if choice.least == "vard":
        through &= found["notable_size"]
    elif choice.least == "storre":
        through &= found["larger_than_elsewhere"]
    return through


def _subgoal(
    number: int, here: pd.DataFrame, place: Organisation, known: Facts, reference: Reference, choice: Choice
) -> None:
    say = words()
    note = say(
        "{known} av {n} säkra, varaktiga eller räknade", known=int(here["basis"].notna().sum()), n=len(here)
    )
    section(f"{number}. {say.subgoal(number)}", note)
    if number == 6 and any(known.indicators[code].caution for code in here["indicator"]):
        caution = say("Nyckeltalen mäter utsatthet för allt våld och oro, inte mäns våld mot kvinnor.")
        st.html(f'<p class="page-caution">{escape(caution)}</p>')
    sure, shared, unsure = known.drawn(("sections", number, choice, place.code), lambda: _by_certainty(here))
    if len(sure):
        _rows(sure, place, known, reference, choice, f"{number}-known")
    if len(shared):
        st.html(f'<h3 class="page-subheading">{escape(say("Som i nästan hela landet"))}</h3>')
        _rows(shared, place, known, reference, choice, f"{number}-shared")
    if len(unsure) and choice.certainty == "alla":
        st.html(
            f'<h3 class="page-subheading">{escape(say("Utan säker skillnad, eller går inte att avgöra"))}</h3>'
        )
        _rows(unsure, place, known, reference, choice, f"{number}-unsure")
    elif len(unsure):
        label = say("Visa {n} utan säker skillnad eller som inte går att avgöra", n=len(unsure))
        with st.expander(label, on_change="rerun", key=f"unsure-{number}") as opened:
            if opened.open:
                _rows(unsure, place, known, reference, choice, f"{number}-unsure")


def _by_certainty(here: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Rows of `gaps.order` that stand in the open, those nearly all places share, and those in the fold."""
    known, shared = here["section"] == gaps.Section.KNOWN, here["section"] == gaps.Section.AS_EVERYWHERE
    unsure = here[~(known | shared)]
    if not (known.any() or shared.any()):
        # A sub-goal never looks empty: without anything sure, the two nearest to it stand in the open.
        return unsure.iloc[:2], here[shared], unsure.iloc[2:]
    return here[known], here[shared], unsure


def _rows(
    here: pd.DataFrame,
    place: Organisation,
    known: Facts,
    reference: Reference,
    choice: Choice,
    key: str,
    *,
    headings: bool = False,
) -> None:
    say = words()
    drawn = known.drawn(
        ("profile", key, choice, place.code, reference.key, say.language),
        lambda: figures.profile_rows(
            here,
            known.years_of([place.code], list(here["indicator"])),
            known.indicators,
            reference.rows,
            known.scale(place.kind),
            say,
            lambda indicator: address("indicator", nyckeltal=indicator, kod=place.code),
            reference_label=reference.label,
            headings=headings,
        ),
    )
    show(drawn, key, table=False)
