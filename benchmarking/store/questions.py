"""What can be asked of the store. Each question takes a viewer, and its answer passes `disclosure`.

A question is named after what comes back. What a viewer may not see never leaves this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from benchmarking import disclosure
from benchmarking.errors import Conflict, NotFound
from benchmarking.model import (
    DateClaim,
    Finding,
    Indicator,
    Level,
    MemberRole,
    Membership,
    Organisation,
    OrganisationKind,
    Origin,
    Programme,
    ProgrammeKind,
    Right,
    Shape,
    Submission,
    SubmissionState,
    Team,
    Text,
    Track,
    Viewer,
)
from benchmarking.store import stored, visible
from benchmarking.store.as_of import STOOD_THEN
from benchmarking.store.database import APART, RUNNING, Database, Snapshot, demand, latest_event
from benchmarking.store.kept import Catalogue, Kept, Sight
from benchmarking.store.place import Place
from benchmarking.store.side_by_side import side_by_side
from benchmarking.store.visible import HANDED_IN, NUMBERS, OPENING, SEES_DRAFT, SERIES, VISIBLE


class Questions(Database):
    """Everything the pages, the API and the command line may ask."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._kept = Kept()

    def organisations(self, viewer: Viewer) -> tuple[Organisation, ...]:
        """All organisations, municipalities first, then regions, counties and others; å, ä, ö last."""
        rows = self._rows(
            """
            SELECT code, name, kind, name_official, county, skr_group, skr_group_name,
                   population_women, population_men, population_year, latitude, longitude
            FROM organisation
            ORDER BY list_position(
                ['municipality', 'region', 'county', 'country', 'association', 'district'], kind
            ) NULLS LAST, name COLLATE sv
            """
        )
        return tuple(
            Organisation(
                **row
                | {
                    "kind": OrganisationKind(row["kind"]),
                    "name_official": row["name_official"] or row["name"],
                }
            )
            for row in rows
        )

    def indicators(self, viewer: Viewer) -> tuple[Indicator, ...]:
        """The latest version of each indicator, by sub-goal and then as `data/` orders them."""
        rows = self._rows(f"WITH {SERIES} FROM latest ORDER BY position")
        return tuple(stored.indicator(row) for row in rows)

    def programmes(self, viewer: Viewer) -> tuple[Programme, ...]:
        """All rounds by their start, with what each source says of their dates.

        The other kinds of programme are asked for as `initiatives`, so that none is ever taken for a round.
        """
        claims: dict[str, list[DateClaim]] = {}
        for row in self._rows("SELECT * FROM programme_date_claim ORDER BY programme, what, said"):
            claims.setdefault(row.pop("programme"), []).append(DateClaim(**row))
        return tuple(
            Programme(
                id=row["id"],
                name=Text(row["name_sv"], row["name_en"]),
                kind=ProgrammeKind(row["kind"]),
                track=Track(row["track"]) if row["track"] else None,
                starts=stored.known_date(row["starts"], row["starts_precision"]),
                ends=stored.known_date(row["ends"], row["ends_precision"]),
                concept_version=row["concept_version"],
                opens_on=row["opens_on"],
                note=stored.text(row, "note"),
                claims=tuple(claims.get(row["id"], ())),
            )
            for row in self._rows(
                f"WITH {OPENING} SELECT * FROM opening WHERE kind = $round ORDER BY starts, id",
                round=ProgrammeKind.MODEL_ROUND.value,
            )
        )

    def teams(self, viewer: Viewer) -> tuple[Team, ...]:
        """All groups of rounds, by round and number."""
        rows = self._rows(
            """
            SELECT t.id, t.programme, t.number, t.area FROM team AS t JOIN programme AS p ON p.id = t.programme
            WHERE p.kind = $round ORDER BY t.programme, t.number
            """,
            round=ProgrammeKind.MODEL_ROUND.value,
        )
        return tuple(Team(**row) for row in rows)

    def memberships(self, viewer: Viewer) -> tuple[Membership, ...]:
        """Who takes part in which round and as what, those who left included, in the order they were recorded."""
        rows = self._rows(
            """
            SELECT m.team, t.programme, m.organisation, m.role, m.joined, m.joined_precision,
                   m.left_on, m.left_precision, m.source, m.certainty
            FROM membership AS m JOIN team AS t ON t.id = m.team JOIN programme AS p ON p.id = t.programme
            WHERE p.kind = $round
            ORDER BY m.id
            """,
            round=ProgrammeKind.MODEL_ROUND.value,
        )
        return tuple(
            Membership(
                team=row["team"],
                programme=row["programme"],
                organisation=row["organisation"],
                role=MemberRole(row["role"]),
                joined=stored.known_date(row["joined"], row["joined_precision"]),
                left=stored.known_date(row["left_on"], row["left_precision"]),
                source=row["source"],
                certainty=row["certainty"],
            )
            for row in rows
        )

    def values(
        self,
        viewer: Viewer,
        indicators: Sequence[str] | None = None,
        organisations: Sequence[str] | None = None,
        as_of: date | None = None,
        *,
        sight: Sight | None = None,
    ) -> pd.DataFrame:
        """Women's, men's and total values side by side: one row per (indicator, organisation, year).

        Columns: indicator, organisation, kind, year; women, men, total in the indicator's unit, NaN
        where there is no value; women_missing, men_missing, total_missing with a Missing value there;
        women_numerator … total_denominator, persons; origin of the row shown; also_network, true
        where an official row is shown although the network has a value of its own that differs.
        A row is taken whole from one origin: the official one, unless only the network's has all the
        values that the indicator's shape calls for. A pair is one indicator. None means all.

        `as_of` asks for what was known on that day: the versions that stood then (`store/as_of.py`), as
        far as the viewer may see them today. None means now. `sight` says what the answer is expected to be
        of; Conflict where it is another by now.
        """
        with self._snapshot() as seen:
            if sight is not None and sight != self._sight(seen, viewer, as_of):
                raise Conflict("the figures have changed since it was asked which of them the viewer sees")
            catalogue = self._catalogue(seen)
            above, shown, rights = self._shown_to(seen, viewer, as_of)
            asked, within, parameters = catalogue.asked(indicators=indicators, organisations=organisations)
            long = seen.table(
                f"""
                {above}
                SELECT a.figure AS indicator, v.organisation, v.year, v.origin, coalesce(a.half, v.sex) AS sex,
                       v.value, v.numerator, v.denominator, v.missing
                FROM {shown} AS v {asked} {within}
                ORDER BY a.figure, v.organisation, v.year, v.origin
                """,
                **rights,
                **parameters,
            )
            withheld = self._withheld(viewer, as_of=as_of, seen=seen)
        frame = disclosure.concealed(side_by_side(long, catalogue.kinds), withheld)
        return _one_origin(frame, catalogue.shapes)

    def sight(self, viewer: Viewer, as_of: date | None = None) -> Sight:
        """Which figures this viewer sees, so that what is made of them can be shared with others who see the same."""
        with self._snapshot() as seen:
            return self._sight(seen, viewer, as_of)

    def observations(
        self,
        viewer: Viewer,
        indicators: Sequence[str] | None = None,
        organisations: Sequence[str] | None = None,
        programme: str | None = None,
    ) -> pd.DataFrame:
        """Current values one by one: one row per (indicator, organisation, year, sex, origin).

        Columns: indicator (Kolada's series id: each half of a pair stands under its own),
        organisation, year, sex, value, numerator, denominator, missing, origin, programme,
        submission, row, known_from. Official and network values stand beside each other.
        `programme` asks instead for what that round handed in, its latest value of each key, even
        where a later round's is the current one. None means all.
        """
        with self._snapshot() as seen:
            if programme is None:
                above, shown, rights = self._shown_to(seen, viewer)
            else:
                above, shown = f"WITH {VISIBLE}, {HANDED_IN}", "handed_in"
                rights = visible.rights(viewer) | {"programme": programme}
            asked, within, parameters = self._catalogue(seen).asked(
                series=indicators, organisations=organisations
            )
            frame = seen.frame(
                f"""
                {above}
                SELECT v.indicator, v.organisation, CAST(v.year AS INTEGER) AS year, v.sex,
                       v.value, v.numerator, v.denominator, v.missing, v.origin, v.programme, v.submission,
                       v.row, v.known_from, a.figure, coalesce(a.half, v.sex) AS whose
                FROM {shown} AS v {asked} {within}
                ORDER BY v.indicator, v.organisation, v.year, v.sex, v.origin
                """,
                **rights,
                **parameters,
            )
            withheld = self._withheld(viewer, programme, seen=seen)
        return visible.shown(frame, withheld)

    def trail(self, viewer: Viewer, indicator: str, organisation: str, year: int, sex: str) -> pd.DataFrame:
        """Every published version of one value, newest first; those taken back only to who may see drafts.

        Columns: value, numerator, denominator, missing, origin, programme, submission, file_name,
        sha256, row, sender, publisher, published, known_from, state, current.
        """
        # All sexes of the figure are fetched, since a small group among men withholds women's value too.
        with self._snapshot() as seen:
            frame = seen.frame(
                f"""
                WITH {SERIES}, {VISIBLE}
                SELECT o.indicator, o.organisation, CAST(o.year AS INTEGER) AS year, o.sex,
                       o.value, o.numerator, o.denominator, o.missing, s.origin, s.programme, o.submission,
                       f.name AS file_name, f.sha256, o.row, s.sender, s.publisher, s.published, o.known_from,
                       s.state, v.submission IS NOT NULL AS current, figure, coalesce(half, o.sex) AS whose
                FROM observation AS o
                JOIN series ON series = o.indicator
                JOIN submission AS s ON s.id = o.submission
                JOIN submission_file AS f ON f.submission = s.id AND f.part = 1
                LEFT JOIN visible AS v
                  ON (v.indicator, v.organisation, v.year, v.sex, v.submission)
                   = (o.indicator, o.organisation, o.year, o.sex, o.submission)
                WHERE figure = (SELECT figure FROM series WHERE series = $indicator)
                  AND o.organisation = $organisation AND o.year = $year
                  AND (s.state <> 'withdrawn' OR {SEES_DRAFT})
                  AND NOT EXISTS (
                      FROM closed AS c WHERE (c.programme, c.organisation) = (s.programme, o.organisation)
                  )
                ORDER BY s.published DESC, s.id DESC
                """,
                **visible.rights(viewer),
                **visible.drafts(viewer),
                indicator=indicator,
                organisation=organisation,
                year=year,
            )
            withheld = self._withheld(viewer, seen=seen)
            thresholds = self._catalogue(seen).thresholds
        own = frame[frame["origin"] == Origin.NETWORK.value]
        # One small version, or one that several give together, and of those before the current nothing is told.
        small = disclosure.too_few(visible.as_figures(own), thresholds)
        earlier = own.loc[~own["current"], ["submission"]].drop_duplicates()
        versions = small.merge(earlier, how="cross").assign(total=True)
        hidden = visible.shown(frame, versions, keep=True)
        frame = frame.assign(**{name: hidden[name].where(~frame["current"], frame[name]) for name in NUMBERS})
        shown = visible.shown(frame, withheld)
        asked = (shown["indicator"] == indicator) & (shown["sex"] == sex)
        return shown[asked].reset_index(drop=True)

    def submissions(self, viewer: Viewer) -> tuple[Submission, ...]:
        """What the network's members handed in, newest first.

        What was never published (drafts, and those set aside) only to those who may see drafts.
        """
        return self._submissions(viewer, "s.origin = 'network' ORDER BY s.id DESC")

    def submission(self, viewer: Viewer, submission: int) -> Submission:
        """One submission. NotFound where there is none that this viewer may see."""
        found = self._submissions(viewer, "s.id = $id", id=submission)
        if not found:
            raise NotFound(f"no submission {submission}")
        return found[0]

    def findings(self, viewer: Viewer, submission: int) -> tuple[Finding, ...]:
        """What the latest check of a submission found, in file order."""
        self._demand_of(viewer, Right.SEE_DRAFTS, submission)
        rows = self._rows(
            """
            SELECT code, level, row, "column", sheet, found, expected, suggestion, count
            FROM finding WHERE submission = $submission ORDER BY position
            """,
            submission=submission,
        )
        return tuple(Finding(**row | {"level": Level(row["level"])}) for row in rows)

    def original(self, viewer: Viewer, submission: int) -> tuple[str, bytes]:
        """Name and bytes of a handed-in file, exactly as it came. Raises NotFound, also for purged bytes."""
        self._demand_of(viewer, Right.SEE_DRAFTS, submission)
        rows = self._rows(
            "SELECT name, content FROM submission_file WHERE submission = $submission AND part = 1",
            submission=submission,
        )
        if not rows:
            raise NotFound(f"no submission {submission}")
        if rows[0]["content"] is None:
            raise NotFound(f"the bytes of submission {submission} are purged")
        return rows[0]["name"], bytes(rows[0]["content"])

    def events(self, viewer: Viewer) -> pd.DataFrame:
        """The trail of changes, newest first: id, happened (UTC), who, what, subject, before, after (JSON)."""
        demand(viewer, Right.ADMINISTER)
        return self._ask("SELECT * FROM event ORDER BY id DESC")

    def _submissions(self, viewer: Viewer, condition: str, **parameters: Any) -> tuple[Submission, ...]:
        rows = self._rows(
            f"""
            WITH {VISIBLE}
            SELECT s.id, s.origin, s.programme, f.name AS file_name, f.sha256, f.bytes, s.sender,
                   s.received, s.state, s.reason, s.publisher, s.published, s.rows, s.follows,
                   s.handed_in_for AS organisation
            FROM submission AS s JOIN submission_file AS f ON f.submission = s.id AND f.part = 1
            WHERE (
                {SEES_DRAFT}
                OR s.published IS NOT NULL
                   AND (s.programme IS NULL OR s.programme NOT IN (SELECT programme FROM closed))
            )
              AND {condition}
            """,
            **visible.rights(viewer),
            **visible.drafts(viewer),
            **parameters,
        )
        return tuple(
            Submission(
                **row
                | {
                    "origin": Origin(row["origin"]),
                    "state": SubmissionState(row["state"]),
                    "received": stored.moment(row["received"]),
                    "published": stored.moment(row["published"]),
                }
            )
            for row in rows
        )

    def _shown_to(
        self, seen: Snapshot, viewer: Viewer, as_of: date | None = None
    ) -> tuple[str, str, dict[str, Any]]:
        """Where the values that this viewer may see stand: what comes above the query, their table, its parameters."""
        rights = visible.rights(viewer)
        if as_of is not None:
            return (
                f"WITH {VISIBLE}, {STOOD_THEN}",
                "stood_then",
                rights | {"as_of": as_of, "drafts": viewer.may(Right.SEE_DRAFTS)},
            )
        if self._closed(seen, viewer):
            return f"WITH {VISIBLE}", "visible", rights
        # To look for what stands in the place of closed figures takes longer than all else.
        return "", "current_observation", {}

    def _sight(self, seen: Snapshot, viewer: Viewer, as_of: date | None) -> Sight:
        figures = self._kept.of(seen.state, "figures", lambda: latest_event(seen.cursor, APART | RUNNING))
        drafts = as_of is not None and viewer.may(Right.SEE_DRAFTS)
        return Sight(figures, seen.state[1], self._closed(seen, viewer), drafts)

    def _closed(self, seen: Snapshot, viewer: Viewer) -> frozenset[tuple[str, str]]:
        """The (programme, organisation) of which there are figures that are kept from this viewer."""
        return self._kept.of(
            seen.state,
            ("closed", viewer.key),
            lambda: frozenset(
                seen.rows(
                    f"""
                    WITH {VISIBLE}
                    FROM closed SEMI JOIN (
                        SELECT DISTINCT s.programme, o.organisation
                        FROM observation AS o JOIN submission AS s ON s.id = o.submission
                        WHERE s.programme IS NOT NULL
                    ) USING (programme, organisation)
                    """,
                    **visible.rights(viewer),
                )
            ),
        )

    def _withheld(
        self,
        viewer: Viewer,
        programme: str | None = None,
        as_of: date | None = None,
        seen: Snapshot | None = None,
    ) -> pd.DataFrame:
        """The figures of the network's own that no answer to this viewer may show (`disclosure.too_few`).

        Judged on the current values, those the viewer may not see included, on the values the viewer
        sees in their place, on what `programme` handed in and on what stood on the day `as_of`. Judged once
        for each set of rights in each state of the database: that of `seen`, else the present one.
        """
        if seen is None:
            with self._snapshot() as present:
                return self._withheld(viewer, programme, as_of, present)
        return self._kept.of(
            seen.state,
            ("withheld", viewer.key, programme, as_of),
            lambda: self._judged_too_few(seen, viewer, programme, as_of),
        )

    def _judged_too_few(
        self, seen: Snapshot, viewer: Viewer, programme: str | None, as_of: date | None
    ) -> pd.DataFrame:
        then = {} if as_of is None else {"as_of": as_of, "drafts": viewer.may(Right.SEE_DRAFTS)}
        known = seen.frame(
            f"""
            WITH {SERIES}, {VISIBLE}{f", {STOOD_THEN}" if then else ""},
            known AS (
                FROM current_observation
                UNION ALL BY NAME
                SELECT v.* FROM visible AS v SEMI JOIN kept_back USING (indicator, organisation, year, origin)
                UNION ALL BY NAME
                SELECT * EXCLUDE (published) FROM published WHERE programme = $programme
                {"UNION ALL BY NAME FROM stood_then" if then else ""}
            )
            SELECT figure AS indicator, organisation, CAST(year AS INTEGER) AS year,
                   coalesce(half, sex) AS sex, value, missing, numerator, denominator
            FROM known JOIN series ON series = indicator
            WHERE origin = 'network'
            -- Without a count or a hidden sex there is nothing to judge in a figure.
            QUALIFY bool_or(numerator IS NOT NULL OR denominator IS NOT NULL OR missing = 'suppressed')
                OVER (PARTITION BY figure, organisation, year)
            """,
            **visible.rights(viewer),
            **then,
            programme=programme,
        )
        catalogue = self._catalogue(seen)
        withheld = disclosure.with_aggregates(
            disclosure.too_few(known, catalogue.thresholds), catalogue.within
        )
        if programme is None and as_of is None:
            return withheld
        return disclosure.with_totals(withheld, self._withheld(viewer, seen=seen))

    def _catalogue(self, seen: Snapshot | None = None) -> Catalogue:
        """Indicators and organisations as they are in the state that is `seen`, else in the present one."""
        if seen is None:
            with self._snapshot() as present:
                return self._catalogue(present)
        return self._kept.of(seen.state, "catalogue", lambda: _catalogue(seen))


