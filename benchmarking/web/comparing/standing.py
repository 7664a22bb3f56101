"""One indicator in many places: where each lies, on the map, and over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from benchmarking import peers
from benchmarking.figures import Described, Shown
from benchmarking.figures.beeswarm import beeswarm
from benchmarking.figures.listing import place_list
from benchmarking.figures.maps import MAP_CONFIG, SWEDEN_VIEW, map_legend, map_of, view_of
from benchmarking.figures.nationwide import nationwide_trend
from benchmarking.figures.places import Value, usual_year
from benchmarking.model import Indicator, Organisation, OrganisationKind, Role
from benchmarking.web.comparing.places import mentors_of
from benchmarking.web.explain import explain_address
from benchmarking.web.facts import Facts
from benchmarking.web.pickers import names_of, pick_one
from benchmarking.web.session import address, words
from benchmarking.web.show import (
    below,
    put,
    section,
    show,
    show_by_width,
    source_line,
    source_under,
)
from benchmarking.wording import likeness, sentences

MOST_SHOWN = 40
"""Organisations that can be pointed out at once; as many as a ranking is good for (`pages.md` §3)."""

MOST_LINES = 6
"""Of them, those whose years are drawn; more lines hide each other."""


KINDS = {"kommun": OrganisationKind.MUNICIPALITY, "region": OrganisationKind.REGION}
"""The address' words for the kinds that have indicators."""

VALUES = {"skillnad": Value.GAP, "kvinnor": Value.WOMEN, "man": Value.MEN}
"""The address' words for what is shown."""


@dataclass(frozen=True)
class Seen:
    """What the page is about: an indicator over all organisations of a kind, some of them pointed out.

    `chosen` are the codes the visitor picked, the first taken as the visitor's own; `shown` adds its
    latest mentor. `rows` are those of `gaps.assess`, one per organisation; `series` those of `gaps.by_year`.
    """

    indicator: Indicator
    kind: OrganisationKind
    value: Value
    chosen: tuple[str, ...]
    shown: tuple[Shown, ...]
    places: tuple[Organisation, ...]
    rows: pd.DataFrame
    series: pd.DataFrame
    names: Mapping[str, str]

    @property
    def key(self) -> tuple[object, ...]:
        """What every drawing of this view depends on beside the facts."""
        pointed_out = tuple((one.code, one.own) for one in self.shown)
        return self.indicator.id, self.kind, self.value, pointed_out, words().language


def word_of(kind: OrganisationKind) -> str:
    return next((word for word, one in KINDS.items() if one is kind), "kommun")


def seen_of(
    indicator: Indicator,
    kind: OrganisationKind,
    chosen: Sequence[str],
    known: Facts,
    value: Value = Value.GAP,
) -> Seen:
    """One indicator over all organisations of a kind, with those `chosen` and the first one's mentor pointed out."""

    def of_kind() -> tuple[tuple[Organisation, ...], pd.DataFrame, pd.DataFrame, Mapping[str, str]]:
        rows, series = known.assessed_on(indicator.id), known.years_on(indicator.id)
        places = tuple(known.of_kind(kind))
        return (
            places,
            rows[rows["kind"] == kind.value],
            series[series["kind"] == kind.value],
            names_of(places),
        )

    found = known.drawn(("seen", indicator.id, kind), of_kind)
    return Seen(indicator, kind, value, tuple(chosen), _shown(chosen, known), *found)


def _shown(codes: Sequence[str], known: Facts) -> tuple[Shown, ...]:
    """Those chosen, the first one as the visitor's own, and then its latest mentor of the same kind."""
    if not codes:
        return ()
    own = known.organisations[codes[0]]
    mentors = [code for code in mentors_of(own.code, known) if known.organisations[code].kind is own.kind]
    listed = [*codes, *(code for code in mentors[:1] if code not in codes)]
    return tuple(
        Shown(
            code,
            known.organisations[code].name,
            own=code == own.code,
            mentor=code in mentors,
            kind=known.organisations[code].kind,
        )
        for code in listed
    )


