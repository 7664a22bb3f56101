"""How easy the Swedish reads: LIX of every sentence that the code can say, the goal under 40.

`pytest -rP tests/unit/test_readability.py` prints the table. Numbers, names and words of others ({…} in a message)
count as one short word, so what is judged is ours. Sentences made of several messages are judged whole where they
are made (`test_wording_sentences.py`).
"""

from __future__ import annotations

import re

import pytest

from benchmarking.wording import catalogue, lix

EASY = 40
"""LIX under which a text is easy to middling (Björnsson 1968)."""

FEWEST_WORDS = 8
"""One long word of five is LIX 25 and two are 45, whatever they say: of so few words LIX tells nothing, and what is
asked of them is that no more than half are long."""

FOR_PROGRAMMERS = ("benchmarking/api/", "benchmarking/tables/columns.py", "benchmarking/tables/package.py")
"""What describes the API and the columns of its files; the codes named there are long, English, and not ours to choose."""

HARDER = {
    "{known} av {all} skillnader är säkra, varaktiga eller räknade": "the verdicts' own names, explained on hover",
    "{known} av {n} skillnader är säkra, varaktiga eller räknade.": "the verdicts' own names, explained on hover",
    "{known} av {n} skillnader är säkra, varaktiga eller räknade": "the verdicts' own names, explained on hover",
    "Kvinnor är kraftigt underrepresenterade.": "an example on the design page of what we do not say",
}


def words_of(text: str) -> list[str]:
    return [word for word in text.split() if any(map(str.isalnum, word))]


def judged() -> dict[str, str]:
    """Each sentence, or clause of some length, with its {…} filled, by its message."""
    found = {}
    for use in catalogue.uses():
        for text in (use.text, use.plural):
            if not text or use.path.startswith(FOR_PROGRAMMERS):
                continue
            filled = re.sub(r"\{\w+\}", "12", text)
            count = len(words_of(filled))
            if count >= FEWEST_WORDS or (count >= 4 and text.endswith((".", "?"))):
                found[text] = filled
    return found


def hard(text: str) -> bool:
    words = words_of(text)
    if len(words) >= FEWEST_WORDS:
        return lix(text) >= EASY
    return 2 * sum(sum(map(str.isalpha, word)) > 6 for word in words) > len(words)


def test_every_sentence_is_easy_to_read() -> None:
    sentences = judged()
    for value, message in sorted(
        ((lix(filled), message) for message, filled in sentences.items()), reverse=True
    ):
        print(f"{value:3.0f}  {message}")
    assert len(sentences) > 1000
    found = {message: round(lix(filled)) for message, filled in sentences.items() if hard(filled)}
    assert found.keys() == HARDER.keys(), found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Händelser, kontrollsummor och publicerade siffror tas aldrig bort.", True),
        ("Siffror som är publicerade tas aldrig bort. Det gör inte heller händelser.", False),
        ("Kommatecken skiljer både kolumner och decimaler.", True),
        ("Gruppen har inga deltagare än.", False),
    ],
)
def test_what_is_hard_is_told_from_what_is_easy(text: str, expected: bool) -> None:
    assert hard(text) is expected
