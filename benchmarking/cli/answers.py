"""What each command does with an open store, and what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from benchmarking import (
    access,
    drafts,
    exports,
    intake,
    kolada,
    packs,
    rebuilding,
    team_packs,
    upkeep,
    wording,
)
from benchmarking.errors import BenchmarkingError, SourceFault, UnreadableFile
from benchmarking.model import Finding
from benchmarking.store import DATA, Store

OPERATOR = access.owner("command line")

# Exit codes of `check`: what a script needs to know.
PUBLISHABLE, STOPPED, NO_TABLE = 0, 1, 2

FINDING_KEYS = ("code", "level", "sheet", "row", "column", "found", "expected", "suggestion")
"""What `check --json` says of a finding, before its message in words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says and how it ends."""

    exit_code: int
    out: str = ""
    err: str = ""


def answer(
    store: Store,
    command: str,
    arguments: dict[str, Any],
    tell: Callable[[str], None] = lambda line: None,
) -> Answer:
    """Carry a command out on an open store. What goes wrong on purpose becomes an answer, exit code 2.

    A command that takes its time tells how far it has come, line by line, with `tell`.
    """
    try:
        if command == "kolada":
            return _kolada(store, tell, **arguments)
        if command == "rebuild":
            return _rebuild(store, tell, **arguments)
        if command == "pack":
            return _pack(store, tell=tell, **arguments)
        commands = {
            **{"check": _check, "submit": _submit, "export": _export, "invite": _invite},
            **{"verify": _verify, "backup": _backup, "purge": _purge},
        }
        return commands[command](store, **arguments)
    except (BenchmarkingError, OSError) as error:
        notes = "\n".join(getattr(error, "__notes__", ()))
        return Answer(2, err=f"benchmarking {command}: {error}" + (f"\n{notes}" if notes else ""))


def _check(
    store: Store,
    files: list[str],
    as_json: bool,
    observations: str | None,
    indicator: str | None,
    year: int | None,
    sheet: str | None,
    language: str,
) -> Answer:
    say, reference = wording.words(language), drafts.reference(store, OPERATOR)
    worst, said, read = PUBLISHABLE, [], []
    for name in files:
        path = Path(name)
        try:
            checked = intake.check(
                path.read_bytes(), path.name, reference, indicator=indicator, year=year, sheet=sheet
            )
        except UnreadableFile as error:
            worst = max(worst, NO_TABLE)
            said.append(_report(say, path.name, None, (error.finding,), as_json))
            continue
        worst = max(worst, PUBLISHABLE if checked.publishable else STOPPED)
        said.append(_report(say, path.name, checked, checked.findings, as_json))
        read.append(checked.observations)
    if observations:
        frame = exports.joined(read)
        exports.write(frame, Path(observations))
    return Answer(worst, "\n".join(said))


def _report(
    say: wording.Words,
    name: str,
    checked: intake.Checked | None,
    findings: tuple[Finding, ...],
    as_json: bool,
) -> str:
    sentences = [say.finding(finding) for finding in findings]
    if as_json:
        return json.dumps(
            {
                "file": name,
                "layout": checked.layout if checked else None,
                "encoding": checked.encoding if checked else None,
                "rows": checked.rows if checked else 0,
                "observations": len(checked.observations) if checked else 0,
                "publishable": bool(checked and checked.publishable),
                "findings": [
                    {name: getattr(finding, name) for name in FINDING_KEYS}
                    | {"message": _message(finding, said)}
                    for finding, said in zip(findings, sentences, strict=True)
                ],
            },
            ensure_ascii=False,
        )
    count = len(checked.observations) if checked else 0
    ready = say("klar att publicera") if checked and checked.publishable else say("går inte att publicera än")
    lines = [say("{file}: {n} värden lästa, {ready}.", file=name, n=count, ready=ready)]
    lines += [f"  {said.where}: {said.what} {said.cure}".rstrip() for said in sentences]
    return "\n".join(lines)


def _message(finding: Finding, said: wording.FindingText) -> str:
    """What is wrong and its cure, in words; first which rows, where the finding stands for several."""
    place = f"{said.where}:" if finding.count > 1 else ""
    return " ".join(filter(None, (place, said.what, said.cure)))


def _submit(
    store: Store, file: str, programme: str, publish: bool, language: str, confirm: bool = False
) -> Answer:
    say, path = wording.words(language), Path(file)
    try:
        draft = drafts.hand_in(store, OPERATOR, path.name, path.read_bytes(), programme)
    except UnreadableFile as error:
        return Answer(NO_TABLE, _report(say, path.name, None, (error.finding,), as_json=False))
    said = [_report(say, path.name, draft.checked, draft.findings, as_json=False)]
    said.append(say("Utkast {id} är sparat.", id=draft.submission.id))
    if confirm and draft.questions:
        draft = drafts.confirm(store, OPERATOR, draft)
    if publish and draft.publishable and not draft.ready:
        n = draft.asked
        said.append(
            say.plural(
                "Inte publicerat: {n} värde behöver ditt svar. Stämmer det, lägg till --confirm.",
                "Inte publicerat: {n} värden behöver ditt svar. Stämmer de, lägg till --confirm.",
                n,
            )
        )
    if publish and draft.ready:
        published = drafts.publish(store, OPERATOR, draft)
        said.append(say("Publicerat: {n} värden i {round}.", n=published.rows or 0, round=programme))
    if draft.checked is None:
        return Answer(NO_TABLE, "\n".join(said))
    done = draft.ready if publish else draft.publishable
    return Answer(PUBLISHABLE if done else STOPPED, "\n".join(said))


def _invite(store: Store, address: str, standing: str, place: str | None) -> Answer:
    given = access.Standing(standing)
    needed = next(iter(access.ASSIGNED_TO[given] - {""}), None)
    try:
        assignment = access.Assignment(given, **({needed: place} if needed and place else {}))
    except ValueError as error:
        return Answer(2, err=f"benchmarking invite: {error}: say for what with --for")
    number = store.invite(OPERATOR, address, [assignment])
    return Answer(0, f"account {number}: {given.value}{f' for {place}' if place else ''}")


def _export(store: Store, file: str) -> Answer:
    frame = exports.table(store.observations(OPERATOR))
    exports.write(frame, Path(file))
    return Answer(0, f"{len(frame)} values: {file}")


def _verify(store: Store) -> Answer:
    found = store.verify(OPERATOR)
    return Answer(1 if found.flaws else 0, "\n".join(upkeep.verified_told(found)))


def _backup(store: Store) -> Answer:
    return Answer(0, upkeep.backup_told(store.back_up(OPERATOR)))


def _pack(
    store: Store,
    team: str | None,
    programme: str | None,
    report: bool,
    meeting: str | None,
    as_of: str | None,
    form: str,
    file: str,
    language: str,
    tell: Callable[[str], None],
) -> Answer:
    say = wording.words(language)
    day = date.fromisoformat(as_of) if as_of else None
    if programme and report:
        day = day or date.today()
        pen, _ = packs.FORMATS[form]
        content = pen(team_packs.report_of(store, OPERATOR, programme, day, say))
        told = f"{programme}, report, as of {day}: {file}"
    elif programme:
        content = team_packs.round_packs(
            store,
            OPERATOR,
            programme,
            form,
            say,
            day,
            lambda done, of, which: tell(f"{done} of {of}: {which}"),
        )
        told = f"{programme}, all groups: {file}"
    else:
        what = team_packs.wanted(store, OPERATOR, team or "", meeting, day)
        content = team_packs.set_pack(store, OPERATOR, what, form, say)
        told = f"{team}, {what.meeting.code}, as of {what.as_of}: {file}"
    Path(file).write_bytes(content)
    return Answer(0, told)


def _purge(store: Store, submission: int, role: str, reason: str) -> Answer:
    person = replace(OPERATOR, name=f"{OPERATOR.name}: {role.strip().casefold()}")
    if reason:
        store.ask_purge(person, submission, reason)
        return Answer(0, f"asked: somebody else agrees with `benchmarking purge {submission} --as …`")
    store.purge(person, submission)
    return Answer(0, f"purged: the bytes of submission {submission}; its hash, events and figures stay")


def _rebuild(store: Store, tell: Callable[[str], None], out: str) -> Answer:
    found = rebuilding.rebuild(store, OPERATOR, Path(out), DATA, tell)
    said = [f"submission {number}: purged, its figures are copied" for number in found.copied]
    said += [f"submission {number}: {why}" for number, why in found.unlike]
    said.append(f"{found.read} originals read; content before {found.before}")
    said.append(f"{' ' * len(f'{found.read} originals read; ')}content after  {found.after}")
    return Answer(0 if found.same else 1, "\n".join(said))


def _kolada(
    store: Store,
    tell: Callable[[str], None],
    indicators: list[str],
    years: list[int],
    organisations: list[str],
    base: str,
    language: str,
) -> Answer:
    say, told = wording.words(language), ""

    def progress(step: kolada.Step) -> None:
        nonlocal told
        line = kolada.progress(say, step)
        if line != told:
            tell(line)
        told = line

    wanted = kolada.Wanted(tuple(years), tuple(indicators), tuple(organisations))
    try:
        outcome = kolada.import_figures(store, OPERATOR, wanted, progress, base=base)
    except SourceFault as fault:
        return Answer(2, err=kolada.fault(say, fault))
    changes = kolada.change_lines(
        say, outcome.changes, store.indicators(OPERATOR), store.organisations(OPERATOR)
    )
    said = [*kolada.summary(say, outcome), *(f"  {line}" for line in changes)]
    return Answer(0 if outcome.values else 1, "\n".join(said))
