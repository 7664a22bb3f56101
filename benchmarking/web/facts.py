"""What the pages compare, prepared once for each state of the store and each set of rights.

Everything here is shared between visitors and must not be changed in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from benchmarking import claims, figures, gaps, network
from benchmarking.model import (
    Indicator,
    Membership,
    Organisation,
    OrganisationKind,
    Programme,
    Team,
    Viewer,
)
from benchmarking.web.session import store, viewer


@dataclass(frozen=True)
class Facts:
    """Organisations, indicators, rounds and every assessed gap, as one viewer may see them.

    `yearly` is `gaps.by_year` over all values, one row per (indicator, organisation, year);
    `assessed` is `gaps.assess`, one row per (indicator, organisation).
    """

    version: int
    organisations: dict[str, Organisation]
    indicators: dict[str, Indicator]
    programmes: dict[str, Programme]
    teams: tuple[Team, ...]
    memberships: tuple[Membership, ...]
    yearly: pd.DataFrame
    assessed: pd.DataFrame

    @cached_property
    def edges(self) -> tuple[network.Edge, ...]:
        """Who guided whom, in every round."""
        return network.edges(tuple(self.programmes.values()), self.teams, self.memberships)

    @cached_property
    def _assessed_rows(self) -> dict[str, list[int]]:
        return self.assessed.groupby("organisation", sort=False).indices

    @cached_property
    def _yearly_rows(self) -> dict[str, list[int]]:
        return self.yearly.groupby("organisation", sort=False).indices

    @cached_property
    def _scales(self) -> dict[OrganisationKind, pd.DataFrame]:
        return {}

    @cached_property
    def _gaps(self) -> dict[str, tuple[pd.DataFrame, tuple[claims.Claim, ...]]]:
        return {}

    @cached_property
    def newest_year(self) -> int:
        """The latest year with any figure."""
        return int(self.yearly["year"].max())

    def gaps_of(self, code: str) -> pd.DataFrame:
        """The assessed gaps of one organisation, in `gaps.order`; empty where we hold no figures of it."""
        return self._prepared(code)[0]

    def headline_of(self, code: str) -> tuple[claims.Claim, ...]:
        """What is said first of one organisation; see `claims.headline`."""
        return self._prepared(code)[1]

    def _prepared(self, code: str) -> tuple[pd.DataFrame, tuple[claims.Claim, ...]]:
        # Kept for as long as the facts hold: ordering takes longer than the rest of a page.
        if code not in self._gaps:
            rows = self.assessed.iloc[self._assessed_rows.get(code, [])]
            self._gaps[code] = gaps.order(rows), claims.headline(rows)
        return self._gaps[code]

    def years_of(self, codes: Sequence[str], indicators: Sequence[str] | None = None) -> pd.DataFrame:
        """The yearly values and gaps of some organisations, by indicator, organisation and year."""
        rows = [row for code in codes for row in self._yearly_rows.get(code, [])]
        found = self.yearly.iloc[sorted(rows)]
        return found if indicators is None else found[found["indicator"].isin(list(indicators))]

    def scale(self, kind: OrganisationKind) -> pd.DataFrame:
        """Where a row's track begins and ends: `figures.scale` over all organisations of the kind."""
        if kind not in self._scales:
            self._scales[kind] = figures.scale(self.yearly, kind)
        return self._scales[kind]

    def of_kind(self, *kinds: OrganisationKind) -> list[Organisation]:
        """The organisations of some kinds, in Swedish order of name within each kind."""
        return [organisation for organisation in self.organisations.values() if organisation.kind in kinds]

    def municipalities_of(self, county: str) -> list[Organisation]:
        return [o for o in self.of_kind(OrganisationKind.MUNICIPALITY) if o.county == county]

    def county_name(self, organisation: Organisation) -> str | None:
        """The name of the county an organisation lies in, such as Örebro län."""
        county = self.organisations.get(organisation.county or "")
        return county.name if county else None


def facts() -> Facts:
    """What this visitor may see, as of now."""
    asking = viewer()
    return _facts(store(), asking, store().version, asking.rights, asking.programmes)


# Few entries: one for each set of rights in use, and the one before while it is being replaced.
@st.cache_resource(max_entries=4, show_spinner=False)
def _facts(_store: object, _viewer: Viewer, version: int, rights: frozenset, programmes: frozenset) -> Facts:
    held = store()
    indicators = {indicator.id: indicator for indicator in held.indicators(_viewer)}
    values = held.values(_viewer)
    return Facts(
        version=version,
        organisations={organisation.code: organisation for organisation in held.organisations(_viewer)},
        indicators=indicators,
        programmes={programme.id: programme for programme in held.programmes(_viewer)},
        teams=held.teams(_viewer),
        memberships=held.memberships(_viewer),
        yearly=gaps.by_year(values, indicators),
        assessed=gaps.assess(values, indicators),
    )


def warm() -> None:
    """Prepare what every visitor needs, before the first one comes."""
    from benchmarking.access import VISITOR

    held = store()
    prepared = _facts(held, VISITOR, held.version, VISITOR.rights, VISITOR.programmes)
    for kind in (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION):
        prepared.scale(kind)
    _ = prepared._assessed_rows, prepared._yearly_rows
