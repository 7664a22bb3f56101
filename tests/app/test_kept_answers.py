"""What pages keep between reruns is never another's, another language's, or of before the latest change."""

from __future__ import annotations

from datetime import date

from builders import OWNER
from roles import people
from visiting import Seen, opened

from benchmarking import web
from benchmarking.access import Assignment, FourEyes, Standing
from benchmarking.meetings import Arranged
from benchmarking.rounds import next_steps

TEAM = "MK3-3"


def test_an_administrator_reads_of_each_change_what_has_come_of_it(small, owner) -> None:
    store = web.store()
    assert "Ingen är inbjuden än." in Seen(opened("administer")).text
    number = store.invite(OWNER, "anna@example.se", [Assignment(Standing.ADMINISTRATOR)])
    store.decide_four_eyes(OWNER, FourEyes.NEVER, "få är vi")
    store.set_retention(OWNER, "published", 99, "arkivet")
    app = opened("administer")
    assert list(app.dataframe[0].value["Adress"]) == ["anna@example.se"]
    assert app.radio(key="four-eyes-rule").value is FourEyes.NEVER
    seen = Seen(app).text
    assert "minst 99 månader" in seen and "få är vi" in seen
    english = Seen(opened("administer", "en")).text
    assert "at least 99 months" in english and "minst" not in english
    store.block(OWNER, number, "har slutat")
    assert "spärrat" in opened("administer").dataframe[0].value["Läge"][0]


def test_a_meeting_is_told_to_each_as_far_as_each_may_know_and_as_it_stands_now(small, see_as) -> None:
    store = web.store()
    step = store.meetings(OWNER, TEAM)[0].step
    everybody = people(store)

    def arranged(place: str, revision: int) -> None:
        store.arrange(OWNER, TEAM, step, Arranged(date(2030, 5, 6), place, None, revision))

    def told(kind: str, language: str = "sv") -> str:
        see_as(OWNER if kind == "owner" else everybody[kind])
        return Seen(opened("meeting", language, grupp=TEAM, traff=store.meetings(OWNER, TEAM)[0].code)).text

    arranged("Stadshotellet", store.meetings(OWNER, TEAM)[0].revision)
    assert "Stadshotellet" in told("owner")
    assert "Stadshotellet" not in told("visitor") and "6 maj 2030" in told("visitor")
    assert "6 May 2030" in told("visitor", "en")
    arranged("Folkets hus", store.meetings(OWNER, TEAM)[0].revision)
    assert "Folkets hus" in told("owner") and "Stadshotellet" not in told("owner")
    assert "Folkets hus" not in told("visitor")


def test_what_is_in_a_fold_is_made_when_it_is_opened_and_stays_when_it_is_folded(small, owner) -> None:
    app = opened("rounds")
    fields = []
    for unfolded in (None, True, False):
        if unfolded is not None:
            app.session_state["fold-new-round"] = unfolded
            app.run()
        fields.append("new-name" in [one.key for one in app.text_input])
    assert fields == [False, True, True]


def test_a_round_shows_the_step_that_has_just_been_taken_in_both_languages(small, owner) -> None:
    def told(language: str) -> str:
        return Seen(opened("rounds", language, omgang="MK3")).text

    before = {language: told(language) for language in ("sv", "en")}
    stage, number = next_steps(web.store().steps_taken(OWNER, "MK3").get("MK3", ()), None)[0]
    web.store().take_step(OWNER, "MK3", stage, number, date(2020, 2, 3), "sagt vid mötet")
    for language in ("sv", "en"):
        assert "sagt vid mötet" not in before[language] and "sagt vid mötet" in told(language)
    assert "3 februari 2020" in told("sv") and "3 February 2020" in told("en")
