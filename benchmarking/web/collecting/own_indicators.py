"""The network's own indicators: a form that adds one or gives it a new version, and names faults at the field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from benchmarking.errors import BenchmarkingError
from benchmarking.model import (
    Direction,
    Indicator,
    Measured,
    OrganisationKind,
    Role,
    Shape,
    Text,
)
from benchmarking.store import UNITS, Fault, indicator_faults
from benchmarking.web.facts import Facts
from benchmarking.web.session import address, store, viewer, words
from benchmarking.web.show import link, section
from benchmarking.wording import Words
from benchmarking.wording.words import OWN_COLLECTION

PREFIX = "egen-"

SHAPES = (Shape.BY_SEX, Shape.WOMENS_SHARE, Shape.MENS_SHARE, Shape.WOMENS_RELATIVE)
KINDS = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)


def own_indicators_view(known: Facts) -> None:
    """Those that there are, with their versions, and the form."""
    say = words()
    said = st.session_state.pop("own-said", None)
    if said:
        st.success(said)
    own = {one.id: one for one in store().own_indicators(viewer())}
    if own:
        section(say("Egna nyckeltal"))
        items = "".join(
            f"<li>{link(say.text(one.title), address('indicator', nyckeltal=one.id))} {escape(one.id)}"
            f"<br>{escape(_versions(one.id, say))}</li>"
            for one in own.values()
        )
        st.html(f'<ul class="page-list">{items}</ul>')
    with st.container(width=640):
        chosen = st.selectbox(
            say("Vad vill du göra?"),
            ["", *own],
            format_func=lambda id_: (
                say("Ändra {name}", name=say.text(own[id_].short)) if id_ else say("Lägga till ett nytt")
            ),
            key="own-which",
        )
    _form(known, own.get(chosen))


def _versions(id_: str, say: Words) -> str:
    """Since when each version is valid, in words."""
    found = store().indicator_versions(viewer(), id_)
    later = [say.date(one.valid_from) for one in found[1:] if one.valid_from]
    if not later:
        return say("En version.")
    return say("{n} versioner, ändrad {dates}.", n=len(found), dates=say.joined(later))


def _form(known: Facts, before: Indicator | None) -> None:
    say = words()
    # Widgets of another indicator must not keep what was written for this one.
    at = before.id if before else "new"
    faults: Mapping[str, Fault] = st.session_state.pop("own-faults", {})
    section(say("Ändra nyckeltalet") if before else say("Nytt nyckeltal"))
    if before:
        st.html(
            f'<p class="page-said">{escape(say("Det som redan är lämnat ändras inte. Ändras det som mäts blir året ett avbrott: värden före och efter jämförs inte."))}</p>'
        )

    def fault(*names: str) -> None:
        for name in names:
            if name in faults:
                st.error(_fault_text(faults[name], say))

    def text(name: str, label: str, value: str = "", area: bool = False) -> str:
        ask = st.text_area if area else st.text_input
        return str(ask(label, value, key=f"own-{at}-{name}")).strip()

    def number(name: str, label: str, value: float | None) -> float | None:
        return st.number_input(label, value=value, step=None, key=f"own-{at}-{name}", format="%g")

    def choice(name: str, label: str, options: Mapping[Any, str], value: Any, locked: bool = False) -> Any:
        keys = list(options)
        return st.selectbox(
            label,
            keys,
            index=keys.index(value) if value in keys else None,
            format_func=options.__getitem__,
            placeholder=say("Välj"),
            disabled=locked,
            key=f"own-{at}-{name}",
        )

    with st.form(f"own-{at}", border=False, width=640):
        made: dict[str, Any] = {}
        if before is None:
            slug = text("id", say("Nummer: små bokstäver a–z, siffror och bindestreck. Det börjar med egen-"))
            made["id"] = slug if slug.startswith(PREFIX) else f"{PREFIX}{slug}"
            fault("id")
        else:
            made["id"] = before.id
        for name, swedish, english, area in (
            ("title", say("Titel på svenska"), say("Titel på engelska (tomt: som på svenska)"), False),
            ("short", say("Kort titel, högst 40 tecken"), say("Kort titel på engelska"), False),
            (
                "base",
                say("Vad talet är av, som ”procent av de anställda”"),
                say("Samma på engelska"),
                False,
            ),
            (
                "definition",
                say("Definition: vad som räknas, när och hur"),
                say("Definition på engelska"),
                True,
            ),
        ):
            kept = getattr(before, name) if before else None
            told = text(f"{name}-sv", swedish, kept.sv if kept else "", area)
            other = text(f"{name}-en", english, kept.en if kept else "", area)
            made[name] = Text(told, other or told) if told else None
            fault(name)
        made["shape"] = choice(
            *("shape", say("Hur nyckeltalet talar om kvinnor och män"), _shapes(say)),
            before.shape if before else Shape.BY_SEX,
            locked=before is not None,
        )
        fault("shape")
        made["unit"] = choice(
            *("unit", say("Enhet"), {one: one for one in UNITS}),
            before.unit if before else "%",
            locked=before is not None,
        )
        fault("unit")
        made["decimals"] = int(
            st.number_input(
                say("Decimaler"), 0, 3, before.decimals if before else 1, step=1, key=f"own-{at}-decimals"
            )
        )
        kinds = st.multiselect(
            say("Vem har det?"),
            list(KINDS),
            default=[one for one in KINDS if one in before.applies_to] if before else list(KINDS),
            format_func=lambda kind: say.organisation_kind(kind, 2),
            placeholder=say("Välj"),
            key=f"own-{at}-kinds",
            select_all=False,
        )
        made["applies_to"] = frozenset(kinds)
        fault("applies_to")
        subgoals = {number: f"{number}. {say.subgoal(number)}" for number in range(1, 7)}
        made["subgoal"] = choice(
            "subgoal", say("Nationellt delmål"), subgoals, before.subgoal if before else None
        )
        fault("subgoal")
        made["measured"] = choice(
            *("measured", say("Hur ofta det mäts"), _measured(say)),
            before.measured if before else Measured.YEARLY,
        )
        made["direction"] = choice(
            "direction",
            say("Åt vilket håll nivån är bättre. Det dömer aldrig skillnaden."),
            {one: say.direction(one) for one in Direction},
            before.direction if before else Direction.NONE,
        )
        fault("direction")
        low, high = (before.lower, before.upper) if before else (0.0, 100.0)
        made["lower"] = number("lower", say("Minsta möjliga värde"), low)
        made["upper"] = number("upper", say("Största möjliga värde"), high)
        fault("lower", "upper")
        made["equality_point"] = number(
            "equality",
            say("Värdet när det är lika (bara för kvinnors värde i förhållande till mäns)"),
            before.equality_point if before and before.shape is Shape.WOMENS_RELATIVE else None,
        )
        fault("equality_point")
        made["notable"] = number(
            "notable",
            say("Minsta skillnad värd att tala om, i nyckeltalets enhet"),
            before.notable if before else None,
        )
        fault("notable")
        made["suppress_below"] = int(
            st.number_input(
                say("Minsta antal personer bakom ett värde. Är de färre döljs värdet."),
                0,
                1000,
                before.suppress_below if before else 5,
                step=1,
                key=f"own-{at}-suppress",
            )
        )
        fault("suppress_below")
        made["numerator"] = (
            text("numerator", say("Täljare: vilka som räknas"), (before.numerator or "") if before else "")
            or None
        )
        made["denominator"] = (
            text("denominator", say("Nämnare: av vilka"), (before.denominator or "") if before else "")
            or None
        )
        years = text(
            "breaks",
            say("Avbrott: de år då måttet ändrades, skilda med komma"),
            ", ".join(str(year) for year in before.breaks) if before else "",
        )
        made["breaks"] = _years(years)
        fault("breaks")
        note = text(
            "break-note",
            say("Vad som ändrades vid avbrotten"),
            before.break_note.sv if before and before.break_note else "",
        )
        made["break_note"] = Text(note, note) if note else None
        fault("break_note")
        valid_from = None
        if before is not None:
            valid_from = st.date_input(
                say("Från vilken dag gäller ändringen?"), "today", format="YYYY-MM-DD", key=f"own-{at}-from"
            )
            fault("valid_from")
        if st.form_submit_button(say("Spara"), type="primary"):
            _save(made, before, valid_from)
    if faults:
        st.error(say("Nyckeltalet är inte sparat. Rätta det som står vid fälten."))


def _years(text: str) -> tuple[int, ...]:
    """The years of a text; 0 stands for what is no year, so that it is named at the field."""
    parts = [part for part in re.split(r"[,; ]+", text) if part]
    return tuple(sorted({int(part) if part.isdecimal() and len(part) == 4 else 0 for part in parts}))


def _save(made: dict[str, Any], before: Indicator | None, valid_from: date | None) -> None:
    """Keep what was written, or say at each field what is wrong with it; nothing written is lost."""
    say = words()
    faults = {
        name: Fault.NEEDED
        for name in ("title", "short", "base", "definition", "shape", "unit", "measured", "direction")
        if made[name] is None
    }
    if not faults:
        one = _indicator(made, before)
        faults = indicator_faults(one, before)
        if before is None and any(one.id == id_.lower() for id_ in _taken()):
            faults["id"] = Fault.ID_TAKEN
        latest = store().indicator_versions(viewer(), one.id)[-1].valid_from if before else None
        if valid_from and latest and valid_from <= latest:
            faults["valid_from"] = Fault.TOO_EARLY
    if not faults:
        try:
            if before is None:
                store().add_indicator(viewer(), one)
            else:
                store().new_version(viewer(), one, valid_from or date.today())
        except BenchmarkingError:
            # Somebody else was faster between the check and the keeping.
            faults = {"valid_from" if before else "id": Fault.TOO_EARLY if before else Fault.ID_TAKEN}
    if faults:
        st.session_state["own-faults"] = faults
    else:
        st.session_state["own-said"] = say("{name} är sparat.", name=say.text(made["title"]))
        for widget in [one for one in st.session_state if str(one).startswith("own-new-")]:
            del st.session_state[widget]
    st.rerun()


def _taken() -> list[str]:
    return [one.id for one in store().indicators(viewer())] + [
        one.id for one in store().own_indicators(viewer())
    ]


def _indicator(made: Mapping[str, Any], before: Indicator | None) -> Indicator:
    """What was written as an indicator; what the form does not ask for stays as it was."""
    fields = dict(made)
    shape = made["shape"]
    if shape in (Shape.WOMENS_SHARE, Shape.MENS_SHARE):
        fields["equality_point"] = 50.0
    elif shape is Shape.BY_SEX:
        fields["equality_point"] = None
    if before is not None:
        return replace(before, **fields)
    return Indicator(**fields, family=made["id"], role=Role.GAP, producer=None, source=OWN_COLLECTION)


def _shapes(say: Words) -> dict[Shape, str]:
    told = {
        Shape.BY_SEX: say("ett värde för kvinnor och ett för män"),
        Shape.WOMENS_SHARE: say("kvinnors andel av något"),
        Shape.MENS_SHARE: say("mäns andel av något"),
        Shape.WOMENS_RELATIVE: say("kvinnors värde i förhållande till mäns"),
    }
    return {shape: told[shape] for shape in SHAPES}


def _measured(say: Words) -> dict[Measured, str]:
    return {
        Measured.YEARLY: say("varje år"),
        Measured.ELECTION: say("vid val, och upprepas mellan valen"),
        Measured.SURVEY: say("i en enkät"),
        Measured.MOVING_MEAN: say("som medelvärde över flera år"),
    }


def _fault_text(fault: Fault, say: Words) -> str:
    """What is wrong with a field and how to mend it."""
    return {
        Fault.NEEDED: say("Fyll i det här."),
        Fault.ID_FORM: say("Skriv egen- och sedan bara a–z, siffror och bindestreck, högst 40 tecken."),
        Fault.ID_TAKEN: say("Numret är upptaget. Välj ett annat."),
        Fault.TOO_LONG: say("Högst 40 tecken, så att titeln får plats på en rad."),
        Fault.UNIT_UNKNOWN: say("Välj en av enheterna."),
        Fault.UNIT_OF_SHARE: say("En andel anges i procent."),
        Fault.SHAPE_PAIR: say("Välj ett värde för kvinnor och ett för män i stället."),
        Fault.BOUNDS_REVERSED: say("Det största värdet måste vara större än det minsta."),
        Fault.BOUNDS_OF_SHARE: say("En andel går från 0 till 100."),
        Fault.OUTSIDE_BOUNDS: say("Värdet måste ligga mellan det minsta och det största möjliga."),
        Fault.NOT_POSITIVE: say("Skriv ett tal större än noll."),
        Fault.TOO_FEW_PEOPLE: say("Minst fem personer, så att ingen går att känna igen."),
        Fault.FEWER_THAN_BEFORE: say("Gränsen kan bara höjas. Annars visas värden som har varit dolda."),
        Fault.FIXED: say(
            "Det här går inte att ändra, för det skulle ge gamla värden en ny mening. Lägg till ett nytt nyckeltal i stället."
        ),
        Fault.DIRECTION_OF_SHARE: say("En andel har ingen riktning, för den ska vara jämn."),
        Fault.YEAR: say("Skriv år med fyra siffror, till exempel 2021."),
        Fault.TOO_EARLY: say("Det finns redan en version från den dagen eller senare. Välj en senare dag."),
    }[fault]
