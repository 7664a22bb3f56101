"""What somebody who has signed in may do with the own account, from every page."""

from __future__ import annotations

import json

import streamlit as st

from benchmarking import access
from benchmarking.model import Viewer
from benchmarking.web.session import harmless, store, words
from benchmarking.wording.people import roles


def own_account(who: Viewer) -> None:
    """Mina uppgifter: all that is kept of the account, and signing out on every device."""
    say, number = words(), who.name.removeprefix(access.ACCOUNT)
    if number == who.name:
        return
    with st.popover(say("Mina uppgifter"), type="tertiary", on_change="rerun", key="my-account") as opened:
        if not opened.open:
            return
        kept = store().own_data(who, int(number))
        names = {one.code: one.name for one in store().organisations(who)}
        st.caption(
            say("Du är inloggad som konto {number}. Historiken känner dig bara som det.", number=number)
        )
        st.caption(harmless(say("Din roll: {roles}.", roles=roles(say, kept["assignments"], names))))
        st.download_button(
            say("Hämta allt som sparas om mig (JSON)"),
            lambda: json.dumps(kept, ensure_ascii=False, indent=1),
            file_name=f"konto_{number}.json",
            mime="application/json",
            on_click="ignore",
            key="my-data",
        )
        if st.button(say("Logga ut överallt"), key="my-sign-out-everywhere"):
            store().sign_out_everywhere(who, int(number))
            st.logout()
