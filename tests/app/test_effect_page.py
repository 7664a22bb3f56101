"""The effect page as a visitor reads it: the answer, what it rests on, whom it is about, and what can be taken away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from visiting import Seen, opened

from benchmarking import access, exports, prepared, tables, web, wording
from benchmarking.web.network.effect_method import how


@pytest.fixture
def network(full_database: Path, database_path: Path) -> None:
    shutil.copy(full_database, database_path)


def test_the_page_says_what_became_of_a_gap_and_whom_it_was_compared_with(network: None) -> None:
    seen = Seen(opened("effect", omgang="MK2", nyckeltal="N00206"))
    assert seen.headings == ["Minskade skillnaderna?"]
    assert (
        "18 nyckeltal är prövade. I 3 av dem når intervallet inte noll. Slumpen ensam ger i snitt 0,9 sådana."
        in seen.text
    )
    assert "Hos deltagarna minskade skillnaden från 13,8 till 3,9 procentenheter" in seen.text
    assert "Ingen effekt av omgången kan visas." in seen.text
    assert "Räknas inte: sdf Enskede-Årsta-Vantör har inga egna siffror." in seen.text
    assert "Bara Spridningsomgång 2017–2018 och Modellkommuner 2019 har tre grupper" in seen.text
    [paths] = seen.charts
    assert paths.alt.startswith("Hos deltagarna minskade skillnaden från 13,8")
    # Nothing may be called an effect here, so no dot is filled.
    dots = [one for one in seen.html.elements if "bm-effect" in one.get("class", "").split()]
    assert len(dots) == 18
    assert all("bm-open" in one["class"] for one in dots)
    # An unknown round and indicator are named, and the page opens all the same.
    lost = Seen(opened("effect", omgang="MK99"))
    assert any("MK99" in alert for alert in lost.alerts)
    assert lost.headings == ["Minskade skillnaderna?"]
    # Where nothing can be told, that is the answer, in either language.
    assert "Färre än tre grupper: kan inte avgöras." in Seen(opened("effect", omgang="MK5")).text
    assert "Fewer than three groups: cannot be told." in Seen(opened("effect", "en", omgang="MR1")).text
    # The method page tells the same, and leads here.
    method = Seen(opened("method"))
    assert method.links["Se omgångarnas effekt"] == "/effekt"
    assert "Benjamini och Yekutieli 2001" in method.text
    journey = Seen(opened("organisation", kod="2083"))
    assert journey.links["Minskade skillnaderna?"] == "/effekt?omgang=MK2"


def test_what_is_taken_away_carries_its_method(network: None) -> None:
    known = prepared.facts(web.store(), access.VISITOR)
    found = prepared.effects(web.store(), access.VISITOR)
    say = wording.words("sv")
    frame = tables.effects(found.results.values(), known.indicators)
    book = exports.xlsx_with_metadata(frame, [("Metod", "\n\n".join(how(say)))])
    assert book.startswith(b"PK")
    lines = exports.csv_for_excel(frame).decode("utf-8-sig").splitlines()
    assert len(lines) == len(found.results) + 1
    assert lines[0].startswith("round;indicator;title;unit;groups;members;comparators;")
    assert not any(word in " ".join(how(say)) for word in ("benchmarking.", "numpy", ".py"))
    web.store().close()


def test_with_hundreds_of_indicators_the_first_stand_there_and_the_others_are_asked_for(
    network: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarking.web.network.effects.MOST_ROWS", 7)
    monkeypatch.setattr("benchmarking.web.about.method.MOST_DEFINED", 7)

    def rows(seen: Seen) -> int:
        classes = [one.get("class", "").split() for one in seen.html.elements]
        return sum("bm-bar-row" in one and "bm-bar-foot" not in one for one in classes)

    page = opened("effect", omgang="MK2", nyckeltal="N00206")
    assert rows(Seen(page)) == 7
    page.toggle(key="every-effect").set_value(True).run()
    assert rows(Seen(page)) > 18
    page = opened("method")
    assert "(N00206)" not in Seen(page).text
    assert [one.label for one in page.expander][-1].startswith("Bakgrund (")
