"""A pack in words: what changed, what was promised, how a group assessed itself, and the questions to ask.

Takes the values of `preparing`. Questions are open, begin from the organisation's own figures and lay no blame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarking.assessments import Unmoved
from benchmarking.model import Shape
from benchmarking.preparing import Ask, Assessed, Correction, Moved, News, Promise, Question, Reading, Theme
from benchmarking.wording.catalogue import message

if TYPE_CHECKING:
    from benchmarking.model import Indicator
    from benchmarking.preparing import OrganisationPage, Pack
    from benchmarking.wording.words import Words

LARGEST = {
    Theme.START: message("Vad tror ni ligger bakom, och vem mer behöver se siffran?"),
    Theme.STEERING: message("Var i er styrning syns den skillnaden, och vem frågar efter den?"),
    Theme.IMPROVEMENT: message("Vad har ni prövat för att minska skillnaden, och vad hände då?"),
    Theme.FOLLOW_UP: message("Hur följer ni upp den här siffran, och vem analyserar den?"),
    Theme.RESULTS: message("Vad har ni lärt er om den skillnaden under omgången?"),
    Theme.COMPARISON: message("Vad tror ni ligger bakom, och vad vill ni pröva?"),
}
"""What to ask about the largest known gap, by theme."""

OPEN = {
    Theme.START: message(
        "Vilken skillnad mellan kvinnor och män vill ni förstå bättre när omgången är slut?"
    ),
    Theme.STEERING: message(
        "Var i er styrning, från mål till uppföljning, syns kvinnor och män var för sig?"
    ),
    Theme.IMPROVEMENT: message(
        "Vilken verksamhet vill ni förbättra först, och hur märker ni att det går framåt?"
    ),
    Theme.FOLLOW_UP: message("Vilken statistik är inte uppdelad på kön i dag, och vad skulle den ge er?"),
    Theme.RESULTS: message("Vad tar ni med er, och vad kan en annan organisation ta efter?"),
    Theme.COMPARISON: message("Vad vill ni helst veta av de andra i gruppen?"),
}
"""What can be asked without any figure."""

EXPECTED = {
    "smaller": message("Skillnaden ska minska"),
    "not_larger": message("Skillnaden ska inte öka"),
}

STATES = {
    "open": message("pågår"),
    "kept": message("infriat"),
    "not_kept": message("inte infriat"),
    "dropped": message("avslutat utan svar"),
}

NO_SHIFT = {
    Unmoved.FIRST: message("Det är den första självskattningen."),
    Unmoved.OTHER_VERSION: message("Den förra hade en annan checklista, så de går inte att jämföra."),
    Unmoved.NO_SHARED_POINT: message("Ingen punkt är besvarad båda gångerna."),
}


def reading(words: Words, indicator: Indicator, one: Reading) -> str:
    """Both levels with the year, without a full stop: "… arbetar 49,7 % av kvinnorna … heltid (2017)"."""
    text = _level(words, indicator, one)
    return words("{text} ({year})", text=text, year=one.year)


def _level(words: Words, indicator: Indicator, one: Reading) -> str:
    if indicator.shape is Shape.WOMENS_RELATIVE and not indicator.equality_point and one.gap is not None:
        return words.clause(indicator, abs(one.gap), one.men or 0.0)
    return words.clause(indicator, one.women, one.men)


def both(words: Words, indicator: Indicator, one: Reading | None) -> str:
    """Women's and men's value with a stroke between: "49,7 / 70,6"; "–" where there is none."""
    if one is None:
        return "\u2013"
    sides = ["\u2013" if value is None else words.bare(indicator, value) for value in (one.women, one.men)]
    return f"{sides[0]}\u00a0/\u00a0{sides[1]}"


def gap(words: Words, indicator: Indicator, one: Reading | None) -> str:
    """The signed gap, "" where there is none."""
    return words.gap(indicator, one.gap) if one is not None and one.gap is not None else ""


def moved(words: Words, indicator: Indicator, one: Moved) -> str:
    """Two years of one gap, as they are: nothing is said of whether it is certain that it moved."""
    title = words.text(indicator.short)
    if one.broken:
        return words(
            "{title}: måttet ändrades {year}, så {first} och {last} går inte att jämföra.",
            title=title,
            year=one.broken,
            first=one.first.year,
            last=one.last.year,
        )
    unit = words.gap_unit(indicator)
    return words(
        "{title}: skillnaden var {first} {unit} {first_year} och {last} {unit} {last_year}.",
        title=title,
        first=words.gap(indicator, one.first.gap),
        last=words.gap(indicator, one.last.gap),
        unit=unit,
        first_year=one.first.year,
        last_year=one.last.year,
    ).replace("  ", " ")


def since(words: Words, page: OrganisationPage) -> list[str]:
    """What has changed since the last meeting: whether there is anything new, then each gap that has two years."""
    found = page.since
    if found is None:
        return []
    if found.newest is None:
        return [words("Det finns inga siffror att följa än.")]
    said = []
    if found.news is News.NEWER:
        said.append(words("Det har kommit nya siffror sedan förra träffen."))
    elif found.news is News.NOTHING_NEW and found.moved:
        said.append(
            words(
                "Inga nya siffror sedan förra träffen. Här är ändringen sedan året före start, {year}.",
                year=found.start_year or 0,
            )
        )
    elif found.news is News.NOTHING_NEW:
        said.append(words("Inga nya siffror sedan förra träffen."))
    elif found.moved:
        said.append(
            words("Här är ändringen sedan året före omgångens start, {year}.", year=found.start_year or 0)
        )
    if found.news is not News.NEWER and not found.moved:
        said.append(_nothing_to_follow(words, found.newest, found.start_year))
    if found.moved:
        said.append(words("En skillnad mellan två år kan bero på slumpen."))
    return said


def _nothing_to_follow(words: Words, newest: int, start_year: int | None) -> str:
    if start_year is None:
        return words("När omgången började är inte känt, så ingen ändring kan visas.")
    if newest <= start_year:
        return words(
            "De nyaste siffrorna är från {newest}. Ändringen sedan året före start, {year}, kan visas när siffror för senare år har kommit.",
            newest=newest,
            year=start_year,
        )
    return words(
        "Inget av nyckeltalen har en skillnad både {year} och senare, så ingen ändring kan visas.",
        year=start_year,
    )


def assessed(words: Words, one: Assessed) -> list[str]:
    """How an organisation scored itself, and what moved since last time over the points answered both times."""
    share = words.percent(100 * one.share)
    said = [
        words(
            "Självskattningen {date}: {share} av det högsta som går, med svar på {answered} av {points} punkter.",
            date=words.date(one.on),
            share=share,
            answered=one.answered,
            points=one.points,
        )
    ]
    if one.shift is not None:
        change = words.signed(100 * one.shift.change)
        said.append(
            words.plural(
                "Sedan {date} har den flyttat sig {change} procentenheter, räknat på {n} punkt.",
                "Sedan {date} har den flyttat sig {change} procentenheter, räknat på {n} punkter.",
                one.shift.points,
                date=words.date(one.shift.since),
                change=change,
            )
        )
    elif one.unmoved is not None:
        said.append(words(NO_SHIFT[one.unmoved]))
    return said


def expected(words: Words, one: Promise) -> str:
    """Which way the gap is to go."""
    return words(EXPECTED[one.expected])


def state(words: Words, one: Promise) -> str:
    """How far a commitment has come."""
    return words(STATES[one.state])


def promise(words: Words, indicator: Indicator, one: Promise) -> list[str]:
    """A commitment: what was promised of which gap, where it began, where it stands, and its state."""
    said = [
        words(
            "{title}. {expected} ({state}, lovat {made}).",
            title=words.text(indicator.short),
            expected=expected(words, one),
            state=state(words, one),
            made=words.date(one.made),
        )
    ]
    if one.text:
        said.append(one.text)
    said.append(promise_path(words, indicator, one))
    return said


def promise_path(words: Words, indicator: Indicator, one: Promise) -> str:
    """Where the gap of a commitment was then and is now, without saying why."""
    unit = words.gap_unit(indicator)
    if one.baseline is None or one.baseline_year is None:
        return words("Skillnaden när löftet gavs är inte känd.")
    then = f"{words.gap(indicator, one.baseline)} {unit}".strip()
    if one.now is None or one.now.gap is None or one.now.year <= one.baseline_year:
        return words(
            "Skillnaden var {then} {year}. Nyare siffror finns inte än.", then=then, year=one.baseline_year
        )
    now = f"{words.gap(indicator, one.now.gap)} {unit}".strip()
    broken = [year for year in indicator.breaks if one.baseline_year < year <= one.now.year]
    if broken:
        return words(
            "Skillnaden var {then} {year} och {now} {now_year}, men måttet ändrades {broken}.",
            then=then,
            year=one.baseline_year,
            now=now,
            now_year=one.now.year,
            broken=broken[-1],
        )
    return words(
        "Skillnaden var {then} {year} och {now} {now_year}.",
        then=then,
        year=one.baseline_year,
        now=now,
        now_year=one.now.year,
    )


def question(words: Words, pack: Pack, page: OrganisationPage, one: Question) -> str:
    """A question to ask, after the figures it starts from."""
    name = pack.name(page.organisation)
    match one.ask:
        case Ask.LARGEST if one.reading:
            text = reading(words, pack.indicator[one.reading.indicator], one.reading)
            return f"{text}. {words(LARGEST[one.theme])}"
        case Ask.EVENER if one.reading and one.other:
            indicator = pack.indicator[one.reading.indicator]
            return words(
                "{title}: skillnaden är {own} hos er och {other} i {place}. Vad vill ni fråga {place} om?",
                title=words.text(indicator.short),
                own=_gap_with_unit(words, indicator, one.reading),
                other=_gap_with_unit(words, indicator, one.other),
                place=pack.name(one.other.organisation),
            )
        case Ask.MOVED if one.claim:
            text = words.sentence(one.claim, None, pack.indicator)
            return words("{sentence} Vad hände hos er de åren?", sentence=text)
        case Ask.UNTOLD if one.claim:
            text = words.sentence(one.claim, None, pack.indicator)
            return words("{sentence} Vilka egna siffror skulle göra bilden tydligare?", sentence=text)
        case Ask.POINT if one.point:
            return words(
                "Ni satte {score} av {highest} på punkten {point}. Vad skulle få er att höja den?",
                score=one.score or 0,
                highest=one.highest or 0,
                point=words.quoted(words.text(one.point)),
            )
        case Ask.PROMISED if one.promise:
            indicator = pack.indicator[one.promise.indicator]
            path = promise_path(words, indicator, one.promise)
            return words(
                "{title}: {path} Vad har ni prövat sedan löftet gavs?",
                title=words.text(indicator.short),
                path=path[:1].lower() + path[1:],
            )
        case Ask.NO_FIGURES:
            return words(
                "Vi har inga jämförbara uppgifter för {name}. Vilka egna siffror kan ni ta med?", name=name
            )
    return words(OPEN[one.theme])


def _gap_with_unit(words: Words, indicator: Indicator, one: Reading) -> str:
    return f"{words.gap(indicator, one.gap)} {words.gap_unit(indicator)}".strip()


def correction(words: Words, pack: Pack, one: Correction) -> str:
    """A figure that is another now: "…: 78,4 när mötet hölls, nu 79,1"."""
    indicator = pack.indicator[one.reading.indicator]
    then, now = (
        words("inget värde") if value is None else words.bare(indicator, value)
        for value in (one.then, one.now)
    )
    who = words("kvinnor") if one.whose.value == "women" else words("män")
    return words(
        "{name}, {title} {year}, {who}: {then} när mötet hölls, nu {now}.",
        name=pack.name(one.reading.organisation),
        title=words.text(indicator.short),
        year=one.reading.year,
        who=who,
        then=then,
        now=now,
    )
