"""Charts for other sites and documents: one indicator as a picture, or as a small page to stand in a frame.

Everybody is a visitor here, the machine's owner too: what is shared shows what all may see.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import pandas as pd
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from benchmarking import tables
from benchmarking.api import asking
from benchmarking.api.asking import Refused
from benchmarking.api.v1 import Question, route
from benchmarking.figures import Shown, svg
from benchmarking.model import SWEDEN, Indicator, Organisation, OrganisationKind
from benchmarking.packs import pictures
from benchmarking.wording import sentences

TREND, VALUES, ROWS = "trend", "varden", "rader"
FIGURES = (TREND, VALUES, ROWS)

MOST_LINES, MOST_PLACES = 8, 60
"""Organisations that a trend, and a list of rows, has room for."""

PICTURE, WIDE, PHONE = 960.0, 720.0, 340.0
"""Widths in px: of a picture file, and of the two drawings a frame chooses between."""

TAKES = ("kod", "figur", "sprak")

# The page holds one drawing and its style; nothing in it is fetched but our own font, and any site may
# show it.
FRAME_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "font-src 'self'",
        "frame-ancestors *",
        "base-uri 'none'",
        "form-action 'none'",
    )
)

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
@font-face {{ font-family: "Hanken Grotesk"; font-weight: 100 900; font-display: swap;
  src: url("/app/static/hanken-grotesk-latin-wght-normal.woff2") format("woff2"); }}
body {{ margin: 0; font: 15px/1.45 "Hanken Grotesk", sans-serif; color: #1E2A30; background: #FBFAF6; }}
svg {{ display: block; width: 100%; height: auto; }}
.phone {{ display: none; }}
p {{ margin: 0; padding: 4px 24px 14px; }}
a {{ color: #1F5A8A; }}
@media (max-width: 559px) {{ .wide {{ display: none; }} .phone {{ display: block; }} }}
</style></head><body>
{drawings}
<p><a href="{href}" target="_blank" rel="noopener">{link}</a></p>
</body></html>
"""


def routes() -> list[Route]:
    """`/inbaddad/{indicator}` for frames, `/figur/{indicator}.svg` and `.png` for files."""
    return [
        route("/inbaddad/{indicator}", TAKES, frame, own=True),
        route("/figur/{indicator}.svg", TAKES, picture_svg, own=True),
        route("/figur/{indicator}.png", TAKES, picture_png, own=True),
    ]


def frame(question: Question) -> Response:
    """A page with the chart, drawn for a wide frame and for a narrow one."""
    indicator, places = _asked(question)
    say = question.say

    drawings = "".join(
        f'<div class="{name}">{drawn(question, indicator, places, width)}</div>'
        for name, width in (("wide", WIDE), ("phone", PHONE))
    )
    page = PAGE.format(
        language=say.language,
        title=escape(say.text(indicator.title)),
        drawings=drawings,
        href=escape(_page_of(places, indicator, say.language), quote=True),
        link=escape(say("Se mer på Jämställt i siffror")),
    )
    return HTMLResponse(page, headers={**question.headers, "Content-Security-Policy": FRAME_POLICY})


def picture_svg(question: Question) -> Response:
    indicator, places = _asked(question)
    content = drawn(question, indicator, places, PICTURE).encode()
    return _file(question, content, indicator, "svg", "image/svg+xml")


def picture_png(question: Question) -> Response:
    indicator, places = _asked(question)
    content = pictures.png(drawn(question, indicator, places, PICTURE))
    return _file(question, content, indicator, "png", "image/png")


