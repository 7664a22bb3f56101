"""What a group is given before a meeting: one page for each organisation and one for the group, as claims.

Pure. `prepare` makes a `Pack` of what was known on a day, `edited` is the same as the group's mentor wants
it, `as_text` and `from_text` keep it word for word, and `corrected` says which of its figures have been
changed since. Sentences are `wording.preparing`'s, and paper is `packs`'.
"""

from __future__ import annotations

from benchmarking.preparing.content import (
    Ask,
    Assessed,
    Cell,
    GroupPage,
    GroupRow,
    Member,
    MentorPath,
    Moved,
    News,
    Occasion,
    OrganisationPage,
    Pack,
    PathRow,
    Promise,
    Question,
    Reading,
    Row,
    Since,
    Theme,
    Trend,
)
from benchmarking.preparing.corrections import Correction, corrected
from benchmarking.preparing.edits import GROUP, Edits, edited, item_keys
from benchmarking.preparing.kept import as_text, from_text
from benchmarking.preparing.making import Known, latest_reading, prepare, theme_of
from benchmarking.preparing.questions import MOST_QUESTIONS

__all__ = [
    "GROUP",
    "MOST_QUESTIONS",
    "Ask",
    "Assessed",
    "Cell",
    "Correction",
    "Edits",
    "GroupPage",
    "GroupRow",
    "Known",
    "Member",
    "MentorPath",
    "Moved",
    "News",
    "Occasion",
    "OrganisationPage",
    "Pack",
    "PathRow",
    "Promise",
    "Question",
    "Reading",
    "Row",
    "Since",
    "Theme",
    "Trend",
    "as_text",
    "corrected",
    "edited",
    "from_text",
    "item_keys",
    "latest_reading",
    "prepare",
    "theme_of",
]
