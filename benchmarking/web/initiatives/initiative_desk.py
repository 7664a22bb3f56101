"""What a coordinator does with initiatives: set one up, change it, and write its lists in tables, forms and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from benchmarking import exports
from benchmarking.errors import UnreadableFile
from benchmarking.initiatives import Dossier, Progress, Row, State
from benchmarking.intake import Cell, RecordColumn, Records, records
from benchmarking.model import Finding, KnownDate, Level, OrganisationKind, Precision, Right, Text
from benchmarking.seats import SeatRequest, allot
from benchmarking.web.coordinating import attempt, form, names, pick_place, refuse, tell
from benchmarking.web.facts import Facts
from benchmarking.web.initiatives.initiative_lists import LISTS, List, columns, frame, rows, unnoted
from benchmarking.web.initiatives.initiatives import Asked
from benchmarking.web.network.rounds import known_input
from benchmarking.web.session import address, asked, harmless, remember, store, viewer, words
from benchmarking.web.show import link, put, section
from benchmarking.wording import initiatives as said

PART = "lista"
MADE = "initiative-made"

Changes = list[tuple[Row | None, Row | None]]


def new_initiative(known: Facts) -> None:
    """Set up an initiative of any kind from its template, for who may coordinate."""
    say = words()
    tell()
    made = st.session_state.pop(MADE, None)
    if made:
        put(f"<p>{link(say('Öppna den nya insatsen'), address('initiatives', insats=made))}</p>")
    if not viewer().may(Right.COORDINATE):
        return
    counties = {one.code: one.name for one in known.of_kind(OrganisationKind.COUNTY)}
    with st.expander(say("Ny insats")), form("new-initiative"):
        kind = st.selectbox(
            say("Slag av insats"),
            list(store().templates(viewer())),
            format_func=lambda one: said.kind(say, one),
            key="new-kind",
        )
        name = st.text_input(say("Insatsens namn"), key="new-initiative-name", max_chars=80)
        county = pick_place(say("Län (tomt: hela landet)"), known, list(counties), "new-county")
        everyone = st.checkbox(say("Länets alla kommuner är med"), key="new-everyone")
        starts = st.date_input(
            say("Börjar"), value=date.today(), format="YYYY-MM-DD", key="new-initiative-starts"
        )
        sent = st.form_submit_button(say("Skapa insatsen"), type="primary")
    if not sent:
        return
    if not name.strip():
        refuse([say("Ge insatsen ett namn.")])
        return
    members = [one.code for one in known.municipalities_of(county)] if everyone and county else []

    def create() -> None:
        st.session_state[MADE] = store().create_initiative(
            viewer(),
            kind,
            Text(name.strip(), name.strip()),
            county=county,
            starts=KnownDate(starts, Precision.DAY) if starts else None,
            members=members,
        )

    attempt(create, say("{name} är skapad.", name=name.strip()), known)


def change_initiative(own: Asked) -> None:
    """The desk of one initiative: what is said of it as a whole, and its lists one at a time."""
    if not own.may:
        return
    say = words()
    section(say("För samordnare"))
    tell()
    _whole(own)
    code = _pick_list()
    one = LISTS[code]
    _edited(own, code, one)
    _new_row(own, code, one)
    if code == "begaran":
        _given_back(own)
    _file(own, code, one)


def _pick_list() -> str:
    say = words()
    key = f"pick-{PART}"
    if st.session_state.get(key) not in LISTS:
        st.session_state[key] = next((one for one in asked(PART) if one in LISTS), next(iter(LISTS)))
    chosen = st.radio(
        say("Lista"),
        list(LISTS),
        format_func=lambda code: said.list_name(say, code),
        key=key,
        horizontal=True,
    )
    remember(PART, [] if chosen == next(iter(LISTS)) else [chosen])
    return str(chosen)


def _whole(own: Asked) -> None:
    say, before = words(), own.dossier.initiative
    counties = {one.code: one.name for one in own.known.of_kind(OrganisationKind.COUNTY)}
    with st.expander(say("Ändra insatsens namn, syfte eller tid")), form(f"change-{own.id}"):
        name_sv = st.text_input(say("Namn på svenska"), before.name.sv, key=f"name-sv-{own.id}")
        name_en = st.text_input(say("Namn på engelska"), before.name.en, key=f"name-en-{own.id}")
        codes = [None, *counties]
        county = st.selectbox(
            say("Län (tomt: hela landet)"),
            codes,
            index=codes.index(before.county) if before.county in codes else 0,
            format_func=lambda code: counties.get(code, "–"),
            key=f"county-{own.id}",
        )
        aim_sv = st.text_area(
            say("Syfte på svenska"), before.aim.sv if before.aim else "", key=f"aim-{own.id}"
        )
        aim_en = st.text_area(
            say("Syfte på engelska"), before.aim.en if before.aim else "", key=f"aim-en-{own.id}"
        )
        starts = known_input(say("Börjar"), before.starts, f"starts-{own.id}")
        ends = known_input(say("Slutar"), before.ends, f"ends-{own.id}")
        held = st.number_input(
            say("Nätverksmöten om året (0: inget mål)"),
            0,
            52,
            before.meetings_a_year or 0,
            key=f"meetings-{own.id}",
        )
        why = st.text_input(say("Varför?"), key=f"why-{own.id}", max_chars=200)
        sent = st.form_submit_button(say("Spara ändringen"))
    if not sent:
        return
    if not name_sv.strip():
        refuse([say("Ge insatsen ett namn.")])
        return
    after = replace(
        before,
        name=Text(name_sv.strip(), name_en.strip() or name_sv.strip()),
        county=county,
        aim=Text(aim_sv.strip(), aim_en.strip() or aim_sv.strip()) if aim_sv.strip() else None,
        starts=starts,
        ends=ends,
        meetings_a_year=int(held) or None,
    )
    attempt(
        lambda: store().change_initiative(viewer(), before, after, why), say("Insatsen är ändrad."), own.known
    )


# A list as a table


def _edited(own: Asked, code: str, one: List) -> None:
    """The list as it was when this visitor opened it, to write in."""
    say = words()
    key = f"opened-{own.id}-{code}"
    dossier: Dossier = st.session_state.setdefault(key, own.dossier)
    if getattr(dossier, one.held) != getattr(own.dossier, one.held):
        st.info(harmless(say("Någon har ändrat listan sedan du öppnade den.")))
        if st.button(say("Visa listan som den är nu"), key=f"reload-{own.id}-{code}"):
            st.session_state[key] = own.dossier
            st.rerun()
    heads = columns(one, own.dossier, say)
    more = unnoted(own.dossier) if one.noun is Progress else []
    shown = _labelled(frame(one, dossier, say, more), heads, own)
    edited = st.data_editor(
        shown,
        num_rows="dynamic",
        hide_index=True,
        key=f"edit-{own.id}-{code}-{hash(getattr(dossier, one.held))}",
        placeholder="",
        alt=said.list_name(say, code),
        column_config={head.headings[0]: _config(head, own) for head in heads},
    )
    if st.button(say("Spara listan"), key=f"save-{own.id}-{code}"):
        read = _read(_coded(edited, heads, own), heads, one, own)
        if read is None:
            return
        new = [row for row in rows(one, read.rows, dossier) if not _empty(row)]
        _save(own, code, one, _changes(getattr(dossier, one.held), new, all_of_it=True))


def _empty(row: Row) -> bool:
    """Whether a row of the table of steps says nothing: it was there to be filled in."""
    return isinstance(row, Progress) and row == Progress(row.organisation, row.milestone, State.UNKNOWN)


def _config(head: RecordColumn, own: Asked):
    name = head.headings[0]
    if head.cell is Cell.CHOICE:
        return st.column_config.SelectboxColumn(name, options=list(head.shown), required=head.needed)
    if head.cell is Cell.ORGANISATION:
        return st.column_config.SelectboxColumn(name, options=list(_labels(own)), required=head.needed)
    return st.column_config.TextColumn(name)


def _labels(own: Asked) -> dict[str, str]:
    """Every organisation as it is chosen in a table, and its code; members first."""
    ordered = dict.fromkeys([*own.dossier.taking_part(), *own.known.organisations])
    return {f"{own.names[code]} ({code})": code for code in ordered if code in own.names}


def _labelled(cells: pd.DataFrame, heads: Sequence[RecordColumn], own: Asked) -> pd.DataFrame:
    of_code = {code: label for label, code in _labels(own).items()}
    return _mapped(cells, heads, of_code)


def _coded(cells: pd.DataFrame, heads: Sequence[RecordColumn], own: Asked) -> pd.DataFrame:
    return _mapped(cells, heads, _labels(own))


def _mapped(cells: pd.DataFrame, heads: Sequence[RecordColumn], of: dict[str, str]) -> pd.DataFrame:
    cells = cells.astype(object).where(cells.notna(), "")
    for head in heads:
        if head.cell is Cell.ORGANISATION:
            name = head.headings[0]
            cells[name] = [of.get(cell, cell) for cell in cells[name]]
    return cells


def _read(cells: pd.DataFrame, heads: Sequence[RecordColumn], one: List, own: Asked) -> Records | None:
    """What a table's cells say, by the same reading as a file; None once its faults are told."""
    words()
    filled = cells[[any(str(cell).strip() for cell in row) for row in cells.itertuples(index=False)]]
    if filled.empty:
        return Records((), ())
    try:
        read = records(
            exports.csv_for_excel(filled.astype(object)), "lista.csv", heads, _organisations(own), one.key
        )
    except UnreadableFile as refused:
        _refused([refused.finding])
        return None
    if read.stopped:
        _refused(read.findings)
        return None
    st.session_state["initiative-told"] = [_sentence(each) for each in read.findings]
    return read


