"""From a dropped file to a receipt: the steps of handing in, drawn."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from benchmarking import drafts, intake
from benchmarking.drafts import Draft
from benchmarking.errors import BenchmarkingError, UnreadableFile
from benchmarking.figures import table
from benchmarking.model import Finding, Level, Right, Submission, SubmissionState
from benchmarking.web.facts import Facts, facts
from benchmarking.web.session import address, asked, remember, store, viewer, words
from benchmarking.web.show import lede, section

DRAFT = "utkast"

MARKS = {Level.ERROR: "!", Level.WARNING: "?", Level.INFORMATION: "i"}

# Enough to see what is wrong; the rest is said as a number, and stands in the table.
MOST_SHOWN = 50


def handing_in() -> None:
    """The whole page: choose a file, or go on with the submission that the address names."""
    say = words()
    if not viewer().may(Right.SUBMIT):
        st.info(
            say(
                "Den här sidan är för samordnare. Öppna länken som servern skrev i sitt fönster när den startade: "
                "den gäller en gång och ger dig rätt att lämna och publicera."
            )
        )
        return
    chosen = _asked_submission()
    if chosen is None:
        _steps(1)
        _choose_file(facts())
    elif chosen.state is SubmissionState.DRAFT:
        _review(chosen)
    else:
        _receipt(chosen)
    _earlier(facts())


def _asked_submission() -> Submission | None:
    say = words()
    for number in asked(DRAFT):
        try:
            return store().submission(viewer(), int(number))
        except (ValueError, BenchmarkingError):
            st.warning(say("Det finns ingen inlämning med det numret."))
    return None


def _steps(now: int) -> None:
    say = words()
    names = [say("Välj fil"), say("Granska"), say("Publicera"), say("Kvitto")]
    items = "".join(
        f"<li{' aria-current=step' if number == now else ''}><span>{number}</span> {escape(name)}</li>"
        for number, name in enumerate(names, start=1)
    )
    st.html(f'<ol class="page-steps">{items}</ol>')


def _choose_file(known: Facts) -> None:
    say = words()
    lede([say("Dra hit din fil eller välj den. CSV med semikolon eller komma går bra som den är.")])
    with st.container(width=640):
        programme = _pick_round(known, say("Som det står i filen"))
        with st.container(key="uploader"):
            file = st.file_uploader(say("Din fil"), key="file", max_upload_size=200)
        if file is not None and file.file_id != st.session_state.get("handled"):
            _receive(file, programme)
        _template(programme or next(reversed(known.programmes), None))


def _pick_round(known: Facts, otherwise: str) -> str | None:
    """Which round the figures are for; None where the visitor leaves it to the file."""
    say = words()
    rounds = {programme.id: say.text(programme.name) for programme in known.programmes.values()}
    return st.selectbox(
        say("Vilken omgång gäller uppgifterna?"),
        list(reversed(rounds)),
        format_func=rounds.__getitem__,
        index=None,
        placeholder=otherwise,
        key="pick-omgang",
    )


def _receive(file: UploadedFile, programme: str | None) -> None:
    """Refuse the file in memory, or keep it at once: a lost socket must not lose it."""
    say = words()
    st.session_state["handled"] = file.file_id
    try:
        with st.spinner(say("Läser {file} …", file=file.name)):
            draft = drafts.hand_in(store(), viewer(), file.name, file.getvalue(), programme)
    except UnreadableFile as refused:
        said = say.finding(refused.finding)
        st.error(_harmless(f"{said.what} {said.cure}"), title=say("Vi har inte sparat filen"))
        return
    remember(DRAFT, [str(draft.submission.id)])
    st.rerun()


def _template(programme: str | None) -> None:
    say = words()
    st.download_button(
        say("Hämta mallen"),
        lambda: intake.template(drafts.reference(store(), viewer()), programme),
        file_name=f"mall_{programme}.csv" if programme else "mall.csv",
        mime="text/csv",
        on_click="ignore",
        type="tertiary",
        key="template",
    )


def _review(kept: Submission) -> None:
    say = words()
    draft = _checked(kept)
    _steps(2)
    _file_line(kept)
    lede([_verdict(draft)])
    if draft.checked is not None:
        _understood(draft.checked)
    for level, heading, note in (
        (Level.ERROR, say("Stoppar"), say("Filen kan inte publiceras förrän de är rättade")),
        (Level.WARNING, say("Behöver svar"), say("Stämmer värdet så publicera det som det är")),
        (Level.INFORMATION, say("Upplyser"), say("Inget att göra")),
    ):
        found = [finding for finding in draft.findings if finding.level is level]
        if found:
            section(f"{heading} ({sum(finding.count for finding in found)})", note)
            _findings(found, level)
    if kept.programme is None and draft.submission.programme is None:
        with st.container(width=640):
            chosen = _pick_round(facts(), say("Välj omgång"))
        if chosen:
            store().assign(viewer(), kept.id, chosen)
            st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(say("Publicera"), type="primary", disabled=not draft.publishable, key="publish"):
            with st.spinner(say("Publicerar …")):
                drafts.publish(store(), viewer(), draft)
            st.rerun()
        if st.button(say("Ta bort utkastet"), type="tertiary", key="discard"):
            store().discard(viewer(), kept.id)
            remember(DRAFT, [])
            st.rerun()
    if draft.publishable:
        st.caption(say("Din fil ändras aldrig, bara utkastet."))
    else:
        st.caption(
            say.plural(
                "{n} fel återstår innan du kan publicera.",
                "{n} fel återstår innan du kan publicera.",
                draft.stopping,
            )
            + " "
            + say("Rätta i din fil och lämna den igen. Inget är publicerat.")
        )


def _checked(kept: Submission) -> Draft:
    """The draft as last checked in this session, checked anew when anything it rests on has changed."""
    basis = (kept.id, kept.programme, store().version)
    before = st.session_state.get("checked")
    if before is None or before[0] != basis:
        draft = drafts.reopen(store(), viewer(), kept.id)
        before = (kept.id, draft.submission.programme, store().version), draft
        st.session_state["checked"] = before
    return before[1]


def _verdict(draft: Draft) -> str:
    say = words()
    if draft.checked is None:
        return say("Filen går inte att läsa.")
    if not draft.publishable:
        return say.plural("{n} fel stoppar filen.", "{n} fel stoppar filen.", max(draft.stopping, 1))
    questions = sum(finding.count for finding in draft.findings if finding.level is Level.WARNING)
    if questions:
        return say.plural(
            "Inga fel. {n} värde behöver ditt svar.", "Inga fel. {n} värden behöver ditt svar.", questions
        )
    n = len(draft.checked.observations)
    return say.plural("{n} värde är klart.", "{n} värden är klara.", n)


def _understood(checked: intake.Checked) -> None:
    """How the file was read: every column's meaning, and its first rows."""
    say = words()
    separators = {";": say("semikolon"), ",": say("komma"), "\t": say("tabb")}
    said = say(
        "Så läste vi filen: {rows} rader, skilda med {separator}, {decimal}.",
        rows=say.number(checked.rows),
        separator=separators.get(checked.delimiter, checked.delimiter),
        decimal=say("decimalkomma") if checked.decimal == "," else say("decimalpunkt"),
    )
    headings = [f"{column.heading}" for column in checked.columns]
    meanings = [_meaning(column.meaning) for column in checked.columns]
    width = len(headings)
    rows = [list(row[:width]) + [""] * (width - len(row)) for row in checked.preview]
    st.html(f'<p class="page-read">{escape(said)}</p>')
    st.html(table(pd.DataFrame([meanings, *rows], columns=headings), say("Så läste vi filen"), say))


