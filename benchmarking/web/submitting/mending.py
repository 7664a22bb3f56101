"""What is wrong with a draft, and mending it: findings with their rows, certain cures, and what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from benchmarking import drafts, error_report
from benchmarking.drafts import Cure, Draft
from benchmarking.errors import BenchmarkingError, UnreadableFile
from benchmarking.model import Correction, Finding, Level, SubmissionState
from benchmarking.web.session import harmless, store, viewer, words
from benchmarking.web.show import section
from benchmarking.web.submitting.answering import rows_of, yes, yes_to_all
from benchmarking.web.submitting.named import Named

__all__ = ["findings", "mended", "quick_ways", "whole_table"]

MARKS = {Level.ERROR: "!", Level.WARNING: "?", Level.INFORMATION: "i"}

FEW, MANY = 4, 60
"""Findings of one kind that are shown at once, and after *Visa fler*. The rest is said as a number, and
stands in the error report."""

ASKED = frozenset(
    {
        *("sheet_asked", "indicator_asked", "year_asked", "sex_asked", "organisation_asked"),
        "category_asked",
    }
)

MOST_OFFERED = 3
ROWS_OPENED = 50
ROWS_A_PAGE = 200

REFUSALS = "refused-corrections"

OTHER_ROW = {
    "duplicate_differs": "suggestion",
    "sexes_swapped": "suggestion",
    "duplicate_same": "expected",
}
"""Findings about two rows, and what of theirs names the other one."""


def quick_ways(draft: Draft, known: Named) -> None:
    """All certain cures at once, and the error report to send back."""
    say = words()
    certain = drafts.cures(draft)
    cells = [one for cure in certain for one in cure.corrections]
    with st.container(horizontal=True, key="quick-ways"):
        if len(cells) > 1 and st.button(
            say("Gör alla säkra rättningar ({n})", n=say.number(len(cells))),
            key="cure-all",
            type="primary",
        ):
            _mend(draft, cells)
        if draft.findings:
            st.download_button(
                say("Hämta felrapport (Excel)"),
                lambda: error_report.error_report(
                    draft, tuple(known.organisations.values()), tuple(known.indicators.values()), say
                ),
                file_name=say("felrapport_{number}.xlsx", number=draft.submission.id),
                mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                on_click="ignore",
                key="error-report",
            )
    complaint = st.session_state.pop("not-mended", None)
    if complaint:
        st.error(complaint)


def findings(draft: Draft, levels: Sequence[Level] = tuple(Level)) -> None:
    """The findings by what they ask for, those that stop first; those of one kind stand together.

    A question that is answered is none any more.
    """
    say = words()
    # What a form on the page already asks is not told as a fault too.
    asked = draft.checked is not None and bool(draft.checked.questions)
    for level, heading, note in (
        (Level.ERROR, say("Stoppar"), say("Filen kan inte publiceras förrän de är rättade")),
        (Level.WARNING, say("Behöver svar"), say("Svara ja om det stämmer, eller ändra")),
        (Level.INFORMATION, say("Upplyser"), say("Inget att göra")),
    ):
        found = [
            finding
            for finding in (draft.questions if level is Level.WARNING else draft.findings)
            if finding.level is level and not (asked and finding.code in ASKED)
        ]
        if not found or level not in levels:
            continue
        n = sum(finding.count for finding in found)
        section(f"{heading} ({say.number(n)})", note, anchor=level.value)
        kinds: dict[str, list[Finding]] = {}
        for finding in found:
            kinds.setdefault(finding.code, []).append(finding)
        with st.container(key=f"findings-{level.value}", gap=None):
            for code, same_kind in kinds.items():
                _kind(draft, code, same_kind)


def _kind(draft: Draft, code: str, found: Sequence[Finding]) -> None:
    """The findings of one code, those that differ by nothing but their row as one."""
    say = words()
    alike: dict[Finding, list[Finding]] = {}
    for finding in found:
        key = replace(finding, row=None, count=1)
        if code in OTHER_ROW:
            key = finding
        alike.setdefault(key, []).append(finding)
    if len(alike) > 1 and found[0].level is Level.WARNING:
        yes_to_all(draft, found)
    more = f"more-{draft.submission.id}-{code}"
    shown = MANY if st.session_state.get(more) else FEW
    for number, same in enumerate(list(alike.values())[:shown]):
        _one(draft, same, f"{draft.submission.id}-{code}-{number}")
    rest = len(alike) - shown
    if rest <= 0:
        return
    if shown == FEW:
        if st.button(
            say.plural("Visa {n} till av samma slag", "Visa {n} till av samma slag", rest),
            key=f"show-{more}",
            type="tertiary",
        ):
            st.session_state[more] = True
            st.rerun()
    else:
        st.caption(say("… och {n} till av samma slag. Alla står i felrapporten.", n=say.number(rest)))


def finding(level: Level, what: str, where: str, cure: str) -> str:
    """A finding as HTML: what is the case, where, and what one can do."""
    return (
        f'<div class="page-finding page-{level.value}">'
        f'<span class="page-mark" aria-hidden="true">{MARKS[level]}</span>'
        f"<div><strong>{escape(what)}</strong>"
        f'<p class="page-where">{escape(where)}</p><p>{escape(cure)}</p></div></div>'
    )


def _one(draft: Draft, same: Sequence[Finding], key: str) -> None:
    """A finding, what may be done about it at its right, and the rows it stands on to mend by hand below."""
    say = words()
    first = same[0]
    said = say.finding(first)
    where = said.where if len(same) == 1 else rows_of(same)
    with st.container(key=f"finding-{key}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(finding(first.level, said.what, where, said.cure), width="stretch")
            mendable = draft.submission.state is SubmissionState.DRAFT
            offered = (*drafts.cures(draft, same), *drafts.proposals(draft, same)) if mendable else ()
            for number, cure in enumerate(offered[:MOST_OFFERED]):
                if st.button(harmless(_cure_said(cure)), key=f"cure-{key}-{number}"):
                    _mend(draft, cure.corrections)
            if first.level is Level.WARNING:
                yes(draft, same, key)
            if first.code == "duplicate_differs" and len(same) == 1:
                _keep_one(draft, first, key)
            rows = _rows(same)
            openable = (
                mendable and rows and draft.checked is not None and first.level is not Level.INFORMATION
            )
            shown = f"open-{key}"
            if openable:
                st.button(
                    _rows_said(len(rows), bool(st.session_state.get(shown))),
                    key=f"toggle-{key}",
                    type="tertiary",
                    on_click=_toggle,
                    args=(shown,),
                )
        if openable and st.session_state.get(shown):
            _open_rows(draft, first, rows, key)


def _toggle(shown: str) -> None:
    st.session_state[shown] = not st.session_state.get(shown)


def _rows_said(n: int, opened: bool) -> str:
    say = words()
    if opened:
        return say.plural("Dölj raden", "Dölj raderna", n)
    return say.plural("Visa raden", "Visa raderna", n)


def _keep_one(draft: Draft, finding: Finding, key: str) -> None:
    """Two rows with different values for one figure: keep either, the other leaves the draft."""
    say = words()
    rows = _rows([finding])
    if len(rows) != 2 or finding.column is None:
        return
    held = drafts.table(draft.checked, finding.sheet, rows) if draft.checked else pd.DataFrame()
    if finding.column not in held.columns or len(held) != 2:
        return
    for kept, other in (rows, rows[::-1]):
        gone = drafts.without_row(draft, other, finding.sheet)
        value = str(held.at[kept, finding.column])
        if gone and st.button(
            harmless(say("Behåll {value} (rad {row})", value=value, row=kept)), key=f"keep-{key}-{kept}"
        ):
            _mend(draft, gone)


def _cure_said(cure: Cure) -> str:
    say = words()
    n = len(cure.corrections)
    if n == 1:
        return (
            say("Ändra till {text}", text=cure.text) if cure.before else say("Skriv {text}", text=cure.text)
        )
    if not cure.before:
        return say("Skriv {text} i {n} rader", text=cure.text, n=say.number(n))
    return say("Ändra {before} till {text} i {n} rader", before=cure.before, text=cure.text, n=say.number(n))


def _rows(same: Sequence[Finding]) -> list[int]:
    """The rows that findings stand on, the other row of a pair with them."""
    rows = {finding.row for finding in same if finding.row is not None}
    for finding in same:
        other = getattr(finding, OTHER_ROW[finding.code], None) if finding.code in OTHER_ROW else None
        if other and other.isdigit():
            rows.add(int(other))
    return sorted(rows)


def _open_rows(draft: Draft, finding: Finding, rows: Sequence[int], key: str) -> None:
    """The rows as they stand, editable, with the wrong cell's column first; and one text for all of them."""
    say = words()
    checked = draft.checked
    assert checked is not None
    try:
        held = drafts.table(checked, finding.sheet, rows[:ROWS_OPENED])
    except ValueError:
        held = pd.DataFrame()
    if held.empty:
        # The headings themselves, which are mended by saying what each column means.
        st.caption(say("Det gäller rubrikerna. Välj vad kolumnen betyder under ”Ändra hur filen läses”."))
        return
    column = finding.column if finding.column in held.columns else None
    if column is not None and len(set(held[column])) == 1 and len(rows) > 1:
        _one_text(draft, finding, held, column, key)
    _editor(draft, held, finding.sheet, column, f"rows-{key}")
    if len(rows) > ROWS_OPENED:
        st.caption(say("De första {n} raderna. Resten står i hela tabellen längre ner.", n=ROWS_OPENED))


