"""The files in data/ keep their promises: known organisations and series, values in bounds, named sources."""

from __future__ import annotations

import csv
import re
import string
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarking.model import (
    Counted,
    Direction,
    Measured,
    MemberRole,
    OrganisationKind,
    Precision,
    Role,
    Shape,
    Track,
)

DATA = Path(__file__).resolve().parents[2] / "data"
LANGUAGES = ("sv", "en")
SEXES = ("women", "men", "total")
ORGANISATION_COLUMNS = (
    "code,name,name_official,kind,county,skr_group,skr_group_name,population_women,population_men,"
    "population_year,latitude,longitude"
)
MEMBERSHIP_COLUMNS = (
    "team,organisation,role,joined,joined_precision,left,left_precision,area,source,certainty"
)
COUNT_COLUMNS = tuple(f"{sex}_{part}" for sex in SEXES for part in ("numerator", "denominator"))

Row = dict[str, str]


def _table(path: Path) -> tuple[list[str], list[Row]]:
    """The heading in row 2 and the rows under it; every row has as many fields as the heading."""
    with path.open(encoding="utf-8", newline="") as lines:
        next(lines)
        heading, *rows = list(csv.reader(lines, strict=True))
    assert all(len(row) == len(heading) for row in rows), path.name
    return heading, [dict(zip(heading, row, strict=True)) for row in rows]


def _toml(name: str) -> dict[str, list[dict]]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _fields(template: str) -> list[str]:
    """The names between braces, in order; raises ValueError where a brace stands alone."""
    return [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]


@pytest.fixture(scope="module")
def organisations() -> dict[str, Row]:
    _, rows = _table(DATA / "organisations.csv")
    return {row["code"]: row for row in rows}


@pytest.fixture(scope="module")
def memberships() -> list[Row]:
    return _table(DATA / "memberships.csv")[1]


@pytest.fixture(scope="module")
def rounds() -> dict[str, dict]:
    return {entry["id"]: entry for entry in _toml("rounds.toml")["round"]}


@pytest.fixture(scope="module")
def indicators() -> dict[str, dict]:
    return {entry["id"]: entry for entry in _toml("indicators.toml")["indicator"]}


@pytest.fixture(scope="module")
def series(indicators: dict[str, dict]) -> dict[str, dict]:
    """The indicator of each series: its own id, and men's half of the pair."""
    halves = {entry["pair_men"]: entry for entry in indicators.values() if "pair_men" in entry}
    return indicators | halves


@pytest.fixture(scope="module")
def figures() -> dict[str, tuple[list[str], list[Row]]]:
    return {path.stem: _table(path) for path in sorted((DATA / "figures").glob("*.csv"))}


def _value(figures: dict[str, tuple[list[str], list[Row]]], key: tuple[str, str, str], sex: str) -> float:
    indicator, organisation, year = key
    (cell,) = (
        row[sex]
        for row in figures[indicator][1]
        if row["organisation"] == organisation and row["year"] == year
    )
    return float(cell)


def test_every_file_names_its_source_in_its_first_line() -> None:
    files = [path for path in DATA.rglob("*") if path.suffix in {".csv", ".toml"}]
    assert len(files) == 11 + 65
    for path in files:
        first, *_ = path.read_text(encoding="utf-8").splitlines()
        assert re.match(r"# Källa: \S", first), path.name


def test_files_are_utf8_without_mark_and_with_plain_line_ends() -> None:
    for path in DATA.rglob("*.*"):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf"), path.name
        assert b"\r" not in content, path.name
        assert content.endswith(b"\n"), path.name


def test_sources_begin_with_kolada_and_the_series_in_every_figures_file(series: dict[str, dict]) -> None:
    for path in sorted((DATA / "figures").glob("*.csv")):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        producer = series[path.stem].get("producer", "uppgift saknas")
        assert first == f"# Källa: Kolada ({path.stem}). Producent: {producer}. Värden 2010–2022."


