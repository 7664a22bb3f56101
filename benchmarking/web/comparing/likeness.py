"""Similar municipalities and regions: which they are, why, and how much each trait counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

import streamlit as st

from benchmarking import peers
from benchmarking.model import MemberRole, Organisation, OrganisationKind, Programme
from benchmarking.peers import MOST_WEIGHT, Figures, Similar, Trait, Weights
from benchmarking.web.facts import Facts
from benchmarking.web.pickers import unknown_codes
from benchmarking.web.session import address, asked, harmless, remember, words
from benchmarking.web.show import link, put
from benchmarking.wording import likeness

WEIGHTS = "vikter"
"""The address parameter: `vikter=population:3,distance:0`, only those that are not as from the start."""


FROZEN = "fryst"
"""The address parameter: `fryst=MK3`, by the figures there were when that round began; `fryst=nej`, by the newest."""

NOT_FROZEN = "nej"

FROZEN_KEY = "similar-frozen"


def similar_places(place: Organisation, known: Facts) -> tuple[Similar, ...]:
    """The places most like this one, with their reasons, by the weights the visitor has set. Nothing is drawn.

    While a round with the place runs they are frozen as they were when it began, so that nobody chooses
    anew whom to be held against; for earlier rounds that is offered.
    """
    weights = _weights(_chosen(place.kind)) or Weights()
    frozen = _rounds_of(place, known).get(_frozen_at(place, known))
    as_of_year = last_known_year(frozen.starts.on) if frozen else None
    table = known.drawn(
        ("features", as_of_year),
        lambda: peers.features(known.organisations.values(), known.yearly, as_of_year),
    )
    return known.drawn(
        ("similar", place.code, weights, as_of_year), lambda: peers.similar(place.code, table, weights)
    )


def last_known_year(day: date) -> int:
    """The last year that had figures on a day. A year's figures count as known from 31 December of the next."""
    return day.year - (1 if (day.month, day.day) == (12, 31) else 2)


def _rounds_of(place: Organisation, known: Facts) -> dict[str, Programme]:
    """The rounds that the place takes or took part in and whose beginning is known, the latest first."""
    within = {
        m.programme
        for m in known.memberships
        if m.organisation == place.code and m.role is MemberRole.PARTICIPANT
    }
    found = [one for one in known.programmes.values() if one.id in within and one.starts]
    return {one.id: one for one in sorted(found, key=lambda one: one.starts.on, reverse=True)}


def _usually_frozen(rounds: Iterable[Programme]) -> str:
    """The round that runs today, else none."""
    today = date.today()
    for one in rounds:
        if one.starts.on <= today and (one.ends is None or today <= one.ends.latest):
            return one.id
    return NOT_FROZEN


def _frozen_at(place: Organisation, known: Facts) -> str:
    """The round at whose beginning the choice is frozen, by its id: as just chosen, else by the address, else as usual."""
    rounds = _rounds_of(place, known)
    for wanted in (st.session_state.get(FROZEN_KEY), *asked(FROZEN)):
        if wanted in rounds or wanted == NOT_FROZEN:
            return wanted
    return _usually_frozen(rounds.values())


def _ask_whether_frozen(place: Organisation, known: Facts) -> None:
    """By which year's figures places are alike; asked only of those that have been in a round."""
    rounds = _rounds_of(place, known)
    if not rounds:
        return
    say = words()
    choices = {
        one: say("frysta när {round} startade", round=say.text(programme.name))
        for one, programme in rounds.items()
    } | {NOT_FROZEN: say("efter de nyaste siffrorna")}
    st.session_state.setdefault(FROZEN_KEY, _frozen_at(place, known))
    if st.session_state[FROZEN_KEY] not in choices:
        st.session_state[FROZEN_KEY] = _usually_frozen(rounds.values())
    st.radio(
        say("Liknande platser"), list(choices), format_func=lambda one: harmless(choices[one]), key=FROZEN_KEY
    )


def pick_similar(place: Organisation, known: Facts) -> list[str]:
    """A popover with the places most like this one, why, and the weights; their codes, nearest first.

    Draws nothing and returns none where nothing is like it: a country, county, district or association.
    """
    if place.kind not in (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION):
        return []
    say = words()
    regions = place.kind is OrganisationKind.REGION
    unknown_codes(WEIGHTS, _understood())
    label = say("Liknande regioner") if regions else say("Liknande kommuner")
    with st.popover(label, on_change="rerun", key="open-similar") as opened:
        if opened.open:
            _ask_whether_frozen(place, known)
            listed = st.container()
            _ask_for_weights(place.kind)
            found = similar_places(place, known)
            with listed:
                _list(found, place, known)
    chosen, initial = _chosen(place.kind), Weights()
    remember(
        WEIGHTS, [f"{trait}:{weight}" for trait, weight in chosen.items() if weight != initial.of(trait)]
    )
    rounds = _rounds_of(place, known)
    frozen = _frozen_at(place, known)
    remember(FROZEN, [frozen] if rounds and frozen != _usually_frozen(rounds.values()) else [])
    return [similar.code for similar in similar_places(place, known)]


