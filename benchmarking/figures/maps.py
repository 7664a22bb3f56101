"""The plotly pen for a map: municipalities or counties filled by step, without tiles or any foreign host."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from benchmarking.figures.beeswarm import places_table
from benchmarking.figures.described import Described, Drawing
from benchmarking.figures.dumbbell import is_number
from benchmarking.figures.markup import tag
from benchmarking.figures.places import KNOWN, Value, said_with_unit, usual_year, year_note
from benchmarking.figures.reading import Shown
from benchmarking.figures.steps import Step, gap_step, gap_steps, level_step, level_steps
from benchmarking.figures.tokens import FONT, Theme, tokens
from benchmarking.gaps import FEWEST_PLACES
from benchmarking.model import Counted, Indicator, Organisation, OrganisationKind
from benchmarking.wording import Words

__all__ = ["MAP_CONFIG", "SWEDEN_VIEW", "View", "map_legend", "map_of", "view_of"]

BORDERS = {
    OrganisationKind.MUNICIPALITY: "app/static/map/municipalities.json",
    OrganisationKind.REGION: "app/static/map/counties.json",
}
"""Where the browser fetches the borders: once, compressed, and not again with each new figure."""

HEIGHT = 620

MAP_CONFIG = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False, "doubleClick": False}
"""For `st.plotly_chart(config=…)`: whoever scrolls down the page must not be caught by the map."""

# A style without layers or sources asks nobody for anything and lets the page's own ground through.
EMPTY_STYLE = {"version": 8, "sources": {}, "layers": []}

TILE = 512
"""Px that the whole world is wide at zoom 0 (MapLibre)."""


@dataclass(frozen=True, slots=True)
class View:
    """What part of the world a map shows, in degrees."""

    south: float
    north: float
    west: float
    east: float

    def centre(self) -> dict[str, float]:
        middle = _latitude((_mercator(self.south) + _mercator(self.north)) / 2)
        return {"lat": round(middle, 4), "lon": round((self.west + self.east) / 2, 4)}

    def zoom(self, width: float, height: float) -> float:
        """The zoom at which all of it fits in so many px."""
        up = (_mercator(self.north) - _mercator(self.south)) / (2 * math.pi)
        across = (self.east - self.west) / 360
        return round(math.log2(min(height / (TILE * up), width / (TILE * across))), 3)


SWEDEN_VIEW = View(55.1, 69.2, 10.6, 24.4)


def view_of(places: Sequence[Organisation]) -> View:
    """A view of some places by their middles, with room for what lies round these; Sweden where none is known."""
    known = [place for place in places if place.latitude is not None and place.longitude is not None]
    if not known:
        return SWEDEN_VIEW
    south, north = min(p.latitude for p in known), max(p.latitude for p in known)
    west, east = min(p.longitude for p in known), max(p.longitude for p in known)
    up, across = max(0.25, 0.3 * (north - south)), max(0.5, 0.3 * (east - west))
    return View(south - up, north + up, west - across, east + across)


def map_of(
    assessed: pd.DataFrame,
    indicator: Indicator,
    organisations: Sequence[Organisation],
    shown: Sequence[Shown],
    words: Words,
    *,
    value: Value = Value.GAP,
    ends: tuple[float, float] = (0.0, 1.0),
    counties: Mapping[str, str] | None = None,
    view: View = SWEDEN_VIEW,
    theme: Theme = "light",
    width: float = 340.0,
) -> Described:
    """Every organisation of one kind where it lies, filled by step; those shown outlined in ink.

    `assessed` holds rows of `gaps.assess` for one indicator; `organisations` are all of the kind
    (municipalities, or regions, drawn as their counties). `ends` are where the steps of a level begin and
    end (`reading.scale`); the steps of a gap follow from the indicator. What has no value has the
    page's colour. `counties` are names by code: with them the sentence says where known gaps gather.
    `width` (px) is what the view must at least fit in. The sentence says how many gaps are known, or
    where a level is lowest and highest; the table has all places. Without values, without a known gap or
    a smallest gap worth talking about, there is no figure.
    """
    names = {place.code: place.name for place in organisations}
    table = places_table(assessed, indicator, names, words)
    rows = {row.organisation: row for row in assessed.itertuples(index=False)}
    having = [place for place in organisations if is_number(_number(rows.get(place.code), value))]
    if not having or (value is Value.GAP and indicator.notable is None):
        return Described(sentence=words("Inga värden att visa på kartan."), table=table)
    if value is Value.GAP and not any(row.verdict in KNOWN for row in rows.values()):
        nothing = words(
            "Ingen skillnad är säker, varaktig eller räknad, så det finns inget att fylla kartan med."
        )
        return Described(sentence=nothing, table=table)
    sentence = _sentence(organisations, rows, indicator, value, counties or {}, words)
    steps, at = _steps(rows, indicator, value, ends, words)
    figure = _figure(organisations, rows, at, steps, indicator, value, shown, view, theme, width, words)
    return Described(sentence=sentence, table=table, figure=figure)


def map_legend(indicator: Indicator, words: Words, *, value: Value, ends: tuple[float, float]) -> str:
    """The steps with their meaning, as HTML that follows the theme."""
    steps = (
        gap_steps(indicator, words) if value is Value.GAP else level_steps(indicator, value, ends, words)[0]
    )
    unit = words.gap_unit(indicator) if value is Value.GAP else words.text(indicator.base)
    items = [
        tag(
            "li",
            tag(
                "span",
                class_="bm-swatch",
                style=f"background:light-dark({step.colour('light')},{step.colour('dark')})",
            ),
            step.label,
        )
        for step in reversed(steps)
    ]
    items.append(tag("li", tag("span", class_="bm-swatch bm-nothing"), words("Inget värde")))
    listed = tag("ul", *items, class_="bm-steps", aria_label=words("Teckenförklaring"))
    return tag("div", tag("p", unit, class_="bm-small") if unit else None, listed, class_="bm")


def _number(row: Any, value: Value) -> float:
    return math.nan if row is None else getattr(row, value.value)


def _steps(
    rows: Mapping[str, Any], indicator: Indicator, value: Value, ends: tuple[float, float], words: Words
) -> tuple[list[Step], dict[str, int]]:
    """The steps, and each organisation's by code."""
    if value is not Value.GAP:
        steps, cuts = level_steps(indicator, value, ends, words)
        levels = {code: _number(row, value) for code, row in rows.items()}
        return steps, {code: level_step(level, cuts) for code, level in levels.items() if is_number(level)}
    steps = gap_steps(indicator, words)
    none = len(steps) // 2
    return steps, {
        code: none + (gap_step(row.gap, indicator.notable) if row.verdict in KNOWN else 0)
        for code, row in rows.items()
        if is_number(row.gap)
    }


