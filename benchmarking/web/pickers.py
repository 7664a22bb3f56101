"""Asking the visitor. Every answer is a code in the address, so that a link opens the same view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st
from rapidfuzz import fuzz, process, utils

from benchmarking.model import Organisation
from benchmarking.web.session import asked, harmless, remember, words


def pick_organisations(
    choices: Sequence[Organisation],
    parameter: str,
    *,
    label: str,
    maximum: int | None = None,
    default: Sequence[str] = (),
) -> list[str]:
    """The codes chosen among `choices`, in the order chosen, read from and written to the address."""
    say = words()
    names = {organisation.code: organisation.name for organisation in choices}
    key = f"pick-{parameter}"
    if key not in st.session_state:
        wanted = [code for code in asked(parameter) if code in names] or [c for c in default if c in names]
        st.session_state[key] = wanted[:maximum]
    count = len(st.session_state[key])
    # Whoever has nothing to compare yet is asked at once; from two on the list steps aside.
    holder = (
        st.popover(
            say.plural("{label}: {n} vald", "{label}: {n} valda", count, label=label), key=f"open-{parameter}"
        )
        if count > 1
        else st.container(width=560)
    )
    with holder:
        chosen = st.multiselect(
            label,
            list(names),
            format_func=names.__getitem__,
            key=key,
            max_selections=maximum,
            placeholder=say("Skriv de första bokstäverna"),
            select_all=False,
        )
    remember(parameter, chosen)
    return chosen


MOST_IN_SIGHT = 60
"""So many choices are listed; more are typed for."""


def pick_one(
    choices: Mapping[str, str],
    parameter: str,
    *,
    label: str,
    default: str,
    quiet: bool = True,
    term: str = "",
) -> str:
    """One code among `choices` (code → words), in a popover whose label states the choice.

    The default is left out of the address unless `quiet` is False. What `term` of the glossary means is told on
    hover.
    """
    key = f"pick-{parameter}"
    if key not in st.session_state:
        st.session_state[key] = next((code for code in asked(parameter) if code in choices), default)
    if st.session_state[key] not in choices:
        st.session_state[key] = default
    chosen_now = choices[st.session_state[key]]
    meaning = words().meaning(term) if term else None
    with st.popover(harmless(f"{label}: {chosen_now}"), key=f"open-{parameter}", help=meaning):
        if len(choices) <= MOST_IN_SIGHT:
            chosen = st.radio(label, list(choices), format_func=lambda code: harmless(choices[code]), key=key)
        else:
            chosen = st.selectbox(label, list(choices), format_func=choices.__getitem__, key=key)
    remember(parameter, () if quiet and chosen == default else (chosen,))
    return str(chosen)


SUBGOALS = range(1, 7)


def pick_subgoal(offered: Iterable[int] = SUBGOALS) -> int | None:
    """One national sub-goal among those `offered`, kept in the address as `delmal=5`; None is all of them."""
    say = words()
    choices = {"": say("alla")} | {str(number): say.subgoal(number) for number in offered}
    chosen = pick_one(choices, "delmal", label=say("Delmål"), default="", term="delmal")
    return int(chosen) if chosen else None


GROUP = "grupp"
"""The address parameter of a group's own name: `?kommun=1882,1982&grupp=Bergslagen`."""

LONGEST_NAME = 60


def name_group() -> str:
    """The visitor's own name for what is chosen, kept in the address so that a copied link carries it; or ""."""
    say = words()
    key = "group-name"
    if key not in st.session_state:
        st.session_state[key] = _name_asked()
    name = " ".join(st.session_state[key].split())
    label = say("Grupp: {name}", name=harmless(name)) if name else say("Spara som grupp")
    with st.popover(label, key="open-group"):
        st.text_input(
            say("Gruppens namn"), key=key, max_chars=LONGEST_NAME, placeholder=say("till exempel Vår grupp")
        )
        st.caption(
            say(
                "Namnet och kommunerna sparas i sidans adress. Gör adressen till ett bokmärke, eller kopiera länken under Dela och hämta."
            )
        )
    remember(GROUP, [name] if name else [])
    return name


def _name_asked() -> str:
    """The name as the address has it; commas in it are part of it."""
    return " ".join(st.query_params.get(GROUP, "").split())[:LONGEST_NAME]


def unknown_codes(parameter: str, known: Mapping[str, str]) -> None:
    """Name what the address asks for and nobody knows, with the nearest that somebody does."""
    say = words()
    for code in asked(parameter):
        if code in known:
            continue
        nearest = _nearest(code, known)
        sentence = say("Vi känner inte igen {code}.", code=say.quoted(code[:40]))
        if nearest:
            sentence += " " + say("Menade du {code} {name}?", code=nearest, name=known[nearest])
        st.warning(harmless(sentence))


def _nearest(code: str, known: Mapping[str, str]) -> str | None:
    """The known code closest by name or by digits, or None where nothing is close."""
    by_name = process.extractOne(
        code, known, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=75
    )
    if by_name:
        return str(by_name[2])
    by_code = process.extractOne(code.zfill(4), list(known), scorer=fuzz.ratio, score_cutoff=70)
    return str(by_code[0]) if by_code else None


def names_of(organisations: Iterable[Organisation]) -> dict[str, str]:
    return {organisation.code: organisation.name for organisation in organisations}
