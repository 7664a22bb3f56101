"""An organisation's journey through the rounds, and what its gaps did meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import pandas as pd

from benchmarking import network
from benchmarking.figures import table
from benchmarking.figures.lineage import years
from benchmarking.figures.markup import HERE, Markup, joined, within
from benchmarking.model import KnownDate, Measured, MemberRole, Organisation, Programme, Role
from benchmarking.network import Stay
from benchmarking.titles import titles
from benchmarking.web.facts import Facts
from benchmarking.web.initiatives.initiatives import parts_taken, show_parts_taken
from benchmarking.web.session import address, words
from benchmarking.web.show import as_written, explained, link, put, section, stacked, together
from benchmarking.wording import rounds as said
from benchmarking.wording.glossary import ROLES

MOST_SHOWN = 4
"""Indicators told for each round: those that moved most beside the country."""

FEWEST_PLACES = 5
"""Below as many places of the kind there is no typical change to set the own one beside."""


def journey(place: Organisation, known: Facts) -> None:
    """Each stay of an organisation in a round with its companions, and the gaps that moved most meanwhile.

    Then what it takes part in beside the rounds. Silent for one that never took part in anything. What moved is
    set beside the median of its kind and never called the round's doing.
    """
    stays = network.journey(tuple(known.programmes.values()), known.teams, known.memberships, place.code)
    parts = parts_taken(place.code)
    if not stays and not parts:
        return
    say = words()
    with together():
        section(say("Resan i nätverket"))
        if stays:
            today = date.today()
            told = known.drawn(
                ("journey", place.code, today, say.language), lambda: _rounds(place, stays, known, today)
            )
            put(told)
    show_parts_taken(parts, known)


def _rounds(place: Organisation, stays: Sequence[Stay], known: Facts, today: date) -> str:
    """The title as of that day, and each stay in a round with what its gaps did meanwhile."""
    say = words()
    rounds = tuple(known.programmes.values())
    held = titles(rounds, known.memberships, known.organisations, today)[place.code]
    names = {one.id: say.text(one.name) for one in rounds}
    pieces = [f'<p class="page-read">{escape(said.title(say, held, names))}</p>']
    for stay in stays:
        programme = known.programmes[stay.programme]
        pieces.append(
            f'<div class="page-stay"><h3>{escape(years(programme, say))}: {escape(say.text(programme.name))}</h3>'
            f"<p>{_told(stay, known)}</p></div>"
        )
        moved = meanwhile(place, programme, known)
        if len(moved):
            pieces.append(_moved(moved, known, programme))
    pieces.append(
        f'<p class="page-source">{escape(say("Skillnaderna ändras av mycket. Tabellen visar inte vad omgången ledde till."))} '
        f"{link(say('Se hela linjen'), address('network', linje=place.code))} · {link(say('Minskade skillnaderna?'), address('effect', omgang=stays[0].programme))}</p>"
    )
    return stacked(pieces)


def _told(stay: Stay, known: Facts) -> Markup:
    """Role, companions, mentors and what happened on the way, in sentences."""
    say = words()

    def named(codes: tuple[str, ...]) -> str:
        return say.joined([known.organisations[code].name for code in codes if code in known.organisations])

    role = say.member_role(stay.role).capitalize()
    joining = say("{role} i {area}.", role=role, area=HERE) if stay.area else say("{role}.", role=role)
    told = []
    guides = stay.role is not MemberRole.PARTICIPANT
    if stay.fellows:
        told.append(
            say("Mentor för {names}.", names=named(stay.fellows))
            if stay.role is MemberRole.MENTOR
            else say("Stöd till {names}.", names=named(stay.fellows))
            if guides
            else say("I samma grupp: {names}.", names=named(stay.fellows))
        )
    if stay.mentors and not guides:
        told.append(say("Mentor: {names}.", names=named(stay.mentors)))
    if stay.supports and not guides:
        told.append(say("Stöd: {names}.", names=named(stay.supports)))
    if stay.replaces:
        told.append(say("Kom i stället för {names}.", names=named(stay.replaces)))
    if stay.left_early and stay.left is not None:
        told.append(say("Lämnade {date}.", date=say.known_date(stay.left)))
    if stay.replaced_by:
        told.append(say("Ersattes av {names}.", names=named(stay.replaced_by)))
    first = within(explained(joining, ROLES[stay.role]), as_written(stay.area) if stay.area else None)
    return joined(first, *(f" {one}" for one in told))


def meanwhile(place: Organisation, programme: Programme, known: Facts) -> pd.DataFrame:
    """The gaps that moved most while a round ran, those farthest from what is typical first.

    Columns: indicator; first_year, first, last_year, last: the signed gap (women − men) in the year before the
    round, and in its last year or the newest with figures; change: |last| − |first|; typical: the median of
    the same over the kind. Only gaps measured yearly, without a break between the years. Empty where nothing can be said.
    """
    columns = ["indicator", "first_year", "first", "last_year", "last", "change", "typical"]
    span = _span(programme, known)
    if span is None:
        return pd.DataFrame(columns=columns)
    first_year, last_year = span
    yearly = known.yearly
    told = {
        one.id
        for one in known.indicators.values()
        if one.role is Role.GAP
        and one.measured is Measured.YEARLY
        and not any(first_year < broken <= last_year for broken in one.breaks)
    }
    rows = yearly[
        (yearly["kind"] == place.kind.value)
        & yearly["year"].isin([first_year, last_year])
        & yearly["gap"].notna()
        & yearly["indicator"].isin(sorted(told))
    ]
    wide = rows.pivot_table(index=["indicator", "organisation"], columns="year", values="gap")
    if first_year not in wide or last_year not in wide:
        return pd.DataFrame(columns=columns)
    wide = wide.dropna().reset_index()
    wide["change"] = wide[last_year].abs() - wide[first_year].abs()
    by_indicator = wide.groupby("indicator")["change"]
    wide["typical"] = by_indicator.transform("median")
    spread = by_indicator.transform(lambda changes: (changes.quantile(0.75) - changes.quantile(0.25)) / 1.349)
    enough = by_indicator.transform("size") >= FEWEST_PLACES
    wide["apart"] = ((wide["change"] - wide["typical"]) / spread.where(spread > 0)).abs()
    own = wide[(wide["organisation"] == place.code) & enough & wide["apart"].notna()]
    own = own.sort_values(["apart", "indicator"], ascending=[False, True], kind="stable").head(MOST_SHOWN)
    return pd.DataFrame(
        {
            "indicator": own["indicator"].to_numpy(object),
            "first_year": first_year,
            "first": own[first_year].to_numpy(float),
            "last_year": last_year,
            "last": own[last_year].to_numpy(float),
            "change": own["change"].to_numpy(float),
            "typical": own["typical"].to_numpy(float),
        }
    )


def _span(programme: Programme, known: Facts) -> tuple[int, int] | None:
    """The year before a round began, and its last year or the newest with figures, whichever is earlier."""
    if programme.starts is None or known.newest_year is None:
        return None
    first = programme.starts.on.year - 1
    last = min(_last_year(programme.ends) or known.newest_year, known.newest_year)
    return (first, last) if last > first else None


def _last_year(ends: KnownDate | None) -> int | None:
    return None if ends is None else ends.latest.year


def _moved(moved: pd.DataFrame, known: Facts, programme: Programme) -> str:
    say = words()
    rows = []
    for row in moved.itertuples(index=False):
        indicator = known.indicators[row.indicator]
        rows.append(
            [
                ", ".join(part for part in (say.text(indicator.short), say.gap_unit(indicator)) if part),
                say.gap(indicator, row.first),
                say.gap(indicator, row.last),
                say.gap(indicator, row.change),
                say.gap(indicator, row.typical),
            ]
        )
    first, last = int(moved["first_year"].iloc[0]), int(moved["last_year"].iloc[0])
    headings = [
        say("Skillnad i"),
        str(first),
        str(last),
        say("Ändring i storlek"),
        say("Typisk ändring"),
    ]
    caption = say(
        "Det som ändrades mest, jämfört med andra, {span}, {round}",
        span=say.year_range(first, last),
        round=say.text(programme.name),
    )
    return table(pd.DataFrame(rows, columns=headings), caption, say)