def test_organisations_are_as_many_as_sweden_has() -> None:
    heading, rows = _table(DATA / "organisations.csv")
    assert heading == ORGANISATION_COLUMNS.split(",")
    assert len({row["code"] for row in rows}) == len(rows)
    assert Counter(OrganisationKind(row["kind"]) for row in rows) == {
        OrganisationKind.MUNICIPALITY: 290,
        OrganisationKind.REGION: 21,
        OrganisationKind.COUNTY: 21,
        OrganisationKind.COUNTRY: 1,
        OrganisationKind.ASSOCIATION: 1,
        OrganisationKind.DISTRICT: 1,
        OrganisationKind.AGENCY: 7,
        OrganisationKind.OTHER: 2,
    }


def test_codes_keep_their_zeros_and_their_form(organisations: dict[str, Row]) -> None:
    forms = {"municipality": r"\d{4}", "region": r"00\d\d", "county": r"\d\d", "country": "0000"}
    for code, row in organisations.items():
        assert re.fullmatch(forms.get(row["kind"], r"[a-z-]+"), code), code
    assert organisations["0180"]["name"] == "Stockholm"
    assert organisations["1882"]["name"] == "Askersund"
    assert organisations["0018"]["name"] == "Region Örebro län"
    assert organisations["18"]["name"] == "Örebro län"


def test_every_organisation_but_sweden_lies_in_a_known_county(organisations: dict[str, Row]) -> None:
    for code, row in organisations.items():
        if row["kind"] == "country":
            assert row["county"] == ""
            continue
        if row["kind"] == "agency" and not row["county"]:
            # An agency of the state may work in several counties.
            continue
        assert organisations[row["county"]]["kind"] == "county", code
        if row["kind"] == "municipality":
            assert code.startswith(row["county"])
        if row["kind"] == "region":
            assert code == "00" + row["county"]
    assert organisations["forbund-norrbotten"]["county"] == "25"
    assert organisations["sdf-enskede-arsta-vantor"]["county"] == "01"


def test_gotland_is_a_municipality_and_a_region(organisations: dict[str, Row]) -> None:
    town, region = organisations["0980"], organisations["0009"]
    assert (town["kind"], region["kind"]) == ("municipality", "region")
    assert town["name"] != region["name"]
    assert town["county"] == region["county"] == "09"


def test_counties_have_the_people_of_their_municipalities(organisations: dict[str, Row]) -> None:
    for sex in ("population_women", "population_men"):
        summed: Counter[str] = Counter()
        for row in organisations.values():
            if row["kind"] == "municipality":
                summed[row["county"]] += int(row[sex])
        for row in organisations.values():
            if row["kind"] in {"county", "region"}:
                assert int(row[sex]) == summed[row["county"]], row["code"]
        assert int(organisations["0000"][sex]) == summed.total()


def test_places_lie_in_sweden_and_every_municipality_has_its_group(organisations: dict[str, Row]) -> None:
    for code, row in organisations.items():
        if row["kind"] in {"municipality", "region", "county"}:
            assert 55 < float(row["latitude"]) < 70, code
            assert 10 < float(row["longitude"]) < 25, code
        assert bool(row["skr_group"]) == bool(row["skr_group_name"]) == (row["kind"] == "municipality"), code
    names = {(row["skr_group"], row["skr_group_name"]) for row in organisations.values() if row["skr_group"]}
    assert len(names) == 9


def test_the_eight_rounds_are_told_in_two_languages(rounds: dict[str, dict]) -> None:
    assert list(rounds) == ["MK1", "MK2", "MK3", "MR1", "MK4", "MK5", "MK6", "MK7"]
    for entry in rounds.values():
        assert entry["name"].keys() == set(LANGUAGES)
        assert entry.get("note", {}).keys() in (set(), set(LANGUAGES))
        Track(entry["track"])
        for what in ("starts", "ends"):
            assert isinstance(entry[what], date)
            Precision(entry[f"{what}_precision"])
        assert entry["starts"] < entry["ends"]


