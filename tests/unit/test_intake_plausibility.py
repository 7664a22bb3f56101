"""What is asked about values that can be read but hardly be right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from benchmarking import intake
from benchmarking.intake.catalogue import PLAUSIBILITY_CODES
from benchmarking.model import (
    Finding,
    Indicator,
    Level,
    Measured,
    MemberRole,
    Membership,
    Organisation,
    OrganisationKind,
    Programme,
    ProgrammeKind,
    Request,
    Role,
    Shape,
    Text,
)

MUNICIPALITY = OrganisationKind.MUNICIPALITY
PLACES = [f"10{number:02d}" for number in range(40)]
LAST_YEAR = 2022
HEADINGS = ("kommunkod", "nyckeltal", "år", "kön", "värde", "antal", "underlag")


def indicator(id_: str, shape: Shape = Shape.BY_SEX, **fields: object) -> Indicator:
    text = Text(id_, id_)
    defaults = {
        "unit": "%",
        "decimals": 1,
        "lower": 0,
        "upper": 100,
        "applies_to": frozenset({MUNICIPALITY}),
        "measured": Measured.YEARLY,
        "family": "family",
        "role": Role.GAP,
    }
    return Indicator(id_, text, text, text, 1, shape, **(defaults | fields))


FULL_TIME, INCOME, PEOPLE, COUNCIL, LIFE, LIFE_MEN, DAYS = (
    *("N00206", "N00905", "N01951", "N05815", "N00925", "N00923", "N00945"),
)
INDICATORS = (
    indicator(FULL_TIME),
    indicator(INCOME, unit="kr", decimals=0, upper=None),
    indicator(PEOPLE, unit="antal", decimals=0, upper=None),
    indicator(COUNCIL, Shape.WOMENS_SHARE),
    indicator(LIFE, Shape.PAIR, unit="år", upper=120, pair_men=LIFE_MEN),
    indicator(DAYS, breaks=(2023,)),
)


def published() -> pd.DataFrame:
    """Five years of every indicator: women and men apart, small changes that differ between places."""
    rows = []
    for number, place in enumerate(PLACES):
        for year in range(2018, LAST_YEAR + 1):
            wave = 0.3 * ((number * 7 + year * 3) % 5 - 2)
            women, men = 60 + number / 2 + wave, 80 + number / 5 - wave
            rows += [
                (FULL_TIME, place, year, "K", women),
                (FULL_TIME, place, year, "M", men),
                (FULL_TIME, place, year, "T", (2 * women + men) / 3),
                (DAYS, place, year, "K", women / 4),
                (DAYS, place, year, "M", men / 4),
                (INCOME, place, year, "K", round(200_000 + 1_000 * number + 900 * wave)),
                (INCOME, place, year, "M", round(280_000 + 1_500 * number - 800 * wave)),
                (INCOME, place, year, "T", round(240_000 + 1_200 * number)),
                (PEOPLE, place, year, "K", 5_000 + 100 * number + round(20 * wave)),
                (PEOPLE, place, year, "M", 5_100 + 100 * number + round(10 * wave)),
                (PEOPLE, place, year, "T", 10_100 + 200 * number + round(30 * wave)),
                (COUNCIL, place, year, "T", 30 + number / 4 + wave),
                (LIFE, place, year, "T", 83 + number / 50 + wave / 3),
                (LIFE_MEN, place, year, "T", 80 + number / 50 - wave / 3),
            ]
    frame = pd.DataFrame(rows, columns=["indicator", "organisation", "year", "sex", "value"])
    return frame.assign(origin="official")


PUBLISHED = published()
REFERENCE = intake.Reference(
    organisations=tuple(
        Organisation(
            code,
            f"Ort {code}",
            MUNICIPALITY,
            f"Ort {code} kommun",
            population_women=6_000,
            population_men=6_000,
        )
        for code in PLACES
    ),
    indicators=INDICATORS,
    programmes=(Programme("MK1", Text("Omgång 1", "Round 1"), ProgrammeKind.MODEL_ROUND),),
    published=PUBLISHED,
    today=date(2026, 11, 22),
    history=intake.History.of(PUBLISHED, INDICATORS),
    memberships=tuple(Membership("MK1-1", "MK1", code, MemberRole.PARTICIPANT) for code in PLACES[:20]),
    requests=(
        Request("MK1", FULL_TIME, 2021, 2023),
        Request("MK1", INCOME, 2021, 2023),
        Request("MK1", INCOME, 2015, 2015, organisation="1001"),
        Request("MK1", DAYS, 2021, 2023, team="MK1-1"),
    ),
)


def official(indicator: str, place: str, year: int, sex: str, places: int = 1) -> str:
    [value] = PUBLISHED.query(
        "indicator == @indicator and organisation == @place and year == @year and sex == @sex"
    )["value"]
    return f"{value:.{places}f}"


def figure(
    women: object = None,
    men: object = None,
    total: object = None,
    *,
    of: str = FULL_TIME,
    year: int = 2023,
    place: str = "1005",
) -> list[tuple[str, ...]]:
    """The rows of one figure; a value is a text, (value, count, base) or None for no row."""
    rows = []
    for sex, value in (("K", women), ("M", men), ("T", total)):
        if value is not None:
            cells = value if isinstance(value, tuple) else (str(value), "", "")
            rows.append((place, of, str(year), sex, *(str(cell) for cell in cells)))
    return rows


def check(rows: list[tuple[str, ...]], **options: object) -> intake.Checked:
    lines = [";".join(cells) for cells in (HEADINGS, *rows)]
    return intake.check("\r\n".join([*lines, ""]).encode(), "fil.csv", REFERENCE, **options)


WOMEN, MEN, TOTAL = (official(FULL_TIME, "1005", LAST_YEAR, sex) for sex in "KMT")
PAY, PAY_MEN, PAY_TOTAL = (official(INCOME, "1005", LAST_YEAR, sex, 0) for sex in "KMT")
LIKELY = figure(WOMEN + "1", MEN + "2", TOTAL + "1")

# One file for each code: its rows, options of the check, and what the finding must say.
FIXTURES: dict[str, tuple[list[tuple[str, ...]], dict[str, object], dict[str, object]]] = {
    "sex_missing": (figure(WOMEN), {}, {"row": 2, "column": "kön", "found": "K", "expected": "M"}),
    "sexes_absent": (figure(total=TOTAL), {}, {"row": 2, "column": "kön"}),
    "sexes_equal": (
        figure("61.2", "61.2"),
        {},
        {"row": 3, "column": "värde", "found": "61.2", "expected": WOMEN, "suggestion": MEN},
    ),
    "total_not_between": (
        figure("62.1", "81.3", "90.5"),
        {},
        {"row": 4, "column": "värde", "found": "90.5", "expected": "62.1–81.3"},
    ),
    "sum_differs": (
        figure(5_500, 5_600, 11_200, of=PEOPLE),
        {},
        {"row": 4, "column": "värde", "found": "11200", "expected": "11100"},
    ),
    "count_above_population": (
        figure((61.1, 6_110, 10_000)),
        {},
        {"row": 2, "column": "underlag", "found": "10000", "expected": "6000"},
    ),
    "will_be_hidden": (figure((75, 3, 4), MEN), {}, {"row": 2, "column": "värde", "count": 2}),
    "organisation_not_in_round": (
        figure(WOMEN, MEN, place="1030"),
        {"programme": "MK1"},
        {"row": 2, "column": "kommunkod", "found": "1030 Ort 1030", "expected": "MK1", "count": 2},
    ),
    "indicator_not_requested": (
        figure(total="31", of=COUNCIL),
        {"programme": "MK1"},
        {"row": 2, "column": "nyckeltal", "found": COUNCIL, "expected": "MK1"},
    ),
    "year_not_requested": (
        figure(WOMEN, MEN, year=2015),
        {"programme": "MK1"},
        {"row": 2, "column": "år", "found": "2015", "expected": "2021–2023"},
    ),
    "sexes_swapped": (
        figure(MEN, WOMEN, TOTAL),
        {},
        {"row": 2, "column": "värde", "found": MEN, "expected": WOMEN, "suggestion": "3"},
    ),
    "share_of_other_sex": (
        figure(total="68.6", of=COUNCIL),
        {},
        {"row": 2, "found": "68.6", "expected": "31", "suggestion": "31.4"},
    ),
    "equals_official_total": (
        figure(PAY_TOTAL, PAY_MEN, PAY_TOTAL, of=INCOME, year=LAST_YEAR),
        {},
        {"row": 2, "found": PAY_TOTAL, "expected": PAY},
    ),
    "equals_official_other_sex": (
        figure(PAY_MEN, PAY_MEN, PAY_TOTAL, of=INCOME, year=LAST_YEAR),
        {},
        {"row": 2, "found": PAY_MEN, "expected": PAY, "suggestion": "M"},
    ),
    "equals_other_year": (
        figure(PAY, PAY_MEN, of=INCOME),
        {},
        {"row": 2, "found": PAY, "suggestion": str(LAST_YEAR)},
    ),
    "equals_other_organisation": (
        figure(
            official(INCOME, "1033", LAST_YEAR, "K", 0),
            official(INCOME, "1033", LAST_YEAR, "M", 0),
            of=INCOME,
            year=LAST_YEAR,
        ),
        {},
        {"row": 2, "expected": PAY, "suggestion": "1033 Ort 1033"},
    ),
    "sexes_all_equal": (
        [row for n, year in enumerate((2021, 2022, 2023)) for row in figure(f"6{n}.1", f"6{n}.1", year=year)],
        {},
        {"found": "3"},
    ),
    "suppressed_derivable": (
        figure((61.1, 611, 1_000), "..", (70.1, 1_402, 2_000)),
        {},
        {"row": 3, "found": "M"},
    ),
    "share_as_fraction": (
        figure("0.631", MEN),
        {},
        {"row": 2, "found": "0.631", "expected": WOMEN, "suggestion": "63.1"},
    ),
    "thousands_for_ones": (
        figure("205.2", PAY_MEN, of=INCOME),
        {},
        {"row": 2, "found": "205.2", "expected": PAY, "suggestion": "205200"},
    ),
    "decimal_shifted": (
        figure("6.31", MEN),
        {},
        {"row": 2, "found": "6.31", "expected": WOMEN, "suggestion": "63.1"},
    ),
    "zero_unlikely": (figure("0", MEN), {}, {"row": 2, "found": "0", "expected": WOMEN}),
    "far_from_official": (
        figure("40", MEN, TOTAL, year=LAST_YEAR),
        {},
        {"row": 2, "column": "värde", "found": "40", "expected": WOMEN, "suggestion": None},
    ),
    "change_large": (
        figure("40", MEN),
        {},
        {"row": 2, "column": "värde", "found": "40", "expected": WOMEN, "suggestion": "2022"},
    ),
    "far_from_others": (
        figure("1200000", "1300000", of=INCOME, year=2010),
        {},
        {"row": 2, "column": "värde", "found": "1200000"},
    ),
}


def test_every_code_has_a_fixture():
    assert set(FIXTURES) == set(PLAUSIBILITY_CODES)


@pytest.mark.parametrize("code", FIXTURES)
def test_its_own_file_is_asked_about(code: str):
    rows, options, expected = FIXTURES[code]
    checked = check(rows, **options)
    findings = [finding for finding in checked.findings if finding.code == code]
    assert findings, checked.findings
    assert {name: getattr(findings[0], name) for name in expected} == expected
    assert findings[0].level is intake.FINDING_CODES[code][0]


def test_no_doubt_stops_a_file():
    assert all(level is not Level.ERROR for level, _ in PLAUSIBILITY_CODES.values())
    for rows, options, _ in FIXTURES.values():
        assert check(rows, **options).publishable


def asked(rows: list[tuple[str, ...]], **options: object) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.row) for finding in check(rows, **options).findings]


def test_likely_values_of_a_new_year_are_not_asked_about():
    assert asked(LIKELY) == []


def test_what_is_published_is_not_asked_about_however_odd_it_is():
    rows = [
        (row.organisation, row.indicator, str(row.year), row.sex, f"{row.value:.1f}", "", "")
        for row in PUBLISHED[PUBLISHED["organisation"] == "1005"].itertuples(index=False)
    ]
    assert [code for code, _ in asked(rows) if code != "sexes_absent"] == []


def test_without_a_history_nothing_is_asked():
    bare = replace(REFERENCE, history=None)
    lines = [";".join(cells) for cells in (HEADINGS, *figure("4", MEN))]
    assert intake.check("\n".join([*lines, ""]).encode(), "fil.csv", bare).findings == ()


def test_an_empty_history_still_sees_that_a_sex_is_missing():
    empty = replace(REFERENCE, published=None, history=intake.History.of(None, INDICATORS))
    lines = [";".join(cells) for cells in (HEADINGS, *figure("4"))]
    findings = intake.check("\n".join([*lines, ""]).encode(), "fil.csv", empty).findings
    assert [finding.code for finding in findings] == ["sex_missing"]


def test_a_value_gets_one_answer_and_the_official_value_is_said_once():
    rows = figure("6.11", MEN, TOTAL, year=LAST_YEAR)
    assert asked(rows) == [("decimal_shifted", 2)]


def test_a_sex_whose_row_has_an_error_is_not_missing():
    assert asked(figure(WOMEN, "abc")) == [("value_unreadable", 3)]
    assert asked([*figure(WOMEN), ("1005", FULL_TIME, "2023", "Q", "80", "", "")]) == [("sex_unknown", 3)]


@pytest.mark.parametrize(
    ("unread", "held_back"),
    [
        (("1005", FULL_TIME, "2023", "Q"), True),
        (("1005", FULL_TIME, "i fjol", "M"), True),
        (("1005", "Okänt mått", "2023", "M"), True),
        (("Ingenstans", FULL_TIME, "2023", "M"), True),
        (("Ingenstans", "Okänt mått", "i fjol", "Q"), True),
        (("1006", FULL_TIME, "2023", "Q"), False),
        (("1005", FULL_TIME, "2021", "Q"), False),
        (("1005", INCOME, "2023", "Q"), False),
        (("Ingenstans", FULL_TIME, "2021", "M"), False),
        (("1006", "Okänt mått", "i fjol", "Q"), False),
    ],
)
def test_a_missing_sex_waits_only_for_an_unread_row_that_may_be_it(unread, held_back):
    codes = [code for code, _ in asked([*figure(WOMEN), (*unread, "80", "", "")])]
    assert ("sex_missing" in codes) is not held_back, codes


def test_many_figures_with_one_sex_and_many_unread_rows_are_asked_about_each():
    rows = [row for place in PLACES for row in figure(WOMEN, place=place)]
    unread = [("Ingenstans", FULL_TIME, str(year), "M", "80", "", "") for year in (2020, 2021, 2022)]
    codes = [code for code, _ in asked([*rows, *unread])]
    assert codes.count("sex_missing") == len(PLACES)


def test_a_total_is_judged_only_where_both_sexes_stand():
    assert asked(figure("abc", MEN, TOTAL)) == [("value_unreadable", 2)]


def test_women_and_men_need_not_add_up_to_the_last_unit():
    assert asked(figure(5_502, 5_600, 11_104, of=PEOPLE)) == []


def test_counts_that_do_not_add_up_are_asked_about_in_their_own_column():
    rows = figure((60, 600, 1_000), (80, 400, 500), (68.6, 1_040, 1_517))
    findings = check(rows).findings
    assert [(f.code, f.row, f.column, f.found, f.expected) for f in findings] == [
        ("sum_differs", 4, "antal", "1040", "1000"),
        ("sum_differs", 4, "underlag", "1517", "1500"),
    ]


def test_the_halves_of_a_pair_are_women_and_men():
    women = figure(total="80.1", of=LIFE)
    men = figure(total="83.2", of=LIFE_MEN)
    assert asked([*women, *men]) == [("sexes_swapped", 2)]
    assert (
        asked(women[:1]) == [("sex_missing", 2), ("change_large", 2)] or asked(women)[0][0] == "sex_missing"
    )


def test_a_new_measure_is_not_compared_with_the_old():
    assert asked(figure("40", "45", of=DAYS)) == []
    assert {code for code, _ in asked(figure("40", "45", of=DAYS, year=LAST_YEAR))} == {"far_from_official"}


def test_the_file_itself_tells_what_the_year_before_was():
    """Where nothing is published of the three years before; what is published speaks first."""
    rows = [*figure("63", MEN, TOTAL, year=2025), *figure("20", MEN, TOTAL, year=2026)]
    findings = [f for f in check(rows).findings if f.code == "change_large"]
    assert [(f.row, f.expected, f.suggestion) for f in findings] == [(5, "63", "2025")]
    rows = [*figure("20", MEN, TOTAL), *figure("20", MEN, TOTAL, year=2024)]
    findings = [f for f in check(rows).findings if f.code == "change_large"]
    assert [(f.row, f.expected, f.suggestion) for f in findings] == [(2, WOMEN, "2022"), (5, WOMEN, "2022")]


def test_when_all_in_a_file_move_together_nobody_is_asked():
    """Forty places whose values all fall by fifteen: that is the country's change and not a fault."""
    rows = []
    for place in PLACES:
        women, men = (float(official(FULL_TIME, place, LAST_YEAR, sex)) - 15 for sex in "KM")
        rows += figure(f"{women:.1f}", f"{men:.1f}", place=place)
    assert asked(rows) == []
    assert {code for code, _ in asked(rows[:2])} == {"change_large"}


