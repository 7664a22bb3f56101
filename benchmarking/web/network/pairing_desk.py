"""The pairing desk: the best mentors for those who have applied, why, and what would change if."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from benchmarking import pairing, peers, prepared
from benchmarking.figures import table
from benchmarking.model import MemberRole, Programme
from benchmarking.pairing import Aspect, Changed, Groups, Proposal, Weights
from benchmarking.titles import mentorships
from benchmarking.web.coordinating import attempt, names
from benchmarking.web.facts import Facts
from benchmarking.web.session import store, viewer, words
from benchmarking.web.show import download, section
from benchmarking.wording import rounds as said

PROPOSED, NOBODY = "", "-"


def pairing_desk(programme: Programme, known: Facts) -> None:
    """Propose groups from the applications, let the coordinator weigh, lock and edit, and save them."""
    say, name = words(), names(known)
    section(say("Para ihop mentorer och deltagare"))
    applied = store().applications(viewer(), programme.id)
    placed = {one.membership.organisation for one in store().placed(viewer(), programme.id)}
    mentees = [
        one for one in applied if one.role is MemberRole.PARTICIPANT and one.organisation not in placed
    ]
    mentors = [one for one in applied if one.role is MemberRole.MENTOR]
    if not mentees or not mentors:
        told = say(
            "Det behövs minst en anmäld mentor och en anmäld deltagare som inte är med i en grupp. Nu är det "
            "{mentors} och {mentees}.",
            mentors=len(mentors),
            mentees=len(mentees),
        )
        st.html(f"<p>{escape(told)}</p>")
        return
    weights = _pick_weights()
    groups = _pick_groups()
    if weights is None or groups is None:
        st.error(say("Något måste räknas. Ge minst en egenskap mer än 0."))
        return
    evidence = _evidence(programme, [*mentors, *mentees], known)
    evidence = evidence[
        evidence["mentor"].isin([one.organisation for one in mentors])
        & evidence["mentee"].isin([one.organisation for one in mentees])
    ]
    chosen = _pick_by_hand(
        programme, [one.organisation for one in mentees], [one.organisation for one in mentors], name
    )
    barred = {
        (mentor.organisation, mentee) for mentor in mentors for mentee, how in chosen.items() if how == NOBODY
    }
    given = {
        "groups": groups,
        "capacity": _room(programme, {one.organisation: one.capacity for one in mentors}),
        "locked": {mentee: how for mentee, how in chosen.items() if how not in (PROPOSED, NOBODY)},
        "barred": barred,
    }
    key = ("desk", programme.id, tuple(applied), weights, groups, tuple(sorted(chosen.items())))
    with st.spinner(say("Räknar …")):
        desk = known.drawn(key, lambda: _solved(evidence, weights, given))
    _told(desk, name, known)
    proposal = desk.proposal
    _save(programme, proposal, known)


def _room(programme: Programme, capacity: dict[str, int]) -> dict[str, int]:
    """How many more participants each mentor can guide, beside those of the groups it has already."""
    members = [one.membership for one in store().placed(viewer(), programme.id)]
    guided = {
        mentor: sum(
            one.role is MemberRole.PARTICIPANT and one.left is None
            for own in members
            if own.organisation == mentor and own.role is MemberRole.MENTOR
            for one in members
            if one.team == own.team
        )
        for mentor in capacity
    }
    return {mentor: max(room - guided[mentor], 0) for mentor, room in capacity.items()}


@dataclass(frozen=True)
class Desk:
    """A proposal, and what would change without each of its pairs and without each aspect that counts."""

    proposal: Proposal
    without_pair: tuple[Changed, ...]
    without_aspect: dict[Aspect, Changed]


def _solved(evidence: pd.DataFrame, weights: Weights, given: dict) -> Desk:
    proposal = pairing.propose(evidence, weights, **given)
    return Desk(
        proposal,
        tuple(
            pairing.without_pair(proposal, pair, evidence, weights=weights, **given)
            for pair in proposal.pairs
        ),
        {
            aspect: pairing.without_aspect(proposal, aspect, evidence, weights, **given)
            for aspect in Aspect
            if weights.of(aspect)
        },
    )


def _pick_weights() -> Weights | None:
    say = words()
    usual = Weights()
    st.html(f"<p>{escape(say('Hur mycket ska varje egenskap räknas? 0 är inte alls, 3 är mest.'))}</p>")
    chosen = {}
    with st.container(horizontal=True):
        for aspect in Aspect:
            chosen[aspect.value] = int(
                st.number_input(
                    said.aspect(say, aspect),
                    0,
                    pairing.MOST_WEIGHT,
                    usual.of(aspect),
                    key=f"weight-{aspect.value}",
                    width=190,
                )
            )
    return Weights(**chosen) if any(chosen.values()) else None


def _pick_groups() -> Groups | None:
    say = words()
    with st.container(horizontal=True):
        least = int(st.number_input(say("Minst i en grupp"), 1, 7, 2, key="group-least", width=190))
        most = int(st.number_input(say("Högst i en grupp"), 1, 7, 3, key="group-most", width=190))
    return Groups(min(least, most), max(least, most))


def _evidence(programme: Programme, applied: list, known: Facts) -> pd.DataFrame:
    """What speaks for each pair, as it stands now, kept for as long as figures, rounds and applications do."""
    key = ("pairing", programme.id, tuple(applied))
    everyone = tuple(known.programmes.values())
    times = {code: one.times for code, one in mentorships(everyone, known.memberships, date.today()).items()}

    def make() -> pd.DataFrame:
        values = prepared.kept("likeness", store(), viewer(), lambda: _features(known))
        return pairing.evidence(
            [one.organisation for one in applied if one.role is MemberRole.MENTOR],
            [one.organisation for one in applied if one.role is MemberRole.PARTICIPANT],
            organisations=known.organisations,
            features=values,
            assessed=known.assessed,
            indicators=known.indicators,
            themes={one.organisation: one.theme for one in applied},
            times=times,
            edges=known.edges,
        )

    return known.drawn(key, make)


def _features(known: Facts) -> pd.DataFrame:
    values = store().values(viewer(), [peers.RESIDENTS, peers.HOME_CARE, peers.INCOME, peers.EDUCATION])
    return peers.features(known.organisations.values(), values)


def _pick_by_hand(
    programme: Programme, mentees: list[str], mentors: list[str], name: dict[str, str]
) -> dict[str, str]:
    """For each participant: leave it to the proposal, a mentor that is locked, or nobody."""
    say = words()
    options = {PROPOSED: say("enligt förslaget")}
    options |= {code: say("lås: {name}", name=name.get(code, code)) for code in mentors}
    options[NOBODY] = say("ingen mentor")
    chosen = {}
    with st.expander(say("Bestäm själv för någon")), st.container(width=640):
        for mentee in mentees:
            key = f"by-hand-{programme.id}-{mentee}"
            if st.session_state.get(key, PROPOSED) not in options:
                # A mentor that was locked has withdrawn since.
                del st.session_state[key]
            chosen[mentee] = st.selectbox(
                name.get(mentee, mentee),
                [option for option in options if option != mentee],
                format_func=options.__getitem__,
                key=key,
            )
    return chosen


def _told(desk: Desk, name: dict[str, str], known: Facts) -> None:
    say = words()
    proposal = desk.proposal
    section(
        say("Förslag"),
        say(
            "summan av betygen är {total} av högst {most}",
            total=say.number(proposal.total, 2),
            most=len(proposal.pairs),
        ),
    )
    items, rows = [], []
    for pair, otherwise in zip(proposal.pairs, desk.without_pair, strict=True):
        sentence = said.proposal(say, pair, name, known.indicators)
        change = say("Utan det paret: {change}", change=said.changed(say, otherwise, name))
        items.append(
            f"<li><strong>{escape(name[pair.mentor])} → {escape(name[pair.mentee])}</strong>"
            f"<p>{escape(sentence)}</p><p class='page-where'>{escape(change)}</p></li>"
        )
        rows.append([name[pair.mentor], name[pair.mentee], pair.score, sentence, change])
    for mentee in proposal.unplaced:
        told = say(
            "{name} får ingen mentor: ingen har plats, eller så är gruppen för liten.", name=name[mentee]
        )
        items.append(f"<li><strong>{escape(name[mentee])}</strong><p>{escape(told)}</p></li>")
    st.html(f'<ul class="page-pairs">{"".join(items)}</ul>')
    _what_if(desk, name)
    headings = [say("Mentor"), say("Deltagare"), say("Betyg"), say("Skäl"), say("Annars")]
    frame = pd.DataFrame(rows, columns=headings)
    with st.expander(say("Visa som tabell")):
        st.html(table(frame, say("Förslag"), say, decimals=2))
    download(frame, "forslag")


def _what_if(desk: Desk, name: dict[str, str]) -> None:
    say = words()
    items = []
    for aspect, found in desk.without_aspect.items():
        told = say(
            "Om {aspect} inte räknades: {change}",
            aspect=say.quoted(said.aspect(say, aspect)),
            change=said.changed(say, found, name),
        )
        items.append(f"<li>{escape(told)}</li>")
    st.html(f'<ul class="page-prose">{"".join(items)}</ul>')


def _save(programme: Programme, proposal: Proposal, known: Facts) -> None:
    say = words()
    wanted: dict[str, list[str]] = {}
    for pair in proposal.pairs:
        wanted.setdefault(pair.mentor, []).append(pair.mentee)
    if not wanted:
        return
    with st.container(width=640):
        why = st.text_input(
            say("Anteckning om förslaget"),
            value=say("Förslag från parningen"),
            key="pairing-why",
            max_chars=200,
        )
    if st.button(say("Spara förslaget"), type="primary", key="save-pairing"):
        attempt(
            lambda: store().save_groups(viewer(), programme.id, wanted, why),
            say.plural("{n} grupp är skapad.", "{n} grupper är skapade.", len(wanted)),
            known,
        )
