"""From a handed-in file to a publication: the steps the page and the command line share.

A file is looked at in memory first and refused there if it holds personal data; then it is kept,
then checked, so that nothing handed in is lost whatever the check meets. Answers and corrections stand
beside the bytes, which never change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from benchmarking import intake
from benchmarking.errors import Conflict, UnreadableFile
from benchmarking.model import (
    Answered,
    Confirmation,
    Correction,
    DraftState,
    Finding,
    Level,
    Submission,
    Viewer,
)
from benchmarking.store import Store

LASTING = frozenset({"columns", "sheet", "category", "indicators", "decimal"})
"""Answers that say how a kind of file is built. They are used again for the sender's next file of that
shape. The others (which indicator, year, sex, organisation) say what one file is about: taken over
unasked they would publish last year's answer about this year's figures, so they are only proposed."""

PROPOSING_NUMBERS = frozenset(
    {"share_as_fraction", "decimal_shifted", "thousands_for_ones", "share_of_other_sex", "value_unreadable"}
)
PROPOSING = PROPOSING_NUMBERS | {
    *("organisation_unknown", "indicator_unknown", "programme_unknown", "year_unreadable"),
    *("year_out_of_range", "sex_unknown", "missing_unknown", "organisation_kind"),
}
"""Findings whose suggestion, where they have one, is a text for the very cell they name."""


LONGEST_NAME = 255
"""Characters of a file's name that are kept (POSIX NAME_MAX): a page and a receipt must be able to show it."""

ENDING = 40
"""Of those, so many at the end, where the kind of file and often its year stand."""


@dataclass(frozen=True, slots=True)
class Cure:
    """A correction of a kind, in every cell that needs it: `before` becomes `text`."""

    column: str
    before: str
    text: str
    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class Draft:
    """A kept file and what the latest check made of it. `checked` is None where it holds no table.

    `unused` are corrections of cells that are not read as the file is read now. `proposed` are answers
    about the sender's last file of this shape, which may hold for this one too.
    """

    submission: Submission
    checked: intake.Checked | None
    findings: tuple[Finding, ...]
    state: DraftState | None = None
    corrections: tuple[Correction, ...] = ()
    unused: tuple[Correction, ...] = ()
    proposed: Mapping[str, Any] | None = None
    confirmations: tuple[Confirmation, ...] = ()

    @cached_property
    def questions(self) -> tuple[Finding, ...]:
        """The warnings that nobody has answered, as found."""
        said = {one.about for one in self.confirmations}
        return tuple(one for one in self.findings if one.level is Level.WARNING and about(one) not in said)

    @cached_property
    def answered(self) -> tuple[Answered, ...]:
        """The warnings that are answered with yes, those of one kind that were answered at once together."""
        return answered(self.findings, self.confirmations)

    @property
    def asked(self) -> int:
        """Values that await an answer; a warning may count several."""
        return sum(one.count for one in self.questions)

    @property
    def ready(self) -> bool:
        """True when it can be published: nothing stops it and every question is answered."""
        return self.publishable and not self.questions

    @property
    def publishable(self) -> bool:
        """True when nothing stops the file and it is known which round it is for."""
        return self.submission.programme is not None and self.checked is not None and self.checked.publishable

    @property
    def stopping(self) -> int:
        """How many rows (or whole-file faults) stop it."""
        return sum(finding.count for finding in self.findings if finding.level is Level.ERROR)


def about(finding: Finding) -> str:
    """What a finding asks, as a text that is the same as long as the question is."""
    return json.dumps(
        [
            *(finding.code, finding.sheet, finding.row, finding.column),
            *(finding.found, finding.expected, finding.suggestion, finding.count),
        ],
        ensure_ascii=False,
    )


def answered(findings: Iterable[Finding], confirmations: Iterable[Confirmation]) -> tuple[Answered, ...]:
    """The findings that those confirmations answer, those of one code by one person at one moment together."""
    kept = {one.about: one for one in confirmations}
    together: dict[tuple[str, str, datetime], list[Finding]] = {}
    for one in findings:
        if one.level is Level.WARNING and (said := kept.get(about(one))):
            together.setdefault((one.code, said.who, said.made), []).append(one)
    return tuple(Answered(tuple(same), who, made) for (_, who, made), same in together.items())