def _traits(kind: OrganisationKind) -> list[Trait]:
    """The traits that places of a kind can have; regions are in no municipality group."""
    return [trait for trait in Trait if trait is not Trait.GROUP or kind is OrganisationKind.MUNICIPALITY]


def _understood() -> dict[str, str]:
    """Every part of the address that we understand, and what it means."""
    say = words()
    return {
        f"{trait}:{weight}": f"{likeness.trait(say, trait)} {weight}"
        for trait in Trait
        for weight in range(MOST_WEIGHT + 1)
    }


def _chosen(kind: OrganisationKind) -> dict[Trait, int]:
    """The weight of each trait: as the visitor has just set it, else by the address, else the usual one."""
    initial = Weights()
    chosen = {trait: initial.of(trait) for trait in _traits(kind)}
    understood = _understood()
    for part in asked(WEIGHTS):
        name, _, weight = part.partition(":")
        if part in understood and Trait(name) in chosen:
            chosen[Trait(name)] = int(weight)
    return {trait: st.session_state.get(_key(trait), weight) for trait, weight in chosen.items()}


def _weights(chosen: dict[Trait, int]) -> Weights | None:
    """The weights, or None where nothing would count."""
    if not any(chosen.values()):
        return None
    return Weights(**{trait.value: chosen.get(trait, 0) for trait in Trait})


def _key(trait: Trait) -> str:
    return f"weight-{trait.value}"


def _ask_for_weights(kind: OrganisationKind) -> None:
    say = words()
    chosen = _chosen(kind)
    put(
        f'<h3 class="page-subheading">{escape(say("Vad ska räknas?"))}</h3>'
        f'<p class="page-source">{escape(say("0 räknas inte, 3 räknas mest."))}</p>'
    )
    with st.container(horizontal=True):
        for trait, weight in chosen.items():
            key = _key(trait)
            # A weight that is asked for by the address is set once; from then on the field itself holds it.
            st.session_state.setdefault(key, weight)
            st.number_input(likeness.trait(say, trait), 0, MOST_WEIGHT, step=1, key=key, width=150)
    if _weights(_chosen(kind)) is None:
        st.info(say("Minst en uppgift måste räknas. Listan visar nu de vanliga vikterna."))


def _list(found: tuple[Similar, ...], place: Organisation, known: Facts) -> None:
    """Each similar place with its reasons, a link to its page and one that compares it."""
    say = words()
    page, parameter = _comparison_of(place.kind)
    years = {claim.year for similar in found for claim in similar.likenesses if isinstance(claim, Figures)}
    notes = [say("Siffran för {name} står först.", name=place.name)]
    frozen = _rounds_of(place, known).get(_frozen_at(place, known))
    if frozen is not None:
        notes.append(
            say(
                "Valet är fryst som det var när {round} startade {date}.",
                round=say.text(frozen.name),
                date=say.known_date(frozen.starts),
            )
        )
    if years:
        notes.append(say("Siffrorna är från {years}.", years=say.year_range(min(years), max(years))))
    # What the place itself lacks is left out for all of them, and said once.
    never = [trait for trait in Trait if found and all(trait in similar.left_out for similar in found)]
    if never:
        lacking = say.joined([likeness.left_out(say, trait) for trait in never])
        notes.append(f"{lacking[0].upper()}{lacking[1:]}.")
    items = []
    for similar in found:
        name = known.organisations[similar.code].name
        together = address(page, **{parameter: (place.code, similar.code)})
        said = [likeness.reason(say, claim) for claim in similar.likenesses]
        said += [likeness.left_out(say, trait) for trait in similar.left_out if trait not in never]
        items.append(
            f"<li><strong>{link(name, address('organisation', kod=similar.code))}</strong>: "
            f"{escape(', '.join(said))}. "
            f"{link(say('Jämför med {name}', name=name), together)}</li>"
        )
    everyone = address(page, **{parameter: (place.code, *(similar.code for similar in found))})
    put(
        f'<p class="page-source">{escape(" ".join(notes))}</p>'
        f'<ol class="page-list">{"".join(items)}</ol>'
        f'<p class="page-list">{link(say("Jämför med alla {n}", n=say.spelled(len(found))), everyone)}</p>'
    )


def _comparison_of(kind: OrganisationKind) -> tuple[str, str]:
    """The page and the address parameter that compare a kind of organisation."""
    return ("regions", "region") if kind is OrganisationKind.REGION else ("compare", "kommun")
