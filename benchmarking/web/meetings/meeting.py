"""Which meeting the address asks for, what it is called, and an overview of all groups' meetings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape

from benchmarking.figures.lineage import years
from benchmarking.meetings import Meeting, Standing, following, standing
from benchmarking.model import MemberRole, Membership, Organisation, Programme, ProgrammeKind, Right, Team
from benchmarking.web.facts import Facts, answer
from benchmarking.web.pickers import pick_one, unknown_codes
from benchmarking.web.session import address, asked, store, viewer, words
from benchmarking.web.show import lede, link, put, section, states_table, term, title
from benchmarking.wording import meetings as said
from benchmarking.wording.glossary import ROLES

GROUP, MEETING = "grupp", "traff"


@dataclass(frozen=True)
class Asked:
    """The meeting a page is about, with its group. `may` is whether this visitor may meet in the group."""

    team: Team
    programme: Programme
    meetings: tuple[Meeting, ...]
    meeting: Meeting
    members: tuple[Membership, ...]
    may: bool
    known: Facts

    def of(self, role: MemberRole) -> list[Organisation]:
        """The members with a role, those who left included, in the order they joined."""
        codes = dict.fromkeys(one.organisation for one in self.members if one.role is role)
        return [self.known.organisations[code] for code in codes]

    @cached_property
    def participants(self) -> list[Organisation]:
        return self.of(MemberRole.PARTICIPANT)

    @property
    def name(self) -> str:
        """What the group is called: "Vännäs grupp"."""
        return said.group_name(words(), self.team.id, [one.name for one in self.of(MemberRole.MENTOR)])


def may_meet(team: Team) -> bool:
    return viewer().may(Right.MEET, team=team.id, programme=team.programme)


def teams_of_rounds(known: Facts) -> list[Team]:
    """The groups of all rounds, the latest round first."""
    rounds = [one.id for one in known.programmes.values() if one.kind is ProgrammeKind.MODEL_ROUND]
    order = {one: at for at, one in enumerate(reversed(rounds))}
    teams = [one for one in known.teams if one.programme in order]
    return sorted(teams, key=lambda one: (order[one.programme], one.number))


def group_label(team: Team, known: Facts) -> str:
    """A group with its round's years: "Vännäs grupp, 2019–2020"."""
    say = words()
    mentors = [
        known.organisations[one.organisation].name
        for one in known.memberships
        if one.team == team.id and one.role is MemberRole.MENTOR
    ]
    name = said.group_name(say, team.id, list(dict.fromkeys(mentors)))
    return say("{group}, {years}", group=name, years=years(known.programmes[team.programme], say))


def _labels(teams: Iterable[Team], known: Facts) -> dict[str, str]:
    return known.drawn(
        ("group labels", words().language), lambda: {one.id: group_label(one, known) for one in teams}
    )


def meeting_asked(known: Facts) -> Asked | None:
    """The meeting that the address names (`grupp`, and `traff` or the one to prepare); None where it names no group."""
    say = words()
    teams = {one.id: one for one in teams_of_rounds(known)}
    unknown_codes(GROUP, _labels(teams.values(), known))
    wanted = [code for code in asked(GROUP) if code in teams]
    if not wanted:
        return None
    team = teams[wanted[0]]
    meetings = answer(known, ("meetings", team.id), lambda: store().meetings(viewer(), team.id))
    names = {one.code: say.text(one.title) if one.title else said.meeting_short(say, one) for one in meetings}
    unknown_codes(MEETING, names)
    coming = following(meetings, date.today())
    code = pick_one(
        names,
        MEETING,
        label=say("Möte"),
        default=coming.code if coming else next(iter(names)),
        quiet=False,
        term="traff",
    )
    return Asked(
        team=team,
        programme=known.programmes[team.programme],
        meetings=meetings,
        meeting=next(one for one in meetings if one.code == code),
        members=tuple(one for one in known.memberships if one.team == team.id),
        may=may_meet(team),
        known=known,
    )


EXAMPLE = "MK3-3"
"""Vännäs group of 2019: what somebody without a group of her own is shown."""


def next_meeting(known: Facts) -> tuple[str, str]:
    """What leads to the meeting to prepare, and its address: of the visitor's own group, else of an example."""
    say = words()
    teams = {one.id: one for one in teams_of_rounds(known)}
    own = [one for one in teams if any(g.right is Right.MEET and g.team == one for g in viewer().grants)]
    if own:
        return say("Förbered nästa möte"), address("meeting", grupp=own[0])
    if not teams:
        return say("Gruppernas möten"), address("meeting")
    shown = EXAMPLE if EXAMPLE in teams else next(iter(teams))
    text = say("Förbered nästa möte (exempel: {group})", group=group_label(teams[shown], known))
    return text, address("meeting", grupp=shown, traff="1")