def reference(store: Store, viewer: Viewer) -> intake.Reference:
    """What a file is checked against: places, indicators, rounds and what is published already.

    Kept until the data changes, for each set of rights: what the published figures teach of the next
    ones takes longer to work out than a file takes to check.
    """
    return _reference(store, replace(viewer, name=""), store.version, date.today())


# Two sets of rights at a time: a reference holds every published value.
@lru_cache(maxsize=2)
def _reference(store: Store, viewer: Viewer, version: int, today: date) -> intake.Reference:
    indicators = store.indicators(viewer)
    published = store.observations(viewer)
    return intake.Reference(
        organisations=store.organisations(viewer),
        indicators=indicators,
        programmes=store.programmes(viewer),
        published=published,
        today=today,
        history=intake.History.of(published, indicators),
        memberships=store.memberships(viewer),
        requests=store.requests(viewer),
    )


def hand_in(
    store: Store,
    viewer: Viewer,
    name: str,
    content: bytes,
    programme: str | None,
    *,
    follows: int | None = None,
    organisation: str | None = None,
) -> Draft:
    """Keep a file as a draft of a round and check it. `follows`: the returned submission it replaces.

    `organisation` is whom it is handed in for (`Store.receive`). Raises UnreadableFile, with nothing kept, for
    a file with personal data; NotAllowed; NotFound; Conflict where it must be said which organisation it is for.
    """
    name = _bounded(name)
    intake.refuse_personal_data(content, name)
    number = store.receive(viewer, name, content, programme, follows=follows, organisation=organisation)
    return reopen(store, viewer, number)


