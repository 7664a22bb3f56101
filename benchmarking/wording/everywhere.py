"""What is said first of one indicator: in how many places who has more, and in how many it cannot be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from benchmarking.gaps import Basis, GapVerdict, Reason
from benchmarking.model import Counted, Indicator, OrganisationKind, Role
from benchmarking.wording import verdicts
from benchmarking.wording.catalogue import message

if TYPE_CHECKING:
    from benchmarking.wording.words import Words

HIGHER = {
    (None, GapVerdict.WOMEN_HIGHER): message("I {n} av {of} {kinds} ligger kvinnor {how} högre än män."),
    (None, GapVerdict.MEN_HIGHER): message("I {n} av {of} {kinds} ligger kvinnor {how} lägre än män."),
    (Counted.POSTS, GapVerdict.WOMEN_HIGHER): message("I {n} av {of} {kinds} är kvinnor fler än män."),
    (Counted.POSTS, GapVerdict.MEN_HIGHER): message("I {n} av {of} {kinds} är kvinnor färre än män."),
    (Counted.DAYS, GapVerdict.WOMEN_HIGHER): message("I {n} av {of} {kinds} har kvinnor fler dagar än män."),
    (Counted.DAYS, GapVerdict.MEN_HIGHER): message("I {n} av {of} {kinds} har kvinnor färre dagar än män."),
}
"""By what is counted and who has more. {how} is one of `SURELY`."""

SURELY = {
    frozenset({Basis.CERTAIN}): message("säkert"),
    frozenset({Basis.LASTING}): message("varaktigt"),
    frozenset({Basis.CERTAIN, Basis.LASTING}): message("säkert eller varaktigt"),
}

UNTOLD = {
    (True, False): message("I {unsure} går det inte att säga att det finns en skillnad."),
    (False, True): message("I {cannot} går det inte att avgöra."),
    (True, True): message(
        "I {unsure} går det inte att säga att det finns en skillnad, och i {cannot} går det inte att avgöra."
    ),
}
"""By whether some have no certain difference, and whether some cannot be told."""


def lede(words: Words, rows: Iterable[Any], indicator: Indicator, kind: OrganisationKind) -> list[str]:
    """At most three sentences about one indicator over all organisations of a kind.

    `rows` are those of `gaps.assess`. First the way most known gaps go, then the other way and evenly
    split posts, last what cannot be told. Counts are of those that are compared; of nobody, the
    sentence says why. "I 147 av 290 kommuner ligger kvinnor säkert lägre än män."
    """
    listed = list(rows)
    if indicator.role is Role.BACKGROUND:
        return [words("Det här är bakgrund. På det jämförs inte kvinnor och män.")]
    compared = [row for row in listed if row.verdict != GapVerdict.NOT_COMPARED]
    if not compared:
        return [words("Det finns inga värden för både kvinnor och män att jämföra.")]
    counts = Counter(GapVerdict(row.verdict) for row in compared)
    of = {"of": len(compared), "kinds": words.organisation_kind(kind, len(compared))}
    cannot, unsure = counts[GapVerdict.CANNOT_TELL], counts[GapVerdict.NO_CERTAIN]
    if cannot == len(compared):
        return [_nowhere(words, compared, of)]
    sentences = []
    sides = sorted(
        (side for side in (GapVerdict.WOMEN_HIGHER, GapVerdict.MEN_HIGHER) if counts[side]),
        key=lambda side: -counts[side],
    )
    if sides:
        first = sides[0]
        # Every kind of counting is known in its own way; the word is said only where an interval or limits say it.
        bases = frozenset(Basis(row.basis) for row in compared if row.verdict == first and row.basis)
        how = words(SURELY[bases]) if bases in SURELY else ""
        sentences.append(
            words(HIGHER[indicator.counted, first], n=counts[first], how=how, **of).replace("  ", " ")
        )
    elif counts[GapVerdict.EVEN]:
        sentences.append(words("I {even} av {of} {kinds} är det jämnt.", even=counts[GapVerdict.EVEN], **of))
    second = _second(words, counts, sides) if sides else ""
    if second:
        sentences.append(second)
    if unsure or cannot:
        text = UNTOLD[bool(unsure), bool(cannot)]
        if unsure + cannot == len(compared):
            # Nothing stands before it that says of how many.
            text = message("I ingen av {of} {kinds} är skillnaden säker eller varaktig.")
            sentences.append(words(text, **of))
        else:
            given = {"unsure": unsure, "cannot": cannot}
            sentences.append(words(text, **{name: given[name] for name in given if f"{{{name}}}" in text}))
    return sentences


def _second(words: Words, counts: Counter, sides: list[GapVerdict]) -> str:
    """The other way, and even splits; "" where there is neither."""
    other = counts[sides[1]] if len(sides) > 1 else 0
    even = counts[GapVerdict.EVEN]
    if other and even:
        return words("I {other} är det tvärtom, och i {even} är det jämnt.", other=other, even=even)
    if other:
        return words("I {other} är det tvärtom.", other=other)
    return words("I {even} är det jämnt.", even=even) if even else ""


def _nowhere(words: Words, compared: list[Any], of: dict[str, int | str]) -> str:
    """That it cannot be told anywhere, with the reason if all share one."""
    reasons = {Reason(row.reason) for row in compared}
    if len(reasons) == 1 and reasons <= verdicts.EXPLAINED.keys():
        why = words(verdicts.EXPLAINED[reasons.pop()])
        return words("Skillnaden går inte att avgöra i någon av {of} {kinds}: {reason}.", reason=why, **of)
    return words("Skillnaden går inte att avgöra i någon av {of} {kinds}.", **of)
