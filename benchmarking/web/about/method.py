"""The method page's parts: rules in plain words, every indicator's definition, sources and terms."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from benchmarking import peers, statistics
from benchmarking.figures import table
from benchmarking.figures.markup import HERE, joined, within
from benchmarking.model import Direction, Indicator, Measured
from benchmarking.web.facts import Facts
from benchmarking.web.network.effect_method import coverage_table, how
from benchmarking.web.pickers import SUBGOALS
from benchmarking.web.session import address, words
from benchmarking.web.show import gathered, link, put, section, source_of, stacked
from benchmarking.wording.glossary import GLOSSARY

FALSE_ALARMS = Path(__file__).resolve().parents[3] / "data" / "false_alarms.csv"

MOST_DEFINED = 200
"""Indicators whose definitions stand on the page one after the other."""

SIMULATED = 10_000
"""Series of each process and length behind `FALSE_ALARMS`."""


def method(known: Facts) -> None:
    """The whole page, which is the same until an indicator changes."""
    few = len(known.indicators) <= MOST_DEFINED

    def drawn() -> tuple[str, str]:
        with gathered() as first:
            _rules()
            _missing()
            _terms()
            _indicators(known, defined=few)
        with gathered() as then:
            _sources()
            _accessibility()
        return stacked(first), stacked(then)

    above, below = known.drawn(("method", words().language), drawn)
    if few:
        put(stacked([above, below]))
        return
    put(above)
    _folded(known)
    put(below)


def _prose(anchor: str, heading: str, *paragraphs: str) -> None:
    section(heading, anchor=anchor)
    put('<div class="page-prose">' + "".join(f"<p>{escape(text)}</p>" for text in paragraphs) + "</div>")


def _rules() -> None:
    say = words()
    _prose(
        "skillnad",
        say("Skillnaden"),
        say("Skillnaden är kvinnors värde minus mäns. Plus betyder alltid att kvinnor har mer."),
        say(
            "Andel kvinnor (som i fullmäktige) ställs mot andel män: 60 procent kvinnor är +20 procentenheter. Kvinnors inkomst som del av mäns ställs mot 100."
        ),
        say(
            "En skillnad är inte i sig en orättvisa. Vi säger omotiverad först när någon har utrett orsakerna."
        ),
    )
    _prose(
        "sakert",
        say("Hur säkert vi vet"),
        say(
            "Räknad: alla poster eller dagar är räknade. Då finns ingen osäkerhet. Poster är jämnt fördelade mellan 40 och 60 procent."
        ),
        say(
            "Säker: vi vet hur många som har räknats. Intervallet med 99 procents säkerhet når inte noll. Vi räknar det som Newcombe (1998)."
        ),
        say(
            "Varaktig: antalen är inte kända, men minst {n} jämförbara år är det. De yttre gränserna för årens "
            "skillnader (XmR, medelvärdet ± 2,66 gånger medelvärdet av stegen mellan åren) utesluter lika, och "
            "den nyaste skillnaden är minst {steps} sådana steg från lika.",
            n=statistics.FEWEST_YEARS,
            steps=say.number(statistics.NEWEST_RANGES),
        ),
        say("Ingen säker skillnad: det har prövats, och lika går inte att utesluta."),
        say(
            "Går inte att avgöra: det kunde inte prövas, till exempel för att enkäten saknar felmarginal, måttet är nytt, "
            "värdet bara ändras vid val eller är ett medelvärde över flera år."
        ),
    )
    _prose(
        "andring",
        say("Ändring mot landet"),
        say(
            "Först drar vi bort den typiska kommunens ändring. Det som är kvar ska ligga utanför gränserna för åren före. Det ska också gå stadigt åt ett håll (Mann–Kendall, p under {level}), även när vilket år som helst tas bort.",
            level=say.number(statistics.CHANGE_LEVEL, 3),
        ),
    )
    _false_alarms()
    _effects()
    _prose(
        "ordning",
        say("Ordningen"),
        say(
            "Skillnader har olika enheter. Därför ordnas de efter hur långt de ligger från den typiska kommunens samma år. Avståndet räknas i spridningar (kvartilavståndet delat med 1,349). En spridning eller mer är större än på andra håll."
        ),
        say("Det som nästan alla har gemensamt står för sig: som i nästan hela landet."),
    )


def _references() -> None:
    say = words()
    _prose(
        "mot",
        say("Att jämföra med"),
        say(
            "Liknande platser är de {n} som ligger närmast i antal invånare, andel äldre, inkomst, utbildning, "
            "kommungrupp och avstånd. Du kan ändra hur mycket var och en räknas. Medan en omgång pågår är valet "
            "fryst för dem som deltar: det görs med de siffror som fanns när omgången startade.",
            n=say.spelled(peers.NEAREST),
        ),
        say(
            "Mot en grupp visas medianen på profilen och ovägt medel i jämförelsen: varje kommun räknas lika, "
            "stor som liten. De som saknar värde räknas inte, och antalet står bredvid. Riket är vägt: där "
            "räknas varje person lika."
        ),
        say("Den jämnaste är den av de liknande som har minst skillnad det året. Det kan bero på slumpen."),
    )


@cache
def false_alarms() -> pd.DataFrame:
    """`statistics.false_alarms` with its own defaults, as it stands in `data/`: simulating takes longer than a page may."""
    return pd.read_csv(FALSE_ALARMS, comment="#")


def _false_alarms() -> None:
    """How often the two tests call out where there is nothing to find."""
    say = words()
    processes = {
        "white": say("år som inte beror av varandra"),
        "autoregressive": say("år som liknar året före (AR(1), 0,5)"),
        "drift": say("år som följer en gemensam förändring"),
        "moving_mean": say("medelvärden över tre år"),
    }
    shares = false_alarms()
    rows = []
    for process, name in processes.items():
        here = shares[shares["process"] == process]
        cells = [
            say.year_range(int(here["years"].min()), int(here["years"].max())),
            *(say.percent(100 * float(here[test].max()), 1) for test in ("gap", "change")),
        ]
        rows.append([name, *cells])
    headings = [
        say("Simulerade skillnader"),
        say("Antal år"),
        say("Varaktig, fast skillnad saknas"),
        say("Ändring, fast ingen finns"),
    ]
    section(say("Hur ofta proven slår fel"), anchor="falsklarm")
    said = say(
        "Vi har låtit proven döma {n} simulerade serier av varje slag och längd, där det inte finns något att hitta. "
        "Tabellen visar den längd som gav flest falska utslag. Gränsen vi satt är {ceiling}.",
        n=say.number(SIMULATED),
        ceiling=say.percent(100 * statistics.FALSE_ALARM_CEILING),
    )
    put(f'<div class="page-prose"><p>{escape(said)}</p></div>')
    put(table(pd.DataFrame(rows, columns=headings), say("Hur ofta proven slår fel"), say, headed=True))


def _effects() -> None:
    """How a round's effect is judged, and how often the judgement was right."""
    say = words()
    _prose("effekt", say("Minskade skillnaderna?"), *how(say))
    put(coverage_table(say, every=True))
    put(f'<p class="page-source">{link(say("Se omgångarnas effekt"), address("effect"))}</p>')


