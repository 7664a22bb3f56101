"""Who may come in: from an invitation to a viewer, and out again."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from builders import ASKERSUND, FAGERSTA, OWNER, VISITOR, draft, observations, published

from benchmarking import access
from benchmarking.access import Assignment, FourEyes, Identity, Refusal, Standing
from benchmarking.errors import Conflict, NotAllowed, NotFound, SameHands
from benchmarking.model import Right, SubmissionState, Viewer
from benchmarking.store import Store

NOW = datetime.now(UTC)
REPORTER = Assignment(Standing.REPORTER, organisation=ASKERSUND)
COORDINATOR = Assignment(Standing.COORDINATOR)
ADMINISTRATOR = Assignment(Standing.ADMINISTRATOR)


def identity(address: str = "anna@example.se", **changes) -> Identity:
    """Somebody who signs in now, for an hour, verified; the subject follows the address."""
    fields = {
        "issuer": "https://one.example",
        "subject": f"subject of {address}",
        "address": address,
        "verified": True,
        "issued": datetime.now(UTC),
        "expires": datetime.now(UTC) + timedelta(hours=1),
    }
    return Identity(**fields | changes)


def signed_in(store: Store, *assignments: Assignment, address: str = "anna@example.se") -> Viewer:
    store.invite(OWNER, address, assignments)
    found = store.recognise(VISITOR, identity(address))
    assert isinstance(found, Viewer)
    return found


# From claims to an identity


def test_claims_name_an_issuer_and_a_subject_or_nobody() -> None:
    claims = {"iss": "https://one.example", "sub": "s", "email": " Anna@Example.SE ", "iat": 1, "exp": 2}
    found = Identity.of(claims)
    assert found == Identity(
        "https://one.example",
        "s",
        "anna@example.se",
        False,
        datetime.fromtimestamp(1, UTC),
        datetime.fromtimestamp(2, UTC),
    )
    for lacking in ("iss", "sub"):
        assert Identity.of({**claims, lacking: ""}) is None
        assert Identity.of({name: value for name, value in claims.items() if name != lacking}) is None


@pytest.mark.parametrize(
    ("issuer", "claims", "verified"),
    [
        ("https://one.example", {}, False),
        ("https://one.example", {"email_verified": True}, True),
        ("https://one.example", {"email_verified": "true"}, True),
        ("https://one.example", {"email_verified": False}, False),
        ("https://one.example", {"email_verified": "yes"}, False),
        ("https://one.example", {"xms_edov": True}, False),
        (access.ENTRA + "tenant/v2.0", {"xms_edov": True}, True),
        (access.ENTRA + "tenant/v2.0", {"xms_edov": "1"}, True),
        (access.ENTRA + "tenant/v2.0", {"xms_edov": False}, False),
        (access.ENTRA + "tenant/v2.0", {}, False),
    ],
)
def test_an_address_is_verified_where_the_provider_says_so(issuer: str, claims: dict, verified: bool) -> None:
    found = Identity.of({"iss": issuer, "sub": "s", "email": "a@b.se", **claims})
    assert found is not None
    assert found.verified is verified


@pytest.mark.parametrize("moment", [None, "soon", True, float("inf"), float("nan"), 10**30])
def test_a_moment_that_is_none_lets_nobody_in(store: Store, moment: object) -> None:
    found = Identity.of({"iss": "i", "sub": "s", "exp": moment, "email": "a@b.se", "email_verified": True})
    assert found is not None
    assert store.recognise(VISITOR, found) is Refusal.EXPIRED


# Signing in


def test_an_invited_and_verified_address_binds_the_account_to_who_signed_in(store: Store) -> None:
    number = store.invite(OWNER, " Anna@Example.SE", [REPORTER])
    found = store.recognise(VISITOR, identity())
    assert isinstance(found, Viewer)
    assert found.name == f"account:{number}"
    assert found.may(Right.SUBMIT, organisation=ASKERSUND)
    assert not found.may(Right.SUBMIT)
    [account] = store.accounts(OWNER)
    assert (account.issuer, account.subject) == ("https://one.example", "subject of anna@example.se")
    # From now on the address decides nothing: it may change, and need not be verified again.
    assert (
        store.recognise(VISITOR, identity(address="new@example.se", subject=account.subject, verified=False))
        == found
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"verified": False}, Refusal.UNVERIFIED),
        ({"address": ""}, Refusal.UNVERIFIED),
        ({"address": "stranger@example.se"}, Refusal.UNKNOWN),
        ({"expires": NOW - timedelta(seconds=1)}, Refusal.EXPIRED),
        ({"expires": None}, Refusal.EXPIRED),
    ],
)
def test_nobody_else_comes_in(store: Store, changes: dict, refusal: Refusal) -> None:
    store.invite(OWNER, "anna@example.se", [REPORTER])
    assert store.recognise(VISITOR, replace(identity(), **changes)) is refusal
    assert store.accounts(OWNER)[0].issuer is None


@pytest.mark.parametrize("changes", [{"issuer": "https://two.example"}, {"subject": "another"}])
def test_the_same_address_from_elsewhere_is_refused(store: Store, changes: dict) -> None:
    signed_in(store, REPORTER)
    assert store.recognise(VISITOR, replace(identity(), **changes)) is Refusal.OTHER_IDENTITY


def test_rights_follow_what_the_account_is_given_at_once(store: Store) -> None:
    before = signed_in(store, REPORTER)
    store.appoint(OWNER, 1, [COORDINATOR])
    after = store.recognise(VISITOR, identity())
    assert isinstance(after, Viewer)
    assert after.may(Right.PUBLISH) and not before.may(Right.PUBLISH)


def test_signing_out_everywhere_ends_what_was_issued_before_and_nothing_after(store: Store) -> None:
    who = signed_in(store, REPORTER)
    earlier = identity()
    store.sign_out_everywhere(who, 1)
    assert store.recognise(VISITOR, earlier) is Refusal.SIGNED_OUT
    assert store.recognise(VISITOR, replace(earlier, issued=None)) is Refusal.SIGNED_OUT
    time.sleep(0.001)
    assert store.recognise(VISITOR, identity()) == who


def test_a_blocked_account_is_shut_until_it_is_let_in_again(store: Store) -> None:
    who = signed_in(store, REPORTER)
    store.block(OWNER, 1, "lost phone")
    assert store.recognise(VISITOR, identity()) is Refusal.BLOCKED
    store.unblock(OWNER, 1)
    assert store.recognise(VISITOR, identity()) == who


def test_an_account_blocked_before_its_first_sign_in_is_not_bound(store: Store) -> None:
    store.invite(OWNER, "anna@example.se", [REPORTER])
    store.block(OWNER, 1, "wrong person")
    assert store.recognise(VISITOR, identity()) is Refusal.BLOCKED
    assert store.accounts(OWNER)[0].issuer is None


def test_an_erased_account_leaves_its_number_in_the_trail_and_nothing_of_the_person(store: Store) -> None:
    who = signed_in(store, REPORTER)
    submission = store.receive(who, "a.csv", b"a", "MK3")
    store.erase_account(who, 1)
    assert store.recognise(VISITOR, identity()) is Refusal.UNKNOWN
    assert store.accounts(OWNER) == ()
    assert store.submission(OWNER, submission).sender == "account:1"
    assert "account:1" in set(store.events(OWNER)["who"])
    kept = store._rows("SELECT * FROM account") + store._rows("SELECT * FROM event")
    assert "anna" not in str(kept) and "one.example" not in str(kept)
    # The address may be invited anew, as another account.
    assert store.invite(OWNER, "anna@example.se", []) == 2


def test_a_person_takes_out_all_that_is_kept_of_her(store: Store) -> None:
    who = signed_in(store, REPORTER)
    store.receive(who, "a.csv", b"a", "MK3")
    found = store.own_data(who, 1)
    assert (found["address"], found["assignments"]) == (
        "anna@example.se",
        [{"standing": "reporter", "organisation": ASKERSUND}],
    )
    assert [one["what"] for one in found["events"]] == ["invite", "first_sign_in", "receive"]


@pytest.mark.parametrize("name", ["own_data", "erase_account", "sign_out_everywhere"])
def test_an_account_is_its_holders_and_the_administrators(store: Store, name: str) -> None:
    other = signed_in(store, COORDINATOR, address="other@example.se")
    number = store.invite(OWNER, "anna@example.se", [REPORTER])
    for somebody in (VISITOR, other):
        with pytest.raises(NotAllowed):
            getattr(store, name)(somebody, number)
    getattr(store, name)(OWNER, number)


# Inviting


@pytest.mark.parametrize(
    "address", ["", "anna", "anna@", "a b@c.se", "<b>@c.se", "a@b", "x@y.se\nBcc: z@w.se"]
)
def test_only_an_address_is_invited(store: Store, address: str) -> None:
    with pytest.raises(Conflict):
        store.invite(OWNER, address, [REPORTER])
    assert store.accounts(OWNER) == ()


def test_an_address_has_one_account(store: Store) -> None:
    store.invite(OWNER, "anna@example.se", [REPORTER])
    with pytest.raises(Conflict):
        store.invite(OWNER, "ANNA@example.se", [COORDINATOR])


def test_nobody_is_given_what_is_not_there(store: Store) -> None:
    for unknown in (
        Assignment(Standing.REPORTER, organisation="9999"),
        Assignment(Standing.MENTOR, team="MK99-1"),
        Assignment(Standing.COORDINATOR, programme="MK99"),
    ):
        with pytest.raises(NotFound):
            store.invite(OWNER, "anna@example.se", [unknown])
    assert store.accounts(OWNER) == ()


def test_the_last_administrator_cannot_leave_the_network_without_one(store: Store) -> None:
    last = signed_in(store, ADMINISTRATOR)
    for leave in (
        lambda: store.erase_account(last, 1),
        lambda: store.appoint(last, 1, [COORDINATOR]),
        lambda: store.block(last, 1, "tired"),
    ):
        with pytest.raises(Conflict):
            leave()
    assert store.recognise(VISITOR, identity()) == last
    store.invite(last, "next@example.se", [ADMINISTRATOR])
    store.erase_account(last, 1)
    assert len(store.accounts(OWNER)) == 1


def test_work_on_accounts_leaves_every_kept_answer_as_it_is(store: Store) -> None:
    before = store.version, store.figures
    signed_in(store, REPORTER)
    store.sign_out_everywhere(OWNER, 1)
    store.decide_four_eyes(OWNER, FourEyes.NEVER, "one coordinator only")
    assert (store.version, store.figures) == before
    store.close()
    again = Store(store.place)
    assert (again.version, again.figures) == before
    again.close()


# Handing in and approving


ROWS = observations({"value": 30.0}, {"sex": "M", "value": 31.0})


def test_a_file_goes_from_sender_to_coordinator_and_is_locked_meanwhile(store: Store) -> None:
    reporter = signed_in(store, REPORTER)
    coordinator = signed_in(store, COORDINATOR, address="c@example.se")
    number = store.receive(reporter, "a.csv", b"a", "MK3")
    assert store.submission(reporter, number).organisation == ASKERSUND
    with pytest.raises(NotAllowed):
        store.publish(reporter, number, ROWS)
    store.submit(reporter, number, ROWS)
    for change in (
        lambda: store.assign(reporter, number, "MK2"),
        lambda: store.discard(reporter, number),
        lambda: store.submit(reporter, number, ROWS),
        lambda: store.correct(reporter, number, []),
    ):
        with pytest.raises(Conflict):
            change()
    store.publish(coordinator, number, ROWS)
    kept = store.submission(VISITOR, number)
    assert (kept.state, kept.sender, kept.publisher) == (SubmissionState.PUBLISHED, "account:1", "account:2")
    trail = store.events(OWNER).query("subject == @subject", local_dict={"subject": f"submission:{number}"})
    assert list(trail["what"])[::-1] == ["receive", "submit", "publish"]


def test_what_is_handed_over_is_taken_back_or_given_back_to_be_mended(store: Store) -> None:
    reporter = signed_in(store, REPORTER)
    coordinator = signed_in(store, COORDINATOR, address="c@example.se")
    number = store.receive(reporter, "a.csv", b"a", "MK3")
    store.submit(reporter, number, ROWS)
    store.recall(reporter, number)
    assert store.submission(reporter, number).state is SubmissionState.DRAFT
    store.submit(reporter, number, ROWS)
    store.return_to_sender(coordinator, number, "Fel år")
    assert store.submission(reporter, number).reason == "Fel år"
    again = store.resume(reporter, number)
    assert store.submission(reporter, again).organisation == ASKERSUND
    with pytest.raises(NotAllowed):
        store.publish(reporter, again, ROWS)


def test_a_change_after_publication_is_approved_again(store: Store) -> None:
    reporter = signed_in(store, REPORTER)
    coordinator = signed_in(store, COORDINATOR, address="c@example.se")
    first = store.receive(reporter, "a.csv", b"a", "MK3")
    store.submit(reporter, first, ROWS)
    store.publish(coordinator, first, ROWS)
    second = store.receive(reporter, "b.csv", b"b", "MK3")
    store.submit(reporter, second, ROWS)
    with pytest.raises(NotAllowed):
        store.publish(reporter, second, ROWS)
    with pytest.raises(NotAllowed):
        store.withdraw(reporter, first, "Fel")
    assert store.submission(VISITOR, first).state is SubmissionState.PUBLISHED


def test_a_reporter_hands_in_nobody_elses_figures(store: Store) -> None:
    reporter = signed_in(store, REPORTER)
    number = store.receive(reporter, "a.csv", b"a", "MK3")
    with pytest.raises(Conflict, match=FAGERSTA):
        store.submit(reporter, number, observations({"value": 1.0}, {"value": 1.0, "organisation": FAGERSTA}))
    with pytest.raises(NotAllowed):
        store.receive(reporter, "a.csv", b"a", "MK3", organisation=FAGERSTA)


def test_who_hands_in_for_several_says_for_which(store: Store) -> None:
    both = signed_in(store, REPORTER, Assignment(Standing.REPORTER, organisation=FAGERSTA))
    with pytest.raises(Conflict):
        store.receive(both, "a.csv", b"a", "MK3")
    number = store.receive(both, "a.csv", b"a", "MK3", organisation=FAGERSTA)
    assert store.submission(both, number).organisation == FAGERSTA


def test_a_draft_is_seen_by_its_organisation_and_the_coordinator_only(store: Store) -> None:
    own = signed_in(store, REPORTER)
    colleague = signed_in(store, REPORTER, address="colleague@example.se")
    number = store.receive(own, "a.csv", b"a", "MK3")
    strangers = (
        VISITOR,
        signed_in(store, Assignment(Standing.REPORTER, organisation=FAGERSTA), address="f@example.se"),
        signed_in(store, Assignment(Standing.MENTOR, team="MK3-1"), address="m@example.se"),
        signed_in(store, Assignment(Standing.COORDINATOR, programme="MK2"), address="mk2@example.se"),
        signed_in(store, ADMINISTRATOR, address="admin@example.se"),
    )
    for viewer in (own, colleague, OWNER):
        assert store.original(viewer, number) == ("a.csv", b"a")
        assert [one.id for one in store.submissions(viewer)] == [number]
    for viewer in strangers:
        assert store.submissions(viewer) == ()
        with pytest.raises(NotFound):
            store.submission(viewer, number)
        for ask in (store.original, store.findings, store.corrections, store.draft_state, store.reading):
            with pytest.raises(NotAllowed):
                ask(viewer, number)


@pytest.mark.parametrize(
    ("rule", "by_account", "by_owner"),
    [(None, False, True), (FourEyes.ALWAYS, False, False), (FourEyes.NEVER, True, True)],
)
def test_four_eyes(store: Store, rule: FourEyes | None, by_account: bool, by_owner: bool) -> None:
    if rule is not None:
        store.decide_four_eyes(OWNER, rule, "decided by the network")
    coordinator = signed_in(store, COORDINATOR)
    for who, may in ((coordinator, by_account), (OWNER, by_owner)):
        number = store.receive(who, "a.csv", b"a", "MK3")
        if may:
            store.publish(who, number, ROWS)
        else:
            with pytest.raises(SameHands):
                store.publish(who, number, ROWS)


def test_four_eyes_count_a_mended_cell(store: Store) -> None:
    coordinator = signed_in(store, COORDINATOR)
    number = draft(store)
    with store._change() as change:
        change.run(
            "INSERT INTO correction VALUES ($id, NULL, 2, 'värde', '1', '2', $who, current_timestamp)",
            id=number,
            who=coordinator.name,
        )
    with pytest.raises(SameHands):
        store.publish(coordinator, number, ROWS)


# Opening


def seen(store: Store, viewer: Viewer = VISITOR) -> int:
    return len(store.observations(viewer, programme="MK3"))


def test_a_coordinator_decides_when_a_round_opens(store: Store) -> None:
    published(store, {"value": 31.0})
    today = store._rows("SELECT current_date AS day")[0]["day"]
    assert seen(store) == 1
    store.set_opening(OWNER, "MK3", today + timedelta(days=1), "after the conference")
    assert (seen(store), seen(store, OWNER)) == (0, 1)
    store.set_opening(OWNER, "MK3", today, "all have agreed")
    assert seen(store) == 1
    with pytest.raises(Conflict):
        store.set_opening(OWNER, "MK3", None, " ")
    with pytest.raises(NotFound):
        store.set_opening(OWNER, "MK99", None, "why")


def test_a_round_that_would_open_during_the_pause_opens_after_it(store: Store) -> None:
    published(store, {"value": 31.0})
    today = store._rows("SELECT current_date AS day")[0]["day"]
    store.set_opening(OWNER, "MK3", today, "planned")
    store.set_pause(OWNER, (today, today + timedelta(days=7)), "the election")
    assert (seen(store), seen(store, OWNER)) == (0, 1)
    [found] = [one for one in store.programmes(VISITOR) if one.id == "MK3"]
    assert found.opens_on == today + timedelta(days=8)
    store.set_pause(OWNER, (today - timedelta(days=7), today - timedelta(days=1)), "the election is over")
    assert seen(store) == 1
    store.set_pause(OWNER, (today + timedelta(days=1), today + timedelta(days=2)), "what is open stays open")
    assert seen(store) == 1
    store.set_pause(OWNER, None, "no election")
    assert store.pause(VISITOR) is None


def test_a_pause_ends_after_it_begins_and_has_a_reason(store: Store) -> None:
    today = NOW.date()
    for days, why in (((today, today - timedelta(days=1)), "why"), ((today, today), "")):
        with pytest.raises(Conflict):
            store.set_pause(OWNER, days, why)
