"""What titles, sheets and file names say of all rows below them: a year, a sex, a place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from benchmarking.intake.headings import Knowledge, years_in
from benchmarking.intake.numerals import written
from benchmarking.intake.recognition import sex_of
from benchmarking.model import Sex

__all__ = ["Context"]

_NOT_OF_THE_DATA = re.compile(
    r"uppdaterad|hämtad|uttag|publicerad|skapad|utskriven|updated|printed|källa|source", re.I
)


@dataclass(frozen=True, slots=True)
class Context:
    """The texts round a table."""

    titles: tuple[str, ...]
    sheet: str | None
    file_name: str

    def texts(self) -> list[tuple[str, str]]:
        """Each text with where it stands, the nearest to the data first."""
        titles = [(title, "title") for title in self.titles if not _NOT_OF_THE_DATA.search(title)]
        sheet = [(self.sheet, "sheet")] if self.sheet else []
        return [*sheet, *titles, (PurePath(self.file_name).stem.replace("_", " "), "file name")]

    def years(self) -> tuple[str, str] | str | None:
        """The one year that a name or title tells, with where it stands; alone where it is not sure."""
        unsure = None
        for text, where in self.texts():
            years = years_in(text)
            dated = re.search(r"(?:19|20)[0-9]{2}[- ]?[01][0-9][- ]?[0-3][0-9]", text)
            if where == "file name" and dated:
                # The day a file was made is often a year later than its figures.
                unsure = unsure or (years[0] if len(years) == 1 else None)
            elif len(years) == 1:
                return years[0], where
            elif years:
                return None
        return unsure

    def sexes(self) -> tuple[str, str] | None:
        """The one sex that a text tells, with where it stands."""
        for text, where in self.texts():
            if where != "title" and (whole := sex_of(text)):
                return whole.value, where
            words = [word for word in re.findall(r"\w+", text) if len(word) > 2]
            told = {sex_of(word) for word in words} & {Sex.WOMEN, Sex.MEN}
            if len(told) == 1:
                return told.pop().value, where
            if told:
                return None
        return None

    def places(self, known: Knowledge) -> tuple[str, str] | str | None:
        """The one organisation that a text tells, with where it stands; alone where it is not sure."""
        knows = known.organisations.knows
        for text, where in self.texts():
            if where != "file name" and not written(text) and knows(text):
                return text, where
        words = re.split(r"[\s_\-]+", PurePath(self.file_name).stem)
        named = [word for word in words if len(word) > 2 and not word.isdigit() and knows(word)]
        return named[0] if len(named) == 1 else None
