"""The pack on the meeting page: what it will say, what to leave out, and the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from benchmarking import packs, preparing, team_packs
from benchmarking.meetings import Edited
from benchmarking.model import Right
from benchmarking.preparing import GROUP, Edits, Pack
from benchmarking.team_packs import Wanted
from benchmarking.web.coordinating import attempt, form, refuse, tell
from benchmarking.web.facts import Facts
from benchmarking.web.meetings.meeting import Asked
from benchmarking.web.session import store, viewer, words
from benchmarking.web.show import put, section

NAMES = {"pdf": "PDF", "pptx": "PowerPoint", "docx": "Word"}


def pack_section(found: Asked) -> None:
    """Paketet: for who may meet in the group, what it says, how it is edited, and the three files."""
    if not found.may:
        return
    say = words()
    section(say("Paketet"))
    tell()
    kept_already = store().pack_kept(viewer(), found.team.id, found.meeting.step) is not None
    day = None if kept_already else _as_of(found)
    what = team_packs.wanted(store(), viewer(), found.team.id, found.meeting.code, day)
    pack, corrections, edits, kept = team_packs.shown(store(), viewer(), what)
    pages = say.plural("{n} sida", "{n} sidor", len(pack.pages))
    put(
        "<p>"
        + say(
            "{pages} och gruppens sida, med uppgifter kända {date}.", pages=pages, date=say.date(pack.as_of)
        )
        + "</p>"
    )
    paper = packs.pack_paper(pack, say, corrections)
    paper_files(paper, team_packs.file_name(what, "")[:-1], say("Hämta paketet (PDF)"), "pack")
    put(packs.paper_html(paper, say))
    if kept:
        put(f"<p>{say('Paketet är sparat som mötet såg det. Senare ändringar står i det.')}</p>")
        return
    _edit(what, edits, found.known)


def paper_files(paper: packs.Paper, name: str, label: str, key: str) -> None:
    """A paper's three files, each set when it is asked for; PDF first, as `label`."""
    with st.container(horizontal=True):
        for at, (ending, (pen, mime)) in enumerate(packs.FORMATS.items()):
            st.download_button(
                label if at == 0 else NAMES[ending],
                lambda pen=pen: pen(paper),
                file_name=f"{name}.{ending}",
                mime=mime,
                type="primary" if at == 0 else "secondary",
                key=f"{key}-{ending}",
                on_click="ignore",
            )


def _as_of(found: Asked) -> date:
    """The day to know the figures of: the meeting's, or today where that is to come or not known."""
    say, today = words(), date.today()
    with st.container(width=320):
        return st.date_input(
            say("Uppgifter kända"),
            value=min(found.meeting.day or today, today),
            min_value=date(2005, 1, 1),
            max_value=today,
            format="YYYY-MM-DD",
            key=f"pack-as-of-{found.team.id}-{found.meeting.code}",
        )


def _edit(what: Wanted, edits: Edits, known: Facts) -> None:
    """What to leave out and which notes to add, saved together; a second person is told of the first."""
    say = words()
    whole = team_packs.pack_of(store(), viewer(), what)
    with st.expander(say("Ändra paketet"), on_change="rerun", key="pack-edit") as opened:
        if not opened.open:
            return
        labels = _labels(whole)
        notes = dict(edits.notes)
        with form("pack-form"):
            dropped = st.multiselect(
                say("Ta bort ur paketet"),
                list(labels),
                default=[key for key in labels if key in edits.dropped],
                format_func=labels.__getitem__,
                placeholder=say("Välj"),
                select_all=False,
            )
            first = st.multiselect(
                say("Sätt först, i den här ordningen"),
                list(labels),
                default=[key for key in edits.order if key in labels],
                format_func=labels.__getitem__,
                placeholder=say("Välj"),
                select_all=False,
            )
            pages = {GROUP: say("Gruppens sida")} | {
                page.organisation: whole.name(page.organisation) for page in whole.pages
            }
            written = {
                page: st.text_input(
                    say("Anteckning: {page}", page=name), value=notes.get(page, ""), max_chars=500
                )
                for page, name in pages.items()
            }
            if st.form_submit_button(say("Spara paketet")):
                kept = tuple((page, text.strip()) for page, text in written.items() if text.strip())
                _save(what, replace(edits, dropped=frozenset(dropped), order=tuple(first), notes=kept), known)
        if viewer().may(Right.MEET, team=what.team, programme=whole.programme) and st.button(
            say("Spara som mötet såg det"), help=say("Går inte att ändra efteråt.")
        ):
            attempt(lambda: team_packs.keep(store(), viewer(), what), say("Paketet är sparat."), known)


def _save(what: Wanted, edits: Edits, known: Facts) -> None:
    say = words()

    def change() -> None:
        try:
            store().edit_pack(viewer(), what.team, what.meeting.step, edits)
        except Edited as meanwhile:
            refuse(
                [
                    say(
                        "{who} sparade paketet medan du arbetade. Ladda om sidan och välj igen.",
                        who=meanwhile.who,
                    )
                ]
            )
            st.stop()

    attempt(change, say("Paketet är sparat."), known)


def _labels(pack: Pack) -> dict[str, str]:
    """What each item is called in the lists: whose page, and what."""
    say = words()
    group = say("Gruppens sida")
    found = {}
    for key in preparing.item_keys(pack.group):
        found[key] = f"{group}: {_what(key, pack)}"
    for page in pack.pages:
        for key in preparing.item_keys(page):
            found[key] = f"{pack.name(page.organisation)}: {_what(key, pack)}"
    return found


def _what(key: str, pack: Pack) -> str:
    say = words()
    _, kind, *rest = key.split("/")
    about = rest[-1] if rest else ""
    match kind:
        case "sentence":
            return say("mening {n}", n=int(about))
        case "row":
            return say.text(pack.indicator[about].short)
        case "trend":
            return say("figuren")
        case "since":
            return say("vad som har ändrats")
        case "assessed":
            return say("självskattningen")
        case "path":
            return say("{name}, mentorns egen väg", name=pack.name(about))
        case "promise":
            return say("åtagande {n}", n=int(about))
    title = say.text(pack.indicator[about].short) if about in pack.indicator else ""
    return say("fråga {about}", about=title or about)
