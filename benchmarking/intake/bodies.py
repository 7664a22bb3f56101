"""The rows below the headings, made ready: notes and repeated headings left out, cells filled down, one
category picked. Everything that is left out or filled is told with its rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as arrow

from benchmarking.intake.answers import Answers
from benchmarking.intake.catalogue import finding
from benchmarking.intake.headings import Knowledge, is_dimension
from benchmarking.intake.layouts import SPACES, Field, Question, plain_heading
from benchmarking.intake.numerals import written
from benchmarking.intake.plans import Plan
from benchmarking.intake.recognition import folded, sex_of
from benchmarking.intake.rows import Body, GridSource, unheaded_cells
from benchmarking.model import Finding

__all__ = ["Ready", "ready"]

_NOTE_ROWS = 80
"""How far up from the end notes are looked for."""
_MOST_OPTIONS = 200
_TOTAL = re.compile(r"(totalt|total|samtliga|alla|hela|summa|all)\b")


@dataclass(frozen=True, slots=True)
class Ready:
    """`rows` holds `row` and c0, c1 …, as `Body` does. `sexes` are the texts of a column that held groups
    and their sexes together, else None. `unfilled` are rows left out because nobody filled them in;
    `ragged` counts rows that do not fit the headings.
    """

    rows: pa.Table
    sexes: pa.Array | None
    unfilled: pa.Array
    findings: tuple[Finding, ...]
    row_findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    picked: tuple[int, ...]
    ragged: int


_WARNS = re.compile(
    r"(?i)\b(utkast|draft|arbetsmaterial|ej (beslutad|fastställd|färdig)|inte (beslutad|fastställd|färdig)"
    r"|preliminär|preliminary|får (ej|inte) (spridas|publiceras|användas|lämnas)|ej för spridning|embargo"
    r"|sekretess|not for publication)"
)


def warns(text: str) -> bool:
    """Whether a note says that the figures are not final or not to be spread."""
    return _WARNS.search(text) is not None


def ready(plan: Plan, body: Body, known: Knowledge, answers: Answers) -> Ready:
    """The rows of a table as they are to be read under a plan."""
    made = _Making(plan, body, known, answers)
    made.without_notes()
    made.without_repeated_headings()
    made.filled_down()
    sexes = made.groups_apart()
    made.without_group_headings(sexes)
    made.one_category()
    return made.finished()


class _Making:
    def __init__(self, plan: Plan, body: Body, known: Knowledge, answers: Answers) -> None:
        self.plan, self.known, self.answers = plan, known, answers
        self.rows, self.misfits = body.rows, list(body.misfits)
        self.row_findings = list(body.findings)
        self.findings = unheaded_cells(body.rows, plan.headings, plan.head.last)
        self.questions: list[Question] = []
        self.picked: list[int] = []
        self.unfilled = pa.array([], pa.int32())
        self.sexes: pa.Array | None = None

    def _texts(self, place: int) -> list[str]:
        return [text.strip(SPACES) for text in self.rows[f"c{place}"].to_pylist()]

    def _words(self, place: int) -> tuple[list[str], np.ndarray]:
        """The different texts of a column, and which of them stands in each row."""
        coded = (
            arrow.utf8_trim(self.rows[f"c{place}"], characters=SPACES).combine_chunks().dictionary_encode()
        )
        return coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False)

    def _keep(self, kept: np.ndarray) -> None:
        if not kept.all():
            self.rows = self.rows.filter(pa.array(kept))
            if self.sexes is not None:
                self.sexes = self.sexes.filter(pa.array(kept))

    def without_notes(self) -> None:
        """Footnotes and sources below the last row: one cell with words, and nothing beside it."""
        count = self.rows.num_rows
        tail = self.rows.slice(max(0, count - _NOTE_ROWS)).to_pylist()
        notes: list[tuple[int, str]] = []
        end = len(tail)
        late = dict(self.misfits)
        last_good = 0
        for place in range(len(tail) - 1, -1, -1):
            filled = [cell for name, cell in tail[place].items() if name != "row" and cell.strip(SPACES)]
            if len(filled) > 1 or (filled and not self._is_note(filled[0])):
                last_good = tail[place]["row"]
                break
            end = place
            notes += [(tail[place]["row"], filled[0])] if filled else []
        for row, cells in sorted(late.items(), reverse=True):
            filled = [cell for cell in cells if cell.strip()]
            if row < last_good or len(filled) != 1 or not self._is_note(filled[0]):
                break
            notes.append((row, filled[0]))
            self.misfits = [one for one in self.misfits if one[0] != row]
        if not notes or (end == 0 and count <= _NOTE_ROWS and not self.misfits):
            # A table of notes alone is a table that was not understood; its rows are left to be told of.
            return
        self.rows = self.rows.slice(0, count - (len(tail) - end))
        row, text = min(notes)
        self.row_findings.append(finding("notes_below", row, None, text.strip()[:80], count=len(notes)))
        self.row_findings += [
            finding("note_warns", row, None, text.strip()[:120]) for row, text in sorted(notes) if warns(text)
        ]

    def _is_note(self, text: str) -> bool:
        text = text.strip(SPACES)
        return len(text) > 3 and not written(text) and not self._is_almost_somebody(text)

    def _is_almost_somebody(self, text: str) -> bool:
        """Whether a text is an organisation, or a misspelled one: that is told of as what it is."""
        if self.known.organisations.knows(text):
            return True
        _, fault = self.known.organisations.read(text, "", frozenset(), Field.NAME)
        return fault is None or fault.suggestion is not None

    def without_repeated_headings(self) -> None:
        """Headings that stand again further down, as on every printed page."""
        places = [place for place, heading in enumerate(self.plan.headings) if heading]
        last = {place: self.plan.head.parts[place][-1] for place in places}
        if len(places) < 2 or not self.rows.num_rows:
            return
        again = np.ones(self.rows.num_rows, dtype=bool)
        for place in places:
            same = arrow.equal(arrow.utf8_trim(self.rows[f"c{place}"], characters=SPACES), last[place])
            again &= same.to_numpy(zero_copy_only=False)
            if not again.any():
                return
        rows = self.rows["row"].to_numpy()[again]
        self.row_findings.append(finding("headings_repeated", int(rows[0]), count=len(rows)))
        self._keep(~again)

    def filled_down(self) -> None:
        """Columns in which a text stands once for the rows below it, as in merged cells and pivot tables.

        Only where it is certain: cells merged in the workbook, or blanks in a strict beat.
        """
        source = self.plan.source
        merged = source.grid.merged_down if isinstance(source, GridSource) else frozenset()
        for field, place in self.plan.fields.items():
            if field not in (Field.ORGANISATION, Field.NAME, Field.INDICATOR, Field.YEAR, Field.SEX):
                continue
            if place in merged:
                self.findings.append(
                    finding("cells_filled_down", self.plan.head.last, self.plan.headings[place])
                )
            if place == self.plan.mixed or self.rows.num_rows < 2 or self.plan.layout == "template":
                # In the template every row says everything, and a blank cell is one that was forgotten.
                continue
            texts = arrow.utf8_trim(self.rows[f"c{place}"], characters=SPACES)
            blank = arrow.equal(texts, "").to_numpy(zero_copy_only=False)
            if not blank.any() or blank[0]:
                continue
            starts = np.flatnonzero(~blank)
            beats = np.diff([*starts, len(blank)])
            if beats[0] < 2 or (beats != beats[0]).any() or (self._without_value() & blank).any():
                continue
            if len(starts) < 2 and (field in (Field.YEAR, Field.SEX) or len(self._others(field)) < 2):
                # One text above many blanks: only where the rows are told apart by something else.
                continue
            filled = texts.combine_chunks().take(pa.array(np.repeat(starts, beats)))
            self.rows = self.rows.set_column(place + 1, f"c{place}", filled)
            first = int(self.rows["row"][1].as_py())
            self.row_findings.append(
                finding("cells_filled_down", first, self.plan.headings[place], count=int(blank.sum()))
            )

    def _without_value(self) -> np.ndarray:
        """Rows in which no column of values holds anything."""
        blank = np.ones(self.rows.num_rows, dtype=bool)
        for value in self.plan.values:
            texts = arrow.utf8_trim(self.rows[f"c{value.place}"], characters=SPACES)
            blank &= arrow.equal(texts, "").to_numpy(zero_copy_only=False)
        return blank

    def _others(self, field: Field) -> set[str]:
        """The different texts of what tells rows apart besides a field."""
        told = []
        for one in (Field.YEAR, Field.SEX, Field.INDICATOR, Field.ORGANISATION, Field.NAME):
            if one is not field and (place := self.plan.fields.get(one)) is not None:
                told.append(self._texts(place))
        return {"\t".join(texts) for texts in zip(*told, strict=True)}

    def groups_apart(self) -> pa.Array | None:
        """A column with Ale, Kvinnor, Män below each other becomes two: Ale three times, and the sexes."""
        place = self.plan.mixed
        if place is None:
            return None
        group, groups, sexes = "", [], []
        for text in self._texts(place):
            if sex_of(text) is not None:
                sexes.append(text)
            else:
                group = text or group
                sexes.append("")
            groups.append(group)
        self.rows = self.rows.set_column(place + 1, f"c{place}", pa.array(groups, pa.string()))
        self.sexes = pa.array(sexes, pa.string())
        return self.sexes

    def without_group_headings(self, sexes: pa.Array | None) -> None:
        """Rows without any value that name no organisation: headings of groups, and in mixed columns the
        row that only names whose sexes follow.
        """
        values = self.plan.values
        if not values or not self.rows.num_rows:
            return
        blank = self._without_value()
        if not blank.any():
            return
        for field in (Field.MISSING, Field.NUMERATOR, Field.DENOMINATOR):
            if (place := self.plan.fields.get(field)) is not None:
                texts = arrow.utf8_trim(self.rows[f"c{place}"], characters=SPACES)
                blank &= arrow.equal(texts, "").to_numpy(zero_copy_only=False)
        if sexes is not None:
            headings = blank & arrow.equal(self.sexes, "").to_numpy(zero_copy_only=False)
            self._keep(~headings)
            return
        wide = len(values) > 1 or Field.YEAR not in self.plan.fields
        place = self.plan.fields.get(Field.NAME, self.plan.fields.get(Field.ORGANISATION))
        if not wide or place is None:
            return
        words, indices = self._words(place)
        nobody = np.array([bool(word) and not self.known.organisations.knows(word) for word in words])
        headings = blank & nobody[indices]
        # A name that is only misspelled is told of as that.
        blanks = {words[index] for index in indices[headings][:_NOTE_ROWS]}
        misspelled = {word for word in blanks if self._is_almost_somebody(word)}
        if misspelled:
            headings &= ~np.array([word in misspelled for word in words])[indices]
        self.unfilled = self.rows["row"].combine_chunks().filter(pa.array(headings))
        self._keep(~headings)

    # Categories

    def one_category(self) -> None:
        """Values split by age, school or anything else than sex are never added: one category is read."""
        for place in (*self.plan.categories, *self._separating()):
            words, indices = self._words(place)
            heading = self.plan.headings[place]
            used = [words[number] for number in dict.fromkeys(indices.tolist()) if words[number]]
            if not used:
                continue
            if len(used) == 1:
                self.findings.append(finding("category_single", self.plan.head.last, heading, used[0]))
                continue
            self.picked.append(place)
            totals = [text for text in used if _TOTAL.match(folded(text))]
            suggestion = totals[0] if len(totals) == 1 else None
            answer = self.answers.category.get(plain_heading(heading))
            chosen = next((text for text in used if answer and folded(text) == folded(str(answer))), None)
            if chosen is None:
                self.questions.append(Question("category", heading, tuple(used[:_MOST_OPTIONS]), suggestion))
                self.findings.append(
                    finding(
                        "category_asked",
                        self.plan.head.last,
                        heading,
                        ", ".join(used[:8]) + (", …" if len(used) > 8 else ""),
                        suggestion=suggestion,
                    )
                )
            picked = chosen or suggestion or used[0]
            kept = np.array([word == picked for word in words])[indices]
            if chosen is not None:
                first = int(self.rows["row"].to_numpy()[~kept][0])
                left = int((~kept).sum())
                self.row_findings.append(finding("category_read", first, heading, chosen, count=left))
            self._keep(kept)

    def _separating(self) -> list[int]:
        """Unread columns that tell apart rows which else say the same: a category nobody named as one."""
        unread = [place for place in self.plan.unread if self.plan.head.parts[place]]
        count = self.rows.num_rows
        if not unread or count < 2:
            return []
        read = [
            place
            for field, place in self.plan.fields.items()
            if field in (Field.ORGANISATION, Field.NAME, Field.INDICATOR, Field.YEAR, Field.SEX)
        ]
        key = np.zeros(count, dtype=np.int64)
        for place in (*read, *self.plan.categories):
            words, indices = self._words(place)
            key = np.unique(key * len(words) + indices, return_inverse=True)[1].astype(np.int64)
        if self.sexes is not None:
            coded = self.sexes.dictionary_encode()
            key = key * (len(coded.dictionary) + 1) + coded.indices.to_numpy(zero_copy_only=False)
        alone = len(np.unique(key))
        found = []
        for place in unread:
            # Real categories make nearly every figure stand several times; a slip makes one or two.
            if count - alone < 0.3 * count:
                break
            words, indices = self._words(place)
            numeric = sum(written(word) is not None for word in words if word) > 0.5 * len(words)
            if (
                len(words) < 2
                or len(words) > max(2, count / 3)
                or (numeric and not is_dimension(self.plan.headings[place]))
            ):
                continue
            apart = np.unique(key * len(words) + indices, return_inverse=True)[1].astype(np.int64)
            together = int(apart.max()) + 1
            if count - together < 0.1 * (count - alone):
                found.append(place)
                key, alone = apart, together
        return found

    def finished(self) -> Ready:
        for row, cells in self.misfits:
            code = "row_too_long" if len(cells) > len(self.plan.headings) else "row_too_short"
            self.row_findings.append(
                finding(code, row, found=str(len(cells)), expected=str(len(self.plan.headings)))
            )
        return Ready(
            rows=self.rows,
            sexes=self.sexes,
            unfilled=self.unfilled,
            findings=tuple(self.findings),
            row_findings=tuple(self.row_findings),
            questions=tuple(self.questions),
            picked=tuple(self.picked),
            ragged=len(self.misfits),
        )
