"""Rounds in words: steps, rules and what breaks them, titles, and why a mentor is proposed.

Sentences about a place take its name from `names`; one that is not there is said by its code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from benchmarking.assessments import Shift, Unmoved
from benchmarking.model import Indicator, OrganisationKind, Track
from benchmarking.pairing import Aspect, Changed, Pair
from benchmarking.rounds import Stage
from benchmarking.rules import RULES, Breach, DecisionKind, Eligibility, Function, Lacking, Rule
from benchmarking.titles import RULE_OF_2018, Mentorship, Standing, Title
from benchmarking.wording.catalogue import message, messages

if TYPE_CHECKING:
    from benchmarking.wording.words import Words

Names = Mapping[str, str]

STAGES = {
    Stage.ANNOUNCED: message("Utlyst"),
    Stage.APPLICATIONS: message("Anmälan stängd"),
    Stage.GROUPS: message("Grupper klara"),
    Stage.KICK_OFF: message("Uppstart"),
    Stage.MEETING: message("Träff {n}"),
    Stage.CONFERENCE: message("Resultatkonferens"),
    Stage.CLOSED: message("Avslutad"),
}

TRACKS = {
    Track.MUNICIPALITY: message("kommuner"),
    Track.REGION: message("regioner"),
    Track.MIXED: message("kommuner och regioner"),
}

DECISIONS = {
    DecisionKind.MAINSTREAMING: message("Beslut om jämställdhetsintegrering"),
    DecisionKind.CEMR_SIGNED: message("CEMR-deklarationen undertecknad"),
    DecisionKind.CEMR_2022: message("CEMR-deklarationens artiklar från 2022 antagna"),
    DecisionKind.ACTION_PLAN: message("Handlingsplan för jämställdhet"),
}

FUNCTIONS = {
    Function.POLITICIAN: message("hög politiker"),
    Function.MANAGER: message("hög chef"),
    Function.STRATEGIST: message("strateg"),
}

LACKS = {
    Lacking.NONE_KNOWN: message("inget beslut är registrerat"),
    Lacking.NO_DATE: message("beslutet har inget datum"),
    Lacking.NOT_YET: message("beslutet gäller inte än"),
    Lacking.ENDED: message("beslutet gäller inte längre"),
}

BROKEN = {
    Rule.MENTOR_FINISHED: message("{name} kan inte vara mentor: har inte avslutat en tidigare omgång."),
    Rule.ONCE: message("{name} står två gånger i omgången samtidigt. En deltagare har en plats."),
    Rule.ROLE: message("{name} kan bara vara deltagare, mentor eller stöd i en omgång."),
    Rule.DECISION: message(
        "{name} kan inte delta än: {lacking}. Det krävs ett politiskt beslut om jämställdhetsintegrering eller "
        "en undertecknad CEMR-deklaration. Samordnaren kan släppa in med ett skäl."
    ),
    Rule.NOBODY: message("Grupperna är inte klara: ingen deltagare är med i någon grupp."),
    Rule.NO_MENTOR: message("{team} har ingen mentor. En omgång kan köras utan, men grupper brukar ha en."),
}

TITLES = {
    OrganisationKind.MUNICIPALITY: message("Modellkommun"),
    OrganisationKind.REGION: message("Modellregion"),
}

STANDINGS = {
    Standing.NO_SUCH_TITLE: message("Titeln finns bara för kommuner och regioner."),
    Standing.NEVER_PARTICIPANT: message("Har inte deltagit i en omgång."),
    Standing.LEFT: message("Lämnade sin omgång eller ersattes, och det ger ingen titel."),
    Standing.NOT_FINISHED: message("Har inte avslutat sin omgång än."),
    Standing.SUPPORT_ONLY: message("Har bara varit stöd, och det räcker inte."),
    Standing.NOT_MENTOR: message("Har avslutat en omgång men inte varit mentor."),
    Standing.MENTOR_NOT_STARTED: message("Mentor i en omgång som inte har börjat, eller som den lämnade."),
    Standing.MENTOR_TOO_EARLY: message("Mentor i en omgång som började innan den egna var avslutad."),
    Standing.CANNOT_TELL: message("Det går inte att avgöra: omgångarnas datum är för osäkra."),
}

ASPECTS = {
    Aspect.CLOSENESS: message("Närhet"),
    Aspect.STRUCTURE: message("Liknande förutsättningar"),
    Aspect.GAPS: message("Skillnader att lära av"),
    Aspect.THEME: message("Gemensamt tema"),
    Aspect.TURN: message("Mentorns tur"),
}

UNMOVED = {
    Unmoved.FIRST: message("första gången"),
    Unmoved.OTHER_VERSION: message("jämförs inte: förra gången gällde en annan checklista"),
    Unmoved.NO_SHARED_POINT: message("jämförs inte: ingen punkt besvarad båda gångerna"),
}

TIMES = messages("mentor {n} gång förut", "mentor {n} gånger förut")


def stage(words: Words, found: Stage, number: int = 1) -> str:
    """A step of a round's life: "Utlyst", "Träff 2"."""
    return words(STAGES[found], n=number)


