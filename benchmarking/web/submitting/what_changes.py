"""A draft against what is published: counts, the largest moves as small figures, and every value."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from benchmarking import changes, drafts
from benchmarking.changes import Change
from benchmarking.drafts import Draft
from benchmarking.figures.before_after import before_after
from benchmarking.figures.tables import table
from benchmarking.model import Indicator, Origin
from benchmarking.web.session import store, viewer, words
from benchmarking.web.show import download, section
from benchmarking.web.submitting.named import Named

__all__ = ["what_changes"]

MOST_FIGURES, MOST_PLACES = 5, 4
MOST_LISTED = 200


def what_changes(draft: Draft, known: Named) -> None:
    """What publishing the draft would do: nothing is shown of a draft that holds no value yet."""
    say = words()
    checked = draft.checked
    if checked is None or checked.observations.empty:
        return
    indicators = {series: one for one in known.indicators.values() for series in one.series}
    published = drafts.reference(store(), viewer()).published
    programme = draft.submission.programme
    found = changes.difference(checked.observations, published, programme)
    counts = found["change"].value_counts()
    section(say("Vad som ändras"), _counted(counts), anchor="skillnad")
    for sentence in _sentences(found):
        st.html(f'<p class="page-said">{escape(sentence)}</p>')
    moves = changes.largest(found, published, indicators, MOST_FIGURES)
    names = {code: one.name for code, one in known.organisations.items()}
    for code, rows in moves.groupby("indicator", sort=False):
        drawn = before_after(rows.head(MOST_PLACES), indicators[str(code)], names, say)
        st.html(drawn.html)
    if len(moves):
        st.caption(
            say(
                "Öppet märke: det som är publicerat, samma år eller det senaste före. "
                "Fyllt märke: utkastet. De största ändringarna står först."
            )
        )
    with st.expander(
        say("Alla värden, förut och nu"), type="compact", on_change="rerun", key="difference"
    ) as fold:
        if fold.open:
            with fold:
                told = _told(found, indicators, names)
                st.html(table(told.head(MOST_LISTED), say("Utkastet mot det som är publicerat"), say))
                if len(told) > MOST_LISTED:
                    st.caption(
                        say(
                            "De första {n} av {all}. Hämta tabellen för att se resten.",
                            n=MOST_LISTED,
                            all=say.number(len(told)),
                        )
                    )
                download(told, f"utkast-{draft.submission.id}")


def _counted(counts: pd.Series) -> str:
    say = words()
    told = (
        (Change.NEW, say.plural("{n} nytt", "{n} nya", int(counts.get(Change.NEW.value, 0)))),
        (Change.CHANGED, say.plural("{n} ändrat", "{n} ändrade", int(counts.get(Change.CHANGED.value, 0)))),
        (
            Change.SAME,
            say.plural("{n} samma som förut", "{n} samma som förut", int(counts.get(Change.SAME.value, 0))),
        ),
        (
            Change.ONLY_BEFORE,
            say.plural("{n} bara förut", "{n} bara förut", int(counts.get(Change.ONLY_BEFORE.value, 0))),
        ),
    )
    return " · ".join(text for change, text in told if counts.get(change.value, 0))


def _sentences(found: pd.DataFrame) -> list[str]:
    """What the counts do not say: which values stay the ones shown, and which stay although not handed in."""
    say = words()
    told = []
    beside = found["official"].notna() & found["change"].ne(Change.ONLY_BEFORE.value)
    if beside.any():
        told.append(
            say.plural(
                "Till {n} värde finns ett officiellt. Det är det som sidorna visar, men nätverkets eget finns kvar.",
                "Till {n} värden finns officiella. Det är de som sidorna visar, men nätverkets egna finns kvar.",
                int(beside.sum()),
            )
        )
    left = found["change"].eq(Change.ONLY_BEFORE.value)
    if left.any():
        told.append(
            say.plural(
                "{n} värde som omgången har publicerat finns inte i utkastet. Det står kvar.",
                "{n} värden som omgången har publicerat finns inte i utkastet. De står kvar.",
                int(left.sum()),
            )
        )
    return told


def _told(found: pd.DataFrame, indicators: dict[str, Indicator], names: dict[str, str]) -> pd.DataFrame:
    """The difference in the visitor's words: one row per value."""
    say = words()
    states = {
        Change.NEW.value: say("nytt"),
        Change.CHANGED.value: say("ändrat"),
        Change.SAME.value: say("samma"),
        Change.ONLY_BEFORE.value: say("bara förut"),
    }
    origins = {Origin.NETWORK.value: say("nätverkets"), Origin.OFFICIAL.value: say("officiellt"), "": ""}
    rows = []
    for row in found.itertuples(index=False):
        one = indicators.get(row.indicator)
        rows.append(
            {
                say("Kommun eller region"): names.get(row.organisation, row.organisation),
                say("Nyckeltal"): say.text(one.short) if one else row.indicator,
                say("År"): str(row.year),
                say("Kön"): say.sex(row.sex),
                say("Förut"): _value(one, row.before, row.missing_before, row.value)
                if row.before_origin
                else "",
                say("Varifrån"): origins.get(row.before_origin, ""),
                say("Utkastet"): ""
                if row.change == Change.ONLY_BEFORE.value
                else _value(one, row.value, row.missing, row.before),
                say("Ändring"): states[row.change],
            }
        )
    return pd.DataFrame(rows)


def _value(indicator: Indicator | None, value: float, missing: Any, beside: float) -> str:
    say = words()
    if pd.isna(value):
        return say.missing(missing if isinstance(missing, str) else None)
    return say.bare(indicator, value, beside=[beside]) if indicator else say.number(value, 1)
