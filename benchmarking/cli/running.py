"""Commands handed to the dashboard that runs, which alone may have the database file open."""

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
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from benchmarking.cli.answers import Answer, answer
from benchmarking.errors import StoreError
from benchmarking.store import Lake, Store, database_place


@contextmanager
def answering(store: Store) -> Iterator[None]:
    """Answer commands from other processes of this user, for as long as the block lasts.

    Those of a lake open it themselves.
    """
    if isinstance(store.place, Lake):
        yield
        return
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


def ask_running(command: str, arguments: dict[str, Any], tell: Callable[[str], None]) -> Answer | None:
    """The running dashboard's answer, or None where none runs."""
    place = database_place()
    if isinstance(place, Lake):
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        try:
            caller.connect(str(_door(place)))
        except OSError:
            return None
        with caller.makefile("rwb") as line:
            _send(line, {"command": command, "arguments": arguments})
            for said in map(json.loads, line):
                if "tell" not in said:
                    return Answer(**said)
                tell(said["tell"])
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
