"""The other networks on the page: the list of them, one of them in parts, and what a place takes part in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from itertools import groupby

from benchmarking import initiatives, prepared
from benchmarking.initiatives import Certainty, Coverage, Dossier, Progress, State, TakingPart
from benchmarking.model import KnownDate, MemberRole, Organisation, OrganisationKind, Right, Text
from benchmarking.rules import Decision
from benchmarking.web.facts import Facts
from benchmarking.web.pickers import unknown_codes
from benchmarking.web.session import address, asked, store, viewer, words
from benchmarking.web.show import lede, link, put, section, term, title
from benchmarking.wording import initiatives as said
from benchmarking.wording.glossary import ROLES

INITIATIVE = "insats"


@dataclass(frozen=True)
class Asked:
    """An initiative that a page is about, with what it is read beside. `may`: this visitor may change it."""

    dossier: Dossier
    decisions: tuple[Decision, ...]
    known: Facts
    may: bool

    @property
    def id(self) -> str:
        return self.dossier.initiative.id

    @cached_property
    def names(self) -> dict[str, str]:
        return {code: one.name for code, one in self.known.organisations.items()}

    @cached_property
    def members(self) -> list[Organisation]:
        """Who takes part, by name."""
        found = [self.known.organisations[code] for code in self.dossier.taking_part()]
        return words().sorted(found, key=lambda one: one.name)

    @cached_property
    def standing(self) -> dict[tuple[str, str], Progress]:
        return initiatives.standing(self.dossier, self.decisions)

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        return initiatives.coverage(self.dossier, self.known.organisations, self.decisions)

    @cached_property
    def years(self) -> tuple[int, ...]:
        return initiatives.years(self.dossier, self.decisions)

    def called(self, codes: Sequence[str]) -> str:
        """Organisations by name, joined."""
        return words().joined([self.names.get(code, code) for code in codes])


def every_initiative() -> tuple[Dossier, ...]:
    """All that this visitor may see of all initiatives, asked for once in each state of the store."""
    who = viewer()
    return prepared.kept("initiatives", store(), who, lambda: store().dossiers(who))


def every_decision() -> tuple[Decision, ...]:
    return prepared.kept("decisions", store(), viewer(), lambda: store().decisions(viewer()))


def initiative_asked(known: Facts) -> Asked | None:
    """The initiative that the address names; None where it names none, or one that nobody knows."""
    found = {one.initiative.id: one for one in every_initiative()}
    unknown_codes(INITIATIVE, {code: words().text(one.initiative.name) for code, one in found.items()})
    wanted = next((one for one in asked(INITIATIVE) if one in found), None)
    if wanted is None:
        return None
    may = viewer().may(Right.COORDINATE, programme=wanted)
    return Asked(found[wanted], every_decision(), known, may)


# The list


def initiatives_list(known: Facts) -> None:
    """Each initiative with place, period, members and how far it has come, by kind."""
    say = words()
    found = every_initiative()
    if not found:
        lede([say("Det finns ingen insats än.")])
        return
    lede(
        [
            say(
                "Arbetet går också vidare på andra vägar än i omgångar: ett län utbildar sina ledare, myndigheter går samman, en kommun skriver under CEMR-deklarationen, flera blir partner."
            )
        ]
    )
    for kind, several in groupby(found, key=lambda one: one.initiative.kind):
        section(said.kind(say, kind))
        put(f'<ul class="page-initiatives">{"".join(_entry(one, known) for one in several)}</ul>')


def _entry(dossier: Dossier, known: Facts) -> str:
    say = words()
    own = dossier.initiative
    where = " · ".join([*_place(dossier, known), said.period(say, own), _counted(dossier)])
    coverage = initiatives.coverage(dossier, known.organisations, every_decision())
    held = initiatives.meetings(dossier, date.today().year, date.today())
    told = " ".join(said.lede(say, dossier, coverage, held, date.today().year))
    return (
        f"<li><h3>{link(say.text(own.name), address('initiatives', insats=own.id))}</h3>"
        f'<p class="page-where">{escape(where)}</p><p>{escape(told)}</p></li>'
    )


def _place(dossier: Dossier, known: Facts) -> list[str]:
    county = known.organisations.get(dossier.initiative.county or "")
    return [county.name] if county else []


def _counted(dossier: Dossier) -> str:
    say = words()
    return say.plural("{n} medlem", "{n} medlemmar", len(dossier.taking_part()))


# One of them


def initiative_heading(own: Asked) -> None:
    """Its name, place and period, what sources or rows say of how far it has come, and what it means to do."""
    say = words()
    initiative = own.dossier.initiative
    over = [said.kind(say, initiative.kind), *_place(own.dossier, own.known), said.period(say, initiative)]
    title(say.text(initiative.name), " · ".join(over))
    this_year = date.today().year
    held = initiatives.meetings(own.dossier, this_year, date.today())
    lede(said.lede(say, own.dossier, own.coverage, held, this_year))
    for text in (initiative.aim, initiative.note):
        if text is not None:
            put(f'<p class="page-read">{escape(say.text(text))}</p>')
    put(f"<p>{link(say('Alla insatser'), address('initiatives'))}</p>")


ROLE_HEADINGS = (
    *(MemberRole.ORGANISER, MemberRole.PARTNER, MemberRole.PARTICIPANT, MemberRole.COUNCIL),
    *(MemberRole.IMPLEMENTATION, MemberRole.SUPPORT, MemberRole.MENTOR),
)


def members(own: Asked) -> None:
    """Who is in it, by role, each with a link to its page; uncertain ones are marked."""
    say = words()
    section(say("Vilka som är med"), _counted(own.dossier))
    template = store().templates(viewer()).get(own.dossier.initiative.kind)
    expected = template.roles if template else ()
    lines = []
    for role in ROLE_HEADINGS:
        having = say.sorted(
            [one for one in own.dossier.members if one.role is role],
            key=lambda one: own.names.get(one.organisation, one.organisation),
        )
        if not having and role not in expected:
            continue
        told = []
        for one in having:
            text = place_link(one.organisation, own.known)
            if one.certainty is not Certainty.STATED:
                text += f" ({escape(said.certainty(say, one.certainty))})"
            if one.joined or one.left:
                text += escape(_stay(one.joined, one.left))
            told.append(text)
        names = ", ".join(told) or escape(say("inte känt"))
        label = term(ROLES[role], say.member_role(role, len(having) or 1).capitalize())
        lines.append(f"<div><dt>{label}</dt><dd>{names}</dd></div>")
    put(f'<dl class="page-facts page-facts-long">{"".join(lines)}</dl>')


def _stay(joined: KnownDate | None, left: KnownDate | None) -> str:
    say = words()
    told = []
    if joined is not None:
        told.append(say("med {date}", date=say.known_date(joined)))
    if left is not None:
        told.append(say("lämnade {date}", date=say.known_date(left)))
    return f" ({', '.join(told)})"


def place_link(code: str, known: Facts) -> str:
    """An organisation's name, with a link to its page where it has one."""
    place = known.organisations.get(code)
    if place is None:
        return escape(code)
    return link(place.name, address("organisation", kod=code))


