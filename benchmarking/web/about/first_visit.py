"""What somebody who comes for the first time can do here, and where to look first, told with real figures."""

from __future__ import annotations

from html import escape

from benchmarking.model import OrganisationKind
from benchmarking.web.comparing.comparison import most_apart
from benchmarking.web.facts import Facts
from benchmarking.web.meetings.meeting import next_meeting
from benchmarking.web.network.lines import FIRST_LINE, line_sentences
from benchmarking.web.session import address, words
from benchmarking.web.show import Card, cards, link, put, section

__all__ = ["examples", "ways_in"]

PLACE = "1882"
BESIDE = ("1882", "1982", "2083")
"""A group of 2019 and its mentor: small, with every kind of gap, and known by heart here."""


def ways_in(known: Facts) -> None:
    """A start for each who comes: what she can do, the first step, and what more there is."""
    say = words()
    place = known.organisations.get(PLACE)
    example = [(say("Exempel: {name}", name=place.name), address("organisation", kod=PLACE))] if place else []
    cards(
        [
            Card(
                say("Politiker"),
                say(
                    "Se var kvinnor och män får olika resultat i din kommun, hur säkert det är och vilka ni kan jämföra er med. Sök din kommun ovan, eller börja med ett exempel."
                ),
                (*example, (say("Ett nyckeltal i alla kommuner"), address("indicator"))),
            ),
            Card(
                say("Samordnare"),
                say("Lämna en fil med uppgifter. Se vad som behöver rättas, publicera och ta tillbaka."),
                (
                    (say("Lämna uppgifter"), address("upload")),
                    (say("Vad är inne, vad saknas?"), address("submissions")),
                    (say("Håll i en omgång"), address("rounds")),
                ),
            ),
            Card(
                say("Mentor"),
                say(
                    "Förbered nästa möte med din grupp. Paketet är ett klick bort, och det ni lovar följs upp nästa gång."
                ),
                (
                    next_meeting(known),
                    (say("Vem lärde sig av vem?"), address("network")),
                    (say("Minskade skillnaderna?"), address("effect")),
                ),
            ),
        ]
    )


def examples(known: Facts) -> None:
    """Three views to begin with, each with the sentence that it opens with; silent where there are no figures."""
    say = words()
    told = []
    place = known.organisations.get(PLACE)
    if place and not known.gaps_of(PLACE).empty:
        [first, *_] = say.lede(known.headline_of(PLACE), place, known.indicators)
        there = address("organisation", kod=PLACE)
        told.append((say("Var är skillnaden störst?"), first, say("Se hela {name}", name=place.name), there))
    names = [known.organisations[code].name for code in BESIDE if code in known.organisations]
    if len(names) == len(BESIDE):
        for sentence in most_apart(OrganisationKind.MUNICIPALITY, BESIDE, known):
            there = address("compare", kommun=BESIDE)
            label = say("Se {names} sida vid sida", names=say.joined(names))
            told.append((say("Vad kan vi lära av varandra?"), sentence, label, there))
    if any(one.organisation == FIRST_LINE for one in known.memberships):
        first = line_sentences(FIRST_LINE, known)[0]
        there = address("network", linje=FIRST_LINE)
        told.append((say("Vem lärde sig av vem?"), first, say("Se linjen"), there))
    if not told:
        return
    section(say("Tre sätt att börja") if len(told) == 3 else say("Börja här"))
    items = "".join(
        f"<li><h3>{escape(heading)}</h3><p>{escape(sentence)}</p>{link(text, there)}</li>"
        for heading, sentence, text, there in told
    )
    put(f'<ol class="page-examples">{items}</ol>')
