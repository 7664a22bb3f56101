"""A group's next meeting: what it is about, how far the group has come, and what was written and promised."""

import streamlit as st

from benchmarking import web

facts = web.facts()

# Which meeting it is stands above the list it was chosen from.
heading = st.container()
found = web.meeting_asked(facts)
if found is None:
    web.meetings_overview(facts)
elif web.presenting(found):
    web.present(found)
else:
    with heading:
        web.meeting_heading(found)
    web.preparing(found)
    web.pack_section(found)
    web.commitments(found)
    web.causes(found)
    web.practices(found)
    web.notes(found)
