"""Where rounds, groups, members and edges stand in the lineage picture. Geometry only; `lineage` draws it.

Columns are rounds in time, cards are groups, and cards are ordered by their mentors' height so that
edges cross little. All lengths are px.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from benchmarking.model import MemberRole, Membership, Organisation, Programme, Team, Track
from benchmarking.network import Edge, columns, edges, left_early

__all__ = ["Card", "Column", "Entry", "Label", "Layout", "Route", "layout"]

CARD = 138
APART = 25
LINE = 21
BETWEEN = 14
PADDING = 7
LANE = 56
"""From the lowest municipal group to the first region group: room for the label and some air."""

TEXT_WIDTH = CARD - 2 * 8 - 2
EM = 13
NARROW, WIDE = frozenset("fijlrt .,-()I"), frozenset("mwMWÅÄÖOGQ")
SWEEPS = 8
GUTTER_STEP = 5.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A participant's place in its card: the name in `lines`, `height` px high from `top` in the picture."""

    organisation: str
    lines: tuple[str, ...]
    left: bool
    membership: Membership
    top: float = 0.0

    @property
    def height(self) -> float:
        return LINE * len(self.lines)

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Card:
    """A group, or a round whose members nobody knows (no entries).

    `guides` are mentors and supports that no earlier round holds: their edge has nowhere to start,
    so the card names them instead.
    """

    programme: str
    team: str | None
    column: int
    lower: bool
    entries: tuple[Entry, ...] = ()
    guides: tuple[Membership, ...] = ()
    top: float = 0.0

    @property
    def x(self) -> float:
        return self.column * (CARD + APART)

    @property
    def height(self) -> float:
        lines = sum(len(entry.lines) for entry in self.entries) + len(self.guides)
        return LINE * max(lines, 2 if not self.entries else 1) + 2 * PADDING

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Route:
    """How one guide's edges to one group run, from the guide's entry to the group's card.

    `points` come in pairs. Within a pair the route crosses the space between two columns and bends;
    from a pair to the next it runs level, past the cards of a round it skips.
    """

    mentor: str
    team: str
    programme: str
    role: MemberRole
    edges: tuple[Edge, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The rounds above each other at `x`."""

    programmes: tuple[str, ...]
    x: float


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a parallel round, its line `LINE` high from `top`."""

    programme: str
    x: float
    top: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The lineage picture, placed. `names` holds every organisation's name by code."""

    columns: tuple[Column, ...]
    cards: tuple[Card, ...]
    routes: tuple[Route, ...]
    labels: tuple[Label, ...]
    edges: tuple[Edge, ...]
    programmes: tuple[Programme, ...]
    memberships: tuple[Membership, ...]
    names: Mapping[str, str] = field(repr=False)
    width: float = 0.0
    height: float = 0.0


def layout(
    programmes: Sequence[Programme],
    teams: Sequence[Team],
    memberships: Sequence[Membership],
    organisations: Iterable[Organisation],
) -> Layout:
    """Places for all model rounds. An organisation that is not given shows its code.

    Give fewer programmes, teams or memberships to draw fewer; edges whose guide stands in no earlier
    round that is given are named in the card.
    """
    names = {one.code: one.name for one in organisations}
    names |= {one.organisation: one.organisation for one in memberships if one.organisation not in names}
    in_time = columns(programmes)
    all_edges = edges(programmes, teams, memberships)
    grid = _grid(in_time, teams, memberships, names)
    starts = _starts(grid, all_edges)
    grid = _ordered(
        [_with_guides(column, all_edges, starts, memberships) for column in grid], all_edges, starts
    )
    grid = _placed(grid, all_edges, starts)
    cards = tuple(card for column in grid for card in column)
    return Layout(
        columns=tuple(
            Column(tuple(one.id for one in column), at * (CARD + APART)) for at, column in enumerate(in_time)
        ),
        cards=cards,
        routes=_routes(grid, all_edges, starts),
        labels=_labels(grid, {one.id: one for column in in_time for one in column}),
        edges=all_edges,
        programmes=tuple(one for column in in_time for one in column),
        memberships=tuple(memberships),
        names=names,
        width=max(len(in_time) * (CARD + APART) - APART, 0),
        height=max((card.bottom for card in cards), default=0.0) + BETWEEN,
    )


Grid = list[list[Card]]
# For each guide and group, the column of the guide's latest earlier round.
Starts = dict[tuple[str, str], int]


def _grid(
    in_time: Sequence[Sequence[Programme]],
    teams: Sequence[Team],
    memberships: Sequence[Membership],
    names: Mapping[str, str],
) -> Grid:
    parallel = any(one.track is Track.REGION for column in in_time for one in column)
    grid: Grid = []
    for at, column in enumerate(in_time):
        cards = []
        for programme in column:
            lower = parallel and programme.track in (Track.REGION, Track.MIXED)
            for team in sorted(teams, key=lambda one: one.number):
                inside = [
                    one for one in memberships if one.team == team.id and one.role is MemberRole.PARTICIPANT
                ]
                if team.programme == programme.id and inside:
                    entries = tuple(
                        Entry(
                            one.organisation,
                            wrapped(names[one.organisation]),
                            left_early(one, programme),
                            one,
                        )
                        for one in inside
                    )
                    cards.append(Card(programme.id, team.id, at, lower, entries))
            if not any(card.programme == programme.id for card in cards):
                cards.append(Card(programme.id, None, at, lower))
        grid.append(cards)
    return grid


def wrapped(name: str) -> tuple[str, ...]:
    """A name in lines that fit a card, broken after spaces and hyphens; a longer word is left whole."""
    lines: list[str] = []
    line = ""
    for part in name.replace("-", "-\0").replace(" ", " \0").split("\0"):
        if line and _width((line + part).rstrip()) > TEXT_WIDTH:
            lines.append(line.rstrip())
            line = part
        else:
            line += part
    return (*lines, line.rstrip())


def _width(text: str) -> float:
    """Px a text takes at most, near enough to know where it must break."""
    return EM * sum(0.28 if letter in NARROW else 0.7 if letter in WIDE else 0.55 for letter in text)


def _starts(grid: Grid, all_edges: Sequence[Edge]) -> Starts:
    stays: dict[str, list[int]] = defaultdict(list)
    for at, column in enumerate(grid):
        for card in column:
            for entry in card.entries:
                stays[entry.organisation].append(at)
    found: Starts = {}
    for edge in all_edges:
        earlier = [at for at in stays[edge.mentor] if at < edge.order]
        if earlier:
            found[edge.mentor, edge.team] = max(earlier)
    return found


def _with_guides(
    column: list[Card], all_edges: Sequence[Edge], starts: Starts, memberships: Sequence[Membership]
) -> list[Card]:
    guiding = {
        (edge.mentor, edge.team, edge.role) for edge in all_edges if (edge.mentor, edge.team) not in starts
    }
    return [
        replace(
            card,
            guides=tuple(
                one
                for one in memberships
                if (one.organisation, card.team, one.role) in guiding and one.team == card.team
            ),
        )
        for card in column
    ]


def _ordered(grid: Grid, all_edges: Sequence[Edge], starts: Starts) -> Grid:
    """Cards by their guides' height and members by their mentees', swept back and forth; fewest crossings win."""
    best, fewest = grid, _crossings(grid, all_edges, starts)
    for sweep in range(SWEEPS):
        order = range(len(grid)) if sweep % 2 == 0 else range(len(grid) - 1, -1, -1)
        for at in order:
            grid = [
                *grid[:at],
                _sorted_column(grid, at, all_edges, starts, down=sweep % 2 == 0),
                *grid[at + 1 :],
            ]
        crossings = _crossings(grid, all_edges, starts)
        if crossings < fewest:
            best, fewest = grid, crossings
    return best


def _sorted_column(
    grid: Grid, at: int, all_edges: Sequence[Edge], starts: Starts, *, down: bool
) -> list[Card]:
    stacked = [_stacked(column) for column in grid]
    heights = _heights(stacked)
    tops = {card.team: card.top + card.height / 2 for column in stacked for card in column if card.team}

    def guides_height(card: Card) -> list[float]:
        return [
            heights[starts[mentor, card.team], mentor]
            for mentor in dict.fromkeys(edge.mentor for edge in all_edges if edge.team == card.team)
            if (mentor, card.team) in starts
        ]

    def mentees_height(organisation: str) -> list[float]:
        return [
            tops[team]
            for team in dict.fromkeys(edge.team for edge in all_edges if edge.mentor == organisation)
            if starts.get((organisation, team)) == at
        ]

    cards = []
    for place, card in enumerate(stacked[at]):
        known = [
            (mentees_height(entry.organisation), index, entry) for index, entry in enumerate(card.entries)
        ]
        entries = sorted(
            known,
            key=lambda one: (one[2].left, fmean(one[0]) if one[0] else card.bottom + 1e4, one[1]),
        )
        wanted = guides_height(card) if down else [y for heights_, _, _ in known for y in heights_]
        middle = fmean(wanted) if wanted else card.top + card.height / 2
        cards.append(
            (card.lower, middle, place, replace(card, entries=tuple(entry for _, _, entry in entries)))
        )
    return [card for _, _, _, card in sorted(cards, key=lambda one: one[:3])]


def _stacked(column: list[Card], top: float = 0.0) -> list[Card]:
    """Cards below each other, entries placed. The lower lane begins far below, so that it stays below."""
    placed = []
    for card in column:
        card = _moved(card, max(top, 2000.0) if card.lower else top)
        placed.append(card)
        top = card.bottom + BETWEEN
    return placed


def _moved(card: Card, top: float) -> Card:
    entries = []
    y = top + PADDING
    for entry in card.entries:
        entries.append(replace(entry, top=y))
        y += entry.height
    return replace(card, top=top, entries=tuple(entries))


def _heights(grid: Grid) -> dict[tuple[int, str], float]:
    """Each member's height by column and code."""
    return {
        (card.column, entry.organisation): entry.middle
        for column in grid
        for card in column
        for entry in card.entries
    }


def _crossings(grid: Grid, all_edges: Sequence[Edge], starts: Starts) -> int:
    stacked = [_stacked(column) for column in grid]
    heights = _heights(stacked)
    tops = {card.team: card.top + card.height / 2 for column in stacked for card in column if card.team}
    lines = [
        (at, edge.order, heights[at, edge.mentor], tops[edge.team])
        for edge in {(one.mentor, one.team): one for one in all_edges}.values()
        if (at := starts.get((edge.mentor, edge.team))) is not None
    ]
    return sum(
        (a[2] - b[2]) * (a[3] - b[3]) < 0
        for index, a in enumerate(lines)
        for b in lines[index + 1 :]
        if a[0] < b[1] and b[0] < a[1]
    )


def _placed(grid: Grid, all_edges: Sequence[Edge], starts: Starts) -> Grid:
    """Each lane's cards as near their guides and mentees as their order allows; the lower lane under the upper."""
    upper = _settled([[card for card in column if not card.lower] for column in grid], all_edges, starts, 0.0)
    floor = max((card.bottom for column in upper for card in column), default=-LANE) + LANE
    lower = _settled([[card for card in column if card.lower] for column in grid], all_edges, starts, floor)
    return [[*above, *below] for above, below in zip(upper, lower, strict=True)]


def _settled(grid: Grid, all_edges: Sequence[Edge], starts: Starts, floor: float) -> Grid:
    grid = [_lifted(column, floor) for column in grid]
    for _ in range(SWEEPS):
        for at, column in enumerate(grid):
            heights = _heights(grid)
            tops = {card.team: card.top + card.height / 2 for each in grid for card in each if card.team}
            wanted = []
            for card in column:
                near = [
                    heights[starts[edge.mentor, card.team], edge.mentor]
                    for edge in {one.mentor: one for one in all_edges if one.team == card.team}.values()
                    if (starts.get((edge.mentor, card.team)), edge.mentor) in heights
                ]
                near += [
                    tops[team] - (entry.middle - card.top - card.height / 2)
                    for entry in card.entries
                    for team in dict.fromkeys(
                        one.team for one in all_edges if one.mentor == entry.organisation
                    )
                    if starts.get((entry.organisation, team)) == at and team in tops
                ]
                wanted.append(fmean(near) - card.height / 2 if near else card.top)
            grid[at] = [
                _moved(card, top) for card, top in zip(column, _apart(column, wanted, floor), strict=True)
            ]
    spare = min((card.top for column in grid for card in column), default=floor) - floor
    return [[_moved(card, card.top - spare) for card in column] for column in grid]


def _lifted(column: list[Card], floor: float) -> list[Card]:
    placed = []
    for card in column:
        placed.append(_moved(card, floor))
        floor = placed[-1].bottom + BETWEEN
    return placed


def _apart(column: Sequence[Card], wanted: Sequence[float], floor: float) -> list[float]:
    """Tops as near the wanted ones as can be (least squares), in order, not overlapping, none above the floor."""
    offsets = []
    offset = 0.0
    for card in column:
        offsets.append(offset)
        offset += card.height + BETWEEN
    blocks: list[list[float]] = []
    for top, shift in zip(wanted, offsets, strict=True):
        blocks.append([top - shift, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, n = blocks.pop()
            blocks[-1] = [(blocks[-1][0] * blocks[-1][1] + mean * n) / (blocks[-1][1] + n), blocks[-1][1] + n]
    level = [max(mean, floor) for mean, n in blocks for _ in range(int(n))]
    return [round(at + shift, 1) for at, shift in zip(level, offsets, strict=True)]


def _routes(grid: Grid, all_edges: Sequence[Edge], starts: Starts) -> tuple[Route, ...]:
    heights = _heights(grid)
    cards = {card.team: card for column in grid for card in column if card.team}
    grouped: dict[tuple[str, str, MemberRole], list[Edge]] = defaultdict(list)
    for edge in all_edges:
        if (edge.mentor, edge.team) in starts:
            grouped[edge.mentor, edge.team, edge.role].append(edge)
    middles: dict[tuple[str, str, MemberRole], list[float]] = {}
    taken: dict[int, list[float]] = defaultdict(list)
    for key, inside in grouped.items():
        mentor, team, _ = key
        at = starts[mentor, team]
        source, target = heights[at, mentor], cards[team].top + cards[team].height / 2
        middles[key] = []
        for column in range(at + 1, inside[0].order):
            share = (column - at) / (inside[0].order - at)
            others = {edge.mentor for edge in all_edges if edge.team == team} - {mentor}
            host = next(
                (card for card in grid[column] for entry in card.entries if entry.organisation in others),
                None,
            )
            level = _gutter(grid[column], source + (target - source) * share, taken[column], host)
            taken[column].append(level)
            middles[key].append(level)
    arrivals = _arrivals(grouped, middles, heights, starts, cards)
    found = []
    for key, inside in grouped.items():
        mentor, team, role = key
        at = starts[mentor, team]
        right = at * (CARD + APART) + CARD
        points = [(right, heights[at, mentor])]
        for column, level in enumerate(middles[key], start=at + 1):
            x = column * (CARD + APART)
            points += [(x, level), (x + CARD, level)]
        points.append((cards[team].x, arrivals[key]))
        found.append(Route(mentor, team, inside[0].programme, role, tuple(inside), tuple(points)))
    return tuple(found)


def _gutter(column: Sequence[Card], wanted: float, taken: Sequence[float], host: Card | None) -> float:
    """A level where a route can pass a round it skips: under the host card, else free and nearest the straight way."""
    if host is not None:
        places = [host.bottom + BETWEEN / 2]
    else:
        places = [
            wanted,
            *(card.top - BETWEEN / 2 for card in column),
            *(card.bottom + BETWEEN / 2 for card in column),
        ]
        places = [y for y in places if all(not card.top - 3 < y < card.bottom + 3 for card in column)]
    tries = [y + step * GUTTER_STEP * sign for y in places for step in range(4) for sign in (1, -1)]
    free = [y for y in tries if all(abs(y - other) >= GUTTER_STEP - 0.1 for other in taken)]
    free = [y for y in free if all(not card.top - 1 < y < card.bottom + 1 for card in column)]
    goal = places[0] if host is not None else wanted
    return round(min(free or tries, key=lambda y: abs(y - goal)), 1)


def _arrivals(
    grouped: Mapping[tuple[str, str, MemberRole], list[Edge]],
    middles: Mapping[tuple[str, str, MemberRole], list[float]],
    heights: Mapping[tuple[int, str], float],
    starts: Starts,
    cards: Mapping[str | None, Card],
) -> dict[tuple[str, str, MemberRole], float]:
    """Where each route meets its card: spread round the middle, in the order they come from above."""
    found = {}
    for team, card in cards.items():
        keys = [key for key in grouped if key[1] == team]
        keys.sort(
            key=lambda key: middles[key][-1] if middles[key] else heights[starts[key[0], key[1]], key[0]]
        )
        step = min(20.0, (card.height - 12) / max(len(keys), 1))
        for place, key in enumerate(keys):
            found[key] = round(card.top + card.height / 2 + (place - (len(keys) - 1) / 2) * step, 1)
    return found


def _labels(grid: Grid, programmes: Mapping[str, Programme]) -> tuple[Label, ...]:
    """A label over each region round that shares its column with a municipal one."""
    found = []
    for column in grid:
        firsts: dict[str, Card] = {}
        for card in column:
            firsts.setdefault(card.programme, card)
        found += [
            Label(card.programme, card.x, card.top - LINE - 4)
            for card in firsts.values()
            if card.lower and programmes[card.programme].track is Track.REGION and len(firsts) > 1
        ]
    return tuple(found)
