"""What became of a submission: its receipt, on the page and on paper, and taking it back."""

from __future__ import annotations

from datetime import UTC
from html import escape

import pandas as pd
import streamlit as st

from benchmarking import drafts
from benchmarking.model import Right, Submission, SubmissionState
from benchmarking.packs.receipt import Published, answers, facts, receipt
from benchmarking.web.session import address, store, viewer, words
from benchmarking.web.show import lede, section
from benchmarking.web.submitting.named import Named

__all__ = ["show_receipt"]

MOST_PLACES = 8


def show_receipt(kept: Submission, known: Named) -> None:
    """The receipt of a submission that has been published, whatever became of it since."""
    say = words()
    published, here = _published(kept, known), _here(kept)
    lede([_lede(kept)])
    with st.container(horizontal=True, vertical_alignment="center", key="receipt-ways"):
        st.download_button(
            say("Hämta kvitto (PDF)"),
            lambda: receipt(published, say, here),
            file_name=say("kvitto_{number}.pdf", number=kept.id),
            mime="application/pdf",
            on_click="ignore",
            key="receipt-pdf",
        )
        if kept.state is SubmissionState.PUBLISHED:
            _compared(kept)
    section(_taken_back(kept) if kept.state is SubmissionState.WITHDRAWN else say("Kvitto"))
    lines = "".join(
        f"<div><dt>{escape(heading)}</dt><dd>{escape(text)}</dd></div>"
        for heading, text in facts(published, say)
    )
    st.html(f'<dl class="page-facts page-facts-long">{lines}</dl>')
    if said := answers(published, say):
        section(say("Svar på frågor om värden"))
        items = "".join(f"<li>{escape(one)}</li>" for one in said)
        st.html(f'<ul class="page-list">{items}</ul>')
    may = viewer().may(Right.PUBLISH, organisation=kept.organisation, programme=kept.programme)
    if kept.state is not SubmissionState.WITHDRAWN and may:
        _take_back(kept)


def _published(kept: Submission, known: Named) -> Published:
    held, who = store(), viewer()
    findings = held.findings(who, kept.id)
    return Published(
        submission=kept,
        programme=known.programmes.get(kept.programme or ""),
        read=held.reading(who, kept.id) or {},
        corrections=held.corrections(who, kept.id),
        findings=findings,
        answered=drafts.answered(findings, held.confirmations(who, kept.id)),
    )


def _lede(kept: Submission) -> str:
    say = words()
    if kept.state is SubmissionState.WITHDRAWN:
        told = say("Uppgifterna är tillbakatagna. De tidigare gäller igen.")
        return f"{told} {say('Orsak: {reason}', reason=say.quoted(kept.reason))}" if kept.reason else told
    if kept.state is SubmissionState.SUPERSEDED:
        return say("Uppgifterna var publicerade. Nu är det nyare som gäller.")
    return say(
        "Publicerat {moment}. {rows} värden. Kontrollsumma {sum}.",
        moment=say.moment(kept.published) if kept.published else "",
        rows=say.number(kept.rows or 0),
        sum=kept.sha256[:16],
    )


def _taken_back(kept: Submission) -> str:
    """That a submission is taken back; and when, for whoever may read the trail of changes."""
    say = words()
    if not viewer().may(Right.ADMINISTER):
        return say("Tillbakataget")
    trail = store().events(viewer())
    own = trail[(trail["subject"] == f"submission:{kept.id}") & (trail["what"] == "withdraw")]
    if own.empty:
        return say("Tillbakataget")
    moment = pd.Timestamp(own["happened"].iloc[0]).to_pydatetime().replace(tzinfo=UTC)
    return say("Tillbakataget {moment}", moment=say.moment(moment))


def _compared(kept: Submission) -> None:
    """A link to the comparison of the places that the submission is about."""
    say = words()
    places = store().observations(viewer(), programme=kept.programme)
    places = places[places["submission"] == kept.id]
    if places.empty:
        return
    codes = list(dict.fromkeys(places["organisation"]))
    region = codes[0].startswith("00")
    alike = [code for code in codes if code.startswith("00") == region][:MOST_PLACES]
    here = address(
        "regions" if region else "compare",
        **{"region" if region else "kommun": alike, "nyckeltal": places["indicator"].iloc[0]},
    )
    st.html(
        f'<p class="page-read"><a href="{escape(here, quote=True)}">{escape(say("Se i jämförelsen"))}</a></p>',
        width="content",
    )


def _take_back(kept: Submission) -> None:
    say = words()
    section(say("Ta tillbaka"), say("De tidigare uppgifterna gäller då igen, precis som de var."))
    with st.form("withdraw", border=False, width=640):
        reason = st.text_input(say("Varför tas uppgifterna tillbaka?"), key="reason")
        if st.form_submit_button(say("Ta tillbaka")):
            if reason.strip():
                store().withdraw(viewer(), kept.id, reason)
                st.rerun()
            st.error(say("Skriv varför, så att den som lämnade filen förstår."))


def _here(kept: Submission) -> str:
    """The address of this submission, as the visitor's browser knows it."""
    base = (st.context.url or "").partition("?")[0]
    return f"{base}?utkast={kept.id}" if base else ""
