"""The matrix of rights: every question and command of the store, asked by everybody there is.

Each row of MATRIX says who may; everybody else is refused. Where an answer differs by who asks, SEES says
in whose answer a figure of a round that has not opened, or a line of its group, stands. A new question or
command without a row fails. Commands are done for real and undone.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from builders import (
    ASKERSUND,
    FAGERSTA,
    HOURS,
    LONG,
    OWN_YEAR,
    OWNER,
    VISITOR,
    draft,
    observations,
    opening,
    published,
)
from roles import ADMINISTERS, EVERYBODY, MEMBERS, ROUND, TEAM, people

from benchmarking.access import Assignment, FourEyes, Identity, Standing
from benchmarking.assessments import Assessment
from benchmarking.errors import Conflict, NotAllowed, NotFound
from benchmarking.initiatives import Attendance, Attender, Initiative, Occasion, OccasionKind
from benchmarking.meetings import Arranged, CommitmentState, Expected, Judgement, NoteKind
from benchmarking.model import (
    Correction,
    DraftState,
    Indicator,
    Measured,
    MemberRole,
    OrganisationKind,
    ProgrammeKind,
    Request,
    Role,
    Shape,
    SubmissionState,
    Text,
    Track,
    Viewer,
)
from benchmarking.preparing import Edits
from benchmarking.rounds import Stage
from benchmarking.rules import Application, Decision, DecisionKind
from benchmarking.store import Place, Store
from benchmarking.store.database import Change, Database
from benchmarking.team_packs import pack_of, wanted

COORDINATES = frozenset({"round's coordinator", "coordinator", "owner"})
"""Who may coordinate the round, and publish what is handed in to it."""
EVERYWHERE = frozenset({"coordinator", "owner"})
"""Who may coordinate all rounds."""
HANDS_IN = COORDINATES | {"reporter"}
"""Who may hand in for Askersund to the round, and see its drafts."""
SOMEWHERE = COORDINATES | {"other round's coordinator"}
REPORTS = HANDS_IN | {"fellow", "outsider", "other round's coordinator"}

SECRET = 12_345.678
LINE = "what the group wrote"
STEP, YEAR, DAY = "meeting-1", OWN_YEAR, date(2020, 1, 1)
OWN = Indicator(
    "egen-provning",
    Text("Egen", "Own"),
    Text("Egen", "Own"),
    Text("procent", "per cent"),
    2,
    Shape.BY_SEX,
    unit="%",
    decimals=1,
    applies_to=frozenset({OrganisationKind.MUNICIPALITY}),
    measured=Measured.YEARLY,
    family="egen-provning",
    role=Role.GAP,
    lower=0.0,
    upper=100.0,
    notable=2.0,
    source="",
    definition=Text("Egen", "Own"),
)


@dataclass(frozen=True)
class There:
    """A store with something of every kind in it, and the number of each."""

    store: Store
    people: dict[str, Viewer]
    draft: int
    submitted: int
    published: int
    withdrawn: int
    note: int
    commitment: int
    practice: int
    document: int
    request: int
    initiative: Initiative
    pack: Any


Arguments = Callable[[There], tuple[Any, ...]]
NONE: Arguments = lambda there: ()  # noqa: E731


def of_round(there: There) -> tuple[Any, ...]:
    return (ROUND,)


def of_team(there: There) -> tuple[Any, ...]:
    return (TEAM,)


def of_meeting(there: There) -> tuple[Any, ...]:
    return TEAM, STEP


def of_draft(there: There) -> tuple[Any, ...]:
    return (there.draft,)


def of_initiative(there: There) -> tuple[Any, ...]:
    return (there.initiative.id,)


def of_account(there: There) -> tuple[Any, ...]:
    return (1,)


ROWS = observations({"value": 1.0})
IDENTITY = Identity(
    *("https://one.example", "s", "anna@example.se", True),
    *(datetime.now(UTC), datetime(2999, 1, 1, tzinfo=UTC)),
)

MATRIX: dict[str, tuple[frozenset[str], Arguments]] = {
    # What is public of the network.
    "organisations": (EVERYBODY, NONE),
    "indicators": (EVERYBODY, NONE),
    "indicator_versions": (EVERYBODY, lambda there: (HOURS,)),
    "own_indicators": (EVERYBODY, NONE),
    "programmes": (EVERYBODY, NONE),
    "teams": (EVERYBODY, NONE),
    "memberships": (EVERYBODY, NONE),
    "placed": (EVERYBODY, of_round),
    "concepts": (EVERYBODY, NONE),
    "checklists": (EVERYBODY, NONE),
    "steps_taken": (EVERYBODY, NONE),
    "decisions": (EVERYBODY, NONE),
    "revision": (EVERYBODY, of_team),
    "requests": (EVERYBODY, NONE),
    "already_official": (EVERYBODY, of_round),
    "official_years": (EVERYBODY, NONE),
    "official_example": (EVERYBODY, lambda there: ([HOURS],)),
    "pause": (EVERYBODY, NONE),
    "retention": (EVERYBODY, NONE),
    "initiatives": (EVERYBODY, NONE),
    "templates": (EVERYBODY, NONE),
    "dossier": (EVERYBODY, of_initiative),
    "dossiers": (EVERYBODY, NONE),
    "came": (EVERYBODY, of_initiative),
    "people": (EVERYBODY, of_initiative),
    "year_report": (EVERYBODY, lambda there: (there.initiative.id, 2020)),
    "four_eyes": (EVERYBODY, NONE),
    "latest_change": (EVERYBODY, NONE),
    "content_hash": (EVERYBODY, NONE),
    "recognise": (EVERYBODY, lambda there: (IDENTITY,)),
    "habit": (EVERYBODY, lambda there: ("shape",)),
    # What everybody may ask, and each is answered with what is theirs to see (SEES).
    "values": (EVERYBODY, lambda there: ([HOURS], [ASKERSUND])),
    "sight": (EVERYBODY, NONE),
    "observations": (EVERYBODY, lambda there: ([HOURS], [ASKERSUND])),
    "trail": (EVERYBODY, lambda there: (HOURS, ASKERSUND, YEAR, "K")),
    "delivered": (EVERYBODY, of_round),
    "submissions": (EVERYBODY, NONE),
    "submission": (HANDS_IN, of_draft),
    "difference": (HANDS_IN, lambda there: (there.published, there.draft)),
    "meetings": (EVERYBODY, of_team),
    "all_meetings": (EVERYBODY, NONE),
    "commitments": (EVERYBODY, NONE),
    "causes": (EVERYBODY, NONE),
    "practices": (EVERYBODY, NONE),
    # What is handed in: its organisation's, and the round's coordinator's.
    "receive": (HANDS_IN, lambda there: ("a.csv", b"a", ROUND, ("organisation", ASKERSUND))),
    "assign": (HANDS_IN, lambda there: (there.draft, ROUND)),
    "record_findings": (HANDS_IN, lambda there: (there.draft, ())),
    "keep_contents": (HANDS_IN, lambda there: (there.draft, ROWS)),
    "submit": (HANDS_IN, lambda there: (there.draft, ROWS)),
    "recall": (HANDS_IN, lambda there: (there.submitted,)),
    "discard": (HANDS_IN, of_draft),
    "correct": (HANDS_IN, lambda there: (there.draft, [Correction(2, "värde", "1", "2")])),
    "undo": (HANDS_IN, lambda there: (there.draft, [(None, 2, "värde")])),
    "confirm": (HANDS_IN, lambda there: (there.draft, ["asked"])),
    "retract": (HANDS_IN, lambda there: (there.draft, ["asked"])),
    "answer": (HANDS_IN, lambda there: (there.draft, DraftState("shape", {}))),
    "resume": (HANDS_IN, lambda there: (there.withdrawn,)),
    "learn": (REPORTS, lambda there: ("shape", {"a": 1})),
    "findings": (HANDS_IN, of_draft),
    "original": (HANDS_IN, of_draft),
    "corrections": (HANDS_IN, of_draft),
    "confirmations": (HANDS_IN, of_draft),
    "draft_state": (HANDS_IN, of_draft),
    "reading": (HANDS_IN, of_draft),
    "unread": (COORDINATES, of_round),
    "publish": (COORDINATES, lambda there: (there.draft, ROWS)),
    "withdraw": (COORDINATES, lambda there: (there.published, "why")),
    "return_to_sender": (COORDINATES, lambda there: (there.draft, "why")),
    # The round's coordinator's.
    "applications": (COORDINATES, of_round),
    "admissions": (COORDINATES, of_round),
    "functions": (COORDINATES, of_round),
    "self_assessments": (COORDINATES, of_round),
    "round_trail": (COORDINATES, of_round),
    "set_opening": (COORDINATES, lambda there: (ROUND, DAY, "why")),
    "change_round": (COORDINATES, lambda there: (ROUND, Text("a", "a"), "2019", None, None, "why")),
    "take_step": (COORDINATES, lambda there: (ROUND, Stage.CONFERENCE, 1, DAY)),
    "take_back_step": (COORDINATES, lambda there: (ROUND, "why")),
    "create_team": (COORDINATES, of_round),
    "change_team": (COORDINATES, lambda there: (TEAM, (), 0, "why")),
    "change_teams": (COORDINATES, lambda there: (ROUND, {TEAM: ()}, {TEAM: 0}, "why")),
    "save_groups": (COORDINATES, lambda there: (ROUND, {}, "why")),
    "apply": (COORDINATES, lambda there: (Application(ROUND, FAGERSTA, MemberRole.PARTICIPANT),)),
    "withdraw_application": (COORDINATES, lambda there: (ROUND, ASKERSUND, "why")),
    "admit": (COORDINATES, lambda there: (ROUND, ASKERSUND, "why")),
    "fill_functions": (COORDINATES, lambda there: (ROUND, ASKERSUND, ())),
    "assess": (COORDINATES, lambda there: (Assessment(ASKERSUND, ROUND, STEP, "2019", {1: 2}, DAY),)),
    "ask_for": (COORDINATES, lambda there: ([Request(ROUND, HOURS, 2020, 2021)],)),
    "withdraw_request": (COORDINATES, lambda there: ([there.request],)),
    # A political decision is an organisation's and counts in every round.
    "decide": (SOMEWHERE, lambda there: (Decision(ASKERSUND, DecisionKind.CEMR_2022, DAY, "KF", "§ 1"),)),
    # Whoever coordinates everything.
    "create_round": (EVERYWHERE, lambda there: (Text("a", "a"), Track.MUNICIPALITY, "2019", DAY)),
    "set_pause": (EVERYWHERE, lambda there: ((DAY, DAY), "why")),
    "add_indicator": (EVERYWHERE, lambda there: (OWN,)),
    "new_version": (EVERYWHERE, lambda there: (replace(OWN, id="egen-redan"), date.today())),
    "import_official": (EVERYWHERE, lambda there: ("k.json", b"{}", ROWS.assign(known_from=DAY), DAY)),
    "create_initiative": (EVERYWHERE, lambda there: (ProgrammeKind.COUNTY_TRAINING, Text("b", "b"))),
    "change_initiative": (EVERYWHERE, lambda there: (there.initiative, there.initiative, "why")),
    "keep": (EVERYWHERE, lambda there: (there.initiative.id, ())),
    # The group's: its members, its mentor and the coordinator.
    "preparations": (MEMBERS, of_meeting),
    "all_preparations": (MEMBERS, of_team),
    "assessments_of_team": (MEMBERS, of_team),
    "notes": (MEMBERS, of_meeting),
    "line_typed": (MEMBERS, lambda there: (TEAM, STEP, NoteKind.NOTE)),
    "presentation": (MEMBERS, lambda there: (there.document,)),
    "pack_edits": (MEMBERS, of_meeting),
    "pack_kept": (MEMBERS, of_meeting),
    "arrange": (MEMBERS, lambda there: (TEAM, STEP, Arranged())),
    "hand_over": (MEMBERS, lambda there: (TEAM, STEP, ASKERSUND, "a.pdf", b"a")),
    "read_questions": (MEMBERS, lambda there: (TEAM, STEP, ASKERSUND, True)),
    "write": (MEMBERS, lambda there: (TEAM, STEP, NoteKind.NOTE, "text")),
    "rewrite": (MEMBERS, lambda there: (there.note, "text", 1)),
    "strike": (MEMBERS, lambda there: (there.note, 1)),
    "keep_typed": (MEMBERS, lambda there: (TEAM, STEP, NoteKind.NOTE, "text")),
    "commit": (MEMBERS, lambda there: (TEAM, STEP, ASKERSUND, HOURS, Expected.SMALLER)),
    "follow_up": (MEMBERS, lambda there: (there.commitment, CommitmentState.KEPT, "why")),
    "analyse": (
        MEMBERS,
        lambda there: (
            *(TEAM, ASKERSUND, HOURS, 2022, Judgement.JUSTIFIED, "why"),
            ("examined", "what"),
        ),
    ),
    "adopt": (MEMBERS, lambda there: (TEAM, ASKERSUND, FAGERSTA, "problem", LINE)),
    "see_effect": (MEMBERS, lambda there: (there.practice, "seen")),
    "edit_pack": (MEMBERS, lambda there: (TEAM, STEP, Edits())),
    "keep_pack": (MEMBERS, lambda there: (TEAM, STEP, there.pack)),
    # The administrator's; an account is its holder's too.
    "accounts": (ADMINISTERS, NONE),
    "invite": (ADMINISTERS, lambda there: ("new@example.se", ())),
    "appoint": (ADMINISTERS, lambda there: (1, ())),
    "block": (ADMINISTERS, lambda there: (1, "why")),
    "unblock": (ADMINISTERS, of_account),
    "decide_four_eyes": (ADMINISTERS, lambda there: (FourEyes.ALWAYS, "why")),
    "own_data": (ADMINISTERS | {"reporter"}, of_account),
    "sign_out_everywhere": (ADMINISTERS | {"reporter"}, of_account),
    "erase_account": (ADMINISTERS | {"reporter"}, of_account),
    "events": (ADMINISTERS, NONE),
    "search_trail": (ADMINISTERS, NONE),
    "trail_kinds": (ADMINISTERS, NONE),
    "set_retention": (ADMINISTERS, lambda there: ("published", 60, "why")),
    "purge_requests": (ADMINISTERS, NONE),
    "ask_purge": (ADMINISTERS, lambda there: (there.published, "why")),
    "purge": (ADMINISTERS, lambda there: (there.withdrawn,)),
    "refuse_purge": (ADMINISTERS, lambda there: (there.withdrawn,)),
    "verify": (ADMINISTERS, NONE),
    "back_up": (ADMINISTERS, NONE),
    "backups": (ADMINISTERS, NONE),
    "tidy": (ADMINISTERS, NONE),
}
"""Method of the store: who may, and what is asked. A pair (name, value) of the arguments is one by name."""

BY_NAME = frozenset({"organisation", "examined"})

SEES: dict[str, tuple[frozenset[str], Callable[[Any, There], bool]]] = {
    "values": (MEMBERS, lambda found, there: SECRET in set(found["women"])),
    "sight": (MEMBERS, lambda found, there: (ROUND, ASKERSUND) not in found.closed),
    "observations": (MEMBERS, lambda found, there: SECRET in set(found["value"])),
    "trail": (MEMBERS, lambda found, there: SECRET in set(found["value"])),
    "delivered": (MEMBERS, lambda found, there: there.published in set(found["submission"])),
    "submissions": (HANDS_IN, lambda found, there: there.draft in {one.id for one in found}),
    "dossier": (EVERYWHERE, lambda found, there: bool(found.attendance)),
    "dossiers": (EVERYWHERE, lambda found, there: any(one.attendance for one in found)),
    "meetings": (MEMBERS, lambda found, there: "Askersund" in {one.place for one in found}),
    "all_meetings": (MEMBERS, lambda found, there: "Askersund" in {one.place for one in found[TEAM]}),
    "commitments": (MEMBERS, lambda found, there: LINE in {one.text for one in found}),
    "causes": (MEMBERS, lambda found, there: LINE in {one.motivation for one in found}),
    "practices": (MEMBERS, lambda found, there: LINE in {one.text for one in found}),
}
"""In whose answer the group's own stands: the figure that is hidden, a draft, a line, a place."""

