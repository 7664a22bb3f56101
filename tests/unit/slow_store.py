"""Which value is current, said a second time in plain Python: slow, and plain to see that it is right.

Nothing is derived and kept: each answer is worked out anew from everything that was ever published.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

Key = tuple[str, str, int, str]
"""indicator, organisation, year, sex"""


@dataclass
class Publication:
    """What one submission published, and whether it still stands."""

    submission: int
    origin: str
    programme: str | None
    values: Mapping[Key, float | None]
    withdrawn: bool = False


@dataclass
class SlowStore:
    """Publications in the order they were made."""

    publications: list[Publication] = field(default_factory=list)

    def publish(
        self, submission: int, values: Mapping[Key, float | None], *, origin: str, programme: str | None
    ) -> None:
        self.publications.append(Publication(submission, origin, programme, dict(values)))

    def withdraw(self, submission: int) -> None:
        self._publication(submission).withdrawn = True

    def current(self, closed: Collection[str] = ()) -> dict[tuple[Key, str], tuple[float | None, int]]:
        """For each key and origin the value and submission that somebody sees who may not look into `closed`."""
        answer = {}
        for publication in self.publications:
            if publication.withdrawn or publication.programme in closed:
                continue
            for key, value in publication.values.items():
                answer[key, publication.origin] = (value, publication.submission)
        return answer

    def handed_in(self, programme: str) -> dict[Key, tuple[float | None, int]]:
        """For each key the latest value that a round handed in."""
        answer = {}
        for publication in self.publications:
            if not publication.withdrawn and publication.programme == programme:
                for key, value in publication.values.items():
                    answer[key] = (value, publication.submission)
        return answer

    def state(self, submission: int) -> str:
        if self._publication(submission).withdrawn:
            return "withdrawn"
        in_use = {number for _, number in self.current().values()}
        return "published" if submission in in_use else "superseded"

    def _publication(self, submission: int) -> Publication:
        [found] = [one for one in self.publications if one.submission == submission]
        return found
