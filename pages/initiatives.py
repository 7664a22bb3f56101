"""The other networks that carry the work: county training, agencies' networks, declarations, partnerships."""

from benchmarking import web

say, facts = web.words(), web.facts()

own = web.initiative_asked(facts)
if own is None:
    web.title(say("Insatser"), say("Nätverket"))
    web.initiatives_list(facts)
    web.new_initiative(facts)
else:
    web.initiative_heading(own)
    for part in web.INITIATIVE_PARTS:
        part(own)
    web.change_initiative(own)