def _missing() -> None:
    say = words()
    section(say("När ett värde saknas"), anchor="saknas")
    faces = (
        ("-", say("bortfall: uppgiften har inte lämnats")),
        (".", say("finns inte här: måttet gäller inte den här organisationen")),
        ("..", say("dolt: gruppen är för liten för att visas")),
        (say("tomt"), say("inget värde, orsak okänd. Så är det för alla tomma värden i Kolada-filerna här.")),
        ("0", say("noll är ett värde, inte något som saknas")),
    )
    rows = "".join(f"<dt>{escape(sign)}</dt><dd>{escape(meaning)}</dd>" for sign, meaning in faces)
    put(f'<div class="page-prose"><dl>{rows}</dl></div>')
    _prose(
        "rojande",
        say("Små grupper"),
        say(
            "Officiella värden visas som producenten har publicerat dem. Nätverkets egna värden döljs när de bygger på "
            "färre än fem personer. Då döljs båda könen, för annars går det ena att räkna ut ur totalen."
        ),
        say(
            "När ett värde blev känt: uppgifter som lämnats här räknas från dagen de publicerades. För Koladas värden "
            "2010–2022 finns inga sådana datum, så vi räknar från den 31 december året efter."
        ),
    )


def _terms() -> None:
    say = words()
    section(say("Ord"), anchor="ord")
    rows = "".join(
        f'<dt id="ord-{key}">{escape(say.term(key))}</dt><dd>{escape(say.meaning(key))}</dd>'
        for key in say.sorted(GLOSSARY, key=say.term)
    )
    put(f'<div class="page-prose"><dl>{rows}</dl></div>')


