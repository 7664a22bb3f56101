"""From a dropped file to a receipt: the steps of handing in, drawn.

`understood` says how a file was read and asks what it leaves open, `mending` says what is wrong and lets
it be mended, `what_changes` sets the draft against what is published, `receipt` tells of what was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from benchmarking import access, drafts, intake
from benchmarking.drafts import Draft
from benchmarking.errors import BenchmarkingError, SameHands, UnreadableFile
from benchmarking.model import Level, Right, Submission, SubmissionState
from benchmarking.web.session import address, asked, harmless, remember, store, viewer, words
from benchmarking.web.show import closed, lede, section
from benchmarking.web.submitting.answering import answered
from benchmarking.web.submitting.mending import findings, mended, quick_ways, whole_table
from benchmarking.web.submitting.named import Named, named
from benchmarking.web.submitting.receipt import show_receipt
from benchmarking.web.submitting.understood import ask, understood
from benchmarking.web.submitting.what_changes import what_changes

DRAFT = "utkast"

# The newest; older ones are found through what they published.
MOST_LISTED = 50


def handing_in() -> None:
    """The whole page: choose a file, or go on with the submission that the address names."""
    say = words()
    if not viewer().may_somewhere(Right.SUBMIT):
        closed(
            say("Den här sidan är för dem som lämnar uppgifter och för samordnare."),
            (say("Sök din kommun eller region"), address("start")),
            (say("Se vem som är med i nätverket"), address("network")),
        )
        return
    chosen = _asked_submission()
    if chosen is None:
        _steps(1)
        _choose_file(named())
    elif chosen.state is SubmissionState.DRAFT:
        _review(chosen)
    elif chosen.state is SubmissionState.SUBMITTED:
        _handed_over(chosen)
    elif chosen.state is SubmissionState.RETURNED:
        _returned(chosen)
    elif chosen.published is None:
        _set_aside(chosen)
    else:
        if chosen.state is not SubmissionState.WITHDRAWN:
            _steps(4)
        _file_line(chosen)
        show_receipt(chosen, named())
    _earlier()


def _asked_submission() -> Submission | None:
    say = words()
    for number in asked(DRAFT):
        try:
            return store().submission(viewer(), int(number))
        except (ValueError, BenchmarkingError):
            st.warning(say("Det finns ingen inlämning med det numret."))
    return None


def _steps(now: int) -> None:
    say = words()
    names = [say("Välj fil"), say("Granska"), say("Publicera"), say("Kvitto")]
    items = "".join(
        f"<li{' aria-current=step' if number == now else ''}><span>{number}</span> {escape(name)}</li>"
        for number, name in enumerate(names, start=1)
    )
    st.html(f'<ol class="page-steps">{items}</ol>')


def _choose_file(known: Named) -> None:
    say = words()
    lede([say("Dra hit din fil eller välj den. Excel och CSV går bra som de är.")])
    with st.container(width=640):
        programme = _pick_round(known, say("Som det står i filen"))
        own = _own_organisations(known, programme)
        organisation = _pick_organisation(known, own) if len(own) > 1 else None
        if len(own) < 2 or organisation:
            _uploader(programme, organisation=organisation)
        st.caption(
            say(
                "Har du en fil för kvinnor och en för män? Välj båda på en gång, så läser vi dem tillsammans. "
                "JSON, ODS och ZIP går också bra, upp till 200 MB."
            )
        )
        _template(programme or next(reversed(known.programmes), None))


def _own_organisations(known: Named, programme: str | None) -> list[str]:
    """The organisations that the visitor hands in for; none for whoever hands in for everybody."""
    who = viewer()
    if who.may(Right.SUBMIT, programme=programme):
        return []
    return [code for code in known.organisations if who.may(Right.SUBMIT, organisation=code)]


def _pick_organisation(known: Named, own: Sequence[str]) -> str | None:
    """Which of several organisations the figures are handed in for; None until it is chosen."""
    say = words()
    return st.selectbox(
        say("För vilken organisation lämnar du?"),
        own,
        format_func=lambda code: known.organisations[code].name,
        index=None,
        placeholder=say("Välj organisation"),
        key="pick-own",
    )


def _uploader(programme: str | None, follows: int | None = None, organisation: str | None = None) -> None:
    """Takes one or several files, and goes on to the draft that becomes of them."""
    say = words()
    with st.container(key="uploader"):
        files = st.file_uploader(
            say("Din fil"), key=f"file-{follows or 'new'}", max_upload_size=200, accept_multiple_files=True
        )
    handled = [file.file_id for file in files]
    if files and handled != st.session_state.get("handled"):
        st.session_state["handled"] = handled
        _receive(files, programme, follows, organisation)


def _pick_round(known: Named, otherwise: str) -> str | None:
    """Which round the figures are for; None where the visitor leaves it to the file."""
    say = words()
    rounds = {programme.id: say.text(programme.name) for programme in known.programmes.values()}
    return st.selectbox(
        say("Vilken omgång gäller uppgifterna?"),
        list(reversed(rounds)),
        format_func=rounds.__getitem__,
        index=None,
        placeholder=otherwise,
        key="pick-omgang",
    )


def _receive(
    files: Sequence[UploadedFile], programme: str | None, follows: int | None, organisation: str | None
) -> None:
    """Refuse the files in memory, or keep them at once: a lost socket must not lose them."""
    say = words()
    names = say.joined([file.name for file in files])
    try:
        with st.spinner(harmless(say("Läser {file} …", file=names))):
            contents = [(file.name, file.getvalue()) for file in files]
            draft = drafts.hand_in_together(
                store(), viewer(), contents, programme, follows=follows, organisation=organisation
            )
    except UnreadableFile as refused:
        said = say.finding(refused.finding)
        st.error(harmless(f"{said.what} {said.cure}"), title=say("Vi har inte sparat filen"))
        return
    remember(DRAFT, [str(draft.submission.id)])
    st.rerun()


def _template(programme: str | None) -> None:
    say = words()
    st.download_button(
        say("Hämta mallen"),
        lambda: intake.template(drafts.reference(store(), viewer()), programme),
        file_name=f"mall_{programme}.csv" if programme else "mall.csv",
        mime="text/csv",
        on_click="ignore",
        type="tertiary",
        key="template",
    )


def _review(kept: Submission) -> None:
    say = words()
    with st.spinner(harmless(say("Läser {file} …", file=kept.file_name))):
        draft = _checked(kept)
    known = named()
    _steps(2)
    _file_line(kept)
    lede([_verdict(draft)], announced=True)
    if draft.submission.programme is None:
        with st.container(width=640):
            chosen = _pick_round(known, say("Välj omgång"))
        if chosen:
            store().assign(viewer(), kept.id, chosen)
            st.rerun()
    ask(draft, known)
    understood(draft, known)
    if draft.findings:
        quick_ways(draft, known)
    findings(draft)
    answered(draft)
    mended(draft)
    what_changes(draft, known)
    if draft.checked is not None:
        whole_table(draft)
    _decide(draft, known)


def _decide(draft: Draft, known: Named) -> None:
    """The end of the review: publish, give back, or set aside."""
    say = words()
    section(say("Publicera"), anchor="publicera")
    number = draft.submission.id
    if draft.publishable and draft.questions:
        n = draft.asked
        st.caption(
            say.plural(
                "{n} värde behöver ditt svar innan du kan publicera.",
                "{n} värden behöver ditt svar innan du kan publicera.",
                n,
                n=_counted(n),
            )
        )
    elif draft.publishable:
        st.html(f'<p class="page-said">{escape(_what_is_published(draft, known))}</p>')
    elif draft.submission.programme is None and draft.checked is not None and draft.checked.publishable:
        st.caption(say("Välj omgång överst på sidan innan du publicerar."))
    else:
        st.caption(
            say.plural(
                "{n} fel återstår innan du kan publicera.",
                "{n} fel återstår innan du kan publicera.",
                max(draft.stopping, 1),
            )
            + " "
            + say("Rätta det här, eller i din fil och lämna den igen. Inget är publicerat.")
        )
    kept, others = draft.submission, _of_others(draft, known)
    if others:
        places = say.joined(others)
        st.warning(
            harmless(
                say(
                    "Filen har uppgifter om {places}. Du får bara lämna för din egen organisation.",
                    places=places,
                )
            )
        )
    with st.container(horizontal=True, vertical_alignment="center", key="decide"):
        approved = _needs_other_eyes(kept)
        if approved and kept.state is SubmissionState.DRAFT:
            ready = draft.ready and not others
            if st.button(say("Lämna in för granskning"), type="primary", disabled=not ready, key="hand-over"):
                _hand_over(draft)
        elif st.button(say("Publicera"), type="primary", disabled=not draft.ready, key="publish"):
            _publish(draft)
        if _may(Right.COORDINATE, kept):
            giving_back = st.popover(
                say("Lämna tillbaka"), type="tertiary", on_change="rerun", key=f"giving-back-{number}"
            )
            if giving_back.open:
                with giving_back:
                    _give_back(number)
        if kept.state is SubmissionState.DRAFT and st.button(
            say("Ta bort utkastet"), type="tertiary", key="discard"
        ):
            store().discard(viewer(), number)
            remember(DRAFT, [])
            st.rerun()
    st.caption(say("Din fil ändras aldrig, bara utkastet."))


def _may(right: Right, kept: Submission) -> bool:
    return viewer().may(right, organisation=kept.organisation, programme=kept.programme)


def _needs_other_eyes(kept: Submission) -> bool:
    """Whether somebody else than this visitor publishes the file."""
    if not _may(Right.PUBLISH, kept):
        return True
    return (
        viewer().name == kept.sender
        and viewer().name.startswith(access.ACCOUNT)
        and (store().four_eyes(viewer()) is not access.FourEyes.NEVER)
    )


def _of_others(draft: Draft, known: Named) -> list[str]:
    """The organisations in a file that this visitor does not hand in for, by name."""
    if draft.checked is None:
        return []
    codes = sorted(set(draft.checked.observations["organisation"]))
    programme = draft.submission.programme
    return [
        known.organisations[code].name
        for code in codes
        if code in known.organisations
        and not viewer().may(Right.SUBMIT, organisation=code, programme=programme)
    ]


def _hand_over(draft: Draft) -> None:
    if draft.checked is not None:
        try:
            store().submit(viewer(), draft.submission.id, draft.checked.observations)
        except BenchmarkingError:
            # A colleague did something with it a moment ago; the page is drawn from what is there now.
            st.session_state.pop("checked", None)
        st.rerun()


def _handed_over(kept: Submission) -> None:
    """A file that waits to be published: the sender may take it back, the coordinator decides."""
    say = words()
    _steps(3)
    _file_line(kept)
    lede(
        [
            say(
                "Filen är inlämnad. Nu ska samordnaren granska den. Sedan blir den publicerad, eller så får du tillbaka den."
            )
        ],
        announced=True,
    )
    draft, known = _checked(kept), named()
    if draft.questions:
        # What is published has changed since the sender answered.
        findings(draft, (Level.WARNING,))
    answered(draft)
    what_changes(draft, known)
    if st.button(say("Ta tillbaka och rätta"), type="tertiary", key="recall"):
        store().recall(viewer(), kept.id)
        st.rerun()
    if not _may(Right.PUBLISH, kept):
        return
    if _needs_other_eyes(kept):
        st.caption(say("Någon annan än den som lämnade eller rättade filen ska publicera den."))
        return
    _decide(draft, known)


def _what_is_published(draft: Draft, known: Named) -> str:
    say = words()
    n = len(draft.checked.observations) if draft.checked is not None else 0
    programme = known.programmes.get(draft.submission.programme or "")
    name = say.text(programme.name) if programme else draft.submission.programme or ""
    return say.plural(
        "{n} uppgift publiceras i {round}. Du kan ta tillbaka den.",
        "{n} uppgifter publiceras i {round}. Du kan ta tillbaka dem.",
        n,
        round=name,
    )


def _publish(draft: Draft) -> None:
    say = words()
    try:
        with st.spinner(say("Publicerar. Du kan stänga sidan.")):
            drafts.publish(store(), viewer(), draft)
    except SameHands:
        st.error(say("Någon annan än den som lämnade eller rättade filen ska publicera den."))
        return
    except BenchmarkingError:
        # Somebody else published, gave back or removed it a moment ago.
        st.session_state.pop("checked", None)
    st.rerun()


def _give_back(number: int) -> None:
    """Give the draft back to who sent it, with a reason that the sender reads."""
    say = words()
    with st.form("give-back", border=False):
        reason = st.text_input(say("Varför lämnas filen tillbaka?"), key="return-reason")
        st.caption(say("Den som lämnade filen läser det du skriver."))
        if st.form_submit_button(say("Lämna tillbaka till avsändaren"), key="return"):
            if reason.strip():
                store().return_to_sender(viewer(), number, reason)
                st.rerun()
            st.error(say("Skriv varför, så att den som lämnade filen förstår."))


def _returned(kept: Submission) -> None:
    """A submission that was given back: why, and the two ways on."""
    say = words()
    _steps(1)
    _file_line(kept)
    lede(
        [
            say("Samordnaren har lämnat tillbaka filen: {reason}", reason=say.quoted(kept.reason or "")),
            say("Inget är publicerat. Rätta här, eller lämna en ny fil i stället."),
        ]
    )
    if _taken_up(kept):
        return
    if st.button(say("Fortsätt rätta"), type="primary", key="resume"):
        _resume(kept)
    with st.container(width=640):
        section(say("Lämna en ny fil i stället"))
        _uploader(kept.programme, follows=kept.id)
    section(say("Vad som var fel"))
    left = [one for one in store().findings(viewer(), kept.id) if one.level is not Level.INFORMATION]
    told = "".join(
        f"<li>{escape(said.where)}: {escape(said.what)} {escape(said.cure)}</li>"
        for said in map(say.finding, left[:MOST_LISTED])
    )
    st.html(f'<ul class="page-list">{told}</ul>' if told else f"<p>{escape(say('Inget som stoppar.'))}</p>")


def _set_aside(kept: Submission) -> None:
    say = words()
    _steps(1)
    _file_line(kept)
    lede([say("Utkastet är borttaget. Filen finns kvar.")], announced=True)
    if not _taken_up(kept) and st.button(say("Ta upp utkastet igen"), key="resume"):
        _resume(kept)


def _resume(kept: Submission) -> None:
    again = store().resume(viewer(), kept.id)
    remember(DRAFT, [str(again)])
    st.rerun()


def _taken_up(kept: Submission) -> bool:
    """Whether another submission has come in its place; then a link to it."""
    say = words()
    later = [one for one in store().submissions(viewer()) if one.follows == kept.id]
    for one in later:
        there = escape(address("upload", **{DRAFT: str(one.id)}), quote=True)
        text = say("Inlämning {number} har kommit i stället: {file}", number=one.id, file=one.file_name)
        st.html(f'<p class="page-said"><a href="{there}">{escape(text)}</a></p>')
    return bool(later)


def _checked(kept: Submission) -> Draft:
    """The draft as last checked in this session, checked anew when anything it rests on has changed."""
    before = st.session_state.get("checked")
    if before is None or before[0] != _basis(kept):
        draft = drafts.reopen(store(), viewer(), kept.id)
        before = _basis(draft.submission), draft
        st.session_state["checked"] = before
    basis, draft = before
    said = store().confirmations(viewer(), kept.id)
    if said != draft.confirmations:
        # An answer changes nothing that is checked.
        draft = replace(draft, confirmations=said)
        st.session_state["checked"] = basis, draft
    return draft


def _basis(kept: Submission) -> tuple[object, ...]:
    """What a check rests on besides the bytes: the round, what is published, answers and corrections."""
    held, who = store(), viewer()
    state = held.draft_state(who, kept.id)
    said = None if state is None else repr(state.answers)
    return kept.id, kept.programme, held.version, said, held.corrections(who, kept.id)


def _verdict(draft: Draft) -> str:
    say = words()
    if draft.checked is None:
        return say("Filen går inte att läsa.")
    open_questions = len(draft.checked.questions)
    if open_questions:
        return say.plural(
            "Vi behöver veta en sak innan vi kan läsa hela filen.",
            "Vi behöver veta {n} saker innan vi kan läsa hela filen.",
            open_questions,
            n=say.spelled(open_questions),
        )
    doubts = draft.asked
    if not draft.checked.publishable:
        n = max(draft.stopping, 1)
        stops = say.plural("{n} fel stoppar filen.", "{n} fel stoppar filen.", n, n=_counted(n))
        if not doubts:
            return stops
        return f"{stops} " + say.plural(
            "{n} värde behöver ditt svar.", "{n} värden behöver ditt svar.", doubts, n=_counted(doubts)
        )
    if doubts:
        return say.plural(
            "Inga fel. {n} värde behöver ditt svar.",
            "Inga fel. {n} värden behöver ditt svar.",
            doubts,
            n=_counted(doubts),
        )
    n = len(draft.checked.observations)
    return say.plural("{n} värde är klart.", "{n} värden är klara.", n)


def _counted(n: int) -> str:
    """A count to begin a sentence with: "Fyra", "13"."""
    said = words().spelled(n, neuter=True)
    return said[:1].upper() + said[1:]


def _file_line(kept: Submission) -> None:
    say = words()
    received = say("Mottagen {moment}. Filen är sparad.", moment=say.moment(kept.received))
    instead = ""
    if kept.follows is not None:
        there = escape(address("upload", **{DRAFT: str(kept.follows)}), quote=True)
        text = escape(say("I stället för inlämning {number}", number=kept.follows))
        instead = f'<span><a href="{there}">{text}</a></span>'
    st.html(
        f'<div class="page-file"><strong>{escape(kept.file_name)}</strong>{instead}'
        f"<span>{escape(received)}</span></div>"
    )


def _earlier() -> None:
    """What has been handed in before, newest first, each a link."""
    say = words()
    handed_in = store().submissions(viewer())
    if not handed_in:
        return
    section(say("Tidigare inlämningar"))
    if asked(DRAFT):
        st.html(
            f'<p><a href="{escape(address("upload"), quote=True)}">{escape(say("Lämna en ny fil"))}</a></p>'
        )
    states = {
        SubmissionState.DRAFT: say("utkast"),
        SubmissionState.SUBMITTED: say("inlämnad"),
        SubmissionState.RETURNED: say("återlämnad"),
        SubmissionState.PUBLISHED: say("publicerad"),
        SubmissionState.WITHDRAWN: say("tillbakatagen"),
        SubmissionState.SUPERSEDED: say("ersatt av senare"),
    }
    items = "".join(
        f'<li><a href="{escape(address("upload", **{DRAFT: str(one.id)}), quote=True)}">{escape(one.file_name)}</a> '
        + escape(" · ".join(filter(None, (states[one.state], one.programme, say.moment(one.received)))))
        + "</li>"
        for one in handed_in[:MOST_LISTED]
    )
    st.html(f'<ul class="page-list">{items}</ul>')