def _figure(
    organisations: Sequence[Organisation],
    rows: Mapping[str, Any],
    at: Mapping[str, int],
    steps: Sequence[Step],
    indicator: Indicator,
    value: Value,
    shown: Sequence[Shown],
    view: View,
    theme: Theme,
    width: float,
    words: Words,
) -> Drawing:
    colours = tokens(theme)
    outlined = {one.code for one in shown}
    # Borders are drawn in this order: an outline must not lie under a neighbour's hairline.
    drawn = sorted(organisations, key=lambda place: (place.code in outlined, place.code))
    usual = usual_year(pd.DataFrame({"year": [row.year for row in rows.values()]}))
    missing = len(steps)
    scale = [step.colour(theme) for step in steps] + [colours.bg]
    texts = []
    for place in drawn:
        row = rows.get(place.code)
        number = _number(row, value)
        if not is_number(number):
            texts.append(f"{place.name}: {words('uppgift saknas')}")
            continue
        text = f"{place.name}: {said_with_unit(indicator, value, number, words)}{year_note(row, usual)}"
        texts.append(f"{text}. {words.verdict(row, indicator)}" if value is Value.GAP else text)
    regions = drawn[0].kind is OrganisationKind.REGION
    trace = go.Choroplethmap(
        geojson=BORDERS[drawn[0].kind],
        locations=[place.county if regions else place.code for place in drawn],
        z=[at.get(place.code, missing) for place in drawn],
        zmin=-0.5,
        zmax=missing + 0.5,
        colorscale=[
            [(place + edge) / len(scale), colour] for place, colour in enumerate(scale) for edge in (0, 1)
        ],
        showscale=False,
        text=[escape(text) for text in texts],
        hovertemplate="%{text}<extra></extra>",
        marker={
            "opacity": 1,
            "line": {
                "width": [2.0 if place.code in outlined else 0.6 for place in drawn],
                "color": [colours.ink if place.code in outlined else _border(theme) for place in drawn],
            },
        },
    )
    return Drawing(
        data=[trace],
        layout={
            "template": {},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": 13, "color": colours.ink},
            "height": HEIGHT,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "dragmode": False,
            "hoverlabel": {
                "bgcolor": colours.panel,
                "bordercolor": colours.line,
                "font": {"color": colours.ink, "size": 13},
            },
            "map": {"style": EMPTY_STYLE, "center": view.centre(), "zoom": view.zoom(width, HEIGHT)},
        },
    )


