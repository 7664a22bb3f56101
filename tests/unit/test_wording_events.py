"""Every kind of event has words in both languages."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarking import store, wording
from benchmarking.store.copies import Backup
from benchmarking.store.trail import Head
from benchmarking.web.administering.backups import latest_told
from benchmarking.wording import events


def recorded() -> tuple[set[str], set[str]]:
    """The kinds of events that the store's code records, and the kinds of what they are about."""
    kinds, subjects = set(), set()
    for source in Path(store.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "record"
            ):
                given = [
                    one
                    for argument in node.args
                    for one in (argument.value.elts if isinstance(argument, ast.Starred) else [argument])
                ]
                named = [one.value for one in ast.walk(given[1]) if isinstance(one, ast.Constant)]
                assert named, f"{source.name}:{node.lineno} records a kind that cannot be read here"
                kinds |= set(named)
                texts = [one.value for one in ast.walk(given[2]) if isinstance(one, ast.Constant)]
                subjects |= {
                    text.partition(":")[0] for text in texts if isinstance(text, str) and ":" in text
                }
    return kinds, subjects


def test_every_kind_of_event_has_words() -> None:
    kinds, subjects = recorded()
    assert {"publish", "chain", "new_version", "backup"} <= kinds
    assert sorted(kinds - events.EVENTS.keys()) == []
    assert sorted(subjects - events.SUBJECTS.keys()) == []


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_no_two_kinds_are_said_alike(language: str) -> None:
    say = wording.words(language)
    said = [events.happened(say, kind) for kind in events.EVENTS]
    assert len(set(said)) == len(said)


def test_what_was_kept_is_shown_as_it_was_kept() -> None:
    say = wording.words("en")
    assert events.told(say, '{"rows": 3, "reason": "år", "none": null}') == "rows: 3; reason: år"
    assert (events.told(say, None), events.told(say, '["a"]')) == ("", "a")
    assert events.told(say, f'{{"sha256": ["{"0123456789abcdef" * 4}"]}}') == "checksum: 0123456789ab…"
    assert events.subject(say, "programme:MK3/1882", {"1882": "Askersund"}) == "round MK3, Askersund"
    assert events.subject(say, "elsewhere", {}) == "elsewhere"


NOW = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "content", "said"),
    [
        (timedelta(hours=7), "a", "Senaste säkerhetskopia: i dag kl. 03.00, prövad."),
        (timedelta(hours=31), "a", "Senaste säkerhetskopia: i går kl. 03.00, prövad."),
        (
            timedelta(hours=55),
            "a",
            "Senaste säkerhetskopia: 8 januari 2026 kl. 03.00, prövad. Nattens har inte tagits: se loggen.",
        ),
        (timedelta(hours=1), "", "Senaste säkerhetskopia: i dag kl. 09.00, före en uppgradering."),
    ],
)
def test_the_latest_backup_is_told(ago: timedelta, content: str, said: str) -> None:
    one = Backup(Path("a"), NOW - ago, "nightly", "", 0, Head(), content)
    assert latest_told(wording.words("sv"), one, NOW) == said


def test_a_subject_is_sought_by_what_it_is_called() -> None:
    say = wording.words("sv")
    assert events.sought(say, " Inlämning 12") == "submission:12"
    assert events.sought(wording.words("en"), "backup network-1") == "backup:network-1"
    assert (events.sought(say, "submission:12"), events.sought(say, "inlämning")) == (
        "submission:12",
        "inlämning",
    )
    assert events.told(say, '{"state": "withdrawn", "own": "draft"}') == "läge: tillbakatagen; own: utkast"


def test_no_backup_is_told_as_none() -> None:
    assert latest_told(wording.words("en"), None, NOW) == "No backup has been taken yet."
