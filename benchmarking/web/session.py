"""Who is asking, in which language, and what the address says: one visitor's side of a page.

`state` (asked, remember, address) is the only place that reads or writes the address. It carries
codes (`?kommun=0880,1882&nyckeltal=N21826`), never labels, so that links outlive a new name and
work in both languages.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from urllib.parse import quote

import streamlit as st

from benchmarking import access, api, wording
from benchmarking.access import Refusal
from benchmarking.model import Viewer
from benchmarking.store import Store, database_place
from benchmarking.web import signing_in

PAGES = {
    "start": "hem",
    "organisation": "profil",
    "compare": "jamfor",
    "regions": "regioner",
    "indicator": "nyckeltal",
    "network": "natverket",
    "initiatives": "insatser",
    "meeting": "mote",
    "effect": "effekt",
    "upload": "lamna",
    "rounds": "omgangar",
    "submissions": "inlamningar",
    "administer": "administrera",
    "method": "metod",
    "accessibility": "tillganglighet",
    "design": "utformning",
}
"""Each page's file stem and its Swedish address; never the same word (see the README, Decisions)."""

LANGUAGE = "sprak"

_language_of_run: ContextVar[str] = ContextVar("language_of_run", default="")
"""Each visitor's runs are in threads of their own."""


def store() -> Store:
    """The one store of this process, opened (and built) at the first call."""
    return _store(str(database_place()))


@st.cache_resource(max_entries=4, show_spinner=False)
def _store(database: str) -> Store:
    log = logging.getLogger("benchmarking")
    # The terminal of whoever starts the server; a first build takes seconds and must not look hung.
    return Store.open(progress=lambda message: (log.info(message), print(f"  {message}", flush=True))[1])


def viewer() -> Viewer:
    """Who looks at this page: whoever has signed in; on a server without sign-in, whoever holds its key.

    Asked anew at each rerun, since a token expires and an account is signed out while a page stands open.
    """
    found = signed_in()
    if found is not None:
        return access.VISITOR if isinstance(found, Refusal) else found
    if api.local_key.held_by(st.context.cookies.get(api.KEY_COOKIE)):
        return access.owner(wording.words("sv")("samordnaren"))
    return access.VISITOR


def signed_in() -> Viewer | Refusal | None:
    """Who has signed in, or why not; a visitor where nobody has, None where there is no sign-in at all."""
    return signing_in.who(store(), signing_in.of_page()) if signing_in.providers() else None


def viewer_of_cookies(cookies: Mapping[str, str]) -> Viewer | None:
    """Who makes a request, for what answers outside the pages; None where there is no sign-in at all."""
    if not signing_in.providers():
        return None
    found = signing_in.who(store(), signing_in.of_cookies(cookies))
    return access.VISITOR if isinstance(found, Refusal) else found


def begin() -> wording.Words:
    """The words of the run that begins: its language is found out once, for a page asks a hundred times."""
    _language_of_run.set("")
    _language_of_run.set(language())
    return words()


def language() -> str:
    """`sv` or `en`: what the address asks for, else what this visitor chose before, else Swedish."""
    if known := _language_of_run.get():
        return known
    asked_for = st.query_params.get(LANGUAGE)
    if asked_for in api.LANGUAGES:
        st.session_state[LANGUAGE] = asked_for
    chosen = st.session_state.get(LANGUAGE, "sv")
    if chosen != "sv" and asked_for != chosen:
        st.query_params[LANGUAGE] = chosen
    return str(chosen)


def words() -> wording.Words:
    """The words of the visitor's language."""
    return wording.words(language())


def asked(parameter: str) -> list[str]:
    """What the address names under `parameter`: `?kommun=0880,1882` and repeated parameters alike."""
    parts = (part for value in st.query_params.get_all(parameter) for part in value.split(","))
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def remember(parameter: str, codes: Iterable[str]) -> None:
    """Let the address name these codes, so that a copied link opens the same view. Nothing means: left out."""
    joined = ",".join(codes)
    if joined:
        if st.query_params.get(parameter) != joined:
            st.query_params[parameter] = joined
    elif parameter in st.query_params:
        del st.query_params[parameter]


def address(page: str, **codes: str | Iterable[str]) -> str:
    """The address of a page (named by its file stem) with codes, in the visitor's language."""
    parameters = {
        name: value if isinstance(value, str) else ",".join(value) for name, value in codes.items() if value
    }
    if language() != "sv":
        parameters[LANGUAGE] = language()
    path = "/" if page == "start" else f"/{PAGES[page]}"
    query = "&".join(f"{name}={quote(value, safe=',')}" for name, value in parameters.items())
    return f"{path}?{query}" if query else path


def other_language() -> tuple[str, str, str]:
    """The other language's own name, the address of this very view in it, and its code."""
    name, code = ("English", "en") if language() == "sv" else ("Svenska", "sv")
    kept = {key: value for key, value in st.query_params.items() if key != LANGUAGE}
    query = "&".join(f"{key}={quote(value, safe=',')}" for key, value in {**kept, LANGUAGE: code}.items())
    return name, f"?{query}", code


def whole_address() -> str:
    """Where this very view is found, to stand on paper; "" before the browser has said what it asked for."""
    query = "&".join(f"{key}={quote(value, safe=',')}" for key, value in st.query_params.items())
    here = st.context.url or ""
    return f"{here}?{query}" if here and query else here


def apologise() -> None:
    """What a visitor reads when something of ours failed; the log has the rest."""
    say = words()
    st.error(say("Något gick fel hos oss. Inget du skrivit är borta. Försök igen om en stund."))


def harmless(text: str) -> str:
    """What somebody wrote (a name, a file's text, an address), where Streamlit reads Markdown: shown as written."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-!|~$:" else sign for sign in text)
