"""The page of a group's meeting: what everybody sees, what the group sees, and what it can write there."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import OWNER
from visiting import Seen, opened

from benchmarking import web
from benchmarking.meetings import Arranged, NoteKind
from benchmarking.store import Store

GROUP = "MK3-1"


@pytest.fixture
def kept(small: Path) -> Store:
    return web.store()


def test_everybody_sees_date_step_theme_and_members_and_nothing_of_what_the_group_writes(kept):
    kept.write(OWNER, GROUP, "meeting-1", NoteKind.NOTE, "Heltid är svårast i omsorgen")
    kept.arrange(OWNER, GROUP, "meeting-1", Arranged(date(2019, 10, 17), "Rådhuset i Hedemora"))
    seen = Seen(opened("meeting", grupp=GROUP, traff="1"))
    assert not seen.faults
    assert seen.headings == ["Träff 1: ledning och styrning"]
    for text in ("Hedemoras grupp", "17 oktober 2019", "3 oktober 2019", "10 oktober 2019", "Askersund"):
        assert text in seen.text
    for text in ("Heltid är svårast", "Rådhuset", "Förberedelser", "Anteckningar"):
        assert text not in seen.text


def test_the_group_sees_what_is_prepared_and_what_was_written(kept, owner):
    kept.write(OWNER, GROUP, "meeting-1", NoteKind.NOTE, "Heltid är svårast i omsorgen")
    kept.write(OWNER, GROUP, "meeting-1", NoteKind.PLUS, "Bra samtal")
    kept.read_questions(OWNER, GROUP, "meeting-1", "1882", read=True)
    seen = Seen(opened("meeting", grupp=GROUP, traff="1"))
    assert not seen.faults
    for text in (
        "Heltid är svårast",
        "Bra samtal",
        "datum inte känt",
        "inte bestämd",
        "Frågor lästa",
        "inne",
    ):
        assert text in seen.text


def test_a_day_and_a_place_are_saved_and_the_deadlines_follow(kept, owner):
    app = opened("meeting", grupp=GROUP, traff="2")
    day = date.today() + timedelta(days=5)
    app.date_input(key="arrange-day-meeting-2-0").set_value(day)
    app.text_input(key="arrange-place-meeting-2-0").set_value("Umeå")
    next(one for one in app.button if one.label == "Spara mötet").click()
    seen = Seen(app.run())
    assert not seen.faults and seen.alerts == ["Mötet är sparat."]
    assert "Umeå" in seen.text
    [meeting] = [one for one in kept.meetings(OWNER, GROUP) if one.step == "meeting-2"]
    assert (meeting.day, meeting.place, meeting.revision) == (day, "Umeå", 1)
    # What should have been in a week before is late, and so is the meeting in the overview.
    assert "sen" in seen.text
    overview = Seen(opened("meeting"))
    assert "1 möte är på gång, och i 1 är något sent." in overview.text


def test_who_changes_a_line_that_somebody_else_has_changed_sees_it_and_chooses(kept, owner):
    note = kept.write(OWNER, GROUP, "meeting-1", NoteKind.NOTE, "första")
    app = opened("meeting", grupp=GROUP, traff="1")
    app.button(key=f"edit-{note}").click().run()
    kept.rewrite(OWNER, note, "den andras", 1)
    app.text_area(key=f"text-{note}-1").set_value("min egen")
    next(one for one in app.button if one.label == "Spara raden").click()
    seen = Seen(app.run())
    assert not seen.faults
    assert any("ändrade raden medan du skrev: ”den andras”" in alert for alert in seen.alerts)
    assert "Din rad: ”min egen”" in seen.text
    app.button(key=f"mine-{note}").click().run()
    [line] = kept.notes(OWNER, GROUP, "meeting-1")
    assert (line.text, line.revision) == ("min egen", 3)


def test_a_line_taken_away_while_somebody_changes_it_is_not_lost_on_them(kept, owner):
    note = kept.write(OWNER, GROUP, "meeting-1", NoteKind.MINUS, "för kort tid")
    app = opened("meeting", grupp=GROUP, traff="1")
    app.button(key=f"edit-{note}").click().run()
    kept.strike(OWNER, note, 1)
    app.text_area(key=f"text-{note}-1").set_value("alldeles för kort tid")
    next(one for one in app.button if one.label == "Spara raden").click()
    seen = Seen(app.run())
    assert any("tog bort raden medan du skrev" in alert for alert in seen.alerts)
    app.button(key=f"theirs-{note}").click().run()
    assert kept.notes(OWNER, GROUP, "meeting-1") == ()