def _organisations(own: Asked):
    return own.known.organisations.values()


def _refused(findings: Sequence[Finding]) -> None:
    refuse([_sentence(one) for one in findings if one.level is Level.ERROR])


def _sentence(finding: Finding) -> str:
    """A finding as one line: where, what, and the cure."""
    told = words().finding(finding)
    return ". ".join(part.rstrip(".") for part in (told.where, told.what, told.cure) if part) + "."


def _changes(before: Sequence[Row], after: Sequence[Row], *, all_of_it: bool) -> Changes:
    """From the rows as they were to those written; what is not written stays, unless it is `all_of_it`."""
    old = {row.key: row for row in before}
    new = {row.key: row for row in after}
    changes: Changes = [(old.get(key), row) for key, row in new.items() if old.get(key) != row]
    if all_of_it:
        changes += [(row, None) for key, row in old.items() if key not in new]
    return changes


def _save(own: Asked, code: str, one: List, changes: Changes) -> None:
    say = words()
    done = say.plural("{n} rad är ändrad.", "{n} rader är ändrade.", len(changes))

    def change() -> None:
        store().keep(viewer(), own.id, changes)
        # What comes next begins from what has just been saved.
        for key in [key for key in st.session_state if str(key).startswith(f"opened-{own.id}-")]:
            del st.session_state[key]

    attempt(change, " ".join([done, *st.session_state.pop("initiative-told", [])]), own.known)


