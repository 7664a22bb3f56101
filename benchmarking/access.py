"""The table of rights. Pure: it says who may what, and where; the store enforces it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from benchmarking.model import Grant, MemberRole, Membership, Right, Team, Viewer

ENTRA = "https://login.microsoftonline.com/"
"""How every issuer of Microsoft Entra ID begins."""

ACCOUNT = "account:"
"""How the name of an account's holder begins; nobody without an account has such a name."""


class Standing(StrEnum):
    """What somebody is to the network."""

    VISITOR = "visitor"
    REPORTER = "reporter"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Reach(StrEnum):
    """Where a right of a standing holds.

    ASSIGNED: where the assignment says, everywhere if it names no place. ROUNDS: in the rounds that the
    organisation takes part in, whole as a participant, as a mentor or support for its own groups' members.
    TEAMS: in the groups that the organisation is in. MEMBERS: for the organisations of the assigned team.
    """

    ASSIGNED = "assigned"
    ROUNDS = "rounds"
    TEAMS = "teams"
    MEMBERS = "members"


RIGHTS: dict[Standing, dict[Right, Reach]] = {
    Standing.VISITOR: {},
    Standing.REPORTER: {
        Right.SUBMIT: Reach.ASSIGNED,
        Right.SEE_DRAFTS: Reach.ASSIGNED,
        Right.SEE_UNOPENED: Reach.ROUNDS,
        Right.MEET: Reach.TEAMS,
    },
    Standing.MENTOR: {
        Right.SEE_UNOPENED: Reach.MEMBERS,
        Right.MEET: Reach.ASSIGNED,
    },
    Standing.COORDINATOR: {
        Right.SUBMIT: Reach.ASSIGNED,
        Right.PUBLISH: Reach.ASSIGNED,
        Right.SEE_DRAFTS: Reach.ASSIGNED,
        Right.SEE_UNOPENED: Reach.ASSIGNED,
        Right.MEET: Reach.ASSIGNED,
        Right.COORDINATE: Reach.ASSIGNED,
    },
    Standing.ADMINISTRATOR: {Right.ADMINISTER: Reach.ASSIGNED},
}

ASSIGNED_TO: dict[Standing, frozenset[str]] = {
    Standing.VISITOR: frozenset(),
    Standing.REPORTER: frozenset({"organisation"}),
    Standing.MENTOR: frozenset({"team"}),
    Standing.COORDINATOR: frozenset({"programme", ""}),
    Standing.ADMINISTRATOR: frozenset({""}),
}
"""What an assignment of each standing names; the empty word where it may name nothing and hold everywhere."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A standing that somebody has been given, and for what: one organisation, team or programme, or everything.

    Raises ValueError for what the standing cannot be given for (`ASSIGNED_TO`).
    """

    standing: Standing
    organisation: str | None = None
    team: str | None = None
    programme: str | None = None

    def __post_init__(self) -> None:
        named = [name for name in ("organisation", "team", "programme") if getattr(self, name) is not None]
        if len(named) > 1 or (named[0] if named else "") not in ASSIGNED_TO[self.standing]:
            raise ValueError(f"a {self.standing} is not assigned to {' and '.join(named) or 'everything'}")


MB = 1024 * 1024

LARGEST_FILE, LARGEST_DOCUMENT = 200 * MB, 25 * MB
"""Bytes of a file with figures or a round's papers, and of what a group hands round before a meeting."""

VISITOR = Viewer(name="visitor")
"""Anyone who opens a link: official figures, and rounds' figures that have opened."""


def viewer(
    name: str,
    *assignments: Assignment,
    teams: Iterable[Team] = (),
    memberships: Iterable[Membership] = (),
    today: date | None = None,
) -> Viewer:
    """Somebody with these assignments.

    `teams` and `memberships` are the network's: they say which groups an organisation is in. Who had left
    a group by `today` has nothing from it any longer.
    """
    by_id = {team.id: team for team in teams}
    present = [one for one in memberships if one.left is None or one.left.latest > (today or date.today())]
    rights: set[Right] = set()
    grants: set[Grant] = set()
    for one in assignments:
        for right, reach in RIGHTS[one.standing].items():
            if reach is Reach.ASSIGNED and not (one.organisation or one.team or one.programme):
                rights.add(right)
            else:
                grants.update(_granted(right, reach, one, by_id, present))
    return Viewer(name, frozenset(rights), frozenset(grants))


def largest_upload(viewer: Viewer) -> int:
    """Bytes of the largest file this viewer may send to the server; 0 for who may hand in nothing."""
    if viewer.may_somewhere(Right.SUBMIT) or viewer.may_somewhere(Right.COORDINATE):
        return LARGEST_FILE
    return LARGEST_DOCUMENT if viewer.may_somewhere(Right.MEET) else 0


