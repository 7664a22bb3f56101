"""So we read the file: what was understood, what it leaves open, and how to have it read otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from benchmarking import drafts, intake
from benchmarking.drafts import Draft
from benchmarking.figures.markup import tag
from benchmarking.model import Finding, Indicator, Sex
from benchmarking.web.session import harmless, store, viewer, words
from benchmarking.web.show import as_written, section
from benchmarking.web.submitting.named import Named
from benchmarking.wording import reading

__all__ = ["ask", "remembered", "understood"]

FIRST_YEAR = 1990
MOST_COLUMNS = 60
"""Columns whose meaning can be chosen one by one; a table of more is read by its headings."""

MOST_TABLES = 6
KEPT = "kept"
"""Stands for the meaning a column has now: choosing it says nothing new."""


def remembered(draft: Draft) -> None:
    """Say that the sender's answers for the last file of this kind were used again, and let them be taken back."""
    say = words()
    if draft.state is None or not draft.state.answers:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="remembered"):
        said = (
            say("Vi läste filen på samma sätt som din förra fil av samma slag.")
            if draft.state.remembered
            else say("Vi läste filen som du har sagt, och minns det till nästa fil av samma slag.")
        )
        st.html(f'<p class="page-read">{escape(said)}</p>')
        if st.button(say("Läs om från början"), key="afresh", type="tertiary"):
            drafts.read_afresh(store(), viewer(), draft)
            st.rerun()


def ask(draft: Draft, known: Named) -> bool:
    """What the file leaves open, all on one form; whether there was anything."""
    say = words()
    questions = draft.checked.questions if draft.checked else ()
    if not questions:
        return False
    section(
        say("Svara först"),
        say.plural("{n} fråga om hela filen", "{n} frågor om hela filen", len(questions)),
    )
    with st.form("questions", border=False, width=640):
        given = [
            (question, _answer(question, draft, known, number)) for number, question in enumerate(questions)
        ]
        if st.form_submit_button(say("Läs filen så"), type="primary", key="read-so"):
            _keep(draft, given)
    return True


def _keep(draft: Draft, given: Sequence[tuple[intake.Question, Any]]) -> None:
    say = words()
    if any(value is None for _, value in given):
        st.error(say("Svara på alla frågor. Då kan vi läsa filen."))
        return
    answers: dict[str, Any] = {}
    for question, value in given:
        if question.kind in ("category", "indicators"):
            answers.setdefault(question.kind, {})[question.about] = value
        else:
            answers[question.kind] = value
    drafts.answer(store(), viewer(), draft, answers)
    st.rerun()


def _answer(question: intake.Question, draft: Draft, known: Named, number: int) -> Any:
    """The widget of one question, and what it says now: None until something is chosen."""
    say = words()
    last = (draft.proposed or {}).get(question.kind)
    if isinstance(last, Mapping):
        last = last.get(question.about)
    # A sex taken for granted would publish one sex's figures as another's.
    likely = str(last) if last else question.suggestion if question.kind != "sex" else None
    key = f"question-{draft.submission.id}-{question.kind}-{number}"
    note = (
        say("Förra filen av samma slag: {answer}.", answer=_said(question, str(last), known))
        if last
        else None
    )
    label, options, told = _choices(question, known)
    if not options:
        text = st.text_input(label, value=likely or "", key=key)
        return text.strip() or None
    place = options.index(likely) if likely in options else None
    if len(options) <= len(Sex) + 1:
        chosen = st.radio(
            harmless(label),
            options,
            index=place,
            format_func=lambda one: harmless(told[one]),
            key=key,
            horizontal=True,
        )
    else:
        chosen = st.selectbox(
            label,
            options,
            index=place,
            format_func=told.__getitem__,
            placeholder=say("Välj"),
            key=key,
        )
    if note:
        st.caption(note)
    return chosen


def _said(question: intake.Question, value: str, known: Named) -> str:
    _, _, told = _choices(question, known)
    return told.get(value, value)


