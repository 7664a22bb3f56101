"""Finding an indicator by what it is called or what it is about, also when the word is misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st
from rapidfuzz import fuzz, process

from benchmarking import wording
from benchmarking.model import Indicator, Text
from benchmarking.web.comparing.standing import KINDS
from benchmarking.web.facts import Facts
from benchmarking.web.session import address, asked, remember, words
from benchmarking.web.show import lede, link, put, section, title
from benchmarking.wording import Words

SEARCH = "sok"
"""The address parameter of what is searched for."""

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
    "N21706": "hemtjänst äldre omsorg äldreomsorg elderly old",
    "N21826": "hemtjänst äldre omsorg äldreomsorg elderly old",
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


def all_indicators(known: Facts) -> None:
    """Without an indicator: search, and all of them by sub-goal."""
    say = words()
    title(say("Nyckeltal"), say("Ett mått, alla kommuner och regioner"))
    lede(
        [
            say(
                "{n} nyckeltal om kvinnor och män. Sök på ett ord, eller välj i listan.",
                n=len(known.indicators),
            )
        ]
    )
    if search(known):
        return
    for subgoal in (*range(1, 7), None):
        here = [one for one in known.indicators.values() if one.subgoal == subgoal]
        if here:
            section(f"{subgoal}. {say.subgoal(subgoal)}" if subgoal else say("Bakgrund"))
            _links_to(here)


def search(known: Facts) -> bool:
    """A search box and what it finds; True where something was asked."""
    say = words()
    key = f"search-{SEARCH}"
    if key not in st.session_state:
        st.session_state[key] = " ".join(asked(SEARCH))[:60]
    query = st.text_input(
        say("Sök nyckeltal"),
        key=key,
        placeholder=say("Skriv ett ord, till exempel lön"),
        max_chars=60,
        width=560,
    ).strip()
    remember(SEARCH, [query] if query else [])
    if not query:
        return False
    found = find(query, known.indicators.values(), say)
    if found.ids:
        told = say.plural(
            "{n} nyckeltal passar {query}.",
            "{n} nyckeltal passar {query}.",
            len(found.ids),
            query=say.quoted(query),
        )
        put(f'<p class="page-said" role="status">{escape(told)}</p>')
        _links_to([known.indicators[code] for code in found.ids])
        return True
    told = escape(say("Inget nyckeltal passar {query}.", query=say.quoted(query)))
    if found.meant:
        meant = say("Menade du {word}?", word=found.meant)
        told += f" {link(meant, address('indicator', sok=found.meant))} ({found.would_fit})"
    else:
        told += f" {link(say('Se alla nyckeltal'), address('indicator'))}"
    put(f'<p class="page-said" role="status">{told}</p>')
    return True


def _links_to(indicators: Sequence[Indicator]) -> None:
    """Indicators as a list of links; the places pointed out follow along."""
    say = words()
    codes = asked("kod")
    items = []
    for indicator in indicators:
        kinds = [say.organisation_kind(kind, 2) for kind in KINDS.values() if kind in indicator.applies_to]
        about = [say.text(indicator.base), say.joined(kinds)]
        going = link(say.text(indicator.short), address("indicator", nyckeltal=indicator.id, kod=codes))
        items.append(f'<li>{going} <span class="page-source">{escape(", ".join(about))}</span></li>')
    put(f'<ul class="page-list">{"".join(items)}</ul>')


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
            part
            for language in ("sv", "en")
            for part in _parts(wording.words(language).subgoal(indicator.subgoal))
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
