"""What those who did something are called: roles and numbers, since nobody's name is kept."""

from __future__ import annotations

from benchmarking.access import ACCOUNT
from benchmarking.wording import Words


def who(say: Words, name: str) -> str:
    """Who it was in words: "konto 12" for an account, else as it is kept."""
    number = name.removeprefix(ACCOUNT)
    return say("konto {number}", number=number) if number != name else name
