"""One place on one sheet of paper: what a politician takes into the room.

The same claims, rows and words as the organisation's page, chosen for two sides of A4 at most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

import pandas as pd

from benchmarking import claims
from benchmarking.errors import NotFound
from benchmarking.figures import marks, svg
from benchmarking.figures.dumbbell import numbers_said
from benchmarking.figures.marks import Row
from benchmarking.figures.reading import medians
from benchmarking.figures.tokens import LIGHT
from benchmarking.gaps import Basis, GapVerdict, Section
from benchmarking.model import Organisation, OrganisationKind
from benchmarking.packs import press
from benchmarking.packs.told import Known, journey, overline
from benchmarking.wording import Words
from benchmarking.wording.words import SWEDISH_TIME

__all__ = ["Choice", "choice_of", "contents", "one_pager"]

TEMPLATE = "one_pager.typ"
MOST_PAGES = 2
MOST_LEADING = 6
FEWER_AT_A_TIME = 2
SUBGOALS = 6
FIGURE_PX, MILLIMETRES_PER_PX = 256, 0.19
"""The dumbbells' width as drawn, and the size they are printed at: their numbers are then 7.8 points."""

UNSURE_SHOWN = 2
"""Rows shown of a sub-goal where nothing is known, so that it does not look empty."""


def one_pager(known: Known, code: str, words: Words, address: str, made: date | None = None) -> bytes:
    """One municipality or region as a tagged PDF (PDF/UA-1), one page or two, in the language of `words`.

    `address` is where the page with every indicator stands; `made` the day printed on it (None:
    today). Rows that do not fit are left out, those nearest to what is typical first, and counted.
    An organisation without figures gets a page that says so. Raises NotFound for an unknown code.
    """
    place = known.organisations.get(code)
    if place is None:
        raise NotFound(f"organisation {code}")
    made = made or datetime.now(SWEDISH_TIME).date()
    assessed = known.gaps_of(code)
    choice = choice_of(assessed, known)
    data = contents(known, place, words, address, made, assessed, choice)
    while press.pages(TEMPLATE, data) > MOST_PAGES and choice.shown:
        choice = replace(choice, shown=choice.shown[:-FEWER_AT_A_TIME])
        data = contents(known, place, words, address, made, assessed, choice)
    return press.pdf(TEMPLATE, data, datetime.combine(made, time(12), UTC))


@dataclass(frozen=True, slots=True)
class Choice:
    """Indicators by id: those that stand first, and those shown under their sub-goal, the strongest first."""

    leading: tuple[str, ...]
    shown: tuple[str, ...]


def choice_of(assessed: pd.DataFrame, known: Known) -> Choice:
    if assessed.empty:
        return Choice((), ())
    leading = tuple(assessed.loc[assessed["leads"], "indicator"])[:MOST_LEADING]
    below = assessed[~assessed["indicator"].isin(leading)]
    below = below[[known.indicators[code].subgoal is not None for code in below["indicator"]]]
    sure = below["section"].isin([Section.KNOWN, Section.AS_EVERYWHERE])
    shown = list(below.loc[sure, "indicator"])
    full = {known.indicators[code].subgoal for code in (*leading, *shown)}
    unsure = below[~sure & (below["verdict"] != GapVerdict.NOT_COMPARED)]
    for subgoal in sorted(set(range(1, SUBGOALS + 1)) - full):
        here = [code for code in unsure["indicator"] if known.indicators[code].subgoal == subgoal]
        shown += here[:UNSURE_SHOWN]
    return Choice(leading, tuple(shown))