def track(words: Words, found: Track) -> str:
    """Who a round is for: "kommuner"."""
    return words(TRACKS[found])


def decision(words: Words, kind: DecisionKind) -> str:
    """What was decided: "Beslut om jämställdhetsintegrering"."""
    return words(DECISIONS[kind])


def function(words: Words, found: Function) -> str:
    """One of the three functions: "hög politiker"."""
    return words(FUNCTIONS[found])


def aspect(words: Words, found: Aspect) -> str:
    """What can speak for a pair: "Närhet"."""
    return words(ASPECTS[found])


def breach(words: Words, found: Breach, names: Names, tell_rule: bool = True) -> str:
    """What is wrong and by which rule: "Hagfors kan inte vara mentor: … (regel från 2020)."."""
    name = names.get(found.organisation or "", found.organisation or "")
    said = _broken(words, found, name)
    since = RULES[found.rule].since
    if since is None or not tell_rule:
        return said
    return words("{sentence} (Regel från {year}.)", sentence=said, year=since.year)


def _broken(words: Words, found: Breach, name: str) -> str:
    team = found.team or ""
    if found.rule is Rule.TRACK:
        meant = track(words, found.track) if found.track else words("andra")
        return words("{name} kan inte vara med: omgången är för {track}.", name=name, track=meant)
    if found.rule is Rule.DATES:
        first, last = (words.date(day) for day in found.dates)
        if name:
            return words(
                "{name}: datumen står i fel ordning. {last} är före {first}.",
                name=name,
                first=first,
                last=last,
            )
        return words("Datumen står i fel ordning: {last} är före {first}.", first=first, last=last)
    if found.rule is Rule.NEXT_STEP and found.stage is not None:
        expected = stage(words, found.stage, found.number)
        return words("Omgången tar ett steg i taget. Nästa steg är: {step}.", step=expected)
    if found.rule is Rule.NOT_YET:
        return words(
            "{date} har inte varit än. Ett steg antecknas när det är taget.", date=words.date(found.dates[0])
        )
    if found.rule is Rule.GROUP_SIZE:
        return words.plural(
            "{team} har {n} deltagare. Grupper har två eller tre.",
            "{team} har {n} deltagare. Grupper har två eller tre.",
            found.number,
            team=team,
        )
    if found.rule is Rule.FUNCTIONS:
        vacant = words.joined([function(words, one) for one in found.functions])
        return words(
            "{name} har inte fyllt alla tre funktioner. Vakant: {functions}.", name=name, functions=vacant
        )
    if found.rule is Rule.PLAN:
        due = words.date(found.dates[0])
        return words(
            "{name} skulle ha antagit en handlingsplan senast {date}, två år efter undertecknandet.",
            name=name,
            date=due,
        )
    lacking = words(LACKS[found.lacking]) if found.lacking else ""
    return words(BROKEN[found.rule], name=name, lacking=lacking, team=team)


def eligible(words: Words, held: Eligibility, name: str) -> str:
    """Whether an organisation can join, and by which decision: body, date and document."""
    if held.decision is None:
        return words(
            "{name}: {lacking}.", name=name, lacking=words(LACKS[held.lacking or Lacking.NONE_KNOWN])
        )
    made = held.decision
    said = words(
        "{name}: {decision}, {body}, {date}, {document}.",
        name=name,
        decision=decision(words, made.kind),
        body=made.body or words("okänt organ"),
        date=words.known_date(made.known) if made.known else words("okänt datum"),
        document=made.reference or words("okänd handling"),
    )
    if held.plan_due is not None:
        due = words.date(held.plan_due)
        more = (
            words("Handlingsplanen skulle ha varit klar {date}.", date=due)
            if held.plan_late
            else words("Handlingsplanen ska vara klar senast {date}.", date=due)
        )
        said = f"{said} {more}"
    return said


def title(words: Words, found: Title, rounds: Names) -> str:
    """The title or why there is none, with the rounds that earn it and the rule: one or two sentences."""
    if found.standing is Standing.EARNED and found.since is not None:
        said = words(
            "{title} sedan {date}: deltog i {learned} och var mentor i {guided}. (Regel från 2020.)",
            title=words(TITLES[found.kind]),
            date=words.date(found.since),
            learned=rounds.get(found.learned or "", found.learned or ""),
            guided=rounds.get(found.guided or "", found.guided or ""),
        )
        if before := title_undecided(words, found):
            said = f"{said} {before}"
        return said
    return words(STANDINGS[found.standing])


