"""The page of a group's meeting: what everybody sees, what the group sees, and what it can write there."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import OWNER
from visiting import Seen, opened

from benchmarking import web
from benchmarking.meetings import Arranged, CommitmentState, Expected, Judgement, NoteKind
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


def promised(kept: Store) -> int:
    number = kept.commit(
        OWNER,
        GROUP,
        "meeting-1",
        "1882",
        "N00206",
        Expected.SMALLER,
        made=date(2019, 10, 17),
        due="meeting-3",
        text="Heltid erbjuds alla",
    )
    kept.arrange(OWNER, GROUP, "meeting-3", Arranged(date(2020, 12, 1)))
    return number


def test_a_commitment_is_marked_on_the_trend_wherever_the_indicator_is_drawn(kept):
    promised(kept)
    flags = {"Åtagande: mindre skillnad", "Följs upp: öppet"}
    told = "Askersund åtog sig 17 oktober 2019: mindre skillnad i ”Heltidsanställda i kommunen”."
    for page, asked in (
        ("indicator", {"nyckeltal": "N00206", "kod": "1882"}),
        ("compare", {"kommun": "1882,1982", "nyckeltal": "N00206"}),
        ("organisation", {"kod": "1882"}),
    ):
        seen = Seen(opened(page, **asked))
        assert not seen.faults, page
        marked = [
            chart for chart in seen.charts if flags <= {trace.get("name") for trace in chart.spec["data"]}
        ]
        # One figure for a desk and one for a phone.
        assert len(marked) == 2, page
        assert all(told in chart.alt for chart in marked), page
        [made] = [trace for trace in marked[0].spec["data"] if trace["name"] == "Åtagande: mindre skillnad"]
        assert made["x"][0] == pytest.approx(2019.79, abs=0.01), page
    # Of another organisation nothing is marked.
    other = Seen(opened("indicator", nyckeltal="N00206", kod="1982"))
    assert not [one for one in other.charts if "Åtagande" in one.alt]


def test_a_group_promises_follows_up_analyses_and_takes_over_on_its_page(kept, owner):
    app = opened("meeting", grupp=GROUP, traff="1")
    app.selectbox(key="commit-who").set_value("1882")
    app.selectbox(key="commit-what").set_value("N00206")
    app.text_input(key="commit-text").set_value("Heltid erbjuds alla")
    next(one for one in app.button if one.label == "Spara åtagandet").click()
    seen = Seen(app.run())
    assert not seen.faults and "Åtagandet är sparat och syns på tidslinjen." in seen.alerts
    assert "Heltid erbjuds alla" in seen.text and "Läge: öppet." in seen.text
    app.radio(key="follow-state").set_value(CommitmentState.KEPT)
    app.text_input(key="follow-why").set_value("Skillnaden minskade")
    next(one for one in app.button if one.label == "Spara uppföljningen").click()
    assert "Läge: hållet." in Seen(app.run()).text

    app.selectbox(key="cause-who").set_value("1882")
    app.selectbox(key="cause-what").set_value("N00206").run()
    app.text_area(key="cause-examined").set_value("scheman")
    app.text_area(key="cause-motivation").set_value("gamla scheman")
    app.radio(key="cause-judgement").set_value(Judgement.UNJUSTIFIED)
    next(one for one in app.button if one.label == "Spara utredningen").click()
    seen = Seen(app.run())
    assert "Heltidsanställda i kommunen 2022: skillnaden är omotiverad" in seen.text
    assert "omotiverad skillnad" in Seen(opened("organisation", kod="1882")).text

    app.selectbox(key="adopt-by").set_value("1882")
    app.selectbox(key="adopt-from").set_value("2083")
    app.text_input(key="adopt-problem").set_value("Få kvinnor har heltid i hemtjänsten")
    app.text_area(key="adopt-text").set_value("Heltid som norm")
    next(one for one in app.button if one.label == "Spara arbetssättet").click()
    assert not Seen(app.run()).faults
    assert "Askersund tog efter Hedemora: Heltid som norm" in Seen(opened("organisation", kod="1882")).text
    register = opened("network")
    for wanted, found in (("hemtjenst", True), ("Hedemora", True), ("skolbetyg", False)):
        register.text_input(key="practice-search").set_value(wanted)
        assert ("Heltid som norm" in Seen(register.run()).text) is found, wanted


def test_the_pack_is_shown_on_a_wall_one_thing_a_screen(kept, owner):
    app = opened("meeting", grupp=GROUP, traff="1", visa="1")
    first = Seen(app)
    assert not first.faults and len(first.headings) == 1
    many = int(first.text.partition("1 av ")[2].split()[0])
    assert many > 5
    headings = [first.headings[0]]
    for at in range(2, 5):
        app.button(key="stage-on").click()
        seen = Seen(app.run())
        assert not seen.faults and f"{at} av {many}" in seen.text and len(seen.charts) <= 1
        headings += seen.headings
    assert app.query_params["bild"] == "4"
    app.button(key="stage-back").click()
    assert Seen(app.run()).headings == [headings[2]]


def test_a_stranger_asks_for_the_wall_in_vain_and_a_team_without_mentor_says_so(kept):
    assert "Nästa" not in Seen(opened("meeting", grupp=GROUP, traff="1", visa="1")).text
    assert "Gruppen har ingen mentor." in Seen(opened("meeting", grupp="MR1-1")).text


def test_the_start_page_leads_a_mentor_to_a_meeting(kept):
    links = Seen(opened("start")).links
    [there] = [href for text, href in links.items() if text.startswith("Förbered nästa möte")]
    assert there.startswith("/mote?grupp=")
