"""Two dashboards on one lake behind nginx, as `.operate/nginx.conf` and the README say: one goes, the other answers."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from builders import ASKERSUND, HOURS, handed_in_file, opening
from client import Client
from running import PROJECT, Server, running

from benchmarking.store import Lake, Store

pytestmark = pytest.mark.long

SEEN_WITHIN = 10
"""Seconds until a page shows what was published elsewhere; the README promises two on a machine that is idle."""

PAGE = ("jamfor", f"kommun={ASKERSUND},2083&nyckeltal={HOURS}")
WRITTEN, SHOWN = "66,66", "66,7"


@pytest.fixture
def two(lake: Lake, tmp_path: Path) -> Iterator[list[Server]]:
    """Two servers on one lake."""
    store = Store(lake)
    opening(store, "MK3", "2020-01-01")
    store.close()
    for name in ("one", "other"):
        (tmp_path / name).mkdir()

    def own(name: str) -> dict[str, str]:
        catalogue = f"ducklake:postgres:{lake.catalogue}"
        return {"BENCHMARKING_DATABASE": catalogue, "BENCHMARKING_WORK": str(tmp_path / name / "work")}

    with (
        running(tmp_path / "one", environment=own("one")) as one,
        running(tmp_path / "other", environment=own("other")) as other,
    ):
        yield [one, other]


@contextmanager
def proxy(servers: list[Server], folder: Path) -> Iterator[str]:
    """Our nginx.conf with the README's upstream, without TLS; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    [upstream] = re.findall(
        r"`(upstream network \{.*?\})`", (PROJECT / "README.md").read_text(encoding="utf-8")
    )
    for server, named in zip(servers, ("10.0.0.1:8501", "10.0.0.2:8501"), strict=True):
        assert named in upstream
        upstream = upstream.replace(named, server.url.replace("http://localhost", "127.0.0.1"))
    config = (PROJECT / ".operate" / "nginx.conf").read_text(encoding="utf-8")
    secure, _ = re.split(r"(?m)^server \{\n    listen 80;", config)
    plain = re.sub(r"(?m)^    (listen \[::\].*|http2 .*|ssl_.*)\n", "", secure)
    plain = plain.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    plain = plain.replace("http://127.0.0.1:8501", "http://network").replace("network.example", "localhost")
    folders = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    # What a distribution's own nginx.conf says around ours.
    file.write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log {folder}/nginx-error.log;\n"
        "events {}\n"
        f"http {{\nlog_format who '$upstream_addr';\naccess_log {folder}/nginx-access.log who;\n"
        f"{folders}{upstream}\n{plain}}}\n",
        encoding="utf-8",
    )
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([nginx, "-c", str(file), "-e", str(folder / "nginx-error.log")])
    try:
        address = f"http://localhost:{port}"
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{address}/api/ready", timeout=30).close()
                break
            except (ConnectionError, urllib.error.URLError):
                assert process.poll() is None, (folder / "nginx-error.log").read_text()
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def shown(address: str) -> bool:
    """Whether the page, opened anew at an address, shows what was published."""
    with Client(address) as visitor:
        return any(SHOWN.encode() in message for message in visitor.run(*PAGE).messages)


def test_what_one_publishes_all_show_and_when_one_goes_the_other_answers(
    two: list[Server], lake: Lake, tmp_path: Path
) -> None:
    with proxy(two, tmp_path) as address:
        assert not any(shown(each) for each in (address, *(server.url for server in two)))
        file = tmp_path / "hours.csv"
        file.write_bytes(handed_in_file({"värde": WRITTEN}, {"kön": "M", "värde": "38,1"}))
        command = [
            sys.executable,
            "-m",
            "benchmarking",
            "submit",
            str(file),
            "--round",
            "MK3",
            "--publish",
            "--confirm",
        ]
        told = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
        assert told.returncode == 0, told.stdout + told.stderr
        published = time.monotonic()
        for each in (address, *(server.url for server in two)):
            while not shown(each):
                assert time.monotonic() - published < SEEN_WITHIN, f"{each} does not show it"

        # A visitor comes back to the same server, until that one is gone.
        assert shown(address) and shown(address)
        asked = set((tmp_path / "nginx-access.log").read_text().split())
        assert len(asked) == 1, asked
        [hers] = [server for server in two if f"127.0.0.1:{server.url.rpartition(':')[2]}" in asked]
        hers.process.kill()
        hers.process.wait(30)
        assert shown(address)
        with urllib.request.urlopen(f"{address}/api/ready", timeout=30) as answer:
            assert answer.status == 200