def _one_text(draft: Draft, finding: Finding, held: pd.DataFrame, column: str, key: str) -> None:
    """One text in place of what all these cells say."""
    say = words()
    before = str(held[column].iloc[0])
    n = len(held)
    with st.form(f"one-text-{key}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            harmless(say("Skriv i stället för {text}", text=say.quoted(before))),
            value=finding.suggestion or "",
            key=f"text-{key}",
            width=320,
        )
        if st.form_submit_button(
            say.plural("Ändra i {n} rad", "Ändra i {n} rader", n), key=f"one-text-{key}-do"
        ):
            _mend(draft, [Correction(int(row), column, before, text, finding.sheet) for row in held.index])


def _editor(draft: Draft, held: pd.DataFrame, sheet: str | None, wrong: str | None, key: str) -> None:
    """A table whose cells can be written in; what changes is kept at once."""
    say = words()
    order = [wrong, *(name for name in held.columns if name != wrong)] if wrong else list(held.columns)
    # Another draft of the same rows is another table, so that what was typed into one is not kept twice,
    # and what was refused is not tried again at every run.
    said = (*((one.cell, one.text) for one in draft.corrections), st.session_state.get(REFUSALS, 0))
    revision = f"{hash(said) & 0xFFFFFF:x}"
    configured = {"row": st.column_config.NumberColumn(say("Rad"), pinned=True, width="small", disabled=True)}
    if wrong:
        configured[wrong] = st.column_config.TextColumn(f"\u25b8 {wrong}")
    height = {"height": 420} if len(held) > 12 else {}
    changed = st.data_editor(
        held,
        column_order=order,
        column_config=configured,
        key=f"editor-{key}-{revision}",
        alt=say("Rader ur utkastet. Skriv i en cell för att rätta den."),
        **height,
    )
    if corrections := drafts.edited(held, changed, sheet):
        _mend(draft, corrections)


