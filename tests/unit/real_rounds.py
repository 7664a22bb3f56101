"""The network's own rounds and groups as sources tell them, for tests of lines, journeys and the lineage picture."""

from __future__ import annotations

from datetime import date

from benchmarking.model import (
    KnownDate,
    MemberRole,
    Membership,
    Precision,
    Programme,
    ProgrammeKind,
    Team,
    Text,
    Track,
)

YEAR, MONTH, DAY = Precision.YEAR, Precision.MONTH, Precision.DAY


def model_round(id: str, track: Track, starts: KnownDate | None, ends: KnownDate | None) -> Programme:
    return Programme(id, Text(id, id), ProgrammeKind.MODEL_ROUND, track, starts, ends)


def known(year: int, month: int = 1, day: int = 1, precision: Precision = DAY) -> KnownDate:
    return KnownDate(date(year, month, day), precision)


ROUNDS = (
    model_round("MK1", Track.MUNICIPALITY, known(2015, 5, 28), known(2016, precision=YEAR)),
    model_round("MK2", Track.MUNICIPALITY, known(2017, precision=YEAR), known(2018, 5, precision=MONTH)),
    model_round("MK3", Track.MUNICIPALITY, known(2019, 2, 7), known(2020, 2, precision=MONTH)),
    model_round("MR1", Track.REGION, known(2019, 2, 5), known(2020, 12, 16)),
    model_round("MK4", Track.MUNICIPALITY, known(2020, 11, 3), known(2022, 6, precision=MONTH)),
    model_round("MK5", Track.MIXED, known(2021, 9, 13), known(2023, 2, precision=MONTH)),
    model_round("MK6", Track.MIXED, known(2023, 2, precision=MONTH), known(2025, precision=YEAR)),
    model_round("MK7", Track.MIXED, known(2025, precision=YEAR), known(2027, precision=YEAR)),
)

# Group: participants, mentors, supports.
GROUPS = {
    "MK1-1": ("2581 2480 1880 0680 0484 1280 0880", "", ""),
    "MK2-1": ("2083 0188 sdf-enskede-arsta-vantor", "0484", ""),
    "MK2-2": ("0580 0581", "0680", ""),
    "MK2-3": ("1380 1290", "1280", ""),
    "MK2-4": ("2580 2582 2482", "2581", ""),
    "MK2-5": ("2481 2460", "2480", ""),
    "MK2-6": ("1883 1781 0380", "1880", ""),
    "MK3-1": ("1882 1982", "2083", ""),
    "MK3-2": ("0127 1980", "0380", ""),
    "MK3-3": ("2401 2284 2409", "2460", "2480"),
    "MK3-4": ("1287 1060 1256", "1290", "1280"),
    "MK3-5": ("0181 2380 0880", "0188", ""),
    "MK3-6": ("forbund-norrbotten", "2582 2580", "2581"),
    "MR1-1": ("0009 0017 0024", "", ""),
    "MR1-2": ("0013 0025 0021", "", ""),
    "MK4-1": ("2282 0187", "2284", ""),
    "MK4-2": ("1080 1780 1764", "0880", ""),
    "MK5-1": ("0005 0007 1281", "0017 0024 0025", ""),
    "MK6-1": ("0010", "", ""),
}
JOINED = {
    ("MK3-5", "0880"): known(2019, 7, 1, Precision.BY),
    ("MK3-3", "2480"): known(2019, 7, 1, Precision.BY),
}
LEFT = {
    ("MK1-1", "0880"): known(2017, precision=Precision.BEFORE),
    ("MK3-5", "2380"): known(2019, 7, 1, Precision.BEFORE),
    ("MR1-2", "0021"): known(2020, 11, 5, Precision.BEFORE),
    ("MK4-2", "1764"): known(2021, 4, 8, Precision.BEFORE),
}
TEAMS = tuple(Team(id, id.split("-")[0], int(id.split("-")[1])) for id in GROUPS)
MEMBERSHIPS = tuple(
    Membership(
        team, team.split("-")[0], code, role, JOINED.get((team, code)), LEFT.get((team, code)), f"s:{team}"
    )
    for team, codes in GROUPS.items()
    for role, members in zip(
        (MemberRole.PARTICIPANT, MemberRole.MENTOR, MemberRole.SUPPORT), codes, strict=True
    )
    for code in members.split()
)
