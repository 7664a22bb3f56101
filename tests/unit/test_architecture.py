"""The house stands as its map says: who may import whom, what lies where, and what never stands in a file."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from benchmarking.web.session import PAGES

ROOT = Path(__file__).resolve().parents[2]

SOURCES = sorted(
    [ROOT / "dashboard.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "benchmarking").rglob("*.py")]
)
PAGE_FILES = sorted((ROOT / "pages").glob("*.py"))

NOUNS = {"model", "errors"}
PURE = {
    *("access", "assessments", "changes", "claims", "coverage", "disclosure", "effect", "gaps", "lines"),
    *(
        "ics",
        "meetings",
        "network",
        "pairing",
        "peers",
        "preparing",
        "rounds",
        "rules",
        "statistics",
        "titles",
    ),
    *("initiatives", "seats"),
}
WORLDS = {"figures", "intake", "packs", "store"}
BETWEEN = {
    *("drafts", "error_report", "exports", "kolada", "prepared", "rebuilding", "tables"),
    *("team_packs", "upkeep"),
}

# What each part of the package may import of the others (benchmarking/__init__.py, the map).
MAY_IMPORT = {
    "__init__": set(),
    "__main__": {"cli"},
    "model": set(),
    "errors": {"model"},
    **dict.fromkeys(PURE, NOUNS | PURE),
    "wording": NOUNS | PURE,
    "figures": NOUNS | PURE | {"wording"},
    "intake": NOUNS | PURE,
    "store": NOUNS | PURE,
    "exports": NOUNS | PURE,
    "packs": NOUNS | PURE | {"wording", "figures"},
    "drafts": NOUNS | PURE | WORLDS,
    "kolada": NOUNS | PURE | WORLDS | {"wording"},
    "error_report": NOUNS | PURE | WORLDS | {"wording", "drafts"},
    "prepared": NOUNS | PURE | WORLDS | {"wording"},
    "team_packs": NOUNS | PURE | WORLDS | {"wording", "prepared"},
    "upkeep": NOUNS | PURE | WORLDS,
    "rebuilding": NOUNS | PURE | WORLDS | {"drafts", "kolada"},
    "tables": NOUNS | PURE | {"wording", "exports", "prepared"},
    "api": NOUNS | PURE | WORLDS | BETWEEN | {"wording"},
    "cli": NOUNS | PURE | WORLDS | BETWEEN | {"wording"},
    "web": NOUNS | PURE | WORLDS | BETWEEN | {"wording", "api"},
}
PAGES_MAY_IMPORT = {"web", "figures", "packs", "model"} | PURE
DASHBOARD_MAY_IMPORT = {"web", "api", "cli", "upkeep"}

NUMERICAL = {"numpy", "pandas", "scipy", "networkx"}

# Libraries with one home: top-level module → the parts that may import it.
HOMES = {
    "duckdb": {"store", "intake"},
    "psycopg": {"store"},
    "plotly": {"figures"},
    "streamlit": {"web", "pages", "dashboard"},
    "starlette": {"api"},
    "click": {"cli"},
    "prometheus_client": {"api"},
    "requests": {"kolada"},
    "xlsxwriter": {"exports", "intake", "error_report"},
    "babel": {"wording"},
    "pptx": {"figures", "packs"},
    "docx": {"packs"},
    "rapidfuzz": {"intake", "web", "api"},
}

PRINTERS = {"api/door.py", "cli/commands.py", "dashboard.py", "web/session.py", "wording/__main__.py"}
"""Where something is said to a person at a terminal."""

TOP_LEVEL = {
    *("pyproject.toml", "dashboard.py", "pages", "benchmarking", "data", "tests"),
    *("README.md", "constraints.txt", "LICENSE"),
}

LEFT_BEHIND = {
    *(".git", ".venv", ".network", "__pycache__", "build"),
    *(".pytest_cache", ".ruff_cache", ".mypy_cache", ".hypothesis", "failures"),
}
"""What tools leave in a checkout and .gitignore names."""


def part(source: Path) -> str:
    """The part of the house a file belongs to: a module or package of benchmarking, pages or dashboard."""
    inside = source.relative_to(ROOT)
    if inside.parts[0] == "benchmarking":
        return inside.parts[1].removesuffix(".py")
    return inside.parts[0].removesuffix(".py")


@cache
def nodes(source: Path) -> tuple[ast.AST, ...]:
    """Everything a file says, parsed once for all that is asked of it."""
    return tuple(ast.walk(ast.parse(source.read_text(encoding="utf-8"))))


def imports(source: Path) -> Iterator[str]:
    """Every module a file imports, also within functions, by its full dotted name.

    `from benchmarking import gaps` gives benchmarking.gaps; what is imported for type checkers counts.
    """
    for node in nodes(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source.name} imports by dots"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tops(source: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports(source)}


def house_imports(source: Path) -> set[str]:
    """The parts of benchmarking that a file imports."""
    dotted = [name.split(".") for name in imports(source)]
    return {names[1] for names in dotted if names[0] == "benchmarking" and len(names) > 1}


def named(source: Path) -> str:
    return str(source.relative_to(ROOT))


def kept_files() -> list[Path]:
    """Every file of the project, without what tools leave behind."""
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not LEFT_BEHIND & set(path.relative_to(ROOT).parts)
        and not any(name.endswith(".egg-info") for name in path.relative_to(ROOT).parts)
    ]


# Imports


def test_every_part_has_a_place_on_the_map() -> None:
    """In benchmarking/__init__.py, and in `MAY_IMPORT` here."""
    assert {part(source) for source in SOURCES} - {"pages", "dashboard"} == MAY_IMPORT.keys()


def test_imports_point_one_way() -> None:
    allowed = {"pages": PAGES_MAY_IMPORT, "dashboard": DASHBOARD_MAY_IMPORT} | {
        home: others | {home} for home, others in MAY_IMPORT.items()
    }
    found = {named(source): house_imports(source) - allowed[part(source)] for source in SOURCES}
    assert {source: parts for source, parts in found.items() if parts} == {}


def test_each_library_is_imported_in_its_home_only() -> None:
    found = {
        (library, named(source))
        for source in SOURCES
        for library in tops(source) & HOMES.keys()
        if part(source) not in HOMES[library]
    }
    assert found == set()


def test_nouns_need_the_standard_library_and_pure_modules_numerical_ones_besides() -> None:
    nouns = set(sys.stdlib_module_names) | {"benchmarking"}
    allowed = dict.fromkeys(NOUNS, nouns) | dict.fromkeys(PURE, nouns | NUMERICAL)
    found = {
        named(source): tops(source) - allowed[part(source)] for source in SOURCES if part(source) in allowed
    }
    assert {source: libraries for source, libraries in found.items() if libraries} == {}


@pytest.mark.parametrize("source", PAGE_FILES, ids=named)
def test_no_page_imports_another(source: Path) -> None:
    assert not tops(source) & {page.stem for page in PAGE_FILES} - set(sys.stdlib_module_names)
    assert "pages" not in tops(source)


def test_charts_are_drawn_with_graph_objects() -> None:
    found = {(named(source), name) for source in SOURCES for name in imports(source)}
    assert {one for one in found if one[1].startswith("plotly.express")} == set()


def test_the_map_itself_imports_nothing() -> None:
    assert list(imports(ROOT / "benchmarking" / "__init__.py")) == []


def test_the_map_names_every_part() -> None:
    words = (ROOT / "benchmarking" / "__init__.py").read_text(encoding="utf-8")
    parts = {part(source) for source in SOURCES} - {"__init__", "__main__", "pages", "dashboard"}
    assert sorted(name for name in parts if not re.search(rf"\b{name}\b", words)) == []


def test_only_what_speaks_to_a_terminal_prints() -> None:
    printing = {
        named(source)
        for source in SOURCES
        for node in nodes(source)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert {name.removeprefix("benchmarking/") for name in printing} <= PRINTERS


# Pages


def test_every_page_has_an_address_of_its_own() -> None:
    assert {page.stem for page in PAGE_FILES} - {"frame"} == PAGES.keys()
    assert len(set(PAGES.values())) == len(PAGES)


def test_no_address_equals_a_page_file() -> None:
    """A first visit whose address is a page's file name would run that page without its frame."""
    assert not set(PAGES.values()) & {page.stem for page in PAGE_FILES}