def contents(
    known: Known,
    place: Organisation,
    words: Words,
    address: str,
    made: date,
    assessed: pd.DataFrame,
    choice: Choice,
) -> dict[str, Any]:
    """What the template prints: text, and pictures as SVG with their words."""
    label, reference = _reference(place, known)
    printed = _Printed(known, place, words, reference, label(words))
    indicators = known.indicators
    by_id = {row.indicator: row for row in assessed.itertuples(index=False)}
    lead = [by_id[code] for code in choice.leading]
    described = printed.rows([*lead, *(by_id[code] for code in choice.shown)], assessed)
    room = svg.room_for([row.mark for row in described.rows]) if described else 0.0
    said = {row.code: printed.row(row, by_id[row.code], room) for row in described.rows} if described else {}
    groups = []
    if lead:
        groups.append(
            {
                "heading": words("Större skillnad än på andra håll"),
                "note": _known_note(assessed, words),
                "caution": "",
                "rows": [said[code] for code in choice.leading],
                "rest": "",
            }
        )
    for subgoal in range(1, SUBGOALS + 1):
        here = assessed[[indicators[code].subgoal == subgoal for code in assessed["indicator"]]]
        if len(here):
            groups.append(_group(subgoal, here, choice, said, known, words))
    newest = int(assessed["year"].max()) if len(assessed) else None
    has_reference = bool(described) and any(row.mark.reference for row in described.rows)
    return {
        "title": words("{name}: jämställt i siffror", name=place.name),
        "publisher": words("Jämställt i siffror"),
        "language": words.language,
        "region": {"sv": "SE", "en": "GB"}[words.language],
        "name": place.name,
        "overline": overline(place, known, words),
        "lede": words.lede(known.headline_of(place.code), place, indicators),
        "journey_heading": words("I nätverket"),
        "journey": journey(place.code, known, words),
        "legend": [
            {"svg": svg.key(name), "said": text}
            for name, text in svg.legend_of(words, label(words) if has_reference else "")
        ],
        "headings": list(described.headings) if described else [],
        "groups": groups,
        "closing": _closing(assessed, newest, place.kind, words),
        "more": words("Alla nyckeltal, hur vi har räknat och nyare siffror:"),
        "address": address,
        "made": words.date(made),
        "figure_px": FIGURE_PX,
        "millimetres_per_px": MILLIMETRES_PER_PX,
        "colours": {"ink": LIGHT.ink, "muted": LIGHT.muted, "line": LIGHT.line},
    }


def _group(
    subgoal: int,
    here: pd.DataFrame,
    choice: Choice,
    said: dict[str, Any],
    known: Known,
    words: Words,
) -> dict[str, Any]:
    """One sub-goal: its rows, and in words what is not among them."""
    shown = [code for code in here["indicator"] if code in choice.shown]
    above = [code for code in here["indicator"] if code in choice.leading]
    left = here[~here["indicator"].isin([*shown, *above])]
    counts = left["section"].value_counts()
    sure = int(counts.get(Section.KNOWN, 0) + counts.get(Section.AS_EVERYWHERE, 0))
    no_certain, untold, not_compared = (
        int(counts.get(section, 0))
        for section in (Section.NO_CERTAIN, Section.CANNOT_TELL, Section.NOT_COMPARED)
    )
    parts = []
    if sure:
        parts.append(words.plural("{n} känd skillnad till", "{n} kända skillnader till", sure))
    if no_certain:
        parts.append(words.plural("{n} utan säker skillnad", "{n} utan säker skillnad", no_certain))
    if untold:
        parts.append(words.plural("{n} som inte går att avgöra", "{n} som inte går att avgöra", untold))
    if not_compared:
        parts.append(words.plural("{n} som inte jämförs", "{n} som inte jämförs", not_compared))
    rest = []
    if above:
        titles = words.joined([words.quoted(words.text(known.indicators[code].short)) for code in above])
        rest.append(words("Står först på sidan: {titles}.", titles=titles))
    if parts:
        rest.append(words("Visas inte här: {counts}.", counts=words.joined(parts)))
    cautioned = any(known.indicators[code].caution for code in here["indicator"])
    return {
        "heading": f"{subgoal}. {words.subgoal(subgoal)}",
        "note": words(
            "{known} av {n} säkra, varaktiga eller räknade",
            known=int(here["basis"].notna().sum()),
            n=len(here),
        ),
        "caution": words("Nyckeltalen mäter utsatthet för allt våld och oro, inte mäns våld mot kvinnor.")
        if subgoal == SUBGOALS and cautioned
        else "",
        "rows": [said[code] for code in shown],
        "rest": " ".join(rest),
    }


