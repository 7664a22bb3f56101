"""The few fills of maps and matrices: how far a gap is from equality, in steps that no filter moves.

Hue says sex and strength how large: only certain, lasting and counted uneven gaps are filled. Levels have steps of
their own in the hue of the sex they are about.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarking.figures.places import Value
from benchmarking.figures.tokens import Theme, Tokens, tokens
from benchmarking.model import Indicator
from benchmarking.wording import Words

__all__ = ["STRENGTHS", "Step", "gap_step", "gap_steps", "level_step", "level_steps", "mixed"]

FACTORS = (1.0, 2.0, 4.0)
"""Times the smallest gap worth talking about (`Indicator.notable`), from which a step begins."""

STRENGTHS: dict[Theme, tuple[float, ...]] = {
    "light": (14, 30, 45, 62),
    "dark": (12, 22, 34, 45),
}
"""Per cent of the sex's colour mixed into the page's: below notable, and from 1, 2 and 4 times notable. Ink on
the strongest has a contrast of 5.1 (`pages.md` §2)."""

LEVELS = 7
"""Steps of a level. The weakest is as strong as the weakest gap, the strongest as the strongest."""


@dataclass(frozen=True, slots=True)
class Step:
    """A fill: what it stands for in words, whose hue ("women", "men" or "" for none) and how strong, in per cent."""

    label: str
    sex: str
    strength: dict[Theme, float]

    def colour(self, theme: Theme) -> str:
        """As #RRGGBB; without a sex the colour of hairlines."""
        colours = tokens(theme)
        if not self.sex:
            return colours.line
        return mixed(getattr(colours, self.sex), self.strength[theme], colours)


def mixed(colour: str, percent: float, colours: Tokens) -> str:
    """The colour mixed into the page's as CSS' `color-mix(in srgb, …)` does, as #RRGGBB."""
    parts = [
        round(
            int(colour[at : at + 2], 16) * percent / 100
            + int(colours.bg[at : at + 2], 16) * (1 - percent / 100)
        )
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02X}" for part in parts)


def gap_step(gap: float, notable: float) -> int:
    """−3 … 3: how many of the `FACTORS` a known gap reaches, minus where men are higher."""
    reached = sum(abs(gap) >= factor * notable - 1e-9 for factor in FACTORS)
    return reached if gap > 0 else -reached


def gap_steps(indicator: Indicator, words: Words) -> list[Step]:
    """The seven steps of a map of gaps, from men much higher over none to women much higher.

    ValueError for an indicator that sets no smallest gap worth talking about.
    """
    if indicator.notable is None:
        raise ValueError(f"{indicator.id} has no notable gap to measure steps by")
    ends = [indicator.notable * factor for factor in FACTORS]
    said = [words.number(end, _decimals(ends)) for end in ends]
    ranges = [
        words("{low} till {high}", low=said[0], high=said[1]),
        words("{low} till {high}", low=said[1], high=said[2]),
        words("{low} eller mer", low=said[2]),
    ]
    both = {
        "men": [words("Män högre, {range}", range=text) for text in ranges],
        "women": [words("Kvinnor högre, {range}", range=text) for text in ranges],
    }

    def strength(at: int) -> dict[Theme, float]:
        return {theme: strengths[at] for theme, strengths in STRENGTHS.items()}

    none = Step(words("Ingen säker skillnad, eller under {low}", low=said[0]), "", {})
    men = [Step(both["men"][at], "men", strength(at + 1)) for at in (2, 1, 0)]
    women = [Step(both["women"][at], "women", strength(at + 1)) for at in (0, 1, 2)]
    return [*men, none, *women]


def level_steps(
    indicator: Indicator, value: Value, ends: tuple[float, float], words: Words
) -> tuple[list[Step], list[float]]:
    """Seven steps between two levels, the same for women and men; and the six values where a step ends.

    `ends` are the indicator's own for the whole country (`reading.scale`), so no filter moves a step.
    """
    low, high = ends if ends[1] > ends[0] else (ends[0] - 1, ends[0] + 1)
    cuts = [low + (high - low) * at / LEVELS for at in range(1, LEVELS)]
    texts = [words.bare(indicator, cut) for cut in cuts]
    labels = [
        words("under {high}", high=texts[0]),
        *(words("{low} till {high}", low=texts[at], high=texts[at + 1]) for at in range(LEVELS - 2)),
        words("{low} eller mer", low=texts[-1]),
    ]
    sex = "men" if value is Value.MEN else "women"
    steps = []
    for at, label in enumerate(labels):
        strength: dict[Theme, float] = {
            theme: strengths[0] + (strengths[-1] - strengths[0]) * at / (LEVELS - 1)
            for theme, strengths in STRENGTHS.items()
        }
        steps.append(Step(label, sex, strength))
    return steps, cuts


def level_step(level: float, cuts: Sequence[float]) -> int:
    """0 … 6: how many of the cuts a level reaches."""
    return sum(level >= cut for cut in cuts)


def _decimals(numbers: Sequence[float]) -> int:
    """So many decimals that each number is said as it is: at most three."""
    return next((places for places in range(3) if all(math.isclose(round(n, places), n) for n in numbers)), 3)
