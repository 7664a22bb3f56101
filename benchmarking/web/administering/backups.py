"""Copies of the network's memory, how long originals are kept, and taking bytes away, for administrators."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from benchmarking.errors import BenchmarkingError, Conflict, NotAllowed, NotFound
from benchmarking.figures import table
from benchmarking.model import Right
from benchmarking.store import Backup
from benchmarking.web.coordinating import form
from benchmarking.web.facts import answer, facts
from benchmarking.web.session import store, viewer, words
from benchmarking.web.show import fold, put, section
from benchmarking.wording import Words

SWEDEN = ZoneInfo("Europe/Stockholm")

OLD = timedelta(hours=36)
"""A latest backup older than that means that a night's has failed."""

DONE = "keeping-done"

log = logging.getLogger("benchmarking")


def backups_section() -> None:
    """The copies, a button that takes one, and a proof of the whole. Nothing for who does not administer."""
    if not viewer().may(Right.ADMINISTER):
        return
    say = words()
    section(say("Säkerhetskopior"), say("varje natt kl. 03.00"), anchor="sakerhetskopior")
    done = st.session_state.pop(DONE, "")
    if done:
        st.success(done)
    kept = store().backups(viewer())
    newest = kept[0] if kept else None
    put(f'<p class="page-said">{escape(latest_told(say, newest, datetime.now(SWEDEN)))}</p>')
    with st.container(horizontal=True):
        if st.button(say("Ta en säkerhetskopia nu"), key="back-up"):
            _take()
        proving = st.button(say("Pröva att allt är helt"), key="verify")
    if proving:
        _verify()
    if kept:
        put(table(_rows(kept), say("Säkerhetskopior"), say, decimals=0, headed=True))
        st.caption(
            say(
                "Varje kopia är öppnad och prövad mot händelsernas kedja. Sparas: de två senaste dygnens alla, sju dagars, fyra veckors och tolv månaders senaste. Lägg dem också på en annan dator. En kopia läggs tillbaka från terminalen, när servern är stoppad."
            )
        )
    _retention()
    _purging()


def latest_told(say: Words, newest: Backup | None, now: datetime) -> str:
    """When the latest backup was taken and that it was proved; that there is none, or none of late."""
    if newest is None:
        return say("Ingen säkerhetskopia är tagen än.")
    taken = newest.taken.astimezone(SWEDEN)
    clock = f"{taken:%H.%M}" if say.language == "sv" else f"{taken:%H:%M}"
    days = (now.astimezone(SWEDEN).date() - taken.date()).days
    if days == 0:
        moment = say("i dag kl. {time}", time=clock)
    elif days == 1:
        moment = say("i går kl. {time}", time=clock)
    else:
        moment = say.moment(taken)
    if not newest.content:
        return say("Senaste säkerhetskopia: {moment}, före en uppgradering.", moment=moment)
    if now - newest.taken > OLD:
        return say(
            "Senaste säkerhetskopia: {moment}, prövad. Nattens har inte tagits: se loggen.", moment=moment
        )
    return say("Senaste säkerhetskopia: {moment}, prövad.", moment=moment)


def _rows(kept: tuple[Backup, ...]) -> pd.DataFrame:
    say = words()
    rows = [
        (
            say.moment(one.taken),
            say("före uppgradering")
            if one.why.startswith("before")
            else say("på begäran")
            if one.why == "asked"
            else say("nattens"),
            say("ja") if one.content else say("nej"),
            say("{n} MB", n=say.number(one.bytes / 1e6, 1)),
            str(one.head.count) if one.content else "–",
            one.file.name,
        )
        for one in kept
    ]
    headings = [
        *(say("Tagen"), say("Varför"), say("Prövad"), say("Storlek")),
        *(say("Till händelse"), say("Fil")),
    ]
    return pd.DataFrame(rows, columns=headings)


def _take() -> None:
    say = words()
    try:
        with st.spinner(say("Kopierar och prövar …")):
            store().back_up(viewer())
    except BenchmarkingError:
        log.exception("a backup failed")
        st.error(
            say(
                "Säkerhetskopian blev inte av. Inget är förlorat. Se efter att disken har plats och försök igen."
            )
        )
        return
    st.session_state[DONE] = say("Säkerhetskopian är tagen och prövad.")
    st.rerun()


