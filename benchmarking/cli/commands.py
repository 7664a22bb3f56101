"""What one types: the commands, their options, and who answers them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from benchmarking import (
    access,
    kolada,
    upkeep,
    wording,
)
from benchmarking.cli.answers import Answer, answer
from benchmarking.cli.running import ask_running
from benchmarking.errors import BenchmarkingError, DatabaseBusy
from benchmarking.store import Store, database_place, place_of


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
        said = upkeep.put_back(database_place(), file)
    except DatabaseBusy as error:
        raise SystemExit(f"benchmarking restore: {error}. Stop the dashboard first") from error
    click.echo("\n".join(said))


@cli.command("migrate-store")
@click.argument("source", metavar="FROM")
@click.argument("goal", metavar="TO")
def migrate_store(source: str, goal: str) -> None:
    """Carry the store at FROM to TO, where there is none yet, and prove that it is the same.

    Each is a path or ducklake:postgres:…; BENCHMARKING_LAKE says where a lake's files are.
    """
    click.echo("\n".join(upkeep.carry(place_of(source), place_of(goal), _tell)))


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
    answered = ask_running(command, arguments, _tell) or _answer_here(command, arguments)
    for text, err in ((answered.out, False), (answered.err, True)):
        if text:
            click.echo(text, err=err)
    raise SystemExit(answered.exit_code)


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
