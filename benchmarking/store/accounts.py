"""Who may come in: invitations, what people are given, and the way from a sign-in to a viewer.

An account is its issuer and subject. It is bound to them the first time that its invited address signs in,
verified by the provider; from then on the address decides nothing. Whoever has an account reads and
erases its data herself; all else is for administrators. Each command is one transaction and leaves an event
that names accounts by number, so that a person can be erased and the trail kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from benchmarking import access
from benchmarking.access import Account, Assignment, FourEyes, Identity, Refusal, Standing
from benchmarking.errors import Conflict, NotAllowed, NotFound
from benchmarking.model import Right, Viewer
from benchmarking.store.commands import FOUR_EYES
from benchmarking.store.database import Change, demand, now
from benchmarking.store.place import Place
from benchmarking.store.questions import Questions

ADDRESS = re.compile(r"[^\s@<>\"',;()]{1,64}@[^\s@<>\"',;()]{1,190}\.[^\s@.<>\"',;()]{2,60}")


class Accounts(Questions):
    """Accounts and the network's own decisions."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._forget_accounts()

    def accounts(self, viewer: Viewer) -> tuple[Account, ...]:
        """All accounts that are not erased, by number. For administrators."""
        demand(viewer, Right.ADMINISTER)
        return self._accounts("erased IS NULL")

    def recognise(self, viewer: Viewer, identity: Identity) -> Viewer | Refusal:
        """Who somebody that a provider vouches for is here; a Refusal where nobody.

        The first sign-in with an invited and verified address binds the account to issuer and subject.
        The same address from another issuer, or as another subject, is refused from then on.
        """
        moment = datetime.now(UTC)
        if identity.expires is None or identity.expires <= moment:
            return Refusal.EXPIRED
        account = self._bound(identity) or self._bind(identity)
        if isinstance(account, Refusal):
            return account
        return account.refused(identity, moment) or self._viewer(account)

    def invite(self, viewer: Viewer, address: str, assignments: Iterable[Assignment]) -> int:
        """Let an address sign in, as what the assignments say; the account's number.

        Raises NotAllowed; Conflict for what is no address or has an account; NotFound for an organisation,
        team or programme nobody knows.
        """
        demand(viewer, Right.ADMINISTER)
        wanted = access.same_address(address)
        if not ADDRESS.fullmatch(wanted):
            raise Conflict("that is no e-mail address")
        with self._change() as change:
            if change.rows("SELECT 1 FROM account WHERE address = $address", address=wanted):
                raise Conflict("that address has an account")
            account = change.next_id("account")
            change.run(
                "INSERT INTO account (id, address, invited) VALUES ($id, $address, $invited)",
                id=account,
                address=wanted,
                invited=now(),
            )
            given = _appoint(change, account, assignments)
            change.record(viewer.name, "invite", _subject(account), after={"assignments": given})
        self._forget_accounts()
        return account

    def appoint(self, viewer: Viewer, account: int, assignments: Iterable[Assignment]) -> None:
        """Give an account these assignments instead of those it had.

        Raises NotAllowed, NotFound; Conflict where nobody would be left to administer.
        """
        demand(viewer, Right.ADMINISTER)
        with self._change() as change:
            _expect(change, account)
            before = _told(change, account)
            change.run("DELETE FROM assignment WHERE account = $id", id=account)
            given = _appoint(change, account, assignments)
            _expect_administrator(change, viewer)
            change.record(
                viewer.name,
                "appoint",
                _subject(account),
                before={"assignments": before},
                after={"assignments": given},
            )
        self._forget_accounts()

    def block(self, viewer: Viewer, account: int, why: str) -> None:
        """Let nobody in on an account until it is let in again. Raises Conflict without a reason."""
        demand(viewer, Right.ADMINISTER)
        if not why.strip():
            raise Conflict("an account is blocked for a reason")
        with self._change() as change:
            _expect(change, account)
            change.run("UPDATE account SET blocked = $now WHERE id = $id", now=now(), id=account)
            _expect_administrator(change, viewer)
            change.record(viewer.name, "block", _subject(account), after={"why": why.strip()})
        self._forget_accounts()

    def unblock(self, viewer: Viewer, account: int) -> None:
        """Let an account in again."""
        demand(viewer, Right.ADMINISTER)
        with self._change() as change:
            _expect(change, account)
            change.run("UPDATE account SET blocked = NULL WHERE id = $id", id=account)
            change.record(viewer.name, "unblock", _subject(account))
        self._forget_accounts()

    def sign_out_everywhere(self, viewer: Viewer, account: int) -> None:
        """Let every sign-in made until now be over, on every device. For administrators and the account's own."""
        _demand_own(viewer, account)
        with self._change() as change:
            _expect(change, account)
            change.run("UPDATE account SET signed_out_before = $now WHERE id = $id", now=now(), id=account)
            change.record(viewer.name, "sign_out", _subject(account))
        self._forget_accounts()

    def erase_account(self, viewer: Viewer, account: int) -> None:
        """Forget the person behind an account. Its number and what was done under it stay in the trail.

        For administrators and the account's own. Conflict where nobody would be left to administer.
        """
        _demand_own(viewer, account)
        with self._change() as change:
            _expect(change, account)
            change.run(
                """
                UPDATE account
                SET address = NULL, issuer = NULL, subject = NULL, erased = $now, signed_out_before = $now
                WHERE id = $id
                """,
                now=now(),
                id=account,
            )
            change.run("DELETE FROM assignment WHERE account = $id", id=account)
            change.run("DELETE FROM reading_habit WHERE sender = $name", name=f"{access.ACCOUNT}{account}")
            _expect_administrator(change, viewer)
            change.record(viewer.name, "erase", _subject(account))
        self._forget_accounts()

    def own_data(self, viewer: Viewer, account: int) -> dict[str, Any]:
        """All that is kept of an account, as JSON can hold it. For administrators and the account's own.

        The account, its assignments, and each event that it made or that was about it.
        """
        _demand_own(viewer, account)
        found = self._accounts("id = $id", id=account)
        if not found:
            raise NotFound(f"no account {account}")
        [kept] = found
        events = self._rows(
            "SELECT happened, what, subject FROM event WHERE who = $name OR subject = $name ORDER BY id",
            name=kept.name,
        )
        return {
            "account": kept.id,
            "address": kept.address,
            "issuer": kept.issuer,
            "subject": kept.subject,
            "invited": kept.invited.isoformat(),
            "first_signed_in": kept.first_signed_in and kept.first_signed_in.isoformat(),
            "signed_out_before": kept.signed_out_before and kept.signed_out_before.isoformat(),
            "blocked": kept.blocked and kept.blocked.isoformat(),
            "assignments": [_as_data(one) for one in kept.assignments],
            "events": [row | {"happened": row["happened"].isoformat()} for row in events],
        }

    def four_eyes(self, viewer: Viewer) -> FourEyes:
        """What the network has decided about publishing what one has handed in oneself."""
        rows = self._rows("SELECT value FROM setting WHERE name = $name", name=FOUR_EYES)
        return FourEyes(rows[0]["value"]) if rows else FourEyes.ACCOUNTS

    def decide_four_eyes(self, viewer: Viewer, decided: FourEyes, why: str) -> None:
        """Decide who may publish what one has handed in oneself. Conflict without a reason."""
        demand(viewer, Right.ADMINISTER)
        if not why.strip():
            raise Conflict("the rule of four eyes is changed for a reason")
        with self._change() as change:
            before = self.four_eyes(viewer)
            change.run(
                "INSERT OR REPLACE INTO setting VALUES ($name, $value)", name=FOUR_EYES, value=decided.value
            )
            change.record(
                viewer.name,
                "decide_four_eyes",
                f"setting:{FOUR_EYES}",
                before={"value": before.value},
                after={"value": decided.value, "why": why.strip()},
            )

    def _viewer(self, account: Account) -> Viewer:
        """The viewer of an account, kept for as long as nothing it follows from has changed."""
        state = (self.version, date.today())
        remembered = self._viewers
        kept = remembered.get(account.id)
        if kept is None or kept[0] != state:
            found = access.viewer(
                account.name,
                *account.assignments,
                teams=self.teams(access.VISITOR),
                memberships=self.memberships(access.VISITOR),
            )
            remembered[account.id] = kept = state, found
        return kept[1]

    def _forget_accounts(self) -> None:
        # New ones, not emptied ones: what somebody read before the change ends up in a dictionary nobody asks.
        self._recognised: dict[tuple[str, str], Account] = {}
        self._viewers: dict[int, tuple[object, Viewer]] = {}

    def _forget_kept(self) -> None:
        super()._forget_kept()
        self._forget_accounts()

    def _bound(self, identity: Identity) -> Account | None:
        """The account bound to an identity. Asked at every rerun, so it is remembered until an account changes."""
        who = identity.issuer, identity.subject
        recognised = self._recognised
        if who not in recognised:
            found = self._accounts(
                "issuer = $issuer AND subject = $subject", issuer=identity.issuer, subject=identity.subject
            )
            if not found:
                return None
            recognised[who] = found[0]
        return recognised[who]

    def _bind(self, identity: Identity) -> Account | Refusal:
        """Bind the invited account of a verified address to who has signed in with it for the first time."""
        if not (identity.verified and identity.address):
            return Refusal.UNVERIFIED
        invited = self._accounts("address = $address", address=identity.address)
        if not invited:
            return Refusal.UNKNOWN
        [account] = invited
        if account.issuer is not None:
            return Refusal.OTHER_IDENTITY
        if (refused := account.refused(identity, datetime.now(UTC))) is not None:
            return refused
        with self._change() as change:
            # Two browsers may sign in at once; the first one binds.
            bound = change.rows(
                """
                UPDATE account SET issuer = $issuer, subject = $subject, first_signed_in = $now
                WHERE id = $id AND issuer IS NULL AND erased IS NULL
                RETURNING id
                """,
                issuer=identity.issuer,
                subject=identity.subject,
                now=now(),
                id=account.id,
            )
            if bound:
                change.record(account.name, "first_sign_in", _subject(account.id))
        self._forget_accounts()
        return self._bound(identity) or Refusal.OTHER_IDENTITY

    def _accounts(self, condition: str, **parameters: Any) -> tuple[Account, ...]:
        assignments: dict[int, list[Assignment]] = {}
        for row in self._rows("SELECT * FROM assignment ORDER BY account, standing, organisation, team"):
            given = Assignment(Standing(row["standing"]), row["organisation"], row["team"], row["programme"])
            assignments.setdefault(row["account"], []).append(given)
        return tuple(
            Account(
                id=row["id"],
                address=row["address"] or "",
                issuer=row["issuer"],
                subject=row["subject"],
                assignments=tuple(assignments.get(row["id"], ())),
                **{
                    name: row[name] and row[name].replace(tzinfo=UTC)
                    for name in ("invited", "first_signed_in", "signed_out_before", "blocked", "erased")
                },
            )
            for row in self._rows(f"SELECT * FROM account WHERE {condition} ORDER BY id", **parameters)
        )


