"""No text for a visitor stands in the code but as a message: what is written past `say("…")` has no English.

Read from the code itself, so it holds for what no test opens. `tests/app/test_every_page.py` reads the pages.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarking.wording import catalogue

ROOT = Path(__file__).resolve().parents[2]

SHOWN_BY = [
    ROOT / "pages",
    *(ROOT / "benchmarking" / part for part in ("web", "figures", "packs", "exports.py", "error_report.py")),
    *(ROOT / "benchmarking" / part for part in ("team_packs.py", "kolada/told.py", "tables/telling.py")),
    *(ROOT / "benchmarking" / "api" / part for part in ("embed.py", "astray.py")),
]
"""Where text for a visitor is put together, beside `wording/`, whose texts are all messages."""

NAMES = {
    "PowerPoint",
    "Word",
    "Excel",
    "Parquet",
    "CSV",
    "PDF",
    "Kolada",
    "English",
    "Svenska",
    "digg.se",
    "axe-core",
}
"""What is called the same in both languages; a language is called what it calls itself."""

NOT_SAID = {
    # Words somebody may type or write, in any language, which are read and never shown.
    "benchmarking/web/comparing/searching.py",
    # Signs by their width.
    "benchmarking/figures/letters.py",
}

READ_NOT_SAID = {
    # Columns of a member list in both languages; which is written follows the page's.
    "kom med",
    "lämnade",
    "källa",
    "Europe/Stockholm",
    "Region ",
    "åäöé",
    "åäöé ",
    "mwMWÅÄÖOGQ",
    # Styles of Word's, fonts, and keys of the keyboard.
    "List Bullet",
    "Light Shading",
    "Calibri",
    "Hanken Grotesk, sans-serif",
    "Left",
    "Right",
    # Parts of the store's English errors, which `coordinating.attempt` recognises.
    "somebody else",
    "seats are for members",
    "gives back more",
    "wrong order",
    "body and a document",
    "decision in force",
    # Addresses, headers of answers, and what is set off in a template.
    "åäöÅÄÖ",
    r"https?://[^\s\"'<>]+",
    "Content-Disposition",
    "Content-Security-Policy",
    "Part",
    # Keys, and the name of a thread.
    "effects",
    "most apart",
    "latest publication",
}

SAID_AS = {"aria_label", "title", "help", "label", "placeholder", "caption", "heading", "alt", "text", "name"}
"""Keywords whose value a visitor reads or hears."""

WIDGETS = {"st", "column", "columns", "slot", "top", "opened", "holder", "st.column_config"}
NO_LABEL = {"html", "container", "form", "fragment", "switch_page", "cache_data", "cache_resource"}
"""What takes no label first, but HTML, a key, a page or nothing."""

KEPT_BY = {"drawn", "answer", "answered", "kept", "TypeVar"}
"""What takes a key under which something is kept, or a name for the type checker."""

CLASSES = re.compile(r"(?:(?:bm|page|st)-[\w-]*\s*)+")
PROSE = re.compile(r"[åäöÅÄÖ]|[A-Za-z]{2,} [A-Za-z]{2,}|^\W*[A-Z][a-z]+")
LETTERS = re.compile(r"[A-Za-zÅÄÖåäö]{2,}")
ENTITY = re.compile(r"&#?\w+;")


def _name(expression: ast.expr) -> str:
    return getattr(expression, "attr", getattr(expression, "id", ""))


def _passed_by(tree: ast.AST) -> set[int]:
    """Constants that are no text for a visitor: docstrings, messages, errors, logs, subscripts, `__all__`."""
    passed: set[int] = set()
    for node in ast.walk(tree):
        inside: list[ast.AST] = []
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if docstring or isinstance(node, ast.Raise | ast.Assert):
            inside = [node]
        elif isinstance(node, ast.Assign) and any(_name(one) == "__all__" for one in node.targets):
            inside = [node.value]
        elif isinstance(node, ast.Subscript):
            inside = [node.slice]
        elif isinstance(node, ast.Call):
            if catalogue._is_message(node, True) or catalogue._is_plural(node, True):
                inside = node.args[:2]
            elif isinstance(node.func, ast.Attribute) and re.search("(?i)log", ast.unparse(node.func.value)):
                inside = [node]
            elif _name(node.func) in KEPT_BY:
                inside = [one for one in node.args if isinstance(one, ast.Constant | ast.Tuple)]
        for part in inside:
            passed |= {id(one) for one in ast.walk(part)}
    return passed


def _text_of(html: str) -> str:
    """What can be read of a piece of HTML; a style or an address is none."""
    html = re.sub(r"<style>.*?(</style>|$)", " ", html, flags=re.DOTALL)
    html = re.sub(r"<[^>]*(?:>|$)|%?\{\w+\}", " ", html)
    return ENTITY.sub(" ", html).strip()


def _is_style(text: str) -> bool:
    return bool(re.search(r"\{[^}]*:[^}]*[;}]", text))


def said_past_the_catalogue(code: str) -> Iterator[tuple[int, str]]:
    """Line and text of what a visitor would read in only one language."""
    tree = ast.parse(code)
    passed = _passed_by(tree)
    part_of_another: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            constants = [one for one in node.values if isinstance(one, ast.Constant)]
            part_of_another |= {id(one) for one in constants}
            written = "".join(one.value if isinstance(one, ast.Constant) else "\0" for one in node.values)
            if id(node) in passed or written.startswith(("http", "mailto:", "/api")) or _is_style(written):
                continue
            if "<" in written:
                if LETTERS.search(_text_of(written)):
                    yield node.lineno, written
            elif PROSE.search(CLASSES.sub("", written.replace("\0", " "))):
                yield node.lineno, written
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            widget = isinstance(node.func, ast.Attribute) and _name(node.func.value) in WIDGETS
            widget = widget and node.func.attr not in NO_LABEL
            given = [
                *(node.args[:1] if widget else ()),
                *(node.args[1:] if _name(node.func) == "tag" else ()),
            ]
            given += [one.value for one in node.keywords if one.arg in SAID_AS]
            for one in given:
                if _is_text(one, passed) and LETTERS.search(one.value) and id(one) not in part_of_another:
                    part_of_another.add(id(one))
                    yield one.lineno, one.value
    for node in ast.walk(tree):
        if _is_text(node, passed) and id(node) not in part_of_another:
            html = "<" in node.value and not node.value.startswith("http")
            text = _text_of(node.value) if html else CLASSES.sub("", node.value)
            if not _is_style(text) and (LETTERS if html else PROSE).search(text):
                yield node.lineno, node.value


def _is_text(node: ast.AST, passed: set[int]) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed


def test_no_text_for_a_visitor_stands_outside_the_catalogue() -> None:
    found = []
    for place in SHOWN_BY:
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            name = str(file.relative_to(ROOT))
            if name in NOT_SAID:
                continue
            for line, text in said_past_the_catalogue(file.read_text(encoding="utf-8")):
                if text not in NAMES | READ_NOT_SAID:
                    found.append(f"{name}:{line} {text!r}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        "st.button('spara')",
        "st.text_input(say('Namn'), placeholder='till exempel')",
        "st.selectbox('Omgång', names)",
        "title('Jämför kommuner')",
        "put(f'<p>Antal: {escape(n)}</p>')",
        "put(f'<p>{n} kommuner</p>')",
        "put('<h2>rubrik</h2>')",
        "tag('span', 'typiskt', class_='bm-small')",
        "tag('div', x, aria_label='karta')",
        "LABELS = {1: 'Visa alla'}",
        "layout(title=f'{n} Municipalities')",
        "Described(sentence='there are none')",
        "f'{n} av kommunerna'",
    ],
)
def test_a_text_that_is_no_message_is_found(code: str) -> None:
    assert list(said_past_the_catalogue(code))


@pytest.mark.parametrize(
    "code",
    [
        "st.button(say('Spara'), key='save')",
        'put(f\'<p class="page-said">{escape(say("Antal"))}</p>\')',
        "tag('span', x, class_='bm-bar-row bm-unsure')",
        "raise ValueError('no such round')",
        "x['Kommun och län']",
        "'''What a page does.'''",
        "say.plural('en kommun', '{n} kommuner', n)",
        "put('<hr> · <br>')",
    ],
)
def test_what_is_no_text_for_a_visitor_is_passed_by(code: str) -> None:
    assert not list(said_past_the_catalogue(code))
