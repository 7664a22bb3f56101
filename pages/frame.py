"""The frame round every page: navigation, language, source line. The script that `st.App` runs."""

from pathlib import Path

import streamlit as st

from benchmarking import web

HERE = Path(__file__).parent

say = web.begin()

st.set_page_config(
    page_title=say("Jämställt i siffror"), page_icon=str(HERE / "static" / "mark.png"), layout="wide"
)
st.logo(str(HERE / "static" / "mark.svg"), link=None)


def page(stem: str, title: str, *, default: bool = False, shown: bool = True) -> st.Page:
    return web.page(
        HERE / f"{stem}.py",
        title=title,
        url_path=web.PAGES[stem],
        icon="",
        default=default,
        visibility="visible" if shown else "hidden",
    )


chosen = st.navigation(
    {
        "": [page("start", say("Start"), default=True)],
        say("Jämför"): [
            page("organisation", say("En kommun eller region")),
            page("compare", say("Kommuner")),
            page("regions", say("Regioner")),
            page("indicator", say("Ett nyckeltal")),
        ],
        say("Nätverket"): [
            page("network", say("Omgångar och mentorer")),
            page("meeting", say("Gruppernas möten")),
            page("effect", say("Minskade skillnaderna?")),
            page("initiatives", say("Insatser")),
        ],
        say("Arbeta"): [
            page("upload", say("Lämna uppgifter")),
            page("submissions", say("Inlämningar")),
            page("rounds", say("Omgångar")),
        ],
        say("Om"): [
            page("administer", say("Administrera"), shown=web.administers()),
            page("method", say("Så har vi räknat")),
            page("accessibility", say("Tillgänglighet")),
            page("design", say("Utformning"), shown=False),
        ],
    },
    position="top",
)

web.draw_frame(chosen.run, sourced=chosen.url_path == web.PAGES["initiatives"])