def drawn(question: Question, indicator: Indicator, places: Sequence[Organisation], width: float) -> str:
    """The chart as an SVG document with its title, source and caveats inside."""
    say, facts = question.say, question.facts
    title, codes = say.text(indicator.title), [place.code for place in places]
    which = _figure(question)
    series = facts.years_of(codes, [indicator.id])
    if which == ROWS:
        rows = facts.assessed_on(indicator.id)
        rows = rows[rows["organisation"].isin(codes)]
        newest = rows[["organisation", "year"]].merge(series, on=["organisation", "year"])
        notes = _notes(question, indicator, places, newest)
        order = rows["organisation"].map({code: place for place, code in enumerate(codes)})
        return svg.places(
            rows.iloc[order.argsort(kind="stable").to_numpy()],
            series,
            indicator,
            {place.code: place.name for place in places},
            facts.scale(places[0].kind),
            say,
            width=width,
            title=title,
            notes=notes,
        )
    country = facts.organisations.get(SWEDEN)
    others = [place for place in places if place is not country]
    shown = [Shown(place.code, place.name, kind=place.kind) for place in others or places]
    grey = Shown(SWEDEN, country.name) if country and others else None
    return svg.trend(
        facts.years_of([*codes, SWEDEN] if grey else codes, [indicator.id]),
        indicator,
        shown,
        say,
        of="gap" if which == TREND else "values",
        assessed=facts.assessed_of([*codes, SWEDEN] if grey else codes),
        commitments=facts.commitments,
        country=grey,
        width=width,
        title=title,
        notes=_notes(question, indicator, places, series),
    )


def _asked(question: Question) -> tuple[Indicator, list[Organisation]]:
    """The indicator in the address, and the places asked for: Sweden, unless others are."""
    facts, say = question.facts, question.say
    code = question.request.path_params["indicator"]
    indicator = facts.indicators.get(code)
    if indicator is None:
        raise asking.unknown("indicator", code, facts, say, status=404)
    places = [facts.organisations[one] for one in question.asked.get("kod", (SWEDEN,))]
    most = MOST_PLACES if _figure(question) == ROWS else MOST_LINES
    if len(places) > most:
        hint = say("Ange högst {n}, eller välj figur=rader.", n=str(most))
        raise Refused(400, "too_many", say("{name} har {n} koder.", name="kod", n=str(len(places))), hint)
    kinds = {place.kind for place in places if place.kind is not OrganisationKind.COUNTRY}
    if len(kinds) > 1:
        raise Refused(
            400,
            "mixed_kinds",
            say("Kommuner och regioner jämförs inte med varandra här."),
            say("Ange organisationer av ett slag."),
        )
    return indicator, places


def _figure(question: Question) -> str:
    several = len(question.asked.get("kod", ())) > MOST_LINES
    return str(question.asked.get("figur", ROWS if several else TREND))


def _notes(
    question: Question, indicator: Indicator, places: Sequence[Organisation], shown: pd.DataFrame
) -> list[str]:
    """Caveats and the source; `shown` (organisation, year, origin) tells which values are the network's own."""
    say = question.say
    source = say(
        "Källa: {producer} via Kolada ({id}). Skillnader: egen bearbetning.",
        producer=indicator.producer or say("uppgift saknas"),
        id=indicator.id,
    )
    own = sentences.own_figures(say, shown, {place.code: place.name for place in places})
    return [str(caveat["text"]) for caveat in tables.caveats([indicator], say)] + [f"{source} {own}".strip()]


def _page_of(places: Sequence[Organisation], indicator: Indicator, language: str) -> str:
    """The page that shows the same and more."""
    codes = [place.code for place in places]
    regions = all(place.kind is OrganisationKind.REGION for place in places)
    compared = {"region" if regions else "kommun": ",".join(codes)} if codes != [SWEDEN] else {}
    query = {**compared, "nyckeltal": indicator.id}
    if language != "sv":
        query["sprak"] = language
    return f"/{'regioner' if regions else 'jamfor'}?{urlencode(query, safe=',')}"


def _file(question: Question, content: bytes, indicator: Indicator, suffix: str, type_: str) -> Response:
    named = {"Content-Disposition": f'inline; filename="{indicator.id}.{suffix}"'}
    return Response(content, media_type=type_, headers={**question.headers, **named})