def _source(seen: Seen, shown: pd.DataFrame) -> str:
    """Where the values come from; `shown` (organisation, year, origin) tells which are the network's own."""
    return source_under(seen.indicator, sentences.own_figures(words(), shown, seen.names))


def _newest(seen: Seen) -> pd.DataFrame:
    """The values that stand for each place: those of the year that is assessed."""
    return seen.rows[["organisation", "year"]].merge(seen.series, on=["organisation", "year"])


def _note(seen: Seen, known: Facts) -> str:
    """What is drawn, in which unit and of which year."""
    return known.drawn(("note", *seen.key), lambda: _noted(seen))


def _noted(seen: Seen) -> str:
    say = words()
    having = seen.rows[seen.rows[seen.value.value].notna()]
    year = str(usual_year(having)) if len(having) else ""
    if seen.value is Value.GAP:
        unit = say.gap_unit(seen.indicator)
        what = say("skillnad kvinnor − män")
    else:
        unit = say.text(seen.indicator.base)
        what = say("kvinnors värde") if seen.value is Value.WOMEN else say("mäns värde")
    return ", ".join(part for part in (what, unit, year) if part)


def everywhere(seen: Seen, known: Facts) -> None:
    """All places of the kind: as dots, in words, and in a list that can be unfolded."""
    say = words()
    all_places = say("Alla kommuner") if seen.kind is OrganisationKind.MUNICIPALITY else say("Alla regioner")
    section(all_places, _note(seen, known))
    swarm(seen, known)
    _notes(seen, known)
    _listed(seen, known, all_places)


def swarm(seen: Seen, known: Facts) -> None:
    """Every place as a dot, those pointed out named."""
    say = words()
    drawn = known.drawn(
        ("beeswarm", *seen.key),
        lambda: beeswarm(seen.rows, seen.indicator, seen.names, seen.shown, say, value=seen.value),
    )
    source = known.drawn(("source", *seen.key), lambda: _source(seen, _newest(seen)))
    show(drawn, "beeswarm", source=source, sentence=True)


def _notes(seen: Seen, known: Facts) -> None:
    if told := known.drawn(("notes", *seen.key), lambda: _noticed(seen, known)):
        source_line(told)


def _noticed(seen: Seen, known: Facts) -> str:
    """How many lack a value or have an older one, and between which places the own one lies; "" for nothing."""
    say = words()
    notes = []
    having = seen.rows[seen.rows[seen.value.value].notna()]
    lacking = len(seen.places) - len(having)
    if lacking and len(having):
        notes.append(say.plural("{n} saknar värde.", "{n} saknar värde.", lacking))
    if len(having):
        usual = usual_year(having)
        other = int((having["year"] != usual).sum())
        if other:
            notes.append(say.plural("{n} har ett annat år.", "{n} har ett annat år.", other))
    if seen.value is Value.GAP and seen.shown and seen.indicator.role is not Role.BACKGROUND:
        notes += _rank_notes(seen, known)
    return " ".join(notes)


def _rank_notes(seen: Seen, known: Facts) -> list[str]:
    say = words()
    places = ranks(seen, known)
    row = next(
        (row for row in places.itertuples(index=False) if row.organisation == seen.shown[0].code), None
    )
    if row is None:
        return []
    if row.reason is not None:
        return [say("Ingen plats i ordningen anges. {why}", why=likeness.unranked(say, row.reason))]
    told = say.rank(seen.shown[0].name, int(row.low), int(row.high), int(row.of))
    return [say("{rank} Plats 1 är närmast lika.", rank=told)]


def ranks(seen: Seen, known: Facts) -> pd.DataFrame:
    """Between which places each organisation lies; see `peers.rank_ranges`."""
    return known.drawn(
        ("ranks", seen.indicator.id, seen.kind), lambda: peers.rank_ranges(seen.series, seen.indicator)
    )