COSTLY = frozenset(
    {
        *("values", "observations", "trail", "difference", "commitments", "content_hash"),
        *("preparations", "all_preparations", "commit", "analyse", "back_up"),
    }
)
NEIGHBOURS = frozenset({"visitor", "fellow", "reporter", "other mentor", "owner"})
"""Those who are asked of what takes long in the ordinary run; `.ci/long` asks everybody."""


@pytest.fixture(scope="module")
def there(copied_small: Callable[[Path], Place], tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    """Something of every kind in a round that has not opened; whatever is done to it is undone."""
    store = Store(copied_small(tmp_path_factory.mktemp("rights")))
    store.invite(OWNER, "anna@example.se", [Assignment(Standing.REPORTER, organisation=ASKERSUND)])
    everybody = people(store)
    reporter = everybody["reporter"]
    opening(store, ROUND, "2999-01-01")
    store.arrange(OWNER, TEAM, STEP, Arranged(DAY, "Askersund"))
    submitted = store.receive(reporter, "b.csv", b"b", ROUND)
    store.submit(reporter, submitted, ROWS)
    withdrawn = draft(store, ROUND, "c.csv")
    store.publish(OWNER, withdrawn, observations({"value": 2.0}, organisation=ASKERSUND))
    with store._change() as change:
        change.run("UPDATE submission SET handed_in_for = $code WHERE id = $id", code=ASKERSUND, id=withdrawn)
    store.withdraw(OWNER, withdrawn, "why")
    store.ask_purge(OWNER, withdrawn, "why")
    store.apply(OWNER, Application(ROUND, ASKERSUND, MemberRole.PARTICIPANT))
    store.add_indicator(OWNER, replace(OWN, id="egen-redan"))
    [request] = store.ask_for(OWNER, [Request(ROUND, HOURS, 2021, 2022)])
    programme = store.create_initiative(OWNER, ProgrammeKind.COUNTY_TRAINING, Text("a", "a"))
    occasion = Occasion(1, OccasionKind.NETWORK_MEETING, Text("a", "a"))
    store.keep(OWNER, programme, [(None, occasion), (None, Attendance(1, ASKERSUND, Attender.POLITICIAN, 1))])
    found = There(
        store=store,
        people=everybody,
        draft=store.receive(reporter, "a.csv", b"a", ROUND),
        submitted=submitted,
        published=published(store, {"value": SECRET}, {"sex": "M", "value": 1.0}, programme=ROUND),
        withdrawn=withdrawn,
        note=store.write(OWNER, TEAM, STEP, NoteKind.NOTE, LINE),
        commitment=store.commit(OWNER, TEAM, STEP, ASKERSUND, HOURS, Expected.SMALLER, text=LINE),
        practice=store.adopt(OWNER, TEAM, ASKERSUND, FAGERSTA, "problem", LINE),
        document=store.hand_over(OWNER, TEAM, STEP, ASKERSUND, "a.pdf", b"a"),
        request=request,
        initiative=store.dossier(OWNER, programme).initiative,
        pack=pack_of(store, OWNER, wanted(store, OWNER, TEAM, "1")),
    )
    store.analyse(OWNER, TEAM, ASKERSUND, HOURS, 2022, Judgement.CANNOT_SAY, LINE, examined="what")
    store.keep_contents(OWNER, found.draft, ROWS)
    yield found
    store.close()


@contextmanager
def _undone(store: Database) -> Iterator[Change]:
    """A change that is done and then rolled back, so that everybody finds the same."""
    with store._engine.changing() as cursor:
        try:
            yield Change(cursor)
        finally:
            cursor.execute("ROLLBACK")


def _asked(there: There, name: str, who: str) -> Any:
    given = MATRIX[name][1](there)
    named = {one[0]: one[1] for one in given if isinstance(one, tuple) and one[:1] and one[0] in BY_NAME}
    plain = [one for one in given if not (isinstance(one, tuple) and one[:1] and one[0] in BY_NAME)]
    return getattr(there.store, name)(there.people[who], *plain, **named)


def test_every_question_and_command_of_the_store_has_a_row() -> None:
    public = {
        name
        for name, method in inspect.getmembers(Store, inspect.isfunction)
        if not name.startswith("_") and name not in ("answers", "close", "size")
    }
    assert public == set(MATRIX)
    assert SEES.keys() <= MATRIX.keys()


@pytest.mark.long
@pytest.mark.parametrize("name", MATRIX)
def test_who_may(there: There, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database, "_change", _undone)
    asking = NEIGHBOURS if name in COSTLY and not LONG else EVERYBODY
    may, sees = set(), set()
    for who in sorted(asking):
        try:
            answer = _asked(there, name, who)
        except (NotAllowed, NotFound):
            continue
        except Conflict:
            # Refused by something else than its rights: it came as far as the deed.
            may.add(who)
            continue
        may.add(who)
        if name in SEES and SEES[name][1](answer, there):
            sees.add(who)
    assert may == MATRIX[name][0] & asking
    if name in SEES:
        assert sees == SEES[name][0] & asking


def test_when_the_round_has_opened_everybody_sees_its_figures(there: There) -> None:
    """The rows of SEES can fail: it is the day of opening alone that hides the figure."""
    opening(there.store, ROUND, None)
    try:
        for name in ("values", "observations", "trail", "delivered"):
            assert SEES[name][1](_asked(there, name, "visitor"), there), name
        assert there.store.submission(VISITOR, there.published).state is SubmissionState.PUBLISHED
    finally:
        opening(there.store, ROUND, "2999-01-01")


def test_a_draft_is_moved_only_to_a_round_that_one_hands_in_to(there: There) -> None:
    coordinator = there.people["round's coordinator"]
    with pytest.raises(NotAllowed):
        there.store.assign(coordinator, there.draft, "MK2")
    assert there.store.submission(OWNER, there.draft).programme == ROUND
