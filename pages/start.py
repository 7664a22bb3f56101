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
                "{municipalities} kommuner, {regions} regioner och {indicators} nyckeltal. Siffrorna går till {year}.",
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

example = facts.organisations.get("1882", municipalities[0])
web.cards(
    [
        web.Card(
            say("Politiker"),
            say(
                "Se var kvinnor och män får olika i din kommun, hur säkert det är och vilka ni kan jämföra er med."
            ),
            say("Exempel: {name}", name=example.name),
            web.address("organisation", kod=example.code),
        ),
        web.Card(
            say("Samordnare"),
            say("Lämna en fil med uppgifter. Se vad som behöver rättas, publicera och ta tillbaka."),
            say("Lämna uppgifter"),
            web.address("upload"),
        ),
        web.Card(
            say("Mentor"),
            say(
                "Förbered nästa möte med din grupp: paketet är ett klick, och vad ni lovade syns nästa gång."
            ),
            *web.next_meeting(facts),
        ),
    ]
)
web.news(facts)
