"""Who learned with whom: rounds, groups, mentors and mentees since the pilot."""

import streamlit as st

from benchmarking import figures, web

say, facts = web.words(), web.facts()

web.title(say("Omgångar och mentorer"), say("Nätverket"))
heading = st.container()
own = web.pick_line(facts)
with heading:
    web.lede(web.line_sentences(own, facts) if own else [say("Vi har inga uppgifter här.")])
if own:
    web.line_links(own, facts)
web.links("", to=[(say("Minskade skillnaderna?"), web.address("effect"))])

drawn = web.pick_part(facts, own)
st.html(figures.lineage_legend(say))
web.show(drawn, "lineage", source=say("Källor för varje rad finns i tabellen."))
web.rounds_table(facts)
web.titles_table(facts)
web.practice_register(facts)
web.round_notes(facts)
