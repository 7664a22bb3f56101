"""The accessibility statement that Swedish law asks of a public body: what holds, what does not, whom to tell.

Source of what it must say: lagen (2018:1937) om tillgänglighet till digital offentlig service, 13 §, and
Digg's rules MDFFS 2019:2.
"""

from __future__ import annotations

import os
from datetime import date
from html import escape

from benchmarking.web.session import words
from benchmarking.web.show import link, put, section, together
from benchmarking.wording import Words

__all__ = ["accessibility", "best_practices"]

CONTACT = "BENCHMARKING_CONTACT"
"""The environment variable that names where a visitor may write: an e-mail or a web address."""

ASSESSED = date(2026, 11, 28)
"""When axe was last run over every page in the long run (`tests/RESULTS.md`)."""

SUPERVISOR = "https://www.digg.se/tdosanmalan"


def accessibility() -> None:
    """The whole statement."""
    with together():
        _how_well()
        _shortcomings()
        _tell_us()
        _how_tried()
        _annex()


def _how_well() -> None:
    say = words()
    section(say("Hur tillgänglig webbplatsen är"))
    _paragraphs(
        say(
            "Webbplatsen följer till största delen kraven i WCAG 2.1 på nivå AA. Det som brister står nedan, med "
            "orsak och vad du kan göra i stället."
        )
    )


def _shortcomings() -> None:
    say = words()
    section(say("Det som brister"))
    _listed(
        say(
            "Utkastets tabell, där en samordnare skriver i filens celler, är ritad som en bild. Samma sak kan göras "
            "genom att rätta filen och lämna den igen."
        ),
        say(
            "En yta på kartan nås inte med tangentbordet och tänds inte från sin rad i tabellen. Alla platser och "
            "värden finns som staplar och som tabell på samma sida."
        ),
        say("Några källor är på svenska, också när sidan är på engelska."),
        say(
            "Vilken dag kalenderns veckor börjar på, och det som läses upp när en dag väljs, följer webbläsarens "
            "språk. Kalendern är Streamlits, och det går inte att ställa in. Du kan skriva datumet i fältet i stället."
        ),
        say(
            "Mötespaketen i PowerPoint och Word har inte prövats med hjälpmedel. Samma uppgifter finns på mötets sida "
            "och i en PDF som är märkt för skärmläsare."
        ),
    )


def _tell_us() -> None:
    say = words()
    section(say("Säg till om något hindrar dig"))
    contact = os.environ.get(CONTACT, "").strip()
    if "@" in contact:
        written = link(contact, f"mailto:{contact}")
    elif contact.startswith("https://"):
        written = link(contact, contact)
    else:
        written = ""
    asked = say("Berätta för den som sköter tjänsten. Säg vilken sida det gäller och vad som inte gick.")
    put(f'<div class="page-prose"><p>{escape(asked)} {written}</p></div>')
    if not written:
        _paragraphs(say("Här står ingen adress. Vänd dig till den kommun eller region som gav dig länken."))
    unhappy = say(
        "Myndigheten för digital förvaltning har tillsyn. Är du inte nöjd med svaret kan du anmäla till den:"
    )
    put(f'<div class="page-prose"><p>{escape(unhappy)} {link("digg.se", SUPERVISOR)}</p></div>')


def _how_tried() -> None:
    say = words()
    section(say("Hur vi har prövat"))
    _paragraphs(
        say(
            "Varje sida har prövats med axe-core mot WCAG 2.1 A och AA, på svenska och engelska, ljus och mörk, på bred "
            "skärm och telefon. Det som axe fann då är rättat, både i det som är vårt och i det som är Streamlits. Senast {date}.",
            date=say.date(ASSESSED),
        ),
        say(
            "Varje figur har en mening, en tabell med samma tal och ett namn som en skärmläsare läser. Ingenting sägs "
            "bara med färg."
        ),
        say(
            "När tabellen är öppen tänder en rad sin punkt i figuren, och en punkt sin rad. Med tangentbordet går du "
            "mellan raderna med piltangenterna."
        ),
        say(
            "Ett program går varje sida med bara tangentbordet, i en ruta som är 320 pixlar bred och utan rörelser. Det "
            "går också politikerns, samordnarens och mentorns väg från start till mål med bara tangentbordet."
        ),
        say(
            "Vi har läst vad webbläsaren berättar för en skärmläsare på varje sida. Ingen har än lyssnat med en "
            "skärmläsare. Använder du en, berätta gärna hur det går."
        ),
    )


def best_practices(say: Words) -> dict[str, str]:
    """What axe-core advises beside WCAG and finds not followed, by its name of the rule, each with its cause.

    The long browser tests compare it with what axe finds.
    """
    return {
        "region": say(
            "Listor och menyer som fälls ut ligger sist i sidans kod, utanför dess områden. Streamlit, som sidorna är "
            "byggda med, lägger dem där för att de ska synas över allt annat. Tangentbordet når dem från fältet eller "
            "knappen som öppnar dem."
        ),
    }


def _annex() -> None:
    say = words()
    section(say("Bilaga: råd som inte följs"))
    _paragraphs(
        say(
            "axe-core ger också råd som WCAG inte kräver. De här följs inte överallt. Namnen är axe-cores egna, på "
            "engelska."
        )
    )
    put(
        '<div class="page-prose"><dl>'
        + "".join(
            f'<dt lang="en">{escape(rule)}</dt><dd>{escape(why)}</dd>'
            for rule, why in best_practices(say).items()
        )
        + "</dl></div>"
    )


def _paragraphs(*sentences: str) -> None:
    put('<div class="page-prose">' + "".join(f"<p>{escape(one)}</p>" for one in sentences) + "</div>")


def _listed(*items: str) -> None:
    put('<div class="page-prose"><ul>' + "".join(f"<li>{escape(one)}</li>" for one in items) + "</ul></div>")
