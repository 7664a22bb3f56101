"""One indicator in all places: what it is, where to look, and how it is measured."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from benchmarking.figures.markup import joined
from benchmarking.figures.places import Value
from benchmarking.model import Indicator, Organisation, OrganisationKind, Role
from benchmarking.web.comparing import ranked, standing
from benchmarking.web.comparing.searching import all_indicators, search
from benchmarking.web.comparing.standing import KINDS, MOST_SHOWN, VALUES, Seen, word_of
from benchmarking.web.explain import asked_figure, explain, measured
from benchmarking.web.facts import Facts, facts
from benchmarking.web.pickers import names_of, pick_one, unknown_codes
from benchmarking.web.session import address, asked, remember, words
from benchmarking.web.show import heading, lede, link, put, section, source_of, stacked, title
from benchmarking.wording import everywhere


def indicator_page() -> None:
    """The page: search, one indicator, and everything that is known of it."""
    known = facts()
    indicator = _asked_indicator(known)
    if indicator is None:
        all_indicators(known)
        return
    figure = asked_figure(known)
    top = st.container()
    seen = _picked(indicator, known)
    with top:
        _heading(seen, known)
    if figure is not None:
        explain(*figure, known)
    standing.everywhere(seen, known)
    if indicator.role is not Role.BACKGROUND:
        ranked.some(seen, known)
    # A browser prints no map; all its values stand in the list above.
    with st.container(key="screen-map"):
        standing.on_map(seen, known)
    standing.trend(seen, known)
    if indicator.role is not Role.BACKGROUND:
        ranked.beside_other_indicators(seen, known)
    put(known.drawn(("how measured", indicator.id, words().language), lambda: _how_measured(indicator)))
    with st.container(key="screen-search"):
        section(words()("Andra nyckeltal"))
        search(known)


# Which indicator, and what of it


def _asked_indicator(known: Facts) -> Indicator | None:
    """The indicator the address names, either by `nyckeltal` or by the figure to be explained."""
    say = words()
    names = {
        series: say.text(indicator.short)
        for indicator in known.indicators.values()
        for series in indicator.series
    }
    unknown_codes("nyckeltal", names)
    for code in [*asked("nyckeltal"), *asked("forklara")[:1]]:
        for indicator in known.indicators.values():
            if code in indicator.series:
                return indicator
    return None


def _picked(indicator: Indicator, known: Facts) -> Seen:
    say = words()
    kinds = {word: kind for word, kind in KINDS.items() if kind in indicator.applies_to}
    everyone = {place.code: place.name for kind in kinds.values() for place in known.of_kind(kind)}
    unknown_codes("kod", everyone)
    with st.container(horizontal=True):
        word = next(iter(kinds))
        if len(kinds) > 1:
            # Whoever comes for a region is shown regions.
            wanted = next((known.organisations[code].kind for code in asked("kod") if code in everyone), None)
            word = pick_one(
                {"kommun": say("kommuner"), "region": say("regioner")},
                "slag",
                label=say("Slag"),
                default="region" if wanted is OrganisationKind.REGION else "kommun",
            )
        kind = kinds[word]
        places = known.of_kind(kind)
        label = (
            say("Lyft fram kommuner") if kind is OrganisationKind.MUNICIPALITY else say("Lyft fram regioner")
        )
        codes = _pick_shown(places, label, kind)
        offered = {
            name: text
            for name, text in (
                ("skillnad", say("skillnad")),
                ("kvinnor", say("kvinnors värde")),
                ("man", say("mäns värde")),
            )
            if VALUES[name] in Value.of(indicator)
        }
        value = VALUES[pick_one(offered, "visa", label=say("Visa"), default=next(iter(offered)))]
    return standing.seen_of(indicator, kind, codes, known, value)


def _pick_shown(places: Sequence[Organisation], label: str, kind: OrganisationKind) -> list[str]:
    """The organisations to point out; those of the other kind stay in the address until they are changed."""
    names = names_of(places)
    key = f"pick-kod-{word_of(kind)}"
    if key not in st.session_state:
        st.session_state[key] = [code for code in asked("kod") if code in names][:MOST_SHOWN]
    say = words()
    count = len(st.session_state[key])
    text = say.plural("{label}: {n} vald", "{label}: {n} valda", count, label=label) if count else label
    with st.popover(text, key=f"open-kod-{word_of(kind)}"):
        chosen = st.multiselect(
            label,
            list(names),
            format_func=names.__getitem__,
            key=key,
            max_selections=MOST_SHOWN,
            placeholder=say("Skriv de första bokstäverna"),
            select_all=False,
        )
    remember("kod", chosen)
    return chosen


def _heading(seen: Seen, known: Facts) -> None:
    say = words()
    indicator = seen.indicator
    parts = [
        say("Nyckeltal {id}", id=indicator.id),
        say.subgoal(indicator.subgoal) if indicator.subgoal else say("Bakgrund"),
        say.direction(indicator.direction),
    ]
    title(say.text(indicator.short), " · ".join(parts))
    lede(
        known.drawn(
            ("lede", indicator.id, seen.kind, say.language),
            lambda: list(everywhere.lede(say, seen.rows.itertuples(index=False), indicator, seen.kind)),
        )
    )
    if indicator.caution:
        put(f'<p class="page-caution">{escape(say.text(indicator.caution))}</p>')


def _how_measured(indicator: Indicator) -> str:
    say = words()
    kinds = [say.organisation_kind(kind, 2) for kind in KINDS.values() if kind in indicator.applies_to]
    entries = [(say("Nyckeltal"), say.text(indicator.title))]
    if indicator.definition:
        entries.append((say("Definition"), say.text(indicator.definition)))
    entries += [
        (say("Enhet"), say.text(indicator.base)),
        (say("Finns för"), say.joined(kinds)),
        (say("Riktning"), _sentence(say.direction(indicator.direction))),
        (say("Hur ofta"), measured(indicator)),
    ]
    if indicator.breaks:
        years = say.joined([str(year) for year in indicator.breaks])
        note = f" {say.text(indicator.break_note)}" if indicator.break_note else ""
        entries.append(
            (
                say("Avbrott"),
                say("Måttet ändrades {years}. Värden före och efter jämförs inte.", years=years) + note,
            )
        )
    if indicator.notable is not None and indicator.role is not Role.BACKGROUND:
        unit = say.gap_unit(indicator)
        smallest = say.number(indicator.notable, 0 if float(indicator.notable).is_integer() else 1)
        entries.append((say("Minsta skillnad att tala om"), f"{smallest} {unit}".strip()))
    if indicator.caution:
        entries.append((say("Att tänka på"), say.text(indicator.caution)))
    entries.append((say("Källa"), source_of(indicator)))
    listed = "".join(f"<dt>{escape(term)}</dt><dd>{joined(said)}</dd>" for term, said in entries)
    measures = (
        f'<div class="bm"><dl class="bm-facts">{listed}</dl></div>'
        f'<p class="page-links">{link(say("Så har vi räknat"), address("method"))}</p>'
    )
    return stacked([heading(say("Så mäts det"), indicator.id, anchor="matt"), measures])


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
