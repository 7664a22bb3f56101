"""The command line: the same checks, commands and exports as the pages.

DuckDB lets one process open the file. While the dashboard runs, a command is handed to it over a
socket that only this user can reach; else the command opens the file itself.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import IO, Any

import click

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
from benchmarking.errors import BenchmarkingError, DatabaseBusy, SourceFault, StoreError, UnreadableFile
from benchmarking.model import Finding
from benchmarking.store import DATA, Store, database_path

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


def main() -> None:
    """Entry point of `benchmarking`."""
    try:
        cli(prog_name="benchmarking")
    except BenchmarkingError as error:
        raise SystemExit(f"benchmarking: {error}") from error


@click.group()
def cli() -> None:
    """Women's and men's results, side by side: check, hand in and export figures."""


@cli.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per file and line.")
@click.option("--observations", type=click.Path(path_type=Path), help="Write what was read to this CSV.")
@click.option("--indicator", help="The indicator, for a file that does not name it.")
@click.option("--year", type=int, help="The year, for a file that does not name it.")
@click.option("--sheet", help="The sheet of a workbook.")
@click.option("--language", type=click.Choice(wording.LANGUAGES), default="sv")
def check(files: tuple[Path, ...], observations: Path | None, **options: Any) -> None:
    """Say what is wrong in FILES, where, and how to mend it.

    Exit code 0: publishable. 1: findings that stop. 2: no table.
    """
    finish(
        "check",
        files=[str(file.resolve()) for file in files],
        observations=str(observations.resolve()) if observations else None,
        **options,
    )


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--round", "programme", required=True, help="The round that asked for the figures, such as MK3."
)
@click.option(
    "--publish", is_flag=True, help="Publish at once if nothing stops the file and nothing is asked."
)
@click.option("--confirm", is_flag=True, help="Answer every question about the values with yes.")
@click.option("--language", type=click.Choice(wording.LANGUAGES), default="sv")
def submit(file: Path, **options: Any) -> None:
    """Hand in FILE as a draft of a round."""
    finish("submit", file=str(file.resolve()), **options)


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write every current value to FILE (.csv, .xlsx or .parquet)."""
    finish("export", file=str(file.resolve()))


@cli.command("pack")
@click.option("--group", "team", help="The group, round and number, such as MK3-3.")
@click.option(
    "--round", "programme", help="All groups of a round, such as MK3, as a ZIP; instead of --group."
)
@click.option("--report", is_flag=True, help="With --round: what was promised and reached, as one document.")
@click.option("--meeting", help="uppstart, 1, 2 …, avslut; the meeting to prepare if left out.")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="Only what was known that day.")
@click.option("--format", "form", type=click.Choice(["pdf", "pptx", "docx"]), default="pdf")
@click.option("--out", "file", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(wording.LANGUAGES), default="sv")
def pack_command(file: Path, as_of: Any, **options: Any) -> None:
    """Write a group's pack for a meeting: one page for each organisation, and the group's.

    With --round the packs of all its groups as a ZIP, or with --report too the round's report.
    """
    if bool(options["team"]) == bool(options["programme"]):
        raise click.UsageError("give either --group or --round")
    if options["programme"] and options["meeting"]:
        raise click.UsageError("--meeting goes with --group; each group of a round has its own next meeting")
    if options["report"] and not options["programme"]:
        raise click.UsageError("--report goes with --round")
    day = as_of.date().isoformat() if as_of else None
    finish("pack", file=str(file.resolve()), as_of=day, **options)


@cli.command()
@click.argument("address")
@click.option(
    "--as",
    "standing",
    required=True,
    type=click.Choice([one.value for one in access.Standing if one is not access.Standing.VISITOR]),
)
@click.option(
    "--for", "place", help="The reporter's organisation, the mentor's group, the coordinator's round."
)
def invite(address: str, **options: Any) -> None:
    """Let ADDRESS sign in. The first administrator of a server with sign-in is invited so."""
    finish("invite", address=address, **options)


