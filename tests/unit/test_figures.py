"""Dumbbell rows, comparisons and tables say the numbers they were given, in every state; no words break them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from drawn_html import HOSTILE, Page, assert_harmless
from gap_rows import DAYS, NAN, PAIR, POSTS, RELATIVE, SHARE, row
from hypothesis import given
from hypothesis import strategies as st

from benchmarking import figures, gaps
from benchmarking.figures.dumbbell import drawn
from benchmarking.model import Measured, OrganisationKind, Role, Text
from benchmarking.wording import words

SV, EN = words("sv"), words("en")
TRACK = pd.DataFrame({"indicator": ["N1"], "newest": [2022], "low": [0.0], "high": [100.0]})


def _address(indicator: str) -> str:
    return f"/nyckeltal?nyckeltal={indicator}"


def _profile(rows, indicator=SHARE, *, say=SV, reference=None, track=TRACK, others=()):
    values = pd.DataFrame([*rows, *others])
    assessed = gaps.assess(values, [indicator])
    own = rows[0]["organisation"]
    return figures.profile_rows(
        assessed[assessed["organisation"] == own],
        gaps.by_year(values[values["organisation"] == own], [indicator]),
        {indicator.id: indicator},
        reference,
        track,
        say,
        _address,
        reference_label="Kommungruppen, median" if reference is not None else "",
    )


def _yearly(women, men, first=2015, **marks):
    return [
        row(year=first + at, women=k, men=m, **marks)
        for at, (k, m) in enumerate(zip(women, men, strict=True))
    ]


def _left(element: dict) -> float:
    return float(re.search(r"left:([\d.]+)%", element["style"])[1])


LASTING = _yearly([59.0, 60, 58, 59, 60, 59, 60, 59.6], [96.0, 95, 96, 97, 96, 95, 96, 96.1])
UNSURE = _yearly([59.0, 70, 50, 59, 70, 50, 60, 59.6], [60.0, 50, 70, 55, 50, 66, 70, 61.1])


# Dumbbell rows


def test_a_rows_numbers_are_those_it_was_given():
    page = Page(_profile(LASTING).html)
    assert [one["text"] for one in page.of("bm-number")] == ["59,6", "96,1"]
    assert page.of("bm-gap")[0]["text"] == "−36,5"
    assert page.of("bm-says")[0]["text"] == "Män högre"
    assert "Varaktig, 8 år" in page.of("bm-verdict")[0]["text"]
    assert page.of("bm-title")[0]["href"] == "/nyckeltal?nyckeltal=N1"


def test_a_marks_place_on_the_track_is_its_value():
    page = Page(_profile(LASTING).html)
    women, men = page.of("bm-mark")
    assert (_left(women), _left(men)) == (59.6, 96.1)
    (line,) = page.of("bm-stroke")
    assert _left(line) == 59.6 and "width:36.5%" in line["style"]


def test_the_figure_is_an_image_that_says_its_numbers_women_first():
    page = Page(_profile(LASTING).html)
    (image,) = [one for one in page.of("bm-figure") if one["role"] == "img"]
    assert image["aria-label"] == "Kvinnor 59,6, män 96,1, Ett nyckeltal"
    marks = [one["class"] for one in page.of("bm-mark")]
    assert "bm-women" in marks[0] and "bm-men" in marks[1]


def test_rows_are_a_table_to_a_screen_reader():
    page = Page(_profile(LASTING).html)
    roles = [one.get("role") for one in page.elements if one.get("role")]
    assert roles.count("table") == 1 and roles.count("row") == 2
    assert roles.count("columnheader") == 5 and roles.count("rowheader") == 1 and roles.count("cell") == 4


def test_the_track_widens_to_values_outside_it():
    narrow = TRACK.assign(low=60.0, high=90.0)
    women, men = Page(_profile(LASTING, track=narrow).html).of("bm-mark")
    assert (_left(women), _left(men)) == (0, 100)


@pytest.mark.parametrize(
    ("rows", "indicator", "stroke"),
    [
        ([row(total=75.0)], POSTS, "bm-solid"),
        ([row(total=35.2)], DAYS, "bm-solid"),
        ([row(women=78.4, men=96.0, counts=(784, 1000, 960, 1000))], SHARE, "bm-solid"),
        (LASTING, SHARE, "bm-dashed"),
        (_yearly([40.0, 80] * 4, [60.0] * 8), SHARE, "bm-dotted"),
        ([row(women=50.0, men=70.0)], SHARE, None),
        ([row(women=50.0, men=70.0)], replace(SHARE, measured=Measured.SURVEY), None),
    ],
)
def test_the_line_between_the_marks_says_how_sure(rows, indicator, stroke):
    strokes = Page(_profile(rows, indicator).html).of("bm-stroke")
    assert [one["class"].split()[-1] for one in strokes] == ([stroke] if stroke else [])


def test_shares_of_a_whole_have_both_marks_and_a_tick_at_half():
    page = Page(_profile([row(total=75.0)], POSTS).html)
    assert [one["text"] for one in page.of("bm-number")] == ["75,0", "25,0"]
    assert _left(page.of("bm-tick")[0]) == 50


def test_a_relative_value_stands_against_men_at_a_hundred():
    page = Page(_profile([row(total=73.5)], RELATIVE).html)
    assert [one["text"] for one in page.of("bm-number")] == ["73,5", "100"]
    assert page.of("bm-unit")[0]["text"].strip() == "procent"


def test_a_pair_is_drawn_as_two_values():
    page = Page(_profile([row(women=84.2, men=80.9)], PAIR).html)
    assert [one["text"] for one in page.of("bm-number")] == ["84,2", "80,9"]


def test_marks_that_would_hide_each_other_move_apart_and_lose_their_line():
    page = Page(_profile(_yearly([50.0, 50.4] * 4, [50.5, 50.0] * 4)).html)
    assert [one["class"].split()[-1] for one in page.of("bm-mark")] == ["bm-up", "bm-down"]
    assert page.of("bm-stroke") == []


def test_counts_give_whiskers_behind_the_marks_and_numbers_outside_them():
    page = Page(_profile([row(women=60.0, men=80.0, counts=(30, 50, 40, 50))]).html)
    women, men = page.of("bm-whisker")
    assert _left(women) < 60 < _left(women) + float(re.search(r"width:([\d.]+)", women["style"])[1])
    assert _left(men) < 80
    assert "max(" in page.of("bm-number")[0]["style"]


def test_no_whiskers_without_counts():
    assert Page(_profile(LASTING).html).of("bm-whisker") == []


def test_one_missing_sex_leaves_one_mark_and_says_so():
    drawn_rows = _profile([row(women=59.6, men_missing="no_value"), row(year=2021, women=58.0, men=90.0)])
    page = Page(drawn_rows.html)
    assert len(page.of("bm-mark")) == 1 and "bm-women" in page.of("bm-mark")[0]["class"]
    assert [one["text"] for one in page.of("bm-number")] == ["59,6", "inget värde, orsak okänd"]
    assert page.of("bm-says")[0]["text"] == "Jämförs inte"
    assert page.of("bm-gap") == []


def test_a_missing_woman_is_said_at_the_mans_mark():
    page = Page(_profile([row(men=59.6, women_missing="non_response")]).html)
    assert "bm-men" in page.of("bm-mark")[0]["class"]
    assert [one["text"] for one in page.of("bm-number")] == ["59,6", "bortfall"]


def test_a_suppressed_figure_has_no_marks_and_no_numbers():
    hidden = _profile([row(women_missing="suppressed", men_missing="suppressed")])
    page = Page(hidden.html)
    assert page.of("bm-mark") == [] and page.of("bm-number") == []
    assert page.of("bm-hidden")[0]["text"] == "dolt: gruppen är för liten"


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("non_response", "bortfall"),
        ("not_applicable", "finns inte här"),
        ("no_value", "inget värde, orsak okänd"),
    ],
)
def test_no_value_says_its_reason(mark, said):
    page = Page(_profile([row(women_missing=mark, men_missing=mark)]).html)
    assert page.of("bm-hidden")[0]["text"] == said


def test_zero_is_a_value():
    page = Page(_profile([row(women=0.0, men=0.0)]).html)
    assert [one["text"] for one in page.of("bm-number")] == ["0,0", "0,0"]
    assert page.of("bm-gap")[0]["text"] == "0,0"


def test_an_old_year_stands_in_ink_and_after_two_years_in_words():
    old = _profile([row(year=2018, women=50.0, men=60.0)])
    page = Page(old.html)
    assert page.of("bm-year")[0]["text"] == "2018"
    assert "de senaste siffrorna är från 2018" in page.of("bm-what")[0]["text"]
    younger = Page(_profile([row(year=2021, women=50.0, men=60.0)]).html)
    assert younger.of("bm-year")[0]["text"] == "2021" and younger.of("bm-note") == []
    assert Page(_profile(LASTING).html).of("bm-year") == []


def test_background_is_not_compared_and_says_why():
    page = Page(_profile([row(women=50.0, men=60.0)], replace(SHARE, role=Role.BACKGROUND)).html)
    assert page.of("bm-says")[0]["text"] == "Jämförs inte"
    assert "Bakgrund" in page.of("bm-verdict")[0]["text"]


def test_cannot_tell_gives_its_reason():
    page = Page(_profile([row(women=50.0, men=60.0), row(year=2021, women=50.0, men=60.0)]).html)
    assert page.of("bm-says")[0]["text"] == "Går inte att avgöra"
    assert "Bara 2 år" in page.of("bm-verdict")[0]["text"]


def test_the_networks_own_figure_is_named_as_such():
    own = row(women=50.0, men=60.0) | {"origin": "network"}
    beside = row(women=50.0, men=60.0) | {"also_network": True}
    assert Page(_profile([own]).html).of("bm-note")[0]["text"] == "nätverkets egen siffra"
    assert Page(_profile([beside]).html).of("bm-note")[0]["text"] == "nätverkets egen uppgift skiljer sig"


def test_the_reference_is_drawn_under_and_said():
    against = pd.DataFrame(
        {"indicator": ["N1"], "year": [2022], "women": [57.1], "men": [75.2], "gap": [-18.1]}
    )
    page = Page(_profile(LASTING, reference=against).html)
    assert [_left(one) for one in page.of("bm-ref")] == [57.1, 75.2]
    assert page.of("bm-figure")[0]["aria-label"].endswith("Kommungruppen, median: kvinnor 57,1, män 75,2")


def test_a_reference_of_another_year_is_not_drawn():
    against = pd.DataFrame(
        {"indicator": ["N1"], "year": [2021], "women": [57.1], "men": [75.2], "gap": [-18.1]}
    )
    assert Page(_profile(LASTING, reference=against).html).of("bm-ref") == []


def test_the_sentence_counts_the_known_gaps():
    assert _profile(LASTING).sentence == "1 av 1 skillnader är säkra, varaktiga eller räknade"
    assert _profile([row(total=52.0)], POSTS).sentence.startswith("0 av 1 ")
    assert _profile([row(women=50.0)], replace(SHARE, role=Role.BACKGROUND)).sentence.startswith("0 av 0 ")


def test_the_table_holds_the_rows_numbers():
    told = _profile(LASTING).table.iloc[0]
    assert (told["Kvinnor"], told["Män"], told["Skillnad"], told["År"]) == ("59,6", "96,1", "−36,5", "2022")
    assert (told["Bedömning"], told["Grund"]) == ("Män högre", "Varaktig, 8 år")


def test_english_rows_have_points_and_english_words():
    page = Page(_profile(LASTING, say=EN).html)
    assert [one["text"] for one in page.of("bm-number")] == ["59.6", "96.1"]
    assert page.of("bm-says")[0]["text"] == "Men higher"


def test_hostile_words_stay_words():
    hostile = replace(SHARE, short=Text(HOSTILE, HOSTILE), base=Text(HOSTILE, HOSTILE))
    assessed = gaps.assess(pd.DataFrame(LASTING), [hostile])
    result = figures.profile_rows(
        assessed,
        gaps.by_year(pd.DataFrame(LASTING), [hostile]),
        {"N1": hostile},
        None,
        TRACK,
        SV,
        lambda indicator: HOSTILE,
        reference_label=HOSTILE,
    )
    page = Page(result.html + figures.table(result.table, HOSTILE, SV))
    assert_harmless(page)
    assert page.of("bm-title")[0]["text"] == HOSTILE
    assert page.of("bm-title")[0]["href"] == HOSTILE


# Sparkline


def test_four_values_make_a_sparkline_and_three_do_not():
    assert len(Page(_profile(LASTING[-4:]).html).of("bm-spark")) == 1
    assert Page(_profile(LASTING[-3:]).html).of("bm-spark") == []


def test_values_that_change_only_at_elections_have_no_sparkline():
    rows = [row(year=year, total=75.0) for year in range(2012, 2023)]
    assert Page(_profile(rows, POSTS).html).of("bm-spark") == []


def test_the_sparkline_breaks_where_the_measure_does_and_says_its_ends():
    page = Page(_profile(LASTING, replace(SHARE, breaks=(2019,))).html)
    (curve,) = page.of("bm-curve")
    assert curve["style"].count("M") - curve["style"].count("Mask") >= 2
    assert page.of("bm-spark")[0]["aria-label"] == "År 2015 var skillnaden −37,0, och år 2022 var den −36,5"


def test_the_sparkline_is_a_mask_since_st_html_takes_svg_away():
    html = _profile(LASTING).html
    assert "<svg" not in html and "mask-image:url(" in html


# Comparison


def _shown(count: int) -> list[figures.Shown]:
    return [figures.Shown(f"{at:04}", f"Plats {at}", kind="municipality") for at in range(count)]


def _compared(rows, organisations, indicator=SHARE, **more):
    values = pd.DataFrame(rows)
    return figures.compare_rows(
        gaps.assess(values, [indicator]),
        gaps.by_year(values, [indicator]),
        organisations,
        {indicator.id: indicator},
        TRACK,
        SV,
        _address,
        **more,
    )


def test_organisations_stand_beside_each_other_on_one_track():
    narrow = [row(organisation="0000", women=20.0, men=40.0), row(organisation="0001", women=110.0, men=60.0)]
    page = Page(_compared(narrow, _shown(2)).html)
    places = [_left(one) for one in page.of("bm-mark")]
    assert places == [round(value / 1.1, 2) for value in (20, 40, 110, 60)]
    assert [one["text"] for one in page.of("bm-number")] == ["20,0", "40,0", "110,0", "60,0"]
    assert [one["text"] for one in page.of("bm-name")] == ["Plats 0", "Plats 1"]


def test_a_cell_says_gap_verdict_and_how_it_is_known():
    page = Page(_compared([row(organisation="0000", total=75.0)], _shown(1), POSTS).html)
    assert page.of("bm-cell")[0]["text"].endswith("+50,0 kvinnor fler, räknat")


def test_a_cell_of_an_older_year_says_its_year():
    rows = [
        row(organisation="0000", women=20.0, men=40.0),
        row(organisation="0001", year=2019, women=2.0, men=4.0),
    ]
    page = Page(_compared(rows, _shown(2)).html)
    assert [one["text"] for one in page.of("bm-year")] == [", 2019"]


def test_another_kind_of_organisation_is_not_compared_and_says_why():
    places = [*_shown(1), figures.Shown("0021", "Region Gävleborg", kind=OrganisationKind.REGION)]
    page = Page(_compared([row(organisation="0000", women=20.0, men=40.0)], places).html)
    assert "jämförs inte: olika slag av organisation" in page.of("bm-cell")[1]["text"]


def test_a_place_without_value_is_not_a_hole():
    page = Page(_compared([row(organisation="0000", women=20.0, men=40.0)], _shown(2)).html)
    assert page.of("bm-cell")[1]["text"].endswith("inget värde, orsak okänd")


def test_nine_organisations_do_not_fit():
    with pytest.raises(ValueError, match="9 organisations"):
        _compared([row(organisation="0000", women=20.0, men=40.0)], _shown(9))


def test_a_hostile_name_in_a_comparison_stays_a_name():
    places = [figures.Shown("0000", HOSTILE, HOSTILE)]
    result = _compared([row(organisation="0000", women=20.0, men=40.0)], places)
    page = Page(result.html + figures.table(result.table, result.sentence, SV))
    assert_harmless(page)
    assert page.of("bm-name")[0]["text"] == HOSTILE


def test_the_comparisons_table_has_a_row_for_each_place_and_indicator():
    table = _compared([row(organisation="0000", women=20.0, men=40.0)], _shown(2)).table
    assert list(table["Organisation"]) == ["Plats 0", "Plats 1"]
    assert list(table["Skillnad"]) == ["−20,0", ""]


# One indicator, many places


def test_places_of_one_indicator_are_rows_titled_by_their_names():
    values = pd.DataFrame([*LASTING, *[one | {"organisation": "0115"} for one in LASTING]])
    result = figures.place_rows(
        gaps.assess(values, [SHARE]),
        gaps.by_year(values, [SHARE]),
        SHARE,
        {"0114": "Åre", "0115": HOSTILE},
        TRACK,
        SV,
        lambda code: f"/profil?kod={code}",
    )
    page = Page(result.html)
    assert_harmless(page)
    assert [(one["text"], one["href"]) for one in page.of("bm-title")] == [
        ("Åre", "/profil?kod=0114"),
        (HOSTILE, "/profil?kod=0115"),
    ]
    assert [one["text"] for one in page.of("bm-number")] == ["59,6", "96,1"] * 2
    assert list(result.table["Organisation"]) == ["Åre", HOSTILE]


# Scale, medians, table


def test_the_scale_is_the_second_to_ninety_eighth_percentile_of_both_sexes_in_the_newest_year():
    rows = [row(organisation=f"{at:04}", women=float(at), men=float(at) + 101) for at in range(101)]
    rows += [row(organisation="0000", year=2021, women=-999.0, men=0.0)]
    rows += [row(organisation="r", women=999.0, men=999.0, kind="region")]
    scale = figures.scale(gaps.by_year(pd.DataFrame(rows), [SHARE]), OrganisationKind.MUNICIPALITY)
    assert scale.to_dict("records") == [
        {"indicator": "N1", "newest": 2022, "low": pytest.approx(4.02), "high": pytest.approx(196.98)}
    ]


def test_the_scale_of_no_figures_is_empty():
    scale = figures.scale(gaps.by_year(pd.DataFrame([row(women=1.0, men=2.0)]), [SHARE]), "region")
    assert list(scale.columns) == ["indicator", "newest", "low", "high"] and scale.empty


def test_medians_are_of_the_named_organisations_each_number_for_itself():
    rows = [row(organisation=code, women=k, men=m) for code, k, m in (("a", 1, 5), ("b", 2, 9), ("c", 6, 7))]
    rows += [row(organisation="d", women=99.0, men=99.0)]
    found = figures.medians(gaps.by_year(pd.DataFrame(rows), [SHARE]), ["a", "b", "c"])
    assert found.to_dict("records") == [
        {"indicator": "N1", "year": 2022, "women": 2, "men": 7, "gap": -4, "n": 3}
    ]


def test_a_wide_table_with_words_stands_as_cards_and_is_still_a_table_to_a_screen_reader():
    names = ["Steg", "Läge", "Ansvarig", "År"]
    cards = figures.table(
        pd.DataFrame([["Plan", "klart", "", 2013]], columns=names), "Arbete", SV, headed=True
    )
    assert 'class="bm-table bm-cards"' in cards
    assert [cards.count(f'role="{role}"') for role in ("table", "rowgroup", "row", "columnheader")] == [
        1,
        2,
        2,
        4,
    ]
    assert [cards.count(f'data-head="{name}"') for name in names] == [0, 1, 1, 1]
    assert '<caption><span class="bm-unseen">Arbete</span></caption>' in cards
    for few in (pd.DataFrame([["Plan", "klart", 1]]), pd.DataFrame([["Ale", 1, 2, 3]])):
        assert "bm-cards" not in figures.table(few, "Arbete", SV)


def test_a_table_aligns_numbers_right_and_never_leaves_a_number_blank():
    frame = pd.DataFrame({"Plats": ["Ale", "Åre"], "Värde": [1234.5, NAN], "Not": ["", "ja"]})
    page = Page(figures.table(frame, "En tabell", SV))
    cells = [one for one in page.elements if one["tag"] in ("td", "th") and one.get("scope") != "col"]
    assert [one["text"] for one in cells] == ["Ale", "1\u00a0234,5", "", "Åre", "–", "ja"]
    assert [one.get("class") for one in cells] == [None, "bm-right", None] * 2
    assert [one["aria-label"] for one in page.elements if one.get("role") == "img"] == ["uppgift saknas"]


def test_only_a_plain_address_becomes_a_link():
    frame = pd.DataFrame({"Källa": ["https://skr.se/a/b", "javascript:alert(1)", "https://x\" onclick='y'"]})
    links = [one for one in Page(figures.table(frame, "Källor", SV)).elements if one["tag"] == "a"]
    assert [(one["href"], one["text"]) for one in links] == [("https://skr.se/a/b", "skr.se")]


def test_the_legend_explains_every_mark_and_the_reference_only_where_there_is_one():
    with_reference = Page(figures.legend(SV, "Kommungruppen, median"))
    assert [one["text"] for one in with_reference.elements if one["tag"] == "li"] == [
        "Kvinnor",
        "Män",
        "Säker eller räknad",
        "Varaktig",
        "Ingen säker skillnad",
        "Går inte att avgöra",
        "Kommungruppen, median",
    ]
    assert len([one for one in Page(figures.legend(SV)).elements if one["tag"] == "li"]) == 6


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_marks_never_leave_the_track(women, men, low, width):
    values = pd.DataFrame([row(women=women, men=men)])
    (one,) = gaps.assess(values, [SHARE]).itertuples(index=False)
    history = list(gaps.by_year(values, [SHARE]).itertuples(index=False))
    mark = drawn(one, history, SHARE, (low, low + width), None, SV)
    assert 0 <= mark.women <= 100 and 0 <= mark.men <= 100
    if abs(women - men) > 1e-9 * max(abs(women), abs(men)):
        assert (mark.women <= mark.men) == (women < men) or mark.women == mark.men


def test_everything_rows_say_has_its_english():
    _profile(LASTING, say=EN)
    figures.legend(EN, "x")
    assert not EN.untranslated


# What rows are held against


def _places_by_year() -> pd.DataFrame:
    """Three places with a gap of −2, −6 and +1, and one that has no value for men."""
    rows = [
        row(organisation="0001", women=50, men=52),
        row(organisation="0002", women=60, men=66),
        row(organisation="0003", women=71, men=70),
        row(organisation="0004", women=90),
    ]
    return gaps.by_year(pd.DataFrame(rows), [SHARE])


def test_a_mean_counts_every_place_alike_and_leaves_out_who_has_no_gap():
    [found] = figures.means(_places_by_year(), ["0001", "0002", "0004"]).itertuples(index=False)
    assert (found.women, found.men) == (pytest.approx((50 + 60 + 90) / 3), 59)
    assert (found.gap, found.n) == (-4, 2)


def test_the_most_even_place_is_the_one_with_the_smallest_gap_whichever_sex_has_more():
    [found] = figures.evenest(_places_by_year(), ["0001", "0002", "0003", "0004"]).itertuples(index=False)
    assert (found.organisation, found.women, found.men, found.gap, found.n) == ("0003", 71, 70, 1, 3)
    assert figures.evenest(_places_by_year(), ["0004"]).empty


def test_side_by_side_the_reference_is_a_mark_in_each_cell_and_said_once_in_words():
    shown = _shown(2)
    rows = [row(organisation=one.code, women=40 + 10 * at, men=70) for at, one in enumerate(shown)]
    reference = pd.DataFrame(
        [{"indicator": "N1", "year": 2022, "women": 55.0, "men": 65.0, "gap": -10.0, "n": 7}]
    )
    drawn = Page(
        _compared(rows, shown, reference=reference, reference_said=lambda one: f"medel av {one.n}").html
    )
    assert len([one for one in drawn.elements if one.get("class") == "bm-ref-line"]) == 2
    [said] = [one["text"] for one in drawn.elements if "bm-held" in one.get("class", "")]
    assert said == "medel av 7: kvinnor 55,0, män 65,0"


def test_a_gap_leads_to_its_card_where_it_has_an_address():
    shown = _shown(1)
    rows = [row(organisation=shown[0].code, women=40, men=70)]
    drawn = Page(_compared(rows, shown, explained=lambda *figure: "/".join(map(str, figure))).html)
    [card] = [one for one in drawn.elements if one.get("class") == "bm-gap"]
    assert (card["tag"], card["href"]) == ("a", f"N1/{shown[0].code}/2022")
    assert card["aria-label"] == "−30,0, förklara siffran"


def test_a_figure_is_made_ready_for_the_browser_once():
    drawing = figures.Drawing(data=[{"type": "scatter", "x": [1, 2], "y": [3, 4]}])
    assert drawing.to_dict() is drawing.to_dict()
    assert drawing.to_dict()["data"][0]["type"] == "scatter"
    assert json.loads(drawing.to_json()) == json.loads(figures.Drawing(drawing).to_json())