def _mend(draft: Draft, corrections: Sequence[Correction]) -> None:
    """Keep the corrections and show the draft as it then is; or say why it cannot be."""
    say = words()
    try:
        with st.spinner(say("Läser utkastet på nytt …")):
            drafts.correct(store(), viewer(), draft, corrections)
    except UnreadableFile as refused:
        said = say.finding(refused.finding)
        _refuse(harmless(f"{said.what} {said.cure}"))
    except BenchmarkingError:
        _refuse(say("Den cellen finns inte längre. Ladda om sidan och försök igen."))
    st.rerun()


def _refuse(complaint: str) -> None:
    st.session_state["not-mended"] = complaint
    st.session_state[REFUSALS] = st.session_state.get(REFUSALS, 0) + 1


def mended(draft: Draft) -> None:
    """What was changed on the draft, each kind with its undoing."""
    say = words()
    if not draft.corrections:
        return
    n = len(draft.corrections)
    section(
        say.plural("Din ändring ({n})", "Dina ändringar ({n})", n),
        say.plural(
            "Den finns bara på utkastet. Filen är som den kom.",
            "De finns bara på utkastet. Filen är som den kom.",
            n,
        ),
        anchor="andringar",
    )
    kinds = _steps(draft)
    for number, same in enumerate(kinds[:MANY]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"mended-{number}"):
            what, where = _mended_said(same)
            unused = say("används inte nu") if any(one in draft.unused for one in same) else ""
            told = " · ".join(part for part in (where, unused) if part)
            st.html(
                f'<p class="page-mended"><strong>{escape(what)}</strong> '
                f'<span class="page-where">{escape(told)}</span></p>',
                width="stretch",
            )
            if st.button(say("Ångra"), key=f"undo-{draft.submission.id}-{number}", type="tertiary"):
                store().undo(viewer(), draft.submission.id, [one.cell for one in same])
                st.rerun()
    if len(kinds) > 1 and st.button(say("Ångra alla ändringar"), key="undo-all", type="tertiary"):
        store().undo(viewer(), draft.submission.id, [one.cell for one in draft.corrections])
        st.rerun()