# One row as a form


def _new_row(own: Asked, code: str, one: List) -> None:
    """A form with a field for each column; it is read as a file of one row would be."""
    say = words()
    heads = columns(one, own.dossier, say)
    with st.expander(say("Ny rad: {list}", list=said.list_name(say, code))), form(f"row-{own.id}-{code}"):
        written = {head.headings[0]: _field(head, own, code) for head in heads}
        sent = st.form_submit_button(say("Lägg till raden"), type="primary")
    if not sent:
        return
    read = _read(pd.DataFrame([written], dtype=object), heads, one, own)
    if read is not None and read.rows:
        new = rows(one, read.rows, own.dossier)
        _save(own, code, one, _changes(getattr(own.dossier, one.held), new, all_of_it=False))


def _field(head: RecordColumn, own: Asked, code: str) -> str:
    say = words()
    name = head.headings[0].capitalize()
    label = name if head.needed else say("{field} (kan vara tomt)", field=name)
    key = f"row-{own.id}-{code}-{head.field}"
    if head.cell is Cell.ORGANISATION:
        labels = _labels(own)
        chosen = st.selectbox(
            label, list(labels), index=None, key=key, placeholder=say("Skriv de första bokstäverna")
        )
        return labels.get(chosen or "", "")
    if head.cell is Cell.CHOICE:
        chosen = st.selectbox(label, list(head.shown), index=None, key=key, placeholder=say("Välj"))
        return chosen or ""
    if head.cell is Cell.FLAG:
        return say("ja") if st.checkbox(name, key=key) else ""
    hint = {Cell.KNOWN: "2026-02-01", Cell.DAY: "2026-02-01", Cell.MOMENT: "2026-02-01 09:30"}
    return st.text_input(label, key=key, placeholder=hint.get(head.cell, ""), max_chars=400)


