"""What a group's members promise at a meeting, and how they explain a gap: SKR's deviation matrix as a form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from benchmarking import figures
from benchmarking.figures import Shown
from benchmarking.meetings import Cause, Commitment, CommitmentState, Expected, Judgement
from benchmarking.model import SWEDEN, Indicator, Organisation, Role
from benchmarking.web.coordinating import attempt, form, refuse
from benchmarking.web.facts import Facts
from benchmarking.web.meetings.meeting import Asked
from benchmarking.web.session import address, store, viewer, words
from benchmarking.web.show import link, put, section, show_by_width, source_under, term
from benchmarking.wording import meetings as said


def commitments(found: Asked) -> None:
    """What the group's members have promised, and for who may meet in it the ways to promise and follow up."""
    say = words()
    kept = [one for one in found.known.commitments if one.team == found.team.id]
    if not kept and not found.may:
        return
    section(term("atagande", say("Åtaganden")), anchor="ataganden")
    if kept:
        put(_listed(kept, found.known))
    else:
        put(f"<p>{escape(say('Gruppen har inga åtaganden än.'))}</p>")
    if not found.may:
        return
    with st.expander(say("Nytt åtagande")):
        _commit(found)
    if kept:
        with st.expander(say("Följ upp ett åtagande")):
            _follow_up(found, kept)


def _listed(kept: Sequence[Commitment], known: Facts) -> str:
    """Each commitment as a sentence with its own words, its history, and a link to the trend it is marked on."""
    say = words()
    items = []
    for one in kept:
        indicator = known.indicators[one.indicator]
        name = known.organisations[one.organisation].name
        text = f"<p>{escape(one.text)}</p>" if one.text else ""
        history = [
            say(
                "{date}: {state}. {why}",
                date=say.date(change.on),
                state=said.state(say, change.state),
                why=change.why,
            )
            for change in one.history[1:]
        ]
        told = "".join(f'<p class="page-where">{escape(line)}</p>' for line in history)
        there = link(
            say("Se på tidslinjen"), address("indicator", nyckeltal=one.indicator, kod=one.organisation)
        )
        items.append(
            f"<li><strong>{escape(said.promised(say, one, name, indicator))}</strong>"
            f"<p>{escape(said.since(say, one, indicator))}</p>{text}{told}<p>{there}</p></li>"
        )
    return f'<ul class="page-pairs">{"".join(items)}</ul>'


def _commit(found: Asked) -> None:
    say = words()
    steps = [one.step for one in found.meetings]
    later = {one.step: one for one in found.meetings[steps.index(found.meeting.step) + 1 :]}
    with form(f"commit-{found.meeting.step}"):
        code = pick_member(found, "commit-who")
        indicator = pick_gap(found.known, "commit-what")
        expected = st.radio(
            say("Vad väntas hända med skillnaden?"),
            list(Expected),
            format_func=lambda one: said.expected(say, one),
            key="commit-expected",
            horizontal=True,
        )
        due = st.selectbox(
            say("Följs upp vid"),
            list(later),
            index=0 if later else None,
            format_func=lambda step: said.meeting_name(say, later[step]),
            placeholder=say("Välj"),
            key=f"commit-due-{found.meeting.step}",
        )
        past = found.meeting.day if found.meeting.day and found.meeting.day <= date.today() else None
        made = st.date_input(
            say("Gjort den"),
            value=past or date.today(),
            max_value=date.today(),
            format="YYYY-MM-DD",
            key=f"commit-made-{found.meeting.step}",
        )
        text = st.text_input(say("Vad ni ska göra"), max_chars=300, key="commit-text")
        sent = st.form_submit_button(say("Spara åtagandet"), type="primary")
    if not sent:
        return
    if code is None or indicator is None or made is None:
        refuse([say("Välj organisation, nyckeltal och dag.")])
        return
    attempt(
        lambda: store().commit(
            viewer(),
            found.team.id,
            found.meeting.step,
            code,
            indicator,
            expected,
            made=made,
            due=due,
            text=text,
        ),
        say("Åtagandet är sparat och syns på tidslinjen."),
        found.known,
    )


def _follow_up(found: Asked, kept: Sequence[Commitment]) -> None:
    say, by_id = words(), {one.id: one for one in kept}
    name = {code: one.name for code, one in found.known.organisations.items()}

    def told(number: int) -> str:
        one = by_id[number]
        return say(
            "{name}: {title}, {date} ({state})",
            name=name[one.organisation],
            title=say.text(found.known.indicators[one.indicator].short),
            date=say.date(one.made),
            state=said.state(say, one.state),
        )

    with form("follow-up"):
        number = st.selectbox(say("Åtagande"), list(by_id), format_func=told, key="follow-which")
        state = st.radio(
            say("Hur gick det?"),
            list(CommitmentState),
            format_func=lambda one: said.state(say, one),
            index=None,
            key="follow-state",
            horizontal=True,
        )
        why = st.text_input(say("Varför?"), max_chars=300, key="follow-why")
        sent = st.form_submit_button(say("Spara uppföljningen"), type="primary")
    if not sent:
        return
    if state is None or state is by_id[number].state:
        refuse([say("Välj ett annat läge än det som står.")])
        return
    attempt(
        lambda: store().follow_up(viewer(), number, state, why), say("Uppföljningen är sparad."), found.known
    )


