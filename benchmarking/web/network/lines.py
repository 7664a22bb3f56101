"""The network page's words: an organisation's line in sentences, and what sources say of the rounds."""

from __future__ import annotations

from html import escape
from typing import Literal

import pandas as pd
import streamlit as st

from benchmarking import network, prepared
from benchmarking.figures import table
from benchmarking.model import MemberRole, Membership, Submission, SubmissionState
from benchmarking.web.comparing.places import COMPARISON_OF, mentors_of
from benchmarking.web.facts import Facts
from benchmarking.web.pickers import pick_one, unknown_codes
from benchmarking.web.session import address, asked, harmless, store, viewer, words
from benchmarking.web.show import heading, link, links, put, section, stacked

# Three generations in seven rounds; what one sees before choosing anything.
FIRST_LINE = "2284"


def pick_line(known: Facts) -> str | None:
    """Whose line to follow, among those that have taken part; None where nobody has."""
    say = words()
    members = {membership.organisation for membership in known.memberships}
    names = {code: o.name for code, o in known.organisations.items() if code in members}
    outside = {code: o.name for code, o in known.organisations.items() if code not in members}
    unknown_codes("linje", names | outside)
    _outside(outside)
    if not names:
        return None
    return pick_one(
        dict(say.sorted(names.items(), key=lambda item: item[1])),
        "linje",
        label=say("Vår linje"),
        default=FIRST_LINE if FIRST_LINE in names else min(names),
    )


def _outside(outside: dict[str, str]) -> None:
    say = words()
    for code in asked("linje"):
        if code in outside:
            st.info(
                harmless(
                    say("{name} har inte deltagit i någon omgång som vi känner till.", name=outside[code])
                )
            )


def news(known: Facts) -> None:
    """What is new: the figures' newest year, the latest publication of a member, and the latest round."""
    say = words()
    said = []
    if official := known.newest_official_year:
        said.append(say("Officiella siffror till och med {year} från Kolada.", year=official))
    # Asked once for each state of the store: everybody comes by the start page.
    latest = prepared.kept("latest publication", store(), viewer(), _latest_publication)
    if latest:
        said.append(
            say(
                "Senast publicerat: {file}, {moment}.",
                file=latest.file_name,
                moment=say.moment(latest.published),
            )
        )
    rounds = [programme for programme in known.programmes.values() if programme.starts]
    if rounds:
        latest_round = max(rounds, key=lambda programme: programme.starts.on)
        said.append(say("Senaste omgång: {name}.", name=say.text(latest_round.name)))
    section(say("Nytt"))
    links("", said, [(say("Se alla omgångar"), address("network"))])


def _latest_publication() -> Submission | Literal[False]:
    """The publication that came last, of those this visitor may see; False before there is one."""
    published = [one for one in store().submissions(viewer()) if one.state is SubmissionState.PUBLISHED]
    return max(published, key=lambda one: (one.published, one.id)) if published else False


def line_sentences(code: str, known: Facts) -> list[str]:
    """The organisation's own line: who guided it, who had guided them, and whom it guided in turn."""
    say = words()
    name = {code: organisation.name for code, organisation in known.organisations.items()}
    own = [edge for edge in known.edges if edge.role is MemberRole.MENTOR]
    mentors = list(dict.fromkeys(edge.mentor for edge in own if edge.mentee == code))
    mentees = list(dict.fromkeys(edge.mentee for edge in own if edge.mentor == code))
    sentences = []
    if mentors:
        first = say(
            "{name} hade {mentors} som mentor",
            name=name[code],
            mentors=say.joined([name[c] for c in mentors]),
        )
        line = network.line(known.edges, code)
        above = [edge for edge in line.up if edge.mentee in mentors and edge.role is MemberRole.MENTOR]
        earlier = say.joined([name[c] for c in dict.fromkeys(edge.mentor for edge in above)])
        if above and len(mentors) == 1:
            first += say(", och {mentor} hade {earlier}", mentor=name[mentors[0]], earlier=earlier)
        sentences.append(first + ".")
    if mentees:
        guided = say.joined([name[c] for c in mentees])
        sentences.append(
            say("Sedan blev {name} mentor för {mentees}.", name=name[code], mentees=guided)
            if mentors
            else say("{name} har varit mentor för {mentees}.", name=name[code], mentees=guided)
        )
    if not sentences:
        sentences.append(say("{name} har deltagit, men ingen mentor är känd.", name=name[code]))
    return sentences


