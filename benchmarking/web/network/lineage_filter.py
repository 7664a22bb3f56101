"""Which part of the lineage a visitor looks at: a county's groups, one track's rounds, or one line alone."""

from __future__ import annotations

import streamlit as st

from benchmarking import figures, network
from benchmarking.figures import Described
from benchmarking.model import OrganisationKind, Track
from benchmarking.web.facts import Facts
from benchmarking.web.pickers import pick_one
from benchmarking.web.session import address, asked, words
from benchmarking.wording import rounds as said

COUNTY, TRACK, ONLY = "lan", "spar", "bara"


def pick_part(known: Facts, own: str | None) -> Described:
    """The lineage of what is chosen: groups that are not are left out, and with them rounds that have no other.

    A track alone leaves nothing out of its rounds, those without known participants included.
    """
    say = words()
    with st.container(horizontal=True, vertical_alignment="center"):
        county = _pick_county(known)
        track = pick_one(
            {"": say("alla")} | {one.value: said.track(say, one) for one in Track},
            TRACK,
            label=say("Omgångar för"),
            default="",
        )
        only = pick_one(
            {"": say("alla grupper"), "linje": say("bara vår linje")}, ONLY, label=say("Visa"), default=""
        )
    return known.drawn(
        ("lineage", own, county, track, only, say.language),
        lambda: figures.lineage(
            _layout(known, own, county, track, only == "linje"),
            say,
            lambda code: address(
                "network", linje=code, lan=asked(COUNTY), spar=asked(TRACK), bara=asked(ONLY)
            ),
            own=own,
        ),
    )


def _pick_county(known: Facts) -> str:
    say = words()
    inside = {membership.organisation for membership in known.memberships}
    present = {known.organisations[code].county for code in inside if known.organisations[code].county}
    counties = {one.code: one.name for one in known.of_kind(OrganisationKind.COUNTY) if one.code in present}
    return pick_one({"": say("alla")} | counties, COUNTY, label=say("Län"), default="")


def _layout(known: Facts, own: str | None, county: str, track: str, only: bool) -> figures.Layout:
    if not (county or track or only):
        return known.lineage_layout
    programmes = [one for one in known.programmes.values() if not track or one.track == track]
    rounds = {one.id for one in programmes}
    on_line = _on_line(known, own) if only and own else None
    shown = {
        team.id
        for team in known.teams
        if team.programme in rounds
        and (on_line is None or team.id in on_line)
        and (not county or _in_county(known, team.id, county))
    }
    teams = tuple(team for team in known.teams if team.id in shown)
    if county or only:
        # An empty column would say that nobody is known to have taken part.
        with_groups = {team.programme for team in teams}
        programmes = [one for one in programmes if one.id in with_groups]
    return figures.layout(
        tuple(programmes),
        teams,
        tuple(one for one in known.memberships if one.team in shown),
        known.organisations.values(),
    )


def _in_county(known: Facts, team: str, county: str) -> bool:
    """Whether anybody in a group, whatever its role, lies in the county."""
    return any(
        known.organisations[one.organisation].county == county
        for one in known.memberships
        if one.team == team
    )


def _on_line(known: Facts, own: str) -> set[str]:
    """The groups an organisation was in, and those its line runs through."""
    along = {edge.team for edge in network.line(known.edges, own).edges}
    return along | {one.team for one in known.memberships if one.organisation == own}
