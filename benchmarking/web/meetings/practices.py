"""Who took what from whom: the register of practices, searched by problem, and what one organisation has taken over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

import streamlit as st
from rapidfuzz import fuzz, process, utils

from benchmarking.meetings import Practice
from benchmarking.model import KnownDate, Organisation, Precision
from benchmarking.web.coordinating import attempt, form, names, offered, pick_place, refuse
from benchmarking.web.facts import Facts
from benchmarking.web.meetings.meeting import Asked
from benchmarking.web.meetings.promises import pick_gap, pick_member
from benchmarking.web.session import address, store, viewer, words
from benchmarking.web.show import link, put, section, term

CLOSE_ENOUGH = 70
"""How alike the words of a search and of a practice must be, of 100: "hemtjenst" finds "hemtjänst"."""


def practices(found: Asked) -> None:
    """What the group's members have taken over, and for who may meet in it the form for one more."""
    say = words()
    own = [one for one in found.known.practices if one.team == found.team.id]
    if not own and not found.may:
        return
    section(term("arbetssatt", say("Arbetssätt")), say("vem tog vad från vem"), anchor="arbetssatt")
    if own:
        put(listed(own, found.known))
    if not found.may:
        return
    put(f"<p>{link(say('Sök bland alla arbetssätt i nätverket'), address('network') + '#arbetssatt')}</p>")
    with st.expander(say("Nytt arbetssätt")):
        _adopt(found)
    if own:
        with st.expander(say("Anteckna vad som har märkts av ett arbetssätt")):
            _see_effect(found, own)


def practice_register(known: Facts) -> None:
    """Every practice that this visitor may see, searched by its problem, words, indicator or place."""
    say = words()
    section(term("arbetssatt", say("Arbetssätt")), say("vem tog vad från vem"), anchor="arbetssatt")
    if not known.practices:
        put(f"<p>{escape(say('Inget arbetssätt är antecknat än. Det görs på en grupps möte.'))}</p>")
        return
    with st.container(width=560):
        wanted = st.text_input(
            say("Sök på problem, nyckeltal eller plats"), key="practice-search", max_chars=80
        )
    shown = matching(known.practices, wanted, known)
    if shown:
        put(listed(shown, known))
    else:
        nothing = say("Inget arbetssätt passar {wanted}.", wanted=say.quoted(wanted))
        put(f'<p role="status">{escape(nothing)}</p>')


def matching(every: Iterable[Practice], wanted: str, known: Facts) -> list[Practice]:
    """The practices whose words fit those asked for, the best first; all, newest first, where nothing is asked for."""
    newest = sorted(every, key=lambda one: -one.id)
    if not wanted.strip():
        return newest
    texts = {one.id: " ".join(_words_of(one, known)) for one in newest}
    found = process.extract(
        wanted,
        texts,
        scorer=fuzz.token_set_ratio if " " in wanted.strip() else fuzz.partial_ratio,
        processor=utils.default_process,
        score_cutoff=CLOSE_ENOUGH,
        limit=None,
    )
    by_id = {one.id: one for one in newest}
    return [by_id[number] for _, _, number in found]


def _words_of(one: Practice, known: Facts) -> list[str]:
    name, indicator = names(known), known.indicators.get(one.indicator or "")
    return [
        one.problem,
        one.text,
        words().text(indicator.short) if indicator else "",
        one.indicator or "",
        name.get(one.taken_by, ""),
        name.get(one.taken_from, ""),
    ]


def practised(place: Organisation, known: Facts) -> None:
    """What an organisation has taken over from others and others from it. Silent where there is nothing."""
    own = [one for one in known.practices if place.code in (one.taken_by, one.taken_from)]
    if own:
        section(
            term("arbetssatt", words()("Arbetssätt")), words()("vem tog vad från vem"), anchor="arbetssatt"
        )
        put(listed(own, known))


def listed(shown: Sequence[Practice], known: Facts) -> str:
    """Practices as a list: who took what from whom, against which problem, since when, and what has been seen."""
    say, name = words(), names(known)
    items = []
    for one in shown:
        who = say(
            "{taker} tog efter {giver}: {what}",
            taker=name[one.taken_by],
            giver=name[one.taken_from],
            what=one.text,
        )
        told = [say("Problem: {problem}", problem=one.problem)]
        if one.adopted is not None:
            told.append(say("Infört {date}.", date=say.known_date(one.adopted)))
        told.append(
            say("Märkt hittills: {effect}", effect=one.effect)
            if one.effect
            else say("Vad som märkts är inte antecknat.")
        )
        indicator = known.indicators.get(one.indicator or "")
        there = (
            link(say.text(indicator.short), address("indicator", nyckeltal=indicator.id, kod=one.taken_by))
            if indicator
            else ""
        )
        items.append(
            f"<li><strong>{escape(who)}</strong>{''.join(f'<p>{escape(line)}</p>' for line in told)}"
            f"{f'<p>{there}</p>' if there else ''}</li>"
        )
    return f'<ul class="page-pairs">{"".join(items)}</ul>'


def _adopt(found: Asked) -> None:
    say = words()
    with form("adopt"):
        taker = pick_member(found, "adopt-by")
        giver = pick_place(
            say("Togs efter"), found.known, offered(found.known, found.programme), "adopt-from"
        )
        problem = st.text_input(say("Vilket problem?"), max_chars=200, key="adopt-problem")
        text = st.text_area(say("Vad gör ni nu?"), max_chars=600, key="adopt-text")
        indicator = pick_gap(found.known, "adopt-indicator")
        adopted = st.date_input(
            say("Infört den"), value=None, max_value=date.today(), format="YYYY-MM-DD", key="adopt-on"
        )
        sent = st.form_submit_button(say("Spara arbetssättet"), type="primary")
    if not sent:
        return
    if not (taker and giver and problem.strip() and text.strip()) or taker == giver:
        refuse([say("Välj två olika organisationer, och skriv problemet och vad ni gör.")])
        return
    day = KnownDate(adopted, Precision.DAY) if adopted else None
    attempt(
        lambda: store().adopt(
            viewer(), found.team.id, taker, giver, problem, text, indicator=indicator, adopted=day
        ),
        say("Arbetssättet är sparat."),
        found.known,
    )


def _see_effect(found: Asked, own: Sequence[Practice]) -> None:
    say, by_id = words(), {one.id: one for one in own}
    with form("effect-seen"):
        number = st.selectbox(
            say("Arbetssätt"),
            list(by_id),
            format_func=lambda one: by_id[one].text[:80],
            key="effect-which",
        )
        seen = st.text_input(say("Vad har märkts?"), max_chars=400, key="effect-text")
        sent = st.form_submit_button(say("Spara"), type="primary")
    if sent and seen.strip():
        attempt(lambda: store().see_effect(viewer(), number, seen), say("Sparat."), found.known)