def meeting_heading(found: Asked) -> None:
    """What the meeting is about, whose it is, and when."""
    say = words()
    supports = [one.name for one in found.of(MemberRole.SUPPORT)]
    parts = [found.name, say.text(found.programme.name)]
    if supports:
        parts.append(say("stöd {names}", names=say.joined(supports)))
    title(said.meeting_name(say, found.meeting), " · ".join(parts))
    told = found.meeting.told
    sentences = [say.text(told.aim)] if told else []
    if not found.of(MemberRole.MENTOR):
        sentences.append(say("Gruppen har ingen mentor."))
    lede(sentences)
    put(f'<dl class="page-facts">{_facts(found.meeting, found.may)}{_members(found)}</dl>')
    ways = [link(say("Alla gruppers möten"), address("meeting"))]
    if found.may:
        there = address("meeting", grupp=found.team.id, traff=found.meeting.code, visa="1")
        ways.insert(0, link(say("Visa på duk"), there))
    put(f'<p class="page-list">{" · ".join(ways)}</p>')


def _facts(meeting: Meeting, may: bool) -> str:
    """Date, place and deadlines of a meeting; place and invitation for its members."""
    say = words()
    rows = [(say("Datum"), said.day_of(say, meeting))]
    if may:
        rows.append((say("Plats"), meeting.place or say("inte bestämd")))
    if meeting.invitation_due and meeting.presentation_due:
        sent = say(", skickad {date}", date=say.date(meeting.invited)) if may and meeting.invited else ""
        rows.append((say("Inbjudan senast"), say.date(meeting.invitation_due) + sent))
        rows.append((say("Presentationer senast"), say.date(meeting.presentation_due)))
    return "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(text)}</dd></div>" for term, text in rows)


def _members(found: Asked) -> str:
    """Who is in the group and as what."""
    say = words()
    items = []
    for role in (MemberRole.PARTICIPANT, MemberRole.MENTOR, MemberRole.SUPPORT):
        places = [link(one.name, address("organisation", kod=one.code)) for one in found.of(role)]
        if places:
            label = term(ROLES[role], say.member_role(role, len(places)).capitalize())
            items.append(f"<div><dt>{label}</dt><dd>{', '.join(places)}</dd></div>")
    return "".join(items)


def meetings_overview(known: Facts) -> None:
    """All groups of all rounds and their meetings: when, and for who may meet in them how far they have come."""
    say = words()
    title(say("Gruppernas möten"), say("Nätverket"))
    teams = teams_of_rounds(known)
    if not teams:
        lede([say("Det finns ingen grupp än.")])
        return
    meetings = store().all_meetings(viewer(), teams)
    states = {team.id: _standings(team, meetings[team.id]) for team in teams}
    lede(_counted(states.values()))
    for programme in dict.fromkeys(team.programme for team in teams):
        section(say.text(known.programmes[programme].name))
        own = [team for team in teams if team.programme == programme]
        put(_table(own, meetings, states, known))


def _standings(team: Team, meetings: Sequence[Meeting]) -> list[Standing]:
    today = date.today()
    coming = any(one.held and one.held.latest >= today for one in meetings)
    prepared = store().all_preparations(viewer(), team.id) if coming and may_meet(team) else {}
    return [standing(one, prepared.get(one.step, ()), today) for one in meetings]


def _counted(states: Sequence[Sequence[Standing]]) -> list[str]:
    say = words()
    every = [one for states_of in states for one in states_of]
    late, coming = every.count(Standing.LATE), every.count(Standing.DUE) + every.count(Standing.READY)
    under_way = (
        say.plural("{n} möte är på gång", "{n} möten är på gång", late + coming)
        if late + coming
        else say("Inget möte är på gång")
    )
    return [
        under_way + (say(", och i {late} är något sent.", late=late) if late else "."),
        say(
            "{held} är hållna och {undated} har inget känt datum.",
            held=every.count(Standing.HELD),
            undated=every.count(Standing.UNDATED),
        ),
    ]


def _table(
    teams: Sequence[Team],
    meetings: dict[str, tuple[Meeting, ...]],
    states: dict[str, list[Standing]],
    known: Facts,
) -> str:
    say = words()
    heads = list(dict.fromkeys(said.meeting_short(say, one) for team in teams for one in meetings[team.id]))
    rows = []
    for team in teams:
        called = group_label(team, known)
        by_head = {
            said.meeting_short(say, one): (one, state)
            for one, state in zip(meetings[team.id], states[team.id], strict=True)
        }
        cells = []
        for head in heads:
            if head not in by_head:
                cells.append(("", ""))
                continue
            one, state = by_head[head]
            there = link(
                said.day_of(say, one),
                address("meeting", grupp=team.id, traff=one.code),
                about=f"{head}, {called}",
            )
            word = "" if state is Standing.UNDATED else f"<br>{escape(said.standing(say, state))}"
            cells.append((state.value, there + word))
        members = [
            known.organisations[one.organisation].name
            for one in known.memberships
            if one.team == team.id and one.role is MemberRole.PARTICIPANT
        ]
        group = link(called, address("meeting", grupp=team.id))
        beside = f'<span class="page-meaning">{escape(", ".join(dict.fromkeys(members)))}</span>'
        rows.append((group + beside, cells))
    caption = say("Möten i {name}", name=say.text(known.programmes[teams[0].programme].name))
    return states_table(caption, (say("Grupp"), *heads), rows, seen=False)
