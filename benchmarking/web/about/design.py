"""How the pages look, and why, on one page: its examples are drawn by what draws the pages, so it cannot drift.

Sizes are read from the stylesheet, contrasts are computed from the colours, and marks, rows, tables and
findings come from the functions that every page calls.
"""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from html import escape

from benchmarking import figures
from benchmarking.api.markup import FRAME_CSS
from benchmarking.figures.tokens import DARK, LIGHT, Tokens, contrast
from benchmarking.model import Level
from benchmarking.web.about.first_visit import PLACE
from benchmarking.web.facts import Facts
from benchmarking.web.session import address, words
from benchmarking.web.show import closed, gathered, link, put, section, stacked, states_table
from benchmarking.web.signing_in import providers
from benchmarking.web.submitting.mending import finding
from benchmarking.wording import Words

__all__ = ["colour_roles", "declared", "design"]

SPACES = (4, 8, 12, 16, 24, 40)
"""Px between things; the frame's stylesheet has no others, but for what is less (a test holds it)."""


def design(known: Facts) -> None:
    """The whole page. How to get in, which it shows as an example, depends on whether one can sign in."""
    put(known.drawn(("design", bool(providers()), words().language), lambda: _drawn(known)))


def _drawn(known: Facts) -> str:
    with gathered() as pieces:
        _principles()
        _type()
        _space()
        _colours()
        _marks(known)
        _charts()
        _findings()
        _empty()
        _tone()
    return stacked(pieces)


@cache
def declared(selector: str) -> dict[str, str]:
    """What the stylesheet says of a selector, for all widths: property → value. KeyError where it says nothing."""
    css = FRAME_CSS.read_text(encoding="utf-8")
    found = re.search(rf"^{re.escape(selector)} \{{([^}}]*)\}}", css, re.MULTILINE)
    if found is None:
        raise KeyError(selector)
    pairs = (part.partition(":") for part in found.group(1).split(";") if ":" in part)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _principles() -> None:
    say = words()
    section(say("Tanken"))
    _listed(
        say("Orden kommer före figuren: högst tre meningar, sedan rader, sedan tal."),
        say(
            "Färgen säger kön, strecket säger hur säkert, orden säger åt vilket håll. Ingen färg är bra eller dålig."
        ),
        say("Den egna platsen är stark, alla andra är grå. En sak är stark i varje figur."),
        say("Få linjer och inga lådor: hårfina streck, luft och en enda panelfärg."),
        say("”Går inte att avgöra” är ett svar, med sitt skäl."),
    )


def _type() -> None:
    say = words()
    section(say("Skrift"))
    example = say("Kvinnor har 75,0 % av posterna")
    roles = (
        (say("Rubrik"), "h1.page-title"),
        (say("Ingress, med serifer"), ".page-lede"),
        (say("Avsnitt"), ".page-section h2"),
        (say("Underrubrik"), ".page-prose h3"),
        (say("Brödtext"), ".page-prose"),
        (say("Källa och anmärkning"), ".page-source, .page-footer p"),
    )
    rows = []
    for role, selector in roles:
        style = {
            name: value
            for name, value in declared(selector).items()
            if name in ("font-family", "font-size", "font-weight", "line-height", "letter-spacing", "color")
        }
        written = ";".join(f"{name}:{value}" for name, value in style.items())
        size = f"{_measure(style['font-size'])} / {_measure(style.get('line-height', '–'))}, {style.get('font-weight', '400')}"
        rows.append(
            (
                escape(role),
                (
                    ("", f'<span style="{escape(written, quote=True)}">{escape(example)}</span>'),
                    ("", escape(size)),
                ),
            )
        )
    heads = (say("Roll"), say("Så ser det ut"), say("Storlek / rad, vikt"))
    put(states_table(say("Skrift"), heads, rows, seen=False))
    _said(
        say(
            "Hanken Grotesk och Source Serif 4 ligger på den egna servern. Siffror är lika breda, så att tal "
            "står rakt under varandra."
        )
    )


def _measure(written: str) -> str:
    """A length or a number of the stylesheet, as one writes it in the page's language; other values as they are."""
    say, number = words(), written.removesuffix("px")
    try:
        told = say.number(float(number), len(number.partition(".")[2]))
    except ValueError:
        return written
    return say("{n} px", n=told) if number != written else told


def _space() -> None:
    say = words()
    section(say("Avstånd"))
    bars = "".join(
        f'<li><span style="width:{space}px"></span>{escape(say("{n} px", n=space))}</li>' for space in SPACES
    )
    put(f'<ul class="page-spaces">{bars}</ul>')
    _said(
        say(
            "Sidan är {n} px bred. På en telefon är den en spalt: en tabell blir kort, ett för varje rad, och "
            "valen står samlade under ingressen.",
            n=1120,
        )
    )


def colour_roles(say: Words) -> dict[str, str]:
    """What each colour is for, by its name."""
    return {
        "bg": say("sidans grund"),
        "panel": say("kort och det som är valt"),
        "ink": say("text, den egna platsen, det säkra"),
        "muted": say("det som är mindre viktigt"),
        "women": say("kvinnors märke: gran"),
        "women_text": say("kvinnors tal"),
        "men": say("mäns märke: hjortron"),
        "men_text": say("mäns tal"),
        "other": say("andra platser och det man jämför med"),
        "uncertain": say("prickat streck: ingen säker skillnad"),
        "link": say("länkar och var man står"),
        "stop": say("det som stoppar en fil"),
        "ask": say("det som frågar"),
        "line": say("hårfina streck, bara prydnad"),
        "band": say("en omgång i en kurva, bara prydnad"),
    }


