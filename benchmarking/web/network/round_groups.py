"""A round's groups: the table to edit, members who come and go, and the whole round as a file in and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from benchmarking import exports
from benchmarking.errors import UnreadableFile
from benchmarking.intake.lists import Listed, listed
from benchmarking.model import KnownDate, MemberRole, Membership, Precision, Programme
from benchmarking.rounds import Placed
from benchmarking.rules import Stale
from benchmarking.web.coordinating import (
    ROLES,
    attempt,
    form,
    names,
    offered,
    pick_place,
    refuse,
)
from benchmarking.web.facts import Facts
from benchmarking.web.session import harmless, store, viewer, words
from benchmarking.web.show import section

HEADINGS = {
    "team": ("grupp", "group"),
    "code": ("kod", "code", "kommunkod"),
    "name": ("namn", "name", "kommun"),
    "role": ("roll", "role"),
    "joined": ("kom med", "joined"),
    "left": ("lämnade", "left"),
    "source": ("källa", "source"),
}
"""What the columns of a member list may be called; the first name is the one we write in Swedish, the second in English."""


def groups(programme: Programme, known: Facts) -> None:
    """Make groups, and let members come, leave, be replaced and return."""
    say = words()
    teams = [team.id for team in known.teams if team.programme == programme.id]
    section(say("Grupper"), say.plural("{n} grupp", "{n} grupper", len(teams)))
    with form("new-team"):
        area = st.text_input(say("Gruppens tema eller område"), key="team-area", max_chars=80)
        if st.form_submit_button(say("Ny grupp")):
            attempt(
                lambda: store().create_team(viewer(), programme.id, area), say("Gruppen är skapad."), known
            )
    if teams:
        with st.container(width=640):
            team = st.selectbox(say("Grupp"), teams, key=f"team-{programme.id}")
        _team(programme, team, known)
    _file(programme, known)


def _team(programme: Programme, team: str, known: Facts) -> None:
    """One group as it was when this visitor began; a change of somebody else's meanwhile is told, not lost."""
    key = f"opened-{team}"
    if key not in st.session_state:
        st.session_state[key] = _opened(programme.id, team)
    members, revision = st.session_state[key]
    _theirs(programme, team, known)
    _edited(programme, team, members, revision, known)
    _new_member(programme, team, members, revision, known)
    _one_member(team, members, revision, known)


def _opened(programme: str, team: str) -> tuple[tuple[Placed, ...], int]:
    revision, _ = store().revision(viewer(), team)
    return tuple(one for one in store().placed(viewer(), programme) if one.membership.team == team), revision


def _save(team: str, members: Sequence[Placed], revision: int, why: str, known: Facts, done: str) -> None:
    """Save a group, unless somebody else has changed it since it was opened here."""
    key = f"opened-{team}"

    def change() -> object:
        warned = store().change_team(viewer(), team, members, revision, why)
        # What comes next begins from what has just been saved.
        st.session_state.pop(key, None)
        st.session_state.pop(f"theirs-{team}", None)
        return warned

    try:
        attempt(change, done, known)
    except Stale as stale:
        st.session_state[f"theirs-{team}"] = (tuple(members), stale.revision, stale.who, why)
        st.rerun()


def _theirs(programme: Programme, team: str, known: Facts) -> None:
    """What somebody else has made of the group meanwhile, and the choice between the two."""
    say = words()
    found = st.session_state.get(f"theirs-{team}")
    if not found:
        _changed_meanwhile(programme, team)
        return
    mine, _, who, why = found
    now, newest = _opened(programme.id, team)
    st.error(
        harmless(
            say(
                "{who} ändrade gruppen medan du arbetade. Inget är sparat än. Så ser gruppen ut nu: {members}.",
                who=who,
                members=_told(now, known) or say("inga medlemmar"),
            )
            + " "
            + say("Du ville spara: {members}.", members=_told(mine, known) or say("inga medlemmar"))
        )
    )
    with st.container(horizontal=True):
        if st.button(say("Behåll deras"), key=f"keep-{team}"):
            st.session_state[f"opened-{team}"] = (now, newest)
            del st.session_state[f"theirs-{team}"]
            st.rerun()
        if st.button(say("Spara min i stället"), key=f"mine-{team}"):
            del st.session_state[f"theirs-{team}"]
            _save(team, _onto(mine, now), newest, why, known, say("Gruppen är sparad."))


