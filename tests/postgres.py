"""A PostgreSQL of the tests' own: Debian's, run by a user without rights, reached by a socket in a folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

# It refuses to be run by root.
USER = "nobody"


@dataclass(frozen=True)
class PostgreSQL:
    """A running server."""

    folder: Path
    programs: Path

    @property
    def server(self) -> str:
        """libpq's parameters, without a database."""
        return f"host={self.folder} user=lake"

    def named(self, database: str) -> str:
        return f"{self.server} dbname={database}"

    def create(self, database: str, template: str = "template0") -> str:
        """A new database as a copy of another; libpq's parameters for it."""
        with psycopg.connect(self.named("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.named(database)

    def drop(self, database: str) -> None:
        with psycopg.connect(self.named("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def dump(self, database: str, file: Path) -> None:
        """`pg_dump` of a database, in a form that `load` reads."""
        command = [str(self.programs / "pg_dump"), "--format=custom", f"--file={file}", self.named(database)]
        subprocess.run(command, check=True)

    def load(self, database: str, file: Path) -> str:
        """Put what `dump` wrote into a new database; libpq's parameters for it."""
        goal = self.create(database)
        command = [str(self.programs / "pg_restore"), "--exit-on-error", f"--dbname={goal}", str(file)]
        subprocess.run(command, check=True)
        return goal

    def hang_up(self, database: str) -> None:
        """End every connection to a database, as when the server is started anew."""
        with psycopg.connect(self.named("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
            )


def programs() -> Path | None:
    """Where Debian keeps the newest PostgreSQL's programs; None where there is none."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: float(file.parts[-3]), reverse=True
    )
    if found:
        return found[0].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


@contextmanager
def running() -> Iterator[PostgreSQL]:
    """A new server, until the block ends."""
    place = programs()
    assert place is not None, "PostgreSQL is not installed: apt install postgresql"
    # Not below pytest's own folders, which nobody else may enter; and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="lake-"))
    user = None
    if os.getuid() == 0:
        user = USER
        os.chown(folder, pwd.getpwnam(USER).pw_uid, -1)
    folder.chmod(0o755)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(place / program), *arguments],
            user=user,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-U", "lake", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = (
            f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=200"
        )
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield PostgreSQL(folder, place)
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