def title_since(words: Words, found: Title) -> str:
    """An earned title and since when, in few words: "Modellkommun sedan 14 januari 2020"."""
    since = words.date(found.since) if found.since is not None else words("okänt datum")
    return words("{title} sedan {date}", title=words(TITLES[found.kind]), date=since)


def title_undecided(words: Words, found: Title) -> str:
    """That the time before the rule of 2020 cannot be told, where that matters; else ""."""
    if found.undecided_before is None:
        return ""
    return words(
        "Före {date}, enligt {year} års regel: kan inte avgöras.",
        date=words.date(found.undecided_before),
        year=RULE_OF_2018.year,
    )


def title_before(words: Words, on: date) -> str:
    """What can be said of any title on a day before the rule of 2020."""
    return words(
        "{date}, enligt {year} års regel: kan inte avgöras.", date=words.date(on), year=RULE_OF_2018.year
    )


def mentorship(words: Words, found: Mentorship) -> str:
    """An organisation as mentor, in few words: whether it may, how often it has, whether it is expected to."""
    if not found.may:
        return words("Kan inte vara mentor: har inte avslutat en omgång. (Regel från 2020.)")
    said = words("Kan vara mentor")
    said += ", " + (words.plural(*TIMES, found.times) if found.times else words("har inte varit det förut"))
    if found.owes:
        said += ", " + words("väntas bli mentor (villkor i omgången)")
    return said + "."


def reasons(words: Words, pair: Pair, indicators: Mapping[str, Indicator]) -> list[str]:
    """Why this mentor for this participant, each a short clause, what counts most for a visitor first."""
    said = []
    if pair.locked:
        said.append(words("låst av samordnaren"))
    if pair.behind:
        shown = [words.text(indicators[one].short) for one in pair.better[:2]]
        clause = words(
            "mindre skillnad i {n} av {behind} nyckeltal där deltagaren har en",
            n=len(pair.better),
            behind=pair.behind,
        )
        if shown:
            clause += words(" (till exempel {titles})", titles=words.joined(shown))
        said.append(clause)
    said.append(
        words("{km}\u00a0km bort", km=words.number(pair.km))
        if pair.km == pair.km
        else words("avståndet är inte känt")
    )
    if pair.distance == pair.distance:
        alike = words("liknande förutsättningar") if pair.distance < 1 else words("andra förutsättningar")
        said.append(f"{alike} ({words.number(pair.distance, 1)})")
    else:
        said.append(words("förutsättningar jämförs inte"))
    if pair.theme_known:
        said.append(words("samma tema: {theme}", theme=pair.theme) if pair.theme else words("olika teman"))
    said.append(words.plural(*TIMES, pair.times) if pair.times else words("har inte varit mentor förut"))
    if pair.guided_before:
        said.append(words("har varit dess mentor förut"))
    return said


def proposal(words: Words, pair: Pair, names: Names, indicators: Mapping[str, Indicator]) -> str:
    """A proposed pair with its reasons in one sentence: "Hedemora föreslås för Heby: …"."""
    return words(
        "{mentor} föreslås för {mentee}: {reasons}.",
        mentor=names.get(pair.mentor, pair.mentor),
        mentee=names.get(pair.mentee, pair.mentee),
        reasons=words.joined(reasons(words, pair, indicators)),
    )


def changed(words: Words, found: Changed, names: Names) -> str:
    """What would be otherwise, as the end of a sentence: "Heby får Falun i stället. Summan blir 0,12 lägre."."""
    if not found.moved:
        return words("ändras inget.")
    moves = [
        words("{mentee} får {mentor}", mentee=names.get(mentee, mentee), mentor=names.get(mentor, mentor))
        if mentor
        else words("{mentee} blir utan mentor", mentee=names.get(mentee, mentee))
        for mentee, mentor in found.moved
    ]
    said = words.joined(moves) + "."
    if found.cost > 0.0005:
        said += " " + words("Summan blir {cost} lägre.", cost=words.number(found.cost, 2))
    return said


def moved(words: Words, found: Shift | Unmoved) -> str:
    """What moved since the last self-assessment: "+7 procentenheter på 10 punkter", or why it cannot be told."""
    if isinstance(found, Unmoved):
        return words(UNMOVED[found])
    return words.plural(
        "{change} procentenheter på {n} punkt",
        "{change} procentenheter på {n} punkter",
        found.points,
        change=words.signed(100 * found.change),
    )


def all_breaches(words: Words, found: Sequence[Breach], names: Names) -> list[str]:
    """Each breach as a sentence, alike ones once."""
    return list(dict.fromkeys(breach(words, one, names) for one in found))
