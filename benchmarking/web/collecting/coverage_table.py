"""How far each place has come, drawn: the table of all, the one of a single place, and the words of a state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

import pandas as pd

from benchmarking.coverage import ORDER, State
from benchmarking.model import Indicator
from benchmarking.web.session import address
from benchmarking.web.show import link, states_table
from benchmarking.wording import Words

SIGNS = {
    State.LATE: "!",
    State.RETURNED: "↩",
    State.DUE: "○",
    State.RECEIVED: "◐",
    State.COMPLETE: "✓",
    State.OFFICIAL: "=",
}
"""A sign before each word, since the eye finds signs faster than words; never a sign or a colour alone."""


def state_word(state: str, say: Words) -> str:
    """A state in one or two words, as a cell has it."""
    return {
        State.LATE: say("sen"),
        State.RETURNED: say("återlämnad"),
        State.DUE: say("saknas"),
        State.RECEIVED: say("utkast"),
        State.COMPLETE: say("inne"),
        State.OFFICIAL: say("finns redan"),
    }[State(state)]


def state_meaning(state: str, say: Words) -> str:
    """What a state means, as the key under the table has it."""
    return {
        State.LATE: say("något saknas och sista dagen har gått"),
        State.RETURNED: say("filen är återlämnad för rättning"),
        State.DUE: say("något saknas, sista dagen har inte gått"),
        State.RECEIVED: say("resten finns i ett utkast som ingen har publicerat"),
        State.COMPLETE: say("allt är publicerat"),
        State.OFFICIAL: say("siffran är redan officiell, så ni lämnar inget"),
    }[State(state)]


def day(due: object, say: Words) -> str:
    """A due day in words; a dash where none is set."""
    return "–" if due is None or pd.isna(due) else say.date(pd.Timestamp(due).date())


def key(say: Words) -> str:
    """What the signs mean, and how a part is written."""
    items = "".join(
        f'<li><b class="page-state page-state-{state.value}">{SIGNS[state]} {escape(state_word(state, say))}</b> '
        f"{escape(state_meaning(state, say))}</li>"
        for state in ORDER
    )
    part = escape(say("”2/6” betyder att två av sex värden är inne. Tom ruta: inte frågat."))
    return f'<ul class="page-state-key">{items}<li>{part}</li></ul>'


def place_address(programme: str, code: str) -> str:
    """Where one place's own part of a round is told."""
    return address("submissions", omgang=programme, kommun=code)


def table(
    rows: pd.DataFrame,
    cells: pd.DataFrame,
    names: Mapping[str, str],
    indicators: Sequence[Indicator],
    programme: str,
    say: Words,
) -> str:
    """Places down, indicators across: rows as `coverage.by_organisation`, in their order; cells as `coverage.cells`."""
    drawn: dict[tuple[str, str], str] = {}
    told: dict[tuple[str, int, int], str] = {}
    columns = (
        cells[name].tolist()
        for name in ("organisation", "indicator", "state", "asked", "published", "official")
    )
    for code, indicator, state, asked, published, official in zip(*columns, strict=True):
        # Thousands of cells say one of a few things.
        part = (state, published + official, asked)
        if part not in told:
            told[part] = _cell(*part, say)
        drawn[code, indicator] = told[part]
    head = "".join(
        f'<th scope="col">{link(say.text(one.short), address("indicator", nyckeltal=one.id))}</th>'
        for one in indicators
    )
    body = []
    places = (rows[name].tolist() for name in ("organisation", "state", *ORDER, "cells"))
    for code, state, *counts, all_cells in zip(*places, strict=True):
        done = sum(count for count, one in zip(counts, ORDER, strict=True) if one.done)
        summary = f"{SIGNS[State(state)]} " + say("{n} av {all}", n=done, all=all_cells)
        # The column's heading says what is in; of all else the sign alone says nothing.
        if State(state) is not State.COMPLETE:
            summary += f", {state_word(state, say)}"
        inner = "".join(drawn.get((code, one.id), "<td></td>") for one in indicators)
        body.append(
            f'<tr><th scope="row">{link(names[code], place_address(programme, code))}</th>'
            f'<td class="page-state-{State(state).value}">{escape(summary)}</td>{inner}</tr>'
        )
    caption = escape(say("Vad varje kommun och region har lämnat"))
    return (
        f'<div class="page-coverage" tabindex="0" role="region" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption>"
        f'<thead><tr><th scope="col">{escape(say("Kommun eller region"))}</th>'
        f'<th scope="col">{escape(say("Inne"))}</th>{head}</tr></thead><tbody>{"".join(body)}</tbody></table></div>'
    )


def _cell(state: str, held: int, asked: int, say: Words) -> str:
    words = f"{SIGNS[State(state)]} {state_word(state, say)}"
    if 0 < held < asked:
        words += f" {held}/{asked}"
    return f'<td class="page-state-{State(state).value}">{escape(words)}</td>'


def place_table(
    own: pd.DataFrame, indicators: Mapping[str, Indicator], files: Mapping[int, tuple[str, str]], say: Words
) -> str:
    """One place's cells, a row each: indicator, years, state, how much is in, by when, and in which files.

    `files`: by submission, what the link says and where it goes; one that is not there is only numbered.
    """
    headings = (
        *(say("Nyckeltal"), say("Läge"), say("Värden inne"), say("År")),
        *(say("Senast"), say("Lämnat i")),
    )
    body = []
    ordered = own.assign(rank=own["state"].map({state: at for at, state in enumerate(ORDER)}))
    for row in ordered.sort_values("rank", kind="stable").itertuples():
        state = State(row.state)
        indicator = indicators[row.indicator]
        word = state_word(state, say)
        if state is State.LATE and row.returned:
            word += f", {state_word(State.RETURNED, say)}"
        held = ", ".join(
            link(*files[one]) if one in files else escape(str(one)) for one in row.submissions[:3]
        )
        name = link(say.text(indicator.short), address("indicator", nyckeltal=indicator.id))
        cells = (
            (state.value, f"{SIGNS[state]} {escape(word)}"),
            ("", escape(say("{n} av {all}", n=row.published + row.official, all=row.asked))),
            ("", say.year_range(row.first_year, row.last_year)),
            ("", escape(day(row.due, say))),
            ("", held or "–"),
        )
        body.append((name, cells))
    return states_table(say("Vad som är frågat"), headings, body, seen=False, kind="page-coverage-one")


def past(due: object, today: date) -> bool:
    """Whether a due day has gone by."""
    return due is not None and not pd.isna(due) and pd.Timestamp(due).date() < today
