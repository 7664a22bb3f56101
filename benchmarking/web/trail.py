"""Everything anybody has changed, for administrators: found by who, what, to what and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from html import escape
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from benchmarking.model import Right
from benchmarking.web.coordinating import names
from benchmarking.web.facts import facts
from benchmarking.web.session import asked, remember, store, viewer, words
from benchmarking.web.show import section
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
    say = words()
    section(say("Händelser"), say("nyast först"), anchor="handelser")
    st.caption(
        say(
            "Allt som någon ändrar står här och tas aldrig bort. Varje händelse är låst vid den före med en kontrollsumma. Ändras något i efterhand syns det när kedjan prövas."
        )
    )
    who, what, subject, since, until = _filter()
    side = next((int(one) for one in asked(SIDE) if one.isdecimal()), 1)
    count, found = store().search_trail(
        viewer(),
        **{"who": who, "what": what, "subject": subject},
        since=_moment(since) if since else None,
        until=_moment(until + timedelta(days=1)) if until else None,
        skip=PAGE * (max(side, 1) - 1),
        rows=PAGE,
    )
    st.html(f'<p class="page-said">{escape(say.plural("{n} händelse", "{n} händelser", count))}</p>')
    if not found.empty:
        st.html(_table(found))
    _sides(side, -(-count // PAGE))


def _filter() -> tuple[str, str, str, date | None, date | None]:
    say = words()
    kinds = {kind: events.happened(say, kind) for kind in store().trail_kinds(viewer())}
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
        subject = st.text_input(say("Om vad"), placeholder="submission:12", key="trail-subject", width=180)
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


def _table(found: pd.DataFrame) -> str:
    say, name = words(), names(facts())
    headings = (
        *(say("Nr"), say("När"), say("Vem"), say("Vad")),
        *(say("Om vad"), say("Före"), say("Efter")),
    )
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in headings)
    body = []
    for event in found.itertuples(index=False):
        moment = escape(say.moment(event.happened.to_pydatetime().replace(tzinfo=UTC)))
        if not pd.isna(event.clock):
            shown = say.moment(event.clock.to_pydatetime().replace(tzinfo=UTC))
            moment += f"<br><small>{escape(say('Datorns klocka visade {moment}.', moment=shown))}</small>"
        cells = (
            *(moment, escape(event.who), escape(events.happened(say, event.what))),
            escape(events.subject(say, event.subject, name)),
            *(_told(one) for one in (event.before, event.after)),
        )
        inner = "".join(f"<td>{cell}</td>" for cell in cells)
        body.append(f'<tr id="handelse-{event.id}"><th scope="row">{event.id}</th>{inner}</tr>')
    label = escape(say("Händelser"))
    return (
        f'<div class="page-coverage page-coverage-files" tabindex="0" role="region" aria-label="{label}"><table>'
        f"<caption>{label}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _told(text: object) -> str:
    if not isinstance(text, str):
        return "–"
    said = events.told(text)
    shown = said if len(said) <= LONGEST else f"{said[:LONGEST]} …"
    return "<br>".join(escape(line) for line in shown.splitlines()) or "–"


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
