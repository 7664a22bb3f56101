"""A disk that is full, read-only or cut short: a clear message, and nothing that was there is lost."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import OWNER, published
from killing import FORKING

from benchmarking import access, cli
from benchmarking.errors import BenchmarkingError, StoreError
from benchmarking.store import Store, copies

ROOM = 20_000
"""Bytes that the log may still grow by."""


def elsewhere(what: Callable[..., list[str]], *given: str, told: Path) -> list[str]:
    """What a function says, called in a process of its own, so that what it does to itself ends with it."""
    process = FORKING.Process(target=_tell, args=(what, given, str(told)))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    return told.read_text(encoding="utf-8").splitlines()


def _tell(what: Callable[..., list[str]], given: tuple[str, ...], told: str) -> None:
    with Path(told).open("w", encoding="utf-8") as out:
        out.write("\n".join(one.replace("\n", " ") for one in what(*given)))


def attempt(what: Callable[[], object]) -> str:
    """`done`, or the message of what went wrong on purpose. Anything else is a fault and is raised."""
    try:
        what()
    except BenchmarkingError as error:
        return f"{type(error).__name__}: {error} {' '.join(getattr(error, '__notes__', ()))}"
    return "done"


def hand_in(store: Store, size: int) -> Callable[[], object]:
    return lambda: store.receive(access.owner("test"), "figures.csv", os.urandom(size), "MK3")


def fill(path: str) -> list[str]:
    """Hand in more than there is room for, then something small, on a disk that takes ROOM bytes more a file."""
    store = Store(Path(path))
    said = [attempt(hand_in(store, 1_000))]
    log = Path(f"{path}.wal")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + ROOM,) * 2)
    said += [attempt(hand_in(store, 500_000)), attempt(hand_in(store, 100))]
    owner = access.owner("test")
    said.append(attempt(lambda: store.back_up(owner)))
    said += [f"{len(store.submissions(owner))}", f"{len(store.verify(owner).flaws)}"]
    return said


def give_up_privileges() -> None:
    """From here on, the modes of files hold for this process too, even if it is root's.

    Root stays root, so that it can still read a clone that only root may look into.
    """
    version_3, this_process, none = 0x20080522, 0, (0,) * 6
    head, what = (ctypes.c_uint32 * 2)(version_3, this_process), (ctypes.c_uint32 * 6)(*none)
    if ctypes.CDLL(None, use_errno=True).capset(head, what):
        raise OSError(ctypes.get_errno(), "capset")


def use_unprivileged(path: str) -> list[str]:
    """Open, and hand in, as somebody who may only read."""
    give_up_privileges()
    opened: list[Store] = []
    said = [attempt(lambda: opened.append(Store(Path(path))))]
    return said + [attempt(hand_in(store, 100)) for store in opened]


def count(store: Store) -> int:
    return len(store.submissions(OWNER))


def test_a_full_disk_refuses_what_does_not_fit_and_keeps_what_was_there(store: Store, tmp_path: Path) -> None:
    published(store, {"value": 1.0})
    before, content, path = count(store), store.content_hash(OWNER), store.path
    store.close()
    small, large, after, backup, there, flaws = elsewhere(fill, str(path), told=tmp_path / "told")
    assert small == after == "done"
    assert large.startswith("StoreError: the change could not be written")
    assert "See that the disk has room" in large
    assert backup.startswith("StoreError: cannot copy")
    assert (int(there), int(flaws)) == (before + 2, 0)
    again = Store(path)
    assert count(again) == before + 2
    assert again.content_hash(OWNER) == content
    assert again.verify(OWNER).flaws == ()
    assert list(copies.folder(path).iterdir()) == []
    again.close()


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_disk_that_may_only_be_read_is_said_to_be_so(store: Store, tmp_path: Path, what: str) -> None:
    store.close()
    place = tmp_path / "place"
    place.mkdir()
    path = Path(shutil.copy(store.path, place / "network.duckdb"))
    path.chmod(0o444 if what == "file" else 0o666)
    place.chmod(0o555)
    held = path.read_bytes()
    try:
        said = elsewhere(use_unprivileged, str(path), told=tmp_path / "told")
    finally:
        place.chmod(0o755)
    assert path.read_bytes() == held
    if what == "file":
        assert said[0].startswith("StoreError: cannot open")
    else:
        assert said[-1].startswith("StoreError: "), said
        assert str(path) in said[-1]


def test_a_backup_never_takes_the_last_of_the_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    size = store.path.stat().st_size
    usage = shutil.disk_usage(store.path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage._replace(free=size))
    with pytest.raises(StoreError, match=f"{size} bytes free"):
        store.back_up(OWNER)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage._replace(free=2 * size))
    assert store.back_up(OWNER).file.exists()


def test_whoever_is_at_the_terminal_reads_what_is_wrong_and_no_traceback(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store.path
    store.close()
    path.write_bytes(path.read_bytes()[:20_000])
    monkeypatch.setattr("sys.argv", ["benchmarking", "verify"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = str(ended.value) + capsys.readouterr().err
    assert f"cannot open {path}" in said
    assert "Traceback" not in said
