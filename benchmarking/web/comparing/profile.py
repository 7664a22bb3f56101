"""The rows of one organisation: those that stand out first, then every indicator by national sub-goal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from benchmarking import claims, figures, gaps
from benchmarking.model import Organisation
from benchmarking.web.comparing.reference import Reference
from benchmarking.web.explain import explain_address
from benchmarking.web.facts import Facts
from benchmarking.web.pickers import SUBGOALS, pick_one, pick_subgoal
from benchmarking.web.session import address, words
from benchmarking.web.show import heading, legend, put, stacked
from benchmarking.wording import Words


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
    subgoal = pick_subgoal()
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
    return Choice(certainty, subgoal, least)


@dataclass(frozen=True, slots=True)
class Part:
    """What stands on the page down to the next fold, as HTML, and what the fold holds; `below` is None without one."""

    html: str
    label: str = ""
    key: str = ""
    below: pd.DataFrame | None = None


def profile(
    found: pd.DataFrame, place: Organisation, known: Facts, reference: Reference, choice: Choice
) -> None:
    """All rows of one organisation (`Facts.gaps_of`) that the visitor's choice lets through."""
    say = words()
    drawn_for = (choice, place.code, reference.key, say.language)
    parts = known.drawn(
        ("profile", *drawn_for), lambda: list(_parts(found, place, known, reference, choice, say))
    )
    for part in parts:
        put(part.html)
        if part.below is None:
            continue
        with st.expander(part.label, on_change="rerun", key=part.key) as opened:
            if opened.open:
                put(
                    known.drawn(
                        ("profile fold", part.key, *drawn_for),
                        lambda rows=part.below: _rows(rows, place, known, reference, say),
                    )
                )


def _parts(
    found: pd.DataFrame,
    place: Organisation,
    known: Facts,
    reference: Reference,
    choice: Choice,
    say: Words,
) -> Iterator[Part]:
    """The page from its legend to its last line, cut where a fold is: each cut is a message to the browser."""
    pieces = [legend(reference.label)]
    shown = found[_let_through(found, known, choice)]
    leading = shown[shown["leads"]]
    if len(leading):
        note = say(
            "{known} av {n} skillnader är säkra, varaktiga eller räknade",
            known=int(found["basis"].notna().sum()),
            n=int((found["verdict"] != gaps.GapVerdict.NOT_COMPARED).sum()),
        )
        pieces.append(heading(say("Större skillnad än på andra håll"), note))
        pieces.append(_rows(leading, place, known, reference, say, headings=True))
    elif not (found["larger_than_elsewhere"].any() or found.empty):
        pieces.append(heading(say("Större skillnad än på andra håll")))
        none = say(
            "Ingen av de skillnader som är säkra, varaktiga eller räknade är större här än på andra håll."
        )
        pieces.append(f'<p class="page-said">{escape(none)}</p>')
    of_subgoal = pd.Series([known.indicators[code].subgoal for code in shown["indicator"]], index=shown.index)
    for number in SUBGOALS:
        here = shown[of_subgoal == number]
        if here.empty:
            continue
        above, unsure = _subgoal(number, here, place, known, reference, choice, say)
        pieces += above
        if len(unsure):
            label = say("Visa {n} utan säker skillnad eller som inte går att avgöra", n=len(unsure))
            yield Part(stacked(pieces), label, f"unsure-{number}", unsure)
            pieces = []
    population = shown[of_subgoal.isna()]
    if len(population):
        pieces += [heading(say("Bakgrund")), _rows(population, place, known, reference, say)]
    if shown.empty:
        nothing = say("Inga skillnader passar valet. Visa alla i stället.")
        pieces.append(f'<p class="page-said" role="status">{escape(nothing)}</p>')
    pieces.append(f'<p class="page-source">{escape(say.chance(claims.chance(found)))}</p>')
    yield Part(stacked(pieces))


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
    number: int,
    here: pd.DataFrame,
    place: Organisation,
    known: Facts,
    reference: Reference,
    choice: Choice,
    say: Words,
) -> tuple[list[str], pd.DataFrame]:
    """One sub-goal's heading and the rows in the open, and the rows that are left for its fold."""
    note = say(
        "{known} av {n} säkra, varaktiga eller räknade", known=int(here["basis"].notna().sum()), n=len(here)
    )
    pieces = [heading(f"{number}. {say.subgoal(number)}", note)]
    if number == 6 and any(known.indicators[code].caution for code in here["indicator"]):
        caution = say("Nyckeltalen mäter utsatthet för allt våld och oro, inte mäns våld mot kvinnor.")
        pieces.append(f'<p class="page-caution">{escape(caution)}</p>')
    sure, shared, unsure = _by_certainty(here)
    if len(sure):
        pieces.append(_rows(sure, place, known, reference, say))
    if len(shared):
        pieces.append(_subheading(say("Som i nästan hela landet")))
        pieces.append(_rows(shared, place, known, reference, say))
    if len(unsure) and choice.certainty == "alla":
        pieces.append(_subheading(say("Utan säker skillnad, eller går inte att avgöra")))
        pieces.append(_rows(unsure, place, known, reference, say))
        unsure = unsure.iloc[:0]
    return pieces, unsure


def _subheading(text: str) -> str:
    return f'<h3 class="page-subheading">{escape(text)}</h3>'


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
    say: Words,
    *,
    headings: bool = False,
) -> str:
    years = {row.indicator: int(row.year) for row in here.itertuples(index=False)}
    return figures.profile_rows(
        here,
        known.years_of([place.code], list(here["indicator"])),
        known.indicators,
        reference.rows,
        known.scale(place.kind),
        say,
        lambda indicator: address("indicator", nyckeltal=indicator, kod=place.code),
        explained=lambda indicator: explain_address(indicator, place.code, years[indicator]),
        reference_label=reference.label,
        headings=headings,
    ).html
