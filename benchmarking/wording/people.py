"""What those who did something are called: roles and numbers, since nobody's name is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from benchmarking.access import ACCOUNT, Standing
from benchmarking.wording import Words
from benchmarking.wording.catalogue import message

STANDINGS = {
    Standing.REPORTER: message("lämnar uppgifter"),
    Standing.MENTOR: message("mentor"),
    Standing.COORDINATOR: message("samordnare"),
    Standing.ADMINISTRATOR: message("administratör"),
}
"""What each standing that can be given is called."""


def standing(say: Words, which: Standing) -> str:
    """What a standing is called: "samordnare"."""
    return say(STANDINGS[which])


def roles(say: Words, assignments: Iterable[Mapping[str, str]], names: Mapping[str, str]) -> str:
    """What an account is and for what, from `Store.own_data`: "samordnare, MK7; lämnar uppgifter, Askersund"."""
    told = []
    for one in assignments:
        place = next((one[kind] for kind in ("organisation", "team", "programme") if kind in one), "")
        called = standing(say, Standing(one["standing"]))
        told.append(f"{called}, {names.get(place, place)}" if place else called)
    return "; ".join(told) or say("besökare")


def who(say: Words, name: str) -> str:
    """Who it was in words: "konto 12" for an account, else as it is kept."""
    number = name.removeprefix(ACCOUNT)
    return say("konto {number}", number=number) if number != name else name
