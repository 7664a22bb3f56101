"""Signing in: from what a provider vouches for, in the page's cookie or a request's, to who somebody is here.

Streamlit checks the provider's answer once and then trusts its own cookie for thirty days. So each rerun and
each request asks the store again whether the token still holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks, get_secrets_auth_section
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from benchmarking import access
from benchmarking.access import Identity, Refusal
from benchmarking.model import Viewer
from benchmarking.store import Store
from benchmarking.wording import Words

PROVIDER = "client_id"


@cache
def providers() -> dict[str, str]:
    """The providers that `[auth]` in the secrets names, and what each is called; none: nobody signs in.

    One that stands in `[auth]` itself has the empty name. Asked once: a server whose secrets change is started anew.
    """
    auth = get_secrets_auth_section()
    named = {
        name: str(section.get("title", name))
        for name, section in auth.items()
        if isinstance(section, Mapping) and PROVIDER in section
    }
    return {"": "", **named} if PROVIDER in auth else named


def of_page() -> Identity | None:
    """Whom the visitor of this page has signed in as; None for who has not."""
    if not providers() or not st.user.get("is_logged_in"):
        return None
    return _identity(st.user.to_dict())


def of_cookies(cookies: Mapping[str, str]) -> Identity | None:
    """Whom a request's cookies, signed by this server, say has signed in."""
    if not providers():
        return None

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        if value is None:
            return None
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1", "ignore"))

    try:
        found = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
        return _identity(json.loads(found)) if found else None
    except (ValueError, TypeError):
        return None


def who(store: Store, identity: Identity | None) -> Viewer | Refusal:
    """Who an identity is here: a visitor, where there is none."""
    return access.VISITOR if identity is None else store.recognise(access.VISITOR, identity)


def why_not(say: Words, refusal: Refusal) -> str:
    """What somebody is told who has signed in and is not let in."""
    return {
        Refusal.EXPIRED: say("Din inloggning gäller inte längre. Logga in igen."),
        Refusal.SIGNED_OUT: say("Du är utloggad överallt. Logga in igen."),
        Refusal.UNVERIFIED: say(
            "Din e-postadress är inte bekräftad av den du loggade in hos. Bekräfta den där och logga in igen."
        ),
        Refusal.UNKNOWN: say(
            "Din adress är inte inbjuden. Be den som administrerar nätverket om en inbjudan."
        ),
        Refusal.OTHER_IDENTITY: say(
            "Adressen hör till en inloggning hos någon annan. Logga in på samma sätt som första gången."
        ),
        Refusal.BLOCKED: say("Ditt konto är spärrat. Tala med den som administrerar nätverket."),
    }[refusal]


def _identity(claims: Mapping[str, Any]) -> Identity | None:
    """The identity in claims meant for this server; None for a token made out to another."""
    auth = get_secrets_auth_section()
    section = auth.get(str(claims.get("provider", "")), auth)
    asked = section.get(PROVIDER, auth.get(PROVIDER)) if isinstance(section, Mapping) else None
    meant_for = claims.get("aud")
    if asked is None or asked not in (meant_for if isinstance(meant_for, list) else [meant_for]):
        return None
    return Identity.of(claims)
