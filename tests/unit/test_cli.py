"""The command line says and does what the pages do, alone or through the dashboard that runs."""

from __future__ import annotations

import json
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from builders import (
    ASKERSUND,
    FAGERSTA,
    HEADINGS,
    HOURS,
    OWN_YEAR,
    OWNER,
    VISITOR,
    handed_in_file,
    observations,
    published,
)
from click.testing import CliRunner, Result

from benchmarking import cli, exports
from benchmarking.errors import StoreError
from benchmarking.model import SubmissionState
from benchmarking.store import Store

ROOT = Path(__file__).resolve().parents[2]

GOOD = handed_in_file({"kön": "K", "värde": "31,5"}, {"kön": "M", "värde": "30,5"})
BAD = handed_in_file({"kön": "Q", "värde": "31,5"}, {"kön": "M", "värde": "abc"})


@pytest.fixture(autouse=True)
def own_door(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the sockets, a test's own; its path is short, as a socket's must be."""
    folder = tmp_path_factory.mktemp("t")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture
def closed(store: Store) -> Store:
    """The small network, whose file nobody holds."""
    store.close()
    return store


@pytest.fixture
def running(store: Store) -> Iterator[Store]:
    """The small network, held by a dashboard that answers commands."""
    with cli.answering(store):
        yield store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "figures.csv"
    path.write_bytes(GOOD)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.cli, [str(argument) for argument in arguments])


def run_elsewhere(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a person runs it."""
    command = [sys.executable, "-m", "benchmarking", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


def reopened(database_path: Path) -> Store:
    return Store(database_path)


# check


def test_a_file_without_faults_is_publishable_and_ends_with_0(closed: Store, file: Path) -> None:
    ended = run("check", file)
    assert ended.exit_code == 0, ended.output
    assert ended.output.startswith("figures.csv: 2 värden lästa")


def test_findings_that_stop_end_with_1_and_say_row_and_column(closed: Store, file: Path) -> None:
    file.write_bytes(BAD)
    ended = run("check", file)
    assert ended.exit_code == 1
    assert "Rad 2, kolumn kön" in ended.output
    assert "Rad 3, kolumn värde" in ended.output


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 \x00\x01", b"only a line of words\n"])
def test_a_file_without_a_table_ends_with_2(closed: Store, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    ended = run("check", file)
    assert ended.exit_code == 2
    assert ended.output.startswith("figures.csv: 0 värden lästa")


def test_the_worst_of_several_files_decides_and_each_is_reported(
    closed: Store, tmp_path: Path, file: Path
) -> None:
    bad, empty = tmp_path / "bad.csv", tmp_path / "empty.csv"
    bad.write_bytes(BAD)
    empty.write_bytes(b"")
    assert run("check", file, bad).exit_code == 1
    ended = run("check", "--json", file, empty, bad)
    assert ended.exit_code == 2
    assert [json.loads(line)["file"] for line in ended.output.splitlines()] == [
        "figures.csv",
        "empty.csv",
        "bad.csv",
    ]


def test_json_has_exactly_the_promised_keys(closed: Store, file: Path) -> None:
    file.write_bytes(BAD)
    ended = run("check", "--json", file)
    said = json.loads(ended.output)
    assert list(said) == ["file", "layout", "encoding", "rows", "observations", "publishable", "findings"]
    assert (said["file"], said["layout"], said["encoding"]) == ("figures.csv", "template", "utf-8")
    assert (said["rows"], said["observations"], said["publishable"]) == (2, 0, False)
    for finding in said["findings"]:
        assert list(finding) == [
            *("code", "level", "sheet", "row", "column"),
            *("found", "expected", "suggestion", "message"),
        ]
    first, second = said["findings"]
    assert (first["code"], first["level"], first["row"], first["column"]) == (
        "sex_unknown",
        "error",
        2,
        "kön",
    )
    assert (second["code"], second["found"], second["row"]) == ("value_unreadable", "abc", 3)
    assert "abc" in second["message"]


def test_json_says_the_same_keys_of_a_file_without_a_table(closed: Store, file: Path) -> None:
    file.write_bytes(b"")
    said = json.loads(run("check", "--json", file).output)
    assert list(said) == ["file", "layout", "encoding", "rows", "observations", "publishable", "findings"]
    assert (said["layout"], said["encoding"], said["rows"], said["publishable"]) == (None, None, 0, False)
    [finding] = said["findings"]
    assert (finding["code"], finding["row"]) == ("empty_file", None)


def test_the_message_of_a_finding_for_many_rows_says_which(closed: Store, file: Path) -> None:
    rows = [{"kön": sex, "år": str(year), "värde": "12 %"} for sex in "KM" for year in (2022, 2023)]
    file.write_bytes(handed_in_file(*rows, nyckeltal="N00206"))
    findings = json.loads(run("check", "--json", "--language", "en", file).output)["findings"]
    [percent] = [finding for finding in findings if finding["code"] == "percent_sign"]
    assert "count" not in percent
    assert percent["message"].startswith("Row 2 and 3 more, column värde: ")


def test_the_language_can_be_chosen(closed: Store, file: Path) -> None:
    swedish, english = run("check", file).output, run("check", "--language", "en", file).output
    assert swedish != english
    assert "2 values read" in english


def test_what_was_read_is_written_to_the_file_named(closed: Store, tmp_path: Path, file: Path) -> None:
    out = tmp_path / "read.csv"
    assert run("check", "--observations", out, file).exit_code == 0
    read = pd.read_csv(out, dtype={"organisation": "str"})
    assert list(read.columns) == exports.COLUMNS[:8]
    assert list(
        read[["organisation", "indicator", "year", "sex", "value"]].itertuples(index=False, name=None)
    ) == [
        (ASKERSUND, HOURS, OWN_YEAR, "K", 31.5),
        (ASKERSUND, HOURS, OWN_YEAR, "M", 30.5),
    ]


def test_indicator_and_year_stand_in_for_columns_the_file_lacks(closed: Store, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(f"kommunkod;kön;värde\n{ASKERSUND};K;31,5\n", encoding="utf-8")
    assert run("check", file).exit_code == 1
    ended = run("check", "--json", "--indicator", HOURS, "--year", OWN_YEAR, file)
    assert ended.exit_code == 0, ended.output
    assert json.loads(ended.output)["observations"] == 1


def test_checking_changes_nothing(closed: Store, database_path: Path, file: Path) -> None:
    run("check", file)
    store = reopened(database_path)
    assert store.submissions(OWNER) == ()
    store.close()


def test_a_file_with_personal_numbers_is_refused_without_quoting_them(closed: Store, file: Path) -> None:
    number = "-".join(["19121212", "1212"])
    file.write_bytes(handed_in_file({"kommun": number, "värde": "31,5"}))
    for command in (("check", "--json", file), ("check", file), ("submit", file, "--round", "MK3")):
        ended = run(*command)
        assert ended.exit_code == 2
        assert number not in ended.output


def test_a_file_that_is_not_there_is_said_on_standard_error(closed: Store, tmp_path: Path) -> None:
    ended = run("check", tmp_path / "nothing.csv")
    assert ended.exit_code == 2
    assert "nothing.csv" in ended.stderr
    assert ended.stdout == ""


def test_the_readmes_first_upload_can_be_published_as_it_stands(
    closed: Store, database_path: Path, file: Path
) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```csv\n(.*?)```", readme, flags=re.DOTALL)
    lines = [line.strip() for line in block.strip().splitlines()]
    assert lines[0] == HEADINGS
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    findings = json.loads(run("check", "--json", file).output)["findings"]
    assert [finding for finding in findings if finding["level"] != "information"] == []
    assert run("submit", file, "--round", "MK3", "--publish").exit_code == 0
    store = reopened(database_path)
    assert set(store.observations(VISITOR, programme="MK3")["organisation"]) == {ASKERSUND, FAGERSTA}
    store.close()


# submit


def test_a_submitted_file_is_a_draft_with_its_bytes_and_findings(
    closed: Store, database_path: Path, file: Path
) -> None:
    file.write_bytes(BAD)
    ended = run("submit", file, "--round", "MK3")
    assert ended.exit_code == 1
    store = reopened(database_path)
    [kept] = store.submissions(OWNER)
    assert (kept.state, kept.programme, kept.file_name) == (SubmissionState.DRAFT, "MK3", "figures.csv")
    assert f"Utkast {kept.id} är sparat." in ended.output
    assert store.original(OWNER, kept.id) == ("figures.csv", BAD)
    assert [finding.code for finding in store.findings(OWNER, kept.id)] == ["sex_unknown", "value_unreadable"]
    store.close()


def test_a_submitted_file_is_published_when_asked_and_nothing_stops_it(
    closed: Store, database_path: Path, file: Path
) -> None:
    ended = run("submit", file, "--round", "MK3", "--publish")
    assert ended.exit_code == 0, ended.output
    store = reopened(database_path)
    [kept] = store.submissions(VISITOR)
    assert (kept.state, kept.rows) == (SubmissionState.PUBLISHED, 2)
    assert sorted(store.observations(VISITOR, programme="MK3")["value"]) == [30.5, 31.5]
    store.close()


def test_a_file_about_which_something_is_asked_is_published_only_when_that_is_confirmed(
    closed: Store, database_path: Path, tmp_path: Path
) -> None:
    women = tmp_path / "women.csv"
    women.write_bytes(handed_in_file({"kön": "K", "värde": "30,5"}))
    ended = run("submit", women, "--round", "MK3", "--publish")
    assert ended.exit_code == 1 and "--confirm" in ended.output and "Publicerat" not in ended.output
    ended = run("submit", women, "--round", "MK3", "--publish", "--confirm")
    assert ended.exit_code == 0, ended.output
    store = reopened(database_path)
    assert list(store.observations(VISITOR, programme="MK3")["value"]) == [30.5]
    later, earlier = store.submissions(OWNER)
    assert (later.state, earlier.state) == (SubmissionState.PUBLISHED, SubmissionState.DRAFT)
    assert len(store.confirmations(OWNER, later.id)) == 1 and not store.confirmations(OWNER, earlier.id)
    store.close()


def test_a_file_with_faults_is_kept_and_not_published_even_when_asked(
    closed: Store, database_path: Path, file: Path
) -> None:
    file.write_bytes(BAD)
    assert run("submit", file, "--round", "MK3", "--publish").exit_code == 1
    store = reopened(database_path)
    assert [kept.state for kept in store.submissions(OWNER)] == [SubmissionState.DRAFT]
    store.close()


def test_a_file_without_a_table_is_kept_as_a_draft(closed: Store, database_path: Path, file: Path) -> None:
    file.write_bytes(b"")
    assert run("submit", file, "--round", "MK3", "--publish").exit_code == 2
    store = reopened(database_path)
    [kept] = store.submissions(OWNER)
    assert [finding.code for finding in store.findings(OWNER, kept.id)] == ["empty_file"]
    store.close()


def test_personal_data_is_not_kept(closed: Store, database_path: Path, file: Path) -> None:
    file.write_bytes(handed_in_file({"kommun": "somebody@example.se", "värde": "31,5"}))
    assert run("submit", file, "--round", "MK3", "--publish").exit_code == 2
    store = reopened(database_path)
    assert store.submissions(OWNER) == ()
    store.close()


def test_an_unknown_round_is_said_on_standard_error(closed: Store, file: Path) -> None:
    ended = run("submit", file, "--round", "MK99")
    assert ended.exit_code == 2
    assert "MK99" in ended.stderr
    assert ended.stdout == ""


# export


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_an_export_holds_every_current_value(
    store: Store, database_path: Path, tmp_path: Path, ending: str
) -> None:
    published(store, {"value": 31.5})
    expected = exports.table(store.observations(OWNER))
    store.close()
    out = tmp_path / f"figures.{ending}"
    ended = run("export", out)
    assert ended.exit_code == 0, ended.output
    assert str(len(expected)) in ended.output
    written = {"csv": exports.csv, "xlsx": None, "parquet": exports.parquet}[ending]
    if written:
        assert out.read_bytes() == written(expected)
    else:
        assert out.read_bytes().startswith(b"PK")


def test_an_export_of_another_kind_is_refused(closed: Store, tmp_path: Path) -> None:
    ended = run("export", tmp_path / "figures.pdf")
    assert ended.exit_code == 2
    assert "figures.pdf" in ended.stderr
    assert not (tmp_path / "figures.pdf").exists()


def test_an_export_to_a_folder_that_is_not_there_is_said_without_a_traceback(
    closed: Store, tmp_path: Path
) -> None:
    ended = run("export", tmp_path / "nowhere" / "figures.csv")
    assert ended.exit_code == 2
    assert "nowhere" in ended.stderr
    assert "Traceback" not in ended.output


# While the dashboard runs


def test_a_command_is_answered_by_the_dashboard_that_holds_the_file(running: Store, file: Path) -> None:
    ended = run_elsewhere("submit", file, "--round", "MK3", "--publish")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Publicerat: 2 värden i MK3." in ended.stdout
    assert len(running.observations(VISITOR, programme="MK3")) == 2


def test_exit_code_and_streams_come_back_from_the_dashboard(
    running: Store, file: Path, tmp_path: Path
) -> None:
    file.write_bytes(BAD)
    stopped = run_elsewhere("check", "--json", file)
    assert stopped.returncode == 1
    assert not json.loads(stopped.stdout)["publishable"]
    refused = run_elsewhere("export", tmp_path / "figures.pdf")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "figures.pdf" in refused.stderr


def test_a_relative_path_is_the_callers_and_not_the_dashboards(
    running: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-m", "benchmarking", "check", "figures.csv"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=file.parent, env=environment, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_a_held_file_that_nobody_answers_for_is_said(store: Store, file: Path) -> None:
    ended = run_elsewhere("check", file)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "another process holds" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_only_this_user_can_reach_the_door(running: Store, own_door: Path) -> None:
    [folder] = own_door.iterdir()
    [door] = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(door.stat().st_mode) == 0o600


def test_the_door_is_gone_when_the_dashboard_has_stopped(store: Store, own_door: Path, file: Path) -> None:
    with cli.answering(store):
        pass
    assert list(own_door.rglob("*.sock")) == []
    store.close()
    assert run("check", file).exit_code == 0


def test_a_door_left_by_a_dashboard_that_was_killed_is_no_hindrance(
    store: Store, own_door: Path, file: Path
) -> None:
    with cli.answering(store):
        [door] = own_door.rglob("*.sock")
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(door))
    store.close()
    assert run("check", file).exit_code == 0
    again = Store.open()
    with cli.answering(again):
        assert run("check", file).exit_code == 0
    again.close()


def test_a_folder_that_others_can_enter_is_refused(store: Store, own_door: Path) -> None:
    (own_door / f"benchmarking-{os.getuid()}").mkdir(mode=0o755)
    with pytest.raises(StoreError, match="not this user's own"), cli.answering(store):
        pass


@pytest.mark.parametrize(
    "said",
    [b"", b"\n", b"not json\n", b'"text"\n', b'{"command": "drop", "arguments": {}}\n', b"{}\n", b"\xff\n"],
)
def test_a_caller_that_talks_nonsense_is_told_and_stops_no_one_else(
    running: Store, own_door: Path, file: Path, said: bytes
) -> None:
    [door] = own_door.rglob("*.sock")
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(10)
        caller.connect(str(door))
        caller.sendall(said)
        caller.shutdown(socket.SHUT_WR)
        answer = json.loads(caller.recv(10_000))
    assert answer["exit_code"] == 2
    assert "could not answer" in answer["err"]
    assert run("check", file).exit_code == 0


def test_a_caller_that_hangs_up_stops_no_one_else(running: Store, own_door: Path, file: Path) -> None:
    [door] = own_door.rglob("*.sock")
    request = {"command": "export", "arguments": {"file": str(file.with_suffix(".parquet"))}}
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(door))
        caller.sendall(json.dumps(request).encode() + b"\n")
    assert run("check", file).exit_code == 0


# First use


def test_the_first_command_builds_the_database_and_says_so_on_standard_error(
    tmp_path: Path, database_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch, small_database: Path
) -> None:
    data = small_database.parent / "data"
    original = Store.open
    monkeypatch.setattr(Store, "open", lambda progress: original(data=data, progress=progress))
    ended = run("check", file)
    assert ended.exit_code == 0, ended.output
    assert "building network.duckdb" in ended.stderr
    assert "building" not in ended.stdout
    assert database_path.exists()


def test_help_names_every_command() -> None:
    said = run("--help").output
    for command in ("check", "submit", "export"):
        assert command in said


def test_what_the_network_hides_is_hidden_in_the_export_too(store: Store, tmp_path: Path) -> None:
    rows = observations({"sex": "K", "value": 50.0, "numerator": 2.0, "denominator": 4.0})
    store.publish(OWNER, store.receive(OWNER, "a.csv", b"a", "MK3"), rows)
    store.close()
    run("export", tmp_path / "figures.csv")
    written = pd.read_csv(tmp_path / "figures.csv", dtype={"organisation": "str"})
    own = written[written["origin"] == "network"].iloc[0]
    assert own["missing"] == "suppressed"
    assert own[["value", "numerator", "denominator"]].isna().all()


def test_the_packs_of_a_round_and_its_report_are_asked_for_by_the_round(
    closed: Store, tmp_path: Path
) -> None:
    out = tmp_path / "report.pdf"
    found = CliRunner().invoke(
        cli.cli, ["pack", "--round", "MK3", "--report", "--as-of", "2019-10-15", "--out", str(out)]
    )
    assert found.exit_code == 0, found.output
    assert out.read_bytes().startswith(b"%PDF")
    for wrong in (
        [],
        ["--group", "MK3-1", "--round", "MK3"],
        ["--group", "MK3-1", "--report"],
        ["--round", "MK3", "--meeting", "1"],
    ):
        refused = CliRunner().invoke(cli.cli, ["pack", *wrong, "--out", str(tmp_path / "no")])
        assert refused.exit_code == 2 and not (tmp_path / "no").exists()