def test_addresses_have_one_segment_of_plain_letters() -> None:
    assert [address for address in PAGES.values() if not re.fullmatch(r"[a-z]+", address)] == []


@pytest.fixture(scope="module")
def installed() -> set[str]:
    """Every module at the top of a library that is installed."""
    return set(importlib.metadata.packages_distributions())


@pytest.mark.parametrize("page", PAGE_FILES, ids=named)
def test_no_page_is_named_as_a_module_that_somebody_may_import(page: Path, installed: set[str]) -> None:
    """`pages/` stands first on sys.path, so a page named `profile.py` would be run by `import profile`."""
    assert page.stem not in sys.stdlib_module_names
    assert page.stem not in installed
    assert page.stem != "benchmarking"


def test_the_readme_names_every_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGE_FILES if f"`{page.name}`" not in readme] == []


# What lies where


def test_the_top_level_holds_the_fixed_names_only() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    strangers = found - TOP_LEVEL - LEFT_BEHIND
    assert {name for name in strangers if not name.endswith(".egg-info")} == set()
    assert TOP_LEVEL - found == set()


def test_the_front_door_is_short() -> None:
    assert len((ROOT / "dashboard.py").read_text(encoding="utf-8").splitlines()) <= 60


# What never stands in a file

HOSTS = re.compile(
    r"(?i)\b(?:pypi|pythonhosted|npmjs|registry|artifactory|nexus|mirror)s?\.[a-z]|(?:extra-)?index-url|find-links"
)
MACHINE_PATH = re.compile(r"""(?m)(?:^|[\s"'`=(:@])(?:file://)?/(?:work|root|home|opt|mnt|Users)/""")


