"""Stores of every size for the pages, and who looks at them."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import DATA
from streamlit import config
from streamlit.components.v2.component_manager import BidiComponentManager

from benchmarking import api, wording
from benchmarking.model import Viewer
from benchmarking.store.build import build
from benchmarking.web import session


@pytest.fixture(scope="session", autouse=True)
def session_for_tests() -> Iterator[None]:
    """Pages without a browser, told plainly and fast."""
    # Visitors see no traceback; whoever reads a failed test needs it.
    usual = config.get_option("client.showErrorDetails")
    config.set_option("client.showErrorDetails", "full")
    # Every AppTest warns that it is no browser, which says nothing about the page.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    with pytest.MonkeyPatch.context() as patch:
        # Every AppTest reads the metadata of all installed packages to find components. We have none.
        patch.setattr(BidiComponentManager, "discover_and_register_components", lambda *_, **__: None)
        yield
    config.set_option("client.showErrorDetails", usual)


@pytest.fixture(scope="session")
def unfilled_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All organisations, indicators and rounds, and not a single figure."""
    folder = tmp_path_factory.mktemp("unfilled")
    data = _without_figures(folder / "data")
    return _built(folder, data)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All organisations and indicators, and nothing else: no round, no member, no figure."""
    folder = tmp_path_factory.mktemp("empty")
    data = _without_figures(folder / "data")
    (data / "rounds.toml").write_text("round = []\n", encoding="utf-8")
    source, headings, *_ = (data / "memberships.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (data / "memberships.csv").write_text(source + headings, encoding="utf-8")
    return _built(folder, data)


def _without_figures(folder: Path) -> Path:
    (folder / "figures").mkdir(parents=True)
    for name in ("organisations.csv", "indicators.toml", "memberships.csv", "rounds.toml", "concepts.toml"):
        shutil.copy(DATA / name, folder / name)
    return folder


def _built(folder: Path, data: Path) -> Path:
    path = folder / "network.duckdb"
    build(path, data, progress=lambda message: None)
    return path


@pytest.fixture
def small(small_database: Path, database_path: Path) -> Path:
    """The small network where the pages look for it, a test's own."""
    return Path(shutil.copy(small_database, database_path))


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks holds the cookie that the server's own link gives."""
    monkeypatch.setattr(api.local_key, "held_by", lambda cookie: True)


@pytest.fixture
def see_as(small, monkeypatch: pytest.MonkeyPatch) -> Callable[[Viewer], None]:
    """Let whoever looks at the pages be somebody."""

    def be(who: Viewer) -> None:
        monkeypatch.setattr(session, "signed_in", lambda: who)

    return be


@pytest.fixture
def english() -> Iterator[wording.Words]:
    """English words that remember only what this test met without a translation."""
    words = wording.words("en")
    words.untranslated.clear()
    yield words
    words.untranslated.clear()


@pytest.fixture
def full_copy(full_database: Path, database_path: Path) -> Path:
    """The whole network where the pages look for it, a test's own."""
    return Path(shutil.copy(full_database, database_path))
