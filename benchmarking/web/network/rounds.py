"""The rounds page: a round's life as a line of steps, and the parts a coordinator works in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date
from html import escape

import pandas as pd
import streamlit as st

from benchmarking.figures import table
from benchmarking.model import (
    KnownDate,
    MemberRole,
    Precision,
    Programme,
    ProgrammeKind,
    Right,
    Text,
    Track,
)
from benchmarking.rounds import Concept, LifeStep, Stage, life, next_steps
from benchmarking.web.coordinating import attempt, form, may_coordinate, names, tell
from benchmarking.web.facts import Facts, facts
from benchmarking.web.network.assessing import assessing
from benchmarking.web.network.mentors import mentors_table, titles_table
from benchmarking.web.network.opening import opening, pause
from benchmarking.web.network.pairing_desk import pairing_desk
from benchmarking.web.network.round_groups import groups
from benchmarking.web.network.round_joining import joining
from benchmarking.web.network.round_papers import round_papers
from benchmarking.web.pickers import unknown_codes
from benchmarking.web.session import address, asked, remember, store, viewer, words
from benchmarking.web.show import closed, fold, lede, put, section, together
from benchmarking.wording import rounds as said
from benchmarking.wording.people import who

ROUND, PART = "omgang", "del"


def rounds_page() -> None:
    """Everything a coordinator does with a round; anybody else is told where rounds can be seen."""
    say = words()
    if not viewer().may_somewhere(Right.COORDINATE):
        closed(
            say("Den här sidan är för samordnare."),
            (say("Se alla omgångar, grupper och mentorer"), address("network")),
            (say("Se gruppernas möten"), address("meeting")),
        )
        return
    known = facts()
    tell()
    rounds = {
        one.id: say.text(one.name)
        for one in reversed(known.programmes.values())
        if one.kind is ProgrammeKind.MODEL_ROUND and may_coordinate(one.id)
    }
    unknown_codes(ROUND, rounds)
    if may_coordinate():
        _new_round(known, open_at_once=not rounds)
        pause(known)
    if not rounds:
        lede([say("Det finns ingen omgång än. Börja med att utlysa en.")])
        return
    programme = known.programmes[_pick_round(rounds, known)]
    taken = known.drawn(
        ("steps taken", programme.id),
        lambda: store().steps_taken(viewer(), programme.id).get(programme.id, ()),
    )
    concept = next((one for one in _concepts(known) if one.version == programme.concept_version), None)
    with together():
        lede([_where(programme, taken, concept)])
        put(known.drawn(("life", programme.id, say.language), lambda: _line(life(taken, concept))))
    part = _pick_part()
    if part == "steg":
        _steps(programme, taken, concept, known)
        opening(programme, known)
    elif part == "anmalda":
        joining(programme, known)
    elif part == "grupper":
        groups(programme, known)
    elif part == "para":
        pairing_desk(programme, known)
    elif part == "paket":
        round_papers(programme)
    elif part == "skattning":
        assessing(programme, concept, known)
    elif part == "mentorer":
        mentors_table(known)
        titles_table(known)
    else:
        _trail(programme, known)


def _concepts(known: Facts) -> tuple[Concept, ...]:
    return known.drawn("concepts", lambda: store().concepts(viewer()))


def _pick_round(rounds: dict[str, str], known: Facts) -> str:
    say = words()
    key = f"pick-{ROUND}"
    wanted = st.session_state.pop("show-round", None)
    if wanted in rounds:
        st.session_state[key] = wanted
    if st.session_state.get(key) not in rounds:
        wanted = [one for one in asked(ROUND) if one in rounds]
        # A round whose participants nobody has written down has little to show.
        peopled = {one.programme for one in known.memberships if one.role is MemberRole.PARTICIPANT}
        having = [one for one in rounds if one in peopled]
        st.session_state[key] = (wanted or having or list(rounds))[0]
    with st.container(width=640):
        chosen = st.selectbox(say("Omgång"), list(rounds), format_func=rounds.__getitem__, key=key)
    remember(ROUND, [chosen])
    return str(chosen)


def _pick_part() -> str:
    say = words()
    parts = {
        "steg": say("Steg"),
        "anmalda": say("Anmälda och beslut"),
        "grupper": say("Grupper"),
        "para": say("Para ihop"),
        "skattning": say("Självskattning"),
        "paket": say("Paket och rapport"),
        "mentorer": say("Mentorer och titlar"),
        "andringar": say("Ändringar"),
    }
    key = f"pick-{PART}"
    if st.session_state.get(key) not in parts:
        st.session_state[key] = next((one for one in asked(PART) if one in parts), "steg")
    chosen = st.radio(
        say("Del av sidan"), list(parts), format_func=parts.__getitem__, key=key, horizontal=True
    )
    remember(PART, [] if chosen == "steg" else [chosen])
    return str(chosen)


# A new round


def _new_round(known: Facts, open_at_once: bool) -> None:
    say = words()
    concepts = {one.version: say.text(one.name) for one in reversed(_concepts(known))}
    if not concepts:
        return
    with fold(say("Ny omgång"), "fold-new-round", expanded=open_at_once) as opened:
        if not opened:
            return
        with form("new-round"):
            name = st.text_input(say("Omgångens namn"), key="new-name", max_chars=80)
            track = st.selectbox(
                say("För"), list(Track), format_func=lambda one: said.track(say, one), key="new-track"
            )
            concept = st.selectbox(
                say("Version av konceptet"),
                list(concepts),
                format_func=concepts.__getitem__,
                key="new-concept",
            )
            announced = st.date_input(
                say("Utlyst"), value=date.today(), format="YYYY-MM-DD", key="new-announced"
            )
            starts = st.date_input(
                say("Uppstart, planerad"), value=None, format="YYYY-MM-DD", key="new-starts"
            )
            ends = st.date_input(
                say("Resultatkonferens, planerad"), value=None, format="YYYY-MM-DD", key="new-ends"
            )
            sent = st.form_submit_button(say("Utlys omgången"), type="primary")
    if not sent:
        return
    if not name.strip():
        st.error(say("Ge omgången ett namn."))
        return

    def create() -> None:
        st.session_state["show-round"] = store().create_round(
            viewer(),
            Text(name.strip(), name.strip()),
            track,
            concept,
            announced,
            starts=_day(starts),
            ends=_day(ends),
        )

    attempt(create, say("{name} är utlyst.", name=name.strip()), known)


def _day(chosen: date | None) -> KnownDate | None:
    return None if chosen is None else KnownDate(chosen, Precision.DAY)


# The round's life


def _where(programme: Programme, taken: tuple, concept: Concept | None) -> str:
    say = words()
    name = say.text(programme.name)
    may = next_steps(taken, concept)
    if not may:
        return say("{name} är avslutad.", name=name)
    step = said.stage(say, *may[0])
    if not taken:
        return say("{name}: inget steg är antecknat. Nästa steg: {step}.", name=name, step=step)
    order = list(Stage)
    last = max(taken, key=lambda one: (order.index(one.stage), one.number))
    return say(
        "{name}: {last} {date}. Nästa steg: {step}.",
        name=name,
        last=said.stage(say, last.stage, last.number),
        date=say.known_date(last.on),
        step=step,
    )


def _line(steps: tuple[LifeStep, ...]) -> str:
    """The steps in a line, those taken with their dates; what comes next is marked."""
    say = words()
    furthest = max((at for at, step in enumerate(steps) if step.taken), default=-1)
    items = []
    for at, step in enumerate(steps):
        done = step.taken is not None
        when = say.known_date(step.taken.on) if step.taken else say("ingen uppgift") if at < furthest else ""
        classes = "page-taken" if done else "page-unknown" if at < furthest else ""
        current = ' aria-current="step"' if at == furthest + 1 else ""
        # "Träff 1: ledning och styrning" stands under "Träff 1".
        told = say.text(step.title).partition(": ")[2] if step.title else ""
        theme = f"<em>{escape(told)}</em>" if told else ""
        items.append(
            f'<li class="{classes}"{current}><strong>{escape(said.stage(say, step.stage, step.number))}</strong>'
            f"<span>{escape(when)}</span>{theme}</li>"
        )
    return f'<ol class="page-life" aria-label="{escape(say("Omgångens steg"))}">{"".join(items)}</ol>'


def _steps(programme: Programme, taken: tuple, concept: Concept | None, known: Facts) -> None:
    say = words()
    may = next_steps(taken, concept)
    if may:
        section(say("Nästa steg"))
        with form("step"):
            step = st.selectbox(
                say("Steg"), list(may), format_func=lambda one: said.stage(say, *one), key="step-which"
            )
            on = st.date_input(say("Datum"), value=date.today(), format="YYYY-MM-DD", key="step-on")
            note = st.text_input(say("Anteckning"), key="step-note", max_chars=200)
            sent = st.form_submit_button(say("Anteckna steget"), type="primary")
        if sent:
            attempt(
                lambda: store().take_step(viewer(), programme.id, step[0], step[1], on, note),
                say("{step} är antecknat.", step=said.stage(say, *step)),
                known,
            )
    if taken:
        put(known.drawn(("steps taken as a table", programme.id, say.language), lambda: _taken(taken)))
        _untake(programme, known)
    _change_round(programme, known)
    if concept is not None:
        _concept(concept)


def _taken(taken: tuple) -> str:
    say = words()
    rows = [
        [said.stage(say, one.stage, one.number), say.known_date(one.on), one.note, one.source]
        for one in taken
    ]
    headings = [say("Steg"), say("Datum"), say("Anteckning"), say("Källa")]
    return table(pd.DataFrame(rows, columns=headings), say("Steg som är tagna"), say)


def _untake(programme: Programme, known: Facts) -> None:
    say = words()
    with fold(say("Ta tillbaka det senaste steget"), "fold-untake") as opened:
        if not opened:
            return
        with form("untake"):
            why = st.text_input(say("Varför?"), key="untake-why", max_chars=200)
            if st.form_submit_button(say("Ta tillbaka steget")):
                attempt(
                    lambda: store().take_back_step(viewer(), programme.id, why),
                    say("Steget är tillbakataget."),
                    known,
                )


def _change_round(programme: Programme, known: Facts) -> None:
    say = words()
    concepts = {one.version: say.text(one.name) for one in reversed(_concepts(known))}
    if not concepts:
        return
    with fold(say("Ändra omgångens namn, koncept eller datum"), "fold-change") as opened:
        if not opened:
            return
        changed = _asked_of_round(programme, concepts)
    if changed is None:
        return
    name_sv, name_en, concept, starts, ends, why = changed
    if not why.strip() or not name_sv.strip():
        st.error(say("Skriv varför. Skälet sparas med ändringen."))
        return
    attempt(
        lambda: store().change_round(
            viewer(),
            programme.id,
            Text(name_sv.strip(), name_en.strip() or name_sv.strip()),
            concept,
            starts,
            ends,
            why,
        ),
        say("Omgången är ändrad."),
        known,
    )


def _asked_of_round(
    programme: Programme, concepts: Mapping[str, str]
) -> tuple[str, str, str, KnownDate | None, KnownDate | None, str] | None:
    """What a round is to be changed to, and why: both names, concept, start and end. None before it is sent."""
    say = words()
    with form(f"change-{programme.id}"):
        name_sv = st.text_input(
            say("Namn på svenska"), value=programme.name.sv, key=f"name-sv-{programme.id}"
        )
        name_en = st.text_input(
            say("Namn på engelska"), value=programme.name.en, key=f"name-en-{programme.id}"
        )
        versions = list(concepts)
        at = versions.index(programme.concept_version) if programme.concept_version in versions else 0
        concept = st.selectbox(
            say("Version av konceptet"),
            versions,
            index=at,
            format_func=concepts.__getitem__,
            key=f"concept-{programme.id}",
        )
        starts = known_input(say("Börjar"), programme.starts, f"starts-{programme.id}")
        ends = known_input(say("Slutar"), programme.ends, f"ends-{programme.id}")
        why = st.text_input(say("Varför?"), key=f"change-why-{programme.id}", max_chars=200)
        sent = st.form_submit_button(say("Spara ändringen"))
    return (name_sv, name_en, concept, starts, ends, why) if sent else None


def known_input(label: str, known: KnownDate | None, key: str) -> KnownDate | None:
    """A date and how well it is known."""
    say = words()
    told = {
        Precision.DAY: say("dagen är känd"),
        Precision.MONTH: say("bara månaden är känd"),
        Precision.YEAR: say("bara året är känt"),
    }
    with st.container(horizontal=True):
        on = st.date_input(label, value=known.on if known else None, format="YYYY-MM-DD", key=key)
        precise = known.precision if known and known.precision in told else Precision.DAY
        precision = st.selectbox(
            say("{what}: hur säkert", what=label),
            list(told),
            index=list(told).index(precise),
            format_func=told.__getitem__,
            key=f"{key}-precision",
        )
    if on is None:
        return None
    first = {Precision.MONTH: on.replace(day=1), Precision.YEAR: on.replace(month=1, day=1)}
    return KnownDate(first.get(precision, on), precision)


def _concept(concept: Concept) -> None:
    say = words()
    with fold(say("Konceptets steg: {name}", name=say.text(concept.name)), "fold-concept") as opened:
        if not opened:
            return
        if concept.note is not None:
            put(f'<p class="page-read">{escape(say.text(concept.note))}</p>')
        rows = [
            [
                step.number,
                say.text(step.title),
                say.text(step.aim),
                say.text(step.preparation) if step.preparation else "",
                step.source,
                say("slutledning") if step.certainty else say("enligt källan"),
            ]
            for step in concept.steps
        ]
        if not rows:
            return
        headings = [
            *("nr", say("Steg"), say("Syfte"), say("Förbered")),
            *(say("Källa"), say("Hur säkert")),
        ]
        put(table(pd.DataFrame(rows, columns=headings), say("Konceptets steg"), say, decimals=0))


# What has been changed


def _trail(programme: Programme, known: Facts) -> None:
    say = words()
    section(say("Ändringar"), say("nyast först"))
    trail = store().round_trail(viewer(), programme.id)
    if trail.empty:
        put(f"<p>{escape(say('Ingen ändring är gjord här.'))}</p>")
        return
    name = names(known)
    rows = []
    for event in trail.itertuples(index=False):
        # Where one event has a state before and another has none, pandas writes NaN for none.
        before, after = (
            json.loads(one) if isinstance(one, str) else {} for one in (event.before, event.after)
        )
        rows.append(
            [
                say.moment(pd.Timestamp(event.happened).to_pydatetime().replace(tzinfo=UTC)),
                who(say, event.who),
                _what(event.what, event.subject, before, after, name),
                after.get("why", "") if isinstance(after, dict) else "",
            ]
        )
    headings = [say("När"), say("Vem"), say("Vad"), say("Varför")]
    put(table(pd.DataFrame(rows, columns=headings), say("Ändringar"), say, headed=True))


def _what(what: str, subject: str, before: object, after: object, name: dict[str, str]) -> str:
    """One event in words."""
    say = words()
    told = {
        "create_round": say("omgången utlyst"),
        "change_round": say("omgången ändrad"),
        "take_step": say("steg taget"),
        "take_back_step": say("steg tillbakataget"),
        "create_team": say("ny grupp"),
        "add_member": say("ny medlem"),
        "change_member": say("medlem ändrad"),
        "remove_member": say("medlem borttagen"),
        "apply": say("anmälan"),
        "withdraw_application": say("anmälan tillbakadragen"),
        "admit": say("insläppt utan beslut"),
        "fill_functions": say("funktioner"),
        "assess": say("självskattning"),
        "set_opening": say("dagen för öppning bestämd"),
    }.get(what, what)
    details = []
    _, _, place = subject.partition("/")
    if place:
        details.append(name.get(place, place))
    elif subject.startswith("team:"):
        details.append(subject.removeprefix("team:"))
    newest = after if isinstance(after, dict) and len(after) > 1 else before
    if isinstance(newest, dict):
        if "organisation" in newest and not place:
            details.append(name.get(newest["organisation"], newest["organisation"]))
        if "role" in newest:
            details.append(say.member_role(newest["role"]))
        if "stage" in newest:
            details.append(said.stage(say, Stage(newest["stage"]), newest.get("number", 1)))
        if newest.get("opens_on"):
            details.append(str(newest["opens_on"]))
        if "left_on" in newest:
            details.append(say("lämnade {date}", date=newest["left_on"]))
    return ", ".join([told, *details])