def _known_note(assessed: pd.DataFrame, words: Words) -> str:
    compared = int((assessed["verdict"] != GapVerdict.NOT_COMPARED).sum())
    return words(
        "{known} av {n} skillnader är säkra, varaktiga eller räknade",
        known=int(assessed["basis"].notna().sum()),
        n=compared,
    )


def _closing(assessed: pd.DataFrame, newest: int | None, kind: OrganisationKind, words: Words) -> list[str]:
    said = []
    if newest is not None:
        said = [
            words("Skillnaden är kvinnor minus män: plus betyder att kvinnor ligger högre eller är fler."),
            words("Typiskt är det som ligger i mitten av alla regioner.")
            if kind is OrganisationKind.REGION
            else words("Typiskt är det som ligger i mitten av alla kommuner."),
            words.chance(claims.chance(assessed)),
            words("De nyaste siffrorna är från {year}.", year=newest),
        ]
    source = words("Källa: Kolada (RKA). Skillnader och bedömningar: egen bearbetning av data från Kolada.")
    return [" ".join(said), source] if said else [source]


def _reference(place: Organisation, known: Known) -> tuple[Callable[[Words], str], pd.DataFrame]:
    """What the small grey marks show: the median of the municipality group, or of all of the same kind."""
    same = [other for other in known.of_kind(place.kind) if other.code != place.code]
    group = [other.code for other in same if place.skr_group and other.skr_group == place.skr_group]
    codes = group or [other.code for other in same]

    def label(words: Words) -> str:
        if group:
            who = words("kommungruppen")
        elif place.kind is OrganisationKind.REGION:
            who = words("alla regioner")
        else:
            who = words("alla kommuner")
        return words("{group}, median av {n}", group=who, n=len(codes))

    return label, medians(known.years_of(codes), codes)


@dataclass(frozen=True, slots=True)
class _Printed:
    """Rows of one place, described as on its page and drawn for the template."""

    known: Known
    place: Organisation
    words: Words
    reference: pd.DataFrame
    label: str

    def rows(self, wanted: list[Any], assessed: pd.DataFrame) -> marks.Rows | None:
        if not wanted:
            return None
        order = [row.indicator for row in wanted]
        here = assessed.set_index("indicator", drop=False).loc[order].reset_index(drop=True)
        series = self.known.years_of([self.place.code])
        return marks.profile(
            here,
            series,
            self.known.indicators,
            self.reference,
            self.known.scale(self.place.kind),
            self.words,
        )

    def row(self, row: Row, assessed: Any, room: float) -> dict[str, Any]:
        """A row as the template reads it."""
        notes = list(row.notes)
        if assessed.basis == Basis.CERTAIN and abs(assessed.people) >= 1:
            notes.append(self.words.people(self.known.indicators[row.code], assessed.people))
        figure = svg.dumbbell(row.mark, self.words, width=FIGURE_PX, room=room, reference_label=self.label)
        spark = row.spark and {"svg": svg.sparkline(row.spark, self.words.language), "alt": row.spark.label}
        return {
            "title": row.title,
            "base": row.base,
            "year": row.year,
            "old": row.old,
            "shared": self.words("som i nästan hela landet")
            if assessed.section == Section.AS_EVERYWHERE
            else "",
            "notes": notes,
            "figure": {"svg": figure, "alt": numbers_said(row.mark, self.words, self.label)},
            "gap": row.gap,
            "unit": row.unit,
            "typical": row.typical,
            "verdict": row.verdict,
            "how": row.how,
            "spark": spark,
            "change": row.change,
            "moves": row.moves,
            "unsure": row.unsure,
        }
