"""The other networks in words: kinds, steps, seats with their reasons, and what a year held.

Sentences about a place take its name from `names`; one that is not there is said by its code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from benchmarking.initiatives import (
    Attender,
    Certainty,
    Coverage,
    Deadline,
    DeadlineKind,
    Dossier,
    Grade,
    Initiative,
    Meetings,
    OccasionKind,
    People,
    Progress,
    SourcedFact,
    State,
    WorkKind,
)
from benchmarking.model import MemberRole, OrganisationKind, Precision, ProgrammeKind
from benchmarking.rules import DecisionKind
from benchmarking.seats import Allotment, SeatOffer, Tally
from benchmarking.wording.catalogue import message, messages
from benchmarking.wording.rounds import decision as decided

if TYPE_CHECKING:
    from benchmarking.wording.words import Words

Names = Mapping[str, str]

KINDS = {
    ProgrammeKind.COUNTY_TRAINING: message("Utbildning av ledningen i ett län"),
    ProgrammeKind.AGENCY_NETWORK: message("Nätverk av myndigheter"),
    ProgrammeKind.DECLARATION: message("Deklaration och det som följer"),
    ProgrammeKind.PARTNERSHIP: message("Partnerskap"),
}

STATES = {
    State.DONE: message("gjort"),
    State.UNDER_WAY: message("pågår"),
    State.NOT_STARTED: message("inte börjat"),
    State.UNKNOWN: message("inte känt"),
}

OCCASIONS = {
    OccasionKind.NETWORK_MEETING: message("nätverksmöte"),
    OccasionKind.COUNCIL_MEETING: message("möte i rådet"),
    OccasionKind.GROUP_MEETING: message("möte i genomförandegruppen"),
    OccasionKind.BOARD_MEETING: message("styrelsemöte"),
    OccasionKind.TRAINING: message("utbildning"),
    OccasionKind.WORKSHOP: message("workshop"),
    OccasionKind.SUPPORT: message("stöd mellan träffarna"),
}

WORK = {
    WorkKind.AIM: message("mål"),
    WorkKind.DIRECTION: message("inriktning"),
    WorkKind.STRATEGY: message("strategi"),
    WorkKind.ACTIVITY: message("aktivitet"),
    WorkKind.CHECKLIST: message("checklista"),
    WorkKind.CONSULTATION: message("remiss"),
    WorkKind.ANALYSIS: message("analys"),
    WorkKind.SUPPORT: message("stöd"),
    WorkKind.EXCHANGE: message("utbyte"),
    WorkKind.SHARING: message("spridning"),
    WorkKind.MONITORING: message("bevakning"),
    WorkKind.SUCCESS_FACTOR: message("framgångsfaktor"),
}

ATTENDERS = {
    Attender.POLITICIAN: message("politiker"),
    Attender.OFFICIAL: message("tjänstepersoner"),
    Attender.OTHER: message("andra"),
}

GRADES = {
    Grade.FAIL: message("Underkänd"),
    Grade.PASS: message("Godkänd"),
    Grade.DISTINCTION: message("Väl godkänd"),
}

CERTAINTIES = {
    Certainty.STATED: message("enligt källan"),
    Certainty.INFERRED: message("vår slutsats"),
    Certainty.UNCERTAIN: message("osäker uppgift"),
}

DEADLINES = {
    DeadlineKind.PLAN: message("handlingsplan"),
    DeadlineKind.OCCASION: message("träff"),
    DeadlineKind.WORK: message("arbete"),
    DeadlineKind.SEATS: message("sista dag att be om platser"),
}

MEETING_COUNTS = {
    OccasionKind.NETWORK_MEETING: messages("{n} nätverksmöte hållet", "{n} nätverksmöten hållna"),
    OccasionKind.COUNCIL_MEETING: messages("{n} möte i rådet hållet", "{n} möten i rådet hållna"),
    OccasionKind.GROUP_MEETING: messages(
        "{n} möte i genomförandegruppen hållet", "{n} möten i genomförandegruppen hållna"
    ),
    OccasionKind.BOARD_MEETING: messages(
        "{n} utbildning vid styrelsemöte hållen", "{n} utbildningar vid styrelsemöten hållna"
    ),
    OccasionKind.TRAINING: messages("{n} utbildning hållen", "{n} utbildningar hållna"),
    OccasionKind.WORKSHOP: messages("{n} workshop hållen", "{n} workshoppar hållna"),
    OccasionKind.SUPPORT: messages("{n} stödtillfälle hållet", "{n} stödtillfällen hållna"),
}


def kind(words: Words, found: ProgrammeKind) -> str:
    """What sort of initiative it is: "Partnerskap"."""
    return words(KINDS[found])


def state(words: Words, found: State) -> str:
    """How far something has come: "pågår", "inte känt"."""
    return words(STATES[found])


def occasion(words: Words, found: OccasionKind) -> str:
    """ "nätverksmöte" """
    return words(OCCASIONS[found])


def work(words: Words, found: WorkKind) -> str:
    """ "aktivitet", "remiss" """
    return words(WORK[found])


def attender(words: Words, found: Attender) -> str:
    """ "politiker" """
    return words(ATTENDERS[found])


def grade(words: Words, found: Grade) -> str:
    """ "Väl godkänd" """
    return words(GRADES[found])


def certainty(words: Words, found: Certainty) -> str:
    """How well something is known: "enligt källan"."""
    return words(CERTAINTIES[found])


def deadline_kind(words: Words, found: DeadlineKind) -> str:
    """ "handlingsplan" """
    return words(DEADLINES[found])


def period(words: Words, found: Initiative) -> str:
    """When an initiative runs, as far as it is known: "2014–2015", "från 2013"; "okänd tid"."""
    if found.starts is None:
        return words("okänd tid")
    starts = found.starts.on.year
    if found.ends is None and found.starts.precision is Precision.BY:
        told = words("från {year} eller tidigare", year=str(starts))
    elif found.ends is None:
        told = words("från {year}", year=str(starts))
    elif found.ends.on.year == starts:
        told = str(starts)
    else:
        told = words.year_range(starts, found.ends.on.year)
    return marked(words, told, found.certainty)


def marked(words: Words, sentence: str, how: Certainty) -> str:
    """What is said with its mark where it is not as a source states it: "… (osäker uppgift)."; it is the first
    sentence that the mark is about."""
    if how is Certainty.STATED:
        return sentence
    mark = certainty(words, how)
    first, more, rest = sentence.partition(". ")
    if more or first.endswith("."):
        told = words("{sentence} ({mark}).", sentence=first.removesuffix("."), mark=mark)
        return f"{told} {rest}" if rest else told
    return words("{sentence} ({mark})", sentence=sentence, mark=mark)


def fact(words: Words, found: SourcedFact) -> str:
    """What a source says, marked where it is uncertain."""
    return marked(words, words.text(found.said), found.certainty)


def covered(words: Words, found: Coverage) -> str:
    """How many have taken a step: "4 av 10", or the bounds where some are not known."""
    if not found.among:
        return words("ingen att räkna")
    if not found.unknown:
        return words("{done} av {among}", done=found.done, among=found.among)
    if found.unknown == found.among:
        return words("inte känt för någon av {among}", among=found.among)
    return words(
        "minst {done} av {among}; för {unknown} är det inte känt",
        done=found.done,
        among=found.among,
        unknown=found.unknown,
    )


def progress(words: Words, found: Progress, *, told: bool = False) -> str:
    """A cell of the table of steps: "klar senast 19 december 2013". `told`: a source counts this step."""
    if found.state is State.UNKNOWN:
        said = words("inte känt vilka") if told else state(words, found.state)
        return (
            words("{said}; ska vara gjort {date}", said=said, date=words.known_date(found.due))
            if found.due
            else said
        )
    said = state(words, found.state)
    when = found.on if found.state is State.DONE else found.due
    if when is None:
        return marked(words, said, found.certainty)
    date = words.known_date(when)
    said = (
        words("{state} {date}", state=said, date=date)
        if found.state is State.DONE
        else words("{state}, ska vara gjort {date}", state=said, date=date)
    )
    return marked(words, said, found.certainty)


def meetings(words: Words, found: Meetings, year: int) -> str:
    """A year's meetings of a kind: "1 nätverksmöte hållet 2026, av 2 om året. 1 är planerat."."""
    # That none is noted does not say that none was held.
    if not found.held:
        what = occasion(words, found.kind).capitalize()
        said = (
            words(
                "{what}: inget är noterat som hållet {year}, av {target} om året.",
                what=what,
                year=str(year),
                target=found.target,
            )
            if found.target is not None
            else words("{what}: inget är noterat som hållet {year}.", what=what, year=str(year))
        )
    else:
        counted = words.plural(*MEETING_COUNTS[found.kind], found.held)
        said = (
            words(
                "{counted} {year}, av {target} om året.", counted=counted, year=str(year), target=found.target
            )
            if found.target is not None
            else words("{counted} {year}.", counted=counted, year=str(year))
        )
    if found.unknown:
        said += " " + words.plural(
            "Om {n} planerat hölls är inte känt.", "Om {n} planerade hölls är inte känt.", found.unknown
        )
    if found.planned:
        said += " " + words.plural("{n} till är planerat.", "{n} till är planerade.", found.planned)
    if found.cancelled:
        said += " " + words.plural("{n} är inställt.", "{n} är inställda.", found.cancelled)
    return said


