"""For everyone: find your municipality or region, and see what you can do here."""

from benchmarking import web
from benchmarking.model import OrganisationKind

say, facts = web.words(), web.facts()

web.title(say("Skillnader mellan kvinnor och män, kommun för kommun"))
municipalities = facts.of_kind(OrganisationKind.MUNICIPALITY)
if facts.newest_year is None:
    web.lede([say("Vi har inga uppgifter här.")])
else:
    web.lede(
        [
            say(
                "{municipalities} kommuner, {regions} regioner och {indicators} nyckeltal. Siffror till och med {year}.",
                municipalities=len(municipalities),
                regions=len(facts.of_kind(OrganisationKind.REGION)),
                indicators=len(facts.indicators),
                year=facts.newest_year,
            )
        ]
    )
web.gone_astray()
web.search_place(facts)
web.links(
    say("Jämför två eller fler"),
    to=[
        (say("kommuner"), web.address("compare")),
        (say("regioner"), web.address("regions")),
        (say("regionernas hälsa och vård"), web.address("regions", delmal="5")),
    ],
)

web.ways_in(facts)
web.examples(facts)
web.news(facts)
