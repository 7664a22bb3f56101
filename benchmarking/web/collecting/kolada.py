"""The coordinator's button: official figures fetched from Kolada."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from benchmarking import kolada
from benchmarking.errors import SourceFault
from benchmarking.figures import table
from benchmarking.model import Indicator, Right
from benchmarking.web.session import address, apologise, harmless, store, viewer, words
from benchmarking.web.show import download, link, section

# What was there before is shown at once; the rest stands in the file.
MOST_SHOWN = 100

KEPT = "kolada"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the last import of this session came to, in the words it was told in."""

    said: tuple[str, ...]
    changes: pd.DataFrame
    submission: int | None


def import_panel() -> None:
    """Choose indicators and years, fetch, and see what changed. Nothing for those who do not coordinate."""
    if not viewer().may(Right.COORDINATE):
        return
    say = words()
    section(say("Hämta från Kolada"))
    st.html(
        f'<p class="page-read">{say("Nya och ändrade värden blir officiella för alla. De gamla finns kvar i historiken.")}</p>'
    )
    figures = {one.id: one for one in store().indicators(viewer()) if one.source == "Kolada"}
    chosen = st.multiselect(
        say("Nyckeltal"),
        list(figures),
        format_func=lambda name: f"{say.text(figures[name].short)} ({name})",
        placeholder=say("Alla {n} nyckeltal", n=len(figures)),
        key="kolada-indicators",
        select_all=False,
    )
    years = _pick_years([figures[name] for name in chosen or figures])
    if st.button(say("Hämta från Kolada"), type="primary", disabled=not years, key="kolada-fetch"):
        _fetch(kolada.Wanted(years, tuple(chosen)))
    if kept := st.session_state.get(KEPT):
        _tell(kept)


def _pick_years(figures: list[Indicator]) -> tuple[int, ...]:
    """From the year after the newest that is held to this one, unless the visitor says otherwise."""
    say, this_year = words(), date.today().year
    held = store().official_years(viewer())
    newest = max((held[series] for one in figures for series in one.series if series in held), default=None)
    usual = this_year if newest is None else min(newest + 1, this_year)
    offered = list(range(this_year, kolada.FIRST_YEAR - 1, -1))
    with st.container(horizontal=True):
        first = st.selectbox(say("Från år"), offered, index=offered.index(usual), key=f"kolada-from-{usual}")
        last = st.selectbox(say("Till år"), offered, index=0, key="kolada-to")
    if first > last:
        st.warning(say("Från år ligger efter till år."))
        return ()
    return tuple(range(first, last + 1))


def _fetch(wanted: kolada.Wanted) -> None:
    """Import while a bar shows how far it is. What goes wrong is said; nothing is half published."""
    say = words()
    st.session_state.pop(KEPT, None)
    bar = st.progress(0.0, say("Frågar Kolada …"))
    try:
        outcome = kolada.import_figures(
            store(),
            viewer(),
            wanted,
            lambda step: bar.progress(step.done / max(step.planned, 1), kolada.progress(say, step)),
        )
    except SourceFault as fault:
        st.error(harmless(kolada.fault(say, fault)))
        return
    except OSError:
        logging.getLogger("benchmarking").exception("the import from Kolada failed")
        apologise()
        return
    finally:
        bar.empty()
    changes = kolada.change_table(
        say, outcome.changes, store().indicators(viewer()), store().organisations(viewer())
    )
    st.session_state[KEPT] = Kept(tuple(kolada.summary(say, outcome)), changes, outcome.submission)
    # The years offered above have changed with what is held now.
    st.rerun()


def _tell(kept: Kept) -> None:
    say = words()
    st.success(harmless(" ".join(kept.said)))
    if kept.submission is not None:
        receipt = link(say("Se kvittot eller ta tillbaka"), address("upload", utkast=str(kept.submission)))
        st.html(f"<p>{receipt}</p>")
    if len(kept.changes):
        st.html(table(kept.changes.head(MOST_SHOWN), say("Vad som ändrades"), say))
        rest = len(kept.changes) - MOST_SHOWN
        if rest > 0:
            st.caption(say("… och {n} till i filen.", n=rest))
        download(kept.changes, "kolada")
