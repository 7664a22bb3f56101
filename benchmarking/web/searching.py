"""Finding an indicator by what it is called or what it is about, also when the word is misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from benchmarking.model import Indicator, Text
from benchmarking.wording import Words, words

LIKE_ENOUGH = 72.0
"""Of 100 (Indel similarity): from here on a word may be meant by another ("hemtjenst" and "hemtjänst": 89)."""

SHORTEST_PART = 3
"""Letters that a word needs to be found inside another, as "lön" in "medianlön"."""

THEMES = {
    "council": "politik fullmäktige politiker val makt demokrati politics power democracy",
    "N05816": "politik ordförande chef makt politics power",
    "N05810": "politik politiker makt politics",
    "N05401": "politik val rösta demokrati politics vote voting democracy",
    "N05830": "politik politiker hat hot politics",
    "fulltime": "jobb arbete deltid tjänst anställning personal jobs work part-time staff",
    "N60077": "jobb arbete deltid tjänst anställning personal jobs work part-time staff",
    "N00090": "sjukskriven sjuk personal sick leave staff",
    "income": "lön pengar ekonomi pension inkomstgap wage pay money pension",
    "N00951": "lön löner lönegap pengar wage pay money",
    "N02267": "jobb arbete sysselsättning jobs work employment",
    "unemployment": "jobb arbete arbetslöshet jobs work",
    "assistance": "socialbidrag försörjningsstöd fattigdom pengar poverty welfare",
    "merit": "skola betyg elever pojkar flickor school grades pupils",
    "N15428": "skola betyg elever pojkar flickor gymnasium school grades pupils",
    "upper secondary": "skola betyg elever pojkar flickor student school pupils",
    "N01982": "högskola universitet utbildning university",
    "safe in school": "skola trygghet elever otrygg mobbning school safety bullying",
    "N00942": "föräldraledig pappa mamma barn parental leave child",
    "N00945": "vabba sjukt barn pappa mamma care of sick child",
    "home care": "äldre omsorg äldreomsorg pensionär elderly old",
    "N21706": "äldre omsorg äldreomsorg elderly old",
    "N21826": "äldre omsorg äldreomsorg elderly old",
    "N23801": "äldre omsorg äldreomsorg äldreboende elderly old nursing home",
    "ill health": "sjukskriven sjuk sjukskrivning sick leave",
    "mental health": "psykisk ohälsa hälsa stress ångest oro",
    "N20402": "äldre fall olycka elderly accident",
    "N01451": "död dödlighet hälsa mortality",
    "life expectancy": "livslängd ålder död life",
    "digital care": "digital vård app 1177 nätet",
    "N01460": "våld hot brott otrygg violence crime",
    "N01458": "kränkning trakasserier otrygg harassment",
    "N00614": "våld brott rädsla trygghet otrygg fear crime safety",
    "N00610": "trygghet otrygg rädsla kväll safety fear",
    "N00613": "våld brott trakasserier rädsla sexuella fear harassment",
    "U01420": "otrygg rädsla trygghet ute safety fear",
}
"""Everyday words by which somebody may look for a family of indicators, beside what the indicators are called."""


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of the indicators that fit, best first; or, where none does, what was perhaps meant and how many fit that."""

    ids: tuple[str, ...]
    meant: str = ""
    would_fit: int = 0


def find(query: str, indicators: Iterable[Indicator], say: Words) -> Found:
    """The indicators that fit every word of a query, by id, title, unit, theme or sub-goal, in both languages.

    A word fits one that begins with it or, from three letters, has it inside. Those that fit by their
    short title come first. Where nothing fits, each word is replaced by the known word nearest to
    it, and the query so mended is offered; a word that is like no other ends it. An empty query finds nothing.
    """
    asked = _parts(query)
    listed = list(indicators)
    if not asked:
        return Found(())
    texts = {indicator.id: _texts(indicator) for indicator in listed}
    ids = _fitting(asked, texts, listed)
    if ids:
        return Found(ids)
    known = _vocabulary(texts, listed, say)
    mended = []
    for word in asked:
        if any(_fits(word, all_of) for _, all_of in texts.values()):
            mended.append(word)
            continue
        nearest = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
        if nearest is None:
            return Found(())
        mended.append(nearest[0])
    would = _fitting(mended, texts, listed)
    return Found((), " ".join(mended), len(would)) if would else Found(())


def _fitting(
    asked: list[str], texts: Mapping[str, tuple[list[str], list[str]]], listed: list[Indicator]
) -> tuple[str, ...]:
    fits = [one.id for one in listed if all(_fits(word, texts[one.id][1]) for word in asked)]
    by_title = {code: all(_fits(word, texts[code][0]) for word in asked) for code in fits}
    return tuple(sorted(fits, key=lambda code: not by_title[code]))


def _fits(word: str, words_of: list[str]) -> bool:
    return any(known.startswith(word) or (len(word) >= SHORTEST_PART and word in known) for known in words_of)


def _texts(indicator: Indicator) -> tuple[list[str], list[str]]:
    """The words of its short title, and all of its words."""
    short = _words_of(indicator.short)
    more = [
        *short,
        *_words_of(indicator.title),
        *_words_of(indicator.base),
        *(_words_of(indicator.topic) if indicator.topic else []),
        *_parts(indicator.id),
        *_parts(" ".join(indicator.series)),
        *_parts(indicator.family),
        *_parts(THEMES.get(indicator.family, "")),
        *_parts(indicator.producer or ""),
    ]
    if indicator.subgoal is not None:
        more += [
            part for language in ("sv", "en") for part in _parts(words(language).subgoal(indicator.subgoal))
        ]
    return short, more


def _vocabulary(
    texts: Mapping[str, tuple[list[str], list[str]]], listed: list[Indicator], say: Words
) -> list[str]:
    """What may have been meant: words of the visitor's own language first, the commonest first."""
    own = {part for one in listed for part in _parts(say.text(one.short))}
    everything = [part for _, all_of in texts.values() for part in all_of if len(part) >= SHORTEST_PART]
    counts: dict[str, int] = {}
    for part in everything:
        counts[part] = counts.get(part, 0) + 1
    return sorted(counts, key=lambda part: (part not in own, -counts[part], part))


def _words_of(text: Text) -> list[str]:
    return [*_parts(text.sv), *_parts(text.en)]


def _parts(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