def _border(theme: Theme) -> str:
    """Hairlines between places: the colour of references, since that of hairlines is the fill of no certain gap."""
    return tokens(theme).other


def _sentence(
    organisations: Sequence[Organisation],
    rows: Mapping[str, Any],
    indicator: Indicator,
    value: Value,
    counties: Mapping[str, str],
    words: Words,
) -> str:
    kind = organisations[0].kind
    numbers = {place: _number(rows.get(place.code), value) for place in organisations}
    having = {place: number for place, number in numbers.items() if is_number(number)}
    if value is not Value.GAP:
        lowest = min(having, key=lambda place: (having[place], place.code))
        highest = max(having, key=lambda place: (having[place], place.code))
        said = {
            "low": words.value(indicator, having[lowest]),
            "low_name": lowest.name,
            "high": words.value(indicator, having[highest]),
            "high_name": highest.name,
        }
        if value is Value.WOMEN:
            return words("Kvinnors värde går från {low} i {low_name} till {high} i {high_name}.", **said)
        return words("Mäns värde går från {low} i {low_name} till {high} i {high_name}.", **said)
    known = [place for place in having if rows[place.code].verdict in KNOWN]
    counted = {
        "known": len(known),
        "n": len(having),
        "kinds": words.organisation_kind(kind, len(having)),
    }
    if indicator.counted is Counted.POSTS:
        told = words("Fördelningen är ojämn i {known} av {n} {kinds}.", **counted)
    else:
        told = words("Skillnaden är säker, varaktig eller räknad i {known} av {n} {kinds}.", **counted)
    gathered = _gathered(having, known, counties)
    if gathered is None:
        return told
    county, here, of = gathered
    where = words("Vanligast är det i {county}: {known} av {n}.", county=counties[county], known=here, n=of)
    return f"{told} {where}"


def _gathered(
    having: Mapping[Organisation, float], known: Sequence[Organisation], counties: Mapping[str, str]
) -> tuple[str, int, int] | None:
    """The county with the largest share of known gaps, how many, and of how many; None where none stands out.

    Counties with fewer than five places are passed over, and the share must be a quarter above the country's.
    """
    of = Counter(place.county for place in having)
    here = Counter(place.county for place in known)
    large = [county for county, count in of.items() if count >= FEWEST_PLACES and county in counties]
    if not large or not known:
        return None
    first = max(large, key=lambda county: (here[county] / of[county], of[county], county))
    if here[first] / of[first] < 1.25 * len(known) / len(having):
        return None
    return first, here[first], of[first]


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _latitude(mercator: float) -> float:
    return math.degrees(2 * math.atan(math.exp(mercator)) - math.pi / 2)