def _catalogue(seen: Snapshot) -> Catalogue:
    latest = seen.rows(f"WITH {SERIES} SELECT id, shape, suppress_below FROM latest")
    return Catalogue(
        series=seen.rows(f"WITH {SERIES} SELECT series, figure, half FROM series"),
        shapes={id: shape for id, shape, _ in latest},
        thresholds={id: least for id, _, least in latest},
        kinds=dict(seen.rows("SELECT code, kind FROM organisation")),
        within=seen.frame(
            """
            SELECT part.code AS member, whole.code AS aggregate
            FROM organisation AS part JOIN organisation AS whole
              ON (whole.kind IN ('county', 'region') AND whole.county = part.county) OR whole.kind = 'country'
            WHERE part.kind = 'municipality'
            """
        ),
    )


def _one_origin(frame: pd.DataFrame, shapes: Mapping[str, str]) -> pd.DataFrame:
    """Choose one origin for each (indicator, organisation, year); see `Questions.values`."""
    if not (frame["origin"] == Origin.NETWORK.value).any():
        return frame.assign(also_network=False)
    key = ["indicator", "organisation", "year"]
    one_value = ~frame["indicator"].map(shapes).isin([Shape.BY_SEX.value, Shape.PAIR.value])
    complete = (frame["women"].notna() & frame["men"].notna()) | (one_value & frame["total"].notna())
    official = frame["origin"] == Origin.OFFICIAL.value
    ordered = frame.assign(complete=complete, official=official).sort_values(
        [*key, "complete", "official"], ascending=[True, True, True, False, False], kind="stable"
    )
    chosen = ordered.drop_duplicates(key, keep="first").reset_index(drop=True)
    other = ordered[ordered.duplicated(key, keep="first")].set_index(key)
    beside = chosen.join(other[["women", "men", "total"]].add_suffix("_beside"), on=key)
    differs = pd.Series(False, index=chosen.index)
    for name in ("women", "men", "total"):
        differs |= beside[f"{name}_beside"].notna() & (beside[name] != beside[f"{name}_beside"])
    return chosen.drop(columns=["complete", "official"]).assign(also_network=differs & chosen["official"])
