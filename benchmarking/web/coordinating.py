"""What the parts of the rounds page share: who may change, what was said of a change, and picking a place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from benchmarking.errors import BenchmarkingError, Conflict
from benchmarking.model import MemberRole, Organisation, OrganisationKind, Programme, Right, Track
from benchmarking.rules import Breach, RuleBroken, Stale
from benchmarking.web.facts import Facts
from benchmarking.web.session import harmless, viewer, words
from benchmarking.wording import rounds as said

DONE, WARNED = "round-done", "round-warned"

ROLES = (MemberRole.PARTICIPANT, MemberRole.MENTOR, MemberRole.SUPPORT)

KINDS = {
    Track.MUNICIPALITY: (
        OrganisationKind.MUNICIPALITY,
        OrganisationKind.ASSOCIATION,
        OrganisationKind.DISTRICT,
    ),
    Track.REGION: (OrganisationKind.REGION,),
    Track.MIXED: (
        OrganisationKind.MUNICIPALITY,
        OrganisationKind.REGION,
        OrganisationKind.ASSOCIATION,
        OrganisationKind.DISTRICT,
    ),
}
"""Who may be in a round for each track; offered first, while others are told the rule."""


def may_coordinate(programme: str | None = None) -> bool:
    """Whether the visitor coordinates a round; without one, everything."""
    return viewer().may(Right.COORDINATE, programme=programme)


def names(known: Facts) -> dict[str, str]:
    """The names of all organisations, a municipality and a region of one name told apart."""
    return {code: organisation.name for code, organisation in known.organisations.items()}


def offered(known: Facts, programme: Programme) -> list[str]:
    """The codes of every place that can be chosen, those the round is for first."""
    fitting = KINDS.get(programme.track or Track.MIXED, KINDS[Track.MIXED])
    others = [kind for kind in KINDS[Track.MIXED] if kind not in fitting]
    found: list[Organisation] = [*known.of_kind(*fitting), *known.of_kind(*others)]
    return [one.code for one in found]


def pick_place(label: str, known: Facts, codes: Sequence[str], key: str, **given: Any) -> str | None:
    """One place by name, None until one is chosen."""
    say, name = words(), names(known)
    return st.selectbox(
        label,
        list(codes),
        index=None,
        format_func=lambda code: name.get(code, code),
        placeholder=say("Skriv de första bokstäverna"),
        key=key,
        **given,
    )


def attempt(change: Callable[[], Iterable[Breach] | object], done: str, known: Facts) -> None:
    """Do a change, then draw the page anew with what was done and warned of; or say which rule refuses it."""
    say = words()
    try:
        result = change()
    except RuleBroken as broken:
        refuse(said.all_breaches(say, broken.breaches, names(known)))
        return
    except Stale:
        # Whoever asked knows what to show of the other's change.
        raise
    except Conflict as conflict:
        refuse([_plainly(conflict)])
        return
    except BenchmarkingError:
        refuse([say("Det gick inte att spara. Ladda om sidan och försök igen.")])
        return
    warned = [one for one in result if isinstance(one, Breach)] if isinstance(result, tuple) else []
    st.session_state[DONE] = done
    st.session_state[WARNED] = said.all_breaches(say, warned, names(known))
    st.rerun()


def _plainly(conflict: Conflict) -> str:
    """A conflict that no rule names, in the visitor's words."""
    say = words()
    if "somebody else" in str(conflict):
        return say(
            "Någon annan har ändrat det medan du arbetade. Inget är sparat. Visa det som det är nu och skriv "
            "in din ändring igen."
        )
    if "such a row" in str(conflict):
        return say("Samma rad finns redan.")
    if "seats are for members" in str(conflict):
        return say("Bara medlemmar kan be om platser.")
    if "gives back more" in str(conflict):
        return say("Ingen kan lämna tillbaka fler platser än den bad om.")
    if "wrong order" in str(conflict):
        return say("Datumen står i fel ordning.")
    if "reason" in str(conflict):
        return say("Skriv varför. Skälet sparas med ändringen.")
    if "body and a document" in str(conflict):
        return say("Ange vilket organ som beslutade och i vilken handling.")
    if "score" in str(conflict):
        return say("Fyll i minst en punkt.")
    if "replaced" in str(conflict):
        return say("En medlem byts genom att den ena lämnar och en ny läggs till.")
    if "decision in force" in str(conflict):
        return say("Det finns redan ett beslut som gäller. Inget undantag behövs.")
    return say("Det gick inte att spara. Ladda om sidan och försök igen.")


def refuse(sentences: Sequence[str]) -> None:
    st.error("\n\n".join(harmless(one) for one in sentences))


def tell() -> None:
    """What the last change did and what it was warned of, once."""
    done = st.session_state.pop(DONE, "")
    if done:
        st.success(harmless(done))
    for one in st.session_state.pop(WARNED, []):
        st.warning(harmless(one))


@contextmanager
def form(key: str):
    """A form of a readable width."""
    with st.container(width=640), st.form(key, border=True):
        yield
