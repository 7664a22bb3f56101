"""The chosen indicator over the years, for the places compared."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from benchmarking import figures
from benchmarking.figures import Band, Described, Shown
from benchmarking.model import SWEDEN, Indicator, MemberRole, OrganisationKind
from benchmarking.web.comparing.compared import Compared, as_shown, indicator_names, with_own
from benchmarking.web.facts import Facts
from benchmarking.web.session import asked, harmless, remember, words
from benchmarking.web.sharing import share
from benchmarking.web.show import heading, put, show_by_width, source_under, stacked

# What one finds first when nothing is chosen yet: the indicator the network's oldest round began with.
FIRST_INDICATOR = {OrganisationKind.MUNICIPALITY: "N00206", OrganisationKind.REGION: "N60077"}


def show_over_time(compared: Compared, known: Facts) -> None:
    """The chosen indicator over the years: the gap of each, then women's and men's values of each."""
    say = words()
    indicator = chosen_indicator(compared, known)
    theme = _theme()
    drawn = known.drawn(
        ("trends", *compared.codes, indicator.id, theme, say.language),
        lambda: _trends(compared, indicator, known, theme),
    )
    above = heading(say.text(indicator.short), say.text(indicator.base), anchor="nyckeltal")
    untold = known.drawn(
        ("untold", *compared.codes, indicator.id, say.language),
        lambda: _untold(compared, indicator, known),
    )
    if untold:
        lines = "".join(f"<li>{escape(one)}</li>" for one in untold)
        above = stacked([above, f'<div class="page-links"><ul>{lines}</ul></div>'])
    if drawn is None:
        put(above)
        names = say.joined([place.name for place in compared.places])
        st.info(harmless(say("Inga värden för kvinnor och män i {name}.", name=names)))
        return
    said = source_under(indicator)
    source = known.drawn(
        ("source", *compared.codes, "·", indicator.id, "years", say.language),
        lambda: with_own(said, known.years_of(compared.codes, [indicator.id]), known),
    )
    for name, (wide, narrow) in drawn.items():
        file_name = compared.file_name(f"{name}-{indicator.id}")
        show_by_width(wide, narrow, f"{name}-{indicator.id}", source=source, above=above, file_name=file_name)
        above = ""
    share(indicator.id, compared.codes, "comparison")


def chosen_indicator(compared: Compared, known: Facts) -> Indicator:
    """Which indicator is shown over the years, from the visitor or the address."""
    say = words()
    choices = indicator_names(compared.kind, known)
    first = FIRST_INDICATOR[compared.kind]
    if compared.subgoal is not None and compared.listed:
        first = compared.listed[0]
    key = "pick-nyckeltal"
    if key not in st.session_state:
        wanted = [code for code in asked("nyckeltal") if code in choices]
        st.session_state[key] = wanted[0] if wanted else first
    chosen = st.selectbox(
        say("Nyckeltal över tid"),
        list(choices),
        format_func=choices.__getitem__,
        key=key,
    )
    remember("nyckeltal", [chosen])
    return known.indicators[chosen]


def _untold(compared: Compared, indicator: Indicator, known: Facts) -> list[str]:
    """Why the gap cannot be told or is not compared, each reason once with the places it holds for."""
    say = words()
    # The indicator may be another sub-goal's than the one that the rows are about.
    rows = known.assessed_of(compared.codes)
    rows = rows[(rows["indicator"] == indicator.id) & rows["reason"].notna()]
    said: dict[str, list[str]] = {}
    for row in rows.itertuples(index=False):
        reason = say("{year}: {reason}", year=int(row.year), reason=say.explanation(row))
        said.setdefault(reason, []).append(known.organisations[row.organisation].name)
    return [say("{names} {reason}", names=say.joined(names), reason=reason) for reason, names in said.items()]


def _trends(
    compared: Compared, indicator: Indicator, known: Facts, theme: str
) -> dict[str, tuple[Described, Described]] | None:
    """The gap's and the values' trend, each for a desk and for a phone; None without a single gap."""
    say = words()
    series = known.years_of([*compared.codes, SWEDEN], [indicator.id])
    if not series.loc[series["organisation"] != SWEDEN, "gap"].notna().any():
        return None
    assessed = known.assessed_of([*compared.codes, SWEDEN])
    bands, places = _bands(compared, known), as_shown(compared, known)
    country = Shown(SWEDEN, say("Riket"))

    def draw(trend: Callable[..., Described]) -> tuple[Described, Described]:
        wide, narrow = (
            trend(
                series,
                indicator,
                places,
                say,
                assessed=assessed,
                bands=bands,
                country=country,
                theme=theme,
                narrow=on_a_phone,
            )
            for on_a_phone in (False, True)
        )
        return wide, narrow

    gap_trend = partial(figures.gap_trend, commitments=known.commitments)
    return {"gap": draw(gap_trend), "values": draw(figures.values_trend)}


def _bands(compared: Compared, known: Facts) -> list[Band]:
    """The rounds that any of the places took part in, as bands in a trend; whoever came late or left has its own."""
    say = words()
    bands = []
    for programme in known.programmes.values():
        if not programme.starts or not programme.ends:
            continue
        starts, ends = _as_year(programme.starts.on), _as_year(programme.ends.latest)
        inside: dict[tuple[float, float], list[str]] = {}
        for one in known.memberships:
            if (
                one.programme == programme.id
                and one.organisation in compared.codes
                and one.role is MemberRole.PARTICIPANT
            ):
                came = max(starts, _as_year(one.joined.on)) if one.joined else starts
                went = min(ends, _as_year(one.left.on)) if one.left else ends
                if came < went:
                    inside.setdefault((came, went), []).append(one.organisation)
        for (came, went), codes in inside.items():
            members = tuple(dict.fromkeys(codes))
            names = say.joined([known.organisations[code].name for code in members])
            label = say("{names} deltar", names=names)
            bands.append(Band(came, went, label, members=members, alone=say("Deltar")))
    return bands


def _as_year(day: object) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _theme() -> str:
    return st.context.theme.type or "light"
