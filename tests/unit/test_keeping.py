"""The trail is found by who, what and when, and bytes go only when two have said so."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from builders import OWNER, VISITOR, draft, published
from click.testing import CliRunner

from benchmarking import access, cli
from benchmarking.errors import Conflict, NotAllowed, NotFound
from benchmarking.store import Store

SECOND = access.owner("second")


def test_the_trail_is_searched_and_paged(store: Store) -> None:
    published(store, {"value": 1.0})
    everything = store.search_trail(OWNER, rows=1000)
    assert everything[0] == len(everything[1]) == len(store.events(OWNER))
    assert list(everything[1]["id"]) == sorted(everything[1]["id"], reverse=True)
    count, own = store.search_trail(OWNER, who="TES")
    assert (count, set(own["who"])) == (2, {"test"})
    assert list(store.search_trail(OWNER, who="test", what="publish")[1]["what"]) == ["publish"]
    newest = own["subject"].iloc[0]
    assert set(store.search_trail(OWNER, subject=newest.upper())[1]["subject"]) == {newest}
    first, second = (store.search_trail(OWNER, skip=skip, rows=3)[1] for skip in (0, 3))
    assert list(everything[1]["id"][:6]) == [*first["id"], *second["id"]]
    moment = datetime.now(UTC).replace(tzinfo=None)
    assert store.search_trail(OWNER, since=moment + timedelta(hours=1))[0] == 0
    assert store.search_trail(OWNER, until=moment + timedelta(hours=1))[0] == everything[0]
    assert {"publish", "receive"} <= set(store.trail_kinds(OWNER))
    for ask in (store.search_trail, store.trail_kinds, store.purge_requests):
        with pytest.raises(NotAllowed):
            ask(VISITOR)


def test_bytes_go_when_two_agree_and_hash_events_and_figures_stay(store: Store) -> None:
    own = published(store, {"value": 1.0})
    content, figures = store.original(OWNER, own)[1], store.observations(OWNER)
    whole = store.content_hash(OWNER)
    store.ask_purge(OWNER, own, "holds more than it should")
    [asked] = store.purge_requests(OWNER)
    assert (asked.submission, asked.asked_by, asked.reason) == (own, "test", "holds more than it should")
    with pytest.raises(NotAllowed, match="somebody else"):
        store.purge(OWNER, own)
    with pytest.raises(Conflict, match="already"):
        store.ask_purge(SECOND, own, "again")
    assert store.original(OWNER, own)[1] == content
    store.purge(SECOND, own)
    assert store.purge_requests(OWNER) == ()
    with pytest.raises(NotFound, match="purged"):
        store.original(OWNER, own)
    assert store.submission(OWNER, own).sha256 == hashlib.sha256(content).hexdigest()
    assert store.observations(OWNER).equals(figures)
    assert store.content_hash(OWNER) == whole
    assert store.verify(OWNER).flaws == ()
    with pytest.raises(Conflict, match="purged already"):
        store.ask_purge(OWNER, own, "once more")
    store.withdraw(OWNER, own, "wrong")
    with pytest.raises(Conflict, match="purged"):
        store.resume(OWNER, own)


def test_what_somebody_works_on_is_not_purged_and_a_request_can_be_refused(store: Store) -> None:
    with pytest.raises(Conflict, match="works on it"):
        store.ask_purge(OWNER, draft(store), "a reason")
    with pytest.raises(NotFound):
        store.ask_purge(OWNER, 4711, "a reason")
    own = published(store, {"value": 1.0})
    with pytest.raises(Conflict, match="for a reason"):
        store.ask_purge(OWNER, own, " ")
    store.ask_purge(OWNER, own, "a reason")
    store.refuse_purge(SECOND, own)
    for agree in (store.purge, store.refuse_purge):
        with pytest.raises(NotFound, match="nobody has asked"):
            agree(SECOND, own)
    assert store.original(OWNER, own)[1]
    for command in (lambda: store.ask_purge(VISITOR, own, "a"), lambda: store.purge(VISITOR, own)):
        with pytest.raises(NotAllowed):
            command()


def test_the_months_that_are_kept_have_defaults_and_a_reason_when_they_change(store: Store) -> None:
    assert store.retention(VISITOR) == {"published": 120, "unpublished": 24}
    store.set_retention(OWNER, "unpublished", 36, "decided by the steering group")
    assert store.retention(VISITOR)["unpublished"] == 36
    newest = store.events(OWNER).iloc[0]
    assert (newest["what"], newest["before"]) == ("set_retention", '{"months": 24}')
    for what, months, why in (("unpublished", 36, ""), ("published", 0, "because")):
        with pytest.raises(Conflict):
            store.set_retention(OWNER, what, months, why)
    with pytest.raises(NotFound):
        store.set_retention(OWNER, "events", 1, "because")
    with pytest.raises(NotAllowed):
        store.set_retention(VISITOR, "published", 1, "because")


def test_two_people_purge_at_the_terminal(store: Store) -> None:
    own = published(store, {"value": 1.0})
    store.close()

    def run(*arguments: str) -> int:
        return CliRunner().invoke(cli.cli, ["purge", str(own), *arguments]).exit_code

    assert run("--as", "archivist", "--reason", "holds more than it should") == 0
    assert run("--as", "Archivist") == 2
    assert run("--as", "data protection officer") == 0
    assert run("--as", "data protection officer") == 2