def line_links(code: str, known: Facts) -> None:
    """From the line to the comparison: with the mentors, and with all it guided itself, kinds never mixed."""
    say = words()
    own = known.organisations[code]
    if own.kind not in COMPARISON_OF:
        return
    page, parameter = COMPARISON_OF[own.kind]
    guided = dict.fromkeys(
        edge.mentee for edge in known.edges if edge.mentor == code and edge.role is MemberRole.MENTOR
    )
    mentors, mentees = (
        [known.organisations[one] for one in codes if known.organisations[one].kind is own.kind]
        for codes in (mentors_of(code, known), guided)
    )
    to = [
        (
            say("Jämför med mentorn {name}", name=mentor.name),
            address(page, **{parameter: (code, mentor.code)}),
        )
        for mentor in mentors
    ]
    if mentees:
        names = say.joined([mentee.name for mentee in mentees])
        beside = (code, *(mentee.code for mentee in mentees))
        to.append((say("Jämför med {name}", name=names), address(page, **{parameter: beside})))
    if to:
        links("", to=to)


def round_notes(known: Facts) -> None:
    """What is uncertain about each round, and where sources disagree on its dates: every claim, with its source."""
    say = words()
    section(say("Det källorna inte är överens om"))
    parts = []
    for programme in known.programmes.values():
        if programme.note is None and not programme.claims:
            continue
        claims = "".join(
            f"<li>{escape(_claim(claim.what, claim.said))} {link(say('källa'), claim.source)}</li>"
            for claim in programme.claims
        )
        note = f"<p>{escape(say.text(programme.note))}</p>" if programme.note else ""
        parts.append(f"<h3>{escape(say.text(programme.name))}</h3>{note}<ul>{claims}</ul>")
    put(f'<div class="page-prose">{"".join(parts)}</div>')


def _claim(what: str, said: str) -> str:
    say = words()
    return say("Börjar: {said}", said=said) if what == "starts" else say("Slutar: {said}", said=said)


def rounds_table(known: Facts) -> None:
    """Rounds and groups as a table: round, group, participants, mentors, supports."""
    put(known.drawn(("rounds", words().language), lambda: _rounds(known)))


def _rounds(known: Facts) -> str:
    say = words()
    name = {code: organisation.name for code, organisation in known.organisations.items()}
    rows = []
    for team in known.teams:
        members = [m for m in known.memberships if m.team == team.id]
        by_role = {
            role: say.joined([_member(m, name) for m in members if m.role is role]) or "–"
            for role in (MemberRole.PARTICIPANT, MemberRole.MENTOR, MemberRole.SUPPORT)
        }
        # With a hyphen that does not break.
        group = team.id.replace("-", "\u2011")
        rows.append([say.text(known.programmes[team.programme].name), group, *by_role.values()])
    headings = [say("Omgång"), say("Grupp"), say("Deltagare"), say("Mentor"), say("Stöd")]
    caption = say("Omgångar och grupper")
    return stacked([heading(caption), table(pd.DataFrame(rows, columns=headings), caption, say, headed=True)])


def _member(membership: Membership, name: dict[str, str]) -> str:
    say = words()
    if membership.left:
        return say(
            "{name} (lämnade {date})",
            name=name[membership.organisation],
            date=say.known_date(membership.left),
        )
    if membership.joined:
        return say(
            "{name} (kom in {date})",
            name=name[membership.organisation],
            date=say.known_date(membership.joined),
        )
    return name[membership.organisation]
