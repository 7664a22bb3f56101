"""The administrator's page: who is invited, as what, and who is kept out."""

from __future__ import annotations

from visiting import Seen, opened

from benchmarking import web
from benchmarking.access import Assignment, Standing


def test_a_visitor_is_told_whom_the_page_is_for(small) -> None:
    assert "administrerar nätverket" in Seen(opened("administer")).text


def test_an_administrator_invites_and_sees_who_may_what(small, owner) -> None:
    app = opened("administer")
    app.text_input(key="invite-address").set_value("anna@example.se")
    app.selectbox(key="invite-standing").set_value(Standing.ADMINISTRATOR).run()
    app.button(key="invite").click().run()
    assert not app.exception
    [account] = web.store().accounts(web.viewer())
    assert (account.address, account.assignments) == (
        "anna@example.se",
        (Assignment(Standing.ADMINISTRATOR),),
    )
    table = app.dataframe[0].value
    assert list(table["Adress"]) == ["anna@example.se"]
    assert list(table["Får vara"]) == ["administratör"]
