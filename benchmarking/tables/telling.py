"""What goes with figures that leave: sources, licence, marks and cautions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarking.model import Indicator, Missing
from benchmarking.prepared import Facts
from benchmarking.wording import Words


def missing_marks(words: Words) -> dict[str, str]:
    """What each value of a `missing` column says."""
    return {mark.value: words.missing(mark) for mark in Missing}


def source(words: Words) -> str:
    """Where the figures come from, and what in them is our own."""
    return words(
        "Källa: Kolada (RKA) och de producenter som står vid varje nyckeltal. Skillnader, bedömningar och ändringar: egen bearbetning av data från Kolada. Folkmängd och koder: SCB. Kommungrupper: SKR."
    )


def licence(words: Words) -> str:
    """What whoever uses the figures has to do."""
    return words(
        "Ange Kolada (RKA) och producenten som källa. Uppgifterna vi fått från Kolada säger ingen annan licens. Det som är vår egen bearbetning får användas fritt under MIT-licensen."
    )


def caveats(indicators: Iterable[Indicator], words: Words) -> list[dict[str, object]]:
    """What must be known about each indicator's figures: one for every caution, break and survey.

    Each holds indicator, kind ("caution", "break", "survey", "election", "moving_mean") and text; a break
    also years.
    """
    said: list[dict[str, object]] = []
    hang = {
        "survey": words("Enkät: ingen felmarginal är känd, så skillnaden går inte att bedöma."),
        "election": words("Värdet ändras bara vid val och upprepas åren emellan."),
        "moving_mean": words("Värdet är ett medelvärde över flera år."),
    }
    for each in indicators:
        if each.caution:
            said.append({"indicator": each.id, "kind": "caution", "text": words.text(each.caution)})
        if each.breaks:
            text = words.text(each.break_note) if each.break_note else ""
            years = words.joined([str(year) for year in each.breaks])
            text = text or words("Måttet ändrades {years}. Åren före går inte att jämföra.", years=years)
            said.append({"indicator": each.id, "kind": "break", "years": list(each.breaks), "text": text})
        if each.measured.value in hang:
            said.append(
                {"indicator": each.id, "kind": each.measured.value, "text": hang[each.measured.value]}
            )
    return said


def about(
    indicators: Sequence[Indicator], facts: Facts, words: Words, day: str = ""
) -> list[tuple[str, str]]:
    """What goes with a file of figures (`exports.xlsx_with_metadata`): heading and text, in order."""
    rows = [(words("Källa"), source(words)), (words("Användning"), licence(words))]
    rows += [(words("Hämtat"), day)] if day else []
    rows.append((words("Uppgifternas version"), str(facts.version)))
    for each in indicators:
        rows.append(
            (
                each.id,
                f"{words.text(each.title)}. {words.text(each.definition)}"
                if each.definition
                else words.text(each.title),
            )
        )
        rows.append((words("{id}, producent", id=each.id), each.producer or words("uppgift saknas")))
    for caveat in caveats(indicators, words):
        rows.append((words("{id}, att tänka på", id=str(caveat["indicator"])), str(caveat["text"])))
    rows += [(f"missing = {mark}", text) for mark, text in missing_marks(words).items()]
    return rows