def _several(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> list[str]:
    """An option's values, given one by one or with commas between them."""
    return [part.strip() for value in given for part in value.split(",") if part.strip()]


def _years(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> list[int]:
    said = _several(context, parameter, given)
    years = [int(year) for year in said if year.isascii() and year.isdigit()]
    if (
        not said
        or len(years) < len(said)
        or not all(kolada.FIRST_YEAR <= year <= date.today().year for year in years)
    ):
        raise click.BadParameter(f"a year is a number from {kolada.FIRST_YEAR} to {date.today().year}")
    return years


@cli.command("kolada")
@click.option(
    "--indicator",
    "indicators",
    multiple=True,
    required=True,
    callback=_several,
    help="Kolada's number, such as N00206; several with commas, or the option again.",
)
@click.option("--year", "years", multiple=True, required=True, callback=_years, help="Such as 2023,2024.")
@click.option(
    "--organisation",
    "organisations",
    multiple=True,
    callback=_several,
    help="Code, such as 0180; without it all that the indicator is for.",
)
@click.option("--language", type=click.Choice(wording.LANGUAGES), default="sv")
def fetch_from_kolada(**options: Any) -> None:
    """Fetch official figures from Kolada and publish what is new or revised.

    Exit code 0: done. 1: Kolada has no values for what was asked. 2: it failed, and nothing is changed.
    """
    finish("kolada", base=kolada.base_address(), **options)


@cli.command()
def verify() -> None:
    """Prove that nothing has been changed behind the program's back.

    Exit code 0: whole. 1: something is not as it was written; it is named. 2: it could not be looked at.
    """
    finish("verify")


@cli.command()
def backup() -> None:
    """Copy the database while people work, and prove the copy."""
    finish("backup")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Put the backup FILE in the place of the database, which is set aside. The dashboard must be stopped."""
    try:
        said = upkeep.put_back(database_path(), file)
    except DatabaseBusy as error:
        raise SystemExit(f"benchmarking restore: {error}. Stop the dashboard first") from error
    click.echo("\n".join(said))


@cli.command()
@click.argument("submission", type=int)
@click.option("--as", "role", required=True, help="Who you are, by your role, such as `archivist`.")
@click.option("--reason", default="", help="Why the bytes must go. With it you ask; without it you agree.")
def purge(submission: int, role: str, reason: str) -> None:
    """Remove the bytes of SUBMISSION: one person asks with a reason, another agrees. Hash and figures stay."""
    finish("purge", submission=submission, role=role, reason=reason)


@cli.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def rebuild(out: Path) -> None:
    """Write a database to OUT whose every figure is read anew from the originals, and compare.

    Exit code 0: the same figures and history. 1: something differs; it is named. 2: it failed.
    """
    finish("rebuild", out=str(out.resolve()))


def finish(command: str, **arguments: Any) -> None:
    """Have the command answered, by the running dashboard or here, and end as the answer says."""
    answered = _ask_running(command, arguments) or _answer_here(command, arguments)
    for text, err in ((answered.out, False), (answered.err, True)):
        if text:
            click.echo(text, err=err)
    raise SystemExit(answered.exit_code)


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


def _tell(line: str) -> None:
    click.echo(f"  {line}", err=True)


def _answer_here(command: str, arguments: dict[str, Any]) -> Answer:
    try:
        store = Store.open(progress=_tell)
    except DatabaseBusy as error:
        return Answer(2, err=f"benchmarking: {error}, and it does not answer commands")
    try:
        return answer(store, command, arguments, _tell)
    finally:
        store.close()


@contextmanager
def answering(store: Store) -> Iterator[None]:
    """Answer commands from other processes of this user, for as long as the block lasts."""
    door = _door(store.path)
    _own_folder(door.parent)
    door.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(door))
    door.chmod(0o600)
    listener.listen()

    def serve() -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_serve_one, args=(store, caller), daemon=True).start()

    threading.Thread(target=serve, name="command line", daemon=True).start()
    try:
        yield
    finally:
        # Closing alone does not wake a thread that waits in accept on Linux; shutting down does.
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        door.unlink(missing_ok=True)


def _serve_one(store: Store, caller: socket.socket) -> None:
    # Who hangs up before the answer misses it; that is no fault of ours.
    with suppress(OSError), caller, caller.makefile("rwb") as line:
        asked = line.readline()
        try:
            request = json.loads(asked)
            said = answer(
                store, request["command"], request["arguments"], lambda told: _send(line, {"tell": told})
            )
        except Exception:
            logging.getLogger("benchmarking").exception("a command failed: %r", asked[:1000])
            said = Answer(2, err="benchmarking: the dashboard could not answer; its log says why")
        _send(line, asdict(said))


def _send(line: IO[bytes], said: dict[str, Any]) -> None:
    line.write(json.dumps(said).encode() + b"\n")
    line.flush()


def _ask_running(command: str, arguments: dict[str, Any]) -> Answer | None:
    """The running dashboard's answer, or None where none runs."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        try:
            caller.connect(str(_door(database_path())))
        except OSError:
            return None
        with caller.makefile("rwb") as line:
            _send(line, {"command": command, "arguments": arguments})
            for said in map(json.loads, line):
                if "tell" not in said:
                    return Answer(**said)
                _tell(said["tell"])
    return Answer(2, err="benchmarking: the dashboard stopped while answering")


def _own_folder(folder: Path) -> None:
    """Make the folder, or refuse one that another user has put there to listen in."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or folder.is_symlink():
        raise StoreError(f"{folder} is not this user's own folder: remove it and start again")


def _door(database: Path) -> Path:
    """Where the dashboard that holds `database` listens.

    In the temporary folder, by a short name: a socket's path may be about a hundred characters long.
    """
    name = hashlib.sha256(str(database.resolve()).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"benchmarking-{os.getuid()}" / f"{name}.sock"
