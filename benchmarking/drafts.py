"""From a handed-in file to a publication: the steps the page and the command line share.

A file is looked at in memory first and refused there if it holds personal data; then it is kept,
then checked, so that nothing handed in is lost whatever the check meets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from benchmarking import intake
from benchmarking.errors import Conflict, UnreadableFile
from benchmarking.model import Finding, Level, Submission, Viewer
from benchmarking.store import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """A kept file and what the latest check made of it. `checked` is None where it holds no table."""

    submission: Submission
    checked: intake.Checked | None
    findings: tuple[Finding, ...]

    @property
    def publishable(self) -> bool:
        """True when nothing stops the file and it is known which round it is for."""
        return self.submission.programme is not None and self.checked is not None and self.checked.publishable

    @property
    def stopping(self) -> int:
        """How many rows (or whole-file faults) stop it."""
        return sum(finding.count for finding in self.findings if finding.level is Level.ERROR)


def reference(store: Store, viewer: Viewer) -> intake.Reference:
    """What a file is checked against: places, indicators, rounds and what is published already.

    Kept until the data changes, for each set of rights: what the published figures teach of the next
    ones takes longer to work out than a file takes to check.
    """
    return _reference(store, replace(viewer, name=""), store.version, date.today())


# Two sets of rights at a time: a reference holds every published value.
@lru_cache(maxsize=2)
def _reference(store: Store, viewer: Viewer, version: int, today: date) -> intake.Reference:
    indicators = store.indicators(viewer)
    published = store.observations(viewer)
    return intake.Reference(
        organisations=store.organisations(viewer),
        indicators=indicators,
        programmes=store.programmes(viewer),
        published=published,
        today=today,
        history=intake.History.of(published, indicators),
        memberships=store.memberships(viewer),
    )


def hand_in(store: Store, viewer: Viewer, name: str, content: bytes, programme: str | None) -> Draft:
    """Keep a file as a draft of a round and check it.

    Raises UnreadableFile, with nothing kept, for a file with personal data; NotAllowed; NotFound.
    """
    intake.refuse_personal_data(content, name)
    return reopen(store, viewer, store.receive(viewer, name, content, programme))


def reopen(store: Store, viewer: Viewer, submission: int) -> Draft:
    """The draft with that id, checked anew against what is published now.

    A draft that nobody has assigned to a round belongs to the one its file names.
    """
    kept = store.submission(viewer, submission)
    name, content = store.original(viewer, submission)
    try:
        checked = intake.check(content, name, reference(store, viewer), programme=kept.programme)
    except UnreadableFile as error:
        draft = Draft(kept, None, (error.finding,))
    else:
        draft = Draft(kept, checked, checked.findings)
        if kept.programme is None and checked.programme is not None:
            store.assign(viewer, submission, checked.programme)
            draft = replace(draft, submission=store.submission(viewer, submission))
    if store.findings(viewer, submission) != draft.findings:
        store.record_findings(viewer, submission, draft.findings)
    return draft


def publish(store: Store, viewer: Viewer, draft: Draft) -> Submission:
    """Publish what the check read. Raises Conflict where something still stops the file."""
    if draft.checked is None or not draft.publishable:
        raise Conflict(f"submission {draft.submission.id} has findings that stop it")
    store.publish(viewer, draft.submission.id, draft.checked.observations)
    return store.submission(viewer, draft.submission.id)
