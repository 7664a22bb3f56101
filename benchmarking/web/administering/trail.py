"""Everything anybody has changed, for administrators: found by who, what, to what and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from html import escape
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from benchmarking.model import Right
from benchmarking.web.coordinating import names
from benchmarking.web.facts import Facts, answer, facts
from benchmarking.web.session import asked, remember, store, viewer, words
from benchmarking.web.show import as_written, put, section, stacked
from benchmarking.wording import events

PAGE = 25
"""Events on a page."""

LONGEST = 400
"""Signs of what was before and after that are shown; a publication's may be very long."""

WHO, WHAT, SUBJECT, SIDE = "vem", "handelse", "om", "sida"

SWEDEN = ZoneInfo("Europe/Stockholm")


def trail_section() -> None:
    """The trail, newest first, with a filter above it. Nothing for who may not see it."""
    if not viewer().may(Right.ADMINISTER):
        return
    say, known = words(), facts()
    section(say("Händelser"), say("nyast först"), anchor="handelser")
    st.caption(
        say(
            "Allt som någon ändrar står här och tas aldrig bort. Varje händelse är låst vid den före med en kontrollsumma. Ändras något i efterhand syns det när kedjan prövas."
        )
    )
    who, what, subject, since, until = _filter(known)
    side = next((int(one) for one in asked(SIDE) if one.isdecimal()), 1)
    asked_for = {
        **{"who": who, "what": what, "subject": events.sought(say, subject)},
        "since": _moment(since) if since else None,
        "until": _moment(until + timedelta(days=1)) if until else None,
        "skip": PAGE * (max(side, 1) - 1),
    }

    def told() -> tuple[int, str]:
        count, found = store().search_trail(viewer(), **asked_for, rows=PAGE)
        heading = f'<p class="page-said">{escape(say.plural("{n} händelse", "{n} händelser", count))}</p>'
        return count, heading if found.empty else stacked([heading, _listed(found, known)])

    count, listed = answer(known, ("trail", *asked_for.values(), say.language), told)
    put(listed)
    _sides(side, -(-count // PAGE))


def _filter(known: Facts) -> tuple[str, str, str, date | None, date | None]:
    say = words()
    found = answer(known, "kinds of events", lambda: store().trail_kinds(viewer()))
    kinds = {kind: events.happened(say, kind) for kind in found}
    if "trail-what" not in st.session_state:
        st.session_state["trail-what"] = next((one for one in asked(WHAT) if one in kinds), None)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.text_input(say("Vem"), key="trail-who", width=180)
        what = st.selectbox(
            say("Vad"),
            sorted(kinds, key=kinds.__getitem__),
            index=None,
            format_func=kinds.__getitem__,
            placeholder=say("Allt"),
            key="trail-what",
            width=280,
        )
        subject = st.text_input(
            say("Om vad"),
            placeholder=events.subject(say, "submission:12", {}),
            key="trail-subject",
            width=180,
        )
        since = st.date_input(say("Från och med"), None, key="trail-since", format="YYYY-MM-DD", width=150)
        until = st.date_input(say("Till och med"), None, key="trail-until", format="YYYY-MM-DD", width=150)
    remember(WHAT, [what] if what else [])
    asked_now = (who, what, subject, since, until)
    if st.session_state.get("trail-asked", asked_now) != asked_now:
        # Another question begins on its first page.
        remember(SIDE, [])
    st.session_state["trail-asked"] = asked_now
    return who, what or "", subject, since, until


def _moment(day: date) -> datetime:
    """The beginning of a day by Swedish clocks, as the trail has it."""
    return datetime.combine(day, time(), SWEDEN).astimezone(UTC).replace(tzinfo=None)


def _listed(found: pd.DataFrame, known: Facts) -> str:
    say, name = words(), names(known)
    rows = []
    for event in found.itertuples(index=False):
        moment = say.moment(event.happened.to_pydatetime().replace(tzinfo=UTC))
        if not pd.isna(event.clock):
            shown = say.moment(event.clock.to_pydatetime().replace(tzinfo=UTC))
            moment += f". {say('Datorns klocka visade {moment}.', moment=shown)}"
        what, about = events.happened(say, event.what), events.subject(say, event.subject, name)
        sides = "".join(
            f'<div style="font-size:0.875rem;overflow-wrap:anywhere">{escape(label)}: {as_written(told)}</div>'
            for label, told in ((say("Före"), _told(event.before)), (say("Efter"), _told(event.after)))
            if told
        )
        rows.append(
            f'<li id="handelse-{event.id}" value="{event.id}" style="padding:8px 0">'
            f"<strong>{escape(what)}</strong>, {escape(about)}"
            f'<div style="font-size:0.875rem;opacity:0.8">{escape(moment)}, {escape(event.who)}</div>{sides}</li>'
        )
    label = escape(say("Händelser"), quote=True)
    return f'<ol reversed aria-label="{label}" style="padding-left:3rem;max-width:62em">{"".join(rows)}</ol>'


def _told(text: object) -> str:
    said = events.told(words(), text) if isinstance(text, str) else ""
    return said if len(said) <= LONGEST else f"{said[:LONGEST]} …"


def _sides(side: int, sides: int) -> None:
    say = words()
    if sides < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, to, shown in (
            (say("Nyare"), side - 1, side > 1),
            (say("Äldre"), side + 1, side < sides),
        ):
            if st.button(label, disabled=not shown, key=f"trail-{to}-{label}"):
                remember(SIDE, [str(to)])
                st.rerun()
        st.caption(say("Sida {n} av {all}", n=side, all=sides))
