"""The HTML pen for the lineage: rounds as columns, groups as cards, mentors as edges; a tree on the phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from benchmarking.figures.described import Described
from benchmarking.figures.markup import Markup, masked, tag
from benchmarking.figures.placing import CARD, Card, Entry, Layout, Route
from benchmarking.model import MemberRole, Membership, Precision, Programme, Track
from benchmarking.network import Edge, Line, line
from benchmarking.wording import Words

__all__ = ["legend", "lineage", "years"]

# `data/memberships.csv` begins what it says of certainty with a level, which a note may follow.
_LEVELS = re.compile(r"(?:^|; )(high|medium|low)\b")
DASHES = {MemberRole.SUPPORT: "4 3"}


def legend(words: Words) -> str:
    """One line of HTML that explains edges and struck-through names."""
    items = [
        tag("li", tag("span", class_="bm-key bm-thin"), words("Mentor för gruppen")),
        tag("li", tag("span", class_="bm-key bm-thin bm-broken"), words("Stöd till gruppen")),
        tag("li", tag("span", class_="bm-key bm-thin bm-thick"), words("Vår linje")),
        tag("li", tag("s", words("Namn")), words("lämnade under omgången")),
    ]
    return tag(
        "div", tag("ul", *items, class_="bm-legend", aria_label=words("Teckenförklaring")), class_="bm"
    )


def lineage(
    laid_out: Layout, words: Words, href: Callable[[str], str], *, own: str | None = None
) -> Described:
    """Who learned with whom. `href` gives the address of an organisation's line, `own` whose line is in ink.

    The sentence tells the own line, or counts rounds and groups when there is none. The table holds
    every edge: mentor, mentee, round, role, source, certainty.
    """
    pen = _Pen(laid_out, words, href, own)
    return Described(sentence=pen.sentence(), table=pen.table(), html=pen.html())


def years(programme: Programme, words: Words) -> str:
    """A round's years, "2019–2020"; its name where no start is known, "från 2025" where no end is."""
    if programme.starts is None:
        return words.text(programme.name)
    if programme.ends is None:
        return words("från {year}", year=programme.starts.on.year)
    ends = programme.ends.latest if programme.ends.precision is not Precision.BEFORE else programme.ends.on
    return words.year_range(programme.starts.on.year, ends.year)