# Seats given back


def _given_back(own: Asked) -> None:
    """Give back seats of one asking: they go to the first on the waiting list."""
    say = words()
    held = [
        (request, one.seats)
        for offer in own.dossier.offers
        for one in allot(offer, own.dossier.requests)
        for request in own.dossier.requests
        if request.offer == offer.number
        and request.organisation == one.organisation
        and (request.asked == one.asked or not one.late)
        and request.kept
        and one.seats
    ]
    if not held:
        return
    name = names(own.known)
    with st.expander(say("Lämna tillbaka platser")), form(f"back-{own.id}"):
        at = st.selectbox(
            say("Vem lämnar tillbaka?"),
            range(len(held)),
            format_func=lambda at: say(
                "{name}, som har {n}", name=name[held[at][0].organisation], n=held[at][1]
            ),
            key=f"back-who-{own.id}",
        )
        many = st.number_input(say("Så många platser"), 1, 500, 1, key=f"back-many-{own.id}")
        sent = st.form_submit_button(say("Lämna tillbaka platserna"))
    if not sent:
        return
    request, seats = held[at]
    kept = max(0, min(request.kept, seats) - int(many))
    after: SeatRequest = replace(request, kept=kept)
    done = say("{name} har lämnat tillbaka platser.", name=name[request.organisation])
    attempt(lambda: store().keep(viewer(), own.id, [(request, after)]), done, own.known)


# A list as a file


def _file(own: Asked, code: str, one: List) -> None:
    """The list to take out, and a file to read in: what it says is shown before anything is saved."""
    say = words()
    with st.expander(say("{list} som fil", list=said.list_name(say, code))):
        st.download_button(
            say("Hämta listan (CSV)"),
            lambda: exports.csv_for_excel(frame(one, own.dossier, say)),
            file_name=f"{own.id}_{code}.csv",
            mime="text/csv",
            key=f"out-{own.id}-{code}",
            on_click="ignore",
        )
        with form(f"in-{own.id}-{code}"):
            with st.container(key="uploader"):
                file = st.file_uploader(say("Läs in en fil"), key=f"file-{own.id}-{code}", max_upload_size=5)
            sent = st.form_submit_button(say("Läs in"))
    waiting = f"read-{own.id}-{code}"
    if sent and file is not None:
        st.session_state.pop(waiting, None)
        heads = columns(one, own.dossier, say)
        try:
            read = records(file.getvalue(), file.name, heads, _organisations(own), one.key)
        except UnreadableFile as refused:
            told = say.finding(refused.finding)
            st.error(harmless(f"{told.what} {told.cure}"), title=say("Vi har inte sparat filen"))
            return
        if read.stopped:
            _refused(read.findings)
            return
        new = rows(one, read.rows, own.dossier)
        changes = _changes(getattr(own.dossier, one.held), new, all_of_it=False)
        st.session_state[waiting] = (changes, [_sentence(each) for each in read.findings], len(new))
    if waiting in st.session_state:
        _confirm(own, code, one, waiting)


def _confirm(own: Asked, code: str, one: List, waiting: str) -> None:
    say = words()
    changes, told, read = st.session_state[waiting]
    new = sum(old is None for old, _ in changes)
    st.info(
        harmless(
            say(
                "{read} rader är lästa: {new} nya, {changed} ändras, {same} är som förut. Inget är sparat än.",
                read=read,
                new=new,
                changed=len(changes) - new,
                same=read - len(changes),
            )
        )
    )
    for sentence in told:
        st.caption(harmless(sentence))
    with st.container(horizontal=True):
        if st.button(say("Spara det som är läst"), key=f"keep-{waiting}", type="primary"):
            del st.session_state[waiting]
            _save(own, code, one, changes)
        if st.button(say("Avbryt"), key=f"drop-{waiting}"):
            del st.session_state[waiting]
            st.rerun()