def people(words: Words, found: People) -> str:
    """How many came: "13 politiker, 6 kvinnor och 7 män"; those of unknown sex are told."""
    who = attender(words, found.role) if found.role else words("personer")
    if found.women is None or found.men is None:
        return words("{n} {who}", n=words.number(found.people), who=who)
    values = {
        "n": words.number(found.people),
        "who": who,
        "women": words.number(found.women),
        "men": words.number(found.men),
    }
    unsplit = found.people - found.women - found.men
    if unsplit:
        return words(
            "{n} {who}, {women} kvinnor och {men} män; för {unsplit} är kön inte antecknat",
            **values,
            unsplit=words.number(unsplit),
        )
    return words("{n} {who}, {women} kvinnor och {men} män", **values)


def deadline(words: Words, found: Deadline) -> str:
    """How it stands with a deadline: met, late, unknown, or to come."""
    if found.met is not None:
        return words("gjort {date}", date=words.known_date(found.met))
    if found.late:
        return words("försenad")
    return words("inte känt om det är gjort") if found.unknown else words("kommer")


# Seats


def seat_rule(words: Words, offer: SeatOffer, members: int) -> list[str]:
    """The rule that an offer's seats are allotted by, in sentences."""
    return [
        words(
            "{seats} platser, {each} åt var och en av {members} medlemmar. Be om platser senast {date}.",
            seats=words.number(offer.seats),
            each=words.number(offer.per_member),
            members=words.number(members),
            date=words.date(offer.closes),
        ),
        words(
            "Alla som ber i tid får en plats i taget. Den som har minst får först, och bland lika den som bad först."
        ),
        words("Den som ber för sent får av det som är kvar, i tur och ordning."),
        words("En plats som lämnas tillbaka går till den första på väntelistan, de som bad i tid först."),
    ]