def test_sources_that_disagree_on_a_round_are_all_kept(rounds: dict[str, dict]) -> None:
    said: dict[tuple[str, str], set[str]] = {}
    for entry in rounds.values():
        for claim in entry.get("claim", ()):
            assert claim.keys() == {"what", "said", "source"}
            assert re.fullmatch(r"\d{4}(-\d\d){0,2}", claim["said"])
            assert urlsplit(claim["source"]).scheme in {"http", "https"}
            said.setdefault((entry["id"], claim["what"]), set()).add(claim["said"])
    assert said == {
        ("MK1", "starts"): {"2015", "2016"},
        ("MK1", "ends"): {"2016", "2017"},
        ("MR1", "starts"): {"2018", "2019-02-05"},
        ("MR1", "ends"): {"2020", "2020-12"},
        ("MK5", "ends"): {"2023-02", "2023-03"},
    }


def test_memberships_belong_to_known_organisations_and_rounds(
    memberships: list[Row], organisations: dict[str, Row], rounds: dict[str, dict]
) -> None:
    assert _table(DATA / "memberships.csv")[0] == MEMBERSHIP_COLUMNS.split(",")
    assert len(memberships) == 72
    assert len({(row["team"], row["organisation"], row["role"]) for row in memberships}) == 72
    assert len({row["organisation"] for row in memberships}) == 50
    for row in memberships:
        programme, _, number = row["team"].rpartition("-")
        assert programme in rounds
        assert int(number) > 0
        assert row["organisation"] in organisations
        MemberRole(row["role"])
        assert row["source"].startswith("http")
        assert re.match(r"(high|medium|low)\b", row["certainty"])


def test_membership_dates_say_how_well_they_are_known(memberships: list[Row]) -> None:
    dated = {}
    for row in memberships:
        for what in ("joined", "left"):
            assert bool(row[what]) == bool(row[f"{what}_precision"])
            if row[what]:
                known = (date.fromisoformat(row[what]), Precision(row[f"{what}_precision"]))
                dated[row["team"], row["organisation"], what] = known
    assert dated == {
        ("MK1-1", "0880", "left"): (date(2017, 1, 1), Precision.BEFORE),
        ("MK3-3", "2480", "joined"): (date(2019, 7, 1), Precision.BY),
        ("MK3-5", "2380", "left"): (date(2019, 7, 1), Precision.BEFORE),
        ("MK3-5", "0880", "joined"): (date(2019, 7, 1), Precision.BY),
        ("MR1-2", "0021", "left"): (date(2020, 11, 5), Precision.BEFORE),
        ("MK4-2", "1764", "left"): (date(2021, 4, 8), Precision.BEFORE),
    }


def test_there_are_64_indicators_ordered_by_subgoal(indicators: dict[str, dict]) -> None:
    assert len(_toml("indicators.toml")["indicator"]) == len(indicators) == 64
    subgoals = [entry.get("subgoal", 9) for entry in indicators.values()]
    assert subgoals == sorted(subgoals)
    assert set(subgoals) == {1, 2, 3, 4, 5, 6, 9}


def test_indicators_speak_the_words_of_the_model(indicators: dict[str, dict]) -> None:
    for entry in indicators.values():
        Shape(entry["shape"])
        Direction(entry["direction"])
        Measured(entry["measured"])
        Role(entry["role"])
        Counted(entry.get("counted", Counted.POSTS))
        assert {OrganisationKind(kind) for kind in entry["applies_to"]} <= {
            OrganisationKind.MUNICIPALITY,
            OrganisationKind.REGION,
        }
        assert entry.get("lower", 0) < entry.get("upper", float("inf"))
        assert ("equality_point" in entry) == (entry["shape"] not in {Shape.BY_SEX, Shape.PAIR}), entry["id"]
        assert ("notable" in entry) == (entry["id"] != "N01951"), entry["id"]
        assert all(2010 < year <= 2022 for year in entry.get("breaks", ())), entry["id"]
        assert "breaks" not in entry or "break_note" in entry


