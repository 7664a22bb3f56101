"""What the product says, in Swedish and English: messages, numbers, dates, names, sentences from claims.

`words("sv")` and `words("en")` give the two `Words` objects; everything else is a method of theirs.
The Swedish in the code is the message id and `en.po` holds the English. `python -m benchmarking.wording`
lists what the catalogue lacks and adds empty entries for it.
"""

from __future__ import annotations

from benchmarking.wording.catalogue import LANGUAGES, message
from benchmarking.wording.findings import FindingText
from benchmarking.wording.sentences import lix
from benchmarking.wording.words import Words, swedish_order, words

__all__ = ["LANGUAGES", "FindingText", "Words", "lix", "message", "swedish_order", "words"]
