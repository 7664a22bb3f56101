"""One municipality or region in a minute: three sentences, then every indicator by national sub-goal."""

import streamlit as st

from benchmarking import web

say, facts = web.words(), web.facts()

place = web.place_asked(facts)
if place is None:
    web.title(say("Välj en kommun eller region"))
    web.search_place(facts)
else:
    found = facts.gaps_of(place.code)
    with web.together():
        web.title(place.name, web.overline(place, facts))
        web.headline(place, facts)
        web.journey_line(place, facts)
    if found.empty:
        web.region_instead(place, facts)
    else:
        with st.container(horizontal=True, vertical_alignment="center"):
            choice = web.pick_choice()
            reference = web.pick_reference(place, facts)
            web.pick_similar(place, facts)
            web.paper(place, facts)
            web.share(None, [place.code], "profile")
        web.comparison_links(place, facts)
        web.profile(found, place, facts, reference, choice)
    with web.together():
        web.journey(place, facts)
    web.promised(place, facts)
    web.practised(place, facts)
