"""When a round's figures are open to all: its day, and the pause before an election."""

from __future__ import annotations

from datetime import date

import streamlit as st

from benchmarking.model import Programme
from benchmarking.web.coordinating import attempt, form
from benchmarking.web.facts import Facts
from benchmarking.web.session import store, viewer, words
from benchmarking.web.show import fold, section


def opening(programme: Programme, known: Facts) -> None:
    """The day of a round, as it stands and to decide."""
    say, day = words(), programme.opens_on
    if day is None:
        told = say("Omgångens uppgifter är öppna för alla så snart de är publicerade.")
    elif day > date.today():
        told = say(
            "Till och med dagen före {day} ser bara omgångens medlemmar uppgifterna.", day=say.date(day)
        )
    else:
        told = say("Omgångens uppgifter är öppna för alla sedan {day}.", day=say.date(day))
    section(say("Öppning"), told, anchor="oppning")
    with form(f"opening-{programme.id}"):
        wanted = st.date_input(
            say("Öppna för alla den"),
            value=day,
            format="YYYY-MM-DD",
            key=f"opens-{programme.id}",
            help=say("Utan datum öppnas uppgifterna så snart de är publicerade."),
        )
        why = st.text_input(say("Varför?"), key=f"opens-why-{programme.id}", max_chars=200)
        if st.form_submit_button(say("Spara dagen")):
            attempt(
                lambda: store().set_opening(viewer(), programme.id, wanted, why),
                say("Dagen för öppning är sparad."),
                known,
            )


def pause(known: Facts) -> None:
    """The days on which no round opens."""
    say = words()
    with fold(say("Paus i öppningarna, till exempel före ett val"), "fold-pause") as opened:
        if not opened:
            return
        now = store().pause(viewer())
        if now is not None:
            first, last = (say.date(day) for day in now)
            st.caption(say("Ingen omgång öppnas från {first} till {last}.", first=first, last=last))
        with form("pause"):
            chosen = st.date_input(
                say("Från och till"), value=now or (), format="YYYY-MM-DD", key="pause-days"
            )
            why = st.text_input(say("Varför?"), key="pause-why", max_chars=200)
            saved = st.form_submit_button(say("Spara pausen"))
            ended = st.form_submit_button(say("Ta bort pausen"), disabled=now is None)
    days = chosen if isinstance(chosen, tuple) else ()
    if saved and len(days) != 2:
        st.error(say("Välj både den första och den sista dagen."))
    elif saved:
        attempt(lambda: store().set_pause(viewer(), (days[0], days[1]), why), say("Pausen är sparad."), known)
    elif ended:
        attempt(lambda: store().set_pause(viewer(), None, why), say("Pausen är borttagen."), known)
