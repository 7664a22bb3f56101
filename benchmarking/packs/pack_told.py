"""A group's pack as a `Paper`: what each sheet says, in a language."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarking.figures.reading import Shown
from benchmarking.figures.trend import gap_lines, values_lines
from benchmarking.model import SWEDEN, Indicator, MemberRole, Organisation, OrganisationKind
from benchmarking.packs.paper import Block, Figure, Grid, Listed, Paper, Section, Sheet, Told
from benchmarking.preparing import (
    GROUP,
    Cell,
    Correction,
    MentorPath,
    OrganisationPage,
    Pack,
    PathRow,
    Reading,
    Row,
    Trend,
)
from benchmarking.wording import Words
from benchmarking.wording import preparing as said

__all__ = ["pack_paper"]

NAME_IN_CELL = 40
"""Letters of a name in a table's cell. No municipality or region has a longer one."""


def pack_paper(pack: Pack, words: Words, corrections: Sequence[Correction] = ()) -> Paper:
    """The pack as a document: the group's sheet first, then one for each organisation.

    `corrections` are figures that have been changed since the meeting; they are told on the sheet they are
    on, and the figures of the pack stay as the meeting saw them.
    """
    telling = _Telling(pack, words, tuple(corrections))
    meeting = pack.occasion
    name = words.text(meeting.title) if meeting and meeting.title else words("Underlag till nästa träff")
    parts = [words.text(pack.round), telling.group_name]
    if meeting and meeting.day:
        parts.append(words.date(meeting.day))
    sheets = [telling.group(name), *(telling.page(page) for page in pack.pages)]
    return Paper(
        title=name,
        overline=" · ".join(parts),
        language=words.language,
        as_of=pack.as_of,
        made=words("Uppgifter kända {date}", date=words.date(pack.as_of)),
        sheets=tuple(sheets),
        closing=telling.closing(),
        publisher=words("Jämställt i siffror"),
    )


