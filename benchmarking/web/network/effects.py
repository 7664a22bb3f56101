"""Did the gaps close? One round's answer, its paths, its estimates, whom it is compared with, and the method beside."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from benchmarking import exports, figures, prepared, tables
from benchmarking.effect import Diffusion, Result
from benchmarking.effect.rounds import span
from benchmarking.figures import Band, Described
from benchmarking.model import Indicator, Programme
from benchmarking.web.facts import Facts, facts
from benchmarking.web.network.effect_method import coverage_table, how
from benchmarking.web.pickers import pick_one, unknown_codes
from benchmarking.web.session import address, store, viewer, words
from benchmarking.web.show import (
    explained,
    gathered,
    heading,
    lede,
    link,
    put,
    section,
    show,
    stacked,
    title,
    together,
)
from benchmarking.wording import effects as said

MOST_ROWS = 100
"""Indicators that stand under each other from the start, those that can be told first."""


def effects_page() -> None:
    """The page: an answer first, and then everything it rests on."""
    say, known = words(), facts()
    found = prepared.effects(store(), viewer())
    of_round = known.drawn(("effects by round",), lambda: _by_round(found))
    top = st.container()
    if not of_round:
        with top:
            title(say("Minskade skillnaderna?"), say("Nätverket"))
            lede([say("Vi har inga uppgifter här.")])
        return
    with st.container(horizontal=True):
        programme = _pick_round(of_round, known)
        results = of_round[programme.id]
        result = _pick_indicator(programme, results, known)
        _exports(programme, results, known)
    indicator = known.indicators[result.indicator]
    with top:
        title(
            say("Minskade skillnaderna?"),
            explained(say("Effekt av {round}", round=say.text(programme.name)), "effekt"),
        )
        with together():
            lede(
                explained(one, "intervall", "nyckeltal") for one in _answer(programme, results, result, known)
            )
            _which_rounds(of_round, known)
    _one(result, indicator, programme, known)
    _all(programme, results, known)
    put(
        known.drawn(
            ("effect rests on", programme.id, indicator.id, say.language),
            lambda: _rests_on(result, indicator, found.diffusion[programme.id], known),
        )
    )


def _prose(*paragraphs: str) -> str:
    return '<div class="page-prose">' + "".join(f"<p>{escape(text)}</p>" for text in paragraphs) + "</div>"


def _by_round(found: prepared.Effects) -> dict[str, list[Result]]:
    """What came of each round, those indicators first of which something can be told."""
    of_round: dict[str, list[Result]] = {}
    for (programme, _), one in found.results.items():
        of_round.setdefault(programme, []).append(one)
    return {programme: sorted(those, key=_untold) for programme, those in of_round.items()}


def _untold(result: Result) -> bool:
    return result.estimate is None


def _can_be_told(results: list[Result]) -> bool:
    """Whether anything can be told of a round; `results` are in the order of `_by_round`."""
    return not _untold(results[0])


def _answer(programme: Programme, results: list[Result], result: Result, known: Facts) -> list[str]:
    """How many were tested and what is left of it; where nothing could be, why."""
    say = words()
    counted = known.drawn(("effects counted", programme.id, say.language), lambda: said.counted(say, results))
    return counted or [said.reason(say, result), say("Här visas bara hur det gick.")]


def _which_rounds(of_round: dict[str, list[Result]], known: Facts) -> None:
    """In which rounds an effect can be told at all, so that nobody takes silence for an answer."""
    say = words()
    told = [programme for programme, those in of_round.items() if _can_be_told(those)]
    names = say.joined([say.text(known.programmes[one].name) for one in told])
    sentence = (
        say(
            "Bara {rounds} har tre grupper och siffror före och efter. Övriga omgångar kan inte avgöras.",
            rounds=names,
        )
        if told
        else say("Ingen omgång har ännu tre grupper och siffror både före och efter.")
    )
    put(f'<p class="page-read">{escape(sentence)}</p>')


def _pick_round(of_round: dict[str, list[Result]], known: Facts) -> Programme:
    """The round asked for, else the latest in which anything can be told."""
    say = words()
    names = {one: f"{one} {say.text(known.programmes[one].name)}" for one in of_round}
    unknown_codes("omgang", names)
    told = [programme for programme, those in of_round.items() if _can_be_told(those)]
    chosen = pick_one(
        names,
        "omgang",
        label=say("Omgång"),
        default=told[-1] if told else list(of_round)[-1],
        quiet=False,
        term="omgang",
    )
    return known.programmes[chosen]


def _pick_indicator(programme: Programme, results: list[Result], known: Facts) -> Result:
    """The indicator asked for; else the first that can be told."""
    say = words()
    # Of all indicators there are many hundreds, and this is asked at each rerun.
    every = known.drawn(
        ("short names", say.language),
        lambda: {one: say.text(of.short) for one, of in known.indicators.items()},
    )
    unknown_codes("nyckeltal", every)
    by_id = known.drawn(
        ("effects by indicator", programme.id), lambda: {one.indicator: one for one in results}
    )
    names = known.drawn(
        ("effects to pick", programme.id, say.language),
        lambda: {one: name for one, name in every.items() if one in by_id},
    )
    chosen = pick_one(
        names,
        "nyckeltal",
        label=say("Nyckeltal"),
        default=results[0].indicator,
        quiet=False,
        term="nyckeltal",
    )
    return by_id[chosen]


def _one(result: Result, indicator: Indicator, programme: Programme, known: Facts) -> None:
    """One indicator: the answer, the two paths, and what speaks for and against."""
    say = words()
    section(say.text(indicator.short), say.text(indicator.base))
    theme = st.context.theme.type or "light"
    drawn = known.drawn(
        ("effect paths", programme.id, indicator.id, theme, say.language),
        lambda: figures.effect_paths(result, indicator, _band(programme), say, theme=theme),
    )
    show(drawn, f"effect-{programme.id}-{indicator.id}", sentence=True, table=bool(result.years))
    entries = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>"
        for name, text in said.checks(say, result, indicator)
    )
    figure = link(say("Se nyckeltalet"), address("indicator", nyckeltal=indicator.id, kod=result.members[:4]))
    put(f'<div class="page-prose"><dl>{entries}</dl><p>{figure}</p></div>')


def _band(programme: Programme) -> Band | None:
    years = span(programme)
    if years is None or programme.starts is None:
        return None
    # A figure of a year stands at its tick, so a round is drawn over the years it touches.
    say = words()
    return Band(years[0] - 0.5, years[1] + 0.5, say.text(programme.name), programme.id)


def _all(programme: Programme, results: list[Result], known: Facts) -> None:
    say = words()
    put(heading(say("Alla nyckeltal"), say("hur mycket mer skillnaden minskade hos deltagarna")))

    def drawn(most: int | None) -> Described:
        return known.drawn(
            ("effects", programme.id, most, say.language),
            lambda: figures.effect_rows(
                results,
                known.indicators,
                say,
                lambda code: address("effect", omgang=programme.id, nyckeltal=code),
                lambda code: address("indicator", nyckeltal=code, kod=results[0].members[:4]),
                most=most,
            ),
        )

    label = say("Visa alla {n} nyckeltal", n=len(results))
    many = len(results) > MOST_ROWS and not st.toggle(label, key="every-effect")
    show(drawn(MOST_ROWS if many else None), f"effects-{programme.id}", sentence=True)
    put(
        f'<p class="page-source">{escape(say("Punkten är fylld bara där en effekt kan visas. Alla står på samma skala: hur olika platserna var före omgången. Intervallen är på 95 procent."))}</p>'
    )


def _rests_on(result: Result, indicator: Indicator, diffusion: Diffusion, known: Facts) -> str:
    """What stands under the figures: who is compared with whom, whether mentors were followed, and the method."""
    say = words()
    with gathered() as pieces:
        _who(result, indicator, known)
        section(say("Följde grupperna sin mentor?"))
        put(_prose(said.diffusion(say, diffusion)))
        section(say("Så har vi räknat"))
        put(_prose(*how(say)))
        put(coverage_table(say))
        more = link(say("Mer om metoden"), address("method") + "#effekt")
        put(f'<p class="page-source">{more}</p>')
    return stacked(pieces)


def _who(result: Result, indicator: Indicator, known: Facts) -> None:
    """Each member with whom it is compared and how alike they were, and the participants that are left out."""
    say = words()
    section(say("Vilka som jämförs"))
    name = {code: place.name for code, place in known.organisations.items()}
    if result.comparators:
        put(
            _prose(
                say(
                    "Varje deltagare jämförs med tre som aldrig har deltagit. Det är de som var mest lika före omgången: i hur stor skillnaden var, var den slutade och vart den var på väg, i invånare, ålder, inkomst och utbildning. Ingen av de tre används två gånger."
                )
            )
        )
        rows = [
            (
                name[member],
                say.gap(indicator, result.levels[member]),
                say.joined([f"{name[one]} ({say.gap(indicator, result.levels[one])})" for one in those]),
            )
            for member, those in result.comparators.items()
        ]
        years = say.year_range(result.level_years[0], result.level_years[-1])
        headings = [
            say("Deltagare"),
            say("Skillnad {years}", years=years),
            say("Jämförs med (skillnad {years})", years=years),
        ]
        put(figures.table(pd.DataFrame(rows, columns=headings), say("Vilka som jämförs"), say, headed=True))
    left = [f"{name.get(code, code)} {said.absence(say, why)}" for code, why in result.absent.items()]
    if left:
        put(_prose(say("Räknas inte: {names}.", names=say.joined(left))))


def _exports(programme: Programme, results: list[Result], known: Facts) -> None:
    """The round's results as files, and the method in words."""
    say = words()
    with st.popover(say("Dela och hämta"), on_change="rerun", key="share-effect") as opened:
        if not opened.open:
            return
        frame = tables.effects(results, known.indicators)
        note = "\n\n".join(how(say))
        about = [
            (say("Metod"), note),
            *tables.about([known.indicators[one.indicator] for one in results], known, say),
        ]
        name = f"effekt-{programme.id}"
        st.download_button(
            say("CSV för Excel"),
            lambda: exports.csv_for_excel(frame),
            f"{name}.csv",
            "text/csv",
            on_click="ignore",
        )
        st.download_button(
            say("Excel med metod och källor"),
            lambda: exports.xlsx_with_metadata(frame, about),
            f"{name}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
        )
        st.download_button(
            say("Metoden som text"),
            lambda: note.encode("utf-8"),
            f"{name}-metod.txt",
            "text/plain",
            on_click="ignore",
        )