def _listed(seen: Seen, known: Facts, label: str) -> None:
    """Everyone in a list that can be sorted, with a link to each figure's card."""
    say = words()
    with st.expander(say("{all} i en lista", all=label), on_change="rerun", key="fold-list") as fold:
        if not fold.open:
            return
        orders = {
            "namn": say("namn"),
            "skillnad": say("skillnad"),
            "kvinnor": say("kvinnors värde"),
            "man": say("mäns värde"),
        }
        order = pick_one(orders, "ordna", label=say("Ordna"), default="namn")
        drawn = known.drawn(
            ("list", seen.indicator.id, seen.kind, order, say.language),
            lambda: place_list(
                seen.rows,
                seen.indicator,
                seen.names,
                say,
                by=VALUES.get(order),
                place_href=lambda code: address("organisation", kod=code),
                explained=lambda code, year: explain_address(seen.indicator.id, code, year),
            ),
        )
        put(drawn)


def on_map(seen: Seen, known: Facts) -> None:
    """Every place on the map, in colours of the same scale as the other pages'; silent where there is no scale."""
    say = words()
    if seen.value is Value.GAP and (seen.indicator.notable is None or seen.indicator.role is Role.BACKGROUND):
        return
    section(say("På kartan"), _note(seen, known))
    counties = {county.code: county.name for county in known.of_kind(OrganisationKind.COUNTY)}
    ends = known.drawn(("ends of scale", seen.indicator.id, seen.kind), lambda: _scale_ends(seen, known))
    beside, drawn_in = st.columns([2, 3], gap="large")
    with beside:
        view = SWEDEN_VIEW
        if seen.kind is OrganisationKind.MUNICIPALITY:
            everywhere_else = {"": say("hela landet")} | counties
            county = pick_one(everywhere_else, "lan", label=say("Visa"), default="")
            if county:
                view = view_of(known.municipalities_of(county))
        legend = st.empty()
    theme = st.context.theme.type or "light"
    drawn = known.drawn(
        ("map", *seen.key, view, theme),
        lambda: map_of(
            seen.rows,
            seen.indicator,
            seen.places,
            seen.shown,
            say,
            value=seen.value,
            ends=ends,
            counties=counties,
            view=view,
            theme=theme,
        ),
    )
    with legend.container():
        put(f'<p class="page-said">{escape(drawn.sentence)}</p>')
        if drawn.figure is not None:
            put(map_legend(seen.indicator, say, value=seen.value, ends=ends))
        below(drawn, "map", say("Gränser: SCB."))
    if drawn.figure is not None:
        with drawn_in:
            st.plotly_chart(drawn.figure, key="figure-map", alt=drawn.alt, config=MAP_CONFIG, theme=None)


def _scale_ends(seen: Seen, known: Facts) -> tuple[float, float]:
    """Between which values the map's colours run; 0 and 1 where nobody has any."""
    scale = known.scale(seen.kind).set_index("indicator")
    if seen.indicator.id not in scale.index:
        return 0.0, 1.0
    return float(scale.loc[seen.indicator.id, "low"]), float(scale.loc[seen.indicator.id, "high"])


def trend(seen: Seen, known: Facts) -> None:
    """Those pointed out over the years, before all others; silent with fewer than two years."""
    say = words()
    years = known.drawn(
        ("years with gaps", seen.indicator.id, seen.kind),
        lambda: seen.series.loc[seen.series["gap"].notna(), "year"].nunique(),
    )
    if years < 2:
        return
    section(say("Över tid"), _note(seen, known).rpartition(", ")[0])
    theme = st.context.theme.type or "light"

    def draw(narrow: bool) -> Described:
        return known.drawn(
            ("nationwide", *seen.key, theme, narrow),
            lambda: nationwide_trend(
                seen.series,
                seen.indicator,
                seen.kind,
                seen.shown[:MOST_LINES],
                say,
                value=seen.value,
                commitments=known.commitments,
                theme=theme,
                narrow=narrow,
            ),
        )

    lines = [one.code for one in seen.shown[:MOST_LINES]]
    source = known.drawn(
        ("source of lines", *seen.key),
        lambda: _source(seen, seen.series[seen.series["organisation"].isin(lines)]),
    )
    show_by_width(draw(False), draw(True), "nationwide", source=source)