def _changed_meanwhile(programme: Programme, team: str) -> None:
    """Tell of somebody else's change before anything is saved on top of it."""
    say = words()
    revision, who = store().revision(viewer(), team)
    if revision == st.session_state[f"opened-{team}"][1]:
        return
    st.info(harmless(say("{who} har ändrat gruppen sedan du öppnade den.", who=who)))
    if st.button(say("Visa gruppen som den är nu"), key=f"reload-{team}"):
        st.session_state[f"opened-{team}"] = _opened(programme.id, team)
        st.rerun()


def _onto(mine: Sequence[Placed], now: Sequence[Placed]) -> list[Placed]:
    """My members on the rows that are there now: those whose row is gone become new ones."""
    there = {one.id for one in now}
    return [one if one.id in there else Placed(None, one.membership) for one in mine]


def _told(members: Sequence[Placed], known: Facts) -> str:
    say, name = words(), names(known)
    return say.joined(
        [
            say(
                "{name} ({role}, lämnade)" if one.membership.left else "{name} ({role})",
                name=name.get(one.membership.organisation, one.membership.organisation),
                role=say.member_role(one.membership.role),
            )
            for one in members
        ]
    )


def _edited(programme: Programme, team: str, members: Sequence[Placed], revision: int, known: Facts) -> None:
    """The members as a table to write in."""
    say, name = words(), names(known)
    roles = {role.value: say.member_role(role) for role in MemberRole}
    by_word = {word: value for value, word in roles.items()}
    columns = [say("Kommun eller region"), say("Roll"), say("Kom med"), say("Lämnade"), say("Källa")]
    frame = pd.DataFrame(
        [
            [
                _label(one.membership.organisation, name),
                roles[one.membership.role.value],
                one.membership.joined.on if one.membership.joined else None,
                one.membership.left.on if one.membership.left else None,
                one.membership.source,
            ]
            for one in members
        ],
        columns=columns,
    )
    labels = [_label(code, name) for code in offered(known, programme)]
    # A new key for each state, so that what was written on an older one is not put on this.
    edited = st.data_editor(
        frame.astype({columns[2]: "datetime64[ns]", columns[3]: "datetime64[ns]"}),
        num_rows="dynamic",
        hide_index=True,
        key=f"edit-{team}-{revision}",
        placeholder="",
        alt=say("Medlemmar i {team}", team=team),
        column_config={
            columns[0]: st.column_config.SelectboxColumn(columns[0], options=labels, required=True),
            columns[1]: st.column_config.SelectboxColumn(
                columns[1], options=[roles[role.value] for role in ROLES], required=True
            ),
            columns[2]: st.column_config.DateColumn(columns[2], format="YYYY-MM-DD"),
            columns[3]: st.column_config.DateColumn(columns[3], format="YYYY-MM-DD"),
            columns[4]: st.column_config.TextColumn(columns[4]),
        },
    )
    with st.container(width=640):
        why = st.text_input(say("Varför ändras gruppen?"), key=f"table-why-{team}", max_chars=200)
    if st.button(say("Spara tabellen"), key=f"save-table-{team}"):
        codes = {_label(code, name): code for code in known.organisations}
        rows = [
            _row(team, programme.id, cells, codes, by_word, members, index)
            for index, cells in zip(edited.index, edited.itertuples(index=False), strict=True)
            if isinstance(cells[0], str) and cells[0]
        ]
        _save(team, rows, revision, why, known, say("Gruppen är sparad."))