def _demand_own(viewer: Viewer, account: int) -> None:
    """Raise NotAllowed unless the viewer administers, or the account is the viewer's own."""
    if viewer.name != f"{access.ACCOUNT}{account}" and not viewer.may(Right.ADMINISTER):
        raise NotAllowed(f"{viewer.name} lacks the right to {Right.ADMINISTER.value}")


def _subject(account: int) -> str:
    return f"{access.ACCOUNT}{account}"


def _expect(change: Change, account: int) -> None:
    if not change.rows("SELECT 1 FROM account WHERE id = $id AND erased IS NULL", id=account):
        raise NotFound(f"no account {account}")


def _expect_administrator(change: Change, viewer: Viewer) -> None:
    """Raise Conflict where an administrator's change leaves nobody who may administer.

    The owner of a server without sign-in remains its administrator whatever the accounts say.
    """
    administers = viewer.name.startswith(access.ACCOUNT) and viewer.may(Right.ADMINISTER)
    if administers and not change.rows(
        """
        SELECT 1 FROM assignment JOIN account ON account.id = assignment.account
        WHERE standing = 'administrator' AND blocked IS NULL AND erased IS NULL
        """
    ):
        raise Conflict("nobody would be left to administer the network")


def _appoint(change: Change, account: int, assignments: Iterable[Assignment]) -> list[dict[str, str]]:
    given = list(dict.fromkeys(assignments))
    for one in given:
        for table, key, named in (
            ("organisation", "code", one.organisation),
            ("team", "id", one.team),
            ("programme", "id", one.programme),
        ):
            if named is not None and not change.rows(f"SELECT 1 FROM {table} WHERE {key} = $id", id=named):
                raise NotFound(f"no {table} {named!r}")
        change.run(
            "INSERT INTO assignment VALUES ($account, $standing, $organisation, $team, $programme)",
            account=account,
            standing=one.standing.value,
            organisation=one.organisation,
            team=one.team,
            programme=one.programme,
        )
    return [_as_data(one) for one in given]


def _told(change: Change, account: int) -> list[dict[str, str]]:
    rows = change.rows(
        "SELECT standing, organisation, team, programme FROM assignment WHERE account = $id", id=account
    )
    return [_as_data(Assignment(Standing(row[0]), *row[1:])) for row in rows]


def _as_data(one: Assignment) -> dict[str, str]:
    places = {"organisation": one.organisation, "team": one.team, "programme": one.programme}
    return {"standing": one.standing.value} | {name: place for name, place in places.items() if place}