# On an organisation's own page


def parts_taken(code: str) -> tuple[TakingPart, ...]:
    return initiatives.takes_part(code, every_initiative(), every_decision())


def show_parts_taken(parts: Sequence[TakingPart], known: Facts) -> None:
    """What an organisation takes part in beside the rounds: as what, the steps it has taken, and the way there."""
    say = words()
    for one in parts:
        initiative = one.initiative
        roles = say.joined([say.member_role(role) for role in one.roles])
        county = known.organisations.get(initiative.county or "")
        where = f", {county.name}" if county else ""
        steps = "".join(_step(milestone.title, progress) for milestone, progress in one.steps)
        put(
            f'<div class="page-stay"><h3>{escape(_capital(said.period(say, initiative)))}: '
            f"{link(say.text(initiative.name), address('initiatives', insats=initiative.id))}</h3>"
            f"<p>{escape(say('{role}.', role=roles.capitalize()))} "
            f"{escape(said.kind(say, initiative.kind) + where)}.</p>{steps}</div>"
        )


def _capital(text: str) -> str:
    """With a capital first and the rest as it is."""
    return text[:1].upper() + text[1:]


def _step(name: Text, progress: Progress) -> str:
    say = words()
    if progress.state is State.DONE and progress.on is not None:
        told = say("{title} {date}.", title=say.text(name), date=say.known_date(progress.on))
    else:
        told = say("{title}: {how}.", title=say.text(name), how=said.progress(say, progress))
    source = progress.source
    ref = ""
    if source.startswith("https://"):
        ref = " " + link(say("Källa"), source)
    elif source:
        ref = " " + escape(say("Källa: {source}", source=source))
    return f"<p>{escape(told)}{ref}</p>"


def of_municipalities(found: Mapping[str, Progress], known: Facts) -> list[Organisation]:
    """The municipalities among those with a state, for a map."""
    return [
        known.organisations[code]
        for code in found
        if known.organisations[code].kind is OrganisationKind.MUNICIPALITY
    ]


def anything_known(rows: Mapping[tuple[str, str], Progress]) -> bool:
    return any(one.state is not State.UNKNOWN for one in rows.values())