def _steps(draft: Draft) -> list[list[Correction]]:
    """The corrections as they were made: the same change in several rows as one, a row taken out as one."""
    steps: dict[tuple[object, ...], list[Correction]] = {}
    for one in draft.corrections:
        steps.setdefault((one.made, one.sheet, one.row), []).append(one)
    kinds: dict[tuple[object, ...], list[Correction]] = {}
    for same in steps.values():
        if len(same) > 1 and not any(one.text for one in same):
            kinds[same[0].made, same[0].cell] = same
            continue
        for one in same:
            kinds.setdefault((one.sheet, one.column, one.before, one.text), []).append(one)
    return list(kinds.values())


def _mended_said(same: Sequence[Correction]) -> tuple[str, str]:
    """What a step of mending did, and where."""
    say = words()
    first = same[0]
    if len({one.column for one in same}) > 1:
        return say("Raden är borttagen ur utkastet."), say("Rad {rows}", rows=first.row)
    where = rows_of([Finding("", Level.INFORMATION, one.row, first.column, first.sheet) for one in same])
    what = say(
        "{before} ändrat till {text}.",
        before=say.quoted(first.before) if first.before else say("tom cell"),
        text=say.quoted(first.text) if first.text else say("tom cell"),
    )
    return what[:1].upper() + what[1:], where


def whole_table(draft: Draft) -> None:
    """Every row of the draft, editable, some hundred at a time."""
    say = words()
    checked = draft.checked
    if checked is None:
        return
    with st.expander(say("Hela utkastet som tabell"), type="compact", on_change="rerun", key="whole") as fold:
        if not fold.open:
            return
        with fold:
            sheet = checked.tables[0].sheet
            if len(checked.tables) > 1:
                names = [part.sheet or "" for part in checked.tables]
                sheet = st.selectbox(say("Blad eller fil"), names, key="whole-sheet", width=320)
            numbers = drafts.row_numbers(checked, sheet)
            starts = list(range(0, len(numbers), ROWS_A_PAGE)) or [0]
            start = 0
            if len(starts) > 1:
                start = st.selectbox(
                    say("Rader"),
                    starts,
                    format_func=lambda at: say.year_range(
                        numbers[at], numbers[min(at + ROWS_A_PAGE, len(numbers)) - 1]
                    ),
                    key="whole-rows",
                    width=320,
                )
            held = drafts.table(checked, sheet, numbers[start : start + ROWS_A_PAGE])
            st.caption(say("Skriv i en cell för att ändra den. Ändringen sparas på utkastet direkt."))
            _editor(draft, held, sheet, None, f"whole-{sheet}-{start}")