def _choices(question: intake.Question, known: Named) -> tuple[str, list[str], dict[str, str]]:
    """What is asked, the possible answers, and how each is said."""
    say = words()
    about = question.about or ""
    if question.kind == "sex":
        told = {letter: say.sex(letter).capitalize() for letter in question.options or tuple(Sex)}
        return say("Vilka gäller värdena?"), list(told), told
    if question.kind == "year":
        years = [str(year) for year in range(date.today().year, FIRST_YEAR - 1, -1)]
        return say("Vilket år gäller värdena?"), years, {year: year for year in years}
    if question.kind == "organisation":
        told = {
            code: f"{one.name} ({code})"
            for code, one in known.organisations.items()
            if one.kind.value in ("municipality", "region")
        }
        return say("Vilken kommun eller region gäller värdena?"), list(told), told
    if question.kind in ("indicator", "indicators"):
        told = _titles(known.indicators.values())
        if question.options:
            told = {code: told.get(code, code) for code in question.options}
        if question.kind == "indicator":
            return say("Vilket nyckeltal gäller värdena?"), list(told), told
        told = {"": say("Läs inte det här måttet"), **told}
        return say("Vilket nyckeltal är {measure}?", measure=say.quoted(about)), list(told), told
    told = {option: option for option in question.options}
    if question.kind == "sheet":
        return say("Vilket blad ska vi läsa?"), list(told), told
    label = say(
        "Filen delar upp värdena på {heading}. Vilken grupp ska vi läsa? Vi räknar aldrig ihop grupper.",
        heading=say.quoted(about),
    )
    return label, list(told), told


def _titles(indicators: Any) -> dict[str, str]:
    say = words()
    one: Indicator
    told = {}
    for one in indicators:
        for series in one.series:
            told[series] = f"{say.text(one.short)} ({series})"
    return told


def understood(draft: Draft, known: Named) -> None:
    """How the file was read: in words, every column's meaning with the first rows, and how to change it."""
    say = words()
    checked = draft.checked
    if checked is None:
        return
    section(say("Så läste vi filen"), anchor="last")
    remembered(draft)
    read = drafts.how_read(draft)
    facts = "".join(
        f"<div><dt>{escape(heading)}</dt><dd>{escape(text)}</dd></div>"
        for heading, text in reading.told(say, read)
    )
    st.html(f'<dl class="page-facts">{facts}</dl>')
    for part in checked.tables[:MOST_TABLES]:
        caption = part.sheet or say("Så läste vi filen")
        if part is checked.tables[0]:
            st.html(_preview(part, caption))
            continue
        with st.expander(caption, type="compact", on_change="rerun", key=f"table-{caption}") as fold:
            if fold.open:
                fold.html(_preview(part, caption))
    if (rest := len(checked.tables) - MOST_TABLES) > 0:
        st.caption(say.plural("{n} tabell till", "{n} tabeller till", rest))
    with st.expander(say("Ändra hur filen läses"), type="compact", on_change="rerun", key="reading") as fold:
        if fold.open:
            with fold:
                _otherwise(draft, known)


def _preview(part: Any, caption: str) -> str:
    """A table's first rows, under each heading of the file what the column was read as."""
    say = words()
    head = [
        tag(
            "th",
            as_written(column.heading or "\u2013"),
            tag("span", reading.meaning(say, _of(column)), class_="page-meaning"),
            scope="col",
            class_=None if column.meaning else "page-unread",
        )
        for column in part.columns
    ]
    width = len(part.columns)
    rows = [
        tag("tr", *(tag("td", as_written(cell)) for cell in [*row[:width], *([""] * (width - len(row)))]))
        for row in part.preview[:3]
    ]
    body = tag(
        "table",
        tag("caption", caption, class_=None if part.sheet else "page-unseen"),
        tag("thead", tag("tr", *head)),
        tag("tbody", *rows),
        class_="bm-table",
    )
    scroll = tag("div", body, class_="bm-table-scroll", tabindex=0, role="region", aria_label=caption)
    return tag("div", scroll, class_="bm page-preview")


