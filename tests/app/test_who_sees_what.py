"""Every page as each kind of person: what is offered to whom, and that nobody meets a fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from builders import ASKERSUND, FAGERSTA, HOURS, LONG, OWN_YEAR, OWNER, observations
from roles import ADMINISTERS, EVERYBODY, MEMBERS, ROUND, people
from visiting import Seen, opened

from benchmarking import access, web
from benchmarking.access import Assignment, Standing
from benchmarking.model import Request, SubmissionState, Viewer

COORDINATORS = frozenset({"round's coordinator", "other round's coordinator", "coordinator", "owner"})

OFFERED = {
    # Page: something on it that not all are offered, and who is. ALIKE are the other pages.
    "upload": ("Vilken omgång gäller uppgifterna?", COORDINATORS | {"reporter", "fellow", "outsider"}),
    "rounds": ("Spara dagen", COORDINATORS),
    "submissions": ("Omgång", EVERYBODY - {"visitor", "administrator"}),
    "administer": ("E-postadress", ADMINISTERS),
    "start": ("(exempel:", COORDINATORS | {"visitor", "administrator"}),
    "initiatives": ("Slag av insats", frozenset({"coordinator", "owner"})),
    "meeting": ("Hur långt förberedelserna har kommit", MEMBERS),
}
ALIKE = {
    "organisation",
    "compare",
    "regions",
    "indicator",
    "network",
    "effect",
    "method",
    "accessibility",
    "design",
}
"""Pages that say the same to everybody, as long as nothing hidden lies in the store."""

ASKED = {
    "organisation": {"kod": ASKERSUND},
    "meeting": {"grupp": "MK3-1", "traff": "1"},
    "submissions": {"omgang": ROUND},
    "rounds": {"omgang": ROUND},
}

# One who may and one who may not, where the table above makes a difference; `.ci/long` opens them all.
SAMPLE = {
    "upload": ("fellow", "mentor"),
    "rounds": ("round's coordinator", "reporter"),
    "submissions": ("other mentor", "administrator"),
    "administer": ("administrator", "coordinator"),
}

See = Callable[[Viewer], None]


@pytest.mark.long
def test_every_page_offers_each_what_is_theirs(see_as: See) -> None:
    everybody = people(web.store())
    assert OFFERED.keys() | ALIKE == web.PAGES.keys() and SAMPLE.keys() <= OFFERED.keys()
    for page in web.PAGES:
        said = set()
        for who in sorted(EVERYBODY) if LONG else SAMPLE.get(page, ()):
            see_as(everybody[who])
            found = Seen(opened(page, **ASKED.get(page, {})))
            assert not found.faults, (page, who)
            if page in OFFERED:
                control, offered = OFFERED[page]
                assert (control in _controls(found)) == (who in offered), (page, who)
            else:
                said.add(_controls(found))
                assert len(said) == 1, (page, who)


def _controls(found: Seen) -> str:
    choices = [*found.app.radio, *found.app.get("button_group")]
    return "\n".join([found.text, *(str(option) for one in choices for option in one.options)])


def test_who_coordinates_one_round_works_in_that_and_no_other(see_as: See) -> None:
    see_as(people(web.store())["round's coordinator"])
    app = opened("rounds")
    assert [box.options for box in app.selectbox if box.key == "pick-omgang"] == [["Modellkommuner 2019"]]
    assert "Ny omgång" not in [one.label for one in app.expander]
    asked = opened("submissions", omgang=ROUND)
    assert "Fråga efter uppgifter" in _controls(Seen(asked))
    assert "Hämta från Kolada" not in _controls(Seen(asked))
    see_as(OWNER)
    assert "Hämta från Kolada" in _controls(Seen(opened("submissions", omgang=ROUND)))


def test_a_round_is_given_its_day_for_a_reason_and_a_pause_moves_it(see_as: See) -> None:
    see_as(OWNER)
    day = date.today() + timedelta(days=30)
    app = opened("rounds", omgang=ROUND)
    app.date_input(key=f"opens-{ROUND}").set_value(day)
    app.button("FormSubmitter:opening-MK3-Spara dagen").click().run()
    assert "Skriv varför" in "".join(Seen(app).alerts)
    app.text_input(key=f"opens-why-{ROUND}").set_value("Efter slutkonferensen")
    app.button("FormSubmitter:opening-MK3-Spara dagen").click().run()
    kept = {one.id: one for one in web.store().programmes(OWNER)}
    assert kept[ROUND].opens_on == day
    app.session_state["fold-pause"] = True
    app.run()
    app.date_input(key="pause-days").set_value((day, day + timedelta(days=7)))
    app.text_input(key="pause-why").set_value("Valet")
    app.button("FormSubmitter:pause-Spara pausen").click().run()
    assert not app.exception
    assert web.store().pause(OWNER) == (day, day + timedelta(days=7))
    kept = {one.id: one for one in web.store().programmes(OWNER)}
    assert kept[ROUND].opens_on == day + timedelta(days=8)


def test_who_reports_for_several_says_for_which_before_the_file(see_as: See) -> None:
    both = (Assignment(Standing.REPORTER, organisation=code) for code in (ASKERSUND, FAGERSTA))
    see_as(access.viewer("account:5", *both))
    app = opened("upload")
    assert not app.get("file_uploader")
    app.selectbox(key="pick-own").set_value(FAGERSTA).run()
    assert len(app.get("file_uploader")) == 1


def test_a_receipt_lets_only_who_publishes_take_it_back_and_calls_an_account_by_its_number(
    see_as: See,
) -> None:
    store = web.store()
    reporter = access.viewer(
        "account:12",
        Assignment(Standing.REPORTER, organisation=ASKERSUND),
        teams=store.teams(OWNER),
        memberships=store.memberships(OWNER),
    )
    store.ask_for(OWNER, [Request(ROUND, HOURS, OWN_YEAR, OWN_YEAR)])
    number = store.receive(reporter, "a.csv", b"a", ROUND)
    store.publish(OWNER, number, observations({"value": 1.0}))
    assert store.submission(OWNER, number).state is SubmissionState.PUBLISHED
    labels = {}
    for who in (reporter, OWNER):
        see_as(who)
        app = opened("upload", utkast=str(number))
        assert not app.exception
        labels[who.name] = [one.label for one in app.button]
    assert "Ta tillbaka" not in labels["account:12"]
    assert "Ta tillbaka" in labels[OWNER.name]
    history = Seen(opened("submissions", omgang=ROUND, vy="historik"))
    assert "konto 12" in history.text
    assert "account:" not in history.text
