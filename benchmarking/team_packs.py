"""A group's packs, from the store to a file: made as of a day, edited, kept for a meeting, and set.

Pages and the command line both go through here, so a pack from one is the pack of the other.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from benchmarking import packs, peers, prepared, preparing
from benchmarking.errors import NotFound
from benchmarking.meetings import Commitment, Meeting, before, following
from benchmarking.model import Grant, MemberRole, Right, Viewer
from benchmarking.preparing import Correction, Edits, Occasion, Pack, Promise
from benchmarking.store import Store
from benchmarking.wording import Words

__all__ = [
    "Wanted",
    "file_name",
    "keep",
    "pack_of",
    "report_of",
    "round_packs",
    "set_pack",
    "shown",
    "wanted",
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pack: a group's, for one of its meetings, as of a day."""

    team: str
    meeting: Meeting
    meetings: tuple[Meeting, ...]
    as_of: date


def wanted(
    store: Store, viewer: Viewer, team: str, code: str | None = None, as_of: date | None = None
) -> Wanted:
    """The pack of a meeting (by its code; None: the one to prepare), as of its day or, where that is to come or
    not known, today. Raises NotFound for an unknown group or meeting."""
    meetings = store.meetings(viewer, team)
    today = date.today()
    found = (
        following(meetings, today)
        if code is None
        else next((one for one in meetings if one.code == code or one.step == code), None)
    )
    if found is None:
        known = ", ".join(one.code for one in meetings)
        raise NotFound(f"{team} has no meeting {code!r}; it has {known}")
    return Wanted(team, found, meetings, as_of or min(found.day or today, today))


def pack_of(store: Store, viewer: Viewer, what: Wanted) -> Pack:
    """The pack as the group may see it, unedited. NotAllowed for who may not meet in the group; NotFound.

    It is made with the group's rights whoever asks, so that a pack never holds what its readers may not see.
    """
    assessments = store.assessments_of_team(viewer, what.team)
    reader = _reader(store, viewer, what.team)
    sees = _sees(store, viewer, what.team)
    known = prepared.facts(store, sees, what.as_of)
    programme = known.programmes[next(one.programme for one in known.teams if one.id == what.team)]
    earlier = before(what.meetings, what.meeting)
    last = earlier.day if earlier and earlier.day and earlier.day < what.as_of else None
    concepts = {one.version: one for one in store.concepts(reader)}
    concept = concepts.get(programme.concept_version or "")
    occasion = _occasion(what.meeting)
    return preparing.prepare(
        known,
        what.team,
        what.as_of,
        occasion,
        theme=preparing.theme_of(occasion, counted=concept is None or concept.meetings is not None),
        earlier=prepared.facts(store, sees, last) if last else None,
        last_meeting=last,
        similar=_similar(known, what.team, programme.starts.on if programme.starts else what.as_of),
        requests=store.requests(reader, programme.id),
        assessments=assessments,
        checklists=store.checklists(reader),
        promises=[_promise(one, what.as_of) for one in store.commitments(reader, what.team)],
    )


def _reader(store: Store, viewer: Viewer, team: str) -> Viewer:
    """Somebody with the rights that all who meet in the group have, and no more."""
    programme = next((one.programme for one in store.teams(viewer) if one.id == team), None)
    members = [one.organisation for one in store.memberships(viewer) if one.team == team]
    seen = {Grant(Right.SEE_UNOPENED, organisation=code, programme=programme) for code in members}
    meet = Grant(Right.MEET, team=team)
    return Viewer(viewer.name, grants=frozenset({meet, *seen}))


def _sees(store: Store, viewer: Viewer, team: str) -> Viewer:
    """Whose figures a pack is made of. Once a round has opened that is everybody, so its groups share one preparation."""
    reader = _reader(store, viewer, team)
    programme = next((one.programme for one in store.teams(viewer) if one.id == team), None)
    found = next((one for one in store.programmes(viewer) if one.id == programme), None)
    if found is None or found.opens_on is None or found.opens_on <= date.today():
        return Viewer(viewer.name)
    return reader


def _occasion(meeting: Meeting) -> Occasion:
    told = meeting.told
    return Occasion(
        meeting.code,
        meeting.stage,
        meeting.number,
        told.title if told else None,
        told.aim if told else None,
        meeting.day,
        meeting.place,
    )


def _similar(known: prepared.Facts, team: str, starts: date) -> dict[str, list[str]]:
    """By participant the places most like it, by the figures there were when the round began."""
    # Official figures of a year are known from 31 December of the next.
    year = starts.year - 2
    traits = known.drawn(
        ("features", year), lambda: peers.features(known.organisations.values(), known.yearly, year)
    )
    codes = {
        one.organisation
        for one in known.memberships
        if one.team == team and one.role is MemberRole.PARTICIPANT
    }
    there = set(traits["organisation"])
    return {code: [one.code for one in peers.similar(code, traits)] for code in sorted(codes & there)}