def _row(team, programme, cells, codes, by_word, members, index) -> Placed:
    """A row of the table as a membership; one whose place is another is a new member."""
    code = codes[cells[0]]
    before = members[index] if isinstance(index, int) and 0 <= index < len(members) else None
    if before is not None and before.membership.organisation != code:
        before = None
    old = before.membership if before else Membership(team, programme, code, MemberRole.PARTICIPANT)
    role = MemberRole(by_word.get(cells[1], MemberRole.PARTICIPANT.value))
    return Placed(
        before.id if before else None,
        replace(
            old,
            role=role,
            joined=_kept_date(old.joined, cells[2]),
            left=_kept_date(old.left, cells[3]),
            source=cells[4] if isinstance(cells[4], str) else "",
        ),
    )


def _kept_date(old: KnownDate | None, cell: object) -> KnownDate | None:
    """The date written; with the precision it had where the day is the same."""
    if cell is None or pd.isna(cell):
        return None
    on = pd.Timestamp(cell).date()
    return old if old is not None and old.on == on else KnownDate(on, Precision.DAY)


def _label(code: str, name: dict[str, str]) -> str:
    return f"{name.get(code, code)} ({code})"


def _new_member(
    programme: Programme, team: str, members: Sequence[Placed], revision: int, known: Facts
) -> None:
    say = words()
    with st.expander(say("Ny medlem i {team}", team=team)), form(f"add-{team}"):
        code = pick_place(say("Kommun eller region"), known, offered(known, programme), f"add-place-{team}")
        role = st.selectbox(say("Roll"), ROLES, format_func=say.member_role, key=f"add-role-{team}")
        joined = st.date_input(
            say("Kom med (tomt: från början)"), value=None, format="YYYY-MM-DD", key=f"add-joined-{team}"
        )
        left = st.date_input(say("Lämnade"), value=None, format="YYYY-MM-DD", key=f"add-left-{team}")
        why = st.text_input(say("Varför?"), key=f"add-why-{team}", max_chars=200)
        sent = st.form_submit_button(say("Lägg till"))
    if not sent:
        return
    if code is None:
        st.error(say("Välj en kommun eller region."))
        return
    new = Membership(team, programme.id, code, role, _day(joined), _day(left))
    done = say("{name} är med i {team}.", name=names(known)[code], team=team)
    _save(team, [*members, Placed(None, new)], revision, why, known, done)


def _one_member(team: str, members: Sequence[Placed], revision: int, known: Facts) -> None:
    """Let a member leave, and another take its place."""
    say, name = words(), names(known)
    if not members:
        return
    with st.expander(say("En medlem lämnar {team}", team=team)), form(f"leave-{team}"):
        at = st.selectbox(
            say("Medlem"),
            range(len(members)),
            format_func=lambda at: _label(members[at].membership.organisation, name),
            key=f"leave-who-{team}",
        )
        on = st.date_input(say("Lämnade"), value=date.today(), format="YYYY-MM-DD", key=f"leave-on-{team}")
        others = [code for code in known.organisations if code != members[at].membership.organisation]
        instead = pick_place(say("Ersätts av (kan vara tomt)"), known, others, f"leave-instead-{team}")
        why = st.text_input(say("Varför?"), key=f"leave-why-{team}", max_chars=200)
        sent = st.form_submit_button(say("Spara"))
    if not sent:
        return
    gone = members[at]
    after = [
        Placed(one.id, replace(one.membership, left=_day(on))) if one is gone else one for one in members
    ]
    if instead is not None:
        new = Membership(team, gone.membership.programme, instead, gone.membership.role, joined=_day(on))
        after.append(Placed(None, new))
    done = say("{name} har lämnat {team}.", name=name[gone.membership.organisation], team=team)
    _save(team, after, revision, why, known, done)


def _day(chosen: date | None) -> KnownDate | None:
    return None if chosen is None else KnownDate(chosen, Precision.DAY)


# The whole round as a file