def allotment(words: Words, found: Allotment, name: str) -> str:
    """Why somebody got as many seats as it did, in sentences."""
    values = {"name": name, "n": words.number(found.wanted), "date": words.date(found.asked.date())}
    said = [
        words("{name} bad om {n} den {date}, efter sista dagen.", **values)
        if found.late
        else words("{name} bad om {n} den {date}, i tid.", **values)
    ]
    if found.offered:
        said.append(words("{n} ryms i det som alla erbjuds.", n=words.number(found.offered)))
    if found.extra:
        said.append(
            words("{n} kommer ur det som ingen annan bad om.", n=words.number(found.extra))
            if found.late
            else words("{n} kommer ur det som blev över.", n=words.number(found.extra))
        )
    if found.freed:
        said.append(words("{n} har andra lämnat tillbaka.", n=words.number(found.freed)))
    if found.given_back:
        said.append(words("{n} har den lämnat tillbaka.", n=words.number(found.given_back)))
    if found.place is not None:
        said.append(
            words(
                "{n} väntar den på, som nummer {place} i kön.",
                n=words.number(found.waiting),
                place=words.number(found.place),
            )
        )
    return " ".join(said)


def seats(words: Words, found: Tally) -> str:
    """An offer in one sentence or two."""
    said = words(
        "{allotted} av {seats} platser är fördelade, {left} är kvar och {waiting} väntar.",
        allotted=words.number(found.allotted),
        seats=words.number(found.seats),
        left=words.number(found.left),
        waiting=words.number(found.waiting),
    )
    if found.taken is not None:
        said += " " + words("{n} har använts, så vitt det är antecknat.", n=words.number(found.taken))
    return said


