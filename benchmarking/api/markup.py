"""The scripts and the stylesheet of ours in Streamlit's shell, and the words they say.

Streamlit 1.67 has no setting for the names that only a screen reader reads, nor for the roles of its menu.
`pages/static/markup.js` mends both, each mend with its reason. `alight.js` lets a table's row and a figure's point
light each other up, without the server.

The stylesheet stands in the shell too, and is fetched once: on the page it would be sent anew at each rerun, and
was most of what many of them sent.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarking import figures, wording
from benchmarking.figures.places_style import places_stylesheet
from benchmarking.figures.tokens import css_variables

__all__ = ["routes", "script", "style"]

STATIC = Path(__file__).resolve().parents[2] / "pages" / "static"
SCRIPTS = STATIC / "markup.js", STATIC / "alight.js"
FRAME_CSS = STATIC / "frame.css"


@cache
def script(language: str) -> bytes:
    """The tags that load the scripts, the first with the words of a language. An address changes with its script."""
    words = escape(json.dumps(names(language), ensure_ascii=False), quote=True)
    carried = (f' data-words="{words}"', "")
    return "".join(
        f'<script defer src="./app/static/{one.name}?{_version(one)}"{more}></script>'
        for one, more in zip(SCRIPTS, carried, strict=True)
    ).encode()


@cache
def style() -> bytes:
    """The tag that loads the stylesheet. It has to stand after all of Streamlit's own, which are in the head."""
    return f'<link rel="stylesheet" href="./{_style_name()}">'.encode()


@cache
def _stylesheet() -> bytes:
    """What every page looks like. Its words come with the page, in its language (`web.show`)."""
    told = f":root{{{css_variables()}}}{figures.stylesheet()}{places_stylesheet()}{FRAME_CSS.read_text(encoding='utf-8')}"
    return told.encode()


def _style_name() -> str:
    # Beside the pages, for what it fetches is named from there.
    return f"stil-{sha256(_stylesheet()).hexdigest()[:12]}.css"


async def _styled(request: Request) -> Response:
    kept = {"Cache-Control": "public, immutable, max-age=31536000"}
    return Response(_stylesheet(), media_type="text/css", headers=kept)


def routes() -> list[Route]:
    return [Route(f"/{_style_name()}", _styled)]


def _version(script: Path) -> str:
    return sha256(script.read_bytes()).hexdigest()[:12]


def names(language: str) -> dict[str, str]:
    """Streamlit's English names and what we call the same; `{}` stands for a name that a page has given."""
    say = wording.words(language)
    return {
        "Skip to main content": say("Hoppa till innehållet"),
        "Running...": say("Räknar …"),
        "Logo": say("Jämställt i siffror"),
        "App pages": say("Sidor"),
        "Sidebar": say("Meny"),
        "Expand sidebar": say("Öppna menyn"),
        "Collapse sidebar": say("Stäng menyn"),
        "Navigate to home page": say("Till startsidan"),
        "Link to heading": say("Länk till rubriken"),
        "Open": say("Visa valen"),
        "Close": say("Stäng"),
        "Clear": say("Töm"),
        "Clear all": say("Töm"),
        "Clear value": say("Töm"),
        "Clear entry": say("Töm"),
        "Clear date": say("Töm"),
        "Clear dates": say("Töm"),
        "Selected values": say("Valda"),
        "Remove {}": say("Ta bort {name}", name="{}"),
        "Upload {}": say("Välj fil: {name}", name="{}"),
        "Cancel upload of {}": say("Avbryt: {name}", name="{}"),
        "file upload": say("Välj fil"),
        "Help for {}": say("Vad betyder {name}?", name="{}"),
        "Add files": say("Välj fler filer"),
        "Choose an option": say("Välj"),
        "Choose options": say("Välj"),
        "No options to select": say("Inget att välja"),
        "Increment": say("Öka"),
        "Decrement": say("Minska"),
        "Choose date": say("Välj dag"),
        "Choose date range": say("Välj dagar"),
        "{} start date": say("{name}, första dagen", name="{}"),
        "{} end date": say("{name}, sista dagen", name="{}"),
        "day, {}": say("dag, {name}", name="{}"),
        "month, {}": say("månad, {name}", name="{}"),
        "year, {}": say("år, {name}", name="{}"),
        "month": say("månad"),
        "year": say("årtal"),
        "Today, {}": say("I dag, {name}", name="{}"),
        "{} selected": say("{name}, vald", name="{}"),
        "Selected Date: {}": say("Vald dag: {name}", name="{}"),
        "{year}": say("åååå"),
        "{month}": say("mm"),
        "{day}": say("dd"),
        "Empty": say("Tomt"),
        "Previous month": say("Månaden före"),
        "Next month": say("Månaden efter"),
        "Choose date, {}": say("Välj dag, {name}", name="{}"),
        "Choose date range, {}": say("Välj dagar, {name}", name="{}"),
        "Use arrow keys to navigate dates. Enter to select. Escape to close.": say(
            "Gå mellan dagarna med piltangenterna. Enter väljer, Escape stänger."
        ),
        "{} option available.": say("{n} val.", n="{}"),
        "{} options available.": say("{n} val.", n="{}"),
        "Selectbox options": say("Val"),
        "Multiselect options": say("Val"),
        "No results": say("Inget passar. Prova de första bokstäverna."),
        "You can only select up to {} options. Remove an option first.": say(
            "Du kan välja högst {n}. Ta bort något först.", n="{}"
        ),
        "Press Enter to apply": say("Tryck Enter"),
        "Press Enter to submit form": say("Tryck Enter för att spara"),
        "Press Ctrl+Enter to apply": say("Tryck Ctrl och Enter"),
        "Press Ctrl+Enter to submit form": say("Tryck Ctrl och Enter för att spara"),
        "Press ⌘+Enter to apply": say("Tryck ⌘ och Enter"),
        "Press ⌘+Enter to submit form": say("Tryck ⌘ och Enter för att spara"),
    }