def test_a_team_and_a_place_are_asked_for_their_own():
    assert asked(figure(PAY, PAY_MEN, of=INCOME, year=2015, place="1001"), programme="MK1") == []
    outside = asked(figure("15.1", "20.2", of=DAYS, place="1030"), programme="MK1")
    assert [code for code, _ in outside] == ["organisation_not_in_round"]


def test_a_round_without_members_or_requests_is_not_asked_about():
    bare = replace(REFERENCE, memberships=(), requests=())
    lines = [
        ";".join(cells) for cells in (HEADINGS, *figure(WOMEN + "1", MEN + "1", place="1005", year=2023))
    ]
    assert intake.check("\n".join([*lines, ""]).encode(), "fil.csv", bare, programme="MK1").findings == ()


def test_what_will_be_hidden_is_what_disclosure_hides():
    """A small group of men hides women's value too, and the total stays."""
    rows = figure((61.3, 613, 1_000), (75, 3, 4), (61.4, 616, 1_004))
    hidden = [f for f in check(rows).findings if f.code == "will_be_hidden"]
    assert [(f.row, f.count) for f in hidden] == [(2, 2)]


def test_many_doubts_of_one_kind_are_one_with_a_count():
    rows = [
        row
        for place in PLACES
        for year in (2023, 2024, 2025)
        for row in figure("0.6", "0.8", place=place, year=year)
    ]
    fractions = [f for f in check(rows).findings if f.code == "share_as_fraction"]
    assert [(f.row, f.count) for f in fractions] == [(2, len(rows))]


def said(finding: Finding) -> tuple[str, str | None]:
    return finding.code, finding.suggestion


def test_history_can_be_made_once_and_used_for_every_file():
    first, second = check(LIKELY).findings, check(figure("6.31", MEN)).findings
    assert first == () and [said(f) for f in second] == [("decimal_shifted", "63.1")]
    assert check(LIKELY).findings == ()
