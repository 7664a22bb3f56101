"""Questions about a draft's values: answered with yes one by one or a kind at a time, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from benchmarking import drafts
from benchmarking.drafts import Draft
from benchmarking.errors import BenchmarkingError
from benchmarking.model import Finding
from benchmarking.web.session import store, viewer, words
from benchmarking.web.show import section
from benchmarking.wording.people import who

__all__ = ["answered", "rows_of", "yes", "yes_to_all"]

MANY = 60
"""Ranges of rows, and answers, that are named."""


def yes(draft: Draft, same: Sequence[Finding], key: str) -> None:
    """The button that answers one question."""
    if st.button(words()("Ja, det stämmer"), key=f"confirm-{key}"):
        _confirm(draft, same)


def yes_to_all(draft: Draft, kind: Sequence[Finding]) -> None:
    """The button that answers all questions of one kind, those not shown too, above them."""
    say, n = words(), sum(finding.count for finding in kind)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.caption(say.plural("{n} fråga av samma slag", "{n} frågor av samma slag", n), width="content")
        if st.button(
            say("Ja, alla {n} stämmer", n=say.number(n)),
            key=f"confirm-all-{draft.submission.id}-{kind[0].code}",
        ):
            _confirm(draft, kind)


def answered(draft: Draft) -> None:
    """What was answered with yes, by whom and when, what was answered at once with one undoing."""
    say = words()
    if not draft.answered:
        return
    n = sum(finding.count for one in draft.answered for finding in one.findings)
    section(
        f"{say('Svar')} ({say.number(n)})",
        say("Svaren finns bara på utkastet. Ändras ett värde frågar vi om det igen."),
        anchor="svar",
    )
    for number, one in enumerate(draft.answered[:MANY]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"answered-{number}"):
            what, where = _said(one.findings)
            by = say("Ja, svarade {who} {moment}", who=who(say, one.who), moment=say.moment(one.made))
            told = " · ".join(part for part in (where, by) if part)
            st.html(
                f'<p class="page-mended"><strong>{escape(what)}</strong> '
                f'<span class="page-where">{escape(told)}</span></p>',
                width="stretch",
            )
            if st.button(say("Ångra"), key=f"retract-{draft.submission.id}-{number}", type="tertiary"):
                _retract(draft, one.findings)


def rows_of(same: Sequence[Finding]) -> str:
    """Where several findings stand: rows in a row as a range, "Rad 2–11 och 14, kolumn omgång"."""
    say = words()
    ranges: list[list[int]] = []
    for row in sorted(finding.row for finding in same if finding.row is not None):
        if ranges and row <= ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    told = [str(low) if low == high else say.year_range(low, high) for low, high in ranges[:MANY]]
    rows = ", ".join([*told, "…"]) if len(ranges) > MANY else say.joined(told)
    first = same[0]
    if not ranges:
        return say.finding(first).where if first.code else ""
    place = (
        say("Rad {rows}", rows=rows)
        if first.column is None
        else say("Rad {rows}, kolumn {column}", rows=rows, column=first.column)
    )
    return f"{place} ({first.sheet})" if first.sheet else place


def _said(together: Sequence[Finding]) -> tuple[str, str]:
    """What was answered at once, the first question and how many more; and where, if it is one place."""
    say, first = words(), together[0]
    what = say.finding(first).what
    rest = len(together) - 1
    if not rest:
        return what, say.finding(first).where
    more = say.plural("Och {n} fråga till av samma slag.", "Och {n} frågor till av samma slag.", rest)
    alike = len({(one.column, one.sheet) for one in together}) == 1
    return f"{what} {more}", rows_of(together) if alike else ""


def _confirm(draft: Draft, asked: Sequence[Finding]) -> None:
    try:
        drafts.confirm(store(), viewer(), draft, asked)
    except BenchmarkingError:
        # A colleague did something with it a moment ago; the page is drawn from what is there now.
        st.session_state.pop("checked", None)
    st.rerun()


def _retract(draft: Draft, asked: Sequence[Finding]) -> None:
    try:
        store().retract(viewer(), draft.submission.id, map(drafts.about, asked))
    except BenchmarkingError:
        st.session_state.pop("checked", None)
    st.rerun()
