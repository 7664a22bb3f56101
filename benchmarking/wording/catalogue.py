"""The English catalogue and the Swedish messages in the code: reading one, finding the other.

The Swedish text in the code *is* the message id, so Swedish needs no file. `en.po` is read as it
stands; there is no compiled form that could be older than it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ENGLISH = Path(__file__).with_name("en.po")
PROJECT = Path(__file__).resolve().parents[2]
"""Where `benchmarking/`, `pages/` and `dashboard.py` stand."""

CALLERS = frozenset({"words", "say"})
"""Names a `Words` object goes by in the code; a call of one of them translates its first argument.

Inside this package it is also `self`, and tables mark their texts with `message("…")`, or with
`messages("…", "…")` for one and many; those are translated where the table is used."""

LANGUAGES = ("sv", "en")

HEADER = r"""# English. The Swedish in the code is the msgid; `python -m benchmarking.wording` adds what is new.
msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def message(text: str) -> str:
    """The text itself: marks a message in a table, for the extraction to see."""
    return text


def messages(one: str, many: str) -> tuple[str, str]:
    """Both texts themselves: marks a message with a plural in a table."""
    return one, many


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A message where the code uses it. `plural` is "" where it has none; `text` None if not constant."""

    path: str
    line: int
    text: str | None
    plural: str = ""


@cache
def english() -> Catalog:
    """The English catalogue, read once."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def uses(project: Path = PROJECT) -> list[Use]:
    """Every message in `benchmarking/`, `pages/` and `dashboard.py`, in file and line order."""
    files = [*project.glob("benchmarking/**/*.py"), *project.glob("pages/**/*.py"), project / "dashboard.py"]
    found = []
    for file in sorted(file for file in files if file.exists()):
        inside = file.is_relative_to(project / "benchmarking" / "wording")
        tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
        found.extend(_uses_in(tree, str(file.relative_to(project)), inside))
    return sorted(found, key=lambda use: (use.path, use.line, use.text or ""))


def _uses_in(tree: ast.AST, path: str, inside: bool) -> Iterator[Use]:
    """The messages of one module. `inside` this package, what is not constant was marked in a table."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        plural = _is_plural(node, inside)
        if not plural and not _is_message(node, inside):
            continue
        if plural and len(node.args) >= 2:
            pairs = list(zip(_constants(node.args[0]), _constants(node.args[1]), strict=False))
        else:
            pairs = [(text, "") for text in _constants(node.args[0])]
        for text, many in pairs:
            asks_for_language = text in LANGUAGES and _name(node.func) == "words"
            if asks_for_language or (text is None and inside):
                continue
            yield Use(path, node.lineno, text, many or "")


def _is_message(call: ast.Call, inside: bool) -> bool:
    """`words("…")`, `self.words("…")`, `wording.words("sv")("…")`; `wording.words("sv")` is none."""
    if isinstance(call.func, ast.Call):
        return _name(call.func.func) == "words"
    return _is_words(call.func) or (inside and _name(call.func) in {"message", "self"})


def _is_plural(call: ast.Call, inside: bool) -> bool:
    if inside and _name(call.func) == "messages":
        return True
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "plural":
        return False
    return _is_words(call.func.value) or (inside and _name(call.func.value) == "self")


def _is_words(expression: ast.expr) -> bool:
    """Whether an expression is a `Words` by its name: `words`, `say`, `self.words`."""
    if isinstance(expression, ast.Attribute) and _name(expression.value) != "self":
        return False
    return _name(expression) in CALLERS


def _name(expression: ast.expr) -> str:
    """The last part of a dotted name: "words" for `wording.words`; "" for what has no name."""
    return getattr(expression, "attr", getattr(expression, "id", ""))


def _constants(argument: ast.expr) -> list[str | None]:
    """The texts an argument can be: one, both sides of an `a if b else c`, or [None] for anything else."""
    if isinstance(argument, ast.IfExp):
        return [*_constants(argument.body), *_constants(argument.orelse)]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    return [None]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Where code and catalogue differ. All four are empty when every message has its English."""

    missing: tuple[str, ...]
    """Used in the code, without an English text (or without a plural the code asks for)."""
    unused: tuple[str, ...]
    """In the catalogue, nowhere in the code."""
    not_constant: tuple[Use, ...]
    """Calls whose message is put together at run time, so that nobody could translate it."""
    placeholders: tuple[str, ...]
    """Translations whose {names} are not those of the Swedish."""


def gaps(found: Iterable[Use], catalogue: Catalog) -> Gaps:
    """Compares the messages in the code with a catalogue; texts come in alphabetical order."""
    found = list(found)
    wanted = {use.text: use.plural for use in found if use.text is not None and not use.plural}
    wanted |= {use.text: use.plural for use in found if use.text is not None and use.plural}
    entries = {_first(entry.id): entry for entry in catalogue if entry.id}
    missing = [text for text, plural in wanted.items() if not _complete(entries.get(text), bool(plural))]
    placeholders = [
        text for text, entry in entries.items() if entry.string and not _same_names(entry.id, entry.string)
    ]
    return Gaps(
        tuple(sorted(missing)),
        tuple(sorted(set(entries) - set(wanted))),
        tuple(use for use in found if use.text is None),
        tuple(sorted(placeholders)),
    )


def _first(identity: str | tuple[str, ...]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def _complete(entry: object, plural: bool) -> bool:
    string = getattr(entry, "string", "")
    if plural:
        return isinstance(string, tuple) and len(string) == 2 and all(string)
    return bool(string[0] if isinstance(string, tuple) else string)


def _same_names(identity: str | tuple[str, ...], string: str | tuple[str, ...]) -> bool:
    swedish = [identity, identity] if isinstance(identity, str) else list(identity)
    english_texts = [string] if isinstance(string, str) else list(string)
    return all(
        names(ours) == names(theirs) for ours, theirs in zip(swedish, english_texts, strict=False) if theirs
    )


def names(text: str) -> frozenset[str]:
    """The {names} a message takes, such as {"n"} for "{n} rader"."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def append_missing(found: Iterable[Use], path: Path = ENGLISH) -> tuple[str, ...]:
    """Puts an empty entry into the catalogue for each message that has none; returns their texts.

    The whole file is written anew in alphabetical order. Translations and unused entries stay.
    """
    with path.open("rb") as file:
        catalogue = read_po(file, locale="en")
    entries = {_first(entry.id) for entry in catalogue if entry.id}
    added = []
    for use in found:
        if use.text is None or use.text in entries:
            continue
        catalogue.add((use.text, use.plural) if use.plural else use.text)
        entries.add(use.text)
        added.append(use.text)
    if added:
        write(catalogue, path)
    return tuple(sorted(added))


def write(catalogue: Catalog, path: Path = ENGLISH) -> None:
    """The catalogue as a file in alphabetical order, one line for each message."""
    with path.open("wb") as file:
        file.write(HEADER.encode())
        write_po(
            file,
            catalogue,
            width=0,
            omit_header=True,
            sort_output=True,
            no_location=True,
            ignore_obsolete=True,
        )
