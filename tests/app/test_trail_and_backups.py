"""The administrator's page: what has happened, that there is a copy of it, and what may be removed."""

from __future__ import annotations

import pytest
from builders import published
from visiting import Seen, opened

from benchmarking import access, web

SECOND = access.owner("second")


def test_an_administrator_backs_up_proves_and_reads_what_happened(small, owner) -> None:
    store = web.store()
    number = published(store, {"value": 1.0})
    store.ask_purge(SECOND, number, "<b>more</b> than it should")
    app = opened("administer")
    seen = Seen(app)
    assert seen.faults == []
    for text in (
        "Ingen säkerhetskopia är tagen än.",
        "Filer som har publicerats: minst 120 månader",
        f"Inlämning {number}, figures.csv: second ber att innehållet tas bort.",
        "<b>more</b> than it should",
        "Uppgifterna publicerades",
        f"inlämning {number}",
        "siffrornas summa:",
    ):
        assert text in seen.text, text
    app.button(key="back-up").click().run()
    [taken] = store.backups(web.viewer())
    after = Seen(app)
    assert "prövad." in after.text
    assert taken.file.name in after.text
    assert "En säkerhetskopia togs och prövades" in after.text
    app.button(key="verify").click().run()
    assert any(one.startswith("Allt är helt:") for one in Seen(app).alerts)
    app.button(key=f"purge-{number}").click().run()
    assert store.purge_requests(web.viewer()) == ()
    assert "Innehållet är borttaget." in Seen(app).alerts


def test_the_trail_is_filtered_and_paged_by_the_address_too(small, owner) -> None:
    store = web.store()
    *_, number = (published(store, {"value": float(one)}) for one in range(5))
    app = opened("administer", "en", handelse="publish")
    seen = Seen(app)
    assert "The figures were published" in seen.text
    assert "A file was received" not in seen.text
    app = opened("administer", "en")
    app.text_input(key="trail-subject").set_value(f"submission:{number}").run()
    assert "2 events" in Seen(app).text
    app.text_input(key="trail-subject").set_value("submission:").run()
    assert "Page 1 of" in Seen(app).text
    app.text_input(key="trail-who").set_value("nobody at all").run()
    assert "0 events" in Seen(app).text


@pytest.mark.parametrize("language", ["sv", "en"])
def test_who_does_not_administer_sees_nothing_of_it(small, language: str) -> None:
    published(web.store(), {"value": 1.0})
    text = Seen(opened("administer", language)).text
    for word in ("Händelser", "Events", "Säkerhetskopior", "Backups", "siffrornas summa"):
        assert word not in text
