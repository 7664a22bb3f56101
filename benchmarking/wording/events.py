"""The trail in words: what happened, and to what."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from benchmarking.wording.catalogue import message

if TYPE_CHECKING:
    from benchmarking.wording.words import Words

EVENTS = {
    # What is handed in
    "receive": message("En fil togs emot"),
    "assign": message("Filen fick sin omgång"),
    "check": message("Filen granskades"),
    "answer": message("Det bestämdes hur filen läses"),
    "learn": message("Sättet att läsa minns till nästa fil"),
    "correct": message("Celler rättades"),
    "undo": message("Rättelser togs bort"),
    "confirm": message("Frågor om värden besvarades med ja"),
    "retract": message("Svar på frågor om värden togs tillbaka"),
    "submit": message("Uppgifterna lämnades in för godkännande"),
    "recall": message("Uppgifterna togs tillbaka för att ändras"),
    "return": message("Filen lämnades tillbaka"),
    "resume": message("Filen togs upp igen"),
    "discard": message("Utkastet lades åt sidan"),
    "publish": message("Uppgifterna publicerades"),
    "withdraw": message("Uppgifterna togs tillbaka"),
    "request": message("Uppgifter efterfrågades"),
    "withdraw_request": message("Uppgifter efterfrågas inte längre"),
    "add_indicator": message("Ett eget nyckeltal lades till"),
    "new_version": message("Ett eget nyckeltal ändrades"),
    # Rounds and groups
    "create_round": message("Omgången utlystes"),
    "change_round": message("Omgången ändrades"),
    "set_opening": message("Det bestämdes när omgången öppnas"),
    "set_pause": message("Uppehållet före val ändrades"),
    "take_step": message("Omgången tog ett steg"),
    "take_back_step": message("Omgångens senaste steg togs tillbaka"),
    "create_team": message("En grupp lades till"),
    "add_member": message("En medlem lades till"),
    "change_member": message("En medlem ändrades"),
    "remove_member": message("En medlem togs bort"),
    "decide": message("Ett beslut registrerades"),
    "apply": message("En anmälan kom in"),
    "withdraw_application": message("En anmälan drogs tillbaka"),
    "admit": message("En deltagare släpptes in utan beslut"),
    "fill_functions": message("Funktioner tillsattes"),
    "assess": message("En självskattning sparades"),
    # Meetings
    "arrange": message("En träff bestämdes"),
    "hand_over": message("Ett underlag lämnades till träffen"),
    "read_questions": message("Träffens frågor lästes"),
    "write": message("En rad skrevs i anteckningarna"),
    "rewrite": message("En rad i anteckningarna ändrades"),
    "strike": message("En rad i anteckningarna ströks"),
    "edit_pack": message("Träffens underlag ändrades"),
    "keep_pack": message("Träffens underlag sparades"),
    "commit": message("Ett åtagande gjordes"),
    "follow_up": message("Ett åtagande följdes upp"),
    "analyse": message("En analys av en skillnad sparades"),
    "adopt": message("Ett arbetssätt togs över"),
    "see_effect": message("Det noterades vad ett arbetssätt gav"),
    # Initiatives
    "create_initiative": message("En satsning lades till"),
    "change_initiative": message("En satsning ändrades"),
    "keep_rows": message("Rader om en satsning sparades"),
    # Accounts
    "invite": message("Någon bjöds in"),
    "first_sign_in": message("Någon loggade in första gången"),
    "appoint": message("Ett kontos rättigheter ändrades"),
    "block": message("Ett konto stängdes av"),
    "unblock": message("Ett konto öppnades igen"),
    "sign_out": message("Ett konto loggades ut överallt"),
    "erase": message("Ett kontos personuppgifter raderades"),
    "decide_four_eyes": message("Det bestämdes vem som får godkänna"),
    # What is kept
    "chain": message("Händelserna kedjades"),
    "backup": message("En säkerhetskopia togs och prövades"),
    "restore": message("En säkerhetskopia lades tillbaka"),
    "ask_purge": message("Någon bad att en fil tas bort"),
    "refuse_purge": message("En fil fick vara kvar"),
    "purge": message("En fils innehåll togs bort"),
    "set_retention": message("Det ändrades hur länge filer sparas"),
}

SUBJECTS = {
    "submission": message("inlämning {what}"),
    "programme": message("omgång {what}"),
    "team": message("grupp {what}"),
    "organisation": message("{what}"),
    "indicator": message("nyckeltal {what}"),
    "request": message("efterfrågan {what}"),
    "account": message("konto {what}"),
    "setting": message("inställning {what}"),
    "shape": message("filer av formen {what}"),
    "backup": message("säkerhetskopia {what}"),
    "event": message("händelse {what}"),
    "retention": message("sparande av {what}"),
}


def happened(words: Words, what: str) -> str:
    """What happened, as a sentence without full stop."""
    return words(EVENTS[what]) if what in EVENTS else what


def subject(words: Words, subject: str, names: Mapping[str, str]) -> str:
    """What it happened to. Places are said by `names`, in place of their codes."""
    kind, _, id_ = subject.partition(":")
    said = ", ".join(names.get(part, part) for part in id_.split("/"))
    return words(SUBJECTS[kind], what=said) if kind in SUBJECTS else subject


FIELDS = {
    "about": message("frågor"),
    "area": message("område"),
    "asked_by": message("begärt av"),
    "assignments": message("uppdrag"),
    "bytes": message("byte"),
    "capacity": message("platser"),
    "cells": message("celler"),
    "concept": message("konceptversion"),
    "content": message("innehållets summa"),
    "count": message("antal"),
    "due": message("senast"),
    "files": message("filer"),
    "filled": message("tillsatta"),
    "findings": message("anmärkningar"),
    "fingerprint": message("siffrornas summa"),
    "first_year": message("första år"),
    "hash": message("kedjans summa"),
    "indicator": message("nyckeltal"),
    "kind": message("slag"),
    "lacking": message("saknas"),
    "last_year": message("sista år"),
    "months": message("månader"),
    "name": message("namn"),
    "number": message("nummer"),
    "on": message("dag"),
    "organisation": message("organisation"),
    "programme": message("omgång"),
    "reason": message("skäl"),
    "role": message("roll"),
    "rows": message("rader"),
    "scores": message("poäng"),
    "sha256": message("kontrollsumma"),
    "source": message("källa"),
    "stage": message("skede"),
    "starts": message("börjar"),
    "state": message("läge"),
    "step": message("steg"),
    "submission": message("inlämning"),
    "text": message("text"),
    "theme": message("tema"),
    "track": message("för"),
    "why": message("varför"),
}
"""What the parts of an event are called that most readers meet; others are shown by the name they are kept under."""

VALUES = {
    "draft": message("utkast"),
    "submitted": message("inlämnad"),
    "returned": message("återlämnad"),
    "published": message("publicerad"),
    "withdrawn": message("tillbakatagen"),
    "superseded": message("ersatt av senare"),
    "asked": message("på begäran"),
    "nightly": message("nattens"),
}

HASH = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


def sought(words: Words, text: str) -> str:
    """What to look for among subjects: `inlämning 12` as `submission:12`; anything else as it stands."""
    typed = text.strip()
    for kind, called in SUBJECTS.items():
        name = words(called, what="").strip()
        if name and typed.casefold().startswith(f"{name} "):
            return f"{kind}:{typed[len(name) :].strip()}"
    return typed


def told(words: Words, text: str | None) -> str:
    """What was kept as JSON before or after, in one line of names and values; empty for nothing.

    Of checksums the first twelve signs are shown.
    """
    if not text:
        return ""
    value = json.loads(text)
    if not isinstance(value, dict):
        return HASH.sub(r"\1…", _plain(value))
    said = (
        f"{words(FIELDS[name]) if name in FIELDS else name}: "
        f"{words(VALUES[one]) if isinstance(one, str) and one in VALUES else _plain(one)}"
        for name, one in value.items()
        if one not in (None, "", [], {})
    )
    return HASH.sub(r"\1…", "; ".join(said))


def _plain(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
