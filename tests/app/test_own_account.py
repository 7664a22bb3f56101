"""What somebody who has signed in reads of the own account."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from benchmarking import wording
from benchmarking.wording.people import roles

GIVEN = [
    {"standing": "coordinator", "programme": "MK7"},
    {"standing": "reporter", "organisation": "1882"},
    {"standing": "administrator"},
]


def test_roles_are_told_with_what_they_are_for_in_the_pages_language():
    names = {"1882": "Askersund"}
    said = [roles(wording.words(language), GIVEN, names) for language in ("sv", "en")]
    assert said == [
        "samordnare, MK7; lämnar uppgifter, Askersund; administratör",
        "coordinator, MK7; hands in figures, Askersund; administrator",
    ]
    assert roles(wording.words("sv"), [], names) == "besökare"


def page():
    from benchmarking.model import Viewer
    from benchmarking.web.own_account import own_account

    own_account(Viewer("account:7"))


def test_the_own_role_is_read_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch):
    asked = []
    kept = SimpleNamespace(
        own_data=lambda who, number: asked.append(number) or {"account": number, "assignments": GIVEN},
        organisations=lambda who: [SimpleNamespace(code="1882", name="Askersund")],
    )
    monkeypatch.setattr("benchmarking.web.own_account.store", lambda: kept)
    app = AppTest.from_function(page, default_timeout=30).run()
    assert not app.exception and not asked
    app.session_state["my-account"] = True
    app.run()
    assert not app.exception and asked == [7]
    assert "Askersund" in " ".join(caption.value for caption in app.caption)
