"""Every claim of a headline once more, slowly: what `slow_gaps` finds is asked what the sentences say.

Values, years, who has more, how it is known, how it lies against other places, how it went.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
import slow_gaps

from benchmarking import claims, gaps
from benchmarking.claims import Against


class _Places(dict[str, dict[str, dict]]):
    """The verdicts of each place by indicator, found when they are asked for."""

    def __init__(self, slow: Slow) -> None:
        self.slow = slow

    def __missing__(self, place: str) -> dict[str, dict]:
        self[place] = {
            indicator: slow_gaps.verdict(line, self.slow.indicators[indicator])
            for (indicator, organisation), line in self.slow.lines.items()
            if organisation == place
        }
        return self[place]


class Slow:
    """The figures as lines of plain rows, and what the slow implementation says of one of them."""

    def __init__(self, rows: list[dict], indicators: dict) -> None:
        self.indicators = indicators
        self.lines: dict[tuple[str, str], list[dict]] = defaultdict(list)
        for row in rows:
            self.lines[row["indicator"], row["organisation"]].append(row)
        self.among: dict[tuple[str, str], list[list[dict]]] = defaultdict(list)
        for (indicator, _), line in self.lines.items():
            line.sort(key=lambda row: row["year"])
            self.among[indicator, line[0]["kind"]].append(line)
        self.of_place = _Places(self)

    def others(self, claim) -> list[list[dict]]:
        return self.among[claim.indicator, self.line(claim)[0]["kind"]]

    def line(self, claim) -> list[dict]:
        return self.lines[claim.indicator, claim.organisation]

    def verdict(self, claim) -> dict:
        return self.of_place[claim.organisation][claim.indicator]

    def gaps_in(self, claim, year: int) -> list[float]:
        indicator = self.indicators[claim.indicator]
        found = (
            slow_gaps.gap(row, indicator)
            for other in self.others(claim)
            for row in other
            if row["year"] == year
        )
        return [size for size in found if size is not None]

    def against(self, claim) -> Against | None:
        """By `gaps.assess`'s words: larger, smaller or as everywhere, from the list of all the gaps that year."""
        indicator, own = self.indicators[claim.indicator], self.verdict(claim)
        everyone = self.gaps_in(claim, own["year"])
        places = slow_gaps.places(own, self.others(claim), indicator)
        gap, typical, distance = own["gap"], places["typical"], places["distance"]
        if typical is None:
            return None
        uneven = own["verdict"] in ("women_higher", "men_higher")
        sign = (gap > 0) - (gap < 0)
        notable = indicator.notable is not None and abs(gap) >= indicator.notable - 1e-9
        if uneven and notable and distance is not None and sign * distance >= 1 and abs(gap) > abs(typical):
            return Against.LARGER
        alike = sum((other > 0) - (other < 0) == sign for other in everyone) / len(everyone)
        near = abs(distance) < 1 if distance is not None else gap == typical
        if near and alike >= 0.8:
            return Against.AS_EVERYWHERE
        typical_sign = (typical > 0) - (typical < 0)
        if distance is not None and sign == typical_sign and abs(distance) >= 1 and abs(gap) < abs(typical):
            return Against.SMALLER
        return None

    def newest(self, organisation: str) -> int:
        return max(found["year"] for found in self.of_place[organisation].values())


def checked(claim: claims.Claim, place: str, slow: Slow) -> None:
    """Fails where a claim about a place is not what the figures say."""
    match claim:
        case claims.Level() | claims.Even():
            checked_level(claim, slow)
        case claims.Change():
            checked_change(claim, slow)
        case _:
            checked_count(claim, place, slow)


def checked_level(claim: claims.Level | claims.Even, slow: Slow) -> None:
    indicator, found = slow.indicators[claim.indicator], slow.verdict(claim)
    row = next(row for row in slow.line(claim) if row["year"] == claim.year)
    assert claim.year == found["year"]
    assert slow_gaps.sides(row, indicator) == pytest.approx((claim.women, claim.men))
    assert claim.gap == pytest.approx(found["gap"])
    assert indicator.role.value == "gap"
    verdict = claim.verdict.value if isinstance(claim, claims.Level) else "even"
    assert found["verdict"] == verdict
    if isinstance(claim, claims.Level):
        assert found["basis"] == claim.basis.value
        assert claim.typical == pytest.approx(
            slow_gaps.places(found, slow.others(claim), indicator)["typical"], nan_ok=True
        )
        assert (claim.gap > 0) == (verdict == "women_higher")
        assert abs(claim.gap) >= indicator.notable - 1e-9
    assert slow.against(claim) == claim.against
    assert claim.old == (claim.year < slow.newest(claim.organisation) - 2)


def checked_change(claim: claims.Change, slow: Slow) -> None:
    indicator, found = slow.indicators[claim.indicator], slow.verdict(claim)
    assert found["basis"] is not None
    (first_year, first), (year, last) = found["comparable"][0], found["comparable"][-1]
    assert (claim.first_year, claim.year) == (first_year, year)
    assert (claim.first_gap, claim.gap) == pytest.approx((first, last))
    assert claim.change == pytest.approx(abs(last) - abs(first))
    assert claim.closing == (abs(last) < abs(first))
    steps = []
    for other in slow.others(claim):
        sizes = {row["year"]: slow_gaps.gap(row, indicator) for row in other}
        if sizes.get(first_year) is not None and sizes.get(year) is not None:
            steps.append(abs(sizes[year]) - abs(sizes[first_year]))
    assert claim.national_change == pytest.approx(slow_gaps.quantile(steps, 0.5))
    assert slow_gaps.change(found, slow.line(claim), slow.others(claim), indicator) == claim.verdict.value
    assert (claim.change > claim.national_change) == (claim.verdict == gaps.ChangeVerdict.WIDER)
    assert claim.old == (claim.year < slow.newest(claim.organisation) - 2)


def checked_count(claim: claims.Claim, place: str, slow: Slow) -> None:
    found = Counter(one["verdict"] for one in slow.of_place[place].values())
    compared = sum(found.values()) - found["not_compared"]
    match claim:
        case claims.CannotTell():
            assert (claim.count, claim.of) == (found["cannot_tell"], compared)
        case claims.NoneCertain():
            usable = [
                one
                for indicator, one in slow.of_place[place].items()
                if slow.indicators[indicator].role.value == "gap"
            ]
            assert claim.tested == sum(one["verdict"] == "no_certain" for one in usable)
            assert not [
                code
                for code, one in slow.of_place[place].items()
                if one["verdict"] in ("women_higher", "men_higher", "even")
                and slow.indicators[code].role.value == "gap"
                and abs(one["gap"]) >= slow.indicators[code].notable - 1e-9
            ]
        case claims.NotCompared():
            assert (claim.count, compared) == (found["not_compared"], 0)
        case claims.NoFigures():
            assert not slow.of_place[place]
        case _:
            raise AssertionError(f"nobody checks {claim!r}")
