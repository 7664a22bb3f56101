"""A county with its municipalities, one indicator at a time."""

from __future__ import annotations

from benchmarking import figures
from benchmarking.figures import Described
from benchmarking.figures.markup import Markup
from benchmarking.model import Indicator, OrganisationKind
from benchmarking.web.comparing.compared import Compared, with_own
from benchmarking.web.facts import Facts
from benchmarking.web.pickers import pick_one, unknown_codes
from benchmarking.web.session import address, words
from benchmarking.web.show import lede, section, show


def show_county(compared: Compared, known: Facts) -> None:
    """A county with its municipalities, one indicator at a time."""
    say = words()
    counties = {county.code: county.name for county in known.of_kind(OrganisationKind.COUNTY)}
    unknown_codes("lan", counties)
    own = [place.county for place in compared.places if place.county]
    section(say("Ett län och dess kommuner"))
    county = pick_one(
        {"": say("välj län")} | counties,
        "lan",
        label=say("Län"),
        default=own[0] if len(own) == 1 else "",
        quiet=False,
    )
    if not county:
        return
    indicator = _county_indicator(known)
    members = [place.code for place in known.municipalities_of(county)]
    lede(
        [
            say(
                "{county} har {n} kommuner. Regionen själv är en annan organisation och står inte i listan.",
                county=counties[county],
                n=len(members),
            )
        ]
    )
    drawn, source = known.drawn(
        ("county", county, indicator.id, say.language), lambda: _drawn(members, indicator, known)
    )
    show(drawn, f"county-{county}", source=source)


def _drawn(members: list[str], indicator: Indicator, known: Facts) -> tuple[Described, Markup]:
    """A county's municipalities as rows, the largest gap first, and where their figures come from."""
    say = words()
    rows = known.assessed_on(indicator.id)
    rows = rows[rows["organisation"].isin(members)]
    rows = rows.sort_values("gap", key=lambda gap: -gap.abs(), kind="stable", na_position="last")
    years = known.years_of(members, [indicator.id])
    drawn = figures.place_rows(
        rows,
        years,
        indicator,
        {code: known.organisations[code].name for code in members},
        known.scale(OrganisationKind.MUNICIPALITY),
        say,
        lambda code: address("organisation", kod=code),
    )
    shown = rows[["organisation", "year"]].merge(years, on=["organisation", "year"])
    return drawn, with_own(say("Källa: Kolada. Skillnader: egen bearbetning."), shown, known)


def _county_indicator(known: Facts) -> Indicator:
    say = words()
    choices = {
        code: say.text(indicator.short)
        for code, indicator in known.indicators.items()
        if OrganisationKind.MUNICIPALITY in indicator.applies_to
    }
    chosen = pick_one(choices, "matt", label=say("Nyckeltal"), default="N00206", term="nyckeltal")
    return known.indicators[chosen]