# The whole


def lede(
    words: Words, dossier: Dossier, coverages: Sequence[Coverage], held: Sequence[Meetings], year: int
) -> list[str]:
    """At most three sentences: what sources say of the initiative itself, else what is kept of it."""
    own = [one for one in dossier.facts if one.organisation is None]
    said = [fact(words, one) for one in own[:2]]
    if dossier.assessments:
        last = dossier.assessments[-1]
        said.append(
            marked(
                words,
                words(
                    "Regeringens bedömning {year}: {grade}.",
                    year=str(last.year),
                    grade=grade(words, last.grade),
                ),
                last.certainty,
            )
        )
    if not said:
        said = [
            words("{title}: {covered}.", title=words.text(one.milestone.title), covered=covered(words, one))
            for one in coverages
            if one.among > one.unknown
        ][:2]
        said += [meetings(words, one, year) for one in held if one.held or one.target][:1]
    if not said:
        taking_part = len(dossier.taking_part())
        said = [
            words.plural(
                "{n} medlem. Inget mer är antecknat än.",
                "{n} medlemmar. Inget mer är antecknat än.",
                taking_part,
            )
        ]
    return said[:3]


# The lists that a coordinator writes in

HEADINGS = {
    "organisation": message("organisation"),
    "role": message("roll"),
    "joined": message("kom med"),
    "left": message("lämnade"),
    "source": message("källa"),
    "certainty": message("hur säkert"),
    "code": message("beteckning"),
    "position": message("ordning"),
    "title": message("rubrik"),
    "whom": message("gäller bara"),
    "decision": message("tas med beslut"),
    "milestone": message("steg"),
    "state": message("läge"),
    "on": message("dag"),
    "due": message("ska vara klart"),
    "note": message("anmärkning"),
    "number": message("nr"),
    "kind": message("slag"),
    "planned": message("planerat"),
    "held": message("hållet"),
    "cancelled": message("inställt"),
    "place": message("plats"),
    "occasion": message("tillfällets nr"),
    "women": message("kvinnor"),
    "men": message("män"),
    "unsplit": message("utan uppgift om kön"),
    "owner": message("ansvarig"),
    "finished": message("klart"),
    "said": message("uppgift"),
    "counted": message("antal"),
    "among": message("av"),
    "year": message("år"),
    "grade": message("bedömning"),
    "assessor": message("vem bedömde"),
    "statement": message("omdöme"),
    "seats": message("platser"),
    "per_member": message("platser åt varje medlem"),
    "closes": message("sista dag"),
    "offer": message("utbildningens nr"),
    "asked": message("bad om platser"),
    "wanted": message("önskade platser"),
    "kept": message("vill ha kvar"),
    "taken": message("använde"),
}

LISTS = {
    "medlemmar": message("Medlemmar"),
    "lage": message("Läget"),
    "traffar": message("Träffar"),
    "narvaro": message("Närvaro"),
    "arbete": message("Arbete"),
    "platser": message("Platser"),
    "begaran": message("Begärda platser"),
    "bedomningar": message("Bedömningar"),
    "uppgifter": message("Uppgifter ur källor"),
    "steg": message("Steg"),
}


def heading(words: Words, field: str) -> str:
    """What a column of a list is called."""
    return words(HEADINGS[field])


def in_english(words: Words, found: str) -> str:
    """What the column of the English words is called, beside that of the Swedish ones."""
    return words("{column} på engelska", column=found)


def list_name(words: Words, code: str) -> str:
    """What a list is called: "Träffar"."""
    return words(LISTS[code])


def word(words: Words, value: StrEnum) -> str:
    """The word for one of the values that a column can have."""
    match value:
        case State():
            return state(words, value)
        case OccasionKind():
            return occasion(words, value)
        case WorkKind():
            return work(words, value)
        case Attender():
            return attender(words, value)
        case Grade():
            return grade(words, value)
        case Certainty():
            return certainty(words, value)
        case MemberRole():
            return words.member_role(value)
        case OrganisationKind():
            return words.organisation_kind(value)
        case DecisionKind():
            return decided(words, value)
    raise KeyError(value)