def _verify() -> None:
    say = words()
    with st.spinner(say("Prövar kedjan, filerna och siffrorna …")):
        found = store().verify(viewer())
    if not found.flaws:
        st.success(
            say(
                "Allt är helt: {events} händelser, {files} filer och {values} gällande värden stämmer.",
                events=say.number(found.events),
                files=say.number(found.files),
                values=say.number(found.current),
            )
        )
        return
    log.error("verification: %s", found.flaws)
    st.error(
        say.plural(
            "{n} sak är inte som den skrevs. Lägg undan filerna som de är och se loggen.",
            "{n} saker är inte som de skrevs. Lägg undan filerna som de är och se loggen.",
            len(found.flaws),
        )
    )
    st.code("\n".join(f"{flaw.subject} {flaw.told}" for flaw in found.flaws), language=None)


def _kinds(say: Words) -> dict[str, str]:
    return {
        "published": say("Filer som har publicerats"),
        "unpublished": say("Filer som aldrig publicerades"),
    }


def _retention() -> None:
    say = words()
    section(say("Hur länge filer sparas"), anchor="sparande")
    months, called = answer(facts(), "retention", lambda: store().retention(viewer())), _kinds(words())
    told = "".join(
        f"<li>{escape(say.plural('{what}: minst {n} månad', '{what}: minst {n} månader', months[kind], what=name))}</li>"
        for kind, name in called.items()
    )
    never = say(
        "Siffror som är publicerade tas aldrig bort. Det gör inte heller händelser och kontrollsummor."
    )
    put(f"<ul>{told}<li>{escape(never)}</li></ul>")
    with fold(say("Ändra hur länge filer sparas"), "fold-retention") as opened:
        if not opened:
            return
        with form("retention"):
            kind = st.selectbox(say("Vilka filer"), list(called), format_func=called.__getitem__)
            wanted = st.number_input(say("Månader"), min_value=1, max_value=1200, value=months["published"])
            why = st.text_input(say("Varför"))
            if st.form_submit_button(say("Spara")):
                _do(
                    lambda: store().set_retention(viewer(), kind, int(wanted), why),
                    say("Det är ändrat hur länge filer sparas."),
                )


def _purging() -> None:
    say = words()
    section(say("Ta bort en fils innehåll"), anchor="tabort")
    st.caption(
        say(
            "En person ber om det och skriver varför, en annan går med på det. Innehållet försvinner ur databasen. Kontrollsumman, händelserna och siffrorna blir kvar. Äldre säkerhetskopior har kvar innehållet tills de slängs."
        )
    )
    for one in answer(facts(), "purge requests", lambda: store().purge_requests(viewer())):
        told = say(
            "Inlämning {n}, {file}: {who} ber att innehållet tas bort. Skäl: {reason}",
            **{"n": one.submission, "file": one.file_name, "who": one.asked_by},
            reason=say.quoted(one.reason),
        )
        put(f'<p class="page-said">{escape(told)}</p>')
        with st.container(horizontal=True):
            mine = one.asked_by == viewer().name
            if st.button(say("Gå med på det"), disabled=mine, key=f"purge-{one.submission}"):
                _do(lambda id_=one.submission: store().purge(viewer(), id_), say("Innehållet är borttaget."))
            if st.button(say("Låt filen vara kvar"), key=f"refuse-{one.submission}"):
                _do(lambda id_=one.submission: store().refuse_purge(viewer(), id_), say("Filen är kvar."))
        if mine:
            st.caption(say("Någon annan än du behöver gå med på det."))
    with fold(say("Be att en fils innehåll tas bort"), "fold-purge") as opened:
        if not opened:
            return
        with form("ask-purge"):
            number = st.number_input(say("Inlämningens nummer"), min_value=1, step=1, value=None)
            reason = st.text_input(say("Varför"), key="purge-reason")
            if st.form_submit_button(say("Be om det")) and number:
                _do(
                    lambda: store().ask_purge(viewer(), int(number), reason),
                    say("Någon annan behöver nu gå med på det."),
                )


def _do(change: Callable[[], object], done: str) -> None:
    """Do it and draw the page anew, or say calmly why not."""
    say = words()
    try:
        change()
    except NotFound:
        st.error(say("Det finns ingen inlämning med det numret."))
    except NotAllowed:
        st.error(say("Någon annan än du behöver gå med på det."))
    except Conflict as conflict:
        if "reason" in str(conflict):
            st.error(say("Skriv varför. Skälet sparas med ändringen."))
        else:
            st.error(say("Det går inte: någon arbetar med filen, eller så är innehållet redan borttaget."))
    else:
        st.session_state[DONE] = done
        st.rerun()
