"""What has been handed in to a round, when and by whom, and how two versions of it differ."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from benchmarking.errors import BenchmarkingError
from benchmarking.figures import table
from benchmarking.model import Missing, Right, Submission, SubmissionState
from benchmarking.web.facts import Facts
from benchmarking.web.session import address, asked, remember, store, viewer, words
from benchmarking.web.show import download, link, section, states_table
from benchmarking.wording import Words
from benchmarking.wording.people import who

BEFORE, AFTER, DRAFT = "fore", "efter", "utkast"

MOST_ROWS = 200
"""More differences than that are read in the file that can be fetched."""


def handed_in(programme: str) -> list[Submission]:
    """What this viewer may see of what was handed in to a round, newest first."""
    return [one for one in store().submissions(viewer()) if one.programme == programme]


def files_of(programme: str) -> dict[int, tuple[str, str]]:
    """By submission: what a link to it says, and where it goes."""
    say = words()
    return {
        one.id: (
            say("nr {n}, {state}", n=one.id, state=state_name(one.state, say)),
            address("upload", **{DRAFT: str(one.id)}),
        )
        for one in handed_in(programme)
    }


def state_name(state: SubmissionState, say: Words) -> str:
    """What a submission's state is called."""
    return {
        SubmissionState.DRAFT: say("utkast"),
        SubmissionState.SUBMITTED: say("inlämnad"),
        SubmissionState.RETURNED: say("återlämnad"),
        SubmissionState.PUBLISHED: say("publicerad"),
        SubmissionState.WITHDRAWN: say("tillbakatagen"),
        SubmissionState.SUPERSEDED: say("ersatt av senare"),
    }[state]


def history_view(known: Facts, programme: str) -> None:
    """All that was handed in to the round, newest first, and the difference between two of them."""
    say = words()
    found = handed_in(programme)
    if not found:
        st.html(f'<p class="page-said">{escape(say("Inget är lämnat till omgången än."))}</p>')
        return
    headings = (
        *(say("Nummer"), say("Fil"), say("Läge"), say("Mottagen"), say("Lämnad av")),
        *(say("Värden"), say("Anmärkning")),
    )
    rows = [(str(one.id), _cells(one, say)) for one in found]
    st.html(states_table(say("Inlämnade filer"), headings, rows, kind="page-coverage-files"))
    _difference(known, found, programme)


def _cells(one: Submission, say: Words) -> list[tuple[str, str]]:
    note = []
    if one.reason:
        note.append(say.quoted(one.reason))
    if one.follows:
        note.append(say("I stället för nummer {n}.", n=one.follows))
    file = link(one.file_name, address("upload", **{DRAFT: str(one.id)}))
    cells = (
        file,
        escape(state_name(one.state, say)),
        escape(say.moment(one.received)),
        escape(who(say, one.sender)),
        "–" if one.rows is None else say.number(one.rows),
        escape(" ".join(note)) or "–",
    )
    return [("", cell) for cell in cells]


def _difference(known: Facts, found: list[Submission], programme: str) -> None:
    """Two submissions chosen, and every value in which they differ."""
    say = words()
    visible = [
        one
        for one in found
        if viewer().may(Right.SEE_DRAFTS, organisation=one.organisation, programme=programme)
        or (one.published and one.state is not SubmissionState.WITHDRAWN)
    ]
    if len(visible) < 2:
        return
    section(say("Skillnad mellan två versioner"))
    by_id = {one.id: one for one in visible}
    newest = visible[0]
    earlier = newest.follows if newest.follows in by_id else _likeliest(visible, programme)
    with st.container(horizontal=True):
        before = _pick(BEFORE, say("Från"), by_id, earlier)
        after = _pick(AFTER, say("Till"), by_id, newest.id)
    if before == after:
        st.html(f'<p class="page-said">{escape(say("Välj två olika."))}</p>')
        return
    try:
        changed = store().difference(viewer(), before, after)
    except BenchmarkingError:
        st.info(say("Det finns ingen inlämning med det numret."))
        return
    st.html(f'<p class="page-said">{escape(_told(changed, say))}</p>')
    if not len(changed):
        return
    written = _written(changed, known, say)
    st.html(table(written.head(MOST_ROWS), say("Skillnad mellan två versioner"), say, headed=True))
    if len(written) > MOST_ROWS:
        st.caption(say("De första {n} av {all} visas. Alla finns i filen.", n=MOST_ROWS, all=len(written)))
    download(written, f"skillnad-{before}-{after}")


def _likeliest(visible: list[Submission], programme: str) -> int:
    """The latest submission before the newest that tells of one of the same places; else the one before it."""
    given = store().delivered(viewer(), programme)
    places = given.groupby("submission")["organisation"].agg(set).to_dict()
    newest, *earlier = visible
    own = places.get(newest.id, set())
    return next((one.id for one in earlier if own & places.get(one.id, set())), earlier[0].id)


def _pick(parameter: str, label: str, by_id: dict[int, Submission], usual: int) -> int:
    say = words()
    widget = f"pick-{parameter}"
    if st.session_state.get(widget) not in by_id:
        wanted = [int(one) for one in asked(parameter) if one.isdecimal() and int(one) in by_id]
        st.session_state[widget] = (wanted or [usual])[0]
    with st.container(width=420):
        chosen = st.selectbox(
            label,
            list(by_id),
            format_func=lambda id_: f"{id_} · {by_id[id_].file_name} · {state_name(by_id[id_].state, say)}",
            key=widget,
        )
    remember(parameter, [str(chosen)])
    return chosen


def _told(changed: pd.DataFrame, say: Words) -> str:
    """How many values are new, gone and other."""
    if not len(changed):
        return say("De två versionerna säger samma sak.")
    there = {side: changed[side].notna() | changed[f"{side}_missing"].notna() for side in ("before", "after")}
    counts = (
        say("{n} nya", n=int((~there["before"]).sum())),
        say("{n} borttagna", n=int((~there["after"]).sum())),
        say("{n} ändrade", n=int((there["before"] & there["after"]).sum())),
    )
    first = say.plural("{n} värde skiljer", "{n} värden skiljer", len(changed))
    return f"{first}: {say.joined(list(counts))}."


def _written(changed: pd.DataFrame, known: Facts, say: Words) -> pd.DataFrame:
    """The difference as people read it."""
    series = {id_: one for one in known.indicators.values() for id_ in one.series}

    def side(row, name: str, other: str) -> str:
        value, mark = getattr(row, name), getattr(row, f"{name}_missing")
        if value == value:
            indicator = series.get(row.indicator)
            return say.value(indicator, value, beside=[getattr(row, other)]) if indicator else str(value)
        return say.missing(Missing(mark)) if isinstance(mark, str) else say("fanns inte")

    rows = []
    for row in changed.itertuples():
        indicator, place = series.get(row.indicator), known.organisations.get(row.organisation)
        rows.append(
            (
                place.name if place else row.organisation,
                say.text(indicator.short) if indicator else row.indicator,
                str(row.year),
                say.sex(row.sex),
                side(row, "before", "after"),
                side(row, "after", "before"),
            )
        )
    headings = [
        *(say("Kommun eller region"), say("Nyckeltal"), say("År"), say("Kön")),
        *(say("Före"), say("Efter")),
    ]
    return pd.DataFrame(rows, columns=headings)