def _granted(
    right: Right,
    reach: Reach,
    assignment: Assignment,
    teams: dict[str, Team],
    memberships: list[Membership],
) -> Iterator[Grant]:
    own = [one for one in memberships if one.organisation == assignment.organisation]
    if reach is Reach.ASSIGNED:
        yield Grant(right, assignment.organisation, assignment.team, assignment.programme)
    elif reach is Reach.TEAMS:
        yield from (Grant(right, team=one.team, programme=one.programme) for one in own)
    elif reach is Reach.MEMBERS:
        yield from _of_members(right, assignment.team, memberships)
    else:
        for one in own:
            if one.role in (MemberRole.MENTOR, MemberRole.SUPPORT):
                yield from _of_members(right, one.team, memberships)
            else:
                yield Grant(right, programme=one.programme)


def _of_members(right: Right, team: str | None, memberships: list[Membership]) -> Iterator[Grant]:
    for one in memberships:
        if one.team == team:
            yield Grant(right, organisation=one.organisation, programme=one.programme)


def owner(name: str) -> Viewer:
    """The person at whose own machine the product runs: coordinator and administrator of everything."""
    return viewer(name, Assignment(Standing.COORDINATOR), Assignment(Standing.ADMINISTRATOR))


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider of sign-in says of somebody: who it is, at which address, and for how long it holds.

    `verified` is whether the provider vouches for the address. Moments are in UTC; None where none was given.
    """

    issuer: str
    subject: str
    address: str
    verified: bool
    issued: datetime | None
    expires: datetime | None

    @classmethod
    def of(cls, claims: Mapping[str, Any]) -> Identity | None:
        """The identity in an ID token's claims; None where they name nobody.

        An address is verified where `email_verified` says so, or at Entra ID, which has no such claim,
        `xms_edov` (the owner of the address's domain is verified). Silence is not verification.
        """
        issuer, subject = claims.get("iss"), claims.get("sub")
        if not (isinstance(issuer, str) and isinstance(subject, str) and issuer and subject):
            return None
        said = claims.get("email_verified")
        if said is None and issuer.startswith(ENTRA):
            said = claims.get("xms_edov")
        address = claims.get("email")
        return cls(
            issuer=issuer,
            subject=subject,
            address=same_address(address) if isinstance(address, str) else "",
            verified=said is True or said in (1, "1", "true"),
            issued=_moment(claims.get("iat")),
            expires=_moment(claims.get("exp")),
        )


class Refusal(StrEnum):
    """Why somebody who has signed in is a visitor all the same."""

    EXPIRED = "expired"
    UNVERIFIED = "unverified"
    UNKNOWN = "unknown"
    OTHER_IDENTITY = "other_identity"
    BLOCKED = "blocked"
    SIGNED_OUT = "signed_out"


class FourEyes(StrEnum):
    """Whether whoever handed in or mended a file may publish it.

    ACCOUNTS, unless the network decides otherwise: not where people sign in; the one person of a server
    without sign-in has nobody else to ask. ALWAYS: nobody may. NEVER: everybody with the right may.
    """

    ACCOUNTS = "accounts"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who was invited. Moments are in UTC.

    `issuer` and `subject` are known from the first sign-in on. An erased account keeps its number alone,
    which is what the trail calls it by.
    """

    id: int
    address: str
    assignments: tuple[Assignment, ...]
    invited: datetime
    issuer: str | None = None
    subject: str | None = None
    first_signed_in: datetime | None = None
    signed_out_before: datetime | None = None
    blocked: datetime | None = None
    erased: datetime | None = None

    @property
    def name(self) -> str:
        """What the trail and receipts call its holder: a number, since they outlive the person's data."""
        return f"{ACCOUNT}{self.id}"

    def refused(self, identity: Identity, now: datetime) -> Refusal | None:
        """Why this account does not let the identity in at a moment (UTC); None where it does.

        A token that does not say when it expires has expired; one that does not say when it was issued
        was issued before whatever sign-out there has been.
        """
        if identity.expires is None or identity.expires <= now:
            return Refusal.EXPIRED
        if self.erased is not None:
            return Refusal.UNKNOWN
        if self.blocked is not None:
            return Refusal.BLOCKED
        out = self.signed_out_before
        if out is not None and (identity.issued is None or identity.issued <= out):
            return Refusal.SIGNED_OUT
        return None


def same_address(address: str) -> str:
    """An e-mail address as it is compared: without space around it and in small letters."""
    return address.strip().casefold()


def _moment(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
