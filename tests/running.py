"""A server as a visitor meets it: started from the command line, on a port and a database of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PRODUCT = PROJECT / "dashboard.py"

HANGS = 180
"""Seconds after which a server that does not answer is taken to hang: building takes some ten of them."""


@dataclass(frozen=True)
class Server:
    """A running server. `started` is how many seconds it took until the port answered."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    started: float

    @property
    def output(self) -> str:
        """What it has written in its terminal so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def key_link(self) -> str:
        """The link that makes whoever opens it the owner: the latest printed, since each works once."""
        links = re.findall(r"http://\S+/\?key=\S+", self.output)
        assert links, f"no link with a key was printed:\n{self.output}"
        return links[-1]

    @property
    def memory(self) -> float:
        """MB of memory that the process holds now."""
        answer = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, text=True, check=True
        )
        return int(answer.stdout) / 1024


_SET_CLOCK = (
    "import time_machine; time_machine.travel({}, tick=True).start(); "
    "from streamlit.web.cli import main; main(prog_name='streamlit')"
)


@contextmanager
def running(
    folder: Path,
    script: Path = PRODUCT,
    database: Path | None = None,
    health: str = "/api/health",
    options: Sequence[str] = (),
    clock: datetime | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """`streamlit run script` on a free port of this machine, until the block ends.

    `options` are more of the command line, `environment` more of what it finds set. `folder` gets its log, and
    its database unless one is named. With a `clock` the server starts at that moment. Raises AssertionError with everything it wrote if it ends or
    does not answer in time.
    """
    port = _free_port()
    log = folder / "server.log"
    surroundings = os.environ | {
        "BENCHMARKING_DATABASE": str(database or folder / "network.duckdb"),
        "PYTHONPATH": os.pathsep.join([str(PROJECT), os.environ.get("PYTHONPATH", "")]),
        "PYTHONUNBUFFERED": "1",
        **(environment or {}),
    }
    streamlit = ["-m", "streamlit"] if clock is None else ["-c", _SET_CLOCK.format(clock.timestamp())]
    command = [sys.executable, *streamlit, "run", str(script), "--server.port", str(port), *options]
    begun = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=PROJECT, env=surroundings, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        url = f"http://localhost:{port}"
        while not _answers(url + health):
            written = log.read_text(encoding="utf-8", errors="replace")
            assert process.poll() is None, f"the server ended with {process.returncode}:\n{written}"
            assert time.perf_counter() - begun < HANGS, f"the server does not answer:\n{written}"
            time.sleep(0.05)
        yield Server(url, process, log, time.perf_counter() - begun)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