def _bounded(name: str) -> str:
    """The name, its middle left out where no file system would have taken it; the ending is still read."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 1 - ENDING]}…{name[-ENDING:]}"


def hand_in_together(
    store: Store,
    viewer: Viewer,
    files: Sequence[tuple[str, bytes]],
    programme: str | None,
    *,
    follows: int | None = None,
    organisation: str | None = None,
) -> Draft:
    """Keep one or several files, (name, content), as one draft, such as one for each sex.

    Several are kept as an archive that holds each as it came. Raises what `hand_in` raises.
    """
    if len(files) == 1:
        [(name, content)] = files
    else:
        name = ", ".join(sorted(name for name, _ in files))
        content = intake.bundle(list(files))
    return hand_in(store, viewer, name, content, programme, follows=follows, organisation=organisation)


def reopen(store: Store, viewer: Viewer, submission: int) -> Draft:
    """The draft with that id, checked anew against what is published now.

    A draft that nobody has assigned to a round belongs to the one its file names. On its first check a
    draft is read as the sender's last file of the same shape was.
    """
    kept = store.submission(viewer, submission)
    name, content = store.original(viewer, submission)
    asked = _Asked(content, name, reference(store, viewer), kept.programme)
    corrections = store.corrections(viewer, submission)
    state = store.draft_state(viewer, submission)
    try:
        if state is None:
            state, checked = _first_look(store, viewer, submission, asked)
            unused: tuple[Correction, ...] = ()
        else:
            checked, unused = asked.read(state.answers, corrections)
    except UnreadableFile as error:
        draft = Draft(kept, None, (error.finding,), state, corrections)
        return _with_findings_kept(store, viewer, draft)
    return _drafted(store, viewer, kept, checked, state, corrections, unused)


def contents(store: Store, viewer: Viewer, submission: int) -> pd.DataFrame | None:
    """The values of a file that nobody has published, read as its sender last said; changes nothing.

    Columns as `Checked.observations`; None where it holds no table. Raises NotAllowed, NotFound.
    """
    kept = store.submission(viewer, submission)
    name, content = store.original(viewer, submission)
    asked = _Asked(content, name, reference(store, viewer), kept.programme)
    state = store.draft_state(viewer, submission)
    try:
        checked, _ = asked.read(state.answers if state else {}, store.corrections(viewer, submission))
    except UnreadableFile:
        return None
    return checked.observations


def as_read(
    store: Store, viewer: Viewer, submission: int, content: bytes, known: intake.Reference
) -> pd.DataFrame:
    """The values of a file of those bytes, read with the answers and corrections that are kept; changes nothing.

    Columns as OBSERVATION_COLUMNS of the store. Raises UnreadableFile; NotAllowed; NotFound.
    """
    kept = store.submission(viewer, submission)
    asked = _Asked(content, kept.file_name, known, kept.programme)
    state = store.draft_state(viewer, submission)
    checked, _ = asked.read(state.answers if state else {}, store.corrections(viewer, submission))
    return checked.observations.drop(columns="programme")


def _drafted(
    store: Store,
    viewer: Viewer,
    kept: Submission,
    checked: intake.Checked,
    state: DraftState,
    corrections: tuple[Correction, ...],
    unused: tuple[Correction, ...] = (),
) -> Draft:
    habit = store.habit(viewer, state.shape) or {}
    proposed = {key: value for key, value in habit.items() if key not in LASTING}
    draft = Draft(
        *(kept, checked, checked.findings, state, corrections, unused, proposed),
        confirmations=store.confirmations(viewer, kept.id),
    )
    if kept.programme is None and checked.programme is not None:
        store.assign(viewer, kept.id, checked.programme)
        draft = replace(draft, submission=store.submission(viewer, kept.id))
    return _with_findings_kept(store, viewer, draft)


def _with_findings_kept(store: Store, viewer: Viewer, draft: Draft) -> Draft:
    if store.findings(viewer, draft.submission.id) != draft.findings:
        store.record_findings(viewer, draft.submission.id, draft.findings)
    return draft


def correct(store: Store, viewer: Viewer, draft: Draft, corrections: Sequence[Correction]) -> Draft:
    """The draft with these cells mended, kept and checked anew.

    Raises UnreadableFile, with nothing kept, for a text that holds personal data or leaves the file
    without headings; Conflict where the draft holds no table or a cell is not there.
    """
    if draft.state is None or draft.checked is None:
        raise Conflict(f"submission {draft.submission.id} holds no table to mend")
    number = draft.submission.id
    name, content = store.original(viewer, number)
    asked = _Asked(content, name, reference(store, viewer), draft.submission.programme)
    mended = {one.cell: one for one in draft.corrections} | {one.cell: one for one in corrections}
    checked, unused = asked.read(draft.state.answers, tuple(mended.values()))
    if strange := {one.cell for one in unused} - {one.cell for one in draft.unused}:
        raise Conflict(f"submission {number} has no cell {sorted(strange, key=str)[0]}")
    store.correct(viewer, number, corrections)
    kept = store.corrections(viewer, number)
    return _drafted(store, viewer, draft.submission, checked, draft.state, kept, unused)


def confirm(store: Store, viewer: Viewer, draft: Draft, findings: Iterable[Finding] | None = None) -> Draft:
    """The draft with these questions (None: all of them) answered with yes."""
    asked = list(draft.questions if findings is None else findings)
    if asked:
        store.confirm(viewer, draft.submission.id, map(about, asked))
    return replace(draft, confirmations=store.confirmations(viewer, draft.submission.id))


def answer(store: Store, viewer: Viewer, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Keep what the sender says of how the draft is read, beside what was said before, and remember it.

    Maps (columns, indicators, category) grow by what is said; other answers are replaced. Raises
    Conflict where the draft holds no table.
    """
    if draft.state is None:
        raise Conflict(f"submission {draft.submission.id} holds no table to be read in another way")
    merged = dict(draft.state.answers)
    for key, value in answers.items():
        before = merged.get(key)
        merged[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    merged = {key: value for key, value in merged.items() if value not in (None, "", {}, [])}
    store.answer(viewer, draft.submission.id, DraftState(draft.state.shape, merged))
    store.learn(viewer, draft.state.shape, merged)


def read_afresh(store: Store, viewer: Viewer, draft: Draft) -> None:
    """Forget every answer, on this draft and for the sender's next file of the shape; corrections stay."""
    if draft.state is not None:
        store.answer(viewer, draft.submission.id, DraftState(draft.state.shape, {}))
        store.learn(viewer, draft.state.shape, {})


def cures(draft: Draft, findings: Iterable[Finding] | None = None) -> tuple[Cure, ...]:
    """The certain corrections for these findings (None: all of the draft's), one for each kind, as found."""
    found = draft.findings if findings is None else findings
    return _cures(draft, [edit for finding in found if (edit := intake.cure(finding)) is not None])


def proposals(draft: Draft, findings: Iterable[Finding]) -> tuple[Cure, ...]:
    """What these findings suggest for their cell and is not certain: for a person to choose, never for all at once."""
    decimal = draft.checked.decimal if draft.checked else None
    edits = []
    for one in findings:
        if one.code not in PROPOSING or not one.suggestion or one.row is None or one.column is None:
            continue
        if intake.cure(one) is None:
            # Suggested numbers come with a point.
            comma = one.code in PROPOSING_NUMBERS and decimal != "."
            text = one.suggestion.replace(".", ",") if comma else one.suggestion
            edits.append(intake.Edit(one.row, one.column, text, one.sheet, every=one.count > 1))
    return _cures(draft, edits)


def without_row(draft: Draft, row: int, sheet: str | None) -> tuple[Correction, ...]:
    """The corrections that take a row out of the draft: all its cells blank.

    None where the row holds values of several columns, since the others would go with it.
    """
    checked = draft.checked
    if checked is None:
        return ()
    read = next((one for one in checked.tables if sheet is None or one.sheet == sheet), None)
    if read is None or sum(column.meaning == "value" for column in read.columns) != 1:
        return ()
    held = table(checked, sheet, [row])
    if row not in held.index:
        return ()
    return tuple(Correction(row, str(name), text, "", sheet) for name, text in held.loc[row].items() if text)


def _cures(draft: Draft, edits: Sequence[intake.Edit]) -> tuple[Cure, ...]:
    """Edits with what stands in their cells before, those that write the same over the same as one."""
    checked = draft.checked
    if checked is None:
        return ()
    texts = {
        sheet: table(checked, sheet, None if any(one.every for one in asked) else {one.row for one in asked})
        for sheet, asked in _by_sheet(edits).items()
    }
    # What several findings would write into one cell is no cure unless it is the same.
    wanted: dict[tuple[str | None, int, str], set[str]] = {}
    before: dict[tuple[str | None, int, str], str] = {}
    for edit in edits:
        held = texts[edit.sheet]
        if edit.column not in held.columns:
            continue
        if edit.row not in held.index:
            # The row of the headings: what stands there is the heading.
            wanted.setdefault((edit.sheet, edit.row, edit.column), set()).add(edit.text)
            before[edit.sheet, edit.row, edit.column] = edit.column
            continue
        column = held[edit.column]
        alike = column.index[column.str.strip() == column[edit.row].strip()] if edit.every else [edit.row]
        for row in alike:
            cell = edit.sheet, int(row), edit.column
            wanted.setdefault(cell, set()).add(edit.text)
            before[cell] = str(column[row])
    kinds: dict[tuple[str, str, str], list[Correction]] = {}
    for cell, meant in wanted.items():
        sheet, row, name = cell
        if len(meant) == 1 and (text := next(iter(meant))) != before[cell]:
            one = Correction(row, name, before[cell], text, sheet)
            kinds.setdefault((name, before[cell].strip(), text), []).append(one)
    return tuple(
        Cure(column, text_before, text, tuple(corrections))
        for (column, text_before, text), corrections in kinds.items()
    )


def table(checked: intake.Checked, sheet: str | None, rows: Iterable[int] | None = None) -> pd.DataFrame:
    """Rows of a sheet (None: the first table) as they stand, see `Checked.texts`; all of them by default."""
    return checked.texts(row_numbers(checked, sheet) if rows is None else rows, sheet)


def row_numbers(checked: intake.Checked, sheet: str | None) -> list[int]:
    """The rows of a sheet (None: the first table) below its headings, as the spreadsheet numbers them."""
    read = next((one for one in checked.tables if sheet is None or one.sheet == sheet), None)
    if read is None:
        return []
    return sorted({*read.body.rows["row"].to_pylist(), *(row for row, _ in read.body.misfits)})


def _by_sheet(edits: Iterable[intake.Edit]) -> dict[str | None, list[intake.Edit]]:
    sheets: dict[str | None, list[intake.Edit]] = {}
    for edit in edits:
        sheets.setdefault(edit.sheet, []).append(edit)
    return sheets


def edited(shown: pd.DataFrame, changed: pd.DataFrame, sheet: str | None) -> tuple[Correction, ...]:
    """The cells in which `changed` differs from `shown`; both as `Checked.texts` (index: row)."""
    found = []
    for column in shown.columns:
        before, after = shown[column].fillna(""), changed[column].fillna("")
        for row in shown.index[before.to_numpy() != after.to_numpy()]:
            found.append(Correction(int(row), str(column), str(before[row]), str(after[row]), sheet))
    return tuple(found)


def publish(store: Store, viewer: Viewer, draft: Draft) -> Submission:
    """Publish what the check read. Raises Conflict where something still stops the file or awaits an answer."""
    if draft.checked is None or not draft.publishable:
        raise Conflict(f"submission {draft.submission.id} has findings that stop it")
    if draft.questions:
        raise Conflict(f"submission {draft.submission.id} has {len(draft.questions)} questions to answer")
    published = draft.checked.observations
    reading = how_read(draft) | {"counts": _counts(published)}
    store.publish(viewer, draft.submission.id, published, reading)
    return store.submission(viewer, draft.submission.id)


def how_read(draft: Draft) -> dict[str, Any]:
    """How the file was read, as JSON can hold it: layout, kind, encoding, delimiter, decimal, rows,
    sheets, columns ({heading, meaning, indicator, year, sex}), answers and remembered."""
    checked, state = draft.checked, draft.state
    if checked is None:
        return {}
    return {
        "layout": checked.layout,
        "kind": checked.kind,
        "encoding": checked.encoding,
        "delimiter": checked.delimiter,
        "decimal": checked.decimal,
        "rows": checked.rows,
        "sheets": [table.sheet for table in checked.tables if table.sheet],
        "columns": [
            {
                "heading": column.heading,
                "meaning": column.meaning,
                "indicator": column.indicator,
                "year": column.year,
                "sex": column.sex,
            }
            for column in checked.columns
        ],
        "answers": dict(state.answers) if state else {},
        "remembered": bool(state and state.remembered),
    }


def _counts(observations: pd.DataFrame) -> dict[str, Any]:
    """How much a publication holds, for its receipt."""
    return {
        "values": int(observations["value"].notna().sum()),
        "missing": int(observations["value"].isna().sum()),
        "organisations": int(observations["organisation"].nunique()),
        "indicators": int(observations["indicator"].nunique()),
        "years": [int(observations["year"].min()), int(observations["year"].max())],
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file to be read, with all that does not change between one way of reading it and the next."""

    content: bytes
    name: str
    known: intake.Reference
    programme: str | None

    def read(
        self, answers: Mapping[str, Any], corrections: Sequence[Correction] = ()
    ) -> tuple[intake.Checked, tuple[Correction, ...]]:
        """The file as read, and the corrections that fit nothing in it. Raises UnreadableFile."""
        try:
            return self._check(answers, corrections), ()
        except ValueError:
            # A cell or an answer of a sheet that is not read now.
            plain = self._check(answers, ())
            fitting = tuple(one for one in corrections if _holds(plain, one))
            unused = tuple(one for one in corrections if one not in fitting)
            return (self._check(answers, fitting) if fitting else plain), unused

    def _check(self, answers: Mapping[str, Any], corrections: Sequence[Correction]) -> intake.Checked:
        edits = tuple(intake.Edit(one.row, one.column, one.text, one.sheet) for one in corrections)
        return intake.check(
            self.content,
            self.name,
            self.known,
            programme=self.programme,
            answers=answers,
            edits=edits,
        )


def _first_look(
    store: Store, viewer: Viewer, submission: int, asked: _Asked
) -> tuple[DraftState, intake.Checked]:
    """The file read without answers; then, where the sender's last file of the shape had some, with those."""
    checked, _ = asked.read({})
    state = DraftState(checked.shape, {})
    habit = store.habit(viewer, checked.shape) or {}
    if lasting := {key: value for key, value in habit.items() if key in LASTING}:
        try:
            checked, _ = asked.read(lasting)
            state = DraftState(state.shape, lasting, remembered=True)
        except (ValueError, UnreadableFile):
            # What held for the last file does not fit this one: it is read without it.
            lasting = {}
    store.answer(viewer, submission, state)
    return state, checked


def _holds(checked: intake.Checked, correction: Correction) -> bool:
    """Whether the cell of a correction is among those that are read."""
    try:
        held = checked.texts([correction.row], correction.sheet)
    except (KeyError, ValueError):
        return False
    return correction.row in held.index and correction.column in held.columns