def _indicators(known: Facts, *, defined: bool) -> None:
    say = words()
    section(say("Alla nyckeltal"), str(len(known.indicators)), anchor="nyckeltal")
    if defined:
        put(_definitions(known.indicators.values()))


def _folded(known: Facts) -> None:
    """The definitions by sub-goal, each behind its heading: hundreds of them would make the page heavy."""
    say = words()
    for subgoal in (*SUBGOALS, None):
        here = [one for one in known.indicators.values() if one.subgoal == subgoal]
        if not here:
            continue
        name = f"{subgoal}. {say.subgoal(subgoal)}" if subgoal else say("Bakgrund")
        with st.expander(f"{name} ({len(here)})", on_change="rerun", key=f"defined-{subgoal}") as fold:
            if fold.open:
                put(_definitions(here))


def _definitions(indicators: Iterable[Indicator]) -> str:
    say = words()
    parts = []
    for indicator in indicators:
        definition = (
            say.text(indicator.definition) if indicator.definition else say("Definition: uppgift saknas.")
        )
        facts = [
            within(say("Källa: {source}", source=HERE), source_of(indicator)),
            _measured(indicator),
            _direction(indicator),
            say.text(indicator.break_note) if indicator.break_note else "",
            say.text(indicator.caution) if indicator.caution else "",
        ]
        parts.append(
            f'<h3 id="{escape(indicator.id, quote=True)}">{escape(say.text(indicator.short))}</h3>'
            f"<p>{escape(say.text(indicator.title))} ({escape(indicator.id)})</p><p>{escape(definition)}</p>"
            f"<p>{' · '.join(joined(fact) for fact in facts if fact)}</p>"
        )
    return f'<div class="page-prose">{"".join(parts)}</div>'


def _measured(indicator: Indicator) -> str:
    say = words()
    return {
        Measured.YEARLY: say("mäts varje år"),
        Measured.ELECTION: say("mäts vid val, samma värde står kvar åren emellan"),
        Measured.SURVEY: say("enkät"),
        Measured.MOVING_MEAN: say("medelvärde över flera år"),
    }[indicator.measured]


def _direction(indicator: Indicator) -> str:
    return "" if indicator.direction is Direction.NONE else words().direction(indicator.direction)


def _sources() -> None:
    say = words()
    _prose(
        "kallor",
        say("Källor"),
        say(
            "Värdena kommer från Kolada (RKA), som i sin tur har dem från den producent som står vid varje nyckeltal."
        ),
        say("Skillnader, omdömen och ändringar har vi själva räknat fram ur data från Kolada."),
        say(
            "Folkmängd, koder och kartgränser: SCB. Kommungrupper: SKR 2023. Omgångar och mentorer: de sidor som står i tabellen på sidan Nätverket."
        ),
        say(
            "För varje nyckeltal visar vi bara det som källan säger. Det den inte säger står som uppgift saknas."
        ),
    )


def _accessibility() -> None:
    say = words()
    _prose(
        "tillganglighet",
        say("Tillgänglighet och personuppgifter"),
        say("Varje figur har samma uppgifter som text och tabell. Ingenting sägs bara med färg."),
        say(
            "Tjänsten sätter en kaka bara för den som öppnar serverns egen länk. Inget följer besökare, och sidan hämtar inget från andra."
        ),
        say(
            "En fil med personnummer eller e-postadresser tas inte emot. Roller och organisationer sparas, inte personers namn."
        ),
    )
    put(f'<p class="page-list">{link(say("Så ser sidorna ut, och varför"), address("design"))}</p>')
