"""An initiative's year as a `Paper`: how far its members have come, what was held, who came, and what was due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from benchmarking.initiatives import Dossier, YearReport
from benchmarking.model import KnownDate
from benchmarking.packs.paper import Block, Grid, Listed, Paper, Section, Sheet, Told
from benchmarking.wording import Words
from benchmarking.wording import initiatives as said

__all__ = ["initiative_paper"]

Names = Mapping[str, str]


def initiative_paper(report: YearReport, dossier: Dossier, names: Names, words: Words, made: date) -> Paper:
    """The report as one sheet, for the pens of `packs`.

    `dossier` gives the steps' titles, `names` the organisations' by code; `made` is the day it tells of.
    """
    own, year = report.initiative, str(report.year)
    over = " · ".join(part for part in (said.kind(words, own.kind), names.get(own.county or "", "")) if part)
    found = (
        _steps(report, dossier, names, words),
        _gatherings(report, names, words),
        _seats(report, words),
        _work(report, names, words),
        _assessments(report, names, words),
        _facts(report, words),
        _deadlines(report, names, words),
    )
    heading = words("{name} {year}", name=words.text(own.name), year=year)
    return Paper(
        title=words("{name}, rapport för {year}", name=words.text(own.name), year=year),
        overline=over,
        language=words.language,
        as_of=made,
        made=words("Uppgifter kända {date}", date=words.date(made)),
        sheets=(
            Sheet(
                own.id, over, heading, tuple(_lede(report, words)), tuple(one for one in found if one.blocks)
            ),
        ),
        closing=(
            words("”Inte känt” betyder att ingen här vet, inte att det är ogjort."),
            words(
                "Deltagare är antal. Inga namn sparas, och små antal av kvinnor eller män visas bara för samordnare."
            ),
        ),
        publisher=words("Jämställt i siffror"),
    )


def _section(
    heading: str,
    head: Sequence[str] = (),
    rows: Sequence[Sequence[str]] = (),
    sentences: Sequence[str] = (),
    items: Sequence[str] = (),
) -> Section:
    """A section of what there is: sentences, a list, a table; without blocks where there is nothing."""
    blocks: list[Block] = []
    if sentences:
        blocks.append(Told(tuple(sentences)))
    if items:
        blocks.append(Listed(tuple(items)))
    if rows:
        blocks.append(Grid(heading, tuple(head), tuple(tuple(row) for row in rows)))
    return Section(heading, tuple(blocks))


def _lede(report: YearReport, words: Words) -> list[str]:
    told = [words.plural("{n} medlem vid årets slut.", "{n} medlemmar vid årets slut.", report.members)]
    told += list(dict.fromkeys(said.fact(words, fact) for one in report.coverage for fact in one.told))
    told += [said.meetings(words, one, report.year) for one in report.meetings]
    if report.people:
        counted = words.joined([said.people(words, one) for one in report.people])
        told.append(words("Det kom {people}.", people=counted))
    return told


def _steps(report: YearReport, dossier: Dossier, names: Names, words: Words) -> Section:
    titles = {one.code: words.text(one.title) for one in dossier.milestones}
    together: dict[tuple[str, str], list[str]] = {}
    for one in report.steps:
        same = together.setdefault((titles[one.milestone], _when(one.on, words)), [])
        same.append(names.get(one.organisation, one.organisation))
    taken = [
        words("{step} {date}: {names}.", step=step, date=when, names=words.joined(words.sorted(who)))
        for (step, when), who in together.items()
    ]
    rows = [
        [
            *(words.text(one.milestone.title), said.covered(words, one)),
            " ".join(said.fact(words, each) for each in one.told),
        ]
        for one in report.coverage
    ]
    headings = [words("Steg"), words("Klara vid årets slut"), words("Det källor räknar")]
    return _section(words("Så långt har de kommit"), headings, rows, items=taken)


def _gatherings(report: YearReport, names: Names, words: Words) -> Section:
    rows = [
        [
            *(words.text(one.title), said.occasion(words, one.kind)),
            words("inställd")
            if one.cancelled and not one.held
            else words("hållet {date}", date=_when(one.held, words))
            if one.held
            else words("planerat {date}", date=_when(one.planned, words)),
            names.get(one.organisation or "", ""),
        ]
        for one in report.occasions
    ]
    headings = [words("Tillfälle"), words("Slag"), words("När"), words("Hos")]
    return _section(words("Träffar och utbildning"), headings, rows)


def _seats(report: YearReport, words: Words) -> Section:
    told = [
        words("{title}: {said}", title=offer.title, said=said.seats(words, counted))
        for offer, counted in report.seats
    ]
    return _section(words("Platser"), sentences=told)


def _work(report: YearReport, names: Names, words: Words) -> Section:
    told = []
    if report.consultations:
        told.append(
            words.plural(
                "{done} av {n} remiss besvarades i tid.",
                "{done} av {n} remisser besvarades i tid.",
                report.consultations,
                done=report.consultations_in_time,
            )
        )
    rows = [
        [
            *(words.text(one.title), said.work(words, one.kind)),
            names.get(one.owner or "", words("inte känt")),
            f"{said.state(words, one.state)} {_when(one.finished, words)}".strip(),
        ]
        for one in report.work
    ]
    headings = [words("Vad"), words("Slag"), words("Ansvarig"), words("Läge")]
    return _section(words("Mål och arbete"), headings, rows, told)


def _assessments(report: YearReport, names: Names, words: Words) -> Section:
    rows = [
        [
            *(names.get(one.organisation, one.organisation), words.text(one.assessor)),
            said.marked(words, said.grade(words, one.grade), one.certainty),
            one.source,
        ]
        for one in report.assessments
    ]
    headings = [words("Län"), words("Vem bedömde"), words("Bedömning"), words("Källa")]
    return _section(words("Regeringens bedömningar"), headings, rows)


def _facts(report: YearReport, words: Words) -> Section:
    rows = [[said.fact(words, one), one.source] for one in report.facts]
    return _section(words("Det källorna säger"), [words("Uppgift"), words("Källa")], rows)


def _deadlines(report: YearReport, names: Names, words: Words) -> Section:
    rows = [
        [
            words.known_date(one.due),
            words.text(one.what) if one.what else said.deadline_kind(words, one.kind).capitalize(),
            names.get(one.organisation or "", ""),
            said.deadline(words, one),
        ]
        for one in report.deadlines
    ]
    headings = [words("Sista dag"), words("Vad"), words("Vem"), words("Läge")]
    return _section(words("Sista dagar"), headings, rows)


def _when(known: KnownDate | None, words: Words) -> str:
    return words.known_date(known) if known else ""