def test_figures_of_violence_and_fear_carry_a_caution_and_make_no_headline(
    indicators: dict[str, dict],
) -> None:
    for entry in indicators.values():
        assert (entry["role"] == Role.NO_HEADLINE) == (entry.get("subgoal") == 6)
        assert ("caution" in entry) == (entry.get("subgoal") == 6 or entry["id"] == "N00951")


def test_only_posts_and_days_are_counted_in_full(indicators: dict[str, dict]) -> None:
    counted = {entry["id"]: entry["counted"] for entry in indicators.values() if "counted" in entry}
    assert counted == {
        "N05815": "posts",
        "N05814": "posts",
        "N05816": "posts",
        "N00942": "days",
        "N00945": "days",
    }


def test_every_text_has_both_languages_and_no_loose_spaces(indicators: dict[str, dict]) -> None:
    for entry in indicators.values():
        assert {"title", "short", "base", "clause"} <= entry.keys()
        for key in ("title", "short", "base", "clause", "definition", "break_note", "caution"):
            if key in entry:
                assert entry[key].keys() == set(LANGUAGES)
                for words in entry[key].values():
                    assert words and words == words.strip(), (entry["id"], key)
                    assert "  " not in words, (entry["id"], key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_titles_are_short_and_nobody_elses(indicators: dict[str, dict], language: str) -> None:
    titles = [entry["short"][language] for entry in indicators.values()]
    assert max(map(len, titles)) <= 40
    assert len({title.casefold() for title in titles}) == len(titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_clauses_take_women_and_men_and_nothing_else(indicators: dict[str, dict], language: str) -> None:
    for entry in indicators.values():
        clause = entry["clause"][language]
        two_values = entry["shape"] in {Shape.BY_SEX, Shape.PAIR}
        assert _fields(clause) == (["women", "men"] if two_values else ["women"]), clause
        said = clause.format(women="59,6 %", men="96,1 %")
        assert "59,6 %" in said
        assert not set(said) & set("{}")
        assert not said.endswith("."), clause


def test_school_ages_are_girls_and_boys_and_others_women_and_men(indicators: dict[str, dict]) -> None:
    of_school_age = {"N15428", "N15507", "N15505", "N17461", "N17451", "N15613", "N15643"}
    for entry in indicators.values():
        assert bool(re.search("flick", entry["clause"]["sv"])) == (entry["id"] in of_school_age), entry["id"]
        assert bool(re.search("girls", entry["clause"]["en"])) == (entry["id"] in of_school_age), entry["id"]


def test_definitions_have_whole_sentences(indicators: dict[str, dict]) -> None:
    for entry in indicators.values():
        for words in entry["definition"].values():
            assert words[0].isupper() and words.endswith("."), entry["id"]
            assert "Kolada" not in words and "Källa" not in words


def test_the_pair_is_one_indicator_with_two_series(
    indicators: dict[str, dict], figures: dict[str, tuple[list[str], list[Row]]]
) -> None:
    pairs = [entry for entry in indicators.values() if entry["shape"] == Shape.PAIR]
    assert [(entry["id"], entry["pair_men"]) for entry in pairs] == [("N00925", "N00923")]
    assert "N00923" not in indicators
    years = [
        [(row["organisation"], row["year"]) for row in figures[name][1]] for name in ("N00925", "N00923")
    ]
    assert years[0] == years[1]


def test_every_series_has_its_figures_file_and_no_file_is_a_stranger(
    series: dict[str, dict], figures: dict[str, tuple[list[str], list[Row]]]
) -> None:
    assert figures.keys() == series.keys()
    assert len(figures) == 65


def test_figures_are_of_known_organisations_once_a_year_and_in_order(
    figures: dict[str, tuple[list[str], list[Row]]],
    organisations: dict[str, Row],
    series: dict[str, dict],
) -> None:
    for name, (_, rows) in figures.items():
        keys = [(row["organisation"], int(row["year"])) for row in rows]
        assert keys
        assert keys == sorted(set(keys)), name
        assert all(2010 <= year <= 2022 for _, year in keys), name
        kinds = {organisations[code]["kind"] for code, _ in keys}
        assert kinds <= {*series[name]["applies_to"], "country"}, name
        assert all(any(row[sex] for sex in SEXES) for row in rows), name


def test_values_lie_within_the_bounds_of_their_indicator(
    figures: dict[str, tuple[list[str], list[Row]]], series: dict[str, dict]
) -> None:
    for name, (heading, rows) in figures.items():
        lowest, highest = series[name].get("lower", float("-inf")), series[name].get("upper", float("inf"))
        assert heading[:5] == ["organisation", "year", *SEXES]
        one_value = series[name]["shape"] != Shape.BY_SEX
        for row in rows:
            assert not (one_value and (row["women"] or row["men"])), name
            for sex in SEXES:
                if row[sex]:
                    assert lowest <= float(row[sex]) <= highest, (name, row)


def test_counts_reproduce_the_values_they_stand_beside(
    figures: dict[str, tuple[list[str], list[Row]]], series: dict[str, dict]
) -> None:
    with_counts = {name for name, (heading, _) in figures.items() if heading[5:]}
    assert with_counts == {name for name, entry in series.items() if "numerator" in entry}
    assert with_counts == {"N00206", "N00209", "N20209", "N21701"}
    counted = 0
    for name in with_counts:
        heading, rows = figures[name]
        assert set(heading[5:]) == set(COUNT_COLUMNS)
        for row in rows:
            for sex in SEXES:
                above, below = row[f"{sex}_numerator"], row[f"{sex}_denominator"]
                assert bool(above) == bool(below)
                if above:
                    counted += 1
                    assert 0 <= int(above) <= int(below)
                    assert abs(int(above) / int(below) * 100 - float(row[sex])) <= 1e-6, (name, row)
    assert counted == 29_509


def test_sweden_2022_is_as_published(figures: dict[str, tuple[list[str], list[Row]]]) -> None:
    sick_leave, full_time = ("N00090", "0000", "2022"), ("N00206", "0000", "2022")
    assert round(_value(figures, sick_leave, "women"), 1) == 8.8
    assert round(_value(figures, sick_leave, "men"), 1) == 5.7
    assert round(_value(figures, full_time, "women"), 1) == 84.3
    assert round(_value(figures, full_time, "men"), 1) == 89.8


def test_askersund_2022_is_as_published(figures: dict[str, tuple[list[str], list[Row]]]) -> None:
    assert round(_value(figures, ("N20209", "1882", "2022"), "women"), 1) == 59.6
    assert round(_value(figures, ("N20209", "1882", "2022"), "men"), 1) == 96.1
    assert round(_value(figures, ("N00206", "1882", "2022"), "women"), 1) == 78.4
    assert round(_value(figures, ("N00952", "1882", "2022"), "total"), 1) == 73.5


def test_the_country_has_the_same_people_in_both_files(
    figures: dict[str, tuple[list[str], list[Row]]], organisations: dict[str, Row]
) -> None:
    for sex in ("women", "men"):
        population = int(organisations["0000"][f"population_{sex}"])
        assert _value(figures, ("N01951", "0000", "2022"), sex) == population


def test_gotland_the_municipality_and_the_region_each_have_figures(
    figures: dict[str, tuple[list[str], list[Row]]],
) -> None:
    of_municipalities = {row["organisation"] for row in figures["N00206"][1]}
    of_regions = {row["organisation"] for row in figures["N60077"][1]}
    assert "0980" in of_municipalities and "0009" not in of_municipalities
    assert "0009" in of_regions and "0980" not in of_regions