def _colours() -> None:
    say = words()
    section(say("Färger"), say("kontrast mot sida / panel"))
    roles = colour_roles(say)
    rows = []
    for field in fields(Tokens):
        cells = [("", escape(roles[field.name]))]
        for theme in (LIGHT, DARK):
            colour = getattr(theme, field.name)
            against = " / ".join(
                say.number(contrast(colour, ground), 1) for ground in (theme.bg, theme.panel)
            )
            swatch = f'<span class="page-swatch" style="background:{colour}"></span>'
            cells.append(("", f"{swatch} {colour} · {escape(against)}"))
        rows.append((f'<span translate="no" lang="en">{escape(field.name)}</span>', cells))
    heads = (say("Namn"), say("Till"), say("Ljust"), say("Mörkt"))
    put(states_table(say("Färger"), heads, rows, seen=False))
    _said(
        say(
            "Text har minst {text} mot det den står på, märken minst {mark}. Ett prov räknar om det. Cirkel och "
            "romb, heldraget och prickat skiljer också utan färg.",
            text=say.number(4.5, 1),
            mark=say.number(3.0, 1),
        )
    )


def _marks(known: Facts) -> None:
    say = words()
    section(say("Märken och omdömen"), anchor="marken")
    put(figures.legend(say))
    place = known.organisations.get(PLACE)
    if place is None:
        return
    found = known.gaps_of(PLACE)
    if found.empty:
        return
    # One of each way to know, and one of not knowing.
    here = found[found["gap"].notna()].drop_duplicates("basis")
    if here.empty:
        return
    drawn = figures.profile_rows(
        here,
        known.years_of([PLACE], list(here["indicator"])),
        known.indicators,
        None,
        known.scale(place.kind),
        say,
        lambda indicator: address("indicator", nyckeltal=indicator, kod=PLACE),
    )
    put(drawn.html)
    section(say("Tabeller"))
    _said(say("Varje figur har samma tal i en tabell. Tal står till höger, under varandra."))
    put(figures.table(drawn.table.iloc[:, :4], say("Samma rader som tabell: {name}", name=place.name), say))


def _charts() -> None:
    say = words()
    section(say("Diagram"))
    _listed(
        say("Ovanför står en mening som säger vad figuren visar, med samma tal."),
        say(
            "Namnen står där linjen slutar. Då slipper figuren en ruta som förklarar. De andra linjerna är tunna."
        ),
        say("Ordnat efter storlek. Inget som saknas får en plats i ordningen."),
        say("En linje bryts där måttet byts. En omgång är ett band med sitt namn."),
        say("Kartan har sju fasta steg och ändras inte av det man väljer att visa."),
    )
    ways = (
        (say("En punkt för varje kommun"), address("indicator", nyckeltal="N00206", kod=PLACE)),
        (say("Kurvor över tid"), address("compare", kommun=("1882", "1982", "2083"), nyckeltal="N21826")),
        (say("Vem lärde sig av vem"), address("network")),
    )
    put(f'<p class="page-list">{" · ".join(link(*way) for way in ways)}</p>')


def _findings() -> None:
    say = words()
    section(say("Fel i en fil"), say("vad, var, hur man rättar"))
    put(
        finding(
            Level.ERROR,
            say("127 är ingen kommunkod."),
            say("Rad 5, kolumn kommunkod"),
            say("Nollan först har försvunnit. Menas 0127 Botkyrka?"),
        )
        + finding(
            Level.WARNING,
            say("0,96 kan vara 96 procent."),
            say("Rad 18, kolumn värde"),
            say("Det officiella värdet är 96,0. Svara på frågan, så går filen vidare."),
        )
        + finding(
            Level.INFORMATION,
            say("Procenttecken togs bort på 4 rader."),
            say("Rad 44–47, kolumn värde"),
            say("Inget att göra."),
        )
    )


def _empty() -> None:
    say = words()
    section(say("När något inte finns, är stängt eller dröjer"))
    _said(
        say(
            "En tom sida säger varför den är tom och vad man kan göra i stället. En figur som dröjer håller sin plats, så "
            "att inget hoppar."
        )
    )
    closed(say("Så här ser en stängd sida ut."), (say("Sök din kommun eller region"), address("start")))


def _tone() -> None:
    say = words()
    section(say("Ton"))
    pairs = (
        (say("Säg"), say("Hellre än")),
        (say("Det går inte att avgöra: bara tre år går att jämföra."), say("Ingen skillnad")),
        (say("Kvinnor har 22,2 % av posterna."), say("Kvinnor är kraftigt underrepresenterade.")),
        (say("Vad gör Hedemora som ni inte gör?"), say("Ni ligger sämst i gruppen.")),
        (say("Din fil är kvar som den var. Bara utkastet ändras."), say("Tack för din uppladdning!")),
    )
    heads, *rows = pairs
    put(
        states_table(
            say("Ton"), heads, [(escape(good), [("", escape(bad))]) for good, bad in rows], seen=False
        )
    )
    _said(
        say(
            "Rakt, varmt och exakt: du till en människa, ni till en organisation, en tanke i varje mening, och en "
            "fråga hellre än en dom. Kvinnor nämns före män."
        )
    )


def _said(*sentences: str) -> None:
    put('<div class="page-prose">' + "".join(f"<p>{escape(one)}</p>" for one in sentences) + "</div>")


def _listed(*items: str) -> None:
    put('<div class="page-prose"><ul>' + "".join(f"<li>{escape(one)}</li>" for one in items) + "</ul></div>")