def pick_member(found: Asked, key: str) -> str | None:
    names = {one.organisation: found.known.organisations[one.organisation].name for one in found.members}
    say = words()
    return st.selectbox(
        say("Organisation"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=say("Välj"),
        key=key,
    )


def pick_gap(known: Facts, key: str) -> str | None:
    say = words()
    names = {
        one.id: f"{say.text(one.short)} ({one.id})"
        for one in known.indicators.values()
        if one.role is not Role.BACKGROUND
    }
    return st.selectbox(
        say("Nyckeltal"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=say("Välj"),
        key=key,
    )


def promised(place: Organisation, known: Facts) -> None:
    """What an organisation has promised, each on the trend of its own gap. Silent where there is nothing."""
    own = [one for one in known.commitments if one.organisation == place.code]
    if not own:
        return
    say = words()
    section(term("atagande", say("Åtaganden")), anchor="ataganden")
    put(_listed(own, known))
    theme = st.context.theme.type or "light"
    for code in dict.fromkeys(one.indicator for one in own):
        indicator = known.indicators[code]
        series = known.years_of([place.code, SWEDEN], [code])
        if not series.loc[series["organisation"] == place.code, "gap"].notna().any():
            continue

        def draw(narrow: bool, indicator: Indicator = indicator, series=series) -> figures.Described:
            return figures.gap_trend(
                series,
                indicator,
                [Shown(place.code, place.name, own=True)],
                say,
                assessed=known.assessed_of([place.code, SWEDEN]),
                commitments=own,
                country=Shown(SWEDEN, say("Riket")),
                theme=theme,
                narrow=narrow,
            )

        source = source_under(indicator)
        title = f'<h3 class="page-subheading">{escape(say.text(indicator.short))}</h3>'
        show_by_width(draw(False), draw(True), f"promised-{code}", source=source, above=title)


# Causes


def causes(found: Asked) -> None:
    """The analyses of the group's gaps, and for who may meet in it the form for one more."""
    say = words()
    own = [one for one in found.known.causes if one.team == found.team.id]
    if not own and not found.may:
        return
    section(say("Orsaker till skillnader"), anchor="orsaker")
    if own:
        put(causes_listed(own, found.known))
    elif found.may:
        put(f"<p>{escape(say('Ingen skillnad är utredd än.'))}</p>")
    if found.may:
        with st.expander(say("Utred en skillnad")):
            _analyse(found)


def causes_listed(own: Sequence[Cause], known: Facts) -> str:
    """Analyses with what was examined, likely causes, consequences, and what they came to."""
    say = words()
    items = []
    for one in reversed(own):
        indicator = known.indicators[one.indicator]
        heading = say(
            "{name}, {title} {year}: {judgement}",
            name=known.organisations[one.organisation].name,
            title=say.text(indicator.short),
            year=one.year,
            judgement=said.judgement(say, one.judgement),
        )
        told = [
            (say("Undersökt"), one.examined),
            (say("Troliga orsaker"), one.likely),
            (say("Konsekvenser"), one.consequences),
            (say("Motivering"), one.motivation),
        ]
        lines = "".join(f"<p><b>{escape(term)}:</b> {escape(text)}</p>" for term, text in told if text)
        items.append(f"<li><strong>{escape(heading)}</strong>{lines}</li>")
    return f'<ul class="page-pairs">{"".join(items)}</ul>'


def _analyse(found: Asked) -> None:
    say = words()
    st.html(
        f'<p class="page-read">{escape(say("Frågorna är avvikelsematrisens. Först när en utredning har funnit att en skillnad är omotiverad kallas den så, och bara det året."))}</p>'
    )
    with st.container(width=640):
        code = pick_member(found, "cause-who")
        indicator = pick_gap(found.known, "cause-what")
        series = found.known.years_of([code or ""], [indicator or ""])
        years = sorted((int(year) for year in series.loc[series["gap"].notna(), "year"]), reverse=True)
        if code and indicator and not years:
            st.info(say("Det finns ingen skillnad att utreda där: värden saknas."))
            return
    with form("cause"):
        year = st.selectbox(
            say("År"),
            years,
            index=0 if years else None,
            placeholder=say("Välj"),
            key=f"cause-year-{code}-{indicator}",
        )
        examined = st.text_area(say("Vad har ni undersökt?"), max_chars=1000, key="cause-examined")
        likely = st.text_area(say("Vilka orsaker är troliga?"), max_chars=1000, key="cause-likely")
        consequences = st.text_area(
            say("Vilka följder får skillnaden, och för vilka?"), max_chars=1000, key="cause-consequences"
        )
        judgement = st.radio(
            say("Är skillnaden motiverad?"),
            list(Judgement),
            format_func=lambda one: said.judgement(say, one),
            index=None,
            key="cause-judgement",
        )
        motivation = st.text_area(say("Motivering"), max_chars=1000, key="cause-motivation")
        sent = st.form_submit_button(say("Spara utredningen"), type="primary")
    if not sent:
        return
    if not (code and indicator and year and judgement and examined.strip() and motivation.strip()):
        refuse([say("Välj skillnad och bedömning. Skriv också vad ni har undersökt och hur ni tänker.")])
        return
    attempt(
        lambda: store().analyse(
            viewer(),
            found.team.id,
            code,
            indicator,
            year,
            judgement,
            motivation,
            examined=examined,
            likely=likely,
            consequences=consequences,
        ),
        say("Utredningen är sparad."),
        found.known,
    )