def _file(programme: Programme, known: Facts) -> None:
    say, name = words(), names(known)
    section(say("Alla grupper som fil"))
    placed = store().placed(viewer(), programme.id)
    rows = [
        [
            *(one.membership.team, one.membership.organisation),
            *(name.get(one.membership.organisation, ""), say.member_role(one.membership.role)),
            one.membership.joined.on.isoformat() if one.membership.joined else "",
            one.membership.left.on.isoformat() if one.membership.left else "",
            one.membership.source,
        ]
        for one in placed
    ]
    own = 0 if say.language == "sv" else 1
    frame = pd.DataFrame(rows, columns=[all_names[own] for all_names in HEADINGS.values()])
    st.download_button(
        say("Hämta grupperna"),
        lambda: exports.csv_for_excel(frame),
        file_name=f"grupper_{programme.id}.csv",
        mime="text/csv",
        key="groups-out",
        on_click="ignore",
    )
    with form("groups-in"):
        with st.container(key="uploader"):
            file = st.file_uploader(say("Läs in grupper ur en fil"), key="groups-file", max_upload_size=5)
        why = st.text_input(say("Varför?"), key="file-why", max_chars=200)
        sent = st.form_submit_button(say("Läs in"))
    if sent and file is not None:
        _read(programme, file.name, file.getvalue(), placed, why, known)


def _read(
    programme: Programme, file_name: str, content: bytes, placed: Sequence[Placed], why: str, known: Facts
) -> None:
    say = words()
    try:
        rows = listed(content, file_name, HEADINGS, ("team", "code", "role"))
    except UnreadableFile as refused:
        told = say.finding(refused.finding)
        st.error(harmless(f"{told.what} {told.cure}"), title=say("Vi har inte sparat filen"))
        return
    members, wrong = _understood(programme, rows, placed, known)
    if wrong:
        refuse(wrong)
        return
    revisions = {team: store().revision(viewer(), team)[0] for team in members}
    done = say.plural("{n} rad är inläst.", "{n} rader är inlästa.", len(rows))

    def change() -> object:
        warned = store().change_teams(viewer(), programme.id, members, revisions, why)
        for team in members:
            st.session_state.pop(f"opened-{team}", None)
        return warned

    try:
        attempt(change, done, known)
    except Stale as stale:
        refuse([say("{who} ändrade grupperna medan filen lästes. Försök igen.", who=stale.who)])


def _understood(
    programme: Programme, rows: Sequence[Listed], placed: Sequence[Placed], known: Facts
) -> tuple[dict[str, list[Placed]], list[str]]:
    """The groups that a file holds, every row on the membership it tells of; and what cannot be read."""
    say = words()
    roles = {say.member_role(role).casefold(): role for role in ROLES} | {role.value: role for role in ROLES}
    teams: dict[str, list[Placed]] = {}
    wrong = []
    left_over = list(placed)
    for row in rows:
        code, role = row.cells["code"], roles.get(row.cells["role"].casefold())
        team = row.cells["team"]
        if code not in known.organisations:
            wrong.append(say("Rad {row}: {code} är ingen känd kod.", row=row.row, code=say.quoted(code)))
            continue
        if role is None:
            told = say.joined([say.member_role(one) for one in ROLES])
            wrong.append(say("Rad {row}: rollen är en av {roles}.", row=row.row, roles=told))
            continue
        if not team.startswith(f"{programme.id}-"):
            example = f"{programme.id}-1"
            wrong.append(say("Rad {row}: gruppen skrivs som {example}.", row=row.row, example=example))
            continue
        try:
            joined, left = (_written(row.cells.get(what, "")) for what in ("joined", "left"))
        except ValueError:
            wrong.append(say("Rad {row}: skriv datum som 2026-02-01.", row=row.row))
            continue
        same = next(
            (
                one
                for one in left_over
                if one.membership.team == team
                and one.membership.organisation == code
                and one.membership.role is role
            ),
            None,
        )
        if same is not None:
            left_over.remove(same)
        old = same.membership if same else Membership(team, programme.id, code, role)
        teams.setdefault(team, []).append(
            Placed(
                same.id if same else None,
                replace(
                    old,
                    joined=_kept_date(old.joined, joined),
                    left=_kept_date(old.left, left),
                    source=row.cells.get("source", old.source),
                ),
            )
        )
    return dict(sorted(teams.items())), wrong


def _written(cell: str) -> date | None:
    return date.fromisoformat(cell[:10]) if cell else None
