"""Dela och hämta: this very view as a link, its figure as a picture or in a frame, its figures as files."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote, urljoin

import streamlit as st

from benchmarking.web.session import language, words
from benchmarking.web.show import link, put

# What one request for a figure takes; more places get the files only.
MOST_DRAWN = 8


def share(indicator: str | None, codes: Sequence[str], key: str) -> None:
    """A popover with everything that leaves the page. Without an indicator only the link and the files."""
    say = words()
    with st.popover(say("Dela och hämta"), on_change="rerun", key=f"share-{key}") as opened:
        if not opened.open:
            return
        put(f"<p>{escape(say('Länk till det du ser nu:'))}</p>")
        st.code(_here(), language=None)
        if indicator and 0 < len(codes) <= MOST_DRAWN:
            _pictures(indicator, codes)
        _files(indicator, codes)


def _here() -> str:
    """The address of this view, as the visitor's browser knows it."""
    query = "&".join(f"{name}={quote(value, safe=',:')}" for name, value in st.query_params.items())
    base = (st.context.url or "").partition("?")[0]
    return f"{base}?{query}" if query else base


def _pictures(indicator: str, codes: Sequence[str]) -> None:
    say = words()
    asked = f"kod={','.join(codes)}&sprak={language()}"
    kinds = [link(kind.upper(), f"/figur/{indicator}.{kind}?{asked}") for kind in ("png", "svg")]
    put(f"<p>{escape(say('Figuren som bild:'))} {' · '.join(kinds)}</p>")
    frame = urljoin(st.context.url or "", f"/inbaddad/{indicator}?{asked}")
    put(f"<p>{escape(say('Visa figuren på en egen sida:'))}</p>")
    st.code(f'<iframe src="{frame}" width="100%" height="480" style="border:0"></iframe>', language=None)


def _files(indicator: str | None, codes: Sequence[str]) -> None:
    say = words()
    asked = "&".join(
        part
        for part in (
            f"indicator={indicator}" if indicator else "",
            f"organisation={','.join(codes)}" if codes else "",
            f"sprak={language()}",
        )
        if part
    )
    forms = (("csv-sv", say("CSV för Excel")), ("csv", "CSV"), ("xlsx", "Excel"), ("parquet", "Parquet"))
    files = [link(name, f"/api/v1/observations?{asked}&limit=5000&format={form}") for form, name in forms]
    put(f"<p>{escape(say('Siffrorna som fil:'))} {' · '.join(files)}</p>")
    package = link(say("allt som ett datapaket"), f"/api/v1/package.zip?sprak={language()}")
    put(f"<p>{escape(say('Eller'))} {package}.</p>")