class _Telling:
    def __init__(self, pack: Pack, words: Words, corrections: tuple[Correction, ...]) -> None:
        self.pack, self.words, self.corrections = pack, words, corrections
        self.mentors = [one.name for one in pack.having(MemberRole.MENTOR)]

    @property
    def group_name(self) -> str:
        words, names = self.words, [one.name for one in self.pack.having(MemberRole.PARTICIPANT)]
        return words.joined(names) if names else words("Grupp {team}", team=self.pack.team)

    def closing(self) -> tuple[str, ...]:
        words, pack = self.words, self.pack
        found = [
            words(
                "Underlaget har bara uppgifter som var kända {date}. Officiella siffror för 2010–2022 räknas som kända från den 31 december året efter.",
                date=words.date(pack.as_of),
            ),
            words("Skillnaden är kvinnor minus män: plus betyder att kvinnor ligger högre eller är fler."),
            words(
                "Säker: ett 99-procentigt intervall utesluter noll. Varaktig: skillnaden har hållit i sig över minst åtta år. Räknad: alla platser eller dagar är räknade."
            ),
        ]
        own = sorted(
            {
                f"{pack.name(one.reading.organisation)} {one.reading.year}"
                for page in pack.pages
                for one in page.rows
                if one.reading.own
            }
        )
        if own:
            found.append(words("Nätverkets egna uppgifter: {list}.", list=words.joined(own)))
        cautions = dict.fromkeys(words.text(one.caution) for one in pack.indicators if one.caution)
        found += list(cautions)
        found.append(
            words("Källa: Kolada (RKA). Skillnader och bedömningar: egen bearbetning av data från Kolada.")
        )
        return tuple(found)

    # The group

    def group(self, title: str) -> Sheet:
        words, pack = self.words, self.pack
        group = pack.group
        lede = []
        if pack.occasion and pack.occasion.aim:
            lede.append(words.text(pack.occasion.aim))
        if not self.mentors:
            lede.append(words("Gruppen har ingen mentor. Paketet görs ändå."))
        sections = [Section(words("Gruppen"), (Listed(self._members()),))]
        if group.rows:
            note = (
                words("Nyckeltal som omgången har frågat efter.")
                if group.requested
                else words(
                    "Omgången har inte frågat efter några nyckeltal. Här är de där gruppen skiljer sig mest åt."
                )
            )
            sections.append(Section(words("Sida vid sida"), (Told((note,)), self._side_by_side())))
        else:
            sections.append(
                Section(words("Sida vid sida"), (Told((words("Det finns inga siffror att jämföra."),)),))
            )
        figure = self._figure(group.trend, gap=True)
        if figure is not None:
            sections.append(Section(words("Skillnaden över tid"), (figure,)))
        sections += [self._path(path) for path in group.paths]
        sections += self._notes(group.notes)
        sections += self._corrected(
            {cell.organisation for row in group.rows for cell in row.cells}
            - {page.organisation for page in pack.pages}
        )
        return Sheet(GROUP, words("Gruppens sida"), title, tuple(lede), tuple(sections))

    def _members(self) -> tuple[str, ...]:
        words, found = self.words, []
        for role in (MemberRole.PARTICIPANT, MemberRole.MENTOR, MemberRole.SUPPORT):
            names = [one.name for one in self.pack.having(role)]
            if names:
                found.append(
                    words(
                        "{role}: {names}",
                        role=words.member_role(role, len(names)).capitalize(),
                        names=words.joined(names),
                    )
                )
        return tuple(found)

    def _side_by_side(self) -> Grid:
        words, pack = self.words, self.pack
        mentors = {one.code for one in pack.having(MemberRole.MENTOR)}
        codes = [cell.organisation for cell in pack.group.rows[0].cells]
        heads = [
            words("{name} (mentor)", name=pack.name(code)) if code in mentors else pack.name(code)
            for code in codes
        ]
        rows = []
        for row in pack.group.rows:
            indicator = pack.indicator[row.indicator]
            years = [cell.reading.year for cell in row.cells if cell.reading]
            usual = max(set(years), key=lambda year: (years.count(year), year), default=None)
            first = f"{words.text(indicator.short)}\n{words.text(indicator.base)}"
            first += f", {usual}" if usual else ""
            cells = [self._cell(cell, indicator, usual) for cell in row.cells]
            rows.append((first, *cells))
        return Grid(
            words("Kvinnor / män, skillnaden och hur den är känd"),
            (words("Nyckeltal"), *heads),
            tuple(rows),
        )

    def _cell(self, cell: Cell, indicator: Indicator, usual: int | None) -> str:
        words = self.words
        if not cell.measured:
            return words("mäts inte här")
        if cell.reading is None:
            return words.reason(cell, indicator) or words("uppgift saknas")
        year = "" if cell.reading.year == usual else f" ({cell.reading.year})"
        how = words.verdict(cell, indicator) if cell.basis is None else words.basis(cell, indicator)
        how = how.partition(",")[0]
        return f"{said.both(words, indicator, cell.reading)}{year}\n{said.gap(words, indicator, cell.reading)}, {how}"

    def _path(self, path: MentorPath) -> Section:
        words, name = self.words, self.pack.name(path.mentor)
        heading = (
            words("{name}s egen väg", name=name)
            if not name.endswith("s")
            else words("{name} egen väg", name=name)
        )
        if path.before is None or path.after is None:
            return Section(heading, (Told((words("När mentorns egen omgång var är inte känt."),)),))
        rows = tuple(self._path_row(row) for row in path.rows)
        note = words(
            "{name} deltog i {round}. Siffrorna är från året före starten, året då den slutade och det senaste.",
            name=name,
            round=words.text(path.programme),
        )
        head = (
            words("Nyckeltal"),
            words("Före ({year})", year=path.before),
            words("Efter ({year})", year=path.after),
            words("Senaste år"),
        )
        grid = Grid(words("Kvinnor / män och skillnaden"), head, rows)
        return Section(heading, (Told((note,)), *((grid,) if rows else ())))

    def _path_row(self, row: PathRow) -> tuple[str, ...]:
        words = self.words
        indicator = self.pack.indicator[row.indicator]
        title = words.text(indicator.short)
        if row.broken:
            title += "\n" + words("nytt mått {year}", year=row.broken)
        late = words("inte känt än")

        def told(one: Reading | None, without: str, year: bool = False) -> str:
            if one is None:
                return without
            there = f"{said.both(words, indicator, one)}\n{said.gap(words, indicator, one)}"
            return f"{there} ({one.year})" if year else there

        return (
            title,
            told(row.before, words("uppgift saknas")),
            told(row.after, late if self._later(row) else words("uppgift saknas")),
            told(row.now, words("uppgift saknas"), year=True),
        )

    def _later(self, row: PathRow) -> bool:
        """Whether the year of `after` had not come in the figures."""
        path = next(path for path in self.pack.group.paths if row in path.rows)
        return self.pack.newest is not None and (path.after or 0) > self.pack.newest

    # One organisation

    def page(self, page: OrganisationPage) -> Sheet:
        words, pack = self.words, self.pack
        name = pack.name(page.organisation)
        lede = [words.sentence(claim, _named(name), pack.indicator) for claim in page.headline]
        sections: list[Section] = []
        if page.rows:
            sections.append(Section(words("Största kända skillnaderna"), (self._rows(page),)))
        figure = self._figure(page.trend, gap=False)
        if figure is not None:
            sections.append(Section(words("Över tid"), (figure,)))
        changed = said.since(words, page)
        if changed:
            blocks: list[Block] = [Told(tuple(changed))]
            moved = page.since.moved if page.since else ()
            if moved:
                blocks.append(
                    Listed(
                        tuple(said.moved(words, pack.indicator[one.first.indicator], one) for one in moved)
                    )
                )
            sections.append(Section(words("Vad som har ändrats"), tuple(blocks)))
        if page.assessed:
            sections.append(
                Section(words("Självskattning"), (Told(tuple(said.assessed(words, page.assessed))),))
            )
        if page.promises:
            items = tuple(
                " ".join(said.promise(words, pack.indicator[one.indicator], one)) for one in page.promises
            )
            sections.append(Section(words("Åtaganden"), (Listed(items),)))
        if page.questions:
            items = tuple(said.question(words, pack, page, one) for one in page.questions)
            sections.append(Section(words("Frågor att ställa"), (Listed(items, numbered=True),)))
        sections += self._notes(page.notes)
        sections += self._corrected({page.organisation})
        if page.tested:
            sections.append(Section("", (Told((self._chance(page),), quiet=True),)))
        over = words("{name}s sida", name=name) if not name.endswith("s") else words("{name} sida", name=name)
        return Sheet(page.organisation, over, name, tuple(lede), tuple(sections))

    def _chance(self, page: OrganisationPage) -> str:
        words = self.words
        if page.expected_chance < 1:
            return words("Av {n} bedömda kan färre än en bero på slumpen.", n=words.number(page.tested))
        return words(
            "Av {n} bedömda kan i snitt högst {expected} bero på slumpen.",
            n=words.number(page.tested),
            expected=words.number(page.expected_chance, 1),
        )

    def _rows(self, page: OrganisationPage) -> Grid:
        words = self.words
        head = (
            words("Nyckeltal"),
            words("Kvinnor / män"),
            words("Skillnad"),
            words("Bedömning"),
            words("Jämnast av liknande"),
            *((words("Mentorn"),) if len(self.mentors) == 1 else ()),
            *((words("Mentorerna"),) if len(self.mentors) > 1 else ()),
        )
        return Grid(
            words("Skillnader som är säkra, varaktiga eller räknade"),
            head,
            tuple(self._row(row) for row in page.rows),
        )

    def _row(self, row: Row) -> tuple[str, ...]:
        words, pack = self.words, self.pack
        indicator = pack.indicator[row.indicator]
        title = f"{words.text(indicator.short)}\n{words.text(indicator.base)}, {row.reading.year}"
        if row.reading.own:
            title += "\n" + words("nätverkets egen siffra")
        size = f"{said.gap(words, indicator, row.reading)} {words.gap_unit(indicator)}".strip()
        if row.typical is not None:
            size += "\n" + words("typiskt {gap}", gap=words.gap(indicator, row.typical))
        verdict = f"{words.verdict(row, indicator)}\n{words.basis(row, indicator)}"
        best = self._held(indicator, row.best) if row.best else ""
        if not best:
            best = (
                words("ingen av {n} är jämnare", n=row.best_of)
                if row.best_of
                else words("ingen att jämföra med")
            )
        cells = (title, said.both(words, indicator, row.reading), size, verdict, best)
        if not self.mentors:
            return cells
        held = "\n".join(self._held(indicator, one) for one in row.mentors)
        return (*cells, held or words("uppgift saknas"))

    def _held(self, indicator: Indicator, one: Reading) -> str:
        words, name = self.words, _in_cell(self.pack.name(one.organisation))
        return f"{said.both(words, indicator, one)}\n{said.gap(words, indicator, one)}, {name}"

    # What both share

    def _figure(self, trend: Trend | None, *, gap: bool) -> Figure | None:
        if trend is None:
            return None
        words, pack = self.words, self.pack
        indicator = pack.indicator[trend.indicator]
        series = pd.DataFrame(
            {
                "indicator": [one.indicator for one in trend.readings],
                "organisation": [one.organisation for one in trend.readings],
                "year": [one.year for one in trend.readings],
                "women_shown": [one.women for one in trend.readings],
                "men_shown": [one.men for one in trend.readings],
                "gap": [one.gap for one in trend.readings],
                "origin": ["network" if one.own else "official" for one in trend.readings],
            }
        ).astype({"women_shown": float, "men_shown": float, "gap": float})
        mentors = {one.code for one in pack.having(MemberRole.MENTOR)}
        shown = [
            Shown(code, pack.name(code), mentor=code in mentors and code != SWEDEN)
            for code in trend.organisations
        ]
        make = gap_lines if gap else values_lines
        lines = make(series, indicator, shown, words)
        if not lines.curves:
            return None
        unit = words.gap_unit(indicator) if gap else words.text(indicator.base)
        return Figure(words.text(indicator.short), unit, lines, indicator.decimals)

    def _notes(self, notes: Sequence[str]) -> list[Section]:
        return [Section(self.words("Anteckningar inför träffen"), (Told(tuple(notes)),))] if notes else []

    def _corrected(self, codes: set[str]) -> list[Section]:
        found = tuple(
            said.correction(self.words, self.pack, one)
            for one in self.corrections
            if one.reading.organisation in codes
        )
        return [Section(self.words("Ändrat efter mötet"), (Listed(found),))] if found else []


def _in_cell(name: str) -> str:
    """A name as a narrow column can hold it: five rows of longer ones would take a third page."""
    return name if len(name) <= NAME_IN_CELL else f"{name[: NAME_IN_CELL - 1].rstrip()}…"


def _named(name: str) -> Organisation:
    """What `Words.sentence` needs of an organisation: its name as it was then."""
    return Organisation("", name, OrganisationKind.OTHER)