class _Pen:
    """Draws one layout. Holds what nearly every part needs."""

    def __init__(self, laid_out: Layout, words: Words, href: Callable[[str], str], own: str | None) -> None:
        self.layout = laid_out
        self.words = words
        self.href = href
        self.own = own
        self.line: Line | None = line(laid_out.edges, own) if own is not None else None
        self.on_line = self.line.organisations if self.line else frozenset()
        self.own_edges = frozenset(self.line.edges) if self.line else frozenset()
        self.programmes: Mapping[str, Programme] = {one.id: one for one in laid_out.programmes}

    def name(self, code: str) -> str:
        return self.layout.names.get(code, code)

    def link(self, code: str, *, title: str | None = None, text: str | Markup | None = None) -> Markup:
        return tag("a", text or self.name(code), href=self.href(code), title=title)

    # The wide picture

    def html(self) -> Markup:
        width, height = self.layout.width, self.layout.height
        rounds = tag("div", *(self.heading(at) for at in range(len(self.layout.columns))), class_="bm-rounds")
        ours = [route for route in self.layout.routes if self.is_own(route)]
        others = [route for route in self.layout.routes if not self.is_own(route)]
        picture = tag(
            "div",
            self.edges(others, "bm-others", 1.5),
            self.edges(ours, "bm-own", 2.4),
            *(self.hint(route) for route in self.layout.routes),
            *(
                tag(
                    "span",
                    self.label(one.programme),
                    class_="bm-label",
                    style=f"left:{one.x}px;top:{one.top}px",
                )
                for one in self.layout.labels
            ),
            *(self.card(card) for card in self.layout.cards),
            class_="bm-picture",
            style=f"height:{height}px",
        )
        wide = tag("div", rounds, picture, class_="bm-lineage", style=f"width:{width}px")
        scroll = tag(
            "div",
            wide,
            class_="bm-line-scroll",
            tabindex=0,
            role="region",
            aria_label=self.words("Bild av omgångar och grupper"),
        )
        return tag(
            "div",
            tag("div", scroll, class_="bm-wide"),
            tag("div", self.tree(), self.folds(), class_="bm-phone"),
            class_="bm",
        )

    def heading(self, at: int) -> Markup:
        column = self.layout.columns[at]
        first = self.programmes[column.programmes[0]]
        names = " · ".join(self.words.text(self.programmes[one].name) for one in column.programmes)
        return tag(
            "div",
            tag("strong", years(first, self.words)),
            tag("span", self.known(first.id)),
            class_="bm-round",
            style=f"left:{column.x}px",
            title=names,
        )

    def known(self, programme: str) -> str:
        """What is known of a round in few words: its groups, or its members where there is one group."""
        cards = [card for card in self.layout.cards if card.programme == programme and card.entries]
        if not cards:
            return self.words("inga kända deltagare")
        if len(cards) > 1:
            return self.words.plural("{n} grupp", "{n} grupper", len(cards))
        if self.programmes[programme].track is Track.MIXED and len(cards[0].entries) > 1:
            return self.words("en blandad grupp")
        return self.words.plural("{n} känd deltagare", "{n} deltagare", len(cards[0].entries))

    def label(self, programme: str) -> str:
        return self.words.text(self.programmes[programme].name)

    def is_own(self, route: Route) -> bool:
        return any(edge in self.own_edges for edge in route.edges)

    def edges(self, routes: Sequence[Route], layer: str, width: float) -> Markup | None:
        if not routes:
            return None
        paths = "".join(
            f"<path d='{_path(route)}'"
            + (f" stroke-dasharray='{DASHES[route.role]}'" if route.role in DASHES else "")
            + "/>"
            for route in routes
        )
        w, h = self.layout.width, self.layout.height
        svg = (
            f"<svg xmlns='http://www.w3.org/2000/svg' width='{w}' height='{h}'>"
            f"<g fill='none' stroke='black' stroke-width='{width}'>{paths}</g></svg>"
        )
        style = f"width:{w}px;height:{h}px;{masked(svg)}"
        return tag("div", class_=f"bm-edges {layer}", style=style, aria_hidden="true")

    def hint(self, route: Route) -> Markup:
        """An unseen strip where the edge arrives, that tells what the edge is when pointed at."""
        (x0, _), (x1, y1) = route.points[-2:]
        style = f"left:{x0}px;top:{y1}px;width:{x1 - x0}px"
        return tag("span", class_="bm-hint", title=self.told(route.edges), style=style)

    def told(self, edges: Sequence[Edge]) -> str:
        edge = edges[0]
        said = self.words(
            "{mentor}, {role} för {mentees}, {round}. Källa: {source}",
            mentor=self.name(edge.mentor),
            role=self.words.member_role(edge.role),
            mentees=self.words.joined([self.name(one.mentee) for one in edges]),
            round=self.round(edge.programme),
            source=edge.source or self.words("okänd"),
        )
        return said

    def round(self, programme: str) -> str:
        """A round's name, with its years where the name does not hold them."""
        name, span = (
            self.words.text(self.programmes[programme].name),
            years(self.programmes[programme], self.words),
        )
        return name if span in name else f"{name} ({span})"

    def card(self, card: Card) -> Markup:
        place = f"left:{card.x}px;top:{card.top}px;width:{CARD}px;height:{card.height}px"
        if not card.entries:
            return tag(
                "div", self.words("Deltagarna är inte kända"), class_="bm-card bm-unknown", style=place
            )
        ours = any(
            entry.organisation in self.on_line and self.stands_on_line(entry, card) for entry in card.entries
        )
        guides = [
            tag("li", said, class_="bm-guide", title=said)
            for one in card.guides
            for said in [f"{self.name(one.organisation)}, {self.words.member_role(one.role)}"]
        ]
        label = self.words("Grupp i {round}", round=self.round(card.programme))
        return tag(
            "ul",
            *(self.entry(entry, card) for entry in card.entries),
            *guides,
            class_="bm-card bm-plain bm-on-line" if ours else "bm-card bm-plain",
            style=place,
            aria_label=label,
        )

    def stands_on_line(self, entry: Entry, card: Card) -> bool:
        """Whether this very stay is part of the line: as mentee in it, or as where a mentor's edge starts."""
        if entry.organisation == self.own:
            return True
        if any(edge.mentee == entry.organisation and edge.team == card.team for edge in self.own_edges):
            return True
        end = card.x + CARD
        return any(
            route.mentor == entry.organisation and route.points[0][0] == end and self.is_own(route)
            for route in self.layout.routes
        )

    def entry(self, entry: Entry, card: Card) -> Markup:
        # A line that ends in a hyphen goes on without a space; a screen reader hears the whole name.
        names = [
            tag("span", part if part.endswith("-") else f"{part} ", class_="bm-part", translate="no")
            for part in entry.lines
        ]
        classes = [
            "bm-dark" if entry.organisation == self.own else "",
            "bm-on-line" if entry.organisation in self.on_line and self.stands_on_line(entry, card) else "",
            "bm-left" if entry.left else "",
        ]
        said = self.stay(entry.membership, left=entry.left)
        text = _after_each_other(names)
        return tag(
            "li",
            self.link(entry.organisation, title=said, text=text),
            tag("span", " ", self.words("lämnade under omgången"), class_="bm-unseen")
            if entry.left
            else None,
            class_=" ".join(one for one in classes if one) or None,
        )

    def stay(self, membership: Membership, *, left: bool) -> str:
        said = [
            f"{self.name(membership.organisation)}, {self.words.member_role(membership.role)}",
            self.round(membership.programme),
        ]
        if membership.joined is not None:
            said.append(self.words("kom med {date}", date=self.words.known_date(membership.joined)))
        if left and membership.left is not None:
            said.append(self.words("lämnade {date}", date=self.words.known_date(membership.left)))
        if membership.source:
            said.append(self.words("källa: {source}", source=membership.source))
        return ", ".join(said)

    # The phone: a tree of the own line, then rounds in folds

    def tree(self) -> Markup | None:
        if self.line is None or self.own is None:
            return None
        nobody_above = [edge.mentor for edge in self.line.up if edge.role is MemberRole.MENTOR]
        taught = {edge.mentee for edge in self.line.up if edge.role is MemberRole.MENTOR}
        roots = [code for code in dict.fromkeys(nobody_above) if code not in taught] or [self.own]
        seen: set[str] = set()
        return tag("ul", *(self.branch(root, -1, seen) for root in roots), class_="bm-plain bm-tree")

    def branch(self, code: str, after: int, seen: set[str]) -> Markup:
        """One organisation and those it guided later on, each once; supports are told, not branched on."""
        below = [
            edge
            for edge in self.own_edges_in_order()
            if edge.mentor == code and edge.order > after and edge.role is MemberRole.MENTOR
        ]
        name = self.link(code)
        shown = tag("strong", name) if code == self.own else name
        if code in seen:
            return tag("li", shown)
        seen.add(code)
        inside = []
        for team in dict.fromkeys(edge.team for edge in below):
            edges = [edge for edge in below if edge.team == team]
            inside.append(tag("li", self.step(edges[0])))
            inside += [self.branch(edge.mentee, edge.order, seen) for edge in edges]
        return tag("li", shown, tag("ul", *inside) if inside else None)

    def own_edges_in_order(self) -> list[Edge]:
        return [edge for edge in self.layout.edges if edge in self.own_edges]

    def step(self, edge: Edge) -> Markup:
        supports = [
            one.mentor
            for one in self.own_edges_in_order()
            if one.team == edge.team and one.role is MemberRole.SUPPORT
        ]
        said = self.words("mentor {years} för", years=years(self.programmes[edge.programme], self.words))
        if supports:
            names = self.words.joined([self.name(one) for one in dict.fromkeys(supports)])
            said = self.words(
                "mentor {years}, med stöd av {names}, för",
                years=years(self.programmes[edge.programme], self.words),
                names=names,
            )
        return tag("span", said, class_="bm-step")

    def folds(self) -> Markup:
        return tag("div", *(self.fold(one) for one in self.layout.programmes), class_="bm-folds")

    def fold(self, programme: Programme) -> Markup:
        cards = [card for card in self.layout.cards if card.programme == programme.id]
        summary = tag(
            "summary",
            years(programme, self.words),
            " ",
            tag("span", f"{self.label(programme.id)}, {self.known(programme.id)}"),
        )
        return tag(
            "details",
            summary,
            tag("ul", *(self.told_card(card) for card in cards), class_="bm-plain"),
        )

    def told_card(self, card: Card) -> Markup:
        if not card.entries:
            return tag("li", self.words("Deltagarna är inte kända"))
        guides = []
        for role in (MemberRole.MENTOR, MemberRole.SUPPORT):
            names = [
                self.name(one.organisation)
                for one in self.layout.memberships
                if one.team == card.team and one.role is role
            ]
            if names:
                guides.append(f"{self.words.member_role(role, len(names))} {self.words.joined(names)}")
        members: list[str | Markup] = []
        for at, entry in enumerate(card.entries):
            link = self.link(entry.organisation)
            link = tag("strong", link) if entry.organisation == self.own else link
            members += [", "] if at else []
            members.append(
                tag("span", link, f" ({self.words('lämnade under omgången')})", class_="bm-left")
                if entry.left
                else link
            )
        return tag(
            "li",
            _after_each_other(members),
            tag("span", ", ".join(guides) if guides else self.words("ingen känd mentor"), class_="bm-small"),
        )

    # In words and as a table

    def sentence(self) -> str:
        if self.line is None or self.own is None:
            groups = sum(bool(card.entries) for card in self.layout.cards)
            return self.words(
                "{rounds} omgångar och {groups} grupper sedan {year}.",
                rounds=len(self.layout.programmes),
                groups=groups,
                year=min((one.starts.on.year for one in self.layout.programmes if one.starts), default=""),
            )
        name = self.name(self.own)
        said = []
        mentors = self.mentors_of(self.own)
        above = {one: self.mentors_of(one) for one in mentors}
        if len(mentors) == 1 and above[mentors[0]]:
            said.append(
                self.words(
                    "{name} hade {mentor} som mentor, och {mentor} hade {above}.",
                    name=name,
                    mentor=self.name(mentors[0]),
                    above=self.names(above[mentors[0]]),
                )
            )
        elif mentors:
            said.append(
                self.words("{name} hade {mentors} som mentor.", name=name, mentors=self.names(mentors))
            )
            said += [
                self.words(
                    "{name} hade {mentors} som mentor.", name=self.name(one), mentors=self.names(theirs)
                )
                for one, theirs in above.items()
                if theirs
            ]
        mentees = [
            edge.mentee
            for edge in self.line.down
            if edge.mentor == self.own and edge.role is MemberRole.MENTOR
        ]
        if mentees and said:
            said.append(
                self.words("Sedan blev {name} mentor för {mentees}.", name=name, mentees=self.names(mentees))
            )
        elif mentees:
            said.append(
                self.words("{name} blev mentor för {mentees}.", name=name, mentees=self.names(mentees))
            )
        if not said:
            member = any(one.organisation == self.own for one in self.layout.memberships)
            said.append(
                self.words("{name} har deltagit, men ingen mentor är känd.", name=name)
                if member
                else self.words("{name} har inte deltagit.", name=name)
            )
        return " ".join(said)

    def mentors_of(self, code: str) -> list[str]:
        """The mentors above one on the line, each once."""
        up = self.line.up if self.line else ()
        return list(
            dict.fromkeys(
                edge.mentor for edge in up if edge.mentee == code and edge.role is MemberRole.MENTOR
            )
        )

    def names(self, codes: Sequence[str]) -> str:
        return self.words.joined(list(dict.fromkeys(self.name(code) for code in codes)))

    def certainty(self, edge: Edge) -> str:
        """The least certain thing said of the edge, as one word; what is not said by a level stands as it is."""
        levels = {"low": self.words("låg"), "medium": self.words("medel"), "high": self.words("hög")}
        said = set(_LEVELS.findall(edge.certainty))
        return next((text for level, text in levels.items() if level in said), edge.certainty)

    def table(self) -> pd.DataFrame:
        words = self.words
        headings = [
            words("Mentor"),
            words("Deltagare"),
            words("Omgång"),
            words("Roll"),
            words("Anmärkning"),
            words("Källa"),
            words("Säkerhet"),
        ]
        rows = [
            (
                self.name(edge.mentor),
                self.name(edge.mentee),
                self.round(edge.programme),
                words.member_role(edge.role),
                words("deltagaren lämnade under omgången") if edge.mentee_left else "",
                edge.source,
                self.certainty(edge),
            )
            for edge in self.layout.edges
        ]
        return pd.DataFrame(rows, columns=headings)


def _path(route: Route) -> str:
    """Svg path data: bends between columns, level past the cards of a skipped round."""
    (x, y), *rest = route.points
    path = f"M{x:g} {y:g}"
    for at, (to_x, to_y) in enumerate(rest):
        if at % 2:
            path += f"L{to_x:g} {to_y:g}"
        else:
            middle = (x + to_x) / 2
            path += f"C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}"
        x, y = to_x, to_y
    return path


def _after_each_other(parts: Sequence[str | Markup]) -> Markup:
    return tag("span", *parts)