def _meaning(field: str | None) -> str:
    """What a column of the file was read as."""
    say = words()
    return {
        "programme": say("omgång"),
        "organisation": say("kommun eller region, kod"),
        "name": say("kommun eller region, namn"),
        "indicator": say("nyckeltal"),
        "year": say("år"),
        "sex": say("kvinnor, män eller totalt"),
        "value": say("värde"),
        "numerator": say("antal personer"),
        "denominator": say("underlag, personer"),
        "missing": say("varför värdet saknas"),
    }.get(field or "", say("läses inte"))


def _findings(found: list[Finding], level: Level) -> None:
    """The findings, those that say the same of several rows as one."""
    say = words()
    alike: dict[Finding, list[Finding]] = {}
    for finding in found:
        alike.setdefault(replace(finding, row=None, count=1), []).append(finding)
    items = []
    for same in list(alike.values())[:MOST_SHOWN]:
        said = say.finding(same[0])
        where = said.where if len(same) == 1 else _rows_of(same)
        items.append(
            f'<li class="page-finding page-{level.value}"><span class="page-mark" aria-hidden="true">{MARKS[level]}</span>'
            f"<div><strong>{escape(said.what)}</strong>"
            f'<p class="page-where">{escape(where)}</p><p>{escape(said.cure)}</p></div></li>'
        )
    rest = len(alike) - MOST_SHOWN
    more = f"<p>{escape(say('… och {n} till.', n=rest))}</p>" if rest > 0 else ""
    st.html(f'<ul class="page-findings">{"".join(items)}</ul>{more}')