@pytest.mark.parametrize(("what", "pattern"), [("registry host", HOSTS), ("machine path", MACHINE_PATH)])
def test_no_file_names_a_registry_host_or_a_path_of_one_machine(what: str, pattern: re.Pattern[str]) -> None:
    found = []
    for path in kept_files():
        if path == Path(__file__):
            continue
        for match in pattern.finditer(path.read_text(encoding="utf-8", errors="ignore")):
            found.append(f"{named(path)}: {match.group().strip()}")
    assert found == [], f"{what}: {found[:5]}"


def test_the_patterns_find_what_they_look_for() -> None:
    for text in ("https://pypi" + ".org/simple", "--index" + "-url", "registry" + ".npmjs.org"):
        assert HOSTS.search(text)
    for text in ('open("/wo' + 'rk/main/x")', "-e file:///ro" + "ot/x", "/ho" + "me/someone/x"):
        assert MACHINE_PATH.search(text)
    assert not MACHINE_PATH.search("https://example.se/ho" + "me/page")


# Versions


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in wanted if not re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9.+!]+", line)] == []
    return dict(line.split("==") for line in wanted)


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_version_is_pinned_once_and_in_order() -> None:
    names = [normalised(name) for name in pins()]
    assert names == sorted(set(names))


def test_everything_the_project_needs_is_pinned_also_what_that_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    todo = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    needed: set[str] = set()
    while todo:
        name = re.match(r"[A-Za-z0-9_.-]+", todo.pop())[0]
        if normalised(name) not in needed:
            needed.add(normalised(name))
            # What is needed on other machines only, or for extras, comes with a condition.
            todo += [one for one in importlib.metadata.requires(name) or () if ";" not in one]
    assert sorted(needed - {normalised(name) for name in pins()}) == []


def test_the_versions_the_design_was_tried_on_are_the_ones_pinned() -> None:
    tried = {"streamlit": "1.67.0", "duckdb": "1.5.5", "pandas": "3.1.1", "plotly": "7.1.0"}
    assert {name: pins()[name] for name in tried} == tried


# CI


def test_ci_calls_exactly_the_command_the_readme_gives() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"```sh\n(.*?)\n```", readme, re.DOTALL)
    [test_command] = [command for command in commands if "[test]" in command]
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert f"\n{test_command}\n" in run
    # A person without Python tools types it as it stands.
    assert test_command.startswith("python3 -m venv .venv && ")


@pytest.mark.parametrize("script", ["run", "long"])
def test_the_scripts_of_ci_stop_at_the_first_fault_and_can_be_run(script: str) -> None:
    path = ROOT / ".ci" / script
    assert path.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o100
