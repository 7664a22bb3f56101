"""How effects are judged, in words for those who read no code, and how often the judgement was right when tried."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from benchmarking.figures import table
from benchmarking.wording import Words

PROOF = Path(__file__).resolve().parents[3] / "data" / "effect_proof.csv"


@cache
def proof() -> pd.DataFrame:
    """`benchmarking.effect.proof.proof` at full size, as it stands in `data/`: simulating takes minutes."""
    return pd.read_csv(PROOF, comment="#")


def how(say: Words) -> list[str]:
    """The method, a paragraph for each step."""
    return [
        say(
            "För varje deltagare letar vi upp tre kommuner eller regioner som aldrig varit med i någon omgång och som var lika före den. Vi jämför hur mycket skillnaden mellan kvinnor och män ändrades, från de tre åren före omgången till åren efter, åt det håll den hade före. Bara officiella siffror som mäts varje år räknas, och aldrig över ett avbrott i måttet."
        ),
        say(
            "Den som går med för att skillnaden är stor har ofta haft ett ovanligt år. Då minskar skillnaden av sig själv. Därför väljs de jämförda på flera års siffror, även det sista, och det som ändå skiljer räknas bort (Abadie och Imbens 2011)."
        ),
        say(
            "Intervallet bygger på gruppernas medelvärden (Ibragimov och Müller 2010), som får bero på vad som helst inom gruppen. Det kräver tre grupper, tre år före och minst ett år efter. Bredvid står en lottning. Bootstrap håller inte för matchning (Abadie och Imbens 2008)."
        ),
        say(
            "Många nyckeltal prövas, och några sticker ut av slumpen. En effekt sägs bara när högst var tionde sådan utsaga väntas vara fel, räknat över alla omgångar (Benjamini och Yekutieli 2001, som gäller hur nyckeltalen än hänger ihop)."
        ),
        say(
            "Om det var den varaktiga skillnaden och inte de senaste siffrorna som avgjorde vilka som gick med blir vår siffra för låg (Daw och Hatfield 2018). Då kan en effekt finnas utan att vi ser den. En effekt åt andra hållet sägs därför bara när även den omatchade jämförelsen visar den (Ding och Li 2019)."
        ),
        say(
            "Den som deltagit kan sedan ha varit mentor, och nätverket kan ha påverkat andra än deltagarna. Det syns inte här. Att en effekt inte kan visas betyder inte att den saknas."
        ),
    ]


def coverage_table(say: Words, *, every: bool = False) -> str:
    """How often the interval covered what was planted, by round and size of effect, as HTML.

    Members chosen by the last year's gap, which is the hardest; `every` way of choosing them on the method page.
    """
    tried = proof() if every else proof()[proof()["chosen"] == "newest"]
    names = {
        "zero": say("ingen"),
        "small": say("liten"),
        "large": say("stor"),
        "placebo": say("påhittad omgång"),
    }
    chosen = {
        "newest": say("sista årets skillnad"),
        "mean": say("tre års medelvärde"),
        "lasting": say("den varaktiga skillnaden"),
    }
    rows = [
        (
            str(row.round),
            chosen[row.chosen],
            names[row.effect],
            say.percent(100 * row.covered / row.networks, 1),
            say.percent(100 * row.flagged / row.networks, 1),
        )
        for row in tried.itertuples(index=False)
    ]
    headings = [
        say("Omgång"),
        say("Deltagarna valda efter"),
        say("Inlagd effekt"),
        say("Intervallet täcker den"),
        say("Intervallet utesluter noll"),
    ]
    caption = say(
        "Prövat på {n} nät per rad. Målet är 95 %; en påhittad omgång på riktiga siffror ska sticka ut i högst 5 %.",
        n=say.number(int(proof()["networks"].max())),
    )
    return table(pd.DataFrame(rows, columns=headings), caption, say)