def _of(column: intake.Column) -> dict[str, Any]:
    return {
        "meaning": column.meaning,
        "indicator": column.indicator,
        "year": column.year,
        "sex": column.sex,
    }


def _otherwise(draft: Draft, known: Named) -> None:
    """A form with a choice for every column, the sheet and the decimal mark."""
    say = words()
    checked = draft.checked
    assert checked is not None and draft.state is not None
    columns: dict[str, intake.Column] = {}
    for part in checked.tables:
        for column in part.columns:
            if column.heading:
                columns.setdefault(column.heading, column)
    sheets = _sheets(checked.tables, draft.findings)
    key = f"{draft.submission.id}-{len(draft.state.answers)}"
    answers: dict[str, Any] = {}
    with st.form(f"otherwise-{key}", border=False):
        st.caption(say("Rubriken står som i filen. Välj vad kolumnen innehåller."))
        if len(sheets) > 1:
            now = [table.sheet for table in checked.tables if table.sheet in sheets] or sheets[:1]
            chosen = st.multiselect(
                say("Blad"),
                sheets,
                default=now,
                key=f"sheet-{key}",
                width=640,
                placeholder=say("Välj"),
                select_all=False,
            )
            if chosen and chosen != now:
                answers["sheet"] = chosen
        marks = {"": say("Som filen visar"), ",": say("Komma, som i 12,5"), ".": say("Punkt, som i 12.5")}
        before = str(draft.state.answers.get("decimal", ""))
        decimal = st.selectbox(
            say("Decimaltecken"),
            list(marks),
            index=list(marks).index(before) if before in marks else 0,
            format_func=marks.__getitem__,
            key=f"decimal-{key}",
            width=320,
        )
        if decimal != before:
            answers["decimal"] = decimal
        said: dict[str, Any] = {}
        with st.container(horizontal=True, key="columns"):
            for number, (heading, column) in enumerate(list(columns.items())[:MOST_COLUMNS]):
                told, meant = _meanings(column, known)
                chosen_meaning = st.selectbox(
                    harmless(heading),
                    list(told),
                    format_func=told.__getitem__,
                    key=f"column-{key}-{number}",
                    width=250,
                )
                if chosen_meaning != KEPT:
                    said[heading] = meant[chosen_meaning]
        if said:
            answers["columns"] = said
        if st.form_submit_button(say("Läs filen så"), key="read-otherwise"):
            if answers:
                drafts.answer(store(), viewer(), draft, answers)
            st.rerun()


def _sheets(tables: Sequence[Any], findings: Sequence[Finding]) -> list[str]:
    """The sheets of the workbook that have rows, those that are read first."""
    names = [table.sheet for table in tables if table.sheet]
    for finding in findings:
        if finding.code in ("sheet_unread", "sheet_asked"):
            names += (finding.found or "").split(", ")
    return list(dict.fromkeys(name for name in names if name))


def _meanings(column: intake.Column, known: Named) -> tuple[dict[str, str], dict[str, Any]]:
    """What a column may be read as: how each is said, and the answer it stands for. First what it is now."""
    say = words()
    told = {KEPT: reading.meaning(say, _of(column))}
    meant: dict[str, Any] = {}
    for field in reading.MEANINGS:
        if field not in (column.meaning or "", "value"):
            told[field] = reading.meaning(
                say, {"meaning": field, "indicator": None, "year": None, "sex": None}
            )
            meant[field] = field
    shared = {key: value for key, value in (("year", column.year),) if value}
    for letter in ("", *Sex):
        about = {**shared, **({"sex": str(letter)} if letter else {})}
        name = reading.meaning(
            say, {"meaning": "value", "indicator": None, "year": column.year, "sex": letter or None}
        )
        if name != told[KEPT]:
            told[f"value {letter}"] = name
            meant[f"value {letter}"] = {"meaning": "value", **about}
    return told, meant
