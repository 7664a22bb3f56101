"""The administrator's page: who may come in and as what, and what the network has decided."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from benchmarking.access import ASSIGNED_TO, Account, Assignment, FourEyes, Standing
from benchmarking.model import Right
from benchmarking.web.coordinating import attempt, form, pick_place, tell
from benchmarking.web.facts import Facts, answer, facts
from benchmarking.web.session import address, store, viewer, words
from benchmarking.web.show import closed, section
from benchmarking.wording.people import STANDINGS, standing


def administers() -> bool:
    """Whether the visitor administers the network."""
    return viewer().may(Right.ADMINISTER)


def administration() -> None:
    """The whole page."""
    say = words()
    if not administers():
        closed(
            say("Den här sidan är för den som administrerar nätverket."),
            (say("Sök din kommun eller region"), address("start")),
            (say("Se hur vi har räknat"), address("method")),
        )
        return
    tell()
    known = facts()
    accounts = answer(known, "accounts", lambda: store().accounts(viewer()))
    section(say("Konton"), anchor="konton")
    if accounts:
        st.dataframe(_table(accounts, known), hide_index=True)
    else:
        st.caption(say("Ingen är inbjuden än."))
    _invite(known)
    if accounts:
        _change(accounts, known)
    _four_eyes(known)


def standings() -> dict[Standing, str]:
    """What each standing that can be given is called."""
    say = words()
    return {one: standing(say, one) for one in STANDINGS}


def _table(accounts: tuple[Account, ...], known: Facts) -> pd.DataFrame:
    say = words()
    rows = [
        {
            say("Konto"): one.id,
            say("Adress"): one.address,
            say("Får vara"): "; ".join(_called(given, known) for given in one.assignments) or say("besökare"),
            say("Läge"): _state(one),
        }
        for one in accounts
    ]
    return pd.DataFrame(rows)


def _state(account: Account) -> str:
    say = words()
    if account.blocked is not None:
        return say("spärrat {moment}", moment=say.moment(account.blocked))
    if account.first_signed_in is None:
        return say("inbjudet {moment}", moment=say.moment(account.invited))
    return say("loggade in första gången {moment}", moment=say.moment(account.first_signed_in))


def _called(given: Assignment, known: Facts) -> str:
    """An assignment in words: "mentor, MK3-1"."""
    say = words()
    place = given.team
    if given.organisation and given.organisation in known.organisations:
        place = known.organisations[given.organisation].name
    if given.programme and given.programme in known.programmes:
        place = say.text(known.programmes[given.programme].name)
    return ", ".join(filter(None, (standings().get(given.standing, given.standing.value), place)))


def _pick_assignment(known: Facts, key: str) -> Assignment | None:
    """What somebody is to be, and for what; None until it is chosen."""
    say = words()
    called = standings()
    standing = st.selectbox(
        say("Får vara"), list(called), format_func=called.__getitem__, key=f"{key}-standing", index=0
    )
    needed = ASSIGNED_TO[standing]
    if "organisation" in needed:
        place = pick_place(say("För vilken organisation?"), known, list(known.organisations), f"{key}-place")
        return Assignment(standing, organisation=place) if place else None
    if "team" in needed:
        teams = [one.id for one in known.teams]
        team = st.selectbox(
            say("I vilken grupp?"), teams, index=None, placeholder=say("Välj grupp"), key=f"{key}-team"
        )
        return Assignment(standing, team=team) if team else None
    if "programme" in needed:
        rounds = {one.id: say.text(one.name) for one in known.programmes.values()}
        programme = st.selectbox(
            say("För vilken omgång?"),
            list(rounds),
            format_func=rounds.__getitem__,
            index=None,
            placeholder=say("Alla"),
            key=f"{key}-programme",
        )
        return Assignment(standing, programme=programme)
    return Assignment(standing)


def _invite(known: Facts) -> None:
    say = words()
    section(say("Bjud in"), anchor="bjud-in")
    with st.container(width=640):
        address = st.text_input(say("E-postadress"), key="invite-address")
        given = _pick_assignment(known, "invite")
        st.caption(
            say(
                "Ingen e-post skickas. Be personen logga in här: adressen ska vara bekräftad hos den som hon "
                "eller han loggar in hos."
            )
        )
        if st.button(say("Bjud in"), type="primary", key="invite", disabled=not (address and given)):
            attempt(lambda: store().invite(viewer(), address, [given]), say("Inbjudan är sparad."), known)


def _change(accounts: tuple[Account, ...], known: Facts) -> None:
    say, held, who = words(), store(), viewer()
    section(say("Ändra ett konto"), anchor="andra")
    with st.container(width=640):
        by_id = {one.id: one for one in accounts}
        number = st.selectbox(
            say("Konto"),
            list(by_id),
            format_func=lambda id_: f"{id_}: {by_id[id_].address}",
            index=None,
            placeholder=say("Välj konto"),
            key="account",
        )
        if number is None:
            return
        one = by_id[number]
        given = _pick_assignment(known, "appoint")
        with st.container(horizontal=True):
            more = (*one.assignments, given) if given else one.assignments
            if st.button(say("Lägg till"), key="add", disabled=given is None):
                attempt(lambda: held.appoint(who, number, more), say("Rätten är given."), known)
            if st.button(say("Ta bort alla rätter"), key="strip", disabled=not one.assignments):
                attempt(lambda: held.appoint(who, number, []), say("Rätterna är borttagna."), known)
        why = st.text_input(say("Varför spärras kontot?"), key="block-why")
        with st.container(horizontal=True):
            if one.blocked is None and st.button(say("Spärra"), key="block"):
                attempt(lambda: held.block(who, number, why), say("Kontot är spärrat."), known)
            if one.blocked is not None and st.button(say("Häv spärren"), key="unblock"):
                attempt(lambda: held.unblock(who, number), say("Spärren är hävd."), known)
            if st.button(say("Logga ut överallt"), key="sign-out-everywhere"):
                attempt(
                    lambda: held.sign_out_everywhere(who, number), say("Kontot är utloggat överallt."), known
                )
            st.download_button(
                say("Hämta allt om kontot (JSON)"),
                lambda: json.dumps(held.own_data(who, number), ensure_ascii=False, indent=1),
                file_name=f"konto_{number}.json",
                mime="application/json",
                on_click="ignore",
                key="own-data",
            )
        sure = st.checkbox(say("Ja, radera personens uppgifter. Det går inte att ångra."), key="sure")
        if st.button(say("Radera kontot"), key="erase", disabled=not sure):
            attempt(lambda: held.erase_account(who, number), say("Kontot är raderat."), known)
        st.caption(say("Vad kontot har gjort står kvar i historiken under sitt nummer."))


def _four_eyes(known: Facts) -> None:
    say = words()
    section(say("Fyra ögon"), anchor="fyra-ogon")
    called = {
        FourEyes.ACCOUNTS: say("Den som har lämnat eller rättat en fil får inte publicera den."),
        FourEyes.ALWAYS: say("Detsamma, också för den som äger maskinen."),
        FourEyes.NEVER: say("Alla samordnare får publicera, också det de själva har lämnat."),
    }
    now = answer(known, "four eyes", lambda: store().four_eyes(viewer()))
    with form("four-eyes"):
        decided = st.radio(
            say("Vem får publicera?"),
            list(called),
            index=list(called).index(now),
            format_func=called.__getitem__,
            key="four-eyes-rule",
        )
        why = st.text_input(say("Varför ändras det?"), key="four-eyes-why")
        if st.form_submit_button(say("Spara")):
            attempt(
                lambda: store().decide_four_eyes(viewer(), decided, why), say("Beslutet är sparat."), known
            )