def _rows_of(same: list[Finding]) -> str:
    """Where several findings stand: rows in a row as a range, "Rad 2–11 och 14, kolumn omgång"."""
    say = words()
    ranges: list[list[int]] = []
    for row in sorted(finding.row for finding in same if finding.row is not None):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    told = say.joined([str(low) if low == high else say.year_range(low, high) for low, high in ranges])
    if same[0].column is None:
        return say("Rad {rows}", rows=told)
    return say("Rad {rows}, kolumn {column}", rows=told, column=same[0].column)


def _receipt(kept: Submission) -> None:
    say = words()
    _steps(4)
    _file_line(kept)
    if kept.state is SubmissionState.WITHDRAWN:
        lede(
            [
                say("Uppgifterna är tillbakatagna. De tidigare gäller igen.")
                if kept.published
                else say("Utkastet är borttaget. Filen finns kvar.")
            ]
        )
        return
    lede(
        [
            say(
                "Publicerat {moment}. {rows} värden. Kontrollsumma {sum}.",
                moment=say.moment(kept.published),
                rows=say.number(kept.rows or 0),
                sum=kept.sha256[:16],
            )
        ]
    )
    places = store().observations(viewer(), programme=kept.programme)
    places = places[places["submission"] == kept.id]
    if len(places):
        codes = list(dict.fromkeys(places["organisation"]))[:8]
        region = codes[0].startswith("00")
        here = address(
            "regions" if region else "compare",
            **{"region" if region else "kommun": codes, "nyckeltal": places["indicator"].iloc[0]},
        )
        st.html(f'<p><a href="{escape(here, quote=True)}">{escape(say("Se i jämförelsen"))}</a></p>')
    with st.form("withdraw", border=False, width=640):
        reason = st.text_input(say("Varför tas uppgifterna tillbaka?"), key="reason")
        if st.form_submit_button(say("Ta tillbaka")):
            if reason.strip():
                store().withdraw(viewer(), kept.id, reason)
                st.rerun()
            st.error(say("Skriv varför, så att den som lämnade uppgifterna förstår."))


def _file_line(kept: Submission) -> None:
    say = words()
    received = say("Mottagen {moment}. Filen är sparad.", moment=say.moment(kept.received))
    st.html(
        f'<div class="page-file"><strong>{escape(kept.file_name)}</strong><span>{escape(received)}</span></div>'
    )


def _earlier(known: Facts) -> None:
    """What has been handed in before, newest first, each a link."""
    say = words()
    handed_in = store().submissions(viewer())
    if not handed_in:
        return
    section(say("Tidigare inlämningar"))
    states = {
        SubmissionState.DRAFT: say("utkast"),
        SubmissionState.SUBMITTED: say("inlämnad"),
        SubmissionState.RETURNED: say("återlämnad"),
        SubmissionState.PUBLISHED: say("publicerad"),
        SubmissionState.WITHDRAWN: say("tillbakatagen"),
        SubmissionState.SUPERSEDED: say("ersatt av senare"),
    }
    items = "".join(
        f'<li><a href="{escape(address("upload", **{DRAFT: str(one.id)}), quote=True)}">{escape(one.file_name)}</a> '
        f"{escape(states[one.state])} · {escape(one.programme or '')} · {escape(say.moment(one.received))}</li>"
        for one in handed_in[:MOST_SHOWN]
    )
    st.html(f'<ul class="page-list">{items}</ul>')


def _harmless(text: str) -> str:
    """Text of somebody else's file, where Streamlit reads Markdown."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-!|~$:" else sign for sign in text)