def _promise(one: Commitment, as_of: date) -> Promise:
    """A commitment as it stood on a day."""
    states = [change for change in one.history if change.on <= as_of]
    last = states[-1] if states else one.history[0]
    return Promise(
        id=one.id,
        organisation=one.organisation,
        indicator=one.indicator,
        expected=one.expected.value,
        state=last.state.value,
        made=one.made,
        text=one.text,
        baseline=one.baseline,
        baseline_year=one.baseline_year,
        now=None,
        due=one.due_on,
        why=last.why,
    )


def shown(store: Store, viewer: Viewer, what: Wanted) -> tuple[Pack, tuple[Correction, ...], Edits, bool]:
    """What is exported: the kept pack with its corrections, else the pack of now as it has been edited.

    Comes back with the edits and whether it is kept. A kept pack is never edited.
    """
    kept = store.pack_kept(viewer, what.team, what.meeting.step)
    edits = store.pack_edits(viewer, what.team, what.meeting.step)
    if kept is not None:
        pack, _ = kept
        now = prepared.facts(store, _sees(store, viewer, what.team))
        codes = [code for code, _ in pack.places if code in now.organisations]
        return pack, preparing.corrected(pack, now.years_of(codes)), edits, True
    return preparing.edited(pack_of(store, viewer, what), edits), (), edits, False


def keep(store: Store, viewer: Viewer, what: Wanted) -> None:
    """Keep the pack as the meeting saw it, edits and all. Raises Conflict where it is kept already."""
    pack = preparing.edited(
        pack_of(store, viewer, what), store.pack_edits(viewer, what.team, what.meeting.step)
    )
    store.keep_pack(viewer, what.team, what.meeting.step, pack)


def set_pack(store: Store, viewer: Viewer, what: Wanted, form: str, words: Words) -> bytes:
    """The pack as a file: pdf, pptx or docx."""
    pack, corrections, _, _ = shown(store, viewer, what)
    pen, _ = packs.FORMATS[form]
    return pen(packs.pack_paper(pack, words, corrections))


def file_name(what: Wanted, form: str) -> str:
    return f"{what.team}_{what.meeting.code}_{what.as_of.isoformat()}.{form}"


def round_packs(
    store: Store,
    viewer: Viewer,
    programme: str,
    form: str,
    words: Words,
    as_of: date | None = None,
    tell: Callable[[int, int, str], None] = lambda done, of, team: None,
) -> bytes:
    """The packs of all groups of a round as a ZIP, each for the meeting it is to prepare.

    `tell` is told how many are done, of how many, and which group comes next. Raises NotFound without groups.
    """
    teams = [one.id for one in store.teams(viewer) if one.programme == programme]
    if not teams:
        raise NotFound(f"no groups in {programme}")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, (name, content) in enumerate(_each(store, viewer, teams, form, words, as_of)):
            tell(done + 1, len(teams), teams[done])
            archive.writestr(name, content)
    return held.getvalue()


def _each(
    store: Store, viewer: Viewer, teams: list[str], form: str, words: Words, as_of: date | None
) -> Iterator[tuple[str, bytes]]:
    for team in teams:
        what = wanted(store, viewer, team, as_of=as_of)
        yield file_name(what, form), set_pack(store, viewer, what, form, words)


def report_of(store: Store, viewer: Viewer, programme: str, as_of: date, words: Words) -> packs.Paper:
    """What each organisation of a round promised and reached, for its result conference. NotFound; NotAllowed."""
    teams = [one.id for one in store.teams(viewer) if one.programme == programme]
    if not teams:
        raise NotFound(f"no groups in {programme}")
    found = []
    for team in teams:
        what = wanted(store, viewer, team, as_of=as_of)
        pack = pack_of(store, viewer, what)
        reader = _reader(store, viewer, team)
        known = prepared.facts(store, _sees(store, viewer, team), as_of)
        promises = [_promise(one, as_of) for one in store.commitments(reader, team) if one.made <= as_of]
        promises = [
            replace(one, now=preparing.latest_reading(known, one.organisation, one.indicator))
            for one in promises
        ]
        taken = [one for one in store.practices(reader) if one.team == team and one.recorded.date() <= as_of]
        judged = known.assessed_of([one.code for one in pack.members])
        assessed = {(row.indicator, row.organisation): row for row in judged.itertuples(index=False)}
        found.append(packs.GroupReport(pack, tuple(promises), tuple(taken), known.indicators, assessed))
    return packs.report_paper(found, words, as_of)
